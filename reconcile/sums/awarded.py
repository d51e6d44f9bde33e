"""叙述里的得分（awarded）：“自评91.8分。其中预算执行20分得19.1分，……”，各部分的分值合计100分，就是列全了。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from normalize import Facts
from reconcile.relation import Relation, sum_of
from reconcile.sums.slots import Paragraph, Slot, paragraphs

_TOTAL = regex.compile(r"自评|得分|总分|评分|评价|综合|合计|共")
_FULL, _LOWEST = 100, 60
_PAIRS, _AHEAD = 2, 3


def awarded(facts: Facts) -> Iterator[Relation]:
    """各部分得分之和，与总得分。"""
    for paragraph in paragraphs(facts):
        scores = [slot for slot in paragraph.figures if slot.unit == "分"]
        for position, whole in enumerate(scores):
            if _LOWEST <= whole.fact.quantity.value < _FULL and _TOTAL.search(whole.lead):
                relation = _told(paragraph, whole, scores[position + 1 :])
                if relation is not None:
                    yield relation


def _told(paragraph: Paragraph, whole: Slot, after: Sequence[Slot]) -> Relation | None:
    """总分之后，分值与得分交替着说。"""
    for start in range(min(_AHEAD, len(after))):
        for end in range(start + 2 * _PAIRS, len(after) + 1, 2):
            run = after[start:end]
            for full, got in ((run[::2], run[1::2]), (run[1::2], run[::2])):
                if _whole_marks(full, got) and _told_in_turn(paragraph, run):
                    because = "各部分的分值合计100分，已列全"
                    return sum_of("SUM205", whole.fact, [s.fact for s in got], because=because)
    return None


def _whole_marks(full: Sequence[Slot], got: Sequence[Slot]) -> bool:
    """分值合计100分；得分不超过分值，至多有一处写错。"""
    within = sum(g.fact.quantity.value <= f.fact.quantity.value for f, g in zip(full, got, strict=True))
    return sum(f.fact.quantity.value for f in full) == _FULL and within >= len(full) - 1


def _told_in_turn(paragraph: Paragraph, run: Sequence[Slot]) -> bool:
    """每一部分的分值和得分紧挨着：20分得19.1分，（25分）24分，28分（满分30分）。"""
    gaps = [paragraph.between(one.fact, other.fact) for one, other in zip(run[::2], run[1::2], strict=True)]
    return all(_BESIDE.fullmatch(gap) for gap in gaps)


_BESIDE = regex.compile(
    r"[）)]?[，,、]?(?:实际|自评|评价|实)?(?:得分?|评)?(?:为|了)?[：:]?\s?|[（(](?:满分|分值|权重|总分|共)?(?:为)?\s?"
)
