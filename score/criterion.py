"""评分标准（Criterion）：一条评分标准由若干部分组成，每部分能得多少分、凭什么得。"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Tier:
    """一档：比率落在区间里得 points 分；端点是否包含分别标明，没有端点的为 None。"""

    low: Decimal | None
    low_closed: bool
    high: Decimal | None
    high_closed: bool
    points: Decimal

    def holds(self, value: Decimal) -> bool:
        """给出的值是否落在这一档。"""
        above = self.low is None or value > self.low or (self.low_closed and value == self.low)
        below = self.high is None or value < self.high or (self.high_closed and value == self.high)
        return above and below

    def __str__(self) -> str:
        """写成 [75%,90%)。"""
        left = "" if self.low is None else f"{'≥' if self.low_closed else '＞'}{self.low.normalize():f}%"
        right = "" if self.high is None else f"{'≤' if self.high_closed else '＜'}{self.high.normalize():f}%"
        return "且".join(x for x in (left, right) if x)


@dataclass(frozen=True)
class Ladder:
    """分档：某一比率在哪一档得多少分。"""

    metric: str
    tiers: tuple[Tier, ...]


@dataclass(frozen=True)
class Linear:
    """按比例：得分 = 比率 × points。"""

    metric: str
    points: Decimal


@dataclass(frozen=True)
class Deduction:
    """超额扣分：比率不超过 limit 得 points 分，每超一个 step 个百分点扣 each 分，扣完为止。"""

    metric: str
    limit: Decimal
    step: Decimal
    each: Decimal
    points: Decimal


@dataclass(frozen=True)
class Judgement:
    """需人工判断的部分：最多 points 分。"""

    points: Decimal
    text: str


Part = Ladder | Linear | Deduction | Judgement


@dataclass(frozen=True)
class Criterion:
    """评分标准：各部分得分相加，不超过 weight；vetoed 表示有一票否决的条款，最低可为零。"""

    weight: Decimal
    parts: tuple[Part, ...]
    vetoed: bool = False
    exact_text: str = ""
