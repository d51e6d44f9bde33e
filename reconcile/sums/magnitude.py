"""量级（magnitude）：同样一串数字，一处的单位是万元，一处是元。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from itertools import pairwise

from normalize import Fact, Facts
from normalize.quantity import EXACT
from reconcile.digits import significant_digits
from reconcile.relation import Relation, identity, pointed
from reconcile.rule import rule
from reconcile.sums.listed import per_unit

_ALIKE_DIGITS, _TELLING_DIGITS = 4, 5
"""名目相同的四位有效数字、名目不同的五位，相同就不会是碰巧。"""


@rule("UNI106", term="单位疑误")
def unit_slips(facts: Facts) -> Iterator[Relation]:
    """同样一串数字，一处写成万元，另一处写成元（亿元、千元），多半有一处写错了单位。

    有效数字四位以上、名目有相同的词的指为错；五位以上而名目不同的请单位说明。每人、每亩等单价不比。
    写得少的一处当作写错的；一样多的，看全篇的金额多用哪个单位。依据：常识性核对。
    """
    by_digits: dict[Decimal, list[Fact]] = defaultdict(list)
    for fact in facts.facts:
        if fact.quantity.unit == "元" and not _unit_price(facts, fact):
            by_digits[_printed(fact)].append(fact)
    usual = _usual(facts)
    for same in by_digits.values():
        scales = {f.quantity.scale for f in same}
        if len(scales) == 2 and significant_digits(same[0].quantity) >= _ALIKE_DIGITS:
            yield from _slips(same, sorted(scales, key=lambda s: (_often(same, s), usual.get(s, 0), s)))


def _slips(same: Sequence[Fact], scales: Sequence[Decimal]) -> Iterator[Relation]:
    odd, plain = scales
    right = [f for f in same if f.quantity.scale == plain]
    for fact in (f for f in same if f.quantity.scale == odd):
        alike = next((f for f in right if _same_thing(fact, f)), None)
        if alike is None and (
            significant_digits(fact.quantity) < _TELLING_DIGITS or len(same) > len(right) + 1
        ):
            continue
        other = alike or right[0]
        other = pointed(other)
        relation = Relation(
            "UNI106",
            pointed(fact),
            (other,),
            other.quantity.estimate,
            f"另一处为{other.quantity.printed(other.quantity.value)}",
            because="同样的数字，单位不同",
            compute=identity,
        )
        yield relation if alike else replace(relation, severity="warning")


def _printed(fact: Fact) -> Decimal:
    """不计单位，印出来的数。"""
    with localcontext(EXACT):
        return fact.quantity.value / fact.quantity.scale


def _often(same: Sequence[Fact], scale: Decimal) -> int:
    return sum(f.quantity.scale == scale for f in same)


def _usual(facts: Facts) -> dict[Decimal, int]:
    """全篇各单位的金额各有多少。"""
    counts: dict[Decimal, int] = defaultdict(int)
    for fact in facts.facts:
        if fact.quantity.unit == "元":
            counts[fact.quantity.scale] += 1
    return counts


def _same_thing(one: Fact, other: Fact) -> bool:
    """名目有相同的词。"""
    names = {a + b for a, b in pairwise(one.named)}
    return one.metric == other.metric or any(a + b in names for a, b in pairwise(other.named))


def _unit_price(facts: Facts, fact: Fact) -> bool:
    return fact.sentence is not None and per_unit(facts.sentences[fact.sentence], fact)
