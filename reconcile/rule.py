"""规则（Rule）：一个小函数，一个永不改变的代码，一页说明。"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Run = TypeVar("Run", bound=Callable[..., Iterator[Any]])


@dataclass(frozen=True)
class Rule(Generic[Run]):
    """规则：代码、所核对的事项、函数；函数的文档字符串就是用户看到的说明页。"""

    code: str
    term: str
    run: Run

    @property
    def page(self) -> str:
        """说明页全文。"""
        return inspect.getdoc(self.run) or ""

    @property
    def title(self) -> str:
        """说明页的第一句。"""
        return self.page.partition("\n")[0]


def rule(code: str, *, term: str) -> Callable[[Run], Rule[Run]]:
    """给函数一个规则代码。"""

    def named(run: Run) -> Rule[Run]:
        return Rule(code=code, term=term, run=run)

    return named
