"""Names that the tree cannot have are refused, with the place; those of the runtime are known."""

from __future__ import annotations

import keyword
from dataclasses import replace
from typing import Any

import pytest
from generator.test_quoting import SMALL, element, rendered, table

import dicomwright.runtime as exported
from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import Attribute, Code, Include, ModuleUsage
from dicomwright.generator.render.checks import check
from dicomwright.generator.render.classes import scalar
from dicomwright.generator.render.code_names import unique_names
from dicomwright.generator.render.names import RESERVED

BASES = ("IOD", "Item", "Macro", "Module", "FunctionalGroupMacro", "FrameView", "OverlayView")
NAMES = [
    "None",
    "True",
    "Item",
    "Module",
    "12",
    "\u00c9paule",
    "\u0394 Offset",
    "",
    "!",
    "save",
    "validate",
    "name",
]


def is_out_of_reach(name: str) -> bool:
    """Whether no name of the standard, which has a capital and no line, can be this one."""
    return name == name.lower() or "_" in name or keyword.iskeyword(name) or name in RESERVED


def test_no_name_of_the_runtime_is_left_to_the_standard() -> None:
    assert all(is_out_of_reach(name) for name in exported.__all__)
    for base in BASES:
        assert all(is_out_of_reach(name) for name in dir(getattr(exported, base))), base


def test_what_is_reserved_is_there() -> None:
    members = {"Frame", "Overlay", "Dict", "ClassVar", "Literal", "Required", "TypeAlias", "TypedDict"}
    assert {*exported.__all__, *members} >= RESERVED


@pytest.mark.parametrize("kind", ["module", "macro", "functional_group"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"12", "save", "validate", "name"}])
def test_a_class_that_cannot_be(name: str, kind: str) -> None:
    with pytest.raises(ModelError, match=r"^PS3\.3, table_X: "):
        check(replace(SMALL, attribute_tables=(*SMALL.attribute_tables, table("table_X", kind, name))))


@pytest.mark.parametrize("name", ["None", "IOD", "\u00c9paule", ""])
def test_an_iod_that_cannot_be(name: str) -> None:
    with pytest.raises(ModelError, match=r"^PS3\.3, table_A\.3-1: "):
        check(replace(SMALL, iods=(replace(SMALL.iods[0], name=name),)))


@pytest.mark.parametrize("name", [name for name in NAMES if name])
def test_an_attribute_that_cannot_be(name: str) -> None:
    odd = replace(element("00990001", "Odd", "CS"), keyword=name)
    row = Attribute(tag="00990001", name="Odd", type="3")
    inner = replace(SMALL.attribute_tables[0].entries[4], children=(row,))  # type: ignore[arg-type]
    edition = replace(
        SMALL,
        data_elements=(*SMALL.data_elements, odd),
        attribute_tables=(*SMALL.attribute_tables, table("table_X", "module", "Odd", inner)),
    )
    with pytest.raises(ModelError, match=r"^PS3\.(3, table_X|6, table 6-1), 00990001: "):
        check(edition)


def test_an_attribute_that_no_table_has_may_be_called_as_the_runtime_does() -> None:
    check(replace(SMALL, data_elements=(*SMALL.data_elements, element("FFFEE000", "Item", "SQ"))))


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("module", ("Same", "Same")),
        ("module", ("Same Name", "SameName")),
        ("module", ("SAME", "Same")),
        ("macro", ("Over view", "Overview")),
        ("functional_group", ("A-B", "A B")),
    ],
)
def test_two_classes_of_one_name_or_file(kind: Any, names: tuple[str, str]) -> None:  # noqa: ANN401
    tables = [table(f"table_X{number}", kind, name) for number, name in enumerate(names)]
    with pytest.raises(ModelError, match=r"^PS3\.3, table_X1: .* as is .* of PS3\.3, table_X0$"):
        check(replace(SMALL, attribute_tables=(*SMALL.attribute_tables, *tables)))


def test_two_schemes_whose_files_differ_in_capitals() -> None:
    rows = (Code(scheme="A-b", value="1", meaning="x"), Code(scheme="a_B", value="1", meaning="x"))
    group = replace(SMALL.context_groups[0], rows=rows)
    with pytest.raises(ModelError, match=r"^PS3\.16, table_CID_4: 'a_B' would be class a_B"):
        check(replace(SMALL, context_groups=(group,)))


def test_items_that_are_called_as_an_attribute_is() -> None:
    elements = (element("00990001", "Some Sequence", "SQ"), element("00990002", "Some Item", "CS"))
    rows = [Attribute(tag=each.tag, name=each.name, type="3") for each in elements]
    edition = replace(
        SMALL,
        data_elements=(*SMALL.data_elements, *elements),
        attribute_tables=(*SMALL.attribute_tables, table("table_X", "module", "Odd", *rows)),
    )
    with pytest.raises(ModelError, match=r"^PS3\.3, table_X, 00990001: the items of SomeSequence"):
        check(edition)


def test_references_to_tables_that_are_not_there() -> None:
    edition = replace(
        SMALL,
        attribute_tables=(*SMALL.attribute_tables, table("table_X", "module", "Odd", Include(macro="t"))),
    )
    with pytest.raises(ModelError, match=r"^PS3\.3, table_X: there is no attribute table 't'"):
        check(edition)
    records = ModuleUsage(ie="x", name="x", section="x", module="table_F.5-1", usage="M")
    with pytest.raises(ModelError, match=r"^PS3\.3, table_A\.3-1: table_F\.5-1 is neither a module nor"):
        check(replace(SMALL, iods=(replace(SMALL.iods[0], modules=(records,)),)))
    usage = replace(records, module="t")
    with pytest.raises(ModelError, match=r"^PS3\.3, table_A\.3-1: there is no attribute table 't'"):
        check(replace(SMALL, iods=(replace(SMALL.iods[0], modules=(usage,)),)))


def test_codes_that_would_have_one_name_after_all() -> None:
    codes = [Code(scheme="A", value=value, meaning="Same") for value in ("1.2", "1:2")]
    with pytest.raises(ModelError, match=r"\(1\.2, A\) and \(1:2, A\) .* Same_1_2"):
        unique_names(codes)


@pytest.mark.parametrize("vr", ["US", "DS"])
def test_a_value_that_is_no_number(vr: str) -> None:
    assert scalar("1", element("00280002", "Samples per Pixel", vr)) == 1
    with pytest.raises(ModelError, match=f"00280002: 'one' is no value of {vr}"):
        scalar("one", element("00280002", "Samples per Pixel", vr))


def test_names_that_are_like_those_of_python_but_none() -> None:
    tables = (
        table("table_X", "module", "Class"),
        table("table_Y", "macro", "Type"),
        table("table_Z", "macro", "Code"),
    )
    files = rendered(replace(SMALL, attribute_tables=(*SMALL.attribute_tables, *tables)))
    assert {
        "dicomwright/module/class_.py",
        "dicomwright/macro/type.py",
        "dicomwright/macro/code.py",
    } <= files.keys()
