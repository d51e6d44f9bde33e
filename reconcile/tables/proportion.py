"""得分与完成情况（proportional scores）：没有达到指标值的按比例得分，执行率得分 = 分值 × 执行率，得分 = 分值 − 扣分。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from normalize import Estimate, Fact, Facts, ScoredRow, ScoredTable
from normalize.quantity import HUNDRED
from reconcile.likely import one_change
from reconcile.relation import Compute, Relation, ratio_of
from reconcile.rule import rule
from reconcile.slips import slip_to

_AT_MOST = regex.compile(r"^\s*(?:[≤<＜≦]|不超过|不高于|小于|低于|控制在)|以内$|以下$")
_SIGNED = regex.compile(r"^\s*[≥>＞=＝≧]")
_DEDUCTED = regex.compile(r"扣(?:减|除|了)?\s?(\d{1,2}(?:\.\d{1,2})?)\s?分")
_LOOSE = regex.compile(r"每|各|累计|最多|至多|封顶|上限|扣完")
_DIGITS, _LIKE = 3, 24
_SIGNS = "≥≤＞＜><=＝≧≦ "


@rule("CAL111", term="按比例得分")
def proportional_scores(facts: Facts) -> Iterator[Relation]:
    """没有达到指标值的，得分不等于分值乘以完成的比例；或者执行率得分不等于分值乘以执行率。

    只看指标值、完成值都是数的自评表；越低越好的指标（≤）比例颠倒过来。得分印到三位数字（9.17），改动一处就算得上的，才指为错；
    印得粗的（9、7.5），要同一张表里另有印到三位的按比例，而且分毫不差；按档次、酌情扣分的不报。依据：财预〔2020〕10号——未完成指标值的按照完成值在指标值中所占比例记分。
    """
    for table in facts.scored:
        found = [r for row in table.rows if (r := _scored(row))]
        found += _executed(facts, table)
        usual = any(r.holds and _precise(r) for r in found)
        for relation in found:
            if relation.holds:
                yield replace(relation, licensed=_precise(relation) or usual)
            elif one_change(relation) if _precise(relation) else usual and _exactly(relation):
                yield replace(relation, because="没有达到指标值的按比例得分")


def _precise(relation: Relation) -> bool:
    """得分印到三位数字：算出来的，不是随手扣的整分。"""
    return len(relation.stated.raw.replace(".", "")) >= _DIGITS


def _exactly(relation: Relation) -> bool:
    """指标值、完成值改动一处，就分毫不差地算得出这个得分。"""
    for fact in relation.inputs:
        wanted = relation.solved_for(fact, relation.stated.quantity.value)
        if wanted is not None and fact.quantity.rounded_like(wanted) == wanted:
            return slip_to(fact.quantity, wanted).cost <= _LIKE
    return False


def _scored(row: ScoredRow) -> Relation | None:
    """指标值与完成值都有数的一项。"""
    own, points, planned, achieved = row.self_score, row.points, row.planned, row.achieved
    if own is None or points is None or planned is None or achieved is None:
        return None
    values = [f.quantity.value for f in (own, points, planned, achieved)]
    alike = planned.quantity.unit == achieved.quantity.unit
    if not alike or min(values) <= 0 or values[0] >= values[1]:
        return None
    fewer = bool(_AT_MOST.search(planned.raw)) or not planned.quantity.low.is_finite()
    told = fewer or _SIGNED.search(planned.raw) or not planned.quantity.high.is_finite()
    ways = [fewer] if told else [False, True]
    tried = [_relation(own, (achieved, planned, points), fewer=way) for way in ways]
    return next((r for r in tried if r.holds), tried[0])


def _relation(own: Fact, inputs: tuple[Fact, Fact, Fact], *, fewer: bool) -> Relation:
    achieved, planned, points = inputs
    compute: Compute = _less if fewer else _more
    value = compute([fact.quantity.estimate for fact in inputs])
    first, second = (planned, achieved) if fewer else (achieved, planned)
    ratio = f"{first.raw.lstrip(_SIGNS)} ÷ {second.raw.lstrip(_SIGNS)}"
    formula = f"{ratio} × {points.raw}分 = {_printed(value.value)}分"
    return Relation("CAL111", own, inputs, value, formula, compute=compute)


def _executed(facts: Facts, table: ScoredTable) -> Iterator[Relation]:
    """资金部分填了分值、执行率、得分的行。"""
    for view in facts.tables:
        for row in view.rows if view.block == table.block else ():
            cells = [f for c in view.columns if (f := view.grid.get((row.index, c.index)))]
            rate = next((f for f in cells if f.metric == "预算执行率" and f.quantity.unit == "%"), None)
            points = next((f for f in cells if f.metric == "分值"), None)
            own = next((f for f in cells if f.metric == "自评得分"), None)
            if rate and points and own and 0 < rate.quantity.value <= HUNDRED and own.quantity.value > 0:
                value = _rated([rate.quantity.estimate, points.quantity.estimate])
                formula = f"{rate.raw} × {points.raw}分 = {_printed(value.value)}分"
                yield Relation("CAL111", own, (rate, points), value, formula, compute=_rated)


def _printed(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.001')).normalize():f}"


def _point(estimate: Estimate) -> Estimate:
    """指标值、分值是准确的：“≥95%”按95%算。"""
    return Estimate.exactly(estimate.value)


def _more(values: Sequence[Estimate]) -> Estimate:
    return _rounded(values[0] / _point(values[1]) * _point(values[2]))


def _less(values: Sequence[Estimate]) -> Estimate:
    return _rounded(_point(values[1]) / values[0] * _point(values[2]))


def _rated(values: Sequence[Estimate]) -> Estimate:
    return _rounded(values[0] / Estimate.exactly(HUNDRED) * _point(values[1]))


def _rounded(value: Estimate) -> Estimate:
    """得分是算出来再取舍的，截尾、进位都有。"""
    return Estimate(value=value.value, low=value.low, high=value.high, rounded=max(1, value.rounded))


@rule("CAL112", term="扣分说明")
def deductions(facts: Facts) -> Iterator[Relation]:
    """扣分原因一栏写着“扣x分”，得分却不等于分值减去它。

    一栏里只有一个“扣x分”，而且不是“每……扣”这样的规则，才核。依据：自评表“扣分原因”栏应与所扣的分一致。
    """
    for table in facts.scored:
        for row in table.rows:
            own, points, told = row.self_score, row.points, _told(facts, row)
            if own is not None and points is not None and told is not None:
                taken = Estimate.exactly(told.quantity.value)
                value = points.quantity.estimate - taken
                formula = f"{points.raw} − {told.raw} = {_printed(value.value)}分"
                yield Relation("CAL112", own, (points, told), value, formula, compute=lambda v: v[0] - v[1])


@rule("CAL113", term="得分率列")
def score_rates(facts: Facts) -> Iterator[Relation]:
    """评分表的得分率列不等于得分除以分值。

    只看表头写明“得分率”的列；合计行照样核对，末位取舍之内不报。依据：得分率的定义。
    """
    for table in facts.scored:
        marks = {(row.self_score, row.points) for row in table.rows}
        marks |= {(table.total_score, points) for points in table.total_points[-1:]}
        by_row = {own.at.cell[0]: (own, points) for own, points in marks if own and points and own.at.cell}
        for view in (view for view in facts.tables if view.block == table.block):
            rates = {c.index for c in view.columns if c.path and _RATE.search(c.path[-1])}
            for (row, column), rate in view.grid.items():
                if column in rates and row in by_row and rate.quantity.unit == "%":
                    relation = ratio_of("CAL113", rate, *by_row[row])
                    if relation is not None:
                        yield replace(relation, because="得分率等于得分除以分值")


_RATE = regex.compile(r"^得分(?:率|比例|百分比)")


def _told(facts: Facts, row: ScoredRow) -> Fact | None:
    """扣分原因里写的扣分，作为一个数据项。"""
    if row.reason is None or row.self_score is None:
        return None
    text = facts.document.text(row.reason)
    found = list(_DEDUCTED.finditer(text))
    if len(found) != 1 or _LOOSE.search(text):
        return None
    start, end = (row.reason.start + at for at in found[0].span(1))
    value = Decimal(found[0][1])
    at = facts.document.at(row.reason.block or 0, start, end, row.reason.cell)
    quantity = row.self_score.quantity.model_copy(
        update={"value": value, "low": value, "high": value, "step": Decimal(1).scaleb(-_places(value))}
    )
    return row.self_score.model_copy(
        update={
            "id": f"{row.self_score.id}扣",
            "metric": "扣分",
            "raw": found[0][1],
            "at": at,
            "quantity": quantity,
        }
    )


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))
