"""名称里的门槛（threshold）：1,000人以上的演练、50万元以上通用设备、45岁以下干部——数是名称的一部分，不是数据。"""

from __future__ import annotations

import re

from normalize.quantity import Quantity

_NOUN = re.compile(
    r"的(?=[\u4e00-\u9fff])(?![得计扣为不给记按是加减])|(?:[通专]用设备|大型设备|资产|账龄|应收|学校|教师|教学点|干部|职工|党员|人群|儿童|妇女|居民|人口|"
    r"水库|灌区|泊位|码头|隧道|桥梁|河流|线路|机组|锅炉|景区|医院|商户|农户|大户|合作社|网点|项目|企业|单位|工程|车辆|设备|采购|演练|活动|老人|老年人|人员|群众|学生|建筑|场所|住宅|合同)"
)
_AGED = re.compile(r"的?(?=[\u4e00-\u9fff])(?!的?[占为是有比达超])")
_OF_AGE = re.compile(r"(?:的)?(?:男|女|儿童|少年|青年|学生|孩|老人|人群)")
"""“45岁以下干部”“15岁男生”：年龄是名称的一部分。"""
_AGES = frozenset({"岁", "周岁"})


def is_threshold(quantity: Quantity, after: str, plain: str, end: int) -> bool:
    """这个数是不是门槛：限定词 after（以上、以下）之后、plain 的第 end 个字起，是不是名词。"""
    bounded = after.endswith(("以上", "以下", "以内")) and quantity.unit not in {"%", "个百分点"}
    if quantity.unit in _AGES and (_AGED if bounded else _OF_AGE).match(plain, end):
        return True
    return bounded and _NOUN.match(plain, end) is not None
