"""合理性（plausibility）：数字本身没有矛盾，却不大像真的；一律只提示，由审核的人看。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from normalize import Fact, Facts
from normalize.facts import Column, TableView
from reconcile.rule import rule
from reconcile.types import Finding

_FEW_ROWS = 3
_TELLING_DIGITS = 4
"""有效数字这么多位的两个数，一分不差不会是碰巧。"""
_FEW_AMOUNTS = 20
_WAN = 10_000


@rule("TXT401", term="与上年相同")
def same_as_last_year(facts: Facts) -> Iterator[Finding]:
    """一张表里有好几行，本年的数与上年的数一分不差，可能照抄了上年。

    同一口径的本年列与上年列比较，有效数字四位以上的才算；至少三行、而且过半数的行相同才提示。
    依据：财会监督工作中对沿用上年数据的核查；只列为提示。
    """
    for view in facts.tables:
        for current, prior in _years(view):
            pairs = [
                (now, then)
                for row in view.rows
                if row.kind == "item"
                if (now := view.grid.get((row.index, current.index)))
                if (then := view.grid.get((row.index, prior.index)))
            ]
            same = [(now, then) for now, then in pairs if _identical(now, then)]
            if len(same) >= _FEW_ROWS and len(same) * 2 > len(pairs):
                yield _copied(same, current, prior)


def _years(view: TableView) -> Iterator[tuple[Column, Column]]:
    """同一口径、一列本年一列上年的两列。"""
    for one, other in combinations(view.columns, 2):
        if one.unit == other.unit and {one.period, other.period} == {"", "上年"}:
            current, prior = (other, one) if one.period else (one, other)
            if _bare(current.measure) == _bare(prior.measure):
                yield current, prior


def _bare(measure: str) -> str:
    return measure.removeprefix("上年").removeprefix("年初")


def _identical(now: Fact, then: Fact) -> bool:
    digits = "".join(filter(str.isdigit, now.raw)).strip("0")
    return now.quantity.value == then.quantity.value and len(digits) >= _TELLING_DIGITS


def _copied(same: Sequence[tuple[Fact, Fact]], current: Column, prior: Column) -> Finding:
    now, then = same[0]
    shown = "、".join(fact.raw for fact, _ in same[:3])
    heads = f"“{current.path[-1]}”与“{prior.path[-1]}”" if current.path and prior.path else "本年与上年"
    return Finding(
        code="TXT401",
        severity="info",
        message=f"{heads}有{len(same)}行的数一分不差（{shown}{'等' if len(same) > _FEW_ROWS else ''}），可能照抄了上年",
        at=now.at,
        against=(then.at,),
        question="请确认这几行的本年数是否沿用了上年的数。",
        anchor=f"{heads}|{shown}",
    )


@rule("TXT402", term="整数占比")
def round_amounts(facts: Facts) -> Iterator[Finding]:
    """实际支出（决算数、执行数）几乎都是整万元，不像逐笔核算出来的数。

    全篇至少二十个不同的支出数，九成以上是整万元才提示；预算数本来常取整，不看。
    依据：审计分析程序中的整数检验（AICPA AU-C 520 分析程序）；只列为提示。
    """
    spent = {
        fact.quantity.value: fact
        for fact in facts.facts
        if fact.metric == "决算数" and fact.quantity.unit == "元" and not fact.quantity.hedge
        if fact.quantity.value >= _WAN
    }
    whole = [fact for value, fact in spent.items() if value % _WAN == 0]
    if len(spent) >= _FEW_AMOUNTS and len(whole) * 10 >= len(spent) * 9:
        first = min(whole, key=lambda f: (f.at.block or 0, f.at.start))
        yield Finding(
            code="TXT402",
            severity="info",
            message=f"{len(spent)}个不同的支出数里有{len(whole)}个是整万元，不像逐笔核算的结果",
            at=first.at,
            question="请说明支出数是否按账面数填列。",
            anchor=f"{len(whole)}/{len(spent)}",
        )
