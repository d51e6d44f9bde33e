"""措辞说明的算法：labelled/worded.md 里的真话不报，改错一个数就报。"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from gouji import Review, review
from normalize import Fact, Quantity
from reconcile.relation import ratio_of
from reconcile.told.evidence import Candidate, Support, settled

_LABELLED = Path(__file__).parent / "labelled" / "worded.md"
_SLIP = re.compile("«(?P<old>[^→»]+)→(?P<new>[^»]+)»")
_HEAD = "# 江口县某局2023年度部门整体支出绩效自评报告\n\n## 一、基本情况\n\n"
LINES = [line[2:] for line in _LABELLED.read_text("utf-8").splitlines() if line.startswith("- ")]
TRUE = [_SLIP.sub(r"\g<old>", line).removeprefix("漏报 ") for line in LINES]
CHANGED = [line for line in LINES if _SLIP.search(line)]


def _reviewed(text: str) -> Review:
    return review((_HEAD + text + "\n").encode(), "例.md")


def _told(text: str) -> list[str]:
    return [f"{f.code} {f.message}" for f in _reviewed(text).findings if f.severity != "info"]


@pytest.mark.parametrize("text", TRUE)
def test_真话不报(text: str):
    assert _told(text) == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, marks=[pytest.mark.xfail(strict=True)] if line.startswith("漏报") else [])
        for line in CHANGED
    ],
)
def test_改错一个数就报(line: str):
    assert _told(_SLIP.sub(r"\g<new>", line.removeprefix("漏报 ")))


def test_真话放在一起_也不报():
    told = _told("\n\n".join("".join(TRUE[i : i + 4]) for i in range(0, len(TRUE), 4)))
    assert [line for line in told if line.startswith(("CAL", "TIE501"))] == []


def _count(number: int, value: int) -> Fact:
    quantity = Quantity.unhedged(
        Decimal(value), unit="件", kind="count", step=Decimal(1), scale=Decimal(1), printed_unit="件"
    )
    at = _reviewed("共1件。").document.at(2, 0, 1)
    return Fact(id=f"f{number}", metric="件数", raw=f"{value}件", quantity=quantity, at=at, sentence=0)


def _rate(printed: str) -> Fact:
    value = Decimal(printed)
    quantity = Quantity.unhedged(
        value, unit="%", kind="percent", step=Decimal("0.01"), scale=Decimal(1), printed_unit="%"
    )
    at = _reviewed("共1件。").document.at(2, 0, 1)
    return Fact(id="rate", metric="办结率", raw=f"{printed}%", quantity=quantity, at=at, sentence=0)


def _tried(printed: str, *pairs: tuple[int, int, Support]) -> list[Candidate]:
    rate = _rate(printed)
    found = []
    for order, (part, whole, support) in enumerate(pairs):
        relation = ratio_of("CAL211", rate, _count(2 * order, part), _count(2 * order + 1, whole))
        assert relation is not None
        found.append(Candidate(relation, support))
    return found


def test_有一组算得上就打勾_不论另一组差一处笔误():
    tried = _tried("95.45", (1386, 1425, Support.NAMED), (1386, 1452, Support.OPEN))
    found = settled(tried)
    assert found is not None
    assert found.judgement.holds
    assert not found.licensed


def test_话里指名的_差一处笔误就指为错():
    found = settled(_tried("96.45", (1386, 1452, Support.NAMED)))
    assert found is not None
    assert (found.severity, found.judgement.verdict) == ("error", "不符")


def test_说不准的_位数够多才请单位说明():
    found = settled(_tried("96.45", (1386, 1452, Support.OPEN)))
    assert found is not None
    assert found.severity == "warning"
    assert settled(_tried("96.45", (14, 15, Support.OPEN))) is None


def test_只打勾的_从不指错():
    assert settled(_tried("96.45", (1386, 1452, Support.TICK))) is None


def test_差得离奇的不提():
    assert settled(_tried("12.34", (1386, 1452, Support.NAMED))) is None
