"""What services carry: data sets of operations, and what queries ask, without a network."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from pydicom.dataset import Dataset

from dicomwright.codes import SCT
from dicomwright.modules import Patient
from dicomwright.runtime import InvalidValue
from dicomwright.runtime.network import presentation_contexts
from dicomwright.services import (
    BasicFilmBox,
    BasicGrayscaleImageBox,
    CompositeInstanceFrames,
    InstanceAvailabilityNotification,
    MediaCreationManagement,
    ModalityPerformedProcedureStep,
    ModalityPerformedProcedureStepNotification,
    ModalityWorklistItem,
    PatientRootInstance,
    PatientRootPatient,
    PresentationLUT,
    Printer,
    ProceduralEventLogging,
    RelevantPatient,
    StudyRootInstance,
    StudyRootSeries,
    StudyRootStudy,
    UnifiedProcedureStep,
    UnifiedProcedureStepItem,
)

# Operations


def test_operations_are_classes_of_their_services() -> None:
    step = ModalityPerformedProcedureStep
    assert (step.for_create, step.for_set) == (step.Create, step.Set)
    assert step.sop_classes == ("1.2.840.10008.3.1.2.3.3",)
    notices = ModalityPerformedProcedureStepNotification
    assert [
        cls.type_id
        for cls in (notices.PerformedProcedureStepInProgress, notices.PerformedProcedureStepDeleted)
    ] == [1, 5]
    assert notices.PerformedProcedureStepUpdated().to_dataset() == Dataset()
    assert MediaCreationManagement.CancelMediaCreation.type_id == 2
    ups = UnifiedProcedureStep
    assert [
        cls.type_id for cls in (ups.ChangeUPSState, ups.SuspendGlobalSubscription, ups.SCPStatusChange)
    ] == [1, 5, 4]


@pytest.mark.parametrize(
    ("cls", "keyword", "kind"),
    [
        # PS3.4 tables, read by hand: the table and the column are those of the class
        (ModalityPerformedProcedureStep.Create, "PatientName", "2"),
        (ModalityPerformedProcedureStep.Create, "PerformedStationAETitle", "1"),
        (ModalityPerformedProcedureStep.Set, "PerformedSeriesSequence", "3"),
        (ModalityPerformedProcedureStep.Final, "PerformedSeriesSequence", "1"),
        (ModalityPerformedProcedureStep.Final, "PatientName", "3"),
        (UnifiedProcedureStep.Create, "PatientID", "1C"),
        (UnifiedProcedureStep.Set, "TransactionUID", "1C"),
        (UnifiedProcedureStep.Completed, "UnifiedProcedureStepPerformedProcedureSequence", "1"),
        (UnifiedProcedureStep.Canceled, "UnifiedProcedureStepPerformedProcedureSequence", "3"),
        (UnifiedProcedureStep.Canceled, "ProcedureStepProgressInformationSequence", "1"),
        (UnifiedProcedureStep.Get, "PatientName", "2"),
        (BasicFilmBox.Create, "ImageDisplayFormat", "1"),
        (BasicFilmBox.Create, "FilmOrientation", "3"),
        (BasicGrayscaleImageBox.Set, "BasicGrayscaleImageSequence", "1"),
        (PresentationLUT.Create, "PresentationLUTShape", "1C"),
        (Printer.Get, "PrinterStatus", "1"),
        (InstanceAvailabilityNotification.Create, "StudyInstanceUID", "1"),
        (ProceduralEventLogging.RecordProceduralEvent, "PatientID", "2"),
        (ProceduralEventLogging.RecordProceduralEventReply, "PatientID", "1"),
        (ModalityWorklistItem, "ScheduledProcedureStepSequence", "1"),
        (ModalityWorklistItem, "RequestedProcedureDescription", "1C"),
        (ModalityWorklistItem, "AdmittingDate", "3"),
        (UnifiedProcedureStepItem, "ProcedureStepState", "1"),
        (PatientRootPatient, "PatientID", "1"),
        (PatientRootPatient, "PatientName", "2"),
        (PatientRootPatient, "PatientSex", "3"),
        (StudyRootStudy, "StudyInstanceUID", "1"),
    ],
)
def test_types_are_those_of_who_sends_it(cls: Any, keyword: str, kind: str) -> None:  # noqa: ANN401
    assert cls.attributes()[keyword].type == kind


def test_conditions_are_judged_where_the_data_set_decides() -> None:
    lut = PresentationLUT.for_create()
    assert {(found.path, found.code) for found in lut.validate().errors} == {
        ("PresentationLUTSequence", "missing-type-1c"),
        ("PresentationLUTShape", "missing-type-1c"),
    }
    assert PresentationLUT.for_create(PresentationLUTShape="IDENTITY").validate().errors == ()


def test_what_was_read_is_judged_by_the_operation() -> None:
    dataset = Dataset()
    dataset.PatientName = "Doe^Jane"
    dataset.PerformedProcedureStepStatus = "IN PROGRESS"
    found = ModalityPerformedProcedureStep.Create.from_dataset(dataset).validate()
    codes = {each.path: each.code for each in found.errors}
    assert codes["PerformedStationAETitle"] == "missing-type-1"
    assert codes["PatientID"] == "missing-type-2"
    assert "PatientName" not in codes
    dataset.PerformedProcedureStepStatus = "BEGUN"
    found = ModalityPerformedProcedureStep.Create.from_dataset(dataset).validate()
    assert ("PerformedProcedureStepStatus", "value-not-enumerated") in {
        (each.path, each.code) for each in found.errors
    }


def test_an_operation_is_called_by_its_own_names() -> None:
    with pytest.raises(TypeError, match=r"^ModalityPerformedProcedureStep\.Set has no Modality"):
        ModalityPerformedProcedureStep.for_set(Modality="CT")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"^UnifiedProcedureStep\.ChangeUPSState needs ProcedureStepState"):
        UnifiedProcedureStep.ChangeUPSState(TransactionUID="1.2")  # type: ignore[call-arg]


def test_pixels_of_a_film_follow_from_an_array() -> None:
    np = pytest.importorskip("numpy")
    box = BasicGrayscaleImageBox.for_set(
        ImageBoxPosition=1,
        BasicGrayscaleImageSequence=[
            BasicGrayscaleImageBox.Set.BasicGrayscaleImageItem(
                SamplesPerPixel=1, PhotometricInterpretation="MONOCHROME2", Rows=2, Columns=3, BitsAllocated=8,
                BitsStored=8, HighBit=7, PixelRepresentation=0, PixelData=np.zeros((2, 3), np.uint8),
            )
        ],
    )  # fmt: skip
    assert box.validate().errors == ()
    assert box.to_dataset().BasicGrayscaleImageSequence[0].PixelData == bytes(6)


def test_utf8_is_declared_when_it_is_needed() -> None:
    said = ProceduralEventLogging.RecordProceduralEvent(StudyID="\u00fc").to_dataset()
    assert said.SpecificCharacterSet == "ISO_IR 192"
    assert (
        "SpecificCharacterSet" not in ProceduralEventLogging.RecordProceduralEvent(StudyID="u").to_dataset()
    )


# Queries


def test_what_answers_have_is_asked_for() -> None:
    identifier = ModalityWorklistItem.query(PatientID="42")
    assert (identifier.PatientID, identifier.PatientName, identifier.PatientBirthDate) == ("42", "", "")
    (scheduled,) = identifier.ScheduledProcedureStepSequence
    assert scheduled.ScheduledProcedureStepStartDate == scheduled.Modality == ""
    absent = {
        "SpecificCharacterSet",
        "TimezoneOffsetFromUTC",
        "HL7StructuredDocumentReferenceSequence",
        "StudyDate",
    }
    assert absent.isdisjoint(identifier.dir())  # of the identifier itself, not asked for, and optional


def test_levels() -> None:
    identifier = StudyRootSeries.query(StudyInstanceUID="1.2.3", SeriesNumber=7)
    assert {keyword: str(identifier[keyword].value) for keyword in identifier.dir()} == {
        "QueryRetrieveLevel": "SERIES",
        "StudyInstanceUID": "1.2.3",
        "SeriesInstanceUID": "",
        "SeriesNumber": "7",
        "Modality": "",
    }
    assert (
        PatientRootInstance.query(
            PatientID="42", StudyInstanceUID="1.2", SeriesInstanceUID="1.2.3"
        ).QueryRetrieveLevel
        == "IMAGE"
    )
    frames = CompositeInstanceFrames.query(SOPInstanceUID="1.2", SimpleFrameList=None)
    assert frames.QueryRetrieveLevel == "FRAME"
    assert StudyRootStudy.query(StudyDate=(date(2025, 1, 1), None)).StudyDate == "20250101-"


@pytest.mark.parametrize("missing", [{}, {"StudyInstanceUID": None}, {"StudyInstanceUID": ""}])
def test_unique_keys_of_the_levels_above_are_needed(missing: Any) -> None:  # noqa: ANN401
    with pytest.raises(TypeError, match=r"^StudyRootInstance\.query needs StudyInstanceUID$"):
        StudyRootInstance.query(SeriesInstanceUID="1.2", **missing)


def test_a_template_is_demanded_of_who_asks_for_relevant_information() -> None:
    with pytest.raises(TypeError, match=r"^RelevantPatient\.query needs ContentTemplateSequence$"):
        RelevantPatient.query(PatientID="42")  # type: ignore[call-arg]
    template = {"MappingResource": "DCMR", "TemplateIdentifier": "9007"}
    identifier = RelevantPatient.query(PatientID="42", ContentTemplateSequence=template)  # type: ignore[arg-type]
    assert identifier.ContentTemplateSequence[0].TemplateIdentifier == "9007"


STEP = "ScheduledProcedureStepSequence"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (
            {"PatientID": "4*"},
            r"PatientID \(0010,0020\), VR LO: is matched by single value \(PS3.4 K.6.1.2.2\), not by wild card$",
        ),
        ({STEP: {"Modality": "C?"}}, r"ScheduledProcedureStepItem\.Modality .*: is matched by single value"),
        (
            {STEP: {"ScheduledStationAETitle": "*"}},
            r".*ScheduledStationAETitle .*: is matched by single value",
        ),
        (
            {"PertinentDocumentsSequence": {"DocumentTitle": "x"}},
            ".*DocumentTitle .*: is returned alone: a query cannot",
        ),
        ({STEP: "CT"}, f"{STEP} .*: must be a mapping of keys, or None, not str"),
    ],
)
def test_what_the_table_does_not_admit(keys: Any, said: str) -> None:  # noqa: ANN401
    with pytest.raises(InvalidValue, match=rf"^ModalityWorklistItem\.{said}"):
        ModalityWorklistItem.query(**keys)


def test_values_are_checked_as_those_of_other_queries() -> None:
    with pytest.raises(InvalidValue, match="YYYYMMDD"):
        StudyRootStudy.query(StudyDate="2025")
    with pytest.raises(TypeError, match=r"^ModalityWorklistItem has no PatientNam; did you mean PatientName"):
        ModalityWorklistItem.query(PatientNam="Doe*")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"^ModalityWorklistItem\.ScheduledProcedureStepItem has no Modalty"):
        ModalityWorklistItem.query(ScheduledProcedureStepSequence={"Modalty": "CT"})  # type: ignore[typeddict-unknown-key]


def test_a_code_is_asked_for() -> None:
    identifier = ModalityWorklistItem.query(RequestedProcedureCodeSequence=SCT.Liver)
    (item,) = identifier.RequestedProcedureCodeSequence
    assert {keyword: item[keyword].value for keyword in item.dir()} == {
        "CodeValue": "10200004",
        "CodingSchemeDesignator": "SCT",
    }


def test_answers_are_tolerant() -> None:
    dataset = Dataset()
    dataset.PatientName, dataset.PatientSex, dataset.EthnicGroup = "Doe^Jane", "X", "none"
    item = ModalityWorklistItem.from_dataset(dataset)
    assert str(item.PatientName) == "Doe^Jane"
    assert item.ScheduledProcedureStepSequence is None
    assert [problem.path for problem in item.problems] == ["PatientSex"]


# Others


def test_contexts_of_services() -> None:
    contexts = presentation_contexts(ModalityWorklistItem, UnifiedProcedureStep)
    assert [context.abstract_syntax for context in contexts] == [
        *ModalityWorklistItem.sop_classes,
        *UnifiedProcedureStep.sop_classes,
    ]


def test_a_data_set_is_built_without_what_a_network_needs() -> None:
    program = """
import sys
from dicomwright.services import ModalityPerformedProcedureStep as Step
changed = Step.for_set(PerformedProcedureStepStatus="COMPLETED")
assert not changed.validate().errors
heavy = {"pynetdicom", "pydicom", "numpy"} & set(sys.modules)
assert not heavy, heavy
"""
    done = subprocess.run(  # noqa: S603 - a fixed program
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_services_are_no_modules() -> None:
    assert not issubclass(ModalityWorklistItem, Patient)
