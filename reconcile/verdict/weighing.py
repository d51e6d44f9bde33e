"""掂量（weighing）：一个数改成另一个数，有多像是这里写错了。

cost 越小越像：看笔误像不像、改了会不会弄坏本来成立的关系、改正以后的数在报告别处有没有、原来的数在别处有没有。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

import regex

from normalize import Fact, Facts, Quantity
from normalize.quantity import EXACT_KINDS, HUNDRED
from reconcile.digits import printed_digits
from reconcile.relation import Relation, summed
from reconcile.slips import Slip, rounder

CHANGE, NOT_STATED = 20, 3
_BROKEN, _ROUNDER = 10, 3
_OVER_LIMIT, _UNIT_FITS = 40, 2
_WEAK, _SURE = 1, 4
_MARK, _FULL = 14, 12
_LATER, _TAIL, _USUAL, _NEARER = 1, 1, 4, 4
_ECHO, _NAMED = (0, 0, 2, 5, 8), 4
"""一、二、三、四位以上的数在别处也有，各有多大分量；名称相同的另加。"""
_BEYOND, _HUNDRED = 10, 8
_LOW, _HIGH = Decimal(30), Decimal(60)
_HIGH_RATE = regex.compile(
    r"(?:执行|完成|控制|到位|合格|支付|支出|及时|使用|利用|达标|办结|满意|知晓|验收)(?:进)?[率度]$"
)
_FULL_BEFORE = regex.compile(
    r"(?:[（(](?:满分|权重|分值)?(?P<full>\d{1,3})分[）)]|满分(?P<full>\d{1,3})分)[^，,。；;、\d]{0,6}$"
)
_FULL_AFTER = regex.compile(r"[（(](?:满分|分值)(?P<full>\d{1,3})分")
_MOVING = regex.compile(r"增|变动|变化|减|降|同比|环比|涨|结余")


class Weighing:
    """一份报告里的旁证。"""

    def __init__(
        self,
        facts: Facts,
        touching: Mapping[str, Sequence[Relation]],
        loose: Mapping[str, Sequence[Relation]],
    ) -> None:
        self._facts = facts
        self._touching = touching
        self._loose = loose

    @cached_property
    def _limits(self) -> dict[str, Fact]:
        """自评得分 → 分值：得分不会超过它。"""
        rows = [row for table in self._facts.scored for row in table.rows]
        return {r.self_score.id: r.points for r in rows if r.self_score and r.points}

    @cached_property
    def _scores(self) -> dict[str, Fact]:
        """分值 → 自评得分。"""
        by_id = self._facts.by_id
        return {points.id: by_id[score] for score, points in self._limits.items() if score in by_id}

    @cached_property
    def _over(self) -> frozenset[str]:
        """得分超过分值的，两个数里有一个是错的。"""
        by_id = self._facts.by_id
        return frozenset(
            one
            for score, points in self._limits.items()
            if score in by_id and by_id[score].quantity.value > points.quantity.value
            for one in (score, points.id)
        )

    @cached_property
    def _nearby(self) -> dict[tuple[int | None, Decimal], list[Fact]]:
        """（块，值）→ 数据项：抄错行的数在附近找得到。"""
        index: dict[tuple[int | None, Decimal], list[Fact]] = defaultdict(list)
        for fact in self._facts.facts:
            index[fact.at.block, fact.quantity.value].append(fact)
        return index

    def copied(self, fact: Fact, *, near: bool = False) -> Fact | None:
        """写的是不是旁边的数：表里上下左右相邻的格、同一列隔一两行的格（near 为真的不算），正文里同一段的数。"""
        for other in self._nearby[fact.at.block, fact.quantity.value]:
            if other.id == fact.id or other.quantity.unit != fact.quantity.unit or not other.quantity.value:
                continue
            if fact.at.cell is None or other.at.cell is None:
                return other
            row, column = (abs(a - b) for a, b in zip(fact.at.cell, other.at.cell, strict=True))
            beside = not column and row <= _ROWS and printed_digits(fact.quantity) >= _TELLING and not near
            if row + column == 1 or beside:
                return other
        return None

    def _unit_fits(self, fact: Fact, new: Quantity) -> int:
        """改了单位的，改后的单位是不是同一段里别的金额用的单位。"""
        if new.scale == fact.quantity.scale:
            return 0
        peers = [
            other.quantity.scale
            for other in self._facts.facts
            if other.at.block == fact.at.block and other.quantity.unit == "元" and other.id != fact.id
        ]
        if beside := self._target_of(fact):
            peers = [beside.quantity.scale]
        # 写大了的金额少见，漏写“万”字的多
        larger = 3 * (new.value > fact.quantity.value)
        return larger + (_UNIT_FITS if peers.count(new.scale) * 2 > len(peers) else -_UNIT_FITS)

    def _target_of(self, fact: Fact) -> Fact | None:
        """完成值的那一行的指标值，单位应当相同。"""
        return self._targets.get(fact.id)

    @cached_property
    def _targets(self) -> dict[str, Fact]:
        rows = [row for table in self._facts.scored for row in table.rows]
        return {row.achieved.id: row.planned for row in rows if row.achieved and row.planned}

    def _copied_from_before(self, fact: Fact) -> bool:
        """与前面的数相同：抄错的多半是后写的那个。"""
        copied = self.copied(fact)
        return copied is not None and (copied.at.cell or (0, 0), copied.at.start) < (
            fact.at.cell or (0, 0),
            fact.at.start,
        )

    def impossible(self, fact: Fact, value: Decimal) -> bool:
        """得分不超过分值；原来不是负数的，不会本应是负数（增减、调整除外）。"""
        if value < 0 <= fact.quantity.value and not (
            fact.quantity.unit == "%" and _MOVING.search(fact.named)
        ):
            return True
        if abs(value) > self._largest[fact.quantity.unit] * _BEYOND:
            return True
        told = self._full_marks(fact)
        if told is not None and value > told:
            return True
        limit, score = self._limits.get(fact.id), self._scores.get(fact.id)
        return (limit is not None and value > limit.quantity.value) or (
            score is not None and value < score.quantity.value
        )

    @cached_property
    def _largest(self) -> dict[str, Decimal]:
        """各种单位里最大的数。"""
        largest: dict[str, Decimal] = defaultdict(Decimal)
        for unit, value in self._printed:
            largest[unit] = max(largest[unit], abs(value))
        return largest

    def _beside(self, fact: Fact, value: Decimal) -> int:
        """指标值与完成值一般相去不远：改正以后与同一行的另一个数更近的更像。"""
        other = self._beside_each.get(fact.id)
        if other is None or other.quantity.unit != fact.quantity.unit:
            return 0
        return _NEARER * (_nearness(fact.quantity.value, other) - _nearness(value, other))

    @cached_property
    def _beside_each(self) -> dict[str, Fact]:
        """同一项指标的指标值与完成值，互为对方。"""
        by_id = self._facts.by_id
        return self._targets | {
            planned.id: by_id[done] for done, planned in self._targets.items() if done in by_id
        }

    def _mends(self, fact: Fact, new: Mapping[str, Quantity]) -> int:
        """没有资格指错的算式，改正以后恰好也成立。"""
        mended = (
            r.telling and (found := r.judged_with(new)) and found.verdict == "符合"
            for r in self._loose.get(fact.id, ())
        )
        return _MENDS if any(mended) else 0

    def _out_of_scale(self, fact: Fact, slip: Slip) -> int:
        """差十倍、百倍的：原来比同一段、同一列里同样计量的数都大得多（小得多），改正以后与它们差不多。"""
        if fact.quantity.unit == "%" or not fact.quantity.value or not slip.value or "倍" not in slip.words:
            return 0
        near = [
            f
            for f in self._alike_nearby(fact)
            if f.id != fact.id and f.quantity.value and f.quantity.value != fact.quantity.value
        ]
        if not near:
            return 0
        before, after = (min(_ratio(f, v) for f in near) for v in (fact.quantity.value, slip.value))
        if after >= _OUT or before < _OUT:
            return 0
        return _FAR_OUT if before >= _TEN else _SOME_OUT

    def _alike_nearby(self, fact: Fact) -> list[Fact]:
        """同一段里、同一张表同一列里同样计量的数。"""
        column = fact.at.cell and fact.at.cell[1]
        return [
            f
            for f in self._in_block[fact.at.block]
            if f.quantity.unit == fact.quantity.unit and (f.at.cell and f.at.cell[1]) == column
        ]

    @cached_property
    def _in_block(self) -> dict[int | None, list[Fact]]:
        """块 → 数据项。"""
        index: dict[int | None, list[Fact]] = defaultdict(list)
        for fact in self._facts.by_id.values():
            index[fact.at.block].append(fact)
        return index

    def _row_mates(self, fact: Fact, value: Decimal) -> int:
        """同一行的年初预算、调整后预算、决算数一般相去不远：改正以后离它们近了的更像，远了的更不像。"""
        if fact.at.cell is None or fact.metric not in _MEASURES:
            return 0
        place = fact.at.block, fact.at.cell[0]
        mates = [f for f in self._measured[place] if f.id != fact.id and f.quantity.value]
        if len(mates) < _MATES or not fact.quantity.value or not value:
            return 0
        before, after = ([_ratio(f, v) < _AWAY for f in mates] for v in (fact.quantity.value, value))
        if all(after) and not any(before):
            return -_MATE
        return _MATE if all(before) and not any(after) else 0

    @cached_property
    def _measured(self) -> dict[tuple[int | None, int], list[Fact]]:
        """（块，行）→ 各口径的数。"""
        index: dict[tuple[int | None, int], list[Fact]] = defaultdict(list)
        for fact in self._facts.facts:
            if fact.at.cell is not None and fact.metric in _MEASURES:
                index[fact.at.block, fact.at.cell[0]].append(fact)
        return index

    def _signed(self, fact: Fact) -> bool:
        """可正可负的数：名称说的是增减，或者同一列（同名）别的数有负的。"""
        alike = (f for f in self._facts.by_metric.get(fact.metric, ()) if f.at.block == fact.at.block)
        column = fact.at.cell and fact.at.cell[1]
        return bool(_MOVING.search(fact.named)) or any(
            f.quantity.value < 0 for f in alike if column is None or (f.at.cell and f.at.cell[1] == column)
        )

    def _full_marks(self, fact: Fact) -> Decimal | None:
        """叙述里写在得分旁边的满分：产出（50分）49分；满意度指标满分10分得10分。"""
        if fact.quantity.unit != "分" or fact.sentence is None:
            return None
        sentence = self._facts.sentences[fact.sentence]
        start, end = fact.at.start - sentence.at.start, fact.at.end - sentence.at.start
        found = _FULL_BEFORE.search(sentence.text[:start]) or _FULL_AFTER.match(sentence.text[end:])
        return Decimal(found["full"]) if found else None

    def cost(self, fact: Fact, slip: Slip, explains: Sequence[Relation], new: Mapping[str, Quantity]) -> int:
        """把 fact 改成 slip 的代价：explains 是由此说清的关系，new 是改正以后的数。"""
        twin = self.copied(fact)
        broken = sum(
            _weight(r)
            for r in self._touching[fact.id]
            if r.holds and not r.holds_with(new) and (r.algorithm or r.stated.id == fact.id)
            # 与旁边的数相同，总数就也可以是旁边的那一个
            if not (twin and r.stated.id == fact.id and r.compute is summed)
        )
        stated = any(r.stated.id == fact.id for r in explains)
        return (
            CHANGE
            + slip.cost
            + _BROKEN * broken
            + (0 if stated else NOT_STATED)
            - _ROUNDER * (rounder(fact.quantity, slip.value) + self._unit_fits(fact, new[fact.id]))
            - (_LATER if self._copied_from_before(fact) else 0)
            + self._elsewhere(fact, slip.value, explains)
            + sum(_TAIL for r in explains if _by_tail(r, new))
            + sum(_of_shape(r, fact, slip, new) for r in explains)
            + self._row_mates(fact, slip.value)
            - self._out_of_scale(fact, slip)
            - self._mends(fact, new)
            + _usual(fact, slip.value)
            + self._beside(fact, slip.value)
            - (_OVER_LIMIT if fact.id in self._over else 0)
            + self._marked(fact, slip)
            + self._hundred(fact, slip.value)
        )

    def _elsewhere(self, fact: Fact, value: Decimal, explains: Sequence[Relation]) -> int:
        """原来的数别处也有，不像写错；改正以后的数别处正有，就更像。表里挨着抄错的不算。"""
        own = {f.id for r in explains for f in r.members} | {fact.id}
        kept = 0 if self.copied(fact, near=True) else self._echo(fact, fact.quantity.value, own)
        return kept - self._echo(fact, value, own)

    def _echo(self, fact: Fact, value: Decimal, own: Collection[str]) -> int:
        """这个数在别处写着，有多大分量：位数多的不会是碰巧，名称也相同的更不会。"""
        alike = [f for f in self._printed[fact.quantity.unit, value] if f.id not in own and _apart(f, fact)]
        if not alike:
            return 0
        digits = len(value.normalize().as_tuple().digits)
        named = any(
            f.metric == fact.metric and f.qualifiers.subject == fact.qualifiers.subject for f in alike
        ) or any(fact.qualifiers.subject == f.metric != "" for f in alike)
        return _ECHO[min(digits, len(_ECHO) - 1)] + (_NAMED if named else 0)

    @cached_property
    def _printed(self) -> dict[tuple[str, Decimal], list[Fact]]:
        """（单位，值）→ 数据项。"""
        index: dict[tuple[str, Decimal], list[Fact]] = defaultdict(list)
        for fact in self._facts.by_id.values():
            index[fact.quantity.unit, fact.quantity.value].append(fact)
        return index

    def _hundred(self, fact: Fact, value: Decimal) -> int:
        """评分表的总分值向来是100分。"""
        totals = {f.id for table in self._facts.scored for f in table.total_points}
        if fact.id not in totals:
            return 0
        return _HUNDRED * ((fact.quantity.value == HUNDRED) - (value == HUNDRED))

    def _marked(self, fact: Fact, slip: Slip) -> int:
        """分值、得分错一分半分的不照数位来：改正以后恰是满分、别的扣分都写了原因而它没有写的更像；本来就是满分的更不像。"""
        other = self._limits.get(fact.id) or self._scores.get(fact.id)
        if other is None or abs(slip.value - fact.quantity.value) > 1:
            return 0
        eased = min(0, _MARK - slip.cost)
        if slip.value == other.quantity.value:
            return eased - (_FULL if self._reasoned and fact.id not in self._reasoned else 0)
        return eased + (_FULL if fact.quantity.value == other.quantity.value else 0)

    @cached_property
    def _reasoned(self) -> frozenset[str]:
        """写了扣分原因的各项的分值与得分。"""
        rows = [row for table in self._facts.scored for row in table.rows if row.reason is not None]
        return frozenset(f.id for row in rows for f in (row.points, row.self_score) if f)


def _apart(one: Fact, other: Fact) -> bool:
    """不是同一格、同一处的。"""
    return (one.at.block, one.at.cell, one.at.start) != (other.at.block, other.at.cell, other.at.start)


def _by_tail(relation: Relation, new: Mapping[str, Quantity]) -> bool:
    """改了以后只在取舍误差之内成立、要截去尾数才成立，不是恰好。"""
    found = relation.judged_with(new)
    return found is not None and (found.verdict != "符合" or found.note.startswith("按"))


def _of_shape(relation: Relation, fact: Fact, slip: Slip, new: Mapping[str, Quantity]) -> int:
    """从算式的样子看：抄成总数的分项、小数点错位的分子分母、除得尽的个数。"""
    stated = relation.stated.quantity
    if relation.compute is summed:
        whole = stated.value == fact.quantity.value and relation.stated.id != fact.id
        return -_COPY_OF_WHOLE if whole and len(relation.inputs) > 1 else 0
    if relation.stated.id == fact.id:
        # 8.378%写成83.78%，恰是分子、分母错了一位算出来的，不是8.38%写错的
        shifted = stated.unit == "%" and slip.value and stated.value != slip.value * _TEN
        return (
            _SHIFTED
            if shifted and stated.rounded_like(relation.recomputed.value * _TEN) == stated.value
            else 0
        )
    if (
        relation.rule == _EACH
        and "÷" in relation.written
        and stated.kind in EXACT_KINDS
        and relation.algorithm is not None
    ):
        values = [new.get(f.id, f.quantity).estimate for f in relation.inputs]
        return -_EXACTLY if relation.algorithm(values).value == stated.value else 0
    return 0


_EACH = "CAL208"
_COPY_OF_WHOLE, _SHIFTED, _EXACTLY = 6, 6, 4
_TEN = Decimal(10)
_ROWS, _TELLING = 3, 3
"""同一列隔几行以内、有三位以上的，才像是抄错了行。"""


def _ratio(fact: Fact, value: Decimal) -> Decimal:
    """相差多少倍。"""
    known = abs(fact.quantity.value)
    return max(known, abs(value)) / min(known, abs(value))


_MEASURES = frozenset({"年初预算数", "调整后预算数", "决算数"})
_MATES, _MATE = 2, 3
_AWAY, _OUT = Decimal("1.5"), Decimal(3)
_SOME_OUT, _FAR_OUT = 3, 5
_MENDS = 8


def _nearness(value: Decimal, other: Fact) -> int:
    """相等为 2，相差不到一倍为 1，此外为 0。"""
    known = other.quantity.value
    return 2 if value == known else int(known < value * 2 and value < known * 2)


def _usual(fact: Fact, value: Decimal) -> int:
    """执行率、满意度一类的率通常在六成以上：改成寻常的更像，改成不寻常的更不像。"""
    if fact.quantity.unit != "%" or not _HIGH_RATE.search(fact.metric):
        return 0
    return _USUAL * (
        (value < _LOW <= _HIGH <= fact.quantity.value) - (fact.quantity.value < _LOW <= _HIGH <= value)
    )


def _weight(relation: Relation) -> int:
    """一条成立的关系有多大分量：碰巧成立的、什么偏差都看不出的，分量轻。"""
    if not relation.licensed:
        return _WEAK
    return _SURE if relation.telling else _WEAK
