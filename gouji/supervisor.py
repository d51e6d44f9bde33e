"""总管（Supervisor）：看管工作进程，一份报告一个时限，出了事只损失这一份。

不用 ProcessPoolExecutor：它的一个进程中止，排队的报告全部落空。
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from hashlib import sha256
from types import TracebackType
from typing import IO, Generic, Self, TypeVar

from gouji.jobs import Failure, Outcome, Unavailable, receive, send
from gouji.worker import MEMORY

PRODUCER = "gouji.produce:produce"

POLL = 0.2
RESULT_LIMIT = 256 * 2**20
_ALARMED = -14
"""工作进程自己的闹钟响了。"""
_KILLED = -9
"""不是我们动的手，就是系统内存不够时挑中了它。"""
Key = TypeVar("Key")


@dataclass(frozen=True)
class Limits:
    """每份报告的限度：时限（秒）、内存（字节）、文件大小（字节）；一个进程最多连续审几份。"""

    seconds: float = 180
    memory: int = 2 * 2**30
    size: int = 100 * 2**20
    reports: int = 100


@dataclass(frozen=True)
class Job(Generic[Key]):
    """送审件：怎么读到内容，叫什么，要哪些输出；key 由交件人自己认。"""

    key: Key
    name: str
    read: Callable[[], bytes]
    wanted: tuple[str, ...]


class Worker:
    """一个工作进程，连同它的两根管道；出事之后换一个新的。"""

    def __init__(self, limits: Limits, producer: str, rubric: str = "") -> None:
        self._limits = limits
        self._producer = producer
        self._rubric = rubric
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0
        self._closed = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """先行启动，免得第一份报告等它。"""
        with self._lock:
            if self._process is None and not self._closed:
                self._process = _launched(self._producer, self._limits)
                self._done = 0

    def do(self, name: str, data: bytes, wanted: tuple[str, ...]) -> Outcome:
        """审核一份。用过的进程异常退出时，换新的再试一次：可能是前面的报告留下的病根。"""
        used = self._process is not None and self._done > 0
        outcome = self._attempt(name, data, wanted)
        if used and outcome.failure is not None and outcome.failure.code in {"X026", "X027"}:
            outcome = self._attempt(name, data, wanted)
        return replace(outcome, sha256=sha256(data).hexdigest())

    def close(self) -> None:
        """立即停下；手上的报告作废。"""
        with self._lock:
            self._closed = True
            process = self._process
        if process is not None:
            _kill(process)

    def _attempt(self, name: str, data: bytes, wanted: tuple[str, ...]) -> Outcome:
        self.start()
        process = self._process
        if process is None:
            return Outcome(name=name, failure=_exited(0, self._limits.seconds))
        late = threading.Event()

        def give_up() -> None:
            late.set()
            _kill(process)

        timer = threading.Timer(self._limits.seconds, give_up)
        timer.daemon = True
        timer.start()
        header = json.dumps({"name": name, "wanted": wanted, "rubric": self._rubric}).encode()
        payload = _exchanged(process, header, data)
        timer.cancel()
        timer.join()
        if late.is_set():
            self.retire()
            return Outcome(name=name, failure=_timed_out(self._limits.seconds))
        try:
            outcome = Outcome.loaded(payload) if payload is not None else None
        except ValueError:
            outcome = None
        if outcome is None:
            return Outcome(name=name, failure=_exited(self.retire(), self._limits.seconds))
        self._done += 1
        if outcome.failure == MEMORY or self._done >= self._limits.reports:
            self.retire()
        return outcome

    def retire(self) -> int:
        """送走现在的进程，返回它的退出状态（负数是信号）。"""
        process = self._process
        if process is None:
            return 0
        for pipe in (process.stdin, process.stdout):
            _close_quietly(pipe)
        try:
            status = process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            _kill(process)
            status = process.wait()
        with self._lock:
            self._process = None
        return status


class Supervisor:
    """总管：几个工作进程同时干活，每个一次一份；rubric 是评分标准文件的内容，没有指定为空串。"""

    def __init__(
        self, workers: int, limits: Limits | None = None, producer: str | None = None, rubric: str = ""
    ) -> None:
        limits = limits or Limits()
        self._limits = limits
        self._workers = [Worker(limits, producer or PRODUCER, rubric) for _ in range(workers)]
        self._idle = list(self._workers)
        self._guard = threading.Lock()
        self._threads = ThreadPoolExecutor(workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """先行启动第一个工作进程。"""
        self._workers[0].start()

    def stop(self) -> None:
        """停下：没开始的不做了，正在做的作废。"""
        for worker in self._workers:
            worker.close()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.retire()

    def in_order(self, jobs: Iterable[Job[Key]]) -> Iterator[tuple[Job[Key], Outcome]]:
        """按交件先后给出结果。"""
        queue = deque((job, self._threads.submit(self._review, job)) for job in jobs)
        while queue:
            job, future = queue.popleft()
            yield job, future.result()

    def as_completed(
        self, jobs: Iterable[Job[Key]], stop: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[Job[Key], Outcome]]:
        """谁先审完先给谁；stop 说停，就丢下没审完的。"""
        pending: dict[Future[Outcome], Job[Key]] = {
            self._threads.submit(self._review, job): job for job in jobs
        }
        while pending and not stop():
            done, _ = wait(pending, timeout=POLL, return_when=FIRST_COMPLETED)
            for future in done:
                yield pending.pop(future), future.result()

    def _review(self, job: Job[Key]) -> Outcome:
        try:
            data = job.read()
        except Unavailable as unavailable:
            return Outcome(name=job.name, failure=unavailable.failure)
        if len(data) > self._limits.size:
            failure = _too_large(self._limits.size)
            return Outcome(name=job.name, sha256=sha256(data).hexdigest(), failure=failure)
        with self._guard:
            worker = self._idle.pop()
        try:
            return worker.do(job.name, data, job.wanted)
        finally:
            with self._guard:
                self._idle.append(worker)


def _launched(producer: str, limits: Limits) -> subprocess.Popen[bytes]:
    """启动一个工作进程：自成一组，不从当前目录导入任何东西，也不受 CMAP_PATH 左右。"""
    environment = {name: value for name, value in os.environ.items() if name != "CMAP_PATH"}
    return subprocess.Popen(  # noqa: S603 - 命令由本程序拼成，没有外来的字
        [sys.executable, "-P", "-m", "gouji.worker", producer, str(limits.memory), str(limits.seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )


def _exchanged(process: subprocess.Popen[bytes], header: bytes, data: bytes) -> bytes | None:
    """交出一份报告，等结果；对方不在了就是 None。"""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        send(process.stdin, header)
        send(process.stdin, data)
        return receive(process.stdout, RESULT_LIMIT)
    except (OSError, ValueError):
        return None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """连同它的子进程一起结束；已经收尸的不动，进程号可能已经归了别人。"""
    if process.returncode is not None:
        return
    if hasattr(os, "killpg"):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    else:
        process.kill()


def _close_quietly(pipe: IO[bytes] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except OSError:  # 对方先走了，缓冲里的余下部分写不出去
        return


def _timed_out(seconds: float) -> Failure:
    return Failure("X025", f"处理超过{seconds:g}秒，已中止", "请单独重试并放宽时限，或拆分后重新报送")


def _exited(status: int, seconds: float) -> Failure:
    if status == _ALARMED:
        return _timed_out(seconds)
    if status == _KILLED:
        return MEMORY
    how = f"信号 {-status}" if status < 0 else f"退出码 {status}"
    return Failure(
        "X027",
        f"处理这份报告时程序异常退出（{how}），其他报告不受影响",
        "请单位另存为新文件后重新报送；仍然如此，请把原件和代码反馈给开发者",
        detail=how,
    )


def _too_large(limit: int) -> Failure:
    """文件太大。"""
    return Failure("X008", f"文件超过{limit // 2**20} MB", "请压缩图片或拆分后重新报送")
