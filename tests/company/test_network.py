"""Presentation contexts and identifiers, without a network."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread
from pydicom.datadict import keyword_for_tag
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, JPEGBaseline8Bit

from dicomwright.dictionary import SOPClasses
from dicomwright.iods import CTImage, RTDose, SecondaryCaptureImage, Segmentation
from dicomwright.runtime import IOD, InvalidValue
from dicomwright.runtime.declarations.objects import blank
from dicomwright.runtime.network import presentation_contexts, query
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from pydicom.dataset import Dataset
    from pynetdicom.presentation import PresentationContext

    from dicomwright.runtime.network import Key, Level

PLAIN = [ExplicitVRLittleEndian, ImplicitVRLittleEndian]
PRIVATE_SOP_CLASS = "1.2.826.0.1.3680043.8.498.1"
FIVE_HOURS_WEST = timezone(timedelta(hours=-5))


def syntaxes(contexts: list[PresentationContext]) -> list[tuple[object, list[Any]]]:
    return [(context.abstract_syntax, context.transfer_syntax) for context in contexts]


def jpeg() -> SecondaryCaptureImage:
    """Return an image whose pixels are, by its file meta information, compressed."""
    dataset = minimal(SecondaryCaptureImage).to_dataset()
    dataset.PixelData = encapsulate([b"\xff\xd8\xff\xd9"])
    dataset["PixelData"].is_undefined_length = True
    dataset.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    return SecondaryCaptureImage.from_dataset(dataset)


def test_contexts_of_classes_and_services() -> None:
    contexts = presentation_contexts(CTImage, Segmentation, SOPClasses.Verification)
    assert len(Segmentation.sop_classes) == 2
    assert syntaxes(contexts) == [
        (uid, PLAIN)
        for uid in (SOPClasses.CTImageStorage, *Segmentation.sop_classes, SOPClasses.Verification)
    ]


def test_a_context_is_proposed_once() -> None:
    ct = minimal(CTImage)
    assert len(presentation_contexts(CTImage, ct, minimal(CTImage), SOPClasses.CTImageStorage)) == 1


def test_an_object_has_one_sop_class_of_its_iod() -> None:
    seg = minimal(Segmentation)
    assert syntaxes(presentation_contexts(seg)) == [(Segmentation.sop_classes[0], PLAIN)]


def test_compressed_pixels_have_a_context_of_their_own() -> None:
    uid = SOPClasses.SecondaryCaptureImageStorage
    contexts = presentation_contexts(jpeg(), minimal(SecondaryCaptureImage))
    assert syntaxes(contexts) == [(uid, [JPEGBaseline8Bit]), (uid, PLAIN)]


def test_an_object_of_no_known_class() -> None:
    dataset = minimal(CTImage).to_dataset()
    dataset.SOPClassUID = PRIVATE_SOP_CLASS
    assert syntaxes(presentation_contexts(IOD.from_dataset(dataset))) == [(PRIVATE_SOP_CLASS, PLAIN)]


def test_an_object_needs_a_sop_class() -> None:
    dose = blank(RTDose)
    assert len(presentation_contexts(dose)) == 1  # of one class, which is filled in
    seg = blank(Segmentation)
    with pytest.raises(ValueError, match=r"Segmentation\.SOPClassUID"):
        presentation_contexts(seg)


# Identifiers


def sent(identifier: Dataset) -> Dataset:
    """Return an identifier as a peer reads it."""
    stream = BytesIO()
    dcmwrite(stream, identifier, implicit_vr=False, little_endian=True)
    stream.seek(0)
    return dcmread(stream, force=True)


def texts(identifier: Dataset) -> dict[str, str]:
    """Return the values of an identifier as they stand in its bytes."""
    raw = sent(identifier)
    return {
        keyword_for_tag(tag): element.value.decode("latin-1").rstrip("\0 ") if element.value else ""
        for tag, element in raw.items()
    }


@pytest.mark.parametrize(
    ("keyword", "value", "text"),
    [
        ("PatientID", "42", "42"),
        ("PatientID", None, ""),
        ("PatientID", "", ""),
        ("PatientName", "Doe^J?ne*", "Doe^J?ne*"),
        ("PatientName", "*" * 80, "*" * 80),
        ("Modality", "C*", "C*"),
        ("ModalitiesInStudy", "MR", "MR"),
        ("RetrieveAETitle", "ARCHIVE?", "ARCHIVE?"),
        ("StudyDate", date(2025, 11, 21), "20251121"),
        ("StudyDate", "20251121", "20251121"),
        ("StudyDate", (date(2025, 1, 1), date(2025, 11, 21)), "20250101-20251121"),
        ("StudyDate", (date(2025, 1, 1), None), "20250101-"),
        ("StudyDate", (None, "20251121"), "-20251121"),
        ("StudyDate", "20250101-20251121", "20250101-20251121"),
        ("StudyDate", "20250101 - 20251121", "20250101-20251121"),
        ("StudyDate", "-20251121", "-20251121"),
        ("StudyTime", (time(8), time(12, 30)), "080000-123000"),
        ("StudyTime", "08-1230", "08-1230"),
        ("AcquisitionDateTime", datetime(2025, 1, 1, 8, tzinfo=UTC), "20250101080000+0000"),
        ("AcquisitionDateTime", datetime(2025, 1, 1, 8, tzinfo=FIVE_HOURS_WEST), "20250101130000+0000"),
        ("AcquisitionDateTime", "20250101080000-0500", "20250101130000+0000"),
        ("AcquisitionDateTime", "20250101080000-0500-", "20250101130000+0000-"),
        ("AcquisitionDateTime", "20250101-20250102080000-0500", "20250101-20250102130000+0000"),
        ("AcquisitionDateTime", "2025-2026", "2025-2026"),
        ("StudyInstanceUID", "1.2.3", "1.2.3"),
        ("StudyInstanceUID", ["1.2.3", "1.2.4"], "1.2.3\\1.2.4"),
        ("InstanceNumber", 7, "7"),
        ("SliceThickness", 2.5, "2.5"),
        ("ReferencedStudySequence", None, ""),
    ],
)
def test_values_of_keys(keyword: str, value: Key, text: str) -> None:
    assert texts(query(**{keyword: value})) == {keyword: text}


@pytest.mark.parametrize(
    ("keyword", "value", "rule"),
    [
        ("PatientID", 42, "must be a str"),
        ("PatientName", "a\\b*", "has a backslash"),
        ("PatientName", "x" * 65 + "*", "more than 64 characters"),
        ("Modality", "ct*", "upper case"),
        ("ModalitiesInStudy", ["CT", "MR"], "must be a str"),
        ("StudyDate", "2025*", "YYYYMMDD"),
        ("StudyDate", "20250101-20251301", "a range of two"),
        ("StudyDate", "20251121-20250101", "a range of two"),
        ("StudyDate", (date(2025, 11, 21), "20250101"), "end before it begins"),
        ("StudyDate", "-", "a range of two"),
        ("StudyDate", (None, None), "a pair of which one at most is None"),
        ("StudyDate", (date(2025, 1, 1),), "a pair of which one at most is None"),
        ("AcquisitionDateTime", "20250101-0500", "a range of two"),
        ("StudyInstanceUID", "1.2.*", "numbers without leading zeros"),
        ("StudyInstanceUID", ["1.2", "x"], "numbers without leading zeros"),
        ("InstanceNumber", "1*", "must be an integer"),
        ("ReferencedStudySequence", [{}], "must be a mapping"),
    ],
)
def test_values_that_nothing_can_match(keyword: str, value: Key, rule: str) -> None:
    with pytest.raises(InvalidValue, match=rf"^{keyword} \(.*\), VR .*{rule}") as caught:
        query(**{keyword: value})
    assert not isinstance(value, str) or value.strip("-") == "" or value not in str(caught.value)


@pytest.mark.parametrize(
    ("level", "unique"),
    [
        ("PATIENT", "PatientID"),
        ("STUDY", "StudyInstanceUID"),
        ("SERIES", "SeriesInstanceUID"),
        ("IMAGE", "SOPInstanceUID"),
    ],
)
def test_the_unique_key_of_the_level_is_asked_for(level: Level, unique: str) -> None:
    assert texts(query(level)) == {"QueryRetrieveLevel": level, unique: ""}
    given = {unique: "1.2.3"}
    assert texts(query(level, **given)) == {"QueryRetrieveLevel": level, **given}


def test_levels_are_those_of_the_standard() -> None:
    with pytest.raises(ValueError, match="PATIENT, STUDY, SERIES, IMAGE"):
        query("STUDIES")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_keys_in_sequences() -> None:
    step = {"Modality": "CT", "ScheduledProcedureStepStartDate": (date(2025, 1, 1), None)}
    identifier = sent(query(PatientName=None, ScheduledProcedureStepSequence=step))
    (item,) = identifier.ScheduledProcedureStepSequence
    assert texts(item) == {"Modality": "CT", "ScheduledProcedureStepStartDate": "20250101-"}
    assert "QueryRetrieveLevel" not in identifier
    with pytest.raises(InvalidValue, match=r"^ScheduledProcedureStepSequence\[0\]\.Modality \(0008,0060\)"):
        query(ScheduledProcedureStepSequence={"Modality": "ct"})


def test_unknown_keys() -> None:
    with pytest.raises(TypeError, match="no attribute PatientNam; did you mean PatientName"):
        query(PatientNam="Doe*")
    with pytest.raises(TypeError, match=r"ScheduledProcedureStepSequence\[0\]\.Modalty"):
        query(ScheduledProcedureStepSequence={"Modalty": "CT"})


def test_utf8_is_declared_when_it_is_needed() -> None:
    identifier = sent(query("STUDY", PatientName="Müller*"))
    assert (identifier.SpecificCharacterSet, identifier.PatientName) == ("ISO_IR 192", "Müller*")
    identifier = sent(query(RequestAttributesSequence={"StudyComments": "ü"}))
    assert identifier.SpecificCharacterSet == "ISO_IR 192"
    assert identifier.RequestAttributesSequence[0].StudyComments == "ü"


def test_a_character_set_that_is_given_stays() -> None:
    identifier = sent(query(PatientName="Müller*", SpecificCharacterSet="ISO_IR 100"))
    assert identifier.SpecificCharacterSet == "ISO_IR 100"
    assert identifier.PatientName == "Müller*"
    assert "SpecificCharacterSet" not in query(PatientName="Doe*")
