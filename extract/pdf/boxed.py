"""制表符画的表：┌─┬─┐。线是字，字宽未必整齐，所以按各行里竖线的先后认列，不量位置。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.pdf.grid import Grid, Slot, compacted, slots_of
from extract.pdf.page import Glyph, Run

_FLAT = frozenset("─━┄┅┈┉╌╍═╴╶╸╺")
"""只有横笔的制表符；其余的都有竖笔。"""
_APART = 2.5
"""上下两行隔开这么多倍行高，不是同一张表。"""


@dataclass(frozen=True, slots=True)
class _Row:
    """一行：竖笔的位置，和它们隔开的各段字。"""

    top: float
    bottom: float
    runs: tuple[Run, ...]
    stops: tuple[float, ...]
    segments: tuple[tuple[Glyph, ...], ...]

    @property
    def walls(self) -> list[bool]:
        """各段是不是横线。"""
        return [bool(part) and all(glyph.char in _FLAT for glyph in part) for part in self.segments]


def boxed_tables(runs: Sequence[Run]) -> tuple[list[tuple[Grid, dict[Slot, list[Run]]]], list[Run]]:
    """制表符画的各张表（格网和各格的字串），和其余的字串。"""
    if not any(_is_drawn(glyph.char) for run in runs for glyph in run.glyphs):
        return [], list(runs)
    tables: list[tuple[Grid, dict[Slot, list[Run]]]] = []
    used: set[int] = set()
    for block in _blocks(_rows(runs)):
        table = _table(block)
        if table is not None:
            tables.append(table)
            used.update(id(run) for row in block for run in row.runs)
    return tables, [run for run in runs if id(run) not in used]


def _is_drawn(char: str) -> bool:
    """有竖笔的制表符；只有横笔的也当破折号、等号用。"""
    return "─" <= char <= "╿" and char not in _FLAT


def _rows(runs: Iterable[Run]) -> list[list[Run]]:
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.middle):
        if rows and abs(run.middle - rows[-1][0].middle) < 0.4 * max(run.height, rows[-1][0].height):
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _blocks(rows: Iterable[list[Run]]) -> list[list[_Row]]:
    """上下接连、至少有两道竖笔的行。"""
    blocks: list[list[_Row]] = [[]]
    for runs in rows:
        row = _row(runs)
        if row is None:
            blocks.append([])
            continue
        if blocks[-1] and row.top - blocks[-1][-1].bottom > _APART * (row.bottom - row.top):
            blocks.append([])
        blocks[-1].append(row)
    return [block for block in blocks if any(any(row.walls) for row in block)]


def _row(runs: Sequence[Run]) -> _Row | None:
    glyphs = sorted((glyph for run in runs for glyph in run.glyphs), key=lambda glyph: glyph.x0)
    places = [index for index, glyph in enumerate(glyphs) if _is_drawn(glyph.char)]
    if len(places) < 2:
        return None
    return _Row(
        top=min(run.top for run in runs),
        bottom=max(run.bottom for run in runs),
        runs=tuple(runs),
        stops=tuple((glyphs[index].x0 + glyphs[index].x1) / 2 for index in places),
        segments=tuple(
            tuple(glyph for glyph in glyphs[left + 1 : right] if not glyph.char.isspace())
            for left, right in pairwise(places)
        ),
    )


def _table(block: Sequence[_Row]) -> tuple[Grid, dict[Slot, list[Run]]] | None:
    columns = max(len(row.stops) for row in block)
    full = [row.stops for row in block if len(row.stops) == columns]
    xs = [sum(stops[index] for stops in full) / len(full) for index in range(columns)]
    groups = _grouped(block)
    if columns < 3 or len(groups) < 2:
        return None
    down = [[False] * len(groups) for _ in xs]
    across = [[True] * (columns - 1), *([False] * (columns - 1) for _ in groups)]
    across[-1] = [True] * (columns - 1)
    texts: list[list[tuple[int, Run]]] = [[] for _ in groups]
    for index, (rows, border) in enumerate(groups):
        for row in rows:
            places = _placed(row.stops, xs)
            for place in places:
                down[place][index] = True
            texts[index] += _pieces(row, places)
        if border is not None:
            places = _placed(border.stops, xs)
            for wall, (left, right) in zip(border.walls, pairwise(places), strict=True):
                across[index + 1][left:right] = [wall] * (right - left)
            texts[index] += _pieces(border, places)
    ys = [block[0].top, *(_edge(*pair) for pair in pairwise(groups)), block[-1].bottom]
    grid = compacted(xs, ys, slots_of(across, down))
    return grid, _filled(grid, xs, ys, texts)


_Group = tuple[list[_Row], _Row | None]


def _grouped(block: Sequence[_Row]) -> list[_Group]:
    """横线隔开的各行；表身里没有横线的，一行是一行。"""
    groups: list[_Group] = []
    rows: list[_Row] = []
    for row in block:
        if not any(row.walls):
            rows.append(row)
            continue
        if rows:
            groups.append((rows, row))
            rows = []
    if rows:
        groups.append((rows, None))
    if len(groups) <= 2 and any(len(rows) > 1 for rows, _ in groups[1:]):
        header, *body = groups
        groups = [header, *(([row], None) for rows, _ in body for row in rows)]
    return groups


def _edge(above: _Group, below: _Group) -> float:
    border = above[1]
    return (border.top + border.bottom) / 2 if border else (above[0][-1].bottom + below[0][0].top) / 2


def _placed(stops: Sequence[float], xs: Sequence[float]) -> list[int]:
    """一行里的竖笔各是第几条列线：道数相同的按先后，少了的按远近。"""
    if len(stops) == len(xs):
        return list(range(len(xs)))
    places = sorted({min(range(len(xs)), key=lambda index: abs(xs[index] - stop)) for stop in stops})
    if len(places) == len(stops):
        return places
    return [*range(len(stops) - 1), len(xs) - 1]


def _pieces(row: _Row, places: Sequence[int]) -> list[tuple[int, Run]]:
    """一行里各段的字，连同所在的列。"""
    return [
        (left, replace(row.runs[0], glyphs=list(part), top=row.top, bottom=row.bottom))
        for left, part, wall in zip(places, row.segments, row.walls, strict=False)
        if part and not wall
    ]


def _filled(
    grid: Grid, xs: Sequence[float], ys: Sequence[float], texts: Sequence[Sequence[tuple[int, Run]]]
) -> dict[Slot, list[Run]]:
    """把字放进格子：按所在的行和列找，不按位置找。"""
    rows = [grid.ys.index(y) if y in grid.ys else None for y in ys]
    columns = [grid.xs.index(x) if x in grid.xs else None for x in xs]
    inside: dict[Slot, list[Run]] = {}
    for index, pieces in enumerate(texts):
        row = max(row for row in rows[: index + 1] if row is not None)
        for left, run in pieces:
            column = max(column for column in columns[: left + 1] if column is not None)
            slot = next(
                slot
                for slot in grid.slots
                if slot.row <= row < slot.row + slot.row_span
                and slot.column <= column < slot.column + slot.column_span
            )
            inside.setdefault(slot, []).append(run)
    return inside
