"""一串占比（series）：甲3,060万元（40%）、乙1,377万元（18%）……，占的是同一个总体，互相印证。

各项之和就是印出的总数、或者占比加起来是一百的，总体是各项之和；总体没有印出的，别的几项推得出同一个总体，
这一项也要推得出。至少有两项（总体印出的，至少有一项）本来就对，才说得上另一项不对。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

import regex

from normalize import Estimate, Fact
from normalize.quantity import HUNDRED
from reconcile.ladder import judge
from reconcile.relation import Relation, finer, ratio_of
from reconcile.told.cues import Figure, figures_of, is_prior
from reconcile.told.evidence import Candidate, Support
from reconcile.told.passage import Passage, comparable, measured
from reconcile.told.respective import of_sum

_SHARE = regex.compile(
    r"^[^，。；：、（(]{0,6}[，,、]?(?:约|仅)?占(?:比)?(?P<whole>[^，。；：、占]{0,16}?)的?(?:比例|比重)?(?:为|约|达)*$"
)
_ASIDE = regex.compile(r"^\s*[（(](?:占(?:比)?[^，。；：、]{0,12}?的?|约)?$")
_LEAST = 2
_AROUND = 8


@dataclass(frozen=True)
class _Pair:
    """一项和它的占比。"""

    part: Fact
    share: Fact
    whole: str


def series(passage: Passage) -> list[Candidate]:
    """这个百分数是一串占比里的一个。"""
    target = passage.target
    if target.fact.quantity.unit != "%" or not passage.before or target.fact.quantity.hedge:
        return []
    own = _pair(passage.before[0], target)
    if own is None:
        return []
    pairs = [p for p in _pairs(passage) if comparable(p.part, own.part) and _alike(p, own)]
    others = [p for p in pairs if p.share.id != own.share.id]
    if not others:
        return []
    return list(_of_sum(passage, own, pairs)) or list(_inferred(own, others))


def _alike(one: _Pair, other: _Pair) -> bool:
    """占的不是另外说了的两个总体。"""
    return not one.whole or not other.whole or one.whole == other.whole


def _pair(part: Figure, share: Figure) -> _Pair | None:
    found = _SHARE.match(share.lead) or _ASIDE.match(share.lead)
    if found is None or share.fact.quantity.unit != "%" or not measured(part) or is_prior(part):
        return None
    if part.fact.quantity.hedge or share.fact.quantity.hedge or not part.fact.quantity.value:
        return None
    return _Pair(part.fact, share.fact, found.groupdict().get("whole") or "")


def _pairs(passage: Passage) -> Iterator[_Pair]:
    """这一句，以及同一小节前后各句里的各项；隔了一句没有占比的就到头。"""
    facts, here = passage.facts, passage.position
    taken = list(_within(passage, here))
    for step in (-1, 1):
        for position in range(here + step, here + step * _AROUND, step):
            if not 0 <= position < len(facts.sentences):
                break
            if facts.sentences[position].section != passage.sentence.section:
                break
            found = list(_within(passage, position))
            if not found:
                break
            taken += found
    yield from sorted(taken, key=lambda pair: (pair.share.sentence or 0, pair.share.at.start))


def _within(passage: Passage, position: int) -> Iterator[_Pair]:
    figures = figures_of(passage.facts, passage.facts.sentences[position])
    for part, share in pairwise(figures):
        if pair := _pair(part, share):
            yield pair


def _of_sum(passage: Passage, own: _Pair, pairs: Sequence[_Pair]) -> Iterator[Candidate]:
    """各项就是全部：加起来是印出的总数，或者占比加起来是一百（别的都对）。"""
    same = [p for p in pairs if p.share.sentence == own.share.sentence]
    for chosen in dict.fromkeys((tuple(same), tuple(pairs))):
        if len(chosen) < _LEAST or own not in chosen:
            continue
        parts = [p.part for p in chosen]
        total = sum((fact.quantity.value for fact in parts), start=Decimal(0))
        right = [p for p in chosen if p is not own and _holds(p, total)]
        if len(right) != len(chosen) - 1:
            continue
        printed = _printed(passage, own, total)
        if printed is not None and (relation := ratio_of("CAL205", own.share, own.part, printed)):
            yield Candidate(replace(relation, because="占比应等于部分除以总体"), Support.TOLD)
            return
        if len(right) >= _LEAST:
            order = chosen.index(own)
            yield Candidate(of_sum(own.share, parts, order, _OTHERS), Support.TOLD)
            return


def _holds(pair: _Pair, total: Decimal) -> bool:
    return judge(pair.share.quantity, Estimate.exactly(pair.part.quantity.value * HUNDRED / total)).holds


def _printed(passage: Passage, own: _Pair, total: Decimal) -> Fact | None:
    """印出的总数：同段、同一小节里的，或者别处同一计量的。"""
    near = [f.fact for f in (*passage.before, *passage.above, *passage.earlier)]
    for fact in (*near, *passage.facts.facts):
        if fact.quantity.value == total and comparable(fact, own.part) and fact.id != own.part.id:
            return fact
    return None


_OTHERS = "别的各项占比都等于这一项除以各项之和"


def _inferred(own: _Pair, others: Sequence[_Pair]) -> Iterator[Candidate]:
    """总体没有印出的：别的几项推得出同一个总体。"""
    others = [p for p in others if p.whole == own.whole or not own.whole]
    if len(others) < _LEAST:
        return
    sizes = [_size(p) for p in others]
    low, high = max(low for low, _ in sizes), min(high for _, high in sizes)
    if low > high:
        return
    best = max(others, key=lambda p: p.share.quantity.value)
    inputs = (own.part, best.part, best.share)

    def compute(values: Sequence[Estimate]) -> Estimate:
        return values[0] / values[1] * values[2]

    value = compute([fact.quantity.estimate for fact in inputs])
    formula = f"{own.part.raw} ÷（{best.part.raw} ÷ {best.share.raw}） = {finer(own.share, value.value)}"
    relation = Relation(
        "CAL205",
        own.share,
        inputs,
        value,
        formula,
        compute=compute,
        because="同一串的各项占的是同一个总体",
    )
    yield Candidate(relation, Support.NAMED)


def _size(pair: _Pair) -> tuple[Decimal, Decimal]:
    """由一项和它的占比推出的总体，在什么范围。"""
    part, share = pair.part.quantity, pair.share.quantity
    return part.low * HUNDRED / share.high, part.high * HUNDRED / max(share.low, share.step / 10)
