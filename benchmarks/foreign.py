"""别人写的表：把别人写的网页和 .docx 印成 PDF，连同答案放进文件夹，给 tables.py --given 用。

    python benchmarks/foreign.py 放到哪里 网页或.docx或文件夹…

网页由浏览器（chromium）照它自己的样式打印，答案取自打开后的网页；.docx 由 LibreOffice 打印，答案取自它的 XML，
由与勾稽无关的几行代码取出。只有两件事是加的：表格不从中间分页，因为比照的工具都不接跨页的表；浮在页面上的
导航栏不印，不然它盖在正文上。
一份文件里的表都画全了线的放进“画全了线”，别的放进“没有画全”；不到三行的表（多半是排版用的），长过一页的表，嵌套的表，多半空着的表，不要。
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from layouts import Layout
from lxml import etree
from reading import converted

Rows = list[list[str]]
MOST_TABLES, FEWEST_ROWS, MOST_ROWS, MOST_BYTES = 8, 3, 34, 400_000
FULL, PARTLY = "画全了线", "没有画全"
_ANSWERS = """
<style>table, tr {break-inside: avoid} body {height: auto; overflow: visible}</style>
<script>
addEventListener("load", () => {
  for (const item of document.querySelectorAll("body *"))
    if (["fixed", "sticky"].includes(getComputedStyle(item).position)) item.style.display = "none";
  const drawn = (s, e) => parseFloat(s["border" + e + "Width"]) > 0 && !["none", "hidden"].includes(s["border" + e + "Style"]);
  const found = [];
  for (const table of document.querySelectorAll("table")) {
    if (!table.getClientRects().length) continue;
    const grid = [], nested = table.querySelector("table") || table.parentElement.closest("table");
    let sides = 0, shown = 0;
    const outer = getComputedStyle(table), rows = [...table.rows].filter(r => r.getClientRects().length);
    rows.forEach((row, r) => {
      grid[r] = grid[r] || [];
      let c = 0;
      for (const cell of row.cells) {
        while (grid[r][c] !== undefined) c++;
        const own = getComputedStyle(cell);
        for (const e of ["Top", "Bottom", "Left", "Right"]) {
          const edge = {Top: r == 0, Bottom: r + cell.rowSpan >= rows.length, Left: c == 0, Right: !cell.nextElementSibling}[e];
          sides++; shown += drawn(own, e) || (edge && drawn(outer, e));
        }
        for (let y = 0; y < cell.rowSpan; y++) for (let x = 0; x < cell.colSpan; x++) {
          grid[r + y] = grid[r + y] || [];
          grid[r + y][c + x] = x || y ? "" : cell.innerText;
        }
        c += cell.colSpan;
      }
    });
    found.push({rows: grid.slice(0, rows.length), nested: !!nested, full: shown >= 0.95 * sides});
  }
  const answers = document.createElement("script");
  answers.type = "application/json"; answers.id = "answers";
  answers.textContent = JSON.stringify(found).replaceAll("<", "\\\\u003c");
  document.documentElement.append(answers);
});
</script>
"""
_ANSWERED = re.compile(r'<script type="application/json" id="answers">(.*?)</script>', re.DOTALL)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def browser(*arguments: str) -> str:
    """跑一次浏览器，给出它印的字。"""
    program = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    with tempfile.TemporaryDirectory() as profile:
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
        command += ["--no-pdf-header-footer", "--virtual-time-budget=3000", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=90)  # noqa: S603
    return done.stdout


def print_page(source: Path, target: Path) -> None:
    """一份网页印成 PDF，答案放在旁边；没有合用的表的不要。"""
    text = source.read_text(encoding="utf-8", errors="replace")
    copy = source.resolve().with_name(f"{source.stem}.answers.html")
    copy.write_text(text + _ANSWERS, encoding="utf-8")
    try:
        answered = _ANSWERED.search(browser("--dump-dom", copy.as_uri()))
        tables = json.loads(answered[1]) if answered else []
        if not tables or len(tables) > MOST_TABLES or not all(map(_is_fit, tables)):
            return
        kind = FULL if all(table["full"] for table in tables) else PARTLY
        path = target / kind / f"{source.parent.name}-{source.stem}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        browser(f"--print-to-pdf={path}", copy.as_uri())
        _answer(path, [table["rows"] for table in tables])
    finally:
        copy.unlink()


def _is_fit(table: dict[str, object]) -> bool:
    rows = cast("Rows", table["rows"])
    texts = [text or "" for row in rows for text in row]
    filled = 2 * sum(bool(text.strip()) for text in texts) >= len(texts)
    return (
        not table["nested"] and filled and FEWEST_ROWS <= len(rows) <= MOST_ROWS and max(map(len, rows)) > 1
    )


def _answer(path: Path, tables: list[Rows]) -> None:
    for index, rows in enumerate(tables, start=1):
        name = path.with_suffix(".csv") if index == 1 else path.with_name(f"{path.stem}_{index}.csv")
        with name.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([[cell or "" for cell in row] for row in rows])


def tables_in(docx: Path) -> Iterator[Rows]:
    """一份 .docx 里各张表的格；合并格只在左上角写一次。

    Raises:
        KeyError: 有嵌套的表、有修订、有内容控件的，不拿来比。
    """
    with zipfile.ZipFile(docx) as package:
        document = etree.fromstring(package.read("word/document.xml"))
    odd = (
        "ins",
        "del",
        "sdt",
        "txbxContent",
        "footnoteReference",
        "vanish",
        "numPr",
        "fldChar",
        "pict",
        "drawing",
    )
    for table in document.iter(f"{W}tbl"):
        if any(table.find(f".//{W}{name}") is not None for name in ("tbl", *odd)):
            raise KeyError(docx.name)
        yield [[text for cell in row.iter(f"{W}tc") for text in _texts(cell)] for row in table.iter(f"{W}tr")]


def _texts(cell: etree._Element) -> list[str]:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    text = "".join(node.text or "" for node in cell.iter(f"{W}t"))
    covered = merge is not None and merge.get(f"{W}val") != "restart"
    return ["" if covered else text] + [""] * (int(span.get(f"{W}val", "1")) - 1 if span is not None else 0)


def print_word(paths: Sequence[Path], folder: Path) -> None:
    """各份 .docx 印成 PDF，答案放在旁边。"""
    answers: dict[str, list[Rows]] = {}
    layouts: list[Layout] = []
    for path in paths:
        try:
            tables = list(tables_in(path))
        except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
            continue
        if tables and all(2 <= len(rows) <= MOST_ROWS and max(map(len, rows)) > 1 for rows in tables):
            answers[path.stem] = tables
            layouts.append(Layout(path.stem, path.read_bytes()))
    folder.mkdir(parents=True, exist_ok=True)
    for name in converted(layouts, folder):
        _answer(folder / f"{name}.pdf", answers[name])


def main() -> None:
    """逐份印出来。"""
    parser = argparse.ArgumentParser()
    parser.add_argument("target", type=Path)
    parser.add_argument("sources", nargs="+", type=Path)
    given = parser.parse_args()
    files = [
        path
        for source in given.sources
        for path in ([source] if source.is_file() else sorted(source.rglob("*")))
    ]
    for path in files:
        if path.suffix in {".html", ".htm"} and path.stat().st_size < MOST_BYTES:
            print_page(path, given.target)
    print_word([path for path in files if path.suffix == ".docx"], given.target / "docx")
    print(
        *(f"{kind.name} {len(list(kind.glob('*.pdf')))} 份" for kind in sorted(given.target.iterdir())),
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
