"""词法（lexer）：把评分标准的文字切成数、比较、计分、扣分等记号，其余的话原样成词。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from normalize.numerals import HALF_WIDTH, chinese

Kind = Literal[
    "number",  # 90%、一个百分点、1分
    "compare",  # ≥、不低于、=
    "suffix",  # 以上、以内
    "include",  # （含）、不含
    "to",  # 80%-90% 之间的连接号
    "worth",  # （1分）
    "award",  # 得1分、计满分、不得分
    "deduct",  # 扣0.5分
    "bonus",  # 加1分
    "each",  # 每
    "drift",  # 减少、提高、偏离：只在“每……扣”里表示方向
    "discretion",  # 酌情
    "proportional",  # 按比例计分
    "floor",  # 扣完为止
    "operator",  # + × ÷
    "open",
    "close",
    "comma",
    "colon",
    "stop",
    "break",  # 换行
    "word",
]
Unit = Literal["%", "百分点", "分", ""] | str


@dataclass(frozen=True)
class Token:
    """记号：start、end 是在条文里的位置；value、unit 是数，sign 是比较或运算的符号。

    计分记号的 value 是得几分，upto 是“得9-8分”里的另一头；“满分”没有 value；占分值百分之几的 unit 为“%”。
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: Decimal | None = None
    unit: str = ""
    sign: str = ""
    upto: Decimal | None = None


_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_COUNTS = "项|次|例|起|处|家|人次|人|天|日|个工作日|工作日|小时|年|个月|月|份|件|条|户|笔|宗|场|万元|亿元|元|公里|个|点"
_POINTS = r"分(?![之钟类别项局公布工级])"
_HALF_STOP: dict[int, int | str] = HALF_WIDTH | {
    ord(wide): narrow for wide, narrow in zip("（）［］【】｛｝：，；", "()[][]{}:,;", strict=True)
}

_SIGNS = {
    "≥": (
        "≥",
        "≧",
        "⩾",
        ">=",
        "＞＝",
        ">＝",
        "＞=",
        "大于等于",
        "大于或等于",
        "高于等于",
        "不低于",
        "不少于",
        "不小于",
        "至少",
    ),
    "≤": (
        "≤",
        "≦",
        "⩽",
        "<=",
        "＜＝",
        "<＝",
        "＜=",
        "小于等于",
        "小于或等于",
        "低于等于",
        "不超过",
        "不高于",
        "不大于",
        "不多于",
    ),
    ">": ("＞", ">", "﹥", "大于", "高于", "超过", "超出", "多于"),
    "<": ("＜", "<", "﹤", "小于", "低于", "少于"),
    "=": ("=", "＝", "﹦", "═", "等于"),
}
_SIGN_OF = {form: sign for sign, forms in _SIGNS.items() for form in forms}
# 这些词只有紧挨着数才是比较：“达到100%”是，“达到预期目标”不是
_NEAR = {"达到": "≥", "达": "≥", "超": ">", "未达到": "<", "未达": "<", "不足": "<", "不到": "<", "为": "="}
_COMPARE = "|".join(map(re.escape, sorted(_SIGN_OF, key=len, reverse=True)))
_WHOLE = r"(?:该项|本项|此项|该指标|本指标|指标|相应)?"
_LEXICON = (
    ("worth", rf"\(\s*(?:满分|共|计|分值|权重)?[::]?\s*(?P<worth>{_NUMBER})\s*分\s*\)"),
    ("include", r"\(\s*(?P<excluded>不)?(?:包?含)[^()]{0,6}\)|不含本数|含本数"),
    (
        "floor",
        rf"(?:直?至|最多|可累计)?(?:本项)?(?:{_NUMBER}分)?扣(?:完|满|光)[^,;。\n]{{0,8}}?(?:为止|止)|(?:直至|最多)扣完|满分为止|封顶",
    ),
    (
        "share",
        rf"(?:得|计|记|赋)?{_WHOLE}(?:分值|权重分?|满分)的?\s*(?P<share>{_NUMBER})\s*%(?:\s*[-—~至到]\s*(?P<share_to>{_NUMBER})\s*%)?",
    ),
    ("none", r"不得分|不计分|不给分|不赋分|不予计分|[得记计]零分"),
    (
        "award",
        rf"(?:得|计|记|赋|给|为|以)\s*(?P<award>{_NUMBER})\s*(?:[-—~至到]\s*(?P<award_to>{_NUMBER})\s*)?{_POINTS}",
    ),
    ("full", rf"(?:得|计|记|赋|给)(?:{_WHOLE}(?:全部)?(?:满分|全分|分值|权重分)(?!的))|(?<=[,:;])满分"),
    ("bonus", rf"(?:加|加计|奖励)\s*(?P<bonus>{_NUMBER})\s*{_POINTS}"),
    ("deduct", rf"(?:倒扣|扣减|扣除|扣|减)\s*(?:该项|本项|此项|去|掉)?\s*(?P<deduct>{_NUMBER})\s*{_POINTS}"),
    (
        "discretion",
        r"酌情[^,;。\n]{0,4}(?:扣|减|给|计|得)?分?|视情(?:况|节)?(?:扣|减|给)分?|根据实际情况评分",
    ),
    (
        "proportional",
        r"按(?:照)?[^,;。\n\d]{0,14}比例[^,;。\n\d]{0,6}?(?:计算|计|得|记|赋|扣减|扣|减)?(?:得分|分)?|同比例(?:扣减?|计)分?",
    ),
    ("each", r"每(?=[^,;。\n]{0,12}(?:\d|一|1|两))"),
    ("near", rf"(?:{'|'.join(sorted(_NEAR, key=len, reverse=True))})(?=\s*(?:\d|一个百分点))"),
    ("compare", _COMPARE),
    ("suffix", r"(?:及|或)?(?:以上|以下|以内)|之内|之间"),
    (
        "drift",
        rf"(?:减少|下降|降低|降|少|减|增加|增长|上升|提高|提升|增|多|偏离|偏差|滞后|逾期|延迟|推迟|延期|缺少|缺)(?=[^,;。\n\d]{{0,4}}(?:{_NUMBER}|一)\s*(?:%|个|天|日|项|次))",
    ),
    ("operator", r"[×ＸｘΧ*＊✕·+＋÷/／]|(?<=[\s\u4e00-\u9fff\)%0-9])[xX](?=\s*[\d\(])"),
    ("to", r"(?<=[\d%\)])\s*(?:[-－–—~～−]+|至|到|和|与)\s*(?=\d)"),
    ("minus", r"[-－−–]"),
    ("number", rf"(?P<number>{_NUMBER})\s*(?P<unit>%|‰|个?百分点|{_POINTS}|{_COUNTS})?"),
    (
        "spoken",
        rf"(?<![第几])(?P<spoken>[一二两三四五六七八九十]{{1,3}})(?P<spoken_unit>个?百分点|(?:{_COUNTS})(?![季般])(?:次)?)",
    ),
    ("open", r"[\(\[{]"),
    ("close", r"[\)\]}]"),
    ("comma", ","),
    ("colon", ":"),
    ("stop", r"[;。!！]"),
    ("break", r"\n"),
    ("space", r"[^\S\n]+"),
)
_SCAN = re.compile("|".join(f"(?P<{kind}_>{pattern})" for kind, pattern in _LEXICON))
_OPERATORS = {**dict.fromkeys("×ＸｘΧ*＊✕·xX", "*"), **dict.fromkeys("÷/／", "/"), "+": "+", "＋": "+"}


