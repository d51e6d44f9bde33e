"""增减、占比、完成率（comparison）：叙述里用措辞说明怎么算的数，用报告印出的数再算一遍。

“比上年增加x万元，增长y%”有三个数就能互相复算；末位取舍允许的差不算错，一律按印出的数的区间判断。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from normalize import Change, Estimate, Fact, Facts, Sentence, Share
from normalize.facts import same_measure
from normalize.metrics import dictionary
from normalize.quantity import HUNDRED, Quantity
from reconcile.classed import by_shares
from reconcile.operands import operand_of
from reconcile.relation import Compute, Relation, finer, ratio_of, shown
from reconcile.residue import residue
from reconcile.rule import rule
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

    被比的数印在句中的用句中的；没有印的，按“较”字后面的名称（预算数）或上年同一指标，在同一主体的数据项里找；找不到的不报。
    依据：会计基础工作规范（财政部令第98号）数字勾稽的要求；部门决算公开操作规程。
    """
    for told in _all(facts):
        if told.amount is None or told.current is None:
            continue
        prior = told.prior or _prior(facts, told)
        if prior is not None and prior.quantity.unit == told.current.quantity.unit:
            if told.prior is None and prior.quantity.value == told.current.quantity.value:
                continue
            yield _difference(told, told.amount, told.current, prior)


def _difference(told: _Told, amount: Fact, current: Fact, prior: Fact) -> Relation:
    high, low = (current, prior) if told.up else (prior, current)
    value = high.quantity.estimate - low.quantity.estimate
    if value.value < 0 and told.change.direction:
        # 方向写反另由 TIE501 报，这里只核差多少
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
        compute=lambda v: v[0] - v[1],
        because="增减额应等于两数之差",
    )


@rule("CAL204", term="增减率复算")
def growth(facts: Facts) -> Iterator[Relation]:
    """“比上年增加x万元，增长y%”的增减率，与用印出的数算出的不符。

    增减率 = 增减额 ÷ 上年数；上年数没有印出的，用本年数减增减额得出。各数按印出的位数取区间，区间之内的不报
    （0.50万元增到0.62万元写22.22%是取舍造成的）；上年为零写“增长100%”是习惯写法，不核。
    句中有几个可能的本年数的，有一个算得上就不报。依据：部门决算公开操作规程——增减变化应与对比数据一致。
    """
    for told in _all(facts):
        if told.rate is None or told.rate.quantity.kind != "percent":
            continue
        if _points_misread(told):
            continue
        position = told.rate.sentence or 0
        above = facts.sentences[position - 1] if position else None
        peers = above.facts if above and above.at.block == told.sentence.at.block else ()
        tried = list(_growths(told, told.rate, peers))
        if tried:
            yield next((r for r in tried if r.judgement.holds), tried[0])


def _growths(told: _Told, rate: Fact, above: Sequence[Fact]) -> Iterator[Relation]:
    """几种算法，可靠的在前；above 是同段上一句的数。"""
    prior = told.prior or _told_prior(told)
    if told.current and prior and prior.quantity.low > 0:
        yield _rate(rate, (told.current, prior), _relative(up=told.up), "（{0} − {1}）÷ {1}")
    if told.amount is None:
        return
    if prior and prior.quantity.low > 0:
        yield _rate(rate, (told.amount, prior), lambda v: v[0] / v[1], "{0} ÷ {1}")
    units = same_measure(told.amount.quantity.unit)
    before = [f for f in told.sentence.facts if f.at.start < told.amount.at.start]
    peers = [f for f in (*above, *before) if f.quantity.unit in units and f is not prior]
    alone = len({f.quantity.value for f in peers}) == 1
    for current in dict.fromkeys([*([told.current] if told.current else []), *reversed(peers)]):
        if told.up and current.quantity.value <= told.amount.quantity.value:
            continue
        sign = "−" if told.up else "+"
        relation = _rate(
            rate, (told.amount, current), _from_current(up=told.up), "{0} ÷（{1} " + sign + " {0}）"
        )
        near = current is told.current and current.sentence == told.amount.sentence
        yield relation if near else replace(relation, severity="warning", licensed=alone)


