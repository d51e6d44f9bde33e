"""指标词典（MetricDictionary）：规范名称、同义词、单位、公式；知识在 metrics.toml 与 headers.toml。"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any, Literal

from normalize.formulas import Formula
from normalize.quantity import Quantity

_QUOTES = "“”‘’\"'「」『』﹁﹂〝〞＂＇"
_SKIPPED = re.compile(rf"[\s{_QUOTES}]+|(?:我|(?<![基样成资])本)(?:局|单位|部门|委|办|中心|院|校|镇|街道)")
_LEAD = re.compile(r"^(?:本部门|本单位|我单位|我部门|我局|部门|单位|本年度|年度|全年|20\d\d年度?)+")
_WIDE_BRACKETS = str.maketrans("()", "（）")
_PERIOD = re.compile(
    r"^(?P<year>20\d\d)年度?|^(?P<prior>上年度?|上一年度?|去年|上年同期)|^(?P<own>本年度?|当年|今年|本期)|^第?(?P<quarter>[一二三四])季度|"
    r"^(?P<months>\d{1,2}[-—至~]\d{1,2}月份?|\d{1,2}月(?:份|末|底)?(?=\D|$))|^(?P<half>[上下]半年)"
)
_MONTH_END = re.compile(r"月[份末底]$")
_OWN_PERIOD = re.compile(r"^(?:\d{1,2}[-—至~]\d{1,2}月份?|本年度?)")
_BRACKETED = re.compile(r"（[^）]*）")
_TAIL = re.compile(r"(?:累计完成|(?<=支出)完成|为|是|共计|共|合计|总计|约|达到|达|：|:)*$")
_TAIL_ENDS = frozenset("为是计共约到达成：:")
_LONG_ENOUGH, _TOO_LONG = 5, 16
_TELLING = frozenset(
    "上下本前后初中末年月季一二三四非未不可已应实预决收支增减行事货服工人总净值类公商内外党团学生教员群家企社居村农城男女新旧才输大小"
)
"""错了一个字就是另一回事的字。"""
_OPENING = 2
"""按开头几个字找名称。"""


@dataclass(frozen=True)
class Metric:
    """指标：kind 为 measure（口径，如年初预算数）、item（科目）、amount（独立的量）或 indicator（率等）。

    synonyms 处处都认；labels 只认整个短语（总额、结余）；endings 只在紧挨着数时才认（……预算446元）；
    spaced 是中间可以插进别的字的说法（排查…隐患）。counts 是说这个科目的事的计数。
    scanned 为假的，名称和同义词也只认整个短语。parts 是已经列全的分项，加起来就是它。
    after、said：刚说过 after 里的指标，接着只说了 said（完成整改、办结率）的，说的就是它。
    """

    name: str
    kind: Literal["measure", "item", "amount", "indicator"]
    synonyms: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    spaced: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    scanned: bool = True
    unit: str = ""
    direction: Literal["up", "down", "equal", "none"] = "none"
    parts: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
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
    def _by_phrase(self) -> dict[str, Metric]:
        """整个短语 → 指标。"""
        return {
            _folded(form)[0]: metric
            for metric in reversed(self.metrics)
            for form in (*metric.labels, *metric.synonyms, metric.name)
        }

    @cached_property
    def _by_opening(self) -> dict[str, list[tuple[str, Metric]]]:
        """开头两个字 → 句中可找的名称，长的在前。"""
        index: dict[str, list[tuple[str, Metric]]] = defaultdict(list)
        for metric in self.metrics:
            for form in (metric.name, *metric.synonyms) if metric.scanned else ():
                folded = _folded(form)[0]
                index[folded[:_OPENING]].append((folded, metric))
        for forms in index.values():
            forms.sort(key=lambda entry: -len(entry[0]))
        return dict(index)

    @cached_property
    def _endings(self) -> dict[str, list[tuple[str, Metric]]]:
        """末一个字 → 只在末尾才认的名称，长的在前。"""
        index: dict[str, list[tuple[str, Metric]]] = defaultdict(list)
        for metric in self.metrics:
            for ending in metric.endings:
                index[ending[-1]].append((ending, metric))
        for endings in index.values():
            endings.sort(key=lambda entry: -len(entry[0]))
        return dict(index)

    def metric_named(self, text: str) -> Metric | None:
        """整个短语就是一个指标名时给出该指标；引号、空白、开头的“本部门”和括号里的话可有可无。"""
        plain = _folded(text)[0]
        for form in (plain, _BRACKETED.sub("", plain)) if "（" in plain else (plain,):
            if found := self._by_phrase.get(form) or self._by_phrase.get(_LEAD.sub("", form)):
                return found
        return None

    @cached_property
    def _spaced(self) -> list[tuple[re.Pattern[str], Metric]]:
        return [
            (re.compile(re.escape(form).replace("…", r"[^，。；、]{0,14}?") + r"\Z"), metric)
            for metric in self.metrics
            for form in metric.spaced
        ]

    def metric_spaced(self, text: str) -> Metric | None:
        """末尾是插进了别的字的指标名：排查堤防和涉水设施隐患。"""
        plain = _folded(text)[0]
        return next((metric for pattern, metric in self._spaced if pattern.search(plain)), None)

    @cached_property
    def _followed(self) -> dict[tuple[str, str], str]:
        """（刚说过的指标，接着说的话）→ 指标。"""
        return {
            (before, said): metric.name
            for metric in self.metrics
            for before in metric.after
            for said in metric.said
        }

    @cached_property
    def _sayings(self) -> frozenset[str]:
        return frozenset(said for _, said in self._followed)

    def is_said(self, said: str) -> bool:
        """有没有哪个指标接着这样说。"""
        return said in self._sayings

    def after(self, metric: str, said: str) -> str:
        """刚说过 metric，接着只说 said（完成整改、办结率），说的是哪个指标；不知道为空串。"""
        return self._followed.get((metric, said), "")

    @cached_property
    def _counted(self) -> dict[str, str]:
        return {count: item.name for item in self.metrics for count in item.counts}

    def item_counted(self, metric: str) -> str:
        """计数说的是哪个科目的事：接待批次是公务接待费的；没有为空串。"""
        return self._counted.get(metric, "")

    @cached_property
    def _ratios(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for metric in self.metrics:
            for formula in metric.formulas:
                found.setdefault(formula.text, metric.name)
        return found

    def ratio_of(self, part: str, whole: str) -> str:
        """部分占总体之比在词典里叫什么（追加预算占年初预算的，叫预算控制率）；没有专名为空串。"""
        return self._ratios.get(f"{part} / {whole}", "")

    def part_of(self, whole: str, label: str) -> str:
        """总数的分项里，名目是 label 的是哪一个：在职人数的“行政”是行政编制人员，采购的“货物类”是货物采购金额。"""
        metric = self.by_name.get(whole)
        bare = label.removesuffix("类").removesuffix("采购")
        for part in metric.parts if metric and bare else ():
            if part.startswith(bare):
                return part if part in self.by_name else f"{part}采购金额"
        return ""

    @cached_property
    def _nearby(self) -> dict[str, set[tuple[str, int, str]]]:
        """去掉一个字的名称 → 规范名称、去掉的是第几个字、是什么字，用来找错了一个字的写法。"""
        index: dict[str, set[tuple[str, int, str]]] = defaultdict(set)
        for phrase, metric in self._by_phrase.items():
            if len(phrase) >= _LONG_ENOUGH:
                for cut, char in enumerate(phrase):
                    index[phrase[:cut] + phrase[cut + 1 :]].add((metric.name, cut, char))
        return dict(index)

    def metric_like(self, text: str) -> Metric | None:
        """错了一个字、或者相邻两个字颠倒了的指标名，而且只可能是一个指标；错在“上、年、初、预、决”这类字上的不猜。

        同样长短而错了位的（公务用车维修费与运维费）是两回事。
        """
        plain = _folded(text)[0]
        if not _LONG_ENOUGH <= len(plain) <= _TOO_LONG:
            return None
        found: set[str] = set()
        for cut, char in enumerate(plain):
            if char not in _TELLING:
                near = self._nearby.get(plain[:cut] + plain[cut + 1 :], ())
                found |= {n for n, at, own in near if at == cut or (abs(at - cut) == 1 and own == char)}
        return self.by_name[found.pop()] if len(found) == 1 else None

    def written(self, text: str) -> Metric | None:
        """行标题、科目写的是哪个指标；错了一个字的科目、口径也认，率不猜（学员满意度不是学生满意度）。"""
        known = self.metric_named(text)
        if known is not None:
            return known
        near = self.metric_like(text)
        return near if near is not None and near.kind in {"item", "measure"} else None

    def canonical(self, text: str) -> str:
        """科目、口径的规范名称；词典里没有的照写。"""
        metric = self.written(text)
        return metric.name if metric else text

    def metrics_in(self, text: str) -> tuple[tuple[int, int, Metric], ...]:
        """一段文字里提到的指标：起、止、指标，自左而右，最长优先，互不重叠。

        名称里夹着引号、空白、“我局”的照样认得。text 是某个数之前的话时，末尾的“预算”“支出”也是指标。
        """
        plain, places = _folded(text)
        found: list[tuple[int, int, Metric]] = []
        position = 0
        while position < len(plain):
            for form, metric in self._by_opening.get(plain[position : position + _OPENING], ()):
                if plain.startswith(form, position):
                    found.append((places[position], places[position + len(form) - 1] + 1, metric))
                    position += len(form)
                    break
            else:
                position += 1
        if ending := self._ending(plain, places, found[-1][1] if found else 0):
            found.append(ending)
        return tuple(found)

    def _ending(self, plain: str, places: Sequence[int], floor: int) -> tuple[int, int, Metric] | None:
        tail = _TAIL.search(plain) if plain[-1:] in _TAIL_ENDS else None
        body = plain[: tail.start()] if tail else plain
        for form, metric in self._endings.get(body[-1:], ()):
            start = len(body) - len(form)
            if body.endswith(form) and places[start] >= floor:
                return places[start], places[len(body) - 1] + 1, metric
        return None

    def role_of(self, path: tuple[str, ...]) -> str:
        """一列的角色：自下而上看表头，第一个认得的为准；都不认得为空串。"""
        for text in reversed(path):
            plain = _folded(text)[0]
            bare = _BRACKETED.sub("", plain)
            for form in (plain, bare, _OWN_PERIOD.sub("", bare)):
                if role := self.roles.get(form):
                    return role
        return ""

    @staticmethod
    def without_period(text: str) -> tuple[str, str]:
        """去掉开头的期间：2020年决算数 → 决算数、2020年；本年度的期间写作“本年”；没有期间的为空串。"""
        found = _PERIOD.match(text)
        if found is None:
            return text, ""
        plain = text[found.end() :].removeprefix("度").removeprefix("的")
        if found["year"]:
            return plain, f"{found['year']}年"
        if found["quarter"]:
            return plain, f"{found['quarter']}季度"
        if found["months"]:
            return plain, _MONTH_END.sub("月", found["months"])
        return plain, "上年" if found["prior"] else "本年" if found["own"] else found[0]


def fits(metric: Metric, quantity: Quantity) -> bool:
    """指标与单位是否相配：率不会是元，金额不会是人。"""
    if metric.unit in {"%", ""} or not quantity.unit:
        return metric.unit != "%" or quantity.unit in {"%", "", "分"}
    if metric.unit.startswith(("元", "万元")):
        return quantity.unit == "元"
    return quantity.unit not in {"元", "%"}


@lru_cache(maxsize=4096)
def _folded(text: str) -> tuple[str, Sequence[int]]:
    """去掉引号、空白和“我局”一类自称，括号一律全角；places 是留下的每个字在原文的位置。"""
    shown = text.translate(_WIDE_BRACKETS)
    if _SKIPPED.search(shown) is None:
        return shown, range(len(shown))
    places = list(range(len(shown)))
    for skipped in reversed(list(_SKIPPED.finditer(shown))):
        del places[skipped.start() : skipped.end()]
    return "".join(shown[place] for place in places), places


@cache
def dictionary() -> MetricDictionary:
    """随程序发行的指标词典。"""
    here = files("normalize")
    entries = tomllib.loads(here.joinpath("metrics.toml").read_text(encoding="utf-8"))["metric"]
    roles = tomllib.loads(here.joinpath("headers.toml").read_text(encoding="utf-8"))["roles"]
    forms = {_folded(form)[0]: role for role, headers in roles.items() for form in headers}
    return MetricDictionary(tuple(map(_metric, entries)), forms)


def _metric(entry: dict[str, Any]) -> Metric:
    lists = {
        key: tuple(entry.get(key, ()))
        for key in ("synonyms", "labels", "endings", "spaced", "counts", "parts", "after", "said")
    }
    formulas = tuple(Formula.parse(formula["text"], formula["base"]) for formula in entry.get("formulas", ()))
    return Metric(**{**entry, **lists, "formulas": formulas})
