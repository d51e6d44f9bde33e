"""数字记号（token）：一段文字里的每个数字串，是数据，还是序号、文号、日期、名称……

先认出序号，再从左到右扫描一遍：先试不是数据的写法，再试区间，最后才是数据。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from normalize.cells import is_nil, read_quantity
from normalize.enumerators import enumerators
from normalize.facts import Token
from normalize.forms import CURRENCY, HEDGE_BEFORE, MINUS, RIGHT, SCAN
from normalize.hedges import hedged
from normalize.idioms import idioms
from normalize.numerals import HALF_WIDTH, Numeral, arabic, chinese
from normalize.quantity import CENT, HUNDRED, ONE, Kind, Quantity
from normalize.units import units

__all__ = ["FIGURES", "is_nil", "read_quantity", "tokens_of"]

FIGURES = frozenset(get_args(Kind))
"""是数据的种类；其余的种类说明这个数字串不是数据。"""

_NOUN = re.compile(
    r"的(?=[\u4e00-\u9fff])|(?:项目|企业|单位|工程|车辆|设备|采购|演练|活动|老人|老年人|人员|群众|学生|建筑|场所|住宅|合同)"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_OPEN_QUOTES, _CLOSE_QUOTES = ("“", "‘", "「", "《"), ("”", "’", "」", "》")
_CODE_LENGTH = 12
"""不加千分号而有这么多位的，是编码。"""
_ACCOUNT = re.compile(r"2[0-3][0-9]{5}")
"""政府收支分类的七位功能科目。"""
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
"""大写数字，只用于金额；“队伍人数”里的“伍人”不是数。"""
_RECENT = frozenset({"年", "个月", "天", "周", "小时"})


def tokens_of(text: str) -> tuple[Token, ...]:
    """文中的数字记号，按先后，不相重叠；每个阿拉伯数字都在某个记号之内。"""
    if is_nil(text):
        return _nil(text)
    plain = text.translate(HALF_WIDTH)
    tokens: list[Token] = []
    position = 0
    for span in enumerators(plain):
        if span.start < position:
            continue
        tokens += _scan(text, plain, position, span.start)
        tokens.append(_other(text, span.start, span.end, span.kind))
        position = span.end
    tokens += _scan(text, plain, position, len(plain))
    return tuple(tokens)


def _nil(text: str) -> tuple[Token, ...]:
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    return (_other(text, start, end, "nil"),) if start < end else ()


def _other(text: str, start: int, end: int, kind: str) -> Token:
    return Token(start=start, end=end, text=text[start:end], kind=kind)


def _scan(text: str, plain: str, start: int, end: int) -> Iterator[Token]:
    """两个序号之间的一段。"""
    reader = _Reader(text, plain, end)
    position = start
    while found := SCAN.search(plain, position, end):
        token: Token | None
        match found.lastgroup:
            case "figure":
                token = reader.figure(found, position)
            case "count":
                token = reader.count(found, position)
            case "share":
                token = reader.share(found, position)
            case form:
                token = _other(text, found.start(), found.end(), str(form).rpartition("_")[0])
        position = token.end if token else found.end("chinese")
        if token:
            yield token


@dataclass(frozen=True, slots=True)
class _Reader:
    """读一段文字里的数据。"""

    text: str
    plain: str
    end: int

    def figure(self, found: re.Match[str], floor: int) -> Token:
        """阿拉伯数字：数值、区间，或者没有单位、看前后才知道是名称还是编码的数字。"""
        if ranged := self._range(found, floor):
            return ranged
        if not found["unit"] and not found["after"] and (kind := self._bare_kind(found)):
            return _other(self.text, *found.span("arabic"), kind)
        numeral = _numeral(found)
        start, sign, currency = self._signs(found.start(), floor)
        printed = found["unit"] or ""
        unit = units()[printed or currency]
        if sign:
            numeral = Numeral(-numeral.value, numeral.step, numeral.scale)
        words = found["between"] or "", found["after"] or ""
        return self._token(unit.quantity(numeral, printed), start, found.end(), floor, *words)

    def count(self, found: re.Match[str], floor: int) -> Token | None:
        """汉字数词：后面跟着量词或被计数的名词的才是数据。"""
        start = found.start("chinese")
        numeral = chinese(found["chinese"])
        unit = units()[found["spoken"].removeprefix("大") or "大"]
        article = numeral is not None and unit.kind == "count" and found["chinese"] in {"一", "二"}
        formal = unit.base != "元" and not _FORMAL.isdisjoint(found["chinese"])
        if numeral is None or article or formal or self._is_idiom(start, found["spoken"]):
            return None
        quantity = unit.quantity(numeral, found["spoken"])
        between, after = found["spoken_between"] or "", found["spoken_after"] or ""
        return self._token(quantity, start, found.end(), floor, between, after)

    def share(self, found: re.Match[str], floor: int) -> Token:
        """百分之九十五、三分之二、八成。"""
        numeral = _tenths(found) if found["tenths"] else _fraction(found["whole"], found["part"])
        quantity = units()["%"].quantity(numeral)
        return self._token(quantity, found.start(), found.end(), floor, "", found["share_after"] or "")

    def _token(self, quantity: Quantity, start: int, end: int, floor: int, between: str, after: str) -> Token:
        """加上前面的限定词，成为记号；“1,000人以上的演练”里的数是门槛。"""
        before = HEDGE_BEFORE.search(self.plain, max(floor, start - 6), start)
        word = before[0].strip() if before else ""
        if word == "近" and quantity.unit in _RECENT:
            # “近三年”是最近三年
            word, before = "", None
        quantity = hedged(quantity, word, between, after)
        start = before.start() if before else start
        bounded = after.endswith(("以上", "以下", "以内")) and quantity.unit not in {"%", "个百分点"}
        kind = "threshold" if bounded and _NOUN.match(self.plain, end) else quantity.kind
        return Token(
            start=start,
            end=end,
            text=self.text[start:end],
            kind=kind,
            quantity=quantity,
            low=quantity.low,
            high=quantity.high,
            unit=quantity.unit,
        )

    def _signs(self, start: int, floor: int) -> tuple[int, str, str]:
        """数从哪里开始、负号、货币。"""
        if minus := MINUS.search(self.plain, max(floor, start - 1), start):
            return minus.start(), minus[0], ""
        if currency := CURRENCY.search(self.plain, max(floor, start - 4), start):
            return currency.start(), "", "元" if currency["yuan"] else "美元"
        return start, "", ""

    def _range(self, left: re.Match[str], floor: int) -> Token | None:
        """区间：90%-95%、10至15、2至3个、1.5-2万元。"""
        if left["after"] or left["between"]:
            return None
        right = RIGHT.match(self.plain, left.end(), self.end)
        if right is None or (left["unit"] and left["unit"] != right["unit"]):
            return None
        if self.plain[max(floor, left.start() - 1) : left.start()] in {"从", "由"}:
            return None
        bare = not left["unit"] and not right["unit"]
        unit = units()[right["unit"] or ""]
        low, high = _numeral(left), _numeral(right)
        scaled = low.value * high.scale if low.scale == ONE else low.value
        low_value = (scaled if scaled < high.value else low.value) * unit.scale
        high_value = high.value * unit.scale
        kind = "range" if low_value < high_value else "name"
        if bare and _is_year(left[0]) and _is_year(right["figure"]):
            kind = "period"
        if kind == "name" and not (bare and right[0][0] in "-－–—"):
            return None
        if kind != "range":
            return _other(self.text, left.start(), right.end(), kind)
        token = _other(self.text, left.start(), right.end(), kind)
        return token.model_copy(update={"low": low_value, "high": high_value, "unit": unit.base})

    def _bare_kind(self, found: re.Match[str]) -> str:
        """没有单位的数字串：名称、编码、年份；空串表示还是数据。"""
        digits, (start, end) = found["arabic"], found.span("arabic")
        known = idioms()
        if not digits.isdigit():
            return ""
        named = digits in known.hotlines or self.plain.startswith(known.name_nouns, end)
        if named or self._is_titled(start, end):
            return "name"
        labelled = known.code_labels.search(self.plain, max(0, start - 8), start)
        if labelled or len(digits) >= _CODE_LENGTH or (len(digits) > 1 and digits[0] == "0"):
            return "code"
        if _ACCOUNT.match(digits) and _HAN.match(self.plain, end):
            return "code"
        return "date" if _is_year(digits) and _HAN.match(self.plain, end) else ""

    def _is_titled(self, start: int, end: int) -> bool:
        """在引号里贴着引号、或者在书名号里：“福田水务2030”。"""
        before, after = self.plain[max(0, start - 1) : start], self.plain[end : end + 1]
        if after in _CLOSE_QUOTES and before not in _OPEN_QUOTES:
            return True
        opened = self.plain.rfind("《", max(0, start - 60), start)
        return opened >= 0 and "》" not in self.plain[opened:start]

    def _is_idiom(self, start: int, measure: str) -> bool:
        """固定说法、引号里的名目（“四类场所”）、名次（前三名）。"""
        if self.plain.startswith(idioms().idioms, start):
            return True
        if measure in {"名", "位"} and self.plain[max(0, start - 1) : start] in {"前", "后"}:
            return True
        opened = self.plain.rfind("“", max(0, start - 20), start)
        return opened >= 0 and "”" not in self.plain[opened:start] and "”" in self.plain[start : start + 20]


def _numeral(found: re.Match[str]) -> Numeral:
    return arabic(found["arabic"] + (found["multiple"] or ""))


def _is_year(digits: str) -> bool:
    return len(digits) == len("2020") and digits.startswith(("199", "200", "201", "202", "203"))


def _fraction(whole: str, part: str) -> Numeral:
    """几分之几，换成百分数；百分之、千分之的末位由印出的数定，其余的准确到百分之一。"""
    base = {"百": HUNDRED, "千": Decimal(1000), "万": Decimal(10000)}.get(whole)
    numeral = Numeral(HUNDRED) if part == "百" else _either(part)
    if base:
        return Numeral(numeral.value * HUNDRED / base, numeral.step * HUNDRED / base)
    share = numeral.value * HUNDRED / (_either(whole).value or ONE)
    return Numeral(share.quantize(CENT))


def _either(printed: str) -> Numeral:
    if printed[0].isascii():
        return arabic(printed.strip(".") or "0")
    return chinese(printed.lstrip("百")) or Numeral(ONE)


def _tenths(found: re.Match[str]) -> Numeral:
    whole = _either(found["tenths"]).value * 10
    if not found["half"]:
        return Numeral(whole, Decimal(10))
    return Numeral(whole + (5 if found["half"] == "半" else _either(found["half"]).value))
