"""位数（digits）：一个数印出几位，其中有几位说明问题。数越长，碰巧相同、碰巧只差一处的可能越小。"""

from __future__ import annotations

from normalize import Quantity


def printed_digits(quantity: Quantity) -> int:
    """印出几位，开头的零不算：0.05是一位，12.50是四位。"""
    return len(_units(quantity))


def telling_digits(quantity: Quantity) -> int:
    """说明问题的位数：整数末尾的零多半是凑整，也不算；小数末尾的零是量出来的。"""
    units = _units(quantity)
    return len(units if quantity.step < quantity.scale else units.rstrip("0"))


def significant_digits(quantity: Quantity) -> int:
    """有效数字：末尾的零都不算，小数一律印两位的，末尾的零也说明不了什么。"""
    return len(_units(quantity).rstrip("0"))


def _units(quantity: Quantity) -> str:
    """有几个末位单位。"""
    return str(abs(int(quantity.value / quantity.step)))
