"""规范条文（wording）：把编译出来的评分标准写回条文，一部分一行，供人校改；同一个编译器再读一遍，意思不变。"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from score.compile import compile_criterion
from score.criterion import (
    Choice,
    Criterion,
    Events,
    Guarded,
    Judgement,
    Labels,
    Ladder,
    Linear,
    Part,
    Points,
    Slide,
    Tier,
)
from score.expression import Measure
from score.lexer import lex

_TEXTS = frozenset({"text", "extra", "defects"})
"""这些字段是条文的原话；原话怎么说不影响怎么计分。"""
_NAMES = _TEXTS | {"metric", "name", "left", "right", "subject"}
"""连同各个量的叫法：同一个量各处叫法不一。"""
_WAYS = {"over": "超过", "under": "低于"}


def worded(criterion: Criterion, indicator: str, explanation: str = "") -> str:
    """规范条文；写不成、或者再读一遍意思变了的，为空串。

    Args:
        criterion: 编译出来的评分标准。
        indicator: 指标名称。
        explanation: 指标说明；其中的公式不必再写。
    """
    if criterion.unread or any(guarded.losses for guarded in criterion.parts):
        return ""
    aliases = {name: e.name for name, e in criterion.definitions if isinstance(e, Measure)}
    lines = [line for guarded in criterion.parts for line in _lines(guarded, aliases)]
    if len(lines) < len(criterion.parts):
        return ""
    numbered = lines if len(lines) == 1 else [f"{n}.{line}" for n, line in enumerate(lines, start=1)]
    explained = compile_criterion("", criterion.weight, indicator, explanation).definitions
    own = [
        f"{name}={_plainly(str(e))}"
        for name, e in criterion.definitions
        if (name, e) not in explained and not isinstance(e, Measure)
    ]
    whole = [*(veto.text for veto in criterion.vetoes), *(exempt.text for exempt in criterion.exemptions)]
    text = "\n".join([*numbered, *whole])
    for candidate in (text, "\n".join([*own, text])):
        if same_rule(compile_criterion(candidate, criterion.weight, indicator, explanation), criterion):
            return candidate
    return ""


def same_rule(one: Criterion, other: Criterion) -> bool:
    """两条评分标准计分的办法是否相同，不论原话怎么说。"""

    def whole(criterion: Criterion) -> Any:  # noqa: ANN401 - 只用来比较
        defined = {_bare(definition, _TEXTS) for definition in criterion.definitions}
        return _bare((criterion.parts, criterion.vetoes, criterion.exemptions), _TEXTS), defined

    return bool(whole(one) == whole(other))


def same_points(one: Criterion, other: Criterion) -> bool:
    """两条评分标准的门槛、分数、扣分和算式的结构是否相同，不论各个量怎么叫、原话怎么说。"""
    return bool(
        _bare((one.parts, one.vetoes), _NAMES) == _bare((other.parts, other.vetoes), _NAMES)
        and _figures(one) == _figures(other)
    )


def _figures(criterion: Criterion) -> list[list[Decimal]]:
    """留给人判断的原文里的数、公式里的常数：没有编译进去，改了也是改了。"""
    judged = (g.part.text for g in criterion.parts if isinstance(g.part, (Judgement, Events)))
    said = (*judged, *criterion.unread, *(str(formula) for _, formula in criterion.definitions))
    return [sorted(numbers) for text in said if (numbers := list(_values(text)))]


def _values(text: str) -> Iterator[Decimal]:
    for token in lex(text):
        yield from (value for value in (token.value, token.upto) if value is not None)


def _bare(value: Any, ignored: frozenset[str]) -> Any:  # noqa: ANN401 - 任何一种部分、算式、区间
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kept = (f.name for f in dataclasses.fields(value) if f.name not in ignored)
        return (type(value).__name__, tuple((name, _bare(getattr(value, name), ignored)) for name in kept))
    if isinstance(value, tuple):
        # 直接放在元组里的字是各种情形的原话
        return tuple(_bare(item, ignored) for item in value if not isinstance(item, str))
    return value


def _lines(guarded: Guarded, aliases: dict[str, str]) -> Iterator[str]:
    line = _line(guarded.part, aliases)
    if line:
        bars = [f"最低{_plain(guarded.floor)}分"] if guarded.floor else []
        bars += [f"最高{_plain(guarded.cap)}分"] if guarded.cap is not None else []
        yield "；".join([line, *(veto.text for veto in guarded.vetoes), *bars])


def _line(part: Part, aliases: dict[str, str]) -> str:
    """一部分写成一行；没有规范写法的为空串。"""
    match part:
        case Ladder():
            return _ladder(part, aliases.get(part.metric, part.metric))
        case Linear():
            return f"{part.name}得分={part.ratio}×{_plain(part.points)}分"
        case Events() | Judgement():
            return (
                part.text
                if f"{_plain(part.points)}分" in part.text
                else f"{part.text}（{_plain(part.points)}分）"
            )
        case Labels():
            return "；".join(text for text, _ in part.options)
        case Choice(how="max", parts=parts):
            lines = [_line(p, aliases) for p in parts]
            return "；或".join(lines) + "；择其一" if all(lines) else ""
        case _:
            return ""


def _ladder(part: Ladder, metric: str) -> str:
    metric = f"{metric}绝对值" if part.absolute else metric
    rungs = [_rung(tier, metric, part.unit) for tier in part.tiers]
    single = len(part.tiers) == 1 and part.otherwise == Points(Decimal(0), Decimal(0))
    match part.otherwise:
        case Points(least, most) if least == most and not single:
            rungs.append(f"否则得{_plain(most)}分")
        case Linear(_, ratio, points):
            rungs.append(f"得分={ratio}×{_plain(points)}分")
    return "；".join(rungs) if all(rungs) else ""


def _rung(tier: Tier, metric: str, unit: str) -> str:
    """一档；有几种算法的没有规范写法，为空串。"""
    said = "".join(f"，且{said}" for said in (*map(str, tier.relations), tier.extra) if said)
    match tier.gives:
        case Points():
            return f"{_range(tier, metric, unit)}{said}的，得{_points(tier.gives)}分"
        case Linear(_, ratio, points):
            return f"{_range(tier, metric, unit)}{said}的，得分={ratio}×{_plain(points)}分"
        case Slide(limit=limit, way=way) if way in _WAYS and tier.gives.each > 0:
            return _slope(tier.gives, metric, f"{_plain(limit)}{unit}", "个百分点" if unit == "%" else unit)
        case _:
            return ""


def _slope(slide: Slide, metric: str, limit: str, unit: str) -> str:
    beyond, step = _WAYS[slide.way], _plain(slide.step)
    manner = {"ceil": f"，不足{step}{unit}的按{step}{unit}计", "floor": f"，不足{step}{unit}的不计"}.get(
        slide.partial, ""
    )
    return f"{metric}{beyond}{limit}的，每{beyond}{step}{unit}扣{_plain(slide.each)}分{manner}，扣完为止"


def _range(tier: Tier, metric: str, unit: str) -> str:
    low = "" if tier.low is None else f"{_plain(tier.low)}{unit}{'≤' if tier.low_closed else '＜'}"
    high = "" if tier.high is None else f"{'≤' if tier.high_closed else '＜'}{_plain(tier.high)}{unit}"
    if tier.low is not None and tier.low == tier.high:
        return f"{metric}={_plain(tier.low)}{unit}"
    if tier.low is not None and not high:
        return f"{metric}{'≥' if tier.low_closed else '＞'}{_plain(tier.low)}{unit}"
    return f"{low}{metric}{high}"


def _plainly(formula: str) -> str:
    """最外面一层括号不写；末尾的 ×1 原是 ×100%。"""
    bare = formula.removeprefix("(").removesuffix(")") if formula.startswith("(") else formula
    return f"{bare}00%" if bare.endswith("×1") else bare


def _points(gives: Points) -> str:
    return _plain(gives.most) if gives.least == gives.most else f"{_plain(gives.most)}-{_plain(gives.least)}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
