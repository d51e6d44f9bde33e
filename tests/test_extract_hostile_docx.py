"""坏文件大全：每一份都给出应得的结果，两秒以内、两百兆以内，什么也不取、什么也不执行。"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import hostile_docx
import pytest
from mutations import mutant
from wordml import cell, docx, par, table

import extract
from extract import CATALOGUE, Document, Unreadable
from gouji import review
from gouji.writers import html
from gouji.writers.json import written

SECONDS = 2.0
LARGER = 2
MEGABYTES = 200
CHINESE = re.compile("[一-鿿]")
SCRIPT = """
import json, sys, time
from pathlib import Path
import encodings.cp437, encodings.gb18030, encodings.utf_8_sig
import extract, extract.docx, extract.markdown, extract.pdf, extract.ooxml.flat
from wordml import texts

asked = []
def watch(event, arguments):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "subprocess", "os.exec", "os.system", "os.posix_spawn",
                         "urllib", "ctypes.dlopen")) or (event == "open" and Path(str(arguments[0])) not in allowed):
        asked.append(f"{event} {arguments[:1]}")

folder = Path(sys.argv[1])
names = sorted(folder.iterdir())
allowed = {*names, Path("/proc/self/clear_refs"), Path("/proc/self/status")}
extract.read(names[0].read_bytes() or b"x", "x.docx") if False else None
sys.addaudithook(watch)
for path in names:
    data = path.read_bytes()
    Path("/proc/self/clear_refs").write_text("5")
    started = time.process_time()
    try:
        document = extract.read(data, "报告.docx")
        outcome = {"notes": sorted({note.kind for note in document.notes}), "figure": "12345" in "".join(texts(document))}
        del document
    except extract.Unreadable as error:
        outcome = {"code": error.code, "reason": error.reason, "advice": error.advice}
        del error
    outcome["seconds"] = time.process_time() - started
    peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    print(json.dumps({**outcome, "name": path.name, "peak": int(peak) / 1024, "asked": asked}), flush=True)
    asked.clear()
