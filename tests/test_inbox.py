"""收件：每个文件都有下落，原件不动，结果要么整个出现要么不出现，重做得同样的字节。"""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import threading
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji import inbox as inboxes
from gouji.events import waking
from gouji.files import Found, is_temporary, read_bytes, scan
from gouji.inbox import Inbox, Refused, Settling, refuse_unsafe
from gouji.jobs import Unavailable
from gouji.store import Busy, Store, folder_name
from gouji.supervisor import Limits, Supervisor

STANDINS = Path(__file__).parent / "standins"
PRODUCER = "standin_producers:produce"


@pytest.fixture(autouse=True)
def _importable_standins(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(STANDINS))


def put(folder: Path, **contents: str) -> None:
    for name, content in contents.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".gouji.lock"
    }


def run(folder: Path, out: Path, *, workers: int = 2, limits: Limits | None = None):
    with Store(out) as store, Supervisor(workers, limits or Limits(seconds=20), PRODUCER) as supervisor:
        inbox = Inbox(folder, store)
        scanned = inbox.scan()
        for _ in inbox.process(scanned.reports, supervisor, lambda: False):
            pass
        return inbox.summarise(scanned)


def summary(out: Path) -> dict[str, dict[str, str]]:
    text = (out / "汇总.csv").read_bytes().decode("utf-8-sig")
    return {row["报告"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


class TestScan:
    def test_报告按位置排列_子文件夹也算(self, tmp_path):
        put(tmp_path, 乙_docx="x", 甲__丙_pdf="x", 甲__丁_MD="x")
        assert [found.relative.as_posix() for found in scan(tmp_path).reports] == [
            "乙.docx",
            "甲/丁.MD",
            "甲/丙.pdf",
        ]

    @pytest.mark.parametrize(
        "name",
        [
            "~$自评.docx",
            ".~自评.docx",
            "~WRL0001.tmp",
            "甲.docx.part",
            "甲.pdf.crdownload",
            "甲.filepart",
            ".甲.docx",
        ],
    )
    def test_临时文件不是报告_也不必说(self, tmp_path, name):
        (tmp_path / name).write_text("x")
        assert is_temporary(name)
        assert scan(tmp_path) == scan(tmp_path / "没有这个文件夹")

    def test_别的文件说出来_说怎么办(self, tmp_path):
        put(tmp_path, 甲_doc="x", 乙_xyz="x", 丙_zip="x", README_md="x")
        assert {item.path: item.reason for item in scan(tmp_path).unprocessed} == {
            "甲.doc": "旧版 Word 格式，请另存为 .docx 后放入",
            "README.md": "说明文件，不是报告",
            "乙.xyz": "不是 .docx、.pdf 或 .md",
            "丙.zip": "压缩包，请解压后放入",
        }

    def test_链接不跟随(self, tmp_path):
        (tmp_path / "外面").mkdir()
        put(tmp_path / "外面", 甲_docx="x")
        (tmp_path / "里面").mkdir()
        (tmp_path / "里面" / "乙.docx").symlink_to(tmp_path / "外面" / "甲.docx")
        (tmp_path / "里面" / "圈").symlink_to(tmp_path / "里面", target_is_directory=True)
        scanned = scan(tmp_path / "里面")
        assert scanned.reports == ()
        assert {item.path for item in scanned.unprocessed} == {"乙.docx", "圈"}

    def test_管道不会卡住(self, tmp_path):
        os.mkfifo(tmp_path / "甲.docx")
        assert [item.reason for item in scan(tmp_path).unprocessed] == ["不是普通文件"]
        with pytest.raises(Unavailable):
            read_bytes(tmp_path / "甲.docx")


class TestNames:
    def test_同名不同类型_不同位置_互不相撞(self):
        paths = [
            "a.docx",
            "a.pdf",
            "a.DOCX",
            "b/a.docx",
            "b_a.docx",
            "b:a.docx",
            "b/a.pdf",
            "a .docx",
            "a..docx",
        ]
        assert len({folder_name(PurePosixPath(path)) for path in paths}) == len(paths)

    @given(
        st.lists(
            st.text(st.characters(exclude_characters="/\x00"), min_size=1, max_size=90),
            min_size=1,
            max_size=4,
        )
    )
    def test_总是合法的文件夹名_不超过255字节(self, parts):
        name = folder_name(
            PurePosixPath(*[part.replace(".", "．") for part in parts[:-1]], f"{parts[-1]}.docx")
        )
        assert len(name.encode()) <= 255
        assert name == name.strip(" .")
        assert not set(name) & set('<>:"/\\|?*\x00')
        assert name.isprintable()

    def test_GBK文件名也写得下(self):
        name = "自评.docx".encode("gbk").decode("utf-8", errors="surrogateescape")
        assert folder_name(PurePosixPath(name)).startswith("自评（docx）~")


class TestStore:
    def test_替换旧结果_别人放的文件还在(self, tmp_path):
        with Store(tmp_path) as store:
            assert store.publish("甲", {"review.json": b"1", "原因.txt": b"1"})
            (tmp_path / "甲" / "审核意见.docx").write_bytes(b"mine")
            assert store.publish("甲", {"review.json": b"2", "报告.html": b"2"})
            assert not store.publish("甲", {"review.json": b"2", "报告.html": b"2"})
        assert tree(tmp_path) == {
            "甲/review.json": b"2",
            "甲/报告.html": b"2",
            "甲/审核意见.docx": b"mine",
        }

    @pytest.mark.parametrize("moment", range(1, 12))
    def test_在任何一步断掉_旧结果或新结果总有一个完整的(self, tmp_path, monkeypatch, moment):
        old, new = {"review.json": b"old", "报告.html": b"old"}, {"review.json": b"new", "报告.html": b"new"}
        with Store(tmp_path) as store:
            store.publish("甲", old)
        with Store(tmp_path) as store:
            _die_at(monkeypatch, moment)
            with suppress(_PowerCutError):
                store.publish("甲", new)
        monkeypatch.undo()
        with Store(tmp_path):
            pass
        assert tree(tmp_path) in [
            {f"甲/{name}": data for name, data in version.items()} for version in (old, new)
        ]

    def test_同时只许一个使用(self, tmp_path):
        with Store(tmp_path), pytest.raises(Busy), Store(tmp_path):
            pass

    def test_写一个文件不留临时文件(self, tmp_path):
        with Store(tmp_path) as store:
            store.write("汇总.csv", b"1")
            store.write("汇总.csv", b"2")
        assert tree(tmp_path) == {"汇总.csv": b"2"}


class _PowerCutError(BaseException):
    pass


def _die_at(monkeypatch, moment: int) -> None:
    """第 moment 次碰磁盘时断电：从此什么也做不成。"""
    import gouji.store as module

    touched = 0

    def guarded(function):
        def call(*arguments, **options):
            nonlocal touched
            touched += 1
            if touched >= moment:
                raise _PowerCutError
            return function(*arguments, **options)

        return call

    monkeypatch.setattr(module, "_write_through", guarded(module._write_through))
    monkeypatch.setattr(module, "_sync_folder", guarded(module._sync_folder))
    monkeypatch.setattr(module, "_clear", guarded(module._clear))
    monkeypatch.setattr(Path, "rename", guarded(Path.rename))
    monkeypatch.setattr(Path, "mkdir", guarded(Path.mkdir))


class TestRun:
    def test_每份都有下落_坏的不拖累好的_原件不动(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(
            folder,
            甲_docx="没有问题",
            乙_docx="有问题",
            丙_pdf="unreadable",
            丁_md="abort",
            戊_md="hang",
            己_md="leave",
            庚_doc="旧格式",
            街道__甲_docx="没有问题",
        )
        before = tree(folder)
        listing = run(folder, out, limits=Limits(seconds=3))
        assert tree(folder) == before
        rows = summary(out)
        assert {path: (row["结论"], row["代码"]) for path, row in rows.items()} == {
            "甲.docx": ("有读取说明", ""),
            "街道/甲.docx": ("有读取说明", ""),
            "乙.docx": ("有发现", ""),
            "丙.pdf": ("未能审核", "X002"),
            "丁.md": ("未能审核", "X027"),
            "戊.md": ("未能审核", "X025"),
            "己.md": ("未能审核", "X027"),
            "庚.doc": ("未处理", ""),
        }
        assert (len(listing.rows), listing.failed, listing.found) == (7, 4, 1)
        for row in rows.values():
            if row["结论"] == "未处理":
                continue
            names = {path.name for path in (out / row["结果"]).iterdir()}
            expected = {"review.json", "原因.txt"} if row["代码"] else {"review.json", "报告.html"}
            assert names == expected

    def test_再做一次_同样的字节(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(folder, 甲_docx="有问题", 乙_md="unreadable", 街道__丙_pdf="没有问题")
        run(folder, out, workers=2)
        first = tree(out)
        run(folder, out, workers=1)
        assert tree(out) == first
        run(folder, tmp_path / "另一处")
        assert tree(tmp_path / "另一处") == first

    def test_报告改好了_原因就没有了(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(folder, 甲_md="unreadable")
        run(folder, out)
        assert (out / "甲（md）" / "原因.txt").is_file()
        put(folder, 甲_md="没有问题")
        run(folder, out)
        assert {path.name for path in (out / "甲（md）").iterdir()} == {"review.json", "报告.html"}

    def test_移走的报告_结果留着_汇总不列(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(folder, 甲_md="没有问题", 乙_md="没有问题")
        run(folder, out)
        (folder / "甲.md").unlink()
        run(folder, out)
        assert (out / "甲（md）" / "报告.html").is_file()
        assert set(summary(out)) == {"乙.md"}

    def test_结果在送审文件夹里面时_结果不会再被审(self, tmp_path):
        put(tmp_path, 甲_md="没有问题")
        out = tmp_path / "结果"
        run(tmp_path, out)
        (out / "手记.md").write_text("我的笔记")
        run(tmp_path, out)
        assert set(summary(out)) == {"甲.md"}

    def test_没有权限的文件有下落(self, tmp_path, monkeypatch):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(folder, 甲_md="没有问题")
        real = os.open

        def denied(path, *arguments, **options):
            if str(path).endswith("甲.md"):
                raise PermissionError(13, "denied")
            return real(path, *arguments, **options)

        monkeypatch.setattr(os, "open", denied)
        run(folder, out)
        monkeypatch.undo()
        assert summary(out)["甲.md"]["代码"] == "X030"

    @pytest.mark.parametrize("out", [".", "../", "甲.md"])
    def test_不安全的摆法不接受(self, tmp_path, out):
        folder = tmp_path / "送审"
        put(folder, 甲_md="没有问题")
        with pytest.raises(Refused):
            refuse_unsafe(folder, folder / out)

    def test_恶意的文件名_结果都在结果文件夹里(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        folder.mkdir()
        names = [
            "[red]x[-red].md",
            "=cmd|' calc'!A1.md",
            "<script>.md",
            "a\u202eb.md",
            "a\nb.md",
            "{{7*7}}.md",
        ]
        for name in names:
            (folder / name).write_text("有问题")
        listing = run(folder, out)
        assert len(listing.rows) == len(names)
        assert listing.failed == 0
        assert len(list(out.glob("*/报告.html"))) == len(names)
        assert all("\n" not in path.name for path in out.iterdir())
        assert b"<script>" not in (out / "index.html").read_bytes()


class TestSettling:
    def found(self, size: int = 1, name: str = "甲.md") -> Found:
        return Found(Path(name), Path(name), (size, 1, 1))

    def test_样子保持够久才算安定(self):
        settling = Settling(5)
        assert settling.ready([self.found()], 0) == []
        assert settling.ready([self.found()], 4.9) == []
        assert settling.ready([self.found()], 5.1) == [self.found()]

    def test_变了就重新等(self):
        settling = Settling(5)
        settling.ready([self.found(1)], 0)
        assert settling.ready([self.found(2)], 5.1) == []
        assert settling.ready([self.found(2)], 10.0) == []
        assert settling.ready([self.found(2)], 10.2) == [self.found(2)]

    def test_走了再来也重新等(self):
        settling = Settling(5)
        settling.ready([self.found()], 0)
        settling.ready([], 3)
        assert settling.ready([self.found()], 6) == []


class Watching:
    """在另一个线程里看着一个文件夹。"""

    def __init__(self, folder: Path, out: Path, *, every: float = 0.2) -> None:
        self.folder, self.out, self.every = folder, out, every
        self.lines: list[str] = []
        self._stop = False
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop = True
        self._thread.join(timeout=20)
        assert not self._thread.is_alive()

    def _watch(self) -> None:
        with Store(self.out) as store, Supervisor(1, Limits(seconds=20), PRODUCER) as supervisor:
            inboxes.watch(
                Inbox(self.folder, store),
                supervisor,
                every=self.every,
                wake=threading.Event(),
                stop=lambda: self._stop,
                say=self.lines.append,
            )

    def until(self, ready, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < deadline, self.lines
            time.sleep(0.05)

    def listed(self) -> set[str]:
        return set(summary(self.out)) if (self.out / "汇总.csv").is_file() else set()


def reviewed_sha(out: Path, name: str) -> str:
    path = out / name / "review.json"
    return json.loads(path.read_bytes())["document"]["sha256"] if path.is_file() else ""


class TestWatch:
    def test_先在的_后来的_整个移进来的都审(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(folder, 先在_md="没有问题")
        put(tmp_path / "外面", 移进来_md="有问题", 又一份_md="unreadable")
        with Watching(folder, out) as watching:
            watching.until(lambda: watching.listed() == {"先在.md"})
            put(folder, 后来_md="没有问题")
            (tmp_path / "外面").rename(folder / "一批")
            watching.until(lambda: watching.listed() >= {"后来.md", "一批/移进来.md", "一批/又一份.md"})
        assert summary(out)["一批/又一份.md"]["代码"] == "X002"

    def test_慢慢写的等写完(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        folder.mkdir()
        with Watching(folder, out, every=0.5) as watching:
            with (folder / "慢.md").open("w") as stream:
                for piece in range(8):
                    stream.write(f"第{piece}段。")
                    stream.flush()
                    time.sleep(0.1)
            watching.until(lambda: watching.listed() == {"慢.md"})
        assert len(watching.lines) == 1
        assert reviewed_sha(out, "慢（md）") == sha256((folder / "慢.md").read_bytes()).hexdigest()

    def test_换了的重审_没换的不重审(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(folder, 甲_md="没有问题", 乙_md="没有问题")
        with Watching(folder, out) as watching:
            watching.until(lambda: watching.listed() == {"甲.md", "乙.md"})
            put(folder, 甲_md="有问题了")
            digest = sha256("有问题了".encode()).hexdigest()
            watching.until(lambda: reviewed_sha(out, "甲（md）") == digest)
            watching.until(lambda: summary(out)["甲.md"]["结论"] == "有发现")
        assert len(watching.lines) == 3

    def test_重新启动不重做(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(folder, 甲_md="没有问题", 乙_md="unreadable")
        with Watching(folder, out) as watching:
            watching.until(lambda: watching.listed() == {"甲.md", "乙.md"})
        before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
        with Watching(folder, out) as again:
            put(folder, 丙_md="没有问题")
            again.until(lambda: "丙.md" in again.listed())
        assert [line for line in again.lines if "丙" not in line] == []
        kept = [path for path in before if path.is_file() and path.parent != out]
        assert {path: path.stat().st_mtime_ns for path in kept} == {path: before[path] for path in kept}

    def test_停下时没审完的不留半截(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(folder, 甲_md="hang")
        with Watching(folder, out):
            time.sleep(1)
        assert set(tree(out)) <= {"index.html", "汇总.csv"}

    def test_换了程序版本就重审(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(folder, 甲_md="没有问题")
        run(folder, out)
        path = out / "甲（md）" / "review.json"
        path.write_text(path.read_text().replace('"gouji":"', '"gouji":"旧'))
        with Watching(folder, out) as watching:
            watching.until(lambda: len(watching.lines) == 1)
        assert '"gouji":"旧' not in path.read_text()

    def test_网络盘断开时汇总不清空_恢复后接着看(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(folder, 甲_md="没有问题")
        with Watching(folder, out) as watching:
            watching.until(lambda: watching.listed() == {"甲.md"})
            folder.rename(tmp_path / "断开")
            watching.until(lambda: any("打不开" in line for line in watching.lines))
            time.sleep(0.5)
            assert watching.listed() == {"甲.md"}
            put(tmp_path / "断开", 乙_md="没有问题")
            (tmp_path / "断开").rename(folder)
            watching.until(lambda: watching.listed() == {"甲.md", "乙.md"})
        assert sum("打不开" in line for line in watching.lines) == 1

    def test_磁盘满了说一次_腾出来之后补上(self, tmp_path, monkeypatch):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(folder, 甲_md="没有问题")
        full = True

        def fsync(descriptor):
            if full:
                raise OSError(errno.ENOSPC, "full")
            return real(descriptor)

        real = os.fsync
        monkeypatch.setattr(os, "fsync", fsync)
        with Watching(folder, out) as watching:
            watching.until(lambda: len(watching.lines) == 1)
            time.sleep(0.5)
            assert watching.lines == ["X031 磁盘空间不足，结果写不出来；清理之后会接着做，没有文件丢失"]
            assert tree(out) == {}
            full = False
            watching.until(lambda: watching.listed() == {"甲.md"})

    def test_一直读不了的_好了就审(self, tmp_path, monkeypatch):
        folder, out = tmp_path / "in", tmp_path / "out"
        put(folder, 甲_md="没有问题")
        busy = True

        def opened(path, *arguments, **options):
            if busy and str(path).endswith("甲.md"):
                raise PermissionError(errno.EACCES, "busy")
            return real(path, *arguments, **options)

        real = os.open
        monkeypatch.setattr(os, "open", opened)
        with Watching(folder, out) as watching:
            watching.until(lambda: watching.listed() == {"甲.md"})
            assert summary(out)["甲.md"]["代码"] == "X030"
            busy = False
            watching.until(lambda: summary(out)["甲.md"]["代码"] == "")


def test_有动静就叫醒(tmp_path):
    with waking(tmp_path) as wake:
        put(tmp_path, 甲_md="x")
        assert wake.wait(timeout=10)


def test_通知用不了也不要紧(tmp_path, monkeypatch):
    def refused(*_):
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr("gouji.events.Observer.start", refused)
    with waking(tmp_path) as wake:
        assert not wake.is_set()
