"""简称：定义了的简称与全称在全篇是同一个东西，别的词不受影响。"""

from __future__ import annotations

import pytest

from extract import read
from normalize import Fact, facts_of

TITLE = "某单位2022年度项目支出绩效自评报告\n\n"


def facts(*paragraphs: str) -> tuple[Fact, ...]:
    return facts_of(read((TITLE + "\n\n".join(paragraphs) + "\n").encode(), name="报告.md")).facts


def named(found: tuple[Fact, ...], raw: str) -> tuple[str, str]:
    fact = next(f for f in found if f.raw == raw)
    return fact.metric, fact.qualifiers.subject


@pytest.mark.parametrize(
    "definition",
    [
        "农村公路养护工程（以下简称“公路养护工程”）",
        "农村公路养护工程（以下简称公路养护工程）",
        "农村公路养护工程(下称“公路养护工程”)",
        "“农村公路养护工程”（简称“公路养护工程”）",
        "农村公路养护工程（以下统一简称为「公路养护工程」）",
        "农村公路养护工程[以下简称:公路养护工程]",
        "农村公路养护工程，以下简称“公路养护工程”，",
    ],
)
def test_各种写法的定义(definition: str):
    found = facts(
        f"2022年，县里实施{definition}由交通运输局组织。",
        "公路养护工程年初预算412万元，实际支出398.60万元。",
        "截至年底，农村公路养护工程累计支出398.60万元，执行率96.75%。",
    )
    assert named(found, "412万元") == ("年初预算数", "农村公路养护工程")
    assert {f.qualifiers.subject for f in found if f.raw == "398.60万元"} == {"农村公路养护工程"}


def test_定义之前和表格里也认():
    found = facts(
        "冷链物流项目全年预算1,260万元。",
        "为补齐短板，商务局申报农产品冷链物流设施建设项目（以下简称“冷链物流项目”），资金分两批下达。",
        "| 项目名称 | 全年预算数（万元） | 全年执行数（万元） |\n| --- | --- | --- |\n"
        "| 冷链物流项目 | 1,260.00 | 1,188.40 |\n| 夜间消费街区改造 | 300.00 | 296.10 |",
    )
    full = "农产品冷链物流设施建设项目"
    assert named(found, "1,260万元") == ("调整后预算数", full)
    assert named(found, "1,188.40") == ("决算数", full)
    assert named(found, "296.10") == ("决算数", "夜间消费街区改造")


def test_词典里的科目有了简称():
    found = facts(
        "公务用车购置及运行维护费（以下简称“公车购运费”）控制良好。",
        "公车购运费预算24万元，实际支出21.6万元。",
    )
    assert named(found, "24万元") == ("年初预算数", "公务用车购置及运行维护费")
    assert named(found, "21.6万元") == ("决算数", "公务用车购置及运行维护费")


def test_单位自己的简称不是主体():
    found = facts(
        "东屏县中医医院（以下简称“医院”）编制床位350张。",
        "医院全年收入8,214.60万元，医院年末在职486人。东屏县中医医院核定编制512名。",
    )
    assert named(found, "350张") == ("编制床位", "")
    assert named(found, "486人") == ("在职人数", "")
    assert named(found, "512名") == ("编制数", "")


@pytest.mark.parametrize(
    ("definition", "later", "raw", "expected"),
    [
        # 一个简称说两样东西的，不认
        (
            "城南片区改造工程（以下简称“片区工程”）、城北片区提升工程（以下简称“片区工程”）同步实施。",
            "片区工程年初预算500万元。",
            "500万元",
            ("年初预算数", "片区工程"),
        ),
        # 已经是词典里别的指标的，不认
        (
            "公用经费定额补助项目（以下简称“公用经费”）按时拨付。",
            "公用经费预算96万元。",
            "96万元",
            ("年初预算数", "日常公用经费"),
        ),
        # 泛指的词不认
        (
            "智慧水务建设项目（以下简称“项目”）分两期。",
            "项目支出决算820万元。",
            "820万元",
            ("决算数", "项目支出"),
        ),
        # 与全称不相合的，不认
        (
            "高标准农田建设工程（以下简称“民生实事工程”）。",
            "民生实事工程预算300万元。",
            "300万元",
            ("年初预算数", "民生实事工程"),
        ),
        # 长一些的另一个名称里含着简称的，不换
        (
            "农村公路养护工程（以下简称“养护工程”）由县里实施。",
            "桥梁养护工程年初预算88万元。",
            "88万元",
            ("年初预算数", "桥梁养护工程"),
        ),
    ],
)
def test_不该认的不认(definition: str, later: str, raw: str, expected: tuple[str, str]):
    assert named(facts(definition, later), raw) == expected


def test_文件的简称与资金无关():
    found = facts("《省级水利发展资金管理办法》（以下简称《办法》）印发后，", "办法规定预算10万元。")
    assert "水利" not in named(found, "10万元")[1]
