"""变异测试：把好的 .docx 改坏几万份，看读取器是不是总给出文档或者代码，不超时、不超内存、不抛别的异常。

    python benchmarks/fuzz_docx.py [分钟数] [报告.docx …]

一批一批在限了内存的子进程里读；查到的变异体存在 fuzz-finds/ 里，名字里有种子，可以重做。
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from mutations import mutant  # noqa: E402

import extract  # noqa: E402

BATCH = 250
SECONDS = 2.0
ADDRESS_SPACE = 1_000 * 2**20
FINDS = Path("fuzz-finds")


def outcome(data: bytes) -> tuple[str, str]:
    """读一份的结果（代码或“读出”），以及不该有的事（没有为空）。"""
    started = time.process_time()
    try:
        document = extract.read(data, "变异.docx")
        result = "读出"
        for index, block in enumerate(document.blocks):
            for cell in block.cells if block.kind == "table" else ():
                document.text(document.at(index, 0, len(cell.text), (cell.row, cell.column)))
    except extract.Unreadable as error:
        result = error.code
    fault = "程序内部错误" if result == "X099" else ""
    taken = time.process_time() - started
    return result, fault or (f"{taken:.1f} 秒" if taken > SECONDS else "")


def batch(paths: list[Path], first: int) -> None:
    """子进程：读一批，逐份打印结果。"""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    good = [path.read_bytes() for path in paths]
    for seed in range(first, first + BATCH):
        print(seed, flush=True)
        data = mutant(good[seed % len(good)], seed)
        result, fault = outcome(data)
        if fault:
            FINDS.mkdir(exist_ok=True)
            (FINDS / f"{seed}-{fault.split()[0]}.docx").write_bytes(data)
        print(f"{seed} {result} {fault}", flush=True)
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}", flush=True)


def main() -> None:
    """跑够分钟数，打印各种结果的份数。"""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    paths = [Path(argument) for argument in sys.argv[2:]] or sorted((ROOT / "samples").glob("*.docx"))
    deadline = time.monotonic() + 60 * minutes
    results: Counter[str] = Counter()
    faults: list[str] = []
    seed = peak = 0
    while time.monotonic() < deadline:
        command = [sys.executable, __file__, "--batch", str(seed), *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)  # noqa: S603
        lines = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
        if done.returncode:
            faults.append(
                f"{lines[-1][0] if lines else seed}：子进程异常退出 {done.returncode} {done.stderr[-300:]}"
            )
        results.update(parts[1] for parts in lines if len(parts) > 1 and parts[0] != "peak")
        faults += [" ".join(parts) for parts in lines if len(parts) > 2]
        peak = max(peak, *(int(parts[1]) for parts in lines if parts[0] == "peak"), 0)
        seed += BATCH
    print(f"{sum(results.values()):,} 份变异体，{minutes:g} 分钟，内存峰值 {peak} MB")
    print("、".join(f"{name} {count:,}" for name, count in results.most_common()))
    print(f"不该有的：{len(faults)}")
    print("\n".join(faults))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--batch"]:
        batch([Path(argument) for argument in sys.argv[3:]], int(sys.argv[2]))
    else:
        main()
