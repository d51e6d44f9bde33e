"""同一份报告的 .docx 和 .pdf 读出来一样：用 LibreOffice 现转，各种版面一份，表逐格比，文字逐字比。"""

from __future__ import annotations

import os
import shutil

import pytest
from layouts import LAYOUTS, Writer
from reading import Fidelity, measured

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None and not os.environ.get("CI"), reason="没有装 LibreOffice（soffice）"
)


@pytest.fixture(scope="module")
def results() -> list[Fidelity]:
    return measured([build(Writer(7000 + index)) for index, build in enumerate(LAYOUTS)])


def test_每个版面都转出来了(results: list[Fidelity]) -> None:
    assert len(results) == len(LAYOUTS)


def test_格内文字和格网逐格相同(results: list[Fidelity]) -> None:
    wrong = [r for r in results if r.f1 < 0.995 or r.grids[0] != r.grids[1]]
    assert not wrong, "\n".join(line for r in wrong for line in (r.name, *r.differences))


def test_正文逐字相同(results: list[Fidelity]) -> None:
    wrong = [r for r in results if r.similarity < 0.999]
    assert not wrong, "\n".join(line for r in wrong for line in (r.name, *r.differences))
