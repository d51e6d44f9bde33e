"""证据（Evidence）：评分标准里说的量是多少，事情有几件，属于哪种情形。

报告的证据见 reported，直接给定的见 given；怎么由公式推算，在这里只写一遍。
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract import Location
from normalize import Estimate, Fact
from normalize.quantity import HUNDRED
from score import expression as formulas
from score.expression import Expression, Operation

_QUOTES = re.compile(r"[“”‘’\"'「」\s]")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")
_SHORTEST = 3
Definitions = Sequence[tuple[str, Expression]]


@dataclass(frozen=True)
class Reading:
    """量到的值：百分数是百分号前的数；how 是怎么来的，at 是出处，doubt 是采信时的说明；others 是口径不同的其他算法；

    hedged 为真是“95%以上”“约90%”，只知道范围。
    """

    value: Estimate
    unit: str
    how: str
    at: tuple[Location, ...]
    doubt: str = ""
    others: tuple[Reading, ...] = ()
    hedged: bool = False

    @property
    def plain(self) -> Estimate:
        """参与公式运算的值：率化成小数。"""
        return self.value / Estimate.exactly(HUNDRED) if self.unit == "%" else self.value


class Evidence(ABC):
    """证据：评分只通过它看报告。"""

    @abstractmethod
    def known(self, name: str) -> Reading | None:
        """写明的值；没有为 None。"""

    def derived(self, name: str) -> Reading | None:
        """没有写明、条文也没有定义时，还能怎么推算。"""
        del name
        return None

    def reading(self, name: str, definitions: Definitions = ()) -> Reading | None:
        """某个量的值：写明的优先，其次按条文的公式，再次另行推算；都没有为 None。"""
        return self.known(name) or self._defined(name, definitions) or self.derived(name)

    def recomputed(self, name: str, definitions: Definitions = ()) -> Reading | None:
        """不看写明的率，只由分子分母算。"""
        return self._defined(name, definitions) or self.derived(name)

    def count(self, event: str) -> Decimal | None:
        """一种事项有几件；报告一般不说，为 None。"""
        del event
        return None

    def label(self, options: Sequence[str]) -> int | None:
        """属于第几种情形；要人判断的为 None。"""
        del options
        return None

    def mentions(self, name: str) -> tuple[Fact, ...]:
        """谈到这个量、但不是这个量的数，可以告诉人去哪里看。"""
        del name
        return ()

    def _defined(self, name: str, definitions: Definitions) -> Reading | None:
        for known, expression in definitions:
            if alike(known, name) and (read := self._by_expression(expression, definitions)):
                return read
        return None

    def _by_expression(self, expression: Expression, definitions: Definitions) -> Reading | None:
        used: dict[str, Reading] = {}
        others = [(name, known) for name, known in definitions if known is not expression]

        def lookup(name: str) -> Estimate | None:
            read = self.reading(name, others)
            if read is not None:
                used[name] = read
            return read.plain if read else None

        value = formulas.value_of(expression, lookup)
        if value is None or not used:
            return None
        return rate_of(value, used, _worked(expression, used))


def rate_of(value: Estimate, used: Mapping[str, Reading], how: str) -> Reading:
    """由几个量算出的率。"""
    places = tuple(dict.fromkeys(at for read in used.values() for at in read.at))
    doubt = next((read.doubt for read in used.values() if read.doubt), "")
    hedged = any(read.hedged for read in used.values())
    return Reading(value * Estimate.exactly(HUNDRED), "%", how, places, doubt, hedged=hedged)


def _worked(expression: Expression, used: Mapping[str, Reading]) -> str:
    """算式代入数字的样子；末尾的×100%不写。"""
    while isinstance(expression, Operation) and expression.operator == "*" and str(expression.right) == "1":
        expression = expression.left
    return filled(str(expression).removeprefix("(").removesuffix(")"), used)


def filled(shown: str, used: Mapping[str, Reading]) -> str:
    """算式里的名称换成数。"""
    for name in sorted(used, key=len, reverse=True):
        shown = shown.replace(name, used[name].how)
    return shown.replace("/", "÷").replace("*", "×")


def alike(one: str, other: str) -> bool:
    """两个叫法是不是一回事：引号、括号里的注解、末尾的“率”不计。"""
    one, other = bare(one), bare(other)
    if one == other or one.rstrip("率") == other.rstrip("率"):
        return True
    return (len(other) > 1 and one.endswith(other)) or (len(one) >= _SHORTEST and other.endswith(one))


def bare(name: str) -> str:
    """去掉引号、空白和括号里的注解。"""
    return _BRACKETED.sub("", _QUOTES.sub("", name))


def shown_percent(value: Decimal) -> str:
    """写成两位小数的百分数。"""
    return f"{value:.2f}%"
