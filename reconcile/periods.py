"""期间（periods）：沿用上年报告时没有改过来的日期。"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from normalize import Facts
from normalize.periods import report_year
from reconcile.rule import rule
from reconcile.types import Finding

_AS_OF = regex.compile(r"截[至止](?:到)?(20\d\d)年(?:12月31日|年?底|年?末)")
_LAST_YEAR = regex.compile(r"上年|去年|年初|相比|较20|比20")


@rule("PER101", term="时点与报告年度")
def stale_date(facts: Facts) -> Iterator[Finding]:
    """“截至某年12月31日”的年份比报告年度早一年，多半是沿用了上年的文字。

    句中说明是上年、年初，或用来比较的不报；看不出报告年度的不报。依据：财预〔2020〕10号——自评反映当年预算执行情况。
    """
    year = report_year(facts.document)
    for sentence in facts.sentences:
        for found in _AS_OF.finditer(sentence.text):
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
