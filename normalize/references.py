"""参照（reference）：拿来比的数——“比计划的4万份多”“为任务200亩的109%”“占总户数5,200户的18%”。

夹在“比、较、为、占”和比的结果之间的数，说的是计划、目标的，是刚说的那样东西的计划数、目标值；
自己有名词的，名词在“比、占”之后，之前的话与它无关。
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from normalize.memory import Memory, Named, Words
from normalize.quantity import Quantity

_LED = regex.compile(
    r"(?P<led>比|较|与|为|占|(?<!已)完成|达到?)(?:了|到)?(?P<what>[^，。；：、（）()\d]{0,14}?)的?$"
)
_ASIDE = regex.compile(r"^[（(][^）)]*[）)]")
_COMPARING = frozenset({"比", "较", "与"})
_MEASURED_BY = regex.compile(r"^(?:以上|左右)?的[约近仅只]{0,2}\d")
_OUTCOME = regex.compile(
    r"^的?(?:实际|共|净|略|又|则|偏|[\p{Han}]{2,6}?)??"
    r"(?:多|少|高|低|快|慢|增|减|下降|降低|上升|上涨|超|提高|提升|提前|推迟|延后|延长|缩|节约|压|扩|相比|相差)"
)
_AIM = regex.compile(
    r"^(?:年初|全年|年度|当年|原|既定|预定|省定|市定|县定|上级|省|市|县|下达的?|控制|考核|工作|绩效|设定的?|确定的?|合同|约定的?)*"
    r"(?P<aim>计划|任务|目标|指标|预期|要求|标准|定额|工期|时限)(?:任务|目标|指标|要求|工期)?(?:数|值|量)?$"
)
_AIM_AFTER = regex.compile(r"^(?:以上|以内)?的(?:年度|年初|绩效|预期)?(?:目标|要求|标准)")
_ABOVE = regex.compile(r"(?:高于|低于|超过|达到了?|超出)[^，。；：、]{0,8}$")
"""“高于年初确定的85%的目标”。"""
_PLANNED = frozenset({"计划", "任务"})
_AIMS = frozenset({"计划", "目标"})


@dataclass(frozen=True)
class Reference:
    """一个拿来比的数：what 是“比、占”之后的话，aim 说它是计划还是目标，都不是为空串。"""

    what: str
    aim: str


def reference(words: Words) -> Reference | None:
    """这个数是不是拿来比的。"""
    if _AIM_AFTER.match(words.tail) and _ABOVE.search(words.gap):
        return Reference("", "目标")
    found = _LED.search(words.gap)
    if found is None:
        return None
    turned = _OUTCOME if found["led"] in _COMPARING else _MEASURED_BY
    if not turned.match(_ASIDE.sub("", words.tail)):
        return None
    aim = _AIM.match(found["what"]) if found["led"] != "占" else None
    return Reference(found["what"], ("计划" if aim["aim"] in _PLANNED else "目标") if aim else "")


def aimed_at(aim: str, quantity: Quantity, memory: Memory) -> Named | None:
    """刚说的那样东西的计划数、目标值。"""
    meant = memory.meant(quantity.unit)
    return (
        replace(meant, base=aim, known=False) if meant is not None and meant.unit == quantity.unit else None
    )


def against(words: Words, quantity: Quantity, memory: Memory) -> Named | None:
    """紧跟着计划数、目标值的数：完成了几成，多了少了多少。"""
    last = memory.last()
    if last is None or not last.compared or last.base not in _AIMS:
        return None
    if quantity.kind == "percent" and not words.gap.strip("的约近仅只"):
        return Named("实际完成率", last.thing, known=True)
    if _OUTCOME.match(words.gap) and quantity.unit in {last.unit, "%", "个百分点", "个千分点"}:
        return Named("增减率" if quantity.kind == "percent" else "增减额", last.thing, last.base)
    return None
