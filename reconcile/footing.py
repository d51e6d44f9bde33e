"""表内合计（footing）：小计、合计、横向合计。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize import Column, Fact, Facts, Row, TableView
from reconcile.ladder import judge
from reconcile.relation import Relation, sum_of, total
from reconcile.rule import rule

_SUMMABLE = frozenset({"元", "人", "个", "分", "项", "家", "件", "次", "人次", "场次", "辆", "套", "台", ""})


@rule("SUM101", term="表内纵向合计")
def footing(facts: Facts) -> Iterator[Relation]:
    """表中的小计、合计与其分项之和不符。

    小计等于同组各行之和，合计等于各小计（及不属于任何组的行）之和，“其中”行不重复计入。
    同一合计行的多数列都加得上，才指加不上的那一列为错；一列也加不上，多半是分项不全，不报。
    金额与计数须分毫不差；万元等取舍过的数容许取舍尾差。依据：会计基础工作规范（财政部令第98号）账表数字勾稽的要求。
    """
    for view in facts.tables:
        for whole, candidates in _groups(view.rows):
            yield from _columns_that_foot(view, whole, candidates)


@rule("SUM102", term="表内横向合计")
def cross_footing(facts: Facts) -> Iterator[Relation]:
    """表中一行的合计列与该行其余各列之和不符。

    合计列的表头写明合计、小计或总计，且多数行加得上，才指加不上的那一行为错。
    依据：会计基础工作规范（财政部令第98号）。
    """
    for view in facts.tables:
        for column in view.columns:
            if column.role or not column.path or column.path[-1] not in {"合计", "小计", "总计", "总额"}:
                continue
            peers = [c for c in view.columns if c.index != column.index and _beside(c, column)]
            rows = [
                (view.grid.get((row.index, column.index)), _cells(view, [row.index], peers))
                for row in view.rows
            ]
            yield from _majority(
                "SUM102", [(whole, parts) for whole, parts in rows if whole and len(parts) > 1]
            )


def _beside(peer: Column, whole: Column) -> bool:
    """同一上级表头下、同一单位的列才相加。"""
    return peer.unit == whole.unit and peer.path[:-1] == whole.path[:-1] and not peer.role


def _groups(rows: Sequence[Row]) -> Iterator[tuple[Row, list[list[Row]]]]:
    """每个小计、合计行，以及可能构成它的各组行（按可能性先后）。"""
    for position, row in enumerate(rows):
        if row.kind == "subtotal":
            yield row, [_members(rows, position)]
        elif row.kind == "total":
            yield row, _total_parts(rows, position)
    yield from _of_which(rows)


def _members(rows: Sequence[Row], position: int) -> list[Row]:
    """一个小计的分项：行标题的上级相同；没有上级的，是上一个小计之后的各行。"""
    whole = rows[position]
    group = whole.labels[:-1]
    if group:
        return [r for r in rows if r.kind == "item" and r.labels[: len(group)] == group and not _is_detail(r)]
    before: list[Row] = []
    for row in reversed(rows[:position]):
        if row.kind != "item":
            break
        before.insert(0, row)
    return [r for r in before if not _is_detail(r)]


def _total_parts(rows: Sequence[Row], position: int) -> list[list[Row]]:
    """合计的分项：各小计加上不在任何小计里的行；或全部明细行；合计在前的，看后面的行。"""
    others = [r for i, r in enumerate(rows) if i != position and r.kind != "total"]
    subtotals = [r for r in others if r.kind == "subtotal"]
    grouped = {id(m) for r in subtotals for m in _members(rows, rows.index(r))}
    loose = [r for r in others if r.kind == "item" and id(r) not in grouped and not _is_detail(r)]
    items = [r for r in others if r.kind == "item" and not _is_detail(r)]
    before = [r for r in items if r.index < rows[position].index]
    after = [r for r in items if r.index > rows[position].index]
    top = [
        r for r in items if r.labels and r.labels[-1][:2] in {"一、", "二、", "三、", "四、", "五、", "六、"}
    ]
    candidates = [subtotals + loose, top, items, before, after]
    return [c for i, c in enumerate(candidates) if len(c) > 1 and c not in candidates[:i]]


def _of_which(rows: Sequence[Row]) -> Iterator[tuple[Row, list[list[Row]]]]:
    """总额行之下紧接“其中”行的：其中行及其后的行合起来是总额。"""
    for position, row in enumerate(rows[:-1]):
        following = rows[position + 1 :]
        if (
            row.labels
            and row.labels[-1].endswith(("总额", "总支出", "支出合计"))
            and _is_detail(following[0])
        ):
            parts = [r for r in following if r.labels[:-1] == following[0].labels[:-1] and r.kind == "item"]
            if len(parts) > 1:
                yield row, [parts]


def _is_detail(row: Row) -> bool:
    return any(label.startswith(("其中", "#", "其中：")) for label in row.labels)


def _columns_that_foot(view: TableView, whole: Row, candidates: list[list[Row]]) -> Iterator[Relation]:
    """在各种分项组合里取加得上的列最多的一种。"""
    columns = [
        c for c in view.columns if c.unit in _SUMMABLE and c.role not in {"rate", "self_score", "points"}
    ]
    best: list[tuple[Fact, list[Fact]]] = []
    best_held = -1
    for parts in candidates:
        pairs = []
        for column in columns:
            fact = view.grid.get((whole.index, column.index))
            cells = _cells(view, [row.index for row in parts], [column])
            if (
                fact is not None
                and fact.quantity.unit not in {"%", "分"}
                and cells
                and (len(cells) > 1 or len(parts) > 1)
            ):
                pairs.append((fact, cells))
        held = sum(_holds(fact, cells) for fact, cells in pairs)
        if held > best_held:
            best, best_held = pairs, held
    yield from _majority("SUM101", best, sure=len(candidates) == 1)


def _cells(view: TableView, rows: Sequence[int], columns: Sequence[Column]) -> list[Fact]:
    return [view.grid[r, c.index] for r in rows for c in columns if (r, c.index) in view.grid]


def _holds(whole: Fact, parts: Sequence[Fact]) -> bool:
    return judge(whole.quantity, total(parts)).holds


def _majority(code: str, pairs: list[tuple[Fact, list[Fact]]], *, sure: bool = False) -> Iterator[Relation]:
    """多数成立，关系才有资格指错；只有一处时看结构是否唯一确定。"""
    held = sum(_holds(whole, parts) for whole, parts in pairs)
    licensed = held * 2 >= len(pairs) and held > 0 if len(pairs) > 1 else sure
    for whole, parts in pairs:
        yield sum_of(
            code, whole, parts, licensed=licensed, because="同组其余各列（行）均相符" if licensed else ""
        )
