"""准确：干净的样本里，把每个定死的数依次改错，看改的那个数报不报得出、报得准不准。

    python benchmarks/accuracy.py [--quick] [--sample 样本]… [--misses]

定死的数列在 samples/pinned/，照原文读出来，与程序怎么核对无关；每个数按它适用的每一种错法改一次，
按印出的位数改；改后算式仍在取舍之内成立的不算错，不试。随机数由样本名和位置决定，次次相同。
"""

from __future__ import annotations

import argparse
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise

from pins import SAMPLES, Pin, holds, pins_of, source_of, value_of

import extract
from extract import Location, Table
from gouji import Review, review
from reconcile import Finding

KINDS = ("数字", "颠倒", "量级", "符号", "掉行", "旧年", "口径", "权重", "得分", "计数", "串行")
BARS = {"报出": 97, "改的数排在最前": 90, "只有一条": 90, "给出正确的数": 70}
_CHINESE = "一二三四五六七八九十"
_FIGURE = re.compile(r"-?\d[\d,，]*(?:\.\d+)?%?")
_MARK = "◆"
_TRIES = 20
_QUICK = 12
Place = tuple[int | None, tuple[int, int] | None, int]


@dataclass(frozen=True)
class Mutation:
    """一处改动：源文件的 [start, end) 换成 text；pin 是被改的数，掉行时是那一行里的一个。"""

    stem: str
    kind: str
    start: int
    end: int
    text: str
    pin: Pin


@dataclass(frozen=True)
class Outcome:
    """改一处的结果：报出没有、第一条是不是指着它、是不是只有一条、给没给出原来的数；以及新增的错误对不对。"""

    mutation: Mutation
    found: bool
    named: bool
    single: bool
    proposed: bool
    codes: tuple[str, ...]
    true_errors: int
    false_errors: tuple[str, ...]


def stems() -> list[str]:
    """列了定死的数的样本。"""
    return sorted(path.stem for path in (SAMPLES / "pinned").glob("*.toml"))


def mutations(stem: str) -> Iterator[Mutation]:
    """一份样本的全部改法。"""
    text = source_of(stem)
    pins = pins_of(stem)
    twice = {
        value for value, count in Counter(value_of(p.figure) for p in pins if _digits(p)).items() if count > 1
    }
    for pin in pins:
        rng = random.Random(f"{stem}:{pin.start}")  # noqa: S311 - 要的是次次相同
        wrong = _Wrong(text, pin, rng, repeated=_long(pin) and value_of(pin.figure) in twice)
        for kind, tried in wrong.kinds():
            for start, end, new in tried:
                if text[start:end] != new and wrong.breaks(new):
                    yield Mutation(stem, kind, start, end, new, pin)
                    break
    yield from _dropped_rows(stem, text, pins)


def _digits(pin: Pin) -> bool:
    return bool(_FIGURE.fullmatch(pin.figure))


def _long(pin: Pin) -> bool:
    return len(re.sub(r"\D", "", pin.figure)) > len("100")


