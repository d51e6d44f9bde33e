"""序号（enumerator）：1.、2、（3）、④、1.2，它们编排条目，不是数据。

“1.利用率≥90%的；2.90%＞利用率≥75%的”里的 2.90% 是序号 2 与 90%：接着前面 1.、引出后面 3. 的数字是序号。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from normalize.units import units

_HAN = r"[\u4e00-\u9fff“《]"
_FIRST = re.compile(r"[0-9①-⑳⑴-⒇]")
_BRACKETED = re.compile(r"[（(①-⑳⑴-⒇](?:(?<![（(])|(?<!第.)\s?[0-9]{1,2}\s?[）)](?!班|条|款|项(?!目)))")
"""先写第一个字，再回头看它前面：式子从一个字起，扫描才快。"""
_SECTION = re.compile(
    r"(?m)^[ \t\u3000]*(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2}){2,3}\.?(?![0-9%])"
    rf"|[0-9]{{1,2}}\.[0-9]{{1,2}}(?=\.?[ \u3000、]*{_HAN}|[ \u3000]{{1,3}}20[0-9]{{2}}年))"
)
_SPACED = re.compile(rf"(?m)^[ \t\u3000]*(?P<number>[0-9]{{1,2}})(?=[ \u3000]{{1,3}}{_HAN})")
_POINTED = re.compile(
    r"(?P<number>[0-9](?<![^\s。；;：:！!？?，,、)）》”%分][0-9])[0-9]?)(?P<mark>[.、)）])(?!\n*\Z)"
    r"(?P<gap>\s*)(?P<next>[0-9]?)"
)
_GAP = re.compile(r"[ \u3000]*")
_UNIT = re.compile(units().opens)
_COUNTED = re.compile(r"[0-9]+(?:[,，][0-9]{3})*(?:\.[0-9]+)?\s?")
_WORDS = re.compile("年[初末度底终间中]|年平均|人员|人均|人力|月[度均]|日[常均]|时[间效]|点[位]")
_THRESHOLD = re.compile(
    r"[0-9.]+\s?[%‰分]?\s?(?:（含）|\(含\))?\s?(?:[≥≧≤≦＞＜><=＝]|(?:及)?以[上下]|及)"
    # 不会有 1.3 个街道
    r"|[0-9]+(?:个|家|项|名|人|处|条|次|场|件|套|台|座|支|户|份)(?![均·])"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年")
_CROSSED = re.compile(
    r"(?P<next>[0-9]{1,3}(?:\.[0-9]+)?)%\s?(?:（含）)?\s?[＞>≥≧][^0-9＞>≥≧，。；\n]{1,30}[＞>≥≧]=?\s?(?P<lower>[0-9]{1,3}(?:\.[0-9]+)?)%"
)
_BLANK = " \t\u3000"
_BREAK = "。；;！!？?\n"


@dataclass(frozen=True, slots=True)
class Span:
    """文中的一段，以及它是什么。"""

    start: int
    end: int
    kind: str


@dataclass(slots=True)
class _Candidate:
    """可能是序号的“数字＋点”：strong 在条目开头的位置，glued 后面紧跟着数字。"""

    start: int
    end: int
    number: int
    strong: bool
    glued: bool
    threshold: bool
    accepted: bool = False


def enumerators(text: str) -> list[Span]:
    """文中的序号和标题号，按先后，不相重叠。"""
    if not _FIRST.search(text):
        return []
    found = [Span(m.start(), m.end(), "list_number") for m in _BRACKETED.finditer(text)]
    if "\n" in text or text.lstrip(_BLANK)[:1].isdigit():
        for kind, pattern in (("section_number", _SECTION), ("list_number", _SPACED)):
            found += [
                Span(*m.span("number"), kind) for m in pattern.finditer(text) if not _is_figure(text, m)
            ]
    found += _pointed(text)
    found.sort(key=lambda span: (span.start, -span.end))
    return list(_disjoint(found))


def _disjoint(spans: list[Span]) -> Iterator[Span]:
    end = 0
    for span in spans:
        if span.start >= end:
            yield span
            end = span.end


def _is_figure(text: str, found: re.Match[str]) -> bool:
    """行首的“1.5万元”“3 个小组”是数据。"""
    gap = _GAP.match(text, found.end("number"))
    if gap is not None and gap.end() > found.end("number") and _WORDS.match(text, gap.end()):
        # “2.1 年初预算”“1.3 人员：”
        return False
    return gap is not None and _has_unit(text, gap.end(), "万亿千百%‰年月日时点号")


def _has_unit(text: str, start: int, more: str) -> bool:
    """从这里起是一个单位，或者 more 里的一个字。"""
    return (start < len(text) and text[start] in more) or _UNIT.match(text, start) is not None


def _pointed(text: str) -> list[Span]:
    by_mark: dict[str, list[_Candidate]] = {}
    for found in _POINTED.finditer(text):
        mark = ")" if found["mark"] == "）" else found["mark"]
        number, glued = int(found["number"]), bool(found["next"])
        if not number or (glued and mark == ")" and not found["gap"]):
            continue
        body = found.end("gap")
        strong = _opens_item(text, found.start("number"), number)
        item = _Candidate(
            start=found.start("number"),
            end=found.end("mark"),
            number=number,
            strong=strong,
            glued=glued,
            threshold=_counted(text, body) if mark == "、" else _THRESHOLD.match(text, body) is not None,
        )
        item.accepted = strong and (not glued or (mark == "." and _is_label(text, body, number)))
        by_mark.setdefault(mark, []).append(item)
    return [
        Span(item.start, item.end, "list_number")
        for candidates in by_mark.values()
        for item in _chained(candidates)
        if item.accepted
    ]


def _counted(text: str, start: int) -> bool:
    """后面是带着单位的数。"""
    number = _COUNTED.match(text, start)
    return number is not None and _has_unit(text, number.end(), "万亿%")


def _is_label(text: str, body: int, number: int) -> bool:
    """单看一处就知道是序号：1.2020年；2.90%＞利用率≥75%（上限 2.90% 不会小于下限 75%）。"""
    if _YEAR.match(text, body):
        return True
    crossed = _CROSSED.match(text, body)
    return crossed is not None and (
        Decimal(f"{number}.{crossed['next'].replace('.', '')}")
        < Decimal(crossed["lower"])
        <= Decimal(crossed["next"])
    )


def _opens_item(text: str, start: int, number: int) -> bool:
    """前面是句末、分号、换行，或者是全文开头；第一条还可以在冒号之后。"""
    before = text[max(0, start - 12) : start]
    space = before[len(before.rstrip()) :]
    if "\n" in space or not before.strip():
        return True
    return before.rstrip()[-1] in _BREAK or (number == 1 and before.rstrip()[-1] in "：:")


def _chained(candidates: list[_Candidate]) -> list[_Candidate]:
    """位置明确的先认定；其余的要与前一个或后一个序号相连，粘着数字的还要像条件，或者前后都连得上。"""
    changed = True
    while changed:
        changed = False
        for index, item in enumerate(candidates):
            if not item.accepted and _linked(candidates, index):
                item.accepted = changed = True
    return candidates


def _linked(candidates: list[_Candidate], index: int) -> bool:
    item = candidates[index]
    before = _neighbour(reversed(candidates[max(0, index - 6) : index]), item.number - 1)
    after = _neighbour(iter(candidates[index + 1 : index + 7]), item.number + 1)
    if item.glued:
        follower = candidates[index + 1] if index + 1 < len(candidates) else None
        twin = (
            item.number == 1
            and follower is not None
            and follower.number == item.number + 1
            and follower.threshold
        )
        return item.strong and ((before and after) or ((before or after or twin) and item.threshold))
    return before or (after and item.number == 1)


def _neighbour(candidates: Iterator[_Candidate], number: int) -> bool:
    """近旁最近的、已认定的序号是不是这一个。"""
    nearest = next((item for item in candidates if item.accepted), None)
    return nearest is not None and nearest.number == number
