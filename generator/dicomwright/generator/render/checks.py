"""What is checked before anything is rendered: names that Python, the runtime and file systems take, and references."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import Attribute, Code, Include
from dicomwright.generator.render.classes import PACKAGES
from dicomwright.generator.render.code_names import scheme_name
from dicomwright.generator.render.fields import STRICTNESS
from dicomwright.generator.render.names import (
    CID,
    IOD,
    SCHEME,
    check_constant,
    check_name,
    class_name,
    context_group_class,
    context_group_file,
    file_name,
    item_class_name,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from dicomwright.generator.facts import AttributeTable, Edition, Entry


@dataclass(frozen=True)
class _Named:
    """A class and its file; what it is called in the standard, and where."""

    package: str
    name: str
    file: str
    said: str
    place: str


_LONGEST_WAY: Final = 50  # of includes; the standard has 4
_NOTHING: Final[frozenset[str]] = frozenset()


def check(edition: Edition) -> None:
    """Check the names of classes, attributes and files, the types of attributes and what tables include.

    Raises:
        ModelError: one that cannot be, or two classes whose names or files differ in capitals alone; with the place.

    """
    _check_classes(edition)
    _check_elements(edition)
    tables = {table.xml_id for table in edition.attribute_tables}
    records = {table.xml_id for table in edition.attribute_tables if table.kind not in PACKAGES}
    checker = _Checker(tables, {element.tag: element.keyword for element in edition.data_elements})
    for table in edition.attribute_tables:
        checker.entries(table.entries, f"PS3.3, {table.xml_id}", named=table.kind in PACKAGES)
    _check_includes({table.xml_id: _included(table) for table in edition.attribute_tables})
    for iod in edition.iods:
        used = [usage.module for usage in iod.modules] + [usage.macro for usage in iod.functional_groups]
        for xml_id in used:
            checker.reference(xml_id, f"PS3.3, {iod.xml_id}")
            if xml_id in records:
                raise ModelError(f"PS3.3, {iod.xml_id}: {xml_id} is neither a module nor a macro")


def _check_classes(edition: Edition) -> None:
    taken: dict[tuple[str, str], _Named] = {}
    for named in _classes(edition):
        for name in (f"class {named.name}", f"file {named.file}"):
            other = taken.setdefault((named.package, name.casefold()), named)
            if other is not named:
                raise ModelError(
                    f"{named.place}: {named.said!r:.80} would be {name}, as is {other.said!r:.80} of {other.place}"
                )


def _classes(edition: Edition) -> Iterator[_Named]:
    for table in edition.attribute_tables:
        if table.kind in PACKAGES:
            yield _of_part3(PACKAGES[table.kind], table.name, table.xml_id)
    for iod in edition.iods:
        yield _of_part3(IOD, iod.name, iod.xml_id)
    for group in edition.context_groups:
        place, name = f"PS3.16, {group.ref.xml_id}", context_group_class(group.cid)
        check_constant(name, group.cid, place)
        yield _Named(CID, name, context_group_file(group.cid), f"CID {group.cid}", place)
    for designator, place in _schemes(edition).items():
        name = scheme_name(designator)
        check_constant(name, designator, place)
        yield _Named(SCHEME, name, name, designator, place)


def _of_part3(package: str, said: str, xml_id: str) -> _Named:
    place = f"PS3.3, {xml_id}"
    check_name(class_name(said), said, place)
    return _Named(package, class_name(said), file_name(said), said, place)


def _schemes(edition: Edition) -> Mapping[str, str]:
    """Return the designators of the codes of context groups, and the first place of each."""
    places: dict[str, str] = {}
    for group in edition.context_groups:
        for row in group.rows:
            if isinstance(row, Code):
                places.setdefault(row.scheme, f"PS3.16, {group.ref.xml_id}")
    return places


def _check_elements(edition: Edition) -> None:
    for element in edition.data_elements:
        if element.keyword:
            place = f"PS3.6, table {element.table}, {element.tag}"
            check_name(element.keyword, element.keyword, place, reserved=_NOTHING)
    for uid in edition.uids:
        if uid.keyword:
            check_constant(uid.keyword, uid.keyword, f"PS3.6, table {uid.table}, {uid.value}")


def _included(table: AttributeTable) -> tuple[str, ...]:
    """Return the tables whose rows are rows of a table itself; what items include is a class of its own."""
    return tuple(entry.macro for entry in table.entries if isinstance(entry, Include) and entry.macro)


def _check_includes(includes: Mapping[str, tuple[str, ...]]) -> None:
    """Check that no table includes itself, by way of whatever others."""
    ended: set[str] = set()

    def follow(xml_id: str, way: tuple[str, ...]) -> None:
        if xml_id in way:
            by_way_of = ", ".join(way[way.index(xml_id) + 1 :])
            raise ModelError(f"PS3.3, {xml_id}: includes itself{by_way_of and f', by way of {by_way_of}'}")
        if len(way) == _LONGEST_WAY:
            raise ModelError(f"PS3.3, {way[0]}: more than {_LONGEST_WAY} tables include each other")
        for other in includes[xml_id] if xml_id not in ended else ():
            follow(other, (*way, xml_id))
        ended.add(xml_id)

    for xml_id in includes:
        follow(xml_id, ())


@dataclass(frozen=True)
class _Checker:
    tables: Collection[str]
    keywords: Mapping[str, str]

    def reference(self, xml_id: str, place: str) -> None:
        """Check that a table that is named is there; what a reference that is not resolved names is listed."""
        if xml_id and xml_id not in self.tables:
            raise ModelError(f"{place}: there is no attribute table {xml_id!r:.80}")

    def entries(self, entries: Iterable[Entry], place: str, *, named: bool) -> None:
        """Check the rows of a table and those of items; `named`: they are declared in a class."""
        found: dict[str, str] = {}
        for entry in entries:
            if isinstance(entry, Attribute):
                found[self._attribute(entry, f"{place}, {entry.tag}", named=named)] = entry.tag
                self.entries(entry.children, place, named=named)
            elif isinstance(entry, Include):
                self.reference(entry.macro, place)
                self.entries(entry.children, place, named=named)
        for name, tag in found.items():
            if named and item_class_name(name) in found:
                raise ModelError(f"{place}, {tag}: the items of {name} are called as another attribute is")

    def _attribute(self, attribute: Attribute, place: str, *, named: bool) -> str:
        """Return the name of an attribute."""
        keyword = self.keywords.get(attribute.tag)
        name = keyword or class_name(attribute.name)
        if named:
            check_name(name, keyword or attribute.name, place)
        if attribute.type not in STRICTNESS:
            raise ModelError(f"{place}: {attribute.type!r:.80} is no type of an attribute")
        return name
