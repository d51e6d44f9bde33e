"""补行：一行一线的照线分；别的掂量字折在哪里。"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extract.pdf.folds import folded
from extract.pdf.lines import TextLine
from extract.pdf.regions import Band, Region
from extract.pdf.spans import spans_of

_RULED = 4
"""至少这么多段，多数段只有一行，就是一行一线的表。"""


def rows_of(region: Region, stops: Sequence[float]) -> list[Band]:
    """逐行：一行一线的照线分；别的掂量字折在哪里、空在哪里。"""
    body = region.bands[1:]
    if len(body) >= 3 and median(len(band.tabular) for band in body) <= 1:
        return region.bands
    groups = [
        _tiers(band.lines, stops) if index == 0 and (body or region.framed) else folded(band.lines, stops)
        for index, band in enumerate(region.bands)
    ]
    if len(body) >= _RULED and 2 * sum(len(group) > 1 for group in groups[1:]) < len(body):
        return region.bands
    rows: list[Band] = []
    for band, group in zip(region.bands, groups, strict=True):
        cuts = [
            (max(line.bottom for line in above) + min(line.top for line in below)) / 2
            for above, below in pairwise(group)
        ]
        edges = [band.top, *cuts, band.bottom]
        rows += [
            Band(top, bottom, lines)
            for (top, bottom), lines in zip(pairwise(edges), group or [[]], strict=True)
        ]
    return rows


def _tiers(lines: Sequence[TextLine], stops: Sequence[float]) -> list[list[TextLine]]:
    """表头的几层：下一行比上一行分得细，又不是接着上一行的字，就是下一层。"""
    groups: list[list[TextLine]] = []
    for line in lines:
        above = groups[-1][-1] if groups else None
        finer = above is not None and len(spans_of(line)) > max(1, len(spans_of(above)), (len(stops) - 1) / 2)
        if above is not None and not (finer and len(spans_of(above)) > 1 and not _carries_on(above, line)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _carries_on(above: TextLine, line: TextLine) -> bool:
    """上一行的每一段字都正对着下一行的一段，居中齐或者左边齐：是折下来的，不是横跨几列的上一层。"""
    return all(
        any(
            abs(left + right - low - high) < line.em or abs(left - low) < 0.5 * line.em
            for low, high in spans_of(line)
        )
        for left, right in spans_of(above)
    )
