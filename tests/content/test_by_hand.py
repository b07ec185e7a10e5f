"""What PS3.16 6 says of documents, over templates and documents that are written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from content.byhand import declare, found, install, item, named, reference, report

from dicomwright.runtime.templates import (
    Coded,
    Row,
    distinct_numbers,
    number_above,
    number_between,
    refers_as_row,
    refers_below,
    whole_number,
)

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

ROOT = ("1", "CONTAINER", "M")
CONTAINS = "CONTAINS"


def root() -> Row:
    return Row(*ROOT, concept=(named("Root"),))


def row(number: str, value_type: str, requirement: Any, name: str = "", **said: Any) -> Row:
    """Declare a row below the root, unless it says how deep it is."""
    concept = (named(name),) if name else ()
    return Row(
        number, value_type, requirement, concept=concept, **({"depth": 1, "relationship": CONTAINS} | said)
    )


# --- the six faults


SIX = declare(
    "9100",
    root(),
    row("2", "TEXT", "M", "Title"),
    row("3", "CODE", "U", "Kind", vm="1", values=(Coded("Yak", "ZOO", "Yak", "enumerated"),)),
    row("4", "TEXT", "U", "Note", vm="1-2"),
)
TITLE, NOTE = item(CONTAINS, "TEXT", "Title"), item(CONTAINS, "TEXT", "Note")


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([TITLE, item(CONTAINS, "CODE", "Kind", value="Yak"), NOTE, NOTE], []),
        ([NOTE], [("missing-content-item", "error", "")]),
        (
            [item("HAS PROPERTIES", "TEXT", "Title")],
            [("template-relationship", "error", "[0].RelationshipType")],
        ),
        ([item(CONTAINS, "DATE", "Title")], [("template-value-type", "error", "[0].ValueType")]),
        (
            [TITLE, item(CONTAINS, "CODE", "Kind", value="Zebra")],
            [("template-value", "error", "[1].ConceptCodeSequence")],
        ),
        ([TITLE, NOTE, NOTE, NOTE], [("content-item-count", "error", "[3]")]),
        ([TITLE, TITLE], [("content-item-count", "error", "[1]")]),
        ([TITLE, item(CONTAINS, "TEXT", "Other")], [("unexpected-content-item", "error", "[1]")]),
    ],
    ids=["valid", "missing", "relationship", "value type", "value", "count", "count of one", "unknown"],
)
def test_the_six_faults(monkeypatch: pytest.MonkeyPatch, items: list[Dataset], expected: list[Any]) -> None:
    """6.1.7, 6.1.3, 6.1.4, 6.1.8, 6.1.6 and 6.2.5, in turn."""
    install(monkeypatch, SIX)
    assert found(report("9100", *items)) == expected


def test_what_may_be_extended_may_have_other_items(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, declare("9101", root(), row("2", "TEXT", "M", "Title"), extensible=True))
    assert found(report("9101", TITLE, item(CONTAINS, "NUM", "Other", value=(1, "mm")))) == []


# --- by reference


LIBRARY = declare(
    "9110",
    root(),
    row("2", "CONTAINER", "M", "Library"),
    row("3", "TEXT", "M", "Entry", depth=2, vm="1-n"),
    row("4", "NUM", "M", "Size", vm="1-n"),
    row(
        "5",
        "TEXT",
        "M",
        "Entry",
        depth=2,
        relationship="INFERRED FROM",
        by_reference=True,
        constraints=(refers_below("Library", "ZOO"),),
    ),
    extensible=True,
)
ENTRY = item(CONTAINS, "TEXT", "Entry")


def library(*sizes: Dataset) -> Dataset:
    return report("9110", item(CONTAINS, "CONTAINER", "Library", ENTRY, ENTRY), *sizes)


def size(*below: Dataset) -> Dataset:
    return item(CONTAINS, "NUM", "Size", *below, value=(1, "mm"))


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ([reference("INFERRED FROM", 1, 1, 2)], []),
        ([], [("missing-content-item", "error", "[1].")]),
        (
            [reference("HAS PROPERTIES", 1, 1, 1)],
            [("template-relationship", "error", "[1].[0].RelationshipType")],
        ),
        (
            [item("INFERRED FROM", "TEXT", "Entry")],
            [("template-relationship", "error", "[1].[0].RelationshipType")],
        ),
        ([reference("INFERRED FROM", 1, 1)], [("missing-content-item", "error", "[1].")]),
        ([reference("INFERRED FROM", 1, 9, 9)], [("missing-content-item", "error", "[1].")]),
        ([reference("INFERRED FROM", 2, 1, 1)], [("missing-content-item", "error", "[1].")]),
    ],
    ids=["right", "none", "other relationship", "by value", "another item", "nowhere", "another root"],
)
def test_rows_by_reference(
    monkeypatch: pytest.MonkeyPatch, below: list[Dataset], expected: list[Any]
) -> None:
    """6.1.3: R- is a relationship by reference, to an item that is what the row says (PS3.3 C.17.3.2.5)."""
    install(monkeypatch, LIBRARY)
    assert found(library(size(*below))) == expected


def test_a_reference_to_a_like_item_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, LIBRARY)
    data = report(
        "9110", ENTRY, item(CONTAINS, "CONTAINER", "Library", ENTRY), size(reference("INFERRED FROM", 1, 1))
    )
    assert found(data) == [("template-constraint", "error", "[2].[0]")]


@pytest.mark.parametrize(("second", "codes"), [(1, []), (2, ["template-constraint"])])
def test_references_to_the_same(monkeypatch: pytest.MonkeyPatch, second: int, codes: list[str]) -> None:
    said: dict[str, Any] = {"depth": 2, "relationship": "SELECTED FROM", "by_reference": True}
    same = declare(
        "9111",
        root(),
        row("2", "CONTAINER", "M", "Library"),
        row("3", "TEXT", "M", "Entry", depth=2, vm="1-n"),
        row("4", "NUM", "M", "Size"),
        row("5", "TEXT", "M", "Entry", **said),
        row("6", "NUM", "M", "Area"),
        row("7", "TEXT", "M", "Entry", constraints=(refers_as_row("5"),), **said),
    )
    install(monkeypatch, same)
    one, other = reference("SELECTED FROM", 1, 1, 1), reference("SELECTED FROM", 1, 1, second)
    area = item(CONTAINS, "NUM", "Area", other, value=(1, "mm2"))
    data = report("9111", item(CONTAINS, "CONTAINER", "Library", ENTRY, ENTRY), size(one), area)
    assert [code for code, _, _ in found(data)] == codes


# --- inclusion


NODE = declare(
    "9121",
    Row("1", "CODE", "M", concept=(named("Node"),), relationship=CONTAINS),
    Row("2", "INCLUDE", "U", depth=1, include="9121", vm="1-n"),
    Row("3", "TEXT", "M", depth=1, concept=(named("Leaf"),), relationship="HAS PROPERTIES"),
)
CYCLE = declare("9120", root(), row("2", "INCLUDE", "M", include="9121", vm="1-n", relationship=""))


def node(depth: int, *, leaf: bool = True) -> Dataset:
    """Write nodes in nodes; `leaf`: the innermost has what each must have."""
    below = [item("HAS PROPERTIES", "TEXT", "Leaf")] if leaf or depth else []
    inner = [node(depth - 1, leaf=leaf)] if depth else []
    return item(CONTAINS, "CODE", "Node", *inner, *below)


@pytest.mark.parametrize("depth", [0, 1, 7, 14])
def test_templates_that_include_themselves(monkeypatch: pytest.MonkeyPatch, depth: int) -> None:
    """6.2.3: what is included may include its caller; the innermost item is judged like the outermost."""
    install(monkeypatch, NODE, CYCLE)
    assert found(report("9120", node(depth), node(0))) == []
    lacking = found(report("9120", node(depth, leaf=False), node(0)))
    assert lacking == [("missing-content-item", "error", "[0]." * (depth + 1))]


def test_templates_that_include_each_other_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    one = declare(
        "9131",
        Row("1", "TEXT", "M", concept=(named("One"),), relationship=CONTAINS),
        Row("2", "INCLUDE", "U", include="9132"),
    )
    other = declare(
        "9132",
        Row("1", "TEXT", "M", concept=(named("Other"),), relationship=CONTAINS),
        Row("2", "INCLUDE", "U", include="9131"),
    )
    install(
        monkeypatch,
        one,
        other,
        declare("9130", root(), row("2", "INCLUDE", "M", include="9131", relationship="")),
    )
    both = [item(CONTAINS, "TEXT", name) for name in ("One", "Other")]
    assert found(report("9130", *both)) == []
    assert found(report("9130", both[1])) == [("missing-content-item", "error", "")]


def test_deep_inclusion(monkeypatch: pytest.MonkeyPatch) -> None:
    """An item that twelve includes lead to is as good as one of the template's own, and so is one that lacks."""
    links = [
        declare(str(9140 + n), row("1", "INCLUDE", "M", depth=0, include=str(9141 + n), relationship=""))
        for n in range(12)
    ]
    last = declare("9152", Row("1", "TEXT", "M", concept=(named("Leaf"),), relationship=CONTAINS))
    top = declare("9139", root(), row("2", "INCLUDE", "M", include="9140", relationship=""))
    install(monkeypatch, top, *links, last)
    assert found(report("9139", item(CONTAINS, "TEXT", "Leaf"))) == []
    assert found(report("9139")) == [("missing-content-item", "error", "")]
    two = report("9139", *(item(CONTAINS, "TEXT", "Leaf") for _ in range(2)))
    assert found(two) == [("content-item-count", "error", "[1]")]


