"""数写在哪种结构里、那种结构又在哪里，都读得到，只读到一次，出处指得准；藏在走不到的地方的，说得出来。"""

from __future__ import annotations

import pytest
from wordml import (
    ALONG,
    DOWN,
    NAMESPACES,
    OFFICE,
    cell,
    docx,
    field,
    kinds,
    par,
    read,
    run,
    span,
    table,
    texts,
)  # fmt: skip

import extract
from extract import Document, Location, Table

NUMBER = "12345"
RAISED, LOWERED = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
WHITE = '<w:color w:val="FFFFFF"/>'
FIGURE = run(NUMBER)
BOX = f"<w:txbxContent>{par(NUMBER)}</w:txbxContent>"
SHAPE = f"<w:drawing><wp:inline><a:graphic><wps:txbx>{BOX}</wps:txbx></a:graphic></wp:inline></w:drawing>"
OLD_SHAPE = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"


def math(inner: str) -> str:
    return f"<w:p><m:oMathPara><m:oMath>{inner}</m:oMath></m:oMathPara></w:p>"


def m(text: str) -> str:
    return f"<m:r><w:rPr/><m:t>{text}</m:t></m:r>"


CONSTRUCTS = {
    "段落": par(NUMBER),
    "拆成几截的字": f"<w:p>{run('12')}<w:proofErr/>{run('3')}<w:bookmarkStart w:name='a'/>{run('45')}</w:p>",
    "许可编辑的区间": f"<w:p>{run('12')}<w:permStart w:id='1'/>{run('34')}<w:permEnd w:id='1'/>{run('5')}</w:p>",
    "批注的区间": f"<w:p>{run('12')}<w:commentRangeStart w:id='1'/>{run('345')}<w:commentRangeEnd w:id='1'/></w:p>",
    "软连字符不印": "<w:p><w:r><w:t>123</w:t><w:softHyphen/><w:t>45</w:t></w:r></w:p>",
    "上次分页的记号": "<w:p><w:r><w:t>123</w:t><w:lastRenderedPageBreak/><w:t>45</w:t></w:r></w:p>",
    "插入的修订": f"<w:p><w:ins>{FIGURE}</w:ins></w:p>",
    "移来的修订": f"<w:p><w:moveTo>{FIGURE}</w:moveTo></w:p>",
    "插入里套删除": f"<w:p><w:ins>{FIGURE}<w:del><w:r><w:delText>99</w:delText></w:r></w:del></w:ins></w:p>",
    "改过格式的字": f"<w:p><w:pPr><w:pPrChange><w:pPr/></w:pPrChange></w:pPr>{run(NUMBER, '<w:rPrChange/>')}</w:p>",
    "块级内容控件": f"<w:sdt><w:sdtPr><w:alias w:val='9'/></w:sdtPr><w:sdtContent>{par(NUMBER)}</w:sdtContent></w:sdt>",
    "行内内容控件": f"<w:p><w:sdt><w:sdtContent>{FIGURE}</w:sdtContent></w:sdt></w:p>",
    "控件套控件": "<w:sdt><w:sdtContent>" * 3 + par(NUMBER) + "</w:sdtContent></w:sdt>" * 3,
    "内容控件里的行": "<w:tbl><w:sdt><w:sdtContent><w:tr>"
    f"{cell('甲')}{cell(NUMBER)}</w:tr></w:sdtContent></w:sdt></w:tbl>",
    "内容控件里的格": table(f"{cell('甲')}<w:sdt><w:sdtContent>{cell(NUMBER)}</w:sdtContent></w:sdt>"),
    "内容控件里的表": f"<w:sdt><w:sdtContent>{table(cell('甲') + cell(NUMBER))}</w:sdtContent></w:sdt>",
    "自定义标记": f"<w:customXml>{par(NUMBER)}</w:customXml>",
    "自定义标记里的行": f"<w:tbl><w:customXml><w:tr>{cell('甲')}{cell(NUMBER)}</w:tr></w:customXml></w:tbl>",
    "智能标记": f"<w:p><w:smartTag><w:smartTagPr/>{FIGURE}</w:smartTag></w:p>",
    "超链接": f'<w:p><w:hyperlink r:id="x">{FIGURE}</w:hyperlink></w:p>',
    "简单域": f'<w:p><w:fldSimple w:instr="REF a">{FIGURE}</w:fldSimple></w:p>',
    "复杂域的结果": f"<w:p>{field('PAGEREF _Toc99 h', FIGURE)}</w:p>",
    "日期域": f"<w:p>{field('DATE', FIGURE)}</w:p>",
    "结果里套着域": f"<w:p>{field('TOC', run('12') + field('PAGEREF 8', run('345')))}</w:p>",
    "指令里套着域": "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>IF </w:instrText></w:r>"
    + field("PAGE", run("777"))
    + f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{FIGURE}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    "域跨着段落": '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("甲")}</w:p>{par(NUMBER)}'
    '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    "下拉框": "<w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/>"
    f"<w:listEntry w:val='99'/><w:listEntry w:val='{NUMBER}'/></w:ddList></w:ffData></w:fldChar></w:r>"
    "<w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
    "没有结果的公式域": "<w:p>" + field(r"EQ \r(,12345)") + "</w:p>",
    "新旧两种写法的文本框": f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'>{SHAPE}</mc:Choice>"
    f"<mc:Fallback>{OLD_SHAPE}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    "新式文本框": f"<w:p><w:r>{SHAPE}</w:r></w:p>",
    "旧式文本框": f"<w:p><w:r>{OLD_SHAPE}</w:r></w:p>",
    "旧式的矩形框": f"<w:p><w:r><w:pict><v:rect><v:textbox>{BOX}</v:textbox></v:rect></w:pict></w:r></w:p>",
    "组合图形里的框": f"<w:p><w:r><w:pict><v:group><v:shape><v:textbox>{BOX}</v:textbox></v:shape></v:group></w:pict>"
    "</w:r></w:p>",
    "文本框里的表": "<w:p><w:r><w:pict><v:textbox><w:txbxContent>"
    f"{table(cell('甲') + cell(NUMBER))}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
    "画布里的字": f"<w:p><w:r><w:drawing><a:sp><a:txSp><a:txBody><a:bodyPr/><a:p><a:r><a:rPr/><a:t>{NUMBER}</a:t></a:r>"
    "</a:p></a:txBody></a:txSp></a:sp></w:drawing></w:r></w:p>",
    "艺术字": f"<w:p><w:r><w:pict><v:shape><v:textpath string='{NUMBER}'/></v:shape></w:pict></w:r></w:p>",
    "只在备选写法里有字": "<w:p><mc:AlternateContent><mc:Choice Requires='x'><w:r/></mc:Choice>"
    f"<mc:Fallback>{FIGURE}</mc:Fallback></mc:AlternateContent></w:p>",
    "块级的两种写法": f"<mc:AlternateContent><mc:Choice Requires='x'>{par(NUMBER)}</mc:Choice>"
    f"<mc:Fallback>{par(NUMBER)}</mc:Fallback></mc:AlternateContent>",
    "段落里套着段落": f"<w:p><x:wrap>{par(NUMBER)}</x:wrap></w:p>",
    "合并的格": table(cell("甲") + cell(NUMBER, span(2)), cell("乙") + cell("丙") + cell("丁")),
    "纵向合并的格": table(cell("甲", DOWN) + cell(NUMBER, DOWN), cell("", ALONG) + cell("", ALONG)),
    "缩进的行": table(
        cell("甲") + cell("乙") + cell("丙"),
        "<w:trPr><w:gridBefore w:val='1'/><w:gridAfter w:val='1'/></w:trPr>" + cell(NUMBER),
    ),
    "内嵌的表格": table(
        f"{cell('甲')}<w:tc>{table(cell('乙') + cell('丙'), cell('丁') + cell(NUMBER))}<w:p/></w:tc>"
    ),
    "内嵌的单行表格": table(f"{cell('甲')}<w:tc>{table(cell('乙') + cell(NUMBER))}<w:p/></w:tc>"),
    "一行一格的框": f"<w:tbl><w:tr><w:tc>{par(NUMBER)}</w:tc></w:tr></w:tbl>",
    "插入的格": table(cell("甲") + cell(NUMBER, "<w:cellIns w:id='1'/>")),
    "插入的行": table(cell("甲") + cell("乙"), f"<w:trPr><w:ins/></w:trPr>{cell('丙')}{cell(NUMBER)}"),
    "注释之后的字": "<w:p><w:r><w:t>123<!-- WPS -->45</w:t></w:r></w:p>",
    "处理指令之后的字": "<w:p><w:r><w:t>123<?wps x?>45</w:t></w:r></w:p>",
    "CDATA": "<w:p><w:r><w:t><![CDATA[12345]]></w:t></w:r></w:p>",
    "字符引用": "<w:p><w:r><w:t>&#49;2&#x33;45</w:t></w:r></w:p>",
    "块与块之间的注释": f"<!-- a --><?pi b?>{par(NUMBER)}<!-- c -->",
    "隐藏文字": par(NUMBER, run_properties="<w:vanish/>"),
    "白色的字": par(NUMBER, run_properties=WHITE),
    "小得看不见的字": par(NUMBER, run_properties="<w:sz w:val='2'/>"),
    "整个做成上标的数": f"<w:p>{run('共')}{run(NUMBER, RAISED)}</w:p>",
    "公式": math(m(NUMBER)),
    "公式里的分子": math(f"<m:f><m:num>{m(NUMBER)}</m:num><m:den>{m('乙')}</m:den></m:f>"),
    "公式里的分母": math(f"<m:f><m:num>{m('甲')}</m:num><m:den>{m(NUMBER)}</m:den></m:f>"),
    "公式里的括号": math(f"<m:d><m:e>{m(NUMBER)}</m:e></m:d>"),
    "公式里的根号": math(f"<m:rad><m:deg/><m:e>{m(NUMBER)}</m:e></m:rad>"),
    "公式里的求和": math(f"<m:nary><m:sub/><m:sup/><m:e>{m(NUMBER)}</m:e></m:nary>"),
    "公式里的指数": math(f"<m:sSup><m:e>{m('甲')}</m:e><m:sup>{m(NUMBER)}</m:sup></m:sSup>"),
    "公式里的矩阵": math(f"<m:m><m:mr><m:e>{m('甲')}</m:e><m:e>{m(NUMBER)}</m:e></m:mr></m:m>"),
    "符号字体里的数字": "<w:p><w:r>"
    + "".join(f'<w:sym w:font="Symbol" w:char="F03{digit}"/>' for digit in NUMBER)
    + "</w:r></w:p>",
    "专用区里的数字": par(
        "".join(chr(0xF030 + int(digit)) for digit in NUMBER), run_properties="<w:rFonts w:ascii='Symbol'/>"
    ),
    "注音的正文": f"<w:p><w:r><w:ruby><w:rubyBase>{FIGURE}</w:rubyBase></w:ruby></w:r></w:p>",
    "从右到左的外壳": f"<w:p><w:bdo w:val='rtl'><w:dir w:val='ltr'>{FIGURE}</w:dir></w:bdo></w:p>",
    "不认识的外壳": f"<w:p><x:future>{FIGURE}</x:future></w:p>",
    "不认识的块级外壳": f"<x:future><x:more>{par(NUMBER)}</x:more></x:future>",
}
NESTED = "<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>{}</w:tc></w:tr><w:tr><w:tc/><w:tc/></w:tr></w:tbl></w:tc><w:tc/></w:tr></w:tbl>"
FRAMES = {
    "正文": "{}",
    "表头格": "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc><w:p/></w:tc></w:tr><w:tr><w:tc/><w:tc/></w:tr></w:tbl>",
    "表格中间": "<w:tbl><w:tr><w:tc/><w:tc/></w:tr><w:tr><w:tc/><w:tc>{}</w:tc></w:tr></w:tbl>",
    "嵌套的格": NESTED,
    "内容控件": "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "文本框": "<w:p><w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict>"
    "</w:r></w:p>",
}
NOTE_FRAMES = ("footnote", "endnote")
ASIDE_FRAMES = ("header", "footer", "comments")


