"""A number has a unit, which is a code: of the context group alone where that cannot be extended."""

from dicomwright.cids import CID4, CID7456
from dicomwright.codes import SCT, UCUM
from dicomwright.templates import Measurement, ROIMeasurements, SubjectContextPatient

Measurement(SCT.Length, 12.5, "mm")
Measurement(SCT.Length, "12.5", UCUM["mm"])
ROIMeasurements(Measurement=[ROIMeasurements.MeasurementItem(SCT.Length, 12.5, 1)])
SubjectContextPatient(SubjectAge=(42, CID7456.Year))
SubjectContextPatient(SubjectAge=(42, CID4.Abdomen))
SubjectContextPatient(SubjectAge=42)
