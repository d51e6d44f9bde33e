"""叫法：发现里提到一个数，用它旁边印着的字。"""

import pytest

from extract import Document, Paragraph
from normalize import facts_of
from reconcile.verdict.naming import headings, named
from reconcile.verdict.written import grouped_like, unit_last


@pytest.mark.parametrize(
    ("text", "raw", "words"),
    [
        ("分三年下达：2021年9,000万元，2022年5,000万元。", "5,000万元", "“2022年5,000万元”"),
        ("各级补贴中，县（区）级补贴0.38亿元。", "0.38亿元", "“县（区）级补贴0.38亿元”"),
        ("2023年收、支总计2940.01万元。", "2940.01万元", "“2023年收、支总计2940.01万元”"),
        ("公路里程比上年的420.5公里增加17.2公里。", "17.2公里", "增加17.2公里”"),
        ("最低的是应急（84.68%）。", "84.68%", "“最低的是应急（84.68%）”"),
    ],
)
def test_照旁边印着的话(text, raw, words):
    facts = facts_of(
        Document(name="甲.md", media="markdown", sha256="0" * 64, blocks=(Paragraph(text=text),))
    )
    fact = next(fact for fact in facts.facts if fact.raw == raw)
    assert named(facts, fact).endswith(words)


def test_写着金额的列举句不是标题():
    path = ["二、支出情况", "7.住房保障支出170.00万元，占7.87%", "（三）安排500万元以上的项目"]
    assert headings(path) == [path[0], path[2]]


def test_千分号照报告的():
    assert grouped_like(["2418", "96"], "2,481") == "2481"
    assert grouped_like(["2,418", "1200"], "2,481") == "2,481"
    assert grouped_like(["96"], "2,481") == "2,481"


def test_各项没有写单位的_单位写在末尾():
    assert unit_last("按8 + 6.5 = 14.5分，与所写相差1分") == "按8 + 6.5 = 14.5（分），与所写相差1分"
    assert unit_last("按8分 + 6.5分 = 14.5分，相差1分") == "按8分 + 6.5分 = 14.5分，相差1分"
