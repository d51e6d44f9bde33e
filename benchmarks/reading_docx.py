"""读 Word 文档：不是我们写的 .docx 打得开多少、丢没丢字，与别的读取库并排比。

    python benchmarks/reading_docx.py 文件夹或文件 …     打开多少、丢了多少
    python benchmarks/reading_docx.py --speed 报告.docx …  读取一步的用时

给的是各个开源库源码包里自带的测试文件。丢字的量法：把正文部件里印出来的 w:t 通读一遍（删除的修订、
多余的备选写法除外），各读取器的结果里缺了哪些词。比照的库没装就跳过。
"""

from __future__ import annotations

import importlib
import io
import re
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from unicodedata import normalize

from lxml import etree

import extract

ROOT = Path(__file__).parents[1]
SUFFIXES = {".docx", ".docm", ".dotx", ".dotm"}
WORD = re.compile(r"[A-Za-z]+|\d+|[\u4e00-\u9fff]")
SPACES = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
SKIPPED = {"del", "moveFrom", "Fallback", "instrText", "delText", "rt"}
DAMAGED = {"X001", "X002", "X004", "X005"}
"""本来就不是好的 Word 文档：空的、残缺的、别的格式、加密的。"""


def ours(data: bytes, name: str) -> str:
    """本项目读出来的全部文字。"""
    document = extract.read(data, name)
    cells = (
        "\n".join(cell.text for cell in block.cells) if block.kind == "table" else block.text
        for block in document.blocks
    )
    return "\n".join(cells)


def python_docx(data: bytes, _: str) -> str:
    """python-docx 的段落与表格。"""
    document = importlib.import_module("docx").Document(io.BytesIO(data))
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(parts)


def docx2python(data: bytes, _: str) -> str:
    """docx2python 的正文。"""
    with importlib.import_module("docx2python").docx2python(io.BytesIO(data)) as document:
        return str(document.body) + str(document.footnotes) + str(document.endnotes)


def mammoth(data: bytes, _: str) -> str:
    """Mammoth 的纯文字。"""
    return str(importlib.import_module("mammoth").extract_raw_text(io.BytesIO(data)).value)


def markitdown(data: bytes, _: str) -> str:
    """MarkItDown 转成的 Markdown。"""
    module = importlib.import_module("markitdown")
    return str(module.MarkItDown().convert_stream(io.BytesIO(data), file_extension=".docx").text_content)


def kreuzberg(data: bytes, _: str) -> str:
    """Kreuzberg 取出的文字。"""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return str(importlib.import_module("kreuzberg").extract_bytes_sync(data, kind).content)


READERS: dict[str, Callable[[bytes, str], str]] = {
    "gouji": ours, "python-docx": python_docx, "docx2python": docx2python, "mammoth": mammoth,
    "markitdown": markitdown, "kreuzberg": kreuzberg,
}  # fmt: skip


def printed_words(data: bytes) -> Counter[str]:
    """正文部件里印出来的词，笨办法通读一遍；打不开的为空。"""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [archive.read(n) for n in archive.namelist() if re.fullmatch(r"word/document\d*\.xml", n)]
        roots = [etree.fromstring(part) for part in parts]
    except Exception:  # noqa: BLE001 - 各种打不开
        return Counter()
    return Counter(
        word
        for root in roots
        for text in printed_texts(root)
        for word in WORD.findall(normalize("NFKC", text))
    )


def printed_texts(root: etree._Element) -> list[str]:
    """逐段给出文字：同一段的几截连成一串，免得把一个词算成两个。"""
    paragraphs: list[list[str]] = [[]]
    gather(root, paragraphs)
    return ["".join(pieces) for pieces in paragraphs]


def gather(element: etree._Element, paragraphs: list[list[str]]) -> None:
    """收文字，不进删除的修订和多余的备选写法；每个段落另起一串，段落里的段落也是。"""
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname
        if name == "p":
            inner: list[list[str]] = [[]]
            gather(child, inner)
            paragraphs[:0] = inner
        elif name == "t":
            paragraphs[-1].append(child.text or "")
        elif name in SPACES:
            paragraphs[-1].append(SPACES[name])
        elif name not in SKIPPED:
            gather(child, paragraphs)


