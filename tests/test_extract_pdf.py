"""PDF 读取器的承诺：段落、表格跨行跨页接得回去，页眉页脚不混进来，每个字都指得回页面。"""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standin_pdf import LANDSCAPE, Sheet, pdf, stream

import extract
from extract import Cell, Document, Heading, Paragraph, Table
from extract.pdf import read_pdf

REPORTS = Path(__file__).parents[2] / "shared" / "reports"
needs_report = pytest.mark.skipif(
    not (REPORTS / "futian-2020.pdf").exists(), reason="没有真实报告（../shared/reports）"
)
XS = (72, 172, 272, 372)


def read(*sheets: Sheet) -> Document:
    return read_pdf(pdf(*sheets), "自评报告.pdf")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if not isinstance(block, Table)]


def only_table(document: Document) -> Table:
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    return table


def grid(table: Table) -> list[list[str]]:
    return [[table.cell(row, column).text for column in range(table.columns)] for row in range(table.rows)]


def folded(text: str) -> str:
    return re.sub(r"\s", "", text)


# ── 段落 ──

FILLER = "本单位严格执行预算管理制度，按照年初批复的绩效目标推进各项工作，全年支出进度总体平稳。"


def test_折行的段落接成一段_汉字之间不加空格() -> None:
    document = read(
        Sheet()
        .write(92, 100, "全年一般公共预算支出合计一千二百万元，预算执行率为百分之九十二，其中基本支出")
        .write(72, 116, "按月均衡拨付，项目支出按进度拨付，年末没有结余。")
        .write(92, 132, "第二段。")
    )
    assert texts(document) == [
        "全年一般公共预算支出合计一千二百万元，预算执行率为百分之九十二，其中基本支出"
        "按月均衡拨付，项目支出按进度拨付，年末没有结余。",
        "第二段。",
    ]


def test_西文单词折行处有空格() -> None:
    document = read(
        Sheet()
        .write(
            72,
            100,
            "the quick brown fox jumps over the lazy dog and runs through every page of the report of",
        )
        .write(72, 116, "this year.")
    )
    assert texts(document)[0].endswith("of this year.")


def test_排满的一行之后_缩进的是新段() -> None:
    line = "各科室按职责分工落实整改措施，明确责任人和完成时限，逐项销号管理，确保按期完成。"
    sheet = (
        Sheet().write(92, 100, line).write(92, 116, line).write(92, 132, line + "并").write(72, 148, "报告。")
    )
    assert texts(read(sheet)) == [line, line, line + "并报告。"]


def test_句子跨页_页脚和页眉不插进来() -> None:
    sheets = [
        Sheet()
        .write(240, 50, "某某局二〇二二年自评报告")
        .lines(72, 100, [FILLER] * 40)
        .write(280, 790, f"— {number} —")
        for number in (1, 2, 3)
    ]
    document = read(*sheets)
    assert document.asides == ("某某局二〇二二年自评报告", "— 1 —", "— 2 —", "— 3 —")
    assert "".join(texts(document)) == FILLER * 120


@pytest.mark.parametrize("footer", ["- 2 -", "第2页", "第 2 页 共 9 页", "2", "2/9", "Page 2 of 9", "第二页"])
def test_各种页码都不是正文(footer: str) -> None:
    document = read(Sheet().write(92, 100, "正文一段。").write(290, 790, footer))
    assert texts(document) == ["正文一段。"]
    assert document.asides == (footer,)


def test_正文里的数不是页码() -> None:
    document = read(Sheet().write(92, 100, "合计如下：").write(92, 116, "100"))
    assert texts(document) == ["合计如下：", "100"]


def test_每页重复的表名不是页眉() -> None:
    sheets = [
        Sheet().write(220, 90, "项目支出绩效自评表").table(XS, 100, [["甲", "乙", "丙"]] * 2)
        for _ in range(4)
    ]
    assert texts(read(*sheets)) == ["项目支出绩效自评表"] * 4


def test_编号定标题的级别() -> None:
    document = read(
        Sheet()
        .write(72, 100, "一、部门基本情况")
        .write(72, 120, "（一）主要职能")
        .write(92, 140, "（1）负责统计工作，组织实施各项普查，承办上级交办的其他事项。")
    )
    assert [(type(block), getattr(block, "level", None)) for block in document.blocks] == [
        (Heading, 1),
        (Heading, 2),
        (Paragraph, None),
    ]


