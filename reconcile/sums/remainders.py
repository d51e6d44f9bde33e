"""完成与未完成（remainders）：总数减去完成的，应是没有完成的。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from normalize import Estimate, Fact, Facts, Sentence
from normalize.facts import same_measure
from reconcile.relation import Relation, shown
from reconcile.rule import rule
from reconcile.sums.complements import complements
from reconcile.sums.listed import alike
from reconcile.told.worded import worded

_REST = regex.compile(r"(?:尚有|还有|仍有|另有|剩余|其余|剩下|剩|余下|余)(?P<kind>[^，。；]{0,12})$")
_UNDONE = regex.compile(r"未|没有|尚在|正在|延期|推迟|待|明年|下年|次年|下一?步|将|拟|预计")
_VERB = regex.compile(r"完成|办结|整改|验收|建成|开工|兑付|发放|修订|落实|销号|办理|回复")
_DONE = regex.compile(
    r"(?:已|全部|实际)?(?:完成|办结|整改|验收|建成|开工|兑付|发放|修订|落实|销号|办理|竣工|完工|交付|拆除|改造)"
)
_PART = regex.compile(r"[，。；：]")
_CARRIED = regex.compile(r"[^，。；]{0,4}[（(](?:含|包括|其中)[^）)]*(?:上年|结转|往年|以前|跨年)")
_OF_NAMED = regex.compile(r"其中[^；。\d]*(?:其余|其他)")
"""“建成6个，其中甲、乙、丙已投用，其余三个”：减去的是点了名的几个。"""
_STOP = regex.compile(r"[，；。]")


@rule("SUM204", term="完成与未完成")
def remainders(facts: Facts) -> Iterator[Relation]:
    """总数减去完成的，不等于报告说还没有完成的。

    同一句里“共……，已完成……，尚有（其余、剩余）……未……”；或者别处说“尚有几项隐患未整改”，而前文先后写明发现几项、整改几项；
    “抽检……，合格……，不合格的……”，没有写合格多少的由合格率算。
    “未开工17个”前面写着“已开工47个”的，总数是同一段里唯一更大的；“完成支管38.5公里，剩余4.3公里”的总数是别处写的支管42.8公里。
    余款、结余、尚余没有说清从哪里减的，前面的数两两试减，减得出就打勾，都减不出而恰有一对只差一处笔误的才报。
    报告里有几组这样的数的，有一组减得上就不报；没有做完的又分成几项说的，几项加起来减得上也不报。依据：常识性勾稽。
    """
    for relation in _proposed(facts):
        if relation.holds or not _divided(facts, relation):
            yield relation


def _divided(facts: Facts, relation: Relation) -> bool:
    """没有做完的分成几项说（未搬迁60户自愿放弃，其余100户……），几项加起来才是余下的；或者含着上年结转的。"""
    stated = relation.stated
    if stated.sentence is None:
        return False
    later = [
        f
        for f in facts.sentences[stated.sentence].facts
        if f.at.start > stated.at.start and f.quantity.unit in same_measure(stated.quantity.unit)
    ]
    running = stated.quantity.estimate
    if later and _agree(running - later[0].quantity.estimate, relation.recomputed):
        return True
    for fact in later:
        running = running + fact.quantity.estimate
        if _agree(running, relation.recomputed):
            return True
    return False


def _agree(one: Estimate, other: Estimate) -> bool:
    return one.low <= other.high and other.low <= one.high


def _proposed(facts: Facts) -> Iterator[Relation]:
    """各种写法的余下的。"""
    pairs = list(_pairs(facts))
    for sentence in facts.sentences:
        for rest in sentence.facts:
            if rest.quantity.unit in {"%", "元", ""}:
                continue
            lead = sentence.text[: rest.at.start - sentence.at.start]
            after = sentence.text[rest.at.end - sentence.at.start :]
            if _REST.search(lead) and not _CARRIED.match(after):
                tail = _STOP.split(after, maxsplit=1)[0]
                if _before(sentence, rest):
                    yield from _within_sentence(sentence, rest, tail)
                else:
                    yield from _elsewhere(pairs, rest, lead[-12:] + tail)
    yield from complements(facts)
    yield from worded(facts, "SUM204")


def _before(sentence: Sentence, rest: Fact) -> list[Fact]:
    """同一句里、这个数之前、同一计量的数。"""
    units = same_measure(rest.quantity.unit)
    return [f for f in sentence.facts if f.at.start < rest.at.start and f.quantity.unit in units][-2:]


def _within_sentence(sentence: Sentence, rest: Fact, tail: str) -> Iterator[Relation]:
    pair = _before(sentence, rest)
    if len(pair) < 2:
        return
    whole, done = pair
    verb = _DONE.search(_lead(sentence, done)) or _DONE.match(_after(sentence, done))
    between = sentence.text[done.at.end - sentence.at.start : rest.at.start - sentence.at.start]
    if _OF_NAMED.search(between):
        return
    if verb is None or _already(_lead(sentence, whole)):
        return
    licensed = bool(_UNDONE.search(tail)) and whole.quantity.value > done.quantity.value
    complement = regex.search(rf"(?:未|没有)[^，。；]{{0,4}}{verb[0][-2:]}", tail)
    yield _remaining(rest, whole, done, licensed=licensed, error=bool(complement))


def _already(lead: str) -> bool:
    """这个数说的是已经完成的；“计划完成42个”不是。"""
    return bool(_VERB.search(lead[-4:])) and not regex.search(r"计划|应|拟|需|目标|任务", lead)


def _lead(sentence: Sentence, fact: Fact) -> str:
    lead = sentence.text[: fact.at.start - sentence.at.start]
    return _PART.split(lead)[-1]


def _after(sentence: Sentence, fact: Fact) -> str:
    return sentence.text[fact.at.end - sentence.at.start :][:8]


def _elsewhere(pairs: Sequence[Pair], rest: Fact, around: str) -> Iterator[Relation]:
    """别处的总数和完成数：说的是同样的东西（隐患），完成的动词（整改）在这里是否定的。"""
    undone = _UNDONE.search(around)
    if undone is None:
        return
    fit = [
        pair
        for pair in pairs
        if alike(pair.whole, rest)
        and pair.noun in around
        and any(v in around[undone.end() :] for v in pair.verbs)
    ]
    relations = [_remaining(rest, p.whole, p.done, licensed=len(fit) == 1, error=True) for p in fit]
    yield from [r for r in relations if r.holds][:1] or relations


@dataclass(frozen=True)
class Pair:
    """先后说的总数与完成数（排查隐患1,452项，完成整改1,386项）：noun 是什么东西，verbs 是怎样算完成。"""

    whole: Fact
    done: Fact
    noun: str
    verbs: tuple[str, ...]


def _pairs(facts: Facts) -> Iterator[Pair]:
    for sentence in facts.sentences:
        for whole, done in pairwise(sentence.facts):
            if not alike(whole, done) or whole.quantity.unit in {"%", "元", "分", ""}:
                continue
            verbs = tuple(_VERB.findall(_lead(sentence, done)))
            nouns = regex.findall(r"\p{Han}{2}$", _lead(sentence, whole)) or [_after(sentence, whole)[:2]]
            if verbs and not _already(_lead(sentence, whole)) and whole.quantity.value >= done.quantity.value:
                yield Pair(whole, done, nouns[0], verbs)


def _remaining(rest: Fact, whole: Fact, done: Fact, *, licensed: bool, error: bool) -> Relation:
    value = whole.quantity.estimate - done.quantity.estimate
    return Relation(
        "SUM204",
        rest,
        (whole, done),
        value,
        f"{whole.raw} − {done.raw} = {shown(rest, value.value)}",
        severity="error" if error else "warning",
        licensed=licensed,
        because="总数减去完成的，应是没有完成的",
        compute=lambda v: v[0] - v[1],
    )
