"""报告的证据（Reported）：评分标准里说的量，报告自己的数是多少。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from normalize import Estimate, Fact, ScoredRow
from normalize.formulas import Formula
from normalize.metrics import Metric
from normalize.tokens import read_quantity
from reconcile import Reconciliation, Rival, Settled
from score.evidence import Evidence, Reading, bare, filled, rate_of
from score.names import metric_of, readings
from score.spoken import QUARTERS, SHORTEST, Spoken, spoken_of, undated

_QUARTER = re.compile(rf"([{QUARTERS}1-4])季度")
_TARGET = re.compile(r"^(?:年初|年度|预期|绩效|计划)?(?:目标值|指标值|目标|计划值)(?:[（(]?[AB][)）]?)?$")
_ACTUAL = re.compile(
    r"^(?:全年|年度)?(?:实际)?(?:完成值|实际值|完成指标值|完成数|完成量|完成情况)(?:[（(]?[AB][)）]?)?$"
)
_STRIPPED = re.compile(r"^[≥≤＞＜>=<＝\s]+|[。\s]+$")
_RATES = ("率", "度", "比例", "占比", "比重")
_MEASURED = (*_RATES, "数", "额", "量", "次数", "人数", "金额", "进度")
_PRIOR = frozenset({"上年", "去年", "上年度"})


@dataclass(frozen=True)
class Reported(Evidence):
    """采信值；可以换上有争议的另一个值来试算。"""

    tied: Reconciliation
    instead: tuple[Rival, ...] = field(default=())
    row: ScoredRow | None = None

    @property
    def _spoken(self) -> Spoken:
        return spoken_of(self.tied.facts)

    def known(self, name: str) -> Reading | None:
        """报告写明的：词典里的指标，或者一句话说的率；季度的进度另找。"""
        if quarter := _QUARTER.search(name):
            return self._quarter(quarter[1])
        metric, item = metric_of(name)
        if metric is not None and (stated := self._stated(metric.name, item)):
            return self._verbatim(name, stated) or stated
        return self._worded(name) or self._own(name) or self._told(name)

    def _verbatim(self, name: str, stated: Reading) -> Reading | None:
        """几种满意度在词典里是一个指标：报告一字不差地说了条文问的那一种，而采信的是另一种的，用说的那一种。"""
        plain = bare(name)
        if len(plain) < SHORTEST or self.instead:
            return None
        told = [fact for fact in self._spoken.just_after(plain) if fact.quantity.unit == stated.unit]
        if len({fact.quantity.value for fact in told}) != 1 or told[0].at in stated.at:
            return None
        quantity = told[0].quantity
        if stated.value.value == quantity.value or any(fact.at in stated.at for fact in told):
            return None
        return Reading(
            quantity.estimate, quantity.unit, told[0].raw, (told[0].at,), hedged=bool(quantity.hedge)
        )

    def _told(self, name: str) -> Reading | None:
        """词典里没有的量：报告的叫法与条文的叫法一头一尾相同，而且只有一个值。"""
        plain = undated(name)
        if len(plain) < SHORTEST or not plain.endswith(_MEASURED):
            return None
        rate = plain.endswith(_RATES)
        found = [fact for fact in self._spoken.called(plain) if (fact.quantity.unit == "%") == rate]
        if len({(fact.quantity.value, fact.quantity.unit) for fact in found}) != 1:
            return None
        fact = found[0]
        doubt = "" if undated(fact.metric) == plain else f"报告里叫“{fact.metric}”"
        return Reading(
            fact.quantity.estimate,
            fact.quantity.unit,
            fact.raw,
            (fact.at,),
            doubt,
            hedged=bool(fact.quantity.hedge),
        )

    def _own(self, name: str) -> Reading | None:
        """评分表这一行自己的指标值、完成值；指标自己的率也可以就是完成值。"""
        if self.row is None:
            return None
        plain = bare(name)
        own = plain == bare(self.row.name) or bare(self.row.name).endswith(plain)
        place = (
            self.row.target
            if _TARGET.search(plain)
            else self.row.actual
            if own or _ACTUAL.search(plain)
            else None
        )
        quantity = read_quantity(_STRIPPED.sub("", self.tied.facts.document.text(place))) if place else None
        if quantity is None or place is None:
            return None
        return Reading(
            quantity.estimate, quantity.unit, self.tied.facts.document.text(place).strip(), (place,)
        )

    def derived(self, name: str) -> Reading | None:
        """报告没有写明的率，按词典的公式算。"""
        if _QUARTER.search(name):
            return None
        metric, item = metric_of(name)
        return self._by_dictionary(metric) if metric is not None and not item else None

    def mentions(self, name: str) -> tuple[Fact, ...]:
        """谈到这个量的小节里，单位是分的数：得分不是这个量，但可以告诉人去哪里看。"""
        metric, _ = metric_of(name)
        words = [metric.name, *metric.synonyms] if metric else [name]
        return tuple(
            fact
            for section, facts in self._spoken.points.items()
            if any(word in heading for heading in section for word in words)
            for fact in facts
        )

    def _stated(self, metric: str, item: str) -> Reading | None:
        for rival in self.instead:
            if (rival.metric, rival.subject) == (metric, item):
                quantity = rival.quantity
                return Reading(quantity.estimate, quantity.unit, quantity.printed(quantity.value), ())
        settled = self._settled(metric, item)
        if settled is None or not settled.sources:
            return None
        quantity = settled.quantity
        best = next((s for s in settled.sources if s.quantity == quantity), settled.sources[0])
        hedged = bool(quantity.hedge)
        return Reading(quantity.estimate, quantity.unit, best.raw, (best.at,), settled.reason, hedged=hedged)

    def _settled(self, metric: str, item: str) -> Settled | None:
        """本年度、本部门的那一个；只有几个不同范围的数，就没有可用的。"""
        own = [s for s in self.tied.settled_by.get((metric, item), ()) if not self._only_aimed(s.sources)]
        own = [s for s in own if s.qualifiers.period not in _PRIOR] or [
            s for s in own if s.quantity.unit != "%"
        ]
        whole = [s for s in own if not (s.qualifiers.scope or s.qualifiers.base or s.qualifiers.fund)] or own
        current = [s for s in whole if not s.qualifiers.period] or whole
        if len({(s.quantity.value, s.quantity.unit) for s in current}) > 1:
            latest = max(s.qualifiers.period for s in current)
            current = [s for s in current if s.qualifiers.period == latest]
        return current[0] if len({s.quantity.value for s in current}) == 1 else None

    def _only_aimed(self, facts: Sequence[Fact]) -> bool:
        """说的都是目标、打算，不是做到了多少。"""
        return bool(facts) and all(fact.id in self._spoken.aims for fact in facts)

    def _worded(self, name: str) -> Reading | None:
        """报告没有用指标的名称，而是用一句话说的率：“调剂资金累计……元，占部门预算总规模的4.50%”。"""
        words = next((words for _, words in readings() if all(word in name for word in words)), ())
        found = self._spoken.worded.get(words, ())
        if len({fact.quantity.value for fact in found}) != 1:
            return None
        return Reading(found[0].quantity.estimate, "%", found[0].raw, (found[0].at,))

    def _quarter(self, mark: str) -> Reading | None:
        """某季度末的累计支出进度；第四季度末就是全年。"""
        quarter = QUARTERS[int(mark) - 1] if mark.isdigit() else mark
        if fact := self._spoken.quarters.get(quarter):
            return Reading(fact.quantity.estimate, "%", fact.raw, (fact.at,))
        return self.reading("预算执行率") if quarter == QUARTERS[-1] else None

    def _by_dictionary(self, metric: Metric) -> Reading | None:
        """报告没有写这个率：词典里各种口径都算，口径不同结果也不同的，都列出来。"""
        formulas = metric.formulas if metric.unit == "%" else ()
        found = [read for formula in formulas if (read := self._by_formula(formula))]
        if not found:
            return None
        others = tuple(r for r in found[1:] if r.value.value != found[0].value.value)
        return replace(found[0], doubt=f"报告没有写明{metric.name}，由其他数推算", others=others)

    def _by_formula(self, formula: Formula) -> Reading | None:
        used: dict[str, Reading] = {}

        def lookup(operand: str) -> Estimate:
            item, _, measure = operand.partition(".")
            read = self._stated(measure, item) if measure else self._stated(operand, "")
            if read is None:
                raise LookupError(operand)
            used[operand] = read
            return read.plain

        try:
            value = formula.evaluate(lookup)
        except (LookupError, ZeroDivisionError):
            return None
        return rate_of(value, used, filled(formula.text.replace(" ", ""), used))
