"""版面：成批造出版式刁钻的 .docx，用来比一比“同一份报告的 .docx 和 .pdf 读出来是否一样”。

每个版面是一个函数，文字和数字随种子变；文字都是凑的，不取自任何报告。
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

import docx as python_docx
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell as DocxCell
from docx.text.paragraph import Paragraph as DocxParagraph

Rows = list[list[str]]
Merge = tuple[int, int, int, int]
"""合并的格：首行、首列、末行、末列。"""

WORDS = re.findall(
    r"\S+",
    "预算编制 绩效目标 资金管理 政府采购 项目实施 资产管理 人员控制 内部控制 信息公开 社会效益 经济效益 生态效益 服务对象 "
    "满意度 完成情况 执行进度 年度计划 质量标准 时效要求 成本节约 监督检查 整改落实 资料归档 制度建设 培训宣传 应急演练 "
    "隐患排查 设备购置 运行维护 基本支出 项目支出 转移支付 专项资金 财政拨款 其他收入 结转结余 管网改造 道路养护 学校建设",
)
INDICATORS = (
    ("产出指标", ("数量指标", "质量指标", "时效指标")),
    ("效益指标", ("社会效益指标", "可持续影响指标")),
    ("满意度指标", ("服务对象满意度指标",)),
)
FUNDS = ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"]
LATIN = ("GDP", "OA", "APP", "PM2.5", "Wi-Fi", "COVID-19", "Excel", "5G", "kW·h", "m3")


@dataclass
class Layout:
    """一个版面：名字、.docx，以及 .docx 读取器不会当成表的（制表符画的、空格对齐的）表的应有内容。"""

    name: str
    data: bytes
    drawn: list[Rows] = field(default_factory=list)


class Writer:
    """凑字数：同样的种子总是写出同样的话。"""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - 只是凑字数

    def phrase(self, low: int = 1, high: int = 3) -> str:
        """几个词。"""
        return "".join(self.random.choice(WORDS) for _ in range(self.random.randint(low, high)))

    def sentence(self) -> str:
        """一句话，有数有西文。"""
        parts = [self.phrase(2, 5)]
        for _ in range(self.random.randint(1, 3)):
            kind = self.random.randint(0, 5)
            tail = {
                0: f"为{self.money()}万元",
                1: f"达到{self.percent()}",
                2: f"（{self.phrase()}）",
                3: f"使用{self.random.choice(LATIN)}系统",
                4: f"共{self.random.randint(2, 900)}次",
                5: f"“{self.phrase()}”",
            }[kind]
            parts.append(self.phrase(1, 4) + tail)
        return "，".join(parts) + "。"

    def paragraph(self, low: int = 2, high: int = 6) -> str:
        """几句话。"""
        return "".join(self.sentence() for _ in range(self.random.randint(low, high)))

    def money(self) -> str:
        """带千分位的两位小数。"""
        return f"{self.random.randint(100, 99_999_999) / 100:,.2f}"

    def percent(self) -> str:
        """百分数。"""
        return f"{self.random.randint(100, 10_000) / 100:.2f}%"

    def figure(self) -> str:
        """各种写法的数。"""
        money = self.money()
        return self.random.choice(
            [money, money.replace(",", "，"), money.replace(",", ""), self.percent(), "—", "0", "100"]
        )

    def rows(self, rows: int, columns: int) -> Rows:
        """表头一行，首列是名称，其余是数。"""
        header = ["项目", *(self.phrase(1, 1) + str(i) for i in range(1, columns))]
        return [
            header,
            *([self.phrase(1, 2), *(self.figure() for _ in range(columns - 1))] for _ in range(rows - 1)),
        ]


class Page:
    """往一份 .docx 里写段落和表格。"""

    def __init__(self, *, size: float = 12, font: str = "宋体", margin: float = 2.6) -> None:
        self.docx: Docx = python_docx.Document()
        self.size, self.font = size, font
        self._set(landscape=False, margin=margin)

    def _set(self, *, landscape: bool, margin: float) -> None:
        section = self.docx.sections[-1]
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        width, height = (29.7, 21.0) if landscape else (21.0, 29.7)
        section.page_width, section.page_height = Cm(width), Cm(height)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(margin)

    def turn(self, *, landscape: bool, margin: float = 2.6) -> None:
        """另起一节，横排或竖排。"""
        self.docx.add_section()
        self._set(landscape=landscape, margin=margin)

    def columns(self, count: int) -> None:
        """另起连续的一节，分栏。"""
        self.docx.add_section(WD_SECTION.CONTINUOUS)
        section = self.docx.sections[-1]._sectPr
        for columns in section.findall(qn("w:cols")):
            columns.set(qn("w:num"), str(count))
            columns.set(qn("w:space"), "425")

    def write(
        self,
        text: str,
        *,
        size: float = 0,
        font: str = "",
        align: str = "",
        indent: float | None = None,
        bold: bool = False,
        pitch: float | None = None,
    ) -> DocxParagraph:
        """一段；indent 是首行缩进的字数，不给就是两字。"""
        paragraph = self.docx.add_paragraph()
        _fill(paragraph, text, font or self.font, size or self.size, bold=bold)
        _align(paragraph, align)
        paragraph.paragraph_format.space_after = Pt(0)
        if indent is None:
            indent = 0 if align in {"center", "right"} else 2
        paragraph.paragraph_format.first_line_indent = Pt(indent * (size or self.size))
        if pitch:
            paragraph.paragraph_format.line_spacing = Pt(pitch)
        return paragraph

    def title(self, text: str) -> None:
        """居中的大字。"""
        self.write(text, size=18, font="黑体", align="center")

    def margins(self, header: str = "", footer: str = "", *, number: str = "- {} -") -> None:
        """页眉、页脚，页脚里有页码。"""
        section = self.docx.sections[0]
        if header:
            _fill(section.header.paragraphs[0], header, self.font, 9)
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, _, after = number.partition("{}")
        _fill(paragraph, footer + before, self.font, 9)
        run = paragraph.add_run()
        for kind in ("begin", None, "end"):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = "PAGE"
            run._r.append(element)
        _fill(paragraph, after, self.font, 9)

    def table(
        self,
        rows: Rows,
        *,
        merges: Sequence[Merge] = (),
        widths: Sequence[float] = (),
        rules: str = "grid",
        size: float = 9,
        repeat: int = 0,
        align: str = "",
        whole_rows: bool = False,
        bold: int = 0,
        shade: int = 0,
        upright: Sequence[tuple[int, int]] = (),
        turned: Sequence[tuple[int, int]] = (),
    ) -> DocxTable:
        """一张表；rules 是画线的办法，repeat 是每页重复的表头行数，upright 是一字一行的格，turned 是转九十度的格。"""
        table: DocxTable = self.docx.add_table(len(rows), len(rows[0]))
        table.autofit = False
        _rule(table, rules)
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                cell = table.cell(r, c)
                shown = "\n".join(text) if (r, c) in upright else text
                _cell(cell, shown, self.font, size, align=align, bold=r < bold)
                if widths:
                    cell.width = Cm(widths[c])
                if r < shade:
                    _shade(cell, "D9E2F3")
        for r, c in turned:
            _property(table.cell(r, c), "w:textDirection", "btLr")
        if widths:
            for column, width in zip(table.columns, widths, strict=True):
                column.width = Cm(width)
        for top, left, bottom, right in merges:
            _merge(table, top, left, bottom, right)
        for index, row_ in enumerate(table.rows):
            properties = row_._tr.get_or_add_trPr()
            if index < repeat:
                properties.append(OxmlElement("w:tblHeader"))
            if whole_rows:
                properties.append(OxmlElement("w:cantSplit"))
        return table

    def layout(self, name: str, drawn: list[Rows] | None = None) -> Layout:
        """写完了。"""
        buffer = io.BytesIO()
        self.docx.save(buffer)
        return Layout(name, buffer.getvalue(), drawn or [])


def _fill(paragraph: DocxParagraph, text: str, font: str, size: float, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = "Times New Roman", Pt(size), bold
    run.font.color.rgb = RGBColor(0, 0, 0)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _align(paragraph: DocxParagraph, align: str) -> None:
    if align:
        paragraph.alignment = {
            "center": WD_ALIGN_PARAGRAPH.CENTER,
            "right": WD_ALIGN_PARAGRAPH.RIGHT,
            "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
            "distribute": WD_ALIGN_PARAGRAPH.DISTRIBUTE,
        }[align]


def _cell(cell: DocxCell, text: str, font: str, size: float, *, align: str, bold: bool) -> None:
    for index, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        _fill(paragraph, line, font, size, bold=bold)
        _align(paragraph, align)


def _property(cell: DocxCell, name: str, value: str) -> None:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    cell._tc.get_or_add_tcPr().append(element)


def _shade(cell: DocxCell, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    )


def _merge(table: DocxTable, top: int, left: int, bottom: int, right: int) -> None:
    """合并，只留左上角的字。"""
    for r in range(top, bottom + 1):
        for c in range(left, right + 1):
            if (r, c) != (top, left):
                for paragraph in table.cell(r, c).paragraphs:
                    for run in paragraph.runs:
                        run.text = ""
    table.cell(top, left).merge(table.cell(bottom, right))
    cell = table.cell(top, left)
    for paragraph in cell.paragraphs[1:]:
        if not paragraph.text:
            paragraph._p.getparent().remove(paragraph._p)


def _rule(table: DocxTable, rules: str) -> None:
    """画线：grid 全线，three 三线，rows 只有横线，open 左右敞口，dotted 点线，double 双线，none 不画。"""
    edges = {
        "grid": dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), "single"),
        "dotted": dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), "dotted"),
        "dashed": dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), "dashed"),
        "double": {
            **dict.fromkeys(("top", "left", "bottom", "right"), "double"),
            **dict.fromkeys(("insideH", "insideV"), "single"),
        },
        "rows": dict.fromkeys(("top", "bottom", "insideH"), "single"),
        "open": dict.fromkeys(("top", "bottom", "insideH", "insideV"), "single"),
        "three": dict.fromkeys(("top", "bottom"), "single"),
        "frame": dict.fromkeys(("top", "left", "bottom", "right"), "single"),
        "columns": dict.fromkeys(("top", "left", "bottom", "right", "insideV"), "single"),
        "none": {},
    }[rules]
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        element = OxmlElement(f"w:{edge}")
        element.set(qn("w:val"), edges.get(edge, "nil"))
        element.set(qn("w:sz"), "4")
        borders.append(element)
    table._tbl.tblPr.append(borders)
    if rules in {"three", "frame", "columns"}:
        for cell in table.rows[0].cells:
            cell._tc.get_or_add_tcPr().append(
                parse_xml(f'<w:tcBorders {nsdecls("w")}><w:bottom w:val="single" w:sz="4"/></w:tcBorders>')
            )


# ── 版面 ──


def prose(w: Writer) -> Layout:
    """各级标题和段落，两端对齐，带页码。"""
    page = Page(
        size=w.random.choice([10.5, 12, 14, 16]), font=w.random.choice(["宋体", "仿宋_GB2312", "楷体"])
    )
    page.margins(number=w.random.choice(["- {} -", "— {} —", "第 {} 页", "{}"]))
    page.title(w.phrase(3, 5) + "自评报告")
    for number in "一二三四":
        page.write(f"{number}、{w.phrase()}", font="黑体")
        for part in "一二":
            page.write(f"（{part}）{w.phrase()}", font="楷体")
            for _ in range(w.random.randint(1, 3)):
                page.write(w.paragraph(), align="justify")
            for index in range(1, 4):
                page.write(f"{index}.{w.sentence()}", align="justify")
    return page.layout("正文")


def running(w: Writer) -> Layout:
    """页眉页脚，句子跨页。"""
    page = Page(size=14)
    page.margins(header=w.phrase(3) + "年度自评", footer=w.phrase() + " ", number="第{}页")
    for _ in range(14):
        page.write(w.paragraph(4, 9), align="justify", pitch=28)
    return page.layout("页眉页脚")


def ruled(w: Writer) -> Layout:
    """画全了线的几张表，文字相间，有的紧挨着。"""
    page = Page()
    for index in range(4):
        page.write(w.paragraph(1, 3))
        page.write(f"表{index + 1} {w.phrase()}情况表", align="center", indent=0)
        page.write("单位：万元", align="right", indent=0)
        columns = w.random.randint(3, 7)
        page.table(w.rows(w.random.randint(3, 7), columns), align=w.random.choice(["", "center", "right"]))
    page.write(w.paragraph(1, 2))
    return page.layout("全线表")


def bordered(w: Writer) -> Layout:
    """各种画线：点线、虚线、双线、敞口。"""
    page = Page()
    for rules in ("dotted", "dashed", "double", "open"):
        page.write(w.phrase(2, 3) + "情况表", align="center")
        page.table(w.rows(4, 4), rules=rules)
        page.write(w.paragraph(1, 1))
    return page.layout("画线的花样")


def merged_header(w: Writer) -> Layout:
    """三层表头，横页，跨页时表头重复或不重复。"""
    page = Page()
    page.write(w.paragraph())
    page.turn(landscape=True, margin=2)
    page.write("部门整体支出绩效自评表", align="center", size=14)
    header = [
        ["评价指标", "", "", "", "", "", "指标说明", "评分标准", "自评得分"],
        ["一级指标", "", "二级指标", "", "三级指标", "", "", "", ""],
        ["名称", "权重(%)", "名称", "权重(%)", "名称", "权重(%)", "", "", ""],
    ]
    merges: list[Merge] = [
        (0, 0, 0, 5),
        (1, 0, 1, 1),
        (1, 2, 1, 3),
        (1, 4, 1, 5),
        (0, 6, 2, 6),
        (0, 7, 2, 7),
        (0, 8, 2, 8),
    ]
    rows, top = list(header), 3
    for _ in range(3):
        leaves = w.random.randint(2, 5)
        for leaf in range(leaves):
            text = "\n".join(f"{i}.{w.sentence()}" for i in range(1, w.random.randint(2, 4)))
            rows.append(
                [w.phrase(1, 1), "30", w.phrase(1, 1), "15", w.phrase(), "5", w.sentence(), text, "4.5"]
            )
            if leaf:
                rows[-1][:4] = [""] * 4
        merges += [(top, c, top + leaves - 1, c) for c in range(4)]
        top += leaves
    page.table(
        rows,
        merges=merges,
        widths=[1.6, 1.3, 1.6, 1.3, 2.2, 1.3, 5.5, 8, 1.6],
        repeat=w.random.choice([0, 3]),
    )
    page.turn(landscape=False)
    page.write(w.paragraph())
    return page.layout("三层表头横页")


def project_form(w: Writer) -> Layout:
    """项目支出绩效自评表：键值行、资金块、竖排的绩效指标。"""
    page = Page()
    for _ in range(w.random.randint(1, 3)):
        page.write("项目支出绩效自评表", align="center", size=16, font="黑体")
        page.write("（2022年度）", align="center")
        _project_form(page, w, vertical=w.random.choice(["upright", "turned", "plain"]))
        page.docx.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    return page.layout("项目自评表")


def _project_form(page: Page, w: Writer, vertical: str) -> None:
    blank = [""] * 9
    rows: Rows = [
        ["项目名称", "", w.phrase(2, 3), *[""] * 6],
        ["主管部门", "", w.phrase(1, 2) + "局", "", "", "实施单位", "", w.phrase(1, 2) + "中心", ""],
        ["项目资金（万元）", "", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ]
    for index, name in enumerate(FUNDS):
        scored = index == 0
        rows.append(
            [
                "",
                "",
                name,
                *(w.money() for _ in range(3)),
                "10" if scored else "—",
                w.percent(),
                "9.5" if scored else "—",
            ]
        )
    rows += [
        ["年度总体目标", "预期目标", "", "", "", "实际完成情况", "", "", ""],
        ["", w.paragraph(1, 2), "", "", "", w.paragraph(1, 3), "", "", ""],
        [
            "绩效指标",
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ],
    ]
    merges: list[Merge] = [
        (0, 0, 0, 1), (0, 2, 0, 8), (1, 0, 1, 1), (1, 2, 1, 4), (1, 5, 1, 6), (1, 7, 1, 8),
        (2, 0, 6, 1), (7, 0, 8, 0), (7, 1, 7, 4), (7, 5, 7, 8), (8, 1, 8, 4), (8, 5, 8, 8),
    ]  # fmt: skip
    start = top = 9
    top += 1
    for first, seconds in (
        ("产出指标", ("数量指标", "质量指标", "时效指标")),
        ("效益指标", ("社会效益指标", "可持续影响指标")),
        ("满意度指标", ("服务对象满意度指标",)),
    ):
        begin = top
        for second in seconds:
            leaves = w.random.randint(1, 3)
            for leaf in range(leaves):
                rows.append(
                    ["", "" if top + leaf > begin else first, "" if leaf else second, f"指标{leaf + 1}：{w.phrase()}",
                     w.random.choice(["≥", "≤", "="]) + w.percent(), w.percent(), "10", "9.8", w.random.choice(["", "无", w.sentence()])]
                )  # fmt: skip
            merges.append((top, 2, top + leaves - 1, 2))
            top += leaves
        merges.append((begin, 1, top - 1, 1))
    merges.append((start, 0, top - 1, 0))
    rows.append(["总分", *blank[:5], "100", "96.37", ""])
    merges.append((top, 0, top, 5))
    label = (start, 0)
    page.table(
        rows, merges=merges, widths=[0.9, 1.7, 2.3, 3, 2, 2, 1.2, 1.4, 2.3],
        upright=[label] if vertical == "upright" else [], turned=[label] if vertical == "turned" else [],
    )  # fmt: skip


def hubei_form(w: Writer) -> Layout:
    """打勾的行、目标块、表下的注。"""
    page = Page()
    page.write("项目自评表", align="center", size=16)
    rows: Rows = [
        ["项目名称", w.phrase(2, 3), "", "", "", ""],
        ["项目类别", "1、部门预算项目 □  2、省直专项 ☑  3、省对下转移支付项目 □", "", "", "", ""],
        ["项目属性", "1、持续性项目 ☑    2、新增性项目 □", "", "", "", ""],
        [
            "预算执行情况（万元）（20分）",
            "",
            "预算数（A）",
            "执行数（B）",
            "执行率（B/A）",
            "得分（20分×执行率）",
        ],
        ["", "年度财政资金总额", w.money(), w.money(), w.percent(), "19.2"],
        ["年度绩效目标1（80分）", "一级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分"],
    ]
    for _ in range(6):
        rows.append(["", w.phrase(1, 1), w.phrase(), w.percent(), w.percent(), "10"])
    rows.append(["总分", "97.2", "", "", "", ""])
    rows.append(["偏差大或目标未完成原因分析", w.paragraph(1, 2), "", "", "", ""])
    last = len(rows) - 1
    merges: list[Merge] = [(r, 1, r, 5) for r in (0, 1, 2, last - 1, last)] + [(3, 0, 4, 0), (5, 0, 11, 0)]
    page.table(rows, merges=merges, widths=[2.6, 2.8, 3.6, 2.3, 2.3, 2.3])
    page.write(f"注：1.{w.sentence()}", size=9)
    page.write(f"2.{w.sentence()}", size=9)
    return page.layout("打勾的自评表")


def long_table(w: Writer) -> Layout:
    """一张表跨好几页，行被分页切断。"""
    page = Page()
    page.write(w.paragraph())
    rows: Rows = [["序号", "指标名称", "指标解释", "得分"]]
    for index in range(1, w.random.randint(25, 40)):
        text = "\n".join(w.sentence() for _ in range(w.random.randint(1, 3)))
        rows.append([str(index), w.phrase(), text, w.percent()])
    page.table(rows, widths=[1.3, 3.5, 8.5, 2.2], repeat=w.random.choice([0, 1]))
    page.write(w.paragraph())
    return page.layout("跨页的长表")


def cut_rows(w: Writer) -> Layout:
    """高行，多半被分页切断，左边有跨页的竖向合并格。"""
    page = Page(margin=3)
    rows: Rows = [["一级指标", "二级指标", "评分标准", "说明", "得分"]]
    merges: list[Merge] = []
    top = 1
    for _ in range(4):
        leaves = w.random.randint(2, 5)
        for leaf in range(leaves):
            text = "\n".join(f"{i}.{w.sentence()}" for i in range(1, w.random.randint(2, 7)))
            rows.append(
                [
                    "" if leaf else w.phrase(1, 1),
                    w.phrase(1, 2),
                    text,
                    w.paragraph(1, 3),
                    str(w.random.randint(1, 9)),
                ]
            )
        merges.append((top, 0, top + leaves - 1, 0))
        top += leaves
    page.table(rows, merges=merges, widths=[1.6, 2, 5.5, 4.5, 1.4], repeat=w.random.choice([0, 1]))
    return page.layout("切断的行")


def narrow(w: Writer) -> Layout:
    """窄格：数和词断成几行。"""
    page = Page()
    rows: Rows = [["项目", *(f"{y}年决算数" for y in range(2015, 2023))]]
    for _ in range(8):
        rows.append(
            [
                w.phrase(1, 2),
                *(w.random.choice([w.money(), w.money().replace(",", "，"), w.percent()]) for _ in range(8)),
            ]
        )
    page.table(rows, widths=[2.2, *[w.random.choice([1.2, 1.35, 1.5])] * 8])
    return page.layout("窄格断数")


def three_line(w: Writer) -> Layout:
    """三线表。"""
    page = Page()
    for _ in range(3):
        page.write(w.paragraph(1, 2))
        page.write(f"表 {w.phrase()}", align="center")
        page.table(
            w.rows(w.random.randint(4, 9), w.random.randint(3, 5)),
            rules="three",
            align=w.random.choice(["", "center", "right"]),
        )
    page.write(w.paragraph(1, 1))
    return page.layout("三线表")


def only_rows(w: Writer) -> Layout:
    """只有横线。"""
    page = Page()
    for _ in range(3):
        page.write(w.paragraph(1, 2))
        rows = w.rows(w.random.randint(4, 9), w.random.randint(3, 6))
        rows.append(["合计", *[""] * (len(rows[0]) - 2), w.money()])
        page.table(rows, rules="rows", align=w.random.choice(["", "center", "right"]))
    page.write(w.paragraph(1, 1))
    return page.layout("只有横线")


def framed(w: Writer) -> Layout:
    """只有外框和表头下的一条线。"""
    page = Page()
    for _ in range(2):
        page.write(w.paragraph(1, 2))
        rows = w.rows(w.random.randint(4, 8), w.random.randint(3, 5))
        page.table(rows, rules="frame", align=w.random.choice(["", "center"]))
    page.write(w.paragraph(1, 1))
    return page.layout("只有外框")


def only_columns(w: Writer) -> Layout:
    """有外框和竖线，表身没有行线。"""
    page = Page()
    for _ in range(2):
        page.write(w.paragraph(1, 2))
        rows = w.rows(w.random.randint(7, 12), w.random.randint(3, 5))
        page.table(rows, rules="columns", align=w.random.choice(["", "center"]))
    page.write(w.paragraph(1, 1))
    return page.layout("只有竖线")


def unruled(w: Writer) -> Layout:
    """不画线的表。"""
    page = Page()
    for _ in range(2):
        page.write(w.paragraph(2, 3))
        page.write(f"{w.phrase()}情况表", align="center")
        page.table(
            w.rows(w.random.randint(4, 9), w.random.randint(3, 5)),
            rules="none",
            align=w.random.choice(["", "center", "right"]),
        )
    page.write(w.paragraph(2, 3))
    return page.layout("没有线的表")


def drawn(w: Writer) -> Layout:
    """制表符画的表。"""
    page = Page(size=10.5)
    page.write(w.paragraph(1, 2))
    rows = [
        [c[:6] for c in row]
        for row in (
            [["项目", "预算数", "决算数"], *([w.phrase(1, 1), w.money(), w.money()] for _ in range(4))]
        )
    ]
    rows = [
        row if i == 0 else [row[0], *(v.replace(",", "")[:7] for v in row[1:])] for i, row in enumerate(rows)
    ]
    for line in box_drawn(rows):
        page.write(line, indent=0, pitch=13)
    page.write(w.paragraph(1, 2))
    return page.layout("制表符画的表", [rows])


def box_drawn(rows: Rows) -> list[str]:
    """用制表符画出的表；汉字占两格。"""
    widths = [max(_width(row[c]) for row in rows) for c in range(len(rows[0]))]
    widths = [width + width % 2 for width in widths]

    def bar(left: str, middle: str, right: str) -> str:
        return left + middle.join("─" * (width // 2) for width in widths) + right

    lines = [bar("┌", "┬", "┐")]
    for index, row in enumerate(rows):
        cells = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True))
        lines += [bar("├", "┼", "┤")] * bool(index) + ["│" + "│".join(cells) + "│"]
    return [*lines, bar("└", "┴", "┘")]


def _width(text: str) -> int:
    return sum(2 if char >= "\u2e80" else 1 for char in text)


def tabbed(w: Writer) -> Layout:
    """制表位对齐的几列，没有线。"""
    page = Page(size=10.5)
    page.write(w.paragraph(1, 2))
    rows = [
        ["项目", "预算数", "决算数", "完成率"],
        *([w.phrase(1, 1), w.money(), w.money(), w.percent()] for _ in range(5)),
    ]
    for row in rows:
        paragraph = page.write("\t".join(row), indent=0)
        for position in (5, 9, 13):
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(position))
    page.write(w.paragraph(1, 2))
    return page.layout("制表位对齐", [rows])


def two_columns(w: Writer) -> Layout:
    """分栏的正文。"""
    page = Page(size=10.5)
    page.title(w.phrase(3, 4))
    page.write(w.paragraph(2, 3), align="justify")
    page.columns(2)
    for _ in range(6):
        page.write(w.paragraph(3, 6), align="justify")
    page.columns(1)
    page.write(w.paragraph(2, 3), align="justify")
    return page.layout("分栏")


def footnotes(w: Writer) -> Layout:
    """脚注（照 Word 的写法，另存一个部件）。"""
    page = Page(size=12)
    for _ in range(12):
        page.write(w.paragraph(3, 5), align="justify")
    return _with_footnotes(page, w)


def _with_footnotes(page: Page, w: Writer) -> Layout:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    notes = [
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>',
        '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>',
    ]
    for index, paragraph in enumerate(page.docx.paragraphs[::4], start=1):
        run = paragraph.add_run()
        run.font.superscript = True
        run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="{index}"/>'))
        notes.append(
            f'<w:footnote w:id="{index}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
            f'<w:r><w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="18"/></w:rPr><w:t>{w.sentence()}</w:t></w:r></w:p></w:footnote>'
        )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {nsdecls("w")}>{"".join(notes)}</w:footnotes>'
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), content_type, xml.encode(), page.docx.part.package)
    page.docx.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    return page.layout("脚注")


def styles(w: Writer) -> Layout:
    """字体字号混着来，分散对齐，宽字距。"""
    page = Page(size=12)
    page.write(w.phrase(2, 3), align="distribute", size=20, font="黑体")
    for size, font in ((10.5, "宋体"), (14, "仿宋"), (16, "楷体"), (12, "黑体")):
        page.write(w.phrase(2, 3), size=size + 4, font=font, bold=True, align="center")
        for _ in range(2):
            page.write(w.paragraph(1, 3), size=size, font=font, align=w.random.choice(["justify", ""]))
    paragraph = page.write(w.sentence())
    paragraph.runs[0]._r.get_or_add_rPr().append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="60"/>'))
    page.table(
        [["负责人", w.phrase(1, 1)], ["投入", w.figure()], ["经办人", w.phrase(1, 1)]],
        align="distribute",
        widths=[4, 6],
    )
    return page.layout("字体混排")


def nested(w: Writer) -> Layout:
    """格子里套着小表，有底色的表头。"""
    page = Page()
    table = page.table(w.rows(4, 3), widths=[4, 7, 5], shade=1, bold=1)
    cell = table.cell(2, 1)
    inner = cell.add_table(2, 3)
    _rule(inner, "grid")
    for r in range(2):
        for c in range(3):
            _cell(
                inner.cell(r, c), w.random.choice(["甲", "乙", "12.5", "7"]), "宋体", 9, align="", bold=False
            )
    cell.add_paragraph()
    page.write(w.paragraph(1, 2))
    return page.layout("套表")


def shaded(w: Writer) -> Layout:
    """底色的表头、空列、空行。"""
    page = Page()
    page.write(w.paragraph(1, 2))
    rows = w.rows(7, 5)
    for row in rows:
        row[3] = ""
    rows[4] = [""] * 5
    page.table(rows, shade=1, bold=1)
    page.write(w.paragraph(1, 2))
    page.table(w.rows(5, 4), shade=5, rules="none", bold=1)
    return page.layout("底色和空列")


def adjoining(w: Writer) -> Layout:
    """表与表之间只隔一行字或一个空段，有的宽窄不同。"""
    page = Page()
    for index in range(5):
        page.table(w.rows(3, w.random.choice([3, 4, 5])))
        if index % 2:
            page.write("", indent=0, size=6)
        else:
            page.write(w.phrase(2, 3) + "：", indent=0)
    return page.layout("挨着的表")


def mid_page(w: Writer) -> Layout:
    """表从页中起，续到下一页，表后接正文，正文又跨页。"""
    page = Page(size=14)
    page.margins(number="{}")
    for _ in range(2):
        for _ in range(3):
            page.write(w.paragraph(4, 6), align="justify")
        page.table(
            [["项目", "说明"], *([w.phrase(1, 2), w.paragraph(1, 3)] for _ in range(8))], widths=[3.5, 12]
        )
        page.write(w.paragraph(4, 6), align="justify")
    return page.layout("页中起的表")


def contents(w: Writer) -> Layout:
    """目录、落款、日期、附件清单。"""
    page = Page(size=14)
    page.title("目  录")
    for index, number in enumerate("一二三四五"):
        page.write(f"{number}、{w.phrase(1, 2)}{'…' * 12}{index * 3 + 1}", indent=0)
    page.docx.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    page.write(w.paragraph(3, 4), align="justify")
    page.write("附件：1." + w.phrase() + "表")
    page.write("　　　2." + w.phrase() + "表")
    page.write(w.phrase(1, 2) + "局", align="right")
    page.write("2023年3月15日", align="right")
    page.write("联系人：张某某    联系电话：12345678")
    return page.layout("目录落款")


def basics(w: Writer) -> Layout:
    """基础数据表：一块一块的小表头，列数不一。"""
    page = Page()
    rows: Rows = [
        ["财政供养人员情况", "编制数", "", "2022年实际在职人数", "", "控制率"],
        ["", "51", "", "48", "", w.percent()],
        ["经费控制情况", "2021年决算数", "", "2022年预算数", "", "2022年决算数"],
        *(
            [name, w.money(), "", w.money(), "", w.money()]
            for name in ("三公经费", "  1、公务用车购置和维护经费", "  2、出国经费", "  3、公务接待")
        ),
        ["项目支出：", *[w.money() if i in (0, 2, 4) else "" for i in range(5)]],
        ["厉行节约保障措施", w.paragraph(1, 2), "", "", "", ""],
    ]
    merges: list[Merge] = [(0, 0, 1, 0), (8, 1, 8, 5)]
    merges += [(r, c, r, c + 1) for r in range(8) for c in (1, 3)]
    page.table(rows, merges=merges, widths=[4, 1.5, 1.5, 1.8, 1.8, 3.4])
    page.write("说明：“项目支出”需要填报基本支出以外的所有项目支出情况。", size=9)
    page.write("填表人（签名）：      填报日期：      联系电话：      单位负责人签字：", size=9)
    return page.layout("基础数据表")


LAYOUTS: tuple[Callable[[Writer], Layout], ...] = (
    prose, running, ruled, bordered, merged_header, project_form, hubei_form, long_table, cut_rows,
    narrow, three_line, only_rows, framed, only_columns, unruled, drawn, tabbed,
    two_columns, footnotes, styles, nested, shaded, adjoining, mid_page, contents, basics,
)  # fmt: skip
"""全部版面。"""


def layouts_of(seeds: int) -> list[Layout]:
    """每个版面各造 seeds 份。"""
    made = []
    for seed in range(seeds):
        for index, build in enumerate(LAYOUTS):
            layout = build(Writer(1000 * seed + index))
            made.append(Layout(f"{layout.name}-{seed}", layout.data, layout.drawn))
    return made
