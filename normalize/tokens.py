"""数字记号（token）：一段文字里的每个数字串，是数据，还是序号、文号、日期、名称……

先认出序号，再从左到右扫描一遍：先试不是数据的写法，再试区间，最后才是数据；每个位置只看有限的几个字，所以是线性的。
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from normalize.enumerators import enumerators
from normalize.facts import Token
from normalize.hedges import AFTER, BEFORE, BETWEEN, hedged
from normalize.numerals import ARABIC, CHINESE, HALF_WIDTH, MULTIPLE, Numeral, arabic, chinese
from normalize.quantity import HUNDRED, ONE, Quantity
from normalize.units import Unit, units

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
    ("phone", r"(?<![0-9.,，])(?:1[3-9][0-9]{9}|0[0-9]{2,3}[-－–—][0-9]{7,8}|400-?[0-9]{3,4}-?[0-9]{3,4})(?![0-9.,，元%])"),
    ("phone", r"(?<=[话机真式][：:])\s?[0-9][0-9\-－—()（）]{5,18}[0-9]"),
    (
        "document_number",
        r"[〔［\[【（(]\s?(?:19|20)[0-9]{2}\s?[〕］\]】）)]\s?(?:第\s?)?[0-9]{1,5}\s?号|〔(?:19|20)[0-9]{2,6}[〕号]号?"
        r"|(?<=[发办绩预函字政财建规社农教综府])20[0-9]{3,6}号|(?<=令)第?\s?[0-9]{1,4}\s?号|(?:19|20)[0-9]{2}年第[0-9]{1,4}号",
    ),
    ("page_number", r"第\s?[0-9]{1,4}\s?页|(?<=[.…·]{3})\s{0,3}[0-9]{1,4}(?=\s*(?:\n|\Z))|(?<=\n)\s?[-－—]\s?[0-9]{1,4}\s?[-－—](?=\s?(?:\n|\Z))"),
    ("article", r"第\s?(?:[0-9]{1,4}|[一二三四五六七八九十百]{1,6})\s?[条款章节编目](?![线件龙])"),
    (
        "ordinal",
        r"第\s?(?:[0-9]{1,4}(?:[-－–—至、][0-9]{1,4})*|[一二三四五六七八九十百]{1,5})(?:\s?[（(][^）)]{1,4}[）)])?(?:季度)?"
        r"|第\s?[（(]\s?[0-9一二三四五六七八九十]{1,3}\s?[）)]|[一二三四五六七八九十]{1,3}是(?=[^否])|[一二三四五六七八九十]{1,3}级(?![0-9])",
    ),
    ("table_number", r"(?:公开|财决|预算公开)[0-9]{1,2}(?:-[0-9]{1,2})?(?:附?表)"),
    (
        "table_number",
        rf"(?:(?<![代发列填报图])附?表|图|附件|附录|专栏|附图)\s?[0-9]{{1,2}}(?:[-－–—.][0-9]{{1,2}}){{0,2}}(?![0-9.,，%万亿])(?!\s?{{UNIT}})",
    ),
    (
        "period",
        rf"{_YEAR}\s?年?\s?(?:{_DASH}|——|--)\s?{_YEAR}\s?(?:年度?|学年)|{_YEAR}\s?年?\s?{_MONTH}\s?月?\s?{_DASH}\s?{_MONTH}\s?月份?"
        rf"|{_MONTH}\s?月?份?\s?{_DASH}\s?{_MONTH}\s?月份?|(?:{_YEAR}\s?年度?)?(?:第?[一二三四1-4](?:[、至—\-][一二三四1-4])*季度|[上下]半年)|{_YEAR}\s?年度",
    ),
    (
        "date",
        rf"(?:{_YEAR}|20XX|20xx|20××)\s?年(?:\s?{_MONTH_DAY}(?:\s?{_TIME})?|[底末初中])?(?:[以之]?[前后])?"
        rf"|{_YEAR}(?:[、和及]{_YEAR})+\s?年度?|{_YEAR}[-－/.]{_MONTH}[-－/.]{_DAY}(?![0-9])(?:\s{_TIME})?|{_YEAR}/(?:0[1-9]|1[0-2]){_DAY}(?![0-9])"
        rf"|(?<![0-9]){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9.,，元万%])|{_MONTH_DAY}|{_DAY}\s?日(?![均])"
        rf"|{_CN_YEAR}年(?:[一二三四五六七八九十]{{1,3}}月(?:[一二三四五六七八九十]{{1,3}}日)?)?|{_TIME}|[0-9]{{1,2}}[时点](?:[0-9]{{1,2}}分|整|前|后|半)(?![钟])",
    ),
    ("structure", r"[0-9]{1,4}(?:\s?[+＋]\s?(?:[0-9]{1,4}|[NnXx]))+(?![0-9.%=＝])(?:\s?{UNIT})?|[NnXx](?:[+＋][0-9]{1,4})+"),
    ("name", r"7\s?[×xX*]\s?24(?:\s?小时)?|(?<![0-9.])[0-9]{1,3}(?:、[0-9]{1,3})+(?![0-9.,，%])(?!\s?(?:{MULTIPLE}|{UNIT}))号?"),
    ("code", r"(?<![A-Za-z0-9])(?=[0-9A-Za-z_-]{0,30}[0-9]{5})(?=[0-9_-]{0,30}[A-Za-z])(?![xX][0-9])[0-9A-Za-z_][0-9A-Za-z_-]{5,40}"),
    ("name", r"(?<![A-Za-z])(?![xX][0-9])[A-Za-z][A-Za-z_/]{0,12}[-.]?[0-9]{1,6}(?:[-.][0-9]{1,6})*[A-Za-z]{0,3}(?:[：:][0-9]{4})?(?![0-9,，])"),
    ("ordinal", r"[0-9]{1,4}\s?号(?![0-9])|[0-9](?:[、-][0-9]){0,3}级|[ⅠⅡⅢⅣⅤ]级"),
)
"""不是数据的写法，按先后试。"""

_FILLS = {"{UNIT}": units().pattern, "{MULTIPLE}": MULTIPLE}
_INCLUSIVE = r"(?:\s?[（(]不?含(?:本数)?[）)])?"
_BETWEEN = "|".join(BETWEEN)
_AFTER = "|".join(AFTER)
_UNIT = rf"{units().pattern}(?:[/／]{units().pattern}){{0,2}}"
_COUNTED = rf"大(?:{units().spoken}|(?=[\u4e00-\u9fff])(?![家队厅于会楼道学型]))"
_FIGURE = (
    rf"(?P<arabic>{ARABIC}(?:\s?{MULTIPLE}(?:[0-9]+{MULTIPLE})*)?)"
    rf"(?:(?P<between>{_BETWEEN})(?=\s?{_UNIT}|\s?{MULTIPLE}))?(?P<multiple>(?<=[余多几]){MULTIPLE})?"
    rf"(?:[ \u3000\n]{{0,2}}(?P<unit>{_UNIT}))?{_INCLUSIVE}(?P<after>{_AFTER})?{_INCLUSIVE}"
)
_SPOKEN = (
    rf"(?P<chinese>(?<![{'几数上成第十百千万亿一二三四五六七八九'}]){CHINESE})"
    rf"(?P<between>[余多几来])?(?P<unit>{units().spoken}|{_COUNTED})(?P<after>{_AFTER})?"
)
_SHARE = (
    r"(?P<denominator>[百千万]|[一二三四五六七八九十百0-9]{1,4})分之(?P<numerator>[一二两三四五六七八九十百〇零点]{1,10}|[0-9.]{1,8})(?P<after>{AFTER})?"
    r"|(?P<tenths>[一二两三四五六七八九])成(?P<half>[一二三四五六七八九半])?(?![立员功果效本为绩长分品熟就交都市型套人])(?P<tenths_after>{AFTER})?"
)
