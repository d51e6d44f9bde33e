"""Markdown 读取器与版式结构的承诺：一字不差、什么文本都不出错、每一处出处都是原文。"""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

import extract
from extract import Cell, Document, Heading, Paragraph, Table, Unreadable
from extract.markdown import read_markdown
from extract.structure import caption_of, header_rows, heading_level, is_unit_line, with_headings_settled


def read(text: str) -> Document:
    return extract.read(text.encode(), "报告.md")


def only_table(document: Document) -> Table:
    (found,) = [block for block in document.blocks if isinstance(block, Table)]
    return found


def shape(found: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in found.cells]


REPORT = """# 一、情况

（一）资金
全年支出 1，234.50 元。
表1-1 支出情况表
单位：元

| 项目 | < | 预算 | 执行率 |
| --- | --- | --- | --- |
| 基本支出 | 人员 | 1,000 | 95.41% |
| ^ | 公用<br>（日常） | - | 99.84% |
| 合计 | < | 1,000 |
"""


def test_标题_段落_表格():
    document = read(REPORT)
    assert [(b.kind, getattr(b, "text", "")) for b in document.blocks] == [
        ("heading", "一、情况"),
        ("heading", "（一）资金"),
        ("paragraph", "全年支出 1，234.50 元。"),
        ("paragraph", "表1-1 支出情况表"),
        ("paragraph", "单位：元"),
        ("table", ""),
    ]
    assert document.section(2) == ("一、情况", "（一）资金")
    assert shape(only_table(document)) == [
        (0, 0, 1, 2, "项目"), (0, 2, 1, 1, "预算"), (0, 3, 1, 1, "执行率"),
        (1, 0, 2, 1, "基本支出"), (1, 1, 1, 1, "人员"), (1, 2, 1, 1, "1,000"), (1, 3, 1, 1, "95.41%"),
        (2, 1, 1, 1, "公用\n（日常）"), (2, 2, 1, 1, "-"), (2, 3, 1, 1, "99.84%"),
        (3, 0, 1, 2, "合计"), (3, 2, 1, 1, "1,000"), (3, 3, 1, 1, ""),
    ]  # fmt: skip
    found = only_table(document)
    assert (found.caption, found.unit_line, found.header_rows) == (3, 4, 1)


def test_合成不了矩形的_照原样各自成格():
    found = only_table(read("| 甲 | 乙 |\n| ^ | < |\n"))
    assert shape(found) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "^"), (1, 1, 1, 1, "<")]


def test_两个方向都合并():
    found = only_table(read("| 甲 | < | 1 |\n| ^ | < | 2 |\n"))
    assert found.cell(1, 1).text == "甲"
    assert (found.cell(1, 1).row_span, found.cell(1, 1).column_span) == (2, 2)


def test_转义的竖线是文字():
    assert only_table(read(r"| a\|b | c |")).cell(0, 0).text == "a|b"


def test_没有分隔行也是表格_横杠是数据():
    found = only_table(read("| 项目 | 数 |\n| - | - |\n"))
    assert [c.text for c in found.cells] == ["项目", "数", "-", "-"]


def test_国标码的文本照读_并说明():
    document = extract.read("全年支出5元".encode("gb18030"), "报告.txt")
    assert document.blocks == (Paragraph(text="全年支出5元"),)
    assert [note.kind for note in document.notes] == ["文字编码"]


def test_标准输入没有扩展名():
    assert extract.read(b"abc", "-").media == "markdown"


@given(st.text())
def test_什么文本都不出错_文字一字不差(text):
    document = read_markdown(text, b"", "-")
    for block in document.blocks:
        if isinstance(block, (Heading, Paragraph)):
            assert block.text in text


@given(st.binary())
def test_什么字节都读得出_读不出的也只有一种异常(data):
    with contextlib.suppress(Unreadable):
        assert extract.read(data, "-").media in {"markdown", "docx", "pdf"}


CELLS = st.text(st.sampled_from("^<|\\ \t甲乙1.-:#（一）<br>\n"), max_size=6)


@given(st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=6))
def test_每个位置恰有一格_每一处出处都是原文(rows):
    document = read("\n".join("|" + "|".join(row) + "|" for row in rows))
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            assert document.text(document.at(index, 0, len(block.text))) == block.text
            continue
        owners = {
            (row, column): c
            for c in block.cells
            for row in range(c.row, c.row + c.row_span)
            for column in range(c.column, c.column + c.column_span)
        }
        assert (
            sum(c.row_span * c.column_span for c in block.cells) == len(owners) == block.rows * block.columns
        )
        for (row, column), c in owners.items():
            assert block.cell(row, column) is c
            middle = len(c.text) // 2
            assert document.text(document.at(index, middle, len(c.text), (row, column))) == c.text[middle:]


@given(st.lists(st.sampled_from(["字", "1,0", " ", "<br>", "（", "，"]), min_size=1).map("".join))
def test_单元格的文字_就是源文去掉首尾空白(text):
    source = text.replace("<br>", "\n").strip()
    assert only_table(read(f"|{text}|x|")).cell(0, 0).text == source


# 版式结构

