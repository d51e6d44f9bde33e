"""勾稽：读取、规范、核对、评分，四步合成一次审核。"""

from gouji.review import Review, review

__all__ = ["Review", "review"]
