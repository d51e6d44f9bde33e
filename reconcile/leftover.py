"""余下的（leftover）：余款、尚余、未落实的、还有多少，应是前面两个数之差；差一处笔误而别的数都减不出来，便是写错。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations

import regex

from normalize import Facts
from normalize.facts import broad_measure
from reconcile.likely import chance
from reconcile.relation import Relation, shown
from reconcile.slips import slip_to
from reconcile.slots import Paragraph, Slot, paragraphs

_REST = regex.compile(
    r"(?:余款|余额|结余|结存|剩余|其余|余下|剩下|剩|尚余|还有|尚有|仍有|另有|缺口|欠[\p{Han}]{0,4}|节支|节约|节省|"
    r"(?:尚未|仍未|未|没有)(?!满|成年|来|达|超)[\p{Han}]{1,6})(?:[的为仅约有共]|资金|金额|人数|数)*$"
)
_OPEN = regex.compile(r"^[\p{Han}（）()]{0,6}?(?:尚?未|没有|因|顺延|正在|在办|在建|待)")
_DONE = regex.compile(r"已|完成|支付|追回|落实|到位|支出|使用|建成|实施|投运|办结|整改|收回|开工|验收|实际|拨付|执行|发放")
_SLIP = 14
_NEAREST = 6
_RARELY, _SELDOM, _OFTEN = Decimal("0.002"), Decimal("0.03"), Decimal("0.3")


@dataclass(frozen=True)
class _Pair:
    """总数与做到的数；next_to 说它们正是紧挨在前面的两个数，而且后一个说的是做到了。"""

    whole: Slot
    done: Slot
    next_to: bool


def leftover(facts: Facts) -> Iterator[Relation]:
    """余下的，与前面两个数之差。"""
    for paragraph in paragraphs(facts):
        for rest in paragraph.figures:
            if _REST.search(rest.lead) or (rest.lead.endswith(("还有", "尚有", "剩")) and _tail(paragraph, rest)):
                yield from _tried(paragraph, rest)


def _tail(paragraph: Paragraph, rest: Slot) -> bool:
    return bool(_OPEN.search(paragraph.text[rest.fact.at.end :]))


def _tried(paragraph: Paragraph, rest: Slot) -> Iterator[Relation]:
    """减得出就打勾；都减不出而恰有一对差一处笔误的，指出来。"""
    pairs = list(_pairs(paragraph, rest))
    relations = [(pair, _difference(rest, pair)) for pair in pairs]
    held = next((r for _, r in relations if r.judgement.holds), None)
    if held is not None:
        yield replace(held, licensed=False)
        return
    near = [(pair, r) for pair, r in relations if _slipped(r)]
    if len(near) != 1:
        near = [(pair, r) for pair, r in near if pair.next_to]
    if len(near) == 1:
        ((pair, relation),) = near
        odds = chance(relation) * (1 if pair.next_to else len(pairs))
        if odds < (_OFTEN if pair.next_to else _SELDOM):
            yield relation if odds < _RARELY else replace(relation, severity="warning")


def _pairs(paragraph: Paragraph, rest: Slot) -> Iterator[_Pair]:
    """前面同样计量的数里，一大一小的各对；近的在先。"""
    units = broad_measure(rest.unit)
    before = [s for s in paragraph.figures if s.fact.at.start < rest.fact.at.start and s.unit in units]
    near = before[-_NEAREST:]
    for whole, done in permutations(reversed(near), 2):
        if whole.fact.quantity.value > done.fact.quantity.value > 0:
            beside = [whole, done] == near[-2:] and bool(_DONE.search(done.lead)) and not rest.depth
            yield _Pair(whole, done, beside and rest.number - whole.number <= 1)


def _slipped(relation: Relation) -> bool:
    stated = relation.stated.quantity
    if relation.recomputed.value > 0 and (
        slip_to(stated, stated.rounded_like(relation.recomputed.value)).cost <= _SLIP
    ):
        return True
    for fact in relation.inputs:
        wanted = relation.solved_for(fact, stated.value)
        if wanted and wanted > 0 and slip_to(fact.quantity, fact.quantity.rounded_like(wanted)).cost <= _SLIP:
            return True
    return False


def _difference(rest: Slot, pair: _Pair) -> Relation:
    whole, done = pair.whole.fact, pair.done.fact
    value = whole.quantity.estimate - done.quantity.estimate
    return Relation(
        "SUM204",
        rest.fact,
        (whole, done),
        value,
        f"{whole.raw} − {done.raw} = {shown(rest.fact, value.value)}",
        because="余下的应是总数减去做到的",
        compute=lambda values: values[0] - values[1],
    )
