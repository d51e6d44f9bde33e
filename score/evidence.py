"""证据（Evidence）：评分标准里说的量，报告自己的数是多少。"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files

from extract import Location
from normalize import Estimate, Fact, Sentence
from normalize.metrics import Formula, Metric, dictionary
from normalize.quantity import HUNDRED
from reconcile import Reconciliation, Rival, Settled
from score import expression as formulas
from score.expression import Expression, Operation

_QUOTES = re.compile(r"[“”‘’\"'「」\s]")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")
_QUARTERS = "一二三四"
_QUARTER = re.compile(rf"([{_QUARTERS}1-4])季度")
_PROGRESS = re.compile(r"支出|执行|支付|进度")
# 指标名称前后可有可无的话；除此之外还有别的话，就不是同一个量
_PADDING = re.compile(
    r"(?:本|当|全)?年度?|部门|本?单位|实际|所有|全部|总额|总数|合计数?|数量|金额|累计|发生|使用|安排|情况|人?数|额|的|本|末|公众或|社会|或"
)
_PRIOR = frozenset({"上年", "去年", "上年度"})


@dataclass(frozen=True)
class Reading:
    """量到的值：百分数是百分号前的数；how 是怎么来的，at 是出处，doubt 是采信时的说明。"""

    value: Estimate
    unit: str
    how: str
    at: tuple[Location, ...]
    doubt: str = ""

    @property
    def plain(self) -> Estimate:
        """参与公式运算的值：率化成小数。"""
        return self.value / Estimate.exactly(HUNDRED) if self.unit == "%" else self.value


@dataclass(frozen=True)
class Evidence:
    """采信值；可以换上有争议的另一个值来试算。"""

    tied: Reconciliation
    instead: tuple[Rival, ...] = field(default=())

    def reading(self, name: str, definitions: Sequence[tuple[str, Expression]] = ()) -> Reading | None:
        """某个量的值：报告写明的优先，其次按条文的公式，再次按词典的公式算；都没有为 None。"""
        if quarter := _QUARTER.search(name):
            return self._quarter(quarter[1])
        metric, item = metric_of(name)
        if metric is not None and (stated := self._stated(metric.name, item)):
            return stated
        if worded := self._worded(name):
            return worded
        own = (expression for known, expression in definitions if _alike(known, name))
        for expression in own:
            if read := self._by_expression(expression, definitions):
                return read
        return self._by_dictionary(metric) if metric is not None and not item else None

    def recomputed(self, name: str, definitions: Sequence[tuple[str, Expression]] = ()) -> Reading | None:
        """不看报告写的率，只由分子分母算。"""
        for known, expression in definitions:
            if _alike(known, name) and (read := self._by_expression(expression, definitions)):
                return read
        metric, item = metric_of(name)
        return self._by_dictionary(metric) if metric is not None and not item else None

    def mentions(self, name: str) -> tuple[Fact, ...]:
        """谈到这个量的小节里，单位是分的数：得分不是这个量，但可以告诉人去哪里看。"""
        metric, _ = metric_of(name)
        words = [metric.name, *metric.synonyms] if metric else [name]
        return tuple(
            fact
            for sentence in self.tied.facts.sentences
            if any(word in heading for heading in sentence.section for word in words)
            for fact in sentence.facts
            if fact.quantity.unit == "分"
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
        return Reading(quantity.estimate, quantity.unit, best.raw, (best.at,), settled.reason)

    def _settled(self, metric: str, item: str) -> Settled | None:
        """本年度、本部门的那一个；只有几个不同范围的数，就没有可用的。"""
        own = [s for s in self.tied.settled if s.metric == metric and s.qualifiers.subject == item]
        own = [s for s in own if s.qualifiers.period not in _PRIOR] or own
        whole = [s for s in own if not (s.qualifiers.scope or s.qualifiers.base or s.qualifiers.fund)] or own
        current = [s for s in whole if not s.qualifiers.period] or whole
        if len({(s.quantity.value, s.quantity.unit) for s in current}) > 1:
            latest = max(s.qualifiers.period for s in current)
            current = [s for s in current if s.qualifiers.period == latest]
        return current[0] if len({s.quantity.value for s in current}) == 1 else None

    def _worded(self, name: str) -> Reading | None:
        """报告没有用指标的名称，而是用一句话说的率：“调剂资金累计……元，占部门预算总规模的4.50%”。"""
        words = next((words for _, words in _readings() if all(word in name for word in words)), None)
        found = [
            fact for s in self.tied.facts.sentences if words for fact in s.facts if _told(s, fact, words)
        ]
        if len({fact.quantity.value for fact in found}) != 1:
            return None
        return Reading(found[0].quantity.estimate, "%", found[0].raw, (found[0].at,))

    def _quarter(self, mark: str) -> Reading | None:
        """某季度末的累计支出进度；第四季度末就是全年。"""
        number = int(mark) if mark.isdigit() else _QUARTERS.index(mark) + 1
        word = f"{_QUARTERS[number - 1]}季度"
        for sentence in self.tied.facts.sentences:
            for fact in sentence.facts if _PROGRESS.search(sentence.text) else ():
                named = word in fact.metric or word in fact.qualifiers.period
                if named and fact.quantity.unit == "%" and not fact.qualifiers.subject:
                    return Reading(fact.quantity.estimate, "%", fact.raw, (fact.at,))
        return self.reading("预算执行率") if number == len(_QUARTERS) else None

    def _by_expression(
        self, expression: Expression, definitions: Sequence[tuple[str, Expression]]
    ) -> Reading | None:
        used: dict[str, Reading] = {}
        others = [(name, known) for name, known in definitions if known is not expression]

        def lookup(name: str) -> Estimate | None:
            read = self.reading(name, others)
            if read is not None:
                used[name] = read
            return read.plain if read else None

        value = formulas.value_of(expression, lookup)
        if value is None or not used:
            return None
        return _rate(value, used, _worked(expression, used))

    def _by_dictionary(self, metric: Metric) -> Reading | None:
        for formula in metric.formulas if metric.unit == "%" else ():
            if read := self._by_formula(formula):
                return read
        return None

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
        return _rate(value, used, _filled(formula.text.replace(" ", ""), used))


def _told(sentence: Sentence, fact: Fact, words: Sequence[str]) -> bool:
    """百分数之前的话说全了这几个词，而且词与数之间没有隔着别的率。"""
    if fact.quantity.unit != "%":
        return False
    rates = (f.at.end for f in sentence.facts if f.quantity.unit == "%" and f.at.end <= fact.at.start)
    before = sentence.text[
        max(rates, default=sentence.at.start) - sentence.at.start : fact.at.start - sentence.at.start
    ]
    return all(word in before for word in words)


def _rate(value: Estimate, used: Mapping[str, Reading], how: str) -> Reading:
    places = tuple(dict.fromkeys(at for read in used.values() for at in read.at))
    doubt = next((read.doubt for read in used.values() if read.doubt), "")
    return Reading(value * Estimate.exactly(HUNDRED), "%", how, places, doubt)


def _worked(expression: Expression, used: Mapping[str, Reading]) -> str:
    """算式代入数字的样子；末尾的×100%不写。"""
    while isinstance(expression, Operation) and expression.operator == "*" and str(expression.right) == "1":
        expression = expression.left
    return _filled(str(expression).removeprefix("(").removesuffix(")"), used)


def _filled(shown: str, used: Mapping[str, Reading]) -> str:
    for name in sorted(used, key=len, reverse=True):
        shown = shown.replace(name, used[name].how)
    return shown.replace("/", "÷").replace("*", "×")


def _alike(one: str, other: str) -> bool:
    one, other = _QUOTES.sub("", one), _QUOTES.sub("", other)
    return one == other or one.rstrip("率") == other.rstrip("率") or one.endswith(other)


@cache
def _readings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    text = files("score").joinpath("readings.toml").read_text(encoding="utf-8")
    return tuple((entry["metric"], tuple(entry["all"])) for entry in tomllib.loads(text)["reading"])


@cache
def metric_of(name: str) -> tuple[Metric | None, str]:
    """条文里的一个叫法是哪个指标、哪个科目；还夹着别的话的，不敢认。"""
    names = dictionary()
    plain = _QUOTES.sub("", name)
    if found := names.metric_named(plain):
        return found, ""
    for metric, words in _readings():
        if all(word in plain for word in words):
            return names.by_name.get(metric), ""
    bare = _BRACKETED.sub("", plain)
    if found := names.metric_named(bare):
        return found, ""
    parts = names.metrics_in(bare)
    if not parts or _PADDING.sub("", _outside(bare, parts)):
        return None, ""
    items = [metric.name for _, _, metric in parts if metric.kind == "item"]
    others = [metric for _, _, metric in parts if metric.kind != "item"]
    return (others[-1], items[-1] if items else "") if others else (None, "")


def _outside(text: str, parts: Iterable[tuple[int, int, Metric]]) -> str:
    position, left = 0, ""
    for start, end, _ in parts:
        left += text[position:start]
        position = end
    return left + text[position:]


def shown_percent(value: Decimal) -> str:
    """写成两位小数的百分数。"""
    return f"{value:.2f}%"
