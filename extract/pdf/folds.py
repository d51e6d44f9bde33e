"""折行成行：没有行线的表里，哪几行字是同一行。

格里的字会折行，短格又可以居中，一行字未必是一行。逐处掂量从哪里断开最说得通：同一列上一截没有排满，
下一截就是另一格；一格的字不会隔着行界；一行里各格的字要么顶上齐，要么居中齐，要么底下齐。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.pdf.lines import TextLine
from extract.pdf.spans import Span, column_of, is_figures, spans_of

_APART, _TORN, _CUT, _OFF, _BLANK, _PARALLEL = 4.0, 1.5, 4.0, 1.0, 0.5, 3.0
"""各种说不通的分量：两格并成一格，一格拆成两格，断在字中间，没有对齐（每差一个字宽），空格，几行字完全并排。"""
_ROOMY = 0.75
"""列里最宽的字占列宽这么多，才说得清排没排满。"""
_LOOSER = 1.3
_LONGEST = 30
"""一行里至多这么多行字。"""
_SHARES = (0.0, 0.5, 1.0)
"""顶上齐、居中齐、底下齐。"""


@dataclass(slots=True)
class _Piece:
    """一行字落在某一列里的那一截。"""

    line: int
    column: int
    text: str
    span: Span
    top: float
    bottom: float
    first: float
    """开头一个字的宽度。"""

    @property
    def width(self) -> float:
        return self.span[1] - self.span[0]


def folded(lines: Sequence[TextLine], stops: Sequence[float]) -> list[list[TextLine]]:
    """自上而下的各行，每一行是一行或几行字。"""
    ordered = sorted(lines, key=lambda line: line.middle)
    if len(ordered) < 2:
        return [ordered] if ordered else []
    weighed = _Weighing(ordered, stops)
    _, cuts = min((weighed.best(share) for share in _SHARES), key=lambda found: found[0])
    return [ordered[start:end] for start, end in pairwise(cuts)]


class _Weighing:
    """掂量各种断法。"""

    def __init__(self, lines: Sequence[TextLine], stops: Sequence[float]) -> None:
        self._lines = lines
        self._stops = stops
        self._em = median(line.em for line in lines)
        self._pieces = [_pieces(index, line, stops) for index, line in enumerate(lines)]
        own: dict[int, list[_Piece]] = {}
        for pieces in self._pieces:
            for piece in pieces:
                own.setdefault(piece.column, []).append(piece)
        self._widest = {column: max(piece.width for piece in found) for column, found in own.items()}
        usual = median(len(found) for found in own.values())
        self._blank = {column: _BLANK * min(1.0, len(found) / usual) for column, found in own.items()}
        steps = [below.top - above.top for found in own.values() for above, below in pairwise(found)]
        self._tight = min((step for step in steps if step > 0.5 * self._em), default=0.0)

    def best(self, share: float) -> tuple[float, list[int]]:
        """各格照 share 对齐时，最说得通的断法和它的分量。"""
        count = len(self._lines)
        costs = [0.0] + [float("inf")] * count
        starts = [0] * (count + 1)
        for end in range(1, count + 1):
            for start in range(end - 1, max(-1, end - _LONGEST - 1), -1):
                cost = self._inside(start, end, share)
                if cost == float("inf"):
                    break
                cost += costs[start] + (self._between(start) if start else 0.0)
                if cost < costs[end]:
                    costs[end], starts[end] = cost, start
        cuts = [count]
        while cuts[-1]:
            cuts.append(starts[cuts[-1]])
        return costs[count], cuts[::-1]

    def _inside(self, start: int, end: int, share: float) -> float:
        """[start, end) 是一行，有多说不通；说不通到不必再试的为无穷。"""
        cells: dict[int, list[_Piece]] = {}
        for pieces in self._pieces[start:end]:
            for piece in pieces:
                cells.setdefault(piece.column, []).append(piece)
        apart = sum(
            _APART
            for found in cells.values()
            for above, below in pairwise(found)
            if self._is_apart(above, below)
        )
        if apart > 3 * _APART * len(self._widest):
            return float("inf")
        blank = sum(weight for column, weight in self._blank.items() if column not in cells)
        at = [(1 - share) * found[0].top + share * found[-1].bottom for found in cells.values()]
        off = sum(abs(one - median(at)) for one in at) / self._em
        full = 0.7 * len(cells)
        parallel = end - start > 1 and all(
            len({piece.column for piece in pieces}) >= full for pieces in self._pieces[start:end]
        )
        return apart + blank + _OFF * off + _PARALLEL * parallel * (end - start - 1)

    def _between(self, cut: int) -> float:
        """在第 cut 行字之前断开，有多说不通。"""
        before, after = self._lines[cut - 1], self._lines[cut]
        lapped = max(line.bottom for line in self._lines[max(0, cut - 4) : cut]) - after.top
        cost = _CUT if lapped > 0.25 * self._em and lapped > 0.25 * (before.bottom - before.top) else 0.0
        last: dict[int, _Piece] = {}
        for pieces in self._pieces[max(0, cut - _LONGEST) : cut]:
            last |= {piece.column: piece for piece in pieces}
        first: dict[int, _Piece] = {}
        for pieces in self._pieces[cut : cut + _LONGEST]:
            for piece in pieces:
                first.setdefault(piece.column, piece)
        return cost + sum(
            _TORN for column, piece in last.items() if column in first and self._is_torn(piece, first[column])
        )

    def _is_apart(self, above: _Piece, below: _Piece) -> bool:
        """同一列上下两截一定是两格：上一截没有排满，或者都是数，或者隔得开。"""
        if below.top - above.top > _LOOSER * self._tight > 0:
            return True
        if is_figures(above.text) and is_figures(below.text):
            return True
        return above.width + below.first < self._widest[above.column] - 0.3 * self._em

    def _is_torn(self, above: _Piece, below: _Piece) -> bool:
        """同一列上下两截像是一格折成的：上一截排满了这一列，又挨得近。"""
        if self._is_apart(above, below):
            return False
        room = self._stops[above.column + 1] - self._stops[above.column]
        return self._widest[above.column] > _ROOMY * room - self._em and len(above.text) > 1


def _pieces(index: int, line: TextLine, stops: Sequence[float]) -> list[_Piece]:
    found: list[_Piece] = []
    for left, right in spans_of(line):
        inside = [at for at, edge in enumerate(line.edges[:-1]) if left <= edge < right]
        text = "".join(line.text[at] for at in inside)
        first = line.edges[inside[0] + 1] - line.edges[inside[0]]
        found.append(
            _Piece(index, column_of((left, right), stops), text, (left, right), line.top, line.bottom, first)
        )
    return found
