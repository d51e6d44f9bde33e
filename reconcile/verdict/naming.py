"""叫法（naming）：提到一个数，用它旁边印着的字，读的人一找就着；旁边没有字的，才用读出来的名称。"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from normalize import Fact, Facts

_SYMBOLS = regex.compile(r"^[^\p{Han}\p{L}\d“‘《（(]+|[+＋\-－×=＝][^\p{Han}]*$")
_CLAUSE = regex.compile(r"[，。；：！？、（）()\n,;:!?]")
_SAID_FIRST = regex.compile(r"^(?:[（(]\d{1,2}[）)]|\d{1,2}[.．](?!\d)|其中|以及|同时|并且|而|和|与|及|或)+")
_EMPTY = regex.compile(r"^[为是共计达到约占即等仅于了的在较比和与及、\W\d]*$")
_SENTENCE_WITH_FIGURE = regex.compile(r"\d\s*(?:[万亿]?元|[%％])\s*(?:[，,；;。、]|$)")
_LINK = regex.compile(r"(?:为|是|共|达到?|完成)+$")
_CHANGED = regex.compile(r"^.{0,2}(?:增长|增加|增|下降|降低|减少|减|提高|上升|多|少|占|高|低)了?$")
_OWN = regex.compile(r"\d(?!\d*[年月])")
_OPENED = regex.compile(r"[（(](?=[^）)]*$)")
_FIGURE = regex.compile(r"\d(?:[万亿]?元|[%％]|个百分点)")
_WORDS, _SHORT, _CLAUSES = 28, 12, 3


def headings(path: Sequence[str]) -> list[str]:
    """小节的各级标题；写着金额、比例的列举句（“7.住房保障支出170.00万元，占7.87%”）不是标题。"""
    return [title for title in path if title.strip() and not _SENTENCE_WITH_FIGURE.search(title)]


def named(facts: Facts, fact: Fact) -> str:
    """这个数的叫法，连同数：表里的说行和列，正文的照它旁边印着的话。"""
    if fact.at.cell is not None:
        label, header = facts.names_of(fact.at)
        spot = _called(label, "行") + _called(header, "列")
        return f"{spot or titled(fact)}{fact.raw}"
    name, words = titled(fact), _printed(facts, fact)
    if not words or _LINK.sub("", words) == name:
        return f"{name}{fact.raw}"
    opened = _OPENED.search(words)
    closing = "" if opened is None else "）" if opened[0] == "（" else ")"
    return f"“{words}{fact.raw}{closing}”"


def _called(text: str, noun: str) -> str:
    bare = "".join(text.split())
    return f"“{bare if len(bare) <= _SHORT else f'{bare[:_SHORT]}…'}”{noun}" if bare else ""


def _printed(facts: Facts, fact: Fact) -> str:
    """数前面印着的话；长的，其中有读出来的名称就用名称，没有的只说末尾几个字。"""
    words = _words_before(facts, fact)
    name = titled(fact)
    if len(words) <= _SHORT:
        return words
    if name and name in words:
        return name
    return words if len(words) <= _WORDS else f"…{words[-_SHORT:].lstrip('0123456789.,%')}"


def _words_before(facts: Facts, fact: Fact) -> str:
    """从分句开头到这个数；只有“为”“共”“增长”之类的，连上一个分句。"""
    if fact.at.block is None:
        return ""
    before = facts.document.holder(fact.at).text[: fact.at.start]
    end, short = len(before), ""
    for _ in range(_CLAUSES):
        start = _clause_start(before, end)
        whole = _said("".join(before[start:].split()))
        after = _said(_after_figure(whole))
        for words in (after, whole):
            if _dated(words) or not (_EMPTY.match(words) or _CHANGED.match(words)):
                return words if not short or len(words) <= _WORDS else short
            short = short or ("" if _EMPTY.match(words) else words)
        if start == 0 or before[start - 1] in "。；！？\n":
            break
        end = start - 1
    return short


def _said(words: str) -> str:
    return _SAID_FIRST.sub("", _bare(words))


def _after_figure(words: str) -> str:
    """同一分句前面还有数的，从那个数之后说起；之后没有话的，照旧。"""
    rest = _FIGURE.split(words)[-1]
    return words if _EMPTY.match(rest) and not _dated(rest) else rest


def _clause_start(before: str, end: int) -> int:
    """分句从哪里开始；千分号不断句，县（区）级的括号也不断句。"""
    inside = 0
    for found in _CLAUSE.finditer(before[:end][::-1]):
        at = end - found.start()
        inside += found[0] in "）)"
        comma = found[0] == "," and before[at : at + 1].isdigit() and before[at - 2 : at - 1].isdigit()
        if not inside and not comma and not (found[0] == "、" and _one_item(before[: at - 1])):
            return at
        inside -= inside > 0 and found[0] in "（("
    return 0


def _one_item(before: str) -> bool:
    """顿号前面的一项没有自己的数（收、支总计2940.01万元），与后面的合用一个数。"""
    return _OWN.search(_CLAUSE.split(before)[-1]) is None


def _dated(words: str) -> bool:
    """只写着年份的（2021年36项），年份就是叫法。"""
    return words.endswith(("年", "月", "季度"))


def titled(fact: Fact) -> str:
    """数据项的名称：主体、口径、指标；几处说的是一个词的，只说一遍。"""
    subject, base, metric = fact.qualifiers.subject, fact.qualifiers.base, fact.metric
    if base and metric.startswith("增减"):
        base = f"较{base.removeprefix('较')}"
    elif base and metric.endswith("率") and fact.quantity.unit == "%":
        return f"{_once(subject, metric)}（以{base}为基数）"
    return _bare(_once(_once(subject, base), _SYMBOLS.sub("", metric)))


def _bare(name: str) -> str:
    """名称前面多带的标点不要。"""
    return name.lstrip("）)、，,：:；;。")


def _once(before: str, after: str) -> str:
    """前后相接；后面已经说到前面的，不再说。"""
    return after if before and after.startswith(before) else f"{before}{after}"
