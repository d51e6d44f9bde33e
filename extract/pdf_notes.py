"""读取说明：逐页说清哪里没读到、哪里不可信，最后对一遍账——取到的字有没有都进了文档。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from extract.document import Block, Location, Note, Table
from extract.pdf_chars import Page

_FEW = 30
"""整页图片上只有这么几个字，多半是扫描页上另加的页码、印章。"""
_DAMAGED = 0.03


def page_notes(page: Page) -> list[Note]:
    """一页上没有读到或不可信的地方。"""
    at = Location(page=page.number)
    found: list[tuple[str, str]] = []
    if page.glyphs < _FEW and (page.pictured or (page.drawn and not page.glyphs)):
        found.append(("扫描页", "没有文字层（扫描的图片，或转成了曲线的字），未参与核对"))
    if page.glyphs and page.damaged > max(2, _DAMAGED * page.glyphs):
        found.append(("文字层乱码", f"有{page.damaged}个字没有对应的文字，取出的文字不可靠"))
    if page.unseen:
        what = "文字层是识别图片得来的，可能有错字" if page.pictured else "有看不见的文字，已照常核对"
        found.append(("识别文字" if page.pictured else "隐藏文字", what))
    if page.outlying:
        found.append(("页外文字", f"有{page.outlying}个字在页面之外，打印时看不到，已照常核对"))
    if page.plain is not None:
        found.append(("超过上限", f"有{page.glyphs:,}个字，超过上限，只取了文字，没有找表格"))
    if page.crowded:
        found.append(("超过上限", "线条超过上限，没有找表格"))
    return [Note(kind=kind, message=f"第{page.number}页{what}", at=at) for kind, what in found]


def unread_pages(numbers: Iterable[int]) -> list[Note]:
    """打不开的页。"""
    return [
        Note(kind="未读到", message=f"第{number}页已损坏，打不开，未参与核对", at=Location(page=number))
        for number in numbers
    ]


def lost_digits(pages: Iterable[Page], blocks: Iterable[Block], aside: Iterable[str]) -> list[Note]:
    """对账：页面上取到的数字，在文档或页边里都要找得到。"""
    printed = _digits(glyph.char for page in pages for run in page.runs for glyph in run.glyphs)
    kept = _digits(text for block in blocks for text in _texts(block)) + _digits(aside)
    lost = printed - kept
    if not lost:
        return []
    return [Note(kind="未读到", message=f"有{lost.total()}个数字没有读进来，请对照原件")]


def _texts(block: Block) -> list[str]:
    return [cell.text for cell in block.cells] if isinstance(block, Table) else [block.text]


def _digits(texts: Iterable[str]) -> Counter[str]:
    return Counter(char for text in texts for char in text if char.isdigit())