class _Wrong:
    """一个数的各种错法；每种给出几个候选，取第一个确实使关系不成立的。"""

    def __init__(self, text: str, pin: Pin, rng: random.Random, *, repeated: bool) -> None:
        self._text, self._pin, self._rng, self._repeated = text, pin, rng, repeated
        self._line_start = text.rfind("\n", 0, pin.start) + 1
        self._line = text[self._line_start : text.find("\n", pin.start)]
        self._in_table = self._line.startswith("|")
        self._role = self._column_role()

    def kinds(self) -> Iterator[tuple[str, Iterable[tuple[int, int, str]]]]:
        """适用的错法。"""
        if self._pin.by == ("报告年度",):
            yield "旧年", [self._swap(str(int(self._pin.figure) - 1))]
        elif not _digits(self._pin):
            at = _CHINESE.index(self._pin.figure)
            yield "计数", [self._swap(_CHINESE[at - 1 if at else 1])]
        elif self._role:
            yield self._role, map(self._swap, self._points())
        else:
            yield "数字", map(self._swap, self._other_digits())
            yield "颠倒", map(self._swap, self._transposed())
            yield "量级", self._magnitudes()
            yield "串行", map(self._swap, self._neighbours())
            if self._in_table or self._pin.figure.startswith("-"):
                sign = self._pin.figure.removeprefix("-")
                yield "符号", [self._swap(sign if sign != self._pin.figure else f"-{sign}")]
            if re.fullmatch(r"[\d,，]+", self._pin.figure) and not self._money():
                yield "计数", map(self._swap, self._counts())
            yield "口径", map(self._swap, self._other_bases())

    def breaks(self, new: str) -> bool:
        """改成 new 以后，至少一条关系不成立；说了两遍的数，改一处就不一致。"""
        figure = _FIGURE.match(new)
        if self._repeated or not _digits(self._pin) or figure is None:
            return True
        if new.endswith("元"):
            return True
        equations = [by for by in self._pin.by if " = " in by or " ≈ " in by]
        return len(equations) < len(self._pin.by) or any(
            not holds(by, self._pin.figure, figure[0]) for by in equations
        )

    def _swap(self, new: str) -> tuple[int, int, str]:
        return self._pin.start, self._pin.end, new

    def _column_role(self) -> str:
        """评分表里的分值和得分。"""
        if not self._in_table:
            return ""
        cell = self._text[self._line_start : self._pin.start].count("|")
        above = self._text[: self._line_start].split("\n\n")[-1].splitlines()
        if not any("三级指标" in line for line in (*above, self._line)) and "执行率" not in "".join(above):
            return ""
        if re.match(r"分[）)]", self._text[self._pin.end :]):
            return "权重"
        for line in reversed(above):
            cells = [piece.strip() for piece in line.split("|")]
            header = cells[cell] if cell < len(cells) else ""
            if found := re.match(r"分值|权重|自评得分|得分", header):
                return "权重" if found[0] in {"分值", "权重"} else "得分"
            if re.match(r"\D*(?:数|率|值|额|金)$|\d{4}年", header):
                return ""
        return ""

    def _money(self) -> bool:
        after = self._text[self._pin.end : self._pin.end + 2]
        return (
            "元" in after
            or "." in self._pin.figure
            or len(re.sub(r"\D", "", self._pin.figure)) > len("99999")
        )

    def _other_digits(self) -> Iterator[str]:
        figure = self._pin.figure
        places = [i for i, char in enumerate(figure) if char.isdigit()]
        for _ in range(_TRIES):
            place = self._rng.choice(places)
            lead = place == places[0] and len(places) > 1
            digit = self._rng.choice(
                [d for d in "0123456789" if d != figure[place] and not (lead and d == "0")]
            )
            yield figure[:place] + digit + figure[place + 1 :]

    def _transposed(self) -> Iterator[str]:
        figure = self._pin.figure
        places = [i for i, char in enumerate(figure) if char.isdigit()]
        pairs = [(a, b) for a, b in pairwise(places) if figure[a] != figure[b]]
        self._rng.shuffle(pairs)
        for a, b in pairs:
            swapped = [*figure]
            swapped[a], swapped[b] = figure[b], figure[a]
            if not (a == places[0] and swapped[a] == "0"):
                yield "".join(swapped)

    def _magnitudes(self) -> Iterator[tuple[int, int, str]]:
        start, end, figure = self._pin.start, self._pin.end, self._pin.figure
        after = self._text[end:]
        if after.startswith("万元"):
            yield start, end + 2, f"{figure}元"
        elif after.startswith("元") and self._money():
            yield start, end + 1, f"{figure}万元"
        elif self._in_table and self._money() and not figure.endswith("%"):
            small = abs(value_of(figure)) < Decimal(100_000)
            scaled = value_of(figure) * 10_000 if small else value_of(figure) / 10_000
            yield start, end, f"{scaled:,.2f}"
        elif "." in figure:
            places = len(figure.rstrip("%").partition(".")[2])
            yield start, end, f"{value_of(figure) / 10:.{places}f}" + ("%" if figure.endswith("%") else "")
        else:
            tenfold = f"{value_of(figure) * 10:,}" if "," in figure else f"{value_of(figure) * 10}"
            yield start, end, tenfold + ("%" if figure.endswith("%") else "")

    def _neighbours(self) -> Iterator[str]:
        """同一列别的行、同一段里单位相同的别的数。"""
        if self._in_table:
            cell = self._text[self._line_start : self._pin.start].count("|")
            table = (
                self._text[: self._line_start].split("\n\n")[-1]
                + self._text[self._line_start :].split("\n\n")[0]
            )
            rows = table.splitlines()
            here = rows.index(self._line) if self._line in rows else 0
            for row in sorted(rows, key=lambda other: abs(rows.index(other) - here)):
                cells = [piece.strip() for piece in row.split("|")]
                if cell < len(cells) and _FIGURE.fullmatch(cells[cell]):
                    yield cells[cell]
            return
        unit = self._text[self._pin.end : self._pin.end + 1]
        for other in _FIGURE.finditer(self._line):
            same = self._line[other.end() : other.end() + 1] == unit
            if same and value_of(other[0]) and other[0].endswith("%") == self._pin.figure.endswith("%"):
                yield other[0]

    def _counts(self) -> Iterator[str]:
        value = int(value_of(self._pin.figure))
        for step in self._rng.sample([-1, 1], 2):
            if value + step > 0:
                yield f"{value + step:,}" if "," in self._pin.figure else str(value + step)

    def _points(self) -> Iterator[str]:
        figure = self._pin.figure
        places = len(figure.partition(".")[2])
        for step in self._rng.sample([Decimal(-1), Decimal(1), Decimal("0.5"), Decimal("-0.5")], 4):
            value = value_of(figure) + step
            if value >= 0:
                yield f"{value:.{max(places, 0 if value == value.to_integral_value() else 1)}f}"

    def _other_bases(self) -> Iterator[str]:
        """率改用别的分母：同一行、同一段里的另一个数。"""
        for by in self._pin.by:
            found = re.fullmatch(r"(\S+) ÷ (\S+) ≈ (\S+%)", by)
            if found is None or value_of(found[3]) != value_of(self._pin.figure):
                continue
            numerator, used = value_of(found[1]), value_of(found[2])
            places = len(found[3].rstrip("%").partition(".")[2])
            for other in _FIGURE.finditer(self._line):
                base = value_of(other[0])
                if base not in {numerator, used, Decimal(0)} and numerator < base * 2 and base < used * 3:
                    rate = f"{numerator / base * 100:.{places}f}"
                    yield rate + ("%" if self._pin.figure.endswith("%") else "")


