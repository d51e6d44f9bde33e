"""Markdown 读取器：标题、段落、竖线表格；每行一段，文字与源文一字不差。

表格里 `<br>` 是格内换行；只写 `^` 的格并入上一格，只写 `<` 的格并入左边一格。
"""

from __future__ import annotations

import re
from collections import defaultdict
from hashlib import sha256

from extract import limits
from extract.document import Block, Cell, Document, Heading, Note, Paragraph, Table
from extract.errors import Unreadable
from extract.structure import caption_of, header_rows, heading_level, with_headings_settled

_NEWLINE = re.compile(r"\r\n|\n|\r")
_HASHES = re.compile(r"(#{1,6})[ \t　]+(?=\S)")
_ROW = re.compile(r"\|.*\|")
_CELL_EDGE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|(?:\s*:?-{3,}:?\s*\|)+")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ABOVE, _LEFT = "^", "<"

Position = tuple[int, int]


def read_markdown(text: str, data: bytes, name: str, notes: tuple[Note, ...] = ()) -> Document:
    """把 Markdown 文本读成文档；data 是原文件的字节，只用来取指纹。"""
    blocks, styled = _blocks(_NEWLINE.split(text))
    settled = with_headings_settled(blocks, styled)
    for index, block in enumerate(settled):
        if isinstance(block, Table):
            caption, unit_line = caption_of(settled, index)
            settled[index] = block.model_copy(update={"caption": caption, "unit_line": unit_line})
    return Document(
        name=name, media="markdown", sha256=sha256(data).hexdigest(), blocks=tuple(settled), notes=notes
    )


def _blocks(lines: list[str]) -> tuple[list[Block], set[int]]:
    blocks: list[Block] = []
    styled: set[int] = set()
    rows: list[str] = []
    for line in [*lines, ""]:
        text = line.strip()
        if _ROW.fullmatch(text):
            rows.append(text)
            continue
        if rows:
            blocks.append(_table(rows))
            rows = []
        if not text:
            continue
        if hashes := _HASHES.match(text):
            styled.add(len(blocks))
            blocks.append(Heading(text=text[hashes.end() :], level=len(hashes[1])))
        elif level := heading_level(text):
            blocks.append(Heading(text=text, level=level))
        else:
            blocks.append(Paragraph(text=text))
        if len(blocks) > limits.PARAGRAPHS:
            raise Unreadable.coded("X008", f"段落超过{limits.PARAGRAPHS:,}个")
    return blocks, styled


def _table(lines: list[str]) -> Table:
    rule = next((index for index, line in enumerate(lines) if _RULE.fullmatch(line)), None)
    texts = [_cells(line) for index, line in enumerate(lines) if index != rule or rule == 0]
    columns = max(map(len, texts))
    if columns > limits.COLUMNS or len(texts) > limits.ROWS or columns * len(texts) > limits.POSITIONS:
        raise Unreadable.coded("X008", "表格的行数或列数超过上限")
    padded = [row + [""] * (columns - len(row)) for row in texts]
    cells = _merged(padded)
    header = max(rule or 0, header_rows(cells, len(padded), columns))
    return Table(rows=len(padded), columns=columns, cells=cells, header_rows=header)


def _cells(line: str) -> list[str]:
    inner = _CELL_EDGE.split(line[1:-1])
    return [_LINE_BREAK.sub("\n", text.replace(r"\|", "|")).strip() for text in inner]


def _merged(texts: list[list[str]]) -> tuple[Cell, ...]:
    """按 `^`、`<` 合并；合并出来不是矩形的，照原样各自成格。"""
    groups: dict[Position, list[Position]] = defaultdict(list)
    owners: dict[Position, Position] = {}
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            owner = (row, column)
            if text == _ABOVE and row:
                owner = owners[row - 1, column]
            elif text == _LEFT and column:
                owner = owners[row, column - 1]
            owners[row, column] = owner
            groups[owner].append((row, column))
    cells: list[Cell] = []
    for (row, column), members in groups.items():
        row_span = max(r for r, _ in members) - row + 1
        column_span = max(c for _, c in members) - column + 1
        if len(members) == row_span * column_span and min(c for _, c in members) == column:
            cells.append(Cell(row=row, column=column, row_span=row_span, column_span=column_span,
                              text=texts[row][column]))  # fmt: skip
        else:
            cells.extend(Cell(row=r, column=c, text=texts[r][c]) for r, c in members)
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