def lex(text: str) -> tuple[Token, ...]:
    """条文的全部记号，首尾相接，空白不算。"""
    return tuple(_tokens(text, text.translate(_HALF_STOP)))


def _tokens(text: str, plain: str) -> Iterator[Token]:
    position = 0
    for found in _SCAN.finditer(plain):
        if found.start() > position and plain[position : found.start()].strip():
            yield Token("word", position, found.start(), text[position : found.start()])
        position = found.end()
        token = _token(text, found)
        if token is not None:
            yield token
    if plain[position:].strip():
        yield Token("word", position, len(text), text[position:])


def _token(text: str, found: re.Match[str]) -> Token | None:
    rule = (found.lastgroup or "").removesuffix("_")
    start, end = found.span()
    shown = text[start:end]

    def mark(
        kind: Kind, *, value: str | None = None, unit: str = "", sign: str = "", upto: str | None = None
    ) -> Token:
        return Token(kind, start, end, shown, _decimal(value), unit, sign, _decimal(upto))

    match rule:
        case "space":
            return None
        case "worth":
            return mark("worth", value=found["worth"], unit="分")
        case "include":
            return mark("include", sign="不含" if "不" in shown else "含")
        case "share":
            return mark("award", value=found["share"], upto=found["share_to"], unit="%")
        case "none":
            return mark("award", value="0", unit="分")
        case "award":
            return mark("award", value=found["award"], upto=found["award_to"], unit="分")
        case "full":
            return mark("award")
        case "bonus" | "deduct":
            return mark("bonus" if rule == "bonus" else "deduct", value=found[rule], unit="分")
        case "near":
            return mark("compare", sign=_NEAR[found[0].strip()])
        case "compare":
            return mark("compare", sign=_SIGN_OF[found[0]])
        case "operator":
            return mark("operator", sign=_OPERATORS[found[0].strip()])
        case "minus":
            return mark("operator", sign="-")
        case "number":
            return mark("number", value=found["number"], unit=_unit(found["unit"] or ""))
        case "spoken":
            spoken = chinese(found["spoken"])
            value = str(spoken.value) if spoken else None
            return mark("number", value=value, unit=_unit(found["spoken_unit"])) if spoken else mark("word")
        case _:
            return mark(rule)  # type: ignore[arg-type]


def _decimal(printed: str | None) -> Decimal | None:
    return None if printed is None else Decimal(printed.replace(",", ""))


def _unit(printed: str) -> str:
    return "百分点" if printed.endswith("百分点") else printed
