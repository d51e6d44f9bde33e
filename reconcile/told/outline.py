"""句中的层次（outline）：哪些数是总数，哪些只是它下面的分项。

“购置24辆（甲12辆、乙4辆、丙8辆），平均每辆……”说的是24辆，不是最后的8辆。分项由“其中、包括、括号”引出，
加起来恰是总数的就到那里为止，加不到的只认用顿号连着的几个。
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import regex

from normalize.facts import same_measure
from reconcile.told.cues import Figure

_OPENS = regex.compile(
    r"(?:其中|包括|包含|涵盖|含(?!税|量)|分为|即|[：:])[：:，,]?[^，。；：、]{0,16}$|^中[，,]?[^，。；：、]{0,12}$"
)
_WITH = regex.compile(r"^\s*[（(](?![^，。；：]*(?:比|较|上年|去年|20\d\d年|原|按|以))[^，。；：]{0,16}$")
_JOINED = regex.compile(r"^[^，。；]{0,8}[、]|^[^，。；]{0,6}(?:和|与|及)")
_NEXT = regex.compile(r"^[^。]{0,10}[，；、]|^[^，。；]{0,6}(?:和|与|及)")
_TOTALLED = regex.compile(r"共|合计|总计|累计|平均|每|比|较|占|余|剩")
_RATES = frozenset({"%", "个百分点", ""})


def parents_of(figures: Sequence[Figure]) -> tuple[int | None, ...]:
    """每个数是哪个数的分项；不是分项的为 None。"""
    parents: list[int | None] = [None] * len(figures)
    index = 1
    while index < len(figures):
        whole = _whole(figures, index, parents)
        run = _run(figures, index, whole) if whole is not None else []
        for member in run:
            parents[member] = whole
        index = run[-1] + 1 if run else index + 1
    return tuple(parents)


def _whole(figures: Sequence[Figure], index: int, parents: Sequence[int | None]) -> int | None:
    """这个数起头的一列是哪个数的分项：最近的、同样计量、自己不是分项的数。"""
    first = figures[index]
    opened = _OPENS.search(first.lead) or (_WITH.match(first.lead) and first.depth > figures[index - 1].depth)
    if not opened or first.fact.quantity.unit in _RATES:
        return None
    for earlier in range(index - 1, -1, -1):
        figure = figures[earlier]
        alike = _alike(figure, first) and parents[earlier] is None and figure.depth <= first.depth
        if alike and figure.fact.quantity.value >= first.fact.quantity.value:
            return earlier
    return None


def _alike(one: Figure, other: Figure) -> bool:
    return other.fact.quantity.unit in same_measure(one.fact.quantity.unit)


def _run(figures: Sequence[Figure], first: int, whole: int) -> list[int]:
    """从第 first 个数起的一列分项。"""
    wanted = figures[whole].fact.quantity.value
    total = Decimal(0)
    taken: list[int] = []
    joined = 0
    for index in range(first, len(figures)):
        figure = figures[index]
        if taken and not (_NEXT.match(figure.lead) or figure.fact.quantity.unit in _RATES):
            break
        if not _alike(figure, figures[whole]):
            if figure.fact.quantity.unit in _RATES or figure.depth > figures[first].depth:
                continue
            break
        if taken and _TOTALLED.search(figure.clause):
            break
        taken.append(index)
        total += figure.fact.quantity.value
        closes = total == wanted and len(taken) > 1
        if closes:
            return taken
        if joined == len(taken) - 1 and (index == first or _linked(figures, taken)):
            joined = len(taken)
    return taken[:joined]


def _linked(figures: Sequence[Figure], taken: Sequence[int]) -> bool:
    """与前一个分项用顿号连着，或者同在一个括号里。"""
    one, other = figures[taken[-2]], figures[taken[-1]]
    return bool(_JOINED.match(other.lead)) or (one.depth == other.depth > figures[taken[0] - 1].depth)
