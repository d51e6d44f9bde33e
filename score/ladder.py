"""分档（ladder）：把各档的区间接成一条，补上条文没写明的端点，找出空档和重叠。"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from score.clauses import Bound, Range
from score.criterion import Tier


@dataclass(frozen=True)
class Rung:
    """一档的区间与分数。"""

    range: Range
    least: Decimal
    most: Decimal


def tiers_of(rungs: Sequence[Rung]) -> tuple[tuple[Tier, ...], tuple[str, ...]]:
    """各档及条文的毛病：空档、重叠。"""
    ranges = _ends_settled(_nested(tuple(rung.range for rung in rungs)))
    tiers = tuple(_tier(r, rung) for r, rung in zip(ranges, rungs, strict=True))
    unit = unit_of(rungs)
    return tiers, tuple(_defects(tiers, unit))


def unit_of(rungs: Sequence[Rung]) -> str:
    """门槛的单位：有一档写了百分号，就都是百分号。"""
    units = [rung.range.unit for rung in rungs if rung.range.unit]
    return "%" if "%" in units else (units[0] if units else "")


def _tier(r: Range, rung: Rung) -> Tier:
    low, high = r.low or Bound(Decimal(0)), r.high or Bound(Decimal(0))
    return Tier(
        low=low.value if r.low else None,
        low_closed=bool(low.closed),
        high=high.value if r.high else None,
        high_closed=bool(high.closed),
        least=rung.least,
        most=rung.most,
    )


def _nested(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """“≥95%得6分，≥90%得4分”：后一档以前一档为界；“≤”的同理。"""
    lows = sorted((r.low.value for r in ranges if r.low and not r.high), reverse=True)
    highs = sorted(r.high.value for r in ranges if r.high and not r.low)
    done: list[Range] = []
    for r in ranges:
        if r.low and not r.high and (above := [v for v in lows if v > r.low.value]):
            r = replace(r, high=Bound(min(above)))
        elif r.high and not r.low and (below := [v for v in highs if v < r.high.value]):
            r = replace(r, low=Bound(max(below)))
        done.append(r)
    return tuple(done)


def _ends_settled(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """没有写明含不含的端点：相邻一档写明的，取其反面；都没写明的，两档都算，求值时如实给出范围。"""
    return tuple(
        replace(r, low=_settled(r.low, "high", ranges, r), high=_settled(r.high, "low", ranges, r))
        for r in ranges
    )


def _settled(bound: Bound | None, opposite: str, ranges: tuple[Range, ...], own: Range) -> Bound | None:
    if bound is None or bound.closed is not None:
        return bound
    points = any(r.exact and r.low and r.low.value == bound.value for r in ranges if r is not own)
    faced = [
        end.closed
        for r in ranges
        if r is not own and (end := getattr(r, opposite)) and end.value == bound.value
    ]
    stated = [closed for closed in faced if closed is not None]
    return Bound(bound.value, closed=not points and (not stated[0] if stated else True))


def _defects(tiers: tuple[Tier, ...], unit: str) -> list[str]:
    """相邻两档之间的空档与重叠。"""
    floor, ceiling = Decimal("-Infinity"), Decimal("Infinity")
    ordered = sorted(
        tiers, key=lambda t: (floor if t.low is None else t.low, ceiling if t.high is None else t.high)
    )
    found: list[str] = []
    for below, above in itertools.pairwise(ordered):
        high = ceiling if below.high is None else below.high
        low = floor if above.low is None else above.low
        if low > high:
            found.append(f"{_plain(high)}{unit}与{_plain(low)}{unit}之间没有规定得几分")
        elif low < high:
            found.append(f"“{below.shown(unit)}”与“{above.shown(unit)}”两档重叠")
        elif not below.high_closed and not above.low_closed:
            found.append(f"恰为{_plain(high)}{unit}时没有规定得几分")
    return found


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number.is_finite() else ""
