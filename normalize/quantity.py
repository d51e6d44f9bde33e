"""数值（Quantity）：一个印出来的数，连同它可能代表的区间。

区间由印出的位数决定：66.72% 可能是 [66.715%, 66.725%]，51人 就是 51，1.25万名 是 [12450, 12550]。
只用 Decimal；没有浮点数，也没有“容许误差”常数。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from itertools import product
from typing import Annotated, Literal

from pydantic import Field

from extract import Frozen

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
CENT = Decimal("0.01")
INFINITY = Decimal("Infinity")
EXACT = Context(prec=60)
"""本项目一切运算的精度：足以容纳任何报告里的金额相乘。"""
Bound = Annotated[Decimal, Field(allow_inf_nan=True)]
"""区间的一端；“以上、不超过”使另一端无穷远。"""

Kind = Literal[
    "count",  # 计数：51人
    "money_exact",  # 精确到分的金额
    "money_rounded",  # 取舍过的金额：14,332.32万元
    "scaled_count",  # 取舍过的计数：15.9万人次
    "percent",  # 百分数：92.58%
    "point",  # 百分点：3.2个百分点
    "score",  # 分数：93.16分
    "measure",  # 物理量：11.9公里
    "number",  # 没有单位的数
]
EXACT_KINDS = frozenset({"count", "money_exact", "score"})
Rounding = Literal["四舍五入", "四舍六入五成双", "截去尾数"]
_POWERS = {2: "百", 3: "千", 4: "万", 6: "百万", 7: "千万", 8: "亿", 10: "百亿", 11: "千亿", 12: "万亿"}
MULTIPLES = {Decimal(10**power): name for power, name in _POWERS.items()}
"""数词的大小 → 名称。"""
_ROUNDINGS: dict[Rounding, str] = {
    "四舍五入": ROUND_HALF_UP,
    "四舍六入五成双": ROUND_HALF_EVEN,
    "截去尾数": ROUND_DOWN,
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """重新计算值：点值 value、可能的区间 [low, high]，以及参与运算的取舍过的数的个数 rounded。"""

    value: Decimal
    low: Decimal
    high: Decimal
    rounded: int = 0

    def __add__(self, other: Estimate) -> Estimate:
        rounded = self.rounded + other.rounded
        return Estimate(self.value + other.value, self.low + other.low, self.high + other.high, rounded)

    def __sub__(self, other: Estimate) -> Estimate:
        rounded = self.rounded + other.rounded
        return Estimate(self.value - other.value, self.low - other.high, self.high - other.low, rounded)

    def __mul__(self, other: Estimate) -> Estimate:
        value = EXACT.multiply(self.value, other.value)
        if self._point and other._point:
            return Estimate(value, value, value, self.rounded + other.rounded)
        return self._with(other, [EXACT.multiply(a, b) for a, b in self._corners(other)], value)

    def __truediv__(self, other: Estimate) -> Estimate:
        """商；除数的区间含零时没有意义。

        Raises:
            ZeroDivisionError: 除数可能为零。
        """
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError
        value = EXACT.divide(self.value, other.value)
        if self._point and other._point:
            return Estimate(value, value, value, self.rounded + other.rounded)
        return self._with(other, [EXACT.divide(a, b) for a, b in self._corners(other)], value)

    @property
    def _point(self) -> bool:
        """只是一个数，不必配对。"""
        return self.low == self.high == self.value

    def _corners(self, other: Estimate) -> Iterator[tuple[Decimal, Decimal]]:
        """两个区间端点的配对；无穷与零、无穷与无穷的积商没有意义，由其余的配对定界。"""
        for one, two in product((self.low, self.high), (other.low, other.high)):
            infinite = one.is_infinite() + two.is_infinite()
            if not infinite or (infinite == 1 and one and two):
                yield one, two

    def _with(self, other: Estimate, corners: list[Decimal], value: Decimal) -> Estimate:
        return Estimate(value, min(corners), max(corners), self.rounded + other.rounded)

    @classmethod
    def exactly(cls, value: Decimal | int) -> Estimate:
        """一个没有误差的数，例如公式里的常数。"""
        number = Decimal(value)
        return cls(number, number, number)


class Quantity(Frozen):
    """数值：value 已换算到基本单位（万元换成元，万人次换成人次）；百分数的 value 是百分号前的数。

    unit 是基本单位；scale 是印出的单位相当于多少个基本单位（万元为 10000）；
    step 是末位一个单位，已换算；hedge 是“余、约、以上”一类的限定；low、high 是可能的区间。
    printed_unit 是印出的单位（万人次、公里），没有印出时为空串。
    """

    value: Decimal
    unit: str = ""
    kind: Kind = "number"
    step: Decimal = ONE
    scale: Decimal = ONE
    hedge: str = ""
    low: Bound
    high: Bound
    printed_unit: str = ""

    @classmethod
    def unhedged(
        cls, value: Decimal, *, unit: str, kind: Kind, step: Decimal, scale: Decimal, printed_unit: str = ""
    ) -> Quantity:
        """由印出的位数定区间：计数、到分的金额、分数和整数是准确的，其余各差半个末位。"""
        if kind == "money_exact":
            # 省掉的是末尾的零：18,026,361.5元 与 18,026,361.50元 是同一个数
            step = min(step, CENT)
        whole = kind == "number" and step == scale == ONE
        # 0万元 说的是没有，不是不到半万元
        nil = value == 0 and step == scale
        slack = ZERO if whole or nil or kind in EXACT_KINDS else step / 2
        return cls(
            value=value,
            unit=unit,
            kind=kind,
            step=step,
            scale=scale,
            low=value - slack,
            high=value + slack,
            printed_unit=printed_unit,
        )

    def as_exact(self) -> Quantity:
        """同列、同句有金额印到角分时，整元的金额也精确到分；其余的数不变。"""
        if self.unit != "元" or self.scale != ONE or self.hedge or self.kind != "money_rounded":
            return self
        return Quantity.unhedged(
            self.value,
            unit=self.unit,
            kind="money_exact",
            step=self.step,
            scale=self.scale,
            printed_unit=self.printed_unit,
        )

    @property
    def exact(self) -> bool:
        """是否为一个确定的数：没有取舍，也没有限定词。"""
        return self.low == self.high

    @property
    def estimate(self) -> Estimate:
        """作为运算的一项。"""
        return Estimate(self.value, self.low, self.high, 0 if self.exact else 1)

    def agrees_with(self, other: Quantity | Estimate) -> bool:
        """两数可能代表的区间是否相交。"""
        return self.low <= other.high and other.low <= self.high

    def rounded_like(self, value: Decimal, rounding: Rounding = "四舍五入") -> Decimal:
        """把 value 取舍到与本数末位相同。"""
        steps = EXACT.divide(value, self.step).quantize(ONE, _ROUNDINGS[rounding], EXACT)
        return EXACT.multiply(steps, self.step)

    def printed(self, value: Decimal) -> str:
        """把 value 写成与本数相同的样子：同样的位数和单位，金额加千分号。"""
        shown = EXACT.divide(self.rounded_like(value), self.scale)
        step = EXACT.divide(self.step, self.scale).normalize(EXACT)
        places = max(0, -int(step.as_tuple().exponent))
        return f"{shown:,.{places}f}{self.printed_unit or MULTIPLES.get(self.scale, '') + self.unit}"
