"""限定词（hedge）：余、约、近、超、以上……使一个数代表一段区间。

u 是末位非零数字的一个单位：8,400余 的 u 是 100，37,432余 的 u 是 1。
约、左右 [v−u, v+u]；余、多 [v, v+u]；近、不足 [v−u, v]；超、以上 [v, ∞)；以内、不超过 (−∞, v]。
"""

from __future__ import annotations

from decimal import Decimal

from normalize.quantity import INFINITY, ONE, Quantity

AROUND = ("大约", "大概", "大致", "约为", "约占", "约计", "约有", "约达", "约", "左右", "上下", "来", "几乎")
JUST_ABOVE = ("有余", "余", "多", "几")
JUST_BELOW = ("将近", "接近", "近", "不足", "不到", "不及", "未满")
AT_LEAST = (
    *("不少于", "不低于", "不小于", "大于等于", "至少", "超过", "超出", "突破", "高于", "大于", "多于"),
    *("超", "逾"),
    *("及以上", "以上", "开外", "≥", "≧", "⩾", ">=", "＞＝", ">", "＞", "﹥"),
)
AT_MOST = (
    *("不超过", "不高于", "不大于", "不多于", "小于等于", "至多", "最多", "低于", "少于", "小于"),
    *("及以下", "以下", "以内", "之内", "≤", "≦", "⩽", "<=", "＜＝", "<", "＜", "﹤"),
)
BEFORE = (
    *(
        "大约",
        "大概",
        "大致",
        "约为",
        "约占",
        "约计",
        "约有",
        "约达",
        "约",
        "几乎",
        "将近",
        "接近",
        "近",
        "不足",
        "不到",
        "不及",
        "未满",
    ),
    *(word for word in AT_LEAST if not word.endswith(("以上", "开外"))),
    *(word for word in AT_MOST if not word.endswith(("以下", "以内", "之内"))),
)
"""可以放在数之前的限定词。"""
BETWEEN = ("有余", "余", "多", "几", "来")
"""放在数与单位之间的限定词：37,432余人、12万多条、十几个。"""
AFTER = ("及以上", "以上", "开外", "及以下", "以下", "以内", "之内", "左右", "上下", "有余", "余", "多")
"""放在单位之后的限定词。"""


def hedged(quantity: Quantity, *words: str) -> Quantity:
    """加上限定词；前后都有限定词时（约6,000余份）取各区间的并。"""
    used = [word for word in words if word]
    if not used:
        return quantity
    intervals = [_interval(quantity, word) for word in used]
    return quantity.model_copy(
        update={
            "hedge": "…".join(used),
            "low": min(low for low, _ in intervals),
            "high": max(high for _, high in intervals),
        }
    )


def _interval(quantity: Quantity, word: str) -> tuple[Decimal, Decimal]:
    value, unit = quantity.value, _unit_of_last_digit(quantity)
    if word in AROUND:
        return value - unit, value + unit
    if word in JUST_ABOVE:
        return value, value + unit
    if word in JUST_BELOW:
        return value - unit, value
    return (value, INFINITY) if word in AT_LEAST else (-INFINITY, value)


def _unit_of_last_digit(quantity: Quantity) -> Decimal:
    """末位非零数字的一个单位；印了小数点的，末位的零也是有效数字。"""
    if not quantity.value or quantity.step < quantity.scale:
        return quantity.step
    exponent = quantity.value.normalize().as_tuple().exponent
    return max(quantity.step, ONE.scaleb(int(exponent)))
