"""口径（noted）：“户均用地3.35公顷（按建成区面积计）”“每亩蓄积5.46立方米（按经营总面积计算）”，总数或者个数是哪一个写在旁边。"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from normalize import Fact
from normalize.facts import same_measure
from reconcile.told.called import called, settled_on
from reconcile.told.cues import Each, overlap
from reconcile.told.evidence import Support
from reconcile.told.passage import Passage
from reconcile.told.tallies import conversion, counts_of, unit_of, wholes_of

_ASIDE = regex.compile(
    r"^[（(]按照?(?P<name>(?!\p{Han}*[日月年]数)\p{Han}{2,10}?)(?:来?(?:计算|测算|核算|计))[）)]"
)
_AHEAD = regex.compile(
    r"(?:^|[，；。：])按照?(?P<name>\p{Han}{2,10}?)(?:来?(?:计算|测算|核算|计))[，,][^，。；]*$"
)
_MEASURE = regex.compile(r"(?<=\p{Han}{2})(?:总面积|面积|人数|总数|数量|总额|金额|资金|数)$")
_FEW = 2
Pair = tuple[Fact, Fact, Support]


def note_of(passage: Passage) -> str:
    """按什么算：括号里或者前一个小句里写的名称，没有写为空。"""
    target = passage.target
    found = _ASIDE.match(target.tail) or _AHEAD.search(target.lead)
    return found["name"] if found else ""


def noted(passage: Passage, each: Each) -> Iterator[Pair]:
    """总数、个数里写明了一个的，另一个在近处找。"""
    fact = _called(passage, note_of(passage))
    if fact is None:
        return
    counted = {each.per, *same_measure(each.per)}
    counts = [f for f in counts_of(passage, each) if f.fact.id != fact.id]
    if fact.quantity.unit in counted:
        wholes = [f for f in wholes_of(passage, passage.target) if f.fact.id != fact.id]
        named = [f for f in wholes if each.what and overlap(each.what, f.own)]
        for order, figure in enumerate((named or wholes)[:_FEW]):
            beside = figure in passage.before[:1] or bool(named)
            yield figure.fact, fact, Support.NAMED if beside and not order else Support.OPEN
    elif conversion(unit_of(passage.target), fact.quantity.unit) is not None:
        for order, figure in enumerate(counts[:_FEW]):
            near = figure.fact.sentence == passage.target.fact.sentence and not order
            yield fact, figure.fact, Support.CLOSE if near else Support.OPEN


def _called(passage: Passage, name: str) -> Fact | None:
    """叫这个名称的数；“建成区面积”也可以只叫“建成区”。"""
    target = passage.target.fact
    for words in dict.fromkeys((name, _MEASURE.sub("", name))):
        found = settled_on(called(passage.facts, words, target)) if words else None
        if found is not None and not found.fact.quantity.hedge:
            return found.fact
    return None
