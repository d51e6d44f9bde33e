"""没有竖线的表里，哪些格横跨几列：表头居中于下一层的，表身的“合计”居中于编码和名称两列的。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.pdf.lines import TextLine
from extract.pdf.spans import Span, column_of, is_figures, spans_of, texts_of

_FILLED = 0.5
_FEW = 3
_CENTRED = 0.5
_ROUGHLY = 2.0
"""上一层的字与它那几列的正中至多差这么多字宽。"""
_TILTED = 1.0
"""离本列对齐的地方一个多字宽，才看得出它不是这一列的字。"""


def bridges(line: TextLine, header: Sequence[TextLine]) -> Sequence[Span]:
    """可能横跨几列的几段：表头的，和自成一行的；表身里分了列的行，字挤过了界也还是分开的。"""
    spans = spans_of(line)
    return spans if len(spans) == 1 or line in header else []


def spanning(upper: TextLine, lower: TextLine, header: Sequence[TextLine]) -> list[Span]:
    """表头上一层的字居中于下一层的几列之上：它横跨这几列。"""
    if lower not in header:
        return []
    names, below = spans_of(upper), spans_of(lower)
    shared = _shared_out(names, below, upper.em)
    if shared:
        return shared
    found: list[Span] = []
    for left, right in names:
        middle = (left + right) / 2
        for first in range(len(below)):
            for last in range(first + 1, len(below)):
                over = (below[first][0] + below[first][1] + below[last][0] + below[last][1]) / 4
                if (
                    abs(over - middle) < 0.6 * upper.em
                    and below[first][0] <= left
                    and right <= below[last][1]
                ):
                    found.append((below[first][0], below[last][1]))
    return found


def _shared_out(names: Sequence[Span], below: Sequence[Span], em: float) -> list[Span]:
    """上一层的几段字把下一层的各列依次分完，每段都居中于自己的几列（“收入｜支出”各管三列）；分不成的为空。

    各列的字宽窄不一，正中只能大致对上。
    """
    if not 1 < len(names) <= len(below) // 2:
        return []
    best: dict[int, tuple[float, list[Span]]] = {0: (0.0, [])}
    for left, right in names:
        following: dict[int, tuple[float, list[Span]]] = {}
        for start, (cost, found) in best.items():
            for end in range(start + 2, len(below) + 1):
                low, high = below[start][0], below[end - 1][1]
                off = abs(low + high - left - right) / 2
                if off < _ROUGHLY * em and low <= left and right <= high:
                    total = cost + off
                    if end not in following or total < following[end][0]:
                        following[end] = (total, [*found, (low, high)])
        best = following
    return best.get(len(below), (0.0, []))[1]


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """开头的一列标签（编码、名称、层级）：列界，字排到的右边，和各格对齐的地方。"""

    low: float
    high: float
    right: float
    share: float
    """对齐的是左边（0）、正中（0.5）还是右边（1）。"""
    at: float

    def lines_up(self, left: float, right: float, em: float) -> bool:
        """与这一列的字对得齐。"""
        return abs(left + self.share * (right - left) - self.at) < _TILTED * em


def label_columns(
    header: Sequence[TextLine], body: Sequence[TextLine], stops: Sequence[float]
) -> list[LabelColumn]:
    """开头几列标签：多半都有字；第二列起多半不是数（第一列可以是编码）。表身只有一两行的看表头。"""
    lines = [line for line in body if len(spans_of(line)) > 1]
    lines = lines if len(lines) >= _FEW else [line for line in header if len(spans_of(line)) > 1]
    rows = [texts_of(line, stops) for line in lines]
    placed = [(column_of(span, stops), span) for line in lines for span in spans_of(line)]
    found: list[LabelColumn] = []
    for column, (low, high) in enumerate(pairwise(stops)):
        texts = [row[column] for row in rows if row[column]]
        inside = [span for at, span in placed if at == column]
        figures = sum(map(is_figures, texts))
        if not inside or len(texts) < _FILLED * len(rows) or (column and 2 * figures > len(texts)):
            break
        right = sorted(right for _, right in inside)[-1 - len(inside) // 10]
        share, at = min(
            (
                (share, [left + share * (right - left) for left, right in inside])
                for share in (_CENTRED, 0.0, 1.0)
            ),
            key=lambda item: _spread(item[1]),
        )
        found.append(LabelColumn(low, high, right, share, median(at)))
    return found


def centred_over(line: TextLine, columns: Sequence[LabelColumn]) -> list[Span]:
    """分了列的一行里，第一段字居中于开头几列标签之上，又不与自己那一列对齐：它横跨这几列。"""
    spans = spans_of(line)
    if len(columns) < 2 or len(spans) < 2:
        return []
    (left, right), following = spans[0], spans[1][0]
    own = next((column for column in columns if column.low <= (left + right) / 2 <= column.high), None)
    reach = [column for column in columns if column.high <= following]
    if own is None or len(reach) < 2 or own not in reach or own.lines_up(left, right, line.em):
        return []
    middle, half = (left + right) / 2, line.em / 2
    ends = (reach[-1].high, reach[-1].right, _mirrored(reach))
    off = not min(ends) - half <= 2 * middle - columns[0].low <= max(ends) + half
    return [] if off else [(columns[0].low, reach[-1].high)]


def _mirrored(columns: Sequence[LabelColumn]) -> float:
    """都是居中的几列，从左边起照各列的正中推出右边；有不居中的，就是空当那里。"""
    edge = columns[0].low
    for column in columns:
        if column.share != _CENTRED:
            return columns[-1].high
        edge = 2 * column.at - edge
    return edge


def _spread(values: Sequence[float]) -> float:
    """多数值离中位数多远。"""
    middle = median(values)
    return median(abs(value - middle) for value in values)
