"""Services: a worklist of others answers typed queries, and a manager takes what operations carry."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
from company.receiving import associated
from company.servers import Server, wlmscpfs
from company.services import Manager, manager, step, told
from pydicom.dataset import Dataset
from pydicom.sr.coding import Code

from dicomwright.cids import CID9300
from dicomwright.runtime import InvalidValue, new_uid
from dicomwright.services import (
    ModalityPerformedProcedureStep,
    ModalityWorklistItem,
    StorageCommitment,
    UnifiedProcedureStep,
    UnifiedProcedureStepItem,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

UID = "1.2.826.0.1.3680043.8.498.9"


@pytest.fixture(scope="module")
def worklist(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    steps = (step(1), step(2, "Doe^John", date="20991202"), step(3, "M\u00fcller^Eva", "MR"))
    with wlmscpfs(tmp_path_factory.mktemp("worklist"), *steps) as server:
        yield server


@pytest.fixture
def peer() -> Iterator[Manager]:
    with manager() as found:
        yield found


def items(worklist: Server, identifier: Dataset) -> list[ModalityWorklistItem]:
    """Return what a worklist answers, as it is typed, by the number of the step."""
    with associated(worklist, ModalityWorklistItem) as association:
        answers = list(association.send_c_find(identifier, ModalityWorklistItem.sop_classes[0]))
    assert answers[-1][0].Status == 0
    found = [ModalityWorklistItem.from_dataset(answer) for _, answer in answers if answer is not None]
    return sorted(found, key=lambda item: item.PatientID)


def test_a_worklist_answers_with_typed_items(worklist: Server) -> None:
    first, second, third = items(worklist, ModalityWorklistItem.query())
    assert str(first.PatientName) == "Doe^Jane"
    assert (first.PatientID, first.PatientBirthDate, first.PatientSex) == ("P1", date(1970, 1, 1), "F")
    assert (first.AccessionNumber, first.RequestedProcedureID) == ("A1", "R1")
    assert first.RequestedProcedureCodeSequence == (Code("43799004", "SCT", "Thorax"),)
    (scheduled,) = first.ScheduledProcedureStepSequence
    assert scheduled.ScheduledProcedureStepStartDate == date(2099, 12, 1)
    assert scheduled.ScheduledProcedureStepStartTime == time(8, 30)
    assert (scheduled.Modality, scheduled.ScheduledStationAETitle) == ("CT", ("STATION",))
    assert str(second.PatientName) == "Doe^John"
    assert str(third.PatientName) == "M\u00fcller^Eva"


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"PatientName": "Doe*"}, ["P1", "P2"]),
        ({"PatientID": "P2"}, ["P2"]),
        ({"ScheduledProcedureStepSequence": {"Modality": "MR"}}, ["P3"]),
        (
            {
                "ScheduledProcedureStepSequence": {
                    "ScheduledProcedureStepStartDate": (date(2099, 12, 2), None)
                }
            },
            ["P2"],
        ),
        (
            {"ScheduledProcedureStepSequence": {"ScheduledProcedureStepStartDate": "20991201-20991202"}},
            ["P1", "P2", "P3"],
        ),
        ({"PatientName": "Nobody"}, []),
    ],
)
def test_a_worklist_matches_what_is_asked(worklist: Server, keys: Any, found: list[str]) -> None:  # noqa: ANN401
    assert [item.PatientID for item in items(worklist, ModalityWorklistItem.query(**keys))] == found


# Modality performed procedure steps


Step = ModalityPerformedProcedureStep


def created(**more: Any) -> Step.Create:  # noqa: ANN401 - typed by the fields of the class
    return Step.for_create(
        ScheduledStepAttributesSequence=[
            Step.Create.ScheduledStepAttributesItem(StudyInstanceUID=new_uid(), AccessionNumber="A1")
        ],
        PerformedProcedureStepID="S1",
        PerformedStationAETitle="STATION",
        PerformedProcedureStepStartDate=date(2099, 12, 1),
        PerformedProcedureStepStartTime=time(8, 30),
        Modality="CT",
        PatientName="M\u00fcller^Eva",
        **more,
    )


def changed() -> Step.Set:
    images = [
        Step.Set.PerformedSeriesItem.ReferencedImageItem(
            ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2", ReferencedSOPInstanceUID=new_uid()
        )
    ]
    return Step.for_set(
        PerformedProcedureStepStatus="DISCONTINUED",
        PerformedProcedureStepEndDate=date(2099, 12, 1),
        PerformedProcedureStepEndTime=time(8, 40),
        PerformedProcedureStepDiscontinuationReasonCodeSequence=[CID9300.EquipmentFailure],
        PerformedSeriesSequence=[
            Step.Set.PerformedSeriesItem(
                ProtocolName="Thorax", SeriesInstanceUID=new_uid(), ReferencedImageSequence=images
            )
        ],
    )


def test_a_step_is_created_and_ended(peer: Manager) -> None:
    first, last = created(), changed()
    assert first.validate().errors == ()
    assert last.validate().errors == ()
    with told(peer, Step) as association:
        status, answer = association.send_n_create(first.to_dataset(), Step.sop_classes[0], UID)
        assert status.Status == 0
        assert Step.Create.from_dataset(answer).PatientName == "M\u00fcller^Eva"
        status, _ = association.send_n_set(last.to_dataset(), Step.sop_classes[0], UID)
        assert status.Status == 0
    whole = Step.Final.from_dataset(peer.instances[UID])
    assert whole.validate().errors == ()
    assert whole.PerformedProcedureStepStatus == "DISCONTINUED"
    assert whole.PerformedProcedureStepDiscontinuationReasonCodeSequence == (CID9300.EquipmentFailure,)
    (series,) = whole.PerformedSeriesSequence
    assert len(series.ReferencedImageSequence or ()) == 1
    assert peer.instances[UID].SpecificCharacterSet == "ISO_IR 192"


def test_what_is_set_has_no_identity_and_nothing_that_stays() -> None:
    assert {"SOPClassUID", "SOPInstanceUID"}.isdisjoint(
        Step.Create.attributes().keys() | Step.Set.attributes().keys()
    )
    stays = {"Modality", "PatientName", "ScheduledStepAttributesSequence", "PerformedStationAETitle"}
    assert stays <= Step.Create.attributes().keys()
    assert stays.isdisjoint(Step.Set.attributes())
    assert set(changed().to_dataset().dir()) == {
        "PerformedProcedureStepStatus",
        "PerformedProcedureStepEndDate",
        "PerformedProcedureStepEndTime",
        "PerformedProcedureStepDiscontinuationReasonCodeSequence",
        "PerformedSeriesSequence",
    }


def test_the_final_state_demands_more() -> None:
    said = Step.Final.after(created(), Step.for_set(PerformedProcedureStepStatus="COMPLETED")).validate()
    assert {(found.path, found.code) for found in said.errors} == {
        ("PerformedProcedureStepEndDate", "empty-type-1"),
        ("PerformedProcedureStepEndTime", "empty-type-1"),
        ("PerformedSeriesSequence", "empty-type-1"),
    }
    assert Step.Final.after(created(), changed()).validate().errors == ()


def test_a_step_begins_in_progress() -> None:
    assert created().to_dataset().PerformedProcedureStepStatus == "IN PROGRESS"
    with pytest.raises(InvalidValue, match="must be 'IN PROGRESS'"):
        created(PerformedProcedureStepStatus="COMPLETED")


# Storage commitment


def test_storage_is_committed(peer: Manager) -> None:
    request = StorageCommitment.RequestStorageCommitment
    references = [
        request.ReferencedSOPItem(
            ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2", ReferencedSOPInstanceUID=new_uid()
        )
        for _ in range(2)
    ]
    asked = request(TransactionUID=new_uid(), ReferencedSOPSequence=references)
    failures = StorageCommitment.StorageCommitmentRequestCompleteFailuresExist
    failed = failures(
        TransactionUID=asked.TransactionUID,
        FailedSOPSequence=[
            failures.FailedSOPItem(
                ReferencedSOPClassUID=references[0].ReferencedSOPClassUID,
                ReferencedSOPInstanceUID=references[0].ReferencedSOPInstanceUID,
                FailureReason=0x0112,
            )
        ],
    )
    sop_class, instance = StorageCommitment.sop_classes[0], "1.2.840.10008.1.20.1.1"
    with told(peer, StorageCommitment) as association:
        status, _ = association.send_n_action(asked.to_dataset(), request.type_id, sop_class, instance)
        assert status.Status == 0
        status, _ = association.send_n_event_report(
            failed.to_dataset(), failures.type_id, sop_class, instance
        )
        assert status.Status == 0
    (action, information), (event, result) = peer.told
    assert (action, event) == (1, 2)
    assert request.from_dataset(information) == request.from_dataset(asked.to_dataset())
    answer = failures.from_dataset(result)
    assert answer.validate().errors == ()
    assert [item.FailureReason for item in answer.FailedSOPSequence] == [0x0112]
    assert answer.FailedSOPSequence[0].ReferencedSOPInstanceUID == references[0].ReferencedSOPInstanceUID


# Unified procedure steps


def ups(label: str) -> UnifiedProcedureStep.Create:
    return UnifiedProcedureStep.for_create(
        ScheduledProcedureStepPriority="HIGH",
        ProcedureStepLabel=label,
        ScheduledProcedureStepStartDateTime="20991201083000",
        InputReadinessState="READY",
        PatientName="Doe^Jane",
    )


def test_a_unified_step_is_created_found_and_canceled(peer: Manager) -> None:
    cancel = UnifiedProcedureStep.RequestUPSCancel(ReasonForCancellation="wrong patient")
    identifier = UnifiedProcedureStepItem.query(ProcedureStepLabel="contour")
    push = UnifiedProcedureStep.sop_classes[0]
    with told(peer, UnifiedProcedureStep, UnifiedProcedureStepItem) as association:
        for label, uid in (("contour", UID), ("plan", f"{UID}.1")):
            assert ups(label).validate().errors == ()
            status, _ = association.send_n_create(ups(label).to_dataset(), push, uid)
            assert status.Status == 0
        answers = list(association.send_c_find(identifier, UnifiedProcedureStepItem.sop_classes[0]))
        status, _ = association.send_n_action(cancel.to_dataset(), cancel.type_id, push, UID)
        assert status.Status == 0
    (found,) = [UnifiedProcedureStepItem.from_dataset(each) for _, each in answers if each is not None]
    assert (found.ProcedureStepLabel, found.ProcedureStepState, found.SOPInstanceUID) == (
        "contour",
        "SCHEDULED",
        UID,
    )
    assert peer.instances[UID].TransactionUID == ""
    ((action, information),) = peer.told
    assert action == 2
    assert (
        UnifiedProcedureStep.RequestUPSCancel.from_dataset(information).ReasonForCancellation
        == "wrong patient"
    )


def test_a_unified_step_begins_scheduled_and_without_progress() -> None:
    begun = ups("plan").to_dataset()
    assert begun.ProcedureStepState == "SCHEDULED"
    assert begun.ProcedureStepProgressInformationSequence == []
    with pytest.raises(InvalidValue, match="has 1 item, and must have 0"):
        UnifiedProcedureStep.for_create(
            ScheduledProcedureStepPriority="HIGH",
            ProcedureStepLabel="plan",
            ScheduledProcedureStepStartDateTime="20991201083000",
            InputReadinessState="READY",
            ProcedureStepProgressInformationSequence=[Dataset()],  # type: ignore[list-item]
        )
