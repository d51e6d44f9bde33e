"""制度关系（domain identities）：资产、编制、采购、结转结余等制度规定的等式与不等式。"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from normalize import Facts
from normalize.metrics import Formula, dictionary
from reconcile.recalculation import computed_by, operand_of
from reconcile.relation import Relation, shown
from reconcile.rule import rule


@cache
def _identities() -> list[dict[str, Any]]:
    text = files("reconcile").joinpath("identities.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["identity"]
    return found


@rule("DOM101", term="制度关系")
def identities(facts: Facts) -> Iterator[Relation]:
    """制度规定必须成立的关系不成立：总资产、年末结转结余、编制与实有人数、采购计划与实际采购等。

    各关系列在 identities.toml，每条注明出处；可能另有原因的（例如财政收回指标）列为“口径待核”，请单位说明。
    关系中的数有一个没有披露就不核。依据：见各条出处。
    """
    for identity in _identities():
        left = dictionary().metric_named(identity["left"])
        if left is None:
            continue
        formula = Formula.parse(identity["right"])
        for stated in facts.by_metric.get(left.name, ())[:3]:
            found = {name: operand_of(facts, stated, name) for name in formula.operands}
            operands = tuple(f for f in found.values() if f is not None)
            if len(operands) < len(found):
                continue
            values = {name: f.quantity.estimate for name, f in found.items() if f is not None}
            recomputed = formula.evaluate(values.__getitem__)
            text = formula.text
            for name, fact in sorted(found.items(), key=lambda pair: -len(pair[0])):
                text = text.replace(name, fact.raw if fact else "")
            bound = identity["relation"] == "<="
            yield Relation(
                "DOM101",
                stated,
                operands,
                recomputed,
                f"{stated.raw} ≤ {text}" if bound else f"{text} = {shown(stated, recomputed.value)}",
                severity=identity["severity"],
                bound=bound,
                because=identity["because"],
                compute=computed_by(formula, tuple(found)),
            )
