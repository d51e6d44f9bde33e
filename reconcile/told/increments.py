"""增减的算法（increments）：增减率的三种算法，两数之差。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normalize import Estimate, Fact
from normalize.quantity import HUNDRED
from reconcile.likely import alike_in_size, likely
from reconcile.relation import Compute, Relation, finer, shown
from reconcile.told.evidence import STANDS, Candidate, Support


@dataclass(frozen=True)
class Move:
    """一次变动：现在的数、拿来比的数、增减额；没有印出的为 None。sure 说明现在的数是哪一个没有疑问。"""

    current: Fact | None
    prior: Fact | None
    amount: Fact | None
    sure: bool


def rates(rate: Fact, move: Move, *, up: bool, fixed: bool = False) -> Iterator[Candidate]:
    """增减率的三种算法；fixed 说明拿来比的是目标、计划，定死的数没有取舍。"""
    current, prior, amount = move.current, move.prior, move.amount
    exact = prior.id if fixed and prior is not None else ""
    close = Support.NAMED if move.sure else Support.CLOSE
    if current is not None and prior is not None:
        # 方向说反了由 TIE501 报，这里只核差多少
        grown = current.quantity.value >= prior.quantity.value or rate.quantity.value < 0
        ways = [
            candidate
            for way in dict.fromkeys((grown, up))
            for candidate in _rate(
                rate, (current, prior), _relative(up=way), "（{0} − {1}）÷ {1}", close, exact=exact
            )
        ]
        held = [c for c in ways if c.relation.judgement.verdict in STANDS]
        yield from held or ways[-1:]
    if rate.quantity.value < 0:
        # “增长-8.33%”是习惯写法
        return
    if amount is not None and prior is not None:
        yield from _rate(rate, (amount, prior), lambda v: v[0] / v[1], "{0} ÷ {1}", Support.NAMED)
    if amount is not None and current is not None and amount.quantity.value == current.quantity.value and up:
        # 上年没有的，习惯写增长100%
        yield from _all_of_it(rate, amount, current, close) if rate.quantity.value != HUNDRED else ()
    elif amount is not None and current is not None and amount.quantity.value <= current.quantity.value:
        sign = "−" if up else "+"
        pattern = "{0} ÷（{1} " + sign + " {0}）"
        yield from _rate(rate, (amount, current), _from_current(up=up), pattern, close)


def _all_of_it(rate: Fact, amount: Fact, current: Fact, support: Support) -> Iterator[Candidate]:
    """“预算数186.00万元，增加186.00万元，增长22.37%”：全是新增的，说不上增长百分之几；增减额抄成了现在的数。"""
    scale = Estimate.exactly(HUNDRED if rate.quantity.unit == "%" else 1)

    def compute(values: Sequence[Estimate]) -> Estimate:
        now, grown = values
        return now * grown / (grown + scale)

    value = compute([current.quantity.estimate, rate.quantity.estimate])
    base = "100%" if rate.quantity.unit == "%" else "1"
    formula = f"{current.raw} × {rate.raw} ÷（{base} + {rate.raw}） = {shown(amount, value.value)}"
    yield Candidate(
        Relation(
            "CAL204",
            amount,
            (current, rate),
            value,
            formula,
            compute=compute,
            because="增减额应等于现在的数减去原来的数",
        ),
        support,
    )


def _relative(*, up: bool) -> Compute:
    def compute(values: Sequence[Estimate]) -> Estimate:
        grown = values[0] / values[1] - Estimate.exactly(1)
        return grown if up else grown * Estimate.exactly(-1)

    return compute


def _from_current(*, up: bool) -> Compute:
    def compute(values: Sequence[Estimate]) -> Estimate:
        amount, current = values
        return amount / (current - amount if up else current + amount)

    return compute


def _rate(
    rate: Fact,
    operands: tuple[Fact, Fact],
    way: Compute,
    pattern: str,
    support: Support,
    *,
    exact: str = "",
) -> Iterator[Candidate]:
    scale = Estimate.exactly(HUNDRED if rate.quantity.unit == "%" else 1)
    points = [fact.id == exact and fact.quantity.step == fact.quantity.scale for fact in operands]

    def compute(values: Sequence[Estimate]) -> Estimate:
        return way([Estimate.exactly(v.value) if p else v for v, p in zip(values, points, strict=True)])

    try:
        value = compute([f.quantity.estimate for f in operands]) * scale
    except ZeroDivisionError:
        return
    formula = f"{pattern.format(*(f.raw for f in operands))} = {finer(rate, value.value)}"
    relation = Relation(
        "CAL204",
        rate,
        operands,
        value,
        formula,
        compute=lambda v: compute(v) * scale,
        because="增减率应等于增减额除以原来的数",
    )
    yield Candidate(relation, support)


def _whole(fact: Fact, difference: Fact) -> bool:
    """差印到了小数，这个数印的是整的万元：省掉的是末尾的零。"""
    one, other = fact.quantity, difference.quantity
    return one.unit == "元" and one.scale == other.scale == one.step and other.step < one.step


def differences(stated: Fact, move: Move, *, fixed: bool, up: bool | None = None) -> Iterator[Candidate]:
    """差：不论谁大，方向由 TIE501 核；哪个大都不对的，按话里的方向说。"""
    current, prior = move.current, move.prior
    if current is None or prior is None or stated.quantity.value < 0:
        return
    observed = current.quantity.value >= prior.quantity.value
    ways = [
        _difference(stated, (current, prior) if way else (prior, current), prior if fixed else None)
        for way in dict.fromkeys((observed, observed if up is None else up))
    ]
    relation = next((r for r in ways if r.judgement.verdict in STANDS), ways[-1])
    if relation.judgement.verdict in STANDS or (alike_in_size(current, prior) and likely(relation)):
        # “每千瓦由5,000元提到6,500元，需4,810万元，比按5,000元多1,110万元”：差得离奇的不是一回事
        yield Candidate(relation, Support.NAMED if move.sure else Support.CLOSE)


def _difference(stated: Fact, pair: tuple[Fact, Fact], goal: Fact | None) -> Relation:
    high, low = pair
    # 目标、标准是定死的数，没有取舍
    exact = [fact is goal or _whole(fact, stated) for fact in (high, low)]

    def compute(values: Sequence[Estimate]) -> Estimate:
        one, other = (Estimate.exactly(v.value) if e else v for v, e in zip(values, exact, strict=True))
        return one - other

    value = compute([high.quantity.estimate, low.quantity.estimate])
    return Relation(
        "CAL202",
        stated,
        (high, low),
        value,
        f"{high.raw} − {low.raw} = {shown(stated, value.value)}",
        compute=compute,
        because="增减的数应等于两数之差",
    )
