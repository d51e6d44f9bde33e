"""认表：同样的 PDF，勾稽和别的读取器各认出多少张表，多少格是对的。

    python benchmarks/tables.py [--yard 另一个环境的python] [--given 文件夹…] [--seeds N]

PDF 有两种：版面（layouts.py，由 LibreOffice 转出，答案是 .docx 里的表）；--given 的文件夹里别人写的 PDF，
答案是旁边同名的 .csv（一张表一个文件，“名.csv”“名_2.csv”……，照 RFC 4180）。比照的工具装在 --yard 那个环境里，没装的跳过。
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from layouts import Layout, layouts_of
from reading import converted, folded

import extract
from extract import Document, Table

GROUPS = {
    "画全了线": ("全线表", "画线的花样", "项目自评表", "打勾的自评表", "基础数据表", "挨着的表", "窄格断数"),
    "只画了一部分": ("三线表", "只有横线", "只有外框", "只有竖线"),
    "一条也没画": ("没有线的表", "制表位对齐", "底色和空列"),
}
TOOLS = ("pdfplumber", "pymupdf", "camelot-lattice", "camelot-stream", "camelot-hybrid")
Cells = Counter[tuple[int, int, str]]


@dataclass
class Tally:
    """一种工具在一类文件上的成绩。"""

    expected: int = 0
    found: int = 0
    spurious: int = 0
    cells: int = 0
    given: int = 0
    right: int = 0

    def add(self, truth: Sequence[Cells], tables: Sequence[Cells]) -> None:
        """配上对再数：认出的表，是至少有一半格对的表。"""
        rest = list(tables)
        for table in truth:
            best = max(rest, key=lambda other: (table & other).total(), default=None)
            same = 0 if best is None else (table & best).total()
            if best is not None and same:
                rest.remove(best)
                self.given += best.total()
            self.expected += 1
            self.found += 2 * same >= table.total()
            self.cells += table.total()
            self.right += same
        self.spurious += len(rest)
        self.given += sum(table.total() for table in rest)

    @property
    def f1(self) -> float:
        """格的 F1：位置和文字都对才算。"""
        return 2 * self.right / (self.cells + self.given) if self.cells + self.given else 1.0


@dataclass
class Case:
    """一份 PDF 和它的答案。"""

    group: str
    path: Path
    truth: list[Cells] = field(default_factory=list)


def cells_of(rows: Iterable[Iterable[str]]) -> Cells:
    """一张表的各格；全空的行和列不算数。"""
    grid = [[folded(text) for text in row] for row in rows]
    grid = [row for row in grid if any(row)]
    columns = [
        column
        for column in range(max(map(len, grid), default=0))
        if any(row[column : column + 1] != [""] for row in grid)
    ]
    return Counter(
        (r, c, row[column])
        for r, row in enumerate(grid)
        for c, column in enumerate(columns)
        if column < len(row) and row[column]
    )


def rows_of(table: Table) -> list[list[str]]:
    """合并格只在左上角写一次。"""
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = cell.text
    return rows


def tables_of(document: Document) -> list[Table]:
    """文档里的表。"""
    return [block for block in document.blocks if isinstance(block, Table)]


def on_one_page(document: Document) -> bool:
    """没有一张表跨页：别的工具不接跨页的表，跨页的不拿来比。"""
    return all(
        len({line.page for cell in table.cells for line in cell.lines}) <= 1 for table in tables_of(document)
    )


def layout_cases(layouts: Sequence[Layout], folder: Path) -> list[Case]:
    """版面做成的 PDF，答案取自 .docx。"""
    converted(layouts, folder)
    groups = {name: group for group, names in GROUPS.items() for name in names}
    cases = []
    for layout in layouts:
        group = groups.get(layout.name.rpartition("-")[0])
        path = folder / f"{layout.name}.pdf"
        if group is None or not path.exists() or not on_one_page(extract.read(path.read_bytes(), path.name)):
            continue
        truth = [cells_of(rows) for rows in layout.drawn]
        truth += [cells_of(rows_of(table)) for table in tables_of(extract.read(layout.data, "a.docx"))]
        cases.append(Case(group, path, truth))
    return cases


def given_cases(folder: Path) -> list[Case]:
    """别人写的 PDF，答案是同名的 .csv。"""
    cases = []
    for path in sorted(folder.glob("*.pdf")):
        answers = [path.with_suffix(".csv"), *sorted(folder.glob(f"{path.stem}_*.csv"))]
        truth = []
        for answer in answers:
            if answer.exists():
                with answer.open(encoding="utf-8", newline="") as stream:
                    truth.append(cells_of(csv.reader(stream)))
        if truth:
            cases.append(Case(f"别人写的 {folder.name}", path, truth))
    return cases


def read_by(yard: str, tool: str, cases: Sequence[Case]) -> dict[str, list[Cells]] | None:
    """另一个环境里的工具认出的表；没装为 None。"""
    script = str(Path(__file__).parent / "readers.py")
    command = [yard, script, tool, *(str(case.path) for case in cases)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"path"')]
    if not lines or (not any(line["tables"] for line in lines) and "No module" in done.stderr):
        return None
    return {line["path"]: [cells_of(table) for table in line["tables"]] for line in lines}


def main() -> None:
    """逐类逐工具打印。"""
    parser = argparse.ArgumentParser()
    parser.add_argument("--yard", default=sys.executable)
    parser.add_argument("--given", nargs="*", type=Path, default=[])
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        cases = layout_cases(layouts_of(given.seeds), folder)
        cases += [case for one in given.given for case in given_cases(one)]
        tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
        for case in cases:
            ours = tables_of(extract.read(case.path.read_bytes(), case.path.name))
            tallies[case.group, "gouji"].add(case.truth, [cells_of(rows_of(table)) for table in ours])
        for tool in TOOLS:
            found = read_by(given.yard, tool, cases)
            for case in cases if found is not None else ():
                tallies[case.group, tool].add(case.truth, (found or {}).get(str(case.path), []))
    print("| 哪一类 | 工具 | 认出的表 | 多认的表 | 格的 F1 |\n| --- | --- | --- | --- | --- |")
    for (group, tool), tally in tallies.items():
        print(f"| {group} | {tool} | {tally.found}/{tally.expected} | {tally.spurious} | {tally.f1:.3f} |")


if __name__ == "__main__":
    main()
