"""平均数（means）：平均行（平均列）等于各行（各列）的平均。"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from normalize import Facts, Row, TableView
from reconcile.relation import Relation
from reconcile.rule import rule
from reconcile.tables.hierarchy import is_detail

_MEAN = regex.compile(r"^(?:(?:算术|加权|总|各[\p{Han}]{1,4})?平均(?:值|数|分|得分|水平)?|均值)$")


@rule("CAL108", term="平均数")
def averages(facts: Facts) -> Iterator[Relation]:
    """平均行的数大于各行中最大的，或小于最小的。

    权数未知，所以只要求平均数落在最小与最大之间；恰为算术平均的打勾。依据：平均数的定义。
    """
    for view in facts.tables:
        for row in view.rows:
            if row.labels and _MEAN.search(row.labels[-1]):
                yield from _average(view, row)


def _average(view: TableView, row: Row) -> Iterator[Relation]:
    peers = [r for r in view.rows if r.kind == "item" and r.index < row.index and not is_detail(r)]
    for column in view.columns:
        mean = view.grid.get((row.index, column.index))
        found = [f for r in peers if (f := view.grid.get((r.index, column.index)))]
        if mean is None or len(found) < 2 or any(f.quantity.unit != mean.quantity.unit for f in found):
            continue
        most = max(found, key=lambda f: f.quantity.high)
        least = min(found, key=lambda f: f.quantity.low)
        because = "平均数应在最小与最大之间"
        yield Relation(
            "CAL108",
            mean,
            (most,),
            most.quantity.estimate,
            f"{mean.raw} ≤ {most.raw}",
            bound=True,
            because=because,
        )
        yield Relation(
            "CAL108",
            least,
            (mean,),
            mean.quantity.estimate,
            f"{least.raw} ≤ {mean.raw}",
            bound=True,
            because=because,
        )
