"""规则手册：每个代码说的是什么。"""

from __future__ import annotations

from typing import Any

import reconcile
import score
from extract import CATALOGUE, ErrorPage
from reconcile import Rule

PAGES = {
    "X003": ErrorPage("文件仍在被写入", "读的时候文件还在变，多半是没有拷贝完。", "等拷贝完成后再试"),
    "X028": ErrorPage("文件里没有文字", "打得开，但一个字也没有读到。", "请确认是绩效自评报告"),
    "X031": ErrorPage("磁盘空间不足", "结果写不出来；原件没有动，已经写好的结果也还在。", "清理磁盘后再试"),
    "X032": ErrorPage("结果文件夹写不进去", "没有写入权限，或网络盘断开。", "恢复之后再试"),
}
"""读取之外的情形。"""


def pages() -> dict[str, str]:
    """代码 → 说明页，按代码排列。"""
    book = {rule.code: rule.page for rule in _rules()}
    book |= {code: page.page for code, page in (CATALOGUE | PAGES).items()}
    return dict(sorted(book.items()))


def titles() -> dict[str, str]:
    """代码 → 说明页的第一句。"""
    return {code: page.partition("\n")[0] for code, page in pages().items()}


def terms() -> dict[str, str]:
    """规则代码 → 所核对的事项。"""
    return {rule.code: rule.term for rule in _rules()}


def _rules() -> tuple[Rule[Any], ...]:
    return (*reconcile.RULES, *score.RULES)
