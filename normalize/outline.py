"""层次（outline）：表格各行的上下级——科目编码、编号、“其中”、缩进。"""

from __future__ import annotations

from collections.abc import Mapping

import regex

from normalize.facts import Column
from normalize.sheet import Sheet

_STYLES = (
    regex.compile(r"[一二三四五六七八九十]+、"),
    regex.compile(r"[（(][一二三四五六七八九十]+[）)]"),
    regex.compile(r"\d{1,2}(?:[.．、])(?=\D)"),
    regex.compile(r"[（(]\d{1,2}[）)]"),
    regex.compile(r"[①-⑳]"),
)
_CODE = regex.compile(r"\d{3}(?:\d{2}){0,3}")
_INDENT = regex.compile(r"^[\s　]+")


class Outline:
    """自上而下读一段表格的行，记着各级编号的样式。"""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._styles: list[int] = []

    def depth(self, row: int, columns: Mapping[int, Column]) -> int:
        """这一行在第几级，0 为最上一级。"""
        for index, column in columns.items():
            text = self._sheet.text(row, index)
            if column.role == "serial" and _CODE.fullmatch(text):
                # 类、款、项：三位、五位、七位
                return (len(text) - len("208")) // 2
        label = next(
            (c for c in columns if self._sheet.text(row, c) and not self._sheet.is_number(row, c)), None
        )
        if label is None:
            return 0
        text = self._sheet.text(row, label)
        if text.startswith("其中"):
            return len(self._styles) + 1
        style = next((rank for rank, pattern in enumerate(_STYLES) if pattern.match(text)), None)
        if style is not None:
            self._styles = (
                self._styles[: self._styles.index(style)] if style in self._styles else self._styles
            )
            self._styles.append(style)
            return len(self._styles) - 1
        indent = _INDENT.match(self._sheet.cell(row, label).text)
        return len(self._styles) + (1 if indent and not self._styles else 0)
