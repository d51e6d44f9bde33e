"""产出：在工作进程里审核一份报告，写出所要的各种输出。"""

from __future__ import annotations

from collections.abc import Callable

import extract
import normalize
from gouji.jobs import Outcome
from gouji.pipeline import Review, review
from gouji.writers import html, json, text
from gouji.writers.tally import severities_of

WRITERS: dict[str, Callable[[Review], str]] = {
    "json": json.written,
    "html": html.report,
    "text": text.findings,
    "ticks": text.ticks,
    "summary": text.summary,
}
"""要走完四步才有的输出。"""


def produce(data: bytes, name: str, wanted: tuple[str, ...]) -> Outcome:
    """审核一份报告，写出 wanted 所列的输出；只看文字或数据项时不往下走。

    Raises:
        extract.Unreadable: 文件读不了。
    """
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
