"""合并（fold）：一个分数写错，核对与评分两步都会看到；只报一次，报在错的那个数上。"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extract import Location
from reconcile import Finding, Reconciliation
from score.indicators import Graded

_SUMS = frozenset({"SUM401", "SUM402", "SUM403", "CAL111", "CAL112"})
_SCORES = ("SCR1", "SCR2", "SCR5")


def folded(
    tied: Reconciliation, items: Sequence[Graded], findings: Sequence[Finding]
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """评分阶段留下的发现，以及前一阶段由它们说清、不必再报的发现（指纹）。

    分值、得分已经指为写错的，由它引起的越界、档位、标准不符不再报。总分对不上，而恰有一项得分高于或低于评分标准，
    改正它总分就对得上的，只报那一项。
    """
    accused = {_row(f.at) for f in tied.findings if f.code in _SUMS and f.expected}
    kept = [f for f in findings if f.code[:4] not in _SCORES or _row(f.at) not in accused]
    explained: list[str] = []
    for total in (f for f in tied.findings if f.code == "SUM402"):
        short = _short(tied, total)
        mended = [item for item in items if _mends(item, short, kept)]
        if len(mended) == 1 and short:
            explained.append(total.fingerprint)
    return tuple(kept), tuple(explained)


def _row(at: Location) -> tuple[int | None, int]:
    """在哪张表的哪一行。"""
    return at.block, at.cell[0] if at.cell else -1


def _short(tied: Reconciliation, total: Finding) -> Decimal:
    """总分比各项之和多多少；得分项自己被指为有误的不算。"""
    check = next(
        (c for c in tied.checks if c.rule == "SUM402" and c.verdict == "不符" and c.at == total.at), None
    )
    return Decimal(check.stated) - _number(check.recomputed) if check else Decimal(0)


def _number(printed: str) -> Decimal:
    return Decimal(printed.replace(",", "").rstrip("分"))


def _mends(item: Graded, short: Decimal, findings: Sequence[Finding]) -> bool:
    """这一项照评分标准改正，总分就对得上。"""
    own = item.row.self_score
    if own is None or not short or not any(f.at == own.at and f.code[:4] in _SCORES[:2] for f in findings):
        return False
    return item.score.low <= own.quantity.value + short <= item.score.high