def test_目录各行各段() -> None:
    rows = ["一、概况……………………1", "二、情况……………………5"]
    assert texts(read(Sheet().lines(72, 100, rows))) == rows


def test_制表符画的表读成表_竖线没对齐也不要紧() -> None:
    rows = [
        "┌──┬───┬──┐",
        "│项目│金额（万元）│备注│",
        "├──┼───┼──┤",
        "│办公│1.25│无│",
        "│  ├───┼──┤",
        "│  │3.40│  │",
        "└──┴───┴──┘",
    ]
    table = only_table(read(Sheet().lines(72, 100, rows, pitch=12)))
    assert grid(table) == [["项目", "金额（万元）", "备注"], ["办公", "1.25", "无"], ["办公", "3.40", ""]]


def test_两栏正文先左后右() -> None:
    left = [FILLER[:20]] * 12
    right = [FILLER[20:40]] * 12
    document = read(Sheet().lines(72, 100, left).lines(310, 100, right))
    assert "".join(texts(document)) == FILLER[:20] * 12 + FILLER[20:40] * 12


def test_脚注排在最后_角标不粘在数字上() -> None:
    sheet = (
        Sheet().lines(72, 100, [FILLER] * 3).write(72, 148, "支出合计为12.5万元").write(162, 143, "1", size=5)
    )
    sheet.write(167, 148, "，比上年减少。").rule(72, 700, 190, 700).write(72, 712, "1", size=5)
    sheet.write(76, 714, "不含上年结转。", size=8)
    document = read(sheet)
    assert texts(document) == [FILLER * 3 + "支出合计为12.5万元，比上年减少。", "不含上年结转。"]
    assert document.asides == ("1",)


UNRULED = [
    ["项目", "预算数", "决算数"],
    ["办公费", "11.00", "10.93"],
    ["车辆运行维护费", "2.85", "2.80"],
    ["合计", "13.85", "13.73"],
]


def unruled(rows: list[list[str]], xs: tuple[int, ...] = (80, 220, 330), pitch: float = 16) -> Sheet:
    sheet = Sheet().write(92, 80, FILLER)
    for index, row in enumerate(rows):
        for x, text in zip(xs, row, strict=True):
            sheet.write(x, 114 + pitch * index, text)
    return sheet


def test_一条线也没有的表_照对齐读成表() -> None:
    assert grid(only_table(read(unruled(UNRULED)))) == UNRULED


def test_对得齐的不都是表() -> None:
    contents = [["一、概况", "1"], ["二、情况", "5"], ["三、问题", "9"], ["四、建议", "12"]]
    document = read(unruled(contents, (80, 400)))
    assert not any(isinstance(block, Table) for block in document.blocks)
    blanks = [["填表人：", "填报日期："], ["联系电话：", "负责人："], ["单位：", "地址："]]
    document = read(unruled(blanks, (80, 330)))
    assert not any(isinstance(block, Table) for block in document.blocks)


def test_只有外框的表_照对齐分列() -> None:
    sheet = unruled(UNRULED).rule(72, 102, 400, 102).rule(72, 118, 400, 118).rule(72, 168, 400, 168)
    sheet.rule(72, 102, 72, 168).rule(400, 102, 400, 168)
    assert grid(only_table(read(sheet))) == UNRULED


def test_多行的数挤过了界_数也不拆开() -> None:
    rows = (
        [["项目", "年初数", "年末数"]]
        + [["办公", "1.00", "2.00"]] * 9
        + [["办公", "1.00", "123,456,789,012.00"]]
    )
    sheet = Sheet()
    for index, row in enumerate(rows):
        for right, text in zip((110, 160, 270), row, strict=True):
            width = sum(10 if char >= "\u3400" else 5 for char in text)
            sheet.write(right - width, 114 + 16 * index, text)
    assert "123,456,789,012.00" in grid(only_table(read(sheet)))[-1]


def test_没有线的表一行一段_列与列之间有空格() -> None:
    sheet = Sheet()
    for index, (name, value) in enumerate([("公务接待费", "10.93"), ("公务用车费", "2.80")]):
        sheet.write(72, 100 + 16 * index, name).write(300, 100 + 16 * index, value)
    assert texts(read(sheet)) == ["公务接待费 10.93", "公务用车费 2.80"]


