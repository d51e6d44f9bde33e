"""区间（range）：一种写法说的不是一个数，而是从多少到多少。

90%-95%、≥90%且<95%、[80%,90%)、介于60与80之间、60分以上80分以下、36.5±0.3℃、数十家、三五个、十至十五个。
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from normalize.figures import AMID, DASHED, FIGURE, LOWER_WORDS, UNDER, UPPER, UPPER_WORDS, unit_form
from normalize.numerals import CHINESE_DIGITS, Numeral, arabic, chinese, size_of
from normalize.quantity import ONE, ZERO
from normalize.units import Unit, units

_JOINTS = frozenset("-－–—~～至到与和")
"""DASHED、AMID 开头的字：后面是别的字，就没有右端。"""


@dataclass(frozen=True, slots=True)
class Range:
    """区间的两端（已换算到基本单位）、单位、在文中结束的地方；kind 是 range，或者其实是 period、name。"""

    end: int
    low: Decimal = ZERO
    high: Decimal = ZERO
    unit: str = ""
    kind: str = "range"


def numeral_of(found: re.Match[str]) -> Numeral:
    """命中的阿拉伯数字。"""
    return arabic(found["arabic"] + (found["multiple"] or ""))


def is_year(digits: str) -> bool:
    """1990 到 2039，看作年份。"""
    return len(digits) == len("2020") and digits.startswith(("199", "200", "201", "202", "203"))


def range_from(left: re.Match[str], text: str, end: int, *, negative: bool, hedge: str) -> Range | None:
    """以这个数为左端的区间：90%-95%、介于60与80之间、≥90%且<95%、60分以上80分以下。"""
    if left["between"]:
        return None
    if not left["after"]:
        after = text[left.end() : left.end() + 1]
        if after not in _JOINTS and not after.isspace() and hedge not in LOWER_WORDS:
            return None
        if (joint := DASHED.match(text, left.end(), end)) and (right := _right(left, joint, text, end)):
            return _dashed(left, joint, right, negative=negative)
        right = _right(left, AMID.match(text, left.end(), end), text, end)
        if right and not text.startswith("之间", right.end()):
            right = None
        if right is None and hedge in LOWER_WORDS:
            right = _right(left, UPPER.match(text, left.end(), end), text, end)
    else:
        joint = UNDER.match(text, left.end(), end) if left["after"] in LOWER_WORDS else None
        right = _right(left, joint, text, end)
        right = right if right and right["after"] in UPPER_WORDS else None
    if right is None:
        return None
    found = _joined(left, right, negative=negative)
    return found if found.low < found.high else None


def _right(left: re.Match[str], joint: re.Match[str] | None, text: str, end: int) -> re.Match[str] | None:
    """当中的字之后的右端；两端单位不同的不是。"""
    right = FIGURE.match(text, joint.end(), end) if joint else None
    return right if right and (not left["unit"] or left["unit"] == right["unit"]) else None


def _joined(left: re.Match[str], right: re.Match[str], *, negative: bool = False) -> Range:
    """两端合起来；左端没有单位、没有万的，用右端的：10～15万元。"""
    unit = units()[right["unit"] or ""]
    low, high = numeral_of(left), numeral_of(right)
    scaled = low.value * high.scale if low.scale == ONE else low.value
    low_value = (scaled if scaled < high.value else low.value) * unit.scale
    return Range(right.end(), -low_value if negative else low_value, high.value * unit.scale, unit.base)


def _dashed(
    left: re.Match[str], joint: re.Match[str], right: re.Match[str], *, negative: bool
) -> Range | None:
    """连接号两边；从大到小的，百分数和分数仍是区间（80%-60%），没有单位的是名称（3-1）。"""
    bare = not left["unit"] and not right["unit"]
    written = joint["dash"] not in {"至", "到"}
    if bare and is_year(left[0]) and is_year(right["figure"]):
        return Range(right.end(), kind="period")
    if bare and (joint["space"] or _reckoned(left, right)):
        # “8,215 - 8,027”“462+118-23”“580-23=557”是减法
        return None
    found = _joined(left, right, negative=negative)
    if joint["sign"] or found.low < found.high:
        return None if joint["sign"] else found
    if written and found.unit in {"%", "分"} and found.low != found.high:
        return Range(found.end, found.high, found.low, found.unit)
    return Range(found.end, kind="name") if bare and written else None


def _reckoned(left: re.Match[str], right: re.Match[str]) -> bool:
    """前面是加号、后面是等号的，是算式里的减号。"""
    before = left.string[: left.start()].rstrip()
    return before.endswith(("+", "＋")) or left.string.startswith(("=", "＝"), right.end())


def interval(found: re.Match[str]) -> Range | None:
    """[80%,90%)、[60,80)。"""
    low, high = Decimal(found["from"]), Decimal(found["to"])
    unit = found["to_unit"] or found["from_unit"] or ""
    return Range(found.end(), low, high, unit) if low < high else None


def margin(found: re.Match[str]) -> Range:
    """±5%、±0.3℃以内。"""
    unit, end = _unit_after(found)
    width = Decimal(found["margin"]) * unit.scale
    within = next((word for word in ("以内", "之内") if found.string.startswith(word, end, found.endpos)), "")
    return Range(end + len(within), -width, width, unit.base)


def around(found: re.Match[str]) -> Range:
    """36.5±0.3℃。"""
    unit, end = _unit_after(found)
    middle, width = Decimal(found["middle"]) * unit.scale, Decimal(found["width"]) * unit.scale
    return Range(end, middle - width, middle + width, unit.base)


def _unit_after(found: re.Match[str]) -> tuple[Unit, int]:
    """紧跟在后面的单位，以及它到哪里为止；没有就到数为止。"""
    after = unit_form().match(found.string, found.end(), found.endpos)
    return (units()[after[0]], after.end()) if after else (units()[""], found.end())


def vague(found: re.Match[str]) -> Range:
    """数十家、几百人：十到一百、一百到一千。"""
    unit = units()[found["loose_unit"]]
    size = size_of(found["some_size"]) * unit.scale
    return Range(found.end(), size, size * 10, unit.base)


def pair(found: re.Match[str]) -> Range | None:
    """三五个、七八十人、十五六天：相邻的两个数字（三五除外）。"""
    low, high = CHINESE_DIGITS[found["one"]], CHINESE_DIGITS[found["next"]]
    if high - low != 1 and (low, high) != (3, 5):
        return None
    unit = units()[found["loose_unit"]]
    base = 10 if found["ten"] else 0
    size = size_of(found["pair_size"]) * unit.scale
    return Range(found.end(), (base + low) * size, (base + high) * size, unit.base)


def span(found: re.Match[str]) -> Range | None:
    """十至十五个、三至五年。"""
    low, high = chinese(found["first"]), chinese(found["last"])
    if low is None or high is None or low.value >= high.value:
        return None
    unit = units()[found["loose_unit"]]
    return Range(found.end(), low.value * unit.scale, high.value * unit.scale, unit.base)
