"""格子的名称：行、列合起来，这一格量的是什么，属于谁。"""

from __future__ import annotations

import regex

from normalize.facts import Qualifiers, Row
from normalize.funds import fund_named
from normalize.head_words import measured_phrase, told_of_owners
from normalize.heads import (
    BUDGETS,
    ENUMERATOR,
    INCOME,
    MEASURE_OF_ROLE,
    METRIC_OF_ROLE,
    SIDE_OF_ROLE,
    Head,
    Reader,
    bare_name,
)
from normalize.metrics import Metric, MetricDictionary, dictionary
from normalize.periods import PRIOR_NAMES, settled_period

_GENERIC = frozenset(
    {
        "金额",
        "数量",
        "数值",
        "数额",
        "本年数",
        "资金额",
        "人数",
        "个数",
        "本期数",
        "数据",
        "情况",
        "总额",
        "统计数",
        "决算统计数",
    }
)
_PURCHASES = frozenset({"采购计划金额", "实际采购金额"})
_POINTS = regex.compile(r"\d+分")
_FLOW = regex.compile(
    r"^(?:本年|本期|年初|年末|期初|期末|上年|计划|实际|完成)+(?:数|额|量|数量|金额|数额|情况|值|收入|支出|余额|增加|减少|发生额|增加额|减少额)?$"
)
_QUANTITATIVE = regex.compile(
    r"(?:[应已未实](?:兑付|发放|拨付|支付|缴纳?|收|付|完成|拨)|数|额|量|率|金|费|资金|收入|支出|面积|成本|单价|价格|得分|投入|投资|补助|补贴|产值|增收)$"
)
"""列名自己说得清量的是什么（补助户数、节约额），行标题是主体。"""
_OWNERS = regex.compile(
    "(?:单位|学校|医院|机构|乡镇|镇街|街道|县区|区县|市县|地区|村|社区|部门|科室|股室|处室|类别|种类|企业|公司|年度|时间|时间节点|季度|月份)(?:名称)?$"
)
_KEPT = frozenset(metric.name for metric in dictionary().metrics)
_BARE_YEAR = regex.compile(r"20\d\d")
_SPENT_ITEM = regex.compile("(?:支出|经费|费)$")
_SUMMED = regex.compile("(?:合计|小计|总计|共计)$")
SUBTOTAL = regex.compile(r"小计$")


def item_of(labels: tuple[str, ...], kind: str, names: MetricDictionary) -> str:
    """一行说的是哪一项：合计行为空串，小计行是上一级的名称，其余是末级行标题的规范名称。"""
    if kind == "total":
        return ""
    last = labels[-2] if kind == "subtotal" and len(labels) > 1 else (labels[-1] if labels else "")
    bare = bare_name(ENUMERATOR.sub("", last)) or last
    if kind == "subtotal" and len(labels) == 1:
        bare = SUBTOTAL.sub("", bare)
    metric = names.written(bare) or names.metric_named(_SUMMED.sub("", bare))
    return metric.name if metric else bare


def keyed(reader: Reader, key: str) -> tuple[str, Qualifiers]:
    """名称和数左右相间的一格：名称就是左边的字。"""
    plain, period = reader.names.without_period(bare_name(ENUMERATOR.sub("", key)))
    metric = reader.names.metric_named(plain)
    if metric is None:
        measure, item = measured_phrase(reader.names, plain)
        measure = measure or MEASURE_OF_ROLE.get(reader.names.role_of((plain,)), "")
        if measure:
            return _with_prior(measure, item, settled_period(period, reader.year))
    return metric.name if metric else plain, Qualifiers(period=settled_period(period, reader.year))