def _told_prior(told: _Told) -> Fact | None:
    """增减率之后才印出的上年数：“，上年为8874.55万元”。"""
    like = told.amount or told.current
    if told.rate is None or like is None:
        return None
    for fact in told.sentence.facts:
        lead = told.sentence.text[: fact.at.start - told.sentence.at.start]
        if fact.at.start > told.rate.at.start and fact.quantity.unit == like.quantity.unit:
            return fact if regex.search(r"(?:上年|去年|20\d\d年)[^，。；]{0,6}(?:为|是)$", lead) else None
    return None


def _relative(*, up: bool) -> Compute:
    def compute(values: Sequence[Estimate]) -> Estimate:
        grown = values[0] / values[1] - Estimate.exactly(1)
        return grown if up else grown * Estimate.exactly(-1)

    return compute


def _from_current(*, up: bool) -> Compute:
    def compute(values: Sequence[Estimate]) -> Estimate:
        amount, current = values
        return amount / (current - amount if up else current + amount)

    return compute


def _rate(rate: Fact, operands: tuple[Fact, ...], compute: Compute, pattern: str) -> Relation:
    percent = Estimate.exactly(HUNDRED)
    try:
        value = compute([f.quantity.estimate for f in operands]) * percent
    except ZeroDivisionError:
        value = rate.quantity.estimate
    formula = f"{pattern.format(*(f.raw for f in operands))} = {finer(rate, value.value)}"
    return Relation(
        "CAL204",
        rate,
        operands,
        value,
        formula,
        compute=lambda v: compute(v) * percent,
        because="增减率应等于增减额除以原来的数",
    )


@rule("CAL205", term="占比复算")
def shares(facts: Facts) -> Iterator[Relation]:
    """“占……的x%”与部分除以总体不符。

    总体印在句中，或者就是这次列举的总数的，才指为错；按名称在别处找到的总体，不符时请单位说明。
    词典里另有公式的占比（调剂占比等）由 CAL201 核。依据：占比的定义；部门决算公开操作规程。
    """
    for sentence in facts.sentences:
        for share in sentence.shares:
            metric = dictionary().by_name.get(share.rate.metric)
            if (
                share.part is None
                or (metric is not None and metric.formulas)
                or _one_of_several(sentence, share)
            ):
                continue
            tried = list(_shares(facts, sentence, share, share.part))
            if tried:
                yield next((r for r in tried if r.judgement.holds), tried[0])


def _one_of_several(sentence: Sentence, share: Share) -> bool:
    """“分别占……的14.5%、42.5%”：几个占比对着前面几个数，不知道哪个对哪个。"""
    after = sentence.text[share.rate.at.end - sentence.at.start :][:1]
    lead = sentence.text[
        max(0, share.rate.at.start - sentence.at.start - 20) : share.rate.at.start - sentence.at.start
    ]
    return "分别" in lead or after == "、"


def _shares(facts: Facts, sentence: Sentence, share: Share, part: Fact) -> Iterator[Relation]:
    listed = [w for e in sentence.enumerations for w in e.wholes if any(part in p.facts for p in e.parts)]
    closed = by_shares(sentence)
    listed += [closed[0]] if closed and part in closed[1] else []
    units = same_measure(part.quantity.unit)
    sure = [w for w in (share.whole, *reversed(listed)) if w is not None and w.quantity.unit in units]
    for whole in dict.fromkeys(sure):
        if relation := ratio_of("CAL205", share.rate, part, whole):
            yield replace(relation, because="占比应等于部分除以总体")
    named = dictionary().metric_named(share.whole_name) if share.whole_name else None
    looked = operand_of(facts, part, named.name) if named else None
    others = facts.by_metric.get(named.name, ()) if named else ()
    for whole in dict.fromkeys([*([looked] if looked else []), *others]):
        alike = whole.quantity.unit in units and whole.qualifiers.period == part.qualifiers.period
        if whole not in sure and alike and (relation := ratio_of("CAL205", share.rate, part, whole)):
            yield replace(relation, severity="warning", because=f"{share.whole_name}为{whole.raw}")


