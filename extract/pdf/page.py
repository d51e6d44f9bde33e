"""一页（Page）：页面上的字、线、底色和标签，坐标都以页面左上角为原点，单位是磅。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.document import Box

WHITE = 250
"""三原色都亮过此的当作白。"""
FAR = 20_000.0
"""页面最大 14,400 磅；更远的坐标一定是坏的。"""


class Glyph(NamedTuple):
    """一个字和它的左右边。"""

    char: str
    x0: float
    x1: float


class Style(NamedTuple):
    """一串字的字体；bold 包括描边描粗的假粗体。"""

    font: str = ""
    bold: bool = False


@dataclass(slots=True)
class Run:
    """一串：同一基线上首尾相接的字。"""

    glyphs: list[Glyph]
    top: float
    bottom: float
    style: Style

    @property
    def height(self) -> float:
        """字高，包括字体自带的上下留白。"""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """字高的正中。"""
        return (self.top + self.bottom) / 2


class Rule(NamedTuple):
    """一条横线或竖线：位置 at，起止 low、high。"""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TaggedCell:
    """标签里的一格：占几行几列，和它的字的外框；没有字的没有外框。"""

    row_span: int
    column_span: int
    box: Box | None


@dataclass(frozen=True, slots=True)
class TaggedTable:
    """标签里的一张表在这一页上的各行；没有字的格，有的软件不写标签。"""

    rows: tuple[tuple[TaggedCell, ...], ...]


@dataclass(slots=True)
class Page:
    """一页上的字和线。"""

    number: int
    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    tiles: list[Box] = field(default_factory=list)
    """不是白色的底色块。"""
    glyphs: int = 0
    damaged: int = 0
    """没有对应文字、只剩字形编号的字数。"""
    pale: int = 0
    """白纸上的白字的串数。"""
    overlapping: int = 0
    """叠印在别的字上面的串数。"""
    unseen: int = 0
    """不显示的字串数（透明文字层、隐藏文字）。"""
    outlying: int = 0
    """在页面之外的字数。"""
    drawn: int = 0
    """文字以外的对象数。"""
    pictured: bool = False
    """有图片盖住大半页。"""
    plain: str | None = None
    """字数超过上限时只取的纯文字。"""
    crowded: bool = False
    """线段超过上限，没有找表格。"""
    tagged: list[TaggedTable] = field(default_factory=list)
    """结构标签里的各张表。"""
    overtagged: bool = False
    """标签超过上限，没有取。"""


Place = Callable[[float, float, float, float], Box]
