"""规则手册：每个代码说的是什么。"""

from __future__ import annotations

import reconcile
import score


def pages() -> dict[str, str]:
    """代码 → 说明页，按代码排列。"""
    book = {rule.code: rule.page for rule in (*reconcile.RULES, *score.RULES)}
    return dict(sorted(book.items()))


def titles() -> dict[str, str]:
    """代码 → 说明页的第一句。"""
    return {code: page.partition("\n")[0] for code, page in pages().items()}
