"""求值（evaluate）：每一部分按报告的证据能得几分，给出区间和可以跟算的说明。"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import regex

from extract import Location
from score.criterion import Criterion, Deduction, Judgement, Ladder, Linear, Part
from score.evidence import Evidence, percent
from score.types import Status

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)


@dataclass(frozen=True)
class Outcome:
    """一部分（或一条标准）的得分区间、说明、出处；known 为真表示由数据算出。"""

    low: Decimal
    high: Decimal
    trace: tuple[str, ...]
    evidence: tuple[Location, ...] = ()
    known: bool = True
    judged: bool = False


def evaluate(criterion: Criterion, evidence: Evidence) -> Outcome:
    """一条评分标准的得分：各部分相加，不超过分值，不低于零；有否决条款而无从排除的，最低为零。"""
    outcomes = [_part(part, evidence) for part in criterion.parts]
    certain = all(o.known for o in outcomes)
    low = min(sum((o.low for o in outcomes), ZERO), criterion.weight)
    if criterion.vetoed and not certain:
        low = ZERO
    return Outcome(
        low=low,
        high=min(sum((o.high for o in outcomes), ZERO), criterion.weight),
        trace=tuple(line for o in outcomes for line in o.trace),
        evidence=tuple(at for o in outcomes for at in o.evidence),
        known=certain,
        judged=any(o.judged for o in outcomes),
    )


def status_of(outcome: Outcome) -> Status:
    """精确、区间、需人工、无证据。"""
    if outcome.low == outcome.high:
        return "精确"
    if outcome.evidence:
        return "区间"
    return "需人工" if outcome.judged else "无证据"


def _part(part: Part, evidence: Evidence) -> Outcome:
    match part:
        case Ladder():
            return _ladder(part, evidence)
        case Linear():
            return _linear(part, evidence)
        case Deduction():
            return _deduction(part, evidence)
        case Judgement():
            head = part.text.strip()[:24]
            return Outcome(
                ZERO, part.points, (f"“{head}…”需人工判断 → 0至{part.points}分",), known=False, judged=True
            )


def _ladder(part: Ladder, evidence: Evidence) -> Outcome:
    points = [tier.points for tier in part.tiers]
    measured = evidence.rate(part.metric)
    if measured is None:
        line = f"报告没有披露{part.metric} → {min(points)}至{max(points)}分"
        return Outcome(min(points), max(points), (line,), known=False)
    hit = [t for t in part.tiers if t.holds(measured.value.value)]
    if not hit:
        return Outcome(
            min(points),
            max(points),
            (f"{part.metric}不在任何一档，评分标准有缺口",),
            measured.at,
            known=False,
        )
    line = f"{part.metric}{percent(measured.value.value)}（{measured.source}）{hit[0]} → {hit[0].points}分"
    return Outcome(hit[0].points, hit[0].points, (line,), measured.at)


def _linear(part: Linear, evidence: Evidence) -> Outcome:
    if regex.search(r"平均", part.metric):
        return _average(part, evidence)
    measured = evidence.rate(part.metric)
    if measured is None:
        return Outcome(
            ZERO, part.points, (f"报告没有披露{_short(part.metric)} → 0至{part.points}分",), known=False
        )
    ratio = measured.value.value / HUNDRED
    if ratio > ONE:
        line = f"{_short(part.metric)}{percent(measured.value.value)}超过100%，是否封顶须看条文 → 0至{part.points}分"
        return Outcome(ZERO, part.points, (line,), measured.at, known=False)
    earned = ratio * part.points
    line = f"{_short(part.metric)}{percent(measured.value.value)}（{measured.source}）× {part.points}分 → {earned:.4f}分"
    return Outcome(earned, earned, (line,), measured.at)


def _average(part: Linear, evidence: Evidence) -> Outcome:
    """全年平均执行率：四个季度的平均；只知道全年的，第四季度末就是全年，其余按0至1计。"""
    year = evidence.rate("预算执行率")
    fourth = year.value.value / HUNDRED if year else None
    low = (fourth if fourth is not None else ZERO) / 4 * part.points
    high = (3 + (fourth if fourth is not None else ONE)) / 4 * part.points
    line = f"一至三季度执行率没有披露，平均执行率只能定出范围 → {low:.4f}至{high:.4f}分"
    return Outcome(low, high, (line,), year.at if year else (), known=False)


def _deduction(part: Deduction, evidence: Evidence) -> Outcome:
    names = ("年度资金调剂占比", "预算调整率") if regex.search("调剂|调整", part.metric) else (part.metric,)
    measured = next((m for name in names if (m := evidence.rate(name, stated_only=True))), None)
    if measured is None:
        return Outcome(
            ZERO, part.points, (f"报告没有披露{_short(part.metric)} → 0至{part.points}分",), known=False
        )
    over = max(ZERO, measured.value.value - part.limit) / part.step
    readings = [over, over.to_integral_value(ROUND_FLOOR), over.to_integral_value(ROUND_CEILING)]
    earned = [max(ZERO, part.points - part.each * steps) for steps in readings]
    line = (
        f"{percent(measured.value.value)}超过{part.limit}%计{over:.2f}个百分点，"
        f"每个扣{part.each}分 → {min(earned):f}至{max(earned):f}分"
    )
    return Outcome(min(earned), max(earned), (line,), measured.at, known=min(earned) == max(earned))


def _short(name: str) -> str:
    return regex.sub(r"得分.*$", "", name.strip())[-20:]
