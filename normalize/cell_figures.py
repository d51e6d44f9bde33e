"""格子里的数：单独一个数、几比一，以及目标值、完成值里带比较符或文字的数。"""

from __future__ import annotations

from decimal import Decimal

import regex

from extract import Cell
from normalize.cells import read_quantity
from normalize.facts import Row
from normalize.heads import SIDE_OF_ROLE, Head, Reader
from normalize.quantity import Quantity
from normalize.tokens import tokens_of

TO_ONE = ":1"
"""几比一的单位。"""
_TO_ONE = regex.compile(r"\s*(?P<ratio>\d{1,4}(?:\.\d+)?)\s*[:：∶]\s*1\s*")
_SIGNS = frozenset({"≥", "≤", ">", "<", ">=", "<=", "＞", "＜", "≧", "≦"})


def quantity_in(
    reader: Reader, cell: Cell, head: Head, unit: str, scale: Decimal, sign: str
) -> tuple[int, int, Quantity | None]:
    """格里的数；目标值、完成值里带比较符或文字的（=100%、1,260台（套））取其中唯一的数。"""
    start = len(cell.text) - len(cell.text.lstrip())
    end = len(cell.text.rstrip())
    single = reader.sheet.is_number(cell.row, cell.column)
    quantity = read_quantity(sign + cell.text, unit=unit, scale=scale) if single else None
    if quantity is None and (ratio := _TO_ONE.fullmatch(cell.text)):
        # 生师比17.5:1：冒号前的数，单位是“:1”
        plain = read_quantity(ratio["ratio"])
        quantity = plain and Quantity.unhedged(
            plain.value, unit=TO_ONE, kind="measure", step=plain.step, scale=plain.scale, printed_unit=":1"
        )
    if quantity is None and head.column.role in SIDE_OF_ROLE:
        inside = [t for t in tokens_of(cell.text) if t.quantity is not None]
        if len(inside) == 1:
            (token,) = inside
            return token.start, token.end, token.quantity
    return start, end, quantity


def sign_of(reader: Reader, row: Row, heads: dict[int, Head]) -> str:
    """指标性质列里的比较符（≥、<=）；定性、等于没有。"""
    text = next((reader.sheet.text(row.index, c) for c, h in heads.items() if h.column.role == "sign"), "")
    return text if text in _SIGNS else ""
