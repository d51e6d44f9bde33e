"""词法（lexer）：把评分标准的文字切成数、比较、计分、扣分等记号，其余的话原样成词。

词表是下面的 LEXICON：一种记号一行，自上而下先到先得。全角、繁体先一对一换成半角、简体，位置不变。
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from normalize.numerals import ARABIC, HALF_WIDTH, MULTIPLE, arabic, chinese
from normalize.units import units

Kind = Literal[
    "number",  # 90%、一个百分点、20场
    "compare",  # ≥、不低于、=；sign 是符号
    "suffix",  # 以上、以内、之间；sign 是 ≥、≤、~
    "include",  # （含）、不含
    "to",  # 80%-90% 之间的连接号
    "worth",  # （1分）
    "award",  # 得1分、计满分、不得分、得分值的80%
    "deduct",  # 扣0.5分、扣分值的20%
    "bonus",  # 加1分
    "each",  # 每
    "drift",  # 超过、低于、偏离、滞后：只在“每……扣”里表示方向；sign 是 over、under、either
    "limit",  # 扣完为止、最高得5分、最低25分、最多加1分；sign 是 most、least、loss、gain
    "partial",  # 不足1个百分点按1个百分点计；sign 是 ceil、floor
    "discretion",  # 酌情
    "proportional",  # 按比例计分、按比例扣分
    "choice",  # 二者择其一、就高、取平均；sign 是 max、min、mean
    "and",
    "or",
    "otherwise",  # 否则、其余
    "operator",  # + - × ÷
    "open",
    "close",
    "comma",
    "colon",
    "stop",
    "break",  # 换行
    "word",
]


@dataclass(frozen=True)
class Token:
    """记号：start、end 是在条文里的位置；value、unit 是数，sign 是比较、运算或方向的符号。

    计分记号的 value 是得几分，upto 是“得9-8分”里的另一头；满分没有 value；占分值百分之几的 unit 为“%”。
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: Decimal | None = None
    unit: str = ""
    sign: str = ""
    upto: Decimal | None = None


_TRADITIONAL = dict(
    zip(
        "達過於滿計點個為間數標準實際執預調單項與則餘無貫關規條齊類賦獎勵給對應將隨積極幾雙據證資產財務負責員佔較減開發運營",
        "达过于满计点个为间数标准实际执预调单项与则余无贯关规条齐类赋奖励给对应将随积极几双据证资产财务负责员占较减开发运营",
        strict=True,
    )
)
_SAME_LENGTH: dict[int, int | str] = HALF_WIDTH | {
    ord(wide): narrow
    for wide, narrow in (
        *zip("（）［］【】｛｝：，；﹙﹚", "()[][]{}:,;()", strict=True),
        *_TRADITIONAL.items(),
    )
}

