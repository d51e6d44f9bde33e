"""序号（numbering）：标题、条目、“几是”的序号，一个接一个，不跳、不重、不倒。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from extract import Heading, Location, Table
from normalize import Facts
from reconcile.rule import rule
from reconcile.types import Check, Finding, ticked

_NUMERALS = {c: i for i, c in enumerate("一二三四五六七八九", start=1)}
_CN = r"[一二三四五六七八九十]{1,3}"
_MARKS = (
    regex.compile(rf"^\s*(?P<n>{_CN})、"),
    regex.compile(rf"^\s*[（(](?P<n>{_CN})[）)]"),
    regex.compile(r"^\s*(?P<n>\d{1,2})[.．、](?!\d)"),
    regex.compile(r"^\s*[（(](?P<n>\d{1,2})[）)]"),
)
_OPENS = frozenset("（(一二三四五六七八九十")
_FIRSTLY = regex.compile(rf"(?<![\p{{Han}}])(?P<n>{_CN})是(?![否])")
_WITHIN = regex.compile(r"(?:^|(?<=[。；;：:]))\s*[（(]?(?P<n>\d{1,2})[、.．）)](?=\p{Han})")


@dataclass
class _Run:
    """一串连续的序号。"""

    first: Location
    last: int
    count: int = 1
    sound: bool = True
    head: str = ""
    tail: str = ""
    places: list[Location] = field(default_factory=list)
    between: list[str] = field(default_factory=list)


@rule("TXT102", term="序号连续")
def numbering(facts: Facts) -> Iterator[Finding | Check]:
    """标题和条目的序号跳号、重号（一、二、四；一是、二是、二是）。

    每一层各自连续，重新从一开始的算另起一串；开头不是一的（节选）不报。标题和“几是”列为疑点，正文条目只作提示。
    依据：党政机关公文格式（GB/T 9704）——结构层次序数应依次使用。
    """
    runs: dict[int, _Run] = {}
    for index, block in enumerate(facts.document.blocks):
        texts = [c.text for c in block.cells] if isinstance(block, Table) else [block.text]
        if isinstance(block, Table):
            for run in runs.values():
                run.between += texts
            continue
        found = _enumerated(block.text, heading=isinstance(block, Heading))
        if found is not None:
            depth, printed, number, start = found
            at = facts.document.at(index, start, start + len(printed))
            for deeper in [d for d in runs if d > depth]:
                yield from _closed(runs.pop(deeper))
            severe = isinstance(block, Heading) or depth < 2
            yield from _continued(runs, depth, number, printed, at, severe=severe)
        for run in runs.values():
            run.between += texts
        yield from _inline(facts, index, block.text)
    for run in runs.values():
        yield from _closed(run)


def _enumerated(text: str, *, heading: bool) -> tuple[int, str, int, int] | None:
    """段首的序号：层次、原文、值、起点。"""
    opening = text.lstrip()[:1]
    if opening not in _OPENS and not opening.isdecimal():
        return None
    for depth, mark in enumerate(_MARKS):
        if found := mark.match(text):
            return depth, found["n"], _value(found["n"]), found.start("n")
    bare = regex.match(r"^\s*(?P<n>\d{1,2})\s+(?=\p{Han})", text) if heading else None
    return (2, bare["n"], int(bare["n"]), bare.start("n")) if bare else None


def _value(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    tens, ten, ones = printed.partition("十")
    if not ten:
        return _NUMERALS.get(printed, 0)
    return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)


def _continued(
    runs: dict[int, _Run], depth: int, number: int, printed: str, at: Location, *, severe: bool
) -> Iterator[Finding | Check]:
    run = runs.get(depth)
    if run is None or number == 1:
        if run is not None:
            yield from _closed(run)
        runs[depth] = _Run(at, number, head=printed, tail=printed, places=[at])
        return
    if number != run.last + 1:
        run.sound = False
        if not _run_together(run, depth, number):
            yield _broken(run, number, printed, at, severe=severe)
    run.last, run.tail, run.count = number, printed, run.count + 1
    run.between.clear()
    run.places.append(at)


def _run_together(run: _Run, depth: int, number: int) -> bool:
    """缺的序号印在段中（几条排在了一段里），或者排进了表格，不算跳号。"""
    missing = range(run.last + 1, number)
    between = "\n".join(run.between)
    marks = (
        lambda n: f"{_chinese(n)}、",
        lambda n: f"{_chinese(n)}）",
        lambda n: rf"{n}[.．、](?!\d)",
        lambda n: f"{n}）",
    )
    return bool(missing) and all(
        regex.search(marks[depth](n).replace("）", "[）)]"), between) for n in missing
    )


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones else "")


def _broken(run: _Run, number: int, printed: str, at: Location, *, severe: bool) -> Finding:
    slip = "重号" if number == run.last else ("跳号" if number > run.last else "倒号")
    return Finding(
        code="TXT102",
        severity="warning" if severe or len(run.places) > 1 else "info",
        message=f"序号{slip}：“{run.tail}”之后是“{printed}”，可能漏了一节或排错了序号",
        at=at,
        against=(run.places[-1],),
        question="请核对序号，确认没有缺漏的内容。",
        anchor=f"{slip}|{run.head}|{run.tail}|{printed}|{len(run.places)}|{at.block}",
    )


def _closed(run: _Run) -> Iterator[Check]:
    if run.sound and run.count > 1:
        yield ticked(
            "TXT102",
            run.tail,
            f"{run.head}至{run.tail}，{run.count}个序号连续",
            run.places[-1],
            against=(run.first,),
        )


def _inline(facts: Facts, index: int, text: str) -> Iterator[Finding | Check]:
    """一段之内的“一是……二是……”。"""
    if "是" in text:
        yield from _inline_marks(facts, index, text, _FIRSTLY, "{}是")
    yield from _inline_marks(facts, index, text, _WITHIN, "{}")


def _inline_marks(
    facts: Facts, index: int, text: str, pattern: regex.Pattern[str], shown: str
) -> Iterator[Finding | Check]:
    found = [m for m in pattern.finditer(text) if _value(m["n"])]
    values = [_value(m["n"]) for m in found]
    if len(values) < 2 or values[0] != 1:
        return
    for (before, one), (after, other) in pairwise(zip(found, values, strict=True)):
        if other not in {one + 1, 1}:
            run = _Run(facts.document.at(index, *before.span("n")), one, tail=before["n"], head=found[0]["n"])
            run.places = [run.first]
            yield _broken(run, other, after["n"], facts.document.at(index, *after.span("n")), severe=True)
            return
    last = found[-1]
    yield ticked(
        "TXT102",
        last["n"],
        f"{shown.format(found[0]['n'])}至{shown.format(last['n'])}，序号连续",
        facts.document.at(index, *last.span("n")),
        against=(facts.document.at(index, *found[0].span("n")),),
    )
