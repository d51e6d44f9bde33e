"""数字记号（token）：一段文字里的每个数字串，是数据，还是序号、文号、日期、名称……

先认出序号，再从左到右扫描一遍：先试不是数据的写法，再试区间，最后才是数据；每个位置只看有限的几个字，所以是线性的。
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files

from normalize.enumerators import enumerators
from normalize.facts import Token
from normalize.hedges import AFTER, BEFORE, BETWEEN, hedged
from normalize.numerals import ARABIC, CHINESE, HALF_WIDTH, MULTIPLE, Numeral, arabic, chinese
from normalize.quantity import HUNDRED, ONE, Quantity
from normalize.units import units

FIGURES = frozenset(
    {"count", "money_exact", "money_rounded", "scaled_count", "percent", "point", "score", "measure", "number"}
)
"""是数据的种类；其余的种类说明这个数字串不是数据。"""

_DASH = r"[-－–—~～至到]"
_SIGN = "-－−"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_YEAR = r"(?:19|20)[0-9]{2}"
_CN_YEAR = r"二[〇○零O0][一二三〇○零O0][〇○零O0一二三四五六七八九]"
_TIME = r"[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?(?![0-9])"
_MONTH_DAY = rf"{_MONTH}\s?月(?:份|底|初|中旬|上旬|下旬|末|\s?{_DAY}\s?[日号])?"
_OTHER_FORMS = (
    ("code", r"https?://[!-~]+|www\.[!-~]+|[0-9A-Za-z._]{1,40}@[0-9A-Za-z.]{1,40}"),
    (
        "phone",
        r"(?<![0-9.,，])(?:1[3-9][0-9]{9}|0[0-9]{2,3}[-－–—][0-9]{7,8}|400-?[0-9]{3,4}-?[0-9]{3,4})(?![0-9.,，元%])"
        r"|(?<=[话机真式][：:])\s?[0-9][0-9\-－—()（）]{5,18}[0-9]",
    ),
    (
        "document_number",
        r"[〔［\[【（(]\s?(?:19|20)[0-9]{2}\s?[〕］\]】）)]\s?(?:第\s?)?[0-9]{1,5}\s?号"
        r"|〔(?:19|20)[0-9]{2,6}[〕号]号?|(?<=[发办绩预函字政财建规社农教综府])20[0-9]{3,6}号"
        r"|(?<=令)第?\s?[0-9]{1,4}\s?号|(?:19|20)[0-9]{2}年第[0-9]{1,4}号",
    ),
    (
        "page_number",
        r"第\s?[0-9]{1,4}\s?页|(?<=[.…·]{3})\s{0,3}[0-9]{1,4}(?=\s*(?:\n|\Z))"
        r"|(?<=\n)[-－—]\s?[0-9]{1,4}\s?[-－—](?=\s?(?:\n|\Z))",
    ),
    (
        "period",
        rf"{_YEAR}\s?年?\s?(?:{_DASH}|——|--)\s?{_YEAR}\s?(?:年度?|学年)"
        rf"|(?:{_YEAR}\s?年\s?)?{_MONTH}\s?月?份?\s?{_DASH}\s?{_MONTH}\s?月份?"
        rf"|(?:{_YEAR}\s?年度?)?(?:第?[一二三四1-4](?:[、至—\-][一二三四1-4])*季度|[上下]半年)|{_YEAR}\s?年度",
    ),
    (
        "date",
        rf"(?:{_YEAR}|20XX|20xx|20××)\s?年(?:\s?{_MONTH_DAY}(?:\s?{_TIME})?|[底末初中])?(?:[以之]?[前后])?"
        rf"|{_YEAR}(?:[、和及]{_YEAR})+\s?年度?|{_YEAR}[-－/.]{_MONTH}[-－/.]{_DAY}(?![0-9])(?:\s{_TIME})?"
        rf"|{_YEAR}/(?:0[1-9]|1[0-2]){_DAY}(?![0-9])"
        rf"|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9.,，元万%])|{_MONTH_DAY}|{_DAY}\s?日(?!均)"
        rf"|{_CN_YEAR}年(?:[一二三四五六七八九十]{{1,3}}月(?:[一二三四五六七八九十]{{1,3}}日)?)?"
        rf"|{_TIME}|[0-9]{{1,2}}[时点](?:[0-9]{{1,2}}分(?!钟)|[整前后半])",
    ),
    ("article", r"第\s?(?:[0-9]{1,4}|[一二三四五六七八九十百]{1,6})\s?[条款章节编目](?![线件龙])"),
    (
        "ordinal",
        r"第\s?(?:[0-9]{1,4}(?:[-－–—至、][0-9]{1,4})*|[一二三四五六七八九十百]{1,5})"
        r"|[一二三四五六七八九十]{1,3}是(?=[^否])|[一二三四五六七八九十]{1,3}级(?![0-9])",
    ),
    (
        "table_number",
        r"(?:公开|财决|预算公开)[0-9]{1,2}(?:-[0-9]{1,2})?附?表"
        r"|(?:(?<![代发列填报图])附?表|图|附件|附录|专栏)\s?[0-9]{1,2}(?:[-－–—.][0-9]{1,2}){0,2}"
        r"(?![0-9.,，%万亿])(?!\s?{UNIT})",
    ),
    (
        "structure",
        r"[0-9]{1,4}(?:\s?[+＋]\s?(?:[0-9]{1,4}|[NnXx]))+(?!\s?[+＋=＝]|[0-9.%])(?:\s?{UNIT})?"
        r"|[NnXx](?:[+＋][0-9]{1,4})+",
    ),
    (
        "name",
        r"7\s?[×xX*]\s?24(?:\s?小时)?"
        r"|[0-9]{1,3}(?:、[0-9]{1,3})+(?!、[0-9]|[0-9.,，%‰])(?!\s?(?:{MULTIPLE}|{UNIT}))号?"
        r"|(?:GB|GB/T|DB[0-9]{0,4}/?T?|ISO|JGJ|CJJ|AQ|HJ)\s?[0-9][0-9.\-—:]{2,16}",
    ),
    (
        "code",
        r"(?<![A-Za-z0-9])(?=[0-9A-Za-z_-]{0,30}[0-9]{5})(?=[0-9_-]{0,30}(?![xX][0-9])[A-Za-z]{1,8}[_-]?[0-9])"
        r"[0-9A-Za-z_][0-9A-Za-z_-]{5,40}",
    ),
    (
        "name",
        r"(?<![A-Za-z])(?![xX][0-9]|RMB|CNY|USD)[A-Za-z_][A-Za-z_/]{0,12}[-.]?[0-9]{1,6}(?:[-.][0-9]{1,6})*[A-Za-z]{0,3}"
        r"(?![0-9]|,[0-9])",
    ),
    ("ordinal", r"[0-9]{1,4}\s?号(?![0-9])|[0-9](?:[、-][0-9]){0,3}级"),
)
"""不是数据的写法，按先后试。"""

_INCLUSIVE = r"(?:\s?[（(]不?含(?:本数)?[）)])?"
_BETWEEN = "|".join(BETWEEN)
_AFTER = "|".join(AFTER)
_UNIT = rf"{units().pattern}(?:[/／]{units().pattern}){{0,2}}"
_SOME = r"大(?=[\u4e00-\u9fff])(?![家队厅于会楼道学型])"
_FIGURE = (
    rf"(?P<arabic>{ARABIC}(?:\s?{MULTIPLE}(?:[0-9]+{MULTIPLE})*)?)"
    rf"(?:(?P<between>{_BETWEEN})(?=\s?(?:{MULTIPLE})?{_UNIT}))?(?P<multiple>(?<=[余多几来]){MULTIPLE})?"
    rf"(?:[ \u3000\n]{{0,2}}(?P<unit>{_UNIT}))?{_INCLUSIVE}(?P<after>{_AFTER})?{_INCLUSIVE}"
)
_SPOKEN = (
    rf"(?<![几数上成第十百千万亿一二三四五六七八九])(?P<chinese>{CHINESE})(?P<spoken_between>[余多几来])?"
    rf"(?P<spoken>大?{units().spoken}|{_SOME})(?P<spoken_after>{_AFTER})?"
)
_SHARE = (
    r"(?P<whole>[百千万]|[一二三四五六七八九十]{1,3}|[0-9]{1,4})分之"
    r"(?P<part>[一二两三四五六七八九十百〇零点]{1,10}|[0-9.]{1,8})"
    r"|(?P<tenths>[一二两三四五六七八九])成(?P<half>[一二三四五六七八九半])?"
    r"(?![立员功果效本为绩长分品熟就交都市型套人年])"
)
_FORMS = "|".join(
    f"(?P<{kind}_{index}>{pattern.replace('{UNIT}', units().pattern).replace('{MULTIPLE}', MULTIPLE)})"
    for index, (kind, pattern) in enumerate(_OTHER_FORMS)
)
_SCAN = re.compile(
    rf"(?=[0-9A-Za-z_〇一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾百千万第表图附专公财预上下ⅠⅡⅢⅣⅤ〔［\[【（(\n\s-])"
    rf"(?:{_FORMS}|(?P<share>(?:{_SHARE})(?P<share_after>{_AFTER})?)|(?P<figure>{_FIGURE})|(?P<count>{_SPOKEN}))"
)
_RIGHT = re.compile(rf"(?:{_DASH})\s?(?P<figure>{_FIGURE})")
_BEFORE = re.compile(
    r"(?:(?<![最附邻临靠新预节合契条签特制集简违公履减缩赶])(?:"
    + "|".join(map(re.escape, sorted(BEFORE, key=len, reverse=True)))
    + r"))[\s]?\Z"
)
_MINUS = re.compile(rf"(?:\A|(?<=[\s（(：:，,；;=＝为是率长达≥≤＞＜><]))[{_SIGN}]\Z")
_CURRENCY = re.compile(r"(?:[¥￥]|人民币)\s?\Z")
_NOUN = re.compile(
    r"的(?=[\u4e00-\u9fff])|(?:项目|企业|单位|工程|车辆|设备|采购|演练|活动|老人|老年人|人员|群众|学生|建筑|场所|住宅|合同)"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_OPEN_QUOTES, _CLOSE_QUOTES = ("“", "‘", "「", "《"), ("”", "’", "」", "》")
_CODE_LENGTH = 12
"""不加千分号而有这么多位的，是编码。"""
_ACCOUNT = re.compile(r"2[0-3][0-9]{5}")
"""政府收支分类的七位功能科目。"""
_NIL = frozenset({"无", "暂无", "空", "不适用", "N/A", "n/a", "NA", "——", "/", "／", "\\"})
_DASHES = frozenset("-－−–—―─~～/／")
_NOISE = re.compile(r"(?P<clean>[0-9]*\.[0-9]{1,8}?)(?:0{4}|9{4})[0-9]{3,}")
"""电子表格里带出来的浮点尾数：0.0900000762939453。"""
_CELL = re.compile(
    rf"(?P<cell_before>{'|'.join(map(re.escape, sorted(BEFORE, key=len, reverse=True)))})?"
    rf"(?P<open>[（(])?(?P<currency>[¥￥])?(?P<minus>[{_SIGN}])?(?P<digits>[0-9]+(?:[,，][0-9]{{2,}})*(?:\.[0-9]+)?|\.[0-9]+)"
    rf"(?P<close>[）)])?(?P<cell_between>{_BETWEEN})?(?P<cell_multiple>{MULTIPLE})?(?P<cell_unit>{_UNIT})?"
    rf"{_INCLUSIVE}(?P<cell_after>{_AFTER})?"
)
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
"""大写数字，只用于金额；“队伍人数”里的“伍人”不是数。"""
_RECENT = frozenset({"年", "个月", "天", "周", "小时"})


@dataclass(frozen=True, slots=True)
class _Idioms:
    """含数字而不是数据的词语，见 idioms.toml。"""

    hotlines: frozenset[str]
    name_nouns: tuple[str, ...]
    idioms: tuple[str, ...]
    code_labels: re.Pattern[str]


@cache
def _idioms() -> _Idioms:
    data = tomllib.loads(files("normalize").joinpath("idioms.toml").read_text(encoding="utf-8"))
    return _Idioms(
        hotlines=frozenset(data["hotlines"]),
        name_nouns=tuple(data["name_nouns"]),
        idioms=tuple(data["idioms"]),
        code_labels=re.compile(f"(?:{'|'.join(data['code_labels'])})[：:（(]?\\s?\\Z"),
    )


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


def is_nil(text: str) -> bool:
    """格子里写的是“没有”：空白、横线、斜线、无、空。"""
    shown = "".join(text.split())
    return not shown or shown in _NIL or _DASHES.issuperset(shown)


def read_quantity(text: str, unit: str = "", scale: Decimal | int = ONE) -> Quantity | None:
    """表格的一格里单独一个数；unit、scale 是这一列的单位，格子里自己写了单位的以格子为准。

    不是单独一个数的（文字、区间、两个数）和空值是 None。括号里的金额是负数；数字可以被空格、换行断开。
    """
    printed = "".join(text.translate(HALF_WIDTH).split()).rstrip(".．")
    if is_nil(printed):
        return None
    found = _CELL.fullmatch(printed)
    if found is None:
        return None
    digits, multiple = found["digits"], found["cell_multiple"] or ""
    negative = bool(found["minus"]) or bool(found["open"] and found["close"])
    if bool(found["open"]) != bool(found["close"]) or (found["open"] and not _is_accounting(digits)):
        return None
    own = found["cell_unit"] or ("元" if found["currency"] else "")
    column = units()[unit] if unit else units()[""]
    numeral, fraction = _cell_numeral(digits + multiple)
    if fraction and column.base == "%" and not own:
        numeral = Numeral(numeral.value * HUNDRED, numeral.step * HUNDRED)
    if negative:
        numeral = Numeral(-numeral.value, numeral.step, numeral.scale)
    measured = units()[own] if own or multiple else replace(column, scale=column.scale * Decimal(scale))
    quantity = measured.quantity(numeral, own)
    return hedged(quantity, found["cell_before"] or "", found["cell_between"] or "", found["cell_after"] or "")


def _is_accounting(digits: str) -> bool:
    """括号里的“(1)”是序号，“(1,234.56)”才是负数。"""
    return bool(re.search(r"[,，]|\.[0-9]{2}\Z", digits))


def _cell_numeral(digits: str) -> tuple[Numeral, bool]:
    """格子里的数；第二项为真，是电子表格的浮点数，印的不是给人看的样子。"""
    if noise := _NOISE.fullmatch(digits):
        exact = Decimal(digits)
        step = ONE.scaleb(-(len(noise["clean"]) - noise["clean"].index(".") - 1))
        value = exact.quantize(step)
        return Numeral(value, step), True
    return arabic(digits), False


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
    while found := _SCAN.search(plain, position, end):
        form = found.lastgroup or ""
        if form == "figure":
            token = reader.figure(found, position)
        elif form == "count":
            token = reader.count(found, position)
        elif form == "share":
            token = reader.share(found, position)
        else:
            token = _other(text, found.start(), found.end(), form.rpartition("_")[0])
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
        unit = units()[printed or ("元" if currency else "")]
        if sign:
            numeral = Numeral(-numeral.value, numeral.step, numeral.scale)
        return self._token(
            unit.quantity(numeral, printed), start, found.end(), floor, found["between"] or "", found["after"] or ""
        )

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
        before = _BEFORE.search(self.plain, max(floor, start - 6), start)
        word = before[0].strip() if before else ""
        if word == "近" and quantity.unit in _RECENT:
            # “近三年”是最近三年
            word, before = "", None
        quantity = hedged(quantity, word, between, after)
        start = before.start() if before else start
        kind: str = quantity.kind
        if after[-2:] in {"以上", "以下", "以内"} and quantity.unit not in {"%", "个百分点"} and _NOUN.match(self.plain, end):
            kind = "threshold"
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
        """数前面的负号、货币符号；负号只在不会是连接号的地方认。"""
        if minus := _MINUS.search(self.plain, max(floor, start - 1), start):
            return minus.start(), minus[0], ""
        if currency := _CURRENCY.search(self.plain, max(floor, start - 4), start):
            return currency.start(), "", currency[0]
        return start, "", ""

    def _range(self, left: re.Match[str], floor: int) -> Token | None:
        """区间：90%-95%、10至15、2至3个、1.5-2万元。"""
        if left["after"] or left["between"]:
            return None
        right = _RIGHT.match(self.plain, left.end(), self.end)
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
        span = (left.start(), right.end())
        return Token(
            start=span[0], end=span[1], text=self.text[slice(*span)], kind=kind, low=low_value, high=high_value, unit=unit.base
        )

    def _bare_kind(self, found: re.Match[str]) -> str:
        """没有单位的数字串：名称、编码、年份；空串表示还是数据。"""
        digits, (start, end) = found["arabic"], found.span("arabic")
        known = _idioms()
        if not digits.isdigit():
            return ""
        if digits in known.hotlines or self.plain.startswith(known.name_nouns, end) or self._is_titled(start, end):
            return "name"
        if self.plain[end : end + 1].isascii() and self.plain[end : end + 1].isalpha() and self.plain[end] not in "xX":
            return "name"
        zero_led = len(digits) > 1 and digits[0] == "0"
        if zero_led or len(digits) >= _CODE_LENGTH or known.code_labels.search(self.plain, max(0, start - 8), start):
            return "code"
        if _ACCOUNT.match(digits) and _HAN.match(self.plain, end):
            return "code"
        return "date" if _is_year(digits) and _HAN.match(self.plain, end) else ""

    def _is_titled(self, start: int, end: int) -> bool:
        """在引号里贴着引号、或者在书名号里：“福田水务2030”。"""
        if self.plain[end : end + 1] in _CLOSE_QUOTES and self.plain[max(0, start - 1) : start] not in _OPEN_QUOTES:
            return True
        opened = self.plain.rfind("《", max(0, start - 60), start)
        return opened >= 0 and "》" not in self.plain[opened:start]

    def _is_idiom(self, start: int, measure: str) -> bool:
        """固定说法、引号里的名目（“四类场所”）、名次（前三名）。"""
        if self.plain.startswith(_idioms().idioms, start):
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
    denominator = _either(whole).value
    return Numeral((numeral.value * HUNDRED / denominator).quantize(Decimal("0.01")) if denominator else ONE, ONE)


def _either(printed: str) -> Numeral:
    if printed[0].isascii():
        return arabic(printed.strip(".") or "0")
    return chinese(printed.lstrip("百")) or Numeral(ONE)


def _tenths(found: re.Match[str]) -> Numeral:
    whole = _either(found["tenths"]).value * 10
    if not found["half"]:
        return Numeral(whole, Decimal(10))
    return Numeral(whole + (5 if found["half"] == "半" else _either(found["half"]).value))
