"""列举（listing）：由措辞说明的总数与分项——其中、包括、分别为、由……构成、合计。

只看句中的引导词和标点，不看数值；数值对不对是核对的事。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from normalize.facts import Enumeration, Fact, Part, broad_measure, same_measure
from normalize.spoken import Spoken

_CUE = regex.compile(
    r"其中|包括|包含|分别[为是]|(?<=[（(])含|由(?=[^，。；]{2,80}(?:[组构]成|合计))"
    r"|(?<=\d[^，。；、（）\s\d]{1,3})(?:之?中|(?<![公海英华])里)[，,：:]"
)
"""“基本支出2,189.39万元中，工资福利支出……”也是引导词。"""
_AFTER = regex.compile(r"(?:合计|共计|总计|共)(?:为|有|约)?\s*$")
_CLOSING_CUES = frozenset({"分别为", "分别是", "由"})
_COUNTED_PARTS = regex.compile(
    r"([两二三四五六七八九]|\d)(?:个?部分|大?类|个?方面|项内容)(?:组成|构成)?[:：，,]?\s*$"
)
_OTHERWISE = regex.compile(r"[，,；;、]\s*(?!其中|具体|各自|各项)[\p{Han}]{2,}$")
_NUMERALS = {"两": 2} | {char: value for value, char in enumerate("一二三四五六七八九", start=1)}
_NEW_TOPIC = regex.compile(
    r"[，,；;]\s*(?:另有|另外|此外|同时|除此|还有|[一二三四五六七八九十]是|[（(]?\d[)）.．、](?=\D))"
)
_MOVED = frozenset({"增减额", "增减率"})
"""增减的数不是总数。"""


def enumerations(spoken: Spoken) -> tuple[Enumeration, ...]:
    """句中的列举，按引导词的先后；先总后分的在前，先分后总的在后。"""
    return (*_whole_first(spoken), *_whole_last(spoken))


def _whole_first(spoken: Spoken) -> Iterator[Enumeration]:
    if len(spoken.facts) + bool(spoken.before) < 2:
        return
    cues = list(_CUE.finditer(spoken.text))
    for number, cue in enumerate(cues):
        following = cues[number + 1].start() if number + 1 < len(cues) else len(spoken.text)
        wholes, end = _scope(spoken, cue.start(), following)
        listed = spoken.within(cue.end(), end)
        wholes = [whole for whole in wholes if not _another_mark(whole, listed)]
        parts = _parts(spoken, [f for f in listed if not spoken.depth(cue.end(), spoken.span(f)[0])])
        if wholes and parts and not any(f in wholes for part in parts for f in part.facts):
            yield Enumeration(
                cue=cue[0],
                at=spoken.at(*cue.span()),
                wholes=tuple(wholes),
                parts=tuple(parts),
                closed=_closes(spoken, cue, wholes[-1]) or _counted(spoken.text[: cue.start()], len(parts)),
            )


def _another_mark(whole: Fact, listed: Sequence[Fact]) -> bool:
    """“……10分，得分分别为17.6分、23.5分”：分值不是得分的总数。"""
    marks = [fact for fact in listed if fact.quantity.unit == "分"]
    return whole.quantity.unit == "分" and bool(marks) and all(fact.metric != whole.metric for fact in marks)


def _closes(spoken: Spoken, cue: regex.Match[str], whole: Fact) -> bool:
    """“由……构成”列全了；“共400名，满意人数分别为”说的是另一种数，不是前面的400名分别是多少。"""
    if cue[0] not in _CLOSING_CUES:
        return False
    return cue[0] == "由" or not _OTHERWISE.search(spoken.text, spoken.span(whole)[1], cue.start())


def _scope(spoken: Spoken, cue: int, following: int) -> tuple[list[Fact], int]:
    """引导词的总数，以及分项到哪里为止。"""
    text = spoken.text
    if spoken.depth(0, cue) > 0:
        opening = max(text.rfind("（", 0, cue), text.rfind("(", 0, cue))
        before = [f for f in spoken.within(0, opening) if not spoken.depth(0, spoken.span(f)[0])]
        return before[-1:], min(_closing_bracket(text, cue), following)
    opening = max(text.rfind("；", 0, cue), text.rfind(";", 0, cue)) + 1
    before = [f for f in spoken.within(opening, cue) if not spoken.depth(opening, spoken.span(f)[0])]
    if not before and not text[:cue].strip("，。：、 \n"):
        before = [f for f in spoken.before if f.quantity.unit != "%"]
    before = [f for f in before if f.metric not in _MOVED]
    return _last_of_each(before), _list_end(spoken, cue, following)


def _closing_bracket(text: str, start: int) -> int:
    ends = [position for mark in "）)" if (position := text.find(mark, start)) >= 0]
    return min(ends, default=len(text))


def _last_of_each(facts: Sequence[Fact]) -> list[Fact]:
    """每种计量、每个指标取最后一个。"""
    last: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        name = (min(same_measure(fact.quantity.unit)), fact.metric)
        if name in last and fact.qualifiers.period and not last[name].qualifiers.period:
            # “总收入483万元（上年为451万元）。其中：……”分的是今年的
            continue
        last[name] = fact
    return sorted(last.values(), key=lambda fact: fact.at.start)


def _list_end(spoken: Spoken, cue: int, following: int) -> int:
    """分项到哪里为止：另起的话题、下一个引导词所在的分句；分号只在隔开同样的分项时才越过。"""
    text = spoken.text
    if topic := _NEW_TOPIC.search(text, cue, following):
        following = topic.start()
    marks = [m.start() for m in regex.finditer("[；;]", text[:following]) if m.start() > cue]
    if following < len(text) and marks and spoken.depth(0, following) <= 0 and _CUE.match(text, following):
        following = marks[-1]
        marks = marks[:-1]
    units = {min(same_measure(f.quantity.unit)) for f in spoken.within(cue, marks[0])} if marks else set()
    for mark, after in zip(marks, [*marks[1:], following], strict=False):
        inside = {min(same_measure(f.quantity.unit)) for f in spoken.within(mark, after)}
        if not inside or not inside <= units:
            return mark
    return following


def _parts(spoken: Spoken, facts: Sequence[Fact]) -> list[Part]:
    """每遇到与第一个同样计量的数，就是下一个分项；夹在中间的是这一分项的其他计量。"""
    if not facts:
        return []
    lead = same_measure(facts[0].quantity.unit)
    first = facts[0]
    groups: list[list[Fact]] = []
    for fact in facts:
        same = fact.metric == first.metric or not (first.known and fact.known)
        apart = same or bool(
            groups and (_other_label(groups[-1][0], fact) or spoken.apart(groups[-1][-1], fact))
        )
        if not groups or (fact.quantity.unit in lead and apart):
            groups.append([fact])
        else:
            groups[-1].append(fact)
    return [
        Part(label=group[0].qualifiers.subject or group[0].metric, facts=tuple(group)) for group in groups
    ]


def _other_label(one: Fact, other: Fact) -> bool:
    """名目不同（因公出国、公务接待），就是另一个分项；同一名目的预算与支出是同一分项的两种计量。"""
    return (one.qualifiers.subject or one.metric) != (other.qualifiers.subject or other.metric)


def _counted(before: str, parts: int) -> bool:
    """“由以下两部分构成，其中”：说了几部分，正好列了几部分。"""
    found = _COUNTED_PARTS.search(before)
    return found is not None and (_NUMERALS.get(found[1]) or int(found[1])) == parts


def _whole_last(spoken: Spoken) -> Iterator[Enumeration]:
    """先分后总：甲3个、乙5个，共8个。"""
    for position, whole in enumerate(spoken.facts):
        start, _ = spoken.span(whole)
        floor = spoken.span(spoken.facts[position - 1])[1] if position else 0
        cue = _AFTER.search(spoken.text, floor, start)
        if cue is None or position < 2 or spoken.depth(0, start):
            continue
        opening = max(spoken.text.rfind(mark, 0, start) for mark in "；;") + 1
        units = same_measure(whole.quantity.unit)
        before = [
            f for f in spoken.within(opening, floor + 1) if not spoken.depth(opening, spoken.span(f)[0])
        ]
        others = broad_measure(whole.quantity.unit) - units
        if any(f.quantity.unit in others for f in before):
            # 科室14个、医院1所，合计15个：从哪一项起合计，要看数
            continue
        parts = [f for f in before if f.quantity.unit in units]
        if len(parts) > 1:
            yield Enumeration(
                cue=cue[0].strip(),
                at=spoken.at(*cue.span()),
                wholes=(whole,),
                parts=tuple(Part(label=f.qualifiers.subject or f.metric, facts=(f,)) for f in parts),
                closed=True,
            )
