"""工作进程：一次只审一份报告。

由总管（supervisor）启动，从标准输入收报告，往标准输出写结果，直到输入关闭。
解析器卡死、中止、吃光内存，损失的只是手上这一份；总管负责计时和重启。
"""

from __future__ import annotations

import importlib
import json
import math
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import PurePath
from typing import IO

from gouji.jobs import Failure, Outcome, receive, send

Producer = Callable[[bytes, str, tuple[str, ...], str], Outcome]
MEMORY = Failure(
    "X026", "处理这份报告所用的内存超过上限，已中止", "请拆分后重新报送，或在内存更大的机器上单独重试"
)
INPUT_LIMIT = 1 << 32
GRACE = 10
"""闹钟比总管的时限晚几秒：只有总管已经不在了才轮到它。"""


def main(producer: str, memory_limit: int, seconds: float) -> None:
    """收一份，审一份，直到总管关闭输入；内存用尽之后不再接活。"""
    inbound, outbound = _own_streams()
    _limit(memory_limit)
    produce = _loaded(producer)
    while (header := receive(inbound, INPUT_LIMIT)) is not None:
        data = receive(inbound, INPUT_LIMIT)
        if data is None:
            return
        job = json.loads(header)
        _alarm_in(math.ceil(seconds) + GRACE)
        outcome = outcome_of(produce, data, job["name"], tuple(job["wanted"]), job["rubric"])
        _alarm_in(0)
        send(outbound, outcome.dumped())
        if outcome.failure == MEMORY:
            return


def _loaded(producer: str) -> Producer:
    """先行装入，免得第一份报告等它；装不进来（安装不全）时，每份报告都这样说明。"""
    module, _, function = producer.partition(":")
    try:
        found: Producer = getattr(importlib.import_module(module), function)
    except Exception as error:  # noqa: BLE001 - 说得出原因胜过不声不响地退出
        failure = _explained(error)
        return lambda _data, name, _wanted, _rubric: Outcome(name=name, failure=failure)
    return found


def outcome_of(
    produce: Producer, data: bytes, name: str, wanted: tuple[str, ...], rubric: str = ""
) -> Outcome:
    """审核一份报告；任何异常都变成一条说得清的原因。"""
    try:
        return produce(data, name, wanted, rubric)
    except MemoryError:
        return Outcome(name=name, failure=MEMORY)
    except Exception as error:  # noqa: BLE001 - 一份坏报告不能拖累其余的
        return Outcome(name=name, failure=_explained(error))


def _explained(error: Exception) -> Failure:
    return Failure(
        "X099",
        "程序内部出错，这份报告没有审核",
        "请把技术信息反馈给开发者；报告本身不必修改",
        detail=_where(error),
    )


def _where(error: Exception) -> str:
    """异常的类型和经过的几处代码；不含报告里的文字。"""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    steps = " → ".join(f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} {steps}"


def _own_streams() -> tuple[IO[bytes], IO[bytes]]:
    """取走标准输入输出：解析库往外打印的东西不能混进结果里。"""
    inbound = os.fdopen(os.dup(0), "rb")
    outbound = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nowhere, descriptor)
    return inbound, outbound


def _limit(memory: int) -> None:
    """限定地址空间，不留内存转储；没有这些机制的系统上只靠总管计时。"""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    ceiling = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))


def _alarm_in(seconds: int) -> None:
    """到时自尽：即使卡在解析库里、总管又已经不在，也不会留下来空转。"""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
