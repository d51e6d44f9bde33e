"""数得清（counting）：列在数目前后的各项，什么时候说得准有几项。

“设甲科、乙科、丙科四个科室”“甲、乙、丙三类”说的就是列出的这几项；“甲镇、乙镇12个村”不是，“市、县两级的立项、实施两个环节”从哪里列起说不清。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

_KIND = regex.compile(r"大?类|方面|种(?![植子粮])")
"""列出的每一项就是一类、一种，不会一项里有几个。"""
_ABSTRACT = regex.compile(
    r"(?:内容|方面|环节|领域|板块|部分|阶段|维度|层面|渠道|来源|方向|步骤|模块|程序|类别|类型|工种|专业|品种|科目|学科|赛项|语种|病种|税种|"
    r"险种|指标|原则|体系|层次|系列|要素|档次|等级)$"
)
_ORGANS = regex.compile(
    r"(?:机构|部门|科室|股室|处室|室|科|股|部|学院|系|岗位|中心|单位|大队|中队|专班|工作组|部（室）|科（室）|股（室）|"
    r"工区|工段|片区|校区|园区|院区|分部|分院|分校|分局|分中心|支队|服务站|管理站|派出所|司法所|管理所)$"
)
_SETS_UP = regex.compile(r"(?:内设|下设|设立|设置|设有|设|组建|成立|分为|划分为|包括|包含|由)[^、]{1,14}$")
_NOUN = regex.compile(
    r"(?P<measure>大类|大|个|项|类|种|家|所|支|方面)(?P<noun>[\p{Han}]{0,8}(?:（[\p{Han}]{1,2}）)?)(?=[，。；：,;:]|$|[及和与]\d|[（(](?!区|室|市))"
)
_NESTED = regex.compile(
    r"[一二两三四五六七八九十\d](?:级|个|类|项|种|大|批|方面|县|镇|村|市|区|家|所|方|期|支|年|月|周)"
)
_MIXED = regex.compile(
    r"[\p{Han}](?:开展|实施|推进|设立|建设|举办|组织|完成|新建|制定|安排|进行|召开|采取)[\p{Han}]{2}|的|^(?:在|对|与|将|把|由|向|从|等)|等"
)
SPAN = regex.compile(r"第?[一二三四五六七八九十\d]+[^、]{0,6}[至到—~]第?[一二三四五六七八九十\d]")
"""“第一检察部至第七检察部”：一项里有好几个。"""
_LONGEST = 12


def exhaustive(text: str, start: int, listed: str, end: int, said: int, counted: int) -> bool:
    """数目之前列出的（listed 到 start 为止）就是这几项，数目与列出的不同便是写错；end 是数目的末尾。"""
    what = _NOUN.match(text, end)
    head = start - len(listed)
    opener = text[head - 1] if head else "。"
    if SPAN.search(listed):
        return False
    if what is None or opener in "”）)" or (opener in "，,；;" and "、" in _clause(text, head - 1)):
        return False
    items = regex.split(r"[、和与及]", listed)
    later = items[1:]
    if any(_NESTED.search(i) or _MIXED.search(i) or not 0 < len(i) <= _LONGEST for i in later):
        return False
    noun = what["noun"]
    whole = bool(_SETS_UP.search(items[0])) and bool(_ORGANS.search(noun))
    kinds = bool(_KIND.fullmatch(what["measure"])) or bool(_ABSTRACT.search(noun))
    return whole or (kinds and (len(items) > 2 or abs(said - counted) == 1))


def _clause(text: str, end: int) -> str:
    """逗号之前的小句。"""
    return regex.split(r"[，,。；;：:]", text[:end])[-1]


_NUMERAL = r"(?P<n>[一二三四五六七八九十两]|\d{1,2})"
_BESIDE = regex.compile(
    rf"(?<![\d.第]){_NUMERAL}(?:个|家|所|处|条|座|支)(?P<noun>[\p{{Han}}]{{1,6}}?(?:（[\p{{Han}}]{{1,2}}）)?)"
    r"(?P<between>[^，。；（）()：]{0,18})[（(](?P<list>[^（）()。；]{4,200})[）)]"
)
_SOME = regex.compile(r"其中|最|较|部分|主要|例如|比如|如|等|以[上下]|中$")


@dataclass(frozen=True)
class Tally:
    """一处数目和列出的项数。"""

    found: regex.Match[str]
    listed: int


def beside(text: str) -> Iterator[Tally]:
    """“五个县（区）到位54.2万元（甲县14.0万元、乙县13.4万元……）”：括号里每一项是一个县、一个区。"""
    for found in _BESIDE.finditer(text) if "（" in text or "(" in text else ():
        if _SOME.search(found["between"]) or _SOME.search(found["list"]):
            continue
        items = regex.split(r"、(?!\d)", found["list"])
        names = [_name(item) for item in items]
        if len(items) > 1 and all(name and name[-1] in found["noun"] for name in names):
            yield Tally(found, len(items))


def _name(item: str) -> str:
    """一项的名称：数之前的话；没有数的，就是它。"""
    named = regex.match(r"[\p{Han}“”]{2,14}(?=约?\d|$)", item.strip())
    return named[0] if named else ""


_ENTERING = regex.compile(
    r"进(?P<list>[\p{Han}]{2,6}(?:、进?[\p{Han}]{2,6}){1,9})[“\"]?(?P<n>[二两三四五六七八九十])进(?![一步行度口出入])"
)
"""进社区、学校、企业“三进”。"""
_LOOSE = regex.compile("等|之一|[和及与]")


def entering(text: str) -> Iterator[Tally]:
    """“进社区、学校、企业‘三进’”：进几处就是几进。"""
    for found in _ENTERING.finditer(text) if "进" in text else ():
        if not _LOOSE.search(found["list"]):
            yield Tally(found, found["list"].count("、") + 1)
