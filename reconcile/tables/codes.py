"""科目的层级（codes）：类、款、项各级科目都列的表，不会单单一处跳过一级。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normalize import Fact, Facts, Row, TableView
from normalize.quantity import ZERO
from reconcile.rule import rule
from reconcile.tables.hierarchy import code_of
from reconcile.types import Finding

_ITEM, _STEP, _FIRST = 7, 2, 3
_OTHERS = 2
"""别的科目至少这么多处逐级列全，才说得上是漏列。"""
_LEVELS = {3: "类", 5: "款", 7: "项"}
_LISTED = 3


@rule("SUM106", term="科目逐级列示")
def skipped_levels(facts: Facts) -> Iterator[Finding]:
    """按科目编码逐级列到项的表，有一处少了一级：项的上面没有款，或者款的下面没有项。

    只在同一张表别的科目都逐级列全（至少两处）、单单这一处不全，而且这一处的数不是零时提出，请单位核实是否漏列了一行；
    少了一级而上一级仍与下级之和相等的，合计看不出来。本来就只列类、项或者只列到款的表不报，政府支出经济分类的表不报。
    依据：政府收支分类科目（类、款、项逐级相属）；部门预决算公开格式。
    """
    for view in facts.tables:
        coded = [_Coded(row, code) for row in view.rows if (code := code_of(row))]
        codes = {one.code for one in coded}
        if len(codes) == len(coded) and max(map(len, codes), default=0) == _ITEM:
            yield from _above(view, coded, codes)
            yield from _below(view, coded, codes)


@dataclass(frozen=True)
class _Coded:
    """有科目编码的一行。"""

    row: Row
    code: str


def _above(view: TableView, coded: Sequence[_Coded], codes: set[str]) -> Iterator[Finding]:
    """项的上面没有款；类之下另有款的，合计自会看出。"""
    items = [one for one in coded if len(one.code) == _ITEM]
    orphans = [one for one in items if one.code[:-_STEP] not in codes]
    parents = {one.code[:-_STEP] for one in items} & codes
    missing = {one.code[:-_STEP] for one in orphans}
    if len(missing) != 1 or len(parents) < _OTHERS:
        return
    wanted = missing.pop()
    root = wanted[:_FIRST]
    if root in codes and not any(len(c) == len(wanted) and c.startswith(root) for c in codes):
        yield from _finding(view, orphans, f"上一级科目{wanted}（款）没有列出")


def _below(view: TableView, coded: Sequence[_Coded], codes: set[str]) -> Iterator[Finding]:
    """类的下面没有款，款的下面没有项。"""
    for size in (_FIRST, _FIRST + _STEP):
        level = [one for one in coded if len(one.code) == size]
        bare = [one for one in level if not any(c != one.code and c.startswith(one.code) for c in codes)]
        if len(bare) == 1 and len(level) > _OTHERS:
            yield from _finding(view, bare, f"下一级科目（{_LEVELS[size + _STEP]}）没有列出")


def _finding(view: TableView, rows: Sequence[_Coded], said: str) -> Iterator[Finding]:
    """指着那一行第一个不是零的数；应补的一行各列等于所列各行之和。"""
    told = [_figures(view, one.row) for one in rows]
    places = [place for place in told[0] if any(figures.get(place) for figures in told)]
    sums = [sum((f[p].quantity.value for f in told if p in f), ZERO) for p in places]
    figures = [(told[0][p], value) for p, value in zip(places, sums, strict=True) if value]
    if not figures:
        return
    first = figures[0][0]
    amounts = "、".join(fact.quantity.printed(value) for fact, value in figures[:_LISTED])
    code, name = rows[0].code, rows[0].row.labels[-1]
    yield Finding(
        code="SUM106",
        severity="warning",
        message=f"“{code} {name}”的{said}，而别的科目都逐级列全，疑漏列了一行（{amounts}）",
        at=first.at,
        expected=amounts,
        question=f"请核实{code}{name}的{said.removesuffix('没有列出')}是否漏列。",
        anchor=f"漏级|{code}|{amounts}",
    )


def _figures(view: TableView, row: Row) -> dict[int, Fact]:
    """一行各列的数。"""
    return {f.at.cell[1]: f for f in view.facts if f.at.cell is not None and f.at.cell[0] == row.index}
