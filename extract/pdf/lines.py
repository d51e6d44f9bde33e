"""行（TextLine）：把一串串的字排成行，空隙补成空格。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.pdf.page import Glyph, Run, Style

WIDE_GAP = 2.0
"""一行之内隔开这么多个字宽，是两栏、两列或制表位，不是一句话。"""
_WORD_GAP = 0.15
_CJK_GAP = 0.6
_SPREAD = 8
"""“合　　计”两个字至多拉开这么多字宽；再宽就是分列。"""
_TRACKED = 6
_TRACKING = 0.4
"""加宽的字距至多这么多字宽；再宽就是分列。至少要有 _TRACKED 个字距才看得出来。"""
_DRAWN = re.compile(r"[─-╿]{2}|[│┃║]")
_LEADER = re.compile(r"[.．…·]{4,}")


@dataclass(slots=True)
class TextLine:
    """一行：字从左到右，空隙已补成空格；edges[i] 与 edges[i+1] 是第 i 个字的左右边。"""

    page: int
    text: str
    edges: tuple[float, ...]
    top: float
    bottom: float
    em: float
    """一个汉字的宽度。"""
    style: Style
    gap: float
    """行内最大的空隙，以字宽计。"""
    spaced: bool
    """行末原来有空格。"""
    column: int = 0
    """分栏的页上是第几块区域；0 是通栏。"""

    @property
    def left(self) -> float:
        """首字的左边。"""
        return self.edges[0]

    @property
    def right(self) -> float:
        """末字的右边。"""
        return self.edges[-1]

    @property
    def middle(self) -> float:
        """行高的正中。"""
        return (self.top + self.bottom) / 2

    @property
    def standalone(self) -> bool:
        """自成一段的行：分列的、制表符画的、带引导点的目录行。"""
        return self.gap >= WIDE_GAP or bool(_DRAWN.search(self.text) or _LEADER.search(self.text))


def lines_of(runs: Iterable[Run], page: int) -> list[TextLine]:
    """把落在同一区域里的字串排成行，自上而下；竖排的一字一行，次序照写下来的先后。"""
    runs = list(runs)
    if _is_stacked(runs):
        return [line for run in runs if (line := _line([run], page)) is not None]
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.middle):
        if rows and _level(rows[-1][0], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    lines = (_line(row, page) for row in rows)
    return [line for line in lines if line is not None]


def _is_stacked(runs: list[Run]) -> bool:
    """是不是竖排：一字一串，上下相叠；转了九十度的字也是这样。"""
    if len(runs) < 2 or any(len(run.glyphs) > 1 for run in runs):
        return False
    stacked = sum(
        abs(run.glyphs[0].x0 - following.glyphs[0].x0) < 0.5 * run.height and not _level(run, following)
        for run, following in pairwise(runs)
    )
    return stacked > 0.6 * (len(runs) - 1)


def _level(anchor: Run, run: Run) -> bool:
    return abs(run.middle - anchor.middle) < 0.4 * max(anchor.height, run.height)


def _line(row: list[Run], page: int) -> TextLine | None:
    """同一行的字串合成一行；只有空白的不要。"""
    glyphs = [glyph for run in row for glyph in run.glyphs]
    if len(row) > 1:
        # 连字拆出的几个字左边相同，取整以保住先后
        glyphs.sort(key=lambda glyph: round(glyph.x0, 1))
    size = len(glyphs)
    while glyphs and glyphs[-1].char.isspace():
        glyphs.pop()
    spaced = len(glyphs) < size
    first = next((index for index, glyph in enumerate(glyphs) if not glyph.char.isspace()), None)
    if first is None:
        return None
    glyphs = glyphs[first:]
    em = _em(glyphs, row)
    text, edges, gap = _spaced(glyphs, em)
    main = max(row, key=lambda run: (_is_chinese(run), len(run.glyphs)))
    return TextLine(
        page=page,
        text=text,
        edges=edges,
        top=min(run.top for run in row),
        bottom=max(run.bottom for run in row),
        em=em,
        style=main.style,
        gap=gap,
        spaced=spaced,
    )


def _is_chinese(run: Run) -> bool:
    """汉字串的字体才是一行的字体：数字和西文常用另一种。"""
    return run.glyphs[0].char >= "\u3400" or run.glyphs[-1].char >= "\u3400"


def _em(glyphs: list[Glyph], row: list[Run]) -> float:
    wide = [glyph.x1 - glyph.x0 for glyph in glyphs if glyph.char >= "\u3400"]
    return max(1.0, median(wide) if wide else max(run.height for run in row) * 0.9)


def _spaced(glyphs: list[Glyph], em: float) -> tuple[str, tuple[float, ...], float]:
    """补上空格的文字、各字的边和最大的空隙。分散对齐、加宽字距拉开的字之间不补。"""
    chars: list[str] = []
    edges: list[float] = []
    widest = 0.0
    before: Glyph | None = None
    blank_from: float | None = None
    word_gap, wide_gap = _gaps(glyphs, em)
    for glyph in glyphs:
        if before is not None:
            space = glyph.x0 - before.x1
            if space > word_gap and _parted(before.char, glyph.char, space, word_gap, wide_gap):
                chars.append(" ")
                edges.append(max(before.x1, edges[-1]))
        if glyph.char.isspace():
            blank_from = glyph.x0 if blank_from is None else blank_from
        else:
            start = blank_from if blank_from is not None else before.x1 if before else glyph.x0
            widest = max(widest, glyph.x0 - start)
            blank_from = None
        chars.append(glyph.char)
        edges.append(max(glyph.x0, edges[-1]) if edges else glyph.x0)
        before = glyph
    edges.append(max(glyphs[-1].x1, edges[-1]))
    return "".join(chars), tuple(edges), widest / em if widest > wide_gap else 0.0


def _gaps(glyphs: list[Glyph], em: float) -> tuple[float, float]:
    """多大的空隙才是空格：西文之间的，和有汉字的。

    加宽字距把所有的字一齐拉开，分散对齐、两端对齐把汉字一齐拉开，都以多数字距为准。
    """
    gaps = [after.x0 - before.x1 for before, after in pairwise(glyphs)]
    word_gap, wide_gap = _WORD_GAP * em, _CJK_GAP * em
    if not gaps or max(gaps) <= word_gap:
        return word_gap, wide_gap
    if len(gaps) >= _TRACKED:
        tracking = sorted(gaps)[len(gaps) // 3]
        if tracking < _TRACKING * em:
            word_gap += 1.5 * max(0.0, tracking)
    if max(gaps) <= wide_gap:
        return word_gap, wide_gap
    if len(gaps) == 1 and gaps[0] < _SPREAD * em and min(glyphs).char >= "\u3400":
        return word_gap, gaps[0]
    spread = [
        after.x0 - before.x1
        for before, after in pairwise(glyphs)
        if before.char >= "\u2e80" and after.char >= "\u2e80"
    ]
    usual = median(spread) if spread else 0.0
    return word_gap, wide_gap + 1.5 * (usual if 0 < usual < _SPREAD * em else 0.0)


def _parted(before: str, after: str, space: float, word_gap: float, wide_gap: float) -> bool:
    if before.isspace() or after.isspace():
        return False
    return space > (word_gap if before < "\u2000" and after < "\u2000" else wide_gap)
