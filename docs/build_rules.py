"""规则手册的生成：docs/rules/ 里的每一页都取自规则自己的说明页，不另写一份。

改了规则的说明就运行 `python docs/build_rules.py`；CI 用 --check 核对有没有忘记。
"""

from __future__ import annotations

import sys
from pathlib import Path

from gouji import rulebook

HERE = Path(__file__).parent / "rules"
CASES = Path(__file__).parents[1] / "tests" / "cases"


def handbook() -> dict[str, str]:
    """文件名 → 内容。"""
    pages, terms = rulebook.pages(), rulebook.terms()
    book = {f"{code}.md": _page(code, terms.get(code, ""), page) for code, page in pages.items()}
    lines = [
        "# 规则手册",
        "",
        "由 `docs/build_rules.py` 从各条规则的说明生成。命令行里用 `gouji explain 代码` 看同样的内容。",
        "",
        "| 代码 | 核对的事项 | 什么情况下报 |",
        "| --- | --- | --- |",
        *(
            f"| [{code}]({code}.md) | {terms.get(code, '读取与收发')} | {page.partition(chr(10))[0]} |"
            for code, page in pages.items()
        ),
    ]
    return book | {"README.md": "\n".join(lines) + "\n"}


def _page(code: str, term: str, page: str) -> str:
    cases = f"\n案例：[tests/cases/{code}.md](../../tests/cases/{code}.md)\n"
    return f"# {code} {term}".rstrip() + f"\n\n{page}\n" + (cases if (CASES / f"{code}.md").exists() else "")


def main() -> None:
    """写出手册；带 --check 时只核对，有出入就以 1 结束。"""
    book = handbook()
    if "--check" in sys.argv[1:]:
        current = {path.name: path.read_text("utf-8") for path in HERE.glob("*.md")}
        stale = sorted(name for name in book.keys() | current.keys() if book.get(name) != current.get(name))
        if stale:
            sys.exit(f"docs/rules 与规则的说明不一致，请运行 python docs/build_rules.py：{'、'.join(stale)}")
        return
    HERE.mkdir(exist_ok=True)
    for path in HERE.glob("*.md"):
        path.unlink()
    for name, content in book.items():
        (HERE / name).write_text(content, "utf-8")


if __name__ == "__main__":
    main()
