"""少说一句、换个说法，还是没有差错的报告：另写的报告各做几处不改一个数的改动，看添不添误报。

    python benchmarks/left_out.py [文件夹] [--each N] [--seed N] [--code SUM] [--show]

删去一句；“；”改成“。”，“。”改成“；”；相邻两段换个次序；插进别的报告里一段。报告里的数一个没动，添出来的错误和
待说明都是误报：哪条规则靠旁边的一句话碰巧没有报，一删便知。删了就列不全的不删：逐条列举的一条，别处合计里的一个分项，
后一句以“其中”“以上”接着说的。每份做 --each 处，--seed 定下做哪几处。
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

import changed

from extract import Location
from gouji import Review, review
from reconcile import Finding

KINDS = ("删去一句", "改成句号", "改成分号", "换个次序", "插进一段")
_PROSE = re.compile(r"(?![|#>]|[一二三四五六七八九十]+、).*\d.*。")
_SENTENCE = re.compile(r"[^。]+。")
_LISTED = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]+[是、，]|[（(]?\d+[)）.．、]|其[一二三四五]|首先|其次)"
)
_RESUMING = re.compile(
    r"\S{0,12}(?:其中|上述|以上|[两三四五六七八九](?:项|者|类|种|年|个|级|部分)|[合共总]计|同期|其余|另|按)|[该此这其前后从均都]"
)
_NUMBERED = re.compile(r"\s*[（(]?[一二三四五六七八九十\d]+[）)、.．]")
_LEADING = re.compile(r"如下|^(?:其中|上述|以上|[该此这其])")
_SHARED = re.compile(r"\d年|月|满意|表|附件")
_NEAR = 12


@dataclass(frozen=True)
class Variant:
    """一处改动：report（.md）改了 kind 一种，在 at 那几个字，改成全文 text。"""

    report: Path
    kind: str
    at: str
    text: str


@dataclass(frozen=True)
class Alarm:
    """添出来的一条：规则代码，和怎样改出来的。"""

    code: str
    told: str


@cache
def _clean(report: Path) -> Review:
    return review(report.read_bytes(), name=report.name)


def variants(report: Path, foreign: Sequence[str], seed: int, each: int) -> list[Variant]:
    """一份报告抽 each 处改动，各种大致一样多。"""
    draw = random.Random(f"{seed} {report.stem}")  # noqa: S311 - 不用于加密
    text = report.read_text("utf-8")
    lines = text.split("\n")
    made = (
        _without(lines, _summed(report)),
        _stopped(lines, "；", "。"),
        _stopped(lines, "。", "；"),
        _swapped(lines),
        _between(lines, foreign, draw),
    )
    found: list[Variant] = []
    for kind, some in zip(KINDS, made, strict=True):
        every = list(some)
        for at, changed_lines in draw.sample(every, min(-(-each // len(KINDS)), len(every))):
            found.append(Variant(report, kind, at, "\n".join(changed_lines)))
    return draw.sample(found, min(each, len(found)))


def _without(lines: list[str], summed: set[str]) -> Iterator[tuple[str, list[str]]]:
    """删去一句。"""
    for index, line in _prose(lines):
        sentences = _SENTENCE.findall(line)
        for position, (sentence, after) in enumerate(zip(sentences, [*sentences[1:], ""], strict=True)):
            bound = _LISTED.match(sentence) or _NUMBERED.match(sentence) or _RESUMING.match(after)
            if len(sentences) > 1 and not bound and sentence.strip("。；") not in summed:
                kept = "".join(sentences[:position] + sentences[position + 1 :])
                yield sentence, [*lines[:index], kept, *lines[index + 1 :]]


def _summed(report: Path) -> set[str]:
    """有别处合计的分项的各句：删了就列不全。"""
    facts = _clean(report).facts
    found: set[str] = set()
    for check in _clean(report).checks:
        if check.rule.startswith("SUM") and check.inputs:
            stated, *parts = (facts.by_id[fact].sentence for fact in check.inputs)
            found |= {
                facts.sentences[place].text.strip("。；") for place in parts if place not in {None, stated}
            }
    return found


def _stopped(lines: list[str], old: str, new: str) -> Iterator[tuple[str, list[str]]]:
    """一处断句换一种标点；段末的不换。"""
    for index, line in _prose(lines):
        for found in re.finditer(old, line[:-1]):
            at = found.start()
            if not _LISTED.match(line[at + 1 :]):
                near = line[max(0, at - _NEAR) : at + _NEAR]
                yield near, [*lines[:index], line[:at] + new + line[at + 1 :], *lines[index + 1 :]]


def _swapped(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """相邻两段换个次序。"""
    prose = [
        index for index, line in _prose(lines) if not _NUMBERED.match(line) and not _LEADING.search(line)
    ]
    for one, other in pairwise(prose):
        if not any(line.strip() for line in lines[one + 1 : other]):
            between = lines[one + 1 : other]
            yield (
                lines[other][:_NEAR],
                [*lines[:one], lines[other], *between, lines[one], *lines[other + 1 :]],
            )


def _between(
    lines: list[str], foreign: Sequence[str], draw: random.Random
) -> Iterator[tuple[str, list[str]]]:
    """一段之后插进别的报告里一段。"""
    for index, _ in _prose(lines):
        other = draw.choice(foreign)
        yield other[:_NEAR], [*lines[: index + 1], "", other, *lines[index + 1 :]]


def _prose(lines: list[str]) -> list[tuple[int, str]]:
    """写着数的各段。"""
    return [(index, line) for index, line in enumerate(lines) if _PROSE.fullmatch(line.strip())]


def foreign_paragraphs(report: Path) -> list[str]:
    """可以插到别处去的各段：里面的数都没有通用的名称（预算、支出、满意率）和日期，不会与那一份的说法不一。"""
    outcome = _clean(report)
    common = {"元", "%", "分", ""}
    named = {fact.at.block for fact in outcome.facts.facts if fact.known or fact.quantity.unit in common}
    texts = [
        getattr(block, "text", "")
        for index, block in enumerate(outcome.document.blocks)
        if index not in named
    ]
    return [t for t in texts if _PROSE.fullmatch(t) and not _NUMBERED.match(t) and not _SHARED.search(t)]


def alarms(variant: Variant) -> list[Alarm]:
    """改了以后添出来的错误和待说明。"""
    before, after = _clean(variant.report), review(variant.text.encode(), name=variant.report.name)
    known = {(f.code, _spot(before, f.at)) for f in _raised(before)}
    return [
        Alarm(f.code, f"{variant.report.stem} {variant.kind}“{variant.at}” {f.severity} {f.code} {f.message}")
        for f in _raised(after)
        if (f.code, _spot(after, f.at)) not in known
    ]


def _raised(outcome: Review) -> list[Finding]:
    return [f for f in outcome.findings if f.severity != "info"]


def _spot(outcome: Review, at: Location) -> str:
    """指着的几个字，连同前面几个字。"""
    return outcome.document.holder(at).text[max(0, at.start - _NEAR) : at.end] if at.block is not None else ""


def measured(
    reports: Sequence[Path], seed: int, each: int, pool: ProcessPoolExecutor
) -> tuple[int, list[Alarm]]:
    """做了几处改动，添了哪些误报。"""
    foreign = [text for some in pool.map(foreign_paragraphs, reports) for text in some]
    made = pool.map(partial(variants, foreign=foreign, seed=seed, each=each), reports)
    every = [variant for some in made for variant in some]
    return len(every), [alarm for some in pool.map(alarms, every, chunksize=each) for alarm in some]


def main() -> None:
    """打出每千处改动各规则添的误报；--show 逐条列出。"""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=changed.REPORTS, help="报告所在的文件夹")
    parser.add_argument("--each", type=int, default=20, help="每份报告做几处改动")
    parser.add_argument("--seed", type=int, default=0, help="抽哪几处")
    parser.add_argument("--code", default="", help="只看代码这样起头的规则")
    parser.add_argument("--show", action="store_true", help="列出每一条")
    arguments = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        tried, found = measured(changed.reports(arguments.folder), arguments.seed, arguments.each, pool)
    found = [alarm for alarm in found if alarm.code.startswith(arguments.code)]
    print(f"{tried} 处改动，误报 {len(found)} 条，每千处 {1000 * len(found) / tried:.1f} 条\n")
    print("| 规则 | 误报 | 每千处 |", "| --- | --- | --- |", sep="\n")
    for code, count in Counter(alarm.code for alarm in found).most_common():
        print(f"| {code} | {count} | {1000 * count / tried:.1f} |")
    if arguments.show:
        print("", *(alarm.told for alarm in found), sep="\n")


if __name__ == "__main__":
    main()
