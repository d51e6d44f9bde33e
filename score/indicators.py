"""逐项评分（indicators）：一行评分表编译、求值，成为一项指标的得分区间。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from normalize import Fact, ScoredRow
from reconcile import Reconciliation
from score.compile import compile_criterion
from score.criterion import Criterion
from score.evaluate import Outcome, evaluate, plain, status_of
from score.execution import execution_rows
from score.matching import matched
from score.reported import Reported
from score.rounding import agreed
from score.rubric import Rubric, RubricIndicator
from score.targets import Target, form_of, outcome_of, target_of
from score.types import IndicatorScore

_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Graded:
    """一项指标：评分表里的一行、编译出的评分标准、求值的结果、对外的得分。"""

    row: ScoredRow
    criterion: Criterion
    outcome: Outcome
    score: IndicatorScore
    target: Target | None = None
    official: RubricIndicator | None = None
    """评分标准文件里对应的一项；没有指定文件、对不上的为 None。"""


def graded(tied: Reconciliation, rubric: Rubric | None = None) -> Iterator[Graded]:
    """评分表的每一项，按先后；指定了评分标准文件的，对得上的指标以文件为准。"""
    evidence, form = Reported(tied), form_of(tied.facts.document, rubric)
    for table in tied.facts.scored:
        for row, rate in execution_rows(tied, table):
            yield _executed(row, rate)
        officials = matched(table.rows, rubric) if rubric else (None,) * len(table.rows)
        for row, official in zip(table.rows, officials, strict=True):
            criterion = criterion_of(tied, row, official)
            target = target_of(tied.facts.document, row, form)
            ruled = row.criterion is not None or (official is not None and bool(official.wording))
            usual = None if ruled or target is None else outcome_of(target, row)
            outcome = usual or evaluate(criterion, replace(evidence, row=row))
            yield Graded(row, criterion, outcome, _score(row, outcome), target, official)


def _executed(row: ScoredRow, rate: Fact) -> Graded:
    """预算执行率得分 = 分值 × 执行率，不超过分值（财预〔2020〕10号）。"""
    assert row.points is not None  # noqa: S101 - 资金部分的行都有分值
    weight = row.points.quantity.value
    earned = min(weight, weight * rate.quantity.value / 100)
    line = f"执行率{rate.raw} × {plain(weight)}分 → {plain(earned)}分"
    outcome = Outcome(earned, earned, (line,), (rate.at,), measured=True, continuous=True)
    return Graded(row, compile_criterion("", weight, row.name), outcome, _score(row, outcome))


def criterion_of(tied: Reconciliation, row: ScoredRow, official: RubricIndicator | None = None) -> Criterion:
    """一行的评分标准；评分标准文件规定了条文的以文件为准。"""
    if official is not None and official.wording:
        return official.compiled(row.points.quantity.value if row.points else None)
    document = tied.facts.document
    text = document.text(row.criterion) if row.criterion else ""
    explanation = document.text(row.explanation) if row.explanation else ""
    explanation = explanation or (official.explanation if official else "")
    points = row.points.quantity.value if row.points else Decimal(0)
    return compile_criterion(text, points, row.name, explanation)


def _score(row: ScoredRow, outcome: Outcome) -> IndicatorScore:
    own = row.self_score.quantity.value if row.self_score else None
    return IndicatorScore(
        path=row.path,
        name=row.name,
        points=row.points.quantity.value if row.points else None,
        self_score=own,
        low=_shown(outcome.low),
        high=_shown(outcome.high),
        status=status_of(outcome),
        trace=(*outcome.trace, _verdict(own, outcome)),
        evidence=outcome.evidence,
        at=row.self_score.at if row.self_score else row.levels[-1].at,
    )


def _shown(score: Decimal) -> Decimal:
    return Decimal(plain(score.quantize(_PLACES)))


def _verdict(own: Decimal | None, outcome: Outcome) -> str:
    """结论：计几分，自评与之是否相符。"""
    supported = (
        f"计{plain(outcome.low)}分" if outcome.exact else f"{plain(outcome.low)}至{plain(outcome.high)}分之间"
    )
    if own is None:
        return f"{supported}，未填自评得分"
    note = agreed(own, outcome)
    if note is None:
        return f"{supported}，自评为{plain(own)}分"
    within = "与自评一致" if outcome.exact else f"自评{plain(own)}分在此范围内"
    return f"{supported}，{within}" + (f"（{note}）" if note else "")
