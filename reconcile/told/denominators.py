"""可能的分母（denominators）：同一计量、不是别的部分的数，近的在前；列举的总数。"""

from __future__ import annotations

from itertools import pairwise

from normalize import Fact
from reconcile.told.cues import Figure
from reconcile.told.evidence import Support
from reconcile.told.passage import Passage, comparable, is_denominator, is_share_part, usable

Pair = tuple[Fact, Fact, Support]
"""分子、分母，和措辞支持到哪一等。"""
UNITS = frozenset({"%", "倍"})
NAMED, LIMIT = 60, 3
"""名称里六成的字对得上，就是说它；说不准的，至多试这么多个。"""


def listed_wholes(passage: Passage, part: Figure) -> list[Fact]:
    """这一项所在的列举的总数。"""
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


def denominators(passage: Passage, part: Figure, *, rate: bool = False) -> list[Figure]:
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
        and (rate or not told_share(passage, f))
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


def told_share(passage: Passage, figure: Figure) -> bool:
    """同一句里后面紧跟着自己的占比的，是另一个部分。"""
    figures = passage.figures
    return any(f is figure and is_share_part(figures, i) for i, f in enumerate(figures))
