"""给定的证据（Given）：直接给出各个量的值，用来试算一条评分标准。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from normalize import Quantity
from score.evidence import Evidence, Reading, bare

_AMOUNT = re.compile(r"(?:数|金额|额|数量|预算|决算|资金|人数|件数|目标值|完成值|指标值|计划|结转|结余)$")


@dataclass(frozen=True)
class Given(Evidence):
    """名称 → 数；own 是指标自己的值（名称不像金额、数量的都指它），件数、情形另给。"""

    values: Mapping[str, Quantity] = field(default_factory=dict)
    own: Quantity | None = None
    times: Decimal | None = None
    labelled: str = ""
    indicator: str = ""

    def known(self, name: str) -> Reading | None:
        """同名的数；没有同名的，指标自己的名称、率一类的名称就是指标自己的值。"""
        plain = bare(name)
        found = next((q for key, q in self.values.items() if bare(key) == plain), None)
        if (
            found is None
            and self.own is not None
            and (plain in bare(self.indicator) or "占" in plain or not _AMOUNT.search(plain))
        ):
            found = self.own
        if found is None:
            return None
        return Reading(found.estimate, found.unit, found.printed(found.value), (), hedged=bool(found.hedge))

    def count(self, event: str) -> Decimal | None:
        """给定的件数。"""
        del event
        return self.times

    def label(self, options: Sequence[str]) -> int | None:
        """说到这种情形的几个里，话最短的一个（“明确”不是“不明确”）。"""
        hits = [i for i, option in enumerate(options) if self.labelled and self.labelled in option]
        return min(hits, key=lambda i: len(options[i])) if hits else None
