"""增减（move）：“较……增加”“由……提高到”后面的数，说的是哪个量、与什么比。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import regex

from normalize.changes import apart, comparison, goes_on
from normalize.facts import same_measure
from normalize.memory import CHANGED, DERIVED, MEASURES, SPENT, Memory, Named, Words, prior_period
from normalize.metrics import MetricDictionary
from normalize.nouns import moved_phrase, phrase_of, shortened
from normalize.periods import PRIOR_NAMES, settled_period
from normalize.quantity import Quantity

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
_GREW = regex.compile(
    r"^(?P<what>\p{Han}{2,12}?(?<![同环]比)(?<![率占]))(?:上涨|下跌|增长|下降|上升|降低|[涨跌增减降])(?:了|约|近)*$"
)
_EXTENT = regex.compile("(?:增减)?幅度(?:为|约|达)?")
_BECOME = regex.compile(
    r"^(?!.*(?:[收接得拿看送运来找报签办做等直轮领学查抓感达]|涉及|惠及|覆盖)到|没|未|不|尚)"
    r"(?:又|再|已|也|现|则|才)?(?:\p{Han}{1,3}到|变成|变为|改为|调至|缩至|到)(?:了)?$"
)
"""“由680元提到720元”“反弹到2.68亿元”。"""
_RISING_FROM = regex.compile(r"(?:由|从)(?:原来|原先|年初|之前|\p{Han}{1,3}[前初])?的?$")
"""“就诊率由88.6%提高到91.2%”：由之前说的是哪个量。"""
_GAINED = regex.compile("^(?:同比)?(?:增收|减收|增支|减支|多收|少收)(?:了|约)?$")
"""“增收1,884万元”：比上年多收。"""
_BREAK = regex.compile("[，,；;：:]")
_LAST_YEAR_ONLY = regex.compile("^(?:上年|去年)(?:同期)?(?:数)?(?:为|是)?$")
_COMPARED_AFTER = regex.compile(
    r"^相比[，,]?(?:各|共|实际)?(?:增加|减少|增长|下降|上升|提高|节约|压减)(?:了|约)?$"
)
_BESIDE = regex.compile(r"^的(?P<base>\p{Han}{2,10}?)(?:低|高|多|少|快|慢)(?:了|出)?$")
_TURNED = regex.compile(
    "^(?:同比)?(?:缩短|压缩|扩大|提升|回升|回落|延长|增加|减少|提高|降低|下降|上升)(?:了|约)?$"
)
_MOVED = regex.compile("(?<=\\p{Han}{2})(?:增加|减少|增长|下降|降低|上升)(?:了|约)?$")
_OVER_BUDGET = regex.compile("[，,；;](?:超出|超过)(?P<base>(?:年初|全年|调整后)预算(?:数)?)$")

_COMPARED_WITH = regex.compile("(?:较|比)[^，。；]{1,12}$")
_COMPARING = regex.compile("较|比|与|同比|环比|低于|高于|超出")
_TURNS = regex.compile("增|降|幅|减|升|提高|上涨|回落|扩大|缩小|缩短|延长")
_CURRENT_NAMES = {"上年决算数": SPENT, "上年预算数": "年初预算数", "上年末结转结余": "年末结转结余"}
_ANOTHER_YEAR = regex.compile(r"上年|20\d\d年")
WHOLE = regex.compile(
    r"^(?:年初|前?[一二三四]季度|[上下]半年|\d{1,2}月末?|全年|年度|部门|本部门|整体|总体|资金总体|部门预算|部门整体|总|累计|单位|预算|资金|决算|执行|一般公共预算|一般公共|财政拨款|公共财政|"
    r"年末|实际|支出|财政|合计|全部|[共计全年度]|我局|完成|上年|本级)*$"
)


@dataclass(frozen=True)
class Moves:
    """给增减的数取名；named 给比较词之前的那个量取名。"""

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
        if quantity.kind == "percent" and (grown := _GREW.match(lead)) and not memory.listing:
            # “菌棒价格涨了两成”“化肥用量减6.4%”
            thing = self.names.metric_named(phrase_of(grown["what"]))
            return Named(metric, thing.name if thing else phrase_of(grown["what"]))
        if last is None:
            return None
        if last.metric in CHANGED and _EXTENT.fullmatch(lead):
            return Named(metric, last.subject, last.base)
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


def _current(thing: str) -> str:
    """上年决算数 → 决算数：增减的是今年的数。"""
    return _CURRENT_NAMES.get(thing) or thing.removeprefix("上年")


def _measured_in(memory: Memory) -> Named | None:
    """最近说的预算或支出。"""
    return next((n for n in reversed(memory.spoken) if n.metric in MEASURES and n.unit == "元"), None)
