"""条目（outline）：按 1.、（1）、① 把评分标准拆成各条；粘着门槛的序号（2.90%＞）也认得出。"""

from __future__ import annotations

from dataclasses import dataclass

from normalize.enumerators import enumerators


@dataclass(frozen=True)
class Item:
    """一条：序号之后的文字，以及它下面的各条。"""

    text: str
    children: tuple[Item, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """本条和下面各条的文字，按先后。"""
        return (self.text, *(text for child in self.children for text in child.texts))


def outline(text: str) -> Item:
    """整条评分标准：第一个序号之前的话，以及各条。"""
    spans = [span for span in enumerators(text) if span.kind == "list_number"]
    ends = [*(span.start for span in spans[1:]), len(text)]
    styles: list[str] = []
    flat: list[tuple[int, str]] = []
    for span, end in zip(spans, ends, strict=False):
        style = _style(text[span.start : span.end])
        if style not in styles:
            styles.append(style)
        depth = styles.index(style)
        del styles[depth + 1 :]
        flat.append((depth, text[span.end : end].strip()))
    head = text[: spans[0].start] if spans else text
    children, _ = _nested(flat, 0, 0)
    return Item(head.strip(), children)


def _style(mark: str) -> str:
    """序号的样式：圈码、括号、点。"""
    return "圈" if mark[0] > "\u2000" and mark[0] != "（" else "括号" if mark[0] in "（(" else "点"


def _nested(flat: list[tuple[int, str]], start: int, depth: int) -> tuple[tuple[Item, ...], int]:
    items: list[Item] = []
    position = start
    while position < len(flat) and flat[position][0] >= depth:
        level, text = flat[position]
        children, position = _nested(flat, position + 1, level + 1)
        items.append(Item(text, children))
    return tuple(items), position
