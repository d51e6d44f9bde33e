"""认格式：凭内容认，不看扩展名；认出来的交给各自的读取器。"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from extract import limits
from extract.collector import collector_paused
from extract.document import Document, Note
from extract.errors import Unreadable

if TYPE_CHECKING:
    from extract.ooxml.package import Package

Media = Literal["docx", "pdf", "markdown"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_PDF_HEADER_WITHIN = 1024
_HEAD = 4096
_FLAT = re.compile(rb"<pkg:package[\s>]")
_ZIP_DIRECTORY_END = b"PK\x05\x06"

_EXTENSIONS: dict[Media, tuple[str, ...]] = {
    "docx": ("docx", "docm", "dotx", "dotm", "xml"),
    "pdf": ("pdf",),
    "markdown": ("md", "markdown", "txt", ""),
}
_MEDIA_NAMES: dict[Media, str] = {"docx": "Word 文档（docx）", "pdf": "PDF", "markdown": "纯文本"}

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"BM", "图片（BMP）"),
    (b"II*\x00", "图片（TIFF）"),
    (b"MM\x00*", "图片（TIFF）"),
    (b"RIFF", "图片（WebP）或音视频"),
    (b"Rar!", "压缩包（RAR）"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包（7z）"),
    (b"\x1f\x8b", "压缩包（gzip）"),
    (b"MZ", "可执行程序"),
    (b"\x7fELF", "可执行程序"),
)
_MARKUP: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (re.compile(rb"\{\\rtf"), "X018", "文件是 RTF 格式"),
    (
        re.compile(rb"<\?mso-application[^>]*Word|<w:wordDocument"),
        "X018",
        "文件是 Word 2003 XML 格式",
    ),
    (re.compile(rb"(?i)<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]"), "X004", "文件实际是网页（HTML）"),
    (re.compile(rb"MIME-Version:"), "X004", "文件实际是单个网页文件（MHT）"),
)
_ZIP_MEMBERS: tuple[tuple[str, str], ...] = (
    ("xl/workbook.xml", "Excel 工作簿"),
    ("ppt/presentation.xml", "PowerPoint 演示文稿"),
    ("ofd.xml", "OFD 版式文件"),
    ("mimetype", "OpenDocument 文档"),
)


def read(data: bytes, name: str) -> Document:
    """把送审文件读成文档。

    Args:
        data: 文件内容。
        name: 文件名，用于显示，以及判断扩展名与内容是否相符。

    Raises:
        Unreadable: 文件读不了；异常里有代码、原因和下一步。
    """
    try:
        with collector_paused():
            return _read(data, name)
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable.coded("X008", "文档嵌套过深") from error
    except MemoryError as error:
        raise Unreadable.coded("X026") from error
    except Exception as error:
        raise Unreadable.coded("X099") from error


def _read(data: bytes, name: str) -> Document:
    _refuse_size(data)
    if _is_zip(data, name):
        document = _read_zip(data, name)
    elif b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        _refuse_two_in_one(data)
        from extract.pdf import read_pdf

        document = read_pdf(data, name)
    elif b"[Content_Types].xml" in data and _ZIP_DIRECTORY_END in data:
        document = _read_zip(data, name)
    elif _FLAT.search(data[:_HEAD]):
        from extract.ooxml.flat import as_package

        document = _read_zip(as_package(data), name, original=data)
    else:
        document = _read_text(data, name)
    note = _extension_note(document.media, name)
    return document.model_copy(update={"notes": (note, *document.notes)}) if note else document


def _is_zip(data: bytes, name: str) -> bool:
    return data.startswith(_ZIP) or (data.startswith(b"PK") and _extension(name) in _EXTENSIONS["docx"])


def _refuse_size(data: bytes) -> None:
    if not data:
        raise Unreadable.coded("X001")
    if len(data) > limits.FILE_BYTES:
        raise Unreadable.coded("X008", f"文件超过{limits.FILE_BYTES // limits.MEGABYTE} MB")
    if data[:1] == b"\x00" and not data.strip(b"\x00"):
        raise Unreadable.coded("X002", "文件内容全部为零字节，多半没有拷贝完")


def _refuse_two_in_one(data: bytes) -> None:
    """开头是 PDF、结尾是 Word 压缩包的文件，用什么软件打开就看到什么内容。"""
    end = data.rfind(_ZIP_DIRECTORY_END)
    if end < 0 or b"word/document.xml" not in data:
        return
    comment = int.from_bytes(data[end + 20 : end + 22], "little")
    if not data[end + 22 + comment :].strip(b"\x00"):
        raise Unreadable.coded("X010", "文件既是 PDF 又是 Word 文档，不同的软件会看到不同的内容")


def _read_zip(data: bytes, name: str, original: bytes | None = None) -> Document:
    """Original 是装成压缩包之前的文件，取指纹用。"""
    from extract.docx import read_docx
    from extract.ooxml.package import open_package

    package = open_package(data)
    if package.main is None:
        raise _not_a_word_package(package)
    return read_docx(package, data if original is None else original, name)


def _not_a_word_package(package: Package) -> Unreadable:
    for member, what in _ZIP_MEMBERS:
        if package.has(member):
            return Unreadable.coded("X004", f"文件实际是 {what}")
    if package.has("[Content_Types].xml"):
        return Unreadable.coded("X011", "文档里没有正文部件")
    return Unreadable.coded("X004", "文件是压缩包，不是 Word 文档")


def _read_text(data: bytes, name: str) -> Document:
    from extract.markdown import read_markdown

    _refuse_other_formats(data)
    text, encoding = _decoded(data)
    if text is None:
        raise Unreadable.coded("X004", "不能识别的文件内容")
    if _extension(name) not in _EXTENSIONS["markdown"]:
        raise Unreadable.coded("X004", "文件实际是纯文本")
    notes = (Note(kind="文字编码", message=f"文本不是 UTF-8，已按 {encoding} 读取"),) if encoding else ()
    return read_markdown(text, data, name, notes)


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(_OLE):
        raise _ole(data)
    head = data[:_HEAD]
    for signature, what in _SIGNATURES:
        if data.startswith(signature) and b"\x00" in head:
            raise Unreadable.coded("X004", f"文件实际是{what}")
    opening = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for pattern, code, reason in _MARKUP:
        match = pattern.search(opening)
        if match and (match.start() == 0 or opening.startswith(b"<")):
            raise Unreadable.coded(code, reason)


def _ole(data: bytes) -> Unreadable:
    """复合文档（OLE）：加密的 docx、旧版 doc，或者别的旧格式。"""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Unreadable.coded("X005")
    if "WordDocument".encode("utf-16-le") in data:
        return Unreadable.coded("X018", "文件是旧版 Word 文档（.doc）")
    if "Workbook".encode("utf-16-le") in data:
        return Unreadable.coded("X004", "文件实际是旧版 Excel 工作簿（.xls）")
    if "PowerPoint Document".encode("utf-16-le") in data:
        return Unreadable.coded("X004", "文件实际是旧版 PowerPoint 演示文稿（.ppt）")
    return Unreadable.coded("X018", "文件是旧版 Office 或 WPS 格式")


def _decoded(data: bytes) -> tuple[str | None, str]:
    """解出文本，连同编码的名称（UTF-8 不必说）；不是文本的给出 None。"""
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not utf16 and b"\x00" in data:
        return None, ""
    for codec, shown in (("utf-16", "UTF-16"),) if utf16 else (("utf-8-sig", ""), ("gb18030", "GB18030")):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        return (None, "") if shown and _CONTROL.search(text) else (text, shown)
    return None, ""


def _extension(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def _extension_note(media: Media, name: str) -> Note | None:
    extension = _extension(name)
    if not extension or extension in _EXTENSIONS[media]:
        return None
    message = f"扩展名是 .{extension}，内容实际是{_MEDIA_NAMES[media]}，已按内容读取"
    return Note(kind="扩展名不符", message=message)
