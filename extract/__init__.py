"""读取：把送审文件读成文档，原文、表格、出处一样不少。"""

from extract.document import Box, Cell, Document, Frozen, Heading, Line, Location, Note, Paragraph, Table
from extract.errors import Unreadable

__all__ = [
    "Box",
    "Cell",
    "Document",
    "Frozen",
    "Heading",
    "Line",
    "Location",
    "Note",
    "Paragraph",
    "Table",
    "Unreadable",
]
