"""垃圾回收：一步做着的时候不查循环引用。

读出来的格子、数据项都要留着，互相不成环：几万个对象反复地查，大报告要多花近一倍时间，一个也收不回来
（tests/test_collector.py）。不成环的照样随用随收。
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """这一段里不查循环引用；也可以放在函数上面。"""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
