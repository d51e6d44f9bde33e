"""JSON：给机器读的审核结果，一份报告一行；字段名是约定，见文档“The outside”。"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from extract import Document, Location
from gouji.pipeline import Review
from gouji.writers.places import Places
from gouji.writers.plain import plain_decimal, review_json
from gouji.writers.tally import coverage_of
from normalize import Fact
from reconcile import Check, Finding
from score import IndicatorScore

Json = dict[str, Any]


def written(review: Review) -> str:
    """一份报告的审核结果。"""
    return _Writer(review).written()


class _Writer:
    def __init__(self, review: Review) -> None:
        self._review = review
        self._document: Document = review.document
        self._places = Places(review.document, review.facts)

    def written(self) -> str:
        review, document = self._review, self._document
        return review_json(
            {
                "name": document.name,
                "sha256": document.sha256,
                "media": document.media,
                "pages": document.pages,
            },
            {
                "facts": [self._fact(fact) for fact in review.facts.by_id.values()],
                "checks": [self._check(check) for check in review.checks],
                "findings": [self._finding(finding) for finding in review.findings],
                "scorecard": self._scorecard(),
                "rubric": self._rubric(),
                "coverage": asdict(coverage_of(review)),
                "notes": [
                    {"kind": note.kind, "message": note.message, "at": self._location(note.at)}
                    for note in document.notes
                ],
            },
        )

    def _location(self, at: Location) -> Json:
        document = self._document
        has_text = at.block is not None and (at.cell is not None or not self._is_table(at.block))
        return {
            "block": at.block,
            "start": at.start,
            "end": at.end,
            "cell": at.cell,
            "text": document.text(at) if has_text else "",
            "context": document.context(at) if has_text else "",
            "section": " / ".join(document.section(at.block)),
            "page": at.page,
            "box": None if at.box is None else [round(edge, 2) for edge in at.box],
        }

    def _is_table(self, block: int) -> bool:
        return self._document.blocks[block].kind == "table"

    def _fact(self, fact: Fact) -> Json:
        quantity = fact.quantity
        return {
            "id": fact.id,
            "metric": fact.metric,
            "raw": fact.raw,
            "value": plain_decimal(quantity.value),
            "unit": quantity.unit,
            "unit_reason": fact.unit_reason,
            "kind": quantity.kind,
            "step": plain_decimal(quantity.step),
            "qualifiers": {name: text for name, text in fact.qualifiers.model_dump().items() if text},
            "at": self._location(fact.at),
        }

    def _check(self, check: Check) -> Json:
        return {
            "rule": check.rule,
            "verdict": check.verdict,
            "stated": check.stated,
            "recomputed": check.recomputed,
            "formula": check.formula,
            "inputs": check.inputs,
            "power": plain_decimal(check.power),
            "note": check.note,
            "at": self._location(check.at),
            "against": [self._location(at) for at in check.against],
        }

    def _finding(self, finding: Finding) -> Json:
        return {
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message,
            "place": self._places.name(finding.at),
            "at": self._location(finding.at),
            "against": [self._location(at) for at in finding.against],
            "expected": finding.expected,
            "question": finding.question,
            "score_effect": self._review.scorecard.effects.get(finding.fingerprint, ""),
            "fingerprint": finding.fingerprint,
        }

    def _rubric(self) -> Json | None:
        """指定的评分标准文件；没有指定为 null。"""
        rubric = self._review.rubric
        return None if rubric is None else {"name": rubric.name, "sha256": rubric.sha256}

    def _scorecard(self) -> Json:
        card = self._review.scorecard
        total, grade = card.total, card.grade
        return {
            "indicators": [self._indicator(indicator) for indicator in card.indicators],
            "total": {
                "self_score": plain_decimal(total.self_score),
                "sum_of_self_scores": plain_decimal(total.sum_of_self_scores),
                "low": plain_decimal(total.low),
                "high": plain_decimal(total.high),
            },
            "grade": {"self": grade.self_assessed, "low": grade.low, "high": grade.high},
        }

    def _indicator(self, indicator: IndicatorScore) -> Json:
        return {
            "path": indicator.path,
            "name": indicator.name,
            "points": plain_decimal(indicator.points),
            "self_score": plain_decimal(indicator.self_score),
            "low": plain_decimal(indicator.low),
            "high": plain_decimal(indicator.high),
            "status": indicator.status,
            "trace": indicator.trace,
            "evidence": [self._location(at) for at in indicator.evidence],
            "passages": [
                {"item": passage.item, "stance": passage.stance, "at": self._location(passage.at)}
                for passage in indicator.passages
            ],
            "at": None if indicator.at is None else self._location(indicator.at),
        }
