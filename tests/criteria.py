"""标注过的评分标准：tests/labelled/criteria*.md 怎么写、怎么读、怎么对。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from normalize.tokens import read_quantity
from score.compile import compile_criterion
from score.criterion import Criterion, Judgement
from score.evaluate import Outcome, evaluate, status_of
from score.given import Given

HERE = Path(__file__).parent / "labelled"
_HEAD = re.compile(r"^### (?P<id>\S+) · (?P<name>.+?) · (?P<weight>[\d.]+)(?P<judged> · 判断)?$")
_POINT = re.compile(
    r"^- (?P<given>.*?) ?→ (?P<low>\d+(?:\.\d+)?)(?:\.\.(?P<high>\d+(?:\.\d+)?))?(?: (?P<status>\S+))?$"
)


@dataclass(frozen=True)
class Point:
    """一个考点：给定的数，应得的分，状态（没有写的不比）。"""

    given: str
    low: Decimal
    high: Decimal
    status: str

    def evidence(self, indicator: str) -> Given:
        """给定的数。"""
        values, own, times, label = {}, None, None, ""
        for pair in filter(None, self.given.split("；")):
            name, found, value = pair.rpartition("=")
            if name == "件数":
                times = Decimal(value)
            elif name == "属于":
                label = value
            elif found:
                values[name] = read_quantity(value)
            else:
                own = read_quantity(value.removeprefix("第"))
        assert None not in values.values(), self.given
        return Given(values, own, times, label, indicator)

    def right(self, outcome: Outcome) -> bool:
        """得分与应有的一致：四位小数之内。"""
        same = all(
            abs(a - b) < Decimal("0.00006") for a, b in ((outcome.low, self.low), (outcome.high, self.high))
        )
        return same and self.status in {"", status_of(outcome)}


@dataclass(frozen=True)
class Labelled:
    """一条标注过的评分标准。"""

    id: str
    name: str
    weight: Decimal
    judged: bool
    text: str
    explanation: str
    points: tuple[Point, ...]

    @property
    def criterion(self) -> Criterion:
        """编译的结果。"""
        return compile_criterion(self.text, self.weight, self.name, self.explanation)

    @property
    def compiled(self) -> bool:
        """编译成了可以计算的规则，或者各有分数的清单；整条留给人判断的不算。"""
        parts = self.criterion.parts
        return len(parts) > 1 or not isinstance(parts[0].part, Judgement)

    def results(self) -> Iterator[tuple[Point, Outcome]]:
        """每个考点求值的结果。"""
        for point in self.points:
            yield point, evaluate(self.criterion, point.evidence(self.name))


def labelled(name: str) -> tuple[Labelled, ...]:
    """一份标注里的全部评分标准。"""
    found: list[Labelled] = []
    for section in re.split(r"(?m)^(?=### )", (HERE / name).read_text(encoding="utf-8"))[1:]:
        lines = [line for line in section.splitlines() if line.strip() and not line.startswith("## ")]
        head = _HEAD.match(lines[0])
        assert head, lines[0]
        points = [_point(line) for line in lines if line.startswith("- ")]
        body = [line for line in lines[1:] if not line.startswith("- ")]
        text = "\n".join(line for line in body if not line.startswith("说明："))
        said = "\n".join(line.removeprefix("说明：") for line in body if line.startswith("说明："))
        judged = bool(head["judged"])
        found.append(
            Labelled(head["id"], head["name"], Decimal(head["weight"]), judged, text, said, tuple(points))
        )
    return tuple(found)


def _point(line: str) -> Point:
    found = _POINT.match(line)
    assert found, line
    low = Decimal(found["low"])
    return Point(found["given"], low, Decimal(found["high"]) if found["high"] else low, found["status"] or "")
