"""像不像写错（likely）：算不上的一处，改动一个数的一处就算得上，才像是报告写错，而不是配错了对。"""

from __future__ import annotations

from decimal import Decimal

from normalize import Fact, Quantity
from reconcile.digits import printed_digits
from reconcile.relation import Relation
from reconcile.slips import slip_to, slips_of

_SLIP = 24
"""一处笔误，至多两位。"""
_ONE, _NARROW = 12, 100
_BY_NAME = "CAL201"
"""各数的名称都在词典里的，配错的少。"""
_NEAR = Decimal(3)
"""相差不到三分之一的，可能是用错了基数、写反了增减、抄了别处的数。"""


def one_change(relation: Relation) -> bool:
    """改动其中一个数的一处，就算得上。"""
    stated = relation.stated.quantity
    if slip_to(stated, stated.rounded_like(relation.recomputed.value)).cost <= _SLIP:
        return True
    return any(_mended(relation, fact) for fact in relation.inputs)


def _mended(relation: Relation, fact: Fact) -> bool:
    """这个数改动一处就算得上；率印得粗，由它反推的是一段，落在里面的都算。"""
    stated, quantity = relation.stated.quantity, fact.quantity
    wanted = relation.solved_for(fact, stated.value)
    if wanted is None:
        return False
    if slip_to(quantity, quantity.rounded_like(wanted)).cost <= _SLIP:
        return True
    found = (relation.solved_for(fact, end) for end in (stated.low, stated.high))
    ends = [wanted, *(end for end in found if end is not None)]
    low, high = min(ends), max(ends)
    narrow = (
        quantity.step < high - low and (high - low) * _NARROW <= abs(wanted) and relation.rule == _BY_NAME
    )
    return narrow and any(slip.cost <= _ONE for slip in slips_of(quantity, low, high))


def likely(relation: Relation) -> bool:
    """像是写错了：相差不大，或者只错一处，或者把一个抄成了另一个。"""
    stated, found = relation.stated.quantity.value, relation.recomputed.value
    near = abs(found - stated) * _NEAR <= max(abs(stated), abs(found))
    return near or one_change(relation) or copied_within(relation)


def chance(relation: Relation) -> Decimal:
    """配错了的两边，恰好只差一处笔误的机会：笔误改得出的差额有几个，除以可能的差额有几个。"""
    facts = (relation.stated, *relation.inputs)
    step = max(fact.quantity.step for fact in facts)
    digits = sum(printed_digits(fact.quantity) for fact in facts)
    size = max(abs(relation.recomputed.value), *(abs(fact.quantity.value) for fact in facts)) / step
    return Decimal(digits * _CHANGES) / size if size else Decimal(1)


def slipped(relation: Relation, *, complete: bool = False) -> bool:
    """恰有一个数错了一位，或者相邻两位颠倒，就算得上。

    没有列全（complete 为假）而差一个整数的，说不定是另有一项没有列出，不算。
    """
    stated = relation.stated.quantity
    gap = (stated.value - relation.recomputed.value) / min(
        f.quantity.step for f in (relation.stated, *relation.inputs)
    )
    if gap > 0 and not complete and not gap % _ROUND:
        return False
    if slip_to(stated, stated.rounded_like(relation.recomputed.value)).cost <= _DIGIT:
        return True
    for fact in relation.inputs:
        wanted = relation.solved_for(fact, stated.value)
        if wanted is not None and slip_to(fact.quantity, fact.quantity.rounded_like(wanted)).cost <= _DIGIT:
            return True
    return False


def copied_within(relation: Relation) -> bool:
    """两个数写成了一样的，率却不是百分之百、差却不是零：是把一个抄成了另一个。"""
    if len(relation.inputs) != _PAIR:
        return False
    one, other = (fact.quantity for fact in relation.inputs)
    stated = relation.stated.quantity
    pairs = [(one, other)] if stated.unit == "%" else [(stated, one), (stated, other), (one, other)]
    if relation.bound:
        pairs = [(stated, one)]
    return any(a.unit == b.unit and a.value == b.value and _long(a) for a, b in pairs)


def _long(quantity: Quantity) -> bool:
    """至少三位有效数字，印得一样才不会是碰巧。"""
    digits = str(abs(int(quantity.value / quantity.step)))
    return len(digits.rstrip("0")) > 1 and len(digits) >= _TELLING


_PAIR, _TELLING = 2, 3
_CHANGES, _DIGIT, _ROUND = 10, 10, 100
"""每一位数字大约有十种写错的写法；错一位、颠倒相邻两位的代价；差额的末两位是零的算整数。"""
