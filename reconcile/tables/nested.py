"""没有缩进的明细（nested）：紧跟着一项的几行正好等于这一项，是它的明细，合计时不另加。"""

from __future__ import annotations

from collections.abc import Sequence

from normalize import Fact
from reconcile.relation import total

_FEWEST = 2
"""一行不成明细。"""


def top_level(whole: Fact, parts: Sequence[Fact]) -> Sequence[Fact]:
    """去掉明细以后正好等于合计的，去掉明细；否则照旧。"""
    excess = total(parts).value - whole.quantity.value
    for upper, part in enumerate(parts):
        if part.quantity.value != excess or not excess:
            continue
        for end in range(upper + 1 + _FEWEST, len(parts) + 1):
            if total(parts[upper + 1 : end]).value == excess:
                return [*parts[: upper + 1], *parts[end:]]
    return parts
