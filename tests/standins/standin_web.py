"""替身：网页打印成的 PDF，一页一张表，格网和每格的字是已知的。字体嵌入、带 ToUnicode 和结构标签。"""

from __future__ import annotations

import html
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

from standin_drawn import EM, WORDS, Spec, Spot, spec

STYLES: dict[str, str] = {
    "collapse": "table{border-collapse:collapse} td{border:1px solid #000}",
    "thin": "table{border-collapse:collapse} td{border:.5pt solid #000}",
    "separate": "table{border-spacing:0;border:1px solid #000} td{border:1px solid #000}",
    "spaced": "table{border-spacing:2px;border:1px solid #000} td{border:1px solid #000}",
    "dotted": "table{border-collapse:collapse} td{border:1px dotted #000}",
    "dashed": "table{border-collapse:collapse} td{border:1px dashed #333}",
    "double": "table{border-collapse:collapse} td{border:3px double #000}",
    "thick": "table{border-collapse:collapse;border:2px solid #000} td{border:1px solid #000}",
    "grey": "table{border-collapse:collapse} td{border:1px solid #ddd} tr:first-child td{background:#eee}",
    "shadow": "table{border-collapse:collapse} td{border:1px solid #999;background:#fafafa} td:first-child{background:#def}",
    "tiles": "table{border-spacing:1px} td{background:#e8eef5} tr:first-child td{background:#c5d5e8}",
}
"""画全了边的各种样式。"""
PLAIN: dict[str, str] = {
    "rows": "table{border-collapse:collapse} td{border-bottom:1px solid #000;border-top:1px solid #000}",
    "three": (
        "table{border-collapse:collapse;border-top:1.5px solid #000;border-bottom:1.5px solid #000} "
        "tr:first-child td{border-bottom:1px solid #000}"
    ),
    "frame": "table{border-collapse:collapse;border:1px solid #000} tr:first-child td{border-bottom:1px solid #000}",
    "zebra": "table{border-collapse:collapse} tr:nth-child(even) td{background:#eee}",
    "bare": "table{border-collapse:collapse}",
}
"""没有画全边的样式，表里没有合并格。"""
_PAGE = (
    "@page{size:%s;margin:72pt} body{margin:0;font:10.5pt 'Noto Serif CJK SC'} section{break-after:page} "
    "table{table-layout:fixed;font-size:9pt} td{padding:2pt 4pt;text-align:center;height:12pt} "
    "td.label{text-align:left}"
)


def chromium() -> str | None:
    """装了的浏览器。"""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def truths(seed: int, *, merged: bool) -> Spec:
    """一张随机的表；不要合并格的去掉合并。"""
    table = spec(seed, right=520)
    if merged:
        return table
    columns = len(table.xs) - 1
    texts = {(row, column): text for row, column, _, _, text in table.spots}
    spots = [
        (r, c, 1, 1, texts.get((r, c)) or (f"{seed + r}{c}.50" if r and c else "合计数"))
        for r in range(len(table.ys) - 1)
        for c in range(columns)
    ]
    return Spec(table.xs, table.ys, spots)


def folded(table: Spec, seed: int) -> Spec:
    """四分之一的格换成一行排不下的话，折成两三行。"""
    rng = random.Random(seed)  # noqa: S311 - 只为画出各种各样的表
    spots: list[Spot] = []
    for row, column, down, across, text in table.spots:
        room = (table.xs[column + across] - table.xs[column] - 9) / EM
        size = int(room * rng.uniform(1.2, 2.6))
        long = "".join(rng.choice(WORDS) for _ in range(size))
        spots.append((row, column, down, across, long if rng.random() < 0.25 else text))
    return Spec(table.xs, table.ys, spots)


def printed(
    styles: dict[str, str], *, merged: bool, seeds: int, size: str = "A4", wrapped: bool = False
) -> tuple[bytes, list[tuple[str, set[Spot]]]]:
    """各种样式各几张表，一页一张，打印成一份 PDF；连同每页的样式和答案。"""
    sections: list[str] = []
    answers: list[tuple[str, set[Spot]]] = []
    for style, css in styles.items():
        for seed in range(seeds):
            table = truths(seed, merged=merged)
            table = folded(table, seed) if wrapped else table
            name = f"{style}-{seed}"
            scoped = " ".join(f"#{name} {rule.strip()}}}" for rule in css.split("}") if rule.strip())
            sections.append(
                f"<style>{scoped}</style><section id='{name}'><p>各项资金支出情况如下。</p>{_table(table)}</section>"
            )
            answers.append((name, table.truth))
    page = f"<!doctype html><meta charset=utf-8><style>{_PAGE % size}</style>{''.join(sections)}"
    return _print(page), answers


def _table(table: Spec) -> str:
    widths = "".join(
        f"<col style='width:{right - left:.1f}pt'>"
        for left, right in zip(table.xs, table.xs[1:], strict=False)
    )
    rows: dict[int, list[str]] = {row: [] for row in range(len(table.ys) - 1)}
    for row, column, down, across, text in sorted(table.spots):
        kind = " class=label" if row and not column else ""
        rows[row].append(f"<td rowspan={down} colspan={across}{kind}>{html.escape(text)}</td>")
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows.values())
    return f"<table>{widths}{body}</table>"


def untagged(data: bytes) -> bytes:
    """去掉结构标签的同一份 PDF。"""
    assert b"/StructTreeRoot" in data
    return data.replace(b"/StructTreeRoot", b"/StructTreeNone")


def _print(page: str) -> bytes:
    with tempfile.TemporaryDirectory() as temporary:
        source, target = Path(temporary) / "page.html", Path(temporary) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        command = [
            str(chromium()),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={temporary}/profile",
            "--no-pdf-header-footer",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ]
        subprocess.run(command, check=True, timeout=120, capture_output=True)  # noqa: S603 - 参数都是自己拼的
        return target.read_bytes()
