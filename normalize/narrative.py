"""叙述（narrative）：一句话里的每个数，从它前后的字说清量的是什么。

一个数的名称在它所在的小句里：前面是“指标（为）”，后面是计量单位，有时名词在单位之后（95个社区）。
取名在 naming，列举、增减、占比在 listings 和 changes；这里把文字切成句子和小句，定下期间、范围和资金。
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import regex

from extract import Document, Heading, Location, Paragraph, Table
from normalize.aliases import Aliases
from normalize.changes import changes, shares
from normalize.facts import Fact, PlacedToken, Qualifiers, Sentence, Token
from normalize.funds import FUNDED, fund_in, usual
from normalize.listings import enumerations
from normalize.marks import POINTS
from normalize.memory import Memory, Named, Words
from normalize.metrics import MetricDictionary
from normalize.naming import Namer
from normalize.pairing import paired
from normalize.periods import is_budget, report_year
from normalize.spans import QUARTER, period_of
from normalize.spoken import Spoken
from normalize.tokens import tokens_of
from normalize.topics import leads, led_by, opens_anew, project_in, topic_in, topic_of

FIGURES = frozenset(
    {
        "count",
        "money_exact",
        "money_rounded",
        "scaled_count",
        "percent",
        "point",
        "score",
        "measure",
        "number",
    }
)
_SENTENCE = regex.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_OPEN, _CLOSE = "（(", "）)"
_OPENED = regex.compile("[（(]")
_BREAKS = "，,；;：:—"
_OURS = regex.compile(r"我局|我单位|我部门|我委|我办|我院|我校|我县|我区|我市")
_SCOPE = regex.compile(
    r"全区|全市|全县|全省|全州|全镇|全街道|全国|辖区|局本级|本级|下属单位|所属单位|直属单位|各街道|各乡镇|各职能局|上级部门|“[^”]{2,8}类[^”]{0,4}”|自[^，。]{2,12}以来"
)
_RUN_IN = regex.compile(r"^[^。：:\n]{2,60}?(?:。|：|:|（项）|\(项\))")
"""段首自成一句的小标题：（四）“三公”经费。 1.……（类）……（款）行政单位离退休（项）。"""
_TREASURY = regex.compile("上解|债务还本|债务转贷|调入资金|调出资金|稳定调节基金")
"""说的是一级财政的收支平衡：结转下年之外还有别的去处，不是部门的结转结余。"""
_BRACKET_ENDS = regex.compile(r"[^（）()\d，。；：]{0,8}[）)](?:为|达到?|是|约|仅|共)?")
_SAID = regex.compile(r"\p{Han}{2}\s*$")
_PART_OF_US = frozenset({"局本级", "本级"})
"""“局本级114人（……），清扫所1,149人”：说过局本级的，后面一项不是。"""
_CLOSED_ASIDE = regex.compile(r"[（(][^（）()]*[）)]")
_JOINED = frozenset({"、", "和", "及"})
_ANEW = regex.compile("[；;]|全年|年末|年底|年度|整体")


@dataclass(frozen=True)
class Narrative:
    """一份文档的叙述部分：句子（含数据项），以及每个数字记号的归类。"""

    sentences: tuple[Sentence, ...]
    tokens: tuple[PlacedToken, ...]


@dataclass
class _Teller:
    """正在读的一段或一格：namer 取名，memory 记着承前的东西。"""

    document: Document
    block: int
    text: str
    namer: Namer
    names: MetricDictionary
    memory: Memory
    year: str
    fund: str
    aliases: Aliases
    funds: bool
    cell: tuple[int, int] | None = None

    def at(self, start: int, end: int) -> Location:
        """这一段里一截文字的出处。"""
        return self.document.at(self.block, start, end, self.cell)


def read(
    document: Document, names: MetricDictionary, ids: Iterator[str], aliases: Aliases, *, funds: bool = False
) -> Narrative:
    """读出正文各段、各标题里的数据项；funds 说各类资金要不要分开。"""
    year = report_year(document)
    namer = Namer(names, year, budget=is_budget(document))
    sentences: list[Sentence] = []
    placed: list[PlacedToken] = []
    topic = cache(lambda section: topic_of(section, names))
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Heading | Paragraph):
            continue
        tokens = tokens_of(block.text)
        placed += [PlacedToken(kind=t.kind, at=document.at(index, t.start, t.end)) for t in tokens]
        section = document.section(index)
        item, measure = topic(section)
        fund = next((told for title in reversed(section) if (told := fund_in(title))), "")
        memory = Memory(topic=item, topic_measure=measure, item=item)
        lead = _RUN_IN.match(block.text)
        if lead is not None and (inner := topic_in(lead[0], names)):
            memory.topic = memory.item = inner
        teller = _Teller(document, index, block.text, namer, names, memory, year, fund, aliases, funds)
        sentences += _told(teller, tokens, section, ids, len(sentences))
    return Narrative(tuple(sentences), tuple(placed))


def remarks(
    document: Document,
    cells: Iterable[tuple[int, tuple[int, int]]],
    names: MetricDictionary,
    ids: Iterator[str],
    aliases: Aliases,
) -> tuple[Sentence, ...]:
    """表格里写着话的格子（总体目标、完成情况、偏差原因）里的句子；cells 是它们的（块，格）。"""
    year = report_year(document)
    namer = Namer(names, year)
    found: list[Sentence] = []
    for index, place in cells:
        block = document.blocks[index]
        assert isinstance(block, Table)  # noqa: S101 - 只有表格有格子
        text = block.cell(*place).text
        teller = _Teller(
            document, index, text, namer, names, Memory(), year, "", aliases, funds=False, cell=place
        )
        found += _told(teller, tokens_of(text), document.section(index), ids, None)
    return tuple(found)


def _told(
    teller: _Teller,
    tokens: Sequence[Token],
    section: tuple[str, ...],
    ids: Iterator[str],
    first: int | None,
) -> Iterator[Sentence]:
    """一段（一格）里的各句；first 是第一句在正文各句里的次序，格子里的话不编次序。"""
    before: tuple[Fact, ...] = ()
    starts = [token.start for token in tokens]
    for position, found in enumerate(_SENTENCE.finditer(teller.text)):
        number = None if first is None else first + position
        inside = tokens[bisect_left(starts, found.start()) : bisect_left(starts, found.end())]
        facts = _exact(tuple(_facts(teller, found.span(), inside, ids, number)))
        spoken = Spoken(
            teller.document, teller.block, found.start(), found[0].rstrip(), facts, before, teller.cell
        )
        yield Sentence(
            at=teller.at(found.start(), found.start() + len(spoken.text)),
            text=spoken.text,
            section=section,
            facts=facts,
            enumerations=enumerations(spoken),
            changes=changes(spoken),
            shares=shares(spoken),
        )
        before = facts


def _facts(
    teller: _Teller,
    span: tuple[int, int],
    tokens: Sequence[Token],
    ids: Iterator[str],
    sentence: int | None,
) -> Iterator[Fact]:
    """第 sentence 句话里的数据项，按先后。"""
    text, memory = teller.text, teller.memory
    said = text[slice(*span)]
    memory.begin_sentence(anew=opens_anew(said), treasury=bool(_TREASURY.search(said)))
    figures = [t for t in tokens if t.kind in FIGURES and t.quantity is not None]
    if figures and (
        thing := led_by(text[span[0] : figures[0].start], text[figures[0].end : span[1]], teller.names)
    ):
        memory.project = thing
    labels = paired(text, span, figures, teller.names)
    before, inner, opened = span[0], memory, -1
    last: Fact | None = None
    for token in figures:
        before = _past_bracket(text, (span[0], before, token.start), figures)
        start = _clause_start(text, before, token.start)
        label, shared = labels.get(token.start, ("", ""))
        lead = label + shared or text[start : token.start]
        gap = label + shared or text[before : token.start]
        lead, gap = teller.aliases.told(lead), teller.aliases.told(gap)
        if project := project_in(gap):
            memory.project, memory.project_leads = project, leads(said, project)
        bracket = _bracket(text, span[0], token.start)
        if bracket != opened:
            inner, opened = memory.fork() if bracket >= 0 else memory, bracket
            if any(figure.end == bracket for figure in figures):
                inner.begin_list()
        if last is not None and gap.startswith(f"{last.metric}、"):
            # “6个大队、4个中队”：前一个数的名词不是这个数的
            lead, gap = (side.removeprefix(last.metric) for side in (lead, gap))
        glued = before == token.start and before > span[0]
        words = Words(_said(lead), _said(gap), text[token.end : span[1]], label, glued)
        named = teller.namer.name(words, token, inner)
        if inner is not memory and named.metric == POINTS:
            # 投入（10分）9分：括号外的得分要知道是哪一项的
            memory.spoken.append(replace(named, unit=token.unit))
        fact = _fact(teller, span, token, named, words, (next(ids), sentence))
        if last is not None and _goes_on_about(last, fact, words):
            fact = fact.model_copy(
                update={"qualifiers": fact.qualifiers.model_copy(update={"period": last.qualifiers.period})}
            )
        yield fact
        before, last = token.end, fact


def _goes_on_about(last: Fact, fact: Fact, words: Words) -> bool:
    """“一季度支出412万元，执行率16.47%”：紧跟着的率说的还是那一季。"""
    alike = last.quantity.unit == fact.quantity.unit or words.gap == "、"
    if words.gap in _JOINED and alike and not fact.qualifiers.period:
        return bool(last.qualifiers.period)
    part_of_year = QUARTER.fullmatch(last.qualifiers.period)
    rate = fact.quantity.unit == "%" and last.quantity.unit != "%" and not fact.qualifiers.period
    return rate and part_of_year is not None and not _ANEW.search(words.gap)


def _said(text: str) -> str:
    """数前面的话，不算自称，也不算上一个数后面的右括号。"""
    said = text.lstrip(_CLOSE)
    return _OURS.sub("", said) if "我" in said else said


def _fact(
    teller: _Teller,
    span: tuple[int, int],
    token: Token,
    named: Named,
    words: Words,
    numbers: tuple[str, int | None],
) -> Fact:
    """取了名的一个数；numbers 是它的编号和所在的句子。"""
    quantity = token.quantity
    assert quantity is not None  # noqa: S101 - 由 _facts 保证
    segment = teller.text[span[0] : token.start].rpartition("；")[2]
    scopes = [
        word for word in _SCOPE.findall(segment) if word not in _PART_OF_US or word in _last_clause(segment)
    ]
    own = named.period is None and not named.metric.startswith("上年")
    period = period_of(teller.text[span[0] : token.start], words, teller.year) if own else named.period or ""
    return Fact(
        id=numbers[0],
        sentence=numbers[1],
        metric=named.metric,
        raw=token.text,
        quantity=quantity,
        qualifiers=Qualifiers(
            subject=named.subject,
            scope="".join(dict.fromkeys(scopes)),
            base=named.base,
            period=period,
            fund=_fund(teller, named, words),
        ),
        at=teller.at(token.start, token.end),
        known=named.known,
    )


def _last_clause(segment: str) -> str:
    """这个数所在的一小句，连同它所在的括号之前的话；括号里说完了的不算。"""
    return _CLOSED_ASIDE.sub("", segment).rpartition("，")[2]


def _fund(teller: _Teller, named: Named, words: Words) -> str:
    """预算、支出属于哪一类资金：小句里说的，或者小节标题说的；不必分开的不写。"""
    if named.metric not in FUNDED:
        return ""
    fund = fund_in(words.lead) or teller.fund
    return fund if teller.funds or not usual(fund) else ""


def _bracket(text: str, floor: int, end: int) -> int:
    """这个数所在的括号从哪里开始；不在括号里的为 -1。"""
    if not _OPENED.search(text, floor, end):
        return -1
    depth = 0
    for index in range(end - 1, floor - 1, -1):
        if text[index] in _CLOSE:
            depth += 1
        elif text[index] in _OPEN:
            if depth == 0:
                return index
            depth -= 1
    return -1


def _past_bracket(text: str, places: tuple[int, int, int], figures: Sequence[Token]) -> int:
    """“满意率（前两项）84.7%”：前一个数在紧挨着的括号里，这个数的话从括号之前的数（或句首）起。"""
    first, before, start = places
    if _BRACKET_ENDS.fullmatch(text, before, start) is None:
        return before
    opened = _bracket(text, first, before)
    floor = max((t.end for t in figures if t.end <= opened), default=first)
    return floor if opened >= 0 and _SAID.search(text, floor, opened) else before


def _clause_start(text: str, floor: int, end: int) -> int:
    """数之前的小句从哪里开始：跳过成对的括号，遇到标点或所在括号的左边为止。"""
    depth = 0
    for index in range(end - 1, floor - 1, -1):
        char = text[index]
        if char in _CLOSE:
            depth += 1
        elif char in _OPEN:
            if depth == 0:
                return index + 1
            depth -= 1
        elif depth == 0 and char in _BREAKS and text[index + 1 : end].strip():
            return index + 1
    return floor


def _exact(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """同一句里有一个金额印到角分，其余的元也精确到分。"""
    if not any(f.quantity.unit == "元" and f.quantity.scale == 1 and f.quantity.step < 1 for f in facts):
        return facts
    return tuple(
        f.model_copy(update={"quantity": f.quantity.as_exact()})
        if f.quantity.unit == "元" and f.quantity.scale == 1
        else f
        for f in facts
    )
