"""名称（names）：评分标准里的叫法，是词典里的哪个指标、哪个科目；条文的叫法见 readings.toml。"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from normalize.metrics import Metric, dictionary

_QUOTES = re.compile(r"[“”‘’\"'「」\s]")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")
# 指标名称前后可有可无的话；除此之外还有别的话，就不是同一个量
_PADDING = re.compile(
    r"(?:本|当|全)?年度?|部门|本?单位|实际|所有|全部|总额|总数|合计数?|数量|金额|累计|发生|使用|安排|情况|人?数|额|的|本|末|公众或|社会|或"
)


@cache
def readings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """条文的叫法：指标的规范名称，以及都要出现的词。"""
    text = files("score").joinpath("readings.toml").read_text(encoding="utf-8")
    return tuple((entry["metric"], tuple(entry["all"])) for entry in tomllib.loads(text)["reading"])


@cache
def metric_of(name: str) -> tuple[Metric | None, str]:
    """条文里的一个叫法是哪个指标、哪个科目；还夹着别的话的，不敢认。"""
    names = dictionary()
    plain = _QUOTES.sub("", name)
    if found := names.metric_named(plain):
        return found, ""
    for metric, words in readings():
        if all(word in plain for word in words):
            return names.by_name.get(metric), ""
    bare = _BRACKETED.sub("", plain)
    if found := names.metric_named(bare):
        return found, ""
    parts = names.metrics_in(bare)
    left = _PADDING.sub("", _outside(bare, parts)) if parts else ""
    if len(parts) == 1 and left and bare == f"{left}{bare[parts[0][0] : parts[0][1]]}":
        # 培训｜覆盖率：前面的话是主体，报告里要有主体相同的数才算
        return parts[0][2], left
    if not parts or left:
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
