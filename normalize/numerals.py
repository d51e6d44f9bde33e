"""数词（numeral）：阿拉伯数字（全角半角、千分号、万亿）与汉字数词的读法。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from normalize.quantity import CENT, HUNDRED, ONE, ZERO

_FULL_WIDTH = "０１２３４５６７８９．％﹪"
HALF_WIDTH = str.maketrans(_FULL_WIDTH, "0123456789.%%")
_ANY_FULL_WIDTH = re.compile(f"[{_FULL_WIDTH}]")


def half_width(text: str) -> str:
    """全角数字换成半角；一个字换一个字，位置不变。"""
    return text.translate(HALF_WIDTH) if _ANY_FULL_WIDTH.search(text) else text


SCIENTIFIC = r"(?:[0-9]\.[0-9]{1,16}[Ee][+\-]?[0-9]{1,2}|[0-9][Ee][+\-][0-9]{1,2})(?![0-9A-Za-z.])"
"""科学记数：1.5E+06、1E-3。"""
_GROUPS = (
    r"[0-9]{1,3}(?:[,，]\s{0,2}[0-9]{3}(?![0-9]))+"
    r"|[0-9]{1,3}(?:,[0-9]{3,4}){1,6},[0-9]{3}(?![0-9])"
    r"|[0-9]{1,3}(?:[ \u00a0\u2009][0-9]{3}){1,6}(?=\.[0-9]{2}(?![0-9]))"
    # 一节里断开的：“56,7⏎89.10元”，后面有小数和“元、万、亿”的才接上
    r"|[0-9]{1,3}(?:[,，][0-9]\s?[0-9]\s?[0-9](?![0-9])){1,4}(?=\.[0-9]{1,2}\s?[元万亿])"
    # GB/T 15835 的千分空：“咨询1 200件”，前面贴着字、后面跟着单位的才是
    r"|(?<=[\u4e00-\u9fff])[0-9]{1,3}(?:[ \u00a0\u2009][0-9]{3}){1,6}(?=\.[0-9]|[万亿\u4e00-\u9fff])"
)
# “95. 10%”：小数点前后断开，只在随后就是单位时才接上
_FRACTION = r"\.[0-9]+|\.\s{1,3}[0-9]{1,2}(?=\s?(?:%|‰|元|万|亿|分))|\s\.[0-9]{1,2}(?=%)|\.(?=%)"
_APART = r"[0-9](?:\s[0-9]){0,8}\s\.\s[0-9](?:\s[0-9]){0,3}(?=\s?(?:%|‰|元|万|亿))"
"""一个字一个字隔开的：9 5 . 5 %。"""
ARABIC = rf"(?:{SCIENTIFIC}|{_APART}|(?<![0-9A-Za-z.])\.[0-9]{{1,8}}|(?:{_GROUPS}|[0-9]+)(?:{_FRACTION})?)"
MULTIPLE = r"(?:[百千]?万亿|[百千]?亿|[百千]?万|千(?![米克瓦伏卡])|百(?!分))"
CHINESE_DIGITS = {
    **dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True)),
    **dict(zip("两壹贰叁肆伍陆柒捌玖", (2, *range(1, 10)), strict=True)),
}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_ONES = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_TWENTIES = {"廿": "二十", "卅": "三十"}
CHINESE = (
    rf"(?:[{_ONES}零十拾][{_ONES}〇零十拾百佰千仟万]{{0,6}}点[{_ONES}〇零]{{1,4}}(?![十百千])[万亿]?"
    rf"|[{_ONES}十拾廿卅][{_ONES}〇零十拾百佰千仟万亿]{{0,16}})"
)
_PART = re.compile(
    rf"({SCIENTIFIC}|\.[0-9]+|[0-9][0-9,，\s]*(?:\.\s{{0,3}}[0-9](?:\s?[0-9])*|\.(?=\Z|\s))?)\s?({MULTIPLE}?)"
)
_SEPARATORS = re.compile(r"[,，\s]")
_NOISE = re.compile(r"(?P<clean>[0-9]*\.[0-9]{1,8}?)(?:0{4}|9{4})[0-9]{3,}")
"""电子表格里带出来的浮点尾数：0.0900000762939453。"""


@dataclass(frozen=True, slots=True)
class Numeral:
    """数词的值；step 是末位一个单位，scale 是首个“万、亿”的大小（没有为 1）。"""

    value: Decimal
    step: Decimal = ONE
    scale: Decimal = ONE


@lru_cache(maxsize=4096)
def arabic(printed: str) -> Numeral:
    """阿拉伯数字，可带万、亿：18，026，361.5；1.25万；3亿5千万。"""
    value, step, scale = ZERO, ONE, ZERO
    for digits, multiple in _PART.findall(printed):
        number = _number(_SEPARATORS.sub("", digits))
        size = size_of(multiple)
        step = size.scaleb(int(number.as_tuple().exponent))
        value += (number.quantize(ONE) if step > size else number) * size
        scale = scale or size
    return Numeral(value, step, scale or ONE)


def _number(digits: str) -> Decimal:
    """一个数；浮点尾数取舍掉。"""
    number = Decimal(digits)
    if noise := is_noise(digits):
        return number.quantize(ONE.scaleb(-len(noise["clean"].partition(".")[2])))
    return number


def is_noise(digits: str) -> re.Match[str] | None:
    """是不是电子表格的浮点数，印的不是给人看的样子。"""
    return _NOISE.fullmatch(digits)


def size_of(multiple: str) -> Decimal:
    """万、亿、百万的大小；空串为 1。"""
    size = ONE
    for char in multiple:
        size *= _MYRIADS.get(char) or _PLACES[char]
    return size


def chinese(printed: str) -> Numeral | None:
    """汉字数词：二十五、两千三百、一点五亿、壹佰贰拾万、一千二（1,200）；不成数的（三四百）为 None。"""
    for char, spelt in _TWENTIES.items():
        printed = printed.replace(char, spelt)
    whole, point, fraction = printed.partition("点")
    if point:
        return _pointed(whole, fraction)
    value = _whole(whole)
    if value is None:
        return None
    step = ONE
    for char in reversed(whole):
        if char not in "千仟万亿":
            break
        step *= _MYRIADS.get(char) or _PLACES[char]
    scale = Decimal(_MYRIADS.get(whole[-1], 1))
    return Numeral(Decimal(value), step, scale)


def _pointed(whole: str, fraction: str) -> Numeral | None:
    """一点五亿：整数部分、小数部分、万亿。"""
    digits = fraction.rstrip("万亿")
    value = _whole(whole)
    if value is None or not digits or any(char not in CHINESE_DIGITS for char in digits):
        return None
    size = size_of(fraction[len(digits) :])
    decimals = "".join(str(CHINESE_DIGITS[char]) for char in digits)
    return Numeral(Decimal(f"{value}.{decimals}") * size, size.scaleb(-len(decimals)), size)


def _whole(printed: str) -> int | None:
    """整数部分：先按亿、万分节，再在节内按千、百、十；“三万五”末尾的五是五千。"""
    for char, size in (("亿", 10**8), ("万", 10**4)):
        high, found, low = printed.rpartition(char)
        if found:
            upper = _whole(high) if high else None
            lower = _whole(low) if low else 0
            if upper is None or lower is None:
                return None
            colloquial = len(low) == 1 and low not in _PLACES
            return upper * size + (lower * size // 10 if colloquial else lower)
    return _section(printed) if printed else None


def _section(printed: str) -> int | None:
    """一节（万以内）：千、百、十依次递减，两个数字不相连；“一千二”是一千二百。"""
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
    colloquial = digit and 10 < place < 10**4 and not gap
    return total + (digit * place // 10 if colloquial else digit)


def signed(numeral: Numeral, *, minus: bool) -> Numeral:
    """带上负号。"""
    return Numeral(-numeral.value, numeral.step, numeral.scale) if minus else numeral


def coins(printed: str) -> Decimal:
    """5角6分、捌角玖分，换算成元。"""
    jiao, _, fen = printed.rstrip("分").partition("角")
    return _coin(jiao) / 10 + (_coin(fen) / HUNDRED if fen else 0)


def _coin(printed: str) -> Decimal:
    return Decimal("".join(str(CHINESE_DIGITS.get(char, char)) for char in printed))


def fraction(whole: str, part: str) -> Numeral:
    """几分之几，换成百分数；百分之、千分之的末位由印出的数定，其余的准确到百分之一。"""
    base = {"百": HUNDRED, "千": Decimal(1000), "万": Decimal(10000)}.get(whole)
    numeral = Numeral(HUNDRED) if part == "百" else either(part)
    if base:
        return Numeral(numeral.value * HUNDRED / base, numeral.step * HUNDRED / base)
    share = numeral.value * HUNDRED / (either(whole).value or ONE)
    return Numeral(share.quantize(CENT))


def either(printed: str) -> Numeral:
    """阿拉伯数字或者汉字数词。"""
    if printed[0].isascii():
        return arabic(printed.strip(".") or "0")
    return chinese(printed.lstrip("百")) or Numeral(ONE)


def tenths(found: re.Match[str]) -> Numeral:
    """八成、八成半、七成五。"""
    whole = either(found["tenths"]).value * 10
    if not found["half"]:
        return Numeral(whole, Decimal(10))
    return Numeral(whole + (5 if found["half"] == "半" else either(found["half"]).value))
