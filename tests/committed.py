"""What the repository commits, for tests: the snapshot of the edition, its report and the generated tree."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pytest

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.docbook import read_book
from dicomwright.generator.facts import AttributeTable, Entry, Placeholder
from dicomwright.generator.model.build import build_edition
from dicomwright.generator.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.facts import Edition, Iod

EDITION = "2025e"
ROOT = Path(__file__).parents[1]
SNAPSHOT = ROOT / "spec_cache" / EDITION
GENERATED = ROOT / "generated"
SHARED = ROOT.parent / "shared"
MIRROR = SHARED / "nema-mirror"
REAL = SHARED / "real-docbook"
PARTS = (3, 4, 5, 6, 16)
OPTIONAL = (15,)

needs_mirror = pytest.mark.skipif(
    not MIRROR.is_dir(),
    reason="the stand-in for NEMA's site (../shared/nema-mirror) is not beside this checkout",
)
needs_real = pytest.mark.skipif(
    not REAL.is_dir(),
    reason="the excerpts of the real standard (../shared/real-docbook) are not beside this checkout",
)


class ModelRow(NamedTuple):
    """An entry of an attribute table in the order of its rows; `depth` counts the sequences around it."""

    depth: int
    entry: Entry


@cache
def edition() -> Edition:
    """The committed snapshot."""
    return read_snapshot(SNAPSHOT)


@cache
def report() -> dict[str, Any]:
    """The committed report of the accounting."""
    return cast("dict[str, Any]", json.loads((SNAPSHOT / "report.json").read_bytes()))


def mirror_part(name: str, part: int) -> Path:
    """Where the mirror has a part of an edition."""
    return MIRROR / f"medical/dicom/{name}/source/docbook/part{part:02}/part{part:02}.xml"


def build(*paths: Path) -> tuple[Edition, Accounting]:
    """Build the model of parts of the standard."""
    accounting = Accounting()
    books = [read_book(path) for path in paths]
    return build_edition({book.part: book for book in books}, accounting), accounting


@cache
def built(name: str) -> tuple[Edition, Accounting]:
    """The model of an edition of the mirror, read from its XML."""
    optional = (part for part in OPTIONAL if mirror_part(name, part).is_file())
    return build(*(mirror_part(name, part) for part in (*PARTS, *optional)))


@cache
def attribute_tables() -> dict[str, AttributeTable]:
    """Attribute tables of the snapshot by xml:id."""
    return {table.xml_id: table for table in edition().attribute_tables}


@cache
def iods() -> dict[str, Iod]:
    """IODs of the snapshot by the xml:id of their module table."""
    return {iod.xml_id: iod for iod in edition().iods}


def flattened(entries: Iterable[Entry], depth: int = 0) -> Iterator[ModelRow]:
    """Entries and all below them, in the order of the table's rows."""
    for entry in entries:
        yield ModelRow(depth, entry)
        if not isinstance(entry, Placeholder):
            yield from flattened(entry.children, depth + 1)