# ── 表格 ──


def test_合并格占几行几列() -> None:
    sheet = Sheet()
    for y in (100, 140, 180):
        sheet.rule(72, y, 372, y)
    sheet.rule(172, 120, 372, 120).rule(72, 100, 72, 180).rule(172, 100, 172, 180).rule(372, 100, 372, 180)
    sheet.rule(272, 120, 272, 180)
    sheet.write(80, 124, "项目").write(180, 114, "预算数").write(180, 134, "年初").write(280, 134, "调整后")
    sheet.write(80, 164, "基本支出").write(180, 164, "1.00").write(280, 164, "2.00")
    table = only_table(read(sheet))
    assert {(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells} == {
        (0, 0, 2, 1, "项目"),
        (0, 1, 1, 2, "预算数"),
        (1, 1, 1, 1, "年初"),
        (1, 2, 1, 1, "调整后"),
        (2, 0, 1, 1, "基本支出"),
        (2, 1, 1, 1, "1.00"),
        (2, 2, 1, 1, "2.00"),
    }
    assert table.header_rows == 2


def test_表名和单位行() -> None:
    rows = [["项目", "预算", "决算"], ["办公费", "1.00", "2.00"]]
    document = read(
        Sheet().write(200, 80, "表1 支出情况表").write(300, 96, "单位：万元").table(XS, 100, rows)
    )
    table = only_table(document)
    assert (table.caption, table.unit_line) == (0, 1)


def test_窄格里断开的数接得回去() -> None:
    sheet = Sheet().grid((72, 130, 190), (100, 150, 200))
    sheet.write(77, 114, "123,851,5").write(77, 126, "60.42").write(137, 114, "1").write(137, 126, "8，026")
    sheet.write(77, 164, "100").write(77, 176, "200").write(137, 164, "小计")
    assert grid(only_table(read(sheet))) == [["123,851,560.42", "18，026"], ["100\n200", "小计"]]


def test_格内折行接上_条目各自起行() -> None:
    sheet = Sheet().grid((72, 172, 272), (100, 180))
    sheet.lines(77, 114, ["部门预算编制符合要", "求（5分）；", "2.发现一项扣1分。"], pitch=12)
    sheet.lines(177, 114, ["预算", "合理性"], pitch=12)
    assert grid(only_table(read(sheet))) == [
        ["部门预算编制符合要求（5分）；\n2.发现一项扣1分。", "预算\n合理性"]
    ]


def test_竖排的标签读成一个词() -> None:
    sheet = (
        Sheet().grid((72, 92, 192), (100, 180)).lines(77, 116, "绩效指标", pitch=14).write(100, 116, "数量")
    )
    assert grid(only_table(read(sheet))) == [["绩效指标", "数量"]]


def test_转了九十度的标签自下而上读() -> None:
    sheet = Sheet().grid((72, 92, 192), (100, 180)).lines(100, 112, ["数量指标完成情况", "质量指标完成情况"])
    codes = "绩效指标".encode("utf-16-be").hex()
    sheet.content.append(f"BT /F1 10 Tf 0 1 -1 0 87 {842 - 170} Tm <{codes}> Tj ET")
    assert grid(only_table(read(sheet)))[0][0] == "绩效指标"


def test_分散对齐的字之间没有空格_印着的空格留着() -> None:
    sheet = Sheet().grid((72, 172, 272), (100, 120)).write(177, 114, "投 入")
    for x, char in zip((77, 117, 157), "负责人", strict=True):
        sheet.write(x, 114, char)
    assert grid(only_table(read(sheet))) == [["负责人", "投 入"]]


def test_三线表补出列和行() -> None:
    sheet = Sheet()
    for y in (100, 120, 180):
        sheet.rule(72, y, 400, y)
    for y, row in zip(
        (114, 134, 154, 174),
        (
            ("项目", "预算数", "决算数"),
            ("办公费", "11.00", "10.93"),
            ("车辆运行维护费", "2.85", "2.80"),
            ("合计", "13.85", "13.73"),
        ),
        strict=True,
    ):
        for x, text in zip((80, 220, 330), row, strict=True):
            sheet.write(x, y, text)
    table = only_table(read(sheet))
    assert grid(table)[2] == ["车辆运行维护费", "2.85", "2.80"]
    assert (table.rows, table.columns, table.header_rows) == (4, 3, 1)


def test_正文里的三条横线不是表() -> None:
    sheet = Sheet().rule(72, 60, 500, 60).rule(72, 700, 500, 700).rule(72, 300, 500, 300)
    sheet.lines(72, 100, [FILLER] * 3)
    document = read(sheet)
    assert texts(document) == [FILLER * 3]


def test_框住的一段话不是表() -> None:
    assert texts(read(Sheet().grid((72, 500), (100, 130)).write(80, 120, "框里的话。"))) == ["框里的话。"]


def test_同一页上两张表是两张() -> None:
    rows = [["项目", "预算", "决算"], ["办公费", "1.00", "2.00"]]
    document = read(Sheet().table(XS, 100, rows).write(92, 170, "下面是第二张。").table(XS, 200, rows))
    assert [block.kind for block in document.blocks] == ["table", "paragraph", "table"]


def test_上下两张表的边差一点点对不齐_不会连成一张() -> None:
    rows = [["项目", "预算", "决算"], ["办公费", "1.00", "2.00"]]
    sheet = Sheet().table((72, 172, 272, 372.4), 100, rows).table((72, 172, 272, 372), 200, rows)
    sheet.write(92, 170, "下面是第二张。")
    assert [block.kind for block in read(sheet).blocks] == ["table", "paragraph", "table"]


def test_竖页之间夹一张横页() -> None:
    wide = Sheet(size=LANDSCAPE).table((72, 300, 500, 770), 100, [["项目", "预算", "决算"], ["甲", "1", "2"]])
    document = read(Sheet().write(92, 100, "前文。"), wide, Sheet().write(92, 100, "后文。"))
    assert [block.kind for block in document.blocks] == ["paragraph", "table", "paragraph"]
    at = document.at(1, 0, 1, cell=(1, 0))
    assert at.page == 2
    assert at.box is not None
    assert 72 < at.box[0] < 300


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_页面怎么转_读出来都一样(rotate: int) -> None:
    rows = [["项目", "预算", "决算"], ["办公费", "1.00", "2.00"]]
    turn = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 842 0", 180: "-1 0 0 -1 842 842", 270: "0 -1 1 0 0 842"}[rotate]
    sheet = Sheet(size=(842, 842), rotate=rotate).table(XS, 100, rows)
    sheet.content = [f"q {turn} cm", *sheet.content, "Q"]
    table = only_table(read(sheet))
    assert grid(table) == rows
    cell = table.cell(1, 1)
    assert (cell.lines[0].edges[0], cell.lines[0].bottom) == pytest.approx((177, 134), abs=3)


def test_画成面的线_断成几截的线_点线_都是表格线() -> None:
    rows = [["项目", "预算"], ["甲", "1"]]
    filled, dotted = Sheet(), Sheet()
    for sheet in (filled, dotted):
        for y, row in zip((114, 134), rows, strict=True):
            sheet.write(77, y, row[0]).write(177, y, row[1])
    for y in (100, 120, 140):
        filled.content += [f"{x + 0.5} {842 - y} 99 0.5 re f {x} {842 - y} 0.5 0.5 re f" for x in (72, 172)]
        dotted.content += [f"{x} {842 - y} 1 1 re f" for x in range(72, 273, 2)]
    for x in (72, 172, 272):
        filled.content += [f"{x} {842 - y - 19.5} 0.5 19.5 re f" for y in (100, 120)]
        dotted.content += [f"{x} {842 - y} 1 1 re f" for y in range(100, 141, 2)]
    assert grid(only_table(read(filled))) == rows
    assert grid(only_table(read(dotted))) == rows


def test_表单里的表_按表单的矩阵放() -> None:
    inner = Sheet().table(XS, 100, [["项目", "预算", "决算"], ["甲", "1", "2"]])
    entries = (
        "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Matrix [0.5 0 0 0.5 0 0] "
        "/Resources << /Font << /F1 3 0 R >> >>"
    )
    form = stream("\n".join(inner.content).encode(), entries).decode("latin-1")
    outer = Sheet(resources="/XObject << /Fm 100 0 R >>")
    outer.content.append("q 1 0 0 1 10 0 cm /Fm Do Q")
    document = read_pdf(pdf(outer, objects=[form]), "自评报告.pdf")
    table = only_table(document)
    assert grid(table) == [["项目", "预算", "决算"], ["甲", "1", "2"]]
    assert table.cell(1, 1).lines[0].edges[0] == pytest.approx(177 / 2 + 10, abs=1)


# ── 跨页的表 ──

HEADER = ["一级指标", "说明", "得分"]


def long_table(*pages: list[list[str]]) -> Table:
    return only_table(read(*(Sheet().table((72, 172, 400, 500), 100, rows, height=30) for rows in pages)))


def test_跨页的表是一张_重复的表头只算一次() -> None:
    table = long_table([HEADER, ["产出", "完成率", "5"]], [HEADER, ["效益", "满意度", "6"]])
    assert grid(table) == [HEADER, ["产出", "完成率", "5"], ["效益", "满意度", "6"]]


def test_没有重复表头的续表也接得上() -> None:
    table = long_table([HEADER, ["产出", "完成率", "5"]], [["效益", "满意度", "6"]])
    assert table.rows == 3


def test_续表字样不妨碍接上() -> None:
    first = Sheet().table(XS, 100, [["项目", "预算", "决算"], ["甲", "1", "2"]])
    second = Sheet().write(200, 90, "表1（续）").table(XS, 100, [["项目", "预算", "决算"], ["乙", "3", "4"]])
    document = read(first, second)
    assert only_table(document).rows == 3
    assert "表1（续）" in document.asides


def test_被分页切断的行接成一行() -> None:
    table = long_table(
        [HEADER, ["产出", "完成率", "5"], ["效益", "1.建立了便利的群众意见反映渠道和办理回复并", "6"]],
        [["", "及时公开。", ""], ["满意度", "问卷", "7"]],
    )
    assert grid(table)[2] == ["效益", "1.建立了便利的群众意见反映渠道和办理回复并及时公开。", "6"]
    assert table.rows == 4
    assert [line.page for line in table.cell(2, 1).lines] == [1, 2]


def test_没切断的行不接() -> None:
    table = long_table([HEADER, ["产出", "完成率", "5"]], [["效益", "满意", "5"], ["公平", "信访", "5"]])
    assert table.rows == 4


def test_分页处上下两格各一个字_不是竖排的标签() -> None:
    first = [HEADER, *[["产出", "完成率", "5"]] * 21, ["无", "无", "无"]]
    table = long_table(first, [["无", "满意度", "无"], ["效益", "公平", "6"]])
    assert grid(table)[22:24] == [["无", "无", "无"], ["无", "满意度", "无"]]


def test_竖向合并格跨页仍是一格() -> None:
    def page(rows: list[tuple[str, str]], label: str) -> Sheet:
        ys = [100 + 30 * index for index in range(len(rows) + 1)]
        sheet = Sheet().rule(72, ys[0], 372, ys[0]).rule(72, ys[-1], 372, ys[-1])
        for y in ys[1:-1]:
            sheet.rule(172, y, 372, y)
        for x in XS:
            sheet.rule(x, ys[0], x, ys[-1])
        if label:
            sheet.write(77, 114, label)
        for y, row in zip(ys, rows, strict=False):
            sheet.write(177, y + 14, row[0]).write(277, y + 14, row[1])
        return sheet

    table = only_table(
        read(page([("数量", "1"), ("质量", "2")], "产出"), page([("时效", "3"), ("成本", "4")], ""))
    )
    assert table.cell(3, 0).text == "产出"
    assert table.cell(0, 0).row_span == 4


def test_隔着一段话的两页表是两张() -> None:
    rows = [["项目", "预算", "决算"], ["甲", "1", "2"]]
    document = read(Sheet().table(XS, 100, rows), Sheet().write(92, 90, "表2 另一张表").table(XS, 100, rows))
    assert sum(isinstance(block, Table) for block in document.blocks) == 2


# ── 出处 ──


def assert_places_hold(document: Document) -> None:
    """每一块每一格：行与文字长短相符，行首不越界，任何一段都指得回原文。"""
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            covered = sum(cell.row_span * cell.column_span for cell in block.cells)
            assert covered == block.rows * block.columns
        holders = block.cells if isinstance(block, Table) else (block,)
        for holder in holders:
            assert bool(holder.text) == bool(holder.lines)
            starts = [line.start for line in holder.lines]
            ends = [*starts[1:], len(holder.text)]
            for line, end in zip(holder.lines, ends, strict=False):
                assert line.start < len(holder.text)
                assert len(line.edges) == end - line.start + 1
                assert list(line.edges) == sorted(line.edges)
                assert line.top <= line.bottom
                at = document.at(index, line.start, end, _position(holder))
                assert document.text(at) == holder.text[line.start : end]
                assert at.page == line.page


def _position(holder: Heading | Paragraph | Cell) -> tuple[int, int] | None:
    return (holder.row, holder.column) if isinstance(holder, Cell) else None


WORDS = st.text(alphabet="预算执行率绩效目标，。；（）“”12345.%, aB", min_size=1, max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    prose=st.lists(st.tuples(st.integers(20, 300), WORDS), max_size=12),
    rows=st.lists(st.lists(WORDS.map(lambda text: text[:9]), min_size=3, max_size=3), max_size=5),
)
def test_任何版面_文字与出处相符_数字一个不少(prose: list[tuple[int, str]], rows: list[list[str]]) -> None:
    sheet = Sheet()
    for index, (x, text) in enumerate(prose):
        sheet.write(x, 100 + 16 * index, text)
    if rows:
        sheet.table((72, 200, 330, 460), 400, rows)
    document = read(sheet)
    assert_places_hold(document)
    printed = "".join([text for _, text in prose] + [text for row in rows for text in row])
    got = "".join(texts(document)) + "".join(
        cell.text for block in document.blocks if isinstance(block, Table) for cell in block.cells
    )
    assert sorted(filter(str.isdigit, got)) == sorted(filter(str.isdigit, printed))


# ── 真实报告 ──


@pytest.fixture(scope="module")
def real() -> Document:
    return extract.read((REPORTS / "futian-2020.pdf").read_bytes(), "futian-2020.pdf")


@pytest.fixture(scope="module")
def original() -> Document:
    return extract.read((REPORTS / "futian-2020.docx").read_bytes(), "futian-2020.docx")


@needs_report
def test_真实报告_出处全部相符(real: Document) -> None:
    assert_places_hold(real)
    assert real.notes == ()
    assert real.asides == ("— 1 —",)


@needs_report
def test_真实报告_两种格式的表逐格相同(real: Document, original: Document) -> None:
    ours = [block for block in real.blocks if isinstance(block, Table)]
    theirs = [block for block in original.blocks if isinstance(block, Table)]
    assert [(t.rows, t.columns, t.header_rows) for t in ours] == [(8, 6, 1), (25, 9, 3)]
    for pdf_table, docx_table in zip(ours, theirs, strict=True):
        assert [_shape(cell) for cell in pdf_table.cells] == [_shape(cell) for cell in docx_table.cells]
        assert [cell.text for cell in pdf_table.cells] == [cell.text for cell in docx_table.cells]


def _shape(cell: Cell) -> tuple[int, int, int, int]:
    return (cell.row, cell.column, cell.row_span, cell.column_span)


@needs_report
def test_真实报告_两种格式的正文逐段相同(real: Document, original: Document) -> None:
    ours = [(block.kind, getattr(block, "level", None)) for block in real.blocks]
    theirs = [
        (block.kind, getattr(block, "level", None))
        for block in original.blocks
        if isinstance(block, Table) or block.text.strip()
    ]
    assert ours == theirs
    pdf_text, docx_text = (folded("".join(texts(document))) for document in (real, original))
    assert difflib.SequenceMatcher(None, pdf_text, docx_text, autojunk=False).ratio() >= 0.999


@needs_report
def test_真实报告_表名和单位行(real: Document) -> None:
    first, second = (block for block in real.blocks if isinstance(block, Table))
    assert first.caption is not None
    assert texts_of(real, first.caption).startswith("表1-1")
    assert first.unit_line is not None
    assert texts_of(real, first.unit_line) == "单位：元"
    assert second.caption is not None


def texts_of(document: Document, index: int) -> str:
    block = document.blocks[index]
    assert not isinstance(block, Table)
    return block.text
