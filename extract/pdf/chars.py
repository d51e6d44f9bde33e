"""字（glyph）：从 PDFium 取出一页上的字，换算成以页面左上角为原点的磅。

这里只取，不判断：哪些字是一行、哪些线是表格，由后面的各步决定。
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract.document import Box
from extract.pdf.page import FAR, WHITE, Glyph, Page, Place, Run, Style
from extract.pdf.strokes import take_rules
from extract.pdf.tags import TooManyTags, tagged_tables
from extract.symbols import in_symbol_font

GLYPH_LIMIT = 200_000

_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})
"""PDFium 给行末连字符的几种写法。"""
_INVISIBLE_MODES = frozenset({3, 7})
"""PDF 的文字呈现方式：3、7 不显示，2、6 描边并填充。"""
_STROKED_MODES = frozenset({2, 6})
_SYMBOL_FONTS = (("symbol", "Symbol"), ("wingdings2", "Wingdings 2"), ("wingdings", "Wingdings"))


def page_of(pdf: pdfium.PdfDocument, number: int, *, tagged: bool = True) -> Page:
    """第 number 页（从 1 起）的字和线，tagged 为真时连同标签写明的表。

    Raises:
        pdfium.PdfiumError: 这一页打不开。
    """
    handle = pdf[number - 1]
    text = handle.get_textpage()
    try:
        count = max(0, raw.FPDFText_CountChars(text))
        turn = turn_of(text, handle)
        page, place = _blank(number, handle.get_bbox(), turn)
        if count > GLYPH_LIMIT:
            page.glyphs, page.plain = count, _clean(text.get_text_range())
            return page
        white = _take_glyphs(page, text, count, place)
        fills = take_rules(page, handle, place)
        page.pale = sum(not any(_covers(box, run) for box in fills) for run in white)
        page.overlapping = _overlaps(page.runs)
        try:
            page.tagged = tagged_tables(handle, place) if tagged else []
        except TooManyTags:
            page.overtagged = True
        return page
    finally:
        text.close()
        handle.close()


def _blank(number: int, box: tuple[float, float, float, float], turn: int) -> tuple[Page, Place]:
    """空白页，和把 PDF 坐标换成页面坐标的办法；turn 是页面要顺时针转几个直角才能正着读。"""
    left, bottom, right, top = box
    width, height = right - left, top - bottom

    def upright(x0: float, y0: float, x1: float, y1: float) -> Box:
        return (x0 - left, top - y1, x1 - left, top - y0)

    def quarter(x0: float, y0: float, x1: float, y1: float) -> Box:
        return (y0 - bottom, x0 - left, y1 - bottom, x1 - left)

    def half(x0: float, y0: float, x1: float, y1: float) -> Box:
        return (right - x1, y0 - bottom, right - x0, y1 - bottom)

    def three_quarters(x0: float, y0: float, x1: float, y1: float) -> Box:
        return (top - y1, right - x1, top - y0, right - x0)

    place = (upright, quarter, half, three_quarters)[turn]
    return (Page(number, width, height) if turn % 2 == 0 else Page(number, height, width)), place


def turn_of(text: pdfium.PdfTextpage, handle: pdfium.PdfPage) -> int:
    """页面要顺时针转几个直角字才是正的：取样看字的朝向，看不出来才按页面自己的旋转。

    横放的表有的靠旋转页面，有的把字转九十度印在竖页上，读法一样。
    """
    count, otherwise = max(0, raw.FPDFText_CountChars(text)), raw.FPDFPage_GetRotation(handle)
    step = max(1, count // 40)
    angles = (raw.FPDFText_GetCharAngle(text, index) for index in range(0, count, step))
    turns = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles if 0 <= angle < 7)
    turn, votes = turns.most_common(1)[0] if turns else (otherwise, 0)
    # PDFium 的角度顺时针为正，字转过去多少，页面就要转回来多少
    return int(-turn if votes > 0.6 * turns.total() else otherwise) % 4


def _clean(text: str) -> str:
    """去掉不能存、不能印的字符。"""
    return "".join(char for char in text if char == "\n" or (char.isprintable() and char != "\ufffe"))


def _take_glyphs(page: Page, text: pdfium.PdfTextpage, count: int, place: Place) -> list[Run]:
    """逐字取文字和方框，首尾相接的并成一串，返回白色的各串。PDFium 自己补的空格和换行不要：位置会说话。"""
    styles = _Styles(text)
    white: list[Run] = []
    unicode_at, box_at, chars = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, text.raw
    rect = raw.FS_RECTF()
    target = ctypes.byref(rect)
    run: Run | None = None
    end = 0.0
    for index in range(count):
        code = unicode_at(chars, index)
        if code <= 32 and code != 2 and (code < 32 or raw.FPDFText_IsGenerated(chars, index)):
            page.damaged += code < 9
            continue
        char = chr(code) if 0x4E00 <= code < 0xA000 or 32 <= code < 127 else _char(code)
        if char == "\ufffd" and 0xF020 <= code <= 0xF0FF:
            char = _symbol(code, styles.at(index).font)
        page.damaged += char == "\ufffd"
        box_at(chars, index, target)
        x0, top, x1, bottom = place(rect.left, rect.bottom, rect.right, rect.top)
        if not (-FAR < x0 <= x1 < FAR and -FAR < top <= bottom < FAR):
            page.damaged += 1
            continue
        follows = run is not None and abs(bottom - run.bottom) < 1 and run.glyphs[-1].x0 - 0.5 < x0
        if run is not None and follows and x0 - end < 0.6 * (bottom - top):
            run.glyphs.append(Glyph(char, x0, x1))
        else:
            run = Run([Glyph(char, x0, x1)], top, bottom, styles.at(index))
            page.runs.append(run)
            if styles.white:
                white.append(run)
        end = x1
        page.glyphs += 1
    page.unseen = styles.unseen
    page.outlying = sum(len(run.glyphs) for run in page.runs if _is_outside(run, page))
    return white


def _covers(box: Box, run: Run) -> bool:
    """底色盖住了这一串的正中。"""
    x = (run.glyphs[0].x0 + run.glyphs[-1].x1) / 2
    return box[0] <= x <= box[2] and box[1] <= run.middle <= box[3]


def _overlaps(runs: list[Run]) -> int:
    """叠在同一行别的字上的串数；同样的字叠印两遍是描粗，不算。"""
    rows: dict[int, list[Run]] = {}
    for run in runs:
        rows.setdefault(round(run.middle / 4), []).append(run)
    found = 0
    for row in rows.values():
        row.sort(key=lambda run: run.glyphs[0].x0)
        for before, run in pairwise(row):
            shared = min(before.glyphs[-1].x1, run.glyphs[-1].x1) - run.glyphs[0].x0
            deep = shared > 0.5 * (run.glyphs[-1].x1 - run.glyphs[0].x0) and shared > 0.6 * run.height
            found += deep and run.glyphs[0].char not in {glyph.char for glyph in before.glyphs}
    return found


def _is_outside(run: Run, page: Page) -> bool:
    left, right = run.glyphs[0].x0, run.glyphs[-1].x1
    return right <= 0 or left >= page.width or run.bottom <= 0 or run.top >= page.height


def _char(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    if 0xD800 <= code <= 0xDFFF or 0xE000 <= code <= 0xF8FF or code in {0xFFFD, 0xFFFF} or code > 0x10FFFF:
        return "\ufffd"
    char = chr(code)
    return char if char.isprintable() else " "


def _symbol(code: int, font: str) -> str:
    """Symbol、Wingdings 里的符号（项目符号、勾选的方框）；别的字体里的不认。"""
    name = font.lower().replace("-", "").replace(" ", "")
    known = next((shown for begins, shown in _SYMBOL_FONTS if name.startswith(begins)), None)
    char = in_symbol_font(code, known) if known else "\ufffd"
    return char if len(char) == 1 and not 0xE000 <= ord(char) <= 0xF8FF else "\ufffd"


class _Styles:
    """字体按 PDFium 的对象查，一页之内同一字体只问一次。"""

    def __init__(self, text: pdfium.PdfTextpage) -> None:
        self._text = text
        self._names: dict[int, tuple[str, bool]] = {}
        self.unseen = 0
        self.white = False
        """刚问过的那个字是不是白的。"""
        self._colour = tuple(ctypes.c_uint() for _ in range(4))

    def at(self, index: int) -> Style:
        """第 index 个字的字体。"""
        item = raw.FPDFText_GetTextObject(self._text, index)
        self.white = False
        if not item:
            return Style()
        mode = raw.FPDFTextObj_GetTextRenderMode(item)
        raw.FPDFPageObj_GetFillColor(item, *self._colour)
        self.white = mode not in _INVISIBLE_MODES and min(part.value for part in self._colour[:3]) > WHITE
        self.unseen += mode in _INVISIBLE_MODES
        font = raw.FPDFTextObj_GetFont(item)
        key = ctypes.addressof(font.contents) if font else 0
        if key not in self._names:
            self._names[key] = _font(font) if font else ("", False)
        name, bold = self._names[key]
        return Style(name, bold or mode in _STROKED_MODES)


def _font(font: ctypes._Pointer[raw.fpdf_font_t__]) -> tuple[str, bool]:
    """字体名（去掉子集前缀）和它是不是粗体。"""
    buffer = ctypes.create_string_buffer(256)
    raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    name = buffer.value.decode("utf-8", "replace").rsplit("+", 1)[-1]
    bold = raw.FPDFFont_GetWeight(font) >= 600 or "bold" in name.lower()
    return name, bold
