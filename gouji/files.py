"""文件：哪些是送审报告，哪些是别的程序的临时文件；怎样稳妥地读一份。

磁盘上的样子说了算：每次都整个扫一遍，不依赖系统通知。
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from gouji.jobs import Failure, Unavailable
from gouji.writers.batch import Unprocessed

SUFFIXES = frozenset({".docx", ".pdf", ".md"})
SIZE_LIMIT = 100 * 2**20
TEMPORARY = (
    ".*",
    "~$*",
    "~*.tmp",
    "*.tmp",
    "*.part",
    "*.filepart",
    "*.crdownload",
    "*.!ut",
    "thumbs.db",
    "desktop.ini",
    "__macosx",
    "@eadir",
)
"""办公软件的锁文件、下载和传输的半成品、系统自己的杂项；不是谁报送的东西。"""
ADVICE = {
    ".doc": "旧版 Word 格式，请另存为 .docx 后放入",
    ".wps": "WPS 格式，请另存为 .docx 后放入",
    ".rtf": "RTF 格式，请另存为 .docx 后放入",
    ".ofd": "OFD 版式文件，请另存为 PDF 后放入",
    ".zip": "压缩包，请解压后放入",
    ".rar": "压缩包，请解压后放入",
    ".7z": "压缩包，请解压后放入",
}

_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""打开管道一类的东西时不等对方。"""
Signature = tuple[int, int, int]


@dataclass(frozen=True)
class Found:
    """扫到的一份报告：位置，在文件夹里的相对位置，以及大小、修改时间和索引号。"""

    path: Path
    relative: Path
    signature: Signature


@dataclass(frozen=True)
class Scan:
    """一次扫描：报告，以及不处理的其他文件。次序固定。"""

    reports: tuple[Found, ...]
    unprocessed: tuple[Unprocessed, ...]


def scan(folder: Path, leave_out: Path | None = None) -> Scan:
    """整个文件夹扫一遍，不跟随链接；leave_out（结果文件夹）不看。"""
    reports: list[Found] = []
    unprocessed: list[Unprocessed] = []
    for entry in _entries(folder, leave_out):
        if isinstance(entry, Unprocessed):
            unprocessed.append(Unprocessed(_relative(folder, Path(entry.path)), entry.reason))
            continue
        path = Path(entry.path)
        reason = _unfit(entry)
        if reason:
            unprocessed.append(Unprocessed(_relative(folder, path), reason))
            continue
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        reports.append(Found(path, path.relative_to(folder), signature_of(status)))
    return Scan(
        reports=tuple(sorted(reports, key=lambda found: found.relative.parts)),
        unprocessed=tuple(sorted(unprocessed, key=lambda item: item.path)),
    )


def signature_of(status: os.stat_result) -> Signature:
    """内容有没有变的凭据。"""
    return (status.st_size, status.st_mtime_ns, status.st_ino)


def is_temporary(name: str) -> bool:
    """是不是锁文件、半成品、隐藏文件。"""
    return any(fnmatch(name.lower(), pattern) for pattern in TEMPORARY)


def reading(path: Path) -> Callable[[], bytes]:
    """轮到时再读：几百份报告不必同时放在内存里。"""
    return partial(read_bytes, path)


def read_bytes(path: Path) -> bytes:
    """一次读完一份报告。

    Raises:
        Unavailable: 找不到、没有权限、不是普通文件、太大，或者正在被写入。
    """
    try:
        with os.fdopen(os.open(path, _READING), "rb") as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise Unavailable(Failure("X030", "不是普通文件，不能读取", "请换成报告文件本身"))
            if before.st_size > SIZE_LIMIT:
                reason = f"文件超过{SIZE_LIMIT // 2**20}MB"
                raise Unavailable(Failure("X008", reason, "请压缩图片或拆分后重新报送"))
            data = stream.read(SIZE_LIMIT + 1)
            after = os.fstat(stream.fileno())
    except FileNotFoundError as error:
        raise Unavailable(Failure("X030", "找不到这个文件", "请核对路径和文件名")) from error
    except OSError as error:
        failure = Failure("X030", "没有读取权限，或文件被占用", "请调整权限，或关闭打开它的程序后重试")
        raise Unavailable(failure) from error
    if signature_of(before) != signature_of(after) or len(data) != after.st_size:
        raise Unavailable(Failure("X003", "文件仍在被写入", "请等拷贝完成或关闭打开它的程序后重试"))
    return data


def _entries(folder: Path, leave_out: Path | None) -> Iterator[os.DirEntry[str] | Unprocessed]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError:
        yield Unprocessed(str(folder), "文件夹打不开，请检查权限")
        return
    for entry in entries:
        if is_temporary(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            if leave_out is None or Path(entry.path).resolve() != leave_out:
                yield from _entries(Path(entry.path), leave_out)
        else:
            yield entry


def _unfit(entry: os.DirEntry[str]) -> str:
    """不能作为报告处理的原因；能处理的为空。"""
    if entry.is_symlink():
        return "链接，不跟随；请放入文件本身"
    if not entry.is_file(follow_symlinks=False):
        return "不是普通文件"
    if entry.name.lower().startswith("readme"):
        return "说明文件，不是报告"
    suffix = Path(entry.name).suffix.lower()
    return "" if suffix in SUFFIXES else ADVICE.get(suffix, "不是 .docx、.pdf 或 .md")


def _relative(folder: Path, path: Path) -> str:
    relative = path.relative_to(folder).as_posix()
    return "（整个文件夹）" if relative == "." else relative
