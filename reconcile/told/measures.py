"""叫出名称的数（measures）：“收入总计……。本年收入增加”，增加的是本年收入，不是前一句的收入总计。"""

from __future__ import annotations

import regex

from normalize import Fact, Facts
from normalize.metrics import dictionary
from reconcile.told.passage import comparable

_COMPARED = regex.compile(r"[比较与同]")
_CHANGED = regex.compile(r"(?:实际|共|净)?(?:增|减|下降|上升|提高|降低|多|少)[\p{Han}]*$")


def another_measure(told: Fact, clause: str) -> str:
    """增减的话里叫出的是词典里的另一个数；没有叫出的、就是 told 的，为空串。"""
    head = _CHANGED.sub("", _COMPARED.split(clause)[0])
    metric = dictionary().metric_named(head) if head and told.known else None
    return metric.name if metric is not None and metric.name != told.metric else ""


def the_one(facts: Facts, metric: str, like: Fact) -> Fact | None:
    """报告里叫这个名称、没有别的限定的数；没有的、说法不一的不取。"""
    found = [
        fact
        for fact in facts.by_metric.get(metric, ())
        if comparable(fact, like)
        and not any(fact.qualifiers.model_dump().values())
        and not fact.quantity.hedge
    ]
    return found[0] if len({fact.quantity.value for fact in found}) == 1 else None
