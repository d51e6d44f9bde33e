"""写明的算式（formulas）：率、均数、合计旁边的括号里，或者等号两边，报告自己写着怎么算。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product

import regex

from normalize import Estimate, Fact, Facts, Sentence
from normalize.facts import same_measure
from normalize.quantity import HUNDRED
from reconcile.relation import Relation, finer, shown
from reconcile.rule import rule
from reconcile.slips import slip_to
from reconcile.spoken import lead_of, told
from reconcile.told.algebra import (
    Expression,
    Literal,
    Named,
    Operation,
    Printed,
    leaves,
    parsed,
    replaced,
    value_of,
)
from reconcile.told.called import Called, called, settled_on
from reconcile.told.evidence import Candidate, Support, settled

_OPERATOR = regex.compile(
    r"[+＋×✕*÷/／=＝−－]|除以|乘以|减去|加上|之比|占[^占]+的?比[例重]|(?<=[\p{Han}])、|\d\s?[-–xX]\s?\d"
)
_BRACKETS = {"（": "）", "(": ")", "［": "］", "[": "]", "〔": "〕"}
_CLOSING = frozenset(_BRACKETS.values())
_LEADING = regex.compile(
    r"^(?:[=＝:：\s]|即|按照?|以|用|注[:：]|计算(?:公式|方法)|公式|算法|口径)*(?:为|是)?[:：]?"
)
_TRAILING = regex.compile(r"(?:来?(?:计算|测算|核算|得出|得到|计)(?:得出|得到|而来|所得)?|近似)+$")
_COMMA = regex.compile(r"[，,](?!\d{3}(?!\d))|[；;。]")
_TO_VALUE = regex.compile(r"^\s*(?:约为|为|是|达到?|约|即|占|：|:|=|＝)*\s*$")
_NOUN = regex.compile(r"^[\p{Han}]{0,4}$")
_COUNTED = regex.compile(r"^\s*[，,]?\s*(?:即|计|共|共计|合计|小计|为|约|[=＝])+[\p{Han}]{0,6}$")
_MOST, _TRIED, _FEW, _SLIP = 64, 4, 2, 16


@dataclass(frozen=True)
class _Formula:
    """写明的一个算式：expression 算出来应当是 target；implied 说明它只是分子，分母没有写。"""

    sentence: Sentence
    expression: Expression
    target: Fact
    implied: bool = False
    listed: bool = False


@rule("CAL213", term="写明的算式")
def written_formulas(facts: Facts) -> Iterator[Relation]:
    """“平均住院日8.6天（占用总床日数÷出院人次）”“在册412人（390+35−13）”：按报告自己写的算式算，结果不符。

    算式可以写在数的前面或者后面的括号里，也可以写成等式（36人×1,200元×12个月＝51.84万元）。
    算式里的名称在同一段、同一节、全文和表的合计行里找名目恰是它的数；有一种找法算得上就打勾，
    名称都只有一种找法而差一处笔误的指为错。括号里只写了分子的（满意率（满意＋比较满意）），分母取同一段里各项的总数。
    名称找不到、或者有几个数都叫这个名称而没有一个算得上的不报；单价、标准是定死的数，没有取舍。依据：报告自己写明的算式。
    """
    for sentence in told(facts):
        if not sentence.facts or not _OPERATOR.search(sentence.text):
            continue
        for formula in (*_bracketed(sentence), *_equations(sentence)):
            tried = list(_tried(facts, formula))
            if tried and (relation := settled(sorted(tried, key=lambda c: -c.support))) is not None:
                yield relation


def _bracketed(sentence: Sentence) -> Iterator[_Formula]:
    """括号里的算式，和它说的数。"""
    for start, end in _outermost(sentence.text):
        inside = sentence.text[start + 1 : end]
        if _OPERATOR.search(inside) is None:
            continue
        lead = _LEADING.match(inside)
        first = lead.end() if lead else 0
        cut = _COMMA.search(inside, first)
        last = cut.start() if cut else len(inside)
        segments = list(_segments(inside[first:last], start + 1 + first))
        for text, offset in segments:
            for target in _targets(sentence, start, end, segments):
                formula = _formula(sentence, text, offset, target)
                if formula is not None and (len(segments) > 1 or _like_sum(formula)):
                    yield formula


def _outermost(text: str) -> Iterator[tuple[int, int]]:
    """最外层的括号。"""
    depth = start = 0
    for position, char in enumerate(text):
        if char in _BRACKETS:
            start = position if not depth else start
            depth += 1
        elif char in _CLOSING and depth:
            depth -= 1
            if not depth:
                yield start, position


def _segments(text: str, offset: int) -> Iterator[tuple[str, int]]:
    """等号隔开的各段。"""
    position = 0
    for piece in regex.split("[=＝]", text):
        yield _TRAILING.sub("", piece), offset + position
        position += len(piece) + 1


def _targets(sentence: Sentence, start: int, end: int, segments: Sequence[tuple[str, int]]) -> list[Fact]:
    """算式说的是哪几个数：等号后面的，紧挨在括号前面的，没有的取括号后面的。"""
    base = sentence.at.start
    found = []
    if len(segments) > 1:
        text, offset = segments[-1]
        first = offset + len(text) - len(text.lstrip())
        alone = next((f for f in sentence.facts if f.at.start - base == first), None)
        if alone is not None and _NOUN.match(text[alone.at.end - base - offset :].strip()):
            found.append(alone)
    before = [f for f in sentence.facts if f.at.end - base <= start]
    if before and _NOUN.match(sentence.text[before[-1].at.end - base : start]):
        name = segments[0][0].strip() if len(segments) > 1 else ""
        own = not regex.search(r"\p{Han}", name) or regex.search(r"\d", name)
        other = found and slip_to(before[-1].quantity, found[0].quantity.value).cost > _SLIP
        same = not found or before[-1].quantity.value == found[0].quantity.value or not other
        if same and (not name or own or name[-2:] in lead_of(sentence, before[-1])):
            # “即差15个（3,264×10%＝326.4个，取327个）”：括号里算的是另一个数
            found.append(before[-1])
        return found
    after = [f for f in sentence.facts if f.at.start - base > end]
    if after and _TO_VALUE.match(sentence.text[end + 1 : after[0].at.start - base]):
        found.append(after[0])
    return found


def _formula(sentence: Sentence, text: str, offset: int, target: Fact) -> _Formula | None:
    """读一段算式；说的就是那个数自己的、只有一个操作数的不算。"""
    expression = parsed(text, sentence.at.start + offset, sentence.facts)
    if expression is None or (isinstance(expression, Named) and "、" in expression.name):
        return _list(sentence, text, target)
    members = list(leaves(expression))
    if not isinstance(expression, Operation) or any(
        isinstance(leaf, Printed) and leaf.fact.id == target.id for leaf in members
    ):
        return None
    if _dated(members) or not _measured_alike(expression, target):
        return None
    only = target.quantity.unit == "%" and _adds(expression) and not _of_rates(members)
    return _Formula(sentence, expression, target, implied=only)


def _dated(members: Sequence[object]) -> bool:
    """“2021/2022”是年度，不是算式。"""
    return all(isinstance(leaf, Literal) and regex.fullmatch(r"(?:19|20)\d\d", leaf.text) for leaf in members)


def _like_sum(formula: _Formula) -> bool:
    """没有等号，全是没有单位的数：是几个数相加，而且不像“1+6”一类的代号。"""
    members = list(leaves(formula.expression))
    if any(not isinstance(leaf, Literal) and not _bare(leaf) for leaf in members):
        return True
    return _adds(formula.expression) and str(members[0]) != "1"


def _bare(leaf: object) -> bool:
    return isinstance(leaf, Printed) and not leaf.fact.quantity.unit


def _measured_alike(expression: Expression, target: Fact) -> bool:
    """印出来的操作数里，有与结果同一计量的，或者都没有单位；加减的每一项都要同一计量。"""
    units = {
        leaf.fact.quantity.unit.partition("/")[0] for leaf in leaves(expression) if isinstance(leaf, Printed)
    }
    units -= {"", "%"}
    like = same_measure(target.quantity.unit.partition("/")[0])
    if not units or (target.quantity.unit in {"%", "倍", ""} and not _adds(expression)):
        return True
    if any(isinstance(leaf, Named) for leaf in leaves(expression)):
        return True
    return units <= like if _adds(expression) else bool(units & like)


def _adds(expression: Expression) -> bool:
    return (isinstance(expression, Operation) and expression.operator in "+-") or isinstance(
        expression, Named
    )


def _of_rates(members: Sequence[object]) -> bool:
    return any(isinstance(leaf, Printed) and leaf.fact.quantity.unit == "%" for leaf in members)


def _list(sentence: Sentence, text: str, target: Fact) -> _Formula | None:
    """“高级职称（正高、副高）占38.6%”：顿号隔开的几个名称，各是一项。"""
    names = regex.split(r"[、和与及]", text)
    if len(names) < _FEW or not all(regex.fullmatch(r"[\p{Han}“”]{2,10}", name) for name in names):
        return None
    expression: Expression = Named(names[0])
    for name in names[1:]:
        expression = Operation("+", expression, Named(name))
    return _Formula(sentence, expression, target, implied=target.quantity.unit == "%", listed=True)


_OPERAND = r"[\p{Han}“”（(]{0,12}\d[\d,，.]*\s?[\p{Han}%％‰/·㎡]{0,8}[）)]?"
_EQUATION = regex.compile(rf"{_OPERAND}(?:\s?[+＋\-－−–×✕*xX÷/／]\s?{_OPERAND}){{1,9}}")


def _equations(sentence: Sentence) -> Iterator[_Formula]:
    """不在括号里的等式：36人×1,200元×12个月＝51.84万元，或者“，计51.84万元”。"""
    base = sentence.at.start
    brackets = list(_outermost(sentence.text))
    for found in _EQUATION.finditer(sentence.text):
        if any(start < found.start() < end for start, end in brackets):
            continue
        inside = [f for f in sentence.facts if found.start() <= f.at.start - base < found.end()]
        after = [f for f in sentence.facts if f.at.start - base >= found.end()]
        if not inside or not after:
            continue
        stop = max(f.at.end - base for f in inside)
        between = sentence.text[max(stop, found.end()) : after[0].at.start - base]
        ended = sentence.text[stop : found.end()] + between
        if _COUNTED.match(between) or _COUNTED.match(ended):
            first = found.start() + (regex.search(r"[（(]?\d", found[0]) or found).start()
            formula = _formula(sentence, sentence.text[first : max(stop, found.end())], first, after[0])
            if formula is not None:
                yield formula


def _tried(facts: Facts, formula: _Formula) -> Iterator[Candidate]:
    """名称各换成找到的数，各种配法。"""
    names = list(dict.fromkeys(leaf.name for leaf in leaves(formula.expression) if isinstance(leaf, Named)))
    found = {name: called(facts, name, formula.target) for name in names}
    if not all(found.values()):
        return
    sure = {name: settled_on(some) for name, some in found.items()}
    for chosen in islice(product(*(found[name][:_TRIED] for name in names)), _MOST):
        facts_of = dict(zip(names, (c.fact for c in chosen), strict=True))
        support = min((_support(sure[name], facts_of[name]) for name in names), default=Support.NAMED)
        support = min(support, Support.CLOSE) if formula.listed else support
        expression = replaced(formula.expression, facts_of)
        if formula.implied:
            yield from _over_whole(facts, formula, expression, support)
        elif (relation := _relation(formula, expression)) is not None:
            yield Candidate(relation, support)


def _support(sure: Called | None, fact: Fact) -> Support:
    """这个名称说的是不是这个数。"""
    if sure is None or sure.fact != fact:
        return Support.TICK
    return Support.NAMED if sure.exact else Support.CLOSE


def _over_whole(
    facts: Facts, formula: _Formula, expression: Expression, support: Support
) -> Iterator[Candidate]:
    """只写了分子的：分母是同一段前面、同一计量、不比它小的数。"""
    members = [leaf.fact for leaf in leaves(expression) if isinstance(leaf, Printed)]
    if not members:
        return
    units = same_measure(members[0].quantity.unit)
    size = sum(f.quantity.value for f in members)
    place = (formula.sentence.at.block, formula.sentence.at.cell)
    here = [f for f in members if (f.at.block, f.at.cell) == place]
    first = min((formula.target, *here), key=lambda f: f.at.start)
    wholes = {
        f.quantity.value: f
        for sentence in facts.sentences
        if (sentence.at.block, sentence.at.cell) == place
        for f in sentence.facts
        if f.quantity.unit in units and f.quantity.value >= size and f.at.start < first.at.start
    }
    for whole in wholes.values():
        relation = _relation(formula, Operation("/", expression, Printed(whole)))
        if relation is not None:
            yield Candidate(relation, support if len(wholes) == 1 else Support.TICK)


def _scales(expression: Expression, target: Fact) -> tuple[Decimal, ...]:
    """算式的结果要乘上多少才与写的数同一单位；有几种可能的，先说的算不上再试后面的。

    “合计120.5万元（60.2＋60.3）”“7×300=2,100万元”：各数没有写单位的，单位就是结果的单位；
    “补贴215.28（92名×1,950元×12个月）”：结果没有写单位的，可能是万元、亿元。
    """
    if target.quantity.unit == "%":
        return (Decimal(HUNDRED),)
    if all(isinstance(leaf, Literal) or _bare(leaf) for leaf in leaves(expression)):
        return (target.quantity.scale,) if _adds(expression) else (Decimal(1), target.quantity.scale)
    return (Decimal(1),) if target.quantity.unit else (Decimal(1), 1 / _MYRIAD, 1 / _MYRIAD**2)


_MYRIAD = Decimal(10_000)


def _relation(formula: _Formula, expression: Expression) -> Relation | None:
    found = [_scaled(formula, expression, scale) for scale in _scales(expression, formula.target)]
    tried = [relation for relation in found if relation is not None]
    return next((relation for relation in tried if relation.holds), tried[0] if tried else None)


def _scaled(formula: _Formula, expression: Expression, scale: Decimal) -> Relation | None:
    target = formula.target
    members = tuple(
        {leaf.fact.id: leaf.fact for leaf in leaves(expression) if isinstance(leaf, Printed)}.values()
    )
    percent = Estimate.exactly(scale)

    def compute(values: Sequence[Estimate]) -> Estimate:
        known = {fact.id: value for fact, value in zip(members, values, strict=True)}
        return value_of(expression, lambda fact: known[fact.id]) * percent

    try:
        value = compute([fact.quantity.estimate for fact in members])
    except ZeroDivisionError:
        return None
    text = (
        finer(target, value.value) if value.rounded or "÷" in str(expression) else shown(target, value.value)
    )
    return Relation(
        "CAL213",
        target,
        members,
        value,
        f"{expression} = {text}",
        because="报告写明了怎么算",
        compute=compute,
    )
