"""不误报：随机造出各数都勾稽得上的报告，一条错误也不应报。

    python benchmarks/random_reports.py [--tables 10000] [--seed 0] [--show 20]

真值以分计，逐级相加；印出来时换成元、千元、万元、亿元，按四舍五入、四舍六入五成双、截尾之一取舍，
合计或者由取舍过的分项相加，或者由真值相加再取舍。表头、版面、叙述的说法都随机取。
"""

from __future__ import annotations

import argparse
import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal

from random_tables import KINDS, nested_points, public_pair, staff
from random_world import BUREAUS, PLACES, ROLES, Amounts, World, world

from gouji import review

Column = tuple[str, str]


def budget_table(w: World) -> str:
    """预算执行表：分组或不分组，小计在组末或组首，合计在表末或表首，带执行率、增减、占比列。"""
    rng = w.rng
    wanted: list[Column] = [(_header(rng, "budget"), "start")] if rng.random() < 0.7 else []
    wanted += [(_header(rng, "adjusted"), "adjusted"), (_header(rng, "actual_spend"), "final")]
    if rng.random() < 0.7:
        wanted.append((_header(rng, "rate"), "rate"))
    if rng.random() < 0.2:
        wanted = [
            ("上年决算数", "before"),
            ("本年决算数", "final"),
            ("增减额", "change"),
            ("增减率", "change_rate"),
        ]
    if rng.random() < 0.15:
        wanted.append((_header(rng, "share"), "share"))
    style = rng.choice(("合并", "层级", "平列"))
    in_header = rng.random() < 0.4
    percent = rng.choice(("%", "%", ""))
    names = [_with_unit(name, kind, w.unit, in_header, percent) for name, kind in wanted]
    whole = [amounts for items in w.groups.values() for amounts in items.values()]
    rows: list[str] = []
    for number, (group, items) in enumerate(w.groups.items()):
        rows += _group_rows(w, style, number, group, items, wanted, whole, percent)
    total = _row(w, _labels(style, "合计"), whole, wanted, whole, percent)
    rows = [total, *rows] if rng.random() < 0.2 else [*rows, total]
    head = _labels(style, "项目") + " | " + " | ".join(names)
    columns = head.count("|") + 1
    lines = [f"| {head} |", "|" + "---|" * columns, *rows]
    caption = f"表1 {w.year}年部门支出情况表\n\n"
    unit_line = "" if in_header else f"单位：{w.unit}\n\n"
    return caption + unit_line + "\n".join(lines)


def _group_rows(
    w: World,
    style: str,
    number: int,
    group: str,
    items: dict[str, Amounts],
    wanted: Sequence[Column],
    whole: Sequence[Amounts],
    percent: str,
) -> list[str]:
    parts = list(items.values())
    if style == "平列":
        return [_row(w, name, [a], wanted, whole, percent) for name, a in items.items()]
    if style == "层级":
        head = _row(w, f"{'一二三四'[number]}、{group}", parts, wanted, whole, percent)
        return [
            head,
            *(
                _row(w, f"（{'一二三四五六'[i]}）{n}", [a], wanted, whole, percent)
                for i, (n, a) in enumerate(items.items())
            ),
        ]
    rows = [
        _row(w, f"{group if i == 0 else '^'} | {name}", [a], wanted, whole, percent)
        for i, (name, a) in enumerate(items.items())
    ]
    return [*rows, _row(w, "^ | 小计", parts, wanted, whole, percent)]


def _labels(style: str, name: str) -> str:
    return f"{name} | <" if style == "合并" else name


def _header(rng: random.Random, role: str) -> str:
    # 表头里写死单位的叫法，与随机挑的单位会打架
    return str(rng.choice([name for name in ROLES[role] if "元" not in name]))


def _with_unit(name: str, kind: str, unit: str, in_header: bool, percent: str) -> str:  # noqa: FBT001
    if kind in {"rate", "change_rate", "share"}:
        return name if percent or name.endswith("%") else f"{name}（%）"
    return f"{name}（{unit}）" if in_header else name


