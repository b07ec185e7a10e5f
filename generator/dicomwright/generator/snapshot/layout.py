"""The layout of a snapshot: which entities stand in which file, and in which order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from dicomwright.generator.facts import (
    ActionCode,
    AttributeTable,
    CodingScheme,
    ContextGroup,
    ControlledTerm,
    DataElement,
    Edition,
    Iod,
    ProtectedAttribute,
    ProtectedContentItem,
    SafePrivateAttribute,
    ServiceTable,
    SopClass,
    Template,
    Uid,
    ValueTable,
    Vr,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SCHEMA: Final = 2  # raise it when the model changes in a way that old snapshots cannot be read
HEAD: Final = "edition.json"
REPORT: Final = "report.json"


@dataclass(frozen=True)
class EntityFile:
    """One file: the entities of a field of `Edition`, of one kind where the field holds several.

    `key` are the fields that identify an entity, and by which the file is sorted. A snapshot may be older than an
    `optional` one, and lack it.
    """

    name: str
    field: str
    entity: Any
    key: tuple[str, ...]
    kind: str = ""
    optional: bool = False

    def select(self, edition: Edition) -> list[Any]:
        """Return the entities of this file, sorted."""
        found: Iterable[Any] = getattr(edition, self.field)
        return sorted((item for item in found if not self.kind or item.kind == self.kind), key=self.order)

    def order(self, entity: object) -> tuple[object, ...]:
        """Sort numbers inside a key as numbers; what is still equal, by everything it says."""
        return (*(natural(str(getattr(entity, name))) for name in self.key), repr(entity))


FILES: Final = (
    EntityFile("iods.json", "iods", Iod, ("xml_id",)),
    EntityFile("modules.json", "attribute_tables", AttributeTable, ("xml_id",), "module"),
    EntityFile("macros.json", "attribute_tables", AttributeTable, ("xml_id",), "macro"),
    EntityFile("functional_groups.json", "attribute_tables", AttributeTable, ("xml_id",), "functional_group"),
    EntityFile("directory_records.json", "attribute_tables", AttributeTable, ("xml_id",), "directory_record"),
    EntityFile("value_tables.json", "value_tables", ValueTable, ("xml_id",)),
    EntityFile("data_elements.json", "data_elements", DataElement, ("tag", "table")),
    EntityFile("uids.json", "uids", Uid, ("value", "table")),
    EntityFile("vrs.json", "vrs", Vr, ("code",)),
    EntityFile("sop_classes.json", "sop_classes", SopClass, ("uid",)),
    EntityFile("service_tables.json", "service_tables", ServiceTable, ("xml_id", "type_id"), optional=True),
    EntityFile("context_groups.json", "context_groups", ContextGroup, ("cid",)),
    EntityFile("controlled_terms.json", "controlled_terms", ControlledTerm, ("value",)),
    EntityFile("coding_schemes.json", "coding_schemes", CodingScheme, ("designator",)),
    EntityFile("templates.json", "templates", Template, ("tid",)),
    EntityFile("action_codes.json", "action_codes", ActionCode, ("code",), optional=True),
    EntityFile(
        "protected_attributes.json", "protected_attributes", ProtectedAttribute, ("tag",), optional=True
    ),
    EntityFile(
        "protected_content_items.json",
        "protected_content_items",
        ProtectedContentItem,
        ("scheme", "value", "value_type"),
        optional=True,
    ),
    EntityFile(
        "safe_private_attributes.json",
        "safe_private_attributes",
        SafePrivateAttribute,
        ("creator", "tag"),
        optional=True,
    ),
)


def snapshot_paths(folder: Path) -> tuple[Path, ...]:
    """Return the files that hold the model of an edition; the report only tells how it came about."""
    return tuple(folder / name for name in (HEAD, *(file.name for file in FILES)))


_DIGITS: Final = re.compile(r"0*(\d+)")


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key that puts C.7-2 before C.7-10."""
    return tuple((len(part), part) if part.isdecimal() else (-1, part) for part in _DIGITS.split(text))


def normalized(edition: Edition) -> Edition:
    """Return the edition as a snapshot gives it back: entities in the order of their keys."""
    ordered: dict[str, Any] = {}
    for file in FILES:
        ordered[file.field] = ordered.get(file.field, ()) + tuple(file.select(edition))
    return replace(edition, **ordered)
