"""按比例的一份（portion）：“市级承担60%即708万元”“扣除4%的质保金61.6万元”“占90%，按20分折算为18分”，利息。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from normalize import Estimate
from normalize.quantity import HUNDRED
from reconcile.relation import Relation, shown
from reconcile.told.cues import Figure, is_prior, portion_cue, verb_of
from reconcile.told.evidence import Candidate, Support
from reconcile.told.passage import Passage, comparable

_BESIDE = 2
_TAKEN = regex.compile(
    r"(?:扣除|扣留|预留|提取|计提|缴纳|按|支付|承担|负担|留存|返还|上缴|配套)[^，。；、]{0,12}$"
)
_NOUN = regex.compile(r"^的(?![^，。；]*(?:比例|标准|要求|目标))[\p{Han}]{2,8}$")
_SCORED = regex.compile(r"(?:折算|折合|折|换算|计|得)(?:成|为|得)?(?:得分)?$")
_INTEREST = regex.compile(r"利息(?:支出|为|约|共|合计)?$")
_RATE = regex.compile(r"利率(?:为|是|约)?$")
_ASKED = regex.compile(r"接受调查|收回|回收|有效问卷|有效样本")
_PRINCIPAL = regex.compile(r"余额|本金|发行|贷款|债券|总额|规模|借款|融资")


def portions(passage: Passage) -> list[Candidate]:
    """这个数是前面的百分数所说的一份，各种算法。"""
    target = passage.target
    if portion_cue(passage.figures, passage.index):
        return list(_portions(passage))
    if not passage.before:
        return []
    if passage.before[0].fact.quantity.unit == "%" and _NOUN.match(target.lead):
        return list(_portions(passage)) if _TAKEN.search(passage.before[0].clause) else []
    if target.fact.quantity.unit == "分" and _SCORED.search(target.clause):
        return list(_converted(passage))
    return list(_interest(passage)) if _INTEREST.search(target.clause) else []


def _converted(passage: Passage) -> Iterator[Candidate]:
    """“占90%，按20分折算为18分”。"""
    full, *others = passage.before
    rate = next((f for f in others[:1] if f.fact.quantity.unit == "%"), None)
    if rate is not None and full.fact.quantity.unit == "分" and full.clause.endswith(("按", "满分", "分值")):
        yield _part(passage.target, rate, full, Support.NAMED)


def _interest(passage: Passage) -> Iterator[Candidate]:
    """利息是本金乘以利率；利率、本金在同一句或者前一句。"""
    target = passage.target
    around = (*passage.before, *passage.after, *passage.above)
    rated = [f for f in around if f.fact.quantity.unit == "%" and _RATE.search(f.clause)]
    # 分几期发行、各有利率的，利息是几期之和
    rate = rated[0] if len({f.fact.quantity.value for f in rated}) == 1 else None
    pool = [f for f in around if comparable(f, target) and _PRINCIPAL.search(f.clause) and f is not target]
    if rate is None:
        return
    for order, principal in enumerate(pool[:_BESIDE]):
        yield _part(target, rate, principal, Support.OPEN if order else Support.CLOSE)


def _part(target: Figure, rate: Figure, whole: Figure, support: Support) -> Candidate:
    operands = (rate.fact, whole.fact)
    # “执行率98.4%，即7,430.2万元”：率是除出来的，有取舍；约定的比例没有
    compute = _rounded_portion if _RATIO.search(rate.clause) else _portion
    value = compute([f.quantity.estimate for f in operands])
    formula = f"{whole.fact.raw} × {rate.fact.raw} = {shown(target.fact, value.value)}"
    because = "这一份应等于总数乘以所占的比例"
    relation = Relation("CAL212", target.fact, operands, value, formula, compute=compute, because=because)
    return Candidate(relation, support)


def _portions(passage: Passage) -> Iterator[Candidate]:
    """按60%即708万元：百分数乘以总数。"""
    target, rate = passage.target, passage.before[0]
    if rate.fact.quantity.hedge or verb_of(rate.lead)[0]:
        return
    unit = target.fact.quantity.unit
    figures = passage.figures
    pool = [
        f
        for i, f in reversed(list(enumerate(figures[: passage.index - 1])))
        if f.fact.quantity.unit == unit and not portion_cue(figures, i) and not is_prior(f)
    ]
    pool += [f for f in passage.above if f.fact.quantity.unit == unit and not is_prior(f)]
    if asked := [f for f in pool if _ASKED.search(f.own)]:
        pool = asked
    for order, whole in enumerate(pool[:_BESIDE]):
        here = whole.fact.sentence == target.fact.sentence
        support = Support.OPEN if order else Support.NAMED if here else Support.CLOSE
        yield _part(target, rate, whole, support)


_RATIO = regex.compile(r"(?<!利)率|进度")


def _rounded_portion(values: Sequence[Estimate]) -> Estimate:
    return values[1] * values[0] * Estimate.exactly(1 / HUNDRED)


def _portion(values: Sequence[Estimate]) -> Estimate:
    """分成的比例是约定的数，没有取舍。"""
    return values[1] * Estimate.exactly(values[0].value / HUNDRED)
