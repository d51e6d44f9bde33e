"""指标与限定读得准不准：与 tests/labelled/facts 里人标的数据项逐个比对。

    python benchmarks/names.py [文件名的一部分] [--wrong]

--wrong 列出每一个不对的。held-out 各份是写完才第一次运行的，各列一行。
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from labels import LABELLED, QUALIFIERS, Outcome, outcomes


def main() -> None:
    """打印每份的比例、错在哪一项，以及按内容分的比例。"""
    only = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), "")
    files = [path for path in sorted(LABELLED.glob("*.md")) if path.name != "README.md" and only in path.name]
    by_file = {path.stem: outcomes(path) for path in files}
    print("| 文件 | 表格 | 叙述 | 漏读 | 指标 | " + " | ".join(QUALIFIERS) + " |")
    print("| --- |" + " --- |" * (4 + len(QUALIFIERS)))
    for name, found in by_file.items():
        _print(name, found)
    _print(
        "合计（不含 held-out）",
        [o for name, found in by_file.items() if not name.startswith("held-out") for o in found],
    )
    print("\n| 内容 | 个数 | 对的 |\n| --- | --- | --- |")
    kinds = Counter(o.passage.kind for found in by_file.values() for o in found)
    right = Counter(o.passage.kind for found in by_file.values() for o in found if not o.faults)
    for kind, count in kinds.items():
        print(f"| {kind} | {count} | {right[kind] / count:.1%} |")
    if "--wrong" in sys.argv:
        for name, found in by_file.items():
            for outcome in found:
                if outcome.faults:
                    print(f"{name}: {_wrong(outcome)}")


def _print(name: str, found: list[Outcome]) -> None:
    faults = Counter(fault for outcome in found for fault in outcome.faults)
    cells = [_rate([o for o in found if o.in_table]), _rate([o for o in found if not o.in_table])]
    counts = [str(faults[fault] or "") for fault in ("漏读", "指标", *QUALIFIERS)]
    print(f"| {name} | " + " | ".join(cells + counts) + " |")


def _rate(found: list[Outcome]) -> str:
    right = sum(not outcome.faults for outcome in found)
    return f"{right}/{len(found)} {right / len(found):.1%}" if found else "—"


def _wrong(outcome: Outcome) -> str:
    label, fact = outcome.label, outcome.fact
    wanted = {term: "/".join(sorted(choices)) for term, choices in label.qualifiers.items()}
    got = {
        term: value for term, name in QUALIFIERS.items() if fact and (value := getattr(fact.qualifiers, name))
    }
    first = outcome.passage.text.strip().splitlines()[-1][:40] if label.cell is None else str(label.cell)
    return (
        f"{'、'.join(outcome.faults)} ‹{label.raw}› 应为 {'/'.join(sorted(label.metrics))} {wanted or ''}"
        f" 读作 {fact.metric if fact else '—'} {got or ''} ｜{first}"
    )


if __name__ == "__main__":
    main()
