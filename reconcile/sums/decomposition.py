"""分项与总数（decomposition）：叙述里列举的分项，加起来应是总数，每一项都不大于总数。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import regex

from normalize import Estimate, Fact, Facts
from normalize.facts import same_measure
from reconcile.likely import chance, slipped
from reconcile.relation import Relation, sum_of, total
from reconcile.rule import rule
from reconcile.slips import one_slip
from reconcile.sums.classed import by_shares
from reconcile.sums.completeness import closure, hardly_open, nearly_closed, overflowing, related
from reconcile.sums.listed import ITS_OWN, Listed, adds_up, alike, listings, matching

_RARELY, _SELDOM, _OFTEN = Decimal("0.002"), Decimal("0.02"), Decimal("0.2")
"""恰差一位数字是碰巧的机会这么小，才像笔误。"""
_PAIR = 2


@rule("SUM201", term="分项与总数")
def enumerated_parts(facts: Facts) -> Iterator[Relation]:
    """“其中”之后各分项之和与前面的总数不符。

    只有分项确已列全才指为错：措辞说明列全（分别为、由……构成、两部分、合计）；制度规定就是这几项（货物、服务、工程；基本支出、
    项目支出；“三公”的三项；行政编制、事业编制）；或者各项占比合计为100%。没有列全的，加得上打勾，加不上不报；
    只差一个数字、像是笔误的，请单位说明。同一次列举有几个总数的，加得上其中一个就不问别的。
    依据：财预〔2013〕53号；政府采购法第二条；部门决算报表制度。
    """
    for group in listings(facts):
        closing = [one for one in group if one.closes]
        for one in closing:
            because = closure(one)
            yield sum_of("SUM201", one.whole, one.parts, licensed=bool(because), because=because)
        if closing and {c.whole.quantity.unit for c in closing} >= {o.whole.quantity.unit for o in group}:
            continue
        for one in group:
            if one.closes or any(alike(c.whole, one.whole) for c in closing) or not _nearest(one, group):
                continue
            if any(adds_up(f, one.parts) for f in _ahead(facts, one)):
                # 加得上的是更前面的一个数
                continue
            if len(one.parts) > _PAIR and adds_up(one.parts[-1], one.parts[:-1]):
                # 末一个是前面几项的合计：分的是它，不是更前面的数
                continue
            if any(adds_up(one.whole, one.parts[:end]) for end in range(2, len(one.parts))):
                # 头几项已经加得上，后面的另有所指
                continue
            if because := closure(one) or nearly_closed(one):
                yield sum_of("SUM201", one.whole, one.parts, because=because)
            elif _slipped(one) and not one.whole.quantity.hedge:
                because = "只差一个数字，像是笔误"
                yield replace(sum_of("SUM201", one.whole, one.parts, because=because), severity="warning")
            elif because := hardly_open(one) or overflowing(one):
                yield replace(sum_of("SUM201", one.whole, one.parts, because=because), severity="warning")
    for sentence in facts.sentences:
        if listed := by_shares(sentence):
            yield sum_of("SUM201", *listed, because="各分项占比合计为100%")


def _nearest(one: Listed, group: Sequence[Listed]) -> bool:
    """同一计量有几个总数的，分项口径相同的优先，其次离引导词最近的。"""
    rivals = [other for other in group if alike(other.whole, one.whole)]
    named = [o for o in rivals if all(p.metric == o.whole.metric for p in o.parts)]
    return one is (named or rivals)[-1]


def _slipped(one: Listed) -> bool:
    """总数或者某一分项只差一处笔误。

    分项没有列全的，余下的数往往是整数，也恰像一个数字写错；所以只看总数有零头、而相差的数没有零头的。
    """
    added = total(one.parts).value
    if one_slip(one.whole.quantity, total(one.parts)):
        return True
    relation = sum_of("SUM201", one.whole, one.parts)
    if slipped(relation) and chance(relation) < _odds(one):
        return True
    step = one.whole.quantity.step
    gap = one.whole.quantity.value - added
    if not (one.whole.quantity.value / step) % 10 or (gap / step) % 100:
        return False
    return any(one_slip(p.quantity, Estimate.exactly(p.quantity.value + gap)) for p in one.parts)


def _odds(one: Listed) -> Decimal:
    """碰巧的机会多小才算数：同一种东西的各种，多半列全了；看不出怎样分的要小得多。"""
    if related(one):
        return _OFTEN
    return _SELDOM if one.split or len(one.parts) > _PAIR else _RARELY


@rule("SUM202", term="并列计量的分项")
def parallel_parts(facts: Facts) -> Iterator[Relation]:
    """同一组分项，一种计量加得上总数，另一种计量加不上。

    例如各部分的参演人数加起来正是总人数，可见分项已经列全，那么各部分的场次也应加成总场次；
    场次和人数各有自己的“其中”、名目相同的，也这样对照。只有一种计量的、没有任何一种计量加得上的，不报。依据：常识性勾稽。
    """
    groups = listings(facts)
    for group in groups:
        for anchor in group:
            if anchor.closes and len(anchor.parts) > 1:
                for other in group:
                    if _nearest(other, [one for one in group if one.enumeration is other.enumeration]):
                        yield from _beside(anchor, other)
    for before, after in pairwise(groups):
        for one in before:
            for other in after:
                if _same_labels(one, other) and not alike(one.whole, other.whole) and _near(one, other):
                    for anchor, doubted in ((one, other), (other, one)):
                        if anchor.closes and not closure(doubted):
                            yield _doubted(anchor, doubted.whole, doubted.parts)


def _beside(anchor: Listed, other: Listed) -> Iterator[Relation]:
    """同一次列举里的另一种计量：取加得上的那几个分项的这种计量。"""
    same = alike(anchor.whole, other.whole) and anchor.whole.metric == other.whole.metric
    if same or other.whole is anchor.whole or other.enumeration is not anchor.enumeration:
        return
    closing = [part for part in anchor.enumeration.parts if any(f in anchor.parts for f in part.facts)]
    named = [f for part in closing if (f := matching(other.whole, part.facts))]
    if same_measure(other.whole.quantity.unit) & {anchor.whole.quantity.unit}:
        named = list(other.parts)
    if len(named) == len(closing) > 1 and not set(named) & set(anchor.parts):
        yield _doubted(anchor, other.whole, named)


def _doubted(anchor: Listed, whole: Fact, parts: Sequence[Fact]) -> Relation:
    return sum_of("SUM202", whole, parts, because=f"同样的分项，{anchor.whole.metric}加得上")


def _near(one: Listed, other: Listed) -> bool:
    """同一段里的前后两次列举。"""
    return one.whole.at.block == other.whole.at.block


def _same_labels(one: Listed, other: Listed) -> bool:
    """两次列举的名目逐个相同（区级演练、街道演练｜区级、街道）。"""
    pairs = list(zip(one.labels, other.labels, strict=False))
    return len(one.labels) == len(other.labels) > 1 and all(
        a[:2] == b[:2] and (a.startswith(b) or b.startswith(a)) for a, b in pairs
    )


@rule("SUM203", term="部分不超过总数")
def parts_within(facts: Facts) -> Iterator[Relation]:
    """“其中、包括、含”后面的一项，大于它所属的总数。

    只比较同一种计量、同一口径；已经按合计核对过的列举不再逐项比。总数不止一个的，请单位说明；约数按区间比。
    依据：部分不大于整体。
    """
    for group in listings(facts, least=1):
        if any(one.closes for one in group):
            continue
        for one in group:
            if len(one.parts) == 1 or not closure(one):
                yield from _bounded(facts, one, alone=len(group) == 1)


def _ahead(facts: Facts, one: Listed) -> list[Fact]:
    """引导词之前（同段的上一句也算）同一计量的数：都可能是总数。"""
    position = one.parts[0].sentence or 0
    above = facts.sentences[position - 1] if position else None
    earlier = above.facts if above is not None and above.at.block == one.sentence.at.block else ()
    return [
        f
        for f in (*earlier, *one.sentence.facts)
        if f.at.start < one.enumeration.at.start and alike(f, one.whole)
    ]


def _not_within(one: Listed, part: Fact) -> bool:
    """最高、最低、平均的不是其中一部分；“其中3人……，涉及学校13所”说的是全部；单价15元容不下155万元，不是它的总数。"""
    lead = one.sentence.text[: part.at.start - one.sentence.at.start]
    if part.quantity.unit == "%" and not _SHARE.search(one.sentence.text):
        # “执行率96.9%（97.3%、96.1%）”：几项的率有的比总的高
        return True
    apart = part.quantity.scale != one.whole.quantity.scale
    rest = one.sentence.text[part.at.end - one.sentence.at.start :]
    if lead.endswith("的") and ITS_OWN.match(rest):
        # “其中7月发行的3亿元只计半年457.5万元”：分项是后一个数
        return True
    if part.quantity.unit == "%" and one.enumeration.cue in {"（", "("}:
        # “执行率96.9%（97.3%）”：括号里是上年的、另一处的率
        return True
    if _accumulated(one):
        return True
    if _INSIDE.search(lead) or _MERGED.search(lead) or _netted(one) or _of_bracket(one, part):
        return True
    odd = apart and part.quantity.low > one.whole.quantity.high * _THOUSANDFOLD
    return odd or bool(_EXTREME.search(lead)) or part.quantity.unit in _SPELLS


def _accumulated(one: Listed) -> bool:
    """“新增甲1家、乙7家，累计分别为4家、62家”：一一相对说的是连新增在内的总数，没有“其中”。"""
    start, cue = one.enumeration.at.start - one.sentence.at.start, one.enumeration.cue
    before = regex.split("[，。；]", one.sentence.text[:start])[-1]
    return "分别" in cue and bool(_STOCK.search(before + cue))


def _netted(one: Listed) -> bool:
    """“增加了7所：新办19所，撤并12所”：有增有减的，净数比哪一项都可以小。"""
    lead = one.sentence.text[: one.whole.at.start - one.sentence.at.start]
    return bool(_CHANGED.search(lead))


def _of_bracket(one: Listed, part: Fact) -> bool:
    """“占专任教师（含外聘161名）的26.7%”：括号紧跟着名目，说的是那个名目有多少，不是前面那个数的一项。"""
    before = one.sentence.text[: part.at.start - one.sentence.at.start]
    opened = before.rfind("（")
    return opened > 0 and "）" not in before[opened:] and one.whole.at.end - one.sentence.at.start != opened


_STOCK = regex.compile(r"累计|总[数量]|现有|已有|年末|[增升扩]\p{Han}{0,2}[至到]")
_SHARE = regex.compile(r"占|比重|比例|构成")
_INSIDE = regex.compile(
    r"占[^，。；、\d]*$|(?:达|达到|增至|升至|[增升扩]\p{Han}{0,2}[到至])$|(?:包含|包括|含|计|算|列|放|归)(?:在|入|进)[^，。；、\d]*$"
)
"""“收入78.52万元，包含在培训收入412.36万元之中”“占全县1,402名的22.2%”：后说的才是总数。"""
_MERGED = regex.compile(r"(?:去重|合并|扣除重复)[^，。；、\d]*$")
_CHANGED = regex.compile(r"(?:[增减多少][加少多]?|净[增减]\w?|超\p{Han}{0,4}|差额?|缺口?)(?:了|到)?$")
_THOUSANDFOLD = 1000
_SPELLS = frozenset({"年", "个月", "月", "天", "日"})
_EXTREME = regex.compile(r"(?:最[高低大小多少]|平均|涉及|合计|共计?)[^，。；、\d]{0,10}$")


def _bounded(facts: Facts, one: Listed, *, alone: bool) -> Iterator[Relation]:
    for part in one.parts:
        roomy = any(f.quantity.high >= part.quantity.low for f in _ahead(facts, one))
        if _not_within(one, part):
            continue
        if part.quantity.value < 0 or (roomy and one.whole.quantity.high < part.quantity.low):
            # 更前面还有一个容得下它的总数，说不定分的是那一个
            continue
        relation = Relation(
            "SUM203",
            part,
            (one.whole,),
            one.whole.quantity.estimate,
            f"{part.raw} ≤ {one.whole.raw}",
            bound=True,
            because="“其中”的一项应不大于总数",
        )
        yield relation if alone else replace(relation, severity="warning")
