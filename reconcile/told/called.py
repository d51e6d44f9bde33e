"""按名称找数（called）：算式里写的“编制床位”“在职警察”，是报告里的哪个数。

名称要恰是那个数的名目（前面只有“全年、实有、共”一类的话），近处有的不看远处的；前面另有限定的（科研经费拨款｜拨款）只算沾边。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from normalize import Fact, Facts, Sentence
from reconcile.memory import remembered
from reconcile.spoken import lead_of, tail_of
from reconcile.told.cues import Figure, figures_of, is_prior

_AFTER_NAME = regex.compile(
    r"(?:总?数量?|总额|总量|人数|人次|户数|金额|资金|人员|共计?|合计|累计|完成|达到?|为|是|约|有|的|了|等|[：:\s])+$"
)
_BEFORE_NAME = regex.compile(
    r"^(?:全年|当年|本年度?|年度|年内|年末|年底|期末|现|共|实有|实际|现有|核定|其中|全[市县区镇乡旗省州院校局]|我[市县区镇乡旗省州院校局]|"
    r"截至|20\d\d年度?|\d{1,2}月|\d{1,2}日|底|末|表示|已|累计|总计?|有|的|全日制|，|、|\s)*$"
)
_NOUN = regex.compile(r"[\p{Han}]{2,8}")
_OTHERWISE = regex.compile(r"不|未|非|无|欠|比较|基本|其他|其余|上年|去年|上一年|计划|目标|应|拟|预计")
_WHOLE = regex.compile(r"总[额量数]$")
_ASIDE = regex.compile(r"[（(][^（）()]*[）)]")
_SHORTEST = 2


@dataclass(frozen=True)
class Called:
    """找到的一个数；exact 说明名目恰是这个名称，near 越小越近。"""

    fact: Fact
    exact: bool
    near: int


def called(facts: Facts, name: str, target: Fact) -> list[Called]:
    """叫这个名称的数，恰是的在先，近的在先；最近的一处有恰是的，只取那一处。"""
    core = _AFTER_NAME.sub("", name)
    if len(core) < _SHORTEST:
        core = name
    if len(core) < _SHORTEST:
        return []
    found = [c for c in (*_told(facts, name, core, target), *_listed(facts, core)) if c.fact.id != target.id]
    exact = [c for c in found if c.exact]
    nearest = min((c.near for c in exact), default=None)
    best = [c for c in exact if c.near == nearest]
    return best + sorted((c for c in found if c not in best), key=lambda c: (not c.exact, c.near))


def settled_on(found: Sequence[Called]) -> Called | None:
    """名目恰是它的，最近的一处只有一种说法的就是它；没有恰是的，全文只有一个沾边的也算。"""
    best = [c for c in found if c.exact and c.near == found[0].near] or found
    return best[0] if len({c.fact.quantity.value for c in best}) == 1 else None


def _told(facts: Facts, name: str, core: str, target: Fact) -> Iterator[Called]:
    """正文里的数。"""
    home = facts.sentences[target.sentence] if target.sentence is not None else None
    for sentence, figure, labels in _labelled(facts).get(core[-_SHORTEST:], ()):
        for label in labels:
            place = label.rfind(core)
            if place < 0 or place + len(core) < len(label):
                continue
            before = label[:place]
            exact = bool(_BEFORE_NAME.match(before)) and not figure.fact.quantity.hedge
            if _OTHERWISE.search(before) or (is_prior(figure) and not _OTHERWISE.search(name)):
                break
            if not exact and _WHOLE.search(name):
                # 补助总额没有写出来的，市级补助不是它
                break
            yield Called(figure.fact, exact, _distance(home, sentence))
            break


def _distance(home: Sentence | None, there: Sentence) -> int:
    if home is None:
        return 2
    if (home.at.block, home.at.cell) == (there.at.block, there.at.cell):
        return 0
    return 1 if home.section == there.section else 2


_Labelled = tuple[Sentence, Figure, tuple[str, ...]]


def _labelled(facts: Facts) -> dict[str, list[_Labelled]]:
    """每个数和它的几种叫法，按叫法的末两字编成索引。"""
    return remembered(facts, "labelled figures", lambda: _by_ending(_labels(facts)))


def _by_ending(labelled: Iterable[_Labelled]) -> dict[str, list[_Labelled]]:
    index: dict[str, list[_Labelled]] = defaultdict(list)
    for one in labelled:
        for ending in dict.fromkeys(label[-_SHORTEST:] for label in one[2]):
            index[ending].append(one)
    return index


def _labels(facts: Facts) -> Iterator[_Labelled]:
    """每个数的几种叫法：数之前的话，连上单位的（出院｜出院人次），单位之后的名词。"""
    for sentence in facts.sentences:
        for figure in figures_of(facts, sentence):
            lead = lead_of(sentence, figure.fact).strip().rpartition("、")[2]
            plain = _AFTER_NAME.sub("", lead)
            noun = _NOUN.match(tail_of(sentence, figure.fact))
            labels = (plain, f"{plain}{figure.fact.quantity.unit}", noun[0] if noun else "")
            yield sentence, figure, tuple(label for label in labels if label)


def _listed(facts: Facts, core: str) -> Sequence[Called]:
    """表里的数：列名是它的，取合计行；行标题是它的，算沾边。"""
    return remembered(facts, "called in tables", lambda: _in_tables(facts)).get(core, ())


def _in_tables(facts: Facts) -> dict[str, list[Called]]:
    """表里的数，按列名、行标题编成索引；列名、行标题相同的只算合计行的那一个。"""
    found: dict[str, list[Called]] = defaultdict(list)
    for view in facts.tables:
        totals = {row.index for row in view.rows if row.kind == "total"}
        rows = {row.index: _AFTER_NAME.sub("", row.labels[-1]) for row in view.rows if row.labels}
        columns = {c.index: _bare(c.path[-1]) for c in view.columns if c.path}
        for (row, column), fact in view.grid.items():
            summed = columns.get(column) if row in totals else None
            if summed is not None:
                found[summed].append(Called(fact, exact=True, near=3))
            if (label := rows.get(row)) is not None and label != summed:
                found[label].append(Called(fact, exact=False, near=3))
    return found


def _bare(head: str) -> str:
    return _AFTER_NAME.sub("", _ASIDE.sub("", head))
