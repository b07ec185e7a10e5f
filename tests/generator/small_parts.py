"""A made-up edition of five parts, small enough to be read a thousand times; every kind of table is there."""

from __future__ import annotations

from typing import Final

from model.books import IOD_HEADER, cid, para, section, table, td, tr, xref

EDITION: Final = "2099a"
_BOOK: Final = """<?xml version="1.0" encoding="utf-8"?>
<book xmlns="http://docbook.org/ns/docbook" xmlns:xl="http://www.w3.org/1999/xlink" version="5.0" label="PS3.{part}">
<title>PS3.{part}</title><subtitle>DICOM PS3.{part} 2099a - Things</subtitle>{body}</book>"""


def chapter(label: str, *content: str) -> str:
    return f'<chapter label="{label}" xml:id="chapter_{label}"><title>{label}</title>{"".join(content)}</chapter>'


def variables(*pairs: tuple[str, str], title: str = "") -> str:
    entries = "".join(
        f"<varlistentry><term>{term}</term><listitem>{para(text)}</listitem></varlistentry>"
        for term, text in pairs
    )
    return f"<variablelist><title>{title}</title>{entries}</variablelist>"


def book(part: int, *content: str) -> str:
    return _BOOK.format(part=part, body="".join(content))


def part3() -> str:
    iods = section(
        table(
            tr(td("Patient", rowspan=1), "Patient", xref("sect_C.1"), "M"),
            tr("Image", "Thing", xref("sect_C.2"), "C - Required if Modality (0008,0060) is CT."),
            xml_id="table_A.1-1",
            header=IOD_HEADER,
            caption="Thing Image IOD Modules",
        ),
        table(
            tr("Measures", xref("sect_C.4"), "M"),
            xml_id="table_A.1-2",
            header=("Functional Group Macro", "Section", "Usage"),
            caption="Thing Image Functional Group Macros",
        ),
        table(
            tr("CONTAINER", "CONTAINS", "TEXT, NUM"),
            xml_id="table_A.1-3",
            header=("Source Value Type", "Relationship Type (Enumerated Values)", "Target Value Type"),
            caption="Relationship Content Constraints for Thing Image IOD",
        ),
        para("Modality (0008,0060) shall be CT."),
        label="A.1",
        title="Thing Image IOD",
    )
    patient = section(
        table(
            tr("Patient's Name", "(0010,0010)", "2", "A name."),
            tr(
                "Modality",
                "(0008,0060)",
                "1",
                para("A modality.") + variables(("CT", "x"), title="Enumerated Values:"),
            ),
            tr(td(f"Include {xref('table_C.3-1')}", colspan=2), td("x", colspan=2)),
            caption="Patient Module Attributes",
        ),
        section(variables(("A", "x"), ("B", "x"), title="Defined Terms:"), label="C.1.1.1", title="Form"),
        title="Patient Module",
    )
    thing = section(
        table(
            tr(
                "Thing Sequence",
                "(0008,1140)",
                "1C",
                "Things. One or more Items. Required if Modality (0008,0060) is CT.",
            ),
            tr("&gt;Form", "(0008,9007)", "1", f"See {xref('sect_C.1.1.1')}. Value 1 shall be A."),
            tr(td(f"&gt;Include {xref('table_C.3-1')}", colspan=2), td(f"Defined {cid('4')}", colspan=2)),
            tr("Rows", "(0028,0010)", "1", "A number of rows. Shall be greater than 1."),
            xml_id="table_C.2-1",
            caption="Thing Module Attributes",
        ),
        label="C.2",
    )
    macro = section(
        table(
            tr("Code Value", "(0008,0100)", "1C", "A value. Required if the thing was so."),
            xml_id="table_C.3-1",
            caption="Code Sequence Macro Attributes",
        ),
        label="C.3",
        title="Code Sequence Macro",
    )
    measures = section(
        table(
            tr("Measures Sequence", "(0028,9110)", "1", "Only a single Item shall be included."),
            tr("&gt;Rows", "(0028,0010)", "3", "A number."),
            xml_id="table_C.4-1",
            caption="Measures Macro Attributes",
        ),
        label="C.4",
        title="Measures Macro",
    )
    keys = table(
        tr("Patient's Name", "(0010,0010)", "2", "A name."),
        xml_id="table_F.5-1",
        header=("Key", "Tag", "Type", "Attribute Description"),
        caption="Patient Keys",
    )
    values = table(
        tr("ONE", "The first."),
        xml_id="table_C.5-1",
        header=("Defined Term Name", "Defined Term Description"),
        caption="Defined Terms of Form",
    )
    return book(
        3, chapter("A", iods), chapter("C", patient, thing, macro, measures, values), chapter("F", keys)
    )


