"""What is left: all that is planted is found, nothing is in what was de-identified, and no value is ever said."""

from __future__ import annotations

import os
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pydicom
import pytest
from deidentify.marking import BYTES, marked
from deidentify.test_pixels import image

from dicomwright import iods
from dicomwright.deidentify import Profile, deidentify
from dicomwright.deidentify.residue import CODES, residue
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.vocabulary.tags import keyword_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from dicomwright.runtime import IOD
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import DataSet

KEY: Final = b"a key of a project"
LISTING: Final = Profile(burned_in="list", documents="dummy")
CLASSES: Final = [
    name for name in iods.__all__ if getattr(iods, name).sop_classes and name != "BasicDirectory"
]
SAMPLE: Final = CLASSES if os.environ.get("DICOMWRIGHT_THOROUGH") else CLASSES[3::40]


def codes(findings: Iterable[Finding], severity: str = "error") -> set[str]:
    return {each.code for each in findings if each.severity == severity}


def planted(data: DataSet, path: str = "") -> Iterator[str]:
    """The places of all that says what the marks say."""
    for tag, (_, value) in data.elements.items():
        place = f"{path}{keyword_of(tag)}"
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from planted(item, f"{place}[{number}].")
        elif isinstance(value, bytes) and any(mark in value for mark in BYTES):
            yield place


def around(place: str) -> Iterator[str]:
    """The sequences that a place is in."""
    return (place[: found.start()] for found in re.finditer(r"\[", place))


@pytest.mark.parametrize("name", SAMPLE)
def test_what_is_planted_is_found_and_gone_afterwards(name: str) -> None:
    source = marked(getattr(iods, name))
    found = residue(source, LISTING)
    places = {each.path for each in found}
    missed = [place for place in planted(content_of(source).dataset) if not places & {place, *around(place)}]
    assert missed == []
    new, _ = deidentify(source, LISTING, key=KEY)
    assert [str(each) for each in residue(new, LISTING) if each.severity == "error"] == []
    assert not any(mark.decode() in str(each) for each in found for mark in BYTES)


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("CTImage", Profile(retain_longitudinal_modified_dates=True, clean_descriptors=True)),
        ("MRImage", Profile(retain_longitudinal_full_dates=True, retain_patient_characteristics=True)),
        ("CTImage", Profile(retain_uids=True, retain_device_identity=True, retain_institution_identity=True)),
        ("EnhancedSR", Profile(clean_structured_content=True, clean_graphics=True, retain_safe_private=True)),
    ],
)
def test_what_a_profile_keeps_is_none(name: str, profile: Profile) -> None:
    new, _ = deidentify(marked(getattr(iods, name)), profile, key=KEY)
    assert [str(each) for each in residue(new, profile) if each.severity == "error"] == []
    assert residue(new) != ()


def ct(**values: Any) -> pydicom.FileDataset:  # noqa: ANN401
    source = image("CTImage", np.arange(48, dtype="u2").tobytes(), BitsAllocated=16, BitsStored=12)
    new, _ = deidentify(source, key=KEY)
    dataset = pydicom.dcmread(BytesIO(new.to_bytes(validated=False)))
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


PLANTED: Final[dict[str, dict[str, Any]]] = {
    "left": {"PatientAddress": "Main Street 1"},
    "no-dummy": {"PatientName": "Doe^Jane"},
    "uid": {"StudyInstanceUID": "1.2.3.4"},
    "mark": {"PatientIdentityRemoved": "NO"},
    "pixels": {"BurnedInAnnotation": "YES"},
    "unused-bits": {"PixelData": (np.arange(48, dtype="u2") | 0x8000).tobytes()},
    "behind-pixels": {"PixelData": np.arange(48, dtype="u2").tobytes() + b"Doe^Jane"},
}


