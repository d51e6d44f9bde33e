"""平摊（levels）：“三年累计8,650.8万元，年均2,883.6万元”是累计除以年数；“分别为90.3%、93.8%、96.7%，简单平均93.6%”是几个数的平均。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from normalize import Estimate, Fact
from reconcile.relation import Relation, finer
from reconcile.told.cues import Figure, is_prior
from reconcile.told.evidence import Candidate, Support
from reconcile.told.passage import Passage, comparable, limited

_YEARLY = regex.compile(r"^[，,]\s*(?:年均|平均每年|每年平均)(?!增)\p{Han}{0,4}?(?:约为|约|为|达)?\s*$")
_TOTALLED = regex.compile(r"^(?:来|间)?(?:共计?|累计|合计|总计|总共)\p{Han}{0,6}$")
_SIMPLE = regex.compile(
    r"^[，,；;]\s*(?:三者|三项|各项|其)?(?:简单|算术)平均(?:值|数)?(?:约为|约|为|是)?\s*$"
)
_PLAIN = regex.compile(r"^[，,]\s*(?:平均|均分|平均分|平均得分)(?:约为|约|为|是)?\s*$")
_EXTREME = regex.compile("最|其中|合计|共|总")
_JOINED = regex.compile(r"^\s*(?:[、，,]|和|与|及)\s*$")
_LEAST = 2


def levels(passage: Passage) -> list[Candidate]:
    """这个数是几年的平均、几个数的平均的，怎样算。"""
    target = passage.target
    before = passage.before[0] if passage.before else None
    if before is None or limited(target) or is_prior(target):
        return []
    if not comparable(before, target):
        return []
    if _YEARLY.search(target.lead):
        span = passage.before[1].fact.quantity if len(passage.before) > 1 else None
        if span is None or span.unit != "年" or not _TOTALLED.search(before.lead):
            return []
        return [_mean(target.fact, [before.fact], int(span.value), "年均应等于累计数除以年数")]
    simple = bool(_SIMPLE.search(target.lead))
    run = _run(passage) if simple or _PLAIN.search(target.lead) else []
    if not run or not (simple or len(run) > _LEAST):
        return []
    values = [f.fact.quantity.value for f in run]
    if not simple and min(values) <= target.fact.quantity.value <= max(values):
        # 只说平均的，也许另有权数
        return []
    found = _mean(target.fact, [f.fact for f in run], len(run), "平均应等于各数之和除以个数")
    return [found if simple else replace(found, support=Support.CLOSE)]


def _run(passage: Passage) -> list[Figure]:
    """前面用顿号连着的几个同一计量的数，第一个前面有名目。"""
    run: list[Figure] = []
    for figure in passage.before:
        if not comparable(figure, passage.target) or _EXTREME.search(figure.clause):
            return []
        run.insert(0, figure)
        if not _JOINED.match(figure.lead):
            break
    return run if len(run) >= _LEAST else []


def _mean(target: Fact, parts: Sequence[Fact], size: int, because: str) -> Candidate:
    factor = Estimate.exactly(1 / Decimal(size))

    def compute(values: Sequence[Estimate]) -> Estimate:
        value = values[0]
        for other in values[1:]:
            value = value + other
        return value * factor

    value = compute([fact.quantity.estimate for fact in parts])
    terms = " + ".join(fact.raw for fact in parts)
    terms = terms if len(parts) == 1 else f"（{terms}）"
    formula = f"{terms} ÷ {size} = {finer(target, value.value)}"
    relation = Relation("CAL208", target, tuple(parts), value, formula, compute=compute, because=because)
    return Candidate(relation, Support.TOLD)
