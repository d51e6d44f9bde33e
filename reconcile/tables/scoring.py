"""评分表的算术（scoring arithmetic）：权重逐级相加，得分相加等于总分，得分在分值之内，评分标准里的分数凑得成分值。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

import regex

from extract import Location, Table
from normalize import Estimate, Fact, Facts, Level, ScoredRow, ScoredTable
from reconcile.relation import Relation, shown, sum_of, summed
from reconcile.rule import rule
from reconcile.types import Check, ticked

_BRACKETED = regex.compile(r"[（(]\s*(\d{1,3}(?:\.\d+)?)\s*分\s*[)）]")
_FACTOR = regex.compile(r"[X×x*✕]\s?(\d{1,2}(?:\.\d+)?)\s?分")
_AWARD = regex.compile(r"(?:得|计|给)\s?(?:满分)?\s?(\d{1,3}(?:\.\d+)?)\s?分")
_NUMBERED = regex.compile(r"(?:^|(?<=[\n。；;%）)]))\s*\d[.．、](?=\D|\d{1,3}(?:\.\d+)?[%％]|\d{4}年)")


@rule("SUM401", term="权重合计")
def weights(facts: Facts) -> Iterator[Relation | Check]:
    """评分表中下级指标的分值（权重）之和与上级不符，或各项之和与总分不符。

    逐级核对；没有单列分值的级次不核；评分标准各条的分数凑得成分值的也打勾。依据：财预〔2020〕10号——各级指标权重之和应等于上级权重。
    """
    for table in facts.scored:
        yield from _tree(table)
        leaves = [row.points for row in table.rows if row.points]
        for whole in table.total_points:
            if len(leaves) == len(table.rows) > 1:
                yield _weighed(facts, table, whole, leaves)
        for row in table.rows:
            yield from _sub_points(facts, row)


def _weighed(facts: Facts, table: ScoredTable, whole: Fact, leaves: list[Fact]) -> Relation:
    """各项分值之和；资金部分的分值没有单列一栏，而写在表头里（得分（10分））的，一并计入。"""
    told = _funds(facts, table, "分值") or _counted_apart(facts, table, "分值")
    plain = sum_of("SUM401", whole, _distinct([*told, *leaves]))
    block = facts.document.blocks[table.block]
    if told or not isinstance(block, Table):
        return plain
    printed = next((m[1] for cell in block.cells if (m := _HEADED.match("".join(cell.text.split())))), "")
    if not printed:
        return plain
    own = Estimate.exactly(Decimal(printed))
    return replace(
        plain,
        recomputed=plain.recomputed + own,
        formula=f"{plain.written.partition(' = ')[0]} + 表头所写的{printed}分 = {shown(whole, (plain.recomputed + own).value)}",
        compute=lambda values: summed(values) + own,
    )


_HEADED = regex.compile(
    r"^(?:(?:预算)?执行率?|自评)?得分[（(](?:满分|共|计|分值)?[:：]?(\d{1,2}(?:\.\d)?)分(?:[×xX*]执行率)?[）)]$"
)


def _tree(table: ScoredTable) -> Iterator[Relation]:
    depth = max((len(row.levels) for row in table.rows), default=0)
    for upper in range(depth - 1):
        for parent, rows in _branches(table, upper):
            children = [row.levels[upper + 1] for row in rows if len(row.levels) > upper + 1]
            points = [c.points for c in children if c.points]
            if len(points) < len(children):
                # 中间一级没有单列分值的，直接与末级比
                points = [r.points for r in rows if r.points]
                children = [r.levels[-1] for r in rows]
            if parent.points and len(points) == len(children) and parent.points not in points and points:
                yield sum_of("SUM401", parent.points, _distinct(points))


def _branches(table: ScoredTable, depth: int) -> Iterable[tuple[Level, list[ScoredRow]]]:
    """某一级的各项，和属于它的各行。"""
    found: dict[Location, tuple[Level, list[ScoredRow]]] = {}
    for row in table.rows:
        if len(row.levels) > depth:
            found.setdefault(row.levels[depth].at, (row.levels[depth], []))[1].append(row)
    return found.values()


def _distinct(facts: list[Fact]) -> list[Fact]:
    """合并单元格里的同一个数只算一次。"""
    return list({fact.at: fact for fact in facts}.values())


@rule("SUM402", term="得分合计")
def scores(facts: Facts) -> Iterator[Relation]:
    """评分表各项自评得分之和与总分不符。

    各项得分不超过该项分值的，也在此打勾（超过的由 SCR101 报）。依据：财预〔2020〕10号——总分由各项指标得分汇总形成，各项得分以分值为上限。
    """
    for table in facts.scored:
        found = [row.self_score for row in table.rows if row.self_score]
        if table.total_score and len(found) == len(table.rows) > 1:
            funds = _funds(facts, table, "自评得分") or _counted_apart(facts, table, "自评得分")
            yield sum_of("SUM402", table.total_score, _distinct([*funds, *found]))
        for row in table.rows:
            points = row.points or row.levels[-1].points
            if row.self_score and points and row.self_score.quantity.value >= 0:
                formula = f"{row.self_score.raw} ≤ {points.raw}"
                yield Relation(
                    "SUM402",
                    row.self_score,
                    (points,),
                    points.quantity.estimate,
                    formula,
                    licensed=False,
                    bound=True,
                )


def _funds(facts: Facts, table: ScoredTable, metric: str) -> list[Fact]:
    """项目支出绩效自评表的资金部分也计分：预算执行率的分值与得分（财预〔2020〕10号）；资金部分另作一张表紧接在前的也是。"""
    own = _marks(facts, table.block, metric)
    if own or table.block in {0, 1}:
        return own
    scored = {other.block for other in facts.scored}
    before = next(
        (
            i
            for i in range(table.block - 1, table.block - 3, -1)
            if isinstance(facts.document.blocks[i], Table)
        ),
        None,
    )
    return [] if before is None or before in scored else _marks(facts, before, metric)[:1]


def _marks(facts: Facts, block: int, metric: str) -> list[Fact]:
    return [
        fact
        for view in facts.tables
        if view.block == block
        for fact in view.facts
        if fact.metric == metric and fact.qualifiers.subject
    ]


def _funds_apart(facts: Facts, table: ScoredTable, metric: str) -> list[Fact]:
    """资金部分另成一张表（换页断开的）：紧挨在前面、自己不是评分表的那一张。"""
    blocks = facts.document.blocks
    above = next((i for i in range(table.block - 1, -1, -1) if isinstance(blocks[i], Table)), None)
    if above is None or table.block - above > _BESIDE or any(t.block == above for t in facts.scored):
        return []
    views = [view for view in facts.tables if view.block == above]
    return [f for view in views for f in view.facts if f.metric == metric and f.qualifiers.subject]


_BESIDE = 2
"""两张表之间至多隔一段话。"""


def _counted_apart(facts: Facts, table: ScoredTable, metric: str) -> list[Fact]:
    """另成一张表的资金部分：分值或者得分连同它才加得成总分的，总分里算进了它。"""
    columns = (
        ("分值", next(iter(table.total_points), None), [row.points for row in table.rows if row.points]),
        ("自评得分", table.total_score, [row.self_score for row in table.rows if row.self_score]),
    )
    for name, whole, found in columns:
        apart = _funds_apart(facts, table, name)
        if whole is not None and apart and sum_of("", whole, _distinct([*apart, *found])).holds:
            return _funds_apart(facts, table, metric)
    return []


def _sub_points(facts: Facts, row: ScoredRow) -> Iterator[Check]:
    """评分标准各条写明的分数相加（分档的取最高一档）恰是分值的，打勾；凑不成的由 SCR501 报。"""
    if row.criterion is None or row.points is None:
        return
    awards = [_award(item) for item in _items(facts.document.text(row.criterion))]
    stated = [a for a in awards if a is not None]
    points = row.points.quantity.value
    if stated and points in {sum(stated, start=Decimal(0)), max(stated)}:
        added = points == sum(stated, start=Decimal(0))
        terms = " + ".join(map(str, stated)) if added else f"最高一档{max(stated)}"
        yield ticked(
            "SUM401",
            row.points.raw,
            f"评分标准{terms} = {row.points.raw}分",
            row.points.at,
            inputs=(row.points.id,),
            against=(row.criterion,),
        )


def _items(text: str) -> list[str]:
    """评分标准的各条；没有编号的是一条。"""
    starts = [m.start() for m in _NUMBERED.finditer(text)]
    if len(starts) < 2:
        return [text]
    return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def _award(item: str) -> Decimal | None:
    """一条的分数：写明（几分）的以此为准，其次是“×几分”，再次是最高的“得几分”。"""
    if found := _BRACKETED.search(item):
        return Decimal(found[1])
    if found := _FACTOR.search(item):
        return Decimal(found[1])
    awards = [Decimal(m[1]) for m in _AWARD.finditer(item)]
    return max(awards, default=None)
