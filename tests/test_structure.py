"""句子的结构：谁是总数、谁是分项，谁比谁增了多少，谁占谁多少。"""

from __future__ import annotations

import pytest

from extract import read
from normalize import Change, Enumeration, Fact, Sentence, Share, facts_of


def sentences(text: str) -> tuple[Sentence, ...]:
    return facts_of(read(text.encode(), name="一段话.md")).sentences


def raw(fact: Fact | None) -> str:
    return fact.raw if fact else ""


def listed(found: Enumeration) -> tuple[str, list[str], list[list[str]], bool]:
    parts = [[f.raw for f in part.facts] for part in found.parts]
    return found.cue, [f.raw for f in found.wholes], parts, found.closed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "全年支出300万元，其中：基本支出100万元，项目支出200万元。",
            [("其中", ["300万元"], [["100万元"], ["200万元"]], False)],
        ),
        (
            "全年支出300万元。其中：基本支出100万元，项目支出200万元。",
            [("其中", ["300万元"], [["100万元"], ["200万元"]], False)],
        ),
        (
            "开展演练45场，其中：区级18场，街道27场；参演3,460人次，其中：区级1,240人次，街道2,220人次。",
            [
                ("其中", ["45场"], [["18场"], ["27场"]], False),
                ("其中", ["3,460人次"], [["1,240人次"], ["2,220人次"]], False),
            ],
        ),
        (
            "开展演练94场次，参演900人，其中市级演练68场次，参演700人，县级演练26场次，参演200人。",
            [("其中", ["94场次", "900人"], [["68场次", "700人"], ["26场次", "200人"]], False)],
        ),
        (
            "项目支出200万元（含政府投资项目50万元），基本支出100万元。",
            [("含", ["200万元"], [["50万元"]], False)],
        ),
        (
            "资金由中央补助30万元、省级补助20万元、县级配套10万元三部分组成，共60万元。",
            [("共", ["60万元"], [["30万元"], ["20万元"], ["10万元"]], True)],
        ),
        (
            "建成水厂2座、泵站3座，共计5座。",
            [("共计", ["5座"], [["2座"], ["3座"]], True)],
        ),
        (
            "在编57人，其中：行政28人，事业24人，工勤5人，财政供养人员控制率91.94%，另有退休人员31人。",
            [("其中", ["57人"], [["28人"], ["24人"], ["5人"]], False)],
        ),
        (
            "“三公”经费预算30万元，支出20万元，其中公务用车运行费预算20万元，支出15万元；公务接待费预算10万元，支出5万元。",
            [("其中", ["30万元", "20万元"], [["20万元", "15万元"], ["10万元", "5万元"]], False)],
        ),
        ("全年举办培训12期，共1,850人次。", []),
        ("其中涉及安全的有3项。", []),
    ],
)
def test_列举(text: str, expected: list[object]):
    assert [listed(found) for sentence in sentences(text) for found in sentence.enumerations] == expected


def told(change: Change) -> tuple[str, ...]:
    figures = (change.current, change.prior, change.amount, change.rate)
    return (change.direction, change.base, *map(raw, figures))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("决算数150万元，较调整预算数少20万元。", [("减", "调整预算数", "150万元", "", "20万元", "")]),
        (
            "公务接待费支出5万元，比上年减少1万元，下降16.67%。",
            [("减", "上年", "5万元", "", "1万元", "16.67%")],
        ),
        ("办件量960件，同比增长12%。", [("增", "上年同期", "960件", "", "", "12%")]),
        (
            "本年支出150万元，比上年的120万元增加30万元。",
            [("增", "上年", "150万元", "120万元", "30万元", "")],
        ),
        ("参保人数由上年的12万人增加到15万人。", [("增", "上年", "15万人", "12万人", "", "")]),
        ("满意度95.2%，较上年提高3.1个百分点。", [("增", "上年", "95.2%", "", "3.1个百分点", "")]),
        ("支出5万元，与上年相比增加1万元，增幅25%。", [("增", "上年", "5万元", "", "1万元", "25%")]),
        ("发放宣传单500份，受益群众300人。", []),
    ],
)
def test_增减(text: str, expected: list[object]):
    assert [told(change) for sentence in sentences(text) for change in sentence.changes] == expected


def shared(share: Share) -> tuple[str, ...]:
    return (share.rate.raw, share.whole_name, raw(share.part), raw(share.whole))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("追加预算30万元，占年初预算的15%。", [("15%", "年初预算", "30万元", "")]),
        ("基本支出80万元，占支出总额200万元的40%。", [("40%", "支出总额", "80万元", "200万元")]),
        ("人员经费60万元，占比75.00%。", [("75.00%", "", "60万元", "")]),
        ("预算执行率为95%。", []),
    ],
)
def test_占比(text: str, expected: list[object]):
    assert [shared(share) for sentence in sentences(text) for share in sentence.shares] == expected
