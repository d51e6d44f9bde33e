"""评分标准文件：编译、存取、校改、对应，用到别的报告上。"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gouji import review
from score.compile import compile_criterion
from score.matching import matched
from score.rubric import InvalidRubric, Rubric, RubricIndicator, dumps, lint, loads, rubric_of, shipped
from score.wording import same_rule, worded

REAL = Path(__file__).parents[2] / "shared" / "reports" / "futian-2020.docx"
SAMPLE = "yunling-emergency-2022.docx"


@pytest.fixture(scope="module")
def compiled(samples, reviewed) -> Rubric:
    return rubric_of(reviewed(samples / SAMPLE).facts, "样本")


def test_写出来再读回去_一字不差(compiled):
    assert loads(dumps(compiled)).indicators == compiled.indicators


@pytest.mark.parametrize("name", sorted(shipped()))
def test_随程序带的评分标准_写出来再读回去不变(name):
    rubric = shipped()[name]
    assert rubric.source
    if rubric.indicators:
        assert loads(dumps(rubric)).indicators == rubric.indicators


@pytest.mark.parametrize("name", sorted(shipped()))
def test_随程序带的评分标准_规范写法与原文读出来是一回事(name):
    for indicator in shipped()[name].indicators:
        if indicator.rule and indicator.criterion:
            original = indicator.model_copy(update={"rule": ""})
            assert same_rule(indicator.compiled(), original.compiled()), indicator.name


def test_规范写法与原文读出来是一回事(compiled):
    worded_ones = [i for i in compiled.indicators if i.rule]
    assert len(worded_ones) >= len(compiled.indicators) - 1
    for indicator in worded_ones:
        original = indicator.model_copy(update={"rule": ""})
        assert same_rule(indicator.compiled(), original.compiled()), indicator.name


def test_用自己的评分标准评自己_得分不变_没有不同(samples, reviewed, compiled):
    path = samples / SAMPLE
    own, again = reviewed(path), review(path.read_bytes(), path.name, compiled)
    spans = [[(i.name, i.low, i.high) for i in r.scorecard.indicators] for r in (own, again)]
    assert spans[0] == spans[1]
    assert not [f for f in again.findings if f.code.startswith("SCR7")]


def test_校改规范写法_评分以改后的为准(samples, compiled):
    path = samples / SAMPLE
    strict = tuple(
        i.model_copy(update={"rule": "满意度≥99%的，得6分；满意度＜99%的，得0分"})
        if "满意度" in i.name
        else i
        for i in compiled.indicators
    )
    again = review(path.read_bytes(), path.name, compiled.model_copy(update={"indicators": strict}))
    score = next(i for i in again.scorecard.indicators if "满意度" in i.name)
    assert (score.low, score.high) == (Decimal(0), Decimal(0))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "schema"),
        ("a = [", "TOML"),
        ('schema = "gouji.rubric/9"', "schema"),
        ('schema = "gouji.rubric/1"\nname = "甲"', "没有一项指标"),
        ('schema = "gouji.rubric/1"\nname = "甲"\n[[indicator]]\npath = []', "第1项指标"),
        ('schema = "gouji.rubric/1"\nname = "甲"\n[[indicator]]\npath = ["甲"]\npoints = -1', "points"),
        ('schema = "gouji.rubric/1"\nname = "甲"\n[[indicator]]\npath = ["甲"]\npoints = nan', "points"),
        ("x = " + "[" * 5000, "TOML"),
        ("#" * (2 * 2**20 + 1), "太大"),
    ],
    ids=["空", "不是TOML", "别的版本", "没有指标", "没有名称", "负分值", "不是数", "嵌套太深", "太大"],
)
def test_不合要求的文件_一句话说明原因(text, said):
    with pytest.raises(InvalidRubric, match=said):
        loads(text)


def test_检查_重名_空档_没有条文():
    rubric = Rubric(
        name="甲",
        indicator=(
            RubricIndicator(
                path=("甲", "乙"), points=5, criterion="比率≥90%得5分；60%≤比率＜80%得3分；比率＜60%得0分"
            ),
            RubricIndicator(path=("甲", "乙"), points=5, criterion="比率≥90%得5分；比率＜90%得0分"),
            RubricIndicator(path=("甲", "丙"), points=5),
        ),
    )
    said = [message for _, message in lint(rubric)]
    assert any("80%与90%之间没有规定" in message for message in said)
    assert any("重名" in message for message in said)
    assert any("没有评分标准" in message for message in said)


def test_写不成规范条文的_留空而不硬写():
    criterion = compile_criterion("甲、乙两种办法择其一", Decimal(5), "结转结余率")
    text = worded(criterion, "结转结余率")
    assert not text or same_rule(compile_criterion(text, Decimal(5), "结转结余率"), criterion)


def test_名称改动过的_夹在对上的两项之间_认得出(samples, reviewed, compiled):
    rows = reviewed(samples / SAMPLE).facts.scored[0].rows
    renamed = tuple(
        i.model_copy(update={"path": (*i.path[:-1], f"部门{i.name}情况")}) if n == 3 else i
        for n, i in enumerate(compiled.indicators)
    )
    found = matched(rows, compiled.model_copy(update={"indicators": renamed}))
    assert found[3] == renamed[3]
    assert all(found)


def test_顺序打乱也按名称对上(samples, reviewed, compiled):
    rows = reviewed(samples / SAMPLE).facts.scored[0].rows
    shuffled = compiled.model_copy(update={"indicators": compiled.indicators[::-1]})
    assert [i.name for i in matched(rows, shuffled) if i] == [row.name for row in rows]


BANDS = "full = [80, 100]\npartly = [{cut}, 80]\nfailed = [0, {cut}]"


@pytest.mark.parametrize(("cut", "low"), [(60, 6), (50, 5)])
def test_自评表的计分办法_定性指标的分档以文件为准(cut: int, low: int):
    report = """# 河道清淤项目支出绩效自评表

| 一级指标 | 二级指标 | 三级指标 | 分值 | 年度指标值 | 实际完成值 | 得分 |
|---|---|---|---|---|---|---|
| 效益指标 | 社会效益 | 行洪能力 | 10 | 明显提高 | 部分达成 | 7 |
"""
    form = f'schema = "gouji.rubric/1"\nname = "甲"\n[form]\nexecution = 10\n{BANDS.format(cut=cut)}'
    (score,) = review(report.encode(), "甲.md", loads(form)).scorecard.indicators
    assert (score.low, score.high) == (low, 8)


def test_没有评分表的报告_编译不出来():
    with pytest.raises(InvalidRubric, match="没有找到"):
        rubric_of(review("# 报告\n\n共3人。".encode(), "甲.md").facts, "甲")


@pytest.mark.skipif(not REAL.exists(), reason="没有真实报告（../shared/reports）")
def test_真实报告编译出来的_就是随程序带的那一份():
    compiled = rubric_of(review(REAL.read_bytes(), REAL.name).facts, "甲")
    known = shipped()["shenzhen-futian-2020"].indicators
    assert [(i.path, i.points, i.criterion) for i in compiled.indicators] == [
        (i.path, i.points, i.criterion) for i in known
    ]
