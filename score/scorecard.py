"""评分表（scorecard）：逐项求值、汇总、定等级，复核自评得分，并试算各发现对得分的影响。"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from extract import collector_paused
from normalize import Facts
from reconcile import Reconciliation, Rule
from score.admissions import admitted
from score.audit import (
    Audit,
    out_of_range,
    overachieved,
    rubric_defects,
    too_high,
    too_low,
    unexplained,
    unreachable,
    without_evidence,
    wrong_grade,
)
from score.bands import grade_of
from score.effects import effect_of
from score.fold import folded
from score.indicators import Graded, graded
from score.official import edited_criterion, edited_indicators, edited_weights
from score.passages import passages_of
from score.rubric import Rubric
from score.types import GradeRange, Scorecard, Total

RULES: tuple[Rule[Any], ...] = (
    out_of_range,  # SCR101 自评得分越界
    too_high,  # SCR201 自评高于评分标准
    too_low,  # SCR202 自评低于评分标准
    unreachable,  # SCR203 得分不在档上
    unexplained,  # SCR204 达到指标值而扣分
    overachieved,  # SCR205 超额完成过多
    admitted,  # SCR301 满分与自认问题
    without_evidence,  # SCR401 满分缺少依据
    rubric_defects,  # SCR501 评分标准的毛病
    wrong_grade,  # SCR601 等级与总分
    edited_criterion,  # SCR701 评分标准与官方不同
    edited_indicators,  # SCR702 指标与官方不同
    edited_weights,  # SCR703 分值安排与规定不同
)


_FULL, _SLACK, _LEAST = Decimal(100), Decimal(20), Decimal(40)
"""满分；附加分、权重写错的，合计可以略多；比 _LEAST 还低的，多半是某一部分的得分。"""


@collector_paused()
def scorecard_of(tied: Reconciliation, rubric: Rubric | None = None) -> Scorecard:
    """按报告自己的评分标准（指定了评分标准文件的，以文件为准），用核对后的采信值逐项重算。"""
    items = tuple(graded(tied, rubric))
    total = _total(tied.facts, items)
    audit = Audit(tied, items, total, rubric)
    found = [finding for rule in RULES for finding in rule.run(audit)]
    findings, explained = folded(tied, items, found)
    return Scorecard(
        indicators=tuple(
            item.score.model_copy(update={"passages": passages})
            for item, passages in zip(
                items, passages_of(tied.facts, [item.criterion for item in items]), strict=True
            )
        ),
        total=total,
        grade=GradeRange(
            self_assessed=grade_of(total.self_score), low=grade_of(total.low), high=grade_of(total.high)
        ),
        findings=findings,
        effects={f.fingerprint: effect for f in tied.findings if (effect := effect_of(tied, items, f))},
        explained=explained,
    )


def _total(facts: Facts, items: Sequence[Graded]) -> Total:
    """总分；几张评分表各有各的总分，相加没有意义。没有读到的分值（满分一百之内）按都能得到放宽。"""
    printed = [table.total_score.quantity.value for table in facts.scored if table.total_score]
    points = sum((item.score.points or Decimal(0) for item in items), Decimal(0))
    if not items or len(printed) > 1 or points > _FULL + _SLACK:
        told = None if len(printed) > 1 else _told(facts)
        return Total(self_score=told, sum_of_self_scores=None, low=None, high=None)
    own = [item.score.self_score for item in items if item.score.self_score is not None]
    unread = _FULL - points if printed and points < _FULL else Decimal(0)
    return Total(
        self_score=printed[0] if printed else _told(facts),
        sum_of_self_scores=sum(own, Decimal(0)) if own else None,
        low=sum((item.score.low for item in items), Decimal(0)),
        high=sum((item.score.high for item in items), unread),
    )


def _told(facts: Facts) -> Decimal | None:
    """正文里说的自评总分：没有说是哪一部分的，而且只有一个。"""
    told = {
        fact.quantity.value
        for fact in facts.by_metric.get("自评得分", ())
        if fact.sentence is not None
        and not fact.qualifiers.subject
        and _LEAST <= fact.quantity.value <= _FULL
    }
    return told.pop() if len(told) == 1 else None
