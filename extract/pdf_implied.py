"""补线：没有画全线的表，照文字的对齐把格线补上，补完就和画全了线的表一样读。

三线表、只有横线的表、只有外框的表，横线说明了表在哪里；一条线也没有的，看上下几行是不是分成同样的几列。
补不出两列的不是表，是正文里的横线；一句句排满的不是表，是分栏。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from extract.pdf_chars import Rule, Run
from extract.pdf_grid import Grid, grids_of, merged
from extract.pdf_lines import TextLine, lines_of
from extract.structure import is_figure, is_unit_line

_ALIGNED = 4.0
_GAP = 0.8
"""两列文字之间至少空出这么多字宽。"""
_FULL = 0.85
_MANY = 500
"""一页上这么多条散开的横线是图，不是三线表。"""
_HEADER_LINES = 4
_LEADER = re.compile(r"[.．…·]{4,}|[:：]\s*$|[:：]\s+\S")
"""目录的引导点、“填表人：”一类的空栏：对得再齐也不是表。"""
_FIGURES = re.compile(r"[\d.,，%％()（）X—–-]+")
_FEW_ROWS = 4
_UNDRAWN_ROWS = 5
_MOSTLY = 0.05
_VOTERS = 8
_MANY_VOTERS = 20
"""这么多行以上，有百分之五的行占着的空当也算列与列之间；行再多，窄一些的空当也算。"""
_PADDED = 0.35
"""行与行之间至少空这么多字宽，才看得出哪些是格内的折行。"""
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

    def is_prose(self, width: float) -> bool:
        """有成行的正文、单位行，或者多半不分列：不是表里的一段。"""
        long = any(
            len(_spans(line)) == 1
            and (line.right - line.left > 0.6 * width or _SENTENCE.search(line.text[-1]))
            for line in self.lines
        )
        return long or any(is_unit_line(line.text) for line in self.lines) or self._mostly_single()

    def _mostly_single(self) -> bool:
        widest = max((len(_spans(line)) for line in self.lines), default=0)
        return len(self.lines) > 1 and 2 * len(self.tabular) < len(self.lines) and widest < 3


@dataclass(slots=True)
class _Region:
    """一张没画全线的表：自上而下的几段，第一段是表头；spanners 是表头里合并格底下的短横线。"""

    left: float
    right: float
    bands: list[_Band]
    spanners: list[Rule] = field(default_factory=list)
    framed: bool = False
    """横线是画出来的；不然只凭文字对齐，要求更严。"""
    drawn: list[tuple[float, float, float]] = field(default_factory=list)
    """画出来的竖线：位置和上下界。"""


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
    """画了外框和横线而没有竖线的格网，照文字的对齐分出列；画了竖线而没有行线的，分出行。分不出的照旧。"""
    if len(grid.xs) > 2 and not _lacks_rows(grid, runs):
        return grid
    left, right = grid.xs[0], grid.xs[-1]
    bands = [_band(above, below, left, right, runs) for above, below in pairwise(grid.ys)]
    drawn = _walls_of(grid)
    for chain in _chains(bands, right - left):
        if len(chain) == len(bands):
            return next(iter(_grid(_Region(left, right, chain, framed=True, drawn=drawn))), grid)
    return grid


def _lacks_rows(grid: Grid, runs: Sequence[Run]) -> bool:
    """只有两三行的格网里，有一行的各列都是一行行对齐的数：行线没有画。"""
    if not 2 <= len(grid.ys) - 1 <= _FEW_ROWS:
        return False
    top, bottom = max(pairwise(grid.ys), key=lambda pair: pair[1] - pair[0])
    tallest = _band(top, bottom, grid.xs[0], grid.xs[-1], runs)
    tabular = tallest.tabular
    if len(tabular) < _UNDRAWN_ROWS or len(tabular) < 0.8 * len(tallest.lines):
        return False
    rows = [_texts(line, grid.xs)[1:] for line in tabular]
    texts = [text for row in rows for text in row if text]
    full = sum(all(row) for row in rows)
    return full >= 0.8 * len(rows) and sum(map(_is_figures, texts)) >= 0.8 * len(texts)


def _is_figures(text: str) -> bool:
    return is_figure(text) or bool(_FIGURES.fullmatch(text))


def _walls_of(grid: Grid) -> list[tuple[float, float, float]]:
    """画出来的竖线：位置和上下界。"""
    return [
        (grid.xs[slot.column], grid.ys[slot.row], grid.ys[slot.row + slot.row_span])
        for slot in grid.slots
        if slot.column
    ]


def _holds(grid: Grid, run: Run) -> bool:
    left, top, right, bottom = grid.box
    return top <= run.middle <= bottom and left <= run.glyphs[0].x0 + 1 and run.glyphs[-1].x1 - 1 <= right


# ── 横线之间的表 ──


def _ruled_regions(rules: Sequence[Rule], runs: Sequence[Run]) -> list[_Region]:
    regions: list[_Region] = []
    for group in _groups(rules):
        left, right = group[0].low, group[0].high
        bands = [_band(above.at, below.at, left, right, runs) for above, below in pairwise(group)]
        if len(bands) == 1 or bands[-2].is_prose(right - left) or not bands[-2].tabular:
            bands += _open_band(group[-1], runs)
        for chain in _chains(bands, right - left):
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


def _open_band(last: Rule, runs: Sequence[Run]) -> list[_Band]:
    """表头线以下、没有底线的表身：表在页底断开，底线在后面的页上。"""
    found: list[TextLine] = []
    for line in _band(last.at, float("inf"), last.low, last.high, runs).lines:
        gap = line.top - (max(one.bottom for one in found) if found else last.at)
        if gap > 2 * line.em or (len(_spans(line)) == 1 and (not found or not _is_short(line, found))):
            break
        found.append(line)
    while found and len(_spans(found[-1])) == 1:
        found.pop()
    tabular = [line for line in found if len(_spans(line)) > 1]
    return [_Band(last.at, max(line.bottom for line in found) + 1, found)] if len(tabular) > 1 else []


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """左右都对齐的横线，自上而下，至少两条。"""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        for group in groups:
            if abs(group[0].low - rule.low) < _ALIGNED and abs(group[0].high - rule.high) < _ALIGNED:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) >= 2]


def _band(top: float, bottom: float, left: float, right: float, runs: Sequence[Run]) -> _Band:
    inside = [
        run
        for run in runs
        if top < run.middle < bottom and run.glyphs[0].x0 > left - 1 and run.glyphs[-1].x1 < right + 1
    ]
    return _Band(top, bottom, lines_of(inside, page=0))


def _chains(bands: Sequence[_Band], width: float) -> list[list[_Band]]:
    """接连分列的几段：第一段是表头，其余是表身；中间隔着表名、正文的是两张表。"""
    tabular = [band for band in bands if band.tabular]
    usual = median(band.bottom - band.top for band in tabular) if tabular else 0.0
    em = median(band.lines[0].em for band in tabular) if tabular else 0.0
    chains: list[list[_Band]] = [[]]
    for band in bands:
        # 一行一线的表里，有的行只有一格有字，高矮和别的行差不多
        alike = len(band.lines) <= 1 and band.bottom - band.top < 1.5 * usual
        alike = alike and all(abs(line.em - em) < 0.1 * em for line in band.lines)
        single = len(tabular) >= 4 and alike and bool(chains[-1])
        if (band.tabular or single) and not band.is_prose(width):
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
    em = (*header, *body)[0].em
    for x in sorted({x for x, _, _ in region.drawn}):
        # 画出来的竖线就是列界，近处猜的不要
        gutters = sorted([x, *(gutter for gutter in gutters if abs(gutter - x) > em)])
    if not gutters:
        return []
    stops = [region.left, *gutters, region.right]
    if not _is_table(region, [_texts(line, stops) for line in (*header, *body) if len(_spans(line)) > 1]):
        return []
    rows = _rows(region, header, stops)
    across = [Rule(y, region.left, region.right) for y in (rows[0].top, *(row.bottom for row in rows))]
    down = [Rule(x, rows[0].top, rows[-1].bottom) for x in (region.left, region.right)]
    for index, row in enumerate(rows):
        spans = [span for line in row.lines for span in _bridges(line, header)]
        if row.lines and row.lines[0] in header and len(rows) > index + 1 and rows[index + 1].lines:
            spans += _spanning(row.lines[0], rows[index + 1].lines[0], header)
        down += [
            Rule(gutter, row.top, row.bottom)
            for gutter in gutters
            if not any(low < gutter < high for low, high in spans) or _is_drawn(region, gutter, row)
        ]
    for rule in region.spanners:
        low = max(stop for stop in stops if stop <= (rule.low + rule.high) / 2)
        low = min(stops, key=lambda stop: abs(stop - rule.low)) if rule.low < low else low
        high = min(stops, key=lambda stop: abs(stop - rule.high))
        across.append(Rule(rule.at, low, high))
        down += [Rule(gutter, rule.at, region.bands[0].bottom) for gutter in gutters if low < gutter < high]
    return [replace(grid, implied=True) for grid in grids_of(merged(across), merged(down))]


def _bridges(line: TextLine, header: Sequence[TextLine]) -> list[Span]:
    """可能横跨几列的几段：表头的，和自成一行的；表身里分了列的行，字挤过了界也还是分开的。"""
    spans = _spans(line)
    return spans if len(spans) == 1 or line in header else []


def _spanning(upper: TextLine, lower: TextLine, header: Sequence[TextLine]) -> list[Span]:
    """表头上一层的字居中于下一层的几列之上：它横跨这几列。"""
    if lower not in header:
        return []
    below = _spans(lower)
    found: list[Span] = []
    for left, right in _spans(upper):
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


def _is_drawn(region: _Region, gutter: float, row: _Band) -> bool:
    middle = (row.top + row.bottom) / 2
    return any(x == gutter and top <= middle <= bottom for x, top, bottom in region.drawn)


def _header_and_body(region: _Region) -> tuple[list[TextLine], list[TextLine]]:
    """表头的行和表身的行：有横线的，第一段和其后没有数的几段是表头；没有的，开头没有数的几行是。"""
    if len(region.bands) > 1:
        count = 1
        while count < len(region.bands) - 1 and not any(map(_has_figure, region.bands[count].lines)):
            count += 1
        # 通篇没有数的，第一段是表头
        count = 1 if count == len(region.bands) - 1 and len(region.bands) > 2 else count
        body = [line for band in region.bands[count:] for line in band.lines]
        return [line for band in region.bands[:count] for line in band.lines], body
    lines = region.bands[0].lines
    count = 0
    while count < min(_HEADER_LINES, len(lines)) and not _has_figure(lines[count]):
        count += 1
    count = 1 if count == min(_HEADER_LINES, len(lines)) else count
    return lines[:count], lines[count:]


def _has_figure(line: TextLine) -> bool:
    """一行隔开的几段里有没有数；“18岁以下”折成几段的表头不算。"""
    texts = [
        "".join(char for index, char in enumerate(line.text) if left <= line.edges[index] < right)
        for left, right in _spans(line)
    ]
    return sum(map(is_figure, texts)) > 0.3 * len(texts)


def _gutters(header: Sequence[TextLine], body: Sequence[TextLine]) -> list[float]:
    """表身各行共同的空当；表头的字落在空当里的自成一列，不然取表头也空着的地方。"""
    lines = [line for line in body if len(_spans(line)) > 1]
    em = (*header, *body)[0].em
    narrowest = _GAP * em / 2 if len(lines) < _MANY_VOTERS else _GAP * em / 4
    voting = len(lines) >= _VOTERS
    taken = _mostly_taken(lines) if voting else _union(span for line in lines for span in _spans(line))
    heads = [span for line in header for span in _spans(line)]
    own = [(a, b) for a, b in heads if not any(low < b and a < high for low, high in taken)]
    if taken and own:
        taken = _union([*taken, *own])
    bridging = [(a, b) for a, b in heads if (a, b) not in own]
    gutters: list[float] = []
    for (_, left), (right, _) in pairwise(taken):
        if right - left >= narrowest:
            free = [(a, b) for a, b in _free(_union(bridging), left, right) if b - a > 1]
            low, high = max(free, key=lambda span: span[1] - span[0], default=(left, right))
            # 左边的字挤过来的，从右边一列的起头处分开
            crossing = [line for line in lines if any(a < right - 1 < b for a, b in _inked(line))]
            if crossing:
                gutter = _past(crossing, low, high, em)
                gutters += [] if gutter is None else [gutter]
            else:
                gutters.append((low + high) / 2)
    return gutters


def _past(crossing: Sequence[TextLine], low: float, high: float, em: float) -> float | None:
    """有的行挤过了界：都空着的地方还有就取那里，没有就从右边一列的起头处分开；数不能拆开。"""
    inked = _union(span for line in crossing for span in _inked(line))
    free = max(_free(inked, low, high), key=lambda span: span[1] - span[0])
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
        for low, high in _inked(line):
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
    return _union(taken)


def _inked(line: TextLine) -> list[Span]:
    """一行里有墨的各段，连着的字算一段。"""
    inked: list[Span] = []
    for index, char in enumerate(line.text):
        if char.isspace():
            continue
        left, right = line.edges[index], line.edges[index + 1]
        if inked and left - inked[-1][1] < 0.05 * line.em:
            inked[-1] = (inked[-1][0], right)
        else:
            inked.append((left, right))
    return inked


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
    """逐行：一行一线的照线分；行距比格内的行距大的照空隙分；别的一行字一行，上一格排满了折下来的不算新行。"""
    body = region.bands[1:]
    if len(body) >= 3 and median(len(band.tabular) for band in body) <= 1:
        return region.bands
    leading = _leading([line for band in body or region.bands for line in band.lines], header, stops)
    rows: list[_Band] = []
    for index, band in enumerate(region.bands):
        if index == 0 and body:
            groups = _tiers(band.lines, stops)
        elif leading:
            groups = _clusters(band.lines, leading, stops)
        else:
            groups = []
            for line in band.lines:
                if groups and _belongs(groups[-1], line, header, stops):
                    groups[-1].append(line)
                else:
                    groups.append([line])
        cuts = [
            (max(line.bottom for line in above) + min(line.top for line in below)) / 2
            for above, below in pairwise(groups)
        ]
        edges = [band.top, *cuts, band.bottom]
        rows += [
            _Band(top, bottom, group) for (top, bottom), group in zip(pairwise(edges), groups, strict=True)
        ]
    return rows


def _tiers(lines: Sequence[TextLine], stops: Sequence[float]) -> list[list[TextLine]]:
    """表头的几层：下一行比上一行分得细，又不是接着上一行的字，就是下一层。"""
    groups: list[list[TextLine]] = []
    for line in lines:
        above = len(_spans(groups[-1][-1])) if groups else 0
        if groups and not (len(_spans(line)) > above > 1 and len(_spans(line)) > (len(stops) - 1) / 2):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _leading(lines: Sequence[TextLine], header: Sequence[TextLine], stops: Sequence[float]) -> float:
    """行与行之间明显比格内折行空得多时，给出格内折行至多空多少；分不出来的为零。"""
    columns: dict[int, list[TextLine]] = {}
    for line in lines:
        if line in header:
            continue
        for span in _spans(line):
            columns.setdefault(_column(span, stops), []).append(line)
    gaps = [
        below.top - above.bottom
        for column, found in columns.items()
        if column and sum(_has_figure(line) for line in found) > 0.8 * len(found)
        for above, below in pairwise(found)
    ]
    em = lines[0].em if lines else 0.0
    between = sorted(gaps)[len(gaps) // 10] if gaps else 0.0
    return 0.6 * between if between > _PADDED * em else 0.0


def _clusters(lines: Sequence[TextLine], leading: float, stops: Sequence[float]) -> list[list[TextLine]]:
    """照空隙分行：同一列里挨得近的是一格，上下有交叠的各格是一行。"""
    bottoms: dict[int, float] = {}
    groups: list[list[TextLine]] = []
    for line in lines:
        own = {_column(span, stops) for span in _spans(line)}
        close = any(line.top - bottoms[column] < leading for column in own & bottoms.keys())
        overlaps = bool(bottoms) and line.top < max(bottoms.values()) - 0.3 * line.em
        if not groups or not (close or overlaps):
            groups.append([])
            bottoms = {}
        groups[-1].append(line)
        bottoms |= dict.fromkeys(own, line.bottom)
    return _recentred(groups)


def _recentred(groups: Sequence[list[TextLine]]) -> list[list[TextLine]]:
    """上下居中的行：折成两行的标签，第一行比本行的数高，单独成了一组，并到下面去。"""
    whole: list[list[TextLine]] = []
    for group in groups:
        before = whole[-1] if whole else None
        if before is not None and group[0].top < max(line.bottom for line in before) - 0.1 * group[0].em:
            before.extend(group)
        else:
            whole.append(group)
    return whole


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
