"""标注过的句子：tests/labelled/numbers.md 里每句话的数字都读成应有的样子。"""

import re
from pathlib import Path

import pytest

from normalize.tokens import tokens_of

_ROW = re.compile(r"^\| (?P<sentence>.+?) \| (?P<readings>[«（].+?) \|$")
LABELLED = [
    (found["sentence"].replace("⏎", "\n"), found["readings"])
    for line in (Path(__file__).parent / "labelled" / "numbers.md").read_text(encoding="utf-8").splitlines()
    if (found := _ROW.match(line))
]


def _number(value):
    shown = format(value.normalize(), "f") if value.is_finite() else str(value)
    return "0" if shown == "-0" else shown


def _reading(token):
    printed = token.text.replace("\n", "⏎")
    if token.kind == "range":
        return f"«{printed}» range {_number(token.low)}~{_number(token.high)} {token.unit}".strip()
    if token.quantity is None:
        return f"«{printed}» {token.kind}"
    value = " ".join(part for part in (_number(token.value), token.unit) if part)
    exact = token.low == token.high
    interval = "" if exact else f" [{_number(token.low)}, {_number(token.high)}]"
    return f"«{printed}» {token.kind} {value}{interval}"


def readings(sentence):
    return "<br>".join(map(_reading, tokens_of(sentence))) or "（无）"


@pytest.mark.parametrize(("sentence", "expected"), LABELLED, ids=[sentence for sentence, _ in LABELLED])
def test_标注的句子读成应有的样子(sentence, expected):
    assert readings(sentence) == expected


def test_标注的句子足够多():
    assert len(LABELLED) >= 150
