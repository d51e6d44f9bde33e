"""读取说明：整个包里有什么要让人知道的——修订、图片、嵌入、外部链接、缺失的部件、宏。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from extract.document import Note
from extract.ooxml.account import Reach
from extract.ooxml.package import Package, Relation

_OPAQUE = {
    "chart": "图表",
    "chartEx": "图表",
    "diagramData": "图示",
    "oleObject": "嵌入对象",
    "package": "嵌入对象",
    "subDocument": "子文档",
    "glossaryDocument": "文档部件库",
}
"""自成一体、不当正文读的部件。"""
_QUIET = frozenset({"glossaryDocument"})
"""与正文无关，有也不必说。"""
_SHOWN = 60
_MACROS = "vbaproject.bin"


def package_notes(package: Package, reach: Reach) -> Iterator[Note]:
    """按固定的次序给出各条说明。"""
    relations = package.all_relations()
    yield from _revisions(reach)
    if reach.pictures:
        yield Note(kind="图片", message=f"文中有{reach.pictures}张图片，图片里的文字没有读取")
    yield from _opaque(relations)
    outside = sum(relation.external and relation.kind != "hyperlink" for relation in relations)
    if outside:
        yield Note(kind="外部链接", message=f"文档引用了{outside}个外部的图片、模板或对象，均未访问")
    yield from _missing(package, relations)
    if any(r.kind == "vbaProject" for r in relations) or any(n.endswith(_MACROS) for n in package.members):
        yield Note(kind="含宏", message="文档里有宏，宏没有执行")


def _revisions(reach: Reach) -> Iterator[Note]:
    if reach.inserted or reach.deleted:
        message = (
            f"含修订痕迹{reach.inserted + reach.deleted}处（插入{reach.inserted}、删除{reach.deleted}），"
            "按接受全部修订后的文字审核"
        )
        yield Note(kind="修订痕迹", message=message)


def _opaque(relations: list[Relation]) -> Iterator[Note]:
    counts = Counter(
        _OPAQUE[relation.kind]
        for relation in relations
        if relation.kind in _OPAQUE and relation.kind not in _QUIET and not relation.external
    )
    if counts:
        listed = "、".join(f"{what}{count}个" for what, count in counts.items())
        yield Note(kind="嵌入内容", message=f"文中有{listed}，其中的文字没有读取")


def _missing(package: Package, relations: list[Relation]) -> Iterator[Note]:
    missing = [
        relation.target
        for relation in relations
        if not relation.external and relation.kind != "hyperlink" and not package.has(relation.target)
    ]
    if missing:
        shown = missing[0][:_SHOWN]
        yield Note(kind="部件缺失", message=f"文档缺少{len(missing)}个被引用的部件（如 {shown}），已跳过")
