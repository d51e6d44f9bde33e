"""WordprocessingML 的标签名。"""

from __future__ import annotations

from typing import Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V: Final = "{urn:schemas-microsoft-com:vml}"

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
TEXT_BOX: Final = f"{W}txbxContent"
INSERTED: Final = frozenset({f"{W}ins", f"{W}moveTo"})
DELETED: Final = frozenset({f"{W}del", f"{W}moveFrom"})
