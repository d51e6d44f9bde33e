"""说了两遍而差一处（twins）：别处有一个数，单位相同、说它的话有少见的字眼相同，只差一处笔误；这个数又没有别的着落。

同样的话不必对齐（那是 tellings 的事）。凭什么不是碰巧：数有三位以上，全文里只出现这一次，没有一条算得上的关系用到它。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import chain, combinations

import regex

from normalize import Facts
from normalize.phrases import Phrase
from reconcile.digits import telling_digits
from reconcile.relation import Relation
from reconcile.repeats.apart import coming, stepped, vague
from reconcile.repeats.tellings import (
    FUNDS,
    by_dictionary,
    by_others,
    same_number,
    slip_cost,
    spoken,
    told_again,
)

_COMMON, _RARE = 16, 5
"""比这更常见的字眼认不出是哪一件事；这么少见的，一处相同就认得出。"""
_SLIP, _SHORT, _DIGITS, _LONG, _LONGEST = 14, 2, 3, 4, 6


def twins(facts: Facts, relations: Sequence[Relation]) -> Iterator[Relation]:
    """没有着落的数，别处有只差一处的。"""
    phrases = spoken(facts)
    known = _known(phrases)
    count = Counter((p.unit, p.fact.quantity.value) for p in phrases)
    held = {f.id for r in relations if r.holds and r.telling and not _cut(r) for f in r.members}
    failed = {f.id for r in relations if r.licensed and not r.holds for f in r.members}
    digits = {p.fact.id: telling_digits(p.fact.quantity) for p in phrases}
    told = [p for p in phrases if digits[p.fact.id] >= _SHORT and not p.fact.quantity.hedge]
    near = _Neighbours(told, known)

    def alone(phrase: Phrase) -> bool:
        return count[phrase.unit, phrase.fact.quantity.value] == 1 and phrase.fact.id not in held

    @cache
    def values() -> set[tuple[Hashable, str, Decimal]]:
        return {(p.home, p.unit, p.fact.quantity.value) for p in phrases if not p.in_table}

    @cache
    def parallel() -> set[frozenset[Hashable]]:
        return _parallel(phrases)

    def apart(one: Phrase, other: Phrase) -> bool:
        """另一处的数，这一段里也说了；两段句式相同、说的是两件事。"""
        crossed = {
            (one.home, one.unit, other.fact.quantity.value),
            (other.home, one.unit, one.fact.quantity.value),
        }
        return bool(crossed & values()) or frozenset({one.home, other.home}) in parallel()

    for position, one in enumerate(told):
        if one.in_table or _earlier(facts, one):
            continue
        single = alone(one)
        pairs = [
            other
            for other in near.of(position)
            if (single or alone(other))
            and _slipped(one, other, digits)
            and not apart(one, other)
            and (_same_thing(facts, one, other, known) or by_dictionary(one.fact, other.fact))
            and not _earlier(facts, other)
            and _well_told(facts, one, other, upheld=bool({one.fact.id, other.fact.id} & held))
            and not stepped(facts, one, other)
        ]
        pairs = [p for p in pairs if not _unsaid(facts, p, one)] or pairs
        if len({p.fact.quantity.value for p in pairs}) == 1 and not {one.fact.id, pairs[0].fact.id} & failed:
            other = pairs[0]
            yield replace(
                told_again(
                    one.fact, other.fact, in_table=other.in_table, because="说的像是同一个数，只差一处"
                ),
                severity="warning",
            )


def _cut(relation: Relation) -> bool:
    """要截去尾数才算得上的，说不上撑着它。"""
    return relation.judgement.note.startswith("按截去")


def _known(phrases: Sequence[Phrase]) -> Counter[str]:
    """每个字眼在几处出现。"""
    homes: dict[Hashable, set[str]] = defaultdict(set)
    for phrase in phrases:
        homes[phrase.home] |= phrase.wide_grams
    return Counter(chain.from_iterable(homes.values()))


def _well_told(facts: Facts, one: Phrase, other: Phrase, *, upheld: bool) -> bool:
    """说的话足以认出是同一件事：不是“其他、小计”，不是明年的打算，不是其中一部分。

    两处都在正文里的，两边的话要有字眼直接相同（有一处另有算式撑着的，前后文里有也行），一处说了的另一处都说了。
    """
    if _near_rates(one, other) or _unmeasured(one, other):
        return False
    if vague(one) or vague(other) or coming(facts, one) != coming(facts, other):
        return False
    left = _unsaid(facts, one, other), _unsaid(facts, other, one)
    if other.in_table:
        return max(map(len, left)) <= _LONG
    # 四位的率、名称相同的，一处多说了是哪一种的，也还是它
    long = min(telling_digits(p.fact.quantity) for p in (one, other)) >= _LONG
    brief = one.unit == "%" and long and max(map(len, left)) <= _SHORT
    shared = bool(one.grams & other.grams) or (upheld and bool(one.grams & other.wide_grams))
    return (not any(left) or brief) and shared


def _near_rates(one: Phrase, other: Phrase) -> bool:
    """三位的率相差不到三个百分点，各是各的也常这样近。"""
    a, b = one.fact.quantity, other.fact.quantity
    same = one.words == other.words
    return one.unit == "%" and not same and telling_digits(a) <= _DIGITS and abs(a.value - b.value) < _DIGITS


def _unmeasured(one: Phrase, other: Phrase) -> bool:
    """表里没有印单位，数字与正文的相同：是表头的单位没有读出来。"""
    a, b = one.fact.quantity, other.fact.quantity
    bare = other.in_table and not b.printed_unit and b.unit != "元"
    return bare and a.value / a.scale == b.value / b.scale


class _Neighbours:
    """每一处的话，哪些别处可能说的是同一件事：有少见的字眼相同，说的是同一主体，或者话完全相同。"""

    def __init__(self, told: Sequence[Phrase], known: Mapping[str, int]) -> None:
        self._told = told
        self._lists: list[list[list[int]]] = []
        index: dict[str, dict[str | tuple[str, str], list[int]]] = defaultdict(lambda: defaultdict(list))
        rare = {gram for gram, times in known.items() if times <= _COMMON}
        subjects: dict[str, list[str]] = defaultdict(list)
        for subject in {phrase.fact.qualifiers.subject for phrase in told}:
            subjects[subject[:2]].append(subject)
        for position, phrase in enumerate(told):
            words = phrase.words
            heads = phrase.grams | set(words)
            near = (s for head in subjects.keys() & heads for s in subjects[head] if s in words)
            named = {phrase.fact.qualifiers.subject, *near} - {""}
            keys: list[str | tuple[str, str]] = [
                *(phrase.wide_grams & rare),
                *(("主体", subject) for subject in named),
            ]
            keys += [("话", words)] if words else []
            alike = index[phrase.unit]
            lists = [alike[key] for key in keys]
            self._lists.append(lists)
            for some in lists:
                some.append(position)

    def of(self, position: int) -> list[Phrase]:
        """可能说同一件事的表格里的数，和前面说过的数，按先后；说得太多的字眼不算。"""
        found = set().union(*(some for some in self._lists[position] if len(some) <= _CROWD)) - {position}
        return [self._told[o] for o in sorted(found) if o < position or self._told[o].in_table]


_CROWD = 48
"""一个字眼牵出的数多过这么多，就认不出是哪一处。"""


def _parallel(phrases: Sequence[Phrase]) -> set[frozenset[Hashable]]:
    """句式相同的两段：同样的话有两处以上，数都不同。"""
    by_words: dict[tuple[str, str], list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        if phrase.words and not phrase.in_table:
            by_words[phrase.unit, phrase.words].append(phrase)
    differing: Counter[frozenset[Hashable]] = Counter()
    for same in by_words.values():
        for one, other in combinations(same, 2):
            if one.home != other.home and one.fact.quantity.value != other.fact.quantity.value:
                differing[frozenset({one.home, other.home})] += 1
    return {homes for homes, times in differing.items() if times > 1}


def _slipped(one: Phrase, other: Phrase, digits: Mapping[str, int]) -> bool:
    """单位相同，只差一处。"""
    a, b = one.fact.quantity, other.fact.quantity
    fewer, more = sorted((digits[one.fact.id], digits[other.fact.id]))
    if more < _DIGITS or (fewer < _DIGITS and fewer != more - 1):
        return False
    if one.home == other.home or same_number(a, b):
        return False
    return slip_cost(a, b) <= _SLIP and not by_others(one, other)


def _same_thing(facts: Facts, one: Phrase, other: Phrase, known: Mapping[str, int]) -> bool:
    """说它的话有少见的字眼相同，一处的话在另一处都有，没有别的地方、别的时候的限定。"""
    if (one.side != other.side and "目标" in {one.side, other.side}) or _other_time(one, other):
        return False
    if bool(_OVERALL.search(one.words)) != bool(_OVERALL.search(other.words)):
        return False
    if _other_scope(one.fact.qualifiers.scope, other.fact.qualifiers.scope):
        return False
    if _conflict(one, other) or _conflict(other, one):
        return False
    if _other_rate(facts, one, other) or _other_rate(facts, other, one):
        return False
    shared = (one.grams & (other.grams | other.wide_grams)) | (other.grams & (one.grams | one.wide_grams))
    rare = [known[gram] for gram in shared - FUNDS if known[gram] <= _COMMON]
    digits = min(telling_digits(one.fact.quantity), telling_digits(other.fact.quantity))
    if digits >= _LONGEST and one.words == other.words != "":
        return True
    long = digits >= _LONG
    subject = any(
        a.fact.qualifiers.subject and a.fact.qualifiers.subject in b.words
        for a, b in ((one, other), (other, one))
    )
    if not subject and (not rare or not (long or len(rare) > 1 or min(rare) <= _RARE)):
        return False
    left = _unsaid(facts, one, other), _unsaid(facts, other, one)
    return not all(left) and not any(_PLACE.search(piece) for piece in left)


def _other_scope(one: str, other: str) -> bool:
    """范围不同；一处没有说范围的，是全部的不算。"""
    return one != other and (bool(one and other) or not _ALL.fullmatch(one + other))


def _unsaid(facts: Facts, one: Phrase, other: Phrase) -> str:
    """一处的实词里，另一处（连同它那一段的话）没有的字。"""
    around = other.words + other.wide + other.setting
    if not other.in_table:
        around += facts.document.holder(other.fact.at).text
    left = (
        char
        for piece in _GENERIC.sub("|", one.words).split("|")
        for i, char in enumerate(piece)
        if len(piece) > 1 and piece[max(0, i - 1) : i + 1] not in around and piece[i : i + 2] not in around
    )
    return "".join(left)


def _other_time(one: Phrase, other: Phrase) -> bool:
    """期间不同；说明年怎样处理今年的事的，不算。"""
    periods = {one.fact.qualifiers.period, other.fact.qualifiers.period}
    years = [int(found[0]) for period in periods if (found := _YEAR.search(period))]
    return len(periods) > 1 and not (len(years) == 1 and "" in periods)


def _earlier(facts: Facts, phrase: Phrase) -> bool:
    """“与上年的96.2%和90.1%基本持平”：同一小句里说了是上年的。"""
    if phrase.in_table:
        return False
    text = facts.document.holder(phrase.fact.at).text[: phrase.fact.at.start]
    return bool(_PRIOR.search(text))


def _other_rate(facts: Facts, one: Phrase, other: Phrase) -> bool:
    """“满意度：……，社区92.0%”与“社区……，覆盖率92.5%”：一处的率写在前面，与另一处的率不同名。"""
    if one.unit != "%" or one.in_table or _RATE.search(one.words):
        return False
    text = facts.document.holder(one.fact.at).text[: one.fact.at.start].rpartition("。")[2]
    above, named = _HEADED.findall(text)[-1:], _RATE.findall(other.words)
    return bool(above and named) and above[0] not in named


_RATE = regex.compile(r"([\p{Han}]{2})[率度](?![\p{Han}])")
_HEADED = regex.compile(r"([\p{Han}]{2})[率度](?:情况|调查)?[：:]")


def _conflict(one: Phrase, other: Phrase) -> bool:
    """一处有、另一处没有的限定。"""
    marks = {mark for mark in one.marks - _WEAK if not _YEAR.search(mark)}
    return any(mark not in other.marks and mark not in other.setting + other.wide for mark in marks)


_OVERALL = regex.compile("综合|平均|总体|合计")
_ALL = regex.compile(r"(?:全[区市县省州镇]|全街道|辖区)+")
_GENERIC = regex.compile(
    r"涉及|下一步|将把?|尚余|尚有|尚|未|余款|资金|支出|项目|金额|预算|经费|投入|缺口|剩余|进度|比例|该项|[此该]?项(?=支|执|完)|执行率|支付率|支出率|完成率"
)
"""各处说法不同，也可以是一回事的词。"""
_YEAR = regex.compile(r"20\d\d")
_PRIOR = regex.compile(r"(?:上年|去年|同期|上期)[^，。；]*$")
_WEAK = frozenset({"之中", "未", "尚", "尚有", "剩余", "缺", "没", "累计", "年底", "年末", "结余"})
"""“未追回的3.87万元”就是前面说的“尚余3.87万元”。"""
_PLACE = regex.compile(
    r"街道|[镇乡村县区市州省校院所站局库园厂社矿]|中心|公司|[初高]中|[男女]|[一二三四]期|[东南西北]"
)
