"""列全了没有（completeness）：凭什么说一次列举里的分项就是全部。"""

from __future__ import annotations

from decimal import Decimal

import regex

from normalize.quantity import HUNDRED
from reconcile.likely import one_change
from reconcile.relation import sum_of, total
from reconcile.spoken import label_of
from reconcile.sums.listed import Listed

_ADDED = regex.compile(r"新增|追加|增加|调增|另")
_SUMMING = regex.compile(r"合计|共计|总计")
_TOTAL_SCORE = 60
"""总分不会低于这么多；更低的是某一部分的得分。"""
_LISTED, _PAIR = 3, 2
_REMAINING = regex.compile(r"^(?:其余|余下|剩余|剩下|其他)")
OPEN_ENDED = regex.compile(r"等(?=[，。；、）)共\d]|$)|主要|含|重点|(?<![岁年级])以上|不少于|仅")
_KINDS = regex.compile(
    r"([两三四五六七八九]|\d)(?:处|类|种|级|档|校区|个(?:部分|方面|校区|片区|渠道|来源|类别))(?![\d.])"
)
_PART = regex.compile(r"[，。；、]")


def closure(one: Listed) -> str:
    """凭什么说分项已经列全；看不出的为空串。"""
    cue = one.enumeration.cue
    after = bool(one.enumeration.wholes[0].at.start > one.parts[0].at.start)
    if (
        one.enumeration.closed
        and not _of_another(one)
        and (not after or _SUMMING.search(cue) or _ADDED.search("".join(one.labels)))
    ):
        smaller = all(part.quantity.value <= one.whole.quantity.value for part in one.parts)
        if not after or smaller:
            return "措辞表明各分项已列全"
    if one.partitioned:
        return "各分项已列全"
    if (
        (split := one.split)
        and split.sure
        and (_comparable_size(one) or one_change(sum_of("", one.whole, one.parts)))
    ):
        return f"按{split.name}分，各项已列全"
    if told := _told_complete(one):
        return told
    if _rates_make_hundred(one):
        return "各分项占比合计为100%"
    scores = all(f.quantity.unit == "分" for f in (one.whole, *one.parts))
    if scores and one.whole.quantity.value >= _TOTAL_SCORE and len(one.parts) > 1:
        return "总分由各部分得分相加"
    return ""


def _of_another(one: Listed) -> bool:
    """“抽取400名，满意人数分别为214名和149名”：分别说的是各处的满意人数，不是把400名分成两份。"""
    lead = one.sentence.text[: one.enumeration.at.start - one.sentence.at.start]
    head = _COUNT_WORDS.sub("", _PART.split(lead)[-1])
    if "分别" in one.enumeration.cue and _SEVERAL_NAMES.search(head):
        # “满意”和“基本满意”分别为：说的是这两种，未必就这两种
        return True
    if "分别" not in one.enumeration.cue or len(head) < _PAIR or regex.search(r"\d", head):
        return False
    named = label_of(one.sentence, one.whole) + one.whole.named
    return not any(head[i : i + 2] in named for i in range(len(head) - 1))


_SEVERAL_NAMES = regex.compile(r"”[和与及]“")
_COUNT_WORDS = regex.compile(r"[两三四五六七八九十]+[项类个种处家部分者]*|各|其中|总|上述|以上")


def _rates_make_hundred(one: Listed) -> bool:
    """列举里有与分项同样多的百分数，合计为100%：占x%、承担60%即……、分别占x%、y%和z%。"""
    start = one.enumeration.at.start
    rates = [f for f in one.sentence.facts if f.at.start > start and f.quantity.unit == "%"][: len(one.parts)]
    if len(rates) != len(one.parts) or len(rates) < _PAIR:
        return False
    gap = abs(sum((r.quantity.value for r in rates), start=Decimal(0)) - HUNDRED)
    return gap <= rates[0].quantity.step * len(rates) and _comparable_size(one)


def nearly_closed(one: Listed) -> str:
    """按级次、来源这样分的，多半列全了：加起来比总数还多，就不会是漏列。"""
    split = one.split
    if split is None or one.whole.quantity.hedge or not _comparable_size(one) or _open_ended(one):
        return ""
    return f"按{split.name}分，加起来比总数还多" if _over(one) else ""


def overflowing(one: Listed) -> str:
    """不会重叠的列举（金额、同一名词的各种、不数人的三项以上），每一项都不大于总数，加起来却比总数还多。"""
    exclusive = one.whole.quantity.unit == "元" or related(one) or _many_things(one)
    fits = all(part.quantity.value <= one.whole.quantity.value for part in one.parts)
    nested = any("其中" in label_of(one.sentence, part) for part in one.parts[1:])
    gap = total(one.parts).value - one.whole.quantity.value
    slight = gap < min(part.quantity.value for part in one.parts)
    slight = slight or related(one)
    if one.whole.quantity.hedge or not (exclusive and fits and slight) or nested or _open_ended(one):
        return ""
    if _over(one):
        return "逐项列出，加起来比总数还多" if one_change(sum_of("", one.whole, one.parts)) else ""
    return ""


def related(one: Listed) -> bool:
    """各项名目末尾的字相同（成人读者、少儿读者；内科、外科），是同一种东西的各种。"""
    labels = [label_of(one.sentence, part) for part in one.parts]
    alike = len({label[-1:] for label in labels}) == 1 and bool(regex.match(r"\p{Han}", labels[0][-1:]))
    return alike and len(set(labels)) == len(labels) > 1 and not _overlapping(one)


