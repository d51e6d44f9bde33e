"""判定阶梯（ladder）：重算值与报告值差多少算相符，差多少算尾差，差多少算不符。

容差由印出的位数和参与运算的取舍过的数的个数决定：n 个取舍过的数相加，尾差以 3.29·√((n+1)/12) 个末位单位为限
（均匀取舍误差的 99.9% 界）；全部输入都是准确数时，只许报告值自己的取舍。
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from normalize.quantity import EXACT, EXACT_KINDS, Estimate, Quantity, Rounding
from reconcile.types import Verdict

_BOUND_SQUARED = Decimal("3.29") ** 2 / 12
_LENIENT: tuple[Rounding, ...] = ("四舍六入五成双", "截去尾数")


@dataclass(frozen=True)
class Judgement:
    """判定：结论，以及这样判的理由。"""

    verdict: Verdict
    note: str = ""

    @property
    def holds(self) -> bool:
        """关系成立（包括尾差）。"""
        return self.verdict in {"符合", "尾差"}


def judge(stated: Quantity, recomputed: Estimate) -> Judgement:
    """按判定阶梯比较报告值与重算值。"""
    if stated.hedge:
        agrees = stated.agrees_with(recomputed)
        return Judgement("符合", f"原文为约数（{stated.hedge}）") if agrees else Judgement("不符")
    near = abs(recomputed.value - stated.value) <= stated.step
    # 差出一个末位以上的，怎样取舍也不会相同
    if near and stated.rounded_like(recomputed.value) == stated.value:
        return Judgement("符合")
    if stated.kind in EXACT_KINDS and not recomputed.rounded:
        return Judgement("不符")
    for rounding in _LENIENT if near else ():
        if stated.rounded_like(recomputed.value, rounding) == stated.value:
            return Judgement("符合", f"按{rounding}取舍")
    if recomputed.rounded and _within_tail(stated, recomputed):
        return Judgement("尾差", "差额在取舍误差之内")
    if recomputed.rounded and stated.agrees_with(recomputed):
        return Judgement("尾差偏大", "差额偏大，但仍可能由取舍造成")
    return Judgement("不符")


def _within_tail(stated: Quantity, recomputed: Estimate) -> bool:
    """差额是否在 99.9% 的取舍误差之内；区间宽度按末位单位折算，使乘除也适用。"""
    with localcontext(EXACT):
        units = (recomputed.high - recomputed.low) / stated.step
        count = max(Decimal(recomputed.rounded), Decimal(1))
        per_input = units / count
        spread = _BOUND_SQUARED * (count * per_input**2 + 1)
        return ((recomputed.value - stated.value) / stated.step) ** 2 <= spread


def power(stated: Quantity, recomputed: Estimate) -> Decimal | None:
    """这项核对能发现的最小偏差：报告值改动多少就会不符；有一方没有上限的说不出，为 None。"""
    slack = max(stated.high - stated.low, stated.step if not stated.exact else Decimal(0))
    found = (recomputed.high - recomputed.low) + slack
    return found if found.is_finite() else None
