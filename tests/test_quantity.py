"""数值与重新计算值：区间跟着印出的位数走，运算带着区间走。"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.hedges import hedged
from normalize.quantity import CENT, INFINITY, ONE, Estimate, Quantity
from normalize.tokens import tokens_of

numbers = st.decimals(min_value=-(10**6), max_value=10**6, places=2, allow_nan=False, allow_infinity=False)
widths = st.decimals(min_value=0, max_value=100, places=2, allow_nan=False, allow_infinity=False)


def read(text):
    (token,) = tokens_of(text)
    return token.quantity


@st.composite
def estimates(draw):
    low = draw(numbers)
    high = low + draw(widths)
    value = low + (high - low) * draw(st.sampled_from([Decimal(0), Decimal("0.25"), Decimal("0.5"), ONE]))
    return Estimate(value=value, low=low, high=high, rounded=1)


@given(a=estimates(), b=estimates(), name=st.sampled_from(["__add__", "__sub__", "__mul__", "__truediv__"]))
def test_运算结果的区间含有点值_也含有两端的结果(a, b, name):
    if name == "__truediv__" and b.low <= 0 <= b.high:
        with pytest.raises(ZeroDivisionError):
            getattr(a, name)(b)
        return
    result = getattr(a, name)(b)
    ends = [
        getattr(Estimate.exactly(x), name)(Estimate.exactly(y)).value
        for x in (a.low, a.high)
        for y in (b.low, b.high)
    ]
    assert result.low <= result.value <= result.high
    assert (min(ends), max(ends)) == (result.low, result.high)
    assert result.rounded == 2


def test_一端无穷的数也能运算():
    above = read("超过300家").estimate
    two = Estimate.exactly(2)
    assert (above + two).high == INFINITY
    assert (two - above).low == -INFINITY
    assert ((above * two).low, (above * two).high) == (600, INFINITY)
    assert (above / two).low == 150
    assert ((two / above).low, (two / above).high) == (0, (two / Estimate.exactly(300)).value)
    assert ((above / above).low, (above / above).high) == (0, INFINITY)
    zero = Estimate.exactly(0)
    assert ((above * zero).low, (above * zero).high) == (0, 0)


def test_无穷的一端存为JSON再读回来():
    quantity = read("满意度98%以上")
    assert Quantity.model_validate_json(quantity.model_dump_json()) == quantity


@pytest.mark.parametrize(
    "text",
    [
        "66.72%",
        "127.676万元",
        "15.9万人次",
        "11.9公里",
        "3.5‰",
        "18,026,361.50元",
        "51人",
        "93.16分",
        "3.2个百分点",
        "1,200万美元",
    ],
)
def test_原数照样子印回去(text):
    quantity = read(text)
    assert quantity.printed(quantity.value) == text


def test_重算值按原数的样子印():
    assert read("66.67%").printed(Decimal("66.7240")) == "66.72%"
    assert read("1.25万名").printed(Decimal(12345)) == "1.23万名"


def test_同列有角分_整元也精确到分():
    whole = read("52,000元")
    assert (whole.low, whole.high) == (Decimal("51999.5"), Decimal("52000.5"))
    exact = whole.as_exact()
    assert (exact.kind, exact.step, exact.low, exact.high) == ("money_exact", CENT, 52000, 52000)


@pytest.mark.parametrize("text", ["5.2万元", "约52,000元", "51人", "92%", "52,000.10元", "1,200美元"])
def test_其余的数不因同列有角分而变(text):
    assert read(text).as_exact() == read(text)


def test_省掉末尾零的金额末位仍是分():
    assert read("18,026,361.5元").step == CENT


def test_小数点后的零也是有效数字():
    assert read("约92.0%").low == Decimal("91.9")
    assert read("约1,200人").low == 1100


def test_前后都有限定词取并():
    quantity = hedged(read("6,000份"), "近", "余")
    assert (quantity.low, quantity.high) == (5000, 7000)
    assert quantity.hedge == "近…余"


def test_没有限定词不变():
    assert hedged(read("51人"), "", "") == read("51人")
