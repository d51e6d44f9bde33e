"""官方评分标准（official）：报告自己的评分表与指定的评分标准文件哪里不同。各单位确有改动条文的。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from extract import Location
from reconcile import Finding, rule
from score.audit import Audit
from score.criterion import Criterion
from score.evaluate import plain
from score.indicators import Graded
from score.rubric import RubricIndicator
from score.wording import same_points

_SPACE = re.compile(r"[\s，,。.；;：:、]")
_CLOSE = 0.8
"""计分办法相同而字句相同不到八成的，也提一句。"""
_HEAD = 60


@rule("SCR701", term="评分标准与官方不同")
def edited_criterion(audit: Audit) -> Iterator[Finding]:
    """报告里的分值或计分办法（门槛、得分、扣分、算式），与指定的评分标准文件不同；重算得分时以评分标准文件为准。

    只是字句不同、计分办法相同的，汇总成一条提示；标点、空格、同一个量的不同叫法不算。报告没有写评分标准的不报。
    只在指定了评分标准文件（--rubric）时核对。依据：所指定的评分标准文件。
    """
    reworded: list[Graded] = []
    for item in audit.items:
        if item.official is None:
            continue
        yield from _points(item, item.official)
        own = _own(audit, item)
        if not own or not item.official.criterion or _likeness(own, item.official.criterion) == 1:
            continue
        if not same_points(_compiled(own, item.official), item.official.compiled()):
            yield _edited(item, item.official, own)
        elif _likeness(own, item.official.criterion) < _CLOSE:
            reworded.append(item)
    yield from _reworded(reworded)


def _points(item: Graded, official: RubricIndicator) -> Iterator[Finding]:
    own = item.row.points
    if own is None or official.points is None or own.quantity.value == official.points:
        return
    name = item.score.name
    yield Finding(
        code="SCR701",
        severity="warning",
        message=f"“{name}”的分值写作{own.raw}分，评分标准文件规定{plain(official.points)}分",
        at=own.at,
        expected=plain(official.points),
        question=f"请说明“{name}”的分值为何与规定不同。",
        anchor=f"{name}|{own.raw}|{plain(official.points)}",
    )


def _own(audit: Audit, item: Graded) -> str:
    """报告自己的条文。"""
    return audit.tied.facts.document.text(item.row.criterion) if item.row.criterion else ""


def _compiled(own: str, official: RubricIndicator) -> Criterion:
    """按规定的分值编译报告自己的条文：分值不同已经另报。"""
    return official.model_copy(update={"criterion": own, "rule": ""}).compiled()


def _edited(item: Graded, official: RubricIndicator, own: str) -> Finding:
    assert item.row.criterion is not None  # noqa: S101 - 有条文才走到这里
    name = item.score.name
    return Finding(
        code="SCR701",
        severity="warning",
        message=f"“{name}”的计分办法与评分标准文件不同：文件规定“{_head(official.criterion)}”",
        at=item.row.criterion,
        expected=_head(official.criterion),
        question=f"请说明“{name}”的评分标准为何与规定不同。",
        anchor=f"{name}|{_SPACE.sub('', own)}",
    )


def _reworded(items: list[Graded]) -> Iterator[Finding]:
    places = [item.row.criterion for item in items if item.row.criterion]
    if places:
        names = "、".join(item.score.name for item in items)
        yield Finding(
            code="SCR701",
            severity="info",
            message=f"{len(items)}项指标的评分标准与评分标准文件字句不同，计分办法相同：{names}",
            at=places[0],
            against=tuple(places[1:]),
            question="请核实评分标准的文字是否应与规定一致。",
            anchor=names,
        )


@rule("SCR702", term="指标与官方不同")
def edited_indicators(audit: Audit) -> Iterator[Finding]:
    """评分标准文件规定的指标，报告的评分表里没有；或者评分表多出规定之外的指标。

    名称略有改动、位置对得上的算同一项；没有规定分值的共性框架由各单位选用，不核对有无。评分表的指标一大半都对不上的，多半是选错了评分标准文件，只说这一句。
    只在指定了评分标准文件（--rubric）时核对。依据：所指定的评分标准文件。
    """
    if audit.rubric is None or not audit.rubric.indicators:
        return
    first = next((item.row.levels[-1].at for item in audit.items), Location())
    kept = [item.official for item in audit.items if item.official is not None]
    required = [i for i in audit.rubric.indicators if i.points is not None]
    if len(kept) * 2 < len(audit.items) and required:
        yield Finding(
            code="SCR702",
            severity="warning",
            message=f"评分表的{len(audit.items)}项指标只有{len(kept)}项在评分标准文件《{audit.rubric.name}》里，可能选错了文件",
            at=first,
            question="请核实所用的评分标准文件。",
            anchor=audit.rubric.name,
        )
        return
    missing = [i.name for i in required if i not in kept]
    extra = [i for i in audit.items if i.official is None and i.row.criterion] if required else []
    for said, names, at in (
        ("缺少规定的", missing, first),
        (
            "多出规定之外的",
            [item.score.name for item in extra],
            extra[0].row.levels[-1].at if extra else first,
        ),
    ):
        if names:
            yield Finding(
                code="SCR702",
                severity="warning",
                message=f"评分表{said}指标：{'、'.join(names)}（评分标准文件《{audit.rubric.name}》）",
                at=at,
                question="请说明评分表的指标为何与规定不同。",
                anchor="、".join(names),
            )


@rule("SCR703", term="分值安排与规定不同")
def edited_weights(audit: Audit) -> Iterator[Finding]:
    """项目支出绩效自评表的分值安排（预算执行率10分，产出50分、效益30分、满意度10分）与指定的计分办法不同。

    各地、各类项目可以另行规定，所以只列为需要说明；报告没有分到一级指标的不报。只在指定了带计分办法的评分标准文件
    （--rubric）时核对。依据：财预〔2020〕10号附表说明——原则上按此设置，有特殊情形的由主管部门规定。
    """
    form = audit.rubric.form if audit.rubric else None
    if form is None:
        return
    executed = [
        item for item in audit.items if item.row.criterion is None and item.score.name == "预算执行率"
    ]
    if executed and executed[0].score.points != form.execution:
        yield _weighed("预算执行率", executed, form.execution)
    for name, points in form.weights.items():
        group = [
            item for item in audit.items if len(item.score.path) > 1 and _heads(item.score.path[0], name)
        ]
        if group and sum((item.score.points or Decimal(0) for item in group), Decimal(0)) != points:
            yield _weighed(name, group, points)


def _heads(level: str, name: str) -> bool:
    """一级指标的名称：产出、产出指标、产出指标（50分）都是。"""
    return level.removesuffix("指标").startswith(name.removesuffix("指标"))


def _weighed(name: str, group: list[Graded], points: Decimal) -> Finding:
    own = sum((item.score.points or Decimal(0) for item in group), Decimal(0))
    return Finding(
        code="SCR703",
        severity="warning",
        message=f"“{name}”的分值合计{plain(own)}分，评分标准文件规定{plain(points)}分",
        at=group[0].row.points.at if group[0].row.points else group[0].row.levels[-1].at,
        against=tuple(item.row.points.at for item in group[1:] if item.row.points),
        expected=plain(points),
        question=f"请说明“{name}”的分值为何与规定不同。",
        anchor=f"{name}|{plain(own)}",
    )


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _SPACE.sub("", one), _SPACE.sub("", other), autojunk=False).ratio()


def _head(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _HEAD else f"{words[:_HEAD]}…"
