"""说得清的商（fractions）：率和占比的分子、分母，话里点了名、或者就印在旁边的。

“集中供养率”的分子是列举里的集中供养，分母是列举的总数；“比预算13.00万元节约1.54万元，节约率”的分母是比的那个数；
“上线率60.2%（参考3,568人）”的分母在后面的括号里；“14个乡镇中的11个”前后就是分母、分子。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from normalize import Fact, Facts
from reconcile.memory import remembered
from reconcile.told.beside import row_mates
from reconcile.told.cues import Figure, Ratio, is_prior, overlap, said, table, verb_of
from reconcile.told.denominators import Pair
from reconcile.told.evidence import Support
from reconcile.told.passage import Passage, comparable, measured

_SUBJECT = regex.compile(
    r"(?:^|[，。；：、（])(?:其中)?(?P<who>[\p{Han}“”]{2,10}?)(?:分别|约|仅|只|大约|共)?占"
)
_ENDING = regex.compile(r"(?:占比|比重|比例|比率|率|度|占)$")
_BACK = regex.compile(r"(?P<which>前者|后者)(?:约|仅|只)?占[^，。；：]*$")
_AMONG = regex.compile(r"^(?:[\p{Han}]{0,8})?(?:中的?|里的?|当中)(?:已?有)?$")
_SAVED = regex.compile(r"(?:节约|压减|压缩|结余|节支|下浮|消除|化解|降低|减少|下降|核减|审减)$")
_HELD = regex.compile(r"(?:控制|执行|完成|使用|支出|到位|支付|拨付)$")
_ACTUAL_PART = regex.compile(r"其中|含")
_BASIS = regex.compile(r"^[（(](?:按|以|按照|根据)?[^，。；：（）()]{0,12}$")
_DIVIDED = regex.compile(r"^\s*[/／÷:：]\s*[\p{Han}]{0,8}$")
_DENIED = regex.compile(r"[不未没无逾]")
_EARLIER = regex.compile(r"20\d\d年|上年|去年|改造前|实施前|原来|当初|起步")
_NAMED = 60


def stem_of(cue: Ratio) -> str:
    """率的名称，去掉“率”字。"""
    return _ENDING.sub("", cue.name)


def fractions(passage: Passage, cue: Ratio) -> Iterator[Pair]:
    """点了名的、印在旁边的各对分子、分母。"""
    yield from _told_aside(passage, cue)
    yield from _of_subject(passage, cue)
    yield from _former_or_latter(passage)
    yield from _among(passage)
    yield from _of_prior(passage, cue)
    yield from _adjacent(passage, cue)
    yield from _crossed(passage, cue)
    yield from _of_outer(passage, cue)
    yield from _named_elsewhere(passage, cue)


def _told_aside(passage: Passage, cue: Ratio) -> Iterator[Pair]:
    """后面括号里的：“（1,415.25万元／1,512万元）”“（抽查2,000株，成活1,830株）”“（参考3,568人）”“（按365天）”。"""
    aside = [f for f in passage.after[:_PAIR] if f.depth > passage.target.depth]
    yield from _told_whole(passage)
    if not aside or not _BASIS.match(aside[0].lead):
        return
    first, *rest = aside
    if rest and comparable(*aside) and (first.fact.quantity.value and rest[0].fact.quantity.value):
        if _DIVIDED.match(rest[0].lead):
            yield first.fact, rest[0].fact, Support.TOLD
        elif regex.search(r"抽查|抽检|检测|调查|实测|样本|共|计划|应", first.lead):
            yield rest[0].fact, first.fact, Support.NAMED
        return
    part = passage.nearest
    stem = stem_of(cue)
    if rest or part is None or not comparable(first, part) or is_prior(first) or _DENIED.search(part.own):
        return
    if first.fact.quantity.value > part.fact.quantity.value and not (stem and stem[-2:] in first.clause):
        told = _BASED.match(first.lead) or (stem and stem[-2:] in part.own)
        yield part.fact, first.fact, Support.NAMED if told else Support.CLOSE


def _told_whole(passage: Passage) -> Iterator[Pair]:
    """“录取率12.0%（占毕业生）”：总体的名称在后面的括号里。"""
    part, found = passage.nearest, _OF_WHOM.match(passage.target.tail)
    if part is None or found is None:
        return
    pool = [f for f in (*passage.before, *passage.above) if comparable(f, part) and f is not part]
    named = [f for f in pool if overlap(found["whole"], f.own) >= _NAMED]
    if len({f.fact.quantity.value for f in named}) == 1:
        yield part.fact, named[0].fact, Support.NAMED


_OF_WHOM = regex.compile(r"^[（(]占(?P<whole>[\p{Han}]{2,10}?)(?:的(?:比例|比重))?[）)]")
_BASED = regex.compile(r"^[（(](?:按|以|按照)")
_PAIR = 2


def _of_subject(passage: Passage, cue: Ratio) -> Iterator[Pair]:
    """率的名称、“占”字之前说了是哪一项的。"""
    found = None if cue.name else _SUBJECT.search(passage.target.clause)
    who = stem_of(cue) if cue.name else found["who"] if found else ""
    if len(who) < _PAIR or (cue.whole and not found):
        return
    parts = [f for f in passage.before if measured(f) and _says(who, f)]
    if not parts and found:
        yield from _told_before(passage, who, cue)
        return
    if len({f.fact.id for f in parts}) != 1:
        return
    part = parts[0]
    if part is passage.before[0] and not passage.is_part(part) and not part.lead.lstrip().startswith("、"):
        return
    if (whole := passage.parent(part)) is not None and not _other_whole(cue, whole):
        yield part.fact, whole.fact, Support.NAMED
        return
    outer = [f for f in passage.outer if comparable(f, part) and f.fact.at.start < part.fact.at.start]
    apart = [f for f in outer if not _beside(passage, f, part)]
    for order, whole in enumerate(apart[:_PAIR]):
        yield part.fact, whole.fact, Support.OPEN if order or _other_whole(cue, whole) else Support.CLOSE


def _told_before(passage: Passage, who: str, cue: Ratio) -> Iterator[Pair]:
    """“五项共计15,400万元。财政拨款占总收入56.1%，事业收入占33.3%”：部分、总体都在前一句。"""
    parts = [f for f in passage.above if measured(f) and who in f.clause]
    name = cue.whole or _shared_whole(passage)
    if len({f.fact.id for f in parts}) != 1 or not name:
        return
    part = parts[0]
    size = part.fact.quantity.value
    wholes = [f for f in passage.above if comparable(f, part) and f.fact.quantity.value > size]
    named = [f for f in wholes if overlap(name, f.own) >= _NAMED] or [
        f for f in wholes if regex.search("共计|合计|总计", f.clause)
    ]
    if len({f.fact.quantity.value for f in named}) == 1:
        yield part.fact, named[0].fact, Support.NAMED


def _shared_whole(passage: Passage) -> str:
    """前一项说了占谁的。"""
    for figure in passage.before:
        found = regex.search(r"占(?P<whole>[\p{Han}]{2,12}?)(?:的)?$", figure.clause)
        if found is not None:
            return found["whole"]
    return ""


_NOT_HAN, _BARE = regex.compile(r"[^\p{Han}]"), regex.compile(r"^其中|^有|人员$")


def _says(who: str, figure: Figure) -> bool:
    """名目说的就是它：集中供养｜集中供养率，量化指标｜量化率，血糖异常｜血糖异常检出率。"""
    label = _NOT_HAN.sub("", figure.clause.rpartition("、")[2])
    label = _BARE.sub("", label)
    if _DENIED.search(label) and not _DENIED.search(who):
        return False
    return bool(label) and (who in label or (len(label) > _PAIR and label in who))


def _other_whole(cue: Ratio, whole: Figure) -> bool:
    """另说了占谁的，而不是这个总数。"""
    return bool(cue.whole) and overlap(cue.whole, whole.words) < _NAMED


def _beside(passage: Passage, one: Figure, other: Figure) -> bool:
    """用顿号连着的，是并列的一项。"""
    figures = passage.figures
    low, high = sorted((figures.index(one), figures.index(other)))
    return all(f.lead.lstrip().startswith("、") for f in figures[low + 1 : high + 1])


def _former_or_latter(passage: Passage) -> Iterator[Pair]:
    """“甲186人，乙421人，合计607人，后者占”。"""
    found = _BACK.search(passage.target.clause)
    if found is None:
        return
    figures = [f for f in passage.before if measured(f)]
    totals = [f for f in figures if regex.search(r"合计|共|总", f.clause)]
    parts = [f for f in figures if f not in totals][:_PAIR]
    if len(parts) == _PAIR and totals and comparable(parts[0], totals[0]):
        yield parts[found["which"] == "前者"].fact, totals[0].fact, Support.NAMED


def _among(passage: Passage) -> Iterator[Pair]:
    """“与14个乡镇卫生院中的11个签订协议，签约率”。"""
    before = passage.before
    if len(before) >= _PAIR and comparable(before[0], before[1]) and _AMONG.match(before[0].lead):
        yield before[0].fact, before[1].fact, Support.NAMED


def _of_prior(passage: Passage, cue: Ratio) -> Iterator[Pair]:
    """以拿来比的数为分母：“比预算数13.00万元节约1.54万元，节约率”“低于预算2.40万元，控制率”“由27处减到11处，消除16处，消除率”。"""
    figures = [f for f in passage.before if measured(f)]
    stem = stem_of(cue)
    if len(figures) < _PAIR or figures[0] is not passage.before[0]:
        return
    if cue.of and _EARLIER.search(cue.whole) and comparable(*figures[:_PAIR]) and is_prior(figures[1]):
        yield figures[0].fact, figures[1].fact, Support.NAMED
        return
    first = figures[0]
    if _SAVED.search(stem) and (verb_of(first.lead)[0] or stem[-2:] in first.clause):
        priors = [f for f in figures[1:4] if comparable(f, first) and is_prior(f)]
        if priors:
            yield first.fact, priors[0].fact, Support.NAMED
        return
    if not (cue.of or _HELD.search(stem)):
        return
    moved = [f for f in figures[:_PAIR] if not is_prior(f) and verb_of(f.lead)[0]]
    rest = [f for f in figures if f not in moved and comparable(f, first)][:_PAIR]
    if len(rest) == _PAIR and is_prior(rest[0]) and said("planned").search(rest[0].clause):
        yield rest[1].fact, rest[0].fact, Support.NAMED


def _adjacent(passage: Passage, cue: Ratio) -> Iterator[Pair]:
    """同一句里紧挨着、只有这两个同样计量的数的：“申报42家，经评审奖补37家，通过率”。"""
    before = tuple(f for f in passage.before if not _GAP.search(f.lead) and f.depth <= passage.target.depth)
    if not cue.name or len(before) < _PAIR or not measured(before[0]):
        return
    part, whole = before[:_PAIR]
    same = [f for f in before if comparable(f, part)]
    told_due = _DUE.search(whole.clause) and _DONE.search(part.clause)
    if (
        (len(same) != _PAIR and not told_due)
        or not comparable(part, whole)
        or part.fact.quantity.hedge
        or is_prior(part)
    ):
        return
    if _DENIED.search(part.own) or _ACTUAL_PART.search(part.lead) or verb_of(part.lead)[0] or is_prior(whole):
        return
    due = _DUE.search(whole.clause) and _DONE.search(part.clause)
    if due:
        yield part.fact, whole.fact, Support.NAMED
        return
    words = table("achieved").get(stem_of(cue)[-2:], ())
    told = isinstance(words, list) and any(word in part.clause for word in words)
    if told and whole.fact.quantity.value >= part.fact.quantity.value:
        yield part.fact, whole.fact, Support.NAMED


_GAP = regex.compile(r"[，,](?:超额|超|欠|多|少|缺)[\p{Han}]{0,3}$")
_DUE = regex.compile(r"应|计划|任务|目标|预算|需|核定|批复")
_DONE = regex.compile(r"实际|实[发付收到有]|已|完成|落实")


def _crossed(passage: Passage, cue: Ratio) -> Iterator[Pair]:
    """分子、分母计量不同的率：入住率是人数除以床位。"""
    units = table("crossed").get(stem_of(cue)[-2:], ())
    part = passage.nearest
    if not isinstance(units, list) or part is None:
        return
    for figures, support in ((passage.before, Support.NAMED), (passage.above, Support.CLOSE)):
        wholes = [f for f in figures if f.fact.quantity.unit in units and f is not part and not is_prior(f)]
        if wholes and not comparable(part, wholes[0]):
            yield part.fact, wholes[0].fact, support
            return


def _of_outer(passage: Passage, cue: Ratio) -> Iterator[Pair]:
    """“全年支出甲，包括乙、丙，预算执行率”：泛指的率说的是甲；分母是前一句的总数，或者同一行表里的预算。"""
    level = passage.target.depth
    part = next((f for f in passage.outer if measured(f) and f.depth <= level), None)
    stem = stem_of(cue)
    if not cue.name or part is None or part is passage.before[0] or not _HELD.search(stem[-_PAIR:]):
        return
    if is_prior(part) or verb_of(part.lead)[0] or part.fact.quantity.hedge:
        return
    yield from _wholes_for(passage, part)


def _wholes_for(passage: Passage, part: Figure) -> Iterator[Pair]:
    """总数：前面说是预算、计划的，近的在前；同一行表里的预算。"""
    pool = [
        f.fact
        for f in (*passage.outer, *passage.above, *passage.earlier)
        if comparable(f, part)
        and f.fact.quantity.value >= part.fact.quantity.value
        and f is not part
        and not is_prior(f)
        and said("planned").search(f.own)
        and not f.fact.quantity.hedge
    ]
    if not pool:
        invested = [f for f in _invested(passage.facts) if comparable(f, part)]
        pool = invested if len({f.quantity.value for f in invested}) == 1 else []
    mates = [f for f in row_mates(passage.facts, part) if comparable(f, part) and not f.quantity.hedge]
    values = {f.quantity.value for f in (*pool[:1], *mates)}
    for whole in (*mates, *pool[:_PAIR]):
        if whole.quantity.value >= part.fact.quantity.value:
            yield part.fact, whole, Support.CLOSE if len(values) == 1 else Support.OPEN


def _invested(facts: Facts) -> list[Fact]:
    """全文的总投资。"""
    return remembered(facts, "invested", lambda: [f for f in facts.facts if _INVESTED.search(f.named)])


_INVESTED = regex.compile(r"总投资|投资概算|批复概算")


_DONE_END = regex.compile(r"(?:总体|实际|及时|按期)?(?:完成|达标|覆盖|执行|到位|支付|实现|改造|建设)$")


def _named_elsewhere(passage: Passage, cue: Ratio) -> Iterator[Pair]:
    """“支管38.5公里，支管完成率”：分母是别处同样名目的数。"""
    part = passage.nearest
    if part is None or not cue.name:
        return
    stem = stem_of(cue)
    who = _DONE_END.sub("", stem)
    if len(who) >= _PAIR and who != stem and who in part.clause:
        found = [
            f
            for f in passage.facts.facts
            if f.sentence is not None
            and who in f.named
            and comparable(f, part)
            and f.quantity.value > part.fact.quantity.value
            and not f.quantity.hedge
        ]
        if len({f.quantity.value for f in found}) == 1:
            yield part.fact, found[0], Support.NAMED
    elif _HELD.search(stem[-_PAIR:]) or stem.endswith(("到位", "支付")):
        yield from ((p, w, Support.OPEN) for p, w, _ in _wholes_for(passage, part))
