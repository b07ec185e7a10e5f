"""Seeded edits of the elements, attributes and texts of a part: what somebody else's hands might do to one."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from dicomwright.generator.docbook.elements import Element

DOCBOOK: Final = "{http://docbook.org/ns/docbook}"
XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
NAMES: Final = (
    "table",
    "section",
    "tr",
    "td",
    "th",
    "para",
    "note",
    "variablelist",
    "itemizedlist",
    "listitem",
    "tbody",
)
TEXTS: Final = (
    *(
        "",
        " ",
        "\u00b2",
        "-1",
        "0",
        "99999999",
        "9" * 5000,
        "1-n",
        "1-1-n",
        "2-2n",
        "M",
        "U",
        "C",
        "MC",
        "1C",
        "3",
        ">" * 300,
    ),
    *(
        "None",
        "Item",
        "save",
        "12",
        "\u00c9paule",
        "class",
        "()",
        "(0010,0010)",
        "(FFFF,FFFF)",
        "(60xx,0010)",
        "(0010,001",
        "Tag",
    ),
    *(
        "Include",
        "Include CID",
        "Include \u27e6table_C.1-1\u27e7",
        ">Include \u27e6table_C.2-1\u27e7",
        "DTID 300",
        "BCID 4",
    ),
    *(
        "Required if",
        "Required if Modality (0008,0060) is",
        "Shall be equal to",
        "Enumerated Values:",
        "Value 99 shall be A.",
    ),
    *(
        "One or more Items",
        "May be present otherwise",
        "16 bytes",
        "\U0010ffff" * 3,
        "a" * 200,
        "See \u27e6sect_C.1\u27e7.",
    ),
    *(
        'EV (1, DCM, "x")',
        "EV (",
        "$",
        "$A=",
        "UNITS = ",
        "IF",
        "XOR Row 2",
        "1.2.840",
        "DCM",
        "SCT",
        "SQ or OB",
        "SQ",
        "US",
    ),
    *(
        '"""',
        '"); x(); ("',
        "\\",
        "{{ x }}",
        "\u202e\u2028\u200b",
        "CID 4",
        "TID 300",
        "Baseline",
        "Version: 20",
    ),
)


def edited(text: str, random: Random, count: int) -> bytes:
    """The text of a part after some edits."""
    root = etree.fromstring(text.encode())
    for _ in range(count):
        elements = [each for each in root.iter() if each is not root]
        if elements:
            random.choice(EDITS)(elements, random)
    return etree.tostring(root, encoding="utf-8")


def _remove(elements: Sequence[Element], random: Random) -> None:
    element = random.choice(elements)
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _repeat(elements: Sequence[Element], random: Random) -> None:
    element = random.choice(elements)
    element.addnext(copy.deepcopy(element))


def _move(elements: Sequence[Element], random: Random) -> None:
    element, other = random.choice(elements), random.choice(elements)
    if other not in element.iter():
        other.insert(random.randint(0, len(other)), element)


def _nest(elements: Sequence[Element], random: Random) -> None:
    element = random.choice(elements)
    element.append(copy.deepcopy(element))


def _rename(elements: Sequence[Element], random: Random) -> None:
    random.choice(elements).tag = DOCBOOK + random.choice(NAMES)


def _say(elements: Sequence[Element], random: Random) -> None:
    element = random.choice(elements)
    element.text = random.choice(TEXTS)


def _swap(elements: Sequence[Element], random: Random) -> None:
    one, other = random.choice(elements), random.choice(elements)
    one.text, other.text = other.text, one.text


def _forget(elements: Sequence[Element], random: Random) -> None:
    element = random.choice([each for each in elements if each.attrib] or elements)
    if element.attrib:
        del element.attrib[random.choice(sorted(map(str, element.attrib)))]


def _mark(elements: Sequence[Element], random: Random) -> None:
    known = [value for each in elements for value in map(str, each.attrib.values())]
    name = random.choice(("colspan", "rowspan", "label", XML_ID, "linkend", "targetptr", "targetdoc"))
    random.choice(elements).set(name, random.choice((*known, *TEXTS)))


EDITS: Final[tuple[Callable[[Sequence[Element], Random], None], ...]] = (
    *(_remove, _repeat, _move, _nest, _rename, _say, _say, _swap, _forget, _mark, _mark),
)
