"""前面说过的（definite）：“24项重点工作中有1项未按期完成”说的是前面确定的那24项重点工作，数应当相同。

“几项某某中有”总有前文：全文同一名词、同一计量只有一个说法而与它差一处笔误的，请单位核实。名词太泛的（项目、单位），
要有两处以上都说同一个数，而这里恰是颠倒了两位。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from normalize import Fact, Facts, Sentence
from normalize.phrases import same_unit
from reconcile.digits import telling_digits
from reconcile.relation import Relation
from reconcile.repeats.tellings import slip_cost, told_again

_AMONG = regex.compile(r"(?P<noun>[\p{Han}]{2,8}?)中(?:，)?(?:仍|尚|已|还|只)?有\s?[\d一二三四五六七八九十]")
_ALL = regex.compile(
    r"(?P<noun>[\p{Han}]{2,6}?)(?:的绩效目标)?(?:，覆盖全部|均(?=按|已|通过|完成)|全部(?=按|已|通过|完成))"
)
_VAGUE = regex.compile(r"^(?:项目|单位|指标|部门|工作|任务|问题|个人|人员|企业|村|乡镇)$")
_OTHER = regex.compile(r"上年|去年|计划|目标|其中|新增|另|第|每|平均|申报|累计|其余|剩余")
_ONE, _SWAPPED, _TWICE, _LEAST = 10, 8, 2, 2
_BEFORE = 14


def definite(facts: Facts) -> Iterator[Relation]:
    """说的是前面那几项，数却不同。"""
    for sentence in facts.sentences:
        for fact in sentence.facts:
            tail = sentence.text[fact.at.end - sentence.at.start :]
            found = _AMONG.match(tail) or _ALL.match(tail)
            plain = (
                fact.quantity.exact and not fact.quantity.hedge and telling_digits(fact.quantity) >= _LEAST
            )
            if found is not None and plain and not fact.known:
                yield from _against(facts, fact, found["noun"])


def _against(facts: Facts, fact: Fact, noun: str) -> Iterator[Relation]:
    others = [
        f
        for s in facts.sentences
        for f in s.facts
        if f.id != fact.id
        and same_unit(f.quantity.unit) == same_unit(fact.quantity.unit)
        and _says(s, f, noun)
    ]
    values = {f.quantity.value for f in others}
    if len(values) != 1 or fact.quantity.value in values:
        return
    cost = slip_cost(fact.quantity, others[0].quantity)
    if (cost <= _SWAPPED and len(others) >= _TWICE) or (cost <= _ONE and not _VAGUE.match(noun)):
        yield _told(fact, others)


def _says(sentence: Sentence, fact: Fact, noun: str) -> bool:
    """紧挨着它说的是这个名词，没有别的限定。"""
    start, end = fact.at.start - sentence.at.start, fact.at.end - sentence.at.start
    clause = regex.split("[，。；：、（(]", sentence.text[:start])[-1][-_BEFORE:]
    beside = clause.endswith(noun) or sentence.text.startswith(noun, end)
    return beside and not _OTHER.search(clause) and fact.quantity.exact


def _told(fact: Fact, others: Sequence[Fact]) -> Relation:
    relation = told_again(others[0], fact, in_table=False, because="说的是前面那几项")
    if others[0].at.start < fact.at.start or others[0].at.block != fact.at.block:
        relation = told_again(fact, others[0], in_table=False, because="说的是前面那几项")
    # 名词一字不差、前文只有一个，配不错
    return replace(relation, severity="warning", explicit=True)
