"""求值（evaluate）：每一部分按报告的证据能得几分，给出区间和可以跟算的说明。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from extract import Location
from normalize import Estimate
from normalize.quantity import EXACT
from score import expression as formulas
from score.conditions import Condition, Range, Relation
from score.criterion import (
    Between,
    Choice,
    Criterion,
    Events,
    Guarded,
    Judgement,
    Labels,
    Ladder,
    Linear,
    Loss,
    Override,
    Part,
    Points,
    Prorated,
    Slide,
    Tier,
    Yield,
)
from score.evidence import Evidence, Reading, shown_percent
from score.expression import Expression, Mean, names_in
from score.types import Status

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
_HEAD = 22
_FRACTION = Decimal(2)
_EXCUSED = re.compile(r"原因|因素|不可抗力|政策|批准|同意|除外|说明")
"""有正当理由就不扣分的例外，报告的数说明不了适用不适用。"""
Span = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Outcome:
    """一部分（或一条标准）的得分区间、说明、出处。

    measured 表示用上了报告的数；judged 表示有要人判断的地方；continuous 表示得分是算出来的小数，自评可能取舍；
    doubt 是所用数值在采信时的疑问；assumed 表示计分办法是通行的，不是报告写的。
    """

    low: Decimal
    high: Decimal
    trace: tuple[str, ...]
    evidence: tuple[Location, ...] = ()
    measured: bool = False
    judged: bool = False
    continuous: bool = False
    doubt: str = ""
    assumed: bool = False

    @property
    def exact(self) -> bool:
        """得分确定。"""
        return self.low == self.high


def evaluate(criterion: Criterion, evidence: Evidence) -> Outcome:
    """一条评分标准的得分：各部分得分相加，不超过分值，不低于零；无从排除的否决情形使下限为零。"""
    outcomes = [_guarded(guarded, criterion, evidence) for guarded in criterion.parts]
    whole = _sum(outcomes)
    low, high = whole.low, whole.high
    trace = list(whole.trace)
    if not criterion.sums:
        top = sum((g.part.points for g in criterion.parts), ZERO)
        low, high = (ZERO, high) if top > criterion.weight else (low, high + criterion.weight - top)
        trace.append("条文各部分的分数与分值不符，按分值放宽")
    if criterion.unread:
        low, high = ZERO, criterion.weight
        trace.append(f"条文里的{'、'.join(f'“{said}”' for said in criterion.unread)}没有读懂，得分不下定论")
    for exempt in criterion.exemptions:
        if _EXCUSED.search(exempt.text) and high < criterion.weight:
            high = criterion.weight
            trace.append(f"“{_head(exempt.text)}”是否适用需人工确认")
    bounded = replace(
        whole, low=min(low, criterion.weight), high=min(high, criterion.weight), trace=tuple(trace)
    )
    return _overridden(bounded, criterion.vetoes, criterion, evidence)


def status_of(outcome: Outcome) -> Status:
    """精确、区间、需人工、无证据。"""
    if outcome.exact:
        return "精确"
    if outcome.measured:
        return "区间"
    return "需人工" if outcome.judged else "无证据"


def _sum(outcomes: Sequence[Outcome]) -> Outcome:
    return _joined(outcomes, sum((o.low for o in outcomes), ZERO), sum((o.high for o in outcomes), ZERO))


def _joined(outcomes: Sequence[Outcome], low: Decimal, high: Decimal) -> Outcome:
    return Outcome(
        low=low,
        high=high,
        trace=tuple(line for o in outcomes for line in o.trace),
        evidence=tuple(dict.fromkeys(at for o in outcomes for at in o.evidence)),
        measured=any(o.measured for o in outcomes),
        judged=any(o.judged for o in outcomes),
        continuous=any(o.continuous for o in outcomes),
        doubt=next((o.doubt for o in outcomes if o.doubt), ""),
    )


# 否决、封顶 ------------------------------------------------------------------


def _guarded(guarded: Guarded, criterion: Criterion, evidence: Evidence) -> Outcome:
    outcome = _part(guarded.part, criterion, evidence)
    cap = guarded.part.points if guarded.cap is None else min(guarded.cap, criterion.weight)
    low, high = (min(max(end, guarded.floor), cap) for end in (outcome.low, outcome.high))
    if (low, high) != (outcome.low, outcome.high):
        least = f"、{plain(guarded.floor)}分保底" if guarded.floor else ""
        line = f"以{plain(cap)}分封顶{least} → {_span(low, high)}"
        outcome = replace(outcome, low=low, high=high, trace=(*outcome.trace, line))
    return _overridden(_lessened(outcome, guarded.losses, evidence), guarded.vetoes, criterion, evidence)


def _lessened(outcome: Outcome, losses: Sequence[Loss], evidence: Evidence) -> Outcome:
    """另外还要扣分的事项：有几件说得清的扣掉，说不清的只放低下限。"""
    for loss in losses:
        count = evidence.count(loss.text)
        said = _head(loss.text)
        if count is None:
            low = max(outcome.low - loss.each, ZERO) if loss.single else ZERO
            line = f"“{said}”是否发生须查证"
            outcome = replace(outcome, low=min(low, outcome.low), trace=(*outcome.trace, line))
            continue
        off = loss.each * (min(count, ONE) if loss.single else count)
        low, high = (max(end - off, ZERO) for end in (outcome.low, outcome.high))
        line = f"“{said}”，{plain(count)}项 → 扣{plain(off)}分"
        outcome = replace(outcome, low=low, high=high, trace=(*outcome.trace, line))
    return outcome


def _overridden(
    outcome: Outcome, vetoes: Sequence[Override], criterion: Criterion, evidence: Evidence
) -> Outcome:
    for veto in vetoes:
        happened = _happened(veto, criterion, evidence)
        if happened is False or outcome.high <= veto.most:
            continue
        said, low = _head(veto.text), min(outcome.low, veto.most)
        if happened:
            line = f"“{said}” → {plain(veto.most)}分"
            outcome = replace(
                outcome, low=low, high=min(outcome.high, veto.most), trace=(*outcome.trace, line)
            )
        else:
            outcome = replace(outcome, low=low, trace=(*outcome.trace, f"“{said}”是否发生需人工确认"))
    return outcome


def _happened(veto: Override, criterion: Criterion, evidence: Evidence) -> bool | None:
    """否决的情形发生了没有；说不清为 None。"""
    answers = [_all(_holds(c, veto.metric, criterion, evidence) for c in case) for case in veto.cases]
    return _any(answers) if answers else None


def _all(answers: Iterable[bool | None]) -> bool | None:
    known = list(answers)
    return False if False in known else None if None in known or not known else True


def _any(answers: Iterable[bool | None]) -> bool | None:
    known = list(answers)
    return True if True in known else None if None in known else False


def _holds(condition: Condition, metric: str, criterion: Criterion, evidence: Evidence) -> bool | None:
    if condition.relations:
        return _all(_compared(r, criterion, evidence) for r in condition.relations)
    if condition.range is None:
        return None
    read = (
        evidence.reading(condition.subject or metric, criterion.definitions)
        if condition.subject or metric
        else None
    )
    return None if read is None else _inside(read, condition.range)


def _inside(read: Reading, r: Range) -> bool:
    value = read.value.value
    above = r.low is None or value > r.low.value or (r.low.closed is not False and value == r.low.value)
    below = r.high is None or value < r.high.value or (r.high.closed is not False and value == r.high.value)
    return above and below


def _compared(relation: Relation, criterion: Criterion, evidence: Evidence) -> bool | None:
    def lookup(name: str) -> Estimate | None:
        read = evidence.reading(name, criterion.definitions)
        return read.plain if read else None

    left, right = (formulas.value_of(side, lookup) for side in (relation.left, relation.right))
    return None if left is None or right is None else _compare(left.value, relation.sign, right.value)


def _compare(left: Decimal, sign: str, right: Decimal) -> bool:
    return {">": left > right, "≥": left >= right, "<": left < right, "≤": left <= right, "=": left == right}[
        sign
    ]


# 各种部分 --------------------------------------------------------------------


def _part(part: Part, criterion: Criterion, evidence: Evidence) -> Outcome:
    match part:
        case Ladder():
            return _ladder(part, criterion, evidence)
        case Linear():
            return _linear(part, criterion, evidence)
        case Events():
            return _events(part, evidence)
        case Labels():
            return _labels(part, evidence)
        case Choice():
            return _choice(part, criterion, evidence)
        case Judgement():
            line = f"“{_head(part.text)}”需人工判断 → {_span(ZERO, part.points)}"
            return Outcome(ZERO, part.points, (line,), judged=True)


def _choice(part: Choice, criterion: Criterion, evidence: Evidence) -> Outcome:
    outcomes = [_part(p, criterion, evidence) for p in part.parts]
    low, high = _pick(part.how, [o.low for o in outcomes]), _pick(part.how, [o.high for o in outcomes])
    joined = _joined(outcomes, low, high)
    word = {"max": "取高", "min": "取低", "mean": "取平均"}[part.how]
    return replace(joined, trace=(*joined.trace, f"{len(outcomes)}种算法{word} → {_span(low, high)}"))


def _pick(how: str, ends: Sequence[Decimal]) -> Decimal:
    return max(ends) if how == "max" else min(ends) if how == "min" else sum(ends, ZERO) / len(ends)


def _events(part: Events, evidence: Evidence) -> Outcome:
    count = evidence.count(part.text) if part.each else None
    if count is None:
        return Outcome(
            ZERO, part.points, (f"“{_head(part.text)}”，有几项须查证 → {_span(ZERO, part.points)}",)
        )
    change = part.each * count
    score = min(max(change if part.up else part.points - change, ZERO), part.points)
    line = f"“{_head(part.text)}”，{plain(count)}项 → {plain(score)}分"
    return Outcome(score, score, (line,), measured=True)


def _labels(part: Labels, evidence: Evidence) -> Outcome:
    chosen = evidence.label([text for text, _ in part.options])
    if chosen is not None:
        text, points = part.options[chosen]
        line = f"“{_head(text)}” → {_span(points.least, points.most)}"
        return Outcome(points.least, points.most, (line,), measured=True)
    low, high = min(p.least for _, p in part.options), max(p.most for _, p in part.options)
    choice = "、".join(_span(p.least, p.most).removesuffix("分") for _, p in part.options)
    line = f"“{_head(part.options[0][0])}”等{len(part.options)}种情形（{choice}分）需人工判断"
    return Outcome(low, high, (line,), judged=True)


def _ladder(part: Ladder, criterion: Criterion, evidence: Evidence) -> Outcome:
    read = evidence.reading(part.metric, criterion.definitions)
    value = _value_in(read, part) if read else None
    if read is None or value is None:
        return _undisclosed(part, criterion, evidence)
    ends, shown, judged = _at(part, value, criterion, evidence)
    note = "（恰在档界，条文没有写明归哪一档）" if len(shown) > 1 and not judged else ""
    if not ends and value < 0 and not part.absolute:
        ends, shown, judged = _at(part, abs(value), criterion, evidence)
        note = "（各档都没有负数，按绝对值看）" if ends else note
    line = f"{_named(part.metric)}{_value(read)}"
    other = evidence.recomputed(part.metric, criterion.definitions)
    if (
        other
        and other.how != read.how
        and (again := _elsewhere(part, read, other, criterion, evidence))
        and again != ends
    ):
        ends = [*ends, *again]
        note = f"（按{other.how}复算为{shown_percent(other.value.value)}，落在另一档）"
    for rival in read.others:
        elsewhere = _value_in(rival, part)
        more = [] if elsewhere is None else _at(part, elsewhere, criterion, evidence)[0]
        if more and more != ends:
            ends = [*ends, *more]
            note = f"（另按{rival.how}为{shown_percent(rival.value.value)}，落在另一档）"
    if read.hedged:
        ends += [end for v in _spread(read, part, value) for end in _at(part, v, criterion, evidence)[0]]
        note = "（报告只说了大概）"
    if not ends:
        ends = _every(part)
        note = "，不在写明的任何一档"
    low, high = min(e[0] for e in ends), max(e[1] for e in ends)
    continuous = low != low.to_integral_value() or any(not isinstance(t.gives, Points) for t in part.tiers)
    return Outcome(
        low, high, (f"{line}{' 或 '.join(shown)}{note} → {_span(low, high)}",), read.at,
        measured=True, judged=judged, continuous=continuous, doubt=read.doubt,
    )  # fmt: skip


_NEAR, _FAR = Decimal("0.0001"), Decimal(10**6)


def _spread(read: Reading, part: Ladder, value: Decimal) -> tuple[Decimal, ...]:
    """“95%以上”“约90%”：范围的两头，以及范围里每个档界的两边。"""
    scale = value / read.value.value if read.value.value else ONE
    low, high = (max(min(end, _FAR), -_FAR) * scale for end in (read.value.low, read.value.high))
    edges = {end for t in part.tiers for end in (t.low, t.high) if end is not None}
    near = (edge + step for edge in edges for step in (-_NEAR, ZERO, _NEAR))
    return (low, high, *(v for v in near if low <= v <= high))


def _elsewhere(
    part: Ladder, read: Reading, other: Reading, criterion: Criterion, evidence: Evidence
) -> list[Span] | None:
    """由分子分母复算的率与报告写的率在取舍之内，却落在另一档。"""
    if not (other.value.low <= read.value.high and read.value.low <= other.value.high):
        return None
    value = _value_in(other, part)
    return None if value is None else _at(part, value, criterion, evidence)[0]


def _value_in(read: Reading, part: Ladder) -> Decimal | None:
    """量到的值，换成阶梯的单位；单位对不上为 None。"""
    value = read.value.value
    if part.absolute:
        value = abs(value)
    if read.unit == part.unit:
        return value
    if read.unit == "%" and not part.unit:
        ends = [end for t in part.tiers for end in (t.low, t.high) if end is not None]
        return value / HUNDRED if ends and max(map(abs, ends)) <= _FRACTION and any(ends) else value
    if not read.unit and part.unit == "%":
        return value * HUNDRED if abs(value) <= _FRACTION else value
    if not read.unit or not part.unit:
        return value
    return None


def _at(
    part: Ladder, value: Decimal, criterion: Criterion, evidence: Evidence
) -> tuple[list[Span], list[str], bool]:
    """可能落在哪几档：各档的得分范围、写法，以及要不要人核实。"""
    ends: list[Span] = []
    shown: list[str] = []
    certain, asked = False, False
    for tier in part.tiers:
        if not tier.holds(value):
            continue
        related = _all(_compared(r, criterion, evidence) for r in tier.relations) if tier.relations else True
        if related is False:
            continue
        ends.append(_yield(tier.gives, value, part, criterion, evidence))
        said = [str(r) for r in tier.relations] + ([f"“{_head(tier.extra)}”"] if tier.extra else [])
        doubtful = related is None or bool(tier.extra)
        shown.append(
            tier.shown(part.unit) + ("，" + "、".join(said) + ("需核实" if doubtful else "") if said else "")
        )
        certain, asked = certain or not doubtful, asked or doubtful
        if tier.relations and not doubtful:
            break
    conditional = sum(bool(t.extra) for t in part.tiers)
    settled = certain or (len(ends) == len(part.tiers) == conditional > 1)
    if part.otherwise is not None and not settled:
        ends.append(_yield(part.otherwise, value, part, criterion, evidence))
        shown.append("" if shown else "，未达到" if part.tiers and isinstance(part.otherwise, Points) else "")
    return ends, [s for s in shown if s], asked


def _yield(gives: Yield, value: Decimal, part: Ladder, criterion: Criterion, evidence: Evidence) -> Span:
    """一档的得分范围。"""
    match gives:
        case Points(least, most):
            return least, most
        case Slide():
            return _slid(gives, value, part.points)
        case Between(low, high, least, most):
            with localcontext(EXACT):
                score = least + (most - least) * (value - low) / (high - low)
            return score, score
        case Prorated():
            return _prorated(gives, value)
        case Linear():
            outcome = _linear(gives, criterion, evidence)
            return outcome.low, outcome.high


def _slid(slide: Slide, value: Decimal, most: Decimal) -> Span:
    gap = value - slide.limit
    away = {"over": gap, "under": -gap, "either": abs(gap)}[slide.way]
    with localcontext(EXACT):
        steps = max(ZERO, away) / slide.step
    floor, ceiling = (steps.to_integral_value(how) for how in (ROUND_FLOOR, ROUND_CEILING))
    counts = {"ceil": (ceiling,), "floor": (floor,)}.get(slide.partial, (floor, steps, ceiling))
    ceiling = max(most, slide.start) if slide.most is None else slide.most
    scores = [min(max(slide.start - slide.each * n, ZERO), ceiling) for n in counts]
    return min(scores), max(scores)


def _prorated(gives: Prorated, value: Decimal) -> Span:
    with localcontext(EXACT):
        ratios = {
            "share": value / gives.target,
            "own": value / HUNDRED,
            "inverse": gives.target / value if value else ZERO,
            "gap": ONE - abs(value - gives.target) / HUNDRED,
        }
    scores = [gives.points * min(max(ratios[m], ZERO), ONE) for m in gives.methods if m in ratios]
    if gives.base is not None:
        far, least = gives.base
        with localcontext(EXACT):
            scores.append(least + (gives.points - least) * (value - far) / (gives.target - far))
    return min(scores), max(scores)


def _undisclosed(part: Ladder, criterion: Criterion, evidence: Evidence) -> Outcome:
    """没有披露这个量：各档都有可能；凭别的数就能排除的档除外。"""
    ends = _every(part, tiers=())
    related = False
    for tier in part.tiers:
        answer = _all(_compared(r, criterion, evidence) for r in tier.relations) if tier.relations else None
        related = related or answer is not None
        if answer is not False:
            ends.append(_possible(tier.gives, part))
    low, high = min((e[0] for e in ends), default=ZERO), max((e[1] for e in ends), default=part.points)
    line = f"报告没有披露{_named(part.metric)} → {_span(low, high)}"
    for fact in evidence.mentions(part.metric)[:1]:
        hits = [t for t in part.tiers if t.holds(fact.quantity.value)]
        line += f"；报告相应部分只有{fact.metric}{fact.raw}，与{_named(part.metric)}不是同一指标"
        if hits:
            line += f"，如以它代替则{hits[0].shown(part.unit)}，得{_span(*_possible(hits[0].gives, part))}"
    return Outcome(low, high, (line,), measured=related)


def _every(part: Ladder, tiers: Sequence[Tier] | None = None) -> list[Span]:
    """各档和其余情况的得分范围；不知道落在哪一档时就是这些。"""
    ends = [_possible(tier.gives, part) for tier in (part.tiers if tiers is None else tiers)]
    if part.otherwise is not None:
        ends.append(_possible(part.otherwise, part))
    elif len(part.tiers) == 1:
        ends.append((ZERO, ZERO))
    return ends


def _possible(gives: Yield, part: Ladder) -> Span:
    return (gives.least, gives.most) if isinstance(gives, Points) else (ZERO, part.points)


def _linear(part: Linear, criterion: Criterion, evidence: Evidence) -> Outcome:
    used: dict[str, Reading] = {}

    def lookup(name: str) -> Estimate | None:
        read = evidence.reading(name, criterion.definitions)
        if read is not None:
            used[name] = read
        return read.plain if read else None

    low, high, over = _ratio(part.ratio, lookup)
    whole = _stated_ratio(part, criterion, evidence) if (low, high) == (ZERO, ONE) else None
    if whole is not None:
        used.clear()
        used[part.name] = whole
        low = high = min(max(whole.plain.value, ZERO), ONE)
        over = whole.plain.value > 1
    if any(read.hedged for read in used.values()):
        vague = whole.plain if whole is not None else formulas.value_of(part.ratio, lookup)
        low, high = (min(max(e, ZERO), ONE) for e in ((vague.low, vague.high) if vague else (ZERO, ONE)))
    with localcontext(EXACT):
        low, high = low * part.points, high * part.points
    places = tuple(dict.fromkeys(at for read in used.values() for at in read.at))
    doubt = next((read.doubt for read in used.values() if read.doubt), "")
    said = "、".join(dict.fromkeys(f"{_named(name)}{_value(read)}" for name, read in used.items()))
    missing = [name for name in dict.fromkeys(names_in(part.ratio)) if name not in used and not whole]
    line = f"{said or ''}{'，' if said and missing else ''}"
    line += f"没有披露{'、'.join(map(_named, missing))}" if missing else ""
    line += "，超过100%按满分计" if over else ""
    line += f"，乘以{plain(part.points)}分 → {_span(low, high)}"
    return Outcome(low, high, (line,), places, measured=bool(used), continuous=True, doubt=doubt)


_PERIODIC = re.compile(r"季|月|平均|半年")


def _stated_ratio(part: Linear, criterion: Criterion, evidence: Evidence) -> Reading | None:
    """分子分母没有披露全，而报告写了这个率：得分=（支出/到位）×5分，执行率94.0%。分期的率另有基数，不算。"""
    if not part.name or _PERIODIC.search(part.name) or isinstance(part.ratio, Mean):
        return None
    read = evidence.reading(part.name, criterion.definitions)
    return read if read is not None and read.unit == "%" else None


def _ratio(ratio: Expression, lookup: formulas.Lookup) -> tuple[Decimal, Decimal, bool]:
    """比率在 0 至 1 之间的可能范围；第三项为真，是超过了 1。"""
    if isinstance(ratio, Mean):
        ends = [_ratio(item, lookup) for item in ratio.items]
        count = len(ends)
        return (
            sum((e[0] for e in ends), ZERO) / count,
            sum((e[1] for e in ends), ZERO) / count,
            any(e[2] for e in ends),
        )
    for name in names_in(ratio):
        lookup(name)
    value = formulas.value_of(ratio, lookup)
    if value is None:
        return ZERO, ONE, False
    point = min(max(value.value, ZERO), ONE)
    return point, point, value.value > 1


def _value(read: Reading) -> str:
    """报告写的就照写；算出来的写出算式和结果。"""
    stated = any(char in read.how for char in "÷×+-") and len(read.at) != 1
    shown = shown_percent(read.value.value) if read.unit == "%" else f"{plain(read.value.value)}{read.unit}"
    return f"{shown}（{read.how}）" if stated else read.how


def _named(name: str) -> str:
    return "".join(name.split())


def _head(text: str) -> str:
    words = "".join(text.split())
    return words if len(words) <= _HEAD else f"{words[:_HEAD]}…"


def _span(low: Decimal, high: Decimal) -> str:
    return f"{plain(low)}分" if low == high else f"{plain(low)}至{plain(high)}分"


def plain(number: Decimal) -> str:
    """不带多余的零，最多四位小数。"""
    with localcontext(EXACT):
        return f"{number.quantize(Decimal('0.0001')).normalize():f}"
