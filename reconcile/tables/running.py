"""累计列（running totals）：逐行累计的列，以及跟着它走的累计进度、占比列。

累计数 = 上一行的累计数 + 本行的发生数；累计进度与累计数成比例。哪一列是累计看表头，多数行算得上才指算不上的那一行。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product

import regex

from normalize import Column, Estimate, Fact, Facts, Row, TableView
from reconcile.likely import one_change
from reconcile.relation import Relation, finer, sum_of
from reconcile.rule import rule
from reconcile.tables.hierarchy import is_numbering, is_serial

_RUNNING = regex.compile(r"累计")
_FOLLOWING = regex.compile(r"(?:累计|完成|支出|支付|执行)?进度|累计.{0,8}[率比重]|占比|比重|比例|百分比")
_PLANNED = regex.compile(r"序时|计划|目标|应达")
_LEAST, _SURE = 2, 3
_PERCENT = "%"


@rule("CAL110", term="累计列")
def running_totals(facts: Facts) -> Iterator[Relation]:
    """累计列不等于上一行的累计加本行的发生数，或者累计进度与累计数不成比例。

    表头写明“累计”的列逐行核对；进度、占比列由同一表中与它成比例的金额列推算，以多数行都合得上的一行为准。
    至少三行，多数算得上才指算不上的那一行，合计行不参与。依据：预算法实施条例——按月报送累计执行数；累计数的含义。
    """
    for view in facts.tables:
        rows = [row for row in view.rows if row.kind == "item" and not is_numbering(row)]
        columns = [c for c in view.columns if c.path and not is_serial(c)]
        for column in columns if len(rows) >= _SURE else ():
            if _RUNNING.search(column.path[-1]):
                yield from _accumulated(view, rows, columns, column)
            if _FOLLOWING.search(column.path[-1]) and not _PLANNED.search(column.path[-1]):
                yield from _proportional(view, rows, columns, column)


def _accumulated(
    view: TableView, rows: Sequence[Row], columns: Sequence[Column], column: Column
) -> Iterator[Relation]:
    """逐行累计：第一行的累计就是发生数，或者还有以前的累计。"""
    tried = [
        _steps(view, rows, column, single)
        for single in columns
        if single is not column and not _RUNNING.search(single.path[-1])
    ]
    yield from _by_majority(max(tried, key=_held, default=[]))


def _steps(view: TableView, rows: Sequence[Row], column: Column, single: Column) -> list[Relation]:
    found = []
    first = [view.grid.get((rows[0].index, c.index)) for c in (column, single)]
    if first[0] and first[1] and first[0].quantity.unit == first[1].quantity.unit:
        opening = sum_of("CAL110", first[0], [first[1]])
        # 不等的是以前年度已有累计
        found += [opening] if opening.holds else []
    for before, row in pairwise(rows):
        facts = [
            view.grid.get((r.index, c.index)) for r, c in ((row, column), (before, column), (row, single))
        ]
        stated, last, added = facts
        if stated and last and added and len({f.quantity.unit for f in (stated, last, added)}) == 1:
            found.append(sum_of("CAL110", stated, [last, added], because="累计等于上期累计加本期发生"))
    return found


def _proportional(
    view: TableView, rows: Sequence[Row], columns: Sequence[Column], column: Column
) -> Iterator[Relation]:
    """进度列与一列金额成比例：以一行为准，其余各行推算得出。"""
    wanted = [c for c in columns if c is not column and _RUNNING.search(c.path[-1])] or [
        c for c in columns if c is not column
    ]
    best: list[Relation] = []
    for amount, base in product(wanted, rows):
        tried = _scaled(view, rows, column, amount, base)
        if not best or _held(tried) > _held(best):
            best = tried
        if _held(best) == len(rows) - 1:
            # 其余各行都合得上，不会有更好的
            break
    yield from _by_majority(best)


@rule("CAL115", term="逐年增减列")
def year_on_year(facts: Facts) -> Iterator[Relation]:
    """一行一年的表，增减率列与本行、上一行算出的不符。

    行标题是接连的年份，表头写明增长、增减、同比；哪一列的增减由算得上的行决定，至少一行算得上。依据：表头原文。
    """
    for view in facts.tables:
        rows = [row for row in view.rows if row.labels and _YEAR.search(row.labels[-1])]
        years = [int(_YEAR.search(row.labels[-1])[1]) for row in rows]  # type: ignore[index]
        if len(rows) < _LEAST or any(b != a + 1 for a, b in pairwise(years)):
            continue
        for column in view.columns:
            if (
                column.path
                and _GROWN.search(column.path[-1])
                and not _PRIOR.search("".join(column.path[:-1]))
            ):
                amounts = [c for c in view.columns if c is not column and c.path and not is_serial(c)]
                tried = [_grown(view, rows, column, amount) for amount in amounts]
                best = max(tried, key=_held, default=[])
                if _held(best) and (len(best) - _held(best)) <= max(1, _held(best) // 2):
                    yield from best


_YEAR = regex.compile(r"^(20\d\d)年?度?$")
_GROWN = regex.compile(r"同比|比上年|较上年|环比|增长|增幅|增减率|增速")
_PRIOR = regex.compile(r"基期|累计")


def _grown(view: TableView, rows: Sequence[Row], column: Column, amount: Column) -> list[Relation]:
    found = []
    for before, row in pairwise(rows):
        stated = view.grid.get((row.index, column.index))
        now, prior = (view.grid.get((r.index, amount.index)) for r in (row, before))
        if stated is None or now is None or prior is None or stated.quantity.unit != _PERCENT:
            continue
        if now.quantity.unit == prior.quantity.unit != _PERCENT and prior.quantity.low > 0:
            value = _growth([now.quantity.estimate, prior.quantity.estimate])
            formula = f"（{now.raw} − {prior.raw}）÷ {prior.raw} = {finer(stated, value.value)}"
            because = "表头写明是比上年"
            found.append(
                Relation("CAL115", stated, (now, prior), value, formula, because=because, compute=_growth)
            )
    return found


def _growth(values: Sequence[Estimate]) -> Estimate:
    return (values[0] / values[1] - Estimate.exactly(1)) * Estimate.exactly(100)


def _scaled(
    view: TableView, rows: Sequence[Row], column: Column, amount: Column, base: Row
) -> list[Relation]:
    """以 base 行为准推算各行的百分比。"""
    known = view.grid.get((base.index, column.index)), view.grid.get((base.index, amount.index))
    rate, whole = known
    if rate is None or whole is None or rate.quantity.unit != _PERCENT:
        return []
    if whole.quantity.unit == _PERCENT or rate.quantity.low <= 0 or whole.quantity.low <= 0:
        return []
    found = []
    for row in rows:
        stated, part = view.grid.get((row.index, column.index)), view.grid.get((row.index, amount.index))
        if stated and part and row is not base and part.quantity.unit == whole.quantity.unit:
            found.append(_share(stated, part, rate, whole))
    return found


def _share(stated: Fact, part: Fact, rate: Fact, whole: Fact) -> Relation:
    value = _follow([part.quantity.estimate, rate.quantity.estimate, whole.quantity.estimate])

    def formula() -> str:
        return f"{part.raw} × {rate.raw} ÷ {whole.raw} = {finer(stated, value.value)}"

    return Relation("CAL110", stated, (part, rate, whole), value, formula, compute=_follow)


def _follow(values: Sequence[Estimate]) -> Estimate:
    return values[0] * values[1] / values[2]


def _held(found: Sequence[Relation]) -> int:
    return sum(r.holds for r in found)


def _by_majority(found: Sequence[Relation]) -> Iterator[Relation]:
    """算得上的至少两行、比算不上的多；算不上的只错一处才指为错，否则请单位说明。"""
    held = [r for r in found if r.holds and r.stated.quantity.value]
    # 一个累计数写错，本行和下一行都算不上，只算一处
    failed = sum(
        not r.holds and (before is None or before.holds)
        for before, r in zip([None, *found], found, strict=False)
    )
    sure = len(held) >= _LEAST and failed <= max(1, len(held) // 2) and any(r.telling for r in held)
    for relation in found:
        if relation.holds:
            yield relation if sure else replace(relation, licensed=False)
        elif sure:
            slip = one_change(relation)
            yield replace(
                relation,
                severity="error" if slip else "warning",
                because=relation.because or "其余各行均按此算得上",
            )
