"""数词（numeral）：阿拉伯数字（全角半角、千分号、万亿）与汉字数词的读法。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from normalize.quantity import ONE, ZERO

HALF_WIDTH = str.maketrans("０１２３４５６７８９．％﹪", "0123456789.%%")
"""全角数字换成半角；一个字换一个字，位置不变。"""

ARABIC = (
    r"(?:[0-9]{1,3}(?:[,，]\s{0,2}[0-9]{3}(?![0-9]))+|[0-9]{1,3}(?:[ \u00a0\u2009][0-9]{3})+(?=\.[0-9]{2}(?![0-9]))|[0-9]+)"
    # “95. 10%”：小数点后断开，只在随后就是单位时才接上
    r"(?:\.[0-9]+|\.\s{1,3}[0-9]{1,2}(?=\s?(?:%|‰|元|万|亿|分)))?"
)
MULTIPLE = r"(?:[百千]?万亿|[百千]?亿|[百千]?万|千(?![米克瓦伏卡])|百(?!分))"
CHINESE_DIGITS = {
    **dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True)),
    **dict(zip("两壹贰叁肆伍陆柒捌玖", (2, *range(1, 10)), strict=True)),
}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_ONES = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
CHINESE = f"[{_ONES}十拾][{_ONES}〇零十拾百佰千仟万亿]{{0,16}}"
_PART = re.compile(rf"([0-9][0-9,，\s]*(?:\.\s*[0-9]+)?)\s?({MULTIPLE}?)")
_SEPARATORS = re.compile(r"[,，\s]")


@dataclass(frozen=True, slots=True)
class Numeral:
    """数词的值；step 是末位一个单位，scale 是首个“万、亿”的大小（没有为 1）。"""

    value: Decimal
    step: Decimal = ONE
    scale: Decimal = ONE


def arabic(printed: str) -> Numeral:
    """阿拉伯数字，可带万、亿：18，026，361.5；1.25万；3亿5千万。"""
    value, step, scale = ZERO, ONE, ZERO
    for digits, multiple in _PART.findall(printed):
        number = Decimal(_SEPARATORS.sub("", digits))
        size = size_of(multiple)
        value += number * size
        step = size.scaleb(int(number.as_tuple().exponent))
        scale = scale or size
    return Numeral(value, step, scale or ONE)


def size_of(multiple: str) -> Decimal:
    """万、亿、百万的大小；空串为 1。"""
    size = ONE
    for char in multiple:
        size *= _MYRIADS.get(char) or _PLACES[char]
    return size


def chinese(printed: str) -> Numeral | None:
    """汉字数词：二十五、两千三百、壹佰贰拾万；不成数的（三四百、一千二）为 None。"""
    whole, point, fraction = printed.partition("点")
    value = _whole(whole)
    if value is None or any(char not in CHINESE_DIGITS for char in fraction):
        return None
    if point:
        digits = "".join(str(CHINESE_DIGITS[char]) for char in fraction)
        return Numeral(Decimal(f"{value}.{digits}"), ONE.scaleb(-len(digits))) if digits else None
    step = ONE
    for char in reversed(whole):
        if char not in "千仟万亿":
            break
        step *= _MYRIADS.get(char) or _PLACES[char]
    scale = Decimal(_MYRIADS.get(whole[-1], 1))
    return Numeral(Decimal(value), step, scale)


def _whole(printed: str) -> int | None:
    """整数部分：先按亿、万分节，再在节内按千、百、十。"""
    for char, size in (("亿", 10**8), ("万", 10**4)):
        high, found, low = printed.rpartition(char)
        if found:
            upper = _whole(high) if high else None
            # “一万二”是一万二千，口语不读
            lower = None if len(low) == 1 else _whole(low) if low else 0
            return None if upper is None or lower is None else upper * size + lower
    return _section(printed) if printed else None


def _section(printed: str) -> int | None:
    """一节（万以内）：千、百、十依次递减，两个数字不相连；“一千二”之类的口语不读。"""
    total, digit, place, gap = 0, 0, 10**4, False
    for index, char in enumerate(printed):
        if char in _PLACES:
            if _PLACES[char] >= place or (not digit and not (char in "十拾" and index == 0)):
                return None
            place = _PLACES[char]
            total, digit = total + (digit or 1) * place, 0
        elif digit:
            return None
        else:
            digit = CHINESE_DIGITS[char]
            gap = gap or not digit
    if digit and place > 10 and printed[:-1] and not gap:
        return None
    return total + digit