def named(
    reader: Reader, row: Row, heads: dict[int, Head], head: Head, *, single: bool
) -> tuple[str, Qualifiers]:
    """行、列合起来，这一格量的是什么。"""
    names = reader.names
    item = item_of(tuple(map(reader.aliases.named, row.labels)), row.kind, names)
    known = names.by_name.get(item)
    period = head.period
    if known is None and item:
        plain, when = names.without_period(f"{item}年" if _BARE_YEAR.fullmatch(item) else item)
        period = period or settled_period(when, reader.year)
        known = names.metric_named(plain) if plain else None
        item = known.name if known else plain
    if known is not None and known.kind == "measure" and not period:
        # “2020年度决算数”一行
        plain, when = names.without_period(bare_name(ENUMERATOR.sub("", row.labels[-1])))
        period = settled_period(when, reader.year) if names.metric_named(plain) is known else ""
    role = head.column.role
    if role in METRIC_OF_ROLE and not (role == "share" and head.metric):
        # 得分（20分×执行率）：分值写在列名里
        base = head.column.path[-1] if role == "self_score" and _POINTS.search(head.column.path[-1]) else ""
        return METRIC_OF_ROLE[role], Qualifiers(
            subject=item or head.item, base=base or head.base, period=period
        )
    fund = "" if reader.measure in INCOME or head.column.role in METRIC_OF_ROLE else fund_named(head.text)
    crossed = METRIC_OF_ROLE.get(names.role_of((item,)), "") if item and not role and head.text else ""
    if crossed in {"增减额", "增减率", "占比"} and not head.measure:
        # 行是“同比”，列是各个量
        return crossed, Qualifiers(subject="" if head.total else head.item or head.text, period=period)
    whose = fund_named(item)
    told = head.metric is not None if not head.measure else head.measure not in BUDGETS
    if whose and not fund and told and role not in METRIC_OF_ROLE:
        # 各行是各类资金（一般公共预算｜政府性基金预算）
        metric, qualifiers = _of_fund(reader, head, period)
        return metric, qualifiers.model_copy(update={"fund": whose})
    if role in SIDE_OF_ROLE:
        if item and head.text and not names.role_of((head.text,)) and not names.without_period(head.text)[1]:
            # “实际完成”之下分小区、户数：列名是量的东西，行标题是主体
            return head.text, Qualifiers(subject=item, base=SIDE_OF_ROLE[role], period=period)
        return item or head.text, Qualifiers(base=SIDE_OF_ROLE[role], period=period)
    if head.measure:
        return _measured(reader, row, heads, head, item, known, period, single=single)
    if known is not None and known.kind == "measure":
        # 行说口径，列说科目（转置的表）
        dated = not names.without_period(head.text)[0] or head.text in _GENERIC
        return _with_prior(known.name, head.item or ("" if head.total or dated else head.text), period)
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
    if head.metric is not None and head.metric.name == "本年支出合计" and item and row.kind == "item":
        # 各项目的“本年支出”，不是全部支出的合计
        return _with_prior("决算数", item, period)
    if head.metric is not None:
        subject = item if head.metric.name != item else ""
        whose = "·".join(text for text in (subject, head.part) if text)
        return head.metric.name, Qualifiers(subject=whose, period=period)
    return _unnamed(reader, row, heads, head, item, known, period)


def _of_fund(reader: Reader, head: Head, period: str) -> tuple[str, Qualifiers]:
    """一类资金的一格：列说的口径、收支；列是科目的，是它的支出（表名说了预算的，是预算）。"""
    if head.measure:
        return _with_prior(head.measure, head.item, period)
    if head.metric is not None and head.metric.kind != "item":
        return head.metric.name, Qualifiers(subject=head.part, period=period)
    return _with_prior(reader.measure or "决算数", head.item, period)


