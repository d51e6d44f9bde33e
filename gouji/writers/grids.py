"""读到的样子：逐页的图像上框出每一块、每一格，旁边是读成的文字和格网。一个文件，打开就能看。"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from extract import Box, Cell, Document, Heading, Location, Paragraph, Table
from extract.pdf.picture import Picture, pictures_of
from gouji.writers.pages import template
from gouji.writers.places import Places, is_figure

_PICTURES = 200
"""至多画这么多页；再多网页就打不开了。"""
_KINDS = {"heading": "标题", "paragraph": "段落", "table": "表格"}


def page(document: Document, data: bytes) -> str:
    """读到的样子；data 是原文件，PDF 用它画各页的图像。"""
    pictures = pictures_of(data, _PICTURES) if document.media == "pdf" else iter(())
    return template("show.html").render(view=_View(document, {one.number: one for one in pictures}))


@dataclass(frozen=True)
class Mark:
    """图上的一个框；target 是旁边文字里的锚。"""

    left: float
    top: float
    width: float
    height: float
    style: str
    target: str
    label: str
    title: str


@dataclass(frozen=True)
class CellView:
    """格网里的一格。"""

    cell: Cell
    anchor: str
    is_header: bool
    is_figure: bool


@dataclass(frozen=True)
class BlockView:
    """一块：编号、种类、文字或格网。"""

    number: int
    kind: str
    name: str
    text: str
    level: int
    anchor: str
    facts: str
    rows: tuple[tuple[CellView, ...], ...]


@dataclass(frozen=True)
class Leaf:
    """一页：图像、上面的框、从这一页开始的各块。"""

    number: int | None
    picture: Picture | None
    source: str
    marks: tuple[Mark, ...]
    blocks: tuple[BlockView, ...]


class _View:
    """模板看到的一份文档。"""

    def __init__(self, document: Document, pictures: dict[int, Picture]) -> None:
        self.document = document
        self.tables = sum(isinstance(block, Table) for block in document.blocks)
        self._pictures = pictures
        places = Places(document)
        self.notes = [
            (note, places.name(note.at) if note.at != Location() else "") for note in document.notes
        ]
        self._marks: dict[int, list[Mark]] = defaultdict(list)
        self._starts: dict[int | None, list[BlockView]] = defaultdict(list)
        page: int | None = 1 if pictures else None
        for index, block in enumerate(document.blocks):
            first = self._mark(index, block)
            page = page if first is None else first
            self._starts[page if pictures else None].append(_block(index, block))

    @property
    def leaves(self) -> Iterator[Leaf]:
        """各页；没有页面图像的只有一叶。"""
        numbers: list[int | None] = list(self._pictures) or [None]
        for number in numbers:
            picture = None if number is None else self._pictures.get(number)
            source = f"data:image/png;base64,{b64encode(picture.png).decode()}" if picture else ""
            marks = tuple(self._marks.get(number, ())) if number is not None else ()
            yield Leaf(number, picture, source, marks, tuple(self._starts.get(number, ())))

    def _mark(self, index: int, block: Heading | Paragraph | Table) -> int | None:
        """在各页上框出一块，返回它开始的页。"""
        if not isinstance(block, Table):
            boxes = _boxes(block)
            for page, box in boxes.items():
                label = str(index) if page == min(boxes) else ""
                self._add(page, box, block.kind, f"b{index}", label, f"[{index}] {_KINDS[block.kind]}")
            return min(boxes, default=None)
        pages: dict[int, Box] = {}
        for cell in block.cells:
            for page, box in _boxes(cell).items():
                pages[page] = _joined(pages[page], box) if page in pages else box
                title = f"[{index}] 第{cell.row + 1}行第{cell.column + 1}列"
                self._add(page, box, "cell", _anchor(index, cell), "", title)
        for page, box in pages.items():
            self._add(page, box, "table", f"b{index}", str(index), f"[{index}] 表格", behind=True)
        return min(pages, default=None)

    def _add(
        self, page: int, box: Box, style: str, target: str, label: str, title: str, *, behind: bool = False
    ) -> None:
        left, top, right, bottom = box
        mark = Mark(left - 1, top, right - left + 2, bottom - top, style, target, label, title)
        self._marks[page].insert(0, mark) if behind else self._marks[page].append(mark)


def _anchor(index: int, cell: Cell) -> str:
    return f"b{index}-{cell.row + 1}-{cell.column + 1}"


def _boxes(holder: Heading | Paragraph | Cell) -> dict[int, Box]:
    """文字在各页上占的方框。"""
    boxes: dict[int, Box] = {}
    for line in holder.lines:
        box = (line.edges[0], line.top, line.edges[-1], line.bottom)
        boxes[line.page] = _joined(boxes[line.page], box) if line.page in boxes else box
    return boxes


def _joined(one: Box, other: Box) -> Box:
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def _block(index: int, block: Heading | Paragraph | Table) -> BlockView:
    if not isinstance(block, Table):
        level = block.level if isinstance(block, Heading) else 0
        facts = f"{level}级" if level else ""
        return BlockView(index, block.kind, _KINDS[block.kind], block.text, level, f"b{index}", facts, ())
    facts = f"{block.rows}行×{block.columns}列，表头{block.header_rows}行"
    pages = sorted({line.page for cell in block.cells for line in cell.lines})
    if len(pages) > 1:
        facts += f"，第{pages[0]}至{pages[-1]}页"
    for name, place in (("表名", block.caption), ("单位", block.unit_line)):
        facts += f"，{name} [{place}]" if place is not None else ""
    rows = tuple(
        tuple(
            CellView(cell, _anchor(index, cell), row < block.header_rows, is_figure(cell.text))
            for cell in block.cells
            if cell.row == row
        )
        for row in range(block.rows)
    )
    return BlockView(index, block.kind, _KINDS[block.kind], "", 0, f"b{index}", facts, rows)
