"""表内合计（footing）：小计、合计、上级科目、横向合计、占比合计，以及“其中”不超过总数。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize import Column, Fact, Facts, Row, TableView
from reconcile.hierarchy import Branch, branches, details, is_serial
from reconcile.ladder import judge
from reconcile.relation import Relation, sum_of, total
from reconcile.rule import rule
from reconcile.types import Finding

_NOT_ADDED = frozenset({"rate", "share", "change_rate", "unit_price", "points", "self_score", "review_score"})
_NOT_SUMMED = frozenset({"%", "分", "元/"})
_WHOLE_COLUMNS = frozenset({"合计", "小计", "总计", "总额", "计", "总数", "全年合计", "全年累计"})
Pair = tuple[Fact, list[Fact]]


@rule("SUM101", term="表内纵向合计")
def footing(facts: Facts) -> Iterator[Relation]:
    """表中的小计、合计、上级科目与其分项之和不符。

    小计等于同组各行之和；上级科目等于下级科目之和（按科目编码或一、（一）1.的层次）；合计等于各小计及不属于任何组的行之和，
    “其中”行不重复计入；合计行在最前、最后都认。
    同一合计行的多数列，或者同一张表里同样构成的多数合计都加得上，才指加不上的那一处为错；
    各列都加不上、而且都少了一截的，多半是漏了行，作一条发现，请单位说明。
    金额与计数须分毫不差；万元等取舍过的数容许取舍尾差。依据：会计基础工作规范（财政部令第98号）账表数字勾稽的要求。
    """
    for view in facts.tables:
        columns = [c for c in view.columns if _summable(c)]
        chosen = [_best(view, columns, offered) for offered in branches(view.rows)]
        basis = _reliable([(branch, pairs) for branch, pairs, _ in chosen])
        for branch, pairs, alone in chosen:
            own = _held(pairs)
            sure = own * 2 >= len(pairs) > 1 and own > 0
            sure = sure or branch.basis in basis or (len(pairs) == 1 and alone and branch.basis != "层级")
            for whole, parts in pairs:
                because = "同组其余各列（行）均相符" if sure and own else ""
                yield sum_of("SUM101", whole, parts, licensed=sure, because=because)


def _summable(column: Column) -> bool:
    return column.role not in _NOT_ADDED and column.unit not in _NOT_SUMMED and not is_serial(column)


def _best(
    view: TableView, columns: Sequence[Column], offered: tuple[Branch, ...]
) -> tuple[Branch, list[Pair], bool]:
    """几种可能的分项里，加得上的列最多的一种；第三项为真，是只有这一种可能。"""
    tried = [(branch, _pairs(view, branch, columns)) for branch in offered]
    branch, pairs = max(tried, key=lambda found: _held(found[1]))
    return branch, pairs, len(offered) == 1


def _pairs(view: TableView, branch: Branch, columns: Sequence[Column]) -> list[Pair]:
    """各列的和与分项。"""
    found: list[Pair] = []
    for column in columns:
        whole = view.grid.get((branch.whole.index, column.index))
        parts = _cells(view, [part.index for part in branch.parts], [column])
        if whole is not None and whole.quantity.unit not in _NOT_SUMMED and parts:
            alike = {part.quantity.unit for part in parts} == {whole.quantity.unit}
            if alike and (len(parts) > 1 or len(branch.parts) > 1):
                found.append((whole, parts))
    return found


def _held(pairs: Sequence[Pair]) -> int:
    return sum(_holds(whole, parts) for whole, parts in pairs)


def _reliable(chosen: Sequence[tuple[Branch, list[Pair]]]) -> frozenset[str]:
    """在这张表里多数加得上的那些构成方式：至少三处，其中三分之二相符。"""
    found: set[str] = set()
    for basis in {branch.basis for branch, _ in chosen}:
        pairs = [pair for branch, some in chosen if branch.basis == basis for pair in some]
        if len(pairs) >= 3 and _held(pairs) * 3 >= len(pairs) * 2:
            found.add(basis)
    return frozenset(found)


@rule("SUM102", term="表内横向合计")
def cross_footing(facts: Facts) -> Iterator[Relation]:
    """表中一行的合计列与该行其余各列之和不符。

    合计列的表头写明合计、小计或总计，且多数行加得上，才指加不上的那一行为错。几种可能的组成（同一上级表头之下、其后各列、
    直到下一个合计列）取加得上的行最多的一种。依据：会计基础工作规范（财政部令第98号）。
    """
    for view in facts.tables:
        for column in view.columns:
            if not column.role and column.path and _bare(column.path[-1]) in _WHOLE_COLUMNS:
                tried = [_across(view, column, peers) for peers in _peers(view.columns, column)]
                if tried:
                    yield from _majority("SUM102", max(tried, key=_held))


def _bare(header: str) -> str:
    return header.partition("（")[0].partition("(")[0]


def _peers(columns: Sequence[Column], whole: Column) -> Iterator[list[Column]]:
    """可能构成合计列的各列。"""
    usable = [c for c in columns if c.index != whole.index and c.role not in _NOT_ADDED and not is_serial(c)]
    usable = [c for c in usable if c.unit == whole.unit]
    beside = [c for c in usable if c.path[:-1] == whole.path[:-1]]
    under = [c for c in usable if whole.path[:-1] and c.path[: len(whole.path) - 1] == whole.path[:-1]]
    after = [c for c in usable if c.index > whole.index]
    totals = [c for c in usable if c.path and _bare(c.path[-1]) in _WHOLE_COLUMNS]
    loose = [c for c in usable if not any(c.path[:-1] and c.path[:-1] == t.path[:-1] for t in totals)]
    for peers in (
        [c for c in beside if not c.role],
        under,
        totals + [c for c in loose if c not in totals],
        after,
    ):
        if len(peers) > 1:
            yield peers


def _across(view: TableView, column: Column, peers: Sequence[Column]) -> list[Pair]:
    rows = [(view.grid.get((row.index, column.index)), _cells(view, [row.index], peers)) for row in view.rows]
    return [(whole, parts) for whole, parts in rows if whole is not None and len(parts) > 1]


def _cells(view: TableView, rows: Sequence[int], columns: Sequence[Column]) -> list[Fact]:
    return [view.grid[r, c.index] for r in rows for c in columns if (r, c.index) in view.grid]


def _holds(whole: Fact, parts: Sequence[Fact]) -> bool:
    return judge(whole.quantity, total(parts)).holds


def _majority(code: str, pairs: Sequence[Pair]) -> Iterator[Relation]:
    """多数成立，关系才有资格指错。"""
    held = _held(pairs)
    licensed = len(pairs) > 1 and held * 2 >= len(pairs) and held > 0
    for whole, parts in pairs:
        yield sum_of(
            code, whole, parts, licensed=licensed, because="同组其余各列（行）均相符" if licensed else ""
        )


@rule("SUM103", term="占比合计")
def shares(facts: Facts) -> Iterator[Relation]:
    """占比列各项之和不是合计行的占比（100%）。

    只核对表头写明占比、比重，并有合计行的列；占比列里有空格的、可多选的问卷（合计超过100%且合计行照写）不报。
    依据：会计基础工作规范（财政部令第98号）；各项占比互斥而且列全时合计为100%。
    """
    for view in facts.tables:
        for column in view.columns:
            if column.role == "share":
                for offered in branches(view.rows):
                    yield from _shares(view, column, offered[0])


def _shares(view: TableView, column: Column, branch: Branch) -> Iterator[Relation]:
    whole = view.grid.get((branch.whole.index, column.index))
    parts = _cells(view, [part.index for part in branch.parts], [column])
    if whole is not None and len(parts) == len(branch.parts) > 1 and branch.basis in {"合计", "小计"}:
        yield sum_of("SUM103", whole, parts, because="各项占比应合成合计的占比")


@rule("SUM104", term="其中不超过总数")
def details_within(facts: Facts) -> Iterator[Relation]:
    """表中“其中”行的数大于它所属的那一行。

    逐列比较；有负数的（冲减、退回）不报，各列都超过的（多半不是从属关系）不报。
    依据：部分不大于整体；部门决算报表制度对“其中”项的填列要求。
    """
    for view in facts.tables:
        columns = [c for c in view.columns if _summable(c)]
        for whole, part in details(view.rows):
            found = [
                (over, below)
                for c in columns
                if (over := view.grid.get((whole.index, c.index)))
                and (below := view.grid.get((part.index, c.index)))
                and over.quantity.unit == below.quantity.unit
                and over.quantity.value >= 0 <= below.quantity.value
                and over.quantity.unit not in _NOT_SUMMED
            ]
            outside = sum(below.quantity.low > over.quantity.high for over, below in found)
            for over, below in found if outside < len(found) or len(found) == 1 else ():
                yield within("SUM104", below, over, because="“其中”应不大于总数")


def within(code: str, part: Fact, whole: Fact, *, because: str) -> Relation:
    """部分不超过整体。"""
    return Relation(
        code,
        part,
        (whole,),
        whole.quantity.estimate,
        f"{part.raw} ≤ {whole.raw}",
        bound=True,
        because=because,
    )


@rule("EXT101", term="合计行空缺")
def empty_totals(facts: Facts) -> Iterator[Finding]:
    """合计（总额）行全是零或没有填，下面的分项却有数。

    常见于系统导出的自评表：总额没有汇总，执行率和得分也跟着成了零。合计行有任何一个非零数的不报。
    依据：财预〔2020〕10号附表——年度资金总额为各来源之和。
    """
    for view in facts.tables:
        for offered in branches(view.rows):
            branch = offered[0]
            totals = _row_facts(view, branch.whole)
            parts = [f for part in branch.parts for f in _row_facts(view, part) if f.quantity.value > 0]
            if branch.basis in {"总额", "合计"} and len(parts) > 1 and totals and not _filled(totals):
                yield _empty(branch, totals[0], parts)


def _row_facts(view: TableView, row: Row) -> list[Fact]:
    return [
        fact
        for column in view.columns
        if _summable(column) and (fact := view.grid.get((row.index, column.index)))
    ]


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