def _many_things(one: Listed) -> bool:
    return len(one.parts) >= _LISTED and one.whole.quantity.unit not in _PEOPLE


def _overlapping(one: Listed) -> bool:
    """一个人可以同时是女性、党员、高级职称：说的是几种身份，不是分法。"""
    traits = sum(bool(TRAIT.search(label_of(one.sentence, part))) for part in one.parts)
    return one.whole.quantity.unit in _PEOPLE and bool(traits) and one.split is None


TRAIT = regex.compile(r"[男女]|党员|团员|职称|学历|本科|专科|硕士|博士|研究生|少数民族|岁|大学生|骨干|妇女")
_PEOPLE = frozenset({"人", "人次", "名", "位", "项", "个"})


def _over(one: Listed) -> bool:
    """计入取舍误差，各分项之和仍大于总数。"""
    return total(one.parts).low > one.whole.quantity.high


def _open_ended(one: Listed) -> bool:
    start, end = one.enumeration.at.start, one.parts[-1].at.end + 2
    return bool(
        OPEN_ENDED.search(one.sentence.text[start - one.sentence.at.start : end - one.sentence.at.start])
    )


def hardly_open(one: Listed) -> str:
    """三项以上、用顿号接起来的列举：和比总数还多，或者余下的比列出的最小一项还小，不像是只举其大者。"""
    gap = one.whole.quantity.value - total(one.parts).value
    smallest = min(p.quantity.value for p in one.parts)
    text = one.sentence.text[
        one.enumeration.at.start - one.sentence.at.start : one.parts[-1].at.end - one.sentence.at.start + 2
    ]
    commas = regex.search("[，,](?!\\d{3})", text[:-2])
    if len(one.parts) < _LISTED or not _joined(one) or one.whole.quantity.hedge:
        return ""
    if (commas and not related(one)) or _overlapping(one):
        return ""
    if not one.whole.quantity.exact or OPEN_ENDED.search(text) or not smallest:
        return ""
    if 0 < gap < smallest or 0 < -gap * 5 < one.whole.quantity.value:
        return "逐项列出，余下的还不及其中最小的一项" if gap > 0 else "逐项列出，加起来比总数还多"
    return ""


def _told_complete(one: Listed) -> str:
    """列有“其余”一项；紧跟总数的括号里逐项列出；前面说有几处（几类），正好列了几处。"""
    lead = one.sentence.text[: one.parts[-1].at.start - one.sentence.at.start]
    listed = one.sentence.text[
        one.enumeration.at.start - one.sentence.at.start : one.parts[-1].at.end - one.sentence.at.start + 2
    ]
    beside = one.enumeration.cue == "（" and one.whole.quantity.exact
    sized = _comparable_size(one) or (beside and one_change(sum_of("", one.whole, one.parts)))
    if OPEN_ENDED.search(listed) or not sized:
        return ""
    if _REMAINING.search(_PART.split(lead)[-1]):
        return "列有“其余”一项，各分项已列全"
    if one.enumeration.cue in {"（", "：", ":"} and _joined(one):
        return "总数之后逐项列出"
    counted = counted_kinds(one.around[: one.around.find(listed)] if listed in one.around else "")
    if _spans_years(one):
        return "逐年列出，各年都有"
    if _joined(one) and counted == len(one.parts):
        return f"前面说有{counted}项，正好列了{counted}项"
    return ""


def _spans_years(one: Listed) -> bool:
    """“2020年至2022年……”“三年……”，正好逐年列了三年。"""
    years = [found[1] for part in one.parts if (found := _YEAR.search(label_of(one.sentence, part)))]
    if len(set(years)) != len(one.parts):
        return False
    lead = one.sentence.text[: one.enumeration.at.start - one.sentence.at.start]
    span, said = _YEARS.search(lead), _SOME_YEARS.search(lead)
    if span is not None:
        return int(span[2]) - int(span[1]) + 1 == len(years)
    return said is not None and _value(said[1]) == len(years)


_YEAR = regex.compile(r"(20\d\d)年")
_YEARS = regex.compile(r"(20\d\d)年?[至到—－~-]+(20\d\d)年")
_SOME_YEARS = regex.compile(r"([两三四五六])年")


def counted_kinds(before: str) -> int:
    """前面最近一处说有几处、几类、几个校区；没有说的为零。"""
    counted = _KINDS.findall(before)
    return _value(counted[-1]) if counted else 0


def _value(numeral: str) -> int:
    return "零一两三四五六七八九".find(numeral) if not numeral.isdigit() else int(numeral)


def _joined(one: Listed) -> bool:
    """各分项用顿号或逗号一个接一个，中间没有别的数。"""
    first, last = one.parts[0].at.start, one.parts[-1].at.end
    inside = [f for f in one.sentence.facts if first <= f.at.start < last and f.quantity.unit != "%"]
    text = one.sentence.text[first - one.sentence.at.start : last - one.sentence.at.start]
    return len(inside) == len(one.parts) > 1 and not regex.search("[；。]", text)


def _comparable_size(one: Listed) -> bool:
    """各分项之和与总数相差不到三分之一：差得多的，列的多半不是它。"""
    whole, added = one.whole.quantity.value, total(one.parts).value
    return abs(whole - added) * 3 <= max(whole, added)
