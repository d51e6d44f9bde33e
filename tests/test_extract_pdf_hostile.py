"""坏的、缺的、锁着的 PDF：要么一句话说清读不了，要么读出来并说明哪里没读到，从不悄悄少一块。"""

from __future__ import annotations

import pytest
from standin_pdf import Sheet, locked, pdf, stream

from extract import Document, Note, Table, Unreadable
from extract.pdf import read_pdf

PLAIN = Sheet().write(72, 100, "预算执行率为92.58%。")


def read(data: bytes) -> Document:
    return read_pdf(data, "自评报告.pdf")


def kinds(document: Document) -> list[str]:
    return [note.kind for note in document.notes]


def note_of(document: Document, kind: str) -> Note:
    return next(note for note in document.notes if note.kind == kind)


def text_of(document: Document) -> str:
    return "".join(block.text for block in document.blocks if not isinstance(block, Table))


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data)
    return caught.value.code


# ── 读不了的 ──


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.8, 0.95])
def test_没拷贝完的文件_说不完整(share: float) -> None:
    whole = pdf(PLAIN, PLAIN)
    assert refused(whole[: int(len(whole) * share)]) == "X002"


def test_线性化文件开头就有结束标记_短了仍说不完整() -> None:
    whole = pdf(PLAIN)
    claimed = whole.replace(
        b"%PDF-1.4\n", b"%PDF-1.4\n99 0 obj << /Linearized 1 /L 999999 >> endobj\n%%EOF\n"
    )
    assert refused(claimed) == "X002"


@pytest.mark.parametrize("data", [b"%PDF-1.4\n%%EOF", b"%PDF-1.7\n" + b"\x00\xff junk" * 500 + b"%%EOF"])
def test_不成样子的文件_说打不开(data: bytes) -> None:
    assert refused(data) == "X002"


def test_一页也没有_说没有页() -> None:
    assert refused(pdf(kids=" ")) == "X002"


def test_页面树自己套自己_说没有一页打得开() -> None:
    assert refused(pdf(PLAIN, kids="2 0 R")) == "X002"


def test_有打开密码的_说要密码() -> None:
    assert refused(locked(PLAIN, "secret")) == "X006"


# ── 读得了的 ──


def test_打开密码为空的照常读() -> None:
    document = read(locked(PLAIN, ""))
    assert text_of(document) == "预算执行率为92.58%。"
    assert document.notes == ()


def test_文件头前面有杂物照常读() -> None:
    assert text_of(read(b"junk\n" * 20 + pdf(PLAIN))) == "预算执行率为92.58%。"


def test_好文件没有说明() -> None:
    assert read(pdf(PLAIN)).notes == ()


# ── 读了但要说明的 ──


def test_结尾之后还有一大段_说明可能不完整() -> None:
    assert kinds(read(pdf(PLAIN) + b"0" * 5000)) == ["文件不完整"]


def test_页面树绕回来_能读的读_打不开的页说明_两种读法页数不同也说明() -> None:
    document = read(pdf(PLAIN, kids="10 0 R 2 0 R"))
    assert text_of(document) == "预算执行率为92.58%。"
    assert note_of(document, "未读到").at.page == 2
    assert "两种读法不一致" in kinds(document)


def test_同一页列了几千次_到上限为止并说明() -> None:
    document = read(pdf(PLAIN, kids="10 0 R " * 1600))
    assert document.pages == 1600
    assert len(document.blocks) == 1500
    assert note_of(document, "超过上限").message.startswith("共1600页")


def test_同一页列了两次_两种读法页数不同() -> None:
    assert "（2页和1页）" in note_of(read(pdf(PLAIN, kids="10 0 R 10 0 R")), "两种读法不一致").message


def scanned(text: str = "") -> Sheet:
    sheet = Sheet(resources="/XObject << /Im 100 0 R >>")
    sheet.content.append("q 595 0 0 842 0 0 cm /Im Do Q")
    return sheet.write(280, 790, text) if text else sheet


IMAGE = stream(
    b"\x80", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
).decode("latin-1")


@pytest.mark.parametrize("footer", ["", "— 7 —"])
def test_扫描页说明是哪一页(footer: str) -> None:
    document = read(pdf(PLAIN, scanned(footer), objects=[IMAGE]))
    note = note_of(document, "扫描页")
    assert note.at.page == 2
    assert note.message.startswith("第2页没有文字层")


def test_空白页不用说明() -> None:
    assert read(pdf(PLAIN, Sheet())).notes == ()


def test_字转成了曲线的页_说明没有文字层() -> None:
    sheet = Sheet()
    sheet.content.append("100 100 m 120 140 l 140 100 l h f")
    assert kinds(read(pdf(PLAIN, sheet))) == ["扫描页"]


def test_看不见的字照读并说明() -> None:
    document = read(pdf(Sheet().write(72, 100, "隐藏的100元", mode=3)))
    assert text_of(document) == "隐藏的100元"
    assert kinds(document) == ["隐藏文字"]


