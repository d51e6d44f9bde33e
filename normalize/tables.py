"""表格（TableView）：表头说列是什么，行标题说行是什么，格子里的数才有了名字。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from extract import Cell, Document, Paragraph
from normalize.cells import is_nil, read_quantity
from normalize.facts import Column, Fact, Qualifiers, Row, TableView
from normalize.funds import FUNDED, fund_in, fund_named
from normalize.metrics import Metric, MetricDictionary, dictionary
from normalize.outline import Outline
from normalize.periods import PRIOR_NAMES, settled_period
from normalize.quantity import Quantity
from normalize.sheet import Section, Sheet, folded
from normalize.tokens import tokens_of
from normalize.units import units

MEASURE_OF_ROLE = {
    "budget": "年初预算数",
    "adjusted": "调整后预算数",
    "actual_spend": "决算数",
    "rate": "预算执行率",
}
"""列的角色 → 这一列的数量的是什么；其余角色的列以行标题为指标。"""

METRIC_OF_ROLE = {
    "points": "分值",
    "self_score": "自评得分",
    "review_score": "财政评分",
    "change": "增减额",
    "change_rate": "增减率",
    "share": "占比",
}
"""列的角色 → 指标；主体是行标题。"""

_MARKS = frozenset({"分值", "自评得分", "财政评分"})

SIDE_OF_ROLE = {"target": "年度指标值", "actual": "实际完成值"}
"""目标值、完成值：指标是行标题，口径说是哪一边。"""

_UNIT_LINE = regex.compile(r"单位\s*[:：]\s*([^\s)）]{1,12})|[(（]\s*((?:亿|万|千|百)?元)\s*[)）]")
_HEADER_UNIT = regex.compile(
    r"[(（]\s*(?:单位[:：]\s*)?(亿元|万元|千元|百元|元|%|％|人|个|项|件|次|家|分|公里|平方米|㎡|亩|辆|户|人次)\s*[)）]"
)
_TOTAL = regex.compile(
    r"^(?:总计|合计|总合计|共计|收入总计|支出总计|总分|总得分|收、支总计)$|^(?:本年)?(?:收入|支出|预算|资金|全年|全部)?(?:合计|总计)$"
)
_TITLE = regex.compile(
    r"^(?:附?表\s*\d*(?:[-—.]\d+)*[：:、]?|20\d\d年度?)+|[(（][^)）]*[)）]|(?:金额)?单位[:：].*$|(?:明细|情况|统计|汇总|分配)*表$|情况$"
)
"""表名里不说明内容的字。"""
_BUDGET_TITLE = regex.compile(r"预算(?!执行|绩效|单位|公开|支出情况|管理|完成)|(?:收入|支出|收支)总表")
_BUDGETS = frozenset({*MEASURE_OF_ROLE.values(), *PRIOR_NAMES.values()})
_KEPT = frozenset(metric.name for metric in dictionary().metrics)
_TOTALLED = _BUDGETS | {"增减额", "增减率", "占比"}
_INCOME = frozenset({"收入预算数", "收入实际数"})
_WHOLE_TITLE = regex.compile(
    r"(?:公开\d*|部门|单位|本级|整体|财政拨款|一般公共预算|政府性基金预算|国有资本经营预算)*(?:收支|收入|支出|收入支出)(?:总|决算|预算)*"
)
_WHOLE_BUDGET = frozenset({"基本支出", "项目支出", "年度资金总额"})
_SUBTOTAL = regex.compile(r"小计$")
_ENUMERATOR = regex.compile(
    r"^(?:其中[:：]?|[★☆▲*#]|[(（]?[一二三四五六七八九十]+[)）]?、|[(（][一二三四五六七八九十\d]{1,2}[)）]|"
    r"\d{1,2}(?:\.\d{1,2})*[.．、](?=\D)|[①-⑳])+"
)
_COUNTED = regex.compile(
    r"(?:人数|人次|户数|次数|个数|数量|件数|台数|套数|面积|编制数?|车辆数?|场次|批次|人员|份数|家数|天数|里程|长度|产量|在编|在职)$"
)
_RATIO = regex.compile(r"(?:率|占比|比重|比例|百分比|幅度|[%％])$")
_QUANTITATIVE = regex.compile(r"(?:数|额|量|率|金|费|资金|收入|支出|面积|成本|单价|价格|得分)$")
"""列名自己说得清量的是什么（补助户数、节约额），行标题是主体。"""
_POINTS = regex.compile(r"\d+分")
_CODE = regex.compile(r"\d{3}(?:\d{2}){0,3}")
_FLOW = regex.compile(r"^(?:本年|本期|年初|年末|期初|期末|上年|计划|实际|完成)")
_SIGNS = frozenset({"≥", "≤", ">", "<", ">=", "<=", "＞", "＜", "≧", "≦"})
_GENERIC = frozenset(
    {"金额", "数量", "数值", "数额", "本年数", "资金额", "人数", "个数", "本期数", "数据", "情况", "总额"}
)
_PURCHASES = frozenset({"采购计划金额", "实际采购金额"})
_VALUE_ROLES = frozenset(
    {*MEASURE_OF_ROLE, *METRIC_OF_ROLE, *SIDE_OF_ROLE, "amount", "quantity", "unit_price"}
)
_BESIDE_ROLES = frozenset({"unit", "sign", "serial"})
_LEVEL_ROLES = ("level1", "level2", "level3", "level4")


@dataclass(frozen=True)
class _Head:
    """一列的读法：量的是什么（measure）、说的是哪一项（item）、哪个期间；total 说这一列是合计。

    part 是上级表头之下的一部分（编制数之下的行政、事业）。
    """

    column: Column
    measure: str = ""
    item: str = ""
    metric: Metric | None = None
    period: str = ""
    total: bool = False
    text: str = ""
    part: str = ""


@dataclass(frozen=True)
class _Reader:
    """一张表的读法：表名里的单位、口径，报告年度。"""

    document: Document
    block: int
    sheet: Sheet
    names: MetricDictionary
    year: str
    unit: str
    scale: Decimal
    unit_text: str
    measure: str
    title: str
    fund: str
    item: str


def views(
    document: Document, sheets: dict[int, Sheet], names: MetricDictionary, ids: Iterator[str], year: str = ""
) -> tuple[TableView, ...]:
    """读懂文档里的每张表格（块号 → 格局），一段一份；year 是报告年度。"""
    return tuple(
        view
        for index, sheet in sheets.items()
        for view in _views(_reader(document, index, sheet, names, year), ids)
    )


def _reader(document: Document, block: int, sheet: Sheet, names: MetricDictionary, year: str) -> _Reader:
    unit, scale, printed, measure, title, fund, item = "", Decimal(1), "", "", "", "", ""
    for place in (sheet.table.unit_line, sheet.table.caption):
        holder = document.blocks[place] if place is not None else None
        if not isinstance(holder, Paragraph):
            continue
        if not printed and (found := _UNIT_LINE.search(holder.text)):
            printed = (found[1] or found[2]).split("、")[0].split("，")[0].rstrip("）)")
            unit, scale = _unit(printed)
        fund = fund or fund_in(holder.text)
        title = _TITLE.sub("", _TITLE.sub("", folded(holder.text))) if place == sheet.table.caption else title
        measure = measure or _told_by(holder.text)
        items = [m.name for _, _, m in names.metrics_in(holder.text) if m.kind == "item"]
        item = item or next((name for name in items if not fund_named(name)), "")
    if not measure:
        measure = next((told for text in reversed(document.section(block)) if (told := _told_by(text))), "")
    return _Reader(document, block, sheet, names, year, unit, scale, printed, measure, title, fund, item)


def _told_by(text: str) -> str:
    """表名、标题说表里的钱是预算还是决算：收入一方有自己的名称。"""
    income = "收入" in text and "支出" not in text
    if "决算" in text:
        return "收入实际数" if income else "决算数"
    if _BUDGET_TITLE.search(text):
        return "收入预算数" if income else "年初预算数"
    return "决算数" if "支出" in text else ""


def _views(reader: _Reader, ids: Iterator[str]) -> list[TableView]:
    read = [(section, *_section(reader, section)) for section in reader.sheet.sections]
    cents = any(_shows_cents(fact.quantity) for _, _, _, facts in read for fact in facts)
    found = []
    for _, columns, rows, facts in read:
        exact = [_exact(fact) if cents else fact for fact in facts]
        settled = tuple(fact.model_copy(update={"id": next(ids)}) for fact in exact)
        found.append(TableView(block=reader.block, columns=columns, rows=rows, facts=settled))
    return found


def _section(reader: _Reader, section: Section) -> tuple[tuple[Column, ...], tuple[Row, ...], list[Fact]]:
    heads = {column: _head(reader, section, column) for column in section.columns}
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


def _told_again(
    labels: tuple[str, ...], seen: set[tuple[str, ...]], parent: str
) -> tuple[tuple[str, ...], str]:
    """同一段里第二次出现的行标题（年初结转之下又列一般公共预算财政拨款），说的是上一个新标题的那一份。"""
    if not labels or _row_kind(labels) != "item":
        return labels, parent
    plain = (*labels[:-1], _bare(_ENUMERATOR.sub("", labels[-1])))
    if plain in seen and parent:
        return (parent, *labels[:-1], f"{parent}·{labels[-1]}"), parent
    seen.add(plain)
    return labels, plain[-1]


def _of_the_table(fact: Fact, row: Row, head: _Head) -> bool:
    """合计行、合计列里的预算、支出：是这张表的合计。"""
    whole = not fact.qualifiers.subject and not fact.qualifiers.scope
    return whole and (row.kind == "total" or head.total) and fact.metric in _TOTALLED


def _whole(reader: _Reader, section: Section, heads: dict[int, _Head]) -> dict[str, str]:
    """这一段的合计是什么的合计：列有基本支出、项目支出的是整个部门；是“三公”各项的是“三公”经费；否则以表名为范围。"""
    names = reader.names
    texts = {reader.sheet.text(row, column) for row in section.rows for column in list(section.columns)[:2]}
    items = {item_of((text,), "item", names) for text in texts if text} | {
        head.item for head in heads.values()
    }
    if reader.item:
        return {"subject": reader.item}
    if items & _WHOLE_BUDGET or reader.measure in _INCOME or _WHOLE_TITLE.fullmatch(reader.title):
        return {}
    others = [text for text in texts if _named_row(text) and names.metric_named(_bare(text)) is None]
    for metric in names.metrics:
        parts = items & set(metric.parts)
        beyond = [text for text in others if item_of((text,), "item", names) not in parts]
        if metric.kind == "item" and len(parts) > 1 and not beyond:
            # 另有别的行（各个项目、人员经费、公用经费 | 合计）的，合计的就不止这几项
            return {"subject": metric.name}
    return {"scope": reader.title} if reader.title else {}


def _named_row(text: str) -> bool:
    """是一行的名称，不是数、序号、合计。"""
    return bool(regex.search(r"\p{Han}{2}", text)) and not _TOTAL.search(_bare(text))


def _head(reader: _Reader, section: Section, index: int) -> _Head:
    """一列的读法：自下而上看表头的每一级。"""
    path = reader.sheet.path(section.headers, index) if section.headers else ()
    names = reader.names
    period = measure = item = level = ""
    metric: Metric | None = None
    role = names.role_of(path[-1:]) if path else ""
    for text in reversed(path):
        plain, when = names.without_period(_bare(text))
        period = period or when
        own = names.role_of((plain,))
        role = role or own
        measure = measure or _measure_of(own, plain, when)
        named = names.metric_named(plain)
        if named is None:
            continue
        if named.kind == "measure" and not measure:
            measure = named.name
        elif named.kind in {"item", "amount", "indicator"} and metric is None and own not in _VALUE_ROLES:
            metric, item, level = named, named.name, text
    leaf = _bare(path[-1]) if path else ""
    total = leaf == "小计" or bool(_TOTAL.search(names.without_period(leaf)[0]))
    if total and (metric is None or metric.kind == "item" or level == path[-1]):
        # “一季度 … 全年合计”是合计列，不是一个科目；“编制数”之下的小计还是编制数
        metric, item = None, ""
    part = names.without_period(leaf)[0] if metric and level != path[-1] and not total and not measure else ""
    if metric is not None and part and (own_name := names.metric_named(f"{part}{metric.name}")):
        metric, item, part = own_name, own_name.name, ""
    if role == "unit" and leaf == "单位" and not _holds_units(reader.sheet, section, index):
        role = "item"
    if measure == "调整后预算数" and leaf in {"预算数", "预算"} and not _spent(reader, section):
        measure = "年初预算数"
    unit, scale = _column_unit(reader, path, role, metric)
    column = Column(
        index=index,
        path=path,
        role=role,
        unit=unit,
        scale=scale,
        measure=measure,
        period=settled_period(period, reader.year),
    )
    return _Head(column, measure, item, metric, column.period, total, leaf, part)


def _holds_units(sheet: Sheet, section: Section, column: int) -> bool:
    """“单位”一列写的是计量单位（座、公里），还是单位名称（局机关）。"""
    texts = [text for row in section.rows if (text := sheet.text(row, column))]
    return bool(texts) and all(text in units().by_name or len(text) < len("局机关") for text in texts)


def _spent(reader: _Reader, section: Section) -> bool:
    """这一段有没有支出的列；没有的，“预算数”是批复的预算，不是执行时的。"""
    names = reader.names
    paths = (reader.sheet.path(section.headers, column) for column in section.columns)
    return any(_role(names, path) in {"actual_spend", "rate"} for path in paths)


def _role(names: MetricDictionary, path: Sequence[str]) -> str:
    return names.role_of(tuple(names.without_period(_bare(text))[0] for text in path))


def _measure_of(role: str, plain: str, period: str) -> str:
    """“2021年预算数”“本年预算数”是年初批复的预算；只写“预算数”的是执行时的预算。"""
    if role == "adjusted" and period and plain in {"预算数", "预算"}:
        return "年初预算数"
    return MEASURE_OF_ROLE.get(role, "")


def _column_unit(
    reader: _Reader, path: Sequence[str], role: str, metric: Metric | None
) -> tuple[str, Decimal]:
    """一列的单位：列名里写明的优先；率是百分数，分值是分；计数不随表的“单位：万元”。"""
    printed = next((found[1] for text in reversed(path) if (found := _HEADER_UNIT.search(text))), None)
    leaf = _bare(path[-1]) if path else ""
    if printed:
        return _unit(printed)
    if role in {"rate", "share", "change_rate"} or _RATIO.search(leaf):
        return "%", Decimal(1)
    if role in {"points", "self_score", "review_score"}:
        return "分", Decimal(1)
    if metric is not None and metric.unit not in {"元", ""}:
        return (metric.unit if metric.unit == "人" else ""), Decimal(1)
    if role in {*SIDE_OF_ROLE, "quantity"} or _COUNTED.search(leaf):
        return "", Decimal(1)
    return reader.unit, reader.scale


def _unit(printed: str) -> tuple[str, Decimal]:
    """印出的单位 → 基本单位与倍数：万元 → (元, 10000)。"""
    unit = units()[printed.replace("％", "%")]
    return unit.base, unit.scale


def _labels(
    sheet: Sheet, row: int, heads: dict[int, _Head], headers: Sequence[int]
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
        if sheet.is_number(row, column) or (column > first and (is_nil(text) or role in _VALUE_ROLES)):
            break
        taken.add(column)
        if text:
            found[id(sheet.cell(row, column))] = text
    grouped = len(found) == 1 and sheet.cell(row, first).row in headers
    # 只有一格自表头伸下来的竖排标题，它是这一段的名称，不是这一行的
    return () if grouped else tuple(found.values()), frozenset(taken)


def _keys(reader: _Reader, row: int, section: Section, heads: dict[int, _Head]) -> dict[int, str]:
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
    named = [k for k in found.values() if reader.names.metric_named(reader.names.without_period(_bare(k))[0])]
    headed = [
        c
        for c in found
        if heads[c].measure or heads[c].metric or heads[c].column.role or heads[c].period or heads[c].total
    ]
    alternating = len(found) > 1 or (len(section.headers) == 0)
    return found if alternating and not headed and (named or not section.headers) else {}


def _row_kind(labels: tuple[str, ...]) -> str:
    last = _ENUMERATOR.sub("", labels[-1]).rstrip("：:") if labels else ""
    if _TOTAL.search(last):
        # “基本支出 | 合计”是小计
        return "total" if len(labels) == 1 or labels[-1] == labels[0] else "subtotal"
    return "subtotal" if _SUBTOTAL.search(last) else "item"


def _bare(text: str) -> str:
    """去掉单位、星号、冒号，例如 金额（万元） → 金额。"""
    return _HEADER_UNIT.sub("", text).strip("：:★☆▲ ")


def item_of(labels: tuple[str, ...], kind: str, names: MetricDictionary) -> str:
    """一行说的是哪一项：合计行为空串，小计行是上一级的名称，其余是末级行标题的规范名称。"""
    if kind == "total":
        return ""
    last = labels[-2] if kind == "subtotal" and len(labels) > 1 else (labels[-1] if labels else "")
    bare = _bare(_ENUMERATOR.sub("", last)) or last
    if kind == "subtotal" and len(labels) == 1:
        bare = _SUBTOTAL.sub("", bare)
    metric = names.metric_named(bare)
    return metric.name if metric else bare


def _fact(
    reader: _Reader, cell: Cell, row: Row, heads: dict[int, _Head], key: str | None, *, single: bool
) -> Fact | None:
    head = heads[cell.column]
    unit, scale, reason = _unit_of(reader, row, heads, head, key)
    sign = _sign(reader, row, heads) if head.column.role == "target" else ""
    start, end, quantity = _quantity(reader, cell, head, unit, scale, sign)
    if quantity is None:
        return None
    metric, qualifiers = (
        _keyed(reader, key) if key is not None else _named(reader, row, heads, head, single=single)
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


def _quantity(
    reader: _Reader, cell: Cell, head: _Head, unit: str, scale: Decimal, sign: str
) -> tuple[int, int, Quantity | None]:
    """格里的数；目标值、完成值里带比较符或文字的（=100%、1,260台（套））取其中唯一的数。"""
    start = len(cell.text) - len(cell.text.lstrip())
    end = len(cell.text.rstrip())
    single = reader.sheet.is_number(cell.row, cell.column)
    quantity = read_quantity(sign + cell.text, unit=unit, scale=scale) if single else None
    if quantity is None and head.column.role in SIDE_OF_ROLE:
        inside = [t for t in tokens_of(cell.text) if t.quantity is not None]
        if len(inside) == 1:
            (token,) = inside
            return token.start, token.end, token.quantity
    return start, end, quantity


def _sign(reader: _Reader, row: Row, heads: dict[int, _Head]) -> str:
    """指标性质列里的比较符（≥、<=）；定性、等于没有。"""
    text = next((reader.sheet.text(row.index, c) for c, h in heads.items() if h.column.role == "sign"), "")
    return text if text in _SIGNS else ""


def _unit_of(
    reader: _Reader, row: Row, heads: dict[int, _Head], head: _Head, key: str | None
) -> tuple[str, Decimal, str]:
    """这一格的单位及理由：列名、计量单位列、行标题、指标自己的单位、表的单位，依次。"""
    names = reader.names
    label = key if key is not None else (row.labels[-1] if row.labels else "")
    printed = next(
        (found[1] for text in (key, *reversed(row.labels)) if text and (found := _HEADER_UNIT.search(text))),
        None,
    )
    beside = next((reader.sheet.text(row.index, c) for c, h in heads.items() if h.column.role == "unit"), "")
    ratio = head.column.unit == "%" or head.column.role in METRIC_OF_ROLE
    if key is None and any(_HEADER_UNIT.search(text) for text in head.column.path):
        return head.column.unit, head.column.scale, f"表头“{head.column.path[-1]}”"
    if key is None and ratio and head.column.role != "change":
        return head.column.unit, head.column.scale, f"表头“{head.column.path[-1]}”"
    if beside and key is None and _measured_beside(head, beside):
        return *_unit(beside), f"计量单位“{beside}”"
    if printed:
        return *_unit(printed), f"行标题“{label}”"
    metric = names.metric_named(names.without_period(_bare(_ENUMERATOR.sub("", label)))[0])
    if metric is not None and metric.unit in {"%", "人"} and not head.measure:
        return metric.unit, Decimal(1), f"指标“{metric.name}”"
    if _RATIO.search(_bare(label)):
        return "%", Decimal(1), f"行标题“{label}”"
    if _COUNTED.search(_bare(label)) or (metric is not None and metric.unit not in {"元", "", "%"}):
        return "", Decimal(1), ""
    if key is not None:
        return reader.unit, reader.scale, f"表的单位“{reader.unit_text}”"
    own = head.column.unit
    reason = f"表的单位“{reader.unit_text}”" if own == reader.unit and own != "%" else f"指标“{own}”"
    return own, head.column.scale, reason


def _measured_beside(head: _Head, beside: str) -> bool:
    """计量单位列管不管这一列：单价、金额、预算一类的列量的是钱。"""
    money = units()[beside].kind == "money"
    return money or not (head.measure or head.column.role in {"share", "amount", "unit_price", "change_rate"})


def _keyed(reader: _Reader, key: str) -> tuple[str, Qualifiers]:
    plain, period = reader.names.without_period(_bare(_ENUMERATOR.sub("", key)))
    metric = reader.names.metric_named(plain)
    return metric.name if metric else plain, Qualifiers(period=settled_period(period, reader.year))


def _named(
    reader: _Reader, row: Row, heads: dict[int, _Head], head: _Head, *, single: bool
) -> tuple[str, Qualifiers]:
    """行、列合起来，这一格量的是什么。"""
    names = reader.names
    item = item_of(row.labels, row.kind, names)
    known = names.by_name.get(item)
    period = head.period
    if known is None and item:
        plain, when = names.without_period(item)
        period = period or settled_period(when, reader.year)
        known = names.metric_named(plain) if plain else None
        item = known.name if known else plain
    role = head.column.role
    if role in METRIC_OF_ROLE and not (role == "share" and head.metric):
        # 得分（20分×执行率）：分值写在列名里
        base = head.column.path[-1] if role == "self_score" and _POINTS.search(head.column.path[-1]) else ""
        return METRIC_OF_ROLE[role], Qualifiers(subject=item or head.item, base=base, period=period)
    fund = "" if reader.measure in _INCOME or head.column.role in METRIC_OF_ROLE else fund_named(head.text)
    if role in SIDE_OF_ROLE:
        return item or head.text, Qualifiers(base=SIDE_OF_ROLE[role], period=period)
    if head.measure:
        return _measured(reader, row, heads, head, item, known, period, single=single)
    if known is not None and known.kind == "measure":
        # 行说口径，列说科目（转置的表）
        return _with_prior(known.name, head.item or ("" if head.total else head.text), period)
    if known is not None and known.name == "预算执行率" and not head.metric:
        return known.name, Qualifiers(subject="" if head.total else head.text, period=period)
    if (
        known is not None
        and known.kind == "indicator"
        and head.metric is not None
        and head.metric.kind == "item"
    ):
        return known.name, Qualifiers(subject=head.item, period=period)
    by_item = fund or (head.total and head.metric is None)
    by_item = by_item or (head.metric is not None and head.metric.kind == "item")
    if reader.measure and by_item and (known is None or known.kind == "item"):
        whole = _whole_amount(reader, row, head)
        if whole is not None:
            return whole.name, Qualifiers(fund=fund, period=period)
        across = "" if fund or head.total else head.item
        subject = "·".join(dict.fromkeys(text for text in (item, across) if text))
        measure, qualifiers = _with_prior(reader.measure, subject, period)
        return measure, qualifiers.model_copy(update={"fund": fund})
    if head.metric is not None:
        subject = item if head.metric.name != item else ""
        whose = "·".join(text for text in (subject, head.part) if text)
        return head.metric.name, Qualifiers(subject=whose, period=period)
    return _unnamed(reader, heads, head, item, known, period)


def _measured(
    reader: _Reader,
    row: Row,
    heads: dict[int, _Head],
    head: _Head,
    item: str,
    known: Metric | None,
    period: str,
    *,
    single: bool,
) -> tuple[str, Qualifiers]:
    """列说口径：行是科目的，指标是口径；行自己是完整指标的，指标是行。"""
    purchases = {h.metric.name for h in heads.values() if h.metric is not None} & _PURCHASES
    if head.measure == "预算执行率" and purchases:
        return "政府采购执行率", Qualifiers(subject=item, period=period)
    if item in _PURCHASES and head.measure != "预算执行率":
        spent = head.measure == "决算数"
        return ("实际采购金额" if spent else "采购计划金额"), Qualifiers(period=period)
    if known is not None and known.kind in {"amount", "indicator"} and known.unit != "元":
        # 行已经是一个完整的指标（政府采购执行率），列只说口径
        return known.name, Qualifiers(base=head.measure, period=period)
    if known is not None and known.kind in {"amount", "measure"} and single:
        return known.name, Qualifiers(period=period)
    if single and (whole := _whole_amount(reader, row, head)) is not None:
        return whole.name, Qualifiers(period=period)
    return _with_prior(head.measure, _across(heads, head, item), period)


def _whole_amount(reader: _Reader, row: Row, head: _Head) -> Metric | None:
    """合计行自己有名称的（本年支出合计、收入总计）；只写“总计”的看上级表头是收入还是支出。"""
    if row.kind != "total" or not row.labels:
        return None
    side = head.column.path[0] if head.column.path and head.column.path[0] in {"收入", "支出"} else ""
    whole = reader.names.metric_named(row.labels[-1]) or reader.names.metric_named(side + row.labels[-1])
    return whole if whole is not None and whole.kind == "amount" else None


def _across(heads: dict[int, _Head], head: _Head, item: str) -> str:
    """行与列都说了科目的（社会保障和就业支出｜基本支出），主体是两者合起来；各列同属一个科目的，那只是分组的标题。"""
    column = "" if head.total else head.item
    if item and len({other.item for other in heads.values() if other.item}) < 2:
        column = ""
    return "·".join(dict.fromkeys(text for text in (item, column) if text))


def _unnamed(
    reader: _Reader, heads: dict[int, _Head], head: _Head, item: str, known: Metric | None, period: str
) -> tuple[str, Qualifiers]:
    """词典里没有列名：量的是行标题，列名是口径；按期间分列的，量的是表名里的口径。"""
    text = head.text
    if text == "控制率":
        own = "财政供养人员控制率" if any(h.item == "编制数" for h in heads.values()) else f"{item}控制率"
        metric = reader.names.metric_named(own)
        return metric.name if metric else own, Qualifiers(period=period)
    periods = sum(bool(h.period) for h in heads.values())
    if periods > 1 and (bool(head.period) or head.total) and known is None and reader.measure:
        return _with_prior(reader.measure, item, period)
    if known is None and item and head.column.role == "amount" and reader.measure:
        return _with_prior(reader.measure, item, period)
    if known is None and item and head.column.role in {"amount", "quantity", "unit_price"}:
        return item, Qualifiers(base=text, period=period)
    if not item or head.total or text in _GENERIC:
        return item or text, Qualifiers(period=period)
    if known is None and _QUANTITATIVE.search(text) and not _FLOW.search(text):
        return text, Qualifiers(subject=item, period=period)
    return item, Qualifiers(base=text, period=period)


def _with_prior(measure: str, subject: str, period: str) -> tuple[str, Qualifiers]:
    """上年的预算、决算有自己的名称；主体末尾的“支出”与口径重复（农林水支出｜决算数），词典里有的除外。"""
    first, mark, rest = subject.partition("·")
    if first not in _KEPT and len(first) > len("其他支出"):
        subject = first.removesuffix("支出") + mark + rest
    if period == "上年" and measure in PRIOR_NAMES:
        return PRIOR_NAMES[measure], Qualifiers(subject=subject)
    return measure, Qualifiers(subject=subject, period=period)


def _exact(fact: Fact) -> Fact:
    """同一张表里有一个金额印到角分，其余的元也精确到分，省掉的是末尾的零。"""
    if fact.quantity.unit != "元" or fact.quantity.scale != 1:
        return fact
    return fact.model_copy(update={"quantity": fact.quantity.as_exact()})


def _shows_cents(quantity: Quantity) -> bool:
    return quantity.unit == "元" and quantity.scale == 1 and quantity.step < 1
