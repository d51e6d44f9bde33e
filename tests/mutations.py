"""变异：把好的 .docx 改坏——改字节、截断、换部件，删、抄、挪 XML 元素，改属性；给定种子，结果总是一样。"""

from __future__ import annotations

import io
import random
import warnings
import zipfile
from collections.abc import Callable
from copy import deepcopy

from lxml import etree

Members = dict[str, bytes]
_ODD_VALUES = (
    "",
    "0",
    "-1",
    "9",
    "99999999999",
    "abc",
    "restart",
    "continue",
    "\u202e",
    "²",
    "１",
    "true",
    "NULL",
    "../x",
)
_ODD_TEXT = ("", "12345", "\u2028", "\ue000", "=1+1", "<b>", "&amp;", "１２，３４５.６", "\u00ad", "x" * 5000)


def mutant(good: bytes, seed: int) -> bytes:
    """把 good 改坏的一份。"""
    chance = random.Random(seed)  # noqa: S311 - 只要可重复
    if chance.random() < 0.25:
        return _bytes_changed(bytearray(good), chance)
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        chance.choice(_CHANGES)(members, chance)
    return _zipped(members, chance)


def _zipped(members: Members, chance: random.Random) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, data in members.items():
            archive.writestr(name, data)
        if chance.random() < 0.02:
            archive.writestr(*chance.choice(list(members.items())))
    return buffer.getvalue()


def _bytes_changed(data: bytearray, chance: random.Random) -> bytes:
    kind = chance.randrange(4)
    place = chance.randrange(len(data))
    if kind == 0:
        return bytes(data[:place])
    if kind == 1:
        del data[place : place + chance.randrange(1, 64)]
    elif kind == 2:
        data[place:place] = chance.randbytes(chance.randrange(1, 64))
    else:
        for _ in range(chance.choice((1, 4, 32))):
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _some_xml(members: Members, chance: random.Random) -> str:
    names = [name for name in members if name.endswith((".xml", ".rels"))] or list(members)
    likely = [name for name in names if "document" in name or "numbering" in name or "styles" in name]
    return chance.choice(likely if likely and chance.random() < 0.8 else names)


def _member_dropped(members: Members, chance: random.Random) -> None:
    if len(members) > 1:
        del members[chance.choice(list(members))]


def _members_swapped(members: Members, chance: random.Random) -> None:
    one, other = chance.choice(list(members)), chance.choice(list(members))
    members[one], members[other] = members[other], members[one]


def _member_renamed(members: Members, chance: random.Random) -> None:
    name = chance.choice(list(members))
    members[chance.choice((name.upper(), f"/{name}", name.replace("/", "\\"), f"x{name}"))] = members.pop(
        name
    )


def _xml_bytes_changed(members: Members, chance: random.Random) -> None:
    name = _some_xml(members, chance)
    if members[name]:
        members[name] = _bytes_changed(bytearray(members[name]), chance)


def _tree_changed(members: Members, chance: random.Random) -> None:
    name = _some_xml(members, chance)
    try:
        root = etree.fromstring(members[name], etree.XMLParser(resolve_entities=False))
    except (etree.XMLSyntaxError, ValueError):
        return
    for _ in range(chance.choice((1, 3, 30))):
        _node_changed([node for node in root.iter() if isinstance(node.tag, str)], chance)
    members[name] = etree.tostring(root)


def _node_changed(nodes: list[etree._Element], chance: random.Random) -> None:
    node, other = chance.choice(nodes), chance.choice(nodes)
    parent = node.getparent()
    kind = chance.randrange(7)
    if kind == 0 and parent is not None:
        parent.remove(node)
    elif kind == 1 and parent is not None and len(etree.tostring(node)) < 50_000:
        parent.insert(chance.randrange(len(parent) + 1), deepcopy(node))
    elif kind == 2 and parent is not None and node not in other.iterancestors() and node is not other:
        other.append(node)
    elif kind == 3 and node.attrib:
        key = chance.choice(sorted(node.attrib))
        node.set(key, chance.choice(_ODD_VALUES))
    elif kind == 4 and node.attrib:
        del node.attrib[chance.choice(sorted(node.attrib))]
    elif kind == 5:
        node.text = chance.choice(_ODD_TEXT)
    else:
        node.tag = other.tag


_CHANGES: tuple[Callable[[Members, random.Random], None], ...] = (
    _member_dropped, _members_swapped, _member_renamed, _xml_bytes_changed, _tree_changed, _tree_changed,
    _tree_changed, _tree_changed, _tree_changed,
)  # fmt: skip
