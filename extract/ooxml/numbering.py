"""自动编号：把 Word 自动生成的“一、”“（1）”按印出来的样子写成文字。"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from extract.ooxml.formats import in_format
from extract.ooxml.names import ALTERNATE, CHOICE, FALLBACK, R_PROPERTIES, VAL, W
from extract.ooxml.styles import is_on, number_of
from extract.symbols import unfolded

_PLACEHOLDER = re.compile(r"%([1-9])")
_LEVELS = 9
_LABEL_LENGTH = 60
_PRIVATE_USE = re.compile(r"[\ue000-\uf8ff]")


@dataclass(frozen=True)
class _Level:
    """一级编号：从几起、什么格式、什么样子；restart 是第几级（从 1 起）出现之后重新编，0 为从不。"""

    start: int = 1
    style: str = "decimal"
    custom: str = ""
    text: str = ""
    suffix: str = " "
    legal: bool = False
    hidden: bool = False
    restart: int | None = None


_Levels = dict[int, _Level]


class Numbering:
    """编号定义与计数器；按文档顺序对每个编号段落调用一次 label。"""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, _Levels] = {}
        self._by_style: dict[tuple[str, str], int] = {}
        self._links: dict[str, str] = {}
        self._linked: dict[str, str] = {}
        self._list_of: dict[str, str] = {}
        self._own: dict[str, _Levels] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counters: dict[str, list[int | None]] = {}
        for element in () if root is None else root.iterfind(f"{W}abstractNum"):
            self._define(element)
        for element in () if root is None else root.iterfind(f"{W}num"):
            self._instantiate(element)

    def _define(self, element: etree._Element) -> None:
        identifier = element.get(f"{W}abstractNumId", "")
        levels = self._abstract.setdefault(identifier, {})
        for level in element.iterfind(f"{W}lvl"):
            index = number_of(level.get(f"{W}ilvl"))
            levels[index] = _level_of(level)
            style = level.find(f"{W}pStyle")
            if style is not None:
                self._by_style[identifier, style.get(VAL, "")] = index
        for name, links in (("styleLink", self._linked), ("numStyleLink", self._links)):
            link = element.find(f"{W}{name}")
            if link is not None and name == "styleLink":
                links[link.get(VAL, "")] = identifier
            elif link is not None:
                links[identifier] = link.get(VAL, "")

    def _instantiate(self, element: etree._Element) -> None:
        identifier = element.get(f"{W}numId", "")
        abstract = element.find(f"{W}abstractNumId")
        if abstract is None:
            return
        self._list_of[identifier] = abstract.get(VAL, "")
        own, restarts = self._own.setdefault(identifier, {}), self._restarts.setdefault(identifier, {})
        for override in element.iterfind(f"{W}lvlOverride"):
            level = number_of(override.get(f"{W}ilvl"))
            start, redefined = override.find(f"{W}startOverride"), override.find(f"{W}lvl")
            if redefined is not None:
                own[level] = _level_of(redefined)
            if start is not None:
                restarts[level] = number_of(start.get(VAL))

    def level_for(self, num_id: str, style_id: str | None, default: int) -> int:
        """样式所挂的编号级别。"""
        return self._by_style.get((self._definition(num_id), style_id or ""), default)

    def label(self, num_id: str, level: int) -> str:
        """下一个编号，连同它与正文之间的空格；没有定义的编号为空。"""
        abstract = self._definition(num_id)
        levels = {**self._abstract.get(abstract, {}), **self._own.get(num_id, {})}
        if level not in levels or level >= _LEVELS:
            return ""
        counters = self._counters.setdefault(abstract, [None] * _LEVELS)
        restart = self._restarts[num_id].pop(level, None)
        current = counters[level]
        if restart is not None:
            counters[level] = restart
        else:
            counters[level] = levels[level].start if current is None else current + 1
        for above in range(level):
            if counters[above] is None and above in levels:
                counters[above] = levels[above].start  # 没有出现过的上级，算作已经编了第一个
        for below in range(level + 1, _LEVELS):
            since = levels[below].restart if below in levels else None
            if since is None or level < since:
                counters[below] = None
        return _printed(levels, level, counters)

    def _definition(self, num_id: str) -> str:
        """编号用的定义；定义可以转指一个列表样式，那个样式的定义才是真的。"""
        abstract = self._list_of.get(num_id, "")
        return self._linked.get(self._links.get(abstract, ""), abstract)


def _level_of(element: etree._Element) -> _Level:
    def value(name: str, default: str) -> str:
        child = element.find(f"{W}{name}")
        return default if child is None else child.get(VAL, default)

    level = _Level(
        start=number_of(value("start", "0")),
        style=value("numFmt", "decimal"),
        text=_text_of(element, value("lvlText", "")),
        suffix="" if value("suff", "tab") == "nothing" else " ",
        legal=element.find(f"{W}isLgl") is not None,
        hidden=bool(is_on(element.find(R_PROPERTIES), "vanish")),
        restart=number_of(value("lvlRestart", "")) if element.find(f"{W}lvlRestart") is not None else None,
    )
    return _with_newer_format(level, element)


def _text_of(element: etree._Element, text: str) -> str:
    """编号的样子；用符号字体的换成通行的字。"""
    fonts = element.find(f"{R_PROPERTIES}/{W}rFonts")
    font = "" if fonts is None else fonts.get(f"{W}ascii", "") or fonts.get(f"{W}hAnsi", "")
    return unfolded(text[:_LABEL_LENGTH], font) if font else text[:_LABEL_LENGTH]


def _with_newer_format(level: _Level, element: etree._Element) -> _Level:
    """新版的自定格式（“001, 002, …”）写在几种写法里。"""
    formats = element.findall(f"{ALTERNATE}/{CHOICE}/{W}numFmt") or element.findall(
        f"{ALTERNATE}/{FALLBACK}/{W}numFmt"
    )
    found = formats[0] if formats else element.find(f"{W}numFmt")
    if found is None:
        return level
    return replace(level, style=found.get(VAL, "decimal"), custom=found.get(f"{W}format", ""))


def _printed(levels: _Levels, level: int, counters: list[int | None]) -> str:
    own = levels[level]
    if own.hidden:
        return ""
    if own.style == "bullet":
        text = _PRIVATE_USE.sub("•", own.text)
        return f"{text}{own.suffix}" if text.strip() else ""

    def number(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        if index > level:
            return ""
        shown = levels.get(index, own)
        return in_format(counters[index] or 0, "decimal" if own.legal else shown.style, shown.custom)

    text = _PLACEHOLDER.sub(number, own.text)
    return f"{text}{own.suffix}" if text else ""
