"""打开 PDF：打不开的说清原因；打开了但可疑的（结尾缺失、页数过多）留下说明。"""

from __future__ import annotations

import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract.document import Location, Note
from extract.errors import Unreadable

PAGE_LIMIT = 1_500
_TAIL = 2048
_LINEARIZED = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d{1,12})")
_LOCKED = frozenset({raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY})


def opened(data: bytes) -> pdfium.PdfDocument:
    """打开 PDF；空的打开密码照常打开。

    Raises:
        Unreadable: 有打开密码（X006）、不完整、打不开或一页也没有（X002）。
    """
    declared = _LINEARIZED.search(data[:_TAIL])
    if b"%%EOF" not in data or (declared and int(declared[1]) > len(data)):
        raise Unreadable.coded("X002", "PDF 不完整，结尾缺失，可能没有拷贝完")
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() in _LOCKED:
            raise Unreadable.coded("X006") from error
        raise Unreadable.coded("X002", "PDF 已损坏，打不开") from error
    if len(pdf) == 0:
        pdf.close()
        raise Unreadable.coded("X002", "PDF 已损坏，里面一页也没有")
    return pdf


def doubts(data: bytes, pages: int) -> list[Note]:
    """打开之后仍然可疑的地方；pages 是 PDFium 数出的页数。"""
    notes: list[Note] = []
    if b"%%EOF" not in data[-_TAIL:]:
        notes.append(Note(kind="文件不完整", message="PDF 的结尾缺失，末尾的内容可能没有读到"))
    if pages > PAGE_LIMIT:
        message = f"共{pages}页，超过上限，只读了前{PAGE_LIMIT}页，其余未参与核对"
        notes.append(Note(kind="超过上限", message=message, at=Location(page=PAGE_LIMIT)))
    return notes
