"""What services carry: our tables of PS3.4 against a reading of the same XML that knows nothing of the generator."""

from __future__ import annotations

import pytest
from committed import edition
from independent import counts, services

from dicomwright.generator.facts import ServiceAttribute, ServiceEntry, ServiceTable

# Rows that errata put elsewhere, or give another tag: as they are printed, and as they are read.
MENDED = {
    "table_BB.6-3": [("00780000", "00780001")],
    "table_CC.2.5-3": [("00400244", "00404050"), ("00400250", "00404051")],
    "table_F.8.2-1": [("00100032", "00100030")],
}
DEEPER = {("table_CC.2.5-3", "00404052"): 1}
"""Printed one sign of nesting short."""
BESIDE = {"table_BB.6-2": ["00760001"]}
"""Read of rows whose cell for the tag is empty."""
DECIDED = {
    ("table_CC.2.5-3", "00081195"),
    ("table_CC.2.5-3", "00080016"),
    ("table_F.7.2-1", "00081140"),
    ("table_F.7.2-1", "00400220"),
}
"""Rows of which a column says where to look: what it means is decided by hand."""
OTHERS = {"table_B.4-1", "table_C.3-1", "table_Z.1-1"}
"""Tables with tags that say nothing of what a service carries."""


def flat(entries: tuple[ServiceEntry, ...], depth: int = 0) -> list[services.Line]:
    found: list[services.Line] = []
    for entry in entries:
        if isinstance(entry, ServiceAttribute):
            codes = tuple(
                (use.scu, use.scp) if use.scp or use.column not in ONE_SIDED else (use.scu,)
                for use in entry.uses
            )
            found += [services.Line(depth, entry.tag, codes), *flat(entry.children, depth + 1)]
    return found


ONE_SIDED = {"final", "matching", "return", "request", "response"}


def plain(line: services.Line) -> services.Line:
    """Return a line without what is nowhere, and what is the same for either side once."""
    codes = (tuple(dict.fromkeys(filter(None, codes))) for codes in line.codes)
    return line._replace(codes=tuple(filter(None, codes)))


@pytest.fixture(scope="module")
def printed() -> dict[str, list[services.Line]]:
    path = counts.part_path("2025e", 4)
    if not path.exists():
        pytest.skip("the mirror of the standard is not beside the repository")
    return services.lines(path)


@pytest.fixture(scope="module")
def ours() -> dict[str, list[services.Line]]:
    found: dict[str, list[services.Line]] = {}
    tables: tuple[ServiceTable, ...] = edition().service_tables
    for table in sorted(tables, key=lambda table: table.type_id):
        found.setdefault(table.xml_id, []).extend(flat(table.entries))
    return found


def test_every_table_with_tags_is_read(
    printed: dict[str, list[services.Line]], ours: dict[str, list[services.Line]]
) -> None:
    assert {name for name, rows in printed.items() if rows} - OTHERS == {
        name for name, rows in ours.items() if rows
    }
    assert sum(map(len, ours.values())) == 1277


def mended(name: str, rows: list[services.Line]) -> list[services.Line]:
    """Return the rows of a table as errata make them."""
    tags = dict(MENDED.get(name, ()))
    return [
        line._replace(depth=line.depth + DEEPER.get((name, line.tag), 0), tag=tags.get(line.tag, line.tag))
        for line in rows
    ]


def test_rows_are_nested_and_typed_as_printed(
    printed: dict[str, list[services.Line]], ours: dict[str, list[services.Line]]
) -> None:
    for name, rows in ours.items():
        expected = [plain(line) for line in mended(name, printed[name])]
        found = [plain(line) for line in rows if line.tag not in BESIDE.get(name, ())]
        assert [(line.depth, line.tag) for line in found] == [(line.depth, line.tag) for line in expected], (
            name
        )
        for one, other in zip(found, expected, strict=True):
            if (name, one.tag) not in DECIDED:
                assert one == other, name
