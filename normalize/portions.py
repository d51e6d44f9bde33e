"""占比（portion）：“占……的”“完成预算的”“是……的”后面的百分数，说的是谁占谁的。"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from normalize.changes import share_of
from normalize.memory import DERIVED, Memory, Named, Words
from normalize.metrics import MetricDictionary
from normalize.nouns import phrase_of, without_asides
from normalize.quantity import Quantity

_BUDGET_DONE = regex.compile(
    r"(?:完成|达)(?:到|了)?(?:年初|全年|调整|调整后|当年)?(?:部门)?预算(?:数|安排)?的?(?:比例)?(?:约|为|达)*$"
)
_SPENT_SO_FAR = regex.compile(r"(?:支出|支付|资金)(?:仅|只|已|均)*(?:完成|执行)(?:了|到)?(?:约|仅)?$")
_SPENT_OF_BUDGET = regex.compile(r"支出(?:分别)?占(?:年初|全年|调整后)?预算(?:数)?的?$")
_BUDGETS = frozenset({"年初预算数", "调整后预算数", "上年预算数"})
_BREAK = regex.compile("[，,；;：:]")
_BESIDE_TAIL = regex.compile(r"^的(?P<base>\p{Han}{2,10}?)(?:低|高|多|少|快|慢)")
_PART_DONE = regex.compile(
    r"(?:(?:仅|只|已)完成(?:了)?|(?:累计|共)完成(?=总))(?P<whole>[^，。；：、]{2,10})的(?:约)?$"
)
_DONE_OF_TARGET = regex.compile(
    r"(?:(?:完成|占|(?<=[，,；])为)(?:了|到)?(?:[省市县区州国中][\p{Han}]{0,3}?)?(?:全年|年度|年初|既定|省定|市定|下达)*(?:计划|目标|任务)+(?:数|量|值|指标)?的?"
    r"|完成(?:了)?[^，。；：、\d]{0,12}(?:计划|目标|任务|指标)(?:数|量|值|指标)?的)(?:约|近)?$"
)
_DONE_BARE = regex.compile("^(?:已|共|累计|实际)?完成(?:了)?$")
_AS_MUCH_AS = regex.compile(
    r"(?:相当于|(?:^|[，,；;（(]|分别|依次)(?:已|均|仅|只|约|恰|正好)?(?:是|为|及|达|达到|不及))"
    r"(?P<whole>(?!预算|年初|全年|调整|上年|去年|本年|标准|目标|任务|计划)\p{Han}{2,12})的(?:约|近)?$"
)
"""“是到位资金的89.5%”“相当于结算额的69.3%”。"""
_ENDS_SHARE = regex.compile(r"(?<=[\p{Han}“”]{3})占(?:了|到|去)?$")
_LED_TO = regex.compile("占|相当于|[，,；;](?:是|为|达)")
_SHARE_WORDS = frozenset({"占", "占比", "占比为", "仅占", "只占", "约占", "各占", "仍占", "已占", "共占"})
_SHORT_RATIO = regex.compile(r"\p{Han}占比(?:为|达)?")
_AHEAD = regex.compile(
    r"(?:其中)?[，,、]?(?P<part>[^，。；：、\d]{2,16}?)(?:合计|共|约|各)?(?:占(?!用|地)|所占)"
)
_OWN_SHARE = regex.compile(r"(?P<part>\p{Han}{2,14})占(?:比|比例)?(?:为|约|达)?$")
_OF_BUDGET = regex.compile(r"[，,]为(?P<base>(?:年初|全年|调整后?|调整)?预算)(?:数)?的$")
_ADJUSTED = regex.compile("全年预算|调整后?预算")


@dataclass(frozen=True)
class Portions:
    """给占比、完成率取名。"""

    names: MetricDictionary

    def share(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """占比、完成预算的百分之几。"""
        if quantity.unit == "倍" and words.lead.strip("，,、 ") == "的":
            told = memory.told()
            return Named("倍数", base=told.thing if told else "")
        if quantity.kind != "percent":
            return None
        if words.gap.endswith("比") and (beside := _BESIDE_TAIL.match(words.tail)):
            metric = self.names.metric_named(beside["base"])
            return Named(metric.name if metric else beside["base"])
        if (
            _OF_BUDGET.search(words.gap)
            or _BUDGET_DONE.search(words.gap)
            or _SPENT_OF_BUDGET.search(words.gap)
            or _SPENT_SO_FAR.search(words.lead)
        ):
            own = self.names.metric_named(words.label) if words.label else None
            whose = own.name if own is not None else memory.item
            return Named("预算执行率", whose, base=_budget_named(words.gap), known=True)
        if _DONE_OF_TARGET.search(words.gap) and (last := memory.told()) is not None:
            return Named("实际完成率", last.thing, known=True)
        if (
            _DONE_BARE.match(words.lead.strip("，,、； "))
            and (last := memory.told()) is not None
            and last.unit != "%"
        ):
            return Named("实际完成率", last.thing, known=True)
        if part_done := _PART_DONE.search(words.lead):
            return Named("实际完成率", memory.project, part_done["whole"], known=True)
        whole = share_of(words.gap)
        if whole is None and (boxed := _boxed(words, memory)) is not None:
            return boxed
        if whole is None and (mine := _OWN_SHARE.search(words.lead)):
            told = next(
                (n for n in reversed(memory.spoken) if n.unit != "%" and n.metric not in DERIVED), None
            )
            return Named("占比", phrase_of(mine["part"]), told.thing if told else "")
        bare = without_asides(words.lead).strip("，,、； ")
        if whole is None and (as_much := _AS_MUCH_AS.search(words.lead)):
            whole, bare = as_much["whole"], ""
        if whole is None and (bare in _SHARE_WORDS or _ENDS_SHARE.search(bare)):
            whole = ""
        if whole == "" and _SHORT_RATIO.fullmatch(bare):
            # “药占比26.4%”：整个是名称
            return None
        amounts = [n for n in memory.spoken if n.unit != "%" and n.metric != "增减额"]
        if (
            whole is None
            and bare == "的"
            and amounts
            and amounts[-1].compared
            and amounts[-1].metric in _BUDGETS
        ):
            return Named("预算执行率", amounts[-1].subject, amounts[-1].metric, known=True)
        if whole is None and bare == "的" and amounts:
            above = amounts[-2].thing if len(amounts) > 1 and _LED_TO.search(memory.last_gap) else ""
            ahead = _AHEAD.match(_BREAK.split(memory.last_gap)[-1])
            own_part = phrase_of(ahead["part"]) if ahead else ""
            # “普通高中占在校生14,268人的22.5%”：分子在“占”之前
            return Named("占比", own_part if len(own_part) > 1 else above, amounts[-1].thing)
        if whole is None:
            return None
        found = [m for _, _, m in self.names.metrics_in(words.gap) if m.unit == "%"]
        if found:
            return Named(found[-1].name, known=True)
        part = amounts[-1] if amounts else Named(memory.item)
        if (ahead := _AHEAD.match(bare)) and len(own_part := phrase_of(ahead["part"])) > 1:
            # “闲置资产占固定资产总额的3.1%”：分子就在小句里
            named = self.names.metric_named(own_part)
            part = Named(named.name if named else own_part)
        metric = self.names.metric_named(whole.removeprefix("我局").removeprefix("本"))
        base = metric.name if metric else whole
        if not base and memory.wholes:
            wholes = [w for w in memory.wholes if w.unit == part.unit and w.metric not in DERIVED]
            told_wholes = [w for w in wholes if w.known and not w.compared] or wholes
            base = next((w.thing for w in reversed(told_wholes)), "")
        base = base or memory.within
        if not base:
            # “……占人员经费的6.88%；……，占12.94%”：总体还是那一个
            base = _shared_base(part, memory)
        ratio = self.names.ratio_of(part.metric, base)
        if ratio == "预算执行率":
            return Named(ratio, part.subject, base, known=True)
        if ratio and ahead:
            # “调剂金额占部门预算总规模的”：原文写明了分子分母，不另起名
            return Named("占比", part.thing, base)
        return Named(ratio, known=True) if ratio else Named("占比", part.thing, base)


def _shared_base(part: Named, memory: Memory) -> str:
    """没有说占什么的：说过占什么的，还是那一个；这一句里还没有说过的计数，是分子之前同一种计量的数。"""
    here = memory.spoken[memory.begun :]
    if part.unit == "元" or part not in here or any(n.metric == "占比" for n in here):
        return next((n.base for n in reversed(memory.spoken) if n.metric == "占比"), "")
    before = here[: max(i for i, named in enumerate(here) if named == part)]
    return next((n.thing for n in reversed(before) if n.unit == part.unit and n.metric not in DERIVED), "")


def _boxed(words: Words, memory: Memory) -> Named | None:
    """“投放设施2,448万元（32%）”：括号里单独一个百分数，是前面那个数的占比；前面是增减额的，是增减率。"""
    last = memory.last()
    if words.gap not in {"（", "("} or not words.tail.startswith(("）", ")")) or last is None:
        return None
    if last.unit == "%" or last.metric == "增减率":
        return None
    if last.metric == "增减额":
        return Named("增减率", last.subject, last.base)
    return Named("占比", last.subject if last.subject and not last.known else last.thing)


def _budget_named(text: str) -> str:
    """“完成年初预算的”以哪个预算为分母；只说“预算”的照写。"""
    return "年初预算数" if "年初" in text else "调整后预算数" if _ADJUSTED.search(text) else "预算"
