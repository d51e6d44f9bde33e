"""编译（compile）：把评分标准的文字变成可以计算的各部分；看不准的一律作为“需人工判断”，绝不猜。

条文先按序号拆成条目（outline），逐条读成分句（clauses），相连的条目合成一块，每块由 parts 搭成一部分或几部分。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from score.clauses import (
    Award,
    Bar,
    Clause,
    Definition,
    Discretion,
    Event,
    Exemption,
    Manner,
    ScoreFormula,
    Slope,
    Veto,
    clauses_of,
)
from score.criterion import (
    Choice,
    Criterion,
    Events,
    Exempt,
    Guarded,
    Judgement,
    Linear,
    Override,
    Part,
    plain,
)
from score.expression import Expression, Mean, Measure, Operation, names_in, points_in, substitute
from score.outline import Item, outline
from score.parts import Builder, same_subject, subject_in
from score.unread import unread

ZERO = Decimal(0)
_FEWEST = 2
_LONGEST_TEXT = 4000
"""真实的条文不过几百个字；再长的多半是读错了格，读它的时间也没有保证。"""
_RATIO_PROSE = re.compile(
    r"(?P<a>[^，。；：]{2,40}?)(?:与|占|和)(?P<b>[^，。；：]{2,40}?)的(?:比率|比例|比值|比重)"
)


@lru_cache(maxsize=4096)
def compile_criterion(text: str, weight: Decimal, indicator: str, explanation: str = "") -> Criterion:
    """编译一条评分标准；indicator 是指标名称，条文里的“比率”指的就是它；explanation 是指标说明。"""
    if len(text) > _LONGEST_TEXT:
        defect = f"条文有{len(text)}个字，太长，没有编译"
        return Criterion(weight, (Guarded(Judgement(weight, text[:_LONGEST_TEXT])),), defects=(defect,))
    root = outline(text)
    blocks = _merged([list(block) for block in _blocks(root)], weight)
    clauses = [clause for block in blocks for clause in block]
    definitions = (*_definitions(clauses), *_explained(explanation[:_LONGEST_TEXT], indicator))
    manner = next((c.kind for c in clauses if isinstance(c, Manner) and c.kind in {"max", "min", "mean"}), "")
    builder = Builder(weight, indicator, tuple(name for name, _ in definitions), choosing=bool(manner))
    parts = [part for block in blocks for part in builder.parts(block)]
    parts, repaired = _averaged(parts, dict(definitions))
    parts, overstated = _elements(parts, len(root.children), weight)
    parts = _twice_said(clauses, parts, weight)
    parts = _weighted(parts, weight) or [Guarded(Judgement(weight, text.strip()))]
    parts = _chosen(parts, manner, weight)
    total = sum((guarded.part.points for guarded in parts), ZERO)
    compiled = Criterion(
        weight=weight,
        parts=tuple(parts),
        vetoes=tuple(Override(c.text, c.cases, c.most) for c in clauses if isinstance(c, Veto) and c.leaf),
        exemptions=tuple(Exempt(c.text, c.kind) for c in clauses if isinstance(c, Exemption)),
        definitions=(*definitions, *dict(builder.synonyms).items()),
        defects=(*builder.defects, *repaired, *overstated, *_unbalanced(total, weight, parts)),
        sums=total == weight,
    )
    return replace(compiled, unread=unread(text, compiled))


def _blocks(root: Item) -> Iterator[tuple[Clause, ...]]:
    """序号前的话是一块，每个一级条目（连同它下面的各条）是一块。"""
    yield clauses_of(root.text)
    for item in root.children:
        yield tuple(clause for text in item.texts for clause in clauses_of(text)) or (
            Discretion(item.text, "item"),
        )


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


_ATTACHED = (Event, Slope, Veto, Discretion, Bar, Manner, Exemption)


def _continues(before: Sequence[Clause], rule: Sequence[Clause], weight: Decimal) -> bool:
    """这一条是不是接着上一条说的。"""
    above = [c for c in before if not isinstance(c, Definition)]
    if not above:
        return True
    if all(isinstance(c, _ATTACHED) or _is_rest(c) for c in rule):
        return True
    if all(_is_item(c) or isinstance(c, (Event, Bar)) for c in above) and any(
        isinstance(c, Event) and c.up for c in (*above, *rule)
    ):
        return True
    if len(rule) == 1 and isinstance(rule[0], ScoreFormula):
        return rule[0].whole and any(_gives(c, points_in(rule[0].expression)) for c in above)
    first = rule[0]
    tail = next((c for c in reversed(above) if isinstance(c, (Award, ScoreFormula))), None)
    if not (isinstance(first, Award) and isinstance(tail, Award)) or first.worth or tail.worth:
        return False
    awards = [c for c in rule if isinstance(c, Award)]
    if first.measured and tail.measured:
        return len(awards) == 1 and same_subject(subject_in(above), first.subject)
    return (
        not first.measured
        and not tail.measured
        and len(awards) == 1
        and _alternatives((*above, first), weight)
    )


def _is_rest(clause: Clause) -> bool:
    return isinstance(clause, Award) and clause.otherwise


def _is_item(clause: Clause) -> bool:
    return isinstance(clause, Discretion) and clause.kind == "item"


def _gives(clause: Clause, points: Decimal | None) -> bool:
    return isinstance(clause, Award) and points is not None and clause.grant.most in {points, None}


def _alternatives(clauses: Sequence[Clause], weight: Decimal) -> bool:
    """几种情形各得几分：最高的等于分值，是任选其一；加起来等于分值，是逐项相加。"""
    awards = [c for c in clauses if isinstance(c, Award)]
    if any(c.grant.share and (c.grant.least or ZERO) != (c.grant.most or ZERO) for c in awards):
        return True
    points = [weight if c.grant.most is None else c.grant.most for c in awards]
    return (max(points, default=ZERO) == weight and sum(points, ZERO) != weight) or ZERO in points


def _definitions(clauses: Iterable[Clause]) -> tuple[tuple[str, Expression], ...]:
    return tuple((c.name, c.expression) for c in clauses if isinstance(c, Definition))


def _explained(explanation: str, indicator: str) -> Iterator[tuple[str, Expression]]:
    """指标说明里的公式，或者“甲与乙的比率”这样的话。"""
    yield from _definitions(clauses_of(explanation)) if re.search("[=＝﹦═]", explanation) else ()
    if found := _RATIO_PROSE.search(explanation):
        yield indicator, Operation("/", Measure(found["a"]), Measure(found["b"]))


def _unbalanced(total: Decimal, weight: Decimal, parts: Sequence[Guarded]) -> Iterator[str]:
    if total != weight and len(parts) > 1:
        yield f"各部分合计{plain(total)}分，与分值{plain(weight)}分不符"
    elif total != weight:
        yield f"条文写的满分是{plain(total)}分，与分值{plain(weight)}分不符"


def _weighted(parts: list[Guarded], weight: Decimal) -> list[Guarded]:
    """没有写明分数的部分：只有一个的，得分值的余数；多于一个的，合为一个。"""
    vague = [g for g in parts if isinstance(g.part, (Judgement, Events)) and not g.part.points]
    if not vague:
        return parts
    known = [g for g in parts if g not in vague]
    rest = weight - sum((g.part.points for g in known), ZERO)
    if rest <= 0:
        return known
    first = next((g for g in vague if isinstance(g.part, Events)), vague[0])
    assert isinstance(first.part, (Judgement, Events))  # noqa: S101 - 上面已筛选
    return [*known, replace(first, part=replace(first.part, points=rest))]


def _elements(parts: list[Guarded], count: int, weight: Decimal) -> tuple[list[Guarded], tuple[str, ...]]:
    """“每符合一项要素得20%”：几项要素合起来应当正好是分值。"""
    only = parts[0].part if len(parts) == 1 else None
    if not isinstance(only, Events) or not only.up or not only.each or count < _FEWEST:
        return parts, ()
    total = only.each * count
    if total == weight:
        return parts, ()
    return parts, (
        f"{count}项要素每项{plain(only.each)}分，合计{plain(total)}分，与分值{plain(weight)}分不符",
    )


def _twice_said(clauses: Sequence[Clause], parts: list[Guarded], weight: Decimal) -> list[Guarded]:
    """“①……1分；②……1分；每少一项扣1分”：同一件事说了两遍，只算一遍。"""
    awards = [c for c in clauses if isinstance(c, Award) and not c.otherwise]
    events = [c for c in clauses if isinstance(c, (Event, Slope))]
    points = {c.grant.most for c in awards}
    if (
        len(events) != 1
        or (isinstance(events[0], Event) and events[0].up)
        or len(awards) < 2
        or len(points) != 1
        or any(c.measured for c in awards)
    ):
        return parts
    each = next(iter(points))
    if each is None or each != events[0].each.most or each * len(awards) != weight:
        return parts
    return [Guarded(Events(weight, each, events[0].text), tuple(v for g in parts for v in g.vetoes))]


def _chosen(parts: list[Guarded], manner: str, weight: Decimal) -> list[Guarded]:
    """“二者择其一”：每一种都能得满分的，取其一而不是相加。"""
    alike = [g for g in parts if g.part.points == weight]
    if not manner or len(alike) < 2 or len(alike) != len(parts):
        return parts
    return [Guarded(Choice(manner, tuple(g.part for g in parts)), tuple(v for g in parts for v in g.vetoes))]  # type: ignore[arg-type]


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
        part: Part = guarded.part
        averages = [n for n in names_in(part.ratio) if "平均" in n] if isinstance(part, Linear) else []
        if isinstance(part, Linear) and averages and len(ratios) > 1:
            mean = Mean(tuple(r for r in ratios if r is not part.ratio))
            guarded = replace(guarded, part=replace(part, ratio=substitute(part.ratio, averages[0], mean)))
            if (stated := definitions.get(averages[0])) and not any(str(r) in str(stated) for r in ratios):
                defects.append(f"“{averages[0]}={str(stated).strip('()')}”漏写求和，按各期之和的平均数理解")
        done.append(guarded)
    return done, tuple(defects)
