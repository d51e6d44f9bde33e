"""自认的问题（admission）：得了满分，“存在问题”部分却承认评分标准要求的事没有做到。"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import regex

from extract import Location
from normalize import Facts
from reconcile import Finding, rule
from score.audit import Audit
from score.indicators import Graded

_PROBLEM = regex.compile(r"问题|不足")
_MEASURE = regex.compile(r"^\s*(?:改进|整改|下一步|今后)")


@cache
def _pairs() -> tuple[dict[str, str], ...]:
    text = files("score").joinpath("admissions.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["pair"])


@rule("SCR301", term="满分与自认问题")
def admitted(audit: Audit) -> Iterator[Finding]:
    """某项得了满分，报告的“存在问题”部分却承认这件事没有做到。

    要求评分标准里的要求与问题部分的说法针锋相对（无大量调剂—调剂过多；按计划时间完成—未能如期），并同时引用两处原文；
    已经扣过分的、只是泛泛说“有待加强”的不报。只列为需要说明，不替单位改分。依据：评分标准原文。
    """
    facts = audit.tied.facts
    problems = [
        s
        for s in facts.sentences
        if any(_PROBLEM.search(h) for h in s.section) and not _MEASURE.match(s.text)
    ]
    for item in audit.items:
        if (
            item.row.criterion is None
            or item.score.self_score is None
            or item.score.self_score != item.score.points
        ):
            continue
        text = facts.document.text(item.row.criterion)
        for pair in _pairs():
            required = regex.search(pair["criterion"], text)
            for sentence in problems if required else ():
                said = regex.search(pair["admission"], sentence.text)
                if said and required:
                    yield _admission(facts, item, required, sentence.at, said)
                    break


def _admission(
    facts: Facts, item: Graded, required: regex.Match[str], place: Location, said: regex.Match[str]
) -> Finding:
    criterion = item.row.criterion
    assert criterion is not None and place.block is not None  # noqa: S101, PT018 - 调用者已判断
    clause = facts.document.at(
        criterion.block or 0,
        criterion.start + required.start(),
        criterion.start + required.end(),
        criterion.cell,
    )
    admission = facts.document.at(place.block, place.start + said.start(), place.start + said.end())
    name = item.score.name
    return Finding(
        code="SCR301",
        severity="warning",
        message=f"“{name}”自评满分{item.score.self_score}分，评分标准要求“{required[0]}”，"
        f"而存在问题部分承认“{facts.document.context(admission, 12)}”",
        at=item.row.self_score.at if item.row.self_score else clause,
        against=(clause, admission),
        question=f"请说明“{said[0]}”是否影响“{name}”的得分。",
        anchor=f"{name}|{said[0]}",
    )
