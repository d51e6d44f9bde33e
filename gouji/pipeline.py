"""审核（Review）：一份报告走完四步的全部结果。"""

from __future__ import annotations

import extract
import normalize
import reconcile
import score
from extract import Document, Frozen
from normalize import Facts
from reconcile import Check, Finding, Reconciliation
from score import Rubric, Scorecard


class Review(Frozen):
    """一次审核：文档、数据项、核对结果、评分表，以及指定的评分标准文件。"""

    document: Document
    facts: Facts
    tied: Reconciliation
    scorecard: Scorecard
    rubric: Rubric | None = None

    @property
    def checks(self) -> tuple[Check, ...]:
        """核对与评分两步的全部核对。"""
        return self.tied.checks + self.scorecard.checks

    @property
    def findings(self) -> tuple[Finding, ...]:
        """核对与评分两步的全部发现，先重后轻，同级按出处先后。"""
        explained = set(self.scorecard.explained)
        found = (*(f for f in self.tied.findings if f.fingerprint not in explained), *self.scorecard.findings)
        return tuple(sorted(found, key=lambda f: (reconcile.SEVERITIES.index(f.severity), f.at.block or 0)))


def review(data: bytes, name: str, rubric: Rubric | None = None) -> Review:
    """审核一份报告。

    Args:
        data: 文件内容（.docx、.pdf 或 Markdown）。
        name: 文件名，只用于显示。
        rubric: 评分标准文件；没有就按报告自己的评分标准。

    Raises:
        extract.Unreadable: 文件读不了；异常里有原因和下一步。
    """
    document = extract.read(data, name=name)
    facts = normalize.facts_of(document)
    tied = reconcile.reconcile(facts)
    scorecard = score.scorecard_of(tied, rubric)
    return Review(document=document, facts=facts, tied=tied, scorecard=scorecard, rubric=rubric)
