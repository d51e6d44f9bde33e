"""编号格式：一个数写成“十二”“⑫”“XII”“乙”……"""

from __future__ import annotations

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_UNITS, _FORMAL_UNITS = ("", "十", "百", "千"), ("", "拾", "佰", "仟")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ENCLOSED = {"decimalEnclosedParen": "⑴", "decimalEnclosedFullstop": "⒈"}
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LARGEST = 9_999
_REPEATS = 10


def in_format(number: int, style: str, custom: str = "") -> str:
    """一个编号写成 Word 的某种编号格式；不认识的格式写成阿拉伯数字。custom 是自定格式的样例。

    >>> [in_format(12, style) for style in ("chineseCounting", "decimalEnclosedCircle", "upperRoman")]
    ['十二', '⑫', 'XII']
    >>> in_format(2, "ideographTraditional"), in_format(7, "custom", "001, 002, 003, ...")
    ('乙', '007')
    """
    if style == "none":
        return ""
    if style == "custom":
        return str(number).zfill(min(len(custom.partition(",")[0].strip()), _REPEATS))
    if style in _CHINESE:
        return _CHINESE[style](number)
    if style.startswith("decimal"):
        return _decimal(number, style)
    if style.endswith("Letter"):
        return _cased(_letters(number), style)
    if style.endswith("Roman"):
        return _cased(_roman(number), style)
    if style == "numberInDash":
        return f"- {number} -"
    if style == "ordinal":
        return f"{number}{_ordinal_ending(number)}"
    return str(number)


def chinese(
    number: int, digits: str = _DIGITS, units: tuple[str, ...] = _UNITS, *, formal: bool = False
) -> str:
    """汉字数目：12 → 十二，105 → 一百零五；一万及以上写成阿拉伯数字。"""
    if not 0 < number <= _LARGEST:
        return str(number)
    text, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap else "") + digits[digit] + units[place]
        gap = not digit and bool(text)
    ten = digits[1] + units[1]
    return text.removeprefix(digits[1]) if text.startswith(ten) and not formal else text


def _counting(number: int) -> str:
    """数到九十九，再往上逐位写：10 → 十，123 → 一二三。"""
    return chinese(number) if number < 100 else _digital(number)


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _formal(number: int) -> str:
    return chinese(number, _FORMAL, _FORMAL_UNITS, formal=True)


def _formal_traditional(number: int) -> str:
    return chinese(number, _FORMAL_TRADITIONAL, _FORMAL_UNITS, formal=True)


def _stem(number: int) -> str:
    return _STEMS[number - 1] if 1 <= number <= len(_STEMS) else str(number)


def _branch(number: int) -> str:
    return _BRANCHES[number - 1] if 1 <= number <= len(_BRANCHES) else str(number)


def _stem_and_branch(number: int) -> str:
    """六十花甲：1 → 甲子。"""
    if not 1 <= number <= 60:
        return str(number)
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12]


def _circled_ideograph(number: int) -> str:
    return chr(ord("㊀") + number - 1) if 1 <= number <= 10 else str(number)


_CHINESE = {
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "japaneseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal_traditional,
    "ideographTraditional": _stem,
    "ideographZodiac": _branch,
    "ideographZodiacTraditional": _stem_and_branch,
    "ideographEnclosedCircle": _circled_ideograph,
}


def _decimal(number: int, style: str) -> str:
    if style.startswith("decimalEnclosed"):
        first = _ENCLOSED.get(style, "①")
        return chr(ord(first) + number - 1) if 1 <= number <= 20 else str(number)
    if style.startswith("decimalFullWidth"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    return f"{number:02d}" if style == "decimalZero" else str(number)


def _cased(text: str, style: str) -> str:
    return text.upper() if style.startswith("upper") else text


def _letters(number: int) -> str:
    """1 → a，26 → z，27 → aa，28 → bb（Word 的写法）。"""
    if number < 1:
        return str(number)
    repeats, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * min(repeats + 1, _REPEATS)


def _roman(number: int) -> str:
    if not 0 < number <= _LARGEST:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _ordinal_ending(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
