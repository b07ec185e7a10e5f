"""The confidentiality profile: PS3.15 annex E read twice, and what becomes of it when its tables are other ones."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pytest
from committed import EDITION, edition, mirror_part, needs_mirror
from independent.part15 import OPTIONS, options_of, rows, tag_of
from lxml import etree

from dicomwright.dictionary import (
    ACTION_CODES,
    PROTECTED_ATTRIBUTES,
    PROTECTED_CONTENT_ITEMS,
    SAFE_PRIVATE_ATTRIBUTES,
)
from dicomwright.generator.accounting import Accounting
from dicomwright.generator.docbook import read_book
from dicomwright.generator.errors import ModelError
from dicomwright.generator.model.build import build_edition
from dicomwright.generator.snapshot.report import report
from dicomwright.runtime.vocabulary.registry import edition as edition_of_package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lxml.etree import _Element

DOCBOOK: Final = "{http://docbook.org/ns/docbook}"
ID: Final = "{http://www.w3.org/XML/1998/namespace}id"


# Read twice --------------------------------------------------------------------------------------------------


@needs_mirror
def test_every_attribute_is_that_of_the_table() -> None:
    theirs = {
        tag_of(row["Tag"]): (
            row["Attribute Name"],
            row["Basic Prof."],
            options_of(row),
            row["Retd."] == "Y",
            row["In Std. Comp. IOD"] == "Y",
        )
        for row in rows(EDITION, "table_E.1-1")
    }
    ours = {
        row.tag: (row.name, row.basic, row.options, row.retired, row.in_iods) for row in PROTECTED_ATTRIBUTES
    }
    assert len(theirs) == len(rows(EDITION, "table_E.1-1")) == len(PROTECTED_ATTRIBUTES) == 655
    assert ours == theirs


@needs_mirror
def test_every_content_item_is_that_of_the_table() -> None:
    theirs = {
        (row["Coding Scheme Designator"], row["Code Value"], row["Value Type"]): (
            row["Code Meaning"],
            row["Basic Prof."],
            options_of(row),
        )
        for row in rows(EDITION, "table_E.3.4-1")
    }
    ours = {
        (row.scheme, row.value, row.value_type): (row.meaning, row.basic, row.options)
        for row in PROTECTED_CONTENT_ITEMS
    }
    assert len(theirs) == len(rows(EDITION, "table_E.3.4-1")) == 211
    assert ours == theirs


@needs_mirror
def test_every_safe_private_attribute_is_that_of_the_table() -> None:
    theirs = [
        (row["Private Creator"], tag_of(row["Data Element"]), row["VR"].replace("/", " or "), row["VM"])
        for row in rows(EDITION, "table_E.3.10-1")
    ]
    assert len(theirs) == 479
    assert sorted(map(tuple, SAFE_PRIVATE_ATTRIBUTES)) == sorted(theirs)


@needs_mirror
def test_every_action_code_is_that_of_the_table() -> None:
    theirs = {
        row["0"]: tuple(zip(row["0"].split("/"), re.findall(r"Type (\d)", row["1"]), strict=False))
        for row in rows(EDITION, "table_E.1-1a")
    }
    assert len(theirs) == 11
    assert {code: tuple(map(tuple, choices)) for code, choices in ACTION_CODES.items()} == theirs
    assert theirs["X/Z/U*"] == (("X", "3"), ("Z", "2"), ("U*", "1"))


@needs_mirror
def test_the_other_tables_of_annex_e_are_columns() -> None:
    """Clean Descriptors, Clean Graphics and the UIDs have no tables of their own: those of annex E are four."""
    root = etree.parse(str(mirror_part(EDITION, 15))).getroot()
    (annex,) = (each for each in root.iter(f"{DOCBOOK}chapter") if each.get("label") == "E")
    tables = [each.get(ID) for each in annex.iter(f"{DOCBOOK}table", f"{DOCBOOK}informaltable")]
    assert sorted(map(str, tables)) == ["table_E.1-1", "table_E.1-1a", "table_E.3.10-1", "table_E.3.4-1"]
    options = Counter(option for row in PROTECTED_ATTRIBUTES for option in row.options)
    assert options == Counter(
        name for row in rows(EDITION, "table_E.1-1") for heading, name in OPTIONS.items() if row[heading]
    )
    assert (options["clean_descriptors"], options["clean_graphics"], options["retain_uids"]) == (140, 4, 60)


@needs_mirror
def test_every_attribute_is_a_data_element_with_that_name() -> None:
    elements = {element.tag: element for element in edition().data_elements}
    unknown = {row.tag for row in PROTECTED_ATTRIBUTES} - elements.keys()
    groups = {"private", "50xxxxxx"}
    commands = {tag for tag in unknown if tag.startswith("0000")}  # PS3.7
    assert unknown - commands == groups


# What the tables answer --------------------------------------------------------------------------------------


def test_an_attribute_is_found_by_its_tag_mask_or_odd_group() -> None:
    found = {tag: PROTECTED_ATTRIBUTES.of(tag) for tag in (0x00100010, 0x60023000, 0x50101234, 0x00091001)}
    assert [row.tag for row in found.values() if row] == ["00100010", "60xx3000", "50xxxxxx", "private"]
    assert PROTECTED_ATTRIBUTES.of(0x00080060) is None
    assert PROTECTED_ATTRIBUTES.of(0x60033000).tag == "private"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("tag", "options", "action"),
    [
        (0x00080020, (), "Z"),
        (0x00080020, ("retain_longitudinal_full_dates",), "K"),
        (0x00080020, ("retain_longitudinal_modified_dates", "clean_descriptors"), "C"),
        (0x00080018, ("retain_longitudinal_full_dates",), "U"),
        (0x00080018, ("retain_uids",), "K"),
        # Of two options that say something else of one attribute the one counts that leaves less.
        (0x0018700C, ("retain_device_identity",), "K"),
        (0x0018700C, ("retain_device_identity", "retain_longitudinal_modified_dates"), "C"),
    ],
)
def test_options_override_the_profile(tag: int, options: Any, action: str) -> None:  # noqa: ANN401 - literals
    row = PROTECTED_ATTRIBUTES.of(tag)
    assert row is not None
    assert row.action(options) == action


def test_content_items_and_private_attributes_are_found() -> None:
    item = PROTECTED_CONTENT_ITEMS.of("DCM", "121022", "TEXT")
    assert item is not None
    assert (item.meaning, item.action(("clean_descriptors",))) == ("Accession Number", "X")
    assert PROTECTED_CONTENT_ITEMS.of("DCM", "121022", "NUM") is None
    safe = SAFE_PRIVATE_ATTRIBUTES.of("Philips PET Private Group", 0x70531000)
    assert safe is not None
    assert (safe.vr, safe.vm) == ("DS", "1")
    assert SAFE_PRIVATE_ATTRIBUTES.of("Philips PET Private Group", 0x70531001) is None
    assert SAFE_PRIVATE_ATTRIBUTES.of("", 0x70531000) is None


def test_an_edition_gives_its_tables() -> None:
    tables = edition_of_package().confidentiality
    assert tables.PROTECTED_ATTRIBUTES is PROTECTED_ATTRIBUTES
    assert tables.ACTION_CODES is ACTION_CODES


# Other tables ------------------------------------------------------------------------------------------------


def _table(root: _Element, name: str) -> _Element:
    return next(each for each in root.iter(f"{DOCBOOK}table") if each.get(ID) == f"table_{name}")


def _cells(row: _Element) -> list[_Element]:
    return list(row)


def _body(table: _Element) -> list[_Element]:
    return [row for body in table.findall(f"{DOCBOOK}tbody") for row in body]


def _set(cell: _Element, text: str) -> None:
    for child in list(cell):
        cell.remove(child)
    etree.SubElement(cell, f"{DOCBOOK}para").text = text


def _said(cell: _Element) -> str:
    return " ".join("".join(map(str, cell.itertext())).replace("\u200b", "").split())


def _heading(table: _Element, column: int, text: str) -> None:
    _set(_cells(table.findall(f"{DOCBOOK}thead/{DOCBOOK}tr")[-1])[column], text)


def _replaced(table: _Element, column: int, old: str, new: str) -> None:
    """One cell of a column that says something else."""
    cell = next(cells[column] for cells in map(_cells, _body(table)) if _said(cells[column]) == old)
    _set(cell, new)


def _swap_headings(table: _Element, one: int, other: int) -> None:
    header = _cells(table.findall(f"{DOCBOOK}thead/{DOCBOOK}tr")[-1])
    texts = _said(header[one]), _said(header[other])
    _set(header[one], texts[1])
    _set(header[other], texts[0])


def _without_column(table: _Element, column: int) -> None:
    for row in (*table.findall(f"{DOCBOOK}thead/{DOCBOOK}tr"), *_body(table)):
        row.remove(_cells(row)[column])


def _repeated_row(table: _Element) -> None:
    row = _body(table)[3]
    row.addnext(etree.fromstring(etree.tostring(row)))


def _removed(element: _Element) -> None:
    element.getparent().remove(element)  # type: ignore[union-attr]


def _new_column(table: _Element) -> None:
    """An option that a later edition may have."""
    head = table.findall(f"{DOCBOOK}thead/{DOCBOOK}tr")[-1]
    _set(etree.SubElement(head, f"{DOCBOOK}th"), "Clean Recog. Vis. Feat. Opt.")
    for number, row in enumerate(_body(table)):
        _set(etree.SubElement(row, f"{DOCBOOK}td"), "C" if number % 5 == 0 else "")


# What is done to which table, and what must be said of it: an error, or a line of the report.
MUTATIONS: Final[tuple[tuple[str, str, Callable[[_Element], None], str], ...]] = (
    ("a heading of an option that nobody knows", "E.1-1", lambda t: _heading(t, 6, "Keep"), "error: 'Keep'"),
    ("a heading of an option is lost", "E.1-1", lambda t: _heading(t, 11, ""), "error: the column ''"),
    ("a new option", "E.1-1", _new_column, "error: 'Clean Recog"),
    (
        "two options are swapped",
        "E.1-1",
        lambda t: _swap_headings(t, 10, 11),
        "error: 'rtn long full dates opt'",
    ),
    (
        "an option and the profile are swapped",
        "E.1-1",
        lambda t: _swap_headings(t, 4, 6),
        "error: rtn uids opt",
    ),
    ("the column of the profile is lost", "E.1-1", lambda t: _without_column(t, 4), "error: basic prof"),
    (
        "the column of an option is lost",
        "E.1-1",
        lambda t: _without_column(t, 6),
        "no column for retain_uids",
    ),
    ("the column of tags is lost", "E.1-1", lambda t: _without_column(t, 1), "error: tag"),
    ("an action that nobody knows", "E.1-1", lambda t: _replaced(t, 4, "X", "Q"), "error: action 'Q'"),
    ("a choice that nobody knows", "E.1-1", lambda t: _replaced(t, 4, "X/Z", "Z/X"), "error: action 'Z/X'"),
    ("an action of an option", "E.1-1", lambda t: _replaced(t, 6, "K", "keep"), "error: action 'keep'"),
    ("an action is empty", "E.1-1", lambda t: _replaced(t, 4, "U", ""), "no action of the profile"),
    ("a tag is none", "E.1-1", lambda t: _replaced(t, 1, "(0010,0010)", "0010,0010"), "no tag"),
    (
        "private ones are said otherwise",
        "E.1-1",
        lambda t: _set(_cells(next(row for row in _body(t) if "odd" in _said(row)))[1], "odd groups"),
        "no tag",
    ),
    ("a row stands there twice", "E.1-1", _repeated_row, "stands in an earlier row"),
    ("retired is said otherwise", "E.1-1", lambda t: _replaced(t, 2, "Y", "yes"), "retired: neither Y nor N"),
    ("the table is lost", "E.1-1", _removed, "error: protected attributes: there is no such table"),
    ("the codes are lost", "E.1-1a", _removed, "error: refers to table_E.1-1a"),
    ("a code is lost", "E.1-1a", lambda t: _removed(_body(t)[9]), "error: action 'X/Z/D'"),
    ("a code is another one", "E.1-1a", lambda t: _replaced(t, 0, "K", "R"), "error: 'R'"),
    ("a code means something else", "E.1-1a", lambda t: _replaced(t, 0, "K", "X"), "error: 'X' has another"),
    (
        "Types that decide are others",
        "E.1-1a",
        lambda t: _set(_cells(_body(t)[7])[1], ("X unless Z is required (Type 1 versus Type 2)")),
        "error: 'X/Z', or the Types",
    ),
    ("a column of the list of codes", "E.3.4-1", lambda t: _without_column(t, 3), "error: value type"),
    ("the list of codes is lost", "E.3.4-1", _removed, "the section has no table"),
    ("a content item without a code", "E.3.4-1", lambda t: _replaced(t, 1, "121022", ""), "no value"),
    (
        "a content item with an unknown action",
        "E.3.4-1",
        lambda t: _replaced(t, 6, "X", "M"),
        "error: action 'M'",
    ),
    ("a column of creators is lost", "E.3.10-1", lambda t: _without_column(t, 1), "error: private creator"),
    ("a creator is lost", "E.3.10-1", lambda t: _replaced(t, 1, "ELSCINT1", ""), "no private creator"),
    (
        "a tag of no private block",
        "E.3.10-1",
        lambda t: _replaced(t, 0, "(7053,xx00)", "(7052,xx00)"),
        "no tag of a private block",
    ),
    ("a VR that is none", "E.3.10-1", lambda t: _replaced(t, 2, "DS", "decimal"), "no VR that can be read"),
    ("safe ones are lost", "E.3.10-1", _removed, "error: refers to table_E.3.10-1"),
)


@pytest.fixture(scope="module")
def annex() -> bytes:
    """Annex E, and not all of its rows: they would be read for each of the mutations."""
    root = etree.parse(str(mirror_part(EDITION, 15))).getroot()
    for chapter in [each for each in root if each.get("label") not in {"E", None}]:
        root.remove(chapter)
    for table in ("E.1-1", "E.3.10-1"):
        for row in _body(_table(root, table))[150:]:
            if not re.search(r"\(0010,0010\)|odd|ELSCINT1", _said(row)):
                _removed(row)
    return etree.tostring(root)


@pytest.fixture(scope="module")
def base(annex: bytes, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    return _lines(etree.fromstring(annex), tmp_path_factory.mktemp("base"))


@needs_mirror
@pytest.mark.parametrize(
    ("table", "mutate", "said"), [each[1:] for each in MUTATIONS], ids=[each[0] for each in MUTATIONS]
)
def test_other_tables_are_errors_or_accounted_for(  # noqa: PLR0913, PLR0917 - what is done, and to what
    table: str,
    mutate: Callable[[_Element], None],
    said: str,
    annex: bytes,
    base: set[str],
    tmp_path: Path,
) -> None:
    root = etree.fromstring(annex)
    mutate(_table(root, table))
    if said.startswith("error: "):
        with pytest.raises(ModelError, match=re.escape(said.removeprefix("error: "))) as caught:
            _lines(root, tmp_path)
        assert "part 15" in str(caught.value)
    else:
        assert said in "".join(_lines(root, tmp_path) - base)


def _lines(root: _Element, folder: Path) -> set[str]:
    """What the report says when the part is this one."""
    path = folder / "part15.xml"
    path.write_bytes(etree.tostring(root))
    accounting = Accounting()
    done: dict[str, Any] = report(build_edition({15: read_book(path)}, accounting), accounting)
    return {f"{line}" for part in ("listed", "notes", "columns_not_read") for line in done[part]}
