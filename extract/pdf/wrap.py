"""折行：把折了行的文字接回去，作者换的行留着。

接不接只看版面：行没排满是作者换的行，排满了是折行。接的时候加不加空格，看两边是什么字。
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.document import Line
from extract.pdf.lines import TextLine

_PUSHED = 6.0
"""左边空出这么多字宽，是靠右的行，不是段首缩进。"""
_SLACK = 0.2
"""折行的余地量不准的部分，以字宽计。"""

_OPENERS = "（(《〈“‘「『【〔[［｛{+-￥¥$≥≤＞＜"
_CLOSERS = "，。、；：？！）)》〉”’」』】〕]］｝}％%‰℃…·,.;:?!/／-—～"
_TIES = "“”‘’/"
"""前后都不断行的字：弯引号（UAX #14）和斜杠，LibreOffice 照此排版。"""
_STOPS = "。；;：:！!？?…"
_PAUSES = "，,、）)”》"
_ITEM = re.compile(
    r"(?P<dot>\d{1,2}\s*[.．](?!\d))|(?P<comma>\d{1,2}\s*、)|(?P<half>\d{1,2}\s*[）)])"
    r"|(?P<paren>[（(]\s*\d{1,2}\s*[）)])|(?P<chinese>[（(]\s*[一二三四五六七八九十]{1,3}\s*[）)])"
    r"|(?P<first>[一二三四五六七八九十]{1,3}、)|(?P<ring>[①-⑳⑴-⒛])|(?P<named>指标\d)|(?P<annex>附[表件]\s*\d)|(?P<mark>[□☑√●◆■※])"
)
"""条目编号，各种写法各有名字。"""
_INLINE = re.compile(rf"(?<=[{_STOPS}{_PAUSES}])\s*(?:{_ITEM.pattern})")
_GLUED = re.compile(r"(\d{1,2})[.．]\d{2,3}(?:\.\d+)?[%％]")
_GROUPED = re.compile(r"[-－]?\d{1,3}(?:[,，]\d{3})+(?:[.．]\d*)?")


@dataclass(frozen=True, slots=True)
class Measure:
    """栏宽：一行可以排字的左右界。"""

    left: float
    right: float

    @property
    def width(self) -> float:
        """栏宽。"""
        return self.right - self.left


def is_filled(line: TextLine, following: TextLine, measure: Measure) -> bool:
    """这一行是不是排满了：下一行开头那个排不开的单位，这一行已放不下。"""
    return _needed(line, following, measure.width) >= _room(line, following, measure) - _SLACK * line.em


def _room(line: TextLine, following: TextLine, measure: Measure) -> float:
    """这一行还剩多宽；居中和靠右的行，左边的空也是可以用的。"""
    pushed = line.left - measure.left > _PUSHED * line.em
    if pushed or (_is_centred(line, measure) and _is_centred(following, measure)):
        return measure.width - (line.right - line.left)
    return measure.right - line.right


def _is_centred(line: TextLine, measure: Measure) -> bool:
    before, after = line.left - measure.left, measure.right - line.right
    return before > 0.3 * line.em and abs(before - after) <= 0.3 * line.em


def _needed(line: TextLine, following: TextLine, width: float) -> float:
    """下一行开头不能拆开的单位有多宽；长过一整行的数字只能硬拆，看一个字。"""
    unit = _unit(following.text)
    if line.text[-1].isdigit() and following.text[0].isdigit():
        head = following.edges[unit] - following.left
        unit = 1 if _tail_width(line) + head > width else unit
    return following.edges[unit] - following.left


def _unit(text: str) -> int:
    """行首避头尾之后不能拆开的字数；LibreOffice 在标点与西文之间也不断行，宁可算宽。"""
    end = 1
    while end < len(text) and not _may_break(text[end - 1], text[end]):
        end += 1
    return end


def _may_break(before: str, after: str) -> bool:
    """这两个字之间能不能断行。"""
    if after in _CLOSERS or after in _TIES or before in _OPENERS or before in _TIES:
        return False
    if _is_word(after):
        return not (_is_word(before) or before in _CLOSERS)
    return not (_is_word(before) and after in _OPENERS)


def _tail_width(line: TextLine) -> float:
    """行末那个西文单词或数字的宽度。"""
    size = 0
    while size < len(line.text) and _is_word(line.text[-1 - size]):
        size += 1
    return line.right - line.edges[len(line.text) - size]


def _is_word(char: str) -> bool:
    return "!" <= char < "\u2000"


def starts_item(line: TextLine) -> bool:
    """行首是不是条目编号：1. （1） ① 一、。"""
    return bool(_ITEM.match(line.text))


