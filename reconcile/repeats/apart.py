"""不是一件事（apart）：话虽然相像，说的却是各自的小计、其中一部分、以后的打算，或者一前一后的两个数。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from normalize import Fact, Facts
from normalize.periods import report_year
from normalize.phrases import Phrase
from reconcile.ladder import judge
from reconcile.relation import total

_VAGUE = regex.compile(r"(?:其他|其余|其它|小计|合计|共计|[自实]?[评际]?得分?|扣分?|分值|权重)+")
_AMONG = regex.compile(r"[中里内]$")
_LEFT_OVER = regex.compile("未|剩|欠|缺口|尚余")
"""“下一步将把未追回的3.87万元”：说的是现在的数。"""
_COMING = regex.compile(
    r"(?:将|明年|下年|次年|预计|测算|拟|力争|打算|改造后|调整后(?!预算)|以后|(?P<year>20\d\d)年(?!度))[^，。；]*$"
)


def vague(phrase: Phrase) -> bool:
    """“其他、小计、得分”处处都有；“条件改善项目中120万元”说的是其中一部分。"""
    return bool(_VAGUE.fullmatch(phrase.words) or _AMONG.search(phrase.words))


def coming(facts: Facts, phrase: Phrase) -> bool:
    """这一小句说的是打算、测算、改了以后，或者别的年份。"""
    if phrase.in_table:
        return False
    found = _COMING.search(facts.document.holder(phrase.fact.at).text[: phrase.fact.at.start])
    if found is None or _LEFT_OVER.search(found[0]):
        return False
    own = report_year(facts.document)
    return found["year"] is None or (own != "" and found["year"] not in own)


def stepped(facts: Facts, one: Phrase, other: Phrase) -> bool:
    """两处相差的数就写在同一句里（再增加100万页，累计将到1,364万页）：是一前一后两个数。"""
    gap = abs(one.fact.quantity.value - other.fact.quantity.value)
    return any(
        fact.quantity.value == gap and fact.quantity.unit == phrase.fact.quantity.unit
        for phrase in (one, other)
        if phrase.fact.sentence is not None
        for fact in facts.sentences[phrase.fact.sentence].facts
    )


def unmeasured(one: Phrase, other: Phrase) -> bool:
    """表里没有印单位，数字与正文的相同：是表头的单位没有读出来。"""
    a, b = one.fact.quantity, other.fact.quantity
    bare = other.in_table and not b.printed_unit and b.unit != "元"
    return bare and a.value / a.scale == b.value / b.scale


def same_row(one: Phrase, other: Phrase) -> bool:
    """表里那一行的名目，正文说到了一部分。"""
    label, _, column = other.words.partition("|")
    said = one.words + one.wide
    return not column or any(label[i : i + 2] in said for i in range(len(label) - 1))


def same_rate(one: Phrase, other: Phrase) -> bool:
    """“筛查率”与“结核病｜执行率”、“执行率”与“退役安置｜占总支出”：名称不同的率不是一个率。"""
    said, column = one.words or one.wide, other.words.rpartition("|")[2] or other.words
    if _PORTION.search(column) and not _PORTION.search(said):
        return False
    names = [_RATE.findall(said), _RATE.findall(column) or _RATE.findall(other.words)]
    if not all(names) or names[0][-1] == names[1][-1]:
        return True
    return names[1][-1] in said or {n[-1] for n in names} <= _PROGRESS


def settled_beside(facts: Facts, phrase: Phrase) -> bool:
    """这笔钱与同一句里接连的几个数正好加减得上：有自己的着落，不是抄错（下达的与支出的常差不多）。"""
    fact = phrase.fact
    if (
        fact.sentence is None
        or fact.quantity.unit != "元"
        or len("".join(filter(str.isdigit, fact.raw))) < _TELLING
    ):
        return False
    alike = [f for f in facts.sentences[fact.sentence].facts if f.quantity.unit == fact.quantity.unit]
    alike = [f for f in alike if not f.quantity.hedge]
    return any(
        fact in (whole, *group) and judge(whole.quantity, total(group)).holds
        for whole in alike
        for group in _groups([f for f in alike if f is not whole])
    )


def _groups(facts: Sequence[Fact]) -> Iterator[Sequence[Fact]]:
    """连着的几个，至多八个。"""
    near = facts[:_MOST]
    return (near[a:b] for a in range(len(near)) for b in range(a + 2, len(near) + 1))


_RATE = regex.compile(r"(\p{Han}{2})率")
_PORTION = regex.compile("占|比重|比例")
_PROGRESS = frozenset({"执行", "支付", "支出", "使用", "完成", "拨付"})
_TELLING, _MOST = 3, 8