_SIGNS = {
    "≥": r"≥|≧|⩾|>\s?=|＞\s?[=＝]|大于等于|大于或等于|等于或大于|等于或高于|高于等于|高于或等于|不低于|不少于|不小于|不得低于|不得少于|至少",
    "≤": r"≤|≦|⩽|<\s?=|＜\s?[=＝]|小于等于|小于或等于|等于或小于|等于或低于|低于等于|低于或等于|不超过|不高于|不大于|不多于|不得超过|不得高于",
    ">": r"＞|>|﹥|大于|高于|超过|超出|多于",
    "<": r"＜|<|﹤|小于|低于|少于",
    "=": r"=|＝|﹦|═|等于",
}
_SIGN = {sign: re.compile(rf"(?:{forms})\Z") for sign, forms in _SIGNS.items()}
_NEAR = {
    "未达到": "<", "达不到": "<", "没有达到": "<", "未达": "<", "不足": "<", "不到": "<", "不满": "<",
    "达到": "≥", "达": "≥", "为": "=", "控制在": "=", "超": ">",
}  # fmt: skip
"""这些词只有紧挨着数才是比较：“达到100%”是，“达到预期目标”不是。"""
_DRIFTS = {
    "over": "超过|超出|高于|高出|大于|多于|超|高|多|增加|增长|上升|上涨|提高|提升|增|升",
    "under": "低于|少于|小于|不足|低|少|差|减少|下降|降低|下滑|减|降|落后|未完成|欠",
    "either": r"偏离|偏差|增减|升降|变动|浮动|相差|(?:高于|超过|超出|高)(?:或|、)(?:低于|低)|(?:低于|低)(?:或|、)(?:高于|超过|高)|±|正负",
    "late": "滞后|逾期|延迟|推迟|延期|超期|超时|拖延|晚|迟报|晚报|迟",
}
_N = r"\d+(?:,\d{3})*(?:\.\d+)?"
_OF_WHOLE = r"(?:该项|本项|此项|该指标|本指标|指标|相应|对应|该|本)*(?:分值|权重分值|权重分|权重|满分|总分|标准分|分数)"
_PERCENT = rf"{_N}\s?%?(?:\s?[-－–—~～至到]\s?{_N})?\s?%(?:\s?[-－–—~～至到]\s?{_N}\s?%)?"
_TO = r"[-－–—~～－至到]"
_POINTS = r"分(?![之钟类别项局公布工级析配管期])"
_GIVE = r"(?:得分为|得分|计分|得|计|记|赋|给|评|为)"
_ENDING = r"(?:为止|止|为限|封顶)"
_COUNTED = r"[一二两三四五六七八九十]{1,3}"
_COUNT_WORDS = "例|起|次|项|个|处|件|家|名|人|条|份|户|场|天|日|年|月|期|分|宗|笔|篇|位|批|次"
_NEXT_NUMBER = rf"(?=[^,;。\n\d]{{0,8}}?(?:\d|[一二两三](?:{_COUNT_WORDS})|个百分点))"
_ANY_STEP = rf"(?:{_N}|{_COUNTED})"
_SCORED = "(?:扣减|扣|减|给|计|得|赋|评|打)"
LEXICON: tuple[tuple[str, str], ...] = (
    ("break", r"\s*\n\s*"),
    ("to", r"(?<=[%‰])[^\S\n]+(?:[-－–—~～−]+|至|到)[^\S\n]*(?=\d)"),
    ("space", r"[^\S\n]+"),
    # 日期是名称的一部分：7月底执行率
    (
        "date",
        r"(?:20\d\d\s?年度?)?\d{1,2}\s?月(?:份|底|末|初|\d{1,2}\s?[日号])?(?:[之以]?前)?(?!以)|20\d\d\s?年度?|\d\s?季度",
    ),
    # 不足一个单位怎么算
    (
        "partial",
        rf"不足{_ANY_STEP}?[^,;。()\n]{{1,8}}?(?:的)?,?(?:按|以|算|计){_ANY_STEP}[^,;。()\n]{{1,8}}?"
        r"(?:计算|计|扣)?(?=[,;。)\n]|$)",
    ),
    ("partial", rf"不足{_ANY_STEP}[^,;。\n]{{1,8}}?(?:的)?,?(?:不计|不扣分?|不予扣分|忽略不计|舍去)"),
    # 上限、下限
    (
        "limit",
        rf"(?:得分|总分)?(?:最高|最多|至多)(?:不超过|可?得分?|可?计|可?加|累计|可?扣|为)*\s?(?P<most>{_N})\s?分(?:为止)?",
    ),
    (
        "limit",
        rf"(?:直至|最多)?(?:可累计)?扣[至到]?(?:完|满|光|0分)(?P<loss>{_N})?(?:分|该项)?[^,;。\n]{{0,4}}?{_ENDING}"
        rf"|(?:直?至|直到)[^,;。\n]{{0,8}}扣[完光]?[^,;。\n]{{0,2}}{_ENDING}"
        r"|(?:可累计|直至|最多|可)扣完|扣完即止|(?:该项|本项)?(?:扣|加|满)[完满]?分?(?:即|为)止",
    ),
    ("limit", rf"最低(?:不低于|得分?|计|为)*\s?(?P<least>{_N})\s?分"),
    (
        "limit",
        rf"(?:得分|最高得分|最高|最多|总分)*(?:不得|不能|不)?(?:突破|超过|超出)(?:该|本|此)?(?:项|指标)?"
        rf"(?:权重总额|{_OF_WHOLE})(?:的)?(?:,?(?:按|以)?(?:满分|{_OF_WHOLE})(?:计算?|记))?|满分为止",
    ),
    (
        "limit",
        rf"(?:超过|超出|大于|高于)\s?{_N}\s?分的?,?(?:按|以|计)\s?(?P<cap>{_N})\s?分(?:计算?|计分|记)?",
    ),
    ("limit", r"超额完成的?,?按满分计?算?|超过的?按满分计?算?"),
    # 几种算法取其一
    (
        "choice",
        r"(?:两者|二者|三者|以上|任)?(?:择其?一|选其?一|任选(?:其一)?|择优|择高)|以最高[^,;。\n]{0,4}计分?"
        r"|(?:就高|孰高|取(?:最)?高值?|按最高(?:奖项|等次)?)(?:不重复)?(?:计分)?",
    ),
    ("choice", r"(?:就低|孰低|取(?:最)?低值?)(?:计分)?|取(?:其)?平均(?:值|数|分)?|平均计分"),
    # 计分
    ("space", r"\(\s*(?:满分|总分|按)?100分(?:制|满分)?\s*\)"),
    ("worth", rf"(?<=[率比度])(?P<heading>{_N})\s*分(?=\s*:)"),
    (
        "worth",
        rf"\(\s*(?:满分|共计|共|计|分值|权重|占)?:?\s*(?P<worth>{_N})(?:\s*{_TO}\s*(?P<worth_to>{_N}))?\s*分\s*\)",
    ),
    ("award", rf"\(\s*(?:占)?{_OF_WHOLE}?的?(?P<weighed>{_N})\s?%\s*\)(?=[;。,\n②③④⑤]|$)"),
    (
        "include",
        rf"\(?(?P<excluded>不)(?:包?含|包括)(?:本数|本级|{_N}\s?(?:%|分)?)?\)?|\((?:均)?(?:包?含|包括)[^()]{{0,6}}\)|含本数",
    ),
    (
        "award",
        rf"{_GIVE}?(?:按)?(?:占)?{_OF_WHOLE}(?:区间)?的?(?P<share>{_PERCENT})(?P<share_below>以下)?"
        rf"(?:计分|得分|计算)?(?!\s?{_POINTS})",
    ),
    ("award", rf"{_GIVE}(?P<share_first>{_PERCENT})的?(?:{_OF_WHOLE}|分(?![值数]))"),
    (
        "award",
        rf"(?:(?:得分|计分|评分|赋分)|(?<![\u4e00-\u9fff])|(?<=[上下内间的]))系数(?:取值?|为|是|按|计|:|=)*\s?"
        rf"(?P<factor>1(?:\.0+)?(?![\d.])|0(?:\.\d+)?)(?P<factor_share>\s?%)?(?!\s?[\d×*/])"
        rf"|(?:(?:得分|计分|评分|赋分)|(?<![\u4e00-\u9fff])|(?<=[上下内间的]))系数(?:取值?|为|是|按|计|:|=)*\s?(?P<percent_factor>{_N})\s?%",
    ),
    (
        "deduct",
        rf"(?:倒扣|扣减|扣除|扣|减)(?:去|掉)?(?:{_OF_WHOLE}的?)?(?P<loss_share>{_N})\s?%(?:的)?(?:{_OF_WHOLE}|分)?",
    ),
    ("award", rf"(?:{_GIVE}|减)(?P<half>一半|半)(?:的)?(?:{_OF_WHOLE}|分)|减半(?:计|得|记)分"),
    (
        "award",
        r"(?P<none>不得分|不计分|不给分|不赋分|不予计分|不予得分|[得记计]零分|计?0分计?|不得任何分)(?![之以])",
    ),
    (
        "award",
        rf"(?P<given>{_GIVE})?(?P<award>{_N})\s?分?\s?(?(given)(?:\(不?含\))?)\s?{_TO}\s?(?P<award_to>{_N})\s?{_POINTS}(?!\s?(?:以|\(含|的?[得计]))",
    ),
    ("award", rf"{_GIVE}\s?(?P<award_one>{_N})\s?{_POINTS}(?!\s?(?:以[上下内]|\(含|{_TO}\s?\d))"),
    (
        "award",
        rf"{_GIVE}(?:该项|本项|该指标|本指标|指标|相应|对应|全部|基本|标准)*(?:满分|全分|分值|权重分)(?!的)|(?<=[,:;])满分(?![值为])",
    ),
    ("bonus", rf"(?:加计|另加|奖励|加)\s?(?P<bonus>{_N})\s?{_POINTS}"),
    (
        "deduct",
        rf"(?:倒扣|扣减|扣除|扣|减)\s?(?:该项|本项|此项|去|掉)*\s?(?P<deduct>{_N})(?:\s?{_TO}\s?(?P<deduct_to>{_N}))?\s?{_POINTS}",
    ),
    (
        "deduct",
        rf"(?P<deduct_all>(?:扣除?|不得)(?:该项|本项|此项|该指标|全部|所有)+(?:{_OF_WHOLE}|得分|分))",
    ),
    (
        "discretion",
        rf"酌情[^,;。\n\d]{{0,4}}{_SCORED}?分?(?:\d+\s?-\s?\d+\s?分)?|视(?:具体)?情(?:况|节)?[^,;。\n\d]{{0,4}}{_SCORED}分"
        rf"|根据实际情况[^,;。\n]{{0,4}}{_SCORED}分|倒扣分?(?!\d)|按实绩[^,;。\n]{{0,4}}分",
    ),
    (
        "proportional",
        r"(?:按(?:照)?|同)[^,;。\n\d%×X*]{0,24}?(?:的)?(?:比例|比率|比重|比值)(?:[×X*](?:分值|权重|满分|标准分))?[^,;。\n\d%×X*]{0,4}?"
        r"(?P<verb>计算得分|计算|折算|计分|得分|赋分|给分|扣减分?|扣分|减分|扣|计|得|递减)",
    ),
    (
        "proportional",
        r"(?:采用|按照?|用)?(?:直线|线性)?(?:插值|内插)法?(?P<verb_between>计算得分|计算|计分|得分)?",
    ),
    (
        "otherwise",
        r"否则|其余(?:情况|情形)?|其他(?:情况|情形)|其它(?:情况|情形)?|反之|除此之外"
        r"|(?:不符合|未达到|达不到|未达)(?:要求|规定|标准|目标|指标值?)?的?(?=,?\s?(?:不得|得0|计0|0))",
    ),
    ("each", r"每(?=[^,;。\n]{0,14}?(?:\d|[一二两三四五]|个百分点|扣|[低超高少逾迟延缺多]))"),
    # 比较
    ("drift", rf"(?:{_DRIFTS['either']})(?!率|比|幅|额){_NEXT_NUMBER}"),
    ("compare", rf"(?:{'|'.join(_NEAR)})(?=\s?[-－−]?(?:\d|一?个百分点|{_COUNTED}成))"),
    ("compare", "|".join(_SIGNS.values())),
    ("suffix", r"(?:及其|及|或)?(?:以上|以下|以内|之内|之间|之上|之下)|范围内|(?<=[%分])内"),
    ("drift", rf"(?:{'|'.join(_DRIFTS.values())})(?!率|比|幅|额){_NEXT_NUMBER}"),
    ("and", r"且|并且|同时(?=[^,;。\n]{0,20}[≥≤＞＜><%])"),
    ("or", r"或者?(?=[^,;。\n]{0,12}[≥≤＞＜><=%])"),
    # 算式
    (
        "to",
        r"(?<=[\d%‰)元人月次天日分个家项户名场件条亩里米吨年岁期批组时])\s?(?:[-－–—~～−]+|至|到|和|与)\s?(?=[-－−]?\d)",
    ),
    (
        "operator",
        r"[×ＸｘΧ*＊✕·+＋÷/／]|(?<=[\s\u4e00-\u9fff)%0-9])[xX](?=\s?[\d(\u4e00-\u9fff])|乘以|除以|加上|减去"
        r"|[-－−–—](?!\s?\d+\s?[-－−–])",
    ),
    # 数
    ("tenths", r"(?P<tenths>[一二三四五六七八九]成)"),
    ("number", r"(?<=[\[(])(?P<pair>\d+(?:\.\d+)?)(?=,\d+(?:\.\d+)?%?[\])])"),
    ("number", rf"(?:第\s?)?(?P<number>{ARABIC})\s?(?P<multiple>{MULTIPLE})?\s?(?P<unit>{units().pattern})?"),
    (
        "spoken",
        rf"(?<![几])(?:第)?(?P<spoken>{_COUNTED})(?P<spoken_unit>{units().spoken}|{_COUNT_WORDS})(?![季般样定致直些])",
    ),
    ("bare_unit", r"(?P<bare_unit>个百分点|百分点)"),
    ("open", r"[(\[{]"),
    ("close", r"[)\]}]"),
    ("comma", ","),
    ("colon", ":"),
    ("stop", r"[;。!！]"),
)


