"""样本的制作：samples/sources/*.md → 同名的 .docx 和 .pdf。

改了源文件就运行 `python samples/build.py`；.pdf 由 LibreOffice 从 .docx 转出，只在制作时用到它。
同样的源文件总是得到同样的 .docx。
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import docx as python_docx
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph as DocxParagraph

import extract
from extract import Document, Heading, Paragraph, Table
from extract.structure import heading_level

HERE = Path(__file__).parent
SOURCES = HERE / "sources"
LONG_SIDE, SHORT_SIDE, MARGIN = Cm(29.7), Cm(21.0), Cm(2.5)
ZIP_DATE = (2024, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Look:
    """版面：各单位的排版习惯不同，样本也不该千篇一律。"""

    body: str = "仿宋_GB2312"
    heading: str = "黑体"
    cell: str = "宋体"
    size: float = 16
    header_repeats: bool = True
    line_breaks: bool = False
    """格内换行用换行符（Shift+Enter），否则各自成段。"""
    landscape_from: int = 8
    """列数达到此数的表横排，连同它的表名。"""
    centred: bool = False
    """标题和表名居中，“单位：”一行靠右。"""
    three_lines: bool = False
    """三线表：只有顶线、栏目线、底线。"""


LOOKS = {
    "songling-port-2022": Look(body="宋体", size=14, centred=True, landscape_from=99),
    "minkou-culture-2023": Look(body="宋体", size=14, landscape_from=99, line_breaks=True),
    "zelan-housing-2023": Look(size=14, landscape_from=12),
    "quyang-bond-2022": Look(body="仿宋", size=14, centred=True, landscape_from=99, line_breaks=True),
    "yanhe-commerce-2022": Look(size=14, landscape_from=99, line_breaks=True),
    "gushui-school-2021": Look(body="楷体", size=14, centred=True, landscape_from=99),
    "kuicheng-forestry-2022": Look(centred=True, body="宋体", size=12, landscape_from=9),
    "quliu-sports-2024": Look(body="仿宋", size=14, landscape_from=9, header_repeats=False),
    "lingqian-market-2023": Look(
        centred=True, three_lines=True, body="仿宋_GB2312", size=16, line_breaks=True
    ),
    "weize-reform-2022": Look(body="宋体", size=12, landscape_from=9, header_repeats=False),
    "dongpu-transport-2022": Look(body="仿宋", size=15),
    "huaipu-veterans-2022": Look(body="宋体", size=12, line_breaks=True, landscape_from=99),
    "langang-sports-2024": Look(centred=True, body="宋体", heading="宋体", size=12, landscape_from=8),
    "wuchuan-forestry-2022": Look(centred=True, body="仿宋", size=14, landscape_from=8, header_repeats=False),
    "binwan-transport-2022": Look(centred=True, size=16),
    "tianling-service-2023": Look(body="宋体", heading="宋体", size=12),
    "shuochuan-school-2021": Look(
        centred=True, body="楷体", cell="楷体", size=15, landscape_from=99, line_breaks=True
    ),
    "luling-planting-2023": Look(centred=True, body="仿宋_GB2312", size=16, landscape_from=8),
    "bianhe-veterans-2022": Look(centred=True, size=14, landscape_from=99),
    "qingjiang-reform-2022": Look(body="宋体", cell="仿宋", size=14, line_breaks=True, landscape_from=9),
    "minyang-culture-2023": Look(body="仿宋", size=15, landscape_from=99, header_repeats=False),
    "heshan-commerce-2022": Look(centred=True, body="宋体", heading="宋体", size=14, landscape_from=99),
    "wangchao-water-2021": Look(body="宋体", size=14, header_repeats=False, line_breaks=True),
    "yuanting-urban-2021": Look(body="仿宋", cell="仿宋", header_repeats=False),
    "shimen-school-2023": Look(cell="仿宋", size=12, landscape_from=99),
    "baihu-water-supply-2022": Look(body="宋体", size=12, line_breaks=True, landscape_from=99),
}


def docx_of(source: Path) -> bytes:
    """一份源文件做成的 .docx。"""
    document = extract.read(source.read_bytes(), name=source.name)
    styled = {line.lstrip("# ") for line in source.read_text("utf-8").splitlines() if line.startswith("#")}
    look = LOOKS.get(source.stem, Look())
    docx = python_docx.Document()
    _page(docx, wide=False)
    _page_numbers(docx)
    wide = _wide_blocks(document, look)
    alignments = _alignments(document) if look.centred else {}
    for index, block in enumerate(document.blocks):
        if index and (index in wide) != (index - 1 in wide):
            docx.add_section()
            _page(docx, wide=index in wide)
        if isinstance(block, Table):
            _table(docx, block, look)
        elif isinstance(block, Heading) and block.text in styled:
            _heading(docx, block, look)
        else:
            _paragraph(docx, block, look, alignments.get(index))
    return _packed(docx)


def pdf_from(docx: Path) -> None:
    """用 LibreOffice 把 .docx 转成旁边的 .pdf。"""
    office = shutil.which("soffice")
    if office is None:
        sys.exit("没有找到 LibreOffice（soffice），.docx 已写好，.pdf 没有更新。")
    command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(docx.parent), str(docx)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - 参数都是自己拼的


def _wide_blocks(document: Document, look: Look) -> set[int]:
    """要横排的块：宽表，以及从表名到表之间的各段。"""
    return {
        index
        for position, block in enumerate(document.blocks)
        if isinstance(block, Table) and block.columns >= look.landscape_from
        for index in range(position if block.caption is None else block.caption, position + 1)
    }


def _alignments(document: Document) -> dict[int, WD_ALIGN_PARAGRAPH]:
    """居中的和靠右的段：文首的标题，每张表的表名和单位行。"""
    aligned: dict[int, WD_ALIGN_PARAGRAPH] = {}
    for index, block in enumerate(document.blocks):
        if (
            isinstance(block, Table)
            or len(block.text) > 40
            or block.text.endswith("：")
            or heading_level(block.text)
        ):
            break
        if not block.text.startswith("附件"):
            aligned[index] = WD_ALIGN_PARAGRAPH.CENTER
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table) and block.caption is not None:
            aligned |= dict.fromkeys(range(block.caption, index), WD_ALIGN_PARAGRAPH.CENTER)
            if block.unit_line is not None:
                aligned[block.unit_line] = WD_ALIGN_PARAGRAPH.RIGHT
    return aligned


def _page(docx: Docx, *, wide: bool) -> None:
    section = docx.sections[-1]
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG_SIDE, SHORT_SIDE) if wide else (SHORT_SIDE, LONG_SIDE)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN


def _page_numbers(docx: Docx) -> None:
    """页脚里的“- 1 -”：真实报告都有，读取时不能混进正文。"""
    footer = docx.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("- ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    footer._p.append(field)  # python-docx 没有域的接口
    footer.add_run(" -")


def _heading(docx: Docx, block: Heading, look: Look) -> None:
    paragraph = docx.add_heading(level=block.level)
    if block.level == 1:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, block.text, look.heading, look.size + (4 if block.level == 1 else 0))


def _paragraph(
    docx: Docx, block: Heading | Paragraph, look: Look, alignment: WD_ALIGN_PARAGRAPH | None
) -> None:
    paragraph = docx.add_paragraph()
    if alignment is not None:
        paragraph.alignment = alignment
    font = look.heading if isinstance(block, Heading) else look.body
    if len(block.text) > 40:
        paragraph.paragraph_format.first_line_indent = Pt(look.size * 2)
    _write(paragraph, block.text, font, look.size)


def _table(docx: Docx, table: Table, look: Look) -> None:
    style = "Normal Table" if look.three_lines else "Table Grid"
    drawn = docx.add_table(rows=table.rows, cols=table.columns, style=style)
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    drawn.autofit = False
    widths = _widths(table, (docx.sections[-1].page_width or SHORT_SIDE) - 2 * MARGIN)
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = width
    _fill(drawn, table, widths, look)
    if look.three_lines:
        _rule(drawn, table)
    if look.header_repeats:
        for row in drawn.rows[: table.header_rows]:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # python-docx 没有此项


def _rule(drawn: DocxTable, table: Table) -> None:
    """画三线表的三条线；python-docx 没有边框的接口。"""
    for index, row in enumerate(drawn.rows):
        lines = {
            "top": index == 0,
            "bottom": index in {table.header_rows - 1, table.rows - 1},
        }
        for cell in row._tr.tc_lst:
            borders = OxmlElement("w:tcBorders")
            for side in (side for side, drawn_here in lines.items() if drawn_here):
                border = OxmlElement(f"w:{side}")
                border.set(qn("w:val"), "single")
                border.set(qn("w:sz"), "8")
                borders.append(border)
            cell.get_or_add_tcPr().append(borders)


def _fill(drawn: DocxTable, table: Table, widths: list[Emu], look: Look) -> None:
    grid = [list(row.cells) for row in drawn.rows]
    for cell in table.cells:
        box = grid[cell.row][cell.column]
        if cell.row_span > 1 or cell.column_span > 1:
            box = box.merge(grid[cell.row + cell.row_span - 1][cell.column + cell.column_span - 1])
        box.width = Emu(sum(widths[cell.column : cell.column + cell.column_span]))
        box.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        lines = [cell.text.replace("\n", "\v")] if look.line_breaks else cell.text.split("\n")
        _write(box.paragraphs[0], lines[0].replace("\v", "\n"), look.cell, 9)
        for line in lines[1:]:
            _write(box.add_paragraph(), line, look.cell, 9)
        if len(cell.text) <= 12:
            for paragraph in box.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _widths(table: Table, available: int) -> list[Emu]:
    """按各列最长一行的字数分配宽度，再长的列也只按 24 字算。"""
    needed = [4] * table.columns
    for cell in table.cells:
        if cell.column_span == 1:
            longest = max(len(line) for line in cell.text.split("\n"))
            needed[cell.column] = max(needed[cell.column], min(longest, 24))
    return [Emu(available * need // sum(needed)) for need in needed]


def _write(paragraph: DocxParagraph, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.name = "Times New Roman"
    run.font.color.rgb = RGBColor(0, 0, 0)
    run.font.size = Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # 中文字体没有接口


def _packed(docx: Docx) -> bytes:
    """存成字节，把压缩包里的时间固定下来，使同样的源文件得到同样的字节。"""
    raw, fixed = io.BytesIO(), io.BytesIO()
    docx.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, ZIP_DATE), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def main() -> None:
    """制作全部样本；给出名字（不带后缀）的只做那几份。"""
    for source in sorted(SOURCES.glob("*.md")):
        if sys.argv[1:] and source.stem not in sys.argv[1:]:
            continue
        target = HERE / f"{source.stem}.docx"
        made = docx_of(source)
        # 没有变的不重做：.pdf 里有制作时间，每转一次字节都不同
        if target.exists() and target.read_bytes() == made and target.with_suffix(".pdf").exists():
            continue
        target.write_bytes(made)
        pdf_from(target)


if __name__ == "__main__":
    main()
