"""取舍（evidence）：措辞说了怎么算，没有都说清由哪几个数算；有一组算得上就打勾，没有的看哪一组只差一处笔误。

每一组按措辞的支持分四等：写明（算式或者两头就写在旁边，不必像笔误也指得出）、指名（话里说了是哪几个数）、
相近（挨着、只有它合适）、未定。
碰巧的可能逐个估出来：n 位的数，一处笔误能写成的约有 9n + n(n−1)/2 个，落进算式许可的 w 个末位单位里的可能约为
(9n + n(n−1)/2)·w ÷ 10ⁿ。三位的率约 3%，四位约 0.4%，五位约 0.06%。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum

import regex

from normalize import Fact
from reconcile.digits import printed_digits
from reconcile.likely import copied_within, likely
from reconcile.relation import Relation, ratio_of
from reconcile.slips import corrected, slip_to, slips_of, unit_slips
from reconcile.types import Verdict

STANDS: frozenset[Verdict] = frozenset({"符合", "尾差", "尾差偏大"})
_ONE = 16
"""一处笔误：错一位、颠倒、多写漏写一位、小数点或单位错。"""
_TRIED = 3
"""说不准是哪几个数的，至多看这么多组，免得碰巧。"""


_MANY_NAMES = "CAL211"
"""率的叫法太多，不像笔误的，先怪配错了。"""


class Support(IntEnum):
    """措辞支持到哪一等；碰巧算得上的只打勾，从不指错。"""

    TICK = -1
    OPEN = 0
    CLOSE = 1
    NAMED = 2
    TOLD = 3


_CHANCE = {
    Support.TOLD: Decimal(1),
    Support.NAMED: Decimal(1),
    Support.CLOSE: Decimal("0.1"),
    Support.OPEN: Decimal("0.01"),
    Support.TICK: Decimal(0),
}
"""各等至多容许多大的碰巧的可能。"""


@dataclass(frozen=True)
class Candidate:
    """一组可能的算法：关系，和措辞的支持。"""

    relation: Relation
    support: Support


def settled(tried: Sequence[Candidate]) -> Relation | None:
    """Tried 按支持从大到小：算得上的打勾；算不上而只差一处笔误的指出来；都说不上的不提。"""
    if any(_roughly(c.relation) for c in tried):
        return None
    held = next((c for c in tried if c.relation.judgement.verdict in STANDS), None)
    if held is not None:
        sure = held.support >= Support.NAMED
        return held.relation if sure == held.relation.licensed else replace(held.relation, licensed=sure)
    named = [c for c in tried if c.support >= Support.NAMED]
    for candidate in named:
        sure = not candidate.relation.stated.quantity.hedge
        if repairable(candidate.relation, _CHANCE[Support.NAMED if sure else Support.CLOSE]):
            return replace(candidate.relation, explicit=candidate.support is Support.TOLD)
    if named:
        told = named[0].support is Support.TOLD
        unlike = replace(named[0].relation, explicit=True) if told else _unlike(named)
        if unlike is not None:
            return unlike
    rest = [c for c in tried if c.support < Support.NAMED]
    near = [c for c in rest[:_TRIED] if repairable(c.relation, _CHANCE[c.support])]
    # 同样的两个数说了几遍的（投资9,120万元，到位9,120万元）算一种
    ways = {(c.relation.rule, c.relation.stated.id, c.relation.recomputed.value) for c in near}
    return replace(near[0].relation, severity="warning") if len(ways) == 1 else None


def _roughly(relation: Relation) -> bool:
    """口说的几分之几（少三分之一、占三分之二），差两个百分点之内都算。"""
    stated = relation.stated
    if not regex.search("(?<![百千万])分之", stated.raw):
        return False
    return abs(stated.quantity.value - relation.recomputed.value) <= _ABOUT


_ABOUT, _TIMES = 2, 5


def _unlike(named: Sequence[Candidate]) -> Relation | None:
    """不像笔误的：几种算法结果一致，都在一句里的指为错，隔了一句的请单位说明；只有一种算法的，多半配错了，不提。"""
    first = named[0].relation
    stated = first.stated.quantity
    same = {
        stated.rounded_like(c.relation.recomputed.value)
        for c in named
        if c.relation.stated.id == first.stated.id
    }
    places = {(fact.at.block, fact.sentence or 0) for fact in first.members}
    near = len({block for block, _ in places}) == 1 and max(places)[1] - min(places)[1] <= 1
    if (
        (len(named) == 1 and not _spoken(first))
        or len(same) > 1
        or not near
        or not likely(first)
        or first.rule == _MANY_NAMES
    ):
        return None
    return first if len(places) == 1 else replace(first, severity="warning")


def _spoken(relation: Relation) -> bool:
    """增减额紧挨在增减率前面（各增加412.65万元，增长8.55%）；倒过来除恰好是写的数；只要求在大小之间的。"""
    stated = relation.stated
    beside = any(
        fact.at.block == stated.at.block and 0 <= stated.at.start - fact.at.end <= _ADJOINING
        for fact in relation.inputs
    )
    if relation.bound or (relation.rule == _GROWTH and beside):
        return True
    turned = (
        ratio_of(relation.rule, stated, *relation.inputs[1::-1]) if len(relation.inputs) == _PAIR else None
    )
    return turned is not None and turned.holds


_GROWTH, _ADJOINING, _PAIR = "CAL204", 8, 2


def repairable(relation: Relation, limit: Decimal) -> bool:
    """其中一个数改动一处，就恰好算得上，而且碰巧如此的可能不超过 limit；两个数都说清了而写成一样的，是抄错了。"""
    if limit >= _CHANCE[Support.NAMED] and copied_within(relation):
        return True
    ranges = ((fact, _interval(relation, fact)) for fact in relation.members)
    return any(
        bounds is not None
        and _chance(fact, bounds) <= limit
        and _slipped(relation, fact, bounds, loose=limit <= _CHANCE[Support.OPEN])
        for fact, bounds in ranges
    )


def misprinted(fact: Fact, relation: Relation) -> bool:
    """这个数错一位、颠倒、多写漏写一位，改正就恰好算得上；位数少的碰巧的可能大，不算。"""
    bounds = _interval(relation, fact)
    near = bounds is not None and _chance(fact, bounds) <= _SELDOM
    return near and bounds is not None and _slipped(relation, fact, bounds, loose=False)


_SELDOM = Decimal("0.2")


def _interval(relation: Relation, fact: Fact) -> tuple[Decimal, Decimal] | None:
    """要算得上，这个数应当在什么范围。"""
    if fact.id == relation.stated.id:
        recomputed = relation.recomputed
        return recomputed.low, recomputed.high
    stated = relation.stated.quantity
    ends = [relation.solved_for(fact, end) for end in (stated.low, stated.value, stated.high)]
    found = [end for end in ends if end is not None and end.is_finite()]
    return (min(found), max(found)) if len(found) == len(ends) else None


def _chance(fact: Fact, bounds: tuple[Decimal, Decimal]) -> Decimal:
    """这个数碰巧差一处笔误就落在 bounds 之内的可能。"""
    step = fact.quantity.step
    if not step:
        return Decimal(1)
    digits = printed_digits(fact.quantity)
    width = max(Decimal(1), (bounds[1] - bounds[0]) / step)
    variants = 9 * digits + digits * (digits - 1) // 2
    return min(Decimal(1), variants * width / Decimal(10) ** digits)


def _slipped(relation: Relation, fact: Fact, bounds: tuple[Decimal, Decimal], *, loose: bool) -> bool:
    """这个数改动一处，落在 bounds 之内，就恰好算得上。"""
    quantity = fact.quantity
    if quantity.hedge:
        return False
    low, high = bounds
    middle = quantity.rounded_like(
        relation.recomputed.value if fact.id == relation.stated.id else (low + high) / 2
    )
    slips = [slip_to(quantity, middle), *unit_slips(quantity)]
    if high - low > quantity.step:
        slips += slips_of(quantity, low, high)
    if loose:
        # 没有说清是哪几个数的，差好几倍多半是配错了
        size = abs(quantity.value)
        slips = [s for s in slips if size <= abs(s.value) * _TIMES <= size * _TIMES**2]
    return any(
        slip.cost <= _ONE
        and slip.value not in {0, quantity.value}
        and relation.holds_with({fact.id: corrected(quantity, slip)})
        for slip in slips
    )
