"""写出的东西：字段齐全、同样的输入同样的字节、怎么恶意的文字都不起作用、链接都通。"""

from __future__ import annotations

import csv
import html as markup
import io
import json as stdlib_json
import re
import unicodedata
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standin_reviews import document, review

from extract import Cell, Document, Location, Note, Paragraph, Table
from gouji.cli import _code_of
from gouji.jobs import Failure, Outcome
from gouji.produce import produce
from gouji.writers import batch, failure, html, json, text
from gouji.writers.batch import Listing, Row, Unprocessed
from gouji.writers.listing import KIND_NAMES
from gouji.writers.places import Places
from gouji.writers.plain import inert_cell, one_line, shown_name
from normalize.forms import FORMS
from normalize.tokens import FIGURES

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script>alert(1)</script>",
    "javascript:alert(1)",
    "<svg/onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "[/red][bold]",
    "\x1b[31m\x1b]0;标题\x07",
    "a\u2028b\u2029c\x85d",
    "\u202e反向\u2066",
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "＝1+1",
    "\t=1+1",
    '","x\r\n=1',
    "\x00\x08",
    "\ud800",
    "'; DROP TABLE x; --",
)
ESCAPES = re.compile(r"\x1b\[[\d;]*m")


class Page(HTMLParser):
    """网页里有哪些元素、名字、去处、文字。"""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.targets.append(value)

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("hostile", HOSTILE)
def test_终端上_报告里的字不能支配终端(hostile):
    shown = ESCAPES.sub("", text.ticks(review(f"{hostile}.docx", hostile)))
    assert all(char == "\n" or char.isprintable() or char == "\u3000" for char in shown)


@pytest.mark.parametrize("write", [text.findings, text.summary])
def test_终端上_恶意的字不增加行数(write):
    plain, hostile = write(review()), write(review("甲\n乙.docx", "\n\r\u2028\x85"))
    assert len(hostile.splitlines()) == len(plain.splitlines())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_网页里_报告里的字只是字(hostile):
    plain, page = Page(html.report(review())), Page(html.report(review(f"{hostile}.docx", hostile)))
    assert page.tags == plain.tags
    assert page.attributes == plain.attributes
    assert page.ids == plain.ids
    assert page.targets == plain.targets


@pytest.mark.parametrize("hostile", HOSTILE)
def test_网页里_原文一字不改(hostile):
    source = html.report(review(hostile=hostile))
    paper = source[source.index('class="paper"') :]
    shown = markup.unescape(re.sub(r"<[^>]*>", "", paper))
    assert hostile in shown


def test_网页不联网_不要脚本():
    source = html.report(review())
    page = Page(source)
    assert "default-src 'none'" in source
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(page.tags)
    assert all(target.startswith("#") for target in page.targets)
    assert "url(" not in source
    assert "@import" not in source


def test_网页里_每个链接都通_名字不重复():
    page = Page(html.report(review()))
    assert len(page.ids) == len(set(page.ids))
    assert {target.removeprefix("#") for target in page.targets} <= set(page.ids)


def test_网页里_发现与原文互相通着():
    source = html.report(review())
    assert 'href="#p1-0"' in source
    assert '<span id="p1-0"></span><mark class="error"><a href="#f1"' in source
    assert '<article class="finding error" id="f1">' in source
    assert '<span id="p1-1"></span>' in source


def test_网页里_表格按合并的样子画():
    source = html.report(review())
    assert '<th colspan="3">2020年支出（元）</th>' in source


def test_网页里_先重后轻_结论一句话说清():
    page = Page(html.report(review()))
    assert page.text.index("TIE201") < page.text.index("TXT101")
    assert "有1处自相矛盾" in page.text
    assert "自评91.75分（优），报告自身的证据支持1.5至99.5分（差至优）" in page.text


@pytest.mark.parametrize("hostile", ["", *HOSTILE])
def test_JSON_一份一行_能读回(hostile):
    line = json.written(review(f"{hostile}.docx", hostile))
    assert len(line.splitlines()) == 1
    content = stdlib_json.loads(line.encode())
    assert content["document"]["name"] == f"{hostile}.docx"
    assert content["findings"][0]["message"].endswith(hostile)


