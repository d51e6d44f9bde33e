"""模板：只从安装包里取，一律转义，用到没有的名字就报错。"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from gouji.writers.plain import one_line, plain_decimal, score_of


def template(name: str) -> Template:
    """一个模板。"""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("gouji"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(line=one_line, plain=plain_decimal, score=score_of)
    return environment
