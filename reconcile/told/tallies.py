"""个数与总数（tallies）：“每”字后面的东西有多少个，可能的总数是哪几个，单位怎样换算。"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import regex

from normalize.facts import same_measure
from reconcile.told.cues import Each, Figure, each_cue, is_prior, table, verb_of, vocabulary
from reconcile.told.passage import Passage, comparable, is_denominator, measured

_BARE = regex.compile(
    r"^(?:共|共计|合计|计)?(?:建成?|新建|改造|完成|购置|采购|发放|补助|安排|扶持)?(?:了|共)?$"
)
"""紧跟在标准之后，没有另说数的是什么：“每站1.5万元，共建42个”。"""
_WANTED = regex.compile(r"任务|计划|目标")
_GENERAL = "个"


def unit_of(figure: Figure) -> str:
    """单位；“元/亩”的是“元”。"""
    return figure.fact.quantity.unit.partition("/")[0]


def conversion(one: str, other: str) -> Decimal | None:
    """两个单位的换算：other 是多少个 one；不能换算为 None。"""
    if other in same_measure(one):
        return Decimal(1)
    for group in ("mass", "length", "area"):
        sizes = table(group)
        if one in sizes and other in sizes:
            return Decimal(str(sizes[other])) / Decimal(str(sizes[one]))
    return None


def counts_of(passage: Passage, each: Each) -> list[Figure]:
    """数的正是“每”字后面的东西的个数：单位就是它，或者话里说的是它；近的在前。"""
    units = {each.per, *same_measure(each.per)}
    known = table("averaged").get(each.per, ())
    units |= set(known) if isinstance(known, list) else set()
    # “小剧场298座，场均260人次”：场自有它的量词，座数不是场数
    own = isinstance(known, list) and each.per in known
    around = _around(passage)
    found = []
    for figure in around:
        quantity = figure.fact.quantity
        if not measured(figure) or quantity.hedge or quantity.value <= 1 or is_prior(figure):
            continue
        verb, to = verb_of(figure.lead)
        if each_cue(figure) or is_denominator(passage, figure) or (verb and not to):
            continue
        # 平均每所3人：18人是总数，不是个数
        if comparable(figure, passage.target) and quantity.unit != each.per:
            continue
        loose = quantity.unit in vocabulary()["loose"] and (not own or quantity.unit == _GENERAL)
        about = each.per[-1:] in figure.own or (figure in passage.after[:1] and _BARE.search(figure.clause))
        priced = not each.per and loose and figure in passage.outer
        if quantity.unit in units or (loose and about) or priced:
            found.append(figure)
    return _firm(found if each.per else found[:1])


def _around(passage: Passage) -> tuple[Figure, ...]:
    """前后的数，近的在前；列举里的分项放在后面。"""
    around = (*passage.before, *passage.after, *passage.above, *_told_earlier(passage))
    return (*(f for f in around if not passage.is_part(f)), *(f for f in around if passage.is_part(f)))


def _told_earlier(passage: Passage) -> list[Figure]:
    """前面各段里，名目与这一小句开头相同的（主管31.6公里……主管每公里186万元）。"""
    name = regex.match(r"^[\p{Han}]{2,4}(?=(?:平均)?每)", passage.target.clause)
    return [f for f in passage.earlier if name and name[0] in f.clause] if name else []


def _firm(figures: Sequence[Figure]) -> list[Figure]:
    """做成的数；只有任务、计划的，才用任务、计划。"""
    return [f for f in figures if not _WANTED.search(f.clause)] or list(figures)


def wholes_of(passage: Passage, like: Figure) -> list[Figure]:
    """可能的总数：单位与每一个的数可以换算，不是另一个标准、增减的数；近的在前。"""
    return _firm(
        [
            f
            for f in _around(passage)
            if conversion(unit_of(like), unit_of(f)) is not None
            and (not f.fact.quantity.hedge or f.fact.quantity.hedge in _ABOUT)
            and "/" not in f.fact.quantity.unit
            and not is_prior(f)
            and each_cue(f) is None
            and not is_denominator(passage, f)
            and not (verb_of(f.lead)[0] and not verb_of(f.lead)[1])
        ]
    )


_ABOUT = frozenset({"约", "左右"})
