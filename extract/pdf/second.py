"""另一种读法：用 pdfminer 数一遍页数，抽一页数一遍字，与 PDFium 取到的互相印证。

pdfminer 不设上限，坏文件能让它耗尽时间和内存，所以先看清要解的流有多大、对照表有多宽，拿不准的不抽。
"""

from __future__ import annotations

import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFFont, PDFSimpleFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1, stream_value

from extract.document import Location, Note

# pdfminer 对坏文件的牢骚不该印到用户的屏幕上；该说的由说明来说
logging.getLogger("pdfminer").addHandler(logging.NullHandler())

_STREAM = 1_000_000
"""抽查的页至多解这么大的流，字节。"""
_FORMS = 50
_LONG = 60
"""这么多页以上，抽三页。"""
_FEW = 30
_DIGITS = 10
_ALIKE = 0.8
_RANGES = 70_000
_FONT = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+[-+\d.]+\s+Tf")
_BLOCK = re.compile(rb"begin(?:bf|cid)range(.*?)(?:end(?:bf|cid)range|\Z)", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-Fa-f]{1,8})>\s*<([0-9A-Fa-f]{1,8})>\s*(?:<[0-9A-Fa-f]*>|\[[^\]]*\]|\d+)")


class _TooMuchError(Exception):
    """超过上限，不抽查了。"""


@dataclass(slots=True)
class Sample:
    """抽查的一页：看得出是什么的字有几个（空白不算），看不出的有几个，各个数字有几个。"""

    known: int = 0
    unknown: int = 0
    digits: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Seen:
    """PDFium 在一页上取到的字数（空白不算）和各个数字的个数。"""

    page: int
    glyphs: int
    digits: Counter[str]


def disagreements(data: bytes, pages: int, seen: Sequence[Seen], limit: int) -> list[Note]:
    """两种读法不一致的地方：页数，以及抽查的几页的字数和数字。"""
    if pages > limit:
        return []
    second = SecondReading(data, limit)
    if second.count is None:
        return [_differs("另一种读法打不开这份 PDF，页数无法互相印证")]
    if second.count != pages:
        return [
            _differs(f"两种读法数出的页数不同（{pages}页和{second.count}页），可能有内容没有读到，请核对原件")
        ]
    samples = ((one, second.sample(one.page)) for one in _chosen(seen, second))
    return [
        _differs(f"第{one.page}页{what}，请对照原件", one.page)
        for one, sample in samples
        if sample is not None and (what := _between(one, sample))
    ]


