"""自动编号写成印出来的样子：各种格式、各级相连、重新起编、覆盖定义；装了 LibreOffice 的，与它印的对照。"""

from __future__ import annotations

import shutil
import subprocess

import pytest
from wordml import docx, par, read, texts

import extract
from extract import Document, Heading
from extract.ooxml.formats import in_format

FORMATS = {
    "chineseCounting": {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 105: "一〇五"},
    "chineseCountingThousand": {10: "十", 21: "二十一", 100: "一百", 105: "一百零五", 1010: "一千零一十"},
    "japaneseCounting": {3: "三", 15: "十五"},
    "ideographDigital": {2: "二", 10: "一〇"},
    "ideographTraditional": {1: "甲", 10: "癸", 11: "11"},
    "ideographZodiac": {1: "子", 12: "亥"},
    "ideographZodiacTraditional": {1: "甲子", 60: "癸亥"},
    "ideographEnclosedCircle": {1: "㊀", 10: "㊉"},
    "ideographLegalTraditional": {2: "貳", 11: "壹拾壹"},
    "chineseLegalSimplified": {2: "贰", 10: "壹拾"},
    "decimalEnclosedCircle": {1: "①", 20: "⑳", 21: "21"},
    "decimalEnclosedCircleChinese": {1: "①", 10: "⑩"},
    "decimalEnclosedParen": {1: "⑴", 20: "⒇"},
    "decimalEnclosedFullstop": {1: "⒈"},
    "decimalFullWidth": {12: "１２"},
    "decimalZero": {5: "05", 12: "12"},
    "decimal": {12: "12"},
    "upperLetter": {1: "A", 26: "Z", 27: "AA"},
    "lowerLetter": {2: "b"},
    "upperRoman": {4: "IV", 12: "XII"},
    "lowerRoman": {9: "ix"},
    "numberInDash": {3: "- 3 -"},
    "ordinal": {1: "1st", 2: "2nd", 3: "3rd", 11: "11th", 113: "113th", 121: "121st"},
    "none": {1: ""},
    "nobodyKnowsThis": {7: "7"},
}


@pytest.mark.parametrize(
    ("style", "number", "printed"), [(s, n, p) for s, ns in FORMATS.items() for n, p in ns.items()]
)
def test_编号格式(style, number, printed):
    assert in_format(number, style) == printed


