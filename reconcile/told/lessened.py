"""少支出的（lessened）：“与全年预算16.50万元相比，减少1.64万元，完成预算的90.06%”：完成的是预算减去少支出的。"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from normalize import Estimate
from normalize.quantity import HUNDRED
from reconcile.relation import Relation, finer
from reconcile.told.cues import is_prior, ratio_cue, verb_of
from reconcile.told.evidence import Candidate, Support
from reconcile.told.passage import Passage, comparable

_BASE = regex.compile(r"(?:与|比|较|同)[^，。；、]{0,8}(?:预算|计划|任务|指标|概算)数?[^，。；、]{0,4}$")
_THAN = regex.compile(r"^[，,]?(?:相比|比较)?[，,]?(?:实际)?(?:支出|完成|使用)?[\p{Han}]{0,4}$")
_PAIR = 2


def lessened(passage: Passage) -> list[Candidate]:
    """完成率 = 1 ∓ 少（多）的 ÷ 预算；实际数没有在这里印出。"""
    target, before = passage.target.fact, passage.before
    cue = ratio_cue(passage.figures, passage.index) if target.quantity.unit == "%" else None
    if cue is None or not cue.of or len(before) < _PAIR or target.quantity.hedge:
        return []
    amount, base = before[:_PAIR]
    direction, to = verb_of(amount.lead)
    apart = any(comparable(f, base) for f in before[_PAIR:] if not is_prior(f))
    if not direction or to or not comparable(amount, base) or apart:
        return []
    if not (_BASE.search(base.clause) and _THAN.match(amount.lead)) or amount.fact.quantity.hedge:
        return []
    sign = Estimate.exactly(-1 if direction == "减" else 1)

    def compute(values: Sequence[Estimate]) -> Estimate:
        return (Estimate.exactly(1) + sign * (values[0] / values[1])) * Estimate.exactly(HUNDRED)

    try:
        value = compute([amount.fact.quantity.estimate, base.fact.quantity.estimate])
    except ZeroDivisionError:
        return []
    mark = "−" if direction == "减" else "+"
    formula = f"（{base.fact.raw} {mark} {amount.fact.raw}）÷ {base.fact.raw} = {finer(target, value.value)}"
    because = "完成的是预算减去少支出的（加上多支出的）"
    relation = Relation(
        "CAL206", target, (amount.fact, base.fact), value, formula, compute=compute, because=because
    )
    return [Candidate(relation, Support.NAMED)]
