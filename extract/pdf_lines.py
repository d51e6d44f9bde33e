"""行（TextLine）：把一串串的字排成行，空隙补成空格。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.pdf_chars import Glyph, Run, Style

WIDE_GAP = 2.0
"""一行之内隔开这么多个字宽，是两栏、两列或制表位，不是一句话。"""
_WORD_GAP = 0.15
_CJK_GAP = 1.0
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
    """把落在同一区域里的字串排成行，自上而下。"""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.middle):
        if rows and _level(rows[-1][0], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    if len(rows) > 1 and all(run.upward for row in rows for run in row):
        rows.reverse()
    lines = (_line(row, page) for row in rows)
    return [line for line in lines if line is not None]


def _level(anchor: Run, run: Run) -> bool:
    return abs(run.middle - anchor.middle) < 0.4 * max(anchor.height, run.height)


def _line(row: list[Run], page: int) -> TextLine | None:
    """同一行的字串合成一行；只有空白的不要。"""
    glyphs = [glyph for run in row for glyph in run.glyphs]
    if len(row) > 1:
        glyphs.sort(key=lambda glyph: glyph.x0)
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
    """补上空格的文字、各字的边和最大的空隙。分散对齐拉开的字之间不补。"""
    chars: list[str] = []
    edges: list[float] = []
    widest = 0.0
    before: Glyph | None = None
    blank_from: float | None = None
    spread = _spread(glyphs, em)
    for glyph in glyphs:
        if before is not None:
            space = glyph.x0 - before.x1
            if space > _WORD_GAP * em and not spread and _parted(before.char, glyph.char, space / em):
                chars.append(" ")
                edges.append(before.x1)
        if glyph.char.isspace():
            blank_from = glyph.x0 if blank_from is None else blank_from
        else:
            start = blank_from if blank_from is not None else before.x1 if before else glyph.x0
            widest = max(widest, glyph.x0 - start)
            blank_from = None
        chars.append(glyph.char)
        edges.append(glyph.x0)
        before = glyph
    edges.append(max(glyphs[-1].x1, edges[-1]))
    return "".join(chars), tuple(edges), 0.0 if spread else widest / em


def _spread(glyphs: list[Glyph], em: float) -> bool:
    """是不是分散对齐：几个汉字之间空隙都一样大。"""
    if not 2 <= len(glyphs) <= 12 or any(glyph.char < "\u3400" for glyph in glyphs):
        return False
    gaps = [after.x0 - before.x1 for before, after in pairwise(glyphs)]
    return len(gaps) > 1 and min(gaps) > 0.3 * em and max(gaps) - min(gaps) < 0.3 * em


def _parted(before: str, after: str, space: float) -> bool:
    if before.isspace() or after.isspace():
        return False
    return space > (_WORD_GAP if before < "\u2000" and after < "\u2000" else _CJK_GAP)
