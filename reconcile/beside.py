"""同一行（beside）：正文里的一个数在表里有，那一行的预算、上年数就是可以拿来和它算的。"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import regex

from normalize import Fact, Facts, TableView
from normalize.facts import same_measure
from reconcile.memory import remembered
from reconcile.tellings import digits_of

_ANCHOR = 3
"""至少三位有效数字，才认得出是同一个数。"""
_PLANNED = regex.compile(r"预算|计划|目标|指标值|任务|应|安排|下达|到位|批复|总数|合计|收入")
_PRIOR = regex.compile(r"上年|去年|上一年|同期|20\d\d年|基期|改造前|实施前")
_Key = tuple[str, Decimal]


def row_mates(facts: Facts, fact: Fact) -> list[Fact]:
    """同一行里表头说是预算、计划的数。"""
    return _mates(facts, fact, _PLANNED)


def prior_mates(facts: Facts, fact: Fact) -> list[Fact]:
    """同一行里表头说是上年、基期的数。"""
    return _mates(facts, fact, _PRIOR)


def _mates(facts: Facts, fact: Fact, wanted: regex.Pattern[str]) -> list[Fact]:
    if digits_of(fact.quantity) < _ANCHOR or fact.quantity.hedge:
        return []
    index = remembered(facts, "cells by value", lambda: _cells(facts))
    units = same_measure(fact.quantity.unit)
    found: dict[str, Fact] = {}
    for view, cell in index.get((fact.quantity.unit, fact.quantity.value), ()):
        place = cell.at.cell or (0, 0)
        for column in view.columns:
            mate = view.grid.get((place[0], column.index))
            if mate is None or mate.id == cell.id or mate.quantity.unit not in units:
                continue
            if wanted.search("".join(column.path)) or (wanted is _PRIOR and column.period == "上年"):
                found[mate.id] = mate
    return list(found.values())


def _cells(facts: Facts) -> dict[_Key, list[tuple[TableView, Fact]]]:
    index: dict[_Key, list[tuple[TableView, Fact]]] = defaultdict(list)
    for view in facts.tables:
        for fact in view.facts:
            if fact.at.cell is not None:
                index[fact.quantity.unit, fact.quantity.value].append((view, fact))
    return index
