"""测试共用：样本在哪里，审核过的样本只审核一次。"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from gouji import Review, review

ROOT = Path(__file__).parents[1]


@cache
def _reviewed(path: Path) -> Review:
    return review(path.read_bytes(), path.name)


@pytest.fixture(scope="session")
def samples() -> Path:
    """样本所在的文件夹。"""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def reviewed() -> Callable[[Path], Review]:
    """审核一份文件；同一份只审核一次，结果不可变，各测试可以共用。"""
    return _reviewed
