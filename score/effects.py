"""对得分的影响（effect）：有争议的几个值分别代入，用到它的指标得分有没有变化。"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from reconcile import Finding, Reconciliation, Rival
from score.evaluate import Outcome, evaluate, plain
from score.indicators import Graded
from score.reported import Reported

_CENT = Decimal("0.01")


def effect_of(tied: Reconciliation, items: Sequence[Graded], finding: Finding) -> str:
    """一条发现里的几种说法对得分的影响；没有指标用到它的为空串。"""
    if len(finding.rivals) < 2:
        return ""
    lines = (_effect(tied, item, finding.rivals) for item in items)
    return "；".join(line for line in lines if line)


def _effect(tied: Reconciliation, item: Graded, rivals: Sequence[Rival]) -> str:
    """几种说法之外的都照采信值；一种说法也没改变证据的，就是没有用到。"""
    tried = [evaluate(item.criterion, Reported(tied, (rival,), item.row)) for rival in rivals]
    if len({outcome.trace for outcome in tried}) == 1:
        return ""
    values = "或".join(r.quantity.printed(r.quantity.value) for r in rivals)
    spans = [_rounded(outcome) for outcome in tried]
    if len(set(spans)) == 1:
        most = "最多均" if spans[0][0] != spans[0][1] else "均"
        return f"“{item.row.name}”按{values}计算，取两位小数{most}为{plain(spans[0][1])}分，不影响得分"
    shown = "、".join(
        f"{plain(low)}分" if low == high else f"{plain(low)}至{plain(high)}分" for low, high in spans
    )
    return f"“{item.row.name}”按{values}计算，分别为{shown}，影响得分"


def _rounded(outcome: Outcome) -> tuple[Decimal, Decimal]:
    return outcome.low.quantize(_CENT, ROUND_HALF_UP), outcome.high.quantize(_CENT, ROUND_HALF_UP)
