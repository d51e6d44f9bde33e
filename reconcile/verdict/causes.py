"""归因（root causes）：一个数写错，会牵动好几条关系；只报一次，报在错的那个数上。

把不成立的关系按共用的数连成一片。在每一片里找最小、最像的改动：改一个数（不行再改两个），使不成立的关系都成立，
又不弄坏本来成立的。像不像，看是不是常见的笔误（见 slips.py）；有别的关系撑着的数不容易是错的。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from normalize import Fact, Facts
from reconcile.relation import Relation
from reconcile.slips import Slip, corrected
from reconcile.types import Verdict
from reconcile.verdict.proposals import candidates
from reconcile.verdict.weighing import CHANGE, NOT_STATED, Weighing

VIOLATED: frozenset[Verdict] = frozenset({"不符", "口径待核", "待核"})
_UNEXPLAINED, _UNNAMED, _COPIED = 60, 55, 12
_SAME = frozenset({"TIE101", "TIE102", "TIE201", "TIE202"})
_BREADTH = 6
"""两个数都错时，第一个数试几种改法。"""
_SEVERAL = 3
"""几个数同时有错的，前几个细细比较。"""
_LARGE = 60
"""牵涉关系更多的一片只取最省事的说法，免得一份处处不对的报告拖得没完。"""


@dataclass(frozen=True)
class Cause:
    """根源：哪个数错了，应当是多少（说不出为 None），由此说清了哪些不成立的关系。

    rivals 是同样说得通的别的数，各怎样改：单凭现有的关系，分不出是谁错。
    upheld 是前后不一时撑着另一处说法的关系。
    """

    culprit: Fact
    slip: Slip | None
    explains: tuple[Relation, ...]
    cost: int
    rivals: tuple[Cause, ...] = ()
    upheld: Relation | None = None

    @property
    def lead(self) -> Relation:
        """用来说明的一条关系：被核对的就是这个数的优先，其次准确的，再次不由率推算的、规则在前的。"""
        return min(
            self.explains,
            key=lambda r: (
                r.severity != "error",
                r.stated.id != self.culprit.id,
                r.rule.startswith("TIE"),
                r.recomputed.rounded > 0 and not r.rule.startswith("TIE"),
                any(f.quantity.unit == "%" for f in r.inputs),
                r.rule,
            ),
        )


def causes(facts: Facts, relations: Sequence[Relation]) -> Iterator[Cause]:
    """不成立的关系各归到根源，一个根源一个。"""
    violated = [r for r in relations if r.licensed and r.judgement.verdict in VIOLATED]
    if not violated:
        return
    court = _Court(facts, relations)
    for component in _components(violated):
        for cause in court.solve(component):
            yield replace(cause, upheld=court.upheld(cause))


def _components(violated: Sequence[Relation]) -> Iterator[list[Relation]]:
    """按共用的数连成的片，先后照原来的次序。"""
    by_fact: dict[str, list[int]] = defaultdict(list)
    for index, relation in enumerate(violated):
        for fact in relation.members:
            by_fact[fact.id].append(index)
    seen: set[int] = set()
    for first in range(len(violated)):
        if first in seen:
            continue
        waiting, group = [first], set()
        while waiting:
            index = waiting.pop()
            if index not in group:
                group.add(index)
                waiting += [other for fact in violated[index].members for other in by_fact[fact.id]]
        seen |= group
        yield [violated[index] for index in sorted(group)]


class _Court:
    """一份报告的归因：每个数牵涉的关系，哪些本来成立。"""

    def __init__(self, facts: Facts, relations: Sequence[Relation]) -> None:
        self._facts = facts
        self._touching: dict[str, list[Relation]] = defaultdict(list)
        for relation in relations:
            if relation.licensed or relation.holds:
                for fact in relation.members:
                    self._touching[fact.id].append(relation)
        loose: dict[str, list[Relation]] = defaultdict(list)
        for relation in relations:
            if not (relation.licensed or relation.holds or relation.bound):
                for fact in relation.members:
                    loose[fact.id].append(relation)
        self._weighing = Weighing(facts, self._touching, loose)

    def upheld(self, cause: Cause) -> Relation | None:
        """撑着另一处说法的关系：由别的数算得出它。"""
        others = {fact.id for fact in cause.lead.members if fact.id != cause.culprit.id}
        return next(
            (
                r
                for other in others
                for r in self._touching[other]
                if r.stated.id == other and _computed(r) and r.holds and r.telling
            ),
            None,
        )

    def solve(self, violated: Sequence[Relation]) -> list[Cause]:
        """说清一片不成立的关系的最小、最像的一组根源。"""
        singles = list(self._singles(violated))
        chosen = _untainted(_cheapest(singles, tuple(violated), _SEVERAL if len(violated) <= _LARGE else 1))
        chosen = [cause for cause in chosen if not self._against_evidence(cause)]
        return [_with_rivals(chosen[0], singles)] if len(chosen) == 1 else chosen

    def _against_evidence(self, cause: Cause) -> bool:
        """只凭措辞配的对，而那个数另有别的数撑着：是配错了，不是写错了。"""
        if any(r.stated.sentence is None or r.rule.startswith("TIE") for r in cause.explains):
            return False
        own = {f.id for r in cause.explains for f in r.members}
        copied = self._weighing.copied(cause.culprit) is not None
        return any(
            r.telling and r.holds and len(r.inputs) > 1 and sum(f.id in own for f in r.members) == 1
            for r in self._touching[cause.culprit.id]
            # 总数也可以是旁边相同的那一个
            if not (copied and r.stated.id == cause.culprit.id)
        )

    def _singles(self, violated: Sequence[Relation]) -> Iterator[Cause]:
        """每个牵涉到的数，每种可能的改法；以及被核对的数有误而说不出应是多少。"""
        members = {fact.id: fact for relation in violated for fact in relation.members}
        for fact in members.values():
            involved = [r for r in violated if any(f.id == fact.id for f in r.members)]
            copied = self._weighing.copied(fact)
            for slip in candidates(fact, involved):
                if copied and slip.cost > _COPIED:
                    words = f"与旁边的{copied.named}相同，疑为抄错了行"
                    slip = replace(slip, cost=_COPIED, words=words)
                new = {fact.id: corrected(fact.quantity, slip)}
                explains = tuple(r for r in involved if r.holds_with(new))
                # 只有一条“不超过”，说不出应是多少
                sized = any(not r.bound for r in explains) or len(explains) > 1
                if explains and sized and not self._weighing.impossible(fact, slip.value):
                    yield Cause(fact, slip, explains, self._weighing.cost(fact, slip, explains, new))
        for relation in violated:
            yield Cause(relation.stated, None, (relation,), CHANGE + _UNNAMED)
        yield from _common_bounds(violated)


def _common_bounds(violated: Sequence[Relation]) -> Iterator[Cause]:
    """一个数使几条“不超过”都不成立，说不出应是多少：几个部分都超过的总数，比前后几季都小的累计数。"""
    shared: dict[str, list[Relation]] = defaultdict(list)
    for relation in violated:
        for fact in relation.members if relation.bound and len(relation.inputs) == 1 else ():
            shared[fact.id].append(relation)
    members = {fact.id: fact for r in violated for fact in r.members}
    for fact_id, bounds in shared.items():
        if len(bounds) > 1:
            yield Cause(members[fact_id], None, tuple(bounds), CHANGE + _UNNAMED)


def _cheapest(singles: Sequence[Cause], violated: tuple[Relation, ...], several: int) -> list[Cause]:
    """用最小的代价说清全部：逐个试最好的几种改法，余下的再照样说清；several 以后不再试，只取最好的。"""
    left = set(map(id, violated))
    offers = []
    for cause in singles:
        explained = tuple(r for r in cause.explains if id(r) in left)
        if explained:
            offers.append(replace(cause, explains=explained))
    offers.sort(key=lambda cause: cause.cost - _UNEXPLAINED * len(cause.explains))
    best: list[Cause] = []
    for offer in offers[: _BREADTH if several > 1 else 1]:
        rest = tuple(r for r in violated if r not in offer.explains)
        chosen = [offer, *(_cheapest(offers, rest, several - 1) if rest else [])]
        if not best or sum(c.cost for c in chosen) < sum(c.cost for c in best):
            best = chosen
    return best


def _untainted(chosen: list[Cause]) -> list[Cause]:
    """已经由算式说清写错了的数，与别处同名的数不一是应当的：改正以后再比。"""
    convicted = {c.culprit.id for c in chosen if c.slip and any(r.rule not in _SAME for r in c.explains)}
    untainted = [
        c
        for c in chosen
        if not all(r.rule in _SAME and any(f.id in convicted for f in r.members) for r in c.explains)
    ]
    # 率的分子、分母已经说清是另外两个数，而且错在其中一个：说不准的另一种除法不必再提
    rates = {
        r.stated.id
        for c in chosen
        if c.slip
        for r in c.explains
        if r.severity == "error" and r.stated.id != c.culprit.id
    }
    return [
        c for c in untainted if not all(r.severity != "error" and r.stated.id in rates for r in c.explains)
    ]


def _with_rivals(best: Cause, singles: Sequence[Cause]) -> Cause:
    """同样能说清、同样像的别的数。"""
    same: dict[str, Cause] = {}
    for cause in sorted(singles, key=lambda c: c.cost):
        alike = cause.slip and cause.cost <= best.cost + NOT_STATED
        if alike and len(cause.explains) == len(best.explains) and cause.culprit.id != best.culprit.id:
            same.setdefault(cause.culprit.id, cause)
    return replace(best, rivals=tuple(same.values()))


def _computed(relation: Relation) -> bool:
    """由几个不是零的数算出来的，不是照抄。"""
    return sum(bool(fact.quantity.value) for fact in relation.inputs) > 1
