"""取名（naming）：叙述里的一个数量的是什么——由它所在的小句、前面的数和小节标题说清。

小句里有词典的名称就用它；只说了动作的（完成23项、办结率）看前面的数；只说了名目的（其中区级12场）看总数；
都没有的，取小句里的名词短语。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from normalize.facts import Token, same_measure
from normalize.funds import fund_named
from normalize.metrics import Metric, MetricDictionary
from normalize.periods import PRIOR_NAMES, settled_period
from normalize.quantity import Quantity
from normalize.structure import apart, comparison, goes_on, share_of

SPENT = "决算数"
_BUDGET_MEASURES = frozenset({"年初预算数", "调整后预算数"})
_SPENDING = frozenset({"支出总计", "本年支出合计"})
_CUE = regex.compile(r"其中|包括|包含|分别[为是]|[（(]含|按[^，。；]{2,10}分[：:，,]|主要是[：:]")
_ASIDE = regex.compile(r"另有|另外|此外|除此|同时")
_LEAD = regex.compile(
    r"^(?:[、，,；;：:和与并以或占]|及(?!时)|以及|[一二三四五六七八九十]是|20\d\d年度?|\d{1,2}月份?|今年|全年|当年|本年度?|年度|年末|年底|迄今|目前|截[至止]|"
    r"先后|累计|共计|共有|共|合计|总计|其中|其(?![余他])|并|又|还|已|均|各(?!类|项)|全部|我局|我单位|我部门|我委|我办|我院|我校|本局|本单位|本部门|本院|本校|"
    r"单位(?!资金|自筹|名称)|实际|按要求|开展了?|完成了?(?!率)|组织|实施|进行|推进|使用|核定|建成(?!区)|拥有|现有|设有|下设|设置|在(?!职|编|校|岗|建|用|读|园)|由|将|对|"
    r"等|有|无|举办|协调解决|协调|召开|发放(?=\p{Han}{3})(?!及时)|年初设定|年初确定|年初安排|设定|制定|经自评|聘用|另聘用|新购置|形成|各类|"
    r"该项目|项目共|上年度?|去年|主要用于|用于|惠及|涉及|覆盖(?!率)|[上下]半年|第?[一二三四]季度末?|收到|共收到|安排|接听|\s)+"
)
_TRAIL = regex.compile(
    r"(?:分别为|分别是|分别|达到|均达|共计|共有|共|计|合计|总计|累计|约为|(?<!节)约|近|超过|超|达|均为|(?<!人)均|为|是|有|了|的|各|支出|资金|足额拨付|拨付|[：:\s“”])+$"
)
_TRAIL_PLAIN = regex.compile(
    r"(?:分别为|分别是|分别|达到|均达|共计|共有|共|计|合计|总计|累计|约为|(?<!节)约|近|超过|超|达|均为|(?<!人)均|为|是|有|了|的|各|足额拨付|[：:\s])+$"
)
_SCOPED = regex.compile(
    r"^(?:全区|全市|全县|全省|全州|全镇|全局|全院|全校|全系统|辖区)(?:各街道|各乡镇|\p{Han}{2,6}系统)?(?:内)?"
)
_VERB_AFTER = regex.compile(
    r"^(?:开展|进行|参加|用于|正在|全部|已|均|按|未|与|和|及|中|为|的|在|于|共|因|处于|组织|主要|进社区|由|并|达|较|比|是|左右|以上|以下|以内)"
)
_NOUN_AFTER = regex.compile(
    r"^([\p{Han}“”A-Za-z]{2,14}?)(?=共|均|已|等|进行|组建|开展|参与|全面|全天|的|为|在|于|与|和|及|正在|申报|投放|燃油|对应|，|。|；|、|：|,|;|（|\(|\d|$)"
)
_CLASSIFIERS = frozenset("个条名支家项处套辆台座位所户种类块盏只艘")
_PLACES = regex.compile(
    r"(?:级|街道|镇|乡|村|县|市|区|省|州|部门|系统|科|股|处|室|所|院|校|公司|集团|社区|其他|其余|本级|局|中心|片区|类|园区)$|^.{1,2}$"
)
_OVERALL = regex.compile(
    r"^(?:部门|整体|支出(?!指标)|绩效|自评|本|年度|项目|综合|平均|评价|单位|经|总|[，、])*$"
)
_WHOLE = regex.compile(
    r"^(?:年初|前?[一二三四]季度|[上下]半年|\d{1,2}月末?|全年|年度|部门|本部门|整体|总体|资金总体|部门预算|部门整体|总|累计|单位|预算|资金|决算|执行|一般公共预算|一般公共|财政拨款|公共财政|"
    r"年末|实际|支出|财政|合计|全部|[共计全年度]|我局|完成|上年|本级)*$"
)
_IN_TOTAL = regex.compile(r"总支出|支出总|支出合计")
"""指标的叫法自己就说是总数。"""
_BUDGET_DONE = regex.compile(
    r"(?:完成|达)(?:到|了)?(?:年初|全年|调整|调整后|当年)?(?:部门)?预算(?:数|安排)?的?(?:比例)?(?:约|为|达)*$"
)
_SPENT_OF_BUDGET = regex.compile(r"支出(?:分别)?占(?:年初|全年|调整后)?预算(?:数)?的?$")
_ITEM_RATE = regex.compile(r"^(?:其|，)?(?:预算)?(?P<rate>控制率|执行率|变动率|完成率)(?:为|是|达|达到)?$")
_EARNED = regex.compile(r"(?:得分|自评得|评分|得)(?:为|是|共)?$")
_FULL_MARKS = regex.compile(r"(?:满分|分值|权重)(?:为|是|共|各)?$")
_BASE_LEAD = regex.compile(r"(?:由|从|较|比|与)(?P<base>[^，。；]{1,12}?)的?$")
_RISEN = regex.compile(r"^(?:增长|上升|增加|提高|下降|减少|降低|压减|变)[到至为]$|^达到$")
_PROJECT = regex.compile(
    r"[\p{Han}A-Za-z0-9“”、]{2,40}?(?:项目|工程)(?![\p{Han}]*?(?:支出|库|指标|预算数|绩效目标|管理|数量|总数|类|自评|评价|个))"
)
_VAGUE_PROJECT = regex.compile(
    r"(?:个别|部分|各|所有|全部|该|跨年|二级|一级|重点|预算|本|等|年度|纳入.*|基本建设类|行政事业类|签约|安防|采购|类)(?:项目|工程)$"
)
_NOT_A_NAME = regex.compile(r"按照|根据|依据|以及|及项目|指标|较|比|占|增|减")
_OWNER = regex.compile(r"[\p{Han}“”（）A-Za-z]{2,16}")
_CLASSES = regex.compile(r"[（(][类款项][）)]")
_ASIDES = regex.compile(r"[（(][^）)]*[）)]")
_SUMMED = regex.compile(r"^(?:共计?|合计|总计|累计|全年合计|两项合计)$")
_CURRENT_NAMES = {"上年决算数": SPENT, "上年预算数": "年初预算数", "上年末结转结余": "年末结转结余"}
_CHANGED = frozenset({"增减额", "增减率"})
_INVOLVED_FUNDS = "涉及资金"
_BARE = regex.compile(r"[，,、；;：:\s]*(?:共计?|合计|累计|实际|总计)?")
_INVOLVED = regex.compile("涉及|安排|共使用|使用")
_SUBJECTS = regex.compile(r"([\p{Han}、]+)[（(][类款项][）)]")
_TITLE_LENGTH = 24
_DIGITS = regex.compile(r"\d{3,}")
_ADJUSTED = regex.compile("全年预算|调整后?预算")
_WHEN = regex.compile("季度|半年|月")
"""“二季度末为47.85%”：只换了期间，说的还是前面那个率。"""
_FUNDED_RATES = frozenset({"资金到位率", "资金使用率", "到位及时率", "支付进度率", "结转结余率"})
_COMPARED_WITH = regex.compile("(?:较|比)[^，。；]{1,12}$")
_COMPARING = regex.compile("较|比|与|同比|环比|低于|高于|超出")
_TURNS = regex.compile("增|降|幅|减|升")
_ALL = regex.compile("全年|总|整体|部门|一般公共")
_LAST_YEAR = regex.compile("上年|去年")
_APPROVED = regex.compile("年初|批复|安排")
_AMONG = regex.compile(r"^[\p{Han}]{0,12}中[，,]")
_OWNER_TAIL = regex.compile(r"(?:的|年度|年初|全年|财政拨款|年中|实际|累计)+$")
_LAST_YEARS = regex.compile("(?:上年|去年)(?!末?结转)")
_SHORT_NAME = regex.compile(r"\p{Han}{2,8}")
_BUDGETED = regex.compile(r"(?:预算|预算数|预算安排|预算金额)(?:数|为|是|共|：|:)?$")
_SPENDS = regex.compile("支出|工资福利|补助")
_DONE_LEAD = regex.compile(r"^(?:其中|已|并|均|实际|共|全部|及时)+(?=\p{Han}{2})")
_PER = regex.compile(r"(?:每\p{Han}{1,2})+$")
_IN_ALL = regex.compile(r"^.*?(?<!公)共(?:有|设置|组建|排查)?(?=\p{Han}{2})")
_HAN = regex.compile(r"\p{Han}+")
_REMAINING = regex.compile(r"(?:尚有|还有|剩余|剩)$")
_PROJECT_LEAD = regex.compile(r"^(?:其中|如|包括|是|以|对|和|及|、)+")
_NO_PROJECT = regex.compile("按照|根据|依据|以及|及项目|指标")
_TITLED_SPENT = regex.compile("决算|支出(?!绩效)|执行情况|使用情况")
_TITLED_BUDGET = regex.compile("预算(?:编制|安排|批复|情况)")
_GENERIC_RATES = frozenset(
    {"覆盖率", "质量达标率", "实际完成率", "完成及时率", "政策知晓率", "资金发放及时率"}
)


@dataclass(frozen=True)
class Named:
    """一个数的名称：指标、主体、口径、期间；known 说指标见于词典，compared 说它只是拿来比的（比预算42万元少）。"""

    metric: str
    subject: str = ""
    base: str = ""
    known: bool = False
    unit: str = ""
    period: str | None = None
    compared: bool = False

    @property
    def thing(self) -> str:
        """说的是哪样东西：科目的预算、支出以科目为名。"""
        return self.subject if self.subject and self.metric in _MEASURES else self.metric


_MEASURES = frozenset({*_BUDGET_MEASURES, SPENT, *PRIOR_NAMES.values(), "预算执行率"})


@dataclass
class Memory:
    """承前：一段话里，后面的小句没有说而沿用前面的东西。"""

    topic: str = ""
    topic_measure: str = ""
    measure: str = ""
    item: str = ""
    project: str = ""
    spoken: list[Named] = field(default_factory=list)
    wholes: list[Named] = field(default_factory=list)
    listing: bool = False
    listed: str = ""
    item_told: bool = False
    last_gap: str = ""

    def begin_list(self) -> None:
        """“其中”之后是分项；说完分项，科目还是总数的。"""
        self.wholes = list(self.spoken[-6:])
        self.listed = self.listed if self.listing else self.item
        self.listing = True

    def end_list(self) -> None:
        """列举结束。"""
        if self.listing:
            self.item, self.listing = self.listed, False

    def fork(self) -> Memory:
        """括号里另说的话不影响括号外。"""
        return replace(self, spoken=list(self.spoken), wholes=list(self.wholes))


@dataclass(frozen=True)
class Words:
    """一个数前后的话：lead 小句之内，gap 自上一个数（或句首）起，tail 之后到句末。

    label 是“甲、乙分别为”里这个数自己的名目，已在 lead 之首。
    """

    lead: str
    gap: str
    tail: str
    label: str = ""


class Namer:
    """按词典取名；year 是报告年度。"""

    def __init__(self, names: MetricDictionary, year: str) -> None:
        self._names = names
        self._year = year

    def topic(self, title: str) -> str:
        """段首的小标题说的是哪个科目：功能科目取最末一级，其余取词典里的科目；带数的、太长的不是标题。"""
        if subjects := _SUBJECTS.findall(title):
            return str(subjects[-1])
        if len(title) > _TITLE_LENGTH or _DIGITS.search(title):
            return ""
        found = [m.name for _, _, m in self._names.metrics_in(title.rstrip("。：:")) if m.kind == "item"]
        return found[-1] if len(found) == 1 else ""

    def name(self, words: Words, token: Token, memory: Memory) -> Named:
        """给一个数取名，并记下后面的小句要用的。"""
        quantity = token.quantity
        assert quantity is not None  # noqa: S101 - 只给数据取名
        if _CUE.search(words.gap):
            memory.begin_list()
        elif _ASIDE.search(words.gap):
            memory.end_list()
        named = self._named(words, token, quantity, memory)
        known = named.known or named.metric in self._names.by_name
        compared = named.metric in _MEASURES and bool(_COMPARED_WITH.search(words.gap))
        named = replace(named, unit=quantity.unit, known=known, compared=compared)
        memory.spoken.append(named)
        memory.last_gap = words.gap
        return named

    def _named(self, words: Words, token: Token, quantity: Quantity, memory: Memory) -> Named:
        steps = (self._change, self._share, self._mark, self._by_dictionary, self._followed, self._part)
        for attempt in steps:
            if found := attempt(words, quantity, memory):
                return found
        return self._noun_phrase(words, token, memory)

    # ── 增减、占比 ──

    def _change(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        last = memory.spoken[-1] if memory.spoken else None
        lead = words.lead.strip("，,、；; ")
        metric = "增减率" if quantity.kind == "percent" else "增减额"
        told = comparison(words.gap) or (apart(words.gap) if quantity.kind == "point" else None)
        if told is not None:
            ahead = _COMPARING.split(words.gap)[0]
            if last is not None and last.metric in _CHANGED and not ahead.strip("，,、；; "):
                return Named(metric, last.subject, self._base(told.base))
            thing = self._thing_in(told.what or ahead, quantity, memory)
            return Named(metric, thing, self._base(told.base))
        if (prior := _BASE_LEAD.search(words.gap)) and self._prior(prior["base"]):
            named = self._by_dictionary(Words(words.gap[: prior.start()], "", ""), quantity, memory) or last
            return self._of_last_year(named) if named is not None else None
        if last is None:
            return None
        if last.metric in _CHANGED and goes_on(words.gap):
            return Named(metric, last.subject, last.base)
        if _RISEN.match(lead):
            return replace(last, metric=_CURRENT_NAMES.get(last.metric, last.metric), period="")
        if any(_is_prior(named) for named in memory.spoken[-2:]) and goes_on(words.gap):
            return Named(metric, self._thing_in("", quantity, memory).removeprefix("上年"), "上年")
        if len(memory.spoken) > 1 and goes_on(words.gap) and _COMPARED_WITH.search(memory.last_gap):
            return Named(metric, memory.spoken[-2].thing, last.metric)
        if goes_on(words.gap) and quantity.kind == "percent" and _TURNS.search(lead) and not memory.listing:
            return Named(metric, last.thing, "")
        return None

    def _prior(self, text: str) -> bool:
        plain, period = self._names.without_period(text)
        return settled_period(period, self._year) == "上年" and len(plain) <= 2

    def _of_last_year(self, named: Named) -> Named:
        prior = PRIOR_NAMES.get(named.metric)
        return Named(prior, named.subject, known=True) if prior else replace(named, period="上年")

    def _thing_in(self, before: str, quantity: Quantity, memory: Memory) -> str:
        """增减的是什么：比较词之前说了的，或者前面的数。"""
        found = [m for _, _, m in self._names.metrics_in(before) if m.name != SPENT]
        if found:
            return found[-1].name
        bare = before.strip("，,。；;、 ")
        if ending := next(
            (n for n in reversed(memory.spoken) if len(bare) > 1 and n.metric.endswith(bare)), None
        ):
            return ending.thing
        phrase = _TRAIL.sub("", _LEAD.sub("", bare))
        if len(phrase) >= 2 and "，" not in phrase and not _WHOLE.match(phrase):
            return phrase
        rate = quantity.kind == "point"
        alike = same_measure(quantity.unit)
        for named in reversed(memory.spoken):
            if named.metric not in {"增减额", "增减率", "占比"} and (
                (rate and named.unit == "%")
                or (not rate and (named.unit in alike or (quantity.unit == "%" and named.unit != "%")))
            ):
                return named.thing
        return memory.item

    def _base(self, text: str) -> str:
        plain, period = self._names.without_period(text)
        if period:
            return settled_period(period, self._year) or "本年"
        metric = self._names.metric_named(plain)
        return metric.name if metric else plain

    def _share(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        if quantity.kind != "percent":
            return None
        if _BUDGET_DONE.search(words.gap) or _SPENT_OF_BUDGET.search(words.gap):
            return Named("预算执行率", memory.item, base=_budget_named(words.gap), known=True)
        whole = share_of(words.gap)
        bare = words.lead.strip("，,、； ")
        if whole is None and bare in {"占", "占比", "占比为"}:
            whole = ""
        amounts = [n for n in memory.spoken if n.unit != "%" and n.metric != "增减额"]
        if whole is None and bare == "的" and amounts:
            above = amounts[-2].thing if len(amounts) > 1 and "占" in memory.last_gap else ""
            return Named("占比", above, amounts[-1].thing)
        if whole is None:
            return None
        found = [m for _, _, m in self._names.metrics_in(words.gap) if m.unit == "%"]
        if found:
            return Named(found[-1].name, known=True)
        part = amounts[-1] if amounts else Named(memory.item)
        metric = self._names.metric_named(whole.removeprefix("我局").removeprefix("本"))
        base = metric.name if metric else whole
        if not base and memory.wholes:
            base = next((w.thing for w in reversed(memory.wholes) if w.unit == part.unit), "")
        ratio = self._names.ratio_of(part.metric, base)
        return Named(ratio, known=True) if ratio else Named("占比", part.thing, base)

    # ── 词典 ──

    def _by_dictionary(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        lead = words.lead
        found = [(start, m) for start, _, m in self._names.metrics_in(lead)]
        item = next((m.name for _, m in reversed(found) if m.kind == "item"), "")
        start, direct = next(((s, m) for s, m in reversed(found) if m.kind != "item"), (0, None))
        if rate := _ITEM_RATE.match(lead.strip("，,、； ")):
            named = self._item_rate(rate["rate"], quantity, memory)
            if named is not None:
                return named
        if direct is not None and fits(direct, quantity):
            if direct.kind == "measure" or direct.name == "预算执行率":
                return self._measured(direct, item, lead, start, memory)
            return self._whole_metric(direct, lead, start, memory)
        if item and quantity.unit == "元":
            return self._item(item, lead, memory)
        return None

    def _item_rate(self, rate: str, quantity: Quantity, memory: Memory) -> Named | None:
        """“控制率”“执行率”：谁的，看前面。"""
        if quantity.unit != "%":
            return None
        for named in reversed(memory.spoken[-4:]):
            followed = self._names.after(named.metric, rate)
            if followed:
                return Named(followed, known=True)
        own = self._names.metric_named(memory.item + rate) if memory.item else None
        if own is not None:
            return Named(own.name, known=True)
        return Named("预算执行率", memory.item, known=True) if memory.item and rate == "控制率" else None

    def _measured(self, direct: Metric, item: str, lead: str, start: int, memory: Memory) -> Named:
        """量的是预算、决算一类的口径：科目看本小句，没有就承前。"""
        before = _ASIDES.sub("", lead[:start])
        owner = self._owner(lead[:start])
        whole = bool(_WHOLE.match(before.strip("“”、，,；;：: ")))
        if item:
            memory.item, memory.item_told = item, True
        elif memory.project and (memory.project in owner or not owner):
            memory.item, memory.item_told = memory.project, True
        elif owner and not whole:
            memory.item, memory.item_told = self._canonical(owner), True
        elif memory.listing and (direct.kind == "indicator" or direct.name == "上年结转"):
            # “其中：甲……，乙……，执行率为”说的是总数的执行率，不是最后一个分项的
            memory.item = memory.listed
        elif _ALL.search(before) or _IN_TOTAL.match(lead, start) or (memory.listing and "本年" in before):
            memory.item = memory.topic
        elif _BARE.fullmatch(before) and not memory.item_told and (noun := _counted_thing(memory)):
            memory.item = noun
        measure = direct.name
        if measure in _BUDGET_MEASURES and self._vague(lead, direct) and memory.listing:
            measure = next(
                (w.metric for w in reversed(memory.wholes) if w.metric in _BUDGET_MEASURES), measure
            )
        if direct.kind == "measure" and not _COMPARED_WITH.search(lead):
            memory.measure = measure
        if (
            not direct.name.startswith("上年")
            and self._names.without_period(lead.strip("，,、；;“” "))[1]
            and _LAST_YEAR.search(lead[:start] + lead[start:][:2])
        ):
            return self._of_last_year(Named(measure, memory.item, known=True))
        return Named(measure, memory.item, known=True)

    def _vague(self, lead: str, direct: Metric) -> bool:
        """只说“预算”“预算数”，没有说年初还是全年。"""
        return direct.name == "年初预算数" and not _APPROVED.search(lead)

    def _canonical(self, text: str) -> str:
        metric = self._names.metric_named(text)
        return metric.name if metric else text

    def _owner(self, before: str) -> str:
        """口径之前说的是谁的：住房保障｜支出，营养改善计划资金｜全年预算。"""
        if subjects := _SUBJECTS.findall(before):
            return str(subjects[-1])
        phrase = _LEAD.sub("", _ASIDES.sub("", before).strip('“”‘’"、，,；;：: '))
        phrase = _AMONG.sub("", phrase)
        phrase = _OWNER_TAIL.sub("", phrase).strip("“”")
        if (
            _WHOLE.match(phrase)
            or fund_named(phrase)
            or not _OWNER.fullmatch(phrase)
            or _NOT_A_NAME.search(phrase)
        ):
            return ""
        return phrase

    def _whole_metric(self, direct: Metric, lead: str, start: int, memory: Memory) -> Named:
        """指标自己就完整：主体是它之前的话（货物类｜实际采购金额），或者正在说的项目。"""
        phrase = _TRAIL_PLAIN.sub("", _LEAD.sub("", _ASIDES.sub("", lead[:start]))).strip("“”‘’ ")
        phrase = _SCOPED.sub("", phrase)
        if direct.name == "自评得分":
            return Named(direct.name, "" if _OVERALL.match(phrase) else phrase, known=True)
        prior = bool(_LAST_YEARS.search(lead)) and not direct.name.startswith("上年")
        period = "上年" if prior else None
        if direct.name in _GENERIC_RATES and phrase and phrase != memory.project:
            return Named(phrase + lead[start:].strip("为是达到约：: "), period=period)
        named = _SHORT_NAME.fullmatch(phrase)
        keeps = (
            named
            and not _NOT_A_NAME.search(phrase)
            and not _WHOLE.match(phrase)
            and direct.unit in {"%", "元", "分"}
        )
        funded = direct.unit == "元" or direct.name in _FUNDED_RATES
        subject = phrase if keeps else memory.project if funded else ""
        return Named(direct.name, subject, known=True, period=period)

    def _item(self, item: str, lead: str, memory: Memory) -> Named:
        """只说了科目（人员经费430万元）：预算还是支出，看列举的总数、前文、标题、科目自己的说法。"""
        last = memory.spoken[-1] if memory.spoken else None
        goes_on_so = (
            last is not None
            and last.metric == _INVOLVED_FUNDS
            and lead.lstrip().startswith(("、", "和", "，"))
        )
        if fund_named(item) and (_INVOLVED.search(lead) or goes_on_so):
            return Named(_INVOLVED_FUNDS, item)
        memory.item, memory.item_told = item, True
        if _BUDGETED.search(lead):
            memory.measure = "年初预算数"
        whole = self._whole_of(memory) if memory.listing else None
        if whole is not None and whole.metric in _SPENDING:
            return Named(SPENT, item, known=True)
        if whole is not None and whole.metric in _MEASURES:
            return Named(whole.metric, item, known=True)
        if whole is not None and whole.metric.startswith(("收入", "本年收入", "当年财政拨款", "财政拨款")):
            return Named(item, known=True)
        measure = memory.measure or memory.topic_measure
        if not measure and _SPENDS.search(lead):
            measure = SPENT
        if lead.rstrip("为是共：: ").endswith("收入"):
            measure = ""
        return Named(measure, item, known=True) if measure else Named(item, known=True)

    @staticmethod
    def _whole_of(memory: Memory) -> Named | None:
        """分项的总数：标题说了是决算（预算）的，取那一个；否则取离“其中”最近的。"""
        wholes = [w for w in memory.wholes if w.unit == "元" and not w.compared]
        told = [w for w in wholes if memory.topic_measure and w.metric == memory.topic_measure]
        return next(reversed(told or wholes), None)

    def _followed(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """只说了动作（完成23项、已整改871处、办结率），对象在前面。"""
        said = _TRAIL_PLAIN.sub("", words.lead.strip("，,、；;：: "))
        said = _DONE_LEAD.sub("", said)
        if not said or len(said) > 8:
            return None
        for named in reversed(memory.spoken[-5:]):
            followed = self._names.after(named.metric, said)
            if followed and fits(self._names.by_name[followed], quantity):
                return Named(followed, known=True)
        return None

    def _mark(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """得分、满分：主体是之前说的指标。"""
        lead = words.lead.strip("，,、；;：: ")
        known = {m.name for _, _, m in self._names.metrics_in(lead)} & {"自评得分", "绩效评估得分"}
        if quantity.unit != "分" or known:
            return None
        earned, full = _EARNED.search(lead), _FULL_MARKS.search(lead)
        if earned or full:
            before = _LEAD.sub("", lead[: (earned or full).start()]).strip("的")  # type: ignore[union-attr]
            last = memory.spoken[-1] if memory.spoken else None
            subject = before or (last.subject or last.metric if last and last.metric != "自评得分" else "")
            return Named("分值" if full else "自评得分", "" if subject == "分值" else subject, known=True)
        return None

    # ── 分项与名词短语 ──

    def _part(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """列举里只说了名目的：词典里总数的分项；预算、支出、得分随总数；地区、层级随总数，名目是主体。"""
        if not memory.listing:
            return None
        alike = same_measure(quantity.unit)
        whole = next((w for w in reversed(memory.wholes) if w.unit in alike and w.unit), None)
        label = self._phrase(words.lead)
        if whole is None or not label:
            return None
        if part := self._names.part_of(whole.metric, label):
            return Named(part, known=True)
        if whole.metric in _MEASURES or whole.metric in _SPENDING or whole.metric == "自评得分":
            owner = label.removesuffix("支出") if label not in self._names.by_name else label
            memory.item = self._canonical(label)
            metric = SPENT if whole.metric in _SPENDING else whole.metric
            return Named(metric, self._canonical(owner or label), known=True)
        if _PLACES.search(label) and _head_noun(whole.metric) not in label:
            return Named(whole.metric, label, known=whole.known)
        return None

    def _phrase(self, lead: str) -> str:
        bare = _ASIDES.sub("", lead.strip(" “”\n"))
        scoped = _SCOPED.sub("", _LEAD.sub("", bare))
        phrase = _TRAIL_PLAIN.sub("", _LEAD.sub("", scoped)).strip("“”‘’、 ")
        phrase = _PER.sub("", phrase)
        return _IN_ALL.sub("", phrase)

    def _noun_phrase(self, words: Words, token: Token, memory: Memory) -> Named:
        """词典里没有的，取小句里的名词短语；数在名词之前（95个社区）则取其后的名词。"""
        unit = token.quantity.unit if token.quantity else ""
        phrase = self._phrase(words.lead)
        if words.label and (rest := self._phrase(words.lead.removeprefix(words.label))):
            return Named(rest, words.label)
        own = self._names.metric_named(words.lead.strip("，,、；;：: ")) or self._names.metric_named(phrase)
        if own is not None and token.quantity is not None and fits(own, token.quantity):
            if own.kind == "measure":
                memory.measure = own.name
            return Named(own.name, memory.item if own.kind == "measure" else "", known=True)
        clause = _HAN.match(words.tail)
        told = self._names.metric_named(clause[0]) if clause else None
        if told is not None and token.quantity is not None and fits(told, token.quantity):
            return Named(told.name, known=True)
        if unit in _CLASSIFIERS and not _VERB_AFTER.match(words.tail):
            after = _NOUN_AFTER.match(words.tail)
            if after:
                return Named(after[1].strip("“”"))
        if fuzzy := self._names.metric_like(phrase):
            return Named(fuzzy.name, known=True)
        parallel = words.lead.lstrip().startswith(("、", "和"))
        if len(phrase) >= 2 or (phrase and parallel and _HAN.match(phrase)):
            return Named(phrase[-24:])
        if _REMAINING.search(words.lead) and clause:
            return Named(clause[0][:12])
        if _SUMMED.match(words.lead.strip("，,、；; ")):
            return Named(_shared_noun(memory.spoken, unit) or _unsubjected(memory))
        last = next(
            (n for n in reversed(memory.spoken) if n.metric not in {"增减额", "增减率", "占比"}), None
        )
        rates = unit == "%" and last is not None and last.unit == "%" and bool(_WHEN.search(words.lead))
        counts = last is not None and "%" not in {unit, last.unit} and (unit != "元") == (last.unit != "元")
        if last is not None and (rates or counts):
            return replace(last, base="", period=None)
        return Named(phrase or unit)


def _counted_thing(memory: Memory) -> str:
    """“旱厕改造4座，支出71.9万元”：支出的是刚说的那样东西。"""
    last = memory.spoken[-1] if memory.spoken else None
    if last is None or last.known or last.unit in {"%", "元", "分", ""} or last.metric in _CHANGED:
        return ""
    return last.metric


def _unsubjected(memory: Memory) -> str:
    """合计的是刚才说的那些；刚才说的是词典里的科目，合计就不是它了。"""
    last = memory.spoken[-1] if memory.spoken else None
    return last.metric if last is not None and not last.known else "合计"


def _is_prior(named: Named) -> bool:
    return named.period == "上年" or named.metric.startswith("上年")


def _budget_named(text: str) -> str:
    """“完成年初预算的”以哪个预算为分母；只说“预算”的照写。"""
    return "年初预算数" if "年初" in text else "调整后预算数" if _ADJUSTED.search(text) else "预算"


def _shared_noun(spoken: Sequence[Named], unit: str) -> str:
    """先分后总：新建公厕6座、改建公厕9座，共15座——说的是公厕。"""
    parts = [named.metric for named in spoken[-4:] if named.unit == unit]
    if len(parts) < 2:
        return ""
    one, other = parts[-2], parts[-1]
    length = next((n for n in range(min(len(one), len(other)), 1, -1) if one[-n:] == other[-n:]), 0)
    return one[-length:].lstrip("建改造修") if length else ""


def _head_noun(metric: str) -> str:
    return metric[-2:]


def fits(metric: Metric, quantity: Quantity) -> bool:
    """指标与单位是否相配：率不会是元，金额不会是人。"""
    if metric.unit in {"%", ""} or not quantity.unit:
        return metric.unit != "%" or quantity.unit in {"%", "", "分"}
    if metric.unit.startswith(("元", "万元")):
        return quantity.unit == "元"
    return quantity.unit not in {"元", "%"}


def is_listing(gap: str) -> bool:
    """两个数之间有没有引出分项的词。"""
    return bool(_CUE.search(gap))


def project_in(lead: str) -> str:
    """正在说的项目：应急管理经费项目、某某改造工程；泛指的（个别项目、该项目）不算。"""
    for found in reversed(list(_PROJECT.finditer(lead))):
        name = _PROJECT_LEAD.sub("", found[0])
        if len(name) >= 5 and not _VAGUE_PROJECT.search(name) and not _NO_PROJECT.search(name):
            return name
    return ""


def topic_of(section: Sequence[str], names: MetricDictionary) -> tuple[str, str]:
    """小节标题说的科目和口径：“三公”经费支出情况 → 三公经费、决算数。"""
    if not section:
        return "", ""
    title = section[-1]
    item = next((m.name for _, _, m in names.metrics_in(title) if m.kind == "item"), "")
    measure = ""
    if _TITLED_SPENT.search(title):
        measure = SPENT
    elif _TITLED_BUDGET.search(title):
        measure = "年初预算数"
    return item, measure if item else ""
