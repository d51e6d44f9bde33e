"""表段（Fragment）：一张表在一页上的部分——格网，和每一格里的行。"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extract.document import Box
from extract.pdf.boxed import boxed_tables
from extract.pdf.grid import Grid, Slot, grids_of, is_drawing, merged
from extract.pdf.implied import divided, implied_grids
from extract.pdf.lines import TextLine, lines_of
from extract.pdf.page import Page, Rule, Run, TaggedTable
from extract.pdf.shaded import shaded_grids
from extract.pdf.tagged import tagged_grid
from extract.pdf.wrap import Measure

_USUAL_PADDING = 5.4
"""Word 与 WPS 默认的单元格左右边距，磅。"""


@dataclass(slots=True)
class GridCell:
    """格网里的一格和它的行；measure 是格内可以排字的左右界。"""

    row: int
    column: int
    row_span: int
    column_span: int
    measure: Measure
    lines: list[TextLine] = field(default_factory=list)

    @property
    def text(self) -> str:
        """去掉空白的文字，只用来比较。"""
        return "".join("".join(line.text.split()) for line in self.lines)


@dataclass(slots=True)
class Fragment:
    """一张表在一页上的部分。"""

    page: int
    xs: list[float]
    rows: int
    top: float
    bottom: float
    cells: list[GridCell]
    implied: bool = False
    """格线是照文字的对齐补出来的。"""
    inner: list[Fragment] = field(default_factory=list)
    """套在格子里的小表。"""

    @property
    def sparse(self) -> bool:
        """只有一格有字，或者只有补出来的一行：除非是续表的末尾，不然就是图框、装饰线。"""
        return sum(bool(cell.lines) for cell in self.cells) < 2 or (self.implied and self.rows == 1)

    @property
    def lines(self) -> list[TextLine]:
        """各格的行，自上而下。"""
        return sorted((line for cell in self.cells for line in cell.lines), key=lambda line: line.top)


def fragments_of(page: Page) -> tuple[list[Fragment], list[Run]]:
    """一页上的各个表段，和不在表里的字串。"""
    boxed, outside = boxed_tables(page.runs)
    fragments = [_fragment(grid, inside, page.number) for grid, inside in boxed]
    for grid in _outermost(_grids(page, outside)):
        found, outside = _filled(grid, outside, page.number)
        fragments += found
    return fragments, outside


def _filled(grid: Grid, runs: list[Run], page: int) -> tuple[list[Fragment], list[Run]]:
    """把字放进格网，套在里面的小表先放；没有字的格网不算。"""
    inner: list[Fragment] = []
    rest = runs
    for small in grid.inner:
        found, rest = _filled(small, rest, page)
        inner += found
    inside, rest = _split(grid, rest)
    if not inside and not inner:
        return [], runs
    fragment = _fragment(grid, inside, page)
    fragment.inner = inner
    return [fragment], rest


def _grids(page: Page, runs: Sequence[Run]) -> list[Grid]:
    """画全了线的格网，加上没画全的补全的格网。"""
    across, down = merged(page.across), merged(page.down)
    if is_drawing(across, down):
        page.crowded = True
        return []

    def is_blank(box: Box) -> bool:
        return not any(
            box[1] < run.middle < box[3] and run.glyphs[0].x0 < box[2] and run.glyphs[-1].x1 > box[0]
            for run in runs
        )

    drawn = [grid for grid in grids_of(across, down, is_blank) if not _cuts_text(grid, runs)]
    tagged = [
        grid
        for table in page.tagged
        if not _is_drawn(table, drawn)
        and (grid := tagged_grid(table, across, down, runs))
        and _is_finer(grid, drawn, runs)
    ]
    drawn = [grid for grid in drawn if not any(_meets(grid, other.box) for other in tagged)]
    drawn = [*tagged, *(divided(grid, runs) for grid in drawn)]
    tiles = [box for box in page.tiles if not any(_meets(grid, box) for grid in drawn)]
    drawn += [divided(grid, runs) for grid in shaded_grids(tiles, page.width, page.height)]
    free = [rule for rule in across if not any(_crosses(grid, rule) for grid in drawn)]
    outside = [run for run in runs if not any(_contains(grid, run) for grid in drawn)]
    return sorted([*drawn, *implied_grids(free, outside)], key=lambda grid: grid.ys[0])


def _cuts_text(grid: Grid, runs: Sequence[Run]) -> bool:
    """外框的边从一行行字中间穿过：是正文底下的色带、边栏，不是表。"""
    left, top, right, bottom = grid.box
    level = [run for run in runs if top <= run.middle <= bottom]
    inside = [run for run in level if run.glyphs[0].x0 < right - 1 and run.glyphs[-1].x1 > left + 1]
    cut = sum(
        run.glyphs[0].x0 < edge - 1 and run.glyphs[-1].x1 > edge + 1
        for run in inside
        for edge in (left, right)
    )
    return 2 * cut > len(inside)


def _is_drawn(table: TaggedTable, drawn: Sequence[Grid]) -> bool:
    """画出来的格已经不比标签里有字的格少：线画全了，标签不必看。"""
    boxes = [cell.box for row in table.rows for cell in row if cell.box]
    met = {id(grid): grid for grid in drawn for box in boxes[:1] + boxes[-1:] if _meets(grid, box)}
    return sum(len(grid.slots) for grid in met.values()) >= len(boxes) > 0


def _is_finer(tagged: Grid, drawn: Sequence[Grid], runs: Sequence[Run]) -> bool:
    """标签分得比画出来的线细：线没有画全。画全了的照线，线比标签可靠。"""
    met = [grid for grid in drawn if _meets(grid, tagged.box)]
    framed = [run for run in runs if any(_contains(grid, run) for grid in met)]
    if not all(_contains(tagged, run) for run in framed):
        return False
    return sum(len(_split(grid, framed)[0]) for grid in met) < len(_split(tagged, runs)[0])


def _contains(grid: Grid, run: Run) -> bool:
    left, top, right, bottom = grid.box
    return top <= run.middle <= bottom and run.glyphs[0].x0 < right and run.glyphs[-1].x1 > left


def _meets(grid: Grid, box: Box) -> bool:
    left, top, right, bottom = grid.box
    return top - 1 < box[3] and box[1] < bottom + 1 and left < box[2] and box[0] < right


def _crosses(grid: Grid, rule: Rule) -> bool:
    left, top, right, bottom = grid.box
    return top - 1 <= rule.at <= bottom + 1 and rule.low <= right and rule.high >= left


def _outermost(grids: Sequence[Grid]) -> list[Grid]:
    """套在格子里的小表归外面的格子；只有一行或一列的，它的字就是格里的几行字。"""
    holders = {
        index: [other for other in grids if other is not grid and _holds(other, grid)]
        for index, grid in enumerate(grids)
    }
    inner: dict[int, list[Grid]] = {}
    for index, grid in enumerate(grids):
        for other in holders[index][-1:]:
            if (
                len(grid.xs) > 2
                and len(grid.ys) > 2
                and any(_within(grid, other.box_of(slot)) for slot in other.slots)
            ):
                inner.setdefault(id(other), []).append(grid)
    return [
        replace(grid, inner=(*grid.inner, *inner.get(id(grid), ())))
        for index, grid in enumerate(grids)
        if not holders[index]
    ]


def _within(grid: Grid, box: Box) -> bool:
    x0, top, x1, bottom = grid.box
    return box[0] <= x0 + 1 and box[1] <= top + 1 and x1 <= box[2] + 1 and bottom <= box[3] + 1


def _holds(outer: Grid, inner: Grid) -> bool:
    return _within(inner, outer.box)


def _split(grid: Grid, runs: Iterable[Run]) -> tuple[dict[Slot, list[Run]], list[Run]]:
    """字串按中心归到格子里；一串跨了几格的，逐字拆开。"""
    slot_at = {
        (row, column): slot
        for slot in grid.slots
        for row in range(slot.row, slot.row + slot.row_span)
        for column in range(slot.column, slot.column + slot.column_span)
    }
    inside: dict[Slot, list[Run]] = {}
    outside: list[Run] = []
    for run in runs:
        row = bisect_right(grid.ys, run.middle) - 1
        for piece in _pieces(grid, run):
            first = piece.glyphs[0]
            column = bisect_right(grid.xs, (first.x0 + first.x1) / 2) - 1
            slot = slot_at.get((row, column))
            if slot is None:
                outside.append(piece)
            elif any(not glyph.char.isspace() for glyph in piece.glyphs):
                inside.setdefault(slot, []).append(piece)
    return inside, outside


def _pieces(grid: Grid, run: Run) -> list[Run]:
    columns = [bisect_right(grid.xs, (glyph.x0 + glyph.x1) / 2) for glyph in (run.glyphs[0], run.glyphs[-1])]
    if columns[0] == columns[1] or not grid.ys[0] <= run.middle <= grid.ys[-1]:
        return [run]
    pieces: list[Run] = []
    previous = -1
    for glyph in run.glyphs:
        column = bisect_right(grid.xs, (glyph.x0 + glyph.x1) / 2)
        if column != previous and not _same_slot(grid, run.middle, previous, column):
            pieces.append(replace(run, glyphs=[]))
        pieces[-1].glyphs.append(glyph)
        previous = column
    return pieces


def _same_slot(grid: Grid, middle: float, left: int, right: int) -> bool:
    row = bisect_right(grid.ys, middle) - 1
    return any(
        slot.row <= row < slot.row + slot.row_span
        and slot.column <= left - 1 < slot.column + slot.column_span
        and slot.column <= right - 1 < slot.column + slot.column_span
        for slot in grid.slots
    )


def _fragment(grid: Grid, inside: dict[Slot, list[Run]], page: int) -> Fragment:
    lines = {slot: lines_of(runs, page) for slot, runs in inside.items()}
    padding = _padding(grid, lines)
    cells: list[GridCell] = []
    for slot in grid.slots:
        x0, _, x1, _ = grid.box_of(slot)
        measure = Measure(x0 + padding, x1 - padding)
        cells.append(
            GridCell(slot.row, slot.column, slot.row_span, slot.column_span, measure, lines.get(slot, []))
        )
    rows = len(grid.ys) - 1
    return Fragment(page, list(grid.xs), rows, grid.ys[0], grid.ys[-1], cells, implied=grid.implied)


def _padding(grid: Grid, lines: dict[Slot, list[TextLine]]) -> float:
    """格线到字的左边距：折了行的格子最准，取偏小的一个；没有折行的用通常的值。"""
    gaps = sorted(
        line.left - grid.xs[slot.column]
        for slot, wrapped in lines.items()
        if len(wrapped) > 1
        for line in wrapped
    )
    if not gaps:
        return _USUAL_PADDING
    return min(max(gaps[len(gaps) // 5], 0.0), 2 * _USUAL_PADDING)
