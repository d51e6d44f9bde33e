"""总数的边界（bounds）：收支平衡，占比合计百分之百，其中不超过总数。"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from normalize import Column, Fact, Facts, TableView
from reconcile.relation import Relation, sum_of
from reconcile.rule import rule
from reconcile.tables.adding import NOT_SUMMED, cells, summable
from reconcile.tables.hierarchy import Branch, branches, details


@rule("SUM105", term="收支平衡")
def balanced(facts: Facts) -> Iterator[Relation]:
    """收支总表左边的收入总计与右边的支出总计不等。

    只看左右并列、一边写明收入、一边写明支出的表，两边的总计在同一行，或都是各自的最后一个合计。
    依据：部门决算报表制度、部门预算公开格式——收支总表的收入总计等于支出总计。
    """
    halves: dict[int, list[TableView]] = {}
    for view in facts.tables:
        halves.setdefault(view.block, []).append(view)
    for views in halves.values():
        if len(views) == len(_SIDES) and all(_told(v, side) for v, side in zip(views, _SIDES, strict=True)):
            ends = [_end(view) for view in views]
            if ends[0] and ends[1] and ends[0].quantity.unit == ends[1].quantity.unit:
                yield sum_of("SUM105", ends[1], [ends[0]], because="收入总计应等于支出总计")


_SIDES = ("收入", "支出")


def _told(view: TableView, side: str) -> bool:
    """这一半的表头或者合计行写明是收入（支出）。"""
    headers = "".join(text for column in view.columns for text in column.path)
    other = _SIDES[1 - _SIDES.index(side)]
    return side in headers and other not in headers


def _end(view: TableView) -> Fact | None:
    """最后一个写明总计的行的金额；有几列的是第一列。"""
    rows = [row for row in view.rows if row.kind == "total" and "总计" in row.labels[-1]]
    if len(rows) != 1:
        return None
    found = cells(view, [rows[0].index], [c for c in view.columns if summable(c)])
    return found[0] if found else None


@rule("SUM103", term="占比合计")
def shares(facts: Facts) -> Iterator[Relation]:
    """占比列各项之和不是合计行的占比（100%）。

    只核对表头写明占比、比重，并有合计行的列；占比列里有空格的、可多选的问卷（合计超过100%且合计行照写）不报。
    依据：会计基础工作规范（财政部令第98号）；各项占比互斥而且列全时合计为100%。
    """
    for view in facts.tables:
        for column in view.columns:
            if column.role == "share":
                for offered in branches(facts, view):
                    tried = [r for branch in offered for r in _shares(view, column, branch)]
                    yield from [r for r in tried if r.holds][:1] or tried[:1]


def _shares(view: TableView, column: Column, branch: Branch) -> Iterator[Relation]:
    whole = view.grid.get((branch.whole.index, column.index))
    parts = cells(view, [part.index for part in branch.parts], [column])
    if whole is None or any(part.quantity.value == whole.quantity.value for part in parts):
        # 有一项就占了全部：只有一个大项，下面的是它的细项
        return
    if len(parts) == len(branch.parts) > 1 and branch.basis in {"合计", "小计"}:
        yield sum_of("SUM103", whole, parts, because="各项占比应合成合计的占比")


@rule("SUM104", term="其中不超过总数")
def details_within(facts: Facts) -> Iterator[Relation]:
    """表中“其中”行的数大于它所属的那一行。

    逐列比较；有负数的（冲减、退回）不报，各列都超过的（多半不是从属关系）不报。
    依据：部分不大于整体；部门决算报表制度对“其中”项的填列要求。
    """
    for view in facts.tables:
        columns = [c for c in view.columns if summable(c) and not (c.path and _DIFFERENCE.search(c.path[-1]))]
        for whole, part in details(view.rows):
            found = [
                (over, below)
                for c in columns
                if (over := view.grid.get((whole.index, c.index)))
                and (below := view.grid.get((part.index, c.index)))
                and over.quantity.unit == below.quantity.unit
                and over.quantity.value >= 0 <= below.quantity.value
                and over.quantity.unit not in NOT_SUMMED
            ]
            outside = sum(below.quantity.low > over.quantity.high for over, below in found)
            for over, below in found if outside < len(found) or len(found) == 1 else ():
                yield within("SUM104", below, over, because="“其中”应不大于总数")


_DIFFERENCE = regex.compile("比(?![例重率])|较|增减|差额|变动|变化")
"""差额有正有负，“其中”的一项可以比总的差额大。"""


def within(code: str, part: Fact, whole: Fact, *, because: str) -> Relation:
    """部分不超过整体。"""
    return Relation(
        code,
        part,
        (whole,),
        whole.quantity.estimate,
        f"{part.raw} ≤ {whole.raw}",
        bound=True,
        because=because,
    )