def places_of(document: Document, figure: str) -> list[Location]:
    """文中每一处 figure 的出处。"""
    found: list[Location] = []
    for index, block in enumerate(document.blocks):
        holders = (
            [((c.row, c.column), c.text) for c in block.cells]
            if isinstance(block, Table)
            else [(None, block.text)]
        )
        for where, text in holders:
            start = text.find(figure)
            while start >= 0:
                found.append(document.at(index, start, start + len(figure), where))
                start = text.find(figure, start + 1)
    return found


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_写在哪种结构里的数都读到_只读到一次_出处就是它(construct, frame):
    document = read(FRAMES[frame].format(CONSTRUCTS[construct]))
    (place,) = places_of(document, NUMBER)
    assert document.text(place) == NUMBER
    assert "未读到" not in kinds(document)
    assert not any(word in "".join(texts(document)) for word in ("PAGE", "TOC", "99", "777"))


@pytest.mark.parametrize("frame", NOTE_FRAMES)
@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_脚注尾注里的数也一样(construct, frame):
    notes = {f"{frame}s": f"<w:{frame}>{CONSTRUCTS[construct]}</w:{frame}>"}
    document = read(par("正文"), **notes)
    (place,) = places_of(document, NUMBER)
    assert place.block
    assert "未读到" not in kinds(document)


