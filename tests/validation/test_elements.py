"""Values of elements: what breaks the rules of each VR in a file, how many values there are, and what they say."""

from __future__ import annotations

import struct
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydicom import config
from pydicom.dataelem import DataElement
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_data_element
from pydicom.valuerep import PersonName

from dicomwright.runtime.errors import Refused
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.values.elements import (
    PATTERNS,
    count_of,
    fault_found_closely,
    fault_of,
    is_clean,
    is_empty,
    pattern_of,
    values_of,
)
from dicomwright.runtime.values.rules import (
    RULES,
    TEXTS,
    date_string,
    datetime_string,
    decimal_string,
    time_string,
)
from dicomwright.runtime.values.stored import Fragments, Large, Unencodable
from dicomwright.runtime.vocabulary.charsets import codecs_of

LATIN = ("latin_1",)
JAPANESE = ("ascii", "iso2022_jp")

CLEAN: list[tuple[str, bytes]] = [
    ("AE", b"STORE SCP "),
    ("AS", b"018M"),
    ("AS", b"018M\\003W "),
    ("AT", b"\x28\x00\x10\x00"),
    ("CS", b"ORIGINAL\\PRIMARY\\"),
    ("CS", b"ABCDEFGHIJKLMNOP"),
    ("CS", b"A\\ABCDEFGHIJKLMNO"),
    ("CS", b"AB\\ABCDEFGHIJKLMNOP "),  # PS3.5 6.4: its padding may exceed the length
    ("DA", b"20240229"),
    ("DA", b"20240229\\19000101 "),
    ("DS", b"-1.5E-003\\.5\\ 5. "),
    ("DS", b"1234567890123456"),
    ("DS", b"1E400 "),
    ("DT", b"2024"),
    ("DT", b"2007-0500 "),
    ("DT", b"20240131235960.123456+1400"),
    ("FD", bytes(24)),
    ("FL", bytes(4)),
    ("IS", b" -2147483648"),
    ("IS", b"+2147483647 "),
    ("IS", b"000000000001"),
    ("IS", b"000000000000\\-00000000001 "),
    ("IS", b"002147483647"),
    ("LO", b"x" * 64),
    ("LT", b"a\\b\tc\r\nd\f"),
    ("LT", b"x" * 10240),
    ("OB", b"\0\1"),
    ("OD", bytes(8)),
    ("OF", bytes(4)),
    ("OL", bytes(4)),
    ("OV", bytes(8)),
    ("OW", bytes(6)),
    ("PN", b"Doe^Jane^^Dr.^MD\\Roe^Richard"),
    ("PN", b"==" + b"x" * 64),
    ("SH", b" SHORT"),
    ("SL", bytes(8)),
    ("SS", bytes(2)),
    ("ST", b"line\r\n"),
    ("SV", bytes(8)),
    ("TM", b"10"),
    ("TM", b"235960.000001 "),
    ("UC", b"x" * 70000),
    ("UI", b"1.2.840.0.100\0"),
    ("UI", b"1.2\\1.2.3"),
    ("UI", b"1." + b"2" * 62),
    ("UL", bytes(4)),
    ("UN", b"\xff\xff"),
    ("UR", b"https://example.org/a?b=%20#c "),
    ("US", bytes(2)),
    ("UT", b"\\" * 4),
    ("UV", bytes(8)),
    ("US or SS", bytes(2)),
    ("US or OW", bytes(6)),
    ("OB or OW", bytes(2)),
]


def padded(vr: str, value: bytes) -> bytes:
    """Make the length even, as a file has it; the rows of binary values are as they are."""
    return value + (b"\0" if vr == "UI" else b" ") * (len(value) & 1) if vr in FORMS else value


@pytest.mark.parametrize(("vr", "value"), CLEAN)
def test_what_a_file_may_have_has_no_fault(vr: str, value: bytes) -> None:
    assert fault_of(vr, padded(vr, value)) is None
    assert fault_of(vr, b"") is None


