"""直线（stroke）：取出一页上的横线、竖线和成块的底色；线有描出来的，也有填成细长的面的。"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import islice, pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract.document import Box
from extract.pdf.page import FAR, WHITE, Page, Place, Rule

SEGMENT_LIMIT = 100_000
OBJECT_LIMIT = 500_000
FORM_DEPTH = 16
THIN = 3.0
"""窄于此的填充矩形是画成面的线。"""
_FILLS = 2_000
"""一页上至多记这么多块底色。"""

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


def take_rules(page: Page, handle: pdfium.PdfPage, place: Place) -> list[Box]:
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
    return min(red.value, green.value, blue.value) > WHITE


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