@pytest.mark.parametrize("frame", ASIDE_FRAMES)
@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_页眉页脚批注里的数_只在正文之外(construct, frame):
    document = read(par("正文"), **{frame: CONSTRUCTS[construct]})
    assert places_of(document, NUMBER) == []
    assert "".join(document.asides).count(NUMBER) == 1
    assert "未读到" not in kinds(document)


@pytest.mark.parametrize("construct", ["白色的字", "小得看不见的字", "隐藏文字"])
def test_看不见的字_照读并指出在哪里(construct):
    document = read(par("前一段") + CONSTRUCTS[construct])
    (note,) = document.notes
    assert (note.kind, document.text(note.at)) == ("隐藏文字", NUMBER)


@pytest.mark.parametrize(
    "shown",
    [
        par("1", run_properties="<w:color w:val='FFFFFF'/><w:shd w:fill='1F4E79'/>"),
        par("1", "<w:shd w:fill='1F4E79'/>", WHITE),
        table(cell("甲") + f"<w:tc>{par('1', run_properties=WHITE)}</w:tc>"),
    ],
    ids=["字有底色", "段有底色", "表格里"],
)
def test_衬在底色上的白字_看得见(shown):
    assert kinds(read(shown)) == []


def test_隐藏的表格行_照读并指出():
    document = read(
        table(
            cell("甲") + cell("1"),
            f"<w:trPr><w:hidden/></w:trPr>{cell('乙')}{cell('88')}",
            cell("丙") + cell("3"),
        )
    )
    assert [document.text(note.at) for note in document.notes] == ["乙", "88"]


