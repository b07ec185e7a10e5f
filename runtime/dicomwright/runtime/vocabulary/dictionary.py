"""Vocabulary of the dictionary: data elements, UIDs and VRs as the generated tables hold them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class DataElement(NamedTuple):
    """A data element of PS3.6; `vr` and `vm` as written there ("US or SS", "1-n"), `keyword` may be empty."""

    tag: int
    keyword: str
    name: str
    vr: str
    vm: str
    retired: bool = False


class RepeatingElement(NamedTuple):
    """A data element of a repeating group; `mask` has an x for each figure that may be any: "60xx3000"."""

    mask: str
    keyword: str
    name: str
    vr: str
    vm: str
    retired: bool = False


class Uid(NamedTuple):
    """A UID of PS3.6 annex A; `type` is "SOP Class", "Transfer Syntax", ...; `keyword` may be empty."""

    value: str
    keyword: str
    name: str
    type: str
    retired: bool = False


class VR(NamedTuple):
    """A value representation of PS3.5 table 6.2-1; `length` of one value, None where it has no limit."""

    code: str
    name: str
    length: int | None
    unit: Literal["bytes", "characters", ""]
    fixed: bool


class DataElements(Mapping[int, DataElement]):
    """Data elements by tag: ``ELEMENTS[0x00100010]``; tags of repeating groups are found by their masks.

    Iteration and length leave the repeating groups out, which are in `repeating`.
    """

    def __init__(self, table: str) -> None:
        """Take a line for each element: tag, keyword, name, VR, VM and maybe "retired", with | between."""
        lines = table.splitlines()
        self._lines = {line[:8]: line for line in lines if "x" not in line[:8]}  # taken apart when asked for
        self.repeating = tuple(RepeatingElement(line[:8], *_cells(line)) for line in lines if "x" in line[:8])

    def __getitem__(self, tag: int) -> DataElement:
        """Return the element of a tag. Raises KeyError."""
        line = self._lines.get(f"{tag:08X}")
        if line is not None:
            return DataElement(tag, *_cells(line))
        for bits, value, element in self._masks:
            if tag & bits == value and not tag & 0x10000:  # odd groups are private (PS3.5 7.8)
                return DataElement(tag, *element[1:])
        raise KeyError(tag)

    def __iter__(self) -> Iterator[int]:
        """Iterate over the tags, in the order of the standard's tables."""
        return (int(tag, 16) for tag in self._lines)

    def __len__(self) -> int:
        """Count the elements."""
        return len(self._lines)

    def named(self, keyword: str) -> DataElement | RepeatingElement:
        """Return the element of a keyword: ``ELEMENTS.named("PatientName")``. Raises KeyError."""
        tag = self._tags.get(keyword)
        return self[int(tag, 16)] if tag is not None else self._repeating_by_keyword[keyword]

    def keywords(self) -> list[str]:
        """Return the keywords of all elements, those of repeating groups among them."""
        return [*self._tags, *self._repeating_by_keyword]

    @cached_property
    def _tags(self) -> dict[str, str]:
        tags = {line[9 : line.index("|", 9)]: tag for tag, line in self._lines.items()}
        tags.pop("", None)
        return tags

    @cached_property
    def _repeating_by_keyword(self) -> dict[str, RepeatingElement]:
        return {element.keyword: element for element in self.repeating if element.keyword}

    @cached_property
    def _masks(self) -> tuple[tuple[int, int, RepeatingElement], ...]:
        return tuple((*_bits(element.mask), element) for element in self.repeating)


def _cells(line: str) -> tuple[str, str, str, str, bool]:
    _, keyword, name, vr, vm, *retired = line.split("|")
    return keyword, name, vr, vm, bool(retired)


def _bits(mask: str) -> tuple[int, int]:
    """Return the bits that a mask fixes, and their values: "60xx3000" -> 0xFF00FFFF, 0x60003000."""
    fixed = "".join("0" if figure == "x" else "F" for figure in mask)
    return int(fixed, 16), tag_of_mask(mask)


def tag_of_mask(mask: str) -> int:
    """Return the first of the tags of a mask: "60xx3000" -> 0x60003000."""
    return int(mask.replace("x", "0"), 16)
