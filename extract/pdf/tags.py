"""结构标签（tag）：有的软件在 PDF 里写明哪些字是一张表的哪一行、哪一格，照样取出来。

标签只是旁证，谁都可以乱写：层数、个数、合并的格数都有上限；合不合版面由 tagged 去看。
没有写标签的，一步就回来。
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract.document import Box
from extract.pdf.page import Place, TaggedCell, TaggedTable

ELEMENT_LIMIT = 20_000
"""一页上至多走这么多个标签。"""
DEPTH_LIMIT = 40
SPAN_LIMIT = 200
_CELLS = frozenset({"TD", "TH"})


class TooManyTags(Exception):  # noqa: N818 - 不是错，是不再取了
    """标签多得不像一页纸。"""


def tagged_tables(handle: pdfium.PdfPage, place: Place) -> list[TaggedTable]:
    """一页上标签写明的各张表；套在格子里的小表算格子里的字。

    Raises:
        TooManyTags: 标签超过上限。
    """
    tree = raw.FPDF_StructTree_GetForPage(handle)
    if not tree:
        return []
    try:
        walk = _Walk()
        found = [
            table
            for index in range(max(0, raw.FPDF_StructTree_CountChildren(tree)))
            for table in walk.tables(raw.FPDF_StructTree_GetChildAtIndex(tree, index), 0)
        ]
        marks = {mark for table in found for row in table for _, _, own in row for mark in own}
        boxes = _boxes(handle, place, marks) if marks else {}
        return [
            TaggedTable(
                tuple(
                    tuple(TaggedCell(down, across, _around(own, boxes)) for down, across, own in row)
                    for row in table
                )
            )
            for table in found
        ]
    finally:
        raw.FPDF_StructTree_Close(tree)


_Cell = tuple[int, int, list[int]]
"""占几行、几列，和它的各段内容的编号（MCID）。"""


class _Walk:
    """走一棵标签树；走过的个数记在一起。"""

    def __init__(self) -> None:
        self._left = ELEMENT_LIMIT

    def _children(self, item: raw.FPDF_STRUCTELEMENT, depth: int) -> Iterator[raw.FPDF_STRUCTELEMENT]:
        if depth >= DEPTH_LIMIT:
            return
        for index in range(max(0, raw.FPDF_StructElement_CountChildren(item))):
            self._left -= 1
            if self._left < 0:
                raise TooManyTags
            child = raw.FPDF_StructElement_GetChildAtIndex(item, index)
            if child:
                yield child

    def tables(self, item: raw.FPDF_STRUCTELEMENT, depth: int) -> Iterator[list[list[_Cell]]]:
        """这个标签里的各张表。"""
        if not item:
            return
        if _type(item) == "Table":
            yield list(self._rows(item, depth))
            return
        for child in self._children(item, depth):
            yield from self.tables(child, depth + 1)

    def _rows(self, item: raw.FPDF_STRUCTELEMENT, depth: int) -> Iterator[list[_Cell]]:
        for child in self._children(item, depth):
            kind = _type(child)
            if kind == "TR":
                yield [
                    (_span(cell, b"RowSpan"), _span(cell, b"ColSpan"), list(self._marks(cell, depth + 2)))
                    for cell in self._children(child, depth + 1)
                    if _type(cell) in _CELLS
                ]
            elif kind != "Caption":
                yield from self._rows(child, depth + 1)

    def _marks(self, item: raw.FPDF_STRUCTELEMENT, depth: int) -> Iterator[int]:
        """一格里各段内容的编号，包括格里各层标签的。"""
        for index in range(max(0, raw.FPDF_StructElement_CountChildren(item))):
            mark = raw.FPDF_StructElement_GetChildMarkedContentID(item, index)
            self._left -= 1
            if self._left < 0:
                raise TooManyTags
            if mark >= 0:
                yield mark
        for child in self._children(item, depth):
            yield from self._marks(child, depth + 1)


def _type(item: raw.FPDF_STRUCTELEMENT) -> str:
    """标签的种类；太长的不是。"""
    buffer = ctypes.create_string_buffer(32)
    size = raw.FPDF_StructElement_GetType(item, buffer, len(buffer))
    return buffer.raw[: size - 2].decode("utf-16-le", "replace") if 2 < size <= len(buffer) else ""


def _span(cell: raw.FPDF_STRUCTELEMENT, name: bytes) -> int:
    """一格占几行或几列。"""
    number = ctypes.c_float()
    for index in range(min(SPAN_LIMIT, raw.FPDF_StructElement_GetAttributeCount(cell))):
        attribute = raw.FPDF_StructElement_GetAttributeAtIndex(cell, index)
        value = raw.FPDF_StructElement_Attr_GetValue(attribute, name) if attribute else None
        if value and raw.FPDF_StructElement_Attr_GetNumberValue(value, ctypes.byref(number)):
            return int(number.value) if 1 <= number.value <= SPAN_LIMIT else 1
    return 1


def _boxes(handle: pdfium.PdfPage, place: Place, marks: set[int]) -> dict[int, list[Box]]:
    """各段内容画在哪里；表单里的编号是另一套，不看。"""
    found: dict[int, list[Box]] = {}
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(max(0, raw.FPDFPage_CountObjects(handle))):
        item = raw.FPDFPage_GetObject(handle, index)
        mark = raw.FPDFPageObj_GetMarkedContentID(item)
        if mark not in marks or raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_TEXT:
            continue
        if raw.FPDFPageObj_GetBounds(item, left, bottom, right, top) and right.value > left.value:
            found.setdefault(mark, []).append(place(left.value, bottom.value, right.value, top.value))
    return found


def _around(marks: list[int], boxes: Mapping[int, list[Box]]) -> Box | None:
    own = [box for mark in marks for box in boxes.get(mark, ())]
    if not own:
        return None
    lefts, tops, rights, bottoms = zip(*own, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))
