"""纵向合计（footing）：合计、小计、上级科目等于它的各行之和。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from normalize import Column, Fact, Facts, TableView
from reconcile.relation import Relation, sum_of, total
from reconcile.rule import rule
from reconcile.tables.adding import NOT_SUMMED, Pair, cells, held_in, slip, slipped, summable, telling_pairs
from reconcile.tables.hierarchy import Branch, branches, is_detail
from reconcile.tables.nested import top_level


@rule("SUM101", term="表内纵向合计")
def footing(facts: Facts) -> Iterator[Relation]:
    """表中的小计、合计、上级科目与其分项之和不符。

    小计等于同组各行之和；上级科目等于下级科目之和（按科目编码或一、（一）1.的层次）；合计等于各小计及不属于任何组的行之和，
    “其中”行不重复计入；合计行在最前、最后都认。
    同一合计行的多数列，或者同一张表里同样构成的多数合计都加得上，才指加不上的那一处为错；
    各列都加不上、而且都少了一截的，多半是漏了行，作一条发现，请单位说明。
    科目编码的上下级在全文多数加得上的，只有一列的表、只有一个下级科目的也核；下级科目显然没有列全的不报。
    金额与计数须分毫不差；万元等取舍过的数容许取舍尾差，只有一个分项不是零的不容许。
    依据：会计基础工作规范（财政部令第98号）账表数字勾稽的要求；政府收支分类科目（类、款、项）。
    """
    read = [_chosen(facts, view) for view in facts.tables]
    coded = "编码" in _reliable([one for chosen in read for one in chosen])
    for view, chosen in zip(facts.tables, read, strict=True):
        basis = _reliable(chosen)
        note = _note(facts, view)
        held = any(one.held for one in chosen)
        for one in chosen:
            own, tried = one.held, len(telling_pairs(one.pairs))
            sure = own * 2 >= tried > 1 and own > 0
            settled = one.alone or one.branch.basis != "合计" or slipped(one.pairs)
            sure = sure or (one.branch.basis in basis and settled)
            only = len(one.pairs) == 1 and one.branch.basis not in {"层级", "编码"}
            sure = sure or (only and (one.alone or slipped(one.pairs)))
            if coded and one.branch.basis == "编码" and (own or held):
                sure = sure or all(_listed_whole(w, p) for w, p in one.pairs)
            for whole, parts in one.pairs:
                because = "同组其余各列（行）均相符" if sure and own else ""
                noted = bool(note) and _named_in(note, facts, whole)
                licensed = sure and not noted and not _average(whole, parts)
                yield sum_of("SUM101", whole, top_level(whole, parts), licensed=licensed, because=because)


def _average(whole: Fact, parts: Sequence[Fact]) -> bool:
    """在各项的最小与最大之间，去掉最大的一项其余的和还是比它大：合计行里印的是平均数（每场成本、日均周转），不是一项写错。"""
    values = sorted(part.quantity.value for part in parts)
    if len(values) < _SEVERAL or not values[0] <= whole.quantity.value <= values[-1]:
        return False
    rest = sum(sorted(map(abs, values))[:-1], Decimal(0))
    return abs(whole.quantity.value) < rest


_SEVERAL = 3


def _note(facts: Facts, view: TableView) -> str:
    """表下说明合计不是相加来的一段；没有为空串。"""
    after = facts.document.blocks[view.block + 1 : view.block + 2]
    text = getattr(after[0], "text", "") if after else ""
    return text if _NOT_A_SUM.search(text) else ""


def _named_in(note: str, facts: Facts, whole: Fact) -> bool:
    """说明里提到了这一列。"""
    return any(name and name[-_NAME:] in note for name in facts.names_of(whole.at))


_NOT_A_SUM = regex.compile("去重|不重复|重复计|加权|直接相加|不[可能]相加|不等于")
_NAME = 3


@dataclass(frozen=True)
class _Chosen:
    """选定的一种构成和它各列的和与分项，加得上的有 held 列；alone 为真，是只有这一种可能。"""

    branch: Branch
    pairs: list[Pair]
    held: int
    alone: bool


def _chosen(facts: Facts, view: TableView) -> list[_Chosen]:
    columns = [c for c in _left_half(view.columns) if summable(c)]
    return [_best(view, columns, offered) for offered in branches(facts, view)]


def _listed_whole(whole: Fact, parts: Sequence[Fact]) -> bool:
    """下级科目像是列全了的：差得不多，或者只差一处笔误。"""
    lacking = abs(whole.quantity.value - total(parts).value)
    return lacking * _NEARLY <= abs(whole.quantity.value) or slip(whole, parts)


_NEARLY = 10


def _left_half(columns: Sequence[Column]) -> list[Column]:
    """左右并排的两张表（项目|金额|项目|金额）只取左半：右半的行标题不是左边的那一列。"""
    first = columns[0].path[-1] if columns and columns[0].path else ""
    second = next((c.index for c in columns[1:] if c.path and c.path[-1] == first and first in _LABELS), None)
    repeated = second if second is not None and second > 1 else None
    return [c for c in columns if repeated is None or c.index < repeated]


_LABELS = frozenset({"项目", "科目名称", "经济分类科目编码", "科目编码", "收入", "支出", "功能分类科目编码"})


def _best(view: TableView, columns: Sequence[Column], offered: tuple[Branch, ...]) -> _Chosen:
    """几种可能的分项里，加得上的列最多的一种。"""
    alone = len(offered) == 1
    tried = [
        _Chosen(branch, pairs, held_in(pairs), alone)
        for branch in offered
        for pairs in [_pairs(view, branch, columns)]
    ]
    most = max(one.held for one in tried)
    best = [one for one in tried if one.held == most]
    return best[0] if len(best) == 1 else next((one for one in best if slipped(one.pairs)), best[0])


def _pairs(view: TableView, branch: Branch, columns: Sequence[Column]) -> list[Pair]:
    """各列的和与分项；只有一个下级科目的，上级就等于它；同一行组只有一行的，小计就等于它。"""
    found: list[Pair] = []
    grouped = branch.basis == "小计" and len(branch.whole.labels) > 1
    group = branch.whole.labels[:-1]
    partial = grouped and any(is_detail(row) and row.labels[:-1] == group for row in view.rows)
    single = branch.basis == "编码" or (grouped and len(columns) > 1 and not partial)
    for column in columns:
        whole = view.grid.get((branch.whole.index, column.index))
        parts = cells(view, [part.index for part in branch.parts], [column])
        if whole is not None and whole.quantity.unit not in NOT_SUMMED and parts:
            alike = {part.quantity.unit for part in parts} == {whole.quantity.unit}
            if alike and (len(parts) > 1 or len(branch.parts) > 1 or single):
                found.append((whole, parts))
    return found


def _reliable(chosen: Sequence[_Chosen]) -> frozenset[str]:
    """多数加得上的那些构成方式：至少三处，其中三分之二相符。"""
    found: set[str] = set()
    for basis in {one.branch.basis for one in chosen}:
        alike = [one for one in chosen if one.branch.basis == basis]
        told = sum(len(telling_pairs(one.pairs)) for one in alike)
        if told >= 3 and sum(one.held for one in alike) * 3 >= told * 2:
            found.add(basis)
    return frozenset(found)
