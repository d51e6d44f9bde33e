"""手写的 PDF：几行内容流拼成一份小文件，版面上的每个字、每条线都由测试说了算。

汉字用 PDF 预定义的 STSong-Light 与 UniGB-UCS2-H，不嵌字体；每个汉字正好一个字宽，半角字半个字宽。
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import md5

Cipher = Callable[[bytes], bytes]
PORTRAIT = (595, 842)
LANDSCAPE = (842, 595)


@dataclass
class Sheet:
    """一页：往上写字、画线，坐标以左上角为原点。"""

    size: tuple[int, int] = PORTRAIT
    rotate: int = 0
    content: list[str] = field(default_factory=list)
    resources: str = ""

    def write(self, x: float, y: float, text: str, size: float = 10, mode: int = 0) -> Sheet:
        """在 (x, y) 处写一行字，y 是字的下沿。"""
        codes = text.encode("utf-16-be").hex()
        self.content.append(f"BT {mode} Tr /F1 {size} Tf 1 0 0 1 {x} {self.size[1] - y} Tm <{codes}> Tj ET")
        return self

    def lines(self, x: float, y: float, texts: Iterable[str], size: float = 10, pitch: float = 16) -> Sheet:
        """自 (x, y) 起一行一行往下写。"""
        for index, text in enumerate(texts):
            self.write(x, y + index * pitch, text, size)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        """一条线。"""
        height = self.size[1]
        self.content.append(f"{x0} {height - y0} m {x1} {height - y1} l S")
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> Sheet:
        """横平竖直的格子。"""
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        return self

    def table(
        self, xs: Sequence[float], top: float, rows: Sequence[Sequence[str]], height: float = 20
    ) -> Sheet:
        """一张格子都画全的表，每格一行字。"""
        self.grid(xs, [top + height * index for index in range(len(rows) + 1)])
        for index, row in enumerate(rows):
            for x, text in zip(xs, row, strict=False):
                if text:
                    self.write(x + 5, top + height * index + 14, text)
        return self


def pdf(
    *sheets: Sheet, trailer: str = "", objects: Sequence[str] = (), kids: str = "", cipher: Cipher = bytes
) -> bytes:
    """几页拼成的 PDF；kids 可以改写页面树，objects 是自 100 号起另加的对象。"""
    found: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
            b"/DescendantFonts [4 0 R] >>"
        ),
        4: (
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 [500] 2 94 500] "
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 5 0 R >>"
        ),
        5: (
            b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
            b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
        ),
    }
    numbers = [10 + 2 * index for index in range(len(sheets))]
    references = kids or " ".join(f"{number} 0 R" for number in numbers)
    found[2] = f"<< /Type /Pages /Kids [{references}] /Count {len(references.split('R')) - 1} >>".encode()
    for number, sheet in zip(numbers, sheets, strict=True):
        found[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.size[0]} {sheet.size[1]}] /Rotate {sheet.rotate} "
            f"/Resources << /Font << /F1 3 0 R >> {sheet.resources} >> /Contents {number + 1} 0 R >>"
        ).encode()
        found[number + 1] = stream("\n".join(sheet.content).encode(), cipher=cipher)
    found |= {100 + index: body.encode("latin-1") for index, body in enumerate(objects)}
    return _file(found, trailer)


_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_PERMISSIONS = -4


def locked(sheet: Sheet, password: str) -> bytes:
    """设了打开密码的 PDF（标准安全处理程序第二版，RC4 四十位）；密码可以是空串。"""
    secret = (password.encode() + _PAD)[:32]
    owner = _rc4(md5(_PAD, usedforsecurity=False).digest()[:5], secret)
    document_id = b"0123456789abcdef"
    seed = secret + owner + _PERMISSIONS.to_bytes(4, "little", signed=True) + document_id
    key = md5(seed, usedforsecurity=False).digest()[:5]
    encrypt = (
        f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{_rc4(key, _PAD).hex()}> /P {_PERMISSIONS} >>"
    )
    trailer = f"/Encrypt 100 0 R /ID [<{document_id.hex()}> <{document_id.hex()}>]"
    # 内容流的密钥由对象号定：第一页的内容是 11 号
    page_key = md5(key + (11).to_bytes(3, "little") + b"\0\0", usedforsecurity=False).digest()[:10]
    return pdf(sheet, trailer=trailer, objects=[encrypt], cipher=lambda content: _rc4(page_key, content))


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def stream(content: bytes, entries: str = "", cipher: Cipher = bytes) -> bytes:
    """压缩过的流对象。"""
    packed = cipher(zlib.compress(content))
    return (
        f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n".encode()
        + packed
        + b"\nendstream"
    )


def _file(objects: dict[int, bytes], trailer: str) -> bytes:
    body = bytearray(b"%PDF-1.4\n")
    offsets: dict[int, int] = {}
    for number, content in sorted(objects.items()):
        offsets[number] = len(body)
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(body)
    body += b"xref\n0 1\n0000000000 65535 f \n"
    for number, offset in offsets.items():
        body += f"{number} 1\n{offset:010d} 00000 n \n".encode()
    body += (
        f"trailer\n<< /Size {max(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return bytes(body)
