"""没有线的表：上下接连、分成几段的行聚成一块，格里折下来的半行跟着走。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extract.pdf.lines import TextLine
from extract.pdf.spans import GAP, Span, spans_of, union
from extract.structure import is_unit_line

SENTENCE = re.compile(r"[。；，]")
_LEADER = re.compile(r"[.．…·]{4,}|[:：]\s*$|[:：]\s+\S")
"""目录的引导点、“填表人：”一类的空栏：对得再齐也不是表。"""
CLOSE, LOOSE = 1.5, 2.5
"""一块里上下至多空这么多字宽：通常的，和各行都守着同样几列的。"""
_TIGHT = 0.6
"""格里折下来的行，与上一行之间至多空这么多字宽。"""
_WAITING = 2
_TABULAR = 3


def clusters_of(lines: Sequence[TextLine], most: float) -> list[list[TextLine]]:
    """上下空出 most 个字宽以上的，分成几簇。"""
    clusters: list[list[TextLine]] = []
    bottom = 0.0
    for line in lines:
        if not clusters or line.top - bottom > most * line.em:
            clusters.append([])
            bottom = line.bottom
        clusters[-1].append(line)
        bottom = max(bottom, line.bottom)
    return clusters


def columnar(cluster: Sequence[TextLine]) -> list[TextLine]:
    """一簇里的行全都守着同样的几列，就整个是一块，格里折下来的半行都在里面；不是的为空。"""
    lines = _trimmed(cluster)
    if sum(len(spans_of(line)) > 1 for line in lines) < _TABULAR or any(map(_is_label, lines)):
        return []
    columns = union(span for line in lines for span in spans_of(line))
    em = lines[0].em
    apart = all(after[0] - before[1] >= GAP * em for before, after in pairwise(columns))
    return lines if len(columns) > 2 and apart else []


def _is_label(line: TextLine) -> bool:
    return bool(_LEADER.search(line.text)) or is_unit_line(line.text)


def _trimmed(cluster: Sequence[TextLine]) -> list[TextLine]:
    """去掉开头结尾只有一段、又不像从格里折下来的行：表名、单位行、附注。"""
    tabular = [index for index, line in enumerate(cluster) if len(spans_of(line)) > 1]
    if not tabular:
        return []
    first, last = tabular[0], tabular[-1]
    columns = union(span for line in cluster[first : last + 1] for span in spans_of(line))
    while first and _is_fold(cluster[first - 1], cluster[first], columns):
        first -= 1
    while last + 1 < len(cluster) and _is_fold(cluster[last + 1], cluster[last], columns):
        last += 1
    return list(cluster[first : last + 1])


def _is_fold(line: TextLine, beside: TextLine, columns: Sequence[Span]) -> bool:
    """只有一段的行是不是从格里折出来的：与旁边的行上下错开半行，或者有一截排满了它那一列。"""
    (left, right), *rest = spans_of(line)
    over = [column for column in columns if left < column[1] and column[0] < right]
    if rest or len(over) != 1 or _is_label(line):
        return False
    low, high = over[0]
    if min(line.bottom, beside.bottom) - max(line.top, beside.top) > 0.2 * line.em:
        return True
    upper = line if line.top < beside.top else beside
    full = [b - a for a, b in spans_of(upper) if a < high and low < b]
    near = max(line.top, beside.top) - min(line.bottom, beside.bottom) < _TIGHT * line.em
    return near and bool(full) and max(full) > high - low - line.em


def blocks_of(cluster: Sequence[TextLine]) -> list[list[TextLine]]:
    """一簇里接连分成几段的行聚成的各块；夹在中间的短行至多两行。"""
    found: list[list[TextLine]] = []
    block: list[TextLine] = []
    waiting: list[TextLine] = []
    for line in cluster:
        if len(spans_of(line)) > 1 and not _LEADER.search(line.text):
            block += [*waiting, line]
            waiting = []
        elif block and len(waiting) < _WAITING and is_short(line, block):
            waiting.append(line)
        else:
            found.append([*block, *waiting] if _wrapped_tail(block, waiting) else block)
            block, waiting = [], []
    return [*found, [*block, *waiting] if _wrapped_tail(block, waiting) else block]


def is_short(line: TextLine, block: Sequence[TextLine]) -> bool:
    """一块里的短行：小标题、折下来的字，不是正文。"""
    left, right = min(one.left for one in block), max(one.right for one in block)
    inside = left - line.em <= line.left and line.right <= right + line.em
    return inside and line.right - line.left < 0.5 * (right - left) and not SENTENCE.search(line.text)


def _wrapped_tail(block: Sequence[TextLine], waiting: Sequence[TextLine]) -> bool:
    """最后一行之下那半行是不是从它折下来的：与某一段左边对齐，而且那一段最宽。"""
    if not block or not waiting or block[-1].left < waiting[0].left - waiting[0].em:
        return False
    widest = max(spans_of(line)[0][1] for line in block)
    return len(waiting) == 1 and spans_of(block[-1])[0][1] >= widest - waiting[0].em
