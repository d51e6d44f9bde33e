"""得分与分值（mark）：叙述里以分计的数——哪一项的满分、得分、扣分。

一项的分值和得分常常连着写：投入（10分）9分、投入10分得9分、投入9分（满分10分）；看数前后的话，哪个是分值。
"""

from __future__ import annotations

import regex

from normalize.memory import Memory, Named, Words
from normalize.metrics import MetricDictionary
from normalize.nouns import without_asides, without_lead
from normalize.quantity import Quantity

OVERALL = regex.compile(
    r"^(?:\p{Han}{2,8}(?=整体支出))?(?:部门|整体|支出(?!指标)|绩效|自评|本|年度|项目|综合|平均|评价|评定|考评|最终|单位|经|总|[，、])*$"
)
_WORDED = (
    ("扣分", regex.compile(r"扣(?:减|除|分)?(?:了|为|共)?$")),
    ("分值", regex.compile(r"(?:满分|分值|权重)(?:为|是|共|各)?$")),
    (
        "自评得分",
        regex.compile(r"(?:得分|自评得|评分|实际得|实得|得|自评|^打|打了)(?:分别)?(?:为|是|共)?$"),
    ),
)
POINTS = "分值"
NAMES = frozenset({POINTS, "扣分", "自评得分"})
_LAST_YEAR = regex.compile("(?:上年|去年)")
_BECAUSE = regex.compile(r"因(?=\p{Han}{4}).*$")
_THIS = regex.compile(r"^(?:该|本|此)项?(?:指标|项目)?$")
_LESS = regex.compile(
    r"^.*(?:失分|扣分|丢分)(?:较多|主要|集中)?的?(?:指标|项目|地方)?(?:是|为|有|在)?(?=\p{Han}{2})"
)
_SUMMED = regex.compile("综合|总计|总分|合计|综合评分|加权后?")
_WHOLE = regex.compile("综合|整体|部门|总|最终|平均")
_GOAL = regex.compile(r"(?:目标|上限)[值数]?$")
_TAKEN = regex.compile(r"(?P<item>\p{Han}[^，。；：、（(]*)[（(]扣(?:了|减|除)?$")
"""“失分较多的是预算执行（扣4.2分）、资产管理（扣2分）”。"""
_BOXED = regex.compile(r"(?P<item>\p{Han}[^，。；：（(]*)[（(]$")
_CLOSES = regex.compile(r"^[）)]\s*[：:，,]?\s*(?:扣(?:了|减)?|得|自评得?|评?为)?\s*\d")
_THEN_GOT = regex.compile(
    r"^(?:、[^，。；、（(\d]{2,12}\d+(?:\.\d+)?分)*[，,、]?(?:自评|实际|实|评价)?(?:分别|各|依次)?(?:中)?(?:得|打了?(?=\s*\d))(?:分)?(?:分别为|为)?\s*\d"
)
"""“投入20分、管理20分，自评分别得19.4分、19.0分”。"""
_SCORES = regex.compile(r"(?:得分|评分|打分)\p{Han}{0,6}[：:]\p{Han}{2,10}$")
_SHORT = regex.compile(r"\p{Han}{2,10}")
"""“评分汇总：决策14.2分、过程19.05分”。"""
_OUT_OF = regex.compile(r"^[（(，,](?:满分|分值|权重|标准分)")
_BESIDE = frozenset({"、", "和", "及"})
_LISTED = regex.compile(
    r"^(?:【[^】]*】|[，,、；;：:\s]|其中|以及|由|和|[一二三四五六七八九十]是|[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．])+"
)


def mark(names: MetricDictionary, words: Words, quantity: Quantity, memory: Memory) -> Named | None:
    """以分计的数：说了满分、得分、扣分的，或者和分值连着写的；主体是哪一项指标。"""
    if quantity.unit != "分":
        return None
    if taken := _TAKEN.search(words.gap):
        return Named("扣分", _LISTED.sub("", without_lead(_LESS.sub("", taken["item"]))))
    return _worded(names, words, memory) or _paired(words, memory)


def _worded(names: MetricDictionary, words: Words, memory: Memory) -> Named | None:
    lead = words.lead.strip("，,、；;：: ")
    if {m.name for _, _, m in names.metrics_in(lead)} & {"自评得分", "绩效评估得分"}:
        return None
    found = next(((name, cue) for name, pattern in _WORDED if (cue := pattern.search(lead))), None)
    if found is None:
        return None
    metric, cue = found
    if _LAST_YEAR.match(lead):
        return Named(metric, period="上年", known=metric != "扣分")
    before = without_lead(_BECAUSE.sub("", without_asides(lead[: cue.start()]))).strip("的中")
    if _WHOLE.search(before) and OVERALL.match(before):
        return Named(metric, known=metric != "扣分")
    if OVERALL.match(before) or _THIS.match(before):
        before = ""
    last = memory.last()
    told = (last.subject if last.metric in NAMES else _GOAL.sub("", last.thing)) if last else ""
    return Named(metric, before or told, known=metric != "扣分")


def _paired(words: Words, memory: Memory) -> Named | None:
    """没有说满分、得分的：分值与得分连着写，各是哪一个。"""
    boxed = _BOXED.search(words.gap)
    if boxed is not None and not words.lead and _CLOSES.match(words.tail):
        return Named("分值", _LISTED.sub("", boxed["item"]), known=True)
    last = memory.last()
    if words.gap in _BESIDE and last is not None and last.metric in NAMES:
        # “各项目得分分别为97分、95分”
        return Named(last.metric, last.subject, known=last.known)
    item = _LISTED.sub("", without_asides(words.lead)).strip("的为是共计 ")
    if _THIS.match(item):
        item = ""
        if last is not None and _THEN_GOT.match(words.tail):
            return Named("分值", known=True)
    if _SUMMED.fullmatch(item) and any(named.metric == "自评得分" for named in memory.spoken):
        return Named("自评得分", known=True)
    if last is not None and last.metric == "分值" and last.subject and item in {last.subject, ""}:
        return Named("自评得分", last.subject, known=True)
    if not item or OVERALL.match(item):
        return None
    if _THEN_GOT.match(words.tail):
        return Named("分值", item, known=True)
    listed = last is not None and last.metric == "自评得分" and bool(last.subject) and words.gap[:1] == "、"
    if _SCORES.search(words.gap) or (listed and _SHORT.fullmatch(item)):
        return Named("自评得分", item, known=True)
    return Named("自评得分", item, known=True) if _OUT_OF.match(words.tail) else None
