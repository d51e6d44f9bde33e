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
_DONE = regex.compile(
    r"已|完成|支付|追回|落实|到位|支出|使用|建成|实施|投运|办结|整改|收回|开工|验收|实际|拨付|执行|发放"
)
_SLIP = 14
_NEAREST, _TENFOLD = 9, 10
_RARELY, _SELDOM, _OFTEN = Decimal("0.002"), Decimal("0.03"), Decimal(1)


@dataclass(frozen=True)
class _Pair:
    """总数与做到的数；next_to 说它们正是紧挨在前面的两个数，而且后一个说的是做到了。"""

    whole: Slot
    done: Slot
    next_to: bool


def leftover(facts: Facts) -> Iterator[Relation]:
    """余下的，与前面两个数之差。"""
    earlier: list[Slot] = []
    for paragraph in paragraphs(facts):
        for rest in paragraph.figures:
            if _REST.search(rest.lead) or (
                rest.lead.endswith(("还有", "尚有", "剩")) and _tail(paragraph, rest)
            ):
                found = list(_tried(paragraph, rest))
                yield from found or _elsewhere(earlier, paragraph, rest)
        earlier += paragraph.figures


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
        odds = chance(relation) * (1 if pair.next_to else sum(_sized(r) for _, r in relations))
        if odds < (_OFTEN if pair.next_to else _SELDOM):
            yield relation if odds < _RARELY else replace(relation, severity="warning")


def _elsewhere(earlier: Sequence[Slot], paragraph: Paragraph, rest: Slot) -> Iterator[Relation]:
    """“预算支出3,041.58万元，剩余198.42万元未支出”：总数在前面的段里。"""
    units = broad_measure(rest.unit)
    before = [s for s in paragraph.figures if s.fact.at.start < rest.fact.at.start and s.unit in units]
    if len(before) != 1 or not _DONE.search(before[0].lead):
        return
    done = before[0]
    wholes = {s.fact.quantity.value: s for s in earlier if s.unit in units}
    larger = [s for value, s in wholes.items() if value > done.fact.quantity.value]
    relations = [_difference(rest, _Pair(whole, done, next_to=False)) for whole in larger]
    if any(r.judgement.holds for r in relations):
        return
    near = [r for r in relations if _slipped(r)]
    if len(near) == 1 and chance(near[0]) * len(relations) < _SELDOM:
        yield replace(near[0], severity="warning")


def _sized(relation: Relation) -> bool:
    """差与余下的数大小相近，才谈得上碰巧。"""
    one, other = relation.stated.quantity.value, relation.recomputed.value
    return max(one, other) < min(one, other) * _TENFOLD


def _pairs(paragraph: Paragraph, rest: Slot) -> Iterator[_Pair]:
    """前面同样计量的数里，一大一小的各对；近的在先。"""
    units = broad_measure(rest.unit)
    before = [s for s in paragraph.figures if s.fact.at.start < rest.fact.at.start and s.unit in units]
    near = before[-_NEAREST:]
    for whole, done in permutations(reversed(near), 2):
        if whole.fact.quantity.value > done.fact.quantity.value > 0:
            following = near.index(done) - near.index(whole) == 1
            beside = [whole, done] == near[-2:] and bool(_DONE.search(done.lead)) and not rest.depth
            named = _opposed(done, rest) and (following or whole.label[-_NOUN:] in done.lead)
            yield _Pair(whole, done, named or (beside and rest.number - whole.number <= 1))


def _opposed(done: Slot, rest: Slot) -> bool:
    """“已开工47个，未开工17个”：一个做到了，一个没有做到。"""
    negated = _NEGATED.search(rest.lead)
    return negated is not None and negated[1] in done.lead and not _NEGATED.search(done.lead)


_NOUN = 2
_NEGATED = regex.compile(r"(?:尚未|仍未|未|没有)([\p{Han}]{2})")


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
