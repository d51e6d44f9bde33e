"""序号（enumerator）：1.、2、（3）、④、1.2，它们编排条目，不是数据。

“1.利用率≥90%的；2.90%＞利用率≥75%的”里的 2.90% 是序号 2 与 90%：接着前面 1.、引出后面 3. 的数字是序号。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from normalize.units import units

_HAN = r"[\u4e00-\u9fff“《]"
_BRACKETED = re.compile(r"[（(]\s?[0-9]{1,2}\s?[）)]|[①-⑳⑴-⒇]")
_SECTION = re.compile(
    r"(?m)^[ \t\u3000]*(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2}){2,3}\.?(?![0-9%])"
    rf"|[0-9]{{1,2}}\.[0-9]{{1,2}}(?=\.?[ \u3000、]*{_HAN}))"
)
_SPACED = re.compile(rf"(?m)^[ \t\u3000]*(?P<number>[0-9]{{1,2}})(?=[ \u3000]{{1,3}}{_HAN})")
_POINTED = re.compile(
    r"(?:^|(?<=[\s。；;：:！!？?，,、)）》”%分]))(?P<number>[0-9]{1,2})(?P<mark>[.、)）])(?!\n*\Z)(?P<gap>\s*)(?P<next>[0-9]?)"
)
_UNIT = re.compile(rf"[ \u3000]*(?:[万亿千百%‰年月日时点号]|{units().pattern})")
_THRESHOLD = re.compile(r"[0-9.]+\s?[%‰]?\s?(?:（含）|\(含\))?\s?(?:[≥≧≤≦＞＜><=＝]|以上|以下|及)")
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
    found = [Span(m.start(), m.end(), "list_number") for m in _BRACKETED.finditer(text)]
    for kind, pattern in (("section_number", _SECTION), ("list_number", _SPACED)):
        found += [Span(*m.span("number"), kind) for m in pattern.finditer(text) if not _is_figure(text, m)]
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
    return _UNIT.match(text, found.end("number")) is not None


def _pointed(text: str) -> list[Span]:
    by_mark: dict[str, list[_Candidate]] = {}
    for found in _POINTED.finditer(text):
        mark = ")" if found["mark"] == "）" else found["mark"]
        glued = bool(found["next"])
        if not int(found["number"]) or (glued and mark != "."):
            continue
        by_mark.setdefault(mark, []).append(
            _Candidate(
                start=found.start("number"),
                end=found.end("mark"),
                number=int(found["number"]),
                strong=_opens_item(text, found.start("number")),
                glued=glued,
                threshold=bool(_THRESHOLD.match(text, found.end("gap"))),
            )
        )
    return [
        Span(item.start, item.end, "list_number")
        for candidates in by_mark.values()
        for item in _chained(candidates)
        if item.accepted
    ]


def _opens_item(text: str, start: int) -> bool:
    """前面是句末、分号、换行，或者是全文开头。"""
    before = text[max(0, start - 12) : start]
    space = before[len(before.rstrip()) :]
    return "\n" in space or not before.strip() or before.rstrip()[-1] in _BREAK


def _chained(candidates: list[_Candidate]) -> list[_Candidate]:
    """位置明确的先认定；其余的要与前一个或后一个序号相连，粘着数字的还要像条件，或者前后都连得上。"""
    for item in candidates:
        item.accepted = item.strong and not item.glued
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
        return item.strong and ((before and after) or ((before or after) and item.threshold))
    return before or (after and item.number == 1)


def _neighbour(candidates: Iterator[_Candidate], number: int) -> bool:
    """近旁最近的、已认定的序号是不是这一个。"""
    nearest = next((item for item in candidates if item.accepted), None)
    return nearest is not None and nearest.number == number
