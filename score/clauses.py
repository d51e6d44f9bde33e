"""分句（clause）：一句评分规则说的是分档、扣分、公式、定义，还是要人判断。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from score import expression as formulas
from score.expression import Constant, Expression
from score.lexer import Token, lex

_OUTCOMES = frozenset({"award", "deduct", "bonus", "worth", "discretion", "proportional"})
_FLIPPED = {"≥": "≤", "≤": "≥", ">": "<", "<": ">", "=": "="}
_FILLER = re.compile(
    r"^[的、.．：:\s]+|[的、.．：:\s]+$|^(?:且|并且|如果|如|若|当年度|当年|当|凡|对于|其中|介于|控制)|(?:控制|保持)?在$"
)
_LEAF = re.compile(r"(?:本|该|此)(?:项)?指标|本项|该项|此项|全项|一票否决")
_WHOLE_LEAF = re.compile(r"(?:本|该|此)(?:项)?指标")
_SCORE_NAME = re.compile(r"(?:得分|计分|分数|评分)$")
_OTHERWISE = re.compile(r"^(?:否则|其他|其它|其余|反之|不符合|未达到|未达|达不到)")


@dataclass(frozen=True)
class Bound:
    """区间的一端；closed 为 None 表示条文没有写明含不含。"""

    value: Decimal
    closed: bool | None = None


@dataclass(frozen=True)
class Range:
    """条文写的区间；unit 是百分号或其他单位，exact 表示写的是一个点。"""

    low: Bound | None = None
    high: Bound | None = None
    unit: str = ""
    exact: bool = False


@dataclass(frozen=True)
class Grant:
    """得几分：least 至 most；share 为真时是分值的百分之几；都没写（满分）为 None。"""

    least: Decimal | None = None
    most: Decimal | None = None
    share: bool = False


@dataclass(frozen=True)
class Award:
    """什么情况得几分；range 为 None 的是要人判断的档次，extra 是数值条件之外的话。"""

    text: str
    grant: Grant
    subject: str = ""
    range: Range | None = None
    extra: str = ""
    worth: bool = False

    @property
    def otherwise(self) -> bool:
        """“否则不得分”。"""
        return self.range is None and bool(_OTHERWISE.match(self.text))


@dataclass(frozen=True)
class Deduct:
    """每超（低）几个单位扣几分；way 为 over、under、either。"""

    text: str
    way: str
    step: Decimal
    each: Decimal
    unit: str
    subject: str = ""
    base: Decimal | None = None


@dataclass(frozen=True)
class Event:
    """一项（次）扣几分。"""

    text: str
    each: Decimal


@dataclass(frozen=True)
class ScoreFormula:
    """得分=……；whole 表示说的是整个指标的得分。"""

    text: str
    name: str
    expression: Expression
    whole: bool


@dataclass(frozen=True)
class Definition:
    """某率=……。"""

    name: str
    expression: Expression


@dataclass(frozen=True)
class Veto:
    """什么情况得零分：left 比 right（或 range）；比不出来的由人判断；leaf 表示整个指标。"""

    text: str
    leaf: bool
    left: str = ""
    sign: str = ""
    right: str = ""
    range: Range | None = None


@dataclass(frozen=True)
class Discretion:
    """酌情扣分，按比例计分，加分；kind 说是哪一种。"""

    text: str
    kind: str


Clause = Award | Deduct | Event | ScoreFormula | Definition | Veto | Discretion


def clauses_of(text: str) -> tuple[Clause, ...]:
    """一段条文（不含序号）的各个分句；只是说明、不涉及计分的话不在其内。"""
    found = (_clause(text, tokens) for tokens in _split(lex(text)))
    return tuple(clause for clause in found if clause is not None)


def _split(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """分号、句号断句；已经说完得几分的，逗号、换行也断句；写完公式的，换行断句。"""
    current: list[Token] = []
    for token in tokens:
        done = any(t.kind in _OUTCOMES for t in current) or _is_formula(current)
        if token.kind == "stop" or (done and token.kind in {"comma", "break"}):
            yield current
            current = []
        elif token.kind == "floor" and not any(t.kind in _OUTCOMES for t in current):
            current = []
        elif token.kind != "break":
            current.append(token)
    yield current


def _is_formula(tokens: Sequence[Token]) -> bool:
    """“名称=……”，而且右边不只是一个数。"""
    sign = _equals(tokens)
    right = tokens[sign + 1 :] if sign else ()
    return len(right) > 1 or (len(right) == 1 and right[0].kind == "word")


def _equals(tokens: Sequence[Token]) -> int:
    """名称之后的等号在第几个；没有为 0。"""
    return next(
        (i for i, t in enumerate(tokens) if i and t.kind == "compare" and t.text.strip() in "=＝﹦═"), 0
    )


def _clause(text: str, tokens: list[Token]) -> Clause | None:
    while tokens and tokens[0].kind in {"comma", "colon", "floor"}:
        tokens = tokens[1:]
    if not tokens:
        return None
    said = text[tokens[0].start : tokens[-1].end].strip()
    if deduct := next((t for t in tokens if t.kind == "deduct"), None):
        return _deduction(text, tokens[: tokens.index(deduct)], deduct, said)
    if _is_formula(tokens) and (formula := _formula(text, tokens, said)):
        return formula
    if bonus := next((t for t in tokens if t.kind == "bonus"), None):
        return Discretion(said, bonus.kind)
    award = next((t for t in tokens if t.kind in {"award", "worth"}), None) or _bare_points(tokens)
    if award:
        return _award(text, tokens, award, said)
    discretion = next((t for t in tokens if t.kind in {"discretion", "proportional"}), None)
    return Discretion(said, discretion.kind) if discretion else None


def _bare_points(tokens: Sequence[Token]) -> Token | None:
    """“100%：5分”“90%以上，5分”里不带动词的分数。"""
    last = tokens[-1]
    if last.kind != "number" or last.unit != "分" or len(tokens) < 2:
        return None
    before = tokens[-2].kind in {"comma", "colon", "to"} or any(
        t.kind in {"compare", "suffix"} for t in tokens
    )
    return replace(last, kind="award") if before else None


def _formula(text: str, tokens: list[Token], said: str) -> ScoreFormula | Definition | None:
    sign = _equals(tokens)
    name = "".join(text[tokens[0].start : tokens[sign].start].split()).removeprefix("其中").lstrip("：:，,")
    parsed = _longest(tokens[sign + 1 :], text)
    if parsed is None or isinstance(parsed, Constant) or not name:
        return None
    if _SCORE_NAME.search(name) or formulas.points_in(parsed) is not None:
        own = name.split("，")[-1]
        whole = bool(_WHOLE_LEAF.search(own)) or own in {"得分", "计分", "评分"}
        return ScoreFormula(said, _SCORE_NAME.sub("", own), parsed, whole)
    return Definition(name.split("，")[-1], parsed)


def _longest(tokens: Sequence[Token], text: str) -> Expression | None:
    """等号右边的算式；后面跟着别的话（逗号以后）的只取算式。"""
    ends = [i for i, t in enumerate(tokens) if t.kind in {"comma", "colon"}]
    for end in (len(tokens), *reversed(ends)):
        if tokens[:end] and (parsed := formulas.parse(tokens[:end], text)) is not None:
            return parsed
    return None


def _deduction(text: str, before: list[Token], deduct: Token, said: str) -> Clause:
    """扣分之前最近的一个数是步长；之前另有“超出10%”的，是起点。"""
    each = deduct.value or Decimal(0)
    step = next((i for i in reversed(range(len(before))) if before[i].kind == "number"), None)
    if step is None or before[step].unit not in {"%", "百分点"} or not before[step].value:
        return Event(said, each)
    way = next((w for t in reversed(before[:step]) if (w := _way(t))), "")
    if not way:
        return Event(said, each)
    bases = [t for i, t in enumerate(before[:step]) if t.kind == "number" and t.unit in {"%", ""}]
    base = bases[-1].value if bases else None
    return Deduct(said, way, before[step].value or Decimal(1), each, "%", _subject(text, before[:step]), base)


_WAYS = {">": "over", "≥": "over", "<": "under", "≤": "under"}


def _way(token: Token) -> str:
    if token.kind == "compare":
        return _WAYS.get(token.sign, "")
    if token.kind != "drift":
        return ""
    if token.text[0] == "偏":
        return "either"
    return "under" if token.text[0] in "减下降少缺" else "over"


def _award(text: str, tokens: list[Token], award: Token, said: str) -> Award | Veto:
    place = next(i for i, t in enumerate(tokens) if t.start == award.start)
    before = tokens[:place]
    if award.value == 0 and _LEAF.search(said):
        return _veto(text, before, said)
    found = range_of(before)
    worth = award.kind == "worth"
    grant = Grant(award.value, award.upto or award.value, share=award.unit == "%")
    return Award(said, grant, _subject(text, before), found, _extra(text, tokens, place), worth)


def _veto(text: str, before: Sequence[Token], said: str) -> Veto:
    """“如甲大于乙，本项得0分”。"""
    leaf = bool(_WHOLE_LEAF.search(said)) or "一票否决" in said
    for i, token in enumerate(before):
        around = [*before[i - 1 : i], *before[i + 1 : i + 2]] if i else []
        if token.kind == "compare" and len(around) == 2 and all(t.kind == "word" for t in around):
            left, right = (_cleaned(text[t.start : t.end]) for t in around)
            return Veto(said, leaf, left, token.sign, right)
    return Veto(said, leaf)


def _subject(text: str, tokens: Sequence[Token]) -> str:
    """条件说的是哪个量：紧挨着比较符号或门槛的话；没有为空串，承上文。"""
    for i, token in enumerate(tokens):
        if token.kind != "word" or not _cleaned(token.text):
            continue
        beside = [*tokens[max(0, i - 1) : i], *tokens[i + 1 : i + 2]]
        if any(t.kind in {"compare", "number", "open", "each", "drift"} for t in beside):
            return _cleaned(text[token.start : token.end])
    return ""


def _extra(text: str, tokens: Sequence[Token], place: int) -> str:
    """数值条件和计分之外还有什么要求。"""
    subject = _subject(text, tokens[:place])
    words = (_cleaned(text[t.start : t.end]) for t in tokens if t.kind == "word")
    return "".join(word for word in words if word and word != subject)


def _cleaned(words: str) -> str:
    words = "".join(words.split())
    while (shorter := _FILLER.sub("", words)) != words:
        words = shorter
    return words


def range_of(tokens: Sequence[Token]) -> Range | None:
    """一句话里的数值条件；没有为 None。"""
    low: Bound | None = None
    high: Bound | None = None
    exact: list[Token] = []
    unit = ""
    for i, token in enumerate(tokens):
        if token.kind != "number" or token.unit == "分" or token.value is None:
            continue
        side, closed = _side(tokens, i)
        if side == "low":
            low = Bound(token.value, closed)
        elif side == "high":
            high = Bound(token.value, closed)
        elif side == "point":
            exact.append(token)
        unit = token.unit if side and token.unit else unit
    if low or high:
        return Range(low, high, unit)
    if len(exact) == 1 and exact[0].value is not None:
        point = Bound(exact[0].value, closed=True)
        return Range(point, point, exact[0].unit, exact=True)
    return None


def _side(tokens: Sequence[Token], i: int) -> tuple[str, bool | None]:
    """第 i 个数是区间的哪一端，含不含。"""
    before = tokens[i - 1] if i else None
    mark, after, j = _mark(tokens, i)
    if before is not None and before.kind == "compare":
        return _by_sign(before.sign)
    if after is not None and after.kind == "suffix":
        return _by_suffix(after, mark or _mark(tokens, j)[0])
    if after is not None and after.kind == "to":
        return "low", _closed(mark)
    if before is not None and before.kind == "to":
        return "high", _closed(mark)
    if before is not None and after is not None and before.kind == "open" and after.kind == "comma":
        return "low", before.text in "[［"
    if before is not None and after is not None and before.kind == "comma" and after.kind == "close":
        return "high", after.text in "]］"
    if after is not None and after.kind == "compare":
        return _by_sign(_FLIPPED[after.sign])
    if (after is None or after.kind in {"comma", "colon"} or after.text.startswith("的")) and token_is_rate(
        tokens, i
    ):
        return "point", True
    return "", None


def token_is_rate(tokens: Sequence[Token], i: int) -> bool:
    """“100%计满分”“0计5分”是一个点；“第3项，得1分”不是。"""
    return tokens[i].unit == "%" or (tokens[i].unit == "" and i == 0)


def _mark(tokens: Sequence[Token], i: int) -> tuple[str, Token | None, int]:
    """数后面的“（含）”，以及再后面的记号。"""
    j = i + 1
    mark = ""
    if j < len(tokens) and tokens[j].kind == "include":
        mark, j = tokens[j].sign, j + 1
    return mark, (tokens[j] if j < len(tokens) else None), j


def _closed(mark: str) -> bool | None:
    return None if not mark else mark == "含"


def _by_sign(sign: str) -> tuple[str, bool | None]:
    return {
        "≥": ("low", True),
        ">": ("low", False),
        "≤": ("high", True),
        "<": ("high", False),
        "=": ("point", True),
    }[sign]


def _by_suffix(suffix: Token, mark: str) -> tuple[str, bool | None]:
    if suffix.text.endswith("之间"):
        return "high", _closed(mark)
    closed = True if suffix.text[0] in "及或" else _closed(mark)
    return ("low" if "上" in suffix.text else "high"), closed
