"""改法（proposals）：一个牵涉在不成立的关系里的数，可能本应是多少。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from normalize import Fact, Quantity
from reconcile.relation import Relation
from reconcile.slips import Slip, point_slips, slip_to, slips_of, unit_slips

_NARROW = 100
"""范围宽过百分之一的，落在里面的笔误多半是碰巧。"""
_AWAY, _FAR, _POINT = 2, 3, 14


def candidates(fact: Fact, involved: Sequence[Relation]) -> Iterator[Slip]:
    """使某一条关系成立的值：能直接算出的，和算出的范围之内像笔误的。"""
    quantity = fact.quantity
    tried: set[Decimal] = {quantity.value}
    for slip in _slips(fact, involved):
        if slip.value not in tried and (slip.step or not slip.value or quantity.rounded_like(slip.value)):
            tried.add(slip.value)
            yield slip


def _slips(fact: Fact, involved: Sequence[Relation]) -> Iterator[Slip]:
    quantity = fact.quantity
    for relation in involved:
        solved = _solved(relation, fact)
        if solved is None:
            continue
        exact, low, high = solved
        yield from _finer(quantity, exact)
        yield slip_to(quantity, quantity.rounded_like(exact) + 0)
        if quantity.step < high - low and (high - low) * _NARROW <= abs(exact):
            for slip in slips_of(quantity, low, high):
                yield _off(slip, exact, quantity)
    yield from _for_bounds(fact, involved)
    yield from point_slips(quantity)
    yield from unit_slips(quantity)


def _finer(quantity: Quantity, exact: Decimal) -> Iterator[Slip]:
    """算出来恰好多一两位的：小数点错了位（128万元应为12.8万元），或者整个抄错。"""
    if not exact % quantity.step or quantity.hedge:
        return
    for times in (10, 100):
        if not exact % (quantity.step / times):
            same = exact * times == quantity.value
            words = f"恰差{times}倍，疑为小数点错位" if same else ""
            yield Slip(exact, 12 if same else 45, words, quantity.step / times)
            return


def _for_bounds(fact: Fact, involved: Sequence[Relation]) -> Iterator[Slip]:
    """几个部分都超过总数：各部分之和恰与总数只差小数点的，就是它。"""
    parts = {r.stated.id: r.stated for r in involved if r.bound and r.inputs == (fact,)}
    if len(parts) > 1:
        added = sum((part.quantity.value for part in parts.values()), Decimal(0))
        slip = slip_to(fact.quantity, added)
        if slip.cost <= _POINT:
            yield slip


def _solved(relation: Relation, fact: Fact) -> tuple[Decimal, Decimal, Decimal] | None:
    """使关系成立，这个数应当是多少：点值，和可能的范围。"""
    if fact.id == relation.stated.id:
        recomputed = relation.recomputed
        return (recomputed.value, recomputed.low, recomputed.high) if not relation.bound else None
    if relation.bound:
        return None
    stated = relation.stated.quantity
    exact = relation.solved_for(fact, stated.value)
    # 得分是准确数，却是算出来再取舍的
    half = stated.step / 2 if stated.exact and relation.recomputed.rounded else Decimal(0)
    ends = [relation.solved_for(fact, end) for end in (stated.low - half, stated.high + half)]
    if exact is None or any(end is None or not end.is_finite() for end in ends):
        return None
    bounds = [end for end in ends if end is not None]
    slack = (max(bounds) - min(bounds)) * relation.recomputed.rounded
    return exact, min(bounds) - slack, max(bounds) + slack


def _off(slip: Slip, exact: Decimal, quantity: Quantity) -> Slip:
    """落在取舍误差之内而不是恰好的：差得越远越不像。"""
    away = abs(slip.value - quantity.rounded_like(exact)) / quantity.step
    return replace(slip, cost=slip.cost + _AWAY * min(_FAR, int(away)))
