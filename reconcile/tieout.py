"""前后一致（tie-out）：同一件事在不同地方的说法应当相同。"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from extract import Heading, Paragraph, Table
from normalize import Fact, Facts, Sentence
from reconcile.recalculation import ratios
from reconcile.relation import Relation, identity
from reconcile.residue import residue
from reconcile.rule import rule
from reconcile.types import Check, Finding
from reconcile.wording import common

_COMPARABLE = frozenset({"元", "%", "人"})
"""前后比较的只是资金、比率和人数；场次、户数一类的计数换一句话往往就是另一件事。"""
_FUNDS = re.compile(r"一般公共预算|政府性基金|国有资本|财政拨款|三公|基本支出|项目支出|专户|社会保险")
_ANCHOR = Decimal(100)
"""小于一百的数太常见，不足以认定两处说的是同一件事。"""
Key = tuple[str, ...]


def key(fact: Fact) -> Key:
    """同一数据项的标识：指标与各种限定都相同，才是同一个数。"""
    q = fact.qualifiers
    return (fact.metric, q.subject, q.period, q.scope, q.base, q.fund)


def mentions(facts: Facts) -> dict[Key, list[Fact]]:
    """同一数据项的各次出现，按先后；只收词典里有名字的。"""
    index: dict[Key, list[Fact]] = defaultdict(list)
    for fact in facts.facts:
        if fact.known and fact.metric not in {"分值", "自评得分"} and fact.quantity.unit in _COMPARABLE:
            index[key(fact)].append(fact)
    return {k: v for k, v in index.items() if len(v) > 1}


_REQUIREMENTS = {"不少于", "不低于", "不小于", "不超过", "不高于", "不大于", "不多于"}
"""说要求时才用的限定词：执行率不低于80%。"""


@rule("TIE101", term="文表一致")
def text_to_table(facts: Facts) -> Iterator[Relation]:
    """正文里的数与表格里的同一个数不符。

    指标、主体、期间、范围、口径都相同才算同一个数；位数少的一方按其末位比较。
    依据：部门决算公开操作规程——文字说明与表格数据应当一致。
    """
    yield from _agreements("TIE101", facts, across=True)


@rule("TIE201", term="前后一致")
def repeated_mention(facts: Facts) -> Iterator[Relation]:
    """同一个数在报告里前后写得不一样。

    指标、主体、期间、范围、口径都相同才算同一个数。两处各有自己的分子分母且都算得对的，是两件事，不报。
    哪一处有其他数据支持（例如能由分子分母算出），就采信哪一处。依据：常识性勾稽。
    """
    yield from _agreements("TIE201", facts, across=False)


def _agreements(code: str, facts: Facts, *, across: bool) -> Iterator[Relation]:
    backed, forms = supported(facts), _project_forms(facts)
    for same in mentions(facts).values():
        best = preferred(facts, same, backed)
        split = _several_things(same)
        several = _several_tables(facts, same)
        for fact in same:
            if fact is best or (_in_table(facts, fact) != _in_table(facts, best)) != across:
                continue
            if (
                fact.quantity.unit != best.quantity.unit
                or _both_stand(fact, best, backed)
                or _other_base(facts, fact)
                or not _same_form(forms, fact, best)
            ):
                continue
            partner = _agreeing(fact, same) or best
            licensed = not split and not several and _comparable(facts, fact, partner)
            yield replace(_agreement(code, fact, partner), licensed=licensed)


def _agreeing(fact: Fact, same: Sequence[Fact]) -> Fact | None:
    """别处与它相符的一处；都不相符为 None。"""
    return next(
        (
            f
            for f in same
            if f is not fact and f.at.block != fact.at.block and f.quantity.agrees_with(fact.quantity)
        ),
        None,
    )


def _several_tables(facts: Facts, same: Sequence[Fact]) -> bool:
    """几张口径不同的表、或者同一张表的几处有不同的数，不知道该与哪一个比。"""
    tabled = [f for f in same if _in_table(facts, f)]
    scopes: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for fact in tabled:
        scopes[_table_scope(facts, fact)].append(fact)
    firsts = [some[0] for some in scopes.values()]
    across = any(not a.quantity.agrees_with(b.quantity) for a, b in combinations(firsts[:8], 2))
    within = any(
        one.at.block == other.at.block and not one.quantity.agrees_with(other.quantity)
        for one, other in combinations(tabled[:12], 2)
    )
    return across or within


def _table_scope(facts: Facts, fact: Fact) -> tuple[str, ...]:
    """一张表的口径：表名、所在小节里写明的资金。"""
    block = facts.document.blocks[fact.at.block or 0]
    caption = (
        facts.document.blocks[block.caption]
        if isinstance(block, Table) and block.caption is not None
        else None
    )
    title = caption.text if isinstance(caption, Heading | Paragraph) else ""
    return tuple(sorted(set(_FUNDS.findall(title))))


def _several_things(same: Sequence[Fact]) -> bool:
    """一句话里同一名称有几个不同的数，说的是几件事，名称没有读全。"""
    by_sentence: dict[int, list[Fact]] = defaultdict(list)
    for fact in same:
        if fact.sentence is not None:
            by_sentence[fact.sentence].append(fact)
    return any(
        not one.quantity.agrees_with(other.quantity)
        for some in by_sentence.values()
        for one, other in combinations(some[:8], 2)
    )


def _comparable(facts: Facts, one: Fact, other: Fact) -> bool:
    """两处没有读出来的限定也相同，才能说是同一个数；不同的，相符打勾，不符不报。要求达到的数不是实绩，也不报。"""
    required = {one.quantity.hedge, other.quantity.hedge} & _REQUIREMENTS
    return not required and residue(facts, one) == residue(facts, other)


def _same_form(forms: frozenset[int], one: Fact, other: Fact) -> bool:
    """一份文件里有几张自评表、监控表的，各表的资金是各项目的，不互相比，也不与正文比。"""
    places = {f.at.block for f in (one, other)} & forms
    return not places or one.at.block == other.at.block or len(forms) == 1


def _project_forms(facts: Facts) -> frozenset[int]:
    """评分的表，和开头一格写着“项目名称”的表：一个项目一张。"""
    return frozenset(
        {table.block for table in facts.scored}
        | {
            index
            for index, block in enumerate(facts.document.blocks)
            if isinstance(block, Table) and "".join(block.cells[0].text.split()) == "项目名称"
        }
    )


def _other_base(facts: Facts, fact: Fact) -> bool:
    """只说“预算安排”、没有说“年初”的，可能说的是调整后的预算。"""
    if fact.metric != "年初预算数" or fact.sentence is None:
        return False
    lead = facts.document.holder(fact.at).text[max(0, fact.at.start - 20) : fact.at.start]
    adjusted = facts.by_metric.get("调整后预算数", ())
    same = [f for f in adjusted if f.qualifiers == fact.qualifiers]
    return "年初" not in lead and any(f.quantity.agrees_with(fact.quantity) for f in same)


def _agreement(code: str, fact: Fact, best: Fact) -> Relation:
    """位数少的一方按其末位比较，所以由位数少的一方作报告值。"""
    estimate = best.quantity.estimate
    if best.quantity.step > fact.quantity.step and fact.quantity.agrees_with(best.quantity):
        estimate = fact.quantity.estimate
    return Relation(
        code, fact, (best,), estimate, f"另一处为{best.raw}", because="同一指标，同一口径", compute=identity
    )


def preferred(facts: Facts, same: Sequence[Fact], backed: frozenset[str]) -> Fact:
    """几处说法里采信的一处：有其他数支持的优先，其次表格，其次多数，其次位数多的，最后是先说的。"""
    votes = {f.id: sum(f.quantity.agrees_with(other.quantity) for other in same) for f in same}
    return max(
        same,
        key=lambda f: (
            f.id in backed,
            _in_table(facts, f),
            votes[f.id],
            -f.quantity.step,
            -same.index(f),
        ),
    )


def supported(facts: Facts) -> frozenset[str]:
    """能由报告里别的数算出来的数。"""
    return frozenset(r.stated.id for r in ratios.run(facts) if r.judgement.holds)


def _both_stand(one: Fact, other: Fact, backed: frozenset[str]) -> bool:
    """两处不同，却各自算得对：说的是两件事。"""
    return one.id in backed and other.id in backed and not one.quantity.agrees_with(other.quantity)


def _in_table(facts: Facts, fact: Fact) -> bool:
    return fact.at.block is not None and isinstance(facts.document.blocks[fact.at.block], Table)


@rule("TIE301", term="同一事实的说法")
def one_fact_two_tellings(facts: Facts) -> Iterator[Finding | Check]:
    """同一件事说了两遍，其中一个数不一样。

    两处至少有两个名称、单位、数值都相同的数（而且不是小数目），说明讲的是同一件事；
    这时同名的另一个数却不同，即报。依据：常识性勾稽。
    """
    tellings = [part for s in facts.sentences for part in _segments(s)]
    by_anchor: dict[tuple[str, Decimal], list[int]] = defaultdict(list)
    for position, telling in enumerate(tellings):
        for anchor in {(f.quantity.unit, f.quantity.value) for f in telling if f.quantity.value >= _ANCHOR}:
            by_anchor[anchor].append(position)
    pairs = Counter(pair for places in by_anchor.values() for pair in combinations(places, 2))
    for (first, second), shared in sorted(pairs.items()):
        if shared > 1:
            yield from _compare(facts, tellings[first], tellings[second])


def _segments(sentence: Sentence) -> Iterator[list[Fact]]:
    """一句话按分号分成的各段。"""
    parts: dict[int, list[Fact]] = defaultdict(list)
    for fact in sentence.facts:
        parts[sentence.text.count("；", 0, fact.at.start - sentence.at.start)].append(fact)
    yield from parts.values()


def _compare(facts: Facts, one: list[Fact], other: list[Fact]) -> Iterator[Finding | Check]:
    shared = [(a, b) for a in one for b in other if _same_thing(a, b) and a.quantity == b.quantity]
    anchors = {a.id for a, _ in shared if a.quantity.value >= _ANCHOR}
    if len(anchors) < 2 or not any(a.quantity.unit not in {"%", "元"} for a, _ in shared):
        return
    for a in one:
        for b in other:
            if _same_attribute(facts, a, b) and not a.quantity.agrees_with(b.quantity):
                told = "、".join(f"{x.metric}{x.raw}" for x, _ in shared[:3])
                yield Finding(
                    code="TIE301",
                    severity="error",
                    message=f"同一件事（{told}）两处说法不一：一处为{a.raw}{_noun(facts, a)}，一处为{b.raw}{_noun(facts, b)}",
                    at=b.at,
                    against=(a.at, *(x.at for x, _ in shared)),
                    question=f"请核实{told}究竟涉及{a.raw}还是{b.raw}{_noun(facts, b)}，并统一前后表述。",
                    anchor=f"{a.metric}|{sorted((a.raw, b.raw))}",
                )


def _same_thing(a: Fact, b: Fact) -> bool:
    return a.quantity.unit == b.quantity.unit and (
        a.metric == b.metric or len(common(a.metric, b.metric)) >= 4
    )


def _same_attribute(facts: Facts, a: Fact, b: Fact) -> bool:
    """同样的计量单位，后面跟着同样的名词（95个社区、92个社区）。"""
    noun = _noun(facts, a)
    return bool(noun) and a.quantity.unit == b.quantity.unit and noun == _noun(facts, b)


def _noun(facts: Facts, fact: Fact) -> str:
    """紧跟在数后面的名词的头两个字。"""
    text = facts.document.holder(fact.at).text[fact.at.end : fact.at.end + 2]
    return text if len(text) == 2 and all("\u4e00" <= char <= "\u9fff" for char in text) else ""


@rule("TIE401", term="总分文表一致")
def narrative_total(facts: Facts) -> Iterator[Relation]:
    """正文写的自评总分与评分表的总分不符。

    依据：财预〔2020〕10号——自评结果应与自评表一致。
    """
    for table in facts.scored:
        if table.total_score is None:
            continue
        for fact in facts.by_metric.get("自评得分", ()):
            whole = (
                not fact.qualifiers.subject
                and fact.sentence is not None
                and fact.quantity.value >= Decimal(20)
            )
            if whole and len(facts.scored) == 1:
                best = table.total_score
                yield Relation(
                    "TIE401",
                    fact,
                    (best,),
                    best.quantity.estimate,
                    f"评分表总分为{best.raw}",
                    compute=identity,
                )
