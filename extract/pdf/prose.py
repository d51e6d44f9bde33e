"""段落：把正文的行接成段，跨行、跨页都接。

行没排满，就是段末；行排满了，看下一行是不是缩进、是不是隔得更开、是不是换了字体。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from extract.document import Heading, Line, Paragraph
from extract.pdf.lines import TextLine
from extract.pdf.page import Page, Style
from extract.pdf.wrap import Measure, ends_sentence, glue, is_filled, join, lists_inline, starts_item
from extract.structure import heading_level, heading_pieces

_LONG = 0.6
_DENSE = 8
_LARGER = 1.08
_PROMINENT = 1.15
"""报告名称的字至少是正文的这么多倍。"""
_LOOSER = 1.4


class Typesetting:
    """全文的排版：各页的版心、正文的字号字体和行距。"""

    def __init__(
        self, pages: Sequence[tuple[Page, Sequence[TextLine]]], tables: Iterable[tuple[int, Measure]] = ()
    ) -> None:
        """Tables 是各张表的页宽和左右边。"""
        lines = [line for _, found in pages for line in found]
        self.em = _commonest(round(line.em, 1) for line in lines if _has_chinese(line)) or 10.5
        weights: Counter[Style] = Counter()
        for line in lines:
            weights[line.style] += len(line.text)
        self.style = weights.most_common(1)[0][0] if weights else Style()
        self._measures = _measures(pages, list(tables))
        pitches = [
            below.middle - above.middle
            for _, found in pages
            for above, below in pairwise(found)
            if 0 < below.middle - above.middle < 3 * above.em
        ]
        self.pitch = median(pitches) if pitches else 2 * self.em

    def measure(self, line: TextLine) -> Measure:
        """这一行所在的版心，分栏的是那一栏。"""
        return self._measures[line.page, line.column]

    def is_prominent(self, line: TextLine) -> bool:
        """放大而且居中，像报告的名称。"""
        measure = self.measure(line)
        off = (line.left - measure.left) - (measure.right - line.right)
        return line.em > _PROMINENT * self.em and abs(off) < 2 * line.em

    def emphasises(self, line: TextLine) -> bool:
        """这一行的字是不是比正文醒目：加粗、换字体或放大。"""
        if line.style.bold and not self.style.bold:
            return True
        return _has_chinese(line) and (
            line.em > _LARGER * self.em or (line.style.font != self.style.font and bool(line.style.font))
        )


def _commonest(values: Iterable[float]) -> float:
    found = Counter(values).most_common(1)
    return found[0][0] if found else 0.0


def _has_chinese(line: TextLine) -> bool:
    return any(char >= "\u3400" for char in line.text)


def _measures(
    pages: Sequence[tuple[Page, Sequence[TextLine]]], tables: Sequence[tuple[int, Measure]]
) -> dict[tuple[int, int], Measure]:
    """各页、各栏的版心，按页码和栏号存；0 是通栏。"""
    alike: dict[int, list[TextLine]] = {}
    for page, found in pages:
        alike.setdefault(round(page.width), []).extend(line for line in found if not line.column)
    shared = {width: _widened(_measure(found, width), found, width, tables) for width, found in alike.items()}
    measures: dict[tuple[int, int], Measure] = {}
    for page, found in pages:
        columns: dict[int, list[TextLine]] = {0: []}
        for line in found:
            columns.setdefault(line.column, []).append(line)
        measures[page.number, 0] = _own_or_shared(page, columns.pop(0), shared[round(page.width)])
        for column, own in columns.items():
            measures[page.number, column] = _measure(own, width=0)
    return measures


def _widened(
    measure: Measure, lines: Sequence[TextLine], width: int, tables: Sequence[tuple[int, Measure]]
) -> Measure:
    """没有长行的页，版心至少与表格同宽。"""
    if max((line.right - line.left for line in lines), default=0) >= width / 2:
        return measure
    frames = [measure, *(frame for other, frame in tables if other == width)]
    return Measure(min(frame.left for frame in frames), max(frame.right for frame in frames))


def _own_or_shared(page: Page, lines: Sequence[TextLine], shared: Measure) -> Measure:
    """同样大小的页通常是同样的版心；长行够多而版心明显不同的页用自己的。"""
    if sum(line.right - line.left > _LONG * page.width for line in lines) < _DENSE:
        return shared
    own, limit = _measure(lines, page.width), 1.5 * lines[0].em
    differs = abs(own.left - shared.left) > limit or abs(own.right - shared.right) > limit
    return own if differs else shared


def _measure(lines: Sequence[TextLine], width: float) -> Measure:
    """版心的左右界：左边取各行的、右边取长行的分位数，免得被个别悬出的标点带偏。"""
    if not lines:
        return Measure(0, width)
    longest = max(line.right - line.left for line in lines)
    long = [line for line in lines if line.right - line.left > _LONG * longest]
    lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in long)
    if longest < width / 2:
        # 没有一行到得了右边：右边距当与左边距相同
        return Measure(lefts[0], max(rights[-1], width - lefts[0]))
    return Measure(lefts[len(lefts) // 10], rights[len(rights) * 9 // 10])


def paragraphs_of(lines: Sequence[TextLine], typesetting: Typesetting) -> list[list[TextLine]]:
    """一段连续的正文（中间没有表格）分成段。"""
    paragraphs: list[list[TextLine]] = []
    for line in lines:
        if paragraphs and not _begins(paragraphs[-1], line, typesetting):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _begins(paragraph: list[TextLine], following: TextLine, typesetting: Typesetting) -> bool:
    """Following 是不是另起一段。"""
    line = paragraph[-1]
    measure = typesetting.measure(line)
    if line.standalone or following.standalone or _resized(line, following):
        return True
    if not is_filled(line, following, measure):
        return True
    if _together(line, following) and following.middle - line.middle > _LOOSER * _pitch(
        paragraph, typesetting
    ):
        return True
    if starts_item(following) and ends_sentence(line) and not lists_inline(paragraph, following):
        return True
    return _indents(paragraph, following, typesetting)


def _resized(line: TextLine, following: TextLine) -> bool:
    if not (_has_chinese(line) and _has_chinese(following)):
        return False
    return max(line.em, following.em) > _LARGER * min(line.em, following.em)


def _together(line: TextLine, following: TextLine) -> bool:
    """在同一页的同一栏。"""
    return (line.page, line.column) == (following.page, following.column)


def _pitch(paragraph: list[TextLine], typesetting: Typesetting) -> float:
    """段内的行距；只有一行时用全文的。"""
    if len(paragraph) > 1 and _together(paragraph[-2], paragraph[-1]):
        return paragraph[-1].middle - paragraph[-2].middle
    return typesetting.pitch


def _indents(paragraph: list[TextLine], following: TextLine, typesetting: Typesetting) -> bool:
    """排满的一行之后，下一行是不是段首缩进。"""
    line, em = paragraph[-1], following.em
    indent = following.left - typesetting.measure(following).left
    before = line.left - typesetting.measure(line).left
    if len(paragraph) > 1:
        return indent > before + em
    if 0.5 * em < indent - before < 3 * em and starts_item(line):
        return starts_item(following)  # 编号悬挂，后面各行缩进
    if indent > before + 0.5 * em or (indent > em and abs(indent - before) <= 0.5 * em):
        # 首行就比下一行靠左，是悬挂缩进；首行与下一行都缩进，是一行一段或整段缩进
        return ends_sentence(line) or line.style.bold != following.style.bold
    return False


def blocks_of(paragraph: list[TextLine], typesetting: Typesetting) -> list[Heading | Paragraph]:
    """一段文字：编号和字体像标题的是标题；几个标题写成一串的，各成一块。"""
    text, lines = join(
        paragraph,
        [glue(line, following, typesetting.measure(line)) for line, following in pairwise(paragraph)],
    )
    emphasised = all(typesetting.emphasises(line) for line in paragraph)
    blocks: list[Heading | Paragraph] = []
    for start, end in heading_pieces(text):
        piece, within = text[start:end], _within(lines, start, end)
        level = heading_level(piece, emphasised=emphasised)
        blocks.append(
            Heading(text=piece, level=level, lines=within) if level else Paragraph(text=piece, lines=within)
        )
    return blocks


def _within(lines: Sequence[Line], start: int, end: int) -> tuple[Line, ...]:
    """文字里 [start, end) 那一截所在的各行，从 start 起算。"""
    if len(lines) == 1 and (start, end) == (0, len(lines[0].edges) - 1):
        return tuple(lines)
    found: list[Line] = []
    for line in lines:
        low, high = max(start, line.start), min(end, line.start + len(line.edges) - 1)
        if low < high:
            edges = line.edges[low - line.start : high - line.start + 1]
            found.append(line.model_copy(update={"start": low - start, "edges": edges}))
    return tuple(found)
