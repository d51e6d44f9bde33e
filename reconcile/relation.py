"""勾稽关系（Relation）：报告写的一个数，应当等于（或不超过）由别的数算出来的值。

规则只提出关系；相符与否由判定阶梯统一判断，谁错了由归因统一追究。
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import reduce
from operator import add

from normalize import Estimate, Fact
from normalize.quantity import EXACT, HUNDRED
from reconcile.ladder import Judgement, judge, power
from reconcile.types import Check, Severity


@dataclass(frozen=True)
class Relation:
    """勾稽关系：stated 应当等于 recomputed，后者由 inputs 按 formula 算出。

    licensed 为假的关系只是数字碰巧成立，成立时可以打勾，不成立时不能指为错误；
    bound 为真时是“不超过”而不是“等于”。
    """

    rule: str
    stated: Fact
    inputs: tuple[Fact, ...]
    recomputed: Estimate
    formula: str
    severity: Severity = "error"
    licensed: bool = True
    bound: bool = False
    because: str = ""

    @property
    def judgement(self) -> Judgement:
        """按判定阶梯的结论。"""
        if self.bound:
            holds = self.stated.quantity.low <= self.recomputed.high
            return Judgement("符合" if holds else "不符")
        found = judge(self.stated.quantity, self.recomputed)
        if found.verdict == "不符" and self.severity != "error":
            return Judgement("口径待核", self.because)
        return found

    @property
    def check(self) -> Check:
        """写成一条核对。"""
        found = self.judgement
        return Check(
            rule=self.rule,
            verdict=found.verdict,
            stated=self.stated.raw,
            recomputed=self.stated.quantity.printed(self.recomputed.value),
            formula=self.formula,
            inputs=tuple(fact.id for fact in (self.stated, *self.inputs)),
            at=self.stated.at,
            against=tuple(fact.at for fact in self.inputs),
            power=power(self.stated.quantity, self.recomputed),
            note=found.note,
        )


def total(facts: Sequence[Fact]) -> Estimate:
    """各数之和。"""
    return reduce(add, (fact.quantity.estimate for fact in facts))


def sum_of(
    rule: str, whole: Fact, parts: Sequence[Fact], *, licensed: bool = True, because: str = ""
) -> Relation:
    """合计 = 各分项之和。"""
    recomputed = total(parts)
    terms = " + ".join(fact.raw for fact in parts)
    formula = f"{terms} = {shown(whole, recomputed.value)}"
    return Relation(rule, whole, tuple(parts), recomputed, formula, licensed=licensed, because=because)


def ratio_of(
    rule: str, rate: Fact, numerator: Fact, denominator: Fact, *, licensed: bool = True
) -> Relation | None:
    """率 = 分子 ÷ 分母；分母可能为零时不成其为关系。"""
    recomputed = as_percent(rate, lambda: numerator.quantity.estimate / denominator.quantity.estimate)
    if recomputed is None:
        return None
    formula = f"{numerator.raw} ÷ {denominator.raw} = {finer(rate, recomputed.value)}"
    return Relation(rule, rate, (numerator, denominator), recomputed, formula, licensed=licensed)


def as_percent(rate: Fact, compute: Callable[[], Estimate]) -> Estimate | None:
    """算出比率，按百分号前的数表示；分母可能为零时为 None。"""
    try:
        ratio = compute()
    except (ZeroDivisionError, LookupError):
        return None
    return ratio * Estimate.exactly(HUNDRED) if rate.quantity.unit == "%" else ratio


def shown(like: Fact, value: Decimal) -> str:
    """按某个数的样子写出另一个值，不丢掉多出来的尾数。"""
    quantity = like.quantity
    with localcontext(EXACT):
        exact = quantity.rounded_like(value) == value
    return quantity.printed(value) if exact else finer(like, value)


def finer(like: Fact, value: Decimal) -> str:
    """比原数多印一位，好让人看出取舍。"""
    quantity = like.quantity
    return quantity.model_copy(update={"step": quantity.step / 10}).printed(value)
