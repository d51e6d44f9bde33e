"""没有读出来的限定（residue）：数之前的话里词典不认得的词，很可能说明它是另一件事。

两处的这些词不同，就不能说是同一个数：相符可以打勾，不符不能指错。
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from extract import Heading, Paragraph, Table
from normalize import Fact, Facts
from normalize.metrics import dictionary
from reconcile.memory import remembered

_INTRO = 40
"""段首这么短、不带数的一句，说的是这一段讲哪一件事（某某项目。）。"""
_THING = regex.compile(
    r"(?:项目|工程|支出|收入|经费|费|资金|补助|补贴|活动|[（(][类款项][）)])\s*[。：:]?\s*$"
)
_RUN_IN = regex.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]是)"
)
_JUDGED = regex.compile(
    r"不|未|没有|偏|低|滞后|有待|薄弱|欠|差|慢|问题|加强|提高|提升|完善|强化|推进|优化|规范"
)
_STOP = regex.compile(
    r"其中|全年|当年|本年度?|年度|截至|累计|共计|实际|年末|年底|年初|年中|[我本该](?:局|单位|部门|委|办|院|校|镇|街道)|部门|单位|安排|支出|收入|"
    r"预算|决算|总额|总计|合计|总|数|为|共|的|经费|资金|与|和|及|年|月|日|调整后?|批复|下达|完成|情况|整体|核定|现有|实有|有|达|达到|到|约|是|率|比|较|上|下|"
    r"使用|执行|支付|用于|主要|以|由|对|将|已|均|各|在|从|所|含|包括|分别|一是|二是|三是|其|等|个|项|了|全部|报告|财政"
)
_NARROW = regex.compile(r"政府性基金|国有资本|专户|社会保险")
_FUNDS = regex.compile(
    r"政府性基金|国有资本|专户|社会保险|一般公共预算|财政拨款|[“\"]三公[”\"]|基本支出|项目支出"
)
_FAMILY = 3
"""有这么多张写明资金的表，是部门预算、决算公开的那一套表，表与表口径不同。"""
_HAN = regex.compile(r"[^\p{Han}]+")
_CLAUSES = regex.compile(r"[，。；：、（(]")
_BARE = regex.compile(
    r"\s*(?:实际|全年|共计?|累计|已|合计)*(?:(?:支出|使用|支付|花费|投入)(?:资金|金额|了)*|(?:预算)?(?:执行|完成|支付|支出|使用)率)(?:仅有?|只有|为|是|共|约|达到?)*\s*"
)
_FEE = regex.compile(r"(?:经费|费|支出|资金|项目)$")


def residue(facts: Facts, fact: Fact) -> str:
    """数之前的话里，词典不认得的词：很可能是还没有读出来的限定（某某项目、某某人员）。

    表格里的数由行、列说清，没有剩下的词。段首单独说明讲哪一件事的那一句，也是限定。
    """
    if fact.sentence is None:
        return ""
    position = fact.sentence
    return remembered(facts, ("residue", fact.id), lambda: _residue(facts, fact, position))


def _residue(facts: Facts, fact: Fact, position: int) -> str:
    sentence = facts.sentences[position]
    clauses = _CLAUSES.split(sentence.text[: fact.at.start - sentence.at.start])
    left = _unknown(clauses[-1])
    # 名称自己的一部分（结余｜年末结转结余）不是没有读出来的限定
    left = "" if left in fact.metric else left
    return _intro(facts, position) + left + _owner(facts, clauses, fact)


def _owner(facts: Facts, clauses: Sequence[str], fact: Fact) -> str:
    """小句只说“支出”“执行率”的，是谁的在前一小句：公务用车购置1辆，支出；慢病筛查进度慢，执行率。"""
    if len(clauses) < 2 or not _BARE.fullmatch(clauses[-1]):
        return ""
    rows = remembered(facts, "row names", lambda: _row_names(facts))
    return next((n for n in rows if n in clauses[-2] and n not in fact.qualifiers.subject), "")


def _row_names(facts: Facts) -> tuple[str, ...]:
    """表格里各行的名称，去掉“费、支出”一类的尾巴。"""
    labels = (
        row.labels[-1] for view in facts.tables for row in view.rows if row.labels and row.kind == "item"
    )
    plain = (_FEE.sub("", _HAN.sub("", label)).removeprefix("其中") for label in labels)
    return tuple(dict.fromkeys(name for name in plain if len(name) > len("其他")))


@lru_cache(maxsize=4096)
def _unknown(lead: str) -> str:
    """去掉词典认得的名称和常用字之后剩下的词；只剩一个字的不算。"""
    for start, end, _ in reversed(dictionary().metrics_in(lead)):
        lead = lead[:start] + "|" + lead[end:]
    left = _HAN.sub("", _STOP.sub("", lead))
    return left if len(left) > 1 else ""


def _intro(facts: Facts, position: int) -> str:
    """这一段开头单独说明讲哪一件事的话（（一）老旧小区改造。）；说的是好坏（执行进度偏慢。）不是限定。"""
    here = facts.sentences[position]
    first = position
    while first and facts.sentences[first - 1].at.block == here.at.block:
        first -= 1
    opening = facts.sentences[first]
    if first == position or opening.facts or len(opening.text) > _INTRO or _JUDGED.search(opening.text):
        return ""
    if not (_THING.search(opening.text) or _RUN_IN.match(opening.text)):
        return ""
    items = [m.name for _, _, m in dictionary().metrics_in(opening.text) if m.kind == "item"]
    return "".join(items) + _unknown(opening.text)


def scope_of(facts: Facts, fact: Fact) -> frozenset[str]:
    """资金口径：表格看表名，正文看小节标题和这个数之前的话。

    一套公开表里，一般公共预算、财政拨款也是限定；只有一张表的报告，表名写一般公共预算的就是全部。
    """
    return remembered(
        facts,
        ("scope", fact.sentence, fact.id if fact.sentence is not None else fact.at.block),
        lambda: _scope(facts, fact),
    )


def _scope(facts: Facts, fact: Fact) -> frozenset[str]:
    words = _FUNDS if remembered(facts, "family", lambda: _is_family(facts)) else _NARROW
    if fact.sentence is not None:
        sentence = facts.sentences[fact.sentence]
        lead = sentence.text[: fact.at.start - sentence.at.start]
        text = "".join(sentence.section[-1:]) + lead
    else:
        text = _caption(facts, fact.at.block or 0)
    return frozenset(words.findall(text))


def _caption(facts: Facts, index: int) -> str:
    block = facts.document.blocks[index]
    if not isinstance(block, Table) or block.caption is None:
        return ""
    caption = facts.document.blocks[block.caption]
    return caption.text if isinstance(caption, Heading | Paragraph) else ""


def _is_family(facts: Facts) -> bool:
    titles = (_caption(facts, view.block) for view in facts.tables)
    return sum(bool(_FUNDS.search(title)) for title in titles) >= _FAMILY
