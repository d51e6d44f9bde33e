"""列的读法（Head）：自下而上看表头的每一级，一列量的是什么、说的是哪一项、用什么单位。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from extract import Document
from normalize.aliases import Aliases
from normalize.cells import is_nil
from normalize.facts import Column
from normalize.head_words import HEADER_UNIT, compared_head, measured_phrase
from normalize.metrics import Metric, MetricDictionary
from normalize.periods import PRIOR_NAMES, settled_period
from normalize.sheet import Section, Sheet
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
SIDE_OF_ROLE = {"target": "年度指标值", "actual": "实际完成值"}
"""目标值、完成值：指标是行标题，口径说是哪一边。"""
TOTAL = regex.compile(
    r"^(?:总|总计|合计|总合计|共计|收入总计|支出总计|总分|总得分|收、支总计)$|^(?:本年)?(?:收入|支出|预算|资金|全年|全部)?(?:合计|总计)$"
)
ENUMERATOR = regex.compile(
    r"^(?:其中[:：]?|[★☆▲*#]|[(（]?[一二三四五六七八九十]+[)）]?、|[(（][一二三四五六七八九十\d]{1,2}[)）]|"
    r"\d{1,2}(?:\.\d{1,2})*[.．、](?=\D)|[①-⑳])+"
)
COUNTED = regex.compile(
    r"(?:人数|人次|户数|次数|个数|数量|件数|台数|套数|面积|编制数?|车辆数?|场次|批次|人员|份数|家数|天数|里程|长度|产量|在编|在职)$"
)
RATIO = regex.compile(r"(?:率|占比|比重|比例|百分比|幅度|[%％])$")
VALUE_ROLES = frozenset(
    {*MEASURE_OF_ROLE, *METRIC_OF_ROLE, *SIDE_OF_ROLE, "amount", "quantity", "unit_price"}
)
BUDGETS = frozenset({*MEASURE_OF_ROLE.values(), *PRIOR_NAMES.values()})
INCOME = frozenset({"收入预算数", "收入实际数"})


@dataclass(frozen=True)
class Head:
    """一列的读法：量的是什么（measure）、说的是哪一项（item）、哪个期间；total 说这一列是合计。

    part 是上级表头之下的一部分（编制数之下的行政、事业）；base 是增减的列与什么比；
    owned 说各行是一个个单位、地方，列名才是量的东西。
    """

    column: Column
    measure: str = ""
    item: str = ""
    metric: Metric | None = None
    period: str = ""
    total: bool = False
    text: str = ""
    part: str = ""
    base: str = ""
    owned: bool = False


@dataclass(frozen=True)
class Reader:
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
    aliases: Aliases


def head_of(reader: Reader, section: Section, index: int) -> Head:
    """一列的读法：自下而上看表头的每一级。"""
    printed = reader.sheet.path(section.headers, index) if section.headers else ()
    path = tuple(map(reader.aliases.named, printed))
    names = reader.names
    period = measure = item = level = ""
    metric: Metric | None = None
    role = names.role_of(path[-1:]) if path else ""
    for text in reversed(path):
        plain, when = names.without_period(_dated(bare_name(text)))
        period = period or when
        own = names.role_of((plain,))
        role = role or own
        measure = measure or _measure_of(own, plain, when)
        named = names.metric_named(plain)
        whole = names.metric_named(bare_name(text)) if when in _OWN_NAMES else None
        if whole is not None and (whole.kind == "amount" or whole.name == "上年结转"):
            # “本年收入”“上年结转”整个是名称，不是期间加名称
            named, period = whole, "" if period == when else period
        if named is None:
            continue
        if named.kind == "measure" and not measure:
            measure = named.name
        elif named.kind in {"item", "amount", "indicator"} and metric is None and own not in VALUE_ROLES:
            metric, item, level = named, named.name, text
    leaf = _dated(bare_name(path[-1])) if path else ""
    leaf_name = names.without_period(leaf)[0]
    total = leaf == "小计" or bool(TOTAL.search(leaf_name))
    if total and metric is not None and metric.kind == "item" and _groups_some(reader.sheet, section, level):
        # “公务用车购置及运行维护费”之下的小计是这一项的，表里还有别的列
        total = False
    if total and (metric is None or metric.kind == "item" or level == path[-1]):
        # “一季度 … 全年合计”是合计列，不是一个科目；“编制数”之下的小计还是编制数
        metric, item = None, ""
    if role == "item" and _holds_numbers(reader.sheet, section, index):
        # 表头“支出”之下的“合计”一列是金额，不是行标题
        role = ""
    part = names.without_period(leaf)[0] if metric and level != path[-1] and not total and not measure else ""
    if (
        metric is not None
        and part
        and (own_name := names.metric_named(f"{part}{metric.name}") or _by_part(names, part, metric))
    ):
        metric, item, part = own_name, own_name.name, ""
    if leaf == "支出" and not role and not measure and not metric:
        role, measure = "actual_spend", "决算数"
    if not role and not measure and metric is None and path and _holds_numbers(reader.sheet, section, index):
        measure, item = measured_phrase(names, leaf_name)
        role = {"年初预算数": "budget", "决算数": "actual_spend"}.get(measure, "") if not item else ""
    if measure == "预算执行率" and _PROGRESS.search(leaf):
        measure = "支付进度率"
    if not role and not measure and _SHARE_HEAD.fullmatch(leaf):
        role, metric, item = "share", None, ""
    if role == "unit" and leaf == "单位" and not _holds_units(reader.sheet, section, index):
        role = "item"
    if measure == "调整后预算数" and leaf == "年初":
        # “预算数”之下分年初、调整后两列
        measure = "年初预算数"
    if measure == "调整后预算数" and leaf in {"预算数", "预算"} and not _spent(reader, section):
        measure = "年初预算数"
    unit, scale = _column_unit(reader, path, role, metric)
    compared = compared_head(leaf, unit) if path else None
    if role == "change" and unit == "%" and any(HEADER_UNIT.search(text) or "%" in text for text in path):
        role = "change_rate"
    elif compared is not None and not measure and role in {"", "change", "change_rate"}:
        role = "change_rate" if compared.rate else "change"
    if role == "change_rate":
        unit, scale = "%", Decimal(1)
    column = Column(
        index=index,
        path=printed,
        role=role,
        unit=unit,
        scale=scale,
        measure=measure,
        period=settled_period(period, reader.year),
    )
    base = _compared_with(names, compared.base, reader.year) if compared and role in _CHANGES else ""
    period = "" if base else column.period
    return Head(column, measure, item, metric, period, total, leaf, part, base)


_SHARE_HEAD = regex.compile(r"占\p{Han}{0,8}(?:比重|比例|百分比|比)")
_BARE_YEAR = regex.compile(r"20[12]\d")


def _dated(text: str) -> str:
    """列名只写着年份的：2021 → 2021年。"""
    return f"{text}年" if _BARE_YEAR.fullmatch(text) else text


_OWN_NAMES = frozenset({"本年", "上年"})
_CHANGES = frozenset({"change", "change_rate"})
_PROGRESS = regex.compile("(?:支出|支付|执行)进度")


def _compared_with(names: MetricDictionary, text: str, year: str) -> str:
    """与什么比：上年、年初预算数；照写的除外。"""
    plain, period = names.without_period(text)
    settled = settled_period(period, year)
    metric = names.metric_named(plain) if plain else None
    if metric is not None and settled == "上年":
        return PRIOR_NAMES.get(metric.name, metric.name)
    return metric.name if metric is not None else settled or text


def _groups_some(sheet: Sheet, section: Section, text: str) -> bool:
    """这一级表头之外，还有没有别的列填着数。"""
    beyond = [c for c in section.columns if text not in sheet.path(section.headers, c)]
    return any(_holds_numbers(sheet, section, column) for column in beyond)


def _by_part(names: MetricDictionary, part: str, metric: Metric) -> Metric | None:
    """“实有人数”之下的编外：自己就是一个指标的。"""
    own = names.metric_named(part)
    return own if own is not None and own.kind == "amount" and own.unit == metric.unit else None


def _holds_numbers(sheet: Sheet, section: Section, column: int) -> bool:
    """这一列填的都是数。"""
    shown = [row for row in section.rows if not is_nil(sheet.text(row, column))]
    return bool(shown) and all(sheet.is_number(row, column) for row in shown)


def _holds_units(sheet: Sheet, section: Section, column: int) -> bool:
    """“单位”一列写的是计量单位（座、公里），还是单位名称（局机关）。"""
    texts = [text for row in section.rows if (text := sheet.text(row, column))]
    known = sum(text in units().by_name for text in texts)
    return known * 2 > len(texts) and all(
        len(text) < len("局机关") or text in units().by_name for text in texts
    )


def _spent(reader: Reader, section: Section) -> bool:
    """这一段有没有支出的列；没有的，“预算数”是批复的预算，不是执行时的。"""
    names = reader.names
    paths = (reader.sheet.path(section.headers, column) for column in section.columns)
    return any(_role(names, path) in {"actual_spend", "rate"} for path in paths)


def _role(names: MetricDictionary, path: Sequence[str]) -> str:
    return names.role_of(tuple(names.without_period(bare_name(text))[0] for text in path))


def _measure_of(role: str, plain: str, period: str) -> str:
    """“2021年预算数”“本年预算数”是年初批复的预算；只写“预算数”的是执行时的预算。"""
    if role == "adjusted" and period and plain in {"预算数", "预算"}:
        return "年初预算数"
    return MEASURE_OF_ROLE.get(role, "")


def _column_unit(
    reader: Reader, path: Sequence[str], role: str, metric: Metric | None
) -> tuple[str, Decimal]:
    """一列的单位：列名里写明的优先；率是百分数，分值是分；计数不随表的“单位：万元”。"""
    printed = next((found[1] for text in reversed(path) if (found := HEADER_UNIT.search(text))), None)
    leaf = bare_name(path[-1]) if path else ""
    if printed:
        return unit_named(printed)
    if role in {"rate", "share", "change_rate"} or RATIO.search(leaf):
        return "%", Decimal(1)
    if role in {"points", "self_score", "review_score"}:
        return "分", Decimal(1)
    if metric is not None and metric.unit not in {"元", ""}:
        return (metric.unit if metric.unit == "人" else ""), Decimal(1)
    if role in {*SIDE_OF_ROLE, "quantity"} or COUNTED.search(leaf):
        return "", Decimal(1)
    return reader.unit, reader.scale


def unit_named(printed: str) -> tuple[str, Decimal]:
    """印出的单位 → 基本单位与倍数：万元 → (元, 10000)。"""
    unit = units()[printed.replace("％", "%")]
    return unit.base, unit.scale


_WORTH = regex.compile(r"[（(]\d{1,3}(?:\.\d)?分[）)]$")
"""写在名称后面的分值：改造数量（8分）。"""


def bare_name(text: str) -> str:
    """去掉单位、星号、冒号，例如 金额（万元） → 金额。"""
    return _WORTH.sub("", HEADER_UNIT.sub("", text)).strip("：:★☆▲ ")