FAULTS: list[tuple[str, bytes, str]] = [
    ("AE", b"A\x1bBC", "printable ASCII"),
    ("AE", b"x" * 18, "has 18 characters, and may have 16"),
    ("AS", b"18M ", "three digits and D, W, M or Y"),
    ("AS", b"18Y\\018M\\", "value 1 must be three digits"),
    ("AT", b"\x28\x00", "values of 4 bytes"),
    ("CS", b"lower ", "upper case"),
    ("CS", b"ABCDEFGHIJKLMNOP  ", "has 17 characters, and may have 16"),
    ("CS", b"ABCDEFGHIJKLMNOPQ\\A ", "value 1 has 17 characters, and may have 16"),
    ("CS", b"ABC\0", "padded with NUL"),
    ("CS", "MÄ".encode("latin-1") + b"NN ", "outside of the default repertoire"),
    ("DA", b"20230229", "does not exist"),
    ("DA", b"00000101", "does not exist"),
    ("DA", b"1990.01.01", "old form"),
    ("DA", b"1990.01.01\\1990.01.02 ", "value 1 has the old form"),
    ("DA", b"20240101-20240102 ", "has 17 characters, and may have 8"),
    ("DA", b"202401", "YYYYMMDD"),
    ("DA", b" 2024011", "begins with a space"),
    ("DS", b"1,5 ", "decimal number"),
    ("DS", b"1 5 ", "decimal number"),
    ("DS", b"NaN ", "decimal number"),
    ("DS", b"1.23456789012345678 ", "has 19 characters, and may have 16"),
    ("DT", b"20241301", "does not exist"),
    ("DT", b"20240101-0000 ", "offset from UTC"),
    ("DT", b"20240101+1500 ", "offset from UTC"),
    ("DT", b"20240101 1030 ", "YYYYMMDDHHMMSS"),
    ("FD", bytes(12), "values of 8 bytes"),
    ("FL", bytes(6), "values of 4 bytes"),
    ("IS", b"2147483648", "must lie in -2147483648 to 2147483647"),
    ("IS", b"1.5 ", "integer"),
    ("IS", b"1\\x\\3 ", "value 2 must be an integer"),
    ("IS", b"002147483648", "must lie in -2147483648 to 2147483647"),
    ("IS", b"+000000000001 ", "has 13 characters, and may have 12"),
    ("IS", b"1" * 14, "has 14 characters, and may have 12"),
    ("LO", b"x" * 66, "has 66 characters, and may have 64"),
    ("LO", b"a\nb\0", "padded with NUL"),
    ("LO", b"a\tb ", "control characters"),
    ("LO", b"J\xe9r\xf4me", "cannot be decoded"),
    ("LT", b"a\0b\0c ", "control characters"),
    ("LT", b"x" * 10242, "has 10242 characters, and may have 10240"),
    ("OB", b"\0", "an odd length"),
    ("OB or OW", b"\0", "an odd length"),
    ("OW", b"\0", "values of 2 bytes"),
    ("PN", b"a^b^c^d^e^f ", "more than five components"),
    ("PN", b"a=b=c=d ", "more than three component groups"),
    ("PN", b"x" * 66, "component group of more than 64 characters"),
    ("PN", b"a\r\nb", "control characters"),
    ("SH", b"x" * 18, "has 18 characters, and may have 16"),
    ("ST", b"x" * 1026, "has 1026 characters, and may have 1024"),
    ("TM", b"10:30:00", "old form"),
    ("TM", b"10:30:00.123 ", "old form"),
    ("TM", b"021 ", "HHMMSS"),
    ("TM", b"240000", "does not exist"),
    ("TM", b" 1030 ", "begins with a space"),
    ("UI", b"1.2.03", "without leading zeros"),
    ("UI", b"1..2", "without leading zeros"),
    ("UI", b"1.2.3 ", "padded with NUL"),
    ("UI", b"1.2\0\0\0", "without leading zeros"),
    ("UI", b"1." + b"2" * 63 + b"\0", "has 65 characters, and may have 64"),
    ("UI", b"1." + b"2" * 64, "has 66 characters, and may have 64"),
    ("UR", b"http://a b", "a URI"),
    ("UR", b" x", "begins with a space"),
    ("US", b"\0", "values of 2 bytes"),
    ("US or SS", b"\0\0\0", "values of 2 bytes"),
    ("UT", b"a\x01", "control characters"),
    ("SQ", b"\0\0", "sequence of items"),
    ("??", b"\0\0", "does not exist"),
]


