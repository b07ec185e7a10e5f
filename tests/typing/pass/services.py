"""Operations and queries: what they carry, and what comes back."""

from datetime import date, time

from pydicom.dataset import Dataset

from dicomwright.codes import SCT
from dicomwright.services import (
    ModalityPerformedProcedureStep,
    ModalityWorklistItem,
    StudyRootSeries,
    StudyRootStudy,
    UnifiedProcedureStepItem,
)


def patient_of(answer: Dataset) -> str:
    item = ModalityWorklistItem.from_dataset(answer)
    scheduled = item.ScheduledProcedureStepSequence[0]
    title: str | None = scheduled.Modality
    return f"{item.PatientName}: {title}"


identifier: Dataset = ModalityWorklistItem.query(
    PatientName="Doe^*",
    PatientSex="F",
    ScheduledProcedureStepSequence={
        "Modality": "CT",
        "ScheduledProcedureStepStartDate": (date(2025, 1, 1), None),
        "ScheduledProcedureStepStartTime": "0800-",
    },
    RequestedProcedureCodeSequence=SCT.Liver,
)
studies = StudyRootStudy.query(StudyDate=(None, "20251231"), StudyInstanceUID=["1.2.3", "1.2.4"])
series = StudyRootSeries.query(StudyInstanceUID="1.2.3", Modality=None, SeriesNumber=7)
steps = UnifiedProcedureStepItem.query(ProcedureStepState="SCHEDULED")

created = ModalityPerformedProcedureStep.for_create(
    ScheduledStepAttributesSequence=[
        ModalityPerformedProcedureStep.Create.ScheduledStepAttributesItem(StudyInstanceUID="1.2.3")
    ],
    PerformedProcedureStepID="1",
    PerformedStationAETitle="CT1",
    PerformedProcedureStepStartDate=date(2025, 1, 1),
    PerformedProcedureStepStartTime=time(8),
    Modality="CT",
    ProcedureCodeSequence=[SCT.Liver],
)
changed = ModalityPerformedProcedureStep.for_set(PerformedProcedureStepStatus="DISCONTINUED")
created.PatientName = "Doe^Jane"
assert ModalityPerformedProcedureStep.Final.after(created, changed).Modality == "CT"
assert not created.validate().errors
