"""核对全过程：各规则提出关系，判定阶梯判断，归因合并成发现，最后定采信值。"""

from __future__ import annotations

from typing import Any

from normalize import Facts
from reconcile.causes import causes
from reconcile.decomposition import enumerated_parts, parallel_parts
from reconcile.domain import identities
from reconcile.doubts import with_doubts
from reconcile.explain import finding_of
from reconcile.footing import cross_footing, footing
from reconcile.listing import announced_lists
from reconcile.periods import stale_date
from reconcile.recalculation import contested_bases, differences, execution_rates, ratios
from reconcile.relation import Relation
from reconcile.rows import dropped_finding, dropped_indicator, dropped_rows
from reconcile.rule import Rule
from reconcile.scoring import scores, weights
from reconcile.settle import settle
from reconcile.tieout import narrative_total, one_fact_two_tellings, repeated_mention, text_to_table
from reconcile.types import Check, Finding, Reconciliation
from reconcile.wording import brackets, polarity

RULES: tuple[Rule[Any], ...] = (
    footing,  # SUM101 表内纵向合计
    cross_footing,  # SUM102 表内横向合计
    enumerated_parts,  # SUM201 分项与总数
    parallel_parts,  # SUM202 并列计量的分项
    announced_lists,  # SUM301 数目与列举
    weights,  # SUM401 权重合计
    scores,  # SUM402 得分合计
    execution_rates,  # CAL101 表内执行率
    ratios,  # CAL201 比率复算
    differences,  # CAL202 差额复算
    contested_bases,  # CAL203 比率口径
    text_to_table,  # TIE101 文表一致
    repeated_mention,  # TIE201 前后一致
    one_fact_two_tellings,  # TIE301 同一事实的说法
    narrative_total,  # TIE401 总分文表一致
    identities,  # DOM101 制度关系
    stale_date,  # PER101 时点与报告年度
    polarity,  # TXT201 褒贬不一
    brackets,  # TXT301 成对符号
)


def reconcile(facts: Facts) -> Reconciliation:
    """核对一份报告的全部数据项。

    符合的核对也保留（审计的勾）；同一根源的不符只成一个发现，出在最可能写错的数上。
    """
    outcomes = [outcome for rule in RULES for outcome in rule.run(facts)]
    relations = with_doubts(facts.document, [o for o in outcomes if isinstance(o, Relation)])
    direct = [o for o in outcomes if isinstance(o, Finding)]
    checks = [r.check for r in relations if r.licensed or r.judgement.holds]
    checks += [o for o in outcomes if isinstance(o, Check)]
    dropped = [*dropped_rows(facts, relations), *dropped_indicator(relations)]
    explained = {id(r) for row in dropped for r in row.relations}
    found_causes = list(causes(facts, [r for r in relations if id(r) not in explained]))
    found = [
        *(dropped_finding(facts, row) for row in dropped),
        *(finding_of(facts, cause) for cause in found_causes),
        *direct,
    ]
    once = {finding.fingerprint: finding for finding in found}
    return Reconciliation(
        facts=facts,
        checks=tuple(checks),
        findings=tuple(once.values()),
        settled=tuple(settle(facts, found_causes)),
    )
