"""表格（TableView）：表头说列是什么，行标题说行是什么，格子里的数才有了名字。"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from extract import Cell, Document, Paragraph, Table
from normalize.facts import Column, Fact, Qualifiers, Row, TableView
from normalize.metrics import MetricDictionary
from normalize.quantity import Quantity
from normalize.tokens import read_quantity

MEASURE_OF_ROLE = {
    "budget": "年初预算数",
    "adjusted": "调整后预算数",
    "actual_spend": "决算数",
    "rate": "预算执行率",
}
"""列的角色 → 这一列的数量的是什么；其余角色的列以行标题为指标。"""

_SPACE = regex.compile(r"\s+")
_UNIT_LINE = regex.compile(r"单位\s*[:：]\s*([^\s)）]{1,12})")
_HEADER_UNIT = regex.compile(
    r"[(（]\s*(?:单位[:：]\s*)?(亿元|万元|千元|百元|元|%|％|人|个|项|件|次|家|分|公里|平方米|㎡|亩)\s*[)）]"
)
_MULTIPLES = {"亿元": Decimal(10**8), "万元": Decimal(10**4), "千元": Decimal(1000), "百元": Decimal(100)}
_TOTAL = regex.compile(
    r"^(?:总计|合计|总合计|共计|收入总计|支出总计|总分|合\s*计|总\s*计)$|^(?:本年)?(?:收入|支出|预算|资金)?(?:合计|总计)$"
)
_SUBTOTAL = regex.compile(r"小计$|^小\s*计$")
_ENUMERATOR = regex.compile(
    r"^(?:[(（]?[一二三四五六七八九十]+[)）]?、?|[(（]?\d{1,2}[)）]?[.．、]?)\s*(?=\D)"
)
_YEAR = regex.compile(r"(20\d\d)\s*年")
_PRIOR = regex.compile(r"上年|上一年|去年")
_RATE_ROLES = frozenset({"rate", "share", "change_rate"})


def folded(text: str) -> str:
    """去掉排版用的空白：投 入 → 投入。"""
    return _SPACE.sub("", text)


def views(
    document: Document, skip: frozenset[int], names: MetricDictionary, ids: Iterator[str]
) -> tuple[TableView, ...]:
    """读懂文档里的每张表格；skip 是另有专人读的表（评分表）的块号。"""
    return tuple(
        _view(document, index, block, names, ids)
        for index, block in enumerate(document.blocks)
        if isinstance(block, Table) and index not in skip
    )


def _view(
    document: Document, index: int, table: Table, names: MetricDictionary, ids: Iterator[str]
) -> TableView:
    unit, scale = _table_unit(document, table)
    headers = [row for row in range(table.rows) if row < table.header_rows or _is_header(table, row, names)]
    columns: dict[int, Column] = {}
    rows: list[Row] = []
    facts: list[Fact] = []
    above: list[int] = []
    seen: list[list[Column]] = []
    for row in range(table.rows):
        if row in headers:
            above = above if above and above[-1] == row - 1 else []
            above.append(row)
            columns = {c.index: c for c in _columns(table, above, names, unit, scale)}
            seen.append(list(columns.values()))
            continue
        label_columns = _label_columns(table, row, columns)
        labels = _labels(table, row, label_columns)
        rows.append(Row(index=row, labels=labels, kind=_row_kind(labels)))
        for column in range(table.columns):
            cell = table.cell(row, column)
            if column in label_columns or (cell.row, cell.column) != (row, column):
                continue
            fact = _fact(document, index, cell, rows[-1], columns.get(column), names)
            if fact is not None:
                facts.append(fact)
    top = _columns(table, list(range(table.header_rows)), names, unit, scale)
    settled = [fact.model_copy(update={"id": next(ids)}) for fact in _exact_money(facts)]
    return TableView(block=index, columns=_better([top, *seen]), rows=tuple(rows), facts=tuple(settled))


def _better(candidates: list[list[Column]]) -> tuple[Column, ...]:
    """一张表有几组表头的（自评表），以说明资金的那一组为准。"""
    return tuple(max(candidates, key=lambda columns: sum(c.role in MEASURE_OF_ROLE for c in columns)))


def _table_unit(document: Document, table: Table) -> tuple[str, Decimal]:
    """表名行或单位行里写的单位。"""
    for block in (table.unit_line, table.caption):
        holder = document.blocks[block] if block is not None else None
        found = _UNIT_LINE.search(holder.text) if isinstance(holder, Paragraph) else None
        if found:
            return _unit(found[1].split("、")[0].split("，")[0])
    return "", Decimal(1)


def _unit(printed: str) -> tuple[str, Decimal]:
    """印出的单位 → 基本单位与倍数：万元 → (元, 10000)。"""
    if printed in _MULTIPLES:
        return "元", _MULTIPLES[printed]
    return ("%", Decimal(1)) if printed in "%％" else (printed, Decimal(1))


def _is_header(table: Table, row: int, names: MetricDictionary) -> bool:
    """表格中间的表头行：至少两格是已知的列名，且没有一格是数。"""
    texts = {cell.text for cell in (table.cell(row, column) for column in range(table.columns))}
    known = sum(bool(names.role_of((text,))) for text in texts if text.strip())
    return known >= 2 and not any(read_quantity(text) for text in texts)


def _columns(
    table: Table, headers: list[int], names: MetricDictionary, unit: str, scale: Decimal
) -> list[Column]:
    columns = []
    for index in range(table.columns):
        cells: list[Cell] = []
        for row in headers:
            cell = table.cell(row, index)
            if cell.text.strip() and cell not in cells:
                cells.append(cell)
        path = tuple(folded(cell.text) for cell in cells)
        role = names.role_of(path)
        columns.append(_with_unit(Column(index=index, path=path, role=role), unit, scale))
    return columns


def _with_unit(column: Column, unit: str, scale: Decimal) -> Column:
    """一列的单位：列名里写明的优先；率是百分数，分值是分；其余随表。"""
    printed = next((found[1] for text in reversed(column.path) if (found := _HEADER_UNIT.search(text))), None)
    if printed:
        unit, scale = _unit(printed)
    elif column.role in _RATE_ROLES or (column.path and column.path[-1].endswith("率")):
        unit, scale = "%", Decimal(1)
    elif column.role in {"points", "self_score"}:
        unit, scale = "分", Decimal(1)
    return column.model_copy(update={"unit": unit, "scale": scale})


def _label_columns(table: Table, row: int, columns: dict[int, Column]) -> frozenset[int]:
    """行标题占的列：自左起，到第一个数（或空值）为止。"""
    labels: set[int] = set()
    for column in range(table.columns):
        cell = table.cell(row, column)
        text = cell.text.strip()
        role = columns[column].role if column in columns else ""
        if column > 0 and (not text or role in MEASURE_OF_ROLE or read_quantity(text) or text in "-—–－/"):
            break
        if column == 0 and read_quantity(text) and table.columns > 1:
            # 首列的数是行次
            labels.add(column)
            continue
        labels.add(column)
    return frozenset(labels)


def _labels(table: Table, row: int, label_columns: frozenset[int]) -> tuple[str, ...]:
    cells: list[Cell] = []
    for column in sorted(label_columns):
        cell = table.cell(row, column)
        if cell.text.strip() and cell not in cells:
            cells.append(cell)
    return tuple(folded(cell.text) for cell in cells)


def _row_kind(labels: tuple[str, ...]) -> str:
    last = labels[-1] if labels else ""
    if _TOTAL.search(last):
        # “基本支出 | 合计”是小计
        return "total" if len(labels) == 1 or labels[-1] == labels[0] else "subtotal"
    return "subtotal" if _SUBTOTAL.search(last) else "item"


def item_of(labels: tuple[str, ...], kind: str, names: MetricDictionary) -> str:
    """一行说的是哪一项：合计行为空串，小计行是上一级的名称，其余是末级行标题的规范名称。"""
    if kind == "total":
        return ""
    last = labels[-2] if kind == "subtotal" and len(labels) > 1 else (labels[-1] if labels else "")
    bare = _ENUMERATOR.sub("", last.removeprefix("其中").lstrip(":：")) or last
    if kind == "subtotal" and len(labels) == 1:
        bare = _SUBTOTAL.sub("", bare)
    metric = names.metric_named(bare)
    return metric.name if metric else bare


def _fact(
    document: Document, index: int, cell: Cell, row: Row, column: Column | None, names: MetricDictionary
) -> Fact | None:
    unit, scale = (column.unit, column.scale) if column else ("", Decimal(1))
    if not unit:
        unit, scale = _row_unit(row)
    quantity = read_quantity(cell.text, unit=unit, scale=scale)
    if quantity is None:
        return None
    item = item_of(row.labels, row.kind, names)
    header = column.path[-1] if column and column.path else ""
    measure = MEASURE_OF_ROLE.get(column.role, "") if column else ""
    known = names.metric_named(item) if measure and item else None
    if known is not None and known.kind in {"amount", "indicator"} and known.unit != "元":
        # 行已经是一个完整的指标（政府采购执行率），列只说口径
        metric, subject, base = known.name, "", measure
    elif measure:
        metric, subject, base = measure, item, ""
    else:
        named = names.metric_named(header)
        metric, subject, base = (
            (named.name, item, "") if named else (item or header, "", header if item else "")
        )
    start = len(cell.text) - len(cell.text.lstrip())
    end = len(cell.text.rstrip())
    return Fact(
        id="",
        metric=metric,
        raw=cell.text[start:end],
        quantity=quantity,
        qualifiers=Qualifiers(subject=subject, period=_period(column), base=base),
        at=document.at(index, start, end, (cell.row, cell.column)),
        known=names.metric_named(metric) is not None,
    )


def _row_unit(row: Row) -> tuple[str, Decimal]:
    """行组标题里写的单位：项目资金（万元）。"""
    found = next((m for label in row.labels if (m := _HEADER_UNIT.search(label))), None)
    return _unit(found[1]) if found else ("", Decimal(1))


def _period(column: Column | None) -> str:
    path = "".join(column.path) if column else ""
    year = _YEAR.search(path)
    return f"{year[1]}年" if year else ("上年" if _PRIOR.search(path) else "")


def _exact_money(facts: list[Fact]) -> list[Fact]:
    """同一张表里有一个金额印到角分，其余的元也精确到分，省掉的是末尾的零。"""
    cents = any(_shows_cents(fact.quantity) for fact in facts)
    if not cents:
        return facts
    return [
        fact.model_copy(update={"quantity": fact.quantity.as_exact()})
        if fact.quantity.unit == "元" and fact.quantity.scale == 1
        else fact
        for fact in facts
    ]


def _shows_cents(quantity: Quantity) -> bool:
    return quantity.unit == "元" and quantity.scale == 1 and quantity.step < 1