@pytest.mark.parametrize(("vr", "value", "rule"), FAULTS)
def test_a_fault_is_named_without_the_value(vr: str, value: bytes, rule: str) -> None:
    fault = fault_of(vr, padded(vr, value))
    assert fault is not None
    assert rule in fault


ODD = {
    "AS": b"018M\\018M",
    "DA": b"20240101\\20240101",
    "DT": b"20240101103000.12",
    "TM": b"103000.12",
    "UI": b"1.2",
}


@pytest.mark.parametrize("vr", sorted(PATTERNS))
def test_an_odd_length_is_a_fault(vr: str) -> None:
    value = ODD.get(vr, b"123")
    assert fault_of(vr, value) == "has an odd length"
    assert fault_of(vr, padded(vr, value)) is None


def test_values_that_are_not_bytes() -> None:
    assert fault_of("SQ", [DataSet({})]) is None
    assert fault_of("UN", [DataSet({})]) is None
    assert fault_of("LO", [DataSet({})]) == "has items, which only a sequence can have"
    assert fault_of("OW", Large(100_000)) is None
    assert fault_of("OW", Large(100_001)) == "must be a whole number of values of 2 bytes"
    assert fault_of("OB", Fragments(2, 1000)) is None
    assert fault_of("US", Fragments(2, 1000)) == "is encapsulated, which only pixel data can be"
    assert fault_of("US", Unencodable("must be a number, not str")) == "must be a number, not str"
    assert fault_of("US", "12") == "must not be text"
    assert fault_of("LO", "Ä", LATIN) is None
    assert fault_of("LO", "Ä") == "has characters that the Specific Character Set lacks"
    assert fault_of("CS", "Ä", LATIN) == "has characters outside of the default repertoire"


def test_characters_are_counted_and_not_bytes() -> None:
    assert fault_of("SH", ("山" * 16).encode(), ("UTF8",)) is None
    assert fault_of("SH", ("山" * 18).encode(), ("UTF8",)) == "has 18 characters, and may have 16"
    assert fault_of("SH", b"\x1b$B" + b";3" * 16 + b"\x1b(B", JAPANESE) is None


def test_a_delimiter_inside_of_a_character_is_none() -> None:
    japanese, chinese = b"\x1b$B\x30\x5c\x1b(B", b"\x81\x5c"  # second bytes are 0x5C
    assert fault_of("LO", japanese + b"\\B", JAPANESE) is None
    assert values_of("LO", japanese + b"\\B", JAPANESE) == ("移", "B")
    assert count_of("LO", japanese + b"\\B", JAPANESE) == 2
    assert values_of("LO", chinese + b"\\B", ("GBK",)) == ("乗", "B")
    assert count_of("LO", chinese + b"\\B", ("GBK",)) == 2


VALUES: list[tuple[str, bytes, tuple[Any, ...], int]] = [
    ("AT", b"\x28\x00\x10\x00\x10\x00\x20\x00", (0x00280010, 0x00100020), 2),
    ("CS", b" ORIGINAL\\PRIMARY \\ ", ("ORIGINAL", "PRIMARY", ""), 3),
    ("CS", b"\\\\", (), 0),
    ("CS", b"  ", (), 0),
    ("DA", b"20240229", ("20240229",), 1),
    ("DS", b" 1.50\\x\\\\-2e1 ", (1.5, "x", "", -20.0), 4),
    ("DS", b"1_0 ", ("1_0",), 1),
    ("DS", b"nan ", ("nan",), 1),
    ("FD", struct.pack("<2d", 0.5, -1), (0.5, -1.0), 2),
    ("FL", struct.pack("<f", 0.5), (0.5,), 1),
    ("IS", b"+012 ", (12,), 1),
    ("IS", b"000000000012", (12,), 1),
    ("IS", b"abc ", ("abc",), 1),
    ("LO", b" a \\b ", ("a", "b"), 2),
    ("LT", b" a\\b  ", (" a\\b",), 1),
    ("LT", b"\\ ", ("\\",), 1),
    ("OB", b"  ", (b"  ",), 1),
    ("OB", b"", (), 0),
    ("PN", b"Doe^Jane ", ("Doe^Jane",), 1),
    ("SS", b"\xff\xff", (-1,), 1),
    ("UI", b"1.2.3\0", ("1.2.3",), 1),
    ("UI", b"\0\0", (), 0),
    ("US", b"\0\0", (0,), 1),
    ("US", b"  ", (0x2020,), 1),
    ("US", b"\1\0\2\0\3", (1, 2), 2),
    ("US or SS", b"\xff\xff", (0xFFFF,), 1),
]


