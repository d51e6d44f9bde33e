"""读取：把送审文件读成文档，原文、表格、出处一样不少。"""

from extract.collector import collector_paused
from extract.document import Box, Cell, Document, Frozen, Heading, Line, Location, Note, Paragraph, Table
from extract.errors import CATALOGUE, NOTE_CODES, ErrorPage, Unreadable
from extract.formats import read

__all__ = [
    "CATALOGUE",
    "NOTE_CODES",
    "Box",
    "Cell",
    "Document",
    "ErrorPage",
    "Frozen",
    "Heading",
    "Line",
    "Location",
    "Note",
    "Paragraph",
    "Table",
    "Unreadable",
    "collector_paused",
    "read",
]
