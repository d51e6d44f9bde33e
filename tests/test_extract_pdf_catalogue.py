"""敌意 PDF 大全：各类坏文件由脚本造出，每一份都要在限时限内存之内得到文档或者有名字的结论，数字不能悄悄少。"""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Callable

import pytest
from standin_pdf import Sheet, locked, pdf, stream
from standin_tags import Tag, tagged

from extract import CATALOGUE

FIGURE = "92.58"
PLAIN = Sheet().write(72, 100, f"预算执行率为{FIGURE}%。")
SECONDS, MEGABYTES = 20, 1500
"""处理器时间和内存的上限：一份报告的正常用量是它的百分之一。"""

READ = """
import json, resource, sys
limit = int(sys.argv[1]) * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]), int(sys.argv[2])))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from extract import Table, Unreadable, read
try:
    document = read(sys.stdin.buffer.read(), "坏.pdf")
    text = "".join(c.text for b in document.blocks for c in (b.cells if isinstance(b, Table) else (b,)))
    print(json.dumps({"text": text, "notes": [note.kind for note in document.notes], "code": ""}))
except Unreadable as error:
    print(json.dumps({"text": "", "notes": [], "code": error.code}))
except MemoryError:
    print(json.dumps({"text": "", "notes": [], "code": "X026"}))
"""


def outcome_of(data: bytes) -> dict[str, object]:
    """在单独的进程里读；PDFium 自己中止的，总管会说成 X027，这里也这样记。"""
    command = [sys.executable, "-c", READ, str(MEGABYTES), str(SECONDS)]
    done = subprocess.run(  # noqa: S603 - 参数都是自己拼的
        command, input=data, capture_output=True, check=False, timeout=300
    )
    if not done.stdout:
        assert done.returncode < 0, done.stderr.decode()[-2000:]
        return {"text": "", "notes": [], "code": "X025" if done.returncode == -24 else "X027"}
    found: dict[str, object] = json.loads(done.stdout)
    return found


def broken(data: bytes) -> bytes:
    """去掉交叉引用表，让读的人自己重建。"""
    return data[: data.index(b"xref\n0 1")] + b"trailer\n<< /Size 400 /Root 1 0 R >>\n%%EOF\n"


def with_contents(raw: bytes, entries: str) -> bytes:
    """第一页的内容换成给定的流。"""
    body = b"<< /Length %d %s >>\nstream\n" % (len(raw), entries.encode()) + raw + b"\nendstream"
    data = pdf(PLAIN)
    start, end = data.index(b"11 0 obj"), data.index(b"endobj", data.index(b"11 0 obj"))
    return broken(data[:start] + b"11 0 obj\n" + body + b"\n" + data[end:])


def replaced(old: bytes, new: bytes) -> bytes:
    """改写一处再去掉交叉引用表。"""
    data = pdf(PLAIN)
    assert old in data
    return broken(data.replace(old, new))


def flate_bomb(size: int) -> bytes:
    """全是空格的内容流，压得极小。"""
    packer = zlib.compressobj(9)
    block = b" " * 2**20
    return b"".join(packer.compress(block) for _ in range(size)) + packer.flush()


def forms(depth: int, calls: int) -> bytes:
    """一层调用下一层 calls 遍的表单。"""
    objects = []
    for level in range(depth):
        body = " ".join(["/Fm Do"] * calls) if level < depth - 1 else "0 0 m 1 1 l S"
        entries = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
        if level < depth - 1:
            entries += f" /Resources << /XObject << /Fm {101 + level} 0 R >> >>"
        objects.append(stream(body.encode(), entries).decode("latin-1"))
    sheet = Sheet(resources="/XObject << /Fm 100 0 R >>").write(72, 100, f"预算执行率为{FIGURE}%。")
    sheet.content.append("/Fm Do")
    return pdf(sheet, objects=objects)


