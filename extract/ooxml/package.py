"""OOXML 包：打开前的体检、部件、部件之间的引用。只读内存里的字节，什么也不解压到磁盘。"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from lxml import etree

from extract import limits
from extract.document import Note
from extract.errors import Unreadable

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, ValueError)
_DIRECTORY_ENTRY = b"PK\x01\x02"
_HEAD = 4096
_DOCTYPES = tuple("<!DOCTYPE".encode(codec) for codec in ("ascii", "utf-16-le", "utf-16-be"))
_STRICT_FAMILIES = tuple("purl.oclc.org/ooxml".encode(codec) for codec in ("ascii", "utf-16-le", "utf-16-be"))
_DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})""")
_ENCODINGS = frozenset(
    {
        "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii", "iso-8859-1", "latin1",
        "windows-1252", "gb2312", "gbk", "gb18030", "cp936", "big5",
    }
)  # fmt: skip
_XML_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe<\x00|\xfe\xff\x00<|<\x00|\x00<")
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*\?>)?\s*<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]"
)
"""开头就是根元素的；前面有注释的不算，注释里可以写得像元素。"""
_LOCAL_HEADER = 30
_TYPES = "[Content_Types].xml"
_WORD_MAIN = re.compile(
    r"(?:wordprocessingml\.(?:document|template)|ms-word\.(?:document|template)\.macroEnabled)\S*main\+xml"
)
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_DEFAULT_MAIN = "word/document.xml"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OTHER_OFFICE = ("xl/", "ppt/", "visio/")
_ENCRYPTED_FLAG = 0x1


@dataclass(frozen=True)
class Relation:
    """引用：一个部件指向另一个部件（target 是包内的名称）或包外（external）。"""

    kind: str
    target: str
    external: bool


@dataclass
class Package:
    """打开了的包；读过的字节都计入总量。

    roots 是体检时看到的各个部件的根元素名，看不真切的没有。
    """

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    notes: list[Note] = field(default_factory=list)
    roots: dict[str, str] = field(default_factory=dict)
    _unpacked: int = field(default=0, init=False)
    _nodes: int = field(default=0, init=False)
    _tables: dict[str, list[Relation]] = field(default_factory=dict, init=False)

    def has(self, name: str) -> bool:
        """有没有这个部件；部件名不分大小写。"""
        return name.lower() in self.members

    def read(self, name: str) -> bytes:
        """解压一个部件，边解压边计量。

        Raises:
            Unreadable: 超过上限，或者解压不了。
        """
        info = self.members[name.lower()]
        try:
            with self.archive.open(info) as stream:
                data = stream.read(limits.PART_BYTES + 1)
        except (*_BROKEN, RuntimeError) as error:
            raise Unreadable.coded("X011", f"文档已损坏，部件 {info.filename} 解压不了") from error
        self._unpacked += len(data)
        _refuse_oversize(len(data), info.compress_size, self._unpacked)
        return data

    def xml(self, name: str) -> etree._Element:
        """解析一个部件；严格版的命名空间换成通行的。

        Raises:
            Unreadable: 解析不了、嵌套过深、内容过多，或者含文档类型声明。
        """
        data = self.read(name)
        refuse_encoding(data, name)
        self._nodes += data.count(b"<") - data.count(b"</") + data.count(b"=")
        if self._nodes > limits.NODES:
            raise Unreadable.coded("X008", "文档的内容过多")
        if any(declaration in data for declaration in _DOCTYPES):
            raise Unreadable.coded("X009")
        root = parsed(data, name)
        if any(family in data for family in _STRICT_FAMILIES):
            return parsed(
                _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", etree.tostring(root)), name
            )
        return root

    def relations(self, part: str) -> list[Relation]:
        """一个部件的引用；没有引用表的为空，引用表坏了的也当作没有，留下说明。"""
        if part not in self._tables:
            folder, base = posixpath.split(part)
            self._tables[part] = self._relations(posixpath.join(folder, "_rels", f"{base}.rels"), folder)
        return self._tables[part]

    def _relations(self, table: str, folder: str) -> list[Relation]:
        if not self.has(table):
            return []
        try:
            root = self.xml(table)
        except Unreadable as error:
            if error.code != "X011":
                raise
            self.notes.append(Note(kind="部件损坏", message=f"引用表损坏，已跳过：{error.reason}"))
            return []
        found: list[Relation] = []
        for element in root.iter(_RELATIONSHIP):
            target = element.get("Target", "")
            external = element.get("TargetMode") == "External"
            kind = element.get("Type", "").rpartition("/")[2]
            found.append(Relation(kind, target if external else self._inside(folder, target), external))
        return found

    def _inside(self, folder: str, target: str) -> str:
        """引用指向的部件名；写成相对路径、反斜线、百分号转义的都认。"""
        target = target.replace("\\", "/").partition("#")[0] or target
        joined = target if target.startswith("/") else posixpath.join(folder, target)
        name = posixpath.normpath(joined).lstrip("/")
        plain = unquote(name)
        return plain if not self.has(name) and self.has(plain) else name

    def all_relations(self) -> list[Relation]:
        """包里所有的引用。"""
        tables = [_part_of(name) for name in self.members if name.endswith(".rels")]
        return [relation for part in tables if part is not None for relation in self.relations(part)]

    @cached_property
    def main(self) -> str | None:
        """正文部件的名称；不是 Word 文档的没有。"""
        for relation in self.relations(""):
            inside = relation.kind == "officeDocument" and not relation.external
            if inside and not relation.target.startswith(_OTHER_OFFICE) and self.has(relation.target):
                return relation.target
        if self.has(_DEFAULT_MAIN):
            return _DEFAULT_MAIN
        return self._declared_main()

    def _declared_main(self) -> str | None:
        """引用断了的，看内容类型表里说哪个是正文。"""
        if not self.has(_TYPES):
            return None
        with suppress(Unreadable):
            for element in self.xml(_TYPES).iter("{*}Override"):
                name = element.get("PartName", "").lstrip("/")
                if _WORD_MAIN.search(element.get("ContentType", "")) and self.has(name):
                    return name
        return None


