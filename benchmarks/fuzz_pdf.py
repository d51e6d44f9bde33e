"""捣乱：把好的 PDF 改坏了读，看有没有卡死、吃光内存、抛出没有名字的异常。

    python benchmarks/fuzz_pdf.py --minutes 10 [--keep 文件夹]

每个坏文件由（样本，种子）定，报出来就能重现。读在单独的进程里做，限时限内存。
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
import zlib
from collections import Counter
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
SECONDS = 20
"""处理器时间；墙上的时间放宽到六倍，机器忙的时候不算它慢。"""
MEMORY = 2 << 30
BATCH = 40
_INTERESTING = (
    b"0",
    b"-1",
    b"1",
    b"255",
    b"65536",
    b"2147483647",
    b"-2147483648",
    b"99999999999",
    b"1e9",
    b"NaN",
)
_TOKENS = (
    b"/Kids",
    b"/Parent",
    b"/Length",
    b"/Filter",
    b"/ToUnicode",
    b"/W",
    b"/Count",
    b"/Contents",
    b"/Font",
    b"endstream",
)


def mutated(data: bytes, seed: int) -> bytes:
    """按种子改坏：压缩的内容流先解开，改了才到得了里面。"""
    random = Random(seed)  # noqa: S311 - 只是捣乱
    body = bytearray(_unpacked(data) if random.random() < 0.7 else data)
    for _ in range(random.choice([1, 1, 2, 4, 16])):
        at = random.randrange(len(body))
        kind = random.randrange(7)
        if kind == 0:
            body[at] ^= 1 << random.randrange(8)
        elif kind == 1:
            body[at : at + random.randrange(1, 400)] = b""
        elif kind == 2:
            piece = bytes(body[at : at + random.randrange(1, 400)])
            body[at:at] = piece * random.randrange(1, 4)
        elif kind == 3:
            _replace_number(body, at, random)
        elif kind == 4:
            _swap_token(body, random)
        elif kind == 5:
            other = random.randrange(len(body))
            size = random.randrange(1, 200)
            body[at : at + size] = body[other : other + size]
        else:
            body[at : at + 4] = random.randbytes(4)
    return bytes(body)


def _unpacked(data: bytes) -> bytes:
    """把 Flate 流解开成明文，长度跟着改；交叉引用因此不对了，读的人要会重建。"""
    out = bytearray()
    position = 0
    while (start := data.find(b"stream", position)) != -1:
        begin = start + 6
        begin += 2 if data[begin : begin + 2] == b"\r\n" else 1
        end = data.find(b"endstream", begin)
        if end == -1:
            break
        head = data[position:begin]
        content = data[begin:end]
        if b"/FlateDecode" in head[-400:]:
            try:
                content = zlib.decompressobj().decompress(content, 1 << 20)
                head = head.replace(b"/FlateDecode", b"")
            except zlib.error:
                pass
        out += head + content + data[end : end + 9]
        position = end + 9
    return bytes(out + data[position:])


def _replace_number(body: bytearray, at: int, random: Random) -> None:
    start = at
    while start < len(body) and not chr(body[start]).isdigit():
        start += 1
    end = start
    while end < len(body) and chr(body[end]).isdigit():
        end += 1
    body[start:end] = random.choice(_INTERESTING)


def _swap_token(body: bytearray, random: Random) -> None:
    token = random.choice(_TOKENS)
    at = body.find(token, random.randrange(len(body)))
    if at != -1:
        body[at : at + len(token)] = random.choice(_TOKENS)


def work(paths: list[str], seeds: range) -> None:
    """子进程：逐个读坏文件，读之前先报上名字，读完报结果。"""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from extract import Unreadable, read

    originals = [Path(path).read_bytes() for path in paths]
    for seed in seeds:
        data = mutated(originals[seed % len(originals)], seed)
        print(json.dumps({"seed": seed}), flush=True)
        started = time.process_time()
        try:
            document = read(data, "坏.pdf")
            outcome = "读出" if not document.notes else "读出并说明"
        except Unreadable as error:
            outcome = error.code
        except MemoryError:
            outcome = "MemoryError"
        except Exception as error:  # noqa: BLE001 - 要找的就是它
            outcome = f"{type(error).__name__}: {error}"[:200]
        print(
            json.dumps({"seed": seed, "outcome": outcome, "seconds": time.process_time() - started}),
            flush=True,
        )


def main() -> None:
    """不停地改、读，到时间为止；打印各种结果的个数，以及每个要看的种子。"""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--work", nargs=2, type=int)
    given = parser.parse_args()
    paths = sorted(str(path) for path in (ROOT / "samples").glob("*.pdf"))
    if given.work:
        work(paths, range(*given.work))
        return
    deadline = time.monotonic() + 60 * given.minutes
    outcomes: Counter[str] = Counter()
    finds: list[tuple[int, str]] = []
    slowest = 0.0
    seed = given.first
    while time.monotonic() < deadline:
        end = seed + BATCH
        command = [sys.executable, __file__, "--work", str(seed), str(end)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:  # noqa: S603
            last, failed = _followed(child, seed, outcomes, finds)
            slowest = max(slowest, last)
        seed = end if failed is None else failed + 1
    total = outcomes.total()
    print(f"{total} 个坏文件，最慢 {slowest:.1f} 秒")
    for outcome, count in outcomes.most_common():
        print(f"  {count:6d}  {outcome}")
    for number, what in finds:
        print(f"要看的：种子 {number}（{Path(paths[number % len(paths)]).name}）：{what}")
        if given.keep:
            given.keep.mkdir(parents=True, exist_ok=True)
            original = Path(paths[number % len(paths)]).read_bytes()
            (given.keep / f"{number}.pdf").write_bytes(mutated(original, number))


def _followed(
    child: subprocess.Popen[str], first: int, outcomes: Counter[str], finds: list[tuple[int, str]]
) -> tuple[float, int | None]:
    """跟着一个子进程：超时就停掉，死了就记下它正读的那个。"""
    import select

    current, slowest = first, 0.0
    stream = child.stdout
    if stream is None:
        return 0.0, None
    while True:
        ready, _, _ = select.select([stream], [], [], 6 * SECONDS)
        line = stream.readline() if ready else ""
        if not line:
            break
        message = json.loads(line)
        current = message["seed"]
        if "outcome" in message:
            outcome = message["outcome"]
            slowest = max(slowest, message["seconds"])
            # X099 是没有料到的异常，正是要找的
            known = outcome.startswith(("X0", "读出")) and outcome != "X099"
            outcomes[outcome if known else "意外"] += 1
            if not known or message["seconds"] > SECONDS / 2:
                finds.append((current, f"{outcome}（{message['seconds']:.1f} 秒）"))
    if child.poll() is None and not ready:
        child.kill()
        outcomes["超时"] += 1
        finds.append((current, "超时"))
        return slowest, current
    if child.wait() != 0:
        outcomes["进程中止"] += 1
        finds.append((current, f"进程中止（{child.returncode}）"))
        return slowest, current
    return slowest, None


if __name__ == "__main__":
    main()
