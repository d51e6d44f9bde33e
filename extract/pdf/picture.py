"""页面的图像：照读取时摆正的方向画出来，好与读到的位置对着看。"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract.pdf.chars import turn_of
from extract.pdf.opening import opened

_SCALE = 1.6
_PIXELS = 4_000_000
"""一页至多画这么多像素；页面写得再大也不会撑满内存。"""


@dataclass(frozen=True, slots=True)
class Picture:
    """一页：width、height 是页面的大小（磅），png 是图像。"""

    number: int
    width: float
    height: float
    png: bytes


def pictures_of(data: bytes, limit: int) -> Iterator[Picture]:
    """前 limit 页的图像；打不开的页跳过。

    Raises:
        Unreadable: 整份 PDF 打不开。
    """
    pdf = opened(data)
    try:
        for number in range(1, min(len(pdf), limit) + 1):
            try:
                handle = pdf[number - 1]
            except pdfium.PdfiumError:
                continue
            try:
                yield _picture(handle, number)
            finally:
                handle.close()
    finally:
        pdf.close()


def _picture(handle: pdfium.PdfPage, number: int) -> Picture:
    text = handle.get_textpage()
    turn = turn_of(text, handle)
    text.close()
    left, bottom, right, top = handle.get_bbox()
    width, height = right - left, top - bottom
    if turn % 2:
        width, height = height, width
    scale = min(_SCALE, (_PIXELS / max(width * height, 1)) ** 0.5)
    more = (turn - raw.FPDFPage_GetRotation(handle)) % 4
    image = handle.render(scale=scale, rotation=90 * more, grayscale=True)
    png = _png(image.width, image.height, image.stride, bytes(image.buffer))
    image.close()
    return Picture(number, width, height, png)


def _png(width: int, height: int, stride: int, pixels: bytes) -> bytes:
    """灰度图存成 PNG。"""
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, stride * height, stride))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