"""


def outcomes(folder: Path) -> dict[str, dict[str, Any]]:
    """在一个子进程里逐份读，量用时和内存，看着它开了什么文件、连了什么网络。"""
    names = list(hostile_docx.CATALOGUE)
    for index, (_, data, _) in enumerate(hostile_docx.files()):
        (folder / f"{index:04d}").write_bytes(data)
    command = [sys.executable, "-X", "utf8", "-c", SCRIPT, str(folder)]
    environment = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)  # noqa: S603
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {names[int(outcome["name"])]: outcome for outcome in found}


@pytest.mark.skipif(sys.platform != "linux", reason="内存峰值只在 Linux 上量得准")
def test_坏文件各得其所(tmp_path):
    found = outcomes(tmp_path)
    faults = {name: fault for name in hostile_docx.CATALOGUE if (fault := fault_of(name, found[name]))}
    assert faults == {}


def fault_of(name: str, outcome: dict[str, Any]) -> str:
    """不该有的事；没有为空。"""
    times = LARGER if name in hostile_docx.LARGE else 1
    if outcome["seconds"] > times * SECONDS or outcome["peak"] > times * MEGABYTES:
        return f"用时 {outcome['seconds']:.1f} 秒，内存 {outcome['peak']:.0f} MB"
    if outcome["asked"]:
        return f"动了文件之外的东西：{outcome['asked']}"
    expected = hostile_docx.CATALOGUE[name][1].split("|")
    if "code" not in outcome:
        readable = [item for item in expected if item.startswith("读出")]
        return misread(outcome, readable[0]) if readable else "不该读出"
    known = CATALOGUE[outcome["code"]].advice == outcome["advice"] and CHINESE.search(outcome["reason"])
    return "" if known and outcome["code"] in expected else f"{outcome['code']} {outcome['reason']}"


def misread(outcome: dict[str, Any], expected: str) -> str:
    kinds = expected.split(" ")[1:]
    if kinds == [""]:
        return ""  # 读得出就行，里面本来没有数
    if not outcome["figure"]:
        return "没有读出数来"
    return "" if kinds == ["*"] or outcome["notes"] == sorted(kinds) else f"说明是 {outcome['notes']}"


def test_坏文件够多():
    assert len(hostile_docx.CATALOGUE) >= 160


# 上限：刚好在内的照读，刚好超过的给出代码


def paragraphs(count: int) -> bytes:
    return docx(par("1") * count)


def rows(count: int, columns: int = 2) -> bytes:
    return docx(table(*["".join([cell("1")] * columns)] * count))


LIMITS = {
    "PARAGRAPHS": (40, paragraphs, "X008"),
    "ROWS": (40, rows, "X008"),
    "COLUMNS": (40, lambda count: rows(2, count), "X008"),
    "TABLES": (10, lambda count: docx(table(cell("1") + cell("2")) * count), "X008"),
    "POSITIONS": (40, lambda count: rows(count // 2), "X008"),
    "ENTRIES": (40, lambda count: docx(par("1"), "", {f"m/{n}.bin": "" for n in range(count - 4)}), "X008"),
    "PART_BYTES": (4_000, lambda count: with_document_of(count), "X008"),
}


def with_document_of(size: int) -> bytes:
    xml = hostile_docx.document()
    return docx("", "", {"word/document.xml": xml + " " * (size - len(xml.encode()))})


@pytest.mark.parametrize("name", LIMITS)
def test_上限之内照读_超过就给出代码(name, monkeypatch):
    limit, build, code = LIMITS[name]
    monkeypatch.setattr(f"extract.limits.{name}", limit)
    assert isinstance(extract.read(build(limit), "报告.docx"), Document)
    with pytest.raises(Unreadable) as refused:
        extract.read(build(limit + 2), "报告.docx")
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["FILE_BYTES", "TOTAL_BYTES", "NODES"])
def test_总量的上限(name, monkeypatch):
    data = paragraphs(300)
    measured = smallest_limit(name, data, monkeypatch)
    monkeypatch.setattr(f"extract.limits.{name}", measured)
    assert isinstance(extract.read(data, "报告.docx"), Document)
    monkeypatch.setattr(f"extract.limits.{name}", measured - 1)
    with pytest.raises(Unreadable) as refused:
        extract.read(data, "报告.docx")
    assert refused.value.code == ("X007" if name == "TOTAL_BYTES" else "X008")


def smallest_limit(name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> int:
    """读得出 data 的最小上限，二分去找。"""
    low, high = 1, 10_000_000
    while low < high:
        middle = (low + high) // 2
        monkeypatch.setattr(f"extract.limits.{name}", middle)
        try:
            extract.read(data, "报告.docx")
            high = middle
        except Unreadable:
            low = middle + 1
    assert low > 300
    return low


def test_嵌套二百五十六层以内照读():
    def nested(depth: int) -> bytes:
        return docx("<w:sdt>" * depth + par("1") + "</w:sdt>" * depth)

    around = 6  # document、body 与段落里的几层
    limit = extract.limits.DEPTH
    assert isinstance(extract.read(nested(limit - around), "报告.docx"), Document)
    with pytest.raises(Unreadable) as refused:
        extract.read(nested(limit + 1), "报告.docx")
    assert refused.value.code == "X008"


# 任何字节都不会有别的异常


@pytest.mark.parametrize("error", [RecursionError, MemoryError, ZeroDivisionError])
def test_读取器里的意外_也只以代码离开(error, monkeypatch):
    def broken(*_: object) -> Document:
        raise error

    monkeypatch.setattr("extract.docx.read_docx", broken)
    with pytest.raises(Unreadable) as refused:
        extract.read(hostile_docx.GOOD, "报告.docx")
    assert refused.value.code == {RecursionError: "X008", MemoryError: "X026"}.get(error, "X099")


@pytest.mark.parametrize("seed", range(150))
def test_变异的样本_读出或给出代码(seed, samples):
    good = sorted(samples.glob("*.docx"))
    data = mutant(good[seed % len(good)].read_bytes(), seed)
    assert outcome_of(data) != "X099"


def outcome_of(data: bytes) -> str:
    """读出来是哪一种文件，或者读不了的代码。"""
    try:
        return extract.read(data, "变异.docx").media
    except Unreadable as error:
        return error.code


@pytest.mark.parametrize(
    "name", ["\udcff.docx", "a\x00b.docx", "", ".docx", "../x.docx", "报告.docx.exe", "\u202e.docx"]
)
def test_什么文件名都行(name):
    document = extract.read(hostile_docx.GOOD, name)
    assert document.name == name


# 对着输出写的字：读进来一字不改，写出去不起作用

AIMED = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "<svg/onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "[/red][bold]",
    "=cmd|'/c calc'!A1",
    "＝1+1",
    "+1+1",
    "@SUM(A1)",
    "'; DROP TABLE x; --",
    "\u202e反向\u2066",
    "a\u2028b\u2029c\x85d",
    "../../etc/passwd",
    "%s%n${HOME}$(id)`id`",
    "\ue000\uf8ff",
    "(a+)+$" + "a" * 60,
    "长" * 40_000,
)


@pytest.mark.parametrize("aimed", AIMED)
def test_对着输出写的字_读得一字不差_写出去不起作用(aimed):
    shown = escape(aimed, {'"': "&quot;"})
    data = docx(
        par(f"支出1元{shown}") + table(cell("项目") + cell(shown), cell("甲") + cell("1")), header=par(shown)
    )
    reviewed = review(data, f"{aimed[:40].replace('/', '')}.docx")
    document = reviewed.document
    assert document.blocks[0].text == f"支出1元{aimed}"
    assert document.blocks[1].cell(0, 1).text == aimed
    assert document.asides == (aimed,)
    page = html.report(reviewed)
    assert "<script" not in page.lower()
    assert "<img" not in page.lower()
    assert "<svg" not in page.lower()
    assert len(written(reviewed).splitlines()) == 1
