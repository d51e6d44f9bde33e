"""Word 读取器的承诺：写在哪种结构里的数都读得到，读不到的有说明，表格和标题的样子不走样。"""

from __future__ import annotations

from pathlib import Path

import pytest
from wordml import ALONG, DOWN, OFFICE, cell, docx, kinds, only_table, par, read, run, span, table, texts

import extract
from extract import Document, Heading, Paragraph, Table

REAL = Path(__file__).parents[2] / "shared" / "reports" / "futian-2020.docx"

# 修订与隐藏


def test_删除的修订不读_但要说明():
    document = read(
        f"<w:p>{run('预算')}<w:del><w:r><w:delText>100</w:delText></w:r></w:del><w:ins>{run('200')}</w:ins></w:p>"
        f"<w:p><w:moveFrom>{run('300')}</w:moveFrom></w:p>"
    )
    assert texts(document) == ["预算200"]
    (note,) = document.notes
    assert note.kind == "修订痕迹"
    assert "3处（插入1、删除2）" in note.message


def test_删除的行不在表里():
    deleted = f"<w:trPr><w:del/></w:trPr>{cell('乙')}{cell('5')}"
    document = read(table(cell("甲") + cell("数"), deleted, cell("丙") + cell("6")))
    assert only_table(document).rows == 2
    assert kinds(document) == ["修订痕迹"]


def test_段落标记被删_与下一段相连():
    mark = "<w:rPr><w:del/></w:rPr>"
    document = read(par("共计12", mark) + par("345元") + par("末段", mark))
    assert texts(document) == ["共计12345元", "末段"]


@pytest.mark.parametrize("where", ["字符属性", "字符样式", "段落样式"])
def test_隐藏文字照读_并指出在哪里(where):
    styles = (
        '<w:style w:type="character" w:styleId="C"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="P"><w:basedOn w:val="Q"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Q"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    shown = {
        "字符属性": f"<w:p>{run('看得见')}{run('88', '<w:vanish/>')}{run('99', '<w:vanish/>')}</w:p>",
        "字符样式": "<w:p>" + run("看得见") + run("8899", '<w:rStyle w:val="C"/>') + "</w:p>",
        "段落样式": par("8899", '<w:pStyle w:val="P"/>'),
    }[where]
    document = read(par("前一段") + shown, styles=styles)
    (note,) = document.notes
    assert note.kind == "隐藏文字"
    assert document.text(note.at) == "8899"


def test_关掉的隐藏不算隐藏():
    assert kinds(read(par("1", run_properties='<w:vanish w:val="0"/>'))) == []


def test_合并格里不显示的字_照读并指出():
    document = read(
        table(cell("甲", DOWN) + cell("1"), cell("暗藏77", ALONG) + cell("2"), cell("乙") + cell("3"))
    )
    (note,) = document.notes
    assert (note.kind, document.text(note.at)) == ("隐藏文字", "暗藏77")


# 没读到的要说


def test_没有走到的数字_指名道姓地说():
    ruby = f"<w:ruby><w:rt>{run('678')}</w:rt><w:rubyBase>{run('甲')}</w:rubyBase></w:ruby>"
    document = read(f"<w:p><w:r>{ruby}</w:r></w:p>")
    (note,) = document.notes
    assert note.kind == "未读到"
    assert "678" in note.message


