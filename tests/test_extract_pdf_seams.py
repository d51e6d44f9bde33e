"""PDF 读取器的承诺：没有画线的合并格、被分页切开的标签、报告名称，照版面认得出来。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from standin_pdf import Sheet, pdf

from extract import Document, Heading, Table
from extract.pdf import read_pdf
from extract.pdf.chars import _symbol


def read(*sheets: Sheet) -> Document:
    return read_pdf(pdf(*sheets), "自评报告.pdf")


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def width(text: str) -> float:
    return sum(10 if char > "⺀" else 5 for char in text)


def centred(sheet: Sheet, y: float, cells: Iterable[tuple[float, float, str]]) -> None:
    """每格一段字，居中于它的左右界。"""
    for left, right, text in cells:
        sheet.write((left + right - width(text)) / 2, y, text)


THREE_LINE = (72, 152, 262, 372, 482)
HEADER = ("科目编码", "科目名称", "本年支出", "基本支出")
BODY = (
    ("201", "一般公共服务支出", "1,200.50", "800.25"),
    ("20138", "市场监督管理事务", "1,000.00", "700.00"),
    ("2013801", "行政运行", "900.00", "650.00"),
)


def three_lines(sheet: Sheet, top: float, rows: Sequence[Sequence[str]], total: str = "") -> Sheet:
    """三线表：表头、几行数，total 居中于前两列之上。"""
    ends = (top, top + 20, top + 40 + 20 * len(rows)) if rows or total else (top, top + 20, top + 40)
    for y in ends:
        sheet.rule(THREE_LINE[0], y, THREE_LINE[-1], y)
    bounds = list(pairwise(THREE_LINE))
    centred(sheet, top + 14, [(*pair, text) for pair, text in zip(bounds, HEADER, strict=True)])
    y = top + 34
    if total:
        cells = [(THREE_LINE[0], THREE_LINE[2], total), (*bounds[2], "3,100.50"), (*bounds[3], "2,150.25")]
        centred(sheet, y, cells)
        y += 20
    for row in rows:
        centred(sheet, y, [(*pair, text) for pair, text in zip(bounds, row, strict=True)])
        y += 20
    return sheet


@pytest.mark.parametrize("label", ["合计", "总计", "人员经费合计", "本年支出小计"])
def test_居中于两列之上的标签横跨两列(label: str) -> None:
    (table,) = tables(read(three_lines(Sheet(), 100, BODY, label)))
    cell = table.cell(1, 0)
    assert (cell.text, cell.column_span) == (label, 2)
    assert table.cell(1, 1) is cell
    assert [table.cell(2, column).text for column in range(4)] == list(BODY[0])


def test_在自己那一列里居中的不跨列() -> None:
    rows = (*BODY, ("", "其他", "100.00", "50.00"), ("208", "", "100.00", "50.00"))
    (table,) = tables(read(three_lines(Sheet(), 100, rows)))
    assert all(cell.column_span == 1 for cell in table.cells)
    assert (table.cell(4, 1).text, table.cell(5, 0).text) == ("其他", "208")


def test_重复的表头底下没有行_不当正文() -> None:
    first = three_lines(Sheet(), 700, BODY)
    second = three_lines(Sheet(), 72, ()).write(92, 150, "表中各数均取自部门决算。")
    document = read(first, second)
    assert [block.text for block in document.blocks if not isinstance(block, Table)] == [
        "表中各数均取自部门决算。"
    ]
    assert tables(document)[0].rows == 4


def cut_form(
    upper: str, lower: str, heads: tuple[str, str] = ("预期目标", "实际完成情况")
) -> tuple[Sheet, Sheet]:
    """一张表在“预期目标”一行之下被分页切开，左边的标签一页一截；右边两格各占两列。"""
    xs = (72, 94, 178, 262, 342, 422)
    first = Sheet().table(xs, 700, [("甲", "年初预算", "12.50", "全年预算", "13.00")], 20)
    first.grid((72, 94, 262, 422), (720, 740))
    first.write(73, 734, upper).write(140, 734, heads[0]).write(310, 734, heads[1])
    second = Sheet().grid((72, 94, 262, 422), (72, 112))
    second.write(73, 86, lower[:2]).write(73, 100, lower[2:])
    second.write(99, 86, "培训一百六十人，举办招聘会两场。").write(267, 86, "培训一百六十五人，办会两场。")
    second.table(xs, 112, [("乙", "执行率", "96.00", "得分", "9.60")], 20)
    return first, second


@pytest.mark.parametrize(("upper", "lower"), [("年度", "总体目标"), ("总体", "目标"), ("绩效", "目标")])
def test_小标题行左边的标签被切开_仍是一格(upper: str, lower: str) -> None:
    (table,) = tables(read(*cut_form(upper, lower)))
    cell = table.cell(1, 0)
    assert (cell.text, cell.row_span) == (upper + lower, 2)
    assert table.rows == 4


def test_上下两行各有完整的标签_不接() -> None:
    xs = (72, 94, 178, 262)
    first = Sheet().table(xs, 700, [("产出", "数量", "12"), ("产出", "质量", "98")], 20)
    second = Sheet().table(xs, 72, [("效益", "社会", "15"), ("效益", "生态", "20")], 20)
    (table,) = tables(read(first, second))
    assert [table.cell(row, 0).text for row in range(table.rows)] == ["产出", "产出", "效益", "效益"]


PROSE = "各科室按职责分工落实整改措施，明确责任人和完成时限，逐项销号管理，确保按期完成。"


@pytest.mark.parametrize(
    "title",
    [
        "某某市水务局2023年度部门整体支出绩效自评报告",
        "老旧小区改造项目支出绩效评价情况",
        "2022年度部门决算公开",
    ],
)
def test_放大居中的报告名称是标题(title: str) -> None:
    sheet = Sheet().write(72, 80, "附件2").write((595 - 1.6 * width(title)) / 2, 110, title, size=16)
    document = read(sheet.lines(72, 150, [PROSE + PROSE[:2]] * 4))
    heading = document.blocks[1]
    assert isinstance(heading, Heading)
    assert (heading.text, heading.level) == (title, 1)


def test_居中而不放大的_紧接着表的_不是报告名称() -> None:
    plain = Sheet().write((595 - width("自评情况说明书")) / 2, 110, "自评情况说明书")
    assert not isinstance(read(plain.lines(72, 150, [PROSE] * 4)).blocks[0], Heading)
    form = Sheet().write((595 - 1.6 * width("项目支出自评情况")) / 2, 80, "项目支出自评情况", size=16)
    form.table((72, 250, 523), 110, [("项目", "金额"), ("甲", "1.00")]).lines(72, 200, [PROSE] * 4)
    assert not isinstance(read(form).blocks[0], Heading)


def test_第几部分之后写着年度的也是标题() -> None:
    document = read(Sheet().lines(72, 100, ["第二部分 2022年度部门决算情况说明", PROSE]))
    assert isinstance(document.blocks[0], Heading)


@pytest.mark.parametrize(
    "pieces",
    [
        ("一、基本情况", "二、主要绩效", "三、存在问题"),
        ("（一）决策情况", "（二）过程情况", "（三）产出情况", "（四）效益情况"),
    ],
)
def test_写成一串的标题各成一块_出处仍指得回去(pieces: tuple[str, ...]) -> None:
    document = read(Sheet().write(72, 100, "".join(pieces)).lines(72, 130, [PROSE] * 3))
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    assert [heading.text for heading in headings] == list(pieces)
    at = document.at(1, 0, 2)
    assert document.text(at) == pieces[1][:2]
    assert at.box is not None
    assert at.box[0] == pytest.approx(72 + width(pieces[0]), abs=1)


@pytest.mark.parametrize(
    ("code", "font", "shown"),
    [
        (0xF0B7, "SymbolMT", "•"),
        (0xF0FE, "Wingdings-Regular", "☑"),
        (0xF052, "Wingdings2", "☑"),
        (0xF06E, "Wingdings", "■"),
        (0xF0B7, "Arial", "\ufffd"),
        (0xF0D1, "Wingdings", "\ufffd"),
    ],
)
def test_符号字体里的字写成看得懂的(code: int, font: str, shown: str) -> None:
    assert _symbol(code, font) == shown
