"""数据项（Fact）：报告里的一个数，说清量的是什么、属于谁、印在哪里。"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from extract import Document, Frozen, Location
from normalize.quantity import Bound, Quantity


class Token(NamedTuple):
    """数字记号：文中一个数字串是什么。

    kind 要么是数值的种类（见 quantity.Kind）或 range、structure，要么说明它不是数据：
    list_number 序号、section_number 标题号、document_number 文号、date 日期、period 期间、article 法条、
    code 编码、phone 电话、page_number 页码、table_number 表号、name 名称中的数字、ordinal 第几、
    rubric 评分标准里的参数、threshold 名称里的门槛（1,000人以上的演练）、nil 空值。
    value、low、high、unit、hedge 取自 quantity；range（90%-95%）没有 value，只有 low、high。
    """

    start: int
    end: int
    text: str
    kind: str
    quantity: Quantity | None = None
    low: Bound | None = None
    high: Bound | None = None
    unit: str = ""

    @property
    def value(self) -> Decimal | None:
        """数值，已换算到基本单位。"""
        return self.quantity.value if self.quantity else None

    @property
    def hedge(self) -> str:
        """限定词：余、约、以上……"""
        return self.quantity.hedge if self.quantity else ""


class PlacedToken(Frozen):
    """文档里的数字记号：归类及其出处。"""

    kind: str
    at: Location


class Qualifiers(Frozen):
    """限定：同名的数，限定不同就不是同一个数。

    subject 主体或科目（基本支出、应急管理经费项目），period 期间，scope 范围（全区、四类场所），
    base 口径，fund 资金来源。空串表示报告没有说，即本部门、本年度、全口径。
    """

    subject: str = ""
    period: str = ""
    scope: str = ""
    base: str = ""
    fund: str = ""


class Fact(Frozen):
    """数据项：指标 + 限定 + 数值 + 出处。

    metric 是词典里的规范名称（known 为真），或者取自原文的名词短语；raw 是印出来的数。
    unit_reason 是单位从哪里来（表头“金额（万元）”、表的单位“万元”）；数后面印着单位的、没有单位的为空串。
    叙述中的数据项属于第 sentence 句；表格中的数据项的单元格见 at.cell。
    """

    id: str
    metric: str
    raw: str
    quantity: Quantity
    qualifiers: Qualifiers = Qualifiers()
    at: Location
    known: bool = False
    sentence: int | None = None
    unit_reason: str = ""

    @property
    def named(self) -> str:
        """供人阅读的名称：主体 + 指标。"""
        return f"{self.qualifiers.subject}{self.metric}"


class Part(Frozen):
    """分项：名目，连同它的各种计量（各职能局｜68场次，参演7,022人次）；第一个是这一列举共用的计量。"""

    label: str
    facts: tuple[Fact, ...]


class Enumeration(Frozen):
    """列举：一个总数（可以有几种计量）和它的分项。

    cue 是引出分项的词：其中、包括、含、分别为、由……构成，或者分项之后的合计、共。
    wholes 每种计量、每个指标各一个，取离 cue 最近的；“其中”起头的句子，总数在上一句。
    closed 为真，说明措辞本身表示分项已经列全（分别为、由……构成、两部分、合计）；
    为假时可能只举其大者。百分数不作分项。
    """

    cue: str
    at: Location
    wholes: tuple[Fact, ...]
    parts: tuple[Part, ...]
    closed: bool = False

    def alike(self, whole: Fact) -> tuple[Fact, ...]:
        """与总数同一种计量的分项，每个分项至多一个，按先后。"""
        units = same_measure(whole.quantity.unit)
        found = (next((f for f in part.facts if f.quantity.unit in units), None) for part in self.parts)
        return tuple(fact for fact in found if fact is not None)


class Change(Frozen):
    """增减：current 比 prior 增（减）了 amount，幅度 rate。

    base 是与什么比（上年、年初预算、调整预算数；只说同比的为“上年同期”），取自原文；prior 是句中印出来的被比的数。
    word 是原文的动词，direction 是它的方向：增、减；说不清（“变动”）的为空串。没有印出来的都是 None。
    """

    at: Location
    word: str
    direction: Literal["增", "减", ""]
    base: str = ""
    current: Fact | None = None
    prior: Fact | None = None
    amount: Fact | None = None
    rate: Fact | None = None


class Share(Frozen):
    """占比：part 占 whole 的 rate。whole_name 是原文里总体的名称，句中印出了总体的数时 whole 就是它。"""

    rate: Fact
    whole_name: str
    part: Fact | None = None
    whole: Fact | None = None


class Sentence(Frozen):
    """一句话：出处、所在的小节，以及句中的数据项（按先后）。

    enumerations、changes、shares 是句中的数之间由措辞说明的关系，规则不必再从文字里找。
    """

    at: Location
    text: str
    section: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    enumerations: tuple[Enumeration, ...] = ()
    changes: tuple[Change, ...] = ()
    shares: tuple[Share, ...] = ()


class Column(Frozen):
    """表格的一列：自上而下的表头、它在本领域表格里的角色（见 headers.toml）、单位与倍数。

    measure 是表头说的口径（年初预算数、决算数……），period 是期间（上年、一季度；报告年度为空串）。
    """

    index: int
    path: tuple[str, ...]
    role: str = ""
    unit: str = ""
    scale: Decimal = Decimal(1)
    measure: str = ""
    period: str = ""


class Row(Frozen):
    """表格的一行：自左而右的行标题；kind 区分普通行、小计、合计。

    depth 是层次，0 为最上一级：看科目编码的位数（类、款、项）、编号的样式（一、（一）1.）、“其中”和缩进。
    """

    index: int
    labels: tuple[str, ...]
    kind: Literal["item", "subtotal", "total"] = "item"
    depth: int = 0


class TableView(Frozen):
    """读懂了的一段表格：第 block 块，各行、各列，以及每个位置上的数据项。

    一张表有几组表头、或者几张表并排的，各成一段。
    """

    block: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    facts: tuple[Fact, ...]

    @cached_property
    def grid(self) -> dict[tuple[int, int], Fact]:
        """(行, 列) → 数据项。"""
        return {fact.at.cell: fact for fact in self.facts if fact.at.cell is not None}


class Level(Frozen):
    """评价指标的一级：名称、分值（没有单列分值时为 None）及出处。"""

    name: str
    at: Location
    points: Fact | None = None


class ScoredRow(Frozen):
    """评分表里的一项末级指标：各级名称与分值、指标说明、评分标准、自评得分。

    review_score 是财政部门的评分；planned、achieved 是目标值、完成值里的数（target、actual 是它们所在的格）。
    """

    levels: tuple[Level, ...]
    points: Fact | None = None
    self_score: Fact | None = None
    review_score: Fact | None = None
    planned: Fact | None = None
    achieved: Fact | None = None
    explanation: Location | None = None
    criterion: Location | None = None
    target: Location | None = None
    actual: Location | None = None
    reason: Location | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """各级指标名称，自上而下。"""
        return tuple(level.name for level in self.levels)

    @property
    def name(self) -> str:
        """末级指标名称。"""
        return self.levels[-1].name


class ScoredTable(Frozen):
    """评分表：末级指标各一行，小计行、总分行的分值与得分另列。"""

    block: int
    rows: tuple[ScoredRow, ...]
    subtotals: tuple[Fact, ...] = ()
    total_points: tuple[Fact, ...] = ()
    total_score: Fact | None = None
    total_review: Fact | None = None


_ALIKE = (
    frozenset({"人", "人次", "名", "位"}),
    frozenset({"场", "场次", "次", "期", "期次"}),
    frozenset({"批", "批次"}),
)


@lru_cache(maxsize=1024)
def same_measure(unit: str) -> frozenset[str]:
    """与某一单位说的是同一种计量的各个单位：人、人次、名可以相加。"""
    return next((units for units in _ALIKE if unit in units), frozenset({unit}))


_BROAD = (frozenset({"个", "所", "家", "座", "处", "间"}), frozenset({"台", "套", "台套"}))


def broad_measure(unit: str) -> frozenset[str]:
    """学校39所、教学点6个：同是处所、同是设备，量词不同也可以相加。"""
    return same_measure(unit).union(*(units for units in _BROAD if unit in units))


class Facts(Frozen):
    """全部数据项，以及它们所在的句子和表格。

    sentences 是正文的句子；remarks 是表格里写着话的格子（总体目标、完成情况、偏差原因）里的句子，
    其中的数据项不在 facts 之列，编号照样查得到。tokens 是文中每一个数字记号的归类：没有一个数字无人过问。
    """

    document: Document
    facts: tuple[Fact, ...]
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[TableView, ...] = ()
    scored: tuple[ScoredTable, ...] = ()
    remarks: tuple[Sentence, ...] = ()
    tokens: tuple[PlacedToken, ...] = ()

    @cached_property
    def by_metric(self) -> dict[str, tuple[Fact, ...]]:
        """指标名称 → 数据项，按出现先后。"""
        index: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            index[fact.metric].append(fact)
        return {metric: tuple(facts) for metric, facts in index.items()}

    def names_of(self, at: Location) -> tuple[str, str]:
        """表格里一格的行标题和列名，供人辨认；评分表的行标题是指标名称。不在读懂的表格里为空串。"""
        if at.cell is None:
            return "", ""
        row, column = at.cell
        for view in self._views.get(at.block, ()):
            head = next((c for c in view.columns if c.index == column), None)
            line = next((r for r in view.rows if r.index == row), None)
            if head is not None and line is not None:
                label = line.labels[-1] if line.labels else ""
                return self.indicators.get((at.block, row), label), head.path[-1] if head.path else ""
        return "", ""

    @cached_property
    def _views(self) -> dict[int | None, list[TableView]]:
        index: dict[int | None, list[TableView]] = defaultdict(list)
        for view in self.tables:
            index[view.block].append(view)
        return index

    @cached_property
    def indicators(self) -> dict[tuple[int | None, int], str]:
        """评分表的（块，行）→ 末级指标名称。"""
        return {
            (table.block, row.levels[-1].at.cell[0]): row.name
            for table in self.scored
            for row in table.rows
            if row.levels[-1].at.cell is not None
        }

    @cached_property
    def by_id(self) -> dict[str, Fact]:
        """编号 → 数据项。"""
        return {fact.id: fact for fact in (*self.facts, *(f for s in self.remarks for f in s.facts))}
