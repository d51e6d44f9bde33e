"""PDF 读取器的承诺：网页打印成的 PDF（嵌入的字体、结构标签、画成面的线）读得一格不差。"""

from __future__ import annotations

import os
import re
from collections import defaultdict

import pytest
from standin_drawn import Spot
from standin_web import PLAIN, STYLES, chromium, printed, untagged

from extract import Table
from extract.pdf import read_pdf

pytestmark = pytest.mark.skipif(
    chromium() is None and not os.environ.get("CI"), reason="没有装浏览器（chromium）"
)


@pytest.mark.parametrize(
    ("styles", "merged", "size"),
    [(STYLES, True, "A4"), (STYLES, True, "A4 landscape"), (PLAIN, False, "A4")],
    ids=["画全了边", "横页", "没有画全"],
)
def test_网页里的表(styles: dict[str, str], *, merged: bool, size: str) -> None:
    data, answers = printed(styles, merged=merged, seeds=3, size=size)
    assert not wrong(data, answers)


@pytest.mark.parametrize(("styles", "merged"), [(STYLES, True), (PLAIN, True)], ids=["画全了边", "没有画全"])
def test_格里的字折了行_照标签读(styles: dict[str, str], *, merged: bool) -> None:
    data, answers = printed(styles, merged=merged, seeds=3, wrapped=True)
    assert not wrong(data, answers)


@pytest.mark.parametrize(("styles", "merged"), [(STYLES, True), (PLAIN, False)], ids=["画全了边", "没有画全"])
def test_格里的字折了行_没有标签(styles: dict[str, str], *, merged: bool) -> None:
    data, answers = printed(styles, merged=merged, seeds=3, wrapped=True)
    assert not wrong(untagged(data), answers)


def wrong(data: bytes, answers: list[tuple[str, set[Spot]]]) -> list[str]:
    """读得不对的那几页。"""
    document = read_pdf(data, "网页.pdf")
    assert document.notes == ()
    found = defaultdict(list)
    for block in document.blocks:
        if isinstance(block, Table):
            page = next(line.page for cell in block.cells for line in cell.lines)
            found[page].append(
                {
                    (cell.row, cell.column, cell.row_span, cell.column_span, re.sub(r"\s", "", cell.text))
                    for cell in block.cells
                }
            )
    return [name for page, (name, truth) in enumerate(answers, start=1) if found[page] != [truth]]
