"""替身：手工搭的审核结果，供写出各种输出的测试使用，不经过四个阶段。"""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

from extract import Cell, Document, Heading, Location, Note, Paragraph, Table
from gouji.pipeline import Review
from normalize import Fact, Facts, PlacedToken, Quantity
from reconcile import Check, Finding, Reconciliation
from score import GradeRange, IndicatorScore, Scorecard, Total

NARRATIVE = "采购计划金额为200.00元，实际采购金额为150.00元，政府采购执行率为75.00%。"
REPEATED = "政府采购执行率为75.50%，采购进度总体平稳。{hostile}"
GRID = (
    ("项目", "年初预算数", "决算数"),
    ("人员经费", "100.00", "90.00"),
    ("公用经费", "50.00", "40.00"),
    ("合计", "150.00", "130.00"),
)


def document(name: str = "自评报告.docx", hostile: str = "", *, repeat: int = 1) -> Document:
    """几节文字和一张有合并表头的表；hostile 混进正文、标题、表格。"""
    cells = [Cell(row=0, column=0, column_span=3, text=f"2020年{hostile}支出（元）")]
    cells += [
        Cell(row=row + 1, column=column, text=text)
        for row, line in enumerate(GRID)
        for column, text in enumerate(line)
    ]
    blocks = [
        Heading(text="一、部门基本情况", level=1),
        Heading(text=f"（一）采购情况{hostile}", level=2),
        Paragraph(text=NARRATIVE),
        Heading(text="三、存在问题", level=1),
        Paragraph(text=REPEATED.format(hostile=hostile)),
        Paragraph(text="表1 部门支出情况表"),
        Table(rows=5, columns=3, cells=tuple(cells), header_rows=2, caption=5),
        *(Paragraph(text=f"第{n}段，没有什么可说的。") for n in range(repeat - 1)),
    ]
    return Document(
        name=name,
        media="docx",
        sha256=sha256(f"{name}{hostile}".encode(errors="backslashreplace")).hexdigest(),
        blocks=tuple(blocks),
        notes=(
            Note(
                kind="修订痕迹",
                message=f"有1处修订，按接受后审核{hostile}",
                at=Location(block=4, start=0, end=2),
            ),
            Note(kind="图片", message="有1张图片没有参与核对"),
        ),
    )


def review(name: str = "自评报告.docx", hostile: str = "", *, repeat: int = 1) -> Review:
    """一次审核：一个错误、一个提示、三项符合、两项指标。"""
    read = document(name, hostile, repeat=repeat)
    spots = {
        "plan": (2, "200.00元", None),
        "actual": (2, "150.00元", None),
        "rate": (2, "75.00%", None),
        "repeated": (4, "75.50%", None),
        "staff": (6, "90.00", (2, 2)),
        "office": (6, "40.00", (3, 2)),
        "sum": (6, "130.00", (4, 2)),
    }
    facts = {key: _fact(read, key, *spot, hostile) for key, spot in spots.items()}
    at = {key: fact.at for key, fact in facts.items()}
    ratio = Check(
        rule="CAL301",
        verdict="符合",
        stated="75.00%",
        recomputed="75.00%",
        formula=f"150.00 ÷ 200.00 = 75.00%{hostile}",
        inputs=("actual", "plan"),
        at=at["rate"],
        against=(at["actual"], at["plan"]),
        power=Decimal("0.01"),
    )
    footing = Check(
        rule="SUM101",
        verdict="符合",
        stated="130.00",
        recomputed="130.00",
        formula="90.00 + 40.00 = 130.00",
        inputs=("staff", "office"),
        at=at["sum"],
    )
    missing = footing.model_copy(update={"rule": "SUM102", "verdict": "无法复核", "inputs": ("repeated",)})
    mismatch = Finding(
        code="TIE201",
        severity="error",
        message=f"政府采购执行率前文为75.00%，后文为75.50%{hostile}",
        at=at["repeated"],
        against=(at["rate"],),
        expected=f"75.00%{hostile}",
        question=f"请核实政府采购执行率是75.00%还是75.50%？{hostile}",
        anchor="政府采购执行率|75.00|75.50",
    )
    section = Finding(code="TXT101", severity="info", message="表名与正文不一", at=Location(block=6))
    card = Scorecard(
        indicators=(
            IndicatorScore(
                path=("过程", "采购管理", "政府采购执行情况"),
                name="政府采购执行情况",
                points=Decimal(2),
                self_score=Decimal("1.75"),
                low=Decimal("1.50"),
                high=Decimal("1.50"),
                status="精确",
                trace=(f"执行率 75.00% × 2 = 1.50{hostile}",),
                evidence=(at["rate"],),
                at=at["sum"],
            ),
            IndicatorScore(
                path=("效果", "社会效益"),
                name=f"社会效益{hostile}",
                points=Decimal(98),
                self_score=Decimal(90),
                low=Decimal(0),
                high=Decimal(98),
                status="需人工",
                trace=(),
            ),
        ),
        total=Total(
            self_score=Decimal("91.75"),
            sum_of_self_scores=Decimal("91.75"),
            low=Decimal("1.50"),
            high=Decimal("99.50"),
        ),
        grade=GradeRange(self_assessed="优", low="差", high="优"),
        effects={mismatch.fingerprint: f"两种说法得分都是1.50，总分不变{hostile}"},
    )
    read_facts = Facts(
        document=read,
        facts=tuple(facts.values()),
        tokens=(*(PlacedToken(kind="number", at=fact.at) for fact in facts.values()), _year(read)),
    )
    tied = Reconciliation(
        facts=read_facts, checks=(ratio, footing, missing), findings=(section, mismatch), settled=()
    )
    return Review(document=read, facts=read_facts, tied=tied, scorecard=card)


def _year(read: Document) -> PlacedToken:
    return PlacedToken(kind="period", at=read.at(6, 0, 4, (0, 0)))


def _fact(read: Document, key: str, block: int, raw: str, cell: tuple[int, int] | None, hostile: str) -> Fact:
    text = read.holder(Location(block=block, cell=cell)).text
    start = text.index(raw)
    value = Decimal(raw.strip("元%"))
    return Fact(
        id=key,
        metric=f"政府采购执行率{hostile}" if "%" in raw else "金额",
        raw=raw,
        quantity=Quantity(value=value, unit="%" if "%" in raw else "元", low=value, high=value),
        at=read.at(block, start, start + len(raw), cell),
    )
