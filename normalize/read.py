"""读出全部数据项：表格、叙述、评分表各有一章，这里把它们合起来，并交代每一个数字记号的去向。"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import regex

from extract import Document, Location, Table, collector_paused
from normalize import narrative, tables
from normalize.aliases import aliases_of
from normalize.facts import Fact, Facts, PlacedToken, ScoredTable, TableView
from normalize.funds import told_apart, totalled_apart, without_usual
from normalize.heads import SIDE_OF_ROLE
from normalize.metrics import dictionary
from normalize.periods import report_year
from normalize.remarks import remark_cells
from normalize.scored import scored_tables
from normalize.sheet import Sheet
from normalize.tokens import tokens_of


@collector_paused()
def facts_of(document: Document) -> Facts:
    """一份文档的全部数据项，编号 f1、f2……；tokens 按出处先后，没有一个数字无人过问。"""
    names = dictionary()
    ids = (f"f{number}" for number in count(1))
    year = report_year(document)
    sheets = {i: Sheet(block, names) for i, block in enumerate(document.blocks) if isinstance(block, Table)}
    aliases = aliases_of(document, names)
    views = tables.views(document, sheets, names, ids, aliases, year)
    scored = scored_tables(document, sheets, views, ids)
    taken = frozenset(mark.at for table in scored for mark in _marks(table))
    views = tuple(_ungraded(view, scored, taken) for view in views)
    told_texts = (block.text for block in document.blocks if not isinstance(block, Table))
    funds = told_apart(f for view in views for f in view.facts) or totalled_apart(told_texts)
    told = narrative.read(document, names, ids, aliases, funds=funds)
    marks = [fact for table in scored for fact in _marks(table)]
    if not funds:
        views = tuple(v.model_copy(update={"facts": tuple(map(without_usual, v.facts))}) for v in views)
    facts = [f for view in views for f in view.facts] + [f for s in told.sentences for f in s.facts] + marks
    return Facts(
        document=document,
        facts=tuple(sorted({fact.at: fact for fact in facts}.values(), key=_place)),
        sentences=told.sentences,
        tables=views,
        scored=scored,
        remarks=narrative.remarks(document, remark_cells(document, views, scored), names, ids, aliases),
        tokens=tuple(sorted((*told.tokens, *_in_cells(document, scored)), key=_place)),
    )


def _ungraded(view: TableView, scored: tuple[ScoredTable, ...], taken: frozenset[Location]) -> TableView:
    """评分表里的数另有归属（分值、得分）；评分表所占的行里，只有目标值、完成值和完成率、得分率是普通数据项。"""
    lines = {at.cell[0] for table in scored if table.block == view.block for at in _cells(table) if at.cell}
    graded = lines & {row.index for row in view.rows}
    first, last = (min(graded), max(graded)) if graded else (0, -1)
    sides = frozenset(SIDE_OF_ROLE.values())
    rates = {c.index for c in view.columns if c.path and _RATE.search(c.path[-1])}
    kept = tuple(
        f
        for f in view.facts
        if f.at not in taken
        and (
            f.at.cell is None
            or not first <= f.at.cell[0] <= last
            or f.qualifiers.base in sides
            or f.at.cell[1] in rates
        )
    )
    return view.model_copy(update={"facts": kept})


_RATE = regex.compile(r"^(?:指标|目标|实际)?(?:完成|达成|实现|得分|扣分)(?:率|比例|百分比)(?:[（(]%[）)])?$")


def _cells(table: ScoredTable) -> Iterator[Location]:
    for row in table.rows:
        yield row.levels[-1].at
    for fact in _marks(table):
        yield fact.at


def _marks(table: ScoredTable) -> Iterator[Fact]:
    """评分表里的分值与得分。"""
    for row in table.rows:
        yield from (level.points for level in row.levels if level.points)
        yield from (fact for fact in (row.points, row.self_score, row.review_score) if fact)
    yield from table.subtotals
    yield from table.total_points
    yield from (fact for fact in (table.total_score, table.total_review) if fact)


def _in_cells(document: Document, scored: tuple[ScoredTable, ...]) -> Iterator[PlacedToken]:
    """表格里的数字记号；评分标准、指标说明里的是评分标准的参数，不是报告的数据。"""
    rubric = {
        (at.block, at.cell)
        for table in scored
        for row in table.rows
        for at in (row.explanation, row.criterion)
        if at
    }
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            continue
        for cell in block.cells:
            place = cell.row, cell.column
            graded = (index, place) in rubric
            for token in tokens_of(cell.text):
                kind = "rubric" if graded else token.kind
                yield PlacedToken(kind=kind, at=document.at(index, token.start, token.end, place))


def _place(item: Fact | PlacedToken) -> tuple[int, tuple[int, int], int]:
    at = item.at
    return (at.block or 0, at.cell or (-1, -1), at.start)
