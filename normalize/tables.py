"""表格（TableView）：表头说列是什么，行标题说行是什么，格子里的数才有了名字。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from extract import Cell, Document, Paragraph
from normalize.aliases import Aliases
from normalize.cell_figures import quantity_in, sign_of
from normalize.cell_names import SUBTOTAL, item_of, keyed, named
from normalize.cell_units import finest_of, refined, shows_cents, to_the_fen, unit_of
from normalize.cells import is_nil
from normalize.facts import Column, Fact, Row, TableView
from normalize.funds import FUNDED, fund_in, fund_named
from normalize.head_words import told_of_owners
from normalize.heads import (
    BUDGETS,
    ENUMERATOR,
    INCOME,
    TOTAL,
    VALUE_ROLES,
    Head,
    Reader,
    bare_name,
    head_of,
    unit_named,
)
from normalize.metrics import MetricDictionary
from normalize.outline import Outline
from normalize.periods import is_budget
from normalize.sheet import Section, Sheet, folded

_MARKS = frozenset({"分值", "自评得分", "财政评分"})
_UNIT_LINE = regex.compile(r"单位\s*[:：]\s*([^\s)）]{1,12})|[(（]\s*((?:亿|万|千|百)?元)\s*[)）]")
_TITLE = regex.compile(
    r"^(?:附?表\s*\d*(?:[-—.]\d+)*[：:、]?|20\d\d年度?)+|[(（][^)）]*[)）]|(?:金额)?单位[:：].*$|(?:明细|情况|统计|汇总|分配)*表$|情况$"
)
"""表名里不说明内容的字。"""
_BUDGET_TITLE = regex.compile(r"预算(?!执行|绩效|单位|公开|支出情况|管理|完成)|(?:收入|支出|收支)总表")
_TOTALLED = BUDGETS | {"增减额", "增减率", "占比"}
_WHOLE_TITLE = regex.compile(
    r"(?:公开\d*|部门|单位|本级|整体|财政拨款|一般公共预算|政府性基金预算|国有资本经营预算)*(?:收支|收入|支出|收入支出)(?:总|决算|预算|执行|完成)*"
)
_REPORT = regex.compile("报告$")
"""不是表名，是整份报告的题目。"""
_WHOLE_BUDGET = frozenset({"基本支出", "项目支出", "年度资金总额"})
_CODE = regex.compile(r"\d{3}(?:\d{2}){0,3}")
_BESIDE_ROLES = frozenset({"unit", "sign", "serial"})
_LEVEL_ROLES = ("level1", "level2", "level3", "level4")


def views(
    document: Document,
    sheets: dict[int, Sheet],
    names: MetricDictionary,
    ids: Iterator[str],
    aliases: Aliases,
    year: str = "",
) -> tuple[TableView, ...]:
    """读懂文档里的每张表格（块号 → 格局），一段一份；year 是报告年度。"""
    return tuple(
        view
        for index, sheet in sheets.items()
        for view in _views(_reader(document, index, sheet, names, aliases, year), ids)
    )


def _reader(
    document: Document, block: int, sheet: Sheet, names: MetricDictionary, aliases: Aliases, year: str
) -> Reader:
    unit, scale, printed, measure, title, fund, item = "", Decimal(1), "", "", "", "", ""
    for place in (sheet.table.unit_line, sheet.table.caption):
        holder = document.blocks[place] if place is not None else None
        if not isinstance(holder, Paragraph):
            continue
        if not printed and (found := _UNIT_LINE.search(holder.text)):
            printed = (found[1] or found[2]).split("、")[0].split("，")[0].rstrip("）)")
            unit, scale = unit_named(printed)
        fund = fund or fund_in(holder.text)
        title = _TITLE.sub("", _TITLE.sub("", folded(holder.text))) if place == sheet.table.caption else title
        measure = measure or _told_by(holder.text)
        items = [m.name for _, _, m in names.metrics_in(holder.text) if m.kind == "item"]
        item = item or next((name for name in items if not fund_named(name)), "")
    if not measure:
        measure = next((told for text in reversed(document.section(block)) if (told := _told_by(text))), "")
    if is_budget(document) and measure in {"", "决算数"}:
        measure = "年初预算数"
    return Reader(
        document, block, sheet, names, year, unit, scale, printed, measure, title, fund, item, aliases
    )


def _told_by(text: str) -> str:
    """表名、标题说表里的钱是预算还是决算：收入一方有自己的名称。"""
    income = "收入" in text and "支出" not in text
    if "决算" in text:
        return "收入实际数" if income else "决算数"
    if _BUDGET_TITLE.search(text):
        return "收入预算数" if income else "年初预算数"
    return "决算数" if "支出" in text else ""


def _views(reader: Reader, ids: Iterator[str]) -> list[TableView]:
    read = [(section, *_section(reader, section)) for section in reader.sheet.sections]
    cents = any(shows_cents(fact.quantity) for _, _, _, facts in read for fact in facts)
    finest = finest_of([fact.quantity for _, _, _, facts in read for fact in facts])
    found = []
    for _, columns, rows, facts in read:
        exact = [to_the_fen(fact) if cents else refined(fact, finest) for fact in facts]
        settled = tuple(fact.model_copy(update={"id": next(ids)}) for fact in exact)
        found.append(TableView(block=reader.block, columns=columns, rows=rows, facts=settled))
    return found


def _section(reader: Reader, section: Section) -> tuple[tuple[Column, ...], tuple[Row, ...], list[Fact]]:
    heads = {column: head_of(reader, section, column) for column in section.columns}
    if _told_of_owners(reader, section, heads):
        heads = {column: replace(head, owned=True) for column, head in heads.items()}
    rows: list[Row] = []
    facts: list[Fact] = []
    whole = _whole(reader, section, heads)
    columns = {index: head.column for index, head in heads.items()}
    outline = Outline(reader.sheet)
    seen: set[tuple[str, ...]] = set()
    parent = ""
    single = len({head.measure for head in heads.values() if head.measure}) < 2
    for number in section.rows:
        labels, labelled = _labels(reader.sheet, number, heads, section.headers)
        labels, parent = _told_again(labels, seen, parent)
        row = Row(index=number, labels=labels, kind=_row_kind(labels), depth=outline.depth(number, columns))
        rows.append(row)
        keys = _keys(reader, number, section, heads)
        for column in section.columns:
            cell = reader.sheet.cell(number, column)
            if (cell.row, cell.column) != (number, column) or (column in labelled and column not in keys):
                continue
            fact = _fact(reader, cell, row, heads, keys.get(column), single=single)
            if fact is not None and _of_the_table(fact, row, heads[column]):
                fact = fact.model_copy(update={"qualifiers": fact.qualifiers.model_copy(update=whole)})
            if fact is not None:
                facts.append(fact)
    return tuple(columns.values()), tuple(rows), facts


def _told_of_owners(reader: Reader, section: Section, heads: dict[int, Head]) -> bool:
    """各行是不是一个个单位、地方。"""
    first = next((c for c, head in heads.items() if head.column.role != "serial"), None)
    if first is None:
        return False
    return told_of_owners(
        reader.sheet.text(row, first) for row in section.rows if not reader.sheet.is_number(row, first)
    )


def _told_again(
    labels: tuple[str, ...], seen: set[tuple[str, ...]], parent: str
) -> tuple[tuple[str, ...], str]:
    """同一段里第二次出现的行标题（年初结转之下又列一般公共预算财政拨款），说的是上一个新标题的那一份。"""
    if not labels or _row_kind(labels) != "item":
        return labels, parent
    plain = (*labels[:-1], bare_name(ENUMERATOR.sub("", labels[-1])))
    if plain in seen and parent:
        return (parent, *labels[:-1], f"{parent}·{labels[-1]}"), parent
    seen.add(plain)
    return labels, plain[-1]


def _of_the_table(fact: Fact, row: Row, head: Head) -> bool:
    """合计行、合计列里的预算、支出：是这张表的合计。"""
    whole = not fact.qualifiers.subject and not fact.qualifiers.scope
    return whole and (row.kind == "total" or head.total) and fact.metric in _TOTALLED


def _whole(reader: Reader, section: Section, heads: dict[int, Head]) -> dict[str, str]:
    """这一段的合计是什么的合计：列有基本支出、项目支出的是整个部门；是“三公”各项的是“三公”经费；否则以表名为范围。"""
    names = reader.names
    texts = {reader.sheet.text(row, column) for row in section.rows for column in list(section.columns)[:2]}
    items_in = {text: item_of((text,), "item", names) for text in texts if text}
    items = {*items_in.values(), *(head.item for head in heads.values())}
    if reader.item:
        return {"subject": reader.item}
    if items & _WHOLE_BUDGET or reader.measure in INCOME or _WHOLE_TITLE.fullmatch(reader.title):
        return {}
    plain = {text: bare_name(text) for text in texts if _named_row(text)}
    others = [
        t for t, bare in plain.items() if names.metric_named(bare) is None and not names.role_of((bare,))
    ]
    for metric in names.metrics:
        parts = items & set(metric.parts)
        beyond = [text for text in others if items_in[text] not in parts]
        if metric.kind == "item" and len(parts) > 1 and not beyond:
            # 另有别的行（各个项目、人员经费、公用经费 | 合计）的，合计的就不止这几项
            return {"subject": metric.name}
    return {"scope": reader.title} if reader.title and not _REPORT.search(reader.title) else {}


_WORDED = regex.compile(r"\p{Han}{2}")


def _named_row(text: str) -> bool:
    """是一行的名称，不是数、序号、合计。"""
    return bool(_WORDED.search(text)) and not TOTAL.search(bare_name(text))


def _labels(
    sheet: Sheet, row: int, heads: dict[int, Head], headers: Sequence[int]
) -> tuple[tuple[str, ...], frozenset[int]]:
    """行标题及其占的列：自左起到第一个数（或空值）为止；有指标级次的只看级次列；序号、计量单位不算。"""
    levels = [
        column
        for column, head in heads.items()
        if head.column.role in _LEVEL_ROLES and not sheet.is_number(row, column)
    ]
    if levels:
        cells = {id(c): sheet.text(row, i) for i in levels if (c := sheet.cell(row, i)).text.strip()}
        return tuple(cells.values()), frozenset(levels)
    found: dict[int, str] = {}
    taken: set[int] = set()
    first = next(iter(heads), 0)
    for column, head in heads.items():
        text = sheet.text(row, column)
        role = head.column.role
        if role in _BESIDE_ROLES:
            taken.add(column)
            if text and role == "serial" and (_CODE.fullmatch(text) or not text.isdigit()):
                # 科目编码是行标题的一级；序号列里写着“合计”的是行标题
                found[id(sheet.cell(row, column))] = text
            continue
        if (
            column == first
            and sheet.is_number(row, column)
            and not role
            and len(heads) > 1
            and text.isdigit()
            and not head.measure
            and head.metric is None
        ):
            # 首列的数是行次
            taken.add(column)
            continue
        if sheet.is_number(row, column) or (column > first and (is_nil(text) or role in VALUE_ROLES)):
            break
        taken.add(column)
        if text:
            found[id(sheet.cell(row, column))] = text
    grouped = len(found) == 1 and sheet.cell(row, first).row in headers
    # 只有一格自表头伸下来的竖排标题，它是这一段的名称，不是这一行的
    return () if grouped else tuple(found.values()), frozenset(taken)


def _keys(reader: Reader, row: int, section: Section, heads: dict[int, Head]) -> dict[int, str]:
    """名称和数一左一右相间的行（编制数｜62｜实有人数｜57）：每个数所在的列 → 它的名称。"""
    sheet = reader.sheet
    found: dict[int, str] = {}
    key = ""
    for column in section.columns:
        cell = sheet.cell(row, column)
        if cell.column != column:
            continue
        text = sheet.text(row, column)
        if sheet.is_number(row, column):
            if key and cell.row == row:
                found[column] = key
            key = ""
        else:
            key = "" if is_nil(text) else text
    if not found:
        return {}
    named = [
        k for k in found.values() if reader.names.metric_named(reader.names.without_period(bare_name(k))[0])
    ]
    headed = [
        c
        for c in found
        if heads[c].measure or heads[c].metric or heads[c].column.role or heads[c].period or heads[c].total
    ]
    alternating = len(found) > 1 or (len(section.headers) == 0)
    return found if alternating and not headed and (named or not section.headers) else {}


def _row_kind(labels: tuple[str, ...]) -> str:
    last = ENUMERATOR.sub("", labels[-1]).rstrip("：:") if labels else ""
    if TOTAL.search(last):
        # “基本支出 | 合计”是小计
        return "total" if len(labels) == 1 or labels[-1] == labels[0] else "subtotal"
    return "subtotal" if SUBTOTAL.search(last) else "item"


def _fact(
    reader: Reader, cell: Cell, row: Row, heads: dict[int, Head], key: str | None, *, single: bool
) -> Fact | None:
    head = heads[cell.column]
    unit, scale, reason = unit_of(reader, row, heads, head, key)
    sign = sign_of(reader, row, heads) if head.column.role == "target" else ""
    start, end, quantity = quantity_in(reader, cell, head, unit, scale, sign)
    if quantity is None:
        return None
    metric, qualifiers = (
        keyed(reader, key) if key is not None else named(reader, row, heads, head, single=single)
    )
    if reader.fund and not qualifiers.fund and metric in FUNDED:
        qualifiers = qualifiers.model_copy(update={"fund": reader.fund})
    printed = bool(quantity.printed_unit) or not quantity.unit
    return Fact(
        id="",
        metric=metric,
        raw=cell.text[start:end],
        quantity=quantity,
        qualifiers=qualifiers,
        at=reader.document.at(reader.block, start, end, (cell.row, cell.column)),
        known=metric in reader.names.by_name or metric in _MARKS,
        unit_reason="" if printed else reason,
    )
