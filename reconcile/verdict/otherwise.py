"""另有所指（otherwise）：叙述里算不上的，换成同一句（前一句）里的另一个数就算得上，是配错了对，不是写错了数。"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations, product

import regex

from normalize import Estimate, Fact, Facts
from normalize.quantity import HUNDRED, INFINITY
from reconcile.ladder import judge
from reconcile.likely import likely
from reconcile.relation import Relation, total

_WORDED = frozenset({"CAL201", "CAL202", "CAL204", "CAL205", "CAL206", "CAL208", "CAL211", "CAL212"})
"""靠措辞认哪几个数的规则。"""
_DIFFERENCE, _GROWTH, _SHARE = "CAL202", "CAL204", "CAL205"
_FROM_CURRENT = "÷（"
_BEFORE = frozenset({"CAL201", _GROWTH})
_MONEY = regex.compile("(?:金额|资金|支出|收入|费用)(?:同比|较上年|比上年)?(?:增长|下降|减少|增加)")
_EACH, _RATE, _PORTION = "CAL208", "CAL211", "CAL212"
_RATIOS = frozenset({"CAL201", "CAL205", "CAL206", "CAL211"})
"""部分除以总体的。"""


def meant_otherwise(facts: Facts, relation: Relation) -> bool:
    """换一个数，话就说得通。"""
    stated = relation.stated
    if relation.rule not in _WORDED or stated.sentence is None:
        return False
    if relation.rule == _DIFFERENCE and _netted(facts, relation):
        return True
    if relation.explicit:
        return False
    if _MONEY.search(_lead(facts, stated)) and all(
        f.quantity.unit not in {"元", "%"} for f in relation.inputs
    ):
        # “……6,524笔……，金额下降10.77%”：说的是金额
        return True
    if relation.rule == _GROWTH and (_rounded_means(facts, relation) or _over_the_last(facts, relation)):
        return True
    if relation.rule == _GROWTH and _FROM_CURRENT not in relation.written:
        # 增减额除以现在的数也许正是用错了基数
        return False
    if relation.rule == _DIFFERENCE and _listed_part(facts, relation) and not likely(relation):
        return True
    others = _nearby(facts, relation)
    for fact in relation.inputs:
        part = relation.rule == _SHARE and fact is relation.inputs[0]
        chosen = [other for other in others if not part or _named(facts, stated, other)]
        if any(_replaced(relation, fact, other) for other in chosen):
            return True
    if relation.rule in _RATIOS and (_rated_already(facts, relation) or _another_whole(facts, relation)):
        return True
    if relation.rule in _RATIOS and _summed_part(facts, relation):
        return True
    if relation.rule in {_EACH, _PORTION} and (
        _stacked(relation, others) or _printed(relation, others) or _monthly(relation)
    ):
        return True
    if relation.rule == _EACH:
        units = {fact.quantity.unit for fact in relation.inputs}
        listed = len(relation.inputs) != len(("总数", "个数"))
        return _several(facts, stated) or _another_pair(facts, relation) or (not listed and len(units) == 1)
    return relation.rule == _RATE and (_apportioned(relation, others) or _of_the_rest(relation))


def _over_the_last(facts: Facts, relation: Relation) -> bool:
    """“审定8.36亿元，核减0.107亿元，偏差率1.28%”：叫得出名字的率，分母就是前面的那个数，不是变动之前的。"""
    if not _RATE_NAME.search(_lead(facts, relation.stated)) or len(relation.inputs) != _TWO:
        return False
    amount, level = (fact.quantity.estimate for fact in relation.inputs)
    if level.low <= 0:
        return False
    return judge(relation.stated.quantity, amount / level * Estimate.exactly(HUNDRED)).holds


_RATE_NAME = regex.compile(r"(?<!增长|下降|增减|变动|变化)率[为达是约]?$")


def _rounded_means(facts: Facts, relation: Relation) -> bool:
    """“人均检测由101批次增至153批次，增幅51.8%”：均数是取舍过的，取到整数也是。"""
    if relation.compute is None or not any(_MEAN.search(_lead(facts, f)) for f in relation.inputs):
        return False
    halves = [(f.quantity.value, f.quantity.step / 2) for f in relation.inputs]
    wide = relation.compute([Estimate(value, value - half, value + half, 1) for value, half in halves])
    return relation.stated.quantity.agrees_with(wide)


_MEAN = regex.compile(r"[\p{Han}]均|平均|每")


def _netted(facts: Facts, relation: Relation) -> bool:
    """“上年29个，新增6个、到期未续1个”：有增有减，说的是净增减。"""
    told = facts.sentences[relation.stated.sentence or 0].facts
    order = told.index(relation.stated)
    used = {fact.id for fact in relation.members}
    beside = [f for f in told[max(0, order - 1) : order + 2] if f.id not in used]
    stated, gap = relation.stated.quantity, abs(relation.recomputed.value)
    return any(
        abs(abs(stated.value + sign * f.quantity.value) - gap) < stated.step
        for f in beside
        if f.quantity.unit == stated.unit
        for sign in (1, -1)
    )


def _another_whole(facts: Facts, relation: Relation) -> bool:
    """总体说在同一段的前几句里：年初馆藏甲……年末为乙，……占馆藏的；访了甲户，收回乙份，满意丙户。"""
    part, whole = relation.inputs[0], relation.inputs[-1]
    if whole.quantity.unit == "%" and relation.stated.quantity.unit == "%":
        # 由别的几项的占比推出的总体
        scale = Estimate.exactly(HUNDRED)
        return part.quantity.low > 0 and any(
            judge(relation.stated.quantity, part.quantity.estimate / fact.quantity.estimate * scale).holds
            for fact in _told_before(facts, relation.stated)
            if fact.quantity.unit == part.quantity.unit and fact.quantity.value > part.quantity.value
        )
    if len(relation.inputs) != _TWO:
        return False
    # “全年支出287万元，甲98万元、乙75万元、丙114万元，执行率”：率说的可能是句首的那个数
    told = facts.sentences[relation.stated.sentence or 0].facts
    head = next((f for f in told if f.quantity.unit == part.quantity.unit and not f.quantity.hedge), part)
    return any(
        relation.holds_with({part.id: one.quantity, whole.id: fact.quantity})
        for one in (part, head)
        for fact in _told_before(facts, relation.stated)
        if fact.quantity.value >= one.quantity.value or relation.stated.quantity.value > HUNDRED
        if fact.id not in {one.id, whole.id} and {fact.id, one.id} != {part.id, whole.id}
        if fact.quantity.unit == whole.quantity.unit or (fact.quantity.kind == whole.quantity.kind == "count")
    )


def _rated_already(facts: Facts, relation: Relation) -> bool:
    """“完成17层（共21层），占总层数的81.0%；病房装修完成60%”：分号前面已经说了这两个数的率，后面的率说的是另一件事。"""
    stated = relation.stated
    sentence = facts.sentences[stated.sentence or 0]
    before, semicolon, _ = sentence.text[: stated.at.start - sentence.at.start].rpartition("；")
    end = sentence.at.start + len(before)
    if not semicolon or any(f.sentence != stated.sentence or f.at.end > end for f in relation.inputs):
        return False
    last = max(fact.at.end for fact in relation.inputs)
    return any(
        last <= fact.at.start
        and fact.at.end <= end
        and fact.quantity.unit == stated.quantity.unit
        and judge(fact.quantity, relation.recomputed).holds
        for fact in sentence.facts
    )


def _told_before(facts: Facts, stated: Fact) -> list[Fact]:
    """同一段里前面的数；率有三位以上的，碰巧的少，前面各段的也看。"""
    here = stated.sentence or 0
    home = facts.sentences[here]
    far = len("".join(filter(str.isdigit, stated.raw))) >= _TELLING
    return [
        fact
        for sentence in facts.sentences[max(0, here - _BACK) : here + 1]
        if far or (sentence.at.block, sentence.at.cell) == (home.at.block, home.at.cell)
        for fact in sentence.facts
        if (sentence is not home or fact.at.start < stated.at.start) and not fact.quantity.hedge
    ]


_TELLING, _BACK = 3, 10


def _summed_part(facts: Facts, relation: Relation) -> bool:
    """分子是连着说的几项之和：满意、比较满意分别为197份、71份，满意率；（前两者）占。"""
    if len(relation.inputs) != _TWO:
        return False
    part, whole = relation.inputs
    told = [
        f
        for f in facts.sentences[relation.stated.sentence or 0].facts
        if f.at.start < relation.stated.at.start
        and f.quantity.unit == part.quantity.unit
        and f.id != whole.id
    ]
    runs = (told[i:j] for i in range(len(told)) for j in range(i + _TWO, min(len(told), i + _RUN) + 1))
    scale = Estimate.exactly(HUNDRED if relation.stated.quantity.unit == "%" else 1)
    ways = [(total(run), whole.quantity.estimate) for run in runs]
    # 两次问卷合起来的满意率：两次满意的除以两次的份数
    ways += [
        (total([part, one]), total([whole, other]))
        for one, other in permutations(told, _TWO)
        if part.id not in {one.id, other.id} and one.quantity.value < other.quantity.value
    ]
    return any(
        some.low > 0 and judge(relation.stated.quantity, one / some * scale).holds for one, some in ways
    )


_TWO, _RUN = 2, 4


def _another_pair(facts: Facts, relation: Relation) -> bool:
    """“共1亿尾……花费215.4万元，其中大黄鱼112.5万元，每尾0.09元”：同样两种计量的另一对数除得出它。"""
    if len(relation.inputs) != len(("总数", "个数")):
        return False
    here = relation.stated.sentence or 0
    for sentence in facts.sentences[max(0, here - 1) : here + 1]:
        if sentence.at.block != relation.stated.at.block:
            continue
        # “超过10亿元”怎样都除得出
        firm = [
            f for f in sentence.facts if abs(f.quantity.high) < INFINITY and abs(f.quantity.low) < INFINITY
        ]
        kinds = [[f for f in firm if f.quantity.unit == i.quantity.unit] for i in relation.inputs]
        if any(
            {a.id, b.id} != {f.id for f in relation.inputs}
            and relation.holds_with({i.id: f.quantity for i, f in zip(relation.inputs, (a, b), strict=True)})
            for a, b in product(*kinds)
        ):
            return True
    return False


def _of_the_rest(relation: Relation) -> bool:
    """“四次拨付中三次延迟，按时率25%”：数的是没有做到的，一减去它就是率。"""
    if relation.stated.quantity.unit != "%":
        return False
    return judge(relation.stated.quantity, Estimate.exactly(HUNDRED) - relation.recomputed).holds


def _listed_part(facts: Facts, relation: Relation) -> bool:
    """拿来比的是前面一次列举里的一项（其中……、行政19件，……比上年多77件）：说的更可能是那个总数。"""
    inputs = {fact.id for fact in relation.inputs}
    here = relation.stated.sentence or 0
    enumerations = (e for s in facts.sentences[max(0, here - 1) : here + 1] for e in s.enumerations)
    parts = ({f.id for part in e.parts for f in part.facts} for e in enumerations)
    return any(inputs & own for own in parts)


def _apportioned(relation: Relation, others: Sequence[Fact]) -> bool:
    """率是一项占两项之和的比例：集中供养、分散供养两项里集中供养的率。"""
    for one, other in permutations((*relation.inputs, *others), 2):
        whole = one.quantity.estimate + other.quantity.estimate
        told = one in relation.inputs and other in relation.inputs
        if told and one.quantity.unit == other.quantity.unit and whole.low > 0:
            share = one.quantity.estimate / whole * Estimate.exactly(HUNDRED)
            if judge(relation.stated.quantity, share).holds:
                return True
    return False


def _nearby(facts: Facts, relation: Relation) -> list[Fact]:
    """同一句里别的数；预算、现在的数常在前一句。"""
    here = relation.stated.sentence or 0
    first = max(0, here - 1) if relation.rule in _BEFORE else here
    members = {fact.id for fact in relation.members}
    return [
        fact
        for sentence in facts.sentences[first : here + 1]
        if sentence.at.block == relation.stated.at.block
        for fact in sentence.facts
        if fact.id not in members
    ]


def _named(facts: Facts, stated: Fact, other: Fact) -> bool:
    """率的话里说了是哪一项：网上占比｜网上39.0万件。"""
    words = regex.match(r"\p{Han}{2,6}?(?=占)", _lead(facts, stated))
    return words is not None and words[0] in _lead(facts, other)


def _lead(facts: Facts, fact: Fact) -> str:
    """这个数之前、上一个标点之后的话。"""
    sentence = facts.sentences[fact.sentence or 0]
    return regex.split("[，。；：、（(]", sentence.text[: fact.at.start - sentence.at.start])[-1]


def _replaced(relation: Relation, fact: Fact, other: Fact) -> bool:
    """把一个输入换成别的数，算得上。"""
    if _measure(relation, fact) != _measure(relation, other):
        return False
    if relation.rule == _DIFFERENCE:
        kept = [each.quantity.estimate for each in relation.inputs if each.id != fact.id]
        gaps = [
            end for each in kept for end in (each - other.quantity.estimate, other.quantity.estimate - each)
        ]
        return len(kept) == 1 and any(judge(relation.stated.quantity, gap).holds for gap in gaps)
    return relation.holds_with({fact.id: other.quantity})


def _stacked(relation: Relation, others: Sequence[Fact]) -> bool:
    """“每亩1,000元、另给补种费200元”：几种标准加在一起。"""
    price = relation.inputs[0]
    return price.quantity.value < relation.stated.quantity.value and any(
        other.quantity.unit == price.quantity.unit
        and other.id != relation.stated.id
        and relation.holds_with(
            {
                price.id: price.quantity.model_copy(
                    update={"value": price.quantity.value + other.quantity.value}
                )
            }
        )
        for other in others
    )


def _monthly(relation: Relation) -> bool:
    """“每月增加40元，1,103名一年52.94万元”：还要乘上月数。"""
    year = relation.recomputed * Estimate.exactly(_MONTHS)
    return judge(relation.stated.quantity, year).holds


_MONTHS = 12


def _printed(relation: Relation, others: Sequence[Fact]) -> bool:
    """“每人600元，应发8,718.0万元，实发8,706.6万元”：乘出来的数就印在旁边。"""
    return any(
        other.quantity.unit == relation.stated.quantity.unit
        and judge(other.quantity, relation.recomputed).holds
        for other in others
        if not other.quantity.hedge
    )


def _measure(relation: Relation, fact: Fact) -> str:
    """计量；均数、标准的“元/平方米·月”就是“元”。"""
    unit = fact.quantity.unit
    return unit.partition("/")[0] if relation.rule == _EACH else unit


def _several(facts: Facts, stated: Fact) -> bool:
    """前面说了好几种“每……”的总数，是各种的和，不是最后一种的积。"""
    sentence = facts.sentences[stated.sentence or 0]
    before = sentence.text[: stated.at.start - sentence.at.start]
    here = regex.split("[；;]", before)[-1]
    # 分号前面的是另一件事，自有它的总数：“公费生20人，每人3,000元，计6万元；专项生8人，每人5,000元，计4万元”
    said = here if _PRICE.search(here) and _TOTALLED.search(before[: -len(here)]) else before
    return len(_PRICE.findall(said)) > 1 and "每" not in _lead(facts, stated)


_PRICE = regex.compile(r"每[^每，。；、\d]{1,6}\d")
_TOTALLED = regex.compile(r"每[^每；;]{2,16}[，,][\p{Han}]{0,6}\d[\d,，.]*[万亿]?元")
