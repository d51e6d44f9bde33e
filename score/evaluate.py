"""求值（evaluate）：每一部分按报告的证据能得几分，给出区间和可以跟算的说明。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from extract import Location
from normalize import Estimate
from normalize.quantity import EXACT
from score import expression as formulas
from score.clauses import Veto
from score.criterion import (
    Criterion,
    Deduction,
    Events,
    Guarded,
    Judgement,
    Labels,
    Ladder,
    Linear,
    Part,
    Tier,
)
from score.evidence import Evidence, Reading, shown_percent
from score.expression import Expression, Mean, names_in
from score.types import Status

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
_HEAD = 22


@dataclass(frozen=True)
class Outcome:
    """一部分（或一条标准）的得分区间、说明、出处。

    measured 表示用上了报告的数；judged 表示有要人判断的地方；continuous 表示得分是算出来的小数，自评可能取舍；
    doubt 是所用数值在采信时的疑问。
    """

    low: Decimal
    high: Decimal
    trace: tuple[str, ...]
    evidence: tuple[Location, ...] = ()
    measured: bool = False
    judged: bool = False
    continuous: bool = False
    doubt: str = ""

    @property
    def exact(self) -> bool:
        """得分确定。"""
        return self.low == self.high


def evaluate(criterion: Criterion, evidence: Evidence) -> Outcome:
    """一条评分标准的得分：各部分相加，不超过分值，不低于零；无从排除的否决情形使下限为零。"""
    outcomes = [_guarded(guarded, criterion, evidence) for guarded in criterion.parts]
    low, high = (sum(ends, ZERO) for ends in zip(*((o.low, o.high) for o in outcomes), strict=True))
    trace = [line for o in outcomes for line in o.trace]
    if not criterion.sums:
        top = sum((g.part.points for g in criterion.parts), ZERO)
        low, high = (ZERO, high) if top > criterion.weight else (low, high + criterion.weight - top)
        trace.append("条文各部分的分数与分值不符，按分值放宽")
    if criterion.vetoes:
        vetoed = _vetoed(criterion.vetoes, criterion, evidence)
        low = ZERO if vetoed is not False else low
        high = ZERO if vetoed else high
        trace.append(
            f"“{_head(criterion.vetoes[0].text)}”" + ("已经发生" if vetoed else "是否发生需人工确认")
        )
    return Outcome(
        low=min(low, criterion.weight),
        high=min(high, criterion.weight),
        trace=tuple(trace),
        evidence=tuple(dict.fromkeys(at for o in outcomes for at in o.evidence)),
        measured=any(o.measured for o in outcomes),
        judged=any(o.judged for o in outcomes),
        continuous=any(o.continuous for o in outcomes),
        doubt=next((o.doubt for o in outcomes if o.doubt), ""),
    )


def status_of(outcome: Outcome) -> Status:
    """精确、区间、需人工、无证据。"""
    if outcome.exact:
        return "精确"
    if outcome.measured:
        return "区间"
    return "需人工" if outcome.judged else "无证据"


def _guarded(guarded: Guarded, criterion: Criterion, evidence: Evidence) -> Outcome:
    outcome = _part(guarded.part, criterion, evidence)
    if not guarded.vetoes:
        return outcome
    vetoed = _vetoed(guarded.vetoes, criterion, evidence)
    if vetoed is False:
        return outcome
    said = _head(guarded.vetoes[0].text)
    if vetoed:
        return replace(outcome, low=ZERO, high=ZERO, trace=(*outcome.trace, f"“{said}” → 0分"))
    return replace(outcome, low=ZERO, trace=(*outcome.trace, f"“{said}”是否发生需人工确认"))


def _vetoed(vetoes: Sequence[Veto], criterion: Criterion, evidence: Evidence) -> bool | None:
    """否决的情形发生了没有；说不清为 None。"""
    answers = [_happened(veto, criterion, evidence) for veto in vetoes]
    return True if any(answers) else None if None in answers else False


def _happened(veto: Veto, criterion: Criterion, evidence: Evidence) -> bool | None:
    left = evidence.reading(veto.left, criterion.definitions) if veto.left else None
    if left is None:
        return None
    if veto.range is not None:
        bound = veto.range.low or veto.range.high
        return None if bound is None else _compare(left.value.value, veto.sign, bound.value)
    right = evidence.reading(veto.right, criterion.definitions)
    if right is None or right.unit != left.unit:
        return None
    return _compare(left.value.value, veto.sign, right.value.value)


def _compare(left: Decimal, sign: str, right: Decimal) -> bool:
    return {">": left > right, "≥": left >= right, "<": left < right, "≤": left <= right, "=": left == right}[
        sign
    ]


def _part(part: Part, criterion: Criterion, evidence: Evidence) -> Outcome:
    match part:
        case Ladder():
            return _ladder(part, criterion, evidence)
        case Linear():
            return _linear(part, criterion, evidence)
        case Deduction():
            return _deduction(part, criterion, evidence)
        case Events():
            line = f"“{_head(part.text)}”，有几项须查证 → 0至{plain(part.points)}分"
            return Outcome(ZERO, part.points, (line,))
        case Labels():
            points = sorted({points for _, points in part.options})
            choice = "、".join(map(plain, reversed(points)))
            line = f"“{_head(part.options[0][0])}”等{len(part.options)}种情形（{choice}分）需人工判断"
            return Outcome(points[0], points[-1], (line,), judged=True)
        case Judgement():
            line = f"“{_head(part.text)}”需人工判断 → 0至{plain(part.points)}分"
            return Outcome(ZERO, part.points, (line,), judged=True)


def _ladder(part: Ladder, criterion: Criterion, evidence: Evidence) -> Outcome:
    read = evidence.reading(part.metric, criterion.definitions)
    if read is None or not _comparable(read.unit, part.unit):
        return _undisclosed(part, evidence)
    hits = _hits(part, read)
    line = f"{_named(part.metric)}{_value(read)}"
    if not hits:
        low, high = (part.otherwise,) * 2 if part.otherwise is not None else (ZERO, part.points)
        missed = "未达到" if part.otherwise is not None else "不在写明的任何一档"
        return Outcome(
            low, high, (f"{line}，{missed} → {_span(low, high)}",), read.at, measured=True, doubt=read.doubt
        )
    low, high = min(t.least for t in hits), max(t.most for t in hits)
    note = "（恰在档界，条文没有写明归哪一档）" if len(hits) > 1 else ""
    other = evidence.recomputed(part.metric, criterion.definitions)
    if (
        other
        and other.how != read.how
        and other.value.low <= read.value.high
        and read.value.low <= other.value.high
    ):
        again = _hits(part, other)
        if again and again != hits:
            low, high = min(low, *(t.least for t in again)), max(high, *(t.most for t in again))
            note = f"（按{other.how}复算为{other.value.value:.4f}%，落在另一档）"
    tier = " 或 ".join(t.shown(part.unit) for t in hits)
    if part.extra and low > 0:
        low, note = ZERO, f"，“{_head(part.extra)}”需人工确认"
    return Outcome(
        low, high, (f"{line}{tier}{note} → {_span(low, high)}",), read.at,
        measured=True, judged=bool(part.extra), doubt=read.doubt,
    )  # fmt: skip


def _hits(part: Ladder, read: Reading) -> list[Tier]:
    return [tier for tier in part.tiers if tier.holds(read.value.value)]


def _comparable(unit: str, wanted: str) -> bool:
    return unit == wanted or (wanted == "" and unit == "%")


def _undisclosed(part: Ladder, evidence: Evidence) -> Outcome:
    points = [p for t in part.tiers for p in (t.least, t.most)]
    low, high = min(*points, part.otherwise if part.otherwise is not None else points[0]), max(points)
    low = ZERO if part.otherwise is None and len(part.tiers) == 1 else low
    line = f"报告没有披露{_named(part.metric)} → {_span(low, high)}"
    for fact in evidence.mentions(part.metric)[:1]:
        hits = [t for t in part.tiers if t.holds(fact.quantity.value)]
        line += f"；报告相应部分只有{fact.metric}{fact.raw}，与{_named(part.metric)}不是同一指标"
        if hits:
            line += f"，如以它代替则{hits[0].shown(part.unit)}，得{_span(hits[0].least, hits[0].most)}"
    return Outcome(low, high, (line,))


def _linear(part: Linear, criterion: Criterion, evidence: Evidence) -> Outcome:
    used: dict[str, Reading] = {}

    def lookup(name: str) -> Estimate | None:
        read = evidence.reading(name, criterion.definitions)
        if read is not None:
            used[name] = read
        return read.plain if read else None

    low, high, over = _ratio(part.ratio, lookup)
    with localcontext(EXACT):
        low, high = low * part.points, high * part.points
    places = tuple(dict.fromkeys(at for read in used.values() for at in read.at))
    doubt = next((read.doubt for read in used.values() if read.doubt), "")
    said = "、".join(dict.fromkeys(f"{_named(name)}{_value(read)}" for name, read in used.items()))
    missing = [name for name in dict.fromkeys(names_in(part.ratio)) if name not in used]
    line = f"{said or ''}{'，' if said and missing else ''}"
    line += f"没有披露{'、'.join(map(_named, missing))}" if missing else ""
    line += "，超过100%按满分计" if over else ""
    line += f"，乘以{plain(part.points)}分 → {_span(low, high)}"
    return Outcome(low, high, (line,), places, measured=bool(used), continuous=True, doubt=doubt)


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


def _deduction(part: Deduction, criterion: Criterion, evidence: Evidence) -> Outcome:
    read = evidence.reading(part.metric, criterion.definitions)
    if read is None or not _comparable(read.unit, part.unit):
        return Outcome(ZERO, part.points, (f"报告没有披露{_named(part.metric)} → 0至{plain(part.points)}分",))
    gap = read.value.value - part.limit
    away = {"over": gap, "under": -gap, "either": abs(gap)}[part.way]
    steps = max(ZERO, away) / part.step
    readings = (steps, steps.to_integral_value(ROUND_FLOOR), steps.to_integral_value(ROUND_CEILING))
    earned = sorted(max(ZERO, part.points - part.each * n) for n in readings)
    line = f"{_named(part.metric)}{_value(read)}"
    if steps:
        word = {"over": "超过", "under": "低于", "either": "偏离"}[part.way]
        line += f"，{word}{plain(part.limit)}{part.unit}计{plain(max(ZERO, away))}个百分点"
        line += f"，每{plain(part.step)}个扣{plain(part.each)}分"
        line += "" if earned[0] == earned[-1] else "（不足一个单位的，扣与不扣条文没有写明）"
    else:
        line += f"，{'不低于' if part.way == 'under' else '不超过'}{plain(part.limit)}{part.unit}"
    line += f" → {_span(earned[0], earned[-1])}"
    return Outcome(
        earned[0], earned[-1], (line,), read.at, measured=True, continuous=bool(steps), doubt=read.doubt
    )


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
