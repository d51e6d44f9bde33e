"""表内列间关系（columns）：增减额、增减率、占比、单价乘以数量、期初加增减等于期末。

列的名目说了怎么算；是哪几列，表头说得清的听表头，说不清的由多数行决定。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import regex

from normalize import Column, Estimate, Fact, Facts, Row, TableView
from normalize.quantity import HUNDRED
from reconcile.relation import Relation, finer, shown
from reconcile.rule import rule
from reconcile.tables.hierarchy import branches
from reconcile.tables.majority import Way, amount_columns, by_majority, differing, held_in, licensed

_OPENING = regex.compile(r"^(?:年初|期初|上年结转|年初结转|上年结余|年初结余)")
_CLOSING = regex.compile(r"^(?:年末|期末|结转下年|年末结转|年末结余|结转结余)|^调整后|^调整预算数")
_INFLOW = regex.compile(r"增加|追加|调增|收入|增拨|转入")
_OUTFLOW = regex.compile(r"减少|追减|调减|支出|核减|转出|收回")
_NET = regex.compile(r"增减|净额|变动|调整数|调剂")


@rule("CAL102", term="增减额列")
def changes(facts: Facts) -> Iterator[Relation]:
    """增减额列与两列之差不符。

    哪两列相减看表头（本年、上年，或两个年份）；表头看不出的，取多数行减得上的两列。多数行减不上的不报。
    依据：部门决算公开操作规程——增减变化应与对比数据一致。
    """
    for view in facts.tables:
        for column in view.columns:
            if column.role == "change":
                ways = [
                    Way((a, b), lambda v: v[0] - v[1], "{0} − {1}")
                    for a, b in differing(view.columns, column)
                    if a.unit == b.unit == column.unit or not column.unit
                ]
                yield from by_majority("CAL102", view, column, ways)


@rule("CAL103", term="增减率列")
def change_rates(facts: Facts) -> Iterator[Relation]:
    """增减率列与两列算出的增减率不符。

    增减率 = （本年 − 上年）÷ 上年；两列照增减额的办法认。上年为零或负数的行不核（习惯写作100%或“—”）。
    按印出的数复算，末位取舍之内不报。依据：部门决算公开操作规程。
    """
    for view in facts.tables:
        for column in view.columns:
            if column.role == "change_rate":
                ways = [
                    Way((a, b), _growth, "（{0} − {1}）÷ {1}")
                    for a, b in differing(view.columns, column)
                    if a.unit == b.unit
                ]
                yield from by_majority("CAL103", view, column, ways)


@rule("CAL104", term="占比列")
def share_column(facts: Facts) -> Iterator[Relation]:
    """占比列与该行金额占合计的比例不符。

    分母是合计行同一列的数；金额列由多数行决定。没有合计行、合计为零的不报。依据：部门决算公开操作规程。
    """
    for view in facts.tables:
        totals = [
            offered[0].whole for offered in branches(facts, view) if offered[0].basis in {"合计", "编码"}
        ]
        whole = next((row for row in totals if row.kind == "total"), None)
        for column in view.columns:
            if column.role == "share" and whole is not None:
                yield from _shares_of(view, column, whole)


def _shares_of(view: TableView, column: Column, whole: Row) -> Iterator[Relation]:
    best: list[Relation] = []
    for amount in amount_columns(view.columns):
        base = view.grid.get((whole.index, amount.index))
        found = [
            relation
            for row in view.rows
            if base is not None
            and row.index != whole.index
            and (share := view.grid.get((row.index, column.index)))
            and (part := view.grid.get((row.index, amount.index)))
            and (relation := _quotient("CAL104", share, part, base))
        ]
        best = max(best, found, key=held_in)
    yield from licensed(best)


def _quotient(code: str, rate: Fact, part: Fact, whole: Fact) -> Relation | None:
    if whole.quantity.low <= 0:
        return None
    value = part.quantity.estimate / whole.quantity.estimate
    percent = value * Estimate.exactly(HUNDRED) if rate.quantity.unit == "%" else value
    formula = f"{part.raw} ÷ {whole.raw} = {finer(rate, percent.value)}"
    scale = Estimate.exactly(HUNDRED if rate.quantity.unit == "%" else 1)
    return Relation(code, rate, (part, whole), percent, formula, compute=lambda v: v[0] / v[1] * scale)


@rule("CAL105", term="单价乘以数量")
def products(facts: Facts) -> Iterator[Relation]:
    """金额列与单价列乘以数量列的积不符。

    单价按印出的位数容许取舍；多数行乘得上，才指乘不上的那一行，且只请说明（可能有折扣、税费）。
    依据：政府采购货物和服务招标投标管理办法——报价应与单价、数量一致。
    """
    for view in facts.tables:
        roles = {c.role: c for c in reversed(view.columns) if c.role}
        if {"unit_price", "quantity", "amount"} <= roles.keys():
            way = Way((roles["unit_price"], roles["quantity"]), lambda v: v[0] * v[1], "{0} × {1}")
            yield from by_majority("CAL105", view, roles["amount"], [way], severity="warning")


@rule("CAL106", term="期初期末")
def roll_forward(facts: Facts) -> Iterator[Relation]:
    """期末（调整后）的数不等于期初（年初）数加增加减减少。

    各列的增减方向只按表头的字面认，不替报告试正负号；期初、期末各只有一列，而且多数行算得上才指错。
    依据：会计基础工作规范——期初余额加本期增加减本期减少等于期末余额。
    """
    for view in facts.tables:
        opening = [c for c in view.columns if c.path and _OPENING.search(c.path[-1])]
        closing = [c for c in view.columns if c.path and _CLOSING.search(c.path[-1]) and c not in opening]
        if len(opening) != 1 or len(closing) != 1:
            continue
        between = [c for c in amount_columns(view.columns) if c not in (*opening, *closing) and c.path]
        plus = [c for c in between if _INFLOW.search(c.path[-1]) and not _NET.search(c.path[-1])]
        minus = [c for c in between if _OUTFLOW.search(c.path[-1]) and not _NET.search(c.path[-1])]
        net = [c for c in between if _NET.search(c.path[-1])]
        if plus or minus or net:
            yield from _rolled(view, closing[0], opening[0], plus + net, minus)


def _rolled(
    view: TableView, closing: Column, opening: Column, plus: Sequence[Column], minus: Sequence[Column]
) -> Iterator[Relation]:
    """缺的格子按没有发生算；期初、期末都印了数的行才核。"""
    found: list[Relation] = []
    for row in view.rows:
        stated = view.grid.get((row.index, closing.index))
        start = view.grid.get((row.index, opening.index))
        if stated is None or start is None:
            continue
        added = [f for c in plus if (f := view.grid.get((row.index, c.index)))]
        taken = [f for c in minus if (f := view.grid.get((row.index, c.index)))]
        if not added and not taken:
            continue
        value = start.quantity.estimate
        formula = start.raw
        for fact in added:
            value, formula = value + fact.quantity.estimate, f"{formula} + {fact.raw}"
        for fact in taken:
            value, formula = value - fact.quantity.estimate, f"{formula} − {fact.raw}"
        formula = f"{formula} = {shown(stated, value.value)}"
        found.append(
            Relation("CAL106", stated, (start, *added, *taken), value, formula, compute=_signed(len(added)))
        )
    yield from licensed(found)


def _signed(added: int) -> Callable[[Sequence[Estimate]], Estimate]:
    """第一个是期初，其后 added 个相加，余下的相减。"""

    def compute(values: Sequence[Estimate]) -> Estimate:
        value = values[0]
        for position, each in enumerate(values[1:]):
            value = value + each if position < added else value - each
        return value

    return compute


def _growth(values: Sequence[Estimate]) -> Estimate:
    """增减率：分子分母同用一个上年数，所以是 本年 ÷ 上年 − 1。

    Raises:
        ZeroDivisionError: 上年为零或负数。
    """
    now, before = values
    if before.low <= 0:
        raise ZeroDivisionError
    return (now / before - Estimate.exactly(1)) * Estimate.exactly(HUNDRED)