def test_JSON_字段与约定一致():
    content = stdlib_json.loads(json.written(review()))
    assert {"schema", "document", "facts", "checks", "findings", "scorecard", "coverage", "notes"} <= set(
        content
    )
    assert content["schema"] == "gouji.review/1"
    assert {"name", "sha256", "media", "pages"} <= set(content["document"])
    assert {"id", "metric", "raw", "value", "unit", "kind", "step", "qualifiers", "at"} <= set(
        content["facts"][0]
    )
    assert {"rule", "verdict", "stated", "recomputed", "formula", "inputs", "at", "against"} <= set(
        content["checks"][0]
    )
    finding = content["findings"][0]
    assert {"code", "severity", "message", "at", "against", "expected", "question", "score_effect"} <= set(
        finding
    )
    assert len(finding["fingerprint"]) == 16
    location = {"block", "start", "end", "text", "context", "section", "page", "box", "cell"}
    assert set(finding["at"]) == location
    assert finding["at"]["text"] == "75.50%"
    assert finding["at"]["section"] == "三、存在问题"
    assert finding["score_effect"] == "两种说法得分都是1.50，总分不变"
    assert content["scorecard"]["grade"] == {"self": "优", "low": "差", "high": "优"}
    assert content["scorecard"]["total"] == {
        "self_score": "91.75",
        "sum_of_self_scores": "91.75",
        "low": "1.50",
        "high": "99.50",
    }
    kinds = content["coverage"].pop("kinds")
    assert content["coverage"] == {"tokens": 8, "figures": 7, "checked": 6, "uncheckable": 1, "other": 1}
    assert sum(kinds.values()) == 8
    assert kinds.keys() <= KIND_NAMES.keys()


def test_JSON_十进制数不用指数():
    made = review()
    indicator = made.scorecard.indicators[0].model_copy(
        update={"low": Decimal("0E-7"), "high": Decimal("1E+2")}
    )
    card = made.scorecard.model_copy(update={"indicators": (indicator,)})
    content = stdlib_json.loads(json.written(made.model_copy(update={"scorecard": card})))
    shown = content["scorecard"]["indicators"][0]
    assert (shown["low"], shown["high"]) == ("0.0000000", "100")


@pytest.mark.parametrize("write", [json.written, html.report, text.ticks])
def test_同样的输入_同样的字节(write):
    assert write(review()) == write(review())


def test_没有评分表也写得出():
    made = review()
    total = made.scorecard.total.model_copy(update={"low": None, "high": None, "self_score": None})
    card = made.scorecard.model_copy(update={"indicators": (), "total": total, "effects": {}})
    bare = made.model_copy(update={"scorecard": card})
    assert "没有可以重算的评分表" in text.summary(bare)
    assert "没有可以重算的评分表" in html.report(bare)
    assert stdlib_json.loads(json.written(bare))["scorecard"]["total"]["low"] is None


def test_没有发现时不说绝对没有问题():
    made = review()
    clean = made.model_copy(update={"tied": made.tied.model_copy(update={"findings": ()})})
    page = Page(html.report(clean))
    assert "核对过的数没有发现矛盾，另有2条读取说明" in page.text
    assert "没有核对到的 1 个数不在此列" in page.text


def test_网页里_评分表指到相应的发现():
    made = review()
    on_score = made.findings[0].model_copy(update={"at": made.scorecard.indicators[0].at})
    linked = made.model_copy(update={"tied": made.tied.model_copy(update={"findings": (on_score,)})})
    assert '<a class="tag error" href="#f1">见发现 1</a>' in html.report(linked)
    assert "见发现" not in html.report(made)


def unread(made):
    note = Note(kind="扫描页", message="第2页没有文字层，未参与核对")
    read = made.document.model_copy(update={"notes": (note,)})
    return made.model_copy(update={"document": read, "tied": made.tied.model_copy(update={"findings": ()})})


