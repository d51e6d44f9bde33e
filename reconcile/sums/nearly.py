"""差一处的列举（nearly）：措辞说是总数和分项，加起来只差一处笔误，而且没有别的读法加得上。

列举列全了没有，名目未必说得清。加起来比总数还多的，不会是没有列全；没有列全的，余下的数恰好差一处笔误的机会
很小，数越长机会越小（见 odds）。机会小到什么程度才算数，看措辞、项数、名目有多像列全了。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import regex

from normalize import Facts
from reconcile.likely import chance
from reconcile.relation import Relation, sum_of
from reconcile.slips import slip_to
from reconcile.sums.completeness import OPEN_ENDED, TRAIT, counted_kinds
from reconcile.sums.listed import ITS_OWN
from reconcile.sums.partitions import Split, split_of
from reconcile.sums.runs import LED, strength
from reconcile.sums.slots import Paragraph, Slot, paragraphs

_TOTAL = regex.compile(
    r"(?P<firm>合计|共计|总计|总共|总数|总额|总量|一共)[\p{Han}]{0,4}$|(?:^|故|[\p{Han}]{2}[和与、][\p{Han}]{2,})共[\p{Han}]{0,6}$|共$"
)
_FROM = regex.compile(
    r"[。；，](?P<noun>[\p{Han}]{2,8})(?<!其)中(?![标央心学小级期层医药型等介国途职专])(?=\p{Han})"
)
"""护林员1,095人……。护林员中蒙古族……：前面说过的名词再说一遍。"""
_FAR = regex.compile(r"。(?![\p{Han}]{0,4}?(?:其中|包括|[分按从][\p{Han}]{1,8}[看分划，：]))")
"""总数在上一句的，这一句要以“其中”“按……分”起头。"""
_BASE = regex.compile(r"^[\p{Han}]{0,2}的\s?\d")
"""“为预算35.00万元的82.14%”：是比的底数，不是总数。"""
_AWARDED = regex.compile(r"[）)]?[，,]?(?:实际|自评|实)?(?:得|评)")
_AMONG = regex.compile(r"^\p{Han}{0,6}[中里][，,：:]")
_NESTED = regex.compile(r"^[人名户个项家]?中(?=\p{Han}|$)")
"""“未就业1,609人中有就业意愿683人”“（57家48家）”：后一个数在前一个之内。"""
_STOP = regex.compile("[。；;]")
_SUMMING = regex.compile(r"共|总|合计|累计")
_PLACE = regex.compile(r"[馆站院所校科股局办处室县区市镇乡村园厂队]$|街道$|中心$|社区$|分局$|大队$")
_REST = regex.compile("其他|其余|其它|余下")
_LEFT = regex.compile("结余|结存|剩余|结转|余款|节约|节支|缺口|未")
_ETC = regex.compile(r"等(?=\d)")
"""“转移收入等0.14亿元”：自己也是一项。"""
_PARTED = regex.compile("分为|分成|构成|组成")
_ABSENT = regex.compile(r"(?:无|没有|未安排|未发生)([\p{Han}]{2,8})")
_ABOVE = regex.compile(r"以上|上述|[两三四五六七八九](?:项|类|部分|者|个|年|批)")
_ONLY = regex.compile("共|共有|共计|合计|总计|一共")
_INSIDE = regex.compile(r"[（(][^（()）]*[）)]")
_AWAY = regex.compile(r"[调核压追]减|减少|收回|扣减")
_CLAUSE = regex.compile("[，。；：]")
_UNNUMBERED = regex.compile(r"(?:本[部级]|机关|总部|本馆|总[馆站队院])(?=[和与及、以（])")
_SEMICOLON, _FULL_STOP, _PAIR, _TAIL = 2, 3, 2, 8
_SLIP = 14
"""一处笔误：错一位、颠倒两位、漏一位、小数点错一位。"""
_WHOLES, _MANY, _NEAR, _NAME = 3, 3, 16, 4
_ROUND, _TENFOLD, _SLIGHT = 100, 10, 20
_SURE = Decimal("0.005")
_FEW, _SOME = Decimal("0.02"), Decimal("0.15")
_OMITTED = Decimal("0.1")
"""余下的是整数的，多半是另有没有列出的一项。"""


@dataclass(frozen=True)
class Reading:
    """一种读法：whole 是总数，parts 是分项；cued 说两者之间有“其中、合计”这样的词，beside 说中间没有别的同类的数。"""

    paragraph: Paragraph
    whole: Slot
    parts: tuple[Slot, ...]
    cued: bool
    beside: bool

    @cached_property
    def relation(self) -> Relation:
        """总数等于各分项之和。"""
        return sum_of("SUM205", self.whole.fact, [p.fact for p in self.parts])

    @cached_property
    def excess(self) -> Decimal:
        """分项之和比总数多多少。"""
        return self.relation.recomputed.value - self.whole.fact.quantity.value

    @cached_property
    def labels(self) -> list[str]:
        """各分项的名目。"""
        return [slot.label for slot in self.parts]

    @property
    def slipped(self) -> bool:
        """总数或者一个分项错一处，就加得上。"""
        stated = self.whole.fact.quantity
        if slip_to(stated, stated.rounded_like(self.relation.recomputed.value)).cost <= _SLIP:
            return True
        for slot in self.parts:
            quantity = slot.fact.quantity
            wanted = quantity.value - self.excess
            if wanted > 0 and slip_to(quantity, quantity.rounded_like(wanted)).cost <= _SLIP:
                return True
        return False

    @cached_property
    def odds(self) -> Decimal:
        """不是写错而恰好差一处笔误的机会；余下的是整数的，机会大些。"""
        found = chance(self.relation)
        rough = self.excess < 0 and not self.excess % (self._grain * _ROUND)
        return max(found * _TENFOLD, _OMITTED) if rough else found

    @property
    def _grain(self) -> Decimal:
        """各数都是它的整倍数：印作 1,328.00 的也可以是整数。"""
        values = [f.quantity.value for f in self.relation.members]
        grain = max(f.quantity.step for f in self.relation.members)
        while any(values) and all(not value % (grain * _TENFOLD) for value in values):
            grain *= _TENFOLD
        return grain

    @property
    def enough(self) -> bool:
        """像是列全了：机会小，或者加起来比总数还多，或者余下的比哪一项都小。"""
        many = len(self.parts) >= _MANY
        if self.whole.unit == "分" and not self._scores:
            return False
        if not self.cued and any(_LEFT.search(label) for label in self.labels):
            # 收入等于支出加结余，另有核对
            return False
        if not self.cued:
            return self._announced and self.odds < (_FEW if many else _SURE / 2)
        if self.complete and many and abs(self.excess) * 2 < self.whole.fact.quantity.value:
            return True
        if not self.beside:
            return self.odds < (_SOME if many and self.excess > 0 else _FEW if many else _SURE)
        if self.excess > 0 or self.odds < (_SOME if many else _FEW):
            return True
        small = -self.excess < min(p.fact.quantity.value for p in self.parts)
        if many or self.footed:
            return self.complete or small or self.footed
        sure = self.split is not None and (self.split.sure or bool(_AMONG.search(self.led)))
        return sure or self.odds < (_SOME * 2 if self.matched else _SOME if self.complete or small else 0)

    @property
    def _announced(self) -> bool:
        """总数与分项在一句里，说了是共、合计，或者分项的话里又说到总数的名目（中标价……。三个标段中标价分别为）。"""
        noun, start = self.whole.label[-2:], self.parts[0].sentence.at.start
        again = noun in self.paragraph.text[start : self.parts[-1].fact.at.start]
        return self.whole.number == self.parts[0].number or bool(_SUMMING.search(self.whole.lead)) or again

    @property
    def _scores(self) -> bool:
        """得分与得分相加，扣分与扣分相加；分值与得分交替着说的另算。"""
        deducted = {"扣" in slot.lead for slot in (self.whole, *self.parts)}
        parts = self.split is not None or all("得分" in s.lead or s is not self.parts[0] for s in self.parts)
        full = any(_AWARDED.match(self.paragraph.text[s.fact.at.end :]) for s in self.parts)
        return deducted == {True} or (deducted == {False} and parts and not full)

    @property
    def footed(self) -> bool:
        """总数在后。"""
        return self.whole.fact.at.start > self.parts[0].fact.at.start

    @cached_property
    def complete(self) -> bool:
        """名目末尾相同（门诊人次、住院人次）、都是单位或地方，恰是一种分法，前面说了有几类，末一项是其余。"""
        same = len(self.parts) >= _MANY and len({label[-2:] for label in self.labels}) == 1
        places = all(_PLACE.search(label) for label in self.labels)
        rest = bool(_REST.match(self.labels[-1])) or bool(_PARTED.search(self.led))
        return same or self.matched or places or rest or self.counted or self.split is not None

    @property
    def matched(self) -> bool:
        """名目成对：末两字相同，或者一样长而末字相同（专业课教师中的双师、实训指导教师中的双师）。"""
        alike = len({label[-1:] for label in self.labels}) == 1
        return alike and (
            len({len(label) for label in self.labels}) == 1 or len({label[-2:] for label in self.labels}) == 1
        )

    @property
    def led(self) -> str:
        """总数与分项之间的话。"""
        return "" if self.footed else _gap(self.paragraph, self.whole, self.parts[0])

    @cached_property
    def counted(self) -> bool:
        """前面说了有几类，正好列了几类。"""
        return counted_kinds(self.paragraph.before(self.parts[0])) == len(self.parts)

    @cached_property
    def split(self) -> Split | None:
        """按什么分；写明没有的一类也算列了。"""
        after = self.paragraph.text[self.parts[-1].fact.at.end :][:_NEAR]
        absent = [found[1] for found in _ABSENT.finditer(after.partition("。")[0])]
        return split_of([*self.labels, *absent], self.whole.unit)

    @property
    def doubtful(self) -> bool:
        """只举其大者；说的是几种会重叠的身份；有增有减。"""
        start = self.parts[0].fact.at.start - len(self.parts[0].lead)
        text = self.paragraph.text[start : self.parts[-1].fact.at.end + (0 if self.footed else 2)]
        text = _ETC.sub("", text)
        traits = any(TRAIT.search(label) for label in self.labels)
        slight = abs(self.excess) * _SLIGHT < self.whole.fact.quantity.value
        overlapping = traits and not slight and self.split is None
        away = bool(_AWAY.search(_INSIDE.sub("", text))) or any(_AWAY.search(s.lead) for s in self.parts)
        return (
            bool(OPEN_ENDED.search(text))
            or overlapping
            or away
            or self._apart
            or self._of_another
            or self._praised
            or self._unnumbered
            or self._subtotalled
        )

    @property
    def _unnumbered(self) -> bool:
        """“院本部及14个研究所、3个试验站，共18个”：没有写数的一项算一个。"""
        start = self.parts[0].fact.at.start
        text = _CLAUSE.split(self.paragraph.text[:start])[-1]
        text += "".join(_gap(self.paragraph, a, b) for a, b in pairwise(self.parts))
        return self.excess < 0 and -self.excess == len(_UNNUMBERED.findall(text))

    @property
    def _subtotalled(self) -> bool:
        """“甲扣1.0分、乙扣1.2分，两项共扣2.2分”：末一项是前面几项的小计，不能再加一次。"""
        *rest, last = (slot.fact.quantity.value for slot in self.parts)
        return bool(_SUMMING.search(self.parts[-1].lead)) and len(rest) > 1 and last == sum(rest)

    @property
    def _praised(self) -> bool:
        """“满意806人次、基本满意134人次”：只说了好的，余下的是一般、不满意。"""
        good = all("满意" in label for label in self.labels) and not any(
            "不" in label for label in self.labels
        )
        return good and self.excess < 0

    @property
    def _apart(self) -> bool:
        """“面积216亩，其中耕地83亩；整改到位193亩”：隔了分号的两项，又不是一种分法。"""
        if len(self.parts) != _PAIR or self.split is not None or self.matched or self.counted:
            return False
        return strength(_gap(self.paragraph, *self.parts)) >= _SEMICOLON

    @property
    def _of_another(self) -> bool:
        """“管理后勤132人。医师中博士112人、硕士203人”：分的是医师，总数也要说的是医师。"""
        again = _FROM.search(self.led)
        if again is None:
            return False
        ends = [s.fact.at.end for s in self.paragraph.figures if s.fact.at.end <= self.whole.fact.at.start]
        at = self.whole.fact.at
        start = max(at.start - _NEAR, *ends, 0) if ends else max(at.start - _NEAR, 0)
        around = self.paragraph.text[start : at.end] + self.led[: min(_TAIL, again.start())]
        return again["noun"][-2:] not in around


def nearly(facts: Facts) -> Iterator[Relation]:
    """各段里差一处的列举。"""
    for paragraph in paragraphs(facts):
        yield from _of(paragraph)


def _of(paragraph: Paragraph) -> Iterator[Relation]:
    readings = list(_readings(paragraph))
    held = [r for r in readings if r.relation.holds]
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        if not any(_explains(one, reading) for one in held):
            groups.setdefault(reading.parts[-1].fact.id, []).append(reading)
    for group in groups.values():
        near = [r for r in group if r.slipped and not r.doubtful and r.enough]
        if near:
            best = min(near, key=lambda r: (not r.beside, r.odds))
            relation = replace(best.relation, because="逐项列出，只差一处笔误")
            yield relation if best.odds < _SURE else replace(relation, severity="warning")


def _explains(held: Reading, reading: Reading) -> bool:
    """同样几个数另有加得上的读法；没有引导词的，也许是碰巧。"""
    shared = {p.fact.id for p in held.parts} & {p.fact.id for p in reading.parts}
    return len(shared) > 1 and (held.cued or not reading.cued)


def _readings(paragraph: Paragraph) -> Iterator[Reading]:
    lines = (paragraph.alike(slot, loose=loose) for slot in paragraph.slots for loose in (False, True))
    seen: set[tuple[Slot, ...]] = set()
    for alike in dict.fromkeys(lines):
        line = tuple(s for s in alike if not _places_counted(s, alike) and not _topic(paragraph, s))
        if line not in seen:
            seen.add(line)
            for run in _runs(paragraph, line):
                yield from _headed(paragraph, run)
                yield from _footed(paragraph, line, run)


def _places_counted(slot: Slot, line: Sequence[Slot]) -> bool:
    """“四个街道各新建2个，共8个”：用汉字写的是街道的个数，不是列举的一项。"""
    return bool(_SPELLED.match(slot.fact.raw)) and not all(_SPELLED.match(s.fact.raw) for s in line)


def _topic(paragraph: Paragraph, slot: Slot) -> bool:
    """“7月发行的3亿元只计半年457.5万元”：分项是后一个数。"""
    return slot.lead.endswith("的") and bool(ITS_OWN.match(paragraph.text[slot.fact.at.end :]))


_SPELLED = regex.compile("[一二两三四五六七八九十百]")


def _gap(paragraph: Paragraph, one: Slot, other: Slot) -> str:
    """两个数之间的话，夹在中间的括号不算。"""
    between = paragraph.between(one.fact, other.fact)
    return _INSIDE.sub("", between) if "（" in between or "(" in between else between


def _runs(paragraph: Paragraph, line: Sequence[Slot]) -> Iterator[tuple[Slot, ...]]:
    """接连说的几个数：到标点更强之处、另起引导词之处为止。"""
    gaps = [_gap(paragraph, one, other) for one, other in pairwise(line)]
    marks = [strength(gap) for gap in gaps]
    apart = [_breaks(gap, after) for gap, after in zip(gaps, line[1:], strict=True)]
    for start in range(len(line) - 1):
        inside = 0
        for end in range(start + 1, len(line)):
            if (
                marks[end - 1] >= _FULL_STOP
                or apart[end - 1]
                or _NESTED.match(gaps[end - 1])
                or not gaps[end - 1]
            ):
                break
            inside = max(inside, marks[end - 1])
            if end + 1 == len(line) or marks[end] > inside or apart[end]:
                yield tuple(line[start : end + 1])


def _breaks(gap: str, after: Slot) -> bool:
    return bool(_TOTAL.search(after.lead.strip()) or LED.search(gap))


def _headed(paragraph: Paragraph, parts: tuple[Slot, ...]) -> Iterator[Reading]:
    """先总后分。"""
    first = parts[0]
    units = {s.unit for s in paragraph.alike(first, loose=True)} | {first.unit}
    before = [
        s
        for s in reversed(paragraph.wholes)
        if s.fact.at.start < first.fact.at.start
        and s.unit in units
        and s.depth <= first.depth
        and first.number - s.number <= 1
    ]
    before = [s for s in before if not _BASE.match(paragraph.text[s.fact.at.end :])]
    for position, whole in enumerate(before[:_WHOLES]):
        skipped = [*reversed(before[:position]), first]
        if not any(_peers(paragraph, whole, one) for one in skipped) and not _in_list(
            paragraph, whole, skipped
        ):
            yield _judged(Reading(paragraph, whole, parts, cued=False, beside=not position))


def _peers(paragraph: Paragraph, whole: Slot, one: Slot) -> bool:
    """“优秀48件、良好96件、合格14件”：总数与后面的一项用顿号并列，是同一次列举里的另一项。"""
    gap = _gap(paragraph, whole, one) if whole.fact.at.start < one.fact.at.start else ""
    return "、" in gap and not strength(gap) and not LED.search(gap) and not _SUMMING.search(whole.lead)


def _in_list(paragraph: Paragraph, whole: Slot, after: Sequence[Slot]) -> bool:
    """“按方式分，重建92户、加固148户；按对象分，低保户118户、……”：隔着另起的一次列举，而自己也是列举的一项。"""
    if len(after) == 1:
        return False
    started = _LIST.search(whole.sentence.text[: whole.fact.at.start - whole.sentence.at.start])
    gaps = [_gap(paragraph, one, other) for one, other in pairwise([whole, *after])]
    return bool(started) and any(LED.search(gap) for gap in gaps[:-1])


_LIST = regex.compile(r"[按从][^，。；]{1,8}[分看][，,：:]|其中|分别")


def _judged(reading: Reading) -> Reading:
    """总数与分项之间有没有引导词。"""
    paragraph, whole, first = reading.paragraph, reading.whole, reading.parts[0]
    gap = _gap(paragraph, whole, first)
    again = _FROM.search(gap)
    named = again is not None and again["noun"] in paragraph.before(whole) + gap[: again.start()]
    named = named or _said_again(whole, gap) or _by_name(reading)
    led = bool(LED.search(gap) or _AMONG.search(gap)) and (
        not _FAR.search(gap) or (reading.counted and gap.endswith("："))
    )
    whole_said = bool(_SUMMING.search(whole.lead)) and reading.split is not None
    rest = _heads(paragraph, whole) and bool(_REST.match(reading.labels[-1]))
    split = bool(reading.split and reading.split.sure)
    known = reading.beside and not _STOP.search(gap) and (whole_said or split or rest)
    cued = named or led or known
    return replace(reading, cued=cued, beside=cued and (named or reading.beside))


def _heads(paragraph: Paragraph, whole: Slot) -> bool:
    """一句里的第一个这种数。"""
    return next((s for s in paragraph.alike(whole) if s.number == whole.number), None) is whole


def _said_again(whole: Slot, gap: str) -> bool:
    """另起一句又说到总数的名目：财政补贴3.72亿元……。财政补贴占到总收入的74.0%，其中……"""
    name, last = whole.label[-_NAME:], gap.rpartition("。")[2]
    return len(name) == _NAME and "。" in gap and last.startswith(name) and bool(LED.search(last))


def _by_name(reading: Reading) -> bool:
    """“三公”经费……。公务用车……，公务接待……：这种分法分的就是它；名称写在段首、总数是段里第一个数的也是。"""
    split, whole = reading.split, reading.whole
    first = whole is reading.paragraph.slots[0]
    head = reading.paragraph.before(whole) if first else ""
    return split is not None and any(
        name in f"{whole.fact.metric}|{whole.label}|{head}" for name in split.wholes
    )


def _footed(paragraph: Paragraph, line: Sequence[Slot], parts: tuple[Slot, ...]) -> Iterator[Reading]:
    """先分后总：从句首说起的几个数，合计就在后面。"""
    after = next((s for s in line if s.fact.at.start > parts[-1].fact.at.start), None)
    total = _TOTAL.search(after.lead.strip()) if after else None
    if after is None or total is None or _BASE.match(paragraph.text[after.fact.at.end :]):
        return
    if "。" in _gap(paragraph, parts[-1], after) and not _ABOVE.search(after.lead):
        return
    earlier = next((s for s in reversed(line) if s.fact.at.start < parts[0].fact.at.start), None)
    gap = strength(_gap(paragraph, earlier, parts[0])) if earlier else _FULL_STOP
    inside = max(strength(_gap(paragraph, one, other)) for one, other in pairwise(parts))
    joined = not inside and gap >= _FULL_STOP and _ONLY.fullmatch(after.lead.strip())
    firm = bool(total["firm"] or joined or len(parts) >= _MANY)
    alone = gap >= _FULL_STOP or (gap > inside and firm)
    yield Reading(paragraph, after, parts, alone, alone and firm)
