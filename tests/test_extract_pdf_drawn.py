"""PDF 读取器的承诺：同一张表无论哪种软件怎样画，读出来的格网和每格的字都一样。"""

from __future__ import annotations

import re

import pytest
from standin_drawn import FULL, PARTIAL, Drawing, Spot, full, nested, partial, side_by_side, stacked

from extract import Table
from extract.pdf import read_pdf

LINED = [painter for painter in FULL if painter != "tiles"]


def found(drawing: Drawing) -> list[set[Spot]]:
    document = read_pdf(drawing.data, f"{drawing.name}.pdf")
    return [
        {
            (cell.row, cell.column, cell.row_span, cell.column_span, re.sub(r"\s", "", cell.text))
            for cell in block.cells
        }
        for block in document.blocks
        if isinstance(block, Table)
    ]


@pytest.mark.parametrize("painter", FULL)
@pytest.mark.parametrize("seed", range(6))
def test_画全了边的表(painter: str, seed: int) -> None:
    drawing = full(painter, seed)
    assert found(drawing) == drawing.truth


@pytest.mark.parametrize("painter", FULL)
@pytest.mark.parametrize("arrange", [side_by_side, stacked])
def test_一页两张表(painter: str, arrange) -> None:
    drawing = arrange(painter, 11)
    assert sorted(map(sorted, found(drawing))) == sorted(map(sorted, drawing.truth))


@pytest.mark.parametrize("painter", LINED)
@pytest.mark.parametrize(("gap", "right"), [(0, 0), (0, 5.4), (0, 40), (1, 1), (5.4, 5.4), (5.4, 40)])
def test_格子里套着小表_框线碰着也分得开(painter: str, gap: float, right: float) -> None:
    drawing = nested(painter, 3, gap, right)
    assert found(drawing) == drawing.truth


@pytest.mark.parametrize("kind", PARTIAL)
@pytest.mark.parametrize("seed", range(10))
def test_没有画全线的表(kind: str, seed: int) -> None:
    drawing = partial(kind, seed)
    assert found(drawing) == drawing.truth
