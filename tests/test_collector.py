"""各步做着的时候不查循环引用，是因为没有循环引用可收；哪一步攒出了环，这里先知道。"""

import gc
from collections.abc import Callable
from pathlib import Path

import extract
import normalize
import score
from extract import collector_paused
from reconcile import reconcile

SAMPLE = Path(__file__).parents[1] / "samples" / "yunling-emergency-2022.docx"
A_FEW = 200
"""标准库读压缩包、建式子时留下的，与报告长短无关。"""


def left_behind(step: Callable[[], object]) -> int:
    """一步做完，只有查循环引用才收得回的对象有几个。"""
    gc.collect()
    with collector_paused():
        step()
        return gc.collect()


def test_四步都不攒循环引用():
    data = SAMPLE.read_bytes()
    document = extract.read(data, name=SAMPLE.name)
    facts = normalize.facts_of(document)
    tied = reconcile(facts)
    for step in (
        lambda: extract.read(data, name=SAMPLE.name),
        lambda: normalize.facts_of(document),
        lambda: reconcile(facts),
        lambda: score.scorecard_of(tied),
    ):
        assert left_behind(step) < A_FEW


def test_停过之后照旧():
    assert gc.isenabled()
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
