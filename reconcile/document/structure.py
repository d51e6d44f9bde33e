"""结构与文字（structure）：表、附件的引用，序号，没有填的模板，换了数字的重复，别的单位的名称。"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from extract import Heading, Location, Paragraph, Table
from normalize import Facts, Sentence
from normalize.tokens import FIGURES, tokens_of
from reconcile.rule import rule
from reconcile.types import Check, Finding

_NUMBER = r"\d{1,2}(?:[-－—–.]\d{1,2})?"
_REFERENCE = regex.compile(
    rf"(?<cue>(?:详见|参见|见|如|附后的?|对照)\s?[“《（(]?)(?<kind>附表|表|附件|图)\s?(?<number>{_NUMBER})(?!\d|[年月日万亿元])"
    rf"|(?<![\p{{Han}}])(?<kind>附表|表|附件|图)\s?(?<number>{_NUMBER})(?=所示|所列|显示|可见|列示)"
)
_MENTIONED = regex.compile(r"附件|附表|图\s?\d|表\s?\d")
_TITLED = regex.compile(rf"^[\s（(【]*(?<kind>附表|表|附件|图)\s?(?<number>{_NUMBER})(?!\d|[年月日万亿元])")
_TITLED_INSIDE = regex.compile(
    rf"(?<=[。\n])\s*(?<kind>附表|表|附件)\s?(?<number>{_NUMBER})(?!\d|[年月日万亿元])"
)
_DASHES = str.maketrans("－—–.", "----")
_NUMERALS = {c: i for i, c in enumerate("一二三四五六七八九", start=1)}
_CN = r"[一二三四五六七八九十]{1,3}"
_MARKS = (
    regex.compile(rf"^\s*(?P<n>{_CN})、"),
    regex.compile(rf"^\s*[（(](?P<n>{_CN})[）)]"),
    regex.compile(r"^\s*(?P<n>\d{1,2})[.．、](?!\d)"),
    regex.compile(r"^\s*[（(](?P<n>\d{1,2})[）)]"),
)
_OPENS = frozenset("（(一二三四五六七八九十")
_FIRSTLY = regex.compile(rf"(?<![\p{{Han}}])(?P<n>{_CN})是(?![否])")
_WITHIN = regex.compile(
    r"(?:^|(?<=[。；;：:]))\s*[（(]?(?P<n>\d{1,2})(?:[、.．）)](?=\p{Han})|(?<=[（(]\d{1,2})[）)](?=[\d“《]))"
)
_PLACEHOLDER = regex.compile(
    r"(?<![A-Za-z0-9])(?:20)?[XxＸ×✕]{2,}(?:[.．][XxＸ×]{1,4})?(?![A-Za-z0-9])"
    r"|(?<!\*)\*{2,4}(?=\s?(?:[\p{Han}%]))(?![^*\n]{1,40}\*\*)"
    r"|(?<![有亟尚仍急])待(?:补充|填写|填报|填列|补)(?=[）)。；;】\]]|\s*$)"
    r"|[（(【\[](?:此处|请|在此)[^）)】\]\n]{0,20}(?:填写|填报|填入|描述|插入|补充|概述|输入)[^）)】\]\n]{0,30}[）)】\]]"
    r"|(?<=^|[：:\n])\s*请(?:在此)?(?:填写|填报|输入|选择)[^。\n]{0,30}"
    r"|^\s*[（(][^（）()]{0,12}\d{2,4}字(?:以内|左右|以上)[）)]\s*$"
    r"|[_＿]{2,}(?=\s?(?:万元|元|%|％|个|项|人|分|家|次))"
)
_DIGITS = regex.compile(r"\d[\d,，.]*")
_HAN = regex.compile(r"[^\p{Han}#]+")
_SHORTEST = 24
_UNIT_NAME = (
    r"(?P<name>[\p{Han}]{2,20}?(?:管理局|监督局|委员会|办公室|研究院|保障局|服务局|医院|学校|中学|小学|学院|大学|中心|大队|支队|"
    r"街道办事处|人民政府|检察院|法院|联合会|联合社|总工会|委|局|厅|院|站|所|社))"
)
_NAMED = (
    regex.compile(
        rf"^{_UNIT_NAME}(?:[（(]本级[）)])?\s?20\d\d\s?年(?:度)?[^。，；]{{0,20}}(?:绩效|预算|决算|评分表|自评)"
    ),
    regex.compile(
        rf"(?:^|[。\n])\s*(?:20\d\d年(?:度)?[，,]?)?{_UNIT_NAME}(?:[（(]本级[）)])?[（(]以下(?:简)?称"
    ),
    regex.compile(
        rf"(?:填报|报告|自评|编报|填表|预算|部门)(?:单位|部门)?(?:（单位）)?(?:名称)?[（(]?(?:盖章|公章)?[）)]?[：:]\s?{_UNIT_NAME}(?:$|[\s（(])"
    ),
    regex.compile(rf"^\s*20\d\d年(?:度)?{_UNIT_NAME}(?:部门|单位)?(?:整体支出|项目支出|预算|决算|绩效)"),
)


@rule("TXT101", term="表与附件的引用")
def references(facts: Facts) -> Iterator[Finding | Check]:
    """正文说“见表3”“详见附件2”，报告里却没有这张表、这个附件。

    报告里另有编了号的表（附件）而缺引用的那一个，才报；整份报告没有一张编号的表的，多半另附，不报。
    引用别的文件的附件（《……》附件1）不报。依据：部门决算公开操作规程——公开内容应当完整。
    """
    titled = _titles(facts)
    for index, block in enumerate(facts.document.blocks):
        if not isinstance(block, Heading | Paragraph) or _TITLED.match(block.text):
            continue
        if not _MENTIONED.search(block.text):
            continue
        yield from _unnumbered(facts, index, block.text)
        for found in _REFERENCE.finditer(block.text):
            kind, number = found["kind"], _plain(found["number"])
            known = titled.get(_family(kind), {})
            at = facts.document.at(index, found.start("kind"), found.end("number"))
            printed = facts.document.text(at)
            if number in known:
                yield _tick("TXT101", printed, f"{printed}在报告中", at, (known[number],))
            elif known and found.start() and block.text[found.start() - 1] not in "》号":
                yield Finding(
                    code="TXT101",
                    severity="warning",
                    message=f"正文引用了“{printed}”，报告里只有{'、'.join(f'{kind}{n}' for n in list(known)[:6])}",
                    at=at,
                    against=tuple(known.values())[:3],
                    question=f"请补充“{printed}”，或更正引用的编号。",
                    anchor=printed,
                )


def _unnumbered(facts: Facts, index: int, text: str) -> Iterator[Check]:
    """“详见附件”“见附表”没有编号的：后面有附件、附表或者表格就打勾，没有的多半另附，不报。"""
    found = _LOOSE.search(text)
    if found is None:
        return
    blocks = facts.document.blocks[index + 1 :]
    later = next((i for i, b in enumerate(blocks, start=index + 1) if isinstance(b, Table)), None)
    if later is not None:
        cell = next((c for c in blocks[later - index - 1].cells if c.text.strip()), None)  # type: ignore[union-attr]
        if cell is not None:
            target = facts.document.at(later, 0, len(cell.text.rstrip()), (cell.row, cell.column))
            at = facts.document.at(index, *found.span("kind"))
            yield _tick("TXT101", found["kind"], f"{found['kind']}在报告中", at, (target,))


_LOOSE = regex.compile(r"(?:详?见|参见)\s?(?P<kind>附件|附表)(?![\d一二三四五六七八九十]|\s?\d)")


def _titles(facts: Facts) -> dict[str, dict[str, Location]]:
    """报告里编了号的表、附件、图：类别 → 编号 → 出处。"""
    found: dict[str, dict[str, Location]] = defaultdict(dict)
    blocks = facts.document.blocks
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            cell = block.cell(0, 0)
            title, place = _TITLED.match(cell.text), (0, 0)
            if title:
                at = facts.document.at(index, title.start("kind"), title.end(), place)
                found[_family(title["kind"])].setdefault(_plain(title["number"]), at)
            continue
        followed = index + 1 < len(blocks) and isinstance(blocks[index + 1], Table)
        inside = list(_TITLED_INSIDE.finditer(block.text)) if followed else []
        title = inside[-1] if inside else _TITLED.match(block.text)
        if title and (followed or len(block.text) < 80):
            at = facts.document.at(index, title.start("kind"), title.end())
            found[_family(title["kind"])].setdefault(_plain(title["number"]), at)
    return found


def _family(kind: str) -> str:
    return kind.removeprefix("附") if kind == "附表" else kind


def _plain(number: str) -> str:
    return number.translate(_DASHES)


def _tick(code: str, stated: str, formula: str, at: Location, against: tuple[Location, ...] = ()) -> Check:
    return Check(
        rule=code,
        verdict="符合",
        stated=stated,
        recomputed=stated,
        formula=formula,
        inputs=(),
        at=at,
        against=against,
    )


@dataclass
class _Run:
    """一串连续的序号。"""

    first: Location
    last: int
    count: int = 1
    sound: bool = True
    head: str = ""
    tail: str = ""
    places: list[Location] = field(default_factory=list)
    between: list[str] = field(default_factory=list)


@rule("TXT102", term="序号连续")
def numbering(facts: Facts) -> Iterator[Finding | Check]:
    """标题和条目的序号跳号、重号（一、二、四；一是、二是、二是）。

    每一层各自连续，重新从一开始的算另起一串；开头不是一的（节选）不报。标题和“几是”列为疑点，正文条目只作提示。
    依据：党政机关公文格式（GB/T 9704）——结构层次序数应依次使用。
    """
    runs: dict[int, _Run] = {}
    for index, block in enumerate(facts.document.blocks):
        texts = [c.text for c in block.cells] if isinstance(block, Table) else [block.text]
        if isinstance(block, Table):
            for run in runs.values():
                run.between += texts
            continue
        found = _enumerated(block.text, heading=isinstance(block, Heading))
        if found is not None:
            depth, printed, number, start = found
            at = facts.document.at(index, start, start + len(printed))
            for deeper in [d for d in runs if d > depth]:
                yield from _closed(runs.pop(deeper))
            severe = isinstance(block, Heading) or depth < 2
            yield from _continued(runs, depth, number, printed, at, severe=severe)
        for run in runs.values():
            run.between += texts
        yield from _inline(facts, index, block.text)
    for run in runs.values():
        yield from _closed(run)


def _enumerated(text: str, *, heading: bool) -> tuple[int, str, int, int] | None:
    """段首的序号：层次、原文、值、起点。"""
    opening = text.lstrip()[:1]
    if opening not in _OPENS and not opening.isdecimal():
        return None
    for depth, mark in enumerate(_MARKS):
        if found := mark.match(text):
            return depth, found["n"], _value(found["n"]), found.start("n")
    bare = regex.match(r"^\s*(?P<n>\d{1,2})\s+(?=\p{Han})", text) if heading else None
    return (2, bare["n"], int(bare["n"]), bare.start("n")) if bare else None


def _value(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    tens, ten, ones = printed.partition("十")
    if not ten:
        return _NUMERALS.get(printed, 0)
    return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)


def _continued(
    runs: dict[int, _Run], depth: int, number: int, printed: str, at: Location, *, severe: bool
) -> Iterator[Finding | Check]:
    run = runs.get(depth)
    if run is None or number == 1:
        if run is not None:
            yield from _closed(run)
        runs[depth] = _Run(at, number, head=printed, tail=printed, places=[at])
        return
    if number != run.last + 1:
        run.sound = False
        if not _run_together(run, depth, number):
            yield _broken(run, number, printed, at, severe=severe)
    run.last, run.tail, run.count = number, printed, run.count + 1
    run.between.clear()
    run.places.append(at)


def _run_together(run: _Run, depth: int, number: int) -> bool:
    """缺的序号印在段中（几条排在了一段里），或者排进了表格，不算跳号。"""
    missing = range(run.last + 1, number)
    between = "\n".join(run.between)
    marks = (
        lambda n: f"{_chinese(n)}、",
        lambda n: f"{_chinese(n)}）",
        lambda n: rf"{n}[.．、](?!\d)",
        lambda n: f"{n}）",
    )
    return bool(missing) and all(
        regex.search(marks[depth](n).replace("）", "[）)]"), between) for n in missing
    )


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones else "")


def _broken(run: _Run, number: int, printed: str, at: Location, *, severe: bool) -> Finding:
    slip = "重号" if number == run.last else ("跳号" if number > run.last else "倒号")
    return Finding(
        code="TXT102",
        severity="warning" if severe or len(run.places) > 1 else "info",
        message=f"序号{slip}：“{run.tail}”之后是“{printed}”，可能漏了一节或排错了序号",
        at=at,
        against=(run.places[-1],),
        question="请核对序号，确认没有缺漏的内容。",
        anchor=f"{slip}|{run.head}|{run.tail}|{printed}|{len(run.places)}|{at.block}",
    )


def _closed(run: _Run) -> Iterator[Check]:
    if run.sound and run.count > 1:
        yield _tick(
            "TXT102", run.tail, f"{run.head}至{run.tail}，{run.count}个序号连续", run.places[-1], (run.first,)
        )


def _inline(facts: Facts, index: int, text: str) -> Iterator[Finding | Check]:
    """一段之内的“一是……二是……”。"""
    if "是" in text:
        yield from _inline_marks(facts, index, text, _FIRSTLY, "{}是")
    yield from _inline_marks(facts, index, text, _WITHIN, "{}")


def _inline_marks(
    facts: Facts, index: int, text: str, pattern: regex.Pattern[str], shown: str
) -> Iterator[Finding | Check]:
    found = [m for m in pattern.finditer(text) if _value(m["n"])]
    values = [_value(m["n"]) for m in found]
    if len(values) < 2 or values[0] != 1:
        return
    for (before, one), (after, other) in pairwise(zip(found, values, strict=True)):
        if other not in {one + 1, 1}:
            run = _Run(facts.document.at(index, *before.span("n")), one, tail=before["n"], head=found[0]["n"])
            run.places = [run.first]
            yield _broken(run, other, after["n"], facts.document.at(index, *after.span("n")), severe=True)
            return
    last = found[-1]
    yield _tick(
        "TXT102",
        last["n"],
        f"{shown.format(found[0]['n'])}至{shown.format(last['n'])}，序号连续",
        facts.document.at(index, *last.span("n")),
        (facts.document.at(index, *found[0].span("n")),),
    )


@rule("TXT103", term="没有填的模板")
def placeholders(facts: Facts) -> Iterator[Finding]:
    """留着模板里的占位文字：××、XX、20XX年、待补充、（此处填写……）、____万元。

    正文、标题、表格都查；评分标准里的乘号（X1分、X100%）不算，“有待补充”是句子不算。依据：财预〔2020〕10号——自评表应填报完整。
    """
    rubric = {
        at.cell: at.block
        for table in facts.scored
        for row in table.rows
        for at in (row.criterion, row.explanation)
        if at
    }
    for index, block in enumerate(facts.document.blocks):
        if isinstance(block, Table):
            for cell in block.cells:
                place = (cell.row, cell.column)
                if rubric.get(place) != index:
                    yield from _left_blank(facts, cell.text, index, place)
        else:
            yield from _left_blank(facts, block.text, index, None)


_HIDDEN = regex.compile(
    r"[×xX＊*]{2,}(?:会计师|律师|咨询|评估|工程|建筑)|《[×xX＊*]{2,}|[\d-]{4,}[×xX＊*]{2,}|某"
)
"""公开时隐去的名称、电话，不是没有填。"""


def _left_blank(facts: Facts, text: str, index: int, place: tuple[int, int] | None) -> Iterator[Finding]:
    for found in _PLACEHOLDER.finditer(text):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        printed = found[0].strip()
        around = text[max(0, found.start() - 10) : found.end() + 10]
        yield Finding(
            code="TXT103",
            severity="info" if _HIDDEN.search(around) else "warning",
            message=f"“{printed}”像是模板里没有填的内容",
            at=facts.document.at(index, start, found.end(), place),
            question=f"请补填“{around.strip()}”处的内容。",
            anchor=f"{printed}|{around}",
        )


@rule("TXT104", term="换了数字的重复")
def repeated_with_other_numbers(facts: Facts) -> Iterator[Finding]:
    """同一句话出现两次，文字一样，有几个数也一样，另有数却不同。

    至少两个数（三位以上或带小数的）相同，才认定说的是同一件事；只是套用同样句式、数字全不相同的不报；期间不同的不报。
    依据：常识性勾稽。
    """
    index: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in facts.sentences:
        masked = _HAN.sub("", _DIGITS.sub("#", sentence.text))
        if len(masked) >= _SHORTEST and masked.count("#") > 2:
            index[masked].append(sentence)
    for same in index.values():
        first = same[0]
        for other in same[1:]:
            apart = first.section != other.section or first.at.block != other.at.block
            if apart and first.text != other.text:
                yield from _changed(facts, first, other)


def _changed(facts: Facts, one: Sentence, other: Sentence) -> Iterator[Finding]:
    pairs = list(zip(tokens_of(one.text), tokens_of(other.text), strict=False))
    if any(a.kind != b.kind or (a.kind not in FIGURES and a.text != b.text) for a, b in pairs):
        return
    shared = [
        a
        for a, b in pairs
        if a.text == b.text and a.kind in FIGURES and len(_DIGITS.sub("", a.text)) < len(a.text) - 2
    ]
    changed = [(a, b) for a, b in pairs if a.kind in FIGURES and a.value != b.value]
    if len(shared) < 2 or not changed or len(changed) > len(shared):
        return
    a, b = changed[0]
    start, before = other.at.start + b.start, one.at.start + a.start
    yield Finding(
        code="TXT104",
        severity="warning",
        message=f"同一句话出现两次，其余的数相同，一处写{a.text}，一处写{b.text}",
        at=facts.document.at(other.at.block or 0, start, start + len(b.text)),
        against=(facts.document.at(one.at.block or 0, before, before + len(a.text)),),
        question=f"请核实究竟是{a.text}还是{b.text}，并统一表述。",
        anchor=f"{a.text}|{b.text}|{one.text[:20]}",
    )


@rule("TXT105", term="别的单位的名称")
def other_names(facts: Facts) -> Iterator[Finding]:
    """报告单位在标题、表名、落款、“以下简称”处写了两个不同的名称，可能沿用了别的单位的文稿。

    只看指明报告单位自己的地方；一个名称包含另一个（省去了省市区的简写）的不算不同；只有一处写明单位的不报。
    依据：财预〔2020〕10号——自评主体是部门和单位自身。
    """
    named: list[tuple[str, Location]] = [
        (found["name"], facts.document.at(index, *found.span("name")))
        for index, block in enumerate(facts.document.blocks)
        if isinstance(block, Heading | Paragraph)
        for pattern in _NAMED
        if (found := pattern.search(block.text))
    ]
    yield from _other_regions(facts)
    kinds = Counter(_kernel(name) for name, _ in named)
    if len(named) < 2 or len(kinds) < 2:
        return
    usual, at = next((name, at) for name, at in named if _kernel(name) == kinds.most_common(1)[0][0])
    reported: set[str] = set()
    for name, place in named:
        if not _same_unit(name, usual) and name not in reported:
            reported.add(name)
            yield Finding(
                code="TXT105",
                severity="warning",
                message=f"报告单位一处写“{usual}”，一处写“{name}”，可能沿用了别的单位的文稿",
                at=place,
                against=(at,),
                question=f"请核实“{name}”是否应为“{usual}”。",
                anchor=f"{name}|{usual}",
            )


_REGION = regex.compile(
    r"(?<![\p{Han}])(?:[\p{Han}]{2,3}(?:省|市|州))?(?P<region>(?!其中|其他|其余|包括|另外|以及)(?![^县区市州旗]*[是在的和为与由向全各本该我到于及])[\p{Han}]{2,3}?(?P<level>[县区市州旗]))(?P<unit>(?![县区市])[\p{Han}]{2,12}?(?:局|委员会|办公室|中心|中学|小学|学校|医院|委|站|所)(?![长员级]))"
)


def _other_regions(facts: Facts) -> Iterator[Finding]:
    """同一个单位（某某局），有一处前面冠着别的县、区的名称。"""
    title = next(
        (
            b.text
            for b in facts.document.blocks[:4]
            if isinstance(b, Heading | Paragraph) and _REGION.search(b.text)
        ),
        "",
    )
    homes = list(_REGION.finditer(title))
    if not homes:
        return
    home = homes[-1]
    own = {home["unit"]}
    bare = regex.compile(
        rf"(?<![\p{{Han}}]{{2}}){home['level']}(?P<unit>[\p{{Han}}]{{2,10}}?(?:局|中心|站|所|中学|小学))"
    )
    # 不提“区”（县、市）的文字，说不到同级的别处
    texts = [told for told in _texts(facts) if home["level"] in told[2]]
    regions = [(index, place, list(_REGION.finditer(text))) for index, place, text in texts]
    own |= {m["unit"] for _, _, named in regions for m in named if m["region"] == home["region"]}
    own |= {m["unit"] for _, _, text in texts for m in bare.finditer(text)}
    seen: set[str] = set()
    for index, place, named in regions:
        for found in named:
            other = (
                found["region"] != home["region"] and found["level"] == home["level"] and found["unit"] in own
            )
            if other and found["region"] not in home[0] and found[0] not in seen:
                seen.add(found[0])
                yield Finding(
                    code="TXT105",
                    severity="warning",
                    message=f"报告单位在{home['region']}，此处写“{found[0]}”，可能沿用了别的单位的文稿",
                    at=facts.document.at(index, *found.span("region"), place),
                    question=f"请核实“{found[0]}”是否应为“{home['region']}{found['unit']}”。",
                    anchor=f"{found[0]}|{home['region']}",
                )


def _texts(facts: Facts) -> Iterator[tuple[int, tuple[int, int] | None, str]]:
    """每一段、每一格的文字和出处。"""
    for index, block in enumerate(facts.document.blocks):
        if isinstance(block, Table):
            yield from ((index, (cell.row, cell.column), cell.text) for cell in block.cells)
        else:
            yield index, None, block.text


def _kernel(name: str) -> str:
    """去掉省、市、区、县的单位名。"""
    return regex.sub(
        r"^[\p{Han}]{2,7}?(?:自治区|省|市|州|区|县|旗)(?=[\p{Han}]{3})",
        "",
        regex.sub(r"^[\p{Han}]{2,7}?(?:省|市)(?=[\p{Han}]{3})", "", name),
    )


def _same_unit(one: str, other: str) -> bool:
    return one in other or other in one or _kernel(one) in other or _kernel(other) in one
