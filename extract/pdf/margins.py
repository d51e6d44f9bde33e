"""页边：页眉、页脚、页码。它们不是正文，也不该打断跨页的句子。"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from extract.pdf.lines import TextLine
from extract.pdf.page import Page

_DASH = r"[\-‐-―－─━~～·•.\s]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}(?:第\s*)?\d{{1,4}}\s*页?(?:\s*[/／,，、]?\s*共?\s*\d{{1,4}}\s*页?)?{_DASH}"
    rf"|{_DASH}第\s*[一二三四五六七八九十百]+\s*页{_DASH}|(?i:page)\s*\d{{1,4}}(?:\s*(?i:of|/)\s*\d{{1,4}})?"
)
_NUMBER_ZONE = 110.0
"""公文的版心下边距约 3.5 厘米，页码在版心之下。"""
_MARGIN_ZONE = 64.0
"""页眉页脚离页边不到 2.3 厘米；再往里就是正文，一页一表的表名也会每页重复。"""
_SAME_PLACE = 3.0


def margins_of(pages: Sequence[tuple[Page, Sequence[TextLine]]]) -> dict[int, TextLine]:
    """各页（页和表格之外的行）里的页边，按行的 id() 存。"""
    found: dict[int, TextLine] = {}
    repeated: dict[tuple[str, bool], list[TextLine]] = defaultdict(list)
    for page, lines in pages:
        for line in _edge_lines(lines):
            if _is_page_number(line, page.height):
                found[id(line)] = line
            elif line.bottom < _MARGIN_ZONE or line.top > page.height - _MARGIN_ZONE:
                repeated[re.sub(r"\d+", "0", line.text), line.bottom < _MARGIN_ZONE].append(line)
    for alike in repeated.values():
        found.update((id(line), line) for line in _in_same_place(alike, len(pages)))
    return dict(sorted(found.items(), key=lambda item: (item[1].page, item[1].top)))


def _edge_lines(lines: Sequence[TextLine]) -> list[TextLine]:
    """一页最上、最下的几行。"""
    return list({id(line): line for line in [*lines[:3], *lines[-3:]]}.values())


def _is_page_number(line: TextLine, height: float) -> bool:
    if not _PAGE_NUMBER.fullmatch(line.text.strip()):
        return False
    return line.top > height - _NUMBER_ZONE or line.bottom < _MARGIN_ZONE


def _in_same_place(lines: Sequence[TextLine], pages: int) -> list[TextLine]:
    """在几页的同一高度重复出现的行。"""
    enough = 2 if pages <= 3 else max(3, pages // 5)
    return [
        line for line in lines if sum(abs(line.top - other.top) <= _SAME_PLACE for other in lines) >= enough
    ]
