"""资金（fund）：一般公共预算、政府性基金、国有资本经营预算各是一本账，财政拨款是其合计；不同账里的同名数不是一个数。"""

from __future__ import annotations

from collections.abc import Iterable

import regex

from normalize.facts import Fact

_FUNDS = ("一般公共预算", "政府性基金", "国有资本经营", "社会保险基金", "社保基金", "财政拨款")
_ALIASES = {"社保基金": "社会保险基金"}
_FUND = regex.compile("|".join(_FUNDS))
_NAMED = regex.compile(rf"(?P<fund>{'|'.join(_FUNDS)})(?:预算)?(?:财政)?(?:拨款)?(?:资金)?")
FUNDED = frozenset(
    {
        *(
            "年初预算数",
            "调整后预算数",
            "决算数",
            "上年预算数",
            "上年决算数",
            "预算执行率",
            "收入预算数",
            "收入实际数",
        ),
        *(
            "本年收入合计",
            "本年支出合计",
            "收入总计",
            "支出总计",
            "上年结转",
            "年末结转结余",
            "增减额",
            "增减率",
            "占比",
        ),
    }
)
"""这些指标要说明是哪一类资金。"""
_USUAL = frozenset({"一般公共预算", "财政拨款"})


def fund_in(text: str) -> str:
    """一段话（表名、小节标题）说的是哪一类资金；各账分得细的为准，没有说的为空串。"""
    found = [_ALIASES.get(name, name) for name in _FUND.findall(text)]
    kinds = set(found) - {"财政拨款"} or set(found)
    return next(iter(kinds)) if len(kinds) == 1 else ""


def fund_named(text: str) -> str:
    """列名、行标题本身就是一类资金的，给出这一类。"""
    found = _NAMED.fullmatch(text)
    return _ALIASES.get(found["fund"], found["fund"]) if found else ""


def usual(fund: str) -> bool:
    """没有说，或者是最常见的一类。"""
    return not fund or fund in _USUAL


def told_apart(facts: Iterable[Fact]) -> bool:
    """报告里有没有两类资金需要分开；只有一般公共预算（或者只说财政拨款）的不必写。"""
    funds = {fact.qualifiers.fund for fact in facts}
    return len(funds - {""}) > 1 or bool(funds - _USUAL - {""})


def totalled_apart(texts: Iterable[str]) -> bool:
    """报告里既有全部收支的总计，又有财政拨款收支的总计：两本账要分开。"""
    told = [found["fund"] or "" for text in texts for found in _TOTALLED.finditer(text)]
    return "财政拨款" in told and "" in told


_TOTALLED = regex.compile(r"(?P<fund>财政拨款)?收(?:入支出|、支|支|入、支出|入)(?:决算|预算)?总(?:计|体)")


def without_usual(fact: Fact) -> Fact:
    """不必分开的，略去资金。"""
    if fact.qualifiers.fund not in _USUAL:
        return fact
    return fact.model_copy(update={"qualifiers": fact.qualifiers.model_copy(update={"fund": ""})})
