"""报告长一倍，各步的工夫至多也只多一倍出头：数的是函数调用，不看钟，机器忙不忙都一样。"""

import cProfile
from collections.abc import Callable

import pytest
import random_reports

import extract
import normalize
import score
from gouji import review
from gouji.produce import WRITERS
from normalize import Facts
from reconcile import reconcile

REPORTS = 4
ALLOWED = 1.2
"""长一倍的，工夫至多多到这么多倍的一倍。"""


def told(times: int) -> bytes:
    """几份各不相同的报告接在一起，从头再说 times 遍。"""
    texts = [random_reports.report(seed)[0] for seed in range(REPORTS)]
    return "\n\n".join(texts * times).encode()


def forgetful(facts: Facts) -> Facts:
    """同样的数据项，没有记住任何中间结果。"""
    return Facts.model_construct(**dict(facts))


def calls(work: Callable[[], object]) -> int:
    """做一遍，调用函数多少次；先做一遍热身。"""
    work()
    profile = cProfile.Profile()
    profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())


def steps(data: bytes) -> dict[str, Callable[[], object]]:
    """各步。"""
    document = extract.read(data, name="long.md")
    facts = normalize.facts_of(document)
    tied = reconcile(facts)
    reviewed = review(data, "long.md")
    return {
        "读取": lambda: extract.read(data, name="long.md"),
        "规范": lambda: normalize.facts_of(document),
        "核对": lambda: reconcile(forgetful(facts)),
        "评分": lambda: score.scorecard_of(tied.model_copy(update={"facts": forgetful(facts)})),
        "网页": lambda: WRITERS["html"](reviewed),
    }


@pytest.fixture(scope="module")
def lengths() -> tuple[dict[str, Callable[[], object]], dict[str, Callable[[], object]]]:
    return steps(told(2)), steps(told(4))


@pytest.mark.parametrize("step", ["读取", "规范", "核对", "评分", "网页"])
def test_报告长一倍_工夫多一倍(step, lengths):
    short, long = (calls(length[step]) for length in lengths)
    assert long <= 2 * ALLOWED * short
