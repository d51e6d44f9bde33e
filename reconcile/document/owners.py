"""报告单位（owners）：标题、落款、“以下简称”处写的单位是不是同一个，有没有混进别的县、区的同类单位。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from extract import Heading, Location, Paragraph, Table
from normalize import Facts
from reconcile.rule import rule
from reconcile.types import Finding

_UNIT_NAME = (
    r"(?P<name>[\p{Han}]{2,20}?(?:管理局|监督局|委员会|办公室|研究院|保障局|服务局|医院|学校|中学|小学|学院|大学|中心|大队|支队|"
    r"街道办事处|人民政府|检察院|法院|联合会|联合社|总工会|委|局|厅|院|站|所|社))"
)
_NAMED = (
    regex.compile(
        rf"^{_UNIT_NAME}(?:[（(]本级[）)])?\s?20\d\d\s?年(?:度)?[^。，；]{{0,20}}(?:绩效|预算|决算|评分表|自评)"
    ),
    regex.compile(
        rf"(?:^|[。\n])\s*(?:20\d\d年(?:度)?[，,]?)?{_UNIT_NAME}(?:[（(]本级[）)])?[（(]以下(?:简)?称"
    ),
    regex.compile(
        rf"(?:填报|报告|自评|编报|填表|预算|部门)(?:单位|部门)?(?:（单位）)?(?:名称)?[（(]?(?:盖章|公章)?[）)]?[：:]\s?{_UNIT_NAME}(?:$|[\s（(])"
    ),
    regex.compile(rf"^\s*20\d\d年(?:度)?{_UNIT_NAME}(?:部门|单位)?(?:整体支出|项目支出|预算|决算|绩效)"),
)


@rule("TXT105", term="别的单位的名称")
def other_names(facts: Facts) -> Iterator[Finding]:
    """报告单位在标题、表名、落款、“以下简称”处写了两个不同的名称，可能沿用了别的单位的文稿。

    只看指明报告单位自己的地方；一个名称包含另一个（省去了省市区的简写）的不算不同；只有一处写明单位的不报。
    依据：财预〔2020〕10号——自评主体是部门和单位自身。
    """
    named: list[tuple[str, Location]] = [
        (found["name"], facts.document.at(index, *found.span("name")))
        for index, block in enumerate(facts.document.blocks)
        if isinstance(block, Heading | Paragraph)
        for pattern in _NAMED
        if (found := pattern.search(block.text))
    ]
    yield from _other_regions(facts)
    kinds = Counter(_kernel(name) for name, _ in named)
    if len(named) < 2 or len(kinds) < 2:
        return
    usual, at = next((name, at) for name, at in named if _kernel(name) == kinds.most_common(1)[0][0])
    reported: set[str] = set()
    for name, place in named:
        if not _same_unit(name, usual) and name not in reported:
            reported.add(name)
            yield Finding(
                code="TXT105",
                severity="warning",
                message=f"报告单位一处写“{usual}”，一处写“{name}”，可能沿用了别的单位的文稿",
                at=place,
                against=(at,),
                question=f"请核实“{name}”是否应为“{usual}”。",
                anchor=f"{name}|{usual}",
            )


_CALLED_ON = "(?:受|请|由|报|向|经|对|建议|提请|申请|督促|商)"
"""“受某某县财政局委托”“建议县财政局”：地名前面的动词。"""
_REGION = regex.compile(
    rf"(?<![\p{{Han}}]){_CALLED_ON}*"
    r"(?P<name>(?:[\p{Han}]{2,3}(?:省|市|州))?"
    r"(?P<region>(?!其中|其他|其余|包括|另外|以及)(?![^县区市州旗]*[是在的和为与由向全各本该我到于及])"
    rf"(?!{_CALLED_ON}+[县区市州旗])"
    r"[\p{Han}]{2,3}?(?P<level>[县区市州旗]))"
    r"(?P<unit>(?![县区市])[\p{Han}]{2,12}?(?:局|委员会|办公室|中心|中学|小学|学校|医院|委|站|所)(?![长员级])))"
)


def _other_regions(facts: Facts) -> Iterator[Finding]:
    """同一个单位（某某局），有一处前面冠着别的县、区的名称。"""
    title = next(
        (
            b.text
            for b in facts.document.blocks[:4]
            if isinstance(b, Heading | Paragraph) and _REGION.search(b.text)
        ),
        "",
    )
    homes = list(_REGION.finditer(title))
    if not homes:
        return
    home = homes[-1]
    own = {home["unit"]}
    bare = regex.compile(
        rf"(?<![\p{{Han}}]{{2}}){home['level']}(?P<unit>[\p{{Han}}]{{2,10}}?(?:局|中心|站|所|中学|小学))"
    )
    # 不提“区”（县、市）的文字，说不到同级的别处
    texts = [told for told in _texts(facts) if home["level"] in told[2]]
    regions = [(index, place, list(_REGION.finditer(text))) for index, place, text in texts]
    own |= {m["unit"] for _, _, named in regions for m in named if m["region"] == home["region"]}
    own |= {m["unit"] for _, _, text in texts for m in bare.finditer(text)}
    seen: set[str] = set()
    for index, place, named in regions:
        for found in named:
            other = (
                found["region"] != home["region"] and found["level"] == home["level"] and found["unit"] in own
            )
            if other and found["region"] not in home[0] and found["name"] not in seen:
                seen.add(found["name"])
                yield Finding(
                    code="TXT105",
                    severity="warning",
                    message=f"报告单位在{home['region']}，此处写“{found['name']}”，可能沿用了别的单位的文稿",
                    at=facts.document.at(index, *found.span("region"), place),
                    question=f"请核实“{found['name']}”是否应为“{home['region']}{found['unit']}”。",
                    anchor=f"{found['name']}|{home['region']}",
                )


def _texts(facts: Facts) -> Iterator[tuple[int, tuple[int, int] | None, str]]:
    """每一段、每一格的文字和出处。"""
    for index, block in enumerate(facts.document.blocks):
        if isinstance(block, Table):
            yield from ((index, (cell.row, cell.column), cell.text) for cell in block.cells)
        else:
            yield index, None, block.text


def _kernel(name: str) -> str:
    """去掉省、市、区、县的单位名。"""
    return regex.sub(
        r"^[\p{Han}]{2,7}?(?:自治区|省|市|州|区|县|旗)(?=[\p{Han}]{3})",
        "",
        regex.sub(r"^[\p{Han}]{2,7}?(?:省|市)(?=[\p{Han}]{3})", "", name),
    )


def _same_unit(one: str, other: str) -> bool:
    return one in other or other in one or _kernel(one) in other or _kernel(other) in one
