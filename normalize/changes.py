"""增减与占比（change）：由措辞说明的数与数的关系——较上年增加、由……提高到、占……的。

只看句中的话，不看数值；数值对不对是核对的事。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from extract import Location
from normalize.facts import Change, Fact, Share, same_measure
from normalize.spoken import Spoken

_UP = "扩大|增收|增支|增长|上升|增加|提高|提升|上涨|上浮|增|(?<!上)[升涨]|多|超|高|快"
_DOWN = "缩小|缩短|压缩|减收|减支|下降|减少|降低|节约|压减|下浮|回落|下滑|(?<!下)[降跌]|减|少|短|低|慢"
_VERB = rf"(?P<verb>{_UP}|{_DOWN}|变动|变化|持平)"
_TAIL = r"(?:了|出|支出|安排|约|近|幅度为|率为|比例为|额为|数为|为|幅度|率)*\s*$"
_COMPARED_APART = regex.compile(
    r"(?:较|比|与)(?P<base>(?:[^，。；：、]|(?<=收)、(?=支)){1,20}?)(?:相比|比较)?[，,](?P<what>[^，。；：]{1,16}?)各?"
    rf"{_VERB}{_TAIL}"
)
"""“与上年相比，收、支总计各增加”：说的是哪个量，在逗号之后。"""
_COMPARED = regex.compile(
    r"(?:(?P<alike>同比|环比)|(?:较|比|与)(?P<base>(?:[^，。；：、]|(?<=收)、(?=支)){1,20}?)(?:相比[，,][^，。；：\d]{0,16}?(?:各|分别)?|相比)?)[，,]?"
    rf"(?:实际|共|总体|略有|有所|各|均|偏)?{_VERB}{_TAIL}"
)
_APART = regex.compile(r"(?P<verb>低于|高于|超出|超过)(?P<base>[^，。；：、]{1,20}?)(?:约|近)?$")
_NOISE = regex.compile(
    r"[\s，,。；;、“”]|^(?:其中|本年|全年|同时|支出|收入|各|均)+|20\d\d年度?|(?:支出|收入)?(?:总体)?$"
)
_NAMED = 2
_VERB_ONLY = regex.compile(
    rf"^(?:相比)?[，,、（(]?(?:和|并|实际|即|共|同比|增减|各|新|净|偏|又)?{_VERB}{_TAIL}"
    rf"|^相比[，,][\p{{Han}}]{{1,6}}?{_VERB.replace('verb', 'apart')}{_TAIL}"
)
_RANGE = regex.compile(r"^[\p{Han}]{0,4}(?P<verb>增长|上升|增加|提高|下降|减少|降低|压减|变)[到至为]\s*$")
_RATE_WORD = regex.compile(r"(?P<verb>增|降|减|涨|变动|变化)(?:长|少)?[幅率](?:度)?(?:为|达|约)*\s*$")
_BASE_FIGURE = regex.compile(
    r"(?:较|比|与)(?P<base>(?:[^，。；：、]|(?<=收)、(?=支)){1,20}?)的?\s*$|(?:由|从)(?P<from>[^，。；：、]{0,20}?)的?\s*$"
    r"|[，,（(](?P<year>上年|去年|上年同期)(?:为|是|数为)?\s*$"
)
_SHARE = regex.compile(
    r"占(?:到|了|去)?(?P<whole>(?![到了去][约近达超]*\s*$)[^，。；：、）)]{1,30}?)(?:的(?:比例|比重)?|比例|比重)?(?:约|为|达|近|超过|超)*\s*$"
)
_SHARE_BARE = regex.compile(
    r"(?:占比|比重|所占比例|[，,、（(；;]\s*各?占(?:到|了|去)?)(?:约|为|达|近|超过|超)*\s*$"
)
_SHARE_OF_FIGURE = regex.compile(r"占(?:到)?(?P<whole>[^，。；：、]{0,30}?)(?:的)?\s*$")


@dataclass(frozen=True)
class Comparison:
    """一个数之前的话说它是增减的数：动词、方向、与什么比。"""

    word: str
    direction: Literal["增", "减", ""]
    base: str
    what: str = ""
    ahead: str = ""


def comparison(lead: str) -> Comparison | None:
    """数之前的话是不是“较……增加”；lead 从小句开头到这个数为止。"""
    if apart := _COMPARED_APART.search(lead):
        ahead = lead[: apart.start()]
        return Comparison(apart["verb"], _direction(apart["verb"]), apart["base"], apart["what"], ahead)
    found = _COMPARED.search(lead)
    if found is None:
        return None
    base = found["base"] or ("上年同期" if found["alike"] == "同比" else "上期")
    return Comparison(found["verb"], _direction(found["verb"]), base, ahead=lead[: found.start()])


def apart(lead: str) -> Comparison | None:
    """“低于序时进度9.09个百分点”：只对百分点这样说。"""
    found = _APART.search(lead)
    return (
        Comparison(found["verb"], "减" if found["verb"] == "低于" else "增", found["base"]) if found else None
    )


def share_of(lead: str) -> str | None:
    """数之前的话是不是“占……的”；是的话给出总体的名称，只说“占比”的为空串。"""
    if found := _SHARE.search(lead):
        return "" if found["whole"] in {"比", "比例"} else found["whole"]
    return "" if _SHARE_BARE.search(lead) else None


def _direction(word: str) -> Literal["增", "减", ""]:
    if word in {"快", "慢"}:
        # “比承诺的10天快1.4天”是少了，“比序时进度快”是多了
        return ""
    if regex.match(rf"{_DOWN}|降", word):
        return "减"
    return "增" if regex.match(rf"{_UP}|涨", word) else ""


def changes(spoken: Spoken) -> tuple[Change, ...]:
    """句中的增减，按先后；同一次增减的金额和幅度合为一条。"""
    found: list[Change] = []
    for position, fact in enumerate(spoken.facts):
        last = spoken.facts[position - 1] if position else None
        lead = _lead_of(spoken, position)
        moved = {id(f) for change in found for f in (change.amount, change.rate) if f is not None}
        before = [f for f in spoken.facts[:position] if id(f) not in moved]
        if told := comparison(lead):
            current = _compared(told, before or spoken.before, fact)
            found.append(_change(spoken, told, current, None, fact))
        elif found and last is not None and _continues(found[-1], last, fact) and goes_on(lead):
            found[-1] = _merged(found[-1], fact)
        elif last is not None and (told := _from_figure(lead, _lead_of(spoken, position - 1))):
            if _RANGE.search(lead):
                found.append(_change(spoken, told, fact, last, None))
            else:
                current = _changed([f for f in before if f is not last and not _is_prior(f)], fact)
                found.append(_change(spoken, told, current, last, fact))
    return tuple(found)


def _is_prior(fact: Fact) -> bool:
    """上年的数，不会是今年增减的那个。"""
    return fact.qualifiers.period == "上年" or fact.metric.startswith("上年")


def _continues(change: Change, last: Fact, fact: Fact) -> bool:
    """紧接着前一次增减：前一个数是增减额（率），或者是“由甲增加到乙”的乙，而且计量相配。"""
    if last not in (change.amount, change.rate, change.current):
        return False
    current = change.current
    return (
        current is None
        or fact.quantity.unit == "%"
        or fact.quantity.unit in same_measure(current.quantity.unit)
        or (current.quantity.unit == "%" and fact.quantity.unit == "个百分点")
    )


def goes_on(lead: str) -> bool:
    """紧接着前一个增减数往下说：“，增长”“，增幅”。"""
    return bool(_VERB_ONLY.search(lead) or _RATE_WORD.search(lead))


def _from_figure(lead: str, earlier: str) -> Comparison | None:
    """被比的数印在句中：“比上年的12万元增加”“由上年的12万元增加到”。"""
    base = _BASE_FIGURE.search(earlier)
    verb = _RANGE.search(lead) or _VERB_ONLY.search(lead)
    if base is None or verb is None:
        return None
    word = verb["verb"] or verb["apart"]
    return Comparison(word, _direction(word), base["base"] or base["from"] or base["year"] or "原来")


def _lead_of(spoken: Spoken, position: int) -> str:
    """第 position 个数之前，到上一个数为止的话。"""
    floor = spoken.span(spoken.facts[position - 1])[1] if position > 0 else 0
    return spoken.text[floor : spoken.span(spoken.facts[position])[0]]


def _compared(told: Comparison, before: Sequence[Fact], stated: Fact) -> Fact | None:
    """增减的是哪个数：比较词之前另说了名称的（总计与上年相比），要对得上；没有另说的是前面最近的一个。"""
    ahead = _NOISE.sub("", told.what or told.ahead)
    if len(ahead) < _NAMED:
        return _changed(before, stated)
    named = [f for f in before if ahead in f.named or f.named in ahead or f.metric in ahead]
    return _changed(named, stated)


def _changed(before: Sequence[Fact], stated: Fact) -> Fact | None:
    """增减的是哪个数：之前最近的、不是百分数的数（增减的是百分点时取百分数）；计量要相同。"""
    if stated.quantity.unit in {"%", "个百分点"}:
        rates = stated.quantity.kind == "point"
        return next((f for f in reversed(before) if (f.quantity.unit == "%") == rates and not _open(f)), None)
    units = same_measure(stated.quantity.unit)
    return next((f for f in reversed(before) if f.quantity.unit in units and not _open(f)), None)


def _open(fact: Fact) -> bool:
    """“控制在51万元以内”：说的是限度，不是实际的数。"""
    return not (fact.quantity.low.is_finite() and fact.quantity.high.is_finite())


def _change(
    spoken: Spoken, told: Comparison, current: Fact | None, prior: Fact | None, stated: Fact | None
) -> Change:
    last = stated or current
    rate = stated is not None and stated.quantity.kind == "percent"
    return Change(
        at=last.at if last else Location(block=spoken.block, cell=spoken.cell),
        word=told.word,
        direction=told.direction,
        base=told.base,
        current=current,
        prior=prior,
        amount=None if rate else stated,
        rate=stated if rate else None,
    )


def _merged(change: Change, fact: Fact) -> Change:
    """“增加12万元，增长5.6%”：后一个数补全前一条。"""
    side = "rate" if fact.quantity.unit == "%" else "amount"
    return change if getattr(change, side) is not None else change.model_copy(update={side: fact})


def shares(spoken: Spoken) -> tuple[Share, ...]:
    """句中的占比，按先后。"""
    found: list[Share] = []
    for position, rate in enumerate(spoken.facts):
        if rate.quantity.unit != "%":
            continue
        lead = _lead_of(spoken, position)
        name = share_of(lead)
        before = [f for f in spoken.facts[:position] if f.quantity.unit != "%"]
        if name is not None:
            whole = next((f for f in reversed(before[:-1]) if name and name in (f.metric, f.named)), None)
            found.append(Share(rate=rate, whole_name=name, part=before[-1] if before else None, whole=whole))
        elif named := _inline_whole(spoken, position) if before else None:
            part = before[-2] if len(before) > 1 else None
            found.append(Share(rate=rate, whole_name=named, part=part, whole=before[-1]))
    return tuple(found)


def _inline_whole(spoken: Spoken, position: int) -> str:
    """“占支出总额200万元的40%”：总体的数印在“占”与“的”之间；给出总体的名称。"""
    named = _SHARE_OF_FIGURE.search(_lead_of(spoken, position - 1))
    return named["whole"] if named and _lead_of(spoken, position).strip() in {"的", ""} else ""
