"""Number readers side by side: this project against recognizers-text, cn2an, chinese2digits and JioNLP.

    python benchmarks/number_readers.py

Each tool is measured only on what it says it reads: the forms shown in its own package, and forms of reports that fall
under its stated scope. A reading is right when the one value is right (percentages as the number before the sign);
a tool that returns nothing, several values, another value or an exception is wrong. Tools that are not installed are
skipped; they are not dependencies of this project and are best kept in an environment of their own:

    pip install recognizers-text-suite cn2an chinese2digits jionlp
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial

from normalize.tokens import tokens_of

SEED = 20200101
Reader = Callable[[str, str], Decimal | None]
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Case:
    """A printed form, the value that it stands for, and the class of forms that it belongs to."""

    group: str
    text: str
    value: Decimal


def spoken(value: int) -> str:
    """一万以内的汉字数词。"""
    digits = "零一二三四五六七八九"
    text, zero = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        zero = zero or (bool(text) and not digit)
        if digit:
            text += ("零" if zero else "") + digits[digit] + name
            zero = False
    return text.removeprefix("一") if 10 <= value < 20 else text


def formal(text: str) -> str:
    """大写。"""
    return text.translate(str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟"))


WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
MYRIAD, HUNDRED_MILLION = 10**4, 10**8


def generated(count: int = 25) -> Iterator[Case]:
    """Forms that occur in reports, `count` of each class."""
    dice = random.Random(SEED)  # noqa: S311 - a fixed choice of forms, not a secret
    for _ in range(count):
        yield from _arabic(dice)
        yield from _chinese(dice)
        yield from _percent(dice)
        yield from _money(dice)


def _cents(dice: random.Random) -> Decimal:
    return Decimal(dice.randint(100_000, 10**11)) / 100


def _tenths(dice: random.Random) -> Decimal:
    return Decimal(dice.randint(11, 9999)) / 10


def _arabic(dice: random.Random) -> Iterator[Case]:
    cents, tenths, whole, rest = _cents(dice), _tenths(dice), dice.randint(1, 900), dice.randint(1, 9)
    yield Case("arabic", f"{cents}", cents)
    yield Case("arabic, comma", f"{cents:,}", cents)
    yield Case("arabic, full width", f"{cents}".translate(WIDE), cents)
    yield Case("arabic, full-width comma", f"{cents:,}".replace(",", "，"), cents)
    yield Case("arabic, negative", f"-{cents}", -cents)
    yield Case("arabic with 万", f"{tenths}万", tenths * MYRIAD)
    yield Case("arabic with 亿", f"{tenths}亿", tenths * HUNDRED_MILLION)
    yield Case("arabic 万 and 千", f"{whole}万{rest}千", Decimal(whole * MYRIAD + rest * 1000))


def _chinese(dice: random.Random) -> Iterator[Case]:
    value, whole, tenth = dice.randint(11, 9999), dice.randint(11, 99), dice.randint(1, 9)
    digits = "零一二三四五六七八九"
    pointed = Decimal(f"{whole}.{tenth}")
    small = Decimal(f"{whole // 10}.{tenth}")
    yield Case("chinese", spoken(value), Decimal(value))
    yield Case("chinese, financial", formal(spoken(value)), Decimal(value))
    yield Case("chinese with 万", f"{spoken(value)}万", Decimal(value * MYRIAD))
    yield Case("chinese, point", f"{spoken(whole)}点{digits[tenth]}", pointed)
    yield Case("chinese, point with 亿", f"{digits[whole // 10]}点{digits[tenth]}亿", small * HUNDRED_MILLION)
    yield Case("chinese, negative", f"负{spoken(value)}", Decimal(-value))


def _percent(dice: random.Random) -> Iterator[Case]:
    percent, whole = Decimal(dice.randint(1, 9999)) / 100, dice.randint(1, 99)
    yield Case("percent", f"{percent}%", percent)
    yield Case("percent, full width", f"{percent}".translate(WIDE) + "％", percent)
    yield Case("percent, negative", f"负{percent}%", -percent)
    yield Case("percent, chinese", f"百分之{spoken(whole)}", Decimal(whole))
    yield Case("percent, chinese point", f"百分之{spoken(whole)}点五", whole + Decimal("0.5"))


def _money(dice: random.Random) -> Iterator[Case]:
    cents, tenths, value = _cents(dice), _tenths(dice), dice.randint(11, 9999)
    jiao, fen, digits = dice.randint(1, 9), dice.randint(1, 9), "零壹贰叁肆伍陆柒捌玖"
    coins = Decimal(jiao * 10 + fen) / 100
    yield Case("money 元", f"{cents}元", cents)
    yield Case("money 元, comma", f"{cents:,}元", cents)
    yield Case("money 元, full-width comma", f"{cents:,}元".replace(",", "，"), cents)
    yield Case("money 万元", f"{tenths}万元", tenths * MYRIAD)
    yield Case("money 万元, comma", f"{cents:,}万元", cents * MYRIAD)
    yield Case("money 亿元", f"{tenths}亿元", tenths * HUNDRED_MILLION)
    yield Case("money, chinese", f"{spoken(value)}万元", Decimal(value * MYRIAD))
    yield Case("money, financial", f"{formal(spoken(value))}元{digits[jiao]}角{digits[fen]}分", value + coins)
    yield Case("money, ￥", f"￥{cents:,}", cents)


# Forms that the tools show in their own packages: README, docstring, tests.
OWN: dict[str, list[tuple[str, str, str]]] = {
    "recognizers-text": [],
    "cn2an": [
        ("chinese", "一百二十三", "123"),
        ("chinese", "一二三", "123"),
        ("chinese", "零零三", "3"),
        ("chinese", "1百23", "123"),
        ("chinese, negative", "负一百二十三", "-123"),
        ("chinese, point", "一点二三", "1.23"),
    ],
    "chinese2digits": [
        ("arabic with 万", "3.1千万", "31000000"),
        ("arabic with 万", "12.55万", "125500"),
        ("chinese, financial", "拾", "10"),
        ("chinese", "四千三", "4300"),
        ("percent, chinese", "十分之一", "10"),
        ("percent, chinese", "百分之5", "5"),
    ],
    "jionlp": [("money, chinese", "六十四万零一百四十三元一角七分", "640143.17")],
}
SCOPE = {
    "recognizers-text": ("arabic", "chinese", "percent", "money"),
    "cn2an": ("arabic", "chinese"),
    "chinese2digits": ("arabic", "chinese", "percent"),
    "jionlp": ("money",),
}
"""What each tool says it reads: number, percentage and currency · Chinese numerals, arabic and mixed · numbers and
percentages inside text · amounts of money."""


def ours(text: str) -> Decimal | None:
    """本项目的读数。"""
    tokens = [token for token in tokens_of(text) if token.value is not None]
    return tokens[0].value if len(tokens) == 1 else None


def recognizers() -> Reader:
    """Number, percentage and currency models for Chinese."""
    number = importlib.import_module("recognizers_number")
    unit = importlib.import_module("recognizers_number_with_unit")
    models = {
        "percent": number.NumberRecognizer("zh-cn").get_percentage_model(),
        "money": unit.NumberWithUnitRecognizer("zh-cn").get_currency_model(),
        "number": number.NumberRecognizer("zh-cn").get_number_model(),
    }

    def read(group: str, text: str) -> Decimal | None:
        kind = group.partition(" ")[0].rstrip(",")
        found = models[kind if kind in models else "number"].parse(text)
        return _number(found[0].resolution["value"]) if len(found) == 1 and found[0].resolution else None

    return read


def cn2an() -> Reader:
    """cn2an in its smart mode, which takes mixed writings."""
    module = importlib.import_module("cn2an")
    return lambda _, text: _number(module.cn2an(text, "smart"))


def chinese2digits() -> Reader:
    """takeNumberFromString, the function of its README."""
    module = importlib.import_module("chinese2digits")

    def read(group: str, text: str) -> Decimal | None:
        found = module.takeNumberFromString(text)["digitsStringList"]
        value = _number(found[0]) if len(found) == 1 else None
        return value * HUNDRED if value is not None and group.startswith("percent") else value

    return read


def jionlp() -> Reader:
    """parse_money."""
    module = importlib.import_module("jionlp")

    def read(_: str, text: str) -> Decimal | None:
        num = module.parse_money(text)["num"]
        return None if isinstance(num, list) else _number(num)

    return read


TOOLS: dict[str, Callable[[], Reader]] = {
    "recognizers-text": recognizers,
    "cn2an": cn2an,
    "chinese2digits": chinese2digits,
    "jionlp": jionlp,
}


def _number(shown: object) -> Decimal | None:
    try:
        return Decimal(str(shown).replace(",", "").rstrip("%"))
    except InvalidOperation:
        return None


def _right(read: Callable[[], Decimal | None], value: Decimal) -> bool:
    """Whether the reading has the value; money to a thousandth of a 分, because some tools compute in floats."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            got = read()
        except Exception:  # noqa: BLE001 - whatever another tool throws is a form not read
            return False
    return got is not None and abs(got - value) < Decimal("0.00001")


