"""Directories of files (PS3.10 8, PS3.3 F): records of patients, studies, series and instances, with their keys."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from dicomwright.archives.record_types import ROOTS, TABLES, record_type_of
from dicomwright.runtime import IOD
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.conversion.origin import object_of
from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.trees.identity import sop_class_of
from dicomwright.runtime.trees.places import FIRST, LAST, LOWER, NEXT, RECORDS
from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.trees.tree import Content, DataSet
from dicomwright.runtime.values.elements import is_empty, values_of
from dicomwright.runtime.values.fields import FIELDS
from dicomwright.runtime.values.rules import TEXTS
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.runtime.vocabulary.tags import VR_OF, group_and_element, keyword_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dicomwright.runtime.trees.tree import Element

    Lacking = Callable[[int], str]

_I = TypeVar("_I", bound=IOD)

_FILE_SET_ID: Final = 0x00041130
_CONSISTENCY: Final = 0x00041212
_IN_USE: Final = 0x00041410
_TYPE: Final = 0x00041430
_FILE_ID: Final = 0x00041500
_CLASS: Final = 0x00041510
_INSTANCE: Final = 0x00041511
_SYNTAX: Final = 0x00041512
_CHARACTER_SET: Final = 0x00080005
_SOP_INSTANCE: Final = 0x00080018
_VERIFIED: Final = 0x0040A030
_OBSERVERS: Final = 0x0040A073
_CONTENT: Final = 0x0040A730
_RELATIONSHIP: Final = 0x0040A010
_FIRST_PIXELS: Final = 0x7FE00008

_LEVELS: Final = (("PATIENT", 0x00100020), ("STUDY", 0x0020000D), ("SERIES", 0x0020000E))
"""Types of the records above an instance, and the key by which each is told from the others."""

_COMPONENT: Final = re.compile("[A-Z0-9_]{1,8}")
_MOST_COMPONENTS: Final = 8


class _Node:
    """A record, and those of the next lower level by what tells them apart."""

    def __init__(self, record: DataSet) -> None:
        self.record = record
        self.below: dict[object, _Node] = {}

    def all(self) -> Iterator[_Node]:
        """Yield the nodes below this one, each with those below it."""
        for node in self.below.values():
            yield node
            yield from node.all()


def directory_of(
    cls: type[_I],
    paths: Iterable[str | os.PathLike[str]],
    root: str | os.PathLike[str],
    *,
    file_set_id: str = "",
    lacking: Callable[[str | os.PathLike[str], str], str] | None = None,
) -> _I:
    """Build the directory of files: ``directory_of(BasicDirectory, paths, root).save(root / "DICOMDIR")``.

    `root` is the folder that the File IDs begin at. The files stay as they are, and where they are. `lacking` is asked
    for what a record must have and the file has not, with the path and a keyword. Raises `InvalidValue`, which names
    all the files that cannot be in a directory, and why: a name that is no File ID, or a key that its record must have;
    and for a name of the file-set that is none.
    """
    name = cls.attributes()["FileSetID"].checked(file_set_id, cls)
    top, faults = _Node(DataSet({})), list[str]()
    for path in paths:
        try:
            _add(top, path, root, _asked(lacking, path))
        except InvalidValue as error:
            faults.append(f"{os.fspath(path)}: {error}")
    if faults:
        raise InvalidValue("; ".join(faults))
    _link(top)
    top.record.elements[_FILE_SET_ID] = ("CS", FIELDS["CS"](name or ""))
    top.record.elements[_CONSISTENCY] = ("US", bytes(2))
    linked = object_of(cls, Content(DataSet({}), top.record, None, ()))
    return object_of(cls, content_of(linked))  # whose records have the places of a file


# --- one file


def _asked(
    lacking: Callable[[str | os.PathLike[str], str], str] | None, path: str | os.PathLike[str]
) -> Lacking:
    return (lambda _: "") if lacking is None else lambda tag: lacking(path, keyword_of(tag))


def _add(top: _Node, path: str | os.PathLike[str], root: str | os.PathLike[str], lacking: Lacking) -> None:
    """Add the record of a file, and those above it that are not there yet. Raises `InvalidValue`."""
    file_id = _file_id(path, root)
    content = read_content(path, stop=_FIRST_PIXELS)
    data, uid = content.dataset, sop_class_of(content)
    iod: type[IOD] | None = edition().iod_of(uid)
    type_ = "" if iod is None else record_type_of(iod)
    if not uid and content.problems:
        raise InvalidValue(content.problems[0].message)
    if not type_:
        raise InvalidValue("no directory record refers to its SOP class")
    reference: dict[int, Element] = {
        _FILE_ID: ("CS", FIELDS["CS"](file_id)),
        _CLASS: ("UI", FIELDS["UI"](uid)),
        _INSTANCE: data.elements.get(_SOP_INSTANCE, ("UI", b"")),
        _SYNTAX: ("UI", FIELDS["UI"](content.transfer_syntax or "")),
    }
    node = top
    for level, key in () if type_ in ROOTS else _LEVELS:
        known = node.below.get(value := _value(data, key) or lacking(key))
        if known is None:
            known = node.below[value] = _Node(_record(level, data, {}, lacking))
        node = known
    node.below[file_id] = _Node(_record(type_, data, reference, lacking))


def _file_id(path: str | os.PathLike[str], root: str | os.PathLike[str]) -> tuple[str, ...]:
    """Return the components of a File ID (PS3.10 8.2). Raises `InvalidValue`."""
    try:
        parts = Path(path).resolve().relative_to(Path(root).resolve()).parts
    except ValueError:
        raise InvalidValue("is not below the root of the file-set") from None
    if len(parts) > _MOST_COMPONENTS or not all(map(_COMPONENT.fullmatch, parts)):
        raise InvalidValue(
            f"a File ID has at most {_MOST_COMPONENTS} components of 1 to 8 upper case letters, digits and underscores"
        )
    return parts


def _value(data: DataSet, tag: int) -> object:
    return values_of("LO", data.elements.get(tag, ("LO", b""))[1])


# --- one record


def _record(type_: str, data: DataSet, reference: dict[int, Element], lacking: Lacking) -> DataSet:
    """Return the record of a type, with its keys. Raises `InvalidValue` for those that are missing."""
    record = DataSet({_IN_USE: ("US", b"\xff\xff"), _TYPE: ("CS", FIELDS["CS"](type_)), **reference})
    missing: list[str] = []
    for tag, demand in _keys_of(type_):
        element = _key(data, tag)
        if element is not None and not is_empty(*element):
            record.elements[tag] = _moved(element, record, tag)
        elif demand == "1" and (said := lacking(tag)):
            record.elements[tag] = _lacked(VR_OF[tag], said)
        elif demand == "1":
            missing.append(f"{keyword_of(tag)} {group_and_element(tag)}")
        elif demand == "2":
            record.elements[tag] = (VR_OF[tag], [] if VR_OF[tag] == "SQ" else b"")
    if missing:
        raise InvalidValue(f"{' and '.join(missing)}: must have a value in a {type_} record")
    return record


def _lacked(vr: str, said: str) -> Element:
    return vr, said if vr in TEXTS else FIELDS[vr](said)


def _keys_of(type_: str) -> tuple[tuple[int, str], ...]:
    """Return tags and Types of the keys of a type of records, by the name of its table."""
    tables = {name.upper(): keys for name, keys in edition().directory_records.items()}
    return tables[TABLES.get(type_, type_).upper()]


def _key(data: DataSet, tag: int) -> Element | None:
    """Return what a file has of a key; two keys of SR documents stand elsewhere, or are a part only (PS3.3 F.5.25)."""
    if tag == _VERIFIED:
        found = [item.elements[tag] for item in _items(data, _OBSERVERS) if tag in item.elements]
        return max(found, key=lambda element: str(element[1]), default=None)
    if tag == _CONTENT:
        items = [item for item in _items(data, tag) if _value(item, _RELATIONSHIP) == ("HAS CONCEPT MOD",)]
        return ("SQ", items) if items else None
    return data.elements.get(tag)


def _items(data: DataSet, tag: int) -> list[DataSet]:
    _, items = data.elements.get(tag, ("SQ", []))
    return items if isinstance(items, list) else []


def _moved(element: Element, record: DataSet, tag: int) -> Element:
    """Return an element of a file as one of a record, whose items are then its own."""
    vr, value = element
    if isinstance(value, list):
        return vr, [_item(item, record, tag, index) for index, item in enumerate(value)]
    return element


def _item(item: DataSet, parent: DataSet, tag: int, index: int) -> DataSet:
    new = DataSet({}, parent, tag, index)
    new.elements = {tag: _moved(element, new, tag) for tag, element in item.elements.items()}
    return new


# --- offsets


def _link(top: _Node) -> None:
    """Give the records places in their order, so that offsets say what they refer to; those of the file come later."""
    nodes = list(top.all())
    for place, node in enumerate(nodes, 1):
        node.record.place = place
        node.record.parent, node.record.sequence, node.record.index = top.record, RECORDS, place - 1
    for node in nodes:
        _chain(node)
    first = list(top.below.values())
    _chain(top)
    top.record.elements.clear()
    top.record.elements[FIRST] = ("UL", _offset(first[:1]))
    top.record.elements[LAST] = ("UL", _offset(first[-1:]))
    top.record.elements[RECORDS] = ("SQ", [node.record for node in nodes])


def _chain(node: _Node) -> None:
    below = list(node.below.values())
    node.record.elements[LOWER] = ("UL", _offset(below[:1]))
    for index, one in enumerate(below):
        one.record.elements[NEXT] = ("UL", _offset(below[index + 1 : index + 2]))


def _offset(nodes: list[_Node]) -> bytes:
    return sum(node.record.place for node in nodes).to_bytes(4, "little")
