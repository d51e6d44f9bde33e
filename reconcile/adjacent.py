"""紧挨着说的三个数（adjacent）：“受理a件，办结b件，办结率c%”“a人，其中b人，占c%”“预算a，实际b，节约c”。

率、差的名称各地叫法不同，词典里没有的也不少；紧挨着的两个数同一计量，又只差一处笔误，就不是碰巧。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from normalize import Fact, Facts, Sentence
from normalize.facts import same_measure
from reconcile.relation import Relation, ratio_of, shown
from reconcile.rule import rule
from reconcile.slips import slip_to

_RATE = regex.compile(r"(?:率|占比|比重|比例)(?:为|达到?|是|约)?\s*$|占[^，。；：]{0,16}$|^\s*的\s*$")
_NOT_A_SHARE = regex.compile(
    r"同比|环比|[较比](?!例)|增长|下降|上升|提高|降低|增[幅加]|减少|利率|税率|由|从|分别|目标|要求|标准|合计|加权|平均|其余"
)
_LEFT = regex.compile(r"(?:结余|结转|剩余|节约|缺编|空编|差额|节余|当期结余)(?:资金|金额)?(?:为|共|了)?\s*$")
_DIGITS = 3
_ONE = 12


@rule("CAL210", term="紧挨着的三个数")
def adjacent(facts: Facts) -> Iterator[Relation]:
    """一个率与它前面紧挨着的两个同样计量的数之商只差一处笔误；结余、节约、缺编与前面两个数之差只差一处笔误。

    措辞说的是率、占比、完成计划的比例，而且率至少有三位数字才核；算得上打勾，差得多的不报（多半不是这两个数之商）。
    说同比、提高、目标、分别的不核。依据：比率的定义；常识性勾稽。
    """
    for position, sentence in enumerate(facts.sentences):
        above = facts.sentences[position - 1] if position else None
        earlier = above.facts if above is not None and above.at.block == sentence.at.block else ()
        for index, fact in enumerate(sentence.facts):
            moved = {f.id for c in sentence.changes for f in (c.amount, c.rate, c.prior) if f is not None}
            before = [f for f in (*earlier, *sentence.facts[:index]) if f.quantity.unit not in {"%", ""}]
            if (
                not index
                or not before
                or before[-1] is not sentence.facts[index - 1]
                or before[-1].id in moved
            ):
                continue
            lead = _lead(sentence, index)
            if fact.quantity.unit == "%" and not fact.quantity.hedge and _RATE.search(lead):
                if not _NOT_A_SHARE.search(lead) and _about(sentence, before[-1], lead):
                    yield from _judged(_shares(sentence, fact, before, lead))
            elif fact.quantity.unit not in {"%", ""} and _LEFT.search(lead):
                yield from _judged(_differences(fact, before))


def _lead(sentence: Sentence, index: int) -> str:
    """到上一个数为止的话。"""
    floor = sentence.facts[index - 1].at.end if index else sentence.at.start
    return sentence.text[
        max(0, floor - sentence.at.start) : sentence.facts[index].at.start - sentence.at.start
    ]


def _pair(stated: Fact, before: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """最近的一个数，和再往前最近的同一计量的数。"""
    if not before or before[-1].sentence != stated.sentence or before[-1].quantity.hedge:
        return None
    part = before[-1]
    units = same_measure(part.quantity.unit)
    whole = next((f for f in reversed(before[:-1]) if f.quantity.unit in units), None)
    return (whole, part) if whole is not None and not whole.quantity.hedge else None


def _about(sentence: Sentence, part: Fact, lead: str) -> bool:
    """这个率说的是前一个数的事：结案率｜审结，回收率｜收回；完成率、执行率一类泛指的，只说“占”的，都算。"""
    if named := _RATE_NAME.search(lead):
        stem = named[1][-2:]
        start = max(0, part.at.start - sentence.at.start - 10)
        around = sentence.text[start : part.at.end - sentence.at.start] + part.named
        return stem in _GENERAL or any(char in around for char in stem)
    return True


_RATE_NAME = regex.compile(r"([\p{Han}]{2,12})率(?:为|达到?|是|约)?\s*$")
_GENERAL = frozenset({"执行", "完成", "支出", "使用", "支付", "到位", "发放"})


def _shares(sentence: Sentence, rate: Fact, before: Sequence[Fact], lead: str) -> Iterator[Relation]:
    pair = _pair(rate, before)
    if pair is None:
        return
    whole, part = pair
    listed = [{f.id for p in e.parts for f in p.facts} for e in sentence.enumerations]
    if any({whole.id, part.id} <= ids for ids in listed):
        # 同一次列举的两个分项，占的不是前一项
        return
    named = lead.rpartition("占")[2].strip("比为达到的 ") if "占" in lead else ""
    if named and not any(named[i : i + 2] in whole.named for i in range(len(named) - 1)):
        return
    if _OF_PLAN.search(lead):
        # “完成年度目标4,000万美元的”：目标印在后
        whole, part = part, whole
    elif whole.quantity.value < part.quantity.value:
        return
    if relation := ratio_of("CAL210", rate, part, whole, licensed=False):
        yield replace(relation, because="紧挨着的两个数之商")


_OF_PLAN = regex.compile(r"^\s*的\s*$")


def _differences(left: Fact, before: Sequence[Fact]) -> Iterator[Relation]:
    pair = _pair(left, before)
    if pair is None or left.quantity.unit not in same_measure(pair[0].quantity.unit):
        return
    whole, part = pair
    value = whole.quantity.estimate - part.quantity.estimate
    if value.value > 0:
        yield Relation(
            "CAL210",
            left,
            (whole, part),
            value,
            f"{whole.raw} − {part.raw} = {shown(left, value.value)}",
            licensed=False,
            because="紧挨着的两个数之差",
            compute=lambda v: v[0] - v[1],
        )


def _judged(tried: Iterator[Relation]) -> Iterator[Relation]:
    """算得上的打勾；只有一种算法恰差一处笔误的，指为错。"""
    relations = list(tried)
    held = next((r for r in relations if r.judgement.holds), None)
    if held is not None:
        yield held
        return
    slips = [r for r in relations if _slipped(r)]
    if len(slips) == 1:
        yield replace(slips[0], licensed=True)


def _slipped(relation: Relation) -> bool:
    """报告写的数差一处笔误就是算出来的数，而且位数不太少。"""
    stated = relation.stated.quantity
    digits = len(str(int(abs(stated.value / stated.step))))
    if digits < _DIGITS or not relation.recomputed.value:
        return False
    return slip_to(stated, stated.rounded_like(relation.recomputed.value)).cost <= _ONE
