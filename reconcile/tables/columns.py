"""表内列间关系（columns）：增减额、增减率、占比、单价×数量、期初加增减等于期末、表头写明的算式、平均。

哪两列相减、以哪列为分母，表头说得清的听表头，说不清的由多数行决定：多数行算得上，才指算不上的那一行。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import regex

from extract import Table
from normalize import Column, Estimate, Fact, Facts, Row, TableView
from normalize.formulas import Formula
from normalize.quantity import HUNDRED
from reconcile.ladder import judge
from reconcile.relation import Relation, finer, shown
from reconcile.rule import rule
from reconcile.tables.hierarchy import branches, is_detail, is_serial

_DERIVED = frozenset(
    {"rate", "share", "change", "change_rate", "points", "self_score", "unit_price", "quantity"}
)
_SAMPLED = 12
"""挑选相减、相除的列时最多看这么多行。"""
_WIDE = 10
"""列数超过这么多的表，只在相邻的列里找。"""
_PRIOR = regex.compile(r"上年|去年|上一年|上期|基期")
_CURRENT = regex.compile(r"本年|当年|今年|本期|报告期")
_YEAR = regex.compile(r"(20\d\d)\s*年")
_OPENING = regex.compile(r"^(?:年初|期初|上年结转|年初结转|上年结余|年初结余)")
_CLOSING = regex.compile(r"^(?:年末|期末|结转下年|年末结转|年末结余|结转结余)|^调整后|^调整预算数")
_INFLOW = regex.compile(r"增加|追加|调增|收入|增拨|转入")
_OUTFLOW = regex.compile(r"减少|追减|调减|支出|核减|转出|收回")
_NET = regex.compile(r"增减|净额|变动|调整数|调剂")
_MEAN = regex.compile(r"^(?:(?:算术|加权|总|各[\p{Han}]{1,4})?平均(?:值|数|分|得分|水平)?|均值)$")


@dataclass(frozen=True)
class _Way:
    """一种算法：用哪几列、怎么算、算式怎么写。"""

    columns: tuple[Column, ...]
    compute: Callable[[Sequence[Estimate]], Estimate]
    pattern: str


@rule("CAL102", term="增减额列")
def changes(facts: Facts) -> Iterator[Relation]:
    """增减额列与两列之差不符。

    哪两列相减看表头（本年、上年，或两个年份）；表头看不出的，取多数行减得上的两列。多数行减不上的不报。
    依据：部门决算公开操作规程——增减变化应与对比数据一致。
    """
    for view in facts.tables:
        for column in view.columns:
            if column.role == "change":
                ways = [
                    _Way((a, b), lambda v: v[0] - v[1], "{0} − {1}")
                    for a, b in _pairs(view.columns, column)
                    if a.unit == b.unit == column.unit or not column.unit
                ]
                yield from _by_majority("CAL102", view, column, ways)


@rule("CAL103", term="增减率列")
def change_rates(facts: Facts) -> Iterator[Relation]:
    """增减率列与两列算出的增减率不符。

    增减率 = （本年 − 上年）÷ 上年；两列照增减额的办法认。上年为零或负数的行不核（习惯写作100%或“—”）。
    按印出的数复算，末位取舍之内不报。依据：部门决算公开操作规程。
    """
    for view in facts.tables:
        for column in view.columns:
            if column.role == "change_rate":
                ways = [
                    _Way((a, b), _growth, "（{0} − {1}）÷ {1}")
                    for a, b in _pairs(view.columns, column)
                    if a.unit == b.unit
                ]
                yield from _by_majority("CAL103", view, column, ways)


@rule("CAL104", term="占比列")
def share_column(facts: Facts) -> Iterator[Relation]:
    """占比列与该行金额占合计的比例不符。

    分母是合计行同一列的数；金额列由多数行决定。没有合计行、合计为零的不报。依据：部门决算公开操作规程。
    """
    for view in facts.tables:
        totals = [
            offered[0].whole for offered in branches(facts, view) if offered[0].basis in {"合计", "编码"}
        ]
        whole = next((row for row in totals if row.kind == "total"), None)
        for column in view.columns:
            if column.role == "share" and whole is not None:
                yield from _shares_of(view, column, whole)


def _shares_of(view: TableView, column: Column, whole: Row) -> Iterator[Relation]:
    best: list[Relation] = []
    for amount in _amounts(view.columns):
        base = view.grid.get((whole.index, amount.index))
        found = [
            relation
            for row in view.rows
            if base is not None
            and row.index != whole.index
            and (share := view.grid.get((row.index, column.index)))
            and (part := view.grid.get((row.index, amount.index)))
            and (relation := _quotient("CAL104", share, part, base))
        ]
        best = max(best, found, key=_held)
    yield from _licensed(best)


def _quotient(code: str, rate: Fact, part: Fact, whole: Fact) -> Relation | None:
    if whole.quantity.low <= 0:
        return None
    value = part.quantity.estimate / whole.quantity.estimate
    percent = value * Estimate.exactly(HUNDRED) if rate.quantity.unit == "%" else value
    formula = f"{part.raw} ÷ {whole.raw} = {finer(rate, percent.value)}"
    scale = Estimate.exactly(HUNDRED if rate.quantity.unit == "%" else 1)
    return Relation(code, rate, (part, whole), percent, formula, compute=lambda v: v[0] / v[1] * scale)


@rule("CAL105", term="单价乘以数量")
def products(facts: Facts) -> Iterator[Relation]:
    """金额列与单价列乘以数量列的积不符。

    单价按印出的位数容许取舍；多数行乘得上，才指乘不上的那一行，且只请说明（可能有折扣、税费）。
    依据：政府采购货物和服务招标投标管理办法——报价应与单价、数量一致。
    """
    for view in facts.tables:
        roles = {c.role: c for c in reversed(view.columns) if c.role}
        if {"unit_price", "quantity", "amount"} <= roles.keys():
            way = _Way((roles["unit_price"], roles["quantity"]), lambda v: v[0] * v[1], "{0} × {1}")
            yield from _by_majority("CAL105", view, roles["amount"], [way], severity="warning")


@rule("CAL106", term="期初期末")
def roll_forward(facts: Facts) -> Iterator[Relation]:
    """期末（调整后）的数不等于期初（年初）数加增加减减少。

    各列的增减方向只按表头的字面认，不替报告试正负号；期初、期末各只有一列，而且多数行算得上才指错。
    依据：会计基础工作规范——期初余额加本期增加减本期减少等于期末余额。
    """
    for view in facts.tables:
        opening = [c for c in view.columns if c.path and _OPENING.search(c.path[-1])]
        closing = [c for c in view.columns if c.path and _CLOSING.search(c.path[-1]) and c not in opening]
        if len(opening) != 1 or len(closing) != 1:
            continue
        between = [c for c in _amounts(view.columns) if c not in (*opening, *closing) and c.path]
        plus = [c for c in between if _INFLOW.search(c.path[-1]) and not _NET.search(c.path[-1])]
        minus = [c for c in between if _OUTFLOW.search(c.path[-1]) and not _NET.search(c.path[-1])]
        net = [c for c in between if _NET.search(c.path[-1])]
        if plus or minus or net:
            yield from _rolled(view, closing[0], opening[0], plus + net, minus)


def _rolled(
    view: TableView, closing: Column, opening: Column, plus: Sequence[Column], minus: Sequence[Column]
) -> Iterator[Relation]:
    """缺的格子按没有发生算；期初、期末都印了数的行才核。"""
    found: list[Relation] = []
    for row in view.rows:
        stated = view.grid.get((row.index, closing.index))
        start = view.grid.get((row.index, opening.index))
        if stated is None or start is None:
            continue
        added = [f for c in plus if (f := view.grid.get((row.index, c.index)))]
        taken = [f for c in minus if (f := view.grid.get((row.index, c.index)))]
        if not added and not taken:
            continue
        value = start.quantity.estimate
        formula = start.raw
        for fact in added:
            value, formula = value + fact.quantity.estimate, f"{formula} + {fact.raw}"
        for fact in taken:
            value, formula = value - fact.quantity.estimate, f"{formula} − {fact.raw}"
        formula = f"{formula} = {shown(stated, value.value)}"
        found.append(
            Relation("CAL106", stated, (start, *added, *taken), value, formula, compute=_signed(len(added)))
        )
    yield from _licensed(found)


def _signed(added: int) -> Callable[[Sequence[Estimate]], Estimate]:
    """第一个是期初，其后 added 个相加，余下的相减。"""

    def compute(values: Sequence[Estimate]) -> Estimate:
        value = values[0]
        for position, each in enumerate(values[1:]):
            value = value + each if position < added else value - each
        return value

    return compute


@rule("CAL107", term="表头算式")
def header_formulas(facts: Facts) -> Iterator[Relation]:
    """按表头写明的算式（C=A−B、执行率（B/A）、栏次3=1+2）计算，结果不符。

    列名以括号里的字母或栏次里的数字为代号；算式里的代号找不齐、除数为零的行不核，多数行算不上的（多半代号认错了列）不报。
    依据：表头原文。
    """
    for view in facts.tables:
        names, formulas = _coded_columns(facts, view)
        for column, formula in formulas:
            if all(operand in names for operand in formula.operands):
                columns = tuple(names[operand] for operand in formula.operands)
                yield from _by_majority("CAL107", view, column, [_formula_way(formula, columns)])


@rule("CAL114", term="应与已")
def rates_by_words(facts: Facts) -> Iterator[Relation]:
    """率的列与表头里成对的两列（应检人数与已检人数、批复规模与实际规模）之商不符。

    一列是应、计划、批复、核定……，一列是已、实际、完成……，去掉这些字说的是同一样东西，而且只有一对，才核；只有一行的也核。
    分子分母颠倒过来算得上的不报。依据：表头原文。
    """
    for view in facts.tables:
        rates = [
            c for c in view.columns if c.path and c.role != "change_rate" and _RATE_NAME.search(c.path[-1])
        ]
        pairs = list(_word_pairs(view.columns))
        if len(rates) == len(pairs) == 1:
            done, planned = pairs[0]
            way = _Way((done, planned), lambda v: v[0] / v[1] * Estimate.exactly(HUNDRED), "{0} ÷ {1}")
            for relation in _by_majority("CAL114", view, rates[0], [way]):
                one, other = (fact.quantity.estimate for fact in relation.inputs)
                inverse = (
                    replace(relation, recomputed=other / one * Estimate.exactly(HUNDRED))
                    if one.low > 0
                    else relation
                )
                if (relation.stated.quantity.unit == "%" and not inverse.holds) or relation.holds:
                    yield relation


_RATE_NAME = regex.compile(r"(?<!增长|增减|变动)率(?:[（(][%％][）)])?$")
_PLANNED = regex.compile(r"^(?:应当?|计划|批复|批准|核定|核准|目标|下达|规定|设计|可用|登记|申报|申请)")
_DONE = regex.compile(r"^(?:已经?|实际|完成|实|实有|现有|办结|竣工|验收)")
_LEFT = regex.compile(r"[（(].*?[）)]|总|[数量额的]$")


def _word_pairs(columns: Sequence[Column]) -> Iterator[tuple[Column, Column]]:
    """（已，应）：去掉这些字以后说的是同一样东西。"""
    named = [(c, _LEFT.sub("", c.path[-1])) for c in _amounts(columns)]
    for done, one in named:
        for planned, other in named:
            whose, target = _DONE.sub("", one), _PLANNED.sub("", other)
            if whose != one and target != other and whose == target:
                yield done, planned


_LETTER = regex.compile(r"[（(]([A-H])[）)]")
_DEFINED = regex.compile(
    r"(?:^|[（(])(?:[A-Z0-9]{1,2}[=＝])?([A-H0-9]{1,2}(?:[-－+＋/÷*×][A-H0-9]{1,2}){1,8})(?:[×*]100%)?[）)]?$"
)
_FACE = str.maketrans("－＋÷×＝（）", "-+/*=()")


def _coded_columns(facts: Facts, view: TableView) -> tuple[dict[str, Column], list[tuple[Column, Formula]]]:
    """各列的代号，以及写明算式的列。"""
    names: dict[str, Column] = {}
    formulas: list[tuple[Column, Formula]] = []
    numbered = _numbered_row(facts, view)
    for column in view.columns:
        printed = numbered.get(column.index, "") or (column.path[-1] if column.path else "")
        face = printed.translate(_FACE)
        if found := _DEFINED.search(face):
            formulas.append((column, Formula.parse(regex.sub(r"\d{1,2}", r"栏\g<0>", found[1]))))
        code = _LETTER.search(printed) or _NUMBERED.match(face)
        if code:
            names[regex.sub(r"^\d", r"栏\g<0>", code[1])] = column
    return names, formulas


_NUMBERED = regex.compile(r"^(\d{1,2})(?:=|$)")
_CODED = regex.compile(r"\d{1,2}(?:[=＝].{3,30})?")


def _numbered_row(facts: Facts, view: TableView) -> dict[int, str]:
    """栏次行：各列的编号或算式；没有为空。"""
    table = facts.document.blocks[view.block]
    if not isinstance(table, Table):
        return {}
    for row in range(min(table.rows, 5)):
        texts = {c.index: "".join(table.cell(row, c.index).text.split()) for c in view.columns}
        coded = [t for t in texts.values() if _CODED.fullmatch(t)]
        if any("=" in t or "＝" in t for t in coded) and len(coded) >= 3:
            return texts
    return {}


def _formula_way(formula: Formula, columns: tuple[Column, ...]) -> _Way:
    position = {name: i for i, name in enumerate(formula.operands)}
    pattern = formula.filled(lambda name: f"{{{position[name]}}}")
    return _Way(columns, lambda v: formula.evaluate(lambda name: v[position[name]]), pattern)


@rule("CAL108", term="平均数")
def averages(facts: Facts) -> Iterator[Relation]:
    """平均行的数大于各行中最大的，或小于最小的。

    权数未知，所以只要求平均数落在最小与最大之间；恰为算术平均的打勾。依据：平均数的定义。
    """
    for view in facts.tables:
        for row in view.rows:
            if row.labels and _MEAN.search(row.labels[-1]):
                yield from _average(view, row)


def _average(view: TableView, row: Row) -> Iterator[Relation]:
    peers = [r for r in view.rows if r.kind == "item" and r.index < row.index and not is_detail(r)]
    for column in view.columns:
        mean = view.grid.get((row.index, column.index))
        found = [f for r in peers if (f := view.grid.get((r.index, column.index)))]
        if mean is None or len(found) < 2 or any(f.quantity.unit != mean.quantity.unit for f in found):
            continue
        most = max(found, key=lambda f: f.quantity.high)
        least = min(found, key=lambda f: f.quantity.low)
        because = "平均数应在最小与最大之间"
        yield Relation(
            "CAL108",
            mean,
            (most,),
            most.quantity.estimate,
            f"{mean.raw} ≤ {most.raw}",
            bound=True,
            because=because,
        )
        yield Relation(
            "CAL108",
            least,
            (mean,),
            mean.quantity.estimate,
            f"{least.raw} ≤ {mean.raw}",
            bound=True,
            because=because,
        )


def _growth(values: Sequence[Estimate]) -> Estimate:
    """增减率：分子分母同用一个上年数，所以是 本年 ÷ 上年 − 1。

    Raises:
        ZeroDivisionError: 上年为零或负数。
    """
    now, before = values
    if before.low <= 0:
        raise ZeroDivisionError
    return (now / before - Estimate.exactly(1)) * Estimate.exactly(HUNDRED)


def _amounts(columns: Sequence[Column]) -> list[Column]:
    return [
        c
        for c in columns
        if c.role not in _DERIVED and c.unit not in {"%", "分"} and c.path and not is_serial(c)
    ]


def _pairs(columns: Sequence[Column], derived: Column) -> list[tuple[Column, Column]]:
    """可能的（本年，上年）：表头写明的只此一对；否则各种配对，列太多的只取左邻右舍。"""
    amounts = _amounts(columns)
    prior = [c for c in amounts if _PRIOR.search("".join(c.path))]
    current = [c for c in amounts if _CURRENT.search("".join(c.path)) and c not in prior]
    if len(prior) == len(current) == 1:
        return [(current[0], prior[0])]
    years = {int(y[1]): c for c in amounts if (y := _YEAR.search("".join(c.path)))}
    if len(years) == len(amounts) == 2:
        return [(years[max(years)], years[min(years)])]
    if len(amounts) > _WIDE:
        amounts = [c for c in amounts if abs(c.index - derived.index) <= 3]
    return list(permutations(amounts, 2))


def _by_majority(
    code: str, view: TableView, target: Column, ways: Sequence[_Way], severity: str = "error"
) -> Iterator[Relation]:
    """几种算法里多数行算得上的一种。"""
    best = max(ways, key=lambda way: _fits(view, target, way), default=None)
    if best is None:
        return
    found = [r for row in view.rows if (r := _relation(code, view, target, best, row, severity))]
    yield from _licensed(found, certain=len(ways) == 1)


def _fits(view: TableView, target: Column, way: _Way) -> int:
    """抽看前若干行，算得上的有几行。"""
    count = 0
    for row in view.rows[:_SAMPLED]:
        stated = view.grid.get((row.index, target.index))
        value = _computed(view, way, row)
        if stated is not None and value is not None and value.value and judge(stated.quantity, value).holds:
            count += 1
    return count


def _operands(view: TableView, way: _Way, row: Row) -> list[Fact] | None:
    found = [f for c in way.columns if (f := view.grid.get((row.index, c.index))) and not f.quantity.hedge]
    return found if len(found) == len(way.columns) else None


def _computed(view: TableView, way: _Way, row: Row) -> Estimate | None:
    operands = _operands(view, way, row)
    if operands is None:
        return None
    try:
        return way.compute([_loosened(c, f) for c, f in zip(way.columns, operands, strict=True)])
    except ZeroDivisionError:
        return None


def _loosened(column: Column, fact: Fact) -> Estimate:
    """单价往往是除出来的，按印出的位数容许取舍；其余照印出的数。"""
    quantity = fact.quantity
    if column.role != "unit_price" or not quantity.exact:
        return quantity.estimate
    slack = quantity.step / 2
    return Estimate(value=quantity.value, low=quantity.value - slack, high=quantity.value + slack, rounded=1)


def _relation(
    code: str, view: TableView, target: Column, way: _Way, row: Row, severity: str
) -> Relation | None:
    stated = view.grid.get((row.index, target.index))
    value = _computed(view, way, row)
    operands = _operands(view, way, row)
    if stated is None or value is None or operands is None:
        return None
    scale = Estimate.exactly(HUNDRED if stated.quantity.unit == "%" and code == "CAL107" else 1)
    value = value * scale
    written = way.pattern.format(*(f.raw for f in operands))
    formula = f"{written} = {finer(stated, value.value) if stated.quantity.unit == '%' else shown(stated, value.value)}"
    return Relation(
        code,
        stated,
        tuple(operands),
        value,
        formula,
        severity="warning" if severity == "warning" else "error",
        compute=lambda v: way.compute(v) * scale,
    )


def _held(relations: Sequence[Relation]) -> int:
    return sum(judge(r.stated.quantity, r.recomputed).holds for r in relations)


def _licensed(found: Sequence[Relation], *, certain: bool = False) -> Iterator[Relation]:
    """多数行成立才有资格指错；只有一行的，要算法唯一。"""
    held = _held(found)
    sure = (held * 2 > len(found) or (held * 2 == len(found) and certain)) and held > 0
    sure = sure or (len(found) == 1 and certain)
    for relation in found:
        yield replace(
            relation,
            licensed=sure,
            because=relation.because or ("其余各行均按此算得上" if sure and held else ""),
        )
