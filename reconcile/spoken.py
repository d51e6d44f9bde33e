"""数前数后的话（spoken）：正文里一个数的名目、单位之后的名词，以及它所在的小句。"""

from __future__ import annotations

import regex

from normalize import Fact, Facts, Sentence

_MARKS = regex.compile(r"[，,；;。：:、（）()](?!\d{3}(?!\d))")
_LAST_MARK = regex.compile(rf"(?r){_MARKS.pattern}")
_ASIDE = regex.compile(r"[（(][\p{Han}]{1,4}[）)]")
"""“95分以上（含）的4个”：夹着的短注不断开。"""
_NOUN = regex.compile(r"^的?([\p{Han}]{1,8})")


def told(facts: Facts) -> tuple[Sentence, ...]:
    """正文里的话，和表格里写着话的格子里的话。"""
    return (*facts.sentences, *facts.remarks)


def lead_of(sentence: Sentence, fact: Fact) -> str:
    """小句里这个数之前的话；夹在中间的百分数不断开（市级承担60%即……）。"""
    lead = sentence.text[: fact.at.start - sentence.at.start]
    if "（" in lead or "(" in lead:
        lead = _ASIDE.sub("", lead)
    mark = _LAST_MARK.search(lead)
    return lead[mark.end() :] if mark else lead


def tail_of(sentence: Sentence, fact: Fact) -> str:
    """小句里这个数之后的话。"""
    tail = sentence.text[fact.at.end - sentence.at.start :]
    mark = _MARKS.search(tail)
    return tail[: mark.start()] if mark else tail


_HAN = regex.compile(r"\p{Han}")


def label_of(sentence: Sentence, fact: Fact) -> str:
    """名目：数之前的话；之前没有话的，是单位之后的名词（11所小学）。"""
    lead = lead_of(sentence, fact).strip()
    if _HAN.search(lead):
        return lead
    noun = _NOUN.match(tail_of(sentence, fact))
    return noun[1] if noun else lead
