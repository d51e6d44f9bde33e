"""承前（memory）：一个数的名称，以及一段话里后面的小句没有说而沿用前面的东西。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from normalize.facts import same_measure
from normalize.periods import PRIOR_NAMES

SPENT = "决算数"
BUDGETS = frozenset({"年初预算数", "调整后预算数"})
SPENDING = frozenset({"支出总计", "本年支出合计"})
MEASURES = frozenset({*BUDGETS, SPENT, *PRIOR_NAMES.values(), "预算执行率"})
"""口径：科目的预算、支出以科目为主体。"""
_NOT_THINGS = frozenset({"%", "元", "分", "", "批", "批次", "次", "期", "轮", "笔", "年", "个月", "天"})
CHANGED = frozenset({"增减额", "增减率"})
DERIVED = CHANGED | {"占比"}
"""由别的数算出来的数。"""


@dataclass(frozen=True)
class Named:
    """一个数的名称：指标、主体、口径、期间；known 说指标见于词典，compared 说它只是拿来比的（比预算42万元少），

    part 说它是一个已经说完的列举的分项：后面的话不再说它。
    """

    metric: str
    subject: str = ""
    base: str = ""
    known: bool = False
    unit: str = ""
    period: str | None = None
    compared: bool = False
    part: bool = False

    @property
    def thing(self) -> str:
        """说的是哪样东西：科目的预算、支出以科目为名。"""
        return self.subject if self.subject and self.metric in MEASURES else self.metric


@dataclass(frozen=True)
class Words:
    """一个数前后的话：lead 小句之内，gap 自上一个数（或句首）起，tail 之后到句末。

    label 是“甲、乙分别为”里这个数自己的名目，已在 lead 之首；glued 说它紧接着上一个数，中间没有字。
    """

    lead: str
    gap: str
    tail: str
    label: str = ""
    glued: bool = False


@dataclass
class Memory:
    """承前：一段话里，后面的小句没有说而沿用前面的东西。"""

    topic: str = ""
    topic_measure: str = ""
    measure: str = ""
    item: str = ""
    project: str = ""
    project_leads: bool = False
    treasury: bool = False
    spoken: list[Named] = field(default_factory=list)
    wholes: list[Named] = field(default_factory=list)
    listing: bool = False
    opened: int = 0
    begun: int = 0
    listed: str = ""
    within: str = ""
    item_told: bool = False
    last_gap: str = ""

    def begin_list(self) -> None:
        """“其中”之后是分项；说完分项，科目还是总数的。"""
        self.wholes = [named for named in self.spoken[-6:] if not named.part]
        if not self.listing:
            self.listed, self.opened = self.item, len(self.spoken)
        self.listing = True

    def end_list(self) -> None:
        """列举结束。"""
        if not self.listing:
            return
        self.item, self.listing, self.within = self.listed, False, ""
        units = {named.unit for named in self.wholes}
        self.spoken[self.opened :] = [
            replace(named, part=named.unit in units and named.metric not in DERIVED)
            for named in self.spoken[self.opened :]
        ]

    def meant(self, unit: str) -> Named | None:
        """没有说是什么的数，说的是前面哪一个：同一种计量，不是增减、占比，也不是说完了的分项和拿来比的数。"""
        alike = same_measure(unit)
        return next(
            (
                named
                for named in reversed(self.spoken)
                if named.unit in alike
                and named.metric not in DERIVED
                and not (named.part or named.compared or is_prior(named))
            ),
            None,
        )

    def begin_sentence(self, *, anew: bool, treasury: bool = False) -> None:
        """一句开头：上一句不是从那个项目说起的，或者这一句另起一头，项目就说完了。"""
        self.end_list()
        self.begun = len(self.spoken)
        self.item_told, self.treasury = False, treasury
        if self.project and (anew or not self.project_leads):
            self.item = self.topic if self.item == self.project else self.item
            self.project, self.project_leads = "", False

    def fork(self) -> Memory:
        """括号里另说的话不影响括号外。"""
        return replace(self, spoken=list(self.spoken), wholes=list(self.wholes))

    def last(self) -> Named | None:
        """刚说的那个数。"""
        return self.spoken[-1] if self.spoken else None

    def told(self) -> Named | None:
        """最近说的、不是增减和占比的数。"""
        return next((named for named in reversed(self.spoken) if named.metric not in DERIVED), None)

    def alike(self, unit: str) -> Named | None:
        """同一种单位的：列举说完了的是总数，否则是最近的一个。"""
        whole = next((n for n in reversed(self.wholes) if n.unit == unit), None) if self.listing else None
        return whole or next(
            (n for n in reversed(self.spoken) if n.unit == unit and n.metric not in DERIVED), None
        )

    def counted_thing(self) -> str:
        """“旱厕改造4座，支出71.9万元”：支出的是刚说的那样东西。"""
        last = self.last()
        if last is None or last.known or last.unit in _NOT_THINGS or last.metric in CHANGED:
            return ""
        return last.metric

    def unsubjected(self, unit: str) -> str:
        """合计的是刚才说的那些；刚才说的是词典里的科目，或者计量不同（五项共计15400万元），合计就不是它了。"""
        last = self.last()
        return last.metric if last is not None and not last.known and last.unit == unit else "合计"


def is_prior(named: Named) -> bool:
    """是不是上年（或者另外写明的一年）的数。"""
    return bool(prior_period(named))


def prior_period(named: Named) -> str:
    """是上年或另一年的数，给出期间；本年的为空串。"""
    if named.metric.startswith("上年"):
        return "上年"
    return named.period if named.period and _ANOTHER.match(named.period) else ""


_ANOTHER = regex.compile(r"上年|20\d\d年")


def shared_noun(spoken: Sequence[Named], unit: str) -> str:
    """先分后总：新建公厕6座、改建公厕9座，共15座——说的是公厕。"""
    parts = [named.metric for named in spoken[-4:] if named.unit == unit]
    if len(parts) < 2:
        return ""
    one, other = parts[-2], parts[-1]
    length = next((n for n in range(min(len(one), len(other)), 1, -1) if one[-n:] == other[-n:]), 0)
    return one[-length:].lstrip("建改造修") if length else ""
