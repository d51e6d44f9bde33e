"""另写的报告：写的人没有看过规则，五百多份都没有差错，其中六十二份两千一百多处各改错一个数，看报不报得出、报得准不准。

    python benchmarks/changed.py [文件夹] [--misses]

报告在 reports/（或给出的文件夹；clean/ 里的只看误不误报），改法在其中的 changes.json：哪一份、第几个字起、原来的数、改成的数、那个数由什么关系定死。
改了之后新增的错误和待说明，有一处出处落在改的那个数上就算报出。
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extract import Document, Location, Table
from gouji import Review, review
from reconcile import Finding

REPORTS = Path(__file__).parent / "reports"  # 不给文件夹时
CLEAN = Path(__file__).parent / "clean"
"""只看误不误报、没有改法的。"""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?|[一二三四五六七八九十百千零]+")
MEASURED = ("报出", "报为错误", "改的数排在最前", "只有一条", "给出正确的数")
Holder = tuple[int, tuple[int, int] | None]


@dataclass(frozen=True)
class Change:
    """一处改动：report（.md）里从 start 起的 old 改成 new；kind 是定死它的关系，change 是怎样写错的。"""

    report: Path
    kind: str
    change: str
    start: int
    old: str
    new: str


@dataclass(frozen=True)
class Outcome:
    """改一处的结果：MEASURED 各项，以及新增的错误里没有指着改的数的。"""

    change: Change
    scores: tuple[bool, ...]
    false_errors: tuple[str, ...]


def reports(folder: Path = REPORTS) -> list[Path]:
    """全部报告。"""
    return sorted(folder.glob("*.md"))


def changes(folder: Path = REPORTS) -> list[Change]:
    """全部改动。"""
    listed = folder / "changes.json"
    entries = json.loads(listed.read_text("utf-8")) if listed.exists() else []
    return [Change(**entry | {"report": folder / f"{entry['report']}.md"}) for entry in entries]


@cache
def _clean(report: Path) -> Review:
    return review(report.read_bytes(), name=report.name)


def _raised(outcome: Review) -> list[Finding]:
    return [f for f in outcome.findings if f.severity != "info"]


def alarms(report: Path) -> list[str]:
    """没有改的报告里的错误和待说明：都是误报。"""
    return [f"{report.stem} {f.severity} {f.code} {f.message}" for f in _raised(_clean(report))]


def outcome_of(change: Change) -> Outcome:
    """改一处，审一遍。"""
    text = change.report.read_text("utf-8")
    end = change.start + len(change.old)
    outcome = review((text[: change.start] + change.new + text[end:]).encode(), name=change.report.name)
    before = _clean(change.report)
    known = {(f.code, f.message) for f in before.findings}
    new = [f for f in _raised(outcome) if (f.code, f.message) not in known]
    holder, start, stop = _changed(before.document, outcome.document)

    def on(at: Location) -> bool:
        return (at.block, at.cell) == holder and at.start < stop and start < at.end

    touching = [f for f in new if any(on(at) for at in (f.at, *f.against))]
    named = [f for f in new if on(f.at)]
    scores = (
        bool(touching),
        any(f.severity == "error" for f in touching),
        bool(new) and on(new[0].at),
        bool(touching) and len(new) == 1,
        any(_same(f.expected, change.old) for f in named),
    )
    wrong = [f for f in new if f.severity == "error" and f not in touching]
    return Outcome(change, scores, tuple(f"{f.code} {f.message}" for f in wrong))


def _changed(before: Document, after: Document) -> tuple[Holder, int, int]:
    """改了的那一格、那一段，和改动在其中的起止。"""
    for holder, text in _holders(after).items():
        original = _holders(before).get(holder, "")
        if text != original:
            same = _alike(text, original)
            tail = _alike(text[same:][::-1], original[same:][::-1])
            return holder, same, max(same + 1, len(text) - tail)
    msg = "改动没有落在任何一段、一格"
    raise ValueError(msg)


def _alike(one: str, other: str) -> int:
    """开头有几个字相同。"""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _holders(document: Document) -> dict[Holder, str]:
    found: dict[Holder, str] = {}
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            found |= {(index, (cell.row, cell.column)): cell.text for cell in block.cells}
        else:
            found[index, None] = block.text
    return found


def _same(proposed: str, printed: str) -> bool:
    """建议的数就是原来的数，不计千分号、全角半角、末尾的零和单位。"""
    one, other = (_figure(text) for text in (proposed, printed))
    return bool(other) and one == other


def _figure(text: str) -> str:
    """一处文字里的第一个数。"""
    found = _NUMBER.search(unicodedata.normalize("NFKC", text).replace(",", ""))
    return (found[0].rstrip("0").rstrip(".") if "." in found[0] else found[0]) if found else ""


def _table(outcomes: Sequence[Outcome], title: str, keys: Sequence[str]) -> str:
    rows: dict[str, list[tuple[bool, ...]]] = defaultdict(list)
    for outcome, key in zip(outcomes, keys, strict=True):
        rows[key].append(outcome.scores)
        rows["全部"].append(outcome.scores)
    lines = [f"| {title} | 改 | " + " | ".join(f"{name} %" for name in MEASURED) + " |", "| --- " * 7 + "|"]
    for key in sorted(rows, key=lambda k: (k == "全部", -len(rows[k]))):
        shares = [f"{100 * sum(column) / len(rows[key]):.0f}" for column in zip(*rows[key], strict=True)]
        lines.append(f"| {key} | {len(rows[key])} | {' | '.join(shares)} |")
    return "\n".join(lines)


def main() -> None:
    """打出误报、各关系和各错法的表。"""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=REPORTS, help="报告和改法所在的文件夹")
    parser.add_argument("--misses", action="store_true", help="列出没有报出的每一处")
    arguments = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        false = [alarm for found in pool.map(alarms, reports(arguments.folder)) for alarm in found]
        outcomes = list(pool.map(outcome_of, changes(arguments.folder), chunksize=16))
    print(f"{len(reports(arguments.folder))} 份没有差错的报告，误报 {len(false)} 条", *false, sep="\n")
    if not outcomes:
        return
    print("", _table(outcomes, "关系", [o.change.kind for o in outcomes]), sep="\n")
    print("", _table(outcomes, "错法", [o.change.change for o in outcomes]), sep="\n")
    wrong = [error for outcome in outcomes for error in outcome.false_errors]
    print(f"\n改了之后新增的错误里，没有指着改的数的 {len(wrong)} 条", *wrong, sep="\n")
    if arguments.misses:
        for outcome in outcomes:
            if not outcome.scores[0]:
                change = outcome.change
                text = change.report.read_text("utf-8")
                print(
                    f"{change.kind} {change.report.stem} {text[max(0, change.start - 24) : change.start]}«{change.old}→{change.new}»"
                )


if __name__ == "__main__":
    main()
