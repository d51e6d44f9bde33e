"""措辞（wording）：对同一件事前面说好、后面说不好；括号、书名号不成对。"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from extract import Heading, Location, Paragraph
from normalize import Facts
from reconcile.rule import rule
from reconcile.types import Finding

_GOOD = regex.compile(
    r"([\p{Han}“”]{4,20}?)(?:控制|管理|执行|情况)*(?:良好|规范有序|执行到位|健全完善|得到有效控制)"
)
_BAD = regex.compile(
    r"([\p{Han}“”]{4,20}?)(?:有待(?:进一步)?(?:加强|提升|提高|规范|改善)|不够规范|偏低|较差|薄弱)"
)
_HEDGED = regex.compile(r"总体|整体|个别|部分|基本(?!支出)|进一步")
_PAIRS = {"》": "《", "】": "【", "〕": "〔"}


@rule("TXT201", term="褒贬不一")
def polarity(facts: Facts) -> Iterator[Finding]:
    """对同一件事，一处说“良好”，另一处说“有待加强”。

    只比较标题和小句里写明的同一事项；带“总体、个别、部分”等限定的不报。依据：常识性核对。
    """
    praised = list(_claims(facts, _GOOD))
    blamed = list(_claims(facts, _BAD)) if praised else []
    for topic, at, text in praised:
        for other, against, words in blamed:
            topic_shared = common(topic, other)
            if len(topic_shared) >= 4:
                yield Finding(
                    code="TXT201",
                    severity="warning",
                    message=f"对“{topic_shared}”前后评价相反：一处说“{text}”，一处说“{words}”",
                    at=against,
                    against=(at,),
                    question=f"请说明“{topic_shared}”究竟是否存在问题，并统一表述。",
                    anchor=topic_shared,
                )


def _claims(facts: Facts, pattern: regex.Pattern[str]) -> Iterator[tuple[str, Location, str]]:
    """标题里的评价：事项、出处、原文。标题是对整节的概括，不是随口一说。"""
    for index, block in enumerate(facts.document.blocks):
        if isinstance(block, Heading):
            for found in pattern.finditer(block.text):
                if not _HEDGED.search(found[1]):
                    yield found[1], facts.document.at(index, *found.span()), found[0]


@lru_cache(maxsize=4096)
def common(one: str, other: str) -> str:
    """最长的公共片段。"""
    best = ""
    for start in range(len(one)):
        for end in range(start + len(best) + 1, len(one) + 1):
            if one[start:end] in other:
                best = one[start:end]
    return best


@rule("TXT301", term="成对符号")
def brackets(facts: Facts) -> Iterator[Finding]:
    """括号、书名号不成对，常是文字有缺漏或错排。

    逐段核对；只列为提示。依据：GB/T 15834 标点符号用法。
    """
    for index, block in enumerate(facts.document.blocks):
        if not isinstance(block, Heading | Paragraph):
            continue
        for close, open_ in _PAIRS.items():
            position = _unpaired(block.text, open_, close)
            if position is not None:
                yield Finding(
                    code="TXT301",
                    severity="info",
                    message=f"“{open_}”与“{close}”不成对，此处文字可能有缺漏或错排",
                    at=facts.document.at(index, position, position + 1),
                    anchor=block.text[max(0, position - 8) : position + 8],
                )


def _unpaired(text: str, open_: str, close: str) -> int | None:
    """第一个不成对的符号的位置；全都成对为 None。"""
    if open_ not in text and close not in text:
        return None
    stack: list[int] = []
    for index, char in enumerate(text):
        if char == open_:
            stack.append(index)
        elif char == close:
            if not stack:
                return index
            stack.pop()
    return stack[0] if stack else None
