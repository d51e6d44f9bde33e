"""勾稽关系（Relation）：报告写的一个数，应当等于（或不超过）由别的数算出来的值。

规则只提出关系；相符与否由判定阶梯统一判断，谁错了由归因统一追究。
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property

from normalize import Estimate, Fact, Quantity
from normalize.quantity import EXACT, HUNDRED
from reconcile.ladder import Judgement, judge, power
from reconcile.types import Check, Severity

Compute = Callable[[Sequence[Estimate]], Estimate]
"""由各输入的值（与 inputs 同序）算出应有的值。"""
_PETTY = Decimal(100)
"""0.00万元（百元以内）的零是没有发生；0.0000亿元的零可能有几千元。"""
_PROBES = (Decimal(2), Decimal(3), Decimal(7))
_WIDEST = 30
"""比这位数还多的，不是反推得出的数。"""


@dataclass(frozen=True)
class Relation:
    """勾稽关系：stated 应当等于 recomputed，后者由 inputs 按 formula 算出。

    licensed 为假的关系只是数字碰巧成立，成立时可以打勾，不成立时不能指为错误；
    bound 为真时是“不超过”而不是“等于”；doubt 是读取上的疑问，有疑问的关系至多“待核”；
    tolerated 是放宽的理由，有理由的至多“尾差偏大”；
    explicit 为真时算式或者两头就写在旁边，不会是配错了对；
    compute 是同一算法，换一组输入也能算，归因时用来反推某个输入应有的值；没有给出的，只能改 stated；
    试一试就扔掉的关系居多，所以 formula 也可以是写算式的办法，用到时才写（written）。
    """

    rule: str
    stated: Fact
    inputs: tuple[Fact, ...]
    recomputed: Estimate
    formula: str | Callable[[], str]
    severity: Severity = "error"
    licensed: bool = True
    bound: bool = False
    because: str = ""
    compute: Compute | None = None
    doubt: str = ""
    tolerated: str = ""
    explicit: bool = False

    @cached_property
    def members(self) -> tuple[Fact, ...]:
        """关系里的全部数据项，被核对的在先，同一个只算一次。"""
        return tuple({fact.id: fact for fact in (self.stated, *self.inputs)}.values())

    @cached_property
    def written(self) -> str:
        """写出来的算式。"""
        return self.formula if isinstance(self.formula, str) else self.formula()

    @property
    def holds(self) -> bool:
        """关系成立（包括尾差）；只问成立与否的，不必去问不成立的是不是情有可原。"""
        return self._straight.holds

    @cached_property
    def _straight(self) -> Judgement:
        return self._judged(self.stated.quantity, self.recomputed)

    @cached_property
    def judgement(self) -> Judgement:
        """按判定阶梯的结论。"""
        found = self._straight
        if found.verdict != "不符":
            return found
        if self.tolerated:
            return Judgement("尾差偏大", self.tolerated)
        if self._may_be_cut:
            return Judgement("尾差偏大", "如各数都是截去尾数的，仍在可能之内")
        if self.doubt:
            return Judgement("待核", self.doubt)
        return Judgement("口径待核", self.because) if self.severity != "error" else found

    @property
    def _may_be_cut(self) -> bool:
        """如果印出的数都是截去尾数的（真值在末位一个单位之内更大），关系能否成立。"""
        stated = self.stated.quantity
        if self.bound or self.compute is None or not self.recomputed.rounded or stated.hedge:
            return False
        try:
            cut = self.compute([_cut(fact.quantity) for fact in self.inputs])
        except (ArithmeticError, LookupError):
            return False
        written = _cut(stated)
        return written.low < cut.high and cut.low < written.high

    @cached_property
    def algorithm(self) -> Compute | None:
        """由输入算出应有的值的算法；没有给出的，看是不是就是那个数，或者各数之和。"""
        if self.compute is not None or not self.inputs:
            return self.compute
        values = [fact.quantity.estimate for fact in self.inputs]
        alone = identity if len(values) == 1 else summed
        return alone if alone(values).value == self.recomputed.value else None

    def _judged(self, stated: Quantity, recomputed: Estimate) -> Judgement:
        if self.bound:
            return Judgement("符合" if stated.low <= recomputed.high else "不符")
        if self.compute is summed and stated.exact and not recomputed.rounded:
            # 准确数相加没有取舍：8分不能由3.5分和4分相加而来
            return Judgement("符合" if stated.value == recomputed.value else "不符")
        alone = self.compute is summed and recomputed.rounded == 1 and not stated.hedge
        if alone and stated.high - stated.low == recomputed.high - recomputed.low:
            # 只有一个分项不是零，取舍到同一位，两处就是同一个数
            return Judgement("符合" if stated.value == recomputed.value else "不符")
        return judge(stated, recomputed)

    def holds_with(self, changed: Mapping[str, Quantity]) -> bool:
        """把某些数据项（按编号）换成别的数，关系是否成立。"""
        found = self.judged_with(changed)
        return found is not None and found.holds

    def judged_with(self, changed: Mapping[str, Quantity]) -> Judgement | None:
        """把某些数据项（按编号）换成别的数，关系的结论；算不出的为 None。"""
        stated = changed.get(self.stated.id, self.stated.quantity)
        if not any(fact.id in changed for fact in self.inputs):
            return self._judged(stated, self.recomputed)
        if self.algorithm is None:
            return None
        try:
            values = [changed.get(fact.id, fact.quantity).estimate for fact in self.inputs]
            return self._judged(stated, self.algorithm(values))
        except (ArithmeticError, LookupError):
            return None

    def solved_for(self, unknown: Fact, target: Decimal) -> Decimal | None:
        """要使算出的值等于 target，某个输入应当是多少；反推不出的为 None。

        四则运算对单独一个输入总是分式线性的，三点就能定下来（交比不变）。
        """
        if self.algorithm is None:
            return None
        probes = [unknown.quantity.value * factor + factor for factor in _PROBES]
        try:
            with localcontext(EXACT):
                y1, y2, y3 = (self._at(unknown, probe) for probe in probes)
                x1, x2, x3 = probes
                cross = (target - y1) * (y2 - y3) / ((target - y3) * (y2 - y1))
                slope = cross * (x2 - x1) / (x2 - x3)
                found = (x1 - slope * x3) / (1 - slope)
                return found if found.is_finite() and found.adjusted() < _WIDEST else None
        except (ArithmeticError, LookupError):
            return None

    def _at(self, unknown: Fact, value: Decimal) -> Decimal:
        """某个输入取 value、其余取印出的值时算出的值。"""
        assert self.algorithm is not None  # noqa: S101 - 由 solved_for 保证
        return self.algorithm(
            [Estimate.exactly(value if f.id == unknown.id else f.quantity.value) for f in self.inputs]
        ).value

    @cached_property
    def power(self) -> Decimal | None:
        """能发现的最小偏差。"""
        return power(self.stated.quantity, self.recomputed)

    @property
    def telling(self) -> bool:
        """成立时说明得了问题：偏差超过百分之一（计数超过一个）就会不成立。"""
        size = max(abs(self.stated.quantity.value), HUNDRED)
        return not self.bound and self.power is not None and self.power * HUNDRED <= size

    @property
    def check(self) -> Check:
        """写成一条核对。"""
        found = self.judgement
        return Check(
            rule=self.rule,
            verdict=found.verdict,
            stated=self.stated.raw,
            recomputed=self.stated.quantity.printed(self.recomputed.value),
            formula=self.written,
            inputs=tuple(fact.id for fact in (self.stated, *self.inputs)),
            at=self.stated.at,
            against=tuple(fact.at for fact in self.inputs),
            power=self.power,
            note=found.note,
            hollow=not self.telling,
        )


def _cut(quantity: Quantity) -> Estimate:
    """截去尾数的数可能代表的区间；准确数还是它自己，负数往小里截。"""
    if quantity.exact or quantity.hedge:
        return quantity.estimate
    away = quantity.step if quantity.value >= 0 else -quantity.step
    ends = sorted((quantity.value, quantity.value + away))
    return Estimate(value=quantity.value, low=ends[0], high=ends[1], rounded=1)


def total(facts: Sequence[Fact]) -> Estimate:
    """各数之和。"""
    return summed([fact.quantity.estimate for fact in facts])


def sum_of(
    rule: str, whole: Fact, parts: Sequence[Fact], *, licensed: bool = True, because: str = ""
) -> Relation:
    """合计 = 各分项之和。"""
    recomputed, members = total(parts), tuple(parts)

    def formula() -> str:
        return f"{' + '.join(fact.raw for fact in members)} = {shown(whole, recomputed.value)}"

    return Relation(
        rule,
        whole,
        members,
        recomputed,
        formula,
        licensed=licensed,
        because=because,
        compute=summed,
    )


def summed(values: Sequence[Estimate]) -> Estimate:
    """相加；印到百元以内的零就是没有，不带取舍误差。"""
    first, *rest = [e for e in values if e.value or e.high - e.low > _PETTY] or values
    return Estimate(
        sum((e.value for e in rest), first.value),
        sum((e.low for e in rest), first.low),
        sum((e.high for e in rest), first.high),
        sum((e.rounded for e in rest), first.rounded),
    )


def ratio_of(
    rule: str, rate: Fact, numerator: Fact, denominator: Fact, *, licensed: bool = True
) -> Relation | None:
    """率 = 分子 ÷ 分母；分母可能为零时不成其为关系。"""
    recomputed = as_percent(rate, lambda: numerator.quantity.estimate / denominator.quantity.estimate)
    if recomputed is None:
        return None

    def formula() -> str:
        return f"{numerator.raw} ÷ {denominator.raw} = {finer(rate, recomputed.value)}"

    scale = Estimate.exactly(HUNDRED if rate.quantity.unit == "%" else 1)
    return Relation(
        rule,
        rate,
        (numerator, denominator),
        recomputed,
        formula,
        licensed=licensed,
        compute=lambda values: values[0] / values[1] * scale,
    )


def pointed(fact: Fact) -> Fact:
    """“≥12处”说的就是12处。"""
    q = fact.quantity
    if q.low.is_finite() and q.high.is_finite():
        return fact
    plain = Quantity.unhedged(
        q.value, unit=q.unit, kind=q.kind, step=q.step, scale=q.scale, printed_unit=q.printed_unit
    )
    return fact.model_copy(update={"quantity": plain})


def identity(values: Sequence[Estimate]) -> Estimate:
    """就是它：前后两处是同一个数。"""
    return values[0]


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
