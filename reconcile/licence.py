"""指错的资格（licence）：配对配错了的，先怪自己，不怪报告。

一份报告里，把不是一回事的两个数当成一回事，比报告写错要常见。下面几种情形，不成立的关系不再指为错误：
同一组配对多数不成立；同一个名目有好几种说法而没有一种占多数；一条规则处处不成立；名目太泛，而两个数又完全不像。只差一处笔误的仍然指出。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace

from extract import Document, Table
from normalize import Fact, Facts
from normalize.metrics import dictionary
from reconcile.relation import Relation
from reconcile.slips import one_slip, slip_to

_SAME = ("TIE101", "TIE201")
_LIKE = 24
"""像笔误的，多半确是同一个数。"""
_RULE_TRIED = 8
"""一条规则至少试了这么多处，才谈得上读错了。"""


def licensed(facts: Facts, relations: Sequence[Relation]) -> list[Relation]:
    """去掉没有资格指错的关系的资格；成立的不动。"""
    same = [r for r in relations if r.rule in _SAME]
    groups = (
        *_mostly_failing(same, lambda r: r.inputs[0].id, least=2, half=_no_majority),
        *_mostly_failing(same, lambda r: _tables(facts.document, r), least=2, half=_half),
        *_mostly_failing(relations, lambda r: r.rule, least=_RULE_TRIED, half=_most),
    )
    doubted = {id(r) for group in groups for r in group if not one_slip(r.stated.quantity, r.recomputed)}
    doubted |= {id(r) for r in same if _vague(r.stated) and not _alike(r)}
    return [replace(r, licensed=False) if id(r) in doubted and not _stands(r) else r for r in relations]


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


def _vague(fact: Fact) -> bool:
    """名目太泛：只说“决算数”，没有说是什么的决算数。"""
    metric = dictionary().by_name.get(fact.metric)
    return metric is not None and metric.kind == "measure" and not fact.qualifiers.subject


def _alike(relation: Relation) -> bool:
    """两个数像是同一个数写错了。"""
    stated, value = relation.stated.quantity, relation.recomputed.value
    return slip_to(stated, stated.rounded_like(value)).cost <= _LIKE
