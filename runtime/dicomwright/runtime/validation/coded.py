"""Coded entries as they stand in a file: their parts, retired coding schemes, and whether they are in their group."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.declarations.item_names import home_of
from dicomwright.runtime.values.elements import values_of
from dicomwright.runtime.vocabulary.registry import edition as first_edition
from dicomwright.runtime.vocabulary.snomed import snomed_ct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.reports.findings import Severity
    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.vocabulary.registry import Edition

    Found = tuple[str, Severity, str, int, str]
    """Code, severity, path, tag and message of a finding."""

_CODE_VALUE: Final = 0x00080100
_VALUES: Final = {_CODE_VALUE: "CodeValue", 0x00080119: "LongCodeValue", 0x00080120: "URNCodeValue"}
_SCHEME: Final = 0x00080102
_MEANING: Final = 0x00080104
_MAPPING_RESOURCE: Final = 0x00080105
_EXTENSION_FLAG: Final = 0x0008010B
_EXTENSION_CREATOR: Final = 0x0008010D
_CONTEXT_IDENTIFIER: Final = 0x0008010F
_URN: Final = 0x00080120

_RETIRED: Final = frozenset({"99SDM", "SNM3", "SRT"})
"""Schemes of SNOMED before SNOMED CT (PS3.16 Table 8-1); a concept has the same value in all of them."""


def code_findings(item: DataSet, declared: Attribute, path: str) -> Iterator[Found]:
    """Yield what is wrong with a coded entry of an attribute; `path` is that of the item, with a dot at its end.

    What the conditions of the Code Sequence Macro say of single attributes is not said here once more.
    """
    values = [(tag, text) for tag in _VALUES if (text := _text(item, tag))]
    scheme = _text(item, _SCHEME)
    if len(values) != 1:
        yield from _part_findings(item, len(values), path)
    elif scheme or values[0][0] == _URN:
        tag, value = values[0]
        place = f"{path}{_VALUES[tag]}"
        current = (scheme, value)
        if scheme in _RETIRED:
            current = ("SCT", snomed_ct(value))
            said = "SNOMED CT has the same concept" if current[1] else "SNOMED CT has no such concept"
            yield "retired-code", "warning", place, tag, f"is of the retired coding scheme {scheme}; {said}"
        yield from _group_findings(item, declared, (scheme, value), current, (place, tag))


def _part_findings(item: DataSet, count: int, path: str) -> Iterator[Found]:
    if count:  # Code Value beside another is a matter of their conditions
        if _CODE_VALUE not in item.elements:
            said = "has both a Long Code Value and a URN Code Value"
            yield "bad-code", "error", f"{path}URNCodeValue", _URN, said
    elif item.elements.keys().isdisjoint(_VALUES):
        said = "has neither Code Value, Long Code Value nor URN Code Value"
        yield "bad-code", "error", f"{path}CodeValue", _CODE_VALUE, said


def _group_findings(
    item: DataSet,
    declared: Attribute,
    code: tuple[str, str],
    current: tuple[str, str],
    place: tuple[str, int],
) -> Iterator[Found]:
    groups = _groups_of(declared)
    if not groups or not all(group.members for group in groups):
        return  # PS3.16 lists no members of groups such as CID 82, which takes all of UCUM
    for group in groups:
        meaning = group.members.get(code)
        if meaning is not None:
            yield from _meaning_findings(item, group, meaning, place)
            return
    if any(current in group.members for group in groups) or _is_elsewhere_on_purpose(item, declared, current):
        return
    fixed = all(not group.extensible for group in groups)
    severity: Severity = "information"
    if declared.binding == "defined":
        severity = "error" if fixed else "warning"
    names = " or ".join(group.title for group in groups)
    yield "code-not-in-context-group", severity, *place, f"is not in {names}{_SAID[fixed]}"


_SAID: Final = {True: ", which may not be extended", False: ""}


def _meaning_findings(item: DataSet, group: Group, meaning: str, place: tuple[str, int]) -> Iterator[Found]:
    """Compare Code Meaning with the group's; synonyms and other languages are allowed (PS3.3 8.3)."""
    said = _text(item, _MEANING)
    if said and squeezed(said) != squeezed(meaning):
        path = f"{place[0].rpartition('.')[0]}.CodeMeaning".removeprefix(".")
        yield (
            "bad-code",
            "information",
            path,
            _MEANING,
            f"is not the meaning that {group.title} gives to the code",
        )


def squeezed(text: str) -> str:
    """Return a meaning as meanings are compared: in small letters, without blanks."""
    return "".join(text.split()).casefold()


def _is_elsewhere_on_purpose(item: DataSet, declared: Attribute, code: tuple[str, str]) -> bool:
    """Tell whether the item says where its code is from: an extension of the group, or another group (PS3.3 8.6).

    A group that is only a baseline may be replaced, a defined one may be extended, if PS3.16 lets it.
    """
    groups = _groups_of(declared)
    if _text(item, _EXTENSION_FLAG) == "Y" and _text(item, _EXTENSION_CREATOR):
        return any(group.extensible for group in groups)
    if declared.binding == "defined" or _text(item, _MAPPING_RESOURCE) != "DCMR":
        return False
    named = _standard_group(_text(item, _CONTEXT_IDENTIFIER), home_of(declared))
    return named is not None and code in named.members


def _text(item: DataSet, tag: int) -> str:
    element = item.elements.get(tag)
    values = values_of(*element, item.encoding) if element is not None else ()
    return str(values[0]) if values else ""


# --- context groups


class Group(NamedTuple):
    """A context group: its name, whether others may add codes, and the meanings of its codes by scheme and value."""

    title: str
    extensible: bool
    members: Mapping[tuple[str, str], str]


def _groups_of(declared: Attribute) -> tuple[Group, ...]:
    names = (declared.cid,) if isinstance(declared.cid, str) else declared.cid or ()
    return tuple(group_of(name, home_of(declared)) for name in names)


@cache
def group_of(name: str, edition: Edition | None = None) -> Group:
    """Return a context group of an edition, without one of the runtime's, by the name that attributes give it."""
    edition = edition or first_edition()
    return _standard_group(name.removeprefix("CID"), edition) or _group_of_class(name, edition)


@cache
def _standard_group(cid: str, edition: Edition) -> Group | None:
    """Read a generated context group, without making its enum, which takes pydicom.sr and twenty times as long."""
    source = edition.source_of_group(cid)
    if source is None:
        return None
    members = {
        (scheme, value): str(ast.literal_eval(meaning)) for value, scheme, meaning in _MEMBER.findall(source)
    }
    return Group(f"CID {cid}", "    extensible=True," in source, members)


_MEMBER: Final = re.compile(
    r"""= member\(\s*"([^"]*)",\s+"([^"]*)",\s+("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
)
"""A member as the generator writes it; a test holds that this finds what the classes have."""


def _group_of_class(name: str, edition: Edition) -> Group:
    """Return a context group of somebody's own, which is named with its module."""
    found = edition.resolve(name, "cids")
    members = {(code.scheme_designator, code.value): code.meaning for code in found}
    return Group(f"CID {found.__info__.cid}", found.__info__.extensible, members)
