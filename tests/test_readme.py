"""README 与指南里的输出都是真的；文内的链接都通。"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHOWN = ("README.md", "README.zh-CN.md", "docs/guide/finding.md")
BLOCK = re.compile(r"(?<=^```text\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
PAPERS = [
    *ROOT.glob("*.md"),
    *(path for folder in ("docs", "samples", "benchmarks") for path in (ROOT / folder).rglob("*.md")),
]


@pytest.fixture(scope="module")
def printed() -> list[str]:
    """`gouji check` 对埋了差错的样本实际输出的各段。"""
    command = [Path(sys.executable).parent / "gouji", "check", "samples/wangchao-water-2021.docx"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 1, done.stderr
    return done.stdout.rstrip("\n").split("\n\n")


def _title(paragraph: str) -> str:
    """一段输出靠什么认：发现看代码和位置，总结看开头。"""
    lines = [line for line in paragraph.splitlines() if line.startswith("  ")]
    return lines[0].strip() if re.search(r"[A-Z]{3}\d{3}", lines[0]) else lines[0][:4]


@pytest.mark.parametrize("name", SHOWN)
def test_文中的输出与实际一致(name: str, printed: list[str]):
    """输出改了就运行 UPDATE_SNAPSHOTS=1 python -m pytest tests/test_readme.py。"""
    path = ROOT / name
    text = path.read_text("utf-8")
    (block,) = BLOCK.findall(text)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        actual = {_title(paragraph): paragraph for paragraph in printed}
        fresh = [p if p.strip() == "…" else actual[_title(p)] for p in block.rstrip("\n").split("\n\n")]
        path.write_text(text.replace(block, "\n\n".join(fresh) + "\n"), "utf-8")
        block = "\n\n".join(fresh)
    shown = [p for p in block.rstrip("\n").split("\n\n") if p.strip() != "…"]
    assert shown
    assert all(any(p in actual for actual in printed) for p in shown), "文中的输出过时了"


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_文内的链接都通(path: Path):
    links = LINK.findall(path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