@cache
def _scanner() -> re.Pattern[str]:
    """整个词表合成一个式子；用到时才编译。"""
    return re.compile("|".join(f"(?P<_{i}>{pattern})" for i, (_, pattern) in enumerate(LEXICON)))


_OPERATORS = {
    **dict.fromkeys(("×", "Ｘ", "ｘ", "Χ", "*", "＊", "✕", "·", "x", "X", "乘以"), "*"),
    **dict.fromkeys(("÷", "/", "／", "除以"), "/"),
    **dict.fromkeys(("+", "＋", "加上"), "+"),
}
_TENTHS = "零一二三四五六七八九"
_NUMBERS = re.compile(_N)
_HUNDRED, _HALF = Decimal(100), Decimal(50)


def folded(text: str) -> str:
    """全角换成半角，繁体换成简体，一个字换一个字。"""
    return text.translate(_SAME_LENGTH)


def lex(text: str) -> tuple[Token, ...]:
    """条文的全部记号，首尾相接，空白不算。"""
    return tuple(_tokens(text, folded(text)))


def _tokens(text: str, plain: str) -> Iterator[Token]:
    position = 0
    for found in _scanner().finditer(plain):
        if found.start() > position and plain[position : found.start()].strip():
            yield Token("word", position, found.start(), text[position : found.start()])
        position = found.end()
        token = _token(text, found)
        if token is not None:
            yield token
    if plain[position:].strip():
        yield Token("word", position, len(text), text[position:])


