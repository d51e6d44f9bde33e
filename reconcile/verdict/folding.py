"""并入（folding）：一个数写错，话说的方向、大小、问卷份数也会跟着不对；已经指出那个数的，不再另报。"""

from __future__ import annotations

from collections.abc import Sequence

from extract import Location
from reconcile.types import SEVERITIES, Finding

_FOLLOWING = frozenset({"TIE501", "TIE502", "TIE503", "TXT202"})
"""话与数字不合：数改正了，话就对了。"""
_RATE = "CAL207"
"""率与份数不合：这个率与份数怎么算，算式已经核过的，不再单看份数。"""
_RETOLD, _TELLINGS = frozenset({"TIE102", "TIE202"}), frozenset({"TIE301", "TXT104"})


def told_once(found: Sequence[Finding], direct: Sequence[Finding]) -> list[Finding]:
    """归因得出的发现，连同直接的发现里还没有说过的；并入的，出处并到那一条里。"""
    kept = list(found)
    for finding in direct:
        followed = next((i for i, f in enumerate(kept[: len(found)]) if _follows(finding, f)), None)
        if followed is not None:
            places = dict.fromkeys((*kept[followed].against, finding.at, *finding.against))
            against = tuple(at for at in places if at != kept[followed].at)
            kept[followed] = kept[followed].model_copy(update={"against": against})
        elif not _told(finding, found):
            kept.append(finding)
    return kept


def _follows(finding: Finding, cause: Finding) -> bool:
    """这一条是不是由那个根源引起的。"""
    if not cause.expected or SEVERITIES.index(cause.severity) > SEVERITIES.index(finding.severity):
        return False
    if finding.code == _RATE:
        return finding.at in {cause.at, *cause.against}
    return finding.code in _FOLLOWING and cause.at in {finding.at, *finding.against}


def _told(finding: Finding, found: Sequence[Finding]) -> bool:
    """同样两处已经说过不一。"""
    pairs: set[frozenset[Location]] = {
        frozenset((f.at, against)) for f in found if f.code in _RETOLD for against in f.against
    }
    return finding.code in _TELLINGS and any(frozenset((finding.at, at)) in pairs for at in finding.against)