def _dropped_rows(stem: str, text: str, pins: list[Pin]) -> Iterator[Mutation]:
    """删去表中的一个明细行；合并的行标题移到下一行。"""
    lines = text.splitlines(keepends=True)
    offset = 0
    for index, line in enumerate(lines):
        inside = [p for p in pins if offset <= p.start < offset + len(line)]
        summed = [p for p in inside if _is_addend(p)]
        if line.startswith("|") and summed and not re.search(r"计 *\||总额|总分", line):
            following = lines[index + 1] if index + 1 < len(lines) else ""
            kept = _relabelled(line, following)
            yield Mutation(stem, "掉行", offset, offset + len(line) + len(following), kept, summed[0])
        offset += len(line)


def _is_addend(pin: Pin) -> bool:
    """是一个和的加数：删去那一行，和就不对；加数是零的、被减数、分子删了看不出。"""
    added = rf"(?:^|\+ ){re.escape(pin.figure)} (?:\+|=)"
    return bool(_digits(pin) and value_of(pin.figure)) and any(re.search(added, by) for by in pin.by)


def _relabelled(line: str, following: str) -> str:
    ours, theirs = line.rstrip("\n").split("|"), following.rstrip("\n").split("|")
    if len(ours) != len(theirs):
        return following
    return (
        "|".join(
            mine if other.strip() == "^" and mine.strip() != "^" else other
            for mine, other in zip(ours, theirs, strict=True)
        )
        + "\n"
    )


