"""行的层级（hierarchy）：表格里哪一行是哪些行之和。

依据有五种，按可靠程度：科目编码（201 → 20103 → 2010301）、行组小计、序号（一、（一）1.）、“其中”、合计。
这里只说哪些行可能构成哪一行；加得上加不上由 footing 判断。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import regex

from normalize import Column, Facts, Row, TableView
from reconcile.memory import remembered

Basis = Literal["编码", "小计", "层级", "总额", "合计"]

_CODE = regex.compile(r"\d{3}(?:\d{2}){0,3}")
_LEVELS = (
    regex.compile(r"[一二三四五六七八九十]{1,3}、"),
    regex.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"),
    regex.compile(r"\d{1,2}[.．、](?!\d)"),
    regex.compile(r"[（(]\d{1,2}[）)]"),
    regex.compile(r"[①②③④⑤⑥⑦⑧⑨⑩]"),
)
_PLAIN = len(_LEVELS)
_SERIAL = frozenset({"行次", "序号", "栏次", "编号"})
_SUMMED = ("总额", "总支出", "支出合计", "资金合计")
_REMAINDER = regex.compile(r"结转|结余|弥补|分配")


@dataclass(frozen=True)
class Branch:
    """一行（合计、小计、上级科目）与可能构成它的各行。"""

    whole: Row
    parts: tuple[Row, ...]
    basis: Basis


def branches(facts: Facts, view: TableView) -> Sequence[tuple[Branch, ...]]:
    """表里每个可能是和的行，连同它的几种可能的分项，可能性大的在前。"""
    return remembered(facts, ("branches", id(view)), lambda: tuple(_branches(view.rows)))


def _branches(rows: Sequence[Row]) -> Iterator[tuple[Branch, ...]]:
    coded = _coded(rows)
    yield from coded.values()
    for position, row in enumerate(rows):
        if row.index in coded:
            continue
        if row.kind == "subtotal":
            groups = [_group(rows, position)]
            if len(row.labels) == 1:
                groups.append(_below(rows, position))
            yield from _offered([Branch(row, tuple(group), "小计") for group in groups])
        elif row.kind == "total":
            yield from _offered([Branch(row, tuple(parts), "合计") for parts in _totalled(rows, position)])
    announced = list(_announced(rows, coded))
    last = frozenset(offered[0].parts[-1].index for offered in announced)
    yield from (b for b in _levelled(rows, coded) if b[0].whole.index not in last or _numbered(b[0]))
    yield from announced
    yield from _summed(rows)


def details(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """“其中”行和它所属的行：往上最近的一个不是“其中”的行。"""
    whole: Row | None = None
    for row in rows:
        if is_detail(row):
            if whole is not None:
                yield whole, row
        else:
            whole = row


def is_serial(column: Column) -> bool:
    """行次、序号列：里面的数不是数据。"""
    return column.role == "serial" or bool(column.path and column.path[-1] in _SERIAL)


def is_numbering(row: Row) -> bool:
    """栏次行：里面的数是列的编号。"""
    return any(label in _SERIAL for label in row.labels)


def is_detail(row: Row) -> bool:
    """写明“其中”的行，不与其他行并列。"""
    return any(label.startswith(("其中", "#")) for label in row.labels)


def bare_label(row: Row) -> str:
    """行标题，不带末尾的冒号：“年度资金总额：”。"""
    return row.labels[-1].rstrip("：: ") if row.labels else ""


def code_of(row: Row) -> str:
    """科目编码：行标题里的三、五、七位数字；没有为空串。"""
    return next((label for label in row.labels if len(row.labels) > 1 and _CODE.fullmatch(label)), "")


def level_of(row: Row) -> int:
    """序号的层次：一、为0，（一）为1……没有序号的在各级序号之下。"""
    return _level_of(row.labels[-1] if row.labels else "")


@lru_cache(maxsize=4096)
def _level_of(label: str) -> int:
    return next((level for level, mark in enumerate(_LEVELS) if mark.match(label)), _PLAIN)


def _offered(found: list[Branch]) -> Iterator[tuple[Branch, ...]]:
    distinct = {
        tuple(part.index for part in branch.parts): branch for branch in reversed(found) if branch.parts
    }
    if distinct:
        yield tuple(reversed(distinct.values()))


def _coded(rows: Sequence[Row]) -> dict[int, tuple[Branch, ...]]:
    """有科目编码的表：每个编码是紧接其后、以它开头的下一级编码之和，合计是最高一级之和。"""
    codes = [(row, code) for row in rows if (code := code_of(row))]
    if len(codes) < 2 or len({code for _, code in codes}) < len(codes):
        return {}
    found: dict[int, tuple[Branch, ...]] = {}
    for row, code in codes:
        below = [(other, c) for other, c in codes if c != code and c.startswith(code)]
        nearest = min((len(c) for _, c in below), default=0)
        if parts := tuple(other for other, c in below if len(c) == nearest):
            found[row.index] = (Branch(row, parts, "编码"),)
    top = min(len(code) for _, code in codes)
    roots = tuple(row for row, code in codes if len(code) == top)
    wholes = [row for row in rows if row.kind == "total"] or [row for row in rows if _sums_up(row)]
    if len(wholes) == 1 and not code_of(wholes[0]):
        found[wholes[0].index] = (Branch(wholes[0], roots, "编码"),)
    return found


def _sums_up(row: Row) -> bool:
    """写明是某某合计的行：人员经费合计。"""
    return bool(row.labels) and row.labels[-1].endswith(("合计", "总计"))


def _group(rows: Sequence[Row], position: int) -> list[Row]:
    """一个小计的分项：行标题的上级相同；没有上级的，是上一个小计之后的各行。"""
    whole = rows[position]
    group = whole.labels[:-1]
    if group:
        return [r for r in rows if r.kind == "item" and r.labels[: len(group)] == group and not is_detail(r)]
    before: list[Row] = []
    for row in reversed(rows[:position]):
        if row.kind != "item":
            break
        before.insert(0, row)
    return _roots(before)


def _below(rows: Sequence[Row], position: int) -> list[Row]:
    """小计写在前面的：下一个小计、合计之前的各行。"""
    after: list[Row] = []
    for row in rows[position + 1 :]:
        if row.kind != "item":
            break
        after.append(row)
    return _roots(after)


def _totalled(rows: Sequence[Row], position: int) -> Iterator[list[Row]]:
    """合计的分项：上一个合计之后的各项；上一个合计连同其后各项；合计在前的，是它后面的各项；全表各项。"""
    previous = next((i for i in range(position - 1, -1, -1) if rows[i].kind == "total"), None)
    following = next((i for i in range(position + 1, len(rows)) if rows[i].kind == "total"), len(rows))
    between = rows[(previous + 1 if previous is not None else 0) : position]
    if previous is not None:
        yield [rows[previous], *_roots(between)]
        yield [rows[previous], *(r for r in between if level_of(r) == _PLAIN and not is_detail(r))]
    candidates = [_roots(between)]
    if len(candidates[0]) < 2 or following == len(rows) or rows[0].kind == "total":
        # 后面另有合计的，后面的各行归它
        candidates.append(_roots(rows[position + 1 : following]))
        candidates.append(_roots([r for i, r in enumerate(rows) if i != position and r.kind != "total"]))
    if len(candidates[0]) != 1:
        # 最高一层只有一项的，下面的细项不与它并列
        candidates.append([r for r in between if r.kind == "item" and not is_detail(r)])
    # 小计都写在各组前面的，各组的细项不与小计并列
    candidates += [
        [r for r in segment if r.kind == "subtotal"]
        for segment in (between, list(rows[position + 1 : following]))
        if segment and segment[0].kind == "subtotal" and segment[-1].kind == "item"
    ]
    yield from (parts for parts in candidates if len(parts) > 1)


def _roots(rows: Sequence[Row]) -> list[Row]:
    """一段行里最高的一层：各小计和不在小计里的行；有序号的只取最高一级序号。"""
    rows = list(rows)
    subtotals = [r for r in rows if r.kind == "subtotal"]
    grouped = {m.index for r in subtotals for m in _group(rows, rows.index(r))}
    loose = [r for r in rows if r.index not in grouped and not is_detail(r)]
    numbered = [level_of(r) for r in loose if r.kind == "item" and level_of(r) < _PLAIN]
    if len(numbered) < 2:
        return loose
    top = min(numbered)
    return [r for r in loose if level_of(r) == top or r.kind == "subtotal" or _extra(r) or not r.labels]


def _extra(row: Row) -> bool:
    """序号之外单列的结转结余一类，与各项并列。"""
    return level_of(row) == _PLAIN and bool(row.labels) and bool(_REMAINDER.search(row.labels[-1]))


def _levelled(rows: Sequence[Row], coded: dict[int, tuple[Branch, ...]]) -> Iterator[tuple[Branch, ...]]:
    """序号分层的：一行是它之下、下一个同级序号之前的下一级各行之和。"""
    for position, row in enumerate(rows):
        level = level_of(row)
        if level == _PLAIN or row.kind != "item" or row.index in coded or code_of(row):
            continue
        below: list[Row] = []
        for other in rows[position + 1 :]:
            if other.kind == "total" or level_of(other) <= level or _extra(other):
                break
            below.append(other)
        below = [r for r in below if not is_detail(r)]
        nearest = min((level_of(r) for r in below), default=_PLAIN)
        parts = tuple(r for r in below if level_of(r) == nearest)
        if len(parts) > 1:
            yield (Branch(row, parts, "层级"),)


def _announced(rows: Sequence[Row], coded: dict[int, tuple[Branch, ...]]) -> Iterator[tuple[Branch, ...]]:
    """没有序号的一行，紧接着从1编起的各行：它是这些行之和（三公经费 | 1.公务用车 | 2.出国 | 3.接待）。"""
    for position, row in enumerate(rows[:-1]):
        level = level_of(rows[position + 1])
        plain = row.kind == "item" and level_of(row) == _PLAIN and not is_detail(row) and bool(row.labels)
        if not plain or level == _PLAIN or row.index in coded or code_of(row):
            continue
        parts: list[Row] = []
        for other in rows[position + 1 :]:
            if other.kind != "item" or level_of(other) < level:
                break
            if level_of(other) == level:
                if _ordinal(other) != len(parts) + 1:
                    break
                parts.append(other)
        if len(parts) > 1:
            yield (Branch(row, tuple(parts), "层级"),)


def _sourced(row: Row, following: Sequence[Row]) -> Iterator[tuple[Branch, ...]]:
    """总额行之下不写“其中”、逐行列出各个来源的。"""
    parts: list[Row] = []
    for other in following:
        if other.kind != "item" or not other.labels or not _SOURCE.match(other.labels[-1]):
            break
        parts.append(other)
    if len(parts) > 1:
        yield (Branch(row, tuple(parts), "总额"),)


_SOURCE = regex.compile(
    r"(?:当年|本年|上年|以前年度)?(?:政府预算|财政拨款|财政专户|一般公共预算|政府性基金|国有资本|单位|事业|其他|自筹|社会|银行贷款|结转|结余"
    r"|(?:中央|省|自治区|市|州|县|区|乡镇?|上级|本级|地方)(?:级|本级)?(?:财政)?)(?:衔接|专项|管理|投入|结转|结余|预算)*(?:资金|拨款|补助|收入|经费|贷款)?$"
)


def _numbered(branch: Branch) -> bool:
    """分项自己也编了号；没有编号的，可能是与上一级并列的另一行。"""
    return level_of(branch.parts[0]) < _PLAIN


def _ordinal(row: Row) -> int:
    """行标题的序号是第几；不认得为零。"""
    digits = regex.match(r"[（(]?(\d{1,2})", row.labels[-1])
    if digits:
        return int(digits[1])
    printed = regex.match(r"[（(]?([一二三四五六七八九十])[、）)]", row.labels[-1])
    circled = regex.match(r"[①②③④⑤⑥⑦⑧⑨⑩]", row.labels[-1])
    if circled:
        return "①②③④⑤⑥⑦⑧⑨⑩".index(circled[0]) + 1
    return "一二三四五六七八九十".index(printed[1]) + 1 if printed else 0


def _summed(rows: Sequence[Row]) -> Iterator[tuple[Branch, ...]]:
    """总额行之下紧接“其中”行的：其中行及其后的行合起来是总额。"""
    for position, row in enumerate(rows[:-1]):
        following = rows[position + 1 :]
        whole = row.kind == "item" and bool(row.labels) and bare_label(row).endswith(_SUMMED)
        if whole and not is_detail(following[0]):
            yield from _sourced(row, following)
        elif whole:
            group = following[0].labels[:-1]
            parts = tuple(r for r in following if r.labels[:-1] == group and r.kind == "item")
            if len(parts) > 1:
                yield (Branch(row, parts, "总额"),)