def test_两种写法数字不同_没取的那种要说():
    document = read(
        f"<w:p><mc:AlternateContent><mc:Choice Requires='x'>{run('100')}</mc:Choice>"
        f"<mc:Fallback>{run('999')}</mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert texts(document) == ["100"]
    assert [(n.kind, "999" in n.message) for n in document.notes] == [("未读到", True)]


def test_没有收尾的域_不吞掉后面的段落():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    document = read(f"<w:p>{begin}{run('11')}</w:p>{par('22')}")
    assert texts(document) == ["22"]
    assert [(n.kind, "11" in n.message) for n in document.notes] == [("未读到", True)]


def test_缺失的部件和外部链接_跳过并说明():
    missing = f'<Relationship Id="a" Type="{OFFICE}/image" Target="NULL"/>'
    outside = (
        f'<Relationship Id="b" Type="{OFFICE}/attachedTemplate" Target="http://x/" TargetMode="External"/>'
    )
    link = f'<Relationship Id="c" Type="{OFFICE}/hyperlink" Target="http://y/" TargetMode="External"/>'
    macro = f'<Relationship Id="d" Type="{OFFICE}/vbaProject" Target="document.xml"/>'
    document = read(par("正文"), missing + outside + link + macro)
    assert kinds(document) == ["外部链接", "部件缺失", "含宏"]
    assert "1个" in document.notes[0].message


def test_坏了的样式部件_不妨碍读正文():
    data = docx(par("正文5"), styles="<w:style>")
    document = extract.read(data, "报告.docx")
    assert texts(document) == ["正文5"]
    assert kinds(document) == ["部件损坏"]


# 字面


def test_换行_制表_不间断连字符():
    inner = "<w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:noBreakHyphen/><w:t>1</w:t><w:cr/>"
    assert texts(read(f"<w:p><w:r>{inner}<w:t>丁</w:t></w:r></w:p>")) == ["甲\n乙\t丙-1\n丁"]


def test_原文一字不改():
    raw = " 一、２０２０年　18，026，361.5 元 "
    assert texts(read(par(raw))) == [raw]


def test_单元格里的段落各成一行_空段不算():
    inside = f"<w:tc><w:p/>{par('第一行')}<w:p/>{par('第二行')}<w:p/></w:tc>"
    assert only_table(read(table(inside + cell("1")))).cell(0, 0).text == "第一行\n第二行"


# 标题

HEADING_STYLES = (
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="3"><w:basedOn w:val="2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>'
)


def levels(document: Document) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in document.blocks if isinstance(block, Heading)]


def test_样式和大纲级别定标题():
    document = read(
        par("概况", '<w:pStyle w:val="1"/>')
        + par("职能。", '<w:pStyle w:val="3"/>')
        + par("任务", '<w:outlineLvl w:val="2"/>')
        + par("正文", '<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>')
        + par("长" * 101, '<w:pStyle w:val="1"/>')
        + par("一、概况\t3", '<w:pStyle w:val="T"/>'),
        styles=HEADING_STYLES,
    )
    assert levels(document) == [(1, "概况"), (2, "职能。"), (3, "任务")]


def test_没有样式的_凭编号():
    document = read(
        par("一、部门情况") + par("（一）主要职能") + par("（1）负责救灾工作。") + par("（2）负责值班工作。")
        + par("1.资金管理。") + par("全年支出5元。")
    )  # fmt: skip
    assert levels(document) == [(1, "一、部门情况"), (2, "（一）主要职能"), (3, "1.资金管理。")]


def test_整段加粗的编号短句是标题_长句不是():
    bold = "<w:b/>"
    document = read(
        par("3 加强绩效管理。", run_properties=bold)
        + par(
            "1.2020年，全年预算安排143,323,158.00元，调整后197,624,372.49元，执行率92.58%。",
            run_properties=bold,
        )
        + par("4 辆公务用车", run_properties='<w:b w:val="0"/>')
    )
    assert levels(document) == [(3, "3 加强绩效管理。")]


def test_凭编号的标题_与样式给的级别对齐():
    document = read(
        par("自评报告", '<w:pStyle w:val="1"/>')
        + par("一、情况", '<w:pStyle w:val="2"/>')
        + par("（一）职能"),
        styles=HEADING_STYLES,
    )
    assert levels(document) == [(1, "自评报告"), (2, "一、情况"), (3, "（一）职能")]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("一、基本情况二、主要绩效三、存在问题", ["一、基本情况", "二、主要绩效", "三、存在问题"]),
        ("（一）资金投入情况（二）资金执行情况", ["（一）资金投入情况", "（二）资金执行情况"]),
        ("二、绩效目标完成情况三、存在的问题", ["二、绩效目标完成情况", "三、存在的问题"]),
        ("一、基本情况及二、三季度安排", ["一、基本情况及二、三季度安排"]),
        ("一、第二、三季度执行情况", ["一、第二、三季度执行情况"]),
        ("一、全年支出100万元；二、结余20万元。", ["一、全年支出100万元；二、结余20万元。"]),
        ("一、基本情况三、存在问题", ["一、基本情况三、存在问题"]),
        ("见附件（一）收支表（二）采购表", ["见附件（一）收支表（二）采购表"]),
        ("一、基本情况<br>全年支出5元。<br>结余2元。<br>二、问题<br>没有问题。",
         ["一、基本情况", "全年支出5元。\n结余2元。", "二、问题", "没有问题。"]),
        ("全年支出5元。<br>结余2元。", ["全年支出5元。\n结余2元。"]),
    ],
)  # fmt: skip
def test_写成一串的标题_软换行隔开的标题_各成一块(text, pieces):
    inner = text.replace("<br>", "</w:t><w:br/><w:t>")
    document = read(f"<w:p><w:r><w:t>{inner}</w:t></w:r></w:p>")
    assert texts(document) == pieces
    kinds_of = [
        "heading" if piece.startswith(("一", "二", "三", "（")) and "\n" not in piece else "paragraph"
        for piece in pieces
    ]
    if len(pieces) > 1:
        assert [block.kind for block in document.blocks] == kinds_of


