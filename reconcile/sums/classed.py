"""各占几成的列举（classed）：没有“其中”，各项占比合计为100%的，列的就是全部。"""

from __future__ import annotations

from decimal import Decimal

from normalize import Fact, Sentence
from normalize.quantity import HUNDRED


def by_shares(sentence: Sentence) -> tuple[Fact, tuple[Fact, ...]] | None:
    """没有“其中”的列举：“共支出……，主要用于：甲……，占x%；乙……，占y%”，各项占比合计为100%的，就是列全了。"""
    bare = [s for s in sentence.shares if s.part is not None and s.whole is None and not s.whole_name]
    parts = tuple(s.part for s in bare if s.part is not None)
    if len(parts) < 2 or any(p.quantity.unit != parts[0].quantity.unit for p in parts):
        return None
    gap = abs(sum((s.rate.quantity.value for s in bare), start=Decimal(0)) - HUNDRED)
    before = [
        f
        for f in sentence.facts
        if f.at.start < parts[0].at.start and f.quantity.unit == parts[0].quantity.unit
    ]
    largest = max(p.quantity.value for p in parts)
    if not before or before[-1].quantity.value < largest or gap > bare[0].rate.quantity.step * len(bare):
        return None
    return before[-1], parts
