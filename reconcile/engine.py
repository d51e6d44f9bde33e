"""核对全过程：各规则提出关系，判定阶梯判断，归因合并成发现，最后定采信值。"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from extract import collector_paused
from normalize import Facts
from reconcile.document.copied import repeated_with_other_numbers
from reconcile.document.notation import broken_grouping, long_decimals, unit_beside_value, wide_grouping
from reconcile.document.numbering import numbering
from reconcile.document.owners import other_names
from reconcile.document.periods import (
    impossible_dates,
    reversed_dates,
    stale_date,
    titled_another_year,
    titled_years,
)
from reconcile.document.placeholders import placeholders
from reconcile.document.plausibility import round_amounts, same_as_last_year
from reconcile.document.references import references
from reconcile.document.sections import missing_sections
from reconcile.document.wording import brackets, polarity
from reconcile.named.claims import claims, compared, thresholds
from reconcile.named.domain import cumulative_quarters, identities, spent_within, stated_partitions
from reconcile.named.facts_told import one_fact_two_tellings
from reconcile.named.overall import narrative_total
from reconcile.named.recalculation import contested_bases, execution_rates, ratios
from reconcile.named.tieout import repeated_mention, text_to_table
from reconcile.relation import Relation
from reconcile.repeats.retold import text_against_rows, text_against_text
from reconcile.repeats.twins import twins
from reconcile.rule import Rule
from reconcile.sums.balances import balances
from reconcile.sums.decomposition import enumerated_parts, parallel_parts, parts_within
from reconcile.sums.listing import announced_lists, structure_codes
from reconcile.sums.magnitude import unit_slips
from reconcile.sums.remainders import remainders
from reconcile.sums.siblings import siblings
from reconcile.tables.across import cross_footing
from reconcile.tables.blanks import empty_totals, missing_rates
from reconcile.tables.bounds import balanced, details_within, shares
from reconcile.tables.codes import skipped_levels
from reconcile.tables.columns import change_rates, changes, products, roll_forward, share_column
from reconcile.tables.footing import footing
from reconcile.tables.headed import header_formulas, rates_by_words
from reconcile.tables.means import averages
from reconcile.tables.patterns import patterns
from reconcile.tables.proportion import deductions, proportional_scores, score_rates
from reconcile.tables.running import running_totals, year_on_year
from reconcile.tables.scoring import scores, weights
from reconcile.tables.signs import negative_values
from reconcile.told.comparison import differences, percentage_points
from reconcile.told.directions import directions
from reconcile.told.forms import possible_percentage
from reconcile.told.formulas import written_formulas
from reconcile.told.worded import completion, growth, named_rates, portions, unit_values
from reconcile.told.worded import shares as share_rates
from reconcile.types import Check, Finding, Reconciliation
from reconcile.verdict.causes import causes
from reconcile.verdict.doubts import with_doubts
from reconcile.verdict.drift import with_drift
from reconcile.verdict.explain import finding_of
from reconcile.verdict.folding import told_once
from reconcile.verdict.licence import licensed
from reconcile.verdict.mispaired import mispaired
from reconcile.verdict.rows import dropped_finding, dropped_indicator, dropped_rows
from reconcile.verdict.settle import settle
from reconcile.verdict.untied import untied

RULES: tuple[Rule[Any], ...] = (
    footing,  # SUM101 表内纵向合计
    cross_footing,  # SUM102 表内横向合计
    shares,  # SUM103 占比合计
    balanced,  # SUM105 收支平衡
    skipped_levels,  # SUM106 科目逐级列示
    details_within,  # SUM104 其中不超过总数
    enumerated_parts,  # SUM201 分项与总数
    parallel_parts,  # SUM202 并列计量的分项
    parts_within,  # SUM203 部分不超过总数
    remainders,  # SUM204 完成与未完成
    siblings,  # SUM205 并列的数与总数
    balances,  # SUM206 增减与结存
    announced_lists,  # SUM301 数目与列举
    structure_codes,  # SUM302 编组代号
    weights,  # SUM401 权重合计
    scores,  # SUM402 得分合计
    execution_rates,  # CAL101 表内执行率
    changes,  # CAL102 增减额列
    change_rates,  # CAL103 增减率列
    share_column,  # CAL104 占比列
    products,  # CAL105 单价乘以数量
    roll_forward,  # CAL106 期初期末
    header_formulas,  # CAL107 表头算式
    averages,  # CAL108 平均数
    patterns,  # CAL109 表内规律
    running_totals,  # CAL110 累计列
    proportional_scores,  # CAL111 按比例得分
    deductions,  # CAL112 扣分说明
    score_rates,  # CAL113 得分率列
    rates_by_words,  # CAL114 应与已
    year_on_year,  # CAL115 逐年增减列
    ratios,  # CAL201 比率复算
    differences,  # CAL202 差额复算
    contested_bases,  # CAL203 比率口径
    growth,  # CAL204 增减率复算
    share_rates,  # CAL205 占比复算
    completion,  # CAL206 完成计划的比率
    possible_percentage,  # CAL207 问卷份数与百分率
    unit_values,  # CAL208 每一个的数与总数
    percentage_points,  # CAL209 百分点与百分比
    named_rates,  # CAL211 率与分子分母
    portions,  # CAL212 按比例分得的一份
    written_formulas,  # CAL213 写明的算式
    text_to_table,  # TIE101 文表一致
    text_against_rows,  # TIE102 正文与自评表的说法
    repeated_mention,  # TIE201 前后一致
    text_against_text,  # TIE202 同样的话前后的数
    one_fact_two_tellings,  # TIE301 同一事实的说法
    narrative_total,  # TIE401 总分文表一致
    directions,  # TIE501 方向与数字
    thresholds,  # TIE502 超过与没有达到
    compared,  # TIE503 决算与预算的大小
    unit_beside_value,  # UNI101 单位与数值
    broken_grouping,  # UNI102 千分号
    negative_values,  # UNI103 不应为负的数
    wide_grouping,  # UNI104 全角千分号
    long_decimals,  # UNI105 小数位数
    unit_slips,  # UNI106 单位疑误
    identities,  # DOM101 制度关系
    stated_partitions,  # DOM102 制度规定的分项
    cumulative_quarters,  # DOM103 季度累计
    spent_within,  # DOM104 支出不超过调整后预算
    stale_date,  # PER101 时点与报告年度
    impossible_dates,  # PER102 不存在的日期
    reversed_dates,  # PER103 日期先后
    titled_years,  # PER104 标题与表名的年度
    titled_another_year,  # PER105 标题与正文的年度
    references,  # TXT101 表与附件的引用
    numbering,  # TXT102 序号连续
    placeholders,  # TXT103 没有填的模板
    repeated_with_other_numbers,  # TXT104 换了数字的重复
    other_names,  # TXT105 别的单位的名称
    missing_sections,  # TXT106 应有的部分
    claims,  # TXT202 断言与数字
    polarity,  # TXT201 褒贬不一
    brackets,  # TXT301 成对符号
    same_as_last_year,  # TXT401 与上年相同
    round_amounts,  # TXT402 整数占比
    empty_totals,  # EXT101 合计行空缺
    missing_rates,  # EXT102 执行率空缺
)


@collector_paused()
def reconcile(facts: Facts) -> Reconciliation:
    """核对一份报告的全部数据项。

    符合的核对也保留（审计的勾）；同一根源的不符只成一个发现，出在最可能写错的数上。
    """
    outcomes = [outcome for rule in RULES for outcome in rule.run(facts)]
    proposed = with_drift(facts, _distinct(o for o in outcomes if isinstance(o, Relation)))
    relations = licensed(facts, proposed)
    relations = with_doubts(facts.document, [*relations, *twins(facts, relations)])
    direct = [o for o in outcomes if isinstance(o, Finding)]
    checks = [r.check for r in relations if r.licensed or r.holds]
    checks += [o for o in outcomes if isinstance(o, Check)]
    dropped = [*dropped_rows(facts, relations), *dropped_indicator(relations)]
    explained = {id(r) for row in dropped for r in row.relations}
    left = [r for r in relations if id(r) not in explained]
    found_causes = [cause for cause in causes(facts, left) if not mispaired(cause)]
    found = [
        *(dropped_finding(facts, row) for row in dropped),
        *(finding_of(facts, cause) for cause in found_causes),
    ]
    once = {finding.fingerprint: finding for finding in told_once(found, direct)}
    return Reconciliation(
        facts=facts,
        checks=tuple(checks),
        findings=tuple(once.values()),
        settled=tuple(settle(facts, found_causes)),
        untied=tuple(untied(facts, checks)),
    )


def _distinct(relations: Iterable[Relation]) -> list[Relation]:
    """几条规则提出的同一关系只算一条：有资格指错的优先，其次是算得细的，再次是先提出的。"""
    found: dict[tuple[str, frozenset[str], bool], Relation] = {}
    for relation in relations:
        same = (relation.stated.id, frozenset(f.id for f in relation.inputs), relation.bound)
        if same not in found or _rank(relation) < _rank(found[same]):
            found[same] = relation
    return list(found.values())


def _rank(relation: Relation) -> tuple[bool, Decimal, bool]:
    """越小越优先；表里的只看有没有资格，常识的分法（名目相反、余下的）让给制度关系。"""
    told = relation.stated.sentence is not None
    width = relation.recomputed.high - relation.recomputed.low if told else Decimal(0)
    return not relation.licensed, width, relation.rule in {"SUM204", "SUM205"}
