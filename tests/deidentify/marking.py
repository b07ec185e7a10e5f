"""Objects in which everything that the profile protects says the same: it must not be found afterwards."""

from __future__ import annotations

import re
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.rewriting import rewritten
from dicomwright.deidentify.validity.dummies import padded
from dicomwright.dictionary import ELEMENTS, PROTECTED_ATTRIBUTES
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime import IOD
    from dicomwright.runtime.declarations.objects import DicomObject

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
_DEEPEST: Final = 8


def marked(cls: type[IOD]) -> IOD:
    """The minimal instance of an IOD with every attribute of the profile at every place where the IOD has it.

    At the top there are those, too, that the IOD does not have, and in each item some; and private ones.
    """
    content = content_of(minimal(cls))
    data, numbers = content.dataset, count()
    for tag in _PROTECTED:
        _mark(data, tag, numbers)
    _mark_private(data)
    _mark_items(data, cls, numbers, ())
    return rewritten(cls, data, content)


def _protected() -> Iterator[int]:
    for row in PROTECTED_ATTRIBUTES:
        if "x" not in row.tag and row.tag != "private":
            tag = int(row.tag, 16)
            if tag >> 16 not in _NOT_IN_DATA_SETS and tag in ELEMENTS:
                yield tag


_PROTECTED: Final = frozenset(_protected())


def _mark_items(
    data: DataSet, cls: type[DicomObject] | None, numbers: Iterator[int], above: tuple[type, ...]
) -> None:
    """Mark items of sequences that are there, and make one of each that the declarations have."""
    declared = {} if cls is None else {each.number: each for each in cls.attributes().values()}
    for tag in sorted({*data.elements, *(tag for tag, each in declared.items() if each.vr == "SQ")}):
        item = item_class(declared[tag]) if tag in declared and declared[tag].vr == "SQ" else None
        if item in above or len(above) > _DEEPEST:
            continue
        if tag in declared and item is not None:
            data.elements.setdefault(tag, ("SQ", [DataSet({}, data, tag)]))
        _, items = data.elements.get(tag, ("", b""))
        for each in items if isinstance(items, list) else ():
            _mark_item(each, item, numbers, above)
    data.elements = dict(sorted(data.elements.items()))


def _mark_item(
    data: DataSet, cls: type[DicomObject] | None, numbers: Iterator[int], above: tuple[type, ...]
) -> None:
    declared = () if cls is None else (each.number for each in cls.attributes().values())
    for tag in {*declared, 0x00100010, 0x0040A124, 0x00081190, 0x00104000} & _PROTECTED:
        if ELEMENTS[tag].vr != "SQ":
            _mark(data, tag, numbers)
    data.elements.setdefault(0x00091001, ("UN", b"MARKER"))
    _mark_items(data, cls, numbers, (*above, cls) if cls is not None else above)


def _mark(data: DataSet, tag: int, numbers: Iterator[int]) -> None:
    vr = ELEMENTS[tag].vr.split(" or ")[0]
    text = f"{MARKS[vr]}.{next(numbers)}" if vr == "UI" else MARKS.get(vr)
    if vr == "SQ":
        item = DataSet({0x00100010: ("PN", b"MARKER"), 0x00091001: ("UN", b"MARKER")}, data, tag)
        data.elements.setdefault(tag, (vr, [item]))
    else:
        data.elements[tag] = vr, b"MARKER77" if text is None else padded(vr, text)


def _mark_private(data: DataSet) -> None:
    """Private attributes of every shape: with who reserves them and without, nested, and nothing but a reservation."""
    data.elements |= {
        0x00090010: ("LO", b"MARKER"),
        0x00091001: ("UN", b"MARKER"),
        0x00091002: ("SQ", [DataSet({0x00100010: ("PN", b"MARKER")}, data, 0x00091002)]),
        0x000B0001: ("LO", b"MARKER"),
        0x000D0010: ("LO", b"MARKER"),
        0x000F1001: ("UT", b"MARKER"),
        0x00111001: ("OB", b"MARKER"),
    }


def left(data: bytes) -> list[bytes]:
    """The marks that are in a file."""
    return [mark for mark in BYTES if mark in data]


def errors(obj: IOD) -> Counter[tuple[str, str]]:
    return Counter((each.code, each.path) for each in obj.validate().errors)


def said(error: str) -> str:
    """What a judge says, without UIDs."""
    return re.sub(r"\d+(\.\d+){2,}|(?<=InstanceUID )\S+", "UID", error)
