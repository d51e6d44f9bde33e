"""滚动（roll-forward）：年初多少、当年新增多少、减少多少，年末就是多少；各年、各季加起来是累计数。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise, takewhile

import regex

from normalize import Estimate, Facts
from normalize.facts import same_measure
from reconcile.relation import Relation, shown, sum_of
from reconcile.sums.slots import Paragraph, Slot, paragraphs
from reconcile.told.called import called, settled_on
from reconcile.told.evidence import Candidate, Support, settled

_OPENING = regex.compile(
    r"年初|期初|月初|上年[末底]|上年度[末底]|去年[末底]|上年结[转余存]|年初结[转余存]|原有|原来|上年的|去年的|20\d\d年[末底初]|(?:由|从)[^，。；]{0,10}$"
)
_CLOSING = regex.compile(
    r"年[末底]|期末|月末|现有|现存|现为|目前|(?:增|升|提|扩|减|降|压|缩)\p{Han}{0,2}[至到为]|总[数量](?:达|为|增)"
)
_RISEN = regex.compile(r"(?:增|升|提|扩|发展|减|降|压|缩|达)\p{Han}{0,2}[至到为]$")
_FROM = regex.compile(r"(?:由|从)[^，。；、]{0,10}$")
_IN = regex.compile(
    r"新|增|购|调入|招录|招聘|引进|纳入|转入|迁入|收治|接收|入所|入院|入库|投放|补充|录用|认定|注册|借入|举借|拨入|配备|出生|吸纳|接入|开业|补录|收取|收到|收回|存入"
)
_OUT = regex.compile(
    r"退|减|调出|报废|处置|剔|注销|核销|死亡|转出|迁出|出所|出院|出库|领用|消耗|偿还|归还|完工|竣工|拆除|关停|关闭|解除|消除|销毁|办结|"
    r"结案|淘汰|停用|清退|辞职|离职|流失|期满|毕业|出栏|使用|损耗|耗用|发还|退还|发放|支付"
)
_PLANNED = regex.compile(r"计划|目标|预算|拟|力争|预计|任务|应|比|较|同比|(?<!^)其中")
_NATURAL = regex.compile(r"出生|死亡|自然")
"""人口除了出生、死亡，还有迁入、迁出。"""
_ESTABLISHED = regex.compile(r"编制|定额|核定|限额|规模")
_STOCK = regex.compile(r"(?:年[末底]|期末)\p{Han}*?(?P<noun>\p{Han}{2})$")
_LATER = regex.compile(r"^[\p{Han}]{0,6}[，,：:（(]\s*(?:其中|主要是|包括)?")
_TOTALLED = regex.compile(
    r"(?P<n>[两二三四五])年(?:来)?(?:共计?|累计|合计|总计|总共)\p{Han}{0,6}$|(?P<whole>全年|年度|本年)(?:共|累计|合计|总)?\p{Han}{0,6}$"
)
_PERIOD = regex.compile(
    r"20\d\d年(?!末|底|初)|前三季度|[一二三四]季度|上半年|下半年|1[-—~至]9月|1[-—~至]6月|7[-—~至]12月|10[-—~至]12月"
)
_WHOLE_YEARS = (
    ("上半年", "下半年"),
    ("前三季度", "四季度"),
    ("1-9月", "10-12月"),
    ("1-6月", "7-12月"),
)
_NUMERALS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_OF_SOME = regex.compile(r"其余|其他|其它|余下")
_LEAST = 2


def rolled(facts: Facts) -> Iterator[Relation]:
    """年初加新增减减少等于年末；各年、各季之和等于累计。"""
    for paragraph in paragraphs(facts):
        for _, group in groupby(paragraph.figures, key=lambda slot: slot.number):
            sentence = list(group)
            for units in dict.fromkeys(same_measure(slot.unit) for slot in sentence):
                alike = [slot for slot in sentence if slot.unit in units]
                tried = list(_rolls(paragraph, alike)) or list(_carried(paragraph, alike))
                for candidate in (*tried, *_to_total(facts, alike), *_periods(alike)):
                    if (relation := settled([candidate])) is not None:
                        yield relation


def _rolls(paragraph: Paragraph, slots: Sequence[Slot]) -> Iterator[Candidate]:
    """一句里同一计量的数：年初的、逐项增减的、年末的。"""
    for first, opening in enumerate(slots):
        if not _OPENING.search(_own(opening)) or (_moved(opening) and not _FROM.search(opening.lead)):
            continue
        for last in range(first + 1, len(slots)):
            closing = slots[last]
            if bool(_ESTABLISHED.search(opening.lead)) != bool(_ESTABLISHED.search(closing.lead)):
                continue
            if (
                closing.depth > opening.depth
                or not _CLOSING.search(_own(closing))
                or _PLANNED.search(closing.lead)
            ):
                continue
            between = [s for s in slots[first + 1 : last] if s.depth <= opening.depth]
            moves = between or list(_around(paragraph, slots, first, last))
            inside = [s for s in between if "其中" in _own(s)]
            if moves and not inside and all(_moved(s) and not _PLANNED.search(_own(s)) for s in moves):
                yield _rolled(opening, moves, closing)
            break


def _carried(paragraph: Paragraph, slots: Sequence[Slot]) -> Iterator[Candidate]:
    """“在册移民21,600人，……当年核减188人，补录23人，年末在册移民21,435人”：原有的没有说是年初，名目与年末的相同。"""
    for last, closing in enumerate(slots):
        noun = _STOCK.search(_own(closing))
        moves = list(takewhile(_moved, reversed(slots[:last])))[::-1]
        if noun is None or len({_moved(s) for s in moves}) < _LEAST or moves[0].depth != closing.depth:
            continue
        units = same_measure(closing.unit)
        before = [
            s
            for s in paragraph.wholes
            if s.fact.at.start < moves[0].fact.at.start and s.unit in units and s.depth == closing.depth
        ]
        opening = next((s for s in reversed(before) if s.lead.endswith(noun["noun"])), None)
        if opening is not None and not _moved(opening):
            yield _rolled(opening, moves, closing)


def _own(slot: Slot) -> str:
    """顿号之后、这个数自己的话。"""
    return slot.lead.rpartition("、")[2]


def _moved(slot: Slot) -> int:
    """增为 1，减为 -1，都不是为 0：看后说的那个动词。"""
    own = _own(slot)
    more = max((m.start() for m in _IN.finditer(own)), default=-1)
    less = max((m.start() for m in _OUT.finditer(own)), default=-1)
    return (more > less) - (less > more)


def _around(paragraph: Paragraph, slots: Sequence[Slot], first: int, last: int) -> Sequence[Slot]:
    """“由126家增加到143家，其中新注册31家、注销14家”；“新增412人，总数由1,538人增至1,950人”。"""
    opening, closing = slots[first], slots[last]
    if not _FROM.search(opening.lead) or not _RISEN.search(_own(closing)):
        return []
    after = []
    for one, slot in zip(slots[last:], slots[last + 1 :], strict=False):
        between = paragraph.between(one.fact, slot.fact)
        if not _moved(slot) or not (regex.match(r"、|，", between) or _LATER.match(between)):
            break
        after.append(slot)
    if len(after) >= _LEAST:
        return after
    before = slots[:first]
    if before and _OF_SOME.search(before[-1].lead):
        # “甲增加0.05、乙减少0.03，其余两类合计增加0.21，由2.37增至2.60”：前面几类的增减也要算
        moved = list(takewhile(_moved, reversed(before)))[::-1]
        return moved if len(moved) >= _LEAST and not opening.depth else []
    return before[-1:] if before and _moved(before[-1]) and not opening.depth else []


def _rolled(opening: Slot, moves: Sequence[Slot], closing: Slot) -> Candidate:
    signs = [_moved(slot) for slot in moves]
    members = (opening.fact, *(slot.fact for slot in moves))

    def compute(values: Sequence[Estimate]) -> Estimate:
        value = values[0]
        for sign, moved in zip(signs, values[1:], strict=True):
            value = value + moved if sign > 0 else value - moved
        return value

    value = compute([fact.quantity.estimate for fact in members])
    terms = "".join(f" {'+' if sign > 0 else '−'} {s.fact.raw}" for sign, s in zip(signs, moves, strict=True))
    relation = Relation(
        "SUM206",
        closing.fact,
        members,
        value,
        f"{opening.fact.raw}{terms} = {shown(closing.fact, value.value)}",
        because="期末数等于期初数加本期增加减本期减少；另有增减的应予说明",
        compute=compute,
    )
    if all(_NATURAL.search(_own(slot)) for slot in moves):
        return Candidate(relation, Support.TICK)
    if len(set(signs)) > 1:
        return Candidate(relation, Support.NAMED)
    # 只说了增的，少出来的也许是没说的退出；只说了减的相反
    unsaid = (closing.fact.quantity.value - value.value) * signs[0] < 0
    return Candidate(relation, Support.OPEN if unsaid else Support.CLOSE)


def _to_total(facts: Facts, slots: Sequence[Slot]) -> Iterator[Candidate]:
    """“新增重点专业2个，使总数达到13个”：原有多少在别处说。"""
    for added, whole in pairwise(slots):
        found = _ADDED.search(_own(added))
        if found is None or not _TOTAL.search(_own(whole)):
            continue
        before = settled_on(called(facts, found["noun"], added.fact))
        if before is not None and before.exact and before.fact.quantity.unit in same_measure(whole.unit):
            relation = sum_of("SUM206", whole.fact, (before.fact, added.fact), because="总数应等于原有加新增")
            yield Candidate(replace(relation, severity="warning"), Support.NAMED)


_ADDED = regex.compile(r"(?:新增|净增|增加|新建|再建)(?P<noun>\p{Han}{3,12})$")
_TOTAL = regex.compile(r"总[数量](?:达到?|增[至到加]|为)")


def _periods(slots: Sequence[Slot]) -> Iterator[Candidate]:
    """各年之和是几年累计，前三季度加四季度、上半年加下半年是全年。"""
    for index, whole in enumerate(slots):
        found = _TOTALLED.search(whole.lead)
        if found is None or _PERIOD.search(_own(whole)) or _PLANNED.search(whole.lead) or whole.depth:
            continue
        parts, listed = _run(slots[:index]), []
        names = tuple(_period(s) for s in parts)
        if found["n"]:
            size = _NUMERALS[found["n"]]
            parts, names = parts[-size:], names[-size:]
            told = len(set(names)) == size and all(name.endswith("年") for name in names)
            if not told and (listed := _respectively(slots[:index], size)):
                parts, told = listed, True
        else:
            parts, names = parts[-_LEAST:], names[-_LEAST:]
            told = names in _WHOLE_YEARS
        said = {_measure(s) for s in (parts[:1] if listed else parts)} - {""}
        if told and (said <= {_measure(whole)} or (len(said) == 1 and not _measure(whole))):
            yield Candidate(
                sum_of("SUM206", whole.fact, [s.fact for s in parts], because="各期之和应等于累计数"),
                Support.NAMED,
            )


def _respectively(slots: Sequence[Slot], size: int) -> list[Slot]:
    """“2020年、2021年、2022年支出分别为甲、乙和丙”：几个年份说在前面，几个数跟在后面。"""
    run = list(slots[-size:])
    if len(run) < size:
        return []
    first = run[0]
    told = regex.split("[，。；：]", first.sentence.text[: first.fact.at.start - first.sentence.at.start])[-1]
    years = [name for name in _PERIOD.findall(told) if name.endswith("年")]
    if not _RESPECTIVE.search(told):
        return []
    joined = all(regex.fullmatch(r"\s*[、，,和与及]\s*", _between(a, b)) for a, b in pairwise(run))
    return run if joined and len(set(years)) == len(years) == size else []


def _between(one: Slot, other: Slot) -> str:
    """一句里两个数之间的话。"""
    base = one.sentence.at.start
    return one.sentence.text[one.fact.at.end - base : other.fact.at.start - base]


_RESPECTIVE = regex.compile(r"(?:分别|依次)(?:为|是|达到?|有)?$")


def _run(slots: Sequence[Slot]) -> list[Slot]:
    """紧挨在前面、各说一个时期、口径相同的几个数。"""
    found: list[Slot] = []
    for slot in reversed(slots):
        if not _period(slot) or (found and _measure(slot) and _measure(found[0]) not in {"", _measure(slot)}):
            break
        found.insert(0, slot)
    return found


def _period(slot: Slot) -> str:
    periods = _PERIOD.findall(slot.lead)
    return periods[-1].translate(_DASHES) if periods else ""


_DASHES = str.maketrans("—~至", "---")


def _measure(slot: Slot) -> str:
    """去掉时期以后说的是什么。"""
    return regex.sub(
        r"[两二三四五]年|全年|年度|本年|[共计累合总完成实现为达了]+|分别|依次", "", _PERIOD.sub("", slot.lead)
    )
