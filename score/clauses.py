"""分句（clause）：一句评分规则说的是分档、扣分、公式、定义，还是要人判断。

条文是夹着规则的散文，所以不要求整句合语法：先按标点和计分的话断成分句，再看分句里有哪些记号，
读出其中合语法的部分（条件见 conditions，算式见 expression），其余的话留作要人核实的文字。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from score import expression as formulas
from score.conditions import Condition, Range, cleaned, conditions_of
from score.expression import Constant, Expression, Measure, Operation
from score.lexer import Token, folded, lex

_OUTCOMES = frozenset({"award", "deduct", "bonus", "worth", "discretion", "proportional"})
_ALONE = frozenset({"limit", "partial", "choice"})
_LEAF = re.compile(r"(?:本|该|此|整个)(?:项)?指标|本项|该项|此项|全项|一票否决")
_WHOLE_LEAF = re.compile(r"(?:本|该|此|整个)(?:项)?指标|一票否决")
_SCORE_NAME = re.compile(r"(?:得分|计分|分数|评分|分值)$")
_BARE_SCORE = re.compile(r"^(?:最终|实际|本项|该项|本指标|该指标|指标|自评)?(?:得分|计分|评分)$")
_MISSED = re.compile(
    r"^(?:未达到|达不到|未达|低于|超过|超出|高于|未完成|其余|其他|否则)(?:的|者|以上标准的?|标准的?|要求的?|目标的?|指标值的?)?$"
)
_EXEMPT = re.compile(
    r"^(?:若|如|对|因)?(?:无|没有|不涉及|未安排|未发生)(?:该|此|这|相关|上述|本)?(?:类|项|类型)?(?:项目|业务|支出|任务|内容|事项|资金|情形|情况)(?:的|或|单位|部门|，|,|$)"
    r"|不涉及|不适用|涉密|[^，,]*无[^，,]{0,8}项目的?$"
)
_RESCALED = re.compile(
    r"不参与(?:评价|评分|计分)|不纳入(?:评价|评分)|不予评价|(?:权重|分值)[^，。；]{0,8}(?:调整|分摊|调剂|折算)|折算成?百分"
)
_SPARED = re.compile(r"不(?:予)?扣分")
_BETWEEN = re.compile(
    r"按(?:照)?(?P<a>[^,;。]{2,20}?)(?:与|和|占|除以|/|÷)(?P<b>[^,;。]{2,20}?)的?(?:比例|比率|比重|比值)"
)
_TOTAL = re.compile(r"^(?:总分|共计?|合计|总计|满分|分值|权重)")
_ALLOTTED = re.compile(r"分别(?:按照?|得|计|给予)")
_EACH_GETS = re.compile(r"各(?:项)?(?:得|计|占|为)?$|每(?:一)?[项条个]要?[点素]?(?:得|计|占|为)?$")


@dataclass(frozen=True)
class Grant:
    """得几分：least 至 most；share 为真时是分值的百分之几；都没写（满分）为 None。"""

    least: Decimal | None = None
    most: Decimal | None = None
    share: bool = False


@dataclass(frozen=True)
class Award:
    """什么情况得几分：cases 是条件（外层任一、内层同时）；worth 是“（1分）”这样标在题目上的；lost 为真是扣几分。"""

    text: str
    grant: Grant
    cases: tuple[tuple[Condition, ...], ...] = ()
    worth: bool = False
    otherwise: bool = False
    lost: bool = False

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """全部条件，不分层。"""
        return tuple(condition for case in self.cases for condition in case)

    @property
    def measured(self) -> bool:
        """有凭数就能判断的条件。"""
        return any(condition.measurable for condition in self.conditions)

    @property
    def subject(self) -> str:
        """说的是哪个量。"""
        return next((c.subject for c in self.conditions if c.measurable and c.subject), "")


@dataclass(frozen=True)
class Slope:
    """每超（低）几个单位扣（加）几分；way 为 over、under、either，空串承上文；gain 为真是加分。"""

    text: str
    way: str
    step: Decimal
    each: Grant
    unit: str
    subject: str = ""
    when: Range | None = None
    gain: bool = False


@dataclass(frozen=True)
class Event:
    """一项（次）扣几分；up 为真是每符合一项得几分；single 为真是发生了就扣，不论几次。"""

    text: str
    each: Grant
    up: bool = False
    single: bool = False


@dataclass(frozen=True)
class ScoreFormula:
    """得分=……；whole 表示说的是整个指标的得分；cases 是适用的条件。"""

    text: str
    name: str
    expression: Expression
    whole: bool
    cases: tuple[tuple[Condition, ...], ...] = ()


@dataclass(frozen=True)
class Proportion:
    """按比例计分：verb 是计还是扣；operands 是条文写明的比例的分子分母。"""

    text: str
    verb: str
    cases: tuple[tuple[Condition, ...], ...] = ()
    operands: Expression | None = None
    excess: bool = False


@dataclass(frozen=True)
class Definition:
    """某率=……。"""

    text: str
    name: str
    expression: Expression


@dataclass(frozen=True)
class Veto:
    """什么情况得零分，或者最多得 most 分；leaf 表示整个指标。"""

    text: str
    leaf: bool
    cases: tuple[tuple[Condition, ...], ...] = ()
    most: Decimal = Decimal(0)


@dataclass(frozen=True)
class Exemption:
    """例外：full 得满分，spared 不扣分，rescaled 不参加评分、其余折算。三种不同，不能混。"""

    text: str
    kind: str


@dataclass(frozen=True)
class Bar:
    """上下限：most 最高得、least 最低得、loss 最多扣；没有写数的扣完为止、不超过分值，value 为 None。"""

    text: str
    kind: str
    value: Decimal | None = None


@dataclass(frozen=True)
class Manner:
    """怎么算：ceil、floor 是不足一个单位的算法，max、min、mean 是几种得分怎么取。"""

    text: str
    kind: str


@dataclass(frozen=True)
class Discretion:
    """酌情扣分，加分；kind 说是哪一种。"""

    text: str
    kind: str


Clause = (
    Award
    | Slope
    | Event
    | ScoreFormula
    | Proportion
    | Definition
    | Veto
    | Exemption
    | Bar
    | Manner
    | Discretion
)


def clauses_of(text: str) -> tuple[Clause, ...]:
    """一段条文（不含序号）的各个分句；只是说明、不涉及计分的话不在其内。"""
    return tuple(clause for tokens in _split(lex(text)) for clause in _clauses(text, tokens))


def _split(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """分号、句号断句；已经说完得几分的，逗号、冒号、换行和另起的话也断句；写完公式的，换行、逗号断句。"""
    current: list[Token] = []
    for token in tokens:
        done = _is_done(current)
        if token.kind == "limit" and token.sign == "most" and not done and _is_condition(current):
            yield [*current, token]
            current = []
            continue
        if token.kind in _ALONE:
            yield [token]
            continue
        if (
            token.kind == "stop"
            or (done and token.kind in {"comma", "colon", "break"})
            or (done and _opens(token, current))
            or (token.kind == "break" and current and _is_formula(current))
        ):
            yield current
            current = []
        if token.kind not in {"stop", "break"} and (current or token.kind not in {"comma", "colon"}):
            current.append(token)
    yield current


def _is_condition(tokens: Sequence[Token]) -> bool:
    """“排名不在前10%的，本项最高得5分”：上限之前说的是什么情况。"""
    comma = next((i for i in reversed(range(1, len(tokens))) if tokens[i].kind == "comma"), 0)
    if not comma or any(t.kind in {"each", "operator"} for t in tokens):
        return False
    return tokens[comma - 1].text.endswith("的") or any(_LEAF.search(t.text) for t in tokens[comma:])


def _is_done(tokens: Sequence[Token]) -> bool:
    """已经说完一条规则：结果在后、条件在前，或者公式写完了。"""
    place = next((i for i, t in enumerate(tokens) if t.kind in _OUTCOMES), None)
    if place is None:
        return _is_formula(tokens) or _bare_points(tokens) is not None
    return place > 0 or tokens[place].kind in {"deduct", "discretion", "proportional"}


def _opens(token: Token, current: Sequence[Token]) -> bool:
    """没有标点就另起一条：得分之后又来了数、比较、名称。"""
    last = current[-1]
    if token.kind == "word" and token.text.lstrip().startswith("、") and last.unit == "分":
        return True
    if last.kind == "worth":
        return token.kind in {"number", "compare"} and len(current) > 1 and not _measures(current[:-1])
    if last.kind == "number":
        return token.kind in {"number", "compare"}
    if last.kind not in _OUTCOMES:
        return False
    return token.kind in {"number", "compare", "each", "otherwise", "worth"} or (
        token.kind == "word" and len(cleaned(token.text)) > 1
    )


def _measures(tokens: Sequence[Token]) -> bool:
    return any(t.kind in {"number", "compare", "suffix"} for t in tokens)


def _is_formula(tokens: Sequence[Token]) -> bool:
    """“名称=……”，而且右边不只是一个数。"""
    sign = _equals(tokens)
    right = [t for t in tokens[sign + 1 :] if t.kind not in {"comma", "colon"}] if sign else []
    return len(right) > 2 or (len(right) == 1 and right[0].kind == "word")


def _equals(tokens: Sequence[Token]) -> int:
    """名称之后的等号在第几个；没有为 0。"""
    return next(
        (i for i, t in enumerate(tokens) if i and t.kind == "compare" and t.text.strip() in "=＝﹦═"), 0
    )


def _clauses(text: str, tokens: list[Token]) -> Iterator[Clause]:
    while tokens and tokens[0].kind in {"comma", "colon"}:
        tokens = tokens[1:]
    if not tokens:
        return
    said = text[tokens[0].start : tokens[-1].end].strip()
    if tokens[0].kind in _ALONE:
        yield (
            Bar(said, tokens[0].sign, tokens[0].value)
            if tokens[0].kind == "limit"
            else Manner(said, tokens[0].sign)
        )
        return
    if tokens[-1].kind == "limit":
        yield Veto(
            said,
            bool(_WHOLE_LEAF.search(said)),
            conditions_of(tokens[:-1], text),
            tokens[-1].value or Decimal(0),
        )
        return
    if any(t.kind == "operator" for t in tokens):
        yield from _bracketed(text, tokens)
    if _ALLOTTED.search(said) and (shared := _allotted(said)):
        yield from shared
        return
    clause = _clause(text, tokens, said)
    if clause is not None:
        yield clause


_WITH_FORMULA = re.compile(
    r"(?P<name>[\u4e00-\u9fff“”‘’]{2,20}[率比度])\s*[(（](?P<formula>[^()（）]{3,60}[/÷／][^()（）]{2,60})[)）]"
)


def _bracketed(text: str, tokens: Sequence[Token]) -> Iterator[Definition]:
    """“完成率（实际完成数/计划数）”：定义写在名称后面的括号里。"""
    said = text[tokens[0].start : tokens[-1].end]
    for found in _WITH_FORMULA.finditer(said):
        parsed = formulas.parse(lex(found["formula"]), found["formula"])
        if isinstance(parsed, Operation):
            yield Definition(found[0], cleaned(found["name"]), parsed)


def _clause(text: str, tokens: list[Token], said: str) -> Clause | None:
    if (_RESCALED.search(said) or _SPARED.search(said)) and not any(
        t.kind in {"award", "deduct"} for t in tokens
    ):
        if _RESCALED.search(said):
            return Exemption(said, "rescaled")
        return _unharmed(text, tokens, said) or Exemption(said, "spared")
    outcome = next((t for t in tokens if t.kind in {"deduct", "bonus"}), None)
    if outcome and not (outcome.kind == "bonus" and _is_formula(tokens)):
        return _change(text, tokens[: tokens.index(outcome)], outcome, said)
    if formula := _formula(text, tokens, said):
        return formula
    award = next((t for t in tokens if t.kind in {"award", "worth"}), None) or _bare_points(tokens)
    if award:
        return _award(text, tokens, award, said)
    proportional = next((t for t in tokens if t.kind == "proportional"), None)
    if proportional:
        return _proportion(text, tokens, proportional, said)
    discretion = next((t for t in tokens if t.kind == "discretion"), None)
    if discretion:
        return Discretion(said, "discretion")
    return Discretion(said, "unread") if _UNREAD.search(said) else None


def _unharmed(text: str, tokens: Sequence[Token], said: str) -> Award | None:
    """“90%以上不扣分”：是得满分的一档，不是例外。"""
    cases = conditions_of([t for t in tokens if not _SPARED.search(t.text)] or tokens, text)
    return Award(said, Grant(), cases) if any(_is_band(c.range) for case in cases for c in case) else None


def _is_band(band: Range | None) -> bool:
    """率的一段，不是一个点。"""
    return band is not None and band.unit == "%" and not band.exact


_UNREAD = re.compile(r"(?:计算|折算|扣|按)[^，。；]{0,8}(?:得分|计分|扣分|给分|赋分|减分)|酌情")


def _bare_points(tokens: Sequence[Token]) -> Token | None:
    """“100%：5分”“90%以上，5分”“充分3分”“5分：……”里不带动词的分数。"""
    scores = [
        i for i, t in enumerate(tokens) if t.kind == "number" and t.unit == "分" and t.value is not None
    ]
    if not scores or len(tokens) < 2:
        return None
    last = len(tokens) - 1
    if scores[0] == 0 and tokens[1].kind == "colon":
        return replace(tokens[0], kind="award")
    if scores[-1] != last or tokens[last - 1].kind in {"compare", "open", "operator", "drift", "each"}:
        return None
    if tokens[last - 1].kind == "to":
        if last >= 2 and tokens[last - 2].kind == "number" and tokens[last - 2].unit == "" and last > 2:
            return replace(tokens[last - 2], kind="award", upto=tokens[last].value, unit="分")
        return None
    if tokens[last - 1].kind == "word" and _TOTAL.match(cleaned(tokens[last - 1].text)):
        return None
    return replace(tokens[last], kind="award")


def _formula(text: str, tokens: list[Token], said: str) -> ScoreFormula | Definition | None:
    """“名称=算式”，或者没有等号的“算式×分值”。"""
    sign = _equals(tokens) if _is_formula(tokens) else 0
    if not sign:
        return _unnamed(text, tokens, said)
    start = max((i + 1 for i, t in enumerate(tokens[:sign]) if t.kind in {"comma", "colon"}), default=0)
    name = _named(text[tokens[start].start : tokens[sign].start])
    parsed = _longest(tokens[sign + 1 :], text)
    if parsed is None or isinstance(parsed, Constant) or not name:
        return None
    cases = conditions_of(tokens[:start], text) if start else ()
    if _SCORE_NAME.search(name) or formulas.points_in(parsed) is not None:
        whole = bool(_WHOLE_LEAF.search(name)) or bool(_BARE_SCORE.match(name))
        return ScoreFormula(said, _SCORE_NAME.sub("", name), parsed, whole, cases)
    return Definition(said, name, parsed)


def _named(words: str) -> str:
    words = "".join(words.split())
    words = re.sub(r"[（(][\d.]+分[)）]", "", words).removeprefix("其中").lstrip("：:，,.、的")
    return re.sub(r"(?:的?计算公式|公式)?(?:为|：|:)?$", "", words)


def _unnamed(text: str, tokens: Sequence[Token], said: str) -> ScoreFormula | None:
    """“支出/到位×分值”“按完成率×分值计分”。"""
    operators = [t for t in tokens if t.kind == "operator" and t.sign in "*/"]
    if not operators or any(t.kind in {"award", "worth"} for t in tokens):
        return None
    start = _formula_start(tokens, operators[0])
    tokens = [_without_by(t) if i == start else t for i, t in enumerate(tokens)]
    body = [t for t in tokens[start:] if t.kind != "word" or not _AROUND.fullmatch("".join(t.text.split()))]
    parsed = _longest(body, text)
    if not isinstance(parsed, Operation):
        return None
    names = list(formulas.names_in(parsed))
    if (
        formulas.points_in(parsed) is None
        and not any(_WEIGHT.search(n) for n in names)
        and not re.search(r"(?:计|得)分", said)
    ):
        return None
    return ScoreFormula(
        said, "", parsed, whole=True, cases=conditions_of(tokens[:start], text) if start else ()
    )


def _formula_start(tokens: Sequence[Token], operator: Token) -> int:
    """算式从哪里开始：最近的逗号、冒号之后，或者“按……”。"""
    place = tokens.index(operator)
    starts = [i + 1 for i in range(place) if tokens[i].kind in {"comma", "colon"}]
    starts += [i for i in range(1, place) if tokens[i].kind == "word" and _BY.match(folded(tokens[i].text))]
    return max(starts, default=0)


def _without_by(token: Token) -> Token:
    found = _BY.match(folded(token.text)) if token.kind == "word" else None
    if found is None or found.end() == len(token.text):
        return token
    return replace(token, start=token.start + found.end(), text=token.text[found.end() :])


_BY = re.compile(r"\s*(?:的|者)?(?:得分)?按照?")
_AROUND = re.compile(r"(?:得分)?(?:按照?|为|以)|(?:来)?(?:计算|计)?(?:得分|计分)|计算|计")
_WEIGHT = re.compile(r"(?:分值|权重|满分|权重分|标准分)(?:计算|计|得)?(?:得分|分)?$")


def _longest(tokens: Sequence[Token], text: str) -> Expression | None:
    """算式；后面跟着别的话（逗号以后）的只取算式。"""
    ends = [i for i, t in enumerate(tokens) if t.kind in {"comma", "colon"}]
    for end in (len(tokens), *reversed(ends)):
        if tokens[:end] and (parsed := formulas.parse(tokens[:end], text)) is not None:
            return parsed
    return None


_WAYS = {">": "over", "≥": "over", "<": "under", "≤": "under"}
_RATES = frozenset({"%", "百分点"})
_SEGMENTED = re.compile(r"(?:以[上下内]|超过|低于|之间|不足)[^,，;；。]{0,6}部分")
"""“90%以上部分每降低1个百分点扣0.5分”：分段累计的，不单独成立。"""


def _change(text: str, before: list[Token], change: Token, said: str) -> Clause:
    """扣分、加分：每多少单位扣（加）几分，每项扣几分，或者某种情况扣几分。"""
    each = Grant(change.value, change.upto or change.value, share=change.unit == "%")
    gain = change.kind == "bonus"
    if _SEGMENTED.search(said):
        return Event(said, each, up=gain)
    place = next((i for i, t in enumerate(before) if t.kind == "each"), None)
    numbers = [i for i, t in enumerate(before) if t.kind == "number" and t.value]
    step = next((i for i in numbers if place is not None and i > place), None)
    if step is None and place is None and numbers:
        # “超出10%的，超出一个百分点扣0.1分”：漏写了“每”
        last = before[numbers[-1]]
        single = last.unit == "百分点" or (last.unit == "%" and last.value == 1)
        step = numbers[-1] if numbers[-1] and _way(before[numbers[-1] - 1]) and single else None
        place = step - 1 if step else None
    if step is None or place is None:
        cases = conditions_of(before, text)
        measured = any(c.range for case in cases for c in case)
        if place is None and not gain and any(_is_band(c.range) for case in cases for c in case):
            return Award(said, each, cases, lost=True)
        return Event(said, each, up=gain, single=place is None and not numbers and not measured)
    way = next((w for t in before[place:] if (w := _way(t))), "")
    unit = before[step].unit
    if not way and unit not in _RATES:
        return Event(said, each, up=gain)
    head = conditions_of(before[: max(place, 0)], text)
    when = next((c.range for case in head for c in case if c.range), None)
    subject = next((c.subject for case in head for c in case if c.range), "")
    shown = "%" if unit in _RATES else unit
    return Slope(said, way, before[step].value or Decimal(1), each, shown, subject, when, gain)


def _way(token: Token) -> str:
    return (
        _WAYS.get(token.sign, "") if token.kind == "compare" else token.sign if token.kind == "drift" else ""
    )


def _award(text: str, tokens: list[Token], award: Token, said: str) -> Clause | None:
    place = next(i for i, t in enumerate(tokens) if t.start == award.start)
    before, after = tokens[:place], tokens[place + 1 :]
    upto = award.upto if award.upto is not None else award.value
    grant = Grant(award.value, upto, share=award.unit == "%")
    if (
        _each_of(before)
        or _per_one(before)
        or (before and _EACH_GETS.search(text[before[0].start : before[-1].end]))
    ):
        return Event(said, grant, up=True)
    worth = award.kind == "worth"
    head = text[before[0].start : before[-1].end] if before else ""
    if not worth and (exempt := _exemption(cleaned(folded(head)), grant, said)):
        return exempt
    source = before or [t for t in after if t.kind != "colon"]
    cases = conditions_of([t for t in source if t.kind != "otherwise"], text)
    if award.value == 0 and _LEAF.search(said):
        return Veto(said, bool(_WHOLE_LEAF.search(said)), cases)
    otherwise = any(t.kind == "otherwise" for t in before) or bool(_MISSED.match(cleaned(folded(head))))
    return Award(said, grant, () if otherwise else cases, worth, otherwise)


_REGULAR = re.compile(r"\s*(?:个)?(?:季度|季|月|年|周|半年|学期|日|天)")


def _each_of(before: Sequence[Token]) -> bool:
    """“每符合一项得1分”；“每季度检查一次得5分”说的是要求，不是一次几分。"""
    place = next((i for i, t in enumerate(before) if t.kind == "each"), None)
    if place is None:
        return False
    after = before[place + 1] if place + 1 < len(before) else None
    return after is None or not _REGULAR.match(after.text)


def _per_one(before: Sequence[Token]) -> bool:
    """“采用一篇得1分”：漏写了“每”。"""
    if len(before) < 2 or before[-1].kind != "number" or before[-2].kind != "word":
        return False
    return before[-1].value == 1 and before[-1].text.startswith("一")


def _exemption(head: str, grant: Grant, said: str) -> Exemption | None:
    full = grant.most is None or grant.most != 0
    return Exemption(said, "full") if full and _EXEMPT.search(head) else None


def _proportion(text: str, tokens: list[Token], mark: Token, said: str) -> Proportion:
    place = tokens.index(mark)
    found = _BETWEEN.search(folded(mark.text))
    operands = Operation("/", Measure(cleaned(found["a"])), Measure(cleaned(found["b"]))) if found else None
    cases = conditions_of(tokens[:place], text)
    return Proportion(
        said,
        mark.sign,
        cases,
        operands,
        excess=bool(re.search("超出?(?:的)?比例|超过(?:的)?比例", mark.text)),
    )


_SHARES = re.compile(r"(?P<a>\d+(?:\.\d+)?)\s?%?\s?(?:\([^()]*\))?\s?[-－–—~至]\s?(?P<b>\d+(?:\.\d+)?)\s?%")
_LISTED = re.compile(r"[、,]")


def _allotted(said: str) -> list[Award]:
    """“甲、乙、丙三档，分别按分值的100%-80%、80%-60%、60%-0计分”：逐一配上。"""
    plain = folded(said)
    head, _, tail = plain.partition("分别")
    shares = [
        (Decimal(m["a"]), Decimal(m["b"])) for m in _SHARES.finditer(re.sub(r"(?<=-)0(?=\D)", "0%", tail))
    ]
    names = [
        n.strip()
        for n in _LISTED.split(
            re.sub(r"[一二两三四五]+(?:档|种情况|种情形|个档次)[,，]?$", "", head.strip(" ,"))
        )
        if n.strip()
    ]
    if len(shares) < 2 or len(names) < len(shares):
        return []
    return [
        Award(name, Grant(min(share), max(share), share=True), ((Condition(name),),))
        for name, share in zip(names[-len(shares) :], shares, strict=True)
    ]
