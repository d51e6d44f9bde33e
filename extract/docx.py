"""Word 文档（.docx）读取器：自己走一遍 XML，一个字也不漏，并且记账为证。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from lxml import etree

from extract import limits
from extract.document import Block, Cell, Document, Heading, Location, Note, Paragraph, Table
from extract.errors import Unreadable
from extract.ooxml.names import (
    ALTERNATE,
    CELL,
    DELETED,
    INSERTED,
    P_PROPERTIES,
    R_PROPERTIES,
    ROW,
    TABLE,
    VAL,
    P,
    R,
    T,
    W,
)
from extract.ooxml.numbering import Numbering
from extract.ooxml.package import Package, Relation
from extract.ooxml.styles import Style, Styles, is_on, number_of, outline_level
from extract.ooxml.tables import Merge, Placed, Slot, grid_of
from extract.ooxml.text import Reach, Text, TextReader
from extract.structure import caption_of, header_rows, heading_level, numbering_level, with_headings_settled

_STYLED_HEADING_LENGTH = 100
"""样式说是标题而长过此数的，是套错了样式的正文。"""
_NOTED = 20
"""同一类说明最多列出的处数，其余只报个数。"""
_STYLE = f"{W}pStyle"
_ALT_CHUNK = f"{W}altChunk"
_NOT_BODY = frozenset({f"{W}sectPr", f"{W}tblPr", f"{W}tblGrid", f"{W}sdtPr", f"{W}sdtEndPr", P_PROPERTIES})
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_DIGIT_RUN = re.compile(r"\d[\d,，.．]*")
_ASIDES = ("header", "footer", "comments")
_NOTE_PARTS = (("footnotes", f"{W}footnote"), ("endnotes", f"{W}endnote"))
_OPAQUE = {"chart": "图表", "diagramData": "图示", "oleObject": "嵌入对象", "package": "嵌入对象"}


def read_docx(package: Package, data: bytes, name: str) -> Document:
    """把打开了的包读成文档；data 是原文件的字节，只用来取指纹。

    Raises:
        Unreadable: 正文解析不了，或者超过上限。
    """
    return _Reader(package).document(sha256(data).hexdigest(), name)


@dataclass
class _CellText:
    """单元格的内容：文字，以及要另成一块的内嵌表格。"""

    text: Text = field(default_factory=Text)
    tables: list[_Draft] = field(default_factory=list)

    def line(self, text: Text) -> None:
        """另起一行；空行不算。"""
        if not text.length:
            return
        if self.text.length:
            self.text.add("\n")
        self.text.join(text)


_Hidden = list[tuple[tuple[int, int] | None, int, int]]


@dataclass
class _Draft:
    """成形的一块，以及其中隐藏文字的位置（单元格、起、止）。"""

    block: Block
    hidden: _Hidden = field(default_factory=list)
    styled: bool = False


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._notes: list[Note] = list(package.notes)
        self._main = package.main or ""
        self._relations = package.relations(self._main)
        self._styles = Styles(self._optional("styles"))
        self._numbering = Numbering(self._optional("numbering"))
        self._reach = Reach()
        self._texts = TextReader(self._styles, self._reach)
        self._paragraphs = self._tables = self._positions = 0

    def document(self, fingerprint: str, name: str) -> Document:
        """按正文、脚注、尾注的次序读成块，再定标题、表名，写说明。"""
        root = self._package.xml(self._main)
        body = root.find(f"{W}body")
        if body is None:
            raise Unreadable.coded("X011", "文档里没有正文")
        drafts = list(self._blocks(body))
        self._account(root)
        for kind, tag in _NOTE_PARTS:
            drafts.extend(self._notes_part(kind, tag))
        asides = tuple(self._asides())
        blocks = _settled(drafts)
        self._note_hidden(drafts)
        self._note_package()
        return Document(
            name=name,
            media="docx",
            sha256=fingerprint,
            blocks=tuple(blocks),
            asides=asides,
            notes=tuple(self._notes),
        )

    def _related(self, kind: str) -> list[Relation]:
        return [
            relation
            for relation in self._relations.values()
            if relation.kind == kind and not relation.external and self._package.has(relation.target)
        ]

    def _optional(self, kind: str) -> etree._Element | None:
        """样式、编号一类缺了也能读的部件；坏了就当没有，留下说明。"""
        for relation in self._related(kind):
            try:
                return self._package.xml(relation.target)
            except Unreadable as error:
                if error.code != "X011":
                    raise
                self._note("部件损坏", error.reason)
        return None

    # 块

    def _blocks(self, parent: etree._Element) -> Iterator[_Draft]:
        for element, text, style in self._flow(parent):
            if text is not None:
                draft = _text_block(element, text, style)
                if draft is not None:
                    yield draft
            else:
                yield from self._table(element)

    def _flow(self, parent: etree._Element) -> Iterator[tuple[etree._Element, Text | None, Style]]:
        """容器里的段落与表格，自上而下；文本框排在它所在的段落之后，段落标记被删的与下一段相连。"""
        pending: Text | None = None
        for element in self._content(parent):
            if element.tag == TABLE:
                yield element, None, Style()
                continue
            text, style = self._paragraph(element, pending)
            if _mark_is_deleted(element):
                pending = text
                continue
            pending = None
            yield element, text, style
            for box in text.boxes:
                yield from self._flow(box)
        if pending is not None:
            yield parent, pending, Style()

    def _content(self, parent: etree._Element) -> Iterator[etree._Element]:
        """段落与表格元素，穿过内容控件、自定义标记等外壳。"""
        for element in parent:
            tag = element.tag
            if tag in (P, TABLE):
                yield element
            elif tag == ALTERNATE:
                yield from self._content(self._texts.choice(element))
            elif tag in DELETED:
                self._texts.skip(element)
            elif tag == _ALT_CHUNK:
                self._notes.append(Note(kind="未读到", message="文中嵌入了另一份文档，其内容未读取"))
            elif tag not in _NOT_BODY and len(element):
                self._reach.inserted += tag in INSERTED
                yield from self._content(element)

    def _paragraph(self, paragraph: etree._Element, before: Text | None) -> tuple[Text, Style]:
        """一个段落的文字与样式；before 是段落标记被删、并到这一段来的文字。"""
        self._paragraphs += 1
        if self._paragraphs > limits.PARAGRAPHS:
            raise Unreadable.coded("X008", f"段落超过{limits.PARAGRAPHS:,}个")
        properties = paragraph.find(P_PROPERTIES)
        style_element = None if properties is None else properties.find(_STYLE)
        style_id = None if style_element is None else style_element.get(VAL)
        style = self._styles.paragraph(style_id)
        text = Text()
        if not _mark_is_deleted(paragraph):
            text.add(self._label(properties, style, style_id))
        if before is not None:
            text.join(before)
        self._texts.read(paragraph, text, hidden=style.hidden)
        return text, style

    def _label(self, properties: etree._Element | None, style: Style, style_id: str | None) -> str:
        numbering = None if properties is None else properties.find(f"{W}numPr")
        own = _property(numbering, "numId")
        if own is not None:
            return self._numbering.label(own, number_of(_property(numbering, "ilvl")))
        if style.num_id:
            level = self._numbering.level_for(style.num_id, style_id, style.num_level)
            return self._numbering.label(style.num_id, level)
        return ""

    # 表格

    def _table(self, table: etree._Element) -> Iterator[_Draft]:
        self._tables += 1
        if self._tables > limits.TABLES:
            raise Unreadable.coded("X008", f"表格超过{limits.TABLES:,}个")
        rows = [(row, list(self._parts(row, CELL))) for row in self._parts(table, ROW)]
        self._refuse_oversize([len(cells) for _, cells in rows])
        if len(rows) == 1 and len(rows[0][1]) == 1:
            yield from self._blocks(rows[0][1][0])  # 一行一格的表只是个框
            return
        grid = table.find(f"{W}tblGrid")
        slots = [self._slots(row, cells) for row, cells in rows]
        widths = [] if grid is None else [number_of(column.get(f"{W}w")) for column in grid]
        placed, columns = grid_of(slots, widths)
        if not placed:
            return
        yield _table_draft(placed, len(rows), columns)
        for cell in placed:
            for content in (cell.content, *cell.merged):
                yield from () if content is None else content.tables

    def _refuse_oversize(self, cells: list[int]) -> None:
        """读单元格之前先数一数。"""
        self._positions += len(cells) * max(cells, default=0)
        if len(cells) > limits.ROWS or max(cells, default=0) > limits.COLUMNS:
            raise Unreadable.coded("X008", "表格的行数或列数超过上限")
        if self._positions > limits.POSITIONS:
            raise Unreadable.coded("X008", "表格过多过大")

    def _parts(self, parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
        """表格的行、行的格，穿过外壳；删除的行略过。"""
        for element in parent:
            tag = element.tag
            if tag == wanted:
                properties = element.find(f"{W}trPr") if wanted == ROW else None
                if properties is not None and properties.find(f"{W}del") is not None:
                    self._texts.skip(element)
                    continue
                if properties is not None and properties.find(f"{W}ins") is not None:
                    self._reach.inserted += 1
                yield element
            elif tag == ALTERNATE:
                yield from self._parts(self._texts.choice(element), wanted)
            elif tag in DELETED:
                self._texts.skip(element)
            elif tag not in _NOT_BODY and tag != ROW and tag != CELL and len(element):
                yield from self._parts(element, wanted)

    def _slots(self, row: etree._Element, cells: list[etree._Element]) -> list[Slot[_CellText]]:
        slots: list[Slot[_CellText]] = []
        properties = row.find(f"{W}trPr")
        before = number_of(_property(properties, "gridBefore"))
        if before:
            slots.append(Slot(before, None))
        for cell in cells:
            own = cell.find(f"{W}tcPr")
            slots.append(
                Slot(
                    span=max(1, number_of(_property(own, "gridSpan"))),
                    content=self._cell(cell),
                    merge=_vertical_merge(own),
                    merged_left=_property(own, "hMerge", "continue") == "continue",
                )
            )
        return slots

    def _cell(self, cell: etree._Element) -> _CellText:
        content = _CellText()
        for element, text, _ in self._flow(cell):
            if text is not None:
                content.line(text)
                continue
            for draft in self._table(element):
                inline = _as_lines(draft)
                if inline is None:
                    content.tables.append(draft)
                else:
                    content.line(inline)
        return content

    # 正文之外

    def _notes_part(self, kind: str, tag: str) -> Iterator[_Draft]:
        for relation in self._related(kind):
            root = self._package.xml(relation.target)
            for note in root.iterfind(tag):
                if note.get(f"{W}type") not in _SEPARATORS:
                    yield from self._blocks(note)
                else:
                    self._reach.excused.add(note)
            self._account(root)

    def _asides(self) -> Iterator[str]:
        seen: set[str] = set()
        for kind in _ASIDES:
            for relation in self._related(kind):
                root = self._package.xml(relation.target)
                for draft in self._blocks(root):
                    for text in _texts_of(draft.block):
                        if text.strip() and text not in seen:
                            seen.add(text)
                            yield text

    # 说明

    def _account(self, root: etree._Element) -> None:
        lost = self._reach.lost(root)
        for element in lost[:_NOTED]:
            numbers = "、".join(_DIGIT_RUN.findall(element.text or ""))
            self._notes.append(Note(kind="未读到", message=f"有文字没有读到，其中的数字是：{numbers}"))
        if len(lost) > _NOTED:
            self._notes.append(Note(kind="未读到", message=f"另有{len(lost) - _NOTED}处数字没有读到"))

    def _note_hidden(self, drafts: list[_Draft]) -> None:
        places = [
            Location(block=index, start=start, end=end, cell=cell)
            for index, draft in enumerate(drafts)
            for cell, start, end in draft.hidden
        ]
        for at in places[:_NOTED]:
            self._notes.append(Note(kind="隐藏文字", message="这里的文字设为隐藏，已照常核对", at=at))
        if len(places) > _NOTED:
            self._note("隐藏文字", f"另有{len(places) - _NOTED}处文字设为隐藏，已照常核对")

    def _note_package(self) -> None:
        reach, relations = self._reach, self._relations.values()
        if reach.inserted or reach.deleted:
            self._note(
                "修订痕迹",
                f"含修订痕迹{reach.inserted + reach.deleted}处（插入{reach.inserted}、删除{reach.deleted}），"
                "按接受全部修订后的文字审核",
            )
        if reach.pictures:
            self._note("图片", f"文中有{reach.pictures}张图片，图片里的文字没有读取")
        opaque = Counter(_OPAQUE[relation.kind] for relation in relations if relation.kind in _OPAQUE)
        if opaque:
            listed = "、".join(f"{what}{count}个" for what, count in opaque.items())
            self._note("嵌入内容", f"文中有{listed}，其中的文字没有读取")
        outside = sum(relation.external and relation.kind != "hyperlink" for relation in relations)
        if outside:
            self._note("外部链接", f"文档引用了{outside}个外部的图片、模板或对象，均未访问")
        missing = [
            relation.target
            for relation in relations
            if not relation.external
            and relation.kind != "hyperlink"
            and not self._package.has(relation.target)
        ]
        if missing:
            self._note("部件缺失", f"文档缺少{len(missing)}个被引用的部件（如 {missing[0][:60]}），已跳过")
        if any(relation.kind == "vbaProject" for relation in relations):
            self._note("含宏", "文档里有宏，宏没有执行")

    def _note(self, kind: str, message: str) -> None:
        self._notes.append(Note(kind=kind, message=message))


def _settled(drafts: list[_Draft]) -> list[Block]:
    styled = {index for index, draft in enumerate(drafts) if draft.styled}
    blocks = with_headings_settled((draft.block for draft in drafts), styled)
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            caption, unit_line = caption_of(blocks, index)
            blocks[index] = block.model_copy(update={"caption": caption, "unit_line": unit_line})
    return blocks


def _text_block(paragraph: etree._Element, text: Text, style: Style) -> _Draft | None:
    shown = str(text)
    if not shown.strip():
        return None
    hidden: _Hidden = [(None, start, end) for start, end in text.hidden]
    outline = outline_level(paragraph.find(P_PROPERTIES))
    level = style.level if outline is None else outline or None
    if level and len(shown) <= _STYLED_HEADING_LENGTH:
        return _Draft(Heading(text=shown, level=level), hidden, styled=True)
    if not style.contents and numbering_level(shown, emphasised=True) is not None:
        level = heading_level(shown, emphasised=_is_bold(paragraph, style))
        if level is not None:
            return _Draft(Heading(text=shown, level=level), hidden)
    return _Draft(Paragraph(text=shown), hidden)


def _is_bold(paragraph: etree._Element, style: Style) -> bool:
    """整段加粗。"""
    runs = [run for run in paragraph.iter(R) if any((text.text or "").strip() for text in run.iter(T))]
    bold = (is_on(run.find(R_PROPERTIES), "b") for run in runs)
    return bool(runs) and all(style.bold if on is None else on for on in bold)


def _mark_is_deleted(paragraph: etree._Element) -> bool:
    mark = paragraph.find(f"{P_PROPERTIES}/{R_PROPERTIES}/{W}del")
    return mark is not None


def _property(properties: etree._Element | None, name: str, default: str = "0") -> str | None:
    """属性的值；没有这一项的为 None，有而没写值的为 default。"""
    element = None if properties is None else properties.find(f"{W}{name}")
    return None if element is None else element.get(VAL, default)


def _vertical_merge(properties: etree._Element | None) -> Merge:
    value = _property(properties, "vMerge", "continue")
    if value is None:
        return ""
    return "restart" if value == "restart" else "continue"


def _table_draft(placed: list[Placed[_CellText]], rows: int, columns: int) -> _Draft:
    cells: list[Cell] = []
    hidden: _Hidden = []
    for item in placed:
        text = Text() if item.content is None else item.content.text
        for content in item.merged:
            if str(content.text).strip():
                # 纵向合并的后续格里的字 Word 不显示，读进来并当作隐藏文字
                text.add("\n" if text.length else "")
                hidden.append(((item.row, item.column), text.length, text.length + content.text.length))
                text.join(content.text)
        hidden.extend(((item.row, item.column), start, end) for start, end in text.hidden)
        cells.append(
            Cell(
                row=item.row,
                column=item.column,
                row_span=item.row_span,
                column_span=item.column_span,
                text=str(text),
            )
        )
    header = header_rows(cells, rows, columns)
    return _Draft(Table(rows=rows, columns=columns, cells=tuple(cells), header_rows=header), hidden)


def _as_lines(draft: _Draft) -> Text | None:
    """单元格里只有一行或一列的内嵌表格，以及框里的文字，当作格内的几行字；别的另成一块。"""
    block = draft.block
    if isinstance(block, Table) and block.rows > 1 and block.columns > 1:
        return None
    separator = "\t" if isinstance(block, Table) and block.rows == 1 else "\n"
    text = Text()
    text.add(separator.join(_texts_of(block)))
    return text


def _texts_of(block: Block) -> list[str]:
    return [cell.text for cell in block.cells] if isinstance(block, Table) else [block.text]
