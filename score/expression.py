"""算式（Expression）：评分标准里写的公式，成为一棵可以代入数值的树。

率一律按小数算：66.72% 是 0.6672，×100% 是乘以 1。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce

from normalize import Estimate
from normalize.arithmetic import Arithmetic
from normalize.quantity import HUNDRED, ONE
from score.lexer import Token

Lookup = Callable[[str], Estimate | None]
_SYMBOLS = {"*": "×", "/": "÷"}
_MOST_TOKENS, _MOST_BRACKETS = 120, 20
"""真实的公式不过二三十个记号；再长的不读，也就不会层层套到栈溢出。"""
_BRACKETS = {"open": "(", "close": ")"}
_NAMING = frozenset({"word", "each", "drift", "include"})


@dataclass(frozen=True)
class Constant:
    """常数：25%、6分。points 为真的是分数。"""

    value: Decimal
    points: bool = False

    def __str__(self) -> str:
        return f"{self.value.normalize():f}"


@dataclass(frozen=True)
class Measure:
    """报告里的一个量，按条文里的叫法。"""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Operation:
    """四则运算。"""

    operator: str
    left: Expression
    right: Expression

    def __str__(self) -> str:
        return f"({self.left}{_SYMBOLS.get(self.operator, self.operator)}{self.right})"


@dataclass(frozen=True)
class Mean:
    """几个量的平均数。"""

    items: tuple[Expression, ...]

    def __str__(self) -> str:
        return f"({'+'.join(map(str, self.items))})÷{len(self.items)}"


Expression = Constant | Measure | Operation | Mean


def names_in(expression: Expression) -> Iterator[str]:
    """算式里的量，按出现先后。"""
    match expression:
        case Measure(name):
            yield name
        case Operation(_, left, right):
            yield from names_in(left)
            yield from names_in(right)
        case Mean(items):
            for item in items:
                yield from names_in(item)


def points_in(expression: Expression) -> Decimal | None:
    """算式里乘上去的分数；没有为 None。"""
    match expression:
        case Constant(value, True):
            return value
        case Operation("*" | "/", left, right):
            return points_in(left) or points_in(right)
        case _:
            return None


def substitute(expression: Expression, name: str, by: Expression) -> Expression:
    """把一个量换成它的定义。"""
    match expression:
        case Measure(own) if own == name:
            return by
        case Operation(operator, left, right):
            return Operation(operator, substitute(left, name, by), substitute(right, name, by))
        case Mean(items):
            return Mean(tuple(substitute(item, name, by) for item in items))
        case _:
            return expression


def value_of(expression: Expression, lookup: Lookup) -> Estimate | None:
    """代入各量的值；有一个量不知道，或除数可能为零，就算不出来。"""
    match expression:
        case Constant(value):
            return Estimate.exactly(value)
        case Measure(name):
            return lookup(name)
        case Mean(items):
            values = [value_of(item, lookup) for item in items]
            known = [value for value in values if value is not None]
            if len(known) < len(items):
                return None
            return reduce(lambda a, b: a + b, known) / Estimate.exactly(len(items))
        case Operation(operator, left, right):
            return _operate(operator, value_of(left, lookup), value_of(right, lookup))


def _operate(operator: str, left: Estimate | None, right: Estimate | None) -> Estimate | None:
    if left is None or right is None:
        return None
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return None if right.low <= 0 <= right.high else left / right


def parse(tokens: Sequence[Token], source: str) -> Expression | None:
    """读一个算式，要用完全部记号；读不通的、长得不像算式的为 None。"""
    if len(tokens) > _MOST_TOKENS or sum(token.kind == "open" for token in tokens) > _MOST_BRACKETS:
        return None
    pieces = _Reader(tokens, source).pieces()
    return None if pieces is None else Arithmetic[Expression](pieces, Operation).tree()


@dataclass
class _Reader:
    """把记号并成操作数：常数，和可以有好几个记号长的名称。"""

    tokens: Sequence[Token]
    source: str
    position: int = field(default=0)

    def pieces(self) -> list[Expression | str] | None:
        """操作数、运算符和括号，按先后；有一个不像算式里的记号，就不是算式。"""
        found: list[Expression | str] = []
        while (token := self._peek()) is not None:
            piece = self._piece(token)
            if piece is None:
                return None
            found.append(piece)
        return found

    def _piece(self, token: Token) -> Expression | str | None:
        if mark := _BRACKETS.get(token.kind) or self._sign():
            self.position += 1
            return mark
        if token.kind == "worth":
            self.position += 1
            return Constant(token.value or ONE, points=True)
        if token.kind == "number" and not self._opens_name():
            return self._constant(token)
        return self._name() if token.kind in _NAMING or token.kind == "number" else None

    def _sign(self) -> str:
        token = self._peek()
        if token is None:
            return ""
        return "-" if token.kind == "to" else token.sign if token.kind == "operator" else ""

    def _peek(self) -> Token | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def _constant(self, token: Token) -> Expression:
        self.position += 1
        value = token.value or Decimal(0)
        return Constant(value / HUNDRED if token.unit == "%" else value, points=token.unit == "分")

    def _opens_name(self) -> bool:
        """“2020年预算数”里的数是名称的一部分。"""
        token, after = self.tokens[self.position], self.tokens[self.position + 1 : self.position + 2]
        return token.unit not in {"%", "分"} and bool(after) and after[0].kind in _NAMING

    def _name(self) -> Expression | None:
        """名称：直到运算符为止；紧跟着的括号是注解，紧跟着的数是它的值（序时进度25%）。"""
        first = self.tokens[self.position]
        last = first
        depth = 0
        while (token := self._peek()) is not None:
            if token.kind == "open":
                depth += 1
            elif token.kind == "close":
                if not depth:
                    break
                depth -= 1
            elif not depth and token.kind == "number" and token.unit == "%":
                return self._constant(token)
            elif not depth and token.kind not in _NAMING and token.kind != "number":
                break
            else:
                last = token if not depth else last
            self.position += 1
        return None if depth else Measure("".join(self.source[first.start : last.end].split()))
