"""照抄的话（copied）：同一句话出现两次，有几个数也一样，另有数却不同。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import regex

from normalize import Facts, Sentence
from normalize.tokens import FIGURES, tokens_of
from reconcile.rule import rule
from reconcile.types import Finding

_DIGITS = regex.compile(r"\d[\d,，.]*")
_HAN = regex.compile(r"[^\p{Han}#]+")
_SHORTEST = 24


@rule("TXT104", term="换了数字的重复")
def repeated_with_other_numbers(facts: Facts) -> Iterator[Finding]:
    """同一句话出现两次，文字一样，有几个数也一样，另有数却不同。

    至少两个数（三位以上或带小数的）相同，才认定说的是同一件事；只是套用同样句式、数字全不相同的不报；期间不同的不报。
    依据：常识性勾稽。
    """
    index: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in facts.sentences:
        masked = _HAN.sub("", _DIGITS.sub("#", sentence.text))
        if len(masked) >= _SHORTEST and masked.count("#") > 2:
            index[masked].append(sentence)
    for same in index.values():
        first = same[0]
        for other in same[1:]:
            apart = first.section != other.section or first.at.block != other.at.block
            if apart and first.text != other.text:
                yield from _changed(facts, first, other)


def _changed(facts: Facts, one: Sentence, other: Sentence) -> Iterator[Finding]:
    pairs = list(zip(tokens_of(one.text), tokens_of(other.text), strict=False))
    if any(a.kind != b.kind or (a.kind not in FIGURES and a.text != b.text) for a, b in pairs):
        return
    shared = [
        a
        for a, b in pairs
        if a.text == b.text and a.kind in FIGURES and len(_DIGITS.sub("", a.text)) < len(a.text) - 2
    ]
    changed = [(a, b) for a, b in pairs if a.kind in FIGURES and a.value != b.value]
    if len(shared) < 2 or not changed or len(changed) > len(shared):
        return
    a, b = changed[0]
    start, before = other.at.start + b.start, one.at.start + a.start
    yield Finding(
        code="TXT104",
        severity="warning",
        message=f"同一句话出现两次，其余的数相同，一处写{a.text}，一处写{b.text}",
        at=facts.document.at(other.at.block or 0, start, start + len(b.text)),
        against=(facts.document.at(one.at.block or 0, before, before + len(a.text)),),
        question=f"请核实究竟是{a.text}还是{b.text}，并统一表述。",
        anchor=f"{a.text}|{b.text}|{one.text[:20]}",
    )
