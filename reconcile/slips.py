"""笔误（slip）：一个数怎样会写成另一个数，各有多像。

数字颠倒、错一位、多一位、漏一位、小数点或单位错、正负号错，都比整个数不同更像是笔误；
cost 是不像的程度，越小越像。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from normalize import Quantity
from normalize.quantity import EXACT, Estimate

_UNITS = {Decimal(10**4): "万元与元", Decimal(10**8): "亿元与元", Decimal(1000): "千元与元"}
_FACTORS = tuple(factor for times in _UNITS for factor in (times, 1 / times))
_MYRIADS = (Decimal(10**4), 1 / Decimal(10**4))
_POINTS = (Decimal(10), Decimal(100))
_DIGITS = "0123456789"
_COUNTED = 14
_ONE, _LONG = 12, 5
"""一处笔误的 cost 至多多少；至少这么多位，只差一处才像是笔误。"""
_LONGEST = 18
"""更长的数不逐位试。"""


@dataclass(frozen=True)
class Slip:
    """笔误：应有的值 value、像什么样的错 words、有多不像 cost；step 是改正以后的末位，与原来相同为 None。"""

    value: Decimal
    cost: int
    words: str
    step: Decimal | None = None


@dataclass(frozen=True)
class _Shape:
    """印出的数：去掉小数点的一串数字，以及正负。"""

    digits: str
    sign: int
    step: Decimal

    def value(self, digits: str, sign: int = 1) -> Decimal:
        return int(digits) * self.step * self.sign * sign


def _shape(quantity: Quantity, value: Decimal | None = None) -> _Shape | None:
    units = EXACT.divide(quantity.value if value is None else value, quantity.step)
    whole = int(units)
    digits = str(abs(whole))
    if units != whole or len(digits) > _LONGEST:
        return None
    return _Shape(digits, -1 if whole < 0 else 1, quantity.step)


def slip_to(quantity: Quantity, value: Decimal) -> Slip:
    """把 value 写成了 quantity，像是什么错。"""
    if value == -quantity.value and value:
        return Slip(value, 10, "正负号有误")
    if scale := _scale(quantity, value):
        return scale
    written, meant = _shape(quantity), _shape(quantity, value)
    if written is None or meant is None or written.sign != meant.sign:
        return Slip(value, 45, "")
    places = len(str(int(quantity.scale / quantity.step))) if quantity.step < quantity.scale else 1
    # 0.40与0.00只差一位
    found = _between(written.digits.zfill(places), meant.digits.zfill(places), value)
    if abs(value - quantity.value) == quantity.step == quantity.scale and found.cost > _COUNTED:
        # 200写成199：数错一个
        return Slip(value, _COUNTED, "恰差1")
    return found


def _scale(quantity: Quantity, meant: Decimal) -> Slip | None:
    """差一个单位或者小数点错了位；换了单位多出来的尾数不计。"""
    written = quantity.value
    if not written or not meant or _alike(quantity, meant):
        return None
    factor = unit_factor(quantity, meant)
    if factor != 1:
        times = max(factor, 1 / factor)
        about = "恰" if meant == written * factor else "约"
        mixed = _UNITS[times] if quantity.unit else "单位"
        return Slip(meant, 10, f"{about}差{times:f}倍，疑为{mixed}混淆")
    for times in _POINTS:
        if meant in (written * times, written / times):
            return Slip(meant, 12, f"恰差{times}倍，疑为小数点错位或多写、漏写了零")
        tenth = meant / times
        if abs(tenth - written) <= quantity.step and quantity.rounded_like(tenth) == written:
            return Slip(meant, 14, f"约差{times}倍，疑为小数点错位")
    return None


def _alike(quantity: Quantity, meant: Decimal) -> bool:
    """大小差不多（不到三倍）：单位、小数点都没有错，不必逐个去试。"""
    written, other = abs(quantity.value), abs(meant)
    return written >= 2 * quantity.step and written < 3 * other and other < 3 * written


def _between(written: str, meant: str, value: Decimal) -> Slip:
    if len(written) + len(meant) > 2 and not written.strip("0"):
        # 印作零的是没有，不是漏写了几位
        return Slip(value, 45, "")
    if len(written) == len(meant):
        places = [i for i, (a, b) in enumerate(zip(written, meant, strict=True)) if a != b]
        if (
            len(places) == 2
            and written[places[0]] == meant[places[1]]
            and written[places[1]] == meant[places[0]]
        ):
            near = places[1] - places[0] == 1
            return Slip(value, 8 if near else 16, "疑为相邻两位数字颠倒" if near else "疑为两位数字颠倒")
        if len(places) == 1:
            return Slip(value, 10 if len(written) > 1 else 13, "疑为一位数字写错")
        return Slip(value, min(45, 12 * len(places)), "疑为两位数字写错" if len(places) == 2 else "")
    longer, shorter = (written, meant) if len(written) > len(meant) else (meant, written)
    if len(longer) - len(shorter) == 1 and any(
        longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))
    ):
        return Slip(value, 12, "疑为多写了一位" if longer is written else "疑为漏写了一位")
    return Slip(value, 45, "")


def slips_of(quantity: Quantity, low: Decimal, high: Decimal) -> Iterator[Slip]:
    """落在 [low, high] 之内、笔误之前可能的值。"""
    shape = _shape(quantity)
    if shape is None:
        return
    seen: set[Decimal] = set()
    for value in _variants(shape):
        if low <= value <= high and value != quantity.value and value not in seen:
            seen.add(value)
            yield slip_to(quantity, value)


def _variants(shape: _Shape) -> Iterator[Decimal]:
    digits = shape.digits
    value = shape.value
    for i, j in combinations(range(len(digits)), 2):
        swapped = [*digits]
        swapped[i], swapped[j] = digits[j], digits[i]
        yield value("".join(swapped))
    for i, digit in enumerate(digits):
        for other in _DIGITS:
            if other != digit:
                yield value(digits[:i] + other + digits[i + 1 :])
    for i in range(len(digits)):
        yield value((digits[:i] + digits[i + 1 :]) or "0")
    for i in range(len(digits) + 1):
        for other in _DIGITS:
            yield value(digits[:i] + other + digits[i:])
    for factor in _POINTS:
        yield value(digits) * factor
        yield value(digits) / factor
    yield value(digits, -1)


def unit_slips(quantity: Quantity) -> Iterator[Slip]:
    """金额的单位写错：位数照旧，万元写成了元，或者相反。"""
    if quantity.unit == "元" and quantity.value and not quantity.hedge:
        for factor in _UNITS:
            for value in (quantity.value * factor, quantity.value / factor):
                yield slip_to(quantity, value)


def point_slips(quantity: Quantity) -> Iterator[Slip]:
    """小数点往后错了位：数字照旧，位数多一两位（76.3应为7.63）。"""
    if quantity.step < quantity.scale and quantity.value and not quantity.hedge:
        for times in _POINTS:
            words = f"恰差{times}倍，疑为小数点错位"
            yield Slip(quantity.value / times, 14, words, quantity.step / times)


def corrected(quantity: Quantity, slip: Slip) -> Quantity:
    """改正以后的数：位数照旧；单位、小数点错的，末位的大小随之变。"""
    if slip.step is not None:
        return Quantity.unhedged(
            slip.value,
            unit=quantity.unit,
            kind=quantity.kind,
            step=slip.step,
            scale=quantity.scale,
            printed_unit=quantity.printed_unit,
        )
    factor = unit_factor(quantity, slip.value)
    if quantity.printed_unit and factor != 1 and slip.value == quantity.value * factor:
        return Quantity.unhedged(
            slip.value,
            unit=quantity.unit,
            kind="money_rounded",
            step=quantity.step * factor,
            scale=quantity.scale * factor,
            printed_unit=quantity.printed_unit,
        )
    return quantity.model_copy(
        update={
            "value": slip.value,
            "low": quantity.low - quantity.value + slip.value,
            "high": quantity.high - quantity.value + slip.value,
        }
    )


def unit_factor(quantity: Quantity, meant: Decimal) -> Decimal:
    """金额的单位错了多少倍，位数少的一方有取舍；不是单位错为 1。没有写单位的，只看差不差一万倍。"""
    if quantity.unit not in {"元", ""} or not quantity.value or not meant:
        return Decimal(1)
    for factor in _FACTORS if quantity.unit else _MYRIADS:
        # 不到一个末位的，印出来只是零，谈不上约差多少倍
        slack = max(quantity.step * factor, quantity.step) / 2 if abs(meant) >= quantity.step else 0
        if abs(meant - quantity.value * factor) <= slack:
            return factor
    return Decimal(1)


def rounder(quantity: Quantity, meant: Decimal) -> int:
    """改正以后的数是不是更整：笔误往往把整数改不整。更整为 1，更不整为 -1；只差几个零的不分。"""
    written = quantity.value
    if written and meant and written.normalize().as_tuple().digits == meant.normalize().as_tuple().digits:
        return 0
    one, other = (_roundness(quantity, value) for value in (meant, written))
    return (one > other) - (one < other)


def _roundness(quantity: Quantity, value: Decimal) -> int:
    """印出的数末尾有几个零，一个零多半是碰巧，不算；分数看是不是整分、半分。"""
    if quantity.unit == "分":
        return next((2 - i for i, times in enumerate((1, 2)) if not value * times % 1), 0)
    digits = str(abs(int(value / quantity.step)))
    return max(len(digits) - len(digits.rstrip("0")), 1)


def one_slip(stated: Quantity, recomputed: Estimate) -> bool:
    """报告写的数与算出来的数，是否只差一处笔误；不长的数碰巧只差一个数字的可能太大，不算。"""
    written = _shape(stated)
    if written is None or len(written.digits) < _LONG:
        return False
    return slip_to(stated, stated.rounded_like(recomputed.value)).cost <= _ONE
