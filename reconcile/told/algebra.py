"""算式（algebra）：正文里写出来的四则算式，读成一棵树；操作数是印出的数，或者量的名称。

“实际占用总床日数÷（编制床位×365）”“462+118-23”“在职警察与年末押犯之比”都读得通；一个操作数里有两个数、括号不配对的读不通。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import regex

from normalize import Estimate, Fact
from normalize.arithmetic import RANK, Arithmetic
from normalize.quantity import HUNDRED

_SYMBOLS = {"＋": "+", "－": "-", "−": "-", "–": "-", "×": "*", "✕": "*", "＊": "*", "÷": "/", "／": "/"}
_SHOWN = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_WORDS = {"除以": "/", "乘以": "*", "减去": "-", "加上": "+"}
_OPEN, _CLOSE = "（([［〔{", "）)]］〕}"
_TOKEN = regex.compile(
    rf"(?P<open>[{regex.escape(_OPEN)}])|(?P<close>[{regex.escape(_CLOSE)}])|(?P<operator>[+＋\-－−–×✕*＊÷/／]|{'|'.join(_WORDS)})"
    r"|(?P<times>(?<=[\d%％）)人个元])\s*[xX]\s*(?=[\d（(]))"
    r"|(?P<number>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?[%％]?|\d+(?:\.\d+)?[%％]?)|(?P<blank>\s+)|(?P<word>.)"
)
_RATIO = regex.compile(
    r"^(?P<one>[\p{Han}“”]{2,20}?)(?:(?:与|和|同)(?P<two>[\p{Han}“”]{2,20})之比|占(?P<whole>[\p{Han}“”]{2,20}?)的?(?:比例|比重|百分比))$"
)
_DATED = regex.compile(r"\d{1,4}\s?(?=[年月日级号届])")
"""“2022年支出”里的年份是名称的一部分。"""
_MOST = 60
"""真实的算式不过一二十个记号。"""


@dataclass(frozen=True)
class Literal:
    """没有读成数据项的数字，当作准确的常数。"""

    value: Decimal
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Printed:
    """印在算式里的一个数据项。"""

    fact: Fact

    def __str__(self) -> str:
        return self.fact.raw


@dataclass(frozen=True)
class Named:
    """量的名称，数要到别处去找。"""

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
        sides = [self._side(self.left, strict=False), self._side(self.right, strict=self.operator in "-/")]
        return _SHOWN[self.operator].join(sides)

    def _side(self, side: Expression, *, strict: bool) -> str:
        if not isinstance(side, Operation):
            return str(side)
        lower, own = RANK[side.operator], RANK[self.operator]
        return f"（{side}）" if lower < own or (strict and lower == own) else str(side)


Expression = Literal | Printed | Named | Operation
Leaf = Literal | Printed | Named


def leaves(expression: Expression) -> Iterator[Leaf]:
    """各个操作数，按先后。"""
    if isinstance(expression, Operation):
        yield from leaves(expression.left)
        yield from leaves(expression.right)
    else:
        yield expression


def replaced(expression: Expression, by: Mapping[str, Fact]) -> Expression:
    """把名称换成找到的数。"""
    if isinstance(expression, Named):
        return Printed(by[expression.name])
    if isinstance(expression, Operation):
        return Operation(expression.operator, replaced(expression.left, by), replaced(expression.right, by))
    return expression


def value_of(expression: Expression, value: Callable[[Fact], Estimate]) -> Estimate:
    """代入各数据项的值；名称都已经换成数。

    Raises:
        ZeroDivisionError: 除数可能为零。
    """
    match expression:
        case Literal(number, _):
            return Estimate.exactly(number)
        case Printed(fact):
            return scaled(fact, value(fact))
        case Operation(operator, left, right):
            one, other = value_of(left, value), value_of(right, value)
            match operator:
                case "+":
                    return one + other
                case "-":
                    return one - other
                case "*":
                    return one * other
                case _:
                    return one / other
        case Named():
            msg = "名称还没有换成数"
            raise LookupError(msg)


def scaled(fact: Fact, value: Estimate) -> Estimate:
    """作操作数的值：百分数化成小数；单价、整元的标准和100%是定死的数，没有取舍。"""
    quantity = fact.quantity
    if "/" in quantity.unit or (quantity.unit == "元" and quantity.scale == quantity.step):
        value = Estimate.exactly(value.value) if quantity.scale == 1 else value
    if quantity.unit != "%":
        return value
    exact = quantity.value == HUNDRED
    return (Estimate.exactly(value.value) if exact else value) / Estimate.exactly(HUNDRED)


def parsed(text: str, offset: int, facts: Sequence[Fact]) -> Expression | None:
    """读一段文字；offset 是它在段落里的起点，facts 是段落里的数据项。只是一个操作数的也算读通。"""
    if (ratio := _RATIO.match(text.strip())) is not None:
        return Operation("/", Named(ratio["one"]), Named(ratio["two"] or ratio["whole"]))
    starting = {fact.at.start: fact for fact in facts}
    pieces = _pieces(text, offset, starting)
    if pieces is None or len(pieces) > _MOST:
        return None
    return Arithmetic[Expression](pieces, Operation).tree()


_Piece = Leaf | str


def _pieces(text: str, offset: int, starting: dict[int, Fact]) -> list[_Piece] | None:
    """切成运算符、括号和操作数；紧跟在数后面的话是它的单位、名词，前面的话是它的名目。"""
    pieces: list[_Piece] = []
    words = ""
    position = 0
    while position < len(text):
        fact = starting.get(offset + position)
        token = _TOKEN.match(text, position)
        if fact is None and (dated := _DATED.match(text, position)):
            words += dated[0]
            position = dated.end()
            continue
        if fact is not None or (token is not None and token["number"]):
            if pieces and isinstance(pieces[-1], Printed | Literal):
                return None
            end = fact.at.end - offset if fact is not None else position
            leaf = Printed(fact) if fact is not None else _literal(token["number"] if token else "")
            if leaf is None:
                return None
            pieces.append(leaf)
            words = ""
            position = end if fact is not None else token.end() if token else end
            continue
        if token is None:
            return None
        position = token.end()
        if token["word"]:
            words += token["word"]
        elif token["blank"] is None:
            _flush(pieces, words)
            words = ""
            pieces.append(_mark(token))
    _flush(pieces, words)
    return pieces


def _literal(text: str) -> Literal | None:
    plain = text.replace(",", "").replace("，", "").rstrip("%％")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return Literal(value / HUNDRED if text.endswith(("%", "％")) else value, text)


def _flush(pieces: list[_Piece], words: str) -> None:
    """攒下的话：前面是一个数的，是它后面的名词；不是的，是一个名称。"""
    name = words.strip("“”‘’ 的：:")
    if name and not (pieces and isinstance(pieces[-1], Printed | Literal)):
        pieces.append(Named(name))


def _mark(token: regex.Match[str]) -> str:
    if token["open"]:
        return "("
    if token["close"]:
        return ")"
    if token["times"]:
        return "*"
    return _WORDS.get(token["operator"]) or _SYMBOLS.get(token["operator"], token["operator"])