def test_分开的几块里_隐藏文字的出处仍然准():
    document = read(
        f"<w:p>{run('一、基本情况')}{run('二、', '<w:vanish/>')}{run('主要绩效')}{run('三、存在', '<w:vanish/>')}{run('问题')}</w:p>"
    )
    assert [(note.at.block, document.text(note.at)) for note in document.notes] == [
        (1, "二、"),
        (2, "三、存在"),
    ]


# 自动编号


def level(index: int, style: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/><w:suff w:val="nothing"/>{more}</w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%1.%3", "<w:isLgl/>")
    + level(3, "bullet", "\uf0b7")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def item(text: str, level: int = 0, number: int = 1) -> str:
    return par(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_自动编号写成印出来的样子():
    body = (
        item("甲") + item("子", 1) + item("丑", 1) + item("乙")
        + item("寅", 1) + item("卯", 2) + item("点", 3)
        + item("丙", 0, 2) + item("丁", 0, 2) + item("无", 0, 0) + item("未定义", 0, 9) + item("太深", 8)
    )  # fmt: skip
    assert texts(read(body, numbering=NUMBERING)) == [
        "一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅", "2.1卯", "•点",
        "五、丙", "六、丁", "无", "未定义", "太深",
    ]  # fmt: skip


def test_样式带的编号_也是标题的编号():
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = f'<w:style w:type="paragraph" w:styleId="N">{numbered}</w:style>'
    document = read(par("情况", '<w:pStyle w:val="N"/>'), styles=styles, numbering=NUMBERING)
    assert levels(document) == [(1, "一、情况")]


def test_空格里只有自动编号_编号就是内容():
    rows = table(cell("序号") + cell("项目"), f"<w:tc>{item('')}</w:tc>" + cell("甲"))
    assert only_table(read(rows, numbering=NUMBERING)).cell(1, 0).text == "一、"


# 表格


def shape(found: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in found.cells]


def test_跨行跨列():
    found = only_table(
        read(
            table(
                cell("项目", span(2)) + cell("金额"),
                cell("基本", DOWN) + cell("人员") + cell("1"),
                cell("", ALONG) + cell("公用") + cell("2"),
                cell("合计", span(2)) + cell("3"),
            )
        )
    )
    assert shape(found) == [
        (0, 0, 1, 2, "项目"), (0, 2, 1, 1, "金额"),
        (1, 0, 2, 1, "基本"), (1, 1, 1, 1, "人员"), (1, 2, 1, 1, "1"),
        (2, 1, 1, 1, "公用"), (2, 2, 1, 1, "2"), (3, 0, 1, 2, "合计"), (3, 2, 1, 1, "3"),
    ]  # fmt: skip
    assert found.header_rows == 1
    assert found.header_path(1) == ("项目",)


@pytest.mark.parametrize("columns", [64, 256, 2_000_000_000, 10**30])
@pytest.mark.parametrize("declared", [0, 2])
def test_离谱的跨列数收进格网(columns, declared):
    found = only_table(
        read(table(cell("甲", span(columns)) + cell("乙"), cell("1") + cell("2"), columns=declared))
    )
    assert found.columns <= 3
    assert covered_once(found)
    assert [c.text for c in found.cells if c.text] == ["甲", "乙", "1", "2"]


def test_参差不齐的行补成格网():
    found = only_table(
        read(
            table(
                cell("甲") + cell("乙") + cell("丙"),
                "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell("1"),
                cell("2", ALONG) + cell("3", span(9)),
            )
        )
    )
    assert covered_once(found)
    assert found.cell(1, 1).text == "1"
    assert found.cell(2, 0).text == "2"


def test_没有格子从那里开始的列不算列():
    found = only_table(
        read(table(cell("甲", span(3)) + cell("乙", span(2)), cell("1", span(3)) + cell("2", span(2))))
    )
    assert (found.columns, len(found.cells)) == (2, 4)


def test_上下行边线差一丝_当作一条():
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in (2000, 30, 2000))
    found = only_table(
        read(table(cell("项目") + cell("金额", span(2)), cell("甲", span(2)) + cell("1"), grid=grid))
    )
    assert found.columns == 2
    assert found.header_path(1) == ("金额",)


def test_横向合并的旧写法():
    merged = cell("标题", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>")
    found = only_table(read(table(merged + cell("丙"), cell("1") + cell("2") + cell("3"))))
    assert found.cell(0, 1).text == "标题"
    assert covered_once(found)


def test_嵌套的表另成一块_排在外层之后():
    inner = table(cell("项目") + cell("金额"), cell("甲") + cell("7"))
    document = read(table(cell("附") + f"<w:tc>{inner}<w:p/></w:tc>") + par("后文"))
    outer, nested, after = document.blocks
    assert isinstance(outer, Table)
    assert isinstance(nested, Table)
    assert nested.cell(1, 1).text == "7"
    assert isinstance(after, Paragraph)


def test_表名与单位行():
    document = read(
        par("收支如下：") + par("表1-1 收支情况表") + par("单位：元") + table(cell("甲"), cell("1"))
    )
    assert (only_table(document).caption, only_table(document).unit_line) == (1, 2)


def covered_once(found: Table) -> bool:
    """每个位置恰属于一个单元格。"""
    positions = [
        (row, column)
        for c in found.cells
        for row in range(c.row, c.row + c.row_span)
        for column in range(c.column, c.column + c.column_span)
    ]
    return sorted(positions) == [(r, c) for r in range(found.rows) for c in range(found.columns)]


# 真实的报告


@pytest.fixture(scope="module")
def real() -> Document:
    if not REAL.exists():
        pytest.skip("没有真实报告（../shared/reports）")
    return extract.read(REAL.read_bytes(), REAL.name)


def test_真实报告的预算表是八行六列(real):
    budget = next(block for block in real.blocks if isinstance(block, Table))
    assert (budget.rows, budget.columns, budget.header_rows) == (8, 6, 1)
    assert budget.caption is not None
    assert real.blocks[budget.caption].text.startswith("表1-1")
    assert real.blocks[budget.unit_line].text == "单位：元"
    assert [budget.cell(row, 0).text for row in range(1, 4)] == ["基本支出"] * 3
    assert [budget.cell(row, 1).text for row in range(1, 4)] == ["人员经费", "日常公用经费", "小计"]
    assert budget.cell(1, 4).text == "18，026，361.5"
    assert covered_once(budget)


def test_真实报告的评分表是一张表_二十一项指标(real):
    scored = [block for block in real.blocks if isinstance(block, Table)][1]
    assert (scored.rows, scored.columns, scored.header_rows) == (25, 9, 3)
    assert scored.header_path(1) == ("评价指标", "一级\n指标", "权重(%)")
    assert scored.cell(24, 8).text == "93.16"
    assert len({scored.cell(row, 4) for row in range(3, 24)}) == 21
    assert covered_once(scored)


def test_真实报告的每一处出处都是印着的原文(real):
    assert real.notes == ()
    for index, block in enumerate(real.blocks):
        for where, text in (
            [((c.row, c.column), c.text) for c in block.cells]
            if isinstance(block, Table)
            else [(None, block.text)]
        ):
            for start, end in ((0, len(text)), (len(text) // 3, len(text) // 2)):
                assert real.text(real.at(index, start, end, where)) == text[start:end]


def test_真实报告的小节_职责条目不是标题(real):
    sections = {real.section(index) for index in range(len(real.blocks))}
    assert not any("负责" in part for path in sections for part in path)
    assert any(
        path[0].startswith("一、") and path[-1].startswith("（2）政府采购") for path in sections if path
    )
