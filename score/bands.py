"""等级（grade）：优、良、中、差各从多少分起；分数线是数据，见 bands.toml。"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files

from score.types import Grade


@cache
def _bands() -> tuple[tuple[Grade, Decimal], ...]:
    text = files("score").joinpath("bands.toml").read_text(encoding="utf-8")
    return tuple((grade, Decimal(floor)) for grade, floor in tomllib.loads(text)["national"]["bands"])


def grade_of(score: Decimal | None) -> Grade | None:
    """某一总分的等级；没有总分为 None。"""
    if score is None:
        return None
    return next((grade for grade, floor in _bands() if score >= floor), _bands()[-1][0])


def floor_of(grade: Grade) -> Decimal:
    """某一等级的分数线。"""
    return dict(_bands())[grade]
