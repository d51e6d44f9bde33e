"""格子的单位：列名、计量单位列、行标题、指标、表的单位，依次；以及印到哪一位。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from normalize.facts import Fact, Row
from normalize.head_words import HEADER_UNIT
from normalize.heads import (
    COUNTED,
    ENUMERATOR,
    METRIC_OF_ROLE,
    RATIO,
    Head,
    Reader,
    bare_name,
    unit_named,
)
from normalize.quantity import Quantity
from normalize.units import units

_OFTEN = 3
"""至少这么多个数印到那一位，才知道别的数省掉了末尾的零。"""


def unit_of(
    reader: Reader, row: Row, heads: dict[int, Head], head: Head, key: str | None
) -> tuple[str, Decimal, str]:
    """这一格的单位及理由：列名、计量单位列、行标题、指标自己的单位、表的单位，依次。"""
    ratio = head.column.unit == "%" or head.column.role in METRIC_OF_ROLE
    if key is None and any(HEADER_UNIT.search(text) for text in head.column.path):
        return head.column.unit, head.column.scale, f"表头“{head.column.path[-1]}”"
    if key is None and ratio and head.column.role != "change":
        return head.column.unit, head.column.scale, f"表头“{head.column.path[-1]}”"
    names = reader.names
    label = key if key is not None else (row.labels[-1] if row.labels else "")
    beside = next((reader.sheet.text(row.index, c) for c, h in heads.items() if h.column.role == "unit"), "")
    if beside and key is None and _measured_beside(head, beside):
        return *unit_named(beside), f"计量单位“{beside}”"
    printed = next(
        (found[1] for text in (key, *reversed(row.labels)) if text and (found := HEADER_UNIT.search(text))),
        None,
    )
    if printed:
        return *unit_named(printed), f"行标题“{label}”"
    metric = names.metric_named(names.without_period(bare_name(ENUMERATOR.sub("", label)))[0])
    if metric is not None and metric.unit in {"%", "人"} and not head.measure:
        return metric.unit, Decimal(1), f"指标“{metric.name}”"
    if RATIO.search(bare_name(label)):
        return "%", Decimal(1), f"行标题“{label}”"
    if COUNTED.search(bare_name(label)) or (metric is not None and metric.unit not in {"元", "", "%"}):
        return "", Decimal(1), ""
    if key is not None:
        return reader.unit, reader.scale, f"表的单位“{reader.unit_text}”"
    own = head.column.unit
    reason = f"表的单位“{reader.unit_text}”" if own == reader.unit and own != "%" else f"指标“{own}”"
    return own, head.column.scale, reason


def _measured_beside(head: Head, beside: str) -> bool:
    """计量单位列管不管这一列：单价、金额、预算一类的列量的是钱。"""
    money = units()[beside].kind == "money"
    return money or not (head.measure or head.column.role in {"share", "amount", "unit_price", "change_rate"})


def to_the_fen(fact: Fact) -> Fact:
    """同一张表里有一个金额印到角分，其余的元也精确到分，省掉的是末尾的零。"""
    if fact.quantity.unit != "元" or fact.quantity.scale != 1:
        return fact
    return fact.model_copy(update={"quantity": fact.quantity.as_exact()})


def finest_of(quantities: Sequence[Quantity]) -> dict[Decimal, Decimal]:
    """金额的倍数（万元……）→ 这张表里常印到的最细一位。"""
    steps: dict[Decimal, list[Decimal]] = defaultdict(list)
    for quantity in quantities:
        if quantity.kind == "money_rounded" and not quantity.hedge and not quantity.printed_unit:
            steps[quantity.scale].append(quantity.step)
    return {
        scale: next((step for step in sorted(set(found)) if found.count(step) >= _OFTEN), max(found))
        for scale, found in steps.items()
    }


def refined(fact: Fact, finest: dict[Decimal, Decimal]) -> Fact:
    """同一张表里别的金额印到百元，这一个只写20万元：省掉的是末尾的零。"""
    quantity = fact.quantity
    step = finest.get(quantity.scale)
    if step is None or quantity.kind != "money_rounded" or quantity.hedge or quantity.printed_unit:
        return fact
    if step >= quantity.step:
        return fact
    half = step / 2
    narrowed = {"step": step, "low": quantity.value - half, "high": quantity.value + half}
    return fact.model_copy(update={"quantity": quantity.model_copy(update=narrowed)})


def shows_cents(quantity: Quantity) -> bool:
    """印到角分的元。"""
    return quantity.unit == "元" and quantity.scale == 1 and quantity.step < 1