def cases_for(tool: str, pool: list[Case]) -> list[Case]:
    """The forms that this tool says it reads."""
    own = [Case(group, text, Decimal(value)) for group, text, value in OWN[tool]]
    return own + [case for case in pool if case.group.startswith(SCOPE[tool])]


def main() -> None:
    """Print one row per tool, then its misses by class."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--misses", action="store_true", help="print the forms that this project does not read"
    )
    arguments = parser.parse_args()
    pool = list(generated())
    print("| tool | forms | it reads | gouji reads | it fails most on |")
    print("| --- | --- | --- | --- | --- |")
    for name, load in TOOLS.items():
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                read = load()
        except ImportError as missing:
            print(f"| {name} | not usable: {missing} | | | |")
            continue
        _compare(name, read, cases_for(name, pool), show_misses=arguments.misses)


def _compare(name: str, read: Reader, cases: list[Case], *, show_misses: bool) -> None:
    theirs = {case: _right(partial(read, case.group, case.text), case.value) for case in cases}
    mine = {case: _right(partial(ours, case.text), case.value) for case in cases}
    missed = Counter(case.group for case, ok in theirs.items() if not ok)
    worst = "; ".join(f"{group} {number}" for group, number in missed.most_common(7))
    print(f"| {name} | {len(theirs)} | {_share(theirs)} | {_share(mine)} | {worst} |")
    if show_misses:
        for case in (case for case, ok in mine.items() if not ok):
            print(f"    gouji: {case.text} is {case.value}, read as {ours(case.text)}")


def _share(results: dict[Case, bool]) -> str:
    return f"{sum(results.values()) / len(results):.1%}"


if __name__ == "__main__":
    main()
