"""补列：表身各行共同的空当就是列与列之间。"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract.pdf.lines import TextLine
from extract.pdf.spans import GAP, Span, free_of, ink_of, spans_of, union

_VOTERS = 8

_MANY_VOTERS = 20
"""这么多行以上，有百分之五的行占着的空当也算列与列之间；行再多，窄一些的空当也算。"""

_MOSTLY = 0.05


def gutters_of(
    header: Sequence[TextLine], body: Sequence[TextLine], wrapped: Sequence[TextLine] = ()
) -> list[float]:
    """表身各行共同的空当；表头的字落在空当里的自成一列，不然取表头也空着的地方。"""
    lines = [line for line in body if len(spans_of(line)) > 1 or line in wrapped]
    em = (*header, *body)[0].em
    narrowest = GAP * em / 2 if len(lines) < _MANY_VOTERS else GAP * em / 4
    voting = len(lines) >= _VOTERS
    taken = _mostly_taken(lines) if voting else union(span for line in lines for span in spans_of(line))
    taken = _headed(header, taken)
    heads = [span for line in header for span in spans_of(line)]
    own = [(a, b) for a, b in heads if not any(low < b and a < high for low, high in taken)]
    if own and (taken or not body):
        taken = union([*taken, *own])
    bridging = [(a, b) for a, b in heads if (a, b) not in own]
    # 自成一行的多半是格里折下来的，伸进空当的那一头也要让开
    tails = [spans_of(line)[0] for line in body if len(spans_of(line)) == 1]
    gutters: list[float] = []
    for (_, left), (right, _) in pairwise(taken):
        if right - left >= narrowest:
            leaning = [(a, b) for a, b in tails if a >= left or b <= right]
            free = [(a, b) for a, b in free_of(union([*bridging, *leaning]), left, right) if b - a > 1]
            low, high = max(free, key=lambda span: span[1] - span[0], default=(left, right))
            # 左边的字挤过来的，从右边一列的起头处分开
            crossing = [line for line in lines if any(a < right - 1 < b for a, b in ink_of(line))]
            if crossing:
                gutter = _past(crossing, low, high, em)
                gutters += [] if gutter is None else [gutter]
            else:
                gutters.append((low + high) / 2)
    return gutters


def _headed(header: Sequence[TextLine], taken: Sequence[Span]) -> list[Span]:
    """表头的段数恰与表身的列数相同，就一一对应：居中的表头不必压在靠边的字上面。"""
    names = max((spans_of(line) for line in header), key=len, default=[])
    if len(names) != len(taken):
        return list(taken)
    joined = [
        (min(name[0], column[0]), max(name[1], column[1])) for name, column in zip(names, taken, strict=True)
    ]
    apart = all(before[1] < after[0] for before, after in pairwise(joined))
    return joined if apart else list(taken)


def _past(crossing: Sequence[TextLine], low: float, high: float, em: float) -> float | None:
    """有的行挤过了界：都空着的地方还有就取那里，没有就从右边一列的起头处分开；数不能拆开。"""
    inked = union(span for line in crossing for span in ink_of(line))
    free = max(free_of(inked, low, high), key=lambda span: span[1] - span[0])
    if free[1] - free[0] >= 0.15 * em:
        return (free[0] + free[1]) / 2
    return None if any(_splits_figure(line, high) for line in crossing) else high - 0.1 * em


def _splits_figure(line: TextLine, x: float) -> bool:
    """在 x 处分开会不会把一个数拆成两截。"""
    index = sum(edge < x - 1 for edge in line.edges[:-1])
    pair = line.text[max(0, index - 1) : index + 1]
    return len(pair) == 2 and all(char.isdigit() or char in ".,，%" for char in pair)


def _mostly_taken(lines: Sequence[TextLine]) -> list[Span]:
    """多数行有墨的各段；个别行的字挤过来的不算。"""
    ends: list[tuple[float, int]] = []
    for line in lines:
        for low, high in ink_of(line):
            ends += [(low, 1), (high, -1)]
    allowed = int(_MOSTLY * len(lines))
    taken: list[Span] = []
    depth, start = 0, 0.0
    for x, step in sorted(ends):
        if depth <= allowed < depth + step:
            start = x
        elif depth + step <= allowed < depth and x > start:
            taken.append((start, x))
        depth += step
    return union(taken)
