"""差额（comparison）：“比上年增加x万元”的x等于两数之差；百分率的差是百分点，不是百分比。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from normalize import Estimate, Fact, Facts
from reconcile.likely import alike_in_size, likely
from reconcile.relation import Relation, shown
from reconcile.rule import rule
from reconcile.told.changed import PERCENT, PRIOR, Told, changes_told, prior_of
from reconcile.told.worded import worded
from reconcile.types import Finding


@rule("CAL202", term="差额复算")
def differences(facts: Facts) -> Iterator[Relation]:
    """“较（比）……少（多）”的差额与两数之差不符。

    被比的数印在句中的用句中的；由甲减到乙、消除丙，计划甲、实际乙、超额丙，最高甲、最低乙、相差丙，高于目标几个百分点，
    收入减去成本的净收益，满分减去得分的扣分，也按两数之差核；按年说过的两个数用那两年的；没有印的，按“较”字后面的名称（预算数）或上年同一指标，在同一主体的数据项里找；找不到的不报。
    依据：会计基础工作规范（财政部令第98号）数字勾稽的要求；部门决算公开操作规程。
    """
    for told in changes_told(facts):
        if told.amount is None or told.current is None:
            continue
        prior = told.prior or prior_of(facts, told)
        if prior is not None and prior.quantity.unit == told.current.quantity.unit:
            same = told.prior is None and prior.quantity.value == told.current.quantity.value
            relation = _difference(told, told.amount, told.current, prior)
            # 每吨加了10元，不是那82万吨一年要多花的钱；配错了的差得离奇
            if (
                not same
                and not _reached(told)
                and (relation.holds or (alike_in_size(told.current, prior) and likely(relation)))
            ):
                yield relation
    yield from worded(facts, "CAL202")


def _reached(told: Told) -> bool:
    """“由2,974个增为3,360个”：说的是到了多少，不是差多少。"""
    end = told.amount.at.start - told.sentence.at.start if told.amount else 0
    return _TO.search(told.sentence.text[:end]) is not None


_TO = regex.compile(r"(?:[增减升降扩缩][为到至成]|(?:增加|减少|提高|降低|上升|下降|扩大|缩小)[到至])\s*$")


def _difference(told: Told, amount: Fact, current: Fact, prior: Fact) -> Relation:
    high, low = (current, prior) if told.up else (prior, current)
    value = high.quantity.estimate - low.quantity.estimate
    swapped = value.value < 0
    if swapped:
        # 方向写反另由 TIE501 报，这里只核差多少；“由2.9%变为4.4%”没有说方向
        high, low, value = low, high, low.quantity.estimate - high.quantity.estimate
    formula = f"{high.raw} − {low.raw} = {shown(amount, value.value)}"
    printed = told.prior is not None or prior.metric == told.change.base or not PRIOR.search(told.change.base)
    return Relation(
        "CAL202",
        amount,
        (high, low),
        value,
        formula,
        severity="error" if printed else "warning",
        compute=_apart if swapped else lambda v: v[0] - v[1],
        because="增减额应等于两数之差",
    )


def _apart(values: Sequence[Estimate]) -> Estimate:
    """差多少，不论谁大。"""
    one, other = values
    return one - other if one.value >= other.value else other - one


@rule("CAL209", term="百分点与百分比")
def percentage_points(facts: Facts) -> Iterator[Finding]:
    """两个百分率之差写成了“提高3.2%”，应写“提高3.2个百分点”。

    只在差额恰等于所写的数、而按百分比计算又不相等时提示。依据：国家统计局《统计用语规范》——百分率之差用百分点表示。
    """
    for told in changes_told(facts):
        current, prior, stated = told.current, told.prior, told.rate
        if current and prior and stated and _points_misread(told):
            gap = abs(current.quantity.value - prior.quantity.value)
            yield Finding(
                code="CAL209",
                severity="info",
                message=f"{prior.raw}到{current.raw}相差{gap}个百分点，不是{stated.raw}",
                at=stated.at,
                against=(prior.at, current.at),
                expected=f"{gap}个百分点",
                anchor=f"{prior.raw}|{current.raw}|{stated.raw}",
            )


def _points_misread(told: Told) -> bool:
    """两个百分率之差恰是所写的“百分之几”。"""
    current, prior, stated = told.current, told.prior, told.rate
    if current is None or prior is None or stated is None or stated.quantity.kind != "percent":
        return False
    rates = current.quantity.unit == prior.quantity.unit == PERCENT
    return rates and abs(current.quantity.value - prior.quantity.value) == abs(stated.quantity.value)
