"""制度关系（domain identities）：资产、编制、采购、结转结余等制度规定的等式与不等式。"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import combinations, pairwise, product
from typing import Any

import regex

from normalize import Enumeration, Estimate, Fact, Facts, Sentence, TableView
from normalize.formulas import Formula
from normalize.metrics import dictionary
from reconcile.ladder import judge
from reconcile.likely import likely
from reconcile.memory import remembered
from reconcile.named.operands import operand_of
from reconcile.named.recalculation import computed_by
from reconcile.named.residue import residue
from reconcile.relation import Relation, shown, sum_of, total
from reconcile.rule import rule
from reconcile.slips import one_slip
from reconcile.spoken import lead_of

_PART = regex.compile(r"[，。；、]")


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    text = files("reconcile.named").joinpath("identities.toml").read_text(encoding="utf-8")
    found: dict[str, list[dict[str, Any]]] = tomllib.loads(text)
    return found


@rule("DOM101", term="制度关系")
def identities(facts: Facts) -> Iterator[Relation]:
    """制度规定必须成立的关系不成立：总资产、收支平衡、年末结转结余、编制与实有人数、采购计划与实际采购等。

    各关系列在 identities.toml，每条注明出处；同一个数有几种算法的（结转结余可由预算算，也可由收支总计算），有一种成立就不报；
    可能另有原因的（例如财政收回指标）列为“口径待核”，请单位说明。关系中的数有一个没有披露、或者限定不同的，不核。依据：见各条出处。
    """
    for identity in _data()["identity"]:
        for stated in _stated(facts, identity["left"])[:4]:
            formulas = map(_parsed, identity["right"])
            tried = [r for formula in formulas if (r := _identity(facts, identity, stated, formula))]
            if tried:
                found = next((r for r in tried if r.holds), tried[0])
                yield replace(found, licensed=False) if _another_told(facts, identity, found) else found


def _another_told(facts: Facts, identity: dict[str, Any], relation: Relation) -> bool:
    """不成立的，多半是取错了数：大小悬殊；它自己那一句就算得出它；差的正是段里另一个数；同一指标另有一个数算得上。"""
    if relation.holds or identity["severity"] == "error":
        return False
    if _own_sum(facts, relation) or (not likely(relation) and not _of_the_whole(facts, relation.stated)):
        return True
    return any(
        relation.holds_with({used.id: other.quantity})
        for used in (relation.members if relation.bound else relation.inputs)
        for other in facts.by_metric.get(used.metric, ())
        if other.qualifiers == used.qualifiers and other.quantity.value != used.quantity.value
    )


def _of_the_whole(facts: Facts, stated: Fact) -> bool:
    """“当年度财政资金结转结余”说的是全部；光说“结余”的，往往是某一个项目的。"""
    if stated.sentence is None:
        return True
    return "结转" in lead_of(facts.sentences[stated.sentence], stated)


def _own_sum(facts: Facts, relation: Relation) -> bool:
    """“拨款甲，加上年结转乙，支出丙，年末结转丁”：自己那一句算得出它；差的恰是段里的另一个数（转入基金的），漏的是那一项。"""
    stated = relation.stated
    if stated.sentence is None or relation.bound:
        return False
    here = [f for f in facts.sentences[stated.sentence].facts if f.quantity.unit == stated.quantity.unit]
    before = [f.quantity.estimate for f in here if f.at.start < stated.at.start][-_TERMS:]
    signed = (
        [(sign, value) for sign, value in zip(signs, some, strict=True)]
        for size in (2, 3)
        for some in combinations(before, size)
        for signs in product((1, -1), repeat=size)
    )
    if any(judge(stated.quantity, _signed_sum(terms)).holds for terms in signed):
        return True
    gap = abs(relation.recomputed.value - stated.quantity.value)
    peers = remembered(facts, "by block", lambda: _by_block(facts)).get(stated.at.block, [])
    used = {f.id for f in relation.members}
    return any(
        f.quantity.value == gap and f.quantity.unit == stated.quantity.unit and f.id not in used
        for f in peers
    )


_TERMS = 6


def _signed_sum(terms: Sequence[tuple[int, Estimate]]) -> Estimate:
    found = Estimate.exactly(0)
    for sign, value in terms:
        found = found + value if sign > 0 else found - value
    return found


@cache
def _parsed(text: str) -> Formula:
    return Formula.parse(text)


def _stated(facts: Facts, left: str) -> list[Fact]:
    """等式左边的数据项；“三公经费.决算数”是某一科目的某一口径。"""
    item, _, measure = left.partition(".")
    if measure:
        return [f for f in facts.by_metric.get(measure, ()) if f.qualifiers.subject == item]
    metric = dictionary().metric_named(left)
    known = list(facts.by_metric.get(metric.name, ())) if metric else []
    return [f for f in known if not f.qualifiers.subject] if metric and metric.kind == "measure" else known


def _identity(facts: Facts, identity: dict[str, Any], stated: Fact, formula: Formula) -> Relation | None:
    found = {name: operand_of(facts, stated, name) for name in formula.operands}
    operands = tuple(f for f in found.values() if f is not None and f is not stated)
    if len(operands) < len(found) or any(f.quantity.unit != stated.quantity.unit for f in operands):
        return None
    if identity.get("together") and any(f.at.block != stated.at.block for f in operands):
        return None
    values = {name: f.quantity.estimate for name, f in found.items() if f is not None}
    recomputed = formula.evaluate(values.__getitem__)
    text = formula.filled(lambda name: fact.raw if (fact := found[name]) else name)
    bound = identity["relation"] == "<="
    left = residue(facts, stated)
    return Relation(
        "DOM101",
        stated,
        operands,
        recomputed,
        f"{stated.raw} ≤ {text}" if bound else f"{text} = {shown(stated, recomputed.value)}",
        severity=identity["severity"],
        bound=bound,
        licensed=(identity.get("licensed", True) or (not bound and one_slip(stated.quantity, recomputed)))
        and all(f.sentence == stated.sentence or residue(facts, f) == left for f in operands),
        because=identity["because"],
        compute=computed_by(formula, tuple(found)),
    )


@rule("DOM102", term="制度规定的分项")
def stated_partitions(facts: Facts) -> Iterator[Relation]:
    """制度规定分为几项的数（“三公”经费、采购、资产、基本支出），各项与总数都写了，加起来却不等。

    不论写在“其中”之后还是分在几句。各项与总数在同一段、总数不是预算决算这类口径、而且段里没有别的数恰是各项之和，才指为错；
    其余的加得上打勾，加不上不报。依据：见 identities.toml 各条出处。
    """
    for known in _data()["partition"]:
        for whole in _wholes(facts, known["whole"]):
            for names in sorted(known["parts"], key=len, reverse=True):
                parts = [_part(facts, whole, name) for name in names]
                found = [p for p in parts if p is not None]
                if len({p.id for p in found} - {whole.id}) == len(names):
                    told = _told_together(facts, whole, found) and not _with_others(facts, whole, found)
                    yield sum_of("DOM102", whole, found, licensed=told, because="制度规定分为这几项")
                    break


def _told_together(facts: Facts, whole: Fact, parts: Sequence[Fact]) -> bool:
    """总数和各项在同一段里，段里没有别的数是各项之和。"""
    if whole.metric in _MEASURES or any(
        p.at.block != whole.at.block or p.sentence is None for p in (whole, *parts)
    ):
        return False
    added = total(parts).value
    if _several_called(facts, whole, parts):
        return False
    peers = remembered(facts, "by block", lambda: _by_block(facts))[whole.at.block]
    return not any(
        f.quantity.value == added and f.quantity.unit == whole.quantity.unit for f in peers if f is not whole
    )


def _several_called(facts: Facts, whole: Fact, parts: Sequence[Fact]) -> bool:
    """同一段里同名的分项不止一个数（核定行政203名，年初行政199名）：说不准是哪一组的。"""
    peers = remembered(facts, "by block", lambda: _by_block(facts))[whole.at.block]
    return any(
        f.named == p.named and f.quantity.unit == p.quantity.unit and f.quantity.value != p.quantity.value
        for p in parts
        for f in peers
    )


def _by_block(facts: Facts) -> dict[int | None, list[Fact]]:
    """正文每一段里的数。"""
    found: dict[int | None, list[Fact]] = defaultdict(list)
    for sentence in facts.sentences:
        found[sentence.at.block] += sentence.facts
    return found


def _with_others(facts: Facts, whole: Fact, parts: Sequence[Fact]) -> bool:
    """同一次列举里还有别的同类分项（行政、参公、事业编制）：不止制度规定的这几项。"""
    own = {p.id for p in parts}
    for enumeration in remembered(facts, "wholes", lambda: _by_whole(facts)).get(whole.id, ()):
        listed = {
            f.id for part in enumeration.parts for f in part.facts if f.quantity.unit == whole.quantity.unit
        }
        if own & listed:
            return not listed <= own
    return False


def _by_whole(facts: Facts) -> dict[str, list[Enumeration]]:
    """总数（编号）→ 它的列举，按先后。"""
    found: dict[str, list[Enumeration]] = defaultdict(list)
    for sentence in facts.sentences:
        for enumeration in sentence.enumerations:
            for whole in enumeration.wholes:
                found[whole.id].append(enumeration)
    return found


def _wholes(facts: Facts, names: Sequence[str]) -> Iterator[Fact]:
    for name in names:
        for fact in facts.by_metric.get(name, ()):
            if not fact.qualifiers.subject:
                yield fact
        for measure in _MEASURES:
            yield from (f for f in facts.by_metric.get(measure, ()) if f.qualifiers.subject == name)


def _part(facts: Facts, whole: Fact, name: str) -> Fact | None:
    """某一分项，口径与总数相同、离得最近的一个。"""
    places = remembered(facts, ("part", whole.metric, name), lambda: _places(facts, whole.metric, name))
    alike = [
        f
        for f in places.get(_place(whole), ())
        if f.quantity.unit == whole.quantity.unit
        and f.qualifiers.period == whole.qualifiers.period
        and f.qualifiers.base == whole.qualifiers.base
    ]
    return min(
        alike,
        key=lambda f: (abs((f.at.block or 0) - (whole.at.block or 0)), abs(f.at.start - whole.at.start)),
        default=None,
    )


def _places(facts: Facts, metric: str, name: str) -> dict[int | None, list[Fact]]:
    """某一总数的某一分项，在正文的放在一起，在表里的一张表一起。"""
    labels = (name, f"{name}类", f"{name}采购金额", f"政府采购{name}支出")
    found = [f for f in facts.by_metric.get(metric, ()) if f.qualifiers.subject in labels]
    if metric not in _MEASURES:
        named = (f for label in labels for f in facts.by_metric.get(label, ()))
        found += [f for f in named if not f.qualifiers.subject]
    places: dict[int | None, list[Fact]] = defaultdict(list)
    for fact in found:
        places[_place(fact)].append(fact)
    return places


def _place(fact: Fact) -> int | None:
    return fact.at.block if fact.sentence is None else None


@rule("DOM104", term="支出不超过调整后预算")
def spent_within(facts: Facts) -> Iterator[Relation]:
    """表中一行的决算数（执行数）大于同一行的调整后预算数（全年预算数）。

    逐行核对，只请单位说明；没有调整后预算列的表、列了收入的收支表、多数行都超过的（几年累计支出）不核。
    依据：预算法第十三条——经批准的预算，非经法定程序不得调整，无预算不得支出。
    """
    for view in facts.tables:
        pair = () if _with_income(view) else _same_year(view)
        found = list(_limits(view, *pair)) if pair else []
        over = sum(not r.holds for r in found)
        if over < _MANY or over * 2 <= len(found):
            # 多数行超过的，是几年的累计支出，预算管不着
            yield from found


def _limits(view: TableView, plan: int, spend: int) -> Iterator[Relation]:
    for row in view.rows:
        planned, spent = view.grid.get((row.index, plan)), view.grid.get((row.index, spend))
        if planned and spent and planned.quantity.unit == spent.quantity.unit == "元":
            yield Relation(
                "DOM104",
                spent,
                (planned,),
                planned.quantity.estimate,
                f"{spent.raw} ≤ {planned.raw}",
                severity="warning",
                bound=True,
                because="支出一般不超过调整后的预算",
            )


_MANY = 3


def _with_income(view: TableView) -> bool:
    """收支合在一张的表：收入超过预算是常事，预算也不是支出的限额。"""
    return any(_INCOME.search(label) for row in view.rows for label in row.labels)


_INCOME = regex.compile(r"收入(?:合计|总计)?$|税收|非税|转移支付|上级补助")


def _same_year(view: TableView) -> tuple[int, ...]:
    """同一年度的调整后预算列与决算列；表头写了不同年度的不是一对。"""
    planned = [c for c in view.columns if c.role == "adjusted"]
    spent = [c for c in view.columns if c.role == "actual_spend"]
    years = {c.index: frozenset(_YEAR.findall("".join(c.path))) for c in (*planned, *spent)}
    pairs = [(p.index, s.index) for p in planned for s in spent]
    alike = [(p, s) for p, s in pairs if years[p] == years[s]]
    loose = [(p, s) for p, s in pairs if not (years[p] and years[s]) and not _PRIOR & (years[p] | years[s])]
    return next(iter([*alike, *loose]), ())


_YEAR = regex.compile(r"20\d\d|上年|去年")
_PRIOR = frozenset({"上年", "去年"})


@rule("DOM103", term="季度累计")
def cumulative_quarters(facts: Facts) -> Iterator[Relation]:
    """各季度末的累计支出（支出进度）后一季小于前一季。

    句中写明累计、进度、末的才核；各季度单独的发生额不核。依据：预算法实施条例——按月报送累计执行数；序时进度的含义。
    """
    for sentence in facts.sentences:
        told = _cumulated(sentence) if len(sentence.facts) > 1 and _QUARTER.search(sentence.text) else ()
        for (before, one), (after, other) in combinations(told, 2):
            if (
                after > before
                and one.quantity.unit == other.quantity.unit
                and one.quantity.unit in {"%", "元"}
                and (one.quantity.low > other.quantity.high or _next(told, before, after))
            ):
                yield Relation(
                    "DOM103",
                    one,
                    (other,),
                    other.quantity.estimate,
                    f"{one.raw} ≤ {other.raw}",
                    bound=True,
                    because="累计数只增不减",
                )


def _next(told: Sequence[tuple[int, Fact]], before: int, after: int) -> bool:
    """相邻的两季；隔了几季的只在前大于后时才提，好看出是哪一季的数不合群。"""
    return not any(before < order < after for order, _ in told)


def _cumulated(sentence: Sentence) -> list[tuple[int, Fact]]:
    """累计到第几季度的各数；又说上半年、又说二季度的，只算自己写明累计的，其余是单季的发生额。"""
    leads = [(_own(sentence, f), f) for f in sentence.facts]
    found = [(order, own, f) for own, f in leads if (order := _quarter(sentence, f, own=own))]
    orders = [order for order, _, _ in found]
    ascending = all(a < b for a, b in pairwise(orders))
    return [(order, f) for order, own, f in found if ascending or _CUMULATIVE.search(own)]


def _own(sentence: Sentence, fact: Fact) -> str:
    """小句里这个数之前的话。"""
    return _PART.split(sentence.text[: fact.at.start - sentence.at.start])[-1]


def _quarter(sentence: Sentence, fact: Fact, *, own: str) -> int:
    """第几季度的数；这个数之前（同一分句里）没有说累计的，是单季的发生额，不算。"""
    before = sentence.text[: fact.at.start - sentence.at.start].rpartition("；")[2]
    opening = _QUARTER.split(before)[0]
    # “上半年累计……，则二季度为……”：累计说在季度后面的，只管它自己
    running = _CUMULATIVE.search(own) or _CUMULATIVE.search(opening) or _PROGRESS.search(before)
    found = _QUARTER.search(own) if running else None
    return _ORDER.get(found[0], 0) if found else 0


_CUMULATIVE = regex.compile(r"累计")
_PROGRESS = regex.compile(r"进度|季度?末")
_QUARTER = regex.compile(r"一季度|二季度|三季度|四季度|上半年|前三季度|全年")
_ORDER = {"一季度": 1, "二季度": 2, "上半年": 2, "三季度": 3, "前三季度": 3, "四季度": 4, "全年": 4}
_MEASURES = ("年初预算数", "调整后预算数", "决算数")
