"""评分标准文件（Rubric）：一套评价指标的评分标准，存成人能看懂、能改的 TOML，可以用到任何一份报告上。

criterion 是条文原文；rule 是照原文编译之后写成的规范条文，由人校改。评分时有 rule 的以 rule 为准。
两者是同一种语言，用同一个编译器读，所以改 rule 就是改条文，不必学别的写法。
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from extract import Frozen
from normalize import Facts, ScoredRow
from score.compile import compile_criterion
from score.criterion import Criterion
from score.wording import worded

SCHEMA = "gouji.rubric/1"
_SIZE = 2 * 2**20
_HEAD = """\
评分标准文件。每个 [[indicator]] 是一项指标：
  path         各级指标名称，自上而下
  points       分值
  explanation  指标说明（公式以它为先）
  criterion    评分标准原文
  rule         规范写法：照原文编译出来的，评分时以它为准；读错了就改它，改完运行 gouji rubric lint 检查
没有 rule 的，评分时按 criterion 编译。"""


class InvalidRubric(ValueError):  # noqa: N818 - 说的是文件的状态
    """评分标准文件读不了；说明原因和办法。"""


class RubricIndicator(Frozen):
    """评分标准文件里的一项指标；没有规定分值的（共性指标框架）points 为 None。"""

    path: tuple[str, ...] = Field(min_length=1)
    points: Decimal | None = Field(default=None, ge=0, le=10000)
    explanation: str = ""
    criterion: str = ""
    rule: str = ""

    @property
    def name(self) -> str:
        """末级指标名称。"""
        return self.path[-1]

    @property
    def wording(self) -> str:
        """评分时所用的条文。"""
        return self.rule or self.criterion

    def compiled(self, points: Decimal | None = None) -> Criterion:
        """编译成可以计算的规则；没有规定分值的用报告的分值。"""
        weight = self.points if self.points is not None else points or Decimal(0)
        return compile_criterion(self.wording, weight, self.name, self.explanation)


Band = tuple[Decimal, Decimal]


class Form(Frozen):
    """项目支出绩效自评表的计分办法：评分表没有写评分标准的，按这里的办法核对，只作为需要说明。

    execution 是预算执行率的分值；weights 是各一级指标的分值；full、partly、failed 是定性指标三档（达成、部分达成、未达成）
    各占分值的百分之几；excess 是完成值超过指标值百分之几才要求说明指标值是否定得偏低；marks 是报告里出现就按本办法的字样。
    """

    execution: Decimal = Field(ge=0, le=100)
    weights: dict[str, Decimal] = Field(default_factory=dict)
    full: Band
    partly: Band
    failed: Band
    excess: Decimal = Decimal(30)
    marks: tuple[str, ...] = ()

    @property
    def mostly(self) -> Band:
        """基本达成：各地理解不一，取达成与部分达成两档之和。"""
        return self.partly[0], self.full[1]


class Rubric(Frozen):
    """评分标准：名称、来源（文号）、各项指标，或者项目支出绩效自评表的计分办法。"""

    schema_name: Literal["gouji.rubric/1"] = Field(default="gouji.rubric/1", alias="schema")
    name: str
    source: str = ""
    indicators: tuple[RubricIndicator, ...] = Field(default=(), alias="indicator")
    form: Form | None = None
    sha256: str = Field(default="", exclude=True)
    """文件内容的指纹；不是从文件读来的为空串。"""

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not self.indicators and self.form is None:
            msg = "没有一项指标，也没有计分办法"
            raise ValueError(msg)
        return self


def rubric_of(facts: Facts, name: str) -> Rubric:
    """从一份报告的评分表编译出评分标准。

    Raises:
        InvalidRubric: 报告里没有写着评分标准的评分表。
    """
    rows = [row for table in facts.scored for row in table.rows if row.criterion]
    if not rows:
        msg = "报告里没有找到带“评分标准”一栏的评分表，编译不出评分标准；请换一份评分表完整的报告"
        raise InvalidRubric(msg)
    found = tuple(_indicator(facts, row) for row in rows)
    return Rubric(name=name, source=f"由《{name}》的评分表编译", indicator=found)


def _indicator(facts: Facts, row: ScoredRow) -> RubricIndicator:
    """评分表的一行；编译出来的规范写法，再读一遍意思不变才写。"""
    text = facts.document.text(row.criterion) if row.criterion else ""
    plain = RubricIndicator(
        path=row.path,
        points=row.points.quantity.value if row.points else None,
        explanation=facts.document.text(row.explanation) if row.explanation else "",
        criterion=text,
    )
    rule = worded(plain.compiled(), plain.name, plain.explanation)
    return plain.model_copy(update={"rule": rule})


def loads(text: str) -> Rubric:
    """读评分标准文件的内容。

    Raises:
        InvalidRubric: 不是合法的评分标准文件，说明在哪里、怎么改。
    """
    if len(text) > _SIZE:
        msg = "评分标准文件太大；请确认没有选错文件"
        raise InvalidRubric(msg)
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        msg = f"评分标准文件不是合法的 TOML（{error}）；请检查引号和方括号是否成对"
        raise InvalidRubric(msg) from error
    if content.get("schema") != SCHEMA:
        msg = f'评分标准文件应当写明 schema = "{SCHEMA}"；请用 gouji rubric compile 生成'
        raise InvalidRubric(msg)
    try:
        return Rubric.model_validate({**content, "sha256": sha256(text.encode()).hexdigest()})
    except ValidationError as error:
        raise InvalidRubric(_explained(error)) from error


def _explained(error: ValidationError) -> str:
    """第一处不合要求的地方。"""
    first = error.errors()[0]
    if first["type"] == "value_error":
        return f"评分标准文件里{first['ctx']['error']}；请用 gouji rubric compile 生成"
    place = [str(part + 1) if isinstance(part, int) else str(part) for part in first["loc"]]
    where = (
        f"第{place[1]}项指标的 {'.'.join(place[2:])}"
        if place[:1] == ["indicator"] and place[1:]
        else ".".join(place)
    )
    return f"评分标准文件的{where}不合要求：请填写正确的内容（指标要有 path，points 是不小于零的数）"


def dumps(rubric: Rubric) -> str:
    """写成带注释的 TOML。"""
    import tomlkit

    document = tomlkit.document()
    for line in _HEAD.splitlines():
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    document["schema"], document["name"], document["source"] = SCHEMA, rubric.name, rubric.source
    tables = tomlkit.aot()
    for indicator in rubric.indicators:
        tables.append(_table(indicator))
    document["indicator"] = tables
    return tomlkit.dumps(document)


def _table(indicator: RubricIndicator) -> Any:  # noqa: ANN401 - tomlkit 的类型
    import tomlkit

    table = tomlkit.table()
    table["path"] = list(indicator.path)
    if indicator.points is not None:
        table["points"] = tomlkit.value(f"{indicator.points.normalize():f}")
    for key, text in (
        ("explanation", indicator.explanation),
        ("criterion", indicator.criterion),
        ("rule", indicator.rule),
    ):
        if text:
            table[key] = tomlkit.string(_block(text), multiline="\n" in text)
    for defect in indicator.compiled().defects:
        table.add(tomlkit.comment(f"毛病：{' '.join(defect.split())}"))
    return table


def _block(text: str) -> str:
    """控制字符不写进文件。"""
    return "".join(
        c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c in "\n\t" or c.isprintable()
    )


NATIONAL_FORM = "project-form-2020"
"""没有别的字样时所按的计分办法。"""


@cache
def shipped() -> dict[str, Rubric]:
    """随程序带的评分标准：名字（文件名）→ 内容。"""
    folder = files("score").joinpath("rubrics")
    entries = sorted((e for e in folder.iterdir() if e.name.endswith(".toml")), key=lambda e: e.name)
    return {e.name.removesuffix(".toml"): loads(e.read_text(encoding="utf-8")) for e in entries}


def form_for(rubric: Rubric | None, text: str) -> Form:
    """一份报告适用哪里的计分办法：指定了的按指定的，报告里出现了某地的字样按某地的，否则按全国的。"""
    if rubric is not None and rubric.form is not None:
        return rubric.form
    forms = {name: known.form for name, known in shipped().items() if known.form is not None}
    local = (form for form in forms.values() if any(mark in text for mark in form.marks))
    return next(local, forms[NATIONAL_FORM])


def lint(rubric: Rubric) -> Iterator[tuple[RubricIndicator, str]]:
    """评分标准自己的毛病：条文的毛病、重名、没有条文、规范写法与原文读出来不同。"""
    seen: set[tuple[str, ...]] = set()
    for indicator in rubric.indicators:
        if indicator.path in seen:
            yield indicator, "与前面的指标重名，评分时分不清是哪一项"
        seen.add(indicator.path)
        if not indicator.wording:
            if indicator.points is not None:
                yield indicator, "没有评分标准的条文，只能由人判断"
            continue
        for defect in indicator.compiled().defects:
            yield indicator, defect
