"""评分表（ScoredTable）：各级指标、分值、评分标准、自评得分各在哪里。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import regex

from extract import Cell, Document, Location
from normalize.cells import read_quantity
from normalize.facts import Fact, Level, Qualifiers, ScoredRow, ScoredTable, TableView
from normalize.heads import METRIC_OF_ROLE, SIDE_OF_ROLE
from normalize.quantity import Quantity
from normalize.sheet import Section, Sheet, folded

_LEVELS = frozenset({"level1", "level2", "level3", "level4"})
_ANCHORS = frozenset({"points", "self_score", "review_score", "criterion"})
_TOTAL = regex.compile(r"^(?:总分|合计|总计|总得分|总评分)$")
_SUBTOTAL = regex.compile(r"^小\s*计$")
_POINTS_IN_NAME = regex.compile(
    r"\s*(?:[(（\[【]\s*(?P<points>\d+(?:\.\d+)?)\s*分?\s*[)）\]】]|(?<=\p{Han})(?P<points>\d+(?:\.\d+)?)\s*分)$"
)
_TEXT_ROLES = ("explanation", "criterion", "target", "actual", "reason")
_STARS = "★☆▲*#"


@dataclass
class _Layout:
    """评分表的列：各级名称列与紧随其后的分值列，以及其他角色的列。"""

    levels: list[tuple[int, int | None]]
    roles: dict[str, int]
    sides: dict[str, list[int]] = field(default_factory=dict)


@dataclass
class _Reading:
    """正在读的一张评分表；遇到总分行就读完了。"""

    document: Document
    block: int
    sheet: Sheet
    sides: dict[tuple[int, int], Fact]
    ids: Iterator[str]
    known: dict[Location, Level] = field(default_factory=dict)
    rows: list[ScoredRow] = field(default_factory=list)
    subtotals: list[Fact] = field(default_factory=list)

    def finished(
        self, totals: tuple[Fact, ...] = (), marks: tuple[Fact | None, Fact | None] = (None, None)
    ) -> Iterator[ScoredTable]:
        """读完的一张；没有一项有分值或得分的，不是评分表。"""
        rows, subtotals = tuple(self.rows), tuple(self.subtotals)
        self.rows.clear()
        self.subtotals.clear()
        if any(row.points or row.self_score for row in rows):
            own, review = marks
            yield ScoredTable(
                block=self.block,
                rows=rows,
                subtotals=subtotals,
                total_points=totals,
                total_score=own,
                total_review=review,
            )


def scored_tables(
    document: Document, sheets: dict[int, Sheet], views: tuple[TableView, ...], ids: Iterator[str]
) -> tuple[ScoredTable, ...]:
    """文档里的评分表：表头有指标级次，并有得分或评分标准的表（或表中的一段）；一张也没有的，才看没有级次的打分表。"""
    sides: dict[int, dict[tuple[int, int], Fact]] = {}
    for view in views:
        found = {fact.at.cell: fact for fact in view.facts if fact.at.cell is not None}
        sides.setdefault(view.block, {}).update(found)
    for layout_of in (_layout, _plain_layout):
        tables = tuple(
            table
            for index, sheet in sheets.items()
            for table in _scored(_Reading(document, index, sheet, sides.get(index, {}), ids), layout_of)
        )
        if tables:
            return tables
    return ()


def _scored(
    reading: _Reading, layout_of: Callable[[Sheet, Section], _Layout | None]
) -> Iterator[ScoredTable]:
    for section in reading.sheet.sections:
        layout = layout_of(reading.sheet, section)
        if layout is None:
            continue
        leading = None
        for row in section.rows:
            if _is_total(reading.sheet, row, layout) and not reading.rows:
                # 合计印在最上面的：管的是下面各项
                leading = _totals(reading, row, layout)
            elif _is_total(reading.sheet, row, layout):
                yield from reading.finished(*_totals(reading, row, layout))
                leading = None
            elif (read := _row(reading, row, layout)) is not None:
                reading.rows.append(read)
        if leading is not None:
            yield from reading.finished(*leading)
    yield from reading.finished()


def _layout(sheet: Sheet, section: Section) -> _Layout | None:
    """一段的级次列、分值列、得分列、评分标准列；没有级次或没有一样评分用的列，不是评分表。"""
    if not section.headers:
        return None
    paths = [sheet.path(section.headers, column) for column in section.columns]
    roles = [{role for text in path if (role := sheet.names.role_of((text,)))} for path in paths]
    if not any(found & _LEVELS for found in roles):
        return None
    named = any(
        _POINTS_IN_NAME.search(sheet.text(row, column))
        for row in section.rows[:3]
        for column in section.columns[:3]
    )
    return _columns(roles) if named or any(found & _ANCHORS for found in roles) else None


def _plain_layout(sheet: Sheet, section: Section) -> _Layout | None:
    """没有指标级次的打分表：左边几列文字是指标，分值、得分各有一列。"""
    if not section.headers:
        return None
    roles = [sheet.names.role_of(sheet.path(section.headers, column)[-1:]) for column in section.columns]
    if roles.count("points") != 1 or roles.count("self_score") != 1:
        return None
    names: list[tuple[int, int | None]] = []
    for column, role in enumerate(roles):
        if role == "serial":
            continue
        if role not in _NAMING or any(sheet.is_number(row, column) for row in section.rows):
            break
        names.append((column, None))
    named = {sheet.text(row, column) for row in section.rows for column, _ in names[-1:]} - {""}
    if not names or len(named) < _PLAIN_ROWS:
        return None
    return _Layout(names, {role: column for column, role in reversed(list(enumerate(roles))) if role})


_NAMING = frozenset({"", "name", "item", "unit"})
_PLAIN_ROWS = 3
"""连同合计行至少这么多行。"""


def _columns(roles: list[set[str]]) -> _Layout:
    levels: list[tuple[int, int | None]] = []
    single: dict[str, int] = {}
    for column, found in enumerate(roles):
        follows = bool(levels) and levels[-1][0] == column - 1 and levels[-1][1] is None
        if found & _LEVELS and "points" in found:
            if levels and levels[-1][1] is None:
                levels[-1] = (levels[-1][0], column)
        elif found & _LEVELS:
            levels.append((column, None))
        elif "points" in found and follows and _more(roles):
            levels[-1] = (levels[-1][0], column)
        else:
            for role in found:
                single.setdefault(role, column)
    sides = {side: [c for c, found in enumerate(roles) if side in found] for side in SIDE_OF_ROLE}
    return _Layout(levels, single, sides)


def _more(roles: list[set[str]]) -> bool:
    """分值列各级都有（湖南式），而不是只有末级一列。"""
    return sum("points" in found for found in roles) > 1


def _is_total(sheet: Sheet, row: int, layout: _Layout) -> bool:
    return any(_TOTAL.match(sheet.text(row, column)) for column in (0, layout.levels[0][0]))


def _row(reading: _Reading, row: int, layout: _Layout) -> ScoredRow | None:
    sheet = reading.sheet
    levels: list[Level] = []
    for place, beside in layout.levels:
        cell = _continued(sheet, row, place, beside, layout)
        if not cell.text.strip() or sheet.is_number(cell.row, place):
            continue
        at = _whole(reading, cell)
        if at not in reading.known:
            reading.known[at] = _level(
                reading, cell, at, None if beside is None else sheet.cell(cell.row, beside)
            )
        if reading.known[at] not in levels:
            levels.append(reading.known[at])
    if not levels or sheet.cell(row, layout.levels[0][0]).row_span == sheet.table.rows:
        return None
    leaf = levels[-1]
    marks = {
        role: _mark_at(reading, row, layout, role, leaf.name)
        for role in ("points", "self_score", "review_score")
    }
    if _SUBTOTAL.match(leaf.name):
        # 小计不是一项指标，它的数照样是数据
        reading.subtotals += [mark for mark in marks.values() if mark is not None]
        return None
    points = marks["points"] or leaf.points
    if points is not None and leaf.points is None:
        leaf = leaf.model_copy(update={"points": points})
    if points is None and marks["self_score"] is None:
        return None
    return ScoredRow(
        levels=(*levels[:-1], leaf),
        points=points,
        self_score=marks["self_score"],
        review_score=marks["review_score"],
        planned=_side(reading, row, layout, "target"),
        achieved=_side(reading, row, layout, "actual"),
        **{role: _text(reading, row, layout.roles.get(role)) for role in _TEXT_ROLES},
    )


def _continued(sheet: Sheet, row: int, place: int, beside: int | None, layout: _Layout) -> Cell:
    """没有合并而留空的级次格：右边的级次有字的，续上面写了分值的那一级（管理（30分））。"""
    cell = above = sheet.cell(row, place)
    lower = [column for column, _ in layout.levels if column > place]
    if cell.text.strip() or not any(sheet.text(row, column) for column in lower):
        return cell
    while above.row > 0 and not above.text.strip():
        above = sheet.cell(above.row - 1, place)
    pointed = beside is not None and sheet.is_number(above.row, beside) and not sheet.text(row, beside)
    return above if pointed or _POINTS_IN_NAME.search(above.text.rstrip()) else cell


def _side(reading: _Reading, row: int, layout: _Layout, side: str) -> Fact | None:
    """指标值、完成值里的数；指标值之下又分性质、数值、单位几列的，取有数的一列。"""
    columns = layout.sides.get(side) or [layout.roles.get(side, -1)]
    return next((fact for c in columns if (fact := reading.sides.get((row, c)))), None)


def _level(reading: _Reading, cell: Cell, at: Location, beside: Cell | None) -> Level:
    """一级指标；分值写在名称里的（投入（15分））拆出来。"""
    name = _POINTS_IN_NAME.sub("", folded(cell.text)).lstrip(_STARS)
    points = None if beside is None else _number(reading, beside, "分值", name)
    inside = _POINTS_IN_NAME.search(cell.text.rstrip())
    if inside and points is None:
        start, end = inside.span("points")
        place = reading.document.at(reading.block, start, end, (cell.row, cell.column))
        points = _mark(place, inside["points"], "分值", name, reading.ids)
    return Level(name=name, at=at, points=points)


def _totals(
    reading: _Reading, row: int, layout: _Layout
) -> tuple[tuple[Fact, ...], tuple[Fact | None, Fact | None]]:
    """总分行：各级分值之和，自评总分与财政评分。"""
    columns = [points for _, points in layout.levels if points is not None]
    if (single := layout.roles.get("points")) is not None:
        columns.append(single)
    cells = {(c.row, c.column): c for c in (reading.sheet.cell(row, column) for column in columns)}
    facts = (_number(reading, cell, "分值", "") for cell in cells.values())
    own, review = (_mark_at(reading, row, layout, role, "") for role in ("self_score", "review_score"))
    return tuple(fact for fact in facts if fact), (own, review)


def _mark_at(reading: _Reading, row: int, layout: _Layout, role: str, name: str) -> Fact | None:
    column = layout.roles.get(role)
    return (
        None
        if column is None
        else _number(reading, reading.sheet.cell(row, column), METRIC_OF_ROLE[role], name)
    )


def _number(reading: _Reading, cell: Cell, metric: str, name: str) -> Fact | None:
    bare = cell.text.strip().removesuffix("分").removesuffix("%").strip()
    if read_quantity(bare) is None:
        return None
    start = cell.text.find(bare)
    at = reading.document.at(reading.block, start, start + len(bare), (cell.row, cell.column))
    return _mark(at, bare, metric, name, reading.ids)


def _mark(at: Location, raw: str, metric: str, name: str, ids: Iterator[str]) -> Fact:
    """分值、得分是准确数；主体是指标名称，总分没有主体。"""
    read = read_quantity(raw)
    value = read.value if read else Decimal(0)
    step = read.step if read else Decimal(1)
    quantity = Quantity(value=value, unit="分", kind="score", step=step, low=value, high=value)
    return Fact(
        id=next(ids),
        metric=metric,
        raw=raw,
        quantity=quantity,
        qualifiers=Qualifiers(subject=name),
        at=at,
        known=True,
        unit_reason=f"{metric}以分计",
    )


def _text(reading: _Reading, row: int, column: int | None) -> Location | None:
    if column is None:
        return None
    cell = reading.sheet.cell(row, column)
    return _whole(reading, cell) if cell.text.strip() else None


def _whole(reading: _Reading, cell: Cell) -> Location:
    text = cell.text
    start = len(text) - len(text.lstrip())
    return reading.document.at(reading.block, start, len(text.rstrip()), (cell.row, cell.column))
