"""叙述里的期间（span）：一个数是哪个季度、哪个月、哪一年的，由小句、句中的“截至”和离它最近的年份说清。"""

from __future__ import annotations

import regex

from normalize.memory import Words
from normalize.periods import settled_period

QUARTER = regex.compile(r"第?([一二三四])季度|([上下]半年)|(\d{1,2}\s*[-—至]\s*\d{1,2}\s*月)")
_YEAR = regex.compile(
    r"(20\d\d)\s*年(?:(?P<day>\s*\d{1,2}\s*月\s*\d{1,2}\s*日)|(?P<month>\d{1,2}月(?![末底份至到—-])[^，。；]{0,10}(?=[，；])))?"
)
"""年份；出台于2020年3月的，管不到后面的数。"""
_UNTIL = ("截至", "截止", "截至到")
_PRIOR = regex.compile("(?:上年|去年|上一年)(?!末?结转)")
_COMPARING = regex.compile("较|比|与|同比")
_COMPARED_YEAR = regex.compile(r"(?:较|比|与)20\d\d年")
_CLOSED = regex.compile(r"[（(][^（）()]*[）)]")
_ATTACHED_YEAR = regex.compile(
    r"(?:由|从|加上?|含|包括|扣除|同)20\d\d年|20\d\d年度?(?:末|底)?(?=的|结转|结余|同期)|(?<=[，；])20\d\d年(?=\d[\d,.]*(?![\d,.月日—-]))"
)
"""前一个数自己的年份（加上2021年结转的137.60万元，当年可用……），管不到后面的数。"""
_MONTH = regex.compile(r"(\d{1,2})月")
_MONTH_END = regex.compile(r"(?:到|至|截至|截止)?(\d{1,2})月[末底](?!前|之前|以前)")
_BOXED_MONTH = regex.compile(r"[（(](?:截[至止])?(\d{1,2})月[末底][）)](?:为|达)?$")
_SEVERAL_YEARS = regex.compile(
    r"((?:[两二三四五六七八九十]|\d)年)(?:来)?(?:累计|合计|总计|共(?!同)|总体)(?!\p{Han}{0,4}平均)"
)
"""“三年累计支出6亿元，结余0.40亿元”：不是哪一年的。"""
_YEAR_END = regex.compile(r"^[，,；;、]?(?:年底|年末|全年|年终)")
"""“7月末累计支出……，进度……；11月末……”。"""
_BASED_ON = regex.compile(r"(?:按照?|依据|根据)(?:全[市县区省])?20\d\d年[^，。；]{1,16}[，；]")
"""“因上级按2020年人口数测算，少到位……”：测算的依据，不是这个数的年份。"""
_CLAUSE_HEAD = regex.compile(r"(?:^|[，。；：:（(])\p{Han}{0,4}$")
_AS_OF = regex.compile(r"截[至止](?:到)?(?:20\d\d年)?(\d{1,2})月(?:底|末|份)?(?!\d|[一-龥]{0,3}31日)")


def _heads(text: str, year: regex.Match[str]) -> bool:
    """以后的年份（2024年安排……）在小句之首的才管得到后面，分号为止；“留待2024年使用”管不到。"""
    return _CLAUSE_HEAD.search(text, 0, year.start()) is not None and "；" not in text[year.end() :]


def period_of(before: str, words: Words, year: str) -> str:
    """期间：小句里的季度、月份，句中“截至几月”，离这个数最近的年份；报告年度不必写，为空串。"""
    if month := _MONTH.search(words.label):
        return f"{month[1]}月"
    if quarter := QUARTER.search(words.lead):
        return f"{quarter[1]}季度" if quarter[1] else quarter[2] or quarter[3]
    if _YEAR_END.match(words.lead):
        return ""
    said = words.lead.lstrip("，,、；; ")
    if own_month := _MONTH_END.match(said) or _BOXED_MONTH.search(said):
        return "" if own_month[1] == "12" else f"{own_month[1]}月"
    if month_end := _MONTH_END.match(before.rpartition("；")[2]):
        return "" if month_end[1] == "12" else f"{month_end[1]}月"
    if "截" in before and (as_of := _AS_OF.search(before)):
        return "" if as_of[1] == "12" else f"{as_of[1]}月"
    if several := _SEVERAL_YEARS.search(before):
        return several[1]
    if "年" in words.lead and _PRIOR.search(_COMPARING.split(words.lead)[0]):
        return "上年"
    if "20" not in before:
        return ""
    plain = _COMPARED_YEAR.sub("", _CLOSED.sub("", before))
    gap = _CLOSED.sub("", words.gap)
    earlier = len(plain) - len(gap)
    if earlier > 0 and plain.endswith(gap):
        plain = _ATTACHED_YEAR.sub("", plain[:earlier]) + _BASED_ON.sub("", gap)
    years = [
        m[1]
        for m in _YEAR.finditer(plain)
        if (not (m["day"] or m["month"]) or plain[: m.start()].endswith(_UNTIL))
        and (m[1] <= year or f"{m[1]}年" in words.lead or _heads(plain, m))
    ]
    return settled_period(f"{years[-1]}年", year) if years else ""
