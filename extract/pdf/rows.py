"""补行：一行一线的照线分；别的照行距、照哪几格排满了分。"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extract.pdf.lines import TextLine
from extract.pdf.regions import Band, Region
from extract.pdf.spans import column_of, has_figure, spans_of

_FULL = 0.85

_PADDED = 0.35
"""行与行之间至少空这么多字宽，才看得出哪些是格内的折行。"""


def rows_of(region: Region, header: Sequence[TextLine], stops: Sequence[float]) -> list[Band]:
    """逐行：一行一线的照线分；行距比格内的行距大的照空隙分；别的一行字一行，上一格排满了折下来的不算新行。"""
    body = region.bands[1:]
    if len(body) >= 3 and median(len(band.tabular) for band in body) <= 1:
        return region.bands
    leading = _leading([line for band in body or region.bands for line in band.lines], header, stops)
    rows: list[Band] = []
    for index, band in enumerate(region.bands):
        if index == 0 and (body or region.framed):
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
            Band(top, bottom, group) for (top, bottom), group in zip(pairwise(edges), groups, strict=True)
        ]
    return rows


def _tiers(lines: Sequence[TextLine], stops: Sequence[float]) -> list[list[TextLine]]:
    """表头的几层：下一行比上一行分得细，又不是接着上一行的字，就是下一层。"""
    groups: list[list[TextLine]] = []
    for line in lines:
        above = len(spans_of(groups[-1][-1])) if groups else 0
        if groups and not (len(spans_of(line)) > above > 1 and len(spans_of(line)) > (len(stops) - 1) / 2):
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
        for span in spans_of(line):
            columns.setdefault(column_of(span, stops), []).append(line)
    gaps = [
        below.top - above.bottom
        for column, found in columns.items()
        if column and sum(has_figure(line) for line in found) > 0.8 * len(found)
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
        own = {column_of(span, stops) for span in spans_of(line)}
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
    before = {column_of(span, stops): span for span in spans_of(last)}
    below = {column_of(span, stops) for span in spans_of(line)}
    if last in header and line in header and below <= before.keys() and len(below) < len(before):
        return True
    if not below < before.keys():
        return False
    return all(
        before[column][1] - before[column][0] > _FULL * (stops[column + 1] - stops[column]) - line.em
        for column in below
    )
