"""取名（naming）：叙述里的一个数量的是什么——由它所在的小句、前面的数和小节标题说清。

小句里有词典的名称就用它；只说了动作的（完成23项、办结率）看前面的数；只说了名目的（其中区级12场）看总数；
都没有的，取小句里的名词短语。
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import regex

from normalize import marks
from normalize.averages import average
from normalize.facts import Token
from normalize.known_names import KnownNames
from normalize.memory import MEASURES, SPENT, Memory, Named, Words
from normalize.metrics import MetricDictionary
from normalize.moves import Moves
from normalize.phrase_names import PhraseNames
from normalize.portions import Portions
from normalize.quantity import Quantity
from normalize.references import against, aimed_at, reference

_CUE = regex.compile(
    r"^(?:里|之中|当中|中)[，,](?!其中)|(?:再|又|细|具体)分为|其中|包括|包含|分别[为是](?!\s*$)|[（(]含"
    r"|按[^，。；]{2,10}分[：:，,]|主要是[：:]"
)
_ASIDE = regex.compile(
    r"另有|另外|此外|除此|同时|[；;](?:追加|调增|调减|核减|收回|年中|执行中|年末|年底|期末|全年|截至|截止|目前|现有|实有|本年)"
)
_SPENT_BY = regex.compile(
    r"(?:^|[，。；])支出按[^，。；]{2,10}分[：:，,]$|(?:^|[，。；])支出按[^，。；]{2,10}分[：:，,]\p{Han}{2,14}$"
)
"""“支出按用途分：药剂3,418.6万元”：分的是支出。"""
_WITHIN_CLAUSE = frozenset({"包括", "包含"})
_BUDGETED = "年初预算数"
_COMPARED_WITH = regex.compile("(?:较|比|与|占)[^，。；]{1,12}$")
_WITHIN = regex.compile(r"(?:^|[。；，])(?P<item>\p{Han}{2,12}?)(?:之?中|当中|里头|里面)[，,](?!其中)")
"""“项目支出中，农村公路建设……”：总数是前面说过的项目支出。"""
_OF_LAST_YEAR = regex.compile(r"^[，,、；;\s]*(?:上年|去年)(?:同期)?(?:为|是|数为)?$")


def _after(cue: str, words: Words) -> Words:
    """“项目支出包括代表活动经费42.6万元”：分项的名目在“包括”之后。"""
    before, found, rest = words.lead.partition(cue)
    return replace(words, lead=rest) if cue in _WITHIN_CLAUSE and found and before and rest else words


class Namer:
    """按词典取名；year 是报告年度，budget 说文档是年初公开的预算：说支出的，是预算安排的支出。"""

    def __init__(self, names: MetricDictionary, year: str, *, budget: bool = False) -> None:
        self._names = names
        self._budget = budget
        self._known = KnownNames(names)
        self._moves = Moves(names, year, self._known.by_dictionary)
        self._portions = Portions(names)
        self._phrases = PhraseNames(names, self._moves)

    def name(self, words: Words, token: Token, memory: Memory) -> Named:
        """给一个数取名，并记下后面的小句要用的。"""
        quantity = token.quantity
        assert quantity is not None  # noqa: S101 - 只给数据取名
        if cue := _CUE.search(words.gap):
            memory.begin_list()
            if _SPENT_BY.search(words.gap):
                memory.wholes.append(Named(SPENT, unit="元", known=True))
            words = _after(cue[0], words)
        elif within := _WITHIN.search(words.gap):
            self._within(within["item"], memory)
        elif _ASIDE.search(words.gap):
            memory.end_list()
        named = self._named(words, quantity, memory)
        if named.period is None and _OF_LAST_YEAR.match(words.lead) and not named.metric.startswith("上年"):
            named = replace(named, period="上年")
        if self._budget and named.metric == SPENT and "决算" not in words.gap:
            named = replace(named, metric=_BUDGETED)
        elif self._budget and named.subject == SPENT:
            named = replace(named, subject=_BUDGETED)
        known = named.known or named.metric in self._names.by_name
        compared = named.metric in MEASURES and bool(_COMPARED_WITH.search(words.gap))
        beside = compared or reference(words) is not None
        named = replace(named, unit=quantity.unit, known=known, compared=beside)
        memory.spoken.append(named)
        memory.last_gap = words.gap
        return named

    def _within(self, item: str, memory: Memory) -> None:
        thing = self._names.canonical(item)
        whole = next((n for n in reversed(memory.spoken) if n.thing == thing), None)
        memory.begin_list()
        if whole is not None:
            memory.wholes.append(whole)
        memory.within = thing

    def _named(self, words: Words, quantity: Quantity, memory: Memory) -> Named:
        beside = reference(words)
        if beside is not None and beside.aim and (aimed := aimed_at(beside.aim, quantity, memory)):
            return aimed
        if beside is not None and len(beside.what) > 1 and not self._moves.another_year(beside.what):
            said = self._said(replace(words, lead=beside.what, gap=beside.what), quantity, memory)
            return replace(said, base="")
        return against(words, quantity, memory) or self._said(words, quantity, memory)

    def _said(self, words: Words, quantity: Quantity, memory: Memory) -> Named:
        steps = (
            self._known.own_rate,
            self._moves.change,
            self._portions.share,
            partial(marks.mark, self._names),
            self._average,
            self._phrases.glued,
            self._phrases.followed,
            self._known.by_dictionary,
            self._phrases.part,
        )
        for attempt in steps:
            if found := attempt(words, quantity, memory):
                return found
        return self._phrases.noun_phrase(words, quantity, memory)

    def _average(self, words: Words, _quantity: Quantity, _memory: Memory) -> Named | None:
        return average(self._names, words)
