"""说明（explain）：把根源写成可以原样贴进审核意见的话：在哪里、与哪里比、怎么算、差多少、像是怎么错的。"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extract import Document, Location, Table
from normalize import Fact, Facts
from normalize.quantity import MULTIPLES
from reconcile.relation import Relation, shown
from reconcile.slips import corrected, unit_factor
from reconcile.types import SEVERITIES, Finding, Rival, Severity
from reconcile.verdict.causes import Cause
from reconcile.verdict.naming import headings, named, titled
from reconcile.verdict.written import grouped_like, unit_last, written_like

_SAME = ("TIE101", "TIE102", "TIE201", "TIE202", "TIE401")
_UNITS = "UNI106"
_TABLE_LABEL = regex.compile(r"\s*([附续]?表\s*[一二三四五六七八九十\d]+(?:\s*[-－—–.．]\s*\d+)*)")
_UNIT = regex.compile(r"[（(]?(?:金额)?单位[:：].*")
_FIGURE = regex.compile(r"[\d\s,，.．%％+/≥≤＞＜><=-]*")
_NAME, _LISTED = 16, 3


def finding_of(facts: Facts, cause: Cause) -> Finding:
    """一个根源写成一条发现。"""
    lead, culprit = cause.lead, cause.culprit
    expected = expected_of(cause)
    stated = lead.stated.id == culprit.id
    body = _as_stated(facts, cause, expected) if stated else _as_input(facts, cause, expected)
    body = grouped_like(_raws(cause), unit_last(body))
    guess = "" if _told(cause) else _slip(cause)
    return Finding(
        code=lead.rule,
        severity=_severity(cause),
        message=f"{placed(facts, culprit)}：{body}{guess}{_others(facts, cause)}{_undecided(facts, cause)}{_doubt(cause)}",
        at=culprit.at,
        against=_against(cause),
        expected=expected,
        question=_question(facts, cause, expected),
        rivals=_rivals(cause),
        anchor=f"{culprit.metric}|{culprit.qualifiers.subject}|{culprit.raw}|{expected}",
    )


def placed(facts: Facts, fact: Fact) -> str:
    """在哪里写的什么数。"""
    where = place(facts, fact.at)
    if fact.at.cell:
        return f"{where}{fact.raw}"
    return f"{where}的{named(facts, fact)}" if where else named(facts, fact)


def _placed_beside(facts: Facts, fact: Fact, culprit: Fact) -> str:
    """同上；与说着的数在同一节的，不再说在哪里。"""
    same = place(facts, fact.at) == place(facts, culprit.at)
    return named(facts, fact) if fact.at.cell is None and same else placed(facts, fact)


def place(facts: Facts, at: Location) -> str:
    """人能找到的一处：表1“小计”行“决算数”列，或者“（二）存在问题”一节。

    行标题、列名以读懂了的表格为准，没有读懂的看格网。
    """
    document = facts.document
    block = document.blocks[at.block] if at.block is not None else None
    if isinstance(block, Table) and at.cell is not None:
        label, header = facts.names_of(at)
        label = label or _row_label(block, *at.cell)
        header = header or _column_header(block, *at.cell)
        return _table(document, block) + _called(label, "行") + _called(header, "列")
    section = headings(document.section(at.block))
    return _called(section[-1].strip("。"), "一节") if section else ""


def _row_label(table: Table, row: int, column: int) -> str:
    texts = [table.cell(row, left).text for left in range(column - 1, -1, -1)]
    labels = [text for text in texts if text.strip() and not _FIGURE.fullmatch(text)]
    return next((text for text in labels if len(text) <= _NAME), labels[0] if labels else "")


def _column_header(table: Table, row: int, column: int) -> str:
    return next(reversed(table.header_path(column)), "") if row >= table.header_rows else ""


def _table(document: Document, table: Table) -> str:
    caption = document.blocks[table.caption] if table.caption is not None else None
    if caption is None or isinstance(caption, Table) or not headings([_UNIT.sub("", caption.text)]):
        return "表中"
    label = _TABLE_LABEL.match(caption.text)
    return label[1] if label else f"《{_short(caption.text)}》"


def _called(text: str, noun: str) -> str:
    return f"“{_short(text)}”{noun}" if text.strip() else ""


def _short(text: str) -> str:
    bare = "".join(text.split())
    return bare if len(bare) <= _NAME else f"{bare[:_NAME]}…"


def _raws(cause: Cause) -> list[str]:
    return [fact.raw for relation in cause.explains for fact in relation.members]


def expected_of(cause: Cause) -> str:
    """应有的数，写成原来的样子；单位写错的，位数照旧，换成应有的单位。"""
    return grouped_like(_raws(cause), _expected(cause))


def _expected(cause: Cause) -> str:
    if cause.slip is None:
        return ""
    quantity = cause.culprit.quantity
    if cause.slip.step is not None:
        printed = corrected(quantity, cause.slip).printed(cause.slip.value)
        return written_like(cause.culprit.raw, printed)
    factor = unit_factor(quantity, cause.slip.value)
    if factor != 1 and quantity.printed_unit:
        scale = quantity.scale * factor
        digits = cause.culprit.raw.removesuffix(quantity.printed_unit).strip()
        return f"{digits}{'' if scale == 1 else MULTIPLES.get(scale, '')}元"
    return written_like(cause.culprit.raw, shown(cause.culprit, cause.slip.value))


def _as_stated(facts: Facts, cause: Cause, expected: str) -> str:
    """错的就是被核对的数。"""
    lead = cause.lead
    if lead.bound:
        because = f"（{lead.because}）" if lead.because else ""
        return f"{_exceeding(facts, lead)}{because}"
    if not lead.inputs:
        return lead.because
    if lead.rule == _UNITS:
        return f"另一处为{lead.inputs[0].raw}，数字相同而单位不同"
    if lead.rule in _SAME:
        other = lead.inputs[0]
        return f"{place(facts, other.at) or '另一处'}写的是{other.raw}，两处不一{_support(cause)}"
    because = f"（{lead.because}）" if lead.because else ""
    return f"按{lead.written}，与所写相差{_gap(lead)}{because}{_tolerance(lead, expected)}"


def _exceeding(facts: Facts, lead: Relation) -> str:
    """谁超过了谁：支出51.60万元超过预算50.00万元。"""
    if len(lead.inputs) != 1:
        return f"{_plainly(lead.stated)}{lead.stated.raw}超过{lead.written.partition(' ≤ ')[2]}"
    other = lead.inputs[0]
    same = _plainly(other) == _plainly(lead.stated)
    most = placed(facts, other) if same and other.at.cell else f"{_plainly(other)}{other.raw}"
    return f"{_plainly(lead.stated)}{lead.stated.raw}超过{most}"


_PLAIN = {"决算数": "支出", "调整后预算数": "预算", "年初预算数": "年初预算"}


def _plainly(fact: Fact) -> str:
    """口径的通俗叫法。"""
    return _PLAIN.get(fact.metric) or titled(fact)


def _as_input(facts: Facts, cause: Cause, expected: str) -> str:
    """错的是用来计算的数：照现在的数，别处对不上；改正就都对得上。"""
    lead = cause.lead
    if lead.bound:
        over = "、".join(named(facts, r.stated) for r in cause.explains if r.bound)
        because = f"（{lead.because}）" if lead.because else ""
        every = "都" if "、" in over else ""
        return f"{f'疑应为{expected}。' if expected and not cause.rivals else ''}{over}{every}大于它{because}"
    if lead.rule == _UNITS:
        return f"另一处为{lead.stated.raw}，数字相同而单位不同"
    where = place(facts, lead.stated.at)
    if lead.rule in _SAME:
        doubted = "" if cause.rivals else f"，疑应为{expected}"
        return f"{where or '另一处'}写的是{lead.stated.raw}，两处不一{doubted}"
    written = _placed_beside(facts, lead.stated, cause.culprit)
    doubted = "" if cause.rivals else f"疑应为{expected}{_guessed(cause)}。"
    return f"{doubted}现在{lead.written}，与{written}相差{_gap(lead)}"


def _support(cause: Cause) -> str:
    """采信另一处，凭的是什么。"""
    upheld = cause.upheld
    return f"；{upheld.written}，采信{upheld.stated.raw}" if upheld else ""


def _gap(relation: Relation) -> str:
    return shown(relation.stated, abs(relation.recomputed.value - relation.stated.quantity.value))


def _tolerance(relation: Relation, expected: str) -> str:
    """用的是什么容差。"""
    recomputed = relation.recomputed
    if recomputed.rounded and recomputed.low.is_finite() and recomputed.high.is_finite():
        low, high = (relation.stated.quantity.printed(end) for end in (recomputed.low, recomputed.high))
        return f"，计入取舍误差应在{low}至{high}之间" if low != high else f"，取舍后应为{low}"
    if relation.stated.quantity.exact:
        return "，都是准确数，应当完全相等"
    return f"，取舍后应为{expected}" if expected else ""


def _guessed(cause: Cause) -> str:
    words = cause.slip.words.removeprefix("疑为") if cause.slip else ""
    return f"（{words}）" if words else ""


def _told(cause: Cause) -> bool:
    """像是怎么错的，说应为多少时是不是已经说了。"""
    lead = cause.lead
    as_input = lead.stated.id != cause.culprit.id
    return as_input and not lead.bound and lead.rule not in (*_SAME, _UNITS)


def _slip(cause: Cause) -> str:
    return f"，{cause.slip.words}" if cause.slip and cause.slip.words and not cause.rivals else ""


def _others(facts: Facts, cause: Cause) -> str:
    """同一根源牵动的别的关系；另起一句。"""
    told = cause.lead.bound and cause.lead.stated.id != cause.culprit.id
    rest = [r for r in cause.explains if r is not cause.lead and not (told and r.bound)]
    names = dict.fromkeys(named(facts, r.stated) for r in rest if r.stated.id != cause.culprit.id)
    shown_names = [*names][:_LISTED]
    more = f"等{len(names)}处" if len(names) > len(shown_names) else ""
    return f"。另外{'、'.join(shown_names)}{more}也因此对不上" if shown_names else ""


def _undecided(facts: Facts, cause: Cause) -> str:
    """同样说得通的几个数，各写出应为多少，不指着一个说。"""
    if not cause.rivals:
        return ""
    listed = [cause, *cause.rivals[:_LISTED]]
    ways = "，或".join(f"{_brief(facts, c)}应为{expected_of(c)}" for c in listed)
    more = "等" if len(cause.rivals) > _LISTED else ""
    return f"。单凭现有数据分不出是哪个数有误：{ways}{more}"


def _brief(facts: Facts, cause: Cause) -> str:
    """几个数并提时的叫法：表里的按行（同一行的按列），正文的按名称。"""
    fact = cause.culprit
    if fact.at.cell is None:
        return named(facts, fact)
    label, header = facts.names_of(fact.at)
    rows = {f.at.cell[0] for f in cause.lead.members if f.at.cell}
    name, noun = (label, "行") if len(rows) > 1 else (header, "列")
    return f"{_called(name, noun) or titled(fact)}{fact.raw}"


def _question(facts: Facts, cause: Cause, expected: str) -> str:
    """要问单位的话；分不出是哪个数的，请单位自己指明。"""
    culprit = cause.culprit
    if cause.rivals:
        several = [cause, *cause.rivals]
        asked = "、".join(_brief(facts, c) for c in several[: _LISTED + 1])
        more = "等" if len(several) > _LISTED + 1 else ""
        return f"请核对{asked}{more}，说明哪个数有误并更正。"
    asked = f"是否应为{expected}。" if expected else "并说明原因。"
    return f"请核实{named(facts, culprit)}是否有误，{asked}"


def _doubt(cause: Cause) -> str:
    doubt = next((r.doubt for r in cause.explains if r.doubt), "")
    return f"（{doubt}，请先对照原件）" if doubt else ""


def _severity(cause: Cause) -> Severity:
    """最重的一条关系有多重；读取存疑的至多请人核实。"""
    if all(r.doubt for r in cause.explains):
        return "warning"
    severities: list[Severity] = [r.severity for r in cause.explains if not r.doubt]
    return min(severities, key=SEVERITIES.index)


def _against(cause: Cause) -> tuple[Location, ...]:
    ordered: Sequence[Relation] = sorted(cause.explains, key=lambda r: r is not cause.lead)
    # 别的关系只列对不上的那一处：用来算它的数，话里没有提到
    told = [fact for r in ordered for fact in (r.members if r is cause.lead else (r.stated,))]
    places = [fact.at for fact in told if fact.at != cause.culprit.at]
    return tuple(dict.fromkeys(places))


def _rivals(cause: Cause) -> tuple[Rival, ...]:
    """写的数和应有的数，供评分阶段试算。"""
    fact = cause.culprit
    if not fact.known or cause.slip is None:
        return ()
    return tuple(
        Rival(metric=fact.metric, subject=fact.qualifiers.subject, quantity=quantity)
        for quantity in (corrected(fact.quantity, cause.slip), fact.quantity)
    )
