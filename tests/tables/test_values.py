"""Values of every VR: what pydicom gives of a file is what pyarrow, pandas and polars read of its table."""

from __future__ import annotations

import io
import math
import os
import string
import struct
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pydicom
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)
from pydicom.valuerep import DA, DT, TM

from dicomwright.runtime.trees.parsing import swapped
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.tables import table, write
from dicomwright.tables.columns import FIRST_PIXELS, column_of

if TYPE_CHECKING:
    from pathlib import Path

THOROUGH = bool(os.environ.get("DICOMWRIGHT_THOROUGH"))
SYNTAXES = (
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
)
WORDS = {"OB": 1, "UN": 1, "OW": 2, "OF": 4, "OL": 4, "OD": 8, "OV": 8}
INTEGERS = {
    "SS": (16, True),
    "US": (16, False),
    "SL": (32, True),
    "UL": (32, False),
    "SV": (64, True),
    "UV": (64, False),
}
LATIN = st.characters(codec="latin-1", exclude_categories=["Cc", "Zs", "Cf"], exclude_characters="\\^=")
WORD = st.text(LATIN, min_size=1, max_size=8)
LETTERS = st.text(string.ascii_uppercase + string.digits + "_", min_size=1, max_size=12)


def texts(most: int) -> st.SearchStrategy[str]:
    return st.lists(WORD, min_size=1, max_size=3).map(lambda words: " ".join(words)[:most].strip() or "x")


def float_32(number: float) -> float:
    found: float = struct.unpack("<f", struct.pack("<f", number))[0]
    return found


TIMES = st.builds(
    lambda moment, parts, figures: (
        moment.strftime("%H%M%S")[: 2 * parts]
        + (f".{moment.microsecond:06d}"[: 1 + figures] if parts == 3 else "")
    ).rstrip("."),
    st.times(),
    st.integers(1, 3),
    st.integers(0, 6),
)
DATES = st.dates(min_value=date(1, 1, 1)).map(lambda day: f"{day.year:04d}{day.month:02d}{day.day:02d}")
ZONES = st.sampled_from(["", "+0000", "+0130", "-1200", "+1400"])
MOMENTS = st.one_of(
    st.builds(lambda day, size, zone: day[:size] + zone, DATES, st.sampled_from([4, 6, 8]), ZONES),
    st.builds(lambda day, clock, zone: day + clock + zone, DATES, TIMES, ZONES),
)
DECIMALS = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: f"{number:.8g}")

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "AE": LETTERS,
    "AS": st.sampled_from(["042Y", "001D", "999W", "012M"]),
    "AT": st.integers(0, 2**32 - 1),
    "CS": LETTERS,
    "DA": DATES,
    "DS": DECIMALS,
    "DT": MOMENTS,
    "FD": st.floats(),
    "FL": st.floats(width=32),
    "IS": st.integers(-(2**31), 2**31 - 1).map(str),
    "LO": texts(64),
    "LT": texts(60),
    "PN": st.lists(WORD, min_size=1, max_size=5).map("^".join),
    "SH": texts(16),
    "ST": texts(60),
    "TM": TIMES,
    "UC": texts(60),
    "UI": st.integers(0, 10**30).map(lambda number: f"2.25.{number}"),
    "UR": LETTERS.map(lambda word: f"https://host/{word}?a=1"),
    "UT": texts(200),
    **{
        vr: st.integers(-(2 ** (bits - 1)) if signed else 0, 2 ** (bits - signed) - 1)
        for vr, (bits, signed) in INTEGERS.items()
    },
    **{
        vr: st.binary(min_size=1, max_size=4).map(lambda part, n=size: part * n * 2)
        for vr, size in WORDS.items()
    },
}


TAKEN = {0x00080005, 0x00080016, 0x00080018}
"""What each file has of its own."""


@cache
def attributes() -> dict[str, list[tuple[str, bool]]]:
    """Return the keywords of each VR that a data set may have, and whether they have several values."""
    found: dict[str, list[tuple[str, bool]]] = {vr: [] for vr in VALUES}
    for tag, element in edition().elements.items():
        same = pydicom.datadict.DicomDictionary.get(tag, ("", ""))[:2] == (element.vr, element.vm)
        if (
            element.vr in found
            and element.keyword
            and same
            and 0x00080000 <= tag < FIRST_PIXELS
            and tag not in TAKEN
        ):
            several = column_of(element.keyword, binary=True).has_several
            found[element.vr].append((element.keyword, several))
    return found


@st.composite
def datasets(draw: st.DrawFn) -> tuple[dict[str, Any], bool, Any]:
    """Draw values by keyword, of each VR there is one; whether they are in an item; and a transfer syntax."""
    values: dict[str, Any] = {}
    for vr, known in attributes().items():
        if known:
            keyword, several = draw(st.sampled_from(known))
            one = VALUES[vr]
            values[keyword] = draw(st.lists(one, min_size=1, max_size=3)) if several else draw(one)
    return values, draw(st.booleans()), draw(st.sampled_from(SYNTAXES))


