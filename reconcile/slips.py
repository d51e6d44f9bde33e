"""笔误（slips）：两个数只差一个数字、或者两个相邻数字颠倒、或者差十的若干次方。

数字不长的，碰巧只差一个数字的可能太大，不算。
"""

from __future__ import annotations

from decimal import Decimal, localcontext

from normalize.quantity import EXACT, Estimate, Quantity

_LONG = 5
"""至少有这么多位数字，只差一个才像是笔误。"""
_SCALES = tuple(Decimal(10) ** power for power in (1, 2, 3, 4, 8))


def one_slip(stated: Quantity, recomputed: Estimate) -> bool:
    """报告写的数与算出来的数，是否只差一处笔误。"""
    with localcontext(EXACT):
        one = _digits(stated.value, stated.step)
        other = _digits(recomputed.value, stated.step)
        if min(len(one), len(other)) < _LONG:
            return False
        scaled = any(
            stated.value * s == recomputed.value or recomputed.value * s == stated.value for s in _SCALES
        )
    return scaled or (len(one) == len(other) and (_one_digit(one, other) or _swapped(one, other)))


def _digits(value: Decimal, step: Decimal) -> str:
    return str(int((abs(value) / step).to_integral_value()))


def _one_digit(one: str, other: str) -> bool:
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _swapped(one: str, other: str) -> bool:
    places = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return (
        len(places) == len("ab")
        and places[1] == places[0] + 1
        and one[places[0]] == other[places[1]]
        and one[places[1]] == other[places[0]]
    )
