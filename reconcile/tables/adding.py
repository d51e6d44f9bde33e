"""相加的列（adding）：哪些列的数可以相加，一处和与分项加不加得上，像不像只差一处。"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from normalize import Column, Fact, TableView
from reconcile.ladder import judge
from reconcile.relation import total
from reconcile.slips import one_slip
from reconcile.tables.hierarchy import is_serial

NOT_ADDED = frozenset({"rate", "share", "change_rate", "unit_price", "points", "self_score", "review_score"})
NOT_SUMMED = frozenset({"%", "分", "元/", "倍", "个百分点", "成"})
Pair = tuple[Fact, list[Fact]]


def summable(column: Column) -> bool:
    """这一列的数可以相加：不是率、得分、单价、行次。"""
    rated = bool(column.path) and bool(_RATED.search(column.path[-1]))
    return (
        column.role not in NOT_ADDED and column.unit not in NOT_SUMMED and not rated and not is_serial(column)
    )


_RATED = regex.compile(
    r"[率%％‰]\s*[）)]?$|(?:增长|增速|增幅|降幅|占比|比重|比例|倍数?)$|^(?:[人户次日场亩月年校班]均|平均|每[^、，])|"
    r"[/／](?:吨|公斤|斤|人|户|亩|公顷|平方米|立方米|公里|件|台|套|次|天|日|月|年)[）)]?$|单价|均价"
)


def telling_pairs(pairs: Sequence[Pair]) -> list[Pair]:
    """不全是零的：全是零的加得上说明不了什么。"""
    return [(w, p) for w, p in pairs if w.quantity.value or any(f.quantity.value for f in p)]


def held_in(pairs: Sequence[Pair]) -> int:
    """加得上的有几处。"""
    return sum(_holds(whole, parts) for whole, parts in telling_pairs(pairs))


def cells(view: TableView, rows: Sequence[int], columns: Sequence[Column]) -> list[Fact]:
    """这几行、这几列的数，按先后。"""
    return [view.grid[r, c.index] for r in rows for c in columns if (r, c.index) in view.grid]


def _holds(whole: Fact, parts: Sequence[Fact]) -> bool:
    return judge(whole.quantity, total(parts)).holds


def slipped(pairs: Sequence[Pair]) -> bool:
    """有一处只差一处笔误。"""
    return any(slip(whole, parts) for whole, parts in pairs)


def slip(whole: Fact, parts: Sequence[Fact]) -> bool:
    """一处和与分项只差一处笔误。"""
    return one_slip(whole.quantity, total(parts))