def _row(
    w: World,
    label: str,
    parts: Sequence[Amounts],
    wanted: Sequence[Column],
    whole: Sequence[Amounts],
    percent: str,
) -> str:
    cells = [_cell(w, kind, parts, whole, percent) for _, kind in wanted]
    return f"| {label} | " + " | ".join(cells) + " |"


def _cell(w: World, kind: str, parts: Sequence[Amounts], whole: Sequence[Amounts], percent: str) -> str:
    def added(name: str, of: Sequence[Amounts]) -> Decimal:
        return w.added([getattr(amounts, name) for amounts in of])

    def true(name: str, of: Sequence[Amounts]) -> int:
        return sum(getattr(amounts, name) for amounts in of)

    if kind == "rate":
        return w.rate(true("final", parts), true("adjusted", parts)) + percent
    if kind == "share":
        return w.rate(true("final", parts), true("final", whole)) + percent
    if kind == "change":
        return w.money(added("final", parts) - added("before", parts))
    if kind == "change_rate":
        return w.rate(true("final", parts) - true("before", parts), true("before", parts)) + percent
    value = added(kind, parts)
    return w.money(value) if value or w.rng.random() < 0.5 else w.rng.choice(("-", "0", "—", ""))


def narrative(w: World) -> str:
    """总的收支情况：与表是同样的数，说法、单位、详略随机。"""
    rng = w.rng
    all_items = [amounts for items in w.groups.values() for amounts in items.values()]
    start, adjusted, final = (
        w.added([getattr(a, name) for a in all_items]) for name in ("start", "adjusted", "final")
    )
    true_rate = w.rate(sum(a.final for a in all_items), sum(a.adjusted for a in all_items))
    m: Callable[[Decimal], str] = lambda value: f"{w.money(value)}{w.unit}"  # noqa: E731
    opening = rng.choice(
        (
            f"{w.year}年，我局年初预算{m(start)}，调整后预算{m(adjusted)}，全年支出{m(final)}，预算执行率{true_rate}%。",
            f"{w.year}年全年预算数为{m(adjusted)}，决算数为{m(final)}，预算执行率为{true_rate}%。",
            f"本年调整后预算{m(adjusted)}，实际支出{m(final)}，执行率达到{true_rate}%。",
        )
    )
    said = []
    for group, items in w.groups.items():
        spent = w.added([a.final for a in items.values()])
        said.append(f"{group}{m(spent)}")
    listing = rng.choice((f"其中：{'，'.join(said)}。", f"按类别分，{'；'.join(said)}。", ""))
    group, items = rng.choice(list(w.groups.items()))
    some = rng.sample(list(items.items()), min(len(items), 2))
    partial = "，".join(f"{name}{m(w.shown(a.final))}" for name, a in some)
    examples = rng.choice((f"{group}中，{partial}等。", ""))
    return opening + listing + examples


def growth(w: World) -> str:
    """与上年相比：增减额由印出的数相减，增减率由真值算。"""
    rng = w.rng
    item = rng.choice(("“三公”经费", "会议费", "培训费", "机关运行经费", "差旅费"))
    before, now = (rng.randint(10**6, 10**9) for _ in range(2))
    shown_before, shown_now = w.shown(before), w.shown(now)
    if not shown_before or shown_now == shown_before:
        return ""
    more = shown_now > shown_before
    change = abs(shown_now - shown_before)
    rate = w.rate(abs(now - before), before)
    words = ("增加", "增长") if more else ("减少", "下降")
    m: Callable[[Decimal], str] = lambda value: f"{w.money(value)}{w.unit}"  # noqa: E731
    return rng.choice(
        (
            f"{w.year}年{item}支出{m(shown_now)}，比上年{words[0]}{m(change)}，{words[1]}{rate}%，主要是业务量变化。",
            f"{item}本年支出{m(shown_now)}，上年支出{m(shown_before)}，{words[1]}{rate}%。",
        )
    )


