"""评分的性质：多一份佐证，得分区间只会收窄；任何条文都读得完，得分总在零与分值之间。"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from criteria import labelled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from normalize import Estimate
from score.compile import compile_criterion
from score.criterion import Linear
from score.evaluate import evaluate
from score.evidence import Evidence, Reading
from score.expression import names_in

ITEMS = labelled("criteria.md") + labelled("criteria-held-out.md")
SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = [
    "满意度",
    "执行率",
    "得",
    "计",
    "扣",
    "分",
    "满分",
    "不得分",
    "每",
    "超过",
    "低于",
    "不足",
    "以上",
    "以下",
    "以内",
    "（含）",
    "不含",
    "且",
    "或",
    "否则",
    "按比例",
    "酌情",
    "扣完为止",
    "最高",
    "最低",
    "≥",
    "≤",
    "＞",
    "＜",
    "=",
    "×",
    "÷",
    "-",
    "—",
    "至",
    "（",
    "）",
    "[",
    "]",
    "，",
    "。",
    "；",
    "：",
    "、",
    "①",
    "②",
    "1.",
    "2.",
    "（1）",
    "\n",
    "90%",
    "0.5",
    "1分",
    "100%",
    "一个百分点",
    "5",
    "80",
    "二",
    "W",
    "一季度",
    "得分",
    "分值的",
    "20%",
]


@dataclass
class Told(Evidence):
    """报告说了的几个数；asked 记下问过哪些。"""

    values: dict[str, Decimal]
    times: Decimal | None = None
    chosen: int | None = None
    asked: list[str] = field(default_factory=list)

    def known(self, name: str) -> Reading | None:
        self.asked.append(name)
        if name not in self.values:
            return None
        unit = "%" if name.endswith(("率", "度", "比例", "进度")) else ""
        return Reading(Estimate.exactly(self.values[name]), unit, f"{self.values[name]}", ())

    def count(self, event: str) -> Decimal | None:
        del event
        return self.times

    def label(self, options: Sequence[str]) -> int | None:
        return self.chosen if self.chosen is not None and self.chosen < len(options) else None


def operands(criterion) -> list[str]:
    """这条评分标准会问到的量；率和它自己的分子分母是一个事实，只留率。"""
    told = Told({})
    evaluate(criterion, told)
    defined = {name for name, _ in criterion.definitions}
    asked = list(dict.fromkeys(told.asked))
    linear = [g.part for g in criterion.parts if isinstance(g.part, Linear) and g.part.name in asked]
    parts = {name for part in linear for name in names_in(part.ratio) if name != part.name}
    asked = [name for name in asked if name not in parts]
    return [name for name in asked if name in defined] or asked


@SETTINGS
@given(data=st.data())
def test_多一份佐证_得分区间只会收窄(data):
    item = data.draw(st.sampled_from(ITEMS))
    names = operands(item.criterion)
    figures = st.decimals(min_value=0, max_value=200, places=2)
    more = {name: data.draw(figures) for name in names if data.draw(st.booleans())}
    less = {name: value for name, value in more.items() if data.draw(st.booleans())}
    times = data.draw(st.none() | st.integers(0, 12).map(Decimal))
    chosen = data.draw(st.none() | st.integers(0, 4))
    wide = evaluate(item.criterion, Told(less))
    narrow = evaluate(item.criterion, Told(more, times, chosen))
    assert wide.low <= narrow.low <= narrow.high <= wide.high, (item.id, less, more, wide.trace, narrow.trace)


@SETTINGS
@given(
    words=st.lists(st.sampled_from(WORDS), max_size=40),
    weight=st.integers(1, 20).map(Decimal),
    value=st.decimals(min_value=-50, max_value=200, places=1),
)
def test_任何条文都读得完_得分在零与分值之间(words, weight, value):
    criterion = compile_criterion("".join(words), weight, "满意度", "")
    for told in (Told({}), Told({"满意度": value, "执行率": value}, Decimal(2), 0)):
        outcome = evaluate(criterion, told)
        assert 0 <= outcome.low <= outcome.high <= weight
        assert outcome.trace


@pytest.mark.parametrize(
    "text",
    [
        "执行率=" + "(" * 1500 + "甲/乙" + ")" * 1500 + "×5分",
        "执行率得分=" + "甲/" * 1900 + "乙×5分",
        "满意度≥" * 990,
        "超过10分按" * 660,
        "（" * 3990,
        "得" * 100_000,
    ],
    ids=["层层括号", "连除", "比较不断", "上限不断", "左括号", "太长"],
)
def test_怪异的条文很快读完(text):
    started = time.process_time()
    compile_criterion(text, Decimal(5), "执行率", "")
    assert time.process_time() - started < 6
