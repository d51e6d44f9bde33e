"""一份真实报告的评分表：二十一项指标的得分区间，先由人按条文和报告的数逐项算好。报告不随项目发行，没有就跳过。"""

from decimal import Decimal
from pathlib import Path

import pytest

import gouji

REPORTS = Path(__file__).parents[2] / "shared" / "reports"
BY_HAND = (
    ("0", "5"),  # 五项各1分，都要看资料
    ("0", "5"),  # 每项不符合扣1分，报告不会自己说有几项
    ("0", "8"),  # 同上
    ("0", "7"),  # 2+2+1+1+1，都要看资料
    ("0.6672", "1.6672"),  # 采购执行率66.72%×1分；政策功能1分要人判断
    ("0", "2"),  # 三项各1分，调剂27.48%超出10%有17个多百分点，第二项扣完；有否决情形
    ("0", "3"),  # 两项公开各1.5分，三种情形
    ("0", "2"),  # 两项各1分
    ("0", "2"),  # 两项各1分，后一项有否决情形
    ("0", "2"),  # 两项各1分
    ("1", "1"),  # 固定资产利用率100%≥90%
    ("1", "1"),  # 51÷61=83.61%≤100%
    ("0", "0"),  # 280÷331=84.59%＞10%
    ("0", "3"),  # 0.5+1.5+1，都要看资料
    ("5", "5"),  # “三公”73.67%＜90%得3分，日常公用99.84%得2分
    ("1.3887", "5.8887"),  # 只有全年92.58%：0.9258+2×0.9258÷4，至前三季度全满0.9258+3+2×3.9258÷4
    ("0", "8"),  # 每项未完成扣4分
    ("0", "6"),  # 已完成项目数、计划项目数没有披露
    ("0", "20"),  # 酌情
    ("0", "3"),  # 回复率没有披露
    ("1", "6"),  # 没有满意度，只有绩效评估得分；最低一档1分
)


@pytest.mark.parametrize("name", ["futian-2020.docx", "futian-2020.pdf"])
def test_真实报告_每项指标的区间与手算一致(name):
    path = REPORTS / name
    if not path.exists():
        pytest.skip("真实报告不随项目发行")
    indicators = gouji.review(path.read_bytes(), name).scorecard.indicators
    found = [(item.name, item.low, item.high) for item in indicators]
    wanted = [
        (item.name, Decimal(low), Decimal(high))
        for item, (low, high) in zip(indicators, BY_HAND, strict=True)
    ]
    assert found == wanted
