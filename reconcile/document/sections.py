"""应有的部分（sections）：评价、自评报告该写的部分没有写。"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from extract import Heading, Paragraph
from normalize import Facts
from reconcile.rule import rule
from reconcile.types import Finding

_OPENING = 24
"""段首这么多字里写到的，也算写了这一部分。"""
_SHORT = 1500
"""正文不到这么多字的是自评表的说明，不是报告。"""
_FEW_HEADINGS = 5


@rule("TXT106", term="应有的部分")
def missing_sections(facts: Facts) -> Iterator[Finding]:
    """自评报告、评价报告里没有“存在的问题”“改进措施”这样应有的部分。

    看标题和段首；正文不到一千五百字、标题不到五个的（自评表的说明、决算公开）不核；汇总成一条提示。
    依据：财预〔2020〕10号附件“项目支出绩效评价报告（参考提纲）”。
    """
    blocks = [b for b in facts.document.blocks if isinstance(b, Heading | Paragraph)]
    title = next((b for b in blocks[:5] if _TITLE.search(b.text)), None)
    headings = sum(isinstance(b, Heading) for b in blocks)
    if title is None or headings < _FEW_HEADINGS or sum(len(b.text) for b in blocks) < _SHORT:
        return
    openings = [b.text if isinstance(b, Heading) else b.text[:_OPENING] for b in blocks]
    absent = [s["name"] for s in _sections() if not any(w in o for w in s["words"] for o in openings)]
    if absent:
        index = facts.document.blocks.index(title)
        yield Finding(
            code="TXT106",
            severity="info",
            message=f"报告里没有看到{'、'.join(f'“{name}”' for name in absent)}部分",
            at=facts.document.at(index, 0, len(title.text)),
            question=f"请补充{'、'.join(absent)}，或说明写在哪里。",
            anchor="|".join(absent),
        )


_TITLE = regex.compile(r"(?:自评|评价)[\p{Han}（）]{0,6}报告")


@cache
def _sections() -> list[dict[str, Any]]:
    text = files("reconcile.document").joinpath("sections.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["section"]
    return found
