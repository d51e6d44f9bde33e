"""采信（settled values）：每个数据项最终用哪个值，为什么。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from normalize import Fact, Facts
from reconcile.named.tieout import Key, key, preferred, supported
from reconcile.slips import corrected
from reconcile.types import Settled
from reconcile.verdict.causes import Cause
from reconcile.verdict.explain import expected_of


def settle(facts: Facts, causes: Sequence[Cause] = ()) -> Iterator[Settled]:
    """各数据项的采信值。

    被指为有误的不采信，取别处的说法；只说了一处的，取改正以后的数。几处说法不一的，取有其他数支持的一处。
    """
    accused = {cause.culprit.id: cause for cause in causes if cause.slip}
    index: dict[Key, list[Fact]] = defaultdict(list)
    for fact in facts.facts:
        if fact.known and fact.metric != "分值":
            index[key(fact)].append(fact)
    backed = supported(facts)
    for same in index.values():
        yield _settled(facts, same, backed, accused)


def _settled(
    facts: Facts, same: Sequence[Fact], backed: frozenset[str], accused: Mapping[str, Cause]
) -> Settled:
    sound = [fact for fact in same if fact.id not in accused]
    best = preferred(facts, sound or same, backed)
    quantity, reason = best.quantity, ""
    cause = accused.get(best.id)
    if cause and cause.slip:
        quantity = corrected(best.quantity, cause.slip)
        reason = f"{best.raw}与其他数据不符，采信{expected_of(cause)}：{cause.lead.written}"
    elif not all(best.quantity.agrees_with(fact.quantity) for fact in same):
        reason = f"各处说法不一，采信{best.raw}" + ("：与其他数据复算相符" if best.id in backed else "")
    return Settled(
        metric=best.metric,
        qualifiers=best.qualifiers,
        quantity=quantity,
        sources=(best, *(fact for fact in same if fact is not best)),
        reason=reason,
    )
