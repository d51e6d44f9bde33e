"""规范：从文档里读出每一个数，说清它是什么、量的是什么。"""

from normalize.facts import (
    Change,
    Column,
    Enumeration,
    Fact,
    Facts,
    Level,
    Part,
    PlacedToken,
    Qualifiers,
    Row,
    ScoredRow,
    ScoredTable,
    Sentence,
    Share,
    TableView,
    Token,
)
from normalize.quantity import Estimate, Quantity
from normalize.read import facts_of
from normalize.tokens import tokens_of

__all__ = [
    "Change",
    "Column",
    "Enumeration",
    "Estimate",
    "Fact",
    "Facts",
    "Level",
    "Part",
    "PlacedToken",
    "Qualifiers",
    "Quantity",
    "Row",
    "ScoredRow",
    "ScoredTable",
    "Sentence",
    "Share",
    "TableView",
    "Token",
    "facts_of",
    "tokens_of",
]
