"""Value lists that stand elsewhere: in subsections, in tables, in another module, for one IOD alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from committed import attribute_tables, flattened
from model.books import attribute, entries, para, section, table, td, tr, xref

from dicomwright.generator.facts import Attribute, ValueList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.books import Read

IMAGE_TYPE: Final = ("Image Type", "(0008,0008)")
BOTH: Final = "Image Type (0008,0008) and Frame Type (0008,9007)"
TERMS: Final = ("Defined Term Name", "Defined Term Description")


def values_of(found: Attribute) -> list[tuple[str, int | None, tuple[str, ...]]]:
    return [(each.kind, each.value_number, each.values) for each in found.value_lists]


def row(text: str, name: str = "Image Type", tag: str = "(0008,0008)") -> str:
    return tr(name, tag, "1", td(text))


def terms(xml_id: str, caption: str, *values: str, header: tuple[str, ...] = TERMS) -> str:
    made = table(
        *(tr(value, "means that") for value in values), xml_id=xml_id, caption=caption, header=header
    )
    return made if header else made.replace("<thead><tr></tr></thead>", "")


def subsections() -> tuple[str, ...]:
    """A section about two attributes, whose lists stand below it."""
    return (
        section(
            section(
                para(f"Value 1 of {BOTH} shall be one of {xref('table_C.2-1')}."),
                terms("table_C.2-1", "Image Type Value 1", "ORIGINAL", "DERIVED"),
                label="C.2.1",
                title="Pixel Data",
            ),
            section(
                para(f"Value 4 shall have a value of NONE when Value 1 is ORIGINAL. {BOTH} have these:"),
                terms("table_C.2-2", "Image Type Value 4", "MEAN"),
                label="C.2.2",
                title="Contrast",
            ),
            section(
                para("Frame Comments (0020,9158) has these."),
                terms("table_C.2-3", "Comments", "LONG", "SHORT"),
                label="C.2.3",
                title="Comments",
            ),
            label="C.2",
            title="Image Type and Frame Type",
        ),
    )


def test_lists_of_subsections(read: Read) -> None:
    found = read(section(table(row(f"See {xref('sect_C.2')}."))), *subsections())
    assert values_of(attribute(found)) == [
        ("defined", 1, ("ORIGINAL", "DERIVED")),
        ("defined", 4, ("MEAN", "NONE")),
    ]


def test_a_section_refers_to_another_one(read: Read) -> None:
    special = section(
        para(
            f"In addition to the requirements specified in {xref('sect_C.2')} Image Type, more is specified."
        ),
        section(
            para(f"Value 4 of {BOTH} is discussed in {xref('sect_C.2.2')}. The value shall be MAX."),
            label="C.3.1",
            title="Contrast",
        ),
        label="C.3",
        title="Image Type and Frame Type",
    )
    found = attribute(read(section(table(row(f"See {xref('sect_C.3')}."))), *subsections(), special))
    assert values_of(found) == [
        ("enumerated", 4, ("MAX",)),
        ("defined", 1, ("ORIGINAL", "DERIVED")),
    ]
    assert found.value_lists[0].replaces == "table_C.2-2"


def test_requirements_without_terms(read: Read) -> None:
    special = section(
        para(f"In addition to the requirements specified in {xref('sect_C.2')}, these are specified."),
        section(
            para(f"See {xref('sect_C.2.2')} for requirements, but not Defined Terms."),
            para(f"{BOTH} have these."),
            terms("table_C.3-1", "Spectroscopy Value 4", "PEAK"),
            label="C.3.1",
            title="Contrast",
        ),
        label="C.3",
        title="Image Type",
    )
    found = attribute(read(section(table(row(f"See {xref('sect_C.3')}."))), *subsections(), special))
    assert values_of(found) == [("defined", 4, ("PEAK",)), ("defined", 1, ("ORIGINAL", "DERIVED"))]


@pytest.mark.parametrize(
    ("unless", "conditional"),
    [("", [False, False]), (' unless the SOP Class UID (0008,0016) is "1.2.3"', [True, True, False])],
)
def test_the_values_of_another_attribute_without_one(
    read: Read, unless: str, conditional: list[bool]
) -> None:
    said = (
        "Enumerated Values and Defined Terms are the same as those for Image Type (0008,0008), except that "
    )
    same = f"{said}the Value DERIVED is not allowed{unless}. See {xref('sect_C.2')}."
    found = attribute(read(section(table(row(same, "Frame Type", "(0008,9007)"))), *subsections()))
    assert [each.condition is not None for each in found.value_lists] == conditional
    assert [each.values for each in found.value_lists if each.value_number == 1][-1] == ("ORIGINAL",)


def test_a_term_of_one_attribute_alone(read: Read) -> None:
    mixed = tr("MIXED", "Used only as a value in Image Type (0008,0008) where frames differ.")
    values = table(tr("ORIGINAL", "One."), mixed, xml_id="table_C.2-1", caption="Value 1", header=TERMS)
    about = section(values, label="C.2", title="Image Type and Frame Type")
    for name, tag, wanted in (
        (*IMAGE_TYPE, ("ORIGINAL", "MIXED")),
        ("Frame Type", "(0008,9007)", ("ORIGINAL",)),
    ):
        found = attribute(read(section(table(row(f"See {xref('sect_C.2')}.", name, tag))), about))
        assert [each.values for each in found.value_lists] == [wanted]


def test_tables_without_a_header_row(read: Read) -> None:
    about = section(
        para("Value 3 (Flavor) shall have the Defined Terms in " + xref("table_C.2-1") + "."),
        para("Value 2 shall have a value of PRIMARY or SECONDARY"),
        terms("table_C.2-1", "Flavors", "LABEL", "OVERVIEW", header=()),
        label="C.2",
        title="Image Type",
    )
    assert values_of(attribute(read(section(table(row(f"See {xref('sect_C.2')}."))), about))) == [
        ("enumerated", 2, ("PRIMARY", "SECONDARY")),
        ("defined", 3, ("LABEL", "OVERVIEW")),
    ]


def test_tables_of_allowed_combinations(read: Read) -> None:
    header = ("Photometric Interpretation", "Samples per Pixel Value", "Bits Stored")
    rows = (tr("MONOCHROME2", "1", "12, 16"), tr("RGB", "3", "8 - or as the palette has it"))
    combined = table(*rows, xml_id="table_C.2-1", header=header, caption="Combinations of Things")
    about = section(combined, label="C.2", title="Samples per Pixel")
    pointing = f"For Enumerated Values see {xref('sect_C.2')}."
    for name, tag, wanted in (
        ("Samples per Pixel", "(0028,0002)", [("enumerated", None, ("1", "3"))]),
        ("Bits Stored", "(0028,0101)", []),  # one cell says more than values
    ):
        assert values_of(attribute(read(section(table(row(pointing, name, tag))), about))) == wanted


LIST: Final = (
    "<variablelist><title>Enumerated Values:</title><varlistentry><term>FIXED</term>"
    "<listitem><para/></listitem></varlistentry></variablelist>"
)


@pytest.mark.parametrize(
    ("said", "kind"), [("Defined Terms", "defined"), ("Enumerated Values", "enumerated")]
)
@pytest.mark.parametrize("target", ["table_C.2-1", "sect_C.2"])
@pytest.mark.parametrize("name", ["Grid", "Default Grid"])
def test_lists_of_another_module(read: Read, said: str, kind: str, target: str, name: str) -> None:
    other = section(
        table(
            tr("Grid", "(0018,1166)", "3", f"<td>{LIST}</td>"), xml_id="table_C.2-1", caption="Grid Module"
        ),
        label="C.2",
        title="Grid Module",
    )
    tag = "(0018,1166)" if name == "Grid" else "(0018,9999)"
    found = read(section(table(row(f"See {xref(target)} for {said}.", name, tag))), other)
    (own,) = entries(found)
    assert isinstance(own, Attribute)
    assert values_of(own) == [(kind, None, ("FIXED",))]


def test_lists_of_one_iod(read: Read) -> None:
    iod = section(section(label="A.1.1", title="Description"), label="A.1", title="Breast Image IOD")
    general = section(para("Value 4 shall be NONE."), label="C.2", title="Image Type")
    breast = section(terms("table_C.3-1", "Value 4", "MEAN"), label="C.3", title="Image Type")
    text = f"See {xref('sect_C.2')}. For Breast Image See {xref('sect_C.3')}."
    found = attribute(read(section(table(row(text))), general, breast, iods=iod))
    assert [(each.values, each.condition and each.condition.sections) for each in found.value_lists] == [
        (("NONE",), ("sect_A.1",)),
        (("MEAN",), ("sect_A.1",)),
    ]


# The edition ---------------------------------------------------------------------------------------------


def lists(xml_id: str, name: str) -> Iterator[ValueList]:
    for found in flattened(attribute_tables()[xml_id].entries):
        if isinstance(found.entry, Attribute) and found.entry.name == name:
            yield from found.entry.value_lists


ENHANCED: Final = ("table_C.8-79", "table_C.8-102", "table_C.8-114", "table_C.8.19.2-1", "table_C.8.22-3")


@pytest.mark.parametrize("xml_id", ENHANCED)
def test_image_types_of_enhanced_images(xml_id: str) -> None:
    """PS3.3 C.8.16.1: values 1 and 2 are enumerated in every enhanced image, values 3 and 4 have terms."""
    found = {(each.kind, each.value_number): each.values for each in lists(xml_id, "Image Type")}
    assert found["enumerated", 1] == ("ORIGINAL", "DERIVED", "MIXED")
    assert found["enumerated", 2] == ("PRIMARY",)
    assert found["defined", 3]
    fourth = found.get(("defined", 4)) or found["enumerated", 4]
    assert "NONE" in fourth


def test_terms_of_one_iod_do_not_hold_for_another() -> None:
    """PS3.3 C.8.21.5.1: Breast Tomosynthesis has terms of its own; the value is NONE in every other X-Ray 3D image."""
    fourth = [each for each in lists("table_C.8.21.5.1-1", "Frame Type") if each.value_number == 4]
    breast = 'sop_class_is("1.2.840.10008.5.1.4.1.1.13.1.3")'
    said = {each.condition.expression if each.condition else "": (each.kind, each.values) for each in fourth}
    assert said[f"not_({breast})"] == ("enumerated", ("NONE",))
    assert said[breast] == ("defined", ("GENERATED_2D", "MAXIMUM", "MEAN", "ADDITION", "SUBTRACTION", "NONE"))
