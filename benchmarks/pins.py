"""定死的数（pin）：样本里由某条勾稽关系确定的每一个数，连同确定它的关系。

    python benchmarks/pins.py SAMPLE        照 samples/README.md 的算式打出一份草稿，读过、改过再存进 samples/pinned/

一条就是一处：at 的 «» 里是那个数，前后的字用来认准位置；by 是确定它的算式，或者“前后一致”“列举”“报告年度”。
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "samples"
NUMBER = re.compile(r"-?\d[\d,，]*(?:\.\d+)?%?")
NUMBER_IN = re.compile(r"(?<![\d)%] )-?\d[\d,]*(?:\.\d+)?%?")
"""算式里的数；前面是数、右括号的横线是减号。"""
_SECTION = re.compile(r"^### (?P<stem>\S+)$(?P<body>.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
_EQUATIONS = re.compile(r"^```算式\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"«(?P<figure>.*?)»")
_RUBRIC = re.compile(r"评分标准|评价标准|指标说明|评分细则|评分办法|指标解释|评价要点|说明$")
_MEANS = re.compile(r"评分标准|评价标准|评分细则|评分办法")
_CONTEXT = 14
_MANY = 12
"""数更多的算式（各项得分之和）没有取舍。"""
_TELLING = 4
"""四位以上的数不会碰巧相同，全文各处都算同一个数。"""


@dataclass(frozen=True)
class Pin:
    """一处定死的数：start 是它在源文件里的位置，figure 是印出的字，by 是确定它的关系。"""

    stem: str
    start: int
    figure: str
    by: tuple[str, ...]

    @property
    def end(self) -> int:
        """末尾的位置。"""
        return self.start + len(self.figure)


def equations() -> dict[str, list[str]]:
    """样本 → 说明里写的算式。"""
    text = (SAMPLES / "README.md").read_text("utf-8")
    return {
        section["stem"]: [
            line
            for block in _EQUATIONS.finditer(section["body"])
            for line in block["lines"].splitlines()
            if line.strip()
        ]
        for section in _SECTION.finditer(text)
    }


def source_of(stem: str) -> str:
    """样本的源文件。"""
    return (SAMPLES / "sources" / f"{stem}.md").read_text("utf-8")


def pins_of(stem: str) -> list[Pin]:
    """一份样本里定死的数。

    Raises:
        ValueError: 某一条的上下文在源文件里不是恰好一处。
    """
    path = SAMPLES / "pinned" / f"{stem}.toml"
    text = source_of(stem)
    return [_pin(stem, text, entry) for entry in tomllib.loads(path.read_text("utf-8"))["figure"]]


def _pin(stem: str, text: str, entry: dict[str, object]) -> Pin:
    marked = str(entry["at"])
    found = _MARK.search(marked)
    bare = _MARK.sub(lambda mark: mark["figure"], marked)
    if found is None or text.count(bare) != 1:
        msg = f"{stem}：「{marked}」在源文件里应恰有一处，实有{text.count(bare)}处"
        raise ValueError(msg)
    by = entry["by"]
    reasons = tuple(by) if isinstance(by, list) else (str(by),)
    return Pin(stem, text.index(bare) + found.start(), found["figure"], reasons)


def value_of(printed: str) -> Decimal:
    """印出的数，不计千分号和百分号。"""
    return Decimal(printed.replace(",", "").replace("，", "").rstrip("%"))


def holds(equation: str, before: str = "", after: str = "") -> bool:
    """算式是否成立；给出 before、after 的，把值等于 before 的数换成 after 再看。

    `=` 分文不差；`≈` 容许四舍五入、五成双、截尾三种取舍之一。换了数以后，`≈` 左边印到小数的也是取舍过的：真值在末位半个
    单位之内，算得出右边印的数，就不算错（78.1 ÷ 80 印作97.65%，可以是78.12 ÷ 80）；看报告的人也指不出。
    """
    left, sign, right = re.split(r" ([=≈]) ", equation)
    old, new = (value_of(before), value_of(after)) if before else (None, None)

    def number(found: re.Match[str]) -> str:
        value = Fraction(value_of(found[0]) if value_of(found[0]) != old else new or 0)
        return f"Fraction('{value / 100 if found[0].endswith('%') else value}')"

    code = NUMBER_IN.sub(number, left).replace("×", "*").replace("÷", "/")
    stated = value_of(right) if value_of(right) != old else (new or Decimal(0))
    try:
        exact = eval(code) * (100 if right.endswith("%") else 1)  # noqa: S307 - 只有数字和运算符
    except ZeroDivisionError:
        return False
    if sign == "=":
        return bool(exact == Fraction(stated))
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    unit = Decimal(1).scaleb(int(value_of(right).as_tuple().exponent))
    if any(
        value.quantize(unit, rounding) == stated for rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)
    ):
        return True
    return bool(before) and _within_rounding(left, right, (old, new), stated)


def _within_rounding(
    left: str, right: str, change: tuple[Decimal | None, Decimal | None], stated: Decimal
) -> bool:
    """左边印到小数的各数在末位半个单位之内变动，能不能得出右边印的数。"""
    printed = NUMBER_IN.findall(left)
    ends: list[tuple[Fraction, ...]] = []
    for text in printed:
        value = value_of(text) if value_of(text) != change[0] else (change[1] or Decimal(0))
        slack = Fraction(_unit_of(text)) / 2 if "." in text else Fraction(0)
        scale = 100 if text.endswith("%") else 1
        ends.append(tuple({(Fraction(value) + sign * slack) / scale for sign in (-1, 1)}))
    if len(ends) > _MANY:
        return False
    form = NUMBER_IN.sub("{}", left).replace("×", "*").replace("÷", "/")
    times = 100 if right.endswith("%") else 1
    found = []
    for corner in product(*ends):
        try:
            found.append(eval(form.format(*(f"Fraction('{end}')" for end in corner))) * times)  # noqa: S307 - 只有数字和运算符
        except ZeroDivisionError:
            return False
    slack = Fraction(_unit_of(right)) / 2
    return bool(min(found) <= Fraction(stated) + slack and Fraction(stated) - slack <= max(found))


def _unit_of(printed: str) -> Decimal:
    """末位一个单位。"""
    return Decimal(1).scaleb(int(value_of(printed).as_tuple().exponent))


@dataclass(frozen=True)
class _Spot:
    """源文件里的一个数：zone 是所在的段或表，row、cell 是表里的位置。"""

    start: int
    text: str
    zone: int
    row: int = -1
    cell: int = -1

    @property
    def value(self) -> Decimal:
        return value_of(self.text)


def _spots(text: str) -> list[_Spot]:
    """源文件里的数；评分标准、指标说明里的是参数，不算。"""
    found: list[_Spot] = []
    offset = zone = 0
    rubric: set[int] = set()
    in_table = False
    for row, line in enumerate(text.splitlines(keepends=True)):
        table = line.startswith("|")
        if not table or not in_table:
            zone += 1
            rubric = set()
        in_table = table
        start = offset
        for cell, piece in enumerate(line.split("|")) if table else [(-1, line)]:
            if table and _RUBRIC.search(piece.strip()) and len(piece) < _CONTEXT:
                rubric.add(cell)
            if cell not in rubric:
                found += [
                    _Spot(start + number.start(), number[0], zone, row if table else -1, cell)
                    for number in NUMBER.finditer(piece)
                    if not re.match(r"[年月日\d]", piece[number.end() :])
                ]
            start += len(piece) + 1
        offset += len(line)
    return found


def draft(stem: str) -> Iterator[tuple[_Spot, list[str]]]:
    """照算式找出每个数印在哪里。"""
    spots = _spots(source_of(stem))
    reasons: dict[_Spot, list[str]] = {}
    for equation in equations()[stem]:
        numbers = [number.strip("-") for number in NUMBER.findall(equation)]
        for spot in _places(spots, numbers):
            reasons.setdefault(spot, []).append(equation)
    yield from sorted(reasons.items(), key=lambda item: item[0].start)


def _places(spots: Sequence[_Spot], numbers: Sequence[str]) -> Iterator[_Spot]:
    """一个算式里的数都印在哪里：不会碰巧相同的全文都算，其余的只在写这件事的那一段、那一行。"""
    values = [abs(value_of(number)) for number in numbers]
    column = _in_column(spots, values)
    yield from column
    telling = {value for value, number in zip(values, numbers, strict=True) if _tells(number, value)}
    yield from (spot for spot in spots if abs(spot.value) in telling)
    if column:
        return
    small = {number for number, value in zip(numbers, values, strict=True) if value not in telling}
    wanted = {*small, *(spot.text for spot in spots if abs(spot.value) in telling)}
    places = Counter((spot.zone, spot.row) for spot in dict.fromkeys(spots) if spot.text in wanted)
    best = max(
        places,
        key=lambda place: len({s.text for s in spots if (s.zone, s.row) == place} & wanted),
        default=None,
    )
    for number in small:
        alike = [spot for spot in spots if spot.text.lstrip("-") == number]
        home = [spot for spot in alike if (spot.zone, spot.row) == best]
        yield from home or (alike if len(alike) == 1 else [])


def _tells(number: str, value: Decimal) -> bool:
    round_number = value == value.to_integral_value() and value <= Decimal(100)
    return len(re.sub(r"\D", "", number)) >= _TELLING and not round_number


def _in_column(spots: Sequence[_Spot], values: Sequence[Decimal]) -> list[_Spot]:
    """表中一列里依次就是各加数的那一段，连同它左边、上下的和。"""
    addends, whole = list(values[:-1]), values[-1]
    columns: dict[tuple[int, int], list[_Spot]] = {}
    for spot in spots:
        if spot.row >= 0:
            columns.setdefault((spot.zone, spot.cell), []).append(spot)
    # 自评表的资金部分另有列，第一个加数（预算执行率的分值、得分）可以不在这一列
    for sought in (addends, addends[1:]):
        for (zone, _), cells in columns.items():
            for first in range(len(cells) - len(sought) + 1):
                run = cells[first : first + len(sought)]
                if [c.value for c in run] != sought or len(run) < 2:
                    continue
                rows = {run[0].row} | {c.row for c in cells[first + len(sought) :]}
                table = [s for s in spots if s.zone == zone and s not in run]
                sums = [s for s in table if s.value == whole and s.row in rows]
                extra = [s for s in table if s.value == addends[0] and s.row < run[0].row]
                if sums and (sought is addends or extra):
                    found = run if sought is addends else [extra[-1], *run]
                    return [*found, min(sums, key=lambda s: (s.row != run[0].row, s.row))]
    return []


def _unique(text: str, spot: _Spot) -> str:
    """够认准位置的上下文。"""
    for width in range(6, 120):
        start, end = max(0, spot.start - width), spot.start + len(spot.text) + width
        around = text[start:end]
        if "\n" in around:
            start = max(start, text.rfind("\n", 0, spot.start) + 1)
            end = min(end, text.find("\n", spot.start))
            around = text[start:end]
        if text.count(around) == 1:
            return text[start : spot.start] + f"«{spot.text}»" + text[spot.start + len(spot.text) : end]
    return ""


def main() -> None:
    """打出一份草稿。"""
    for stem in sys.argv[1:]:
        text = source_of(stem)
        print(f"# {stem} 里由勾稽关系确定的数：«»里是数，前后的字用来认准位置，by 是确定它的关系。\n")
        for spot, by in draft(stem):
            print(f"[[figure]]\nat = '''{_unique(text, spot)}'''\nby = {by!r}\n".replace("\\'", "'"))


if __name__ == "__main__":
    main()