def written(values: dict[str, Any], syntax: Any, *, inside: bool) -> bytes:  # noqa: ANN401 - of pydicom
    whole, dataset = Dataset(), Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    if inside:
        whole.ReferencedImageEvidenceSequence = [dataset]
    else:
        whole = dataset
    whole.SpecificCharacterSet = "ISO_IR 100"
    whole.SOPClassUID, whole.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", "1.2.3"
    whole.file_meta = FileMetaDataset()
    whole.file_meta.TransferSyntaxUID = syntax
    whole.file_meta.MediaStorageSOPClassUID, whole.file_meta.MediaStorageSOPInstanceUID = "1.2", "1.2.3"
    stream = io.BytesIO()
    pydicom.dcmwrite(stream, whole, enforce_file_format=True)
    return stream.getvalue()


CONVERTERS: dict[str, Any] = {
    **dict.fromkeys(("DS", "FD", "FL"), float),
    **dict.fromkeys(("IS", "AT", *INTEGERS), int),
    "DA": lambda text: date.fromisoformat(DA(text).isoformat()),
    "TM": lambda text: time.fromisoformat(TM(text).isoformat()),
    "DT": lambda text: moment_of(DT(text)),
    "PN": str,
}


def moment_of(value: datetime) -> dict[str, Any]:
    offset = value.utcoffset()
    local = datetime(*value.timetuple()[:6], value.microsecond)  # noqa: DTZ001 - as it was written
    return {"local": local, "offset": None if offset is None else offset // timedelta(minutes=1)}


def theirs(data: bytes, keyword: str, *, inside: bool, several: bool) -> Any:  # noqa: ANN401 - by VR
    """Return what pydicom gives, in Python's own types."""
    dataset = pydicom.dcmread(io.BytesIO(data))
    element = (dataset.ReferencedImageEvidenceSequence[0] if inside else dataset)[keyword]
    convert = CONVERTERS.get(element.VR, lambda value: value)
    if element.VR in WORDS and dataset.original_encoding == (False, False):
        convert = lambda value: swapped(value, WORDS[element.VR])  # noqa: E731 - words are as little endian has them
    if several:
        return [convert(one) for one in ([element.value] if element.VM == 1 else element.value)]
    return convert(element.value)


def plain(value: Any) -> Any:  # noqa: ANN401 - by VR
    """Return what a library gives in Python's own types, comparable."""
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, list | tuple) or (hasattr(value, "tolist") and getattr(value, "ndim", 0)):
        return [plain(each) for each in value]
    return value.item() if hasattr(value, "item") else value


