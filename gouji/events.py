"""系统通知：有动静就叫醒扫描。

通知只是提前叫醒：整个文件夹移进来、网络盘、虚拟机共享盘都可能收不到，收不到也不要紧。
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer


class _Waker(FileSystemEventHandler):
    def __init__(self, wake: threading.Event) -> None:
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in {"opened", "closed_no_write"}:
            self._wake.set()


@contextmanager
def waking(folder: Path) -> Iterator[threading.Event]:
    """期间文件夹一有变化就置位的事件；通知用不了时永远不置位。"""
    wake = threading.Event()
    observer = Observer()
    try:
        observer.schedule(_Waker(wake), str(folder), recursive=True)
        observer.start()
    except OSError:
        yield wake
        return
    try:
        yield wake
    finally:
        observer.stop()
        observer.join()