def test_rounds_of_an_include(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of one round belong together: what the second lacks is not made good by the first."""
    pair = declare(
        "9161",
        Row("1", "TEXT", "M", concept=(named("Name"),), relationship=CONTAINS),
        Row("2", "NUM", "M", concept=(named("Size"),), relationship=CONTAINS),
    )
    install(
        monkeypatch,
        pair,
        declare("9160", root(), row("2", "INCLUDE", "M", include="9161", vm="1-n", relationship="")),
    )
    name = item(CONTAINS, "TEXT", "Name")
    assert found(report("9160", name, size(), name, size())) == []
    assert found(report("9160", size(), name)) == []
    assert found(report("9160", name, size(), name)) == [("missing-content-item", "error", "")]
    assert [code for code, _, _ in found(report("9160", name, name, size(), name, size()))] == [
        "missing-content-item"
    ]


# --- order, numbers and units


@pytest.mark.parametrize(("ordered", "codes"), [(True, ["content-item-order"]), (False, [])])
def test_order_that_is_significant(monkeypatch: pytest.MonkeyPatch, ordered: bool, codes: list[str]) -> None:  # noqa: FBT001
    """6: items are encoded in the order of the rows, where that is significant, and only there."""
    rows = (row("2", "TEXT", "M", "Title"), row("3", "TEXT", "U", "Note", vm="1-n"))
    install(monkeypatch, declare("9170", root(), *rows, ordered=ordered))
    assert found(report("9170", TITLE, NOTE, NOTE)) == []
    assert [code for code, _, _ in found(report("9170", NOTE, TITLE, NOTE))] == codes


MILLIMETRE = Coded("mm", "UCUM", "mm", "enumerated")
SIZES = declare(
    "9180",
    root(),
    row("2", "NUM", "M", "Size", units=(MILLIMETRE,), constraints=(number_between(1, 100), whole_number())),
    row("3", "NUM", "U", "Rate", vm="1-n", constraints=(number_above(0), distinct_numbers())),
)


def number(name: str, value: float, unit: str = "mm") -> Dataset:
    return item(CONTAINS, "NUM", name, value=(value, unit))


@pytest.mark.parametrize(
    ("items", "codes"),
    [
        ([number("Size", 1)], []),
        ([number("Size", 100)], []),
        ([number("Size", 0)], ["template-constraint"]),
        ([number("Size", 101)], ["template-constraint"]),
        ([number("Size", 1.5)], ["template-constraint"]),
        ([number("Size", 5, "cm")], ["template-value"]),
        ([number("Size", 5), number("Rate", 0)], ["template-constraint"]),
        ([number("Size", 5), number("Rate", 0.5, "Hz"), number("Rate", 2)], []),
        (
            [number("Size", 5), number("Rate", 2), number("Rate", 3), number("Rate", 2)],
            ["template-constraint"],
        ),
    ],
)
def test_numbers_and_units(monkeypatch: pytest.MonkeyPatch, items: list[Dataset], codes: list[str]) -> None:
    """6.1.8: VALUE = and UNITS = of a row, restrictions in words."""
    install(monkeypatch, SIZES)
    assert [code for code, _, _ in found(report("9180", *items))] == codes
