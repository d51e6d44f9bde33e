"""均数（average）：平均每座1.56亩等于总面积除以座数；日均、月均等于全年总数除以天数、月数。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from normalize import Estimate, Fact
from reconcile.relation import Compute, Relation, finer
from reconcile.told.cues import Each, Figure, overlap
from reconcile.told.evidence import Candidate, Support
from reconcile.told.noted import noted
from reconcile.told.passage import Passage, comparable, measured
from reconcile.told.tallies import conversion, counts_of, unit_of, wholes_of

_BESIDE, _FEW = 2, 4
_FULL = 100


def averages(passage: Passage, each: Each) -> Iterator[Candidate]:
    """平均每座1.56亩：总面积除以座数。"""
    target = passage.target
    counts = counts_of(passage, each)
    wholes = [
        f
        for f in wholes_of(passage, target)
        if f not in counts and f.fact.quantity.value > target.fact.quantity.value
    ]
    if each.what:
        wholes.sort(key=lambda f: -overlap(each.what, f.own))
    here = target.fact.sentence
    tops = [[f for f in some if not passage.is_part(f)] or some for some in (wholes, counts)]
    only = all(len({f.fact.quantity.value for f in some}) == 1 for some in tops)
    only = only and wholes[0] in passage.before[:1]
    for order, whole in enumerate(wholes[:_BESIDE]):
        named = each.what and overlap(each.what, whole.own) == _FULL
        for nth, count in enumerate(counts[: _FEW if named else _BESIDE]):
            beside = count in passage.before and not order and not nth
            beside = beside and (whole in passage.before or whole in passage.after[:1])
            alone = len([c for c in counts if c.fact.sentence == here]) == 1
            said_so = not each.what or overlap(each.what, whole.own) > 0 or len(wholes) == 1
            sure = beside and (alone or count.fact.quantity.unit == each.per) and said_so
            sure = sure or (only and not order and not nth and count not in passage.after)
            support = Support.NAMED if sure else Support.CLOSE if beside or only or named else Support.OPEN
            yield from average(target, whole.fact, count.fact, support)
    yield from _by_period(target, each, wholes)
    for told_whole, told_count, near in noted(passage, each):
        yield from average(target, told_whole, told_count, near)
    if told := _basis(passage):
        named_wholes = [f for f in wholes if not each.what or overlap(each.what, f.own) == _FULL]
        totals = [f.fact for f in named_wholes[:1]] or _elsewhere(passage, each)
        for total in totals:
            yield from average(target, total, told.fact, Support.NAMED)
        for whole in [] if totals else wholes[:_FEW]:
            yield from average(target, whole.fact, told.fact, Support.CLOSE)


def _basis(passage: Passage) -> Figure | None:
    """“（按31,208户计）”：除以多少写明了。"""
    aside = passage.bracketed
    return aside if aside is not None and _BASIS.match(aside.lead) and measured(aside) else None


_BASIS = regex.compile(r"^[（(](?:按|以|按照)[^，。；：（）()]{0,10}$")


def _elsewhere(passage: Passage, each: Each) -> list[Fact]:
    """全文里叫这个名称的总数；说法不一的不取。"""
    owner = _owner(passage.target)
    found = [
        f
        for f in passage.facts.facts
        if (each.what or owner)
        and (overlap(each.what, f.named) == _FULL or (owner and owner in f.named))
        and comparable(f, passage.target)
        and f.quantity.value > passage.target.fact.quantity.value
        and f.qualifiers.period == passage.target.fact.qualifiers.period
    ]
    return found[:1] if len({f.quantity.value for f in found}) == 1 else []


def _owner(target: Figure) -> str:
    """“公用经费人均支出”：什么的人均。"""
    found = regex.match(r"([\p{Han}]{3,8})[\p{Han}]均", target.clause)
    return found[1] if found else ""


def _by_period(target: Figure, each: Each, wholes: Sequence[Figure]) -> Iterator[Candidate]:
    """日均、月均：全年的总数除以三百六十五天、十二个月。"""
    per = {"日": "天"}.get(each.per, each.per)
    for size in _SIZES.get(per, ()):
        for whole in wholes[:_FEW]:
            told = not each.what or overlap(each.what, whole.own) > 0
            first = size == _SIZES[per][0] and told and (whole is wholes[0] or bool(each.what))
            yield from _shared_out(target, whole, size, Support.CLOSE if first else Support.TICK)


_SIZES = {
    "天": (Decimal(365), Decimal(366), Decimal(250), Decimal(360)),
    "月": (Decimal(12),),
    "季度": (Decimal(4),),
}
"""一年有多少个；头一个是说法里没有写时当作的。"""


def _shared_out(target: Figure, whole: Figure, size: Decimal, support: Support) -> Iterator[Candidate]:
    factor = Estimate.exactly((conversion(unit_of(target), unit_of(whole)) or Decimal(1)) / size)
    operands = (whole.fact,)

    def compute(values: Sequence[Estimate]) -> Estimate:
        return values[0] * factor

    value = compute([whole.fact.quantity.estimate])
    formula = f"{whole.fact.raw} ÷ {size} = {finer(target.fact, value.value)}"
    because = "日均、月均应等于全年总数除以天数、月数"
    yield Candidate(_mean_of(target.fact, operands, value, compute, formula, because), support)


def _mean_of(
    stated: Fact,
    operands: tuple[Fact, ...],
    value: Estimate,
    compute: Compute,
    formula: str,
    because: str,
) -> Relation:
    """均数 stated 由 operands 算出；只印到这一位的，取舍到这一位就算得上。"""
    tolerated = _as_printed(stated, value)
    return Relation(
        "CAL208", stated, operands, value, formula, compute=compute, because=because, tolerated=tolerated
    )


def _as_printed(stated: Fact, value: Estimate) -> str:
    """“人均12.5元”：段里别的金额印到分，均数只印到角，取舍到角就算得上。"""
    quantity = stated.quantity
    digits = regex.search(r"\.(\d+)", stated.raw)
    step = quantity.scale / 10 ** len(digits[1] if digits else "")
    if step <= quantity.step:
        return ""
    near = abs(value.value - quantity.value) <= step / 2
    return "均数只印到这一位" if near else ""


def divides(target: Figure, value: Decimal, count: Fact) -> bool:
    """除得尽：个数除去二和五的因子还有十几、几十，凑巧除得尽的可能不到它分之一。"""
    odd = int(count.quantity.value)
    for factor in (2, 5):
        while odd and not odd % factor:
            odd //= factor
    return odd >= _ODD and count.quantity.step == count.quantity.scale and _whole_number(target, value)


_ODD = 15


def _whole_number(target: Figure, value: Decimal) -> bool:
    return target.fact.quantity.rounded_like(value) == value


def average(target: Figure, whole: Fact, count: Fact, support: Support) -> Iterator[Candidate]:
    """均数 target 等于 whole 除以 count。"""
    factor = conversion(unit_of(target), whole.quantity.unit) or Decimal(1)
    scale = Estimate.exactly(factor)
    operands = (whole, count)

    def compute(values: Sequence[Estimate]) -> Estimate:
        return values[0] * scale / values[1]

    try:
        value = compute([f.quantity.estimate for f in operands])
    except ZeroDivisionError:
        return
    formula = f"{whole.raw} ÷ {count.raw} = {finer(target.fact, value.value)}"
    because = "均数应等于总数除以个数"
    if support is Support.OPEN and divides(target, value.value, count):
        support = Support.CLOSE
    yield Candidate(_mean_of(target.fact, operands, value, compute, formula, because), support)
