"""格子里的话（remarks）：表格里哪些格写着话——总体目标、完成情况、偏差原因、扣分原因。

评分标准、指标说明是评分用的参数，指标名称、行标题是名称，单独一个数的格已经读成数据项：都不是。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extract import Document, Location, Table
from normalize.facts import ScoredTable, TableView

_SPOKEN = regex.compile(r"[，。；,;]")
_DIGIT = regex.compile(r"\d")
_HAN = regex.compile(r"\p{Han}{2}")
_SCORING = regex.compile(
    r"[得计扣减加]\s*\d+(?:\.\d+)?\s*分|满分|扣完|不得分|酌情|评价要[点素]|得分\s*=|[×÷]\s*(?:分值|100%|权重)|每(?:超|低|少|高|增|减|有|发现)"
)
_SHORTEST = 8
Place = tuple[int, tuple[int, int]]


def remark_cells(
    document: Document, views: Sequence[TableView], scored: Sequence[ScoredTable]
) -> Iterator[Place]:
    """写着话、话里有数的格子：（块，格），按先后。"""
    taken = _taken(views, scored)
    asides = {_place(row.reason) for table in scored for row in table.rows if row.reason is not None}
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            continue
        for cell in block.cells:
            place = (index, (cell.row, cell.column))
            text = cell.text
            if place in taken or not _DIGIT.search(text) or not _HAN.search(text) or _SCORING.search(text):
                continue
            if place in asides or (len(text) >= _SHORTEST and _SPOKEN.search(text)):
                yield place


def _taken(views: Sequence[TableView], scored: Sequence[ScoredTable]) -> frozenset[Place]:
    """另有归属的格子：单独一个数的、指标名称、评分标准、指标说明。"""
    numbers = {_place(fact.at) for view in views for fact in view.facts}
    rubric = {
        _place(at)
        for table in scored
        for row in table.rows
        for at in (*(level.at for level in row.levels), row.explanation, row.criterion)
        if at is not None
    }
    return frozenset(numbers | rubric)


def _place(at: Location) -> Place:
    return at.block or 0, at.cell or (-1, -1)
