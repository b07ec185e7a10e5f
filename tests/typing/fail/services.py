"""What an operation must have, what may be changed, and what a query may ask: seven mistakes."""

from datetime import date

from dicomwright.services import ModalityPerformedProcedureStep as Step
from dicomwright.services import ModalityWorklistItem, StudyRootSeries

Step.for_create(  # no PerformedStationAETitle
    ScheduledStepAttributesSequence=[],
    PerformedProcedureStepID="1",
    PerformedProcedureStepStartDate=date(2025, 1, 1),
    PerformedProcedureStepStartTime="0800",
    Modality="CT",
)
Step.for_set(Modality="CT")  # what is created stays
Step.for_set(PerformedProcedureStepStatus="DONE")
Step.for_set(PerformedSeriesSequence=[Step.Set.PerformedSeriesItem(ProtocolName="Thorax")])
ModalityWorklistItem.query(PatientNam="Doe*")
ModalityWorklistItem.query(ScheduledProcedureStepSequence={"Modalty": "CT"})
StudyRootSeries.query(Modality="CT")
