"""行（TextLine）：把一串串的字排成行，再把折了行的句子接回去。

接不接、中间加不加空格，只看版面和字的种类：行没排满就是作者换的行，排满了就是折行。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.document import Line
from extract.pdf_chars import Glyph, Run, Style

WIDE_GAP = 2.0
"""一行之内隔开这么多个字宽，是两栏、两列或制表位，不是一句话。"""
_WORD_GAP = 0.15
_CJK_GAP = 1.0
_PUSHED = 6.0
"""左边空出这么多字宽，是靠右的行，不是段首缩进。"""
_SLACK = 0.2
"""折行的余地量不准的部分，以字宽计。"""

_OPENERS = "（(《〈“‘「『【〔[［｛{+-￥¥$≥≤＞＜"
_CLOSERS = "，。、；：？！）)》〉”’」』】〕]］｝}％%‰℃…·,.;:?!/／-—～"
_QUOTES = "“”‘’"
"""按 Unicode 的断行规则（UAX #14），弯引号前后都不断行；LibreOffice 照此排版。"""
_SENTENCE_END = "。；;：:！!？?…"
_ENUMERATOR = re.compile(
    r"(?:\d{1,2}\s*[、）)]|\d{1,2}\s*[.．](?!\d)|[（(]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[）)]"
    r"|[一二三四五六七八九十]{1,3}、|[①-⑳⑴-⒛]|指标\d|[□☑√·●◆■※])"
)
_GROUPED = re.compile(r"[-－]?\d{1,3}(?:[,，]\d{3})+(?:[.．]\d*)?")
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


@dataclass(frozen=True, slots=True)
class Measure:
    """栏宽：一行可以排字的左右界。"""

    left: float
    right: float

    @property
    def width(self) -> float:
        """栏宽。"""
        return self.right - self.left


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
    while glyphs and glyphs[-1].char.isspace():
        glyphs.pop()
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


def is_filled(line: TextLine, following: TextLine, measure: Measure) -> bool:
    """这一行是不是排满了：下一行开头那个排不开的单位，这一行已放不下。"""
    room = measure.right - line.right
    if line.left - measure.left > _PUSHED * line.em or (
        _is_centred(line, measure) and _is_centred(following, measure)
    ):
        # 居中或靠右的行，左边的空也是可以用的
        room = measure.width - (line.right - line.left)
    return _needed(line, following, measure.width) >= room - _SLACK * line.em


def _is_centred(line: TextLine, measure: Measure) -> bool:
    before, after = line.left - measure.left, measure.right - line.right
    return before > 0.3 * line.em and abs(before - after) <= 0.3 * line.em


def _needed(line: TextLine, following: TextLine, width: float) -> float:
    """下一行开头不能拆开的单位有多宽；长过一整行的西文和数字只能硬拆，看一个字。"""
    unit = _unit(following.text)
    if _is_word(line.text[-1]) and _is_word(following.text[0]):
        tail = _tail(line.text)
        joined = line.right - line.edges[len(line.text) - tail] + following.edges[unit] - following.left
        if joined > width:
            unit = 1
    return following.edges[unit] - following.left


def _unit(text: str) -> int:
    """行首避头尾之后不能拆开的字数；LibreOffice 在标点与数字之间也不断行，宁可算宽。"""
    end, size = 0, len(text)
    while end < size - 1 and text[end] in _OPENERS:
        end += 1
    if _is_word(text[end]):
        while end < size and _is_word(text[end]):
            end += 1
    else:
        end += 1
    while end < size and (text[end] in _CLOSERS or text[end] in _QUOTES or text[end - 1] in _QUOTES):
        end += 1
    while text[end - 1] in _CLOSERS and end < size and text[end].isdigit():
        end += 1
    return end


def _tail(text: str) -> int:
    size = 0
    while size < len(text) and _is_word(text[-1 - size]):
        size += 1
    return size


def _is_word(char: str) -> bool:
    return "!" <= char < "\u2000"


def starts_item(line: TextLine) -> bool:
    """行首是不是条目编号：1. （1） ① 一、。"""
    return bool(_ENUMERATOR.match(line.text))


def ends_sentence(line: TextLine) -> bool:
    """行末是不是句读。"""
    return line.text[-1] in _SENTENCE_END or (line.text[-1] in "）)”" and line.text[-2:-1] in set("。；"))


def glue(line: TextLine, following: TextLine, width: float) -> str:
    """折行处原来有没有空格：西文单词之间有，汉字之间、拆开的数字之间没有。"""
    last, first = line.text[-1], following.text[0]
    if not (_is_word(last) and _is_word(first)) or last in "-/(" or first in ",.;:)%":
        return ""
    if last.isdigit() and first.isdigit():
        return ""
    tail = line.right - line.edges[len(line.text) - _tail(line.text)]
    head = following.edges[_unit(following.text)] - following.left
    return " " if tail + head <= width else ""


def cell_text(lines: Sequence[TextLine], measure: Measure) -> tuple[str, tuple[Line, ...]]:
    """单元格里的各行接成文字：折行的直接接上，作者换的行留换行符。"""
    if _is_upright(lines) or _is_one_number(lines):
        return join(lines, [""] * (len(lines) - 1))
    return join(
        lines,
        [
            "\n" if _breaks(line, following, measure) else glue(line, following, measure.width)
            for line, following in pairwise(lines)
        ],
    )


def _breaks(line: TextLine, following: TextLine, measure: Measure) -> bool:
    if line.standalone or following.standalone:
        return True
    if not is_filled(line, following, measure):
        return True
    return starts_item(following) and ends_sentence(line)


def _is_upright(lines: Sequence[TextLine]) -> bool:
    """一字一行的竖排标签。"""
    return len(lines) > 1 and all(len(line.text) == 1 and not line.text.isdigit() for line in lines)


def _is_one_number(lines: Sequence[TextLine]) -> bool:
    """窄格里断成几行的一个数：千分位拼起来才对。"""
    return len(lines) > 1 and bool(_GROUPED.fullmatch("".join(line.text for line in lines)))


def join(lines: Sequence[TextLine], separators: Sequence[str]) -> tuple[str, tuple[Line, ...]]:
    """按给定的间隔接成一段文字，连同每一行的页码和各字的边；间隔算在前一行末尾，宽度为零。"""
    parts: list[str] = []
    placed: list[Line] = []
    start = 0
    for line, separator in zip(lines, [*separators, ""], strict=True):
        edges = line.edges + (line.right,) * len(separator)
        placed.append(
            Line.model_construct(start=start, page=line.page, top=line.top, bottom=line.bottom, edges=edges)
        )
        parts += [line.text, separator]
        start += len(line.text) + len(separator)
    return "".join(parts), tuple(placed)
