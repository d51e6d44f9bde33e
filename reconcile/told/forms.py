"""问卷的百分率（forms）：百分率乘以份数，应当是整数份。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

import regex

from normalize import Estimate, Fact, Facts, Sentence
from normalize.quantity import HUNDRED, Quantity
from reconcile.ladder import judge
from reconcile.rule import rule
from reconcile.told.changed import PERCENT
from reconcile.types import Finding

_SURVEY = regex.compile(r"问卷|调查|回访|访问|受访|抽样|抽查")
_WEIGHTED = regex.compile(r"加权|综合|平均|指数|评分|分值|折算|得分")
_SATISFIED = regex.compile(r"(?:满意度|满意率|知晓率|好评率)$")


@rule("CAL207", term="问卷份数与百分率")
def possible_percentage(facts: Facts) -> Iterator[Finding]:
    """以这么多份问卷，不可能得出报告写的满意度。

    满意度应是整数份除以有效份数；取遍各份数，取舍后都不等于报告写的百分率，即请单位说明。写明加权、综合、评分的不核，
    份数多到什么百分率都可能的不核。依据：GRIM 检验（Brown、Heathers，2017）。
    """
    for sentence in facts.sentences:
        if not _SURVEY.search(sentence.text) or _WEIGHTED.search(sentence.text):
            continue
        forms = [
            f
            for f in sentence.facts
            if f.quantity.kind == "count" and f.quantity.exact and _asked(sentence, f)
        ]
        for rate in sentence.facts:
            if (
                rate.quantity.unit == PERCENT
                and _SATISFIED.search(rate.metric)
                and forms
                and not rate.quantity.hedge
            ):
                before = [f for f in forms if f.at.start < rate.at.start]
                counts = [f for f in sentence.facts if f.quantity.kind == "count" and f.quantity.exact]
                sizes = {int(f.quantity.value) for f in counts} | _together(sentence, before)
                if _own_forms(sentence, before, rate) and not any(
                    _reachable(rate.quantity, size) for size in sizes
                ):
                    yield _impossible(rate, before[-1])


def _own_forms(sentence: Sentence, forms: Sequence[Fact], rate: Fact) -> bool:
    """份数与率之间没有隔着别的率：“回访62家，满意率91.9%；学生满意率89.2%”，学生的份数没有说。"""
    return bool(forms) and not any(
        forms[-1].at.start < f.at.start < rate.at.start and f.quantity.unit == PERCENT for f in sentence.facts
    )


def _together(sentence: Sentence, forms: Sequence[Fact]) -> set[int]:
    """几组问卷合在一起的份数；“各50份”的，几组一样多。"""
    sizes = [int(form.quantity.value) for form in forms[-_GROUPS:]]
    some = {sum(group) for length in range(2, len(sizes) + 1) for group in combinations(sizes, length)}
    return some | {size * n for size in sizes for n in range(2, _GROUPS) if "各" in sentence.text}


_GROUPS = 6


def _asked(sentence: Sentence, fact: Fact) -> bool:
    around = sentence.text[
        max(0, fact.at.start - sentence.at.start - 10) : fact.at.end - sentence.at.start + 4
    ]
    return fact.quantity.unit in {"份", "人", "名", "户", "家", "位", "人次"} and bool(_SURVEY.search(around))


def _reachable(rate: Quantity, forms: int) -> bool:
    """有没有一个整数份数，除以总份数后取舍（四舍五入或截去尾数）成这个百分率。"""
    if forms <= 0 or not 0 <= rate.value <= HUNDRED:
        return True
    nearest = int(rate.value * forms / HUNDRED)
    shares = [Decimal(n) * HUNDRED / forms for n in (nearest - 1, nearest, nearest + 1, nearest + 2)]
    return any(judge(rate, Estimate.exactly(share)).holds for share in shares)


def _impossible(rate: Fact, forms: Fact) -> Finding:
    count = int(forms.quantity.value)
    low = int(rate.quantity.value * count / HUNDRED)
    around = [Decimal(n) * HUNDRED / count for n in (low, low + 1)]
    options = "、".join(rate.quantity.printed(value) for value in around)
    return Finding(
        code="CAL207",
        severity="warning",
        message=f"{forms.raw}不可能得出{rate.metric}{rate.raw}：相邻的可能是{options}",
        at=rate.at,
        against=(forms.at,),
        question=f"请提供{rate.metric}{rate.raw}的计算过程。",
        anchor=f"{rate.metric}|{rate.raw}|{forms.raw}",
    )
