"""说在一起（together）：率、分子、分母都在一句里点了名，各只有一个，中间没有转到别的事上，就不会配错对。"""

from __future__ import annotations

from collections import Counter

import regex

from normalize import Facts
from normalize.metrics import dictionary
from reconcile.relation import Relation

_TURNED = regex.compile(
    r"[；;]|其中|包括|截[至止]|[月季]度?[底末]|季度|半年|[上去]年|以前年度|剔除|扣除|不含|另"
)
"""转而说其中一部分、另一个时候的。"""
_RULES = frozenset({"CAL201", "CAL211"})


def named_together(facts: Facts, relation: Relation) -> bool:
    """“采购预算548.00万元，实际采购512.36万元，政府采购执行率93.50%”：词典里的率和它的分子、分母一句说全。"""
    places = {fact.sentence for fact in relation.members}
    if relation.rule not in _RULES or len(places) != 1 or None in places or not _by_formula(relation):
        return False
    sentence = facts.sentences[places.pop() or 0]
    told = Counter(fact.metric for fact in sentence.facts)
    if any(told[fact.metric] > 1 or not fact.known or fact.quantity.hedge for fact in relation.members):
        return False
    start = min(fact.at.start for fact in relation.members) - sentence.at.start
    end = max(fact.at.end for fact in relation.members) - sentence.at.start
    return not _TURNED.search(sentence.text[start:end])


def _by_formula(relation: Relation) -> bool:
    """率的公式里就是这几个数。"""
    metric = dictionary().by_name.get(relation.stated.metric)
    used = sorted(fact.metric for fact in relation.inputs)
    formulas = metric.formulas if metric is not None else ()
    return any(sorted(name.rpartition(".")[2] for name in f.operands) == used for f in formulas)
