"""一份报告一个工作进程：卡死、中止、吃光内存，损失的只是它自己。"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from gouji.jobs import Failure, Outcome, Unavailable
from gouji.supervisor import Job, Limits, Supervisor

STANDINS = Path(__file__).parent / "standins"
PRODUCER = "standin_producers:produce"


@pytest.fixture(autouse=True)
def _importable_standins(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(STANDINS))


def job(content: str, wanted: str = "echo") -> Job[str]:
    return Job(content, f"{content}.md", content.encode, (wanted,))


def outcomes(*contents: str, workers: int = 1, limits: Limits | None = None) -> dict[str, Outcome]:
    with Supervisor(workers, limits or Limits(), PRODUCER) as supervisor:
        return {done.key: outcome for done, outcome in supervisor.in_order([job(c) for c in contents])}


def code(outcome: Outcome) -> str | None:
    return None if outcome.failure is None else outcome.failure.code


@pytest.mark.parametrize("content", ["hang", "spin"])
def test_卡死的到时中止_后面的照做(content):
    done = outcomes("甲", content, "乙", limits=Limits(seconds=2))
    assert code(done[content]) == "X025"
    assert "2秒" in done[content].failure.reason
    assert done["甲"].outputs == {"echo": "甲"}
    assert done["乙"].outputs == {"echo": "乙"}


def test_中止的说明信号_前后的不受影响():
    done = outcomes("甲", "abort", "乙")
    assert code(done["abort"]) == "X027"
    assert "信号 6" in done["abort"].failure.reason
    assert (done["甲"].outputs["echo"], done["乙"].outputs["echo"]) == ("甲", "乙")


def test_吃内存的受限_后面的照做():
    done = outcomes("grow", "乙", limits=Limits(memory=1 << 30))
    assert code(done["grow"]) == "X026"
    assert done["乙"].outputs["echo"] == "乙"


def test_没有结果就退出的算异常退出():
    done = outcomes("leave", "乙")
    assert code(done["leave"]) == "X027"
    assert done["乙"].outputs["echo"] == "乙"


def test_程序出错的说明错在哪行代码_不带报告里的字():
    failure = outcomes("raise")["raise"].failure
    assert failure.code == "X099"
    assert "KeyError" in failure.detail
    assert "standin_producers.py:" in failure.detail
    assert "raise.md" not in failure.detail


def test_解析库往外打印的东西不混进结果():
    assert outcomes("print")["print"].outputs["echo"] == "print"


def test_读不了的文件原样说明原因():
    outcome = outcomes("unreadable")["unreadable"]
    assert outcome.failure == Failure("X002", "文件不完整", "请重新拷贝")
    assert len(outcome.sha256) == 64


def test_好的进程接着用():
    with Supervisor(1, Limits(), PRODUCER) as supervisor:
        jobs = [Job(n, "甲", lambda: b"pid", ("text",)) for n in range(3)]
        pids = [outcome.outputs["text"] for _, outcome in supervisor.in_order(jobs)]
    assert len(set(pids)) == 1


def test_用过几份就换新的进程():
    with Supervisor(1, Limits(reports=2), PRODUCER) as supervisor:
        jobs = [Job(n, "甲", lambda: b"pid", ("text",)) for n in range(4)]
        pids = [outcome.outputs["text"] for _, outcome in supervisor.in_order(jobs)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_太大的不送进工作进程():
    outcome = outcomes("十个字的报告内容而已", limits=Limits(size=10))["十个字的报告内容而已"]
    assert code(outcome) == "X008"


def test_读不到内容的说明原因():
    def absent() -> bytes:
        raise Unavailable(Failure("X030", "找不到这个文件", "请核对"))

    with Supervisor(1, Limits(), PRODUCER) as supervisor:
        ((_, outcome),) = supervisor.in_order([Job(0, "甲.docx", absent, ("echo",))])
    assert code(outcome) == "X030"


def test_停下时不等正在做的_也不留进程():
    started = time.monotonic()
    with Supervisor(2, Limits(seconds=60), PRODUCER) as supervisor:
        stop = iter([False, False, False])
        assert list(supervisor.as_completed([job("hang"), job("spin")], lambda: next(stop, True))) == []
        pids = [worker._process.pid for worker in supervisor._workers]
    assert time.monotonic() - started < 10
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_当前目录里的文件不会被导入(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert outcomes("甲")["甲"].outputs["echo"] == "甲"


def test_程序装不进来时说得出原因():
    with Supervisor(1, Limits(), "standin_missing:produce") as supervisor:
        ((_, outcome),) = supervisor.in_order([job("甲")])
    assert code(outcome) == "X099"
    assert "ModuleNotFoundError" in outcome.failure.detail


def test_真的读法_读不了的带着自己的代码():
    with Supervisor(1, Limits(), "gouji.produce:produce") as supervisor:
        ((_, outcome),) = supervisor.in_order([Job(0, "甲.docx", lambda: b"", ("show",))])
    assert code(outcome) == "X001"


def test_真的读法_读得出原文():
    with Supervisor(1, Limits(), "gouji.produce:produce") as supervisor:
        ((_, outcome),) = supervisor.in_order([Job(0, "甲.md", "# 一、情况\n\n共3人。".encode, ("show",))])
    assert "共3人。" in outcome.outputs["show"]
