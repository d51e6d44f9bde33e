"""商（quotient）：率、占比、完成计划的百分之几，由哪两个数相除。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from normalize import Estimate, Fact
from normalize.metrics import dictionary
from normalize.quantity import HUNDRED
from reconcile.digits import printed_digits
from reconcile.named.operands import operand_of
from reconcile.relation import Relation, ratio_of
from reconcile.told.belonging import each_kind, of_another, of_another_share, of_someone, roughly_summed
from reconcile.told.cues import (
    Figure,
    Ratio,
    is_prior,
    overlap,
    ratio_cue,
    said,
    same_name,
)
from reconcile.told.evidence import Candidate, Support, misprinted
from reconcile.told.fractions import fractions
from reconcile.told.passage import Passage, comparable, is_denominator, is_share_part, measured, usable

_UNITS = frozenset({"%", "倍"})
_NAMED = 60
"""名称里六成的字对得上，就是说它。"""
_WANTED = regex.compile(r"^\s*(?:以上|以内|左右)?的?(?:目标|要求|标准|时限|序时|任务|指标|平均)")
_NEXT_RATE = regex.compile(r"^\s*[、和与及]\s*$")
_FUTURE = regex.compile(r"力争|计划达|预计|争取|目标|要求|不低于|不少于|标准")
_FAILED = regex.compile(r"延迟|逾期|超期|超时|未|不|没有|退回|违规|空置|闲置|缺|欠|差|迟")
_POINTS, _FULL = regex.compile("得分"), regex.compile("满分|分值|权重")
_RATE_END = regex.compile(r"(?:率|度|比例|比重)$")
_WITHIN = regex.compile(r"其中|中[，,]?(?:已?有)?[^，。；：]{0,12}$|含")
_SAVED = regex.compile(r"(?:节约|压减|压缩|结余|节支|下浮)$")
"""省下来的率，以原来安排的为分母。"""
_TOTAL = regex.compile(r"共计|合计|总计|总额|共$")
_FOUR = 4
_LIMIT = 3


def quotients(passage: Passage) -> list[Candidate]:
    """这个百分数可能由哪两个数相除，有把握的在前。"""
    target = passage.target
    if target.fact.quantity.unit not in _UNITS:
        return []
    cue = ratio_cue(passage.figures, passage.index) or _measured_aside(passage)
    if cue is None or _excluded(passage, cue):
        return []
    tried = list(
        _inline(passage) if cue.inline else _shares(passage, cue) if not cue.name else _rates(passage, cue)
    )
    tried += [] if cue.inline else fractions(passage, cue)
    found: dict[tuple[str, str], Candidate] = {}
    if _EACH_DONE.match(target.lead.lstrip("，,")) and target.fact.quantity.value == HUNDRED:
        # “四项中两项完成100%”：是那两项各完成百分之百
        return []
    if cue.name and of_another(passage, cue):
        return []
    if _OVERALL.search(target.clause) and passage.nearest and passage.nearest.lead.startswith("、"):
        # “支出甲、乙、丙，总执行率”：说的是合起来，不是最后一项
        return []
    for part, whole, support in tried:
        if part.id == whole.id or not part.quantity.value:
            continue
        if relation := _ratio(cue, target.fact, part, whole):
            key = (part.id, whole.id)
            turned = relation.rule == "CAL205" and _turned_over(relation, part, whole)
            beside = cue.name and support >= Support.NAMED and part.sentence == whole.sentence
            overfull = _overfull(relation, part, whole, cue) and not (
                beside and any(misprinted(fact, relation) for fact in (part, whole))
            )
            if turned or overfull:
                support = Support.TICK
            because = _because(cue)
            if support >= Support.NAMED and _exchanged(relation, part, whole, passage):
                # 错的是率，不必去试别的数
                relation = replace(relation, compute=None)
                support, because = Support.TOLD, f"{because}，像是分子、分母颠倒了"
            if key not in found or found[key].support < support:
                found[key] = Candidate(replace(relation, because=because), support)
    return sorted(found.values(), key=lambda c: -c.support)


def _turned_over(relation: Relation, part: Fact, whole: Fact) -> bool:
    """倒过来除才算得上：“总投入2,420万元，财政奖补占66.9%”，部分说在前面。"""
    turned = ratio_of(relation.rule, relation.stated, whole, part)
    return turned is not None and turned.holds


def _exchanged(relation: Relation, part: Fact, whole: Fact, passage: Passage) -> bool:
    """“计划150公里，完成144公里，完成率104.2%”：谁是计划、谁是完成都说清了，写的却是倒过来除的。"""
    stated = relation.stated.quantity
    if relation.rule != "CAL211" or relation.holds or not stated.value > HUNDRED:
        return False
    own = {f.fact.id: f.own for f in passage.before}
    told = part.id in own and whole.id in own
    planned, actual = said("planned"), said("actual")
    told = told and bool(planned.search(own[whole.id]) and actual.search(own[part.id]))
    return told and not actual.search(own[whole.id]) and _turned_over(relation, part, whole)


def _overfull(relation: Relation, part: Fact, whole: Fact, cue: Ratio) -> bool:
    """写的不到百分之百，算出来却超过很多：除非两个数都有好几位、又说清了是谁除以谁，多半配错了。"""
    stated = relation.stated.quantity
    apart = whole.at.block != relation.stated.at.block
    if stated.unit != "%" or stated.value > HUNDRED or relation.recomputed.value <= _TOO_FULL:
        return False
    digits = min(printed_digits(f.quantity) for f in (part, whole))
    return apart or digits < _DIGITS or not (cue.of or said("generic").search(cue.name[-_FOUR:]))


_TOO_FULL, _DIGITS = 120, 3


def _ratio(cue: Ratio, rate: Fact, part: Fact, whole: Fact) -> Relation | None:
    """商；印在“的”字前面的整数计划是定死的数，没有取舍。"""
    relation = ratio_of(_code(cue), rate, part, whole)
    quantity = whole.quantity
    if relation is None or not (
        cue.inline and said("planned").search(cue.whole) and quantity.step == quantity.scale
    ):
        return relation
    scale = Estimate.exactly(HUNDRED if rate.quantity.unit == "%" else 1)

    def compute(values: Sequence[Estimate]) -> Estimate:
        return values[0] / Estimate.exactly(values[1].value) * scale

    return replace(relation, compute=compute, recomputed=compute([part.quantity.estimate, quantity.estimate]))


def _code(cue: Ratio) -> str:
    """占的是份额，完成的是计划，叫得出名字的是率。"""
    return "CAL211" if cue.name else "CAL206" if cue.of else "CAL205"


def _because(cue: Ratio) -> str:
    if cue.name:
        return f"{cue.name}应等于两数之商"
    return f"占{cue.whole}的比例应等于两数之商" if cue.whole else "占比应等于部分除以总体"


def _excluded(passage: Passage, cue: Ratio) -> bool:
    """上年的、要求的、合起来另有权数的率，几个率连着说的，不在这里核。"""
    target = passage.target
    quantity = target.fact.quantity
    if quantity.hedge or not quantity.value or is_prior(target) or _WANTED.search(target.tail):
        return True
    if "分别" in target.lead or _NEXT_RATE.search(target.lead):
        return True
    if (
        passage.after
        and _NEXT_RATE.search(passage.after[0].lead)
        and passage.after[0].fact.quantity.unit == "%"
    ):
        return True
    earlier = _LAST_YEARS.match(cue.name)
    return bool(earlier or _FUTURE.search(target.clause) or (cue.name and said("blended").search(cue.name)))


def _measured_aside(passage: Passage) -> Ratio | None:
    """“成活率应达85%，实测91.5%（抽查2,000株，成活1,830株）”：没有再说是什么率，算法在括号里。"""
    aside = passage.bracketed
    told = aside is not None and measured(aside) and _SAMPLED.match(aside.lead)
    return Ratio(name="率") if told and _FOUND.search(passage.target.clause) else None


_SAMPLED = regex.compile(r"[（(](?:抽查|抽检|抽样|检测|调查|实测)")
_FOUND = regex.compile(r"(?:实测|实际|达到?|现为|为)$")
_SPANS = frozenset({"年", "个月", "季度", "个季度"})
_LAST_YEARS = regex.compile(r"上年|去年|上一年|同期")


_OVERALL = regex.compile(r"(?:总|整体|合计)的?\p{Han}{2,4}率[为达是]?$")
Pair = tuple[Fact, Fact, Support]


def _inline(passage: Passage) -> Iterator[Pair]:
    """“完成计划1,200户的106.3%”：分母就是前一个数，分子是再前面同样计量的数。"""
    whole = passage.before[0]
    if whole.fact.quantity.unit in _SPANS:
        # “占三年的40%”：占的是三年的投入
        return
    parts = [f for f in (*passage.before[1:], *passage.above) if comparable(f, whole) and usable(f)]
    for order, part in enumerate(parts[:_LIMIT]):
        yield part.fact, whole.fact, Support.OPEN if order else Support.NAMED


def _shares(passage: Passage, cue: Ratio) -> Iterator[Pair]:
    """“占职工总数的84.75%”“其中……，占24%”。"""
    part = passage.nearest
    if part is None or is_prior(part) or of_another_share(passage, part):
        return
    if (not cue.whole and each_kind(passage)) or roughly_summed(passage, part) or of_someone(passage, part):
        yield from ((part.fact, whole.fact, Support.TICK) for whole in _pool(passage, part))
        return
    yield from _named_after(passage, part, cue)
    if exact := _exactly_named(passage, part, cue):
        yield part.fact, exact, Support.TOLD if part is passage.before[0] else Support.NAMED
        return
    name = cue.whole or _said_whole(passage, part)
    pool = [f for f in _pool(passage, part) if _hardly_less(part, f) or cue.whole]
    if name and (cue.whole or any(overlap(name, f.words) >= _NAMED for f in pool)):
        yield from _named_wholes(passage, part, pool, name)
        return
    listed = _listed_wholes(passage, part)
    if passage.before[0].fact.quantity.unit in _UNITS:
        # 前一个百分数已经说了它占多少：“399户，占96.8%；对……不满意的占5.1%”
        yield from ((part.fact, whole.fact, Support.TICK) for whole in pool[:_LIMIT])
        return
    yield from ((part.fact, whole, Support.NAMED) for whole in listed)
    for order, whole in enumerate(pool[:_LIMIT]):
        near = whole.fact.sentence == passage.target.fact.sentence
        beside = order == 0 and near and not listed
        named = beside and _WITHIN.search(part.lead)
        yield part.fact, whole.fact, Support.NAMED if named else Support.CLOSE if beside else Support.OPEN


def _named_after(passage: Passage, part: Figure, cue: Ratio) -> Iterator[Pair]:
    """“决算14.27万元，完成预算的84.94%，预算为16.80万元”：说了占谁的，紧接着说它是多少。"""
    following = passage.after[0] if passage.after else None
    if not cue.whole or following is None or not comparable(part, following) or following.fact.quantity.hedge:
        return
    told = regex.fullmatch(
        r"[，,](?P<name>[\p{Han}]{2,12}?)(?:数|额|总额)?(?:为|是)?", following.lead.strip()
    )
    if told is not None and told["name"].endswith(cue.whole.removesuffix("数")):
        yield part.fact, following.fact, Support.NAMED


def _exactly_named(passage: Passage, part: Figure, cue: Ratio) -> Fact | None:
    """“授予小微企业合同金额452.77万元，占授予中小企业合同金额的45.90%”：总体的名称一字不差，它自己又占别的。"""
    name = regex.sub(r"[^\p{Han}]", "", cue.whole)
    if len(name) < _FULL_NAME:
        return None
    alike = [
        f
        for f in (*passage.before, *passage.above)
        if f is not part and comparable(f, part) and usable(f) and _told_share(passage, f)
    ]
    found = [f for f in alike if regex.sub(r"[^\p{Han}]", "", f.clause).endswith(name)]
    return found[0].fact if len({f.fact.quantity.value for f in found}) == 1 else None


_FULL_NAME = 6


def _hardly_less(part: Figure, whole: Figure) -> bool:
    """总体不比部分小；挨着的，可能是写错了才小一点。"""
    half = whole.fact.quantity.value * 3 >= part.fact.quantity.value * 2
    return whole.fact.quantity.value >= part.fact.quantity.value or (
        half and whole.fact.sentence == part.fact.sentence
    )


def _said_whole(passage: Passage, part: Figure) -> str:
    """只说“占”的，总体在别处说了：“支出中，人员经费……占”，前一项“占专任教师的”。"""
    for index in range(passage.index, -1, -1):
        figure = passage.figures[index]
        cue = ratio_cue(passage.figures, index) if figure.fact.quantity.unit == "%" else None
        if cue is not None and cue.whole and not cue.inline:
            return cue.whole
        if measured(figure) and comparable(figure, part) and (found := _OF_WHICH.search(figure.lead)):
            return found[1]
    return ""


_OF_WHICH = regex.compile(r"(?:^|[，。；：])(?!其中)([\p{Han}]{2,10}?)(?:之中|当中|里头|里面|中|里)[，,]?")


def _listed_wholes(passage: Passage, part: Figure) -> list[Fact]:
    return [
        whole
        for listing in passage.sentence.enumerations
        for whole in listing.wholes
        if _alone(passage, whole)
        if any(part.fact in p.facts for p in listing.parts) and comparable(whole, part)
    ]


def _alone(passage: Passage, whole: Fact) -> bool:
    """“讲座127场次，演出96场次。其中专场64场次”：前一句列了几项的，说不准其中是谁的其中。"""
    if whole.sentence == passage.sentence.facts[0].sentence or whole.sentence is None:
        return True
    # 总数说在各项前面，比哪一项都大
    rivals = [f for f in passage.facts.sentences[whole.sentence].facts if comparable(f, whole)]
    return rivals[0].id == whole.id and all(f.quantity.value <= whole.quantity.value for f in rivals)


def _named_wholes(passage: Passage, part: Figure, pool: Sequence[Figure], name: str) -> Iterator[Pair]:
    """总体有名称的：话里对得上的；段里没有的，到全文里找同名的。"""
    if not any(overlap(name, f.words) >= _NAMED for f in pool):
        # 占到位资金的：到位9,120万元
        name = _WEIGHT.sub("", name)
    pool = [f for f in pool if not _other_budget(name, f.fact)]
    near = [f for f in pool if overlap(name, f.own) >= _NAMED]
    scored = sorted(((overlap(name, f.own if near else f.words), f) for f in pool), key=lambda pair: -pair[0])
    best = [f for score, f in scored if score >= _NAMED and score == scored[0][0]]
    values = {f.fact.quantity.value for f in best}
    for whole in best[:_LIMIT]:
        yield part.fact, whole.fact, Support.NAMED if len(values) == 1 else Support.CLOSE
    # 总体另有名称而近处没有的，旁边的数不是它
    other = Support.OPEN if best or _ANY_WHOLE.fullmatch(name) else Support.TICK
    for whole in [f for f in pool if f not in best][:_LIMIT]:
        yield part.fact, whole.fact, other
    if not best:
        earlier = [f for f in passage.earlier if comparable(f, part) and overlap(name, f.own) >= _NAMED]
        if len({f.fact.quantity.value for f in earlier}) == 1:
            yield part.fact, earlier[0].fact, Support.CLOSE
        for fact in _elsewhere(passage, part, name):
            yield part.fact, fact, Support.CLOSE


def _other_budget(name: str, fact: Fact) -> bool:
    """占全年预算的，不是占年初预算的。"""
    if "年初" in name:
        return fact.metric == "调整后预算数"
    asked, own = dictionary().metric_named(name), dictionary().by_name.get(fact.metric)
    adjusted = asked is not None and asked.name == "调整后预算数"
    return adjusted and own is not None and own.kind == "measure" and own is not asked


_ANY_WHOLE = regex.compile(r"(?:其|全部|[全同本]\p{Han}|项目)?的?(?:总|合计|全部|整体)?\p{Han}{0,2}")
"""说不上是哪一个总体：总数、全部、项目总额。"""
_WEIGHT = regex.compile(r"(?<=[\p{Han}]{2})(?:资金|金额|人数|人员|面积|数量|总数|总量)$")


def _elsewhere(passage: Passage, part: Figure, name: str) -> list[Fact]:
    """别处同名、同期、同一计量的数；说法不一的不取。"""
    found = [
        f
        for f in passage.facts.facts
        if f.sentence is not None
        and same_name(name, f.named)
        and comparable(f, part)
        and not f.quantity.hedge
        and f.qualifiers.period == part.fact.qualifiers.period
    ]
    if not found and (metric := dictionary().metric_named(name)):
        # 没有同名的，找同一指标：同一主体的，或者没有说主体的（就是总数）
        looked = operand_of(passage.facts, part.fact, metric.name)
        total = [f for f in passage.facts.by_metric.get(metric.name, ()) if not f.qualifiers.subject]
        found = [
            f
            for f in [*([looked] if looked else []), *total]
            if comparable(f, part)
            and f.qualifiers.period == part.fact.qualifiers.period
            and f.id != part.fact.id
        ]
    return found[:1] if len({f.quantity.value for f in found}) == 1 else []


def _pool(passage: Passage, part: Figure, *, rate: bool = False) -> list[Figure]:
    """可能的分母：同一计量、不是别的部分，近的在前；同段没有的，看小节里前面各段。"""
    near = [
        f
        for f in (*passage.before, *passage.above)
        if f.fact.id != part.fact.id
        and comparable(f, part)
        and usable(f)
        and not (rate and is_denominator(passage, f))
        and not _told_aside(passage, f)
        and not (rate and passage.parent(f) is passage.parent(part) is not None)
        and passage.parent(f) is not part
        and (rate or not _told_share(passage, f))
    ]
    if near:
        # 括号里、其中的分项不是总体
        return sorted(near, key=passage.is_part) if rate else near
    return [f for f in passage.earlier if comparable(f, part) and usable(f) and not f.depth]


def _told_aside(passage: Passage, figure: Figure) -> bool:
    """率后面括号里的数（驾驶员满意率86.4%（191份））是那个率的分子，不是别的率的分母。"""
    figures = passage.figures
    return any(
        f is figure and before.fact.quantity.unit == "%" and f.lead.startswith(("（", "("))
        for before, f in pairwise(figures)
    )


def _told_share(passage: Passage, figure: Figure) -> bool:
    """同一句里后面紧跟着自己的占比的，是另一个部分。"""
    figures = passage.figures
    return any(f is figure and is_share_part(figures, i) for i, f in enumerate(figures))


def _rates(passage: Passage, cue: Ratio) -> Iterator[Pair]:
    """“整改率98.8%”：分子的话里有整改，分母是它前面同样计量的数。"""
    stem = _RATE_END.sub("", cue.name)
    generic = bool(said("generic").search(stem[-2:]))
    nearest, aside = passage.nearest, passage.bracketed
    told = aside is not None and (_about(stem, aside) or not regex.search(r"\p{Han}", aside.lead))
    if aside is not None and told and measured(aside) and usable(aside):
        for order, whole in enumerate(_pool(passage, aside)[:_LIMIT]):
            yield aside.fact, whole.fact, Support.OPEN if order else Support.NAMED
    yield from _told_after(passage, stem)
    if nearest is None or is_prior(nearest) or not (usable(nearest) or _SAVED.search(stem)):
        return
    if generic and (listed := _listed_wholes(passage, nearest)):
        # “总支出甲，其中基本支出乙，项目支出丙，执行率”：说的是甲，不是最后一项
        spent = next((f for f in passage.before if f.fact.id == listed[0].id), None)
        for whole in [w for w in _pool(passage, nearest) if spent and w.fact.id != listed[0].id][:1]:
            yield listed[0], whole.fact, Support.OPEN
        return
    pool = _pool(passage, nearest, rate=True)
    if _of_each(passage, nearest) or (_POINTS.search(stem) and not (pool and _FULL.search(pool[0].own))):
        return
    if pool and _FAILED.search(nearest.lead.rpartition("，")[2] + nearest.tail[:_FOUR]):
        # “四次拨付中三次延迟，按时率25%”：数的是没有做到的
        return
    yield from _turned(nearest, pool, generic=generic)
    wanted = [
        f for f in passage.before if comparable(f, nearest) and is_prior(f) and said("planned").search(f.own)
    ]
    if generic and wanted:
        # “46家，比计划的40家多6家，完成率115%”
        yield nearest.fact, wanted[0].fact, Support.NAMED
    done = bool(said("actual").search(nearest.own))
    about = (
        _about(stem, nearest)
        or _about_between(passage, stem, nearest)
        or (done and (generic or _about(stem, pool[0]) if pool else generic))
    )
    roomy = [f for f in pool if generic or _roomy(nearest, f)]
    saved = bool(_SAVED.search(stem))
    ranked = _ranked(nearest, roomy, generic=generic, saved=saved)
    for order, (whole, named) in enumerate(ranked[:_LIMIT]):
        apart = whole.fact.at.block != passage.target.fact.at.block
        support = _support(order, about=about, named=named, generic=generic)
        # 另一段里的合计，不知道是谁的合计
        far = apart and not said("planned").search(whole.own)
        yield nearest.fact, whole.fact, Support.TICK if far else support


def _told_after(passage: Passage, stem: str) -> Iterator[Pair]:
    """率在前、两个数在后：“执行率为93.05%，预算95.00万元，实际采购88.40万元”“化解率87.5%，48件中已化解42件”。"""
    following = [f for f in passage.after if measured(f)][:2]
    if len(following) < 2 or following != list(passage.after[:2]) or not comparable(*following):
        return
    own = passage.after[2:3]
    if "；" in following[0].lead or (
        own and own[0].fact.quantity.unit == "%" and not own[0].lead.strip("，, ")
    ):
        # “执行率96.8%；财政拨款862.4万元，支出851.7万元，98.8%”：两个数另有自己的率
        return
    if following[0].tail.startswith("中") and _about(stem, following[1]):
        yield following[1].fact, following[0].fact, Support.NAMED
        return
    planned = [f for f in following if said("planned").search(f.clause)]
    actual = [f for f in following if said("actual").search(f.clause)]
    if len(planned) == len(actual) == 1 and planned != actual and usable(planned[0]) and usable(actual[0]):
        yield actual[0].fact, planned[0].fact, Support.NAMED


def _support(order: int, *, about: bool, named: bool, generic: bool) -> Support:
    """分子的话里说的就是这件事，分母也说得清的是指名；分子说的是别的事，只打勾。"""
    if not about:
        return Support.OPEN if generic else Support.TICK
    if order:
        return Support.OPEN
    return Support.NAMED if named else Support.CLOSE


def _of_each(passage: Passage, nearest: Figure) -> bool:
    """“四项中两项完成100%”是那两项各完成百分之百；“支出500万元、294.4万元，总执行率”是几项合起来的率。"""
    index = passage.figures.index(nearest) if nearest in passage.figures else -1
    joined = (
        index > 0
        and nearest.lead.strip() in {"、", "和", "及"}
        and comparable(passage.figures[index - 1], nearest)
    )
    return bool(joined or _EACH_DONE.match(passage.target.lead))


_EACH_DONE = regex.compile(r"^(?:均|都|全部)?[\p{Han}]{0,2}(?:完成|达到|达|执行|合格)$")


def _roomy(part: Figure, whole: Figure) -> bool:
    """总体不比部分小；同一句里的，可能是写错了才小一点。"""
    slack = 20 if whole.fact.sentence == part.fact.sentence else 1
    return whole.fact.quantity.value * slack >= part.fact.quantity.value


def _turned(nearest: Figure, pool: Sequence[Figure], *, generic: bool) -> Iterator[Pair]:
    """先说完成、后说任务的：“复耕2,310亩，任务数2,250亩，完成率”“46家，比计划的40家多6家，完成率”。"""
    if not generic or not pool:
        return
    other = pool[0]
    planned = said("planned").search(nearest.own) and not said("actual").search(nearest.own)
    if planned and not said("planned").search(other.own) and other.fact.sentence == nearest.fact.sentence:
        yield other.fact, nearest.fact, Support.NAMED


def _about(stem: str, figure: Figure) -> bool:
    """这个数说的就是率的那件事：整改率｜已整改，取证率｜取得证书。"""
    core = _MANNER.sub("", stem)[-2:]
    denied = regex.search(r"[不未没无逾]", figure.own)
    if denied or len(core) != len("整改"):
        return False
    return core in figure.own or all(char in figure.own for char in core) or core[0] in figure.clause[-2:]


def _about_between(passage: Passage, stem: str, part: Figure) -> bool:
    """分子到率之间的话里说了：“27个在验收后30日内兑付，兑付及时率”。"""
    core = _MANNER.sub("", stem)[-2:]
    later = passage.figures[passage.figures.index(part) + 1 : passage.index + 1]
    said_after = "".join(f.lead for f in later)[: -len(passage.target.clause) or None]
    return (
        len(core) == len("兑付")
        and bool(regex.search(core + "(?!率)", said_after))
        and not regex.search(r"[；;不未没无]", said_after)
    )


_MANNER = regex.compile(r"(?:及时|按期|按时|有效|一次性?|总体|综合)$")


def _ranked(part: Figure, pool: Sequence[Figure], *, generic: bool, saved: bool) -> list[tuple[Figure, bool]]:
    """分母：泛指的率要话里说是预算、任务的，别的率取前面紧挨着的；话里说的是同一件事的优先。"""
    if saved:
        first = [f for f in pool if said("planned").search(f.own)]
        alone = len({f.fact.quantity.value for f in first}) == 1
        return [*((f, alone) for f in first), *((f, False) for f in pool if f not in first)]
    own = _SAID_OF.sub("", part.own.split("|")[0])
    shared = [f for f in pool if own and overlap(own, f.own) >= _NAMED // 2]
    if generic:
        planned = [f for f in pool if said("planned").search(f.own) or _TOTAL.search(f.clause)]
        room = [f for f in planned if f.fact.quantity.value * _FOUR >= part.fact.quantity.value * (_FOUR - 1)]
        first = [f for f in shared if f in planned] or shared or room or planned
        here = [f for f in pool if f.fact.sentence == part.fact.sentence]
        sure = bool(here) and here[0] in first and (len(here) == 1 or here[0] in shared)
        rest = [f for f in pool if f not in first]
        return [*((f, sure and f is here[0]) for f in first), *((f, False) for f in rest)]
    return [(f, f is pool[0] and f.fact.sentence == part.fact.sentence) for f in pool]


_SAID_OF = regex.compile(r"支出|使用|执行|支付|发放|完成|实际|已|累计|全年|资金|截至|底|月|年|日|共|了|\d")
