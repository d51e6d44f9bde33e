"""标好的数据项：指标和限定读对的比例不低于要求（表格 97%，叙述 92%）；held-out 只由 benchmarks/names.py 量。"""

from __future__ import annotations

from functools import cache

import pytest
from labels import LABELLED, Outcome, outcomes

FILES = sorted(
    path
    for path in LABELLED.glob("*.md")
    if path.name != "README.md" and not path.name.startswith("held-out")
)


@cache
def everything() -> tuple[Outcome, ...]:
    return tuple(outcome for path in FILES for outcome in outcomes(path))


@pytest.mark.parametrize(("tabular", "bar"), [(True, 0.97), (False, 0.92)], ids=["表格", "叙述"])
def test_指标和限定读对的比例(*, tabular: bool, bar: float):
    found = [outcome for outcome in everything() if outcome.in_table == tabular]
    wrong = [f"{o.label.raw}：{'、'.join(o.faults)}" for o in found if o.faults]
    assert len(found) > 250
    assert len(wrong) <= (1 - bar) * len(found), wrong


def test_标注都对得上原文():
    missing = [o.label.raw for o in everything() if "漏读" in o.faults]
    assert len(missing) <= 3, missing
