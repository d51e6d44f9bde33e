"""变动（move）：增减率、百分点之差、增减额，由现在的数和拿来比的数（或者增减额）算出。

话里说明哪个是拿来比的（比上年的、由、距……的目标、（去年74家））才配对；没有说的，不猜。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from normalize import Fact
from reconcile.told.beside import prior_mates
from reconcile.told.cues import Figure, each_cue, is_prior, overlap, said, verb_of
from reconcile.told.evidence import STANDS, Candidate, Support
from reconcile.told.increments import Move, differences, rates
from reconcile.told.measures import another_measure, the_one
from reconcile.told.passage import Passage, comparable, measured
from reconcile.told.spans import spans

_FUTURE = regex.compile(r"力争|预计|拟|将|争取|目标|要求|不低于|不少于|以上$")
_EARLIER_YEAR = regex.compile(
    r"(?:上年|去年|上一年|同期|20\d\d年度?|年初|上届)[^，。；、]{0,8}(?:为|是|数为|数)?$"
)
_LEVEL = regex.compile(r"(?:低于|高于|超过|落后|高出|超出)[^，。；、]*$")
_TO = regex.compile(r"(?:到|至|为|成)(?:(?:20\d\d年(?:底|末)?|本年|今年|当年|目前)的?)?\s*$")
_FROM = regex.compile(r"(?:由|从)[^，。；、]{0,24}$")
_COMPARED = regex.compile(r"(?:比|较|与|同|距|离|低于|高于|超过|落后|高出|超出)[^，。；、]{0,20}$")
_SAVED = regex.compile(r"(?:节约|压减|压缩|结余|节支|核减|审减|核增|审增|调减)率")
"""以送审、申报、安排的为分母，不是以变动之前的为分母。"""
_BASE = regex.compile(
    r"(?:比|较)(?P<base>[^，。；、\d]{1,14}?)(?:实际|净|共|多|少|高|低|增|减|提|下|上|节)[\p{Han}]{0,3}$"
)
_OTHERS_RATE = regex.compile(
    r"(?:低于|高于|超过|快于|慢于)[^，。；、]{0,10}(?:涨幅|增幅|增速|降幅|平均水平)$"
)
"""“低于全省平均涨幅3.9%”：是别处的率。"""
_NEAR = 4
"""增减的数往前至多看这么多个数。"""


def moves(passage: Passage) -> list[Candidate]:
    """这个数是增减率、百分点之差或者增减额的，各种算法。"""
    if spanned := spans(passage):
        return [*spanned, *(replace(c, support=Support.TICK) for c in _moves(passage))]
    return _moves(passage)


def _moves(passage: Passage) -> list[Candidate]:
    target = passage.target
    quantity = target.fact.quantity
    direction, to = verb_of(target.lead)
    if not direction or to or quantity.hedge or not quantity.value or "分别" in target.lead:
        return []
    if _FUTURE.search(target.clause) or _OTHERS_RATE.search(target.clause) or _SAVED.search(target.clause):
        return []
    if told := list(_saved(passage)):
        return told
    if passage.after and regex.match(r"^\s*[、和与及]\s*$", passage.after[0].lead):
        return []
    up = direction == "增"
    found: Iterator[Candidate]
    if quantity.unit in {"%", "倍"}:
        if (amount := _amount(passage)) and verb_of(amount.lead)[0] != direction:
            # 前面说增、后面说减，由 TIE501 报
            return []
        move = move_of(passage, rate=True)
        found = rates(target.fact, move, up=up, fixed=bool(_GOAL.search(_said(passage))))
    else:
        move = move_of(passage, rate=False)
        found = differences(target.fact, move, fixed=bool(_GOAL.search(_said(passage))), up=up)
    every = (*found, *_others(passage, move, up=up), *_by_row(passage, move, up=up))
    return sorted(every, key=lambda c: -c.support)


def _by_row(passage: Passage, move: Move, *, up: bool) -> Iterator[Candidate]:
    """上年的数没有印在话里的，看表里同一行。"""
    target = passage.target
    if move.prior is not None or not _LAST_TIME.search(passage.sentence.text):
        return
    rate = target.fact.quantity.unit in {"%", "倍"}
    near = [f for f in passage.before if not is_prior(f) and not verb_of(f.lead)[0] and _alike(passage, f)]
    for current in near[:1]:
        for prior in prior_mates(passage.facts, current)[:_PAIR]:
            way = rates if rate else differences
            told = Move(current.fact, prior, None, sure=False)
            yield from way(target.fact, told, fixed=False, up=up)


_LAST_TIME = regex.compile(r"同比|上年|去年|上一年|20\d\d年")


def _others(passage: Passage, move: Move, *, up: bool) -> Iterator[Candidate]:
    """现在的数是哪一个说不准的，换成前面别的数算得上也行，只打勾。"""
    if move.sure or move.prior is None:
        return
    target = passage.target.fact
    way = rates if target.quantity.unit in {"%", "倍"} else differences
    for figure in (*passage.before, *passage.above):
        if comparable(figure, move.prior) and figure.fact.id not in {move.prior.id, target.id}:
            other = Move(figure.fact, move.prior, None, sure=False)
            yield from (replace(c, support=Support.TICK) for c in way(target, other, fixed=False, up=up))


_SPELLS = frozenset({"天", "日", "小时", "分钟", "个月", "工作日", "个工作日"})
_FASTER = regex.compile(r"[快慢早晚]\s*$|提前|推迟|延后|缩短")
"""快了1.4天，天数是少了。"""


def reversed_move(passage: Passage) -> tuple[Fact, Fact, bool] | None:
    """现在的数、拿来比的数都印了，差（率）也算得上，只是方向说反了；为真的是说增而其实是减。"""
    direction, to = verb_of(passage.target.lead)
    if passage.target.fact.quantity.unit in _SPELLS and _FASTER.search(passage.target.lead):
        return None
    if to and direction:
        return _reached(passage, direction)
    signed = passage.target.fact.quantity.value < 0
    tried = moves(passage) if direction and not to and not signed else []
    if not tried or tried[0].relation.judgement.verdict not in STANDS:
        return None
    move = move_of(passage, rate=passage.target.fact.quantity.unit in {"%", "倍"})
    if move.current is None or move.prior is None or not move.sure:
        return None
    one, other = move.current.quantity, move.prior.quantity
    if direction == "增" and one.high < other.low:
        return move.current, move.prior, True
    if direction == "减" and one.low > other.high:
        return move.current, move.prior, False
    return None


def _reached(passage: Passage, direction: str) -> tuple[Fact, Fact, bool] | None:
    """“由59.1%提高到58.3%”。"""
    current, prior = passage.target, passage.before[0] if passage.before else None
    if (
        prior is None
        or not _FROM.search(prior.lead)
        or current.fact.quantity.unit != prior.fact.quantity.unit
    ):
        return None
    one, other = current.fact.quantity, prior.fact.quantity
    wrong = one.high < other.low if direction == "增" else one.low > other.high
    amount = passage.after[0] if passage.after else None
    if wrong and not (amount and verb_of(amount.lead)[0] and not _gap(current.fact, prior.fact, amount.fact)):
        return current.fact, prior.fact, direction == "增"
    return None


def _gap(current: Fact, prior: Fact, amount: Fact) -> bool:
    """后面说的差多少对得上；不是同样的量的不论。"""
    if amount.quantity.unit not in {prior.quantity.unit, "个百分点"} or amount.quantity.kind == "percent":
        return True
    tried = differences(amount, Move(current, prior, None, sure=True), fixed=False)
    return all(c.relation.judgement.verdict in STANDS for c in tried)


def _saved(passage: Passage) -> Iterator[Candidate]:
    """“概算甲，中标价合计乙，节约丙”：原来安排的减去实际的。"""
    target = passage.target
    if not _SAVED_AMOUNT.search(target.clause) or not measured(target):
        return
    before = [f for f in passage.before if comparable(f, target) and not f.fact.quantity.hedge][:2]
    if len(before) == _PAIR and said("planned").search(before[1].own) and not is_prior(before[0]):
        move = Move(before[0].fact, before[1].fact, None, sure=True)
        yield from differences(target.fact, move, fixed=False)


_PAIR = 2
_SAVED_AMOUNT = regex.compile(r"(?:节约|节省|节支)(?:资金|成本|金额|经费|财政资金)?(?:共|了|约)?$")


def move_of(passage: Passage, *, rate: bool) -> Move:
    """与这个增减数连在一起的各个数。"""
    if rate and (spelled := _spelled_after(passage)):
        return spelled
    amount = _amount(passage) if rate else None
    prior = _prior(passage, amount)
    current, sure = _current(passage, amount, prior)
    if (
        prior is None
        and amount is not None
        and passage.before[1:2]
        and _first_said(passage.before[1], amount)
    ):
        return Move(None, passage.before[1].fact, amount.fact, sure=True)
    return Move(current, prior.fact if prior else None, amount.fact if amount else None, sure)


def _first_said(figure: Figure, amount: Figure) -> bool:
    """“年初预算甲，年中压减乙，压减丙”：前面的是变动之前的数。"""
    return bool(_OPENING.search(figure.clause) and _SINCE.search(amount.lead) and comparable(figure, amount))


_OPENING = regex.compile("年初|期初|原有|原来|原定|最初")
_SINCE = regex.compile(r"^[，,；;](?:年中|年内|年度中|期内|期间|其间|后|后来|执行中|中期|当年|全年)")


def _spelled_after(passage: Passage) -> Move | None:
    """“压减8%，即由250万元减至230万元”：增减率说在前面，两个数跟在后面。"""
    if len(passage.after) < _PAIR or passage.target.fact.quantity.unit != "%":
        return None
    prior, current = passage.after[:_PAIR]
    if not (_THAT_IS.search(prior.lead) and _TO.search(current.lead)):
        return None
    if not (measured(prior) and comparable(prior, current)):
        return None
    return Move(current.fact, prior.fact, None, sure=True)


_THAT_IS = regex.compile(
    r"^[，,（(：:]\s*(?:(?:即|也就是)[^，。；、：\d]{0,10})?(?:由|从)(?:原来的?|上年的?)?$"
)


def _amount(passage: Passage) -> Figure | None:
    """增减率前面的增减额：“增加1,674元，增长17.0%”。"""
    figure = passage.before[0] if passage.before else None
    if figure is None or not measured(figure):
        return None
    direction, to = verb_of(figure.lead)
    return figure if direction and not to and not _LEVEL.search(figure.clause) else None


def _alike(passage: Passage, figure: Figure) -> bool:
    """与要复算的数计量相配：百分点与百分率，增减额与同样的量。"""
    quantity = passage.target.fact.quantity
    if quantity.kind == "point":
        return figure.fact.quantity.unit == "%"
    return measured(figure) if quantity.unit in {"%", "倍"} else comparable(figure, passage.target)


def _prior(passage: Passage, amount: Figure | None) -> Figure | None:
    """拿来比的数：往前最近的，或者紧跟在后面括号里、“上年为”之后的；自己另说了与什么比的，前面的不是。"""
    told = passage.target if amount is None else amount

    def alike(figure: Figure) -> bool:
        # 电费增加24.60万元，比的不是上年用电多少
        return _alike(passage, figure) and (amount is None or comparable(figure, amount))

    blocked, yearly = _THAN.search(told.lead), _YEARLY.search(told.lead)
    year = _THAN_YEAR.search(told.lead)
    for figure in () if blocked else passage.before[:_NEAR]:
        if figure is amount or (year and year[1] not in figure.lead):
            continue
        if yearly and not (_LAST_YEAR.search(figure.lead) and _beside_level(passage, figure, amount)):
            # 同比比的是上年的同一个数
            continue
        if alike(figure) and (is_prior(figure) or _of_last_year(figure)):
            return figure
        if alike(figure) and not (verb_of(figure.lead)[0] or _TO.search(figure.lead)):
            # 中间隔着一个说别的事的数
            break
    if passage.after and alike(following := passage.after[0]):
        apart = regex.match(r"^\s*[（(，,]", following.lead) and not _COMPARED.search(following.lead)
        if apart and _EARLIER_YEAR.search(following.lead):
            return following
    if named := _BASE.search(told.clause):
        base = named["base"]
        others = [f for f in passage.before if f is not amount and alike(f) and not verb_of(f.lead)[0]]
        found = [f for f in others if overlap(base, f.own) >= _NAMED]
        return found[0] if len(found) == 1 else None
    return None


def _of_last_year(figure: Figure) -> bool:
    """“2022年是24.08亿元，少了6.46亿元”：写明年份的上年数。"""
    last = figure.fact.qualifiers.period == "上年" or figure.fact.metric.startswith("上年")
    return last and _EARLIER_YEAR.search(figure.clause) is not None


def _beside_level(passage: Passage, prior: Figure, amount: Figure | None) -> bool:
    """现在的数与上年的数是前面最近的两个，计量相同。"""
    near = [f for f in passage.before if f is not amount and measured(f)][:_PAIR]
    return len(near) == _PAIR and prior in near and comparable(*near)


_LAST_YEAR = regex.compile(r"(?:上年|去年|上一年|同期|20\d\d年度?)[^，。；、]{0,8}(?:为|是|数为|数)?$")
_NAMED = 60
_THAN = regex.compile(r"(?:(?<![占之对同环相])比(?![较例重])|(?<!比)较)[^，。；、\d]+$")
_THAN_YEAR = regex.compile(r"(?:(?<![占之对同环相])比|(?<!比)较)(20\d\d年)[^，。；、\d]*$")
_YEARLY = regex.compile(r"[同环]比")


def _current(passage: Passage, amount: Figure | None, prior: Figure | None) -> tuple[Fact | None, bool]:
    """现在的数：“由甲提高到乙”的乙；否则是拿来比的数（增减额）之前最近的同一计量的数。"""
    figures = passage.before
    if prior is not None and prior in figures and _FROM.search(prior.lead):
        later = figures[: figures.index(prior)]
        reached = next((f for f in reversed(later) if comparable(f, prior) and _TO.search(f.lead)), None)
        return (reached.fact, True) if reached else (None, False)
    skipped = {id(f) for f in (amount, prior) if f is not None}
    like = prior or amount
    beside = next((f for f in figures if id(f) not in skipped and like and comparable(f, like)), None)
    pool = [
        f
        for f in figures
        if id(f) not in skipped
        and (comparable(f, like) if like else _alike(passage, f))
        and not is_prior(f)
        and not _of_last_year(f)
        and (not verb_of(f.lead)[0] or verb_of(f.lead)[1])
    ]
    # 平均每期49人次，较目标3,000人次少140人次：比的是总数
    pool = [f for f in pool if f is beside or each_cue(f) is None] or pool
    level = [f for f in pool if f.depth <= passage.target.depth and f.fact.quantity.low.is_finite()]
    level = [f for f in level if f.fact.quantity.high.is_finite()]
    if amount is not None and (same := [f for f in level if _same_thing(amount, f)]):
        return same[0].fact, len({f.fact.quantity.value for f in same}) == 1
    if level:
        compared = passage.target.lead if amount is None else amount.lead
        apart = regex.split("[，,；;]", (prior or amount or passage.target).lead)
        named = "".join(apart[:-1]) + compared
        return level[0].fact, len({f.fact.quantity.value for f in level}) == 1 or not _other(named)
    above = [f for f in passage.above if like and comparable(f, like) and not is_prior(f) and not f.depth]
    above = [f for f in above if not verb_of(f.lead)[0] or verb_of(f.lead)[1]]
    subject = _subject(passage, amount, prior, above)
    nearest = subject or next(iter(above), None)
    if nearest and (metric := another_measure(nearest.fact, (amount or passage.target).clause)):
        return the_one(passage.facts, metric, nearest.fact), False
    if subject:
        return subject.fact, True
    above = [f for f in above if not passage.is_part(f)] or above
    known = prior is not None or bool(_LAST_TIME.search(passage.sentence.text))
    alone = known and len({f.fact.quantity.value for f in above}) == 1
    return (above[0].fact, alone) if above else (None, False)


def _subject(
    passage: Passage, amount: Figure | None, prior: Figure | None, pool: Sequence[Figure]
) -> Figure | None:
    """句首说了是什么在增减（体检比上年的68,105人增加；到位资金增加），前面叫这个名称的只有一个。"""
    told = (amount or passage.target).clause
    heads = [regex.split(r"比|较|与|同", (prior or amount or passage.target).clause)[0], told]
    for head in heads:
        name = regex.sub(r"(?:增|减|下降|上升|提高|降低|多|少|节约)[\p{Han}]*$|[^\p{Han}]", "", head)
        if len(name) < _PAIR:
            continue
        clause = [f for f in pool if name in f.clause]
        clause = clause or [f for f in pool if overlap(name, f.clause) >= _NAMED]
        found = clause or [f for f in pool if overlap(name, f.own) >= _NAMED]
        if len({f.fact.quantity.value for f in found}) == 1:
            return found[0]
    return None


def _same_thing(amount: Figure, figure: Figure) -> bool:
    """“多9枚金牌”说的是金牌：单位之后的名词对得上。"""
    noun = regex.match(r"\p{Han}{2,6}", amount.tail)
    return noun is not None and noun[0] in figure.own


def _other(lead: str) -> bool:
    """另说了名称的（收入比上年增加）：增减的未必是前一个数。"""
    head = regex.split(r"(?:比|较|与|同比|环比)", lead)[0]
    return len(regex.sub(r"[^\p{Han}]|其中|同时|实际|全年|本年|支出|总体", "", head)) > 1


_GOAL = regex.compile(r"目标|标准|要求|任务|计划|指标")


def _said(passage: Passage) -> str:
    """拿来比的数之前的话。"""
    return "".join(f.clause for f in passage.before[:1] if is_prior(f))
