"""指标值与完成值（target）：评分表没有写评分标准的项目支出自评表，按通行的办法核对得分。

定量指标看完成值与指标值的比例和方向，定性指标看达成的档次；办法是数据，见 rubrics/ 里的 [form]。
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

from extract import Document, Location, Table
from normalize import ScoredRow
from normalize.quantity import EXACT
from score.conditions import Range, conditions_of
from score.evaluate import Outcome, plain
from score.lexer import Token, lex
from score.rubric import Form, Rubric, form_for

HUNDRED = Decimal(100)
_NIL = re.compile(r"^(?:无|没有|暂无|不适用|/|—+|-+|－+|–+|0|否|N/?A)?$", re.IGNORECASE)
_FAILED = re.compile(r"未(?:达成|达到|完成|实现|开展)|没有(?:达成|完成|开展)|较差")
_PARTLY = re.compile(r"部分")
_MOSTLY = re.compile(r"基本|较|有所|一般|不够")
_DONE = re.compile(
    r"^(?:全部|已|按期|如期|按时|均已?|有效|圆满|达成|达到|完成|实现)*(?:达成|达到|完成|实现)(?:预期)?(?:指标|目标|要求)?$|^(?:达标|合格|是|100%)$"
)
_SIGN = re.compile(r"[≥≤＞＜><=＝≧≦]|[>＞<＜]\s?[=＝]|(?:大于|小于)?等于|大于|小于")
_DIGITS = re.compile(r"^[-－−\d.,，\s第]+")


@dataclass(frozen=True)
class Target:
    """一项指标的指标值与完成值：attained 是达成了没有，说不清为 None；share 是应得分值的比例范围；excess 是超额的百分之几。"""

    attained: bool | None
    low: Decimal
    high: Decimal
    shown: str
    excess: Decimal = Decimal(0)


def form_of(document: Document, rubric: Rubric | None) -> Form:
    """这份报告适用哪里的计分办法。"""
    return form_for(rubric, "".join(b.text for b in document.blocks if not isinstance(b, Table)))


def explained(document: Document, row: ScoredRow) -> bool:
    """偏差原因一栏写了东西。"""
    return row.reason is not None and not _NIL.match("".join(document.text(row.reason).split()))


def target_of(document: Document, row: ScoredRow, form: Form) -> Target | None:
    """指标值与完成值都填了的，比一比；没有填的为 None。"""
    wanted, got = _target_text(document, row), document.text(row.actual).strip() if row.actual else ""
    if not wanted or not got:
        return None
    condition = next((c.range for case in conditions_of(lex(wanted), wanted) for c in case if c.range), None)
    number = _number(got, wanted) if condition else None
    if condition is None or number is None:
        return _qualitative(form, wanted, got) if condition is None or not re.search(r"\d", got) else None
    return _quantitative(condition, number, wanted, got)


def outcome_of(target: Target, row: ScoredRow) -> Outcome | None:
    """按通行办法应得的分。"""
    if row.points is None:
        return None
    weight = row.points.quantity.value
    with localcontext(EXACT):
        low, high = weight * target.low, weight * target.high
    span = f"{plain(low)}分" if low == high else f"{plain(low)}至{plain(high)}分"
    places = tuple(at for at in (row.target, row.actual) if at is not None)
    return Outcome(
        low, high, (f"{target.shown} → {span}",), places,
        measured=True, judged=low != high, continuous=True, assumed=True,
    )  # fmt: skip


def _target_text(document: Document, row: ScoredRow) -> str:
    """指标值一栏；分成指标性质、指标值、度量单位几格的，连起来。"""
    if row.target is None or row.target.cell is None or row.target.block is None:
        return ""
    block = document.blocks[row.target.block]
    line, first = row.target.cell
    last = row.actual.cell[1] if row.actual and row.actual.cell and row.actual.cell[1] > first else first + 1
    taken = {_cell(fact.at) for fact in (row.points, row.self_score) if fact}
    if not isinstance(block, Table):
        return document.text(row.target).strip()
    cells = dict.fromkeys(block.cell(line, column) for column in range(first, last))
    # 指标性质（≥、≤、=）单列一栏的，就在指标值左边
    beside = block.cell(line, first - 1).text.strip() if first else ""
    sign = beside if _SIGN.fullmatch(beside) else ""
    return sign + (
        "".join(c.text.strip() for c in cells if (c.row, c.column) not in taken)
        .removeprefix("定量")
        .removeprefix("定性")
    )


def _cell(at: Location) -> tuple[int, int] | None:
    return at.cell


def _number(got: str, wanted: str) -> Token | None:
    """完成值里唯一的数；没有写单位的，单位同指标值。"""
    numbers = [t for t in lex(got) if t.kind == "number"]
    if len(numbers) != 1:
        return None
    if numbers[0].unit:
        return numbers[0]
    own = next((t for t in lex(wanted) if t.kind == "number"), None)
    unit = _DIGITS.sub("", own.text).strip() if own else ""
    with_unit = [t for t in lex(f"{numbers[0].text.strip()}{unit}") if t.kind == "number"]
    return with_unit[0] if len(with_unit) == 1 else None


def _quantitative(wanted: Range, number: Token, said: str, got: str) -> Target | None:
    value = number.value
    unit = "%" if number.unit == "百分点" else number.unit
    if value is None or (wanted.unit and unit and wanted.unit != unit):
        return None
    bounds = [b.value for b in (wanted.low, wanted.high) if b]
    if wanted.unit == "%" and Decimal(0) < value <= 1 < min(bounds):
        return None
    shown = f"指标值{said}，完成{got}"
    attained = _within(wanted, value)
    excess = (
        (value / bounds[0] - 1) * HUNDRED
        if bounds[0] > 0 and not (wanted.high and not wanted.low)
        else Decimal(0)
    )
    if attained:
        return Target(attained, Decimal(1), Decimal(1), f"{shown}，已达到", max(excess, Decimal(0)))
    signed = any(t.kind == "compare" for t in lex(said))
    return _short_of(wanted, value, shown, max(excess, Decimal(0)), signed=signed)


def _within(wanted: Range, value: Decimal) -> bool:
    above = (
        wanted.low is None
        or value > wanted.low.value
        or (wanted.low.closed is not False and value == wanted.low.value)
    )
    below = (
        wanted.high is None
        or value < wanted.high.value
        or (wanted.high.closed is not False and value == wanted.high.value)
    )
    return above and below


def _short_of(wanted: Range, value: Decimal, shown: str, excess: Decimal, *, signed: bool) -> Target:
    """没有达到：正向的按完成值占指标值的比例，反向的倒过来；没有写方向的数额，得分说不定。"""
    one = Decimal(1)
    with localcontext(EXACT):
        if wanted.low and value < wanted.low.value:
            share = max(value / wanted.low.value, Decimal(0)) if wanted.low.value > 0 else Decimal(0)
            if wanted.exact and not signed and wanted.unit != "%":
                return Target(None, share, one, f"{shown}，没有写方向")
            return Target(attained=False, low=share, high=share, shown=f"{shown}，按比例")
        bound = wanted.high.value if wanted.high else one
        share = min(max(bound / value, Decimal(0)), one) if value else Decimal(0)
        if wanted.exact:
            return Target(None, share, one, f"{shown}，超过", excess)
        gap = max(one - (value - bound) / bound, Decimal(0)) if bound else Decimal(0)
        return Target(attained=False, low=min(share, gap), high=max(share, gap), shown=f"{shown}，超过")


def _qualitative(form: Form, wanted: str, got: str) -> Target | None:
    """定性指标：完成情况与指标值说法相同是达成，说“部分、未”的按相应的档。"""
    plain_got, plain_wanted = "".join(got.split()).rstrip("。"), "".join(wanted.split()).rstrip("。")
    if _FAILED.search(plain_got):
        word, band, attained = "未达成", form.failed, False
    elif _PARTLY.search(plain_got):
        word, band, attained = "部分达成", form.partly, False
    elif plain_got == plain_wanted or _DONE.match(plain_got):
        word, band, attained = "达成", form.full, True
    elif _MOSTLY.search(plain_got):
        word, band, attained = "基本达成", form.mostly, None
    else:
        return None
    return Target(
        attained, band[0] / HUNDRED, band[1] / HUNDRED, f"指标值“{wanted}”，完成情况“{got}”，属于{word}"
    )
