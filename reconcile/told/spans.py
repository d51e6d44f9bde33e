"""两头都印了的变动（spans）：由甲到乙、括号里的两年、计划与实际、最高与最低，差多少、变了百分之几。

两头是哪两个数，话里说得清，不用再找；动词可以是增减以外的（消除16处、超额8.4公里、欠3个、相差14.8分）。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from reconcile.likely import likely
from reconcile.told.cues import Figure, is_prior, said, verb_of
from reconcile.told.evidence import Candidate, Support
from reconcile.told.increments import Move, differences, rates
from reconcile.told.passage import Passage, comparable, measured

_FROM = regex.compile(r"(?:由|从)[^，。；、]{0,24}$")
_TO = regex.compile(
    r"(?:到|至|为|成)(?:了)?(?:(?:20\d\d年(?:底|末)?|本年|今年|当年|年末|年底|目前|现在|改造后|实施后)的?)?\s*$"
)
_CHANGED = regex.compile(
    r"^[，,]?(?:净|共|累计|每[\p{Han}]{1,2}|年|日均|实际|合计)?(?:消除|增产|减产|增收|压降|压缩|压减|削减|缩减|缩短|化解|整治|取消|退出|拓宽|延长|扩容|多|少|新增|新|扩|增|减|提|升|降|缩|涨|跌)"
    r"[\p{Han}]{0,4}$"
)
_YEAR = regex.compile(r"(20\d\d)年(?:度|末|底)?[^，。；：、（）]{0,12}$")
_LAST = regex.compile(r"(?:比|较)(?:上年|去年|上一年|前一年)|同比")
_OVER = regex.compile(
    r"[，,](?:共|净)?(?:超额?(?:完成|支付|支出)?(?:了|任务|计划)?|超出(?:了|计划)?|多完成(?:了)?|少完成(?:了)?|欠(?:缺|建|完成|账|配套|拨|付)?|缺口|短(?:缺|少|收)|未完成|节余|节支|节约|节超)$"
)
_APART = regex.compile(r"[，,]?(?:两者|二者|最高与最低|高低|首尾)?(?:相差|差距|极差|落差)(?:达|为|了)?$")
_LEVEL = regex.compile(
    r"(?:高于|低于|超过|超出|高出|落后于|落后|(?:未|没有|没能|未能)达到|达不到)[^，。；、]{0,8}$"
)
_GOAL = regex.compile(
    r"^的?(?:年度|年初|绩效|既定|省定|市定|国家|控制|考核|预期|全国|全省)?(?:目标|标准|要求|指标|任务|计划|均值|平均)(?:值|数|水平|线)?[，,]?(?:仅|还|仍|尚|只|相)?(?:高|低|差|多|少)?(?:出|了)?$"
)
_POINT = "个百分点"


def spans(passage: Passage) -> list[Candidate]:
    """这个数是差多少、变了百分之几，而两头都印在旁边的。"""
    quantity = passage.target.fact.quantity
    if quantity.hedge or not quantity.value:
        return []
    found = list(_found(passage))
    told = Support.NAMED if found and _OVER.search(passage.target.lead) else Support.TOLD
    return [replace(c, support=told) for c in found if c.relation.holds or likely(c.relation)]


def _found(passage: Passage) -> Iterator[Candidate]:
    target = passage.target
    percent = target.fact.quantity.unit == "%"
    pair = _from_to(passage) or _two_years(passage) or (None if percent else _told_apart(passage))
    if pair is None:
        return
    now, before, fixed = pair
    if now.fact.id == before.fact.id:
        return
    move = Move(now.fact, before.fact, None, sure=True)
    up = now.fact.quantity.value >= before.fact.quantity.value
    if percent:
        yield from rates(target.fact, move, up=up)
    else:
        yield from differences(target.fact, move, fixed=fixed, up=up)


Pair = tuple[Figure, Figure, bool]


def _alike(target: Figure, other: Figure) -> bool:
    """与要复算的数配得上：百分率配百分点，百分比配量，量配同样的量。"""
    unit = target.fact.quantity.unit
    if unit == _POINT:
        return other.fact.quantity.unit == "%"
    if unit == "%":
        return measured(other)
    return comparable(other, target)


def _from_to(passage: Passage) -> Pair | None:
    """由甲……到乙，消除丙；压减10%，由甲减为乙。"""
    target = passage.target
    earlier = passage.before[1::-1]
    if _stretch(earlier, target) and _CHANGED.search(target.lead) and not verb_of(target.lead)[0]:
        return earlier[1], earlier[0], False
    later = passage.after[:2]
    direction, reached = verb_of(target.lead)
    if _stretch(later, target) and direction and not reached and _AFTER.match(later[0].lead):
        return later[1], later[0], False
    return None


_AFTER = regex.compile(r"^[，,（(；]?(?:即|也就是)?(?:由|从)[^，。；、]{0,8}$")


def _stretch(pair: Sequence[Figure], target: Figure) -> bool:
    """一个“由……”，一个“……到”。"""
    if len(pair) < _PAIR or not (_FROM.search(pair[0].lead) and _TO.search(pair[1].lead)):
        return False
    return _alike(target, pair[0]) and comparable(*pair)


_PAIR = 2


def _two_years(passage: Passage) -> Pair | None:
    """“下降35.7%（2021年14人，2022年9人）”“2021年甲，2022年乙，2022年较上年增长”：相邻两年的数。"""
    target = passage.target
    if not verb_of(target.lead)[0] or verb_of(target.lead)[1]:
        return None
    after = passage.after[:2]
    if after and after[0].lead.startswith(("（", "(")) and (pair := _consecutive(after, target)):
        return pair
    if found := _BETWEEN.search(target.clause):
        return _by_year(passage, found["now"], found["then"])
    before = passage.before[1::-1]
    return _consecutive(before, target) if _LAST.search(target.clause) else None


_BETWEEN = regex.compile(r"(?P<now>20\d\d)年[^，。；：、]{0,12}(?:较|比)(?P<then>20\d\d)年")


def _by_year(passage: Passage, now: str, then: str) -> Pair | None:
    """“2023年支付额较2022年减少”：前面按年说过的两个数。"""
    found: list[Figure] = []
    for year in (now, then):
        pool = (*passage.before, *passage.above)
        told = [f for f in pool if _alike(passage.target, f) and (y := _YEAR.search(f.lead)) and y[1] == year]
        if len({f.fact.quantity.value for f in told}) != 1:
            return None
        found.append(told[0])
    return (found[0], found[1], False) if comparable(found[0], found[1]) else None


def _consecutive(pair: Sequence[Figure], target: Figure) -> Pair | None:
    if len(pair) < _PAIR or not comparable(*pair) or not _alike(target, pair[0]):
        return None
    years = [found[1] if (found := _YEAR.search(figure.lead)) else "" for figure in pair]
    if not all(years) or abs(int(years[0]) - int(years[1])) != 1:
        return None
    now, before = sorted(pair, key=lambda f: years[pair.index(f)], reverse=True)
    return now, before, False


def _told_apart(passage: Passage) -> Pair | None:
    """超额多少、欠多少、相差多少、离目标几个百分点。"""
    target, before = passage.target, passage.before
    if not before:
        return None
    level = before[0].clause + before[0].fact.raw.rstrip("%％0123456789.")
    if _GOAL.match(target.lead) and _LEVEL.search(level) and _alike(target, before[0]):
        current = next(
            (f for f in (*before[1:], *passage.above) if comparable(f, before[0]) and not is_prior(f)), None
        )
        return (current, before[0], True) if current else None
    amounts = [f for f in before if measured(f)] if measured(target) else list(before)
    pair = [f for f in amounts if _alike(target, f)][:_PAIR]
    if len(pair) < _PAIR or pair[0] is not amounts[0]:
        return None
    now, earlier = pair
    if _EXTREMES.search(target.lead) and not (_EXTREME.search(now.clause) or _EXTREME.search(earlier.clause)):
        # “95.2、93.8……83.3，平均90.3，最高与最低相差11.9”：最高、最低在前面一串里
        return None
    if _APART.fullmatch(target.lead) and (_EXTREME.search(now.clause) or earlier is amounts[1]):
        return now, earlier, False
    planned = said("planned").search(earlier.own) and said("actual").search(now.own)
    if _OVER.search(target.lead) and planned and earlier is amounts[1]:
        return now, earlier, True
    return None


_EXTREMES = regex.compile(r"最高与最低|首尾|极差")
_EXTREME = regex.compile(r"最(?:高|低|多|少|大|小)")
