"""照标签补线：标签写明了哪些字是一行、一格的表，看过合版面的，照它补出格网。

标签只说字归哪一行、哪一格；行界、列界在字与字之间的空当里。画出来的线穿过了格里的字，或者行与行、
列与列分不开，标签就是乱写的，不用。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.document import Box
from extract.pdf.grid import Grid, Slot
from extract.pdf.page import Rule, Run, TaggedCell, TaggedTable
from extract.pdf.spans import Span

_EDGE = 4.0
"""补的外框离字这么远。"""
_TOUCHING = 1.0
"""上下两行、左右两列的字至多交叠这么多磅。"""
_MOST = 0.9
_SIZE = 20_000
"""一张表至多这么多格。"""


@dataclass(frozen=True, slots=True)
class _Placed:
    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


def tagged_grid(
    table: TaggedTable, across: Sequence[Rule], down: Sequence[Rule], runs: Sequence[Run]
) -> Grid | None:
    """照标签补出的格网；不合版面的为 None。"""
    rows = _trimmed(table.rows)
    count = _width(rows)
    if len(rows) < 2 or count < 2 or len(rows) * count > _SIZE:
        return None
    cells = _arranged(rows, count)
    if cells is None or any(_is_cut(cell.box, across, down) for cell in cells):
        return None
    ys = _stops([(cell.row, cell.row_span, cell.box[1], cell.box[3]) for cell in cells], len(rows), across)
    xs = _stops([(cell.column, cell.column_span, cell.box[0], cell.box[2]) for cell in cells], count, down)
    if ys is None or xs is None:
        return None
    grid = Grid(tuple(xs), tuple(ys), _slots(cells, len(rows), count), implied=True)
    return grid if _accounts_for(cells, grid, runs) else None


def _trimmed(rows: Sequence[tuple[TaggedCell, ...]]) -> list[tuple[TaggedCell, ...]]:
    """开头结尾没有字的行在别的页上。"""
    inked = [index for index, row in enumerate(rows) if any(cell.box for cell in row)]
    return list(rows[inked[0] : inked[-1] + 1]) if inked else []


def _width(rows: Sequence[Sequence[TaggedCell]]) -> int:
    """有几列：没有字的格可能没有写，照写得最全的一行。"""
    hanging = [0] * len(rows)
    for index, row in enumerate(rows):
        for cell in row:
            for below in range(index + 1, min(len(rows), index + cell.row_span)):
                hanging[below] += cell.column_span
    return max(
        (hanging[index] + sum(cell.column_span for cell in row) for index, row in enumerate(rows)), default=0
    )


def _arranged(rows: Sequence[Sequence[TaggedCell]], count: int) -> list[_Placed] | None:
    """各格在第几行第几列：写全了的行照先后，没有写全的照位置。"""
    taken: list[set[int]] = [set() for _ in rows]
    waiting: list[int] = []
    columns: list[Span | None] = [None] * count
    placed: list[_Placed] = []

    def put(index: int, cell: TaggedCell, column: int) -> bool:
        down = min(cell.row_span, len(rows) - index)
        over = set(range(column, column + cell.column_span))
        if any(taken[row] & over for row in range(index, index + down)):
            return False
        for row in range(index, index + down):
            taken[row] |= over
        if cell.box:
            placed.append(_Placed(index, column, down, cell.column_span, cell.box))
            if cell.column_span == 1:
                columns[column] = _joined(columns[column], (cell.box[0], cell.box[2]))
        return True

    for index, row in enumerate(rows):
        free = [column for column in range(count) if column not in taken[index]]
        if waiting and any(index < above + cell.row_span for above in waiting for cell in rows[above]):
            waiting.append(index)
        elif sum(cell.column_span for cell in row) == len(free):
            for cell in row:
                column = free[0]
                if not put(index, cell, column):
                    return None
                free = free[cell.column_span :]
        else:
            waiting.append(index)
    if any(span is None for span in columns):
        return None
    for index in sorted(waiting, key=lambda index: (-len(rows[index]), index)):
        cells = [cell for cell in rows[index] if cell.box]
        chosen = _fitted(cells, columns, taken[index])
        if chosen is None or not all(put(index, cell, at) for cell, at in zip(cells, chosen, strict=True)):
            return None
    return placed


def _joined(span: Span | None, other: Span) -> Span:
    return other if span is None else (min(span[0], other[0]), max(span[1], other[1]))


def _fitted(cells: Sequence[TaggedCell], columns: Sequence[Span | None], taken: set[int]) -> list[int] | None:
    """一行没有写全的格各在哪一列：先后不变，离各列的字最近。"""
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for cell in cells:
        following: dict[int, tuple[float, list[int]]] = {}
        for start, (cost, chosen) in best.items():
            for column in range(start, len(columns) - cell.column_span + 1):
                end = column + cell.column_span
                if taken & set(range(column, end)):
                    continue
                total = cost + _off(cell, columns[column], columns[end - 1])
                if end not in following or total < following[end][0]:
                    following[end] = (total, [*chosen, column])
        best = following
    return min(best.values(), default=(0.0, None))[1] if best else None


def _off(cell: TaggedCell, first: Span | None, last: Span | None) -> float:
    """一格离这几列有多远：伸出去多少，再加正中差多少的零头。"""
    if cell.box is None or first is None or last is None:
        return 0.0
    left, _, right, _ = cell.box
    over = max(0.0, first[0] - left) + max(0.0, right - last[1])
    return over + 0.01 * abs(left + right - first[0] - last[1])


def _is_cut(box: Box, across: Sequence[Rule], down: Sequence[Rule]) -> bool:
    """有一条线从格里的字中间穿过，两头都伸出去；格里的下划线不伸出去。"""
    left, top, right, bottom = box
    return any(
        top + 2 < rule.at < bottom - 2 and rule.low < left - 1 and rule.high > right + 1 for rule in across
    ) or any(
        left + 2 < rule.at < right - 2 and rule.low < top - 1 and rule.high > bottom + 1 for rule in down
    )


def _stops(
    placed: Sequence[tuple[int, int, float, float]], count: int, rules: Sequence[Rule]
) -> list[float] | None:
    """行界（列界）：上下两行的字之间；分不开的为 None。空的行均分所在的空当。"""
    extents: list[Span | None] = [None] * count
    for index, span, low, high in placed:
        if span == 1:
            extents[index] = _joined(extents[index], (low, high))
    known = [(index, extent) for index, extent in enumerate(extents) if extent is not None]
    if not known or known[0][0] or known[-1][0] != count - 1:
        return None
    stops = [known[0][1][0] - _EDGE]
    for (before, above), (after, below) in pairwise(known):
        low, high = above[1], below[0]
        if high < low - _TOUCHING:
            return None
        steps = after - before
        drawn = [rule.at for rule in rules if low - _TOUCHING <= rule.at <= high + _TOUCHING]
        middle = median(drawn) if drawn and steps == 1 else None
        stops += (
            [middle]
            if middle is not None
            else [low + (high - low) * (step + 0.5) / steps for step in range(steps)]
        )
    return [*stops, known[-1][1][1] + _EDGE]


def _slots(cells: Sequence[_Placed], rows: int, columns: int) -> tuple[Slot, ...]:
    """各格，没有字的补成一格一格的。"""
    slots = [Slot(cell.row, cell.column, cell.row_span, cell.column_span) for cell in cells]
    covered = {
        (row, column)
        for slot in slots
        for row in range(slot.row, slot.row + slot.row_span)
        for column in range(slot.column, slot.column + slot.column_span)
    }
    slots += [
        Slot(row, column, 1, 1)
        for row in range(rows)
        for column in range(columns)
        if (row, column) not in covered
    ]
    return tuple(sorted(slots, key=lambda slot: (slot.row, slot.column)))


def _accounts_for(cells: Sequence[_Placed], grid: Grid, runs: Sequence[Run]) -> bool:
    """格网里的字，绝大多数在标签写明的格里。"""
    left, top, right, bottom = grid.box
    inside = own = 0
    for run in runs:
        if not (top < run.middle < bottom and run.glyphs[0].x0 < right and run.glyphs[-1].x1 > left):
            continue
        for glyph in run.glyphs:
            if glyph.char.isspace():
                continue
            x = (glyph.x0 + glyph.x1) / 2
            inside += 1
            own += any(
                box[0] - 1 <= x <= box[2] + 1 and run.top - 1 <= box[3] and box[1] <= run.bottom + 1
                for box in (cell.box for cell in cells)
            )
    return own >= _MOST * inside > 0
