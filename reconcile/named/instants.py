"""时点（instant）：年初数与年末数是两个数，中间隔着一年的增减。"""

from __future__ import annotations

import regex

from normalize import Fact, Facts

_OPENING = regex.compile(r"[年期]初(?!预算|批复|安排|下达|核定|部门|绩效|目标|计划)|上年年?[末底]")
_CLOSING = regex.compile(r"(?<!上)(?<!上年)[年期][末底]|现有|目前")
_STOP = regex.compile(r"[。；\n]")


def at_other_instant(facts: Facts, one: Fact, other: Fact) -> bool:
    """一处说的是年初，另一处说的是年末；人数没有说何时的，是年末的。"""
    ends = {_instant(facts, one), _instant(facts, other)}
    return ends == {"年初", "年末"} or (ends == {"年初", ""} and one.quantity.unit == "人")


def _instant(facts: Facts, fact: Fact) -> str:
    """数之前最近说到的时点；表格里的数由列名说清，不看。"""
    if fact.sentence is None:
        return ""
    lead = _STOP.split(facts.document.holder(fact.at).text[: fact.at.start])[-1]
    opening = max((m.end() for m in _OPENING.finditer(lead)), default=0)
    closing = max((m.end() for m in _CLOSING.finditer(lead)), default=0)
    if opening == closing == 0:
        return ""
    return "年初" if opening > closing else "年末"
