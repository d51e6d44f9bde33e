"""同一事实（facts told）：两处有两个数相同，说的是同一件事，剩下的一个却不同。"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from normalize import Fact, Facts, Sentence
from reconcile.document.wording import common
from reconcile.rule import rule
from reconcile.types import Check, Finding, ticked

_TOLD = 8
"""同一个数说了更多遍的，只比较前面这几处，免得两两相比。"""
_ANCHOR = Decimal(100)
"""小于一百的数太常见，不足以认定两处说的是同一件事。"""


@rule("TIE301", term="同一事实的说法")
def one_fact_two_tellings(facts: Facts) -> Iterator[Finding | Check]:
    """同一件事说了两遍，其中一个数不一样。

    两处至少有两个名称、单位、数值都相同的数（而且不是小数目），说明讲的是同一件事；
    这时同名的另一个数却不同，即报。依据：常识性勾稽。
    """
    tellings = [part for s in facts.sentences for part in _segments(s)]
    by_anchor: dict[tuple[str, Decimal], list[int]] = defaultdict(list)
    for position, telling in enumerate(tellings):
        for anchor in {(f.quantity.unit, f.quantity.value) for f in telling if f.quantity.value >= _ANCHOR}:
            by_anchor[anchor].append(position)
    pairs = Counter(pair for places in by_anchor.values() for pair in combinations(places[:_TOLD], 2))
    for (first, second), shared in sorted(pairs.items()):
        if shared > 1:
            yield from _compare(facts, tellings[first], tellings[second])


def _segments(sentence: Sentence) -> Iterator[list[Fact]]:
    """一句话按分号分成的各段。"""
    parts: dict[int, list[Fact]] = defaultdict(list)
    for fact in sentence.facts:
        parts[sentence.text.count("；", 0, fact.at.start - sentence.at.start)].append(fact)
    yield from parts.values()


def _compare(facts: Facts, one: list[Fact], other: list[Fact]) -> Iterator[Finding | Check]:
    shared = [(a, b) for a in one for b in other if _same_thing(a, b) and a.quantity == b.quantity]
    anchors = {a.id for a, _ in shared if a.quantity.value >= _ANCHOR}
    if len(anchors) < 2 or not any(a.quantity.unit not in {"%", "元"} for a, _ in shared):
        return
    for a, b in shared:
        if not a.known and a.metric == b.metric:
            yield ticked(
                "TIE301",
                b.raw,
                f"另一处也是{a.raw}",
                b.at,
                recomputed=a.raw,
                inputs=(b.id, a.id),
                against=(a.at,),
            )
    for a in one:
        for b in other:
            if not a.quantity.agrees_with(b.quantity) and _same_attribute(facts, a, b):
                told = "、".join(f"{x.metric}{x.raw}" for x, _ in shared[:3])
                yield Finding(
                    code="TIE301",
                    severity="error",
                    message=f"同一件事（{told}）两处说法不一：一处为{a.raw}{_noun(facts, a)}，一处为{b.raw}{_noun(facts, b)}",
                    at=b.at,
                    against=(a.at, *(x.at for x, _ in shared)),
                    question=f"请核实{told}究竟涉及{a.raw}还是{b.raw}{_noun(facts, b)}，并统一前后表述。",
                    anchor=f"{a.metric}|{sorted((a.raw, b.raw))}",
                )


def _same_thing(a: Fact, b: Fact) -> bool:
    return a.quantity.unit == b.quantity.unit and (
        a.metric == b.metric or len(common(a.metric, b.metric)) >= 4
    )


def _same_attribute(facts: Facts, a: Fact, b: Fact) -> bool:
    """同样的计量单位，后面跟着同样的名词（95个社区、92个社区）。"""
    noun = _noun(facts, a)
    return bool(noun) and a.quantity.unit == b.quantity.unit and noun == _noun(facts, b)


def _noun(facts: Facts, fact: Fact) -> str:
    """紧跟在数后面的名词的头两个字。"""
    text = facts.document.holder(fact.at).text[fact.at.end : fact.at.end + 2]
    return text if len(text) == 2 and all("\u4e00" <= char <= "\u9fff" for char in text) else ""