@rule("CAL206", term="完成预算的比率")
def completion(facts: Facts) -> Iterator[Relation]:
    """“支出决算x万元，完成预算的y%”与决算数除以预算数不符。

    预算数、决算数都印在同一句（或同一段的上一句）里才核，有一种配对算得上就不报；不止一个预算数、算不上的请单位说明。
    依据：部门决算公开操作规程——支出决算与年初预算的对比。
    """
    for position, sentence in enumerate(facts.sentences):
        for index, rate in enumerate(sentence.facts):
            floor = sentence.facts[index - 1].at.end if index else sentence.at.start
            lead = sentence.text[max(0, floor - sentence.at.start) : rate.at.start - sentence.at.start]
            if rate.quantity.unit == _PERCENT and _COMPLETED.search(lead):
                near = [
                    s
                    for s in facts.sentences[max(0, position - 3) : position + 1]
                    if s.at.block == sentence.at.block
                ]
                moved = {f.id for s in near for c in s.changes for f in (c.amount, c.rate) if f is not None}
                peers = [f for s in near for f in s.facts if f.id not in moved and f.quantity.unit == "元"]
                yield from _completed(rate, peers)


def _completed(rate: Fact, money: Sequence[Fact]) -> Iterator[Relation]:
    planned = [f for f in money if f.metric in _BUDGETS and f.sentence == rate.sentence]
    spent = [f for f in money if f not in planned and f.at.start < rate.at.start]
    tried = [
        relation
        for part in reversed(spent)
        for whole in reversed(planned)
        if part.qualifiers.subject == whole.qualifiers.subject
        and (relation := ratio_of("CAL206", rate, part, whole))
    ]
    held = next((r for r in tried if r.judgement.holds), None)
    if held is not None:
        yield held
    elif tried:
        nearest = tried[0].inputs[0]
        told = nearest.metric == "决算数" and nearest.sentence == rate.sentence
        yield replace(
            tried[0],
            licensed=told,
            severity="error" if len(planned) == 1 else "warning",
            because="完成率应等于决算数除以预算数",
        )


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
                if before and not any(_reachable(rate.quantity, int(f.quantity.value)) for f in counts):
                    yield _impossible(rate, before[-1])


def _asked(sentence: Sentence, fact: Fact) -> bool:
    around = sentence.text[
        max(0, fact.at.start - sentence.at.start - 10) : fact.at.end - sentence.at.start + 4
    ]
    return fact.quantity.unit in {"份", "人", "名", "户", "家", "位", "人次"} and bool(_SURVEY.search(around))


def _reachable(rate: Quantity, forms: int) -> bool:
    """有没有一个整数份数，除以总份数后取舍成这个百分率。"""
    if forms <= 0 or not 0 <= rate.value <= HUNDRED:
        return True
    nearest = int(rate.value * forms / HUNDRED)
    return any(
        rate.low <= Decimal(n) * HUNDRED / forms <= rate.high
        for n in (nearest - 1, nearest, nearest + 1, nearest + 2)
    )


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


