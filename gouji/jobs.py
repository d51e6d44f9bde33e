"""送审件（Job）与结果（Outcome）：总管进程与工作进程之间往来的两样东西。

只用标准库，总管进程不必装入任何阶段。
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass, field
from typing import IO, Any

LENGTH = struct.Struct(">Q")


@dataclass(frozen=True)
class Failure:
    """未能审核：代码、原因、下一步，以及给开发者的技术信息。"""

    code: str
    reason: str
    advice: str
    detail: str = ""


class Unavailable(Exception):  # noqa: N818 - 说的是文件的状态，不是程序的错误
    """文件的内容取不到。"""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


@dataclass(frozen=True)
class Outcome:
    """一份报告的结果：写好的各种输出，或者未能审核的原因。

    counts 是各级发现的个数；unread 是没有读到的处数；sha256 是文件内容的指纹，内容没有读到时为空。
    """

    name: str
    sha256: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    unread: int = 0
    failure: Failure | None = None

    def dumped(self) -> bytes:
        """写成字节。"""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def loaded(cls, data: bytes) -> Outcome:
        """从字节读回。

        Raises:
            ValueError: 不是一个完整的结果。
        """
        try:
            content: dict[str, Any] = json.loads(data)
            failure = content.pop("failure")
            return cls(**content, failure=Failure(**failure) if failure else None)
        except (TypeError, KeyError, AttributeError) as error:
            msg = "结果的格式不对"
            raise ValueError(msg) from error


def send(stream: IO[bytes], payload: bytes) -> None:
    """写一帧：先写长度，再写内容。"""
    stream.write(LENGTH.pack(len(payload)))
    stream.write(payload)
    stream.flush()


def receive(stream: IO[bytes], limit: int) -> bytes | None:
    """读一帧；对方已经离开、长度超过 limit 或者没有写完，都是 None。"""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    if length > limit:
        return None
    payload = stream.read(length)
    return payload if len(payload) == length else None
