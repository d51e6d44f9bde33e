"""评分表（scorecard）：逐项求值、汇总、定等级，并复核自评得分。"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from normalize import Fact, ScoredRow
from reconcile import Finding, Reconciliation, Rule
from score.audit import admitted, too_high, too_low, without_evidence
from score.compile import compile_criterion
from score.evaluate import evaluate, status_of
from score.evidence import Evidence
from score.types import Grade, GradeRange, IndicatorScore, Scorecard, Total

RULES: tuple[Rule[Any], ...] = (
    too_high,  # SCR201 自评高于评分标准
    too_low,  # SCR202 自评低于评分标准
    admitted,  # SCR301 满分与自认问题
    without_evidence,  # SCR401 满分缺少依据
)
_BANDS: tuple[tuple[Decimal, Grade], ...] = (
    (Decimal(90), "优"),
    (Decimal(80), "良"),
    (Decimal(60), "中"),
    (Decimal(0), "差"),
)
"""等级：90分及以上为优，80至90为良，60至80为中，60以下为差（财预〔2020〕10号）。"""


def scorecard_of(tied: Reconciliation) -> Scorecard:
    """按报告自己的评分标准，用核对后的采信值逐项重算。"""
    rows = [row for table in tied.facts.scored for row in table.rows]
    evidence = Evidence(tied)
    graded = [_indicator(tied, row, evidence) for row in rows]
    scored = list(zip(rows, graded, strict=True))
    items = [*_execution(tied), *graded]
    total = _total(tied, items)
    return Scorecard(
        indicators=tuple(items),
        total=total,
        grade=GradeRange(
            self_assessed=_grade(total.self_score), low=_grade(total.low), high=_grade(total.high)
        ),
        findings=tuple(finding for rule in RULES for finding in rule.run(scored, tied.facts)),
        effects={f.fingerprint: effect for f in tied.findings if (effect := _effect(tied, rows, f))},
    )


def _execution(tied: Reconciliation) -> list[IndicatorScore]:
    """项目支出绩效自评表的资金部分：预算执行率得分 = 分值 × 执行率，不超过分值（财预〔2020〕10号）。"""
    blocks = {table.block for table in tied.facts.scored}
    found: list[IndicatorScore] = []
    for view in tied.facts.tables if len(blocks) else ():
        for row in view.rows if view.block in blocks else ():
            cells = [fact for fact in view.facts if fact.at.cell and fact.at.cell[0] == row.index]
            points = next((f for f in cells if "分值" in (f.metric, f.qualifiers.base)), None)
            own = next((f for f in cells if "得分" in (f.metric, f.qualifiers.base)), None)
            rate = next((f for f in cells if f.metric == "预算执行率"), None)
            if points and own and rate:
                found.append(_executed(points, own, rate))
    return found


def _executed(points: Fact, own: Fact, rate: Fact) -> IndicatorScore:
    weight = points.quantity.value
    earned = min(weight, weight * rate.quantity.value / 100)
    return IndicatorScore(
        path=("预算执行率",),
        name="预算执行率",
        points=weight,
        self_score=own.quantity.value,
        low=earned,
        high=earned,
        status="精确",
        trace=(f"执行率{rate.raw} × {points.raw}分 → {earned:.4f}分",),
        evidence=(rate.at,),
        at=own.at,
    )


def _indicator(tied: Reconciliation, row: ScoredRow, evidence: Evidence) -> IndicatorScore:
    points = row.points.quantity.value if row.points else None
    own = row.self_score.quantity.value if row.self_score else None
    text = tied.facts.document.text(row.criterion) if row.criterion else ""
    outcome = evaluate(compile_criterion(text, points or Decimal(0), row.name), evidence)
    verdict = ""
    if own is not None and outcome.low == outcome.high:
        verdict = "与自评一致" if abs(own - outcome.low) < Decimal("0.01") else f"自评为{own}分"
        verdict = f"计{outcome.low:f}分，{verdict}"
    return IndicatorScore(
        path=row.path,
        name=row.name,
        points=points,
        self_score=own,
        low=outcome.low,
        high=outcome.high,
        status=status_of(outcome),
        trace=(*outcome.trace, *((verdict,) if verdict else ())),
        evidence=outcome.evidence,
        at=row.self_score.at if row.self_score else None,
    )


def _total(tied: Reconciliation, items: list[IndicatorScore]) -> Total:
    if not items:
        return Total(self_score=None, sum_of_self_scores=None, low=None, high=None)
    printed = [t.total_score.quantity.value for t in tied.facts.scored if t.total_score]
    own = [item.self_score for item in items if item.self_score is not None]
    return Total(
        self_score=printed[0] if len(printed) == 1 else None,
        sum_of_self_scores=sum(own, Decimal(0)) if own else None,
        low=sum((i.low for i in items), Decimal(0)),
        high=sum((i.high for i in items), Decimal(0)),
    )


def _grade(score: Decimal | None) -> Grade | None:
    return None if score is None else next(grade for floor, grade in _BANDS if score >= floor or floor == 0)


def _effect(tied: Reconciliation, rows: list[ScoredRow], finding: Finding) -> str:
    """有争议的几个值分别代入，得分有没有变化。"""
    lines: list[str] = []
    for row in rows if len(finding.rivals) > 1 else ():
        text = tied.facts.document.text(row.criterion) if row.criterion else ""
        criterion = compile_criterion(text, row.points.quantity.value if row.points else Decimal(0), row.name)
        tried = [evaluate(criterion, Evidence(tied, (rival,))) for rival in finding.rivals]
        if all(outcome.low == outcome.high or outcome.evidence == () for outcome in tried) and not _used(
            row, finding, text
        ):
            continue
        if not _used(row, finding, text):
            continue
        scores = [f"{o.high.quantize(Decimal('0.01')):f}" for o in tried]
        values = "、".join(r.quantity.printed(r.quantity.value) for r in finding.rivals)
        if len(set(scores)) == 1:
            lines.append(f"“{row.name}”按{values}计算，取两位小数最多均为{scores[0]}分，不影响得分")
        else:
            lines.append(f"“{row.name}”按{values}计算，最多分别为{'、'.join(scores)}分，影响得分")
    return "；".join(lines)


def _used(row: ScoredRow, finding: Finding, text: str) -> bool:
    """这项指标的评分标准是否用到有争议的指标。"""
    name = finding.rivals[0].metric
    return name in text or name == row.name
