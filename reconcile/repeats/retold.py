"""说了两遍的数（retold）：凭字眼（tellings）或者凭旁证（anchored）认出是同一件事，数却不同。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize import Facts
from reconcile.memory import remembered
from reconcile.relation import Relation
from reconcile.repeats.anchored import anchored
from reconcile.repeats.definite import definite
from reconcile.repeats.tellings import tellings
from reconcile.repeats.unmatched import unmatched
from reconcile.rule import rule


@rule("TIE102", term="正文与自评表的说法")
def text_against_rows(facts: Facts) -> Iterator[Relation]:
    """正文、总体目标、完成情况里的数，与自评表、明细表里同一件事的数不符。

    凭说它的话来认：数前后的字眼与行标题、列名相合，单位相同，而且只有这一行相合。目标与指标值比，完成情况与完成值比。
    同一段里别的数都与表中相符、只有这一个差一处笔误，或者字眼完全相同而数只差一处笔误，即报；其余的相符打勾，不符不报。
    依据：财预〔2020〕10号——自评结果应与自评表一致；常识性勾稽。
    """
    yield from (r for r in _retold(facts) if r.rule == "TIE102")


@rule("TIE202", term="同样的话前后的数")
def text_against_text(facts: Facts) -> Iterator[Relation]:
    """同样的话说了两遍，数不一样。

    词典里没有名称的数（受理申请、改造网点），前后说它的话相同、单位相同、期间和范围的限定也相同，数只差一处笔误，
    或者同一段里别的数都相符，即报。
    话不完全相同，而有少见的字眼相同、数三位以上只差一处、全文只出现这一次又没有别的着落的，请单位核实。依据：常识性勾稽。
    """
    yield from (r for r in _retold(facts) if r.rule == "TIE202")


def _retold(facts: Facts) -> Sequence[Relation]:
    return remembered(
        facts, "retold", lambda: [*tellings(facts), *anchored(facts), *unmatched(facts), *definite(facts)]
    )
