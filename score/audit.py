"""自评的复核（audit）：自评得分越界、与证据支持的区间不符、不在档上、没有依据；条文自身的毛病；等级与总分不符。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extract import Location
from normalize import Fact
from reconcile import Finding, Reconciliation, rule
from score.bands import floor_of, grade_of
from score.evaluate import plain
from score.indicators import Graded
from score.reachable import nearest, reachable
from score.rounding import agreed
from score.rubric import Rubric
from score.targets import explained, form_of
from score.types import Total

_GRADE = re.compile(
    r"(?:评价|自评|绩效|评定|综合)?(?:等级|等次|档次|结论|结果)(?:评定|评价|认定)?(?:为|是|：|:)?[“\"]?(?P<grade>优秀|良好|优|良|中|差)(?![^，。；、”\"）)\s])"
)


_MISCOUNTED = "不符"
_OVERALL = re.compile(r"自评|综合|总体|整体|总分|总得分")
"""说的是整份自评的等级，不是某个项目、上一年的等级。"""


@dataclass(frozen=True)
class Audit:
    """复核所看的全部：核对结果、逐项的求值、总分、指定的评分标准文件。"""

    tied: Reconciliation
    items: tuple[Graded, ...]
    total: Total
    rubric: Rubric | None = None


@rule("SCR101", term="自评得分越界")
def out_of_range(audit: Audit) -> Iterator[Finding]:
    """自评得分高于该项分值，或为负数。

    加分项未在评分表写明的，同样提出。依据：财预〔2020〕10号——各项得分以分值为上限。
    """
    for item in audit.items:
        own, points, mark = item.score.self_score, item.score.points, item.row.self_score
        if mark is None or own is None or points is None or 0 <= own <= points:
            continue
        yield Finding(
            code="SCR101",
            severity="error",
            message=f"“{item.score.name}”自评{own}分，超出分值{points}分的范围",
            at=mark.at,
            against=(item.row.points.at,) if item.row.points else (),
            expected=f"0至{plain(points)}",
            question=f"请核实“{item.score.name}”的自评得分。",
            anchor=f"{item.score.name}|{own}",
        )


@rule("SCR201", term="自评高于评分标准")
def too_high(audit: Audit) -> Iterator[Finding]:
    """自评得分高于按该项评分标准和报告自己的数据最多能得的分。

    只有由数据算得出上限才报；需人工判断的部分一律按满分放宽。算出的小数取两位之内不报，取一位或取整而高出的只作提示；
    所用的数值在采信时有疑问的，降为需要说明；评分表没有写评分标准、按通行办法核对的，也只作为需要说明。
    依据：评分标准原文；没有写的，财预〔2020〕10号。
    """
    for item in _within_points(audit):
        own, outcome = item.score.self_score, item.outcome
        if own is None or own <= outcome.high:
            continue
        note = agreed(own, outcome)
        if note is None:
            verdict = f"按评分标准最多得{_short(outcome.high)}分"
            certain = not (outcome.doubt or outcome.assumed)
            yield _off(item, "SCR201", "error" if certain else "warning", verdict)
        elif note:
            yield _off(item, "SCR201", "info", f"按评分标准计{_short(outcome.high)}分（{note}）")


@rule("SCR202", term="自评低于评分标准")
def too_low(audit: Audit) -> Iterator[Finding]:
    """自评得分低于按该项评分标准和报告自己的数据至少能得的分。

    少给自己打分不一定是错，列为需要说明；算出的小数取舍之内不报。依据：评分标准原文。
    """
    for item in _within_points(audit):
        own, outcome = item.score.self_score, item.outcome
        if own is not None and own < outcome.low and not outcome.assumed and agreed(own, outcome) is None:
            yield _off(item, "SCR202", "warning", f"按评分标准至少得{_short(outcome.low)}分")


@rule("SCR203", term="得分不在档上")
def unreachable(audit: Audit) -> Iterator[Finding]:
    """评分标准只有几档，自评得分却不是其中任何一档（只有0、0.4、0.7、1分可得，自评0.8分）。

    各部分都分档，或者按次扣固定的分，才知道能得哪些分；有酌情、按比例的部分就不报。得分已经超出区间的另报。
    依据：评分标准原文。
    """
    for item in _within_points(audit):
        own, outcome = item.score.self_score, item.outcome
        possible = reachable(item.criterion)
        if own is None or not possible or own in possible or not outcome.low <= own <= outcome.high:
            continue
        scores = "、".join(plain(score) for score in nearest(possible, own))
        yield _off(
            item, "SCR203", "warning", f"按评分标准得不出这个分数，相近的只有{scores}分", expected=scores
        )


def _within_points(audit: Audit) -> Iterator[Graded]:
    """填了自评得分而且没有越界的各项。"""
    for item in audit.items:
        own, points = item.score.self_score, item.score.points
        if item.row.self_score and own is not None and (points is None or 0 <= own <= points):
            yield item


def _off(item: Graded, code: str, severity: str, verdict: str, expected: str = "") -> Finding:
    assert item.row.self_score is not None  # noqa: S101 - 调用者已筛选
    low, high = _short(item.outcome.low), _short(item.outcome.high)
    name, own = item.score.name, item.score.self_score
    return Finding.model_validate(
        {
            "code": code,
            "severity": severity,
            "message": f"“{name}”自评{own}分，{verdict}：{'；'.join(item.outcome.trace)}",
            "at": item.row.self_score.at,
            "against": (*item.outcome.evidence, *((item.row.criterion,) if item.row.criterion else ())),
            "expected": expected or (low if item.outcome.exact else f"{low}至{high}"),
            "question": f"请按评分标准核实“{name}”的得分。",
            "anchor": f"{name}|{own}|{high}",
        }
    )


@rule("SCR204", term="达到指标值而扣分")
def unexplained(audit: Audit) -> Iterator[Finding]:
    """指标值已经达到，却没有得满分，偏差原因一栏也没有说明；每张表汇总成一条。

    只看填了指标值和完成值的评分表；定量指标达到就应得满分，定性指标达成的应得分值的80%以上；说明了原因的不报。
    依据：财预〔2020〕10号——定量指标达到指标值的记满分，未达到的要说明偏差原因。
    """
    document = audit.tied.facts.document
    found = [
        item
        for item in _within_points(audit)
        if _short_without_reason(item) and not explained(document, item.row)
    ]
    yield from _gathered(
        found, "SCR204", "warning", "达到了指标值却没有得满分，也没有说明原因", "请说明扣分的原因。"
    )


def _short_without_reason(item: Graded) -> bool:
    own, points = item.score.self_score, item.score.points
    if item.target is None or not item.target.attained or own is None or points is None:
        return False
    return own < points * item.target.low and (item.outcome.assumed or own < item.outcome.low)


@rule("SCR205", term="超额完成过多")
def overachieved(audit: Audit) -> Iterator[Finding]:
    """完成值超过指标值很多（三成以上），却没有说明指标值是否定得偏低；每张表汇总成一条。

    超过多少算多，各地办法不一，取最宽的30%；偏差原因一栏写了的、反向指标不报。
    依据：财预〔2020〕10号——完成值高于指标值较多的要分析原因，指标值明显偏低的按偏离度调减分值。
    """
    document = audit.tied.facts.document
    limit = form_of(document, audit.rubric).excess
    found = [
        i for i in audit.items if i.target and i.target.excess > limit and not explained(document, i.row)
    ]
    said = f"完成值超过指标值{plain(limit)}%以上，没有说明指标值是否定得偏低"
    yield from _gathered(found, "SCR205", "info", said, "请说明指标值的依据，偏低的按偏离度调减得分。")


def _gathered(items: list[Graded], code: str, severity: str, said: str, question: str) -> Iterator[Finding]:
    """一张表里同样的事合成一条。"""
    blocks = dict.fromkeys(item.row.levels[-1].at.block for item in items)
    for block in blocks:
        own = [item for item in items if item.row.levels[-1].at.block == block]
        places = [at for item in own if (at := item.score.at) is not None]
        lines = "；".join(
            f"“{item.score.name}”{item.target.shown if item.target else ''}，自评{item.score.self_score}分"
            for item in own
        )
        yield Finding.model_validate(
            {
                "code": code,
                "severity": severity,
                "message": f"{len(own)}项指标{said}：{lines}",
                "at": places[0],
                "against": (*places[1:], *_compared(own)),
                "expected": _full(own) if code == "SCR204" else "",
                "question": question,
                "anchor": "|".join(f"{item.score.name}|{item.score.self_score}" for item in own),
            }
        )


def _compared(items: list[Graded]) -> list[Location]:
    """指标值与完成值所在的格。"""
    return [at for item in items for at in (item.row.target, item.row.actual) if at is not None]


def _full(items: list[Graded]) -> str:
    """只有一项，而且达到了就应得满分的：满分是多少。"""
    first, points = items[0], items[0].score.points
    alone = len(items) == 1 and first.target is not None and first.target.low == 1
    return plain(points) if alone and points is not None else ""


@rule("SCR401", term="满分缺少依据")
def without_evidence(audit: Audit) -> Iterator[Finding]:
    """得了满分，报告里却没有可以据以计算的数据；汇总成一条，供调阅资料时使用。

    这不是错误，只是请单位提供佐证资料的清单。依据：财预〔2020〕10号——自评结果应有佐证。
    """
    bare = [
        item
        for item in audit.items
        if item.row.self_score and item.score.self_score == item.score.points and not item.score.evidence
    ]
    places = [item.row.self_score.at for item in bare if item.row.self_score]
    if not bare:
        return
    names = "、".join(item.score.name for item in bare)
    yield Finding(
        code="SCR401",
        severity="info",
        message=f"{len(bare)}项指标自评满分，报告中没有可据以计算的数据，建议调阅佐证资料：{names}",
        at=places[0],
        against=tuple(places[1:]),
        question=f"请提供以下指标的佐证资料：{names}。",
        anchor=names,
    )


@rule("SCR501", term="评分标准的毛病")
def rubric_defects(audit: Audit) -> Iterator[Finding]:
    """评分标准自己有毛病：分档之间有空档或重叠，各部分的分数与分值不符，公式漏写求和，比较符号印错。

    每条评分标准只提一次；分数与分值不符的需要说明，其余供制定评分标准的人参考，也说明重算时按什么理解。
    恰在两档之间的端点没有写明归谁，不算毛病。依据：评分标准原文。
    """
    for item in audit.items:
        if item.row.criterion is None or not item.criterion.defects:
            continue
        yield Finding(
            code="SCR501",
            severity="warning" if any(_MISCOUNTED in d for d in item.criterion.defects) else "info",
            message=f"“{item.score.name}”的评分标准：{'；'.join(item.criterion.defects)}",
            at=item.row.criterion,
            question=f"请核实“{item.score.name}”的评分标准有无错漏。",
            anchor=f"{item.score.name}|{'；'.join(item.criterion.defects)}",
        )


@rule("SCR601", term="等级与总分")
def wrong_grade(audit: Audit) -> Iterator[Finding]:
    """报告写的等级与自评总分所在的档次不符；或者自评总分的等级，报告自己的证据支持不到。

    90分及以上为优，80至90分为良，60至80分为中，60分以下为差；只看明说整体、自评“等级、结论为某”的话，说某个项目的不看。
    依据：财预〔2020〕10号第二十二条。
    """
    own = audit.total.self_score
    earned = grade_of(own)
    if own is None or earned is None:
        return
    for sentence in audit.tied.facts.sentences:
        for said in _GRADE.finditer(sentence.text) if sentence.at.block is not None else ():
            written = said["grade"][0]
            if written == earned or sentence.at.cell is not None or not _OVERALL.search(sentence.text):
                continue
            start = sentence.at.start + said.start("grade")
            yield Finding(
                code="SCR601",
                severity="error",
                message=f"自评总分{plain(own)}分应为“{earned}”，这里写“{said['grade']}”",
                at=audit.tied.facts.document.at(sentence.at.block or 0, start, start + len(said["grade"])),
                against=tuple(mark.at for mark in _printed_totals(audit)),
                expected=earned,
                question="请核实评价等级。",
                anchor=f"{said['grade']}|{plain(own)}",
            )
    high = audit.total.high
    if high is not None and high < floor_of(earned) and high < own:
        at = next((mark.at for mark in _printed_totals(audit)), None)
        if at is not None:
            yield Finding(
                code="SCR601",
                severity="warning",
                message=f"自评{plain(own)}分为“{earned}”，报告自己的证据最多支持{_short(high)}分，只够“{grade_of(high)}”",
                at=at,
                expected=f"{grade_of(high)}",
                question="请按各项指标的疑问逐项说明，并核实总分与等级。",
                anchor=f"{earned}|{plain(own)}|{_short(high)}",
            )


def _printed_totals(audit: Audit) -> tuple[Fact, ...]:
    return tuple(table.total_score for table in audit.tied.facts.scored if table.total_score)


def _short(value: Decimal) -> str:
    return plain(value.quantize(Decimal("0.01")))
