"""另一种分组（regrouped）：几个数换一种分法加得上，是列举读错了头尾，不是写错了数。

满分与得分交替着说、发放与满意交替着说的，隔一个取一个；列举前面还有一项、后面另说一项的，取连着的几项。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize import Fact, Facts
from normalize.facts import broad_measure
from reconcile.digits import significant_digits
from reconcile.ladder import judge
from reconcile.relation import Relation, total

_LISTS = frozenset({"SUM201", "SUM202", "SUM205"})
_REST = "SUM204"
_MANY = 24
"""一串数多过这么多个的不再逐段试。"""


def adds_otherwise(facts: Facts, relation: Relation) -> bool:
    """换一种分组，总数加得上；余下的数是另一个列举里的一项，那个列举加得上。"""
    stated = relation.stated
    if relation.rule not in {*_LISTS, _REST} or stated.sentence is None:
        return False
    run = _run(facts, relation)
    if not _PAIR < len(run) <= _MANY:
        return False
    if relation.rule in _LISTS:
        own = [fact for fact in relation.inputs if fact.quantity.value != stated.quantity.value]
        return any(_another(stated, own, some) and _makes(stated, some) for some in _groups(run, stated))
    if _makes(stated, relation.inputs):
        # 年初结转加本年收支差额是年末结转：是相加，不是相减
        return True
    return any(
        stated in some and _makes(whole, some)
        for whole in run
        if whole is not stated
        for some in _groups(run, whole)
    )


_PAIR, _SERIES = 2, 3


_TELLING = 4


def _another(stated: Fact, own: Sequence[Fact], some: Sequence[Fact]) -> bool:
    """换的是头尾（多取了一项）、两组里的一组，不是少取一项凑巧加得上。"""
    shared = sum(fact in own for fact in some)
    if shared * 2 < len(own):
        return False
    if shared == len(some) < len(own) and significant_digits(stated.quantity) >= _TELLING:
        # “后两项合计3,432人次”：位数多的，不会是凑巧
        return True
    return (
        shared == len(own) or len(some) > shared or (len(some) >= _SERIES and len(own) >= 2 * len(some) - 1)
    )


def _run(facts: Facts, relation: Relation) -> list[Fact]:
    """这几句话里同样计量的数，按先后。"""
    places = [fact.sentence for fact in relation.members if fact.sentence is not None]
    units = broad_measure(relation.stated.quantity.unit)
    return [
        fact
        for sentence in facts.sentences[min(places) : max(places) + 1]
        if sentence.at.block == relation.stated.at.block
        for fact in sentence.facts
        if fact.quantity.unit in units and not fact.quantity.hedge
    ]


def _groups(run: Sequence[Fact], whole: Fact) -> Iterator[list[Fact]]:
    """总数以外连着的几项，或者隔一个取一个的几项。"""
    for side in (_before(run, whole), _after(run, whole)):
        for step in (1, 2):
            for start in range(len(side)):
                for end in range(start + step + 1, len(side) + 1, step):
                    yield list(side[start:end:step])


def _before(run: Sequence[Fact], whole: Fact) -> Sequence[Fact]:
    return [fact for fact in run if fact.at.start < whole.at.start]


def _after(run: Sequence[Fact], whole: Fact) -> Sequence[Fact]:
    return [fact for fact in run if fact.at.start > whole.at.start]


def _makes(whole: Fact, some: Sequence[Fact]) -> bool:
    return len(some) >= _PAIR and judge(whole.quantity, total(some)).holds
