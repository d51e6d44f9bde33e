"""读错了构成（misread）：加不上，而话里说明这几个数本来就不是那个总数的分项。

有重叠的，平均数，“其余……合计”，有增有减的净数，“最高的1人”，元与万元混着的，发放与回收、到位与支付各一头的，
以及大小悬殊又不像笔误的。
"""

from __future__ import annotations

from itertools import pairwise

import regex

from normalize import Fact, Facts
from reconcile.relation import Relation
from reconcile.slips import slip_to
from reconcile.spoken import lead_of

_SUMS = frozenset({"SUM201", "SUM202", "SUM205"})
_OVERLAP = regex.compile(
    r"既[^，。；]{1,12}[又也]|(?:两|几|多|三)(?:样|项|条|者|类|库|头|顶|边)[^，。；]{0,4}(?:都|同时|兼|有)|[县市省区镇村]{2}都|重[复叠]|交叉|去重|"
    r"同时(?![，,完开推])[^，。；]{0,4}(?:[占超属有是两几多]|符合|涉及|收录|列入|享受)|往往|有的(?:[^，。；]{0,4})(?:兼|同时|几|两|多)"
)
_MEAN = regex.compile(r"均值|平均|均分|人均|中位数")
_OTHERS = regex.compile(r"^(?:其余|其他|余下|剩下|另有|零星)")
_NET = regex.compile(
    r"净(?!化|水|值|菜|含|重)|(?:增加|减少|增多|多出|少了|多了|变动|差的?|超出?|相差)(?:了|的|共)?$"
)
_UP = regex.compile(r"新[增设建办招开]|增|调入|引进|迁入|多")
_DOWN = regex.compile(r"减|撤|退|少|流失|注销|调出|迁出|关停|并")
_EXTREME = regex.compile(r"最[高低大小多少早晚][^，。；、]{0,4}$")
_ACTUAL = regex.compile(r"实际(?:到岗|到位|入职|报到|就业|完成|投用|发放)")
"""博士5人、实际到岗2人：后一个在前一个之内。"""
_CHECKED = regex.compile(r"(?:抽[查检测]|检[查测]|核查|排查|巡查)[^，。；、]{0,6}$")
_FOUND = regex.compile(r"(?:发现|检出|查出|查实|不合格|有误|出错)[^，。；、]{0,8}$")
"""抽查152个，发现2个：后一个在前一个之内。"""
_OPENING = regex.compile(r"(?:年初|期初|(?:上年|去年|上年度)[末底])(?!结[转余])|原有")
_REMOVED = regex.compile("关[停闭]|撤销|减少|[调核]减|注销|退出|调出|迁出|报废|去世|死亡")
"""年初29个、新建6个、关停4个：是增减，不是分项。"""
_UNLIKE = tuple(
    (regex.compile(one), regex.compile(other))
    for one, other in (
        ("回收|收回", "发放|发出"),
        ("到位", "支付|支出|拨付"),
        ("支付|支出", "到位|下达"),
        ("办结", "受理"),
        ("审定", "送审"),
    )
)
_YEAR = regex.compile(r"20\d\d年|[当本今]年")
_STOCK = regex.compile("建成|累计|现有|已有|存量")
_FAR, _CLEAN, _TENTH, _PAIR = 2, 12, 10, 2
_APPROXIMATE = "约差"


def misread(facts: Facts, relation: Relation) -> bool:
    """话里说明这几个数不是那个总数的分项。"""
    if relation.rule not in _SUMS or relation.stated.sentence is None or not relation.inputs:
        return False
    whole, parts = _lead(facts, relation.stated), [_lead(facts, fact) for fact in relation.inputs]
    return (
        bool(_MEAN.search(whole) or _OTHERS.search(whole))
        or any(_EXTREME.search(lead) for lead in (whole, *parts))
        or any(_ACTUAL.match(other) and not _ACTUAL.match(one) for one, other in pairwise(parts))
        or any(_CHECKED.search(one) and _FOUND.search(other) for one, other in pairwise(parts))
        or (any(map(_OPENING.search, parts)) and any(map(_REMOVED.search, parts)))
        or (bool(_NET.search(whole)) and _both_ways(parts))
        or _opposed(whole, parts)
        or _mixed(relation)
        or _far(relation)
        or _roughly(relation)
        or _all_of_it(relation)
        or _in_the_year(whole, parts)
        or bool(_OVERLAP.search(_span(facts, relation)))
    )


