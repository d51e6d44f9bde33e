"""一段里的数（slots）：逐个排开，连同名目、在第几个分句、在不在括号里；可以相加的才排进来。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import regex

from normalize import Fact, Facts, Sentence
from normalize.facts import broad_measure, same_measure
from reconcile.memory import remembered
from reconcile.spoken import label_of, lead_of, told
from reconcile.sums.listed import per_unit

_EARLIER = regex.compile(
    r"(?:(?:上年|去年|上一年)(?!末?[累滚]?[计存]?结[转余])|同期|比(?![较例重])|(?<!比)较(?![好高差])|与(?=[^，。；、]{0,8}(?:年|期|预算|计划|目标|任务|比))|从|由)[^，。；、]*$"
)
_PLANNED = regex.compile(
    r"(?:目标(?![^，。；、]*(?:中|完成|实现))|计划|任务|要求|不少于|不低于|控制在|限额)[^，。；、]*$"
)
_NOT_ADDED = frozenset({"%", "个百分点", "", "部分", "方面", "年", "个月", "月", "日", "类", "级", "档"})
_BREAK = regex.compile(r"[；;。]")


@dataclass(frozen=True, eq=False)
class Slot:
    """一个数：fact，名目 label，第 segment 个分句（以分号、句号断开），括号深 depth 层，本段有数的第 number 句。"""

    fact: Fact
    sentence: Sentence
    label: str
    segment: int
    depth: int
    number: int

    @cached_property
    def unit(self) -> str:
        """单位。"""
        return self.fact.quantity.unit

    @cached_property
    def lead(self) -> str:
        """小句里这个数之前的话。"""
        return lead_of(self.sentence, self.fact)


@dataclass(frozen=True, eq=False)
class Paragraph:
    """一段：文字，里面的数（率和约数除外）figures，其中可以是总数的 wholes，可以相加的 slots。"""

    text: str
    figures: tuple[Slot, ...]
    wholes: tuple[Slot, ...]
    slots: tuple[Slot, ...]
    _lines: dict[tuple[frozenset[str], int], tuple[Slot, ...]] = field(default_factory=dict)

    def between(self, one: Fact, other: Fact) -> str:
        """两个数之间的话。"""
        return self.text[one.at.end : other.at.start]

    def alike(self, slot: Slot, *, loose: bool = False) -> tuple[Slot, ...]:
        """同一种计量、同在括号外（内）的各数，按先后。"""
        units, depth = (broad_measure if loose else same_measure)(slot.unit), slot.depth
        found = self._lines.get((units, depth))
        if found is None:
            found = tuple(s for s in self.slots if s.unit in units and s.depth == depth)
            self._lines[units, depth] = found
        return found

    def before(self, slot: Slot) -> str:
        """这个数之前、本段的全部文字。"""
        return self.text[: slot.fact.at.start]


def paragraphs(facts: Facts) -> Sequence[Paragraph]:
    """正文各段。"""
    return remembered(facts, "paragraphs", lambda: list(_paragraphs(facts)))


def _paragraphs(facts: Facts) -> Iterator[Paragraph]:
    moved = {
        f.id
        for sentence in told(facts)
        for change in sentence.changes
        for f in (change.amount, change.rate, change.prior)
        if f is not None
    }
    places: dict[tuple[int, tuple[int, int] | None], list[Sentence]] = {}
    for sentence in told(facts):
        if sentence.facts:
            places.setdefault((sentence.at.block or 0, sentence.at.cell), []).append(sentence)
    for sentences in places.values():
        text = facts.document.holder(sentences[0].at).text
        figures = [
            Slot(fact, sentence, label_of(sentence, fact), _segment(text, fact), _depth(text, fact), number)
            for number, sentence in enumerate(sentences)
            for fact in sentence.facts
            if fact.quantity.unit not in _NOT_ADDED
            and not fact.quantity.hedge
            and not per_unit(sentence, fact)
        ]
        wholes = [s for s in figures if s.fact.id not in moved and not _EARLIER.search(s.lead)]
        slots = [s for s in wholes if not _PLANNED.search(s.lead)]
        yield Paragraph(text, tuple(figures), tuple(wholes), tuple(slots))


def _segment(text: str, fact: Fact) -> int:
    return len(_BREAK.findall(text[: fact.at.start]))


def _depth(text: str, fact: Fact) -> int:
    lead = text[: fact.at.start]
    return lead.count("（") + lead.count("(") - lead.count("）") - lead.count(")")
