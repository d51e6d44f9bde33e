"""WordprocessingML 的标签名。"""

from __future__ import annotations

from typing import Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V: Final = "{urn:schemas-microsoft-com:vml}"
O: Final = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741 - 命名空间惯用的前缀
WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
WP14: Final = "{http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing}"

VAL: Final = f"{W}val"
P: Final = f"{W}p"
P_PROPERTIES: Final = f"{W}pPr"
R: Final = f"{W}r"
R_PROPERTIES: Final = f"{W}rPr"
T: Final = f"{W}t"
TABLE: Final = f"{W}tbl"
ROW: Final = f"{W}tr"
CELL: Final = f"{W}tc"
ALTERNATE: Final = f"{MC}AlternateContent"
CHOICE: Final = f"{MC}Choice"
FALLBACK: Final = f"{MC}Fallback"
TEXT_BOX: Final = f"{W}txbxContent"
DRAWN_P: Final = f"{A}p"
"""图形里的段落（画布、图示），与 w:p 同样读。"""
DRAWN_BOX: Final = f"{A}txBody"
WORD_ART: Final = f"{V}textpath"
"""艺术字，文字写在属性 string 里。"""
INSERTED: Final = frozenset({f"{W}ins", f"{W}moveTo"})
DELETED: Final = frozenset({f"{W}del", f"{W}moveFrom"})
