"""断言（claims）：说超过、没有达到、控制在以内、全部完成的，数字要支持这句话。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from normalize import Fact, Facts, Sentence
from reconcile.named.operands import operand_of
from reconcile.relation import Relation
from reconcile.rule import rule
from reconcile.types import Check, Finding, ticked

_ABOVE = r"(?:超过|超出|高于|大于|优于|突破|多于)"
_BELOW = r"(?:低于|小于|少于|不足|不到|没有达到|没有达|未达到|未达|没达到|没有超过|未超过|不超过)"
_CLAIM = regex.compile(
    rf"[，,、；（(]\s?(?P<lead>[\p{{Han}}]{{0,6}}?)(?P<all>均|都|全部)?(?:已|也|仍|还|略|远)?"
    rf"(?<!不|高于|低于|大于|小于|符合|满足)(?P<word>(?P<above>{_ABOVE})|(?P<below>{_BELOW}))(?:了|原定的?|规定的?|年初的?|计划的?)?\s?"
    r"(?P<bound>\d+(?:,\d{3})*(?:\.\d+)?)\s?(?P<unit>%|[\p{Han}]{1,3}?)(?=[，。；、）)的以，]|$)"
)
_ADVERB = regex.compile(r"(?:目前|现|实际|已经?|仍然?|明显|均|都|也|略|远|还|并|大大|显著|稍)*")
"""“超过”前面另有动词、主语的（再引进不超过3家、这几项加起来超过1,000万元），说的不是紧挨着的数。"""
_NEGATED = regex.compile(r"(?:没有?|未曾?|并?未|不)$")
_OF_OTHERS = regex.compile(r"(?:以上)?的[\p{Han}]{0,6}?(?:有|共|占)?\s?\d")
"""“最低的6万元，超过10万元的8个”：说的是别的几个。"""
_PUNCTUATION = frozenset("，,、；（(")
_OTHER = regex.compile(r"其中|部分|个别|单项|每|平均|上年|去年|同比|标准|要求|目标[是为]|计划[是为]")
_ESTABLISHED = regex.compile(
    r"控制在[^，。；]{0,6}编制(?:数|人数|总数)?(?:以内|之内|范围内|内)|未超(?:过)?编制|没有超编|未超编"
)
_COMPLETE = regex.compile(
    r"(?:全部|均已?|全面)(?:按[期时])?(?:足额)?(?P<act>完成|办结|整改|兑付|发放|销号|拨付|回复|验收)(?:完毕|到位)?(?![率度])"
)
_FINE = regex.compile(r"(?:使用|执行|支出|支付)(?:情况|进度|效果)?(?:总体)?(?:良好|较好|理想|有序|均衡)")
_HEDGED = regex.compile(r"个别|部分|除|但|未|没有|不|计划|应|拟|力争|确保|要求|目标|如")
_LOW = 60
"""预算执行率低于六成，说执行良好就与数字不合。"""


@rule("TIE502", term="超过与没有达到")
def thresholds(facts: Facts) -> Iterator[Relation | Finding | Check]:
    """“98.46%，没有达到98%”“12.31%，未超过10%”：前后两个数不支持这句话；说控制在编制以内而实有人数超过编制。

    只看紧挨着的两个数，同一计量；说的是目标、标准、其中某项的不核。依据：常识性核对；机构编制管理条例。
    """
    for sentence in facts.sentences:
        for value in sentence.facts:
            after = value.at.end - sentence.at.start
            found = (
                _CLAIM.match(sentence.text, after)
                if sentence.text[after : after + 1] in _PUNCTUATION
                else None
            )
            if (
                found
                and not _OF_OTHERS.match(sentence.text, found.end())
                and found["unit"] == (value.quantity.printed_unit or value.quantity.unit)
                and not _OTHER.search(found[0])
                and _ADVERB.fullmatch(_NEGATED.sub("", found["lead"]))
            ):
                earlier = [
                    f
                    for f in sentence.facts
                    if f.at.start <= value.at.start and f.quantity.unit == value.quantity.unit
                ]
                for told in earlier if found["all"] else [value]:
                    yield _judged(facts, sentence, told, found)
        if "编制" in sentence.text and _ESTABLISHED.search(sentence.text):
            yield from _staffed(facts, sentence)


_COMPARED = regex.compile(
    r"(?:支出)?决算数?(?P<word>大于|小于|高于|低于|多于|少于|等于)(?:年初|全年|调整后?)?预算数?"
)


@rule("TIE503", term="决算与预算的大小")
def compared(facts: Facts) -> Iterator[Finding | Check]:
    """“决算数大于预算数的主要原因是……”，而前面的决算数其实小于预算数。

    只看同一段里离这句话最近的一个预算数和一个决算数；两数相等、取舍之后分不出大小的不报。
    依据：部门决算公开操作规程——支出决算与年初预算差异的说明。
    """
    for position, sentence in enumerate(facts.sentences):
        for found in _COMPARED.finditer(sentence.text):
            near = [
                s
                for s in facts.sentences[max(0, position - 2) : position + 1]
                if s.at.block == sentence.at.block
            ]
            before = [
                f
                for s in near
                for f in s.facts
                if f.at.start < sentence.at.start + found.start() and f.quantity.unit == "元"
            ]
            spent = next((f for f in reversed(before) if f.metric == "决算数"), None)
            planned = next((f for f in reversed(before) if f.metric in {"年初预算数", "调整后预算数"}), None)
            if spent and planned and spent.qualifiers.subject == planned.qualifiers.subject:
                yield _sized(facts, sentence, found, spent, planned)


def _sized(
    facts: Facts, sentence: Sentence, found: regex.Match[str], spent: Fact, planned: Fact
) -> Finding | Check:
    word = found["word"]
    above, below = word in {"大于", "高于", "多于"}, word in {"小于", "低于", "少于"}
    one, other = spent.quantity, planned.quantity
    wrong = (above and one.high < other.low) or (below and one.low > other.high)
    wrong = wrong or (word == "等于" and not one.agrees_with(other))
    at = facts.document.at(
        sentence.at.block or 0, sentence.at.start + found.start("word"), sentence.at.start + found.end("word")
    )
    formula = f"决算{spent.raw}，预算{planned.raw}"
    if not wrong:
        return ticked(
            "TIE503",
            word,
            formula,
            at,
            inputs=(spent.id, planned.id),
            against=(spent.at, planned.at),
        )
    return Finding(
        code="TIE503",
        severity="error",
        message=f"说决算{word}预算，而{formula}",
        at=at,
        against=(spent.at, planned.at),
        question=f"请核实“{found[0]}”的说法或两个数。",
        anchor=f"{word}|{spent.raw}|{planned.raw}",
    )


def _judged(facts: Facts, sentence: Sentence, value: Fact, found: regex.Match[str]) -> Finding | Check:
    """前面的数是否支持“超过”“没有达到”。"""
    bound = Decimal(found["bound"].replace(",", "")) * value.quantity.scale
    one = value.quantity
    negated = _NEGATED.search(found["lead"])
    above = bool(found["above"]) != bool(negated)
    holds = one.high >= bound if above else one.low <= bound
    said = f"{negated[0] if negated else ''}{found['word']}{found['bound']}{found['unit']}"
    at = facts.document.at(
        sentence.at.block or 0, sentence.at.start + found.start("word"), sentence.at.start + found.end("unit")
    )
    if holds:
        return ticked(
            "TIE502",
            value.raw,
            f"{value.raw}，{said}",
            value.at,
            inputs=(value.id,),
            against=(at,),
        )
    return Finding(
        code="TIE502",
        severity="error",
        message=f"说“{said}”，而前面的数是{value.raw}",
        at=value.at,
        against=(at,),
        question=f"请核实{value.raw}，或更正“{said}”的说法。",
        anchor=f"{value.raw}|{said}",
    )


def _staffed(facts: Facts, sentence: Sentence) -> Iterator[Relation]:
    """说控制在编制以内：实有人数不超过编制数。"""
    near = next(iter(sentence.facts), None)
    staff = next((f for f in sentence.facts if f.metric == "在职人数"), None) or (
        operand_of(facts, near, "在职人数") if near else None
    )
    quota = operand_of(facts, staff, "编制数") if staff else None
    if staff is not None and quota is not None:
        yield Relation(
            "TIE502",
            staff,
            (quota,),
            quota.quantity.estimate,
            f"{staff.raw} ≤ {quota.raw}",
            bound=True,
            because="报告说控制在编制以内",
        )


@dataclass(frozen=True)
class _Said:
    """一句断言：说了什么，与它相反的率。"""

    words: str
    start: int
    rate: Fact


@rule("TXT202", term="断言与数字")
def claims(facts: Facts) -> Iterator[Finding]:
    """说“全部完成”“均已办结”而同一句里的完成率、办结率不到100%；说预算执行良好而执行率不到六成。

    句中另有“个别、部分、除……外、未”的不报；计划、要求怎样的不是断言。只请单位说明。依据：常识性核对。
    """
    for sentence in facts.sentences:
        for said in _said(sentence):
            at = facts.document.at(
                sentence.at.block or 0,
                sentence.at.start + said.start,
                sentence.at.start + said.start + len(said.words),
            )
            yield Finding(
                code="TXT202",
                severity="warning",
                message=f"说“{said.words}”，而{said.rate.metric}是{said.rate.raw}",
                at=at,
                against=(said.rate.at,),
                question=f"请说明“{said.words}”与{said.rate.raw}是否一致。",
                anchor=f"{said.words}|{said.rate.raw}",
            )


def _said(sentence: Sentence) -> Iterator[_Said]:
    rates = [f for f in sentence.facts if f.quantity.unit == "%"]
    if not rates:
        return
    for found in _COMPLETE.finditer(sentence.text):
        clause = _clause(sentence.text, found.start())
        short = [
            f for f in rates if found["act"] in f.metric and f.metric.endswith("率") and f.quantity.high < 100
        ]
        own = _own_figure(sentence, found.start())
        if _GRADED.match(sentence.text, found.end()) or _done_since(sentence, found, short):
            continue
        if short and not _HEDGED.search(clause) and not (own and own.at.start > short[0].at.start):
            yield _Said(found[0], found.start(), short[0])
    fine = _FINE.search(sentence.text)
    low = [
        f for f in rates if f.metric == "预算执行率" and not f.qualifiers.subject and f.quantity.high < _LOW
    ]
    if fine and low and not _HEDGED.search(_clause(sentence.text, fine.start())):
        yield _Said(fine[0], fine.start(), low[0])


_GRADED = regex.compile(r"的?(?:有|为)?\s?\d")
"""“全部完成8项、基本完成3项”：全部完成是其中一等。"""


def _done_since(sentence: Sentence, found: regex.Match[str], short: Sequence[Fact]) -> bool:
    """“第一轮全部完成，第二轮完成27,451户，完成率97.0%”：率说的是后来的。"""
    between = sentence.text[found.end() : short[0].at.start - sentence.at.start] if short else ""
    return bool(regex.search(rf"{found['act']}(?:了)?\s?\d", between))


def _own_figure(sentence: Sentence, position: int) -> Fact | None:
    """断言所在的小句自己的数：重点任务5项全部完成，说的是这5项。"""
    start = max(sentence.text.rfind(mark, 0, position) for mark in "，。；：") + 1
    inside = range(sentence.at.start + start, sentence.at.start + position)
    return next((f for f in sentence.facts if f.at.start in inside), None)


def _clause(text: str, position: int) -> str:
    """断言所在的小句。"""
    start = max(text.rfind(mark, 0, position) for mark in "，。；：") + 1
    ends = [end for mark in "，。；：" if (end := text.find(mark, position)) >= 0]
    return text[start : min(ends, default=len(text))]
