"""没有读出来的限定（residue）：数之前的话里词典不认得的词，很可能说明它是另一件事。

两处的这些词不同，就不能说是同一个数：相符可以打勾，不符不能指错。
"""

from __future__ import annotations

from functools import lru_cache

import regex

from normalize import Fact, Facts
from normalize.metrics import dictionary

_INTRO = 40
"""段首这么短、不带数的一句，说的是这一段讲哪一件事（某某项目。）。"""
_THING = regex.compile(
    r"(?:项目|工程|支出|收入|经费|费|资金|补助|补贴|活动|[（(][类款项][）)])\s*[。：:]?\s*$"
)
_STOP = regex.compile(
    r"其中|全年|当年|本年度?|年度|截至|累计|共计|实际|年末|年底|年初|年中|[我本该](?:局|单位|部门|委|办|院|校|镇|街道)|部门|单位|安排|支出|收入|"
    r"预算|决算|总额|总计|合计|总|数|为|共|的|经费|资金|与|和|及|年|月|日|调整后?|批复|下达|完成|情况|整体|核定|现有|实有|有|达|达到|到|约|是|率|比|较|上|下|"
    r"使用|执行|支付|用于|主要|以|由|对|将|已|均|各|在|从|所|含|包括|分别|一是|二是|三是|其|等|个|项|了|全部|报告|财政"
)
_NUMBER = regex.compile(r"\s*(?:[（(][一二三四五六七八九十]+[)）]|[（(]?\d+[)）.．、])")
_JUDGEMENT = regex.compile(r"[不偏未仍还过较够低慢差难缺弱]|没有|有待|需要?")
_HAN = regex.compile(r"[^\p{Han}]+")


def residue(facts: Facts, fact: Fact) -> str:
    """数之前的话里，词典不认得的词：很可能是还没有读出来的限定（某某项目、某某人员）。

    表格里的数由行、列说清，没有剩下的词。段首单独说明讲哪一件事的那一句，也是限定。
    """
    if fact.sentence is None:
        return ""
    sentence = facts.sentences[fact.sentence]
    lead = regex.split(r"[，。；：、（(]", sentence.text[: fact.at.start - sentence.at.start])[-1]
    return _intro(facts, fact.sentence) + _unknown(lead)


@lru_cache(maxsize=4096)
def _unknown(lead: str) -> str:
    """去掉词典认得的名称和常用字之后剩下的词；只剩一个字的不算。"""
    for start, end, _ in reversed(dictionary().metrics_in(lead)):
        lead = lead[:start] + "|" + lead[end:]
    left = _HAN.sub("", _STOP.sub("", lead))
    return left if len(left) > 1 else ""


def _intro(facts: Facts, position: int) -> str:
    """这一段开头单独说明讲哪一件事的话。"""
    here = facts.sentences[position]
    first = position
    while first and facts.sentences[first - 1].at.block == here.at.block:
        first -= 1
    opening = facts.sentences[first]
    if first == position or opening.facts or len(opening.text) > _INTRO:
        return ""
    if not _THING.search(opening.text) and not _named(opening.text):
        return ""
    return _HAN.sub("", opening.text)


def _named(opening: str) -> bool:
    """编了号、词典又不认得的小标题（“（一）老旧小区改造。”）：这一段只讲这一件事。

    “1.采购与实施衔接不紧。”说的是问题，不是一件事的名称。
    """
    number = _NUMBER.match(opening)
    if number is None or _JUDGEMENT.search(opening):
        return False
    return bool(_unknown(opening[number.end() :]))
