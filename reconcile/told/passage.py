"""上下文（passage）：要复算的一个数，和它前后可以拿来算的数，近的在前。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from normalize import Fact, Facts, Sentence
from normalize.facts import same_measure
from normalize.quantity import INFINITY
from reconcile.memory import remembered
from reconcile.told.cues import Figure, each_cue, figures_of, is_prior, ratio_cue, verb_of
from reconcile.told.outline import parents_of

_RATES = frozenset({"%", "个百分点", ""})
_MOVED = ("，比", "，较", "比", "较")
_SHORT = 2
_WITHIN = regex.compile(r"(?:之|以)?内|[之以]?前(?!三)")
"""“30日内”：说的是期限。"""
_SPELLS = frozenset({"小时", "天", "日", "分钟", "分", "年", "岁", "个月", "米"})
_REACHED = regex.compile(r"^[^，。；：]{0,6}(?:达到|达|满|超过|不少于|不低于|不超过)$")
"""“42个站达到42小时”：后一个数是标准，不是量出来的。"""
_BACK = 10
"""同一小节里往前至多看这么多句。"""


@dataclass(frozen=True, eq=False)
class Passage:
    """第 position 句（其中各数为 figures）的第 index 个数，连同它的上下文。"""

    facts: Facts
    position: int
    index: int
    figures: tuple[Figure, ...]

    @property
    def sentence(self) -> Sentence:
        """所在的句子。"""
        return self.facts.sentences[self.position]

    @property
    def target(self) -> Figure:
        """要复算的数。"""
        return self.figures[self.index]

    @cached_property
    def before(self) -> tuple[Figure, ...]:
        """同一句里前面的数，近的在前。"""
        return tuple(reversed(self.figures[: self.index]))

    @cached_property
    def after(self) -> tuple[Figure, ...]:
        """同一句里后面的数。"""
        return self.figures[self.index + 1 :]

    @cached_property
    def above(self) -> tuple[Figure, ...]:
        """同一段前面各句的数，近的在前。"""
        return tuple(self._backwards(same_block=True))

    @cached_property
    def earlier(self) -> tuple[Figure, ...]:
        """同一小节前面各段的数，近的在前。"""
        return tuple(self._backwards(same_block=False))

    def _backwards(self, *, same_block: bool) -> Iterator[Figure]:
        here = self.sentence
        for position in range(self.position - 1, max(-1, self.position - 1 - _BACK), -1):
            sentence = self.facts.sentences[position]
            if sentence.section != here.section:
                return
            beside = (sentence.at.block, sentence.at.cell) == (here.at.block, here.at.cell)
            if beside == same_block:
                yield from reversed(figures_of(self.facts, sentence))

    @cached_property
    def nearest(self) -> Figure | None:
        """前面最近的一个计量的数：跳过率、限度、增减的数和括号里的话。"""
        return next(
            (
                f
                for f in self.before
                if measured(f)
                and f.depth <= self.target.depth
                and not f.fact.quantity.hedge
                and each_cue(f) is None
                and not _WITHIN.match(f.tail)
                and not (f.fact.quantity.unit in _SPELLS and _REACHED.search(f.lead))
                and not (f.lead.startswith(_MOVED) or (verb_of(f.lead)[0] and len(f.lead) <= _SHORT))
            ),
            None,
        )

    def parent(self, figure: Figure) -> Figure | None:
        """它那一句里以它为分项的总数。"""
        position = figure.fact.sentence
        if position is None:
            return None
        figures = figures_of(self.facts, self.facts.sentences[position])
        parents = remembered(self.facts, ("outline", position), lambda: parents_of(figures))
        found = parents[figures.index(figure)]
        return None if found is None else figures[found]

    def is_part(self, figure: Figure) -> bool:
        """只是另一个数的分项；“其中”起头的一句，说的都是前一句的分项。"""
        position = figure.fact.sentence
        apart = position is not None and position != self.position
        begun = apart and self.facts.sentences[position or 0].text.startswith("其中")
        return begun or self.parent(figure) is not None

    @cached_property
    def outer(self) -> tuple[Figure, ...]:
        """同一句里前面的数，分项不算，近的在前。"""
        return tuple(f for f in self.before if not self.is_part(f))

    @cached_property
    def bracketed(self) -> Figure | None:
        """紧跟在后面的括号里的数：“98.1%（满意824人）”。"""
        if not self.after or not self.after[0].lead.startswith(("（", "(")):
            return None
        return self.after[0]


def passages(facts: Facts) -> Iterator[Passage]:
    """正文里每一个数，连同它的上下文。"""
    for position, sentence in enumerate(facts.sentences):
        figures = figures_of(facts, sentence) if sentence.facts else ()
        for index in range(len(figures)):
            yield Passage(facts, position, index, figures)


def measured(figure: Figure) -> bool:
    """是量，不是率、百分点和没有单位的数。"""
    return figure.fact.quantity.unit not in _RATES


def limited(figure: Figure) -> bool:
    """说的是限度：以上、不超过。"""
    quantity = figure.fact.quantity
    return not (abs(quantity.low) < INFINITY and abs(quantity.high) < INFINITY)


def comparable(one: Figure | Fact, other: Figure | Fact) -> bool:
    """同一种计量。"""
    a, b = (x.fact if isinstance(x, Figure) else x for x in (one, other))
    return b.quantity.unit in same_measure(a.quantity.unit)


def usable(figure: Figure) -> bool:
    """可以拿来作分子、分母：不是限度、均数、增减的数、拿来比的数。"""
    verb, to = verb_of(figure.lead)
    if figure.fact.quantity.hedge or is_prior(figure) or each_cue(figure) is not None:
        return False
    if figure.lead.strip() in _SIGNS:
        # （6,800－430＝6,370户）是一道算式
        return False
    return not verb or to


_SIGNS = frozenset("=＝+＋-－−–×")


def is_denominator(passage: Passage, figure: Figure) -> bool:
    """“完成任务24.5万亩、9.8万吨的100.5%”：说的是任务，不是做成的。"""
    position = figure.fact.sentence
    if position is None:
        return False
    figures = figures_of(passage.facts, passage.facts.sentences[position])
    for following in figures[figures.index(figure) + 1 :]:
        if following.fact.quantity.unit == "%":
            return following.lead.strip().startswith("的")
        if following.lead.strip() not in _LISTED:
            return False
    return False


_LISTED = frozenset({"、", "和", "与", "及"})


def is_share_part(figures: Sequence[Figure], index: int) -> bool:
    """后面紧跟着说它占多少的：是一个部分，不是总体。"""
    following = figures[index + 1 : index + 2]
    if not following or following[0].fact.quantity.unit != "%":
        return False
    cue = ratio_cue(figures, index + 1)
    return cue is not None and not cue.name
