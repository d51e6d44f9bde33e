"""期间（periods）：沿用上年报告时没有改过来的日期，不存在的日期，颠倒的先后。"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from itertools import pairwise

import regex

from extract import Heading, Paragraph, Table
from normalize import Facts
from normalize.periods import report_year
from reconcile.rule import rule
from reconcile.types import Check, Finding, ticked

_AS_OF = regex.compile(r"(?<![\p{Han}\d])截[至止](?:到)?(20\d\d)年(?:12月31日|年?底|年?末)")
_DATE = regex.compile(
    r"(?:(?<year>20\d\d|19\d\d)\s?年\s?)?(?<![\d.])(?<month>\d{1,2})\s?月\s?(?<day>\d{1,2})\s?[日号](?!均)"
)
_SPAN = regex.compile(
    r"(?<y1>20\d\d)\s?年\s?(?<m1>\d{1,2})\s?月(?:\s?(?<d1>\d{1,2})\s?日)?\s?[-－—–至到]+\s?"
    r"(?:(?<y2>20\d\d)\s?年\s?)?(?<m2>\d{1,2})\s?月(?:\s?(?<d2>\d{1,2})\s?日)?"
)
_STEP = regex.compile(
    r"(?<y>20\d\d)\s?年\s?(?<m>\d{1,2})\s?月(?:\s?(?<d>\d{1,2})\s?日)?(?:份|底|初|前)?[^，。；、\d]{0,8}?"
    r"(?<act>批复立项|立项|批复|开工|动工|启动|招标|中标|签订合同|完工|竣工|验收|投入使用|交付使用)"
)
_ORDER = {
    "批复立项": 0, "立项": 0, "批复": 0, "招标": 1, "中标": 2, "签订合同": 3, "启动": 1, "开工": 4, "动工": 4,
    "完工": 5, "竣工": 5, "验收": 6, "投入使用": 6, "交付使用": 6,
}  # fmt: skip
_PLANNED = regex.compile(r"预计|计划|拟|力争|将于|原定|另|二期|下一")
_TITLE_YEAR = regex.compile(r"(20\d\d)\s?年(?:度)?(?![初末底])")
_SEVERAL = regex.compile(r"20\d\d年?[-—至、]")
_LAST_YEAR = regex.compile(r"上年|去年|年初|相比|较20|比20")


@rule("PER101", term="时点与报告年度")
def stale_date(facts: Facts) -> Iterator[Finding | Check]:
    """“截至某年12月31日”的年份比报告年度早一年，多半是沿用了上年的文字。

    句中说明是上年、年初，或用来比较的不报；预算公开在年初编报，写上年末是对的，不报；标题（开头五段）没有写年度的不报。依据：财预〔2020〕10号——自评反映当年预算执行情况。
    """
    year = report_year(facts.document)
    if _budget_paper(facts) or not _titled(facts, year):
        return
    for sentence in facts.sentences:
        for found in _AS_OF.finditer(sentence.text):
            if found[1] == year:
                start = sentence.at.start + found.start(1)
                at = facts.document.at(sentence.at.block or 0, start, start + len(year))
                yield ticked(
                    "PER101",
                    found[1],
                    f"报告年度{year}年",
                    at,
                    recomputed=year,
                )
            if year and int(found[1]) == int(year) - 1 and not _LAST_YEAR.search(sentence.text):
                start = sentence.at.start + found.start(1)
                yield Finding(
                    code="PER101",
                    severity="warning",
                    message=f"“{found[0]}”早于报告年度（{year}年），可能沿用了上年的日期",
                    at=facts.document.at(sentence.at.block or 0, start, sentence.at.start + found.end()),
                    against=(sentence.at,),
                    expected=found[0].replace(found[1], year),
                    question=f"请核实此处数据的时点是{found[1]}年还是{year}年。",
                    anchor=f"{found[0]}|{sentence.text[:30]}",
                )


def _titled(facts: Facts, year: str) -> bool:
    """报告年度写在标题里，不是从正文里的年份猜的。"""
    opening = [b.text for b in facts.document.blocks[:_OPENING] if isinstance(b, Heading | Paragraph)]
    return any(year in text for text in opening if "。" not in text)


_OPENING = 5


def _budget_paper(facts: Facts) -> bool:
    """部门预算公开：标题里是预算，不是决算、自评、评价。"""
    titles = [b.text for b in facts.document.blocks[:5] if isinstance(b, Heading | Paragraph)]
    return any(
        regex.search(r"预算(?:公开|说明)?$|部门预算|单位预算", t)
        and not regex.search(r"决算|自评|评价|绩效", t)
        for t in titles
    )


@rule("PER102", term="不存在的日期")
def impossible_dates(facts: Facts) -> Iterator[Finding]:
    """日期在日历上不存在：13月、2月30日、平年的2月29日、4月31日。

    没有写年份的2月29日不报。依据：公历。
    """
    for index, block in enumerate(facts.document.blocks):
        cells = block.cells if isinstance(block, Table) else (block,)
        for holder in cells:
            place = None if isinstance(holder, Heading | Paragraph) else (holder.row, holder.column)
            for found in _DATE.finditer(holder.text):
                year = int(found["year"] or 2000)
                if _exists(year, int(found["month"]), int(found["day"])):
                    continue
                yield Finding(
                    code="PER102",
                    severity="error",
                    message=f"“{found[0]}”在日历上不存在",
                    at=facts.document.at(index, found.start(), found.end(), place),
                    question=f"请更正日期“{found[0]}”。",
                    anchor=f"{found[0]}|{holder.text[max(0, found.start() - 10) : found.start()]}",
                )


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= len(_MONTHS) and 1 <= day <= monthrange(year, month)[1]


_MONTHS = range(1, 13)


@rule("PER103", term="日期先后")
def reversed_dates(facts: Facts) -> Iterator[Finding | Check]:
    """起止日期颠倒，或者先完工、后开工。

    同一句里写明年月的才核：起止时间止早于起；立项、开工、完工、验收的先后与日期相反的请说明，写明预计、计划的不报。
    依据：基本建设程序；常识性核对。
    """
    for sentence in facts.sentences:
        for found in _SPAN.finditer(sentence.text):
            start = _moment(found["y1"], found["m1"], found["d1"], last=False)
            end = _moment(found["y2"] or found["y1"], found["m2"], found["d2"], last=True)
            span = (sentence.at.start + found.start(), sentence.at.start + found.end())
            if end < start and found["y2"]:
                yield Finding(
                    code="PER103",
                    severity="error",
                    message=f"“{found[0]}”止早于起",
                    at=facts.document.at(sentence.at.block or 0, *span),
                    question=f"请核实起止时间“{found[0]}”。",
                    anchor=found[0],
                )
        steps = [m for m in _STEP.finditer(sentence.text) if not _PLANNED.search(m[0])]
        if not _PLANNED.search(sentence.text):
            for before, after in pairwise(steps):
                yield from _steps(facts, sentence.at.block or 0, sentence.at.start, before, after)


def _moment(year: str, month: str, day: str | None, *, last: bool) -> tuple[int, int, int]:
    return int(year), int(month), int(day) if day else (31 if last else 1)


def _steps(
    facts: Facts, block: int, offset: int, one: regex.Match[str], other: regex.Match[str]
) -> Iterator[Finding]:
    first, second = sorted((one, other), key=lambda m: _ORDER[m["act"]])
    if _ORDER[first["act"]] == _ORDER[second["act"]]:
        return
    began = _moment(first["y"], first["m"], first["d"], last=False)
    ended = _moment(second["y"], second["m"], second["d"], last=True)
    if ended < began:
        yield Finding(
            code="PER103",
            severity="warning",
            message=f"“{second[0]}”早于“{first[0]}”，先后颠倒",
            at=facts.document.at(block, offset + second.start(), offset + second.end()),
            against=(facts.document.at(block, offset + first.start(), offset + first.end()),),
            question=f"请核实“{first['act']}”与“{second['act']}”的日期。",
            anchor=f"{first[0]}|{second[0]}",
        )


@rule("PER104", term="标题与表名的年度")
def titled_years(facts: Facts) -> Iterator[Finding | Check]:
    """表名、标题写的年度比报告年度早一年，多半是沿用上年文稿没有改。

    表名、标题里写明上年、对比的不报；同一年度在别的标题里也用到（上年决算公开、跨年项目）的不报。
    依据：财预〔2020〕10号——自评反映当年预算执行情况。
    """
    year = report_year(facts.document)
    captions = {t.caption for t in facts.document.blocks if isinstance(t, Table) and t.caption is not None}
    titled = [
        (index, found)
        for index, block in enumerate(facts.document.blocks)
        if isinstance(block, Heading) or index in captions
        if isinstance(block, Heading | Paragraph) and len(block.text) < 60
        for found in [_TITLE_YEAR.search(block.text)]
        if found and not _LAST_YEAR.search(block.text) and not _SEVERAL.search(block.text)
    ]
    stale = [(index, found) for index, found in titled if year and int(found[1]) == int(year) - 1]
    current = [(index, found) for index, found in titled if found[1] == year]
    for index, found in current:
        at = facts.document.at(index, *found.span(1))
        yield ticked(
            "PER104",
            found[1],
            f"报告年度{year}年",
            at,
            recomputed=year,
        )
    if len(stale) == 1 and len(current) > 1:
        index, found = stale[0]
        yield Finding(
            code="PER104",
            severity="warning",
            message=f"此处写“{found[0]}”，报告年度是{year}年，可能沿用了上年的标题",
            at=facts.document.at(index, *found.span()),
            against=(facts.document.at(current[0][0], *current[0][1].span()),),
            expected=found[0].replace(found[1], year),
            question=f"请核实此处是{found[1]}年还是{year}年。",
            anchor=f"{found[0]}|{index}",
        )


@rule("PER105", term="标题与正文的年度")
def titled_another_year(facts: Facts) -> Iterator[Finding]:
    """报告的标题写一个年度，正文里却从没有提到它，写的都是另一年。

    标题只写评价工作在哪一年开展的也会这样，所以只提示。正文里至少三处写明另一年、没有一处写标题那一年的才提示。
    依据：财预〔2020〕10号——自评反映当年预算执行情况。
    """
    prose = list(_prose(facts))
    if not prose or (found := _TITLED.search(prose[0][1])) is None:
        return
    titled, before = found[1], str(int(found[1]) - 1)
    years = [(year[1], index, year) for index, text in prose[1:] for year in _ANY_YEAR.finditer(text)]
    other = [(index, year) for printed, index, year in years if printed == before]
    if len(other) >= _OFTEN and all(printed != titled for printed, _, _ in years):
        yield Finding(
            code="PER105",
            severity="info",
            message=f"标题写“{found[0]}”，正文没有一处写{titled}年，有{len(other)}处写的是{before}年",
            at=facts.document.at(prose[0][0], *found.span()),
            against=tuple(facts.document.at(index, *year.span()) for index, year in other[:3]),
            question=f"请核实报告年度是{titled}年还是{before}年。",
            anchor=f"{found[0]}|{len(other)}",
        )


def _prose(facts: Facts) -> Iterator[tuple[int, str]]:
    """各段、各标题的文字。"""
    for index, block in enumerate(facts.document.blocks):
        if isinstance(block, Heading | Paragraph):
            yield index, block.text


_TITLED = regex.compile(r"(20\d\d)年度(?!(?:评价|考核)工作)")
_ANY_YEAR = regex.compile(r"(20\d\d)\s?年")
_OFTEN = 3
