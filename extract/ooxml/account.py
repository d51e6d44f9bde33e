"""记账：把部件里的全部文字通读一遍，与走到的对账；有数字而没有走到的，一处不落地说出来。"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from extract.document import Location, Note
from extract.errors import Unreadable
from extract.ooxml.names import WP, WP14, O, W
from extract.ooxml.package import Package

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

_BESIDES_TEXT = (".png", ".jpeg", ".jpg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".bin", ".rels",
                 ".odttf", ".ttf", ".xlsx", ".xls", ".docx", ".doc", ".pptx", ".vml")  # fmt: skip
_OUTSIDE_TEXT = ("docprops/", "customxml/", "_xmlsignatures/", "[content_types].xml")
_MACHINERY = frozenset(
    {
        "styles", "settings", "fonts", "numbering", "webSettings", "theme", "themeOverride", "people",
        "commentsEx", "commentsIds", "commentsExtensible", "chartStyle", "colorStyle", "layoutDef", "colorsDef",
        "styleDef", "chartSpace", "dataModel", "drawing", "glossaryDocument", "vbaSuppData", "tcg", "recipients",
        "ink", "ocx", "Signature", "Tasks",
    }
)  # fmt: skip
"""根元素是这些的部件里没有正文；图表、图示另有说明。"""
NOTED = 20
"""同一类说明最多列出的处数，其余只报个数。"""
_SHOWN = 60


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


def lost_notes(
    roots: Collection[etree._Element], reach: Reach, starts: Callable[[], Mapping[etree._Element, Location]]
) -> Iterator[Note]:
    """走过的部件里有数字而没有走到的文字，连同附近的位置；starts 说各块、各格从哪个元素起头，用到才算。"""
    lost = [(element, text) for root in roots for element, text in reach.lost(root)]
    if not lost:
        return
    places = _places(roots, starts())
    for element, text in lost[:NOTED]:
        numbers = "、".join(digit_runs(text)[:NOTED])
        message = f"有文字没有读到，其中的数字是：{numbers}"
        yield Note(kind="未读到", message=message, at=places.get(element, Location()))
    if len(lost) > NOTED:
        yield Note(kind="未读到", message=f"另有{len(lost) - NOTED}处数字没有读到")


def _places(
    roots: Iterable[etree._Element], starts: Mapping[etree._Element, Location]
) -> dict[etree._Element, Location]:
    """每个元素属于哪一块、哪一格；不属于任何一块的，算在它前面最近的一块上。"""
    places: dict[etree._Element, Location] = {}
    for root in roots:
        current = Location()
        for element in root.iter():
            current = places[element] = starts.get(element, current)
    return places


def unread_parts(package: Package, walked: Collection[str], reach: Reach) -> Iterator[Note]:
    """没有走到的部件也通读一遍：凡是 XML 而有数字的，说出来；过大的也说。"""
    found = 0
    for name in package.members:
        known = name in walked or package.roots.get(name) in _MACHINERY
        if known or name.endswith(_BESIDES_TEXT) or name.startswith(_OUTSIDE_TEXT):
            continue
        shown = posixpath.basename(name)[:_SHOWN]
        try:
            numbers = _numbers_in(package, name, reach)
        except Unreadable as error:
            if error.code != "X008":
                raise
            yield Note(kind="超过上限", message=f"部件 {shown} 过大，没有读取")
            continue
        found += bool(numbers)
        if numbers and found <= NOTED:
            listed = "、".join(numbers[:NOTED])
            yield Note(kind="未读到", message=f"部件 {shown} 里有文字没有读到，其中的数字是：{listed}")
    if found > NOTED:
        yield Note(kind="未读到", message=f"另有{found - NOTED}个部件里的数字没有读到")


def _numbers_in(package: Package, name: str, reach: Reach) -> list[str]:
    """一个部件里的各串数字；不是 XML，或者坏得读不出字的，没有。"""
    try:
        root = package.xml(name)
    except Unreadable as error:
        if error.code != "X011":
            raise
        return []
    if etree.QName(root).localname in _MACHINERY:
        return []
    return [number for _, text in reach.lost(root) for number in digit_runs(text)]
