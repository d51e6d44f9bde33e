"""对应（matching）：报告评分表的每一行，是评分标准文件里的哪一项指标。

先认名称（引号、空格、括号里的分值不计，词典里的同义词算同名），同名不止一处的看上级；
名称改动过的，看它在同一上级之下、夹在已经对上的两项之间的位置。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from normalize import ScoredRow
from normalize.metrics import dictionary
from score.rubric import Rubric, RubricIndicator

_DECORATION = re.compile(r"[“”‘’\"'「」\s（()）]|\d+(?:\.\d+)?分?$")
_ALIKE = 0.5
"""位置对得上的，名称也至少要有一半相同。"""


def matched(rows: Sequence[ScoredRow], rubric: Rubric) -> tuple[RubricIndicator | None, ...]:
    """每一行对应的指标；对不上的为 None。一项指标至多对应一行。"""
    found: list[RubricIndicator | None] = [None] * len(rows)
    free = list(rubric.indicators)
    for same in (_same_path, _same_name):
        for place, row in enumerate(rows):
            options = [i for i in free if same(row, i)] if found[place] is None else []
            if len(options) == 1 or (options and same is _same_path):
                found[place] = options[0]
                free.remove(options[0])
    for place, indicator in _between(rows, found, rubric, free):
        found[place] = indicator
        free.remove(indicator)
    return tuple(found)


def _same_path(row: ScoredRow, indicator: RubricIndicator) -> bool:
    """末级和上一级都同名。"""
    return _key(row.path[-1]) == _key(indicator.name) and _key("".join(row.path[-2:-1])) == _key(
        "".join(indicator.path[-2:-1])
    )


def _same_name(row: ScoredRow, indicator: RubricIndicator) -> bool:
    return _key(row.name) == _key(indicator.name)


def _between(
    rows: Sequence[ScoredRow],
    found: Sequence[RubricIndicator | None],
    rubric: Rubric,
    free: Sequence[RubricIndicator],
) -> Iterator[tuple[int, RubricIndicator]]:
    """名称改动过的：前后两行对应的指标之间，恰好空着一项，名称也有一半相同。"""
    order = {id(indicator): place for place, indicator in enumerate(rubric.indicators)}
    for place, row in enumerate(rows):
        if found[place] is not None:
            continue
        before = found[place - 1] if place else None
        after = found[place + 1] if place + 1 < len(rows) else None
        low = -1 if before is None and not place else order.get(id(before))
        high = len(order) if after is None and place + 1 == len(rows) else order.get(id(after))
        if low is None or high is None or high - low != 2:
            continue
        candidate = rubric.indicators[low + 1]
        if any(candidate is i for i in free) and _likeness(row.name, candidate.name) >= _ALIKE:
            yield place, candidate


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _key(one), _key(other), autojunk=False).ratio()


def _key(name: str) -> str:
    bare = _DECORATION.sub("", name)
    metric = dictionary().metric_named(bare)
    return metric.name if metric else bare
