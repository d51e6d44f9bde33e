"""占位文字（placeholders）：模板里留着没有填的××、待补充、（此处填写……）。"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extract import Table
from normalize import Facts
from reconcile.rule import rule
from reconcile.types import Finding

_PLACEHOLDER = regex.compile(
    r"(?<![A-Za-z0-9])(?:20)?[XxＸ×✕]{2,}(?:[.．][XxＸ×]{1,4})?(?![A-Za-z0-9])"
    r"|(?<!\*)(?<!\*\*[^*\n]{1,40})\*{2,4}(?=\s?(?:[\p{Han}%]))(?![^*\n]{1,40}\*\*)"
    r"|(?<![有亟尚仍急])待(?:补充|填写|填报|填列|补)(?=[）)。；;】\]]|\s*$)"
    r"|[（(【\[](?:此处|请|在此)[^）)】\]\n]{0,20}(?:填写|填报|填入|描述|插入|补充|概述|输入)[^）)】\]\n]{0,30}[）)】\]]"
    r"|(?<=^|[：:\n])\s*请(?:在此)?(?:填写|填报|输入|选择)[^。\n]{0,30}"
    r"|^\s*[（(][^（）()]{0,12}\d{2,4}字(?:以内|左右|以上)[）)]\s*$"
    r"|[_＿]{2,}(?=\s?(?:万元|元|%|％|个|项|人|分|家|次))"
)


@rule("TXT103", term="没有填的模板")
def placeholders(facts: Facts) -> Iterator[Finding]:
    """留着模板里的占位文字：××、XX、20XX年、待补充、（此处填写……）、____万元。

    正文、标题、表格都查；评分标准里的乘号（X1分、X100%）不算，“有待补充”是句子不算。依据：财预〔2020〕10号——自评表应填报完整。
    """
    rubric = {
        at.cell: at.block
        for table in facts.scored
        for row in table.rows
        for at in (row.criterion, row.explanation)
        if at
    }
    for index, block in enumerate(facts.document.blocks):
        if isinstance(block, Table):
            for cell in block.cells:
                place = (cell.row, cell.column)
                if rubric.get(place) != index:
                    yield from _left_blank(facts, cell.text, index, place)
        else:
            yield from _left_blank(facts, block.text, index, None)


_HIDDEN = regex.compile(
    r"[×xX＊*]{2,}(?:会计师|律师|咨询|评估|工程|建筑)|《[×xX＊*]{2,}|[\d-]{4,}[×xX＊*]{2,}|某|"
    r"(?:^|[，。、；：（(“\s])\p{Han}[×＊*]{1,2}(?=[，。、；：）)”\s（等]|\d|$)"
)
"""公开时隐去的名称、电话，不是没有填。"""


def _left_blank(facts: Facts, text: str, index: int, place: tuple[int, int] | None) -> Iterator[Finding]:
    for found in _PLACEHOLDER.finditer(text):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        printed = found[0].strip()
        around = text[max(0, found.start() - 10) : found.end() + 10]
        yield Finding(
            code="TXT103",
            severity="info" if _HIDDEN.search(around) else "warning",
            message=f"“{printed}”像是模板里没有填的内容",
            at=facts.document.at(index, start, found.end(), place),
            question=f"请补填“{around.strip()}”处的内容。",
            anchor=f"{printed}|{around}",
        )
