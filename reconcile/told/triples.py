"""挨着的三个数（triples）：“督导费用86.4万元，督导412次、每次2,097元”“4,108笔、16.68亿元，笔均40.6万元”。

总数、个数就是紧挨在前面的两个，中间没有另起一句；个数的单位就是“每”字后面的。去年的也这样说，照样算得。
"""

from __future__ import annotations

import regex

from normalize.facts import same_measure
from reconcile.told.averages import average
from reconcile.told.cues import Each, Figure, table
from reconcile.told.evidence import Candidate, Support
from reconcile.told.passage import Passage, measured
from reconcile.told.tallies import conversion, unit_of

_LEAD = regex.compile(
    r"^[，,、（(]\s*(?:折合|合|即|约|相当于|平均|均为)*(?:每一?\p{Han}{1,4}|\p{Han}均)(?:约为|约|为|达)?\s*$"
)
_APART = regex.compile(r"[；;。]")
_UNLIKE = regex.compile(r"其中|其余|其他|另|最|不超过|标准")


def triples(passage: Passage, each: Each) -> list[Candidate]:
    """紧挨在前面的一个总数、一个个数。"""
    target = passage.target
    two = passage.before[:2]
    if len(two) < len(("总数", "个数")) or each.period or not _LEAD.match(target.lead):
        return []
    if passage.is_part(two[0]) != passage.is_part(two[1]):
        return []
    if _APART.search(two[0].lead) or any(_UNLIKE.search(f.clause) or f.each for f in two):
        return []
    for whole, count in (two, two[::-1]):
        if _counts(count, each) and _totals(whole, target) and whole.depth == count.depth == target.depth:
            return list(average(target, whole.fact, count.fact, Support.NAMED))
    return []


def _counts(figure: Figure, each: Each) -> bool:
    quantity = figure.fact.quantity
    known = table("averaged").get(each.per, ())
    units = {each.per, *same_measure(each.per), *(known if isinstance(known, list) else ())}
    return quantity.unit in units and quantity.value > 1 and not quantity.hedge


def _totals(whole: Figure, target: Figure) -> bool:
    """与均数同一种计量，比它大。"""
    scale = conversion(unit_of(target), unit_of(whole))
    quantity = whole.fact.quantity
    if scale is None or not measured(whole) or quantity.hedge or "/" in quantity.unit:
        return False
    return quantity.value * scale > target.fact.quantity.value
