"""编译（compile）：把评分标准的文字变成可以计算的各部分；看不准的一律作为“需人工判断”，绝不猜。"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import regex

from score.criterion import Criterion, Deduction, Judgement, Ladder, Linear, Part, Tier

_NUMBER = r"\d+(?:\.\d+)?"
_ABOVE, _BELOW = r"[＞>≥≧]|>=|大于等于|不低于|大于|高于|超过", r"[＜<≤≦]|<=|小于等于|不超过|不高于|小于|低于"
_METRIC = r"[^\d＞>≥≧＜<≤≦，。；;\n%％]{1,24}?"
_CHAIN = regex.compile(
    rf"(?P<a>{_NUMBER})[%％]\s*(?P<x>{_ABOVE}|{_BELOW})\s*(?P<m>{_METRIC})\s*(?P<y>{_ABOVE}|{_BELOW})\s*(?P<b>{_NUMBER})[%％]"
)
_SINGLE = regex.compile(rf"(?P<m>{_METRIC})\s*(?P<y>{_ABOVE}|{_BELOW})\s*(?P<b>{_NUMBER})[%％]")
_AWARD = regex.compile(rf"(?:得|计)\s*({_NUMBER})\s*分")
_WORTH = regex.compile(rf"[（(]\s*({_NUMBER})\s*分\s*[)）]")
_LINEAR = regex.compile(rf"得分\s*[=＝]\s*(?P<m>[^=＝\n]+?)\s*[X×xＸ*]\s*(?P<p>{_NUMBER})\s*分?")
_OVER = regex.compile(
    rf"(?P<m>[^。；\n]*?)(?P<limit>{_NUMBER})[%％](?:以内|以下|（含）)?的?[，,]?\s*得(?P<p>{_NUMBER})分[；;，,。]\s*超(?:出|过)[^；。]*?每?超(?:出|过)(?P<step>一|1)个百分点[，,]?扣(?P<each>{_NUMBER})分"
)
_VETO = regex.compile(r"(?:本项(?:指标)?|本指标)[^。；\n]{0,6}(?:得0分|不得分|计0分)")
_CLOSED = regex.compile(r"[≥≧≤≦]|等于|不低于|不超过|不高于|>=|<=")


@lru_cache(maxsize=4096)
def compile_criterion(text: str, weight: Decimal, indicator: str) -> Criterion:
    """编译一条评分标准；indicator 是指标名称，条文里的“比率”指的就是它。"""
    vetoed = bool(_VETO.search(text))
    whole = _ladder(text, indicator)
    pieces = _numbered(text)
    if whole is not None and not any(
        _ladder(piece, indicator) is not None and len(_tiers(piece)) > 1 for piece in pieces
    ):
        return Criterion(weight, (whole,), vetoed=vetoed, exact_text=text)
    parts = tuple(part for piece in pieces or [text] if (part := _part(piece, indicator)) is not None)
    if not parts:
        parts = (Judgement(weight, text),)
    return Criterion(weight, parts, vetoed=vetoed, exact_text=text)


def _numbered(text: str) -> list[str]:
    """按 1. 2. 3. 拆开；序号要连续，这样“2.90%＞”里的 2 才认得出是序号。"""
    starts: list[tuple[int, int]] = []
    position = 0
    for number in range(1, 30):
        pattern = regex.compile(rf"(?<![\d.（(])(?:{number}[.．、])(?!\d+\s*分)")
        found = pattern.search(text, position)
        if found is None:
            break
        starts.append(found.span())
        position = found.end()
    if len(starts) < 2:
        starts = [m.span() for m in regex.finditer("[①-⑳]", text)]
    if len(starts) < 2:
        return []
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [text[end:stop].strip() for (_, end), stop in zip(starts, ends, strict=True)]


def _part(text: str, indicator: str) -> Part | None:
    """一部分：分档、超额扣分、按比例，都不是就是人工判断；只说怎么扣分、不说得多少分的不另计分。"""
    ladder = _ladder(text, indicator)
    if ladder is not None:
        return ladder
    if over := _OVER.search(text):
        return Deduction(
            over["m"], Decimal(over["limit"]), Decimal(1), Decimal(over["each"]), Decimal(over["p"])
        )
    if linear := _LINEAR.search(text):
        name = text[: linear.start()].strip() or linear["m"]
        return Linear(name, Decimal(linear["p"]))
    worth = _WORTH.search(text)
    awards = [Decimal(a) for a in _AWARD.findall(text)]
    points = Decimal(worth[1]) if worth else max(awards, default=Decimal(0))
    return Judgement(points, text) if points else None


def _tiers(text: str) -> list[tuple[str, Tier]]:
    """条文里的各档：比率名称与区间、分数。"""
    found: list[tuple[str, Tier]] = []
    for clause in regex.split(r"[；;\n。]", _without_numbers(text)):
        award = _AWARD.search(clause)
        if award is None:
            continue
        points = Decimal(award[1])
        if chain := _CHAIN.search(clause):
            bounds = [_bound(chain["x"], chain["a"], left=True), _bound(chain["y"], chain["b"], left=False)]
            found.append((chain["m"], _tier(bounds, points)))
        elif single := _SINGLE.search(clause):
            found.append((single["m"], _tier([_bound(single["y"], single["b"], left=False)], points)))
    return found


def _without_numbers(text: str) -> str:
    """去掉条文的序号，免得粘在门槛上。"""
    pieces = _numbered(text)
    return (
        "\n".join([text[: text.find(pieces[0])], *pieces])
        if pieces
        else regex.sub(r"[（(][1-9][)）]", "\n", text)
    )


def _bound(sign: str, value: str, *, left: bool) -> tuple[str, Decimal, bool]:
    """门槛在比率左边时，“90%＞x”说的是上限；在右边时“x≥75%”说的是下限。"""
    above = bool(regex.fullmatch(_ABOVE, sign))
    side = "low" if above != left else "high"
    return side, Decimal(value), bool(_CLOSED.search(sign))


def _tier(bounds: list[tuple[str, Decimal, bool]], points: Decimal) -> Tier:
    low = next(((v, c) for side, v, c in bounds if side == "low"), (None, False))
    high = next(((v, c) for side, v, c in bounds if side == "high"), (None, False))
    return Tier(low[0], low[1], high[0], high[1], points)


def _ladder(text: str, indicator: str) -> Ladder | None:
    """至少两档、说的是同一个比率、互不重叠，才是分档。"""
    found = _tiers(text)
    names = [_clean(name) for name, _ in found]
    if len(found) < 2 or len(set(names)) != 1:
        return None
    name = indicator if names[0] in {"比率", "比例", "", "该比率"} else names[0]
    tiers = tuple(tier for _, tier in found)
    edges = {edge for tier in tiers for edge in (tier.low, tier.high) if edge is not None}
    overlapping = any(sum(t.holds(e) for t in tiers) > 1 for e in edges)
    return None if overlapping else Ladder(name, tiers)


def _clean(name: str) -> str:
    return regex.sub(r"[\s“”‘’（）()的]|当年度", "", name)
