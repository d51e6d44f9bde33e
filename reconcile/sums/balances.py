"""增减与结存（balances）：收支结余、年末累计结余、可用资金、调整后的数、缺编、节约，由名目认出相加减的几个数。"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import combinations, product

import regex

from normalize import Estimate, Facts
from normalize.facts import same_measure
from reconcile.likely import chance, likely, one_change, slipped
from reconcile.relation import Compute, Relation, shown
from reconcile.rule import rule
from reconcile.sums.rolled import rolled
from reconcile.sums.slots import Paragraph, Slot, paragraphs
from reconcile.types import Severity

_TAIL = r"(?:资金|金额|人数|编制|规模|数|额|了|的)*(?:为|恰为|正好是|是|达到?|共|有|计|约)?\s*$"
_WHOLE = regex.compile("总|合计")
_BESIDE = regex.compile(r"[（(][^（）()，；]*$|^\s*[，,](?:较|比|与)(?!上年同期)[^，；。（）]*$")
"""括号里的，或者紧接着拿来比的：“累计达到26个，较2021年底的19个增长36.8%”。"""
_BOTH = regex.compile(r"(?<=\p{Han})\d[\d,，.]*\p{Han}{1,2}$")
"""“年末尚有209户479人”：两种计量说的是同一件事。"""
_PRIOR = regex.compile(r"(?:上年|去年|上一年)(?!末|底|度?结[转余])[^，。；]*$")
"""“净流失2名，上年净增4名”：说的是上年。"""
_TIMES, _TERMS = 100, 3
_NEAREST, _SELDOM, _OFTEN = 3, Decimal("0.02"), Decimal("0.1")


@dataclass(frozen=True)
class Formula:
    """一种算法：相加的、相减的各是什么名目。"""

    plus: tuple[regex.Pattern[str], ...]
    minus: tuple[regex.Pattern[str], ...]


@dataclass(frozen=True)
class Balance:
    """一种结存：result 是结果的名目，formulas 是几种算法。"""

    result: regex.Pattern[str]
    formulas: tuple[Formula, ...]
    sure: bool
    severity: Severity
    because: str


@rule("SUM206", term="增减与结存")
def balances(facts: Facts) -> Iterator[Relation]:
    """一段里写明了名目的几个数相加减，与报告写的结果不符。

    收支结余 = 收入 − 支出；年末累计结余 = 上年末累计结余 + 当期结余；可用资金 = 本年安排 + 上年结转；调整后 = 年初 ± 调整；
    缺编 = 编制 − 实有；节约 = 预算 − 中标；审减 = 送审 − 审定；总数 = 原有 + 新增。各种名目写在 balances.toml。
    年初多少、当年新增和减少多少、年末多少逐项说了的，年末 = 年初 + 增加 − 减少（由126家增加到143家，其中新注册31家、注销14家）；
    两三年（“2021年、2022年支出分别为”也算）、前三季度与四季度、上半年与下半年各多少，累计就是它们之和。
    一种算法成立就打勾；名目已经说清是哪几个数的指为错，说不清的（结余也许含上年结转）只差一处笔误才报。依据：见各条出处。
    """
    known = list(rolled(facts))
    yield from known
    settled = {relation.stated.id for relation in known}
    for paragraph in paragraphs(facts):
        for slot in paragraph.figures:
            lead = _BOTH.sub("", slot.lead)
            if slot.fact.id in settled or _PRIOR.search(slot.lead) or not _any_result().search(lead):
                continue
            for balance in _balances():
                if balance.result.search(lead):
                    yield from _tried(paragraph, slot, balance)
                    break


def _tried(paragraph: Paragraph, result: Slot, balance: Balance) -> Iterator[Relation]:
    """各种算法、各种配法里有一种成立的，就是它；都不成立的，取名目最近的一种。"""
    relations = [r for formula in balance.formulas for r in _filled(paragraph, result, balance, formula)]
    held = next((r for r in relations if r.holds), None)
    if held is None:
        together = (r for formula in balance.formulas for r in _together(paragraph, result, balance, formula))
        held = next((r for r in together if r.holds), None)
    relations = [r for r in relations if r.recomputed.high >= 0 or r.stated.quantity.value < 0]
    if held is not None:
        yield held
    elif relations:
        near = [r for r in relations if slipped(r, complete=True)]
        yield from _doubted(near[0] if len(near) == 1 else relations[0], balance)


def _doubted(relation: Relation, balance: Balance) -> Iterator[Relation]:
    """加不上的像不像是报告写错：名目说不清的，要恰差一处笔误，碰巧的机会又小。"""
    one, other = abs(relation.stated.quantity.value), abs(relation.recomputed.value)
    if max(one, other) > _TIMES * min(one, other):
        # 差几个数量级的是单位写错，另有规则
        return
    if balance.sure and likely(relation):
        yield relation
    elif one_change(relation) and (odds := chance(relation)) < (
        _OFTEN if len(relation.inputs) < _TERMS else 1
    ):
        yield relation if odds < _SELDOM else replace(relation, severity="warning")


def _filled(paragraph: Paragraph, result: Slot, balance: Balance, formula: Formula) -> Iterator[Relation]:
    """每个名目取最近的几个数，各种配法，最近的在先。"""
    roles = [*formula.plus, *formula.minus]
    found = [_candidates(paragraph, result, role) for role in roles]
    for slots in product(*found):
        if len({s.fact.id for s in slots}) == len(roles):
            yield _relation(result, slots, len(formula.plus), balance)


def _together(paragraph: Paragraph, result: Slot, balance: Balance, formula: Formula) -> Iterator[Relation]:
    """“行政编制27名、事业编制44名”：同一名目说了几个的，合起来才是它。"""
    plus, minus = (
        [_some(_candidates(paragraph, result, role)) for role in roles]
        for roles in (formula.plus, formula.minus)
    )
    for added in product(*plus):
        for less in product(*minus):
            adding, taken = ([slot for some in side for slot in some] for side in (added, less))
            if (
                len({s.fact.id for s in (*adding, *taken)})
                == len(adding) + len(taken)
                > len(plus) + len(minus)
            ):
                yield _relation(result, [*adding, *taken], len(adding), balance)


def _some(found: Sequence[Slot]) -> list[tuple[Slot, ...]]:
    """其中一个、两个，或者全部。"""
    return [group for size in range(1, len(found) + 1) for group in combinations(found, size)]


def _candidates(paragraph: Paragraph, result: Slot, role: regex.Pattern[str]) -> list[Slot]:
    """名目相符、计量相同的数：前面的，写明是总数的在先，其次近的在先；没有的，紧跟在后面括号里的。"""
    units = same_measure(result.unit)
    alike = [s for s in paragraph.figures if s.unit in units and s is not result and role.search(s.lead)]
    before = [s for s in reversed(alike) if s.fact.at.start < result.fact.at.start]
    listed = {f.id for e in result.sentence.enumerations for part in e.parts for f in part.facts}
    before.sort(key=lambda slot: (slot.fact.id in listed, not _WHOLE.search(slot.lead)))
    after = [s for s in alike if _BESIDE.match(paragraph.between(result.fact, s.fact))]
    return (before or after[:1])[:_NEAREST]


def _relation(result: Slot, slots: Sequence[Slot], plus: int, balance: Balance) -> Relation:
    compute = _adding(plus)
    members = tuple(s.fact for s in slots)
    value = compute([f.quantity.estimate for f in members])
    signs = ["", *(" + " if i < plus else " − " for i in range(1, len(members)))]
    text = "".join(sign + fact.raw for sign, fact in zip(signs, members, strict=True))
    return Relation(
        "SUM206",
        result.fact,
        members,
        value,
        f"{text} = {shown(result.fact, value.value)}",
        severity=balance.severity,
        because=balance.because,
        compute=compute,
    )


def _adding(plus: int) -> Compute:
    """前 plus 个相加，其余的相减。"""

    def compute(values: Sequence[Estimate]) -> Estimate:
        value = values[0]
        for position, other in enumerate(values[1:], start=1):
            value = value + other if position < plus else value - other
        return value

    return compute


@cache
def _any_result() -> regex.Pattern[str]:
    """哪一种结存的名目都算。"""
    return regex.compile("|".join(balance.result.pattern for balance in _balances()))


@cache
def _balances() -> tuple[Balance, ...]:
    text = files("reconcile.sums").joinpath("balances.toml").read_text(encoding="utf-8")
    return tuple(
        Balance(
            regex.compile(f"(?:{known['result']}){_TAIL}"),
            tuple(
                Formula(tuple(map(regex.compile, f["plus"])), tuple(map(regex.compile, f["minus"])))
                for f in known["formulas"]
            ),
            known["sure"],
            known["severity"],
            known["because"],
        )
        for known in tomllib.loads(text)["balance"]
    )
