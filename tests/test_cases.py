"""案例：tests/cases/<CODE>.md 里的每个 `##` 是一段报告和应有的发现，读起来就是规则的手册。"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from gouji import Review, review

CASES = Path(__file__).parent / "cases"
HEADING = re.compile(r"^## +(?P<title>.+)$", re.MULTILINE)
FENCE = re.compile(r"^```(?P<kind>报告|发现) *\n(?P<body>.*?)^``` *$", re.MULTILINE | re.DOTALL)
FINDING = re.compile(r"^(?P<code>[A-Z]+\d+) +«(?P<text>.*?)»(?: +(?P<fragment>.+))?$", re.DOTALL)
KNOWN_MISS = "漏报"


@dataclass(frozen=True)
class Expected:
    """应有的一条发现：代码、所指的原文、信息里必须出现的片段。"""

    code: str
    text: str
    fragment: str = ""


@dataclass(frozen=True)
class Case:
    """一个案例。"""

    code: str
    title: str
    report: str
    expected: tuple[Expected, ...]


def cases_of(code: str, markdown: str) -> list[Case]:
    """一个案例文件里的全部案例；写法不对就当场说清，不让案例悄悄失效。"""
    headings = list(HEADING.finditer(markdown))
    ends = [heading.start() for heading in headings[1:]] + [len(markdown)]
    return [
        _case(code, heading["title"].strip(), markdown[heading.end() : end])
        for heading, end in zip(headings, ends, strict=True)
    ]


def _case(code: str, title: str, section: str) -> Case:
    blocks = {fence["kind"]: fence["body"] for fence in FENCE.finditer(section)}
    if set(blocks) != {"报告", "发现"}:
        msg = f"{code}.md「{title}」：应恰有一个 ```报告 块和一个 ```发现 块"
        raise ValueError(msg)
    lines = [line for line in blocks["发现"].splitlines() if line.strip()]
    return Case(code, title, blocks["报告"], tuple(_expected(code, title, line) for line in lines))


def _expected(code: str, title: str, line: str) -> Expected:
    match = FINDING.match(line.strip())
    if match is None:
        msg = f"{code}.md「{title}」：这一行应写成 CODE «文字» 信息片段：{line}"
        raise ValueError(msg)
    return Expected(match["code"], match["text"], match["fragment"] or "")


def found_in(reviewed: Review, codes: frozenset[str]) -> list[Expected]:
    """要与案例逐条对上的发现：全部错误和疑点，以及案例点名的代码；其余提示不管。

    原文里的换行不比：案例一行写一条。
    """
    return [
        Expected(
            finding.code,
            reviewed.document.text(finding.at).replace("\n", ""),
            f"{finding.message}\n{finding.expected}",
        )
        for finding in reviewed.findings
        if finding.severity != "info" or finding.code in codes
    ]


def _listed(findings: list[Expected]) -> str:
    return "\n".join(f"  {f.code} «{f.text}» {f.fragment.strip()}" for f in findings) or "  （没有）"


CASE_FILES = sorted(CASES.glob("*.md"))
ALL_CASES = [
    pytest.param(
        case,
        id=f"{case.code}-{case.title}",
        marks=[pytest.mark.xfail(strict=True, reason="已知漏报")] if KNOWN_MISS in case.title else [],
    )
    for path in CASE_FILES
    for case in cases_of(path.stem, path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", ALL_CASES)
def test_案例(case: Case) -> None:
    """发现与案例写的一条不多、一条不少，所指的原文相同，信息里有应有的话。"""
    reviewed = review(case.report.encode(), "case.md")
    found = found_in(reviewed, frozenset({case.code, *(e.code for e in case.expected)}))
    wanted = Counter((e.code, e.text) for e in case.expected)
    got = Counter((f.code, f.text) for f in found)
    assert got == wanted, (
        f"\n应有：\n{_listed(list(case.expected))}\n实有：\n{_listed(found)}"
        f"\n缺：{sorted((wanted - got).elements())}\n多：{sorted((got - wanted).elements())}"
    )
    for expected in case.expected:
        said = [f.fragment for f in found if (f.code, f.text) == (expected.code, expected.text)]
        assert any(expected.fragment in message for message in said), (
            f"\n{expected.code} «{expected.text}» 的信息里应有：{expected.fragment}\n"
            f"实际是：\n{'；'.join(said)}"
        )


def test_写法不对的案例_当场报错():
    with pytest.raises(ValueError, match="应恰有一个"):
        cases_of("SUM101", "## 只有报告\n```报告\n正文\n```\n")
    with pytest.raises(ValueError, match="应写成"):
        cases_of("SUM101", "## 发现写错\n```报告\n正文\n```\n```发现\nSUM101 没有书名号\n```\n")


def test_案例的写法_读得出代码_原文_片段():
    fires, silent = cases_of(
        "SUM101",
        "# SUM101\n\n## 合计不符\n```报告\n正文 12 元\n```\n```发现\nSUM101 «12» 应为13\n```\n"
        "## 相符\n```报告\n正文\n```\n```发现\n```\n",
    )
    assert fires == Case("SUM101", "合计不符", "正文 12 元\n", (Expected("SUM101", "12", "应为13"),))
    assert silent.expected == ()
