"""另一半（complements）：抽检多少、合格多少、不合格的就是多少；没有写合格多少的，由合格率算。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from normalize import Estimate, Fact, Facts
from normalize.facts import same_measure
from normalize.quantity import HUNDRED
from reconcile.likely import one_change
from reconcile.relation import Relation, ratio_of, shown
from reconcile.sums.slots import Paragraph, Slot, paragraphs

_NEGATED = regex.compile(r"(?:尚未|仍未|未能|未|没有|不)(?P<done>[\p{Han}]{1,6}?)(?:的|为|有|户|人)*$")
_PLANNED = regex.compile("计划|任务|目标|应|拟|需|共")
_SPENT = regex.compile("已|拨付|支付|完成|使用|执行")
_NEGATION = regex.compile(r"未|没有|不|无")
_ONE = Estimate.exactly(HUNDRED)


def complements(facts: Facts) -> Iterator[Relation]:
    """没有做到的，等于总数减去做到的。"""
    for paragraph in paragraphs(facts):
        for rest in paragraph.figures:
            found = _NEGATED.search(rest.lead)
            if found is None:
                continue
            before = _before(paragraph, rest)
            if (relation := _by_part(paragraph, rest, before, found["done"])) or (
                relation := _by_rate(paragraph, rest, before, found["done"])
            ):
                yield relation


def _before(paragraph: Paragraph, rest: Slot) -> list[Slot]:
    """同一段里前面同样计量的数，最近的两三个。"""
    units = same_measure(rest.unit)
    return [
        s
        for s in paragraph.wholes
        if s.fact.at.start < rest.fact.at.start and s.unit in units and s.depth <= rest.depth
    ]


def _by_part(paragraph: Paragraph, rest: Slot, before: Sequence[Slot], done: str) -> Relation | None:
    """做到的印在前面：名目说的是做到了，或者紧跟着的率（及时率）就是它除以总数。"""
    if len(before) < 2:
        return None
    part = before[-1]
    relations = [_rest(rest.fact, whole.fact, part.fact) for whole in before[:-1] if _more(whole, part)]
    held = next((r for r in reversed(relations) if r.holds), None)
    if held is not None or not relations or not _more(before[-2], part):
        return held
    planned = bool(_PLANNED.search(before[-2].lead))
    named = _done(part.lead, done) and (planned or not _done(before[-2].lead, done))
    rated = _rate_holds(paragraph, before[-2], part, rest, done)
    return relations[-1] if (named or rated) and one_change(relations[-1]) else None


def _more(whole: Slot, part: Slot) -> bool:
    return whole.fact.quantity.value >= part.fact.quantity.value


def _done(lead: str, done: str) -> bool:
    """名目里说做到了，而不是没有做到。"""
    place = lead.rfind(done)
    return place >= 0 and not _NEGATION.search(lead[max(0, place - 2) : place])


def _rates(paragraph: Paragraph, start: Fact, rest: Slot, done: str) -> list[Fact]:
    """总数与这个数之间，名目是做到的率（及时率、合格率）的百分数。"""
    return [
        f
        for f in rest.sentence.facts
        if f.quantity.unit == "%"
        and start.at.start < f.at.start < rest.fact.at.start
        and regex.search(rf"{done}率[^，。；]{{0,3}}$", paragraph.text[: f.at.start])
    ]


def _rate_holds(paragraph: Paragraph, whole: Slot, part: Slot, rest: Slot, done: str) -> bool:
    for rate in _rates(paragraph, part.fact, rest, done):
        relation = ratio_of("SUM204", rate, part.fact, whole.fact)
        if relation is not None and relation.holds:
            return True
    return False


def _rest(rest: Fact, whole: Fact, part: Fact) -> Relation:
    value = whole.quantity.estimate - part.quantity.estimate
    return Relation(
        "SUM204",
        rest,
        (whole, part),
        value,
        f"{whole.raw} − {part.raw} = {shown(rest, value.value)}",
        because="总数减去做到的，应是没有做到的",
        compute=lambda v: v[0] - v[1],
    )


def _by_rate(paragraph: Paragraph, rest: Slot, before: Sequence[Slot], done: str) -> Relation | None:
    """做到的没有印出来：总数乘以一减去做到的率；前面有几个总数的，有一个算得上就是它。"""
    if not before:
        return None
    whole = before[-1]
    rates = _rates(paragraph, whole.fact, rest, done)
    done_itself = _done(whole.lead, done) and not _PLANNED.search(whole.lead)
    if whole.fact.metric == "决算数" or _SPENT.search(whole.lead) or done_itself:
        # 没有做到的是应做的一部分，不是做到的一部分（兑付180万元，兑付率90%，未兑付20万元）
        return None
    if len(rates) != 1 or whole.fact.quantity.value < rest.fact.quantity.value:
        return None
    relations = [_by_share(rest.fact, slot.fact, rates[0]) for slot in reversed(before)]
    held = next((r for r in relations if r.holds), None)
    if held is None and "其中" in whole.lead:
        # “在用21,306台，其中电梯12,874台；定检率99.6%”：率说的是全部，不是其中一种
        return None
    return held or (relations[0] if one_change(relations[0]) else None)


def _by_share(rest: Fact, whole: Fact, rate: Fact) -> Relation:
    value = _left([whole.quantity.estimate, rate.quantity.estimate])
    return Relation(
        "SUM204",
        rest,
        (whole, rate),
        value,
        f"{whole.raw} × (1 − {rate.raw}) = {shown(rest, value.value)}",
        severity="warning",
        because="总数乘以没有做到的比例，应是没有做到的",
        compute=_left,
    )


def _left(values: Sequence[Estimate]) -> Estimate:
    return values[0] * (_ONE - values[1]) / _ONE
