"""条件（condition）：一句评分规则在什么情况下适用——哪个量在什么区间，两个量谁大谁小，或者一句要人核实的话。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from score import expression as formulas
from score.expression import Expression, Measure
from score.lexer import Token

_FLIPPED = {"≥": "≤", "≤": "≥", ">": "<", "<": ">", "=": "=", "?": "?"}
_FILLER = re.compile(
    r"^[的、.．：:，,\s①-⑳]+|[的、.．：:，,\s者]+$|^[^：:]{2,12}(?:计分|评分|得分|如下|标准)[：:]|^(?:[一二三四五六]是|其[一二三四五六][，,、]?)(?=.{2})"
    r"|^(?:并且|如果|假如|如|若|当年度|当年|当|或者|或|凡是|凡|对于|其中|介于|但是|但|即|且|又|以上述|上述|达到?)(?!率|期)"
    r"|(?:控制|保持|维持)?(?:在|为|是)$|^(?:在|为|是)(?=$)|以X表示|用X表示|数值$"
)
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
METRIC_LIKE = re.compile(
    r"(?:率|比|比例|比重|度|系数|指数|数|数量|额|金额|幅|幅度|值|时长|时间|进度|成本|得分|结余|结转|规模)$"
)
_COUNTABLE = frozenset("次场名位期批家户人件条天个")
_WHOLE = re.compile(r"(?:本|该|此|整个)(?:项|指标|部分|项指标)*(?:直接)?(?:计|得)?")
_MISREAD = re.compile(r"^(?P<name>.*?)(?P<sign>[WwQq至二])$")


@dataclass(frozen=True)
class Bound:
    """区间的一端；closed 为 None 表示条文没有写明含不含。"""

    value: Decimal
    closed: bool | None = None


@dataclass(frozen=True)
class Range:
    """条文写的区间；unit 是百分号或其他单位，exact 表示写的是一个点；doubt 表示比较符号缺失或像是印错了。"""

    low: Bound | None = None
    high: Bound | None = None
    unit: str = ""
    exact: bool = False
    doubt: str = ""


@dataclass(frozen=True)
class Relation:
    """两个量比大小：实际采购金额 > 采购计划金额。"""

    left: Expression
    sign: str
    right: Expression

    def about(self, subject: str) -> Relation:
        """省了左边的，说的是 subject；“预算数”是同一个量的预算数。"""
        left = Measure(subject) if isinstance(self.left, Measure) and not self.left.name else self.left
        right = (
            Measure(_counterpart(subject, self.right.name)) if isinstance(self.right, Measure) else self.right
        )
        return Relation(left, self.sign, right)

    def __str__(self) -> str:
        return f"{self.left}{self.sign}{self.right}"


_ACTUAL = re.compile(r"(?:决算数|决算|实际支出数|实际支出|支出数|实际数|完成数|执行数)$")
_BUDGET = re.compile(r"^(?:年初|调整后?)?(?:预算数|预算|预算安排数|计划数)$")


def _counterpart(subject: str, name: str) -> str:
    """“三公经费决算数小于预算数”里的预算数，是三公经费预算数。"""
    found = _ACTUAL.search(subject)
    return f"{subject[: found.start()]}{name}" if found and found.start() and _BUDGET.match(name) else name


@dataclass(frozen=True)
class Condition:
    """一个条件：subject 的区间，或两个量的比较；都没有的，text 要人核实。"""

    text: str
    subject: str = ""
    range: Range | None = None
    relations: tuple[Relation, ...] = ()

    @property
    def measurable(self) -> bool:
        """凭数就能判断。"""
        return self.range is not None or bool(self.relations)


def conditions_of(tokens: Sequence[Token], text: str) -> tuple[tuple[Condition, ...], ...]:
    """一句话里的条件：外层是任一成立，内层是同时成立；括号里的算式是定义，不是条件。"""
    return tuple(_joined(part, text) for part in _parted(_without_formulas(tokens), {"or"}) if part)


def _without_formulas(tokens: Sequence[Token]) -> list[Token]:
    """去掉“（完成数/计划数）”这样的括号；区间的括号留下。"""
    kept: list[Token] = []
    opened: list[int] = []
    for token in tokens:
        kept.append(token)
        if token.kind == "open":
            opened.append(len(kept) - 1)
        elif token.kind == "close" and opened:
            start = opened.pop()
            if any(t.kind == "operator" and t.sign in "*/" for t in kept[start:]):
                del kept[start:]
    return kept


def _joined(tokens: Sequence[Token], text: str) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for part in _parted(tokens, {"and", "comma"}):
        condition = _condition(_settled(part), text)
        if condition is None:
            continue
        last = found[-1] if found else None
        if last and condition.range and last.range and not condition.subject and not condition.relations:
            found[-1] = replace(
                last, text=f"{last.text}，{condition.text}", range=_met(last.range, condition.range)
            )
        elif (
            last
            and condition.range
            and not condition.subject
            and not last.measurable
            and _names_metric(last.text)
        ):
            found[-1] = replace(condition, text=f"{last.text}{condition.text}", subject=cleaned(last.text))
        else:
            found.append(condition)
    return tuple(found)


def _parted(tokens: Sequence[Token], kinds: set[str]) -> Iterator[list[Token]]:
    """在这些记号处断开；括号里的不断（[90,100]）。"""
    current: list[Token] = []
    depth = 0
    for token in tokens:
        depth += (token.kind == "open") - (token.kind == "close")
        if token.kind in kinds and depth <= 0:
            if current:
                yield current
            current = []
        else:
            current.append(token)
    if current:
        yield current


def _met(one: Range, other: Range) -> Range:
    return Range(
        one.low or other.low, one.high or other.high, one.unit or other.unit, doubt=one.doubt or other.doubt
    )


def _names_metric(words: str) -> bool:
    return bool(METRIC_LIKE.search(_BRACKETS.sub("", cleaned(words))))


@dataclass(frozen=True)
class _Piece:
    """条件里的一块：数带着含不含的标记，其余照旧。"""

    token: Token
    mark: str = ""

    @property
    def kind(self) -> str:
        return self.token.kind


def _settled(tokens: Sequence[Token]) -> list[_Piece]:
    """把“（含）”并到前面的数或“以上”上，把负号并到后面的数上。"""
    pieces: list[_Piece] = []
    negative: Token | None = None
    for i, token in enumerate(tokens):
        before = pieces[-1] if pieces else None
        if token.kind == "include":
            holder = next((p for p in reversed(pieces[-2:]) if p.kind in {"number", "suffix"}), None)
            if holder is not None:
                pieces[pieces.index(holder)] = replace(holder, mark=token.sign)
        elif (
            token.kind == "operator"
            and token.sign == "-"
            and (before is None or before.kind in {"compare", "to", "open", "comma"})
            and i + 1 < len(tokens)
            and tokens[i + 1].kind == "number"
        ):
            negative = token
        elif negative is not None and token.kind == "number" and token.value is not None:
            pieces.append(_Piece(replace(token, start=negative.start, value=-token.value)))
            negative = None
        else:
            pieces.append(_Piece(token))
    return pieces


def _condition(pieces: Sequence[_Piece], text: str) -> Condition | None:
    pieces = [p for p in pieces if p.kind not in {"discretion", "limit", "colon"}]
    if not pieces:
        return None
    said = text[pieces[0].token.start : pieces[-1].token.end].strip()
    if not cleaned(said) or _WHOLE.fullmatch(cleaned(said)):
        return None
    relations = tuple(_relations(pieces, text))
    found = _range(pieces)
    subject = _subject(pieces, text) if found else ""
    if relations and not found:
        return Condition(said, _name(relations[0]), None, relations)
    return Condition(said, subject, found, relations)


def _name(relation: Relation) -> str:
    return relation.left.name if isinstance(relation.left, Measure) else str(relation.left)


def _relations(pieces: Sequence[_Piece], text: str) -> Iterator[Relation]:
    """“甲大于乙”：比较的两边都是名称或算式，不都是数。"""
    ends = [-1, *(i for i, p in enumerate(pieces) if p.kind == "compare"), len(pieces)]
    for before, here, after in zip(ends, ends[1:], ends[2:], strict=False):
        left, right = (
            [p.token for p in pieces[a:b] if not _is_filler(p.token)]
            for a, b in ((before + 1, here), (here + 1, after))
        )
        one = _term(left, text) if left else Measure("")
        other = _term(right, text)
        if (
            one is not None
            and other is not None
            and _has_names(one)
            and _has_names(other)
            and (left or _only_comparison(pieces))
        ):
            yield Relation(one, pieces[here].token.sign, other)


def _only_comparison(pieces: Sequence[_Piece]) -> bool:
    """“大于预算数”：承上文，省了左边的量。"""
    return sum(p.kind == "compare" for p in pieces) == 1 and not any(p.kind == "number" for p in pieces)


def _is_filler(token: Token) -> bool:
    return token.kind == "word" and not cleaned(token.text)


def _has_names(expression: Expression) -> bool:
    return next(formulas.names_in(expression), None) is not None


def _term(tokens: Sequence[Token], text: str) -> Expression | None:
    """比较的一边；只有一个词的要像量的名称。"""
    parsed = formulas.parse(tokens, text) if tokens else None
    if isinstance(parsed, Measure):
        name = cleaned(parsed.name)
        return Measure(name) if METRIC_LIKE.search(_BRACKETS.sub("", name)) else None
    return parsed


def _subject(pieces: Sequence[_Piece], text: str) -> str:
    """条件说的是哪个量：比较符号或数旁边的话；没有为空串，承上文。"""
    edges = [i for i, p in enumerate(pieces) if p.kind in {"number", "compare", "suffix", "to"}]
    first = edges[0] if edges else len(pieces)
    parts = (pieces[:first], *(pieces[a + 1 : b] for a, b in pairwise(edges)))
    spans = [cleaned(text[part[0].token.start : part[-1].token.end]) for part in parts if part]
    return next((span for span in spans if span and not _UNITLIKE.fullmatch(span)), "")


_UNITLIKE = re.compile(r"[(（\[【)）\]】的]+|(?:不含|含).*|均|都|均为|的?比例")


def cleaned(words: str) -> str:
    """去掉名称前后“如、当、的、控制在”一类的话。"""
    words = "".join(words.split())
    while (shorter := _FILLER.sub("", words)) != words:
        words = shorter
    return words


def _range(pieces: Sequence[_Piece]) -> Range | None:
    """数值条件；没有为 None。"""
    low: Bound | None = None
    high: Bound | None = None
    points: list[_Piece] = []
    unit, doubt = "", ""
    pieces = list(_repaired(pieces))
    for i, piece in enumerate(pieces):
        if piece.kind != "number" or piece.token.value is None:
            continue
        side, closed = _side(pieces, i)
        bound = Bound(piece.token.value, closed)
        if side == "low":
            low = bound
        elif side == "high":
            high = bound
        elif side == "both":
            low, high = Bound(-bound.value, closed), bound
        elif side == "point":
            points.append(piece)
        elif side == "?":
            points.append(piece)
            doubt = piece.token.text
        unit = _unit(piece.token) if side and piece.token.unit else unit
    if low and high and low.value > high.value:
        low, high = high, low
    if low or high:
        return Range(low, high, unit)
    if len(points) == 1 and points[0].token.value is not None:
        point = Bound(points[0].token.value, closed=True)
        return Range(
            point, point, _unit(points[0].token), exact=True, doubt=doubt or _bare(pieces, points[0])
        )
    return None


def _unit(token: Token) -> str:
    return "%" if token.unit == "百分点" else token.unit


def _repaired(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """“满意度W80%”：挨着数的W、Q、至多半是印坏的比较符号。"""
    for i, piece in enumerate(pieces):
        after = pieces[i + 1] if i + 1 < len(pieces) else None
        word = piece.token.text.strip()
        found = _MISREAD.match(word) if piece.kind == "word" and after and after.kind == "number" else None
        if found and found["name"]:
            yield _Piece(replace(piece.token, text=found["name"], end=piece.token.end - 1))
            sign = "=" if found["sign"] == "二" else "≤"
            yield _Piece(Token("compare", piece.token.end - 1, piece.token.end, found["sign"], sign=sign))
        else:
            yield piece


def _bare(pieces: Sequence[_Piece], point: _Piece) -> str:
    """没有比较符号的数：“满意度90%的”可能漏印了符号。"""
    before = pieces[pieces.index(point) - 1] if pieces.index(point) else None
    return "" if before is None or before.kind == "compare" else point.token.text


def _side(pieces: Sequence[_Piece], i: int) -> tuple[str, bool | None]:
    """第 i 个数是区间的哪一端，含不含。"""
    piece = pieces[i]
    before = pieces[i - 1] if i else None
    after = pieces[i + 1] if i + 1 < len(pieces) else None
    closed = None if not piece.mark else piece.mark == "含"
    if before and before.kind == "drift" and before.token.sign == "either":
        return "both", True
    if after and after.kind == "suffix" and after.token.sign != "~":
        return _by_suffix(before, after, closed=closed)
    if before and before.kind == "compare":
        side, stated = _by_sign(before.token.sign)
        return side, stated if closed is None or side == "point" else closed
    if after and after.kind == "to":
        return "low", closed
    if before and before.kind == "to":
        mark = after.mark if after and after.kind == "suffix" else ""
        return "high", (mark == "含" if mark and closed is None else closed)
    if before and after and before.kind == "open" and after.kind == "comma":
        return "low", before.token.text in "[［【"
    if before and after and before.kind == "comma" and after.kind == "close":
        return "high", after.token.text in "]］】"
    if after and after.kind == "compare":
        return _by_sign(_FLIPPED[after.token.sign])
    return _point(pieces, i)


def _by_suffix(before: _Piece | None, suffix: _Piece, *, closed: bool | None) -> tuple[str, bool | None]:
    side = "low" if suffix.token.sign == "≥" else "high"
    if suffix.mark:
        return side, suffix.mark == "含"
    if before and before.kind == "compare" and before.token.sign == suffix.token.sign:
        return side, True
    if suffix.token.text[0] in "及或":
        return side, True
    return side, closed


def _by_sign(sign: str) -> tuple[str, bool | None]:
    return {
        "≥": ("low", True), ">": ("low", False), "≤": ("high", True), "<": ("high", False), "=": ("point", True),
    }[sign]  # fmt: skip


def _point(pieces: Sequence[_Piece], i: int) -> tuple[str, bool | None]:
    """“100%计满分”“0计5分”“3次得2分”是一个点；“第3项……”“有一项……”不是。"""
    token = pieces[i].token
    others = [p for p in pieces if p is not pieces[i] and not _is_filler(p.token)]
    if token.unit in {"%", "百分点"}:
        return "point", True
    measured = not token.unit or token.unit[0] in _COUNTABLE or token.unit in {"分", "元"}
    last = pieces[i + 1 :] == [] or all(_is_filler(p.token) for p in pieces[i + 1 :])
    if measured and (not others or (last and token.unit not in {"", "分"} and others[-1].kind == "word")):
        return "point", True
    return "", None
