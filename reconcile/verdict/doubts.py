"""存疑（doubts）：读取有疑问的地方，先怪自己，不怪报告。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract import Document, Location, Note
from reconcile.relation import Relation

_SURE = frozenset({"隐藏文字", "文字编码", "扩展名不符"})
"""这些说明不妨碍认准数字。"""


def with_doubts(document: Document, relations: Sequence[Relation]) -> list[Relation]:
    """读取说明指着某一块、某一页的，那里的数参与的关系至多“待核”。"""
    notes = [note for note in document.notes if note.kind not in _SURE and note.at != Location()]
    return [_with_doubt(relation, notes) for relation in relations] if notes else list(relations)


def _with_doubt(relation: Relation, notes: Sequence[Note]) -> Relation:
    doubt = next((n for n in notes if any(_concerns(n.at, f.at) for f in relation.members)), None)
    return replace(relation, doubt=f"读取存疑：{doubt.message.rstrip('。')}") if doubt else relation


def _concerns(noted: Location, at: Location) -> bool:
    if noted.block is not None:
        return noted.block == at.block and noted.cell in {None, at.cell}
    return noted.page == at.page
