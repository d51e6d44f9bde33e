"""配对（pairing）：“甲、乙、丙分别为1、2、3”里，每个数各有自己的名目。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

import regex

from normalize.facts import Token
from normalize.metrics import MetricDictionary
from normalize.nouns import phrase_of

_RESPECTIVELY = regex.compile(r"(?:分别|依次)(?P<verb>为|是|达到|达|[\p{Han}]{0,8}?)\s*$")
_IS = regex.compile("(?:应|约|共|均|各|仅|只|已)?(?:为|是|达到?)")
_BETWEEN = regex.compile(
    r"^[\s、，,和及与]{1,2}(?:以及)?(?P<verb>增加|减少|增长|下降|上升|降低|提高)?(?:了)?\s*$"
)
_SPLIT = regex.compile(r"、|和|及|与")
_COLLECTIVE = regex.compile(r"(?<=\p{Han})(?:[两二三四五六七八九十\d]+个?(?:\p{Han}{1,4}))$")
_QUARTERS = regex.compile(r"第?一(?:季度?)?[至到—-]第?四季度")
_COMPARING = regex.compile(
    r"^(?:[两二三四五六七八九十]项(?:\p{Han}{1,4})?)?(?:同比|环比|(?:较|比|与)[^，。；：\d]{0,4}(?:20\d\d年)?[^，。；：\d]{0,8})$"
)
_WHEN = regex.compile("季度|半年|月")
_PLACE = frozenset({2, 3})
_RATE = regex.compile(r"\p{Han}{3,14}(?:率|比例|比重)")
_PAUSE = regex.compile("[，,；;：:]")
_BREAKS = "，,；;。：:"


def paired(
    text: str, span: tuple[int, int], figures: Sequence[Token], names: MetricDictionary
) -> dict[int, tuple[str, str]]:
    """“分别”之后各个数（按起点）→ 它自己的名目、共同的指标。"""
    found: dict[int, tuple[str, str]] = {}
    if text.find("分别", *span) < 0 and text.find("依次", *span) < 0:
        return found
    for position, token in enumerate(figures):
        floor = max(span[0], *(text.rfind(mark, span[0], token.start) + 1 for mark in _BREAKS))
        cue = _RESPECTIVELY.search(text[floor : token.start])
        if cue is None:
            found.update(_in_turn(text, span, figures, position, found))
            continue
        run = [token, *_run(text, figures, position)]
        said = text[floor : floor + cue.start()].strip("，,、；; ")
        labels, shared = _labels(text[floor : floor + cue.start()], names)
        if not labels and len(run) > 1 and _told_before(said, figures, position, len(run), span):
            # 一季度支出甲，上半年支出乙，分别占预算的丙、丁：名目在前面各数之前
            before = figures[position - len(run) : position]
            told = [found[figure.start][0] for figure in before if figure.start in found]
            labels, shared = told or _leads(text, span, figures, position, len(run)), said
        if not labels and said and len(run) > 1:
            # “包括甲、乙和丙三类内容，计划资金分别为”；“甲240名、乙160名共400名，满意人数分别为”
            labels = _earlier(text[span[0] : floor - 1], figures[:position], found, names, len(run))
            labels, shared = labels or _listed(text, span, figures[:position], len(run)), said
        if len(labels) == len(run):
            verb = "" if _IS.fullmatch(cue["verb"]) else cue["verb"]
            for label, figure, ahead in zip(labels, run, [token, *run], strict=False):
                between = _BETWEEN.match(text[ahead.end : figure.start]) if figure is not token else None
                verb = between["verb"] if between and between["verb"] else verb
                found[figure.start] = (label, shared + verb)
    return found


def _in_turn(
    text: str,
    span: tuple[int, int],
    figures: Sequence[Token],
    position: int,
    found: dict[int, tuple[str, str]],
) -> dict[int, tuple[str, str]]:
    """“甲500万元，乙320万元，共820万元；支出500万元、294.4万元，执行率100%、92.0%”：没有说“分别”，依次是前面那几个的。"""
    token = figures[position]
    joined = _run(text, figures, position)
    run = [token, *takewhile(lambda figure: figure.unit == token.unit, joined)]
    if len(run) < 2 or token.unit not in {"元", "%"} or token.start in found:
        return {}
    floor = max(figures[position - 1].end if position else 0, span[0])
    shared = text[floor : token.start].strip("，,、；; ")
    labels = [found[figure.start][0] for figure in figures[:position] if figure.start in found][-len(run) :]
    labels = labels or _listed(text, span, figures[:position], len(run))
    if len(labels) != len(run) or not _MEASURED.fullmatch(shared):
        return {}
    return {figure.start: (label, shared) for label, figure in zip(labels, run, strict=True)}


def _earlier(
    before: str,
    figures: Sequence[Token],
    found: dict[int, tuple[str, str]],
    names: MetricDictionary,
    count: int,
) -> list[str]:
    """“由甲、乙和丙构成，分值分别为……，得分分别为……”：名目在前一小句，或者就是前一串数的名目。"""
    told = [found[figure.start][0] for figure in figures[-count:] if figure.start in found]
    if len(told) == count:
        return told
    clause = before[max(before.rfind(mark) for mark in _BREAKS) + 1 :]
    if _DIGIT.search(clause):
        return []
    labels, _ = _labels(_MADE_OF.sub("", clause), names)
    return [_LEADING.sub("", label) for label in labels] if len(labels) == count else []


_DIGIT = regex.compile(r"\d")
_JOINTLY = (
    r"[两二三四五六七八九十\d]+(?:个|家)?(?:单位|部门)?(?:联合|共同|协同|分头)?(?:实施|承担|承办|负责|组织)"
)
_MADE_OF = regex.compile(
    rf"(?:等)?(?:{_JOINTLY}|构成|组成|[两二三四五六七八九十\d]+(?:个|类|项|种|大)?(?:方面|部分|内容|指标|维度|类别)?)$"
)
_LEADING = regex.compile(r"^.*(?:由|包括|包含|分为|涵盖|涉及)(?=\p{Han}{2})")


def _listed(text: str, span: tuple[int, int], before: Sequence[Token], count: int) -> list[str]:
    """前面连着说的几个同一种计量的数的名目；后面可以另有一个合计。"""
    inside = [figure for figure in before if figure.start >= span[0]]
    alike = [figure for figure in inside if inside and figure.unit == inside[-1].unit]
    if len(alike) == count + 1 and _SUMMED.search(text[alike[-2].end : alike[-1].start]):
        alike = alike[:-1]
    if len(alike) != count or "%" in {figure.unit for figure in alike}:
        return []
    leads = [
        text[max(text.rfind(mark, span[0], m.start) for mark in f"{_BREAKS}、") + 1 : m.start] for m in alike
    ]
    labels = [phrase_of(lead) for lead in leads]
    return labels if all(len(label) > 1 for label in labels) else []


_MEASURED = regex.compile(
    "(?:实际|各|已|全年)*(?:支出|执行率|预算执行率|支付|到位|到位率|使用率|支付率|结余)(?:为|各)?"
)
_SUMMED = regex.compile("^[，,、]?(?:共计?|合计|总计)")


def _told_before(
    said: str, figures: Sequence[Token], position: int, count: int, span: tuple[int, int]
) -> bool:
    """分别说的是不是前面那几个数：什么也没说、只说与什么比的；说了自己的名称（完成率）的，前面的数要是同一种计量。"""
    before = figures[max(position - count, 0) : position]
    if len(before) < count or before[0].start < span[0]:
        return False
    if not said or _COMPARING.match(said):
        return True
    alike = {figure.unit for figure in before}
    return len(alike) == 1 and "%" not in alike and figures[position].unit == "%"


def _leads(
    text: str, span: tuple[int, int], figures: Sequence[Token], position: int, count: int
) -> list[str]:
    """第 position 个数之前的 count 个数，各自之前的话。"""
    found: list[str] = []
    for index in range(position - count, position):
        floor = figures[index - 1].end if index else span[0]
        lead = text[max(floor, span[0]) : figures[index].start].strip("，,、；; ")
        label = lead if _WHEN.search(lead) else phrase_of(_PAUSE.split(lead)[-1])
        found.append(label or (found[-1] if found else lead))
    return found


def _run(text: str, figures: Sequence[Token], position: int) -> Iterator[Token]:
    """紧接着、只隔着顿号或“和”的数。"""
    for last, following in zip(figures[position:], figures[position + 1 :], strict=False):
        if not _BETWEEN.match(text[last.end : following.start]):
            return
        yield following


def _labels(before: str, names: MetricDictionary) -> tuple[list[str], str]:
    """“分别”之前的各个名目，和它们共同的指标（最后一个名目后面带着）。"""
    clause = before[max(before.rfind(mark) for mark in _BREAKS) + 1 :]
    if quarters := _QUARTERS.search(clause):
        return [f"{quarter}季度" for quarter in "一二三四"], clause[quarters.end() :]
    pieces = [piece for piece in _SPLIT.split(clause) if piece.strip()]
    if len(pieces) < 2:
        return [], ""
    last, shared = _last_label(pieces, names)
    return [*pieces[:-1], last], shared


def _last_label(pieces: list[str], names: MetricDictionary) -> tuple[str, str]:
    """最后一个名目与共同的指标分开：项目支出｜的预算执行率，服务类｜采购金额，丙｜三个园区。"""
    last = pieces[-1]
    head, mark, tail = last.partition("的")
    if mark:
        return head, tail
    if collective := _COLLECTIVE.search(last):
        return last[: collective.start()], ""
    ends = {piece[-1] for piece in pieces[:-1]}
    if len(ends) == 1 and (cut := last.rfind(next(iter(ends)), 0, len(last) - 1)) > 0:
        return last[: cut + 1], last[cut + 1 :]
    lengths = {len(piece) for piece in pieces[:-1]}
    if len(lengths) == 1 and (length := lengths.pop()) in _PLACE and _RATE.fullmatch(last, length):
        # “城区、乡镇垃圾无害化处理率”
        return last[:length], last[length:]
    found = names.metrics_in(last)
    if found and found[-1][1] == len(last) and found[-1][0] > 0:
        return last[: found[-1][0]], last[found[-1][0] :]
    return last, ""
