"""差额有着落（accounted）：加不上，而差的正好是旁边写着的另一个数，是漏认了一项、认反了加减，不是写错了数。

同一段里同样计量的数，多加（减）一个、把一项由加改减、只取其中几个、连同前后几个就恰好加得上的，都是另一种读法。
碰巧加得上的机会按试过多少种、数有多大估出来，大的不算。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from normalize import Estimate, Fact, Facts
from normalize.facts import broad_measure
from reconcile.likely import slipped
from reconcile.relation import Relation
from reconcile.slips import slip_to

_SUMS = frozenset({"SUM201", "SUM202", "SUM203", "SUM204", "SUM205", "SUM206"})
_CHANCE = Decimal("0.3")
_LEFT = "SUM204"
_SLIP, _MOST, _PAIR, _NINE, _NEAREST = 12, 10, 2, 9, 4


def accounted(facts: Facts, relation: Relation) -> bool:
    """另有一种读法恰好加得上，而且不像碰巧。"""
    if relation.rule not in _SUMS or relation.stated.sentence is None:
        return False
    if any(fact.quantity.hedge for fact in relation.members):
        return False
    signs = _signs(relation)
    if signs is None:
        return False
    others = _others(facts, relation)
    ways = [
        _trimmed(facts, relation),
        _fewer(relation),
        _alone(relation, signs, others),
        _left(relation, others),
    ]
    if not _plain_slip(relation):
        ways += [
            _wider(relation, others),
            _more(relation, signs, others),
            _turned(relation, signs),
            _both(relation, signs, others),
        ]
    return any(_found(relation, list(way)) for way in ways)


def _plain_slip(relation: Relation) -> bool:
    """差额正是写错一位（0.20、70）、颠倒两位（270、45）会差的数：旁边恰有这么一个数不稀奇。"""
    gap = abs(relation.recomputed.value - relation.stated.quantity.value)
    digits = gap.normalize().as_tuple().digits
    if gap == abs(relation.stated.quantity.value):
        return False
    swapped = len(digits) == _PAIR and not sum(digits) % _NINE and slipped(relation, complete=True)
    return len(digits) == 1 or swapped


def _signs(relation: Relation) -> list[int] | None:
    """各输入是加还是减；不是加减的为 None。"""
    if relation.bound:
        return [1] * len(relation.inputs)
    algorithm = relation.algorithm
    if algorithm is None or len(relation.inputs) > _MOST:
        return None
    values = [Estimate.exactly(fact.quantity.value) for fact in relation.inputs]
    base = algorithm(values).value
    signs = []
    for position, value in enumerate(values):
        moved = [*values[:position], value + Estimate.exactly(1), *values[position + 1 :]]
        signs.append(algorithm(moved).value - base)
    return [int(sign) for sign in signs] if all(abs(sign) == 1 for sign in signs) else None


def _others(facts: Facts, relation: Relation) -> list[Fact]:
    """同一段里同样计量的别的数。"""
    units = broad_measure(relation.stated.quantity.unit)
    members = {fact.id for fact in relation.members}
    return [
        fact
        for sentence in facts.sentences
        if sentence.at.block == relation.stated.at.block
        for fact in sentence.facts
        if fact.quantity.unit in units and fact.id not in members and not fact.quantity.hedge
    ]


Way = tuple[Sequence[tuple[int, Fact]], bool]
"""加减起来应当是零的几个数；为真的是另外的总数，与报告写的总数只差一处笔误的不算。"""


def _stated(relation: Relation, signs: Sequence[int]) -> list[tuple[int, Fact]]:
    return [(-1, relation.stated), *zip(signs, relation.inputs, strict=True)]


def _more(relation: Relation, signs: Sequence[int], others: Sequence[Fact]) -> Iterator[Way]:
    """多加（减）一个；净减多少的，总数也可以反过来。"""
    terms = _stated(relation, signs)
    for fact in others:
        for sign in (1, -1):
            yield [*terms, (sign, fact)], False
            yield [(1, relation.stated), *terms[1:], (sign, fact)], False


def _turned(relation: Relation, signs: Sequence[int]) -> Iterator[Way]:
    """一项由加改减、由减改加。"""
    for position in range(len(relation.inputs)):
        turned = [-sign if i == position else sign for i, sign in enumerate(signs)]
        yield _stated(relation, turned), False


def _both(relation: Relation, signs: Sequence[int], others: Sequence[Fact]) -> Iterator[Way]:
    """一项改了加减，又多一个；多两个。"""
    for terms, _ in _turned(relation, signs):
        for fact in others:
            for sign in (1, -1):
                yield [*terms, (sign, fact)], False
    near = [fact for fact in others if fact.sentence == relation.stated.sentence]
    for one, other in combinations(near, _PAIR):
        for sign, another in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            yield [*_stated(relation, signs), (sign, one), (another, other)], False


def _fewer(relation: Relation) -> Iterator[Way]:
    """只在这几个数之内：其中一个是另外连着几个的和。"""
    ordered = sorted(relation.members, key=lambda fact: fact.at.start)
    halved = slipped(relation, complete=True)
    for whole in ordered:
        rest = [fact for fact in ordered if fact is not whole]
        for start in range(len(rest)):
            for end in range(start + _PAIR, len(rest) + 1):
                # 恰占一半的一项也等于其余各项之和
                half = halved and relation.stated not in rest[start:end] and end - start == len(rest) - 1
                if end - start < (len(rest) if whole is relation.stated else len(rest) + 1) and not half:
                    yield [(-1, whole), *((1, fact) for fact in rest[start:end])], False


def _trimmed(facts: Facts, relation: Relation) -> Iterator[Way]:
    """去掉隔了逗号的头一项就是总数（村改社区6个，现有社区11个、行政村5个，合计16个）。"""
    first, *rest = relation.inputs
    if len(rest) < _PAIR or relation.bound or first.at.start > rest[0].at.start:
        return
    text = facts.document.holder(relation.stated.at).text
    if "、" not in text[first.at.end : rest[0].at.start] and "、" in text[rest[0].at.end : rest[1].at.start]:
        yield [(-1, relation.stated), *((1, fact) for fact in rest)], False


def _alone(relation: Relation, signs: Sequence[int], others: Sequence[Fact]) -> Iterator[Way]:
    """算出来的是另一个数；这几项连同所说的总数，是另一个数。"""
    for whole in others:
        yield [(-1, whole), *zip(signs, relation.inputs, strict=True)], True
        yield [(-1, whole), *((1, fact) for fact in relation.members)], True
        if -1 in signs:
            yield [(-1, whole), *((1, fact) for fact in relation.inputs)], True


def _left(relation: Relation, others: Sequence[Fact]) -> Iterator[Way]:
    """余下的是前面另一对数的差（申报231次，获批203次，作业195次，其余8次）：一对数里至多一个是原来取的。"""
    if relation.rule != _LEFT:
        return
    known = sorted([*relation.inputs, *others], key=lambda fact: fact.at.start)
    before = [fact for fact in known if fact.at.start < relation.stated.at.start][-_NEAREST:]
    for pair in combinations(before, _PAIR):
        done, whole = sorted(pair, key=lambda fact: fact.quantity.value)
        yield [(-1, relation.stated), (1, whole), (-1, done)], False


def _wider(relation: Relation, others: Sequence[Fact]) -> Iterator[Way]:
    """这几项连同前后几个，加起来是另一个数。"""
    ordered = sorted([*relation.members, *others], key=lambda fact: fact.at.start)
    inputs = {fact.id for fact in relation.inputs}
    for whole in others:
        rest = [fact for fact in ordered if fact is not whole]
        places = [i for i, fact in enumerate(rest) if fact.id in inputs]
        first, last = min(places), max(places)
        groups = [(first - before, last + after + 1) for before in range(3) for after in range(3)]
        for start, end in groups:
            if start >= 0 and end <= len(rest):
                yield [(-1, whole), *((1, fact) for fact in rest[start:end])], True


def _found(relation: Relation, ways: Sequence[Way]) -> bool:
    """有一种恰好加得上，碰巧的机会不大。"""
    size = max(abs(fact.quantity.value) for fact in relation.members)
    step = max(fact.quantity.step for fact in relation.members)
    if not size or len(ways) * step > _CHANCE * size:
        return False
    return any(
        _closes(terms) and not (elsewhere and _like(relation, terms[0][1])) for terms, elsewhere in ways
    )


def _closes(terms: Sequence[tuple[int, Fact]]) -> bool:
    """加减起来是零，取舍误差之内也算。"""
    low = sum((s * (f.quantity.low if s > 0 else f.quantity.high) for s, f in terms), start=Decimal(0))
    high = sum((s * (f.quantity.high if s > 0 else f.quantity.low) for s, f in terms), start=Decimal(0))
    exact = all(fact.quantity.exact for _, fact in terms)
    return not low if exact else low <= 0 <= high


def _like(relation: Relation, whole: Fact) -> bool:
    """与报告写的总数只差一处笔误：多半就是它。"""
    stated = relation.stated.quantity
    return slip_to(stated, stated.rounded_like(whole.quantity.value)).cost <= _SLIP
