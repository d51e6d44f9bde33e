"""一句话（Spoken）：句子和句中的数据项，怎样找它们的位置；列举、增减、占比都从这里看起。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract import Document, Location
from normalize.facts import Fact

_NOT_LISTED = frozenset({"%", "部分", "方面"})
"""百分数、“由三部分组成”的三，不是分项。"""
_HALF = str.maketrans("（）；，：", "();,:")


@dataclass(frozen=True)
class Spoken:
    """一句话和句中的数据项；offset 是句子在段里的起点。"""

    document: Document
    block: int
    offset: int
    text: str
    facts: Sequence[Fact]
    before: Sequence[Fact] = ()
    """上一句（同段）的数据项：句子以“其中”起头时，总数在那里。"""
    cell: tuple[int, int] | None = None

    def span(self, fact: Fact) -> tuple[int, int]:
        """数据项在句中的起止。"""
        return fact.at.start - self.offset, fact.at.end - self.offset

    def within(self, start: int, end: int) -> list[Fact]:
        """起点落在 [start, end) 的数据项，百分数除外。"""
        return [
            f for f in self.facts if start <= self.span(f)[0] < end and f.quantity.unit not in _NOT_LISTED
        ]

    def apart(self, one: Fact, other: Fact) -> bool:
        """两个同样计量的数用顿号接起来，各是一项。"""
        between = self.text[self.span(one)[1] : self.span(other)[0]]
        return one.quantity.unit == other.quantity.unit and "、" in between

    def depth(self, floor: int, position: int) -> int:
        """从 floor 到 position 没有闭合的括号有几层。"""
        lead = self.text[floor:position].translate(_HALF)
        return lead.count("(") - lead.count(")")

    def at(self, start: int, end: int) -> Location:
        """句中一段文字的出处。"""
        return self.document.at(self.block, self.offset + start, self.offset + end, self.cell)
