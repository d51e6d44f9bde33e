"""措辞说明的算法（worded）：率、占比、增减率、均数、按比例分得的一份，各由句中的哪几个数算出，算得上算不上。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from normalize import Facts
from reconcile.memory import remembered
from reconcile.relation import Relation
from reconcile.rule import rule
from reconcile.told.confirmed import confirmed
from reconcile.told.evidence import Candidate, Support, settled
from reconcile.told.leftovers import leftovers
from reconcile.told.lessened import lessened
from reconcile.told.levels import levels
from reconcile.told.moves import moves
from reconcile.told.multiples import multiples
from reconcile.told.passage import Passage, passages
from reconcile.told.priced import priced
from reconcile.told.quotients import quotients
from reconcile.told.respective import respective
from reconcile.told.scaled import scaled
from reconcile.told.series import series
from reconcile.told.spelled import spelled
from reconcile.told.surveys import surveys


def _quotients(passage: Passage) -> list[Candidate]:
    """问卷的率按各档意见算，一串占比互相印证；别的商也许算得上，只打勾。"""
    told = surveys(passage) or series(passage) or lessened(passage)
    found = quotients(passage)
    return [*told, *(replace(c, support=Support.TICK) for c in found)] if told else found


_WAYS = (
    spelled,
    _quotients,
    moves,
    leftovers,
    multiples,
    respective,
    confirmed,
    scaled,
    priced,
    levels,
)


def worded(facts: Facts, *codes: str) -> Iterator[Relation]:
    """全文由措辞说明算法的关系里，属于这几条规则的。"""
    found = remembered(facts, "worded", lambda: tuple(_worded(facts)))
    return (relation for relation in found if relation.rule in codes)


def _worded(facts: Facts) -> Iterator[Relation]:
    for passage in passages(facts):
        for way in _WAYS:
            tried = way(passage)
            if tried and (relation := settled(tried)) is not None:
                yield relation


@rule("CAL204", term="增减率复算")
def growth(facts: Facts) -> Iterator[Relation]:
    """“比上年增加x万元，增长y%”的增减率，与用印出的数算出的不符。

    增减率 = 增减额 ÷ 原来的数 =（现在的数 − 原来的数）÷ 原来的数；原来的数没有印出的，用现在的数减（加）增减额得出。
    原来的数要有话说明（比上年的、由……提高到、（2021年为……）、，上年为……），或者在表里同一行的上年一列；增减额要有增减的动词；都没有的不核。
    各数按印出的位数取区间，有一种算法算得上就不报（0.50万元增到0.62万元写22.22%是取舍造成的）；算不上而其中一个数只差一处笔误的指为错，
    现在的数是哪一个说不准的只请单位说明。说分别、目标、力争的不核。依据：部门决算公开操作规程——增减变化应与对比数据一致。
    """
    yield from worded(facts, "CAL204")


@rule("CAL205", term="占比复算")
def shares(facts: Facts) -> Iterator[Relation]:
    """“占……的x%”“其中……，占x%”“分别占x%、y%”与部分除以总体不符。

    部分是前面最近的数；总体按话里的名称找（占职工总数的｜年末职工931人），只说“占”的看这次列举的总数、“……中”、前一项占的是谁，
    都没有的取前面紧挨着的同一计量的数。“分别占”的与前面同样个数的数一一相对，加起来是百分之百的以各项之和为总体。
    一串占比（甲3,060万元（40%）、乙……）互相印证：加起来是印出的总数或者一百的，总体是各项之和；总体没有印出的，由别的几项推出。
    有一种算得上就不报；算不上而只差一处笔误的，总体有名称或者在列举之中的指为错，其余请单位说明。
    说不准总体的，三位的占比碰巧差一处笔误的可能约3%、四位约0.4%，超过一成的不提。依据：占比的定义；部门决算公开操作规程。
    """
    yield from worded(facts, "CAL205")


@rule("CAL206", term="完成计划的比率")
def completion(facts: Facts) -> Iterator[Relation]:
    """“完成预算的x%”“为年度计划的x%”“完成计划1,200户的106.3%”与实际数除以计划数不符。

    计划数印在“的”字前面的就是它，“比预算甲少支出乙，完成预算”的是甲；“是2020年的几倍”除以那一年的数；只有名称的按名称在同段、同一小节里找，再到全文和表里找同一主体的那一项。
    有一种配对算得上就不报；算不上而只差一处笔误的，计划数说得清的指为错，否则请单位说明。
    依据：部门决算公开操作规程——支出决算与年初预算的对比；财预〔2020〕10号——绩效目标完成情况。
    """
    yield from worded(facts, "CAL206")


@rule("CAL208", term="每一个的数与总数")
def unit_values(facts: Facts) -> Iterator[Relation]:
    """“12场，每场50人，共培训500人次”“全长32.4公里，投资4.86亿元，平均每公里1,050万元”：每一个的数、个数、总数算不上。

    “平均每、人均、亩产”说的是均数 = 总数 ÷ 个数；“每亩补助400元”说的是标准，标准 × 个数（× 月数、天数）= 总数，标准没有取舍。
    个数要数的正是“每”字后面的东西（每班｜培训班24个，每岗｜公益岗位630个），每月的没有说几个月的按十二个月；
    列举里的分项排在总数之后；日均、月均按全年总数除以三百六十五天、十二个月；括号里写着“按……户计”“18天、32天、25天”的照它算；
    几个率的平均落在最小与最大之外的，怎样加权都不可能。
    有一种算得上就不报；算不上而只差一处笔误的，个数、总数在同一句里各只有一个的指为错，否则请单位说明。
    说其余、最高、不超过的不核。依据：乘法的定义；财政补助资金据实结算的要求。
    """
    yield from worded(facts, "CAL208")


@rule("CAL211", term="率与分子分母")
def named_rates(facts: Facts) -> Iterator[Relation]:
    """“受理1,864件，办结1,851件，办结率93.9%”：率与它的分子、分母之商不符。

    分子的话里说的就是率的那件事（整改率｜已整改，取证率｜取得证书，满意率｜表示满意，可以在率后面的括号里），分母是它前面同一计量的数；
    执行率、完成率一类泛指的，分子要说实际、完成、支出，分母要说预算、计划、任务。节约率以原来安排的为分母。
    “集中供养率”说的是列举里的那一项，分母是列举的总数；“14个中的11个”“（参考3,568人）”“（占毕业生）”说了分母是哪个；入住率除以床位。
    满意度按各档意见算，写明含基本满意的照写明的，没有写明的有一种算得上就行；“分别为”的逐一相除。
    有一种算得上就不报；算不上而只差一处笔误的，两样都说清的指为错，否则请单位说明。
    说综合、平均、加权的，上年的、要求的率不核；分子说的是别的事的只打勾。
    碰巧的可能：三位的率约3%，四位约0.4%；分子分母是n位数的，约为（9n + n(n−1)/2）÷ 10ⁿ，说不准的超过百分之一的不提。
    依据：各地绩效评价指标体系对率的定义；常识性勾稽。
    """
    yield from worded(facts, "CAL211")


@rule("CAL212", term="按比例分得的一份")
def portions(facts: Facts) -> Iterator[Relation]:
    """“市级承担60%即708万元”“当年支付七成，即502.6万元”：这一份不等于总数乘以比例。

    总数是百分数之前最近的同一单位的数，别的一份不算；比例是约定的数，没有取舍。“扣除4%的质保金”“按20分折算为18分”也是；
    利息等于本金乘以利率，只付了半年的不像笔误，不报。算得上就不报；
    只差一处笔误的，总数在同一句的指为错，在前一句的请单位说明。依据：资金分担、合同付款的比例约定。
    """
    yield from worded(facts, "CAL212")
