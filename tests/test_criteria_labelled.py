"""标注过的评分标准：每个考点都算得对；留作检验的部分只要求不算错，得分率记在 benchmarks/RESULTS.md。"""

import pytest
from criteria import labelled

LABELLED = labelled("criteria.md")
HELD_OUT = labelled("criteria-held-out.md") + labelled("criteria-fresh.md")


@pytest.mark.parametrize("item", LABELLED, ids=[item.id for item in LABELLED])
def test_标注的评分标准算得对(item):
    wrong = [
        f"{point.given or '没有披露'}：应得{point.low}至{point.high}，算得{got.low}至{got.high}；{got.trace}"
        for point, got in item.results()
        if not point.right(got)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("item", LABELLED, ids=[item.id for item in LABELLED])
def test_定量的评分标准编译得出(item):
    assert item.judged or item.compiled


@pytest.mark.parametrize("item", HELD_OUT, ids=[item.id for item in HELD_OUT])
def test_没见过的评分标准宁可不算_不可算错(item):
    wrong = [
        f"{point.given}：应得{point.low}，算得{got.low}"
        for point, got in item.results()
        if got.exact and not point.right(got)
    ]
    assert not wrong, "\n".join(wrong)


def test_标注的评分标准足够多():
    assert len(LABELLED) + len(HELD_OUT) >= 220
    assert len(HELD_OUT) >= 60
