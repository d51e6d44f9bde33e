"""记账：把部件里的全部文字通读一遍，与走到的对账；有数字而没有走到的，一处不落地说出来。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from extract.ooxml.names import WP, WP14, O, W

_DIGITS = "0123456789０１２３４５６７８９"
_WITH_DIGITS = etree.XPath(f"//text()[translate(., '{_DIGITS}', '') != .]")
DIGIT_RUN = re.compile(r"\d[\d,，.．]*")
_NOT_TEXT = frozenset(
    {
        f"{W}instrText", f"{W}delText", f"{W}delInstrText", f"{W}fldData", f"{W}binData",
        f"{WP}posOffset", f"{WP}align",
        f"{WP14}pctWidth", f"{WP14}pctHeight", f"{WP14}pctPosHOffset", f"{WP14}pctPosVOffset",
        f"{O}FieldCodes",
    }
)  # fmt: skip
"""元素里的文字是指令、坐标一类，从不印出来。"""


@dataclass
class Reach:
    """读取的账：走到了哪些文字，略过了哪些枝节，数了多少修订和图片。"""

    texts: set[etree._Element] = field(default_factory=set)
    excused: set[etree._Element] = field(default_factory=set)
    inserted: int = 0
    deleted: int = 0
    pictures: int = 0

    def lost(self, root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
        """部件里有数字而没有走到的文字，连同它所在的元素。"""
        excused = _Subtrees(self.excused)
        for found in cast("list[etree._ElementUnicodeResult]", _WITH_DIGITS(root)):
            element = found.getparent()
            if element is None or (found.is_text and (element in self.texts or element.tag in _NOT_TEXT)):
                continue
            if element not in excused:
                yield element, str(found)


class _Subtrees:
    """元素在不在几棵子树里；问过的记下来，整个部件问一遍也只走一遍。"""

    def __init__(self, roots: set[etree._Element]) -> None:
        self._known = dict.fromkeys(roots, True)

    def __contains__(self, element: etree._Element) -> bool:
        if not self._known:
            return False
        path: list[etree._Element] = []
        current: etree._Element | None = element
        while current is not None and current not in self._known:
            path.append(current)
            current = current.getparent()
        inside = current is not None and self._known[current]
        self._known.update(dict.fromkeys(path, inside))
        return inside


def digit_runs(text: str) -> list[str]:
    """文字里的各串数字。

    >>> digit_runs("共12,345元，占95.1%")
    ['12,345', '95.1']
    """
    return [run.rstrip(",，.．") for run in DIGIT_RUN.findall(text)]
