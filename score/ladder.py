"""分档（ladder）：把各档的区间接成一条，修补印坏的比较符号，补上条文没写明的端点，找出空档和重叠。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from score.conditions import Bound, Range, Relation
from score.criterion import Points, Tier, Yield, plain

_WHOLES = frozenset({Decimal(0), Decimal(100)})
"""“100%得5分”本来就只写一个数。"""


@dataclass(frozen=True)
class Rung:
    """一档的区间、得分与其他条件；没有区间的，全凭其他条件。"""

    range: Range | None
    gives: Yield
    extra: str = ""
    relations: tuple[Relation, ...] = ()


def tiers_of(rungs: Sequence[Rung]) -> tuple[tuple[Tier, ...], tuple[str, ...]]:
    """各档及条文的毛病：修补过的符号、空档、重叠。"""
    unit = unit_of(rungs)
    mended, repairs = _mended(list(rungs), unit)
    ranges = _ends_settled(_nested(mended), mended)
    tiers = tuple(_tier(r, rung) for r, rung in zip(ranges, mended, strict=True))
    pure = [
        t
        for t, rung in zip(tiers, mended, strict=True)
        if rung.range and not rung.extra and not rung.relations
    ]
    return tiers, (*repairs, *(_defects(pure, unit) if len(pure) == len(tiers) else ()))


def unit_of(rungs: Sequence[Rung]) -> str:
    """门槛的单位：有一档写了百分号，就都是百分号。"""
    units = [rung.range.unit for rung in rungs if rung.range and rung.range.unit]
    return "%" if "%" in units else (units[0] if units else "")


def _mended(rungs: list[Rung], unit: str) -> tuple[list[Rung], list[str]]:
    """漏印、印坏的比较符号，由相邻各档推定。"""
    notes: list[str] = []
    done = list(rungs)
    for i, rung in enumerate(rungs):
        if rung.range is None or not rung.range.exact or not rung.range.doubt or rung.range.low is None:
            continue
        others = [r.range for j, r in enumerate(rungs) if j != i and r.range]
        mended = _by_neighbours(rung.range, others) or _by_chain(rung, rungs)
        if mended is not None:
            done[i] = replace(rung, range=mended)
            shown = _tier(mended, rung).shown(unit)
            if rung.range.low.value in _WHOLES:
                continue
            notes.append(f"“{rung.range.doubt}”漏印或印错了比较符号，由相邻各档推定为{shown}")
    return done, notes


def _by_neighbours(own: Range, others: Sequence[Range]) -> Range | None:
    assert own.low is not None  # noqa: S101 - 调用者已筛选
    for value in (own.low.value, own.low.value - 200):
        if value <= 0:
            continue
        if any(not o.exact and o.high and o.high.value == value for o in others):
            return Range(low=Bound(value, closed=_opposite(others, value, "high")), unit=own.unit)
        if any(not o.exact and o.low and o.low.value == value for o in others):
            return Range(high=Bound(value, closed=_opposite(others, value, "low")), unit=own.unit)
    return None


def _opposite(others: Sequence[Range], value: Decimal, side: str) -> bool:
    ends = [end for o in others if not o.exact and (end := getattr(o, side)) and end.value == value]
    return not any(end.closed for end in ends)


def _by_chain(rung: Rung, rungs: Sequence[Rung]) -> Range | None:
    """“95%得6分，90%得4分，80%得2分”：都只写了数的，是逐级的门槛。"""
    known = [
        (r.range.low.value, r.gives.most)
        for r in rungs
        if _bare(r) and r.range and r.range.low and isinstance(r.gives, Points)
    ]
    if len(known) < 3 or len(known) < len([r for r in rungs if r.range]) or rung.range is None:
        return None
    known.sort()
    scores = [score for _, score in known]
    if scores == sorted(scores) and rung.range.low:
        return Range(low=Bound(rung.range.low.value, closed=True), unit=rung.range.unit)
    if scores == sorted(scores, reverse=True) and rung.range.low:
        return Range(high=Bound(rung.range.low.value, closed=True), unit=rung.range.unit)
    return None


def _bare(rung: Rung) -> bool:
    return bool(rung.range and rung.range.exact)


def _tier(r: Range, rung: Rung) -> Tier:
    low, high = r.low or Bound(Decimal(0)), r.high or Bound(Decimal(0))
    return Tier(
        low=low.value if r.low else None,
        low_closed=bool(low.closed),
        high=high.value if r.high else None,
        high_closed=bool(high.closed),
        gives=rung.gives,
        extra=rung.extra,
        relations=rung.relations,
    )


def _nested(rungs: Sequence[Rung]) -> tuple[Range, ...]:
    """“≥95%得6分，≥90%得4分”：后一档以前一档为界；“≤”的同理。另有条件的各档互不为界。"""
    ranges = [rung.range for rung in rungs if rung.range and not rung.extra and not rung.relations]
    lows = [r.low.value for r in ranges if r.low and (r.exact or not r.high)]
    highs = [r.high.value for r in ranges if r.high and (r.exact or not r.low)]
    return tuple(_bounded(rung, lows, highs) for rung in rungs)


def _bounded(rung: Rung, lows: Sequence[Decimal], highs: Sequence[Decimal]) -> Range:
    r = rung.range or Range()
    if rung.extra or rung.relations:
        return r
    if r.low and not r.high and (above := [v for v in lows if v > r.low.value]):
        return replace(r, high=Bound(min(above)))
    if r.high and not r.low and (below := [v for v in highs if v < r.high.value]):
        return replace(r, low=Bound(max(below)))
    return r


def _ends_settled(ranges: tuple[Range, ...], rungs: Sequence[Rung]) -> tuple[Range, ...]:
    """没有写明含不含的端点：相邻一档写明的，取其反面；否则见下。

    有一头是“以上、以下”的，归得分高的一档；两边都是“80%-90%”而没有写明的，两档都算，求值时如实给出范围。
    """
    return tuple(
        replace(
            r,
            low=_settled(r.low, "high", ranges, rungs, i),
            high=_settled(r.high, "low", ranges, rungs, i),
        )
        for i, r in enumerate(ranges)
    )


def _settled(
    bound: Bound | None, opposite: str, ranges: tuple[Range, ...], rungs: Sequence[Rung], own: int
) -> Bound | None:
    if bound is None or bound.closed is not None:
        return bound
    others = [i for i in range(len(ranges)) if i != own]
    if any(ranges[i].exact and (low := ranges[i].low) and low.value == bound.value for i in others):
        return Bound(bound.value, closed=False)
    faced = [i for i in others if (end := getattr(ranges[i], opposite)) and end.value == bound.value]
    stated = [end.closed for i in faced if (end := getattr(ranges[i], opposite)) and end.closed is not None]
    if stated:
        return Bound(bound.value, closed=not stated[0])
    one_sided = [i for i in faced if _one_sided(rungs[i]) or _one_sided(rungs[own])]
    return Bound(bound.value, closed=not one_sided or _most(rungs[own]) > _most(rungs[one_sided[0]]))


def _one_sided(rung: Rung) -> bool:
    return rung.range is not None and (rung.range.low is None or rung.range.high is None)


def _most(rung: Rung) -> Decimal:
    return rung.gives.most if isinstance(rung.gives, Points) else Decimal(0)


def _defects(tiers: Sequence[Tier], unit: str) -> Iterator[str]:
    """相邻两档之间的空档与重叠；计数的相邻整数之间不算空档。"""
    floor, ceiling = Decimal("-Infinity"), Decimal("Infinity")
    ordered = sorted(
        tiers, key=lambda t: (floor if t.low is None else t.low, ceiling if t.high is None else t.high)
    )
    for below, above in pairwise(ordered):
        high = ceiling if below.high is None else below.high
        low = floor if above.low is None else above.low
        if low > high:
            if unit in {"", "%", "分"} or low - high > 1:
                yield f"{plain(high)}{unit}与{plain(low)}{unit}之间没有规定得几分"
        elif low < high:
            yield f"“{below.shown(unit)}”与“{above.shown(unit)}”两档重叠"
        elif not below.high_closed and not above.low_closed:
            yield f"恰为{plain(high)}{unit}时没有规定得几分"
