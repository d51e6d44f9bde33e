"""格子（cell）：表格的一格里单独一个数，按这一列的单位读。"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from normalize.figures import AFTER_WORDS, BETWEEN_WORDS, INCLUSIVE, SIGN, unit_form
from normalize.hedges import BEFORE, hedged
from normalize.numerals import MULTIPLE, SCIENTIFIC, Numeral, arabic, half_width, is_noise
from normalize.quantity import HUNDRED, ONE, Quantity
from normalize.units import units

_NIL = frozenset({"无", "暂无", "空", "不适用", "N/A", "n/a", "NA", "——", "/", "／", "\\", "…", "……"})
_DASHES = frozenset("-－−–—―─~～/／")
_UNIT = r"[^0-9（(）)][^（(）)]{0,15}?(?:[（(][次套][）)])??"
"""单位所在的地方：是不是单位，找到了再看。"""
_CELL = re.compile(
    rf"(?P<before>{'|'.join(map(re.escape, sorted(BEFORE, key=len, reverse=True)))})?"
    rf"(?P<open>[（(])?(?P<currency>[¥￥])?(?P<minus>[{SIGN}])?[+＋]?(?P<digits>{SCIENTIFIC}|[0-9]+(?:[,，][0-9]{{3,}})*(?:\.[0-9]+)?|\.[0-9]+)"
    rf"(?P<close>[）)])?(?P<between>{BETWEEN_WORDS})?(?P<multiple>{MULTIPLE})?(?P<unit>{_UNIT})?"
    rf"{INCLUSIVE}(?P<after>{AFTER_WORDS})?"
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?")
_CENTS = re.compile(r"[0-9]\.[0-9]{2}\Z")
_WRAPPED = 5
"""窄列里一个数折成两行，上一行至少有这么多个字。"""


def is_nil(text: str) -> bool:
    """格子里写的是“没有”：空白、横线、斜线、无、空。"""
    shown = "".join(text.split())
    return not shown or shown in _NIL or _DASHES.issuperset(shown)


@lru_cache(maxsize=4096)
def read_quantity(text: str, unit: str = "", scale: Decimal | int = ONE) -> Quantity | None:
    """表格的一格里单独一个数；unit、scale 是这一列的单位，格子里自己写了单位的以格子为准。

    不是单独一个数的（文字、区间、两个数）和空值是 None。括号里的金额是负数；数字可以被空格、换行断开。
    """
    printed = "".join(half_width(text).split()).rstrip(".")
    found = None if is_nil(printed) or _is_several(text, printed) else _CELL.fullmatch(printed)
    if found is None or not _is_unit(found["unit"] or ""):
        return None
    digits, multiple = found["digits"], found["multiple"] or ""
    negative = bool(found["minus"]) or bool(found["open"] and found["close"])
    if bool(found["open"]) != bool(found["close"]) or (found["open"] and not _is_accounting(digits)):
        return None
    own = found["unit"] or ("元" if found["currency"] else "")
    column = units()[unit]
    numeral = arabic(digits + multiple)
    if is_noise(digits) and column.base == "%" and not own:
        numeral = Numeral(numeral.value * HUNDRED, numeral.step * HUNDRED)
    if negative:
        numeral = Numeral(-numeral.value, numeral.step, numeral.scale)
    measured = units()[own] if own or multiple else replace(column, scale=column.scale * Decimal(scale))
    words = (found[name] or "" for name in ("before", "between", "after"))
    return hedged(measured.quantity(numeral, own), *words)


def _is_unit(printed: str) -> bool:
    return not printed or printed in units().by_name or unit_form().fullmatch(printed) is not None


def _is_several(text: str, printed: str) -> bool:
    """一格里上下、左右放着几个数：两个数字之间断开，又不像是千分号、小数分在两行。"""
    pieces = half_width(text).split()
    broken = any(left[-1].isdigit() and right[0].isdigit() for left, right in pairwise(pieces))
    spaced = (
        all(len(piece.partition(".")[0]) == len("000") for piece in pieces[1:]) and "\n" not in text.strip()
    )
    wrapped = len(pieces[0]) >= _WRAPPED and bool(_CENTS.search(printed))
    return broken and not (spaced or wrapped or _GROUPED.fullmatch(printed))


def _is_accounting(digits: str) -> bool:
    """括号里的“(1)”是序号，“(1,234.56)”才是负数。"""
    return bool(re.search(r"[,，]|\.[0-9]{2}\Z", digits))
