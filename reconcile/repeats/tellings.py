"""说了两遍（tellings）：同样的话、同样的单位，别处却是另一个数。

词典里没有名称的数靠说它的话来认（见 normalize/phrases.py）。两处各是一段话、一个格子，或者自评表的一栏；
话对得上的几个数里，别的都相符、只有一个不符，而且只差一处笔误，才是写错；话只对得上一部分的，更要有旁证。
目标只与目标比，完成只与完成比；期间、范围、增减一类的词不同的，是两件事。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from normalize import Estimate, Fact, Facts, Quantity
from normalize.phrases import Phrase, content, phrases_of
from reconcile.digits import telling_digits
from reconcile.likely import likely
from reconcile.memory import remembered
from reconcile.relation import Relation, identity, pointed
from reconcile.repeats.apart import coming, stepped, vague
from reconcile.slips import one_slip, slip_to

_COMMON = 24
"""比这更常见的字眼认不出是哪一件事。"""
_TICKED = 2
_WHOLE, _MOST = 0.99, 0.6
_ONE = 12
_SAME, _WITHIN, _PART, _ALONE = 4, 3, 2, 1
_DIGITS = {_SAME: 3, _WITHIN: 4}
"""没有旁证的，数要这么长。"""


@dataclass(frozen=True)
class Pair:
    """说的像是同一个数的两处；level 是话对得上的程度。"""

    one: Phrase
    other: Phrase
    level: int

    @property
    def homes(self) -> tuple[Hashable, Hashable]:
        """两处各在哪里。"""
        return self.one.home, self.other.home

    @property
    def agrees(self) -> bool:
        """数相同；目标是准数，不论位数。"""
        one, other = self.one.fact.quantity, self.other.fact.quantity
        if "目标" in {self.one.side, self.other.side}:
            return one.value == other.value
        return same_number(one, other)


def same_number(one: Quantity, other: Quantity) -> bool:
    """两个数相同：位数少的一方按它的末位；目标里的“≥、以上”不论。"""
    return abs(one.value - other.value) * 2 <= max(one.step, other.step)


def spoken(facts: Facts) -> Sequence[Phrase]:
    """全文各个数的短语。"""
    return remembered(facts, "phrases", lambda: phrases_of(facts))


def tellings(facts: Facts) -> Iterator[Relation]:
    """凭字眼认出的说了两遍的数：相符的，和指得出的不符的。"""
    phrases = spoken(facts)
    pairs = list(_pairs(phrases))
    values: dict[tuple[Hashable, str, Decimal], list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        if not phrase.in_table:
            values[phrase.home, phrase.unit, phrase.fact.quantity.value].append(phrase)
    agreed: dict[Hashable, list[Pair]] = defaultdict(list)
    differing: dict[Hashable, list[Pair]] = defaultdict(list)
    for pair in pairs:
        (agreed if pair.agrees else differing)[pair.homes].append(pair)
    yield from _ticks(agreed.values())
    held = [pair for found in agreed.values() for pair in found]
    rows = {(pair.one.words, _row(pair.other)) for pair in held if pair.other.in_table}
    settled = {(pair.one.fact.id, _row(pair.other)) for pair in held if pair.other.in_table}
    taken = {(pair.one.home, pair.other.fact.id) for pair in held}
    taken |= {(pair.other.home, pair.one.fact.id) for pair in held}

    def told(one: Phrase, other: Phrase) -> bool:
        """另一处的数，这一段里已经另外说了。"""
        return (one.home, other.fact.id) in taken or (one.home, one.unit, other.fact.quantity.value) in values

    copies: dict[str, list[Pair]] = defaultdict(list)
    for homes, found in differing.items():
        beside = {pair.one.fact.id for pair in agreed[homes] if _tells(pair)}
        for pair in found:
            one, other = pair.one, pair.other
            if (one.fact.id, _row(other)) in settled or told(one, other) or told(other, one):
                # 这个数已经有着落：与同一行的目标值相符，或者那一处已与同一段里别的数相符
                continue
            others = sum(rival.level >= _PART for rival in found) - 1
            kin = other.in_table and (one.words, _row(other)) in rows
            if _accusable(pair, len(beside) + kin, others) and not _apart(facts, one, other):
                yield relation_of(pair)
            elif others < 1 <= len(beside) and _miscopied(
                pair, values[pair.one.home, pair.one.unit, pair.one.fact.quantity.value]
            ):
                copies[one.fact.id].append(pair)
    for pairs_of_one in copies.values():
        best = max(pairs_of_one, key=lambda p: (p.level, _same_place(p)))
        yield replace(relation_of(best), severity="warning")


def _same_place(pair: Pair) -> int:
    """小节标题与表名有多少字眼相同。"""
    names = [content(p.setting) for p in (pair.one, pair.other)]
    return len(set(map("".join, pairwise(names[0]))) & set(map("".join, pairwise(names[1]))))


def _apart(facts: Facts, one: Phrase, other: Phrase) -> bool:
    """都在正文里，而说的是各自的小计、以后的打算、一前一后的两个数。"""
    if one.in_table or other.in_table:
        return False
    hazy = vague(one) or vague(other) or coming(facts, one) != coming(facts, other)
    return hazy or stepped(facts, one, other)


def _ticks(agreed: Iterable[Sequence[Pair]]) -> Iterator[Relation]:
    """相符的；正文里说了许多遍的数，与另外几处相符就够了，不必两两打勾。"""
    ticked: Counter[str] = Counter()
    for pair in (pair for found in agreed for pair in found if pair.level > _ALONE):
        told = pair.one.fact.id
        if pair.other.in_table or ticked[told] < _TICKED:
            relation = relation_of(pair)
            if relation.holds:
                ticked[told] += not pair.other.in_table
                yield relation


def _row(phrase: Phrase) -> Hashable:
    """表格里的哪一行。"""
    return phrase.fact.at.block, phrase.fact.at.cell and phrase.fact.at.cell[0]


def _tells(pair: Pair) -> bool:
    """相符说明得了问题：至少两位数，或者话完全相同。"""
    return telling_digits(pair.one.fact.quantity) > 1 or pair.level >= _WITHIN


def _accusable(pair: Pair, beside: int, others: int) -> bool:
    """不符的一处指不指得出：beside 是同样两处里相符的数的个数，others 是另外不符的。"""
    one, other = pair.one.fact, pair.other.fact
    aims = {pair.one.side, pair.other.side}
    if others > beside or aims == {"", "目标"} or _VAGUE & {one.quantity.hedge, other.quantity.hedge}:
        return False
    if beside < _BOTH and not _one_slip(pair, beside):
        return False
    relation = relation_of(pair)
    if by_others(pair.one, pair.other) or relation.judgement.verdict != "不符":
        return False
    money = one.quantity.unit == "元"
    if one.known and other.known and (not _same_metric(pair) or (money and beside < _BOTH)):
        # 词典里有名称的，另有核对；名称不同的（预算与决算）是两个数
        return False
    if beside < _BOTH or slip_cost(one.quantity, other.quantity) <= _SHORT:
        return True
    return pair.level >= _WITHIN and not others and not money and likely(relation)


def _one_slip(pair: Pair, beside: int) -> bool:
    """只差一处笔误；没有旁证的，话要对齐，数要够长，才不会是碰巧，话只对上一部分的不算。"""
    one, other = pair.one.fact.quantity, pair.other.fact.quantity
    if not beside or pair.level == _ALONE:
        digits = sorted((telling_digits(one), telling_digits(other)))
        enough = _DIGITS.get(pair.level, _LONG)
        if (digits[0] <= enough) if one.unit == "元" else (digits[1] < enough):
            return False
    return slip_cost(one, other) <= _ONE


def _miscopied(pair: Pair, same: Sequence[Phrase]) -> bool:
    """同样两处别的数相符，只有这一个写成了零，或者写成了同一段里说别的事的数（same 是那一段里的这个数）。"""
    one, other = pair.one.fact.quantity, pair.other.fact.quantity
    if pair.level < _PART or pair.one.side == "目标" or by_others(pair.one, pair.other):
        return False
    known = pair.one.fact.known and pair.other.fact.known
    if _VAGUE & {one.hedge, other.hedge} or (known and not _same_metric(pair)):
        return False
    nil = (
        not (one.value and other.value)
        and one.unit != "元"
        and telling_digits(one) + telling_digits(other) > _SHORTEST
    )
    apart = any(p is not pair.one and not p.grams & pair.one.grams for p in same)
    told = apart and telling_digits(other) > 1
    return nil or (told and relation_of(pair).judgement.verdict == "不符")


_SHORTEST = 2


def by_others(one: Phrase, other: Phrase) -> bool:
    """由文表一致、前后一致去报的；格子里的话它们不看。"""
    remark = any(p.fact.at.cell is not None and not p.in_table for p in (one, other))
    return not remark and by_dictionary(one.fact, other.fact)


def by_dictionary(one: Fact, other: Fact) -> bool:
    """词典里同一个数、而且凭笔误就指得出的，由文表一致、前后一致去报。"""
    if not (one.known and other.known and one.metric == other.metric and one.qualifiers == other.qualifiers):
        return False
    if one.quantity.unit not in {"元", "%", "人"} or one.quantity.unit != other.quantity.unit:
        return False
    slip = slip_to(one.quantity, other.quantity.value)
    return slip.cost <= _SWAPPED or one_slip(one.quantity, other.quantity.estimate)


def _same_metric(pair: Pair) -> bool:
    """词典里的同一个指标；主体相同，或者正文没有说主体而表里那一行就是上文说到的。"""
    one, other = pair.one.fact, pair.other.fact
    mine, theirs = one.qualifiers.subject, other.qualifiers.subject
    return one.metric == other.metric and (mine == theirs or (not mine and pair.other.in_table))


def slip_cost(one: Quantity, other: Quantity) -> int:
    """两个数差多少笔误，无论哪一个是错的；数字相同只是次序乱了的，也是笔误。"""
    coarse, fine = sorted((one, other), key=lambda q: -q.step)
    meant = coarse.rounded_like(fine.value)
    if one.scale != other.scale and one.value / one.scale == other.value / other.scale:
        return _UNIT
    if one.step != other.step and abs(meant) < coarse.step * _TENFOLD:
        return _FAR
    cost = slip_to(coarse, meant).cost
    printed = [str(abs(int(q.value / q.step))) for q in (one, other)]
    shuffled = (
        one.step == other.step and sorted(printed[0]) == sorted(printed[1]) and len(set(printed[0])) > 2
    )
    return min(cost, _ONE) if shuffled else cost


_SHORT, _BOTH, _SWAPPED = 13, 2, 8
_UNIT, _FAR, _TENFOLD = 10, 45, 100
_LONG = 99
_VAGUE = frozenset({"约", "余", "多", "近", "左右", "几", "数"})


def relation_of(pair: Pair) -> Relation:
    """两处应当相同。"""
    in_table = pair.one.in_table or pair.other.in_table
    return told_again(pair.one.fact, pair.other.fact, in_table=in_table, because="同样的话")


def told_again(first: Fact, second: Fact, *, in_table: bool, because: str) -> Relation:
    """两处说的是同一个数；印的位数相同的，末位也要相同。"""
    one, other = pointed(first), pointed(second)
    near = one.quantity.step == other.quantity.step
    return Relation(
        "TIE102" if in_table else "TIE202",
        one,
        (other,),
        Estimate.exactly(other.quantity.value) if near else other.quantity.estimate,
        f"另一处为{other.raw}",
        because=because,
        compute=(lambda values: Estimate.exactly(values[0].value)) if near else identity,
    )


# ── 配对 ──

_RATE = frozenset({"完成", "成率", "实际", "际完"})

FUNDS = frozenset(
    {
        *(
            "预算",
            "算执",
            "算数",
            "支出",
            "执行",
            "行率",
            "资金",
            "总额",
            "金额",
            "财政",
            "决算",
            "经费",
            "收入",
            "安排",
            "批复",
        ),
        *(
            "总体",
            "整体",
            "拨款",
            "自评",
            "得分",
            "分率",
            "总分",
            "合计",
            "增长",
            "下降",
            "增加",
            "减少",
            "上年",
            "比上",
            "年初",
        ),
    }
)
"""只有这些字眼相同的，是词典里的资金和得分，另有核对。"""


@lru_cache(maxsize=8192)
def _telling(grams: frozenset[str]) -> frozenset[str]:
    """认得出是哪一件事的字眼。"""
    return grams - FUNDS


def _pairs(phrases: Sequence[Phrase]) -> Iterator[Pair]:
    """每一处话与别处最合的一个数；分不出是哪一个的不要。"""
    index: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for position, phrase in enumerate(phrases):
        for gram in _telling(phrase.grams):
            index[phrase.unit][gram].append(position)
    for position, phrase in enumerate(phrases):
        if phrase.in_table:
            continue
        own = _telling(phrase.grams) or _telling(phrase.wide_grams)
        places = index[phrase.unit]
        found_at = [places[gram] for gram in own if gram in places]
        near = {other for others in found_at if len(others) <= _COMMON for other in others}
        by_home: dict[Hashable, list[Pair]] = defaultdict(list)
        for other in sorted(near):
            if other >= position and not phrases[other].in_table:
                continue
            pair = _pair(phrase, phrases[other])
            if pair is not None:
                by_home[pair.other.home].append(pair)
        for found in by_home.values():
            best = _best(found)
            if best is not None:
                yield best


def _best(found: Sequence[Pair]) -> Pair | None:
    """话最合的一个；有几个一样合的，其中有相符的就是它，否则分不出。"""
    top = max(pair.level for pair in found)
    tied = [pair for pair in found if pair.level == top]
    if len(tied) == 1:
        return tied[0]
    return next((pair for pair in tied if pair.agrees), None)


def _pair(one: Phrase, other: Phrase) -> Pair | None:
    """两处说的是不是一个数，话对得上几分；限定不同的不是。"""
    if one.home == other.home or (one.side and other.side and one.side != other.side):
        return None
    if _conflict(one, other) or _conflict(other, one):
        return None
    mine, theirs = _telling(one.grams), _telling(other.grams)
    if not (one.in_table or other.in_table) and (mine <= _RATE or theirs <= _RATE):
        # 只说“完成率”的，各是各的
        return None
    if not mine or not theirs:
        return _generic(one, other)
    here, there = one.covered_by(other.grams), other.covered_by(one.grams)
    if here >= _WHOLE and there >= _WHOLE:
        return Pair(one, other, _SAME)
    if max(here, there) < _MOST:
        return None
    widely = one.covered_by(other.wide_grams), other.covered_by(one.wide_grams)
    if min(widely) >= _WHOLE:
        return Pair(one, other, _WITHIN)
    return Pair(one, other, _PART) if max(widely) >= _WHOLE else None


def _generic(one: Phrase, other: Phrase) -> Pair | None:
    """只说“执行率”的，是上文说到的那一行的执行率。"""
    named = bool(one.grams) and other.in_table and bool(_telling(other.grams))
    if named and one.covered_by(other.grams) >= _WHOLE and other.covered_by(one.wide_grams) >= _WHOLE:
        return Pair(one, other, _WITHIN)
    return None


def _conflict(one: Phrase, other: Phrase) -> bool:
    """一处有、另一处没有的限定。"""
    return any(mark not in other.setting for mark in one.marks - other.marks)
