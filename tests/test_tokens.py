"""数字记号的性质：不漏一个数字，不抛异常，印出来的数读回来还是它；以及表格一格里的数。"""

import time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalize.forms import FORMS
from normalize.hedges import AT_LEAST, AT_MOST, BEFORE
from normalize.numerals import arabic, chinese
from normalize.tokens import FIGURES, is_nil, read_quantity, tokens_of

MATERIAL = "0123456789０９，,.．%％‰ \n（）()、。；-—~至到约近超余多以上内万亿千百十一二三两第表年月日号级分元人次家个公里X×≥＜+A§“”《》①"
texts = st.text(st.sampled_from(MATERIAL), max_size=60) | st.text(max_size=40)
amounts = st.decimals(min_value=0, max_value=10**11, places=2, allow_nan=False, allow_infinity=False)
counts = st.integers(2, 10**8)


@given(text=texts)
@example(text="2.90%＞利用率≥75%")
@example(text="1、2、7、9四条线")
@example(text="１，２３４．５％至，9.")
def test_任何文字_记号有序不重叠_每个数字都有着落(text):
    tokens = tokens_of(text)
    covered = set()
    end = 0
    for token in tokens:
        assert end <= token.start < token.end <= len(text)
        assert token.text == text[token.start : token.end]
        covered.update(range(token.start, token.end))
        end = token.end
    digits = {i for i, char in enumerate(text) if char in "0123456789０１２３４５６７８９"}
    assert digits <= covered


@given(text=texts)
def test_任何文字_是数据就有数值且数值在区间之内(text):
    for token in tokens_of(text):
        if token.kind in FIGURES:
            assert token.low <= token.value <= token.high
        elif token.quantity is None and token.kind != "range":
            assert token.low is None


@given(text=texts)
def test_任何格子_不抛异常_空值没有数(text):
    quantity = read_quantity(text, unit="元", scale=Decimal(10000))
    assert quantity is None or not is_nil(text)


def grouped(number, mark=","):
    return f"{number:,}".replace(",", mark)


WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


@given(value=amounts, mark=st.sampled_from([",", "，", ""]), wide=st.booleans())
def test_金额_各种写法读回原数(value, mark, wide):
    printed = grouped(value, mark)
    printed = printed.translate(WIDE) if wide else printed
    (token,) = tokens_of(f"支出{printed}元。")
    assert (token.kind, token.value, token.unit) == ("money_exact", value, "元")
    assert token.low == token.high == value


@given(
    tenths=st.integers(1, 10**7),
    multiple=st.sampled_from([("万", 10**4), (" 万", 10**4), ("亿", 10**8), ("百万", 10**6)]),
)
def test_取舍过的金额_区间是末位半个单位(tenths, multiple):
    name, size = multiple
    (token,) = tokens_of(f"投入{Decimal(tenths) / 10}{name}元")
    half = Decimal(size) / 20 if "." in token.text else Decimal(size) / 2
    assert token.value == Decimal(tenths) * size / 10
    assert (token.low, token.high) == (token.value - half, token.value + half)


@given(value=counts, unit=st.sampled_from(["人", "人次", "场次", "家", "条", "支", "项", "个"]))
def test_计数_准确(value, unit):
    (token,) = tokens_of(f"完成{value}{unit}，")
    assert (token.kind, token.value, token.unit) == ("count", value, unit)
    assert token.quantity.exact


@given(value=counts, word=st.sampled_from(BEFORE))
def test_限定词_区间含有印出的数_方向不错(value, word):
    (token,) = tokens_of(f"参加{word}{value}人")
    assert token.text.startswith(word)
    assert token.hedge == word
    assert token.low <= value <= token.high
    assert token.high.is_infinite() == (word in AT_LEAST)
    assert token.low.is_infinite() == (word in AT_MOST)


@given(low=st.integers(1, 98), data=st.data(), dash=st.sampled_from("-—至~～–"))
def test_区间_两端(low, data, dash):
    high = data.draw(st.integers(low + 1, 99))
    (token,) = tokens_of(f"完成率{low}%{dash}{high}%")
    assert (token.kind, token.low, token.high, token.unit) == ("range", low, high, "%")


def spoken(value):
    digits, places = "零一二三四五六七八九", ["", "十", "百", "千"]
    text, zero = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        zero = zero or (bool(text) and not digit)
        if digit:
            text += ("零" if zero else "") + digits[digit] + places[place]
            zero = False
    return text.removeprefix("一") if 10 <= value < 20 else text


@given(value=st.integers(1, 9999))
def test_汉字数词_读回原数(value):
    assert chinese(spoken(value)).value == value
    assert chinese(f"{spoken(value)}万").value == value * 10**4


