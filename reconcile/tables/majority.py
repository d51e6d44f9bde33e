"""多数行（majority）：哪两列相减、以哪列为分母说不清的，由多数行决定；多数行算得上，才指算不上的那一行。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import regex

from normalize import Column, Estimate, Fact, Row, TableView
from normalize.quantity import HUNDRED
from reconcile.ladder import judge
from reconcile.relation import Relation, finer, shown
from reconcile.tables.hierarchy import is_serial

_DERIVED = frozenset(
    {"rate", "share", "change", "change_rate", "points", "self_score", "unit_price", "quantity"}
)
_SAMPLED = 12
"""挑选相减、相除的列时最多看这么多行。"""
_WIDE = 10
"""列数超过这么多的表，只在相邻的列里找。"""
_PRIOR = regex.compile(r"上年|去年|上一年|上期|基期")
_CURRENT = regex.compile(r"本年|当年|今年|本期|报告期")
_YEAR = regex.compile(r"(20\d\d)\s*年")


@dataclass(frozen=True)
class Way:
    """一种算法：用哪几列、怎么算、算式怎么写。"""

    columns: tuple[Column, ...]
    compute: Callable[[Sequence[Estimate]], Estimate]
    pattern: str


def amount_columns(columns: Sequence[Column]) -> list[Column]:
    """可以用来算别的列的各列。"""
    return [
        c
        for c in columns
        if c.role not in _DERIVED and c.unit not in {"%", "分"} and c.path and not is_serial(c)
    ]


def differing(columns: Sequence[Column], derived: Column) -> list[tuple[Column, Column]]:
    """可能的（本年，上年）：表头写明的只此一对；否则各种配对，列太多的只取左邻右舍。"""
    amounts = amount_columns(columns)
    prior = [c for c in amounts if _PRIOR.search("".join(c.path))]
    current = [c for c in amounts if _CURRENT.search("".join(c.path)) and c not in prior]
    if len(prior) == len(current) == 1:
        return [(current[0], prior[0])]
    years = {int(y[1]): c for c in amounts if (y := _YEAR.search("".join(c.path)))}
    if len(years) == len(amounts) == 2:
        return [(years[max(years)], years[min(years)])]
    if len(amounts) > _WIDE:
        amounts = [c for c in amounts if abs(c.index - derived.index) <= 3]
    return list(permutations(amounts, 2))


def by_majority(
    code: str, view: TableView, target: Column, ways: Sequence[Way], severity: str = "error"
) -> Iterator[Relation]:
    """几种算法里多数行算得上的一种。"""
    best = max(ways, key=lambda way: _fits(view, target, way), default=None)
    if best is None:
        return
    found = [r for row in view.rows if (r := _relation(code, view, target, best, row, severity))]
    yield from licensed(found, certain=len(ways) == 1)


def _fits(view: TableView, target: Column, way: Way) -> int:
    """抽看前若干行，算得上的有几行。"""
    count = 0
    for row in view.rows[:_SAMPLED]:
        stated = view.grid.get((row.index, target.index))
        value = _computed(view, way, row)
        if stated is not None and value is not None and value.value and judge(stated.quantity, value).holds:
            count += 1
    return count


def _operands(view: TableView, way: Way, row: Row) -> list[Fact] | None:
    found = [f for c in way.columns if (f := view.grid.get((row.index, c.index))) and not f.quantity.hedge]
    return found if len(found) == len(way.columns) else None


def _computed(view: TableView, way: Way, row: Row) -> Estimate | None:
    operands = _operands(view, way, row)
    if operands is None:
        return None
    try:
        return way.compute([_loosened(c, f) for c, f in zip(way.columns, operands, strict=True)])
    except ZeroDivisionError:
        return None


def _loosened(column: Column, fact: Fact) -> Estimate:
    """单价往往是除出来的，按印出的位数容许取舍；其余照印出的数。"""
    quantity = fact.quantity
    if column.role != "unit_price" or not quantity.exact:
        return quantity.estimate
    slack = quantity.step / 2
    return Estimate(value=quantity.value, low=quantity.value - slack, high=quantity.value + slack, rounded=1)


def _relation(
    code: str, view: TableView, target: Column, way: Way, row: Row, severity: str
) -> Relation | None:
    stated = view.grid.get((row.index, target.index))
    value = _computed(view, way, row)
    operands = _operands(view, way, row)
    if stated is None or value is None or operands is None:
        return None
    scale = Estimate.exactly(HUNDRED if stated.quantity.unit == "%" and code == "CAL107" else 1)
    value = value * scale
    written = way.pattern.format(*(f.raw for f in operands))
    formula = f"{written} = {finer(stated, value.value) if stated.quantity.unit == '%' else shown(stated, value.value)}"
    return Relation(
        code,
        stated,
        tuple(operands),
        value,
        formula,
        severity="warning" if severity == "warning" else "error",
        compute=lambda v: way.compute(v) * scale,
    )


def held_in(relations: Sequence[Relation]) -> int:
    """成立的有几条。"""
    return sum(judge(r.stated.quantity, r.recomputed).holds for r in relations)


def licensed(found: Sequence[Relation], *, certain: bool = False) -> Iterator[Relation]:
    """多数行成立才有资格指错；只有一行的，要算法唯一。"""
    held = held_in(found)
    sure = (held * 2 > len(found) or (held * 2 == len(found) and certain)) and held > 0
    sure = sure or (len(found) == 1 and certain)
    for relation in found:
        yield replace(
            relation,
            licensed=sure,
            because=relation.because or ("其余各行均按此算得上" if sure and held else ""),
        )
