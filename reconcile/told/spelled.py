"""几个数的平均（spelled）：“三类平均”“（18天、32天、25天）”是前后几个数的平均。

平均数落在最小与最大之间之外，怎样加权都不可能。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from normalize import Estimate, Fact
from reconcile.relation import Relation, finer
from reconcile.told.cues import Figure, each_cue
from reconcile.told.evidence import Candidate, Support
from reconcile.told.passage import Passage, comparable

_AVERAGE = regex.compile(
    r"[，,；;：:、]?(?:按[\p{Han}]{2,6}加权的?)?(?:[二两三四五六七八九十]|这)?(?:类|项|者|个|次|家|所|种|批|期|年)?"
    r"(?:平均|综合)(?:值|数)?[\p{Han}]{0,4}?(?:为|是|达)?$"
)
_MEAN_OF = regex.compile(r"平均[\p{Han}]{0,6}$")
_JOINED = regex.compile(r"^[^。；;]{0,14}$")
_FULL, _LEAST, _AROUND = 100, 2, 8


def spelled(passage: Passage) -> list[Candidate]:
    """前后列着的几个数的平均。"""
    quantity = passage.target.fact.quantity
    if quantity.hedge or not quantity.value:
        return []
    return list(_averaged(passage))


def _averaged(passage: Passage) -> Iterator[Candidate]:
    """前面（后面括号里）几个同样的数的平均。"""
    target = passage.target
    listed = _listed(passage)
    if listed is None:
        return

    def compute(values: Sequence[Estimate]) -> Estimate:
        total = values[0]
        for value in values[1:]:
            total = total + value
        return total / Estimate.exactly(len(values))

    value = compute([fact.quantity.estimate for fact in listed])
    terms = " + ".join(fact.raw for fact in listed)
    formula = f"（{terms}）÷ {len(listed)} = {finer(target.fact, value.value)}"
    low, high = min(f.quantity.low for f in listed), max(f.quantity.high for f in listed)
    outside = not low <= target.fact.quantity.value <= high
    aside = listed[0].at.start > target.fact.at.start
    because = "平均数应在最小与最大之间" if outside and not aside else "平均数应等于各数之和除以个数"
    added = sum(f.quantity.value for f in listed)
    if (
        target.fact.quantity.unit == "%"
        and added <= _FULL
        and outside
        and added == target.fact.quantity.value
    ):
        # “满意率71%，基本满意率24%，综合满意度95%”：是相加，不是平均
        return
    relation = Relation(
        "CAL208", target.fact, tuple(listed), value, formula, compute=compute, because=because
    )
    weighted = bool(regex.search("加权|综合", target.lead))
    support = Support.TICK if weighted and not outside else Support.CLOSE
    yield Candidate(
        relation, Support.TOLD if outside and weighted else Support.NAMED if aside or outside else support
    )


def _listed(passage: Passage) -> list[Fact] | None:
    target = passage.target
    if aside := [f for f in passage.after if f.depth > target.depth and comparable(f, target)]:
        told = _MEAN_OF.search(target.clause) and passage.after[0] is aside[0]
        joined = all(f.lead.strip() in {"、", "，", ","} for f in aside[1:])
        return [f.fact for f in aside] if told and joined and len(aside) >= _LEAST else None
    rated = target.fact.quantity.unit in {"%", "分"}
    if not rated or each_cue(target) is not None or not _AVERAGE.fullmatch(target.lead):
        return None
    run: list[Figure] = []
    before = passage.before[:_AROUND]
    if before and not comparable(before[0], target) and before[0].fact.quantity.value <= _AROUND:
        # “三类平均”的三类
        before = before[1:]
    for figure in before:
        if not comparable(figure, target) or not _JOINED.match(figure.lead) or figure.fact.quantity.hedge:
            break
        run.append(figure)
    return [f.fact for f in reversed(run)] if len(run) >= _LEAST else None
