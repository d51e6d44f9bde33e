"""案例文件的写法：`##` 一个案例，```报告 一段报告，```发现 每行一条 CODE «文字» 信息片段。

核对评分标准文件的规则，另有 ```评分标准 一块，是评分标准文件的内容。
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"
HEADING = re.compile(r"^## +(?P<title>.+)$", re.MULTILINE)
FENCE = re.compile(r"^```(?P<kind>报告|发现|评分标准) *\n(?P<body>.*?)^``` *$", re.MULTILINE | re.DOTALL)
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
    rubric: str = ""

    @property
    def known_miss(self) -> bool:
        """已知漏报：应报而还报不出的。"""
        return KNOWN_MISS in self.title

    @property
    def fires(self) -> bool:
        """本规则应当报出至少一条。"""
        return any(expected.code == self.code for expected in self.expected)


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
    if set(blocks) - {"评分标准"} != {"报告", "发现"}:
        msg = f"{code}.md「{title}」：应恰有一个 ```报告 块和一个 ```发现 块"
        raise ValueError(msg)
    lines = [line for line in blocks["发现"].splitlines() if line.strip()]
    expected = tuple(_expected(code, title, line) for line in lines)
    return Case(code, title, blocks["报告"], expected, blocks.get("评分标准", ""))


def _expected(code: str, title: str, line: str) -> Expected:
    match = FINDING.match(line.strip())
    if match is None:
        msg = f"{code}.md「{title}」：这一行应写成 CODE «文字» 信息片段：{line}"
        raise ValueError(msg)
    return Expected(match["code"], match["text"], match["fragment"] or "")


def all_cases() -> list[Case]:
    """tests/cases 里的全部案例，文件名就是规则代码。"""
    return [
        case
        for path in sorted(CASES.glob("*.md"))
        for case in cases_of(path.stem, path.read_text(encoding="utf-8"))
    ]
