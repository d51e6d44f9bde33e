"""不应为负的数（signs）：人数、户数、预算数、目标值……写成负数，多半是多了一个负号。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from normalize import Column, Estimate, Fact, Facts, Row, TableView
from reconcile.relation import Relation
from reconcile.rule import rule
from reconcile.types import Finding

_COUNTS = frozenset(
    {
        "人",
        "人次",
        "户",
        "个",
        "次",
        "件",
        "台",
        "套",
        "辆",
        "份",
        "场",
        "家",
        "处",
        "座",
        "亩",
        "公里",
        "平方米",
        "项",
    }
)
_BUDGETS = frozenset({"budget", "adjusted", "target", "actual", "quantity", "unit_price"})
_EITHER = regex.compile(
    r"增|减|变|差|降|冲|退|净|盈|亏|余|结转|温|利润|收益|收支|偏离|调|追加|核销|核减|往来|较|比|同期|超|缺口|弥补|轧|抵"
)
"""这些数本来就可正可负。"""
_SIGNED = regex.compile(r"净现值|净收益|收益|盈亏|情景|差额|净增")


@rule("UNI103", term="不应为负的数")
def negative_values(facts: Facts) -> Iterator[Relation | Finding]:
    """表中的人数、件数、预算数、支出数、目标值、完成值写成了负数。

    行标题、列名里有增减、差额、结余、调整、利润一类字样的，可正可负，不核；同一行、同一列另有负数的（冲减、退回）不核。
    支出为负只请单位说明。话里的金额、人数紧挨着前面的字多了一个负号的（“人均-1,050.08元”），请单位核实；
    一句里用短横连接几个词的不算。依据：计数和预算数的含义。
    """
    yield from _dashed(facts)
    for view in facts.tables:
        columns = {column.index: column for column in view.columns}
        rows = {row.index: row for row in view.rows}
        negative = [fact for fact in view.facts if fact.quantity.value < 0 and fact.at.cell]
        for fact in negative:
            row, column = fact.at.cell or (0, 0)
            cells = [f.at.cell for f in negative if f.at.cell]
            alone = sum(r == row or c == column for r, c in cells) == 1
            if alone and row in rows and _never(view, rows[row], columns.get(column), fact):
                yield _flipped(fact, columns[column])


_DASH = regex.compile(r"(?<=\p{Han})[-－−]$")
_DASHES = regex.compile(r"(?<=[\p{Han}\d）)])\s*[-－−—–]+\s*(?=[\p{Han}\d（(])")


def _dashed(facts: Facts) -> Iterator[Finding]:
    """话里紧挨着数的负号：不是连接号，也不是增减的数。"""
    for sentence in (*facts.sentences, *facts.remarks):
        for fact in sentence.facts:
            start = fact.at.start - sentence.at.start
            before = sentence.text[:start]
            told = fact.quantity.unit in {"元", *_COUNTS} and fact.quantity.value > 0
            if (
                not told
                or not _DASH.search(before)
                or _EITHER.search(_clause(before))
                or _SIGNED.search(before)
            ):
                continue
            if len(_DASHES.findall(sentence.text)) == 1:
                yield Finding(
                    code="UNI103",
                    severity="warning",
                    message=f"“{_clause(before)}{fact.raw}”：{fact.raw}前面多了一个负号，这里的数不会是负数",
                    at=fact.at,
                    expected=fact.raw,
                    question="请核实是否多写了负号。",
                    anchor=f"{fact.metric}|-{fact.raw}",
                )


def _clause(before: str) -> str:
    """紧挨在前面的小句。"""
    return regex.split(r"[，。；：、（(]", before)[-1][-_TOLD:]


_TOLD = 12


def _never(view: TableView, row: Row, column: Column | None, fact: Fact) -> bool:
    """这一格的数不会是负数。"""
    if column is None or _EITHER.search("".join((*row.labels, *column.path))):
        return False
    told = column.role in {*_BUDGETS, "actual_spend"} or fact.quantity.unit in _COUNTS
    peers = [f for f in view.facts if f.at.cell and f.at.cell[1] == column.index and f is not fact]
    return told and sum(f.quantity.value > 0 for f in peers) > 1


def _flipped(fact: Fact, column: Column) -> Relation:
    meant = fact.quantity.estimate * Estimate.exactly(-1)
    relation = Relation(
        "UNI103", fact, (), meant, "", because="这里的数不会是负数，疑多写了负号", compute=None
    )
    return replace(relation, severity="warning") if column.role == "actual_spend" else relation