def _token(text: str, found: re.Match[str]) -> Token | None:
    rule = LEXICON[int((found.lastgroup or "_0")[1:])][0]
    start, end = found.span()

    def mark(
        kind: str, value: Decimal | None = None, unit: str = "", sign: str = "", upto: Decimal | None = None
    ) -> Token:
        return Token(kind, start, end, text[start:end], value, unit, sign, upto)  # type: ignore[arg-type]

    shown = found[0].strip()
    match rule:
        case "space":
            return None
        case "date":
            return mark("word")
        case "worth":
            return mark(
                "worth", _decimal(found["worth"] or found["heading"]), "分", upto=_decimal(found["worth_to"])
            )
        case "include":
            return mark("include", sign="不含" if found["excluded"] else "含")
        case "award":
            return mark("award", **_award(found))
        case "deduct":
            return mark("deduct", **_deduct(found))
        case "bonus":
            return mark("bonus", _decimal(found["bonus"]), "分")
        case "limit":
            return mark("limit", **_limit(found))
        case "partial":
            return mark("partial", sign="floor" if re.search("不计|不扣|不予|忽略|舍去", shown) else "ceil")
        case "choice":
            return mark("choice", sign="mean" if "平均" in shown else "min" if "低" in shown else "max")
        case "proportional":
            return mark("proportional", sign="扣" if re.search("扣|减", found["verb"] or "") else "计")
        case "compare":
            return mark("compare", sign=_NEAR.get(shown) or _sign(shown))
        case "suffix":
            return mark(
                "suffix", sign="≥" if "上" in shown else "~" if "间" in shown or "范围" in shown else "≤"
            )
        case "drift":
            return mark("drift", sign=_drift(shown))
        case "operator":
            return mark("operator", sign=_OPERATORS.get(shown, "-"))
        case "tenths":
            return mark("number", Decimal(_TENTHS.index(shown[0]) * 10), "%")
        case "number":
            return _number(mark, found)
        case "spoken":
            spoken = chinese(found["spoken"])
            unit = "百分点" if found["spoken_unit"].endswith("百分点") else found["spoken_unit"]
            return mark("number", spoken.value, unit) if spoken else mark("word")
        case "bare_unit":
            return mark("number", Decimal(1), "百分点")
        case _:
            return mark(rule)