def part4() -> str:
    header = ("SOP Class Name", "SOP Class UID", "IOD Specification", "Specialization")
    row = tr("Thing Image Storage", "1.2.3", '<olink targetdoc="PS3.3" targetptr="sect_A.1"/>', "")
    media = table(row, xml_id="table_I.4-1", header=header, caption="Media Storage Standard SOP Classes")
    return book(
        4,
        chapter("B", table(row, xml_id="table_B.5-1", header=header, caption="Standard SOP Classes")),
        chapter("I", media),
    )


def part5() -> str:
    header = ("VR Name", "Definition", "Character Repertoire", "Length of Value")
    rows = [tr(f"{vr} Thing", "x", "x", "16 bytes maximum") for vr in ("CS", "SQ", "PN", "US", "SH")]
    return book(
        5, chapter("6", table(*rows, xml_id="table_6.2-1", header=header, caption="Value Representations"))
    )


def part6() -> str:
    elements = (
        ("0008,0060", "Modality", "CS"),
        ("0008,0100", "Code Value", "SH"),
        ("0008,1140", "Thing Sequence", "SQ"),
        ("0008,9007", "Form", "CS"),
        ("0010,0010", "Patient's Name", "PN"),
        ("0028,0010", "Rows", "US"),
        ("0028,9110", "Measures Sequence", "SQ"),
    )
    rows = [
        tr(f"({tag})", name, name.replace(" ", "").replace("'", ""), vr, "1", "")
        for tag, name, vr in elements
    ]
    uids = tr("1.2.3", "Thing Image Storage", "ThingImageStorage", "SOP Class", "PS3.4")
    groups = tr("1.2.4", "4", "Region", "")
    return book(
        6,
        chapter("6", table(*rows, xml_id="table_6-1", header=("Tag", "Name", "Keyword", "VR", "VM", ""))),
        chapter(
            "A",
            table(
                uids, xml_id="table_A-1", header=("UID Value", "UID Name", "UID Keyword", "UID Type", "Part")
            ),
            table(
                groups,
                xml_id="table_A-3",
                header=("Context UID", "Context Identifier", "Context Group Name", "Comment"),
            ),
        ),
    )


def part16() -> str:
    facts = variables(
        ("Keyword:", "Region"), ("Type:", "Extensible"), ("Version:", "20250401"), ("UID:", "1.2.4")
    )
    codes = ("Coding Scheme Designator", "Code Value", "Code Meaning")
    row = (
        "",
        "NL",
        "Rel with Parent",
        "VT",
        "Concept Name",
        "VM",
        "Req Type",
        "Condition",
        "Value Set Constraint",
    )
    group = table(
        tr("SCT", "1", "Liver"), tr(td(f"Include {cid('5')}", colspan=3)), xml_id="table_CID_4", header=codes
    )
    other = table(tr("SCT", "2", "Spleen"), xml_id="table_CID_5", header=codes)
    template = table(
        tr("1", "", "", "CONTAINER", 'EV (1, DCM, "One")', "1", "M", "", ""),
        tr(
            "2",
            "&gt;",
            "CONTAINS",
            "NUM",
            "$Thing",
            "1-n",
            "MC",
            "IF Row 1 is present",
            'UNITS = EV (mm, UCUM, "mm")',
        ),
        xml_id="table_TID_300",
        header=row,
        caption="Measurement",
    )
    terms = table(
        tr("1", "One", "x", ""),
        xml_id="table_D-1",
        header=("Code Value", "Code Meaning", "Definition", "Notes"),
    )
    schemes = table(
        tr("SCT", "1.2.5", "SNOMED CT", ""),
        xml_id="table_8-1",
        header=("Coding Scheme Designator", "Coding Scheme UID", "Coding Scheme Name", "Description"),
    )
    return book(
        16,
        chapter("8", schemes),
        chapter(
            "B",
            section(facts, group, label="CID 4", title="Region").replace("sect_CID 4", "sect_CID_4"),
            section(other, label="CID 5", title="Other").replace("sect_CID 5", "sect_CID_5"),
        ),
        chapter(
            "C",
            section(
                variables(("Type:", "Extensible"), ("Order:", "Significant"), ("Root:", "Yes")),
                template,
                label="TID 300",
                title="Measurement",
            ).replace("sect_TID 300", "sect_TID_300"),
        ),
        chapter("D", terms),
    )


PARTS: Final = {3: part3(), 4: part4(), 5: part5(), 6: part6(), 16: part16()}