def open_package(data: bytes) -> Package:
    """打开一个包，先做不解压的体检。

    Raises:
        Unreadable: 不完整、加密、部件过多或过大、互相重叠、同名部件、含文档类型声明。
    """
    if data.count(_DIRECTORY_ENTRY) > 4 * limits.ENTRIES:
        raise Unreadable.coded("X008", "压缩包里的部件过多")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (*_BROKEN, NotImplementedError) as error:
        raise Unreadable.coded("X002") from error
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > limits.ENTRIES:
        raise Unreadable.coded("X008", f"压缩包里的部件超过{limits.ENTRIES:,}个")
    if any(info.compress_type not in _METHODS for info in infos):
        raise Unreadable.coded("X011", "压缩方法不符合 docx 的标准")
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in infos):
        raise Unreadable.coded("X005")
    _refuse_duplicates(infos)
    _refuse_declared_sizes(infos)
    _refuse_overlaps(infos)
    package = Package(archive, {_member_name(info): info for info in infos})
    package.notes.extend(_odd_names(infos))
    for info in infos:
        if info.filename.lower().endswith((".xml", ".rels")):
            head = _head(archive, info)
            if any(declaration in head for declaration in _DOCTYPES):
                raise Unreadable.coded("X009")
            if root := _ROOT.match(head):
                package.roots[_member_name(info)] = root[1].decode()
    return package


def _member_name(info: zipfile.ZipInfo) -> str:
    """部件名：不分大小写；有的压缩软件把斜线写成反斜线。"""
    return info.filename.replace("\\", "/").lower()


def _part_of(table: str) -> str | None:
    """引用表是哪个部件的：word/_rels/document.xml.rels → word/document.xml。"""
    folder, base = posixpath.split(table)
    above, own = posixpath.split(folder)
    return posixpath.join(above, base.removesuffix(".rels")) if own == "_rels" else None


