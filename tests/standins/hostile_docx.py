"""坏文件大全：冒充、残缺、炸弹、畸形的 .docx，全部现拼现用；每一份连同它应得的结果。

结果写作代码（X007，或 X007|X008），或者“读出”加说明的类别（读出 含宏、读出 外部链接 部件缺失），
“读出 *”只要求读出 FIGURE。
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator

from wordml import CONTENT_TYPES, NAMESPACES, OFFICE, RELATED, cell, docx, field, par, run, table, zipped

FIGURE = "12345"
GOOD_XML = par(f"全年支出{FIGURE}元")
GOOD = docx(GOOD_XML)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
_READ = "读出"
_ANY = "读出 *"
LARGE = frozenset({"四万个带句号的编号短句", "两千行五十列", "五万个段落标记都被删"})
"""大而无害、从头读到尾的几份，用时和内存放宽。"""
_BOMB = "X007|X008"

Case = tuple[Callable[[], bytes], str]


def body(xml: str | Callable[[], str], **parts: str) -> Callable[[], bytes]:
    """正文是 xml 的一份，里头也有 FIGURE；大的写成函数，用到才拼。"""
    return lambda: docx(GOOD_XML + (xml if isinstance(xml, str) else xml()), **parts)


def main(xml: bytes | str | Callable[[], bytes | str]) -> Callable[[], bytes]:
    """正文部件就是 xml。"""
    return lambda: docx("", "", {"word/document.xml": xml() if callable(xml) else xml})


def with_parts(parts: dict[str, bytes | str], extra: str = "") -> Callable[[], bytes]:
    """正文之外另有几个部件。"""
    return lambda: docx(GOOD_XML, extra, parts)


def relation(kind: str, target: str, mode: str = "") -> str:
    external = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="x{kind}" Type="{OFFICE}/{kind}" Target="{target}"{external}/>'


def document(inner: str = GOOD_XML, opening: str = "", namespaces: str = NAMESPACES) -> str:
    return f"{opening}<w:document {namespaces}><w:body>{inner}</w:body></w:document>"


# 冒充

IMPOSTORS: dict[str, Case] = {
    "空文件": (lambda: b"", "X001"),
    "一个字节": (lambda: b"P", "X004"),
    "两个字节": (lambda: b"PK", "X002"),
    "全是零字节": (lambda: b"\x00" * 4096, "X002"),
    "只有压缩包的开头": (lambda: b"PK\x03\x04" + b"\x01" * 200, "X002"),
    "压缩包开头后是乱字": (lambda: b"PK\x03\x04" + bytes(range(256)) * 64, "X002"),
    "加密的 docx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "X005"),
    "旧版 doc": (lambda: OLE + "WordDocument".encode("utf-16-le"), "X018"),
    "旧版 doc 套着 xls": (lambda: OLE + "Workbook WordDocument".encode("utf-16-le"), "X018"),
    "旧版 wps": (lambda: OLE + "WpsCustomData".encode("utf-16-le"), "X018"),
    "旧版 xls": (lambda: OLE + "Workbook".encode("utf-16-le"), "X004"),
    "旧版 ppt": (lambda: OLE + "PowerPoint Document".encode("utf-16-le"), "X004"),
    "复合文档只有头": (lambda: OLE[:8], "X018"),
    "RTF": (lambda: rb"{\rtf1\ansi{\object\objdata 0105}12345}", "X018"),
    "网页": (lambda: b"<!DOCTYPE html><html><img src='http://127.0.0.1:9/'></html>", "X004"),
    "网页里有 Word 的记号": (
        lambda: b"<html xmlns:w='urn:schemas-microsoft-com:office:word'></html>",
        "X004",
    ),
    "单个网页文件": (lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "X004"),
    "PNG": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "X004"),
    "JPEG": (lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "X004"),
    "TIFF": (lambda: b"II*\x00\x08\x00\x00\x00", "X004"),
    "RAR": (lambda: b"Rar!\x1a\x07\x01\x00", "X004"),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c\x00\x04", "X004"),
    "可执行程序": (lambda: b"MZ\x90\x00\x03\x00", "X004"),
    "OFD": (lambda: zipped({"OFD.xml": "<OFD/>"}), "X004"),
    "ODT": (lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "X004"),
    "xlsx": (lambda: zipped({"xl/workbook.xml": "<workbook/>"}), "X004"),
    "pptx": (lambda: zipped({"ppt/presentation.xml": "<p/>"}), "X004"),
    "装着报告的压缩包": (lambda: zipped({"报告.docx": GOOD}), "X004"),
    "压缩包套压缩包": (lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c.zip": b"0" * 10**6})})}), "X004"),
    "纯文本": (lambda: "全年支出12345元".encode(), "X004"),
    "国标码文本": (lambda: "全年支出12345元".encode("gb18030"), "X004"),
    "UTF-16 文本": (lambda: "全年支出12345元".encode("utf-16"), "X004"),
    "乱字节": (lambda: bytes(range(1, 256)) * 16, "X004"),
    "Word 2003 XML": (
        lambda: b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
        "X018",
    ),
    "前面是图片后面是压缩包": (lambda: b"GIF89a\x00" + GOOD, _ANY),
    "前面是 PDF 后面是压缩包": (lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + GOOD, "X010"),
    "前面有杂字节": (lambda: b"\r\n" * 40 + GOOD, _ANY),
    "后面有杂字节": (lambda: GOOD + b"\x00" * 600, _ANY),
}


# 压缩包


def lying(size: int, huge: str) -> bytes:
    """目录里谎报了正文大小的包。"""
    data = bytearray(docx("", "", {"word/document.xml": huge}))
    true = len(huge.encode()).to_bytes(4, "little")
    place = data.find(true)
    while place >= 0:
        data[place : place + 4] = size.to_bytes(4, "little")
        place = data.find(true, place + 4)
    return bytes(data)


def streamed() -> bytes:
    """边压边写的包：大小写在数据之后。"""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, piece: bytes) -> int:  # type: ignore[override]
            self.data += piece
            return len(piece)

    pipe = Pipe()
    with (
        zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive,
        zipfile.ZipFile(io.BytesIO(GOOD)) as good,
    ):
        for name in good.namelist():
            archive.writestr(name, good.read(name))
    return bytes(pipe.data)


def zip64() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        for name in good.namelist():
            with archive.open(name, "w", force_zip64=True) as stream:
                stream.write(good.read(name))
    return buffer.getvalue()


def flagged(bit: int) -> bytes:
    """每个部件都打上某个标志位。"""
    data = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset] |= bit
            place = data.find(signature, place + 1)
    return bytes(data)


def method(number: int) -> bytes:
    """每个部件都说是某种压缩方法。"""
    data = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset : place + offset + 2] = number.to_bytes(2, "little")
            place = data.find(signature, place + 1)
    return bytes(data)


def directory_end(offset: int, value: bytes) -> bytes:
    """改目录结尾的几个字节。"""
    data = bytearray(GOOD)
    end = data.rfind(b"PK\x05\x06")
    data[end + offset : end + offset + len(value)] = value
    return bytes(data)


def overlapping(count: int) -> bytes:
    """许多目录项指着同一段压缩数据。"""
    name, content = b"word/document.xml", zlib.compress(document(" " * 10_000_000).encode(), 9)[2:-4]
    local = b"PK\x03\x04" + struct.pack("<5H3I2H", 20, 0, 8, 0, 0, 0, len(content), 10_000_000, len(name), 0)
    entries = b"".join(
        b"PK\x01\x02"
        + struct.pack(
            "<6H3I5H2I", 20, 20, 0, 8, 0, 0, 0, len(content), 10_000_000, len(item), 0, 0, 0, 0, 0, 0
        )
        + item
        for item in (name, *(b"word/%d.xml" % index for index in range(count)))
    )
    head = local + name + content
    end = b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, count + 1, count + 1, len(entries), len(head), 0)
    return head + entries + end


def doubled(name: str = "word/document.xml") -> bytes:
    buffer = io.BytesIO(GOOD)
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(name, document(par("99999")))
    return buffer.getvalue()


def renamed(change: Callable[[str], str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        return zipped({change(name): good.read(name) for name in good.namelist()})


def linked() -> bytes:
    """一个部件是符号链接。"""
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a") as archive:
        info = zipfile.ZipInfo("word/media/link.png")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


CONTAINERS: dict[str, Case] = {
    **{
        f"截断在百分之{percent}": ((lambda percent=percent: GOOD[: len(GOOD) * percent // 100]), "X002")
        for percent in (2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 99)
    },
    "缺最后一个字节": (lambda: GOOD[:-1], "X002"),
    "缺第一个字节": (lambda: GOOD[1:], "X002|X004|读出 *"),
    "空压缩包": (lambda: zipped({}), "X004"),
    "只有文件夹": (lambda: zipped({"word/": ""}), "X004"),
    "没有压缩": (lambda: renamed_stored(), _ANY),
    "边压边写": (streamed, _ANY),
    "大文件格式": (zip64, _ANY),
    "加密": (lambda: flagged(1), "X005"),
    "强加密": (lambda: flagged(0x41), "X002|X005"),
    "压缩方法 bzip2": (lambda: method(12), "X011"),
    "压缩方法 lzma": (lambda: method(14), "X011"),
    "压缩方法 deflate64": (lambda: method(9), "X011"),
    "压缩方法不存在": (lambda: method(77), "X011"),
    "目录说有很多项": (lambda: directory_end(8, b"\xff\x7f\xff\x7f"), "X002|读出 *"),
    "目录位置不对": (lambda: directory_end(16, b"\x10\x00\x00\x00"), "X002|X011|读出 *"),
    "目录位置极远": (lambda: directory_end(16, b"\xff\xff\xff\x7f"), "X002"),
    "目录大小不对": (lambda: directory_end(12, b"\xff\xff\xff\x00"), "X002"),
    "多卷压缩包": (lambda: directory_end(4, b"\x01\x00\x01\x00"), "X002|读出 *"),
    "六万字节的注释": (lambda: directory_end(20, b"\xff\xff") + b"\x00" * 65_535, _ANY),
    "注释里藏着另一个目录": (
        lambda: directory_end(20, b"\x40\x00") + b"PK\x05\x06" + b"\x00" * 60,
        "X002|X004",
    ),
    "谎报得小": (lambda: lying(5_000, document(" " * 3_000_000)), "X011"),
    "谎报得大": (lambda: lying(400_000_000, document(" " * 3_000_000)), _BOMB),
    "谎报到四个 G": (lambda: lying(0xFFFFFFF0, document(" " * 3_000_000)), _BOMB),
    "部件重叠": (lambda: overlapping(200), _BOMB),
    "正文有两份": (doubled, "X010"),
    "大小写不同的两份": (lambda: doubled("Word/DOCUMENT.xml"), "X010"),
    "斜线不同的两份": (lambda: doubled("word\\document.xml"), "X010"),
    "五千零一个部件": (with_parts({f"word/media/{n}.xml": "<a/>" for n in range(5_001)}), "X008"),
    "两万个部件": (lambda: zipped({f"m/{n}": b"" for n in range(20_001)}), "X008"),
    "名称往上走": (with_parts({"../../evil.xml": "<a/>"}), "读出 部件名异常"),
    "名称是绝对路径": (with_parts({"/etc/evil": "<a/>"}), "读出 部件名异常"),
    "名称带盘符": (with_parts({"C:\\evil.txt": "x"}), "读出 部件名异常"),
    "名称带双向控制符": (with_parts({"word/\u202egnp.exe": "x"}), "读出 部件名异常"),
    "名称是设备": (with_parts({"word/media/CON.png": "x", "word/NUL": "x"}), _READ),
    "名称长两百五十五": (with_parts({"word/" + "长" * 85 + ".bin": "x"}), _READ),
    "名称是国标码": (lambda: GOOD.replace(b"word/document.xml", b"word/document.xml"), _READ),
    "反斜线的名称": (lambda: renamed(lambda name: name.replace("/", "\\")), _ANY),
    "大写的名称": (lambda: renamed(str.upper), _ANY),
    "符号链接": (linked, _READ),
    "校验和不对": (
        lambda: GOOD.replace(zlib.crc32(document().encode()).to_bytes(4, "little"), b"\x00" * 4),
        "X011",
    ),
    "解压不了的正文": (lambda: corrupted(), "X011"),
    "空白炸弹": (main(lambda: document(" " * 40_000_000)), "X007"),
    "媒体炸弹": (lambda: docx(GOOD_XML, "", {"word/media/a.png": b"\x00" * 40_000_000}), "X007"),
    "嵌着压缩包炸弹": (
        lambda: docx(GOOD_XML, "", {"word/embeddings/a.docx": zipped({"b": b"\x00" * 50_000_000})}),
        _READ,
    ),
}


def renamed_stored() -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        return zipped({name: good.read(name) for name in good.namelist()}, zipfile.ZIP_STORED)


def corrupted() -> bytes:
    data = bytearray(GOOD)
    start = data.find(b"word/document.xml", data.find(b"_rels/.rels") + 20) + len("word/document.xml")
    data[start : start + 40] = b"\xff" * 40
    return bytes(data)


# XML


def nested(open_tag: str, close_tag: str, depth: int, inner: str = "") -> str:
    return open_tag * depth + inner + close_tag * depth


def utf16(xml: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-16"?>{xml}'.encode("utf-16")


ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a "1"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
)
DEFAULTS = "<!DOCTYPE a [<!ATTLIST w:p " + " ".join(f'a{n} CDATA "1"' for n in range(500)) + ">]>"

MARKUP: dict[str, Case] = {
    "成倍的实体": (main(document("<w:p>&c;</w:p>", ENTITIES)), "X009"),
    "平方的实体": (
        main(
            lambda: document(
                "<w:p>" + "&a;" * 10_000 + "</w:p>", f'<!DOCTYPE a [<!ENTITY a "{"1" * 9_000}">]>'
            )
        ),
        "X009",
    ),
    "外部实体": (main(document("&x;", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>')), "X009"),
    "外部网址的实体": (
        main(document("&x;", '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]>')),
        "X009",
    ),
    "外部 DTD": (main(document(opening='<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">')), "X009"),
    "参数实体": (
        main(document(opening='<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]>')),
        "X009",
    ),
    "换了编码的 DTD": (main(utf16(document(opening=ENTITIES))), "X009"),
    "DTD 里的默认属性": (main(utf16(document("<w:p/>" * 3_000, DEFAULTS))), "X009"),
    "长注释之后的 DTD": (main(document(opening="<!--" + "-=" * 4_096 + "-->" + ENTITIES)), "X009"),
    "别的部件里的 DTD": (with_parts({"docProps/core.xml": ENTITIES + "<a/>"}), "X009"),
    "引用表里的 DTD": (with_parts({"word/_rels/x.xml.rels": ENTITIES + "<a/>"}), "X009"),
    "没有定义的实体": (main(document("<w:p><w:r><w:t>1&x;2</w:t></w:r></w:p>")), "X009|X011"),
    "XInclude": (
        body(
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
        ),
        _READ,
    ),
    "样式表处理指令": (main(document(opening='<?xml-stylesheet href="http://127.0.0.1:9/a.xsl"?>')), _READ),
    "嵌套三百层": (body(nested("<w:sdt>", "</w:sdt>", 300)), "X008"),
    "嵌套五千层": (body(nested("<w:sdt>", "</w:sdt>", 5_000)), "X008"),
    "嵌套二百四十层": (body(nested("<w:sdt>", "</w:sdt>", 240, par("1"))), _READ),
    "行内嵌套二百四十层": (
        body("<w:p>" + nested("<w:ins>", "</w:ins>", 240, run("1")) + "</w:p>"),
        "读出 修订痕迹",
    ),
    "表格嵌套八十层": (
        body(nested("<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>", "</w:tc></w:tr></w:tbl>", 80, par("1"))),
        _READ,
    ),
    "表格嵌套三千层": (body(nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 3_000)), "X008"),
    "文本框嵌套五十层": (
        body(
            nested("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>", 50, par("1"))
        ),
        _READ,
    ),
    "备选写法嵌套八十层": (
        body(
            "<w:p>"
            + nested("<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>", 80, run("1"))
            + "</w:p>"
        ),
        _READ,
    ),
    "域嵌套十万层": (
        body(lambda: "<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 100_000 + "</w:p>"),
        "X008",
    ),
    "域只有收尾": (
        body("<w:p>" + '<w:r><w:fldChar w:fldCharType="end"/></w:r>' * 1_000 + run("1") + "</w:p>"),
        _READ,
    ),
    "三百万个空段落": (main(lambda: document("<w:p/>" * 3_000_000)), _BOMB),
    "三十万个空段落": (main(lambda: document('<w:p w:x="1"/>' * 300_000)), "X008"),
    "五万个段落标记都被删": (
        body(lambda: "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>一</w:t></w:r></w:p>" * 50_000),
        "读出 *",
    ),
    "四万个带句号的编号短句": (body(lambda: "<w:p><w:r><w:t>1.甲。</w:t></w:r></w:p>" * 40_000), _READ),
    "两百万个属性": (main(lambda: document('<w:a b="" c="" d=""/>' * 700_000)), _BOMB),
    "一个元素十万个属性": (
        main(lambda: document("<w:a " + " ".join(f'a{n}=""' for n in range(100_000)) + "/>")),
        "X008|X011|读出 ",
    ),
    "属性值有十兆": (main(lambda: document(f'<w:a b="{"x" * 10_500_000}"/>')), "X007|X008"),
    "文字有三十兆": (
        main(lambda: document(f"<w:p><w:r><w:t>{'一' * 10_000_000}</w:t></w:r></w:p>")),
        "X007|X008",
    ),
    "一万个命名空间": (
        main(
            lambda: document(
                "", namespaces=NAMESPACES + " " + " ".join(f'xmlns:n{n}="u:{n}"' for n in range(10_000))
            )
        ),
        "读出 ",
    ),
    "元素名有五万字": (main(lambda: document(f"<{'a' * 49_000}/>{GOOD_XML}")), "X011|X008|读出 *"),
    "不是 XML": (main("hello"), "X011"),
    "空的正文": (main(""), "X011"),
    "没有收尾": (main("<w:document><w:body>"), "X011"),
    "没有 body": (main(f"<w:document {NAMESPACES}/>"), "X011"),
    "CDATA 没有收尾": (main(document("<w:p><![CDATA[1</w:p>")), "X011"),
    "编码名不存在": (main(b"<?xml version='1.0' encoding='klingon'?><a/>"), "X011"),
    "编码是 EBCDIC": (main(document(par("1")).encode("cp500")), "X011"),
    "编码是 UTF-7": (main(b"<?xml version='1.0' encoding='utf-7'?>" + document().encode("utf-7")), "X011"),
    "编码是 UTF-32": (main(document().encode("utf-32")), "X011"),
    "字节不是所称的编码": (main(document().encode() + b"\xff\xfe"), "X011"),
    "不合法的 UTF-8": (main(document().encode().replace("全".encode(), b"\xe5\xff")), "X011"),
    "写成 UTF-8 的代理码": (main(document().encode().replace("全".encode(), b"\xed\xa0\x80")), "X011"),
    "代理码的字符引用": (main(document("<w:p><w:r><w:t>&#xD800;1</w:t></w:r></w:p>")), "X011"),
    "零字符的引用": (main(document("<w:p><w:r><w:t>&#0;1</w:t></w:r></w:p>")), "X011"),
    "控制字符": (main(document("<w:p><w:r><w:t>\x01</w:t></w:r></w:p>")), "X011"),
    "非字符": (main(document("<w:p><w:r><w:t>\ufffe</w:t></w:r></w:p>")), "X011"),
    "专用区字符": (body(par("\ue000\uf8ff")), _READ),
    "补充平面的字": (body(par("𠮷𠀀")), _READ),
    "国标码": (main(document(opening='<?xml version="1.0" encoding="gb18030"?>').encode("gb18030")), _ANY),
    "没有记号的 UTF-16": (
        main('<?xml version="1.0"?>'.encode("utf-16-le") + document().encode("utf-16-le")),
        _ANY,
    ),
    "XML 1.1": (main(document(opening='<?xml version="1.1"?>')), "读出 *|X011"),
    "注释和处理指令": (main(document("<?wps a?><!-- b -->" + GOOD_XML)), _ANY),
}


# 表格


def wide(rows: int, columns: int) -> str:
    return "<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * columns + "</w:tr>") * rows + "</w:tbl>"


def spanning(value: str, name: str = "gridSpan") -> str:
    return table(cell("甲", f'<w:{name} w:val="{value}"/>') + cell("乙"), cell("丙") + cell("丁"))


TABLES: dict[str, Case] = {
    **{
        f"跨列数 {value[:12]}": (body(spanning(value)), _READ)
        for value in ("1000000000", "9" * 5_000, "-5", "abc", "0", "", "1e9", "０３", "²")
    },
    "每格都跨十亿列": (
        body(lambda: "<w:tbl>" + ("<w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p/></w:tc>' * 20
                          + "</w:tr>") * 50 + "</w:tbl>"), _READ),
    "缩进十亿列": (body(table('<w:trPr><w:gridBefore w:val="1000000000"/></w:trPr>' + cell("甲"), cell("乙"))), _READ),
    "尾部空十亿列": (body(table('<w:trPr><w:gridAfter w:val="1000000000"/></w:trPr>' + cell("甲"), cell("乙"))), _READ),
    "通篇纵向合并": (
        body(lambda: "<w:tbl>" + ("<w:tr>" + "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" * 2 + "</w:tr>") * 5_000
             + "</w:tbl>"), _READ),
    "首行就是续格": (body(table(cell("甲", "<w:vMerge/>") + cell("乙", '<w:vMerge w:val="x"/>'))), _READ),
    "通篇横向合并": (body(table(cell("甲", '<w:hMerge w:val="continue"/>') * 50)), _READ),
    "纵横合并打架": (
        body(table(cell("甲", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>') + cell("乙"),
                   cell("丙") + cell("丁", '<w:gridSpan w:val="2"/><w:vMerge/>'))), _READ),
    "两千行五十列": (body(lambda: wide(2_000, 50)), _READ),
    "两万行五十列": (body(lambda: wide(20_000, 50)), _BOMB),
    "两万零一行": (body(lambda: wide(20_001, 2)), "X008"),
    "二百五十七列": (body(wide(1, 257)), "X008"),
    "两千零一张表": (body(lambda: wide(1, 2) * 2_001), "X008"),
    "十万个列宽": (body(lambda: "<w:tbl><w:tblGrid>" + '<w:gridCol w:w="1"/>' * 100_000 + "</w:tblGrid><w:tr><w:tc/></w:tr></w:tbl>"),
              _READ),
    "空表": (body("<w:tbl/>"), _READ),
    "空行": (body("<w:tbl><w:tr/></w:tbl>"), _READ),
    "空格": (body("<w:tbl><w:tr><w:tc/></w:tr></w:tbl>"), _READ),
    "格里套着行": (body("<w:tbl><w:tr><w:tr><w:tc/></w:tr></w:tr></w:tbl>"), _READ),
}  # fmt: skip


# 引用、样式、编号

LOOPED_STYLES = '<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
CHAINED_STYLES = "".join(
    f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(20_000)
)
LOOPED_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/><w:styleLink w:val="L"/></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
HUGE_NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{"9" * 300}"/>'
    f'<w:numFmt w:val="upperRoman"/><w:lvlText w:val="{"%1" * 5_000}"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
NUMBERED = par("1", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')


def many_headers() -> bytes:
    relations = "".join(
        f'<Relationship Id="h{n}" Type="{OFFICE}/header" Target="h.xml"/>' for n in range(5_000)
    )
    return docx(GOOD_XML, relations, {"word/h.xml": f"<w:hdr {NAMESPACES}>{par('页眉') * 20_000}</w:hdr>"})


RELATIONS: dict[str, Case] = {
    "样式成环": (body(par("1", '<w:pStyle w:val="a"/>'), styles=LOOPED_STYLES), _READ),
    "样式连成两万层": (body(par("1", '<w:pStyle w:val="s0"/>'), styles=CHAINED_STYLES), _READ),
    "样式部件损坏": (body("", styles="<w:style>"), "读出 部件损坏"),
    "编号成环": (body(NUMBERED, numbering=LOOPED_NUMBERING), _READ),
    "编号大得离谱": (body(NUMBERED * 100, numbering=HUGE_NUMBERING), _READ),
    "编号部件损坏": (body(NUMBERED, numbering="<"), "读出 部件损坏"),
    "页眉损坏": (body("", header="<w:p>"), "读出 部件损坏"),
    "脚注损坏": (body("", footnotes="<w:p>"), "读出 部件损坏"),
    "页眉就是正文": (with_parts({}, relation("header", "document.xml")), _READ),
    "五千个引用指着一个页眉": (many_headers, _READ),
    "引用不存在的部件": (with_parts({}, relation("image", "NULL") + relation("header", "#_top")), "读出 部件缺失"),
    "引用往上走": (with_parts({}, relation("header", "../../../../etc/passwd")), "读出 部件缺失"),
    "引用表损坏": (with_parts({"word/_rels/document.xml.rels": "<Rel"}), "读出 部件损坏"),
    "包的引用表损坏": (with_parts({"_rels/.rels": "<Rel"}), "读出 部件损坏"),
    "没有引用表": (lambda: zipped({"word/document.xml": document()}), _ANY),
    "没有内容类型": (lambda: zipped({"_rels/.rels": RELATED.format(relation("officeDocument", "word/document.xml")),
                               "word/document.xml": document()}), _ANY),
    "内容类型不对": (with_parts({"[Content_Types].xml": CONTENT_TYPES.replace("application/xml", "image/png")}), _READ),
    "内容类型损坏": (with_parts({"[Content_Types].xml": "<<<"}), _READ),
    "没有正文": (lambda: zipped({"[Content_Types].xml": CONTENT_TYPES}), "X011"),
    "正文引用在包外": (
        lambda: zipped({"[Content_Types].xml": CONTENT_TYPES,
                        "_rels/.rels": RELATED.format(relation("officeDocument", "http://127.0.0.1:9/", "External"))}),
        "X011"),
    "正文另有名字": (
        lambda: zipped({"_rels/.rels": RELATED.format(relation("officeDocument", "/文档/正 文.xml")),
                        "文档/正 文.xml": document()}), _ANY),
    "名称写成百分号": (
        lambda: zipped({"_rels/.rels": RELATED.format(relation("officeDocument", "word/a%20b.xml")),
                        "word/a b.xml": document()}), _ANY),
    "只在内容类型里说了正文": (
        lambda: zipped({"[Content_Types].xml": CONTENT_TYPES.format(
            '<Override PartName="/odd/place.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/>'), "odd/place.xml": document()}), _ANY),
    "外部图片": (with_parts({}, relation("image", "http://127.0.0.1:9/a.png", "External")), "读出 外部链接"),
    "外部模板": (with_parts({}, relation("attachedTemplate", "\\\\127.0.0.1\\share\\a.dotm", "External")), "读出 外部链接"),
    "外部对象": (with_parts({}, relation("oleObject", "file:///etc/passwd", "External")), "读出 外部链接"),
    "页眉里的外部图片": (
        lambda: docx(GOOD_XML, "", {"word/_rels/header.xml.rels":
                                    RELATED.format(relation("image", "http://127.0.0.1:9/", "External"))},
                     header=par("页眉")), "读出 外部链接"),
    "宏": (with_parts({"word/vbaProject.bin": OLE}, relation("vbaProject", "vbaProject.bin")), "读出 含宏"),
    "没有引用的宏": (with_parts({"word/vbaProject.bin": OLE}), "读出 含宏"),
    "嵌着可执行程序": (with_parts({"word/embeddings/a.bin": b"MZ\x90"}, relation("oleObject", "embeddings/a.bin")),
                 "读出 嵌入内容"),
    "嵌着另一份文档": (body('<w:altChunk r:id="x"/>'), "读出 未读到"),
    "巨大的图片": (with_parts({"word/media/a.bmp": struct.pack("<2sIHHI", b"BM", 2**31, 0, 0, 54) + b"\x01" * 99}),
              _READ),
    "域里的命令": (body("<w:p>" + field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"', run("1")) + "</w:p>"), _READ),
    "域里有回溯": (body("<w:p>" + field("EQ " + "\\o(" * 90) * 2_000 + "</w:p>"), _READ),
}  # fmt: skip

CATALOGUE: dict[str, Case] = {**IMPOSTORS, **CONTAINERS, **MARKUP, **TABLES, **RELATIONS}


def files() -> Iterator[tuple[str, bytes, str]]:
    """每一份的名字、内容、应得的结果。"""
    for name, (build, expected) in CATALOGUE.items():
        yield name, build(), expected