@given(value=st.integers(1, 9999), low=st.integers(1000, 9999))
def test_汉字数词_分节(value, low):
    assert chinese(f"{spoken(value)}万{spoken(low)}").value == value * 10**4 + low


@pytest.mark.parametrize("printed", ["三四百", "百", "十十", "万", "二〇二〇", "三百千"])
def test_不成数的汉字不读(printed):
    assert chinese(printed) is None


def test_断开的千分号接上():
    assert arabic("18，026，\n361.5").value == Decimal("18026361.5")


@pytest.mark.parametrize(
    ("text", "unit", "scale", "value", "kind"),
    [
        ("18，026，361.5", "元", 1, "18026361.5", "money_exact"),
        ("17,973,158", "元", 1, "17973158", "money_rounded"),
        ("14,332.32", "元", 10000, "143323200", "money_rounded"),
        ("42，248，\n664.54", "元", 1, "42248664.54", "money_exact"),
        ("28.8万元", "%", 1, "288000", "money_rounded"),
        ("95.41%", "%", 1, "95.41", "percent"),
        ("100", "%", 1, "100", "percent"),
        ("0.0900000762939453", "%", 1, "9", "percent"),
        ("0.300000152587891", "", 1, "0.3", "number"),
        ("-0.3", "%", 1, "-0.3", "percent"),
        ("(1,234.56)", "元", 1, "-1234.56", "money_exact"),
        ("7.50.", "分", 1, "7.5", "score"),
        ("0. 5", "分", 1, "0.5", "score"),
        ("5", "分", 1, "5", "score"),
        ("57人", "", 1, "57", "count"),
        ("0.00", "元", 1, "0", "money_exact"),
        ("0", "元", 10000, "0", "money_rounded"),
        ("￥3,200.00", "", 1, "3200", "money_exact"),
        ("1,2345,678", "元", 1, "12345678", "money_rounded"),
        ("１２．５", "分", 1, "12.5", "score"),
        ("14,332.32", "万元", 1, "143323200", "money_rounded"),
        ("143,323,\n158.00", "元", 1, "143323158", "money_exact"),
        ("143,3\n23,158.00", "元", 1, "143323158", "money_exact"),
        ("38766\n4.62", "元", 1, "387664.62", "money_exact"),
        ("12 345 678", "元", 1, "12345678", "money_rounded"),
    ],
)
def test_格子里的数(text, unit, scale, value, kind):
    quantity = read_quantity(text, unit=unit, scale=Decimal(scale))
    assert (quantity.value, quantity.kind) == (Decimal(value), kind)


@pytest.mark.parametrize("text", ["", " ", "-", "—", "— —", "/", "无", "暂无", "空", "\n"])
def test_空值(text):
    assert is_nil(text)
    assert read_quantity(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "完成",
        "10-20%",
        "(1)",
        "5人、3人",
        "1.2.3",
        "第3名",
        "2020年12月",
        "≥",
        "约",
        "1:2",
        "100\n95",
        "5\n4.50",
    ],
)
def test_不是单独一个数的格子(text):
    assert not is_nil(text)
    assert read_quantity(text, unit="元") is None


def test_格子里带比较号的是一段区间():
    quantity = read_quantity("≥98%", unit="%")
    assert (quantity.value, quantity.hedge, quantity.high.is_infinite()) == (98, "≥", True)


@pytest.mark.parametrize("form", [form for table in FORMS.values() for form in table])
def test_每种不是数据的写法_例子读成这一种(form):
    assert form.kind in {token.kind for token in tokens_of(form.example)}


FINANCIAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
UNITS = {
    "元": "元",
    "人": "人",
    "家": "家",
    "平方米": "平方米",
    "㎡": "平方米",
    "km": "公里",
    "人次": "人次",
    "吨": "吨",
}
STYLES = {
    "不分节": lambda value: f"{value}",
    "半角": lambda value: f"{value:,}",
    "全角": lambda value: f"{value:,}".replace(",", "，"),
    "逗号后断行": lambda value: f"{value:,}".replace(",", ",\n"),
    "逗号后空格": lambda value: f"{value:,}".replace(",", ", "),
}
HEDGES = [
    ("", ""),
    *((word, "") for word in BEFORE),
    ("", "以上"),
    ("", "左右"),
    ("", "以内"),
    ("", "多"),
    ("约", "左右"),
]


