"""速度与内存：DESIGN 里“Speed and size”各项和各步的要求，一次运行、同一台机器、只看比值。

    python benchmarks/speed.py [--others PYTHON] [报告.docx 报告.pdf]

不给报告时用 samples/ 里的一份。python-docx 与 pdfplumber 只是比照的对象，产品并不用它们；markitdown、docx2python、
PyMuPDF、kreuzberg 由 --others 那个环境里的 Python 读（others.py），没装的各说一句。
除了冷启动，量的都是处理器时间，取几次里最短的一次：旁边有别的工作时，墙上的钟说明不了什么。
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import docx
import others
import pdfplumber
import pypdfium2 as pdfium
import random_reports

import extract
import normalize
import score
from gouji import review
from gouji.produce import WRITERS
from normalize import Facts
from reconcile import reconcile

ROOT = Path(__file__).parents[1]
ROUNDS = 5
TIMES_LONGER = (3, 10)
FIGURES = 5000
PAGES = 500
COMMAND = Path(sys.executable).parent / "gouji"
STAGES = ("extract", "normalize", "reconcile", "score")


@dataclass(frozen=True)
class Measure:
    """量到的一项：名称、数、要求（没有为空串）、说明。"""

    name: str
    value: float | None
    bar: str = ""
    note: str = ""


def cpu_seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """跑 rounds 次，取本进程处理器时间最短的一次；先跑一次热身。"""
    work()
    return min(_once(work) for _ in range(rounds))


def _once(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def large_report() -> str:
    """随机造的各数都勾稽得上的报告，接到数据项满五千。"""
    texts: list[str] = []
    figures = 0
    while figures < FIGURES:
        text, _ = random_reports.report(len(texts))
        texts.append(text)
        figures += len(normalize.facts_of(extract.read(text.encode(), name="part.md")).facts)
    return "\n".join(texts)


def walk_docx(data: bytes) -> int:
    """python-docx 把段落和单元格走一遍。"""
    document = docx.Document(io.BytesIO(data))
    paragraphs = sum(len(paragraph.text) for paragraph in document.paragraphs)
    return paragraphs + sum(
        len(cell.text) for table in document.tables for row in table.rows for cell in row.cells
    )


def walk_pdf(data: bytes) -> int:
    """Pdfplumber 取每一页的文字和表格。"""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return sum(len(page.extract_text() or "") + len(page.extract_tables()) for page in pdf.pages)


def as_markdown(data: bytes, name: str) -> str:
    """把报告写成 Markdown，好接成十倍长；合并的格照 Markdown 读取器的写法。"""
    lines: list[str] = []
    for block in review(data, name).document.blocks:
        if block.kind != "table":
            lines += [("#" * min(block.level, 6) + " " if block.kind == "heading" else "") + block.text, ""]
            continue
        for row in range(block.rows):
            marks = []
            for column in range(block.columns):
                cell = block.cell(row, column)
                own = (cell.row, cell.column) == (row, column)
                text = cell.text.replace("\n", "<br>").replace("|", r"\|")
                marks.append(text if own else "<" if cell.column != column else "^")
            lines.append("| " + " | ".join(marks) + " |")
        lines.append("")
    return "\n".join(lines)


def many_pages(data: bytes) -> bytes:
    """同一份 PDF 接到五百页。"""
    source, joined = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
    while len(joined) < PAGES:
        joined.import_pages(source)
    out = io.BytesIO()
    joined.save(out)
    return out.getvalue()


def forgetful(facts: Facts) -> Facts:
    """同样的数据项，没有记住任何中间结果。"""
    return Facts.model_construct(**dict(facts))


def stages(text: str, rounds: int = ROUNDS) -> dict[str, float]:
    """各步的处理器时间（秒），以及合计和写出网页的时间。"""
    data = text.encode()
    document = extract.read(data, name="stages.md")
    facts = normalize.facts_of(document)
    tied = reconcile(facts)
    reviewed = review(data, "stages.md")
    found = {
        "extract": cpu_seconds(lambda: extract.read(data, name="stages.md"), rounds),
        "normalize": cpu_seconds(lambda: normalize.facts_of(document), rounds),
        "reconcile": cpu_seconds(lambda: reconcile(forgetful(facts)), rounds),
        "score": cpu_seconds(
            lambda: score.scorecard_of(tied.model_copy(update={"facts": forgetful(facts)})), rounds
        ),
    }
    found["whole"] = cpu_seconds(lambda: review(data, "stages.md"), rounds)
    found["html"] = cpu_seconds(lambda: WRITERS["html"](reviewed), rounds)
    return found


def command_seconds(*arguments: str) -> tuple[float, float]:
    """命令从冷启动到结束：墙上的时间和处理器时间，各取最短的一次。

    装好的程序带着编译过的字节码，所以头一次不算，字节码写在临时的地方。
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    walls, cpus = [], []
    with tempfile.TemporaryDirectory() as bytecode:
        environment["PYTHONPYCACHEPREFIX"] = bytecode
        for _ in range(ROUNDS + 1):
            started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(  # noqa: S603
                [COMMAND, *arguments], capture_output=True, check=False, env=environment
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            walls.append(time.perf_counter() - started)
            cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(walls[1:]), min(cpus[1:])


def peak_megabytes(path: Path) -> float:
    """一次审核的内存峰值：在单独的进程里做；getrusage 会连父进程的算上，所以读 VmHWM（只在 Linux 上有）。"""
    script = (
        "import sys; from pathlib import Path; from gouji import review;"
        "path = Path(sys.argv[1]); review(path.read_bytes(), path.name);"
        "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024


def against_others(docx_path: Path, pdf_path: Path) -> list[Measure]:
    """整个审核、只读取，各与通行的库比。"""
    found = []
    for path, walk, other, bars in (
        (docx_path, walk_docx, "python-docx 走一遍", ("≤ 5", "≤ 1.5")),
        (pdf_path, walk_pdf, "pdfplumber 取文字和表格", ("≤ 0.35", "≤ 0.2")),
    ):
        data, name = path.read_bytes(), path.name
        yardstick = cpu_seconds(partial(walk, data), 3)
        whole = cpu_seconds(partial(review, data, name))
        alone = cpu_seconds(partial(extract.read, data, name))
        for work, taken, bar in (("审核", whole, bars[0]), ("读取", alone, bars[1])):
            found.append(
                Measure(f"{work} {path.suffix} ÷ {other}", taken / yardstick, bar, f"{taken * 1000:.0f} 毫秒")
            )
    return found


def against_readers(docx_path: Path, pdf_path: Path, python: str) -> list[Measure]:
    """只读取，与别的读取库比：它们在自己的环境里读，各取三次里最短的处理器时间。"""
    script = Path(__file__).with_name("others.py")
    done = subprocess.run(  # noqa: S603
        [python, str(script), str(docx_path), str(pdf_path)], capture_output=True, text=True, check=False
    )
    theirs: dict[str, dict[str, float | None]] = json.loads(done.stdout or "{}")
    ours = {
        path.suffix: cpu_seconds(partial(extract.read, path.read_bytes(), path.name), 3)
        for path in (docx_path, pdf_path)
    }
    found = []
    for name, (_, suffixes) in others.READERS.items():
        for suffix in suffixes:
            taken = theirs.get(name, {}).get(suffix)
            title = f"读取 {suffix} ÷ {name}"
            if taken:
                found.append(Measure(title, ours[suffix] / taken, "", f"它用 {taken * 1000:.0f} 毫秒"))
            else:
                found.append(Measure(title, None, "", "没装，略过" if name not in theirs else "它读不了"))
    return found


def by_stage(markdown: str) -> list[Measure]:
    """各步的时间，以及三倍长、十倍长的报告是原来的几倍。"""
    once = stages(markdown)
    bars = {"normalize": "≤ 40", "reconcile": "≤ 60"}
    found = [
        Measure(f"{stage} 一步（毫秒）", once[stage] * 1000, bars.get(stage, ""))
        for stage in (*STAGES, "html")
    ]
    for times in TIMES_LONGER:
        longer = stages("\n\n".join([markdown] * times), rounds=2)
        each = "、".join(f"{stage} {longer[stage] / once[stage]:.1f}" for stage in (*STAGES, "html"))
        bar = f"≤ {times * 6 / 5:g}"
        found.append(Measure(f"{times} 倍长的报告 ÷ 原来的", longer["whole"] / once["whole"], bar, each))
    return found


def large() -> Measure:
    """五千个数据项核对一遍。"""
    facts = normalize.facts_of(extract.read(large_report().encode(), name="large.md"))
    taken = cpu_seconds(lambda: reconcile(forgetful(facts)), 3)
    return Measure(f"核对一步，{len(facts.facts):,} 个数据项（秒）", taken, "≤ 1")


def started(docx_path: Path) -> list[Measure]:
    """冷启动。"""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / docx_path.name
        copy.write_bytes(docx_path.read_bytes())
        checked, helped = command_seconds("check", str(copy)), command_seconds("--help")
    return [
        Measure("gouji check 冷启动（秒）", checked[0], "≤ 1", f"处理器 {checked[1]:.2f} 秒"),
        Measure("gouji --help（秒）", helped[0], "≤ 0.2", f"处理器 {helped[1]:.2f} 秒"),
    ]


def memory(docx_path: Path, pdf_path: Path) -> list[Measure]:
    """内存峰值，以及五百页的报告。"""
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder) / "long.pdf"
        long.write_bytes(many_pages(pdf_path.read_bytes()))
        taken = _once(lambda: review(long.read_bytes(), long.name))
        return [
            Measure("审核 .docx 内存峰值（MB）", peak_megabytes(docx_path), "≤ 200"),
            Measure("审核 .pdf 内存峰值（MB）", peak_megabytes(pdf_path), "≤ 200"),
            Measure(f"审核 {PAGES} 页 .pdf 内存峰值（MB）", peak_megabytes(long), "", f"{taken:.1f} 秒"),
        ]


def main() -> None:
    """量一遍，打印与要求对照的表。"""
    parser = argparse.ArgumentParser()
    parser.add_argument("reports", nargs="*", type=Path)
    parser.add_argument("--others", default=sys.executable)
    given = parser.parse_args()
    samples = [ROOT / "samples" / f"yunling-emergency-2022.{suffix}" for suffix in ("docx", "pdf")]
    docx_path, pdf_path = given.reports or samples
    markdown = as_markdown(docx_path.read_bytes(), docx_path.name)
    print(f"{docx_path.name}、{pdf_path.name}；Python {sys.version.split()[0]}")
    print("| 项目 | 实测 | 要求 | 说明 |\n| --- | --- | --- | --- |")
    steps: tuple[Callable[[], list[Measure]], ...] = (
        lambda: against_others(docx_path, pdf_path),
        lambda: against_readers(docx_path, pdf_path, given.others),
        lambda: by_stage(markdown),
        lambda: [large()],
        lambda: started(docx_path),
        lambda: memory(docx_path, pdf_path),
    )
    for step in steps:
        for measure in step():
            shown = "—" if measure.value is None else f"{measure.value:.2f}"
            print(f"| {measure.name} | {shown} | {measure.bar} | {measure.note} |", flush=True)


if __name__ == "__main__":
    main()
