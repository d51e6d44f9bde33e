"""误差累积（drift）：有些数的取舍误差不止半个末位，用它们算别的数时要放宽。

合计由取舍过的分项相加的，误差是各分项之和；增减额是两个取舍过的数之差，误差是一个末位。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from normalize import Estimate, Fact, Facts
from reconcile.relation import Relation, summed

_NOTE = "合计由取舍过的分项相加，或者增减额由取舍过的数相减，误差累积起来仍在可能之内"
Drift = dict[tuple[str, Decimal, Decimal], Decimal]
"""（单位，值，末位）→ 误差半径；前后重复的同一个数同样放宽。"""


def with_drift(facts: Facts, relations: Sequence[Relation]) -> list[Relation]:
    """不成立而放宽以后成立的关系，至多是尾差偏大。"""
    if all(r.judgement.verdict != "不符" for r in relations):
        return list(relations)
    printed = _differences(facts) | _sums(relations)
    told = _told(facts) | printed
    return [
        replace(r, tolerated=_NOTE)
        if r.judgement.verdict == "不符"
        and (_holds(r, printed, r.members) or _holds(r, told, r.inputs) or _coarse(r))
        else r
        for r in relations
    ]


def _key(fact: Fact) -> tuple[str, Decimal, Decimal]:
    return fact.quantity.unit, fact.quantity.value, fact.quantity.step


def _sums(relations: Sequence[Relation]) -> Drift:
    """相符的合计：误差是各分项误差之和；各项都是截去尾数的，每项可以差到一个末位。"""
    return {
        _key(r.stated): r.recomputed.high - r.recomputed.low
        for r in relations
        if r.compute is summed
        and r.recomputed.rounded > 1
        and r.judgement.verdict in {"符合", "尾差", "尾差偏大"}
    }


def _differences(facts: Facts) -> Drift:
    """增减额列里的数。"""
    found: Drift = {}
    for view in facts.tables:
        changes = {column.index for column in view.columns if column.role == "change"}
        for (_, column), fact in view.grid.items() if changes else ():
            if column in changes and not fact.quantity.exact:
                found[_key(fact)] = fact.quantity.step
    return found


def _told(facts: Facts) -> Drift:
    """叙述里的增减额，用来算增减率的。"""
    amounts = [change.amount for sentence in facts.sentences for change in sentence.changes if change.amount]
    return {_key(fact): fact.quantity.step for fact in amounts if not fact.quantity.exact}


def _holds(relation: Relation, drift: Drift, among: Sequence[Fact]) -> bool:
    if relation.compute is None or relation.bound or not any(_key(f) in drift for f in among):
        return False
    try:
        cut = len({f.quantity.step for f in relation.members if f.quantity.unit != "%"}) == 1
        recomputed = relation.compute([_widened(fact, drift, cut=cut) for fact in relation.inputs])
    except (ArithmeticError, LookupError):
        return False
    own = relation.stated in among
    stated = _widened(relation.stated, drift, cut=cut) if own else relation.stated.quantity.estimate
    # 率自己也可能是截去尾数的
    above = relation.stated.quantity.step if cut and relation.stated.quantity.unit == "%" else Decimal(0)
    return stated.low <= recomputed.high and recomputed.low <= max(stated.high, stated.value + above)


def _coarse(relation: Relation) -> bool:
    """表里的率由位数很少的金额算：17.27万元÷17.70万元写97.66%，金额本身若由取舍过的分项相加，可以差一个末位。"""
    sized = [f.quantity for f in relation.inputs]
    if relation.stated.sentence is not None or relation.stated.quantity.unit != "%" or relation.bound:
        return False
    if any(q.exact or q.hedge or q.unit == "%" or abs(q.value) >= q.step * _FEW for q in sized):
        return False
    one_off = {_key(f): f.quantity.step for f in relation.inputs}
    return _holds(relation, one_off, relation.inputs)


_FEW = 2000
"""不到这么多个末位的，差一个末位就差到率的第二位小数。"""


def _widened(fact: Fact, drift: Drift, *, cut: bool) -> Estimate:
    """放宽了的区间；cut 为真时，没有累积误差的也可能是截去尾数的。"""
    estimate = fact.quantity.estimate
    if fact.quantity.exact or fact.quantity.hedge:
        return estimate
    radius = drift.get(_key(fact), Decimal(0))
    far = max(radius, fact.quantity.step) if cut else radius
    below, above = (radius, far) if estimate.value >= 0 else (far, radius)
    return Estimate(
        value=estimate.value,
        low=min(estimate.low, estimate.value - below),
        high=max(estimate.high, estimate.value + above),
        rounded=1,
    )
