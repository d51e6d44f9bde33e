"""占谁的（shared）：只说“占”的率，部分是前面的数，总体是话里说的、列举的、前一项占的那一个。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from normalize import Fact
from normalize.metrics import dictionary
from reconcile.named.operands import operand_of
from reconcile.told.belonging import each_kind, of_another_share, of_someone, roughly_summed
from reconcile.told.cues import Figure, Ratio, is_prior, overlap, ratio_cue, same_name
from reconcile.told.denominators import LIMIT, NAMED, UNITS, Pair, denominators, listed_wholes, told_share
from reconcile.told.evidence import Support
from reconcile.told.passage import Passage, comparable, measured, usable

_WITHIN = regex.compile(r"其中|中[，,]?(?:已?有)?[^，。；：]{0,12}$|含")


def shared(passage: Passage, cue: Ratio) -> Iterator[Pair]:
    """“占职工总数的84.75%”“其中……，占24%”。"""
    part = passage.nearest
    if part is None or is_prior(part) or of_another_share(passage, part):
        return
    if (not cue.whole and each_kind(passage)) or roughly_summed(passage, part) or of_someone(passage, part):
        yield from ((part.fact, whole.fact, Support.TICK) for whole in denominators(passage, part))
        return
    yield from _named_after(passage, part, cue)
    if exact := _exactly_named(passage, part, cue):
        yield part.fact, exact, Support.TOLD if part is passage.before[0] else Support.NAMED
        return
    name = cue.whole or _said_whole(passage, part)
    pool = [f for f in denominators(passage, part) if _hardly_less(part, f) or cue.whole]
    if name and (cue.whole or any(overlap(name, f.words) >= NAMED for f in pool)):
        yield from _named_wholes(passage, part, pool, name)
        return
    listed = listed_wholes(passage, part)
    if passage.before[0].fact.quantity.unit in UNITS:
        # 前一个百分数已经说了它占多少：“399户，占96.8%；对……不满意的占5.1%”
        yield from ((part.fact, whole.fact, Support.TICK) for whole in pool[:LIMIT])
        return
    yield from ((part.fact, whole, Support.NAMED) for whole in listed)
    for order, whole in enumerate(pool[:LIMIT]):
        near = whole.fact.sentence == passage.target.fact.sentence
        beside = order == 0 and near and not listed
        named = beside and _WITHIN.search(part.lead)
        yield part.fact, whole.fact, Support.NAMED if named else Support.CLOSE if beside else Support.OPEN


def _named_after(passage: Passage, part: Figure, cue: Ratio) -> Iterator[Pair]:
    """“决算14.27万元，完成预算的84.94%，预算为16.80万元”：说了占谁的，紧接着说它是多少。"""
    following = passage.after[0] if passage.after else None
    if not cue.whole or following is None or not comparable(part, following) or following.fact.quantity.hedge:
        return
    told = regex.fullmatch(
        r"[，,](?P<name>[\p{Han}]{2,12}?)(?:数|额|总额)?(?:为|是)?", following.lead.strip()
    )
    if told is not None and told["name"].endswith(cue.whole.removesuffix("数")):
        yield part.fact, following.fact, Support.NAMED


def _exactly_named(passage: Passage, part: Figure, cue: Ratio) -> Fact | None:
    """“授予小微企业合同金额452.77万元，占授予中小企业合同金额的45.90%”：总体的名称一字不差，它自己又占别的。"""
    name = regex.sub(r"[^\p{Han}]", "", cue.whole)
    if len(name) < _FULL_NAME:
        return None
    alike = [
        f
        for f in (*passage.before, *passage.above)
        if f is not part and comparable(f, part) and usable(f) and told_share(passage, f)
    ]
    found = [f for f in alike if regex.sub(r"[^\p{Han}]", "", f.clause).endswith(name)]
    return found[0].fact if len({f.fact.quantity.value for f in found}) == 1 else None


_FULL_NAME = 6


def _hardly_less(part: Figure, whole: Figure) -> bool:
    """总体不比部分小；挨着的，可能是写错了才小一点。"""
    half = whole.fact.quantity.value * 3 >= part.fact.quantity.value * 2
    return whole.fact.quantity.value >= part.fact.quantity.value or (
        half and whole.fact.sentence == part.fact.sentence
    )


def _said_whole(passage: Passage, part: Figure) -> str:
    """只说“占”的，总体在别处说了：“支出中，人员经费……占”，前一项“占专任教师的”。"""
    for index in range(passage.index, -1, -1):
        figure = passage.figures[index]
        cue = ratio_cue(passage.figures, index) if figure.fact.quantity.unit == "%" else None
        if cue is not None and cue.whole and not cue.inline:
            return cue.whole
        if measured(figure) and comparable(figure, part) and (found := _OF_WHICH.search(figure.lead)):
            return found[1]
    return ""


_OF_WHICH = regex.compile(r"(?:^|[，。；：])(?!其中)([\p{Han}]{2,10}?)(?:之中|当中|里头|里面|中|里)[，,]?")


def _named_wholes(passage: Passage, part: Figure, pool: Sequence[Figure], name: str) -> Iterator[Pair]:
    """总体有名称的：话里对得上的；段里没有的，到全文里找同名的。"""
    if not any(overlap(name, f.words) >= NAMED for f in pool):
        # 占到位资金的：到位9,120万元
        name = _WEIGHT.sub("", name)
    pool = [f for f in pool if not _other_budget(name, f.fact)]
    near = [f for f in pool if overlap(name, f.own) >= NAMED]
    scored = sorted(((overlap(name, f.own if near else f.words), f) for f in pool), key=lambda pair: -pair[0])
    best = [f for score, f in scored if score >= NAMED and score == scored[0][0]]
    values = {f.fact.quantity.value for f in best}
    for whole in best[:LIMIT]:
        yield part.fact, whole.fact, Support.NAMED if len(values) == 1 else Support.CLOSE
    # 总体另有名称而近处没有的，旁边的数不是它
    other = Support.OPEN if best or _ANY_WHOLE.fullmatch(name) else Support.TICK
    for whole in [f for f in pool if f not in best][:LIMIT]:
        yield part.fact, whole.fact, other
    if not best:
        earlier = [f for f in passage.earlier if comparable(f, part) and overlap(name, f.own) >= NAMED]
        if len({f.fact.quantity.value for f in earlier}) == 1:
            yield part.fact, earlier[0].fact, Support.CLOSE
        for fact in _elsewhere(passage, part, name):
            yield part.fact, fact, Support.CLOSE


def _other_budget(name: str, fact: Fact) -> bool:
    """占全年预算的，不是占年初预算的。"""
    if "年初" in name:
        return fact.metric == "调整后预算数"
    asked, own = dictionary().metric_named(name), dictionary().by_name.get(fact.metric)
    adjusted = asked is not None and asked.name == "调整后预算数"
    return adjusted and own is not None and own.kind == "measure" and own is not asked


_ANY_WHOLE = regex.compile(r"(?:其|全部|[全同本]\p{Han}|项目)?的?(?:总|合计|全部|整体)?\p{Han}{0,2}")
"""说不上是哪一个总体：总数、全部、项目总额。"""
_WEIGHT = regex.compile(r"(?<=[\p{Han}]{2})(?:资金|金额|人数|人员|面积|数量|总数|总量)$")


def _elsewhere(passage: Passage, part: Figure, name: str) -> list[Fact]:
    """别处同名、同期、同一计量的数；说法不一的不取。"""
    found = [
        f
        for f in passage.facts.facts
        if f.sentence is not None
        and same_name(name, f.named)
        and comparable(f, part)
        and not f.quantity.hedge
        and f.qualifiers.period == part.fact.qualifiers.period
    ]
    if not found and (metric := dictionary().metric_named(name)):
        # 没有同名的，找同一指标：同一主体的，或者没有说主体的（就是总数）
        looked = operand_of(passage.facts, part.fact, metric.name)
        total = [f for f in passage.facts.by_metric.get(metric.name, ()) if not f.qualifiers.subject]
        found = [
            f
            for f in [*([looked] if looked else []), *total]
            if comparable(f, part)
            and f.qualifiers.period == part.fact.qualifiers.period
            and f.id != part.fact.id
        ]
    return found[:1] if len({f.quantity.value for f in found}) == 1 else []
