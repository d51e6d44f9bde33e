"""规范条文（wording）：把编译出来的评分标准写回条文，一部分一行，供人校改；同一个编译器再读一遍，意思不变。"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from score.compile import compile_criterion
from score.criterion import Criterion, Deduction, Events, Judgement, Labels, Ladder, Linear, Part, Tier

_TEXTS = frozenset({"text", "extra", "defects"})
"""这些字段是条文的原话；原话怎么说不影响怎么计分。"""
_NAMES = _TEXTS | {"metric", "name", "left", "right", "subject"}
"""连同各个量的叫法：同一个量各处叫法不一。"""
_WAYS = {"over": ("不超过", "超过"), "under": ("不低于", "低于")}


def worded(criterion: Criterion, indicator: str, explanation: str = "") -> str:
    """规范条文；写不成、或者再读一遍意思变了的，为空串。

    Args:
        criterion: 编译出来的评分标准。
        indicator: 指标名称。
        explanation: 指标说明；其中的公式不必再写。
    """
    lines = [line for guarded in criterion.parts for line in _lines(guarded.part, guarded.vetoes)]
    if len(lines) < len(criterion.parts):
        return ""
    numbered = lines if len(lines) == 1 else [f"{n}.{line}" for n, line in enumerate(lines, start=1)]
    explained = compile_criterion("", criterion.weight, indicator, explanation).definitions
    own = [f"{name}={_plainly(str(e))}" for name, e in criterion.definitions if (name, e) not in explained]
    text = "\n".join([*numbered, *(veto.text for veto in criterion.vetoes)])
    for candidate in (text, "\n".join([*own, text])):
        if same_rule(compile_criterion(candidate, criterion.weight, indicator, explanation), criterion):
            return candidate
    return ""


def same_rule(one: Criterion, other: Criterion) -> bool:
    """两条评分标准计分的办法是否相同，不论原话怎么说。"""

    def whole(criterion: Criterion) -> Any:  # noqa: ANN401 - 只用来比较
        defined = {_bare(definition, _TEXTS) for definition in criterion.definitions}
        return _bare((criterion.parts, criterion.vetoes), _TEXTS), defined

    return bool(whole(one) == whole(other))


def same_points(one: Criterion, other: Criterion) -> bool:
    """两条评分标准的门槛、分数、扣分和算式的结构是否相同，不论各个量怎么叫、原话怎么说。"""
    return bool(_bare((one.parts, one.vetoes), _NAMES) == _bare((other.parts, other.vetoes), _NAMES))


def _bare(value: Any, ignored: frozenset[str]) -> Any:  # noqa: ANN401 - 任何一种部分、算式、区间
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kept = (f.name for f in dataclasses.fields(value) if f.name not in ignored)
        return (type(value).__name__, tuple((name, _bare(getattr(value, name), ignored)) for name in kept))
    if isinstance(value, tuple):
        # 直接放在元组里的字是各种情形的原话
        return tuple(_bare(item, ignored) for item in value if not isinstance(item, str))
    return value


def _lines(part: Part, vetoes: tuple[Any, ...]) -> Iterator[str]:
    line = _line(part)
    if line:
        yield "；".join([line, *(veto.text for veto in vetoes)])


def _line(part: Part) -> str:
    """一部分写成一行；没有规范写法的为空串。"""
    match part:
        case Ladder():
            rungs = [f"{_range(tier, part.metric, part.unit)}的，得{_points(tier)}分" for tier in part.tiers]
            rest = [] if part.otherwise is None else [f"否则得{_plain(part.otherwise)}分"]
            return "；".join([*rungs, *rest]) + ("" if not part.extra else f"，{part.extra}")
        case Linear():
            return f"{part.name}得分={part.ratio}×{_plain(part.points)}分"
        case Deduction() if part.way in _WAYS:
            within, beyond = _WAYS[part.way]
            unit = "个百分点" if part.unit == "%" else part.unit
            return (
                f"{part.metric}{within}{_plain(part.limit)}{part.unit}的，得{_plain(part.points)}分；"
                f"每{beyond}{_plain(part.step)}{unit}扣{_plain(part.each)}分，扣完为止"
            )
        case Events() | Judgement():
            return (
                part.text
                if f"{_plain(part.points)}分" in part.text
                else f"{part.text}（{_plain(part.points)}分）"
            )
        case Labels():
            return "；".join(text for text, _ in part.options)
        case _:
            return ""


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


def _points(tier: Tier) -> str:
    return _plain(tier.most) if tier.least == tier.most else f"{_plain(tier.most)}-{_plain(tier.least)}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
