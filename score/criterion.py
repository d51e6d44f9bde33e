"""评分标准（Criterion）：一条评分标准由若干部分组成，每部分能得多少分、凭什么得。"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from score.conditions import Condition, Relation
from score.expression import Expression

ZERO = Decimal(0)


@dataclass(frozen=True)
class Points:
    """得分：least 至 most 分，通常是一个数。"""

    least: Decimal
    most: Decimal


@dataclass(frozen=True)
class Linear:
    """按比例：得分 = ratio × points，在 0 与 points 之间。"""

    name: str
    ratio: Expression
    points: Decimal


@dataclass(frozen=True)
class Slide:
    """按差额：在 limit 处得 start 分，每差一个 step 扣 each 分（each 为负是加分），不低于零。

    way 是往哪边差：over、under、either；partial 是不足一个 step 的算法：ceil、floor，没有写明为空串（各种算法都算）；
    most 是最多加到几分，没有另写为 None。
    """

    start: Decimal
    limit: Decimal
    way: str
    step: Decimal
    each: Decimal
    partial: str = ""
    most: Decimal | None = None


@dataclass(frozen=True)
class Between:
    """两个标准之间按比例：在 low 得 least 分，在 high 得 most 分。"""

    low: Decimal
    high: Decimal
    least: Decimal
    most: Decimal


@dataclass(frozen=True)
class Prorated:
    """达不到（超过）target 的按比例计分或扣分，条文没有写明算法：几种通行的算法都算，得分是它们的范围。

    methods 是其中的哪几种：share 完成值占目标的比例，inverse 倒过来，own 完成率本身，gap 按相差的百分点扣，
    between 在 base（另一头的量和得分）与 target 之间内插。
    """

    target: Decimal
    points: Decimal
    methods: tuple[str, ...]
    base: tuple[Decimal, Decimal] | None = None


Yield = Points | Linear | Slide | Between | Prorated
"""一档的得分。"""


@dataclass(frozen=True)
class Tier:
    """一档：量落在区间里，得 gives；没有端点的为 None。

    extra 是数值之外还要人核实的话，relations 是还要满足的比较。
    """

    low: Decimal | None
    low_closed: bool
    high: Decimal | None
    high_closed: bool
    gives: Yield
    extra: str = ""
    relations: tuple[Relation, ...] = ()

    def holds(self, value: Decimal) -> bool:
        """给出的值是否落在这一档的区间里。"""
        above = self.low is None or value > self.low or (self.low_closed and value == self.low)
        below = self.high is None or value < self.high or (self.high_closed and value == self.high)
        return above and below

    def shown(self, unit: str) -> str:
        """写成 ＜90%、∈[90%,100%]。"""
        if self.low is not None and self.high is not None:
            if self.low == self.high:
                return f"＝{plain(self.low)}{unit}"
            left, right = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
            return f"∈{left}{plain(self.low)}{unit},{plain(self.high)}{unit}{right}"
        if self.low is not None:
            return f"{'≥' if self.low_closed else '＞'}{plain(self.low)}{unit}"
        if self.high is not None:
            return f"{'≤' if self.high_closed else '＜'}{plain(self.high)}{unit}"
        return ""


def plain(number: Decimal) -> str:
    """不带多余的零。"""
    return f"{number.normalize():f}" if number else "0"


@dataclass(frozen=True)
class Ladder:
    """分档：某个量在哪一档得多少分；不在任何一档的得 otherwise，没有写明为 None。absolute 为真按绝对值看。"""

    metric: str
    tiers: tuple[Tier, ...]
    unit: str
    points: Decimal
    otherwise: Yield | None = None
    absolute: bool = False


@dataclass(frozen=True)
class Events:
    """按次：满分 points，每一次扣 each 分，扣完为止；up 为真是每一项得 each 分；each 为零是几种事项扣分不同。"""

    points: Decimal
    each: Decimal
    text: str
    up: bool = False


@dataclass(frozen=True)
class Labels:
    """分几种情形，每种得多少分，由人判断属于哪一种。"""

    options: tuple[tuple[str, Points], ...]

    @property
    def points(self) -> Decimal:
        """最多能得的分。"""
        return max(points.most for _, points in self.options)


@dataclass(frozen=True)
class Judgement:
    """需人工判断的部分：最多 points 分。"""

    points: Decimal
    text: str


@dataclass(frozen=True)
class Choice:
    """几种算法取其一：max 取高（任选），min 取低，mean 取平均。"""

    how: Literal["max", "min", "mean"]
    parts: tuple[Part, ...]

    @property
    def points(self) -> Decimal:
        """最多能得的分。"""
        return max(part.points for part in self.parts)


Part = Ladder | Linear | Events | Labels | Judgement | Choice


@dataclass(frozen=True)
class Override:
    """否决与封顶：发生了 cases（外层任一、内层同时）说的情形，最多得 most 分。"""

    text: str
    cases: tuple[tuple[Condition, ...], ...] = ()
    most: Decimal = ZERO
    metric: str = ""


@dataclass(frozen=True)
class Loss:
    """量到的得分之外还要扣的：“资料不全的扣1分”；single 为真是发生了就扣、不论几次。"""

    text: str
    each: Decimal
    single: bool = False


@dataclass(frozen=True)
class Guarded:
    """一部分，连同它的否决、最低分、最高分，以及另外还要扣分的事项。"""

    part: Part
    vetoes: tuple[Override, ...] = ()
    floor: Decimal = ZERO
    cap: Decimal | None = None
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class Exempt:
    """例外：full 得满分，spared 不扣分，rescaled 不参加评分、其余折算。"""

    text: str
    kind: str


@dataclass(frozen=True)
class Criterion:
    """评分标准：各部分得分相加，不超过 weight。

    vetoes 管整个指标；definitions 是条文和指标说明里的公式；defects 是条文自身的毛病。
    """

    weight: Decimal
    parts: tuple[Guarded, ...]
    vetoes: tuple[Override, ...] = ()
    exemptions: tuple[Exempt, ...] = ()
    definitions: tuple[tuple[str, Expression], ...] = ()
    defects: tuple[str, ...] = ()
    sums: bool = field(default=True)
    """各部分的分数之和等于分值；不等时，条文或读法必有一处不对，区间放宽。"""
    unread: tuple[str, ...] = ()
    """条文里写着、却没有读进去的数；有的话，得分不下定论。"""
