"""该填没填（blanks）：合计行全是零而分项有数，总额行填了得分而没有执行率。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize import Fact, Facts
from reconcile.rule import rule
from reconcile.tables.adding import cells, summable
from reconcile.tables.hierarchy import Branch, branches
from reconcile.types import Finding


@rule("EXT101", term="合计行空缺")
def empty_totals(facts: Facts) -> Iterator[Finding]:
    """合计（总额）行全是零，下面的分项却有数；或者总额有数，各来源全是零。

    常见于系统导出的自评表：总额没有汇总，执行率和得分也跟着成了零。合计行、分项各有非零数的不报。
    依据：财预〔2020〕10号附表——年度资金总额为各来源之和。
    """
    for view in facts.tables:
        columns = [column for column in view.columns if summable(column)]
        for branch, *_ in branches(facts, view):
            if branch.basis not in {"总额", "合计"}:
                continue
            totals = cells(view, [branch.whole.index], columns)
            told = [f for part in branch.parts for f in cells(view, [part.index], columns)]
            parts = [f for f in told if f.quantity.value > 0]
            if len(parts) > 1 and totals and not _filled(totals):
                yield _empty(branch, totals[0], parts)
            if branch.basis == "总额" and _filled(totals) and len(told) > 1 and not _filled(told):
                yield _unsourced(branch, totals, told)


def _unsourced(branch: Branch, totals: Sequence[Fact], parts: Sequence[Fact]) -> Finding:
    name = branch.whole.labels[-1]
    filled = next(f for f in totals if f.quantity.value != 0)
    return Finding(
        code="EXT101",
        severity="warning",
        message=f"“{name}”填{filled.raw}，而其下各来源都是零",
        at=parts[0].at,
        against=(filled.at,),
        question=f"请补填“{name}”的资金来源。",
        anchor=f"{name}|来源|{filled.raw}",
    )


@rule("EXT102", term="执行率空缺")
def missing_rates(facts: Facts) -> Iterator[Finding]:
    """自评表总额行的预算数、执行数和得分都填了，执行率却空着。

    只看写明“总额”的行。依据：财预〔2020〕10号附表——执行率 = 全年执行数 ÷ 全年预算数，据以计分。
    """
    for view in facts.tables:
        roles = {column.role: column.index for column in reversed(view.columns) if column.role}
        if not {"rate", "actual_spend", "self_score"} <= roles.keys():
            continue
        for row in view.rows:
            if not row.labels or not row.labels[-1].endswith("总额"):
                continue
            spent = view.grid.get((row.index, roles["actual_spend"]))
            score = view.grid.get((row.index, roles["self_score"]))
            if spent and score and (row.index, roles["rate"]) not in view.grid:
                yield Finding(
                    code="EXT102",
                    severity="warning",
                    message=f"“{row.labels[-1]}”一行没有填执行率，得分却填了{score.raw}",
                    at=score.at,
                    against=(spent.at,),
                    question="请补填预算执行率，并核对据此计算的得分。",
                    anchor=f"{row.labels[-1]}|{spent.raw}|{score.raw}",
                )


def _filled(facts: Sequence[Fact]) -> bool:
    return any(f.quantity.value != 0 for f in facts)


def _empty(branch: Branch, at: Fact, parts: Sequence[Fact]) -> Finding:
    name = branch.whole.labels[-1]
    return Finding(
        code="EXT101",
        severity="error",
        message=f"“{name}”一行填的都是{at.raw}，而其下各项有数（{'、'.join(p.raw for p in parts[:3])}）",
        at=at.at,
        against=tuple(p.at for p in parts[:6]),
        question=f"请补填“{name}”，并核对据此计算的执行率和得分。",
        anchor=f"{name}|{at.raw}|{parts[0].raw}",
    )
