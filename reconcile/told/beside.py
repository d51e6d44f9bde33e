"""同一行（beside）：正文里的一个数在表里有，那一行的预算、上年数就是可以拿来和它算的。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import regex

from normalize import Fact, Facts, TableView
from normalize.facts import Column, same_measure
from reconcile.digits import telling_digits
from reconcile.memory import remembered
from reconcile.told.cues import Figure, overlap

_ANCHOR = 3
"""至少三位有效数字，才认得出是同一个数。"""
_PLANNED = regex.compile(r"预算|计划|目标|指标值|任务|应|安排|下达|到位|批复|总数|合计|收入")
_PRIOR = regex.compile(r"上年|去年|上一年|同期|基期|改造前|实施前")
_CARRIED = regex.compile(r"结转|结余|累计")
_YEAR = regex.compile(r"20\d\d(?=年)")
_TOTAL = regex.compile(r"合计|总计|小计|总额")
_SAID = 50
_Key = tuple[str, Decimal]


def row_mates(facts: Facts, figure: Figure) -> list[Fact]:
    """同一行里表头说是预算、计划的数。"""
    return _mates(facts, figure, lambda mate, _: bool(_PLANNED.search("".join(mate.path))))


def prior_mates(facts: Facts, figure: Figure) -> list[Fact]:
    """同一行里表头说是上年、基期的数，或者早一年的。"""
    return _mates(facts, figure, _is_prior)


def _is_prior(mate: Column, own: Column) -> bool:
    if _CARRIED.search("".join(mate.path)):
        return False
    if mate.period == "上年" or _PRIOR.search("".join(mate.path)):
        return not _PRIOR.search("".join(own.path))
    years = [_YEAR.findall("".join(column.path)) for column in (mate, own)]
    return all(len(found) == 1 for found in years) and int(years[1][0]) - int(years[0][0]) == 1


def _told(view: TableView, row: int, own: Column, figure: Figure) -> bool:
    """这一行说的就是话里的那件事；是合计的，那一列说的是话里的那个口径。"""
    label = "".join(next((r.labels for r in view.rows if r.index == row), ()))
    if _TOTAL.search(label):
        head = regex.sub(r"[^\p{Han}]", "", own.path[-1]) if own.path else ""
        return any(head[i : i + _PAIR] in figure.clause for i in range(len(head) - 1))
    name = regex.sub(r"[（(].*", "", label)
    return bool(name) and (overlap(figure.clause, label) >= _SAID or overlap(name, figure.own) >= _SAID)


_PAIR = 2


def _mates(facts: Facts, figure: Figure, wanted: Callable[[Column, Column], bool]) -> list[Fact]:
    fact = figure.fact
    if telling_digits(fact.quantity) < _ANCHOR or fact.quantity.hedge:
        return []
    index = remembered(facts, "cells by value", lambda: _cells(facts))
    units = same_measure(fact.quantity.unit)
    found: dict[str, Fact] = {}
    for view, cell in index.get((fact.quantity.unit, fact.quantity.value), ()):
        place = cell.at.cell or (0, 0)
        own = next((c for c in view.columns if c.index == place[1]), None)
        if own is None or not _told(view, place[0], own, figure):
            continue
        for column in view.columns:
            mate = view.grid.get((place[0], column.index))
            if mate is None or mate.id == cell.id or mate.quantity.unit not in units:
                continue
            if wanted(column, own):
                found[mate.id] = mate
    return list(found.values())


def _cells(facts: Facts) -> dict[_Key, list[tuple[TableView, Fact]]]:
    index: dict[_Key, list[tuple[TableView, Fact]]] = defaultdict(list)
    for view in facts.tables:
        for fact in view.facts:
            if fact.at.cell is not None:
                index[fact.quantity.unit, fact.quantity.value].append((view, fact))
    return index
