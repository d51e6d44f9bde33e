"""列举（listed）：一个总数和它在一次列举里的各分项，口径、计量相同。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from normalize import Enumeration, Fact, Facts, Sentence
from normalize.facts import Part, broad_measure, same_measure
from normalize.metrics import dictionary
from reconcile.ladder import judge
from reconcile.memory import remembered
from reconcile.relation import total
from reconcile.spoken import label_of, told
from reconcile.sums.partitions import Split, partitioned, split_of

_MEASURED = frozenset({"年初预算数", "调整后预算数", "决算数", "实际到位资金"})
_STAFF = frozenset({"在职人数", "编制数"})
_NOT_STAFF = regex.compile(r"退休|遗属|编外|聘用|劳务|临时|公益")
_EACH = regex.compile(r"(?:每|平均|\p{Han}均(?:约|为|达)?$|[人户场亩校次床日件月年周季]均|单价|各$)")
_AWARDED = regex.compile(r"[，,]?(?:自评|实际|实)?(?:得|评)(?:分)?(?:为)?\s?\d|[）)](?:自评|实|得|为)*\s?\d")
_COMPARING = regex.compile(r"其中|计划|应[有配发]|原|上年|去年|目标|[，,][多少增减超缺]")
"""“2,860平方米（计划3,000平方米，少140平方米）”：括号里是拿来比的，不是分项。"""
ITS_OWN = regex.compile(r"[\p{Han}]{1,8}\d[\d,.]*\s?[万亿]?元")
"""“其中7月发行的3亿元只计半年457.5万元”：“的”后面的数说的是哪一笔，分项是后一个数。"""
_LAST_PART = regex.compile(r"(?r)[，。；：、（(]")


@dataclass(frozen=True)
class Listed:
    """一个总数和它在这次列举里的各分项（同一种计量）。"""

    enumeration: Enumeration
    sentence: Sentence
    whole: Fact
    parts: tuple[Fact, ...]
    around: str = ""

    @property
    def closes(self) -> bool:
        """各分项加起来恰是总数。"""
        return judge(self.whole.quantity, total(self.parts)).holds

    @property
    def labels(self) -> tuple[str, ...]:
        """各分项的名目。"""
        return tuple(f.qualifiers.subject or f.metric for f in self.parts)

    @property
    def partitioned(self) -> bool:
        """各分项恰是制度规定的几项。"""
        return partitioned(self.whole, self.labels, self.around)

    @property
    def split(self) -> Split | None:
        """各分项是按什么分的，恰是其中互不相同的几种。"""
        labels = [label_of(self.sentence, part) for part in self.parts]
        return split_of(labels, self.whole.quantity.unit)


def listings(facts: Facts, least: int = 2) -> list[list[Listed]]:
    """每次列举：各总数与同一计量的分项，分项至少 least 个。"""
    return remembered(facts, ("listings", least), lambda: list(_found(facts, least)))


def _found(facts: Facts, least: int) -> Iterator[list[Listed]]:
    changes = (change for sentence in told(facts) for change in sentence.changes)
    moved = {f.id for change in changes for f in (change.amount, change.rate) if f is not None}
    for sentence in told(facts):
        for enumeration in (*sentence.enumerations, *_bracketed(facts, sentence)):
            group = [
                Listed(enumeration, sentence, whole, parts, _paragraph(facts, sentence))
                for whole in enumeration.wholes
                if whole.id not in moved and whole.metric != "增减额" and not per_unit(sentence, whole)
                if len(parts := _best_parts(facts, sentence, enumeration, whole)) >= least
            ]
            if group:
                yield group


def _paragraph(facts: Facts, sentence: Sentence) -> str:
    return facts.document.holder(sentence.at).text


def _bracketed(facts: Facts, sentence: Sentence) -> Iterator[Enumeration]:
    """紧跟在数后面的括号里、冒号之后分列几项：“在职43人（行政20人，事业23人）”“学生6,842人：初中……”。"""
    for whole in sentence.facts:
        start = whole.at.end - sentence.at.start
        cue = sentence.text[start : start + 1]
        if cue not in {"（", "(", "：", ":"} or not whole.quantity.unit:
            continue
        marks = "）)" if cue in "（(" else "；;。"
        end = min(
            (i for mark in marks if (i := sentence.text.find(mark, start)) >= 0), default=len(sentence.text)
        )
        inside = [f for f in sentence.facts if start < f.at.start - sentence.at.start < end]
        alike = [f for f in inside if f.quantity.unit in same_measure(whole.quantity.unit)]
        within = sentence.text[start:end]
        if len(alike) > 1 and len(alike) == len(inside) and not _COMPARING.search(within):
            at = facts.document.at(
                sentence.at.block or 0,
                sentence.at.start + start,
                sentence.at.start + start + 1,
                sentence.at.cell,
            )
            parts = tuple(Part(label=f.qualifiers.subject or f.metric, facts=(f,)) for f in alike)
            yield Enumeration(cue="（" if cue in "（(" else "：", at=at, wholes=(whole,), parts=parts)


def _best_parts(facts: Facts, sentence: Sentence, enumeration: Enumeration, whole: Fact) -> tuple[Fact, ...]:
    """分项到分号为止还是越过分号：加得上的、恰是制度规定几项的优先，都不是的到分号为止。"""
    every = _parts(sentence, enumeration, whole)
    if whole.metric in _STAFF:
        every = tuple(f for f in every if not _NOT_STAFF.search(f.qualifiers.subject or f.metric))
    mark = sentence.text.find("；", enumeration.at.end - sentence.at.start)
    until = tuple(f for f in every if mark < 0 or f.at.start - sentence.at.start < mark)
    if not until or (len(until) == len(every) and len(_run(sentence, every)) == len(every)):
        return every
    around = _paragraph(facts, sentence)
    tried = [
        Listed(enumeration, sentence, whole, parts, around)
        for parts in (every, until, _run(sentence, until))
        if len(parts) > 1
    ]
    fit = next((one for one in tried if one.closes), None) or next(
        (one for one in tried if one.partitioned), None
    )
    return fit.parts if fit else until


def _run(sentence: Sentence, parts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """用顿号接起来的头几项：“甲3户、乙5户、丙8户，已消除12户”只取前三项。"""
    for position, (one, other) in enumerate(pairwise(parts)):
        between = sentence.text[one.at.end - sentence.at.start : other.at.start - sentence.at.start]
        if position and "、" not in between and regex.search("[，,]", between):
            before = parts[position - 1]
            joined = sentence.text[before.at.end - sentence.at.start : one.at.start - sentence.at.start]
            if "、" in joined:
                return parts[: position + 1]
    return parts


def _parts(sentence: Sentence, enumeration: Enumeration, whole: Fact) -> tuple[Fact, ...]:
    exact = [matching(whole, part.facts) for part in enumeration.parts]
    if any(exact):
        # 处所的量词不同也可以相加：科室14个、医院1所
        exact = [f or _placed(whole, part) for f, part in zip(exact, enumeration.parts, strict=True)]
    found = [f for f in exact if f and not per_unit(sentence, f)]
    if whole.quantity.unit == "分":
        found = [f for f in _scored(sentence, enumeration) if f.id != whole.id]
    measured = [f for f in found if f.metric == whole.metric]
    others = [f for f in found if f.metric in _MEASURED and f.metric != whole.metric]
    if whole.known and len(measured) > 1 and whole.quantity.unit != "分" and not adds_up(whole, found):
        found = measured
    elif whole.metric in _MEASURED and 1 < len(others) < len(found):
        # “中央资金300万元，支出298.50万元”：每一项的预算和支出交替着说
        found = [f for f in found if f not in others]
    named = enumeration.closed or any(f.metric == whole.metric for f in found)
    if not named and not _addable(whole, found):
        return ()
    return tuple(found)


def _placed(whole: Fact, part: Part) -> Fact | None:
    """分项里同是处所、只是量词不同的数。"""
    units = broad_measure(whole.quantity.unit)
    return next((f for f in part.facts if f.quantity.unit in units), None)


def _scored(sentence: Sentence, enumeration: Enumeration) -> list[Fact]:
    """各部分的得分：“投入15分，得14分”里的15分是分值，“28分（满分30分）”里的30分也是。"""
    found: list[Fact] = []
    for fact in (f for part in enumeration.parts for f in part.facts if f.quantity.unit == "分"):
        if fact.metric == "分值":
            continue
        if not _AWARDED.match(sentence.text, fact.at.end - sentence.at.start):
            found.append(fact)
    return found


def adds_up(whole: Fact, parts: Sequence[Fact]) -> bool:
    """各分项加起来恰是总数。"""
    return judge(whole.quantity, total(parts)).holds


def per_unit(sentence: Sentence, fact: Fact) -> bool:
    """每亩、每人、平均、人均的数，不与总数相加。"""
    end = fact.at.start - sentence.at.start
    part = _LAST_PART.search(sentence.text, 0, end)
    return bool(_EACH.search(sentence.text[part.end() if part else 0 : end]))


def matching(whole: Fact, candidates: Sequence[Fact]) -> Fact | None:
    """一个分项里与总数同一计量的数：口径相同的优先。"""
    units = same_measure(whole.quantity.unit)
    alike = [f for f in candidates if f.quantity.unit in units]
    return next((f for f in alike if f.metric == whole.metric), next(iter(alike), None))


def _addable(whole: Fact, parts: Sequence[Fact]) -> bool:
    """总数是预算、分项却是决算的，不能相加；恰好加得上的，多半是口径认错了，照加。"""
    names = dictionary().by_name
    if not parts:
        return False
    measured = [f for f in (whole, *parts) if (m := names.get(f.metric)) and m.kind == "measure"]
    return len({f.metric for f in measured}) < 2 or judge(whole.quantity, total(parts)).holds


def alike(one: Fact, other: Fact) -> bool:
    """同一种计量。"""
    return other.quantity.unit in same_measure(one.quantity.unit)
