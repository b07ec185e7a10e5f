"""The dictionary: data elements, UIDs, transfer syntaxes, VRs, IODs by SOP class; package `dicomwright.dictionary`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import OutputError
from dicomwright.generator.facts import Attribute, Include
from dicomwright.generator.render.code_names import meaning_keyword
from dicomwright.generator.render.confidentiality import MODULE, NAMES, render_confidentiality
from dicomwright.generator.render.names import DICTIONARY, class_name
from dicomwright.generator.render.packages import render_facade
from dicomwright.generator.render.templating import package_path, render_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.generator.facts import AttributeTable, DataElement, Edition, Entry, Iod, Uid


_SUMMARY: Final = "The data dictionary: ``from dicomwright.dictionary import ELEMENTS, SOPClasses``."
_SEPARATOR: Final = "|"
_TRANSFER_SYNTAXES: Final = "TransferSyntaxes"
# Class of the UIDs of a type; of a type that a later edition adds, its name and an s.
_CLASSES: Final = {
    "Application Context Name": "ApplicationContexts",
    "Coding Scheme": "CodingSchemeUIDs",
    "DICOM UIDs as a Coding Scheme": "CodingSchemeUIDs",
    "Document TemplateID": "DocumentTemplates",
    "Element Set TemplateID": "ElementSetTemplates",
    "Entry TemplateID": "EntryTemplates",
    "LDAP OID": "LDAPOIDs",
    "Meta SOP Class": "MetaSOPClasses",
    "Section TemplateID": "SectionTemplates",
    "Service Class": "ServiceClasses",
    "SOP Class": "SOPClasses",
    "Synchronization Frame of Reference": "FramesOfReference",
    "Transfer Syntax": _TRANSFER_SYNTAXES,
    "Well-known frame of reference": "FramesOfReference",
}


@dataclass(frozen=True)
class Constant:
    """A UID as a constant of a class."""

    constant: str
    value: str
    type: str
    retired: bool


def render_dictionary(edition: Edition) -> Iterator[tuple[str, str]]:
    """Render the tables and their package."""
    groups = uid_classes(edition.uids)
    syntaxes = {name: groups.pop(name) for name in (_TRANSFER_SYNTAXES,) if name in groups}
    yield package_path(DICTIONARY, "elements"), _elements(edition)
    yield package_path(DICTIONARY, "uids"), render_template("uids", uids=edition.uids, groups=groups)
    yield package_path(DICTIONARY, "transfer_syntaxes"), render_template("transfer_syntaxes", groups=syntaxes)
    yield package_path(DICTIONARY, "vrs"), render_template("vrs", vrs=edition.vrs)
    yield package_path(DICTIONARY, "edition"), render_template("edition", edition=edition.name)
    yield package_path(DICTIONARY, "iods"), render_template("iods", rows=iods_of_sop_classes(edition.iods))
    yield (
        package_path(DICTIONARY, "directory_records"),
        render_template("directory_records", rows=keys_of_records(edition.attribute_tables)),
    )
    yield package_path(DICTIONARY, MODULE), render_confidentiality(edition)
    names = {
        **NAMES,
        "DIRECTORY_RECORDS": "directory_records",
        "EDITION": "edition",
        "ELEMENTS": "elements",
        "IODS": "iods",
        "UIDS": "uids",
        "VRS": "vrs",
    }
    names |= dict.fromkeys(groups, "uids") | dict.fromkeys(syntaxes, "transfer_syntaxes")
    yield from render_facade(DICTIONARY, names, _SUMMARY)


def uid_classes(uids: tuple[Uid, ...]) -> dict[str, list[Constant]]:
    """Collect the UIDs that have a name by class, in the order of the tables."""
    found: dict[str, dict[str, Constant]] = {}
    for uid in uids:
        members = found.setdefault(_class_of(uid.type), {})
        name = uid.keyword or _keyword(uid.name)
        if name in members:
            name = f"{name}_{uid.value.replace('.', '_')}"
        if name:
            members[name] = Constant(name, uid.value, uid.type, uid.retired)
    return {group: list(members.values()) for group, members in found.items() if members}


def _keyword(name: str) -> str:
    """Name a UID of an edition without keywords, such as that of 12-Lead ECG as the later ones do."""
    found = meaning_keyword(name)
    return class_name(name) if found[:1].isdigit() else found


def iods_of_sop_classes(iods: tuple[Iod, ...]) -> dict[str, tuple[str, ...]]:
    """Collect the classes of the IODs that are files by the UIDs of their SOP classes."""
    found: dict[str, tuple[str, ...]] = {}
    for iod in iods:
        for uid in iod.sop_classes if iod.kind != "normalized" else ():
            found[uid] = (*found.get(uid, ()), class_name(iod.name))
    return found


def keys_of_records(tables: tuple[AttributeTable, ...]) -> dict[str, list[tuple[str, str]]]:
    """Collect the keys of directory records by the names of their tables, but those that may be left out."""
    known = {table.xml_id: table for table in tables}
    return {
        table.name: [key for entry in table.entries for key in _keys(entry, known)]
        for table in tables
        if table.kind == "directory_record"
    }


def _keys(entry: Entry, known: Mapping[str, AttributeTable]) -> Iterator[tuple[str, str]]:
    if isinstance(entry, Attribute) and entry.type in {"1", "1C", "2", "2C"}:
        yield entry.tag, entry.type
    elif isinstance(entry, Include):
        for included in known[entry.macro].entries:
            yield from _keys(included, known)


def _class_of(type_: str) -> str:
    return _CLASSES.get(type_) or f"{meaning_keyword(type_)}s"


def _elements(edition: Edition) -> str:
    return render_template("elements", rows=[_row(element) for element in edition.data_elements])


def _row(element: DataElement) -> str:
    cells = [element.tag, element.keyword, element.name, " or ".join(element.vr), " or ".join(element.vm)]
    cells += ["retired"] if element.retired else []
    if any(_SEPARATOR in cell or not cell.isprintable() for cell in cells):
        raise OutputError(f"data element {element.tag}: {_SEPARATOR!r}, or what cannot be seen, in a cell")
    return _SEPARATOR.join(cells)
