"""每一个多少（multiple）：均数等于总数除以个数，标准乘以个数（再乘期数）等于总数，按百分之几分得的一份。

个数要数的正是“每”字后面的东西：每亩｜亩数，每班｜培训班24个，每岗｜公益岗位630个；对不上的不核。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from normalize import Estimate, Fact
from normalize.facts import same_measure
from normalize.quantity import HUNDRED
from reconcile.cues import (
    Each,
    Figure,
    each_cue,
    figures_of,
    is_prior,
    overlap,
    portion_cue,
    table,
    verb_of,
    vocabulary,
)
from reconcile.evidence import Candidate, Support
from reconcile.passage import Passage, is_denominator, measured
from reconcile.relation import Relation, finer, shown

_REST = regex.compile(r"其余|其他|另外|剩余|新增|最高|最低|不超过|不低于|不少于|以上|以内|上限")
_SUM = regex.compile(r"共|计|合计|总|[金资费款]|发放|支出|补助|补贴|奖励|拨付|兑付|支付|投入")
_BARE = regex.compile(
    r"^(?:共|共计|合计|计)?(?:建成?|新建|改造|完成|购置|采购|发放|补助|安排|扶持)?(?:了|共)?$"
)
"""紧跟在标准之后，没有另说数的是什么：“每站1.5万元，共建42个”。"""
_WANTED = regex.compile(r"任务|计划|目标")
_BESIDE, _FEW = 2, 4
_FULL = 100


def multiples(passage: Passage) -> list[Candidate]:
    """这个数是每一个的数、或者按比例分得的一份的，各种算法。"""
    target = passage.target
    quantity = target.fact.quantity
    if quantity.unit in {"%", "个百分点", ""} or not quantity.value:
        return []
    if portion_cue(passage.figures, passage.index):
        return sorted(_portions(passage), key=lambda c: -c.support)
    each = _each(target)
    if each is None or _REST.search(target.clause) or quantity.hedge in {"以上", "以内"}:
        return []
    found = list(_averages(passage, each) if each.mean else _standards(passage, each))
    found = found or list(_distant(passage, each))
    return sorted(found, key=lambda c: -c.support)


def _each(figure: Figure) -> Each | None:
    """“每亩400元”，或者单位里写明的“90元/亩”。"""
    unit, _, per = figure.fact.quantity.unit.partition("/")
    if per and unit == "元" and per not in {"立方米", "升"}:
        per, _, period = per.replace("·", "/").partition("/")
        return Each(per, period.removeprefix("每"), "")
    return each_cue(figure)


def _unit(figure: Figure) -> str:
    return figure.fact.quantity.unit.partition("/")[0]


def _times(one: str, other: str) -> Decimal | None:
    """两个单位的换算：other 是多少个 one；不能换算为 None。"""
    if other in same_measure(one):
        return Decimal(1)
    for group in ("mass", "length", "area"):
        sizes = table(group)
        if one in sizes and other in sizes:
            return Decimal(str(sizes[other])) / Decimal(str(sizes[one]))
    return None


def _counts(passage: Passage, each: Each) -> list[Figure]:
    """数的正是“每”字后面的东西的个数：单位就是它，或者话里说的是它；近的在前。"""
    units = {each.per, *same_measure(each.per)}
    known = table("averaged").get(each.per, ())
    units |= set(known) if isinstance(known, list) else set()
    around = (*passage.before, *passage.after, *passage.above)
    found = []
    for figure in around:
        quantity = figure.fact.quantity
        if (
            not measured(figure)
            or quantity.hedge
            or quantity.value <= 1
            or is_prior(figure)
            or each_cue(figure)
        ):
            continue
        if _WANTED.search(figure.clause) or is_denominator(passage, figure):
            continue
        loose = quantity.unit in vocabulary()["loose"]
        about = each.per[-1:] in figure.own or (figure in passage.after[:1] and _BARE.search(figure.clause))
        if quantity.unit in units or (loose and about):
            found.append(figure)
    return found


def _wholes(passage: Passage, like: Figure) -> list[Figure]:
    """可能的总数：单位与每一个的数可以换算，不是另一个标准、增减的数；近的在前。"""
    return [
        f
        for f in (*passage.before, *passage.after, *passage.above)
        if _times(_unit(like), _unit(f)) is not None
        and not f.fact.quantity.hedge
        and "/" not in f.fact.quantity.unit
        and not is_prior(f)
        and each_cue(f) is None
        and not _WANTED.search(f.clause)
        and not is_denominator(passage, f)
        and not (verb_of(f.lead)[0] and not verb_of(f.lead)[1])
    ]


def _averages(passage: Passage, each: Each) -> Iterator[Candidate]:
    """平均每座1.56亩：总面积除以座数。"""
    target = passage.target
    counts = _counts(passage, each)
    wholes = [
        f
        for f in _wholes(passage, target)
        if f not in counts and f.fact.quantity.value > target.fact.quantity.value
    ]
    if each.what:
        wholes.sort(key=lambda f: -overlap(each.what, f.own))
    here = target.fact.sentence
    only = len({f.fact.quantity.value for f in wholes}) == len({f.fact.quantity.value for f in counts}) == 1
    for order, whole in enumerate(wholes[:_BESIDE]):
        named = each.what and overlap(each.what, whole.own) == _FULL
        for nth, count in enumerate(counts[: _FEW if named else _BESIDE]):
            beside = whole in passage.before and count in passage.before and not order and not nth
            alone = len([c for c in counts if c.fact.sentence == here]) == 1
            said_so = not each.what or overlap(each.what, whole.own) > 0 or len(wholes) == 1
            sure = beside and (alone or count.fact.quantity.unit == each.per) and said_so
            support = Support.NAMED if sure else Support.CLOSE if beside or only else Support.OPEN
            yield from _average(target, whole, count, support)


def _average(target: Figure, whole: Figure, count: Figure, support: Support) -> Iterator[Candidate]:
    factor = _times(_unit(target), _unit(whole)) or Decimal(1)
    scale = Estimate.exactly(factor)
    operands = (whole.fact, count.fact)

    def compute(values: Sequence[Estimate]) -> Estimate:
        return values[0] * scale / values[1]

    try:
        value = compute([f.quantity.estimate for f in operands])
    except ZeroDivisionError:
        return
    formula = f"{whole.fact.raw} ÷ {count.fact.raw} = {finer(target.fact, value.value)}"
    because = "均数应等于总数除以个数"
    yield Candidate(
        Relation("CAL208", target.fact, operands, value, formula, compute=compute, because=because), support
    )


def _standards(passage: Passage, each: Each) -> Iterator[Candidate]:
    """每亩补助400元，共86万元：标准乘以个数等于总数。"""
    target = passage.target
    counts = _counts(passage, each)
    wholes = [
        f
        for f in _wholes(passage, target)
        if f not in counts and f.fact.quantity.value >= target.fact.quantity.value
    ]
    here = target.fact.sentence
    after = [f for f in passage.after if f in wholes]
    aside = target.depth > (passage.before[0].depth if passage.before else 0)
    ordered = [f for f in passage.before if f in wholes][:1] if aside else after[:1] or []
    ordered = [*ordered, *(f for f in wholes if f not in ordered)]
    for order, whole in enumerate(ordered[:_BESIDE]):
        for nth, count in enumerate(counts[:_BESIDE]):
            beside = whole.fact.sentence == count.fact.sentence == here and not order and not nth
            later = whole in passage.after
            if not later and not aside and not regex.search(r"共|计|总", whole.clause):
                continue
            told = bool(_SUM.search(whole.clause)) or whole.fact.quantity.unit == "元"
            alone = len([c for c in counts if c.fact.sentence == here]) == 1
            alone = alone or (passage.before[:1] == (count,) and count.fact.quantity.unit == each.per)
            between = _between(passage, target, whole)
            sure = beside and (later or aside) and told and alone and between and not _REST.search(whole.lead)
            support = Support.NAMED if sure else Support.CLOSE if beside and told else Support.OPEN
            for times, words in _periods(passage, each):
                # 没有说几个月的，当作十二个月，人数中间也可能有变动
                assumed = isinstance(times, Decimal) and times > 1
                yield from _standard(
                    target, whole, count, times, words, min(support, Support.CLOSE) if assumed else support
                )


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
    wholes = [f for f in near if f.fact.quantity.unit == _unit(target) and each_cue(f) is None]
    for count in counts[:_BESIDE]:
        for whole in wholes[:_BESIDE]:
            for times, words in _periods(passage, each):
                yield from _standard(target, whole, count, times, words, Support.CLOSE)


_AROUND = 3
_STANDARD = regex.compile(
    r"([\p{Han}]{2,4}?)(?:补助|补贴|奖励|补偿|救助|供养|保障)?(?:资金|金)?标准(?:为|是)?每"
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
    factor = Estimate.exactly(1 / (_times(_unit(target), _unit(whole)) or Decimal(1)))
    constant = Estimate.exactly(times) if isinstance(times, Decimal) else None
    operands = (target.fact, count.fact) if isinstance(times, Decimal) else (target.fact, count.fact, times)

    def compute(values: Sequence[Estimate]) -> Estimate:
        # 标准是定死的数，没有取舍
        price = Estimate.exactly(values[0].value)
        return price * values[1] * (constant or values[2]) * factor

    value = compute([f.quantity.estimate for f in operands])
    formula = f"{target.fact.raw} × {count.fact.raw}{words} = {shown(whole.fact, value.value)}"
    because = "总数应等于每一个的数乘以个数"
    yield Candidate(
        Relation("CAL208", whole.fact, operands, value, formula, compute=compute, because=because), support
    )


def _portions(passage: Passage) -> Iterator[Candidate]:
    """按60%即708万元：百分数乘以总数。"""
    target, rate = passage.target, passage.before[0]
    if rate.fact.quantity.hedge or verb_of(rate.lead)[0]:
        return
    unit = target.fact.quantity.unit
    figures = passage.figures
    pool = [
        f
        for i, f in reversed(list(enumerate(figures[: passage.index - 1])))
        if f.fact.quantity.unit == unit and not portion_cue(figures, i) and not is_prior(f)
    ]
    pool += [f for f in passage.above if f.fact.quantity.unit == unit and not is_prior(f)]
    for order, whole in enumerate(pool[:_BESIDE]):
        here = whole.fact.sentence == target.fact.sentence
        support = Support.OPEN if order else Support.NAMED if here else Support.CLOSE
        operands = (rate.fact, whole.fact)
        value = _portion([f.quantity.estimate for f in operands])
        formula = f"{whole.fact.raw} × {rate.fact.raw} = {shown(target.fact, value.value)}"
        because = "这一份应等于总数乘以所占的比例"
        yield Candidate(
            Relation("CAL212", target.fact, operands, value, formula, compute=_portion, because=because),
            support,
        )


def _portion(values: Sequence[Estimate]) -> Estimate:
    """分成的比例是约定的数，没有取舍。"""
    return values[1] * Estimate.exactly(values[0].value / HUNDRED)
