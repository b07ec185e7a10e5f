"""Content of SR documents: value types, what may relate to what, and what may do so by reference (PS3.3 A.35)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.declarations.objects import once
from dicomwright.runtime.values.elements import values_of
from dicomwright.runtime.wording import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.trees.tree import DataSet

CONTENT: Final = 0x0040A730
_VALUE_TYPE: Final = 0x0040A040
_RELATIONSHIP: Final = 0x0040A010
_REFERENCE: Final = 0x0040DB73
_PLACES: Final = {
    _VALUE_TYPE: ("sr-value-type", "ValueType"),
    _RELATIONSHIP: ("sr-relationship", "RelationshipType"),
    _REFERENCE: ("sr-relationship", "ReferencedContentItemIdentifier"),
}
_ANY: Final = "*"
_NONE: Final = ("CS", b"")

_KEPT: Final = 1 << 10
_LONGEST: Final = 16
"""How many names of value types and relationships are known, and their length, which in a hostile file has no end."""


def relationship_findings(dataset: DataSet, iod: type[Instance]) -> Iterator[tuple[str, str, int, str]]:
    """Yield code, path, tag and message of what the content of an SR document must not have.

    An IOD without a table of relationships says nothing. What is missing or empty is not looked at here.
    """
    if not iod.relationships:
        return
    for item, around in _content_items(dataset):
        for tag, message in _faults(item, around, iod):
            code, keyword = _PLACES[tag]
            path = "".join(f"ContentSequence[{each.index}]." for each in (*around[1:], item))
            yield code, path + keyword, tag, message


def _content_items(root: DataSet) -> Iterator[tuple[DataSet, list[DataSet]]]:
    """Yield every item with those around it, the data set first; no recursion, as nesting may be deep.

    The list is the same each time: it holds as long as its item is looked at.
    """
    around = [root]
    pending = [iter(_children(root))]
    while pending:
        item = next(pending[-1], None)
        if item is None:
            pending.pop()
            around.pop()
        else:
            yield item, around
            around.append(item)
            pending.append(iter(_children(item)))


def _faults(item: DataSet, around: Sequence[DataSet], iod: type[Instance]) -> Iterator[tuple[int, str]]:
    target: DataSet | None = item
    if _REFERENCE in item.elements:
        target = _referenced(item, around[0])
        fault = _only_by_value(item, iod) or _fault_of_reference(item, target, around)
        if fault is not None:
            yield _REFERENCE, fault
    elif not _is_one_of(_text(item, _VALUE_TYPE), iod.value_types):
        yield _VALUE_TYPE, one_of(iod.value_types)
    fault = _fault_of_relationship(item, around[-1], target, iod)
    if fault is not None:
        yield _RELATIONSHIP, fault


def _is_one_of(name: str, allowed: Sequence[str]) -> bool:
    return not name or name in allowed or _ANY in allowed


# --- relationships: the rows of the IOD's table


def _fault_of_relationship(
    item: DataSet, source: DataSet, target: DataSet | None, iod: type[Instance]
) -> str | None:
    name, source_type = _text(item, _RELATIONSHIP), _text(source, _VALUE_TYPE)
    target_type = "" if target is None else _text(target, _VALUE_TYPE)
    if not name or not source_type:
        return None
    known = once(iod, "relationship_faults_", _no_faults)
    types = (name, source_type, target_type)
    if types in known:
        return known[types]
    fault = _fault_of_types(iod, *types)
    if len(known) < _KEPT and max(map(len, types)) <= _LONGEST:
        known[types] = fault
    return fault


def _no_faults(_iod: type[Instance]) -> dict[tuple[str, str, str], str | None]:
    """Know of no relationships yet whether anything is wrong with them."""
    return {}


def _fault_of_types(iod: type[Instance], name: str, source_type: str, target_type: str) -> str | None:
    """Return what is wrong with a relationship from one value type to another, which may be unknown."""
    starting = [row for row in iod.relationships if _is_one_of(source_type, row.sources)]
    names = dict.fromkeys(row.relationship for row in starting)
    rows = [row for row in starting if row.relationship == name]
    if not rows and all(row.relationship != name for row in iod.relationships):
        rows = [row for row in starting if row.relationship == _ANY]
    if not rows:
        limits = "" if not names or _ANY in names else f"; {one_of(names)}"
        return f"not a relationship of the item around it{limits}"
    targets = dict.fromkeys(allowed for row in rows for allowed in row.targets)
    # a value type that the IOD does not have is a finding of its own
    if _is_one_of(target_type, tuple(targets)) or not _is_one_of(target_type, iod.value_types):
        return None
    return f"does not lead from the item around it to one of this Value Type; that {one_of(targets)}"


# --- relationships by reference (PS3.3 C.17.3.2.5)


def _fault_of_reference(item: DataSet, target: DataSet | None, around: Sequence[DataSet]) -> str | None:
    depth = len(_numbers(item)) - 1
    if depth < 0:
        return None
    if target is None:
        return "there is no such content item"
    if depth < len(around) and around[depth] is target:
        return "leads to an item around it, which makes a loop"
    return "leads to a reference, not to a content item" if _REFERENCE in target.elements else None


def _referenced(item: DataSet, root: DataSet) -> DataSet | None:
    """Return the item that the identifier means: 1 for the data set, then positions from 1 at each level."""
    root_number, *positions = _numbers(item) or (0,)
    here = root if root_number == 1 else None
    for position in positions:
        children = _children(here) if here is not None else ()
        here = children[position - 1] if 1 <= position <= len(children) else None
    return here


def _only_by_value(item: DataSet, iod: type[Instance]) -> str | None:
    if not iod.by_reference:
        return "the IOD has relationships by value alone"
    if _is_one_of(_text(item, _RELATIONSHIP), iod.by_reference):
        return None
    return f"this relationship is by value alone; by reference it {one_of(iod.by_reference)}"


# --- elements


def _children(item: DataSet) -> Sequence[DataSet]:
    _, value = item.elements.get(CONTENT, ("SQ", b""))
    return value if isinstance(value, list) else ()


def _text(item: DataSet, tag: int) -> str:
    _, value = item.elements.get(tag, _NONE)
    if type(value) is bytes and len(value) <= _LONGEST:
        return _kept_text_of(value)
    return _text_of(value) if isinstance(value, bytes | str) else ""


def _text_of(value: bytes | str) -> str:
    found = values_of("CS", value)
    return str(found[0]) if found else ""


_kept_text_of = lru_cache(_KEPT)(_text_of)


def _numbers(item: DataSet) -> tuple[int, ...]:
    _, value = item.elements.get(_REFERENCE, ("UL", b""))
    return values_of("UL", value) if isinstance(value, bytes) else ()
