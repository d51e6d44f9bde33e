"""表头的措辞（head words）：比较的列（决算比预算增减）、科目连着口径（三公经费预算），列名与行标题哪个是量的东西。"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import regex

from normalize.metrics import MetricDictionary
from normalize.units import units

_AMBIGUOUS = frozenset("类款级章节名")
"""“行政单位离退休（款）”：不是单位。"""
_UNITS = "|".join(map(regex.escape, sorted(set(units().by_name) - _AMBIGUOUS, key=len, reverse=True)))
HEADER_UNIT = regex.compile(rf"[(（]\s*(?:单位[:：])?\s*((?:[亿万千百]?(?:{_UNITS}))|％)\s*[)）]")
_COMPARED = regex.compile(
    r"^(?P<what>[^较比与]{0,8}?)(?:同比|(?:与|较|比)(?P<base>[^较比与]{1,10}?)(?:相比|比较)?)?(?:的)?"
    r"(?P<verb>增减|增加|减少|增长|下降|提高|降低|上升|变化|变动|节约|增|减)(?:[（(]?[+＋\-－—减]+[)）]?)?"
    r"(?:额|数|量|情况|金额|幅度|幅|比例|率)?$"
)
_RATED = regex.compile(r"(?:幅度|幅|比例|率|[%％])$")
_OWNERS = regex.compile(
    r"(?:街道|[镇乡县市州区村]|社区|[局委办厅院校所站队股科处室馆园厂组]|中心|公司|学校|学院|中学|小学|幼儿园|机关|大队|支队|医院|敬老院|合作社|本级)$"
)
_GENERIC = regex.compile(r"(?:其他|其余|合计|小计|总计|共计)$")
_HALF = 0.5


@dataclass(frozen=True)
class ComparedHead:
    """比较的列：与什么比，是率还是额。"""

    base: str
    rate: bool


@lru_cache(maxsize=1024)
def compared_head(text: str, unit: str) -> ComparedHead | None:
    """“2021年较2020年增减”“决算比预算增减（%）”：增减的列；不是的为空。"""
    found = _COMPARED.match(text)
    if found is None or not (found["base"] or "同比" in text):
        return None
    return ComparedHead(found["base"] or "上年", unit == "%" or bool(_RATED.search(text)))


def measured_phrase(names: MetricDictionary, text: str) -> tuple[str, str]:
    """“三公经费预算”“决算支出”：口径和科目；不是口径的为空串。"""
    found = names.metrics_in(text)
    if not found or found[-1][1] != len(text):
        return "", ""
    start, _, last = found[-1]
    if last.kind != "measure":
        return "", ""
    items = [m.name for _, _, m in found[:-1] if m.kind == "item"]
    covered = found[0][0] == 0 and all(a[1] == b[0] for a, b in itertools.pairwise(found))
    if len(found) == 2 and covered and items:
        return last.name, items[0]
    plain = text[:start]
    return (last.name, "") if plain in _SAID else ("", "")


_SAID = frozenset({"决算", "全年", "本年", "部门", "年度", "单位", "实际", "全年实际", "财政", "整体"})


def told_of_owners(labels: Iterable[str]) -> bool:
    """行标题是不是一个个单位、地方：是的话，列名才是量的东西。"""
    told = [label for label in labels if label and not _GENERIC.search(label)]
    owners = sum(bool(_OWNERS.search(label)) for label in told)
    return len(told) > 1 and owners > len(told) * _HALF
