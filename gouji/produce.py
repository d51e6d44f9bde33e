"""产出：在工作进程里审核一份报告，写出所要的各种输出。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

import extract
import normalize
import score.rubric
from extract import Document, Table, Unreadable
from extract.document import Block
from gouji.jobs import Failure, Outcome
from gouji.pipeline import Review, review
from gouji.writers import json, text
from gouji.writers.tally import severities_of, unread_of


def produce(data: bytes, name: str, wanted: tuple[str, ...], rubric: str = "") -> Outcome:
    """审核一份报告，写出 wanted 所列的输出；读不了的说明原因。rubric 是评分标准文件的内容。"""
    try:
        return _produced(data, name, wanted, rubric)
    except Unreadable as unreadable:
        return Outcome(name=name, failure=Failure(unreadable.code, unreadable.reason, unreadable.advice))


def _produced(data: bytes, name: str, wanted: tuple[str, ...], rubric: str) -> Outcome:
    """只看文字或数据项时，不往下走。"""
    if wanted == ("show",):
        return Outcome(name=name, outputs={"show": text.document(extract.read(data, name=name))})
    if wanted == ("grids",):
        from gouji.writers import grids

        return Outcome(name=name, outputs={"grids": grids.page(extract.read(data, name=name), data)})
    if wanted == ("facts",):
        document = extract.read(data, name=name)
        _refuse_blank(document)
        read = normalize.facts_of(document)
        return Outcome(name=name, outputs={"facts": text.facts(read)})
    if wanted == ("rubric",):
        return Outcome(name=name, outputs={"rubric": _compiled(data, name)})
    reviewed = review(data, name, score.rubric.loads(rubric) if rubric else None)
    _refuse_blank(reviewed.document)
    return Outcome(
        name=name,
        outputs={kind: WRITERS[kind](reviewed) for kind in wanted},
        counts={str(severity): count for severity, count in severities_of(reviewed).items()},
        unread=unread_of(reviewed),
    )


def _compiled(data: bytes, name: str) -> str:
    """评分表编译成评分标准文件。

    Raises:
        Unreadable: 报告里没有带评分标准的评分表。
    """
    read = normalize.facts_of(extract.read(data, name=name))
    try:
        return score.rubric.dumps(score.rubric_of(read, PurePath(name).stem))
    except score.InvalidRubric as invalid:
        raise Unreadable("X028", *str(invalid).split("；", 1)) from invalid


def _refuse_blank(document: Document) -> None:
    """一个字也没有读到的不算审核过，更不算没有问题。

    Raises:
        Unreadable: 说明多半是怎么回事。
    """
    if any(text.strip() for block in document.blocks for text in _texts(block)):
        return
    if document.media == "pdf":
        raise Unreadable.coded("X022", "PDF 的每一页都没有文字层，多半是扫描件")
    raise Unreadable("X028", "文件里没有文字", "请确认是绩效自评报告；扫描的图片请换成可以选中文字的文档")


def _texts(block: Block) -> tuple[str, ...]:
    return tuple(cell.text for cell in block.cells) if isinstance(block, Table) else (block.text,)


def _html(reviewed: Review) -> str:
    """模板引擎只在写网页时装入，检查一份报告用不着等它。"""
    from gouji.writers import html

    return html.report(reviewed)


WRITERS: dict[str, Callable[[Review], str]] = {
    "json": json.written,
    "html": _html,
    "text": text.findings,
    "ticks": text.ticks,
    "summary": text.summary,
}
"""要走完四步才有的输出。"""
