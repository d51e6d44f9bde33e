"""底色拼的表：没有画线，每格（或每行）铺一块底色，底色的边就是格线。"""

from __future__ import annotations

from collections.abc import Sequence

from extract.document import Box
from extract.pdf.grid import Grid, grids_of, merged
from extract.pdf.page import Rule

_MOST = 1_000
"""这么多块底色是图，不是表。"""
_ROWS = 3
_WIDEST, _HIGHEST = 0.97, 0.3
"""一块底色至多有页宽、页高的几分之几：再大的是页面的底。"""


def shaded_grids(fills: Sequence[Box], width: float, height: float) -> list[Grid]:
    """底色一块挨一块拼成的格网；有一格没有底色的不算，那只是表头或标签列上了色。"""
    tiles = [
        box
        for box in fills
        if box[2] - box[0] < _WIDEST * width and box[3] - box[1] < _HIGHEST * height and box[3] - box[1] > 1
    ]
    if not _ROWS <= len(tiles) <= _MOST:
        return []
    across = [Rule(y, box[0], box[2]) for box in tiles for y in (box[1], box[3])]
    down = [Rule(x, box[1], box[3]) for box in tiles for x in (box[0], box[2])]
    grids = grids_of(merged(across), merged(down))
    return [grid for grid in grids if len(grid.ys) > _ROWS and _is_tiled(grid, tiles)]


def _is_tiled(grid: Grid, tiles: Sequence[Box]) -> bool:
    middles = (
        ((left + right) / 2, (top + bottom) / 2) for left, top, right, bottom in map(grid.box_of, grid.slots)
    )
    return all(any(box[0] < x < box[2] and box[1] < y < box[3] for box in tiles) for x, y in middles)
