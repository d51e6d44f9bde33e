"""样本：算式都成立，三种写法发现相同，埋下的差错都找得到，干净的报告没有错误，结果与快照一致。"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

import extract
from extract import Document, Location, Table
from gouji import Review

SAMPLES = Path(__file__).parents[1] / "samples"
SNAPSHOTS = Path(__file__).parent / "snapshots"
SOURCES = sorted((SAMPLES / "sources").glob("*.md"))
STEMS = [source.stem for source in SOURCES]
PLANTED = tomllib.loads((SAMPLES / "planted.toml").read_text("utf-8"))["planted"]
CLEAN = sorted(set(STEMS) - {entry["file"] for entry in PLANTED})
README = (SAMPLES / "README.md").read_text("utf-8")
DEFECTS = tomllib.loads((SAMPLES / "defects.toml").read_text("utf-8"))

SECTION = re.compile(r"^### (?P<stem>\S+)$(?P<body>.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
EQUATIONS = re.compile(r"^```算式\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
WRITING = re.compile(r"[-\d,.%+×÷() ]+")


def cases(test: str, stems: list[str], suffixes: tuple[str, ...]) -> list[ParameterSet]:
    """（样本，写法）；defects.toml 里记着的缺陷应当失败，修好了会提醒删去。"""
    known = DEFECTS.get(test, {})
    return [
        pytest.param(
            stem,
            suffix,
            id=f"{stem}-{suffix}",
            marks=[pytest.mark.xfail(strict=True, reason=known[stem][suffix])]
            if suffix in known.get(stem, {})
            else [],
        )
        for stem in stems
        for suffix in suffixes
    ]


def equations() -> list[tuple[str, str]]:
    """（样本，算式）。"""
    return [
        (section["stem"], line)
        for section in SECTION.finditer(README)
        for block in EQUATIONS.finditer(section["body"])
        for line in block["lines"].splitlines()
    ]


def fraction(printed: str) -> Fraction:
    """印出的数，百分数换成分数。"""
    number = Fraction(printed.replace(",", "").rstrip("%"))
    return number / 100 if printed.endswith("%") else number


def computed(expression: str) -> Fraction:
    """算式左边的精确值。"""
    assert WRITING.fullmatch(expression), f"算式里有认不得的字：{expression}"
    code = NUMBER.sub(lambda match: f"Fraction('{fraction(match[0])}')", expression)
    return eval(code.replace("×", "*").replace("÷", "/"))  # noqa: S307 - 只有数字和运算符


@pytest.mark.parametrize(("stem", "line"), equations())
def test_说明里的算式成立_而且每个数都印在报告里(stem: str, line: str):
    left, sign, right = re.split(r" ([=≈]) ", line)
    exact, printed = computed(left), right.strip()
    if sign == "≈":
        shown = printed.rstrip("%")
        scale = 100 if printed.endswith("%") else 1
        value = Decimal((exact * scale).numerator) / Decimal((exact * scale).denominator)
        assert value.quantize(Decimal(shown), ROUND_HALF_UP) == Decimal(shown), line
    else:
        assert exact == fraction(printed), f"{line}：左边是{float(exact)}"
    text = (SAMPLES / "sources" / f"{stem}.md").read_text("utf-8").replace("，", ",")
    missing = [number for number in NUMBER.findall(line) if number.rstrip("%") not in text]
    assert not missing, f"{stem} 里没有印着 {missing}"


def test_每份干净的样本都写了算式():
    assert {stem for stem, _ in equations()} == set(CLEAN)


@pytest.mark.parametrize("stem", STEMS)
def test_做好的docx与源文件一字不差(stem: str):
    source = SAMPLES / "sources" / f"{stem}.md"
    built = SAMPLES / f"{stem}.docx"
    texts = [_texts(extract.read(path.read_bytes(), name=path.name)) for path in (source, built)]
    assert texts[0] == texts[1], "改了源文件要运行 python samples/build.py"


def _texts(document: Document) -> list[str]:
    return [
        text
        for block in document.blocks
        for text in ([cell.text for cell in block.cells] if isinstance(block, Table) else [block.text])
    ]


@pytest.mark.parametrize(("stem", "suffix"), cases("false_alarms", CLEAN, ("md", "docx", "pdf")))
def test_干净的报告没有错误(stem: str, suffix: str, reviewed):
    outcome = reviewed(written(stem, suffix))
    errors = [
        f"{f.code} «{outcome.document.text(f.at)}» {f.message}"
        for f in outcome.findings
        if f.severity == "error"
    ]
    assert not errors, "\n" + "\n".join(errors)
    assert sum(check.verdict == "符合" for check in outcome.checks) >= 5, "没有错误可不能是因为什么都没核对"


@pytest.mark.parametrize(("stem", "suffix"), cases("differences", STEMS, ("md", "pdf")))
def test_三种写法的发现相同(stem: str, suffix: str, reviewed):
    docx, other = (_found(reviewed(written(stem, each))) for each in ("docx", suffix))
    assert docx == other, f"\n只在 .docx：{docx - other}\n只在 .{suffix}：{other - docx}"


def written(stem: str, suffix: str) -> Path:
    """样本的一种写法。"""
    return (SAMPLES / "sources" if suffix == "md" else SAMPLES) / f"{stem}.{suffix}"


def _found(outcome: Review) -> Counter[tuple[str, str, str]]:
    """发现，不计空白：.pdf 里的换行由版面而来。"""
    return Counter(
        (f.code, f.severity, re.sub(r"\s", "", outcome.document.text(f.at))) for f in outcome.findings
    )


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(
            entry,
            id=f"{entry['file']}-{entry['where']}-{entry['text']}",
            marks=[pytest.mark.xfail(strict=True, reason=entry["missed"])] if "missed" in entry else [],
        )
        for entry in PLANTED
    ],
)
def test_埋下的差错都找得到(entry: dict[str, str], reviewed):
    outcome = reviewed(SAMPLES / f"{entry['file']}.docx")
    found = [
        finding
        for finding in outcome.findings
        if finding.code.startswith(tuple(entry["codes"]))
        and (finding.severity != "info" or entry.get("severity") == "info")
        and any(_covers(outcome.document, at, entry) for at in (finding.at, *finding.against))
    ]
    assert found, f"应为{entry['truth']}：{entry['why']}"


@pytest.mark.parametrize(("stem", "suffix"), cases("unplanted", sorted(set(STEMS) - set(CLEAN)), ("docx",)))
def test_没有埋下的差错不报错误(stem: str, suffix: str, reviewed):
    outcome = reviewed(written(stem, suffix))
    planted = [entry for entry in PLANTED if entry["file"] == stem]
    errors = [
        f"{f.code} «{outcome.document.text(f.at)}» {f.message}"
        for f in outcome.findings
        if f.severity == "error"
        and not any(_covers(outcome.document, at, entry) for at in (f.at, *f.against) for entry in planted)
    ]
    assert not errors, "\n" + "\n".join(errors)


@pytest.mark.parametrize("entry", PLANTED, ids=lambda entry: f"{entry['where']}-{entry['text']}")
def test_埋下的差错确实印在说好的地方(entry: dict[str, str]):
    path = SAMPLES / "sources" / f"{entry['file']}.md"
    document = extract.read(path.read_bytes(), name=path.name)
    places = [
        document.at(index, start.start(), start.end(), cell)
        for index, block in enumerate(document.blocks)
        for cell, text in (
            [((c.row, c.column), c.text) for c in block.cells]
            if isinstance(block, Table)
            else [(None, block.text)]
        )
        for start in re.finditer(re.escape(entry["text"]), text)
    ]
    assert any(_covers(document, at, entry) for at in places)


def _covers(document: Document, at: Location, entry: dict[str, str]) -> bool:
    """出处是不是埋下差错的那一处。"""
    printed = document.text(at)
    if not printed or at.block is None or entry["near"] not in document.holder(at).text:
        return False
    block = document.blocks[at.block]
    row = [block.cell(at.cell[0], c).text for c in range(block.columns)] if isinstance(block, Table) else []
    here = [*document.section(at.block), *row]
    return any(entry["where"] in text for text in here) and (
        entry["text"] in printed or printed in entry["text"]
    )


@pytest.mark.parametrize("stem", STEMS)
def test_结果与快照一致(stem: str, reviewed):
    """差异要读过再接受：UPDATE_SNAPSHOTS=1 python -m pytest tests/test_samples.py。"""
    shown = json.dumps(_snapshot(reviewed(SAMPLES / f"{stem}.docx")), ensure_ascii=False, indent=1) + "\n"
    path = SNAPSHOTS / f"{stem}.json"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, "utf-8")
    assert path.exists(), "还没有快照"
    assert json.loads(shown) == json.loads(path.read_text("utf-8"))


def test_没有多余的快照():
    assert {path.stem for path in SNAPSHOTS.glob("*.json")} == set(STEMS)


def _snapshot(outcome: Review) -> dict[str, object]:
    document = outcome.document
    return {
        "findings": [
            {
                "code": f.code,
                "severity": f.severity,
                "text": document.text(f.at),
                "section": " / ".join(document.section(f.at.block)[-1:]),
                "message": f.message,
                "expected": f.expected,
                "against": [document.text(at) for at in f.against],
            }
            for f in outcome.findings
        ],
        "checks": dict(sorted(Counter(f"{c.rule} {c.verdict}" for c in outcome.checks).items())),
        "scores": {
            "/".join(i.path): f"{i.self_score} [{i.low}, {i.high}] {i.status}"
            for i in outcome.scorecard.indicators
        },
        "total": outcome.scorecard.total.model_dump(mode="json"),
        "grade": outcome.scorecard.grade.model_dump(mode="json"),
    }
