"""名花有主（spoken for）：算不上的一对数，其实是另一个数的算式：“定量合格率99.14%；快检合格率99.8%”，前一个率已经说清了是谁除以谁。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from normalize import Fact
from reconcile.relation import Relation
from reconcile.slips import slip_to

_WORDED = frozenset({"CAL201", "CAL204", "CAL205", "CAL206", "CAL208", "CAL211"})
"""靠措辞认哪几个数的规则。"""
_RATE, _TWO, _LIKE = "CAL211", 2, 16
Pair = tuple[str, Decimal, tuple[str, ...]]


def spoken_for(relations: Sequence[Relation]) -> Iterator[Relation]:
    """不成立的关系里，各输入恰是另一个数的算式的。"""
    owners: dict[Pair, list[Fact]] = defaultdict(list)
    for relation in relations:
        if relation.rule in _WORDED and len(relation.inputs) == _TWO and relation.holds and relation.telling:
            owners[_pair(relation)].append(relation.stated)
    rated = {r.inputs[0].id: r.stated for r in relations if r.rule == _RATE and r.holds and r.telling}
    for relation in relations:
        if relation.rule in _WORDED and not relation.holds and not relation.explicit:
            others = [f for f in owners[_pair(relation)] if f.id != relation.stated.id]
            if (
                relation.rule == _RATE
                and len(relation.inputs) > _TWO
                and (first := relation.inputs[0].id) in rated
            ):
                # 满意的人数已经算出了总的满意率，“电梯户满意度”另有它的人数
                others.append(rated[first])
            if any(_apart(relation.stated, owner) for owner in others):
                yield relation


def _pair(relation: Relation) -> Pair:
    """同样的数、同样的算法。"""
    ids = tuple(fact.id for fact in relation.inputs)
    return relation.stated.quantity.unit, relation.recomputed.value, ids


def _apart(stated: Fact, owner: Fact) -> bool:
    """一句里说的是两个率；隔了一句的，不像是同一个率写错了的，才是两个率。"""
    if stated.sentence is not None and stated.sentence == owner.sentence:
        return True
    return slip_to(stated.quantity, owner.quantity.value).cost > _LIKE
