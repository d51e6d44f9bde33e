"""样式：一个段落样式（连同它的基准样式）给出的大纲级别、自动编号、加粗与隐藏。"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from extract.ooxml.names import P_PROPERTIES, R_PROPERTIES, VAL, R, T, W

_STYLE = f"{W}style"
_STYLE_ID = f"{W}styleId"
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CHAIN_LENGTH = 20
_USUAL_SIZE = 20
_BODY_OUTLINE = 9
_NUMBER_LENGTH = 10
_OFF = frozenset({"0", "false", "off"})


@dataclass(frozen=True)
class Style:
    """段落或字符样式里与读取有关的几项；level 是标题级别，从 1 起；position 是上标或下标。"""

    level: int | None = None
    num_id: str | None = None
    num_level: int = 0
    bold: bool = False
    hidden: bool = False
    contents: bool = False
    position: str = ""
    size: int = 0
    """字号，半磅；没有写的为 0。"""
    centred: bool = False
    face: str = ""
    """中文字体；没有写的为空。"""


def is_on(properties: etree._Element | None, name: str) -> bool | None:
    """开关属性（加粗、隐藏……）是开是关；没有写的为 None。"""
    element = None if properties is None else properties.find(f"{W}{name}")
    return None if element is None else element.get(VAL, "1").lower() not in _OFF


def number_of(text: str | None) -> int:
    """属性里的非负整数；不是整数的为 0，位数多得不像话的只取前几位。"""
    return int(text[:_NUMBER_LENGTH]) if text is not None and text.isascii() and text.isdigit() else 0


class Styles:
    """全部样式；用到哪个才解哪个。"""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._resolved: dict[str, Style] = {}
        self._default = ""
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{R_PROPERTIES}")
        self._size = _size(defaults) or _USUAL_SIZE
        for element in () if root is None else root.iterfind(_STYLE):
            identifier = element.get(_STYLE_ID, "")
            self._elements[identifier] = element
            if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default", "0") not in _OFF:
                self._default = identifier

    def paragraph(self, style_id: str | None) -> Style:
        """段落样式；没有指明的用默认样式。"""
        return self.of(style_id if style_id is not None else self._default)

    def is_centred(self, paragraph: etree._Element) -> bool:
        """段落是不是居中：自己写的先算，没有写的看样式。"""
        properties = paragraph.find(P_PROPERTIES)
        own = _alignment(properties)
        return own == "center" if own else self.paragraph(_style_of(properties)).centred

    def size(self, paragraph: etree._Element) -> int:
        """段落的字号，半磅：第一串有字的，没有写的看样式。"""
        return self.letters(paragraph)[1]

    def letters(self, paragraph: etree._Element) -> tuple[str, int, bool]:
        """段落用什么字：中文字体、字号（半磅）、加粗，看第一串有字的，没有写的看样式。"""
        run = next((run for run in paragraph.iter(R) if any(text.text for text in run.iter(T))), None)
        own = None if run is None else run.find(R_PROPERTIES)
        named = self.of(_value(None if own is None else own.find(f"{W}rStyle")) or "")
        style = self.paragraph(_style_of(paragraph.find(P_PROPERTIES)))
        bold = is_on(own, "b")
        return (
            _face(own) or named.face or style.face,
            _size(own) or named.size or style.size or self._size,
            named.bold or style.bold if bold is None else bold,
        )

    def of(self, style_id: str) -> Style:
        """按标识取样式；没有的样式什么也不规定。"""
        if style_id not in self._resolved:
            self._resolved[style_id] = self._resolve(style_id)
        return self._resolved[style_id]

    def _resolve(self, style_id: str) -> Style:
        level = num_id = num_level = bold = hidden = None
        contents, position, size, aligned, face = False, "", 0, "", ""
        for element in self._chain(style_id):
            name = _value(element.find(f"{W}name")) or ""
            paragraph = element.find(P_PROPERTIES)
            run = element.find(R_PROPERTIES)
            contents = contents or name.lower().startswith("toc")
            level = _level(name, paragraph) if level is None else level
            bold = is_on(run, "b") if bold is None else bold
            hidden = is_on(run, "vanish") if hidden is None else hidden
            position = position or _value(None if run is None else run.find(f"{W}vertAlign")) or ""
            size = size or _size(run)
            face = face or _face(run)
            aligned = aligned or _alignment(paragraph)
            numbering = None if paragraph is None else paragraph.find(f"{W}numPr")
            if numbering is not None:
                own_level = _value(numbering.find(f"{W}ilvl"))
                num_level = own_level if num_level is None else num_level
                num_id = _value(numbering.find(f"{W}numId")) if num_id is None else num_id
        return Style(
            level=level or None,
            num_id=num_id,
            num_level=number_of(num_level),
            bold=bool(bold),
            hidden=bool(hidden),
            contents=contents,
            position=position,
            size=size,
            centred=aligned == "center",
            face=face,
        )

    def _chain(self, style_id: str) -> list[etree._Element]:
        """样式及其基准样式，由近及远；成环的到此为止。"""
        chain: list[etree._Element] = []
        element = self._elements.get(style_id)
        while element is not None and element not in chain and len(chain) < _CHAIN_LENGTH:
            chain.append(element)
            element = self._elements.get(_value(element.find(f"{W}basedOn")) or "")
        return chain


def _style_of(properties: etree._Element | None) -> str | None:
    return None if properties is None else _value(properties.find(f"{W}pStyle"))


def _size(properties: etree._Element | None) -> int:
    return number_of(_value(None if properties is None else properties.find(f"{W}sz")))


def _face(properties: etree._Element | None) -> str:
    fonts = None if properties is None else properties.find(f"{W}rFonts")
    return "" if fonts is None else fonts.get(f"{W}eastAsia") or fonts.get(f"{W}eastAsiaTheme") or ""


def _alignment(properties: etree._Element | None) -> str:
    return _value(None if properties is None else properties.find(f"{W}jc")) or ""


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(VAL)


def outline_level(paragraph_properties: etree._Element | None) -> int | None:
    """大纲级别，从 1 起；写明是正文的为 0，没有写的为 None。"""
    outline = None if paragraph_properties is None else paragraph_properties.find(f"{W}outlineLvl")
    if outline is None:
        return None
    level = number_of(outline.get(VAL))
    return level + 1 if level < _BODY_OUTLINE else 0


def _level(name: str, paragraph: etree._Element | None) -> int | None:
    outline = outline_level(paragraph)
    if outline is not None:
        return outline
    named = _HEADING_NAME.fullmatch(name.strip())
    return int(named[1]) if named else None
