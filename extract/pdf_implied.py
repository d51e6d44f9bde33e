"""补线：没有画全线的表，照文字的对齐把格线补上，补完就和画全了线的表一样读。

三线表、只有横线的表、只有外框的表，横线说明了表在哪里；一条线也没有的，看上下几行是不是分成同样的几列。
补不出两列的不是表，是正文里的横线；一句句排满的不是表，是分栏。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extract.pdf_chars import Rule, Run
from extract.pdf_grid import Grid, grids_of, merged
from extract.pdf_lines import TextLine, lines_of
from extract.structure import is_figure

_ALIGNED = 4.0
_GAP = 0.8
"""两列文字之间至少空出这么多字宽。"""
_FULL = 0.85
_MANY = 500
"""一页上这么多条散开的横线是图，不是三线表。"""
_HEADER_LINES = 4
_LEADER = re.compile(r"[.．…·]{4,}|[:：]\s*$|[:：]\s+\S")
"""目录的引导点、“填表人：”一类的空栏：对得再齐也不是表。"""
_SENTENCE = re.compile(r"[。；，]")

Span = tuple[float, float]


@dataclass(slots=True)
class _Band:
    """一段：两条可靠的行界之间的文字行。"""

    top: float
    bottom: float
    lines: list[TextLine]

    @property
    def tabular(self) -> list[TextLine]:
        """分成几段、段与段之间空着的行。"""
        return [line for line in self.lines if len(_spans(line)) > 1]


@dataclass(slots=True)
class _Region:
    """一张没画全线的表：自上而下的几段，第一段是表头；spanners 是表头里合并格底下的短横线。"""

    left: float
    right: float
    bands: list[_Band]
    spanners: list[Rule] = field(default_factory=list)
    framed: bool = False
    """横线是画出来的；不然只凭文字对齐，要求更严。"""


def implied_grids(rules: Sequence[Rule], runs: Sequence[Run]) -> list[Grid]:
    """不与竖线相接的横线之间的表，和一条线也没有的表。"""
    grids: list[Grid] = []
    for region in _ruled_regions(rules, runs) if len(rules) <= _MANY else ():
        grids += _grid(region)
    rest = [run for run in runs if not any(_holds(grid, run) for grid in grids)]
    for region in _aligned_regions(rest):
        grids += _grid(region)
    return grids


def divided(grid: Grid, runs: Sequence[Run]) -> Grid:
    """只画了外框和横线的格网，照文字的对齐分出列来；分不出的照旧。"""
    if len(grid.xs) > 2:
        return grid
    left, right = grid.xs
    bands = [_band(above, below, left, right, runs) for above, below in pairwise(grid.ys)]
    found = [
        divided_grid
        for chain in _chains(bands)
        for divided_grid in _grid(_Region(left, right, chain, framed=True))
    ]
    whole = [one for one in found if one.ys[0] == grid.ys[0] and one.ys[-1] == grid.ys[-1]]
    return whole[0] if whole else grid


def _holds(grid: Grid, run: Run) -> bool:
    left, top, right, bottom = grid.box
    return top <= run.middle <= bottom and left <= run.glyphs[0].x0 + 1 and run.glyphs[-1].x1 - 1 <= right


# ── 横线之间的表 ──


def _ruled_regions(rules: Sequence[Rule], runs: Sequence[Run]) -> list[_Region]:
    regions: list[_Region] = []
    for group in _groups(rules):
        left, right = group[0].low, group[0].high
        bands = [_band(above.at, below.at, left, right, runs) for above, below in pairwise(group)]
        for chain in _chains(bands):
            header = chain[0]
            spanners = [
                rule
                for rule in rules
                if header.top + 2 < rule.at < header.bottom - 2
                and left - 1 <= rule.low
                and rule.high <= right + 1
                and rule.high - rule.low < 0.9 * (right - left)
            ]
            regions.append(_Region(left, right, chain, spanners, framed=True))
    return regions


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


def _band(top: float, bottom: float, left: float, right: float, runs: Sequence[Run]) -> _Band:
    inside = [
        run
        for run in runs
        if top < run.middle < bottom and run.glyphs[0].x0 > left - 1 and run.glyphs[-1].x1 < right + 1
    ]
    return _Band(top, bottom, lines_of(inside, page=0))


def _chains(bands: Sequence[_Band]) -> list[list[_Band]]:
    """接连分列的几段：第一段是表头，其余是表身；中间隔着表名、正文的是两张表。"""
    heights = [band.bottom - band.top for band in bands if band.tabular]
    usual = median(heights) if heights else 0.0
    chains: list[list[_Band]] = [[]]
    for band in bands:
        # 一行一线的表里，有的行只有一格有字，高矮和别的行差不多
        single = len(heights) >= 4 and len(band.lines) <= 1 and band.bottom - band.top < 1.5 * usual
        if band.tabular or (single and chains[-1]):
            chains[-1].append(band)
        else:
            chains.append([])
    return [chain for chain in chains if len(chain) >= 2]


# ── 一条线也没有的表 ──


def _aligned_regions(runs: Sequence[Run]) -> list[_Region]:
    """上下接连、分成几段的行；中间只有一段的短行是小标题或折下来的字，长的是正文。"""
    regions: list[_Region] = []
    block: list[TextLine] = []
    waiting: list[TextLine] = []
    for line in lines_of(runs, page=0):
        if block and line.top - (waiting or block)[-1].bottom > 1.5 * line.em:
            regions += _aligned(block)
            block, waiting = [], []
        if len(_spans(line)) > 1 and not _LEADER.search(line.text):
            block += [*waiting, line]
            waiting = []
        elif block and len(waiting) < 2 and _is_short(line, block):
            waiting.append(line)
        else:
            regions += _aligned([*block, *waiting] if _wrapped_tail(block, waiting) else block)
            block, waiting = [], []
    return regions + _aligned([*block, *waiting] if _wrapped_tail(block, waiting) else block)


def _is_short(line: TextLine, block: Sequence[TextLine]) -> bool:
    left, right = min(one.left for one in block), max(one.right for one in block)
    inside = left - line.em <= line.left and line.right <= right + line.em
    return inside and line.right - line.left < 0.5 * (right - left) and not _SENTENCE.search(line.text)


def _wrapped_tail(block: Sequence[TextLine], waiting: Sequence[TextLine]) -> bool:
    """最后一行之下那半行是不是从它折下来的：与某一段左边对齐，而且那一段最宽。"""
    if not block or not waiting or block[-1].left < waiting[0].left - waiting[0].em:
        return False
    widest = max(_spans(line)[0][1] for line in block)
    return len(waiting) == 1 and _spans(block[-1])[0][1] >= widest - waiting[0].em


def _aligned(lines: Sequence[TextLine]) -> list[_Region]:
    tabular = [line for line in lines if len(_spans(line)) > 1]
    if len(tabular) < 3:
        return []
    bands = [_Band(lines[0].top - 1, lines[-1].bottom + 1, list(lines))]
    left, right = min(line.left for line in lines) - 2, max(line.right for line in lines) + 2
    return [_Region(left, right, bands)]


def _is_table(region: _Region, rows: Sequence[Sequence[str]]) -> bool:
    """只凭对齐看出来的几列是不是表：多半是数，或者至少三列四行而且不成句。"""
    if region.framed:
        return True
    width = len(rows[0])
    body = [text for row in rows for text in row[1:] if text]
    figures = [text for text in body if is_figure(text)]
    if width == 2 and _counts_up([row[1] for row in rows]):
        return False
    if len(rows) >= 3 and figures and 2 * len(figures) >= len(body) - (width - 1):
        return True
    sentences = sum(bool(_SENTENCE.search(text)) or len(text) > 25 for text in body)
    return len(rows) >= 4 and width >= 3 and 10 * sentences < len(body) and 2 * len(body) >= width * len(rows)


def _counts_up(texts: Sequence[str]) -> bool:
    """一串越来越大的整数：目录的页码。"""
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 4]
    return len(numbers) >= len(texts) - 1 and numbers == sorted(numbers)


# ── 补列、补行 ──


def _spans(line: TextLine) -> list[Span]:
    """一行里隔开的几段文字各自的左右边；分散对齐拉开的字不算隔开。"""
    spans: list[Span] = []
    blank = True
    for index, char in enumerate(line.text):
        if char.isspace():
            blank = True
            continue
        left, right = line.edges[index], line.edges[index + 1]
        if spans and not (blank and left - spans[-1][1] >= _GAP * line.em):
            spans[-1] = (spans[-1][0], right)
        else:
            spans.append((left, right))
        blank = False
    return spans


def _texts(line: TextLine, stops: Sequence[float]) -> list[str]:
    """一行在各列里的文字。"""
    texts = [""] * (len(stops) - 1)
    for index, char in enumerate(line.text):
        texts[_column((line.edges[index], line.edges[index + 1]), stops)] += char
    return ["".join(text.split()) for text in texts]


def _grid(region: _Region) -> list[Grid]:
    header, body = _header_and_body(region)
    gutters = _gutters(header, body)
    if not gutters:
        return []
    stops = [region.left, *gutters, region.right]
    if not _is_table(region, [_texts(line, stops) for line in (*header, *body) if len(_spans(line)) > 1]):
        return []
    rows = _rows(region, header, stops)
    across = [Rule(y, region.left, region.right) for y in (rows[0].top, *(row.bottom for row in rows))]
    down = [Rule(x, rows[0].top, rows[-1].bottom) for x in (region.left, region.right)]
    for row in rows:
        spans = [span for line in row.lines for span in _spans(line)]
        down += [
            Rule(gutter, row.top, row.bottom)
            for gutter in gutters
            if not any(low < gutter < high for low, high in spans)
        ]
    for rule in region.spanners:
        low = max(stop for stop in stops if stop <= (rule.low + rule.high) / 2)
        low = min(stops, key=lambda stop: abs(stop - rule.low)) if rule.low < low else low
        high = min(stops, key=lambda stop: abs(stop - rule.high))
        across.append(Rule(rule.at, low, high))
        down += [Rule(gutter, rule.at, region.bands[0].bottom) for gutter in gutters if low < gutter < high]
    return grids_of(merged(across), merged(down))


def _header_and_body(region: _Region) -> tuple[list[TextLine], list[TextLine]]:
    """表头的行和表身的行：有横线的，第一段是表头；没有的，开头没有数的几行是。"""
    if len(region.bands) > 1:
        return region.bands[0].lines, [line for band in region.bands[1:] for line in band.lines]
    lines = region.bands[0].lines
    count = 0
    while count < min(_HEADER_LINES, len(lines)) and not any(map(is_figure, lines[count].text.split())):
        count += 1
    # 通篇没有数的，第一行是表头
    count = 1 if count == min(_HEADER_LINES, len(lines)) else count
    return lines[:count], lines[count:]


def _gutters(header: Sequence[TextLine], body: Sequence[TextLine]) -> list[float]:
    """表身各行共同的空当；表头的字落在空当里的自成一列，不然取表头也空着的地方。"""
    spans = [_spans(line) for line in body]
    taken = _union(span for found in spans if len(found) > 1 for span in found)
    heads = [span for line in header for span in _spans(line)]
    own = [(a, b) for a, b in heads if not any(low < b and a < high for low, high in taken)]
    if taken and own:
        taken = _union([*taken, *own])
    bridging = [(a, b) for a, b in heads if (a, b) not in own]
    em = (*header, *body)[0].em
    gutters: list[float] = []
    for (_, left), (right, _) in pairwise(taken):
        if right - left >= _GAP * em / 2:
            free = [(a, b) for a, b in _free(_union(bridging), left, right) if b - a > 1]
            low, high = max(free, key=lambda span: span[1] - span[0], default=(left, right))
            gutters.append((low + high) / 2)
    return gutters


def _union(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for left, right in sorted(spans):
        if joined and left <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined


def _free(taken: Sequence[Span], left: float, right: float) -> list[Span]:
    """[left, right] 里没有被占的各段。"""
    free: list[Span] = []
    start = left
    for low, high in taken:
        if high > left and low < right:
            free.append((start, low))
            start = max(start, high)
    return [*free, (start, right)]


def _rows(region: _Region, header: Sequence[TextLine], stops: Sequence[float]) -> list[_Band]:
    """逐行：一行一线的照线分；别的一行字一行，上一格排满了折下来的不算新行。"""
    body = region.bands[1:]
    if len(body) >= 3 and median(len(band.tabular) for band in body) <= 1:
        return region.bands
    rows: list[_Band] = [region.bands[0]] if body else []
    for band in body or region.bands:
        groups: list[list[TextLine]] = []
        for line in band.lines:
            if groups and _belongs(groups[-1], line, header, stops):
                groups[-1].append(line)
            else:
                groups.append([line])
        cuts = [(above[-1].middle + below[0].middle) / 2 for above, below in pairwise(groups)]
        edges = [band.top, *cuts, band.bottom]
        rows += [
            _Band(top, bottom, group) for (top, bottom), group in zip(pairwise(edges), groups, strict=True)
        ]
    return rows


def _belongs(
    above: Sequence[TextLine], line: TextLine, header: Sequence[TextLine], stops: Sequence[float]
) -> bool:
    """这一行是不是上一行折下来的：只有上一行有字的几列有字，而且那几格都排满了。"""
    last = above[-1]
    before = {_column(span, stops): span for span in _spans(last)}
    below = {_column(span, stops) for span in _spans(line)}
    if last in header and line in header and below <= before.keys() and len(below) < len(before):
        return True
    if not below < before.keys():
        return False
    return all(
        before[column][1] - before[column][0] > _FULL * (stops[column + 1] - stops[column]) - line.em
        for column in below
    )


def _column(span: Span, stops: Sequence[float]) -> int:
    middle = (span[0] + span[1]) / 2
    return max(index for index, stop in enumerate(stops[:-1]) if stop <= middle or index == 0)
