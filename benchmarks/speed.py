"""速度与内存：DESIGN 里“Speed and size”各项，一次运行、同一台机器、只看比值。

    python benchmarks/speed.py [报告.docx 报告.pdf]

不给报告时用 samples/ 里的一份。python-docx 与 pdfplumber 只是比照的对象，产品并不用它们。
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import docx
import pdfplumber
import random_reports

import extract
import normalize
from gouji import review
from reconcile import reconcile

ROOT = Path(__file__).parents[1]
ROUNDS = 5
TIMES_LONGER = 10
FIGURES = 5000
COMMAND = Path(sys.executable).parent / "gouji"


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """跑 rounds 次取中位数；先跑一次热身。"""
    work()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return median(taken)


def cpu_seconds(work: Callable[[], object]) -> float:
    """同上，只算本进程用的处理器时间，不受旁边的工作影响。"""
    work()
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return median(taken)


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


def command_seconds(*arguments: str) -> float:
    """命令从冷启动到结束。"""
    return seconds(
        lambda: subprocess.run([COMMAND, *arguments], capture_output=True, check=False)  # noqa: S603
    )


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


def main() -> None:
    """量一遍，打印与要求对照的表。"""
    given = [Path(argument) for argument in sys.argv[1:]]
    docx_path, pdf_path = given or [ROOT / "samples" / f"yunling-emergency-2022.{s}" for s in ("docx", "pdf")]
    docx_data, pdf_data = docx_path.read_bytes(), pdf_path.read_bytes()

    docx_review = seconds(lambda: review(docx_data, docx_path.name))
    docx_walk = seconds(lambda: walk_docx(docx_data))
    pdf_review = seconds(lambda: review(pdf_data, pdf_path.name))
    pdf_walk = seconds(lambda: walk_pdf(pdf_data), rounds=3)
    markdown = as_markdown(docx_data, docx_path.name)
    once = seconds(lambda: review(markdown.encode(), "once.md"))
    longer = "\n\n".join([markdown] * TIMES_LONGER).encode()
    tenfold = seconds(lambda: review(longer, "tenfold.md"), rounds=1)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / docx_path.name
        copy.write_bytes(docx_data)
        check = command_seconds("check", str(copy))
    reported = normalize.facts_of(extract.read(docx_data, name=docx_path.name))
    large = normalize.facts_of(extract.read(large_report().encode(), name="large.md"))
    rows = [
        ("审核 .docx ÷ python-docx 走一遍", docx_review / docx_walk, "≤ 5", f"{docx_review * 1000:.0f} 毫秒"),
        (
            "审核 .pdf ÷ pdfplumber 取文字和表格",
            pdf_review / pdf_walk,
            "≤ 0.35",
            f"{pdf_review * 1000:.0f} 毫秒",
        ),
        ("十倍长的报告 ÷ 原来的", tenfold / once, "≤ 12", f"{tenfold * 1000:.0f} 毫秒"),
        ("核对一步（毫秒 CPU）", cpu_seconds(lambda: reconcile(reported)) * 1000, "≤ 60", ""),
        (
            f"核对一步，{len(large.facts):,} 个数据项（秒 CPU）",
            cpu_seconds(lambda: reconcile(large)),
            "≤ 1",
            "",
        ),
        ("gouji check 冷启动（秒）", check, "≤ 1", ""),
        ("gouji --help（秒）", command_seconds("--help"), "≤ 0.2", ""),
        ("审核 .docx 内存峰值（MB）", peak_megabytes(docx_path), "≤ 200", ""),
        ("审核 .pdf 内存峰值（MB）", peak_megabytes(pdf_path), "≤ 200", ""),
    ]
    print(f"{docx_path.name}、{pdf_path.name}；Python {sys.version.split()[0]}")
    print("| 项目 | 实测 | 要求 | 用时 |\n| --- | --- | --- | --- |")
    for name, value, bar, note in rows:
        print(f"| {name} | {value:.2f} | {bar} | {note} |")


if __name__ == "__main__":
    main()
