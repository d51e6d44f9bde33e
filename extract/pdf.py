"""PDF 读取器：页面上的字和线 → 表格、段落、标题，跨页的接好，页眉页脚不混进正文。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract.document import Block, Document, Line, Location, Note, Paragraph, Table
from extract.errors import Unreadable
from extract.pdf_chars import Page, page_of
from extract.pdf_lines import TextLine, lines_of
from extract.pdf_margins import margins_of
from extract.pdf_prose import Typesetting, block_of, paragraphs_of
from extract.pdf_stitch import Sheet
from extract.pdf_tables import Fragment, fragments_of
from extract.structure import caption_of, is_unit_line, with_headings_settled

PAGE_LIMIT = 1_500
_CONTINUED = re.compile(r"[（(【]?\s*续\s*[）)】]?\s*表?.{0,30}|.{0,50}[（(【]\s*(?:接?上表|续表?)\s*[）)】]")
_DAMAGED = 0.05


def read_pdf(data: bytes, name: str) -> Document:
    """把 PDF 读成文档。

    Raises:
        Unreadable: 有打开密码（X006）、不完整或打不开（X002）。
    """
    pdf = _opened(data)
    try:
        pages, notes = _pages(pdf, data)
    finally:
        pdf.close()
    blocks, asides = _blocks(pages)
    return Document(
        name=name,
        media="pdf",
        sha256=sha256(data).hexdigest(),
        blocks=tuple(blocks),
        pages=len(pages),
        asides=asides,
        notes=tuple(notes),
    )


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise Unreadable.coded("X006") from error
        raise Unreadable.coded("X002") from error


def _pages(pdf: pdfium.PdfDocument, data: bytes) -> tuple[list[Page], list[Note]]:
    return [page_of(pdf, n + 1) for n in range(len(pdf))], []


Item = TextLine | Fragment


def _blocks(pages: Sequence[Page]) -> tuple[list[Block], tuple[str, ...]]:
    """各页的行和表段按阅读顺序接成块。"""
    fragments, lines = [], []
    for page in pages:
        found, outside = fragments_of(page)
        fragments.append(found)
        lines.append(lines_of(outside, page.number))
    margins = margins_of([(page.height, found) for page, found in zip(pages, lines, strict=True)])
    lines = [[line for line in found if id(line) not in margins.lines] for found in lines]
    typesetting = Typesetting([(page.width, found) for page, found in zip(pages, lines, strict=True)])
    flow: list[Item] = []
    for page_lines, page_fragments in zip(lines, fragments, strict=True):
        items: list[Item] = [*page_lines, *page_fragments]
        flow += sorted(items, key=lambda item: item.top)
    blocks, asides = _stitched(flow, typesetting)
    return blocks, (*margins.texts, *asides)


def _stitched(flow: Sequence[Item], typesetting: Typesetting) -> tuple[list[Block], list[str]]:
    blocks: list[Block | Sheet] = []
    asides: list[str] = []
    prose: list[TextLine] = []
    for item in flow:
        if isinstance(item, TextLine):
            prose.append(item)
            continue
        sheet = blocks[-1] if blocks and isinstance(blocks[-1], Sheet) else None
        if sheet and _only_continuation_labels(prose, item.page) and sheet.accepts(item):
            asides += [line.text for line in prose]
            sheet.append(item)
        else:
            blocks += [block_of(p, typesetting) for p in paragraphs_of(prose, typesetting)]
            blocks.append(Sheet(item))
        prose = []
    blocks += [block_of(p, typesetting) for p in paragraphs_of(prose, typesetting)]
    settled = with_headings_settled(block.table() if isinstance(block, Sheet) else block for block in blocks)
    for index, block in enumerate(settled):
        if isinstance(block, Table):
            caption, unit_line = caption_of(settled, index)
            settled[index] = block.model_copy(update={"caption": caption, "unit_line": unit_line})
    return settled, asides


def _only_continuation_labels(lines: Sequence[TextLine], page: int) -> bool:
    """两段表之间除了“续表”和重复的单位行，什么都没有。"""
    if not lines:
        return True
    return (
        all(line.page == page for line in lines)
        and any(_CONTINUED.fullmatch(line.text) for line in lines)
        and all(_CONTINUED.fullmatch(line.text) or is_unit_line(line.text) for line in lines)
    )
