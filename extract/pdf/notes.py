"""读取说明：逐页说清哪里没读到、哪里不可信，最后对一遍账——取到的字有没有都进了文档。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from extract.document import Block, Location, Note, Table
from extract.pdf.page import Page

_FEW = 30
"""整页图片上只有这么几个字，多半是扫描页上另加的页码、印章。"""
_DAMAGED = 0.03
_ENOUGH = 100
_COMMON = 0.6
"""正常的公文里九成五以上是常用字；低于这个比例的是乱码。"""
_UNITS = re.compile(r"万元|亿元|[%％]|平方米|万人")
_UNITED = 5


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
    if page.pale:
        found.append(("隐藏文字", f"有{page.pale}处白色的文字，打印时看不到，已照常核对"))
    if page.overlapping:
        found.append(("重叠文字", f"有{page.overlapping}处文字叠印在一起，不知道以哪一层为准"))
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


def lost_digits(printed: Iterable[Counter[str]], blocks: Iterable[Block], aside: Iterable[str]) -> list[Note]:
    """对账：页面上取到的数字，在文档或页边里都要找得到。"""
    kept = _digits(text for block in blocks for text in _texts(block)) + _digits(aside)
    lost = sum(printed, Counter[str]()) - kept
    if not lost:
        return []
    return [Note(kind="未读到", message=f"有{lost.total()}个数字没有读进来，请对照原件")]


def garbled(blocks: Iterable[Block]) -> list[Note]:
    """通篇看文字像不像话：数字全没有了，或者多半是生僻字、乱码字母的，是文字对照错了。"""
    text = "".join(text for block in blocks for text in _texts(block))
    chinese = [char for char in text if "\u3400" <= char <= "\U0003ffff"]
    found: list[str] = []
    if len(chinese) >= _ENOUGH:
        common = sum(_is_common(char) for char in chinese)
        if common < _COMMON * len(chinese):
            found.append(
                f"{len(chinese)}个汉字里有{len(chinese) - common}个是生僻字，文字对照多半错了，取出的文字不可靠"
            )
        elif not any(char.isdigit() for char in text) and len(_UNITS.findall(text)) >= _UNITED:
            found.append("正文里一个数字也没有，而有“万元”“%”一类的单位，数字多半没有取出来")
    accented = sum("\x80" <= char <= "\u024f" for char in text)
    if accented > max(_ENOUGH, 0.2 * len(text)):
        found.append(f"有{accented}个带符号的西文字母，文字对照多半错了，取出的文字不可靠")
    return [Note(kind="文字层乱码", message=message) for message in found]


def _is_common(char: str) -> bool:
    """GB 2312 的一级字（3,755 个常用字）。"""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and code[0] < 0xD8


def _texts(block: Block) -> list[str]:
    return [cell.text for cell in block.cells] if isinstance(block, Table) else [block.text]


def _digits(texts: Iterable[str]) -> Counter[str]:
    return Counter(char for text in texts for char in text if char.isdigit())
