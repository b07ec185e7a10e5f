"""Properties: every value that assignment accepts is the same after it was written and read."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pydicom
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from runtime.declared import Everything

from dicomwright.runtime import InvalidValue

TEXT = st.text(max_size=70)
LATIN = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
BYTES = st.binary(max_size=33)
ZONES = st.none() | st.timezones()
ANY: dict[str, st.SearchStrategy[Any]] = {
    "RetrieveAETitle": st.lists(LATIN, max_size=3),
    "PatientAge": st.from_regex(r"\A[0-9]{3}[DWMY]\Z"),
    "FrameIncrementPointer": st.lists(st.integers(0, 2**32 - 1), max_size=3),
    "ScanOptions": st.lists(st.text("ABZ09_ ", max_size=17), max_size=3),
    "DateOfLastCalibration": st.lists(st.dates(), max_size=3),
    "SliceThickness": st.floats() | st.decimals() | st.integers(),
    "ImagePositionPatient": st.lists(
        st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3
    ),
    "AcquisitionDateTime": st.datetimes() | st.from_regex(r"\A[0-9]{4,14}(\.[0-9]{1,6})?([+-][0-9]{4})?\Z"),
    "StudyTime": st.times() | st.from_regex(r"\A[0-9]{2,6}(\.[0-9]{1,6})?\Z"),
    "StudyDate": st.dates() | st.from_regex(r"\A[0-9]{8}\Z"),
    "RecommendedDisplayFrameRateInFloat": st.floats(allow_nan=False),
    "SelectorFDValue": st.lists(st.floats(allow_nan=False), max_size=4),
    "InstanceNumber": st.integers(-(2**33), 2**33),
    "PatientTelephoneNumbers": st.lists(st.text(max_size=17), max_size=3),
    "OtherPatientIDs": st.lists(TEXT, max_size=3),
    "PatientID": TEXT,
    "PatientName": TEXT | st.text("ab^= 山", max_size=20),
    "OtherPatientNames": st.lists(st.text("ab^= é", max_size=20), max_size=3),
    "PatientComments": TEXT | st.text("ab\r\n\t\\ ", max_size=20),
    "InstitutionAddress": TEXT,
    "LongCodeValue": TEXT,
    "SelectorUTValue": TEXT | st.text("ab\r\n\t\\ ", max_size=20),
    "RetrieveURL": LATIN,
    "ReferencePixelX0": st.integers(-(2**33), 2**33),
    "SelectorSSValue": st.lists(st.integers(-(2**16), 2**16), max_size=3),
    "SelectorULValue": st.lists(st.integers(-1, 2**33), max_size=3),
    "SelectorUSValue": st.lists(st.integers(-1, 2**17), max_size=3),
    "SelectorSVValue": st.lists(st.integers(-(2**65), 2**65), max_size=3),
    "SelectorUVValue": st.lists(st.integers(-1, 2**65), max_size=3),
    "ContourData": st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=6),
    "StudyInstanceUID": st.from_regex(r"\A[0-9](\.[0-9]{1,4}){0,20}\Z"),
    "SelectorOBValue": BYTES,
    "SelectorOWValue": BYTES,
    "SelectorOFValue": BYTES,
    "SelectorODValue": BYTES,
    "SelectorOLValue": BYTES,
    "SelectorOVValue": BYTES,
}


@pytest.mark.parametrize("keyword", sorted(ANY))
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_accepted_values_survive(keyword: str, data: st.DataObject) -> None:
    instance = Everything(StudyInstanceUID="1.2.3")
    try:
        setattr(instance, keyword, data.draw(ANY[keyword]))
    except InvalidValue:
        return
    buffer = BytesIO()
    pydicom.dcmwrite(buffer, instance.to_dataset(), enforce_file_format=True)
    buffer.seek(0)
    again = Everything.from_dataset(pydicom.dcmread(buffer))
    assert getattr(again, keyword) == getattr(instance, keyword)
    assert not again.problems
