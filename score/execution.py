"""资金部分的得分（execution）：项目支出绩效自评表里，预算执行率也计分。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from normalize import Fact, Level, Quantity, ScoredRow, ScoredTable
from reconcile import Reconciliation

_IN_HEADER = re.compile(r"得分[（(]\s*(?P<points>\d+(?:\.\d+)?)\s*分\s*[×xX*＊]\s*执行率")


def execution_rows(tied: Reconciliation, table: ScoredTable) -> Iterator[tuple[ScoredRow, Fact]]:
    """评分表所在的表格里，资金部分填了分值、执行率、得分的行，连同执行率；分值也可以写在表头“得分（20分×执行率）”里。"""
    for view in tied.facts.tables:
        for row in view.rows if view.block == table.block else ():
            cells = [fact for fact in view.facts if fact.at.cell and fact.at.cell[0] == row.index]
            rate = next((f for f in cells if f.metric == "预算执行率"), None)
            scored = _scored(cells)
            if scored and rate:
                points, own = scored
                level = Level(name="预算执行率", at=rate.at, points=points)
                yield ScoredRow(levels=(level,), points=points, self_score=own), rate


def _scored(cells: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """分值和得分。"""
    points = next((f for f in cells if f.metric == "分值"), None)
    own = next((f for f in cells if f.metric == "自评得分"), None)
    if points and own:
        return points, own
    for fact in cells:
        if found := _IN_HEADER.search("".join(fact.qualifiers.base.split())):
            weight = Decimal(found["points"])
            printed = Quantity(value=weight, unit="分", kind="score", low=weight, high=weight)
            return fact.model_copy(
                update={"metric": "分值", "quantity": printed, "raw": found["points"]}
            ), fact
    return None
