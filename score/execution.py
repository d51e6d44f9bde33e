"""资金部分的得分（execution）：项目支出绩效自评表里，预算执行率也计分。"""

from __future__ import annotations

from collections.abc import Iterator

from normalize import Fact, Level, ScoredRow, ScoredTable
from reconcile import Reconciliation


def execution_rows(tied: Reconciliation, table: ScoredTable) -> Iterator[tuple[ScoredRow, Fact]]:
    """评分表所在的表格里，资金部分填了分值、执行率、得分的行，连同执行率。"""
    for view in tied.facts.tables:
        for row in view.rows if view.block == table.block else ():
            cells = [fact for fact in view.facts if fact.at.cell and fact.at.cell[0] == row.index]
            points = next((f for f in cells if "分值" in (f.metric, f.qualifiers.base)), None)
            own = next((f for f in cells if "得分" in (f.metric, f.qualifiers.base)), None)
            rate = next((f for f in cells if f.metric == "预算执行率"), None)
            if points and own and rate:
                level = Level(name="预算执行率", at=rate.at, points=points)
                yield ScoredRow(levels=(level,), points=points, self_score=own), rate
