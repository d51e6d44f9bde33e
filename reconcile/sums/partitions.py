"""列全了的分法（partitions）：制度规定或者常识就是这几项的，列出的恰是这几项，就是列全了。"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import regex

from normalize import Fact

_ABSENT = regex.compile(r"(?:没有|未|无)[^，。；]{0,8}出国|出国[^，。；]{0,10}(?:没有|未|无)")


def partitioned(total: Fact, labels: Sequence[str], around: str) -> bool:
    """制度规定的几项是否恰好都在。"""
    names = {total.qualifiers.subject, total.metric} - {""}
    for known in _data()["partition"]:
        whole = {*known["whole"], *known.get("listed", ())}
        if not names & whole and not (not total.qualifiers.subject and known.get("any")):
            continue
        for parts in known["parts"]:
            if len(parts) == len(labels) and all(any(_same_item(n, s) for s in labels) for n in parts):
                return True
    return "三公经费" in names and bool(_ABSENT.search(around)) and _cars_and_guests(labels)


def _cars_and_guests(labels: Sequence[str]) -> bool:
    """没有出国的，“三公”只有公务用车、公务接待两项。"""
    return len(labels) == 2 and any("用车" in s for s in labels) and any("接待" in s for s in labels)


def _same_item(name: str, label: str) -> bool:
    bare = label.strip("、，“”").removesuffix("类").removesuffix("采购")
    return bool(bare) and (
        bare == name or name in bare or (len(bare) > 1 and name.startswith(bare)) or name[:4] == bare[:4]
    )


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    text = files("reconcile.named").joinpath("identities.toml").read_text(encoding="utf-8")
    found: dict[str, list[dict[str, Any]]] = tomllib.loads(text)
    return found


@dataclass(frozen=True)
class Split:
    """一种分法：name 是按什么分，sure 为真时列出的就是全部；wholes 是它分的总数的名称。"""

    name: str
    sure: bool
    wholes: tuple[str, ...] = ()


def split_of(labels: Sequence[str], unit: str) -> Split | None:
    """各项名目恰是哪一种分法里互不相同的几种；都不是的为 None。"""
    return _split(tuple(labels), "元" if unit == "元" else "")


@lru_cache(maxsize=4096)
def _split(labels: tuple[str, ...], money: str) -> Split | None:
    for known in _classes():
        must, may = known.get("must", []), known.get("may", [])
        if (known.get("money") and not money) or len(labels) < max(known.get("least", 2), len(must)):
            continue
        terms: dict[str, int] = {}
        for order, words in enumerate([*may, *must]):
            for word in words:
                terms.setdefault(word, order)
        found = [_term(terms, label) for label in labels]
        if None in found:
            continue
        kinds = {terms[word] for word in found if word}
        needed = all(any(word in words for word in found) for words in must)
        if len(kinds) == len(labels) and needed:
            firm = len(labels) >= known.get("sure_from", len(labels) + 1)
            return Split(known["name"], known.get("sure", True) or firm, tuple(known.get("whole", ())))
    if _opposed(labels):
        return Split("正反两面", sure=True)
    return Split("先后", sure=False) if _in_order(labels) else None


def _opposed(labels: Sequence[str]) -> bool:
    """两项名目只差一对意思相反的字。"""
    if len(labels) != _PAIR:
        return False
    one, other = (_LEADING.sub("", label) for label in labels)
    head = _shared(one, other)
    tail = _shared(one[head:][::-1], other[head:][::-1])
    rest = {one[head : len(one) - tail], other[head : len(other) - tail]}
    return head + tail > 0 and any(rest == set(words) for words in _opposites())


def _shared(one: str, other: str) -> int:
    """开头有几个字相同。"""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _in_order(labels: Sequence[str]) -> bool:
    """第一批、第二批……；2020年、2021年……：从头数起，一个接一个。"""
    years = [m[1] for label in labels if (m := _YEAR.search(label))]
    if len(years) == len(labels):
        return all(int(b) - int(a) == 1 for a, b in pairwise(years))
    found = [m for label in labels if (m := _ORDINAL.search(label))]
    same = len({m[2] for m in found}) == 1
    return same and [_NUMERALS.find(m[1]) for m in found] == list(range(1, len(labels) + 1))


_PAIR = 2
_NUMERALS = "零一二三四五六七八九"
_LEADING = regex.compile(r"^(?:其中|包括|有|为)?[：:]?")
_YEAR = regex.compile(r"(20\d\d)年(?![末底初])")
_ORDINAL = regex.compile(
    r"第?([一二三四五六七八九])(批|期|次|笔|阶段|标段|轮|类|级|档|组|星|等(?!奖)|(?<=第.)年)"
)


def _term(terms: Mapping[str, int], label: str) -> str | None:
    """名目里最靠后、最长的一种叫法。"""
    ends = [(label.rfind(word) + len(word), len(word), word) for word in terms if word in label]
    return max(ends)[2] if ends else None


@cache
def _opposites() -> list[list[str]]:
    text = files("reconcile.sums").joinpath("partitions.toml").read_text(encoding="utf-8")
    return [known["words"] for known in tomllib.loads(text)["opposite"]]


@cache
def _classes() -> list[dict[str, Any]]:
    text = files("reconcile.sums").joinpath("partitions.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["class"]
    return found
