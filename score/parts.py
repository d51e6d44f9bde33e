"""部分（parts）：由一块条文的分句搭出各部分——阶梯、公式、按次扣分、几种情形，或者留给人判断。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from score import expression as formulas
from score.clauses import (
    Award,
    Bar,
    Clause,
    Definition,
    Discretion,
    Event,
    Manner,
    Proportion,
    ScoreFormula,
    Slope,
    Veto,
)
from score.conditions import METRIC_LIKE, Bound, Condition, Range, Relation, cleaned
from score.criterion import (
    ZERO,
    Between,
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
    plain,
)
from score.expression import Constant, Expression, Measure, Operation, names_in, points_in, substitute
from score.ladder import Rung, tiers_of, unit_of
from score.lexer import lex
from score.names import metric_of

HUNDRED = Decimal(100)
_QUOTES = re.compile(r"[“”‘’\"'「」\s]|[(（][^()（）]*[)）]")
_GENERIC = re.compile(
    r"^(?:该|此|上述|以上|其)?(?:比率|比例|比值|占比|指标|指标值|结果|数值|完成情况|完成值|得分|实际值|绝对值|达到|合格|[A-Za-z])?$"
)
_FULL_POINTS = re.compile(
    r"^(?:乘以)?(?:该|本|此)?(?:项|指标)*(?:的)?(?:标准)?(?:分值|权重分值|权重|满分|分|权重分)(?:计算|计)?(?:得分|分)?$"
)
_PERIOD = re.compile(r"[一二三四1-4]\s?季度|\d{1,2}\s?月|上半年|下半年|半年|全年|上年")
_ABSOLUTE = re.compile(r"绝对值")
_MET = re.compile(
    r"^(?:达到|符合|完成)?(?:标准|要求|目标|规定)?(?:的|者)?$|^以$|^为?(?:标准|基准|基数)$|合格$|^年度|^其他|^均$|^(?:与|较|同|比)?上年度?(?:同期)?(?:相比|比较?)?$"
)
_FLAT = re.compile(r"持平|不增长|未增长|零增长|下降|不变")
_BARE_WORTH = re.compile(r"^[(（][^()（）]*[)）]$")
_LONGEST = 20
_OPERATORS = re.compile(r"[÷/／×]")
_RESULTS = frozenset({"计算结果", "结果", "该比率", "比率", "该比例", "比例"})
_FACTOR = re.compile(r"系数$")
_INTERPOLATED = re.compile(r"插值|内插|线性")
_UNINVOLVED = re.compile(
    r"^(?:注:|注：)?(?:若|如|对|因)?(?:当年度?|本年度?|全年|年度内|本部门|本单位|单位|部门)*(?:无|没有|未发生|未开展|未安排|未实施|未使用|不涉及)"
)
_RATED = ("率", "度", "比", "比例")


def subject_in(clauses: Sequence[Clause]) -> str:
    """这些分句说的是哪个量。"""
    for clause in clauses:
        if isinstance(clause, (Award, Slope)) and clause.subject:
            return clause.subject
        if isinstance(clause, (ScoreFormula, Proportion)):
            subject = next((c.subject for case in clause.cases for c in case if c.range and c.subject), "")
            if subject:
                return subject
    return ""


def same_subject(one: str, other: str) -> bool:
    """说的是不是同一个量；承上省略、以“比率”代称的都算，时点不同的不算。"""
    if set(_PERIOD.findall(one)) != set(_PERIOD.findall(other)) and one and other:
        return False
    one, other = (_QUOTES.sub("", name) for name in (one, other))
    if not other or not one or _GENERIC.match(one) or _GENERIC.match(other) or one in other or other in one:
        return True
    return _metric(one) is not None and _metric(one) == _metric(other)


def _metric(name: str) -> str | None:
    found, item = metric_of(name)
    return f"{item}{found.name}" if found else None


@dataclass
class Builder:
    """由分句搭出各部分；defects 记下条文的毛病，synonyms 是条文对指标的另一种叫法。choosing 为真是几种算法取其一。"""

    weight: Decimal
    indicator: str
    defined: tuple[str, ...] = ()
    choosing: bool = False
    defects: list[str] = field(default_factory=list)
    synonyms: list[tuple[str, Expression]] = field(default_factory=list)

    def parts(self, clauses: Sequence[Clause]) -> Iterator[Guarded]:
        """一块条文的各部分：每个“（1分）”起一部分。"""
        groups = self._groups(clauses)
        if len(groups) > 1 and _is_heading(groups[0], groups[1:]):
            groups = groups[1:]
        for group in groups:
            yield from self._guarded(group)

    def _groups(self, clauses: Sequence[Clause]) -> list[list[Clause]]:
        rule: list[Clause] = [c for c in clauses if not isinstance(c, Definition)]
        worths = [c for c in rule if isinstance(c, Award) and c.worth]
        if len(worths) > 1 and self._are_options(worths):
            return [rule]
        groups: list[list[Clause]] = [[]]
        for clause in rule:
            if (
                isinstance(clause, Award)
                and clause.worth
                and groups[-1]
                and not _BARE_WORTH.match(clause.text)
            ):
                groups.append([])
            groups[-1].append(clause)
        return [g for g in groups if g]

    def _are_options(self, worths: Sequence[Award]) -> bool:
        """“合理（2分）；基本合理（1分）；不合理（0分）”是几种情形，不是几个部分。"""
        points = [self.most(c) for c in worths]
        return ZERO in points or (max(points) == self.weight and sum(points) != self.weight)

    def _guarded(self, group: Sequence[Clause]) -> Iterator[Guarded]:
        bars = [c for c in group if isinstance(c, Bar)]
        partial = next((c.kind for c in group if isinstance(c, Manner) and c.kind in {"ceil", "floor"}), "")
        rule = [
            c for c in group if isinstance(c, (Award, Slope, Event, ScoreFormula, Proportion, Discretion))
        ]
        vetoes = tuple(Override(c.text, c.cases, c.most) for c in group if isinstance(c, Veto) and not c.leaf)
        limits = {c.kind: c.value for c in reversed(bars) if c.value is not None}
        gain = limits.get("gain")
        for part, own in self._parts(rule, partial):
            floor, cap = limits.get("least", ZERO), limits.get("most")
            if "loss" in limits:
                floor = max(floor, part.points - limits["loss"])
            if gain is not None and isinstance(part, Events) and part.up:
                cap = gain
            elif gain is not None and isinstance(part, Ladder):
                part = replace(part, tiers=tuple(_gaining_at_most(t, gain) for t in part.tiers))
            losses = self._losses(rule) if isinstance(part, (Ladder, Linear)) else ()
            yield Guarded(part, vetoes + own, floor, cap, losses)

    def _losses(self, rule: Sequence[Clause]) -> tuple[Loss, ...]:
        """按数计分之外，另有事项要扣分的。"""
        return tuple(
            Loss(c.text, self._grant(c.each.most, share=c.each.share), c.single)
            for c in rule
            if isinstance(c, Event) and not c.up
        )

    def _parts(self, rule: Sequence[Clause], partial: str) -> Iterator[tuple[Part, tuple[Override, ...]]]:
        if not rule:
            return
        worth = next((c for c in rule if isinstance(c, Award) and c.worth), None)
        points = self.most(worth) if worth and not self._options_of(rule) else None
        segments = self._segments(rule, points)
        for segment in segments:
            yield from self._part(segment, points if len(segments) == 1 else None, partial)

    def _options_of(self, rule: Sequence[Clause]) -> bool:
        return (
            self._are_options(worths)
            if len(worths := [c for c in rule if isinstance(c, Award) and c.worth]) > 1
            else False
        )

    def _segments(self, rule: Sequence[Clause], points: Decimal | None) -> list[list[Clause]]:
        """说不同的量的分开；分开之后加起来不等于应得的分，就还是一起看。"""
        if pairs := self._pairs(rule, points or self.weight):
            return pairs
        segments: list[list[Clause]] = [[]]
        subject = ""
        for clause in rule:
            own = subject_in([clause])
            if own and subject and not same_subject(subject, own) and not _is_worth(clause):
                segments.append([])
                subject = own
            subject = subject or own
            segments[-1].append(clause)
        if len(segments) == 1:
            return segments
        tops = [self.top([c for c in s if isinstance(c, Award)]) for s in segments]
        target = points or self.weight
        if sum(tops) == target or (self.choosing and all(top == target for top in tops)):
            return segments
        return [list(rule)]

    def _pairs(self, rule: Sequence[Clause], target: Decimal) -> list[list[Clause]]:
        """“甲得3分，否则不得分；乙得3分，否则不得分”：各有各的零分，是两部分。"""
        awards = [c for c in rule if isinstance(c, Award)]
        earning = [a for a in awards if self.most(a) > 0]
        if len(awards) < len(rule) or any(a.measured or a.worth for a in awards) or len(earning) < 2:
            return []
        if len(awards) - len(earning) < 2 or sum(self.most(a) for a in earning) != target:
            return []
        pairs: list[list[Clause]] = []
        for award in awards:
            if self.most(award) > 0 or not pairs:
                pairs.append([])
            pairs[-1].append(award)
        return pairs

    def _part(
        self, rule: Sequence[Clause], points: Decimal | None, partial: str
    ) -> Iterator[tuple[Part, tuple[Override, ...]]]:
        awards = [c for c in rule if isinstance(c, Award)]
        events = [c for c in rule if isinstance(c, Event)]
        slopes = [c for c in rule if isinstance(c, Slope)]
        formulas = [c for c in rule if isinstance(c, ScoreFormula) and not _by_factor(c, awards)]
        rule = [c for c in rule if not isinstance(c, ScoreFormula) or c in formulas]
        proportions = [c for c in rule if isinstance(c, Proportion)]
        tiers = [c for c in awards if c.measured and not c.otherwise]
        ruled = bool(tiers or formulas or proportions)
        if (slopes and (built := self._ladder(rule, points, partial))) or (
            ruled and (built := self._ladder(rule, points, partial))
        ):
            yield built, ()
        elif formulas:
            yield from ((self._linear(c, points), ()) for c in formulas)
        elif events or slopes:
            yield from self._events(events, slopes, awards, rule, points)
        else:
            zeros = [a for a in awards if a.grant.most == 0 and not a.otherwise] if points else []
            if (
                zeros
                and len(zeros) < len(awards)
                and not [a for a in awards if not a.worth and a not in zeros]
            ):
                vetoes = tuple(Override(a.text, a.cases) for a in zeros)
                yield Judgement(points or ZERO, "；".join(a.text for a in awards if a not in zeros)), vetoes
            else:
                yield from ((part, ()) for part in self._judged(awards, points, rule))

    # 按次 ------------------------------------------------------------------

    def _events(
        self,
        events: Sequence[Event],
        slopes: Sequence[Slope],
        awards: Sequence[Award],
        rule: Sequence[Clause],
        points: Decimal | None,
    ) -> Iterator[tuple[Part, tuple[Override, ...]]]:
        most = points or self.top([a for a in awards if not a.otherwise])
        listed = [a for a in awards if not a.otherwise and self.most(a) > 0]
        if events and all(e.each.share and e.each.most == HUNDRED for e in events) and len(listed) > 1:
            yield from ((part, ()) for part in self._judged(awards, points, rule))
            return
        if len(listed) > 1 and sum(self.most(a) for a in listed) == self.weight:
            most = self.weight
        changes: list[Event | Slope] = [*events, *slopes]
        said = "；".join(c.text for c in changes)
        each = [self._grant(c.each.most, share=c.each.share) for c in changes]
        kinds = set(each)
        single = any(e.single for e in events)
        up = bool(events) and all(e.up for e in events) and not slopes
        per = each[0] if len(kinds) == 1 and not single and len(each) == 1 else ZERO
        vetoes = tuple(
            Override(a.text, a.cases)
            for a in awards
            if a.grant.most == 0 and not a.otherwise and not a.measured
        )
        yield Events(ZERO if up and not points else most, per, said, up), vetoes if not up else ()

    # 情形 ------------------------------------------------------------------

    def _judged(
        self, awards: Sequence[Award], points: Decimal | None, rule: Sequence[Clause]
    ) -> Iterator[Part]:
        said = "；".join(c.text for c in rule if not isinstance(c, Definition))
        options = [a for a in awards if points is None or not a.worth]
        target = points or self.weight
        tops = [self.most(a) for a in options]
        discretion = any(isinstance(c, Discretion) and c.kind == "discretion" for c in rule)
        if len(options) > 1 and sum(tops) == target and ZERO not in tops:
            yield from (Judgement(self.most(a), a.text) for a in options)
        elif len(options) > 1 and not discretion:
            yield Labels(tuple((a.text, Points(self.least(a), self.most(a))) for a in options))
        elif len(options) == 1 and tops[0] > 0 and len(awards) > 1 and not discretion:
            yield Labels(
                (
                    (options[0].text, Points(self.least(options[0]), self.most(options[0]))),
                    ("其余", Points(ZERO, ZERO)),
                )
            )
        elif len(options) > 1:
            yield Judgement(max(tops), said)
        else:
            yield Judgement(points or self.top(awards), said)

    # 公式 ------------------------------------------------------------------

    def _linear(self, formula: ScoreFormula, points: Decimal | None) -> Linear | Judgement:
        expression = formula.expression
        name = formula.name
        for named in dict.fromkeys(names_in(expression)):
            if _FULL_POINTS.match(_QUOTES.sub("", named)):
                expression = substitute(expression, named, Constant(points or self.weight, points=True))
            elif self._is_own(named):
                expression = substitute(expression, named, Measure(self.indicator))
        if not name and len(set(names_in(expression))) > 1 and self.indicator.endswith(_RATED):
            name = self.indicator
        most = points_in(expression)
        if most is None and (scaled := _scaled(expression, points or self.weight)):
            return Linear(name, scaled, points or self.weight)
        if most is None:
            return Judgement(points or ZERO, formula.text)
        if points is not None and points != most:
            self.defects.append(f"“{formula.text}”的满分与所标的{plain(points)}分不符")
        return Linear(name, _per_point(expression, most), most)

    def _is_own(self, named: str) -> bool:
        """公式里的“完好率”“计算结果”就是指标“设备完好率”。"""
        plain = _QUOTES.sub("", named)
        return self.indicator.endswith(_RATED) and (
            plain in _RESULTS
            or (plain.endswith(_RATED) and plain != self.indicator and plain in self.indicator)
        )

    # 阶梯 ------------------------------------------------------------------

    def _ladder(self, rule: Sequence[Clause], points: Decimal | None, partial: str) -> Part | None:
        awards = [c for c in rule if isinstance(c, Award) and not c.otherwise]
        slopes = [c for c in rule if isinstance(c, Slope)]
        formulas = [c for c in rule if isinstance(c, ScoreFormula)]
        proportions = [c for c in rule if isinstance(c, Proportion)]
        metric = _metric_told(subject_in(rule), _titled(rule))
        gaining = any(slope.gain for slope in slopes)
        lost = any(a.lost for a in awards)
        most = (
            points or (ZERO if gaining or lost else self.top(awards) or _points_in(formulas)) or self.weight
        )
        rest = [a for a in awards if not a.measured and a.grant.most == 0] if len(awards) > 1 else []
        involved = any(a.measured and self.most(a) == most for a in awards)
        rest += [
            a
            for a in awards
            if involved and not a.measured and self.most(a) == most and _UNINVOLVED.match(a.text)
        ]
        scored = [a for a in awards if a not in rest]
        rungs = [rung for a in scored for rung in self._rungs(a, metric, worth=points is not None)]
        for slope in sorted(slopes, key=lambda s: s.gain):
            made = self._slope_rungs(slope, rungs, most, partial, awards, alone=len(slopes) == 1)
            if made is None:
                return None
            rungs = made
        otherwise = self._otherwise(rule) or (Points(ZERO, ZERO) if rest else None)
        for formula in formulas:
            linear = self._linear(formula, points)
            if isinstance(linear, Judgement):
                return None
            when = next((c.range for case in formula.cases for c in case if c.range), None)
            if when is not None:
                rungs = [*(rungs or ()), Rung(when, linear)]
            elif not [r for r in rungs if r.range]:
                return linear
            else:
                metric = metric or linear.name or next(names_in(linear.ratio), "")
                otherwise = linear
        for proportion in proportions:
            gives = self._prorated(proportion, rungs, most, metric, awards)
            if gives is None:
                return None
            if isinstance(gives, Linear) and not [r for r in rungs if r.range]:
                return gives
            rungs = _with(rungs, proportion, gives)
        if not [r for r in rungs if r.range or r.relations]:
            return None
        if any(isinstance(c, Event) for c in rule) and otherwise is None:
            otherwise = Points(ZERO, most)
        return self._closed(rungs, metric, most, otherwise, rule)

    def _closed(
        self,
        rungs: Sequence[Rung],
        metric: str,
        most: Decimal,
        otherwise: Yield | None,
        rule: Sequence[Clause],
    ) -> Ladder:
        tiers, defects = tiers_of(rungs)
        name = self._named(_ABSOLUTE.sub("", metric).rstrip("的"))
        self.defects += [f"{name}的分档：{defect}" for defect in defects]
        absolute = bool(_ABSOLUTE.search(metric)) or any(
            t.low is not None and t.high is not None and t.low == -t.high and t.low for t in tiers
        )
        if absolute:
            tiers = tuple(_folded(t) for t in tiers)
        discretion = any(isinstance(c, Discretion) and c.kind in {"discretion", "unread"} for c in rule)
        if otherwise is None and all(c.lost for c in rule if isinstance(c, Award) and c.measured):
            otherwise = Points(most, most)
        single = len(tiers) == 1
        if otherwise is None and single and not discretion:
            otherwise = Points(ZERO, ZERO)
        return Ladder(name, tiers, unit_of(rungs), most, otherwise, absolute)

    def _otherwise(self, rule: Sequence[Clause]) -> Yield | None:
        rest = next((c for c in rule if isinstance(c, Award) and c.otherwise), None)
        return Points(self.least(rest), self.most(rest)) if rest else None

    def _rungs(self, award: Award, metric: str, *, worth: bool) -> Iterator[Rung]:
        """一句“……得几分”成为一档；“或”字连着的是几档。"""
        gives = Points(min(self.least(award), self.most(award)), max(self.least(award), self.most(award)))
        if worth and award.worth and not award.measured:
            return
        for case in _by_kind(award):
            main = next((c for c in case if c.range and same_subject(metric, c.subject)), None)
            others = [c for c in case if c is not main]
            relations = tuple(r.about(metric) for c in case for r in c.relations) + tuple(
                relation for c in others if c.range for relation in _bounds(c)
            )
            extra = "，".join(c.text for c in others if not c.measurable and not _MET.match(c.text))
            if main or relations or award.measured is False:
                yield Rung(
                    main.range if main else None,
                    gives,
                    extra if (main or relations) else (extra or award.text),
                    relations,
                )

    def _slope_rungs(
        self,
        slope: Slope,
        rungs: Sequence[Rung],
        most: Decimal,
        partial: str,
        awards: Sequence[Award],
        *,
        alone: bool,
    ) -> list[Rung] | None:
        """“每超过1个百分点扣0.5分”：超过的那一段是一档；满分一档只写了一个点的，放宽到那一边。"""
        full = [r for r in rungs if r.range and isinstance(r.gives, Points) and r.gives.most > 0]
        way = self._way(slope, full)
        limit = _limit(slope, full, way)
        if limit is None and not full and _flat(awards) and slope.unit == "%":
            limit, way = ZERO, way or "over"
        if limit is None or not way:
            return None
        start = max((r.gives.most for r in full if isinstance(r.gives, Points)), default=most)
        each = self._grant(slope.each.most, share=slope.each.share)
        slide = Slide(start, limit, way, slope.step, -each if slope.gain else each, partial)
        edge = Bound(limit, closed=False)
        unit = slope.unit
        kept = [
            replace(
                r,
                range=_stopped(r.range, way, limit)
                if slope.gain
                else _widened(r.range, way if alone else "either", limit, self.defects),
            )
            if r in full and r.range
            else r
            for r in rungs
        ]
        if not full:
            kept = [r for r in rungs if r.range] + [Rung(_side_of(way, limit, unit), Points(start, start))]
        if way == "either":
            beyond = [Rung(Range(low=edge, unit=unit), slide), Rung(Range(high=edge, unit=unit), slide)]
        else:
            beyond = [
                Rung(Range(low=edge, unit=unit) if way == "over" else Range(high=edge, unit=unit), slide)
            ]
        return [*kept, *beyond]

    def _way(self, slope: Slope, full: Sequence[Rung]) -> str:
        """往哪边差：名次越大越靠后；没写明的看满分那一档的另一边。"""
        if slope.unit in {"名", "位"}:
            return "over"
        if slope.when is not None and slope.way != "either" and not (slope.when.exact and slope.way):
            return "over" if slope.when.low else "under"
        if slope.way:
            return slope.way
        first = full[0].range if full else None
        if first is None:
            return ""
        return "under" if first.low and not first.high else "over" if first.high and not first.low else ""

    def _prorated(
        self,
        proportion: Proportion,
        rungs: Sequence[Rung],
        most: Decimal,
        metric: str,
        awards: Sequence[Award],
    ) -> Yield | None:
        if proportion.operands is not None:
            return Linear(metric, proportion.operands, most)
        when = next((c.range for case in proportion.cases for c in case if c.range), None)
        full = [r for r in rungs if r.range and isinstance(r.gives, Points) and r.gives.most == most]
        if when and when.low and when.high:
            return _between(proportion, rungs, when.low.value, when.high.value, most)
        if not full:
            if any(a.measured for a in awards):
                return None
            return Linear("完成比例", Operation("/", Measure("实际完成值"), Measure("指标值")), most)
        first = full[0].range
        assert first is not None  # noqa: S101 - 上面已筛选
        over = bool(first.high and not first.low) or bool(when and when.low)
        target = (first.high if over else first.low) or first.low or first.high
        if target is None or not target.value:
            return None
        if proportion.excess:
            methods: tuple[str, ...] = ("gap",)
        elif over:
            methods = ("inverse", "gap") if proportion.verb == "扣" else ("inverse",)
        else:
            methods = ("share", "gap") if proportion.verb == "扣" else ("share", "own")
        if first.unit != "%":
            methods = tuple(m for m in methods if m in {"share", "inverse"}) or ("share",)
        return Prorated(target.value, most, methods)

    # 分数 ------------------------------------------------------------------

    def _named(self, subject: str) -> str:
        plain = _QUOTES.sub("", subject)
        if _OPERATORS.search(subject) and isinstance(
            formula := formulas.parse(lex(subject), subject), Operation
        ):
            self.synonyms.append((subject, formula))
            return subject
        named = METRIC_LIKE.search(plain) or _metric(plain)
        if named and not _GENERIC.match(plain) and not (plain in self.indicator and plain.endswith(_RATED)):
            return subject
        if named and plain and plain != self.indicator and not _GENERIC.match(plain):
            self.synonyms.append((self.indicator, Measure(subject)))
        if self.indicator.endswith(_RATED) or len(self.defined) != 1:
            return self.indicator
        return self.defined[0]

    def top(self, awards: Sequence[Award]) -> Decimal:
        """各种情形里最高的得分。"""
        return max((self.most(a) for a in awards), default=ZERO)

    def most(self, award: Award) -> Decimal:
        """最多得几分。"""
        return max(self._ends(award))

    def least(self, award: Award) -> Decimal:
        """至少得几分。"""
        return min(self._ends(award))

    def _ends(self, award: Award) -> tuple[Decimal, Decimal]:
        least, most = (
            self._grant(end, share=award.grant.share) for end in (award.grant.least, award.grant.most)
        )
        return (self.weight - least, self.weight - most) if award.lost else (least, most)

    def _grant(self, value: Decimal | None, *, share: bool) -> Decimal:
        if value is None:
            return self.weight
        return value * self.weight / HUNDRED if share else value


def _metric_told(subject: str, title: str) -> str:
    """题目写了全称、分档用简称的（1.“三公”经费控制率（3分）：90%≤控制率≤100%……），按全称。"""
    if title and (
        not subject or _QUOTES.sub("", title).endswith(_QUOTES.sub("", _ABSOLUTE.sub("", subject)))
    ):
        return title
    return subject or title


def _by_factor(formula: ScoreFormula, awards: Sequence[Award]) -> bool:
    """“得分=分值×得分系数”，系数另由各档规定。"""
    names = [n for n in names_in(formula.expression) if not _FULL_POINTS.match(_QUOTES.sub("", n))]
    return bool(names) and all(_FACTOR.search(n) for n in names) and any(a.grant.share for a in awards)


def _gaining_at_most(tier: Tier, gain: Decimal) -> Tier:
    """“最多加1分”管的是加的分，不是总分。"""
    slide = tier.gives
    if not isinstance(slide, Slide) or slide.each >= 0:
        return tier
    return replace(tier, gives=replace(slide, most=slide.start + gain))


def _titled(rule: Sequence[Clause]) -> str:
    """“三公经费控制率（3分）：低于90%的……”：题目就是指标。"""
    worth = next((c for c in rule if isinstance(c, Award) and c.worth and not c.measured), None)
    name = (
        cleaned(re.sub(r"[（(][^（()）]*分\s*[)）].*|\d+(?:\.\d+)?\s*分$", "", worth.text)) if worth else ""
    )
    return name if METRIC_LIKE.search(name) and len(name) <= _LONGEST else ""


def _by_kind(award: Award) -> Iterator[tuple[Condition, ...]]:
    """“中部≥40%，西部≥30%的，得4分”：不同的对象各有门槛，是几种情形，不是同时满足。"""
    for case in award.cases:
        ranged = [c for c in case if c.range]
        kinds = {c.subject for c in ranged}
        if len(kinds) > 1 and not any(METRIC_LIKE.search(k) for k in kinds):
            yield from ((replace(c, subject=""), Condition(c.subject)) for c in ranged)
        else:
            yield case


def _points_in(formulas: Sequence[ScoreFormula]) -> Decimal:
    return next((points for f in formulas if (points := points_in(f.expression))), ZERO)


def _is_worth(clause: Clause) -> bool:
    return isinstance(clause, Award) and clause.worth and not clause.measured


def _is_heading(first: Sequence[Clause], rest: Sequence[Sequence[Clause]]) -> bool:
    """“1.公开情况（2分）：（1）……（1分）（2）……（1分）”里的第一个（2分）是小计。"""
    heads = [g[0] for g in rest]
    if (
        len(first) != 1
        or len(rest) < 2
        or not all(isinstance(h, Award) and h.worth for h in (*heads, *first))
    ):
        return False
    total = sum((h.grant.most or ZERO for h in heads if isinstance(h, Award)), ZERO)
    return isinstance(first[0], Award) and first[0].grant.most == total


def _bounds(condition: Condition) -> Iterator[Relation]:
    """另一个量的区间，写成比较。"""
    assert condition.range is not None  # noqa: S101 - 调用者已筛选
    for bound, closed, opened in ((condition.range.low, "≥", ">"), (condition.range.high, "≤", "<")):
        if bound is not None:
            value = bound.value / HUNDRED if condition.range.unit == "%" else bound.value
            yield Relation(
                Measure(condition.subject), opened if bound.closed is False else closed, Constant(value)
            )


def _flat(awards: Sequence[Award]) -> bool:
    return any(_FLAT.search(a.text) for a in awards if not a.measured)


def _limit(slope: Slope, full: Sequence[Rung], way: str) -> Decimal | None:
    """扣分的起点：条文写明的，或者满分一档的那一端。"""
    if slope.when is not None:
        low, high = slope.when.low, slope.when.high
        bound = high if low and high else low or high
        return bound.value if bound else None
    for rung in full:
        assert rung.range is not None  # noqa: S101 - 调用者已筛选
        if rung.range.unit and slope.unit and rung.range.unit != slope.unit:
            continue
        near, far = (rung.range.high, rung.range.low) if way == "over" else (rung.range.low, rung.range.high)
        if bound := near or far:
            return bound.value
    return None


def _widened(r: Range, way: str, limit: Decimal, defects: list[str]) -> Range:
    """“100%计满分，每低于5%扣2分”：满分是100%及以上。"""
    if not r.exact or r.low is None or r.low.value != limit or way == "either":
        return replace(r, doubt="")
    edge = Bound(limit, closed=True)
    if way == "over":
        if r.unit == "%" and r.doubt:
            defects.append(f"“{r.doubt}”没有写明“以内”，按不超过{plain(limit)}{r.unit}理解")
        return Range(high=edge, unit=r.unit)
    return Range(low=edge, unit=r.unit)


def _stopped(r: Range, way: str, limit: Decimal) -> Range:
    """“达到60%得6分，每提高1个百分点加0.1分”：基本分管到加分的起点为止。"""
    edge = Bound(limit, closed=True)
    if way == "over" and r.low and r.low.value == limit and not r.high:
        return Range(edge, edge, r.unit, exact=True)
    if way == "under" and r.high and r.high.value == limit and not r.low:
        return Range(edge, edge, r.unit, exact=True)
    return r


def _side_of(way: str, limit: Decimal, unit: str) -> Range:
    """没有另写满分的一档：不差的那一边。"""
    edge = Bound(limit, closed=True)
    if way == "either":
        return Range(edge, edge, unit, exact=True)
    return Range(high=edge, unit=unit) if way == "over" else Range(low=edge, unit=unit)


def _at(rungs: Sequence[Rung], value: Decimal, default: Decimal) -> Decimal:
    """某个端点上别的档得几分。"""
    for rung in rungs:
        r = rung.range
        if r and isinstance(rung.gives, Points) and any(b and b.value == value for b in (r.low, r.high)):
            return rung.gives.most
    return default


def _settled_at(rungs: Sequence[Rung], value: Decimal) -> bool:
    """恰在这个端点得几分，另有一档写明了。"""
    return any(
        bound and bound.value == value and bound.closed
        for rung in rungs
        if rung.range
        for bound in (rung.range.low, rung.range.high)
    )


def _between(
    proportion: Proportion, rungs: Sequence[Rung], low: Decimal, high: Decimal, most: Decimal
) -> Yield:
    """“60%-90%按比例得分”：两头都规定了得分的，或者写明插值的，在两头之间内插；否则几种算法都有可能。"""
    below, above = _at(rungs, low, ZERO), _at(rungs, high, most)
    if _INTERPOLATED.search(proportion.text) or (_settled_at(rungs, low) and _settled_at(rungs, high)):
        return Between(low, high, below, above)
    if below > above:
        return (
            Prorated(low, below, ("inverse", "between"), (high, above))
            if low
            else Between(low, high, below, above)
        )
    return Prorated(high, above, ("share", "own", "between"), (low, below))


def _with(rungs: Sequence[Rung], proportion: Proportion, made: Yield) -> list[Rung]:
    """按比例的那一段：条文写明的区间，或者满分一档的另一边。"""
    when = next((c.range for case in proportion.cases for c in case if c.range), None)
    if when is None:
        first = next(r.range for r in rungs if r.range)
        if first.low and (not first.high or first.exact):
            full = Range(low=Bound(first.low.value, closed=first.low.closed is not False), unit=first.unit)
            rungs = [replace(r, range=full) if r.range is first else r for r in rungs]
            when = Range(high=Bound(first.low.value, closed=first.low.closed is False), unit=first.unit)
        elif first.high:
            when = Range(low=Bound(first.high.value, closed=first.high.closed is False), unit=first.unit)
    elif when.low is None and when.high:
        # “达到80%得4分，低于80%按比例”：满分那一档不止一个点
        rungs = [
            replace(r, range=Range(low=Bound(when.high.value, closed=True), unit=r.range.unit))
            if r.range and r.range.exact and r.range.low and r.range.low.value == when.high.value
            else r
            for r in rungs
        ]
    return [*rungs, Rung(when, made)]


def _folded(tier: Tier) -> Tier:
    """按绝对值看：±5%以内是不超过5%。"""
    return (
        replace(tier, low=None)
        if tier.low is not None and tier.high is not None and tier.low == -tier.high
        else tier
    )


def _per_point(expression: Expression, points: Decimal) -> Expression:
    """得分公式除以满分，就是比率。"""
    match expression:
        case Operation("*", left, Constant(_, True)):
            return left
        case Operation("*", Constant(_, True), right):
            return right
        case _:
            return Operation("/", expression, Constant(points))


def _scaled(expression: Expression, weight: Decimal) -> Expression | None:
    """“（甲÷乙）×4”“甲×70%+乙×30%”：没有写“分”，常数等于分值，或者各项按百分比加权。"""
    match expression:
        case Operation("*", left, Constant(value, False)) if value == weight:
            return left
        case Operation("*", Constant(value, False), right) if value == weight:
            return right
        case Operation("*", left, Constant(value, False)) if value * HUNDRED == weight:
            return Operation("/", left, Constant(HUNDRED))
        case Operation("+", _, _):
            return Operation("/", expression, Constant(weight))
    return None
