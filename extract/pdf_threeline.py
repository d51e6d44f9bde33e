"""三线表：只画横线的表。竖的格线按各行文字之间共同的空当补上，行与行之间补上横线。

补完线就和画全了线的表一样读；补不出两列的不是表，是正文里的横线。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.pdf_chars import Rule, Run
from extract.pdf_lines import TextLine, lines_of

_ALIGNED = 4.0
_GAP = 0.8
"""两列文字之间至少空出这么多字宽。"""
_FULL = 0.85
_MANY = 500
"""一页上这么多条散开的横线是图，不是三线表。"""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Band:
    """两条横线之间的文字行。"""

    top: Rule
    bottom: Rule
    lines: list[TextLine]

    @property
    def tabular(self) -> bool:
        """多半的行都分成几段，段与段之间空着。"""
        return sum(len(_spans(line)) > 1 for line in self.lines) * 2 > len(self.lines)


def implied_rules(rules: Sequence[Rule], runs: Sequence[Run]) -> tuple[list[Rule], list[Rule]]:
    """不与竖线相接的横线之间若是三线表，给出它的横线（连同补上的行线）和补上的竖线。"""
    across: list[Rule] = []
    down: list[Rule] = []
    if len(rules) > _MANY:
        return across, down
    for group in _groups(rules):
        for bands in _chains([_band(above, below, runs) for above, below in pairwise(group)]):
            gutters = _gutters(bands)
            if gutters:
                across += [bands[0].top, *(band.bottom for band in bands), *_row_rules(bands, gutters)]
                down += _column_rules(bands, gutters)
    return across, down


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """左右都对齐的横线，自上而下，至少三条。"""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        for group in groups:
            if abs(group[0].low - rule.low) < _ALIGNED and abs(group[0].high - rule.high) < _ALIGNED:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) >= 3]


def _band(top: Rule, bottom: Rule, runs: Sequence[Run]) -> _Band:
    inside = [
        run
        for run in runs
        if top.at < run.middle < bottom.at
        and run.glyphs[0].x0 > top.low - 1
        and run.glyphs[-1].x1 < top.high + 1
    ]
    return _Band(top, bottom, lines_of(inside, page=0))


def _chains(bands: Sequence[_Band]) -> list[list[_Band]]:
    """接连分列的几段：第一段是表头，其余是表身；中间隔着表名、正文的是两张表。"""
    chains: list[list[_Band]] = [[]]
    for band in bands:
        if band.tabular:
            chains[-1].append(band)
        else:
            chains.append([])
    return [chain for chain in chains if len(chain) >= 2]


def _spans(line: TextLine) -> list[Span]:
    """一行里隔开的几段文字各自的左右边。"""
    spans: list[Span] = []
    for index, char in enumerate(line.text):
        if char.isspace():
            continue
        left, right = line.edges[index], line.edges[index + 1]
        if spans and left - spans[-1][1] < _GAP * line.em:
            spans[-1] = (spans[-1][0], right)
        else:
            spans.append((left, right))
    return spans


def _gutters(bands: Sequence[_Band]) -> list[float]:
    """表身各行共同的空当；表头在同一空当里也空着的，取都空着的地方。"""
    body = [_spans(line) for band in bands[1:] for line in band.lines]
    taken = _union(span for spans in body if len(spans) > 1 for span in spans)
    header = _union(span for line in bands[0].lines for span in _spans(line))
    em = bands[0].lines[0].em
    gutters: list[float] = []
    for (_, left), (right, _) in pairwise(taken):
        if right - left >= _GAP * em / 2:
            free = [(a, b) for a, b in _free(header, left, right) if b - a > 1]
            low, high = max(free, key=lambda span: span[1] - span[0], default=(left, right))
            gutters.append((low + high) / 2)
    return gutters


def _union(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for left, right in sorted(spans):
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _free(taken: Sequence[Span], left: float, right: float) -> list[Span]:
    """[left, right] 里没有被占的各段。"""
    free: list[Span] = []
    start = left
    for low, high in taken:
        if high > left and low < right:
            free.append((start, low))
            start = max(start, high)
    return [*free, (start, right)]


def _column_rules(bands: Sequence[_Band], gutters: Sequence[float]) -> list[Rule]:
    """每个空当一条竖线；表头里横跨空当的字（合并的表头）那一段不画。"""
    rules = [Rule(gutter, bands[1].top.at, bands[-1].bottom.at) for gutter in gutters]
    top, bottom = bands[0].top.at, bands[0].bottom.at
    spans = [span for line in bands[0].lines for span in _spans(line)]
    return rules + [
        Rule(gutter, top, bottom) for gutter in gutters if not any(low < gutter < high for low, high in spans)
    ]


def _row_rules(bands: Sequence[_Band], gutters: Sequence[float]) -> list[Rule]:
    """表身里行与行之间的横线；上一格排满了折下来的不算新行。"""
    rules: list[Rule] = []
    for band in bands[1:]:
        stops = [band.top.low, *gutters, band.top.high]
        for line, following in pairwise(band.lines):
            if not _wraps(line, following, stops):
                rules.append(Rule((line.middle + following.middle) / 2, band.top.low, band.top.high))
    return rules


def _wraps(line: TextLine, following: TextLine, stops: Sequence[float]) -> bool:
    above = {_column(span, stops): span for span in _spans(line)}
    below = {_column(span, stops) for span in _spans(following)}
    if not below < above.keys():
        return False
    return all(
        above[column][1] - above[column][0] > _FULL * (stops[column + 1] - stops[column]) - line.em
        for column in below
    )


def _column(span: Span, stops: Sequence[float]) -> int:
    middle = (span[0] + span[1]) / 2
    return max(index for index, stop in enumerate(stops[:-1]) if stop <= middle or index == 0)