@rule("CAL208", term="单位数量乘以数量")
def unit_values(facts: Facts) -> Iterator[Relation]:
    """“12场，每场50人，共培训500人次”：每场的数乘以场数，不等于总数。

    三个数在同一句里、计量相配（场、人/场、人）才核；还要乘期数的（每人每月）不核；算得上打勾，写明“共、合计”而算不上的请单位说明。依据：乘法的定义。
    """
    for sentence in facts.sentences:
        for position, each in enumerate(sentence.facts):
            floor = sentence.facts[position - 1].at.end if position else sentence.at.start
            lead = sentence.text[max(0, floor - sentence.at.start) : each.at.start - sentence.at.start]
            if (per := _PER.search(lead)) and not _EVERY.search(lead):
                yield from _multiplied(sentence, each, per["unit"])
            elif averaged := _AVERAGED.search(lead):
                block = [f for s in facts.sentences if s.at.block == sentence.at.block for f in s.facts]
                yield from _averaged(block, each, averaged["unit"], averaged["what"])


def _averaged(peers: Sequence[Fact], each: Fact, unit: str, what: str) -> Iterator[Relation]:
    """人均培训费：培训费除以人数；同段里有几个人数的，有一个除得上就行，都除不上而恰差十的若干次方的，请单位说明。"""
    wholes = [f for f in peers if f is not each and f.quantity.unit == each.quantity.unit and what in f.named]
    counts = [f for f in peers if f.quantity.unit in same_measure(unit) and f.quantity.value > 1]
    tried = [r for w in wholes for c in counts if (r := ratio_of("CAL208", each, w, c))]
    held = next((r for r in tried if r.judgement.holds), None)
    if held is not None:
        yield held
    yield from (
        replace(r, severity="warning", because=f"{unit}均{what}应为{what}除以{unit}数")
        for r in tried[:1]
        if held is None and any(_tenfold(t) for t in tried)
    )


def _tenfold(relation: Relation) -> bool:
    stated, value = relation.stated.quantity, relation.recomputed
    return any(
        stated.rounded_like(value.value / scale) == stated.value
        or stated.rounded_like(value.value * scale) == stated.value
        for scale in _SCALES
    )


def _multiplied(sentence: Sentence, each: Fact, named: str) -> Iterator[Relation]:
    units = same_measure(each.quantity.unit)
    factors = [
        f
        for f in sentence.facts
        if f is not each
        and f.quantity.unit
        and named.startswith(f.quantity.unit)
        and f.quantity.unit not in {"元", _PERCENT}
    ]
    wholes = [f for f in sentence.facts if f is not each and f.quantity.unit in units and f not in factors]
    tried = [_product(whole, each, factor) for factor in factors for whole in wholes]
    held = [r for r in tried if r.judgement.holds]
    if held:
        yield held[0]
    elif len(tried) == 1:
        lead = sentence.text[: wholes[0].at.start - sentence.at.start]
        yield replace(tried[0], licensed=bool(_TIMES.search(lead)) and wholes[0].at.start > each.at.start)


def _product(whole: Fact, each: Fact, factor: Fact) -> Relation:
    value = each.quantity.estimate * factor.quantity.estimate
    formula = f"{factor.raw} × {each.raw} = {shown(whole, value.value)}"
    return Relation(
        "CAL208",
        whole,
        (factor, each),
        value,
        formula,
        severity="warning",
        compute=lambda v: v[0] * v[1],
        because="单位数量乘以数量应等于总数",
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

    本年数、上年数都印出（或能在报告里找到）才比较方向；“增长-5%”是习惯写法，不报。依据：部门决算公开操作规程。
    """
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
            yield replace_severity(_reversed(told, stated, f"“{told.change.word}{stated.raw}”是双重否定"))
        elif told.current and (prior := told.prior or _prior(facts, told)):
            grown = told.current.quantity.low > prior.quantity.high
            fallen = told.current.quantity.high < prior.quantity.low
            same = told.current.quantity.unit == prior.quantity.unit
            negative = stated is not None and stated.quantity.value < 0
            if same and not negative and ((fallen and told.up) or (grown and not told.up)):
                said = f"说{told.change.word}，而{told.current.raw}{'小' if fallen else '大'}于{prior.raw}"
                yield _reversed(told, stated or told.current, said, prior)


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
