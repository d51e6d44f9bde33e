"""采信（settled values）：每个数据项最终用哪个值，为什么。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from normalize import Fact, Facts
from reconcile.tieout import Key, key, preferred, supported
from reconcile.types import Settled


def settle(facts: Facts) -> Iterator[Settled]:
    """各数据项的采信值；几处说法不一的，取有其他数支持的一处。"""
    index: dict[Key, list[Fact]] = defaultdict(list)
    for fact in facts.facts:
        if fact.known and fact.metric != "分值":
            index[key(fact)].append(fact)
    backed = supported(facts)
    for same in index.values():
        best = preferred(facts, same, backed)
        agreed = all(best.quantity.agrees_with(f.quantity) for f in same)
        reason = (
            ""
            if agreed
            else f"各处说法不一，采信{best.raw}" + ("：与其他数据复算相符" if best.id in backed else "")
        )
        yield Settled(
            metric=best.metric,
            qualifiers=best.qualifiers,
            quantity=best.quantity,
            sources=tuple(same),
            reason=reason,
        )
