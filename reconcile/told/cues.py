"""措辞（cue）：一个数之前、之后的话说它是怎么算出来的。

“占……的”“完成率”说的是商，“比……增长”说的是增减率，“高……个百分点”说的是差，“平均每……”说的是均数，“按七成即”说的是按比例分。
这里只认话，不看数值；词写在 cues.toml 里。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Literal

import regex

from normalize import Fact, Facts, Sentence
from normalize.units import units
from reconcile.memory import remembered

Direction = Literal["增", "减", ""]
_BREAK = regex.compile("[，,。；;：:（(）)]")
_PAUSE = regex.compile("[，,。；;：:（(）)、]")


@dataclass(frozen=True, eq=False)
class Figure:
    """一个数和它前后的话：lead 从上一个数到它，tail 从它到下一个数；depth 是在几层括号里。

    一句话只读一遍（figures_of），所以就是它自己，不必逐字比较；问过几遍的也记在它自己身上。
    """

    fact: Fact
    lead: str
    tail: str
    depth: int

    @cached_property
    def clause(self) -> str:
        """紧挨在前面的小句。"""
        return _BREAK.split(self.lead)[-1]

    @cached_property
    def words(self) -> str:
        """说它是什么的话：前面的话，后面到标点为止的话，以及取好的名称。"""
        after = _PAUSE.split(self.tail, maxsplit=1)[0][:_AFTER]
        return f"{self.lead[-_BEFORE:]}|{self.fact.named}|{after}"

    @cached_property
    def own(self) -> str:
        """只看紧挨着的小句和名称；名称是从前面的数承下来的不算。"""
        after = _PAUSE.split(self.tail, maxsplit=1)[0][:_AFTER]
        clause = self.clause.rpartition("、")[2]
        named = self.fact.named if self.fact.known or overlap(self.fact.named, clause) else ""
        return f"{clause}|{named}|{after}"

    @cached_property
    def each(self) -> Each | None:
        """是不是每一个的数。"""
        return _each(self.clause)

    @cached_property
    def prior(self) -> bool:
        """是不是拿来比的数。"""
        return _is_prior(self.lead)


_BEFORE, _AFTER = 40, 8


def figures_of(facts: Facts, sentence: Sentence) -> tuple[Figure, ...]:
    """一句话里的各个数。"""
    at = sentence.at
    return remembered(facts, ("figures", at.block, at.cell, at.start), lambda: _figures(sentence))


def _figures(sentence: Sentence) -> tuple[Figure, ...]:
    found = []
    floor = depth = 0
    for index, fact in enumerate(sentence.facts):
        start, end = fact.at.start - sentence.at.start, fact.at.end - sentence.at.start
        later = sentence.facts[index + 1 :]
        until = later[0].at.start - sentence.at.start if later else len(sentence.text)
        lead = sentence.text[floor:start]
        depth += lead.count("（") + lead.count("(") - lead.count("）") - lead.count(")")
        found.append(Figure(fact, lead, sentence.text[end:until], max(0, depth)))
        floor = end
    return tuple(found)


@cache
def vocabulary() -> Mapping[str, tuple[str, ...]]:
    """词表。"""
    data = tomllib.loads(files("reconcile.told").joinpath("cues.toml").read_text("utf-8"))
    return {name: tuple(words) for name, words in data.items() if isinstance(words, list)}


@cache
def table(name: str) -> Mapping[str, object]:
    """词表里的对照表：期间、“…均”。"""
    found: Mapping[str, object] = tomllib.loads(
        files("reconcile.told").joinpath("cues.toml").read_text("utf-8")
    )[name]
    return found


@cache
def said(name: str) -> regex.Pattern[str]:
    """一组词里的任何一个，长的在前。"""
    return regex.compile("|".join(sorted(map(regex.escape, vocabulary()[name]), key=len, reverse=True)))


@cache
def _verb() -> regex.Pattern[str]:
    """数之前的话以增减的动词收尾。"""
    up, down = said("up").pattern, said("down").pattern
    return regex.compile(
        rf"(?:(?P<up>{up})|(?P<down>{down}))(?:(?<=[多少])(?:{said('more_of').pattern}))?(?P<to>[到至为成](?:(?:20\d\d年(?:底|末)?|本年|今年|当年|目前)的?)?)?(?:了|约|为|达|幅度|比例|率|幅|近|超)*\s*$"
    )


@lru_cache(maxsize=1024)
def verb_of(lead: str) -> tuple[Direction, bool]:
    """增减的方向，以及是不是“增加到”：后面是现在的数，不是增减的数。"""
    found = _verb().search(lead)
    if found is None:
        return "", False
    # “增为、降为”说的是到了多少；“增加为”说不准
    single = len(found["up"] or found["down"]) == 1
    return ("增" if found["up"] else "减"), bool(found["to"]) and (found["to"] != "为" or single)


@cache
def _prior() -> regex.Pattern[str]:
    against, prior, starting = (said(n).pattern for n in ("against", "prior", "starting"))
    than = r"(?<![占之对])比(?![较例重])|(?<!比)较(?![大好多高低])"
    return regex.compile(
        rf"(?:{than}|{against}|[与同跟和](?=(?:{prior}|20\d\d年)))[^，。；、]{{0,18}}$"
        rf"|(?:^|[，。；、：（(]|(?<=\p{{Han}}))(?:{starting})[^，。；、]{{0,18}}$"
        rf"|[（(，,]即?(?:{prior}|20\d\d年)(?:[^，。；、]{{0,10}}(?:为|是|数|的))?$"
    )


def is_prior(figure: Figure) -> bool:
    """说的是拿来比的数：比上年的、由、距……的目标、（去年74家）。"""
    return figure.prior


def _is_prior(lead: str) -> bool:
    if verb_of(lead)[0] and not _COMPARING.search(lead):
        return False
    return bool(_prior().search(lead))


_COMPARING = regex.compile(r"(?:低于|高于|超过|超出|高出|落后|滞后于|领先)[^，。；、]{0,12}$")
_SHARE = regex.compile(
    r"占(?:到|了)?(?P<whole>[^，。；：、占]{0,24}?)(?:的(?:比例|比重)?|比例|比重|比)?(?:约|为|达到?|近|超过|超)*\s*$"
)
_OF = regex.compile(
    r"(?:为|是|占|相当于|达到?|完成(?:了)?|恢复到|恢复至|超额完成)(?P<whole>[^，。；：、]{1,18}?)的(?:约|近)?\s*$"
)
_RATE = regex.compile(
    r"(?P<name>[\p{Han}]{0,14}?(?:(?<=\p{Han})率|(?:满意|知晓|完成|认可|参与|支持|信任|达成|好评|履约|进)度|比例|比重))(?:（[^（）]{1,12}）)?(?:约为|为|达到?|是|约|仅|仅为|只有)?\s*$"
)
_OF_FIGURE = regex.compile(r"^\s*(?!左右|以上|以内)[\p{Han}]{0,6}的(?:比例|比重)?(?:约|近|为)?\s*$")
_DONE = regex.compile(
    r"(?:(?:超额)?完成|达到|兑现)(?:了|率)?(?:全年|年度|本年|当年|年初|调整后?|部门)?(?P<whole>预算|计划|任务|目标|概算|预测|指标|进度)?(?:数|安排|任务|批复|收入|支出)?(?:的)?(?:约|近)?\s*$"
)
_PORTION = regex.compile(r"^[，,、（(]?(?:即|计|共计|合计|共|约|为|金额|，)+\s*$|^[，,（(]即[\p{Han}]{2,4}$")


@dataclass(frozen=True)
class Ratio:
    """率：name 是率的名称（只说“占”的为空），whole 是占谁的；inline 说明分母就是它前面的数；of 说的是“为……的、完成……的”。"""

    name: str = ""
    whole: str = ""
    inline: bool = False
    of: bool = False


def ratio_cue(figures: Sequence[Figure], index: int) -> Ratio | None:
    """第 index 个数是不是两个数之商，话里怎么说的。"""
    figure = figures[index]
    lead = figure.lead
    if _OF_FIGURE.search(lead) and index:
        before = figures[index - 1]
        named = _OF_INLINE.search(before.lead)
        return Ratio(whole=named["whole"], inline=True, of="占" not in named[0]) if named else None
    clause = figure.clause
    if found := _SHARE.search(clause):
        return Ratio(whole=found["whole"])
    if found := _OF.search(clause):
        return Ratio(whole=found["whole"], of=True)
    if found := _RATE.search(lead if lead.endswith(("）", ")")) else clause):
        return Ratio(name=found["name"])
    if found := _DONE.search(clause):
        return Ratio(whole=found["whole"], of=True) if found["whole"] else Ratio(name="完成率")
    return None


_OF_INLINE = regex.compile(
    r"(?:占|为|是|相当于|达到?|完成(?:了)?|恢复到|恢复至)(?P<whole>[^，。；：、]{0,18})$"
)


def portion_cue(figures: Sequence[Figure], index: int) -> bool:
    """“按60%即708万元”“支付七成，计502.6万元”：这个数是前面的百分数所说的一份。

    只隔一个逗号的，要自成一句，前面也不是算出来的率：“化解率90.5%，4件转入……”说的是别的事。
    """
    if not index or figures[index - 1].fact.quantity.unit != "%" or not _PORTION.search(figures[index].lead):
        return False
    bare = not figures[index].lead.strip("，, ")
    alone = not regex.match(r"\s*\p{Han}", figures[index].tail)
    return not bare or (alone and not _WORKED_OUT.search(figures[index - 1].clause))


_WORKED_OUT = regex.compile(r"目标|标准|要求|(?<=\p{Han})[率度](?:约为|为|达到?|是|约)?\s*$")


_EVERY = regex.compile(
    r"(?P<mean>平均|折合|相当于|约合|合)?(?:每一?|单(?=[座个套台辆车场户间块项]))(?P<rest>(?![十百千万亿])[\p{Han}（）]{1,12}?)"
    r"(?:[，,/／]?每一?(?P<period>月|季度?|年|学年|天|日|学期)(?P<what>[\p{Han}]{0,6}?))?(?:约为|约|为|达|是|近)?\s*$"
)
_AND_WHAT = regex.compile(
    r"(?:平均|补助|补贴|奖励|奖补|投入|支出|费用|成本|参加|培训|标准|造价|处理|发放|支付|收费|单价|投资|收入|面积|产|均)"
    r"[\p{Han}]{0,6}$"
)
_MEAN = regex.compile(
    r"(?P<mean>平均)?(?P<per>[\p{Han}])均(?P<what>[\p{Han}]{0,8}?)(?:约为|约|为|达|是|近)?\s*$"
)
_PRICE = regex.compile(r"(?:均价|平均价格|平均单价|平均造价)(?:约为|约|为|达|是|近)?\s*$")
_YIELD = regex.compile(r"(?:平均)?(?P<per>亩)产(?:量)?(?:约为|约|为|达|是)?\s*$")


@dataclass(frozen=True)
class Each:
    """每一个多少：per 是数的什么，period 是每多久，what 是多少什么；mean 为真的是算出来的均数，否则是标准。"""

    per: str
    period: str = ""
    what: str = ""
    mean: bool = False


def each_cue(figure: Figure) -> Each | None:
    """这个数是不是每一个的数。"""
    return figure.each


def _each(clause: str) -> Each | None:
    if found := _YIELD.search(clause):
        return Each(found["per"], what="产", mean=True)
    if (found := _MEAN.search(clause)) and found["per"] in table("averaged"):
        return Each(found["per"], what=found["what"], mean="标准" not in found["what"])
    if _PRICE.search(clause):
        return Each("", mean=True)
    found = _EVERY.search(clause)
    per = _counted(found["rest"]) if found else ""
    if found is None or not per or (per in table("periods") and not found["mean"]):
        return None
    what = found["rest"][len(per) :] + (found["what"] or "")
    mean = bool(found["mean"]) or "平均" in what
    return Each(per, found["period"] or "", what.replace("平均", ""), mean=mean)


def _counted(rest: str) -> str:
    """“每”字后面数的是什么：认得的计量单位，或者说多少什么之前的名词；太长的不是。"""
    known = [rest[:size] for size in (4, 3, 2, 1) if rest[:size] in units().by_name]
    if known and len(known[0]) > 1:
        return known[0]
    noun = _AND_WHAT.sub("", rest)
    return noun if 0 < len(noun) <= _NOUN else known[0] if known else ""


_NOUN = 4


_STOP = regex.compile(
    r"总数|总额|总量|总值|总|全市|全县|全区|全省|全年|全部|全|当年|本年|年度|年末|我[市县区州局院校]|的|数|额|量|部门|单位|实际|已|在|了|个"
)


def overlap(name: str, words: str) -> int:
    """名称里的字有几分之几（百分数）在话里出现：按相邻两字数，去掉不说明是谁的字。"""
    if name and name in words:
        return 100
    core = _STOP.sub("", name)
    if len(core) < _PAIR:
        return 100 if core and len(name) >= _PAIR and name in words else 0
    pairs = {core[i : i + _PAIR] for i in range(len(core) - 1)}
    return 100 * sum(pair in words for pair in pairs) // len(pairs)


def same_name(name: str, other: str) -> bool:
    """去掉不说明是谁的字，就是同一个名称。"""
    return name == other or (bool(core := _STOP.sub("", name)) and core == _STOP.sub("", other))


_PAIR = 2
