"""数字记号（token）：一段文字里的每个数字串，是数据，还是序号、文号、日期、名称……

读的次序：
1. 整段是空值（—、无）的，是 nil；
2. 先认出序号（enumerators.py），它们把文字分成几段；
3. 每段从左到右扫描（figures.SCANS），每到一处依次试：
   区间的括号写法、不是数据的写法（forms.py 的表）、几分之几、阿拉伯数字、概数、汉字数词；
4. 阿拉伯数字再看前后：是不是区间（ranges.py）、没有单位的是不是名称或编码；是数据的，
   带上正负号、货币、单位（units.py）和限定词（hedges.py），成为一个数值（quantity.py）；
5. 整段只是一个数，而这样读不成一个的（12 345.60、(1,234.00)），按表格的一格读（cells.py）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from normalize import ranges
from normalize.cells import is_nil, read_quantity
from normalize.enumerators import enumerators
from normalize.facts import Token
from normalize.figures import HEADS, NO_PREFIX, PREFIX, SCANS, may_prefix
from normalize.hedges import hedged
from normalize.idioms import idioms
from normalize.numerals import Numeral, chinese, coins, fraction, half_width, signed, size_of, tenths
from normalize.quantity import CENT, ONE, Kind, Quantity
from normalize.ranges import Range, is_year, numeral_of
from normalize.thresholds import is_threshold
from normalize.units import Unit, units

__all__ = ["FIGURES", "is_nil", "read_quantity", "tokens_of"]

FIGURES = frozenset(get_args(Kind))
"""是数据的种类；其余的种类说明这个数字串不是数据。"""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_OPEN_QUOTES, _CLOSE_QUOTES = ("“", "‘", "「", "《"), ("”", "’", "」", "》")
_CODE_LENGTH = 12
"""不加千分号而有这么多位的，是编码。"""
_BROKEN = FIGURES | {"code"}
"""断开的数里，各段读成的样子：“143,3”换行“00.05”。"""
_CELL_LENGTH = 48
"""比这更长的文字，不会是一格里单独一个数。"""
_ACCOUNT = re.compile(r"2[0-3][0-9]{5}")
"""政府收支分类的七位功能科目。"""
_CALL = re.compile(r"(?:电话|手机|联系人|联系方式|传真|热线|咨询)[^0-9，。；\n]{0,8}\Z")
_NEXT_YEAR = re.compile(r"[、，,]\s?(?:19|20)[0-9]{2}(?![0-9])")
_MYRIAD = Decimal(10000)
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
"""大写数字，只用于金额；“队伍人数”里的“伍人”不是数。"""
_RECENT = frozenset({"年", "个月", "天", "周", "小时"})
_MARKS = "▲△▽▼"
"""财务报表里作负号，自评表里也作重点指标的记号。"""
_TOTALS = frozenset("共计为达是约超近：:")
_INSIDE = {"个多月": "多", "个余月": "余", "个多小时": "多"}
"""插在单位里面的限定词。"""
_HALVES = {"半数": "", "一半": "", "过半": "超过", "过半数": "超过"}


def tokens_of(text: str) -> tuple[Token, ...]:
    """文中的数字记号，按先后，不相重叠；每个阿拉伯数字都在某个记号之内。"""
    if is_nil(text):
        return _nil(text)
    plain = half_width(text)
    tokens: list[Token] = []
    position = 0
    for span in enumerators(plain):
        if span.start < position:
            continue
        tokens += _scan(text, plain, position, span.start)
        tokens.append(_other(text, span.start, span.end, span.kind))
        position = span.end
    tokens += _scan(text, plain, position, len(plain))
    return _as_cell(text, tokens) or tuple(tokens)


def _bounds(text: str) -> tuple[int, int]:
    """去掉首尾空白后的起止。"""
    return len(text) - len(text.lstrip()), len(text.rstrip())


def _nil(text: str) -> tuple[Token, ...]:
    start, end = _bounds(text)
    return (_other(text, start, end, "nil"),) if start < end else ()


def _as_cell(text: str, tokens: list[Token]) -> tuple[Token, ...]:
    """整段只是一个数的，按一格读；已经读成一个记号，或者不是一个数的，为空。"""
    start, end = _bounds(text)
    if end - start > _CELL_LENGTH or not tokens or not _BROKEN.issuperset(token.kind for token in tokens):
        return ()
    quantity = read_quantity(text)
    whole = len(tokens) == 1 and text[end - 1] not in ".．"
    if quantity is None or (whole and tokens[0].value == quantity.value):
        return ()
    return (_figure(text, start, end, quantity),)


def _other(text: str, start: int, end: int, kind: str) -> Token:
    return Token(start, end, text[start:end], kind)


def _figure(text: str, start: int, end: int, quantity: Quantity, kind: str = "") -> Token:
    return Token(
        start,
        end,
        text[start:end],
        kind or quantity.kind,
        quantity,
        quantity.low,
        quantity.high,
        quantity.unit,
    )


def _scan(text: str, plain: str, start: int, end: int) -> Iterator[Token]:
    """两个序号之间的一段：找到可能开头的字，按它是哪一类字试各种写法。"""
    reader = _Reader(text, plain, end, _bounds(text) if len(text) < _CELL_LENGTH else (0, 0))
    position = floor = start
    while head := HEADS.search(plain, position, end):
        token = reader.read_at(head.start(), str(head.lastgroup), floor)
        position = head.end()
        if token:
            position = floor = token.end
            yield token


@dataclass(slots=True)
class _Reader:
    """读一段文字里的数据；whole 是短文字去掉首尾空白后的起止，floor 是前一个记号结束的地方。"""

    text: str
    plain: str
    end: int
    whole: tuple[int, int]

    def read_at(self, start: int, head: str, floor: int) -> Token | None:
        """从这个字起的记号；这里什么都不是的，没有。"""
        for pattern in SCANS[head]:
            if (found := pattern.match(self.plain, start, self.end)) and (token := self._read(found, floor)):
                return token
        return None

    def _read(self, found: re.Match[str], floor: int) -> Token | None:
        """命中的写法读成的记号；看着像而不是的，没有。"""
        form = str(found.lastgroup)
        if reads := _READERS.get(form):
            return reads(self, found, floor)
        return _other(self.text, found.start(), found.end(), form.rpartition("_")[0])

    def figure(self, found: re.Match[str], floor: int) -> Token:
        """阿拉伯数字：数值、区间，或者没有单位、看前后才知道是名称还是编码的数字。"""
        start, prefix = self._prefix(found.start(), floor)
        minus = self._is_negative(prefix, found)
        if self.plain[max(floor, start - 1) : start] not in {"从", "由"} and (
            ranged := ranges.range_from(
                found, self.plain, self.end, negative=minus, hedge=prefix["hedge"] or ""
            )
        ):
            return self._range(start if ranged.kind == "range" else found.start(), ranged)
        printed = found["unit"] or found["boxed"] or found["per"] or ""
        if not found["after"] and (kind := self._bare_kind(found, printed)):
            return _other(self.text, *found.span("arabic"), kind)
        unit = units()[printed or _currency(prefix)]
        numeral = numeral_of(found)
        if found["coins"]:
            numeral = Numeral(numeral.value + coins(found["coins"]), CENT)
        between = found["between"] or _INSIDE.get(printed, "")
        quantity = unit.quantity(signed(numeral, minus=minus), printed)
        return self._token(quantity, (start, found.end()), prefix, between, found["after"] or "")

    def count(self, found: re.Match[str], floor: int) -> Token | None:
        """汉字数词：后面跟着量词或被计数的名词的才是数据。"""
        start = found.start()
        numeral = chinese(found["chinese"])
        unit = units()[found["spoken"].removeprefix("大") or "大"]
        article = unit.kind == "count" and found["chinese"] in {"一", "二"}
        formal = unit.base != "元" and not _FORMAL.isdisjoint(found["chinese"])
        if numeral is None or article or formal or self._is_idiom(start, found["spoken"]):
            return None
        if found["spoken_multiple"]:
            size = size_of(found["spoken_multiple"])
            numeral = Numeral(numeral.value * size, numeral.step * size, size)
        if found["spoken_coins"]:
            numeral = Numeral(numeral.value + coins(found["spoken_coins"]), CENT)
        words = found["spoken_between"] or "", found["spoken_after"] or ""
        return self._spoken(found, floor, numeral, unit, found["spoken"], words)

    def _round(self, found: re.Match[str], floor: int) -> Token | None:
        """上千人、百余户、近百名、超百亿元：没有数字，只有百、千、万。"""
        about, more = found["about"] or "", found["or_so"] or ""
        if not (about or more) or found["loose_unit"] == "年" or self._is_idiom(found.start(), ""):
            return None
        size = size_of(found["size"] + (found["more"] or ""))
        unit = units()[found["loose_unit"]]
        scale = size if size >= _MYRIAD else ONE
        quantity = unit.quantity(Numeral(size, scale, scale), found["loose_unit"])
        start, prefix = self._prefix(found.start(), floor)
        quantity = hedged(quantity, "超过" if about == "上" else about or prefix["hedge"] or "", more)
        return _figure(self.text, start, found.end(), quantity)

    def bare(self, found: re.Match[str], floor: int) -> Token | None:
        """后面没有单位的汉字数词：整段就是它，或者在“共、为”之后，或者说到万、亿。"""
        printed, (start, end) = found["alone"], found.span("alone")
        if len(printed) == 1:
            return None
        numeral = chinese(printed)
        whole = (self._prefix(start, floor)[0], end) == self.whole
        led = self.plain[max(0, start - 1) : start] in _TOTALS
        if numeral is None or not (whole or led or printed[-1] in "万亿"):
            return None
        if self._is_idiom(start, "") or (not whole and not _FORMAL.isdisjoint(printed)):
            return None
        return self._spoken(found, floor, numeral, Unit(), "", ("", ""))

    def share(self, found: re.Match[str], floor: int) -> Token:
        """百分之九十五、三分之二、八成、半数。"""
        after = found["share_after"] or ""
        if word := found["half_word"]:
            numeral = Numeral(Decimal(50), ONE)
            after = _HALVES[word] or after
        elif found["tenths"]:
            numeral = tenths(found)
        else:
            numeral = fraction(found["whole"], found["part"])
        return self._spoken(found, floor, numeral, units()["%"], "", ("", after))

    def ratio(self, found: re.Match[str], floor: int) -> Token:
        """2/3的、100分之95。"""
        numeral = fraction(found["bottom"] or found["parts"], found["top"] or found["of"])
        return self._spoken(found, floor, numeral, units()["%"], "", ("", found["ratio_after"] or ""))

    def loose(self, found: re.Match[str], floor: int) -> Token | None:
        """概数：数十家、三五个、十至十五个、上千人。"""
        if found["is_round"]:
            return self._round(found, floor)
        if found["is_vague"]:
            return self._rounded(found, floor, ranges.vague(found))
        return self._rounded(found, floor, ranges.pair(found) if found["is_pair"] else ranges.span(found))

    def interval(self, found: re.Match[str], floor: int) -> Token | None:
        """[80%,90%)。"""
        return self._rounded(found, floor, ranges.interval(found))

    def margin(self, found: re.Match[str], floor: int) -> Token | None:
        """±5%。"""
        return self._rounded(found, floor, ranges.margin(found))

    def around(self, found: re.Match[str], floor: int) -> Token | None:
        """36.5±0.3℃。"""
        return self._rounded(found, floor, ranges.around(found))

    def _rounded(self, found: re.Match[str], floor: int, ranged: Range | None) -> Token | None:
        if ranged is None or self._is_idiom(found.start(), ""):
            return None
        return self._range(self._prefix(found.start(), floor)[0], ranged)

    def _range(self, start: int, ranged: Range) -> Token:
        token = _other(self.text, start, ranged.end, ranged.kind)
        if ranged.kind != "range":
            return token
        return token._replace(low=ranged.low, high=ranged.high, unit=ranged.unit)

    def _prefix(self, start: int, floor: int) -> tuple[int, re.Match[str]]:
        """数从哪里开始，以及它前面的限定词、正负号、货币。"""
        if start <= floor or not may_prefix(self.plain[start - 1]):
            return start, NO_PREFIX
        found = PREFIX.search(self.plain, max(floor, start - 14), start)
        assert found is not None  # noqa: S101 - 式子可以是空的，总能命中
        return found.start(), found

    def _is_negative(self, prefix: re.Match[str], found: re.Match[str]) -> bool:
        """有没有负号；“▲3个”里的是重点指标的记号。"""
        sign = prefix["minus"] or prefix["inner"] or ""
        return bool(sign) and (sign not in _MARKS or "." in found["arabic"] or found["unit"] == "%")

    def _spoken(
        self,
        found: re.Match[str],
        floor: int,
        numeral: Numeral,
        unit: Unit,
        printed: str,
        words: tuple[str, str],
    ) -> Token:
        start, prefix = self._prefix(found.start(), floor)
        quantity = unit.quantity(signed(numeral, minus=bool(prefix["minus"])), printed)
        return self._token(quantity, (start, found.end()), prefix, *words)

    def _token(
        self, quantity: Quantity, place: tuple[int, int], prefix: re.Match[str], between: str, after: str
    ) -> Token:
        """加上限定词，成为记号；“1,000人以上的演练”里的数是门槛。"""
        (start, end), word = place, prefix["hedge"] or ""
        if word == "近" and quantity.unit in _RECENT:
            # “近三年”是最近三年
            start, word = prefix.end("hedge"), ""
        quantity = hedged(quantity, word, between, after)
        kind = "threshold" if is_threshold(quantity, after, self.plain, end) else ""
        return _figure(self.text, start, end, quantity, kind)

    def _bare_kind(self, found: re.Match[str], unit: str) -> str:
        """没有单位的数字串：名称、编码、电话、年份；空串表示还是数据。"""
        digits, (start, end) = found["arabic"], found.span("arabic")
        known = idioms()
        if not digits.isdigit() or (unit and not (digits in known.hotlines and unit in known.name_nouns)):
            return ""
        named = digits in known.hotlines or self.plain.startswith(known.name_nouns, end)
        if named or self._is_titled(start, end):
            return "name"
        before = self.plain[max(0, start - 16) : start]
        if len(digits) in {7, 8, 11} and _CALL.search(before):
            return "phone"
        labelled = known.code_labels.search(before) or (digits == "86" and before.endswith("+"))
        if labelled or len(digits) >= _CODE_LENGTH or (len(digits) > 1 and digits[0] == "0"):
            return "code"
        if _ACCOUNT.match(digits) and _HAN.match(self.plain, end):
            return "code"
        dated = is_year(digits) and (_HAN.match(self.plain, end) or _NEXT_YEAR.match(self.plain, end))
        return "date" if dated else ""

    def _is_titled(self, start: int, end: int) -> bool:
        """在引号里贴着引号、或者在书名号里：“某某水务2030”。"""
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
        if measure == "番" and not self.plain[max(0, start - 2) : start].rstrip("了").endswith("翻"):
            return True
        opened = self.plain.rfind("“", max(0, start - 20), start)
        return opened >= 0 and "”" not in self.plain[opened:start] and "”" in self.plain[start : start + 20]


_READERS = {
    "interval": _Reader.interval,
    "margined": _Reader.margin,
    "around": _Reader.around,
    "share": _Reader.share,
    "ratio": _Reader.ratio,
    "figure": _Reader.figure,
    "loose": _Reader.loose,
    "count": _Reader.count,
    "bare": _Reader.bare,
}
"""数据的写法（SCANS 里的组名）→ 怎么读；其余的组都不是数据。"""


def _currency(prefix: re.Match[str]) -> str:
    """货币符号说的单位；没有为空串。"""
    if prefix["yuan"]:
        return "元"
    return "美元" if prefix[0].rstrip("-－− ").endswith(("$", "元", "D")) else ""
