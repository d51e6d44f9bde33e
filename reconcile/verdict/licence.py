"""指错的资格（licence）：配对配错了的，先怪自己，不怪报告。

一份报告里，把不是一回事的两个数当成一回事，比报告写错要常见。下面几种情形，不成立的关系不再指为错误：
同一组配对多数不成立；同一个名目有好几种说法而没有一种占多数；一条规则处处不成立；名目太泛，而两个数又完全不像。只差一处笔误的仍然指出。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extract import Document, Table
from extract.document import Block
from normalize import Fact, Facts
from normalize.cells import is_nil, read_quantity
from normalize.metrics import dictionary
from reconcile.digits import printed_digits
from reconcile.ladder import judge
from reconcile.likely import likely
from reconcile.relation import Relation, total
from reconcile.slips import one_slip, slip_to
from reconcile.verdict.accounted import accounted
from reconcile.verdict.misread import misread
from reconcile.verdict.otherwise import meant_otherwise
from reconcile.verdict.regrouped import adds_otherwise
from reconcile.verdict.spoken_for import spoken_for
from reconcile.verdict.together import named_together, one_unit

_EXCUSES = (meant_otherwise, adds_otherwise, misread, accounted)
_SAME = ("TIE101", "TIE201")
_LOOSE = ("CAL201", "CAL204", "CAL206", "DOM102")
"""叙述里的配对靠措辞认，认错的比写错的多：差得离奇、又不像笔误的，先怪自己。"""
_LIKE, _SWAPPED = 24, 8
"""像笔误的，多半确是同一个数。"""
_ONE, _THREE = 12, 3
"""三位以内的数，差两位的不像笔误。"""
_NAMED, _RUN = 3, 4
_NEAR = Decimal(10)
_RULE_TRIED = 8
"""一条规则至少试了这么多处，才谈得上读错了。"""


def licensed(facts: Facts, relations: Sequence[Relation]) -> list[Relation]:
    """去掉没有资格指错的关系的资格；成立的不动。"""
    ordinals = _ordinals(facts)
    relations = [r for r in relations if not ordinals or not any(f.id in ordinals for f in r.members)]
    same = [r for r in relations if r.rule in _SAME]
    groups = (
        *_mostly_failing(same, lambda r: r.inputs[0].id, least=2, half=_no_majority),
        *_mostly_failing(same, lambda r: _tables(facts.document, r), least=2, half=_half),
        *_mostly_failing(relations, lambda r: r.rule, least=_RULE_TRIED, half=_most),
    )
    failing = {id(r): r for group in groups for r in group if not _stands(r)}
    doubted = {name for name, r in failing.items() if not one_slip(r.stated.quantity, r.recomputed)}
    doubted |= {id(r) for r in same if id(r) not in doubted and not _stands(r) and not _alike(r)}
    undoubted = [r for r in same if id(r) not in doubted]
    doubted |= {id(r) for r in _both_upheld(undoubted, relations)}
    doubted |= {id(r) for r in spoken_for(relations)}
    doubted |= {
        id(r)
        for r in relations
        if r.rule in _LOOSE
        and r.licensed
        and not r.explicit
        and not _stands(r)
        and not likely(r)
        and not named_together(facts, r)
    }
    doubted |= {id(r) for r in _unsupported(facts, relations)}
    doubted |= {
        id(r)
        for r in relations
        if r.licensed and not _stands(r) and any(excuse(facts, r) for excuse in _EXCUSES)
    }
    return [
        _without(r)
        if id(r) in doubted and not _stands(r) and not one_unit(r)
        else _explained(_regained(_surely_paired(facts, r)))
        for r in relations
    ]


def _surely_paired(facts: Facts, relation: Relation) -> Relation:
    """一句里点了名的率和它的分子、分母，换一个单位就恰好加得上的列举，配不错。"""
    if one_unit(relation):
        return replace(relation, licensed=True, explicit=True, severity="error", because="")
    return replace(relation, explicit=True) if named_together(facts, relation) else relation


def _both_upheld(same: Sequence[Relation], relations: Sequence[Relation]) -> Iterator[Relation]:
    """两处的数各与自己的数对得上，而且用的不是同样的数：各说各的（点位整改率、隐患整改率；甲项目预算、乙项目预算）。"""
    failing = [r for r in same if not _stands(r)]
    asked = {fact.id for relation in failing for fact in (relation.stated, relation.inputs[0])}
    upheld: dict[str, list[frozenset[Decimal]]] = defaultdict(list)
    for relation in relations if asked else ():
        members = [member for member in relation.members if member.id in asked]
        # 只在取舍误差之内的，说不上各与自己的数对得上
        exactly = members and relation.judgement.verdict == "符合" and relation.telling
        if exactly and len(relation.inputs) > 1 and not relation.bound:
            for member in members:
                others = (fact for fact in relation.members if fact.id != member.id)
                upheld[member.id].append(frozenset(fact.quantity.value for fact in others))
    for relation in failing:
        one, other = upheld[relation.stated.id], upheld[relation.inputs[0].id]
        if any(not a & b for a in one for b in other):
            yield relation


def _regained(relation: Relation) -> Relation:
    """同名的两个数只差一处笔误，碰巧的可能极小，不论上下文是否读全，都指得出。"""
    if relation.rule not in _SAME or relation.licensed or _stands(relation) or not relation.stated.known:
        return relation
    if relation.stated.sentence is not None and relation.stated.sentence == relation.inputs[0].sentence:
        # 一句里并列着说的，各是各的
        return relation
    if min(printed_digits(relation.stated.quantity), printed_digits(relation.inputs[0].quantity)) <= _SHORT:
        # 两位的数颠倒过来，多半是碰巧
        return relation
    slip = slip_to(relation.stated.quantity, relation.recomputed.value)
    swapped = slip.cost <= _SWAPPED and relation.stated.quantity.unit == relation.inputs[0].quantity.unit
    telling = swapped or one_slip(relation.stated.quantity, relation.recomputed)
    return replace(relation, licensed=True) if telling else relation


_SHORT = 2


def _ordinals(facts: Facts) -> frozenset[str]:
    """行次、栏次：一行或一列里逐个加一的整数，不是数据。"""
    found: set[str] = set()
    for view in facts.tables:
        for axis in (0, 1):
            lines: dict[int, list[Fact]] = defaultdict(list)
            for fact in view.facts:
                if fact.at.cell is not None:
                    lines[fact.at.cell[axis]].append(fact)
            for line in lines.values():
                found.update(_counting(sorted(line, key=lambda fact: fact.at.cell or (0, 0))))
    return frozenset(found)


def _counting(line: Sequence[Fact]) -> list[str]:
    """逐个加一的一串，至少四个。"""
    run: list[Fact] = []
    found: list[str] = []
    for fact in line:
        number = fact.quantity.value / fact.quantity.scale
        follows = run and number == run[-1].quantity.value / run[-1].quantity.scale + 1
        run = [*run, fact] if follows and fact.quantity.step == fact.quantity.scale else [fact]
        if len(run) >= _RUN:
            found += [member.id for member in run]
    return found


def _without(relation: Relation) -> Relation:
    return replace(relation, licensed=False) if relation.licensed else relation


def _explained(relation: Relation) -> Relation:
    """多加的正好是一个分项：或者合计漏加了它，或者它已含在别的分项里，请单位说明。"""
    if relation.rule != "SUM101" or _stands(relation) or relation.severity != "error":
        return relation
    if _counted_twice(relation):
        return _without(relation)
    excess = relation.recomputed.value - relation.stated.quantity.value
    twice = next((f for f in relation.inputs if excess and f.quantity.value == excess), None)
    if twice is None:
        return relation
    because = f"相差的正好是“{twice.named}”，或者合计漏加了它，或者它已含在别的分项里"
    return replace(relation, severity="warning", because=because)


def _counted_twice(relation: Relation) -> bool:
    """分项里有两个数相同，去掉一个就加得上：一个是小计，一个是它仅有的分项（几个分项的见 tables/nested.py）。"""
    values = [fact.quantity.value for fact in relation.inputs]
    for position, fact in enumerate(relation.inputs):
        if fact.quantity.value and values.count(fact.quantity.value) > 1:
            rest = [other for i, other in enumerate(relation.inputs) if i != position]
            if judge(relation.stated.quantity, total(rest)).verdict != "不符":
                return True
    return False


def _unsupported(facts: Facts, relations: Sequence[Relation]) -> list[Relation]:
    """没有分开读的左右两栏、别的列都是零的行：同一行里没有一个不为零的合计加得上，就说不上读对了构成。"""
    groups: dict[tuple[int, int, int], list[Relation]] = defaultdict(list)
    starts: dict[int, tuple[int, ...]] = {}
    halved = {view.block for view in facts.tables if view.columns and view.columns[0].index}
    footed = [r for r in relations if r.rule == "SUM101"]
    wrong = {r.stated.at.block for r in footed if not _stands(r)}
    for relation in footed:
        at = relation.stated.at
        if at.block is not None and at.block in wrong and at.cell is not None:
            if at.block not in starts:
                starts[at.block] = _label_starts(facts.document.blocks[at.block])
            side = sum(start <= at.cell[1] for start in starts[at.block])
            groups[at.block, at.cell[0], side].append(relation)
    return [
        r
        for (block, _, _), group in groups.items()
        if (len(group) > 1 or (len(starts[block]) > 1 and block not in halved))
        and not any(_stands(r) and r.stated.quantity.value for r in group)
        for r in group
        if not one_slip(r.stated.quantity, r.recomputed) and not _mistyped(r)
    ]


def _mistyped(relation: Relation) -> bool:
    """恰有一个分项差一万倍，就是单位写错了。"""
    for fact in relation.inputs:
        wanted = relation.solved_for(fact, relation.stated.quantity.value)
        if wanted is not None and fact.quantity.rounded_like(wanted) == fact.quantity.value * _MYRIAD != 0:
            return True
    return False


_MYRIAD = Decimal(10_000)


def _label_starts(table: Block) -> tuple[int, ...]:
    """行标题占的列从哪里开始，几列相连的只算一处；左右并列的表有两处。"""
    if not isinstance(table, Table):
        return ()
    labels = []
    for column in range(table.columns):
        texts = [
            cell.text
            for row in range(table.header_rows, table.rows)
            if (cell := table.cell(row, column)).column == column and not is_nil(cell.text)
        ]
        named = sum(read_quantity(text) is None for text in texts)
        if named >= _NAMED and named * 2 > len(texts):
            labels.append(column)
    return tuple(column for column in labels if column - 1 not in labels)


def _mostly_failing(
    relations: Iterable[Relation],
    key: Callable[[Relation], Hashable | None],
    *,
    least: int,
    half: Callable[[int, int], bool],
) -> list[list[Relation]]:
    """按 key 分组，不成立的过多的各组；key 为 None 的不算。"""
    groups: dict[Hashable, list[Relation]] = defaultdict(list)
    for relation in relations:
        name = key(relation)
        if name is not None and relation.licensed:
            groups[name].append(relation)
    return [
        group
        for group in groups.values()
        if len(group) >= least and half(sum(not _stands(r) for r in group), len(group))
    ]


def _no_majority(failed: int, tried: int) -> bool:
    """连同被比的一处，说法相同的不到一半。"""
    return (tried - failed + 1) * 2 <= tried + 1


def _half(failed: int, tried: int) -> bool:
    return failed * 2 >= tried


def _most(failed: int, tried: int) -> bool:
    return failed * 4 >= tried * 3


def _stands(relation: Relation) -> bool:
    return relation.judgement.verdict in {"符合", "尾差", "尾差偏大"}


def _tables(document: Document, relation: Relation) -> Hashable | None:
    """两处都在表里的，是哪两张表。"""
    blocks = (relation.stated.at.block, relation.inputs[0].at.block)
    in_tables = all(b is not None and isinstance(document.blocks[b], Table) for b in blocks)
    return tuple(sorted(b or 0 for b in blocks)) if in_tables else None


def _alike(relation: Relation) -> bool:
    """两个数像是同一个数写错了。

    说明了是谁的、比率、人数，名目已经够窄；没有说是什么的“决算数”一类，名目太泛，要像笔误才算；其余的，相差不到一成也算。
    """
    fact, value = relation.stated, relation.recomputed.value
    stated = fact.quantity
    if bool(stated.value) != bool(value):
        return False
    cost = slip_to(stated, stated.rounded_like(value)).cost
    if fact.sentence is not None and relation.inputs[0].sentence is not None:
        # 都在正文里的，名称读得再全也常是两件事（各类人员、各笔款项），要像笔误
        return cost <= (_LIKE if printed_digits(fact.quantity) > _THREE else _ONE)
    if fact.sentence is not None and stated.unit == "元" and printed_digits(fact.quantity) <= _THREE:
        # “当年支付2.05亿元”与表里两年的合计
        return cost <= _ONE
    metric = dictionary().by_name.get(fact.metric)
    if fact.qualifiers.subject or stated.unit != "元" or metric is None:
        return True
    near = abs(stated.value - value) * _NEAR <= max(abs(stated.value), abs(value))
    if near and metric.kind != "measure":
        return True
    return slip_to(stated, stated.rounded_like(value)).cost <= _LIKE
