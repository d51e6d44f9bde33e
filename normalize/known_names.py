"""词典里的名称（known name）：小句里说了词典里的指标、科目、口径的，量的就是它；主体看它之前的话，没有说的承前。"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from normalize import marks
from normalize.funds import fund_in, fund_named
from normalize.memory import BUDGETS, DERIVED, MEASURES, SPENDING, SPENT, Memory, Named, Words
from normalize.metrics import Metric, MetricDictionary, fits
from normalize.moves import WHOLE, Moves
from normalize.nouns import phrase_of, without_asides, without_lead, without_scope, without_tail
from normalize.quantity import Quantity
from normalize.topics import SUBJECTS

_IN_TOTAL = regex.compile(r"总支出|支出总|支出合计")
"""指标的叫法自己就说是总数。"""
_ITEM_RATE = regex.compile(r"^(?:其|，)?(?:预算)?(?P<rate>控制率|执行率|变动率|完成率)(?:为|是|达|达到)?$")
_NOT_A_NAME = regex.compile(r"之[间中]$|在项目|力争|确保|按照|根据|依据|以及|及项目|指标|较|比|占|增|减")
_TAKEN_BACK = regex.compile("(?:(?P<less>核减|压减|调减|追减|收回)|追加|调增|增拨)(?=\\p{Han}{2})")
_ADJUSTED = regex.compile("调整(?:预算)?后")
_SPENT_THIS_YEAR = "本年支出合计"
_ADJUSTMENTS = frozenset({"追加预算", "追减预算"})
"""“上级追加”“执行中追加”：说的是整个预算，前面的词、前面的分项都不是它的科目。"""
_RECEIVED, _PLANNED_FUNDS = "实际到位资金", "计划投入资金"
_DUE = regex.compile("(?P<planned>计划|应|拟|预计)|未|没有?|少$")
_INVESTED = regex.compile("[内外]资")
"""招商引资的到位内资。"""
_NOT_SPENT = regex.compile("(?:未|没有?|尚未|未能|不再)$")
_NOT_OWNED = regex.compile(
    "^(?:因|由于|根据|经|主要|可|里|内|间|按|即|这是|以上|上述|合起来)|(?:申请|超出|使用|动用|计算|测算)$|^项目$|(?:部门|调整后|可执行|执行中|年中|全口径|口径)$"
)
"""“因人员晋级追加”“某某局部门预算”“调整后”：说的不是哪一项。"""
_OWNER = regex.compile(r"[\p{Han}“”（）A-Za-z]{2,16}")
_INVOLVED_FUNDS = "涉及资金"
_BARE = regex.compile(r"[，,、；;：:\s]*(?:共计?|合计|累计|实际|总计)?")
_INVOLVED = regex.compile("涉及|安排|共使用|使用")
_FUNDED_RATES = frozenset({"资金到位率", "资金使用率", "到位及时率", "支付进度率", "结转结余率"})
_COMPARED_WITH = regex.compile("(?:较|比|与|占)[^，。；]{1,12}$")
_ALL = regex.compile("全年|总|整体|部门|一般公共")
_LAST_YEAR = regex.compile("上年|去年")
_APPROVED = regex.compile("年初|批复|安排")
_AMONG = regex.compile(r"^[\p{Han}]{0,12}中[，,]")
_OWNER_TAIL = regex.compile(r"(?:的|年度|年初|全年|财政拨款|年中|实际|累计)+$")
_LAST_YEARS = regex.compile("(?:上年|去年)(?!末?结转)")
_SHORT_NAME = regex.compile(r"\p{Han}{2,8}")
_BUDGETED = regex.compile(r"(?:预算|预算数|预算安排|预算金额)(?:数|为|是|共|：|:)?$")
_SPENDS = regex.compile("支出|工资福利|补助")
_SPENT_BY_NOW = regex.compile("全年|实际|累计|已")
_ADDED = regex.compile(r"(?:(?P<sure>追加|调增|增拨)|增加)(?:了|安排)?[\p{Han}（）“”]{2,12}$")
_CUT = regex.compile(r"(?:(?P<sure>追减|核减|调减)|压减|减少)(?:了)?[\p{Han}（）“”]{2,12}$")
_VERBS = regex.compile("(?:编制|申报|批复|下达|安排|实施|完成|实现|组织|办理|签订|落实|编报|报送|执行)+")
_HELD = frozenset({"年末结转结余", "上年结转", "实际到位资金", "计划投入资金"})
"""分项是各种资金的。"""
_GENERIC_RATES = frozenset(
    {"覆盖率", "质量达标率", "实际完成率", "完成及时率", "政策知晓率", "资金发放及时率"}
)


@dataclass(frozen=True)
class KnownNames:
    """按词典取名。"""

    names: MetricDictionary

    def by_dictionary(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """词典里的指标：离数最近的一个，连同它的主体。"""
        lead = words.lead
        found = [(start, m) for start, _, m in self.names.metrics_in(lead)]
        item = next((m.name for _, m in reversed(found) if m.kind == "item"), "")
        start, direct = next(((s, m) for s, m in reversed(found) if m.kind != "item"), (0, None))
        if direct is not None and direct.kind == "amount" and item and found[-1][1].kind == "item":
            # “本年收入中一般公共预算拨款”“资产总额中的……”：离数近的才是它的名称
            direct = None
        this_year = direct is not None and direct.name == _SPENT_THIS_YEAR and "合计" not in lead[start:]
        if this_year and (item or self._owner(lead[:start])):
            # “会议费本年支出”说的是这一项的支出，不是全部支出的合计
            direct = self.names.metric_named(SPENT)
        if direct is not None and direct.name == SPENT and memory.listing and not item:
            # “政府采购支出774万元，其中货物支出268万元”：是总数的分项，不是一个科目的支出
            whole = next((w for w in reversed(memory.wholes) if w.unit == quantity.unit), None)
            label = phrase_of(lead[:start])
            if whole is not None and label and (part := self.names.part_of(whole.metric, label)):
                return Named(part, known=True)
        if direct is not None and direct.name == SPENT and _NOT_SPENT.search(lead[:start]):
            return Named("未支出")
        if direct is not None and direct.name == _RECEIVED and _INVESTED.search(lead[start:]):
            return None
        if direct is not None and direct.name == _RECEIVED and (due := _DUE.search(lead[:start])):
            # “计划年底前到位”“未到位”的，不是到位的资金
            direct = self.names.metric_named(_PLANNED_FUNDS) if due["planned"] else None
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

    def own_rate(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """“控制率”“执行率”：谁的，看前面。"""
        found = _ITEM_RATE.match(words.lead.strip("，,、； "))
        if found is None or quantity.unit != "%":
            return None
        rate = found["rate"]
        for named in reversed(memory.spoken[-4:]):
            followed = self.names.after(named.metric, rate)
            if followed:
                return Named(followed, known=True)
        last = memory.last()
        if rate == "完成率" and last is not None and last.metric == SPENT:
            return Named("预算执行率", last.subject, known=True)
        own = self.names.metric_named(memory.item + rate) if memory.item else None
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
            memory.item, memory.item_told = self.names.canonical(owner), True
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
        if (cut := _TAKEN_BACK.match(before)) and self._vague(lead, direct):
            return Named("追减预算" if cut["less"] else "追加预算", before[cut.end() :], known=True)
        measure = direct.name
        if self._vague(lead, direct) and _ADJUSTED.search(lead):
            # “调整预算后项目预算586.2万元”
            measure = "调整后预算数"
        elif measure in BUDGETS and self._vague(lead, direct) and memory.listing:
            measure = next((w.metric for w in reversed(memory.wholes) if w.metric in BUDGETS), measure)
        if direct.kind == "measure" and not _COMPARED_WITH.search(lead):
            memory.measure = measure
        if (
            not direct.name.startswith("上年")
            and self.names.without_period(lead.strip("，,、；;“” "))[1]
            and _LAST_YEAR.search(lead[:start] + lead[start:][:2])
        ):
            return Moves.of_year(Named(measure, memory.item, known=True))
        return Named(measure, memory.item, known=True)

    def _counted(self, memory: Memory) -> str:
        """支出的是刚说的那样东西；刚说的是词典里某个科目的计数（接待人次），就是那个科目。"""
        last = memory.last()
        items = [m.name for _, _, m in self.names.metrics_in(memory.last_gap) if m.kind == "item"]
        if last is not None and last.metric == "项目" and items:
            # “项目支出共安排15个项目，预算1,842万元”
            return items[-1]
        return (self.names.item_counted(last.metric) if last else "") or memory.counted_thing()

    def _vague(self, lead: str, direct: Metric) -> bool:
        """只说“预算”“预算数”，没有说年初还是全年。"""
        return direct.name == "年初预算数" and not _APPROVED.search(lead)

    def _owner(self, before: str) -> str:
        """口径之前说的是谁的：住房保障｜支出，营养改善计划资金｜全年预算。"""
        if subjects := SUBJECTS.findall(before):
            return str(subjects[-1])
        phrase = without_lead(without_asides(before).strip('“”‘’"、，,；;：: '))
        phrase = _AMONG.sub("", _ADJUSTED.sub("", phrase))
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
            own = self.names.metric_named(rate)
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


def _estimated(memory: Memory) -> bool:
    """刚说过概算。"""
    return any("概算" in named.metric for named in memory.spoken[-3:])


def _added(item: str, lead: str, memory: Memory) -> Named | None:
    """“年中追加人员经费126万元”：说的是追加，后面的预算、支出不是这个科目的。"""
    moved = _ADDED.search(lead) or (_CUT.search(lead) if memory.measure in BUDGETS else None)
    if moved is None or not (moved["sure"] or memory.measure in BUDGETS):
        return None
    return Named("追减预算" if moved.re is _CUT else "追加预算", item, known=True)
