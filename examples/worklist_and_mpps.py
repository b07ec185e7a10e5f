"""Take the next CT of a worklist, and tell a manager of procedure steps that it is done.

``python examples/worklist_and_mpps.py HOST PORT WORKLIST HOST PORT MANAGER``
"""

import sys
from datetime import date, datetime
from typing import NamedTuple

from pynetdicom import AE
from pynetdicom.association import Association

from dicomwright.runtime import new_uid
from dicomwright.runtime.network import Served, presentation_contexts
from dicomwright.services import ModalityPerformedProcedureStep as Step
from dicomwright.services import ModalityWorklistItem


class Peer(NamedTuple):
    """Where a server is, and its title."""

    host: str
    port: str
    title: str

    def associate(self, service: type[Served]) -> Association:
        """Associate to use a service."""
        association = AE("DICOMWRIGHT").associate(  # pyright: ignore[reportUnknownMemberType] # pynetdicom names not all types
            self.host, int(self.port), contexts=presentation_contexts(service), ae_title=self.title
        )
        if not association.is_established:
            sys.exit(f"{self.title} does not accept an association")
        return association


def next_item(worklist: Peer) -> ModalityWorklistItem:
    """Return the first CT that is scheduled for today or later; all that a worklist must know is asked for."""
    identifier = ModalityWorklistItem.query(
        PatientName=None,
        ScheduledProcedureStepSequence={
            "Modality": "CT",
            "ScheduledProcedureStepStartDate": (date.today(), None),  # noqa: DTZ011 - of the place
        },
    )
    association = worklist.associate(ModalityWorklistItem)
    try:
        answers = association.send_c_find(identifier, ModalityWorklistItem.sop_classes[0])
        found = [ModalityWorklistItem.from_dataset(answer) for _, answer in answers if answer is not None]
    finally:
        association.release()
    if not found:
        sys.exit("nothing is scheduled")
    return min(
        found, key=lambda item: str(item.ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartDate)
    )


def begun(item: ModalityWorklistItem, now: datetime) -> Step.Create:
    """Return what an N-CREATE says of a step that begins; its status follows from the class."""
    scheduled = item.ScheduledProcedureStepSequence[0]
    return Step.for_create(
        ScheduledStepAttributesSequence=[
            Step.Create.ScheduledStepAttributesItem(
                StudyInstanceUID=item.StudyInstanceUID,
                AccessionNumber=item.AccessionNumber,
                RequestedProcedureID=item.RequestedProcedureID,
                ScheduledProcedureStepID=scheduled.ScheduledProcedureStepID,
            )
        ],
        PatientName=item.PatientName,
        PatientID=item.PatientID,
        PatientBirthDate=item.PatientBirthDate,
        PatientSex=item.PatientSex,
        PerformedProcedureStepID=scheduled.ScheduledProcedureStepID,
        PerformedStationAETitle="DICOMWRIGHT",
        PerformedProcedureStepStartDate=now.date(),
        PerformedProcedureStepStartTime=now.time(),
        Modality="CT",
    )


def ended(now: datetime) -> Step.Set:
    """Return what an N-SET says of a step that is done, with one series and no image."""
    series = Step.Set.PerformedSeriesItem(
        SeriesInstanceUID=new_uid(), ProtocolName="Thorax", SeriesDescription="Thorax 1 mm"
    )
    return Step.for_set(
        PerformedProcedureStepStatus="COMPLETED",
        PerformedProcedureStepEndDate=now.date(),
        PerformedProcedureStepEndTime=now.time(),
        PerformedSeriesSequence=[series],
    )


worklist, manager = Peer(*sys.argv[1:4]), Peer(*sys.argv[4:7])
item = next_item(worklist)
print(item.PatientName, item.RequestedProcedureDescription)

created, changed = begun(item, datetime.now()), ended(datetime.now())  # noqa: DTZ005 - of the place, as DICOM has it
created.validate().raise_for_errors()
Step.Final.after(created, changed).validate().raise_for_errors()  # what a step that is completed must have

sop_class, uid = Step.sop_classes[0], new_uid()  # which stand in the commands, not in what they carry
association = manager.associate(Step)
try:
    status, _ = association.send_n_create(created.to_dataset(), sop_class, uid)
    if status.get("Status") != 0:
        sys.exit(f"{manager.title} does not create the step")
    status, _ = association.send_n_set(changed.to_dataset(), sop_class, uid)
    if status.get("Status") != 0:
        sys.exit(f"{manager.title} does not end the step")
finally:
    association.release()
print("done")
