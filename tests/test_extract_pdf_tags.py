"""PDF 读取器的承诺：结构标签是旁证——线没有画全时照它分行分格，与版面不合的一概不用，字一个不少。"""

from __future__ import annotations

import pytest
from standin_pdf import Sheet
from standin_tags import Tag, tagged

from extract import Document, Table
from extract.pdf import read_pdf

XS = (80, 200, 320)
LABELS = (("项目名称", "预算数", "执行数"), ("设备购置", "120.50", "118.20"), ("人员培训", "36.00", "35.10"))


def word(x: float, y: float, text: str, attributes: str = "") -> Tag:
    return Tag([(x, y, text)], attributes)


def plain() -> list[list[Tag]]:
    """三行三列，一行一个行距；第二行的标签折成两行，数字居中。"""
    rows = [[word(x, 120, text) for x, text in zip(XS, LABELS[0], strict=True)]]
    rows.append(
        [
            Tag([(80, 138, "信息化设备购置"), (80, 151, "和安装调试")]),
            word(200, 144.5, "120.50"),
            word(320, 144.5, "118.20"),
        ]
    )
    rows.append([word(x, 169, text) for x, text in zip(XS, LABELS[2], strict=True)])
    return rows


def spots(document: Document) -> list[list[tuple[int, int, int, int, str]]]:
    return [
        [(c.row, c.column, c.row_span, c.column_span, "".join(c.text.split())) for c in block.cells if c.text]
        for block in document.blocks
        if isinstance(block, Table)
    ]


def text_of(document: Document) -> str:
    return "".join(
        "".join(cell.text for cell in block.cells) if isinstance(block, Table) else block.text
        for block in document.blocks
    )


RIGHT = [
    (0, 0, 1, 1, "项目名称"),
    (0, 1, 1, 1, "预算数"),
    (0, 2, 1, 1, "执行数"),
    (1, 0, 1, 1, "信息化设备购置和安装调试"),
    (1, 1, 1, 1, "120.50"),
    (1, 2, 1, 1, "118.20"),
    (2, 0, 1, 1, "人员培训"),
    (2, 1, 1, 1, "36.00"),
    (2, 2, 1, 1, "35.10"),
]


def test_一条线也没画_照标签分行分格() -> None:
    assert spots(read_pdf(tagged(plain()), "a.pdf")) == [RIGHT]


def test_横页照标签读() -> None:
    sheet = Sheet(size=(842, 595))
    assert spots(read_pdf(tagged(plain(), sheet), "a.pdf")) == [RIGHT]


def test_没有写的空格照位置补() -> None:
    rows = plain()
    rows[2] = [rows[2][0], rows[2][2]]
    found = spots(read_pdf(tagged(rows), "a.pdf"))
    assert found == [[spot for spot in RIGHT if spot[4] != "36.00"]]


def test_合并格照标签() -> None:
    rows = plain()
    rows[0] = [word(80, 120, "项目名称"), word(245, 120, "预算和执行", "/ColSpan 2")]
    found = spots(read_pdf(tagged(rows), "a.pdf"))
    assert found[0][:2] == [(0, 0, 1, 1, "项目名称"), (0, 1, 1, 2, "预算和执行")]


@pytest.mark.parametrize(
    "attributes",
    [
        "/RowSpan 1000000000",
        "/ColSpan -3",
        "/ColSpan 0",
        "/RowSpan 1e38",
        "/ColSpan (2)",
        "/ColSpan [2]",
        "/ColSpan null",
        "/ColSpan 100 0 R",
        "/RowSpan 0.5",
    ],
)
def test_写得没边的合并格数_当一格(attributes: str) -> None:
    rows = plain()
    rows[1][1] = Tag(rows[1][1].words, attributes)
    assert spots(read_pdf(tagged(rows), "a.pdf")) == [RIGHT]


def test_画全了线的_照线不照标签() -> None:
    sheet = Sheet().grid((75, 195, 315, 420), (105, 125, 145, 165))
    rows = [
        [word(x, 120 + 20 * r, text) for x, text in zip(XS, row, strict=True)] for r, row in enumerate(LABELS)
    ]
    honest = spots(read_pdf(tagged(rows, sheet), "a.pdf"))
    sheet = Sheet().grid((75, 195, 315, 420), (105, 125, 145, 165))
    lying = [[rows[0][0], rows[1][0], rows[2][0]], [*rows[0][1:], *rows[1][1:], *rows[2][1:]]]
    assert spots(read_pdf(tagged(lying, sheet), "a.pdf")) == honest
    assert len(honest[0]) == 9


def test_标签把两行写成一格_中间有线的不用() -> None:
    """表头线底下是表身；标签把表头和第一行的标签写成一格。"""
    sheet = Sheet().rule(75, 105, 420, 105).rule(75, 127, 420, 127).rule(75, 180, 420, 180)
    rows = plain()
    rows[0][0] = Tag([*rows[0][0].words, *rows[1][0].words], "/RowSpan 2")
    rows[1] = rows[1][1:]
    assert spots(read_pdf(tagged(rows, sheet), "a.pdf")) == [RIGHT]


def test_行与行叠在一起的标签不用() -> None:
    rows = plain()
    rows[1], rows[2] = [rows[1][0], *rows[2][1:]], [rows[2][0], *rows[1][1:]]
    document = read_pdf(tagged(rows), "a.pdf")
    for _, _, _, _, text in RIGHT:
        assert text in "".join(text_of(document).split())


def test_漏标了一列的标签不用() -> None:
    sheet = Sheet()
    for y, text in ((120, "调整预算"), (144.5, "119.00"), (169, "36.00")):
        sheet.write(262, y, text)
    found = spots(read_pdf(tagged(plain(), sheet), "a.pdf"))
    assert (1, 2, 1, 1, "119.00") in found[0]
    assert (1, 3, 1, 1, "118.20") in found[0]


@pytest.mark.parametrize(
    "kid", ["101 0 R", "103 0 R", "100 0 R", "2 0 R", "999 0 R", "-5", "99999999", "<< /S /TD /K 101 0 R >>"]
)
def test_标签绕圈_指错_不影响读(kid: str) -> None:
    assert spots(read_pdf(tagged(plain(), inner=kid), "a.pdf")) == [RIGHT]
