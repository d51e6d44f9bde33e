"""各自（respective）：“甲、乙、丙分别占60.3%、8.0%和31.7%”，第几个百分数说的就是第几个数。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from normalize import Estimate, Fact
from normalize.quantity import HUNDRED
from reconcile.relation import Relation, finer, ratio_of
from reconcile.told.cues import Figure, is_prior, overlap
from reconcile.told.evidence import Candidate, Support
from reconcile.told.passage import Passage, comparable, is_denominator, measured, usable

_CUE = regex.compile(
    r"分别(?:约)?占(?:到)?(?P<whole>[^，。；：、]{0,20}?)(?:的)?(?:约|比为)?\s*$|(?:占比|比重|比例)(?:分别|依次)(?:约)?(?:为|是|达)\s*$"
)
_JOINED = regex.compile(r"^\s*(?:[、，,]\s*|和|与|及|以及)\s*$")
_LEAST = 2
_WHOLE = (Decimal("98.5"), Decimal("101.5"))
"""各个占比加起来在这之间，说的是全部。"""
_NAMED = 60


def respective(passage: Passage) -> list[Candidate]:
    """这个百分数是“分别占”的一串里的一个：与前面同样个数的数一一相对。"""
    if passage.target.fact.quantity.unit != "%":
        return []
    first = _first(passage)
    run = _run(passage.figures, first)
    order = passage.index - first
    if len(run) < _LEAST or order >= len(run):
        return []
    if passage.figures[first].lead.strip() == "的":
        return list(_of_each(passage, first, len(run), order))
    if _RATES.search(passage.figures[first].lead):
        return list(_pairwise(passage, first, len(run), order))
    if _OF_PLAN.search(passage.figures[first].lead):
        return list(_of_planned(passage, first, len(run), order))
    cue = _CUE.search(passage.figures[first].lead)
    parts = _parts(passage, first, len(run))
    if cue is None or len(parts) != len(run):
        return []
    return list(_shares(passage, run, parts, order, cue["whole"] or ""))


def _first(passage: Passage) -> int:
    """这一串从哪里开始。"""
    index = passage.index
    figures = passage.figures
    while index and _JOINED.match(figures[index].lead) and figures[index - 1].fact.quantity.unit == "%":
        index -= 1
    return index


def _run(figures: Sequence[Figure], first: int) -> list[Figure]:
    run = [figures[first]]
    for figure in figures[first + 1 :]:
        if figure.fact.quantity.unit != "%" or not _JOINED.match(figure.lead):
            break
        run.append(figure)
    return run


def _parts(passage: Passage, first: int, count: int) -> list[Figure]:
    """前面紧挨着的同样个数、同一计量的数，按先后。"""
    found = [f for f in passage.figures[:first] if measured(f) and not f.depth][-count:]
    return found if found and all(comparable(f, found[0]) and usable(f) for f in found) else []


def _shares(
    passage: Passage, run: Sequence[Figure], parts: Sequence[Figure], order: int, name: str
) -> Iterator[Candidate]:
    """占总体的，或者占各项之和的。"""
    target, part = passage.target.fact, parts[order]
    if _is_all(run, parts):
        yield Candidate(of_sum(target, [f.fact for f in parts], order, _ALL), Support.NAMED)
    before = [f for f in passage.figures if f.fact.at.start < parts[0].fact.at.start]
    pool = [
        f for f in (*reversed(before), *passage.above, *passage.earlier) if comparable(f, part) and usable(f)
    ]
    pool = [f for f in pool if f.fact.quantity.value >= part.fact.quantity.value and not is_prior(f)]
    told = [f for f in pool if name and overlap(name, f.own) >= _NAMED]
    for whole in (told or pool)[:_LEAST]:
        if relation := ratio_of("CAL205", target, part.fact, whole.fact):
            sure = _held_by_others(run, parts, order, whole.fact)
            yield Candidate(relation, Support.TOLD if sure else Support.CLOSE if told else Support.TICK)


def _held_by_others(run: Sequence[Figure], parts: Sequence[Figure], order: int, whole: Fact) -> bool:
    """一串里别的占比（至少两个）都是除以这个总体，这一个也是。"""
    others = [
        ratio_of("CAL205", rate.fact, part.fact, whole)
        for nth, (rate, part) in enumerate(zip(run, parts, strict=True))
        if nth != order
    ]
    return len(others) >= _LEAST and all(r is not None and r.judgement.holds for r in others)


_RATES = regex.compile(r"[\p{Han}]{1,12}(?:率|度)(?:分别|依次|各)?(?:约)?(?:为|是|达到?)?\s*$")


def _pairwise(passage: Passage, first: int, count: int, order: int) -> Iterator[Candidate]:
    """“问卷甲240份、乙160份，满意人数分别为214人和149人，满意率分别为89.2%和93.1%”：第几个除以第几个。"""
    before = [f for f in passage.figures[:first] if measured(f) and not is_prior(f)]
    parts, earlier = before[-count:], before[:-count]
    if len(parts) < count or not all(comparable(f, parts[0]) for f in parts):
        return
    part = parts[order]
    for run in _runs(earlier, part, count):
        if all(w.fact.quantity.value >= p.fact.quantity.value for w, p in zip(run, parts, strict=True)):
            if relation := ratio_of("CAL211", passage.target.fact, part.fact, run[order].fact):
                told = "分别" in parts[0].lead or "依次" in parts[0].lead
                told_so = replace(relation, because="各率逐一等于对应的两数之商")
                yield Candidate(told_so, Support.NAMED if told else Support.CLOSE)
            return


def _runs(figures: Sequence[Figure], like: Figure, count: int) -> Iterator[list[Figure]]:
    """往前连着的同样个数、同一计量的一串，近的在前。"""
    for end in range(len(figures), count - 1, -1):
        run = list(figures[end - count : end])
        joined = all(_JOINED.match(f.lead) or "、" in f.lead for f in run[1:])
        if joined and all(comparable(f, like) for f in run):
            yield run


def _is_all(run: Sequence[Figure], parts: Sequence[Figure]) -> bool:
    """各项合起来是全部：占比加起来约一百，或者只有一个占比不是这一项除以各项之和。"""
    if _WHOLE[0] <= sum((f.fact.quantity.value for f in run), start=Decimal(0)) <= _WHOLE[1]:
        return True
    whole = sum((f.fact.quantity.value for f in parts), start=Decimal(0))
    pairs = [
        (f.fact.quantity, p.fact.quantity.value * HUNDRED / whole) for f, p in zip(run, parts, strict=True)
    ]
    return sum(rate.low <= share <= rate.high for rate, share in pairs) == len(run) - 1


_ALL = "各项占比合起来是全部，占比应等于这一项除以各项之和"


def of_sum(stated: Fact, parts: Sequence[Fact], order: int, because: str) -> Relation:
    """占比 stated 等于第 order 项除以各项之和。"""

    def compute(values: Sequence[Estimate]) -> Estimate:
        whole = values[0]
        for value in values[1:]:
            whole = whole + value
        return values[order] / whole * Estimate.exactly(HUNDRED)

    value = compute([f.quantity.estimate for f in parts])
    terms = " + ".join(f.raw for f in parts)
    return Relation(
        "CAL205",
        stated,
        tuple(parts),
        value,
        f"{parts[order].raw} ÷（{terms}） = {finer(stated, value.value)}",
        compute=compute,
        because=because,
    )


_OF_PLAN = regex.compile(
    r"分别(?:为|是|占|达到?|完成)(?:了)?(?P<whole>批准|批复|计划|目标|预算|概算|核定|任务)[数量额值]?的\s*$"
)


def _of_planned(passage: Passage, first: int, count: int, order: int) -> Iterator[Candidate]:
    """“批准面积3,200平方米，实际3,184平方米；批准投资960万元，实际957.60万元，分别为批准数的99.50%和99.75%”。"""
    cue = _OF_PLAN.search(passage.figures[first].lead)
    before = [f for f in passage.figures[:first] if measured(f)][-2 * count :]
    pairs = list(zip(before[::2], before[1::2], strict=False))
    if cue is None or len(pairs) != count:
        return
    if all(cue["whole"] in w.clause and cue["whole"] not in p.clause and comparable(w, p) for w, p in pairs):
        whole, part = pairs[order]
        if relation := ratio_of("CAL206", passage.target.fact, part.fact, whole.fact):
            yield Candidate(relation, Support.NAMED)


def _of_each(passage: Passage, first: int, count: int, order: int) -> Iterator[Candidate]:
    """“完成任务24.5万亩、9.8万吨的100.5%和100.4%”。"""
    wholes = passage.figures[max(0, first - count) : first]
    if len(wholes) != count or not all(is_denominator(passage, f) for f in wholes):
        return
    whole = wholes[order]
    earlier = [f for f in reversed(passage.figures[: first - count]) if comparable(f, whole) and usable(f)]
    for nth, part in enumerate(earlier[:_LEAST]):
        if relation := ratio_of("CAL206", passage.target.fact, part.fact, whole.fact):
            yield Candidate(relation, Support.TICK if nth else Support.NAMED)
