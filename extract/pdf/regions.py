"""没画全线的表在哪里：横线之间的，和一条线也没有、上下几行对得齐的。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extract.pdf.blocks import CLOSE, LOOSE, SENTENCE, blocks_of, clusters_of, columnar, is_short
from extract.pdf.lines import TextLine, lines_of
from extract.pdf.page import Rule, Run
from extract.pdf.spans import Span, spans_of, union
from extract.structure import is_unit_line

_ALIGNED = 4.0

_RULED_ROWS = 4
"""至少这么多段分了列，才当作一行一线的表。"""


@dataclass(slots=True)
class Band:
    """一段：两条可靠的行界之间的文字行。"""

    top: float
    bottom: float
    lines: list[TextLine]

    @property
    def tabular(self) -> list[TextLine]:
        """分成几段、段与段之间空着的行。"""
        return [line for line in self.lines if len(spans_of(line)) > 1]

    def is_prose(self, width: float) -> bool:
        """有成行的正文、单位行，或者多半不分列：不是表里的一段。"""
        long = any(
            len(spans_of(line)) == 1
            and (line.right - line.left > 0.6 * width or SENTENCE.search(line.text[-1]))
            for line in self.lines
        )
        return long or any(is_unit_line(line.text) for line in self.lines) or self._mostly_single()

    def _mostly_single(self) -> bool:
        widest = max((len(spans_of(line)) for line in self.lines), default=0)
        return len(self.lines) > 1 and 2 * len(self.tabular) < len(self.lines) and widest < 3


@dataclass(slots=True)
class Region:
    """一张没画全线的表：自上而下的几段，第一段是表头；spanners 是表头里合并格底下的短横线。"""

    left: float
    right: float
    bands: list[Band]
    spanners: list[Rule] = field(default_factory=list)
    framed: bool = False
    """横线是画出来的；不然只凭文字对齐，要求更严。"""
    drawn: list[tuple[float, float, float]] = field(default_factory=list)
    """画出来的竖线：位置和上下界。"""

    @property
    def wrapped(self) -> list[TextLine]:
        """一行一线的表里，格内折下来的各截：它们在自己那一列里，不横跨几列。"""
        rows = [band for band in self.bands[1:] if band.tabular]
        if len(rows) < _RULED_ROWS - 1 or sum(len(band.tabular) > 1 for band in rows) > len(rows) / 3:
            return []
        return [
            line for band in rows if len(band.lines) > 1 for line in band.lines if len(spans_of(line)) == 1
        ]


def ruled_regions(rules: Sequence[Rule], runs: Sequence[Run]) -> list[Region]:
    """左右对齐的横线之间的各张表。"""
    regions: list[Region] = []
    for group in _groups(rules):
        left, right = group[0].low, group[0].high
        bands = [band_of(above.at, below.at, left, right, runs) for above, below in pairwise(group)]
        if len(bands) == 1 or bands[-2].is_prose(right - left) or not bands[-2].tabular:
            bands += _open_band(group[-1], runs)
        chains = [chain for found in chains_of(bands, right - left) if len(chain := _closed(found)) > 1]
        placed = {id(band) for chain in chains for band in chain}
        for chain in [*chains, *_lone_headers(bands, right - left, placed)]:
            header = chain[0]
            spanners = [
                rule
                for rule in rules
                if header.top + 2 < rule.at < header.bottom - 2
                and left - 1 <= rule.low
                and rule.high <= right + 1
                and rule.high - rule.low < 0.9 * (right - left)
            ]
            regions.append(Region(left, right, chain, spanners, framed=True))
    return regions


def _closed(chain: list[Band]) -> list[Band]:
    """末尾的空白段：一行一线的表里是空行，别的表里是表与表之间的空白。"""
    if sum(bool(band.tabular) for band in chain) < _RULED_ROWS:
        while chain and not chain[-1].lines:
            chain.pop()
    return chain


def _lone_headers(bands: Sequence[Band], width: float, placed: set[int]) -> list[list[Band]]:
    """横线之间只有表头、底下一片空白：表在上一页已经完了，重复的表头还是印了出来。"""
    return [
        [band]
        for band, below in pairwise(bands)
        if id(band) not in placed
        and not below.lines
        and not band.is_prose(width)
        and any(len(spans_of(line)) > 2 for line in band.lines)
    ]


def _open_band(last: Rule, runs: Sequence[Run]) -> list[Band]:
    """表头线以下、没有底线的表身：表在页底断开，底线在后面的页上。"""
    found: list[TextLine] = []
    for line in band_of(last.at, float("inf"), last.low, last.high, runs).lines:
        gap = line.top - (max(one.bottom for one in found) if found else last.at)
        if gap > 2 * line.em or (len(spans_of(line)) == 1 and (not found or not is_short(line, found))):
            break
        found.append(line)
    while found and len(spans_of(found[-1])) == 1:
        found.pop()
    tabular = [line for line in found if len(spans_of(line)) > 1]
    return [Band(last.at, max(line.bottom for line in found) + 1, found)] if len(tabular) > 1 else []


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


def band_of(top: float, bottom: float, left: float, right: float, runs: Sequence[Run]) -> Band:
    """一个方框里的文字行。"""
    inside = [
        run
        for run in runs
        if top < run.middle < bottom and run.glyphs[0].x0 > left - 1 and run.glyphs[-1].x1 < right + 1
    ]
    return Band(top, bottom, lines_of(inside, page=0))


def chains_of(bands: Sequence[Band], width: float) -> list[list[Band]]:
    """接连分列的几段：第一段是表头，其余是表身；中间隔着表名、正文的是两张表。"""
    tabular = [band for band in bands if band.tabular]
    usual = median(band.bottom - band.top for band in tabular) if tabular else 0.0
    em = median(band.lines[0].em for band in tabular) if tabular else 0.0
    columns = _columns([band for band in tabular if not band.is_prose(width)]) or _columns(tabular)
    chains: list[list[Band]] = [[]]
    for band in bands:
        # 一行一线的表里，有的行只有一格有字，高矮和别的行差不多
        alike = len(band.lines) <= 1 and band.bottom - band.top < 1.5 * usual
        alike = alike and all(abs(line.em - em) < 0.1 * em for line in band.lines)
        single = len(tabular) >= _RULED_ROWS and alike and bool(chains[-1])
        wrapped = bool(band.tabular) and _keeps_to(band, columns)
        if wrapped or ((band.tabular or single) and not band.is_prose(width)):
            chains[-1].append(band)
        else:
            chains.append([])
    return [chain for chain in chains if len(chain) >= 2]


def _columns(bands: Sequence[Band]) -> list[Span]:
    """几段都守着的各列字的左右边；段太少、分不出三列的不算。"""
    if len(bands) < _RULED_ROWS:
        return []
    columns = union(span for band in bands for line in band.tabular for span in spans_of(line))
    return columns if len(columns) > 2 else []


def _keeps_to(band: Band, columns: Sequence[Span]) -> bool:
    """格内折了几行的一段：每一截字都不同时压着两列。"""
    return bool(columns) and not any(
        sum(left < high and low < right for low, high in columns) > 1
        for line in band.lines
        for left, right in spans_of(line)
    )


def aligned_regions(runs: Sequence[Run]) -> list[Region]:
    """上下接连、分成几段的行；中间只有一段的短行是小标题或折下来的字，长的是正文。"""
    regions: list[Region] = []
    for loose in clusters_of(lines_of(runs, page=0), LOOSE):
        whole = columnar(loose)
        if whole:
            regions += _aligned(whole)
            continue
        for cluster in clusters_of(loose, CLOSE):
            whole = columnar(cluster)
            for lines in [whole] if whole else blocks_of(cluster):
                regions += _aligned(lines)
    return regions


def _aligned(lines: Sequence[TextLine]) -> list[Region]:
    tabular = [line for line in lines if len(spans_of(line)) > 1]
    if len(tabular) < 3:
        return []
    top, bottom = min(line.top for line in lines) - 1, max(line.bottom for line in lines) + 1
    left, right = min(line.left for line in lines) - 2, max(line.right for line in lines) + 2
    return [Region(left, right, [Band(top, bottom, list(lines))])]
