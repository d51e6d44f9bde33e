"""分类（classed）：“按功能分类”，或者各项占比合计为100%的，列的就是全部。"""

from __future__ import annotations

from decimal import Decimal

import regex

from normalize import Fact, Facts, Sentence
from normalize.quantity import HUNDRED
from reconcile.ladder import judge
from reconcile.listed import per_unit
from reconcile.relation import total
from reconcile.slips import one_slip

_CLASSED = regex.compile(
    r"按[^，。；：]{0,4}(?:功能|用途|经济|性质|来源|资金|支出)[^，。；：]{0,6}(?:分|分类|划分|构成)[：:，,]"
)


def by_class(facts: Facts, position: int) -> tuple[Fact, tuple[Fact, ...], bool] | None:
    """“按功能分类：甲……，乙……”：分类总是列全的；总数在前面，恰加得上的优先，只有一个的就是它。"""
    sentence = facts.sentences[position]
    found = _CLASSED.search(sentence.text)
    if found is None:
        return None
    start = sentence.at.start + found.end()
    parts = tuple(
        f
        for f in sentence.facts
        if f.at.start >= start and f.quantity.unit == "元" and not per_unit(facts, f)
    )
    if (
        len(parts) < 2
        or len({f.metric if not f.qualifiers.subject else f.qualifiers.subject for f in parts}) < 2
    ):
        return None
    above = facts.sentences[position - 1] if position else None
    near = above.facts if above is not None and above.at.block == sentence.at.block else ()
    moved = {f.id for s in (sentence, above) if s for c in s.changes for f in (c.amount, c.prior) if f}
    before = [
        f
        for f in (*near, *sentence.facts)
        if f.at.start < start and f.quantity.unit == "元" and f.id not in moved
    ]
    closing = next((f for f in reversed(before) if judge(f.quantity, total(parts)).holds), None)
    if closing is not None:
        return closing, parts, True
    slips = [f for f in before if one_slip(f.quantity, total(parts))]
    alone = before if len(before) == 1 else slips
    return (alone[0], parts, len(before) == 1) if alone else None


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
