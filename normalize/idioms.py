"""习语（idiom）：含数字而不是数据的词语——热线号码、固定说法、编码的标签；知识在 idioms.toml。"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Idioms:
    """热线号码 hotlines、跟在名称里的数字后面的词 name_nouns、固定说法 idioms、编码的标签 code_labels。"""

    hotlines: frozenset[str]
    name_nouns: tuple[str, ...]
    idioms: tuple[str, ...]
    code_labels: re.Pattern[str]


@cache
def idioms() -> Idioms:
    """idioms.toml 里的习语。"""
    data = tomllib.loads(files("normalize").joinpath("idioms.toml").read_text(encoding="utf-8"))
    return Idioms(
        hotlines=frozenset(data["hotlines"]),
        name_nouns=tuple(data["name_nouns"]),
        idioms=tuple(data["idioms"]),
        code_labels=re.compile(f"(?:{'|'.join(data['code_labels'])})[：:（(]?\\s?\\Z"),
    )