def outcome_of(mutation: Mutation) -> Outcome:
    """改一处，审一遍，与原来比。"""
    text = source_of(mutation.stem)
    reviewed = review((text[: mutation.start] + mutation.text + text[mutation.end :]).encode(), "mutated.md")
    known, places = _baseline(mutation.stem)
    fresh = [
        f
        for f in reviewed.findings
        if f.severity != "info" and f.fingerprint not in known and (f.code, *_place(f.at)[:2]) not in places
    ]
    covers = _covering(mutation, reviewed)
    hits = [f for f in fresh if any(covers(at) for at in (f.at, *f.against))]
    errors = [f for f in fresh if f.severity == "error"]
    return Outcome(
        mutation,
        found=bool(hits),
        named=bool(fresh) and covers(fresh[0].at),
        single=len(fresh) == 1 and bool(hits),
        proposed=bool(hits) and _proposes(hits, mutation),
        codes=tuple(f.code for f in fresh),
        true_errors=sum(f in hits for f in errors),
        false_errors=tuple(f"{f.code} {f.message}" for f in errors if f not in hits),
    )


def _covering(mutation: Mutation, reviewed: Review) -> Callable[[Location], bool]:
    """出处是否盖住改的数；掉了的行已不在，指着同一张表就算。"""
    block, cell, start = _place_of(mutation.stem, mutation.pin.start, mutation.pin.end)
    length = len(mutation.text)

    def covers(at: Location) -> bool:
        if mutation.kind == "掉行":
            return at.block == block and isinstance(reviewed.document.blocks[block or 0], Table)
        return at.block == block and at.cell == cell and at.start <= start + length and start <= at.end

    return covers


def _proposes(findings: list[Finding], mutation: Mutation) -> bool:
    """发现里写出的应有的数是不是原来的数。"""
    original = mutation.pin.figure
    said = [f.expected for f in findings if f.expected]
    if not _digits(mutation.pin) or mutation.kind == "旧年":
        return any(original in text or str(_CHINESE.find(original) + 1) in text for text in said)
    return any(value_of(number) == value_of(original) for text in said for number in _FIGURE.findall(text))


@cache
def _place_of(stem: str, start: int, end: int) -> Place:
    """源文件里的位置在读出来的文档里是哪里：换成记号读一遍，再找记号。"""
    text = source_of(stem)
    document = extract.read((text[:start] + _MARK + text[end:]).encode(), name="marked.md")
    for index, block in enumerate(document.blocks):
        for cell, words in (
            [((c.row, c.column), c.text) for c in block.cells]
            if isinstance(block, Table)
            else [(None, block.text)]
        ):
            if _MARK in words:
                return index, cell, words.index(_MARK)
    msg = f"{stem} 的 {start} 处没有读到"
    raise LookupError(msg)


def _place(at: Location) -> Place:
    return at.block, at.cell, at.start


@cache
def _baseline(stem: str) -> tuple[frozenset[str], frozenset[tuple[object, ...]]]:
    """原来就有的发现：指纹，以及在哪里。"""
    found = review(source_of(stem).encode(), "clean.md").findings
    kept = [f for f in found if f.severity != "info"]
    return (
        frozenset(f.fingerprint for f in kept),
        frozenset((f.code, *_place(f.at)[:2]) for f in kept if f.at.cell),
    )


def clean_errors(stem: str) -> list[str]:
    """干净的样本报出的错误：一条也不应有。"""
    found = review(source_of(stem).encode(), "clean.md").findings
    return [f"{f.code} {f.message}" for f in found if f.severity == "error"]


def measured(wanted: list[Mutation]) -> list[Outcome]:
    """两个进程一起做，让着别的工作。"""
    with ProcessPoolExecutor(2, initializer=os.nice, initargs=(10,)) as pool:
        return list(pool.map(outcome_of, wanted, chunksize=8))


