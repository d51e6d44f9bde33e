"""替身：带结构标签的 PDF，字写在哪里、标签怎么写，都由测试说了算。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from standin_pdf import Sheet, pdf

Words = Sequence[tuple[float, float, str]]
"""一格里的几行字：各行的左边、下沿和文字。"""


@dataclass(frozen=True)
class Tag:
    """一格：它的字，和标签上写的属性（照 PDF 的写法）。"""

    words: Words
    attributes: str = ""


def tagged(
    rows: Sequence[Sequence[Tag]], sheet: Sheet | None = None, *, inner: str = "", extra: Sequence[str] = ()
) -> bytes:
    """一页一张表；inner 是每格的标签里另加的下级，extra 是自 100 号起标签树之后的对象。"""
    sheet = sheet or Sheet()
    cells = [cell for row in rows for cell in row]
    for mark, cell in enumerate(cells):
        sheet.content.append(f"/TD << /MCID {mark} >> BDC")
        for x, y, text in cell.words:
            sheet.write(x, y, text)
        sheet.content.append("EMC")
    first = 103 + len(rows)
    kids = " ".join(f"{103 + index} 0 R" for index in range(len(rows)))
    parents = " ".join(f"{first + mark} 0 R" for mark in range(len(cells)))
    objects = [
        "<< /Type /StructTreeRoot /K 101 0 R /ParentTree 102 0 R >>",
        f"<< /Type /StructElem /S /Table /P 100 0 R /K [{kids}] >>",
        f"<< /Nums [0 [{parents}]] >>",
    ]
    mark = 0
    bodies: list[str] = []
    for index, row in enumerate(rows):
        own = " ".join(f"{first + mark + at} 0 R" for at in range(len(row)))
        objects.append(f"<< /Type /StructElem /S /TR /P 101 0 R /K [{own}] >>")
        for cell in row:
            attributes = (
                cell.attributes
                if cell.attributes.startswith("/A") or "/T " in cell.attributes
                else f"/A << /O /Table {cell.attributes} >>"
            )
            bodies.append(
                f"<< /Type /StructElem /S /TD /P {103 + index} 0 R /Pg 10 0 R /K [{mark} {inner}] {attributes} >>"
            )
            mark += 1
    data = pdf(sheet, objects=[*objects, *bodies, *extra])
    data = data.replace(
        b"/Type /Catalog", b"/Type /Catalog /MarkInfo << /Marked true >> /StructTreeRoot 100 0 R"
    )
    data = data.replace(b"/Rotate 0", b"/StructParents 0 /Rotate 0", 1)
    return data[: data.index(b"xref\n0 1")] + b"trailer\n<< /Size 100000 /Root 1 0 R >>\n%%EOF\n"
