"""评分表的算术（scoring arithmetic）：权重逐级相加，得分相加等于总分。"""

from __future__ import annotations

from collections.abc import Iterator

from normalize import Fact, Facts, Level, ScoredTable
from reconcile.relation import Relation, sum_of
from reconcile.rule import rule


@rule("SUM401", term="权重合计")
def weights(facts: Facts) -> Iterator[Relation]:
    """评分表中下级指标的分值（权重）之和与上级不符，或各项之和与总分不符。

    逐级核对；没有单列分值的级次不核。依据：财预〔2020〕10号——各级指标权重之和应等于上级权重。
    """
    for table in facts.scored:
        yield from _tree(table)
        leaves = [row.points for row in table.rows if row.points]
        for whole in table.total_points:
            if len(leaves) == len(table.rows) > 1:
                yield sum_of("SUM401", whole, _distinct([*_funds(facts, table, "分值"), *leaves]))


def _tree(table: ScoredTable) -> Iterator[Relation]:
    depth = max((len(row.levels) for row in table.rows), default=0)
    for upper in range(depth - 1):
        for parent in _distinct_levels(table, upper):
            children = [
                row.levels[upper + 1]
                for row in table.rows
                if len(row.levels) > upper + 1 and row.levels[upper].at == parent.at
            ]
            points = [c.points for c in children if c.points]
            if parent.points and len(points) == len(children) and points:
                yield sum_of("SUM401", parent.points, _distinct(points))


def _distinct_levels(table: ScoredTable, depth: int) -> list[Level]:
    levels = {row.levels[depth].at: row.levels[depth] for row in table.rows if len(row.levels) > depth}
    return list(levels.values())


def _distinct(facts: list[Fact]) -> list[Fact]:
    """合并单元格里的同一个数只算一次。"""
    return list({fact.at: fact for fact in facts}.values())


@rule("SUM402", term="得分合计")
def scores(facts: Facts) -> Iterator[Relation]:
    """评分表各项自评得分之和与总分不符。

    依据：财预〔2020〕10号——总分由各项指标得分汇总形成。
    """
    for table in facts.scored:
        found = [row.self_score for row in table.rows if row.self_score]
        if table.total_score and len(found) == len(table.rows) > 1:
            yield sum_of("SUM402", table.total_score, _distinct([*_funds(facts, table, "自评得分"), *found]))


def _funds(facts: Facts, table: ScoredTable, metric: str) -> list[Fact]:
    """项目支出绩效自评表的资金部分也计分：预算执行率的分值与得分（财预〔2020〕10号）。"""
    return [
        fact
        for view in facts.tables
        if view.block == table.block
        for fact in view.facts
        if fact.metric == metric and fact.qualifiers.subject
    ]
