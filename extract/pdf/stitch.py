"""续表：把分在几页上的表段接成一张表，被分页切断的行接成一行。

切断与否看结构：该有字的标签格空着，或者上一页那一格排满了、话没说完，就是切断的；
两页同一格都是各自完整的短语或数字，就是两行。
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from extract.document import Cell, Table
from extract.pdf.tables import Fragment, GridCell
from extract.pdf.wrap import cell_text, ends_sentence, is_filled, is_grouped, is_upright, starts_item
from extract.structure import header_rows, is_figure

_ALIGNED = 4.0
"""两页的格线相差不到这么多磅算对齐。"""
_USUALLY = 0.85
_HEAD = 8
"""小标题至多这么多字。"""
_HALF_FIGURE = re.compile(r"\d[,，.．]$")
"""数写到分节号、小数点就断了。"""
_WITH_UNIT = re.compile(r"[-－]?\d{1,3}(?:[,，]\d{3})*[.．]\d+\s*[^\d\s.,，．]{1,3}")
"""带小数和单位的一个数。"""
Seam = Literal["空", "续", "可续", "另起"]


class Sheet:
    """一张表：先是一页上的表段，能接的续表接上来。"""

    def __init__(self, fragment: Fragment, known: Collection[str] = ()) -> None:
        """Known 是全文各格的文字：被切断的标签，拼起来往往在别处完整地写着。"""
        self._known = known
        self.pages = [fragment.page]
        self.bottom = fragment.bottom
        self.xs = list(fragment.xs)
        self.rows = fragment.rows
        self.cells = list(fragment.cells)
        self.implied = fragment.implied
        self.inner = list(fragment.inner)

    def accepts(self, fragment: Fragment) -> bool:
        """下一页开头的表段是不是这张表的续表：左右边对齐，列线一方包含另一方。"""
        if fragment.page != self.pages[-1] + 1:
            return False
        if not (_near(self.xs[0], [fragment.xs[0]]) and _near(self.xs[-1], [fragment.xs[-1]])):
            return False
        if self.implied and fragment.implied and len(self.xs) == len(fragment.xs):
            return True
        ours = sum(_near(x, fragment.xs) for x in self.xs)
        theirs = sum(_near(x, self.xs) for x in fragment.xs)
        return ours == len(self.xs) or theirs == len(fragment.xs)

    def append(self, fragment: Fragment) -> list[str]:
        """接上一段续表，返回去掉的重复表头里的文字。"""
        self._align(fragment)
        repeated = _take_rows(fragment, self._repeated_header(fragment))
        self.pages.append(fragment.page)
        self.inner += fragment.inner
        if fragment.rows:
            self._add(fragment)
        return repeated

    def tables(self) -> list[Table]:
        """读完的表，和套在格子里的各张小表。"""
        return [self._table(), *(table for small in self.inner for table in Sheet(small).tables())]

    def _table(self) -> Table:
        cells = tuple(_cell(cell) for cell in sorted(self.cells, key=lambda cell: (cell.row, cell.column)))
        columns = len(self.xs) - 1
        return Table(
            rows=self.rows, columns=columns, cells=cells, header_rows=header_rows(cells, self.rows, columns)
        )

    def _align(self, fragment: Fragment) -> None:
        """两边的列线取并集，各自的格子按新的列号重排；补出来的列线各页不会正好一样，列数相同就按先后对。"""
        if self.implied and fragment.implied and len(self.xs) == len(fragment.xs):
            fragment.xs = list(self.xs)
        union = sorted([*self.xs, *(x for x in fragment.xs if not _near(x, self.xs))])
        for xs, cells in ((self.xs, self.cells), (fragment.xs, fragment.cells)):
            index = [_nearest(union, x) for x in xs]
            for cell in cells:
                end = index[cell.column + cell.column_span]
                cell.column = index[cell.column]
                cell.column_span = end - cell.column
        self.xs = union

    def _repeated_header(self, fragment: Fragment) -> int:
        """续表开头与本表开头相同的行数：重复打印的表头。"""
        same = 0
        while same < min(self.rows, fragment.rows) and (
            _row(self.cells, same) == _row(fragment.cells, same) and any(c[3] for c in _row(self.cells, same))
        ):
            same += 1
        return same

    def _add(self, fragment: Fragment) -> None:
        bottom = {cell.column: cell for cell in self.cells if cell.row + cell.row_span == self.rows}
        top = [cell for cell in fragment.cells if cell.row == 0]
        cut = self._is_cut(bottom, top, fragment)
        offset = self.rows - 1 if cut else self.rows
        labels = _leading_blanks(top)
        halved = self._halves_a_label(bottom, top)
        for cell in fragment.cells:
            above = bottom.get(cell.column)
            mate = above if cell.row == 0 and above and above.column_span == cell.column_span else None
            broken = mate is not None and self._is_halved(mate, cell, block=halved)
            if mate and (cut or broken or self._carries_on(mate, cell, labels, fragment.top)):
                mate.row_span += cell.row_span - cut
                mate.lines += cell.lines
            else:
                cell.row += offset
                self.cells.append(cell)
        self.rows = offset + fragment.rows
        self.bottom = fragment.bottom

    def _is_cut(self, bottom: dict[int, GridCell], top: list[GridCell], fragment: Fragment) -> bool:
        """续表首行与本表末行是不是同一行。"""
        if len(bottom) != len(top):
            return False
        filled = self._usually_filled(fragment)
        shortest = min(cell.row_span for cell in top)
        proof = doubt = 0
        for cell in top:
            above = bottom.get(cell.column)
            if above is None or above.column_span != cell.column_span:
                return False
            seam = _seam(above, cell)
            if seam == "另起":
                if cell.row_span == shortest:
                    return False
                doubt += 1  # 竖向合并的标签，一页上写了一半
            blank_label = seam == "空" and bool(above.lines) and cell.column in filled
            proof += seam == "续" or (blank_label and cell.row_span == shortest)
        return proof > doubt or not any(cell.lines for cell in top)

    def _usually_filled(self, fragment: Fragment) -> set[int]:
        """几乎每一格都有字的列：续表首行的这一列空着，多半是切断的行。"""
        body = [*self.cells, *(cell for cell in fragment.cells if cell.row > 0)]
        filled: set[int] = set()
        for column in range(len(self.xs) - 1):
            cells = [cell for cell in body if cell.column == column]
            if cells and sum(bool(cell.lines) for cell in cells) >= _USUALLY * len(cells):
                filled.add(column)
        return filled

    def _is_halved(self, above: GridCell, cell: GridCell, *, block: bool) -> bool:
        """一个标签的两截：拼起来在别处完整地写着；或者在小标题行的左边，上一截排满了。"""
        if not (above.lines and cell.lines) or is_figure(above.text) or is_figure(cell.text):
            return False
        whole = above.text + cell.text
        return (len(whole) > 2 and whole in self._known) or (block and _seam(above, cell) == "续")

    def _halves_a_label(self, bottom: dict[int, GridCell], top: Sequence[GridCell]) -> bool:
        """切在小标题行（“预期目标｜实际完成情况”）与它下面的内容之间：左边的标签管着这两行。"""
        heads = [cell for cell in bottom.values() if cell.column_span > 1]
        bodies = {(cell.column, cell.column_span) for cell in top}
        short = all(cell.lines and len(cell.text) <= _HEAD and not is_figure(cell.text) for cell in heads)
        alike = all((cell.column, cell.column_span) in bodies for cell in bottom.values())
        return short and alike and len(heads) > 1 and len(bottom) == len(heads) + 1 and self.rows > 1

    def _carries_on(self, above: GridCell, cell: GridCell, labels: set[int], top: float) -> bool:
        """换了一行，但这一格仍是上一页那个竖向合并格。"""
        if not cell.lines:
            return bool(above.lines) and (cell.row_span > 1 or cell.column in labels)
        if not above.lines:
            return above.row_span > 1 and cell.row_span > 1
        last, first = above.lines[-1], cell.lines[0]
        # 竖排的标签一直排到页底，在下一页页顶接着排
        reaches = self.bottom - last.bottom < 2 * last.em and first.top - top < 2 * first.em
        # 上下两行各写着一个“无”不是竖排：总要有三个字，或者本来就占着几行
        label = len(above.lines) + len(cell.lines) > 2 or above.row_span > 1 or cell.row_span > 1
        return reaches and label and is_upright([*above.lines, *cell.lines])


def _near(x: float, others: Iterable[float]) -> bool:
    return any(abs(x - other) <= _ALIGNED for other in others)


def _nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda index: abs(xs[index] - x))


def _row(cells: Iterable[GridCell], row: int) -> list[tuple[int, int, int, str]]:
    return sorted(
        (cell.column, cell.column_span, cell.row_span, cell.text) for cell in cells if cell.row == row
    )


def _take_rows(fragment: Fragment, count: int) -> list[str]:
    """去掉开头 count 行，返回其中的文字。"""
    taken = [line.text for cell in fragment.cells if cell.row < count for line in cell.lines]
    fragment.cells = [cell for cell in fragment.cells if cell.row >= count]
    for cell in fragment.cells:
        cell.row -= count
    fragment.rows -= count
    return taken


def _leading_blanks(top: Sequence[GridCell]) -> set[int]:
    """首行第一个有字的格子左边的空格所在的列。"""
    first = min((cell.column for cell in top if cell.lines), default=-1)
    return {cell.column for cell in top if cell.column < first}


def _seam(above: GridCell, below: GridCell) -> Seam:
    """上下两页同一列的两格接得上吗。"""
    if not below.lines:
        return "空"
    if not above.lines:
        return "另起"
    last, first = above.lines[-1], below.lines[0]
    filled = is_filled(last, first, above.measure)
    if _HALF_FIGURE.search(last.text) and first.text[:1].isdigit():
        return "续"
    if is_figure(above.text):
        # 窄格里的一个数也会被切断：排满了，或者两截拼起来仍是带千分位的数
        if filled and _WITH_UNIT.fullmatch(above.text + below.text):
            return "可续"
        whole = is_grouped(above.text + below.text)
        return "可续" if (whole and len(above.text) <= 3) or (filled and is_figure(below.text)) else "另起"
    if ends_sentence(last) or last.text[-1] in "，、" or (starts_item(above.lines[0]) and starts_item(first)):
        return "可续"
    if filled:
        return "续"
    return "可续" if len(above.lines) > 1 else "另起"


def _cell(cell: GridCell) -> Cell:
    text, lines = cell_text(cell.lines, cell.measure) if cell.lines else ("", ())
    return Cell(
        row=cell.row,
        column=cell.column,
        row_span=cell.row_span,
        column_span=cell.column_span,
        text=text,
        lines=lines,
    )
