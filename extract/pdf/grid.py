"""格网（Grid）：从一页上的横线、竖线拼出表格的行、列和合并格。

先把相碰的线归成一张表，再看每条格线上哪一段有墙；没有墙隔开的小格是一个合并格。
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from extract.document import Box
from extract.pdf.nested import cleared, inside, nests_of
from extract.pdf.page import Rule

SNAP = 3.0
"""相距不到这么多的线当作同一条；画表格的软件常把一条线画成几段、画成双线。"""
_COVERED = 0.6
_PAIR_LIMIT = 1_000_000
"""横线数乘竖线数的上限：再多就不是表格。"""


@dataclass(frozen=True, slots=True)
class Slot:
    """格网里的一格：从第 row 行第 column 列起，占 row_span 行、column_span 列。"""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Grid:
    """一张表在一页上的格网：xs、ys 是格线的位置，比列数、行数各多一个。"""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    slots: tuple[Slot, ...]
    implied: bool = False
    """格线是照文字的对齐补出来的。"""
    inner: tuple[Grid, ...] = ()
    """套在格子里的小表。"""

    @property
    def box(self) -> Box:
        """外框。"""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def box_of(self, slot: Slot) -> Box:
        """一格的四边。"""
        return (
            self.xs[slot.column],
            self.ys[slot.row],
            self.xs[slot.column + slot.column_span],
            self.ys[slot.row + slot.row_span],
        )


def grids_of(
    across: Sequence[Rule], down: Sequence[Rule], is_blank: Callable[[Box], bool] = lambda _: False
) -> list[Grid]:
    """接好了的线拼成的各个格网，自上而下；只有一格的是框，不是表。is_blank 说一块地方有没有字。"""
    grids = (_grid(*component, is_blank) for component in _components(across, down))
    return sorted(
        (grid for grid in grids if grid is not None and len(grid.slots) > 1), key=lambda grid: grid.ys[0]
    )


def is_drawing(across: Sequence[Rule], down: Sequence[Rule]) -> bool:
    """线多到不会是表格。"""
    return len(across) * len(down) > _PAIR_LIMIT


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """同一直线上首尾相接的线段接成一条；接不成线的点不要。"""
    joined: list[Rule] = []
    for band in _bands(rules):
        at = sum(rule.at for rule in band) / len(band)
        first, *rest = sorted(band, key=lambda rule: rule.low)
        low, high = first.low, first.high
        for rule in rest:
            if rule.low > high + SNAP:
                joined.append(Rule(at, low, high))
                low, high = rule.low, rule.high
            high = max(high, rule.high)
        joined.append(Rule(at, low, high))
    return [rule for rule in joined if rule.high - rule.low > SNAP]


def _bands(rules: Iterable[Rule]) -> list[list[Rule]]:
    bands: list[list[Rule]] = []
    for rule in sorted(rules):
        if bands and rule.at - bands[-1][0].at <= 1.0:
            bands[-1].append(rule)
        else:
            bands.append([rule])
    return bands


def _components(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """相碰的横线和竖线归在一起。"""
    parents = list(range(len(across) + len(down)))

    def root(item: int) -> int:
        while parents[item] != item:
            parents[item] = parents[parents[item]]
            item = parents[item]
        return item

    for i, row in enumerate(across):
        for j, column in enumerate(down, start=len(across)):
            if _touch(row, column):
                parents[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, row in enumerate(across):
        groups[root(i)][0].append(row)
    for j, column in enumerate(down, start=len(across)):
        groups[root(j)][1].append(column)
    return [group for group in groups.values() if group[0] and group[1]]


def _touch(row: Rule, column: Rule) -> bool:
    return (
        row.low - SNAP <= column.at <= row.high + SNAP and column.low - SNAP <= row.at <= column.high + SNAP
    )


def _grid(across: list[Rule], down: list[Rule], is_blank: Callable[[Box], bool]) -> Grid | None:
    """一组相碰的线拼成的格网；外框缺的边照外沿补上（敞口表、被分页切断的表）。"""
    xs = _positions([rule.at for rule in down], [end for rule in across for end in (rule.low, rule.high)])
    ys = _positions([rule.at for rule in across], [end for rule in down for end in (rule.low, rule.high)])
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > 200_000:
        return None
    flat, upright = _walls(across, ys, xs), _walls(down, xs, ys)
    nests = nests_of(
        flat, upright, lambda block: (xs[block[1]], ys[block[0]], xs[block[3]], ys[block[2]]), is_blank
    )
    inner = tuple(
        compacted(xs[left : right + 1], ys[top : bottom + 1], slots_of(*inside(flat, upright, core)))
        for _, core in nests
        for top, left, bottom, right in (core,)
    )
    if nests:
        flat, upright = cleared(flat, upright, (outer for outer, _ in nests))
    return replace(compacted(xs, ys, slots_of(flat, upright)), inner=inner)


def _positions(lines: list[float], ends: list[float]) -> list[float]:
    """格线的位置；线头伸出最外一条格线之外的，外沿也算一条。"""
    found = _clustered(lines)
    low, high = min(ends), max(ends)
    if not found or low < found[0] - 2 * SNAP:
        found.insert(0, low)
    if high > found[-1] + 2 * SNAP:
        found.append(high)
    return found


def _clustered(values: Iterable[float]) -> list[float]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= SNAP:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _walls(rules: list[Rule], positions: list[float], stops: list[float]) -> list[list[bool]]:
    """第 i 条格线在第 j 格处有没有墙；最外两条格线处处有墙。"""
    covered = [[0.0] * (len(stops) - 1) for _ in positions]
    for rule in rules:
        line = _nearest(positions, rule.at)
        first = max(0, bisect_left(stops, rule.low) - 1)
        for j in range(first, len(stops) - 1):
            if stops[j] >= rule.high:
                break
            covered[line][j] += min(rule.high, stops[j + 1]) - max(rule.low, stops[j])
    last = len(positions) - 1
    return [
        [
            line in (0, last) or length > _COVERED * (stops[j + 1] - stops[j])
            for j, length in enumerate(lengths)
        ]
        for line, lengths in enumerate(covered)
    ]


def _nearest(positions: list[float], value: float) -> int:
    index = bisect_left(positions, value)
    candidates = [i for i in (index - 1, index) if 0 <= i < len(positions)]
    return min(candidates, key=lambda i: abs(positions[i] - value))


def slots_of(across: list[list[bool]], down: list[list[bool]]) -> list[Slot]:
    """墙围成的各格：自左上起，每一格先向右、再向下扩到有墙为止。across、down 是各条横线、竖线在各格处有没有墙。"""
    rows, columns = len(across) - 1, len(down) - 1
    taken = [[False] * columns for _ in range(rows)]
    slots: list[Slot] = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            right = column + 1
            while right < columns and not down[right][row] and not taken[row][right]:
                right += 1
            bottom = row + 1
            while bottom < rows and _open_below(across, down, bottom, column, right):
                bottom += 1
            for r in range(row, bottom):
                taken[r][column:right] = [True] * (right - column)
            slots.append(Slot(row, column, bottom - row, right - column))
    return slots


def _open_below(across: list[list[bool]], down: list[list[bool]], row: int, left: int, right: int) -> bool:
    """第 row 行的 [left, right) 与上一行之间没有墙，自己中间也没有墙。"""
    divided = any(down[column][row] for column in range(left + 1, right))
    return not divided and not any(across[row][left:right])


def compacted(xs: Sequence[float], ys: Sequence[float], slots: Sequence[Slot]) -> Grid:
    """没有任何一格从那里开始的格线是线头，去掉。每一格的右邻、下邻都从它的边上开始，所以边总是留着的。"""
    rows = [*sorted({slot.row for slot in slots}), len(ys) - 1]
    columns = [*sorted({slot.column for slot in slots}), len(xs) - 1]
    row_at = {row: index for index, row in enumerate(rows)}
    column_at = {column: index for index, column in enumerate(columns)}

    def moved(slot: Slot) -> Slot:
        row, column = row_at[slot.row], column_at[slot.column]
        end_row, end_column = row_at[slot.row + slot.row_span], column_at[slot.column + slot.column_span]
        return Slot(row, column, end_row - row, end_column - column)

    return Grid(
        xs=tuple(xs[column] for column in columns),
        ys=tuple(ys[row] for row in rows),
        slots=tuple(map(moved, slots)),
    )
