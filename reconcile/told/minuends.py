"""从哪里减（minuends）：余下的、没有做完的，是从哪个总数里减去哪个做完的。

紧挨着写在前面的；做完的与没有做完的用同一个动词的（已开工47个，未开工17个）；别处同一个名目的总数（支管42.8公里，完成支管38.5公里）；
同一行表里的预算。其余的数两两试减，减得出就打勾，都减不出而恰有一对只差一处笔误的才提。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from normalize import Fact
from reconcile.told.beside import row_mates
from reconcile.told.called import called
from reconcile.told.cues import Figure, each_cue, is_prior, said, verb_of
from reconcile.told.evidence import Support
from reconcile.told.passage import Passage, comparable

_DONE = regex.compile(
    r"已|实际|实发|实付|完成|完工|到货|投用|投入使用|办结|整改|验收|支出|使用|支付|拨付|合格|恢复|建成|发放|兑付|销号|答复|交付|签订|"
    r"开工|竣工|处置|调解|追回|落实|到位|收回|执行|投运"
)
_WHOLE = regex.compile(
    r"受理|收集|发生|排查|发现|共|应|计划|核查|抽查|抽检|接到|收到|交办|征集|提出|待|总|全部"
)
_CARRIED = regex.compile(r"结转|上年|往年|撤回|撤销|退回|另|以前|跨年")
_NEGATED = regex.compile(r"(?:尚未|仍未|未|没有)(?P<verb>\p{Han}{2})")
_SAVED = regex.compile(r"节支|节约|节省|节余|结余|剩余")
_SUMMED = regex.compile(r"(?:共|合计|共计|小计)$")
_NAME = regex.compile(r"(?:全部|实际|累计|已|完成|建成|支付|支出|使用|落实|到位|新建|改造|建设|的|了)+")
_CEILINGS = frozenset({"以内", "之内", "不超过", "不高于"})
_BESIDE, _RUN, _MANY = 2, 6, 60


@dataclass(frozen=True)
class Minuend:
    """一对：总数 whole、做完的 done（有几项的在 more），和措辞支持到哪一等。"""

    whole: Fact
    done: Fact
    support: Support
    more: tuple[Fact, ...] = ()


def minuends(passage: Passage) -> Iterator[Minuend]:
    """各种减法，说得清的在先。"""
    target = passage.target
    here = _distinct([f for f in passage.outer if usable(f, target) and f.depth <= target.depth])
    above = [f for f in (*passage.above, *passage.earlier) if usable(f, target) and not passage.is_part(f)]
    yield from _beside(passage, here)
    yield from _opposed(passage)
    yield from _within_limit(passage)
    if here:
        yield from _namesakes(passage, here[0])
        yield from _after_sum(here[0], above)
    if len(here) == 1 and _DONE.search(here[0].own):
        yield from _carried_over(passage, here[0], above)
    yield from _pool([*here, *above], here)


def usable(figure: Figure, target: Figure) -> bool:
    """可以作总数、作做完的：不是限度、均数、增减的数、拿来比的数。"""
    moved = verb_of(figure.lead)
    return (
        comparable(figure, target)
        and bool(figure.fact.quantity.value)
        and not figure.fact.quantity.hedge
        and not is_prior(figure)
        and each_cue(figure) is None
        and (not moved[0] or moved[1])
    )


def _distinct(here: Sequence[Figure]) -> list[Figure]:
    """近的在先；最近的一个重复说过的不再算。"""
    same = here[0].fact.quantity.value if here else None
    return [*here[:1], *(f for f in here[1:] if f.fact.quantity.value != same)]


def _beside(passage: Passage, here: Sequence[Figure]) -> Iterator[Minuend]:
    """总数与做完的紧挨着写在前面。"""
    if len(here) < _BESIDE or not _sound(here[1], here[0]):
        return
    money = passage.target.fact.quantity.unit == "元"
    done = _DONE.search(here[0].own) or here[0].tail.startswith("的")
    told = done and (_WHOLE.search(here[1].own) or said("planned").search(here[1].own) or not money)
    alone = len({f.fact.quantity.value for f in here}) == _BESIDE
    support = Support.NAMED if told and alone and not money else Support.CLOSE
    support = Support.TICK if _CARRIED.search(passage.sentence.text) else support
    yield Minuend(here[1].fact, here[0].fact, support)


def _sound(whole: Figure, done: Figure) -> bool:
    """总数不比做完的小；只小一点的可能是写错。"""
    return whole.fact.quantity.value * _BESIDE >= done.fact.quantity.value


def _opposed(passage: Passage) -> Iterator[Minuend]:
    """“已开工47个……未开工17个”：同一个动词，一个做到了，一个没有；总数是同一段里唯一更大的。"""
    target = passage.target
    negated = _NEGATED.search(target.clause)
    if negated is None:
        return
    before = [f for f in (*passage.before, *passage.above) if usable(f, target)]
    done = next((f for f in before if negated["verb"] in f.clause and not _NEGATED.search(f.clause)), None)
    if done is None:
        return
    wholes = {f.fact.quantity.value: f.fact for f in before if _larger(f, done)}
    for whole in wholes.values():
        yield Minuend(whole, done.fact, Support.NAMED if len(wholes) == 1 else Support.OPEN)


def _larger(whole: Figure, done: Figure) -> bool:
    return whole.fact.quantity.value > done.fact.quantity.value


def _within_limit(passage: Passage) -> Iterator[Minuend]:
    """“支出46.8万元，控制在预算52万元以内，节支5.2万元”。"""
    if not _SAVED.search(passage.target.clause) or len(passage.before) < _BESIDE:
        return
    limit, spent = passage.before[:_BESIDE]
    if limit.fact.quantity.hedge in _CEILINGS and usable(spent, passage.target) and comparable(limit, spent):
        yield Minuend(limit.fact, spent.fact, Support.NAMED)


def _namesakes(passage: Passage, done: Figure) -> Iterator[Minuend]:
    """别处同一个名目的总数：支管42.8公里，完成支管38.5公里，剩余4.3公里。"""
    name = _NAME.sub("", done.clause.rpartition("、")[2])
    if not regex.fullmatch(r"\p{Han}{2,8}", name):
        return
    found = [
        c.fact
        for c in called(passage.facts, name, done.fact)
        if c.exact and comparable(c.fact, done.fact) and c.fact.quantity.value > done.fact.quantity.value
    ]
    values = {fact.quantity.value for fact in found}
    for fact in found[:_BESIDE]:
        yield Minuend(fact, done.fact, Support.NAMED if len(values) == 1 else Support.OPEN)


def _after_sum(done: Figure, above: Sequence[Figure]) -> Iterator[Minuend]:
    """“三项共899.06万元，其余2,340.94万元”：总数在前面几句。"""
    if _SUMMED.search(done.clause):
        for whole in [f for f in above if _larger(f, done)][:_BESIDE]:
            yield Minuend(whole.fact, done.fact, Support.CLOSE)


def _carried_over(passage: Passage, done: Figure, above: Sequence[Figure]) -> Iterator[Minuend]:
    """这一句只写了做完的：总数在同一行表里，在前面几句，在全文别处。"""
    mates = [f for f in row_mates(passage.facts, done) if comparable(f, passage.target)]
    planned = [f.fact for f in above if said("planned").search(f.own) or _WHOLE.search(f.own)]
    larger = [f for f in (*mates, *planned) if f.quantity.value > done.fact.quantity.value]
    for whole in larger[:_BESIDE]:
        yield Minuend(whole, done.fact, Support.CLOSE)
    told = {
        f.quantity.value: f
        for f in passage.facts.facts
        if f.sentence is not None and comparable(f, done.fact) and not f.quantity.hedge
    }
    for value, whole in [*told.items()][:_MANY]:
        if value > done.fact.quantity.value and whole is not passage.target.fact:
            yield Minuend(whole, done.fact, Support.TICK)


def _pool(pool: Sequence[Figure], here: Sequence[Figure]) -> Iterator[Minuend]:
    """前面的数两两试减；几个做完的一起减。"""
    for one in pool:
        for two in pool:
            if one is not two and one.fact.quantity.value >= two.fact.quantity.value:
                yield Minuend(one.fact, two.fact, Support.TICK)
    for size in range(_BESIDE, min(len(here), _RUN) + 1):
        first, *more = [f.fact for f in reversed(here[:size])]
        for whole in pool[size:]:
            yield Minuend(whole.fact, first, Support.TICK, tuple(more))
