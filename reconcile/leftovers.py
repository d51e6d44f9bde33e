"""余下的（leftovers）：总数减去用掉的、做完的，应是结余、其余、尚未的；收入减去成本是净收益；满分减去得分是扣分。

总数与做完的紧挨着写在前面的才指错；总数在前一句、在同一行表里的，要像一处笔误。别的两个数减得上也行，只打勾。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from normalize import Estimate, Fact
from reconcile.beside import row_mates
from reconcile.cues import Figure, each_cue, is_prior, said, verb_of
from reconcile.evidence import Candidate, Support
from reconcile.passage import Passage, comparable
from reconcile.relation import Relation, shown

_LEFT = regex.compile(
    r"(?:结余|结存|剩余|剩下|余下|其余|尚余|尚有|还有|仍有|还剩|仅剩|余额|未支付|未使用|未支出|未拨付|未完成|未发放|未兑付|未整改|未办结|余款|尾款|欠款|欠付|未[\p{Han}]{2,3}|结转下年|结转次年|结转)"
    r"(?:使用)?(?:资金|金额|款项|经费|数)?(?:的|为|共计?|约|仅|有)*$"
)
_LACKS = regex.compile(r"^[，,；;](?:尚|仍|还)?有$")
_MISSING = regex.compile(
    r"^[\p{Han}]{0,3}(?:[^，。；]{0,12})(?:不全|未|没有|缺|不符|不合格|不达标|在办|延期|推迟)"
)
_NOT_LEFT = regex.compile(r"上年|年初|以前年度|往年|历年|累计结余|滚存|期初|去年|20\d\d年(?:结转|结余)")
_EARNED = regex.compile(
    r"(?:净收益|净收入|净利润|利润|盈余|价差收益|价差收入|价差|毛利|收支差额|收支相抵后?结余)(?:为|约|达)?$"
)
_INCOME = regex.compile(r"收入|收益|收取|回款|销售额|营收")
_COST = regex.compile(r"成本|支出|费用|开支")
_DEDUCTED = regex.compile(r"(?:扣减?|扣除|共扣|合计扣)(?:了|分)?$")
_SCORED = regex.compile(r"自评|得分|总分|合计|综合")
_DONE = regex.compile(
    r"已|实际|实发|实付|完成|完工|到货|投用|投入使用|办结|整改|验收|支出|使用|支付|拨付|合格|恢复|建成|发放|兑付|销号|答复|交付|签订|开工|竣工|处置|调解"
)
_WHOLE = regex.compile(
    r"受理|收集|发生|排查|发现|共|应|计划|核查|抽查|抽检|接到|收到|交办|征集|提出|待|总|全部"
)
_CARRIED = regex.compile(r"结转|上年|往年|撤回|撤销|退回|另|以前|跨年")
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
        return sorted(_left(passage), key=lambda c: -c.support)
    return []


def _usable(figure: Figure, target: Figure) -> bool:
    moved = verb_of(figure.lead)
    return (
        comparable(figure, target)
        and bool(figure.fact.quantity.value)
        and not figure.fact.quantity.hedge
        and not is_prior(figure)
        and each_cue(figure) is None
        and (not moved[0] or moved[1])
    )


def _left(passage: Passage) -> Iterator[Candidate]:
    target = passage.target
    here = [f for f in passage.outer if _usable(f, target) and f.depth <= target.depth]
    above = [f for f in (*passage.above, *passage.earlier) if _usable(f, target) and not passage.is_part(f)]
    money = target.fact.quantity.unit == "元"
    same = here[:1] and here[0].fact.quantity.value
    here = [*here[:1], *(f for f in here[1:] if f.fact.quantity.value != same)]
    if len(here) >= _BESIDE and _sound(here[1], here[0]):
        done = _DONE.search(here[0].own) or here[0].tail.startswith("的")
        told = done and (_WHOLE.search(here[1].own) or said("planned").search(here[1].own) or not money)
        alone = len({f.fact.quantity.value for f in here}) == _BESIDE
        support = Support.NAMED if told and alone and not money else Support.CLOSE
        support = Support.TICK if _CARRIED.search(passage.sentence.text) else support
        yield _difference(target.fact, here[1].fact, here[0].fact, support)
    if len(here) == 1 and _DONE.search(here[0].own):
        mates = [f for f in row_mates(passage.facts, here[0]) if comparable(f, target)]
        planned = [f.fact for f in above if said("planned").search(f.own) or _WHOLE.search(f.own)]
        larger = [f for f in (*mates, *planned) if f.quantity.value > here[0].fact.quantity.value]
        for whole in larger[:_BESIDE]:
            yield _difference(target.fact, whole, here[0].fact, Support.CLOSE)
    pool = [*here, *above]
    for one in pool:
        for two in pool:
            if one is not two and one.fact.quantity.value >= two.fact.quantity.value:
                yield _difference(target.fact, one.fact, two.fact, Support.TICK)
    if len(here) > _BESIDE:
        rest = [f.fact for f in reversed(here[:-1])]
        yield _difference(target.fact, here[-1].fact, rest[0], Support.TICK, *rest[1:])


def _sound(whole: Figure, done: Figure) -> bool:
    """总数不比做完的小；只小一点的可能是写错。"""
    return whole.fact.quantity.value * _BESIDE >= done.fact.quantity.value


def _earned(passage: Passage) -> Iterator[Candidate]:
    """收入减去成本：各取最近的一个。"""
    target = passage.target
    pool = [f for f in (*passage.before, *passage.above) if _usable(f, target) and not passage.is_part(f)]
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
    inputs = (whole, done, *more)

    def compute(values: Sequence[Estimate]) -> Estimate:
        left = values[0]
        for value in values[1:]:
            left = left - value
        return left

    value = compute([fact.quantity.estimate for fact in inputs])
    terms = " − ".join(fact.raw for fact in inputs)
    because = "净得的应等于收入减去成本" if code == "CAL202" else "总数减去用掉的、做完的，应是余下的"
    relation = Relation(
        code,
        stated,
        inputs,
        value,
        f"{terms} = {shown(stated, value.value)}",
        compute=compute,
        because=because,
    )
    return Candidate(relation, support)
