"""随机报告的真相（World）：各数以分计，按一份报告的单位和取舍印出来。"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from importlib.resources import files

ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)
UNITS = (
    *[("元", 1, 2), ("万元", 10_000, 2)] * 2,
    *[("万元", 10_000, 1), ("万元", 10_000, 4), ("千元", 1000, 2), ("亿元", 10**8, 4)],
)
ROLES = tomllib.loads(files("normalize").joinpath("headers.toml").read_text("utf-8"))["roles"]
GROUPS = {
    "基本支出": ("人员经费", "日常公用经费"),
    "项目支出": ("信息系统运行维护", "宣传培训", "专项检查", "基础设施建设", "应急物资储备", "政策研究"),
    "公共服务": ("环境卫生", "市政设施维护", "园林绿化", "社区服务"),
    "对下补助": ("农村道路养护", "困难群众救助", "乡村学校改造"),
}
PLACES = ("青石", "白河", "云岭", "南湾", "柳树", "长亭", "东桥", "西坪")
BUREAUS = ("水务局", "教育局", "民政局", "城市管理局", "文化和旅游局", "应急管理局", "交通运输局")


@dataclass(frozen=True)
class Amounts:
    """一行的真值（分）：年初、调整后、决算、上年决算。"""

    start: int
    adjusted: int
    final: int
    before: int

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(
            self.start + other.start,
            self.adjusted + other.adjusted,
            self.final + other.final,
            self.before + other.before,
        )


@dataclass
class World:
    """一份报告的真相与印法。"""

    rng: random.Random
    year: int
    unit: str
    scale: int
    places: int
    rounding: str
    sum_rounded: bool
    groups: dict[str, dict[str, Amounts]] = field(default_factory=dict)

    @property
    def step(self) -> Decimal:
        """末位一个单位。"""
        return Decimal(1).scaleb(-self.places)

    def shown(self, fen: int) -> Decimal:
        """按本报告的单位和取舍印出的数。"""
        return (Decimal(fen) / 100 / self.scale).quantize(self.step, self.rounding)

    def added(self, parts: Sequence[int]) -> Decimal:
        """合计：由印出的数相加，或由真值相加再取舍。"""
        if self.sum_rounded:
            return sum((self.shown(part) for part in parts), Decimal(0))
        return self.shown(sum(parts))

    def money(self, value: Decimal) -> str:
        """金额的印法。"""
        style = self.grouping
        text = f"{value:,.{self.places}f}" if style else f"{value:.{self.places}f}"
        return text.replace(",", "，") if style == "全角" else text

    @property
    def grouping(self) -> str:
        """千分号：没有、半角、全角。"""
        return ("", "半角", "半角", "全角")[self.year % 4]

    def rate(self, part: Decimal | int, whole: Decimal | int, places: int = 2) -> str:
        """百分率，由真值算。"""
        value = Decimal(part) / Decimal(whole) * 100
        return f"{value.quantize(Decimal(1).scaleb(-places), self.rounding):.{places}f}"


def world(rng: random.Random) -> World:
    """随机的真相。"""
    unit, scale, places = rng.choice(UNITS)
    made = World(rng, rng.randint(2017, 2025), unit, scale, places, rng.choice(ROUNDINGS), rng.random() < 0.5)
    size = 10 ** rng.randint(7, 10) * (1000 if unit == "亿元" else 1)
    for name in rng.sample(list(GROUPS), rng.randint(1, 4)):
        items = rng.sample(GROUPS[name], rng.randint(2, len(GROUPS[name])))
        made.groups[name] = {item: _amounts(rng, size) for item in items}
    return made


def _amounts(rng: random.Random, size: int) -> Amounts:
    adjusted = rng.randint(size // 50, size)
    start = rng.choice((adjusted, rng.randint(size // 50, size), 0))
    final = rng.choice((adjusted, int(adjusted * rng.uniform(0.4, 1)), int(adjusted * rng.uniform(0.9, 1))))
    return Amounts(start, adjusted, max(final, 1), rng.randint(size // 50, size))
