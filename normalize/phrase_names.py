"""词典外的名称（phrase name）：只说了动作的看前面的数，只说了名目的看总数，都没有的取名词短语；什么也没说的，还是刚说的那样东西。"""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from normalize.facts import same_measure
from normalize.heads import SIDE_OF_ROLE
from normalize.memory import DERIVED, MEASURES, SPENDING, SPENT, Memory, Named, Words, shared_noun
from normalize.metrics import Metric, MetricDictionary, fits
from normalize.moves import Moves
from normalize.nouns import noun_after, phrase_of, shortened, without_lead, without_tail
from normalize.quantity import Quantity

_CLASSIFIERS = frozenset("个条名支家项处套辆台座位所户种类块盏只艘件起宗例栋间")
_PLACES = regex.compile(
    r"(?:级|街道|镇|(?<![返下还回])乡|村|县|市|区|省|州|部门|系统|科|股|处|室|所|院|校|公司|集团|社区|其他|其余|本级|局|中心|片区|类|园区|机关|[支大中]队|站)$|^[男女老幼省市县区镇乡村城校院内外上下东西南北中公私新旧其]$|^.{2}$"
)
_GLUED = regex.compile(r"[、，,\s]{0,1}(?:共|计|合计|共计|金额|总金额)?")
_POSTS = regex.compile(r"(?P<owner>\p{Han}{0,14}(?:机关|本级|中心|[院校馆站所局队]))(?:人员)?编制")
"""“机关编制22名”。"""
_SATISFIED = regex.compile(r"^(?:对\p{Han}{0,12})?(?:表示|感到)(?:基本|非常|比较)?满意")
_ACTS = regex.compile(
    "(?:略多|略少|相差|尚缺|短缺|超出|多出|减少|增加|新增|净增|完成|实际|整改|办结|获得|安装?)了?"
)
"""不是分项的名目。"""
_PAUSES = frozenset("，；。")
_OF_ITS = regex.compile(
    r"的(?P<noun>(?!目标|要求|标准|任务|计划|上限|水平)\p{Han}{2,4}?)(?=[，。；、]|虽|已|仍|尚|均|主要|全部)"
)
_USED_FOR = regex.compile(r"(?:主要|专项)?用于(?P<what>[\p{Han}“”]{2,12})(?=[，；。、])")
_AHEAD = regex.compile(
    r"(?:^|[^\p{Han}])(?P<noun>\p{Han}{1,20}[率额量数员户资金费价积交值入出诉件诊])，"
    r"(?:20\d\d年[末底]?|按\p{Han}{2,10}(?:计算|测算|口径)?(?:为|是)?|全年|上半年|年末)$"
)
_LEVELS = regex.compile(
    "(?:中央|国家|省|自治区|市|州|县|区|旗)(?:级|财政|级财政|本级)?(?:资金|补助|配套|补助资金)?"
)
_SPLIT = MEASURES | {"实际到位资金", "计划投入资金"}
_TURNED = regex.compile("(?:增加|减少|增长|下降|上升|降低|提高)(?:了)?")
_THAT_IS = regex.compile("^[，,（(]?(?:即|合|折|计)$")
_AND = frozenset({"和", "与", "及", "、"})
_LAST_YEAR = regex.compile("^[，,、；;\\s]*(?:上年|去年)(?:同期)?(?:为|是)?$")
_GOAL = regex.compile(r"(?:目标|上限)[值数]?$")
_PLAN = regex.compile(r"(?<=\p{Han}{3})计划[值数]?$")
_BOUNDS = frozenset({"低于", "高于", "超过", "不足", "未达到", "不低于", "不超过", "达不到"})
_MISSED = regex.compile("(?:没有|未|没能|尚未)(?:达到|完成)$")
_REALLY = regex.compile(r"^[，,；;、\s]*(?:(?:全年)?实际(?:完成)?值|完成值|实际|实际完成|完成|达到|为)?$")
_REAL_VALUE = regex.compile("(?:全年)?实际(?:完成)?值(?:为|是)?")
_VERB_ONLY = 2
_PLANNED = regex.compile(
    r"^[、，,；;：:\s]*(?:20\d\d年度?|全年|本年度?|年初|年度|原)*(?:计划|拟|预计)(?!生育|投资|投入)"
)
_VALUED = regex.compile("(?:年度|绩效)?(?:指标值|(?P<actual>(?:全年)?实际(?:完成)?值|完成值))$")
_DONE = regex.compile("完成|实际")
_ARRANGED = regex.compile("安排|预算")
_SUMMED = regex.compile(r"^(?:共计?|合计|总计|累计|全年合计|两项合计)$")
_WHEN = regex.compile(
    "季度|半年|月|^[，,、]?(?:全年|年底|年末)(?:达到?|升至|提高到|为|完成)*$|^[，,、；;]*(?:上年|去年|20\\d\\d年[末底]?)(?:同期)?(?:为|是|达)?$"
)
"""“二季度末为47.85%”：只换了期间，说的还是前面那个率。"""
_BENEFITED = regex.compile("(?:惠及|受益)$")
_DONE_LEAD = regex.compile(r"^(?:其中|已|并|均|实际|共|全部|及时)+(?=\p{Han}{2})")
_EACH = regex.compile(r"每|平均|\p{Han}{1,2}均$")
"""“每人8000元，计12.8万元”：计的不是每人。"""
_CARRIED_OVER = "年末结转结余"
_HAN = regex.compile(r"\p{Han}+")
_REMAINING = regex.compile(r"(?:尚有|还有|剩余|剩)$")


