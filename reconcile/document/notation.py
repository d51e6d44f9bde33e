"""单位与写法（notation）：单位列与所填的数不配，千分号分错了位。"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extract import Cell, Location, Table
from normalize import Facts
from normalize.tokens import read_quantity
from reconcile.rule import rule
from reconcile.types import Finding

_UNIT_HEADER = regex.compile(r"度量单位|计量单位|指标单位")
_VALUE_HEADER = regex.compile(r"指标值|目标值|完成值|实际值|完成情况")
_PERCENTS = frozenset({"%", "％", "百分比", "百分率"})
_GROUPED = regex.compile(r"(?<![\d,，.、〔\[【])\d{1,6}(?:[,，]\d{1,6})+(?:\.\d+)?(?=\s?(?:万元|亿元|元))")
_PROPER = regex.compile(r"\d{1,3}(?:[,，]\d{3})*(?:\.\d+)?")
_TWO_POINTS = regex.compile(r"(?<=[\p{Han}）])\d+(?:[.．]\d+[.．]\d+|[.．]{2}\d+)(?=\s?(?:万元|亿元|元))")
_WIDE_COMMAS = regex.compile(r"(?<![\d,，.])\d{1,3}(?:，\d{3})+(?!\d|，\d)(?=\.\d|\s?(?:万元|亿元|元))")
_NOISE = 6
"""小数有这么多位的金额、百分数，是电子表格带出来的。"""
_ONE_GROUP = regex.compile(r"[,，]")


@rule("UNI101", term="单位与数值")
def unit_beside_value(facts: Facts) -> Iterator[Finding]:
    """绩效指标的度量单位是百分比，填的却是金额、人数；或者单位是元、人，填的却是百分数。

    只在一行里单位列和指标值列各填一格、格内自己写了单位时比较；定性指标不核。
    依据：财预〔2021〕101号——指标值应与计量单位对应。
    """
    for index, block in enumerate(facts.document.blocks):
        if not isinstance(block, Table):
            continue
        for row in range(block.rows):
            units = [c for c in range(block.columns) if _UNIT_HEADER.search(_text(block, row, c))]
            values = [c for c in range(block.columns) if _VALUE_HEADER.search(_text(block, row, c))]
            if units and values:
                yield from _mismatched(facts, index, block, row, units[0], values)
                break


def _text(table: Table, row: int, column: int) -> str:
    return "".join(table.cell(row, column).text.split())


def _mismatched(
    facts: Facts, index: int, table: Table, header: int, unit: int, values: list[int]
) -> Iterator[Finding]:
    for row in range(header + 1, table.rows):
        printed = _text(table, row, unit)
        for column in values:
            cell = table.cell(row, column)
            quantity = read_quantity(cell.text)
            if not printed or quantity is None or not quantity.printed_unit or column == unit:
                continue
            percent = printed in _PERCENTS
            if percent != (quantity.unit == "%") and (percent or read_quantity(f"1{printed}") is not None):
                yield _finding(facts, index, cell, table.cell(row, unit))


def _finding(facts: Facts, index: int, value: Cell, unit: Cell) -> Finding:
    said, written = unit.text.strip(), value.text.strip()
    start = value.text.find(written)
    begin = unit.text.find(said)
    return Finding(
        code="UNI101",
        severity="warning",
        message=f"度量单位是“{said}”，填的是“{written}”",
        at=facts.document.at(index, start, start + len(written), (value.row, value.column)),
        against=(facts.document.at(index, begin, begin + len(said), (unit.row, unit.column)),),
        question=f"请核对这一指标的度量单位与“{written}”。",
        anchor=f"{said}|{written}",
    )


@rule("UNI102", term="千分号")
def broken_grouping(facts: Facts) -> Iterator[Finding]:
    """金额的千分号没有三位一分（1,2345,678元），或者有两个小数点（12.3.5万元），多半多写或漏写了一位。

    后面紧跟元、万元的才核；全角逗号当千分号用的照样认；一个逗号隔开的两个数（甲12，乙34元）不核。
    依据：GB/T 15835 出版物上数字用法——四位以上的数三位一分。
    """
    for index, place, text in _holders(facts):
        if "元" not in text:
            continue
        for found in _GROUPED.finditer(text):
            several = len(_ONE_GROUP.findall(found[0])) > 1 or "," in found[0]
            if several and not _PROPER.fullmatch(found[0]):
                at = facts.document.at(index, *found.span(), place)
                yield _misprint(at, found[0], "的千分号没有三位一分，可能多写或漏写了一位")
        for found in _TWO_POINTS.finditer(text):
            yield _misprint(facts.document.at(index, *found.span(), place), found[0], "有两个小数点")


def _misprint(at: Location, printed: str, wrong: str) -> Finding:
    return Finding(
        code="UNI102",
        severity="warning",
        message=f"“{printed}”{wrong}",
        at=at,
        question=f"请核实金额“{printed}”。",
        anchor=printed,
    )


@rule("UNI104", term="全角千分号")
def wide_grouping(facts: Facts) -> Iterator[Finding]:
    """金额里用全角逗号作千分号（18，026，361.5元），与断句的逗号分不清；全篇汇总成一条提示。

    数值已照千分号读，不影响核对。后面紧跟小数、元、万元的才算。依据：GB/T 15835 出版物上数字用法。
    """
    grouped = [
        (index, place, found)
        for index, place, text in _holders(facts)
        if "，" in text
        for found in _WIDE_COMMAS.finditer(text)
    ]
    read = {(t.at.block, t.at.cell, t.at.start): t.at.end for t in facts.tokens} if grouped else {}
    places = [
        (facts.document.at(index, *found.span(), place), found[0])
        for index, place, found in grouped
        if read.get((index, place, found.start()), 0) >= found.end()
    ]
    if places:
        at, printed = places[0]
        yield Finding(
            code="UNI104",
            severity="info",
            message=f"有{len(places)}处金额用全角逗号作千分号（如“{printed}”），数值已照千分号读",
            at=at,
            against=tuple(other for other, _ in places[1:4]),
            anchor=f"{printed}|{len(places)}",
        )


@rule("UNI105", term="小数位数")
def long_decimals(facts: Facts) -> Iterator[Finding]:
    """表格里的金额、百分数带着一长串小数（36.129999999），是电子表格带出来的；每张表汇总成一条提示。

    小数六位以上的才算；万元为单位、写到分的最多六位，不算。依据：常识性核对。
    """
    for view in facts.tables:
        noisy = [f for f in view.facts if f.quantity.unit in {"元", "%"} and _decimals(f.raw) > _NOISE]
        if noisy:
            yield Finding(
                code="UNI105",
                severity="info",
                message=f"这张表有{len(noisy)}个数的小数位数过多（如“{noisy[0].raw}”），请统一小数位数",
                at=noisy[0].at,
                against=tuple(f.at for f in noisy[1:4]),
                anchor=f"{noisy[0].raw}|{len(noisy)}",
            )


def _decimals(printed: str) -> int:
    found = _FRACTION.search(printed)
    return len(found[1]) if found else 0


_FRACTION = regex.compile(r"[.．](\d+)")


def _holders(facts: Facts) -> Iterator[tuple[int, tuple[int, int] | None, str]]:
    """每一段、每一格的文字，连同在第几块、哪一格。"""
    for index, block in enumerate(facts.document.blocks):
        if isinstance(block, Table):
            yield from ((index, (cell.row, cell.column), cell.text) for cell in block.cells)
        else:
            yield index, None, block.text