def lists_inline(lines: Sequence[TextLine], following: TextLine) -> bool:
    """这一段的条目是不是连着写在行中的：“；(2)……；(3)”；行首恰好遇上的编号照它处理。"""
    match = _ITEM.match(following.text)
    return match is not None and any(
        found.lastgroup == match.lastgroup and line.text[found.start() - 1] not in "：:"
        for line in lines
        for found in _INLINE.finditer(line.text)
    )


def ends_sentence(line: TextLine) -> bool:
    """行末是不是句读。"""
    return line.text[-1] in _STOPS or (line.text[-1] in "）)”" and line.text[-2:-1] in set("。；"))


def glue(line: TextLine, following: TextLine, measure: Measure) -> str:
    """折行处原来有没有空格：西文单词之间有；汉字之间、硬拆开的数字和单词之间没有。"""
    last, first = line.text[-1], following.text[0]
    if not (_is_word(last) and _is_word(first)):
        return ""
    if line.spaced:
        return " "
    if last in "-/(" or first in ",.;:)%" or (last.isdigit() and first.isdigit()):
        return ""
    head = following.edges[_unit(following.text)] - following.left
    if _tail_width(line) + head <= measure.width:
        return " "
    letter = following.edges[1] - following.left
    return " " if _room(line, following, measure) > letter else ""


def cell_text(lines: Sequence[TextLine], measure: Measure) -> tuple[str, tuple[Line, ...]]:
    """单元格里的各行接成文字：折行的直接接上，作者换的行留换行符。"""
    if is_upright(lines) or is_grouped("".join(line.text for line in lines)):
        return join(lines, [""] * (len(lines) - 1))
    filled = [
        is_filled(line, following, measure) and not line.standalone and not following.standalone
        for line, following in pairwise(lines)
    ]
    itemised = _Itemised(lines, filled)
    return join(
        lines,
        [
            glue(line, following, measure) if full and not itemised.breaks(line, following) else "\n"
            for full, (line, following) in zip(filled, pairwise(lines), strict=True)
        ],
    )


class _Itemised:
    """一格之内条目的写法：各自起行，还是连着写在行中。排满的行之后恰是编号时，照它处理。"""

    def __init__(self, lines: Sequence[TextLine], filled: Sequence[bool]) -> None:
        starts = (
            _ITEM.match(line.text) for line, full in zip(lines, [False, *filled], strict=True) if not full
        )
        self._on_lines = {match.lastgroup for match in starts if match}
        self._numbers = {match[0] for line in lines if (match := re.match(r"\d{1,2}(?=[.．])", line.text))}
        self._inline = {match.lastgroup for line in lines for match in _INLINE.finditer(line.text)}

    def breaks(self, line: TextLine, following: TextLine) -> bool:
        """排满的 line 之后，following 是不是另起的一条。"""
        match = _ITEM.match(following.text)
        if not match:
            return self._glued(following) and ends_sentence(line)
        on_lines, inline = match.lastgroup in self._on_lines, match.lastgroup in self._inline
        if on_lines == inline:
            return ends_sentence(line)
        return on_lines and (ends_sentence(line) or line.text[-1] in _PAUSES)

    def _glued(self, line: TextLine) -> bool:
        """“2.90%＞利用率≥75%”：编号 2. 与 90% 粘在一起，前面有以 1. 开头的行才是。"""
        match = _GLUED.match(line.text)
        return match is not None and str(int(match[1]) - 1) in self._numbers


def is_upright(lines: Sequence[TextLine]) -> bool:
    """一字一行的竖排标签。"""
    text = [line.text for line in lines]
    return len(lines) > 1 and all(len(char) == 1 for char in text) and any(char >= "\u3400" for char in text)


def is_grouped(text: str) -> bool:
    """是不是一个带千分位的数；窄格里断成几行的数，拼起来才是。"""
    return bool(_GROUPED.fullmatch(text))


def join(lines: Sequence[TextLine], separators: Sequence[str]) -> tuple[str, tuple[Line, ...]]:
    """按给定的间隔接成一段文字，连同每一行的页码和各字的边；间隔算在前一行末尾，宽度为零。"""
    parts: list[str] = []
    placed: list[Line] = []
    start = 0
    for line, separator in zip(lines, [*separators, ""], strict=True):
        edges = line.edges + (line.right,) * len(separator)
        # 逐字的边都是自己算的，不必再校验
        placed.append(
            Line.model_construct(start=start, page=line.page, top=line.top, bottom=line.bottom, edges=edges)
        )
        parts += [line.text, separator]
        start += len(line.text) + len(separator)
    return "".join(parts), tuple(placed)
