"""评分：把评分标准的文字编译成可以计算的规则，重算自评得分。"""

from score.rubric import InvalidRubric, Rubric, RubricIndicator, rubric_of
from score.scorecard import RULES, scorecard_of
from score.types import Grade, GradeRange, IndicatorScore, Passage, Scorecard, Stance, Status, Total

__all__ = [
    "RULES",
    "Grade",
    "GradeRange",
    "IndicatorScore",
    "InvalidRubric",
    "Passage",
    "Rubric",
    "RubricIndicator",
    "Scorecard",
    "Stance",
    "Status",
    "Total",
    "rubric_of",
    "scorecard_of",
]
