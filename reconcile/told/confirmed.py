"""印证（confirmed）：“21.94万元，比上年的23.41万元减少1.47万元，下降6.28%”：四个数里三个互相算得上，错的就是剩下的一个。

现在的数、增减额、增减率已经互相印证，上年的数却不等于现在的数减（加）增减额，便是上年的数写错了。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from normalize import Fact
from reconcile.told.cues import verb_of
from reconcile.told.evidence import Candidate, Support, misprinted
from reconcile.told.increments import Move, differences, rates
from reconcile.told.moves import move_of
from reconcile.told.passage import Passage


def confirmed(passage: Passage) -> list[Candidate]:
    """增减额应等于现在的数与上年的数之差。"""
    target = passage.target.fact
    direction, to = verb_of(passage.target.lead)
    if (
        target.quantity.unit != "%"
        or not direction
        or to
        or target.quantity.hedge
        or target.quantity.value <= 0
    ):
        return []
    move = move_of(passage, rate=True)
    return list(_confirmed(passage, move, up=direction == "增"))


def _confirmed(passage: Passage, move: Move, *, up: bool) -> Iterator[Candidate]:
    current, prior, amount = move.current, move.prior, move.amount
    if current is None or prior is None or amount is None:
        return
    if any(fact.sentence != passage.target.fact.sentence for fact in (current, prior, amount)):
        return
    told = Move(current, None, amount, sure=True)
    held = [c.relation for c in rates(passage.target.fact, told, up=up)]
    if not any(r.holds and r.telling for r in held):
        return
    for candidate in differences(amount, replace(move, sure=True), fixed=False, up=up):
        relation = candidate.relation
        if not relation.holds and (misprinted(prior, relation) or _copied(passage, prior)):
            yield Candidate(relation, Support.TOLD)


def _copied(passage: Passage, prior: Fact) -> bool:
    """与同一句里另一个数相同。"""
    same = (f.fact for f in passage.figures if f.fact.id != prior.id)
    return any(
        f.quantity.value == prior.quantity.value and f.quantity.unit == prior.quantity.unit for f in same
    )
