"""案例：tests/cases/<CODE>.md 里的每个 `##` 是一段报告和应有的发现，读起来就是规则的手册。"""

from __future__ import annotations

from collections import Counter

import pytest
from literate import Case, Expected, all_cases, cases_of

from gouji import Review, review
from score.rubric import loads


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


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{case.code}-{case.title}",
            marks=[pytest.mark.xfail(strict=True, reason="已知漏报")] if case.known_miss else [],
        )
        for case in all_cases()
    ],
)
def test_案例(case: Case) -> None:
    """发现与案例写的一条不多、一条不少，所指的原文相同，信息里有应有的话。"""
    reviewed = review(case.report.encode(), "case.md", loads(case.rubric) if case.rubric else None)
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
