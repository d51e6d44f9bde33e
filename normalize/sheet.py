"""表格的格局（sheet）：哪几行是表头，哪几行是数据，一张表里有几段、几张表并排。

只看格网、有没有数、以及表头用词；每个格子只读一次。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from extract import Cell, Table
from normalize.cells import is_nil, read_quantity
from normalize.metrics import MetricDictionary

_SPACE = regex.compile(r"\s+")
_SIDE_BY_SIDE = frozenset({"item", "serial"})
_INCOME, _SPENDING = ("收入",), ("支出",)
_FEWEST = 2
_LONGEST_HEADER = 40
_FORM_LABELS = frozenset(
    {
        "项目名称",
        "单位名称",
        "部门名称",
        "主管部门",
        "预算单位",
        "填报单位",
        "实施单位",
        "项目单位",
        "评价单位",
    }
)
"""表单第一格的标签：后面跟着的是填的内容，不是列名。"""
_YEAR = regex.compile(r"20\d\d(?:年度?)?")


def folded(text: str) -> str:
    """去掉排版用的空白：投 入 → 投入。"""
    return _SPACE.sub("", text)


@dataclass(frozen=True)
class Section:
    """一段：一组表头和它管的各行；columns 是这一段占的列（并排的两张表各占一半）。"""

    headers: tuple[int, ...]
    rows: tuple[int, ...]
    columns: range


@dataclass(frozen=True)
class Sheet:
    """一张表的格网；texts 是去掉空白的文字，numeric 说一格是不是单独一个数。"""

    table: Table
    names: MetricDictionary

    @cached_property
    def texts(self) -> dict[int, str]:
        """格子（按 id）→ 去掉空白的文字。"""
        return {id(cell): folded(cell.text) for cell in self.table.cells}

    @cached_property
    def _numeric(self) -> dict[int, bool]:
        return {
            id(cell): read_quantity(cell.text) is not None and not _YEAR.fullmatch(self.texts[id(cell)])
            for cell in self.table.cells
        }

    @cached_property
    def _rows(self) -> list[list[Cell]]:
        table = self.table
        return [[table.cell(row, column) for column in range(table.columns)] for row in range(table.rows)]

    def cell(self, row: int, column: int) -> Cell:
        """第 row 行第 column 列的格子。"""
        return self._rows[row][column]

    def text(self, row: int, column: int) -> str:
        """第 row 行第 column 列的文字，去掉空白。"""
        return self.texts[id(self._rows[row][column])]

    def is_number(self, row: int, column: int) -> bool:
        """这一格是不是单独一个数。"""
        return self._numeric[id(self._rows[row][column])]

    def distinct(self, row: int) -> list[Cell]:
        """一行里的各格，合并的只算一次。"""
        return list({id(cell): cell for cell in self._rows[row]}.values())

    def path(self, headers: Sequence[int], column: int) -> tuple[str, ...]:
        """一列自上而下的表头；伸到数据行里的竖排标题是行标题，不是表头。"""
        found: dict[int, str] = {}
        for row in headers:
            cell = self._grouping(headers, row, column)
            text = self.texts[id(cell)]
            if text and cell.row + cell.row_span - 1 <= headers[-1]:
                found.setdefault(id(cell), text)
        return tuple(found.values())

    def _grouping(self, headers: Sequence[int], row: int, column: int) -> Cell:
        """上级表头没有合并、只写在第一列的，后面空着的几列也归它：编制数｜（空）之下的行政、事业。"""
        cell = self._rows[row][column]
        if self.texts[id(cell)] or row == headers[-1] or cell.row_span > 1 or cell.column_span > 1:
            return cell
        for left in range(column, 0, -1):
            beside, below = self._rows[row][left - 1], self._rows[headers[-1]][left - 1]
            if self.texts[id(beside)]:
                split = self.texts[id(below)] and self.texts[id(below)] != self.texts[id(beside)]
                return beside if split and self.texts[id(self._rows[headers[-1]][column])] else cell
        return cell

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """自上而下、自左而右的各段。"""
        return tuple(half for section in self._stacked() for half in self._side_by_side(section))

    def _stacked(self) -> Iterator[Section]:
        headers: list[int] = []
        rows: list[int] = []
        columns = range(self.table.columns)
        for row in range(self.table.rows):
            if self._is_header(row, headers if headers and headers[-1] == row - 1 else []):
                if rows and not self._repeats(headers, row):
                    yield Section(tuple(headers), tuple(rows), columns)
                    headers, rows = [], []
                if not rows:
                    headers.append(row)
            elif not self._is_numbering(row):
                rows.append(row)
        if rows or headers:
            yield Section(tuple(headers), tuple(rows), columns)

    def _repeats(self, headers: Sequence[int], row: int) -> bool:
        """表格中间重复的表头：与现有表头的某一行逐格相同。"""
        texts = [self.texts[id(cell)] for cell in self._rows[row]]
        return any(texts == [self.texts[id(cell)] for cell in self._rows[header]] for header in headers)

    def _is_header(self, row: int, above: list[int]) -> bool:
        cells = self.distinct(row)
        if any(self._numeric[id(cell)] for cell in cells if cell.row == row):
            return False
        texts = {self.texts[id(cell)] for cell in cells} - {""}
        if not texts or all(is_nil(text) for text in texts):
            return False
        known = sum(self._heads(text) for text in texts)
        if known >= 2:
            return True
        if self.text(row, 0) in _FORM_LABELS and not self._over_figures(row):
            return False
        short = len(texts) > 1 and all(len(text) <= _LONGEST_HEADER for text in texts)
        if short and self._over_one_row(row):
            return True
        if row < self.table.header_rows:
            return short
        spanned = any(cell.row < row for cell in cells)
        return bool(above) and spanned and short and known > 0

    def _over_figures(self, row: int) -> bool:
        """各格都写着字、下一行除第一格外都是数（或空值）：“项目名称｜合计｜一般公共预算”是列名，不是填表的一行。"""
        if row or len(self.distinct(row)) < self.table.columns or self.table.rows < _FEWEST:
            return False
        first, *below = self._rows[row + 1]
        printed = [cell for cell in below if not is_nil(self.texts[id(cell)])]
        told = all(self.texts[id(cell)] for cell in self._rows[row]) and not self._numeric[id(first)]
        return told and len(printed) > 1 and all(self._numeric[id(cell)] for cell in printed)

    def _over_one_row(self, row: int) -> bool:
        """左边一格伸到下一行，右边各格都是文字、下一行的各格都是数：是这一行数的表头（规模控制情况）。"""
        label = self._rows[row][0]
        if label.row != row or label.row_span < 2 or row + 1 >= self.table.rows:
            return False
        beside = [cell for cell in self.distinct(row) if cell is not label]
        below = [cell for cell in self.distinct(row + 1) if cell.row == row + 1]
        printed = [cell for cell in below if not is_nil(self.texts[id(cell)])]
        told = all(self.texts[id(cell)] for cell in beside)
        return (
            told
            and len(printed) > 1
            and len(below) == len(beside)
            and all(self._numeric[id(c)] for c in printed)
        )

    def _heads(self, text: str) -> bool:
        """像不像列名：认得的角色、口径、期间。"""
        if len(text) > _LONGEST_HEADER:
            return False
        plain, period = self.names.without_period(text)
        if self.names.role_of((plain,)) or (period and not plain):
            return True
        metric = self.names.metric_named(plain)
        return metric is not None and metric.kind in {"measure", "amount"} and period == ""

    def _is_numbering(self, row: int) -> bool:
        """栏次行：1、2、3……，不是数据。"""
        shown = [self.texts[id(cell)] for cell in self.distinct(row)]
        numbers = [text for text in shown if text.isdigit() and len(text) <= 2]
        rest = [text for text in shown if text and text not in numbers]
        ascending = (
            [int(n) for n in numbers] == list(range(int(numbers[0]), int(numbers[0]) + len(numbers)))
            if numbers
            else False
        )
        return (
            ascending
            and all(text in {"栏次", "行次", "序号", "栏", "合计"} for text in rest)
            and (len(numbers) > 1 or any(text != "合计" for text in rest))
        )

    def _side_by_side(self, section: Section) -> Iterator[Section]:
        """并排的两张表：同一个行标题的列名出现两次，各领一组列。"""
        if not section.headers:
            yield section
            return
        leaves = [self.path(section.headers, column)[-1:] for column in section.columns]
        starts = [
            column
            for column, leaf in enumerate(leaves)
            if leaf
            and (leaves.index(leaf) == 0 or _both_sides(leaves, column))
            and self.names.role_of(leaf) in _SIDE_BY_SIDE
            and (column == 0 or leaves[column - 1] != leaf)
        ]
        if len(starts) < 2 or starts[0] != 0:
            yield section
            return
        for start, end in zip(starts, [*starts[1:], len(leaves)], strict=True):
            yield Section(section.headers, section.rows, range(start, end))


def _both_sides(leaves: Sequence[tuple[str, ...]], column: int) -> bool:
    """收入｜金额｜支出｜金额：左边是收入各项，右边是支出各项。"""
    opposite = leaves[0] == _INCOME and leaves[column] == _SPENDING
    return opposite and leaves[1:2] == leaves[column + 1 : column + 2] != []
