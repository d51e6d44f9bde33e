"""计量单位（unit）：印出的单位换算成基本单位，并说明数值的种类。"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files

from normalize.numerals import MULTIPLE, Numeral, size_of
from normalize.quantity import MULTIPLES, ONE, Kind, Quantity


@dataclass(frozen=True, slots=True)
class Unit:
    """计量单位：基本单位 base、相当于多少个基本单位 scale、种类 kind（money、count、percent……）。"""

    base: str = ""
    scale: Decimal = ONE
    kind: str = "number"

    def quantity(self, numeral: Numeral, printed_unit: str = "") -> Quantity:
        """这个单位的一个数。"""
        scale = numeral.scale * self.scale
        return Quantity.unhedged(
            numeral.value * self.scale,
            unit=self.base,
            kind=self._kind(numeral, scale),
            step=numeral.step * self.scale,
            scale=scale,
            printed_unit=f"{MULTIPLES.get(numeral.scale, '')}{printed_unit}" if printed_unit else "",
        )

    def _kind(self, numeral: Numeral, scale: Decimal) -> Kind:
        """取舍过的与准确的：万元、整元是取舍过的，印到角分的元和没有“万”的计数是准确的。"""
        match self.kind:
            case "money":
                return "money_exact" if scale <= ONE and numeral.step * scale < ONE else "money_rounded"
            case "count" if scale > ONE or numeral.step > ONE:
                return "scaled_count"
            case "count":
                return "measure" if numeral.step < ONE else "count"
            case "percent":
                return "percent"
            case "point":
                return "point"
            case "score":
                return "score"
            case "measure":
                return "measure"
        return "number"


NO_UNIT = Unit()
_MULTIPLIED = re.compile(rf"({MULTIPLE})(.+)")


@dataclass(frozen=True, slots=True)
class Units:
    """全部单位，以及在文中找出单位的式子。

    pattern 用于阿拉伯数字之后，spoken 用于汉字数词之后；opens 只看有没有单位，不管它到哪里为止。
    """

    by_name: dict[str, Unit]
    pattern: str
    spoken: str
    opens: str

    def __getitem__(self, printed: str) -> Unit:
        """印出的单位；可以带着万、亿（万元）；“元/亩”这样的复合单位是单价，没见过的单位只作计数。"""
        known = self.by_name.get(printed)
        if known or not printed:
            return known or NO_UNIT
        return _composed(printed)


@lru_cache(maxsize=1024)
def _composed(printed: str) -> Unit:
    multiplied = _MULTIPLIED.fullmatch(printed)
    if multiplied and (base := units().by_name.get(multiplied[2])):
        return replace(base, scale=base.scale * size_of(multiplied[1]))
    return Unit(base=printed, kind="measure" if "/" in printed or "／" in printed else "count")


@cache
def units() -> Units:
    """units.toml 里的单位。"""
    data = tomllib.loads(files("normalize").joinpath("units.toml").read_text(encoding="utf-8"))
    by_name = {name: Unit(base=name, kind=kind) for kind, names in data["kinds"].items() for name in names}
    for name, (base, scale) in data["alias"].items():
        by_name[name] = Unit(base=base, scale=Decimal(scale), kind=by_name[base].kind)
    unless = {name: _following(text) for name, text in data["unless"].items() if text}
    return Units(
        by_name,
        pattern=_pattern(by_name, unless),
        spoken=_pattern(data["spoken"]["units"], unless),
        opens=_pattern(_shortest(by_name, unless), unless),
    )


def _following(text: str) -> str:
    """不许跟的后文：单字连写，含“|”或括号的按式子。"""
    return f"(?!{text})" if any(char in text for char in "|([") else f"(?![{text}])"


def _shortest(names: Iterable[str], unless: dict[str, str]) -> list[str]:
    """去掉前几个字已经是单位的：看到“人”，就不必再看是不是“人次”。"""
    whole = set(names) - unless.keys()
    return [name for name in names if not any(name[:end] in whole for end in range(1, len(name)))]


def _pattern(names: Iterable[str], unless: dict[str, str], head: str = "") -> str:
    """认出这些名称的式子，长的优先：相同的开头只写一遍，只剩一个字的并成一组。"""
    tails: dict[str, list[str]] = defaultdict(list)
    for name in names:
        tails[name[:1]].append(name[1:])
    ends = tails.pop("", None)
    single = [char for char, rest in tails.items() if rest == [""] and head + char not in unless]
    ways = [
        re.escape(char) + _pattern(rest, unless, head + char)
        for char, rest in tails.items()
        if char not in single
    ]
    if single:
        ways.append(f"[{''.join(map(re.escape, single))}]")
    if ends:
        ways.append(unless.get(head, ""))
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
