"""差一处的列举（nearly）：措辞说是总数和分项，加起来只差一处笔误，而且没有别的读法加得上。

列举列全了没有，名目未必说得清。加起来比总数还多的，不会是没有列全；没有列全的，余下的数恰好差一处笔误的机会
很小，数越长机会越小（见 odds）。机会小到什么程度才算数，看措辞、项数、名目有多像列全了。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import regex

from normalize import Facts
from reconcile.completeness import OPEN_ENDED, TRAIT, counted_kinds
from reconcile.likely import chance
from reconcile.partitions import split_of
from reconcile.relation import Relation, sum_of
from reconcile.runs import LED, strength
from reconcile.slips import slip_to
from reconcile.slots import Paragraph, Slot, paragraphs

_TOTAL = regex.compile(
    r"(?P<firm>合计|共计|总计|总共|总数|总额|总量|一共)[\p{Han}]{0,4}$|(?:^|故|[\p{Han}]{2}[和与、][\p{Han}]{2,})共[\p{Han}]{0,6}$|共$"
)
_FROM = regex.compile(r"[。；，](?P<noun>[\p{Han}]{2,8})(?<!其)中(?=[\p{Han}])")
"""护林员1,095人……。护林员中蒙古族……：前面说过的名词再说一遍。"""
_FAR = regex.compile(r"。(?!其中|包括|[分按][\p{Han}]{1,8}[看分划，：])")
"""总数在上一句的，这一句要以“其中”“按……分”起头。"""
_INSIDE = regex.compile(r"[（(][^（()）]*[）)]")
_AWAY = regex.compile(r"[调核压追]减|减少|收回|扣减")
_SLIP = 14
"""一处笔误：错一位、颠倒两位、漏一位、小数点错一位。"""
_WHOLES, _MANY = 3, 3
_ROUND, _TENFOLD, _SLIGHT = 100, 10, 20
_SURE = Decimal("0.005")
_FEW, _SOME = Decimal("0.02"), Decimal("0.15")
_OMITTED = Decimal("0.1")
"""余下的是整数的，多半是另有没有列出的一项。"""


@dataclass(frozen=True)
class Reading:
    """一种读法：whole 是总数，parts 是分项；cued 说两者之间有“其中、合计”这样的词，beside 说中间没有别的同类的数。"""

    paragraph: Paragraph
    whole: Slot
    parts: tuple[Slot, ...]
    cued: bool
    beside: bool

    @cached_property
    def relation(self) -> Relation:
        """总数等于各分项之和。"""
        return sum_of("SUM205", self.whole.fact, [p.fact for p in self.parts])

    @cached_property
    def excess(self) -> Decimal:
        """分项之和比总数多多少。"""
        return self.relation.recomputed.value - self.whole.fact.quantity.value

    @cached_property
    def labels(self) -> list[str]:
        """各分项的名目。"""
        return [slot.label for slot in self.parts]

    @property
    def slipped(self) -> bool:
        """总数或者一个分项错一处，就加得上。"""
        stated = self.whole.fact.quantity
        if slip_to(stated, stated.rounded_like(self.relation.recomputed.value)).cost <= _SLIP:
            return True
        for slot in self.parts:
            quantity = slot.fact.quantity
            wanted = quantity.value - self.excess
            if wanted > 0 and slip_to(quantity, quantity.rounded_like(wanted)).cost <= _SLIP:
                return True
        return False

    @cached_property
    def odds(self) -> Decimal:
        """不是写错而恰好差一处笔误的机会；余下的是整数的，机会大些。"""
        found = chance(self.relation)
        rough = self.excess < 0 and not self.excess % (self._grain * _ROUND)
        return max(found * _TENFOLD, _OMITTED) if rough else found

    @property
    def _grain(self) -> Decimal:
        """各数都是它的整倍数：印作 1,328.00 的也可以是整数。"""
        values = [f.quantity.value for f in self.relation.members]
        grain = max(f.quantity.step for f in self.relation.members)
        while any(values) and all(not value % (grain * _TENFOLD) for value in values):
            grain *= _TENFOLD
        return grain

    @property
    def enough(self) -> bool:
        """像是列全了：机会小，或者加起来比总数还多，或者余下的比哪一项都小。"""
        many = len(self.parts) >= _MANY
        if not self.cued or self.whole.unit == "分":
            return self.odds < (_FEW if many else _SURE / 2)
        if self.complete and many and abs(self.excess) * 2 < self.whole.fact.quantity.value:
            return True
        if not self.beside:
            return self.odds < (_SOME if many and self.excess > 0 else _FEW if many else _SURE)
        if self.excess > 0 or self.odds < (_SOME if many else _FEW):
            return True
        small = -self.excess < min(p.fact.quantity.value for p in self.parts)
        return (self.complete or small) and (many or self.odds < _SOME)

    @cached_property
    def complete(self) -> bool:
        """名目末字相同（门诊人次、住院人次），恰是一种分法，或者前面说了有几类。"""
        alike = len({label[-1:] for label in self.labels}) == 1 == len({len(label) for label in self.labels})
        counted = counted_kinds(self.paragraph.before(self.parts[0])) == len(self.parts)
        return alike or counted or split_of(self.labels, self.whole.unit) is not None

    @property
    def doubtful(self) -> bool:
        """只举其大者；说的是几种会重叠的身份；有增有减。"""
        start, end = sorted((self.whole.fact.at.end, self.parts[0].fact.at.start))
        text = self.paragraph.text[start : max(end, self.parts[-1].fact.at.end) + 2]
        traits = any(TRAIT.search(label) for label in self.labels)
        slight = abs(self.excess) * _SLIGHT < self.whole.fact.quantity.value
        overlapping = traits and not slight and split_of(self.labels, self.whole.unit) is None
        return bool(OPEN_ENDED.search(text)) or overlapping or any(_AWAY.search(s.lead) for s in self.parts)


def nearly(facts: Facts) -> Iterator[Relation]:
    """各段里差一处的列举。"""
    for paragraph in paragraphs(facts):
        yield from _of(paragraph)


def _of(paragraph: Paragraph) -> Iterator[Relation]:
    readings = list(_readings(paragraph))
    held = [r for r in readings if r.relation.judgement.holds]
    explained = [{p.fact.id for p in r.parts} for r in held]
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        own = {p.fact.id for p in reading.parts}
        if not any(len(own & group) > 1 for group in explained):
            groups.setdefault(reading.parts[-1].fact.id, []).append(reading)
    for group in groups.values():
        near = [r for r in group if r.slipped and not r.doubtful and r.enough]
        if near:
            best = min(near, key=lambda r: (not r.beside, r.odds))
            relation = replace(best.relation, because="逐项列出，只差一处笔误")
            yield relation if best.odds < _SURE else replace(relation, severity="warning")


def _readings(paragraph: Paragraph) -> Iterator[Reading]:
    seen: set[tuple[str, ...]] = set()
    for slot in paragraph.slots:
        for line in (paragraph.alike(slot), paragraph.alike(slot, loose=True)):
            name = tuple(s.fact.id for s in line)
            if name in seen:
                continue
            seen.add(name)
            for run in _runs(paragraph, line):
                yield from _headed(paragraph, run)
                yield from _footed(paragraph, line, run)


def _gap(paragraph: Paragraph, one: Slot, other: Slot) -> str:
    """两个数之间的话，夹在中间的括号不算。"""
    return _INSIDE.sub("", paragraph.between(one.fact, other.fact))


def _runs(paragraph: Paragraph, line: Sequence[Slot]) -> Iterator[tuple[Slot, ...]]:
    """接连说的几个数：到标点更强之处、另起引导词之处为止。"""
    gaps = [_gap(paragraph, one, other) for one, other in pairwise(line)]
    for start in range(len(line) - 1):
        inside = 0
        for end in range(start + 1, len(line)):
            gap = gaps[end - 1]
            if strength(gap) > 2 or LED.search(gap) or _TOTAL.search(line[end].lead.strip()):
                break
            inside = max(inside, strength(gap))
            last = end + 1 == len(line)
            if last or strength(gaps[end]) > inside or _breaks(gaps[end], line[end + 1]):
                yield tuple(line[start : end + 1])


def _breaks(gap: str, after: Slot) -> bool:
    return bool(_TOTAL.search(after.lead.strip()) or LED.search(gap))


def _headed(paragraph: Paragraph, parts: tuple[Slot, ...]) -> Iterator[Reading]:
    """先总后分。"""
    first = parts[0]
    units = {s.unit for s in paragraph.alike(first, loose=True)} | {first.unit}
    before = [
        s
        for s in reversed(paragraph.wholes)
        if s.fact.at.start < first.fact.at.start
        and s.unit in units
        and s.depth <= first.depth
        and first.number - s.number <= 1
    ]
    for position, whole in enumerate(before[:_WHOLES]):
        gap = _gap(paragraph, whole, first)
        again = _FROM.search(gap)
        named = again is not None and again["noun"] in paragraph.before(whole) + gap[: again.start()]
        cued = named or (bool(LED.search(gap)) and not _FAR.search(gap))
        if cued or not position:
            yield Reading(paragraph, whole, parts, cued, cued and (named or not position))


def _footed(paragraph: Paragraph, line: Sequence[Slot], parts: tuple[Slot, ...]) -> Iterator[Reading]:
    """先分后总：从句首说起的几个数，合计就在后面。"""
    after = next((s for s in line if s.fact.at.start > parts[-1].fact.at.start), None)
    total = _TOTAL.search(after.lead.strip()) if after else None
    if after is None or total is None:
        return
    earlier = [s for s in line if s.fact.at.start < parts[0].fact.at.start]
    fresh = not earlier or strength(_gap(paragraph, earlier[-1], parts[0])) > 2
    joined = total["firm"] and (fresh or strength(_gap(paragraph, earlier[-1], parts[0])) > 1)
    yield Reading(paragraph, after, parts, bool(joined or fresh), bool(joined or (fresh and len(parts) >= _MANY)))
