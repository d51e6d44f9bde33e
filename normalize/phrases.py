"""短语（phrase）：说一个数的话——数前的动词名词、数后的名词，是目标还是完成，以及限定它的词。

词典里没有名称的数，靠这些话与别处的数相比：正文与正文，正文与表格的行标题、列名。
虚词、泛指的词（项目、资金、情况）和只说“做了”的动词（开展、完成）不算；留下的是说明量的是什么的词。
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

import regex

from extract import Table
from normalize.facts import Column, Fact, Facts, Row, Sentence, TableView
from normalize.heads import SIDE_OF_ROLE
from normalize.units import units

Side = Literal["目标", "完成", ""]
_LAST_BREAK = regex.compile(r"(?r)[，,；;：:。！？!?（(）)—\n]")
_EMPTY = regex.compile(
    r"\p{Han}{2,6}期间|其中|全年|当年|今年|本年度?|年度|[〇零一二三四五六七八九十]是|20\d\d年度?|年[初末底]|截[至止]\S{0,12}?[日底末]|先后|累计|共计|合计|总计|总共|一共|共有|"
    r"开展了?|组织了?|举办了?|举行|实施|进行|完成了?(?!率|情况)|实现|达到了?|召开|推进|落实|予以|给予|安排|办理(?!率)|提供|惠及|覆盖(?!率|面)|受益|带动|"
    r"实际|计划|预计|预期|目标|任务|不少于|不低于|不高于|不超过|不多于|大于|小于|至少|超过|超额|以上|以下|以内|左右|将近|"
    r"情况|指标|数据|数值|我[局委办院校县市区镇省厅站所中]|本[局委办院校县市区镇省厅站所]|本单位|本部门|全[县市区省镇州院校局乡]|年[内中]|各类|各项|各种|有关|相关|该|"
    r"(?<!合)同比|分别|[的了]|(?:[约近达为是有仅只]|(?<![人户亩平年月日])均|以)+(?=[\s|]*$)|(?:^|(?<=\|))(?:对|向|将|把|由|在|从|按|经|与|和|及(?!时)|并|又|还|已|共|有(?!效)|各|其(?![他余])|等(?!级)|为|是|使|让|到(?!位)|以|、|\s)+"
)
"""不说明量的是什么的话。"""
_SUFFIX = regex.compile(
    r"(?:完成)?(?:总?数量|个数|人数|人次数?|户次|次数|场次|批次|家次|户数|家数|件数|台数|套数|台套数|总?长度|里程|总?面积|规模|总?金额|总额|总量|数额|数)$"
)
_POINTS = regex.compile(
    r"[（(]\s*\d+(?:\.\d+)?\s*分?\s*[）)]|[（(](?:单位[:：])?[\p{Han}%/]{1,4}[）)]|[★☆▲*#]"
)
_KEEP = regex.compile(r"[^\p{Han}A-Za-z|]+")
_TAIL = regex.compile(r"(?:(?!并|以及|其中|共计|合计|分别)[\p{Han}A-Za-z“”]){1,14}")
_AIMED = regex.compile(
    r"(?:没有?|未|不)能?达到?$|目标|计划(?!生育|单列|生产|经济)|预期|预计|力争|确保(?!了)|任务[数量]?|指标值|年初设定|要求|不少于|不低于|不高于|不超过|至少|拟|应(?=[发拨缴收补完达])"
)
_AIMED_AFTER = regex.compile(
    r"^(?:以上|以下|以内)?(?:[左右]*)?的?(?:年度|年初|绩效|预期|工作|考核|省定|市定)?(?:目标|计划|任务|指标|要求|标准)"
)
_DONE = regex.compile(r"完成|实际|已|达到|实现|新增|开展了|组织了|举办了")
_NOT_MONEY_OR_RATE = frozenset({"元", "%", "个百分点", "分", ""})
_MOVED = frozenset({"增减额", "增减率", "占比"})
_MARKS = regex.compile(
    r"上年|去年|上一年|同期|环比|上半年|下半年|[前第]?[一二三四]季度|\d{1,2}(?:[-—至]\d{1,2})?月|年[初末底]|以来|累计|期[初末]|"
    r"新增|净增|[增减降升涨]|提高|压缩|节约|结余|结转|剩余|尚|尚有|未|没|不(?!少于|低于|超过|高于|多于|动产|断|同)|(?<!不)(?:低于|高于|超出|多于|少于)|较|比(?![例重赛选])|差(?![旅额距])|缺|"
    r"[人户亩次月年日天场村个]均|平均|每|单个|单位成本|单价|最[高低大小多少]|其他|其余|"
    r"境内|境外|国内|国外|出口|进口|中央|省级|市级|县级|区级|镇级|村级|本级|国家级|城镇|农村|城市|线上|线下|男|女|"
    r"新建|改建|扩建|续建|在建|竣工|开工|不合格|不满意|基本|比较|非常|参演|观摩|申报|申请|受理|批准|立案|应(?=[发拨缴收补])|"
    r"合格|达标|优良|优秀|整改|销号|办结|第?[\dA-Z一二三四五六七八九十]+(?:号|批|标段|组|中队|大队|支队|分局|档)|"
    r"重点|一般|重大|重要|首次|复检|抽检|回收|有效|无效"
)
"""说出来就是另一回事的词：一处有、另一处没有，就不是同一个数。"""
_LACKING = frozenset({"差", "缺", "未", "没", "尚", "尚有", "剩余", "结余", "结转", "节约"})
"""“差37.8万元，其中中医院18.5万元”：分项也是差的。"""
_GENERIC_HEAD = regex.compile(r"^(?:金额|数量|数值|数额|人数|个数|数据|情况|总额|合计|小计|本年数|备注)$")


@dataclass(frozen=True)
class Phrase:
    """一个数和说它的话。

    words 是它自己的实词（几截，以 | 分开）；wide 连同它前后的话、所在的小节、表名；
    home 是它所在的一段、一格，或者表格的一栏：同一处的几个数互为旁证；setting 是那里的标题、表名、项目名称。
    """

    fact: Fact
    words: str
    wide: str
    side: Side
    marks: frozenset[str]
    home: Hashable
    setting: str = ""
    own_unit: str = ""

    @cached_property
    def in_table(self) -> bool:
        """是不是表格里由行标题、列名说清的数（不是格子里的话）。"""
        return isinstance(self.home, tuple) and self.home[0] == "表"

    @cached_property
    def unit(self) -> str:
        """单位，写法不同而可以通用的归为一个。"""
        return same_unit(self.own_unit or self.fact.quantity.unit)

    @cached_property
    def grams(self) -> frozenset[str]:
        """自己的实词的二元组。"""
        return _grams(self.words)

    @cached_property
    def wide_grams(self) -> frozenset[str]:
        """连同上下文的二元组。"""
        return _grams(self.wide) | self.grams

    def covered_by(self, grams: frozenset[str]) -> float:
        """自己的实词有多少出现在另一处：按字数。"""
        if self.grams <= grams:
            return 1.0 if self.grams else 0.0
        inside = whole = 0
        for piece in self.words.split("|"):
            if len(piece) < 2:
                continue
            hit = [pair in grams for pair in map("".join, pairwise(piece))]
            whole += len(piece)
            inside += sum(a or b for a, b in pairwise([False, *hit, False]))
        return inside / whole


_ALIKE = ("人名位", ("场", "场次", "次", "期", "期次"), "个家处所座", "件宗起例", ("户", "户次"))
_SAME_UNIT = {unit: group[0] for group in _ALIKE for unit in group}


def same_unit(unit: str) -> str:
    """写法不同而可以通用的单位（人、名，场次、次）归为一个；元/人也是元。"""
    plain = unit.partition("/")[0]
    return _SAME_UNIT.get(plain, plain)


@lru_cache(maxsize=8192)
def content(text: str) -> str:
    """说明量的是什么的词，几截，以 | 分开。"""
    left = text
    for _ in range(2):
        left = _EMPTY.sub("|", left)
    pieces = (_KEEP.sub("|", left)).split("|")
    return "|".join(piece for piece in pieces if len(piece) > 1)


@lru_cache(maxsize=8192)
def _grams(words: str) -> frozenset[str]:
    return frozenset("".join(pair) for piece in words.split("|") for pair in pairwise(piece))


def phrases_of(facts: Facts) -> tuple[Phrase, ...]:
    """每个数的短语：正文各句、格子里的话、表格里由行标题说清的数；分值、得分和增减的数除外。"""
    told = [p for s in facts.sentences for p in _of_sentence(facts, s)]
    told += [p for s in facts.remarks for p in _of_sentence(facts, s)]
    told += [p for view in facts.tables for p in _of_view(facts, view)]
    return (*told, *_scores(facts))


def _scores(facts: Facts) -> Iterator[Phrase]:
    """评分表里各项指标的得分。"""
    for table in facts.scored:
        for row in table.rows:
            if row.self_score is not None:
                words = content(named(row.name))
                yield Phrase(row.self_score, words, words, "", frozenset(), ("表", table.block, "得分"))


_PER = regex.compile(r"(?:平均)?每(?:个|名|位)?(?=[\p{Han}])([\p{Han}])")


def per_unit(text: str) -> str:
    """“每人、平均每户”与“人均、户均”是一回事。"""
    return _PER.sub(r"\1均", text) if "每" in text else text


def _of_sentence(facts: Facts, sentence: Sentence) -> Iterator[Phrase]:
    if not sentence.facts:
        return
    text, offset = sentence.text, sentence.at.start
    home = ("段", sentence.at.block, sentence.at.cell)
    floor = 0
    above: Phrase | None = None
    told: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()
    aimed = _home_side(facts, sentence)
    row = (
        named(facts.indicators.get((sentence.at.block, sentence.at.cell[0]), "")) if sentence.at.cell else ""
    )
    setting = _setting(facts, sentence.at.block) if sentence.at.cell else "".join(sentence.section[-2:])
    title = content(setting)
    for fact in sentence.facts:
        if fact.metric in _MOVED:
            floor = fact.at.end - offset
            continue
        start, end = fact.at.start - offset, fact.at.end - offset
        mark = _LAST_BREAK.search(text, floor, start)
        first = mark.end() if mark else floor
        lead = per_unit(text[first:start])
        tail = _TAIL.match(text, end)
        after = tail[0] if tail and fact.quantity.unit not in _NOT_MONEY_OR_RATE else ""
        words = _in_row(content(f"{_counted(lead)}|{after}"), row)
        gap = text[floor:start]
        if "其中" in gap:
            lacking = told & _LACKING
        elif "；" in gap or "。" in gap:
            lacking = frozenset()
        marks = frozenset(_MARKS.findall(lead + after))
        phrase = Phrase(
            fact,
            words,
            f"{words}|{content(text[max(0, first - 24) : first])}|{above.words if above else ''}|{title}",
            _side(lead, text[end : end + 10], aimed),
            marks | lacking | _period(fact) | _part_of(text, floor, first, fact, above),
            home,
            setting,
        )
        yield phrase
        floor, above, told = end, phrase, marks


def _counted(lead: str) -> str:
    """“报名人数”说的是报名；“人数”自己就是名称的不去。"""
    short = _SUFFIX.sub("", lead.rstrip("为达共是约有 "))
    return short if len(short) > 1 else lead


def _in_row(words: str, row: str) -> str:
    """偏差原因里只说“完成率”的，是这一行的指标：预算完成率。"""
    return row if words and row.endswith(words) else words


def _part_of(text: str, floor: int, first: int, fact: Fact, above: Phrase | None) -> frozenset[str]:
    """“14项重点任务完成13项”：同一小句里后一个数是前一个数的一部分。"""
    same = above is not None and above.unit == fact.quantity.unit and first == floor
    return frozenset({"之中"} if same and "、" not in text[floor : floor + 1] else ())


def _period(fact: Fact) -> frozenset[str]:
    q = fact.qualifiers
    return frozenset(text for text in (q.period,) if text)


def _home_side(facts: Facts, sentence: Sentence) -> Side:
    """格子里的话看它上面、左边的格子，正文看小节标题：说的是目标还是完成。"""
    if sentence.at.cell is None or sentence.at.block is None:
        title = "".join(sentence.section[-1:])
        lead = _INTRO.match(sentence.text)
        aimed = ("目标" in title and not _ACHIEVED.search(title)) or (
            lead is not None and _TASKS.search(lead[0]) and not _ACHIEVED.search(lead[0])
        )
        return "目标" if aimed else ""
    table = facts.document.blocks[sentence.at.block]
    assert isinstance(table, Table)  # noqa: S101 - 有格子的是表格
    row, column = sentence.at.cell
    near = [(row - 1, column)] if row else []
    near += [(row, left) for left in range(column - 1, -1, -1)]
    for place in near:
        text = "".join(table.cell(*place).text.split())
        if len(text) < _LABEL and _DONE_LABEL.search(text):
            return "完成"
        if len(text) < _LABEL and _AIMED_LABEL.search(text):
            return "目标"
    return ""


_LABEL = 16
_DONE_LABEL, _AIMED_LABEL = regex.compile("完成|实际|实现|进展"), regex.compile("目标|计划|预期")
_ACHIEVED = regex.compile("完成|实现|情况|自评|管理|设[立置]|取得|偏离|原因|问题|改进")
_INTRO = regex.compile(r"[^。：:]{2,40}[：:]")
_TASKS = regex.compile(
    r"(?:确定|明确|提出|下达|设定|安排|承担|部署|制定)[^：:]{0,16}(?:任务|目标|计划|工作)|(?:年度|工作|绩效|预期|总体)(?:任务|目标|计划)"
)
_CHANGES = frozenset({"change", "change_rate", "share"})
_BOXED = regex.compile(r"[（(](?:单位[:：])?([\p{Han}㎡%]{1,3})[）)]")


def _side(lead: str, after: str, home: Side) -> Side:
    if _AIMED_AFTER.match(after) or _AIMED.search(lead):
        return "目标"
    if home:
        return home
    return "完成" if _DONE.search(lead) else ""


def _of_view(facts: Facts, view: TableView) -> Iterator[Phrase]:
    setting = _setting(facts, view.block)
    rows = {row.index: row for row in view.rows}
    columns = {column.index: column for column in view.columns}
    for fact in view.facts:
        if fact.at.cell is None:
            continue
        row, column = rows.get(fact.at.cell[0]), columns.get(fact.at.cell[1])
        if row is not None and column is not None and column.role not in _CHANGES and row.labels:
            yield _of_cell(facts, fact, row, column, setting)


def _of_cell(facts: Facts, fact: Fact, row: Row, column: Column, setting: str) -> Phrase:
    side: Side = ""
    if fact.qualifiers.base in SIDE_OF_ROLE.values():
        side = "目标" if fact.qualifiers.base == SIDE_OF_ROLE["target"] else "完成"
        label, head = facts.indicators.get((fact.at.block, row.index), row.labels[-1]), ""
    else:
        label, head = row.labels[-1], column.path[-1] if column.path else ""
        head = "" if _GENERIC_HEAD.match(head) else head
        side = "目标" if _AIMED.search(head) else "完成" if _DONE.search(head) else ""
    words = content(per_unit(f"{named(label)}|{named(head)}"))
    upper = content("|".join((*row.labels[:-1], *column.path[:-1])))
    marks = frozenset(_MARKS.findall(per_unit(f"{label}|{head}"))) | _period(fact)
    boxed = _BOXED.search(label) or _BOXED.search(head)
    unit = boxed[1] if boxed and not fact.quantity.unit and boxed[1] in units().by_name else ""
    wide = f"{words}|{upper}|{content(setting)}"
    return Phrase(fact, words, wide, side, marks, ("表", fact.at.block, side or column.index), setting, unit)


def _setting(facts: Facts, block: int | None) -> str:
    """一张表的表名和项目名称。"""
    table = facts.document.blocks[block or 0]
    if not isinstance(table, Table):
        return ""
    caption = facts.document.blocks[table.caption] if table.caption is not None else None
    title = "" if caption is None or isinstance(caption, Table) else caption.text
    names = (
        table.cell(cell.row, cell.column + cell.column_span).text
        for cell in table.cells
        if cell.row < _HEAD
        and cell.column + cell.column_span < table.columns
        and "".join(cell.text.split()) == "项目名称"
    )
    return title + next(names, "")


_HEAD = 4
"""项目名称印在表的前几行。"""


@lru_cache(maxsize=4096)
def named(label: str) -> str:
    """行标题、列名里说明量的是什么的部分：去掉分值、单位和“数量、人数、长度”一类的尾巴。"""
    plain = _POINTS.sub("", "".join(label.split()))
    short = _SUFFIX.sub("", plain)
    return short if len(short) > 1 else plain
