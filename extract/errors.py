"""读不了的文件：一句话说清原因，一句话说清怎么办。"""

from __future__ import annotations


class Unreadable(Exception):  # noqa: N818 - 说的是文件的状态，不是程序的错误
    """文件无法读取：code 是稳定的代码（X001…），reason 是原因，advice 是下一步。"""

    def __init__(self, code: str, reason: str, advice: str) -> None:
        super().__init__(f"{reason}，{advice}")
        self.code = code
        self.reason = reason
        self.advice = advice
