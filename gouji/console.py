"""终端：进度条，以及“收到停止的信号”。"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self

import click


class Stop:
    """停止：收到 Ctrl-C 或终止信号后为真。

    信号处理只记下一笔，由干活的循环自己停在安全的地方，不会留下半截结果。
    """

    def __init__(self) -> None:
        self._requested = False

    def __call__(self) -> bool:
        """该停了没有。"""
        return self._requested

    @contextmanager
    def listening(self) -> Iterator[None]:
        """期间由它接管两个信号，之后还原。"""
        signals = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(number, self._note) for number in signals]
        try:
            yield
        finally:
            for number, handler in zip(signals, before, strict=True):
                signal.signal(number, handler)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._requested = True


class Progress:
    """进度：在终端上是一条进度条，否则什么也不显示。"""

    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True, markup=False, highlight=False, emoji=False)
        self._bar = Bar(
            TextColumn("审核", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def advance(self, line: str) -> None:
        """又做完一份。"""
        self._bar.update(self._task, advance=1, description=line[:60])


def say(line: str) -> None:
    """说一行，立刻写出。"""
    click.echo(line)
    sys.stdout.flush()
