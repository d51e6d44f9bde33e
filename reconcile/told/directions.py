"""方向（directions）：话里说增，数却是减；话里说减，数却是增。"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from normalize import Estimate, Fact, Facts
from normalize.quantity import HUNDRED
from reconcile.ladder import judge
from reconcile.rule import rule
from reconcile.spoken import lead_of
from reconcile.told.changed import DOWN, PERCENT, POINT, UP, Told, changes_told, metric_kind, prior_of
from reconcile.told.cues import Figure
from reconcile.told.moves import reversed_move
from reconcile.told.passage import passages
from reconcile.types import Finding


@rule("TIE501", term="方向与数字")
def directions(facts: Facts) -> Iterator[Finding]:
    """说增长而数字是减少，说减少而增减率说增长，“下降-5%”一类双重否定。

    本年数、上年数都印出（或能在报告里找到）才比较方向，比目标高（低）几个百分点的也比；差多少也对不上的由增减额、增减率的规则报；
    “增长-5%”是习惯写法，不报。依据：部门决算公开操作规程。
    """
    found = list(_directions(facts))
    yield from found
    seen = {place for finding in found for place in (finding.at, *finding.against)}
    yield from (finding for finding in _directions_told(facts) if finding.at not in seen)


def _directions_told(facts: Facts) -> Iterator[Finding]:
    """现在的数和拿来比的数都印在话里，差多少也对，只是方向反了。"""
    for passage in passages(facts):
        if (move := reversed_move(passage)) and not _of_part(passage.target):
            current, prior, up = move
            if _ranked(facts, current) or _in_turn(facts, current, prior) or _dashed(facts, current, prior):
                continue
            stated = passage.target.fact
            size = "小" if up else "大"
            said = f"{passage.target.clause[-_TOLD:]}{stated.raw}，而{current.raw}{size}于{prior.raw}"
            yield Finding(
                code="TIE501",
                severity="error",
                message=f"增减的方向与数字不符：{said}",
                at=stated.at,
                against=(current.at, prior.at),
                question="请核实是增加还是减少。",
                anchor=f"{stated.raw}|{said}",
            )


_TOLD = 6
_APART = regex.compile("相差|差距")
"""“两者相差1.4个百分点”没有说哪个大。"""
_ONE_OF = regex.compile(r"^、|而|[类部项局县市区][上下增减升降回提]")
"""“增加2个、减少1个”“而效果类上升0.8分”：说的是其中一笔、其中一类。"""
_COMPARING = regex.compile(
    r"^(?:同比|环比|[比较与][^，。；]*?(?=[增减升降上下提多少高低涨回压缩扩])|净|共|约|又|再|各|也|均)+"
)
_SUBJECT = regex.compile(r"(?:缺口|差额|补助|成本|其中|别的|另)")
"""“由8.9亿元降到6.4亿元，缺口增2.5亿元”：增的是缺口。"""
_SIGNED = regex.compile("率|变动|变化|差")
"""“减少135.67万元，变动率为-15.0%”：率自带正负号。"""
_BESIDE = regex.compile(r"(?:[比较与同]|高于|低于)[^，。；]*$")
"""“较全省平均72.6%高12.2个百分点，较上年81.3%高3.5个百分点”：72.6%也是拿来比的。"""


def _of_part(figure: Figure) -> bool:
    """没有说方向，或者说的是其中一部分的增减。"""
    own = _COMPARING.sub("", figure.clause)
    return bool(_APART.search(figure.clause) or _ONE_OF.search(figure.lead) or _SUBJECT.match(own))


def _directions(facts: Facts) -> Iterator[Finding]:
    for told in changes_told(facts):
        if not told.change.direction:
            continue
        second = _second_verb(told)
        stated = told.rate or told.amount
        if second and second != told.change.direction and told.rate is not None:
            yield _reversed(
                told,
                told.rate,
                f"前面说{told.change.word}，后面的增减率说是{'增' if second == '增' else '减'}",
            )
        elif stated is not None and stated.quantity.value < 0 and not told.up:
            if _SIGNED.search(lead_of(told.sentence, stated)):
                continue
            yield replace_severity(_reversed(told, stated, f"“{told.change.word}{stated.raw}”是双重否定"))
        elif told.current and (prior := told.prior or prior_of(facts, told)):
            grown = told.current.quantity.low > prior.quantity.high
            fallen = told.current.quantity.high < prior.quantity.low
            same = told.current.quantity.unit == prior.quantity.unit and _as_far(told, prior)
            same = same and not _ranked(facts, told.current) and not _fits_another(told, prior)
            same = same and _same_measure(told.current, prior) and _rate_fits(told, prior)
            same = same and not _in_turn(facts, told.current, prior)
            same = same and not _BESIDE.search(lead_of(told.sentence, told.current))
            same = same and not _dashed(facts, told.current, prior)
            negative = stated is not None and stated.quantity.value < 0
            if same and not negative and ((fallen and told.up) or (grown and not told.up)):
                said = f"说{told.change.word}，而{told.current.raw}{'小' if fallen else '大'}于{prior.raw}"
                yield _reversed(told, stated or told.current, said, prior)


def _dashed(facts: Facts, *told: Fact) -> bool:
    """“极端最低气温-7.3℃，较上年-5.1℃低2.2℃”：紧贴着的短横也可能是负号，说不上哪个大。"""
    return any(
        fact.sentence is not None and _DASH.search(lead_of(facts.sentences[fact.sentence], fact))
        for fact in told
    )


_DASH = regex.compile(r"[-－−–—]$")


def _in_turn(facts: Facts, current: Fact, prior: Fact) -> bool:
    """“2022年6.71亿元，2023年7.93亿元，增1.22亿元”：先说的是早的一年，后说的才是现在的数。"""
    one, other = (
        _YEAR.findall(lead_of(facts.sentences[f.sentence], f)) if f.sentence is not None else []
        for f in (current, prior)
    )
    return bool(one and other) and one[-1] < other[-1]


_YEAR = regex.compile(r"20\d\d(?=年)")
_RANKED = regex.compile(r"\s*(?:等|类|级|名|位|档)(?![\p{Han}]*(?:人|户|学校|医院))")
"""等级、名次越小越好，提高是数变小。"""


def _ranked(facts: Facts, fact: Fact) -> bool:
    if fact.sentence is None:
        return False
    sentence = facts.sentences[fact.sentence]
    after = sentence.text[fact.at.end - sentence.at.start :]
    return fact.quantity.printed_unit in _RANKS or bool(_RANKED.match(after))


_RANKS = frozenset("等类级名位档")


def _fits_another(told: Told, prior: Fact) -> bool:
    """增减率与同一句里的另一个数、同样的方向算得上：比的是那一个。"""
    if told.rate is None:
        return False
    for fact in told.sentence.facts:
        if fact.quantity.unit != prior.quantity.unit or fact.id in {prior.id, told.rate.id}:
            continue
        change = _growth_of(fact, prior)
        if change is not None and (change.value > 0) == told.up:
            size = change if told.up else change * Estimate.exactly(-1)
            if judge(told.rate.quantity, size).holds:
                return True
    return False


def _growth_of(now: Fact, before: Fact) -> Estimate | None:
    if before.quantity.low <= 0:
        return None
    return (now.quantity.estimate / before.quantity.estimate - Estimate.exactly(1)) * Estimate.exactly(
        HUNDRED
    )


def _rate_fits(told: Told, prior: Fact) -> bool:
    """增减率的大小对得上，只是方向反了；大小也对不上的，比的不是这两个数。没有说率的不论。"""
    if told.rate is None or told.current is None:
        return True
    size = told.rate.quantity
    for one, other in ((told.current, prior), (prior, told.current)):
        change = _growth_of(one, other)
        if change is not None and (judge(size, change).holds or judge(size, change * _LESS).holds):
            return True
    return False


_LESS = Estimate.exactly(-1)


def _same_measure(current: Fact, prior: Fact) -> bool:
    """预算与上年的决算不比：这句话说的是另外的决算。"""
    measured = metric_kind(current) == metric_kind(prior) == "measure"
    return not measured or current.metric == prior.metric


def _as_far(told: Told, prior: Fact) -> bool:
    """差多少对得上，只是方向反了；没有说差多少的也算。"""
    current = told.current
    units = {prior.quantity.unit, POINT if prior.quantity.unit == PERCENT else ""}
    if current is None or told.amount is None or told.amount.quantity.unit not in units:
        return True
    gap = current.quantity.estimate - prior.quantity.estimate
    stated = told.amount.quantity
    return any(end.low <= stated.high and stated.low <= end.high for end in (gap, gap * Estimate.exactly(-1)))


def replace_severity(finding: Finding) -> Finding:
    """改为需要说明。"""
    return finding.model_copy(update={"severity": "warning"})


def _second_verb(told: Told) -> str:
    """增减额之后、增减率之前的动词的方向；没有为空串。"""
    if told.amount is None or told.rate is None:
        return ""
    start, end = sorted((told.amount, told.rate), key=lambda f: f.at.start)
    between = told.sentence.text[
        start.at.end - told.sentence.at.start : end.at.start - told.sentence.at.start
    ]
    if regex.search(rf"(?:{DOWN})", between):
        return "减"
    return "增" if regex.search(rf"(?:{UP})", between) else ""


def _reversed(told: Told, at: Fact, said: str, *against: Fact) -> Finding:
    return Finding(
        code="TIE501",
        severity="error",
        message=f"增减的方向与数字不符：{said}",
        at=at.at,
        against=tuple(f.at for f in (*against, told.current, told.amount) if f is not None and f is not at),
        question="请核实是增加还是减少。",
        anchor=f"{at.raw}|{said}",
    )
