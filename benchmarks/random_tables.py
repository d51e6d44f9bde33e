"""随机报告里的各种表：三行表头、其中行、左右并排、逐行累计、行列对调、自评表、各级分值相间……

每一种给一个 World 就造出一张（或一组互相勾稽的）Markdown 表；除了总收支以外各表说的是各自的事，互不相干。
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from random_world import GROUPS, PLACES, World

Rows = Sequence[Sequence[str]]
_NIL = ("-", "—", "/", "", "0", "——")
_SUBSIDIES = ("耕地地力保护", "高龄津贴", "公益林管护", "农机购置", "雨露计划", "残疾人两项补贴", "水库移民")
_GOODS = ("台式计算机", "打印机", "执法记录仪", "防汛沙袋", "办公桌椅", "应急照明灯", "无人机")
_SERVICES = (
    ("门诊人次", "人次", 0),
    ("住院床日", "床日", 0),
    ("体检人数", "人", 0),
    ("次均费用", "元", 2),
    ("检验收入", "万元", 2),
    ("平均住院日", "天", 1),
)
_QUALITY = ("验收合格率", "及时完成率", "设备完好率", "群众知晓率", "培训合格率", "政策知晓率")
_QUANTITY = (
    ("改造道路", "公里"),
    ("培训人员", "人"),
    ("巡查次数", "次"),
    ("购置设备", "台"),
    ("服务对象", "人"),
)


def grid(rows: Rows, headers: int = 1, title: str = "", unit: str = "") -> str:
    """写成 Markdown；分隔行在表头第一行之后，其余表头行照样写在后面。"""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if headers:
        lines.insert(1, "|" + "---|" * len(rows[0]))
    above = [text for text in (title, f"单位：{unit}" if unit else "") if text]
    return "\n\n".join([*above, "\n".join(lines)])


def _split(w: World, whole: int, parts: int) -> list[int]:
    """把一个数分成几份，各份不小于零。"""
    cuts = sorted(w.rng.randint(0, whole) for _ in range(parts - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, whole], strict=True)]


def _nil(w: World, value: Decimal) -> str:
    return w.money(value) if value or w.rng.random() < 0.5 else w.rng.choice(_NIL)


def three_row_header(w: World) -> str:
    """三行表头：年度之下分财政拨款、其他，财政拨款之下再分基本、项目，各有小计。"""
    rng = w.rng
    names = rng.sample(PLACES, rng.randint(3, 6))
    first = rng.random() < 0.5

    def cells(values: Sequence[Sequence[int]]) -> list[str]:
        basic, project, other = (w.added([v[i] for v in values]) for i in range(3))
        grant = basic + project if w.sum_rounded else w.shown(sum(v[0] + v[1] for v in values))
        whole = grant + other if w.sum_rounded else w.shown(sum(map(sum, values)))
        inner = [grant, basic, project] if first else [basic, project, grant]
        every = [whole, *inner, other] if first else [*inner, other, whole]
        return [_nil(w, value) for value in every]

    truth = {name: [rng.choice((0, rng.randint(10**6, 10**9))) for _ in range(3)] for name in names}
    inner = ["小计", "基本支出", "项目支出"] if first else ["基本支出", "项目支出", "小计"]
    top = ["财政拨款", "<", "<"]
    head = (
        [
            ["单位名称", f"{w.year}年支出情况", "<", "<", "<", "<"],
            ["^", "合计", *top, "其他资金"],
            ["^", "^", *inner, "^"],
        ]
        if first
        else [
            ["单位名称", f"{w.year}年支出情况", "<", "<", "<", "<"],
            ["^", *top, "其他资金", "合计"],
            ["^", *inner, "^", "^"],
        ]
    )
    rows = [[f"{name}站", *cells([values])] for name, values in truth.items()]
    rows.append(["合计", *cells(list(truth.values()))])
    return grid([*head, *rows], 3, "表3 所属单位支出情况表", w.unit)


def with_details(w: World) -> str:
    """“其中”行：有的列全，有的只举其大者。"""
    rng = w.rng
    rows: list[list[str]] = []
    wholes: list[list[int]] = []
    for name in rng.sample(_SUBSIDIES, rng.randint(2, 4)):
        whole = [rng.randint(10**7, 10**9) for _ in range(2)]
        wholes.append(whole)
        rows.append([name, *(w.money(w.shown(v)) for v in whole)])
        part = [int(v * rng.uniform(0.2, 0.9)) for v in whole]
        if rng.random() < 0.6:
            rows.append(["其中：中央资金", *(w.money(w.shown(v)) for v in part)])
    total = [w.money(w.added([v[i] for v in wholes])) for i in range(2)]
    rows.insert(0 if rng.random() < 0.3 else len(rows), ["合计", *total])
    return grid(
        [["补贴项目", "应发金额", "实发金额"], *rows], title=f"表4 {w.year}年惠民补贴发放表", unit=w.unit
    )


def nested_points(w: World) -> str:
    """各级指标与分值相间的评分表，上级分值合并单元格。"""
    rng = w.rng
    groups = _points(w, 100, rng.randint(2, 4))
    rows: list[list[str]] = []
    total = Decimal(0)
    for number, upper in enumerate(groups):
        seconds = _points(w, upper, min(2, upper // 4 or 1))
        for i, second in enumerate(seconds):
            leaves = _points(w, second, min(3, second // 2 or 1))
            for j, leaf in enumerate(leaves):
                score = Decimal(leaf) - rng.choice((Decimal(0), Decimal(0), Decimal("0.5"), Decimal(1)))
                total += score
                rows.append(
                    [
                        "投入管理产出效益"[number * 2 : number * 2 + 2] if not i and not j else "^",
                        str(upper) if not i and not j else "^",
                        f"{PLACES[number]}{'甲乙'[i]}类" if not j else "^",
                        str(second) if not j else "^",
                        f"{PLACES[number]}{'甲乙'[i]}{'一二三'[j]}项工作",
                        str(leaf),
                        f"{score}",
                    ]
                )
    head = ["一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "得分"]
    rows.append(["合计", "100", "", "100", "", "100", f"{total}"])
    return grid([head, *rows], title="附表5 绩效评价指标打分表")


def _points(w: World, whole: int, parts: int) -> list[int]:
    """把分值分成几份，各份至少一分。"""
    cuts = sorted(w.rng.sample(range(1, whole), parts - 1)) if parts > 1 else []
    return [b - a for a, b in zip([0, *cuts], [*cuts, whole], strict=True)]


def side_by_side(w: World) -> str:
    """左右并排：收入一半，支出一半，行数不等，总计相等。"""
    rng = w.rng
    sources = ["一般公共预算拨款", "政府性基金拨款", "事业收入", "其他收入"][: rng.randint(2, 4)]
    uses = rng.sample(
        ["教育支出", "农林水支出", "城乡社区支出", "卫生健康支出", "住房保障支出"], rng.randint(2, 5)
    )
    income = [w.shown(rng.choice((0, rng.randint(10**6, 10**9)))) for _ in sources[:-1]]
    spent = [w.shown(rng.randint(10**6, 10**8)) for _ in uses]
    gap = sum(spent, Decimal(0)) - sum(income, Decimal(0))
    income.append(max(gap, Decimal(0)) + w.shown(rng.randint(0, 10**7)))
    left = sum(income, Decimal(0)) - sum(spent, Decimal(0))
    height = max(len(sources), len(uses))
    rows = [
        [
            *([sources[i], _nil(w, income[i])] if i < len(sources) else ["", ""]),
            *([uses[i], _nil(w, spent[i])] if i < len(uses) else ["", ""]),
        ]
        for i in range(height)
    ]
    rows += [
        ["本年收入合计", w.money(sum(income, Decimal(0))), "本年支出合计", w.money(sum(spent, Decimal(0)))],
        ["年初结转和结余", w.money(Decimal(0)), "年末结转和结余", w.money(left)],
        ["总计", w.money(sum(income, Decimal(0))), "总计", w.money(sum(income, Decimal(0)))],
    ]
    return grid([["收入项目", "金额", "支出项目", "金额"], *rows], title="表6 直属中心收支总表", unit=w.unit)


def running(w: World) -> str:
    """逐季（逐月）累计与累计进度。"""
    rng = w.rng
    names = rng.choice(
        (["一季度", "二季度", "三季度", "四季度"], ["1-2月", "3-4月", "5-6月", "7-8月", "9-10月"])
    )
    parts = [w.shown(rng.randint(10**6, 10**9)) for _ in names]
    whole = sum(parts, Decimal(0)) * Decimal(str(round(rng.uniform(1, 1.4), 2)))
    sums = [sum(parts[: i + 1], Decimal(0)) for i in range(len(parts))]
    if not whole:
        return ""
    places = rng.choice((1, 2))
    rows = [
        [name, w.money(part), w.money(added), w.rate(added, whole, places) + "%", f"{25 * (i + 1)}%"]
        for i, (name, part, added) in enumerate(zip(names, parts, sums, strict=True))
    ]
    head = [
        "期间",
        rng.choice(("当期完成", "本期支付")),
        rng.choice(("累计完成", "自开工累计")),
        "累计进度",
        "计划进度",
    ]
    keep = rng.choice((3, 4, 5))
    return grid([row[:keep] for row in (head, *rows)], title="表7 堤防加固工程投资进度表", unit=w.unit)


def mixed_units(w: World) -> str:
    """计量单位逐行不同，带增减量、增减率列。"""
    rng = w.rng
    rows = []
    for name, unit, places in rng.sample(_SERVICES, rng.randint(3, len(_SERVICES))):
        step = Decimal(1).scaleb(-places)
        before, now = (Decimal(rng.randint(2000, 900_000)) * step for _ in range(2))
        change = f"{now - before:,}" if places == 0 else f"{now - before:,.{places}f}"
        rows.append([name, unit, f"{before:,}", f"{now:,}", change, w.rate(now - before, before) + "%"])
    years = [f"{w.year - 1}年", f"{w.year}年"]
    head = [
        "指标",
        "单位",
        *years,
        rng.choice(("增减", "增减量", "变化")),
        rng.choice(("增减率", "同比", "变化幅度")),
    ]
    return grid([head, *rows], title="表8 业务量对比表")


def transposed(w: World) -> str:
    """行列对调：行是口径，列是各项支出与合计。"""
    names = list(w.groups)
    every = [list(items.values()) for items in w.groups.values()]
    whole = [a for items in every for a in items]
    rows = []
    for label, field in (("年初预算数", "start"), ("调整后预算数", "adjusted"), ("决算数", "final")):
        parts = [w.added([getattr(a, field) for a in items]) for items in every]
        added = w.added([getattr(a, field) for a in whole])
        rows.append([label, *(w.money(part) for part in parts), w.money(added)])
    rates = [
        w.rate(sum(a.final for a in items), sum(a.adjusted for a in items)) + "%" for items in (*every, whole)
    ]
    rows.append(["预算执行率", *rates])
    return grid([["口径", *names, "合计"], *rows], title="表9 各类支出预算执行情况", unit=w.unit)


def purchases(w: World) -> str:
    """单价、数量、金额；没有单价列的只有数量和金额。"""
    rng = w.rng
    rows = []
    total, count = Decimal(0), 0
    for name in rng.sample(_GOODS, rng.randint(2, 6)):
        price, number = Decimal(rng.randint(2000, 900_000)) / 100, rng.randint(1, 60)
        total, count = total + price * number, count + number
        rows.append([name, f"{price:,.2f}", str(number), f"{price * number:,.2f}"])
    rows.append(["合计", rng.choice(("", "-", "—")), str(count), f"{total:,.2f}"])
    head = [
        "品目",
        rng.choice(("单价（元）", "成交单价（元）")),
        rng.choice(("数量", "采购数量（台套）")),
        "金额（元）",
    ]
    return grid([head, *rows], title="表10 设备采购明细表")


def shares_only(w: World) -> str:
    """占比列而没有合计行。"""
    rng = w.rng
    names = rng.sample(PLACES, rng.randint(3, 7))
    values = [rng.randint(10**6, 10**9) for _ in names]
    rows = [
        [f"{name}镇", w.money(w.shown(v)), w.rate(v, sum(values)) + "%"]
        for name, v in zip(names, values, strict=True)
    ]
    if rng.random() < 0.4:
        rows.append(["合计", w.money(w.added(values)), "100%"])
    return grid(
        [["乡镇", "补助资金", rng.choice(("占比", "所占比例", "比重"))], *rows],
        title="表11 补助资金分镇情况",
        unit=w.unit,
    )


def own_rates(w: World) -> str:
    """表头不在词典里的率：应、已、率，另有一列与之无关。"""
    rng = w.rng
    head = rng.choice(
        (
            ["社区", "应检人数", "已检人数", "检查率", "复查人数"],
            ["辖区", "受理件数", "办结件数", "办结率", "满意件数"],
            ["街道", "登记点位", "销号点位", "销号率", "督查次数"],
        )
    )
    rows = []
    sums = [0, 0, 0]
    for name in rng.sample(PLACES, rng.randint(3, 7)):
        due = rng.randint(50, 9000)
        done = rng.choice((due, rng.randint(due // 2, due)))
        other = rng.randint(1, due)
        sums = [a + b for a, b in zip(sums, (due, done, other), strict=True)]
        rows.append([name, f"{due:,}", f"{done:,}", w.rate(done, due) + "%", f"{other:,}"])
    if rng.random() < 0.6:
        rows.append(["合计", f"{sums[0]:,}", f"{sums[1]:,}", w.rate(sums[1], sums[0]) + "%", f"{sums[2]:,}"])
    return grid([head, *rows], title="表12 分片完成情况")


def project_form(w: World) -> str:
    """项目支出自评表：资金四行（其中当年、结转、其他），执行率得分按比例，指标有达到的、没有达到按比例扣分的。"""
    rng = w.rng
    size = rng.randint(10**7, 10**9)
    planned = [w.shown(v) for v in _split(w, size, 3)]
    spent = [w.shown(int(int(p * 100 * w.scale) * rng.uniform(0.6, 1))) for p in planned]
    whole, used = sum(planned, Decimal(0)), sum(spent, Decimal(0))
    if not whole:
        return ""
    rate = w.rate(used, whole)
    own = (used / whole * 10).quantize(Decimal("0.01"), w.rounding)
    labels = ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"]
    money = [
        ["项目资金", labels[0], w.money(whole), w.money(whole), w.money(used), "10", f"{rate}%", f"{own}"],
        *(
            ["^", label, w.money(p), w.money(p), w.money(s), "-", f"{w.rate(s, p)}%" if p else "-", "-"]
            for label, p, s in zip(labels[1:], planned, spent, strict=True)
        ),
    ]
    head = ["项目资金", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
    money = [["^", *row[1:]] for row in money]
    rows, total = _indicators(w, 90)
    title = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"]
    ending = ["总分", "<", "<", "<", "<", "100", f"{total + own}", ""]
    name = ["项目名称", "<", f"{rng.choice(PLACES)}河道疏浚项目", "<", "<", "<", "<", "<"]
    return grid(
        [name, head, *money, title, *rows, ending], 0, f"项目支出绩效自评表\n\n（{w.year}年度）", w.unit
    )


def _indicators(w: World, points: int) -> tuple[list[list[str]], Decimal]:
    """各项指标：数量、质量、满意度；没有达到的按比例得分并写原因。"""
    rng = w.rng
    names = [*rng.sample(_QUANTITY, 3), *((n, "%") for n in rng.sample(_QUALITY, 3)), ("服务对象满意度", "%")]
    weights = _points(w, points, len(names))
    rows, total = [], Decimal(0)
    for i, ((name, unit), weight) in enumerate(zip(names, weights, strict=True)):
        target = Decimal(rng.randint(80, 100)) if unit == "%" else Decimal(rng.randint(5, 3000))
        missed = rng.random() < 0.3
        top = Decimal(100) if unit == "%" else target * 2
        value = (
            (target * Decimal(str(round(rng.uniform(0.6, 0.99), 2)))).quantize(
                Decimal("0.01") if unit == "%" else Decimal(1)
            )
            if missed
            else min(top, target + rng.randint(0, 3))
        )
        score = (
            (min(value / target, Decimal(1)) * weight).quantize(Decimal("0.01"), w.rounding)
            if value < target
            else Decimal(weight)
        )
        total += score
        level = "产出指标" if i < 6 else "满意度指标"
        rows.append(
            [
                level if i in {0, 6} else "^",
                "数量指标" if i == 0 else "质量指标" if i == 3 else "服务对象满意度" if i == 6 else "^",
                name,
                f"{'' if unit == '%' and target == 100 else '≥'}{target}{unit}",
                f"{value}{unit}",
                str(weight),
                f"{score}",
                "受天气影响，进度推迟，下年加快实施。" if value < target else "",
            ]
        )
    return rows, total


def plain_scored(w: World) -> str:
    """没有一级指标的打分表：指标、目标值、完成值、分值、得分。"""
    rows, total = _indicators(w, 100)
    kept = [row[2:7] for row in rows]
    head = w.rng.choice(
        (["指标", "目标值", "完成值", "分值", "得分"], ["绩效指标", "计划数", "完成数", "权重", "自评得分"])
    )
    ending = ["合计", "", "", "100", f"{total}"]
    return grid([head, *kept, ending], title="附表13 工作目标完成情况打分表")


def subtotals_anywhere(w: World) -> str:
    """小计在组首、组中（单独一行）或组末；合计在表首或表末。"""
    rng = w.rng
    place = rng.choice(("首", "末"))
    rows: list[list[str]] = []
    every: list[list[int]] = []
    for group in rng.sample(list(GROUPS), rng.randint(2, 3)):
        items = {n: [rng.choice((0, rng.randint(10**6, 10**9))) for _ in range(3)] for n in GROUPS[group]}
        every += items.values()
        sub = [f"{group}小计", *(w.money(w.added([v[i] for v in items.values()])) for i in range(3))]
        body = [[n, *(_nil(w, w.shown(v)) for v in values)] for n, values in items.items()]
        rows += [sub, *body] if place == "首" else [*body, sub]
    total = ["合计", *(w.money(w.added([v[i] for v in every])) for i in range(3))]
    rows = [total, *rows] if rng.random() < 0.4 else [*rows, total]
    head = ["项目", *rng.sample(["东片区", "西片区", "南片区", "北片区"], 3)]
    return grid([head, *rows], title="表14 分片区投入情况表", unit=w.unit)


def stocks(w: World) -> str:
    """期初、增加、减少、期末。"""
    rng = w.rng
    rows, sums = [], [Decimal(0)] * 4
    for name in rng.sample(
        ("土地房屋", "车辆", "通用设备", "专用设备", "文物陈列品", "图书档案"), rng.randint(2, 5)
    ):
        start, more = w.shown(rng.randint(10**6, 10**9)), w.shown(rng.choice((0, rng.randint(10**5, 10**8))))
        less = w.shown(int(rng.uniform(0, 0.5) * int(start * 100 * w.scale)))
        values = [start, more, less, start + more - less]
        sums = [a + b for a, b in zip(sums, values, strict=True)]
        rows.append([name, *(_nil(w, v) for v in values)])
    rows.append(["合计", *(w.money(v) for v in sums)])
    head = ["资产类别", "期初数", "本期增加", "本期减少", "期末数"]
    return grid([head, *rows], title="表15 固定资产变动表", unit=w.unit)


def staff(w: World) -> str:
    """编制与实有，行政、事业、合计几组列，行是所属单位。"""
    rng = w.rng
    rows, sums = [], [0] * 6
    for name in rng.sample(PLACES, rng.randint(2, 6)):
        posts = [rng.randint(3, 60), rng.randint(3, 90)]
        real = [rng.randint(1, p) for p in posts]
        values = [sum(posts), *posts, sum(real), *real]
        sums = [a + b for a, b in zip(sums, values, strict=True)]
        rows.append([f"{name}所", *map(str, values)])
    rows.append(["合计", *map(str, sums)])
    head = [
        ["单位", "编制数", "<", "<", "实有人数", "<", "<"],
        ["^", "小计", "行政", "事业", "小计", "行政", "事业"],
    ]
    return grid([*head, *rows], 2, "表16 所属单位人员情况（人）")


def public_pair(w: World) -> str:
    """公开表一对：按功能分类科目的支出表，与它的财政拨款那一张，三级编码逐级相加。"""
    rng = w.rng
    rows: list[list[str]] = []
    granted: list[list[str]] = []
    sums = [Decimal(0)] * 3
    for code, name in rng.sample(
        [
            ("208", "社会保障和就业支出"),
            ("210", "卫生健康支出"),
            ("213", "农林水支出"),
            ("221", "住房保障支出"),
        ],
        rng.randint(2, 4),
    ):
        below, own = [], [Decimal(0)] * 3
        for i in range(1, rng.randint(2, 3)):
            lines, mid = [], [Decimal(0)] * 3
            for j in range(1, rng.randint(2, 4)):
                basic = w.shown(rng.choice((0, rng.randint(10**5, 10**8))))
                project = w.shown(rng.choice((0, rng.randint(10**5, 10**8))))
                values = [basic + project, basic, project]
                mid = [a + b for a, b in zip(mid, values, strict=True)]
                lines.append(
                    [
                        f"{code}{i:02}{j:02}",
                        f"{name[:2]}{'甲乙丙'[i - 1]}{'一二三四'[j - 1]}项",
                        *(w.money(v) for v in values),
                    ]
                )
            own = [a + b for a, b in zip(own, mid, strict=True)]
            below += [[f"{code}{i:02}", f"{name[:2]}{'甲乙丙'[i - 1]}款", *(w.money(v) for v in mid)], *lines]
        sums = [a + b for a, b in zip(sums, own, strict=True)]
        rows += [[code, name, *(w.money(v) for v in own)], *below]
        granted += [[code, name, w.money(own[0])]]
    ending = ["合计", "<", *(w.money(v) for v in sums)]
    rows = [ending, *rows] if rng.random() < 0.3 else [*rows, ending]
    head = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
    whole = grid([head, *rows], title=f"公开03表 {w.year}年度支出决算表", unit=w.unit)
    brief = grid(
        [["科目编码", "科目名称", "决算数"], *granted, ["合计", "<", w.money(sums[0])]],
        title=f"公开05表 {w.year}年度一般公共预算财政拨款支出决算表",
        unit=w.unit,
    )
    return f"{whole}\n\n{brief}"


KINDS: tuple[Callable[[World], str], ...] = (
    three_row_header,
    with_details,
    nested_points,
    side_by_side,
    running,
    mixed_units,
    transposed,
    purchases,
    shares_only,
    own_rates,
    project_form,
    plain_scored,
    subtotals_anywhere,
    stocks,
    staff,
)
