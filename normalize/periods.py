"""期间（period）：报告年度不写，上一年写“上年”，其余照写。"""

from __future__ import annotations

import regex

from extract import Document, Heading, Paragraph

PRIOR_NAMES = {
    "决算数": "上年决算数",
    "年初预算数": "上年预算数",
    "调整后预算数": "上年预算数",
    "年末结转结余": "上年末结转结余",
}
"""上年的预算、决算在公式里有自己的名称。"""

_YEAR = regex.compile(r"(20\d\d)\s*年")
_TITLED = regex.compile(
    r"^[^，。；：]{0,24}?(?<![\d][-—–至到~～])(20\d\d)\s*年度?[^，。；：]{0,40}"
    r"(?:报告|自评|评价|情况|总结|说明)[^，。；：]{0,8}$"
)
_OPENING = 3
"""报告的标题在最前几块。"""


def report_year(document: Document) -> str:
    """报告年度：标题里的，正文也说到；否则是开头里出现最多的年份；看不出来为空串。"""
    told = [block.text for block in document.blocks[:40] if isinstance(block, Heading | Paragraph)]
    years = [year for text in told for year in _YEAR.findall(text)]
    for text in told[:_OPENING]:
        titled = _TITLED.search(text)
        if titled is not None and (years.count(titled[1]) > 1 or len(set(years)) == 1):
            return titled[1]
    years += _YEAR.findall(document.name)
    return max(sorted(set(years), reverse=True), key=years.count) if years else ""


_BUDGET_TITLE = regex.compile(r"预算(?:公开|编制(?:情况)?的?说明|说明|草案|情况说明)?(?:表)?$")
_NOT_BUDGET = regex.compile("决算|绩效|自评|执行|评价|调整|管理|监控")


def is_budget(document: Document) -> bool:
    """是不是年初公开的部门预算：其中的支出都是预算安排的，不是决算。"""
    told = [
        block.text.strip() for block in document.blocks[:_OPENING] if isinstance(block, Heading | Paragraph)
    ]
    return any(_BUDGET_TITLE.search(text) and not _NOT_BUDGET.search(text) for text in told)


def settled_period(printed: str, year: str) -> str:
    """印出的期间 → 限定里的期间：报告年度（本年）为空串，上一年为“上年”，其余照写。"""
    if printed in {"", "本年"} or printed == f"{year}年":
        return ""
    return "上年" if year and printed == f"{int(year) - 1}年" else printed
