"""表内规律（patterns）：表头没有写明怎么算，各行却都遵守的算法；不遵守的那一行，多半有一个数写错了。

完成率、结案率、支付率、人员合计……各地表头的叫法列不完，列与列的关系却由各行自己说明：
几行的数位数不少，碰巧都算得上的可能极小。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, islice, permutations

import regex

from normalize import Column, Estimate, Fact, Facts, TableView
from normalize.cell_figures import TO_ONE
from normalize.quantity import HUNDRED
from reconcile.digits import printed_digits
from reconcile.likely import one_change
from reconcile.memory import remembered
from reconcile.relation import Relation, finer, shown
from reconcile.rule import rule
from reconcile.tables.hierarchy import is_numbering, is_serial

_MARKS = frozenset({"points", "self_score", "review_score", "serial"})
_WIDE, _NEAR = 10, 4
"""列数超过 _WIDE 的表，只在左右 _NEAR 列之内找。"""
_RUN = 8
"""一个合计列至多由这么多列组成。"""
_TOLD = 6
"""算得上的各行，印出的数合起来至少这么多位（三行以上少一位也可），才谈得上规律。"""
_LEAST, _SURE = 2, 3
_SAMPLED = 10
"""先看前几行，多数不成的不必看完。"""
_ROUGH = Decimal("1.01")
_PERCENT, _MONEY = "%", "元"


@dataclass(frozen=True)
class Pattern:
    """一种算法：target 列由 columns 各列算出；solo 为真时同样几列只需提出一次。"""

    target: Column
    columns: tuple[Column, ...]
    compute: Callable[[Sequence[Estimate]], Estimate]
    rough: Callable[[Sequence[Decimal]], Decimal]
    written: str


@rule("CAL109", term="表内规律")
def patterns(facts: Facts) -> Iterator[Relation]:
    """表中一列在其余各行都等于另外两列之商、之差、之积、增减率，或者相邻几列之和，只有这一行不等。

    算得上的至少两行（印出的数合起来不少于六位），算不上的不多于五分之一或者只有一行；把算不上的那一行改动一处就能算上的指为错，
    否则不报。各行单位可以不同，一行之内须相同。分子分母颠倒过来算得上的（越低越好的指标）、超过以100%计的、零和相等的行不作依据；
    行列对调的表，率是一行的，一列一列地看；这一行照另一种算法（换一个分母）算得上的不报。
    依据：会计基础工作规范（财政部令第98号）账表数字勾稽的要求。
    """
    yield from remembered(facts, "patterns", lambda: tuple(_patterns(facts)))


def _patterns(facts: Facts) -> Iterator[Relation]:
    for view in facts.tables:
        columns = [c for c in view.columns if c.role not in _MARKS and not is_serial(c)]
        lines = _lines(view, columns)
        yield from _kept(_offered(columns, lines), lines)
        yield from _transposed(view, columns)


def _kept(patterns: Iterable[Pattern], lines: Sequence[Line]) -> Iterator[Relation]:
    """各列的算法里多数行遵守的。"""
    offered: dict[int, list[Pattern]] = defaultdict(list)
    for pattern in patterns:
        offered[pattern.target.index].append(pattern)
    for ways in offered.values():
        for pattern in ways:
            for relation in _broken(pattern, lines):
                if relation.holds or not _otherwise(ways, pattern, lines, relation):
                    yield relation


def _transposed(view: TableView, columns: Sequence[Column]) -> Iterator[Relation]:
    """行列对调的表：率是一行，各列是各项；只看率的行。"""
    rows = [row for row in view.rows if row.labels and not is_numbering(row)]
    if not _LEAST < len(rows) <= _WIDE or not any(_RATE.search(row.labels[-1]) for row in rows):
        return
    turned = [Column(index=row.index, path=row.labels[-1:]) for row in rows]
    found = [
        {row.index: fact for row in rows if (fact := view.grid.get((row.index, c.index)))} for c in columns
    ]
    lines = [line for line in found if len(line) > _LEAST]
    wanted = {c.index for c in turned if _RATE.search(c.path[-1])}
    if len(lines) > _LEAST:
        yield from _kept((p for p in _offered(turned, lines) if p.target.index in wanted), lines)


_RATE = regex.compile(r"率|占比|比重|增长|[%％]")
Line = dict[int, Fact]


def _lines(view: TableView, columns: Sequence[Column]) -> list[Line]:
    """各行：列号 → 数据项。"""
    found = [
        {c.index: fact for c in columns if (fact := view.grid.get((row.index, c.index)))}
        for row in view.rows
        if not is_numbering(row)
    ]
    return [line for line in found if len(line) > _LEAST]


def _offered(columns: Sequence[Column], lines: Sequence[Line]) -> Iterator[Pattern]:
    """每一列可能的算法；没有一行单位相同的列，不相加减、相除。"""
    units = {c.index: _units(c, lines) for c in columns}
    amounts = [c for c in columns if units[c.index] - {_PERCENT, TO_ONE}]
    for target in columns:
        if units[target.index] == {_PERCENT}:
            for one, other in permutations(_beside(amounts, target), 2):
                if units[one.index] & units[other.index]:
                    yield Pattern(target, (one, other), _share, _rough_share, "{0} ÷ {1}")
                    yield Pattern(target, (one, other), _growth, _rough_growth, "（{0} − {1}）÷ {1}")
        if units[target.index] == {TO_ONE}:
            for one, other in permutations(_beside(amounts, target), 2):
                if units[one.index] & units[other.index]:
                    yield Pattern(target, (one, other), _ratio, _rough_ratio, "{0} ÷ {1}")
    for trio in combinations(amounts, 3) if len(amounts) <= _WIDE else ():
        alike = frozenset.intersection(*(units[c.index] for c in trio)) - {_PERCENT}
        for whole in trio if alike else ():
            rest = tuple(c for c in trio if c is not whole)
            yield Pattern(whole, rest, _sum, _rough_sum, "{0} + {1}")
        for whole, price, number in permutations(trio) if not alike else ():
            if units[whole.index] == units[price.index] == {_MONEY} and _MONEY not in units[number.index]:
                yield Pattern(whole, (price, number), _product, _rough_product, "{0} × {1}")
    for position, target in enumerate(amounts):
        for run in _runs(amounts, position):
            if all(units[c.index] == units[target.index] for c in run):
                yield Pattern(target, run, _sum, _rough_sum, " + ".join(f"{{{i}}}" for i in range(len(run))))


def _runs(columns: Sequence[Column], position: int) -> Iterator[tuple[Column, ...]]:
    """紧挨在一列之后（之前）的几列，三列以上；两列的另有配对。"""
    for length in range(3, _RUN + 1):
        after = tuple(columns[position + 1 : position + 1 + length])
        before = tuple(columns[max(0, position - length) : position])
        yield from (run for run in (after, before) if len(run) == length)


def _beside(columns: Sequence[Column], target: Column) -> list[Column]:
    if len(columns) <= _WIDE:
        return list(columns)
    return [c for c in columns if abs(c.index - target.index) <= _NEAR]


def _units(column: Column, lines: Sequence[Line]) -> frozenset[str]:
    """一列用的单位；各行说的不是一种东西的，不止一个。"""
    return frozenset(line[column.index].quantity.unit for line in lines if column.index in line)


def _broken(pattern: Pattern, lines: Sequence[Line]) -> Iterator[Relation]:
    """多数行遵守的，提出各行的关系。"""
    apart = (None for line in lines[:_SAMPLED] if _telling(pattern, line) and not _roughly(pattern, line))
    if sum(1 for _ in islice(apart, _LEAST + 1)) > _LEAST:
        return
    told = [line for line in lines if _telling(pattern, line)]
    allowed = max(1, len(told) // 5)
    if len(told) <= _LEAST or sum(not _roughly(pattern, line) for line in told) > allowed:
        return
    tried = [(line, r) for line in told if (r := _relation(pattern, line)) is not None]
    held = [(line, r) for line, r in tried if r.holds and r.telling]
    digits = sum(printed_digits(r.stated.quantity) for _, r in held)
    if len(held) < _LEAST or digits < _TOLD - (len(held) >= _SURE):
        return
    failed = [(line, r) for line, r in tried if not r.holds and not _excused(pattern, r)]
    if len(failed) > allowed:
        return
    if any(not any(line[c.index].quantity.value for line, _ in held) for c in pattern.columns):
        # 有一列在算得上的各行里全是零：加不加它，说明不了
        return
    yield from (r for _, r in tried if r.holds)
    added = {r.stated.quantity.unit for _, r in held}
    for line, relation in failed:
        if pattern.compute is _sum and relation.stated.quantity.unit not in added:
            # 各行都是金额，只有这一行是率：率不相加
            continue
        if pattern.compute is _sum and _more_parts(line, [other for other, _ in held], relation):
            continue
        if one_change(relation):
            # 改不出一处笔误的，也许那一行另有算法（省级承担一半，有一行没有省级）
            yield relation


def _telling(pattern: Pattern, line: Line) -> bool:
    """这一行各数都印了，而且不是零、不是相等的两个数。"""
    facts = [line.get(c.index) for c in (pattern.target, *pattern.columns)]
    quantities = [f.quantity for f in facts if f is not None and not f.quantity.hedge]
    if len(quantities) < len(facts):
        return False
    alike = quantities if pattern.compute is _sum else quantities[1:]
    if pattern.compute is not _product and any(q.unit != alike[0].unit for q in alike):
        return False
    values = [q.value for q in quantities]
    if pattern.compute is _sum:
        return values[0] != 0 and sum(v != 0 for v in values[1:]) > 1
    if pattern.compute is _product:
        return 0 not in values and 1 not in values[1:]
    return 0 not in values[1:] and values[1] != values[2]


def _roughly(pattern: Pattern, line: Line) -> bool:
    """先粗算一遍，差得远的不必细算。"""
    stated = line[pattern.target.index].quantity
    found = pattern.rough([line[c.index].quantity.value for c in pattern.columns])
    gap = abs(found - stated.value)
    if gap <= abs(stated.value) * (_ROUGH - 1):
        return True
    slack = max(stated.step, *(line[c.index].quantity.step for c in pattern.columns))
    return gap <= slack * len(pattern.columns)


def _relation(pattern: Pattern, line: Line) -> Relation | None:
    stated = line[pattern.target.index]
    operands = tuple(line[c.index] for c in pattern.columns)
    try:
        value = pattern.compute([f.quantity.estimate for f in operands])
    except ZeroDivisionError:
        return None

    def formula() -> str:
        end = finer(stated, value.value) if stated.quantity.unit == _PERCENT else shown(stated, value.value)
        return f"{pattern.written.format(*(f.raw for f in operands))} = {end}"

    because = "其余各行均按此算得上"
    return Relation("CAL109", stated, operands, value, formula, because=because, compute=pattern.compute)


def _excused(pattern: Pattern, relation: Relation) -> bool:
    """颠倒过来算得上的（越低越好的指标），超过的以100%计的，不算不遵守。"""
    if pattern.compute is not _share:
        return False
    stated = relation.stated.quantity
    one, other = (f.quantity.estimate for f in relation.inputs)
    inverse = replace(relation, recomputed=_share((other, one)))
    return inverse.holds or stated.value == HUNDRED < relation.recomputed.value


def _otherwise(ways: Sequence[Pattern], pattern: Pattern, lines: Sequence[Line], relation: Relation) -> bool:
    """这一行的率照别的算法算得上（以年初预算为分母）：不是写错。"""
    if pattern.compute is _sum:
        return False
    line = next(line for line in lines if line.get(pattern.target.index) is relation.stated)
    others = [r for way in ways if way is not pattern and _telling(way, line) and (r := _relation(way, line))]
    return any(r.holds and r.telling for r in others)


def _more_parts(line: Line, held: Sequence[Line], relation: Relation) -> bool:
    """这一行另有一列不为零，而算得上的各行那一列都是零：那也是一个组成部分。"""
    used = {f.id for f in relation.members}
    return any(
        fact.quantity.value != 0
        and fact.id not in used
        and not any(other[index].quantity.value for other in held if index in other)
        for index, fact in line.items()
    )


def _share(values: Sequence[Estimate]) -> Estimate:
    return values[0] / values[1] * Estimate.exactly(HUNDRED)


def _ratio(values: Sequence[Estimate]) -> Estimate:
    return values[0] / values[1]


def _growth(values: Sequence[Estimate]) -> Estimate:
    return (values[0] / values[1] - Estimate.exactly(1)) * Estimate.exactly(HUNDRED)


def _sum(values: Sequence[Estimate]) -> Estimate:
    found = values[0]
    for value in values[1:]:
        found = found + value
    return found


def _product(values: Sequence[Estimate]) -> Estimate:
    return values[0] * values[1]


def _rough_product(values: Sequence[Decimal]) -> Decimal:
    return values[0] * values[1]


def _rough_share(values: Sequence[Decimal]) -> Decimal:
    return values[0] * HUNDRED / values[1]


def _rough_ratio(values: Sequence[Decimal]) -> Decimal:
    return values[0] / values[1]


def _rough_growth(values: Sequence[Decimal]) -> Decimal:
    return (values[0] - values[1]) * HUNDRED / values[1]


def _rough_sum(values: Sequence[Decimal]) -> Decimal:
    return sum(values, start=Decimal(0))
