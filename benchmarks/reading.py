"""读取的忠实度：同一份报告的 .docx 和它的 .pdf，读出来的表逐格相同、文字逐字相同吗。

    python benchmarks/reading.py [--seeds N] [--show] [报告.docx …]

.pdf 由 LibreOffice 现转；比的是 samples/、版面（layouts.py）和另给的 .docx。--show 列出每一处不同。
"""

from __future__ import annotations

import argparse
import difflib
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from layouts import Layout, Rows, layouts_of

import extract
from extract import Cell, Document, Table

ROOT = Path(__file__).parents[1]
_BATCH = 20


@dataclass(frozen=True)
class Fidelity:
    """一份报告的忠实度。"""

    name: str
    expected: int
    found: int
    right: int
    grids: tuple[int, int]
    """格网完全相同的表数，应有的表数（读出来多了的也算应有）。"""
    similarity: float
    breaks: tuple[int, int]
    """分段完全相同的段数，应有的段数。"""
    differences: tuple[str, ...]

    @property
    def f1(self) -> float:
        """格内文字的 F1：位置和文字（不计空白）都对才算对。"""
        return 2 * self.right / (self.expected + self.found) if self.expected + self.found else 1.0


def folded(text: str) -> str:
    """去掉空白。"""
    return re.sub(r"\s", "", text)


def compared(name: str, original: Document, printed: Document, drawn: Sequence[Rows] = ()) -> Fidelity:
    """比一份报告；drawn 是 .docx 读取器当作段落、而印出来是表的那些表。"""
    loose = {folded("".join(row)) for rows in drawn for row in rows}
    kept = [
        block for block in original.blocks if isinstance(block, Table) or not _is_drawn(block.text, loose)
    ]
    expected = [block for block in kept if isinstance(block, Table)] + [_table(rows) for rows in drawn]
    found = [block for block in printed.blocks if isinstance(block, Table)]
    pairs = _paired(expected, found)
    differences = list(_differences(pairs))
    right = sum((_texts(a) & _texts(b)).total() for a, b in pairs if a and b)
    texts = [folded(block.text) for block in kept if not isinstance(block, Table)]
    printed_texts = [folded(block.text) for block in printed.blocks if not isinstance(block, Table)]
    differences += [
        line[:160]
        for line in difflib.unified_diff(
            [t for t in texts if t], printed_texts, "docx", "pdf", lineterm="", n=0
        )
    ]
    return Fidelity(
        name=name,
        expected=sum(_texts(table).total() for table in expected),
        found=sum(_texts(table).total() for table in found),
        right=right,
        grids=(sum(a is not None and b is not None and _grid(a) == _grid(b) for a, b in pairs), len(pairs)),
        similarity=_similarity("".join(texts), "".join(printed_texts)),
        breaks=((Counter(texts) & Counter(printed_texts)).total(), len(texts)),
        differences=tuple(differences),
    )


def _is_drawn(text: str, loose: set[str]) -> bool:
    bare = folded(re.sub(r"[─-╿]", "", text))
    return bool(loose) and (not bare or bare in loose)


def _table(rows: Rows) -> Table:
    cells = tuple(
        Cell(row=r, column=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row)
    )
    return Table(rows=len(rows), columns=len(rows[0]), cells=cells)


def _texts(table: Table) -> Counter[tuple[int, int, str]]:
    return Counter((cell.row, cell.column, folded(cell.text)) for cell in table.cells if folded(cell.text))


