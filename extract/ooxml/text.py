"""段落文字：一个段落里看得见的字，按接受全部修订后的样子，连同哪些是隐藏的、锚着哪些文本框。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extract.ooxml.names import (
    ALTERNATE,
    DELETED,
    INSERTED,
    MC,
    P_PROPERTIES,
    R_PROPERTIES,
    TABLE,
    TEXT_BOX,
    VAL,
    A,
    M,
    P,
    R,
    T,
    V,
    W,
)
from extract.ooxml.styles import Styles, is_on

_RUN_STYLE = f"{W}rStyle"
_FIELD_CHARACTER = f"{W}fldChar"
_SYMBOL = f"{W}sym"
_FRACTION = f"{M}f"
_MATH_TEXT = f"{M}t"
_CHOICE, _FALLBACK = f"{MC}Choice", f"{MC}Fallback"
_DRAWINGS = frozenset({f"{W}drawing", f"{W}pict", f"{W}object", f"{V}shape"})
_PICTURES = frozenset({f"{A}blip", f"{V}imagedata"})
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_UNPRINTED = frozenset(
    {
        P_PROPERTIES, R_PROPERTIES, f"{W}sdtPr", f"{W}sdtEndPr", f"{W}smartTagPr", f"{W}customXmlPr",
        f"{W}instrText", f"{W}delText", f"{W}delInstrText", f"{W}softHyphen", f"{W}rt", f"{W}rubyPr",
        f"{W}tblPr", f"{W}trPr", f"{W}tcPr", f"{W}tblGrid", f"{W}sectPr",
    }
)  # fmt: skip
_SYMBOL_FONT = 0xF000
_SYMBOLS = {
    ("symbol", 0xA3): "≤", ("symbol", 0xB3): "≥", ("symbol", 0xB4): "×", ("symbol", 0xB8): "÷",
    ("symbol", 0xB1): "±", ("symbol", 0xB9): "≠", ("symbol", 0xBB): "≈", ("symbol", 0xB7): "•",
    ("wingdings", 0xA8): "□", ("wingdings", 0x6F): "□", ("wingdings", 0xFE): "☑", ("wingdings", 0xFC): "✓",
    ("wingdings 2", 0x52): "☑", ("wingdings 2", 0xA3): "□", ("wingdings 2", 0x50): "✓",
}  # fmt: skip


@dataclass
class Text:
    """正在攒的一段文字；boxes 是锚在这一段的文本框。"""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    hidden: list[tuple[int, int]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)

    def add(self, piece: str) -> None:
        """接上一截文字。"""
        if piece:
            self.pieces.append(piece)
            self.length += len(piece)

    def hide(self, start: int, end: int) -> None:
        """记下一截隐藏的文字；紧挨着的并成一截。"""
        if self.hidden and self.hidden[-1][1] == start:
            start = self.hidden.pop()[0]
        self.hidden.append((start, end))

    def join(self, other: Text) -> None:
        """接上另一段文字，连同它的文本框。"""
        self.boxes.extend(other.boxes)
        self.hidden.extend((start + self.length, end + self.length) for start, end in other.hidden)
        self.pieces.extend(other.pieces)
        self.length += other.length

    def __str__(self) -> str:
        return "".join(self.pieces)


@dataclass
class Reach:
    """读取的账：走到了哪些文字，略过了哪些枝节，数了多少修订和图片。"""

    texts: set[etree._Element] = field(default_factory=set)
    excused: set[etree._Element] = field(default_factory=set)
    inserted: int = 0
    deleted: int = 0
    pictures: int = 0

    def lost(self, root: etree._Element) -> list[etree._Element]:
        """把部件里的文字通读一遍，含数字而没有走到的。"""
        return [
            element
            for element in root.iter(T, f"{A}t", _MATH_TEXT)
            if element not in self.texts
            and any(character.isdigit() for character in element.text or "")
            and self.excused.isdisjoint(element.iterancestors())
        ]


class TextReader:
    """段落文字的读取器；一个文档用一个，账记在 reach 里。"""

    def __init__(self, styles: Styles, reach: Reach) -> None:
        self._styles = styles
        self._reach = reach

    def read(self, paragraph: etree._Element, text: Text, *, hidden: bool) -> None:
        """把一个段落的文字接到 text 后面；hidden 是段落样式规定的。"""
        text.fields.clear()  # 没有收尾的域不应吞掉后面的段落
        self._inline(paragraph, text, hidden=hidden)

    def _inline(self, parent: etree._Element, text: Text, *, hidden: bool) -> None:
        for element in parent:
            tag = element.tag
            if tag in (T, _MATH_TEXT):
                self._literal(element, text, hidden=hidden)
            elif tag == R:
                self._inline(element, text, hidden=self._hides(element, hidden=hidden))
            elif tag in _UNPRINTED:
                continue
            elif tag in _CHARACTERS:
                text.add(_CHARACTERS[tag])
            elif tag == _FIELD_CHARACTER:
                _follow_field(element, text)
            elif tag == _SYMBOL:
                text.add(_symbol(element))
            elif tag in DELETED:
                self.skip(element)
            elif tag == ALTERNATE:
                self._inline(self.choice(element), text, hidden=hidden)
            elif tag in _DRAWINGS:
                text.boxes.extend(self._text_boxes(element))
            elif tag == _FRACTION:
                self._fraction(element, text, hidden=hidden)
            elif tag != P and tag != TABLE:
                self._reach.inserted += tag in INSERTED
                self._inline(element, text, hidden=hidden)

    def _literal(self, element: etree._Element, text: Text, *, hidden: bool) -> None:
        if any(text.fields):
            return  # 混在域指令里的字不印出来；有数字的，账上会显出没有读到
        piece = element.text or ""
        self._reach.texts.add(element)
        if hidden and piece:
            text.hide(text.length, text.length + len(piece))
        text.add(piece)

    def _hides(self, run: etree._Element, *, hidden: bool) -> bool:
        properties = run.find(R_PROPERTIES)
        if properties is None:
            return hidden
        own = is_on(properties, "vanish")
        if own is not None:
            return own
        style = properties.find(_RUN_STYLE)
        return hidden or (style is not None and self._styles.of(style.get(VAL, "")).hidden)

    def _fraction(self, fraction: etree._Element, text: Text, *, hidden: bool) -> None:
        for position, name in enumerate(("num", "den")):
            part = fraction.find(f"{M}{name}")
            if part is not None:
                text.add("/" if position else "")
                self._inline(part, text, hidden=hidden)

    def skip(self, element: etree._Element) -> None:
        """略过删除的修订。"""
        self._reach.deleted += 1
        self._reach.excused.add(element)

    def choice(self, alternate: etree._Element) -> etree._Element:
        """同一内容的几种写法里取一种；其余写法的数字与之相同的，不算没有读到。"""
        branches = [branch for branch in alternate if branch.tag in {_CHOICE, _FALLBACK}]
        if not branches:
            return alternate
        chosen = next((branch for branch in branches if _digits(branch)), branches[0])
        self._reach.excused.update(
            branch for branch in branches if branch is not chosen and _digits(branch) in {"", _digits(chosen)}
        )
        return chosen

    def _text_boxes(self, drawing: etree._Element) -> Iterator[etree._Element]:
        for element in drawing:
            if element.tag == TEXT_BOX:
                yield element
                continue
            if element.tag in _PICTURES:
                self._reach.pictures += 1
            inner = self.choice(element) if element.tag == ALTERNATE else element
            yield from self._text_boxes(inner)


def _follow_field(element: etree._Element, text: Text) -> None:
    """域的开头到分隔符之间是指令，不是印出来的字。"""
    kind = element.get(f"{W}fldCharType")
    if kind == "begin":
        text.fields.append(True)
    elif text.fields and kind == "separate":
        text.fields[-1] = False
    elif text.fields and kind == "end":
        text.fields.pop()


def _symbol(element: etree._Element) -> str:
    """符号字体里的字；认得的换成通行的字，符号字体里的 ASCII 就是 ASCII。"""
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    font = element.get(f"{W}font", "").lower()
    low = code - _SYMBOL_FONT if code >= _SYMBOL_FONT else code
    if known := _SYMBOLS.get((font, low)):
        return known
    if font == "symbol" and 0x20 <= low <= 0x40:
        return chr(low)
    return chr(code) if code <= 0xFFFF and not 0xD800 <= code <= 0xDFFF else ""


def _digits(element: etree._Element) -> str:
    texts = "".join(text.text or "" for text in element.iter(T))
    return "".join(character for character in texts if character.isdigit())
