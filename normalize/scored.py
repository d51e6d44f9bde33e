"""评分表（ScoredTable）：各级指标、分值、评分标准、自评得分各在哪里。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import regex

from extract import Cell, Document, Location, Table
from normalize.facts import Fact, Level, ScoredRow, ScoredTable, TableView
from normalize.metrics import MetricDictionary, dictionary
from normalize.quantity import Quantity
from normalize.tokens import read_quantity

_LEVELS = ("level1", "level2", "level3")
_ANCHORS = frozenset({"points", "self_score", "criterion"})
_TOTAL = regex.compile(r"^(?:总分|合计|总计|总得分|总评分)$")
_POINTS_IN_NAME = regex.compile(r"[(（]\s*(\d+(?:\.\d+)?)\s*分?\s*[)）]$")
_SPACE = regex.compile(r"\s+")
_TEXT_ROLES = ("explanation", "criterion", "target", "actual", "reason")


@dataclass
class _Layout:
    """评分表的列：各级名称列与紧随其后的分值列，以及其他角色的列。"""

    header: int
    levels: list[tuple[int, int | None]]
    roles: dict[str, int]
    cells: set[tuple[int, int]] = field(default_factory=set)


def scored_tables(
    document: Document, views: tuple[TableView, ...], ids: Iterator[str]
) -> tuple[ScoredTable, ...]:
    """文档里的评分表：表头有指标级次，并有得分或评分标准的表（或表中的一段）。"""
    names = dictionary()
    del views  # 评分表只看格网与表头，不依赖普通表格的读法
    found = (
        _scored(document, index, block, names, ids)
        for index, block in enumerate(document.blocks)
        if isinstance(block, Table)
    )
    return tuple(table for table in found if table is not None)


def _scored(
    document: Document, index: int, table: Table, names: MetricDictionary, ids: Iterator[str]
) -> ScoredTable | None:
    layout = _layout(table, names)
    if layout is None:
        return None
    rows: list[ScoredRow] = []
    totals: list[Fact] = []
    total_score: Fact | None = None
    known: dict[Location, Level] = {}
    for row in range(layout.header + 1, table.rows):
        first = _folded(table.cell(row, 0).text)
        if _TOTAL.match(first) or _TOTAL.match(_folded(table.cell(row, layout.levels[0][0]).text)):
            totals, total_score = _totals(document, index, table, row, layout, ids)
            continue
        read = _row(document, index, table, row, layout, known, ids)
        if read is not None:
            rows.append(read)
    if not any(row.points or row.self_score for row in rows):
        return None
    return ScoredTable(block=index, rows=tuple(rows), total_points=tuple(totals), total_score=total_score)


def _layout(table: Table, names: MetricDictionary) -> _Layout | None:
    """找出评分表的表头行：级次列、分值列、得分列、评分标准列。"""
    for header in range(table.rows):
        paths = [_path(table, header, column) for column in range(table.columns)]
        roles = [_roles(path, names) for path in paths]
        level_columns = [c for c, found in enumerate(roles) if found & set(_LEVELS)]
        if not level_columns or not any(found & _ANCHORS for found in roles):
            continue
        if header + 1 < table.rows and _still_header(table, header + 1, names):
            continue
        return _columns(roles, header)
    return None


def _path(table: Table, header: int, column: int) -> list[str]:
    """一列自上而下的表头文字；从上面最近的连续表头行算起。"""
    cells: list[Cell] = []
    for row in range(max(0, header - 3), header + 1):
        cell = table.cell(row, column)
        if cell.text.strip() and cell not in cells:
            cells.append(cell)
    return [_folded(cell.text) for cell in cells]


def _roles(path: list[str], names: MetricDictionary) -> set[str]:
    return {role for text in path if (role := names.role_of((text,)))}


def _still_header(table: Table, row: int, names: MetricDictionary) -> bool:
    """下一行还是表头：没有数，且有列名。"""
    texts = {table.cell(row, column).text for column in range(table.columns)}
    named = [text for text in texts if names.role_of((_folded(text),))]
    return len(named) >= 2 and not any(read_quantity(text) for text in texts)


def _columns(roles: list[set[str]], header: int) -> _Layout:
    levels: list[tuple[int, int | None]] = []
    single: dict[str, int] = {}
    for column, found in enumerate(roles):
        if found & set(_LEVELS) and "points" in found:
            if levels and levels[-1][1] is None:
                levels[-1] = (levels[-1][0], column)
        elif found & set(_LEVELS):
            levels.append((column, None))
        elif (
            "points" in found
            and levels
            and levels[-1][0] == column - 1
            and levels[-1][1] is None
            and _more(roles)
        ):
            levels[-1] = (levels[-1][0], column)
        else:
            for role in found:
                single.setdefault(role, column)
    return _Layout(header, levels, single)


def _more(roles: list[set[str]]) -> bool:
    """分值列各级都有（湖南式），而不是只有末级一列。"""
    return sum("points" in found for found in roles) > 1


def _row(
    document: Document,
    index: int,
    table: Table,
    row: int,
    layout: _Layout,
    known: dict[Location, Level],
    ids: Iterator[str],
) -> ScoredRow | None:
    levels: list[Level] = []
    for place, beside in layout.levels:
        cell = table.cell(row, place)
        if not cell.text.strip():
            continue
        at = _whole(document, index, cell)
        if at not in known:
            fact = (
                _number(document, index, table.cell(row, beside), "分值", ids) if beside is not None else None
            )
            known[at] = _level(document, index, cell, at, fact, ids)
        if known[at] not in levels:
            levels.append(known[at])
    if not levels or table.cell(row, layout.levels[0][0]).row_span == table.rows:
        return None
    texts = {role: _text(document, index, table, row, layout.roles.get(role)) for role in _TEXT_ROLES}
    score = layout.roles.get("self_score")
    column = layout.roles.get("points")
    points = _number(document, index, table.cell(row, column), "分值", ids) if column is not None else None
    own = _number(document, index, table.cell(row, score), "自评得分", ids) if score is not None else None
    leaf = levels[-1]
    points = points or leaf.points
    if points is not None and leaf.points is None:
        leaf = leaf.model_copy(update={"points": points})
    if points is None and own is None:
        return None
    return ScoredRow(levels=(*levels[:-1], leaf), points=points, self_score=own, **texts)


def _level(
    document: Document, index: int, cell: Cell, at: Location, points: Fact | None, ids: Iterator[str]
) -> Level:
    """一级指标；分值写在名称里的（投入（15分））拆出来。"""
    name = _folded(cell.text)
    inside = _POINTS_IN_NAME.search(cell.text.strip())
    if inside and points is None:
        offset = cell.text.find(inside[0])
        start = offset + inside[0].find(inside[1])
        place = document.at(index, start, start + len(inside[1]), (cell.row, cell.column))
        points = _mark(place, inside[1], "分值", ids)
    return Level(name=_POINTS_IN_NAME.sub("", name), at=at, points=points)


def _totals(
    document: Document, index: int, table: Table, row: int, layout: _Layout, ids: Iterator[str]
) -> tuple[list[Fact], Fact | None]:
    score = layout.roles.get("self_score")
    own = _number(document, index, table.cell(row, score), "自评得分", ids) if score is not None else None
    columns = [points for _, points in layout.levels if points is not None]
    if (single := layout.roles.get("points")) is not None:
        columns.append(single)
    cells = {(c.row, c.column): c for c in (table.cell(row, column) for column in columns)}
    facts = [_number(document, index, cell, "分值", ids) for cell in cells.values()]
    return [fact for fact in facts if fact], own


def _number(document: Document, index: int, cell: Cell, metric: str, ids: Iterator[str]) -> Fact | None:
    bare = cell.text.strip().removesuffix("分").removesuffix("%").strip()
    if read_quantity(bare) is None:
        return None
    start = cell.text.find(bare)
    return _mark(document.at(index, start, start + len(bare), (cell.row, cell.column)), bare, metric, ids)


def _mark(at: Location, raw: str, metric: str, ids: Iterator[str]) -> Fact:
    """分值、得分是准确数。"""
    read = read_quantity(raw)
    value = read.value if read else Decimal(0)
    step = read.step if read else Decimal(1)
    quantity = Quantity(value=value, unit="分", kind="score", step=step, low=value, high=value)
    return Fact(id=next(ids), metric=metric, raw=raw, quantity=quantity, at=at, known=True)


def _text(document: Document, index: int, table: Table, row: int, column: int | None) -> Location | None:
    if column is None:
        return None
    cell = table.cell(row, column)
    return _whole(document, index, cell) if cell.text.strip() else None


def _whole(document: Document, index: int, cell: Cell) -> Location:
    text = cell.text
    start = len(text) - len(text.lstrip())
    return document.at(index, start, len(text.rstrip()), (cell.row, cell.column))


def _folded(text: str) -> str:
    return _SPACE.sub("", text)
