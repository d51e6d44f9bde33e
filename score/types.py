"""评分表（Scorecard）：每项指标按报告自己的评分标准能得多少分。"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from extract import Frozen, Location
from reconcile import Check, Finding

Status = Literal["精确", "区间", "需人工", "无证据"]
Grade = Literal["优", "良", "中", "差"]
Stance = Literal["正面", "反面"]


class Passage(Frozen):
    """佐证的原文：报告里说到评分标准某一条的一句话，正面还是反面，供人判断。"""

    item: str
    stance: Stance
    at: Location


class IndicatorScore(Frozen):
    """一项指标的得分：自评得分，以及报告自身的证据在其评分标准下支持的区间 [low, high]。

    trace 是可以逐步跟算的说明；evidence 是所依据的原文的出处；passages 是要人判断的各条所涉及的原文。
    """

    path: tuple[str, ...]
    name: str
    points: Decimal | None
    self_score: Decimal | None
    low: Decimal
    high: Decimal
    status: Status
    trace: tuple[str, ...]
    evidence: tuple[Location, ...] = ()
    passages: tuple[Passage, ...] = ()
    at: Location | None = None


class Total(Frozen):
    """总分：报告写的、各项相加的、证据支持的区间。"""

    self_score: Decimal | None
    sum_of_self_scores: Decimal | None
    low: Decimal | None
    high: Decimal | None


class GradeRange(Frozen):
    """等级：自评的，以及区间两端各是什么等级。"""

    self_assessed: Grade | None
    low: Grade | None
    high: Grade | None


class Scorecard(Frozen):
    """评分表：各项指标、总分、等级，评分阶段的核对与发现。

    effects 是前一阶段各发现对得分的影响（按指纹）；explained 是由评分阶段的发现说清、不必再报的前一阶段的发现（指纹）。
    """

    indicators: tuple[IndicatorScore, ...] = ()
    total: Total
    grade: GradeRange
    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()
    effects: dict[str, str] = Field(default_factory=dict)
    explained: tuple[str, ...] = ()
