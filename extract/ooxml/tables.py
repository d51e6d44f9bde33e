"""表格的格网：把各行的单元格、跨列数、纵向合并，排成每个位置恰有一格的格网。"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from extract import limits
from extract.errors import Unreadable

Content = TypeVar("Content")
Merge = Literal["", "restart", "continue"]
_WORD_COLUMNS = 63
"""Word 自己最多画 63 列；超过的跨列数一定是坏的或恶意的。"""

_SLIVER = 85
"""一毫米半，单位为二十分之一磅。"""


@dataclass(slots=True)
class Slot(Generic[Content]):
    """一行里写着的一格：跨几列、纵向与横向合并的标记、内容（补出来的空格没有内容）。"""

    span: int
    content: Content | None
    merge: Merge = ""
    merged_left: bool = False


@dataclass(slots=True)
class Placed(Generic[Content]):
    """排进格网的一格；merged 是纵向合并进来、Word 并不显示的内容。"""

    row: int
    column: int
    column_span: int
    content: Content | None
    row_span: int = 1
    merged: list[Content] = field(default_factory=list)


Edges = tuple[int, int]


def grid_of(
    rows: Sequence[Sequence[Slot[Content]]], widths: Sequence[int]
) -> tuple[list[Placed[Content]], int]:
    """排好的单元格，以及列数；widths 是声明的各列宽度，没有任何格子从那里开始的列不算列。

    Raises:
        Unreadable: 格网过大。
    """
    width = _width(rows, len(widths))
    laid = _snapped([_laid(row, width) for row in rows], widths)
    starts = sorted({start for row in laid for (start, _), _ in row})
    if len(starts) * len(rows) > limits.POSITIONS:
        raise Unreadable.coded("X008", "表格过大")
    placed: list[Placed[Content]] = []
    open_merges: dict[Edges, Placed[Content]] = {}
    for index, row in enumerate(laid):
        still_open: dict[Edges, Placed[Content]] = {}
        for (start, end), slot in row:
            column, column_end = bisect_left(starts, start), bisect_left(starts, end)
            edges = (column, column_end)
            above = open_merges.get(edges) if slot.merge == "continue" else None
            if above is None:
                above = Placed(index, column, column_end - column, slot.content)
                placed.append(above)
            else:
                above.row_span += 1
                above.merged.extend(() if slot.content is None else (slot.content,))
            if slot.merge:
                still_open[edges] = above
        open_merges = still_open
    return placed, len(starts)


def _width(rows: Sequence[Sequence[Slot[Content]]], grid_columns: int) -> int:
    """格网的列数：声明的列数，或者跨列数正常的行里最宽的一行。"""
    sane = (sum(slot.span for slot in row) for row in rows if all(slot.span <= _WORD_COLUMNS for slot in row))
    longest = max(map(len, rows), default=0)
    return min(limits.COLUMNS, max([grid_columns, longest, *sane]))


def _snapped(
    laid: list[list[tuple[Edges, Slot[Content]]]], widths: Sequence[int]
) -> list[list[tuple[Edges, Slot[Content]]]]:
    """手画的表上下行的边线常差一丝：相距不到一毫米半的边线当作一条，只要没有格子因此消失。"""
    lines, left, anchored = [0], 0, 0
    for index, width in enumerate(widths, start=1):
        left += width
        if left - anchored > _SLIVER or not width:
            anchored = left
            lines.append(index)
        else:
            lines.append(lines[-1])
    snapped = [
        [((_line(lines, start), _line(lines, end)), slot) for (start, end), slot in row] for row in laid
    ]
    vanished = any(start == end for row in snapped for (start, end), _ in row)
    return laid if vanished else snapped


def _line(lines: Sequence[int], index: int) -> int:
    return lines[index] if index < len(lines) else index


def _laid(row: Iterable[Slot[Content]], width: int) -> list[tuple[Edges, Slot[Content]]]:
    """一行各格的左右边；跨列数过大的收到格网之内，不足一行的补一个空格。"""
    slots = list(row)
    laid: list[tuple[Edges, Slot[Content]]] = []
    used = 0
    for index, slot in enumerate(slots):
        room = width - used - (len(slots) - index - 1)
        span = max(1, min(slot.span, room))
        if slot.merged_left and laid:
            (start, _), owner = laid[-1]
            laid[-1] = ((start, used + span), owner)
        else:
            laid.append(((used, used + span), slot))
        used += span
    if used < width:
        laid.append(((used, width), Slot(width - used, None)))
    return laid
