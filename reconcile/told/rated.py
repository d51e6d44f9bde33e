"""叫得出名字的率（rated）：“整改率”的分子说的是整改，分母是它前面的总数，泛指的率要计划、任务。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reconcile.told.cues import Figure, Ratio, is_prior, overlap, said
from reconcile.told.denominators import LIMIT, NAMED, Pair, denominators, listed_wholes
from reconcile.told.evidence import Support
from reconcile.told.passage import Passage, comparable, measured, usable

_FAILED = regex.compile(r"延迟|逾期|超期|超时|未|不|没有|退回|违规|空置|闲置|缺|欠|差|迟")
_POINTS, _FULL = regex.compile("得分"), regex.compile("满分|分值|权重")
_RATE_END = regex.compile(r"(?:率|度|比例|比重)$")
_SAVED = regex.compile(r"(?:节约|压减|压缩|结余|节支|下浮)$")
"""省下来的率，以原来安排的为分母。"""
_TOTAL = regex.compile(r"共计|合计|总计|总额|共$")
_FOUR = 4


def rated(passage: Passage, cue: Ratio) -> Iterator[Pair]:
    """“整改率98.8%”：分子的话里有整改，分母是它前面同样计量的数。"""
    stem = _RATE_END.sub("", cue.name)
    generic = bool(said("generic").search(stem[-2:]))
    nearest, aside = passage.nearest, passage.bracketed
    told = aside is not None and (_about(stem, aside) or not regex.search(r"\p{Han}", aside.lead))
    if aside is not None and told and measured(aside) and usable(aside):
        for order, whole in enumerate(denominators(passage, aside)[:LIMIT]):
            yield aside.fact, whole.fact, Support.OPEN if order else Support.NAMED
    yield from _told_after(passage, stem)
    if nearest is None or is_prior(nearest) or not (usable(nearest) or _SAVED.search(stem)):
        return
    if generic and (listed := listed_wholes(passage, nearest)):
        # “总支出甲，其中基本支出乙，项目支出丙，执行率”：说的是甲，不是最后一项
        spent = next((f for f in passage.before if f.fact.id == listed[0].id), None)
        for whole in [w for w in denominators(passage, nearest) if spent and w.fact.id != listed[0].id][:1]:
            yield listed[0], whole.fact, Support.OPEN
        return
    pool = denominators(passage, nearest, rate=True)
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
    for order, (whole, named) in enumerate(ranked[:LIMIT]):
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
    return bool(joined or EACH_DONE.match(passage.target.lead))


EACH_DONE = regex.compile(r"^(?:均|都|全部)?[\p{Han}]{0,2}(?:完成|达到|达|执行|合格)$")


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
    shared = [f for f in pool if own and overlap(own, f.own) >= NAMED // 2]
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