def _number(mark: Callable[..., Token], found: re.Match[str]) -> Token:
    """一个数，换算到基本单位：1亿元是 100000000 元，5‰ 是 0.5%。"""
    value = arabic((found["pair"] or found["number"]) + (found["multiple"] or "")).value
    printed = found["unit"] or ""
    if printed.endswith("百分点"):
        return mark("number", value, "百分点")
    unit = units()[printed]
    return mark("number", value * unit.scale, "%" if unit.kind == "percent" else unit.base)


def _award(found: re.Match[str]) -> dict[str, Any]:
    if found["none"]:
        return {"value": Decimal(0), "unit": "分"}
    if factor := found["factor"]:
        scale = Decimal(1) if found["factor_share"] else _HUNDRED
        return {"value": arabic(factor).value * scale, "unit": "%"}
    if share := found["percent_factor"] or found["share"] or found["share_first"] or found["weighed"]:
        numbers = [arabic(one).value for one in _NUMBERS.findall(share)]
        low = Decimal(0) if found["share_below"] else numbers[0]
        return {"value": low, "upto": numbers[-1], "unit": "%"}
    if found["award_to"]:
        return {"value": _decimal(found["award"]), "upto": _decimal(found["award_to"]), "unit": "分"}
    if found["award_one"]:
        return {"value": _decimal(found["award_one"]), "unit": "分"}
    return {"value": _HALF, "unit": "%"} if found["half"] or found[0].startswith("减半") else {}