def _refuse_duplicates(infos: list[zipfile.ZipInfo]) -> None:
    counts = Counter(map(_member_name, infos))
    doubled = [name for name, count in counts.items() if count > 1]
    if doubled:
        raise Unreadable.coded("X010", f"文档里有同名的部件（{_printable(doubled[0])}）")


def _refuse_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """几个部件共用同一段压缩数据，是压缩炸弹的做法。"""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    if ordered and ordered[0].header_offset < 0:
        raise Unreadable.coded("X002", "压缩包的目录与内容对不上，多半没有拷贝完")
    end = 0
    for info in ordered:
        if info.header_offset < end:
            raise Unreadable.coded("X007", "包内的部件互相重叠，疑似压缩炸弹")
        end = info.header_offset + _LOCAL_HEADER + info.compress_size


def _refuse_declared_sizes(infos: list[zipfile.ZipInfo]) -> None:
    total = 0
    for info in infos:
        total += info.file_size
        _refuse_ratio(info.file_size, info.compress_size)
    if total > limits.TOTAL_BYTES:
        raise Unreadable.coded("X007", f"解压后超过{limits.TOTAL_BYTES // limits.MEGABYTE} MB")


def _refuse_ratio(size: int, compressed: int) -> None:
    if size > limits.RATIO_FROM and size > limits.RATIO * max(compressed, 1):
        raise Unreadable.coded("X007")


def _refuse_oversize(size: int, compressed: int, total: int) -> None:
    _refuse_ratio(size, compressed)
    if size > limits.PART_BYTES:
        raise Unreadable.coded("X008", f"单个部件超过{limits.PART_BYTES // limits.MEGABYTE} MB")
    if total > limits.TOTAL_BYTES:
        raise Unreadable.coded("X007", f"解压后超过{limits.TOTAL_BYTES // limits.MEGABYTE} MB")


def _head(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """部件开头的几千个字节；解压不了的为空：用不着的部件坏了不碍事，用得着的在读它时报。"""
    try:
        with archive.open(info) as stream:
            return stream.read(_HEAD)
    except (*_BROKEN, NotImplementedError, RuntimeError):
        return b""


def _odd_names(infos: list[zipfile.ZipInfo]) -> list[Note]:
    odd = [info.filename for info in infos if _is_odd(info.filename)]
    if not odd:
        return []
    message = f"包内有{len(odd)}个名称异常的部件（如 {_printable(odd[0])}），未读取"
    return [Note(kind="部件名异常", message=message)]


def _is_odd(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return (
        name.startswith(("/", "\\"))
        or ".." in parts
        or ":" in name
        or any(unicodedata.category(character) in {"Cc", "Cf"} for character in name)
    )


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "�" for character in name[:80])


def refuse_encoding(data: bytes, name: str) -> None:
    """只认报告会用的编码：别的编码会绕过解析之前的检查。

    Raises:
        Unreadable: 编码不认识，或者开头就不是 XML。
    """
    declared = _DECLARED_ENCODING.search(data[:200])
    unknown = declared is not None and declared[1].decode().lower() not in _ENCODINGS
    if unknown or not _XML_START.match(data):
        raise Unreadable.coded("X011", f"文档已损坏，{_printable(name)} 不是 XML")


def parsed(data: bytes, name: str) -> etree._Element:
    """解析 XML：不取外部的任何东西，实体一概不展开。

    Raises:
        Unreadable: 解析不了、嵌套过深，或者含文档类型声明。
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _unparsable(error, name) from error
    except ValueError as error:
        raise Unreadable.coded("X011", f"文档已损坏，{_printable(name)} 不是 XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable.coded("X009")
    return root


def _unparsable(error: etree.XMLSyntaxError, name: str) -> Unreadable:
    message = str(error).lower()
    if "depth" in message or "huge" in message or "too long" in message:
        return Unreadable.coded("X008", "文档嵌套过深，或者单段文字过长")
    if "entity" in message or "doctype" in message:
        return Unreadable.coded("X009")
    return Unreadable.coded("X011", f"文档已损坏，{_printable(name)} 第{error.lineno or 1}行无法解析")
