"""没有读进去的数（unread）：条文里写着、编译结果里却没有的数。

得分说得死的前提，是条文里的每一个门槛、每一个分数都用上了；有一个没有用上，就是读法不全，得分不下定论。
留给人判断的部分连原文一起留着，那里面的数不算漏读。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal

from score.criterion import Criterion, Slide
from score.lexer import Token, folded, lex
from score.outline import outline

_HUNDRED = Decimal(100)
_SCORED = frozenset({"award", "deduct", "bonus", "worth", "limit"})
_NOT_MEASURED = re.compile(r"第\s?$|[〔\[(（]\s?$|\d[-－—]$")
_COUNTED = re.compile(r"[一二两三四五六七八九十]+(?!成)")
_CODE_AFTER = re.compile(r"^\s?(?:号|热线|条例|[〕\]]\s?\d)")


def unread(text: str, criterion: Criterion) -> tuple[str, ...]:
    """漏读的数，照条文的写法；都读进去了为空。"""
    known = frozenset(_numbers(criterion))
    return tuple(
        dict.fromkeys(
            token.text.strip()
            for words in outline(text).texts
            for token in lex(words)
            if _measures(token, words) and not _used(token, criterion.weight, known)
        )
    )


def _measures(token: Token, words: str) -> bool:
    """是门槛或分数；文号、热线、“第3项”“以上四个比值”不是。"""
    if token.value is None or (token.kind != "number" and token.kind not in _SCORED):
        return False
    if token.kind == "number" and _COUNTED.match(token.text) and token.unit not in {"%", "百分点"}:
        return False
    before, after = folded(words[: token.start]), folded(words[token.end :])
    return (
        not (token.text.lstrip().startswith("第") or _NOT_MEASURED.search(before) or _CODE_AFTER.match(after))
        or token.kind in _SCORED
    )


def _used(token: Token, weight: Decimal, known: frozenset[Decimal]) -> bool:
    return all(
        any(way in known for way in _ways(token, value, weight))
        for value in (token.value, token.upto)
        if value is not None
    )


def _ways(token: Token, value: Decimal, weight: Decimal) -> Iterator[Decimal]:
    """一个数在编译结果里可能的样子：百分数化成小数，占分值的百分比化成分，扣几分化成剩几分。"""
    yield value
    yield -value
    if token.unit in {"%", "百分点"}:
        yield value / _HUNDRED
        yield value * weight / _HUNDRED
        yield weight - value * weight / _HUNDRED
    elif token.kind == "deduct" or (token.kind == "limit" and token.sign == "loss"):
        yield weight - value


def _numbers(node: object) -> Iterator[Decimal]:
    """编译结果里的全部数，包括留给人看的原文里的。"""
    match node:
        case bool():
            return
        case Decimal():
            yield node.normalize() if node else node
        case str():
            for token in lex(node) if re.search(r"[\d一二两三四五六七八九十半]", node) else ():
                yield from (v for v in (token.value, token.upto) if v is not None)
        case tuple():
            for item in node:
                yield from _numbers(item)
        case _ if is_dataclass(node):
            if isinstance(node, Slide) and node.most is not None:
                yield node.most - node.start
            for each in fields(node):
                yield from _numbers(getattr(node, each.name))
