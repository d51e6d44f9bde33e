"""重新计算（recalculation）：率、差额、占比，用报告自己的数再算一遍。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import replace
from itertools import pairwise, permutations

import regex

from normalize import Estimate, Fact, Facts, Sentence, TableView
from normalize.formulas import Formula
from normalize.metrics import Metric, dictionary
from normalize.quantity import HUNDRED
from reconcile.likely import likely, one_change
from reconcile.memory import remembered
from reconcile.named.operands import operand_of
from reconcile.named.residue import residue
from reconcile.relation import Compute, Relation, as_percent, finer, ratio_of
from reconcile.rule import rule
from reconcile.types import Finding

_DENOMINATORS = ("adjusted", "budget")


@rule("CAL101", term="表内执行率")
def execution_rates(facts: Facts) -> Iterator[Relation]:
    """表中的执行率与同一行的执行数、预算数不符。

    执行率 = 执行数（决算数）÷ 预算数。表中同时有年初预算和调整后预算、当年支出和累计支出的，以多数行算得上的两列为准；
    没有两列算得上多数行的，只报改动一处就算得上的。
    预算数为零或未填时不报；末位取舍之内不报。依据：财预〔2013〕53号、财预〔2020〕10号对预算执行率的定义。
    """
    yield from remembered(facts, "execution rates", lambda: tuple(_execution_rates(facts)))


def _execution_rates(facts: Facts) -> Iterator[Relation]:
    for view in facts.tables:
        yield from _rates(view)
        yield from _named_rates(view)


def _named_rates(view: TableView) -> Iterator[Relation]:
    """列名就是词典里的率（控制率），分子分母也各是一列的：逐行复算。"""
    columns = {
        m.name: c
        for c in view.columns
        if c.path and (m := dictionary().metric_named(_YEARS.sub("", c.path[-1])))
    }
    for name, column in columns.items():
        metric = dictionary().by_name[name]
        formulas = [f for f in metric.formulas if all(o in columns for o in f.operands)]
        if column.role == "rate" or not formulas or name == "预算执行率":
            continue
        for row in view.rows:
            rate = view.grid.get((row.index, column.index))
            found = {o: view.grid.get((row.index, columns[o].index)) for o in formulas[0].operands}
            operands = {o: f for o, f in found.items() if f is not None}
            if rate is not None and len(operands) == len(found) and rate.quantity.unit == "%":
                relation = _filled(rate, formulas[0], operands)
                if relation is not None:
                    yield relation


def _filled(rate: Fact, formula: Formula, operands: dict[str, Fact]) -> Relation | None:
    value = as_percent(rate, lambda: formula.evaluate(lambda name: operands[name].quantity.estimate))
    if value is None:
        return None
    text = formula.filled(lambda name: operands[name].raw).replace("/", "÷")
    return Relation(
        "CAL101",
        rate,
        tuple(operands.values()),
        value,
        f"{text} = {finer(rate, value.value)}",
        because=f"按{formula.text}计算",
        compute=computed_by(formula, tuple(operands), "%"),
    )


_YEARS = regex.compile(r"20\d\d年(?:度)?(?:末|底)?")


def _rates(view: TableView) -> Iterator[Relation]:
    roles = {column.role: column.index for column in reversed(view.columns) if column.role}
    if "rate" not in roles or "actual_spend" not in roles:
        return
    best: list[Relation] = []
    for base in _DENOMINATORS:
        if base not in roles:
            continue
        found = [
            relation
            for row in view.rows
            if (rate := view.grid.get((row.index, roles["rate"])))
            and (actual := view.grid.get((row.index, roles["actual_spend"])))
            and (planned := view.grid.get((row.index, roles[base])))
            and (relation := ratio_of("CAL101", rate, actual, planned))
        ]
        if _held(found) > _held(best) or not best:
            best = found
    if not all(r.holds for r in best):
        best = max(best, _by_other(view, roles, best), _by_pair(view, best), key=_held)
    doubted = len(best) > _PAIR and _held(best) * 2 < len(best)
    for relation in best:
        # 多数行算不上的，不知道是哪两列算的
        doubtful = doubted and not relation.holds and not one_change(relation)
        yield replace(relation, licensed=False) if doubtful else relation


def _by_other(view: TableView, roles: dict[str, int], tried: list[Relation]) -> list[Relation]:
    """表头没有认出来的另一列（“调整后”）作分母，算得上的行更多的，用那一列。"""
    spent = {r.stated.id: r.inputs[0] for r in tried}
    rates = [r.stated for r in tried]
    others = [c.index for c in view.columns if c.index not in roles.values() and c.unit != "%"]
    ways = [[_over(view, rate, spent[rate.id], index) for rate in rates] for index in others]
    return max(([r for r in way if r is not None] for way in ways), key=_held, default=[])


def _by_pair(view: TableView, tried: list[Relation]) -> list[Relation]:
    """另外两列（当年支出与当年预算，而认作执行数的是累计支出）相除，算得上的占多数，而且不是碰巧都是百分之百的，用那两列。"""
    rates = [r.stated for r in tried]
    amounts = [c.index for c in view.columns if c.unit != "%" and (c.role or c.path)]
    best: list[Relation] = []
    for part, whole in permutations(amounts, 2):
        spent = [(rate, view.grid.get((rate.at.cell[0], part))) for rate in rates if rate.at.cell]
        found = [_over(view, rate, actual, whole) for rate, actual in spent if actual is not None]
        way = [r for r in found if r is not None]
        telling = sum(r.holds and r.inputs[0].quantity.value != r.inputs[1].quantity.value for r in way)
        if telling >= _PAIR and _held(way) * 2 > len(rates) and _held(way) > _held(best):
            best = way
    return best


def _over(view: TableView, rate: Fact, actual: Fact, column: int) -> Relation | None:
    planned = view.grid.get((rate.at.cell[0], column)) if rate.at.cell else None
    alike = planned is not None and planned.quantity.unit == actual.quantity.unit
    return ratio_of("CAL101", rate, actual, planned) if planned is not None and alike else None


def _held(relations: list[Relation]) -> int:
    return sum(r.holds for r in relations)


@rule("CAL201", term="比率复算")
def ratios(facts: Facts) -> Iterator[Relation]:
    """叙述中的比率与其分子、分母不符。

    按词典里该指标的公式（有几种口径的逐一试算）用报告披露的数重新计算；有一种口径算得上即为相符，并注明口径。
    分子、分母须与比率同一主体、同一期间、同一范围；找不齐的不报，只列为无法复核。
    依据：财预〔2013〕53号共性指标框架、各评分标准原文的公式。
    """
    yield from remembered(facts, "ratios", lambda: tuple(_ratios(facts)))


def _ratios(facts: Facts) -> Iterator[Relation]:
    for sentence in facts.sentences:
        for fact in sentence.facts:
            metric = dictionary().by_name.get(fact.metric)
            stated = fact.metric == "预算执行率" and fact.qualifiers.base in {"年初预算数", "预算"}
            # 写明了是“完成年初预算的”，由 CAL206 核
            if fact.quantity.unit != "%" or metric is None or stated or _not_spent(sentence, fact):
                continue
            tried = [r for f in metric.formulas if (r := _by_formula(facts, fact, f)) is not None]
            said = _base_said(sentence.text[: fact.at.start - sentence.at.start])
            tried = [r for r in tried if r.holds or not _of_other(r, said)]
            tried = [r if _first_choice(r, metric) else _doubtful(facts, r) for r in tried]
            if not fact.qualifiers.subject and _in_run(sentence, fact):
                # 几个率连着说而没有说各是谁的，不知道用哪个数算
                tried = [r for r in tried if r.holds]
            if tried:
                told = next((r for r in tried if r.licensed), tried[0])
                if told.licensed and not told.holds and _another_pair(facts, told):
                    told = replace(told, licensed=False)
                yield next((r for r in tried if r.holds), told)


def _another_pair(facts: Facts, relation: Relation) -> bool:
    """同样两个指标在别处（同一行、同一句）另有一对数算得上：说的是那一对，不是近旁的这一对。"""
    if len(relation.inputs) != _PAIR:
        return False
    part, whole = relation.inputs
    beside: dict[Hashable, list[Fact]] = defaultdict(list)
    for other in facts.by_metric.get(whole.metric, ()):
        beside[_place(other)].append(other)
    return any(
        relation.holds_with({part.id: one.quantity, whole.id: other.quantity})
        for one in facts.by_metric.get(part.metric, ())
        for other in beside.get(_place(one), ())
        if one.quantity.unit == other.quantity.unit
    )


def _place(fact: Fact) -> Hashable:
    """正文里是哪一句，表里是哪一行。"""
    return fact.sentence, *(
        (fact.at.block, fact.at.cell[0]) if fact.sentence is None and fact.at.cell else ()
    )


_PAIR = 2


def _not_spent(sentence: Sentence, fact: Fact) -> bool:
    """“执行率不足八成的项目”说的是一道线，“时间进度66.7%”说的是日子过去了多少：都不是算出来的率。"""
    start, end = fact.at.start - sentence.at.start, fact.at.end - sentence.at.start
    line = bool(fact.quantity.hedge) and _LINE.match(sentence.text, end) is not None
    return line or _ELAPSED.search(sentence.text[:start]) is not None


_LINE = regex.compile(r"(?:以[上下内])?的[\p{Han}]{1,8}")
_ELAPSED = regex.compile(r"(?:时间|序时|日历)进度[^，。；：、（(]{0,4}(?:[（(][^（）()。；]{0,10})?$")


def _first_choice(relation: Relation, metric: Metric) -> bool:
    """用的是头一种口径的公式。"""
    return relation.because == f"按{metric.formulas[0].text}计算"


def _doubtful(facts: Facts, relation: Relation) -> Relation:
    """头一种口径的分母没有找到，退而求其次：预算调整过的，或者不像笔误的，多半是那个分母没有读出来。"""
    if not relation.licensed or relation.holds:
        return relation
    moved = remembered(facts, "budget adjusted", lambda: _budget_adjusted(facts))
    return relation if one_change(relation) and not moved else replace(relation, licensed=False)


def _budget_adjusted(facts: Facts) -> bool:
    """报告说过预算调整、追加。"""
    return any(_ADJUSTED.search(sentence.text) for sentence in facts.sentences)


_ADJUSTED = regex.compile(r"追加|追减|核增|核减|净?调[增减]|调整(?:后|为|至|预算)|预算调整")


def _in_run(sentence: Sentence, fact: Fact) -> bool:
    """“执行率为95%、90%、95%”里的一个。"""
    order = sentence.facts.index(fact)
    near = sentence.facts[max(order - 1, 0) : order + 2]
    base = sentence.at.start
    between = [
        sentence.text[one.at.end - base : other.at.start - base].strip()
        for one, other in pairwise(near)
        if one.quantity.unit == other.quantity.unit == "%"
    ]
    return any(mark in {"、", "和", "与", "及"} for mark in between)


def _base_said(before: str) -> str:
    """率前面写明的分母：“占全年预算的3%”。"""
    found = _OF_BUDGET.search(before)
    if found is None:
        return ""
    return "年初预算数" if found["first"] else "调整后预算数"


def _of_other(relation: Relation, said: str) -> bool:
    """写明了占全年预算的，不能拿年初预算去除；反过来也是。"""
    used = {f.metric for f in relation.inputs} & {"年初预算数", "调整后预算数"}
    return bool(said and used and said not in used)


_OF_BUDGET = regex.compile(
    r"占(?:(?P<first>年初|当初|批复的?年初)|全年|调整后|调整|最终)的?预算数?(?:总额|资金)?的?(?:比例|比重)?(?:约|为)*$"
)


def _by_formula(facts: Facts, rate: Fact, formula: Formula) -> Relation | None:
    """按一个公式复算；分子分母就近取。"""
    found: dict[str, Fact] = {}
    for name in formula.operands:
        operand = operand_of(facts, rate, name)
        if operand is None:
            return None
        found[name] = operand
    if len({f.quantity.unit for f in found.values() if f.quantity.unit in {"", "元"}}) > 1:
        # 一个没有写单位，不知道相差多少倍
        return None
    recomputed = as_percent(rate, lambda: formula.evaluate(lambda name: found[name].quantity.estimate))
    if recomputed is None:
        return None
    text = formula.text
    for name in sorted(found, key=len, reverse=True):
        text = text.replace(name, found[name].raw)
    text = text.replace("/", "÷").replace("*", "×")
    near = any(f.sentence == rate.sentence or _same_block(f, rate) for f in found.values())
    near = near and all(
        f.sentence == rate.sentence or residue(facts, f) == residue(facts, rate) for f in found.values()
    )
    return Relation(
        "CAL201",
        rate,
        tuple(found.values()),
        recomputed,
        f"{text} = {finer(rate, recomputed.value)}",
        licensed=near,
        because=f"按{formula.text}计算",
        compute=computed_by(formula, tuple(found), rate.quantity.unit),
    )


def computed_by(formula: Formula, names: tuple[str, ...], unit: str = "") -> Compute:
    """按公式计算的算法，输入与 names 同序；unit 是 % 的，算成百分号前的数。"""
    scale = Estimate.exactly(HUNDRED if unit == "%" else 1)
    return lambda values: formula.evaluate(dict(zip(names, values, strict=True)).__getitem__) * scale


def _same_block(one: Fact, other: Fact) -> bool:
    return one.at.block == other.at.block


@rule("CAL203", term="比率口径")
def contested_bases(facts: Facts) -> Iterator[Finding]:
    """比率本身算得对，但分母不是通行的口径，换成通行口径结果不同。

    只对口径历来有争议的指标（词典里列出多种分母的调整率一类）提出，请单位说明；不指为错误。
    依据：财预〔2013〕53号——预算调整率 = 预算调整数 ÷ 预算数。
    """
    for name in ("预算调整率", "年度资金调剂占比"):
        for fact in facts.by_metric.get(name, ()):
            yield from _contested(facts, fact, usually="年初预算数")
    for fact in facts.by_metric.get("预算执行率", ()):
        told = fact.qualifiers.base not in {"", "预算"}
        if fact.sentence is not None and not told and not residue(facts, fact):
            yield from _contested(facts, fact, usually="调整后预算数")


def _contested(facts: Facts, fact: Fact, *, usually: str) -> Iterator[Finding]:
    """分母不是通行口径而算得对的，与以通行口径为分母的结果一并列出。"""
    formulas = dictionary().by_name[fact.metric].formulas
    tried = [(f, r) for f in formulas if (r := _by_formula(facts, fact, f)) is not None]
    usual = next(((f, r) for f, r in tried if f.base == usually), None)
    used = next(((f, r) for f, r in tried if r.holds), None)
    if usual and used and not usual[1].holds and (fact.metric != "预算执行率" or likely(usual[1])):
        # 差得离奇的执行率，拿来作通行口径的是另一个数
        yield Finding(
            code="CAL203",
            severity="warning",
            message=(
                f"{fact.metric}{fact.raw}以{used[0].base}为分母（{used[1].written}）；"
                f"按通行口径以{usual[0].base}为分母，应为{fact.quantity.printed(usual[1].recomputed.value)}"
            ),
            at=fact.at,
            against=tuple(f.at for f in used[1].inputs),
            expected=fact.quantity.printed(usual[1].recomputed.value),
            question=f"请说明{fact.metric}的分母为何取{used[0].base}。",
            anchor=f"{fact.metric}|{fact.raw}",
        )