def to_unicode(body: str) -> bytes:
    """字体带一张给定的文字对照表。"""
    data = pdf(PLAIN, objects=[stream(body.encode()).decode("latin-1")])
    return broken(data.replace(b"/DescendantFonts", b"/ToUnicode 100 0 R /DescendantFonts"))


def drawn(*lines: str) -> bytes:
    """正文之外再画些东西。"""
    sheet = Sheet().write(72, 100, f"预算执行率为{FIGURE}%。")
    sheet.content += lines
    return pdf(sheet)


def catalog(entry: bytes) -> bytes:
    """文档目录里另加一项。"""
    return replaced(b"/Type /Catalog", b"/Type /Catalog " + entry)


def tags(objects: list[str], kid: str = "", more: str = "") -> bytes:
    """一格的表，格的标签里另有 kid；objects 自 104 号起。"""
    return tagged([[Tag([(72, 100, f"预算执行率为{FIGURE}%。")], more)]], inner=kid, extra=objects)


def many_tagged_pages(pages: int, marks: int) -> bytes:
    """许多页用同一份对照表，表里有许多标签。"""
    data = pdf(
        PLAIN,
        kids="10 0 R " * pages,
        objects=[
            "<< /Type /StructTreeRoot /K 102 0 R /ParentTree 101 0 R >>",
            f"<< /Nums [0 [{'103 0 R ' * marks}]] >>",
            "<< /S /Table /P 100 0 R /K [103 0 R] >>",
            f"<< /S /TR /P 102 0 R /Pg 10 0 R /K [{' '.join(map(str, range(marks)))}] >>",
        ],
    )
    data = data.replace(
        b"/Type /Catalog", b"/Type /Catalog /MarkInfo << /Marked true >> /StructTreeRoot 100 0 R"
    )
    return broken(data.replace(b"/Rotate 0", b"/StructParents 0 /Rotate 0"))


