"""另有主人（belonging）：率、占比前面最近的那个数不是它的分子：说的是另一样东西、另一项的份额、几项之和。"""

from __future__ import annotations

import regex

from reconcile.told.cues import Figure, Ratio, portion_cue, ratio_cue
from reconcile.told.passage import Passage, comparable

_WHOSE = regex.compile(r"([\p{Han}]{2,8}?)(?:只|仅|约|就|大约)*占")
_PRONOUN = regex.compile(r"这|其|该|上述|合计|总|共|两|三|前|后|均|各|已|所|约|分别")
_HAN, _PAIR = regex.compile(r"\p{Han}+"), 2
_STEM = 3
"""合格率、到位率三个字之前，是什么的率。"""


def of_another(passage: Passage, cue: Ratio) -> bool:
    """“焊口9,216道，合格9,087道；供水水压试验合格率100%”：分号后面另说了一样东西的率。"""
    part, whose = passage.nearest, cue.name[:-_STEM]
    if part is None or len(whose) < _PAIR or part not in passage.figures:
        return False
    between = "".join(f.lead for f in passage.figures[passage.figures.index(part) + 1 : passage.index + 1])
    told = passage.sentence.text[: part.fact.at.end - passage.sentence.at.start]
    pairs = {whose[i : i + _PAIR] for i in range(len(whose) - 1)}
    return "；" in between and not any(pair in told for pair in pairs)


def of_another_share(passage: Passage, part: Figure) -> bool:
    """“甲占五成，即7.80亿元；乙占三成，4.68亿元”：金额跟在占比后面说，前面的是上一项的。"""
    return part in passage.figures and portion_cue(passage.figures, passage.figures.index(part))


def roughly_summed(passage: Passage, part: Figure) -> bool:
    """“电费甲、差旅费乙，几项加起来超过1,000万元，占61.2%”：说的是那个约数，不是最后一项。"""
    last = passage.before[0]
    return last is not part and bool(last.fact.quantity.hedge) and comparable(last, part)


def of_someone(passage: Passage, part: Figure) -> bool:
    """“总收入甲，总支出乙，财政拨款只占总收入的两成”：占的是财政拨款，前面的数不是它。"""
    found = _WHOSE.match(passage.target.clause)
    if found is None or _PRONOUN.search(found[1]) or passage.target.lead.count("，") != 1:
        return False
    return not set(found[1]) & set(part.words)


def each_kind(passage: Passage) -> bool:
    """“男生120人，占男生总数的12%；女生96人，占9.3%”：前一项占的是它自己那一类的，这一项也是。"""
    figures = passage.figures
    for index in range(passage.index - 1, 0, -1):
        cue = ratio_cue(figures, index) if figures[index].fact.quantity.unit == "%" else None
        if cue is not None and cue.whole:
            kind = _HAN.findall(figures[index - 1].clause)
            return bool(kind) and len(kind[-1]) >= _PAIR and kind[-1] in "".join(_HAN.findall(cue.whole))
    return False
