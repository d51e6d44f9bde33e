"""公式（OMML）：写成一行字——分数用斜线，括号、根号、上下标照印出来的样子。"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lxml import etree

from extract.ooxml.names import M
from extract.symbols import shifted

MATH_TEXT: Final = f"{M}t"
_VALUE = f"{M}val"
_COMPOUND = re.compile(r"\S\s*[+＋\-−－×÷*/]")

Write = Callable[[str], None]
Read = Callable[[etree._Element], None]


def write_math(element: etree._Element, write: Write, read: Read) -> bool:
    """写出一个公式构件：write 写一截字，read 读进去一个元素；不是构件的什么也不做，给出 False。"""
    layout = _LAYOUTS.get(element.tag)
    if layout is not None:
        layout(element, write, read)
    return layout is not None


def _fraction(element: etree._Element, write: Write, read: Read) -> None:
    _grouped(element.find(f"{M}num"), write, read)
    write("/")
    _grouped(element.find(f"{M}den"), write, read)


def _delimited(element: etree._Element, write: Write, read: Read) -> None:
    properties = element.find(f"{M}dPr")
    write(_character(properties, "begChr", "("))
    for index, inner in enumerate(element.iterfind(f"{M}e")):
        if index:
            write(_character(properties, "sepChr", "|"))
        read(inner)
    write(_character(properties, "endChr", ")"))


def _radical(element: etree._Element, write: Write, read: Read) -> None:
    degree = element.find(f"{M}deg")
    if degree is not None:
        read(degree)
    write("√")
    _grouped(element.find(f"{M}e"), write, read)


def _scripted(element: etree._Element, write: Write, read: Read) -> None:
    """带上下标的底数；短的上下标写成上下标字符，长的前面加 _ 或 ^。"""
    for name, position, mark in (("e", "", ""), ("sub", "subscript", "_"), ("sup", "superscript", "^")):
        part = element.find(f"{M}{name}")
        if part is None:
            continue
        text = "".join(map(str, part.itertext(MATH_TEXT)))
        if position and shifted(text, position) == text:
            write(mark)
        read(part)


def _summed(element: etree._Element, write: Write, read: Read) -> None:
    write(_character(element.find(f"{M}naryPr"), "chr", "∫"))
    for name in ("sub", "sup", "e"):
        part = element.find(f"{M}{name}")
        if part is not None:
            read(part)


def _grouped(element: etree._Element | None, write: Write, read: Read) -> None:
    """分子、分母、根号里不止一项的加上括号。"""
    if element is None:
        return
    compound = _COMPOUND.search("".join(map(str, element.itertext(MATH_TEXT))))
    write("(" if compound else "")
    read(element)
    write(")" if compound else "")


def _character(properties: etree._Element | None, name: str, default: str) -> str:
    element = None if properties is None else properties.find(f"{M}{name}")
    return default if element is None else element.get(_VALUE, "")


_LAYOUTS: dict[str, Callable[[etree._Element, Write, Read], None]] = {
    f"{M}f": _fraction,
    f"{M}d": _delimited,
    f"{M}rad": _radical,
    f"{M}sSup": _scripted,
    f"{M}sSub": _scripted,
    f"{M}sSubSup": _scripted,
    f"{M}nary": _summed,
}
POSITIONS: Final = {f"{M}sup": "superscript", f"{M}sub": "subscript"}
"""公式里上标、下标所在的元素。"""
