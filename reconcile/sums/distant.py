"""总数在别处的列举（distant）：列全了的几个数，总数不在跟前，而在前一句、前几段。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from normalize import Facts
from normalize.facts import same_measure
from reconcile.likely import chance, one_change, slipped
from reconcile.relation import Relation, sum_of
from reconcile.sums.listed import adds_up
from reconcile.sums.runs import classed_runs, runs_by_class, runs_counted, runs_of_hundred, runs_with_rest
from reconcile.sums.slots import Paragraph, Slot, paragraphs

_NEAREST = 12
"""总数在前面这么多个同样计量的数里找。"""
_RARELY, _SELDOM, _SOME = Decimal("0.0005"), Decimal("0.02"), Decimal("0.1")
_WITHIN = regex.compile(r"(?:^|[，。；])(?P<whole>[\p{Han}“”]{2,14}?)(?:之?中|里|内)[，,：:]")
_FIRST = regex.compile(r"一是")
_ORDINAL = regex.compile(r"(?<![\p{Han}])[一二三四五六七八九十]是")
_COUNTED = regex.compile(r"([两三四五六七八九])(?:个?方面|类|项|种|个原因|部分)")
_OPEN, _ALL = "逐项列出", "各项已列全"
_NUMERALS = "零一两三四五六七八九"


def distant_totals(facts: Facts) -> Iterator[Relation]:
    """总数不在跟前的列举，与前面的某个数核对。"""
    everything = paragraphs(facts)
    earlier: dict[str, list[Slot]] = defaultdict(list)
    for paragraph in everything:
        tried = [
            (run, because, list(_against(earlier[_measure(run[0])], paragraph, run, because)))
            for run, because in _runs(paragraph)
        ]
        held = [r for _, because, relations in tried for r in relations if _firm(because) and r.holds]
        for run, because, relations in tried:
            yield from relations
            if not relations and _firm(because):
                yield from _beside(run, held)
        yield from _ordinals(paragraph)
        for slot in paragraph.figures:
            earlier[_measure(slot)].append(slot)


def _measure(slot: Slot) -> str:
    """哪一种计量：人、人次、名是一种。"""
    return min(same_measure(slot.unit))


def _firm(because: str) -> bool:
    """写明了按什么分、各占几成的。"""
    return because.startswith(("按类别", "各项占比"))


def _beside(run: Sequence[Slot], held: Sequence[Relation]) -> Iterator[Relation]:
    """“按来源，……。按投向，……”：一种分法加得上的那个总数，另一种分法也应加得上。"""
    own = {slot.fact.id for slot in run}
    for anchor in held:
        alike = anchor.stated.quantity.unit == run[0].unit and not own & {f.id for f in anchor.members}
        relation = sum_of(
            "SUM205", anchor.stated, [s.fact for s in run], because="同一个总数，另一种分法加得上"
        )
        behind = anchor.stated.at.start < run[0].fact.at.start
        if alike and behind and _comparable(relation) and one_change(relation) and chance(relation) < _SELDOM:
            yield relation
            return


def _runs(paragraph: Paragraph) -> Iterator[tuple[list[Slot], str]]:
    """本段里列全了的各串数，和凭什么说列全了。"""
    seen: set[frozenset[str]] = set()
    tried = [
        *((run, "按类别列出，应已列全") for run in runs_by_class(paragraph)),
        *((run, "各项占比合计为100%") for run in runs_of_hundred(paragraph)),
        *((run, f"前面说有{len(run)}项，{_ALL}") for run in runs_counted(paragraph)),
        *(
            (run, f"按{split.name}分，{_ALL if split.sure else _OPEN}")
            for run, split in classed_runs(paragraph)
        ),
        *((run, f"最后一项是其余，{_ALL}") for run, _ in runs_with_rest(paragraph)),
        *((run, _OPEN) for run in _inside(paragraph)),
    ]
    for run, because in tried:
        members = frozenset(s.fact.id for s in run)
        if members not in seen:
            seen.add(members)
            yield run, because


def _inside(paragraph: Paragraph) -> Iterator[list[Slot]]:
    """“项目支出里，甲……，乙……”：总数没有在这里写出来。"""
    for found in _WITHIN.finditer(paragraph.text):
        end = paragraph.text.find("。", found.end())
        stop = end if end >= 0 else len(paragraph.text)
        inside = [s for s in paragraph.slots if found.end() <= s.fact.at.start < stop and not s.depth]
        run = [s for s in inside if s.unit == inside[0].unit]
        if len(run) > 1:
            yield run


def _against(
    earlier: Sequence[Slot], paragraph: Paragraph, run: Sequence[Slot], because: str
) -> Iterator[Relation]:
    """前面（earlier 是前面各段里同样计量的）有一个数加得上就打勾；都加不上而恰有一个只差一位数字的，多半就是它。"""
    own = [s for s in paragraph.figures if s.fact.at.start < run[0].fact.at.start]
    units = same_measure(run[0].unit)
    told = [*earlier[-_NEAREST:], *(s for s in own if s.unit in units)]
    near = [s.fact for s in reversed(told)][:_NEAREST]
    parts = [s.fact for s in run]
    after = [s.fact for s in paragraph.figures if s.unit in units and s.fact.at.start > parts[-1].at.start]
    tried = [sum_of("SUM205", whole, parts, because=because) for whole in (*near, *after)]
    held = next((r for r in tried if r.holds), None)
    if held is not None:
        yield held
        return
    likely_wholes = [r for r in tried[: len(near)] if _comparable(r)]
    alike = [r for r in likely_wholes if slipped(r, complete=because.endswith(_ALL))]
    odds = chance(alike[0]) * len(likely_wholes) if len(alike) == 1 else Decimal(1)
    if odds < (_SOME if because.endswith(_ALL) else _SELDOM):
        yield alike[0] if odds < _RARELY else replace(alike[0], severity="warning")
    elif because.startswith("按类别") and len(near) == 1 and one_change(tried[0]):
        yield replace(tried[0], severity="warning")


def _ordinals(paragraph: Paragraph) -> Iterator[Relation]:
    """“结余66.84万元，有三个方面：一是……二是……三是……”：每一条恰有一个同样计量的数。"""
    first = _FIRST.search(paragraph.text)
    if first is None:
        return
    before = [s for s in paragraph.slots if s.fact.at.end <= first.start()]
    counted = _COUNTED.findall(paragraph.text[: first.start()])
    if not before or not counted:
        return
    whole, units = before[-1], same_measure(before[-1].unit)
    starts = [m.start() for m in _ORDINAL.finditer(paragraph.text, first.start())]
    parts: list[Slot] = []
    for start, end in zip(starts, [*starts[1:], len(paragraph.text)], strict=True):
        inside = [s for s in paragraph.slots if start <= s.fact.at.start < end and s.unit in units]
        if len(inside) != 1:
            return
        parts += inside
    if len(parts) != _NUMERALS.find(counted[-1]):
        return
    relation = sum_of("SUM205", whole.fact, [s.fact for s in parts], because="逐条说明，条数与所说的相同")
    if adds_up(whole.fact, [s.fact for s in parts]) or one_change(relation):
        yield replace(relation, severity="warning")


def _comparable(relation: Relation) -> bool:
    """两边相差不到一半。"""
    one, other = relation.stated.quantity.value, relation.recomputed.value
    return abs(one - other) * 2 <= max(one, other)
