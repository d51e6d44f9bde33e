"""套表：格子里的小表，框线与外面的连在一起，从整张格网里分出来。

外面的格子除去小表，剩下一圈空地：拐了弯的空地只能是套着小表的格子；
小表三面碰着格线的，底下那条只有它那么宽的空白（Word 在套表之后总有一个空段）也看得出来。
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

from extract.document import Box

Walls = list[list[bool]]
"""各条横线（竖线）在各格处有没有墙。"""
Block = tuple[int, int, int, int]
"""起行、起列、止行、止列（不含）。"""
_LOWEST = 40.0
"""小表底下的空白至多这么高，磅。"""


def nests_of(
    across: Walls, down: Walls, box_of: Callable[[Block], Box], is_blank: Callable[[Box], bool]
) -> list[tuple[Block, Block]]:
    """套着小表的格子，和其中小表占的地方。"""
    rows, columns = len(across) - 1, len(down) - 1
    found: list[tuple[Block, Block]] = []
    for area in _areas(across, down):
        outer = _bounds(area)
        if outer == (0, 0, rows, columns):
            continue
        if len(area) == _size(outer):
            nest = _above_strip(across, down, outer)
            if nest and box_of(outer)[3] - box_of(outer)[1] < _LOWEST and is_blank(box_of(outer)):
                found.append(nest)
            continue
        rest = set(product(range(outer[0], outer[2]), range(outer[1], outer[3]))) - area
        core = _bounds(rest)
        if len(rest) == _size(core) and _is_walled(across, down, outer) and _is_table(across, down, core):
            found.append((outer, core))
    return found


def cleared(across: Walls, down: Walls, blocks: Iterable[Block]) -> tuple[Walls, Walls]:
    """去掉几块地方里面的墙。"""
    flat, upright = [list(row) for row in across], [list(row) for row in down]
    for top, left, bottom, right in blocks:
        for row in range(top + 1, bottom):
            flat[row][left:right] = [False] * (right - left)
        for column in range(left + 1, right):
            upright[column][top:bottom] = [False] * (bottom - top)
    return flat, upright


def inside(across: Walls, down: Walls, block: Block) -> tuple[Walls, Walls]:
    """一块地方里的墙，四边算有墙。"""
    top, left, bottom, right = block
    flat = [across[row][left:right] for row in range(top, bottom + 1)]
    upright = [down[column][top:bottom] for column in range(left, right + 1)]
    for walls, length in ((flat, right - left), (upright, bottom - top)):
        walls[0] = walls[-1] = [True] * length
    return flat, upright


def _areas(across: Walls, down: Walls) -> list[set[tuple[int, int]]]:
    """没有墙隔开、连成一片的小格。"""
    rows, columns = len(across) - 1, len(down) - 1
    seen: set[tuple[int, int]] = set()
    areas: list[set[tuple[int, int]]] = []
    for start in product(range(rows), range(columns)):
        if start in seen:
            continue
        area, waiting = {start}, [start]
        while waiting:
            row, column = waiting.pop()
            for spot, wall in (
                ((row - 1, column), across[row][column]),
                ((row + 1, column), across[row + 1][column]),
                ((row, column - 1), down[column][row]),
                ((row, column + 1), down[column + 1][row]),
            ):
                if not wall and spot not in area and 0 <= spot[0] < rows and 0 <= spot[1] < columns:
                    area.add(spot)
                    waiting.append(spot)
        seen |= area
        areas.append(area)
    return areas


def _bounds(spots: Iterable[tuple[int, int]]) -> Block:
    rows, columns = zip(*spots, strict=True)
    return (min(rows), min(columns), max(rows) + 1, max(columns) + 1)


def _size(block: Block) -> int:
    return (block[2] - block[0]) * (block[3] - block[1])


def _is_walled(across: Walls, down: Walls, block: Block) -> bool:
    """四边都有墙。"""
    top, left, bottom, right = block
    return (
        all(across[top][left:right])
        and all(across[bottom][left:right])
        and all(down[left][top:bottom])
        and all(down[right][top:bottom])
    )


def _is_table(across: Walls, down: Walls, block: Block) -> bool:
    """四边有墙，里面横竖都有墙。"""
    top, left, bottom, right = block
    return (
        _is_walled(across, down, block)
        and any(any(across[row][left:right]) for row in range(top + 1, bottom))
        and any(any(down[column][top:bottom]) for column in range(left + 1, right))
    )


def _above_strip(across: Walls, down: Walls, strip: Block) -> tuple[Block, Block] | None:
    """底下这条空白之上有没有小表：别的列都从小表的顶一直合并到这条空白的底。"""
    row, left, bottom, right = strip
    columns = len(down) - 1
    if bottom != row + 1 or right - left < 2 or (left == 0 and right == columns):
        return None
    outside = [column for column in range(columns) if not left <= column < right]
    if any(across[row][column] for column in outside) or not all(across[bottom]):
        return None
    top = row
    while top > 0 and not any(across[top][column] for column in outside):
        top -= 1
    outer, core = (top, left, bottom, right), (top, left, row, right)
    while core[0] < row and not any(down[column][core[0]] for column in range(left + 1, right)):
        core = (core[0] + 1, *core[1:])
    walled = all(across[top]) and _is_walled(across, down, outer)
    return (outer, core) if walled and core[0] < row - 1 and _is_table(across, down, core) else None
