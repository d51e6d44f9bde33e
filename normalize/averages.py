"""均数（average）：人均、户均、平均每件——量的是平均，不是总数，更不是预算或支出。"""

from __future__ import annotations

import regex

from normalize.memory import Named, Words
from normalize.metrics import MetricDictionary
from normalize.nouns import without_asides, without_lead, without_tail

_EACH = r"每(?:一)?(?:[个名位家户件次场]|人次|平方米|公里|[\p{Han}])"
_AVERAGE = regex.compile(
    rf"(?:(?:^|(?<=[^\d])){_EACH}(?:{_EACH})?(?:平均|人均)?|平均(?:{_EACH})?|(?<![平\d])(?:人次|户次|公里|[人户亩件车场生床日月村校班站队次辆栋座宗批套篇])均(?!衡|匀|等|价|已|未|按|在|能|有|可|完成|达|为)"
    r"|单[车件个])"
)

_TAIL = regex.compile(r"(?:[约近为是达仅只]|达到|分别)+$")


def average(names: MetricDictionary, words: Words) -> Named | None:
    """小句里除了均数的说法没有别的名词，或者说的是词典里某个量的均数。"""
    lead = _TAIL.sub("", without_asides(words.lead).strip("，,、；;：: "))
    found = _AVERAGE.search(lead)
    if found is None or names.metric_named(lead[found.start() :]) is not None:
        return None
    before, rest = without_lead(lead[: found.start()]).strip("的"), lead[found.end() :]
    known = names.metrics_in(before)
    if names.metrics_in(lead[: found.end()])[-1:] != known[-1:]:
        # 均数是名称的一部分（人均公用经费）
        return None
    name = f"{found[0]}{without_tail(rest)}"
    if not before:
        return Named(name)
    if known and known[-1][1] == len(before):
        return Named(name, known[-1][2].name)
    return None
