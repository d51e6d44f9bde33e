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
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from extract import limits
from extract.document import Note
from extract.errors import Unreadable

_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, ValueError)
_DIRECTORY_ENTRY = b"PK\x01\x02"
_DOCTYPE_WITHIN = 4096
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_DEFAULT_MAIN = "word/document.xml"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OTHER_OFFICE = ("xl/", "ppt/", "visio/")
_ENCRYPTED_FLAG = 0x1


@dataclass(frozen=True)
class Relation:
    """引用：一个部件指向另一个部件（target 是包内的名称）或包外（external）。"""

    id: str
    kind: str
    target: str
    external: bool


@dataclass
class Package:
    """打开了的包；读过的字节都计入总量。"""

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    notes: list[Note] = field(default_factory=list)
    _unpacked: int = field(default=0, init=False)

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
            Unreadable: 解析不了、嵌套过深，或者含文档类型声明。
        """
        data = self.read(name)
        if data.count(b"<") > limits.TAGS:
            raise Unreadable.coded("X008", "文档的内容过多")
        root = _parsed(data, name)
        if not any("purl.oclc.org/ooxml" in (uri or "") for uri in root.nsmap.values()):
            return root
        plain = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", etree.tostring(root))
        return _parsed(plain, name)

    def relations(self, part: str) -> dict[str, Relation]:
        """一个部件的引用；没有引用表的为空。"""
        folder, base = posixpath.split(part)
        table = posixpath.join(folder, "_rels", f"{base}.rels")
        if not self.has(table):
            return {}
        found: dict[str, Relation] = {}
        for element in self.xml(table).iter(_RELATIONSHIPS):
            target = element.get("Target", "")
            external = element.get("TargetMode") == "External"
            found[element.get("Id", "")] = Relation(
                id=element.get("Id", ""),
                kind=element.get("Type", "").rpartition("/")[2],
                target=target if external else _inside_package(folder, target),
                external=external,
            )
        return found

    @cached_property
    def main(self) -> str | None:
        """正文部件的名称；不是 Word 文档的没有。"""
        for relation in self.relations("").values():
            inside = relation.kind == "officeDocument" and not relation.external
            if inside and not relation.target.startswith(_OTHER_OFFICE) and self.has(relation.target):
                return relation.target
        return _DEFAULT_MAIN if self.has(_DEFAULT_MAIN) else None


def open_package(data: bytes) -> Package:
    """打开一个包，先做不解压的体检。

    Raises:
        Unreadable: 不完整、加密、部件过多或过大、同名部件、含文档类型声明。
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
    package = Package(archive, {info.filename.lower(): info for info in infos})
    package.notes.extend(_odd_names(infos))
    for info in infos:
        if info.filename.lower().endswith((".xml", ".rels")):
            _refuse_doctype(archive, info)
    return package


def _refuse_duplicates(infos: list[zipfile.ZipInfo]) -> None:
    counts = Counter(info.filename.lower() for info in infos)
    doubled = [name for name, count in counts.items() if count > 1]
    if doubled:
        raise Unreadable.coded("X010", f"文档里有同名的部件（{_printable(doubled[0])}）")


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


def _refuse_doctype(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    try:
        with archive.open(info) as stream:
            head = stream.read(_DOCTYPE_WITHIN)
    except (*_BROKEN, NotImplementedError, RuntimeError):
        return  # 用不着的部件坏了不碍事；用得着的在读它时报
    if b"<!DOCTYPE" in head:
        raise Unreadable.coded("X009")


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


def _inside_package(folder: str, target: str) -> str:
    joined = target if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(joined).lstrip("/")


def _parsed(data: bytes, name: str) -> etree._Element:
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
