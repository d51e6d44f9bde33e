"""商（quotient）：率、占比、完成计划的百分之几，由哪两个数相除，配得对不对。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from normalize import Estimate, Fact
from normalize.quantity import HUNDRED
from reconcile.digits import printed_digits
from reconcile.relation import Relation, ratio_of
from reconcile.told.belonging import of_another
from reconcile.told.cues import Ratio, is_prior, ratio_cue, said
from reconcile.told.denominators import LIMIT, UNITS, Pair
from reconcile.told.evidence import Candidate, Support, misprinted
from reconcile.told.fractions import fractions
from reconcile.told.passage import Passage, comparable, measured, usable
from reconcile.told.rated import EACH_DONE, rated
from reconcile.told.shared import shared

_WANTED = regex.compile(r"^\s*(?:以上|以内|左右)?的?(?:目标|要求|标准|时限|序时|任务|指标|平均)")
_THRESHOLD = regex.compile(r"^(?:均|都|全部)?(?:达到|达|超过|高于|低于|不足|不到)$")
_NEXT_RATE = regex.compile(r"^\s*[、和与及]\s*$")
_FUTURE = regex.compile(r"力争|计划达|预计|争取|目标|要求|不低于|不少于|标准")


def quotients(passage: Passage) -> list[Candidate]:
    """这个百分数可能由哪两个数相除，有把握的在前。"""
    target = passage.target
    if target.fact.quantity.unit not in UNITS:
        return []
    cue = ratio_cue(passage.figures, passage.index) or _measured_aside(passage)
    if cue is None or _excluded(passage, cue):
        return []
    tried = list(
        _inline(passage) if cue.inline else shared(passage, cue) if not cue.name else rated(passage, cue)
    )
    tried += [] if cue.inline else fractions(passage, cue)
    found: dict[tuple[str, str], Candidate] = {}
    each = EACH_DONE.match(target.lead.lstrip("，,")) and target.fact.quantity.value == HUNDRED
    if each or _THRESHOLD.match(target.lead):
        # “四项中两项完成100%”“5项中4项达到90%”：是那几项各完成百分之百、各达到那么多
        return []
    if cue.name and of_another(passage, cue):
        return []
    if _OVERALL.search(target.clause) and passage.nearest and passage.nearest.lead.startswith("、"):
        # “支出甲、乙、丙，总执行率”：说的是合起来，不是最后一项
        return []
    for part, whole, support in tried:
        if part.id == whole.id or not part.quantity.value:
            continue
        if relation := _ratio(cue, target.fact, part, whole):
            key = (part.id, whole.id)
            turned = relation.rule == "CAL205" and _turned_over(relation, part, whole)
            beside = cue.name and support >= Support.NAMED and part.sentence == whole.sentence
            overfull = _overfull(relation, part, whole, cue) and not (
                beside and any(misprinted(fact, relation) for fact in (part, whole))
            )
            if turned or overfull:
                support = Support.TICK
            because = _because(cue)
            if support >= Support.NAMED and _exchanged(relation, part, whole, passage):
                # 错的是率，不必去试别的数
                relation = replace(relation, compute=None)
                support, because = Support.TOLD, f"{because}，像是分子、分母颠倒了"
            if key not in found or found[key].support < support:
                found[key] = Candidate(replace(relation, because=because), support)
    return sorted(found.values(), key=lambda c: -c.support)


def _turned_over(relation: Relation, part: Fact, whole: Fact) -> bool:
    """倒过来除才算得上：“总投入2,420万元，财政奖补占66.9%”，部分说在前面。"""
    turned = ratio_of(relation.rule, relation.stated, whole, part)
    return turned is not None and turned.holds


def _exchanged(relation: Relation, part: Fact, whole: Fact, passage: Passage) -> bool:
    """“计划150公里，完成144公里，完成率104.2%”：谁是计划、谁是完成都说清了，写的却是倒过来除的。"""
    stated = relation.stated.quantity
    if relation.rule != "CAL211" or relation.holds or not stated.value > HUNDRED:
        return False
    own = {f.fact.id: f.own for f in passage.before}
    told = part.id in own and whole.id in own
    planned, actual = said("planned"), said("actual")
    told = told and bool(planned.search(own[whole.id]) and actual.search(own[part.id]))
    return told and not actual.search(own[whole.id]) and _turned_over(relation, part, whole)


def _overfull(relation: Relation, part: Fact, whole: Fact, cue: Ratio) -> bool:
    """写的不到百分之百，算出来却超过很多：除非两个数都有好几位、又说清了是谁除以谁，多半配错了。"""
    stated = relation.stated.quantity
    apart = whole.at.block != relation.stated.at.block
    if stated.unit != "%" or stated.value > HUNDRED or relation.recomputed.value <= _TOO_FULL:
        return False
    digits = min(printed_digits(f.quantity) for f in (part, whole))
    return apart or digits < _DIGITS or not (cue.of or said("generic").search(cue.name[-_FOUR:]))


_TOO_FULL, _DIGITS, _FOUR = 120, 3, 4


def _ratio(cue: Ratio, rate: Fact, part: Fact, whole: Fact) -> Relation | None:
    """商；印在“的”字前面的整数计划是定死的数，没有取舍。"""
    relation = ratio_of(_code(cue), rate, part, whole)
    quantity = whole.quantity
    if relation is None or not (
        cue.inline and said("planned").search(cue.whole) and quantity.step == quantity.scale
    ):
        return relation
    scale = Estimate.exactly(HUNDRED if rate.quantity.unit == "%" else 1)

    def compute(values: Sequence[Estimate]) -> Estimate:
        return values[0] / Estimate.exactly(values[1].value) * scale

    return replace(relation, compute=compute, recomputed=compute([part.quantity.estimate, quantity.estimate]))


def _code(cue: Ratio) -> str:
    """占的是份额，完成的是计划，叫得出名字的是率。"""
    return "CAL211" if cue.name else "CAL206" if cue.of else "CAL205"


def _because(cue: Ratio) -> str:
    if cue.name:
        return f"{cue.name}应等于两数之商"
    return f"占{cue.whole}的比例应等于两数之商" if cue.whole else "占比应等于部分除以总体"


def _excluded(passage: Passage, cue: Ratio) -> bool:
    """上年的、要求的、合起来另有权数的率，几个率连着说的，不在这里核。"""
    target = passage.target
    quantity = target.fact.quantity
    if quantity.hedge or not quantity.value or is_prior(target) or _WANTED.search(target.tail):
        return True
    if "分别" in target.lead or _NEXT_RATE.search(target.lead):
        return True
    if (
        passage.after
        and _NEXT_RATE.search(passage.after[0].lead)
        and passage.after[0].fact.quantity.unit == "%"
    ):
        return True
    earlier = _LAST_YEARS.match(cue.name)
    return bool(earlier or _FUTURE.search(target.clause) or (cue.name and said("blended").search(cue.name)))


def _measured_aside(passage: Passage) -> Ratio | None:
    """“成活率应达85%，实测91.5%（抽查2,000株，成活1,830株）”：没有再说是什么率，算法在括号里。"""
    aside = passage.bracketed
    told = aside is not None and measured(aside) and _SAMPLED.match(aside.lead)
    return Ratio(name="率") if told and _FOUND.search(passage.target.clause) else None


_SAMPLED = regex.compile(r"[（(](?:抽查|抽检|抽样|检测|调查|实测)")
_FOUND = regex.compile(r"(?:实测|实际|达到?|现为|为)$")
_SPANS = frozenset({"年", "个月", "季度", "个季度"})
_LAST_YEARS = regex.compile(r"上年|去年|上一年|同期")
_OVERALL = regex.compile(r"(?:总|整体|合计)的?\p{Han}{2,4}率[为达是]?$")


def _inline(passage: Passage) -> Iterator[Pair]:
    """“完成计划1,200户的106.3%”：分母就是前一个数，分子是再前面同样计量的数。"""
    whole = passage.before[0]
    if whole.fact.quantity.unit in _SPANS:
        # “占三年的40%”：占的是三年的投入
        return
    parts = [f for f in (*passage.before[1:], *passage.above) if comparable(f, whole) and usable(f)]
    # “完成投资86.52亿元，占年度计划82亿元的105.51%”：紧接着说占，两头都印了，配不错
    beside = len(passage.before) > 1 and parts[:1] == [passage.before[1]]
    told = beside and _DIRECTLY.match(whole.lead) and not _JOINED.match(parts[0].lead)
    for order, part in enumerate(parts[:LIMIT]):
        yield part.fact, whole.fact, Support.OPEN if order else Support.TOLD if told else Support.NAMED


_JOINED = regex.compile(r"^\s*(?:[、和与及]|以及)")
"""几个数接连说的，占的是它们合起来。"""
_DIRECTLY = regex.compile(r"^[，,](?:占|为|是|相当于|完成)(?![^，。]*(?:总|累计|全部))")