# 印出来的样子


@pytest.mark.parametrize(
    ("inner", "printed"),
    [
        (field(r"eq \o\ac(○,3)"), "③"),
        (field(r"EQ \f(预算完成数,预算数)"), "预算完成数/预算数"),
        (field(r'SYMBOL 179 \f "Symbol" \s 10'), "≥"),
        (field("XE 99"), ""),
        (f"{run('m')}{run('2', RAISED)}", "m²"),
        (f"{run('支出100')}{run('1', RAISED)}{run('元')}", "支出100¹元"),
        (f"{run('CO')}{run('2', LOWERED)}", "CO₂"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run("95"), "≥95"),
        (run("\uf0b395", "<w:rFonts w:ascii='Symbol' w:hAnsi='Symbol'/>"), "≥95"),
        ("<w:r><w:br w:type='page'/></w:r>" + run("甲"), "甲"),
        (run("甲") + "<w:r><w:br w:type='page'/></w:r>", "甲"),
        (run("甲") + "<w:r><w:br w:type='page'/></w:r>" + run("乙"), "甲\n乙"),
        (f"<m:oMath>{m('执行率=')}<m:f><m:num>{m('甲+乙')}</m:num><m:den>{m('丙')}</m:den></m:f>{m('×100%')}</m:oMath>",
         "执行率=(甲+乙)/丙×100%"),
        (f"<m:oMath><m:d><m:e>{m('甲')}</m:e></m:d><m:sSup><m:e>{m('x')}</m:e><m:sup>{m('2')}</m:sup></m:sSup></m:oMath>",
         "(甲)x²"),
        ("<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:default w:val='1'/></w:checkBox></w:ffData>"
         "</w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r>"
         "<w:r><w:fldChar w:fldCharType='end'/></w:r>", "☑"),
    ],
)  # fmt: skip
def test_写成印出来的样子(inner, printed):
    assert "".join(texts(read(f"<w:p>{inner}</w:p>"))) == printed


