"""收件：一个文件夹的报告逐份审核，结果写到另一个文件夹，原件分毫不动。

做没做过只看结果本身：review.json 里的文件指纹和程序版本与现在相同，就是做过了；
程序重启不会重做，也不会漏做。汇总只列文件夹里现有的报告，移走的报告结果仍留着。
"""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from gouji.files import Found, Scan, Signature, read_bytes, reading, scan
from gouji.jobs import Outcome, Unavailable
from gouji.store import Store, folder_name
from gouji.supervisor import Job, Supervisor
from gouji.writers import batch, failure
from gouji.writers.batch import Listing, Row
from gouji.writers.plain import SEVERITY_NAMES, one_line, shown_name

WANTED = ("json", "html")
TRANSIENT = frozenset({"X003", "X030"})
"""过一会儿可能就好的原因，监看时一直重试。"""
GLANCE = 0.5


class Refused(Exception):  # noqa: N818 - 说的是文件夹的摆法
    """送审文件夹与结果文件夹的摆法不安全。"""


@dataclass(frozen=True)
class Done:
    """做完的一份：哪一份，结果如何，结果文件夹里的东西有没有变。"""

    found: Found
    outcome: Outcome
    changed: bool


class Inbox:
    """送审文件夹，连同它的结果文件夹；rubric 是指定的评分标准文件的内容。"""

    def __init__(self, folder: Path, store: Store, rubric: str = "") -> None:
        self._folder = folder.resolve()
        self._rubric = sha256(rubric.encode()).hexdigest() if rubric else ""
        self._out = store.folder.resolve()
        self._store = store
        self._rows: dict[str, tuple[tuple[int, int], Row]] = {}

    def scan(self) -> Scan:
        """现有的报告。"""
        return scan(self._folder, leave_out=self._out)

    def reachable(self) -> bool:
        """送审文件夹还在不在；不在的时候不能当作报告都撤走了。"""
        return self._folder.is_dir()

    def process(
        self, reports: Iterable[Found], supervisor: Supervisor, stop: Callable[[], bool]
    ) -> Iterator[Done]:
        """逐份审核并写出结果；审核途中被拿走的报告不算。"""
        jobs = [_job(found) for found in reports]
        for job, outcome in supervisor.as_completed(jobs, stop):
            if job.key.path.exists():
                changed = self._store.publish(folder_name(job.key.relative), _files(outcome))
                yield Done(job.key, outcome, changed)

    def is_done(self, found: Found) -> bool:
        """现有的结果是不是由同样的内容、同一版程序、同一份评分标准文件得出的。"""
        review = self._store.review(folder_name(found.relative))
        if review is None or review.get("gouji") != version("gouji"):
            return False
        if "error" not in review and (review.get("rubric") or {}).get("sha256", "") != self._rubric:
            return False
        try:
            digest = sha256(read_bytes(found.path)).hexdigest()
        except Unavailable:
            return False
        return bool(review["document"]["sha256"] == digest)

    def listing(self, scanned: Scan) -> Listing:
        """文件夹里现有的报告的汇总。"""
        rows = [self._row(found) for found in scanned.reports]
        return Listing(tuple(row for row in rows if row is not None), scanned.unprocessed)

    def summarise(self, scanned: Scan) -> Listing:
        """写出汇总表和目录。"""
        listing = self.listing(scanned)
        self._store.write("汇总.csv", batch.table(listing))
        self._store.write("index.html", batch.index(listing))
        return listing

    def _row(self, found: Found) -> Row | None:
        name = folder_name(found.relative)
        signature = self._store.signature(name)
        if signature is None:
            return None
        known = self._rows.get(name)
        if known is None or known[0] != signature:
            review = self._store.review(name)
            if review is None:
                return None
            known = (signature, batch.row_of(shown_name(found.relative.as_posix()), name, review))
            self._rows[name] = known
        return known[1]


def refuse_unsafe(folder: Path, out: Path) -> None:
    """结果不能写进送审文件夹本身，也不能写到会把它盖住的地方。

    Raises:
        Refused: 说明为什么不行。
    """
    source, target = folder.resolve(), out.resolve()
    if source == target:
        msg = "结果文件夹不能就是送审文件夹，请另选一个"
        raise Refused(msg)
    if source.is_relative_to(target):
        msg = "结果文件夹不能包含送审文件夹，请另选一个"
        raise Refused(msg)
    if target.exists() and not target.is_dir():
        msg = "结果文件夹的位置上已经有一个同名文件，请另选一个"
        raise Refused(msg)