LEVELS = {
    "一、部门情况": 1, "十二．其他": 1, "第四部分 绩效": 1, "（二）职能": 2, "(三)职能": 2,
    "1.资金": 3, "2、资金": 3, "３": None, "（1）采购": 4, "1）采购": 4, "1.1 概述": 4, "①一是": 5,
    "1.25万名": None, "2020年情况": None, "一是坚持": None, "3 加强管理": None, "（1）负责救灾工作。": None,
    "1.得分；": None, "一、情况\t12": None, "一、情况......12": None, "（一）" + "长" * 60: None,
    "": None, "一、": None, "1.指标达标；2.否则": None, "第三条 规定": None,
}  # fmt: skip


@pytest.mark.parametrize("text", LEVELS)
def test_标题级别(text):
    assert heading_level(text) == LEVELS[text]


def outline(*lines: str) -> list[tuple[str, int | None]]:
    blocks = [
        Heading(text=line, level=level) if (level := heading_level(line)) else Paragraph(text=line)
        for line in lines
    ]
    return [
        (block.text, block.level if isinstance(block, Heading) else None)
        for block in with_headings_settled(blocks)
        if not isinstance(block, Table)
    ]


def test_带句号的编号短句_底下有自己的正文才是标题():
    assert outline("（1）预算执行情况。", "全年支出5元。", "（2）采购情况。", "计划9元。") == [
        ("（1）预算执行情况。", 4), ("全年支出5元。", None), ("（2）采购情况。", 4), ("计划9元。", None),
    ]  # fmt: skip


def test_一条接一条的是职责_最后一条也不是标题():
    duties = ("（1）负责救灾工作。", "（2）负责值班工作。", "（3）承办交办事项。")
    assert [level for _, level in outline(*duties, "2020年，全年支出5元。")] == [None] * 4


def test_有部分的_其余各级在它之下():
    assert outline("第四部分 绩效评价", "一、情况", "（一）资金") == [
        ("第四部分 绩效评价", 1), ("一、情况", 2), ("（一）资金", 3),
    ]  # fmt: skip


def rows_of_header(markdown: str) -> int:
    found = only_table(read(markdown))
    return header_rows(found.cells, found.rows, found.columns)


HEADERS: dict[str, tuple[str, int]] = {
    "单行": ("| 项目 | 金额 |\n| 甲 | 1 |", 1),
    "两级": ("| 项目 | 预算 | < |\n| ^ | 年初 | 调整 |\n| 甲 | 1 | 2 |", 2),
    "没有合并的两级": ("| 项目 | 预算 | < |\n| | 年初 | 调整 |\n| 甲 | 1 | 2 |", 2),
    "行标题分两级": ("| 项目 | < | 金额 |\n| 基本 | 人员 | 1 |\n| ^ | 公用 | 2 |", 1),
    "行标题分两级而未填数": ("| 项目 | < | 金额 |\n| 基本 | 人员 | |\n| ^ | 公用 | |", 1),
    "表题行": ("| 收支表 | < |\n| 项目 | 金额 |\n| 甲 | 1 |", 2),
    "栏次行": ("| 项目 | 预算 | 决算 | 比率 |\n| 栏次 | 1 | 2 | 3 |\n| 甲 | 5 | 5 | 100 |", 2),
    "首行就是数": ("| 甲 | 1 |\n| 乙 | 2 |", 0),
    "年份作表头": ("| 项目 | 2019 | 2020 |\n| 甲 | 1 | 2 |", 1),
    "键值": ("| 名称 | 修路 | < | < |\n| 主管 | 交通局 | 实施 | 养护所 |", 1),
    "只有一行": ("| 项目 | 金额 |", 0),
}


@pytest.mark.parametrize("kind", HEADERS)
def test_表头行数(kind):
    markdown, expected = HEADERS[kind]
    assert rows_of_header(markdown) == expected


def caption(*lines: str) -> tuple[str | None, str | None]:
    table = Table(rows=1, columns=1, cells=(Cell(row=0, column=0),))
    blocks = [Paragraph(text=line) for line in lines] + [table]
    found = caption_of(blocks, len(lines))
    name, unit = (None if index is None else lines[index] for index in found)
    return name, unit


def test_表名与单位行():
    assert caption("正文如下。", "表1-1 收支情况表", "单位：元") == ("表1-1 收支情况表", "单位：元")
    assert caption("某局绩效评分表", "（2020年度）", "填报单位：某局") == ("某局绩效评分表", None)
    assert caption("附表2 三公经费 单位：万元") == ("附表2 三公经费 单位：万元",) * 2
    assert caption("三公经费表（万元）") == ("三公经费表（万元）",) * 2
    assert caption("填报单位：某局　金额单位：万元") == (None, "填报单位：某局　金额单位：万元")
    assert caption("全年支出5元。", "情况如下：") == (None, None)
    assert caption("表1 甲表", "全年支出5元。") == (None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("单位：万元", True),
        ("（单位:元）", True),
        ("单位：人", True),
        ("填报单位：元坝区财政局", False),
        ("单位名称：甲", False),
    ],
)
def test_单位行(text, expected):
    assert is_unit_line(text) is expected