def people(w: World, *, posts_elsewhere: bool = False) -> str:
    """人员、采购、隐患、满意度、信访：各有自己的比率；编制已在表里说了的，这里不另说一个数。"""
    rng = w.rng
    posts = rng.randint(20, 400)
    clerks, workers = rng.randint(5, posts // 3), rng.randint(5, posts // 3)
    staff = clerks + workers
    found = rng.randint(50, 9000)
    fixed = rng.randint(found // 2, found)
    forms = rng.randint(100, 900)
    happy = rng.randint(forms // 2, forms)
    planned = rng.randint(10**7, 10**10)
    bought = int(planned * rng.uniform(0.5, 1))
    pieces = [
        f"截至{w.year}年12月31日，核定编制{posts}人，年末实有在职{staff}人，其中行政人员{clerks}人、事业人员{workers}人，"
        f"财政供养人员控制率{w.rate(staff, posts)}%。",
        f"全年排查隐患{found:,}处，完成整改{fixed:,}处，隐患整改率{w.rate(fixed, found)}%，尚有{found - fixed:,}处正在整改。",
        f"发放问卷{forms + rng.randint(0, 50)}份，收回有效问卷{forms}份，其中满意{happy}份，满意度{w.rate(happy, forms)}%。",
        f"采购计划金额{w.money(w.shown(planned))}{w.unit}，实际采购金额{w.money(w.shown(bought))}{w.unit}，"
        f"政府采购执行率{w.rate(bought, planned)}%。",
        f"受理信访{fixed}件，按期办结{fixed}件，办结率100%。",
        f"重点工作{clerks + 3}项，全部完成；举办培训{workers}期，培训{found * 3}人次。",
    ]
    told = pieces[1:] if posts_elsewhere else pieces
    return "\n\n".join(rng.sample(told, rng.randint(1, len(told))))


def projects(w: World) -> str:
    """几个项目各自的预算和执行率，互不相干。"""
    rng = w.rng
    said = []
    for place in rng.sample(PLACES, rng.randint(1, 3)):
        planned = rng.randint(10**7, 10**9)
        spent = int(planned * rng.uniform(0.3, 1))
        said.append(
            f"{place}整治项目预算{w.money(w.shown(planned))}{w.unit}，实际支出{w.money(w.shown(spent))}{w.unit}，"
            f"预算执行率{w.rate(spent, planned)}%。"
        )
    return "\n\n".join(said)


def fund_table(w: World) -> str:
    """带合计列的表：行与列都加得上；按季度或按资金来源分列。"""
    rng = w.rng
    heads = rng.choice(
        (
            ("一季度", "二季度", "三季度", "四季度"),
            ("财政拨款", "事业收入", "其他收入"),
            ("中央", "省级", "市县"),
        )
    )
    names = rng.sample(PLACES, rng.randint(2, 6))
    cells = [[rng.randint(0, 10**9) for _ in heads] for _ in names]
    first = rng.random() < 0.5

    def line(label: str, values: list[int], of: list[list[int]]) -> str:
        shown = [w.added([row[i] for row in of]) for i in range(len(heads))]
        whole = sum(shown, Decimal(0)) if w.sum_rounded else w.shown(sum(values))
        texts = [w.money(value) for value in shown]
        return (
            f"| {label} | "
            + " | ".join([w.money(whole), *texts] if first else [*texts, w.money(whole)])
            + " |"
        )

    head = ["合计", *heads] if first else [*heads, "合计"]
    rows = [line(name, row, [row]) for name, row in zip(names, cells, strict=True)]
    rows.append(line("合计", [value for row in cells for value in row], cells))
    return (
        f"表2 资金分布表\n\n单位：{w.unit}\n\n| 单位 | "
        + " | ".join(head)
        + " |\n|"
        + "---|" * (len(head) + 1)
        + "\n"
        + "\n".join(rows)
    )


def scored_table(w: World) -> str:
    """评分表：各级权重逐级相加，得分相加为总分，正文写的总分相同。"""
    rng = w.rng
    weights = [rng.randint(2, 12) for _ in range(rng.randint(4, 9))]
    weights.append(100 - sum(weights))
    if weights[-1] <= 0:
        return ""
    names = [f"{place}工作完成质量" for place in (*PLACES, "信息", "宣传")][: len(weights)]
    scores = [
        Decimal(weight) - rng.choice((Decimal(0), Decimal(0), Decimal("0.5"), Decimal("0.26")))
        for weight in weights
    ]
    rows = [
        f"| {'履职' if i == 0 else '^'} | {'产出' if i == 0 else '^'} | {name} | {weight} | 由评价组综合评定，酌情扣分。 | {score} |"
        for i, (name, weight, score) in enumerate(zip(names, weights, scores, strict=True))
    ]
    total = sum(scores, Decimal(0))
    head = "| 一级指标 | 二级指标 | 三级指标 | 分值 | 评分标准 | 得分 |\n|---|---|---|---|---|---|\n"
    return (
        f"本年度自评得分为{total}分。\n\n附表 评分表\n\n{head}"
        + "\n".join(rows)
        + f"\n| 合计 | < | < | 100 | | {total} |"
    )


def report(seed: int) -> tuple[str, int]:
    """一份报告的 Markdown，以及其中的表数；四份里有三份另带几张各种格局的表。"""
    rng = random.Random(seed)  # noqa: S311 - 要的是次次相同
    w = world(rng)
    title = f"# {rng.choice(PLACES)}县{rng.choice(BUREAUS)}{w.year}年度部门整体支出绩效自评报告"
    tables = [budget_table(w), *([fund_table(w)] if rng.random() < 0.7 else [])]
    scored = scored_table(w) if rng.random() < 0.6 else ""
    kinds = rng.sample(KINDS, rng.randint(1, 4)) if rng.random() < 0.75 else []
    if {"nested_points", "plain_scored"} & {kind.__name__ for kind in kinds}:
        # 一份报告只有一个总分
        scored = ""
        kinds = [k for k in kinds if k.__name__ != "plain_scored"] if nested_points in kinds else kinds
    others = [made for kind in kinds if (made := kind(w))]
    if rng.random() < 0.1:
        return _public(w, title), 2
    parts = [
        title,
        "## 一、预算执行情况",
        narrative(w),
        *tables,
        growth(w),
        "## 二、履职情况",
        people(w, posts_elsewhere=staff in kinds),
        "## 三、项目情况",
        projects(w),
        *others,
        "## 四、自评情况",
        scored,
    ]
    return "\n\n".join(part for part in parts if part) + "\n", len(tables) + bool(scored) + len(others)


def _public(w: World, title: str) -> str:
    """公开的决算：只有互相勾稽的公开表。"""
    return f"{title.replace('部门整体支出绩效自评报告', '部门决算公开')}\n\n## 公开表\n\n{public_pair(w)}\n"


def false_alarms(seed: int) -> tuple[int, int, list[str]]:
    """一份报告：种子、表数、报出的错误。"""
    text, tables = report(seed)
    found = review(text.encode(), f"random-{seed}.md")
    return seed, tables, [f"{f.code} {f.message}" for f in found.findings if f.severity == "error"]


def main() -> None:
    """造满要求的表数，打印误报。"""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=20, help="打印前几条误报")
    options = parser.parse_args()
    tables = reports = 0
    alarms: list[tuple[int, str]] = []
    with ProcessPoolExecutor(2, initializer=os.nice, initargs=(10,)) as pool:
        seed = options.seed
        while tables < options.tables:
            for number, made, errors in pool.map(false_alarms, range(seed, seed + 200), chunksize=10):
                tables, reports = tables + made, reports + 1
                alarms += [(number, error) for error in errors]
            seed += 200
    print(f"{reports} 份随机报告，{tables} 张表，误报 {len(alarms)} 条")
    for code, count in Counter(error.split()[0] for _, error in alarms).most_common():
        print(f"  {code} {count}")
    for number, error in alarms[: options.show]:
        print(f"  种子 {number}：{error}")


if __name__ == "__main__":
    main()
