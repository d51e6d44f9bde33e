"""每一个多少（multiple）：均数等于总数除以个数，标准乘以个数（再乘期数）等于总数。

个数要数的正是“每”字后面的东西：每亩｜亩数，每班｜培训班24个，每岗｜公益岗位630个；对不上的不核。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from normalize import Estimate, Fact
from normalize.facts import same_measure
from reconcile.relation import Relation, shown
from reconcile.told.averages import averages, divides
from reconcile.told.cues import (
    Each,
    Figure,
    each_cue,
    figures_of,
    is_prior,
    table,
    vocabulary,
)
from reconcile.told.evidence import Candidate, Support
from reconcile.told.noted import note_of
from reconcile.told.passage import Passage, limited, measured
from reconcile.told.portions import portions
from reconcile.told.tallies import conversion, counts_of, unit_of, wholes_of
from reconcile.told.triples import triples

_REST = regex.compile(r"其余|其他|另外|剩余|新增|最高|最低|不超过|不低于|不少于|以上|以内|上限")
_SUM = regex.compile(r"共|计|合计|总|[金资费款]|发放|支出|补助|补贴|奖励|拨付|兑付|支付|投入")
_MEANT = regex.compile(r"密度|存放|承载|容纳|服务|管护|单(?!价|位)(?=[\p{Han}]{1,2}$)")
"""没有说平均，其实是均数的：人口密度每平方公里，单车。"""
_BESIDE = 2


def multiples(passage: Passage) -> list[Candidate]:
    """这个数是每一个的数、或者按比例分得的一份的，各种算法。"""
    target = passage.target
    quantity = target.fact.quantity
    if quantity.unit in {"%", "个百分点", ""} or not quantity.value:
        return []
    if shares := portions(passage):
        return sorted(shares, key=lambda c: -c.support)
    each = _each(target) or _per_period(passage)
    if each is not None and each.mean and _MONTHLY.search(target.clause):
        # “户均每月400元”：没有说几个月
        return []
    if each is None or _REST.search(target.clause) or limited(target) or _worked_out(passage):
        return []
    if note_of(passage) or _in_parallel(passage):
        each = replace(each, mean=True)
    found = list(averages(passage, each) if each.mean else _standards(passage, each))
    found = found or list(_distant(passage, each))
    if not each.mean and not found:
        found += _dense(passage, each)
    if not each.mean and _MEANT.search(target.clause) and not found:
        found += averages(passage, each)
    found += triples(passage, each)
    return sorted(found, key=lambda c: -c.support)


def _worked_out(passage: Passage) -> bool:
    """“每月507元（358.4万元÷589人÷12个月）”：怎么除出来的写在括号里，由算式核。"""
    end = passage.target.fact.at.end - passage.sentence.at.start
    return _DIVIDED.match(passage.sentence.text, end) is not None


_DIVIDED = regex.compile(r"[（(][^（）()]*÷")


_MONTHLY = regex.compile(r"(?<!平)均[\p{Han}]{0,2}每[月年天日季]")


def _in_parallel(passage: Passage) -> bool:
    """“平均每平方米250元、每户2万元”：前一个是均数，这一个也是。"""
    before = passage.before[0].each if passage.before else None
    return (
        before is not None and before.mean and bool(regex.match(r"^\s*[、和与及]\s*每", passage.target.lead))
    )


def _each(figure: Figure) -> Each | None:
    """“每亩400元”，或者单位里写明的“90元/亩”。"""
    unit, _, per = figure.fact.quantity.unit.partition("/")
    if not per and (apart := _PER_TAIL.match(figure.tail)) and unit == "元":
        per = apart[1]
    if per and unit == "元" and per not in {"立方米", "升"}:
        per, _, period = per.replace("·", "/").partition("/")
        return Each(per, period.removeprefix("每"), "")
    return each_cue(figure)


def _per_period(passage: Passage) -> Each | None:
    """“按12个月、每月16.5万元安排，共198万元”：期数就印在前面。"""
    found = _EACH_PERIOD.search(passage.target.clause)
    before = passage.before[0] if passage.before else None
    if found is None or before is None:
        return None
    unit = before.fact.quantity.unit
    if unit in _SPANS[found[1]]:
        return Each(unit)
    later = passage.after[0].fact.quantity.unit if passage.after else ""
    told = unit in vocabulary()["loose"] and later in _SPANS[found[1]] and measured(before)
    return Each(unit, period=found[1]) if told else None


_EACH_PERIOD = regex.compile(r"每个?(月|季度?|年|学期|天|日)[\p{Han}]{0,4}$")
_SPANS = {
    "月": ("个月",),
    "季": ("个季度", "季度"),
    "季度": ("个季度", "季度"),
    "年": ("年",),
    "学期": ("个学期", "学期"),
    "天": ("天",),
    "日": ("天", "日"),
}


_PER_TAIL = regex.compile(r"^[/／]([\p{Han}]{1,3})(?:[·・][年月])?(?=[，。；、）)]|$)")


def _standards(passage: Passage, each: Each) -> Iterator[Candidate]:
    """每亩补助400元，共86万元：标准乘以个数等于总数。"""
    target = passage.target
    if _FROM.search(target.lead):
        # “每亩补助由27.8元升到31.2元”
        return
    counts = counts_of(passage, each)
    wholes = [
        f
        for f in wholes_of(passage, target)
        if f not in counts and f.fact.quantity.value >= target.fact.quantity.value
    ]
    here = target.fact.sentence
    after = [f for f in passage.after if f in wholes]
    aside = target.depth > (passage.before[0].depth if passage.before else 0)
    ordered = [f for f in passage.before if f in wholes][:1] if aside else after[:1] or []
    ordered = [*ordered, *(f for f in wholes if f not in ordered)]
    counts.sort(key=lambda f: not (ordered and _linked(target, ordered[0], f)))
    for order, whole in enumerate(ordered[:_BESIDE]):
        for nth, count in enumerate(counts[:_BESIDE]):
            beside = whole.fact.sentence == count.fact.sentence == here and not order and not nth
            later = whole in passage.after
            if later and target.depth > whole.depth:
                # 写在括号里的标准，只管括号所附的那一项
                continue
            if not later and not aside and not regex.search(r"共|计|总", whole.clause):
                continue
            if later and (_SAVES.search(whole.clause) or _severed(passage, target, whole)):
                # 隔了一个分号、隔了别的同样的数，说的是另一回事
                continue
            told = bool(_SUM.search(whole.clause)) or whole.fact.quantity.unit == "元"
            alone = len([c for c in counts if c.fact.sentence == here]) == 1
            alone = alone or (passage.before[:1] == (count,) and count.fact.quantity.unit == each.per)
            between = _between(passage, target, whole)
            sure = beside and (later or aside) and told and alone and between and not _REST.search(whole.lead)
            sure = sure or (later and told and between and _linked(target, whole, count))
            support = Support.NAMED if sure else Support.CLOSE if beside and told else Support.OPEN
            for times, words in _periods(passage, each):
                # 没有说几个月的，当作十二个月，人数中间也可能有变动
                assumed = isinstance(times, Decimal) and times > 1
                yield from _standard(
                    target, whole, count, times, words, min(support, Support.CLOSE) if assumed else support
                )


_SAVES = regex.compile(r"省|多[支收花]|少[支收花]|增[支收]|节约")
"""“降到30元，1.96万人可省39.2万元”：是差价乘以人数。"""
_FROM = regex.compile(r"(?:由|从)[^，。；、]{0,8}$")


def _dense(passage: Passage, each: Each) -> Iterator[Candidate]:
    """“完成造林1,104亩，栽植苗木182,160株，每亩165株”：紧跟在总数后面的每一个多少，没有说平均，多半也是除出来的。"""
    target = passage.target
    whole = passage.before[0] if passage.before else None
    if whole is None or each.period or not _RIGHT_AFTER.match(target.lead):
        return
    if conversion(unit_of(target), unit_of(whole)) is None:
        return
    most = Support.OPEN if unit_of(target) == "元" else Support.CLOSE
    for candidate in averages(passage, replace(each, mean=True)):
        relation = candidate.relation
        if relation.inputs[0].id == whole.fact.id:
            even = divides(target, relation.recomputed.value, relation.inputs[-1])
            yield replace(candidate, support=Support.CLOSE if even else min(candidate.support, most))


_RIGHT_AFTER = regex.compile(r"^[，,]\s*每\p{Han}{1,4}$")


def _linked(price: Figure, whole: Figure, count: Figure) -> bool:
    """三个数说的是同一件事：轮入2.95万吨，轮入均价每吨……，轮入成本……。"""
    clauses = [
        regex.sub(r"每.*|[^\p{Han}]|均价|单价|平均|标准|补助|全年|实际|共|资金", "", f.clause)
        for f in (price, whole, count)
    ]
    pairs = [{clause[i : i + _BESIDE] for i in range(len(clause) - 1)} for clause in clauses]
    return bool(pairs[0] & pairs[1] & pairs[2])


def _distant(passage: Passage, each: Each) -> Iterator[Candidate]:
    """标准、面积（人数）、应补的钱分在几句里说，说的是同一样东西：“禁牧补助标准为每亩8.10元……应发禁牧补助”。"""
    target = passage.target
    subject = _STANDARD.search(target.clause)
    if subject is None:
        return
    name, here = subject[1], passage.sentence
    near = [
        figure
        for sentence in passage.facts.sentences[
            max(0, passage.position - _AROUND) : passage.position + _AROUND + 1
        ]
        if sentence.section == here.section
        for figure in figures_of(passage.facts, sentence)
        if name in figure.own and not figure.fact.quantity.hedge and not is_prior(figure)
    ]
    units = {each.per, *same_measure(each.per)}
    counts = [f for f in near if f.fact.quantity.unit in units and f.fact.quantity.value > 1]
    wholes = [
        f
        for f in near
        if f.fact.quantity.unit == unit_of(target) and each_cue(f) is None and not _APART.search(f.clause)
    ]
    for count in counts[:_BESIDE]:
        for whole in wholes[:_BESIDE]:
            for times, words in _periods(passage, each):
                yield from _standard(target, whole, count, times, words, Support.CLOSE)


_AROUND = 3
_APART = regex.compile(r"另|一次性|标准")
_STANDARD = regex.compile(
    r"([\p{Han}]{2,4}?)(?:补助|补贴|奖励|补偿|救助|供养|保障)?(?:资金|金)?标准(?:为|是)?每"
)


def _severed(passage: Passage, price: Figure, whole: Figure) -> bool:
    """标准与后面的总数之间隔着分号、另一笔钱；隔着天数、人数的不算。"""
    if _between(passage, price, whole):
        return False
    order = [id(f) for f in passage.figures]
    low, high = (order.index(id(f)) for f in (price, whole))
    within = passage.figures[low + 1 : high + 1]
    joined = "".join(f.lead for f in within)
    return bool(regex.search(r"[；;]|[一二三四五]是|另", joined)) or any(
        unit_of(f) == unit_of(whole) for f in within[:-1]
    )


def _between(passage: Passage, each: Figure, whole: Figure) -> bool:
    """标准与总数之间没有隔着别的同样的数，也没有另起一句话。"""
    order = {id(f): i for i, f in enumerate(passage.figures)}
    if id(each) not in order or id(whole) not in order:
        return False
    low, high = sorted((order[id(each)], order[id(whole)]))
    joined = "".join(f.lead for f in passage.figures[low + 1 : high + 1])
    return high - low <= _BESIDE and not regex.search(r"[；;]|[一二三四五]是|另", joined)


def _periods(passage: Passage, each: Each) -> list[tuple[Fact | Decimal, str]]:
    """乘几期：没有期间的一期；每月的，话里说了几个月的用它，否则十二个月。"""
    period = each.period.removeprefix("每")
    if not period:
        return [(Decimal(1), "")]
    units = {"月": {"个月"}, "天": {"天"}, "日": {"天"}}.get(period, set())
    stated = [f.fact for f in (*passage.before, *passage.after) if f.fact.quantity.unit in units]
    if stated:
        return [(fact, f" × {fact.raw}") for fact in stated[:1]]
    times = table("periods").get(period)
    if not isinstance(times, int):
        return []
    return [(Decimal(times), f" × {times}" if times > 1 else "")]


def _standard(
    target: Figure, whole: Figure, count: Figure, times: Fact | Decimal, words: str, support: Support
) -> Iterator[Candidate]:
    factor = Estimate.exactly(1 / (conversion(unit_of(target), unit_of(whole)) or Decimal(1)))
    constant = Estimate.exactly(times) if isinstance(times, Decimal) else None
    operands = (target.fact, count.fact) if isinstance(times, Decimal) else (target.fact, count.fact, times)

    def compute(values: Sequence[Estimate]) -> Estimate:
        # 标准是定死的数，没有取舍；“2,427元左右”不是
        price = values[0] if target.fact.quantity.hedge else Estimate.exactly(values[0].value)
        return price * values[1] * (constant or values[2]) * factor

    value = compute([f.quantity.estimate for f in operands])
    formula = f"{target.fact.raw} × {count.fact.raw}{words} = {shown(whole.fact, value.value)}"
    because = "总数应等于每一个的数乘以个数"
    yield Candidate(
        Relation("CAL208", whole.fact, operands, value, formula, compute=compute, because=because), support
    )