def main() -> None:
    """量一遍，打印各表。"""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", action="append", choices=stems(), help="只做这份样本")
    parser.add_argument("--quick", action="store_true", help=f"每{_QUICK}处只做一处")
    parser.add_argument("--misses", action="store_true", help="列出没有报准的每一处")
    options = parser.parse_args()
    chosen = options.sample or stems()
    wanted = [m for stem in chosen for m in mutations(stem)]
    done = measured(wanted[::_QUICK] if options.quick else wanted)
    print(f"{len(chosen)} 份样本，定死的数 {sum(len(pins_of(s)) for s in chosen)} 处，改了 {len(done)} 次\n")
    _print_table("错法", {kind: [o for o in done if o.mutation.kind == kind] for kind in KINDS})
    _print_table("关系", _grouped(done, lambda o: _relation_of(o.mutation.pin)))
    _print_table("样本", {stem: [o for o in done if o.mutation.stem == stem] for stem in chosen})
    _print_rules(done)
    _print_totals(done, [error for stem in chosen for error in clean_errors(stem)])
    if options.misses:
        for outcome in done:
            _print_miss(outcome)


def _relation_of(pin: Pin) -> str:
    """定死这个数的关系是哪一类。"""
    by = " ".join(pin.by)
    if " ≈ " in by and " + " in by:
        return "合计与比率"
    return "比率" if " ≈ " in by or "÷" in by else "合计" if " = " in by else pin.by[0]


def _grouped(outcomes: list[Outcome], key: Callable[[Outcome], str]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    return groups


def _share(outcomes: list[Outcome], what: str) -> str:
    hit = sum(getattr(o, what) for o in outcomes)
    return f"{100 * hit / len(outcomes):.1f}" if outcomes else "—"


def _print_table(title: str, groups: dict[str, list[Outcome]]) -> None:
    print(f"| {title} | 改 | 报出 | 漏 | 报出 % | 改的数排在最前 % | 只有一条 % | 给出正确的数 % |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, outcomes in groups.items():
        found = sum(o.found for o in outcomes)
        shares = " | ".join(_share(outcomes, what) for what in ("found", "named", "single", "proposed"))
        print(f"| {name} | {len(outcomes)} | {found} | {len(outcomes) - found} | {shares} |")
    print()


def _print_rules(outcomes: list[Outcome]) -> None:
    first = Counter(o.codes[0] for o in outcomes if o.codes)
    named = Counter(o.codes[0] for o in outcomes if o.codes and o.named)
    false = Counter(error.split()[0] for o in outcomes for error in o.false_errors)
    print("| 规则 | 作第一条 | 指着改的数 | 无关的错误 |\n| --- | --- | --- | --- |")
    for code in sorted({*first, *false}):
        print(f"| {code} | {first[code]} | {named[code]} | {false[code]} |")
    print()


def _print_totals(outcomes: list[Outcome], on_clean: list[str]) -> None:
    true, false = sum(o.true_errors for o in outcomes), sum(len(o.false_errors) for o in outcomes)
    precision = 100 * true / (true + false) if true + false else 100
    shares = (_share(outcomes, what) for what in ("found", "named", "single", "proposed"))
    print("| 项目 | 实测 | 要求 |\n| --- | --- | --- |")
    for (name, bar), share in zip(BARS.items(), shares, strict=True):
        print(f"| {name} | {share} % | ≥ {bar} % |")
    print(f"| 错误的准确率 | {precision:.1f} % | ≥ 97 % |\n| 干净样本上的错误 | {len(on_clean)} | 0 |\n")
    for error in on_clean:
        print(f"干净样本上的错误：{error}")


def _print_miss(outcome: Outcome) -> None:
    fails = [
        name
        for name, good in zip(
            BARS, (outcome.found, outcome.named, outcome.single, outcome.proposed), strict=True
        )
        if not good
    ]
    m = outcome.mutation
    if fails or outcome.false_errors:
        text = source_of(m.stem)
        around = f"{text[max(0, m.start - 12) : m.start]}«{m.pin.figure}→{m.text[:20].strip()}»".replace(
            "\n", "⏎"
        )
        print(
            f"{m.kind} {m.stem[:8]} {around} 没做到：{'、'.join(fails)}；{' '.join(outcome.codes)}；{m.pin.by[0][:40]}"
        )
        for error in outcome.false_errors:
            print(f"    无关的错误：{error}")


if __name__ == "__main__":
    main()
