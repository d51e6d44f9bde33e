"""数据的写法：数值（18,026,361.5元）、汉字数词（六大方面）、几分之几、概数（数十家）、区间（90%-95%）。

这里只有式子；读成什么，见 tokens.py 和 ranges.py。
"""

from __future__ import annotations

import re
from functools import cache

from normalize.forms import DASH, alternatives
from normalize.hedges import AFTER, AT_LEAST, AT_MOST, BEFORE, BETWEEN
from normalize.numerals import ARABIC, CHINESE, MULTIPLE
from normalize.units import units


def _either(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


SIGN = "-－−"
INCLUSIVE = r"(?:\s?[（(]不?含(?:本数)?[）)])?"
BETWEEN_WORDS = _either(BETWEEN)
AFTER_WORDS = _either(AFTER).replace(
    "多", r"多(?!(?:支出|收入|完成|投入|安排|支付|使用|获得?|收|支|花|用|出)?了?\s?[0-9０-９])"
)
"""“比上年的12万元多3万元”“多支出3万元”：多后面还有数的，是动词。"""
_PER = rf"(?:{units().spoken}|千瓦时|学时|生(?![产活])|[月日秒度班㎡]|m²|m³|km|kg|[Lht])"
UNIT = rf"{units().pattern}(?:[/／]{_PER}(?:·[月日天年次])?){{0,2}}"
"""单位，或者单价那样的复合单位：元/亩、元/人·月。"""
_UNIT_OPENS = "[" + "".join(sorted({re.escape(name[0]) for name in units().by_name})) + "]"
_PLAIN = r"[0-9]{1,12}(?:\.[0-9]{1,8})?"
FIGURE = re.compile(
    "(?P<figure>"
    rf"(?P<arabic>{ARABIC}(?:\s{{0,2}}{MULTIPLE}(?:[0-9][0-9,，]{{0,12}}(?:\.[0-9]{{1,8}})?{MULTIPLE})*)?)"
    rf"(?:\n?(?P<between>{BETWEEN_WORDS})(?=\s?(?:{MULTIPLE})?{_UNIT_OPENS}))?(?P<multiple>(?<=[余多几来]){MULTIPLE})?"
    rf"(?:[ \u3000\n]{{0,2}}(?P<unit>{UNIT})|[（(](?P<boxed>{MULTIPLE}?{units().pattern})[）)]"
    r"|(?P<per>[/／](?:10|十)万)(?![0-9元]))?"
    rf"(?P<coins>(?<=元)[0-9]{{1,2}}角(?:[0-9]分)?)?{INCLUSIVE}(?P<after>{AFTER_WORDS})?{INCLUSIVE})"
)
"""阿拉伯数字，连同后面的限定词和单位。"""
_NUMERAL_BEFORE = "(?<![几上成第十百千万亿点一二三四五六七八九廿卅])(?<![^人户件个次总项员额]数)(?<!^数)"
_SOME = r"大(?=[\u4e00-\u9fff])(?![家队厅于会楼道学型])"
_COINS = r"(?P<spoken_coins>(?<=[元圆])[一二三四五六七八九零壹贰叁肆伍陆柒捌玖]{1,2}角(?:[一二三四五六七八九零壹贰叁肆伍陆柒捌玖]{1,2}分)?)?"
_SPOKEN = (
    rf"{_NUMERAL_BEFORE}(?P<chinese>{CHINESE})(?P<spoken_between>[余多几来])?(?P<spoken_multiple>(?<=[余多几来])[万亿])?"
    rf"(?P<spoken>大?{units().spoken}|{_SOME}){_COINS}(?P<spoken_after>{AFTER_WORDS})?"
)
_SHARE = (
    r"(?P<whole>[百千万]|[一二三四五六七八九十]{1,3})分之(?P<part>[一二两三四五六七八九十百〇零点]{1,10}|[0-9.]{1,8})"
    r"|(?P<half_word>过?半数|一半|过半)(?![天年径])"
    r"|(?P<tenths>[一二两三四五六七八九])成(?P<half>[一二三四五六七八九半])?"
    r"(?![立员功果效本为绩长分品熟就交都市型套人年不群])"
)
_RATIO = (
    r"(?P<top>[1-9][0-9]?)[/／](?P<bottom>[1-9][0-9]?)(?=以上|左右|的|强)(?P<ratio_after>以上|左右)?"
    r"|(?P<parts>[0-9]{1,4})分之(?P<of>[0-9.]{1,8})"
)
_VAGUE = r"(?P<some>[几数])(?P<some_size>[十百千万亿]{1,2})[余多]?"
_PAIR = (
    rf"{_NUMERAL_BEFORE}(?P<ten>十)?(?P<one>[一两二三四五六七八])(?P<next>[二三四五六七八九])"
    r"(?P<pair_size>[十百千]?万?)[余多]?"
)
_SPAN = rf"{_NUMERAL_BEFORE}(?P<first>{CHINESE})(?:至|到|—|-|~|～)(?P<last>{CHINESE})"
_ROUND = (
    r"(?P<about>上|近|超过|超|逾|不足|将近|约)?(?<![一二两三四五六七八九十几数])(?P<size>[百千][万亿]?|[万亿])(?P<or_so>余|多)?"
    r"(?P<more>(?<=[余多])[万亿])?"
)
_LOOSE = (
    rf"(?:(?P<is_vague>{_VAGUE})|(?P<is_pair>{_PAIR})|(?P<is_span>{_SPAN})|(?P<is_round>{_ROUND}))"
    rf"(?P<loose_unit>{units().spoken})"
)
_BARE = rf"{_NUMERAL_BEFORE}(?P<alone>{CHINESE})(?=[，。；、,;.）)\s]|\Z)"
_INTERVAL = (
    r"(?=[\[［]|[（(][0-9.%, ，]{3,24}[\]］])[\[［（(]\s?"
    rf"(?P<from>{_PLAIN})\s?(?P<from_unit>%|分)?\s?[,，、~～\-—]\s?(?P<to>{_PLAIN})\s?(?P<to_unit>%|分)?\s?[\]］）)]"
)
_MARGIN = rf"(?:±|正负)\s?(?P<margin>{_PLAIN})\s?"
_AROUND = rf"(?P<middle>{_PLAIN})\s?±\s?(?P<width>{_PLAIN})\s?"
_CHINESE_HEADS = "〇零一二两三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾百千万亿几数半第"
HEADS = re.compile(
    rf"[0-9.A-Za-z_{_CHINESE_HEADS}上近超逾约不将过下公财预附表图专指目任共〔﹝［\[【（(±\-－—正](?:"
    rf"(?<=[0-9])(?P<digit>)|(?<=[A-Za-z_])(?P<letter>)|(?<=[{_CHINESE_HEADS}])(?P<han>)"
    r"|(?<=[〔﹝［\[【（(±\-－—])(?=[\s\-－—]{0,3}[0-9])(?P<mark>)|(?<=\.)(?<![0-9A-Za-z.]\.)(?=[0-9])(?P<point>)"
    r"|(?:(?<=[上近超逾约])(?=[百千万亿下半过])|(?<=不)足|(?<=将)近|(?<=[过上下])半|(?<=[公财预])(?=[开决])"
    r"|(?<=附)[表件录]|(?<=[表图专指目任共])(?=[0-9 栏标务]))(?P<word>)|(?<=正)(?=负\s?[0-9])(?P<sign>))"
)
"""各种写法开头的字：先认这一个字，再回头看它是哪一类，扫描才快；空的组说明是哪一类。"""
SCANS = {
    "digit": (re.compile(rf"(?P<around>{_AROUND})|{alternatives('digit')}|(?P<ratio>{_RATIO})"), FIGURE),
    "letter": (re.compile(alternatives("letter")),),
    "han": (
        re.compile(
            rf"{alternatives('han')}|(?P<share>(?:{_SHARE})(?P<share_after>{AFTER_WORDS})?)|(?P<loose>{_LOOSE})"
        ),
        re.compile(rf"(?P<count>{_SPOKEN})|(?P<bare>{_BARE})"),
    ),
    "mark": (re.compile(rf"(?P<interval>{_INTERVAL})|(?P<margined>{_MARGIN})|{alternatives('mark')}"),),
}
SCANS |= {"point": SCANS["digit"], "word": SCANS["han"], "sign": SCANS["mark"]}
"""开头的字的类 → 从这个字起的各种写法，按先后；命中的是哪一种，见 lastgroup。"""


@cache
def unit_form() -> re.Pattern[str]:
    """单独一个单位；很少用到，用到才编译。"""
    return re.compile(UNIT)


DASHED = re.compile(rf"(?P<space>\s?)(?P<dash>{DASH})\s?(?P<sign>[-－−])?")
"""连接号，后面是区间的右端：90%-95%、10至15分。"""
AMID = re.compile(r"[与和]")
"""“介于60与80之间”当中的字。"""
UPPER = re.compile(rf"\s?(?:(?:且|并且|但|、)?\s?(?:{_either(AT_MOST)})|[，,]\s?[≤≦⩽<＜﹤]=?)\s?")
"""“≥90%且<95%”当中的字。"""
UNDER = re.compile(r"[、，至]?")
"""“60分以上80分以下”当中的字。"""

_COMPOUND = {"约": "预节合契条签特制集简违公履", "近": "最附邻临靠新", "超": "赶BC彩"}
"""“预约”“附近”“赶超”“B超”里的字不是限定词。"""
_HEDGE = "|".join(
    f"(?<![{_COMPOUND[word]}]){word}" if word in _COMPOUND else re.escape(word)
    for word in sorted(BEFORE, key=len, reverse=True)
)
_MINUS = (
    rf"(?:(?<![\u4e00-\u9fff0-9A-Za-z%)）.])|(?<=[少加减降升比额率差值余损亏为是达长]))[{SIGN}]"
    r"|(?<![^\s（(：:])–|(?<!正)负|零下|[▲△▽▼]"
)
PREFIX = re.compile(
    rf"(?:(?P<hedge>{_HEDGE})\s?)?(?:(?P<minus>{_MINUS})|(?P<plus>(?<![0-9A-Za-z)）%\u4e00-\u9fff])[+＋]|(?<=[比长幅额率为])[+＋]))?"
    rf"(?:(?:(?P<yuan>[¥￥]|人民币|RMB|CNY)|US\$|\$|美元|USD)\s?(?P<inner>[{SIGN}])?)?\Z"
)
"""数前面的限定词、正负号、货币符号；负号只在不会是连接号的地方认。"""
_PREFIX_ENDS = frozenset(f"{SIGN}–负下▲△▽▼+＋¥￥币BYD$元") | {word[-1] for word in BEFORE}


def may_prefix(char: str) -> bool:
    """数前面的一个字，会不会是 PREFIX 的末一个字；多半不是，不必去试。"""
    return char in _PREFIX_ENDS or char.isspace()


NO_PREFIX = next(PREFIX.finditer(""))
"""前面什么也没有。"""
LOWER_WORDS, UPPER_WORDS = frozenset(AT_LEAST), frozenset(AT_MOST)
