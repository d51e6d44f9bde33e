"""措辞说明的算法（worded）：率、占比、增减率、均数、按比例分得的一份，各由句中的哪几个数算出，算得上算不上。"""

from __future__ import annotations

from collections.abc import Iterator

from normalize import Facts
from reconcile.evidence import settled
from reconcile.memory import remembered
from reconcile.moves import moves
from reconcile.multiples import multiples
from reconcile.passage import Passage
from reconcile.quotients import quotients
from reconcile.relation import Relation
from reconcile.respective import respective
from reconcile.rule import rule

_WAYS = (quotients, moves, multiples, respective)


def worded(facts: Facts, *codes: str) -> Iterator[Relation]:
    """全文由措辞说明算法的关系里，属于这几条规则的。"""
    found = remembered(facts, "worded", lambda: tuple(_worded(facts)))
    return (relation for relation in found if relation.rule in codes)


def _worded(facts: Facts) -> Iterator[Relation]:
    for position, sentence in enumerate(facts.sentences):
        for index in range(len(sentence.facts)):
            passage = Passage(facts, position, index)
            for way in _WAYS:
                tried = way(passage)
                if tried and (relation := settled(tried)) is not None:
                    yield relation


@rule("CAL211", term="率与它的分子分母")
def named_rates(facts: Facts) -> Iterator[Relation]:
    """“受理a件，办结b件，办结率c%”。依据：x

    x
    """
    yield from worded(facts, "CAL202","CAL204","CAL205","CAL206","CAL208","CAL211", "CAL212")
