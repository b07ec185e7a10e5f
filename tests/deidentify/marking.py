"""Objects in which everything that the profile protects says the same: it must not be found afterwards."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.rewriting import rewritten
from dicomwright.deidentify.validity.dummies import padded
from dicomwright.dictionary import ELEMENTS, PROTECTED_ATTRIBUTES
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from dicomwright.runtime import IOD
    from dicomwright.runtime.trees.tree import Element

MARKS: Final = {
    **dict.fromkeys(("AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UT"), "MARKER"),
    "AS": "077Y",
    "DA": "20250607",
    "DS": "77.7",
    "DT": "20250607061234",
    "IS": "777",
    "TM": "061234",
    "UI": "1.2.3.777777",
    "UR": "http://MARKER",
}
BYTES: Final = tuple(dict.fromkeys(text.encode() for text in MARKS.values() if text != "777"))
_NOT_IN_DATA_SETS: Final = frozenset({0x0000, 0x0002, 0x0004})


def marked(cls: type[IOD]) -> IOD:
    """The minimal instance of an IOD with every attribute of the profile that it has not yet, and private ones."""
    content = content_of(minimal(cls))
    data = content.dataset
    for tag in _tags():
        vr = ELEMENTS[tag].vr.split(" or ")[0]
        if not (vr == "SQ" and tag in data.elements):
            data.elements[tag] = _marked(tag, vr, data)
    data.elements[0x00090010] = ("LO", b"MARKER")
    data.elements[0x00091001] = ("UN", b"MARKER")
    data.elements[0x00091002] = ("SQ", [DataSet({0x00100010: ("PN", b"MARKER")}, data, 0x00091002)])
    data.elements = dict(sorted(data.elements.items()))
    _mark_items(data)
    return rewritten(cls, data, content)


def _mark_items(data: DataSet) -> None:
    """Mark what the profile protects in items at every depth, too, as far as they have nothing of it yet."""
    pending = [item for _, value in data.elements.values() if isinstance(value, list) for item in value]
    while pending:
        item = pending.pop()
        pending += [each for _, value in item.elements.values() if isinstance(value, list) for each in value]
        for tag in _tags():
            vr = ELEMENTS[tag].vr.split(" or ")[0]
            if vr != "SQ":
                item.elements.setdefault(tag, _marked(tag, vr, item))
        item.elements = dict(sorted(item.elements.items()))


def _tags() -> list[int]:
    listed = [row.tag for row in PROTECTED_ATTRIBUTES if "x" not in row.tag and row.tag != "private"]
    tags = (int(tag, 16) for tag in listed)
    return [tag for tag in tags if tag >> 16 not in _NOT_IN_DATA_SETS and tag in ELEMENTS]


def _marked(tag: int, vr: str, data: DataSet) -> Element:
    if vr == "SQ":
        return vr, [DataSet({0x00100010: ("PN", b"MARKER"), 0x00091001: ("UN", b"MARKER")}, data, tag)]
    return vr, padded(vr, MARKS[vr]) if vr in MARKS else b"MARKER77"


def errors(obj: IOD) -> Counter[tuple[str, str]]:
    return Counter((each.code, each.path) for each in obj.validate().errors)
