"""紧挨着说的三个数（adjacent）：“收入a，支出b，结余c”“预算a，实际b，节约c”。

差的名称各地叫法不同，词典里没有的也不少；紧挨着的两个数同一计量，又只差一处笔误，就不是碰巧。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from normalize import Fact, Facts, Sentence
from normalize.facts import same_measure
from reconcile.relation import Relation, shown
from reconcile.rule import rule
from reconcile.slips import slip_to

_LEFT = regex.compile(r"(?:结余|结转|剩余|节约|缺编|空编|差额|节余|当期结余)(?:资金|金额)?(?:为|共|了)?\s*$")
_DIGITS = 3
_ONE = 12


@rule("CAL210", term="紧挨着的三个数")
def adjacent(facts: Facts) -> Iterator[Relation]:
    """结余、节约、缺编与前面紧挨着的两个同样计量的数之差只差一处笔误。

    差至少有三位数字才核；算得上打勾，差得多的不报（多半不是这两个数之差）。率、占比由 CAL205、CAL211 核。依据：常识性勾稽。
    """
    for position, sentence in enumerate(facts.sentences):
        above = facts.sentences[position - 1] if position else None
        earlier = above.facts if above is not None and above.at.block == sentence.at.block else ()
        for index, fact in enumerate(sentence.facts):
            moved = {f.id for c in sentence.changes for f in (c.amount, c.rate, c.prior) if f is not None}
            before = [f for f in (*earlier, *sentence.facts[:index]) if f.quantity.unit not in {"%", ""}]
            if (
                not index
                or not before
                or before[-1] is not sentence.facts[index - 1]
                or before[-1].id in moved
            ):
                continue
            lead = _lead(sentence, index)
            if fact.quantity.unit not in {"%", ""} and _LEFT.search(lead):
                yield from _judged(_differences(fact, before))


def _lead(sentence: Sentence, index: int) -> str:
    """到上一个数为止的话。"""
    floor = sentence.facts[index - 1].at.end if index else sentence.at.start
    return sentence.text[
        max(0, floor - sentence.at.start) : sentence.facts[index].at.start - sentence.at.start
    ]


def _pair(stated: Fact, before: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """最近的一个数，和再往前最近的同一计量的数。"""
    if not before or before[-1].sentence != stated.sentence or before[-1].quantity.hedge:
        return None
    part = before[-1]
    units = same_measure(part.quantity.unit)
    whole = next((f for f in reversed(before[:-1]) if f.quantity.unit in units), None)
    return (whole, part) if whole is not None and not whole.quantity.hedge else None


def _differences(left: Fact, before: Sequence[Fact]) -> Iterator[Relation]:
    pair = _pair(left, before)
    if pair is None or left.quantity.unit not in same_measure(pair[0].quantity.unit):
        return
    whole, part = pair
    value = whole.quantity.estimate - part.quantity.estimate
    if value.value > 0:
        yield Relation(
            "CAL210",
            left,
            (whole, part),
            value,
            f"{whole.raw} − {part.raw} = {shown(left, value.value)}",
            licensed=False,
            because="紧挨着的两个数之差",
            compute=lambda v: v[0] - v[1],
        )


def _judged(tried: Iterator[Relation]) -> Iterator[Relation]:
    """算得上的打勾；只有一种算法恰差一处笔误的，指为错。"""
    relations = list(tried)
    held = next((r for r in relations if r.judgement.holds), None)
    if held is not None:
        yield held
        return
    slips = [r for r in relations if _slipped(r)]
    if len(slips) == 1:
        yield replace(slips[0], licensed=True)


def _slipped(relation: Relation) -> bool:
    """报告写的数差一处笔误就是算出来的数，而且位数不太少。"""
    stated = relation.stated.quantity
    digits = len(str(int(abs(stated.value / stated.step))))
    if digits < _DIGITS or not relation.recomputed.value:
        return False
    return slip_to(stated, stated.rounded_like(relation.recomputed.value)).cost <= _ONE
