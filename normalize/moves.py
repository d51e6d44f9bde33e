"""增减与占比（move）：“较……增加”“占……的”“由……提高到”后面的数，说的是哪个量、与什么比。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import regex

from normalize.changes import apart, comparison, goes_on, share_of
from normalize.facts import same_measure
from normalize.memory import CHANGED, DERIVED, MEASURES, SPENT, Memory, Named, Words, prior_period
from normalize.metrics import MetricDictionary
from normalize.nouns import moved_phrase, phrase_of, shortened, without_asides
from normalize.periods import PRIOR_NAMES, settled_period
from normalize.quantity import Quantity

_BUDGET_DONE = regex.compile(
    r"(?:完成|达)(?:到|了)?(?:年初|全年|调整|调整后|当年)?(?:部门)?预算(?:数|安排)?的?(?:比例)?(?:约|为|达)*$"
)
_SPENT_SO_FAR = regex.compile(r"(?:支出|支付|资金)(?:仅|只|已|均)*(?:完成|执行)(?:了|到)?(?:约|仅)?$")
_SPENT_OF_BUDGET = regex.compile(r"支出(?:分别)?占(?:年初|全年|调整后)?预算(?:数)?的?$")
_BASE_LEAD = regex.compile(r"(?:由|从|较|比|与)(?P<base>[^，。；]{1,12}?)的?$")
_RISEN = regex.compile(
    r"^(?:(?:增长|上升|增加|提高|提升|扩大|下降|减少|降低|压减|缩短|压缩|变|调整)[到至为]|[增升扩涨降减缩][至到]|达到)"
    r"(?:20\d\d年度?|今年|本年度?)?的?$"
)
_FROM = regex.compile(r"(?:由|从)\p{Han}{1,6}的?$")
_RISES = regex.compile(
    r"^(?:提高|提升|增加|增长|上升|扩大|下降|减少|降低|压缩|缩短|调整|调减|变|改|[增升扩涨降减缩提])[到至为]"
)
"""“单方造价由合同31.2元降为30.4元”。"""
_BECOME = regex.compile(
    r"^(?!.*(?:[收接得拿看送运来找报签办做等直轮领学查抓感达]|涉及|惠及|覆盖)到|没|未|不|尚)"
    r"(?:又|再|已|也|现|则|才)?(?:\p{Han}{1,3}到|变成|变为|改为|调至|缩至|到)(?:了)?$"
)
"""“由680元提到720元”“反弹到2.68亿元”。"""
_RISING_FROM = regex.compile(r"(?:由|从)(?:原来|原先|年初|之前|\p{Han}{1,3}[前初])?的?$")
"""“就诊率由88.6%提高到91.2%”：由之前说的是哪个量。"""
_BUDGETS = frozenset({"年初预算数", "调整后预算数", "上年预算数"})
_GAINED = regex.compile("^(?:同比)?(?:增收|减收|增支|减支|多收|少收)(?:了|约)?$")
"""“增收1,884万元”：比上年多收。"""
_BREAK = regex.compile("[，,；;：:]")
_LAST_YEAR_ONLY = regex.compile("^(?:上年|去年)(?:同期)?(?:数)?(?:为|是)?$")
_COMPARED_AFTER = regex.compile(
    r"^相比[，,]?(?:各|共|实际)?(?:增加|减少|增长|下降|上升|提高|节约|压减)(?:了|约)?$"
)
_BESIDE = regex.compile(r"^的(?P<base>\p{Han}{2,10}?)(?:低|高|多|少|快|慢)(?:了|出)?$")
_BESIDE_TAIL = regex.compile(r"^的(?P<base>\p{Han}{2,10}?)(?:低|高|多|少|快|慢)")
_TURNED = regex.compile(
    "^(?:同比)?(?:缩短|压缩|扩大|提升|回升|回落|延长|增加|减少|提高|降低|下降|上升)(?:了|约)?$"
)
_MOVED = regex.compile("(?<=\\p{Han}{2})(?:增加|减少|增长|下降|降低|上升)(?:了|约)?$")
_OVER_BUDGET = regex.compile("[，,；;](?:超出|超过)(?P<base>(?:年初|全年|调整后)预算(?:数)?)$")
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

_COMPARED_WITH = regex.compile("(?:较|比)[^，。；]{1,12}$")
_COMPARING = regex.compile("较|比|与|同比|环比|低于|高于|超出")
_TURNS = regex.compile("增|降|幅|减|升|提高|上涨|回落|扩大|缩小|缩短|延长")
_ADJUSTED = regex.compile("全年预算|调整后?预算")
_CURRENT_NAMES = {"上年决算数": SPENT, "上年预算数": "年初预算数", "上年末结转结余": "年末结转结余"}
_ANOTHER_YEAR = regex.compile(r"上年|20\d\d年")
WHOLE = regex.compile(
    r"^(?:年初|前?[一二三四]季度|[上下]半年|\d{1,2}月末?|全年|年度|部门|本部门|整体|总体|资金总体|部门预算|部门整体|总|累计|单位|预算|资金|决算|执行|一般公共预算|一般公共|财政拨款|公共财政|"
    r"年末|实际|支出|财政|合计|全部|[共计全年度]|我局|完成|上年|本级)*$"
)


@dataclass(frozen=True)
class Moves:
    """给增减、占比的数取名；named 给比较词之前的那个量取名。"""

    names: MetricDictionary
    year: str
    named: Callable[[Words, Quantity, Memory], Named | None]

    def change(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """增减的数，以及“由……提高到”“比上年的”两边被比的数。"""
        last = memory.last()
        lead = words.lead.strip("，,、；; ")
        metric = "增减率" if quantity.kind == "percent" else "增减额"
        own = self.names.metrics_in(lead)
        if own and own[-1][2].unit == "%" and own[-1][2].name.endswith("变动率"):
            return None
        told = comparison(words.gap) or (apart(words.gap) if quantity.kind == "point" else None)
        if told is not None:
            ahead = _COMPARING.split(words.gap)[0]
            if last is not None and last.metric in CHANGED and not ahead.strip("，,、；; "):
                return Named(metric, last.subject, self._base(told.base))
            base = self._base(told.base)
            if self._is_measure(told.base) and (measured := _measured_in(memory)) and len(ahead) <= 1:
                return Named(metric, measured.thing, base)
            return Named(metric, self._thing_in(told.what or ahead, quantity, memory), base)
        if (
            quantity.unit == "元"
            and (over := _OVER_BUDGET.search(words.gap))
            and (spent := _measured_in(memory))
        ):
            return Named(metric, spent.thing, self._base(over["base"]))
        if (prior := _BASE_LEAD.search(words.gap)) and (when := self.another_year(prior["base"])):
            return self._prior_figure(words.gap[: prior.start()], when, quantity, memory)
        rising = _RISING_FROM.search(words.gap) or (
            _FROM.search(words.gap) if _RISES.match(words.tail) else None
        )
        if start := rising:
            ahead = _BREAK.split(words.gap[: start.start()].rstrip("，,"))[-1]
            if len(phrase_of(ahead)) > 1:
                return self._spoken_of(ahead, quantity, memory)
        if last is None:
            return None
        if part := self._part_moved(words, metric, memory):
            return part
        if _GAINED.match(lead) and (meant := memory.meant(quantity.unit) or memory.last()) is not None:
            return Named("增减额", meant.thing, "上年")
        if _LAST_YEAR_ONLY.match(lead) and last.metric in CHANGED:
            return Named(last.subject, period="上年")
        if _COMPARED_AFTER.match(words.gap) and (when := prior_period(last)):
            return Named(metric, _current(last.thing), when)
        if _COMPARED_AFTER.match(words.gap):
            return Named(metric, last.subject or memory.item, last.metric)
        if beside := _BESIDE.match(words.gap):
            return self._beside(beside["base"], metric, memory)
        if last.metric in CHANGED and _TURNED.match(lead):
            return Named(metric, last.subject, last.base)
        if _RISEN.match(memory.last_gap.rpartition("，")[2].strip()) and (
            goes_on(words.gap) or _TURNED.match(lead)
        ):
            base = next(filter(None, map(prior_period, memory.spoken[-2:])), "")
            return Named(metric, last.thing, base)
        if last.metric in CHANGED and goes_on(words.gap):
            return Named(metric, last.subject, last.base)
        if _RISEN.match(lead) or (_BECOME.match(lead) and last.unit == quantity.unit):
            return self._risen(last, memory)
        if goes_on(words.gap) and (when := next(filter(None, map(prior_period, memory.spoken[-2:])), "")):
            return Named(metric, _current(self._thing_in("", quantity, memory)), when)
        if len(memory.spoken) > 1 and goes_on(words.gap) and _COMPARED_WITH.search(memory.last_gap):
            return Named(metric, memory.spoken[-2].thing, last.metric)
        if goes_on(words.gap) and quantity.kind == "percent" and _TURNS.search(lead) and not memory.listing:
            return Named(metric, last.thing, "")
        return None

    def _part_moved(self, words: Words, metric: str, memory: Memory) -> Named | None:
        """“比上年减少0.84万元，其中：公务接待费支出决算减少0.22万元”：分项也是增减。"""
        if not memory.listing:
            return None
        moved = _MOVED.search(words.lead)
        whole = next((n for n in reversed(memory.wholes) if n.metric in CHANGED), None)
        if moved is None or whole is None:
            return None
        found = self.names.metrics_in(words.lead[: moved.start()])
        items = [m.name for _, _, m in found if m.name != SPENT]
        thing = items[-1] if items else moved_phrase(words.lead[: moved.start()].strip("，,、；;：: "))
        return Named(metric, thing, whole.base) if len(thing) > 1 else None

    def _beside(self, base: str, metric: str, memory: Memory) -> Named:
        """“执行率51.13%，比58.33%的序时进度低7.20个百分点”：比的是前面那个率。"""
        rate = memory.spoken[-2].thing if len(memory.spoken) > 1 else memory.item
        return Named(metric, rate, self._base(base))

    def _spoken_of(self, before: str, quantity: Quantity, memory: Memory) -> Named:
        """比较词之前说的那个量：词典里的，或者名词短语。"""
        words = Words(before, before, "")
        return self.named(words, quantity, memory) or Named(shortened(phrase_of(before)))

    def _prior_figure(self, before: str, when: str, quantity: Quantity, memory: Memory) -> Named | None:
        """“比上年的x增加”里的 x：刚说的那个量上年（另一年）的数。"""
        phrase = phrase_of(before)
        if len(phrase) > 1:
            return self.of_year(self._spoken_of(before, quantity, memory), when)
        last = memory.last()
        if last is None or last.metric != "占比" or quantity.unit != "%":
            last = memory.meant(quantity.unit) or last
        return self.of_year(last, when) if last is not None else None

    @staticmethod
    def _risen(last: Named, memory: Memory) -> Named:
        """“提高到”“达到”之后的数：刚说的那个量现在的数；刚说的是增减的，看增减的是什么。"""
        if last.metric in CHANGED:
            before = next((n for n in reversed(memory.spoken) if n.thing == last.subject), None)
            if before is not None:
                return replace(before, period="")
            return Named(last.subject)
        return replace(last, metric=_CURRENT_NAMES.get(last.metric, last.metric), period="")

    def another_year(self, text: str) -> str:
        """比的是哪一年：上年、2019年；不是与另一年比的为空串。"""
        plain, period = self.names.without_period(text)
        settled = settled_period(period, self.year)
        return settled if len(plain) <= 2 and _ANOTHER_YEAR.fullmatch(settled) else ""

    @staticmethod
    def of_year(named: Named, when: str = "上年") -> Named:
        """同一个量上年（另一年）的数。"""
        if when != "上年":
            return replace(named, period=when, compared=False)
        prior = PRIOR_NAMES.get(named.metric)
        return Named(prior, named.subject, known=True) if prior else replace(named, period="上年")

    def _thing_in(self, before: str, quantity: Quantity, memory: Memory) -> str:
        """增减的是什么：比较词之前说了的，或者前面的数。"""
        found = [m for _, _, m in self.names.metrics_in(before) if m.name != SPENT]
        if found:
            return found[-1].name
        bare = before.strip("，,。；;、 ")
        if ending := next(
            (n for n in reversed(memory.spoken) if len(bare) > 1 and n.metric.endswith(bare)), None
        ):
            return ending.thing
        phrase = moved_phrase(bare)
        if len(phrase) >= 2 and "，" not in phrase and not WHOLE.match(phrase):
            return phrase
        rate = quantity.kind == "point"
        alike = same_measure(quantity.unit)
        for named in reversed(memory.spoken):
            if not (named.metric in DERIVED or named.compared or named.part) and (
                (rate and named.unit == "%")
                or (not rate and (named.unit in alike or (quantity.unit == "%" and named.unit != "%")))
            ):
                return named.thing
        last = memory.told()
        return memory.item or (last.thing if last else "")

    def _is_measure(self, base: str) -> bool:
        """与决算、预算比。"""
        metric = self.names.metric_named(self.names.without_period(base)[0])
        return metric is not None and metric.kind == "measure"

    def _base(self, text: str) -> str:
        plain, period = self.names.without_period(text)
        settled = settled_period(period, self.year)
        metric = self.names.metric_named(plain)
        if plain in {"预算", "预算数"} and period and not settled:
            return "年初预算数"
        if period and (settled or metric is None):
            return settled or "本年"
        return metric.name if metric else plain

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


def _current(thing: str) -> str:
    """上年决算数 → 决算数：增减的是今年的数。"""
    return _CURRENT_NAMES.get(thing) or thing.removeprefix("上年")


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


def _measured_in(memory: Memory) -> Named | None:
    """最近说的预算或支出。"""
    return next((n for n in reversed(memory.spoken) if n.metric in MEASURES and n.unit == "元"), None)


def _budget_named(text: str) -> str:
    """“完成年初预算的”以哪个预算为分母；只说“预算”的照写。"""
    return "年初预算数" if "年初" in text else "调整后预算数" if _ADJUSTED.search(text) else "预算"
