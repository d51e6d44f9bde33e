"""记住（memory）：同一份报告里几条规则都要用的中间结果，只算一次。

记在数据项集合自己身上，与 cached_property 同一个地方，随它一起消失。
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from normalize import Facts

Result = TypeVar("Result")
_NAME = "_remembered"


def remembered(facts: Facts, name: Hashable, compute: Callable[[], Result]) -> Result:
    """名为 name 的结果；没有算过就算一次。"""
    known: dict[Hashable, Result] = facts.__dict__.setdefault(_NAME, {})
    if name not in known:
        known[name] = compute()
    return known[name]
