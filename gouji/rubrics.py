"""评分标准文件的取用：按名字取随程序带的，按路径读人写的；以及给人看的样子。"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from gouji.writers.plain import one_line, plain_decimal
from score.rubric import Form, InvalidRubric, Rubric, lint, loads, shipped

_SIZE = 2 * 2**20


def text_of(name: str) -> str:
    """评分标准文件的内容，保证读得懂。

    Args:
        name: 随程序带的名字，或者文件的路径。

    Raises:
        InvalidRubric: 没有这个文件，或者内容不合要求。
    """
    text = _shipped_text(name) if name in shipped() else _read(Path(name))
    loads(text)
    return text


def _shipped_text(name: str) -> str:
    return files("score").joinpath("rubrics", f"{name}.toml").read_text(encoding="utf-8")


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _SIZE:
            msg = f"{one_line(str(path))} 太大，不像评分标准文件；请确认没有选错"
            raise InvalidRubric(msg)
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        msg = f"{one_line(str(path))} 不是 UTF-8 文本；请另存为 UTF-8"
        raise InvalidRubric(msg) from error
    except (OSError, ValueError) as error:
        known = "、".join(shipped())
        msg = f"没有 {one_line(str(path))} 这个文件或读不了；随程序带的有：{known}"
        raise InvalidRubric(msg) from error


def listed() -> Iterator[str]:
    """随程序带的评分标准，一份一行。"""
    for name, rubric in shipped().items():
        kind = f"{len(rubric.indicators)}项指标" if rubric.indicators else "自评表计分办法"
        yield f"{name}  {rubric.name}（{kind}；{rubric.source}）"


def shown(rubric: Rubric) -> Iterator[str]:
    """一份评分标准：每项指标的分值、评分时所用的条文、毛病。"""
    yield f"{one_line(rubric.name)}  {one_line(rubric.source)}"
    if rubric.form is not None:
        yield from _form(rubric.form)
    defects: dict[tuple[str, ...], list[str]] = {}
    for indicator, defect in lint(rubric):
        defects.setdefault(indicator.path, []).append(defect)
    for indicator in rubric.indicators:
        points = "" if indicator.points is None else f"  {plain_decimal(indicator.points)}分"
        yield f"  {one_line(' › '.join(indicator.path))}{points}"
        yield from (f"      {one_line(line)}" for line in indicator.wording.splitlines() if line.strip())
        yield from (f"      毛病：{one_line(defect)}" for defect in defects.get(indicator.path, ()))


def _form(form: Form) -> Iterator[str]:
    """自评表的计分办法。"""
    yield f"  预算执行率 {plain_decimal(form.execution)}分 × 执行率"
    yield from (f"  {one_line(name)} {plain_decimal(points)}分" for name, points in form.weights.items())
    for word, (low, high) in (("达成", form.full), ("部分达成", form.partly), ("未达成", form.failed)):
        yield f"  定性指标{word}：分值的{plain_decimal(high)}%-{plain_decimal(low)}%"
    yield f"  完成值超过指标值{plain_decimal(form.excess)}%的，请说明"


def linted(rubric: Rubric) -> Iterator[str]:
    """评分标准的毛病，一处一行。"""
    for indicator, defect in lint(rubric):
        yield f"{one_line(' › '.join(indicator.path))}：{one_line(defect)}"
