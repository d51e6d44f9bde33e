"""替身：在工作进程里代替真正的审核，按文件内容行事，有好有坏。"""

from __future__ import annotations

import os
import sys
import time

from gouji.jobs import Failure, Outcome


def produce(data: bytes, name: str, wanted: tuple[str, ...], rubric: str = "") -> Outcome:
    """内容说什么就做什么；其余的当作报告，内容是它的来路不明的字。"""
    match data.decode().split():
        case ["rubric"]:
            return Outcome(name=name, outputs={"text": rubric})
        case ["hang"]:
            time.sleep(600)
        case ["spin"]:
            while True:
                pass
        case ["abort"]:
            os.abort()
        case ["grow"]:
            return Outcome(name=name, outputs={"text": str(len(b"x" * (8 << 30)))})
        case ["leave"]:
            sys.stdout.flush()
            os._exit(0)
        case ["raise"]:
            raise KeyError(name)
        case ["print"]:
            os.write(1, b"\xff" * 4096)
        case ["pid"]:
            return Outcome(name=name, outputs={"text": str(os.getpid())})
        case ["slow"]:
            time.sleep(1)
        case ["unreadable"]:
            return Outcome(name=name, failure=Failure("X002", "文件不完整", "请重新拷贝"))
        case _:
            pass
    if wanted == ("echo",):
        return Outcome(name=name, outputs={"echo": data.decode()})
    return _reviewed(data, name, wanted)


def _reviewed(data: bytes, name: str, wanted: tuple[str, ...]) -> Outcome:
    from hashlib import sha256

    from standin_reviews import review

    from gouji.produce import WRITERS
    from gouji.writers import text
    from gouji.writers.tally import severities_of

    clean = data.startswith("没有问题".encode())
    reviewed = review(name, "" if clean else data.decode())
    if clean:
        tied = reviewed.tied.model_copy(update={"findings": ()})
        reviewed = reviewed.model_copy(update={"tied": tied})
    document = reviewed.document.model_copy(update={"sha256": sha256(data).hexdigest()})
    reviewed = reviewed.model_copy(update={"document": document})
    others = {"show": lambda: text.document(reviewed.document), "facts": lambda: text.facts(reviewed.facts)}
    return Outcome(
        name=name,
        outputs={kind: WRITERS[kind](reviewed) if kind in WRITERS else others[kind]() for kind in wanted},
        counts=dict(severities_of(reviewed)),
    )
