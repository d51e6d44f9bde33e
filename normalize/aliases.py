"""简称（alias）：报告自己定义的简称（以下简称“……”），以及报告单位自己的名称。

简称在全篇——定义之前、之后、标题、表格——与全称是同一个东西：取名之前把简称换成全称。
只认与全称相合的简称（各字依次见于全称）；已经是词典里另一个指标的、一个简称说两样东西的、几样东西统称的，都不认。
单位自己的简称（本局、医院）不是主体：与“我局”一样略去。
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import regex

from extract import Document, Heading, Paragraph, Table
from normalize.metrics import MetricDictionary

_OPEN, _CLOSE = "“‘「『\"'﹁〝", "”’」』\"'﹂〞"
_SHORT = rf"[{_OPEN}《]?(?P<short>[\p{{Han}}A-Za-z0-9·]{{1,16}})[{_CLOSE}》]?"
_DEFINED = regex.compile(
    rf"[（(\[［【〔]\s*(?:以下|下文|下称|后文|下)?(?:均|统一|皆)?(?P<how>简称|统称|称)(?:为|作|之为)?\s*[:：]?\s*{_SHORT}\s*[）)\]］】〕]"
    rf"|[，,]\s*(?:以下|下文)(?:均|统一)?(?P<how>简称|统称)(?:为|作)?\s*[:：]?\s*{_SHORT}(?=[，,。；;])"
)
_QUOTED = regex.compile(rf"[{_OPEN}]([^{_OPEN}{_CLOSE}]{{3,40}})[{_CLOSE}]$")
_BOUNDARY = regex.compile(rf"[，。；：、！？,;:\s（(）)《》{_OPEN}{_CLOSE}]")
_LEADING = regex.compile(
    r"^(?:根据|按照|依据|依照|关于|围绕|通过|组织|实施|开展|承担|推进|负责|完成|安排|下达|设立|本次|本报告|我局|我单位|其中|主要|全年|年初|年内|当年|"
    r"20\d\d年度?|[对由为将把和与及在是受])+"
)
_DOING = regex.compile(
    "实施|开展|组织|承担|推进|设立|申报|安排|下达|启动|负责|牵头|主管|新增|的|由|对|将|把|为"
)
_ORGANISED = regex.compile(
    r"(?:局|委|委员会|办|办公室|厅|院|校|所|馆|站|中心|队|街道|街道办事处|镇|乡|处|会|社|园|公司|集团|法院|检察院|政府|部|学校|医院|中学|小学|学院|大学)$"
)
_SELF = regex.compile(
    r"^(?:[我本该](?:局|委|办|厅|院|校|所|馆|站|中心|队|镇|乡|街道|处|会|社|园|公司|部门|单位|部|系统)|局|委|办|院|校|所|馆|站|队|镇|乡|处|会)$"
)
_PLAIN_ORG = regex.compile(
    r"^(?:[省市县区旗州镇乡]?(?:中心|医院|学校|街道|机关|公司|集团|法院|支队|大队|总队|单位|部门|局|委|院))$"
)
_TOO_PLAIN = regex.compile(
    r"^(?:本|该|此)?(?:项目|工程|资金|经费|专项|专项资金|预算|决算|支出|收入|政策|补助|补贴|方案|办法|通知|意见|规定|规划|计划|报告|指标|目标|活动|工作|任务|系统|平台|合同|标准|年度|当年|上年|全年)$"
)
_TITLED = regex.compile(
    r"^(?P<org>\p{Han}{2,24}?(?:局|委员会|办公室|厅|医院|法院|检察院|学院|大学|中学|小学|学校|中心|馆|站|街道办事处|人民政府|总队|支队|大队|联合会|党校))"
    r"(?=20\d\d年|（|\(|部门|整体|本级|关于|绩效|预算|决算)"
)
_REGION = regex.compile(r"^\p{Han}{2,8}?[省市县区州旗盟](?=\p{Han}{3,})")
_GOES_ON = (
    r"(?=编制|核定|现有|共有|设有|下设|内设|全年|本年|上年|年末|年初|年中|年底|实际|在职|20\d\d|开展|完成|举办|接待|受理|办理|组织|收治|"
    r"总?收入|总?支出|预算|决算|提供|发放|建成|到位|使用|现)"
)
_BEFORE = r"(?<![\p{Han}A-Za-z0-9])|(?<=[的对由为在和与及将把是年月日各即])|(?<=完成|实施|开展|推进|安排|用于|其中|涉及|包括)"
_OPENING = 3


@dataclass(frozen=True)
class Aliases:
    """一份报告的简称：简称 → 全称，以及报告单位自己的名称。"""

    full: dict[str, str]
    own: frozenset[str] = frozenset()

    @cached_property
    def _pattern(self) -> regex.Pattern[str] | None:
        if not self.full:
            return None
        wholes = sorted(set(self.full.values()), key=len, reverse=True)
        shorts = sorted(self.full, key=len, reverse=True)
        return regex.compile(
            rf"(?P<whole>{'|'.join(map(regex.escape, wholes))})|(?:{_BEFORE})[{_OPEN}]?(?P<short>{'|'.join(map(regex.escape, shorts))})[{_CLOSE}]?"
        )

    @cached_property
    def _ours(self) -> regex.Pattern[str] | None:
        if not self.own:
            return None
        proper = [name for name in self.own if not _PLAIN_ORG.match(name)]
        plain = [name for name in self.own if _PLAIN_ORG.match(name)]
        ways = (
            [rf"(?:{'|'.join(map(regex.escape, sorted(proper, key=len, reverse=True)))})"] if proper else []
        )
        if plain:
            ways.append(rf"(?:{'|'.join(map(regex.escape, sorted(plain, key=len, reverse=True)))}){_GOES_ON}")
        return regex.compile(rf"(?:(?<![\p{{Han}}])|(?<=[年月日底末度]))(?:{'|'.join(ways)})")

    def told(self, text: str) -> str:
        """一段话里的简称换成全称，单位自己的名称略去。"""
        if self._pattern is not None:
            text = self._pattern.sub(lambda m: m["whole"] or self.full[m["short"]], text)
        return self._ours.sub("", text) if self._ours is not None else text

    def named(self, label: str) -> str:
        """整个行标题、列名是简称的，换成全称。"""
        return self.full.get(label.strip(_OPEN + _CLOSE), label) if self.full else label


def aliases_of(document: Document, names: MetricDictionary) -> Aliases:
    """报告里定义的简称，和报告单位自己的名称。"""
    told: dict[str, set[str]] = defaultdict(set)
    own: set[str] = set()
    for text in _texts(document):
        if "称" not in text:
            continue
        for found in _DEFINED.finditer(text):
            short = found["short"]
            full = _full_name(text[: found.start()], short)
            if not full:
                told[short].add(full)
                continue
            if _ORGANISED.search(full) and (
                _SELF.match(short) or (_PLAIN_ORG.match(short) and _within(short, full))
            ):
                own |= {full, short} if len(short) > 1 else {full}
            elif found["how"] != "统称" and _binds(short, full, names):
                told[short].add(full)
    own |= _titled(document)
    single = {short: next(iter(fulls)) for short, fulls in told.items() if len(fulls) == 1}
    return Aliases({s: f for s, f in single.items() if f and f not in single}, frozenset(own))


def _texts(document: Document) -> list[str]:
    found: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(block.text)
        elif isinstance(block, Table):
            found += [cell.text for cell in block.cells if "称" in cell.text]
    return found


def _full_name(before: str, short: str) -> str:
    """简称之前的全称：引号里的整个，否则是最近的停顿之后、去掉“根据、县里实施”一类的话。"""
    before = before.rstrip()
    if quoted := _QUOTED.search(before):
        return quoted[1]
    if before.endswith("》"):
        return ""
    phrase = _BOUNDARY.split(before[-48:])[-1]
    if before and before[len(before) - len(phrase) - 1 : len(before) - len(phrase)] == "、":
        # “甲、乙（以下简称……）”：说的是几样
        return ""
    rests = [_LEADING.sub("", phrase[cut.end() :]) for cut in _DOING.finditer(phrase)]
    whole = _LEADING.sub("", phrase)
    fitting = [rest for rest in rests if len(rest) > len(short) and _within(short, rest)]
    return min(fitting, key=len, default=whole)


def _binds(short: str, full: str, names: MetricDictionary) -> bool:
    """这个简称认不认：与全称相合，不是泛指的词，也不是词典里的另一个指标。"""
    if len(short) < len("双减") or _TOO_PLAIN.match(short) or _SELF.match(short) or _PLAIN_ORG.match(short):
        return False
    known = names.metric_named(short)
    if known is not None and known is not names.metric_named(full):
        return False
    if names.role_of((short,)) or any(
        m is not names.metric_named(full) for _, _, m in names.metrics_in(short)
    ):
        return False
    return len(short) < len(full) and _within(short, full)


def _within(short: str, full: str) -> bool:
    """简称的各字依次见于全称。"""
    rest = iter(full)
    return all(char in rest for char in short)


def _titled(document: Document) -> set[str]:
    """标题里的报告单位，以及略去所在地区的写法。"""
    texts = [b.text for b in document.blocks[:_OPENING] if isinstance(b, Heading | Paragraph)]
    found = next((match["org"] for text in texts if (match := _TITLED.match(text.strip()))), "")
    if not found:
        return set()
    short = _REGION.sub("", found)
    names = {found, short, _LEVEL.sub(r"\1", found)}
    plain = _PLAIN_END.search(found)
    return {name for name in names if len(name) > len("某单位")} | ({plain[0]} if plain else set())


_PLAIN_END = regex.compile("(?:医院|学校|学院|法院|支队|大队|总队|中心)$")
_LEVEL = regex.compile(r"^\p{Han}{2,8}?([省市县区州旗盟]\p{Han}{3,})$")
