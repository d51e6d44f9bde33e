"""两个版本之间，发现多了哪些、少了哪些：改规则的说明里附上它的输出。

    python benchmarks/diff.py 旧版本 [新版本] [--reports 文件夹]

版本是 git 的任何写法（main、HEAD~3、标签）；不写新版本，就是眼前的工作目录。每个版本在自己的进程里跑
`gouji check --format json`，发现按指纹对照：规则、指标和数值都相同才算同一条。
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
Findings = dict[tuple[str, str], dict[str, str]]


def findings_of(tree: Path, reports: list[Path]) -> Findings:
    """某个版本对一批报告的发现：（报告名，指纹）→ 发现。"""
    start = "from gouji.cli import main; main()"
    command = [sys.executable, "-c", start, "check", "--format", "json", *map(str, reports)]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(  # noqa: S603
        command, cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    if not done.stdout:
        sys.exit(f"{tree} 没有跑起来：{done.stderr[-500:]}")
    reviews = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {
        (review["document"]["name"], finding["fingerprint"]): finding
        for review in reviews
        for finding in review.get("findings", ())
    }


def exported(revision: str, folder: Path) -> Path:
    """把某个版本的文件放进文件夹。"""
    tree = folder / "".join(char if char.isalnum() else "-" for char in revision)
    packed = subprocess.run(  # noqa: S603
        ["git", "archive", revision],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(tree, filter="data")
    return tree


def told(key: tuple[str, str], finding: dict[str, str]) -> str:
    """一条发现写成一行。"""
    return f"{key[0]} {finding['severity']} {finding['code']} {finding['message']}"


def main() -> None:
    """打印多出来的（+）和不再报的（-）。"""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old")
    parser.add_argument("new", nargs="?", help="不写就是工作目录")
    parser.add_argument("--reports", type=Path, default=ROOT / "samples", help="报告所在的文件夹")
    options = parser.parse_args()
    reports = sorted(p.resolve() for p in options.reports.rglob("*") if p.suffix in {".docx", ".pdf"})
    with tempfile.TemporaryDirectory() as folder:
        before = findings_of(exported(options.old, Path(folder)), reports)
        tree = exported(options.new, Path(folder)) if options.new else ROOT
        after = findings_of(tree, reports)
    gained = [told(key, after[key]) for key in after if key not in before]
    lost = [told(key, before[key]) for key in before if key not in after]
    print(f"{len(reports)} 份报告：多 {len(gained)} 条，少 {len(lost)} 条，不变 {len(before) - len(lost)} 条")
    for sign, lines in (("+", gained), ("-", lost)):
        for line in lines:
            print(f"{sign} {line}")


if __name__ == "__main__":
    main()
