"""话题（topic）：小节标题、段首小标题说的科目和口径，以及正在说的项目。"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from normalize.memory import SPENT
from normalize.metrics import MetricDictionary
from normalize.nouns import without_lead

SUBJECTS = regex.compile(r"([\p{Han}、]+)[（(][类款项][）)]")
"""功能科目：教育支出（类）普通教育（款）小学教育（项）。"""
_CLASSED = regex.compile(r"[（(][类款项][）)]")
_PROJECT = regex.compile(
    r"[\p{Han}A-Za-z0-9“”、]{2,40}?(?:项目|工程)(?![\p{Han}]*?(?:支出|库|指标|预算数|绩效目标|管理|数量|总数|类|自评|评价|个))"
)
_VAGUE_PROJECT = regex.compile(
    r"(?:个别|部分|各|所有|全部|该|跨年|二级|一级|重点|预算|本|等|年度|纳入.*|基本建设类|行政事业类|签约|安防|采购|类|以上|以下|重大)(?:项目|工程)$"
)
_QUOTED = regex.compile(r"“[^”]{3,}”(?:项目|工程)$")
_PROJECT_LEAD = regex.compile(
    r"^(?:20\d\d年度?|[一二三四五六七八九十]是|其中|主要是|如|包括|是|以|对|和|及|、|年初|年中|年底|全年|当年|追加|新增|安排|调减|下达|用于|实施|完成|开展|启动|推进)+"
)
_NO_PROJECT = regex.compile(
    r"按照|根据|依据|以及|及项目|指标|预算安排|年初|年中|追加|调整后|力争|在项目|(?<!公)共(?:有|实施|安排)|我局|20\d\d年"
)
_NUMBERED = regex.compile(
    r"^(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.．、])\s*"
)
_ANEW = regex.compile(
    r"^\s*(?:\d{1,2}[.．、](?!\d)|[（(][一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十]是|[①-⑳]|"
    r"(?:20\d\d年度?|全年|年末|截[至止][^，。]{0,12})?[，,]?(?:我|本)?(?:局|单位|部门|机关|整体|总体|全局)(?!\p{Han}{0,6}(?:项目|工程)))"
)
_PAUSE = regex.compile("[，；：、]")
_THING = regex.compile(r"[\p{Han}“”A-Za-z（）]{4,20}(?<!资金|金额|总额|经费|投资|费用|收入|支出|预算)")
_LABELLED = regex.compile(r"([\p{Han}“”A-Za-z（）]{3,20})[：:](\p{Han}{0,12})$")
_GENERIC = regex.compile(
    "经费|资金|执行|评分|得分|效果|产出|质量|满意|说明|情况|原因|问题|建议|措施|绩效|目标|收支|收入|支出|预算|决算|平衡|投入|成效|工作|部门|单位|项目$|其中|方面|包括|分别|构成|来源|如下|结果|数量|时效|成本|指标"
)
_ITS_FIGURES = regex.compile(
    r"[，,、；]\s*(?:实际|已|全年|累计|年初|总)?(?:支出|执行|自评|到位|支付|使用率|结余|预算)(?!\p{Han}{3})"
)
_WORKS = regex.compile(
    r"[\p{Han}“”]{2,14}(?:项目|工程|改造|排查|整治|修缮|补助|补贴|经费|专项|购置|(?<=\p{Han}{3})建设|(?<=\p{Han}{3})维护)"
)
"""段首小标题是一个项目：老旧小区改造、城市燃气安全排查。"""
_INSTITUTION = regex.compile(
    "制度|队伍|能力|作风|机关|党|文化|体系|隐患|三公|公用|人员|项目经费|重点项目|绩效"
)
_TITLE_LENGTH = 24
_DIGITS = regex.compile(r"\d{3,}")
_TITLED_SPENT = regex.compile("决算|支出(?!绩效)|执行情况|使用情况")
_TITLED_BUDGET = regex.compile("预算(?:编制|安排|批复|情况)")


def project_in(lead: str) -> str:
    """正在说的项目：应急管理经费项目、某某改造工程；泛指的（个别项目、该项目）不算。"""
    if "项目" not in lead and "工程" not in lead:
        return ""
    for found in reversed(list(_PROJECT.finditer(lead))):
        quoted = _QUOTED.search(found[0])
        name = quoted[0] if quoted else _PROJECT_LEAD.sub("", found[0])
        if len(name) >= 5 and not _VAGUE_PROJECT.search(name) and not _NO_PROJECT.search(name):
            return name
    return ""


def leads(sentence: str, project: str) -> bool:
    """句子是不是从这个项目说起，而且只说它：后面的句子没有另说，说的还是它。"""
    before = sentence.partition(project)[0]
    return not _PAUSE.search(before) and len(set(_PROJECT.findall(sentence))) < 2


def opens_anew(sentence: str) -> bool:
    """句子是不是另起一头：有序号，或者说的是整个单位。"""
    return bool(_ANEW.match(sentence))


def led_by(opening: str, tail: str, names: MetricDictionary) -> str:
    """“1.实训基地建设1,850万元，支出1,776万元，执行率96%”：第一个数之前的名目，是后面只说了口径的数的主体。"""
    plain = _NUMBERED.sub("", opening.strip())
    titled = _LABELLED.match(plain)
    if titled is not None and not _GENERIC.search(titled[1]):
        plain = titled[1].strip("“”")
        told = bool(_ITS_FIGURES.search(f"，{titled[2]}") or _ITS_FIGURES.search(tail))
    else:
        plain = without_lead(plain.strip("：:，, "))
        told = _THING.fullmatch(plain) is not None and _ITS_FIGURES.match(tail) is not None
    known = names.metrics_in(plain) or names.metric_named(plain)
    return plain if told and not known and not _NO_PROJECT.search(plain) else ""


def topic_of(section: Sequence[str], names: MetricDictionary) -> tuple[str, str]:
    """小节标题说的科目和口径：“三公”经费支出情况 → 三公经费、决算数。"""
    if not section:
        return "", ""
    title = section[-1]
    item = next((m.name for _, _, m in names.metrics_in(title) if m.kind == "item"), "")
    measure = ""
    if _TITLED_SPENT.search(title):
        measure = SPENT
    elif _TITLED_BUDGET.search(title):
        measure = "年初预算数"
    return item, measure if item else ""


def topic_in(title: str, names: MetricDictionary) -> str:
    """段首的小标题说的是哪个科目：功能科目取最末一级，其余取词典里的科目；带数的、太长的不是标题。"""
    if _CLASSED.search(title) and (subjects := SUBJECTS.findall(title)):
        return str(subjects[-1])
    plain = _NUMBERED.sub("", title).rstrip("。：: ")
    if _WORKS.fullmatch(plain) and not _INSTITUTION.search(plain):
        return plain
    if len(title) > _TITLE_LENGTH or _DIGITS.search(title):
        return ""
    found = [m.name for _, _, m in names.metrics_in(title.rstrip("。：:")) if m.kind == "item"]
    return found[-1] if len(found) == 1 else ""
