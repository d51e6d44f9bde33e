"""评分标准（Criterion）：一条评分标准由若干部分组成，每部分能得多少分、凭什么得。"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from score.clauses import Veto
from score.expression import Expression


@dataclass(frozen=True)
class Tier:
    """一档：量落在区间里得 least 至 most 分（通常是一个数）；没有端点的为 None。"""

    low: Decimal | None
    low_closed: bool
    high: Decimal | None
    high_closed: bool
    least: Decimal
    most: Decimal

    def holds(self, value: Decimal) -> bool:
        """给出的值是否落在这一档。"""
        above = self.low is None or value > self.low or (self.low_closed and value == self.low)
        below = self.high is None or value < self.high or (self.high_closed and value == self.high)
        return above and below

    def shown(self, unit: str) -> str:
        """写成 ＜90%、∈[90%,100%]。"""
        if self.low is not None and self.high is not None:
            if self.low == self.high:
                return f"＝{_plain(self.low)}{unit}"
            left, right = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
            return f"∈{left}{_plain(self.low)}{unit},{_plain(self.high)}{unit}{right}"
        if self.low is not None:
            return f"{'≥' if self.low_closed else '＞'}{_plain(self.low)}{unit}"
        if self.high is not None:
            return f"{'≤' if self.high_closed else '＜'}{_plain(self.high)}{unit}"
        return ""


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


@dataclass(frozen=True)
class Ladder:
    """分档：某个量在哪一档得多少分；不在任何一档的得 otherwise，没有写明为 None。

    extra 是数值之外还要满足的话：数值达到了也未必得分，数值没达到就不得分。
    """

    metric: str
    tiers: tuple[Tier, ...]
    unit: str
    otherwise: Decimal | None = None
    extra: str = ""

    @property
    def points(self) -> Decimal:
        """最多能得的分。"""
        return max(tier.most for tier in self.tiers)


@dataclass(frozen=True)
class Linear:
    """按比例：得分 = ratio × points，以 points 封顶。"""

    name: str
    ratio: Expression
    points: Decimal


@dataclass(frozen=True)
class Deduction:
    """按差额扣分：不超过（way 为 under 时不低于）limit 得 points 分，每差一个 step 扣 each 分，扣完为止。"""

    metric: str
    limit: Decimal
    way: str
    step: Decimal
    each: Decimal
    points: Decimal
    unit: str = "%"


@dataclass(frozen=True)
class Events:
    """按次扣分：每出现一次扣 each 分，扣完为止。"""

    points: Decimal
    each: Decimal
    text: str


@dataclass(frozen=True)
class Labels:
    """分几种情形，每种得多少分，由人判断属于哪一种。"""

    options: tuple[tuple[str, Decimal], ...]

    @property
    def points(self) -> Decimal:
        """最多能得的分。"""
        return max(points for _, points in self.options)


@dataclass(frozen=True)
class Judgement:
    """需人工判断的部分：最多 points 分。"""

    points: Decimal
    text: str


Measured = Ladder | Linear | Deduction
Part = Ladder | Linear | Deduction | Events | Labels | Judgement


@dataclass(frozen=True)
class Guarded:
    """一部分，连同使它得零分的情形。"""

    part: Part
    vetoes: tuple[Veto, ...] = ()


@dataclass(frozen=True)
class Criterion:
    """评分标准：各部分得分相加，不超过 weight。

    vetoes 使整个指标得零分；definitions 是条文和指标说明里的公式；defects 是条文自身的毛病。
    """

    weight: Decimal
    parts: tuple[Guarded, ...]
    vetoes: tuple[Veto, ...] = ()
    definitions: tuple[tuple[str, Expression], ...] = ()
    defects: tuple[str, ...] = ()
    sums: bool = field(default=True)
    """各部分的分数之和等于分值；不等时，条文或读法必有一处不对，区间放宽。"""