def _chosen(seen: Sequence[Seen], second: SecondReading) -> Iterator[Seen]:
    """抽哪几页：有字有数的页里写得最省的；长的文件前中后各抽一页。"""
    parts = 1 if len(seen) < _LONG else 3
    size = -(-len(seen) // parts)
    for start in range(0, len(seen), max(1, size)):
        part = [one for one in seen[start : start + size] if one.glyphs >= _FEW]
        if part:
            yield min(part, key=lambda one: (one.digits.total() < _DIGITS, second.length(one.page), one.page))


def _between(one: Seen, sample: Sample) -> str:
    """一页上两种读法差在哪里；差得不多的为空串。"""
    other = sample.known + sample.unknown
    if abs(one.glyphs - other) > max(_FEW, (1 - _ALIKE) * max(one.glyphs, other)):
        return f"两种读法取到的字数不同（{one.glyphs}字和{other}字），可能有内容没有读到"
    if sample.unknown > max(_DIGITS, (1 - _ALIKE) * other):
        return f"有{sample.unknown}个字没有写明对应的文字，是照字体猜出来的，可能有错"
    most = max(one.digits.total(), sample.digits.total())
    if most >= _DIGITS and (one.digits & sample.digits).total() < _ALIKE * most:
        return f"两种读法取到的数字不同（{one.digits.total()}个和{sample.digits.total()}个）"
    return ""


def _differs(message: str, page: int | None = None) -> Note:
    return Note(kind="两种读法不一致", message=message, at=Location(page=page))


class SecondReading:
    """另一种读法看到的文件；它只用来印证，出什么错都不影响读取。"""

    def __init__(self, data: bytes, limit: int) -> None:
        self._limit = limit
        self._pages: list[PDFPage] | None = None
        try:
            document = PDFDocument(PDFParser(BytesIO(data)))
            self._pages = list(islice(PDFPage.create_pages(document), limit + 1))
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception:  # noqa: BLE001, S110 - pdfminer 对坏文件会抛出各种异常，都只说明它读不了
            pass

    @property
    def count(self) -> int | None:
        """页数；打不开的为 None。"""
        return None if self._pages is None else len(self._pages)

    def length(self, number: int) -> int:
        """第 number 页的内容有多长，压缩着的；说不清的当作很长。"""
        if self._pages is None or number > len(self._pages):
            return _STREAM
        try:
            return sum(
                len(stream_value(item).rawdata or b"")
                for item in list_value(self._pages[number - 1].contents)
            )
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception:  # noqa: BLE001 - 同上
            return _STREAM

    def sample(self, number: int) -> Sample | None:
        """第 number 页的字；不敢解、解不了的为 None。"""
        if self._pages is None or number > len(self._pages):
            return None
        try:
            return _sampled(self._pages[number - 1])
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception:  # noqa: BLE001 - 同上
            return None


def _sampled(page: PDFPage) -> Sample:
    """只装这一页用到的字体。"""
    contents = _decoded(stream_value(item) for item in list_value(page.contents))
    used = {name.decode("latin-1") for name in _FONT.findall(contents)}
    fonts = dict_value(dict_value(page.resources).get("Font") or {})
    page.resources = {**page.resources, "Font": {name: font for name, font in fonts.items() if name in used}}
    _refuse_wide_maps(page.resources)
    manager = _Lettering()
    device = _Counting(manager)
    _Bounded(manager, device).process_page(page)
    return device.sample


def _decoded(streams: Iterable[PDFStream]) -> bytes:
    """解出来的内容；过大的、用了几重编码的不解。"""
    found: list[bytes] = []
    room = _STREAM
    for stream in streams:
        found.append(_inflated(stream, room))
        room -= len(found[-1])
        if room <= 0:
            raise _TooMuchError
    return b" ".join(found)


def _inflated(stream: PDFStream, most: int) -> bytes:
    if stream.data is not None:
        return stream.data  # 前面抽的页已经解过
    filters = [str(name).strip("/'") for name, _ in stream.get_filters()]
    raw = stream.rawdata or b""
    if not filters:
        return raw
    if filters not in (["FlateDecode"], ["Fl"]):
        raise _TooMuchError
    return zlib.decompressobj().decompress(raw, most + 1)


def _refuse_wide_maps(resources: object) -> None:
    """文字对照表里的区间过宽的不解。"""
    fonts = dict_value(dict_value(resources).get("Font") or {})
    for font in fonts.values():
        table = resolve1(dict_value(font).get("ToUnicode"))
        if not isinstance(table, PDFStream):
            continue
        ranges = (pair for block in _BLOCK.findall(_decoded([table])) for pair in _RANGE.findall(block))
        width = sum(max(0, int(end, 16) - int(start, 16)) for start, end in ranges)
        if width > _RANGES:
            raise _TooMuchError


class _Lettering(PDFResourceManager):
    """字体先只装到认得出字为止：写明了对应文字的，字宽和字形用不着，不去解；有字没有写明的，再装全。"""

    def __init__(self) -> None:
        super().__init__()
        self._specs: dict[PDFFont, Mapping[str, object]] = {}
        self._whole: dict[PDFFont, PDFFont] = {}

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """一种字体。"""
        if "ToUnicode" not in spec or "DescendantFonts" in spec:
            return super().get_font(objid, spec)
        font = super().get_font(None, {name: part for name, part in spec.items() if name not in _UNREAD})
        if isinstance(font, PDFSimpleFont):
            font.cid2unicode = {}
        self._specs[font] = spec
        return font

    def char_of(self, font: PDFFont, code: int) -> str:
        """一个字；认不出的抛出 PDFUnicodeNotDefined。"""
        try:
            return font.to_unichr(code)
        except PDFUnicodeNotDefined:
            if font not in self._specs:
                raise
        if font not in self._whole:
            self._whole[font] = super().get_font(None, self._specs[font])
        return self._whole[font].to_unichr(code)


_UNREAD = frozenset({"W", "Widths", "FontDescriptor"})


class _Counting(PDFTextDevice):
    """只数字，不排版。"""

    def __init__(self, manager: _Lettering) -> None:
        super().__init__(manager)
        self._manager = manager
        self.sample = Sample()

    def render_string(self, textstate: Any, seq: Any, *_: Any) -> None:  # noqa: ANN401 - pdfminer 没有写明类型
        """数一串。"""
        font = textstate.font
        for part in seq:
            for cid in font.decode(part) if font and isinstance(part, bytes) else ():
                try:
                    char = self._manager.char_of(font, cid)
                except PDFUnicodeNotDefined:
                    self.sample.unknown += 1
                    continue
                self.sample.known += not char.isspace()
                self.sample.digits.update(one for one in char if one.isdigit())


class _Bounded(PDFPageInterpreter):
    """表单套得太多、太大的不解，图片不解。"""

    forms = 0

    def dup(self) -> _Bounded:
        """表单里另起一个，合着计数。"""
        other = _Bounded(self.rsrcmgr, self.device)
        other.forms = self.forms
        return other

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: ANN401, N802 - pdfminer 照操作符取名
        """画一个外部对象。"""
        stream = stream_value(self.xobjmap.get(getattr(xobjid_arg, "name", "")))
        if str(stream.get("Subtype")).strip("/'") != "Form":
            return
        self.forms += 1
        if self.forms > _FORMS:
            raise _TooMuchError
        _decoded([stream])
        _refuse_wide_maps(resolve1(stream.get("Resources")) or {})
        super().do_Do(xobjid_arg)
