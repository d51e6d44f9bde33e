"""性质：出处都站得住；勾稽得上的报告不报错，改动其中任何一个数就有发现；同样的输入给出同样的结果。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import Location
from gouji import Review, review

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "reports"
SAMPLES = sorted(
    path
    for path in (ROOT / "samples").rglob("*")
    if path.suffix in {".docx", ".pdf", ".md"} and path.stem != "README"
)
REPORTS = [
    *(pytest.param(path, id=path.name) for path in SAMPLES),
    *(
        pytest.param(
            REAL / name,
            id=name,
            marks=pytest.mark.skipif(not (REAL / name).exists(), reason="真实报告不随代码发布，这里没有"),
        )
        for name in ("futian-2020.docx", "futian-2020.pdf")
    ),
]


@pytest.mark.parametrize("path", REPORTS)
def test_每个数据项的出处_印着的就是它(path: Path, reviewed):
    outcome = reviewed(path)
    assert outcome.facts.facts
    for fact in outcome.facts.facts:
        assert fact.raw
        assert outcome.document.text(fact.at) == fact.raw


@pytest.mark.parametrize("path", REPORTS)
def test_每项核对和发现的出处_都指着印出来的字(path: Path, reviewed):
    outcome = reviewed(path)
    places = [(at, item) for item in (*outcome.checks, *outcome.findings) for at in (item.at, *item.against)]
    assert places
    for at, item in places:
        assert _stands(outcome, at), item
    for indicator in outcome.scorecard.indicators:
        assert all(_stands(outcome, at) for at in indicator.evidence), indicator.name


def _stands(outcome: Review, at: Location) -> bool:
    """出处在它所在的段落或单元格之内，指着的字不是空白。"""
    holder = outcome.document.holder(at)
    return 0 <= at.start < at.end <= len(holder.text) and bool(outcome.document.text(at).strip())


@pytest.mark.parametrize("path", REPORTS)
def test_核对用到的数据项都在_编号不重(path: Path, reviewed):
    outcome = reviewed(path)
    facts = outcome.facts
    ids = [fact.id for fact in (*facts.facts, *(f for s in facts.remarks for f in s.facts))]
    assert len(set(ids)) == len(ids)
    assert {used for check in outcome.checks for used in check.inputs} <= set(ids)


@pytest.mark.parametrize("path", SAMPLES[:1])
def test_同样的输入给出同样的字节(path: Path):
    first, second = (review(path.read_bytes(), path.name).model_dump_json() for _ in range(2))
    assert first == second


fen = st.integers(min_value=1_000_000, max_value=99_999_999_99).map(lambda value: Decimal(value) / 100)


@dataclass(frozen=True)
class Line:
    """预算表的一行：年初、调整后、决算。"""

    start: Decimal
    adjusted: Decimal
    final: Decimal

    def __add__(self, other: Line) -> Line:
        return Line(self.start + other.start, self.adjusted + other.adjusted, self.final + other.final)

    @property
    def cells(self) -> str:
        return f"{self.start:,.2f} | {self.adjusted:,.2f} | {self.final:,.2f} | {rate(self.final, self.adjusted)}"


def rate(part: Decimal, whole: Decimal) -> str:
    return f"{(part / whole * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


@st.composite
def lines(draw: st.DrawFn) -> Line:
    adjusted = draw(fen)
    percent = draw(st.integers(min_value=40, max_value=99))
    final = (adjusted * percent / 100).quantize(Decimal("0.01"))
    return Line(draw(fen), adjusted, final)


@st.composite
def reports(draw: st.DrawFn) -> str:
    """一份各数都勾稽得上的小报告。"""
    staff, running, works, affairs = (draw(lines()) for _ in range(4))
    basic, project = staff + running, works + affairs
    total = basic + project
    goods, services, works_bought = (draw(fen) for _ in range(3))
    bought = goods + services + works_bought
    planned = (bought * draw(st.integers(101, 160)) / 100).quantize(Decimal("0.01"))
    return f"""# 2023年度部门整体支出绩效自评报告

## 一、预算执行情况

2023年，我局年初预算{total.start:,.2f}元，调整后预算{total.adjusted:,.2f}元，\
决算支出{total.final:,.2f}元，预算执行率为{rate(total.final, total.adjusted)}。

表1 2023年支出情况表

单位：元

| 项目 | < | 年初预算数 | 调整后预算数 | 决算数 | 预算执行率 |
|---|---|---|---|---|---|
| 基本支出 | 人员经费 | {staff.cells} |
| ^ | 日常公用经费 | {running.cells} |
| ^ | 小计 | {basic.cells} |
| 项目支出 | 基本建设类项目 | {works.cells} |
| ^ | 行政事业类项目 | {affairs.cells} |
| ^ | 小计 | {project.cells} |
| 合计 | < | {total.cells} |

## 二、政府采购情况

2023年采购计划金额为{planned:,.2f}元，实际采购金额为{bought:,.2f}元，政府采购执行率为{rate(bought, planned)}。\
其中，货物类{goods:,.2f}元，服务类{services:,.2f}元，工程类{works_bought:,.2f}元。
"""


def _said(outcome: Review) -> list[str]:
    return [f"{f.code} «{outcome.document.text(f.at)}» {f.message}" for f in outcome.findings]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(report=reports())
def test_勾稽得上的报告没有发现(report: str):
    assert _said(review(report.encode(), "report.md")) == []


FIGURE = re.compile(r"\d[\d,]*\.\d\d%?")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(report=reports(), choose=st.data())
def test_改动任何一个数就有发现(report: str, choose: st.DataObject):
    figure = choose.draw(st.sampled_from(list(FIGURE.finditer(report))))
    # 百分数的末位不动：那可能只是取舍的做法不同
    digits = [i for i, char in enumerate(figure[0]) if char.isdigit()]
    index = choose.draw(st.sampled_from(digits[:-1] if figure[0].endswith("%") else digits))
    wrong = choose.draw(st.sampled_from([d for d in "123456789" if d != figure[0][index]]))
    changed = figure[0][:index] + wrong + figure[0][index + 1 :]
    edited = report[: figure.start()] + changed + report[figure.end() :]
    assert _said(review(edited.encode(), "report.md")), f"{figure[0]} 改成 {changed}，没有发现"
