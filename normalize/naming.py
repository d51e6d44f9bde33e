"""取名（naming）：叙述里的一个数量的是什么——由它所在的小句、前面的数和小节标题说清。

小句里有词典的名称就用它；只说了动作的（完成23项、办结率）看前面的数；只说了名目的（其中区级12场）看总数；
都没有的，取小句里的名词短语。
"""

from __future__ import annotations

from dataclasses import replace

import regex

from normalize import marks
from normalize.averages import average
from normalize.facts import Token, same_measure
from normalize.funds import fund_in, fund_named
from normalize.memory import BUDGETS, DERIVED, MEASURES, SPENDING, SPENT, Memory, Named, Words, shared_noun
from normalize.metrics import Metric, MetricDictionary
from normalize.moves import WHOLE, Moves
from normalize.nouns import (
    noun_after,
    phrase_of,
    shortened,
    without_asides,
    without_lead,
    without_scope,
    without_tail,
)
from normalize.quantity import Quantity
from normalize.references import against, aimed_at, reference
from normalize.topics import SUBJECTS

_CUE = regex.compile(r"其中|包括|包含|分别[为是](?!\s*$)|[（(]含|按[^，。；]{2,10}分[：:，,]|主要是[：:]")
_ASIDE = regex.compile(
    r"另有|另外|此外|除此|同时|[；;](?:追加|调增|调减|核减|收回|年中|执行中|年末|年底|期末|全年|截至|截止|目前|现有|实有|本年)"
)
_CLASSIFIERS = frozenset("个条名支家项处套辆台座位所户种类块盏只艘件起宗例栋间")
_PLACES = regex.compile(
    r"(?:级|街道|镇|(?<![返下还回])乡|村|县|市|区|省|州|部门|系统|科|股|处|室|所|院|校|公司|集团|社区|其他|其余|本级|局|中心|片区|类|园区|机关|[支大中]队|站)$|^[^长宽高深重]$|^.{2}$"
)
_IN_TOTAL = regex.compile(r"总支出|支出总|支出合计")
"""指标的叫法自己就说是总数。"""
_ITEM_RATE = regex.compile(r"^(?:其|，)?(?:预算)?(?P<rate>控制率|执行率|变动率|完成率)(?:为|是|达|达到)?$")
_NOT_A_NAME = regex.compile(r"之[间中]$|在项目|力争|确保|按照|根据|依据|以及|及项目|指标|较|比|占|增|减")
_SPENT_THIS_YEAR = "本年支出合计"
_ADJUSTMENTS = frozenset({"追加预算", "追减预算"})
"""“上级追加”“执行中追加”：说的是整个预算，前面的词、前面的分项都不是它的科目。"""
_NOT_OWNED = regex.compile(
    "^(?:因|由于|根据|经|主要|可)|^项目$|(?:部门|调整后|可执行|执行中|年中|全口径|口径)$"
)
"""“因人员晋级追加”“某某局部门预算”“调整后”：说的不是哪一项。"""
_OWNER = regex.compile(r"[\p{Han}“”（）A-Za-z]{2,16}")
_CLASSES = regex.compile(r"[（(][类款项][）)]")
_GLUED = regex.compile(r"[、，,\s]{0,1}(?:共|计|合计|共计|金额|总金额)?")
_SATISFIED = regex.compile(r"^(?:对\p{Han}{0,12})?(?:表示|感到)(?:基本|非常|比较)?满意")
_GOAL = regex.compile(r"(?:目标|上限)[值数]?$")
_PLAN = regex.compile(r"(?<=\p{Han}{4})计划[值数]?$")
_BOUNDS = frozenset({"低于", "高于", "超过", "不足", "未达到", "不低于", "不超过", "达不到"})
_MISSED = regex.compile("(?:没有|未|没能|尚未)(?:达到|完成)$")
_REALLY = regex.compile(r"^[，,；;、\s]*(?:实际|实际完成|完成|达到|为)?$")
_VERB_ONLY = 2
_PLANNED = regex.compile(
    r"^[、，,；;：:\s]*(?:20\d\d年度?|全年|本年度?|年初|年度|原)*(?:计划|拟|预计)(?!生育|投资|投入)"
)
_DONE = regex.compile("完成|实际")
_ARRANGED = regex.compile("安排|预算")
_SUMMED = regex.compile(r"^(?:共计?|合计|总计|累计|全年合计|两项合计)$")
_INVOLVED_FUNDS = "涉及资金"
_BARE = regex.compile(r"[，,、；;：:\s]*(?:共计?|合计|累计|实际|总计)?")
_INVOLVED = regex.compile("涉及|安排|共使用|使用")
_WHEN = regex.compile("季度|半年|月")
"""“二季度末为47.85%”：只换了期间，说的还是前面那个率。"""
_FUNDED_RATES = frozenset({"资金到位率", "资金使用率", "到位及时率", "支付进度率", "结转结余率"})
_COMPARED_WITH = regex.compile("(?:较|比|与|占)[^，。；]{1,12}$")
_WITHIN = regex.compile(r"(?:^|[。；，])(?P<item>\p{Han}{2,12}?)(?:之?中|当中|里头|里面)[，,](?!其中)")
"""“项目支出中，农村公路建设……”：总数是前面说过的项目支出。"""
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
_SPENT_BY_NOW = regex.compile("全年|实际|累计|已")
_ADDED = regex.compile(r"(?:(?P<sure>追加|调增|增拨)|增加)(?:了|安排)?[\p{Han}（）“”]{2,12}$")
_CUT = regex.compile(r"(?:(?P<sure>追减|核减|调减)|压减|减少)(?:了)?[\p{Han}（）“”]{2,12}$")
_VERBS = regex.compile("(?:编制|申报|批复|下达|安排|实施|完成|实现|组织|办理|签订|落实|编报|报送|执行)+")
_OF_LAST_YEAR = regex.compile(r"^[，,、；;\s]*(?:上年|去年)(?:同期)?(?:为|是|数为)?$")
_EACH = regex.compile(r"每|平均|\p{Han}{1,2}均$")
"""“每人8000元，计12.8万元”：计的不是每人。"""
_CARRIED_OVER = "年末结转结余"
_HAN = regex.compile(r"\p{Han}+")
_REMAINING = regex.compile(r"(?:尚有|还有|剩余|剩)$")
_HELD = frozenset({"年末结转结余", "上年结转", "实际到位资金", "计划投入资金"})
"""分项是各种资金的。"""
_GENERIC_RATES = frozenset(
    {"覆盖率", "质量达标率", "实际完成率", "完成及时率", "政策知晓率", "资金发放及时率"}
)


