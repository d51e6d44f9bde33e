"""评分标准的编译与求值：标注过的条文编译出多少、考点算对多少、算错了几个确定的分数，以及用多少时间。

    python benchmarks/rubrics.py

条文与答案在 tests/labelled/criteria*.md。时间是预热之后编译并求值二十一项指标（一张评分表的规模）所用的，不借编译的缓存。
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from criteria import Labelled, labelled

from score.compile import compile_criterion
from score.evaluate import evaluate
from score.given import Given

SETS = {
    "criteria.md": "labelled while building",
    "criteria-held-out.md": "held out, first batch",
    "criteria-fresh.md": "held out, second batch",
}
ROUNDS, INDICATORS = 30, 21


def tally(items: Sequence[Labelled]) -> tuple[int, int, int, int, int]:
    """定量的条文数、编译出的、考点数、算对的、算错的确定分数。"""
    quantitative = [item for item in items if not item.judged]
    compiled = sum(item.compiled for item in quantitative)
    results = [(point, outcome) for item in items for point, outcome in item.results()]
    right = sum(point.right(outcome) for point, outcome in results)
    wrong = sum(outcome.exact and not point.right(outcome) for point, outcome in results)
    return len(quantitative), compiled, len(results), right, wrong


def milliseconds(items: Sequence[Labelled], *, cached: bool) -> float:
    """编译并求值 INDICATORS 项的时间：几轮里最快的一轮，别的活抢处理器的不算。"""
    taken = []
    for turn in range(ROUNDS):
        start = turn * 7 % (len(items) - INDICATORS)
        if not cached:
            compile_criterion.cache_clear()
        started = time.perf_counter()
        for item in items[start : start + INDICATORS]:
            evaluate(item.criterion, Given(indicator=item.name))
        taken.append((time.perf_counter() - started) * 1000)
    return min(taken)


def main() -> None:
    """打印表格，可以原样贴进 RESULTS.md。"""
    print("| set | wordings | quantitative | compiled | points | right | exact scores wrong |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, meaning in SETS.items():
        items = labelled(name)
        quantitative, compiled, points, right, wrong = tally(items)
        print(
            f"| {meaning} | {len(items)} | {quantitative} | {compiled} ({compiled / quantitative:.1%}) "
            f"| {points} | {right} ({right / points:.1%}) | {wrong} |"
        )
    items = labelled("criteria.md")
    milliseconds(items, cached=False)
    print(
        f"\ncompile and evaluate {INDICATORS} indicators: {milliseconds(items, cached=False):.1f} ms", end=""
    )
    print(f"; compiled before: {milliseconds(items, cached=True):.1f} ms")


if __name__ == "__main__":
    main()
