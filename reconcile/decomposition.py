"""分项与总数（decomposition）：叙述里“其中……”说出的分项，加起来应是前面的总数。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from normalize import Fact, Facts, Sentence
from normalize.metrics import dictionary
from reconcile.ladder import judge
from reconcile.relation import Relation, sum_of, total
from reconcile.rule import rule

_CUE = regex.compile(r"其中|包括|分别为|分别是|由|构成")
_COUNTED_ALIKE = ({"人", "人次", "名"},)


@rule("SUM201", term="分项与总数")
def enumerated_parts(facts: Facts) -> Iterator[Relation]:
    """“其中”之后各分项之和与前面的总数不符。

    只有分项确已列全——词典或制度规定就是这几项（货物、服务、工程；基本支出、项目支出；“三公”的三项）——才指为错；
    没有列全的，加得上打勾，加不上不报。依据：财预〔2013〕53号；政府采购法第二条；部门决算报表制度。
    """
    for whole, parts in _wholes(facts):
        group = _alike(whole, parts)
        if len(group) > 1:
            closed = _closed(whole, group)
            if closed or judge(whole.quantity, total(group)).holds:
                yield sum_of(
                    "SUM201", whole, group, licensed=closed, because="各分项已列全" if closed else ""
                )


@rule("SUM202", term="并列计量的分项")
def parallel_parts(facts: Facts) -> Iterator[Relation]:
    """同一组分项，一种计量加得上总数，另一种计量加不上。

    例如各部分的参演人数加起来正是总人数，可见分项已经列全，那么各部分的场次也应加成总场次。
    只有一种计量的、没有任何一种计量加得上的，不报。依据：常识性勾稽。
    """
    for sentence in facts.sentences:
        for wholes, parts in _around_cues(facts, sentence):
            yield from _parallel(wholes, parts)


def _parallel(wholes: Sequence[Fact], parts: Sequence[Fact]) -> Iterator[Relation]:
    for anchor in wholes:
        closing = _closing(anchor, parts)
        if closing is None:
            continue
        for other in wholes:
            if other is anchor or _counted_alike(other, anchor):
                continue
            companions = [_companion(part, parts, other) for part in closing]
            if all(companions):
                named = [part for part in companions if part is not None]
                yield sum_of("SUM202", other, named, because=f"同样的分项，{anchor.metric}加得上")


def _closing(whole: Fact, parts: Sequence[Fact]) -> list[Fact] | None:
    """与总数同一计量、加起来恰是总数的分项。"""
    alike = [p for p in parts if _counted_alike(p, whole)]
    if len(alike) < 2:
        return None
    recomputed = total(alike)
    return alike if recomputed.value == whole.quantity.value else None


def _companion(part: Fact, parts: Sequence[Fact], like: Fact) -> Fact | None:
    """与某一分项说的是同一回事的另一种计量：在它之前、离它最近的一个。"""
    before = [p for p in parts if p.quantity.unit == like.quantity.unit and p.at.start < part.at.start]
    return before[-1] if before else None


def _counted_alike(one: Fact, other: Fact) -> bool:
    units = {one.quantity.unit, other.quantity.unit}
    return len(units) == 1 or any(units <= alike for alike in _COUNTED_ALIKE)


def _wholes(facts: Facts) -> Iterator[tuple[Fact, list[Fact]]]:
    """每个总数和它后面可能的分项；同一总数先试本分句，再试到句末。"""
    for sentence in facts.sentences:
        done: set[str] = set()
        for wholes, parts in _around_cues(facts, sentence):
            for whole in wholes:
                if whole.id not in done and len(_alike(whole, parts)) > 1:
                    done.add(whole.id)
                    yield whole, parts


def _around_cues(facts: Facts, sentence: Sentence) -> Iterator[tuple[list[Fact], list[Fact]]]:
    """每个“其中”之前的总数和之后的分项；句首就是“其中”的，总数在上一句。

    分项先取到分号为止，再取到下一个“其中”或句末。
    """
    cues = [m.start() for m in _CUE.finditer(sentence.text)]
    for cue, following in zip(cues, [*cues[1:], len(sentence.text)], strict=False):
        opening = sentence.text.rfind("；", 0, cue) + 1
        wholes = _within(sentence, opening, cue)
        if not wholes and not sentence.text[:cue].strip("，。 \n"):
            wholes = _previous(facts, sentence)
        closing = sentence.text.find("；", cue)
        for end in dict.fromkeys((closing if closing > 0 else following, following)):
            parts = [f for f in _within(sentence, cue, end) if not _in_brackets(sentence, f, cue)]
            yield [f for f in wholes if f.quantity.unit != "%"], parts


def _within(sentence: Sentence, start: int, end: int) -> list[Fact]:
    offset = sentence.at.start
    return [f for f in sentence.facts if start <= f.at.start - offset < end and f.quantity.unit != "%"]


def _previous(facts: Facts, sentence: Sentence) -> list[Fact]:
    index = sentence.facts[0].sentence if sentence.facts else None
    above = facts.sentences[index - 1] if index else None
    return list(above.facts) if above and above.at.block == sentence.at.block else []


def _in_brackets(sentence: Sentence, fact: Fact, floor: int) -> bool:
    """分项自己的括号里再分的小项（含……）不与分项并列。"""
    lead = sentence.text[floor : fact.at.start - sentence.at.start]
    return lead.count("（") + lead.count("(") > lead.count("）") + lead.count(")")


def _alike(whole: Fact, parts: Sequence[Fact]) -> list[Fact]:
    """与总数量的是同一样东西的分项。"""
    same = [p for p in parts if p.quantity.unit == whole.quantity.unit]
    if not whole.known:
        return same
    metric = dictionary().by_name.get(whole.metric)
    named = metric.parts if metric else ()
    return [p for p in same if p.metric == whole.metric or any(_same_item(name, p.metric) for name in named)]


def _closed(whole: Fact, parts: Sequence[Fact]) -> bool:
    """词典规定的分项是否都在。"""
    subjects = {part.qualifiers.subject or part.metric for part in parts}
    metric = dictionary().by_name.get(whole.qualifiers.subject or whole.metric)
    closed = (
        {frozenset(m.parts) for m in dictionary().metrics if m.parts}
        if metric is None
        else {frozenset(metric.parts)}
    )
    if not whole.qualifiers.subject:
        closed.add(frozenset({"基本支出", "项目支出"}))
    return any(
        names and all(any(_same_item(n, s) for s in subjects) for n in names) and len(names) == len(parts)
        for names in closed
    )


def _same_item(name: str, subject: str) -> bool:
    bare = subject.removesuffix("类").removesuffix("采购")
    return bool(bare) and (bare in name or name in subject or (len(bare) > 4 and bare[:4] == name[:4]))
