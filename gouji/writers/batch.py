"""汇总：一批报告，一份一行；未能审核的排在最前，绝不算作没有问题。

行从各报告的 review.json 读出，重新启动之后汇总不会缺行。
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from gouji.writers.pages import template
from gouji.writers.plain import PASSED, UNREAD_KINDS, inert_cell, one_line, score_of

Json = dict[str, Any]
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Row:
    """汇总的一行。

    path 是报告在送审文件夹里的位置，folder 是结果所在的文件夹；code、reason、advice 只有未能审核的才有。
    """

    path: str
    folder: str
    code: str = ""
    reason: str = ""
    advice: str = ""
    figures: int = 0
    checks: int = 0
    passed: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    notes: int = 0
    unread: int = 0
    self_score: str = ""
    low: str = ""
    high: str = ""
    grade: str = ""
    supported_grade: str = ""

    @property
    def link(self) -> str:
        """结果网页的地址；未能审核的指向原因。"""
        return "./" + quote(f"{self.folder}/{'原因.txt' if self.code else '报告.html'}")

    @property
    def status(self) -> str:
        """一个词的结论。"""
        if self.code:
            return "未能审核"
        if self.errors or self.warnings:
            return "有发现"
        if self.unread:
            return "部分未读到"
        return "有读取说明" if self.notes else "无发现"

    @property
    def supported(self) -> str:
        """证据支持的得分。"""
        if not self.low or not self.high:
            return ""
        return self.low if self.low == self.high else f"{self.low}～{self.high}"


@dataclass(frozen=True)
class Unprocessed:
    """没有处理的文件：位置和原因。"""

    path: str
    reason: str


@dataclass(frozen=True)
class Listing:
    """一批报告的汇总。"""

    rows: tuple[Row, ...]
    unprocessed: tuple[Unprocessed, ...] = ()

    @property
    def by_weight(self) -> tuple[Row, ...]:
        """先看的排在前面：未能审核，错误多，待说明多；其余按位置。"""
        return tuple(
            sorted(
                self.rows,
                key=lambda row: (not row.code, -row.errors, -row.warnings, not row.unread, row.path),
            )
        )

    @property
    def failed(self) -> int:
        """未能审核的份数。"""
        return sum(1 for row in self.rows if row.code)

    @property
    def unread(self) -> int:
        """有内容没有读到的份数。"""
        return sum(1 for row in self.rows if row.unread)

    @property
    def found(self) -> int:
        """有错误或待说明的份数。"""
        return sum(1 for row in self.rows if row.errors or row.warnings)


def row_of(path: str, folder: str, review: Json) -> Row:
    """从一份 review.json 读出汇总的一行。"""
    if error := review.get("error"):
        return Row(path, folder, code=error["code"], reason=error["reason"], advice=error["advice"])
    severities = [finding["severity"] for finding in review["findings"]]
    total, grade = review["scorecard"]["total"], review["scorecard"]["grade"]
    return Row(
        path,
        folder,
        figures=review["coverage"]["figures"],
        checks=len(review["checks"]),
        passed=sum(1 for check in review["checks"] if check["verdict"] in PASSED),
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        infos=severities.count("info"),
        notes=len(review["notes"]),
        unread=sum(1 for note in review["notes"] if note["kind"] in UNREAD_KINDS)
        or int(not review["coverage"]["figures"]),
        self_score=total["self_score"] or "",
        low=_score(total["low"]),
        high=_score(total["high"]),
        grade=grade["self"] or "",
        supported_grade="～".join(dict.fromkeys(g for g in (grade["low"], grade["high"]) if g)),
    )


def _score(text: str | None) -> str:
    return score_of(Decimal(text)) if text else ""


COLUMNS: dict[str, Callable[[Row], str | int]] = {
    "报告": lambda row: row.path,
    "结论": lambda row: row.status,
    "错误": lambda row: row.errors,
    "待说明": lambda row: row.warnings,
    "提示": lambda row: row.infos,
    "读取说明": lambda row: row.notes,
    "未读到": lambda row: row.unread,
    "数据项": lambda row: row.figures,
    "核对项": lambda row: row.checks,
    "符合项": lambda row: row.passed,
    "自评得分": lambda row: row.self_score,
    "自评等级": lambda row: row.grade,
    "支持下限": lambda row: row.low,
    "支持上限": lambda row: row.high,
    "支持等级": lambda row: row.supported_grade,
    "代码": lambda row: row.code,
    "原因": lambda row: row.reason,
    "请这样处理": lambda row: row.advice,
    "结果": lambda row: row.folder,
}
COUNTED = frozenset({"错误", "待说明", "提示", "读取说明", "未读到", "数据项", "核对项", "符合项"})


def table(listing: Listing) -> bytes:
    """汇总表（CSV，带 BOM，表格软件直接打开不乱码）；像公式的单元格已失效。"""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in listing.by_weight:
        writer.writerow(
            "" if row.code and name in COUNTED else inert_cell(str(value(row)))
            for name, value in COLUMNS.items()
        )
    for item in listing.unprocessed:
        cells = dict.fromkeys(COLUMNS, "") | {"报告": item.path, "结论": "未处理", "原因": item.reason}
        writer.writerow(inert_cell(cell) for cell in cells.values())
    return BOM + text.getvalue().encode("utf-8", errors="backslashreplace")


def index(listing: Listing) -> bytes:
    """目录网页。"""
    return template("index.html").render(listing=listing).encode("utf-8", errors="backslashreplace")


def summary_lines(listing: Listing) -> list[str]:
    """给终端的几行总结：先说没审成的，再说总数。"""
    failed = [row for row in listing.rows if row.code]
    lines = [f"未能审核 {one_line(row.path)}：{row.code} {one_line(row.reason)}" for row in failed]
    lines += [f"未处理 {one_line(item.path)}：{one_line(item.reason)}" for item in listing.unprocessed]
    reviewed = len(listing.rows) - listing.failed
    lines.append(
        f"共 {len(listing.rows)} 份：审核 {reviewed} 份，其中有发现 {listing.found} 份、有内容没有读到 {listing.unread} 份；"
        f"未能审核 {listing.failed} 份；未处理的其他文件 {len(listing.unprocessed)} 个"
    )
    return lines
