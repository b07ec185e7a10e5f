"""Values in every shape that may hide something: wrong VRs, character sets, private blocks, signatures, old copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from deidentify.marking import errors

from dicomwright.deidentify import Profile, Record, deidentify
from dicomwright.deidentify.rewriting import rewritten
from dicomwright.dictionary import ELEMENTS
from dicomwright.iods import CTImage, EnhancedSR
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from dicomwright.runtime import IOD

Elements = dict[str, tuple[str, Any]]
KEY: Final = b"key"
SECRET: Final = b"SECRET"
ITEM: Final = b"\xfe\xff\x00\xe0\x0e\x00\x00\x00\x10\x00\x10\x00\x06\x00\x00\x00SECRET"


def item(elements: Elements) -> tuple[str, list[DataSet]]:
    return "SQ", [DataSet({int(tag, 16): element for tag, element in elements.items()})]


def made(elements: Elements, cls: type[IOD] = CTImage) -> IOD:
    content = content_of(minimal(cls))
    data = content.dataset
    found = {int(tag, 16): element for tag, element in elements.items()}
    data.elements = dict(sorted({**data.elements, **found}.items()))
    return rewritten(cls, data, content)


def done(elements: Elements, cls: type[IOD] = CTImage, **options: Any) -> tuple[bytes, IOD, Record]:  # noqa: ANN401
    source = made(elements, cls)
    found, record = deidentify(source, Profile(burned_in="list", documents="dummy", **options), key=KEY)
    assert [error for error in errors(found) if error not in errors(source)] == []
    return found.to_bytes(validated=False), found, record


NAMED: Final[Elements] = {"00100010": ("PN", SECRET)}
SHAPES: Final[dict[str, Elements]] = {
    "a name whose VR is unknown": {"00100010": ("UN", SECRET)},
    "a name of no row whose VR is unknown": {"00142006": ("UN", SECRET)},
    "items whose VR is unknown": {"00400275": ("UN", ITEM)},
    "items of no row whose VR is unknown": {"00081032": ("UN", ITEM)},
    "items that nobody can read": {"00081032": ("UN", SECRET + b"OF")},
    "items that are bytes": {"00081032": ("OB", SECRET)},
    "references that nobody can read": {"00081140": ("UN", SECRET + b"OF")},
    "content that nobody can read": {"0040A730": ("UN", SECRET)},
    "text instead of a number": {"00200013": ("LO", SECRET)},
    "bytes instead of numbers": {"00280030": ("UN", b"SECRET, and more than a number")},
    "text instead of a date": {"00080022": ("LO", SECRET)},
    "a date that is none": {"00080022": ("DA", SECRET)},
    "an age that is none": {"00101010": ("AS", SECRET)},
    "an attribute of no dictionary": {"00187FFE": ("LO", SECRET)},
    "a retired comment": {"00084000": ("LT", SECRET)},
    "retired groups": {"00204000": ("LT", SECRET), "4008010B": ("ST", SECRET)},
    "a directory": {"00041500": ("CS", SECRET)},
    "padding": {"FFFCFFFC": ("OB", SECRET)},
    "a signature": {"FFFAFFFA": item({"04000115": ("OB", SECRET), "04000120": ("OB", SECRET)})},
    "original attributes": {
        "04000561": item({"04000550": item(NAMED), "04000563": ("LO", SECRET), "04000564": ("LO", SECRET)})
    },
    "modified attributes": {"04000561": item({"04000552": item({"00104000": ("LT", SECRET)})})},
    "a curve": {"50000005": ("US", b"\1\0"), "50003000": ("OW", SECRET), "50020022": ("LO", SECRET)},
    "an overlay": {"60003000": ("OW", SECRET), "60000022": ("LO", SECRET), "60001500": ("LO", SECRET)},
    "another overlay": {"601E0022": ("LO", SECRET), "601E1500": ("LO", SECRET), "601E3000": ("OB", SECRET)},
    "an overlay without bits": {"60020010": ("US", b"\1\0"), "60021500": ("LO", SECRET)},
    "a private block": {"00090010": ("LO", SECRET), "00091001": ("LO", SECRET)},
    "private items": {"00090010": ("LO", b"ACME"), "00091001": item(NAMED)},
    "private attributes that nobody reserves": {"00091101": ("OB", SECRET), "7FE11001": ("UN", SECRET)},
    "a private block without attributes": {"000B0010": ("LO", SECRET), "000B00FF": ("LO", SECRET)},
    "a private group that has no blocks": {"00090001": ("LO", SECRET), "000900FE": ("UT", SECRET)},
    "private attributes in items": {"00081032": item({"00090010": ("LO", SECRET), "00091001": ("SQ", [])})},
    "a request": {"00321064": item({"00080104": ("LO", b"CODE"), "00091001": ("LO", SECRET)})},
}


@pytest.mark.parametrize(
    "options", [{}, {"retain_safe_private": True, "retain_uids": True}], ids=["basic", "options"]
)
@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_is_left(shape: str, options: dict[str, bool]) -> None:
    assert SECRET in made(SHAPES[shape]).to_bytes(validated=False)
    data, _, record = done(SHAPES[shape], **options)
    assert SECRET not in data
    assert "SECRET" not in repr(record)


def test_overlays_in_the_bits_of_pixels_need_a_human_eye() -> None:
    _, _, record = done({"60000102": ("US", b"\x0c\0")})
    assert "PixelData: has bits of an overlay" in record.review


SETS: Final = {
    "ISO_IR 100": ("Müller", "latin-1"),
    "ISO_IR 101": ("Łódź", "iso8859_2"),
    "ISO_IR 144": ("Иван", "iso8859_5"),
    "ISO_IR 127": ("قباني", "iso8859_6"),
    "ISO_IR 126": ("Διονυσιος", "iso8859_7"),
    "ISO_IR 138": ("שרון", "iso8859_8"),
    "ISO_IR 148": ("Çavuşoğlu", "iso8859_9"),
    "ISO_IR 166": ("สมชาย", "tis_620"),
    "ISO_IR 13": ("ﾔﾏﾀﾞ", "shift_jis"),
    "\\ISO 2022 IR 87": ("山田", "iso2022_jp"),
    "\\ISO 2022 IR 149": ("김희중", "euc_kr"),
    "ISO_IR 192": ("Wang^王小東", "utf-8"),
    "GB18030": ("王小东", "gb18030"),
    "GBK": ("王小东", "gbk"),
}
TEXTS: Final = {"00100010": "PN", "00104000": "LT", "00081030": "LO", "00080081": "ST", "00080080": "LO"}


@pytest.mark.parametrize("said", [*SETS, "ISO_IR 6", "NO SUCH SET"])
@pytest.mark.parametrize("name", SETS)
def test_no_character_set_hides_a_name(name: str, said: str) -> None:
    """Whether the file says which it is, or another."""
    text, codec = SETS[name]
    value = text.encode(codec)
    value += b" " * (len(value) % 2)
    elements: Elements = {tag: (vr, value) for tag, vr in TEXTS.items()}
    elements |= {"00080005": ("CS", said.encode() + b" " * (len(said) % 2)), "00081032": item(elements)}
    data, _, _ = done(elements)
    others = (text.encode(each, "ignore") for _, each in SETS.values())
    assert [each for each in (value, *others) if len(each) > 3 and each.strip() in data] == []


def test_what_is_said_of_the_dates() -> None:
    dates: Elements = {
        "00080020": ("DA", b"20250607"),
        "00080022": ("DA", b"2025.06.07"),
        "00080030": ("TM", b"101112.25 "),
        "0008002A": ("DT", b"20250607101112.25-0530"),
        "00180015": ("CS", b"CHEST "),
        "00080021": ("DA", b"20250607-20250610 "),
        "00080012": ("DA", b"20251345"),
    }
    _, removed, _ = done(dates)
    assert (removed.StudyDate, removed.StudyTime, removed.AcquisitionDateTime) == (None, None, None)  # type: ignore[attr-defined]
    data, _, record = done(dates, retain_longitudinal_modified_dates=True)
    assert [day for day in (b"20250607", b"20250610", b"2025.06.07", b"20251345") if day in data] == []
    assert b"101112.25-0530" in data
    assert {"InstanceCreationDate", "SeriesDate"} <= record.review
    data, _, _ = done(dates, retain_longitudinal_full_dates=True)
    assert all(
        element[1].strip() in data for tag, element in dates.items() if ELEMENTS[int(tag, 16)].vr != "CS"
    )


def content(value_type: str, tag: str, element: tuple[str, Any]) -> Elements:
    concept = item({"00080100": ("SH", b"T1"), "00080102": ("SH", b"99TEST"), "00080104": ("LO", b"TEST")})
    return {
        "0040A010": ("CS", b"CONTAINS"),
        "0040A040": ("CS", value_type.encode() + b" " * (len(value_type) % 2)),
        "0040A043": concept,
        tag: element,
    }


@pytest.mark.parametrize("options", [{}, {"clean_structured_content": True}], ids=["basic", "cleaned"])
def test_names_and_uids_of_content_go_wherever_they_stand(options: dict[str, bool]) -> None:
    uid = b"1.2.3.4.5.6.7.8.9.1"
    inner = item(content("PNAME", "0040A123", ("PN", SECRET)))
    outer = content("CONTAINER", "0040A050", ("CS", b"SEPARATE")) | {"0040A730": inner}
    items = [
        DataSet({int(tag, 16): element for tag, element in each.items()})
        for each in (
            outer,
            content("UIDREF", "0040A124", ("UI", uid + b"\0")),
            content("IMAGE", "00081199", item({"00081155": ("UI", uid + b"\0")})),
        )
    ]
    data, _, _ = done({"0040A730": ("SQ", items)}, EnhancedSR, **options)
    assert SECRET not in data
    assert uid not in data
