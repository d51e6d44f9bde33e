"""自评的复核（audit）：自评得分与证据支持的区间不符，满分与自认的问题相反，满分而没有依据。"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from importlib.resources import files

import regex

from extract import Location
from normalize import Facts, ScoredRow
from reconcile import Finding, rule
from score.types import IndicatorScore

CENT = Decimal("0.01")
Scored = Sequence[tuple[ScoredRow, IndicatorScore]]
_PROBLEM = regex.compile(r"问题|不足")
_MEASURE = regex.compile(r"^\s*(?:改进|整改|下一步|今后)")


@rule("SCR201", term="自评高于评分标准")
def too_high(scored: Scored, facts: Facts) -> Iterator[Finding]:
    """自评得分高于按该项评分标准和报告自己的数据最多能得的分。

    只有由数据算得出上限才报；需人工判断的部分一律按满分放宽。取两位小数之内不报。依据：评分标准原文。
    """
    del facts
    for row, item in scored:
        if (
            row.self_score
            and item.self_score is not None
            and item.self_score > item.high.quantize(CENT, ROUND_CEILING)
        ):
            if item.points is not None and item.self_score > item.points:
                continue
            yield _off(row, item, "SCR201", f"按评分标准最多得{_plain(item.high)}分")


@rule("SCR202", term="自评低于评分标准")
def too_low(scored: Scored, facts: Facts) -> Iterator[Finding]:
    """自评得分低于按该项评分标准和报告自己的数据至少能得的分。

    少给自己打分不一定是错，列为需要说明。依据：评分标准原文。
    """
    del facts
    for row, item in scored:
        if (
            row.self_score
            and item.self_score is not None
            and item.self_score < item.low.quantize(CENT, ROUND_FLOOR)
        ):
            yield _off(row, item, "SCR202", f"按评分标准至少得{_plain(item.low)}分")


def _off(row: ScoredRow, item: IndicatorScore, code: str, verdict: str) -> Finding:
    assert row.self_score is not None  # noqa: S101 - 调用者已判断
    exact = item.low == item.high
    return Finding(
        code=code,
        severity="error" if code == "SCR201" else "warning",
        message=f"“{item.name}”自评{item.self_score}分，{verdict}：{'；'.join(item.trace)}",
        at=row.self_score.at,
        against=(*item.evidence, *((row.criterion,) if row.criterion else ())),
        expected=_plain(item.low) if exact else f"{_plain(item.low)}至{_plain(item.high)}",
        question=f"请按评分标准核实“{item.name}”的得分。",
        anchor=f"{item.name}|{item.self_score}|{_plain(item.high)}",
    )


@cache
def _pairs() -> tuple[dict[str, str], ...]:
    text = files("score").joinpath("admissions.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["pair"])


@rule("SCR301", term="满分与自认问题")
def admitted(scored: Scored, facts: Facts) -> Iterator[Finding]:
    """某项得了满分，报告的“存在问题”部分却承认这件事没有做到。

    要求评分标准里的要求与问题部分的说法针锋相对（无大量调剂—调剂过多；按计划时间完成—未能如期），并同时引用两处原文；
    已经扣过分的、只是泛泛说“有待加强”的不报。只列为需要说明，不替单位改分。依据：评分标准原文。
    """
    problems = [
        s
        for s in facts.sentences
        if any(_PROBLEM.search(h) for h in s.section) and not _MEASURE.match(s.text)
    ]
    for row, item in scored:
        if row.criterion is None or item.self_score is None or item.self_score != item.points:
            continue
        text = facts.document.text(row.criterion)
        for pair in _pairs():
            required = regex.search(pair["criterion"], text)
            for sentence in problems if required else ():
                said = regex.search(pair["admission"], sentence.text)
                if said and required:
                    yield _admission(facts, row, item, required, sentence.at, said)
                    break


def _admission(
    facts: Facts,
    row: ScoredRow,
    item: IndicatorScore,
    required: regex.Match[str],
    place: Location,
    said: regex.Match[str],
) -> Finding:
    assert row.criterion is not None and place.block is not None  # noqa: S101, PT018 - 调用者已判断
    clause = facts.document.at(
        row.criterion.block or 0,
        row.criterion.start + required.start(),
        row.criterion.start + required.end(),
        row.criterion.cell,
    )
    admission = facts.document.at(place.block, place.start + said.start(), place.start + said.end())
    context = facts.document.context(admission, 12)
    return Finding(
        code="SCR301",
        severity="warning",
        message=f"“{item.name}”自评满分{item.self_score}分，评分标准要求“{required[0]}”，而存在问题部分承认“{context}”",
        at=row.self_score.at if row.self_score else clause,
        against=(clause, admission),
        question=f"请说明“{said[0]}”是否影响“{item.name}”的得分。",
        anchor=f"{item.name}|{said[0]}",
    )


@rule("SCR401", term="满分缺少依据")
def without_evidence(scored: Scored, facts: Facts) -> Iterator[Finding]:
    """得了满分，报告里却没有可以据以计算的数据；汇总成一条，供调阅资料时使用。

    这不是错误，只是请单位提供佐证资料的清单。依据：财预〔2020〕10号——自评结果应有佐证。
    """
    del facts
    bare = [
        (row, item)
        for row, item in scored
        if item.self_score == item.points and not item.evidence and row.self_score
    ]
    if bare:
        names = "、".join(item.name for _, item in bare)
        first = bare[0][0].self_score
        assert first is not None  # noqa: S101 - 上一行已筛选
        yield Finding(
            code="SCR401",
            severity="info",
            message=f"{len(bare)}项指标自评满分，报告中没有可据以计算的数据，建议调阅佐证资料：{names}",
            at=first.at,
            against=tuple(row.self_score.at for row, _ in bare[1:] if row.self_score),
            question=f"请提供以下指标的佐证资料：{names}。",
            anchor=names,
        )


def _plain(value: Decimal) -> str:
    return f"{value.quantize(CENT).normalize():f}"
