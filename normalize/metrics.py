"""指标词典（MetricDictionary）：规范名称、同义词、单位、公式；知识在 metrics.toml 与 headers.toml。"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

import regex

from normalize.quantity import Estimate

Lookup = Callable[[str], Estimate]
_QUOTES = "“”‘’\"'「」"
_NAME = regex.compile(r"[^-+*/()\s]+")
_LEAD = regex.compile(r"^(?:本部门|本单位|我单位|我部门|我局|部门|单位|本年度|年度|20\d\d年度?)+")
_BRACKETED = regex.compile(r"[(（][^)）]*[)）]")


@dataclass(frozen=True)
class Formula:
    """公式：规范名称的四则运算，后缀式存放，例如“决算数 / 调整后预算数”。"""

    text: str
    base: str
    steps: tuple[str, ...]

    @classmethod
    def parse(cls, text: str, base: str = "") -> Formula:
        """从文字读出公式。

        Raises:
            ValueError: 括号不成对。
        """
        steps: list[str] = []
        waiting: list[str] = []
        rank = {"+": 1, "-": 1, "*": 2, "/": 2}
        for piece in regex.findall(r"[-+*/()]|[^-+*/()\s]+", text):
            if piece == "(":
                waiting.append(piece)
            elif piece == ")":
                while waiting and waiting[-1] != "(":
                    steps.append(waiting.pop())
                if not waiting:
                    msg = f"公式的括号不成对：{text}"
                    raise ValueError(msg)
                waiting.pop()
            elif piece in rank:
                while waiting and rank.get(waiting[-1], 0) >= rank[piece]:
                    steps.append(waiting.pop())
                waiting.append(piece)
            else:
                steps.append(piece)
        return cls(text, base, (*steps, *reversed(waiting)))

    @cached_property
    def operands(self) -> tuple[str, ...]:
        """公式里的量，按出现先后，不重复。"""
        names = [s for s in self.steps if s not in {"+", "-", "*", "/"} and not s.isdigit()]
        return tuple(dict.fromkeys(names))

    def evaluate(self, lookup: Lookup) -> Estimate:
        """代入各量的值。

        Raises:
            ZeroDivisionError: 分母可能为零。
            LookupError: lookup 找不到某个量。
        """
        stack: list[Estimate] = []
        for step in self.steps:
            if step in {"+", "-", "*", "/"}:
                right, left = stack.pop(), stack.pop()
                results = {"+": left.__add__, "-": left.__sub__, "*": left.__mul__, "/": left.__truediv__}
                stack.append(results[step](right))
            else:
                stack.append(Estimate.exactly(Decimal(step)) if step.isdigit() else lookup(step))
        return stack.pop()


@dataclass(frozen=True)
class Metric:
    """指标：kind 为 measure（口径：年初预算数）、item（科目：人员经费）、amount（独立的量）或 indicator（率等）。"""

    name: str
    kind: Literal["measure", "item", "amount", "indicator"]
    synonyms: tuple[str, ...] = ()
    unit: str = ""
    direction: str = "none"
    parts: tuple[str, ...] = ()
    formulas: tuple[Formula, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class MetricDictionary:
    """指标词典：由文字找指标，由表头找列的角色。"""

    metrics: tuple[Metric, ...]
    roles: dict[str, str]

    @cached_property
    def by_name(self) -> dict[str, Metric]:
        """规范名称 → 指标。"""
        return {metric.name: metric for metric in self.metrics}

    @cached_property
    def _by_form(self) -> dict[str, Metric]:
        forms: dict[str, Metric] = {}
        for metric in self.metrics:
            for form in (metric.name, *metric.synonyms):
                forms.setdefault(_plain(form), metric)
        return forms

    @cached_property
    def _pattern(self) -> regex.Pattern[str]:
        """最长的名称优先；名称里可以夹着引号（“三公”经费）。"""
        forms = sorted(self._by_form, key=len, reverse=True)
        loose = [rf"[{_QUOTES}]?".join(regex.escape(char) for char in form) for form in forms]
        return regex.compile("|".join(loose))

    def metric_named(self, text: str) -> Metric | None:
        """整个短语就是一个指标名时给出该指标。"""
        plain = _plain(text)
        for form in (plain, _LEAD.sub("", plain), _BRACKETED.sub("", plain), _LEAD.sub("", _BRACKETED.sub("", plain))):
            if form in self._by_form:
                return self._by_form[form]
        return None

    def metrics_in(self, text: str) -> tuple[tuple[int, int, Metric], ...]:
        """一段文字里提到的指标：起、止、指标，自左而右，最长优先，互不重叠。"""
        return tuple((m.start(), m.end(), self._by_form[_plain(m[0])]) for m in self._pattern.finditer(text))

    def role_of(self, path: tuple[str, ...]) -> str:
        """一列的角色：自下而上看表头，第一个认得的为准；都不认得为空串。"""
        for text in reversed(path):
            plain = regex.sub(r"\s+", "", text)
            for form in (plain, _BRACKETED.sub("", plain)):
                if form in self.roles:
                    return self.roles[form]
        return ""


def _plain(text: str) -> str:
    """去掉引号和空白。"""
    return regex.sub(rf"[\s{_QUOTES}]", "", text)


@cache
def dictionary() -> MetricDictionary:
    """随程序发行的指标词典。"""
    here = files("normalize")
    entries = tomllib.loads(here.joinpath("metrics.toml").read_text(encoding="utf-8"))["metric"]
    roles = tomllib.loads(here.joinpath("headers.toml").read_text(encoding="utf-8"))["roles"]
    metrics = tuple(
        Metric(
            name=e["name"],
            kind=e["kind"],
            synonyms=tuple(e.get("synonyms", ())),
            unit=e.get("unit", ""),
            direction=e.get("direction", "none"),
            parts=tuple(e.get("parts", ())),
            formulas=tuple(Formula.parse(f["text"], f.get("base", "")) for f in e.get("formulas", ())),
            source=e.get("source", ""),
        )
        for e in entries
    )
    return MetricDictionary(metrics, {form: role for role, forms in roles.items() for form in forms})
