"""出处的说法：一个 Location 用人能找到的话说出来。"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract import Document, Heading, Location, Paragraph, Table
from gouji.writers.plain import one_line, shortened
from normalize import Facts
from reconcile.verdict.naming import headings

_NUMBERING = re.compile(
    r"\s*(第[一二三四五六七八九十百\d]+[章节部分]+|[（(][一二三四五六七八九十\d]+[）)]"
    r"|[一二三四五六七八九十]+[、.．]|\d+(?:[.．]\d+)*[、.．]?)"
)
_TABLE_LABEL = re.compile(r"\s*([附续]?表\s*[一二三四五六七八九十\d]+(?:\s*[-－—–.．]\s*\d+)*)")
_FIGURE = re.compile(r"[\d\s,，.．%％\-—－+/]+")
_NUMERIC = "0123456789０１２３４５６７８９,，.．%％"
_NAME = 20
SENTENCE_ENDS = "。；！？\n"


@dataclass(frozen=True)
class Quote:
    """引文：出处的原文，以及它前后的几个字。"""

    before: str
    text: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}【{self.text}】{self.after}" if self.text else self.before + self.after


class Places:
    """一份文档里各处的说法。

    .docx 没有固定的页，只说章节、段、表、行、列；有页的（PDF）再加页码。
    """

    def __init__(self, document: Document, facts: Facts | None = None) -> None:
        self._document = document
        self._facts = facts
        self._names: dict[tuple[int | None, int | None, tuple[int, int] | None], str] = {}
        self._paragraphs = _ordinals_within_sections(document)
        self._tables = {
            index: number
            for number, index in enumerate(
                (i for i, block in enumerate(document.blocks) if isinstance(block, Table)), start=1
            )
        }

    def name(self, at: Location) -> str:
        """出处的全称，例如：一、（四）资金管理 · 表1-1 第3行“小计” 第4列“决算数”。"""
        spot = at.page, at.block, at.cell
        if spot not in self._names:
            parts = [self._page(at), self.section(at), self._spot(at)]
            self._names[spot] = " · ".join(part for part in parts if part) or "全文"
        return self._names[spot]

    def section(self, at: Location) -> str:
        """所在小节：上级只留编号，末级写全。"""
        path = headings(self._document.section(at.block))
        if not path:
            return ""
        above = [_numbering(title) for title in path[:-1]]
        return "".join(above) + shortened(path[-1].strip("。 "), 24)

    def quote(self, at: Location, width: int = 24) -> Quote:
        """出处的原文及其前后各至多 width 个字，尽量从句子开头起。"""
        if at.block is None:
            return Quote("", "", "")
        block = self._document.blocks[at.block]
        if isinstance(block, Table) and at.cell is None:
            return Quote("", "", "")
        text = self._document.holder(at).text
        before, after = text[: at.start], text[at.end :]
        return Quote(_tail(before, width), one_line(text[at.start : at.end]), _head(after, width))

    def shows(self, quoted: Location, at: Location) -> bool:
        """引文 quoted 里是不是已经看得见 at 这一处。"""
        if quoted.block is None or (quoted.block, quoted.cell) != (at.block, at.cell):
            return False
        quote, text = self.quote(quoted), one_line(self._document.holder(at).text[at.start : at.end])
        between = self._document.holder(at).text
        if at.start >= quoted.end:
            return text in quote.after and between.find(text, quoted.end) == at.start
        return text in quote.before and between.rfind(text, 0, quoted.start) == at.start

    def _page(self, at: Location) -> str:
        has_pages = self._document.media == "pdf" and at.page is not None
        return f"第{at.page}页" if has_pages else ""

    def _spot(self, at: Location) -> str:
        if at.block is None:
            return ""
        block = self._document.blocks[at.block]
        match block:
            case Heading():
                return "标题"
            case Paragraph():
                return f"第{self._paragraphs[at.block]}段"
            case Table():
                names = self._facts.names_of(at) if self._facts else ("", "")
                return f"{self._table(at.block, block)}{_cell(block, at.cell, names)}".strip()

    def _table(self, index: int, table: Table) -> str:
        caption = None if table.caption is None else self._document.blocks[table.caption]
        if caption is None or isinstance(caption, Table) or not headings([caption.text]):
            return f"第{self._tables[index]}个表 "
        label = _TABLE_LABEL.match(caption.text)
        return f"{one_line(label.group(1))} " if label else f"{shortened(caption.text, 16)} "


def _ordinals_within_sections(document: Document) -> dict[int, int]:
    """每个段落是它那个小节的第几段（空段不算）。"""
    ordinals: dict[int, int] = {}
    count = 0
    for index, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            count = 0
        elif isinstance(block, Paragraph):
            count += bool(block.text.strip())
            ordinals[index] = count
    return ordinals


def _numbering(title: str) -> str:
    found = _NUMBERING.match(title)
    return found.group(1) if found else f"{shortened(title, 12)} "


def _cell(table: Table, position: tuple[int, int] | None, names: tuple[str, str]) -> str:
    """第几行第几列；行标题、列名以读懂了的表格为准，没有读懂的看格网。"""
    if position is None:
        return ""
    row, column = position
    label = names[0] or _row_label(table, row, column)
    header = names[1] or ("" if row < table.header_rows else next(reversed(table.header_path(column)), ""))
    row_name = f"“{shortened(label, 12)}”" if label else ""
    column_name = f"“{shortened(header, 12)}”" if header else ""
    return f"第{row + 1}行{row_name} 第{column + 1}列{column_name}"


def _row_label(table: Table, row: int, column: int) -> str:
    """本行在 column 之前最靠近它的名称；数字不算，有短的不取长的（长的多半是说明、标准）。"""
    texts = [table.cell(row, left).text.strip() for left in range(column - 1, -1, -1)]
    names = [text for text in texts if text and not is_figure(text)]
    return next((name for name in names if len(name) <= _NAME), names[0] if names else "")


def is_figure(text: str) -> bool:
    """单元格里是不是只有数。"""
    return _FIGURE.fullmatch(text) is not None


def _tail(text: str, width: int) -> str:
    """末尾至多 width 个字，若其中有句子开头则从那里起；不留半截的数。"""
    kept = text[max(0, len(text) - width) :]
    start = max(kept.rfind(end) for end in SENTENCE_ENDS) + 1
    if start or len(kept) == len(text):
        return one_line(kept[start:]).lstrip(" ，、")
    if kept and _splits_figure(text[-len(kept) - 1], kept[0]):
        kept = kept.lstrip(_NUMERIC)
    return "…" + one_line(kept).lstrip(" ，、")


def _head(text: str, width: int) -> str:
    """开头至多 width 个字，若其中有句子结尾则到那里止；不留半截的数。"""
    kept = text[:width]
    ends = [kept.find(end) for end in SENTENCE_ENDS if end in kept]
    if ends or len(kept) == len(text):
        return one_line(kept[: min(ends, default=len(kept)) + 1]).rstrip()
    if kept and _splits_figure(kept[-1], text[width]):
        kept = kept.rstrip(_NUMERIC)
    return one_line(kept).rstrip() + "…"


def _splits_figure(left: str, right: str) -> bool:
    """在这两个字之间断开，会不会把一个数切成两半。"""
    return left in _NUMERIC and right in _NUMERIC
