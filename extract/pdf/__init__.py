"""PDF 读取器：页面上的字和线 → 表格、段落、标题，跨页的接好，页眉页脚不混进正文。

读的次序就是各模块的次序：

    opening    打开，存疑的留说明          chars      取一页的字和线
    lines      字排成行                    grid       线拼成格网
    boxed      制表符画的表                implied    没画全线的表照文字补（regions 在哪里，gutters 补列，rows 补行）
    nested     格子里的小表                shaded     只有底色的表
    tables     字归到格子里                footnotes  分出脚注
    columns    分栏                        margins    分出页眉页脚
    stitch     几页的表接成一张            prose      行接成段、认标题
    wrap       折行接不接、加不加空格      notes      没读到、不可信的说明
    second     另一种读法印证

接页只在 stitch 里，折断的字和数只在 wrap 里接。
"""

from extract.pdf.reader import read_pdf

__all__ = ["read_pdf"]
