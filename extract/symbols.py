"""符号：Symbol、Wingdings 一类字体里的字、上下标的数，写成看上去一样的通行字符。"""

from __future__ import annotations

import re

_PRIVATE = 0xF000
"""符号字体的字放在专用区：码位是字体里的位置加上它。"""
_SYMBOL = {
    0x2D: "−", 0xA3: "≤", 0xB3: "≥", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xB9: "≠", 0xBB: "≈", 0xB7: "•",
    0xA5: "∞", 0xB0: "°", 0xB2: "″", 0xA2: "′", 0xA4: "⁄", 0xBA: "≡", 0xE5: "∑", 0xD7: "⋅", 0xD6: "√",
    0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓", 0xBC: "…",
}  # fmt: skip
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0xA1: "○", 0xA7: "▪", 0xA8: "□",
    0xAB: "★", 0xD8: "➢", 0xE0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    0x80: "⓪", 0x8B: "⓿",
    **{0x81 + step: chr(ord("①") + step) for step in range(10)},
    **{0x8C + step: chr(ord("❶") + step) for step in range(10)},
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x30: "□",
    **{0x6A + step: chr(ord("①") + step) for step in range(10)},
    **{0x75 + step: chr(ord("❶") + step) for step in range(10)},
}  # fmt: skip
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
_SURROGATES = range(0xD800, 0xE000)

_RAISED = str.maketrans("0123456789+-−=()（）n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()（）", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎₍₎")
_SHORT_MARK = re.compile(r"[(（]?[-+−]?(?:[0-9]{1,2}|n)[)）]?")
"""上下标只有短的才换：平方、注号是上标，整个的金额不会是。"""


def in_symbol_font(code: int, font: str) -> str:
    """符号字体里的一个字；ASCII 区的数字和标点就是它自己，不认得的照原码位。

    >>> in_symbol_font(0xF0B3, "Symbol"), in_symbol_font(0xF031, "Symbol"), in_symbol_font(0x81, "Wingdings")
    ('≥', '1', '①')
    """
    low = code - _PRIVATE if code >= _PRIVATE else code
    font = font.lower()
    known = _FONTS.get(font, {}).get(low)
    if known is not None:
        return known
    if 0x20 <= low <= 0x40 and font not in {"wingdings", "wingdings 2", "wingdings 3", "webdings"}:
        return chr(low)
    return chr(code) if 0 < code <= 0xFFFF and code not in _SURROGATES else ""


def unfolded(text: str, font: str) -> str:
    """普通文字里落在专用区、靠符号字体显示的字，逐字换成通行的；字数不变。"""
    return "".join(
        in_symbol_font(ord(character), font) if 0xF020 <= ord(character) <= 0xF0FF else character
        for character in text
    )


def shifted(text: str, position: str) -> str:
    """上标、下标的短数字写成上下标字符，免得与前面的数连成一个数；字数不变。

    >>> shifted("2", "superscript"), shifted("12345", "superscript")
    ('²', '12345')
    """
    if not _SHORT_MARK.fullmatch(text):
        return text
    return text.translate(_RAISED if position == "superscript" else _LOWERED)
