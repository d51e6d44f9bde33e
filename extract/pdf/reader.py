"""读 PDF 的各步：一页一页认出表和行，再全文接起来。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import pypdfium2 as pdfium

from extract.document import Block, Document, Paragraph, Table
from extract.errors import Unreadable
from extract.pdf.chars import page_of
from extract.pdf.columns import Zone, gutter_of, zones_of
from extract.pdf.footnotes import Footnotes, footnotes_of
from extract.pdf.grid import merged
from extract.pdf.lines import TextLine
from extract.pdf.margins import margins_of
from extract.pdf.notes import garbled, lost_digits, page_notes, unread_pages
from extract.pdf.opening import PAGE_LIMIT, doubts, opened
from extract.pdf.page import Page
from extract.pdf.prose import Typesetting, blocks_of, paragraphs_of
from extract.pdf.second import Seen, disagreements
from extract.pdf.stitch import Sheet
from extract.pdf.tables import Fragment, fragments_of
from extract.pdf.wrap import Measure
from extract.structure import caption_of, is_unit_line, title_of, with_headings_settled

_REOPENED = 50
_CONTINUED = re.compile(r"[（(【]?\s*续\s*[）)】]?\s*表?.{0,30}|.{0,50}[（(【]\s*(?:接?上表|续表?)\s*[）)】]")


def read_pdf(data: bytes, name: str) -> Document:
    """把 PDF 读成文档。

    Raises:
        Unreadable: 有打开密码（X006）、不完整或打不开（X002）。
    """
    count, sheets, broken = _sheets(data)
    reading = _read(sheets)
    pages = [sheet.page for sheet in sheets]
    notes = [
        *doubts(data, count),
        *disagreements(data, count, [sheet.seen for sheet in sheets if sheet.page.plain is None], PAGE_LIMIT),
        *unread_pages(broken),
        *(note for page in pages for note in page_notes(page)),
        *garbled(reading.blocks),
        *lost_digits((sheet.seen.digits for sheet in sheets), reading.blocks, reading.aside),
    ]
    return Document(
        name=name,
        media="pdf",
        sha256=sha256(data).hexdigest(),
        blocks=tuple(reading.blocks),
        pages=count,
        asides=tuple(dict.fromkeys(reading.aside)),
        notes=tuple(notes),
    )


def _sheets(data: bytes) -> tuple[int, list[_Sheet], list[int]]:
    """页数，读得出的各页，和打不开的页号。

    一页认完就放掉它的字；PDFium 自己也记着用过的字体和页，隔几十页重新打开一次，几百页也不占地方。

    Raises:
        Unreadable: 打不开，或一页也打不开。
    """
    sheets: list[_Sheet] = []
    broken: list[int] = []
    pdf = opened(data)
    count = len(pdf)
    tagged = True
    try:
        for number in range(1, min(count, PAGE_LIMIT) + 1):
            if number % _REOPENED == 0:
                pdf.close()
                pdf = opened(data)
            try:
                hint = gutter_of(sheets[-1].zones) if sheets else None
                page = page_of(pdf, number, tagged=tagged)
                # 标签多得不像话的文件，后面各页不再取
                tagged = tagged and not page.overtagged
                sheets.append(_sheet(page, hint))
            except pdfium.PdfiumError:
                broken.append(number)
    finally:
        pdf.close()
    if not sheets:
        raise Unreadable.coded("X002", "PDF 已损坏，没有一页打得开")
    return count, sheets, broken


@dataclass(slots=True)
class _Reading:
    """读出的块，和没有进正文的文字（页眉页脚、续表标记、重复的表头）。"""

    blocks: list[Block] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    prominent: set[int] = field(default_factory=set)
    """放大居中的段落的块号。"""


Item = TextLine | Fragment | Paragraph


@dataclass(slots=True)
class _Sheet:
    """一页上认出来的东西：表段、按阅读顺序的各区域、脚注。"""

    page: Page
    fragments: list[Fragment]
    zones: list[Zone]
    footnotes: list[list[TextLine]]
    labels: list[str]
    """脚注的角标和编号，不进正文。"""
    seen: Seen
    """页面上印着的字数和数字，对账用。"""

    @property
    def lines(self) -> list[TextLine]:
        """正文各行，按阅读顺序。"""
        return [line for zone in self.zones for line in zone.lines]


def _read(sheets: Sequence[_Sheet]) -> _Reading:
    """各页的行和表段按阅读顺序接成块，脚注排在最后。"""
    reading = _Reading()
    margins = margins_of([(sheet.page, sheet.lines) for sheet in sheets])
    reading.aside = [line.text for line in margins.values()]
    reading.aside += [label for sheet in sheets for label in sheet.labels]
    for sheet in sheets:
        for zone in sheet.zones:
            zone.lines[:] = [line for line in zone.lines if id(line) not in margins]
    tables = [
        (round(sheet.page.width), Measure(part.xs[0], part.xs[-1]))
        for sheet in sheets
        for part in sheet.fragments
    ]
    typesetting = Typesetting([(sheet.page, sheet.lines) for sheet in sheets], tables)
    flow = [item for sheet in sheets for item in _in_order(sheet)]
    known = {cell.text for sheet in sheets for part in sheet.fragments for cell in part.cells}
    blocks = _stitched(flow, typesetting, known, reading)
    blocks += [
        block for sheet in sheets for note in sheet.footnotes for block in blocks_of(note, typesetting)
    ]
    _settle(reading, blocks)
    return reading


def _sheet(page: Page, hint: float | None) -> _Sheet:
    """认一页：表格、脚注、分栏；认完放掉字和线。"""
    fragments, outside = fragments_of(page)
    boxes = [(part.xs[0], part.top, part.xs[-1], part.bottom) for part in fragments]
    found = footnotes_of(page, merged(page.across), outside, boxes) if outside else Footnotes(outside)
    chars = Counter(glyph.char for run in page.runs for glyph in run.glyphs)
    digits = Counter({char: count for char, count in chars.items() if char.isdigit()})
    inked = sum(count for char, count in chars.items() if not char.isspace())
    seen = Seen(page.number, inked, digits)
    page.runs, page.across, page.down, page.tiles, page.tagged = [], [], [], [], []
    return _Sheet(page, fragments, zones_of(found.body, page.number, hint), found.notes, found.labels, seen)


def _in_order(sheet: _Sheet) -> list[Item]:
    """一页上的行和表段，一块区域一块区域地自上而下。"""
    if sheet.page.plain is not None:
        return [Paragraph(text=text) for text in sheet.page.plain.splitlines() if text.strip()]
    items: list[Item] = []
    rest = sheet.fragments
    for zone in sheet.zones:
        here = [part for part in rest if zone.holds((part.xs[0] + part.xs[-1]) / 2, part.top)]
        rest = [part for part in rest if part not in here]
        placed: list[TextLine | Fragment] = [*zone.lines, *here]
        placed.sort(key=lambda item: item.top)
        items += placed
    return [*items, *rest]


def _stitched(
    flow: Sequence[Item], typesetting: Typesetting, known: Collection[str], reading: _Reading
) -> list[Block]:
    """把行接成段、表段接成表；续表的标记和重复的表头放进 aside。"""
    blocks: list[Block | Sheet] = []
    prose: list[TextLine] = []

    def end_prose() -> None:
        for lines in paragraphs_of(prose, typesetting):
            if all(map(typesetting.is_prominent, lines)):
                reading.prominent.add(len(blocks))
            blocks.extend(blocks_of(lines, typesetting))
        prose.clear()

    for item in flow:
        if isinstance(item, TextLine):
            prose.append(item)
            continue
        sheet = blocks[-1] if blocks and isinstance(blocks[-1], Sheet) else None
        if isinstance(item, Paragraph):
            end_prose()
            blocks.append(item)
        elif sheet and _only_continuation_labels(prose, item.page) and sheet.accepts(item):
            reading.aside += [line.text for line in prose]
            prose.clear()
            reading.aside += sheet.append(item)
        elif item.sparse:
            prose += item.lines
        else:
            end_prose()
            blocks.append(Sheet(item, known))
    end_prose()
    whole: list[Block] = []
    for block in blocks:
        whole += block.tables() if isinstance(block, Sheet) else [block]
    return whole


def _settle(reading: _Reading, blocks: Sequence[Block]) -> None:
    """看全文定标题、表名和单位行。"""
    settled = with_headings_settled(blocks, title=title_of(blocks, reading.prominent))
    for index, block in enumerate(settled):
        if isinstance(block, Table):
            caption, unit_line = caption_of(settled, index)
            settled[index] = block.model_copy(update={"caption": caption, "unit_line": unit_line})
    reading.blocks = settled


def _only_continuation_labels(lines: Sequence[TextLine], page: int) -> bool:
    """两段表之间除了“续表”和重复的单位行，什么都没有。"""
    if not lines:
        return True
    return (
        all(line.page == page for line in lines)
        and any(_CONTINUED.fullmatch(line.text) for line in lines)
        and all(_CONTINUED.fullmatch(line.text) or is_unit_line(line.text) for line in lines)
    )
