"""数目与列举（listing）：“六大方面”后面应当正好列出六项。"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extract import Heading, Location, Paragraph
from extract.document import Block
from normalize import Facts
from reconcile.rule import rule
from reconcile.types import Check, Finding

_NUMERALS = {c: i for i, c in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_NUMBER = r"(?P<n>[一二三四五六七八九十两]|\d{1,2})"
_ANNOUNCED = regex.compile(
    _NUMBER
    + r"(?:大|个|项|条|类|方面|点|种)(?:方面|任务|工作|内容|措施|问题|要点|重点)?[^，。；：:]{0,8}[：:]$|"
    + _NUMBER
    + r"(?:大|个)?方面[：:。]"
)
_NAMED = regex.compile(
    _NUMBER
    + r"(?:个|项|大|处|类|种)[^，。；（）]{1,14}?(?:分别是|分别为|即|——)[：:]?(?P<list>[^。；）（]{3,120})"
)
_ORDINAL = regex.compile(r"(?<![\p{Han}])([一二三四五六七八九十])是")
_ETC = regex.compile(r"等|之一")


@rule("SUM301", term="数目与列举")
def announced_lists(facts: Facts) -> Iterator[Finding | Check]:
    """说有几项，实际列出的项数不同。

    “六大方面：一是……六是……”按“几是”计数；“剩3个：甲、乙、丙”按顿号计数，含“等”字的只作下限。依据：常识性勾稽。
    """
    blocks = facts.document.blocks
    for index, block in enumerate(blocks):
        if not isinstance(block, Heading | Paragraph):
            continue
        for found in _ANNOUNCED.finditer(block.text):
            following = block.text[found.end() :]
            nearby = following or _text_of(blocks[index + 1] if index + 1 < len(blocks) else None)
            ordinals = [_NUMERALS[o] for o in _ORDINAL.findall(nearby)]
            if len(ordinals) >= 2 and ordinals == list(range(1, len(ordinals) + 1)):
                yield _outcome(facts, index, found, len(ordinals))
        for found in _NAMED.finditer(block.text):
            items = [i for i in regex.split("、", found["list"]) if i]
            if (
                len(items) >= 2
                and not _ETC.search(found["list"])
                and not regex.search("[和及与，]", found["list"])
            ):
                yield _outcome(facts, index, found, len(items))


def _text_of(block: Block | None) -> str:
    return block.text if isinstance(block, Heading | Paragraph) else ""


def _outcome(facts: Facts, index: int, found: regex.Match[str], listed: int) -> Finding | Check:
    printed = next(value for value in found.captures("n") if value)
    start = found.starts("n")[0]
    said = _NUMERALS.get(printed) or int(printed)
    at: Location = facts.document.at(index, start, start + len(printed))
    phrase = found[0][:20].rstrip("：:")
    if said == listed:
        return Check(
            rule="SUM301",
            verdict="符合",
            stated=printed,
            recomputed=str(listed),
            formula=f"列出{listed}项",
            inputs=(),
            at=at,
        )
    return Finding(
        code="SUM301",
        severity="error",
        message=f"“{phrase}”说有{printed}项，实际列出{listed}项",
        at=at,
        expected=str(listed),
        question=f"请核实“{phrase}”究竟是{said}项还是{listed}项。",
        anchor=f"{phrase}|{listed}",
    )
