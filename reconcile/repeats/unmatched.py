"""剩下的一个（unmatched）：自评表的总体目标、完成情况里逐个说的数，都在下面各项指标里，两边各剩一个，只差一处笔误。

不看字眼（受益人口与“群众饮水安全”说的是一件事），只看配不上的：同一种计量两边恰好各剩一个，别的至少两个都配上了；
颠倒了数字的、差一万倍的、四位以上错一位的，不会是碰巧。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from normalize import Facts
from normalize.phrases import Phrase
from reconcile.digits import telling_digits
from reconcile.relation import Relation
from reconcile.repeats.tellings import same_number, slip_cost, spoken, told_again

_SWAPPED, _ONE, _LONG = 8, 12, 4
_MATCHED, _SHORT = 2, 2
_MYRIAD = Decimal(10_000)


def unmatched(facts: Facts) -> Iterator[Relation]:
    """总体目标（完成情况）里配不上的一个，与指标值（完成值）里配不上的一个。"""
    cells: dict[Hashable, list[Phrase]] = defaultdict(list)
    listed: dict[tuple[int | None, str], list[Phrase]] = defaultdict(list)
    scored = {table.block for table in facts.scored}
    for phrase in spoken(facts):
        at = phrase.fact.at
        if at.cell is None or at.block not in scored or phrase.side not in {"目标", "完成"}:
            continue
        if phrase.in_table:
            listed[at.block, phrase.side].append(phrase)
        else:
            cells[phrase.home, phrase.side].append(phrase)
    for told in cells.values():
        table = listed[told[0].fact.at.block, told[0].side]
        matched = sum(any(_agree(one, other) for other in table) for one in told)
        if matched < _MATCHED:
            continue
        for unit in {phrase.unit for phrase in told} - {"%", "元", "分", ""}:
            ours, theirs = _left(told, table, unit), _left(table, told, unit)
            if len(ours) == len(theirs) == 1 and _slipped(ours[0], theirs[0]):
                yield replace(
                    told_again(
                        ours[0].fact,
                        theirs[0].fact,
                        in_table=True,
                        because="别的数都与各项指标相符，只剩这一个",
                    ),
                    severity="warning",
                )


def _left(some: Sequence[Phrase], others: Sequence[Phrase], unit: str) -> list[Phrase]:
    """这种计量里另一边没有的。"""
    alike = [p for p in others if p.unit == unit]
    return [p for p in some if p.unit == unit and not any(_agree(p, other) for other in alike)]


def _agree(one: Phrase, other: Phrase) -> bool:
    return one.unit == other.unit and same_number(one.fact.quantity, other.fact.quantity)


def _slipped(one: Phrase, other: Phrase) -> bool:
    a, b = one.fact.quantity, other.fact.quantity
    fewer, more = sorted((telling_digits(a), telling_digits(b)))
    if fewer < _SHORT or not a.value or not b.value:
        return False
    if a.value * _MYRIAD == b.value or b.value * _MYRIAD == a.value:
        return True
    cost = slip_cost(a, b)
    return cost <= _SWAPPED or (cost <= _ONE and more >= _LONG)
