"""成形的块：段落分成标题和正文，格网填成表格，连同各处隐藏文字的位置和来自哪个元素。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice, takewhile
from statistics import median_low

from lxml import etree

from extract.document import Block, Cell, Heading, Location, Paragraph, Table
from extract.ooxml.names import (
    P_PROPERTIES,
    R_PROPERTIES,
    R,
    T,
)
from extract.ooxml.styles import Style, Styles, is_on, outline_level
from extract.ooxml.tables import Placed
from extract.ooxml.text import Text
from extract.structure import (
    caption_of,
    header_rows,
    heading_level,
    heading_pieces,
    numbering_level,
    title_of,
    with_headings_settled,
    with_names,
)

_STYLED_HEADING_LENGTH = 100
"""样式说是标题而长过此数的，是套错了样式的正文。"""

_OPENING = 8

_BODY = 40

_PROMINENT = Decimal("1.15")
"""报告名称的字至少是正文的这么多倍。"""

_Hidden = list[tuple[tuple[int, int] | None, int, int]]


@dataclass(slots=True)
class CellText:
    """单元格的内容：文字，以及要另成一块的内嵌表格。"""

    source: etree._Element
    text: Text = field(default_factory=Text)
    tables: list[Draft] = field(default_factory=list)

    def line(self, text: Text) -> None:
        """另起一行；空行不算。"""
        if not text.length:
            return
        if self.text.length:
            self.text.add("\n")
        self.text.join(text)


@dataclass(slots=True)
class Draft:
    """成形的一块，其中隐藏文字的位置（单元格、起、止），以及块和单元格各来自哪个元素。"""

    block: Block
    source: etree._Element
    hidden: _Hidden = field(default_factory=list)
    styled: bool = False
    cells: Sequence[tuple[etree._Element, int]] = ()


def starts_of(drafts: list[Draft]) -> dict[etree._Element, Location]:
    """哪个元素起头的是哪一块、哪一格。"""
    starts: dict[etree._Element, Location] = {}
    for index, draft in enumerate(drafts):
        starts.setdefault(draft.source, Location(block=index))
        if isinstance(draft.block, Table):
            for element, at in draft.cells:
                cell = draft.block.cells[at]
                starts[element] = Location(block=index, cell=(cell.row, cell.column))
    return starts


def settled(drafts: list[Draft], styles: Styles) -> list[Block]:
    """看全文定标题、表名和单位行。"""
    styled = {index for index, draft in enumerate(drafts) if draft.styled}
    blocks = with_names([draft.block for draft in drafts], lambda index: styles.letters(drafts[index].source))
    blocks = with_headings_settled(blocks, styled, title_of(blocks, _prominent(drafts, styles)))
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            caption, unit_line = caption_of(blocks, index)
            blocks[index] = block.model_copy(update={"caption": caption, "unit_line": unit_line})
    return blocks


def _prominent(drafts: Sequence[Draft], styles: Styles) -> list[int]:
    """开头几块里居中而且放大的段落；正文的字号看随后的长段。"""
    opening = list(takewhile(lambda draft: isinstance(draft.block, Paragraph), drafts[:_OPENING]))
    centred = [index for index, draft in enumerate(opening) if styles.is_centred(draft.source)]
    if not centred:
        return []
    long = (draft for draft in drafts if isinstance(draft.block, Paragraph) and len(draft.block.text) > _BODY)
    usual = median_low([styles.size(draft.source) for draft in islice(long, _OPENING)] or [0])
    return [index for index in centred if styles.size(drafts[index].source) > _PROMINENT * usual > 0]


def text_blocks(paragraph: etree._Element, text: Text, style: Style) -> Iterator[Draft]:
    """一个段落成为几块：通常是一块，写着几个标题的分开。"""
    shown = str(text)
    if not shown.strip():
        return
    outline = outline_level(paragraph.find(P_PROPERTIES))
    level = style.level if outline is None else outline or None
    if level and len(shown) <= _STYLED_HEADING_LENGTH:
        yield Draft(Heading(text=shown, level=level), paragraph, _hidden_in(text, 0, len(shown)), styled=True)
        return
    for start, end in [(0, len(shown))] if style.contents else heading_pieces(shown):
        piece = shown[start:end]
        block: Block = Paragraph(text=piece)
        if not style.contents and numbering_level(piece, emphasised=True) is not None:
            found = heading_level(piece, emphasised=_is_bold(paragraph, style))
            block = block if found is None else Heading(text=piece, level=found)
        if piece.strip():
            yield Draft(block, paragraph, _hidden_in(text, start, end))


def _hidden_in(text: Text, first: int, last: int) -> _Hidden:
    """[first, last) 之内隐藏的各截，从 first 起算。"""
    clipped = ((max(start, first), min(end, last)) for start, end in text.hidden)
    return [(None, start - first, end - first) for start, end in clipped if start < end]


def _is_bold(paragraph: etree._Element, style: Style) -> bool:
    """整段加粗。"""
    runs = [run for run in paragraph.iter(R) if any((text.text or "").strip() for text in run.iter(T))]
    bold = (is_on(run.find(R_PROPERTIES), "b") for run in runs)
    return bool(runs) and all(style.bold if on is None else on for on in bold)


def table_draft(table: etree._Element, placed: list[Placed[CellText]], rows: int, columns: int) -> Draft:
    """格网填成表格；填完一格就放掉它的内容，十万格的表也不占地方。"""
    cells: list[Cell] = []
    hidden: _Hidden = []
    sources: list[tuple[etree._Element, int]] = []
    for item in placed:
        text = Text() if item.content is None else item.content.text
        sources += [(content.source, len(cells)) for content in (item.content, *item.merged) if content]
        for content in item.merged:
            if str(content.text).strip():
                # 纵向合并的后续格里的字 Word 不显示，读进来并当作隐藏文字
                text.add("\n" if text.length else "")
                hidden.append(((item.row, item.column), text.length, text.length + content.text.length))
                text.join(content.text)
        hidden.extend(((item.row, item.column), start, end) for start, end in text.hidden)
        # 没有合并的格不写所占的行列：pydantic 记着写了哪几项，十万格能省下五十兆
        spans = {"row_span": item.row_span, "column_span": item.column_span} if _is_merged(item) else {}
        cells.append(Cell(row=item.row, column=item.column, text=str(text), **spans))
        item.content, item.merged = None, []
    header = header_rows(cells, rows, columns)
    block = Table(rows=rows, columns=columns, cells=tuple(cells), header_rows=header)
    return Draft(block, table, hidden, cells=sources)


def _is_merged(item: Placed[CellText]) -> bool:
    return item.row_span > 1 or item.column_span > 1


def as_lines(draft: Draft) -> Text | None:
    """单元格里只有一行或一列的内嵌表格，以及框里的文字，当作格内的几行字；别的另成一块。"""
    block = draft.block
    if isinstance(block, Table) and block.rows > 1 and block.columns > 1:
        return None
    separator = "\t" if isinstance(block, Table) and block.rows == 1 else "\n"
    text = Text()
    text.add(separator.join(texts_of(block)))
    return text


def texts_of(block: Block) -> list[str]:
    """一块里的各段文字：表格是各格的。"""
    return [cell.text for cell in block.cells] if isinstance(block, Table) else [block.text]
