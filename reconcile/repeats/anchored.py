"""旁证（anchored）：一句话与表里的一行、与另一句话，有两个数相同，说的就是同一件事；剩下的一个只差一处笔误，便是写错。

不看字眼，只看数：三位以上的两个数都相同，又在一句、一行之内，不会是碰巧。资金行（预算、支出、执行率）有一个数相同，
而另一个数说的是同一个口径，也算。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from normalize import Fact, Facts
from normalize.phrases import same_unit
from reconcile.digits import telling_digits
from reconcile.relation import Relation
from reconcile.repeats.tellings import by_dictionary, same_number, slip_cost, told_again

_ANCHOR = 3
"""至少三位有效数字，才认得出是同一件事。"""
_TOLD = 8
"""同一个数出现在更多地方的，只看前面这几处。"""
_ONE, _NEAR = 12, 10
_MOVED = frozenset({"增减额", "增减率", "占比"})
_KINDS = {
    "年初预算数": "预算", "调整后预算数": "预算", "资金总额": "预算", "到位资金": "预算", "实际到位资金": "预算",
    "决算数": "支出", "预算执行率": "执行率",
}  # fmt: skip
"""资金行的口径。"""


@dataclass(frozen=True)
class _Home:
    """一句话，或者表里的一行：其中的数。"""

    place: Hashable
    facts: tuple[Fact, ...]
    in_table: bool


def anchored(facts: Facts) -> Iterator[Relation]:
    """有两个数相同的两处，剩下的一个只差一处笔误。"""
    homes = [*_sentences(facts), *_rows(facts)]
    index: dict[tuple[str, Decimal], list[int]] = defaultdict(list)
    for position, home in enumerate(homes):
        for value in {_value(f) for f in home.facts if telling_digits(f.quantity) >= _ANCHOR}:
            index[value].append(position)
    shared = Counter(pair for places in index.values() for pair in combinations(places[:_TOLD], 2))
    for (first, second), count in sorted(shared.items()):
        one, other = homes[first], homes[second]
        if not one.in_table:
            yield from _left(one, other, count)


def _value(fact: Fact) -> tuple[str, Decimal]:
    return same_unit(fact.quantity.unit), fact.quantity.value


def _sentences(facts: Facts) -> Iterator[_Home]:
    for number, sentence in enumerate((*facts.sentences, *facts.remarks)):
        told = tuple(f for f in sentence.facts if f.metric not in _MOVED)
        if len(told) > 1:
            yield _Home(number, told, in_table=False)


def _rows(facts: Facts) -> Iterator[_Home]:
    for view in facts.tables:
        rows: dict[int, list[Fact]] = defaultdict(list)
        for fact in view.facts:
            if fact.at.cell is not None and fact.metric not in _MOVED:
                rows[fact.at.cell[0]].append(fact)
        for row, found in rows.items():
            if len(found) > 1:
                yield _Home((view.block, row), tuple(found), in_table=True)


def _left(one: _Home, other: _Home, count: int) -> Iterator[Relation]:
    """两处都没有着落、单位相同、只差一处笔误的一对；不止一对的分不清。"""
    pairs = [
        (a, b)
        for a in _unmatched(one.facts, other.facts)
        for b in _unmatched(other.facts, one.facts)
        if _slipped(a, b) and (count > 1 or (_kind(a, b) and _long(a) and _long(b)))
    ]
    if len(pairs) == 1 and _differing(one, other) <= count:
        ((a, b),) = pairs
        if by_dictionary(a, b):
            return
        yield told_again(a, b, in_table=other.in_table, because="同一处别的数都相同")


def _long(fact: Fact) -> bool:
    """只有一个数作旁证的，数要长一位，才不会是碰巧。"""
    return telling_digits(fact.quantity) > _ANCHOR


def _differing(one: _Home, other: _Home) -> int:
    """口径相同而数不同的有几个；比相同的还多，就不是说的一件事。"""
    mine = _unmatched(one.facts, other.facts)
    return sum(any(_kind(a, b) for a in mine) for b in _unmatched(other.facts, one.facts))


def _unmatched(found: Sequence[Fact], others: Sequence[Fact]) -> list[Fact]:
    return [
        f
        for f in found
        if not f.quantity.hedge and not any(same_number(f.quantity, other.quantity) for other in others)
    ]


def _kind(a: Fact, b: Fact) -> bool:
    """说的是同一个口径：预算与预算，支出与执行数，执行率与执行率。"""
    return a.metric in _KINDS and _KINDS[a.metric] == _KINDS.get(b.metric)


def _slipped(a: Fact, b: Fact) -> bool:
    one, other = a.quantity, b.quantity
    if same_unit(one.unit) != same_unit(other.unit) or a.qualifiers.period != b.qualifiers.period:
        return False
    if a.known and b.known and a.metric != b.metric and a.qualifiers.subject != b.qualifiers.subject:
        # 名称、主体都不同的（调整后预算与项目支出的年初预算），是两个数
        return False
    if min(telling_digits(one), telling_digits(other)) < _ANCHOR or not one.value or not other.value:
        return False
    cost = slip_cost(one, other)
    return cost <= (_ONE if _kind(a, b) else _NEAR)
