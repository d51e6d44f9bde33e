"""配对（pairing）：“甲、乙、丙分别为1、2、3”里，每个数各有自己的名目。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from normalize.facts import Token
from normalize.metrics import MetricDictionary

_RESPECTIVELY = regex.compile(r"分别(?P<verb>为|是|达到|达|[\p{Han}]{0,8}?)\s*$")
_BETWEEN = regex.compile(r"^[\s、，,和及与]{1,2}(?:以及)?\s*$")
_SPLIT = regex.compile(r"、|和|及|与")
_COLLECTIVE = regex.compile(r"(?<=\p{Han})(?:[两二三四五六七八九十\d]+个?(?:\p{Han}{1,4}))$")
_QUARTERS = regex.compile(r"第?一季度?[至到—-]第?四季度")
_BREAKS = "，,；;。：:"


def paired(
    text: str, span: tuple[int, int], figures: Sequence[Token], names: MetricDictionary
) -> dict[int, tuple[str, str]]:
    """“分别”之后各个数（按起点）→ 它自己的名目、共同的指标。"""
    found: dict[int, tuple[str, str]] = {}
    if text.find("分别", *span) < 0:
        return found
    for position, token in enumerate(figures):
        floor = max(span[0], *(text.rfind(mark, span[0], token.start) + 1 for mark in _BREAKS))
        cue = _RESPECTIVELY.search(text[floor : token.start])
        if cue is None:
            continue
        run = [token, *_run(text, figures, position)]
        labels, shared = _labels(text[floor : floor + cue.start()], names)
        if not labels and not text[floor : floor + cue.start()].strip() and position >= len(run):
            # 一季度支出甲，上半年支出乙，分别占预算的丙、丁：名目在前面各数之前
            before = figures[position - len(run) : position]
            told = [found[figure.start][0] for figure in before if figure.start in found]
            labels, shared = told or _leads(text, span, figures, position, len(run)), ""
        if len(labels) == len(run):
            verb = cue["verb"] if cue["verb"] not in {"为", "是", "达", "达到"} else ""
            for label, figure in zip(labels, run, strict=True):
                found[figure.start] = (label, shared + verb)
    return found


def _leads(
    text: str, span: tuple[int, int], figures: Sequence[Token], position: int, count: int
) -> list[str]:
    """第 position 个数之前的 count 个数，各自之前的话。"""
    found = []
    for index in range(position - count, position):
        floor = figures[index - 1].end if index else span[0]
        found.append(text[floor : figures[index].start].strip("，,、；; "))
    return found


def _run(text: str, figures: Sequence[Token], position: int) -> Iterator[Token]:
    """紧接着、只隔着顿号或“和”的数。"""
    for last, following in zip(figures[position:], figures[position + 1 :], strict=False):
        if not _BETWEEN.match(text[last.end : following.start]):
            return
        yield following


def _labels(before: str, names: MetricDictionary) -> tuple[list[str], str]:
    """“分别”之前的各个名目，和它们共同的指标（最后一个名目后面带着）。"""
    clause = before[max(before.rfind(mark) for mark in _BREAKS) + 1 :]
    if quarters := _QUARTERS.search(clause):
        return [f"{quarter}季度" for quarter in "一二三四"], clause[quarters.end() :]
    pieces = [piece for piece in _SPLIT.split(clause) if piece.strip()]
    if len(pieces) < 2:
        return [], ""
    last, shared = _last_label(pieces, names)
    return [*pieces[:-1], last], shared


def _last_label(pieces: list[str], names: MetricDictionary) -> tuple[str, str]:
    """最后一个名目与共同的指标分开：项目支出｜的预算执行率，服务类｜采购金额，丙｜三个园区。"""
    last = pieces[-1]
    head, mark, tail = last.partition("的")
    if mark:
        return head, tail
    if collective := _COLLECTIVE.search(last):
        return last[: collective.start()], ""
    ends = {piece[-1] for piece in pieces[:-1]}
    if len(ends) == 1 and (cut := last.rfind(next(iter(ends)), 0, len(last) - 1)) > 0:
        return last[: cut + 1], last[cut + 1 :]
    found = names.metrics_in(last)
    if found and found[-1][1] == len(last) and found[-1][0] > 0:
        return last[: found[-1][0]], last[found[-1][0] :]
    return last, ""
