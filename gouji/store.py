"""结果文件夹（Store）：写好的东西要么整个出现，要么不出现；原先的结果不会丢。

先在旁边的临时文件夹里写齐、落盘，再改名就位。替换旧结果时，旧的先让开，新的就位后才删；
中途断电，下次打开时把让开的放回去。
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import unicodedata
from hashlib import sha256
from pathlib import Path, PurePath
from types import TracebackType
from typing import IO, Any, Self

from gouji.writers.plain import shown_name

OURS = frozenset({"review.json", "报告.html", "原因.txt"})
NEW = "新"
_TEMPORARY = ".gouji-"
_LOCK = ".gouji.lock"
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]')
_NAME_BYTES = 200


class Busy(Exception):  # noqa: N818 - 说的是文件夹的状态
    """结果文件夹正被另一个 gouji 使用。"""


def folder_name(relative: PurePath) -> str:
    """一份报告的结果放在哪个文件夹：由它的相对位置决定，与别的文件无关，互不重名。

    >>> folder_name(PurePath("自评报告.docx"))
    '自评报告（docx）'

    在子文件夹里的、名字有不宜之处的、太长的，后面加上几位指纹：加了的以指纹结尾，没加的以括号结尾。
    """
    suffix = relative.suffix.removeprefix(".")
    readable = "_".join((*relative.parts[:-1], relative.stem))
    safe = _safe(readable)
    plain = len(relative.parts) == 1 and safe == readable and suffix == suffix.lower()
    if plain:
        return f"{safe}（{suffix}）"
    fingerprint = sha256(relative.as_posix().encode(errors="surrogatepass")).hexdigest()[:12]
    return f"{safe}（{suffix.lower()}）~{fingerprint}"


def _safe(name: str) -> str:
    shown = unicodedata.normalize("NFC", shown_name(name))
    visible = "".join(char for char in shown if unicodedata.category(char) not in {"Cf", "Cs", "Co", "Cn"})
    trimmed = " ".join(_UNSAFE.sub("_", visible).split()).strip(" .")
    return trimmed.encode()[:_NAME_BYTES].decode(errors="ignore").rstrip(" .") or "未命名"


class Store:
    """结果文件夹；同一时间只许一个 gouji 使用。"""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: IO[bytes] | None = None

    def opened(self) -> Self:
        """打开：没有就新建，上次没做完的收拾好。

        Raises:
            Busy: 正被另一个 gouji 使用。
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self.folder / _LOCK)
        self._recover()
        return self

    def __enter__(self) -> Self:
        return self if self._lock is not None else self.opened()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            self._lock.close()

    def review(self, name: str) -> dict[str, Any] | None:
        """已有的审核结果；没有或者不完整为 None。"""
        try:
            content = json.loads((self.folder / name / "review.json").read_bytes())
        except (OSError, ValueError):
            return None
        return content if isinstance(content, dict) else None

    def signature(self, name: str) -> tuple[int, int] | None:
        """已有结果的凭据：结果换了，凭据就变。"""
        try:
            status = (self.folder / name / "review.json").stat()
        except OSError:
            return None
        return (status.st_mtime_ns, status.st_ino)

    def publish(self, name: str, files: dict[str, bytes]) -> bool:
        """一份报告的结果就位，返回有没有变化。别人放进去的文件留着。"""
        target = self.folder / name
        if _same(target, files):
            return False
        workshop = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=self.folder))
        try:
            new = workshop / NEW
            new.mkdir()
            for file_name, data in files.items():
                _write_through(new / file_name, data)
            _sync_folder(new)
            if target.exists():
                target.rename(workshop / name)
            new.rename(target)
            _sync_folder(self.folder)
        finally:
            _clear(workshop, self.folder)
        return True

    def write(self, name: str, data: bytes) -> None:
        """一个文件整个换掉；内容没变就不动。"""
        target = self.folder / name
        if target.is_file() and target.read_bytes() == data:
            return
        workshop = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=self.folder))
        try:
            _write_through(workshop / NEW, data)
            (workshop / NEW).replace(target)
            _sync_folder(self.folder)
        finally:
            _clear(workshop, self.folder)

    def _recover(self) -> None:
        """上次没做完的：让开的旧结果放回原处，半成品清掉。"""
        for workshop in sorted(self.folder.glob(f"{_TEMPORARY}*/")):
            _clear(workshop, self.folder)


def _clear(workshop: Path, folder: Path) -> None:
    """收拾一个临时文件夹；其中的旧结果，原处空着就放回去，原处已有新的就只留下别人的文件。"""
    for old in sorted(path for path in workshop.iterdir() if path.name != NEW):
        target = folder / old.name
        if not target.exists():
            old.rename(target)
            continue
        if not old.is_dir():
            old.rename(target / old.name)
            continue
        for foreign in sorted(path for path in old.iterdir() if path.name not in OURS):
            if not (target / foreign.name).exists():
                foreign.rename(target / foreign.name)
    shutil.rmtree(workshop)


def _same(target: Path, files: dict[str, bytes]) -> bool:
    present = {path.name for path in target.iterdir()} & OURS if target.is_dir() else set()
    return present == set(files) and all((target / name).read_bytes() == data for name, data in files.items())


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _locked(path: Path) -> IO[bytes]:
    stream = path.open("ab")
    try:
        import fcntl
    except ImportError:
        return stream
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        stream.close()
        raise Busy from error
    return stream
