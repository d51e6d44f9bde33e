"""佐证的原文：要人判断的每一条，找得到报告里说到它的话，分得清正面和反面。"""

from __future__ import annotations

from gouji import review

REPORT = """# 青禾县园林绿化中心2022年度部门整体支出绩效自评报告

## 一、管理情况

中心制定了财务管理、合同管理和内部控制三项制度，经主任办公会审议后印发执行。全年养护绿地面积稳定。

## 二、存在问题

部分设备没有及时入账，固定资产账实不符的情况仍然存在。

## 三、改进措施

下一步将健全财务管理和内部控制制度，做到资产账实相符。

## 四、评分表

| 一级指标 | 二级指标 | 三级指标 | 分值 | 评分标准 | 自评得分 |
|---|---|---|---|---|---|
| 过程 | 管理 | 管理制度健全性 | 2 | 1.财务管理、内部控制等制度健全（1分）；2.制度得到有效执行（1分） | 2 |
| ^ | ^ | 资产管理 | 3 | 资产保存完整，账实相符（3分） | 2 |
| ^ | ^ | 安全生产 | 2 | 未发生重大交通责任事故（2分） | 2 |
"""


def quoted() -> dict[str, list[tuple[str, str]]]:
    """指标名称 → （正面反面，原文）。"""
    reviewed = review(REPORT.encode(), "自评.md")
    return {
        item.name: [(p.stance, reviewed.document.text(p.at)) for p in item.passages]
        for item in reviewed.scorecard.indicators
    }


def test_制度建设引出做到了的话_是正面():
    found = quoted()["管理制度健全性"]
    assert ("正面", "中心制定了财务管理、合同管理和内部控制三项制度，经主任办公会审议后印发执行。") in found


def test_问题部分承认的是反面():
    assert quoted()["资产管理"] == [("反面", "部分设备没有及时入账，固定资产账实不符的情况仍然存在。")]


def test_改进措施说的是将来_不作佐证():
    assert not any("下一步" in text for found in quoted().values() for _, text in found)


def test_报告没有说到的一条_什么也不引():
    assert quoted()["安全生产"] == []
