"""两种格式的承诺：没有编号、字却是标题的字的短段是标题；表名、正文里的短段不是。"""

from __future__ import annotations

import io

import docx as python_docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from standin_pdf import Sheet, pdf

from extract import Document, Heading, read

BODY = (
    "本单位全年按照批复的预算执行各项任务，资金拨付及时，支出结构合理，没有截留挪用的情况，各项指标均已完成。"
)
TEXT = (
    "一、基本情况",
    BODY,
    "二、预算执行",
    BODY,
    "（一）收支",
    BODY,
    "名词解释",
    BODY,
    "填报说明",
    "表中数字取自决算。",
)


def as_docx(texts: tuple[str, ...], headed: set[str]) -> Document:
    made = python_docx.Document()
    for text in texts:
        run = made.add_paragraph().add_run(text)
        run.font.size = Pt(12)
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), "黑体" if text in headed else "仿宋")
    buffer = io.BytesIO()
    made.save(buffer)
    return read(buffer.getvalue(), "a.docx")


def as_pdf(texts: tuple[str, ...], headed: set[str]) -> Document:
    sheet, y = Sheet(), 80.0
    for text in texts:
        for start in range(0, len(text), 45):
            sheet.write(72, y, text[start : start + 45], mode=2 if text in headed else 0)
            y += 16
        y += 6
    return read(pdf(sheet), "a.pdf")


@pytest.mark.parametrize("made", [as_docx, as_pdf])
def test_字与编了号的标题相同_才是标题(made) -> None:
    headed = {text for text in TEXT if text[0] in "一二（"} | {"名词解释"}
    document = made(TEXT, headed)
    names = [(block.level, block.text) for block in document.blocks if isinstance(block, Heading)]
    # 一级标题两个，二级一个：同一种字多半是一级
    assert (1, "名词解释") in names
    assert "填报说明" not in {text for _, text in names}
    assert len(names) == 4


@pytest.mark.parametrize("made", [as_docx, as_pdf])
def test_正文也用这种字的_看不出来(made) -> None:
    document = made(TEXT, set())
    assert "名词解释" not in {block.text for block in document.blocks if isinstance(block, Heading)}


@pytest.mark.parametrize("made", [as_docx, as_pdf])
@pytest.mark.parametrize("name", ["2023年4月20日", "单位：万元", "负责人：", "2023", "一次性，"])
def test_日期_单位行_签名不是标题(made, name: str) -> None:
    texts = (*TEXT[:4], name, BODY)
    document = made(texts, {"一、基本情况", "二、预算执行", name})
    named = {block.text for block in document.blocks if isinstance(block, Heading)}
    assert name not in named
