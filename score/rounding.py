"""取舍（rounding）：算出来的得分，自评可以写成两位、一位小数或整数；写成分档的分数不能取舍。"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from score.evaluate import Outcome, plain

_STEPS = (Decimal("0.01"), Decimal("0.1"), Decimal(1))
_FINE = Decimal("0.01")


def forms(score: Decimal, places: int) -> Iterator[tuple[Decimal, str]]:
    """一个得分可以写成的样子，以及怎么取舍的；写到几位小数的，不会是取到更少的位数。"""
    yield score, ""
    for step in (step for step in _STEPS if -int(str(step.as_tuple().exponent)) >= places):
        name = "取整" if step == 1 else f"取{-int(str(step.as_tuple().exponent))}位小数"
        yield score.quantize(step, ROUND_HALF_UP), name
        yield score.quantize(step, ROUND_DOWN), f"{name}（截去尾数）"


def agreed(own: Decimal, outcome: Outcome) -> str | None:
    """自评得分与区间是否相容：相容的给出取舍说明（不必取舍为空串），不相容为 None。"""
    if outcome.low <= own <= outcome.high:
        return ""
    ends = (outcome.low, outcome.high) if outcome.continuous else ()
    places = max(0, -int(str(own.as_tuple().exponent)))
    for end in ends:
        for written, how in forms(end, places):
            if written == own:
                gap = own - end
                return "" if abs(gap) <= _FINE else f"{how}，相差{plain(abs(gap))}分"
    return None
