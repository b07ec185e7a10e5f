"""A row whose context group cannot be extended takes its codes alone; others take any code, and nothing else."""

from dicomwright.cids import CID4, CID270
from dicomwright.codes import SCT
from dicomwright.templates import MeasurementReport, ObserverContext, SubjectContext

ObserverContext(ObserverType=CID270.Person)
ObserverContext(ObserverType=CID4.Abdomen)
ObserverContext(ObserverType=SCT.Liver)
SubjectContext(SubjectClass=CID270.Person)
MeasurementReport(CID4.Abdomen)
MeasurementReport("Imaging Measurement Report")
MeasurementReport(CID4.Abdomen, ProcedureReported=CID4.Abdomen)
