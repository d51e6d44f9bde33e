"""补全了的增减（changed）：一次增减说到的现在的数、原来的数、增减额、增减率；没有印在话里的，到别处找。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from normalize import Change, Fact, Facts, Sentence
from normalize.metrics import dictionary
from reconcile.named.operands import operand_of
from reconcile.named.residue import residue

UP, DOWN = (
    "增长|上升|增加|提高|上涨|上浮|增幅|增|多|涨",
    "下降|减少|降低|节约|压减|下浮|回落|下滑|降幅|减|降|少",
)
_FOLLOWING = regex.compile(
    rf"^[）)，,、；;\s]*(?:即|共|同比|实际|[增降]幅)?(?:{UP}|{DOWN})(?:了|约|率|幅度|幅)*(?:为|达)?\s*$"
)
PRIOR = regex.compile(r"上年|去年|上一年|同期|20\d\d")
PERCENT, POINT = "%", "个百分点"


@dataclass(frozen=True)
class Told:
    """补全了的一次增减：现在的数、原来的数、增减额、增减率，动词的方向。"""

    change: Change
    sentence: Sentence
    current: Fact | None
    prior: Fact | None
    amount: Fact | None
    rate: Fact | None

    @property
    def up(self) -> bool:
        """动词说的是增。"""
        return self.change.direction == "增"


def changes_told(facts: Facts) -> Iterator[Told]:
    """每次增减；紧接着往下说的增减率补进来。"""
    for sentence in facts.sentences:
        for change in sentence.changes:
            amount, rate = change.amount, change.rate
            last = rate or amount or change.current
            if rate is None and last is not None and (more := _followed(sentence, last)):
                if more.quantity.unit == PERCENT:
                    rate = more
                elif amount is None:
                    amount = more
                    after = _followed(sentence, more)
                    rate = after if after is not None and after.quantity.unit == PERCENT else None
            current = None if _listed_aside(sentence, change) else change.current
            yield Told(change, sentence, current, change.prior, amount, rate)


def _listed_aside(sentence: Sentence, change: Change) -> bool:
    """“审定9个（玉米5个、大豆3个、高粱1个），比计划的8个多1个”：比的是总数，不是括号里列的最后一项。"""
    current, told = change.current, change.amount or change.rate
    if current is None or told is None:
        return False
    for aside in _ASIDE.finditer(sentence.text, 0, max(0, told.at.start - sentence.at.start)):
        start, end = (sentence.at.start + place for place in aside.span())
        inside = [f for f in sentence.facts if start <= f.at.start and f.at.end <= end]
        if current in inside:
            return sum(f.quantity.unit == current.quantity.unit for f in inside) > 1
    return False


_ASIDE = regex.compile(r"[（(][^（）()]*[）)]")


def _followed(sentence: Sentence, fact: Fact) -> Fact | None:
    """紧接着往下说的数：“，增长25%”。"""
    later = [f for f in sentence.facts if f.at.start >= fact.at.end]
    if not later:
        return None
    between = sentence.text[fact.at.end - sentence.at.start : later[0].at.start - sentence.at.start]
    return later[0] if _FOLLOWING.search(between) else None


def prior_of(facts: Facts, told: Told) -> Fact | None:
    """被比的数：按名称（调整预算数），或者上年的同一指标。"""
    current, base = told.current, told.change.base
    if current is None:
        return None
    metric = dictionary().metric_named(base)
    if metric is not None and metric.kind in {"measure", "amount"} and not PRIOR.search(base):
        found = operand_of(facts, current, metric.name)
        return found if found is not current else None
    if not PRIOR.search(base) or not current.known or residue(facts, current):
        return None
    if not current.qualifiers.subject and metric_kind(current) == "measure":
        # 光说“决算数”，不知道是全部还是其中一项
        return None
    candidates = [
        f
        for f in facts.by_metric.get(current.metric, ())
        if f.qualifiers.subject == current.qualifiers.subject
        and f.qualifiers.scope == current.qualifiers.scope
        and f.qualifiers.base == current.qualifiers.base
        and _is_prior(f.qualifiers.period, base)
        and f.quantity.unit == current.quantity.unit
        and (f.sentence is not None or current.qualifiers.subject)
    ]
    return candidates[0] if len({f.quantity.value for f in candidates}) == 1 else None


def metric_kind(fact: Fact) -> str:
    """词典里的种类；没有的为空串。"""
    metric = dictionary().by_name.get(fact.metric)
    return metric.kind if metric else ""


def _is_prior(period: str, base: str) -> bool:
    year = regex.search(r"20\d\d", base)
    return period == "上年" or bool(year and period == f"{year[0]}年")
