"""WordprocessingML 的积木：测试用的 .docx 都由它们拼成，仓库里不放二进制文件。"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import extract
from extract import Document, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:x="urn:nobody-knows-this"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATED = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
WORDPROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
PARTS = ("styles", "numbering", "footnotes", "endnotes", "header", "footer", "comments")


def docx(body: str, extra: str = "", more: dict[str, bytes | str] | None = None, **parts: str) -> bytes:
    """一份最小的 docx：正文的 XML，以及别的部件（styles=…、footnotes=…）的 XML。

    extra 是另加的引用，more 是另加的部件（名称 → 内容）。
    """
    relations = "".join(
        f'<Relationship Id="r{index}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
        for index, kind in enumerate(PARTS)
        if kind in parts
    )
    kinds_present = {"document": "document.main", **{kind: kind for kind in PARTS if kind in parts}}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORDPROCESSING}.{kind}+xml"/>'
        for name, kind in kinds_present.items()
    )
    main = f'<Relationship Id="m" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    members = {
        "[Content_Types].xml": CONTENT_TYPES.format(types),
        "_rels/.rels": RELATED.format(main),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": RELATED.format(relations + extra),
    }
    for kind, xml in parts.items():
        members[f"word/{kind}.xml"] = f"<w:{kind} {NAMESPACES}>{xml}</w:{kind}>"
    return zipped({**members, **(more or {})})


def zipped(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """几个部件装成的压缩包。"""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read(body: str, extra: str = "", more: dict[str, bytes | str] | None = None, **parts: str) -> Document:
    """拼好再读出来。"""
    return extract.read(docx(body, extra, more, **parts), "报告.docx")


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(text: str, properties: str = "", run_properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text, run_properties)}</w:p>"


def field(instruction: str, result: str | None = None) -> str:
    """一个复杂域；没有结果的连分隔符也没有。"""
    separated = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>{separated}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def cell(text: str = "", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{par(text) if text else '<w:p/>'}</w:tc>"


def table(*rows: str, columns: int = 0, grid: str = "") -> str:
    listed = grid or "<w:gridCol/>" * columns
    return f"<w:tbl><w:tblGrid>{listed}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


DOWN, ALONG = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def texts(document: Document) -> list[str]:
    """文中的全部文字，块与单元格依次排开。"""
    return [
        text
        for block in document.blocks
        for text in ([c.text for c in block.cells] if isinstance(block, Table) else [block.text])
    ]


def kinds(document: Document) -> list[str]:
    return [note.kind for note in document.notes]


def only_table(document: Document) -> Table:
    (found,) = [block for block in document.blocks if isinstance(block, Table)]
    return found
