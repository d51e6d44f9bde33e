"""相加减的话：规则写成以后另写的句子，成立的不报，改了一个数的找得到。"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from gouji import Review, review

SENTENCES = tomllib.loads((Path(__file__).parent / "labelled" / "additive.toml").read_text("utf-8"))[
    "sentence"
]


def _touched(reviewed: Review, figure: str) -> bool:
    places = (at for f in reviewed.findings if f.severity != "info" for at in (f.at, *f.against))
    return any(figure in reviewed.document.text(at) for at in places)


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda s: s["true"][:20])
def test_成立的话不报(sentence: dict[str, str]) -> None:
    assert not [f for f in review(sentence["true"].encode(), "a.md").findings if f.severity != "info"]


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param(
            s,
            id=s["true"][:20],
            marks=[] if s["found"] else [pytest.mark.xfail(strict=True, reason="已知漏报")],
        )
        for s in SENTENCES
    ],
)
def test_改了一个数就找得到(sentence: dict[str, str]) -> None:
    assert _touched(review(sentence["changed"].encode(), "a.md"), sentence["figure"])
