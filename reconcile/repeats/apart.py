"""不是一件事（apart）：话虽然相像，说的却是各自的小计、其中一部分、以后的打算，或者一前一后的两个数。"""

from __future__ import annotations

import regex

from normalize import Facts
from normalize.periods import report_year
from normalize.phrases import Phrase

_VAGUE = regex.compile(r"(?:其他|其余|其它|小计|合计|共计|[自实]?[评际]?得分?|扣分?|分值|权重)+")
_AMONG = regex.compile(r"[中里内]$")
_LEFT_OVER = regex.compile("未|剩|欠|缺口|尚余")
"""“下一步将把未追回的3.87万元”：说的是现在的数。"""
_COMING = regex.compile(
    r"(?:将|明年|下年|次年|预计|测算|拟|力争|打算|改造后|调整后(?!预算)|以后|(?P<year>20\d\d)年(?!度))[^，。；]*$"
)


def vague(phrase: Phrase) -> bool:
    """“其他、小计、得分”处处都有；“条件改善项目中120万元”说的是其中一部分。"""
    return bool(_VAGUE.fullmatch(phrase.words) or _AMONG.search(phrase.words))


def coming(facts: Facts, phrase: Phrase) -> bool:
    """这一小句说的是打算、测算、改了以后，或者别的年份。"""
    if phrase.in_table:
        return False
    found = _COMING.search(facts.document.holder(phrase.fact.at).text[: phrase.fact.at.start])
    if found is None or _LEFT_OVER.search(found[0]):
        return False
    own = report_year(facts.document)
    return found["year"] is None or (own != "" and found["year"] not in own)


def stepped(facts: Facts, one: Phrase, other: Phrase) -> bool:
    """两处相差的数就写在同一句里（再增加100万页，累计将到1,364万页）：是一前一后两个数。"""
    gap = abs(one.fact.quantity.value - other.fact.quantity.value)
    return any(
        fact.quantity.value == gap and fact.quantity.unit == phrase.fact.quantity.unit
        for phrase in (one, other)
        if phrase.fact.sentence is not None
        for fact in facts.sentences[phrase.fact.sentence].facts
    )
