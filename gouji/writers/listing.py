"""数据清单：`gouji facts` 打印的表——报告里的每一个数字记号，是数据的说清量的是什么，不是数据的说清是什么。"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from extract import Location
from gouji.writers.places import Places
from gouji.writers.plain import one_line, shortened
from normalize import Fact, Facts

KIND_NAMES = {
    "count": "计数",
    "money_exact": "金额（准确）",
    "money_rounded": "金额（取舍）",
    "scaled_count": "计数（取舍）",
    "percent": "百分数",
    "point": "百分点",
    "score": "分数",
    "measure": "物理量",
    "number": "无单位",
    "range": "区间",
    "threshold": "门槛",
    "structure": "结构",
    "rubric": "评分标准",
    "list_number": "序号",
    "section_number": "标题号",
    "ordinal": "第几",
    "document_number": "文号",
    "article": "法条",
    "date": "日期",
    "period": "期间",
    "code": "编码",
    "phone": "电话",
    "page_number": "页码",
    "table_number": "表号",
    "name": "名称",
    "nil": "空值",
}
"""数字记号的种类 → 中文。"""
_EXAMPLES = 8
"""每一种不是数据的，列出几个例子。"""


def lines(read: Facts) -> Iterator[str]:
    """先列数据项，再按种类列其余的记号，最后一行交代数目。"""
    places = Places(read.document, read)
    rows = [_row(fact, places) for fact in read.facts]
    widths = [max((_width(row[column]) for row in rows), default=0) for column in range(4)]
    for row in rows:
        yield "  " + "  ".join(_padded(text, width) for text, width in zip(row, (*widths, 0), strict=True))
    taken = {_spot(fact.at) for fact in read.facts}
    others: dict[str, list[str]] = defaultdict(list)
    for token in read.tokens:
        if _spot(token.at) not in taken:
            others[token.kind].append(one_line(read.document.text(token.at)))
    if others:
        yield "  其余的数字记号："
    for kind, texts in sorted(others.items(), key=lambda item: (-len(item[1]), item[0])):
        different = list(dict.fromkeys(texts))
        shown = " ".join(shortened(text, 24) for text in different[:_EXAMPLES])
        more = " ……" if len(different) > _EXAMPLES else ""
        yield f"    {_padded(KIND_NAMES.get(kind, kind), 12)}  {len(texts):>4}  {shown}{more}"
    rest = sum(map(len, others.values()))
    yield f"  共 {len(rows)} 个数据项；另有 {rest} 个数字记号不作数据项，各有归类"


def _row(fact: Fact, places: Places) -> tuple[str, str, str, str, str]:
    """编号、种类、印出的数及换算后的值、名称、出处。"""
    qualifiers = " ".join(text for text in fact.qualifiers.model_dump().values() if text)
    name = f"{fact.metric}（{qualifiers}）" if qualifiers else fact.metric
    value = f"{fact.quantity.value:,f}{fact.quantity.unit}"
    raw = one_line(fact.raw)
    shown = raw if raw == value else f"{raw} = {value}"
    return fact.id, KIND_NAMES[fact.quantity.kind], shown, shortened(name, 40), one_line(places.name(fact.at))


def _spot(at: Location) -> tuple[object, ...]:
    return (at.block, at.cell, at.start, at.end)


def _width(text: str) -> int:
    """终端上占几格：全角字占两格。"""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
