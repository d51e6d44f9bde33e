"""余下的（leftovers）：总数减去用掉的、做完的，应是结余、其余、尚未的；收入减去成本是净收益；满分减去得分是扣分。

总数与做完的说得清的才指错；总数在前一句、在同一行表里的，要像一处笔误。别的两个数减得上也行，只打勾。
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

import regex

from normalize import Estimate, Fact
from reconcile.relation import Relation, shown
from reconcile.told.cues import each_cue, verb_of
from reconcile.told.evidence import STANDS, Candidate, Support, repairable
from reconcile.told.minuends import minuends, usable
from reconcile.told.passage import Passage

_LEFT = regex.compile(
    r"(?:结余|结存|剩余|剩下|余下|其余|尚余|尚有|还有|仍有|还剩|仅剩|余额|未支付|未使用|未支出|未拨付|未完成|未发放|未兑付|未整改|未办结|余款|尾款|欠款|欠付|节支|缺口|欠\p{Han}{0,4}|(?:尚未|仍未|未|没有)(?!满|成年|来|达|超)\p{Han}{1,6}|结转下年|结转次年|结转|^[余剩])"
    r"(?:使用)?(?:资金|金额|款项|经费|数)?(?:的|为|共计?|约|仅|有)*$"
)
_LACKS = regex.compile(r"^[，,；;](?:尚|仍|还)?有$")
_MISSING = regex.compile(
    r"^[\p{Han}]{0,3}(?:[^，。；]{0,12})(?:不全|未|没有|缺|不符|不合格|不达标|在办|延期|推迟)"
)
_NOT_LEFT = regex.compile(
    r"(?:债务|贷款|存款|年末|期末|年底|月末)\p{Han}{0,4}(?:余额|结存)|"
    r"上年|年初|以前年度|往年|历年|累计结余|滚存|期初|去年|20\d\d年(?:结转|结余)"
)
_EARNED = regex.compile(
    r"(?:净收益|净收入|净利润|利润|盈余|价差收益|价差收入|价差|毛利|收支差额|收支相抵后?结余)(?:为|约|达)?$"
)
_INCOME = regex.compile(r"收入|收益|收取|回款|销售额|营收")
_COST = regex.compile(r"成本|支出|费用|开支")
_DEDUCTED = regex.compile(r"(?:扣减?|扣除|共扣|合计扣)(?:了|分)?$")
_SCORED = regex.compile(r"自评|得分|总分|合计|综合")
_OTHERS = regex.compile(r"其余|其他|其它")
_RARELY, _SELDOM, _TENFOLD, _FEW = Decimal("0.002"), Decimal("0.01"), 10, 2
_BESIDE = 2
_FULL = 100


def leftovers(passage: Passage) -> list[Candidate]:
    """这个数是余下的、净得的、扣掉的，各种算法。"""
    target = passage.target
    quantity = target.fact.quantity
    if quantity.hedge or quantity.unit in {"%", "个百分点", ""} or verb_of(target.lead)[0]:
        return []
    if _NOT_LEFT.search(target.clause) or each_cue(target) is not None or passage.parent(target):
        return []
    if _EARNED.search(target.clause):
        return list(_earned(passage))
    if quantity.unit == "分":
        return list(_deducted(passage)) if _DEDUCTED.search(target.clause) else []
    if _LEFT.search(target.clause) or (_LACKS.match(target.lead) and _MISSING.match(target.tail)):
        return _left(passage)
    return []


def _left(passage: Passage) -> list[Candidate]:
    """从前面的总数里减去做完的。"""
    if _QUOTED.search(passage.target.clause):
        return []
    target = passage.target.fact
    text = passage.facts.document.holder(target.at).text
    found = [
        _difference(target, m.whole, m.done, m.support, *m.more)
        for m in minuends(passage)
        if m.whole.at.block != target.at.block
        or not (
            _ITEM.search(text[m.whole.at.start : target.at.start])
            or _OF_NAMED.search(text[m.done.at.end : target.at.start])
        )
    ]
    found.sort(key=lambda c: -c.support)
    if (other := _counterpart(passage)) is not None:
        return [c for c in found if other in c.relation.inputs or c.relation.holds]
    if any(c.relation.judgement.verdict in STANDS for c in found):
        return found
    return [*_only_slip(passage, found), *found]


def _counterpart(passage: Passage) -> Fact | None:
    """“乘车家长1,200份……；未乘车家长300份”：做到的就是名目只少一个“未”字的那个数。"""
    negated = _NEGATED.search(passage.target.clause)
    if negated is None:
        return None
    alike = (f for f in (*passage.before, *passage.above) if usable(f, passage.target))
    return next((f.fact for f in alike if f.clause.endswith(negated["done"])), None)


_NEGATED = regex.compile(r"(?:尚未|仍未|没有|未)(?P<done>\p{Han}{4,})$")
_QUOTED = regex.compile("“[^”]*$")
"""“其余6个乡镇”加了引号的，是一行的名称。"""
_OF_NAMED = regex.compile(r"^[^。]*其中[^。\d]*(?:其余|其他)$")
"""“建成6个，其中甲、乙、丙已投用，其余三个”：减去的是点了名的几个。"""
_ITEM = regex.compile(r"[；;。]\s*[（(]\d{1,2}[)）]")
"""隔了编号的，是另一条。"""


def _only_slip(passage: Passage, found: Sequence[Candidate]) -> list[Candidate]:
    """两两试减的里面恰有一种只差一处笔误，试了几种就把碰巧的可能算大几倍；列举几项之后的“其余”要减去各项，不试。"""
    if _OTHERS.search(passage.target.clause) and len(passage.before) > _FEW:
        return []
    here = {f.fact.id for f in (*passage.before, *passage.above)}
    loose = [
        c
        for c in found
        if c.support <= Support.OPEN and _sized(c.relation) and c.relation.inputs[1].id in here
    ]
    for limit, support in ((_RARELY, Support.NAMED), (_SELDOM, Support.CLOSE)):
        near = [c for c in loose if repairable(c.relation, limit / len(loose))]
        if len({c.relation.recomputed.value for c in near}) == 1:
            return [Candidate(near[0].relation, support)]
    return []


def _sized(relation: Relation) -> bool:
    """差与余下的数大小相近，才谈得上碰巧。"""
    one, other = relation.stated.quantity.value, relation.recomputed.value
    return 0 < max(one, other) < min(one, other) * _TENFOLD


def _earned(passage: Passage) -> Iterator[Candidate]:
    """收入减去成本：各取最近的一个。"""
    target = passage.target
    pool = [f for f in (*passage.before, *passage.above) if usable(f, target) and not passage.is_part(f)]
    income = [f for f in pool if _INCOME.search(f.clause) and not _COST.search(f.clause)]
    cost = [f for f in pool if _COST.search(f.clause)]
    for one in income[:_BESIDE]:
        for two in cost[:_BESIDE]:
            first = one is income[0] and two is cost[0]
            here = one.fact.sentence == two.fact.sentence == target.fact.sentence
            support = Support.NAMED if first and here else Support.OPEN
            yield _difference(target.fact, one.fact, two.fact, support, code="CAL202")


def _deducted(passage: Passage) -> Iterator[Candidate]:
    """“自评96分，扣4分”：一百减去得分。"""
    target = passage.target
    scores = [f for f in (*passage.before, *passage.above) if f.fact.quantity.unit == "分" and not f.depth]
    if not scores or not _SCORED.search(scores[0].own) or "满分" in passage.sentence.text:
        return
    score = scores[0].fact

    def compute(values: Sequence[Estimate]) -> Estimate:
        return Estimate.exactly(_FULL) - values[0]

    value = compute([score.quantity.estimate])
    beside = bool(passage.before) and passage.before[0] is scores[0] and target.lead.strip("，, ") in _TAKEN
    yield Candidate(
        Relation(
            "CAL202",
            target.fact,
            (score,),
            value,
            f"{_FULL} − {score.raw} = {shown(target.fact, value.value)}",
            compute=compute,
            because="得分与扣分之和应是一百分",
        ),
        Support.NAMED if beside and score.quantity.value > _FULL / _BESIDE else Support.TICK,
    )


_TAKEN = frozenset({"扣", "共扣分", "合计扣分", "共扣", "合计扣", "扣减", "扣分", "扣了"})


def _difference(
    stated: Fact, whole: Fact, done: Fact, support: Support, *more: Fact, code: str = "SUM204"
) -> Candidate:
    """总数减去做完的；差印到了小数而总数是整的万元的，先当取舍过的减，减不出再当准确的。"""
    inputs = (whole, done, *more)
    limits = {f.id for f in inputs if f.quantity.hedge}
    relation = _subtracted(code, stated, inputs, limits)
    if relation.judgement.verdict not in STANDS and (round_ := {f.id for f in inputs if _whole(f, stated)}):
        relation = _subtracted(code, stated, inputs, limits | round_)
    return Candidate(relation, support)


def _whole(fact: Fact, difference: Fact) -> bool:
    """差印到了小数，这个数印的是整的万元：省掉的是末尾的零。"""
    one, other = fact.quantity, difference.quantity
    return one.unit == "元" and one.scale == other.scale == one.step and other.step < one.step


def _subtracted(code: str, stated: Fact, inputs: tuple[Fact, ...], exact: Collection[str]) -> Relation:
    def compute(values: Sequence[Estimate]) -> Estimate:
        known = [
            Estimate.exactly(value.value) if fact.id in exact else value
            for fact, value in zip(inputs, values, strict=True)
        ]
        left = known[0]
        for value in known[1:]:
            left = left - value
        return left

    value = compute([fact.quantity.estimate for fact in inputs])

    def formula() -> str:
        return f"{' − '.join(fact.raw for fact in inputs)} = {shown(stated, value.value)}"

    because = "净得的应等于收入减去成本" if code == "CAL202" else "总数减去用掉的、做完的，应是余下的"
    return Relation(
        code,
        stated,
        inputs,
        value,
        formula,
        compute=compute,
        because=because,
    )
