"""归因（root causes）：一个数写错，会牵动好几条关系；只报一次，报在错的那个数上。

把不成立的关系按共用的数连成一片。在每一片里找最小、最像的改动：改一个数（不行再改两个），使不成立的关系都成立，
又不弄坏本来成立的。像不像，看是不是常见的笔误（见 slips.py）；有别的关系撑着的数不容易是错的。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from normalize import Fact, Facts, Quantity
from reconcile.relation import Relation
from reconcile.slips import Slip, corrected, rounder, slip_to, slips_of, unit_slips
from reconcile.types import Verdict

VIOLATED: frozenset[Verdict] = frozenset({"不符", "口径待核", "待核"})
_CHANGE, _BROKEN, _UNEXPLAINED, _UNNAMED, _NOT_STATED, _ROUNDER = 20, 10, 50, 45, 3, 2
_COPIED, _OVER_LIMIT, _UNIT_FITS = 12, 40, 2
_WEAK, _SURE = 1, 4
_NARROW = 100
"""范围宽过百分之一的，落在里面的笔误多半是碰巧。"""
_AWAY, _FAR = 2, 3
_MARK, _FULL = 14, 12
_BREADTH = 6
"""两个数都错时，第一个数试几种改法。"""
_SEVERAL = 3
"""几个数同时有错的，前几个细细比较。"""
_LARGE = 60
"""牵涉关系更多的一片只取最省事的说法，免得一份处处不对的报告拖得没完。"""


@dataclass(frozen=True)
class Cause:
    """根源：哪个数错了，应当是多少（说不出为 None），由此说清了哪些不成立的关系。

    rivals 是同样说得通的别的数：单凭现有的关系，分不出是谁错。
    upheld 是前后不一时撑着另一处说法的关系。
    """

    culprit: Fact
    slip: Slip | None
    explains: tuple[Relation, ...]
    cost: int
    rivals: tuple[Fact, ...] = ()
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
            if relation.licensed or relation.judgement.holds:
                for fact in relation.members:
                    self._touching[fact.id].append(relation)

    @cached_property
    def _limits(self) -> dict[str, Fact]:
        """自评得分 → 分值：得分不会超过它。"""
        rows = [row for table in self._facts.scored for row in table.rows]
        return {r.self_score.id: r.points for r in rows if r.self_score and r.points}

    @cached_property
    def _scores(self) -> dict[str, Fact]:
        """分值 → 自评得分。"""
        by_id = self._facts.by_id
        return {points.id: by_id[score] for score, points in self._limits.items() if score in by_id}

    @cached_property
    def _over(self) -> frozenset[str]:
        """得分超过分值的，两个数里有一个是错的。"""
        by_id = self._facts.by_id
        return frozenset(
            one
            for score, points in self._limits.items()
            if score in by_id and by_id[score].quantity.value > points.quantity.value
            for one in (score, points.id)
        )

    @cached_property
    def _nearby(self) -> dict[tuple[int | None, Decimal], list[Fact]]:
        """（块，值）→ 数据项：抄错行的数在附近找得到。"""
        index: dict[tuple[int | None, Decimal], list[Fact]] = defaultdict(list)
        for fact in self._facts.facts:
            index[fact.at.block, fact.quantity.value].append(fact)
        return index

    def _copied(self, fact: Fact) -> Fact | None:
        """写的是不是旁边的数：表里上下左右相邻的格，正文里同一段的数。"""
        for other in self._nearby[fact.at.block, fact.quantity.value]:
            if other.id == fact.id or other.quantity.unit != fact.quantity.unit or not other.quantity.value:
                continue
            if fact.at.cell is None or other.at.cell is None:
                return other
            row, column = (abs(a - b) for a, b in zip(fact.at.cell, other.at.cell, strict=True))
            if row + column == 1:
                return other
        return None

    def _unit_fits(self, fact: Fact, new: Quantity) -> int:
        """改了单位的，改后的单位是不是同一段里别的金额用的单位。"""
        if new.scale == fact.quantity.scale:
            return 0
        peers = [
            other.quantity.scale
            for other in self._facts.facts
            if other.at.block == fact.at.block and other.quantity.unit == "元" and other.id != fact.id
        ]
        if beside := self._target_of(fact):
            peers = [beside.quantity.scale]
        return _UNIT_FITS if peers.count(new.scale) * 2 > len(peers) else -_UNIT_FITS

    def _target_of(self, fact: Fact) -> Fact | None:
        """完成值的那一行的指标值，单位应当相同。"""
        return self._targets.get(fact.id)

    @cached_property
    def _targets(self) -> dict[str, Fact]:
        rows = [row for table in self._facts.scored for row in table.rows]
        return {row.achieved.id: row.planned for row in rows if row.achieved and row.planned}

    def _copied_from_before(self, fact: Fact) -> bool:
        """与前面的数相同：抄错的多半是后写的那个。"""
        copied = self._copied(fact)
        return copied is not None and (copied.at.cell or (0, 0), copied.at.start) < (
            fact.at.cell or (0, 0),
            fact.at.start,
        )

    def upheld(self, cause: Cause) -> Relation | None:
        """撑着另一处说法的关系：由别的数算得出它。"""
        others = {fact.id for fact in cause.lead.members if fact.id != cause.culprit.id}
        return next(
            (
                r
                for other in others
                for r in self._touching[other]
                if r.stated.id == other and _computed(r) and r.judgement.holds and r.telling
            ),
            None,
        )

    def solve(self, violated: Sequence[Relation]) -> list[Cause]:
        """说清一片不成立的关系的最小、最像的一组根源。"""
        singles = list(self._singles(violated))
        chosen = _cheapest(singles, tuple(violated), _SEVERAL if len(violated) <= _LARGE else 1)
        return [_with_rivals(chosen[0], singles)] if len(chosen) == 1 else chosen

    def _singles(self, violated: Sequence[Relation]) -> Iterator[Cause]:
        """每个牵涉到的数，每种可能的改法；以及被核对的数有误而说不出应是多少。"""
        members = {fact.id: fact for relation in violated for fact in relation.members}
        for fact in members.values():
            involved = [r for r in violated if any(f.id == fact.id for f in r.members)]
            copied = self._copied(fact)
            for slip in self._candidates(fact, involved):
                if copied and slip.cost > _COPIED:
                    words = f"与旁边的{copied.named}相同，疑为抄错了行"
                    slip = replace(slip, cost=_COPIED, words=words)
                new = {fact.id: corrected(fact.quantity, slip)}
                explains = tuple(r for r in involved if r.holds_with(new))
                # 只有一条“不超过”，说不出应是多少
                sized = any(not r.bound for r in explains) or len(explains) > 1
                if explains and sized and not self._impossible(fact, slip.value):
                    yield Cause(fact, slip, explains, self._cost(fact, slip, explains, new))
        for relation in violated:
            yield Cause(relation.stated, None, (relation,), _CHANGE + _UNNAMED)

    def _candidates(self, fact: Fact, involved: Sequence[Relation]) -> Iterator[Slip]:
        """使某一条关系成立的值：能直接算出的，和算出的范围之内像笔误的。"""
        quantity = fact.quantity
        tried: set[Decimal] = {quantity.value}
        for relation in involved:
            solved = _solved(relation, fact)
            if solved is None:
                continue
            exact, low, high = solved
            slips = [slip_to(quantity, quantity.rounded_like(exact))]
            if quantity.step < high - low and (high - low) * _NARROW <= abs(exact):
                slips += [_off(slip, exact, quantity) for slip in slips_of(quantity, low, high)]
            for slip in slips:
                if slip.value not in tried:
                    tried.add(slip.value)
                    yield slip
        yield from (slip for slip in unit_slips(quantity) if slip.value not in tried)

    def _impossible(self, fact: Fact, value: Decimal) -> bool:
        """得分不超过分值；原来不是负数的，不会本应是负数（变动率除外）。"""
        if value < 0 <= fact.quantity.value and fact.quantity.unit != "%":
            return True
        limit, score = self._limits.get(fact.id), self._scores.get(fact.id)
        return (limit is not None and value > limit.quantity.value) or (
            score is not None and value < score.quantity.value
        )

    def _cost(self, fact: Fact, slip: Slip, explains: Sequence[Relation], new: Mapping[str, Quantity]) -> int:
        broken = sum(
            _weight(r)
            for r in self._touching[fact.id]
            if r.judgement.holds and not r.holds_with(new) and (r.algorithm or r.stated.id == fact.id)
        )
        stated = any(r.stated.id == fact.id for r in explains)
        rounder_by = max(-1, min(1, rounder(fact.quantity.value, slip.value)))
        return (
            _CHANGE
            + slip.cost
            + _BROKEN * broken
            + (0 if stated else _NOT_STATED)
            - _ROUNDER * (rounder_by + self._unit_fits(fact, new[fact.id]))
            - (1 if self._copied_from_before(fact) else 0)
            - (_OVER_LIMIT if fact.id in self._over else 0)
            + self._marked(fact, slip)
        )

    def _marked(self, fact: Fact, slip: Slip) -> int:
        """分值、得分错一分半分的不照数位来：改正以后恰是满分、别的扣分都写了原因而它没有写的更像；本来就是满分的更不像。"""
        other = self._limits.get(fact.id) or self._scores.get(fact.id)
        if other is None or abs(slip.value - fact.quantity.value) > 1:
            return 0
        eased = min(0, _MARK - slip.cost)
        if slip.value == other.quantity.value:
            return eased - (_FULL if self._reasoned and fact.id not in self._reasoned else 0)
        return eased + (_FULL if fact.quantity.value == other.quantity.value else 0)

    @cached_property
    def _reasoned(self) -> frozenset[str]:
        """写了扣分原因的各项的分值与得分。"""
        rows = [row for table in self._facts.scored for row in table.rows if row.reason is not None]
        return frozenset(f.id for row in rows for f in (row.points, row.self_score) if f)


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


def _with_rivals(best: Cause, singles: Sequence[Cause]) -> Cause:
    """同样能说清、同样像的别的数。"""
    same = {
        c.culprit.id: c.culprit
        for c in singles
        if c.slip
        and c.cost <= best.cost + _NOT_STATED
        and len(c.explains) == len(best.explains)
        and c.culprit.id != best.culprit.id
    }
    return replace(best, rivals=tuple(same.values()))


def _computed(relation: Relation) -> bool:
    """由几个不是零的数算出来的，不是照抄。"""
    return sum(bool(fact.quantity.value) for fact in relation.inputs) > 1


def _solved(relation: Relation, fact: Fact) -> tuple[Decimal, Decimal, Decimal] | None:
    """使关系成立，这个数应当是多少：点值，和可能的范围。"""
    if fact.id == relation.stated.id:
        recomputed = relation.recomputed
        return (recomputed.value, recomputed.low, recomputed.high) if not relation.bound else None
    if relation.bound:
        return None
    stated = relation.stated.quantity
    exact = relation.solved_for(fact, stated.value)
    # 得分是准确数，却是算出来再取舍的
    half = stated.step / 2 if stated.exact and relation.recomputed.rounded else Decimal(0)
    ends = [relation.solved_for(fact, end) for end in (stated.low - half, stated.high + half)]
    if exact is None or any(end is None or not end.is_finite() for end in ends):
        return None
    bounds = [end for end in ends if end is not None]
    slack = (max(bounds) - min(bounds)) * relation.recomputed.rounded
    return exact, min(bounds) - slack, max(bounds) + slack


def _off(slip: Slip, exact: Decimal, quantity: Quantity) -> Slip:
    """落在取舍误差之内而不是恰好的：差得越远越不像。"""
    away = abs(slip.value - quantity.rounded_like(exact)) / quantity.step
    return replace(slip, cost=slip.cost + _AWAY * min(_FAR, int(away)))


def _weight(relation: Relation) -> int:
    """一条成立的关系有多大分量：碰巧成立的、什么偏差都看不出的，分量轻。"""
    if not relation.licensed:
        return _WEAK
    return _SURE if relation.telling else _WEAK
