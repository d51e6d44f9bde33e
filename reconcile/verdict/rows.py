"""整行的差错（rows）：一个小计、合计各列都比分项多，多半是漏了一行，不是各列都写错。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from extract import Location
from normalize import Facts
from reconcile.relation import Relation, shown
from reconcile.tables.hierarchy import bare_label
from reconcile.types import Finding
from reconcile.verdict.explain import place

_PARTIAL = regex.compile(r"其中|等|主要|部分|摘|节选|前\d|……|…")
_SCORED = {"SUM401", "SUM402"}
_COLUMNS = 2
"""至少这么多列一起短少，才像是漏了一行。"""


@dataclass(frozen=True)
class DroppedRow:
    """漏行：合计行各列的关系，各短少多少。"""

    relations: tuple[Relation, ...]


def dropped_rows(facts: Facts, relations: Sequence[Relation]) -> Iterator[DroppedRow]:
    """合计行自身与别处相符，各列却都比分项之和多。"""
    groups: dict[tuple[int, int], list[Relation]] = defaultdict(list)
    for relation in relations:
        at = relation.stated.at
        if relation.rule == "SUM101" and at.block is not None and at.cell is not None:
            groups[at.block, at.cell[0]].append(relation)
    footed = {block for (block, _), group in groups.items() for r in group if r.holds and r.licensed}
    for (block, _), group in groups.items():
        below = [r for r in group if r.recomputed.high < r.stated.quantity.low]
        # 各来源全是零的，由 EXT101 报；别的列不是零，就一起算短少
        short = below if any(r.recomputed.value > 0 for r in below) else []
        failing = [r for r in group if not r.holds and r.judgement.verdict != "尾差偏大"]
        if len(short) < _COLUMNS or len(short) < len(failing):
            continue
        accused = any(r.licensed for r in short)
        upheld = block in footed and _upheld(short, relations) and not _partial(facts, short[0])
        everywhere = (
            len(short) == len(group) and _only_total(facts, short[0]) and not _partial(facts, short[0])
        )
        if accused or everywhere or (upheld and len(short) * 2 > len(group)):
            yield DroppedRow(tuple(short))


def dropped_indicator(relations: Sequence[Relation]) -> Iterator[DroppedRow]:
    """评分表的分值、得分都比各项之和多：漏了一项指标。"""
    tables: dict[int | None, list[Relation]] = defaultdict(list)
    for relation in relations:
        if relation.rule in _SCORED and relation.licensed and not relation.bound and not relation.holds:
            tables[relation.stated.at.block].append(relation)
    for group in tables.values():
        short = all(r.recomputed.value < r.stated.quantity.value for r in group)
        if short and {r.rule for r in group} == _SCORED:
            yield DroppedRow((group[0], *(r for r in group[1:] if r.rule != group[0].rule), *group[1:]))


def _upheld(short: Sequence[Relation], relations: Sequence[Relation]) -> bool:
    """合计行的数另有关系撑着，可见不是合计写错。"""
    stated = {r.stated.id for r in short}
    return any(
        r.licensed and r.holds and r.telling and any(f.id in stated for f in r.members) for r in relations
    )


def _only_total(facts: Facts, relation: Relation) -> bool:
    """表里只有这一个合计（总额），各项都在它的上面或下面；分项的各格都有数。"""
    at = relation.stated.at
    view = next((v for v in facts.tables if v.block == at.block and relation.stated in v.facts), None)
    if view is None or at.cell is None:
        return False
    wholes = [row for row in view.rows if row.kind != "item" or bare_label(row).endswith("总额")]
    return len(wholes) == 1 and wholes[0].index == at.cell[0]


def _partial(facts: Facts, relation: Relation) -> bool:
    """表名、行标题说了只列一部分的，短少是应当的。"""
    block = relation.stated.at.block
    view = next((view for view in facts.tables if view.block == block), None)
    labels = [label for row in view.rows for label in row.labels] if view else []
    if any(label.rstrip("：: ").endswith("总额") for label in labels):
        # 资金总额之下的“其中”是各个来源，应当列全
        labels = [label.removeprefix("其中") for label in labels]
    return any(_PARTIAL.search(label) for label in labels)


def dropped_finding(facts: Facts, dropped: DroppedRow) -> Finding:
    """写成一条发现。"""
    lead = dropped.relations[0]
    distinct = [r for i, r in enumerate(dropped.relations) if r.rule not in _SCORED or i < len(_SCORED)]
    missing = [shown(r.stated, r.stated.quantity.value - r.recomputed.value) for r in distinct]
    where = place(facts, lead.stated.at)
    if lead.rule in _SCORED:
        return Finding(
            code=lead.rule,
            severity="error",
            message=(
                f"{where}{lead.stated.raw}：所列各项指标的分值之和比它少{missing[0]}（{lead.written}），"
                f"得分之和比总分少{missing[-1]}，疑漏列了一项指标"
            ),
            at=lead.stated.at,
            against=_others(dropped),
            expected="、".join(missing),
            question=f"请核实评分表是否漏列了一项指标（分值{missing[0]}，得分{missing[-1]}）。",
            anchor=f"漏行|{'|'.join(missing)}",
        )
    return Finding(
        code=lead.rule,
        severity="warning",
        message=(
            f"{where}{lead.stated.raw}：这一行各列都比所列分项之和多，依次短少{'、'.join(missing)}"
            f"（{lead.written}），疑漏列了一行"
        ),
        at=lead.stated.at,
        against=_others(dropped),
        expected="、".join(missing),
        question=f"请核实{where.rpartition('“')[0] or '此表'}是否漏列了一行（各列依次为{'、'.join(missing)}）。",
        anchor=f"漏行|{'|'.join(missing)}",
    )


def _others(dropped: DroppedRow) -> tuple[Location, ...]:
    lead = dropped.relations[0].stated.at
    return tuple(dict.fromkeys(fact.at for r in dropped.relations for fact in r.members if fact.at != lead))
