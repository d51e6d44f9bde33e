"""写法（written）：应有的数照原来的写法写出，好让单位原样替换：全角的写全角，汉字数词写汉字数词。"""

from __future__ import annotations

from collections.abc import Sequence

import regex

_FULL = regex.compile(r"[０-９]")
_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
_MARKS = {".": "．", ",": "，", "%": "％"}
_SPOKEN = regex.compile(r"[零〇一二两三四五六七八九十百千万]+")
_WHOLE = regex.compile(r"([\d,]+)(\D*)")
_DIGITS, _PLACES = "零一二三四五六七八九", ("", "十", "百", "千")
_MYRIAD = 10**4
_LONG = regex.compile(r"(?<![\d.,，])\d{4,}(?!年)")
_GROUPED = regex.compile(r"\d[,，]\d{3}(?!\d)")
_SEPARATOR = regex.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_BARE_SUM = regex.compile(r"(?<![\d.,])((?:[\d.,]+ [+−] )+[\d.,]+ = -?[\d.,]+)(\p{Han}+)(?=，)")


def grouped_like(raws: Sequence[str], text: str) -> str:
    """千分号照报告的：同一处的数都不用千分号的，写出的数也不用。"""
    plain = any(_LONG.search(raw) for raw in raws) and not any(_GROUPED.search(raw) for raw in raws)
    return _SEPARATOR.sub("", text) if plain else text


def unit_last(text: str) -> str:
    """各项没有写单位的算式，单位在末尾注明，不单单写在得数上。

    >>> unit_last("现在12987.5 + 213.1 = 13,200.6万元，相差18.0万元")
    '现在12987.5 + 213.1 = 13,200.6（万元），相差18.0万元'
    """
    return _BARE_SUM.sub(r"\1（\2）", text)


def written_like(raw: str, printed: str) -> str:
    """把 printed 写成 raw 的样子。"""
    bare = raw.strip()
    if _FULL.search(bare):
        wide = printed.translate(_WIDE)
        for narrow, mark in _MARKS.items():
            # 全角数字配半角小数点、千分号的，照原来
            wide = wide if narrow in bare and mark not in bare else wide.replace(narrow, mark)
        return wide
    spoken, whole = _SPOKEN.match(bare), _WHOLE.fullmatch(printed)
    if spoken is None or whole is None:
        return printed
    value = int(whole[1].replace(",", ""))
    return f"{spelled(value)}{bare[spoken.end() :]}" if 0 < value < _MYRIAD**2 else printed


def spelled(value: int) -> str:
    """汉字数词：15 是十五，1236 是一千二百三十六，10005 是一万零五。

    >>> [spelled(n) for n in (8, 10, 15, 110, 206, 1236, 10005, 120000)]
    ['八', '十', '十五', '一百一十', '二百零六', '一千二百三十六', '一万零五', '十二万']
    """
    high, low = divmod(value, _MYRIAD)
    if high:
        gap = "零" if 0 < low < _MYRIAD // 10 else ""
        return f"{spelled(high)}万{gap}{spelled(low) if low else ''}"
    digits = str(low)
    said = "".join(
        _DIGITS[int(d)] + (_PLACES[len(digits) - i - 1] if d != "0" else "") for i, d in enumerate(digits)
    )
    said = regex.sub("零+", "零", said).rstrip("零")
    return said[1:] if said.startswith("一十") else said