def _grid(table: Table) -> set[tuple[int, int, int, int]]:
    return {(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells}


def _similarity(one: str, other: str) -> float:
    if one == other:
        return 1.0
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio()


Pair = tuple[Table | None, Table | None]


def _paired(expected: Sequence[Table], found: Sequence[Table]) -> list[Pair]:
    """按文字相像把两边的表配起来，剩下的落单。"""
    rest = list(found)
    pairs: list[Pair] = []
    for table in expected:
        words = Counter(text for _, _, text in _texts(table))
        best = max(
            rest, key=lambda other: (words & Counter(t for _, _, t in _texts(other))).total(), default=None
        )
        if best is None or (words and not words & Counter(t for _, _, t in _texts(best))):
            pairs.append((table, None))
        else:
            rest.remove(best)
            pairs.append((table, best))
    return pairs + [(None, table) for table in rest]


def _differences(pairs: Sequence[Pair]) -> Iterator[str]:
    for index, (table, other) in enumerate(pairs):
        if table and other:
            yield from (f"表{index} {line}" for line in _between(table, other))
        for what, alone in (("少了", table), ("多出", other)):
            if alone and not (table and other):
                yield f"表{index} {what}一张 {alone.rows}×{alone.columns}：{_row_text(alone, 0)}"


def _between(table: Table, other: Table) -> Iterator[str]:
    if _grid(table) != _grid(other):
        yield f"格网不同 {table.rows}×{table.columns} {other.rows}×{other.columns}"
        yield f"  {sorted(_grid(table) - _grid(other))[:6]} ≠ {sorted(_grid(other) - _grid(table))[:6]}"
    elif table.header_rows != other.header_rows:
        yield f"表头行数 {table.header_rows} ≠ {other.header_rows}"
    lost, extra = _texts(table) - _texts(other), _texts(other) - _texts(table)
    yield from (f"缺 {item}" for item in sorted(lost)[:8])
    yield from (f"多 {item}" for item in sorted(extra)[:8])
    ours = {(cell.row, cell.column): cell.text for cell in other.cells}
    for cell in table.cells:
        got = ours.get((cell.row, cell.column), "")
        if got != cell.text and folded(got) == folded(cell.text):
            yield f"空白 {cell.text!r} ≠ {got!r}"


def _row_text(table: Table, row: int) -> str:
    return "│".join(table.cell(row, column).text for column in range(table.columns))[:60]


def converted(layouts: Sequence[Layout], folder: Path) -> dict[str, bytes]:
    """用 LibreOffice 转成 PDF，几十份一批；转不出来的没有。"""
    office = shutil.which("soffice")
    if office is None:
        sys.exit("没有找到 LibreOffice（soffice）。")
    for layout in layouts:
        (folder / f"{layout.name}.docx").write_bytes(layout.data)
    for start in range(0, len(layouts), _BATCH):
        names = [str(folder / f"{layout.name}.docx") for layout in layouts[start : start + _BATCH]]
        command = [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run(  # noqa: S603 - 参数都是自己拼的
            [*command, "--outdir", str(folder), *names],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    made = {layout.name: folder / f"{layout.name}.pdf" for layout in layouts}
    return {name: path.read_bytes() for name, path in made.items() if path.exists()}


def measured(layouts: Sequence[Layout], keep: Path | None = None) -> list[Fidelity]:
    """逐份比较；keep 是留下中间文件的文件夹。"""
    with tempfile.TemporaryDirectory() as temporary:
        folder = keep or Path(temporary)
        printed = converted(layouts, folder)
    return [
        compared(
            layout.name,
            extract.read(layout.data, f"{layout.name}.docx"),
            extract.read(printed[layout.name], f"{layout.name}.pdf"),
            layout.drawn,
        )
        for layout in layouts
        if layout.name in printed
    ]


def main() -> None:
    """比一遍，打印每份的数和合计。"""
    parser = argparse.ArgumentParser()
    parser.add_argument("reports", nargs="*", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    paths = [*sorted((ROOT / "samples").glob("*.docx")), *given.reports]
    layouts = [Layout(path.stem, path.read_bytes()) for path in paths] + layouts_of(given.seeds)
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    results = measured(layouts, given.keep)
    print("| 报告 | 格内文字 F1 | 格网相同的表 | 文字相似 | 分段相同 |\n| --- | --- | --- | --- | --- |")
    for result in results:
        same, total = result.grids
        kept, breaks = result.breaks
        print(
            f"| {result.name} | {result.f1:.4f} | {same}/{total} | {result.similarity:.5f} | {kept}/{breaks} |"
        )
        if given.show:
            for difference in result.differences:
                print(f"    {difference}")
    right, both = sum(r.right for r in results), sum(r.expected + r.found for r in results)
    print(
        f"| 合计 {len(results)} 份 | {2 * right / both:.4f} "
        f"| {sum(r.grids[0] for r in results)}/{sum(r.grids[1] for r in results)} "
        f"| 最低 {min(r.similarity for r in results):.5f} "
        f"| {sum(r.breaks[0] for r in results)}/{sum(r.breaks[1] for r in results)} |"
    )


if __name__ == "__main__":
    main()
