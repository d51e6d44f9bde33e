"""合并（fold）：一个分数写错，核对与评分两步都会看到；只报一次，报在错的那个数上。"""

from __future__ import annotations

from collections.abc import Sequence, Set
from decimal import Decimal

from reconcile import Finding, Reconciliation
from score.indicators import Graded

_SCORES = ("SCR1", "SCR2", "SCR5")


def folded(
    tied: Reconciliation, items: Sequence[Graded], findings: Sequence[Finding]
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """评分阶段留下的发现，以及前一阶段由它们说清、不必再报的发现（指纹）。

    分值、得分，或者同一行的执行率、评分所用的数已经指为写错的，由它引起的越界、档位、标准不符不再报，支持不到的等级也不再报。总分对不上，而恰有一项得分高于或低于评分标准，
    改正它总分就对得上的，只报那一项。
    """
    wrong = {
        (f.at.block, f.at.cell) for f in tied.findings if f.expected and f.severity != "info" and f.at.cell
    }
    followed = {
        (item.row.self_score.at.block, item.row.self_score.at.cell)
        for item in items
        if item.row.self_score and wrong & _used(item)
    } | {
        (item.row.criterion.block, item.row.criterion.cell)
        for item in items
        if item.row.criterion
        and item.row.points
        and (item.row.points.at.block, item.row.points.at.cell) in wrong
    }
    kept = [f for f in findings if f.code[:4] not in _SCORES or (f.at.block, f.at.cell) not in followed]
    if any(f.code == "SCR201" for f in findings if f not in kept):
        kept = [f for f in kept if f.code != "SCR601" or f.severity == "error"]
    explained: list[str] = []
    for total in (f for f in tied.findings if f.code == "SUM402"):
        short = _short(tied, total)
        mended = [item for item in items if _mends(item, short, kept)]
        if len(mended) == 1 and short:
            explained.append(total.fingerprint)
    return tuple(kept), tuple(explained)


def _used(item: Graded) -> Set[tuple[int | None, tuple[int, int] | None]]:
    """一项得分由哪几格而来：分值、得分；没有评分标准的，还有执行率，或者指标值与完成值。"""
    marks = [fact.at for fact in (item.row.points, item.row.self_score) if fact]
    evidence = item.outcome.evidence if item.row.criterion is None else ()
    return {(at.block, at.cell) for at in (*marks, *evidence)}


def _short(tied: Reconciliation, total: Finding) -> Decimal:
    """总分比各项之和多多少；指着哪一项都一样：几项同样说得通时，评分标准说得清是哪一项。"""
    check = next(
        (
            c
            for c in tied.checks
            if c.rule == "SUM402" and c.verdict == "不符" and total.at in {c.at, *c.against}
        ),
        None,
    )
    return _number(check.stated) - _number(check.recomputed) if check else Decimal(0)


def _number(printed: str) -> Decimal:
    return Decimal(printed.replace(",", "").replace("，", "").strip().rstrip("分%"))


def _mends(item: Graded, short: Decimal, findings: Sequence[Finding]) -> bool:
    """这一项照评分标准改正，总分就对得上。"""
    own = item.row.self_score
    if own is None or not short or not any(f.at == own.at and f.code[:4] in _SCORES[:2] for f in findings):
        return False
    return item.score.low <= own.quantity.value + short <= item.score.high
