"""补线：没有画全线的表，照文字的对齐把格线补上，补完就和画全了线的表一样读。

三线表、只有横线的表、只有外框的表，横线说明了表在哪里；一条线也没有的，看上下几行是不是分成同样的几列。
补不出两列的不是表，是正文里的横线；一句句排满的不是表，是分栏。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.pdf.blocks import SENTENCE
from extract.pdf.grid import Grid, grids_of, merged
from extract.pdf.gutters import gutters_of
from extract.pdf.lines import TextLine
from extract.pdf.merges import bridges, centred_over, label_columns, spanning
from extract.pdf.page import Rule, Run
from extract.pdf.regions import Band, Region, aligned_regions, band_of, chains_of, ruled_regions
from extract.pdf.rows import rows_of
from extract.pdf.spans import Span, has_figure, ink_of, is_figures, spans_of, texts_of
from extract.structure import is_figure

_MANY = 500
"""一页上这么多条散开的横线是图，不是三线表。"""

_HEADER_LINES = 4

_FEW_ROWS = 4

_UNDRAWN_ROWS = 5


def implied_grids(rules: Sequence[Rule], runs: Sequence[Run]) -> list[Grid]:
    """不与竖线相接的横线之间的表，和一条线也没有的表。"""
    grids: list[Grid] = []
    for region in ruled_regions(rules, runs) if len(rules) <= _MANY else ():
        grids += _grid(region)
    rest = [run for run in runs if not any(_holds(grid, run) for grid in grids)]
    for region in aligned_regions(rest):
        grids += _grid(region)
    return grids


def divided(grid: Grid, runs: Sequence[Run]) -> Grid:
    """画了外框和横线而没有竖线的格网，照文字的对齐分出列；画了竖线而没有行线的，分出行。分不出的照旧。"""
    if len(grid.xs) > 2 and not _lacks_rows(grid, runs):
        return grid
    left, right = grid.xs[0], grid.xs[-1]
    bands = [band_of(above, below, left, right, runs) for above, below in pairwise(grid.ys)]
    drawn = _walls_of(grid)
    for chain in chains_of(bands, right - left):
        if len(chain) == len(bands):
            return next(iter(_grid(Region(left, right, chain, framed=True, drawn=drawn))), grid)
    return grid


def _lacks_rows(grid: Grid, runs: Sequence[Run]) -> bool:
    """只有两三行的格网里，有一行的各列都是一行行对齐的数：行线没有画。"""
    if not 2 <= len(grid.ys) - 1 <= _FEW_ROWS:
        return False
    top, bottom = max(pairwise(grid.ys), key=lambda pair: pair[1] - pair[0])
    tallest = band_of(top, bottom, grid.xs[0], grid.xs[-1], runs)
    tabular = tallest.tabular
    if len(tabular) < _UNDRAWN_ROWS or len(tabular) < 0.8 * len(tallest.lines):
        return False
    rows = [texts_of(line, grid.xs)[1:] for line in tabular]
    texts = [text for row in rows for text in row if text]
    full = sum(all(row) for row in rows)
    return full >= 0.8 * len(rows) and sum(map(is_figures, texts)) >= 0.8 * len(texts)


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


def _has_ink(ink: Sequence[Span], one: float, other: float) -> bool:
    low, high = min(one, other), max(one, other)
    return any(left < high and right > low for left, right in ink)


def _is_table(region: Region, rows: Sequence[Sequence[str]]) -> bool:
    """只凭对齐看出来的几列是不是表：多半是数，或者至少三列四行而且不成句。"""
    if region.framed:
        return True
    if len(rows) < 3:
        return False
    width = len(rows[0])
    body = [text for row in rows for text in row[1:] if text]
    figures = [text for text in body if is_figure(text)]
    if width == 2 and _counts_up([row[1] for row in rows]):
        return False
    if figures and 2 * len(figures) >= len(body) - (width - 1):
        return True
    sentences = sum(bool(SENTENCE.search(text)) or len(text) > 25 for text in body)
    return len(rows) >= 4 and width >= 3 and 10 * sentences < len(body) and 2 * len(body) >= width * len(rows)


def _counts_up(texts: Sequence[str]) -> bool:
    """一串越来越大的整数：目录的页码。"""
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 4]
    return len(numbers) >= len(texts) - 1 and numbers == sorted(numbers)


def _grid(region: Region) -> list[Grid]:
    header, body = _header_and_body(region)
    wrapped = region.wrapped
    gutters = gutters_of(header, body, wrapped)
    ink = [span for line in (*header, *body) for span in ink_of(line)]
    for x in sorted({x for x, _, _ in region.drawn}):
        # 画出来的竖线就是列界；与它之间没有字的空当是同一处
        gutters = sorted([x, *(gutter for gutter in gutters if _has_ink(ink, gutter, x))])
    if not gutters:
        return []
    stops = [region.left, *gutters, region.right]
    rows = rows_of(region, stops)
    texts = [_texts_of(row, stops) for row in rows]
    if not _is_table(region, [row for row in texts if sum(map(bool, row)) > 1]):
        return []
    across = [Rule(y, region.left, region.right) for y in (rows[0].top, *(row.bottom for row in rows))]
    down = [Rule(x, rows[0].top, rows[-1].bottom) for x in (region.left, region.right)]
    labels = label_columns(header, body, stops)
    for index, row in enumerate(rows):
        spans = [span for line in row.lines if line not in wrapped for span in bridges(line, header)]
        spans += [span for line in row.lines if line not in header for span in centred_over(line, labels)]
        if row.lines and row.lines[0] in header and len(rows) > index + 1 and rows[index + 1].lines:
            over = spanning(row.lines[0], rows[index + 1].lines[0], header)
            spans += [span for span in over if not _is_divided(row, span)]
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


def _is_divided(row: Band, over: Span) -> bool:
    """这一行在这几列里还有分列的字：首行的字是折下来的，不是横跨几列。"""
    return any(
        sum(over[0] <= left and right <= over[1] for left, right in spans_of(line)) > 1
        for line in row.lines[1:]
    )


def _texts_of(row: Band, stops: Sequence[float]) -> list[str]:
    """一行在各列里的文字，折行的接上。"""
    pieces = [texts_of(line, stops) for line in row.lines]
    return ["".join(column) for column in zip(*pieces, strict=True)] or [""] * (len(stops) - 1)


def _is_drawn(region: Region, gutter: float, row: Band) -> bool:
    middle = (row.top + row.bottom) / 2
    return any(x == gutter and top <= middle <= bottom for x, top, bottom in region.drawn)


def _header_and_body(region: Region) -> tuple[list[TextLine], list[TextLine]]:
    """表头的行和表身的行：有横线的，第一段和其后没有数的几段是表头；没有的，开头没有数的几行是。"""
    if region.framed and len(region.bands) == 1:
        return region.bands[0].lines, []
    if len(region.bands) > 1:
        count = 1
        while count < len(region.bands) - 1 and not any(map(has_figure, region.bands[count].lines)):
            count += 1
        # 通篇没有数的，第一段是表头
        count = 1 if count == len(region.bands) - 1 and len(region.bands) > 2 else count
        body = [line for band in region.bands[count:] for line in band.lines]
        return [line for band in region.bands[:count] for line in band.lines], body
    lines = region.bands[0].lines
    count = 0
    while count < min(_HEADER_LINES, len(lines)) and not has_figure(lines[count]):
        count += 1
    count = 1 if count == min(_HEADER_LINES, len(lines)) else count
    return lines[:count], lines[count:]