@pytest.mark.parametrize(("vr", "value", "values", "count"), VALUES)
def test_values_and_how_many(vr: str, value: bytes, values: tuple[Any, ...], count: int) -> None:
    assert values_of(vr, value) == values
    assert [type(found) for found in values_of(vr, value)] == [type(wanted) for wanted in values]
    assert count_of(vr, value) == count
    assert is_empty(vr, value) is (count == 0)


def test_values_that_are_not_bytes_are_one_or_none() -> None:
    items = [DataSet({}), DataSet({})]
    assert (count_of("SQ", items), is_empty("SQ", items)) == (1, False)
    assert (count_of("SQ", []), is_empty("SQ", [])) == (0, True)
    assert (count_of("OW", Large(100)), count_of("US", Large(100))) == (1, 50)
    assert values_of("OW", Large(100)) == (Large(100),)
    assert is_empty("OB", Fragments(0, 0))
    assert not is_empty("OB", Fragments(2, 10))
    assert values_of("US", Unencodable("")) == ()
    assert values_of("LO", "a\\Ä ") == ("a", "Ä")
    assert count_of("LO", "a\\Ä ") == 2
    assert values_of("LO", b"J\xe9r\xf4me") == ("Jérôme",)  # not of the character set, and still compared


# --- against assignment (values.py): one rule, whether a value is given to a builder or stands in a file

DATES = st.dates(date(1, 1, 1)).map(lambda d: f"{d.year:04d}{d.month:02d}{d.day:02d}")
CLOCKS = st.from_regex(r"\A[0-2][0-9]([0-5][0-9]([0-6][0-9](\.[0-9]{1,7})?)?)?\Z")
OFFSETS = st.from_regex(r"\A([+-][01][0-9][0-5][0-9])?\Z")
FORMS: dict[str, st.SearchStrategy[str]] = {
    "AE": st.text(st.characters(max_codepoint=0x80), max_size=18),
    "AS": st.from_regex(r"\A[0-9]{2,4}[DWMYX]?\Z"),
    "CS": st.text("ABC_ 0a", max_size=18),
    "DA": DATES | st.text("0123456789.", max_size=10),
    "DS": st.text("+-0123456789.eE ", max_size=18) | st.floats().map(repr),
    "DT": st.tuples(DATES, CLOCKS, OFFSETS).map("".join) | st.text("0123456789+-.", max_size=26),
    "IS": st.text("+-0123456789 ", max_size=14) | st.integers(-(2**33), 2**33).map(str),
    "LO": st.text(max_size=66),
    "LT": st.text(max_size=20),
    "PN": st.text("ab^= é", max_size=70),
    "SH": st.text(max_size=18),
    "ST": st.text(max_size=20),
    "TM": CLOCKS | st.text("0123456789.: ", max_size=16),
    "UC": st.text(max_size=20),
    "UI": st.text("0123.", max_size=66),
    "UR": st.text(st.characters(max_codepoint=0x80), max_size=20),
    "UT": st.text(max_size=20),
}

STRICTER_ON_ASSIGNMENT = {
    "DS": "a float cannot hold it, and a builder keeps floats; and padding counts in its 16 characters",
}
"""Why a value that has no fault in a file may be refused by a builder."""


WRITERS: list[tuple[type, Any]] = [
    (datetime, datetime_string),
    (date, date_string),
    (time, time_string),
    (float, decimal_string),
    (int, str),
]


def written(vr: str, value: object) -> bytes:
    """Write a value as a builder does: its text in UTF-8, by pydicom."""
    for kind, write in WRITERS:
        if isinstance(value, kind):
            value = write(value)
    element = DataElement(0x00091001, vr, value, validation_mode=config.IGNORE)
    buffer = DicomBytesIO()
    buffer.is_little_endian, buffer.is_implicit_VR = True, True
    write_data_element(buffer, element, "ISO_IR 192")
    return buffer.getvalue()[8:]


