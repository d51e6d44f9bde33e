"""一行里的各段字（span）：左右边的区间，和它们的并、余、归到哪一列。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extract.pdf.lines import TextLine
from extract.structure import is_figure

GAP = 0.8
"""两列文字之间至少空出这么多字宽。"""

Span = tuple[float, float]


def spans_of(line: TextLine) -> Sequence[Span]:
    """一行里隔开的几段文字各自的左右边；分散对齐拉开的字不算隔开。"""
    if line.spans is None:
        line.spans = tuple(_spans(line))
    return line.spans


def _spans(line: TextLine) -> list[Span]:
    spans: list[Span] = []
    blank = True
    for index, char in enumerate(line.text):
        if char.isspace():
            blank = True
            continue
        left, right = line.edges[index], line.edges[index + 1]
        if spans and not (blank and left - spans[-1][1] >= GAP * line.em):
            spans[-1] = (spans[-1][0], right)
        else:
            spans.append((left, right))
        blank = False
    return spans


def ink_of(line: TextLine) -> list[Span]:
    """一行里有墨的各段，连着的字算一段。"""
    inked: list[Span] = []
    for index, char in enumerate(line.text):
        if char.isspace():
            continue
        left, right = line.edges[index], line.edges[index + 1]
        if inked and left - inked[-1][1] < 0.05 * line.em:
            inked[-1] = (inked[-1][0], right)
        else:
            inked.append((left, right))
    return inked


def texts_of(line: TextLine, stops: Sequence[float]) -> list[str]:
    """一行在各列里的文字。"""
    texts = [""] * (len(stops) - 1)
    for index, char in enumerate(line.text):
        texts[column_of((line.edges[index], line.edges[index + 1]), stops)] += char
    return ["".join(text.split()) for text in texts]


def column_of(span: Span, stops: Sequence[float]) -> int:
    """一段字的正中落在第几列。"""
    middle = (span[0] + span[1]) / 2
    return max(index for index, stop in enumerate(stops[:-1]) if stop <= middle or index == 0)


def union(spans: Iterable[Span]) -> list[Span]:
    """相交的各段并成一段。"""
    joined: list[Span] = []
    for left, right in sorted(spans):
        if joined and left <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined


def free_of(taken: Sequence[Span], left: float, right: float) -> list[Span]:
    """[left, right] 里没有被占的各段。"""
    free: list[Span] = []
    start = left
    for low, high in taken:
        if high > left and low < right:
            free.append((start, low))
            start = max(start, high)
    return [*free, (start, right)]


_FIGURES = re.compile(r"[\d.,，%％()（）X—–-]+")


def is_figures(text: str) -> bool:
    """一个数，或者数和标点拼成的。"""
    return is_figure(text) or bool(_FIGURES.fullmatch(text))


def has_figure(line: TextLine) -> bool:
    """一行隔开的几段里有没有数；“18岁以下”折成几段的表头不算。"""
    texts = [
        "".join(char for index, char in enumerate(line.text) if left <= line.edges[index] < right)
        for left, right in spans_of(line)
    ]
    return sum(map(is_figure, texts)) > 0.3 * len(texts)
