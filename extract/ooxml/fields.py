"""域：没有存下结果、由 Word 现算现印的几种域，印出来是什么字。"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from extract.ooxml.names import VAL, W
from extract.ooxml.styles import is_on, number_of
from extract.symbols import in_symbol_font

_FORM = f"{W}ffData"
_INSTRUCTION_LENGTH = 300
_OVERSTRUCK = re.compile(r"\\o(?:\s*\\a[clr])?\s*\(\s*([^,，;()]*)[,，;]([^,，;()]*)\)", re.IGNORECASE)
_FRACTION = re.compile(r"\\f\s*\(([^,，;()]*)[,，;]([^,，;()]*)\)", re.IGNORECASE)
_RADICAL = re.compile(r"\\r\s*\((?:[^,，;()]*[,，;])?([^,，;()]*)\)", re.IGNORECASE)
_SWITCH = re.compile(r"\\[a-z]{1,2}\d*", re.IGNORECASE)
_SYMBOL = re.compile(r'\s*symbol\s+(\d{1,5}|0x[0-9a-f]{1,4})\b(?:.*\\f\s*"?([^"\\]+))?', re.IGNORECASE)
_RINGS = frozenset("○◯〇Oo")


@dataclass
class Field:
    """一个复杂域：开头的元素、指令，以及正走在指令里还是结果里。

    held 是混在指令里的文字元素（内层域的结果之类），不印出来。
    """

    begin: etree._Element | None = None
    instruction: list[str] = field(default_factory=list)
    held: list[etree._Element] = field(default_factory=list)
    in_instruction: bool = True
    result_from: int = 0


def printed(instruction: str, begin: etree._Element | None = None) -> str:
    r"""没有结果的域印出来的字；不认识的为空。

    >>> printed(r"eq \o\ac(○,3)"), printed(r"EQ \f(1,2)"), printed(r'SYMBOL 179 \f "Symbol"')
    ('③', '1/2', '≥')
    """
    instruction = instruction[:_INSTRUCTION_LENGTH]
    word = instruction.split(maxsplit=1)[:1]
    kind = word[0].upper() if word else ""
    if kind == "EQ":
        return _equation(instruction.split(maxsplit=1)[1]) if " " in instruction.strip() else ""
    if kind == "SYMBOL" and (match := _SYMBOL.match(instruction)):
        return in_symbol_font(int(match[1], 0), (match[2] or "symbol").strip())
    form = None if begin is None else begin.find(_FORM)
    return "" if form is None else _form(form)


def _equation(code: str) -> str:
    """EQ 域：带圈的数、分数、根号，别的去掉开关只留文字；由里往外逐层化开。"""
    before = ""
    while code != before:
        before = code
        code = _OVERSTRUCK.sub(_overstruck, code)
        code = _FRACTION.sub(r"\1/\2", code)
        code = _RADICAL.sub(r"√\1", code)
    return _SWITCH.sub("", code).strip()


def _overstruck(match: re.Match[str]) -> str:
    """叠在一起的两截字：圈里有数是带圈的数，否则一前一后。"""
    first, second = match[1].strip(), match[2].strip()
    if first in _RINGS and second.isdecimal() and 1 <= int(second) <= 20:
        return chr(ord("①") + int(second) - 1)
    return second if first in _RINGS else first + second


def _form(form: etree._Element) -> str:
    """表单域：下拉框选中的一项、复选框的勾。"""
    choices = form.find(f"{W}ddList")
    if choices is not None:
        entries = [entry.get(VAL, "") for entry in choices.iterfind(f"{W}listEntry")]
        result = choices.find(f"{W}result")
        chosen = number_of(None if result is None else result.get(VAL))
        return entries[chosen] if chosen < len(entries) else ""
    box = form.find(f"{W}checkBox")
    if box is None:
        return ""
    on = is_on(box, "checked")
    return "☑" if (is_on(box, "default") if on is None else on) else "□"
