"""别的读取库读同一份报告的处理器时间，打印 JSON：{库: {".docx": 秒, ".pdf": 秒}}。由 speed.py 用装了它们的 Python 运行。

    python others.py 报告.docx 报告.pdf

都不是本项目的依赖；没装的不在其列，装了而读不了的为 null。取三次里最短的一次，先跑一次热身。
"""

# ruff: noqa: D103
from __future__ import annotations

import importlib
import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 3
KINDS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}


def markitdown(data: bytes, suffix: str) -> object:
    converter = importlib.import_module("markitdown").MarkItDown(enable_plugins=False)
    return converter.convert_stream(io.BytesIO(data), file_extension=suffix).text_content


def docx2python(data: bytes, _: str) -> object:
    with importlib.import_module("docx2python").docx2python(io.BytesIO(data)) as document:
        return document.body


def pymupdf(data: bytes, _: str) -> object:
    with importlib.import_module("pymupdf").open(stream=data, filetype="pdf") as pdf:
        return [(page.get_text(), [table.extract() for table in page.find_tables().tables]) for page in pdf]


def kreuzberg(data: bytes, suffix: str) -> object:
    return importlib.import_module("kreuzberg").extract_bytes_sync(data, KINDS[suffix]).content


READERS: dict[str, tuple[Callable[[bytes, str], object], tuple[str, ...]]] = {
    "markitdown": (markitdown, (".docx", ".pdf")),
    "docx2python": (docx2python, (".docx",)),
    "pymupdf": (pymupdf, (".pdf",)),
    "kreuzberg": (kreuzberg, (".docx", ".pdf")),
}


def seconds(read: Callable[[bytes, str], object], data: bytes, suffix: str) -> float | None:
    taken = []
    try:
        for _ in range(ROUNDS + 1):
            started = time.process_time()
            read(data, suffix)
            taken.append(time.process_time() - started)
    except Exception as error:  # noqa: BLE001 - 它读不了也是一种结果
        print(f"{read.__name__}：{error}", file=sys.stderr)
        return None
    return min(taken[1:])


def installed(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


if __name__ == "__main__":
    given = {Path(path).suffix: Path(path).read_bytes() for path in sys.argv[1:]}
    print(
        json.dumps(
            {
                name: {suffix: seconds(read, given[suffix], suffix) for suffix in suffixes}
                for name, (read, suffixes) in READERS.items()
                if installed(name)
            }
        )
    )
