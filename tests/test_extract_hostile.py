"""坏文件的承诺：要么读对，要么给出代码和中文的原因与下一步；不挂、不炸、不悄悄丢。"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest

import extract
from extract import CATALOGUE, NOTE_CODES, Document, Table, Unreadable

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="m" Type="{office}/officeDocument" Target="{target}"/></Relationships>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
PARAGRAPH = "<w:p><w:r><w:t>全年支出12345元</w:t></w:r></w:p>"
ROOT = Path(__file__).parents[1]
SECONDS = 20
MEGABYTES = 400


def document_xml(body: str, opening: str = "", namespaces: str = W) -> bytes:
    return f"{opening}<w:document {namespaces}><w:body>{body}</w:body></w:document>".encode()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def package(main: bytes = document_xml(PARAGRAPH), more: dict[str, bytes] | None = None) -> bytes:
    relations = RELATIONS.format(office=OFFICE, target="word/document.xml").encode()
    return zipped(
        {"[Content_Types].xml": TYPES, "_rels/.rels": relations, "word/document.xml": main, **(more or {})}
    )


def table(rows: str) -> bytes:
    return document_xml(f"<w:tbl>{rows}</w:tbl>")


def row(cells: int, properties: str = "") -> str:
    return f"<w:tr>{f'<w:tc><w:tcPr>{properties}</w:tcPr><w:p/></w:tc>' * cells}</w:tr>"


def outcome(data: bytes, name: str = "报告.docx") -> Document | Unreadable:
    """读出来的文档，或者读不了的原因；别的异常、超时都是缺陷。"""
    started = time.monotonic()
    try:
        return extract.read(data, name)
    except Unreadable as error:
        return error
    finally:
        assert time.monotonic() - started < SECONDS


def code(data: bytes, name: str = "报告.docx") -> str:
    found = outcome(data, name)
    assert isinstance(found, Unreadable), "应当读不了"
    assert found.code in CATALOGUE
    assert re.search("[一-鿿]", found.reason)
    assert found.advice
    assert found.__cause__ is None or found.code in str(found.code)
    return found.code


def text(data: bytes, name: str = "报告.docx") -> str:
    found = outcome(data, name)
    assert isinstance(found, Document), f"应当读得出：{found}"
    return "".join(
        "".join(cell.text for cell in block.cells) if isinstance(block, Table) else block.text
        for block in found.blocks
    )


# 冒名顶替

IMPOSTORS: dict[str, tuple[bytes, str, str]] = {
    "空文件": (b"", "X001", "空"),
    "全是零字节": (b"\x00" * 4096, "X002", "零字节"),
    "加密的 docx": (OLE + "EncryptedPackage".encode("utf-16-le"), "X005", "加密"),
    "旧版 doc": (OLE + "WordDocument".encode("utf-16-le"), "X018", ".doc"),
    "旧版 xls": (OLE + "Workbook".encode("utf-16-le"), "X004", "Excel"),
    "只有复合文档头": (OLE, "X018", "旧版"),
    "网页": (b"\xef\xbb\xbf<!DOCTYPE html>\n<html><body>12345</body></html>", "X004", "网页"),
    "没有声明的网页": (b'<meta charset="utf-8"><body><table></table></body>', "X004", "网页"),
    "单个网页文件": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "X004", "MHT"),
    "RTF": (rb"{\rtf1\ansi 12345}", "X018", "RTF"),
    "Word 2003 XML": (
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
        "X018",
        "Word 2003 XML",
    ),
    "PNG": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "X004", "图片"),
    "JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "X004", "图片"),
    "BMP": (b"BM\x00\x00\x00\x00\x00\x00", "X004", "图片"),
    "RAR": (b"Rar!\x1a\x07\x01\x00", "X004", "RAR"),
    "可执行程序": (b"MZ\x90\x00\x03\x00\x00\x00", "X004", "可执行"),
    "纯文本": ("一、情况\n全年支出5元".encode(), "X004", "纯文本"),
    "国标码纯文本": ("一、情况\n全年支出5元".encode("gb18030"), "X004", "纯文本"),
    "乱字节": (bytes(range(1, 256)) * 8, "X004", "不能识别"),
    "OFD": (zipped({"OFD.xml": b"<OFD/>", "Doc_0/Document.xml": b"<D/>"}), "X004", "OFD"),
    "xlsx": (
        zipped(
            {
                "[Content_Types].xml": TYPES,
                "_rels/.rels": RELATIONS.format(office=OFFICE, target="xl/workbook.xml").encode(),
                "xl/workbook.xml": b"<workbook/>",
            }
        ),
        "X004",
        "Excel",
    ),
    "普通压缩包": (zipped({"a.txt": b"1"}), "X004", "压缩包"),
    "空压缩包": (zipped({}), "X004", "压缩包"),
    "没有正文的包": (zipped({"[Content_Types].xml": TYPES}), "X011", "正文"),
}


@pytest.mark.parametrize("impostor", IMPOSTORS)
def test_冒名的文件_说出它实际是什么(impostor):
    data, expected, word = IMPOSTORS[impostor]
    assert code(data) == expected
    assert word in str(outcome(data))


@pytest.mark.parametrize("name", ["报告.pdf", "报告.doc", "报告.txt", "报告"])
def test_扩展名不对的_docx_按内容读(name):
    found = outcome(package(), name)
    assert isinstance(found, Document)
    assert found.media == "docx"
    assert [note.kind for note in found.notes] == ([] if name == "报告" else ["扩展名不符"])


@pytest.mark.parametrize("name", ["报告.docx", "报告.DOCX", "报告.docm", "模板.dotx"])
def test_同族的扩展名不算不符(name):
    found = outcome(package(), name)
    assert isinstance(found, Document)
    assert found.notes == ()


# 残缺


@pytest.mark.parametrize("percent", [1, 5, 20, 40, 60, 80, 95, 99])
def test_截断的_docx_说没有拷贝完(percent):
    data = package(more={"word/media/a.png": bytes(range(256)) * 64})
    assert code(data[: max(2, len(data) * percent // 100)]) == "X002"


@pytest.mark.parametrize("position", range(30, 400, 37))
def test_改坏一个字节_读对或者给出代码(position):
    good = package()
    bad = bytearray(good)
    bad[position % len(bad)] ^= 0x5A
    found = outcome(bytes(bad))
    assert isinstance(found, Unreadable) or "12345" in text(bytes(bad))


def test_前面有杂字节_仍读得出():
    assert "12345" in text(b"garbage\r\n" * 5 + package())


def test_后面有杂字节_仍读得出():
    assert "12345" in text(package() + b"\x00" * 512)


BROKEN_XML: dict[str, tuple[bytes, str]] = {
    "没有收尾": (b"<w:document><w:body>", "X011"),
    "不是 XML": (b"hello", "X011"),
    "空的": (b"", "X011"),
    "编码名不存在": (b"<?xml version='1.0' encoding='klingon'?><a/>", "X011"),
    "字节不是所称的编码": (document_xml("<w:p/>") + b"\xff\xfe", "X011"),
    "没有 body": (f"<w:document {W}/>".encode(), "X011"),
    "嵌套三百层": (document_xml("<w:p>" + "<w:ins>" * 300 + "</w:ins>" * 300 + "</w:p>"), "X008"),
    "嵌套五千层": (document_xml("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "X008"),
    "单段文字过长": (document_xml(f"<w:p><w:r><w:t>{'1' * 11_000_000}</w:t></w:r></w:p>"), "X007"),
}


@pytest.mark.parametrize("kind", BROKEN_XML)
def test_正文坏了_给出代码(kind):
    data, expected = BROKEN_XML[kind]
    assert code(package(data)) == expected


def test_解压不了的部件_给出代码():
    data = bytearray(package())
    start = data.find(b"word/document.xml") + len("word/document.xml")
    data[start : start + 40] = b"\xff" * 40
    assert code(bytes(data)) == "X011"


# 炸弹与超限


def test_压缩炸弹_解压之前就拒绝():
    assert code(package(document_xml(" " * 40_000_000))) == "X007"


def test_媒体炸弹也拒绝():
    assert code(package(more={"word/media/a.bin": b"\x00" * 30_000_000})) == "X007"


def test_谎报大小的炸弹_读到声明的大小为止():
    huge = document_xml(" " * 20_000_000)
    data = bytearray(package(huge))
    size = len(huge).to_bytes(4, "little")
    position = data.rfind(size)
    while position >= 0:
        data[position : position + 4] = (5000).to_bytes(4, "little")
        position = data.rfind(size)
    assert code(bytes(data)) == "X011"


def test_一百万个空段落_拒绝而不是拖死():
    assert code(package(document_xml("<w:p/>" * 1_000_000))) in {"X007", "X008"}


def test_标签过多_解析之前就拒绝(monkeypatch):
    monkeypatch.setattr("extract.limits.NODES", 1_000)
    assert "12345" in text(package(document_xml("<a/>" * 900 + PARAGRAPH)))
    assert code(package(document_xml("<a/>" * 1_001))) == "X008"


def test_段落数在上限之内照读_超过一个就拒绝(monkeypatch):
    monkeypatch.setattr("extract.limits.PARAGRAPHS", 50)
    assert text(package(document_xml(PARAGRAPH * 50))).count("12345") == 50
    assert code(package(document_xml(PARAGRAPH * 51))) == "X008"


def run_python(script: str, *arguments: str) -> str:
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


MEASURE = """
import re, sys, extract
for path in sys.argv[1:]:
    try:
        extract.read(open(path, "rb").read(), path)
    except extract.Unreadable:
        pass
