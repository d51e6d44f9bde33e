"""写法（form）：数字在公文里的各种写法，一个式子一种。

每个式子只往前看有限的几个字，从左到右扫描一遍就够，所以所用时间与文字长短成正比。
"""

from __future__ import annotations

import re

from normalize.hedges import AFTER, BEFORE, BETWEEN
from normalize.numerals import ARABIC, CHINESE, MULTIPLE
from normalize.units import units

_DASH = r"[-－–—~～至到]"
SIGN = "-－−"
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
        rf"|{_TIME}|[0-9]{{1,2}}(?:小?时|点)(?:[0-9]{{1,2}}分(?!钟)|[整前后半])|[0-9]{{1,2}}时(?![长段间])",
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
        r"[0-9]{1,4}(?:\s?[+＋]\s?(?:[0-9]{1,4}|[NnXx])){1,8}(?!\s?[+＋=＝]|[0-9.%])(?:\s?{UNIT})?"
        r"|[NnXx](?:[+＋][0-9]{1,4}){1,8}",
    ),
    (
        "name",
        r"7\s?[×xX*]\s?24(?:\s?小时)?|[0-9]{1,3}[/／][0-9]{1,3}(?![0-9.,%/／])(?!\s?(?:{MULTIPLE}|{UNIT}))"
        r"|[0-9]{1,3}(?:、[0-9]{1,3}){1,20}(?!、[0-9]|[0-9.,，%‰])(?!\s?(?:{MULTIPLE}|{UNIT}))号?"
        r"|(?:GB|GB/T|DB[0-9]{0,4}/?T?|ISO|JGJ|CJJ|AQ|HJ)\s?[0-9][0-9.\-—:]{2,16}",
    ),
    (
        "code",
        r"(?<![A-Za-z0-9])(?=[0-9A-Za-z_-]{0,30}[0-9]{5})(?=[0-9_-]{0,30}(?![xX][0-9])[A-Za-z]{1,8}[_-]?[0-9])"
        r"[0-9A-Za-z_][0-9A-Za-z_-]{4,40}[0-9A-Za-z]",
    ),
    (
        "name",
        r"[0-9]{1,6}(?!{UNIT})(?![xX][0-9])[A-Za-z]{1,6}(?![A-Za-z0-9])"
        r"|(?<![A-Za-z])(?![xX][0-9]|RMB|CNY|USD)[A-Za-z_][A-Za-z_/]{0,12}[-.]?[0-9]{1,6}(?:[-.][0-9]{1,6})*[A-Za-z]{0,3}"
        r"(?![0-9]|,[0-9])",
    ),
    ("ordinal", r"[0-9]{1,4}\s?号(?![0-9])|[0-9](?:[、-][0-9]){0,3}级"),
)
"""不是数据的写法，按先后试。"""

INCLUSIVE = r"(?:\s?[（(]不?含(?:本数)?[）)])?"
BETWEEN_WORDS = "|".join(BETWEEN)
AFTER_WORDS = "|".join(AFTER)
UNIT = rf"{units().pattern}(?:[/／]{units().spoken}){{0,2}}"
"""单位，或者单价那样的复合单位：元/亩。"""
_UNIT_OPENS = "[" + "".join(sorted({re.escape(name[0]) for name in units().by_name})) + "]"
_SOME = r"大(?=[\u4e00-\u9fff])(?![家队厅于会楼道学型])"
_FIGURE = (
    rf"(?P<arabic>{ARABIC}(?:\s?{MULTIPLE}(?:[0-9]+{MULTIPLE})*)?)"
    rf"(?:(?P<between>{BETWEEN_WORDS})(?=\s?(?:{MULTIPLE})?{_UNIT_OPENS}))?(?P<multiple>(?<=[余多几来]){MULTIPLE})?"
    rf"(?:[ \u3000\n]{{0,2}}(?P<unit>{UNIT}))?{INCLUSIVE}(?P<after>{AFTER_WORDS})?{INCLUSIVE}"
)
_SPOKEN = (
    rf"(?<![几数上成第十百千万亿一二三四五六七八九])(?P<chinese>{CHINESE})(?P<spoken_between>[余多几来])?"
    rf"(?P<spoken>大?{units().spoken}|{_SOME})(?P<spoken_after>{AFTER_WORDS})?"
)
_SHARE = (
    r"(?P<whole>[百千万]|[一二三四五六七八九十]{1,3}|[0-9]{1,4})分之"
    r"(?P<part>[一二两三四五六七八九十百〇零点]{1,10}|[0-9.]{1,8})"
    r"|(?P<tenths>[一二两三四五六七八九])成(?P<half>[一二三四五六七八九半])?"
    r"(?![立员功果效本为绩长分品熟就交都市型套人年不群])"
)
_FORMS = "|".join(
    f"(?P<{kind}_{index}>{pattern.replace('{UNIT}', units().pattern).replace('{MULTIPLE}', MULTIPLE)})"
    for index, (kind, pattern) in enumerate(_OTHER_FORMS)
)
SCAN = re.compile(
    rf"(?=[0-9A-Za-z_〇一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾百千万第表图附专公财预上下ⅠⅡⅢⅣⅤ〔［\[【（(\n\s-])"
    rf"(?:{_FORMS}|(?P<share>(?:{_SHARE})(?P<share_after>{AFTER_WORDS})?)|(?P<figure>{_FIGURE})|(?P<count>{_SPOKEN}))"
)
"""从左到右扫描的总式子；命中的是哪一种写法，见 lastgroup。"""
RIGHT = re.compile(rf"(?:{_DASH})\s?(?P<figure>{_FIGURE})")
"""区间的右边：-95%、至15分。"""
_COMPOUND = {"约": "预节合契条签特制集简违公履", "近": "最附邻临靠新", "超": "赶"}
"""“预约”“附近”“赶超”里的字不是限定词。"""
HEDGE_BEFORE = re.compile(
    "(?:"
    + "|".join(
        f"(?<![{_COMPOUND[word]}]){word}" if word in _COMPOUND else re.escape(word)
        for word in sorted(BEFORE, key=len, reverse=True)
    )
    + r")\s?\Z"
)
"""数前面的限定词。"""
MINUS = re.compile(rf"(?:\A|(?<=[\s（(：:，,；;=＝为是率长达≥≤＞＜><]))[{SIGN}]\Z")
"""数前面的负号：只在不会是连接号的地方认。"""
CURRENCY = re.compile(r"(?:(?P<yuan>[¥￥]|人民币)|US\$|\$|美元)\s?\Z")
"""数前面的货币符号。"""
