"""能得的分（reachable）：只有几档的评分标准，得分只能是哪几个数。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from score.criterion import Criterion, Events, Labels, Ladder, Part, Points

ZERO = Decimal(0)
_LIMIT = 400
_GAP = re.compile(r"与.+之间没有规定")
_SHOWN = 4


def reachable(criterion: Criterion) -> frozenset[Decimal]:
    """能得的全部分数；有连续计分、要人酌情的部分，分档有空当的，得分可以是任何数，返回空集。"""
    if not criterion.sums or criterion.unread or any(_GAP.search(defect) for defect in criterion.defects):
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
        case Ladder(tiers=tiers, otherwise=otherwise):
            return _fixed(
                [*(tier.gives for tier in tiers), *([otherwise] if otherwise else [Points(ZERO, ZERO)])]
            )
        case Labels(options=options):
            return _fixed([points for _, points in options])
        case Events(points=points, each=each, up=False) if each > 0:
            return set(_falling(points, each))
        case _:
            return set()


def _fixed(gives: Sequence[object]) -> set[Decimal]:
    """各档都是一个数时，是哪几个数。"""
    points = [g for g in gives if isinstance(g, Points) and g.least == g.most]
    return {g.most for g in points} if len(points) == len(gives) else set()


def _falling(points: Decimal, each: Decimal) -> Iterable[Decimal]:
    left = points
    while left > 0:
        yield left
        left -= each
    yield Decimal(0)


def nearest(possible: Iterable[Decimal], own: Decimal) -> Sequence[Decimal]:
    """与自评最近的几个，从小到大。"""
    return sorted(sorted(possible, key=lambda score: abs(score - own))[:_SHOWN])
