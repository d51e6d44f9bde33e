"""分栏：一页上并排的几栏正文，一栏读完再读下一栏。

中间一道竖着的空当，两边都是排满的长行，才是分栏；两边多是短语和数字的是表，不归这里管。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.pdf.lines import TextLine, lines_of
from extract.pdf.page import Run

_ROWS = 6
"""不到这么多行高的空当不看。"""
_SHARE = 0.6
_STEP = 3.0
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Zone:
    """一块先后连着读的区域；column 为 0 的通栏。"""

    left: float
    top: float
    right: float
    bottom: float
    lines: list[TextLine]

    def holds(self, x: float, y: float) -> bool:
        """是否包含这一点。"""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def zones_of(runs: Sequence[Run], page: int, hint: float | None = None) -> list[Zone]:
    """一页上的正文按阅读顺序分成的区域；不分栏的就是一块。

    hint 是上一页页底的栏间空当：分栏的末尾往往只剩两三行，照它接着分。
    """
    lines = lines_of(runs, page)
    whole = Zone(float("-inf"), float("-inf"), float("inf"), float("inf"), lines)
    if _suspicious(lines) < (_ROWS if hint is None else 1):
        return [whole]
    zones = _cut(list(runs), page, whole, _DEPTH, hint)
    if len(zones) == 1:
        return [whole]
    return [
        replace(zone, lines=[replace(line, column=_number(index, zone)) for line in zone.lines])
        for index, zone in enumerate(zones, start=1)
    ]


def _number(index: int, zone: Zone) -> int:
    return index if zone.left > float("-inf") or zone.right < float("inf") else 0


def _suspicious(lines: Sequence[TextLine]) -> int:
    """中间空着一截的行，和上下交错的行，各有几行。"""
    return sum(line.gap >= 1 for line in lines) + sum(
        following.top < line.bottom - 0.3 * (line.bottom - line.top) for line, following in pairwise(lines)
    )


def _cut(runs: list[Run], page: int, zone: Zone, depth: int, hint: float | None) -> list[Zone]:
    gutter = _gutter(runs, hint) if depth else None
    if gutter is None:
        return [replace(zone, lines=lines_of(runs, page))]
    x, top, bottom = gutter
    above = [run for run in runs if run.middle < top]
    below = [run for run in runs if run.middle > bottom]
    between = [run for run in runs if top <= run.middle <= bottom]
    left = [run for run in between if run.glyphs[0].x0 < x]
    right = [run for run in between if run.glyphs[0].x0 >= x]
    if not (_is_prose(lines_of(left, page), hint) and _is_prose(lines_of(right, page), hint)):
        return [replace(zone, lines=lines_of(runs, page))]
    return [
        *(_cut(above, page, replace(zone, bottom=top), depth - 1, None) if above else ()),
        *_cut(left, page, replace(zone, top=top, bottom=bottom, right=x), depth - 1, None),
        *_cut(right, page, replace(zone, top=top, bottom=bottom, left=x), depth - 1, None),
        *(_cut(below, page, replace(zone, top=bottom), depth - 1, None) if below else ()),
    ]


def gutter_of(zones: Sequence[Zone]) -> float | None:
    """页底若还在分栏，栏间的空当在哪里。"""
    last = zones[-1]
    return last.left if len(zones) > 1 and last.left > float("-inf") else None


def _gutter(runs: Sequence[Run], hint: float | None) -> tuple[float, float, float] | None:
    """最高的一道竖空当：位置和上下界。"""
    left, right = min(run.glyphs[0].x0 for run in runs), max(run.glyphs[-1].x1 for run in runs)
    height = sorted(run.height for run in runs)[len(runs) // 2]
    best: tuple[float, float, float, float] | None = None
    rows, x = _ROWS, left + 0.25 * (right - left)
    end = left + 0.75 * (right - left)
    if hint is not None:
        rows, x, end = 1, hint, hint + 1
    while x < end:
        crossing = sorted(
            (run.top, run.bottom)
            for run in runs
            if run.glyphs[0].x0 < x + 0.3 * height and run.glyphs[-1].x1 > x - 0.3 * height
        )
        ends = [
            (0.0, min(run.top for run in runs) - 1),
            *crossing,
            (max(run.bottom for run in runs) + 1, 0.0),
        ]
        for (_, top), (bottom, _) in pairwise(ends):
            if bottom - top > rows * height and (best is None or bottom - top > best[0] + 1):
                best = (bottom - top, x, top, bottom)
        x += _STEP
    return best[1:] if best else None


def _is_prose(lines: Sequence[TextLine], hint: float | None) -> bool:
    """多数行一直排到这一栏的右边。"""
    if hint is not None:
        return bool(lines)
    if len(lines) < _ROWS - 1:
        return False
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    if sum(len(line.text) for line in lines) < 10 * len(lines):
        return False
    full = sum(line.right > right - 2 * line.em and line.left < left + 3 * line.em for line in lines)
    return full >= _SHARE * len(lines)
