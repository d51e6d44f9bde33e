"""数目与列举（listing）：“六大方面”后面应当正好列出六项。"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extract import Heading, Location, Paragraph
from extract.document import Block
from normalize import Fact, Facts
from reconcile.rule import rule
from reconcile.sums.counting import SPAN, beside, entering, exhaustive
from reconcile.types import Check, Finding, ticked

_NUMERALS = {c: i for i, c in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_WRITTEN = {n: c for c, n in _NUMERALS.items() if c != "两"}
_NUMBER = r"(?<![\d.,，])(?P<n>[一二三四五六七八九十两]|\d{1,2})"
_ANNOUNCED = regex.compile(
    _NUMBER
    + r"(?:大|个|项|条|类|方面|点|种)(?:方面|任务|工作|内容|措施|问题|要点|重点)?[^，。；：:]{0,8}(?:[：:]$|[：:。](?=\s*一是))|"
    + _NUMBER
    + r"(?:大|个)?方面[：:。]"
)
_NAMED = regex.compile(
    _NUMBER
    + r"(?:个|项|大|处|类|种)[^，。；（）]{1,14}?(?:分别是|分别为|即|——)[：:]?(?P<list>[^。；）（]{3,120})"
)
_NAMING = regex.compile("分别是|分别为|即|——")
_LISTED = regex.compile(
    _NUMBER + r"(?:个|家|所|项|类|处)(?:[\p{Han}]{0,8})?(?:[：:]|[，,]?(?:即|分别是|分别为))[：:]?"
    r"(?P<list>[\p{Han}A-Za-z“”]{2,20}(?:、[\p{Han}A-Za-z“”]{2,20}){1,19}(?:[和及][\p{Han}]{2,20})?)(?=[。；;）)]|$|，[^，。；、]{0,10}(?:共|均|都|合计|\d))"
)
_FIGURED = regex.compile(
    _NUMBER
    + r"(?:个|家|所|项|类|处|条|座|支|批|期|笔|次)(?:[\p{Han}]|（[\p{Han}]）){0,8}[：:]"
    r"(?P<list>(?:ITEM)(?:[、；，](?:ITEM)){1,19})(?=[。；;）)]|[，,]\D|$)".replace(
        "ITEM",
        r"(?!合计|共|其中|平均|均|最[高低]|相差)(?:20\d\d年|第[一二三四五六七八九]|\d{1,2}月)?(?:\d{1,2}月)?[\p{Han}A-Za-z“”]{2,14}约?\d[\d,，.]*[\p{Han}%％㎡]{0,4}",
    )
)
"""三个镇：清溪镇120户、白沙镇86户、石桥镇64户。每一项自带一个数，项数不会数错。"""
_SIGNED = regex.compile(
    _NUMBER + r"(?:大|个|项|条|类|方面|点)(?:[\p{Han}]{0,8})[：:]\s?(?=[（(]?1[)）.．、])"
)
_MARKED = regex.compile(r"(?:^|[；;。，：:])\s?[（(]?(\d{1,2})[)）.．、](?!\d)")
"""重点工作共五项：1.……；2.……。"""
_QUOTED = regex.compile(
    r"“(?P<list>[^“”、]{1,12}(?:、[^“”、]{1,14}){1,9})”(?P<n>[二两三四五六七八九十])(?=必知|级|位一体|方|个|项|大|条|字)"
)
_COUNTED = regex.compile(
    r"(?P<etc>等)?(?:共计?|合计|这)?(?<![\d,，.])(?P<n>[二两三四五六七八九十]|\d{1,2})(?=大|个|项|类|种|处|条|家|所|支|方面)(?!个?(?:百分点|月|工作日|小时))"
)
_BRACKETED = regex.compile(
    _NUMBER
    + r"(?:个|项|大|处|类|种|条|家|所|座|支)[^，。；（）\d]{1,30}[（(](?P<list>[^（）()。；，]{1,30}(?:、[^（）()。；，、]{1,30}){1,19})[）)]"
)
_CODE = regex.compile(
    r"(?<![\d.])(?P<code>\d{1,3}(?:[+＋]\d{1,3}){1,4})[（(](?P<words>[^（）()+＋]{1,12}(?:[+＋][^（）()+＋]{1,12}){1,4})[）)]"
)
_PLUS = regex.compile(r"\d\s?[+＋]\s?\d")
_TERM = regex.compile(r"\d{1,4}")
_PART = regex.compile(
    r"(?<![\d.])(?P<code>\d{1,3}(?:[+＋]\d{1,3}){1,4})个(?P<what>[\p{Han}]{2,10}?)[，。；、（(]"
)
_ORDINAL = regex.compile(r"(?<![\p{Han}])([一二三四五六七八九十])是")
_PAIR = _BARE = 2
_PHRASE = regex.compile(r"[，。；：、（(\n]")
_ETC = regex.compile(r"等|之一")


@rule("SUM301", term="数目与列举")
def announced_lists(facts: Facts) -> Iterator[Finding | Check]:
    """说有几项，实际列出的项数不同。

    “六大方面：一是……六是……”按“几是”计数；“剩3个：甲、乙、丙”和引号里的“甲、乙、丙”三级按顿号计数，含“等”字的只作下限。
    “三个镇：甲120户、乙86户、丙64户”每一项自带一个数；“综合科、审批科、监管科三个科”各项都以名目的字结尾，也数得清；
    “内设综合、招商两个科（室）”“下设东沟、西沟两个工区”从动词之后列起，“进社区、企业、农村三进”进几处数几处，“共五项：1.……；2.……”序号从一起，照样数得清。
    其余列在前面的（甲、乙、丙三大体系）和列在括号里的，项数相同打勾，不同的不报：列举从哪里开始、里面有没有并列，措辞说不清。
    依据：常识性勾稽。
    """
    blocks = facts.document.blocks
    for index, block in enumerate(blocks):
        if not isinstance(block, Heading | Paragraph):
            continue
        text = block.text
        led = "：" in text or ":" in text
        for found in _ANNOUNCED.finditer(text) if led or "一是" in text or "方面" in text else ():
            following = block.text[found.end() :]
            nearby = following or _text_of(blocks[index + 1] if index + 1 < len(blocks) else None)
            ordinals = [_NUMERALS[o] for o in _ORDINAL.findall(nearby)]
            if len(ordinals) >= 2 and ordinals == list(range(1, len(ordinals) + 1)):
                yield _outcome(facts, index, found, len(ordinals))
        if led:
            yield from _signed(facts, index, text)
        yield from _listed_before(facts, index, text)
        for found in _LISTED.finditer(text) if "、" in text else ():
            listed = found["list"]
            count = (
                listed.count("、") + 1 + len(regex.findall(r"(?<=、[^、]{1,20})[和及](?=[^、]*$)", listed))
            )
            inside = len(regex.findall(r"[和及与](?=[^、]*、)", listed))
            if not _ETC.search(listed) and _said(found) > 1 and not SPAN.search(listed):
                # “小剧场和办公室、创作室”：一项里的“和”，前后也许是两项
                within = count < _said(found) <= count + inside
                yield _outcome(facts, index, found, _said(found) if within else count)
        for found in _FIGURED.finditer(text) if led else ():
            items = _items(found["list"])
            figured = _figured(items, found["list"])
            joined = _JOINED.search(text[: found.start()])
            if _TOGETHER.search(found[0].partition("：")[0]):
                continue  # “三家共同的：……”说的是一件事
            if figured is not None and figured > 1 and not _summed(found, items) and not joined:
                yield _outcome(facts, index, found, figured)
        for found in _NAMED.finditer(text) if _NAMING.search(text) else ():
            listed = (
                found["list"].partition("，")[0]
                if "、" in found["list"].partition("，")[0]
                else found["list"]
            )
            items = [i for i in regex.split("、", listed) if i]
            if len(items) >= 2 and not _ETC.search(listed) and not regex.search("[和及与，]", listed):
                yield _outcome(facts, index, found, len(items))


def _items(listed: str) -> list[str]:
    """自带数的各项：用的是哪一种标点，就到换了标点之处为止。"""
    marks = [found[0] for found in _MARK.finditer(listed)]
    same = next((i for i, mark in enumerate(marks) if mark != marks[0]), len(marks))
    return _MARK.split(listed)[: same + 1]


def _figured(items: list[str], listed: str) -> int | None:
    """自带数的各项有几项；用逗号隔开的，各项单位相同或者一个时间一项才数得清，数到不是的一项为止。"""
    if not _COMMA.match(listed, len(items[0])):
        return len(items)
    if _DATED.match(items[0]):
        return next((i for i, item in enumerate(items) if not _DATED.match(item)), len(items))
    if "、" in listed:
        # “高标准农田新建2.2万亩、改造0.8万亩，生猪出栏38万头”：逗号隔开的一项里还有顿号
        return None
    units = {regex.sub(r".*\d", "", item) for item in items}
    return len(items) if len(units) == 1 else None


def _summed(found: regex.Match[str], items: list[str]) -> bool:
    """“46次：蓝色31次、黄色11次、橙色4次”：说的是总数，各项是分项；单位不同而加起来正是它的也是。"""
    unit = found[0][found.end("n") - found.start() :][:1]
    own = [regex.sub(r"\D", "", item) for item in items]
    return all(item.endswith(unit) for item in items) or sum(int(n or 0) for n in own) == _said(found)


_TOGETHER = regex.compile("共同|合计|的$")
_MARK = regex.compile(r"[、；]|[，,](?!\d{3}(?!\d))")
_JOINED = regex.compile(r"\d\s?[个家所项类处条座支][\p{Han}]{1,8}[和与及、]$")
"""“4个直属库和2个代储库：……”：列的是两样。"""
_DATED = regex.compile(r"20\d\d年|\d{1,2}月|第[一二三四五六七八九]|首[批期次]")
_COMMA = regex.compile(r"[，,](?!\d{3}(?!\d))")


def _signed(facts: Facts, index: int, text: str) -> Iterator[Finding | Check]:
    """“共五项：1.……；2.……”：序号从一起、一个不缺的，数得清。"""
    for found in _SIGNED.finditer(text):
        numbers = [int(n) for n in _MARKED.findall("：" + text[found.end() :])]
        if len(numbers) >= _PAIR and numbers == list(range(1, len(numbers) + 1)):
            yield _outcome(facts, index, found, len(numbers))


def _listed_before(facts: Facts, index: int, text: str) -> Iterator[Finding | Check]:
    """列举在前、数目在后；列举在括号里。"""
    for found in _QUOTED.finditer(text) if "“" in text else ():
        if not _ETC.search(found["list"]):
            yield _outcome(facts, index, found, found["list"].count("、") + 1)
    for pattern in (_COUNTED, _BRACKETED) if "、" in text else ():
        for found in pattern.finditer(text):
            listed = found["list"] if pattern is _BRACKETED else _items_before(text, found.start())
            if "、" not in listed:
                continue
            said, counted = _said(found), listed.count("、") + 1
            joined = counted + len(regex.findall(r"[和及与](?=[^、]*$)", listed))
            etc = bool(found.groupdict().get("etc"))
            if said in {counted, joined} or (etc and counted < said):
                yield _tick(facts, index, found, counted if said not in {counted, joined} else said)
            elif regex.search(r"\d", listed):
                continue  # “许可4项、转让3项、入股1项”：各项自己的数
            elif (etc and counted > said + 1) or (not etc and _told(text, found, listed, joined)):
                yield _outcome(facts, index, found, joined)
    for tally in (*beside(text), *entering(text)):
        yield _outcome(facts, index, tally.found, tally.listed)


def _told(text: str, found: regex.Match[str], listed: str, counted: int) -> bool:
    """数目前面列出的各项，数得清。"""
    if _alike(listed, text[found.end() :]):
        return True
    return exhaustive(text, found.start(), listed, found.end(), _said(found), counted)


def _alike(listed: str, following: str) -> bool:
    """列出的各项都以后面那个名目的字结尾（综合科、审批科、监管科三个科），一项也不会数错。"""
    what = _WHAT.match(following)
    items = regex.split(r"[、和及与]", listed)
    return what is not None and len(items) > 2 and all(item[-1:] in what["what"] for item in items)


_WHAT = regex.compile(
    r"(?:个|家|所|支)(?:内设)?(?P<what>[科股室处所站队组中心部办]{1,4})(?=[，。；、（：]|$|[及和与]\d)"
)


def _items_before(text: str, end: int) -> str:
    """数目之前的列举：到上一个逗号、句号、括号为止。"""
    start = max(text.rfind(mark, 0, end) for mark in "，。；：“”（）\n") + 1
    return text[start:end]


def _said(found: regex.Match[str]) -> int:
    printed = next(value for value in found.captures("n") if value)
    return _NUMERALS.get(printed) or int(printed)


def _tick(facts: Facts, index: int, found: regex.Match[str], listed: int) -> Check:
    printed, start = next(value for value in found.captures("n") if value), found.starts("n")[0]
    return ticked(
        "SUM301",
        printed,
        f"列出{listed}项" if listed == _said(found) else f"至少列出{listed}项",
        facts.document.at(index, start, start + len(printed)),
        recomputed=str(listed),
    )


@rule("SUM302", term="编组代号")
def structure_codes(facts: Facts) -> Iterator[Finding | Check]:
    """“1+10+95（区+10个街道+95个社区）”：代号里的各数与括号里说的不同。

    括号里没有写数的一项是1。代号后面说完成几个、剩几个的，各数之和应等于两者之和。依据：常识性勾稽。
    """
    for index, block in enumerate(facts.document.blocks):
        if not isinstance(block, Heading | Paragraph):
            continue
        if not _PLUS.search(block.text):
            continue
        for found in _CODE.finditer(block.text):
            terms = [int(t) for t in _TERM.findall(found["code"])]
            words = regex.split(r"[+＋]", found["words"])
            named = [int(m[0]) if (m := _TERM.search(w)) else 1 for w in words]
            if len(terms) == len(named):
                yield _coded(facts, index, found, terms, named)
        for found in _PART.finditer(block.text):
            yield from _progress(facts, index, found)


def _coded(
    facts: Facts, index: int, found: regex.Match[str], terms: list[int], named: list[int]
) -> Finding | Check:
    at = facts.document.at(index, *found.span("code"))
    against = (facts.document.at(index, *found.span("words")),)
    said = "+".join(map(str, named))
    if terms == named:
        return ticked(
            "SUM302",
            found["code"],
            found["words"],
            at,
            recomputed=said,
            against=against,
        )
    return Finding(
        code="SUM302",
        severity="error",
        message=f"“{found['code']}”与括号里的“{found['words']}”不同",
        at=at,
        against=against,
        expected=said,
        question=f"请核实“{found['code']}”。",
        anchor=found[0],
    )


def _progress(facts: Facts, index: int, found: regex.Match[str]) -> Iterator[Finding | Check]:
    """1+10个预案，已完成8个，剩3个。"""
    sentence = next(
        (s for s in facts.sentences if s.at.block == index and s.at.start <= found.start() < s.at.end), None
    )
    if sentence is None:
        return
    after = [f for f in sentence.facts if f.at.start > found.start() and f.quantity.unit == "个"]
    done = next(
        (
            f
            for f in after
            if regex.search(r"(?:已|完成)[\p{Han}]{0,4}$", _lead(sentence.text, sentence.at.start, f))
        ),
        None,
    )
    rest = next(
        (
            f
            for f in after
            if regex.search(r"(?:剩余?|其余|尚有|还有)$", _lead(sentence.text, sentence.at.start, f))
        ),
        None,
    )
    if done is None or rest is None:
        return
    total = sum(int(t) for t in _TERM.findall(found["code"]))
    added = int(done.quantity.value + rest.quantity.value)
    at = facts.document.at(index, *found.span("code"))
    formula = f"{done.raw} + {rest.raw} = {added}个"
    if total == added:
        yield ticked(
            "SUM302",
            found["code"],
            formula,
            at,
            recomputed=str(added),
            inputs=(done.id, rest.id),
            against=(done.at, rest.at),
        )
    else:
        yield Finding(
            code="SUM302",
            severity="warning",
            message=f"“{found['code']}”共{total}个，而{formula}",
            at=at,
            against=(done.at, rest.at),
            question=f"请核实“{found['code']}个{found['what']}”完成和剩余的个数。",
            anchor=f"{found['code']}|{added}",
        )


def _lead(text: str, offset: int, fact: Fact) -> str:
    return text[: fact.at.start - offset]


def _text_of(block: Block | None) -> str:
    return block.text if isinstance(block, Heading | Paragraph) else ""


def _outcome(facts: Facts, index: int, found: regex.Match[str], listed: int) -> Finding | Check:
    printed = next(value for value in found.captures("n") if value)
    start = found.starts("n")[0]
    said = _NUMERALS.get(printed) or int(printed)
    at: Location = facts.document.at(index, start, start + len(printed))
    said_so = found[0] if len(found[0]) > _BARE else _PHRASE.split(found.string[start:], maxsplit=1)[0]
    phrase = said_so[:20].rstrip("：:")
    if said == listed:
        return ticked(
            "SUM301",
            printed,
            f"列出{listed}项",
            at,
            recomputed=str(listed),
        )
    return Finding(
        code="SUM301",
        severity="error",
        message=f"“{phrase}”说有{printed}项，实际列出{listed}项",
        at=at,
        expected=_WRITTEN.get(listed, str(listed)) if printed in _NUMERALS else str(listed),
        question=f"请核实“{phrase}”究竟是{said}项还是{listed}项。",
        anchor=f"{phrase}|{listed}",
    )
