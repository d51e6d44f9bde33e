"""核对（Check）与发现（Finding）：每条勾稽关系算出来的结果，以及需要有人处理的事。"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Literal

from extract import Frozen, Location
from normalize import Fact, Facts, Qualifiers, Quantity

Verdict = Literal["符合", "尾差", "尾差偏大", "口径待核", "不符", "待核", "无法复核", "已释明"]
Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Check(Frozen):
    """核对：一条勾稽关系，用哪些数据项、怎么算、结论如何。

    stated 是报告写的，recomputed 是重新计算的（与报告同样的位数）；power 是本项核对能发现的最小偏差；
    hollow 为真的是空心勾：偏差超过百分之一（计数超过一个）也未必看得出。
    """

    rule: str
    verdict: Verdict
    stated: str
    recomputed: str
    formula: str
    inputs: tuple[str, ...]
    at: Location
    against: tuple[Location, ...] = ()
    power: Decimal | None = None
    note: str = ""
    hollow: bool = False


def ticked(
    rule: str,
    stated: str,
    formula: str,
    at: Location,
    *,
    recomputed: str = "",
    inputs: tuple[str, ...] = (),
    against: tuple[Location, ...] = (),
) -> Check:
    """打勾：看一看、数一数就知道相符的核对；recomputed 不写的，就是报告写的。"""
    return Check(
        rule=rule,
        verdict="符合",
        stated=stated,
        recomputed=recomputed or stated,
        formula=formula,
        inputs=inputs,
        at=at,
        against=against,
    )


class Rival(Frozen):
    """同一指标的几种说法之一，供评分阶段试算对得分的影响。"""

    metric: str
    subject: str = ""
    quantity: Quantity


class Finding(Frozen):
    """发现（疑点）：需要有人处理的一件事。

    at 是错在哪里，against 是与什么核对；message 可以原样贴进审核意见；
    expected 是应有的数或说法；question 是要向单位提出的问题；rivals 是有争议的各个数值。
    """

    code: str
    severity: Severity
    message: str
    at: Location
    against: tuple[Location, ...] = ()
    expected: str = ""
    question: str = ""
    rivals: tuple[Rival, ...] = ()
    anchor: str = ""

    @cached_property
    def fingerprint(self) -> str:
        """指纹：规则 + 指标与数值，与位置无关；数值变了，指纹就变。"""
        return sha256(f"{self.code}|{self.anchor or self.message}".encode()).hexdigest()[:16]


class Settled(Frozen):
    """采信值：一个指标（连同限定）最终采用的数值，以及为什么。"""

    metric: str
    qualifiers: Qualifiers
    quantity: Quantity
    sources: tuple[Fact, ...]
    reason: str = ""


class Untied(Frozen):
    """没有对上的数：数据项的编号，和没有参与任何核对的原因。"""

    fact: str
    reason: str


class Reconciliation(Frozen):
    """核对结果：全部核对（包括符合的）、全部发现、采信值，以及没有对上的数。"""

    facts: Facts
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    settled: tuple[Settled, ...]
    untied: tuple[Untied, ...] = ()

    @cached_property
    def settled_by(self) -> dict[tuple[str, str], tuple[Settled, ...]]:
        """（指标，主体）→ 采信值，按先后。"""
        index: dict[tuple[str, str], list[Settled]] = defaultdict(list)
        for value in self.settled:
            index[value.metric, value.qualifiers.subject].append(value)
        return {key: tuple(values) for key, values in index.items()}

    def value_of(self, metric: str, subject: str = "") -> Settled | None:
        """某指标的采信值；报告没有披露，或说法不一而无从采信时为 None。"""
        return next(iter(self.settled_by.get((metric, subject), ())), None)
