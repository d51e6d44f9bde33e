"""佐证的原文（passages）：评分标准里要人判断的每一条，报告哪几句话说到它，是正面的还是反面的。

检索用 BM25（Robertson 与 Zaragoza, 2009, "The Probabilistic Relevance Framework"，k1=1.2、b=0.75），
以汉字二元组为词：不要词典，新词和专名也找得到。只是引给人看，不改变得分。
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from normalize import Facts, Sentence
from score.criterion import Criterion, Events, Judgement, Labels, Part
from score.types import Passage, Stance

_K1, _B = 1.2, 0.75
_SHOWN = 2
"""每一条最多引几句。"""
_ENOUGH, _PLENTY = 0.34, 0.6
"""报告用到的条文的字眼，一句里至少要有三分之一（按稀有程度计），只有两个的要过六成，才算说到它。"""
_ROUNDING = 1e-9
_SHORTEST, _LONGEST = 6, 400
_ENDS = "。；！!;"
_SCORING = re.compile(
    r"[（(]?(?:得|计|扣|满分|共)?\s*\d+(?:\.\d+)?\s*分[)）]?|扣完为止|酌情(?:扣分|打分)?|[得计]满分|不得分|每(?:一|发现一?)[项次个处例]|符合要求|否则"
)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_PROBLEM = re.compile(r"问题|不足|困难|偏离|偏差")
_PLANNED = re.compile(r"改进|整改|下一步|今后|措施|建议|打算")
_LACKING = re.compile(
    r"不够|不足|不到位|不完善|不健全|不规范|不及时|不合理|有待|尚未|未能|未按|未及时|滞后|缺乏|欠缺|薄弱|偏低|较低|存在[^，。；]{0,8}问题"
)
Postings = dict[str, dict[int, int]]
"""二元组 → 出现在第几句、几次。"""


def passages_of(facts: Facts, criteria: Sequence[Criterion]) -> tuple[tuple[Passage, ...], ...]:
    """每条评分标准里要人判断的各部分所涉及的原文，按条文先后，每一条最好的在前。"""
    items = [tuple(dict.fromkeys(t for g in c.parts for t in _asked(g.part))) for c in criteria]
    queries = {item: frozenset(_grams(_SCORING.sub("，", item))) for of_one in items for item in of_one}
    sentences = tuple(_citable(facts))
    postings = _postings(sentences, frozenset().union(*queries.values()))
    norms = _norms(sentences)
    best = {item: [sentences[p] for p in _best(norms, postings, grams)] for item, grams in queries.items()}
    return tuple(
        tuple(
            Passage(item=" ".join(item.split()), stance=_stance(sentence), at=sentence.at)
            for item in of_one
            for sentence in best[item]
        )
        for of_one in items
    )


def _asked(part: Part) -> Iterator[str]:
    """一部分里要人判断的话。"""
    match part:
        case Judgement() | Events():
            yield part.text
        case Labels():
            yield from (text for text, points in part.options if points == part.points)


def _citable(facts: Facts) -> Iterator[Sentence]:
    """可以作佐证的句子：正文里说已经做了什么、有什么问题的；改进措施和打算说的是将来，题名不成句。"""
    blocks = facts.document.blocks
    planned: set[int | None] = set()
    for sentence in facts.sentences:
        text = sentence.text.strip()
        if _PLANNED.match(text):
            # “改进措施：……”以下直到段末都是打算
            planned.add(sentence.at.block)
        told = sentence.at.block is not None and blocks[sentence.at.block].kind == "paragraph"
        whole = _SHORTEST <= len(text) <= _LONGEST and (text[-1] in _ENDS or "，" in text)
        if told and whole and sentence.at.block not in planned and _topic(sentence) != "打算":
            yield sentence


def _topic(sentence: Sentence) -> str:
    """所在小节说的是问题还是打算：由里到外，先看到的为准。"""
    for heading in reversed(sentence.section):
        if _PROBLEM.search(heading):
            return "问题"
        if _PLANNED.search(heading):
            return "打算"
    return ""


def _grams(text: str) -> Iterator[str]:
    """汉字的二元组。"""
    for run in _HAN.findall(text):
        yield from map("".join, pairwise(run))


def _postings(sentences: Sequence[Sentence], wanted: frozenset[str]) -> Postings:
    """只收要找的二元组。"""
    postings: Postings = defaultdict(dict)
    for place, sentence in enumerate(sentences):
        for gram in filter(wanted.__contains__, _grams(sentence.text)):
            counts = postings[gram]
            counts[place] = counts.get(place, 0) + 1
    return postings


def _norms(sentences: Sequence[Sentence]) -> list[float]:
    """各句按长短折算的分母。"""
    mean = sum(len(s.text) for s in sentences) / max(len(sentences), 1)
    return [_K1 * (1 - _B + _B * len(s.text) / mean) for s in sentences]


def _best(norms: Sequence[float], postings: Postings, query: Iterable[str]) -> list[int]:
    """与一条条文最相关的几句。"""
    rarity = {gram: _rarity(len(postings[gram]), len(norms)) for gram in query if gram in postings}
    whole = sum(rarity.values())
    likely = _likely(postings, rarity, whole)
    scores: dict[int, float] = defaultdict(float)
    told: dict[int, list[float]] = defaultdict(list)
    for gram, weight in sorted(rarity.items()):
        counts = postings[gram]
        for place in counts.keys() & likely:
            scores[place] += weight * counts[place] * (_K1 + 1) / (counts[place] + norms[place])
            told[place].append(weight)
    near = (p for p in scores if _is_about(told[p], whole))
    return sorted(near, key=lambda p: (-scores[p], p))[:_SHOWN]


def _likely(postings: Postings, rarity: dict[str, float], whole: float) -> set[int]:
    """可能说到这一条的各句：由稀有到常见，余下的字眼加起来已经不够，就不再添。"""
    found: set[int] = set()
    left, enough = whole, whole * (_ENOUGH - _ROUNDING)
    for gram in sorted(rarity, key=lambda g: -rarity[g]):
        if left < enough:
            break
        found.update(postings[gram])
        left -= rarity[gram]
    return found


def _is_about(told: Sequence[float], whole: float) -> bool:
    return len(told) > 1 and sum(told) >= whole * (_ENOUGH if len(told) > 2 else _PLENTY)


def _rarity(found: int, total: int) -> float:
    return math.log(1 + (total - found + 0.5) / (found + 0.5))


def _stance(sentence: Sentence) -> Stance:
    """问题部分说的、带着“不够、有待、未能”的，是反面；其余是正面。"""
    return "反面" if _topic(sentence) == "问题" or _LACKING.search(sentence.text) else "正面"
