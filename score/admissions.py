"""自认的问题（admission）：得了满分，“存在问题”部分却承认评分标准要求的事没有做到。

两边的说法要针锋相对（见 admissions.toml），说的又是同一件事，才提出来；只引原文，不改分。
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from extract import Location
from normalize import Sentence
from reconcile import Finding, rule
from score.audit import Audit
from score.criterion import Events, Judgement
from score.evaluate import plain
from score.indicators import Graded

_PROBLEM = re.compile(r"问题|不足|困难")
_MEASURE = re.compile(r"^\s*(?:改进|整改|下一步|今后|建议)")
_CLAUSE = re.compile(r"[^，。；：！\n,;]+")
_DEDUCTED = re.compile(r"扣|不得分|得0分|得零分")
_UNMET = re.compile(r"不符合|未按|没按|没有按|不合格")
_ALL = re.compile(r"所有|各项|各类|均")
_MARK = re.compile(r"^(?:[（(]?\d{1,2}[）).、]|[①-⑳])+")
_QUOTED = 60
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Pair:
    """一对相反的说法。"""

    topic: str
    requirement: re.Pattern[str]
    admission: re.Pattern[str]
    universal: bool
    named: bool


@dataclass(frozen=True)
class Said:
    """问题部分的一个小句承认了什么：原话在句中的位置，套话和承认的词之外还有哪些词。"""

    sentence: Sentence
    span: tuple[int, int]
    words: frozenset[str]


@dataclass(frozen=True)
class Admission:
    """评分标准的一句要求，和问题部分与它相反的话；common 是两句相同的词数。"""

    clause: tuple[int, int]
    said: Said
    common: int


@cache
def _knowledge() -> tuple[tuple[Pair, ...], re.Pattern[str]]:
    data = tomllib.loads(files("score").joinpath("admissions.toml").read_text(encoding="utf-8"))
    pairs = tuple(
        Pair(
            entry["topic"],
            re.compile(entry["requirement"]),
            re.compile(entry["admission"]),
            entry.get("universal", False),
            entry.get("named", False),
        )
        for entry in data["pair"]
    )
    return pairs, re.compile("|".join(data["generic"]))


@rule("SCR301", term="满分与自认问题")
def admitted(audit: Audit) -> Iterator[Finding]:
    """某项得了满分，报告的“存在问题”部分却承认这件事没有做到。

    要求评分标准里的要求与问题部分的说法针锋相对（无大量调剂—调剂过多；按计划时间完成—未能如期），说的又是同一件事，
    并同时引用两处原文和涉及的分数；已经扣过分的、只是泛泛说“有待加强”的不报。只列为需要说明，不替单位改分。
    依据：评分标准原文。
    """
    facts = audit.tied.facts
    said = _said(facts.sentences)
    against = cache(lambda text: tuple(_admissions(text, said)))
    for item in audit.items:
        own = item.score.self_score
        if item.row.criterion is None or own is None or own != item.score.points:
            continue
        seen: set[Location] = set()
        for found in against(facts.document.text(item.row.criterion)):
            if found.said.sentence.at not in seen:
                seen.add(found.said.sentence.at)
                yield _finding(audit, item, found)


def _said(sentences: Sequence[Sentence]) -> list[tuple[Pair, list[Said]]]:
    """每一对说法，问题部分承认了的各处，按先后。"""
    pairs, _ = _knowledge()
    parts = [
        (sentence, part)
        for sentence in sentences
        if sentence.at.block is not None
        and any(_PROBLEM.search(heading) for heading in sentence.section)
        and not _MEASURE.match(sentence.text)
        for part in _CLAUSE.finditer(sentence.text)
    ]
    return [
        (
            pair,
            [
                Said(
                    sentence,
                    (part.start() + found.start(), part.start() + found.end()),
                    _words(pair.admission.sub("，", part[0])),
                )
                for sentence, part in parts
                if (found := pair.admission.search(part[0]))
            ],
        )
        for pair in pairs
    ]


def _admissions(text: str, said: Sequence[tuple[Pair, Sequence[Said]]]) -> Iterator[Admission]:
    """评分标准里的每一句要求，问题部分有没有相反的说法；一对说法只提最像的一处。"""
    for pair, places in said:
        found = max(_opposed(text, pair, places) if places else (), key=lambda a: a.common, default=None)
        if found is not None:
            yield found


def _opposed(text: str, pair: Pair, places: Sequence[Said]) -> Iterator[Admission]:
    """套话之外没有相同的词，就不是同一件事；“所有项目均……”的，哪一项都算。"""
    for clause in _CLAUSE.finditer(text):
        unmet = _UNMET.search(clause[0])
        required = pair.requirement.search(clause[0])
        if not (_DEDUCTED.search(text[clause.start() : clause.end() + 12]) if unmet else required):
            continue
        words = _words(_UNMET.sub("，", pair.requirement.sub("，", clause[0])))
        least = int(bool((pair.named and required) or (pair.universal and _ALL.search(clause[0]))))
        for said in places:
            common = max(len(words & said.words), least)
            if common:
                yield Admission(clause.span(), said, common)


def _words(text: str) -> frozenset[str]:
    """套话之外的词（相邻两字）：“有一个项目”里的“个项”不是词。"""
    _, generic = _knowledge()
    text = generic.sub("，", text)
    return frozenset(run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1))


def _finding(audit: Audit, item: Graded, found: Admission) -> Finding:
    facts = audit.tied.facts
    criterion, place = item.row.criterion, found.said.sentence.at
    assert criterion is not None and place.block is not None  # noqa: S101, PT018 - 调用者已判断
    start, end = found.clause
    clause = facts.document.at(
        criterion.block or 0, criterion.start + start, criterion.start + end, criterion.cell
    )
    admission = facts.document.at(
        place.block, place.start + found.said.span[0], place.start + found.said.span[1], place.cell
    )
    name, said = item.score.name, found.said.sentence.text[slice(*found.said.span)]
    text = _MARK.sub("", "".join(facts.document.text(clause).split()))
    return Finding(
        code="SCR301",
        severity="warning",
        message=f"“{name}”自评满分{item.score.self_score}分，评分标准要求“{text}”，"
        f"而存在问题部分承认“{_quoted(found.said)}”，涉及{plain(_at_stake(item, text))}分",
        at=item.row.self_score.at if item.row.self_score else clause,
        against=(clause, admission),
        question=f"请说明“{said}”是否影响“{name}”的得分。",
        anchor=f"{name}|{said}",
    )


def _quoted(said: Said) -> str:
    """承认的原话：所在的小句和它前后的小句，连起来不太长的。"""
    text, (start, end) = said.sentence.text, said.span
    while (longer := _widened(text, start, end)) != (start, end) and longer[1] - longer[0] <= _QUOTED:
        start, end = longer
    start, end = _widened(text, start, end) if (start, end) == said.span else (start, end)
    return "".join(text[start:end].split()).strip("，。；、")


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """向前后各伸到下一个标点。"""
    before = max(text.rfind(mark, 0, max(0, start - 1)) for mark in "，。；")
    after = [at for mark in "，。；" if (at := text.find(mark, end + 1)) >= 0]
    return before + 1, min(after, default=len(text))


def _at_stake(item: Graded, clause: str) -> Decimal:
    """这一句要求所在的部分有几分；找不到的算整项。"""
    for guarded in item.criterion.parts:
        part = guarded.part
        if isinstance(part, (Judgement, Events)) and clause in "".join(part.text.split()):
            return part.points
    return item.criterion.weight