@dataclass(frozen=True)
class PhraseNames:
    """按短语取名。"""

    names: MetricDictionary
    moves: Moves

    def followed(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """只说了动作（完成23项、已整改871处、办结率），对象在前面。"""
        said = without_tail(words.lead.strip("，,、；;：: "))
        said = _DONE_LEAD.sub("", said)
        said = said if self.names.is_said(said) else without_lead(said)
        if not said or len(said) > 8:
            return None
        for named in reversed(memory.spoken[-5:]):
            followed = self.names.after(named.metric, said)
            if followed and fits(self.names.by_name[followed], quantity):
                return Named(followed, known=True)
        return None

    def glued(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
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

    def part(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """列举里只说了名目的：词典里总数的分项；预算、支出、得分随总数；地区、层级随总数，名目是主体。"""
        if not memory.listing:
            return None
        alike = same_measure(quantity.unit)
        wholes = [w for w in memory.wholes if w.unit in alike and w.unit]
        meant = [
            w for w in wholes if w.metric not in DERIVED and not w.compared and w.metric[0] not in "比较与"
        ]
        whole = next(reversed(meant or wholes), None)
        label = phrase_of(words.lead)
        used = None
        if (not label or words.lead.rstrip()[-1:] in _PAUSES) and (used := _USED_FOR.match(words.tail)):
            # “其中：50万元用于初步设计”
            label = used["what"]
        if whole is None or not label or _ACTS.fullmatch(label):
            return None
        if part := self.names.part_of(whole.metric, label):
            return Named(part, known=True)
        own = self.names.metric_named(label)
        if own is not None and own.kind == "measure" and fits(own, quantity) and own.name != whole.metric:
            return Named(own.name, whole.subject if whole.metric in MEASURES else memory.project, known=True)
        if own is not None and own.kind == "amount" and own.name != whole.metric and fits(own, quantity):
            return Named(own.name, known=True)
        if quantity.unit == "%" and label[-1] in "率度比":
            return None
        if whole.metric in MEASURES or whole.metric in SPENDING or whole.metric == "自评得分":
            owner = label.removesuffix("支出") if label not in self.names.by_name else label
            memory.item = self.names.canonical(label)
            metric = SPENT if whole.metric in SPENDING else whole.metric
            return Named(metric, self.names.canonical(owner or label), known=True)
        last = memory.last()
        beside = words.lead.lstrip().startswith(("、", "和")) and last is not None and bool(last.subject)
        if beside and last is not None and last.metric == whole.metric:
            return Named(whole.metric, label, known=whole.known)
        if used is not None and label == used["what"]:
            return Named(whole.metric, label, known=whole.known)
        if _PLACES.search(label) and "、" not in label and _head_noun(whole.metric) not in label:
            return Named(whole.metric, label, known=whole.known)
        return None

    def noun_phrase(self, words: Words, quantity: Quantity, memory: Memory) -> Named:
        """词典里没有的，取小句里的名词短语；数在名词之前（95个社区）则取其后的名词。"""
        phrase = "" if _REAL_VALUE.fullmatch(words.lead.strip("，,、；; ")) else phrase_of(words.lead)
        if words.label and (rest := phrase_of(words.lead.removeprefix(words.label))):
            if _TURNED.fullmatch(rest):
                return Named("增减率" if quantity.kind == "percent" else "增减额", words.label)
            return Named(rest, words.label)
        told_after = quantity.unit != "%" and words.lead.rstrip()[-1:] in {"", *_PAUSES}
        if told_after and (owed := _OF_ITS.match(words.tail)):
            # “27.54万元的缺口”
            return Named(owed["noun"])
        if level := self._of_level(phrase, quantity, memory):
            return level
        if known := self._known_phrase(phrase, words, quantity, memory):
            return known
        if quantity.unit in _CLASSIFIERS and (after := noun_after(words.tail)):
            return Named(after)
        near = self.names.metric_spaced(without_tail(words.lead)) or self.names.metric_like(phrase)
        if near is not None and fits(near, quantity):
            return Named(near.name, known=True)
        if len(phrase) == _VERB_ONLY and (done := self._done(phrase, quantity.unit, memory)):
            return done
        parallel = words.lead.lstrip().startswith(("、", "和"))
        if len(phrase) >= 2 or (phrase and parallel and _HAN.match(phrase)):
            return self._aimed(phrase, words, memory)
        return self._unsaid(phrase, words, quantity, memory)

    @staticmethod
    def _of_level(phrase: str, quantity: Quantity, memory: Memory) -> Named | None:
        """“到位1,246.8万元，中央482.0万元、省264.8万元”：各级的，还是刚说的那笔钱。"""
        last = memory.last()
        if quantity.unit != "元" or last is None or last.unit != "元" or not _LEVELS.fullmatch(phrase):
            return None
        split = last.metric in _SPLIT and (not last.subject or bool(_LEVELS.fullmatch(last.subject)))
        return Named(last.metric, phrase, known=last.known) if split and not last.compared else None

    def _aimed(self, phrase: str, words: Words, memory: Memory) -> Named:
        """“计划改造30个”“完好率目标98%”：计划数、目标值与实际的分开。"""
        planned = "计划" if _PLANNED.match(words.lead) else ""
        stem = _PLAN.sub("", phrase)
        if stem != phrase:
            return Named(shortened(stem), base="计划")
        if (valued := _VALUED.search(phrase)) and len(stem := phrase[: valued.start()]) > 1:
            return Named(shortened(stem), base=SIDE_OF_ROLE["actual" if valued["actual"] else "target"])
        return replace(_of_project(phrase, memory.project), base=planned)

    def _known_phrase(self, phrase: str, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """整个小句、整个短语，或者数后面的词，就是词典里的名称。"""
        own = (
            self.names.metric_named(words.lead.strip("，,、；;：: "))
            or self.names.metric_named(without_lead(words.lead).strip("，,、；;：: "))
            or self.names.metric_named(phrase)
            or self._carried(phrase)
            or self.names.metric_named(f"{phrase}{quantity.unit}")
        )
        if own is not None and fits(own, quantity) and not (memory.treasury and own.name == _CARRIED_OVER):
            if own.kind == "measure":
                memory.measure = own.name
                return Named(own.name, memory.item or memory.project, known=True)
            return Named(own.name, known=True)
        if (posts := _POSTS.fullmatch(phrase)) and quantity.unit in same_measure("人"):
            return Named("编制数", posts["owner"], known=True)
        if _SATISFIED.match(words.tail):
            return Named("满意人数", known=True)
        clause = _HAN.match(words.tail)
        following = self.names.metric_named(clause[0]) if clause else None
        if following is not None and fits(following, quantity):
            return Named(following.name, known=True)
        return None

    def _carried(self, phrase: str) -> Metric | None:
        """“加上2021年结转的”：上年的结转。"""
        plain, period = self.names.without_period(phrase)
        return self.names.metric_named(f"上年{plain}") if self.moves.another_year(period) == "上年" else None

    def _unsaid(self, phrase: str, words: Words, quantity: Quantity, memory: Memory) -> Named:
        """小句里没有说的：后面的名词、合计、冒号之前的率，或者还是刚说的那样东西。"""
        unit = quantity.unit
        if (
            unit == "%"
            and not phrase
            and not quantity.hedge.startswith("超")
            and (share := self._of_count(words, memory))
        ):
            return share
        if not phrase and (joined := self._joined(words, unit, memory)):
            return joined
        bound = quantity.hedge in _BOUNDS or bool(_MISSED.search(words.lead))
        if not phrase and (bound or (unit == "%" and _REALLY.match(words.lead))):
            alike = memory.alike(unit)
            if alike is not None:
                return Named(f"{alike.metric}目标", alike.subject) if bound else self._again(alike, unit)
        if _REMAINING.search(words.lead) and (clause := _HAN.match(words.tail)):
            return Named(clause[0][:12])
        if _BENEFITED.search(words.lead) and unit in same_measure("人"):
            return Named("受益人数")
        if told := self._worth_told(words, quantity, memory):
            return told
        if _SUMMED.match(words.lead.strip("，,、；; ")):
            return Named(shared_noun(memory.spoken, unit) or memory.unsubjected(unit))
        if not phrase and (ahead := _AHEAD.search(words.gap)) and len(noun := phrase_of(ahead["noun"])) > 1:
            # “户均改造投资，按完成投资计算为2.77万元”“投诉，2021年1,964件”
            return Named(noun)
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

    def _joined(self, words: Words, unit: str, memory: Memory) -> Named | None:
        """“完成率为114.3%和113.8%”“占医保结算额的2.4%，上年1.9%”：还是前一个数的名称。"""
        last = memory.last()
        if (
            last is not None
            and last.metric == "占比"
            and last.subject
            and unit != "%"
            and _THAT_IS.match(words.lead)
        ):
            # “按保护贡献因素分配的占五成，即7.80亿元”
            return Named(last.subject)
        if last is None or last.unit != unit:
            return None
        if unit == "%" and last.metric == "占比" and _LAST_YEAR.match(words.lead):
            return replace(last, period="上年")
        if words.gap.strip() not in _AND:
            return None
        return Named(last.metric, base=last.base) if last.metric in DERIVED else self._again(last, unit)

    @staticmethod
    def _of_count(words: Words, memory: Memory) -> Named | None:
        """“调查2,600人，满意2,478人，95.3%”：后一个数占前一个数的。"""
        if words.gap.strip() not in {"，", "，即", "（", "，约"} or len(memory.spoken) < len("前后"):
            return None
        whole, part = memory.spoken[-2:]
        counts = part.unit == whole.unit and part.unit not in {"元", "%", "分", ""}
        return Named("占比", part.thing, whole.thing) if counts and part.thing != whole.thing else None

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
        own = self.names.metric_named(f"{stem}{unit}") if stem != plain else None
        own = own or self.names.metric_named(plain)
        return replace(named, metric=own.name if own else plain, base="", period=None)

    def _rate_in(self, gap: str) -> str:
        """“各季度支出进度为：一季度20.15%”：率在冒号之前。"""
        found = [m.name for _, _, m in self.names.metrics_in(gap) if m.unit == "%"]
        return found[-1] if found else ""

    def _worth_told(self, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
        """“项目支出年初安排8项共236.4万元”：个数之前说了是什么的钱。"""
        last = memory.last()
        counted = last is not None and last.unit not in {"元", "%"} and quantity.unit == "元"
        if not counted or not _GLUED.fullmatch(words.gap):
            return None
        return self.moves.named(Words(memory.last_gap, memory.last_gap, ""), quantity, memory)

    def _worth(self, last: Named, memory: Memory) -> Named:
        """“创业担保贷款156笔2,870万元”“采购计划15批次512万元”：金额说的还是刚说的那样东西。"""
        metric = self.names.metric_named(f"{last.metric}金额")
        if metric is not None and not _DONE.search(memory.last_gap):
            return Named(metric.name, last.subject, known=True)
        item = self.names.metric_named(last.metric)
        done = self.names.after(metric.name, "实际") if metric is not None else ""
        if done:
            # “采购计划15批次512万元，实际完成14批次489万元”
            return Named(done, last.subject, known=True)
        measure = "年初预算数" if _ARRANGED.search(memory.last_gap) else memory.measure
        if item is not None and item.kind == "item" and measure:
            memory.item, memory.measure = item.name, measure
            return Named(measure, item.name, known=True)
        return Named(last.metric, last.subject)


def _of_project(phrase: str, project: str) -> Named:
    """“某某项目总投资”：量的是总投资，主体是项目。"""
    rest = phrase.removeprefix(project) if project else phrase
    return Named(shortened(rest), project) if rest != phrase and len(rest) > 1 else Named(shortened(phrase))


def _head_noun(metric: str) -> str:
    return metric[-2:]
