"""比照的读取器：各用自己的缺省办法取表，逐页打印 JSON。由 tables.py 用另一个环境里的 Python 运行。

    python readers.py pdfplumber|pymupdf|camelot-lattice|camelot-hybrid|camelot-stream 文件.pdf…

这些工具都不是本项目的依赖；没装的那一行不打印。
"""

# ruff: noqa: D103
from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

Tables = list[list[list[Any]]]


def pdfplumber_tables(path: str) -> Tables:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return [
            [[cell or "" for cell in row] for row in table]
            for page in pdf.pages
            for table in page.extract_tables()
        ]


def pymupdf_tables(path: str) -> Tables:
    import pymupdf

    with pymupdf.open(path) as pdf:
        return [
            [[cell or "" for cell in row] for row in table.extract()]
            for page in pdf
            for table in page.find_tables().tables
        ]


def camelot_tables(path: str, flavor: str) -> Tables:
    import camelot

    return [table.df.values.tolist() for table in camelot.read_pdf(path, pages="all", flavor=flavor)]


READERS: dict[str, Callable[[str], Tables]] = {
    "pdfplumber": pdfplumber_tables,
    "pymupdf": pymupdf_tables,
    "camelot-lattice": lambda path: camelot_tables(path, "lattice"),
    "camelot-stream": lambda path: camelot_tables(path, "stream"),
    "camelot-hybrid": lambda path: camelot_tables(path, "hybrid"),
}


if __name__ == "__main__":
    reader = READERS[sys.argv[1]]
    for given in sys.argv[2:]:
        started = time.perf_counter()
        try:
            tables = reader(given)
        except Exception as error:  # noqa: BLE001 - 它读不了也是一种结果
            print(f"{given}: {error}", file=sys.stderr)
            tables = []
        print(
            json.dumps({"path": given, "tables": tables, "seconds": time.perf_counter() - started}),
            flush=True,
        )
