"""分项与总数（decomposition）：叙述里列举的分项，加起来应是总数，每一项都不大于总数，完成的加上没有完成的也应是总数。"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import regex

from normalize import Enumeration, Estimate, Fact, Facts, Sentence
from normalize.facts import Part, same_measure
from normalize.metrics import dictionary
from normalize.quantity import HUNDRED
from reconcile.ladder import judge
from reconcile.memory import remembered
from reconcile.relation import Relation, shown, sum_of, total
from reconcile.rule import rule
from reconcile.slips import one_slip

_ADDED = regex.compile(r"新增|追加|增加|调增|另")
_EACH = regex.compile(r"(?:每|平均|[人户场亩校]均|单价)")
_MEASURED = frozenset({"年初预算数", "调整后预算数", "决算数", "实际到位资金"})
_STAFF = frozenset({"在职人数", "编制数"})
_NOT_STAFF = regex.compile(r"退休|遗属|编外|聘用|劳务|临时|公益")
_ABSENT = regex.compile(r"(?:没有|未|无)[^，。；]{0,8}出国|出国[^，。；]{0,10}(?:没有|未|无)")
_TOTAL_SCORE = 60
"""总分不会低于这么多；更低的是某一部分的得分。"""
_SUMMING = regex.compile(r"合计|共计|总计")
_REST = regex.compile(r"(?:尚有|还有|仍有|另有|剩余|其余|剩下|剩|余下|余)(?P<kind>[^，。；]{0,12})$")
_UNDONE = regex.compile(r"未|没有|尚在|正在|延期|推迟|待")
_VERB = regex.compile(r"完成|办结|整改|验收|建成|开工|兑付|发放|修订|落实|销号|办理|回复")
_DONE = regex.compile(r"(?:已|全部|实际)?(?:完成|办结|整改|验收|建成|开工|兑付|发放|修订|落实|销号|办理)")


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


@rule("SUM201", term="分项与总数")
def enumerated_parts(facts: Facts) -> Iterator[Relation]:
    """“其中”之后各分项之和与前面的总数不符。

    只有分项确已列全才指为错：措辞说明列全（分别为、由……构成、两部分、合计）；制度规定就是这几项（货物、服务、工程；基本支出、
    项目支出；“三公”的三项；行政编制、事业编制）；或者各项占比合计为100%。没有列全的，加得上打勾，加不上不报；
    只差一个数字、像是笔误的，请单位说明。同一次列举有几个总数的，加得上其中一个就不问别的。
    依据：财预〔2013〕53号；政府采购法第二条；部门决算报表制度。
    """
    for group in _listings(facts):
        closing = [one for one in group if one.closes]
        for one in closing:
            because = _closure(one)
            yield sum_of("SUM201", one.whole, one.parts, licensed=bool(because), because=because)
        if closing and {c.whole.quantity.unit for c in closing} >= {o.whole.quantity.unit for o in group}:
            continue
        for one in group:
            if one.closes or any(_alike(c.whole, one.whole) for c in closing) or not _nearest(one, group):
                continue
            if any(_adds_up(f, one.parts) for f in _ahead(facts, one)):
                # 加得上的是更前面的一个数
                continue
            if because := _closure(one):
                yield sum_of("SUM201", one.whole, one.parts, because=because)
            elif _slipped(one) and not one.whole.quantity.hedge:
                because = "只差一个数字，像是笔误"
                yield replace(sum_of("SUM201", one.whole, one.parts, because=because), severity="warning")
            elif because := _hardly_open(one):
                yield replace(sum_of("SUM201", one.whole, one.parts, because=because), severity="warning")
    for sentence in facts.sentences:
        if listed := by_shares(sentence):
            yield sum_of("SUM201", *listed, because="各分项占比合计为100%")
    for position in range(len(facts.sentences)):
        if classed := by_class(facts, position):
            whole, parts, _ = classed
            yield replace(sum_of("SUM201", whole, parts, because="按类别列出，应已列全"), severity="warning")


def _nearest(one: Listed, group: Sequence[Listed]) -> bool:
    """同一计量有几个总数的，分项口径相同的优先，其次离引导词最近的。"""
    rivals = [other for other in group if _alike(other.whole, one.whole)]
    named = [o for o in rivals if all(p.metric == o.whole.metric for p in o.parts)]
    return one is (named or rivals)[-1]


def _slipped(one: Listed) -> bool:
    """总数或者某一分项只差一处笔误。

    分项没有列全的，余下的数往往是整数，也恰像一个数字写错；所以只看总数有零头、而相差的数没有零头的。
    """
    added = total(one.parts).value
    if one_slip(one.whole.quantity, total(one.parts)):
        return True
    step = one.whole.quantity.step
    gap = one.whole.quantity.value - added
    if not (one.whole.quantity.value / step) % 10 or (gap / step) % 100:
        return False
    return any(one_slip(p.quantity, Estimate.exactly(p.quantity.value + gap)) for p in one.parts)


def by_class(facts: Facts, position: int) -> tuple[Fact, tuple[Fact, ...], bool] | None:
    """“按功能分类：甲……，乙……”：分类总是列全的；总数在前面，恰加得上的优先，只有一个的就是它。"""
    sentence = facts.sentences[position]
    found = _CLASSED.search(sentence.text)
    if found is None:
        return None
    start = sentence.at.start + found.end()
    parts = tuple(
        f
        for f in sentence.facts
        if f.at.start >= start and f.quantity.unit == "元" and not per_unit(facts, f)
    )
    if (
        len(parts) < 2
        or len({f.metric if not f.qualifiers.subject else f.qualifiers.subject for f in parts}) < 2
    ):
        return None
    above = facts.sentences[position - 1] if position else None
    near = above.facts if above is not None and above.at.block == sentence.at.block else ()
    moved = {f.id for s in (sentence, above) if s for c in s.changes for f in (c.amount, c.prior) if f}
    before = [
        f
        for f in (*near, *sentence.facts)
        if f.at.start < start and f.quantity.unit == "元" and f.id not in moved
    ]
    closing = next((f for f in reversed(before) if judge(f.quantity, total(parts)).holds), None)
    if closing is not None:
        return closing, parts, True
    slips = [f for f in before if one_slip(f.quantity, total(parts))]
    alone = before if len(before) == 1 else slips
    return (alone[0], parts, len(before) == 1) if alone else None


_CLASSED = regex.compile(
    r"按[^，。；：]{0,4}(?:功能|用途|经济|性质|来源|资金|支出)[^，。；：]{0,6}(?:分|分类|划分|构成)[：:，,]"
)


def by_shares(sentence: Sentence) -> tuple[Fact, tuple[Fact, ...]] | None:
    """没有“其中”的列举：“共支出……，主要用于：甲……，占x%；乙……，占y%”，各项占比合计为100%的，就是列全了。"""
    bare = [s for s in sentence.shares if s.part is not None and s.whole is None and not s.whole_name]
    parts = tuple(s.part for s in bare if s.part is not None)
    if len(parts) < 2 or any(p.quantity.unit != parts[0].quantity.unit for p in parts):
        return None
    gap = abs(sum((s.rate.quantity.value for s in bare), start=Decimal(0)) - HUNDRED)
    before = [
        f
        for f in sentence.facts
        if f.at.start < parts[0].at.start and f.quantity.unit == parts[0].quantity.unit
    ]
    largest = max(p.quantity.value for p in parts)
    if not before or before[-1].quantity.value < largest or gap > bare[0].rate.quantity.step * len(bare):
        return None
    return before[-1], parts


@rule("SUM202", term="并列计量的分项")
def parallel_parts(facts: Facts) -> Iterator[Relation]:
    """同一组分项，一种计量加得上总数，另一种计量加不上。

    例如各部分的参演人数加起来正是总人数，可见分项已经列全，那么各部分的场次也应加成总场次；
    场次和人数各有自己的“其中”、名目相同的，也这样对照。只有一种计量的、没有任何一种计量加得上的，不报。依据：常识性勾稽。
    """
    groups = _listings(facts)
    for group in groups:
        for anchor in group:
            if anchor.closes and len(anchor.parts) > 1:
                for other in group:
                    if _nearest(other, [one for one in group if one.enumeration is other.enumeration]):
                        yield from _beside(anchor, other)
    for before, after in pairwise(groups):
        for one in before:
            for other in after:
                if _same_labels(one, other) and not _alike(one.whole, other.whole) and _near(one, other):
                    for anchor, doubted in ((one, other), (other, one)):
                        if anchor.closes and not _closure(doubted):
                            yield _doubted(anchor, doubted.whole, doubted.parts)


def _beside(anchor: Listed, other: Listed) -> Iterator[Relation]:
    """同一次列举里的另一种计量：取加得上的那几个分项的这种计量。"""
    same = _alike(anchor.whole, other.whole) and anchor.whole.metric == other.whole.metric
    if same or other.whole is anchor.whole or other.enumeration is not anchor.enumeration:
        return
    closing = [part for part in anchor.enumeration.parts if any(f in anchor.parts for f in part.facts)]
    named = [f for part in closing if (f := _matching(other.whole, part.facts))]
    if same_measure(other.whole.quantity.unit) & {anchor.whole.quantity.unit}:
        named = list(other.parts)
    if len(named) == len(closing) > 1 and not set(named) & set(anchor.parts):
        yield _doubted(anchor, other.whole, named)


def _doubted(anchor: Listed, whole: Fact, parts: Sequence[Fact]) -> Relation:
    return sum_of("SUM202", whole, parts, because=f"同样的分项，{anchor.whole.metric}加得上")


def _near(one: Listed, other: Listed) -> bool:
    """同一段里的前后两次列举。"""
    return one.whole.at.block == other.whole.at.block


def _same_labels(one: Listed, other: Listed) -> bool:
    """两次列举的名目逐个相同（区级演练、街道演练｜区级、街道）。"""
    pairs = list(zip(one.labels, other.labels, strict=False))
    return len(one.labels) == len(other.labels) > 1 and all(
        a[:2] == b[:2] and (a.startswith(b) or b.startswith(a)) for a, b in pairs
    )


def _alike(one: Fact, other: Fact) -> bool:
    return other.quantity.unit in same_measure(one.quantity.unit)


@rule("SUM203", term="部分不超过总数")
def parts_within(facts: Facts) -> Iterator[Relation]:
    """“其中、包括、含”后面的一项，大于它所属的总数。

    只比较同一种计量、同一口径；已经按合计核对过的列举不再逐项比。总数不止一个的，请单位说明；约数按区间比。
    依据：部分不大于整体。
    """
    for group in _listings(facts, least=1):
        if any(one.closes for one in group):
            continue
        for one in group:
            if len(one.parts) == 1 or not _closure(one):
                yield from _bounded(facts, one, alone=len(group) == 1)


def _ahead(facts: Facts, one: Listed) -> list[Fact]:
    """引导词之前（同段的上一句也算）同一计量的数：都可能是总数。"""
    position = one.parts[0].sentence or 0
    above = facts.sentences[position - 1] if position else None
    earlier = above.facts if above is not None and above.at.block == one.sentence.at.block else ()
    return [
        f
        for f in (*earlier, *one.sentence.facts)
        if f.at.start < one.enumeration.at.start and _alike(f, one.whole)
    ]


def _bounded(facts: Facts, one: Listed, *, alone: bool) -> Iterator[Relation]:
    for part in one.parts:
        roomy = any(f.quantity.high >= part.quantity.low for f in _ahead(facts, one))
        if part.quantity.value < 0 or (roomy and one.whole.quantity.high < part.quantity.low):
            # 更前面还有一个容得下它的总数，说不定分的是那一个
            continue
        relation = Relation(
            "SUM203",
            part,
            (one.whole,),
            one.whole.quantity.estimate,
            f"{part.raw} ≤ {one.whole.raw}",
            bound=True,
            because="“其中”的一项应不大于总数",
        )
        yield relation if alone else replace(relation, severity="warning")


@rule("SUM204", term="完成与未完成")
def remainders(facts: Facts) -> Iterator[Relation]:
    """总数减去完成的，不等于报告说还没有完成的。

    同一句里“共……，已完成……，尚有（其余、剩余）……未……”；或者别处说“尚有几项隐患未整改”，而前文先后写明发现几项、整改几项。
    报告里有几组这样的数的，有一组减得上就不报。依据：常识性勾稽。
    """
    pairs = list(_pairs(facts))
    for sentence in facts.sentences:
        for rest in sentence.facts:
            lead = sentence.text[: rest.at.start - sentence.at.start]
            tail = sentence.text[rest.at.end - sentence.at.start :].partition("。")[0]
            if _REST.search(lead) and rest.quantity.unit not in {"%", "元", ""}:
                if _before(sentence, rest):
                    yield from _within_sentence(sentence, rest, tail)
                else:
                    yield from _elsewhere(pairs, rest, lead[-12:] + tail)


def _before(sentence: Sentence, rest: Fact) -> list[Fact]:
    """同一句里、这个数之前、同一计量的数。"""
    units = same_measure(rest.quantity.unit)
    return [f for f in sentence.facts if f.at.start < rest.at.start and f.quantity.unit in units][-2:]


def _within_sentence(sentence: Sentence, rest: Fact, tail: str) -> Iterator[Relation]:
    pair = _before(sentence, rest)
    if len(pair) < 2:
        return
    whole, done = pair
    verb = _DONE.search(_lead(sentence, done)) or _DONE.match(_after(sentence, done))
    if verb is None or _already(_lead(sentence, whole)):
        return
    licensed = bool(_UNDONE.search(tail)) and whole.quantity.value > done.quantity.value
    complement = regex.search(rf"(?:未|没有)[^，。；]{{0,4}}{verb[0][-2:]}", tail)
    yield _remaining(rest, whole, done, licensed=licensed, error=bool(complement))


def _already(lead: str) -> bool:
    """这个数说的是已经完成的；“计划完成42个”不是。"""
    return bool(_VERB.search(lead[-4:])) and not regex.search(r"计划|应|拟|需|目标|任务", lead)


def _lead(sentence: Sentence, fact: Fact) -> str:
    lead = sentence.text[: fact.at.start - sentence.at.start]
    return regex.split(r"[，。；：]", lead)[-1]


def _after(sentence: Sentence, fact: Fact) -> str:
    return sentence.text[fact.at.end - sentence.at.start :][:8]


def _elsewhere(pairs: Sequence[Pair], rest: Fact, around: str) -> Iterator[Relation]:
    """别处的总数和完成数：说的是同样的东西（隐患），完成的动词（整改）在这里是否定的。"""
    undone = _UNDONE.search(around)
    if undone is None:
        return
    fit = [
        pair
        for pair in pairs
        if _alike(pair.whole, rest)
        and pair.noun in around
        and any(v in around[undone.end() :] for v in pair.verbs)
    ]
    relations = [_remaining(rest, p.whole, p.done, licensed=len(fit) == 1, error=True) for p in fit]
    yield from [r for r in relations if r.judgement.holds][:1] or relations


@dataclass(frozen=True)
class Pair:
    """先后说的总数与完成数（排查隐患1,452项，完成整改1,386项）：noun 是什么东西，verbs 是怎样算完成。"""

    whole: Fact
    done: Fact
    noun: str
    verbs: tuple[str, ...]


def _pairs(facts: Facts) -> Iterator[Pair]:
    for sentence in facts.sentences:
        for whole, done in pairwise(sentence.facts):
            if not _alike(whole, done) or whole.quantity.unit in {"%", "元", "分", ""}:
                continue
            verbs = tuple(_VERB.findall(_lead(sentence, done)))
            nouns = regex.findall(r"\p{Han}{2}$", _lead(sentence, whole)) or [_after(sentence, whole)[:2]]
            if verbs and not _already(_lead(sentence, whole)) and whole.quantity.value >= done.quantity.value:
                yield Pair(whole, done, nouns[0], verbs)


def _remaining(rest: Fact, whole: Fact, done: Fact, *, licensed: bool, error: bool) -> Relation:
    value = whole.quantity.estimate - done.quantity.estimate
    return Relation(
        "SUM204",
        rest,
        (whole, done),
        value,
        f"{whole.raw} − {done.raw} = {shown(rest, value.value)}",
        severity="error" if error else "warning",
        licensed=licensed,
        because="总数减去完成的，应是没有完成的",
        compute=lambda v: v[0] - v[1],
    )


def _listings(facts: Facts, least: int = 2) -> list[list[Listed]]:
    """每次列举：各总数与同一计量的分项，分项至少 least 个。"""
    return remembered(facts, ("listings", least), lambda: list(_found(facts, least)))


def _found(facts: Facts, least: int) -> Iterator[list[Listed]]:
    changes = (change for sentence in facts.sentences for change in sentence.changes)
    moved = {f.id for change in changes for f in (change.amount, change.rate) if f is not None}
    for sentence in facts.sentences:
        for enumeration in (*sentence.enumerations, *_bracketed(facts, sentence)):
            group = [
                Listed(enumeration, sentence, whole, parts, _paragraph(facts, sentence))
                for whole in enumeration.wholes
                if whole.id not in moved and whole.metric != "增减额" and not per_unit(facts, whole)
                if len(parts := _best_parts(facts, sentence, enumeration, whole)) >= least
            ]
            if group:
                yield group


def _paragraph(facts: Facts, sentence: Sentence) -> str:
    block = facts.document.blocks[sentence.at.block or 0]
    return getattr(block, "text", "")


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
        if len(alike) > 1 and len(alike) == len(inside) and "其中" not in sentence.text[start:end]:
            at = facts.document.at(
                sentence.at.block or 0, sentence.at.start + start, sentence.at.start + start + 1
            )
            parts = tuple(Part(label=f.qualifiers.subject or f.metric, facts=(f,)) for f in alike)
            yield Enumeration(cue="（" if cue in "（(" else "：", at=at, wholes=(whole,), parts=parts)


def _best_parts(facts: Facts, sentence: Sentence, enumeration: Enumeration, whole: Fact) -> tuple[Fact, ...]:
    """分项到分号为止还是越过分号：加得上的、恰是制度规定几项的优先，都不是的到分号为止。"""
    every = _parts(facts, enumeration, whole)
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
        (one for one in tried if _partition(one)), None
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


def _parts(facts: Facts, enumeration: Enumeration, whole: Fact) -> tuple[Fact, ...]:
    found = [
        f for part in enumeration.parts if (f := _matching(whole, part.facts)) and not per_unit(facts, f)
    ]
    if whole.quantity.unit == "分":
        found = [f for f in _scored(facts, enumeration) if f.id != whole.id]
    measured = [f for f in found if f.metric == whole.metric]
    others = [f for f in found if f.metric in _MEASURED and f.metric != whole.metric]
    if len(measured) > 1 and whole.quantity.unit != "分" and not _adds_up(whole, found):
        found = measured
    elif whole.metric in _MEASURED and 1 < len(others) < len(found):
        # “中央资金300万元，支出298.50万元”：每一项的预算和支出交替着说
        found = [f for f in found if f not in others]
    if not any(f.metric == whole.metric for f in found) and not _addable(whole, found):
        return ()
    return tuple(found)


def _scored(facts: Facts, enumeration: Enumeration) -> list[Fact]:
    """各部分的得分：“投入15分，得14分”里的15分是分值，“28分（满分30分）”里的30分也是。"""
    found: list[Fact] = []
    for fact in (f for part in enumeration.parts for f in part.facts if f.quantity.unit == "分"):
        if fact.sentence is None or fact.metric == "分值":
            continue
        sentence = facts.sentences[fact.sentence]
        if not _AWARDED.match(sentence.text, fact.at.end - sentence.at.start):
            found.append(fact)
    return found


_AWARDED = regex.compile(r"[，,]?(?:自评|实际|实)?(?:得|评)(?:分)?(?:为)?\s?\d")


def _adds_up(whole: Fact, parts: Sequence[Fact]) -> bool:
    return judge(whole.quantity, total(parts)).holds


def per_unit(facts: Facts, fact: Fact) -> bool:
    """每亩、每人、平均、人均的数，不与总数相加。"""
    if fact.sentence is None:
        return False
    sentence = facts.sentences[fact.sentence]
    lead = regex.split(r"[，。；：、（(]", sentence.text[: fact.at.start - sentence.at.start])[-1]
    return bool(_EACH.search(lead))


def _matching(whole: Fact, candidates: Sequence[Fact]) -> Fact | None:
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


def _closure(one: Listed) -> str:
    """凭什么说分项已经列全；看不出的为空串。"""
    cue = one.enumeration.cue
    after = bool(one.enumeration.wholes[0].at.start > one.parts[0].at.start)
    if one.enumeration.closed and (not after or _SUMMING.search(cue) or _ADDED.search("".join(one.labels))):
        smaller = all(part.quantity.value <= one.whole.quantity.value for part in one.parts)
        if not after or smaller:
            return "措辞表明各分项已列全"
    if _partition(one):
        return "各分项已列全"
    if told := _told_complete(one):
        return told
    scores = all(f.quantity.unit == "分" for f in (one.whole, *one.parts))
    if scores and one.whole.quantity.value >= _TOTAL_SCORE and len(one.parts) > 1:
        return "总分由各部分得分相加"
    rates = [s.rate for s in one.sentence.shares if s.part in one.parts]
    if len(rates) == len(one.parts) > 1:
        gap = abs(sum((r.quantity.value for r in rates), start=Decimal(0)) - HUNDRED)
        if gap <= rates[0].quantity.step * len(rates):
            return "各分项占比合计为100%"
    return ""


def _hardly_open(one: Listed) -> str:
    """三项以上、用顿号接起来的列举：和比总数还多，或者余下的比列出的最小一项还小，不像是只举其大者。"""
    gap = one.whole.quantity.value - total(one.parts).value
    smallest = min(p.quantity.value for p in one.parts)
    text = one.sentence.text[
        one.enumeration.at.start - one.sentence.at.start : one.parts[-1].at.end - one.sentence.at.start + 2
    ]
    commas = regex.search("[，,](?!\\d{3})", text[:-2])
    if len(one.parts) < _LISTED or not _joined(one) or commas or one.whole.quantity.hedge:
        return ""
    if not one.whole.quantity.exact or _OPEN_ENDED.search(text) or not smallest:
        return ""
    if 0 < gap < smallest or 0 < -gap * 5 < one.whole.quantity.value:
        return "逐项列出，余下的还不及其中最小的一项" if gap > 0 else "逐项列出，加起来比总数还多"
    return ""


_LISTED = 3


def _told_complete(one: Listed) -> str:
    """列有“其余”一项；紧跟总数的括号里逐项列出；前面说有几处（几类），正好列了几处。"""
    lead = one.sentence.text[: one.parts[-1].at.start - one.sentence.at.start]
    listed = one.sentence.text[
        one.enumeration.at.start - one.sentence.at.start : one.parts[-1].at.end - one.sentence.at.start + 2
    ]
    if _OPEN_ENDED.search(listed) or not _comparable_size(one):
        return ""
    if _REMAINING.search(regex.split(r"[，。；、]", lead)[-1]):
        return "列有“其余”一项，各分项已列全"
    if one.enumeration.cue in {"（", "：", ":"} and _joined(one):
        return "总数之后逐项列出"
    counted = _KINDS.findall(one.around[: one.around.find(listed)] if listed in one.around else "")
    if counted and _joined(one) and _value(counted[-1]) == len(one.parts):
        return f"前面说有{counted[-1]}项，正好列了{counted[-1]}项"
    return ""


_REMAINING = regex.compile(r"^(?:其余|余下|剩余|剩下|其他)")
_OPEN_ENDED = regex.compile(r"等(?=[，。；、）)共\d]|$)|主要|含|重点|以上|不少于|仅")
_KINDS = regex.compile(
    r"([两三四五六七八九]|\d)(?:处|类|种|级|档|校区|个(?:部分|方面|校区|片区|渠道|来源|类别))(?![\d.])"
)


def _value(numeral: str) -> int:
    return "零一两三四五六七八九".find(numeral) if not numeral.isdigit() else int(numeral)


def _joined(one: Listed) -> bool:
    """各分项用顿号或逗号一个接一个，中间没有别的数。"""
    first, last = one.parts[0].at.start, one.parts[-1].at.end
    inside = [f for f in one.sentence.facts if first <= f.at.start < last and f.quantity.unit != "%"]
    text = one.sentence.text[first - one.sentence.at.start : last - one.sentence.at.start]
    return len(inside) == len(one.parts) > 1 and not regex.search("[；。]", text)


def _comparable_size(one: Listed) -> bool:
    """各分项之和与总数相差不到三分之一：差得多的，列的多半不是它。"""
    whole, added = one.whole.quantity.value, total(one.parts).value
    return abs(whole - added) * 3 <= max(whole, added)


def _partition(one: Listed) -> bool:
    """制度规定的几项是否恰好都在。"""
    names = {one.whole.qualifiers.subject, one.whole.metric} - {""}
    for known in _data()["partition"]:
        whole = {*known["whole"], *known.get("listed", ())}
        if not names & whole and not (not one.whole.qualifiers.subject and known.get("any")):
            continue
        for parts in known["parts"]:
            if len(parts) == len(one.labels) and all(
                any(_same_item(n, s) for s in one.labels) for n in parts
            ):
                return True
    named = {one.whole.qualifiers.subject, one.whole.metric}
    return "三公经费" in named and bool(_ABSENT.search(one.around)) and _cars_and_guests(one.labels)


def _cars_and_guests(labels: Sequence[str]) -> bool:
    """没有出国的，“三公”只有公务用车、公务接待两项。"""
    return len(labels) == 2 and any("用车" in s for s in labels) and any("接待" in s for s in labels)


def _same_item(name: str, label: str) -> bool:
    bare = label.strip("、，“”").removesuffix("类").removesuffix("采购")
    return bool(bare) and (
        bare == name or name in bare or (len(bare) > 1 and name.startswith(bare)) or name[:4] == bare[:4]
    )


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    text = files("reconcile").joinpath("identities.toml").read_text(encoding="utf-8")
    found: dict[str, list[dict[str, Any]]] = tomllib.loads(text)
    return found
