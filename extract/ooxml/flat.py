"""单文件的 OOXML（Flat OPC）：Word “另存为 XML 文档”得到的，拆成部件，装成通常的包。"""

from __future__ import annotations

import binascii
import io
import zipfile

from lxml import etree

from extract import limits
from extract.errors import Unreadable
from extract.ooxml.package import parsed, refuse_encoding

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


def as_package(data: bytes) -> bytes:
    """单文件 OOXML 装成的压缩包。

    Raises:
        Unreadable: 解析不了，或者部件过多过大。
    """
    if data.count(b"<") + data.count(b"=") > 2 * limits.NODES:
        raise Unreadable.coded("X008", "文档的内容过多")
    refuse_encoding(data, "XML 文档")
    root = parsed(data, "XML 文档")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        written: set[str] = set()
        for part in root.iterfind(f"{_PKG}part"):
            name = part.get(f"{_PKG}name", "").lstrip("/")
            content = _content(part)
            if content is None or not name:
                continue
            if name.lower() in written or len(written) > limits.ENTRIES:
                raise Unreadable.coded("X010" if name.lower() in written else "X008")
            written.add(name.lower())
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def _content(part: etree._Element) -> bytes | None:
    holder = part.find(f"{_PKG}xmlData")
    if holder is not None and len(holder):
        return etree.tostring(holder[0], encoding="utf-8", xml_declaration=True, with_tail=False)
    binary = part.find(f"{_PKG}binaryData")
    if binary is None:
        return None
    try:
        return binascii.a2b_base64(binary.text or "")
    except ValueError:
        return None