@given(st.data())
@pytest.mark.parametrize("vr", FORMS)
def test_what_assignment_accepts_has_no_fault_when_written(vr: str, data: st.DataObject) -> None:
    text = data.draw(FORMS[vr])
    try:
        kept = RULES[vr](text)
    except Refused:
        return
    value = written(vr, kept)
    assert fault_of(vr, value, ("UTF8",)) is None
    found = values_of(vr, value, ("UTF8",))
    assert len(found) <= 1 or vr == "PN"


@given(st.data())
@pytest.mark.parametrize("vr", FORMS)
def test_what_has_no_fault_is_accepted_on_assignment(vr: str, data: st.DataObject) -> None:
    text = data.draw(FORMS[vr])
    if "\\" in text and vr not in {"LT", "ST", "UT"}:
        return
    padding = "\0" if vr == "UI" else " "
    try:
        value = text.encode()
    except UnicodeEncodeError:
        return
    value += padding.encode() * (len(value) & 1)
    if fault_of(vr, value, ("UTF8",)) is not None or is_empty(vr, value):
        return
    if vr in STRICTER_ON_ASSIGNMENT and abs(values_of(vr, value)[0]) > 1e300:
        return
    RULES[vr](text)


@given(st.data())
@pytest.mark.parametrize("vr", sorted(PATTERNS))
def test_what_the_patterns_take_has_no_fault_looked_at_closely(vr: str, data: st.DataObject) -> None:
    separator = "" if vr in {"LT", "ST", "UT", "UR"} else "\\"
    text = separator.join(data.draw(st.lists(FORMS[vr], max_size=3)))
    value = text.encode("latin-1", "ignore")
    value += (b"\0" if vr == "UI" else b" ") * (len(value) & 1)
    match = pattern_of(vr)
    assert match is not None
    if match(value):
        assert fault_found_closely(vr, value, ("ascii",)) is None


@given(st.data(), st.integers(1, 3), st.none() | st.integers(1, 3))
@pytest.mark.parametrize("vr", [*sorted(PATTERNS), "AT", "FD", "OB", "OW", "SS", "UL", "US or OW"])
def test_what_is_clean_at_once_has_as_many_values_and_no_fault(
    vr: str, data: st.DataObject, least: int, most: int | None
) -> None:
    separator = "" if vr in {"LT", "ST", "UT", "UR"} else "\\"
    several = st.lists(FORMS.get(vr, st.just("")), max_size=4).map(separator.join)
    value = data.draw(several.map(lambda text: text.encode("latin-1", "ignore")) | st.binary(max_size=16))
    if is_clean(vr, value, least, most):
        assert fault_of(vr, value, ("ascii",)) is None
        assert not is_empty(vr, value)
        count = count_of(vr, value)
        assert least <= count <= (most or count)


KEPT: list[tuple[str, Any]] = [
    ("DA", date(2024, 2, 29)),
    ("TM", time(10, 30, 0, 5)),
    ("DT", datetime(2024, 2, 29, 10, 30)),  # noqa: DTZ001
    ("PN", PersonName("Yamada^Tarou=山田^太郎")),
    ("DS", 0.1 + 0.2),
    ("DS", -1.7e308),
]


@pytest.mark.parametrize(("vr", "value"), KEPT)
def test_objects_that_builders_keep_are_written_without_fault(vr: str, value: object) -> None:
    assert fault_of(vr, written(vr, RULES[vr](value)), ("UTF8",)) is None


@given(st.binary(max_size=40), st.sampled_from([*FORMS, "AT", "OB", "OW", "UN", "US", "SQ", "??"]))
@example(b"\x1b$B", "LO")
def test_no_bytes_raise_and_none_are_shown(value: bytes, vr: str) -> None:
    for terms in ("", "ISO_IR 192", "ISO_IR 13", "\\ISO 2022 IR 87", "GB18030"):
        encoding = codecs_of(terms)
        fault = fault_of(vr, b"MARK" + value, encoding)
        assert fault is None or "MARK" not in fault
        values = values_of(vr, value, encoding)
        assert count_of(vr, value, encoding) >= 0
        assert not (is_empty(vr, value) and values)


def test_every_vr_of_the_standard_is_known() -> None:
    from dicomwright.dictionary import VRS  # noqa: PLC0415 - generated, and only looked at here

    assert len(VRS) == 34
    for vr in VRS:
        assert fault_of(vr, b"") is None
        assert set(VRS) >= TEXTS
