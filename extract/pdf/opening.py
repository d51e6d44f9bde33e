"""打开 PDF：打不开的说清原因；打开了但可疑的（结尾缺失、两种读法页数不同）留下说明。"""

from __future__ import annotations

import logging
import re
from io import BytesIO
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from extract.document import Location, Note
from extract.errors import Unreadable

# pdfminer 对坏文件的牢骚不该印到用户的屏幕上；该说的由说明来说
logging.getLogger("pdfminer").addHandler(logging.NullHandler())

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
    other = _second_count(data)
    if other is None:
        notes.append(Note(kind="两种读法不一致", message="另一种读法打不开这份 PDF，页数无法互相印证"))
    elif other != pages:
        message = f"两种读法数出的页数不同（{pages}页和{other}页），可能有内容没有读到，请核对原件"
        notes.append(Note(kind="两种读法不一致", message=message))
    return notes


def _second_count(data: bytes) -> int | None:
    """Pdfminer 数出的页数；打不开为 None。它只用来印证，出什么错都不影响读取。"""
    try:
        document = PDFDocument(PDFParser(BytesIO(data)))
        return sum(1 for _ in islice(PDFPage.create_pages(document), PAGE_LIMIT + 1))
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:  # noqa: BLE001 - pdfminer 对坏文件会抛出各种异常，都只说明它读不了
        return None
