"""单价（priced）：“流感疫苗12,600支、单价48.50元，金额611,100元”：数量、单价、金额挨着说的，单价乘以数量等于金额。

单价前面说了是什么的单价（苗木单价2.40元，苗木费……），数量是近处名目里有这几个字的那个数。
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from normalize import Estimate, Fact
from reconcile.relation import Relation, shown
from reconcile.told.cues import Figure, each_cue, is_prior, vocabulary
from reconcile.told.evidence import Candidate, Support
from reconcile.told.passage import Passage, measured

_PRICE = regex.compile(
    r"^[、，,（(\s]*(?:采购|合同|中标|结算)?(?P<name>\p{Han}{2,6}?)?单价(?:均?为|是|约)?\s*$"
)
_AMOUNT = regex.compile(
    r"^[）)]?[，,、]\s*(?:金额|计|共|共计|合计|小计|价款|总价|合同额|合同价|(?:采购)?(?:费用|资金|支出)|\p{Han}{1,4}费)(?:共|计|为|合计)*\s*$"
)
_UNITS = frozenset({"吨", "公斤", "千克", "株", "亩", "平方米", "米", "公里", "立方米", "头", "羽", "尾"})
_APART = regex.compile(r"[；;。]")
_BACK = 12


def priced(passage: Passage) -> list[Candidate]:
    """这个数是单价的，数量和金额各是哪一个。"""
    target = passage.target
    told = _PRICE.search(_APART.split(target.lead)[-1])
    amount = passage.after[0] if passage.after else None
    if told is None or amount is None or target.fact.quantity.hedge or is_prior(target):
        return []
    money = target.fact.quantity.unit == amount.fact.quantity.unit == "元"
    if not money or not _AMOUNT.search(amount.lead) or amount.fact.quantity.hedge:
        return []
    count, support = _counted(passage, told["name"] or "")
    if count is None or amount.fact.quantity.value < target.fact.quantity.value:
        return []
    return [Candidate(_relation(target, count.fact, amount.fact), support)]


def _counted(passage: Passage, name: str) -> tuple[Figure | None, Support]:
    """数量：没有另说是什么的单价，就是紧挨在前面的数；说了的，近处名目里有它的，只有一个才算。"""
    if not name:
        beside = passage.before[0] if passage.before else None
        joined = not _APART.search(passage.target.lead)
        return (beside if beside is not None and joined and _numbered(beside) else None), Support.NAMED
    near = [f for f in (*passage.before, *passage.above, *passage.earlier)[:_BACK] if _numbered(f)]
    named = [f for f in near if name in f.own]
    alone = len({f.fact.quantity.value for f in named}) == 1
    return (named[0] if alone else None), Support.CLOSE


def _numbered(figure: Figure) -> bool:
    quantity = figure.fact.quantity
    counted = quantity.unit in vocabulary()["loose"] or quantity.unit in _UNITS
    return (
        measured(figure)
        and counted
        and not quantity.hedge
        and each_cue(figure) is None
        and quantity.value > 1
    )


def _relation(price: Figure, count: Fact, amount: Fact) -> Relation:
    operands = (price.fact, count)

    def compute(values: Sequence[Estimate]) -> Estimate:
        # 单价是定死的数，没有取舍
        return Estimate.exactly(values[0].value) * values[1]

    value = compute([fact.quantity.estimate for fact in operands])
    formula = f"{price.fact.raw} × {count.raw} = {shown(amount, value.value)}"
    return Relation(
        "CAL208", amount, operands, value, formula, compute=compute, because="金额应等于单价乘以数量"
    )
