"""指标词典：名称认得准，公式算得出，词典自身没有矛盾。"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.formulas import Formula
from normalize.metrics import dictionary
from normalize.quantity import Estimate

NAMES = dictionary()


def found(text):
    return [metric.name for _, _, metric in NAMES.metrics_in(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("本部门预算执行率为", ["预算执行率"]),
        ("政府采购预算执行率为", ["政府采购执行率"]),
        ("“三公”经费控制率", ["三公经费控制率"]),
        ("其中因公出国(境)经费年初预算", ["因公出国（境）费", "年初预算数"]),
        ("整改隐患1,386条，隐患整改率", ["整改隐患", "隐患整改率"]),
        ("日常公用经费实际支出", ["日常公用经费", "决算数"]),
        ("单位“三公”经费预算", ["三公经费", "年初预算数"]),
        ("公务接待费支出", ["公务接待费", "决算数"]),
        ("公务接待费支出为", ["公务接待费", "决算数"]),
        ("核定编制62人，在编", ["编制数", "在职人数"]),
        ("支出管理规范，公务接待费", ["公务接待费"]),
        ("调剂累计金额占我局部门预算总规模", ["年度资金调剂占比"]),
        ("财政供养人员控制率", ["财政供养人员控制率"]),
        ("非流动资产", ["非流动资产"]),
        ("行政编制人员", ["行政编制人员"]),
        ("社会效益显著", []),
        ("全区共出动检查人员", []),
        ("基本单位名录", []),
    ],
)
def test_句中的指标_最长优先(text, names):
    assert found(text) == names


@given(
    text=st.text(st.sampled_from("预算执行率三公经费“”决数年初支出 我局（）"), max_size=30)
    | st.text(max_size=20)
)
def test_任何文字_找到的指标有序不重叠_都在文中(text):
    end = 0
    for start, stop, metric in NAMES.metrics_in(text):
        assert end <= start < stop <= len(text)
        assert metric.name in NAMES.by_name
        end = stop


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“三公”经费", "三公经费"),
        ("三公经费（万元）", "三公经费"),
        ("2021年度预算执行率", "预算执行率"),
        ("本部门基本支出", "基本支出"),
        ("总额", "年度资金总额"),
        ("人员 经费", "人员经费"),
        ("因公出国(境)费", "因公出国（境）费"),
        ("检查企业", "检查企业"),
        ("预算执行率（%）", "预算执行率"),
        ("预算完成率（结余法）", "预算完成率（结余法）"),
        ("综合治理", None),
        ("", None),
    ],
)
def test_整个短语就是指标名(text, name):
    metric = NAMES.metric_named(text)
    assert (metric.name if metric else None) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("公务接代费", "公务接待费"),
        ("工资福力支出", "工资福利支出"),
        ("政府性基金预算财政拔款", "政府性基金预算财政拨款"),
        ("公务待接费", "公务接待费"),
        ("年初预标数", "年初预算数"),
        ("在公经费", "三公经费"),
        ("『三公』经费", "三公经费"),
        # 是另一样东西的，或者太短、说不准的，不猜
        ("商务接待费", None),
        ("公务用车维修费", None),
        ("人才类项目", None),
        ("运输类项目", None),
        ("重大项目支出", None),
        ("学员满意度", None),
        ("项目支处", None),
        ("农业事业收入", None),
    ],
)
def test_错了一个字的科目(text, name):
    metric = NAMES.written(text)
    assert (metric.name if metric else None) == name


@pytest.mark.parametrize(
    ("path", "role"),
    [
        (("年初预算数",), "budget"),
        (("全年预算数(A)",), "adjusted"),
        (("执行数（B）",), "actual_spend"),
        (("1-7月执行数",), "actual_spend"),
        (("执行率(B/A)",), "rate"),
        (("三级指标", "权重(%)"), "points"),
        (("一级 指标",), "level1"),
        (("评(扣)分标准",), "criterion"),
        (("偏差原因分析及改进措施",), "reason"),
        (("得分",), "self_score"),
        (("上年决算数",), ""),
        (("项目",), "item"),
        (("科目编码",), "serial"),
        (("度量单位",), "unit"),
        (("财政审核评分",), "review_score"),
        ((), ""),
    ],
)
def test_表头的角色(path, role):
    assert NAMES.role_of(path) == role


def test_公式按先乘除后加减计算():
    values = {"甲": 10, "乙": 4, "丙": 2}
    formula = Formula.parse("( 甲 - 乙 ) / 丙 + 甲 * 丙 - 100 / 乙")
    assert formula.operands == ("甲", "乙", "丙")
    assert formula.evaluate(lambda name: Estimate.exactly(values[name])).value == Decimal(-2)


def test_编外人员控制率的公式():
    values = {"编外人员": 280, "在职人数": 51}
    (formula,) = NAMES.by_name["编外人员控制率"].formulas
    rate = formula.evaluate(lambda name: Estimate.exactly(values[name])).value * 100
    assert rate.quantize(Decimal("0.01")) == Decimal("84.59")


def test_公式填上数_名称互相包含也不错():
    printed = {"流动资产": "10元", "非流动资产": "20元"}
    formula = Formula.parse("( 流动资产 + 非流动资产 ) * 100")
    assert formula.filled(printed.__getitem__) == "( 10元 + 20元 ) * 100"


@pytest.mark.parametrize("text", ["( 甲 + 乙", "甲 + 乙 )"])
def test_括号不成对的公式不收(text):
    with pytest.raises(ValueError, match="括号不成对"):
        Formula.parse(text)


def test_公式和分项里的名称都在词典里():
    for metric in NAMES.metrics:
        operands = [
            part for formula in metric.formulas for name in formula.operands for part in name.split(".")
        ]
        assert set(operands) <= set(NAMES.by_name), metric.name
        # 货物、服务、工程是采购的三类，不是独立的指标
        assert set(metric.parts) - {"货物", "服务", "工程"} <= set(NAMES.by_name), metric.name


def test_一个说法只属于一个指标():
    owner = {}
    for metric in NAMES.metrics:
        for form in (metric.name, *metric.synonyms, *metric.labels):
            assert owner.setdefault(form, metric.name) == metric.name, form


def test_每一项都有出处_率都有单位和方向():
    for metric in NAMES.metrics:
        assert metric.source, metric.name
        if metric.name.endswith("率"):
            assert metric.kind == "indicator", metric.name
            assert metric.unit == "%", metric.name


def test_词典覆盖参考指标框架():
    indicators = [metric for metric in NAMES.metrics if metric.kind == "indicator"]
    assert len(indicators) >= 88
    assert len(NAMES.metrics) - len(indicators) >= 30
