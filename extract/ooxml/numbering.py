"""自动编号：把 Word 自动生成的“一、”“（1）”按印出来的样子写成文字。"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from extract.ooxml.names import VAL, W
from extract.ooxml.styles import number_of

_PLACEHOLDER = re.compile(r"%([1-9])")
_LEVELS = 9
_PRIVATE_USE = re.compile(r"[\ue000-\uf8ff]")
_DIGITS = "〇一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "ideographTraditional", "japaneseCounting",
     "taiwaneseCounting", "taiwaneseCountingThousand"}
)  # fmt: skip
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LARGEST = 9_999


@dataclass(frozen=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    suffix: str = " "
    legal: bool = False


class Numbering:
    """编号定义与计数器；按文档顺序对每个编号段落调用一次 label。"""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._by_style: dict[tuple[str, str], int] = {}
        self._list_of: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counters: dict[str, list[int | None]] = {}
        for element in () if root is None else root.iterfind(f"{W}abstractNum"):
            self._define(element)
        for element in () if root is None else root.iterfind(f"{W}num"):
            self._instantiate(element)

    def _define(self, element: etree._Element) -> None:
        identifier = element.get(f"{W}abstractNumId", "")
        levels = self._abstract.setdefault(identifier, {})
        for level in element.iterfind(f"{W}lvl"):
            index = number_of(level.get(f"{W}ilvl"))
            levels[index] = _level_of(level)
            style = level.find(f"{W}pStyle")
            if style is not None:
                self._by_style[identifier, style.get(VAL, "")] = index

    def _instantiate(self, element: etree._Element) -> None:
        identifier = element.get(f"{W}numId", "")
        abstract = element.find(f"{W}abstractNumId")
        if abstract is None:
            return
        self._list_of[identifier] = abstract.get(VAL, "")
        restarts: dict[int, int] = {}
        for override in element.iterfind(f"{W}lvlOverride"):
            start = override.find(f"{W}startOverride")
            if start is not None:
                restarts[number_of(override.get(f"{W}ilvl"))] = number_of(start.get(VAL))
        self._restarts[identifier] = restarts

    def level_for(self, num_id: str, style_id: str | None, default: int) -> int:
        """样式所挂的编号级别。"""
        return self._by_style.get((self._list_of.get(num_id, ""), style_id or ""), default)

    def label(self, num_id: str, level: int) -> str:
        """下一个编号，连同它与正文之间的空格；没有定义的编号为空。"""
        abstract = self._list_of.get(num_id)
        levels = self._abstract.get(abstract or "")
        if abstract is None or not levels or level not in levels or level >= _LEVELS:
            return ""
        counters = self._counters.setdefault(abstract, [None] * _LEVELS)
        restart = self._restarts[num_id].pop(level, None)
        current = counters[level]
        if restart is not None:
            counters[level] = restart
        else:
            counters[level] = levels[level].start if current is None else current + 1
        counters[level + 1 :] = [None] * (_LEVELS - level - 1)
        return _printed(levels, level, counters)


def _level_of(element: etree._Element) -> _Level:
    def value(name: str, default: str) -> str:
        child = element.find(f"{W}{name}")
        return default if child is None else child.get(VAL, default)

    return _Level(
        start=number_of(value("start", "1")),
        style=value("numFmt", "decimal"),
        text=value("lvlText", ""),
        suffix="" if value("suff", "tab") == "nothing" else " ",
        legal=element.find(f"{W}isLgl") is not None,
    )


def _printed(levels: dict[int, _Level], level: int, counters: list[int | None]) -> str:
    own = levels[level]
    if own.style == "bullet":
        text = _PRIVATE_USE.sub("•", own.text)
        return f"{text}{own.suffix}" if text else ""

    def number(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        shown = levels.get(index, own)
        count = counters[index]
        return in_format(shown.start if count is None else count, "decimal" if own.legal else shown.style)

    text = _PLACEHOLDER.sub(number, own.text)
    return f"{text}{own.suffix}" if text else ""


def in_format(number: int, style: str) -> str:
    """一个编号写成 Word 的某种编号格式；不认识的格式写成阿拉伯数字。

    >>> [in_format(12, style) for style in ("chineseCounting", "decimalEnclosedCircle", "upperRoman")]
    ['十二', '⑫', 'XII']
    """
    if style == "none":
        return ""
    if style in _CHINESE:
        return chinese(number)
    if style.startswith(("chineseLegal", "ideographLegal")):
        return chinese(number, digits=_FORMAL_DIGITS, units=("", "拾", "佰", "仟"), formal=True)
    if style in {"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"}:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if style.startswith("decimalEnclosed"):
        return _enclosed(number, style)
    if style == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if style == "decimalZero":
        return f"{number:02d}"
    if style.endswith("Letter"):
        return _cased(_letters(number), style)
    if style.endswith("Roman"):
        return _cased(_roman(number), style)
    return str(number)


def _cased(text: str, style: str) -> str:
    return text.upper() if style.startswith("upper") else text


def chinese(
    number: int,
    digits: str = _DIGITS,
    units: tuple[str, ...] = ("", "十", "百", "千"),
    *,
    formal: bool = False,
) -> str:
    """汉字数目：12 → 十二，105 → 一百零五；一万及以上写成阿拉伯数字。"""
    if not 0 < number <= _LARGEST:
        return str(number)
    text, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap else "") + digits[digit] + units[place]
        gap = not digit and bool(text)
    ten = digits[1] + units[1]
    return text.removeprefix(digits[1]) if text.startswith(ten) and not formal else text


def _enclosed(number: int, style: str) -> str:
    first = {"decimalEnclosedParen": "⑴", "decimalEnclosedFullstop": "⒈"}.get(style, "①")
    return chr(ord(first) + number - 1) if 1 <= number <= 20 else str(number)


def _letters(number: int) -> str:
    """1 → a，26 → z，27 → aa，28 → bb（Word 的写法）。"""
    if number < 1:
        return str(number)
    repeats, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * min(repeats + 1, 10)


def _roman(number: int) -> str:
    if not 0 < number <= _LARGEST:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text
