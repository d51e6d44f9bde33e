"""表内合计（footing）：小计、合计、上级科目、横向合计、占比合计，以及“其中”不超过总数。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from normalize import Column, Fact, Facts, TableView
from reconcile.ladder import judge
from reconcile.relation import Relation, sum_of, total
from reconcile.rule import rule
from reconcile.slips import one_slip
from reconcile.tables.hierarchy import Branch, branches, details, is_detail, is_numbering, is_serial
from reconcile.tables.nested import top_level
from reconcile.types import Finding

_NOT_ADDED = frozenset({"rate", "share", "change_rate", "unit_price", "points", "self_score", "review_score"})
_NOT_SUMMED = frozenset({"%", "分", "元/", "倍", "个百分点", "成"})
_WHOLE_COLUMN = regex.compile(r"^(?:[\p{Han}]{0,8}(?:合计|小计|总计)|总额|计|总数|全年累计)$")
Pair = tuple[Fact, list[Fact]]


@rule("SUM101", term="表内纵向合计")
def footing(facts: Facts) -> Iterator[Relation]:
    """表中的小计、合计、上级科目与其分项之和不符。

    小计等于同组各行之和；上级科目等于下级科目之和（按科目编码或一、（一）1.的层次）；合计等于各小计及不属于任何组的行之和，
    “其中”行不重复计入；合计行在最前、最后都认。
    同一合计行的多数列，或者同一张表里同样构成的多数合计都加得上，才指加不上的那一处为错；
    各列都加不上、而且都少了一截的，多半是漏了行，作一条发现，请单位说明。
    科目编码的上下级在全文多数加得上的，只有一列的表、只有一个下级科目的也核；下级科目显然没有列全的不报。
    金额与计数须分毫不差；万元等取舍过的数容许取舍尾差，只有一个分项不是零的不容许。
    依据：会计基础工作规范（财政部令第98号）账表数字勾稽的要求；政府收支分类科目（类、款、项）。
    """
    read = [_chosen(facts, view) for view in facts.tables]
    coded = "编码" in _reliable([one for chosen in read for one in chosen])
    for view, chosen in zip(facts.tables, read, strict=True):
        basis = _reliable(chosen)
        note = _note(facts, view)
        held = any(one.held for one in chosen)
        for one in chosen:
            own, tried = one.held, len(_telling(one.pairs))
            sure = own * 2 >= tried > 1 and own > 0
            settled = one.alone or one.branch.basis != "合计" or _slipped(one.pairs)
            sure = sure or (one.branch.basis in basis and settled)
            only = len(one.pairs) == 1 and one.branch.basis not in {"层级", "编码"}
            sure = sure or (only and (one.alone or _slipped(one.pairs)))
            if coded and one.branch.basis == "编码" and (own or held):
                sure = sure or all(_listed_whole(w, p) for w, p in one.pairs)
            for whole, parts in one.pairs:
                because = "同组其余各列（行）均相符" if sure and own else ""
                noted = bool(note) and _named_in(note, facts, whole)
                licensed = sure and not noted and not _average(whole, parts)
                yield sum_of("SUM101", whole, top_level(whole, parts), licensed=licensed, because=because)


def _average(whole: Fact, parts: Sequence[Fact]) -> bool:
    """在各项的最小与最大之间，又不像笔误：合计行里印的是平均数（每场成本、日均周转）。"""
    values, value = [part.quantity.value for part in parts], whole.quantity.value
    between = len(values) > 1 and min(values) <= value <= max(values)
    return between and abs(value) * 2 <= abs(sum(values)) and not _slip(whole, parts)


def _note(facts: Facts, view: TableView) -> str:
    """表下说明合计不是相加来的一段；没有为空串。"""
    after = facts.document.blocks[view.block + 1 : view.block + 2]
    text = getattr(after[0], "text", "") if after else ""
    return text if _NOT_A_SUM.search(text) else ""


def _named_in(note: str, facts: Facts, whole: Fact) -> bool:
    """说明里提到了这一列。"""
    return any(name and name[-_NAME:] in note for name in facts.names_of(whole.at))


_NOT_A_SUM = regex.compile("去重|不重复|重复计|加权|直接相加|不[可能]相加|不等于")
_NAME = 3


@dataclass(frozen=True)
class _Chosen:
    """选定的一种构成和它各列的和与分项，加得上的有 held 列；alone 为真，是只有这一种可能。"""

    branch: Branch
    pairs: list[Pair]
    held: int
    alone: bool


def _chosen(facts: Facts, view: TableView) -> list[_Chosen]:
    columns = [c for c in _left_half(view.columns) if _summable(c)]
    return [_best(view, columns, offered) for offered in branches(facts, view)]


def _listed_whole(whole: Fact, parts: Sequence[Fact]) -> bool:
    """下级科目像是列全了的：差得不多，或者只差一处笔误。"""
    lacking = abs(whole.quantity.value - total(parts).value)
    return lacking * _NEARLY <= abs(whole.quantity.value) or _slip(whole, parts)


_NEARLY = 10


def _left_half(columns: Sequence[Column]) -> list[Column]:
    """左右并排的两张表（项目|金额|项目|金额）只取左半：右半的行标题不是左边的那一列。"""
    first = columns[0].path[-1] if columns and columns[0].path else ""
    second = next((c.index for c in columns[1:] if c.path and c.path[-1] == first and first in _LABELS), None)
    repeated = second if second is not None and second > 1 else None
    return [c for c in columns if repeated is None or c.index < repeated]


_LABELS = frozenset({"项目", "科目名称", "经济分类科目编码", "科目编码", "收入", "支出", "功能分类科目编码"})


def _summable(column: Column) -> bool:
    rated = bool(column.path) and bool(_RATED.search(column.path[-1]))
    return (
        column.role not in _NOT_ADDED
        and column.unit not in _NOT_SUMMED
        and not rated
        and not is_serial(column)
    )


_RATED = regex.compile(
    r"[率%％‰]\s*[）)]?$|(?:增长|增速|增幅|降幅|占比|比重|比例|倍数?)$|^(?:[人户次日场亩月年校班]均|平均|每[^、，])|"
    r"[/／](?:吨|公斤|斤|人|户|亩|公顷|平方米|立方米|公里|件|台|套|次|天|日|月|年)[）)]?$|单价|均价"
)


def _best(view: TableView, columns: Sequence[Column], offered: tuple[Branch, ...]) -> _Chosen:
    """几种可能的分项里，加得上的列最多的一种。"""
    alone = len(offered) == 1
    tried = [
        _Chosen(branch, pairs, _held(pairs), alone)
        for branch in offered
        for pairs in [_pairs(view, branch, columns)]
    ]
    most = max(one.held for one in tried)
    best = [one for one in tried if one.held == most]
    return best[0] if len(best) == 1 else next((one for one in best if _slipped(one.pairs)), best[0])


def _pairs(view: TableView, branch: Branch, columns: Sequence[Column]) -> list[Pair]:
    """各列的和与分项；只有一个下级科目的，上级就等于它；同一行组只有一行的，小计就等于它。"""
    found: list[Pair] = []
    grouped = branch.basis == "小计" and len(branch.whole.labels) > 1
    group = branch.whole.labels[:-1]
    partial = grouped and any(is_detail(row) and row.labels[:-1] == group for row in view.rows)
    single = branch.basis == "编码" or (grouped and len(columns) > 1 and not partial)
    for column in columns:
        whole = view.grid.get((branch.whole.index, column.index))
        parts = _cells(view, [part.index for part in branch.parts], [column])
        if whole is not None and whole.quantity.unit not in _NOT_SUMMED and parts:
            alike = {part.quantity.unit for part in parts} == {whole.quantity.unit}
            if alike and (len(parts) > 1 or len(branch.parts) > 1 or single):
                found.append((whole, parts))
    return found


def _telling(pairs: Sequence[Pair]) -> list[Pair]:
    """不全是零的：全是零的加得上说明不了什么。"""
    return [(w, p) for w, p in pairs if w.quantity.value or any(f.quantity.value for f in p)]


def _held(pairs: Sequence[Pair]) -> int:
    return sum(_holds(whole, parts) for whole, parts in _telling(pairs))


def _reliable(chosen: Sequence[_Chosen]) -> frozenset[str]:
    """多数加得上的那些构成方式：至少三处，其中三分之二相符。"""
    found: set[str] = set()
    for basis in {one.branch.basis for one in chosen}:
        alike = [one for one in chosen if one.branch.basis == basis]
        told = sum(len(_telling(one.pairs)) for one in alike)
        if told >= 3 and sum(one.held for one in alike) * 3 >= told * 2:
            found.add(basis)
    return frozenset(found)


@rule("SUM102", term="表内横向合计")
def cross_footing(facts: Facts) -> Iterator[Relation]:
    """表中一行的合计列与该行其余各列之和不符。

    合计列的表头写明合计、小计或总计，且多数行加得上，才指加不上的那一行为错。几种可能的组成（同一上级表头之下、其后各列、
    直到下一个合计列）取加得上的行最多的一种；下级表头有自己的小计的，取小计。只有一行的表，看同样的各组合计列是不是多数加得上。
    空格按没有发生算。依据：会计基础工作规范（财政部令第98号）。
    """
    for view in facts.tables:
        groups = [
            max(tried, key=_held)
            for column in view.columns
            if _is_whole(column)
            and (tried := [_across(view, column, peers) for peers in _peers(view.columns, column)])
        ]
        together = [pair for group in groups for pair in group]
        for group in groups:
            # 只有一行的表，看同样的各组合计列是不是多数加得上
            yield from _majority("SUM102", group, together if len(group) == 1 else group)


def _is_whole(column: Column) -> bool:
    """写明是合计的列。"""
    added = column.role in _ADDED_ROLES
    return added and bool(column.path) and bool(_WHOLE_COLUMN.match(_bare(column.path[-1])))


_ADDED_ROLES = frozenset({"", "budget", "adjusted", "actual_spend"})


def _bare(header: str) -> str:
    return header.partition("（")[0].partition("(")[0]


def _peers(columns: Sequence[Column], whole: Column) -> Iterator[list[Column]]:
    """可能构成合计列的各列。"""
    usable = [c for c in columns if c.index != whole.index and c.role not in _NOT_ADDED and not is_serial(c)]
    usable = [c for c in usable if c.unit == whole.unit and (c.role == whole.role or not whole.role)]
    beside = [c for c in usable if c.path[:-1] == whole.path[:-1]]
    under = [c for c in usable if whole.path[:-1] and c.path[: len(whole.path) - 1] == whole.path[:-1]]
    after = [c for c in usable if c.index > whole.index]
    totals = [c for c in usable if _is_whole(c)]
    loose = [c for c in usable if not any(c.path[:-1] and c.path[:-1] == t.path[:-1] for t in totals)]
    for peers in (
        _members(usable, whole.path[:-1]),
        [c for c in beside if not c.role],
        under,
        totals + [c for c in loose if c not in totals],
        after,
    ):
        if len(peers) > 1:
            yield peers


def _members(columns: Sequence[Column], parent: tuple[str, ...]) -> list[Column]:
    """一个上级表头之下的各项：有下级的取它自己的合计列，没有合计列的取下级各列。"""
    depth = len(parent)
    found: list[Column] = []
    for name in dict.fromkeys(
        c.path[depth] for c in columns if c.path[:depth] == parent and len(c.path) > depth
    ):
        group = [c for c in columns if c.path[: depth + 1] == (*parent, name)]
        own = [c for c in group if len(c.path) == depth + 1 or _is_whole(c)]
        found += own[:1] or group
    return found


def _across(view: TableView, column: Column, peers: Sequence[Column]) -> list[Pair]:
    rows = [
        (view.grid.get((row.index, column.index)), _cells(view, [row.index], peers))
        for row in view.rows
        if not is_numbering(row)
    ]
    found = [
        (whole, parts)
        for whole, parts in rows
        if whole is not None
        and parts
        and whole.quantity.unit not in _NOT_SUMMED
        and {part.quantity.unit for part in parts} == {whole.quantity.unit}
    ]
    # 每一行都只有一列有数的，说不上是几列之和
    return found if any(len(parts) > 1 for _, parts in found) else []


def _cells(view: TableView, rows: Sequence[int], columns: Sequence[Column]) -> list[Fact]:
    return [view.grid[r, c.index] for r in rows for c in columns if (r, c.index) in view.grid]


def _holds(whole: Fact, parts: Sequence[Fact]) -> bool:
    return judge(whole.quantity, total(parts)).holds


def _slipped(pairs: Sequence[Pair]) -> bool:
    """有一处只差一处笔误。"""
    return any(_slip(whole, parts) for whole, parts in pairs)


def _slip(whole: Fact, parts: Sequence[Fact]) -> bool:
    return one_slip(whole.quantity, total(parts))


def _majority(code: str, pairs: Sequence[Pair], among: Sequence[Pair]) -> Iterator[Relation]:
    """一组里（among）多数成立，关系才有资格指错。"""
    held, tried = _held(among), len(_telling(among))
    licensed = tried > 1 and held * 2 >= tried and held > 0
    for whole, parts in pairs:
        yield sum_of(
            code, whole, parts, licensed=licensed, because="同组其余各列（行）均相符" if licensed else ""
        )


@rule("SUM105", term="收支平衡")
def balanced(facts: Facts) -> Iterator[Relation]:
    """收支总表左边的收入总计与右边的支出总计不等。

    只看左右并列、一边写明收入、一边写明支出的表，两边的总计在同一行，或都是各自的最后一个合计。
    依据：部门决算报表制度、部门预算公开格式——收支总表的收入总计等于支出总计。
    """
    halves: dict[int, list[TableView]] = {}
    for view in facts.tables:
        halves.setdefault(view.block, []).append(view)
    for views in halves.values():
        if len(views) == len(_SIDES) and all(_told(v, side) for v, side in zip(views, _SIDES, strict=True)):
            ends = [_end(view) for view in views]
            if ends[0] and ends[1] and ends[0].quantity.unit == ends[1].quantity.unit:
                yield sum_of("SUM105", ends[1], [ends[0]], because="收入总计应等于支出总计")


_SIDES = ("收入", "支出")


def _told(view: TableView, side: str) -> bool:
    """这一半的表头或者合计行写明是收入（支出）。"""
    headers = "".join(text for column in view.columns for text in column.path)
    other = _SIDES[1 - _SIDES.index(side)]
    return side in headers and other not in headers


def _end(view: TableView) -> Fact | None:
    """最后一个写明总计的行的金额；有几列的是第一列。"""
    rows = [row for row in view.rows if row.kind == "total" and "总计" in row.labels[-1]]
    if len(rows) != 1:
        return None
    found = _cells(view, [rows[0].index], [c for c in view.columns if _summable(c)])
    return found[0] if found else None


@rule("SUM103", term="占比合计")
def shares(facts: Facts) -> Iterator[Relation]:
    """占比列各项之和不是合计行的占比（100%）。

    只核对表头写明占比、比重，并有合计行的列；占比列里有空格的、可多选的问卷（合计超过100%且合计行照写）不报。
    依据：会计基础工作规范（财政部令第98号）；各项占比互斥而且列全时合计为100%。
    """
    for view in facts.tables:
        for column in view.columns:
            if column.role == "share":
                for offered in branches(facts, view):
                    tried = [r for branch in offered for r in _shares(view, column, branch)]
                    yield from [r for r in tried if r.holds][:1] or tried[:1]


def _shares(view: TableView, column: Column, branch: Branch) -> Iterator[Relation]:
    whole = view.grid.get((branch.whole.index, column.index))
    parts = _cells(view, [part.index for part in branch.parts], [column])
    if whole is None or any(part.quantity.value == whole.quantity.value for part in parts):
        # 有一项就占了全部：只有一个大项，下面的是它的细项
        return
    if len(parts) == len(branch.parts) > 1 and branch.basis in {"合计", "小计"}:
        yield sum_of("SUM103", whole, parts, because="各项占比应合成合计的占比")


@rule("SUM104", term="其中不超过总数")
def details_within(facts: Facts) -> Iterator[Relation]:
    """表中“其中”行的数大于它所属的那一行。

    逐列比较；有负数的（冲减、退回）不报，各列都超过的（多半不是从属关系）不报。
    依据：部分不大于整体；部门决算报表制度对“其中”项的填列要求。
    """
    for view in facts.tables:
        columns = [
            c for c in view.columns if _summable(c) and not (c.path and _DIFFERENCE.search(c.path[-1]))
        ]
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


_DIFFERENCE = regex.compile("比(?![例重率])|较|增减|差额|变动|变化")
"""差额有正有负，“其中”的一项可以比总的差额大。"""


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
    """合计（总额）行全是零，下面的分项却有数；或者总额有数，各来源全是零。

    常见于系统导出的自评表：总额没有汇总，执行率和得分也跟着成了零。合计行、分项各有非零数的不报。
    依据：财预〔2020〕10号附表——年度资金总额为各来源之和。
    """
    for view in facts.tables:
        columns = [column for column in view.columns if _summable(column)]
        for branch, *_ in branches(facts, view):
            if branch.basis not in {"总额", "合计"}:
                continue
            totals = _cells(view, [branch.whole.index], columns)
            told = [f for part in branch.parts for f in _cells(view, [part.index], columns)]
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
