"""像不像写错（likely）：算不上的一处，改动一个数的一处就算得上，才像是报告写错，而不是配错了对。"""

from __future__ import annotations

from decimal import Decimal

from reconcile.relation import Relation
from reconcile.slips import slip_to

_SLIP = 24
"""一处笔误，至多两位。"""
_NEAR = Decimal(3)
"""相差不到三分之一的，可能是用错了基数、写反了增减、抄了别处的数。"""


def one_change(relation: Relation) -> bool:
    """改动其中一个数的一处，就算得上。"""
    stated = relation.stated.quantity
    if slip_to(stated, stated.rounded_like(relation.recomputed.value)).cost <= _SLIP:
        return True
    for fact in relation.inputs:
        wanted = relation.solved_for(fact, stated.value)
        if wanted is not None and slip_to(fact.quantity, fact.quantity.rounded_like(wanted)).cost <= _SLIP:
            return True
    return False


def likely(relation: Relation) -> bool:
    """像是写错了：相差不大，或者只错一处。"""
    stated, found = relation.stated.quantity.value, relation.recomputed.value
    return abs(found - stated) * _NEAR <= max(abs(stated), abs(found)) or one_change(relation)
