"""标好的数据项：读 labelled/facts 下的文件，与 facts_of 的读法逐个比对。格式见那里的 README.md。"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path

from extract import Document, Location, Table, read
from normalize import Fact, facts_of

ROOT = Path(__file__).parents[1]
LABELLED = ROOT / "tests" / "labelled" / "facts"
SOURCES = ROOT / "samples" / "sources"
TITLE = "某单位2021年度部门整体支出绩效自评报告"
QUALIFIERS = {"主体": "subject", "期间": "period", "范围": "scope", "口径": "base", "资金": "fund"}
_QUALIFIER = re.compile(r"(主体|期间|范围|口径|资金)=(.*?)(?=\s+(?:主体|期间|范围|口径|资金)=|$)")
_CELL = re.compile(r"r(\d+)c(\d+) +")
_LINE = re.compile(r"(?P<axis>[行列]) (?P<numbers>\d+(?:[,-]\d+)*)(?: \| |$)")
_TABLE = re.compile(r"表 (\d+)$")
_COPY = re.compile(r"^照 ([\w-]+)，", re.MULTILINE)


@dataclass(frozen=True)
class Label:
    """一个数应有的读法；指标和每项限定都可以有几种对的叫法。"""

    raw: str
    metrics: frozenset[str]
    qualifiers: dict[str, frozenset[str]]
    cell: tuple[int, int] | None = None

    def faults(self, fact: Fact | None) -> list[str]:
        """哪里不对：漏读、指标，或某项限定。"""
        if fact is None:
            return ["漏读"]
        wrong = [] if fact.metric in self.metrics else ["指标"]
        for term, name in QUALIFIERS.items():
            if getattr(fact.qualifiers, name) not in self.qualifiers.get(term, {""}):
                wrong.append(term)
        return wrong


@dataclass
class Passage:
    """一段话或一张表，及其中各数的标注；kind 是所在的二级标题。"""

    kind: str
    text: str = ""
    table: int | None = None
    labels: list[Label] = field(default_factory=list)
    rows: dict[int, Label] = field(default_factory=dict)
    columns: dict[int, Label] = field(default_factory=dict)

    def crossed(self, table: Table) -> Iterator[Label]:
        """按行、按列标的：行列相交、印着数字、没有另标的单元格，指标和限定合起来。"""
        told = {label.cell for label in self.labels}
        for row, across in self.rows.items():
            for column, down in self.columns.items():
                cell = table.cell(row, column)
                if (row, column) in told or not re.search(r"\d", cell.text):
                    continue
                qualifiers = {**across.qualifiers, **down.qualifiers}
                yield Label("", across.metrics or down.metrics, qualifiers, (row, column))


@dataclass(frozen=True)
class Outcome:
    """一个标注与程序的读法比对的结果。"""

    passage: Passage
    label: Label
    fact: Fact | None
    faults: tuple[str, ...]

    @property
    def in_table(self) -> bool:
        """是否表格里的数。"""
        return self.label.cell is not None


def outcomes(path: Path) -> list[Outcome]:
    """一个标注文件的全部比对结果；与样本同名的，读那份样本的源文件，其余每段各成一份报告。"""
    text = path.read_text("utf-8")
    passages = list(_passages(text))
    source = SOURCES / path.name
    if source.exists():
        document = read(source.read_bytes(), name=source.name)
        facts = facts_of(document).facts
        if clean := _COPY.search(text):
            passages = list(_copied(document, path.with_name(f"{clean[1]}.md"), passages))
        return [found for passage in passages for found in _compare(document, facts, passage)]
    found: list[Outcome] = []
    for passage in passages:
        body = re.sub(r"^(# )", "# ", passage.text, flags=re.MULTILINE)
        document = read(f"{TITLE}\n\n{body}\n".encode(), name="摘句.md")
        found += _compare(document, facts_of(document).facts, passage)
    return found


def _copied(document: Document, clean: Path, stated: list[Passage]) -> Iterator[Passage]:
    """埋了差错的样本：标注取自没有差错的那份，各数换成这一份同一处印的；stated 是另写明的。"""
    source = SOURCES / clean.name
    original = read(source.read_bytes(), name=source.name)
    assert len(original.blocks) == len(document.blocks), source
    told = defaultdict(list)
    for passage in stated:
        for label in passage.labels:
            told[passage.text, label.raw].append(label)
    for _, group in groupby(outcomes(clean), key=lambda outcome: id(outcome.passage)):
        found = list(group)
        passage = found[0].passage
        blocks = sorted(_blocks(original, passage)) if passage.table is None else ()
        text = "".join(f"{document.holder(Location(block=block)).text}\n\n" for block in blocks)
        moved = [_moved(original, document, outcome) for outcome in found]
        labels = [told[text, label.raw].pop(0) if told[text, label.raw] else label for label in moved]
        yield Passage(passage.kind, text, passage.table, labels)


def _moved(original: Document, document: Document, outcome: Outcome) -> Label:
    """标注里的数换成改过的那份同一处印的；按行、按列标的不写数，不用换。"""
    if outcome.fact is None or not outcome.label.raw:
        return outcome.label
    at = outcome.fact.at
    before, after = original.holder(at).text, document.holder(at).text
    pieces = [
        after[j + max(at.start - i, 0) : last - max(stop - at.end, 0)] if same == "equal" else after[j:last]
        for same, i, stop, j, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if (i < at.end and stop > at.start)
        or (at.start <= i == stop <= at.end and not after[j:last].strip("0123456789"))
    ]
    return replace(outcome.label, raw="".join(pieces))


def _passages(text: str) -> Iterator[Passage]:
    kind, passage, quoted, fenced = "", None, False, False
    for line in text.splitlines():
        if fenced:
            fenced = line != "```"
            if fenced and passage:
                passage.text += line + "\n"
            continue
        if line.startswith("## "):
            kind = line[3:]
        elif line.startswith("> "):
            if not quoted:
                if passage:
                    yield passage
                passage = Passage(kind)
            assert passage
            passage.text += line[2:] + "\n\n"
        elif line == "```报告" or _TABLE.match(line):
            if passage:
                yield passage
            passage = Passage(kind)
            fenced = line == "```报告"
            passage.table = 0 if fenced else int(line[2:]) - 1
        elif line.startswith("- ") and passage:
            _put(passage, line[2:])
        quoted = line.startswith("> ")
    if passage:
        yield passage


def _put(passage: Passage, line: str) -> None:
    """把一行标注记到段落里：一个数的，或者整行、整列的。"""
    if crossing := _LINE.match(line):
        _, *parts = line.split(" | ")
        metric = parts.pop(0) if parts and not _QUALIFIER.match(parts[0]) else ""
        shared = Label("", _choices(metric) if metric else frozenset(), _qualified(parts))
        lines = passage.rows if crossing["axis"] == "行" else passage.columns
        lines.update(dict.fromkeys(_numbers(crossing["numbers"]), shared))
    else:
        passage.labels.append(_label(line))


def _numbers(text: str) -> Iterator[int]:
    """“2,4-6” → 2、4、5、6。"""
    for piece in text.split(","):
        first, _, last = piece.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _label(line: str) -> Label:
    cell = _CELL.match(line)
    raw, metric, *rest = (part.strip() for part in line[cell.end() if cell else 0 :].split(" | "))
    place = (int(cell[1]), int(cell[2])) if cell else None
    return Label(raw, _choices(metric), _qualified(rest), place)


def _qualified(rest: list[str]) -> dict[str, frozenset[str]]:
    return {term: _choices(text) for term, text in _QUALIFIER.findall(rest[0] if rest else "")}


def _choices(text: str) -> frozenset[str]:
    return frozenset(choice.strip() for choice in re.split(r"\s或(?:\s|$)", text))


def _compare(document: Document, facts: tuple[Fact, ...], passage: Passage) -> Iterator[Outcome]:
    blocks = _blocks(document, passage)
    mine = [f for f in facts if f.at.block in blocks]
    position = 0
    crossed: Iterator[Label] = iter(())
    if passage.table is not None and passage.rows:
        table = document.blocks[min(blocks)]
        assert isinstance(table, Table)
        crossed = passage.crossed(table)
    for label in (*passage.labels, *crossed):
        if label.cell is not None:
            fact = next((f for f in mine if f.at.cell == label.cell and f.raw == label.raw), None)
            fact = fact or next(
                (f for f in mine if f.at.cell == label.cell and (f.raw in label.raw or label.raw in f.raw)),
                None,
            )
        else:
            index = next((i for i in range(position, len(mine)) if mine[i].raw == label.raw), None)
            fact = None if index is None else mine[index]
            position = position if index is None else index + 1
        yield Outcome(passage, label, fact, tuple(label.faults(fact)))


def _blocks(document: Document, passage: Passage) -> set[int]:
    """这一段在文档里是哪几块。"""
    tables = [i for i, block in enumerate(document.blocks) if isinstance(block, Table)]
    if passage.table is not None:
        return {tables[passage.table]}
    lines = {line.lstrip("# ").strip() for line in passage.text.splitlines() if line.strip()}
    return {i for i, b in enumerate(document.blocks) if not isinstance(b, Table) and b.text.strip() in lines}