RANGE = "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange {} endbfrange"
SAFE: dict[str, Callable[[], bytes]] = {
    "原样": lambda: pdf(PLAIN),
    "文件头前有杂物": lambda: b"\0junk" * 40 + pdf(PLAIN),
    "没有交叉引用": lambda: broken(pdf(PLAIN)),
    "交叉引用指错": lambda: pdf(PLAIN).replace(b"startxref\n", b"startxref\n9"),
    "交叉引用绕圈": lambda: pdf(PLAIN, trailer="/Prev 15"),
    "交叉引用的下一张在文件外": lambda: pdf(PLAIN, trailer="/Prev 99999999"),
    "页数写多了": lambda: replaced(b"/Count 1", b"/Count 99999"),
    "页数写成负的": lambda: replaced(b"/Count 1", b"/Count -5"),
    "页数写得超过整数": lambda: replaced(b"/Count 1", b"/Count 99999999999999999999"),
    "页面旋转不是直角": lambda: replaced(b"/Rotate 0", b"/Rotate 37"),
    "页面旋转成亿": lambda: replaced(b"/Rotate 0", b"/Rotate 900000090"),
    "内容流长度写短": lambda: broken(pdf(PLAIN).replace(b"/Length", b"/Length 3 /Was")),
    "内容流长度写得极大": lambda: broken(pdf(PLAIN).replace(b"/Length", b"/Length 2147483647 /Was")),
    "打开动作是脚本": lambda: catalog(b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
    "打开动作是启动程序": lambda: catalog(b"/OpenAction << /S /Launch /F (calc.exe) >>"),
    "打开动作是网址": lambda: catalog(b"/OpenAction << /S /URI /URI (http://127.0.0.1:9/) >>"),
    "带附件": lambda: catalog(b"/Names << /EmbeddedFiles << /Names [(a) 1 0 R] >> >>"),
    "带动态表单": lambda: catalog(b"/AcroForm << /XFA (x) /Fields [1 0 R] >>"),
    "大纲绕圈": lambda: catalog(b"/Outlines 1 0 R"),
    "大纲里自己是自己的下一个": lambda: catalog(b"/Outlines << /First 2 0 R /Last 2 0 R /Next 2 0 R >>"),
    "有主人密码": lambda: locked(PLAIN, ""),
    "数组套数组": lambda: catalog(b"/Deep " + b"[" * 400 + b"]" * 400),
    "字典套字典": lambda: catalog(b"/Deep " + b"<< /A " * 300 + b"1" + b" >>" * 300),
    "名字十万字": lambda: catalog(b"/" + b"A" * 100_000 + b" 1"),
    "字符串不收尾": lambda: drawn("(never closed"),
    "图形状态存了不取": lambda: drawn("q " * 20_000),
    "图形状态取了没存": lambda: drawn("Q " * 20_000),
    "两万条线": lambda: drawn(
        " ".join(f"{i % 500} {i // 500} m {i % 500 + 1} {i // 500} l" for i in range(20_000)) + " S"
    ),
    "曲线画的框": lambda: drawn("72 700 m 100 720 140 720 200 700 c S"),
    "裁剪成空": lambda: drawn("0 0 0 0 re W n"),
    "斜放的字": lambda: drawn("BT /F1 10 Tf 0.7 0.7 -0.7 0.7 300 400 Tm <0041> Tj ET"),
    "字号是零": lambda: drawn("BT /F1 0 Tf 1 0 0 1 72 300 Tm <00410042> Tj ET"),
    "字号成亿": lambda: drawn("BT /F1 1e9 Tf 1 0 0 1 72 300 Tm <00410042> Tj ET"),
    "坐标不是数": lambda: drawn("BT /F1 10 Tf 1 0 0 1 NaN Infinity Tm <0041> Tj ET"),
    "没有的字体": lambda: drawn("BT /F9 10 Tf 1 0 0 1 72 300 Tm (abc) Tj ET"),
    "没有的操作符": lambda: drawn("1 2 3 frobnicate"),
    "内嵌图片不收尾": lambda: drawn("BI /W 10 /H 10 /CS /G /BPC 8 ID xxxx"),
    "内嵌图片六万见方": lambda: drawn("BI /W 60000 /H 60000 /CS /G /BPC 8 ID x EI"),
    "可选内容关着": lambda: catalog(b"/OCProperties << /D << /OFF [1 0 R] >> >>"),
    "表单自己套自己": lambda: forms(1, 1),
    "表单套二十层": lambda: forms(20, 1),
    "文字对照两亿": lambda: to_unicode(RANGE.format("<0000> <0BEBC200> <0041>")),
    "文字对照倒着": lambda: to_unicode(RANGE.format("<FFFF> <0000> <0041>")),
    "文字对照是空的": lambda: to_unicode(""),
    "文字对照不收尾": lambda: to_unicode("1 beginbfrange <0000> <00"),
    "字宽表两亿": lambda: replaced(b"/W [1 [500]", b"/W [0 200000000 500 1 [500]"),
    "字宽表套自己": lambda: replaced(b"/W [1 [500] 2 94 500]", b"/W 4 0 R"),
    "后代字体是自己": lambda: replaced(b"/DescendantFonts [4 0 R]", b"/DescendantFonts [3 0 R]"),
    "资源绕圈": lambda: replaced(b"/Resources <<", b"/Resources 10 0 R /Old <<"),
    "父页面是自己": lambda: replaced(b"/Parent 2 0 R", b"/Parent 10 0 R"),
    "一页列了两千遍": lambda: pdf(PLAIN, kids="10 0 R " * 2000),
    "页面树绕回来": lambda: pdf(PLAIN, kids="10 0 R 2 0 R"),
    "空格一百兆": lambda: with_contents(flate_bomb(100), "/Filter /FlateDecode"),
    "压缩坏了": lambda: with_contents(zlib.compress(b"BT ET" * 100)[:-9], "/Filter /FlateDecode"),
    "八五编码坏了": lambda: with_contents(b"zzzz!!~>", "/Filter /ASCII85Decode"),
    "游程编码坏了": lambda: with_contents(b"\x05ab", "/Filter /RunLengthDecode"),
    "滤镜套一千层": lambda: with_contents(b"x", f"/Filter [{'/ASCIIHexDecode ' * 1000}]"),
    "没有的滤镜": lambda: with_contents(b"x", "/Filter /NoSuchDecode"),
    "图像滤镜当内容": lambda: with_contents(b"\xff\xd8\xff", "/Filter /DCTDecode"),
    "表单翻番二十五层": lambda: forms(25, 2),
    "只有一半": lambda: pdf(PLAIN)[:600],
    "一个字节一个字节地少": lambda: pdf(PLAIN)[:-7],
    "全是文件头": lambda: b"%PDF-1.7\n" * 5000 + b"%%EOF",
    "对象号成亿": lambda: replaced(b"10 0 obj", b"4294967295 0 obj"),
    "间接引用连成串": lambda: broken(
        pdf(PLAIN, objects=[f"{101 + i} 0 R" for i in range(200)]).replace(b"/Rotate 0", b"/Rotate 100 0 R")
    ),
}
SAFE |= {
    "标签两万个": lambda: tags([f"<< /S /Span /K {101 + i} 0 R >>" for i in range(20_000)], "104 0 R"),
    "标签层层翻番": lambda: tags(
        [f"<< /S /Div /K [{105 + i} 0 R {105 + i} 0 R] >>" for i in range(40)], "104 0 R"
    ),
    "标签里一百万个孩子": lambda: tags(["<< /S /Div /K [" + "0 " * 1_000_000 + "] >>"], "104 0 R"),
    "标签套两千层": lambda: tags(
        [f"<< /S /Div /P {103 + i} 0 R /K {105 + i} 0 R >>" for i in range(2_000)], "104 0 R"
    ),
    "标签对照表绕圈": lambda: tags([]).replace(b"/Nums [0 [103 0 R]]", b"/Kids [102 0 R 102 0 R]"),
    "标签对照表是自己": lambda: tags([]).replace(b"/Nums [0 [103 0 R]]", b"/Nums [0 102 0 R]"),
    "标签属性十万个": lambda: tags([], more="/A [" + "<< /O /Table /RowSpan 2 >> " * 100_000 + "]"),
    "标签种类名十万字": lambda: tags([], more="/T (x)").replace(b"/S /TD", b"/S /" + b"T" * 100_000),
    "五百页共用一万个标签": lambda: many_tagged_pages(500, 10_000),
}
LOSES_TEXT = {
    "裁剪成空", "资源绕圈", "后代字体是自己", "空格一百兆", "压缩坏了", "八五编码坏了", "游程编码坏了", "滤镜套一千层", "没有的滤镜",
    "图像滤镜当内容", "表单翻番二十五层", "只有一半", "一个字节一个字节地少", "全是文件头", "对象号成亿", "文字对照两亿", "文字对照倒着",
    "内容流长度写短", "内容流长度写得极大", "字符串不收尾", "内嵌图片不收尾", "文件头前有杂物", "页数写成负的", "页数写得超过整数",
    "字典套字典", "父页面是自己", "字宽表套自己", "文字对照不收尾", "可选内容关着", "字宽表两亿", "页数写多了",
}  # fmt: skip
"""这些文件里的那个数读不出来也说得过去；读不出来的要有说明或结论。"""


@pytest.mark.parametrize("name", SAFE)
def test_每一份都有结论_数字不悄悄少(name: str) -> None:
    outcome = outcome_of(SAFE[name]())
    code = outcome["code"]
    assert code == "" or code in CATALOGUE
    text = str(outcome["text"])
    if name not in LOSES_TEXT:
        assert FIGURE in text, outcome
    elif not code and FIGURE not in text:
        # 一个字也没有的，应用会说 X022，不会当成审过了
        assert outcome["notes"] or not text, outcome


def test_大全里至少七十四份() -> None:
    assert len(SAFE) >= 74
