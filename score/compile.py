"""编译（compile）：把评分标准的文字变成可以计算的各部分；看不准的一律作为“需人工判断”，绝不猜。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from normalize.metrics import dictionary
from score.clauses import (
    Award,
    Clause,
    Deduct,
    Definition,
    Discretion,
    Event,
    ScoreFormula,
    Veto,
    clauses_of,
)
from score.criterion import Criterion, Deduction, Events, Guarded, Judgement, Labels, Ladder, Linear, Part
from score.expression import Constant, Expression, Mean, Measure, Operation, names_in, points_in, substitute
from score.ladder import Rung, tiers_of, unit_of
from score.outline import Item, outline

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
_QUOTES = re.compile(r"[“”‘’\"'「」\s]")
_GENERIC = re.compile(
    r"^(?:该|此|上述|以上)?(?:比率|比例|比值|占比|指标|指标值|结果|数值|完成情况|完成率|控制率|变动率)?$"
)
_FULL_POINTS = frozenset(
    {"分值", "指标分值", "权重", "满分", "该项分值", "本项分值", "指标权重", "标准分值", "标准分", "权重分"}
)
_RATIO_PROSE = re.compile(
    r"(?P<a>[^，。；：]{2,40}?)(?:与|占)(?P<b>[^，。；：]{2,40}?)的(?:比率|比例|比值|比重)"
)
_EITHER = re.compile(r"择其一|二选一|任选|孰高|孰低|就高|就低")


@lru_cache(maxsize=4096)
def compile_criterion(text: str, weight: Decimal, indicator: str, explanation: str = "") -> Criterion:
    """编译一条评分标准；indicator 是指标名称，条文里的“比率”指的就是它；explanation 是指标说明。"""
    blocks = _merged([list(block) for block in _blocks(outline(text))], weight)
    definitions = (*_definitions(c for block in blocks for c in block), *_explained(explanation, indicator))
    if _EITHER.search(text):
        return Criterion(weight, (Guarded(Judgement(weight, text)),), definitions=definitions)
    builder = _Builder(weight, indicator)
    parts = [part for block in blocks for part in builder.parts(block)]
    parts, repaired = _averaged(parts, dict(definitions))
    parts = _weighted(parts, weight) or [Guarded(Judgement(weight, text))]
    whole = tuple(c for block in blocks for c in block if isinstance(c, Veto) and c.leaf)
    total = sum((points_of(guarded.part) for guarded in parts), ZERO)
    return Criterion(
        weight=weight,
        parts=tuple(parts),
        vetoes=whole,
        definitions=definitions,
        defects=(*builder.defects, *repaired, *_unbalanced(total, weight, parts)),
        sums=total == weight,
    )


def points_of(part: Part) -> Decimal:
    """一部分最多能得的分。"""
    return part.points


def _blocks(root: Item) -> Iterator[tuple[Clause, ...]]:
    """序号前的话是一块，每个一级条目（连同它下面的各条）是一块。"""
    yield clauses_of(root.text)
    for item in root.children:
        yield tuple(clause for text in item.texts for clause in clauses_of(text))


def _merged(blocks: list[list[Clause]], weight: Decimal) -> list[list[Clause]]:
    """把分条写的同一条阶梯、同一组情形合起来；只说怎么扣分的条目归到它前面一条。"""
    merged: list[list[Clause]] = []
    for block in blocks:
        rule = [c for c in block if not isinstance(c, Definition)]
        if merged and rule and _continues(merged[-1], rule, weight):
            merged[-1] += block
        elif block:
            merged.append(block)
    return merged


def _continues(before: Sequence[Clause], rule: Sequence[Clause], weight: Decimal) -> bool:
    """这一条是不是接着上一条说的。"""
    above = [c for c in before if not isinstance(c, Definition)]
    if not above:
        return True
    if all(isinstance(c, (Event, Deduct, Veto, Discretion)) or _is_rest(c) for c in rule):
        return not all(isinstance(c, Award) and c.worth for c in above) or len(above) == 1
    if len(rule) == 1 and isinstance(rule[0], ScoreFormula):
        return rule[0].whole and any(_gives(c, points_in(rule[0].expression)) for c in above)
    first = rule[0]
    tail = above[-1]
    if not (isinstance(first, Award) and isinstance(tail, Award)) or first.worth or tail.worth:
        return False
    if first.range and tail.range:
        return len(rule) == 1 and _same_subject(_subject_in(above), first.subject)
    return not first.range and not tail.range and len(rule) == 1 and _alternatives((*above, first), weight)


def _is_rest(clause: Clause) -> bool:
    return isinstance(clause, Award) and clause.otherwise


def _gives(clause: Clause, points: Decimal | None) -> bool:
    return isinstance(clause, Award) and points is not None and clause.grant.most == points


def _subject_in(clauses: Iterable[Clause]) -> str:
    return next((c.subject for c in clauses if isinstance(c, Award) and c.subject), "")


def _same_subject(one: str, other: str) -> bool:
    """说的是不是同一个量；承上省略、以“比率”代称的都算。"""
    one, other = (_QUOTES.sub("", name) for name in (one, other))
    if not other or not one or _GENERIC.match(one) or _GENERIC.match(other) or one in other or other in one:
        return True
    return _metric(one) is not None and _metric(one) == _metric(other)


def _metric(name: str) -> str | None:
    found = dictionary().metric_named(name)
    return found.name if found else None


def _alternatives(clauses: Sequence[Clause], weight: Decimal) -> bool:
    """几种情形各得几分：最高的等于分值，是任选其一；加起来等于分值，是逐项相加。"""
    points = [c.grant.most or weight for c in clauses if isinstance(c, Award)]
    return (max(points, default=ZERO) == weight and sum(points, ZERO) != weight) or ZERO in points


def _definitions(clauses: Iterable[Clause]) -> tuple[tuple[str, Expression], ...]:
    return tuple((c.name, c.expression) for c in clauses if isinstance(c, Definition))


def _explained(explanation: str, indicator: str) -> Iterator[tuple[str, Expression]]:
    """指标说明里的公式，或者“甲与乙的比率”这样的话。"""
    yield from _definitions(clauses_of(explanation)) if "=" in explanation or "＝" in explanation else ()
    if found := _RATIO_PROSE.search(explanation):
        yield indicator, Operation("/", Measure(found["a"]), Measure(found["b"]))


def _unbalanced(total: Decimal, weight: Decimal, parts: Sequence[Guarded]) -> Iterator[str]:
    if total != weight and len(parts) > 1:
        yield f"各部分合计{_plain(total)}分，与分值{_plain(weight)}分不符"
    elif total != weight:
        yield f"条文写的满分是{_plain(total)}分，与分值{_plain(weight)}分不符"


def _weighted(parts: list[Guarded], weight: Decimal) -> list[Guarded]:
    """没有写明分数的部分：只有一个的，得分值的余数；多于一个的，合为一个。"""
    vague = [g for g in parts if isinstance(g.part, (Judgement, Events)) and not g.part.points]
    if not vague:
        return parts
    known = [g for g in parts if g not in vague]
    rest = weight - sum((points_of(g.part) for g in known), ZERO)
    if rest <= 0:
        return known
    first = vague[0]
    assert isinstance(first.part, (Judgement, Events))  # noqa: S101 - 上面已筛选
    return [*known, replace(first, part=replace(first.part, points=rest))]


def _averaged(
    parts: list[Guarded], definitions: dict[str, Expression]
) -> tuple[list[Guarded], tuple[str, ...]]:
    """“全年平均执行率”是前面各季度比率的平均数；公式漏写求和的照此理解，并作为条文的毛病提出。"""
    ratios = tuple(
        g.part.ratio
        for g in parts
        if isinstance(g.part, Linear) and re.search(r"[季月]", g.part.name + str(g.part.ratio))
    )
    defects: list[str] = []
    done: list[Guarded] = []
    for guarded in parts:
        part = guarded.part
        averages = [n for n in names_in(part.ratio) if "平均" in n] if isinstance(part, Linear) else []
        if isinstance(part, Linear) and averages and len(ratios) > 1:
            ratio = substitute(part.ratio, averages[0], Mean(tuple(r for r in ratios if r is not part.ratio)))
            guarded = replace(guarded, part=replace(part, ratio=ratio))
            if (stated := definitions.get(averages[0])) and not any(str(r) in str(stated) for r in ratios):
                defects.append(f"“{averages[0]}={str(stated).strip('()')}”漏写求和，按各期之和的平均数理解")
        done.append(guarded)
    return done, tuple(defects)


@dataclass
class _Builder:
    """由分句搭出各部分；defects 记下条文的毛病。"""

    weight: Decimal
    indicator: str

    def __post_init__(self) -> None:
        self.defects: list[str] = []

    def parts(self, clauses: Sequence[Clause]) -> Iterator[Guarded]:
        """一块条文的各部分：每个“（1分）”起一部分。"""
        groups = self._groups(clauses)
        if len(groups) > 1 and _is_heading(groups[0], groups[1:]):
            groups = groups[1:]
        for group in groups:
            yield from self._guarded(group)

    def _groups(self, clauses: Sequence[Clause]) -> list[list[Clause]]:
        groups: list[list[Clause]] = [[]]
        for clause in clauses:
            if (
                isinstance(clause, Award)
                and clause.worth
                and any(not isinstance(c, Definition) for c in groups[-1])
            ):
                groups.append([])
            groups[-1].append(clause)
        return [g for g in groups if any(not isinstance(c, Definition) for c in g)]

    def _guarded(self, group: Sequence[Clause]) -> Iterator[Guarded]:
        vetoes = tuple(c for c in group if isinstance(c, Veto) and not c.leaf) + _ceilings(group)
        rule = [c for c in group if not isinstance(c, (Veto, Definition))]
        for part in self._parts(rule):
            yield Guarded(part, vetoes)

    def _parts(self, rule: Sequence[Clause]) -> Iterator[Part]:
        awards = [c for c in rule if isinstance(c, Award)]
        worth = next((c for c in awards if c.worth), None)
        points = self._most(worth) if worth else None
        formulas = [c for c in rule if isinstance(c, ScoreFormula)]
        deducts = [c for c in rule if isinstance(c, Deduct)]
        tiers = [c for c in awards if c.range and not c.otherwise]
        if formulas:
            yield from (self._linear(c, points) for c in formulas)
        elif deducts:
            yield self._deduction(deducts, tiers, awards, points, rule)
        elif tiers:
            yield from self._tiered(tiers, awards, rule, points)
        elif events := [c for c in rule if isinstance(c, Event)]:
            yield Events(points or self._top(awards), events[0].each, events[0].text)
        elif rule:
            yield from self._judged(awards, points, rule)

    def _judged(
        self, awards: Sequence[Award], points: Decimal | None, rule: Sequence[Clause]
    ) -> Iterator[Part]:
        said = "；".join(c.text for c in rule if not isinstance(c, Definition))
        options = [(c.text, self._most(c)) for c in awards if not c.worth]
        target = points or self.weight
        if points is None and len(options) > 1 and sum(p for _, p in options) == target:
            yield from (Judgement(p, text) for text, p in options)
        elif len(options) > 1 and not any(isinstance(c, Discretion) for c in rule):
            yield Labels(tuple(options))
        elif any(isinstance(c, Discretion) and c.kind == "bonus" for c in rule):
            yield Judgement(self.weight, said)
        else:
            yield Judgement(points or self._top(awards), said)

    def _linear(self, formula: ScoreFormula, points: Decimal | None) -> Part:
        expression = formula.expression
        for name in names_in(expression):
            if _QUOTES.sub("", name) in _FULL_POINTS:
                expression = substitute(expression, name, Constant(self.weight, points=True))
        most = points_in(expression)
        if most is None:
            return Judgement(points or ZERO, formula.text)
        if points is not None and points != most:
            self.defects.append(f"“{formula.text}”的满分与所标的{_plain(points)}分不符")
        return Linear(formula.name, _per_point(expression, most), most)

    def _deduction(
        self,
        deducts: Sequence[Deduct],
        tiers: Sequence[Award],
        awards: Sequence[Award],
        points: Decimal | None,
        rule: Sequence[Clause],
    ) -> Part:
        deduct = deducts[0]
        most = points or self._top(awards) or self.weight
        scored = [t for t in tiers if self._most(t) > 0]
        bound = _edge(scored[0], deduct.way) if scored else None
        limit = deduct.base if deduct.base is not None else bound
        if limit is None or len(deducts) > 1 or len(scored) > 1:
            return Judgement(most, "；".join(str(getattr(c, "text", "")) for c in rule))
        if scored and scored[0].range and scored[0].range.exact and deduct.way == "over":
            self.defects.append(f"“{scored[0].text}”没有写明“以内”，按不超过{_plain(limit)}%理解")
        subject = _subject_in(tiers) or deduct.subject
        return Deduction(self._named(subject), limit, deduct.way, deduct.step, deduct.each, most, deduct.unit)

    def _tiered(
        self, tiers: Sequence[Award], awards: Sequence[Award], rule: Sequence[Clause], points: Decimal | None
    ) -> Iterator[Part]:
        proportional = any(isinstance(c, Discretion) and c.kind == "proportional" for c in rule)
        rest = next((c for c in awards if c.otherwise), None)
        groups = _by_subject(tiers)
        tops = [max(self._most(t) for t in group) for group in groups]
        if len(groups) > 1 and sum(tops) != (points or self.weight):
            groups = [list(tiers)]
        for group in groups:
            if proportional and len(group) == 1:
                yield self._proportional(group[0], points)
            else:
                discretion = any(isinstance(c, Discretion) for c in rule)
                yield self._ladder(group, rest, points, discretion=discretion)

    def _proportional(self, tier: Award, points: Decimal | None) -> Part:
        """达到目标得满分，达不到的按比例。"""
        assert tier.range is not None  # noqa: S101 - 调用者已筛选
        target = tier.range.low or tier.range.high or tier.range.low
        most = points or self._most(tier) or self.weight
        if target is None or not target.value or not tier.range.low:
            return Judgement(most, tier.text)
        ratio = Operation("/", Measure(self._named(tier.subject)), Constant(target.value / HUNDRED))
        return (
            Linear(self._named(tier.subject), ratio, most)
            if tier.range.unit == "%"
            else Judgement(most, tier.text)
        )

    def _ladder(
        self, tiers: Sequence[Award], rest: Award | None, points: Decimal | None, *, discretion: bool
    ) -> Part:
        rungs = [Rung(t.range, self._least(t), self._most(t)) for t in tiers if t.range]
        found, defects = tiers_of(rungs)
        self.defects += [f"{self._named(_subject_in(tiers))}的分档有误：{defect}" for defect in defects]
        single = len(tiers) == 1
        otherwise = (
            self._most(rest) if rest else ZERO if single and tiers[0].worth and not discretion else None
        )
        extra = tiers[0].extra if single else ""
        del points
        return Ladder(self._named(_subject_in(tiers)), found, unit_of(rungs), otherwise, extra)

    def _named(self, subject: str) -> str:
        return self.indicator if _GENERIC.match(_QUOTES.sub("", subject)) else subject

    def _top(self, awards: Sequence[Award]) -> Decimal:
        return max((self._most(a) for a in awards), default=ZERO)

    def _most(self, award: Award) -> Decimal:
        return self._points(award.grant.most, share=award.grant.share)

    def _least(self, award: Award) -> Decimal:
        ends = (self._points(award.grant.least, share=award.grant.share), self._most(award))
        return min(ends)

    def _points(self, value: Decimal | None, *, share: bool) -> Decimal:
        if value is None:
            return self.weight
        return value * self.weight / HUNDRED if share else value


def _ceilings(group: Sequence[Clause]) -> tuple[Veto, ...]:
    """“得分=执行率×6分，超过100%的不得分”：超过的部分不是一档，是否决。"""
    formula = next((c for c in group if isinstance(c, ScoreFormula)), None)
    zeros = [c for c in group if isinstance(c, Award) and c.range and c.grant.most == 0] if formula else []
    return tuple(
        Veto(
            c.text,
            leaf=False,
            left=c.subject or formula.name or next(names_in(formula.expression), ""),
            sign=">" if c.range.low else "<",
            range=c.range,
        )
        for c in zeros
        if c.range and formula
    )


def _is_heading(first: Sequence[Clause], rest: Sequence[Sequence[Clause]]) -> bool:
    """“1.公开情况（2分）：（1）……（1分）（2）……（1分）”里的第一个（2分）是小计。"""
    heads = [g[0] for g in rest]
    if len(first) != 1 or not all(isinstance(h, Award) and h.worth for h in (*heads, *first)):
        return False
    total = sum((h.grant.most or ZERO for h in heads if isinstance(h, Award)), ZERO)
    return isinstance(first[0], Award) and first[0].grant.most == total


def _edge(award: Award, way: str) -> Decimal | None:
    """扣分的起点：超过的从上限起，低于的从下限起。"""
    if award.range is None:
        return None
    near, far = (award.range.high, award.range.low) if way == "over" else (award.range.low, award.range.high)
    bound = near or far
    return bound.value if bound else None


def _by_subject(tiers: Sequence[Award]) -> list[list[Award]]:
    groups: list[list[Award]] = []
    for tier in tiers:
        if groups and _same_subject(_subject_in(groups[-1]), tier.subject):
            groups[-1].append(tier)
        else:
            groups.append([tier])
    return groups


def _per_point(expression: Expression, points: Decimal) -> Expression:
    """得分公式除以满分，就是比率。"""
    match expression:
        case Operation("*", left, Constant(_, True)):
            return left
        case Operation("*", Constant(_, True), right):
            return right
        case _:
            return Operation("/", expression, Constant(points))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
