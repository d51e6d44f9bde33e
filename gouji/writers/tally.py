"""计数：一次审核的几个总数，终端、网页、汇总表说的是同一套。"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from extract import Location
from gouji.pipeline import Review
from gouji.writers.plain import PASSED, UNREAD_KINDS, score_of
from reconcile import SEVERITIES, Check, Severity
from score import Scorecard

NOT_ASSESSED = "无法复核"
_REPORTED = frozenset({"不符", "口径待核", "待核"})


@dataclass(frozen=True)
class Coverage:
    """覆盖：每一个数字记号的去向；kinds 是每一种记号各有几个，加起来就是 tokens。"""

    tokens: int
    figures: int
    checked: int
    uncheckable: int
    other: int
    kinds: dict[str, int]


def coverage_of(review: Review) -> Coverage:
    """数据项中有多少参与了有结论的核对，其余的数字记号是什么。"""
    facts = review.facts.facts
    assessed = [check for check in review.checks if check.verdict != NOT_ASSESSED]
    inputs = {fact_id for check in assessed for fact_id in check.inputs}
    stated = {_spot(check.at) for check in assessed}
    checked = sum(1 for fact in facts if fact.id in inputs or _spot(fact.at) in stated)
    tokens = len(review.facts.tokens)
    return Coverage(
        tokens=tokens,
        figures=len(facts),
        checked=checked,
        uncheckable=len(facts) - checked,
        other=max(0, tokens - len(facts)),
        kinds=dict(sorted(Counter(token.kind for token in review.facts.tokens).items())),
    )


def _spot(at: Location) -> tuple[object, ...]:
    """出处在文中的位置，不论版面。"""
    return (at.block, at.cell, at.start, at.end)


def ticks_of(review: Review) -> tuple[Check, ...]:
    """通过的核对。"""
    return tuple(check for check in review.checks if check.verdict in PASSED)


def checked_of(review: Review) -> str:
    """核对的结论各有几项：符合多少，其余的是什么；比发现多的，是几项并作了一条。"""
    passed = len(ticks_of(review))
    counts = Counter(check.verdict for check in review.checks if check.verdict not in PASSED)
    rest = "、".join(f"{verdict} {count}" for verdict, count in counts.most_common())
    failed = sum(count for verdict, count in counts.items() if verdict in _REPORTED)
    told = sum(finding.severity != "info" for finding in review.findings)
    merged = "，同一根源的并作一条发现" if failed > told else ""
    return f"符合 {passed}" + (f"（其余：{rest}{merged}）" if rest else "")


def severities_of(review: Review) -> dict[Severity, int]:
    """各级发现的个数，零也写明。"""
    counts = Counter(finding.severity for finding in review.findings)
    return {severity: counts[severity] for severity in SEVERITIES}


def unread_of(review: Review) -> int:
    """有几处没有读到；一个数也没有读到的，全文算一处。"""
    notes = sum(1 for note in review.document.notes if note.kind in UNREAD_KINDS)
    return notes or int(not review.facts.facts)


def interval(low: Decimal | None, high: Decimal | None) -> str:
    """区间的写法；两端相同的写成一个数，没有的写“无”。"""
    if low is None or high is None:
        return "无"
    if score_of(low) == score_of(high):
        return score_of(low)
    return f"[{score_of(low)}, {score_of(high)}]"


def nothing_computed(card: Scorecard) -> bool:
    """没有一项能算出比“零分到满分”更窄的得分。"""
    return all(not item.low and item.high == item.points for item in card.indicators)


def verdict_of(review: Review) -> str:
    """自评与证据支持的区间，一句话。"""
    total, grade = review.scorecard.total, review.scorecard.grade
    claimed = "未写总分" if total.self_score is None else score_of(total.self_score)
    claimed += f"（{grade.self_assessed}）" if grade.self_assessed else ""
    if total.low is None or total.high is None:
        return f"自评 {claimed}，没有可以重算的评分表" if total.self_score else "没有可以重算的评分表"
    if nothing_computed(review.scorecard):
        return f"自评 {claimed}，评分标准没有可以计算的"
    grades = [g for g in (grade.low, grade.high) if g]
    named = f"（{'～'.join(dict.fromkeys(grades))}）" if grades else ""
    return f"自评 {claimed} → 证据支持 {interval(total.low, total.high)}{named}"
