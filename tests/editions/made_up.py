"""A small edition of all five parts: invented objects, modules, elements, codes and templates in NEMA's DocBook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_BOOK: Final = (
    '<book xmlns="http://docbook.org/ns/docbook" xmlns:xl="http://www.w3.org/1999/xlink" label="PS3.{part}">'
    "<title>PS3.{part}</title><subtitle>DICOM PS3.{part} 2099a - Made up</subtitle>{body}</book>"
)


def _cell(text: str) -> str:
    """A cell; "@" before a word is a reference, "3:" a span of three columns, "~" ends a paragraph."""
    span, text = (f' colspan="{text[0]}"', text[2:]) if text[1:2] == ":" else ("", text)
    words = (_link(word) if word.startswith("@") else word.replace("<", "&lt;") for word in text.split(" "))
    paragraphs = " ".join(words).split("~")
    return f"<td{span}>{''.join(f'<para>{each}</para>' for each in paragraphs)}</td>"


def _link(word: str) -> str:
    document, _, target = word[1:].rpartition("#")
    if document:
        return f'<olink targetdoc="{document}" targetptr="{target}" xrefstyle="select: label"/>'
    return f'<xref linkend="{target}" xrefstyle="select: label"/>'


def table(label: str, caption: str, header: str, *rows: str) -> str:
    """A table; header and rows have | between their cells."""
    head = "".join(f"<th><para>{text}</para></th>" for text in header.split("|"))
    body = "".join(f"<tr>{''.join(map(_cell, row.split('|')))}</tr>" for row in rows)
    return (
        f'<table label="{label}" xml:id="table_{label.replace(" ", "_")}"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def section(label: str, title: str, *content: str) -> str:
    return (
        f'<section label="{label}" xml:id="sect_{label.replace(" ", "_")}"><title>{title}</title>'
        f"{''.join(content)}</section>"
    )


def chapter(label: str, *content: str, title: str = "") -> str:
    inside = f"<title>{title or label}</title>{''.join(content)}"
    return f'<chapter label="{label}" xml:id="chapter_{label}">{inside}</chapter>'


_ATTRIBUTES: Final = "Attribute Name|Tag|Type|Attribute Description"
_MODULES: Final = "IE|Module|Reference|Usage"
_ENTITIES: Final = ("Patient", "Study", "Series", "Equipment", "Image", "Image")


def _module(number: int, name: str, kind: str, *rows: str, inside: str = "") -> str:
    label = f"C.10{number}"
    plain = (f"{name} Size {n}|({number}{n:03},0010)|{type_}|How large." for n, type_ in _TYPES)
    caption = f"{name} {kind} Attributes"
    return section(label, f"{name} {kind}", table(f"{label}-1", caption, _ATTRIBUTES, *plain, *rows), inside)


_TYPES: Final = ((1, "1"), (2, "2"), (3, "3"), (4, "1"), (5, "3"))

_COMPOSITE: Final = section(
    "A.101",
    "Blue Box Image IOD",
    section(
        "A.101.3",
        "Blue Box Image IOD Module Table",
        table(
            "A.101-1",
            "Blue Box Image IOD Modules",
            _MODULES,
            *(f"{ie}|Box {n}|@sect_C.10{n}|{'MMUMCM'[n - 1]}" for n, ie in enumerate(_ENTITIES[:4], 1)),
            "Image|Box 5|@sect_C.105|C - Required if Box 4 Size 1 (4001,0010) is present.",
            "Image|Multi-frame Functional Groups|@sect_C.106|M",
        ),
    ),
    section(
        "A.101.4",
        "Blue Box Image Functional Group Macros",
        table(
            "A.101-2",
            "Blue Box Image Functional Group Macros",
            "Functional Group Macro|Section|Usage",
            *(
                f"Group {n}|@sect_C.10{n}|{usage}"
                for n, usage in ((7, "M"), (8, "U"), (7, "U"), (8, "M"), (7, "M"))
            ),
        ),
    ),
)
_REPORT: Final = section(
    "A.102",
    "Red Report IOD",
    section(
        "A.102.2",
        "Red Report IOD Modules",
        table(
            "A.102-1",
            "Red Report IOD Modules",
            _MODULES,
            *(f"{ie}|Box {n}|@sect_C.10{n}|M" for n, ie in enumerate(_ENTITIES[:5], 1)),
        ),
    ),
    section(
        "A.102.3",
        "Content",
        section("A.102.3.1", "Value Type", "<para>TEXT, CODE, NUM, IMAGE, CONTAINER.</para>"),
        section(
            "A.102.3.2",
            "Relationship Constraints",
            "<para>The content of this IOD shall be conveyed by-value.</para>",
            table(
                "A.102-2",
                "Relationship Content Constraints for Red Report IOD",
                "Source Value Type|Relationship Type (Enumerated Values)|Target Value Type",
                *(
                    f"{source}|{name}|TEXT, CODE"
                    for source in ("CONTAINER", "TEXT", "NUM")
                    for name in ("CONTAINS", "HAS PROPERTIES")
                ),
            ),
        ),
    ),
)
_NORMALIZED: Final = section(
    "B.101",
    "Green Box IOD",
    section(
        "B.101.2",
        "IOD Modules",
        table(
            "B.101-1",
            "Green Box IOD Modules",
            "Module|Reference|Module Description",
            *(f"Box {n}|@sect_C.10{n}|What a green box says of number {n}" for n in range(1, 6)),
        ),
    ),
)
_MEDIA: Final = (
    section(
        "F.3",
        "Basic Directory IOD",
        section(
            "F.3.2",
            "Module Table",
            table(
                "F.3-1",
                "Basic Directory IOD Modules",
                "Module|Reference|Usage|Module Description",
                *(f"Box {n}|@sect_C.10{n}|M|What a directory says of number {n}" for n in range(1, 6)),
            ),
        ),
    ),
    section(
        "F.5.1",
        "Box Directory Record Definition",
        table(
            "F.5-1",
            "Box Keys",
            "Key|Tag|Type|Attribute Description",
            *(f"Box 1 Size {n}|(1{n:03},0010)|1|How large." for n in range(1, 6)),
        ),
    ),
)
_BITS: Final = section(
    "C.101.1",
    "Bits Stored",
    table(
        "C.101.1-1",
        "Colours",
        "Photometric Interpretation|Bits Stored Value",
        *(
            f"{name}|{bits}"
            for name, bits in (
                ("RGB", "8"),
                ("GREY", "12, 16"),
                ("PALETTE", "8"),
                ("YELLOW", "8"),
                ("DARK", "16"),
            )
        ),
    ),
)
_MODULES_AND_MACROS: Final = (
    _module(
        1,
        "Box 1",
        "Module",
        "Kind|(1006,0010)|1|For Defined Terms see @table_C.109-1 .",
        "Bits Stored|(1007,0010)|1|See @sect_C.101.1 .",
        inside=_BITS,
    ),
    _module(2, "Box 2", "Module", "3:Include @table_C.109-2|D @PS3.16#sect_CID_101"),
    _module(3, "Box 3", "Module", "Mode|(3006,0010)|1C|Required if Box 1 Size 1 (1001,0010) is present."),
    _module(4, "Box 4", "Module"),
    _module(5, "Box 5", "Module"),
    _module(6, "Multi-frame Functional Groups", "Module"),
    _module(7, "Group 7", "Macro"),
    _module(8, "Group 8", "Macro"),
    section(
        "C.109",
        "Kinds of Boxes",
        table(
            "C.109-1",
            "Kind Defined Terms",
            "Defined Term Name|Defined Term Description",
            *(f"{name}|Of that sort." for name in ("ROUND", "FLAT", "DEEP", "TALL", "WIDE")),
        ),
        table(
            "C.109-2",
            "Colour Macro Attributes",
            _ATTRIBUTES,
            *(f"Colour {n}|(9{n:03},0010)|{n % 3 + 1}|How dark." for n in range(1, 7)),
        ),
        table("C.109-4", "A Box as an Example", "Corner|Angle", "First|90", "Second|90"),
    ),
)

_TAGS: Final = (
    *(
        (f"({n}{m:03},0010)", f"{'Box' if n < 7 else 'Group'} {n} Size {m}")
        for n in range(1, 9)
        for m in range(1, 6)
    ),
    ("(1006,0010)", "Kind"),
    ("(1007,0010)", "Bits Stored"),
    ("(3006,0010)", "Mode"),
    *((f"(9{n:03},0010)", f"Colour {n}") for n in range(1, 7)),
)


def _elements(tags: Iterable[tuple[str, str]]) -> list[str]:
    return [
        f"{tag}|{name}|{name.replace(' ', '')}|{vr}|1|" for (tag, name), vr in zip(tags, _vrs(), strict=False)
    ]


def _vrs() -> Iterable[str]:
    while True:
        yield from ("LO", "US", "CS", "DS", "US or SS")


def _classes(number: int) -> list[str]:
    sections = ("A.101", "A.102", "B.101", "F.3")
    return [f"Box {n} Storage|1.2.{number}.{n}|@PS3.3#sect_{sections[n % 4]}" for n in range(1, 7)]


def _group(cid: int, *rows: str) -> str:
    facts = (
        ("Type:", "Extensible"),
        ("Version:", "20990101"),
        ("UID:", f"1.2.9.{cid}"),
        ("Keyword:", f"Colours{cid}"),
    )
    entries = "".join(
        f"<varlistentry><term>{term}</term><listitem><para>{text}</para></listitem></varlistentry>"
        for term, text in facts
    )
    header = "Coding Scheme Designator|Code Value|Code Meaning"
    return section(
        f"CID {cid}",
        f"Colours {cid}",
        f"<variablelist>{entries}</variablelist>",
        table(
            f"CID {cid}",
            f"Colours {cid}",
            header,
            *(f"DCM|{cid}{n}|Shade {n} of {cid}" for n in range(6)),
            *rows,
        ),
    )


def _template(tid: int) -> str:
    rows = (
        f'1||CONTAINER|EV ({tid}0, DCM, "Shade 0 of {tid}")|1|M||',
        *(
            f'{n}|>|CODE|EV ({tid}{n}, DCM, "Shade {n} of {tid}")|1-n|U||DCID (101) @sect_CID_101'
            for n in range(2, 7)
        ),
    )
    return section(
        f"TID {tid}",
        f"Report {tid}",
        "<para>Type: Extensible Order: Significant Root: No</para>",
        table(
            f"TID {tid} Parameters",
            "Parameters",
            "Parameter Name|Parameter Usage",
            *(f"$Name{n}|What it stands for" for n in range(5)),
        ),
        table(
            f"TID {tid}",
            f"Report {tid}",
            "|NL|VT|Concept Name|VM|Req Type|Condition|Value Set Constraint",
            *rows,
        ),
    )


_LEVEL: Final = section(
    "C.6",
    "Patient Level",
    table(
        "C.6-1",
        "Patient Level Keys for the Patient Root Query/Retrieve Information Model",
        "Description|Tag|Type",
        "Box 1 Size 1|(1001,0010)|U",
        *(f"Box {n} Size 1|({n}001,0010)|{'ROROR'[n - 2]}" for n in (2, 3, 4, 5)),
        "All other Attributes at Patient Level||O",
    ),
)
_ACTIONS: Final = section(
    "J.3",
    "Box Commitment SOP Class",
    table(
        "J.3-1",
        "Box Commitment - Action Information",
        "Action Type Name|Action Type ID|Attribute|Tag|Requirement Type SCU/SCP",
        "Open Box|1|Box 1 Size 1|(1001,0010)|1/1",
        "||Box 2 Size 1|(2001,0010)|3/3",
        "||Box 3 Size 1|(3001,0010)|1C/1 (Required if Box 4 Size 1 (4001,0010) is present)",
        "Close Box|2|Box 1 Size 1|(1001,0010)|2/2",
        "||Box 5 Size 1|(5001,0010)|-/1",
    ),
)
_WORKLIST: Final = section(
    "K.6",
    "Box Worklist Information Model",
    table(
        "K.6-1",
        "Attributes for the Box Worklist Information Model",
        "Description / Module|Tag|Matching Key Type|Return Key Type|Remark / Matching Type",
        "5:Boxes",
        "Box 1 Size 1|(1001,0010)|R|1|Shall be retrieved with Single Value Matching.",
        "Box 2 Size 1|(2001,0010)|O|2|",
        "Box 3 Size 1|(3001,0010)|-|1C|Required if Box 4 Size 1 (4001,0010) is present.",
        "Box 5 Size 1|(5001,0010)|O|3|",
        "All other Attributes from the Box 1 Module||O|3|",
    ),
)
_NOTIFICATION: Final = section(
    "R.3",
    "Box Notification SOP Class",
    table(
        "R.3.2-1",
        "Box Notification SOP Class N-CREATE Attributes",
        "Attribute Name|Tag|Req. Type N-CREATE (SCU/SCP)",
        "Box 1 Size 1|(1001,0010)|1/1",
        "Box 2 Size 1|(2001,0010)|2/2",
        "Box 3 Size 1|(3001,0010)|3/3",
        "Box 4 Size 1|(4001,0010)|1C/1C (Required if Box 5 Size 1 (5001,0010) is present)",
        "Box 5 Size 1|(5001,0010)|Not allowed",
    ),
)

BODIES: Final = {
    3: chapter("A", _COMPOSITE, _REPORT)
    + chapter("B", _NORMALIZED)
    + chapter("C", *_MODULES_AND_MACROS)
    + chapter("F", *_MEDIA),
    4: chapter(
        "B",
        section(
            "B.5",
            "Standard SOP Classes",
            table(
                "B.5-1",
                "Standard SOP Classes",
                "SOP Class Name|SOP Class UID|IOD Specification (defined in )|Specialization",
                *(f"{row}|" for row in _classes(1)),
            ),
        ),
        section("B.6", "Other", table("B.6-1", "Status", "Status|Meaning|Code", "Done|All is well|0000")),
    )
    + chapter("C", _LEVEL)
    + chapter(
        "I",
        section(
            "I.4",
            "Media Storage Standard SOP Classes",
            table(
                "I.4-1",
                "Media Storage Standard SOP Classes",
                "SOP Class Name|SOP Class UID|IOD Specification (defined in )",
                *_classes(2),
            ),
        ),
    )
    + chapter("J", _ACTIONS)
    + chapter("K", _WORKLIST)
    + chapter("R", _NOTIFICATION),
    5: chapter(
        "6",
        section(
            "6.2",
            "Value Representation (VR)",
            table(
                "6.2-1",
                "DICOM Value Representations",
                "VR Name|Definition|Character Repertoire|Length of Value",
                *(
                    f"{code}~Long word|What may be in it.|Letters and figures|{n} bytes {rule}"
                    for n, (code, rule) in enumerate(
                        (
                            ("LO", "maximum"),
                            ("US", "fixed"),
                            ("CS", "maximum"),
                            ("DS", "maximum"),
                            ("SS", "fixed"),
                            ("SH", "maximum"),
                        ),
                        2,
                    )
                ),
            ),
        ),
    ),
    6: chapter(
        "6",
        table("6-1", "Registry of DICOM Data Elements", "Tag|Name|Keyword|VR|VM|", *_elements(_TAGS)),
        title="Registry of DICOM Data Elements",
    )
    + chapter(
        "7",
        table(
            "7-1",
            "Registry of DICOM File Meta Elements",
            "Tag|Name|Keyword|VR|VM|",
            *_elements((f"(0002,{n:04})", f"Meta {n}") for n in range(1, 7)),
        ),
        title="Registry of DICOM File Meta Elements",
    )
    + chapter(
        "A",
        table(
            "A-1",
            "UID Values",
            "UID Value|UID Name|UID Keyword|UID Type|Part",
            *(f"1.2.1.{n}|Box {n} Storage|Box{n}Storage|SOP Class|@PS3.4#chapter_B" for n in range(1, 7)),
        ),
        table(
            "A-2",
            "Well-known Frames of Reference",
            "UID Value|UID Name|UID Keyword|Normative Reference",
            *(f"1.2.3.{n}|Space {n}|Space{n}|" for n in range(1, 7)),
        ),
        table(
            "A-3",
            "Context Group UID Values",
            "Context UID|Context Identifier|Context Group Name|Comment",
            *(f"1.2.9.{n}|@PS3.16#sect_CID_{n}|Colours {n}|" for n in range(101, 107)),
        ),
    ),
    15: chapter(
        "E",
        section(
            "E.1.1",
            "De-identifier",
            f"<para>The actions are those of {_link('@table_E.1-1a')}.</para>",
            table(
                "E.1-1a",
                "De-identification Action Codes",
                "Action Code|Meaning",
                "X|remove it and all below",
                "Z|replace with a zero length value",
                "D|replace with a dummy value",
                "K|keep it as it is",
                "C|clean it of all that",
                "U|replace with another UID",
                "X/Z/D|X unless one is required (Type 3 versus Type 2 versus Type 1)",
            ),
            table(
                "E.1-1",
                "Application Level Confidentiality Profile Attributes",
                "Attribute Name|Tag|Retd. (from )|In Std. Comp. IOD (from )|Basic Prof.|Rtn. UIDs Opt.|"
                "Rtn. Dev. Id. Opt.|Rtn. Long. Full Dates Opt.|Rtn. Long. Modif. Dates Opt.|Clean Graph. Opt.",
                "Box Name|(0010,0010)|N|Y|Z|||||",
                "Box UID|(0010,0011)|N|Y|U|K|K|||",
                "Box Date|(0010,0012)|N|Y|X/Z/D|||K|C|",
                "Box Time|(0010,0013)|Y|N|X|||K|C|",
                "Box Label|(0010,0014)|N|Y|D||K|||C",
                "Box Lines|(60xx,3000)|N|Y|X|||||C",
                "Box Colour|(0010,0015)|N|N|X||C|||",
            ),
        ),
        section(
            "E.3.4",
            "Clean Structured Content Option",
            table(
                "E.3.4-1",
                "Application Level Confidentiality Profile Content Item Concept Name Codes",
                "Code Meaning|Code Value|Coding Scheme Designator|Value Type|Retd. (from )|In Std. Tpl. (from )|"
                "Basic Prof.|Rtn. UIDs Opt.|Clean Desc. Opt.",
                *(f"Shade {n}|101{n}|DCM|TEXT|N|Y|X||C" for n in range(6)),
                "Picture|1019|DCM|IMAGE|N|Y|D|K|",
            ),
        ),
        section(
            "E.3.10",
            "Retain Safe Private Option",
            f"<para>Those of {_link('@table_E.3.10-1')} are safe.</para>",
            table(
                "E.3.10-1",
                "Safe Private Attributes",
                "Data Element|Private Creator|VR|VM|Meaning",
                *(f"(7053,xx0{n})|Maker of boxes|DS|1|Width {n} of it" for n in range(6)),
            ),
        ),
    ),
    16: chapter(
        "8",
        section(
            "8.1",
            "Coding Schemes",
            table(
                "8-1",
                "Coding Schemes",
                "Coding Scheme Designator|Coding Scheme UID|Coding Scheme Name|Description",
                *(f"C{n}|1.2.8.{n}|Colours of {n}|Some more words" for n in range(6)),
            ),
        ),
    )
    + chapter("A", *(_template(tid) for tid in (201, 202)))
    + chapter("B", _group(101), _group(102, "3:Include @sect_CID_101"), _group(103))
    + chapter(
        "D",
        table(
            "D-1",
            'DICOM Controlled Terminology Definitions (Coding Scheme Designator "DCM")',
            "Code Value|Code Meaning|Definition|Notes",
            *(
                f"{owner}{n}|Shade {n} of {owner}|What is meant by this shade|"
                for owner in (101, 102, 103, 201, 202)
                for n in range(7)
            ),
        ),
        title="DICOM Controlled Terminology Definitions (Normative)",
    ),
}
"""The text of each part, by its number."""


def write(folder: Path) -> dict[int, Path]:
    """Write the parts; where each lies, by its number."""
    paths = {part: folder / f"part{part:02}.xml" for part in BODIES}
    for part, path in paths.items():
        path.write_text(_BOOK.format(part=part, body=BODIES[part]), encoding="utf-8")
    return paths
