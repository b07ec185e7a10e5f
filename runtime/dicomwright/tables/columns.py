"""Columns: a path from a data set to an attribute at any depth, and what the dictionary says of it.

`PixelSpacing`, `(0028,0030)`, `PixelSpacing[1]`, `RequestAttributesSequence[0].AccessionNumber`; a sequence that has no
number there stands for all its items, and its column is a list with a value for each.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.runtime.declarations.item_names import item_class
from dicomwright.runtime.values.elements import is_bulk
from dicomwright.runtime.values.rules import multiplicities
from dicomwright.runtime.vocabulary.tags import element_of, keywords, tag_of
from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.vocabulary.dictionary import DataElement

FIRST_PIXELS: Final = 0x7FE00008
"""Float Pixel Data, with which reading stops: what stands there or behind is in no table."""
_STEP: Final = re.compile(
    r"(?:(?P<keyword>[A-Za-z][A-Za-z0-9]*)|\(?(?P<group>[0-9A-Fa-f]{4}),?(?P<element>[0-9A-Fa-f]{4})\)?)"
    r"(?:\[(?P<index>[0-9]+)\])?"
)
_PARTS: Final = re.compile(r"\.(?=[A-Za-z(0-9])")


class Step(NamedTuple):
    """An attribute on the way, and the number of its item or value; None stands for all of them."""

    tag: int
    number: int | None


class Column(NamedTuple):
    """A column: its name, the sequences on the way, and the attribute at the end."""

    name: str
    way: tuple[Step, ...]
    tag: int
    number: int | None
    vr: str
    vm: str

    @property
    def has_several(self) -> bool:
        """Whether one element of it may have several values: by its VM; of a sequence, its items."""
        several = self.vr == "SQ" or (
            not is_bytes(self.vr) and any(each.most != 1 for each in multiplicities(self.vm))
        )
        return several and self.number is None

    @property
    def is_spread(self) -> bool:
        """Whether it stands in all the items of a sequence on the way."""
        return any(step.number is None for step in self.way)


def column_of(path: str, *, binary: bool = False) -> Column:
    """Return the column of a path. Raises ValueError where no table can have it."""
    *way, last = [_step(part, path) for part in _PARTS.split(path.strip())]
    for step in way:
        if _element(step.tag, path).vr != "SQ":
            raise ValueError(f"{path!r}: {_element(step.tag, path).keyword} is no sequence, and has no items")
    element = _element(last.tag, path)
    if (way[0] if way else last).tag >= FIRST_PIXELS:
        raise ValueError(f"{path!r} stands with or behind the pixels, which are not read")
    if is_bytes(element.vr) and not binary:
        raise ValueError(f"{path!r} is bytes (VR {element.vr}), which are left out unless they are asked for")
    return Column(path.strip(), tuple(way), last.tag, last.number, element.vr, element.vm)


def columns_of(paths: Iterable[str], *, binary: bool = False) -> tuple[Column, ...]:
    """Return the columns of paths, each once. Raises ValueError where no table can have one."""
    return tuple({path.strip(): column_of(path, binary=binary) for path in paths}.values())


def _step(part: str, path: str) -> Step:
    found = _STEP.fullmatch(part.strip())
    if found is None:
        raise ValueError(
            f"{path!r} is no path to an attribute, such as PixelSpacing or OtherPatientIDsSequence[0].PatientID"
        )
    keyword = found["keyword"]
    tag = tag_of(keyword) if keyword else int(found["group"] + found["element"], 16)
    if tag is None:
        raise ValueError(f"there is no attribute {keyword!r}{did_you_mean(keyword, keywords())}")
    return Step(tag, None if found["index"] is None else int(found["index"]))


def _element(tag: int, path: str) -> DataElement:
    found = element_of(tag)
    if found is None or not found.vr:
        raise ValueError(f"{path!r}: the dictionary does not have it, so its type is not known")
    return found


def paths_of_iod(iod: Any, *, binary: bool = False) -> Iterator[str]:  # noqa: ANN401 - type[IOD]
    """Yield the attributes of a class that a table can have: no bulk, no pixels, of sequences those of codes."""
    for keyword, declared in sorted(iod.attributes().items(), key=lambda each: each[1].number):
        element = element_of(declared.number)
        if element is None or declared.number >= FIRST_PIXELS:
            continue
        if _has_codes(declared) if declared.vr == "SQ" else binary or not is_bytes(element.vr):
            yield keyword


def _has_codes(declared: Attribute) -> bool:
    """Tell whether the items of a sequence are codes, be it with more in them."""
    item = item_class(declared)
    return item is None or "CodeValue" in item.attributes()


def is_bytes(vr: str) -> bool:
    """Tell whether a VR is of bytes or words; tables of numbers, "US or OW", are numbers."""
    return is_bulk(vr) and not vr.startswith("US")
