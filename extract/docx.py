"""Word 文档（.docx）读取器：自己走一遍 XML，一个字也不漏，并且记账为证。

步骤：打开正文 → 自上而下走出段落和表格 → 脚注、尾注排在后面 → 页眉页脚、批注另放 → 对账 → 定标题与表名。
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from lxml import etree

from extract import limits
from extract.document import Document, Location, Note
from extract.errors import Unreadable
from extract.ooxml.account import NOTED, Reach, lost_notes, unread_parts
from extract.ooxml.drafts import (
    CellText,
    Draft,
    as_lines,
    settled,
    starts_of,
    table_draft,
    text_blocks,
    texts_of,
)
from extract.ooxml.names import (
    ALTERNATE,
    CELL,
    DELETED,
    DRAWN_P,
    INSERTED,
    P_PROPERTIES,
    R_PROPERTIES,
    ROW,
    TABLE,
    VAL,
    WORD_ART,
    P,
    W,
)
from extract.ooxml.numbering import Numbering
from extract.ooxml.package import Package, Relation
from extract.ooxml.remarks import package_notes
from extract.ooxml.styles import Style, Styles, is_on, number_of
from extract.ooxml.tables import Merge, Slot, grid_of
from extract.ooxml.text import Text, TextReader

_STYLE = f"{W}pStyle"

_ALT_CHUNK = f"{W}altChunk"

_NOT_BODY = frozenset({f"{W}sectPr", f"{W}tblPr", f"{W}tblGrid", f"{W}sdtPr", f"{W}sdtEndPr", P_PROPERTIES})

_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})

_ASIDES = ("header", "footer", "comments")

_NOTE_PARTS = (("footnotes", f"{W}footnote"), ("endnotes", f"{W}endnote"))

_TRACKED_MERGES: dict[str, Merge] = {"rest": "restart", "cont": "continue"}

_BLOCK_TAGS = frozenset({P, TABLE, DRAWN_P})

_FRAME = f"{W}framePr"

_NUMBERING = f"{W}numPr"


def read_docx(package: Package, data: bytes, name: str) -> Document:
    """把打开了的包读成文档；data 是原文件的字节，只用来取指纹。

    Raises:
        Unreadable: 正文解析不了，或者超过上限。
    """
    return _Reader(package).document(sha256(data).hexdigest(), name)


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._notes: list[Note] = []
        self._main = package.main or ""
        self._walked: dict[str, etree._Element] = {}
        self._styles = Styles(self._optional("styles"))
        self._numbering = Numbering(self._optional("numbering"))
        self._reach = Reach()
        self._texts = TextReader(self._styles, self._reach)
        self._paragraphs = self._tables = self._positions = 0

    def document(self, fingerprint: str, name: str) -> Document:
        """按正文、脚注、尾注的次序读成块，再对账，定标题、表名，写说明。"""
        drafts = [draft for body in self._bodies() for draft in self._blocks(body)]
        for kind, tag in _NOTE_PARTS:
            drafts.extend(self._notes_part(kind, tag))
        asides = tuple(dict.fromkeys(self._asides()))
        self._notes.extend(lost_notes(self._walked.values(), self._reach, lambda: starts_of(drafts)))
        self._notes.extend(unread_parts(self._package, set(self._walked), self._reach))
        self._note_hidden(drafts)
        self._notes.extend(package_notes(self._package, self._reach))
        return Document(
            name=name,
            media="docx",
            sha256=fingerprint,
            blocks=tuple(settled(drafts, self._styles)),
            asides=asides,
            notes=(*self._package.notes, *self._notes),
        )

    # 部件

    def _bodies(self) -> list[etree._Element]:
        root = self._package.xml(self._main)
        self._walked[self._main.lower()] = root
        bodies = root.findall(f"{W}body")
        if not bodies:
            raise Unreadable.coded("X011", "文档里没有正文")
        return bodies

    def _related(self, kind: str) -> list[Relation]:
        """正文引用的某一种部件；同一个部件只算一次。"""
        found = {
            relation.target.lower(): relation
            for relation in self._package.relations(self._main)
            if relation.kind == kind and not relation.external and self._package.has(relation.target)
        }
        found.pop(self._main.lower(), None)
        return list(found.values())

    def _part(self, relation: Relation) -> etree._Element | None:
        """正文之外的部件；坏了就当没有，留下说明。"""
        try:
            return self._package.xml(relation.target)
        except Unreadable as error:
            if error.code != "X011":
                raise
            self._note("部件损坏", error.reason)
        return None

    def _optional(self, kind: str) -> etree._Element | None:
        """样式、编号一类缺了也能读的部件。"""
        for relation in self._related(kind):
            return self._part(relation)
        return None

    def _text_parts(self, kind: str) -> Iterator[etree._Element]:
        """有文字的部件，读过的记下来好对账。"""
        for relation in self._related(kind):
            root = None if relation.target.lower() in self._walked else self._part(relation)
            if root is not None:
                self._walked[relation.target.lower()] = root
                yield root

    # 块

    def _blocks(self, parent: etree._Element) -> Iterator[Draft]:
        for element, text, style in self._flow(parent):
            if text is None:
                yield from self._table(element)
            else:
                yield from text_blocks(element, text, style)

    def _flow(
        self, parent: etree._Element, *, hidden: bool = False
    ) -> Iterator[tuple[etree._Element, Text | None, Style]]:
        """容器里的段落与表格，自上而下；文本框排在它所在的段落之后，段落标记被删的、首字下沉的与下一段相连。"""
        pending: Text | None = None
        for element in self._content(parent):
            if element.tag == TABLE:
                if pending is not None:
                    yield parent, pending, Style()
                    pending = None
                yield element, None, Style()
                continue
            properties = element.find(P_PROPERTIES)
            joins = properties is not None and _joins_next(properties)
            text, style = self._paragraph(element, properties, pending, hidden=hidden, labelled=not joins)
            if joins:
                pending = text
                continue
            pending = None
            yield element, text, style
            for box in text.boxes:
                yield from self._flow(box, hidden=hidden)
        if pending is not None:
            yield parent, pending, Style()
            for box in pending.boxes:
                yield from self._flow(box, hidden=hidden)

    def _content(self, parent: etree._Element) -> Iterator[etree._Element]:
        """段落与表格元素，穿过内容控件、自定义标记等外壳。"""
        if parent.tag in _BLOCK_TAGS or parent.tag == WORD_ART:
            yield parent
            return
        for element in parent:
            tag = element.tag
            if tag in _BLOCK_TAGS:
                yield element
            elif tag == ALTERNATE:
                yield from self._content(self._texts.choice(element))
            elif tag in DELETED:
                self._texts.skip(element)
            elif tag == _ALT_CHUNK:
                self._note("未读到", "文中嵌入了另一份文档，其内容未读取")
            elif tag not in _NOT_BODY and len(element):
                self._reach.inserted += tag in INSERTED
                yield from self._content(element)

    def _paragraph(
        self,
        paragraph: etree._Element,
        properties: etree._Element | None,
        before: Text | None,
        *,
        hidden: bool,
        labelled: bool,
    ) -> tuple[Text, Style]:
        """一个段落的文字与样式；before 是并到这一段来的上一段文字，labelled 是要不要编号。"""
        self._paragraphs += 1
        if self._paragraphs > limits.PARAGRAPHS:
            raise Unreadable.coded("X008", f"段落超过{limits.PARAGRAPHS:,}个")
        text = Text() if before is None else before
        if paragraph.tag == WORD_ART:
            text.add(paragraph.get("string", ""))
            return text, Style()
        style_element = None if properties is None else properties.find(_STYLE)
        style_id = None if style_element is None else style_element.get(VAL)
        style = self._styles.paragraph(style_id)
        label = self._label(properties, style, style_id) if labelled else ""
        if label and before is not None:
            text = Text()
            text.add(label)
            text.join(before)
        else:
            text.add(label)
        self._texts.read(paragraph, text, hidden=hidden or style.hidden)
        return text, style

    def _label(self, properties: etree._Element | None, style: Style, style_id: str | None) -> str:
        numbering = None if properties is None else properties.find(_NUMBERING)
        if numbering is None and not style.num_id:
            return ""
        own, own_level = _property(numbering, "numId"), _property(numbering, "ilvl")
        number = style.num_id if own is None else own
        if not number:
            return ""
        if own_level is not None:
            return self._numbering.label(number, number_of(own_level))
        return self._numbering.label(number, self._numbering.level_for(number, style_id, style.num_level))

    # 表格

    def _table(self, table: etree._Element) -> Iterator[Draft]:
        self._tables += 1
        if self._tables > limits.TABLES:
            raise Unreadable.coded("X008", f"表格超过{limits.TABLES:,}个")
        rows = [(row, list(self._parts(row, CELL))) for row in self._parts(table, ROW)]
        self._refuse_oversize([len(cells) for _, cells in rows])
        if len(rows) == 1 and len(rows[0][1]) == 1:
            yield from self._blocks(rows[0][1][0])  # 一行一格的表只是个框
            return
        grid = table.find(f"{W}tblGrid")
        widths = [] if grid is None else [number_of(column.get(f"{W}w")) for column in grid]
        placed, columns = grid_of([self._slots(row, cells) for row, cells in rows], widths)
        if not placed:
            return
        inner = [
            draft
            for cell in placed
            for content in (cell.content, *cell.merged)
            if content is not None
            for draft in content.tables
        ]
        count = len(rows)
        rows.clear()
        yield table_draft(table, placed, count, columns)
        yield from inner

    def _refuse_oversize(self, cells: list[int]) -> None:
        """读单元格之前先数一数。"""
        self._positions += len(cells) * max(cells, default=0)
        if len(cells) > limits.ROWS or max(cells, default=0) > limits.COLUMNS:
            raise Unreadable.coded("X008", "表格的行数或列数超过上限")
        if self._positions > limits.POSITIONS:
            raise Unreadable.coded("X008", "表格过多过大")

    def _parts(self, parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
        """表格的行、行的格，穿过外壳；删除的行、删除的格略过。"""
        for element in parent:
            tag = element.tag
            if tag == wanted:
                if self._is_kept(element):
                    yield element
            elif tag == ALTERNATE:
                yield from self._parts(self._texts.choice(element), wanted)
            elif tag in DELETED:
                self._texts.skip(element)
            elif tag not in _NOT_BODY and tag != ROW and tag != CELL and len(element):
                yield from self._parts(element, wanted)

    def _is_kept(self, part: etree._Element) -> bool:
        """一行或一格在接受修订之后还在不在。"""
        kind, prefix = (f"{W}trPr", "") if part.tag == ROW else (f"{W}tcPr", "cell")
        properties = part.find(kind)
        if properties is None:
            return True
        deleted, inserted = ("del", "ins") if not prefix else ("cellDel", "cellIns")
        if properties.find(f"{W}{deleted}") is not None:
            self._texts.skip(part)
            return False
        self._reach.inserted += properties.find(f"{W}{inserted}") is not None
        return True

    def _slots(self, row: etree._Element, cells: list[etree._Element]) -> list[Slot[CellText]]:
        slots: list[Slot[CellText]] = []
        properties = row.find(f"{W}trPr")
        hidden = bool(is_on(properties, "hidden"))
        before = number_of(_property(properties, "gridBefore"))
        if before:
            slots.append(Slot(before, None))
        for cell in cells:
            own = cell.find(f"{W}tcPr")
            slots.append(
                Slot(
                    span=max(1, number_of(_property(own, "gridSpan"))),
                    content=self._cell(cell, hidden=hidden),
                    merge=_vertical_merge(own),
                    merged_left=_property(own, "hMerge", "continue") == "continue",
                )
            )
        return slots

    def _cell(self, cell: etree._Element, *, hidden: bool) -> CellText:
        content = CellText(cell)
        for element, text, _ in self._flow(cell, hidden=hidden):
            if text is not None:
                content.line(text)
                continue
            for draft in self._table(element):
                inline = as_lines(draft)
                if inline is None:
                    content.tables.append(draft)
                else:
                    content.line(inline)
        return content

    # 正文之外

    def _notes_part(self, kind: str, tag: str) -> Iterator[Draft]:
        for root in self._text_parts(kind):
            for note in root.iterfind(tag):
                if note.get(f"{W}type") not in _SEPARATORS:
                    yield from self._blocks(note)

    def _asides(self) -> Iterator[str]:
        """页眉、页脚、批注，以及脚注的分隔线上写着的字。"""
        for kind, tag in _NOTE_PARTS:
            for relation in self._related(kind):
                root = self._walked.get(relation.target.lower())
                for note in () if root is None else root.iterfind(tag):
                    if note.get(f"{W}type") in _SEPARATORS:
                        yield from self._plain_texts(note)
        for kind in _ASIDES:
            for root in self._text_parts(kind):
                yield from self._plain_texts(root)

    def _plain_texts(self, parent: etree._Element) -> Iterator[str]:
        for draft in self._blocks(parent):
            yield from (text for text in texts_of(draft.block) if text.strip())

    # 说明

    def _note_hidden(self, drafts: list[Draft]) -> None:
        places = [
            Location(block=index, start=start, end=end, cell=cell)
            for index, draft in enumerate(drafts)
            for cell, start, end in draft.hidden
        ]
        for at in places[:NOTED]:
            self._notes.append(Note(kind="隐藏文字", message="这里的文字设为隐藏，已照常核对", at=at))
        if len(places) > NOTED:
            self._note("隐藏文字", f"另有{len(places) - NOTED}处文字设为隐藏，已照常核对")

    def _note(self, kind: str, message: str) -> None:
        self._notes.append(Note(kind=kind, message=message))


def _joins_next(properties: etree._Element) -> bool:
    """段落是不是与下一段连成一段：段落标记被删，或者是首字下沉的那个字。"""
    mark = properties.find(R_PROPERTIES)
    if mark is not None and any(item.tag in DELETED for item in mark):
        return True
    frame = properties.find(_FRAME)
    return frame is not None and frame.get(f"{W}dropCap", "none") != "none"


def _property(properties: etree._Element | None, name: str, default: str = "0") -> str | None:
    """属性的值；没有这一项的为 None，有而没写值的为 default。"""
    element = None if properties is None else properties.find(f"{W}{name}")
    return None if element is None else element.get(VAL, default)


def _vertical_merge(properties: etree._Element | None) -> Merge:
    value = _property(properties, "vMerge", "continue")
    if value is None:
        tracked = None if properties is None else properties.find(f"{W}cellMerge")
        accepted = None if tracked is None else tracked.get(f"{W}vMerge")
        return _TRACKED_MERGES.get(accepted or "", "")
    return "restart" if value == "restart" else "continue"
