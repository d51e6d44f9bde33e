"""每万、每千（scaled）：“按常住人口212.5万人计算，每万人拥有消防员2.0人”“每千名老年人拥有床位32张（老年人21.5万人）”。

总数、基数都要有话说：基数写在“按……计算”里、括号里，或者全文只有一个数叫这个名称；总数的名目就是“拥有、对应”之后说的。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from normalize import Estimate, Fact
from reconcile.relation import Relation, finer
from reconcile.told.called import called, settled_on
from reconcile.told.cues import Figure, is_prior, overlap
from reconcile.told.evidence import Candidate, Support
from reconcile.told.passage import Passage, comparable, measured
from reconcile.told.tallies import conversion, unit_of

_SCALED = regex.compile(
    r"每(?P<scale>十万|百万|千万|[百千万亿])(?P<unit>名|人(?!民)|户|元|亩|辆|台|平方公里)?(?P<noun>\p{Han}{0,8}?)"
    r"(?:平均)?(?:拥有|占有|对应|配有|配备|产出)的?(?P<what>\p{Han}{2,14}?)(?:数量|数)?(?:约为|约|为|达到?|是)?\s*$"
)
_SIZES = {"百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_PEOPLE = frozenset({"人", "名"})
_BASIS = regex.compile(r"^\s*(?:来?(?:计算|测算|核算|计)|为基数)")
_NAMED = 60


def scaled(passage: Passage) -> list[Candidate]:
    """这个数是每万、每千个里有多少的，各种算法。"""
    target = passage.target
    told = _SCALED.search(target.clause)
    if told is None or target.fact.quantity.hedge in {"以上", "以内"} or is_prior(target):
        return []
    bases = list(_bases(passage, told))
    wholes = list(_wholes(passage, told["what"], [base for base, _ in bases]))
    size = Decimal(_SIZES[told["scale"]])
    found = [
        Candidate(relation, min(sure, near))
        for base, sure in bases
        for whole, near in wholes
        if (relation := _relation(target, whole, base, size)) is not None
    ]
    return sorted(found, key=lambda c: -c.support)


def _bases(passage: Passage, told: regex.Match[str]) -> Iterator[tuple[Fact, Support]]:
    """除以多少：写明的基数；没有写明的，全文里叫这个名称的数。"""
    unit, noun = told["unit"] or "人", told["noun"]
    units = _PEOPLE if unit in _PEOPLE else {unit}
    aside = passage.bracketed
    if aside is not None and aside.fact.quantity.unit in units:
        yield aside.fact, Support.NAMED
    for figure in passage.before:
        if figure.fact.quantity.unit in units and _BASIS.match(figure.tail):
            yield figure.fact, Support.NAMED
    known = settled_on(called(passage.facts, noun, passage.target.fact)) if len(noun) > 1 else None
    if known is not None and known.fact.quantity.unit in units:
        yield known.fact, Support.CLOSE


def _wholes(passage: Passage, what: str, bases: Sequence[Fact]) -> Iterator[tuple[Fact, Support]]:
    """总数：名目就是后面说的那样东西，近处没有的到全文里找。"""
    taken = {base.id for base in bases}
    near = [f for f in (*passage.before, *passage.above) if _usable(passage.target, f, taken)]
    named = [f for f in near if overlap(what, f.own) >= _NAMED]
    yield from ((f.fact, Support.NAMED) for f in named[:1])
    if named:
        return
    known = settled_on(called(passage.facts, what, passage.target.fact))
    if known is not None and known.fact.id not in taken and comparable(known.fact, passage.target):
        yield known.fact, Support.CLOSE
    alone = [f for f in passage.before if f in near]
    if len({f.fact.quantity.value for f in alone}) == 1:
        # 一句里只说了这一个数，就写着按什么计算
        told = any(_BASIS.match(f.tail) for f in passage.before)
        yield alone[0].fact, Support.NAMED if told else Support.CLOSE


def _usable(target: Figure, figure: Figure, taken: set[str]) -> bool:
    quantity = figure.fact.quantity
    return (
        measured(figure)
        and figure.fact.id not in taken
        and not quantity.hedge
        and not is_prior(figure)
        and conversion(unit_of(target), quantity.unit) is not None
    )


def _relation(target: Figure, whole: Fact, base: Fact, size: Decimal) -> Relation | None:
    factor = Estimate.exactly(size * (conversion(unit_of(target), whole.quantity.unit) or Decimal(1)))
    operands = (whole, base)
    if not base.quantity.low > 0:
        return None

    def compute(values: Sequence[Estimate]) -> Estimate:
        return values[0] * factor / values[1]

    value = compute([fact.quantity.estimate for fact in operands])
    formula = f"{whole.raw} ÷ {base.raw} × {size:,} = {finer(target.fact, value.value)}"
    because = "每万（千）个的数应等于总数除以基数"
    return Relation("CAL208", target.fact, operands, value, formula, compute=compute, because=because)
