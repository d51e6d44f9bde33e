"""没有对上的数（untied）：哪些数没有参与任何有结论的核对，为什么。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize import Fact, Facts
from normalize.metrics import dictionary
from reconcile.named.operands import operand_of
from reconcile.types import Check, Untied


def untied(facts: Facts, checks: Sequence[Check]) -> Iterator[Untied]:
    """没有参与核对的数据项，各自的原因。"""
    used = {fact_id for check in checks for fact_id in check.inputs}
    stated = {(check.at.block, check.at.cell, check.at.start) for check in checks}
    for fact in facts.facts:
        if fact.id not in used and (fact.at.block, fact.at.cell, fact.at.start) not in stated:
            yield Untied(fact=fact.id, reason=_reason(facts, fact))


def _reason(facts: Facts, fact: Fact) -> str:
    metric = dictionary().by_name.get(fact.metric)
    if fact.quantity.unit == "%" and metric is not None and metric.formulas:
        formula = metric.formulas[0]
        missing = [name for name in formula.operands if operand_of(facts, fact, name) is None]
        if missing:
            return f"按{formula.text}复算，报告没有披露{'、'.join(missing)}"
    if fact.quantity.hedge:
        return "是约数，没有准确的说法可比"
    if metric is None:
        return "名目不在词典里，前后文没有与它相加、相除或者重复的数"
    same = [f for f in facts.by_metric.get(fact.metric, ()) if f.id != fact.id]
    if not same:
        return "全文只写了一次，没有可以与它核对的数"
    return "同名的数主体、期间或口径不同，不能比较"