# 进程的 ru_maxrss 从父进程带来，VmHWM 才是自己的
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="峰值内存的单位因系统而异，只在 Linux 上量")
def test_炸弹一个接一个_内存不过上限(tmp_path):
    bombs = {
        "空白.docx": package(document_xml(" " * 40_000_000)),
        "段落.docx": package(document_xml("<w:p/>" * 1_000_000)),
        "跨列.docx": package(
            table("<w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr></w:tc>' * 2)
        ),
        "行.docx": package(table(row(2) * 20_001)),
        "嵌套.docx": package(document_xml("<w:sdt>" * 5000 + "</w:sdt>" * 5000)),
    }
    for name, data in bombs.items():
        (tmp_path / name).write_bytes(data)
    peak = int(run_python(MEASURE, *(str(tmp_path / name) for name in bombs)))
    assert peak < MEGABYTES


def test_部件过多():
    many = {f"word/media/{number}.xml": b"<a/>" for number in range(5_001)}
    assert code(package(more=many)) == "X008"


def test_部件数以万计_不等打开就拒绝():
    many = {f"m/{number}": b"" for number in range(20_001)}
    assert code(package(more=many)) == "X008"


@pytest.mark.parametrize(
    "rows",
    [row(257), row(2) * 20_001, row(200) * 1_300],
    ids=["列过多", "行过多", "格过多"],
)
def test_过大的表格_拒绝(rows):
    assert code(package(table(rows))) == "X008"


@pytest.mark.parametrize("columns", ["2000000000", "9" * 5000, "-5", "abc", "0", ""])
def test_离谱的跨列数_读得出(columns):
    span = f'<w:gridSpan w:val="{columns}"/>'
    rows = f"<w:tr><w:tc><w:tcPr>{span}</w:tcPr>{PARAGRAPH}</w:tc><w:tc><w:p/></w:tc></w:tr>" + row(2)
    assert text(package(table(rows))) == "全年支出12345元"


def test_离谱的缩进列数_读得出():
    before = '<w:trPr><w:gridBefore w:val="2000000000"/></w:trPr>'
    rows = f"<w:tr>{before}<w:tc>{PARAGRAPH}</w:tc></w:tr>{row(3)}"
    assert "12345" in text(package(table(rows)))


def test_通篇纵向合并_读得出():
    rows = f"<w:tr><w:tc>{PARAGRAPH}</w:tc><w:tc><w:p/></w:tc></w:tr>" + row(2, "<w:vMerge/>") * 2_000
    found = outcome(package(table(rows)))
    assert isinstance(found, Document)
    (block,) = found.blocks
    assert isinstance(block, Table)
    assert block.cell(2_000, 1).row_span == 2_000


def test_首行就是续格_当作自己一格():
    assert "12345" in text(
        package(table(f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{PARAGRAPH}</w:tc><w:tc/></w:tr>"))
    )


def test_层层嵌套的表格_读得出():
    nested = PARAGRAPH
    for _ in range(70):
        nested = f"<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>{nested}</w:tc></w:tr></w:tbl>"
    assert text(package(document_xml(nested))).count("12345") == 1


@pytest.mark.parametrize("xml", ["<w:tbl/>", "<w:tbl><w:tr/></w:tbl>", "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>"])
def test_空的表格_不成块(xml):
    assert text(package(document_xml(xml + PARAGRAPH))) == "全年支出12345元"


def test_样式成环_读得出():
    styles = f'<w:styles {W}><w:style w:styleId="a"><w:basedOn w:val="a"/></w:style></w:styles>'.encode()
    rels = RELATIONS.replace("officeDocument", "styles").format(office=OFFICE, target="styles.xml").encode()
    main = document_xml('<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>12345</w:t></w:r></w:p>')
    data = package(main, {"word/styles.xml": styles, "word/_rels/document.xml.rels": rels})
    assert text(data) == "12345"


# 实体与链接

DTD: dict[str, str] = {
    "外部实体": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    "外部 DTD": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    "成倍实体": '<!DOCTYPE a [<!ENTITY a "1"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>',
    "藏在长注释之后": "<!--" + "-=" * 4096 + '--><!DOCTYPE a [<!ENTITY x "1">]>',
}


@pytest.mark.parametrize("kind", DTD)
def test_文档类型声明_一律拒绝(kind):
    assert code(package(document_xml(PARAGRAPH, DTD[kind]))) == "X009"


def test_换了编码的文档类型声明_也拒绝():
    xml = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "1">]><w:document {W}/>'
    assert code(package(xml.encode("utf-16"))) == "X009"


def test_别的部件里的文档类型声明_也拒绝():
    assert code(package(more={"docProps/core.xml": b"<!DOCTYPE a><a/>"})) == "X009"


def test_没有定义的实体_不当作空白():
    assert code(package(document_xml("<w:p><w:r><w:t>1&x;2</w:t></w:r></w:p>"))) in {"X009", "X011"}


# 包


def test_同名部件_拒绝():
    buffer = io.BytesIO(package())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("word/document.xml", document_xml("<w:p/>"))
    assert code(buffer.getvalue()) == "X010"


def test_大小写不同的同名部件_也拒绝():
    assert code(package(more={"Word/Document.xml": document_xml("<w:p/>")})) == "X010"


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil", "C:\\evil.txt", "word/\u202egnp.exe"])
def test_名称异常的部件_不读_但要说(name):
    found = outcome(package(more={name: b"<a/>"}))
    assert isinstance(found, Document)
    assert [note.kind for note in found.notes] == ["部件名异常"]


def test_加密的压缩包():
    data = bytearray(package())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = data.find(signature)
        while position >= 0:
            data[position + offset] |= 1
            position = data.find(signature, position + 1)
    assert code(bytes(data)) == "X005"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_不合标准的压缩方法(method):
    members = {"[Content_Types].xml": TYPES, "word/document.xml": document_xml(PARAGRAPH)}
    assert code(zipped(members, method)) == "X011"


def test_没有压缩的包_没有引用表的包_照读():
    members = {"[Content_Types].xml": TYPES, "word/document.xml": document_xml(PARAGRAPH)}
    assert "12345" in text(zipped(members, zipfile.ZIP_STORED))


def test_正文部件换了名字_顺着引用找():
    members = {
        "_rels/.rels": RELATIONS.format(office=OFFICE, target="/word/document2.xml").encode(),
        "word/document2.xml": document_xml(PARAGRAPH),
    }
    assert "12345" in text(zipped(members))


def test_严格版的命名空间_照读():
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    relations = RELATIONS.format(
        office="http://purl.oclc.org/ooxml/officeDocument/relationships", target="word/document.xml"
    ).encode()
    body = document_xml(PARAGRAPH, namespaces=strict)
    assert "12345" in text(zipped({"_rels/.rels": relations, "word/document.xml": body}))


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_正文用别的编码_照读(encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?>' + document_xml(PARAGRAPH).decode()
    assert "全年支出12345元" in text(package(xml.encode(encoding)))


def test_重叠的部件_不悄悄读():
    stored = zlib.compress(b"")  # 占位，使两个目录项指向同一处
    data = bytearray(zipped({"word/document.xml": document_xml(PARAGRAPH), "word/x.xml": stored}))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = (0).to_bytes(4, "little")
    found = outcome(bytes(data))
    assert isinstance(found, Unreadable) or "12345" in text(bytes(data))


# 目录


def test_每个代码都有结论_原因_下一步():
    for identifier, page in CATALOGUE.items():
        assert re.fullmatch(r"X\d{3}", identifier)
        assert page.title
        assert page.cause.endswith("。")
        assert page.advice
        assert page.title in page.page


NOTE_KIND = re.compile(r'kind="([^"]+)"|_note\(\s*"([^"]+)"|found\.append\(\("([^"]+)"')


def test_读取说明的每个类别都查得到代码():
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "extract").rglob("*.py")]
    kinds = {next(filter(None, match)) for source in sources for match in NOTE_KIND.findall(source)}
    assert {"未读到", "扫描页", "隐藏文字"} <= kinds
    assert kinds <= set(NOTE_CODES)
    assert set(NOTE_CODES.values()) <= set(CATALOGUE)


def test_每个代码都有用处_有测试():
    """代码要么给读不了的文件（测试里有它），要么给读取说明（类别里有它）。"""
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    assert {code for code in CATALOGUE if code not in tests} <= set(NOTE_CODES.values())


def test_装入_extract_不会装入各种读取器():
    script = "import sys, extract; print({'docx', 'lxml', 'pdfplumber', 'pypdfium2'} & set(sys.modules))"
    assert run_python(script) == "set()"
