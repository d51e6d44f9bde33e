"""成串的数（runs）：一句里接连说的、合起来就是全部的几个数——名目恰是一种分法、按类别列、各占的比例合计为100%。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

import regex

from normalize import Sentence
from normalize.facts import same_measure
from normalize.quantity import HUNDRED
from reconcile.sums.partitions import Split, split_of
from reconcile.sums.slots import Paragraph, Slot

_BY_CLASS = regex.compile(
    r"[按从分][^，。；：]{0,4}(?:功能|用途|经济|性质|来源|资金|支出|级次|科目|层级|渠道)[^，。；：]{0,6}(?:分类|划分|构成|分|看)(?:看|的)?[：:，,]"
    r"|[按从](?:资金)?(?:来源|投向|用途|功能|级次|性质|类别|方向)[：:，,]"
)
_SUMMED = regex.compile(r"[合共总]计|小计|共$")
_PAIR, _COMMA = 2, 1
_MOVED = regex.compile(r"(?:[核调]?[增减]|增加|减少|扣减|追加)$")
"""“变更增加0.41亿元、其他核减0.25亿元”：有增有减，不是分项。"""
_REST = regex.compile("其他|其余|其它")
_MARKS = (("。", 3), ("；", 2), ("，", 1))
_STOP = 4
LED = regex.compile(
    r"其中|包括|包含|分别|[：:（(]|由[^，。；]*[组构]成|[，；](?:按|从)[^，。；]{1,8}[分看]|，含|分(?:年度?|期|批|步|阶段|[两三四五六]|别)[^，。；]{0,8}$"
)
"""总数与分项之间的引导词。"""


def classed_runs(paragraph: Paragraph) -> Iterator[tuple[list[Slot], Split]]:
    """每一串最长的、名目恰是一种分法的数。"""
    taken: set[str] = set()
    for first in paragraph.slots:
        if first.fact.id in taken:
            continue
        run = [s for s in paragraph.alike(first, loose=True) if s.fact.at.start >= first.fact.at.start]
        run = _together(paragraph, run)
        for end in range(len(run), 1, -1):
            split = split_of([s.label for s in run[:end]], first.unit)
            if split and _alone(paragraph, run[:end], split):
                taken |= {s.fact.id for s in run[:end]}
                yield run[:end], split
                break


def runs_with_rest(paragraph: Paragraph) -> Iterator[tuple[list[Slot], Split]]:
    """最后一项是“其他”“其余”的，列的就是全部。"""
    for last in paragraph.slots:
        if not _REST.match(last.label):
            continue
        every = paragraph.alike(last)
        run = [last]
        for slot in reversed(every[: every.index(last)]):
            gap = paragraph.between(slot.fact, run[0].fact)
            if strength(gap) > _COMMA or LED.search(gap):
                break
            run.insert(0, slot)
            if _SUMMED.search(slot.lead):
                # 再往前的已经合计在这个数里了
                break
        if any(_MOVED.search(slot.lead) for slot in run):
            continue
        if len(run) > _PAIR or (len(run) == _PAIR and _SUMMED.search(run[0].lead)):
            yield run, Split("类别", sure=True)


def _alone(paragraph: Paragraph, run: Sequence[Slot], split: Split) -> bool:
    """前后没有同样接着说的同类的数：那样就不止这几项了。"""
    every = paragraph.alike(run[0], loose=True)
    start, end = every.index(run[0]), every.index(run[-1])
    gaps = [paragraph.between(a.fact, b.fact) for a, b in pairwise(every[start : end + 1])]
    inside = max(map(strength, gaps))
    after = strength(paragraph.between(run[-1].fact, every[end + 1].fact)) if end + 1 < len(every) else _STOP
    gap = paragraph.between(every[start - 1].fact, run[0].fact) if start else "。"
    if after <= inside:
        return False
    led = strength(gap) > inside or LED.search(gap)
    return bool(led or (split.sure and start and inside <= _COMMA and _heads(paragraph, every, start, run)))


def _heads(paragraph: Paragraph, every: Sequence[Slot], start: int, run: Sequence[Slot]) -> bool:
    """“总套数2,400套，已分配2,187套，空置213套”：前面只有一个更大的数，它自己不是列举里的一项，就是总数。"""
    whole = every[start - 1]
    first = start == 1 or "。" in paragraph.between(every[start - 2].fact, whole.fact)
    lead = whole.sentence.text[: whole.fact.at.start - whole.sentence.at.start]
    larger = all(s.fact.quantity.value <= whole.fact.quantity.value for s in run)
    return first and larger and not _AS_LIST.search(lead)


_AS_LIST = regex.compile(r"其中|包括|分别|[按从][^，。；]{1,8}[分看]|[：:]$")


def strength(text: str) -> int:
    """两个数之间的标点：顿号弱，逗号、分号、句号渐强。"""
    return next((size for mark, size in _MARKS if mark in text), 0)


def _together(paragraph: Paragraph, run: Sequence[Slot]) -> list[Slot]:
    """一句里连着说的；隔了句号的不算。"""
    same: list[Slot] = []
    for slot in run:
        if same and "。" in paragraph.between(same[-1].fact, slot.fact):
            break
        same.append(slot)
    return same


def runs_by_class(paragraph: Paragraph) -> Iterator[list[Slot]]:
    """“按功能分类：甲……，乙……”：分类总是列全的。"""
    for found in _BY_CLASS.finditer(paragraph.text):
        end = paragraph.text.find("。", found.end())
        inside = [
            s
            for s in paragraph.slots
            if found.end() <= s.fact.at.start < (end if end >= 0 else len(paragraph.text))
        ]
        if not inside:
            continue
        units = same_measure(inside[0].unit)
        run = [s for s in inside if s.unit in units and s.depth == inside[0].depth]
        nested = any("其中" in paragraph.between(a.fact, b.fact) for a, b in pairwise(run))
        if nested or any(_SUMMED.search(s.lead) for s in run):
            # 里面另有小计、另有其中，分不清哪几项是一级
            continue
        if len({s.label for s in run}) == len(run) >= _PAIR:
            yield run


def runs_counted(paragraph: Paragraph) -> Iterator[list[Slot]]:
    """“由五部分构成：”“分三批发行：”之后，正好列了这么多项。"""
    for found in _ANNOUNCED.finditer(paragraph.text):
        end = paragraph.text.find("。", found.end())
        inside = [
            s
            for s in paragraph.slots
            if found.end() <= s.fact.at.start < (end if end >= 0 else len(paragraph.text))
        ]
        count = _NUMERALS.find(found[1])
        run = [s for s in inside if s.unit == inside[0].unit and s.depth == inside[0].depth]
        if len(run) == count and all(strength(paragraph.between(a.fact, b.fact)) for a, b in pairwise(run)):
            yield run


_NUMERALS = "零一二三四五六七八九十"
_ANNOUNCED = regex.compile(
    r"(?:由|分|分为|分成|包括|共)([二三四五六七八九])(?:个?(?:部分|方面|批|期|类|块|笔|项|渠道|来源|年度))[\p{Han}]{0,6}[：:]"
)


def runs_of_hundred(paragraph: Paragraph) -> Iterator[list[Slot]]:
    """句末“分别占60%、28%和12%”，合计为100%，前面正好有这么多个数；或者每个数后面跟着它占的比例，合计为100%。"""
    yield from _each_with_rate(paragraph)
    for sentence in {id(s.sentence): s.sentence for s in paragraph.slots}.values():
        rates = _told_apart(sentence)
        if len(rates) < _PAIR or abs(sum(rates, start=Decimal(0)) - HUNDRED) > Decimal(len(rates)) / 10:
            continue
        own = [s for s in paragraph.slots if s.sentence is sentence and not s.depth]
        before = [s for s in own if s.unit == own[-1].unit]
        if len(before) >= len(rates):
            yield before[-len(rates) :]


def _each_with_rate(paragraph: Paragraph) -> Iterator[list[Slot]]:
    """甲2,448万元（32%），乙3,060万元（40%），……：接连说的几个数，比例合计为100%。"""
    run: list[Slot] = []
    added = Decimal(0)
    for slot in paragraph.slots:
        rate = _RATED.match(paragraph.text[slot.fact.at.end :][: _STOP * _STOP])
        if rate is None or (run and (slot.unit != run[0].unit or slot.depth != run[0].depth)):
            run, added = [], Decimal(0)
        if rate is None:
            continue
        run, added = [*run, slot], added + Decimal(rate[1])
        if len(run) >= _PAIR and abs(added - HUNDRED) <= Decimal(len(run)) / 10:
            yield run
            run, added = [], Decimal(0)


_RATED = regex.compile(r"(?:[（(]|[，,]占比?)(?:占|占比)?(\d+(?:\.\d+)?)[%％]")


def _told_apart(sentence: Sentence) -> list[Decimal]:
    """“分别占”之后接连的百分数。"""
    found = _APART.search(sentence.text)
    if found is None:
        return []
    start, end = sentence.at.start + found.start(), sentence.at.start + found.end()
    return [f.quantity.value for f in sentence.facts if f.quantity.unit == "%" and start <= f.at.start < end]


_APART = regex.compile(r"分别占[^，。；\d]*(?:[\d.]+%[、和及与]?)+")