def _measured(
    reader: Reader,
    row: Row,
    heads: dict[int, Head],
    head: Head,
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
    if known is not None and known.name == "预算执行率" and head.measure != known.name:
        # 行标题“预算执行情况”之下，各列是预算、支出
        return _with_prior(head.measure, "", period)
    if known is not None and known.kind in {"amount", "indicator"} and known.unit != "元":
        # 行已经是一个完整的指标（政府采购执行率），列只说口径
        return known.name, Qualifiers(base=head.measure, period=period)
    if known is not None and known.kind in {"amount", "measure"} and single:
        return known.name, Qualifiers(period=period)
    if single and (whole := _whole_amount(reader, row, head)) is not None:
        return whole.name, Qualifiers(period=period)
    return _with_prior(head.measure, _across(heads, head, item), period)


def _whole_amount(reader: Reader, row: Row, head: Head) -> Metric | None:
    """合计行自己有名称的（本年支出合计、收入总计）；只写“总计”的看上级表头是收入还是支出。"""
    if row.kind != "total" or not row.labels:
        return None
    side = head.column.path[0] if head.column.path and head.column.path[0] in {"收入", "支出"} else ""
    whole = reader.names.metric_named(row.labels[-1]) or reader.names.metric_named(side + row.labels[-1])
    return whole if whole is not None and whole.kind == "amount" else None


def _across(heads: dict[int, Head], head: Head, item: str) -> str:
    """行与列都说了科目的（社会保障和就业支出｜基本支出），主体是两者合起来；各列同属一个科目的，那只是分组的标题。"""
    column = "" if head.total else head.item
    if item and len({other.item for other in heads.values() if other.item}) < 2:
        column = ""
    return "·".join(dict.fromkeys(text for text in (item, column) if text))


def _unnamed(
    reader: Reader,
    row: Row,
    heads: dict[int, Head],
    head: Head,
    item: str,
    known: Metric | None,
    period: str,
) -> tuple[str, Qualifiers]:
    """词典里没有列名：量的是行标题，列名是口径；按期间分列的，量的是表名里的口径。"""
    text = head.text
    if not item and text in _GENERIC and (whole := _whole_amount(reader, row, head)) is not None:
        return whole.name, Qualifiers(period=period)
    if text == "控制率":
        own = "财政供养人员控制率" if any(h.item == "编制数" for h in heads.values()) else f"{item}控制率"
        metric = reader.names.metric_named(own)
        return metric.name if metric else own, Qualifiers(period=period)
    periods = sum(bool(h.period) for h in heads.values())
    if periods > 1 and (bool(head.period) or head.total) and known is None and reader.measure:
        return _with_prior(reader.measure, item, period)
    alone = not any(other.measure for other in heads.values())
    if known is None and item and head.column.role == "amount" and reader.measure and alone:
        return _with_prior(reader.measure, item, period)
    if known is None and item and head.column.role == "amount" and not alone:
        return text, Qualifiers(subject=item, period=period)
    if known is None and item and head.column.role in {"quantity", "unit_price"}:
        return text, Qualifiers(subject=item, period=period)
    if known is None and item and head.column.role == "amount":
        return item, Qualifiers(base=text, period=period)
    if not item or head.total or text in _GENERIC:
        return item or text, Qualifiers(period=period)
    dated = bool(head.period or text) and not reader.names.without_period(text)[0]
    if (
        known is not None
        and dated
        and known.kind == "item"
        and not reader.measure
        and _SPENT_ITEM.search(item)
    ):
        # 各年并列的科目（基本支出｜2019年｜2020年）：说的是支出
        return _with_prior("决算数", item, period)
    quantitative = _QUANTITATIVE.search(text) and not _FLOW.search(text)
    if known is None and (quantitative or _owned(heads)):
        return _undated(text, reader.names), Qualifiers(subject=item, period=period)
    if told_of_owners((text, text)) and told_of_owners(h.text for h in heads.values() if not h.column.role):
        # 各列是一个个单位、地方，行标题才是量的东西
        return item, Qualifiers(subject=text, period=period)
    return item, Qualifiers(base="" if dated else text, period=period)


def _undated(text: str, names: MetricDictionary) -> str:
    """“2022年保费”：期间已经另记的，名称里不再写。"""
    plain, when = names.without_period(text)
    return plain if text[:2] == "20" and when and len(plain) > 1 and plain[0] not in "底末初" else text


def _owned(heads: dict[int, Head]) -> bool:
    """行标题一列的列名说各行是谁（单位、学校、类别），列名才是量的东西；说各行是什么事（项目、指标）的不是。"""
    first = next((head for head in heads.values() if head.column.role != "serial"), None)
    return first is not None and (first.owned or bool(_OWNERS.search(first.text)))


def _with_prior(measure: str, subject: str, period: str) -> tuple[str, Qualifiers]:
    """上年的预算、决算有自己的名称；主体末尾的“支出”与口径重复（农林水支出｜决算数），词典里有的除外。"""
    first, mark, rest = subject.partition("·")
    if first not in _KEPT and len(first) > len("其他支出"):
        subject = first.removesuffix("支出") + mark + rest
    if period == "上年" and measure in PRIOR_NAMES:
        return PRIOR_NAMES[measure], Qualifiers(subject=subject)
    return measure, Qualifiers(subject=subject, period=period)