@given(
    value=st.decimals(min_value=1, max_value=10**10, places=1) | st.integers(1, 10**10).map(Decimal),
    style=st.sampled_from(sorted(STYLES)),
    wide=st.booleans(),
    multiple=st.sampled_from(["", "", "万", "亿", "百万", " 万"]),
    gap=st.sampled_from(["", " ", "\n"]),
    unit=st.sampled_from(sorted(UNITS)),
    hedge=st.sampled_from(HEDGES),
    lead=st.sampled_from(["", "完成", "共计：", "（", "其中，"]),
)
def test_印出来的数读回来_各种写法的组合(value, style, wide, multiple, gap, unit, hedge, lead):
    printed = STYLES[style](value) + multiple
    printed = printed.translate(WIDE) if wide else printed
    before, after = hedge
    (token,) = tokens_of(f"{lead}{before}{printed}{gap}{unit}{after}。")
    size = {"": 1, "万": 10**4, "亿": 10**8, "百万": 10**6}[multiple.strip()]
    assert token.value == value * size
    assert token.unit == UNITS[unit]
    assert token.hedge == "…".join(word for word in hedge if word)


@given(
    value=st.integers(1, 9999),
    size=st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]),
    formal=st.booleans(),
    unit=st.sampled_from(["元", "元整"]),
)
def test_汉字金额读回来(value, size, formal, unit):
    name, scale = size
    printed = spoken(value) + name
    printed = printed.translate(FINANCIAL) if formal else printed
    (token,) = tokens_of(f"支付{printed}{unit}。")
    assert (token.value, token.unit) == (value * scale, "元")


@given(yuan=st.integers(1, 9999), jiao=st.integers(1, 9), fen=st.integers(1, 9))
def test_大写到角分读回来(yuan, jiao, fen):
    digits = "零壹贰叁肆伍陆柒捌玖"
    (token,) = tokens_of(f"{spoken(yuan).translate(FINANCIAL)}元{digits[jiao]}角{digits[fen]}分")
    assert (token.value, token.kind) == (Decimal(yuan * 100 + jiao * 10 + fen) / 100, "money_exact")


@given(value=st.integers(1, 99), tenth=st.integers(0, 9))
def test_百分之几读回来(value, tenth):
    printed = spoken(value) + (f"点{'零一二三四五六七八九'[tenth]}" if tenth else "")
    (token,) = tokens_of(f"完成百分之{printed}。")
    assert (token.value, token.unit) == (value + Decimal(tenth) / 10, "%")


@given(low=st.integers(1, 90), gap=st.integers(1, 9), unit=st.sampled_from(["%", "分"]), data=st.data())
def test_区间的各种写法读回来(low, gap, unit, data):
    high = low + gap
    written = data.draw(
        st.sampled_from(
            [
                f"{low}{unit}-{high}{unit}",
                f"{low}-{high}{unit}",
                f"{low}{unit}（含）-{high}{unit}",
                f"≥{low}{unit}且<{high}{unit}",
                f"[{low}{unit},{high}{unit})",
                f"介于{low}{unit}与{high}{unit}之间",
                f"{low}{unit}以上{high}{unit}以下",
                f"{high}{unit}-{low}{unit}",
            ]
        )
    )
    (token,) = tokens_of(f"执行率{written}")
    assert (token.kind, token.low, token.high, token.unit) == ("range", low, high, unit)


@given(value=st.decimals(min_value=0, max_value=10**9, places=2))
def test_负数的各种写法读回来(value):
    for printed in (f"-{value}", f"－{value:,}", f"−{value}", f"({value:,})", f"负{value}"):
        (token,) = tokens_of(printed)
        assert token.value == -value


HOSTILE = {
    "数字": "1",
    "逗号": "1,",
    "全角逗号": "1，",
    "点": "1.",
    "连接号": "1.5-",
    "括号": "(",
    "方括号": "[1,",
    "开书名号": "《1",
    "引号": "“一",
    "序号": "（1）2.9%",
    "粘着": "1.90%＞",
    "汉字": "一",
    "万亿": "万",
    "字母": "A1",
    "加号": "1+",
    "限定": "约",
    "第": "第",
    "空格": "1 ",
    "换行": "1\n",
    "冒号": "1:",
    "乘号": "1×",
    "正负": "±1",
    "下划线": "_",
    "邮箱": "a.",
    "年": "2020、",
    "顿号": "1、",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_怪异文字_所用时间与长短成正比(piece):
    def seconds(length):
        text = piece * (length // len(piece))
        started = time.process_time()
        tokens_of(text)
        return time.process_time() - started

    seconds(1000)
    short, long = seconds(2_000), min(seconds(16_000) for _ in range(2))
    assert long < 3 * 8 * max(short, 0.01)
