"""增减、占比、完成率（comparison）：叙述里用措辞说明怎么算的数，用报告印出的数再算一遍。

“比上年增加x万元，增长y%”有三个数就能互相复算；末位取舍允许的差不算错，一律按印出的数的区间判断。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

import regex

from normalize import Change, Estimate, Fact, Facts, Sentence
from normalize.metrics import dictionary
from normalize.quantity import HUNDRED, Quantity
from reconcile.ladder import judge
from reconcile.likely import likely
from reconcile.named.operands import operand_of
from reconcile.named.residue import residue
from reconcile.relation import Relation, shown
from reconcile.rule import rule
from reconcile.spoken import lead_of
from reconcile.told.cues import Figure
from reconcile.told.moves import reversed_move
from reconcile.told.passage import passages
from reconcile.told.worded import worded
from reconcile.types import Finding

_UP, _DOWN = (
    "增长|上升|增加|提高|上涨|上浮|增幅|增|多|涨",
    "下降|减少|降低|节约|压减|下浮|回落|下滑|降幅|减|降|少",
)
_FOLLOWING = regex.compile(
    rf"^[）)，,、；;\s]*(?:即|共|同比|实际|[增降]幅)?(?:{_UP}|{_DOWN})(?:了|约|率|幅度|幅)*(?:为|达)?\s*$"
)
_PRIOR = regex.compile(r"上年|去年|上一年|同期|20\d\d")
_PERCENT = "%"
_POINT = "个百分点"
_COMPLETED = regex.compile(
    r"(?:完成|占|达到?|为)(?:了)?(?:年初|全年|调整后?的?|年度|本年|当年)?(?:支出|收入)?预算(?:数|安排|批复)?的?(?:约|近)?\s*$"
)
_BUDGETS = frozenset({"年初预算数", "调整后预算数"})
_SURVEY = regex.compile(r"问卷|调查|回访|访问|受访|抽样|抽查")
_WEIGHTED = regex.compile(r"加权|综合|平均|指数|评分|分值|折算|得分")
_SATISFIED = regex.compile(r"(?:满意度|满意率|知晓率|好评率)$")
_EVERY = regex.compile(r"(?:每个?|[/／])(?:年|学年|学期|季度?|月|周|天|日|小时)")
"""还要乘上期数，期数往往没有写。"""
_PER = regex.compile(
    r"(?:每|平均每|场均|单价|每一)(?P<unit>[\p{Han}]{0,3}?)(?:补助|投入|支出|费用|成本|参加|培训|标准|约|为)*\s*$"
)
_AVERAGED = regex.compile(r"(?P<unit>[人户亩校])均(?P<what>[\p{Han}]{2,8}?)(?:约|为|是|达)*\s*$")
_SCALES = (Decimal(10), Decimal(100), Decimal(1000), Decimal(10000))
_TIMES = regex.compile(r"(?:共|合计|共计|总计|计|累计|总)(?:[\p{Han}]{0,8})$")


@dataclass(frozen=True)
class _Told:
    """补全了的一次增减：现在的数、原来的数、增减额、增减率，动词的方向。"""

    change: Change
    sentence: Sentence
    current: Fact | None
    prior: Fact | None
    amount: Fact | None
    rate: Fact | None

    @property
    def up(self) -> bool:
        """动词说的是增。"""
        return self.change.direction == "增"


@rule("CAL202", term="差额复算")
def differences(facts: Facts) -> Iterator[Relation]:
    """“较（比）……少（多）”的差额与两数之差不符。

    被比的数印在句中的用句中的；由甲减到乙、消除丙，计划甲、实际乙、超额丙，最高甲、最低乙、相差丙，高于目标几个百分点，
    收入减去成本的净收益，满分减去得分的扣分，也按两数之差核；按年说过的两个数用那两年的；没有印的，按“较”字后面的名称（预算数）或上年同一指标，在同一主体的数据项里找；找不到的不报。
    依据：会计基础工作规范（财政部令第98号）数字勾稽的要求；部门决算公开操作规程。
    """
    for told in _all(facts):
        if told.amount is None or told.current is None:
            continue
        prior = told.prior or _prior(facts, told)
        if prior is not None and prior.quantity.unit == told.current.quantity.unit:
            same = told.prior is None and prior.quantity.value == told.current.quantity.value
            relation = _difference(told, told.amount, told.current, prior)
            # 每吨加了10元，不是那82万吨一年要多花的钱；配错了的差得离奇
            if not same and not _reached(told) and (relation.holds or likely(relation)):
                yield relation
    yield from worded(facts, "CAL202")


def _reached(told: _Told) -> bool:
    """“由2,974个增为3,360个”：说的是到了多少，不是差多少。"""
    end = told.amount.at.start - told.sentence.at.start if told.amount else 0
    return _TO.search(told.sentence.text[:end]) is not None


_TO = regex.compile(r"(?:[增减升降扩缩][为到至成]|(?:增加|减少|提高|降低|上升|下降|扩大|缩小)[到至])\s*$")


def _difference(told: _Told, amount: Fact, current: Fact, prior: Fact) -> Relation:
    high, low = (current, prior) if told.up else (prior, current)
    value = high.quantity.estimate - low.quantity.estimate
    swapped = value.value < 0
    if swapped:
        # 方向写反另由 TIE501 报，这里只核差多少；“由2.9%变为4.4%”没有说方向
        high, low, value = low, high, low.quantity.estimate - high.quantity.estimate
    formula = f"{high.raw} − {low.raw} = {shown(amount, value.value)}"
    printed = (
        told.prior is not None or prior.metric == told.change.base or not _PRIOR.search(told.change.base)
    )
    return Relation(
        "CAL202",
        amount,
        (high, low),
        value,
        formula,
        severity="error" if printed else "warning",
        compute=_apart if swapped else lambda v: v[0] - v[1],
        because="增减额应等于两数之差",
    )


def _apart(values: Sequence[Estimate]) -> Estimate:
    """差多少，不论谁大。"""
    one, other = values
    return one - other if one.value >= other.value else other - one


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
                rate.quantity.unit == _PERCENT
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
        forms[-1].at.start < f.at.start < rate.at.start and f.quantity.unit == _PERCENT
        for f in sentence.facts
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


@rule("CAL209", term="百分点与百分比")
def percentage_points(facts: Facts) -> Iterator[Finding]:
    """两个百分率之差写成了“提高3.2%”，应写“提高3.2个百分点”。

    只在差额恰等于所写的数、而按百分比计算又不相等时提示。依据：国家统计局《统计用语规范》——百分率之差用百分点表示。
    """
    for told in _all(facts):
        current, prior, stated = told.current, told.prior, told.rate
        if current and prior and stated and _points_misread(told):
            gap = abs(current.quantity.value - prior.quantity.value)
            yield Finding(
                code="CAL209",
                severity="info",
                message=f"{prior.raw}到{current.raw}相差{gap}个百分点，不是{stated.raw}",
                at=stated.at,
                against=(prior.at, current.at),
                expected=f"{gap}个百分点",
                anchor=f"{prior.raw}|{current.raw}|{stated.raw}",
            )


def _points_misread(told: _Told) -> bool:
    """两个百分率之差恰是所写的“百分之几”。"""
    current, prior, stated = told.current, told.prior, told.rate
    if current is None or prior is None or stated is None or stated.quantity.kind != "percent":
        return False
    rates = current.quantity.unit == prior.quantity.unit == _PERCENT
    return rates and abs(current.quantity.value - prior.quantity.value) == abs(stated.quantity.value)


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
            if _ranked(facts, current) or _in_turn(facts, current, prior):
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
_SIGNED = regex.compile("率|变动|变化|差")
"""“减少135.67万元，变动率为-15.0%”：率自带正负号。"""
_BESIDE = regex.compile(r"(?:[比较与同]|高于|低于)[^，。；]*$")
"""“较全省平均72.6%高12.2个百分点，较上年81.3%高3.5个百分点”：72.6%也是拿来比的。"""


def _of_part(figure: Figure) -> bool:
    """没有说方向，或者说的是其中一部分的增减。"""
    return bool(_APART.search(figure.clause) or _ONE_OF.search(figure.lead))


def _directions(facts: Facts) -> Iterator[Finding]:
    for told in _all(facts):
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
        elif told.current and (prior := told.prior or _prior(facts, told)):
            grown = told.current.quantity.low > prior.quantity.high
            fallen = told.current.quantity.high < prior.quantity.low
            same = told.current.quantity.unit == prior.quantity.unit and _as_far(told, prior)
            same = same and not _ranked(facts, told.current) and not _fits_another(told, prior)
            same = same and _same_measure(told.current, prior) and _rate_fits(told, prior)
            same = same and not _in_turn(facts, told.current, prior)
            same = same and not _BESIDE.search(lead_of(told.sentence, told.current))
            negative = stated is not None and stated.quantity.value < 0
            if same and not negative and ((fallen and told.up) or (grown and not told.up)):
                said = f"说{told.change.word}，而{told.current.raw}{'小' if fallen else '大'}于{prior.raw}"
                yield _reversed(told, stated or told.current, said, prior)


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


def _fits_another(told: _Told, prior: Fact) -> bool:
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


def _rate_fits(told: _Told, prior: Fact) -> bool:
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


def _as_far(told: _Told, prior: Fact) -> bool:
    """差多少对得上，只是方向反了；没有说差多少的也算。"""
    current = told.current
    units = {prior.quantity.unit, _POINT if prior.quantity.unit == _PERCENT else ""}
    if current is None or told.amount is None or told.amount.quantity.unit not in units:
        return True
    gap = current.quantity.estimate - prior.quantity.estimate
    stated = told.amount.quantity
    return any(end.low <= stated.high and stated.low <= end.high for end in (gap, gap * Estimate.exactly(-1)))


def replace_severity(finding: Finding) -> Finding:
    """改为需要说明。"""
    return finding.model_copy(update={"severity": "warning"})


def _second_verb(told: _Told) -> str:
    """增减额之后、增减率之前的动词的方向；没有为空串。"""
    if told.amount is None or told.rate is None:
        return ""
    start, end = sorted((told.amount, told.rate), key=lambda f: f.at.start)
    between = told.sentence.text[
        start.at.end - told.sentence.at.start : end.at.start - told.sentence.at.start
    ]
    if regex.search(rf"(?:{_DOWN})", between):
        return "减"
    return "增" if regex.search(rf"(?:{_UP})", between) else ""


def _reversed(told: _Told, at: Fact, said: str, *against: Fact) -> Finding:
    return Finding(
        code="TIE501",
        severity="error",
        message=f"增减的方向与数字不符：{said}",
        at=at.at,
        against=tuple(f.at for f in (*against, told.current, told.amount) if f is not None and f is not at),
        question="请核实是增加还是减少。",
        anchor=f"{at.raw}|{said}",
    )


def _all(facts: Facts) -> Iterator[_Told]:
    """每次增减；紧接着往下说的增减率补进来。"""
    for sentence in facts.sentences:
        for change in sentence.changes:
            amount, rate = change.amount, change.rate
            last = rate or amount or change.current
            if rate is None and last is not None and (more := _followed(sentence, last)):
                if more.quantity.unit == _PERCENT:
                    rate = more
                elif amount is None:
                    amount = more
                    after = _followed(sentence, more)
                    rate = after if after is not None and after.quantity.unit == _PERCENT else None
            yield _Told(change, sentence, change.current, change.prior, amount, rate)


def _followed(sentence: Sentence, fact: Fact) -> Fact | None:
    """紧接着往下说的数：“，增长25%”。"""
    later = [f for f in sentence.facts if f.at.start >= fact.at.end]
    if not later:
        return None
    between = sentence.text[fact.at.end - sentence.at.start : later[0].at.start - sentence.at.start]
    return later[0] if _FOLLOWING.search(between) else None


def _prior(facts: Facts, told: _Told) -> Fact | None:
    """被比的数：按名称（调整预算数），或者上年的同一指标。"""
    current, base = told.current, told.change.base
    if current is None:
        return None
    metric = dictionary().metric_named(base)
    if metric is not None and metric.kind in {"measure", "amount"} and not _PRIOR.search(base):
        found = operand_of(facts, current, metric.name)
        return found if found is not current else None
    if not _PRIOR.search(base) or not current.known or residue(facts, current):
        return None
    if not current.qualifiers.subject and metric_kind(current) == "measure":
        # 光说“决算数”，不知道是全部还是其中一项
        return None
    candidates = [
        f
        for f in facts.by_metric.get(current.metric, ())
        if f.qualifiers.subject == current.qualifiers.subject
        and f.qualifiers.scope == current.qualifiers.scope
        and f.qualifiers.base == current.qualifiers.base
        and _is_prior(f.qualifiers.period, base)
        and f.quantity.unit == current.quantity.unit
        and (f.sentence is not None or current.qualifiers.subject)
    ]
    return candidates[0] if len({f.quantity.value for f in candidates}) == 1 else None


def metric_kind(fact: Fact) -> str:
    """词典里的种类；没有的为空串。"""
    metric = dictionary().by_name.get(fact.metric)
    return metric.kind if metric else ""


def _is_prior(period: str, base: str) -> bool:
    year = regex.search(r"20\d\d", base)
    return period == "上年" or bool(year and period == f"{year[0]}年")
