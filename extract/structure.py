"""版式结构：只凭编号和版面认标题级别、表头行、表名段、单位行，不管文字说的是什么。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from itertools import takewhile

from extract.document import Block, Cell, Heading, Paragraph, Table

_CHINESE = "[一二三四五六七八九十百]{1,4}"
_NO_DIGIT = r"(?:(?!\d)|(?=(?:19|20)\d\d\s?年))"
"""编号的点后面不是小数；“1.2021年预算”的年份是标题的开头。"""
_NUMBERINGS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (
        1,
        re.compile(
            rf"第(?:{_CHINESE}|\d{{1,2}})(?:部分|章|篇)(?=[\s、：:.．]|$|[^\d、，。]|(?:19|20)\d\d\s*年)"
        ),
    ),
    (1, re.compile(rf"(?:{_CHINESE})\s*(?:、|[．.]{_NO_DIGIT})")),
    (2, re.compile(rf"[（(]\s*{_CHINESE}\s*[）)]")),
    (3, re.compile(rf"\d{{1,2}}\s*(?:[．.]{_NO_DIGIT}|、)")),
    (4, re.compile(r"[（(]\s*\d{1,2}\s*[）)]|\d{1,2}\s*[）)]")),
    (4, re.compile(r"\d{1,2}[.．]\d{1,2}(?:\s+(?=\D)|[、．.](?!\d))")),
    (5, re.compile(r"\d{1,2}[.．]\d{1,2}[.．]\d{1,2}[、．.]?\s*(?=\D)")),
    (5, re.compile(r"[①-⑳⑴-⒇]")),
)
_BARE_NUMBER = re.compile(r"\d{1,2}\s+(?=[\u4e00-\u9fff])(?![年月日时个家项次万亿元人条份])")
"""“3 加强……”：编号后没有标点，只有整段加粗时才算编号。"""
_PART = _NUMBERINGS[0][1]

_HEADING_LENGTH = 40
_LINE = re.compile(r"[^\n]+")
_RUN_TOGETHER_LENGTH = 200
_SHORTEST_PIECE = 5
"""“一、第二、三季度”不是两个标题：编号加名称至少五个字。"""
_ORDINAL_NAMES = (*"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五"))
_ORDINALS = (
    re.compile(
        r"(?<![及和与或至第、，一二三四五六七八九十])([一二三四五六七八九十]{1,2})、(?![一二三四五六七八九十])"
    ),
    re.compile(r"(?<![及和与或至第、，])[（(]([一二三四五六七八九十]{1,2})[）)](?![至、，])"),
)
_SENTENCE_END = "。；;，,、—－-！？!?"
_INNER_STOP = re.compile(r"[。；;]")
_CONTENTS_ENTRY = re.compile(r"(?:\t|[.．…·]{3,}|\s{3,})\s*[-—]?\s*\d{1,4}\s*[-—]?$")
"""目录里的一行：标题、引导点、页码。"""

_CAPTION_LENGTH = 60
_CAPTION_LOOK_BACK = 4
_TITLE_SHORTEST = 6
_UNIT = re.compile(
    r"(?:单\s*位|金\s*额)\s*[:：]\s*(?:人民币)?\s*"
    r"(?:[十百千万亿]*\s*(?:美|港|欧|日)?元|[万亿]?人次?|[个家项件条份台套户亩次]|%|％|平方米|公顷|吨)"
    r"(?=[\s）)、，,；;/／%％]|$)"
)
_BRACKETED_UNIT = re.compile(r"[（(]\s*(?:单位\s*[:：]?\s*)?[十百千万亿]*元\s*[）)]\s*$")
_META = re.compile(
    r"^[（(【]?\s*(?:\d{4}|[二〇○零一二三四五六七八九]{4}|20XX)\s*年度?\s*[）)】]?$|^[^。；]{1,40}[:：]\s*[^。；\s][^。；]{0,40}$"
)
_NUMBERED_CAPTION = re.compile(r"^[（(]?(?:附?表|附件|图表)\s*[\d一二三四五六七八九十]")

_NAME = re.compile(
    r"(?=.*[\u3400-\u9fff]\s*[\u3400-\u9fff])[^，。；：、:;,！？!?…]*[^，。；：、:;,！？!?…日\d]"
)
"""没有编号的标题：没有标点，至少两个汉字，不是日期。"""
_NAME_LENGTH = 20

_FIGURE = re.compile(r"[\d,，.．\s+%％‰\-－–—/／]+")
_HEADER_WITHIN = 12
"""表头只在前几行里找。"""
_YEAR = re.compile(r"(?:19|20)\d\d")


def heading_level(text: str, *, emphasised: bool = False) -> int | None:
    """编号所示的标题级别：一、为 1，（一）为 2，1. 为 3，（1）为 4，① 为 5；不像标题的为 None。

    标题要短，且不以句读收尾；整段加粗（emphasised）的可以带一个句号。

    >>> heading_level("（二）年度重点工作"), heading_level("（1）负责救灾。"), heading_level("1.25万名")
    (2, None, None)
    >>> heading_level("二、2021年部门预算安排情况"), heading_level("1.2021年预算")
    (1, 3)
    >>> heading_level("1.资金管理。", emphasised=True)
    3
    """
    shown = text.strip()
    if not shown or len(shown) > _HEADING_LENGTH or "\n" in shown or _CONTENTS_ENTRY.search(shown):
        return None
    if emphasised:
        shown = shown.removesuffix("。")
    if shown[-1:] in _SENTENCE_END or _INNER_STOP.search(shown):
        return None
    return numbering_level(shown, emphasised=emphasised)


def numbering_level(text: str, *, emphasised: bool = False) -> int | None:
    """段首编号的级别，不管这一段是不是标题；编号之后什么都没有的不算。"""
    shown = text.strip()
    for level, pattern in _NUMBERINGS:
        match = pattern.match(shown)
        if match and match.end() < len(shown):
            return level
    return 3 if emphasised and _BARE_NUMBER.match(shown) else None


def heading_pieces(text: str) -> list[tuple[int, int]]:
    """一段里有几个标题时怎么分块：各块的起止；用不着分的只有一块。

    软换行隔开的标题各成一块，其间的正文连着；几个标题写成一串、编号依次相连的，也分开。

    >>> text = "一、基本情况二、主要绩效三、存在问题"
    >>> [text[start:end] for start, end in heading_pieces(text)]
    ['一、基本情况', '二、主要绩效', '三、存在问题']
    """
    if "\n" not in text and len(text) > _RUN_TOGETHER_LENGTH:
        return [(0, len(text))]
    pieces: list[tuple[int, int]] = []
    after_heading = True
    for line in _LINE.finditer(text):
        headed = heading_level(line[0]) is not None or len(_run_together(line[0])) > 1
        if headed or after_heading or not pieces:
            inner = _run_together(line[0]) if headed else [0]
            ends = [*inner[1:], len(line[0])]
            pieces += [
                (line.start() + start, line.start() + end) for start, end in zip(inner, ends, strict=True)
            ]
        else:
            pieces[-1] = (pieces[-1][0], line.end())
        after_heading = headed
    return pieces


def _run_together(line: str) -> list[int]:
    """写成一串的几个标题各从哪里开始；编号要从头依次相连，每个都要像标题。"""
    if len(line) > _RUN_TOGETHER_LENGTH:
        return [0]
    for pattern in _ORDINALS:
        starts = [match.start() for match in pattern.finditer(line)]
        ordinals = [match[1] for match in pattern.finditer(line)]
        if len(starts) < 2 or starts[0] or ordinals[0] not in _ORDINAL_NAMES:
            continue
        first = _ORDINAL_NAMES.index(ordinals[0])
        in_order = tuple(ordinals) == _ORDINAL_NAMES[first : first + len(ordinals)]
        pieces = [line[start:end] for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]
        if in_order and all(heading_level(piece) and len(piece) >= _SHORTEST_PIECE for piece in pieces):
            return starts
    return [0]


def title_of(blocks: Sequence[Block], prominent: Collection[int]) -> int | None:
    """报告名称的块号：第一个标题之前、醒目（放大、居中）的短段；紧接着是表格的是表名。prominent 是醒目的块号。"""
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            return None
        shown = block.text.strip()
        short = _TITLE_SHORTEST <= len(shown) <= _CAPTION_LENGTH and shown[-1] not in _SENTENCE_END
        if index in prominent and short:
            after = blocks[index : index + _CAPTION_LOOK_BACK]
            return None if any(isinstance(other, Table) for other in after) else index
    return None


def with_headings_settled(
    blocks: Iterable[Block], styled: Collection[int] = (), title: int | None = None
) -> list[Block]:
    """看全文定标题：块数和次序不变，只改哪些段落是标题、各是几级。

    带句号的编号短句，底下有自己的正文才是标题，一条接一条的是职责之类的条目。
    styled 是凭样式（或 Markdown 的 #）认出的标题的块号，它们的级别不动，凭编号认出的与之对齐；
    没有样式而有“第一部分”的，其余各级都在它之下。title 是报告名称的块号。
    """
    settled = list(blocks)
    if title is not None and isinstance(named := settled[title], Paragraph):
        settled[title] = Heading(text=named.text, level=1, lines=named.lines)
    settled = _promoted(settled)
    numbered = {
        index: block
        for index, block in enumerate(settled)
        if isinstance(block, Heading) and index not in styled and index != title
    }
    shift = _styled_shift(settled, styled)
    if shift is None:
        parts = {index for index, block in numbered.items() if _PART.match(block.text.strip())}
        shift = 1 if parts else 0
        numbered = {index: block for index, block in numbered.items() if index not in parts}
    if shift:
        for index, block in numbered.items():
            settled[index] = block.model_copy(update={"level": max(1, block.level + shift)})
    return settled


def _styled_shift(blocks: Sequence[Block], styled: Collection[int]) -> int | None:
    """样式给的级别比编号的级别普遍大多少；没有可比的为 None。"""
    shifts = Counter(
        block.level - level
        for index in styled
        if isinstance(block := blocks[index], Heading)
        and (level := numbering_level(block.text, emphasised=True)) is not None
    )
    return shifts.most_common(1)[0][0] if shifts else None


def with_names(blocks: Sequence[Block], letters: Callable[[int], Hashable]) -> list[Block]:
    """没有编号而用着某一级标题的字、底下有正文的短段，也是那一级的标题；紧接着是表格的是表名。

    letters 给出第几块用的什么字（字体、字号、加粗）。至少两个编了号的标题用同一种字、正文不用，才看得出来。
    """
    settled = list(blocks)
    wanted = [index for index in range(len(settled)) if _may_be_name(settled, index)]
    if not wanted:
        return settled
    levels: dict[Hashable, Counter[int]] = {}
    plain: set[Hashable] = set()
    for index, block in enumerate(settled):
        if isinstance(block, Heading) and numbering_level(block.text) is not None:
            levels.setdefault(letters(index), Counter())[block.level] += 1
        elif isinstance(block, Paragraph) and len(block.text) > _HEADING_LENGTH:
            plain.add(letters(index))
    for index in wanted:
        block, used = settled[index], letters(index)
        found = levels.get(used, Counter())
        if isinstance(block, Paragraph) and used is not None and used not in plain and found.total() > 1:
            level, count = found.most_common(1)[0]
            if 3 * count >= 2 * found.total():
                settled[index] = Heading(text=block.text, level=level, lines=block.lines)
    return settled


def _may_be_name(blocks: Sequence[Block], index: int) -> bool:
    block, below = blocks[index], blocks[index + 1 : index + 1 + _CAPTION_LOOK_BACK]
    if not isinstance(block, Paragraph) or len(block.text) > _NAME_LENGTH:
        return False
    if not _NAME.fullmatch(block.text.strip()) or numbering_level(block.text, emphasised=True) is not None:
        return False
    short = takewhile(lambda other: isinstance(other, Table) or len(other.text) <= _HEADING_LENGTH, below)
    return bool(below) and not any(isinstance(other, Table) for other in short)


def _promoted(blocks: list[Block]) -> list[Block]:
    last_item: dict[int, bool] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, Heading):
            last_item = {level: was for level, was in last_item.items() if level < block.level}
            continue
        if not isinstance(block, Paragraph) or not block.text.rstrip().endswith("。"):
            continue
        level = heading_level(block.text, emphasised=True)
        if level is None:
            continue
        first = level not in last_item
        is_heading = last_item.get(level, first) and _has_own_body(blocks, index, level)
        last_item = {other: was for other, was in last_item.items() if other < level}
        last_item[level] = is_heading
        if is_heading:
            blocks[index] = Heading(text=block.text, level=level, lines=block.lines)
    return blocks


def _has_own_body(blocks: Sequence[Block], index: int, level: int) -> bool:
    for following_index in range(index + 1, len(blocks)):
        block = blocks[following_index]
        if isinstance(block, Table):
            return True
        if not block.text.strip():
            continue
        if isinstance(block, Heading):
            return block.level > level
        following = numbering_level(block.text)
        return following is None or following > level
    return False


def header_rows(cells: Sequence[Cell], rows: int, columns: int) -> int:
    """表头行数：表题行，首个文字行，其下细分合并格的各行，以及“栏次”行；首行就是数字的没有表头。"""
    last = min(rows, _HEADER_WITHIN)
    grid = {
        (row, column): cell
        for cell in cells
        for row in range(cell.row, min(cell.row + cell.row_span, last))
        for column in range(cell.column, min(cell.column + cell.column_span, columns))
    }
    top = 0
    while top < last and columns > 1 and len(_distinct(grid, top, columns)) == 1:
        top += 1
    if top >= last - 1 or _has_figures(grid, top, columns):
        return min(top, max(last - 1, 0))
    end = top + 1
    while end < last - 1 and _continues_header(grid, end, columns):
        end += 1
    while end < last - 1 and _numbers_columns(grid, end, columns):
        end += 1
    return end


def _distinct(grid: dict[tuple[int, int], Cell], row: int, columns: int) -> list[Cell]:
    """一行里的各个单元格，自左而右，合并的只算一次。"""
    found: list[Cell] = []
    for column in range(columns):
        cell = grid.get((row, column))
        if cell is not None and (not found or found[-1] is not cell):
            found.append(cell)
    return found


def is_figure(text: str) -> bool:
    """单元格里是不是只有一个数（或表示没有的横杠）；年份不算。"""
    shown = text.strip()
    return bool(shown) and bool(_FIGURE.fullmatch(shown)) and not _YEAR.fullmatch(shown)


def _has_figures(grid: dict[tuple[int, int], Cell], row: int, columns: int) -> bool:
    return any(is_figure(cell.text) for cell in _distinct(grid, row, columns))


def _continues_header(grid: dict[tuple[int, int], Cell], row: int, columns: int) -> bool:
    """这一行是不是上一行表头的延续：每一格要么接着上一行，要么空着，要么在细分上一行的合并格。"""
    subdivided: set[int] = set()
    blank = False
    for column in range(columns):
        above, here = grid.get((row - 1, column)), grid.get((row, column))
        if above is None or here is None:
            return False
        if above is here:
            continue
        if _inside(here, above):
            subdivided.add(above.column)
        elif here.text.strip():
            return False
        else:
            blank = True
    if not subdivided or _has_figures(grid, row, columns):
        return False
    # 只细分最左一格、其余空着的，是行标题分两级的空白数据行
    return not (blank and subdivided == {0})


def _inside(here: Cell, above: Cell) -> bool:
    """Here 是否只占 above 的一部分列。"""
    return (
        here.column_span < above.column_span
        and above.column <= here.column
        and here.column + here.column_span <= above.column + above.column_span
    )


def _numbers_columns(grid: dict[tuple[int, int], Cell], row: int, columns: int) -> bool:
    """是不是“栏次 1 2 3”这样给各列编号的行。"""
    texts = [cell.text.strip() for cell in _distinct(grid, row, columns) if cell.text.strip()]
    if texts and not texts[0].isdigit():
        texts = texts[1:]
    return len(texts) >= 3 and texts == [str(number) for number in range(1, len(texts) + 1)]


def is_unit_line(text: str) -> bool:
    """是不是“单位：万元”一类的单位行。

    >>> is_unit_line("金额单位：万元"), is_unit_line("填报单位：甲局"), is_unit_line("甲局  单位：元")
    (True, False, True)
    """
    return len(text) <= _CAPTION_LENGTH and bool(_UNIT.search(text))


def caption_of(blocks: Sequence[Block], index: int) -> tuple[int | None, int | None]:
    """第 index 块（表格）的表名段与单位行的块号；单位写在表名末尾的，两者是同一块。

    只往回看几段：单位行、填报单位、年度一类的短行跳过，遇到成句的正文、别的表格就不再看。
    """
    unit_line: int | None = None
    seen = 0
    for position in range(index - 1, -1, -1):
        block = blocks[position]
        if isinstance(block, Table) or seen == _CAPTION_LOOK_BACK:
            break
        text = block.text.strip()
        if not text:
            continue
        seen += 1
        has_unit = is_unit_line(text)
        if has_unit and unit_line is None:
            unit_line = position
        if _is_caption(block, text):
            if unit_line is None and _BRACKETED_UNIT.search(text):
                unit_line = position
            return position, unit_line
        if not has_unit and not _META.match(text):
            break
    return None, unit_line


def _is_caption(block: Heading | Paragraph, text: str) -> bool:
    if len(text) > _CAPTION_LENGTH or text[-1] in "。；：:，,":
        return False
    if _NUMBERED_CAPTION.match(text):
        return True
    unit = _UNIT.search(text)
    title = text[: unit.start()].rstrip(" 　（(") if unit else text
    if not title or _META.match(title) or _INNER_STOP.search(title):
        return False
    # 有编号的标题管的是一节；只有自己就叫“……表”的才是表名
    return not isinstance(block, Heading) or title.endswith("表")
