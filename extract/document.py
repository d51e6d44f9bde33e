"""文档（Document）：一份报告读出来的样子——原文、表格、出处，一字不改。"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from operator import attrgetter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Box = tuple[float, float, float, float]
"""版面方框：x0, top, x1, bottom，单位为磅（1/72 英寸），原点在页面左上角。"""


class Frozen(BaseModel):
    """各阶段交接类型的共同基类：不可变，可存为 JSON。"""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Location(Frozen):
    """出处：某一块（或其中某一单元格）里的一段文字，区间为 [start, end)。

    没有文字可指的地方（例如整页读不出来）只给页码，block 为 None。
    """

    block: int | None = None
    start: int = 0
    end: int = 0
    cell: tuple[int, int] | None = None
    page: int | None = None
    box: Box | None = None


class Note(Frozen):
    """读取说明：哪里没有读到，或读到了但有疑问。kind 是简短的类别，message 是给人看的一句话。"""

    kind: str
    message: str
    at: Location = Location()


class Line(Frozen):
    """版面上的一行：从正文第 start 个字起，在第 page 页；edges[i] 与 edges[i+1] 是第 i 个字的左右边。"""

    start: int
    page: int
    top: float
    bottom: float
    edges: tuple[float, ...]


class Cell(Frozen):
    """单元格：左上角在 (row, column)，占 row_span 行、column_span 列。"""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    text: str = ""
    lines: tuple[Line, ...] = ()


class Heading(Frozen):
    """标题：level 从 1 起；自动编号按印出来的样子写在 text 开头。"""

    kind: Literal["heading"] = "heading"
    text: str
    level: int
    lines: tuple[Line, ...] = ()


class Paragraph(Frozen):
    """段落。"""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    lines: tuple[Line, ...] = ()


class Table(Frozen):
    """表格：rows × columns 的格网，每个位置恰属于一个单元格。

    caption 与 unit_line 是表名段、单位行所在的块号；header_rows 是表头行数（只看结构，不看含义）。
    跨页的表是一张表，被分页切断的行是一行。
    """

    kind: Literal["table"] = "table"
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    header_rows: int = 1
    caption: int | None = None
    unit_line: int | None = None

    @cached_property
    def _grid(self) -> dict[tuple[int, int], Cell]:
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }

    def cell(self, row: int, column: int) -> Cell:
        """第 row 行第 column 列的单元格；合并区域内的任何位置都给出同一个单元格。

        Raises:
            KeyError: 位置在格网之外。
        """
        return self._grid[row, column]

    def header_path(self, column: int) -> tuple[str, ...]:
        """某一列自上而下的表头文字，合并的只算一次，空的不算。"""
        path: list[Cell] = []
        for row in range(self.header_rows):
            cell = self._grid.get((row, column))
            if cell is not None and cell.text.strip() and cell not in path:
                path.append(cell)
        return tuple(cell.text for cell in path)


Block = Annotated[Heading | Paragraph | Table, Field(discriminator="kind")]


class Document(Frozen):
    """文档：按阅读顺序排列的块。text(at) 永远给出印在那里的原文。

    pages 是页数；.docx 没有固定的页，为 None。asides 是页眉、页脚、批注等正文之外的文字。
    """

    name: str
    media: Literal["docx", "pdf", "markdown"]
    sha256: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    asides: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def holder(self, at: Location) -> Heading | Paragraph | Cell:
        """出处所在的标题、段落或单元格。

        Raises:
            LookupError: 出处不指向任何文字。
        """
        if at.block is None:
            msg = "这一出处没有文字"
            raise LookupError(msg)
        return self._holder(at.block, at.cell)

    def _holder(self, index: int, cell: tuple[int, int] | None) -> Heading | Paragraph | Cell:
        block = self.blocks[index]
        if not isinstance(block, Table):
            return block
        if cell is None:
            msg = "表格中的出处必须指明单元格"
            raise LookupError(msg)
        return block.cell(*cell)

    def text(self, at: Location) -> str:
        """出处处印着的原文；只有页码的出处给出空串。"""
        return "" if at.block is None else self.holder(at).text[at.start : at.end]

    def at(self, block: int, start: int, end: int, cell: tuple[int, int] | None = None) -> Location:
        """指明一段文字的出处；有版面信息时带上页码和方框（跨行时为首行部分的方框）。"""
        lines = self._holder(block, cell).lines
        if not lines:
            return Location(block=block, start=start, end=end, cell=cell)
        line = lines[max(0, bisect_right(lines, start, key=_line_start) - 1)]
        return Location(
            block=block, start=start, end=end, cell=cell, page=line.page, box=_box(line, start, end)
        )

    @cached_property
    def _sections(self) -> tuple[tuple[str, ...], ...]:
        path: list[tuple[int, str]] = []
        sections: list[tuple[str, ...]] = []
        for block in self.blocks:
            if isinstance(block, Heading):
                while path and path[-1][0] >= block.level:
                    path.pop()
                path.append((block.level, block.text.strip()))
            sections.append(tuple(text for _, text in path))
        return tuple(sections)

    def section(self, block: int | None) -> tuple[str, ...]:
        """某一块所在的各级标题，自外而内；标题块包括它自己。"""
        return () if block is None else self._sections[block]

    def context(self, at: Location, width: int = 20) -> str:
        """出处连同前后各 width 个字的原文，供人辨认。"""
        if at.block is None:
            return ""
        text = self.holder(at).text
        return text[max(0, at.start - width) : at.end + width]


_line_start = attrgetter("start")


def _box(line: Line, start: int, end: int) -> Box:
    """一行里 [start, end) 那几个字的方框；超出本行的部分不算。"""
    last = len(line.edges) - 1
    left = line.edges[min(max(start - line.start, 0), last)]
    right = line.edges[min(max(end - line.start, 0), last)]
    return (left, line.top, right, line.bottom)
