"""网页：一个文件打开就能看，不要脚本，不连外网；报告里的字一律转义。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from extract import Cell, Heading, Location, Paragraph, Table, collector_paused
from gouji import rulebook
from gouji.pipeline import Review
from gouji.writers.pages import template
from gouji.writers.places import Places, Quote, is_figure
from gouji.writers.plain import SEVERITY_NAMES, one_line, score_of
from gouji.writers.tally import (
    coverage_of,
    interval,
    nothing_computed,
    severities_of,
    ticks_of,
    unread_of,
)
from reconcile import Check, Finding
from score import IndicatorScore, Passage, Scorecard


@collector_paused()
def report(review: Review) -> str:
    """一份报告的审核结果：结论、发现、评分表、核对、读取说明、带标记的原文。"""
    return template("report.html").render(view=_View(review))


class Mark(NamedTuple):
    """标记：原文里 [start, end) 这几个字与第几条发现或核对有关。

    anchor 是跳到这里用的名字（可以没有），target 是从这里跳去的地方；rank 小的盖过大的。
    """

    start: int
    end: int
    rank: int
    style: str
    anchor: str
    target: str
    title: str


class Segment(NamedTuple):
    """一小段原文：身上的标记全都相同。"""

    text: str
    anchors: tuple[str, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True)
class PlaceView:
    """发现的一处：怎么说、引文、原文里的锚。"""

    label: str
    name: str
    quote: Quote
    anchor: str


@dataclass(frozen=True)
class FindingView:
    """一条发现。"""

    number: int
    finding: Finding
    severity: str
    title: str
    places: tuple[PlaceView, ...]
    effect: str


@dataclass(frozen=True)
class TickView:
    """一项通过的核对。"""

    number: int
    check: Check
    place: str


@dataclass(frozen=True)
class BarView:
    """得分条：证据支持的区间和自评得分各在满分的百分之几处。"""

    low: str
    width: str
    claimed: str | None


@dataclass(frozen=True)
class PassageView:
    """要人判断的一条，报告里说到它的一句话，原文里的锚。"""

    passage: Passage
    text: str
    anchor: str


@dataclass(frozen=True)
class ScoreView:
    """一项指标的得分。"""

    score: IndicatorScore
    supported: str
    bar: BarView | None
    anchor: str
    findings: tuple[FindingView, ...]
    passages: tuple[tuple[str, tuple[PassageView, ...]], ...]


@dataclass(frozen=True)
class CellView:
    """表格里的一格。"""

    cell: Cell
    is_header: bool
    is_figure: bool
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class BlockView:
    """原文的一块。"""

    kind: str
    anchors: tuple[str, ...] = ()
    level: int = 0
    segments: tuple[Segment, ...] = ()
    rows: tuple[tuple[CellView, ...], ...] = field(default=())


class _View:
    """模板看到的一份报告。"""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.document = review.document
        self.card: Scorecard = review.scorecard
        self.coverage = coverage_of(review)
        self.counts = severities_of(review)
        self.severity_names = SEVERITY_NAMES
        self.supported = interval(self.card.total.low, self.card.total.high)
        self._places = Places(review.document, review.facts)
        self._titles = rulebook.titles()
        self._marks: dict[int, dict[tuple[int, int] | None, list[Mark]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.findings = tuple(self._finding(*pair) for pair in enumerate(review.findings, start=1))
        self._found: dict[object, list[FindingView]] = defaultdict(list)
        for view in self.findings:
            self._found[_spot(view.finding.at)].append(view)
        self.ticks = self._ticked(ticks_of(review))
        self.scores = tuple(self._score(*pair) for pair in enumerate(self.card.indicators, start=1))
        self.notes = tuple(
            (note, self._places.name(note.at) if note.at != Location() else "")
            for note in self.document.notes
        )
        self.total_bar = self._total_bar()

    @property
    def verdict(self) -> str:
        """一句话的结论。"""
        return f"{self._verdict_on_figures()}；{self._verdict_on_score()}。"

    @property
    def tick_count(self) -> int:
        """通过的核对有几项。"""
        return sum(len(ticks) for _, _, ticks in self.ticks)

    @property
    def unsettled(self) -> int:
        """没有通过也没有成为发现的核对：待核、无法复核等。"""
        return len(self.review.checks) - self.tick_count

    @property
    def blocks(self) -> Iterator[BlockView]:
        """原文各块，带着标记。"""
        for index, block in enumerate(self.document.blocks):
            anchors = tuple(mark.anchor for mark in self._marks[index][None])
            match block:
                case Heading():
                    segments = self._segments(block.text, index, None)
                    yield BlockView("heading", level=min(block.level + 2, 6), segments=segments)
                case Paragraph():
                    yield BlockView("paragraph", segments=self._segments(block.text, index, None))
                case Table():
                    yield BlockView("table", anchors=anchors, rows=tuple(self._rows(index, block)))

    def _verdict_on_figures(self) -> str:
        errors, warnings = self.counts["error"], self.counts["warning"]
        unread = self._unread()
        if errors and warnings:
            return f"有{errors}处自相矛盾、{warnings}处需要说明{unread}"
        if errors or warnings:
            return (f"有{errors}处自相矛盾" if errors else f"有{warnings}处需要说明") + unread
        return f"核对过的数没有发现矛盾{unread}"

    def _unread(self) -> str:
        unread = unread_of(self.review)
        if not self.review.facts.facts:
            return "；没有读到一个数，不能当作没有问题"
        if unread:
            return f"；有{unread}处没有读到，不能当作没有问题"
        return f"，另有{len(self.notes)}条读取说明" if self.notes else ""

    def _verdict_on_score(self) -> str:
        total, grade = self.card.total, self.card.grade
        claimed = "" if total.self_score is None else f"自评{score_of(total.self_score)}分"
        claimed += f"（{grade.self_assessed}）" if grade.self_assessed else ""
        if total.low is None or total.high is None:
            return f"{claimed}，没有可以重算的评分表".lstrip("，")
        if nothing_computed(self.card):
            return f"{claimed}，评分标准没有可以计算的".lstrip("，")
        grades = "至".join(dict.fromkeys(g for g in (grade.low, grade.high) if g))
        low, high = score_of(total.low), score_of(total.high)
        span = f"{low}分" if low == high else f"{low}至{high}分"
        return f"{claimed}，报告自身的证据支持{span}".lstrip("，") + (f"（{grades}）" if grades else "")

    def _finding(self, number: int, finding: Finding) -> FindingView:
        places = []
        for position, at in enumerate((finding.at, *finding.against)):
            anchor = f"p{number}-{position}"
            name = self._places.name(at)
            places.append(PlaceView("对照" if position else "此处", name, self._places.quote(at, 36), anchor))
            rank = list(SEVERITY_NAMES).index(finding.severity)
            style = finding.severity if position == 0 else f"{finding.severity} other"
            self._mark(at, rank, style, anchor, f"f{number}", one_line(finding.message))
        return FindingView(
            number=number,
            finding=finding,
            severity=SEVERITY_NAMES[finding.severity],
            title=self._titles.get(finding.code, ""),
            places=tuple(places),
            effect=self.card.effects.get(finding.fingerprint, ""),
        )

    def _ticked(self, checks: tuple[Check, ...]) -> tuple[tuple[str, str, tuple[TickView, ...]], ...]:
        """按规则归拢的通过的核对；每一项参与的数都打上勾。"""
        terms = rulebook.terms()
        groups: dict[str, list[TickView]] = defaultdict(list)
        ticked: set[str] = set()
        for number, check in enumerate(checks, start=1):
            formula = one_line(check.formula)
            self._mark(check.at, 8, "tick", f"c{number}", f"t{number}", formula)
            for fact_id in check.inputs:
                # 一个数上只显示一个勾，就是先说到它的那一项
                if fact_id not in ticked:
                    self._mark(self.review.facts.by_id[fact_id].at, 9, "tick", "", f"t{number}", formula)
            ticked.update(check.inputs)
            groups[check.rule].append(TickView(number, check, self._places.name(check.at)))
        return tuple((code, terms.get(code, ""), tuple(ticks)) for code, ticks in sorted(groups.items()))

    def _score(self, number: int, score: IndicatorScore) -> ScoreView:
        anchor = ""
        if score.at is not None:
            anchor = f"s{number}"
            self._mark(score.at, 10, "score", anchor, f"i{number}", "见评分表")
        return ScoreView(
            score=score,
            supported=interval(score.low, score.high),
            bar=_bar(score.low, score.high, score.self_score, score.points),
            anchor=anchor,
            findings=() if score.at is None else tuple(self._found[_spot(score.at)]),
            passages=self._passages(number, score.passages),
        )

    def _passages(
        self, number: int, passages: tuple[Passage, ...]
    ) -> tuple[tuple[str, tuple[PassageView, ...]], ...]:
        """按评分标准的各条归拢，次序不变。"""
        by_item: dict[str, list[PassageView]] = defaultdict(list)
        for order, passage in enumerate(passages):
            by_item[passage.item].append(self._passage(number, order, passage))
        return tuple((item, tuple(views)) for item, views in by_item.items())

    def _passage(self, number: int, order: int, passage: Passage) -> PassageView:
        anchor = f"q{number}-{order}"
        self._mark(passage.at, 11, "passage", anchor, f"i{number}", one_line(f"可供判断“{passage.item}”"))
        return PassageView(passage, one_line(self.document.text(passage.at)), anchor)

    def _total_bar(self) -> BarView | None:
        total = self.card.total
        points = [indicator.points for indicator in self.card.indicators]
        if total.low is None or total.high is None or None in points:
            return None
        whole = sum((p for p in points if p is not None), Decimal(0))
        return _bar(total.low, total.high, total.self_score, whole)

    def _mark(self, at: Location, rank: int, style: str, anchor: str, target: str, title: str) -> None:
        if at.block is not None:
            self._marks[at.block][at.cell].append(Mark(at.start, at.end, rank, style, anchor, target, title))

    def _segments(self, text: str, block: int, cell: tuple[int, int] | None) -> tuple[Segment, ...]:
        return tuple(_segments(text, self._marks[block][cell]))

    def _rows(self, index: int, table: Table) -> Iterator[tuple[CellView, ...]]:
        by_row: dict[int, list[Cell]] = defaultdict(list)
        marks: dict[tuple[int, int], list[Mark]] = defaultdict(list)
        for position, found in self._marks[index].items():
            if position is not None:
                home = table.cell(*position)
                marks[home.row, home.column] += found
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
            by_row[cell.row].append(cell)
        for row in range(table.rows):
            yield tuple(
                CellView(
                    cell=cell,
                    is_header=row < table.header_rows,
                    is_figure=is_figure(cell.text),
                    segments=tuple(_segments(cell.text, marks.get((cell.row, cell.column), ()))),
                )
                for cell in by_row[row]
            )


def _spot(at: Location) -> tuple[int | None, tuple[int, int] | None]:
    """哪一段、哪一格。"""
    return at.block, at.cell


def _segments(text: str, marks: Iterable[Mark]) -> Iterator[Segment]:
    """在每个标记的两端切开；一段上有几个标记时显示最重的，锚一个不少。"""
    marks = sorted(marks, key=lambda mark: (mark.rank, mark.start))
    if not marks:
        yield Segment(text)
        return
    edges = sorted({0, len(text), *(edge for mark in marks for edge in (mark.start, mark.end))})
    for start, end in zip(edges, [*edges[1:], len(text)], strict=True):
        anchors = tuple(mark.anchor for mark in marks if mark.anchor and mark.start == start)
        covering = next((mark for mark in marks if mark.start <= start and end <= mark.end), None)
        if anchors or text[start:end]:
            yield Segment(text[start:end], anchors, covering if end > start else None)


def _bar(low: Decimal, high: Decimal, claimed: Decimal | None, whole: Decimal | None) -> BarView | None:
    if not whole or whole < 0:
        return None

    def percent(value: Decimal) -> Decimal:
        return max(Decimal(0), min(Decimal(100), 100 * value / whole)).quantize(Decimal("0.1"))

    return BarView(
        low=f"{percent(low)}",
        width=f"{max(percent(high) - percent(low), Decimal(1))}",
        claimed=None if claimed is None else f"{percent(claimed)}",
    )
