"""总分（overall）：正文写的自评总分与评分表的总分。"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from normalize import Fact, Facts, Sentence
from reconcile.relation import Relation, identity
from reconcile.rule import rule
from reconcile.slips import slip_to


@rule("TIE401", term="总分文表一致")
def narrative_total(facts: Facts) -> Iterator[Relation]:
    """正文写的自评总分与评分表的总分不符。

    只比总分，不比各部分的得分（部门决策20分得19分），不比往年的、别人的分数（比2022年89.5分）；
    有几张评分表的，与其中一张相符就行，都不相符而与一张只差一处笔误的才报。
    依据：财预〔2020〕10号——自评结果应与自评表一致。
    """
    totals = [table.total_score for table in facts.scored if table.total_score is not None]
    told = list(_total_scores(facts))
    for fact in told if totals else ():
        best = next((t for t in totals if t.quantity.value == fact.quantity.value), None)
        if best is None and len(facts.scored) == 1:
            best = totals[0]
        if best is None:
            free = [t for t in totals if all(t.quantity.value != f.quantity.value for f in told)]
            near = [t for t in free if slip_to(fact.quantity, t.quantity.value).cost <= _POINT]
            best = near[0] if len(near) == 1 else None
        if best is not None:
            yield Relation(
                "TIE401",
                fact,
                (best,),
                best.quantity.estimate,
                f"评分表总分为{best.raw}",
                compute=identity,
            )


def _total_scores(facts: Facts) -> Iterator[Fact]:
    """正文里的自评总分：一句话里有几张表的总分（分别为甲分和乙分），没有各部分的得分。"""
    for sentence in facts.sentences:
        for fact in sentence.facts:
            if fact.metric != "自评得分" or not fact.quantity.exact:
                continue
            before = sentence.text[: fact.at.start - sentence.at.start]
            if fact.quantity.value < _LEAST and not _misplaced(facts, sentence, fact):
                continue
            part = _PART.search(before) or _compared(fact, before)
            if not part and (
                not fact.qualifiers.subject or (_RESPECTIVELY.search(before) and len(facts.scored) > 1)
            ):
                yield fact


def _compared(fact: Fact, before: str) -> bool:
    """用来比的分数（比2022年89.5分提高2.5分、高于全市平均分90.6分）是往年的、别人的。"""
    return fact.qualifiers.period == "上年" or _OTHERS.search(before) is not None


def _misplaced(facts: Facts, sentence: Sentence, fact: Fact) -> bool:
    """不到二十分的不会是总分；话里说了等级、总分，而与评分表的总分只是小数点错位、两位颠倒的，是写错了。"""
    totals = [table.total_score.quantity.value for table in facts.scored if table.total_score is not None]
    told = {f.quantity.value for f in sentence.facts if f is not fact}
    graded = _GRADED.search(sentence.text) or _RESPECTIVELY.search(sentence.text)
    long = len("".join(filter(str.isdigit, fact.raw))) > _SHORT
    near = [t for t in totals if t not in told and slip_to(fact.quantity, t).cost <= _POINT]
    return bool(graded) and long and len(near) == 1


_GRADED = regex.compile(r"等[级次]|档次|评[为定]|[“”]优|总得?分|综合得分")
_SHORT, _POINT = 2, 14
_LEAST = Decimal(20)
_PART = regex.compile(
    r"其中|分[，,]?\s*(?:实际|自评)?得(?:分)?\s*$|满分|[（(]\d+分[)）][^，。；]{0,6}$|包括|即"
)
_OTHERS = regex.compile(
    r"(?:(?<!占|对|相)比(?![例重较值率])|较(?![为好高低大差多少])|[高低优]于|[不未]及|超过|超出)"
    r"[^，。；：增减升降涨提高升到至为得低]{1,24}$"
    r"|平均(?:水平|值|得?分)?[为是]?\s*[（(]?$"
    r"|(?:上年|去年|上一?年度|前年)度?(?:同期|自评|评价|总|得)*分?[数值]?[为是的]?\s*[（(]?$"
)
_RESPECTIVELY = regex.compile(r"分别")