def _lead(facts: Facts, fact: Fact) -> str:
    """小句里这个数之前的话。"""
    return lead_of(facts.sentences[fact.sentence], fact).strip() if fact.sentence is not None else ""


def _span(facts: Facts, relation: Relation) -> str:
    """从第一个数到最后一个数所在的那句话完。"""
    text = facts.document.holder(relation.stated.at).text
    own = [fact for fact in relation.members if fact.at.block == relation.stated.at.block]
    end = max(fact.at.end for fact in own)
    return text[min(fact.at.start for fact in own) : end] + text[end:].partition("。")[0]


def _both_ways(parts: list[str]) -> bool:
    """分项有增有减，或者没有说增减。"""
    return any(_DOWN.search(lead) for lead in parts) or not all(_UP.search(lead) for lead in parts)


def _opposed(whole: str, parts: list[str]) -> bool:
    """总数说的是回收、到位，分项说的是发放、支付。"""
    return any(
        one.search(whole) and any(other.search(lead) and not one.search(lead) for lead in parts)
        for one, other in _UNLIKE
    )


def _mixed(relation: Relation) -> bool:
    """万元与元混着的：几元、几千元的是标准、单价。"""
    scales = [fact.quantity.scale for fact in relation.inputs if fact.quantity.value]
    money = relation.stated.quantity.unit == "元"
    return money and any(one != other and 1 in {one, other} for one, other in pairwise(scales))


def _roughly(relation: Relation) -> bool:
    """“测算可压减约855万元（两家分别为1,640万元和1,215万元）”：约数与几个准数相差这么多，不是它们的和。"""
    stated, found = relation.stated.quantity, relation.recomputed.value
    exact = not any(fact.quantity.hedge for fact in relation.inputs)
    return bool(stated.hedge) and exact and abs(stated.value - found) * _TENTH > abs(stated.value)


_CLOSED = "各分项已列全"
"""制度规定的几项（completeness.closure）；“按质量分”的合格、优良会重叠。"""


def _all_of_it(relation: Relation) -> bool:
    """“完工的22座合格22座，优良15座”：有一项就是全部，别的是其中更好的；制度规定就是这几项的（行政、事业），不会重叠。"""
    stated = relation.stated.quantity.value
    return (
        _CLOSED not in relation.because
        and len(relation.inputs) == _PAIR
        and any(fact.quantity.value == stated for fact in relation.inputs)
    )


def _in_the_year(whole: str, parts: list[str]) -> bool:
    """“建成98家（2023年新建21家、提升改造17家）”：头一项说的是这一年的，不是历年建成的分项。"""
    stock = bool(_STOCK.search(whole)) and not _YEAR.search(whole)
    return stock and bool(_YEAR.search(parts[0])) and not all(map(_YEAR.search, parts))


def _far(relation: Relation) -> bool:
    """两边差一倍以上，又不是清清楚楚的一处笔误。"""
    stated, found = relation.stated.quantity, relation.recomputed.value
    one, other = sorted((abs(stated.value), abs(found)))
    if one * _FAR > other:
        return False
    candidates = [(stated, stated.rounded_like(found))]
    candidates += [
        (fact.quantity, fact.quantity.rounded_like(wanted))
        for fact in relation.inputs
        if (wanted := relation.solved_for(fact, stated.value)) is not None
    ]
    slips = (slip_to(quantity, value) for quantity, value in candidates if value > 0)
    return not any(slip.cost <= _CLEAN and _APPROXIMATE not in slip.words for slip in slips)
