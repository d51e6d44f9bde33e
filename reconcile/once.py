"""一份报告只算一次（once）：几条规则共用的索引，不必每条规则重算一遍。"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import ref

from normalize import Facts

Result = TypeVar("Result")


def once(compute: Callable[[Facts], Result]) -> Callable[[Facts], Result]:
    """记住最近一份报告的结果；换了报告就重算，不留住旧的报告。"""
    kept: list[tuple[ref[Facts], Result]] = []

    @wraps(compute)
    def remembered(facts: Facts) -> Result:
        if kept and kept[0][0]() is facts:
            return kept[0][1]
        result = compute(facts)
        kept[:] = [(ref(facts), result)]
        return result

    return remembered
