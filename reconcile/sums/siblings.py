"""并列的数与总数（siblings）：一段里接连说的几个同样计量的数，和说在前面或后面的总数。"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

import regex

from normalize import Fact, Facts
from normalize.facts import same_measure
from reconcile.likely import chance, one_change, slipped
from reconcile.relation import Relation, sum_of
from reconcile.rule import rule
from reconcile.sums.awarded import awarded
from reconcile.sums.completeness import counted_kinds
from reconcile.sums.distant import distant_totals
from reconcile.sums.listed import adds_up, listings
from reconcile.sums.nearly import nearly
from reconcile.sums.partitions import split_of
from reconcile.sums.runs import LED, classed_runs, runs_with_rest
from reconcile.sums.slots import Paragraph, Slot, paragraphs

_TOTAL = regex.compile(
    r"(?:合计|共计|总计|总共|总数|总得分|总分|综合得分|综合评分|评价得分|总额|总量|总投资|总人数|总产量)(?:数|额)?(?:为|是|达到?|得分|得|约)?$"
    r"|^[两三四五六七八九][\p{Han}]{1,8}共[\p{Han}]{0,8}$"
    r"|^(?:以上|上述|全[校县市区省镇乡村院系局部州旗年]|累计)?共[\p{Han}]{0,8}$"
)
_TOTAL_OF = regex.compile(r"(?<noun>[\p{Han}]{2,8})(?:总额|总量|总数)(?:为|是|达到?)?$")
_NUMBERED = regex.compile(
    r"(?P<n>[两三四五六七八九])(?:项|类|部分|者|级|处|家|种|方面|地|校区|次|批|笔|年|个[\p{Han}]{0,4})[\p{Han}]{0,10}?(?:合计|共计|总计|共)"
)
_JOINED = regex.compile(r"^([\p{Han}“”（）]{2,12}(?:[和与及、][\p{Han}“”（）]{2,12})+?)(?:合计|共计|总计|共)")
_AWARDED = regex.compile(r"得|评")
_FULL_MARKS = regex.compile(r"(?:[（(][^（()）]*[）)])?[，,]?(?:实际|自评|实)?(?:得分?|评)(?:为)?\s?\d")
"""“资金25分得23.5分”：25分是满分。"""
_RARELY, _SELDOM = Decimal("0.001"), Decimal("0.05")
_LISTED = 3
_NUMERALS = "零一两三四五六七八九"


@rule("SUM205", term="并列的数与总数")
def siblings(facts: Facts) -> Iterator[Relation]:
    """接连说的几个同样计量的数，与说在前面或后面的总数不符。

    没有“其中”也核：先分后总（甲……，乙……，两项合计……；各部分得分之后的总得分；各校区、各年、各季度之后的全部）；
    名目恰是一种列全了的分法（男、女；出口、进口；已完工、在建、未开工，见 partitions.toml）的，总数在前也核。
    几句话说法相同、都写了两种计量（班数、人数）而一种加得上的，另一种也应加得上。
    措辞、分法或者项数说明列全了的才指为错；看不出列全没有的，只差一位数字才请单位说明，位数多、不会是碰巧的才指为错。
    引导词和标点说是总数与分项、只差一处笔误而没有别的读法加得上的，碰巧的机会小才报；
    各部分的分值合计100分的，得分应加成总分；同一个总数的两种分法都应加得上。
    有一种读法加得上就打勾。依据：各分法的出处见 partitions.toml；常识性勾稽。
    """
    told = {frozenset(f.id for f in one.parts) for group in listings(facts) for one in group}
    for paragraph in paragraphs(facts):
        relations = [*_by_class(paragraph, told), *_with_total(paragraph), *_in_parallel(paragraph)]
        held = [r for r in relations if r.holds]
        yield from (r for r in relations if r.holds or not any(_rivals(r, h) for h in held))
    yield from distant_totals(facts)
    yield from nearly(facts)
    yield from awarded(facts)


def _rivals(one: Relation, held: Relation) -> bool:
    """同一个总数、有共同的分项：是同一次列举的两种读法。"""
    own = {f.id for f in one.inputs}
    return one.stated.id == held.stated.id and any(f.id in own for f in held.inputs)


def _by_class(paragraph: Paragraph, told: set[frozenset[str]]) -> Iterator[Relation]:
    """名目恰是一种分法的几个数，总数在前。"""
    runs = [*classed_runs(paragraph), *runs_with_rest(paragraph)]
    listed = {slot.fact.id for parts, _ in runs for slot in parts} | frozenset().union(*told)
    for parts, split in runs:
        ahead = _ahead(paragraph, parts, listed)
        whole_facts = [slot.fact for slot in ahead]
        members = [p.fact for p in parts]
        if frozenset(f.id for f in members) in told or not whole_facts:
            continue
        if _listed(ahead[0]) or any({whole_facts[0].id, members[0].id} <= group for group in told):
            # 前面的那个数是同一次列举里的另一项，不是总数
            continue
        because = f"按{split.name}分，各项已列全"
        told_before = [s.fact for s in paragraph.wholes if _told_before(s, parts[0])]
        closing = next((w for w in (*whole_facts, *told_before) if adds_up(w, members)), None)
        if closing is not None:
            yield sum_of("SUM205", closing, members, because=because)
            continue
        relation = sum_of("SUM205", whole_facts[0], members, because=because)
        led = LED.search(paragraph.between(whole_facts[0], members[0]))
        if not led and not (split.sure and ahead[0].sentence is parts[0].sentence):
            continue
        if split.sure and (_comparable(relation) or one_change(relation)):
            yield relation
        elif _comparable(relation):
            yield from _unsure(relation, whole_facts, f"按{split.name}分，加起来与总数不等")


def _told_before(slot: Slot, first: Slot) -> bool:
    """“各级财政补贴3.72亿元……。财政补贴……，其中中央……”：上一句列举里的一项也可以再分。"""
    before = slot.fact.at.start < first.fact.at.start and first.number - slot.number <= 1
    return before and slot.unit in same_measure(first.unit)


def _listed(slot: Slot) -> bool:
    """同一句里，它的前面已经说了“按类别分”“其中”：它自己是列举的一项。"""
    lead = slot.sentence.text[: slot.fact.at.start - slot.sentence.at.start]
    return bool(_BEGUN.search(lead))


_BEGUN = regex.compile(r"按[^，。；]{1,8}分[，,：:]|其中[，,：:]?")


def _unsure(relation: Relation, wholes: Sequence[Fact], because: str) -> Iterator[Relation]:
    """不一定列全的分法：比哪一个总数都多的是错；只比最近的总数多、或者恰差一位数字的，请单位说明。"""
    high = max(whole.quantity.high for whole in wholes)
    over = relation.recomputed.low > relation.stated.quantity.high
    if relation.recomputed.low > high:
        yield replace(relation, because=because)
    elif over and one_change(relation):
        yield replace(relation, severity="warning", because=because)
    else:
        yield from _weighed(replace(relation, because=because))


def _ahead(paragraph: Paragraph, parts: Sequence[Slot], listed: Collection[str]) -> list[Slot]:
    """前面可能的总数，近的在先；同一句里的，没有同一句的才取上一句的，上一句列举里的一项不是。"""
    first = parts[0]
    units = {p.unit for p in parts}
    loose = [
        s
        for s in reversed(paragraph.wholes)
        if s.fact.at.start < first.fact.at.start
        and s.depth <= first.depth
        and any(s.unit in same_measure(unit) for unit in units)
        and not _ANOTHER_ITEM.search(paragraph.between(s.fact, first.fact))
    ]
    own = [s for s in loose if s.sentence is first.sentence]
    return own or [s for s in loose if first.number - s.number == 1 and s.fact.id not in listed]


_ANOTHER_ITEM = regex.compile(r"[；;。]\s*[（(]?\d{1,2}[)）.．、](?!\d)")
"""隔了编号的，是另一条里的数。"""


def _with_total(paragraph: Paragraph) -> Iterator[Relation]:
    """先分后总。"""
    for whole in paragraph.slots:
        if whole.depth or not _TOTAL.search(whole.lead.strip()):
            continue
        before = _listed_before(paragraph, whole)
        windows = [before[start:end] for end in range(len(before), 1, -1) for start in range(end - 1)]
        closing = next((w for w in windows if adds_up(whole.fact, [s.fact for s in w])), None)
        if closing is not None:
            relation = _sum(whole, closing, "先分后总，各项加起来就是它")
            yield replace(relation, licensed=closing[-1] is before[-1])
        elif windows and not _of_another(whole, before):
            yield from _missed(whole, before)


def _of_another(whole: Slot, before: Sequence[Slot]) -> bool:
    """“流动资产……非流动资产……；负债总额……”：各项同是一个名词（资产），总数说的是别的名词（负债）。"""
    own = _TOTAL_OF.search(whole.lead.strip())
    nouns = {slot.label[-2:] for slot in before[-2:]}
    return own is not None and len(nouns) == 1 and len(before) > 1 and nouns.pop() not in own["noun"]


def _listed_before(paragraph: Paragraph, whole: Slot) -> list[Slot]:
    """总数之前、到上一个总数为止的同样计量的数；得分只取各部分的得分。"""
    before: list[Slot] = []
    for slot in paragraph.alike(whole):
        if slot.fact.at.start >= whole.fact.at.start:
            break
        before = [] if _TOTAL.search(slot.lead.strip()) and before else [*before, slot]
    if whole.unit == "分":
        awarded = [s for s in before if _AWARDED.search(s.lead)]
        if len(awarded) * 2 != len(before):
            awarded = [s for s in before if not _FULL_MARKS.match(paragraph.text[s.fact.at.end :])]
        return awarded if len(awarded) * 2 == len(before) else before
    return before


def _missed(whole: Slot, before: Sequence[Slot]) -> Iterator[Relation]:
    """加不上的：说了几项合计的取最近的几项；各部分的得分；名目恰是一种分法的；其余只看像不像笔误。"""
    if joined := _JOINED.search(whole.lead):
        if named := _named(joined[1], before):
            yield _sum(whole, named, "合计的就是这几项")
        return
    number = _NUMBERED.search(whole.lead)
    if number and len(before) >= (count := _NUMERALS.find(number["n"])):
        relation = _sum(whole, before[-count:], f"说的是{number['n']}项合计")
        if _comparable(relation) or one_change(relation):
            yield relation
        return
    if whole.unit == "分":
        relation = _sum(whole, before, "总分由各部分得分相加")
        if len(before) >= _LISTED and (_close(relation) or one_change(relation)):
            yield relation
        return
    for start in range(len(before) - 1):
        split = split_of([s.label for s in before[start:]], whole.unit)
        relation = _sum(whole, before[start:], f"按{split.name}分，各项已列全" if split else "")
        if split and (_comparable(relation) or one_change(relation)):
            yield relation
            return
    yield from _weighed(_sum(whole, before, "先分后总，只差一位数字"))


def _named(names: str, before: Sequence[Slot]) -> list[Slot]:
    """总数之前写明合计的是哪几项（满意和比较满意合计）。"""
    found: list[Slot] = []
    for name in regex.split("[和与及、]", names):
        bare = name.strip("“”的").removesuffix("资金")
        alike = [s for s in before if _core(s.label) == bare] or [s for s in before if bare in s.label]
        if len(alike) != 1:
            return []
        found += alike
    return found


def _core(label: str) -> str:
    """名目里加了引号的词；没有引号的就是名目。"""
    quoted = regex.search("“([^”]+)”", label)
    return quoted[1] if quoted else label.strip("的")


def _weighed(relation: Relation) -> Iterator[Relation]:
    """看不出列全没有的，只差一位数字才报。"""
    odds = chance(relation)
    if odds < _SELDOM and slipped(relation):
        yield relation if odds < _RARELY else replace(relation, severity="warning")


def _in_parallel(paragraph: Paragraph) -> Iterator[Relation]:
    """几个分句说法相同（本部36个教学班，学生1,612人；东校区……），前面或后面一个分句说总数。"""
    segments = [
        list(slots)
        for _, slots in groupby((s for s in paragraph.slots if not s.depth), key=lambda s: s.segment)
    ]
    for position in range(len(segments)):
        for end in range(len(segments) - 1, position + 1, -1):
            parts, whole = segments[position:end], segments[end]
            if _parallel([*parts, whole]) and _summing(whole):
                yield from _columns(paragraph, whole, parts)
                break


def _parallel(segments: Sequence[Sequence[Slot]]) -> bool:
    """各分句的计量逐个相同，分句前后相连。"""
    shapes = {tuple(min(same_measure(s.unit)) for s in segment) for segment in segments}
    order = [segment[0].segment for segment in segments]
    return len(shapes) == 1 and order == list(range(order[0], order[0] + len(order)))


def _summing(segment: Sequence[Slot]) -> bool:
    return bool(regex.search(r"共|合计|总", segment[0].lead))


def _columns(
    paragraph: Paragraph, whole: Sequence[Slot], parts: Sequence[Sequence[Slot]]
) -> Iterator[Relation]:
    columns = [
        sum_of("SUM205", w.fact, [p[i].fact for p in parts], because="各分句说法相同，另一种计量加得上")
        for i, w in enumerate(whole)
    ]
    held = [r for r in columns if r.holds]
    yield from held
    counted = counted_kinds(paragraph.before(parts[0][0])) == len(parts)
    for relation in columns:
        if not relation.holds and (held or counted) and _comparable(relation):
            yield (
                relation
                if held
                else replace(relation, because=f"前面说有{len(parts)}项，正好列了{len(parts)}项")
            )


def _sum(whole: Slot, parts: Sequence[Slot], because: str) -> Relation:
    return sum_of("SUM205", whole.fact, [s.fact for s in parts], because=because)


def _comparable(relation: Relation) -> bool:
    """两边相差不到三分之一。"""
    one, other = relation.stated.quantity.value, relation.recomputed.value
    return abs(one - other) * 3 <= max(one, other)


def _close(relation: Relation) -> bool:
    """两边相差不到十分之一。"""
    one, other = relation.stated.quantity.value, relation.recomputed.value
    return abs(one - other) * 10 <= max(one, other)
