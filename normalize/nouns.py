"""名词短语（noun）：一个数之前的话，去掉时间、自称、轻动词，留下量的是什么；词在 nouns.toml。"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

import regex

_QUOTES = "“”‘’"
_ASIDES = regex.compile(r"[（(](?!\d[）)]\p{Han})[^）)]*[）)]")
"""括号里的话；小（1）型水库的括号是名称的一部分。"""
_SCOPED = regex.compile(
    r"^(?:全区|全市|全县|全省|全州|全镇|全局|全院|全校|全系统|辖区)(?:各街道|各乡镇|\p{Han}{2,6}系统)?(?:内)?"
)
_PER = regex.compile(r"(?:每\p{Han}{1,2})+$")
_AMID = regex.compile(
    r"^.*?(?:下达(?:我[省市县区旗州])?(?:20\d\d年)?(?=\p{Han}{4})|(?:建成|投用|改造|实施|投入使用|投产|运行)后(?!续)|现有|现设|"
    r"^\p{Han}{0,6}?(?:部门|[院校馆站所局园])(?=编制床位|接待|收治|开放|受理|举办|提供)|(?<!公)共(?:有|设置|组建|排查)?|全年|本年度|年内|累计|期间|热线(?=受理|接听)|公司实现|已(?=完工|开工|竣工|建成))(?=\p{Han}{2})(?![计同享有建])"
)
"""“图书馆全年接待读者”“指挥中心全年处理值守信息”：谁做的，在时间之前。"""
_RECKONED = regex.compile(r"^(?:按|以)\p{Han}{2,10}(?:计算|测算|口径)(?:为|是|约)*$")
"""“按完成投资计算为2.77万元”：没有说是什么。"""
_FOR = regex.compile(
    r"^(?:为|向|给|对|帮助)\p{Han}{2,12}?(?=(?:挽回|追回|追讨|减免|节约|发放|拨付|提供|办理|解决|送达|兑付)\p{Han})"
)
"""“为困难群众挽回经济损失”：替谁做的，不是名称。"""
_REASON = regex.compile(r"^.*(?:等原因|(?:原因|理由)(?:主要)?[是为]|(?<!起)因(?=\p{Han}{5})(?!公))")
"""“扣分原因是年中调整”“某某指标因办结率没有达到”：说的是后面。"""
_ENDING_YEAR = regex.compile(r"(?<=\p{Han}{2})20\d\d年[末底]?$")
"""“平均用时2020年71天”。"""
_FINISHED = regex.compile(r"(?<=\p{Han}{2})(?:均|全部)?已(?:全部)?(?:完成|办结|整改|建成)$")
_ONLY_DONE = regex.compile("(?:已|共|全部)*(?:完成|实现|达到|支出|安排|发放|使用|入库)")
_WHEN_DONE = regex.compile("(?:全年|累计|共|本年度|年内|期间|已)+(?:完成|实现|达到|安排|入库)?$")
_PUNCTUATION = r"、，,；;：:\s"
_LONGEST = 24


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(map(regex.escape, sorted(words, key=len, reverse=True)))


def _escaped(words: Iterable[str]) -> list[tuple[str, str]]:
    """各词和它的式子，长的在前。"""
    return [(word, regex.escape(word)) for word in sorted(words, key=len, reverse=True)]


def _lead(lists: Mapping[str, object]) -> str:
    """名词短语之前的词合成的式子：长的在前，会是另一个词的头的，看后面的字。"""
    plain: list[str] = list(lists["lead"])  # type: ignore[call-overload]
    guarded: dict[str, str] = dict(lists["lead_unless"])  # type: ignore[call-overload]
    patterns = {word: regex.escape(word) + "(?!率)" for word in plain}
    patterns |= {
        word: regex.escape(word) + (rf"(?!{unless})" if unless else "") for word, unless in guarded.items()
    }
    return "|".join(patterns[word] for word in sorted(patterns, key=len, reverse=True))


def _tail(lists: Mapping[str, object], more: str = "") -> regex.Pattern[str]:
    """名词短语之后的词合成的式子。"""
    told: dict[str, list[str]] = lists["tail"]  # type: ignore[assignment]
    single: dict[str, str] = lists["tail"]["unless"]  # type: ignore[index]
    patterns = [("(?<!平)" if word[0] == "均" else "") + pattern for word, pattern in _escaped(told["words"])]
    patterns += [(rf"(?<![{unless}])" if unless else "") + char for char, unless in single.items()]
    return regex.compile(rf"(?:{'|'.join(patterns)}{more}|[{_PUNCTUATION}])+$")


_LISTS = tomllib.loads(files("normalize").joinpath("nouns.toml").read_text(encoding="utf-8"))
_LEAD = regex.compile(
    rf"^(?:[{_PUNCTUATION}①-⑳]|【[^】]*】|[一二三四五六七八九十]是|20\d\d年[度末底初]?|\d{{1,2}}(?:[.．]\d{{1,2}})+\s+|\d{{1,2}}[.．、)）](?!\d)|[到至]?\d{{1,2}}月(?:份|末|底)?|\d{{1,2}}[日号]|第?[一二三四]季度末?|前[一二三]季度|{_lead(_LISTS)})+"
)
_TAIL = _tail(_LISTS)
_TAIL_ENDS = frozenset("、，,；;：:").union(
    *(word[-1] for word in (*_LISTS["tail"]["words"], *_LISTS["tail"]["unless"]))
)
"""_TAIL 末一个字只可能是这些：多半不是，不必从头找起。"""
_TAIL_MOVED = _tail(_LISTS, "|支出|资金|拨付|[“”]")
_VERB_AFTER = regex.compile(rf"^(?:{_alternatives(_LISTS['after']['verbs'])})")
_NOUN_AFTER = regex.compile(
    rf"^([\p{{Han}}“”A-Za-z]{{2,14}}?)(?={_alternatives(_LISTS['after']['stops'])}|[，。；、：,;（(\d]|$)"
)


def without_lead(text: str) -> str:
    """去掉前面的时间、自称、轻动词。"""
    return _LEAD.sub("", text)


def without_tail(text: str) -> str:
    """去掉末尾的“为、达到、共”。"""
    return _TAIL.sub("", text) if text[-1:] in _TAIL_ENDS or text[-1:].isspace() else text


def without_asides(text: str) -> str:
    """去掉括号里的话。"""
    return _ASIDES.sub("", text)


def without_scope(text: str) -> str:
    """去掉开头的范围：全市、全县各乡镇。"""
    return _SCOPED.sub("", text)


@lru_cache(maxsize=4096)
def phrase_of(lead: str) -> str:
    """小句里的名词短语：全年共排查风险隐患 → 风险隐患；城市低保标准提高到每人每月 → 城市低保标准。"""
    if _RECKONED.match(lead.strip("，,；; ")):
        return ""
    told = _FOR.sub("", _REASON.sub("", lead.strip(" “”\n，,")))
    bare = without_scope(without_lead(without_asides(told)))
    phrase = without_tail(without_lead(bare)).strip("、 ")
    phrase = without_tail(_PER.sub("", _ENDING_YEAR.sub("", phrase)))
    rest = without_lead(_AMID.sub("", phrase))
    if rest != phrase and (not rest or _ONLY_DONE.fullmatch(rest)):
        # “一般公共预算收入累计完成”：时间之前的是名称，之后只有动词
        rest = _WHEN_DONE.sub("", phrase)
    return _quoted(_FINISHED.sub("", rest))


def moved_phrase(text: str) -> str:
    """增减的是什么：比较词之前的话，“支出、资金”也不要。"""
    return _TAIL_MOVED.sub("", without_lead(text))


def noun_after(tail: str) -> str:
    """数之后的名词：95｜个社区。"""
    if _VERB_AFTER.match(tail):
        return ""
    if units := _BUDGET_UNITS.match(tail):
        return units[0]
    found = _ONE_WORD.match(tail) or _NOUN_AFTER.match(tail)
    return found[1].strip(_QUOTES) if found else ""


_BUDGET_UNITS = regex.compile(r"\p{Han}{0,4}预算(?:单位|部门)")
_ONE_WORD = regex.compile(r"^([村镇乡县区市校班组])(?=[，。；、：（\s]|$)")


def shortened(phrase: str) -> str:
    """太长的只留末尾。"""
    return phrase[-_LONGEST:]


def _quoted(phrase: str) -> str:
    """引号成对的留着；不成对，或者整个都在引号里的，去掉。"""
    bare = phrase.strip(_QUOTES)
    if bare.count("“") == bare.count("”"):
        return bare
    return phrase if phrase.count("“") == phrase.count("”") else bare.translate(_NO_QUOTES)


_NO_QUOTES = str.maketrans("", "", _QUOTES)
