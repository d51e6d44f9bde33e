"""报告的说法（spoken）：数按名称、按紧挨在它前面的话编成索引，评分标准的每一个叫法都来查，不必每次通读全文。"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from normalize import Fact, Facts, Sentence
from reconcile.memory import remembered
from score.evidence import bare
from score.names import readings

SHORTEST = 4
"""名称至少几个字才凭字面认；索引用名称末尾的这几个字。"""
QUARTERS = "一二三四"
_AIM = re.compile(r"(?:目标|指标|计划|预期)值(?:为|是|：|:|≥|达到|不低于)?$|目标(?:为|是)[^，。]{0,12}$")
_PLAN = re.compile(r"力争|争取|拟(?:达到|完成)|明年|下一年|下一步|今后")
_LAST_PART = re.compile(r"[，,；;。]")
_PROGRESS = re.compile(r"支出|执行|支付|进度")
_LEAD = re.compile(r"^(?:本年度?|当年度?|全年|年度|上述|该)+")
_BEFORE_NAME = re.compile(
    r"(?:^|[，,；;、：:。]|本部门|本单位|我局|我单位|全年|本年度?|年度|当年|实际|其中|20\d\d年度?|的)$"
)
_LINK = re.compile(r"的?(?:实际)?(?:分别|约|已|均|共)?(?:为|是|达到|达|计|：|:)?")
_LONGEST_LINK = 7


@dataclass(frozen=True)
class Spoken:
    """编好的索引。

    aims 是说目标、打算的数（编号）；follows、named 按名称末尾几个字查：前者是前面紧挨着名称的本年度的数，连同数前到名称
    为止的话，后者是词典里没有的数，连同去了时间词的名称；worded 是用一句话说的率；quarters 是各季度末的支出进度；
    points 是各小节里单位为分的数。
    """

    aims: frozenset[str]
    follows: Mapping[str, Sequence[tuple[str, Fact]]]
    named: Mapping[str, Sequence[tuple[str, Fact]]]
    worded: Mapping[tuple[str, ...], Sequence[Fact]]
    quarters: Mapping[str, Fact]
    points: Mapping[tuple[str, ...], Sequence[Fact]]

    def just_after(self, name: str) -> Iterator[Fact]:
        """前面就是这个名称的数，名称前面没有别的定语。"""
        for head, fact in self.follows.get(name[-SHORTEST:], ()):
            if head.endswith(name) and _BEFORE_NAME.search(head[: len(head) - len(name)]):
                yield fact

    def called(self, name: str) -> Iterator[Fact]:
        """叫法相同，或者一个叫法是另一个的末尾：“信访办理回复率”与“群众信访办理回复率”。"""
        for own, fact in self.named.get(name[-SHORTEST:], ()):
            if own.endswith(name) or name.endswith(own):
                yield fact


def spoken_of(facts: Facts) -> Spoken:
    """一份报告的索引，只编一次。"""
    return remembered(facts, "spoken", lambda: _spoken_of(facts))


def _spoken_of(facts: Facts) -> Spoken:
    told = [(sentence, fact) for sentence in facts.sentences for fact in sentence.facts]
    aims = frozenset(fact.id for sentence, fact in told if _aimed(sentence, fact))
    follows: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
    worded: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    quarters: dict[str, Fact] = {}
    points: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for sentence, fact in told:
        for head in _heads(sentence, fact) if not fact.qualifiers.period and fact.id not in aims else ():
            follows[head[-SHORTEST:]].append((head, fact))
        for words in _worded(sentence, fact):
            worded[words].append(fact)
        for quarter in _quarters(sentence, fact):
            quarters.setdefault(quarter, fact)
        if fact.quantity.unit == "分":
            points[sentence.section].append(fact)
    return Spoken(aims, follows, _named(facts, aims), worded, quarters, points)


def _aimed(sentence: Sentence, fact: Fact) -> bool:
    """“目标值为95%”“力争达到95%”：说的是目标。"""
    before = sentence.text[: fact.at.start - sentence.at.start]
    return bool(_AIM.search(_LAST_PART.split(before)[-1]) or _PLAN.search(before.rpartition("。")[2]))


def _heads(sentence: Sentence, fact: Fact) -> Iterator[str]:
    """数之前的话，到名称为止：名称与数之间可有可无的“为、达到、约”几种断法都算。"""
    before = bare(sentence.text[: fact.at.start - sentence.at.start])
    for end in range(max(SHORTEST, len(before) - _LONGEST_LINK), len(before) + 1):
        if _LINK.fullmatch(before, end):
            yield before[:end]


def _worded(sentence: Sentence, fact: Fact) -> Iterator[tuple[str, ...]]:
    """百分数之前的话说全了哪几个叫法的词，而且词与数之间没有隔着别的率。"""
    if fact.quantity.unit != "%":
        return
    rates = (f.at.end for f in sentence.facts if f.quantity.unit == "%" and f.at.end <= fact.at.start)
    start = max(rates, default=sentence.at.start) - sentence.at.start
    before = sentence.text[start : fact.at.start - sentence.at.start]
    yield from dict.fromkeys(words for _, words in readings() if all(word in before for word in words))


def _quarters(sentence: Sentence, fact: Fact) -> Iterator[str]:
    """说的是哪几个季度末的支出进度。"""
    if fact.quantity.unit == "%" and not fact.qualifiers.subject and _PROGRESS.search(sentence.text):
        named = (fact.metric, fact.qualifiers.period)
        yield from (q for q in QUARTERS if any(f"{q}季度" in name for name in named))


def _named(facts: Facts, aims: frozenset[str]) -> dict[str, list[tuple[str, Fact]]]:
    scored = {table.block for table in facts.scored}
    found: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
    for fact in facts.facts:
        if fact.known or fact.at.block in scored or fact.qualifiers.subject or fact.id in aims:
            continue
        name = undated(fact.metric)
        if len(name) >= SHORTEST:
            found[name[-SHORTEST:]].append((name, fact))
    return found


def undated(name: str) -> str:
    """去了开头的时间词的名称。"""
    return _LEAD.sub("", bare(name))
