"""勾稽：读取、规范、核对、评分，四步合成一次审核。

四个阶段在用到时才装入：命令行的帮助和总管进程用不着它们。
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gouji.pipeline import Review, review

__all__ = ["Review", "review"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from gouji import pipeline

    return getattr(pipeline, name)
