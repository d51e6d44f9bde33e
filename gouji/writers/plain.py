"""净文：报告和文件名里的字不可信，写到终端、文件名、表格之前先去掉它们的“魔力”。"""

from __future__ import annotations

import json
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from importlib.metadata import version
from typing import Any

SEVERITY_NAMES = {"error": "错误", "warning": "待说明", "info": "提示"}
PASSED = frozenset({"符合", "尾差", "已释明"})
"""算作通过的核对结论。"""
UNREAD_KINDS = frozenset(
    {"未读到", "扫描页", "文字层乱码", "超过上限", "文件不完整", "部件损坏", "两种读法不一致"}
)
"""说明有内容没有读到的读取说明；有了它，就不能当作没有问题。"""
SCHEMA = "gouji.review/1"
_BLANK = re.compile(r"[\s\u2028\u2029\x85]+")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_OVERRIDES = re.compile("[\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def one_line(text: str) -> str:
    r"""写成一行：空白并作一个空格，控制字符、双向控制符、残缺的代理码写成转义。

    >>> one_line("预算\n\x1b[31m执行率")
    '预算 \\x1b[31m执行率'
    """
    shown = _BLANK.sub(" ", text)
    if shown.isprintable():
        return shown
    return "".join(_visible(char) for char in shown)


def _visible(char: str) -> str:
    return _escaped(char) if unicodedata.category(char) in _INVISIBLE else char


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def shortened(text: str, length: int) -> str:
    """写成一行，超过 length 个字的截去后面并以省略号结尾。"""
    shown = one_line(text).strip()
    return shown if len(shown) <= length else f"{shown[: length - 1]}…"


def inert_cell(text: str) -> str:
    """写进 CSV 的单元格：看起来像公式的，前面加一个撇号，打开时不会被执行。

    >>> inert_cell("=1+1")
    "'=1+1"
    """
    shown = one_line(text)
    return f"'{shown}" if text.lstrip(" ").startswith(_FORMULA) or shown.startswith(_FORMULA) else shown


def json_safe(text: str) -> str:
    """把 JSON 文本中会断行、会改变显示方向或不能编码的字符写成转义；含义不变。"""
    return _OVERRIDES.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def review_json(document: dict[str, Any], content: dict[str, Any]) -> str:
    """一行 JSON：开头总是格式名、程序版本和文档，键的次序固定，没有会断行的字符。"""
    whole = {"schema": SCHEMA, "gouji": version("gouji"), "document": document, **content}
    return json_safe(json.dumps(whole, ensure_ascii=False, separators=(",", ":")))


def shown_name(name: str) -> str:
    """文件名的文字：不是 UTF-8 的字节（老系统拷来的 GBK 文件名）按 GB18030 还原。"""
    try:
        name.encode()
    except UnicodeEncodeError:
        return _decoded(name)
    return name


def _decoded(name: str) -> str:
    try:
        return name.encode(errors="surrogateescape").decode("gb18030", errors="replace")
    except UnicodeEncodeError:
        return name.encode(errors="backslashreplace").decode()


def score_of(value: Decimal) -> str:
    """得分给人看的写法：至多两位小数。

    >>> score_of(Decimal("9.38870")), score_of(Decimal("98.00"))
    ('9.39', '98')
    """
    shown = f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
    return shown.rstrip("0").rstrip(".")


def plain_decimal(value: Decimal | None) -> str | None:
    """十进制数的普通写法，不用指数。"""
    return None if value is None else format(value, "f")