@pytest.mark.parametrize("code", PLANTED)
def test_each_kind_of_residue_is_found_and_no_other(code: str, tmp_path: Path) -> None:
    assert codes(residue(ct())) == set()
    dataset = ct(**PLANTED[code])
    assert codes(residue(dataset)) == {code}
    path = tmp_path / "ct.dcm"
    dataset.save_as(path)
    assert codes(residue(path)) == {code}
    assert codes(residue(path.read_bytes())) == {code}
    assert not any("Doe" in str(each) or "Main" in str(each) for each in residue(path))


def test_private_and_unknown_elements_are_found() -> None:
    dataset = ct()
    dataset.private_block(0x0009, "ACME", create=True).add_new(1, "LO", "secret")
    assert codes(residue(dataset)) == {"private"}
    dataset = ct()
    dataset.add_new(0x00189ABC, "LO", "secret")
    assert codes(residue(dataset)) == {"unknown"}


def test_what_nobody_can_look_into_is_found() -> None:
    dataset = ct()
    dataset.add_new(0x00180050, "LT", "Doe^Jane")
    assert codes(residue(dataset)) == {"opaque"}
    file = BytesIO()
    ct().save_as(file)
    step = b"\x40\x00\x00\x01UN\0\0\x08\0\0\0Doe^Jane"  # a sequence by the dictionary, and here none
    place = file.getvalue().index(b"\xe0\x7f\x10\x00")
    assert codes(residue(file.getvalue()[:place] + step + file.getvalue()[place:])) == {"opaque"}


def test_what_is_no_dicom_has_its_place_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ct.dcm"
    dataset = ct()
    dataset.preamble = b"Doe^Jane" + bytes(120)
    dataset.save_as(path)
    assert codes(residue(path)) == {"file"}
    dataset = ct()
    dataset.file_meta.SourceApplicationEntityTitle = "DOE"
    assert codes(residue(dataset)) == {"file"}
    whole = BytesIO()
    ct().save_as(whole)
    assert codes(residue(whole.getvalue() + b"Doe^Jane")) >= {"unreadable"}
    assert codes(residue(b"nothing of the kind")) == {"unreadable"}


def test_text_with_a_number_or_a_day_is_found_where_text_is_cleaned() -> None:
    profile = Profile(clean_descriptors=True)
    new, _ = deidentify(image("CTImage", bytes(48)), profile, key=KEY)
    dataset = pydicom.dcmread(BytesIO(new.to_bytes(validated=False)))
    dataset.StudyDescription = "CT of the chest"
    assert (codes(residue(dataset, profile)), "review" in codes(residue(dataset, profile), "warning")) == (
        set(),
        True,
    )
    for text in ("CT of 3 May 2024", "order 1234567", "1.2.840.99.1.2.3", "doe@example.org"):
        dataset.StudyDescription = text
        assert codes(residue(dataset, profile)) == {"text"}


def test_documents_and_pixels_are_listed_by_choice() -> None:
    source = marked(iods.EncapsulatedPDF)
    new, _ = deidentify(source, Profile(documents="keep"), key=KEY)
    assert codes(residue(new, Profile(documents="keep"))) == set()
    assert codes(residue(new, Profile(documents="keep")), "warning") == {"document-listed"}
    assert codes(residue(new)) == {"document"}
    captured, _ = deidentify(image("SecondaryCaptureImage", bytes(48)), LISTING, key=KEY)
    assert codes(residue(captured, LISTING), "warning") == {"pixels-listed"}
    assert codes(residue(captured)) == {"pixels"}


def test_more_than_the_profile_keeps_is_said() -> None:
    source: IOD = image("CTImage", bytes(48), BodyPartExamined="CHEST")
    new, _ = deidentify(source, Profile(retain_uids=True), key=KEY)
    assert codes(residue(new), "warning") == {"method"}


def test_every_code_says_something() -> None:
    assert {severity for severity, _ in CODES.values()} == {"error", "warning"}
    assert all(text for _, text in CODES.values())
