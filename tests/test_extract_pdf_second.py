"""PDF 读取器的承诺：两种读法互相印证，字数、数字、页数对不上的说出来，坏文件拖不垮印证。"""

from __future__ import annotations

import zlib
from collections import Counter

import pytest
from standin_pdf import Sheet, pdf

from extract.pdf import read_pdf
from extract.pdf.second import Sample, SecondReading, Seen, disagreements

LINE = "全年预算执行率为92.58%，项目支出1,234.56万元，基本支出987.65万元，合计2,222.21万元。"


def report(pages: int = 3) -> bytes:
    return pdf(*(Sheet().lines(72, 100, [LINE] * (index + 3)) for index in range(pages)))


def kinds(data: bytes) -> list[str]:
    return [note.kind for note in read_pdf(data, "自评报告.pdf").notes]


def seen(page: int, lines: int) -> Seen:
    digits = Counter(char for char in LINE * lines if char.isdigit())
    return Seen(page, len(LINE) * lines, digits)


def test_两种读法一致的没有说明() -> None:
    assert kinds(report()) == []


def test_抽到的字数和数字与印着的相同() -> None:
    sample = SecondReading(report(), 100).sample(2)
    assert sample is not None
    assert (sample.known, sample.unknown) == (4 * len(LINE), 0)
    assert sample.digits == seen(2, 4).digits


def test_抽写得最省的一页_长的文件抽三页(monkeypatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(SecondReading, "sample", lambda _self, number: asked.append(number))
    disagreements(report(), 3, [seen(page, page + 2) for page in (1, 2, 3)], 100)
    assert asked == [1]
    asked.clear()
    disagreements(report(66), 66, [seen(page, 3) for page in range(1, 67)], 100)
    assert asked == [1, 23, 45]


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        (Sample(known=20, digits=Counter("12")), "字数不同"),
        (Sample(known=400, digits=seen(1, 3).digits), "字数不同"),
        (Sample(known=90, unknown=3 * len(LINE) - 90, digits=seen(1, 3).digits), "没有写明对应的文字"),
        (Sample(known=3 * len(LINE), digits=Counter("7" * 80)), "数字不同"),
        (Sample(known=3 * len(LINE) - 5, digits=seen(1, 3).digits), ""),
        (None, ""),
    ],
)
def test_对不上的说出来(monkeypatch, sample: Sample | None, words: str) -> None:
    monkeypatch.setattr(SecondReading, "sample", lambda *_: sample)
    notes = disagreements(report(), 3, [seen(page, page + 2) for page in (1, 2, 3)], 100)
    assert [words in note.message for note in notes] == [True] * bool(words)
    assert all(note.at.page == 1 and note.kind == "两种读法不一致" for note in notes)


def test_页数不同的说页数() -> None:
    (note,) = disagreements(report(3), 4, [], 100)
    assert "4页和3页" in note.message


def sheet_with(content: bytes) -> bytes:
    sheet = Sheet().lines(72, 100, [LINE] * 3)
    sheet.content.append(content.decode("latin-1"))
    return pdf(sheet)


def test_内容过大的不抽() -> None:
    assert SecondReading(sheet_with(b"0 0 m 1 1 l S " * 100_000), 10).sample(1) is None


def test_对照表过宽的不抽() -> None:
    table = b"begincmap 1 beginbfrange <0000> <7fffffff> <0000> endbfrange endcmap"
    packed = zlib.compress(table)
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 101 0 R >>"
    )
    stream = f"<< /Length {len(packed)} /Filter /FlateDecode >> stream\n".encode().decode("latin-1")
    sheet = Sheet().lines(72, 100, [LINE] * 3)
    sheet.resources = "/Font << /F1 100 0 R >>"
    data = pdf(sheet, objects=[font, f"{stream}{packed.decode('latin-1')}\nendstream"])
    assert SecondReading(data, 10).sample(1) is None
