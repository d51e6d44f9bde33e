"""配错了（mispaired）：一处根源说出来以前的最后一问——是报告写错了，还是我们配错了对。

牵动几条关系的、算式写在旁边的、说“不超过”的，配不错。只凭正文的措辞配成的一对，算不上时看它像不像一处笔误：
相差得多、又改不出一处笔误的，是碰巧排在一起的两回事；一位数、“三成”、“两个”怎样都像笔误，说明不了什么；
换一种单位才约略相等的，也是碰巧。同样的话说了两遍的，各班、各类、前后两期常常只差一个数字，数字长一些才算同一件事。
"""

from __future__ import annotations

from itertools import pairwise

from normalize import Estimate, Fact
from normalize.quantity import HUNDRED
from reconcile.ladder import judge
from reconcile.relation import Relation
from reconcile.slips import Slip
from reconcile.verdict.causes import Cause

_COMPLETED, _GROWTH, _ADJOINING = "CAL206", "CAL204", 8
_REPEATED = "TIE202"
_PLAIN = frozenset({"SUM201", "SUM204", "CAL202"})
"""其中、余下、相差几个：话说得明白，一位数也算。"""
_CLOSE = 50
"""相差不到百分之二的，多半就是那个数。"""
_SLIP, _SWAPPED = 16, 8
"""一处笔误、相邻两位颠倒的代价。"""
_SHORT, _LONG = 2, 4
"""至少几位数字：一处笔误才说明得了什么；同样的话说的才是同一个数。"""
_ABOUT, _POINT, _COPIED = "约差", "小数点错位", "抄错"
_LISTS, _EACH = frozenset({"SUM201", "SUM205"}), "CAL208"
_MANY, _GAP, _TEN, _TENS = 3, 9, 10, 30


def mispaired(cause: Cause) -> bool:
    """说的多半不是一回事，不该怪报告。"""
    lead = cause.lead
    if len(cause.explains) > 1 or lead.explicit or lead.bound:
        return False
    slips = [each.slip for each in (cause, *cause.rivals) if each.slip]
    if lead.rule == _REPEATED:
        # 另一处由别的数算得出来的，三位也算
        limit = _SLIP if cause.upheld is not None else _SWAPPED
        return (
            not any(slip.cost <= limit and _COPIED not in slip.words for slip in slips)
            and _printed(cause.culprit) < _LONG
        )
    if any(fact.sentence is None for fact in lead.members) or _in_one_breath(lead):
        return False
    if _printed(cause.culprit) < _SHORT and lead.rule not in _PLAIN:
        return not (_in_a_row(cause) or _even(lead))
    return not (_near(lead) or any(map(_telling, slips)) or _pointed(cause))


def _pointed(cause: Cause) -> bool:
    """率的小数点错了位：98.8%写成9.9%，末位取舍了才约略。"""
    rate = cause.culprit.id == cause.lead.stated.id and cause.culprit.quantity.unit == "%"
    return rate and cause.slip is not None and _POINT in cause.slip.words


def _in_a_row(cause: Cause) -> bool:
    """“桥涵7座（东梁村2座、西沙村1座、白音村3座、乌兰村1座）”：一位的总数后面紧接着逐项说完，一项也没有隔开。"""
    relation = cause.lead
    if cause.culprit.id != relation.stated.id or relation.recomputed.value >= _TEN:
        return False
    run = (relation.stated, *relation.inputs)
    gaps = [b.at.start - a.at.end for a, b in pairwise(run)]
    alike = {fact.quantity.unit for fact in run}
    return (
        relation.rule in _LISTS and len(run) > _MANY and len(alike) == 1 and all(0 < g <= _GAP for g in gaps)
    )


def _even(relation: Relation) -> bool:
    """“204人次，68批次，每批次3人”：总数除以好几十个，除得尽，配不错。"""
    if relation.rule != _EACH or len(relation.inputs) != _SHORT:
        return False
    whole, count = (fact.quantity for fact in relation.inputs)
    together = len({fact.sentence for fact in relation.members}) == 1
    return together and count.value >= _TENS and not whole.value % count.value


def _printed(fact: Fact) -> int:
    """印了几位阿拉伯数字。"""
    return sum(map(str.isdigit, fact.raw))


def _near(relation: Relation) -> bool:
    written, found = relation.stated.quantity.value, relation.recomputed.value
    return bool(relation.inputs) and abs(written - found) * _CLOSE <= abs(found)


def _telling(slip: Slip) -> bool:
    """一处笔误；约略差一个单位的不算。"""
    return slip.cost <= _SLIP and not slip.words.startswith(_ABOUT)


def _in_one_breath(relation: Relation) -> bool:
    """“减少17.40万元，下降5.65%”，“完成年初预算的90.75%”和那笔预算在一句里，印的正是用错基数的数：配不错。"""
    stated = relation.stated
    if relation.rule == _COMPLETED:
        return all(fact.sentence == stated.sentence for fact in relation.inputs)
    return relation.rule == _GROWTH and (
        any(
            fact.at.block == stated.at.block and 0 <= stated.at.start - fact.at.end <= _ADJOINING
            for fact in relation.inputs
        )
        or _by_the_present(relation)
    )


def _by_the_present(relation: Relation) -> bool:
    """增减额除以了现在的数：印的正是用错基数算出来的。"""
    one, other = (fact.quantity.estimate for fact in relation.inputs)
    if one.low <= 0 or other.low <= 0:
        return False
    change = (one - other) / one * Estimate.exactly(HUNDRED)
    stated = relation.stated.quantity
    return judge(stated, change if stated.value * change.value > 0 else change * Estimate.exactly(-1)).holds
