"""终端文字：像好用的代码检查工具那样，一条发现说清在哪里、错在哪里、与什么不符、怎么办。

颜色只是点缀：去掉颜色，意思不少。报告里的字都经过净化，不能支配终端。
"""

from __future__ import annotations

from collections.abc import Iterator

from extract import Document, Location, Table
from gouji.pipeline import Review
from gouji.writers import listing
from gouji.writers.places import Places
from gouji.writers.plain import SEVERITY_NAMES, one_line
from gouji.writers.tally import checked_of, severities_of, ticks_of, unread_of, verdict_of
from normalize import Facts
from reconcile import Check, Finding, Severity

_COLOURS: dict[Severity, str] = {"error": "1;31", "warning": "1;33", "info": "36"}
_SHOWN = 3
"""终端上最多列出几处对照；JSON 和网页里是全的。"""
_BOLD, _DIM, _GREEN = "1", "2", "32"


def findings(review: Review) -> str:
    """一份报告的发现、读取说明和总结。"""
    return "\n".join(_Writer(review).lines(ticks=False))


def ticks(review: Review) -> str:
    """同上，再加上每一项通过的核对及其算式。"""
    return "\n".join(_Writer(review).lines(ticks=True))


def summary(review: Review) -> str:
    """只有总结的一行。"""
    return f"{_heading(review.document)}：{summary_line(review)}"


def summary_line(review: Review) -> str:
    """一行总结：数据、核对、发现、得分。"""
    found = "、".join(f"{SEVERITY_NAMES[name]} {count}" for name, count in severities_of(review).items())
    notes = f" · 读取说明 {len(review.document.notes)}" if review.document.notes else ""
    unread = unread_of(review)
    if not review.facts.facts:
        notes += "（没有读到一个数，不能当作没有问题）"
    elif unread:
        notes += f"（{unread}处没有读到，不能当作没有问题）"
    return (
        f"数据 {len(review.facts.facts)} 个 · 核对 {len(review.checks)} 项，{checked_of(review)}"
        f" · 发现 {found}{notes} · {verdict_of(review)}"
    )


class _Writer:
    def __init__(self, review: Review) -> None:
        self._review = review
        self._places = Places(review.document, review.facts)

    def lines(self, *, ticks: bool) -> Iterator[str]:
        review = self._review
        yield _painted(_heading(review.document), _BOLD)
        for finding in review.findings:
            yield from self._finding(finding)
        if ticks:
            for check in ticks_of(review):
                yield from self._tick(check)
            yield from self._untied()
        for note in review.document.notes:
            place = "" if note.at == Location() else f" · {self._place(note.at)}"
            label = _painted("读取说明", _DIM)
            yield f"  {label} {one_line(note.kind)}{place}：{one_line(note.message)}"
        yield f"  {summary_line(review)}"

    def _finding(self, finding: Finding) -> Iterator[str]:
        severity = _painted(SEVERITY_NAMES[finding.severity], _COLOURS[finding.severity])
        yield f"  {severity} {finding.code}  {self._place(finding.at)}"
        yield f"    {_painted(one_line(finding.message), _BOLD)}"
        if finding.severity == "info":
            # 提示只说一句，对照看网页
            yield ""
            return
        if quote := self._quote(finding.at):
            yield f"    原文  {quote}"
        yield from self._against(finding)
        effect = self._review.scorecard.effects.get(finding.fingerprint, "")
        # 应为多少，请问里说了的不再单列一行
        told = f"应为{finding.expected}" in f"{finding.message}{finding.question}"
        expected = "" if told else finding.expected
        for label, text in (("应为", expected), ("得分", effect), ("请问", finding.question)):
            if text:
                yield f"    {label}  {one_line(text)}"
        yield ""

    def _against(self, finding: Finding) -> Iterator[str]:
        """对照的几处：第一处总要列，其余已经在上面的引文里看得见的不再列。"""
        seen, left = [finding.at], []
        for at in finding.against:
            if at is finding.against[0] or not any(self._places.shows(quoted, at) for quoted in seen):
                left.append(at)
                seen.append(at)
        for at in left[:_SHOWN]:
            yield f"    对照  {self._place(at)}  {self._quote(at)}".rstrip()
        if len(left) > _SHOWN:
            yield f"    对照  另有{len(left) - _SHOWN}处"

    def _tick(self, check: Check) -> Iterator[str]:
        mark = _painted(f"{'○' if check.hollow else '√'} {check.verdict}", _GREEN)
        yield f"  {mark} {check.rule}  {self._place(check.at)}  {one_line(check.stated)}"
        yield f"    {one_line(check.formula)}" + (f"（{one_line(check.note)}）" if check.note else "")

    def _untied(self) -> Iterator[str]:
        """没有参与任何核对的数，各为什么。"""
        for item in self._review.tied.untied:
            fact = self._review.facts.by_id[item.fact]
            label = _painted("· 未能核对", _DIM)
            yield f"  {label}  {self._place(fact.at)}  {one_line(fact.metric)} {one_line(fact.raw)}：{item.reason}"

    def _place(self, at: Location) -> str:
        return one_line(self._places.name(at))

    def _quote(self, at: Location) -> str:
        quote = str(self._places.quote(at))
        return f"“{quote}”" if quote else ""


def facts(read: Facts) -> str:
    """全部数据项，以及其余的数字记号各是什么。"""
    return "\n".join([_painted(_heading(read.document), _BOLD), *listing.lines(read)])


def document(read: Document) -> str:
    """读到的各块及其编号：标题、段落、表格的每一行。"""
    lines = [_painted(_heading(read), _BOLD)]
    for index, block in enumerate(read.blocks):
        if isinstance(block, Table):
            lines.append(f"  [{index}] 表格 {block.rows}行×{block.columns}列，表头{block.header_rows}行")
            lines += [f"      {row + 1:>3} │ {_row(block, row)}" for row in range(block.rows)]
        elif block.kind == "heading":
            lines.append(f"  [{index}] {'#' * block.level} {one_line(block.text)}")
        else:
            lines.append(f"  [{index}] {one_line(block.text)}")
    lines += [f"  读取说明 {one_line(note.kind)}：{one_line(note.message)}" for note in read.notes]
    return "\n".join(lines)


def _row(table: Table, row: int) -> str:
    cells = [table.cell(row, column) for column in range(table.columns)]
    distinct = list(dict.fromkeys(cell for cell in cells if cell.row == row))
    return " │ ".join(one_line(cell.text) for cell in distinct)


def _heading(read: Document) -> str:
    pages = f"（{read.pages}页）" if read.pages else ""
    return f"{one_line(read.name)}{pages}"


def _painted(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"