def test_扫描页上的识别文字_说明可能有错字() -> None:
    sheet = scanned()
    for index in range(4):
        sheet.write(72, 100 + 16 * index, "识别出来的文字预算执行率百分之九十", mode=3)
    assert kinds(read(pdf(sheet, objects=[IMAGE]))) == ["识别文字"]


def test_页面之外的字照读并说明() -> None:
    document = read(pdf(Sheet().write(72, 100, "正文").write(700, 100, "页外100")))
    assert "页外100" in text_of(document)
    assert kinds(document) == ["页外文字"]


def test_没有文字对照的字_说明乱码() -> None:
    document = read(pdf(Sheet().write(72, 100, "正常\ue001\ue002\ue003\ue004的字")))
    assert kinds(document) == ["文字层乱码"]


def test_白纸上的白字_说明看不到_深色底上的白字不说() -> None:
    hidden = Sheet().write(72, 100, "正文")
    hidden.content.append("1 g")
    hidden.write(72, 130, "白字里的100元")
    document = read(pdf(hidden))
    assert "白字里的100元" in text_of(document)
    assert kinds(document) == ["隐藏文字"]
    shaded = Sheet()
    shaded.content.append("0.2 g 60 700 200 30 re f 1 g")
    shaded.write(72, 842 - 712, "表头")
    assert read(pdf(shaded)).notes == ()


def test_叠印的字说明_描粗印两遍的不说() -> None:
    twice = Sheet().write(72, 100, "决算数一百万元").write(72.4, 100, "决算数一百万元")
    assert read(pdf(twice)).notes == ()
    over = Sheet().write(72, 100, "决算数一百万元").write(72, 100.5, "预留空位九千九")
    assert kinds(read(pdf(over))) == ["重叠文字"]


def test_数字全丢了的_说明乱码() -> None:
    lost = "本年度安排资金万元，执行率%，其中基本支出万元，项目支出万元，人均万元。"
    filler = "各科室按照职责分工落实整改措施，明确责任人和完成时限，逐项销号管理，确保按期完成。"
    sheet = Sheet().lines(72, 100, [lost[:20], lost[20:], lost[:20], lost[20:], filler, filler])
    assert kinds(read(pdf(sheet))) == ["文字层乱码"]
    assert read(pdf(sheet.write(72, 400, "2022年度"))).notes == ()


def test_文字对照错了_取出的多是生僻字_说明乱码() -> None:
    rare = "".join(chr(0x4E00 + 7 * index) for index in range(300))
    sheet = Sheet().lines(72, 100, [rare[start : start + 40] for start in range(0, 300, 40)])
    assert kinds(read(pdf(sheet))) == ["文字层乱码"]


# ── 上限 ──


def test_一页的字太多_只取文字并说明() -> None:
    sheet = Sheet()
    for row in range(420):
        sheet.write(0, 2 * row, "字" * 500, size=1)
    document = read(pdf(sheet))
    assert kinds(document) == ["超过上限"]
    assert text_of(document).count("字") > 200_000


def test_一页的线太多_不找表格_字照读_并说明() -> None:
    sheet = Sheet().table((72, 172, 272), 100, [["甲", "乙"], ["1", "2"]])
    sheet.content += [" ".join(f"{x} 0 m {x} 900 l" for x in range(1000)) + " S"] * 60
    document = read(pdf(sheet))
    assert kinds(document) == ["超过上限"]
    assert sorted(text_of(document).replace(" ", "")) == sorted("甲乙12")


def test_横竖线成千上万_不当作表格_字照读_并说明() -> None:
    sheet = Sheet(size=(8000, 8000)).write(72, 100, "正文")
    places = range(0, 6000, 4)
    sheet.content.append(" ".join(f"{at} 0 m {at} 8000 l 0 {at} m 8000 {at} l" for at in places) + " S")
    document = read(pdf(sheet))
    assert text_of(document) == "正文"
    assert kinds(document) == ["超过上限"]


def test_表单自己套自己_不会没完() -> None:
    form = stream(
        b"1 0 0 1 5 5 cm /Fm Do 0 0 m 100 0 l S",
        "/Type /XObject /Subtype /Form /BBox [0 0 900 900] /Resources << /XObject << /Fm 100 0 R >> >>",
    )
    sheet = Sheet(resources="/XObject << /Fm 100 0 R >>").write(72, 100, "正文")
    sheet.content.append("/Fm Do")
    assert text_of(read(pdf(sheet, objects=[form.decode("latin-1")]))) == "正文"


@pytest.mark.parametrize("box", ["0 0 1e9 1e9", "0 0 0 0", "100 100 50 50", "-1e9 -1e9 1e9 1e9"])
def test_页面大小写得离谱_字照读(box: str) -> None:
    data = pdf(PLAIN).replace(b"/MediaBox [0 0 595 842]", f"/MediaBox [{box}]".encode())
    document = read(_refreshed(data))
    assert "92.58%" in text_of(document)


def _refreshed(data: bytes) -> bytes:
    """改动之后对象的位置变了：去掉旧的交叉引用表，让读的人自己重建。"""
    return data[: data.index(b"xref\n0 1")] + b"trailer\n<< /Size 200 /Root 1 0 R >>\n%%EOF\n"