def test_删除的格不在表里():
    rows = [cell("甲") + cell("9", "<w:cellDel w:id='1'/>") + cell("1"), cell("乙") + cell("2")]
    document = read(table(*rows))
    assert "9" not in "".join(texts(document))
    assert kinds(document) == ["修订痕迹"]


def test_修订里的合并格():
    rows = [
        cell("甲", "<w:cellMerge w:vMerge='rest'/>") + cell("1"),
        cell("", "<w:cellMerge w:vMerge='cont'/>") + cell("2"),
    ]
    (found,) = [block for block in read(table(*rows)).blocks if isinstance(block, Table)]
    assert found.cell(1, 0).text == "甲"


def test_移走的段落标记_与下一段相连():
    moved = "<w:p><w:pPr><w:rPr><w:moveFrom/></w:rPr></w:pPr><w:moveFrom><w:r><w:t>9</w:t></w:r></w:moveFrom></w:p>"
    assert texts(read(moved + par("共计5元"))) == ["共计5元"]


def test_段落标记被删_后面是表格_次序不乱():
    document = read(par("甲", "<w:rPr><w:del/></w:rPr>") + table(cell("乙"), cell("1")))
    assert texts(document) == ["甲", "乙", "1"]


def test_脚注的分隔线上有字_不悄悄略过():
    xml = f'<w:footnote w:type="separator">{par("实为999元")}</w:footnote>'
    document = read(par("正文"), footnotes=xml)
    assert document.asides == ("实为999元",)


# 藏在走不到的地方

HIDDEN = "67890"
UNREACHED = {
    "不认识的文字元素": f"<w:p><w:r><x:t>{HIDDEN}</x:t></w:r></w:p>",
    "不认识的块": f"<x:block><x:line>{HIDDEN}</x:line></x:block>",
    "直接写在段落里": f"<w:p>{HIDDEN}</w:p>",
    "直接写在 run 里": f"<w:p><w:r>{HIDDEN}<w:t>甲</w:t></w:r></w:p>",
    "元素后面的散字": f"<w:p><w:r><w:t>甲</w:t></w:r>{HIDDEN}</w:p>",
    "属性元素里的字": f"<w:p><w:pPr><w:t>{HIDDEN}</w:t></w:pPr></w:p>",
    "注音": f"<w:p><w:r><w:ruby><w:rt>{run(HIDDEN)}</w:rt><w:rubyBase>{run('甲')}</w:rubyBase></w:ruby></w:r></w:p>",
    "另一种写法里数字不同": f"<w:p><mc:AlternateContent><mc:Choice Requires='x'>{run('1')}</mc:Choice>"
    f"<mc:Fallback>{run(HIDDEN)}</mc:Fallback></mc:AlternateContent></w:p>",
    "图形里的表格": f"<w:p><w:r><w:drawing><a:tbl><a:tr><a:tc><a:x><a:t>{HIDDEN}</a:t></a:x></a:tc></a:tr></a:tbl>"
    "</w:drawing></w:r></w:p>",
    "正文里的散行": f"<w:r><w:t>{HIDDEN}</w:t></w:r>",
    "全角数字": "<w:p><w:r><x:t>６７８９０</x:t></w:r></w:p>",
}


@pytest.mark.parametrize("hidden", UNREACHED)
@pytest.mark.parametrize("frame", ["正文", "表格中间", "文本框"])
def test_走不到的数字_指名道姓地说_并指出在哪里(hidden, frame):
    document = read(par("前一段") + FRAMES[frame].format(UNREACHED[hidden]))
    lost = [note for note in document.notes if note.kind == "未读到"]
    assert any(HIDDEN in note.message or "６７８９０" in note.message for note in lost)
    assert all(note.at.block is not None for note in lost)
    assert all(document.text(note.at) == "" for note in lost)


def hidden_part(name: str, xml: str, kind: str = "http://nobody/knows") -> Document:
    relation = f'<Relationship Id="q" Type="{kind}" Target="/{name}"/>'
    return read(par("正文"), relation, {name: xml})


@pytest.mark.parametrize("root", ["w:hdr", "w:document", "w:footnotes", "x:anything"])
@pytest.mark.parametrize(
    "name", ["word/odd.xml", "word/odd", "odd.dat", "word/sub/页.XML", "media/picture.jpg.xml"]
)
def test_奇怪的部件里的数字_也说(root, name):
    document = hidden_part(name, f"<{root} {NAMESPACES}>{par(HIDDEN)}</{root}>")
    assert [note.kind for note in document.notes] == ["未读到"]
    assert HIDDEN in document.notes[0].message


