"""未能审核：给机器、给终端、给人的三种说法。"""

from __future__ import annotations

from gouji.jobs import Failure, Outcome
from gouji.writers.plain import one_line, review_json


def as_json(outcome: Outcome, failure: Failure) -> str:
    """一行 JSON，有 error 而没有 findings。"""
    return review_json(
        {"name": outcome.name, "sha256": outcome.sha256 or None},
        {"error": {"code": failure.code, "reason": failure.reason, "advice": failure.advice}},
    )


def as_text(outcome: Outcome, failure: Failure) -> str:
    """终端上的几行。"""
    lines = [
        f"\x1b[1m{one_line(outcome.name)}\x1b[0m",
        f"  \x1b[1;31m未能审核\x1b[0m {failure.code}  {one_line(failure.reason)}",
        f"    请这样处理  {one_line(failure.advice)}",
    ]
    if failure.detail:
        lines.append(f"    技术信息  {one_line(failure.detail)}")
    return "\n".join(lines)


def as_note(outcome: Outcome, failure: Failure) -> str:
    """原因.txt：四行，可以原样转给报送单位。"""
    technical = " · ".join(part for part in (failure.code, failure.detail, outcome.sha256) if part)
    lines = (
        f"结论：“{one_line(outcome.name)}”未能审核，不能算作没有问题。",
        f"原因：{one_line(failure.reason)}。",
        f"您可以这样处理：{one_line(failure.advice)}。",
        f"技术信息：{one_line(technical)}",
    )
    return "\n".join(lines) + "\n"
