"""Vocabulary of confidentiality: what the profile of PS3.15 annex E does to attributes and content items."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol, cast

from dicomwright.runtime.vocabulary.dictionary import tag_of_mask

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

Option = Literal[
    "retain_safe_private",
    "retain_uids",
    "retain_device_identity",
    "retain_institution_identity",
    "retain_patient_characteristics",
    "retain_longitudinal_full_dates",
    "retain_longitudinal_modified_dates",
    "clean_descriptors",
    "clean_structured_content",
    "clean_graphics",
]
"""Options of the profile that say of single attributes what is done to them."""

PRIVATE: Final = "private"
"""The tag of the row that all private attributes have in common."""
_STRICTEST: Final = "XZDUCK"  # of two options the one that leaves less


class ActionOfType(NamedTuple):
    """What an action code asks for where the attribute is of a Type ("1", "2" or "3")."""

    action: str
    type: str


class ProtectedAttribute(NamedTuple):
    """A row of PS3.15 table E.1-1; `tag` has an x for each figure that may be any, or is "private"."""

    tag: str
    name: str
    basic: str
    options: Mapping[Option, str]
    retired: bool
    in_iods: bool

    def action(self, options: Collection[Option] = ()) -> str:
        """Return the action code ("X/Z") that the profile with these options asks for."""
        return _action(self.basic, self.options, options)


class ProtectedContentItem(NamedTuple):
    """A row of PS3.15 table E.3.4-1: a content item by its concept name and its value type."""

    scheme: str
    value: str
    meaning: str
    value_type: str
    basic: str
    options: Mapping[Option, str]

    def action(self, options: Collection[Option] = ()) -> str:
        """Return the action code that the profile with these options asks for."""
        return _action(self.basic, self.options, options)


class SafePrivateAttribute(NamedTuple):
    """A row of PS3.15 table E.3.10-1; `vr` as written there ("OW or OB"), and it may be empty."""

    creator: str
    tag: str
    vr: str
    vm: str


def _action(basic: str, by_option: Mapping[Option, str], options: Collection[Option]) -> str:
    """Let options override the profile, and of several the one that keeps less."""
    asked = [action for option, action in by_option.items() if option in options]
    return min(asked, key=lambda action: _STRICTEST.index(action[0])) if asked else basic


class ProtectedAttributes:
    """The attributes that the profile protects: ``PROTECTED_ATTRIBUTES.of(0x00100010)``."""

    def __init__(self, table: str) -> None:
        """Take a line for each: tag, action, options with their actions, "retired", "no IOD", name; with | between."""
        self._lines = {
            line.partition("|")[0]: line for line in table.splitlines()
        }  # taken apart when asked for

    def of(self, tag: int) -> ProtectedAttribute | None:
        """Return the row of a tag; that of a repeating group by its mask, and one for all that is private."""
        if tag & 0x10000:
            return self._row(PRIVATE)
        row = self._row(f"{tag:08X}")
        if row is not None:
            return row
        masks = (mask for mask, bits, value in self._masks if tag & bits == value)
        return next((self._row(mask) for mask in masks), None)

    def __iter__(self) -> Iterator[ProtectedAttribute]:
        """Iterate over the rows, by their tags."""
        return (_attribute(line) for line in self._lines.values())

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._lines)

    def _row(self, tag: str) -> ProtectedAttribute | None:
        line = self._lines.get(tag)
        return None if line is None else _attribute(line)

    @cached_property
    def _masks(self) -> tuple[tuple[str, int, int], ...]:
        masks = (tag for tag in self._lines if "x" in tag)
        return tuple((mask, _fixed_bits(mask), tag_of_mask(mask)) for mask in masks)


class ProtectedContentItems:
    """The content items that the profile protects: ``PROTECTED_CONTENT_ITEMS.of("DCM", "121022", "TEXT")``."""

    def __init__(self, table: str) -> None:
        """Take a line for each: scheme, value, value type, action, options with their actions, meaning."""
        rows = map(_content_item, table.splitlines())
        self._rows = {(row.scheme, row.value, row.value_type): row for row in rows}

    def of(self, scheme: str, value: str, value_type: str) -> ProtectedContentItem | None:
        """Return the row of a concept name and value type."""
        return self._rows.get((scheme, value, value_type))

    def __iter__(self) -> Iterator[ProtectedContentItem]:
        """Iterate over the rows."""
        return iter(self._rows.values())

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._rows)


class SafePrivateAttributes:
    """Private attributes that are known to be safe: ``SAFE_PRIVATE_ATTRIBUTES.of("ELSCINT1", 0x00E11021)``."""

    def __init__(self, table: str) -> None:
        """Take a line for each: private creator, tag, VR, VM."""
        rows = (SafePrivateAttribute(*line.split("|")) for line in table.splitlines())
        self._rows = {(row.creator, row.tag): row for row in rows}

    def of(self, creator: str, tag: int) -> SafePrivateAttribute | None:
        """Return the row of an attribute, in whichever block of its group it stands."""
        text = f"{tag:08X}"
        return self._rows.get((creator, f"{text[:4]}xx{text[6:]}"))

    def __iter__(self) -> Iterator[SafePrivateAttribute]:
        """Iterate over the rows."""
        return iter(self._rows.values())

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._rows)


class Confidentiality(Protocol):
    """What an edition has of the profile: the module `dictionary.confidentiality`."""

    ACTION_CODES: Mapping[str, tuple[ActionOfType, ...]]
    PROTECTED_ATTRIBUTES: ProtectedAttributes
    PROTECTED_CONTENT_ITEMS: ProtectedContentItems
    SAFE_PRIVATE_ATTRIBUTES: SafePrivateAttributes


def _attribute(line: str) -> ProtectedAttribute:
    tag, basic, options, retired, no_iod, name = line.split("|")
    return ProtectedAttribute(tag, name, basic, _options(options), bool(retired), not no_iod)


def _content_item(line: str) -> ProtectedContentItem:
    scheme, value, value_type, basic, options, meaning = line.split("|")
    return ProtectedContentItem(scheme, value, meaning, value_type, basic, _options(options))


def _options(text: str) -> Mapping[Option, str]:
    pairs = (pair.partition("=") for pair in text.split())
    return {cast("Option", option): action for option, _, action in pairs}


def _fixed_bits(mask: str) -> int:
    return int("".join("0" if figure == "x" else "F" for figure in mask), 16)
