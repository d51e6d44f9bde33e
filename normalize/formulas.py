"""公式（Formula）：规范名称的四则运算，例如“决算数 / 调整后预算数”。"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from operator import add, mul, sub, truediv

from normalize.quantity import Estimate

Lookup = Callable[[str], Estimate]
_OPERATORS: dict[str, Callable[[Estimate, Estimate], Estimate]] = {"+": add, "-": sub, "*": mul, "/": truediv}
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True)
class Formula:
    """公式：规范名称的四则运算，后缀式存放，例如“决算数 / 调整后预算数”。"""

    text: str
    base: str
    steps: tuple[str, ...]

    @classmethod
    def parse(cls, text: str, base: str = "") -> Formula:
        """从文字读出公式。

        Raises:
            ValueError: 括号不成对。
        """
        steps: list[str] = []
        waiting: list[str] = []
        for piece in re.findall(r"[-+*/()]|[^-+*/()\s]+", text):
            if piece == "(":
                waiting.append(piece)
            elif piece == ")":
                while waiting and waiting[-1] != "(":
                    steps.append(waiting.pop())
                if not waiting:
                    raise _unbalanced(text)
                waiting.pop()
            elif piece in _RANK:
                while waiting and _RANK.get(waiting[-1], 0) >= _RANK[piece]:
                    steps.append(waiting.pop())
                waiting.append(piece)
            else:
                steps.append(piece)
        if "(" in waiting:
            raise _unbalanced(text)
        return cls(text, base, (*steps, *reversed(waiting)))

    @cached_property
    def operands(self) -> tuple[str, ...]:
        """公式里的量，按出现先后，不重复。"""
        return tuple(dict.fromkeys(s for s in self.steps if s not in _OPERATORS and not s.isdigit()))

    def evaluate(self, lookup: Lookup) -> Estimate:
        """代入各量的值。

        Raises:
            ZeroDivisionError: 分母可能为零。
            LookupError: lookup 找不到某个量。
        """
        stack: list[Estimate] = []
        for step in self.steps:
            if step in _OPERATORS:
                right, left = stack.pop(), stack.pop()
                stack.append(_OPERATORS[step](left, right))
            else:
                stack.append(Estimate.exactly(int(step)) if step.isdigit() else lookup(step))
        return stack.pop()

    def filled(self, printed: Callable[[str], str]) -> str:
        """公式的文字，各量换成印出来的数；“流动资产”不会换掉“非流动资产”的一部分。"""
        return re.sub(
            r"[^-+*/()\s]+", lambda name: name[0] if name[0].isdigit() else printed(name[0]), self.text
        )


def _unbalanced(text: str) -> ValueError:
    return ValueError(f"公式的括号不成对：{text}")
