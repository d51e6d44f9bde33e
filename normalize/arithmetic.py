"""四则（arithmetic）：先乘除后加减，括号里的先算。

操作数是什么、怎样切出来，各处不同（正文里印的数，评分标准里的量）；切好以后怎样读成一棵树，是一回事。
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Tree = TypeVar("Tree")
RANK = {"+": 1, "-": 1, "*": 2, "/": 2}
"""乘除比加减先算。"""
_LAST = max(RANK.values())


@dataclass
class Arithmetic(Generic[Tree]):
    """一个算式：pieces 是操作数，和 + - * / ( ) 六种记号；combine 把两棵树合成一棵。"""

    pieces: Sequence[Tree | str]
    combine: Callable[[str, Tree, Tree], Tree]
    position: int = 0

    def tree(self) -> Tree | None:
        """读成一棵树，要用完全部记号；读不通的为 None。"""
        self.position = 0
        found = self._chain(1)
        return found if self.position == len(self.pieces) else None

    def _chain(self, rank: int) -> Tree | None:
        """和 := 积 {(+|-) 积}；积 := 因子 {(×|÷) 因子}。"""
        left = self._operand(rank)
        while left is not None and (sign := self._mark()) and RANK.get(sign) == rank:
            self.position += 1
            right = self._operand(rank)
            left = None if right is None else self.combine(sign, left, right)
        return left

    def _operand(self, rank: int) -> Tree | None:
        return self._chain(rank + 1) if rank < _LAST else self._factor()

    def _mark(self) -> str:
        """这里的记号；是操作数、到了末尾的为空串。"""
        piece = self.pieces[self.position] if self.position < len(self.pieces) else ""
        return piece if isinstance(piece, str) else ""

    def _factor(self) -> Tree | None:
        """因子 := 操作数 | (和)。"""
        piece = self.pieces[self.position] if self.position < len(self.pieces) else ""
        self.position += 1
        if not isinstance(piece, str):
            return piece
        inside = self._chain(1) if piece == "(" else None
        closed = inside is not None and self._mark() == ")"
        self.position += closed
        return inside if closed else None
