"""字（glyph）：从 PDFium 取出一页上的字和直线，换算成以页面左上角为原点的磅。

这里只取，不判断：哪些字是一行、哪些线是表格，由后面的各步决定。
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract.document import Box
from extract.symbols import in_symbol_font

GLYPH_LIMIT = 200_000
SEGMENT_LIMIT = 100_000
OBJECT_LIMIT = 500_000
FORM_DEPTH = 16
THIN = 3.0
"""窄于此的填充矩形是画成面的线。"""
FAR = 20_000.0
"""页面最大 14,400 磅；更远的坐标一定是坏的。"""

_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})
"""PDFium 给行末连字符的几种写法。"""
_INVISIBLE_MODES = frozenset({3, 7})
"""PDF 的文字呈现方式：3、7 不显示，2、6 描边并填充。"""
_STROKED_MODES = frozenset({2, 6})
_SYMBOL_FONTS = (("symbol", "Symbol"), ("wingdings2", "Wingdings 2"), ("wingdings", "Wingdings"))
_WHITE = 250
_FILLS = 2_000
"""一页上至多记这么多块底色。"""


class Glyph(NamedTuple):
    """一个字和它的左右边。"""

    char: str
    x0: float
    x1: float


class Style(NamedTuple):
    """一串字的字体；bold 包括描边描粗的假粗体。"""

    font: str = ""
    bold: bool = False


@dataclass(slots=True)
class Run:
    """一串：同一基线上首尾相接的字。"""

    glyphs: list[Glyph]
    top: float
    bottom: float
    style: Style

    @property
    def height(self) -> float:
        """字高，包括字体自带的上下留白。"""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """字高的正中。"""
        return (self.top + self.bottom) / 2


class Rule(NamedTuple):
    """一条横线或竖线：位置 at，起止 low、high。"""

    at: float
    low: float
    high: float


@dataclass(slots=True)
class Page:
    """一页上的字和线。"""

    number: int
    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    tiles: list[Box] = field(default_factory=list)
    """不是白色的底色块。"""
    glyphs: int = 0
    damaged: int = 0
    """没有对应文字、只剩字形编号的字数。"""
    pale: int = 0
    """白纸上的白字的串数。"""
    overlapping: int = 0
    """叠印在别的字上面的串数。"""
    unseen: int = 0
    """不显示的字串数（透明文字层、隐藏文字）。"""
    outlying: int = 0
    """在页面之外的字数。"""
    drawn: int = 0
    """文字以外的对象数。"""
    pictured: bool = False
    """有图片盖住大半页。"""
    plain: str | None = None
    """字数超过上限时只取的纯文字。"""
    crowded: bool = False
    """线段超过上限，没有找表格。"""


Place = Callable[[float, float, float, float], Box]


def page_of(pdf: pdfium.PdfDocument, number: int) -> Page:
    """第 number 页（从 1 起）的字和线。

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
        fills = _take_rules(page, handle, place)
        page.pale = sum(not any(_covers(box, run) for box in fills) for run in white)
        page.overlapping = _overlaps(page.runs)
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
        self.white = mode not in _INVISIBLE_MODES and min(part.value for part in self._colour[:3]) > _WHITE
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


Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _matrix(item: raw.FPDF_PAGEOBJECT) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return _IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _take_rules(page: Page, handle: pdfium.PdfPage, place: Place) -> list[Box]:
    """走遍路径对象（包括嵌在表单里的），取出横线和竖线，返回成块的底色；顺带看有没有盖住大半页的图片。"""
    budget = SEGMENT_LIMIT
    fills: list[Box] = []
    for item, outer in islice(_objects(handle), OBJECT_LIMIT):
        kind = raw.FPDFPageObj_GetType(item)
        page.drawn += kind != raw.FPDF_PAGEOBJ_TEXT
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, e, f = _times(_matrix(item), outer)
            page.pictured |= abs(a * d - b * c) > 0.5 * page.width * page.height
            fills.append(place(min(e, e + a + c), min(f, f + b + d), max(e, e + a + c), max(f, f + b + d)))
        if kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        budget -= max(0, raw.FPDFPath_CountSegments(item))
        if budget < 0:
            page.crowded = True
            page.across, page.down = [], []
            return fills
        _take_path(page, item, _times(_matrix(item), outer), place, fills)
    return fills


def _objects(handle: pdfium.PdfPage) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, Matrix]]:
    """页面上的对象（包括表单里的）连同所在表单的矩阵；表单套得太深的不再进去。"""
    for index in range(max(0, raw.FPDFPage_CountObjects(handle))):
        yield from _inside(raw.FPDFPage_GetObject(handle, index), _IDENTITY, depth=0)


def _inside(
    item: raw.FPDF_PAGEOBJECT, outer: Matrix, depth: int
) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, Matrix]]:
    yield item, outer
    if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM and depth < FORM_DEPTH:
        inner = _times(_matrix(item), outer)
        for index in range(max(0, raw.FPDFFormObj_CountObjects(item))):
            yield from _inside(raw.FPDFFormObj_GetObject(item, index), inner, depth + 1)


def _take_path(page: Page, item: raw.FPDF_PAGEOBJECT, matrix: Matrix, place: Place, fills: list[Box]) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    for points in _subpaths(item, matrix):
        if stroke.value:
            for start, end in pairwise(points):
                _add(page, _between(start, end, place))
        else:
            box = _around(points, place)
            if min(box[2] - box[0], box[3] - box[1]) <= THIN:
                _add(page, box)
            elif len(fills) < _FILLS and not _is_white(item):
                fills.append(box)
                page.tiles.append(box)


def _is_white(item: raw.FPDF_PAGEOBJECT) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    return min(red.value, green.value, blue.value) > _WHITE


Point = tuple[float, float]


def _subpaths(item: raw.FPDF_PAGEOBJECT, matrix: Matrix) -> Iterator[list[Point]]:
    """路径的各段折线；带曲线的断开，曲线不是表格线。"""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    to_x, to_y = ctypes.byref(x), ctypes.byref(y)
    points: list[Point] = []
    for index in range(raw.FPDFPath_CountSegments(item)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, to_x, to_y)
        point = (x.value * a + y.value * c + e, x.value * b + y.value * d + f)
        if raw.FPDFPathSegment_GetType(segment) != raw.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points
            points = []
        points.append(point)
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
    if len(points) > 1:
        yield points


def _between(start: Point, end: Point, place: Place) -> Box:
    return _around([start, end], place)


def _around(points: list[Point], place: Place) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return place(min(xs), min(ys), max(xs), max(ys))


def _add(page: Page, box: Box) -> None:
    """把细长的方框记成横线或竖线；点线是一串点，点先两样都记。斜线不要。"""
    x0, top, x1, bottom = box
    if not (-FAR < x0 <= x1 < FAR and -FAR < top <= bottom < FAR):
        return
    flat, slim = bottom - top <= THIN, x1 - x0 <= THIN
    if flat:
        page.across.append(Rule((top + bottom) / 2, x0, x1))
    if slim:
        page.down.append(Rule((x0 + x1) / 2, top, bottom))
