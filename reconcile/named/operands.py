"""公式里的量（operand）：按指标、主体、期间编成索引，就近取一个。"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from normalize import Fact, Facts
from normalize.funds import FUNDED
from reconcile.memory import remembered
from reconcile.named.residue import residue

_Key = tuple[str, str, str]


def operand_of(facts: Facts, near: Fact, name: str) -> Fact | None:
    """公式里的一个量：同主体、同期间、同范围、同一类资金的数据项里，没有别的限定的优先，再取离得最近的一个。"""
    item, _, measure = name.partition(".")
    metric, subject = (measure, item) if measure else (name, near.qualifiers.subject)
    measured = near.metric in FUNDED and metric in FUNDED
    alike = _by_name(facts).get((metric, subject, near.qualifiers.period), ())
    left = residue(facts, near) if len(alike) > 1 else ""
    nearest: Fact | None = None
    for ring in _rings(alike, near.at.block or 0):
        usable = [
            fact
            for fact in ring
            if (fact.qualifiers.scope == near.qualifiers.scope or fact.sentence == near.sentence)
            and (not measured or fact.qualifiers.fund == near.qualifiers.fund)
        ]
        unqualified = [fact for fact in usable if residue(facts, fact) in {left, ""}]
        if unqualified:
            return min(unqualified, key=lambda fact: _within_block(fact, near))
        nearest = nearest or min(usable, key=lambda fact: _within_block(fact, near), default=None)
    return nearest


def _by_name(facts: Facts) -> dict[_Key, list[Fact]]:
    return remembered(facts, "by name", lambda: _indexed(facts))


def _indexed(facts: Facts) -> dict[_Key, list[Fact]]:
    index: dict[_Key, list[Fact]] = defaultdict(list)
    for fact in facts.facts:
        index[fact.metric, fact.qualifiers.subject, fact.qualifiers.period].append(fact)
    return index


def _rings(facts: Sequence[Fact], center: int) -> Iterator[list[Fact]]:
    """由近及远，隔着同样多块的为一圈；每一圈里按先后。"""
    right = bisect_left(facts, center, key=_block)
    left = right - 1
    while left >= 0 or right < len(facts):
        before = center - _block(facts[left]) if left >= 0 else None
        after = _block(facts[right]) - center if right < len(facts) else None
        distance = min(d for d in (before, after) if d is not None)
        ring: list[Fact] = []
        while left >= 0 and center - _block(facts[left]) == distance:
            ring.append(facts[left])
            left -= 1
        ring.reverse()
        while right < len(facts) and _block(facts[right]) - center == distance:
            ring.append(facts[right])
            right += 1
        yield ring


def _block(fact: Fact) -> int:
    return fact.at.block or 0


def _within_block(fact: Fact, near: Fact) -> tuple[bool, int]:
    """同一段里先取同一句的，再取离得近的；不在一段里的不分先后。"""
    gap = abs(fact.at.start - near.at.start) if _block(fact) == _block(near) else 0
    return fact.sentence != near.sentence, gap