@dataclass
class Tally:
    """一个读取器的成绩。"""

    opened: int = 0
    lossless: int = 0
    lost: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)


def files(arguments: list[str]) -> list[Path]:
    """给的文件，以及文件夹里的文件。"""
    found: list[Path] = []
    for argument in arguments:
        path = Path(argument)
        found += (
            sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES) if path.is_dir() else [path]
        )
    return found


def main() -> None:
    """逐份读，打印各读取器打开的份数、一字不丢的份数、丢的词数。"""
    paths = files(sys.argv[1:] or [str(ROOT / "samples")])
    readers = {n: r for n, r in READERS.items() if n == "gouji" or importable(n)}
    tallies = {name: Tally() for name in readers}
    words = 0
    for path in paths:
        data = path.read_bytes()
        wanted = printed_words(data)
        words += wanted.total()
        for name, read in readers.items():
            measure(tallies[name], read, path, data, wanted)
    print(f"{len(paths)} 份文件，{words:,} 个词")
    print("| 读取器 | 打开 | 一字不丢 | 丢的词 | 用时（秒） |\n| --- | --- | --- | --- | --- |")
    for name, tally in tallies.items():
        print(f"| {name} | {tally.opened} | {tally.lossless} | {tally.lost:,} | {tally.seconds:.1f} |")
    for failure in tallies["gouji"].failures:
        print(f"- {failure}")


def speed(paths: list[Path]) -> None:
    """读取一步的用时（处理器时间）：与 python-docx 走一遍段落和单元格相比；十倍长的文档用几倍的时间。"""
    print("| 报告 | 读取 ÷ python-docx 走一遍 | 读取（毫秒） |\n| --- | --- | --- |")
    for path in paths:
        data, name = path.read_bytes(), path.name
        read, walked = seconds(partial(extract.read, data, name)), seconds(partial(python_docx, data, name))
        print(f"| {name} | {read / walked:.2f} | {read * 1000:.0f} |")
    short, long = (
        seconds(partial(extract.read, paragraphs(count), "长.docx"), 1) for count in (10_000, 100_000)
    )
    print(f"十万段 ÷ 一万段：{long / short:.1f}（{long:.1f} 秒）")


def seconds(work: Callable[[], object], rounds: int = 7) -> float:
    """跑 rounds 次取最快的一次；先跑一次热身。"""
    work()
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def paragraphs(count: int) -> bytes:
    """有 count 个段落的 .docx。"""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = "".join(
        f"<w:p><w:r><w:t>第{index}段，支出{index}.5万元。</w:t></w:r></w:p>" for index in range(count)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{xml}</w:body></w:document>'
        )
    return buffer.getvalue()


def importable(name: str) -> bool:
    """比照的库装了没有。"""
    try:
        importlib.import_module("docx" if name == "python-docx" else name)
    except ImportError:
        return False
    return True


def measure(
    tally: Tally, read: Callable[[bytes, str], str], path: Path, data: bytes, wanted: Counter[str]
) -> None:
    """一个读取器读一份。"""
    started = time.perf_counter()
    try:
        text = read(data, path.name)
    except Exception as error:  # noqa: BLE001 - 别的库抛什么都算打不开
        tally.failures.append(f"{path.name}：{error}")
        return
    finally:
        tally.seconds += time.perf_counter() - started
    missing = wanted - Counter(WORD.findall(normalize("NFKC", text)))
    tally.opened += 1
    tally.lossless += not missing
    tally.lost += missing.total()
    if missing:
        tally.failures.append(f"{path.name}：缺 {dict(missing.most_common(8))}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--speed"]:
        speed(files(sys.argv[2:] or [str(ROOT / "samples")]))
    else:
        main()
