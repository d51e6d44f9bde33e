"""替身：照 Word、WPS 等软件的画法画表的 PDF，格网和每格的字都是已知的。

同一张表换着画法画：线画成细长的面、每格各画各的边、双线、虚线、只有底色；字逐个定位、先列后行地写。
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from standin_pdf import LANDSCAPE, PORTRAIT, Sheet, pdf

Spot = tuple[int, int, int, int, str]
"""行、列、占几行、占几列、文字。"""
EM = 9
WORDS = "预算执行绩效目标资金拨付项目支出质量数量成本社会效益满意度指标科目名称完成情况责任落实监督检查"


@dataclass
class Spec:
    """一张表：列界、行界和各格。"""

    xs: list[float]
    ys: list[float]
    spots: list[Spot]

    def box(self, spot: Spot) -> tuple[float, float, float, float]:
        """一格的四边。"""
        row, column, rows, columns, _ = spot
        return self.xs[column], self.ys[row], self.xs[column + columns], self.ys[row + rows]

    @property
    def truth(self) -> set[Spot]:
        """应当读出的各格。"""
        return set(self.spots)


def width(text: str) -> float:
    """一段字的宽度：汉字一个字宽，其余半个。"""
    return sum(EM if char > "⺀" else EM / 2 for char in text)


def spec(seed: int, left: float = 72, top: float = 120, right: float = 523, rows: int = 7) -> Spec:
    """随机的一张表：表头、标签列、数字，几处横竖合并。"""
    rng = random.Random(seed)  # noqa: S311 - 只为画出各种各样的表
    columns = rng.randint(3, 6)
    weights = [rng.uniform(0.8, 1.5) for _ in range(columns)]
    xs = [left]
    for weight in weights:
        xs.append(xs[-1] + weight / sum(weights) * (right - left))
    ys = [top]
    for _ in range(rows):
        ys.append(ys[-1] + rng.choice((16.0, 18.0, 30.0)))
    owner: dict[tuple[int, int], tuple[int, int, int, int]] = {
        (row, column): (row, column, 1, 1) for row in range(rows) for column in range(columns)
    }
    merges = [(rng.randrange(1, rows - 2), 0, 2, 1), (rows - 1, 0, 1, 2)]
    if columns > 4:
        merges.append((0, 2, 1, 2))
    for row, column, down, across in merges:
        for r in range(row, row + down):
            for c in range(column, column + across):
                owner[r, c] = (row, column, down, across)
    spots: list[Spot] = []
    for row, column, down, across in sorted(set(owner.values())):
        room = xs[column + across] - xs[column] - 12
        spots.append((row, column, down, across, _content(rng, row, column, room)))
    return Spec(xs, ys, spots)


def _content(rng: random.Random, row: int, column: int, room: float) -> str:
    most = max(1, int(room / EM))
    if row == 0 or column == 0:
        size = min(most, rng.randint(2, 6))
        start = rng.randrange(len(WORDS) - size)
        return WORDS[start : start + size]
    kind = rng.random()
    if kind < 0.1:
        return ""
    if kind < 0.2:
        return rng.choice(("—", "无", "/"))
    whole = rng.randrange(1, 10 ** rng.randint(1, 6))
    text = f"{whole:,}.{rng.randrange(100):02d}" if kind < 0.7 else f"{rng.randrange(1, 10000) / 100:.2f}%"
    return text if width(text) <= room else str(whole % 100 + 1)


Painter = Callable[[Sheet, Spec], None]


def fill(sheet: Sheet, x0: float, y0: float, x1: float, y1: float, grey: float = 0) -> None:
    """填一块。"""
    height = sheet.size[1]
    sheet.content.append(f"{grey} g {x0:.2f} {height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f 0 g")


def edges(table: Spec) -> Iterator[tuple[float, float, float, float]]:
    """每一格的四条边，相邻的格各有一条。"""
    for spot in table.spots:
        x0, y0, x1, y1 = table.box(spot)
        yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


def word(sheet: Sheet, table: Spec) -> None:
    """Word：每格的边各是一条 0.48 磅宽的面，交点另有一个小方块。"""
    for x0, y0, x1, y1 in edges(table):
        fill(sheet, x0, y0, max(x1, x0 + 0.48), max(y1, y0 + 0.48))
        fill(sheet, x0, y0, x0 + 0.48, y0 + 0.48)


def strokes(sheet: Sheet, table: Spec) -> None:
    """WPS：每格的四边各描一遍，相邻两格的边重在一起。"""
    for x0, y0, x1, y1 in edges(table):
        sheet.rule(x0, y0, x1, y1)


def boxes(sheet: Sheet, table: Spec) -> None:
    """每格描一个方框。"""
    for spot in table.spots:
        x0, y0, x1, y1 = table.box(spot)
        sheet.content.append(f"{x0} {sheet.size[1] - y1} {x1 - x0} {y1 - y0} re S")


def inset(sheet: Sheet, table: Spec) -> None:
    """网页：格与格之间隔开一点，每格一个方框，外面还有一圈。"""
    for spot in table.spots:
        x0, y0, x1, y1 = table.box(spot)
        sheet.content.append(f"{x0 + 1} {sheet.size[1] - y1 + 1} {x1 - x0 - 2} {y1 - y0 - 2} re S")
    sheet.content.append(
        f"{table.xs[0] - 1} {sheet.size[1] - table.ys[-1] - 1} "
        f"{table.xs[-1] - table.xs[0] + 2} {table.ys[-1] - table.ys[0] + 2} re S"
    )


def scaled(sheet: Sheet, table: Spec) -> None:
    """打印驱动：坐标放大二十倍，再整个缩小、倒过来。"""
    sheet.content.append(f"q 0.05 0 0 -0.05 0 {sheet.size[1]} cm 10 w")
    sheet.content += [
        f"{x0 * 20:.0f} {y0 * 20:.0f} m {x1 * 20:.0f} {y1 * 20:.0f} l S" for x0, y0, x1, y1 in edges(table)
    ]
    sheet.content.append("Q")


def double(sheet: Sheet, table: Spec) -> None:
    """双线：每条边是隔着一磅多的两条细线。"""
    for x0, y0, x1, y1 in edges(table):
        for shift in (-0.75, 0.75):
            across, down = (shift, 0) if x0 == x1 else (0, shift)
            sheet.rule(x0 + across, y0 + down, x1 + across, y1 + down)


def thick(sheet: Sheet, table: Spec) -> None:
    """外框粗、里面细：外框是 2.25 磅宽的面。"""
    strokes(sheet, table)
    x0, x1, y0, y1 = table.xs[0], table.xs[-1], table.ys[0], table.ys[-1]
    for left, top, right, bottom in (
        (x0 - 1.1, y0 - 1.1, x1 + 1.1, y0 + 1.1),
        (x0 - 1.1, y1 - 1.1, x1 + 1.1, y1 + 1.1),
        (x0 - 1.1, y0, x0 + 1.1, y1),
        (x1 - 1.1, y0, x1 + 1.1, y1),
    ):
        fill(sheet, left, top, right, bottom)


def dashed(sheet: Sheet, table: Spec) -> None:
    """虚线：线型是虚线的一笔。"""
    sheet.content.append("[3 3] 0 d")
    strokes(sheet, table)
    sheet.content.append("[] 0 d")


def dotted(sheet: Sheet, table: Spec) -> None:
    """点线：每条边是一串小方块。"""
    for x0, y0, x1, y1 in edges(table):
        steps = int(max(x1 - x0, y1 - y0) / 1.9)
        for step in range(steps + 1):
            x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
            fill(sheet, x, y, x + 0.96, y + 0.96)


def shaded(sheet: Sheet, table: Spec) -> None:
    """有线有底色：表头和标签列填灰，线画在底色上面。"""
    for spot in table.spots:
        if spot[0] == 0 or spot[1] == 0:
            fill(sheet, *table.box(spot), 0.85)
    word(sheet, table)


def backed(sheet: Sheet, table: Spec) -> None:
    """每格先铺一块白底，再画线。"""
    for spot in table.spots:
        fill(sheet, *table.box(spot), 1)
    strokes(sheet, table)


def tiles(sheet: Sheet, table: Spec) -> None:
    """一条线也没有，每格一块深浅不同的底色，格与格之间留一道白缝。"""
    for spot in table.spots:
        x0, y0, x1, y1 = table.box(spot)
        fill(sheet, x0 + 0.5, y0 + 0.5, x1 - 0.5, y1 - 0.5, 0.8 if spot[0] == 0 else 0.93)


FULL: dict[str, Painter] = {
    painter.__name__: painter
    for painter in (
        word,
        strokes,
        boxes,
        inset,
        scaled,
        double,
        thick,
        dashed,
        dotted,
        shaded,
        backed,
        tiles,
    )
}
"""画全了边的各种画法。"""


Writer = Callable[[Sheet, float, float, str], None]


def whole(sheet: Sheet, x: float, y: float, text: str) -> None:
    """一格一串。"""
    sheet.write(x, y, text, EM)


def glyphs(sheet: Sheet, x: float, y: float, text: str) -> None:
    """一字一串，各自定位。"""
    for char in text:
        sheet.write(round(x, 2), y, char, EM)
        x += width(char)


def kerned(sheet: Sheet, x: float, y: float, text: str) -> None:
    """一串之内逐字微调（TJ）。"""
    parts = " ".join(
        f"<{char.encode('utf-16-be').hex()}> {-12 if index % 2 else 12}" for index, char in enumerate(text)
    )
    sheet.content.append(f"BT 0 Tr /F1 {EM} Tf 1 0 0 1 {x} {sheet.size[1] - y} Tm [{parts}] TJ ET")


def mixed(sheet: Sheet, x: float, y: float, text: str) -> None:
    """汉字一串，数字另一串，字号差半磅。"""
    for char in text:
        sheet.write(round(x, 2), y, char, EM if char > "⺀" else EM + 0.5)
        x += width(char)


WRITERS: dict[str, Writer] = {writer.__name__: writer for writer in (whole, glyphs, kerned, mixed)}


def letter(sheet: Sheet, table: Spec, write: Writer, *, by_column: bool = False) -> None:
    """把各格的字写上：标签靠左，其余居中，上下居中；by_column 先写完一列再写下一列。"""
    order = sorted(table.spots, key=lambda spot: (spot[1], spot[0])) if by_column else table.spots
    for spot in order:
        x0, y0, x1, y1 = table.box(spot)
        text = spot[4]
        x = x0 + 5 if spot[1] == 0 and spot[0] else (x0 + x1 - width(text)) / 2
        if text:
            write(sheet, round(x, 2), round((y0 + y1) / 2 + EM * 0.38, 2), text)


@dataclass
class Drawing:
    """一份画出来的 PDF 和它的答案。"""

    name: str
    data: bytes
    truth: list[set[Spot]] = field(default_factory=list)


def full(painter: str, seed: int) -> Drawing:
    """画全了线的一张表，前后各有一段正文。"""
    writer = list(WRITERS)[seed % len(WRITERS)]
    landscape = seed % 3 == 2
    size = LANDSCAPE if landscape else PORTRAIT
    table = spec(seed, right=size[0] - 72)
    sheet = Sheet(size=size).write(72, 80, "各项资金支出情况如下。", 10.5)
    FULL[painter](sheet, table)
    letter(sheet, table, WRITERS[writer], by_column=seed % 2 == 1)
    sheet.write(72, table.ys[-1] + 40, "以上各数均取自部门决算。", 10.5)
    return Drawing(f"{painter}-{writer}-{seed}", pdf(sheet), [table.truth])


def side_by_side(painter: str, seed: int) -> Drawing:
    """左右两张表，中间隔着一道空。"""
    one, other = spec(seed, 40, 120, 280, 5), spec(seed + 1, 312, 120, 555, 6)
    sheet = Sheet()
    for table in (one, other):
        FULL[painter](sheet, table)
        letter(sheet, table, whole)
    return Drawing(f"{painter}-side-{seed}", pdf(sheet), [one.truth, other.truth])


def stacked(painter: str, seed: int) -> Drawing:
    """上下两张表，列界不同，只隔一行表名。"""
    one = spec(seed, top=100, rows=5)
    other = spec(seed + 1, top=one.ys[-1] + 30, rows=5)
    sheet = Sheet().write(260, one.ys[-1] + 20, "表2 收入情况", 10.5)
    for table in (one, other):
        FULL[painter](sheet, table)
        letter(sheet, table, whole)
    return Drawing(f"{painter}-stacked-{seed}", pdf(sheet), [one.truth, other.truth])


def nested(painter: str, seed: int, gap: float, right: float) -> Drawing:
    """一格里套着一张小表，左、上离格线 gap 磅（0 是碰在一起），右离 right 磅，底下空一行。"""
    xs, ys = [72.0, 172.0, 372.0, 523.0], [120.0, 140.0, 200.0, 220.0]
    names = [["项目", "分项情况", "合计"], ["甲项目", "", "36.50"], ["乙项目", "无分项", "12.00"]]
    outer = Spec(xs, ys, [(r, c, 1, 1, names[r][c]) for r in range(3) for c in range(3)])
    small = [["子项", "数量", "金额"], ["甲一", "3", f"{seed}1.50"]]
    inner = Spec(
        [172 + gap, 230.0, 290.0, 372 - right],
        [140 + gap, 164.0, 182.0],
        [(r, c, 1, 1, small[r][c]) for r in range(2) for c in range(3)],
    )
    sheet = Sheet()
    for table in (outer, inner):
        FULL[painter](sheet, table)
        letter(sheet, table, whole)
    return Drawing(f"{painter}-nested{gap}/{right}-{seed}", pdf(sheet), [outer.truth, inner.truth])


def partial(kind: str, seed: int) -> Drawing:
    """没有合并格的表，只画一部分线：frame 外框和横线，across 只有横线，three 三线，down 只有竖线和外框，none 不画。"""
    table = spec(seed, rows=8)
    columns = len(table.xs) - 1
    texts = {(spot[0], spot[1]): spot[4] for spot in table.spots}
    rng = random.Random(seed)  # noqa: S311
    spots = [
        (
            r,
            c,
            1,
            1,
            texts.get((r, c))
            or (f"{rng.randrange(1, 99999) / 100:,.2f}" if r and c else f"{WORDS[r * 3 + c * 2 :][:3]}"),
        )
        for r in range(8)
        for c in range(columns)
    ]
    table = Spec(table.xs, [120 + 18.0 * row for row in range(9)], spots)
    sheet = Sheet().write(72, 80, "各项资金支出情况如下。", 10.5)
    ys = {"frame": table.ys, "across": table.ys, "three": [table.ys[0], table.ys[1], table.ys[-1]]}
    for y in ys.get(kind, [table.ys[0], table.ys[1], table.ys[-1]] if kind == "down" else []):
        fill(sheet, table.xs[0], y, table.xs[-1], y + 0.48)
    for x in {"frame": [table.xs[0], table.xs[-1]], "down": table.xs}.get(kind, []):
        fill(sheet, x, table.ys[0], x + 0.48, table.ys[-1])
    letter(sheet, table, list(WRITERS.values())[seed % len(WRITERS)])
    return Drawing(f"{kind}-{seed}", pdf(sheet), [table.truth])


PARTIAL: Sequence[str] = ("frame", "across", "three", "down", "none")
