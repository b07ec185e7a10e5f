"""Private attributes of an object: what a creator has reserved in an odd group, read, set and removed (PS3.5 7.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.conversion.beyond.elements import declared_as, element_of, found_value, origin_of
from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.errors import InvalidValue, Refused
from dicomwright.runtime.narrow import is_tuple
from dicomwright.runtime.values.elements import values_of
from dicomwright.runtime.values.rules import RULES, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime.conversion.kept import Kept
    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.trees.tree import Element

_FIRST_GROUP: Final = 0x0009
_LAST_GROUP: Final = 0xFFFD
_BLOCKS: Final = range(0x10, 0x100)
_NUMBERS: Final = range(0x100)


class PrivateBlock:
    """The private attributes of one creator in one group, by the last two figures of their tags.

    ``block[0x10] = "SH", "text"`` sets an attribute by VR and value, and reserves the block with the first;
    ``block[0x10]`` gives its value, a tuple where there are several; ``del block[0x10]`` removes it, and with the last
    one what reserved the block. Numbers are those that are there.
    """

    def __init__(self, instance: DicomObject, creator: str, group: int | None = None) -> None:
        """Find the block of a creator, in any group by default. Raises `InvalidValue` for a group that has none."""
        if group is not None and not (group & 1 and _FIRST_GROUP <= group <= _LAST_GROUP):
            raise InvalidValue(
                f"group {group:04X} cannot have private attributes: it must be odd, 0009 to FFFD"
            )
        try:
            self.creator = str(rule_of("LO")(creator))
        except Refused as refused:
            raise InvalidValue(f"private creator: {refused}") from None
        self._instance = instance
        self._wanted = group

    @property
    def group(self) -> int:
        """The group: the one that was asked for, else the first one that has the creator, else 0009."""
        found = self._reserved()
        return self._wanted or (_FIRST_GROUP if found is None else found >> 16)

    def __getitem__(self, number: int) -> Any:  # noqa: ANN401 - by VR
        """Return a value: of a sequence data sets of pydicom, None of what is empty. Raises KeyError."""
        tag, kept = self._tag_of(number), kept_of(self._instance)
        if tag is None or kept is None:
            raise KeyError(number)
        vr, value = kept.element(tag)
        found = found_value(self._instance, kept, declared_as(tag, vr, self.creator))
        alone = is_tuple(found) and len(found) == 1 and not isinstance(value, list)
        return found[0] if alone else found

    def vr(self, number: int) -> str:
        """Return the VR of an attribute: UN where the file has none. Raises KeyError."""
        tag, kept = self._tag_of(number), kept_of(self._instance)
        if tag is None or kept is None:
            raise KeyError(number)
        return kept.element(tag)[0]

    def __setitem__(self, number: int, element: tuple[str, object]) -> None:
        """Set an attribute by VR and value. Raises `InvalidValue` for what the VR does not admit."""
        if number not in _NUMBERS:
            raise InvalidValue(f"{self.creator}: the number of a private attribute is from 00 to FF")
        if not is_tuple(element) or len(element) != 2 or element[0] not in {*RULES, "SQ"}:  # noqa: PLR2004
            raise InvalidValue(
                f"{self.creator}: a private attribute is set by a VR and a value: block[0x10] = 'SH', ..."
            )
        vr, value = element
        kept = origin_of(self._instance)
        block = self._reserved()
        reserved = self._free(kept) if block is None else block
        tag = _tag(reserved, number)
        written = element_of(self._instance, declared_as(tag, vr, self.creator), value)
        if block is None:
            kept.put(reserved, ("LO", self.creator))
        kept.put(tag, written)

    def __delitem__(self, number: int) -> None:
        """Remove an attribute. Raises KeyError."""
        tag, block, kept = self._tag_of(number), self._reserved(), kept_of(self._instance)
        if tag is None or block is None or kept is None:
            raise KeyError(number)
        kept.drop(tag)
        if not len(self):
            kept.drop(block)

    def __contains__(self, number: object) -> bool:
        """Tell whether an attribute is there."""
        return isinstance(number, int) and self._tag_of(number) is not None

    def __iter__(self) -> Iterator[int]:
        """Give the numbers of what is there, in their order."""
        block, kept = self._reserved(), kept_of(self._instance)
        if block is None or kept is None:
            return iter(())
        first = _tag(block, 0)
        return iter(sorted(tag & 0xFF for tag in kept.elements if tag & ~0xFF == first))

    def __len__(self) -> int:
        """Count what is there."""
        return sum(1 for _ in self)

    # --- where it is

    def _reserved(self) -> int | None:
        """Return the tag of the creator; None when the block is not reserved."""
        kept = kept_of(self._instance)
        for tag in sorted(kept.elements) if kept is not None else ():
            reserves = tag & 0x10000 and tag & 0xFFFF in _BLOCKS and self._wanted in {None, tag >> 16}
            if kept is not None and reserves and self._is_creator(kept.element(tag), kept):
                return tag
        return None

    def _is_creator(self, element: Element, kept: Kept) -> bool:
        _, value = element
        return isinstance(value, bytes | str) and values_of("LO", value, kept.data.encoding) == (
            self.creator,
        )

    def _tag_of(self, number: int) -> int | None:
        block, kept = self._reserved(), kept_of(self._instance)
        if (
            block is None
            or kept is None
            or number not in _NUMBERS
            or _tag(block, number) not in kept.elements
        ):
            return None
        return _tag(block, number)

    def _free(self, kept: Kept) -> int:
        """Return the tag that reserves the next block."""
        for number in _BLOCKS:
            if (tag := self.group << 16 | number) not in kept.elements:
                return tag
        raise InvalidValue(f"group {self.group:04X} has no block left for {self.creator}")


def _tag(block: int, number: int) -> int:
    return block & 0xFFFF0000 | (block & 0xFF) << 8 | number
