"""段落文字：一个段落里看得见的字，按接受全部修订后的样子，连同哪些是隐藏的、锚着哪些文本框。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from extract.errors import Unreadable
from extract.ooxml.account import Reach
from extract.ooxml.fields import Field, printed
from extract.ooxml.math import MATH_TEXT, POSITIONS, write_math
from extract.ooxml.names import (
    ALTERNATE,
    CHOICE,
    DELETED,
    DRAWN_BOX,
    DRAWN_P,
    FALLBACK,
    INSERTED,
    P_PROPERTIES,
    R_PROPERTIES,
    TABLE,
    TEXT_BOX,
    VAL,
    WORD_ART,
    A,
    M,
    P,
    R,
    T,
    V,
    W,
)
from extract.ooxml.styles import Styles, is_on, number_of
from extract.symbols import in_symbol_font, shifted, unfolded

_FIELD_CHARACTER, _INSTRUCTION, _SIMPLE_FIELD = f"{W}fldChar", f"{W}instrText", f"{W}fldSimple"
_FONTS, _SIZE, _COLOR, _VANISH = f"{W}rFonts", f"{W}sz", f"{W}color", f"{W}vanish"
_POSITION, _RUN_STYLE, _SHADES = f"{W}vertAlign", f"{W}rStyle", frozenset({f"{W}shd", f"{W}highlight"})
_ASCII_FONT, _OTHER_FONT = f"{W}ascii", f"{W}hAnsi"
_SYMBOL, _BREAK = f"{W}sym", f"{W}br"
_DRAWN_TEXT = f"{A}t"
_TEXTS = frozenset({T, MATH_TEXT, _DRAWN_TEXT})
_RUNS = frozenset({R, f"{A}r", f"{M}r"})
_DRAWINGS = frozenset(
    {
        f"{W}drawing",
        f"{W}pict",
        f"{W}object",
        *(f"{V}{shape}" for shape in ("shape", "rect", "roundrect", "group")),
    }
)
_BOXES = frozenset({TEXT_BOX, DRAWN_BOX, WORD_ART})
_PICTURES = frozenset({f"{A}blip", f"{V}imagedata"})
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": "\n",
    f"{A}br": "\n",
    f"{W}noBreakHyphen": "-",
}
_UNPRINTED = frozenset(
    {
        P_PROPERTIES, R_PROPERTIES, f"{W}sdtPr", f"{W}sdtEndPr", f"{W}smartTagPr", f"{W}customXmlPr",
        f"{W}delText", f"{W}delInstrText", f"{W}softHyphen", f"{W}rt", f"{W}rubyPr",
        f"{W}tblPr", f"{W}trPr", f"{W}tcPr", f"{W}tblGrid", f"{W}sectPr",
    }
)  # fmt: skip
_INVISIBLE_SIZE = 4
"""字号不到两磅（单位为半磅）的字看不见。"""
_FIELDS = 64
"""层层相套的域，更深的不读。"""
_ALTERNATES = 8
"""层层相套的几种写法，更深的只读第一种：逐层比对的工夫会随层数翻倍。"""
_WHITE = frozenset({"ffffff", "fefefe"})


@dataclass(slots=True)
class Text:
    """正在攒的一段文字；boxes 是锚在这一段的文本框。"""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    hidden: list[tuple[int, int]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    page_break: bool = False

    def add(self, piece: str) -> None:
        """接上一截文字。"""
        if piece:
            self._settle_break()
            self.pieces.append(piece)
            self.length += len(piece)

    def _settle_break(self) -> None:
        if self.page_break and self.length:
            self.pieces.append("\n")
            self.length += 1
        self.page_break = False

    def hide(self, start: int, end: int) -> None:
        """记下一截隐藏的文字；紧挨着的并成一截。"""
        if self.hidden and self.hidden[-1][1] == start:
            start = self.hidden.pop()[0]
        self.hidden.append((start, end))

    def join(self, other: Text) -> None:
        """接上另一段文字，连同它的文本框。"""
        if other.length:
            self._settle_break()
        self.boxes.extend(other.boxes)
        self.hidden.extend((start + self.length, end + self.length) for start, end in other.hidden)
        self.pieces.extend(other.pieces)
        self.length += other.length

    def __str__(self) -> str:
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Look:
    """一截文字的样子：是否隐藏，是上标还是下标，用的什么符号字体。"""

    hidden: bool = False
    position: str = ""
    font: str = ""


_PLAIN = Look()


class TextReader:
    """段落文字的读取器；一个文档用一个，账记在 reach 里。"""

    def __init__(self, styles: Styles, reach: Reach) -> None:
        self._styles = styles
        self._reach = reach
        self._fields: list[Field] = []

    def read(self, paragraph: etree._Element, text: Text, *, hidden: bool) -> None:
        """把一个段落的文字接到 text 后面；hidden 是段落样式规定的。"""
        self._fields.clear()  # 没有收尾的域不应吞掉后面的段落
        self._inline(paragraph, text, Look(hidden=hidden))

    def _inline(self, parent: etree._Element, text: Text, look: Look) -> None:
        for element in parent:
            tag = element.tag
            if tag in _TEXTS:
                self._literal(element, text, look)
            elif tag in _RUNS:
                self._inline(element, text, self._look(element, look))
            elif tag in _UNPRINTED:
                continue
            elif tag in _CHARACTERS:
                text.add(_CHARACTERS[tag])
            elif tag == _BREAK:
                self._break(element, text)
            elif tag == _FIELD_CHARACTER:
                self._follow_field(element, text)
            elif tag == _INSTRUCTION:
                if self._fields and self._fields[-1].in_instruction:
                    self._fields[-1].instruction.append(element.text or "")
            elif tag in DELETED:
                self.skip(element)
            elif tag in _DRAWINGS:
                text.boxes.extend(self._text_boxes(element))
            elif tag in (P, TABLE, DRAWN_P):
                text.boxes.append(element)  # 段落里套着段落，不合标准；当作锚在这里的文本框
            else:
                self._structure(element, text, look)

    def _structure(self, element: etree._Element, text: Text, look: Look) -> None:
        """少见的构件，以及一切外壳。"""
        tag = element.tag
        if tag == ALTERNATE:
            self._inline(self.choice(element), text, look)
        elif tag == _SYMBOL:
            self._symbol(element, text, look)
        elif tag == _SIMPLE_FIELD:
            before = text.length
            self._inline(element, text, look)
            if text.length == before:
                text.add(printed(element.get(f"{W}instr", "")))
        elif tag in POSITIONS:
            self._inline(element, text, replace(look, position=POSITIONS[tag]))
        elif not write_math(element, text.add, lambda inner: self._inline_part(inner, text, look)):
            self._reach.inserted += tag in INSERTED
            self._inline(element, text, look)

    def _inline_part(self, part: etree._Element, text: Text, look: Look) -> None:
        position = POSITIONS.get(part.tag, "")
        self._inline(part, text, replace(look, position=position) if position else look)

    def _literal(self, element: etree._Element, text: Text, look: Look) -> None:
        if self._fields and any(outer.in_instruction for outer in self._fields):
            self._fields[-1].held.append(element)  # 混在域指令里的字不印出来
            return
        piece = element.text or ""
        self._reach.texts.add(element)
        if look.font:
            piece = unfolded(piece, look.font)
        if look.position and text.length:
            piece = shifted(piece, look.position)
        if piece:
            text.add(piece)
            if look.hidden:
                text.hide(text.length - len(piece), text.length)

    def _symbol(self, element: etree._Element, text: Text, look: Look) -> None:
        try:
            code = int(element.get(f"{W}char", "")[:8], 16)
        except ValueError:
            return
        start = text.length
        text.add(in_symbol_font(code, element.get(f"{W}font", "")))
        if look.hidden and text.length > start:
            text.hide(start, text.length)

    def _break(self, element: etree._Element, text: Text) -> None:
        """段内换行；分页、分栏只在前后都有字时才算换行。"""
        if element.get(f"{W}type") in {"page", "column"}:
            text.page_break = True
        else:
            text.add("\n")

    def _look(self, run: etree._Element, outer: Look) -> Look:
        """一个 run 的样子：自己写的优先，其次字符样式，再次段落样式。"""
        properties = run.find(R_PROPERTIES)
        if properties is None or len(properties) == 0:
            return outer
        hidden: bool | None = None
        position = font = color = ""
        size, shaded, style_hidden = 0, False, outer.hidden
        for item in properties:
            tag = item.tag
            if tag == _FONTS:
                font = _symbol_font(item)
            elif tag == _SIZE:
                size = number_of(item.get(VAL))
            elif tag == _COLOR:
                color = item.get(VAL, "").lower()
            elif tag in _SHADES:
                shaded = True
            elif tag == _VANISH:
                hidden = is_on(properties, "vanish")
            elif tag == _POSITION:
                position = item.get(VAL, "")
            elif tag == _RUN_STYLE:
                style = self._styles.of(item.get(VAL, ""))
                style_hidden = style_hidden or style.hidden
                position = position or style.position
        hidden = style_hidden if hidden is None else hidden
        unseen = (color in _WHITE and not shaded and not _on_shade(run)) or 0 < size < _INVISIBLE_SIZE
        if not (hidden or unseen or position or font):
            return _PLAIN
        return Look(hidden or unseen, position, font)

    def _follow_field(self, element: etree._Element, text: Text) -> None:
        """域的开头到分隔符之间是指令，不是印出来的字；没有存下结果的，写上印出来的样子。"""
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            if len(self._fields) >= _FIELDS:
                raise Unreadable.coded("X008", "域嵌套过深")
            self._fields.append(Field(element))
        elif self._fields and kind == "separate":
            self._fields[-1].in_instruction = False
            self._fields[-1].result_from = text.length
        elif self._fields and kind == "end":
            ended = self._fields.pop()
            self._end_field(ended, text)

    def _end_field(self, ended: Field, text: Text) -> None:
        shown = not any(outer.in_instruction for outer in self._fields)
        if not ended.in_instruction:
            self._reach.texts.update(ended.held)  # 内层域的结果只是指令的操作数，从不印出来
        elif self._fields:
            self._fields[-1].held.extend(ended.held)
        if shown and (ended.in_instruction or ended.result_from == text.length):
            text.add(printed("".join(ended.instruction), ended.begin))

    def skip(self, element: etree._Element) -> None:
        """略过删除的修订。"""
        self._reach.deleted += 1
        self._reach.excused.add(element)

    def choice(self, alternate: etree._Element) -> etree._Element:
        """同一内容的几种写法里取一种；其余写法的数字与之相同的，不算没有读到。"""
        branches = [branch for branch in alternate if branch.tag in {CHOICE, FALLBACK}]
        if not branches:
            return alternate
        if sum(1 for _ in alternate.iterancestors(ALTERNATE)) > _ALTERNATES:
            return branches[0]
        digits = {branch: _digits(branch) for branch in branches}
        chosen = next((branch for branch in branches if digits[branch]), branches[0])
        self._reach.excused.update(
            branch for branch in branches if branch is not chosen and digits[branch] in {"", digits[chosen]}
        )
        return chosen

    def _text_boxes(self, drawing: etree._Element) -> Iterator[etree._Element]:
        if drawing.tag in _BOXES:
            yield drawing
            return
        for element in drawing:
            if element.tag in _PICTURES:
                self._reach.pictures += 1
            inner = self.choice(element) if element.tag == ALTERNATE else element
            yield from self._text_boxes(inner)


def _symbol_font(fonts: etree._Element) -> str:
    font = fonts.get(_ASCII_FONT) or fonts.get(_OTHER_FONT) or ""
    return font if font[:1] in "sSwW" and font.lower().startswith(("symbol", "wingdings")) else ""


def _on_shade(run: etree._Element) -> bool:
    """白字衬在底色上就看得见：段落或单元格有底纹；表格的底色可以来自样式，也算。"""
    for ancestor in run.iterancestors(P, TABLE, TEXT_BOX):
        if ancestor.tag != P:
            return True
        properties = ancestor.find(P_PROPERTIES)
        if properties is not None and properties.find(f"{W}shd") is not None:
            return True
    return False


def _digits(element: etree._Element) -> str:
    texts = "".join(text.text or "" for text in element.iter(T, _DRAWN_TEXT, MATH_TEXT))
    return "".join(character for character in texts if character.isdigit())