def test_没有人引用的部件里的数字_也说():
    document = read(par("正文"), "", {"word/orphan.xml": f"<w:hdr {NAMESPACES}>{par(HIDDEN)}</w:hdr>"})
    assert HIDDEN in document.notes[0].message


@pytest.mark.parametrize("kind", ["header", "footer", "comments"])
def test_页眉里走不到的数字_也说(kind):
    document = read(par("正文"), **{kind: f"<w:p><x:t>{HIDDEN}</x:t></w:p>"})
    assert HIDDEN in document.notes[0].message


@pytest.mark.parametrize(
    "name",
    [
        "word/styles2.xml",
        "docProps/app.xml",
        "customXml/item1.xml",
        "_xmlsignatures/sig1.xml",
        "word/theme/t.xml",
    ],
)
def test_样式_属性_签名一类_不算正文(name):
    root = "w:styles" if "styles" in name else "a:theme" if "theme" in name else "x:any"
    document = read(par("正文"), "", {name: f"<{root} {NAMESPACES}><x:t>{HIDDEN}</x:t></{root}>"})
    assert document.notes == ()


@pytest.mark.parametrize("inner", ["<wp:posOffset>12345</wp:posOffset>", "<w:fldData>123</w:fldData>"])
def test_坐标一类不是文字(inner):
    assert read(f"<w:p><w:r><w:drawing>{inner}</w:drawing><w:t>甲</w:t></w:r></w:p>").notes == ()


def test_嵌入的另一份文档_说没有读():
    assert kinds(read(par("正文") + '<w:altChunk r:id="x"/>')) == ["未读到"]


@pytest.mark.parametrize(
    ("kind", "word"), [("chart", "图表"), ("diagramData", "图示"), ("package", "嵌入对象")]
)
def test_图表一类_说没有读(kind, word):
    relation = f'<Relationship Id="q" Type="{OFFICE}/{kind}" Target="chart.xml"/>'
    document = read(
        par("正文"), relation, {"word/chart.xml": f"<x:chartSpace {NAMESPACES}>{HIDDEN}</x:chartSpace>"}
    )
    assert kinds(document) == ["嵌入内容"]
    assert word in document.notes[0].message


# 各种包


def test_严格版_声明在里层的命名空间也认():
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    math_space = "http://purl.oclc.org/ooxml/officeDocument/math"
    xml = (
        f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>全年</w:t></w:r>'
        f'<m:oMath xmlns:m="{math_space}"><m:r><m:t>{NUMBER}</m:t></m:r></m:oMath></w:p></w:body></w:document>'
    )
    document = extract.read(docx("", "", {"word/document.xml": xml}), "报告.docx")
    assert texts(document) == [f"全年{NUMBER}"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "gbk"])
@pytest.mark.parametrize("strict", [False, True])
def test_各种编码(encoding, strict):
    space = "http://purl.oclc.org/ooxml/wordprocessingml/main" if strict else NAMESPACES.split('"')[1]
    declared = encoding.removesuffix("-sig")
    xml = (
        f'<?xml version="1.0" encoding="{declared}"?><w:document xmlns:w="{space}"><w:body>'
        "<w:p><w:r><w:t>全年支出12345元</w:t></w:r></w:p></w:body></w:document>"
    )
    document = extract.read(docx("", "", {"word/document.xml": xml.encode(encoding)}), "报告.docx")
    assert texts(document) == ["全年支出12345元"]


def test_单文件的_OOXML():
    body = f"<w:document {NAMESPACES}><w:body>{par(NUMBER)}</w:body></w:document>"
    relation = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    xml = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f'<pkg:part pkg:name="/_rels/.rels"><pkg:xmlData><Relationships xmlns="{space}">{relation}</Relationships>'
        f'</pkg:xmlData></pkg:part><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{body}</pkg:xmlData></pkg:part>'
        '<pkg:part pkg:name="/word/media/a.png"><pkg:binaryData>iVBORw0=</pkg:binaryData></pkg:part></pkg:package>'
    )
    document = extract.read(xml.encode(), "报告.docx")
    assert (document.media, texts(document), document.notes) == ("docx", [NUMBER], ())
