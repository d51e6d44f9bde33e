"""证据（Evidence）：评分标准里的比率，报告自己的数是多少。"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import regex

from extract import Location
from normalize import Estimate
from normalize.metrics import dictionary
from normalize.quantity import HUNDRED
from reconcile import Reconciliation, Rival

_QUARTER = regex.compile(r"([一二三四])季度")


@dataclass(frozen=True)
class Measured:
    """量到的比率（百分号前的数），怎么来的，出处。"""

    value: Estimate
    source: str
    at: tuple[Location, ...]


@dataclass(frozen=True)
class Evidence:
    """采信值之上，可以换上有争议的另一个值来试算。"""

    tied: Reconciliation
    instead: tuple[Rival, ...] = field(default=())

    def rate(self, name: str, *, stated_only: bool = False) -> Measured | None:
        """某一比率的值：报告写明的优先，否则由公式从采信值算出；都没有为 None。"""
        if quarter := _QUARTER.search(name):
            return self.rate("预算执行率") if quarter[1] == "四" else None
        metric = dictionary().metric_named(name) or self._mentioned(name)
        if metric is None:
            return None
        for rival in self.instead:
            if rival.metric == metric.name:
                return Measured(rival.quantity.estimate, "试算", ())
        stated = self.tied.value_of(metric.name)
        if stated is not None and stated.quantity.unit == "%":
            return Measured(stated.quantity.estimate, "报告所写", (stated.sources[0].at,))
        return None if stated_only else self._computed(metric.name)

    def _mentioned(self, name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
        found = [metric for _, _, metric in dictionary().metrics_in(name) if metric.unit == "%"]
        return found[-1] if found else None

    def _computed(self, name: str) -> Measured | None:
        for formula in dictionary().by_name[name].formulas:
            places: list[Location] = []

            def lookup(operand: str, places: list[Location] = places) -> Estimate:
                item, _, measure = operand.partition(".")
                settled = self.tied.value_of(measure, item) if measure else self.tied.value_of(operand)
                if settled is None:
                    raise LookupError(operand)
                places.append(settled.sources[0].at)
                return settled.quantity.estimate

            try:
                value = formula.evaluate(lookup) * Estimate.exactly(HUNDRED)
            except (LookupError, ZeroDivisionError):
                continue
            return Measured(value, f"按{formula.text}计算", tuple(places))
        return None


def percent(value: Decimal) -> str:
    """写成两位小数的百分数。"""
    return f"{value:.2f}%"