class TestUnread:
    """有内容没有读到，就不能当作没有问题。"""

    def test_总结和网页都说出来(self):
        made = unread(review())
        assert "读取说明 1（1处没有读到，不能当作没有问题）" in text.summary(made)
        assert "有1处没有读到，不能当作没有问题" in html.report(made)

    def test_汇总里不是无发现(self):
        row = batch.row_of("甲", "甲", stdlib_json.loads(json.written(unread(review()))))
        assert (row.status, row.unread) == ("部分未读到", 1)
        assert Listing((row,)).unread == 1

    def test_命令的退出码不是零(self, monkeypatch):
        monkeypatch.setattr("gouji.produce.review", lambda _data, _name, _rubric: unread(review()))
        outcome = produce(b"", "甲.docx", ("text",))
        assert outcome.unread == 1
        assert _code_of(outcome, "error") == 1

    @pytest.mark.parametrize(("media", "code"), [("pdf", "X022"), ("docx", "X028")])
    def test_一个字也没有读到的算未能审核(self, monkeypatch, media, code):
        made = review()
        table = Table(rows=1, columns=1, cells=(Cell(row=0, column=0, text=" "),))
        blank = Document(name="甲", media=media, sha256="", blocks=(Paragraph(text="\u3000"), table))
        made = made.model_copy(update={"document": blank})
        monkeypatch.setattr("gouji.produce.review", lambda _data, _name, _rubric: made)
        outcome = produce(b"", "甲", ("text",))
        assert outcome.outputs == {}
        assert outcome.failure.code == code


class TestPlaces:
    def test_docx_不说页(self):
        made = document()
        at = made.at(4, 0, 2).model_copy(update={"page": 3})
        assert Places(made).name(at) == "三、存在问题 · 第1段"

    def test_pdf_先说页(self):
        made = document().model_copy(update={"media": "pdf"})
        at = made.at(4, 0, 2).model_copy(update={"page": 3})
        assert Places(made).name(at) == "第3页 · 三、存在问题 · 第1段"

    def test_表格说表名行列(self):
        made = document()
        assert Places(made).name(made.at(6, 0, 2, (2, 2))) == (
            "三、存在问题 · 表1 第3行“人员经费” 第3列“决算数”"
        )

    def test_行名取短的(self):
        texts = ("政府采购执行情况", "2", "反映部门政府采购计划的执行情况，用以衡量采购管理的水平。", "1.67")
        cells = tuple(Cell(row=0, column=n, text=text) for n, text in enumerate(texts))
        table = Table(rows=1, columns=4, cells=cells, header_rows=0)
        made = Document(name="a", media="docx", sha256="", blocks=(table,))
        assert Places(made).name(made.at(0, 0, 4, (0, 3))) == "第1个表 第1行“政府采购执行情况” 第4列"

    def test_没有表名说第几个表(self):
        table = Table(rows=1, columns=1, cells=(Cell(row=0, column=0, text="1"),), header_rows=0)
        made = Document(name="a", media="docx", sha256="", blocks=(Paragraph(text="x"), table, table))
        assert Places(made).name(made.at(2, 0, 1, (0, 0))) == "第2个表 第1行 第1列"

    def test_没有文字的出处(self):
        assert Places(document()).name(Location()) == "全文"

    def test_上级标题只留编号(self):
        made = document()
        assert Places(made).section(made.at(2, 0, 1)) == "一、（一）采购情况"

    def test_引文不留半截的数(self):
        body = "金额甲12,345.67元，金额乙99.00元，金额丙76,543.21元"
        made = Document(name="a", media="docx", sha256="", blocks=(Paragraph(text=body),))
        at = made.at(0, body.index("99"), body.index("99") + 5)
        for width in range(len(body)):
            quote = Places(made).quote(at, width)
            figures = re.findall(r"[\d,.]+", f"{quote.before} {quote.after}")
            assert set(figures) <= {"12,345.67", "76,543.21"}

    @given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 40))
    def test_引文里的数就是原文(self, start, length, width):
        made = document()
        body = made.blocks[2].text
        at = made.at(2, min(start, len(body)), min(start + length, len(body)))
        quote = Places(made).quote(at, width)
        assert quote.text == one_line(made.text(at))
        assert len(quote.before) <= width + 1
        assert quote.before.lstrip("…") in body