class Namer:
    """按词典取名；year 是报告年度。"""

    def __init__(self, names: MetricDictionary, year: str) -> None:
        self._names = names
        self._moves = Moves(names, year, self._by_dictionary)

    def name(self, words: Words, token: Token, memory: Memory) -> Named:
        """给一个数取名，并记下后面的小句要用的。"""
        quantity = token.quantity
        assert quantity is not None  # noqa: S101 - 只给数据取名
        if _CUE.search(words.gap):
            memory.begin_list()
        elif within := _WITHIN.search(words.gap):
            self._within(within["item"], memory)
        elif _ASIDE.search(words.gap):
            memory.end_list()
        named = self._named(words, quantity, memory)
        if named.period is None and _OF_LAST_YEAR.match(words.lead) and not named.metric.startswith("上年"):
            named = replace(named, period="上年")
        known = named.known or named.metric in self._names.by_name
        compared = named.metric in MEASURES and bool(_COMPARED_WITH.search(words.gap))
        beside = compared or reference(words) is not None
        named = replace(named, unit=quantity.unit, known=known, compared=beside)
        memory.spoken.append(named)
        memory.last_gap = words.gap
        return named

    def _within(self, item: str, memory: Memory) -> None:
        thing = self._canonical(item)
        whole = next((n for n in reversed(memory.spoken) if n.thing == thing), None)
        memory.begin_list()
        if whole is not None:
            memory.wholes.append(whole)
        memory.within = thing

    def _named(self, words: Words, quantity: Quantity, memory: Memory) -> Named:
        beside = reference(words)
        if beside is not None and beside.aim and (aimed := aimed_at(beside.aim, quantity, memory)):
            return aimed
        if beside is not None and len(beside.what) > 1 and not self._moves.another_year(beside.what):
            said = self._said(replace(words, lead=beside.what, gap=beside.what), quantity, memory)
            return replace(said, base="")
        return against(words, quantity, memory) or self._said(words, quantity, memory)

    def _said(self, words: Words, quantity: Quantity, memory: Memory) -> Named:
        steps = (
            self._own_rate,
            self._moves.change,
            self._moves.share,
            self._mark,
            self._average,
            self._glued,
            self._followed,
            self._by_dictionary,
            self._part,
        )
        for attempt in steps:
            if found := attempt(words, quantity, memory):
                return found
        return self._noun_phrase(words, quantity, memory)

    # ── 词典 ──

    def _by_dictionary(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        lead = words.lead
        found = [(start, m) for start, _, m in self._names.metrics_in(lead)]
        item = next((m.name for _, m in reversed(found) if m.kind == "item"), "")
        start, direct = next(((s, m) for s, m in reversed(found) if m.kind != "item"), (0, None))
        if direct is not None and direct.kind == "amount" and item and found[-1][1].kind == "item":
            # “本年收入中一般公共预算拨款”“资产总额中的……”：离数近的才是它的名称
            direct = None
        this_year = direct is not None and direct.name == _SPENT_THIS_YEAR and "合计" not in lead[start:]
        if this_year and (item or self._owner(lead[:start])):
            # “会议费本年支出”说的是这一项的支出，不是全部支出的合计
            direct = self._names.metric_named(SPENT)
        if direct is not None and direct.name == SPENT and memory.listing and not item:
            # “政府采购支出774万元，其中货物支出268万元”：是总数的分项，不是一个科目的支出
            whole = next((w for w in reversed(memory.wholes) if w.unit == quantity.unit), None)
            label = phrase_of(lead[:start])
            if whole is not None and label and (part := self._names.part_of(whole.metric, label)):
                return Named(part, known=True)
        if direct is not None and direct.name == SPENT and "决算" in lead[start:] and _estimated(memory):
            # “概算批复12.38亿元，决算11.62亿元”：工程的竣工决算，不是支出
            return Named("竣工决算", memory.project)
        if direct is not None and fits(direct, quantity):
            if direct.kind == "measure" or direct.name == "预算执行率":
                return self._measured(direct, item, lead, start, memory)
            return self._whole_metric(direct, lead, start, memory)
        if item and quantity.unit == "元":
            return self._item(item, lead, memory)
        return None

    def _own_rate(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """“控制率”“执行率”：谁的，看前面。"""
        found = _ITEM_RATE.match(words.lead.strip("，,、； "))
        if found is None or quantity.unit != "%":
            return None
        rate = found["rate"]
        for named in reversed(memory.spoken[-4:]):
            followed = self._names.after(named.metric, rate)
            if followed:
                return Named(followed, known=True)
        last = memory.last()
        if rate == "完成率" and last is not None and last.metric == SPENT:
            return Named("预算执行率", last.subject, known=True)
        own = self._names.metric_named(memory.item + rate) if memory.item else None
        if own is not None:
            return Named(own.name, known=True)
        return Named("预算执行率", memory.item, known=True) if memory.item and rate == "控制率" else None

    def _measured(self, direct: Metric, item: str, lead: str, start: int, memory: Memory) -> Named:
        """量的是预算、决算一类的口径：科目看本小句，没有就承前。"""
        before = without_asides(lead[:start])
        if direct.name in _ADJUSTMENTS and not item:
            return Named(direct.name, memory.project, known=True)
        owner = self._owner(lead[:start])
        whole = bool(WHOLE.match(before.strip("“”、，,；;：: ")))
        if item:
            memory.item, memory.item_told = item, True
        elif (fund := fund_in(before)) and fund != fund_in(memory.item):
            memory.item = memory.topic
        elif memory.project and (memory.project in owner or not owner):
            memory.item, memory.item_told = memory.project, True
        elif owner and not whole:
            memory.item, memory.item_told = self._canonical(owner), True
        elif direct.name == "上年结转" and not memory.listing:
            # “一般公共预算拨款7,126万元，……；上年结转168万元”：并列的一项，不是前一项的结转
            memory.item = memory.topic
        elif memory.listing and (direct.kind == "indicator" or direct.name == "上年结转"):
            # “其中：甲……，乙……，执行率为”说的是总数的执行率，不是最后一个分项的
            memory.item = memory.listed
        elif _ALL.search(before) or _IN_TOTAL.match(lead, start) or (memory.listing and "本年" in before):
            memory.item = memory.topic
        elif (
            (direct.name == SPENT or not memory.item)
            and direct.kind == "measure"
            and _BARE.fullmatch(before)
            and not memory.item_told
            and (noun := self._counted(memory))
        ):
            memory.item = noun
        measure = direct.name
        if measure in BUDGETS and self._vague(lead, direct) and memory.listing:
            measure = next((w.metric for w in reversed(memory.wholes) if w.metric in BUDGETS), measure)
        if direct.kind == "measure" and not _COMPARED_WITH.search(lead):
            memory.measure = measure
        if (
            not direct.name.startswith("上年")
            and self._names.without_period(lead.strip("，,、；;“” "))[1]
            and _LAST_YEAR.search(lead[:start] + lead[start:][:2])
        ):
            return self._moves.of_year(Named(measure, memory.item, known=True))
        return Named(measure, memory.item, known=True)

    def _counted(self, memory: Memory) -> str:
        """支出的是刚说的那样东西；刚说的是词典里某个科目的计数（接待人次），就是那个科目。"""
        last = memory.last()
        return (self._names.item_counted(last.metric) if last else "") or memory.counted_thing()

    def _vague(self, lead: str, direct: Metric) -> bool:
        """只说“预算”“预算数”，没有说年初还是全年。"""
        return direct.name == "年初预算数" and not _APPROVED.search(lead)

    def _canonical(self, text: str) -> str:
        metric = self._names.written(text)
        return metric.name if metric else text

    def _owner(self, before: str) -> str:
        """口径之前说的是谁的：住房保障｜支出，营养改善计划资金｜全年预算。"""
        if subjects := SUBJECTS.findall(before):
            return str(subjects[-1])
        phrase = without_lead(without_asides(before).strip('“”‘’"、，,；;：: '))
        phrase = _AMONG.sub("", phrase)
        phrase = _OWNER_TAIL.sub("", phrase).strip("“”")
        if (
            WHOLE.match(phrase)
            or _NOT_OWNED.search(phrase)
            or fund_named(phrase)
            or not _OWNER.fullmatch(phrase)
            or _NOT_A_NAME.search(phrase)
        ):
            return ""
        return phrase

    def _whole_metric(self, direct: Metric, lead: str, start: int, memory: Memory) -> Named:
        """指标自己就完整：主体是它之前的话（货物类｜实际采购金额），或者正在说的项目。"""
        phrase = without_tail(without_lead(without_asides(lead[:start]))).strip("“”‘’ ")
        phrase = without_scope(phrase)
        if direct.name == "自评得分":
            return Named(direct.name, "" if marks.OVERALL.match(phrase) else phrase, known=True)
        prior = bool(_LAST_YEARS.search(lead)) and not direct.name.startswith("上年")
        period = "上年" if prior else None
        if direct.name in _GENERIC_RATES and phrase and phrase != memory.project:
            rate = phrase + lead[start:].strip("为是达到约：: ")
            own = self._names.metric_named(rate)
            return Named(own.name if own else rate, period=period)
        phrase = "" if marks.OVERALL.match(phrase) else phrase
        named = _SHORT_NAME.fullmatch(phrase)
        keeps = (
            named
            and not _NOT_A_NAME.search(phrase)
            and not WHOLE.match(phrase)
            and not phrase.endswith("率")
            and not _VERBS.fullmatch(phrase)
            and direct.unit in {"%", "元", "分"}
        )
        funded = direct.unit == "元" or direct.name in _FUNDED_RATES
        subject = phrase if keeps else memory.project if funded else ""
        return Named(direct.name, subject, known=True, period=period)

    def _item(self, item: str, lead: str, memory: Memory) -> Named:
        """只说了科目（人员经费430万元）：预算还是支出，看列举的总数、前文、标题、科目自己的说法。"""
        last = memory.last()
        goes_on_so = (
            last is not None
            and last.metric == _INVOLVED_FUNDS
            and lead.lstrip().startswith(("、", "和", "，"))
        )
        if fund_named(item) and (_INVOLVED.search(lead) or goes_on_so):
            return Named(_INVOLVED_FUNDS, item)
        if added := _added(item, lead, memory):
            return added
        memory.item, memory.item_told = item, True
        if _BUDGETED.search(lead):
            memory.measure = "年初预算数"
        whole = self._whole_of(memory) if memory.listing else None
        if whole is not None and whole.metric in SPENDING:
            return Named(SPENT, item, known=True)
        if whole is not None and whole.metric in MEASURES:
            return Named(whole.metric, item, known=True)
        if whole is not None and whole.metric in _HELD:
            return Named(whole.metric, item, known=True)
        if whole is not None and whole.metric.startswith(("收入", "本年收入", "当年财政拨款", "财政拨款")):
            return Named(item, known=True)
        measure = memory.measure or memory.topic_measure
        told = any(n.metric == measure and n.subject == item and not n.part for n in memory.spoken)
        if measure in BUDGETS and item.endswith("支出") and (told or _SPENT_BY_NOW.search(lead)):
            # “项目支出预算3,260万元，……全年项目支出3,087万元”：预算已经说过了
            measure = SPENT
        if not measure and _SPENDS.search(lead):
            measure = SPENT
        if lead.rstrip("为是共：: ").endswith("收入"):
            measure = ""
        return Named(measure, item, known=True) if measure else Named(item, known=True)

    @staticmethod
    def _whole_of(memory: Memory) -> Named | None:
        """分项的总数：标题说了是决算（预算）的，取那一个；否则取离“其中”最近的。"""
        wholes = [w for w in memory.wholes if w.unit == "元" and not w.compared and w.metric not in DERIVED]
        wholes = [w for w in wholes if w.known] or wholes
        told = [w for w in wholes if memory.topic_measure and w.metric == memory.topic_measure]
        return next(reversed(told or wholes), None)

    def _followed(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """只说了动作（完成23项、已整改871处、办结率），对象在前面。"""
        said = without_tail(words.lead.strip("，,、；;：: "))
        said = _DONE_LEAD.sub("", said)
        said = said if self._names.is_said(said) else without_lead(said)
        if not said or len(said) > 8:
            return None
        for named in reversed(memory.spoken[-5:]):
            followed = self._names.after(named.metric, said)
            if followed and fits(self._names.by_name[followed], quantity):
                return Named(followed, known=True)
        return None

    def _mark(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """以分计的数。"""
        return marks.mark(self._names, words, quantity, memory)

    def _average(self, words: Words, _quantity: Quantity, _memory: Memory) -> Named | None:
        """均数。"""
        return average(self._names, words)

    def _glued(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """“6,912户15,384人”：紧接着的数说的还是那样东西；金额另看。"""
        last = memory.last()
        if (
            not words.glued
            or last is None
            or quantity.unit in {"%", "元", "分", ""}
            or last.unit in {"%", "元", ""}
        ):
            return None
        return self._again(last, quantity.unit)

    # ── 分项与名词短语 ──

    def _part(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """列举里只说了名目的：词典里总数的分项；预算、支出、得分随总数；地区、层级随总数，名目是主体。"""
        if not memory.listing:
            return None
        alike = same_measure(quantity.unit)
        whole = next((w for w in reversed(memory.wholes) if w.unit in alike and w.unit), None)
        label = phrase_of(words.lead)
        if whole is None or not label:
            return None
        if part := self._names.part_of(whole.metric, label):
            return Named(part, known=True)
        own = self._names.metric_named(label)
        if own is not None and own.kind == "measure" and fits(own, quantity) and own.name != whole.metric:
            return Named(own.name, whole.subject if whole.metric in MEASURES else memory.project, known=True)
        if own is not None and own.kind == "amount" and own.name != whole.metric and fits(own, quantity):
            return Named(own.name, known=True)
        if quantity.unit == "%" and label[-1] in "率度比":
            return None
        if whole.metric in MEASURES or whole.metric in SPENDING or whole.metric == "自评得分":
            owner = label.removesuffix("支出") if label not in self._names.by_name else label
            memory.item = self._canonical(label)
            metric = SPENT if whole.metric in SPENDING else whole.metric
            return Named(metric, self._canonical(owner or label), known=True)
        last = memory.last()
        beside = words.lead.lstrip().startswith(("、", "和")) and last is not None and bool(last.subject)
        if beside and last is not None and last.metric == whole.metric:
            return Named(whole.metric, label, known=whole.known)
        if _PLACES.search(label) and "、" not in label and _head_noun(whole.metric) not in label:
            return Named(whole.metric, label, known=whole.known)
        return None

    def _noun_phrase(self, words: Words, quantity: Quantity, memory: Memory) -> Named:
        """词典里没有的，取小句里的名词短语；数在名词之前（95个社区）则取其后的名词。"""
        phrase = phrase_of(words.lead)
        if words.label and (rest := phrase_of(words.lead.removeprefix(words.label))):
            return Named(rest, words.label)
        if known := self._known_phrase(phrase, words, quantity, memory):
            return known
        if quantity.unit in _CLASSIFIERS and (after := noun_after(words.tail)):
            return Named(after)
        near = self._names.metric_spaced(without_tail(words.lead)) or self._names.metric_like(phrase)
        if near is not None and fits(near, quantity):
            return Named(near.name, known=True)
        if len(phrase) == _VERB_ONLY and (done := self._done(phrase, quantity.unit, memory)):
            return done
        parallel = words.lead.lstrip().startswith(("、", "和"))
        if len(phrase) >= 2 or (phrase and parallel and _HAN.match(phrase)):
            return self._aimed(phrase, words, memory)
        return self._unsaid(phrase, words, quantity, memory)

    def _aimed(self, phrase: str, words: Words, memory: Memory) -> Named:
        """“计划改造30个”“完好率目标98%”：计划数、目标值与实际的分开。"""
        planned = "计划" if _PLANNED.match(words.lead) else ""
        stem = _PLAN.sub("", phrase)
        if stem != phrase:
            return Named(shortened(stem), base="计划")
        return replace(_of_project(phrase, memory.project), base=planned)

    def _known_phrase(self, phrase: str, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """整个小句、整个短语，或者数后面的词，就是词典里的名称。"""
        own = (
            self._names.metric_named(words.lead.strip("，,、；;：: "))
            or self._names.metric_named(without_lead(words.lead).strip("，,、；;：: "))
            or self._names.metric_named(phrase)
            or self._carried(phrase)
            or self._names.metric_named(f"{phrase}{quantity.unit}")
        )
        if own is not None and fits(own, quantity) and not (memory.treasury and own.name == _CARRIED_OVER):
            if own.kind == "measure":
                memory.measure = own.name
                return Named(own.name, memory.item or memory.project, known=True)
            return Named(own.name, known=True)
        if _SATISFIED.match(words.tail):
            return Named("满意人数", known=True)
        clause = _HAN.match(words.tail)
        following = self._names.metric_named(clause[0]) if clause else None
        if following is not None and fits(following, quantity):
            return Named(following.name, known=True)
        return None

    def _carried(self, phrase: str) -> Metric | None:
        """“加上2021年结转的”：上年的结转。"""
        plain, period = self._names.without_period(phrase)
        return (
            self._names.metric_named(f"上年{plain}") if self._moves.another_year(period) == "上年" else None
        )

    def _unsaid(self, phrase: str, words: Words, quantity: Quantity, memory: Memory) -> Named:
        """小句里没有说的：后面的名词、合计、冒号之前的率，或者还是刚说的那样东西。"""
        unit = quantity.unit
        bound = quantity.hedge in _BOUNDS or bool(_MISSED.search(words.lead))
        if not phrase and (bound or (unit == "%" and _REALLY.match(words.lead))):
            alike = memory.alike(unit)
            if alike is not None:
                return Named(f"{alike.metric}目标", alike.subject) if bound else self._again(alike, unit)
        if _REMAINING.search(words.lead) and (clause := _HAN.match(words.tail)):
            return Named(clause[0][:12])
        if _SUMMED.match(words.lead.strip("，,、；; ")):
            return Named(shared_noun(memory.spoken, unit) or memory.unsubjected(unit))
        if unit == "%" and not phrase and (rate := self._rate_in(words.gap)):
            return Named(rate, known=True)
        last = next(
            (n for n in reversed(memory.spoken) if n.metric not in DERIVED and not _EACH.match(n.metric)),
            None,
        )
        last = last or memory.told()
        if last is None:
            return Named(phrase or unit)
        if unit == "元" and last.unit != "%" and _GLUED.fullmatch(words.gap):
            return self._worth(last, memory)
        if not phrase and unit not in {"%", "元"} and (alike := memory.alike(unit)):
            return self._again(alike, unit)
        rates = unit == "%" and last.unit == "%" and bool(_WHEN.search(words.lead))
        counts = "%" not in {unit, last.unit} and (unit != "元") == (last.unit != "元")
        return self._again(last, unit) if rates or counts else Named(phrase or unit)

    @staticmethod
    def _done(verb: str, unit: str, memory: Memory) -> Named | None:
        """“计划印制宣传资料5万份，实际印制5万份”：只说了动词，说的是前面印制的那样东西。"""
        alike = (n for n in reversed(memory.spoken) if n.unit == unit and n.metric.startswith(verb))
        found = next((n for n in alike if len(n.metric) > len(verb)), None)
        return replace(found, base="", period=None) if found else None

    def _again(self, named: Named, unit: str) -> Named:
        """还是刚说的那样东西；换了计量的，名称跟着换（接待批次、人次），说过目标的，这里是实际。"""
        plain = _GOAL.sub("", named.metric)
        stem = plain.removesuffix(named.unit)
        own = self._names.metric_named(f"{stem}{unit}") if stem != plain else None
        own = own or self._names.metric_named(plain)
        return replace(named, metric=own.name if own else plain, base="", period=None)

    def _rate_in(self, gap: str) -> str:
        """“各季度支出进度为：一季度20.15%”：率在冒号之前。"""
        found = [m.name for _, _, m in self._names.metrics_in(gap) if m.unit == "%"]
        return found[-1] if found else ""

    def _worth(self, last: Named, memory: Memory) -> Named:
        """“创业担保贷款156笔2,870万元”“采购计划15批次512万元”：金额说的还是刚说的那样东西。"""
        metric = self._names.metric_named(f"{last.metric}金额")
        if metric is not None and not _DONE.search(memory.last_gap):
            return Named(metric.name, last.subject, known=True)
        item = self._names.metric_named(last.metric)
        measure = "年初预算数" if _ARRANGED.search(memory.last_gap) else memory.measure
        if item is not None and item.kind == "item" and measure:
            memory.item, memory.measure = item.name, measure
            return Named(measure, item.name, known=True)
        return Named(last.metric, last.subject)


def _estimated(memory: Memory) -> bool:
    """刚说过概算。"""
    return any("概算" in named.metric for named in memory.spoken[-3:])


def _added(item: str, lead: str, memory: Memory) -> Named | None:
    """“年中追加人员经费126万元”：说的是追加，后面的预算、支出不是这个科目的。"""
    moved = _ADDED.search(lead) or (_CUT.search(lead) if memory.measure in BUDGETS else None)
    if moved is None or not (moved["sure"] or memory.measure in BUDGETS):
        return None
    return Named("追减预算" if moved.re is _CUT else "追加预算", item, known=True)


def _of_project(phrase: str, project: str) -> Named:
    """“某某项目总投资”：量的是总投资，主体是项目。"""
    rest = phrase.removeprefix(project) if project else phrase
    return Named(shortened(rest), project) if rest != phrase and len(rest) > 1 else Named(shortened(phrase))


def _head_noun(metric: str) -> str:
    return metric[-2:]


def fits(metric: Metric, quantity: Quantity) -> bool:
    """指标与单位是否相配：率不会是元，金额不会是人。"""
    if metric.unit in {"%", ""} or not quantity.unit:
        return metric.unit != "%" or quantity.unit in {"%", "", "分"}
    if metric.unit.startswith(("元", "万元")):
        return quantity.unit == "元"
    return quantity.unit not in {"元", "%"}
