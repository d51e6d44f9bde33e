"""表头说的算法（headed）：“3=1-2”“应与已”，表头写明了哪一列由哪几列算出。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from extract import Table
from normalize import Column, Estimate, Facts, TableView
from normalize.formulas import Formula
from normalize.quantity import HUNDRED
from reconcile.relation import Relation
from reconcile.rule import rule
from reconcile.tables.majority import Way, amount_columns, by_majority


@rule("CAL107", term="表头算式")
def header_formulas(facts: Facts) -> Iterator[Relation]:
    """按表头写明的算式（C=A−B、执行率（B/A）、栏次3=1+2）计算，结果不符。

    列名以括号里的字母或栏次里的数字为代号；算式里的代号找不齐、除数为零的行不核，多数行算不上的（多半代号认错了列）不报。
    依据：表头原文。
    """
    for view in facts.tables:
        names, formulas = _coded_columns(facts, view)
        for column, formula in formulas:
            if all(operand in names for operand in formula.operands):
                columns = tuple(names[operand] for operand in formula.operands)
                yield from by_majority("CAL107", view, column, [_formula_way(formula, columns)])


@rule("CAL114", term="应与已")
def rates_by_words(facts: Facts) -> Iterator[Relation]:
    """率的列与表头里成对的两列（应检人数与已检人数、批复规模与实际规模）之商不符。

    一列是应、计划、批复、核定……，一列是已、实际、完成……，去掉这些字说的是同一样东西，而且只有一对，才核；只有一行的也核。
    分子分母颠倒过来算得上的不报。依据：表头原文。
    """
    for view in facts.tables:
        rates = [
            c for c in view.columns if c.path and c.role != "change_rate" and _RATE_NAME.search(c.path[-1])
        ]
        pairs = list(_word_pairs(view.columns))
        if len(rates) == len(pairs) == 1:
            done, planned = pairs[0]
            way = Way((done, planned), lambda v: v[0] / v[1] * Estimate.exactly(HUNDRED), "{0} ÷ {1}")
            for relation in by_majority("CAL114", view, rates[0], [way]):
                one, other = (fact.quantity.estimate for fact in relation.inputs)
                inverse = (
                    replace(relation, recomputed=other / one * Estimate.exactly(HUNDRED))
                    if one.low > 0
                    else relation
                )
                if (relation.stated.quantity.unit == "%" and not inverse.holds) or relation.holds:
                    yield relation


_RATE_NAME = regex.compile(r"(?<!增长|增减|变动)率(?:[（(][%％][）)])?$")
_PLANNED = regex.compile(r"^(?:应当?|计划|批复|批准|核定|核准|目标|下达|规定|设计|可用|登记|申报|申请)")
_DONE = regex.compile(r"^(?:已经?|实际|完成|实|实有|现有|办结|竣工|验收)")
_LEFT = regex.compile(r"[（(].*?[）)]|总|[数量额的]$")


def _word_pairs(columns: Sequence[Column]) -> Iterator[tuple[Column, Column]]:
    """（已，应）：去掉这些字以后说的是同一样东西。"""
    named = [(c, _LEFT.sub("", c.path[-1])) for c in amount_columns(columns)]
    for done, one in named:
        for planned, other in named:
            whose, target = _DONE.sub("", one), _PLANNED.sub("", other)
            if whose != one and target != other and whose == target:
                yield done, planned


_LETTER = regex.compile(r"[（(]([A-H])[）)]")
_DEFINED = regex.compile(
    r"(?:^|[（(])(?:[A-Z0-9]{1,2}[=＝])?([A-H0-9]{1,2}(?:[-－+＋/÷*×][A-H0-9]{1,2}){1,8})(?:[×*]100%)?[）)]?$"
)
_FACE = str.maketrans("－＋÷×＝（）", "-+/*=()")


def _coded_columns(facts: Facts, view: TableView) -> tuple[dict[str, Column], list[tuple[Column, Formula]]]:
    """各列的代号，以及写明算式的列。"""
    names: dict[str, Column] = {}
    formulas: list[tuple[Column, Formula]] = []
    numbered = _numbered_row(facts, view)
    for column in view.columns:
        printed = numbered.get(column.index, "") or (column.path[-1] if column.path else "")
        face = printed.translate(_FACE)
        if found := _DEFINED.search(face):
            formulas.append((column, Formula.parse(regex.sub(r"\d{1,2}", r"栏\g<0>", found[1]))))
        code = _LETTER.search(printed) or _NUMBERED.match(face)
        if code:
            names[regex.sub(r"^\d", r"栏\g<0>", code[1])] = column
    return names, formulas


_NUMBERED = regex.compile(r"^(\d{1,2})(?:=|$)")
_CODED = regex.compile(r"\d{1,2}(?:[=＝].{3,30})?")


def _numbered_row(facts: Facts, view: TableView) -> dict[int, str]:
    """栏次行：各列的编号或算式；没有为空。"""
    table = facts.document.blocks[view.block]
    if not isinstance(table, Table):
        return {}
    for row in range(min(table.rows, 5)):
        texts = {c.index: "".join(table.cell(row, c.index).text.split()) for c in view.columns}
        coded = [t for t in texts.values() if _CODED.fullmatch(t)]
        if any("=" in t or "＝" in t for t in coded) and len(coded) >= 3:
            return texts
    return {}


def _formula_way(formula: Formula, columns: tuple[Column, ...]) -> Way:
    position = {name: i for i, name in enumerate(formula.operands)}
    pattern = formula.filled(lambda name: f"{{{position[name]}}}")
    return Way(columns, lambda v: formula.evaluate(lambda name: v[position[name]]), pattern)