class TestBatch:
    ROWS = (
        Row("甲.docx", "甲（docx）", figures=9, checks=5, passed=5),
        Row(
            "乙.docx", "乙（docx）", errors=2, warnings=1, self_score="93.16", low="85", high="92", grade="优"
        ),
        Row("丙.pdf", "丙（pdf）", code="X002", reason="文件不完整", advice="请重新拷贝"),
        Row("丁.docx", "丁（docx）", notes=1),
    )

    def test_未能审核的排在最前_不算没有问题(self):
        listing = Listing(self.ROWS)
        assert [row.path for row in listing.by_weight] == ["丙.pdf", "乙.docx", "丁.docx", "甲.docx"]
        assert [row.status for row in listing.by_weight] == ["未能审核", "有发现", "有读取说明", "无发现"]
        rows = list(csv.DictReader(io.StringIO(batch.table(listing).decode("utf-8-sig"))))
        assert rows[0]["错误"] == ""
        assert rows[0]["原因"] == "文件不完整"
        assert rows[3]["错误"] == "0"

    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_汇总表里没有公式_行数不变(self, hostile):
        row = Row(f"{hostile}/甲.docx", f"{hostile}", code="X099", reason=hostile, advice=hostile)
        listing = Listing((row,), (Unprocessed(hostile, hostile),))
        data = batch.table(listing)
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert len(rows) == 3
        assert not [
            cell for row in rows for cell in row if cell.lstrip(" ").startswith(tuple("=+-@\t\r＝＋－＠"))
        ]

    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_目录里_恶意的字只是字(self, hostile):
        def page(name):
            row = Row(f"{name}.docx", "甲", code="X099", reason=name, advice=name)
            return Page(batch.index(Listing((row,), (Unprocessed(name, name),))).decode())

        assert page(hostile).tags == page("甲").tags
        assert page(hostile).attributes == page("甲").attributes

    def test_目录的链接只指向结果文件夹(self):
        row = Row("x", "javascript:alert(1)//\"'<>?#%")
        (target,) = Page(batch.index(Listing((row,))).decode()).targets
        assert target == "./javascript%3Aalert%281%29//%22%27%3C%3E%3F%23%25/%E6%8A%A5%E5%91%8A.html"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_原因四行_可以原样转发(hostile):
    reason = Failure("X002", f"文件不完整{hostile}", f"请重新拷贝{hostile}")
    note = failure.as_note(Outcome(f"{hostile}.docx", "0" * 64), reason)
    lines = note.splitlines()
    assert [line.partition("：")[0] for line in lines] == ["结论", "原因", "您可以这样处理", "技术信息"]
    assert "X002" in lines[3]
    assert "0" * 64 in lines[3]


def test_未能审核的JSON没有发现一栏():
    reason = Failure("X002", "文件不完整", "请重新拷贝")
    content = stdlib_json.loads(failure.as_json(Outcome("甲.docx", "ab"), reason))
    assert content["error"] == {"code": "X002", "reason": "文件不完整", "advice": "请重新拷贝"}
    assert content["document"] == {"name": "甲.docx", "sha256": "ab"}
    assert "findings" not in content


@given(st.text())
def test_净文总是一行可见的字(text):
    assert not {unicodedata.category(char) for char in one_line(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert len(one_line(text).splitlines()) <= 1


@given(st.text())
def test_单元格不以公式开头(text):
    assert not inert_cell(text).lstrip(" ").startswith(tuple("=+-@\t\r＝＋－＠"))


def test_GBK文件名还原():
    name = "自评报告.docx".encode("gbk").decode("utf-8", errors="surrogateescape")
    assert shown_name(name) == "自评报告.docx"


def test_每一种数字记号都有中文名():
    kinds = {form.kind for table in FORMS.values() for form in table} | set(FIGURES)
    assert kinds <= set(KIND_NAMES)
