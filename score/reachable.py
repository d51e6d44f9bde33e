"""能得的分（reachable）：只有几档的评分标准，得分只能是哪几个数。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from score.criterion import Criterion, Events, Labels, Ladder, Part

_LIMIT = 400
_SHOWN = 4


def reachable(criterion: Criterion) -> frozenset[Decimal]:
    """能得的全部分数；有连续计分或要人酌情的部分，得分可以是任何数，返回空集。"""
    if not criterion.sums:
        return frozenset()
    totals = {Decimal(0)}
    for guarded in criterion.parts:
        values = _values(guarded.part)
        if guarded.vetoes:
            values |= {Decimal(0)} if values else set()
        totals = {total + value for total in totals for value in values}
        if not totals or len(totals) > _LIMIT:
            return frozenset()
    if criterion.vetoes:
        totals.add(Decimal(0))
    return frozenset(min(total, criterion.weight) for total in totals)


def _values(part: Part) -> set[Decimal]:
    match part:
        case Ladder(tiers=tiers, otherwise=otherwise) if all(tier.least == tier.most for tier in tiers):
            return {tier.most for tier in tiers} | ({otherwise} if otherwise is not None else {Decimal(0)})
        case Labels(options=options):
            return {points for _, points in options}
        case Events(points=points, each=each) if each > 0:
            return set(_falling(points, each))
        case _:
            return set()


def _falling(points: Decimal, each: Decimal) -> Iterable[Decimal]:
    left = points
    while left > 0:
        yield left
        left -= each
    yield Decimal(0)


def nearest(possible: Iterable[Decimal], own: Decimal) -> Sequence[Decimal]:
    """与自评最近的几个，从小到大。"""
    return sorted(sorted(possible, key=lambda score: abs(score - own))[:_SHOWN])
