"""叙述（narrative）：一句话里的每个数，从它前后的字说清量的是什么。

一个数的名称在它所在的小句里：前面是“指标（为）”，后面是计量单位，有时名词在单位之后（95个社区）。
小句里没有说全的，承前：其中之下的分项承前面的口径，“实际支出”承前面的科目。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from extract import Document, Heading, Paragraph
from normalize.facts import Fact, PlacedToken, Qualifiers, Sentence, Token
from normalize.metrics import Metric, MetricDictionary
from normalize.quantity import Quantity
from normalize.structure import Spoken, changes, enumerations, shares
from normalize.tokens import tokens_of

FIGURES = frozenset(
    {
        "count",
        "money_exact",
        "money_rounded",
        "scaled_count",
        "percent",
        "point",
        "score",
        "measure",
        "number",
    }
)
_SENTENCE = regex.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_OPEN, _CLOSE = "（(", "）)"
_BREAKS = "，,；;：:—"
_LEAD = regex.compile(
    r"^(?:[一二三四五六七八九十]是|20\d\d年度?|\d{1,2}月份?|今年|全年|当年|本年度?|年度|迄今|目前|截至|先后|累计|共计|共|合计|总计|"
    r"其中|其|并|又|还|已|均|全部|我局|我单位|我部门|我委|我办|本局|本单位|本部门|单位|实际|按要求|开展|完成|组织|实施|进行|"
    r"推进|使用|核定|年末|建成|建设|拥有|现有|设有|设|在|由|将|对|和|与|及|等|有|无|\s)+"
)
_TRAIL = regex.compile(
    r"(?:分别为|分别是|达到|共计|共有|共|计|合计|总计|累计|约为|约|近|超过|超|达|为|是|有|了|的|：|:|\s)+$"
)
_NOUN_AFTER = regex.compile(
    r"^的?([\p{Han}“”A-Za-z]{2,14}?)(?=共|均|已|等|进行|组建|开展|参|全|的|为|在|于|，|。|；|、|（|\(|$)"
)
_PROJECT = regex.compile(
    r"[\p{Han}A-Za-z0-9“”、]{2,40}?(?:项目|工程)(?![\p{Han}]*?(?:支出|库|指标|预算数|绩效目标|管理|数量|总数|类))"
)
_VAGUE_PROJECT = regex.compile(
    r"(?:个别|部分|各|所有|全部|该|跨年|二级|一级|重点|预算|本|等|年度|纳入.*|基本建设类|行政事业类)(?:项目|工程)$"
)
_NOT_A_NAME = regex.compile(r"按照|根据|依据|以及|及项目|指标")
_WHOLE = regex.compile(r"全年|总体|整体|部门(?!预算执行率)|合计|总(?:支出|预算|额|计)")
_ITEM_RATE = regex.compile(r"^(?:其)?(?:预算)?控制率(?:为|是|达|达到)?$")
_OURS = regex.compile(r"我局|我单位|我部门|我委|我办|我院|我校|我县|我区|我市")
_OWNER = regex.compile(r"^[\p{Han}]{1,12}(?:类|项目|工程|中心|街道|学校|医院|分局|大队|支队|所|站)$")
_BUDGETED = regex.compile(r"(?:预算|预算数|预算安排|预算金额)(?:数|为|是|共|：|:)?$")
_CHANGE = regex.compile(r"(?:较|比)[^，。；]{2,20}?(?:减少|少|下降|降低|节约|增加|多|增长|上升)了?$")
_SCOPE = regex.compile(
    r"全区|全市|全县|全省|全州|全镇|全街道|全国|辖区|局本级|本级|下属单位|所属单位|直属单位|各街道|各乡镇|各职能局|上级部门|“[^”]{2,8}类[^”]{0,4}”|自[^，。]{2,12}以来"
)
_YEAR = regex.compile(r"(20\d\d)\s*年")
_PRIOR = regex.compile(r"上年|去年|上一年|上年度|上年同期")
_QUARTER = regex.compile(r"[一二三四]季度|上半年|下半年|\d{1,2}\s*[-—至]\s*\d{1,2}\s*月")


@dataclass
class _Carried:
    """承前：一段话里，后面的小句没有说而沿用前面的东西。"""

    measure: str = ""
    item: str = ""
    project: str = ""
    topic: str = ""
    listing: bool = False


@dataclass(frozen=True)
class Narrative:
    """一份文档的叙述部分：句子（含数据项），以及每个数字记号的归类。"""

    sentences: tuple[Sentence, ...]
    tokens: tuple[PlacedToken, ...]


def read(document: Document, names: MetricDictionary, ids: Iterator[str]) -> Narrative:
    """读出正文各段、各标题里的数据项。"""
    year = report_year(document)
    sentences: list[Sentence] = []
    placed: list[PlacedToken] = []
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Heading | Paragraph):
            continue
        tokens = tokens_of(block.text)
        placed += [PlacedToken(kind=t.kind, at=document.at(index, t.start, t.end)) for t in tokens]
        topic = _topic(document.section(index), names)
        carried = _Carried(item=topic, topic=topic)
        before: tuple[Fact, ...] = ()
        for found in _SENTENCE.finditer(block.text):
            inside = [t for t in tokens if found.start() <= t.start < found.end()]
            at = document.at(index, found.start(), found.start() + len(found[0].rstrip()))
            facts = tuple(
                fact.model_copy(update={"id": next(ids), "sentence": len(sentences)})
                for fact in _facts(
                    document, index, (found.start(), found.end()), inside, names, carried, year
                )
            )
            facts = _exact(facts)
            spoken = Spoken(document, index, found.start(), found[0].rstrip(), facts, before)
            sentences.append(
                Sentence(
                    at=at,
                    text=spoken.text,
                    section=document.section(index),
                    facts=facts,
                    enumerations=enumerations(spoken),
                    changes=changes(spoken),
                    shares=shares(spoken),
                )
            )
            before = facts
    return Narrative(tuple(sentences), tuple(placed))


def _topic(section: tuple[str, ...], names: MetricDictionary) -> str:
    """小节标题说的是哪一科目（“三公”经费情况），节内没有另说的都是它。"""
    found = names.metrics_in(section[-1]) if section else ()
    return next((metric.name for _, _, metric in found if metric.kind == "item"), "")


def report_year(document: Document) -> str:
    """报告年度：标题和开头里出现最多的年份；看不出来为空串。"""
    years: list[str] = []
    for block in document.blocks[:40]:
        if isinstance(block, Heading | Paragraph):
            years += _YEAR.findall(block.text)
    years += _YEAR.findall(document.name)
    return max(sorted(set(years), reverse=True), key=years.count) if years else ""


def _facts(
    document: Document,
    block: int,
    span: tuple[int, int],
    tokens: list[Token],
    names: MetricDictionary,
    carried: _Carried,
    year: str,
) -> Iterator[Fact]:
    """一句话里的数据项，按先后。"""
    holder = document.blocks[block]
    assert isinstance(holder, Heading | Paragraph)  # noqa: S101 - 由 read 保证
    text = holder.text
    before = span[0]
    sentence = text[span[0] : span[1]]
    for token in tokens:
        if token.kind not in FIGURES or token.quantity is None:
            continue
        start = _clause_start(text, before, token.start)
        lead = _OURS.sub("", text[start : token.start])
        project = _project(text[before : token.start])
        carried.project = project or carried.project
        carried.listing = "其中" in text[span[0] : token.start]
        aside = start > 0 and text[start - 1] in _OPEN
        memory = replace(carried) if aside else carried
        metric, subject, known = _named(lead, text[token.end : span[1]], token, names, memory)
        scope = "".join(dict.fromkeys(_SCOPE.findall(_scope_text(sentence, span, token))))
        yield Fact(
            id="",
            metric=metric,
            raw=token.text,
            quantity=token.quantity,
            qualifiers=Qualifiers(
                subject=subject, scope=scope, period=_period(text[span[0] : token.start], lead, year)
            ),
            at=document.at(block, token.start, token.end),
            known=known,
        )
        before = token.end


def _clause_start(text: str, floor: int, end: int) -> int:
    """数之前的小句从哪里开始：跳过成对的括号，遇到标点或所在括号的左边为止。"""
    depth = 0
    for index in range(end - 1, floor - 1, -1):
        char = text[index]
        if char in _CLOSE:
            depth += 1
        elif char in _OPEN:
            if depth == 0:
                return index + 1
            depth -= 1
        elif depth == 0 and char in _BREAKS and text[index + 1 : end].strip():
            return index + 1
    return floor


def _named(
    lead: str, tail: str, token: Token, names: MetricDictionary, carried: _Carried
) -> tuple[str, str, bool]:
    """指标名、主体、是否见于词典。"""
    if _CHANGE.search(lead):
        return "差额" if token.kind != "percent" else "增减率", "", False
    found = [metric for _, _, metric in names.metrics_in(lead)]
    item = next((m.name for m in reversed(found) if m.kind == "item"), "")
    direct = next((m for m in reversed(found) if m.kind != "item"), None)
    money = token.quantity is not None and token.quantity.unit == "元"
    if direct is not None and _fits(direct, token.quantity):
        if direct.kind == "measure" or direct.name == "预算执行率":
            return _measure(direct, item, lead, carried)
        return direct.name, _owner(lead, direct, names, carried), True
    if carried.item and token.kind == "percent" and _ITEM_RATE.search(lead):
        return "预算执行率", carried.item, True
    if item and money:
        carried.item = item
        if _BUDGETED.search(lead):
            carried.measure = "年初预算数"
        return (carried.measure, item, True) if carried.measure else (item, "", True)
    return _noun_phrase(lead, tail, token), "", False


def _measure(direct: Metric, item: str, lead: str, carried: _Carried) -> tuple[str, str, bool]:
    """量的是预算、决算一类的口径：科目看本小句，没有就承前。"""
    if _WHOLE.search(lead) and not item:
        carried.item = carried.topic
    elif item:
        carried.item = item
    elif carried.project:
        carried.item = carried.project
    elif carried.listing and direct.kind == "indicator":
        # “其中：甲……，乙……，执行率为”说的是总数的执行率，不是最后一个分项的
        carried.item = carried.topic
    elif "总" in lead or _LEAD.sub("", lead[: lead.find(direct.name[:1])] if direct.name[:1] in lead else ""):
        carried.item = ""
    if direct.kind == "measure":
        carried.measure = direct.name
    return direct.name, carried.item, True


def _owner(lead: str, metric: Metric, names: MetricDictionary, carried: _Carried) -> str:
    """完整指标的主体：指标名之前还说了什么（货物类｜实际采购金额），或者正在说的项目。"""
    spans = [(start, end) for start, end, m in names.metrics_in(lead) if m.name == metric.name]
    phrase = _LEAD.sub("", lead[: spans[0][0]]) if spans else ""
    phrase = _TRAIL.sub("", regex.sub(r"[（(][^）)]*[）)]", "", phrase)).strip("“”‘’ ")
    named = _OWNER.match(phrase) or regex.fullmatch(r"[\p{Han}]{2,6}", phrase)
    return phrase if named and not _NOT_A_NAME.search(phrase) else carried.project


def _fits(metric: Metric, quantity: Quantity | None) -> bool:
    """指标与单位是否相配：率不会是元，金额不会是人。"""
    if quantity is None:
        return False
    if metric.unit in {"%", ""} or not quantity.unit:
        return metric.unit != "%" or quantity.unit in {"%", "", "分"}
    if metric.unit.startswith(("元", "万元")):
        return quantity.unit == "元"
    return quantity.unit not in {"元", "%"}


def _noun_phrase(lead: str, tail: str, token: Token) -> str:
    """词典里没有的，取小句里的名词短语；数在名词之前（95个社区）则取其后的名词。"""
    phrase = _TRAIL.sub("", _LEAD.sub("", lead.strip(" “”\n"))).strip("“”")
    after = _NOUN_AFTER.match(tail)
    if len(phrase) < 2 or (
        after
        and token.quantity
        and token.quantity.unit in {"个", "条", "名", "支", "家"}
        and phrase == "其中"
    ):
        return after[1] if after else (token.quantity.unit if token.quantity else "")
    return phrase[-24:]


def _project(lead: str) -> str:
    """正在说的项目：应急管理经费项目、某某改造工程；泛指的（个别项目、该项目）不算。"""
    found = [m[0] for m in _PROJECT.finditer(lead)]
    for name in reversed(found):
        name = regex.sub(r"^(?:其中|如|包括|是|以|对|和|及)+", "", name)
        if len(name) >= 5 and not _VAGUE_PROJECT.search(name) and not _NOT_A_NAME.search(name):
            return name
    return ""


def _scope_text(sentence: str, span: tuple[int, int], token: Token) -> str:
    """范围词管到分号为止，所以看同一分句里这个数之前的全部。"""
    return sentence[: token.start - span[0]].rpartition("；")[2]


def _period(before: str, lead: str, year: str) -> str:
    """期间：离这个数最近的年份或季度；报告年度不必写，为空串。"""
    if quarter := _QUARTER.search(lead):
        return quarter[0]
    if _PRIOR.search(lead):
        return "上年"
    years = _YEAR.findall(before)
    return f"{years[-1]}年" if years and years[-1] != year else ""


def _exact(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """同一句里有一个金额印到角分，其余的元也精确到分。"""
    if not any(f.quantity.unit == "元" and f.quantity.scale == 1 and f.quantity.step < 1 for f in facts):
        return facts
    return tuple(
        f.model_copy(update={"quantity": f.quantity.as_exact()})
        if f.quantity.unit == "元" and f.quantity.scale == 1
        else f
        for f in facts
    )