def watch(
    inbox: Inbox,
    supervisor: Supervisor,
    *,
    every: float,
    wake: threading.Event,
    stop: Callable[[], bool],
    say: Callable[[str], None],
) -> None:
    """一直看着送审文件夹，直到 stop；来了、换了的报告在安定之后审核。

    每 every 秒整个扫一遍；wake 只是提前叫醒。大小、修改时间、索引号保持 every 秒不变才算安定。
    磁盘满了、网络盘断了，说一次，恢复之后接着做。
    """
    rounds = _Rounds(inbox, supervisor, every, stop, say)
    trouble = ""
    while not stop():
        before = trouble
        try:
            trouble = (
                rounds.once() if inbox.reachable() else "送审文件夹打不开，可能是网络盘断开；恢复之后接着看"
            )
        except OSError as error:
            trouble = unwritable(error)
        if trouble and trouble != before:
            say(trouble)
        _sleep(every, wake, stop)


class _Rounds:
    """一轮又一轮的扫描；handled 记着已有结果的文件和它当时的样子。"""

    def __init__(
        self,
        inbox: Inbox,
        supervisor: Supervisor,
        every: float,
        stop: Callable[[], bool],
        say: Callable[[str], None],
    ) -> None:
        self._inbox, self._supervisor, self._stop, self._say = inbox, supervisor, stop, say
        self._settling = Settling(every)
        self._handled: dict[Path, Signature] = {}
        self._listed: Scan | None = None

    def once(self) -> str:
        """扫一遍，审该审的，刷新汇总；没有麻烦返回空串。"""
        scanned = self._inbox.scan()
        todo = self._due(scanned)
        for done in self._inbox.process(todo, self._supervisor, self._stop):
            if done.outcome.failure is None or done.outcome.failure.code not in TRANSIENT:
                self._handled[done.found.path] = done.found.signature
            if done.changed:
                self._say(line_of(done))
        if not self._stop() and (todo or scanned != self._listed):
            self._inbox.summarise(scanned)
            self._listed = scanned
        return ""

    def _due(self, scanned: Scan) -> list[Found]:
        """安定了的、还没有结果的报告。"""
        fresh = [found for found in scanned.reports if self._handled.get(found.path) != found.signature]
        due: list[Found] = []
        for found in self._settling.ready(fresh, time.monotonic()):
            if self._inbox.is_done(found):
                self._handled[found.path] = found.signature
            else:
                due.append(found)
        return due


def line_of(done: Done) -> str:
    """做完一份之后的一行。"""
    path = one_line(shown_name(done.found.relative.as_posix()))
    failed = done.outcome.failure
    if failed is not None:
        return f"未能审核 {path}：{failed.code} {one_line(failed.reason)}"
    counts = done.outcome.counts
    found = "、".join(f"{name} {counts.get(key, 0)}" for key, name in SEVERITY_NAMES.items())
    unread = f"，{done.outcome.unread}处没有读到" if done.outcome.unread else ""
    return f"已审核 {path}：{found}{unread}"


def unwritable(error: OSError) -> str:
    """结果写不出来的原因。"""
    if error.errno == errno.ENOSPC:
        return "X031 磁盘空间不足，结果写不出来；清理之后会接着做，没有文件丢失"
    return "X032 结果文件夹写不进去；请检查权限和网络盘，恢复之后会接着做"


class Settling:
    """等文件安定：拷贝、下载、另存都会让它变几次样子。"""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._seen: dict[Path, tuple[Signature, float]] = {}

    def ready(self, reports: Iterable[Found], now: float) -> list[Found]:
        """样子保持够久的那些；这次没扫到的不再记得。"""
        seen: dict[Path, tuple[Signature, float]] = {}
        for found in reports:
            before = self._seen.get(found.path)
            unchanged = before is not None and before[0] == found.signature
            seen[found.path] = before if before is not None and unchanged else (found.signature, now)
        ready = [
            found
            for found in reports
            if found.path in self._seen and now - seen[found.path][1] >= self._seconds
        ]
        self._seen = seen
        return ready


def _sleep(seconds: float, wake: threading.Event, stop: Callable[[], bool]) -> None:
    """等到下一次扫描：时间到了、有人叫醒，或者要停。分成小段等，信号来了很快就能停。"""
    deadline = time.monotonic() + seconds
    while not stop() and not wake.is_set() and (left := deadline - time.monotonic()) > 0:
        wake.wait(min(left, GLANCE))
    wake.clear()


def _job(found: Found) -> Job[Found]:
    return Job(found, shown_name(found.path.name), reading(found.path), WANTED)


def _files(outcome: Outcome) -> dict[str, bytes]:
    """一份报告的结果文件。"""
    if outcome.failure is not None:
        texts = {
            "review.json": failure.as_json(outcome, outcome.failure) + "\n",
            "原因.txt": failure.as_note(outcome, outcome.failure),
        }
    else:
        texts = {"review.json": outcome.outputs["json"] + "\n", "报告.html": outcome.outputs["html"]}
    return {name: text.encode("utf-8", errors="backslashreplace") for name, text in texts.items()}
