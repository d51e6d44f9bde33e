"""归因（root causes）：一个数写错，会牵动好几条关系；只报一次，报在错的那个数上。

把不成立的关系按共用的数连成一片，在每一片里找能解释最多关系的数；别处核对相符的数不容易是错的。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from normalize import Fact, Facts
from reconcile.recalculation import ratios
from reconcile.relation import Relation, shown
from reconcile.types import Finding, Rival, Severity

_SCALES = (Decimal(10000), Decimal(1000), Decimal(10), Decimal(100))


def findings(facts: Facts, relations: Sequence[Relation]) -> Iterator[Finding]:
    """不成立的关系归并成发现，每个发现一个根源。"""
    failed = [r for r in relations if r.licensed and r.judgement.verdict in {"不符", "口径待核"}]
    sound = Counter(f.id for r in relations if r.judgement.holds for f in (r.stated, *r.inputs))
    while failed:
        culprit = _culprit(failed, sound)
        involved = [r for r in failed if culprit.id in _members(r)]
        failed = [r for r in failed if r not in involved]
        yield _finding(facts, culprit, sorted(involved, key=lambda r: (r.stated.id != culprit.id, r.rule)))


def _members(relation: Relation) -> set[str]:
    return {relation.stated.id, *(f.id for f in relation.inputs)}


def _culprit(failed: Sequence[Relation], sound: Counter[str]) -> Fact:
    """最可能写错的数：牵涉的不符关系最多、相符关系最少；不相上下的，是关系里被核对的那个。"""
    weight: dict[str, int] = defaultdict(int)
    by_id: dict[str, Fact] = {}
    stated = Counter(r.stated.id for r in failed)
    for relation in failed:
        for fact in (relation.stated, *relation.inputs):
            weight[fact.id] += 1
            by_id[fact.id] = fact
    order = list(by_id)
    best = max(
        order,
        key=lambda i: (weight[i] - (sound[i] > 0 and stated[i] == 0), stated[i], -sound[i], -order.index(i)),
    )
    return by_id[best]


def _finding(facts: Facts, culprit: Fact, involved: Sequence[Relation]) -> Finding:
    lead = involved[0]
    if lead.stated.id != culprit.id and len(involved) == 1:
        culprit = lead.stated
    severity: Severity = min((r.severity for r in involved), key=("error", "warning", "info").index)
    expected = _expected(culprit, lead)
    others = (
        "；另外" + "、".join(f"{r.stated.named}{r.stated.raw}也对不上" for r in involved[1:4])
        if len(involved) > 1
        else ""
    )
    return Finding(
        code=lead.rule,
        severity=severity,
        message=f"{_title(culprit)}{culprit.raw}：{_working(facts, lead)}{_slip(lead)}{others}",
        at=culprit.at,
        against=tuple(
            dict.fromkeys(
                at for r in involved for at in (r.stated.at, *(f.at for f in r.inputs)) if at != culprit.at
            )
        ),
        expected=expected,
        question=f"请核实{_title(culprit)}{culprit.raw}是否有误，"
        + (f"是否应为{expected}。" if expected else "并说明原因。"),
        rivals=_rivals(lead),
        anchor=f"{culprit.metric}|{culprit.qualifiers.subject}|{culprit.raw}|{expected}",
    )


def _title(fact: Fact) -> str:
    base = fact.qualifiers.base
    return f"{fact.qualifiers.subject}{base}{fact.metric}"


def _working(facts: Facts, relation: Relation) -> str:
    """怎么算的、差多少、凭什么。"""
    if relation.rule in {"TIE201", "TIE101"}:
        support = _support(facts, relation.inputs[0])
        return f"{relation.formula}，两处不一{support}"
    if relation.bound:
        return f"应有{relation.formula}，实际不成立"
    gap = relation.recomputed.value - relation.stated.quantity.value
    because = f"（{relation.because}）" if relation.because else ""
    return f"按{relation.formula}，与所写相差{shown(relation.stated, abs(gap))}{because}"


def _support(facts: Facts, settled: Fact) -> str:
    """采信一方凭什么。"""
    for relation in ratios.run(facts):
        if relation.stated.id == settled.id and relation.judgement.holds:
            return f"；{relation.formula}，采信{settled.raw}"
    return ""


def _expected(culprit: Fact, relation: Relation) -> str:
    """按关系反推应有的数；只有被核对的数能直接写出。"""
    if relation.bound:
        return ""
    if relation.stated.id == culprit.id:
        return culprit.quantity.printed(relation.recomputed.value)
    plain_sum = culprit in relation.inputs and relation.rule.startswith("SUM")
    if plain_sum:
        rest = relation.recomputed.value - culprit.quantity.value
        return culprit.quantity.printed(relation.stated.quantity.value - rest)
    return ""


def _slip(relation: Relation) -> str:
    """像是什么样的笔误：单位、小数点。"""
    value, stated = relation.recomputed.value, relation.stated.quantity.value
    for scale in _SCALES:
        if stated and value in {stated * scale, stated / scale}:
            return f"；恰差{scale}倍，疑为单位或小数点有误"
    return ""


def _rivals(relation: Relation) -> tuple[Rival, ...]:
    if relation.rule not in {"TIE201", "TIE101", "CAL201"}:
        return ()
    first = relation.inputs[0] if relation.rule != "CAL201" else relation.stated
    rivals = [first, relation.stated]
    return tuple(
        Rival(metric=f.metric, subject=f.qualifiers.subject, quantity=f.quantity)
        for f in dict.fromkeys(rivals)
    )
