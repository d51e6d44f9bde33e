"""规则的承诺：代码不重复，有说明页和依据，有报得出的案例，也有该沉默时沉默的案例。"""

from __future__ import annotations

import re

import pytest
from literate import all_cases

import reconcile
import score

RULES = (*reconcile.RULES, *score.RULES)
CODES = [rule.code for rule in RULES]
CASES = all_cases()


def test_代码各不相同_写法一致():
    assert len(set(CODES)) == len(CODES)
    assert all(re.fullmatch(r"[A-Z]{3}\d{3}", code) for code in CODES)


@pytest.mark.parametrize("rule", RULES, ids=CODES)
def test_每条规则有名称_有说明页_说明页写明依据(rule):
    assert rule.term
    assert rule.title.endswith("。"), "说明页的第一句是一句完整的话"
    assert "依据" in rule.page, "说明页要写明凭什么这样核对"
    assert rule.page.count("\n") >= 2, "第一句之后要说清怎么核对、什么时候不报"


@pytest.mark.parametrize("code", CODES)
def test_每条规则有报得出的案例(code: str):
    assert any(case.fires and not case.known_miss for case in CASES if case.code == code)


@pytest.mark.parametrize("code", CODES)
def test_每条规则有该沉默时沉默的案例(code: str):
    assert any(not case.fires and not case.known_miss for case in CASES if case.code == code)


def test_案例文件都属于现有的规则():
    assert {case.code for case in CASES} <= set(CODES)
    assert {e.code for case in CASES for e in case.expected} <= set(CODES)