def level(index: int, style: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def listing(number: int, *levels: str, more: str = "") -> str:
    """一个列表的定义。"""
    return f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{more}{"".join(levels)}</w:abstractNum>'


def num(number: int, definition: int, override: str = "") -> str:
    """列表的一个实例。"""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{override}</w:num>'


def item(text: str, level: int = 0, number: int = 1) -> str:
    return par(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


OFFICIAL = (level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3."),
            level(3, "decimal", "（%4）"), level(4, "decimalEnclosedCircle", "%5"))  # fmt: skip
DECIMAL = (level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3"))


def labels(sequence: list[tuple[int, int]], numbering: str) -> list[str]:
    """一串（级别，列表）各自的编号。"""
    body = "".join(item("|", level, number) for level, number in sequence)
    return [text.partition("|")[0] for text in texts(read(body, numbering=numbering))]


STRUCTURES: dict[str, tuple[list[tuple[int, int]], str, list[str]]] = {
    "公文五级": (
        [(0, 1), (1, 1), (2, 1), (2, 1), (3, 1), (4, 1), (4, 1), (1, 1), (2, 1), (0, 1), (1, 1)],
        listing(0, *OFFICIAL) + num(1, 0),
        ["一、", "（一）", "1.", "2.", "（1）", "①", "②", "（二）", "1.", "二、", "（一）"],
    ),
    "多级相连": (
        [(0, 1), (1, 1), (2, 1), (2, 1), (1, 1), (0, 1), (2, 1)],
        listing(0, *DECIMAL) + num(1, 0),
        ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1.1"],
    ),
    "缺了上级": (
        [(1, 1), (0, 1), (1, 1)],
        listing(0, *DECIMAL) + num(1, 0),
        ["1.1", "2", "2.1"],
    ),
    "同一定义的两个列表接着编": (
        [(0, 1), (0, 2), (0, 1)],
        listing(0, *OFFICIAL) + num(1, 0) + num(2, 0),
        ["一、", "二、", "三、"],
    ),
    "重新起编": (
        [(0, 1), (0, 1), (0, 2), (0, 2)],
        listing(0, *OFFICIAL) + num(1, 0) + num(2, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
        ["一、", "二、", "一、", "二、"],
    ),
    "覆盖一级的样子": (
        [(0, 2), (1, 2), (1, 2)],
        listing(0, *OFFICIAL)
        + num(2, 0, f'<w:lvlOverride w:ilvl="1">{level(1, "upperRoman", "%2、")}</w:lvlOverride>'),
        ["一、", "I、", "II、"],
    ),
    "从五起": ([(0, 1), (0, 1)], listing(0, level(0, "decimal", "%1.", start=5)) + num(1, 0), ["5.", "6."]),
}  # fmt: skip


@pytest.mark.parametrize("structure", STRUCTURES)
def test_编号的次序(structure):
    sequence, numbering, printed = STRUCTURES[structure]
    assert labels(sequence, numbering) == printed


def test_只写阿拉伯数字的一级_上级也写成阿拉伯数字():
    numbering = listing(0, OFFICIAL[0], level(1, "decimal", "%1.%2", "<w:isLgl/>")) + num(1, 0)
    assert labels([(0, 1), (0, 1), (1, 1)], numbering) == ["一、", "二、", "2.1"]


def test_说明了不重编的一级_接着编():
    never = level(1, "decimal", "（%2）", '<w:lvlRestart w:val="0"/>')
    assert labels([(0, 1), (1, 1), (0, 1), (1, 1)], listing(0, OFFICIAL[0], never) + num(1, 0)) == [
        "一、", "（1）", "二、", "（2）",
    ]  # fmt: skip


def test_定义转指列表样式():
    numbering = (
        listing(0, more='<w:numStyleLink w:val="L"/>')
        + listing(1, *OFFICIAL, more='<w:styleLink w:val="L"/>')
        + num(1, 0)
    )
    assert labels([(0, 1), (1, 1)], numbering) == ["一、", "（一）"]


def test_新版的自定格式():
    newer = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    numbering = f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="7"/>{newer}<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    assert labels([(0, 1)], numbering + num(1, 0)) == ["007. "]


def test_隐藏的编号不印():
    hidden = '<w:lvl w:ilvl="0"><w:lvlText w:val="%1."/><w:rPr><w:vanish/></w:rPr></w:lvl>'
    assert labels([(0, 1)], f'<w:abstractNum w:abstractNumId="0">{hidden}</w:abstractNum>{num(1, 0)}') == [""]


def test_样式定编号_段落定级别():
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = (
        par("甲", '<w:pStyle w:val="A"/>')
        + par("乙", '<w:pStyle w:val="B"/>')
        + par("丙", '<w:pStyle w:val="A"/><w:numPr><w:ilvl w:val="1"/></w:numPr>')
        + par("丁", '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    numbering = listing(0, *OFFICIAL) + num(1, 0)
    assert texts(read(body, styles=styles, numbering=numbering)) == ["一、甲", "（一）乙", "（二）丙", "丁"]


def test_自动编号的短句是标题():
    numbering = listing(0, *OFFICIAL) + num(1, 0)
    document = read(item("基本情况") + item("机构设置", 1) + par("正文五千字。"), numbering=numbering)
    assert [(b.level, b.text) for b in document.blocks if isinstance(b, Heading)] == [
        (1, "一、基本情况"),
        (2, "（一）机构设置"),
    ]


def test_删除的段落不占编号():
    numbering = listing(0, *OFFICIAL) + num(1, 0)
    deleted = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>'
        "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>"
    )
    assert texts(read(item("甲") + deleted + item("乙"), numbering=numbering)) == ["一、甲", "二、乙"]


def test_编号成环_级别离谱_读得出():
    loop = listing(0, more='<w:numStyleLink w:val="L"/><w:styleLink w:val="L"/>') + num(1, 0)
    assert labels([(0, 1), (99, 1), (10**9, 1)], loop) == ["", "", ""]


# 与 LibreOffice 印的对照：它不支持 isLgl、lvlRestart 和几种少见的格式，那些不比

TRUSTED = ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographTraditional", "ideographZodiac",
           "decimalEnclosedCircle", "decimalZero", "upperLetter", "lowerLetter", "upperRoman", "lowerRoman",
           "decimal", "ordinal")  # fmt: skip


def everything() -> bytes:
    """各种可比的编号，一份文档。"""
    body = numbering = ""
    for index, style in enumerate(TRUSTED):
        numbering += listing(index, level(0, style, "%1、")) + num(index + 1, index)
        body += "".join(item(f"|{style}{count}", 0, index + 1) for count in range(1, 21))
    offset = 100
    for name, (sequence, definitions, _) in STRUCTURES.items():
        shifted = definitions
        for kind in ("w:abstractNumId", "w:numId"):
            for low in (0, 1, 2):
                shifted = shifted.replace(f'{kind}="{low}"', f'{kind}="{offset + low}"')
        shifted = shifted.replace('<w:abstractNumId w:val="0"', f'<w:abstractNumId w:val="{offset}"')
        numbering += shifted
        body += "".join(item(f"|{name}", level, offset + number) for level, number in sequence)
        offset += 10
    ordered = "".join(sorted(numbering.replace("<w:abstractNum ", "\0<w:abstractNum ").replace("<w:num ", "\0<w:num ").split("\0"),
                             key=lambda part: part.startswith("<w:num ")))  # fmt: skip
    return docx(body, numbering=ordered)


@pytest.fixture(scope="module")
def printed_by_office(tmp_path_factory) -> tuple[Document, list[str]]:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("没有装 LibreOffice")
    folder = tmp_path_factory.mktemp("office")
    data = everything()
    (folder / "n.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "txt:Text",
        "--outdir",
        str(folder),
        str(folder / "n.docx"),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=120)  # noqa: S603
    lines = (folder / "n.txt").read_text(encoding="utf-8-sig").splitlines()
    return extract.read(data, "n.docx"), [line for line in lines if line]


def test_与_LibreOffice_印的编号一样(printed_by_office):
    document, lines = printed_by_office
    ours = ["".join(text.split()) for text in texts(document)]
    assert len(ours) > 280
    assert ours == ["".join(line.split()) for line in lines]
