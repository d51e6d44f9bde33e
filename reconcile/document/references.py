"""引用（references）：正文说“见表3”“详见附件2”，报告里有没有这张表、这个附件。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import regex

from extract import Heading, Location, Paragraph, Table
from normalize import Facts
from reconcile.rule import rule
from reconcile.types import Check, Finding, ticked

_NUMBER = r"\d{1,2}(?:[-－—–.]\d{1,2})?"
_REFERENCE = regex.compile(
    rf"(?<cue>(?:详见|参见|见|如|附后的?|对照)\s?[“《（(]?)(?<kind>附表|表|附件|图)\s?(?<number>{_NUMBER})(?!\d|[年月日万亿元])"
    rf"|(?<![\p{{Han}}])(?<kind>附表|表|附件|图)\s?(?<number>{_NUMBER})(?=所示|所列|显示|可见|列示)"
)
_MENTIONED = regex.compile(r"附件|附表|图\s?\d|表\s?\d")
_TITLED = regex.compile(rf"^[\s（(【]*(?<kind>附表|表|附件|图)\s?(?<number>{_NUMBER})(?!\d|[年月日万亿元])")
_TITLED_INSIDE = regex.compile(
    rf"(?<=[。\n])\s*(?<kind>附表|表|附件)\s?(?<number>{_NUMBER})(?!\d|[年月日万亿元])"
)
_DASHES = str.maketrans("－—–.", "----")


@rule("TXT101", term="表与附件的引用")
def references(facts: Facts) -> Iterator[Finding | Check]:
    """正文说“见表3”“详见附件2”，报告里却没有这张表、这个附件。

    报告里另有编了号的表（附件）而缺引用的那一个，才报；整份报告没有一张编号的表的，多半另附，不报。
    引用别的文件的附件（《……》附件1）不报。依据：部门决算公开操作规程——公开内容应当完整。
    """
    titled = _titles(facts)
    for index, block in enumerate(facts.document.blocks):
        if not isinstance(block, Heading | Paragraph) or _TITLED.match(block.text):
            continue
        if not _MENTIONED.search(block.text):
            continue
        yield from _unnumbered(facts, index, block.text)
        for found in _REFERENCE.finditer(block.text):
            kind, number = found["kind"], _plain(found["number"])
            known = titled.get(_family(kind), {})
            at = facts.document.at(index, found.start("kind"), found.end("number"))
            printed = facts.document.text(at)
            if number in known:
                yield ticked("TXT101", printed, f"{printed}在报告中", at, against=(known[number],))
            elif known and found.start() and block.text[found.start() - 1] not in "》号":
                yield Finding(
                    code="TXT101",
                    severity="warning",
                    message=f"正文引用了“{printed}”，报告里只有{'、'.join(f'{kind}{n}' for n in list(known)[:6])}",
                    at=at,
                    against=tuple(known.values())[:3],
                    question=f"请补充“{printed}”，或更正引用的编号。",
                    anchor=printed,
                )


def _unnumbered(facts: Facts, index: int, text: str) -> Iterator[Check]:
    """“详见附件”“见附表”没有编号的：后面有附件、附表或者表格就打勾，没有的多半另附，不报。"""
    found = _LOOSE.search(text)
    if found is None:
        return
    blocks = facts.document.blocks[index + 1 :]
    later = next((i for i, b in enumerate(blocks, start=index + 1) if isinstance(b, Table)), None)
    if later is not None:
        cell = next((c for c in blocks[later - index - 1].cells if c.text.strip()), None)  # type: ignore[union-attr]
        if cell is not None:
            target = facts.document.at(later, 0, len(cell.text.rstrip()), (cell.row, cell.column))
            at = facts.document.at(index, *found.span("kind"))
            yield ticked("TXT101", found["kind"], f"{found['kind']}在报告中", at, against=(target,))


_LOOSE = regex.compile(r"(?:详?见|参见)\s?(?P<kind>附件|附表)(?![\d一二三四五六七八九十]|\s?\d)")


def _titles(facts: Facts) -> dict[str, dict[str, Location]]:
    """报告里编了号的表、附件、图：类别 → 编号 → 出处。"""
    found: dict[str, dict[str, Location]] = defaultdict(dict)
    blocks = facts.document.blocks
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            cell = block.cell(0, 0)
            title, place = _TITLED.match(cell.text), (0, 0)
            if title:
                at = facts.document.at(index, title.start("kind"), title.end(), place)
                found[_family(title["kind"])].setdefault(_plain(title["number"]), at)
            continue
        followed = index + 1 < len(blocks) and isinstance(blocks[index + 1], Table)
        inside = list(_TITLED_INSIDE.finditer(block.text)) if followed else []
        title = inside[-1] if inside else _TITLED.match(block.text)
        if title and (followed or len(block.text) < 80):
            at = facts.document.at(index, title.start("kind"), title.end())
            found[_family(title["kind"])].setdefault(_plain(title["number"]), at)
    return found


def _family(kind: str) -> str:
    return kind.removeprefix("附") if kind == "附表" else kind


def _plain(number: str) -> str:
    return number.translate(_DASHES)
