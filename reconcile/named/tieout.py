"""勾稽（tie-out）：词典里的同一个数，正文与表格、前文与后文应当相同；各种限定都相同才是同一个数。"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import regex

from extract import Table
from normalize import Fact, Facts
from reconcile.memory import remembered
from reconcile.named.instants import at_other_instant
from reconcile.named.recalculation import execution_rates, ratios
from reconcile.named.residue import residue, scope_of
from reconcile.relation import Relation, identity
from reconcile.rule import rule
from reconcile.slips import slip_to
from reconcile.tables.patterns import patterns

_COMPARABLE = frozenset({"元", "%", "人"})
"""前后比较的只是资金、比率和人数；场次、户数一类的计数换一句话往往就是另一件事。"""
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
    for one in remembered(facts, "tellings of one", lambda: tuple(_tellings(facts))):
        for fact in one.facts:
            apart = _in_table(facts, fact) != _in_table(facts, one.best)
            if fact is one.best or apart != across or not _same(facts, fact, one.best):
                continue
            partner = _agreeing(fact, one.facts) or one.best
            licensed = not one.several and _comparable(facts, fact, partner)
            yield _agreement(code, fact, partner, licensed=licensed)


@dataclass(frozen=True)
class _Telling:
    """同一数据项的各处说法、其中采信的一处；several 为真，说的是几件事、几张表，不知道该与哪一个比。"""

    facts: Sequence[Fact]
    best: Fact
    several: bool


def _tellings(facts: Facts) -> Iterator[_Telling]:
    backed = supported(facts)
    for same in mentions(facts).values():
        best = preferred(facts, same, backed)
        yield _Telling(same, best, _several_things(same) or _several_tables(facts, same))


def _same(facts: Facts, fact: Fact, best: Fact) -> bool:
    """说的可能是同一个数：单位、表相同，不是各自算得对的两件事。"""
    return (
        fact.quantity.unit == best.quantity.unit
        and not _both_stand(fact, best, supported(facts))
        and _same_form(facts, fact, best)
        and not _other_base(facts, fact)
        and not at_other_instant(facts, fact, best)
        and (bool(fact.qualifiers.period) or _in_series(facts, fact) == _in_series(facts, best))
    )


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
    scopes: dict[frozenset[str], list[Fact]] = defaultdict(list)
    for fact in tabled:
        scopes[scope_of(facts, fact)].append(fact)
    firsts = [some[0] for some in scopes.values()]
    across = any(not a.quantity.agrees_with(b.quantity) for a, b in combinations(firsts[:8], 2))
    within = any(
        one.at.block == other.at.block and not one.quantity.agrees_with(other.quantity)
        for one, other in combinations(tabled[:12], 2)
    )
    return across or within


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
    """两处没有读出来的限定也相同，才能说是同一个数；不同的，相符打勾，不符不报。"""
    if not all(bound.is_finite() for f in (one, other) for bound in (f.quantity.low, f.quantity.high)):
        # “不低于80%”说的多半是目标
        return False
    if _of_other_amounts(facts, one, other):
        return False
    return residue(facts, one) == residue(facts, other) and scope_of(facts, one) == scope_of(facts, other)


def _of_other_amounts(facts: Facts, one: Fact, other: Fact) -> bool:
    """两个率各有自己的数、而数不同（到位74.2万元，到位率；累计到位422.2万元，总到位率）：是两件事的率。"""
    if one.quantity.unit != "%":
        return False
    if _in_table(facts, other):
        told, row = _told_with(facts, one), _in_row(facts, other)
        return told is not None and bool(row) and not any(_one_amount(told, f) for f in row)
    own, theirs = _just_before(facts, one), _just_before(facts, other)
    if own is None or theirs is None or own.quantity.unit != theirs.quantity.unit:
        return False
    return (
        not own.quantity.agrees_with(theirs.quantity)
        and slip_to(own.quantity, theirs.quantity.value).cost > _SLIP
    )


def _one_amount(told: Fact, cell: Fact) -> bool:
    """正文的数就是格子里的数，至多差一处笔误；格子没有单位的，单位怎样都算。"""
    own, value = told.quantity, cell.quantity.value
    meant = value if cell.quantity.unit else value * own.scale
    return own.low <= value <= own.high or slip_to(own, own.rounded_like(meant)).cost <= _SLIP


def _told_with(facts: Facts, rate: Fact) -> Fact | None:
    """紧接着说这个率的数：累计到位422.2万元，到位率。"""
    before = _just_before(facts, rate)
    between = "" if before is None else facts.document.holder(rate.at).text[before.at.end : rate.at.start]
    told = before is not None and before.quantity.unit == "元" and _THEN.match(between)
    return before if told else None


_THEN = regex.compile(
    r"\P{Han}{0,3}[\p{Han}\s]{0,3}[，,（(](?:资金|预算|总|整体)?\p{Han}{1,3}率[为是达到]{0,2}$"
)


def _in_row(facts: Facts, rate: Fact) -> list[Fact]:
    """表中与率同一行的金额。"""
    row = rate.at.cell and rate.at.cell[0]
    cells = (f for view in facts.tables if view.block == rate.at.block for f in view.facts)
    return [
        f for f in cells if f.at.cell is not None and f.at.cell[0] == row and f.quantity.unit in {"元", ""}
    ]


def _in_series(facts: Facts, rate: Fact) -> bool:
    """“执行率95.2%、94.5%、90.0%”：接连几个率而没有说各是谁的，各是各的。"""
    if rate.sentence is None or rate.quantity.unit != "%":
        return False
    told = facts.sentences[rate.sentence].facts
    order = told.index(rate)
    if order + 1 == len(told) or key(told[order + 1]) != key(rate):
        return False
    after = facts.document.holder(rate.at).text[rate.at.end :]
    return bool(regex.match(r"[，、]\s?\d[\d.]*\s?[%％]", after))


def _just_before(facts: Facts, rate: Fact) -> Fact | None:
    """同一句里紧挨在率前面的数。"""
    if rate.sentence is None:
        return None
    before = [f for f in facts.sentences[rate.sentence].facts if f.at.start < rate.at.start]
    return before[-1] if before and before[-1].quantity.unit != "%" else None


_SLIP = 12


def _same_form(facts: Facts, one: Fact, other: Fact) -> bool:
    """一份文件里有几张项目表（自评表、监控表）的，各表的资金是各项目的，不互相比，也不与正文比。"""
    forms = remembered(facts, "forms", lambda: _forms(facts))
    places = {f.at.block for f in (one, other)} & forms.keys()
    return not places or one.at.block == other.at.block or len(set(forms.values())) == 1


def _forms(facts: Facts) -> dict[int | None, str]:
    """各张项目表：块号 → 项目名称；没有项目名称的评分表，块号就是名称。"""
    found: dict[int | None, str] = {table.block: str(table.block) for table in facts.scored}
    for view in facts.tables:
        table = facts.document.blocks[view.block]
        if not isinstance(table, Table):
            continue
        named = next(
            (c for c in table.cells if c.row < _HEAD and "".join(c.text.split()) == "项目名称"), None
        )
        if named is not None and named.column + named.column_span < table.columns:
            found[view.block] = table.cell(named.row, named.column + named.column_span).text.strip()
    return found


_HEAD = 4
"""项目名称印在表的前几行。"""


def _other_base(facts: Facts, fact: Fact) -> bool:
    """只说“预算安排”、没有说“年初”的，可能说的是调整后的预算。"""
    if fact.metric != "年初预算数" or fact.sentence is None:
        return False
    lead = facts.document.holder(fact.at).text[max(0, fact.at.start - 20) : fact.at.start]
    adjusted = remembered(
        facts, "adjusted", lambda: {f.qualifiers for f in facts.by_metric.get("调整后预算数", ())}
    )
    return "年初" not in lead and fact.qualifiers in adjusted


def _agreement(code: str, fact: Fact, best: Fact, *, licensed: bool) -> Relation:
    """位数少的一方按其末位比较，所以由位数少的一方作报告值。"""
    estimate = best.quantity.estimate
    if best.quantity.step > fact.quantity.step and fact.quantity.agrees_with(best.quantity):
        estimate = fact.quantity.estimate
    return Relation(
        code,
        fact,
        (best,),
        estimate,
        f"另一处为{best.raw}",
        licensed=licensed,
        because="同一指标，同一口径",
        compute=identity,
    )


def preferred(facts: Facts, same: Sequence[Fact], backed: frozenset[str]) -> Fact:
    """几处说法里采信的一处：有其他数支持的优先，其次表格，其次多数，其次位数多的，最后是先说的。"""
    if len(same) == 1:
        return same[0]
    lows, highs = sorted(f.quantity.low for f in same), sorted(f.quantity.high for f in same)
    order = {f.id: position for position, f in enumerate(same)}
    return max(
        same,
        key=lambda f: (
            f.id in backed,
            _in_table(facts, f),
            bisect_right(lows, f.quantity.high) - bisect_left(highs, f.quantity.low),
            -f.quantity.step,
            -order[f.id],
        ),
    )


def supported(facts: Facts) -> frozenset[str]:
    """能由报告里别的数算出来的数。"""
    return remembered(
        facts,
        "supported",
        lambda: frozenset(
            r.stated.id
            for found in (ratios.run(facts), execution_rates.run(facts), patterns.run(facts))
            for r in found
            if r.holds
        ),
    )


def _both_stand(one: Fact, other: Fact, backed: frozenset[str]) -> bool:
    """两处不同，却各自算得对：说的是两件事。"""
    return one.id in backed and other.id in backed and not one.quantity.agrees_with(other.quantity)


def _in_table(facts: Facts, fact: Fact) -> bool:
    return fact.at.block is not None and isinstance(facts.document.blocks[fact.at.block], Table)
