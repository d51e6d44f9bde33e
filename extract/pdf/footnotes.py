"""脚注：页下短横线以下的小字。它们不该打断跨页的句子，正文里的角标也不该粘在数字上。"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from extract.document import Box
from extract.pdf.lines import TextLine, lines_of
from extract.pdf.page import Page, Rule, Run

_LABEL = re.compile(r"[（(\[［]?(?:\d{1,3}|[*＊※]{1,3}|[①-⑳])[）)\]］]?(?!\d|[.．]\d)")
_SHORTEST, _LONGEST = 0.1, 0.5
"""脚注线有页宽的几分之几。"""
_RAISED = 0.75
_APART = 1.5


@dataclass(slots=True)
class Footnotes:
    """一页的正文（去掉了角标），和各条脚注的行；labels 是去掉的角标和编号。"""

    body: list[Run]
    notes: list[list[TextLine]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def footnotes_of(page: Page, rules: Sequence[Rule], runs: list[Run], tables: Sequence[Box]) -> Footnotes:
    """分出页下的脚注；没有脚注线、正文里没有相应角标的页原样返回。"""
    for rule in sorted(rules, reverse=True):
        if _could_separate(rule, page, tables):
            below = _following(rule, runs)
            marks = _raised([run for run in runs if run.middle < rule.at])
            if below and marks and _label(lines_of(below, page=0)[0], marks.keys()):
                return _separated(page, runs, below, marks)
    return Footnotes(runs)


def _raised(runs: Sequence[Run]) -> dict[str, list[Run]]:
    """比正文小一截的短串，多半是角标：写的什么，在哪里。"""
    usual = median(run.height for run in runs for _ in run.glyphs) if runs else 0.0
    found: dict[str, list[Run]] = {}
    for run in runs:
        if len(run.glyphs) <= 5 and run.height < _RAISED * usual:
            found.setdefault("".join(glyph.char for glyph in run.glyphs).strip(), []).append(run)
    return found


def _label(line: TextLine, marks: Collection[str]) -> str:
    """脚注开头的编号，正文里要有同样的角标；不是脚注开头的为空串。"""
    match = _LABEL.match(line.text)
    return match[0] if match and match[0] in marks else ""


def _could_separate(rule: Rule, page: Page, tables: Sequence[Box]) -> bool:
    length = rule.high - rule.low
    return (
        _SHORTEST * page.width < length < _LONGEST * page.width
        and rule.at > 0.3 * page.height
        and rule.low < 0.3 * page.width
        and not any(top - 3 <= rule.at <= bottom + 3 for _, top, _, bottom in tables)
    )


def _following(rule: Rule, runs: Sequence[Run]) -> list[Run]:
    """横线下面一行接一行的字，隔开一截就不是了（那是页码）。"""
    below = sorted((run for run in runs if run.middle > rule.at), key=lambda run: run.top)
    found: list[Run] = []
    bottom = rule.at
    for run in below:
        if run.top - bottom > _APART * run.height:
            break
        found.append(run)
        bottom = max(bottom, run.bottom)
    return found


def _separated(
    page: Page, runs: Sequence[Run], below: Sequence[Run], marks: dict[str, list[Run]]
) -> Footnotes:
    found = Footnotes([])
    for line in lines_of(below, page.number):
        label = _label(line, marks.keys() - found.labels)
        if label or not found.notes:
            found.labels.append(label)
            found.notes.append([])
        if len(line.text) > len(label):
            found.notes[-1].append(_after(line, len(label)))
    found.notes = [note for note in found.notes if note]
    taken = {id(run) for run in below} | {id(run) for label in found.labels for run in marks[label]}
    found.labels += [label for label in found.labels for _ in marks[label]]
    found.body = [run for run in runs if id(run) not in taken]
    return found


def _after(line: TextLine, count: int) -> TextLine:
    """去掉行首的 count 个字和其后的空白。"""
    while count < len(line.text) and line.text[count].isspace():
        count += 1
    return replace(line, text=line.text[count:], edges=line.edges[count:])
