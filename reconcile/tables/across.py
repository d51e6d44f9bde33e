"""横向合计（across）：表头是合计、小计的列，等于它所辖的各列之和。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from normalize import Column, Facts, TableView
from reconcile.relation import Relation, sum_of
from reconcile.rule import rule
from reconcile.tables.adding import NOT_ADDED, NOT_SUMMED, Pair, cells, held_in, telling_pairs
from reconcile.tables.hierarchy import is_numbering, is_serial

_WHOLE_COLUMN = regex.compile(r"^(?:[\p{Han}]{0,8}(?:合计|小计|总计)|总额|计|总数|全年累计)$")


@rule("SUM102", term="表内横向合计")
def cross_footing(facts: Facts) -> Iterator[Relation]:
    """表中一行的合计列与该行其余各列之和不符。

    合计列的表头写明合计、小计或总计，且多数行加得上，才指加不上的那一行为错。几种可能的组成（同一上级表头之下、其后各列、
    直到下一个合计列）取加得上的行最多的一种；下级表头有自己的小计的，取小计。只有一行的表，看同样的各组合计列是不是多数加得上。
    空格按没有发生算。依据：会计基础工作规范（财政部令第98号）。
    """
    for view in facts.tables:
        groups = [
            max(tried, key=held_in)
            for column in view.columns
            if _is_whole(column)
            and (tried := [_across(view, column, peers) for peers in _peers(view.columns, column)])
        ]
        together = [pair for group in groups for pair in group]
        for group in groups:
            # 只有一行的表，看同样的各组合计列是不是多数加得上
            yield from _majority("SUM102", group, together if len(group) == 1 else group)


def _is_whole(column: Column) -> bool:
    """写明是合计的列。"""
    added = column.role in _ADDED_ROLES
    return added and bool(column.path) and bool(_WHOLE_COLUMN.match(_bare(column.path[-1])))


_ADDED_ROLES = frozenset({"", "budget", "adjusted", "actual_spend"})


def _bare(header: str) -> str:
    return header.partition("（")[0].partition("(")[0]


def _peers(columns: Sequence[Column], whole: Column) -> Iterator[list[Column]]:
    """可能构成合计列的各列。"""
    usable = [c for c in columns if c.index != whole.index and c.role not in NOT_ADDED and not is_serial(c)]
    usable = [c for c in usable if c.unit == whole.unit and (c.role == whole.role or not whole.role)]
    beside = [c for c in usable if c.path[:-1] == whole.path[:-1]]
    under = [c for c in usable if whole.path[:-1] and c.path[: len(whole.path) - 1] == whole.path[:-1]]
    after = [c for c in usable if c.index > whole.index]
    totals = [c for c in usable if _is_whole(c)]
    loose = [c for c in usable if not any(c.path[:-1] and c.path[:-1] == t.path[:-1] for t in totals)]
    for peers in (
        _members(usable, whole.path[:-1]),
        [c for c in beside if not c.role],
        under,
        totals + [c for c in loose if c not in totals],
        after,
    ):
        if len(peers) > 1:
            yield peers


def _members(columns: Sequence[Column], parent: tuple[str, ...]) -> list[Column]:
    """一个上级表头之下的各项：有下级的取它自己的合计列，没有合计列的取下级各列。"""
    depth = len(parent)
    found: list[Column] = []
    for name in dict.fromkeys(
        c.path[depth] for c in columns if c.path[:depth] == parent and len(c.path) > depth
    ):
        group = [c for c in columns if c.path[: depth + 1] == (*parent, name)]
        own = [c for c in group if len(c.path) == depth + 1 or _is_whole(c)]
        found += own[:1] or group
    return found


def _across(view: TableView, column: Column, peers: Sequence[Column]) -> list[Pair]:
    rows = [
        (view.grid.get((row.index, column.index)), cells(view, [row.index], peers))
        for row in view.rows
        if not is_numbering(row)
    ]
    found = [
        (whole, parts)
        for whole, parts in rows
        if whole is not None
        and parts
        and whole.quantity.unit not in NOT_SUMMED
        and {part.quantity.unit for part in parts} == {whole.quantity.unit}
    ]
    # 每一行都只有一列有数的，说不上是几列之和
    return found if any(len(parts) > 1 for _, parts in found) else []


def _majority(code: str, pairs: Sequence[Pair], among: Sequence[Pair]) -> Iterator[Relation]:
    """一组里（among）多数成立，关系才有资格指错。"""
    held, tried = held_in(among), len(telling_pairs(among))
    licensed = tried > 1 and held * 2 >= tried and held > 0
    for whole, parts in pairs:
        yield sum_of(
            code, whole, parts, licensed=licensed, because="同组其余各列（行）均相符" if licensed else ""
        )