def _deduct(found: re.Match[str]) -> dict[str, Any]:
    if found["loss_share"]:
        return {"value": _decimal(found["loss_share"]), "unit": "%"}
    if found["deduct_all"]:
        return {"value": _HUNDRED, "unit": "%"}
    return {"value": _decimal(found["deduct"]), "upto": _decimal(found["deduct_to"]), "unit": "分"}


def _limit(found: re.Match[str]) -> dict[str, Any]:
    if found["least"]:
        return {"sign": "least", "value": _decimal(found["least"])}
    if loss := found["loss"] or (found["most"] if "扣" in found[0] else None):
        return {"sign": "loss", "value": _decimal(loss)}
    if "扣" in found[0]:
        return {"sign": "loss"}
    if "加" in found[0] and found["most"]:
        return {"sign": "gain", "value": _decimal(found["most"])}
    return {"sign": "most", "value": _decimal(found["most"] or found["cap"])}


def _sign(shown: str) -> str:
    return next(sign for sign, pattern in _SIGN.items() if pattern.match(shown))


def _drift(shown: str) -> str:
    way = next((way for way in ("either", "late", "over") if re.fullmatch(_DRIFTS[way], shown)), "under")
    return "over" if way == "late" else way


def _decimal(printed: str | None) -> Decimal | None:
    return None if printed is None else arabic(printed).value
