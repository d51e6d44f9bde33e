"""问卷的率（surveys）：几档意见里哪几档算满意，除以收回的份数或者各档之和。

“满意度（含基本满意）”说了算哪几档；没有说的，从最满意的一档往下累加，有一种算得上就行。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from normalize import Estimate, Fact
from normalize.quantity import HUNDRED
from reconcile.relation import Relation, finer
from reconcile.told.cues import Figure, each_cue
from reconcile.told.evidence import Candidate, Support
from reconcile.told.passage import Passage, comparable, measured

_RATE = regex.compile(r"满意(?:度|率)(?:（[^（）]*）)?(?:为|达到?|是|约)*$")
_WITH = regex.compile(r"[（(](?:[含包]括?[^（）()]*|[\p{Han}]*[＋+][\p{Han}＋+]*)[）)]")
_GRADE = regex.compile(
    r"(?P<grade>非常满意|很满意|十分满意|比较满意|较为?满意|基本满意|较?不太?满意|很不满意|非常不满意|满意|一般|不了解|说不清)[”’\"]?的?(?:有|为|占|评价)?$"
)
_AFTER = regex.compile(
    r"^(?:表示)?(?P<grade>非常满意|很满意|比较满意|较满意|基本满意|不太?满意|满意|一般)(?=[，。；、（(]|$)"
)
_LOW = regex.compile(r"不|一般|说不清")
_ASKED = regex.compile(
    r"收回|回收|有效|问卷|调查|回访|走访|受访|访问|面访|接受|接通|接听|访到|发放|抽样|随机"
)
_SUMMED = regex.compile(r"合计|两项|三项|共")
_LEAST = 2


@dataclass(frozen=True)
class _Survey:
    """一次调查：各档意见（名目、数），和可能的总数。"""

    grades: tuple[tuple[str, Figure], ...]
    wholes: tuple[tuple[Figure, ...], ...]


def surveys(passage: Passage) -> list[Candidate]:
    """这个率是问卷的满意度的，各种算法。"""
    target = passage.target
    if target.fact.quantity.unit != "%" or not _RATE.search(target.lead):
        return []
    survey = _survey(passage)
    if survey is None:
        return []
    found = [
        Candidate(_relation(target.fact, parts, whole), support)
        for parts, support in _chosen(passage, survey)
        for whole in survey.wholes
    ]
    return sorted(found, key=lambda c: -c.support)


def _survey(passage: Passage) -> _Survey | None:
    figures = [f for f in (*passage.before, *passage.above) if measured(f) and not f.fact.quantity.hedge]
    grades: list[tuple[str, Figure]] = []
    for figure in figures:
        found = _GRADE.search(figure.clause) or _AFTER.match(figure.tail)
        if found is not None and (not grades or comparable(figure, grades[0][1])):
            again = any(grade == found["grade"] for grade, _ in grades)
            if again or (grades and _rank(found["grade"]) > _rank(grades[-1][0])):
                # 往前读，一档比一档满意；又低下去的，是另一组人的
                break
            grades.append((found["grade"], figure))
    if len(grades) < _LEAST:
        return None
    grades.reverse()
    first = grades[0][1]
    earlier = figures[figures.index(first) + 1 :]
    total = sum(figure.fact.quantity.value for _, figure in grades)
    same = [f for f in earlier if comparable(f, first)]
    asked = [f for f in same if _ASKED.search(f.own) or f.fact.quantity.value == total][:_LEAST]
    asked = asked or [f for f in same if f.fact.quantity.value > total and each_cue(f) is None][:1]
    # 有不满意的一档，才说得上各档都列了
    complete = any("不" in grade for grade, _ in grades)
    every = tuple(figure for _, figure in grades)
    wholes = [*((f,) for f in asked), *([every] if complete else [])]
    return _Survey(tuple(grades), tuple(wholes)) if wholes else None


def _rank(grade: str) -> int:
    """越满意越小。"""
    return next(rank for rank, words in enumerate(_RANKS) if regex.search(words, grade))


_RANKS = ("^(?:非常|很|十分)满意", "^满意", "^(?:比较|较为?)满意", "基本满意", "一般|不了解|说不清", "不")


def _chosen(passage: Passage, survey: _Survey) -> Iterator[tuple[tuple[Figure, ...], Support]]:
    """算作满意的是哪几档。"""
    lead = passage.target.lead
    good = [(grade, figure) for grade, figure in survey.grades if not _LOW.search(grade)]
    if not good:
        return
    told = next(
        (f for f in passage.before[:1] if comparable(f, good[0][1]) and _SUMMED.search(f.clause)), None
    )
    if told is not None:
        yield (told,), Support.TOLD
        return
    named = _WITH.search(lead)
    if named is not None or len(good) == 1:
        yield tuple(figure for _, figure in good), Support.TOLD if named else Support.NAMED
        return
    own = next((figure for grade, figure in good if grade != "满意" and f"{grade}率" in lead), None)
    if own is not None:
        yield (own,), Support.NAMED
        return
    for size in range(len(good), 0, -1):
        yield tuple(figure for _, figure in good[:size]), Support.CLOSE
    for _, figure in good[1:]:
        yield (figure,), Support.TICK


def _relation(rate: Fact, parts: Sequence[Figure], wholes: Sequence[Figure]) -> Relation:
    inputs = (*(f.fact for f in parts), *(f.fact for f in wholes))
    size = len(parts)

    def compute(values: Sequence[Estimate]) -> Estimate:
        return _sum(values[:size]) / _sum(values[size:]) * Estimate.exactly(HUNDRED)

    value = compute([fact.quantity.estimate for fact in inputs])
    terms = [" + ".join(f.fact.raw for f in some) for some in (parts, wholes)]
    shown = [
        f"（{term}）" if len(some) > 1 else term for term, some in zip(terms, (parts, wholes), strict=True)
    ]
    return Relation(
        "CAL211",
        rate,
        inputs,
        value,
        f"{' ÷ '.join(shown)} = {finer(rate, value.value)}",
        compute=compute,
        because="满意度应等于算作满意的份数除以总份数",
    )


def _sum(values: Sequence[Estimate]) -> Estimate:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total
