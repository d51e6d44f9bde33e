"""产出：在工作进程里审核一份报告，写出所要的各种输出。"""

from __future__ import annotations

from collections.abc import Callable

import extract
import normalize
from extract import Unreadable
from gouji.jobs import Failure, Outcome
from gouji.pipeline import Review, review
from gouji.writers import json, text
from gouji.writers.tally import severities_of


def produce(data: bytes, name: str, wanted: tuple[str, ...]) -> Outcome:
    """审核一份报告，写出 wanted 所列的输出；读不了的说明原因。"""
    try:
        return _produced(data, name, wanted)
    except Unreadable as unreadable:
        return Outcome(name=name, failure=Failure(unreadable.code, unreadable.reason, unreadable.advice))


def _produced(data: bytes, name: str, wanted: tuple[str, ...]) -> Outcome:
    """只看文字或数据项时，不往下走。"""
    if wanted == ("show",):
        return Outcome(name=name, outputs={"show": text.document(extract.read(data, name=name))})
    if wanted == ("facts",):
        read = normalize.facts_of(extract.read(data, name=name))
        return Outcome(name=name, outputs={"facts": text.facts(read)})
    reviewed = review(data, name)
    return Outcome(
        name=name,
        outputs={kind: WRITERS[kind](reviewed) for kind in wanted},
        counts={str(severity): count for severity, count in severities_of(reviewed).items()},
    )


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