@settings(
    max_examples=300 if THOROUGH else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(datasets())
@pytest.mark.filterwarnings("ignore")
def test_values_are_those_of_pydicom(tmp_path: Path, drawn: tuple[dict[str, Any], bool, Any]) -> None:
    values, inside, syntax = drawn
    data = written(values, syntax, inside=inside)
    way = "ReferencedImageEvidenceSequence[0]." if inside else ""
    columns = [f"{way}{keyword}" for keyword in values]
    path = tmp_path / "made.parquet"
    write(path, [data], columns, binary=True)
    readers = {
        "pyarrow": pq.read_table(path).to_pylist()[0],
        "pandas": pd.read_parquet(path, dtype_backend="pyarrow").iloc[0].to_dict(),
        "polars": pl.read_parquet(path).row(0, named=True),
    }
    for reader, row in readers.items():
        assert plain(row["problems"]) == [], reader
        for keyword, column in zip(values, columns, strict=True):
            several = column_of(column, binary=True).has_several
            expected = plain(theirs(data, keyword, inside=inside, several=several))
            assert plain(row[column]) == expected, (reader, keyword, syntax.name)


def test_there_is_an_attribute_of_every_vr() -> None:
    without = {vr for vr, known in attributes().items() if not known}
    assert without <= {"UN", "OL"}, without
    assert len(VALUES) == 33  # all but SQ, of the 34 of PS3.5


# what no column can hold


def row_of(vr: str, keyword: str, raw: bytes, column: str = "") -> dict[str, Any]:
    """Return the row of a file with one element, as it stands."""
    tag = pydicom.datadict.tag_for_keyword(keyword)
    assert tag is not None
    long = vr in {*WORDS, "UC", "UR", "UT", "SV", "UV", "SQ"}
    length = b"\0\0" + struct.pack("<L", len(raw)) if long else struct.pack("<H", len(raw))
    element = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr.encode() + length + raw
    data = written({}, ExplicitVRLittleEndian, inside=False) + element
    row: dict[str, Any] = table([data], [column or keyword], binary=True).to_pylist()[0]
    return row


@pytest.mark.parametrize(
    ("vr", "keyword", "raw", "said"),
    [
        ("DS", "SliceThickness", b"thick ", "must be a number"),
        ("DS", "SliceThickness", b"1e999 ", "is greater than a column can hold"),
        ("DS", "SliceThickness", b"1\\2 ", "has 2 values, and its column has one"),
        ("DS", "PixelSpacing", b"0.5\\x ", "must be a number"),
        ("IS", "InstanceNumber", b"1.5 ", "must be a whole number"),
        ("IS", "InstanceNumber", b"9" * 20, "must be a whole number"),
        ("DA", "ContentDate", b"20250230", "is a day that does not exist"),
        ("DA", "ContentDate", b"2025.01.01", "must be a date as YYYYMMDD"),
        ("TM", "ContentTime", b"235960", "is a leap second, which no column can hold"),
        ("TM", "ContentTime", b"25", "is a time of day that does not exist"),
        ("DT", "AcquisitionDateTime", b"20250101-0000 ", "an offset from UTC that does not exist"),
        ("TM", "ContentTime", b"noon", "must be a time"),
        ("DT", "AcquisitionDateTime", b"soon", "must be a date and time"),
        ("US", "Rows", b"\1", "must be a whole number of values of 2 bytes"),
        ("US", "Rows", b"\1\0\2\0", "has 2 values, and its column has one"),
        ("SL", "Rows", b"\xff\xff\xff\xff", "is less or greater than its column can hold"),
        ("LO", "Rows", b"12", "must be a whole number"),
        ("US", "PatientID", b"\1\0", "has the VR of a number, and must be text"),
        ("FD", "RecommendedDisplayFrameRateInFloat", struct.pack("<d", 0.1), "more figures"),
        ("FD", "RecommendedDisplayFrameRateInFloat", struct.pack("<d", 1e300), "more figures"),
        ("LO", "PixelSpacing", b"a ", "must be a number"),
        ("UT", "TextValue", b"x" * (1 << 25), "was left in its file"),
        ("LO", "AnatomicRegionSequence", b"no", "must be a sequence of items"),
    ],
)
def test_what_no_column_can_hold_is_null_and_told(vr: str, keyword: str, raw: bytes, said: str) -> None:
    row = row_of(vr, keyword, raw)
    assert row[keyword] is None
    told = [problem["message"] for problem in row["problems"] if problem["path"] == keyword]
    assert len(told) >= 1
    assert any(said in each for each in told), told
    text = raw.decode("latin-1").strip("\0 ")
    assert not any(text in each for each in told if len(text) > 3)  # values are no part of messages


def test_text_that_cannot_be_decoded() -> None:
    data = written({"PatientID": "ä"}, ExplicitVRLittleEndian, inside=False).replace(
        b"ISO_IR 100", b"ISO_IR 192"
    )
    row = table([data], ["PatientID"]).to_pylist()[0]
    assert row["PatientID"] is None
    assert row["problems"] == [
        {"path": "PatientID", "message": "cannot be decoded by the Specific Character Set"}
    ]


def test_what_is_empty_is_null_without_a_problem() -> None:
    for vr, keyword, raw in (
        ("DS", "SliceThickness", b""),
        ("LO", "PatientID", b"  "),
        ("DA", "ContentDate", b""),
    ):
        row = row_of(vr, keyword, raw)
        assert (row[keyword], row["problems"]) == (None, [])
    row = row_of("DS", "PixelSpacing", b"1\\\\2 ")
    assert row["PixelSpacing"] == [1.0, None, 2.0]
    assert row_of("CS", "ImageType", b"A\\\\B", "ImageType[1]")["ImageType[1]"] is None


def test_values_by_their_number() -> None:
    for column, value in (("PixelSpacing[1]", 2.0), ("PixelSpacing[2]", None), ("PixelSpacing", [1.0, 2.0])):
        row = row_of("DS", "PixelSpacing", b"1\\2 ", column)
        assert (row[column], row["problems"]) == (value, [])


def test_numbers_that_may_be_signed() -> None:
    for signed, expected in ((1, -1), (0, 65535)):
        values = {"PixelRepresentation": signed, "SmallestImagePixelValue": -1 if signed else 65535}
        for syntax in SYNTAXES:
            data = written(values, syntax, inside=False)
            row = table([data], ["SmallestImagePixelValue"]).to_pylist()[0]
            assert (row["SmallestImagePixelValue"], row["problems"]) == (expected, [])


ZONE = timezone(timedelta(hours=1))


def test_moments_are_as_they_were_written() -> None:
    row = row_of("DT", "AcquisitionDateTime", b"202501021030+0100 ")
    found = row["AcquisitionDateTime"]
    assert found == {"local": datetime(2025, 1, 2, 10, 30), "offset": 60}  # noqa: DTZ001 - local, as it says
    assert found["local"].replace(tzinfo=ZONE).isoformat() == "2025-01-02T10:30:00+01:00"
