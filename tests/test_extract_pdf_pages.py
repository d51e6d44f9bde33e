"""PDF 读取器的承诺：页眉画成的表、分栏的末尾、分页切断的数，都接得上；正文底下的色块不是表。"""

from __future__ import annotations

from standin_pdf import Sheet, pdf

from extract import Document, Table
from extract.pdf import read_pdf


def read(*sheets: Sheet) -> Document:
    return read_pdf(pdf(*sheets), "自评报告.pdf")


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if not isinstance(block, Table)]


XS = (72, 172, 272, 372, 472)
HEADER = ("指标名称", "指标值", "完成值", "得分")


def headed(number: int, rows: list[tuple[str, ...]], top: float = 110) -> Sheet:
    """一页：画成表的页眉，底下接着上一页的表。"""
    sheet = Sheet().table((72, 272, 372, 472), 40, [("清源县水务局", "绩效自评", f"第{number}页")])
    return sheet.table(XS, top, rows)


def test_画成表的页眉_不打断跨页的表() -> None:
    rows = [(f"项目{index}", f"{index}0", f"{index}0", "5") for index in range(1, 10)]
    document = read(headed(1, [HEADER, *rows[:3]]), headed(2, rows[3:6]), headed(3, rows[6:]))
    assert [(table.rows, table.columns) for table in tables(document)] == [(10, 4)]
    assert "清源县水务局" in document.asides
    assert document.notes == ()


def test_只出现一次的小表不是页眉() -> None:
    first = headed(1, [HEADER, ("项目1", "10", "10", "5")])
    second = Sheet().table(XS, 110, [("项目2", "20", "20", "5")])
    third = Sheet().table(XS, 110, [("项目3", "30", "30", "5")])
    assert tables(read(first, second, third))[0].columns == 3


def test_每页不一样的表头不是页眉() -> None:
    """一页一张小表，样子相同，内容各是各的。"""
    pages = [
        Sheet().table(XS, 60, [HEADER, (name, "10", "10", "5")]).write(72, 300, "完成情况良好。")
        for name in ("河道清淤", "堤防加固", "巡查管护")
    ]
    assert len(tables(read(*pages))) == 3


def cut(above: str, below: str) -> Document:
    """窄格里的数被分页切断；右边的说明也只写了一半。"""
    xs = (72, 172, 222, 372)
    first = Sheet().grid(xs, (60, 80, 800))
    for x, text in zip(xs, ("项目", "金额", "说明"), strict=False):
        first.write(x + 5, 74, text)
    first.write(77, 790, "河道清淤").write(177, 790, above).write(227, 790, "按合同约定分三期支付并经监")
    second = Sheet().grid(xs, (60, 80, 100))
    second.write(177, 74, below).write(227, 74, "理单位验收")
    second.write(77, 94, "堤防加固").write(177, 94, "36.00").write(227, 94, "已完成")
    return read(first, second)


def test_分页切断的数_断在小数点() -> None:
    (table,) = tables(cut("182,305.", "39元"))
    assert table.rows == 3
    assert table.cell(1, 1).text == "182,305.39元"


def test_两页各是一个数_不并() -> None:
    xs = (72, 172, 322)
    first = Sheet().table(xs, 760, [("河道清淤", "1,200.50")])
    second = Sheet().table(xs, 60, [("堤防加固", "36.00")])
    (table,) = tables(read(first, second))
    assert (table.rows, table.cell(1, 1).text) == (2, "36.00")


LEFT = (
    "本单位按照批复的预算执行各项任务",
    "资金拨付及时支出结构合理没有截留",
    "各项指标均已经按照年初的计划完成",
)


def test_分栏末尾剩下几行_照上一页的栏间接着分_页脚不算() -> None:
    first, second = Sheet(), Sheet()
    for index in range(20):
        text = LEFT[index % 3]
        first.write(72, 80 + 15 * index, text).write(272, 80 + 15 * index, text)
    first.write(230, 800, "第1页 共2页")
    second.write(72, 80, "左栏最后的一行字接着上一页往下写").write(
        272, 80, "右栏最后的一行字也是这样接着写。"
    )
    second.write(230, 800, "第2页 共2页")
    assert "左栏最后的一行字接着上一页往下写右栏最后的一行字也是这样接着写。" in "".join(
        texts(read(first, second))
    )


def test_字距都一样的行里_空格留着() -> None:
    sheet = Sheet().write(72, 100, "第一部分").write(115, 100, "部门基本情况说明")
    assert texts(read(sheet)) == ["第一部分 部门基本情况说明"]


def test_字距拉开的行里_不添空格() -> None:
    sheet = Sheet()
    for index, char in enumerate("本单位按照批复的预算执行"):
        sheet.write(72 + 13 * index, 100, char)
    assert texts(read(sheet)) == ["本单位按照批复的预算执行"]


def test_压在正文上的窄框不是表() -> None:
    sheet = Sheet()
    for index in range(8):
        sheet.write(72, 100 + 15 * index, "本单位按照批复的预算执行各项任务资金拨付及时")
    sheet.grid((100, 130), (95, 155, 215))
    document = read(sheet)
    assert not tables(document)
    assert "".join(texts(document)).count("按照批复的预算") == 8


def test_折了行的表头不是两层表头() -> None:
    """三线表，表头各格底下齐，宽的折成两行。"""
    xs = (72, 172, 272, 372)
    sheet = Sheet().rule(72, 90, 472, 90).rule(72, 124, 472, 124).rule(72, 190, 472, 190)
    sheet.write(82, 104, "单位名称及").write(282, 104, "实际支出金").write(382, 104, "预算执行率")
    sheet.write(82, 117, "主管部门").write(192, 117, "预算数").write(282, 117, "额").write(382, 117, "（％）")
    for index, row in enumerate(
        (("水务局", "120.00", "118.00", "98.33"), ("林业局", "36.00", "35.00", "97.22"))
    ):
        for x, text in zip(xs, row, strict=True):
            sheet.write(x + 20, 145 + 26 * index, text)
    (table,) = tables(read(sheet))
    assert (table.rows, table.columns, table.header_rows) == (3, 4, 1)
    assert table.cell(0, 0).text.replace("\n", "") == "单位名称及主管部门"


def test_排满的句末之后_整行的表名另起一段() -> None:
    sheet = Sheet()
    for index in range(6):
        sheet.write(
            72, 100 + 15 * index, "本单位按照批复的预算执行各项任务资金拨付及时支出结构合理没有截留挪用。"
        )
    sheet.write(72, 190, "表1 2023年支出构成表 单位：万元")
    assert texts(read(sheet))[-1].replace(" ", "") == "表12023年支出构成表单位：万元"


def test_一页上万行的假表_也很快读完() -> None:
    sheet = Sheet().rule(60, 40, 560, 40).rule(60, 60, 560, 60).rule(60, 830, 560, 830)
    for index in range(3000):
        y = 70 + index * 0.25
        sheet.content += [
            f"BT /F1 1 Tf 1 0 0 1 {x} {842 - y:.2f} Tm <00410042> Tj ET" for x in (80, 240, 400)
        ]
    assert read(sheet).pages == 1
