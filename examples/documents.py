"""Encapsulate a PDF and an STL: ``python examples/documents.py [report.pdf report.dcm model.stl model.dcm]``.

Without arguments it writes both files first.
"""

import struct
import sys
from pathlib import Path

from PIL import Image

from dicomwright.cids import CID7063
from dicomwright.iods import EncapsulatedPDF, EncapsulatedSTL
from dicomwright.runtime import new_uid

names = sys.argv[1:5] or ("report.pdf", "report.dcm", "model.stl", "model.dcm")
pdf, pdf_path, stl, stl_path = map(Path, names)
if len(sys.argv) == 1:
    Image.new("RGB", (200, 100), "white").save(pdf)
    triangle = struct.pack("<12fH", 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0)
    stl.write_bytes(bytes(80) + struct.pack("<I", 1) + triangle)

study = new_uid()
report = EncapsulatedPDF(
    PatientName="Doe^Jane",
    PatientID="42",
    StudyInstanceUID=study,
    SeriesInstanceUID=new_uid(),
    SeriesNumber=1,
    InstanceNumber=1,
    Modality="DOC",
    ConversionType="WSD",
    BurnedInAnnotation="YES",
    DocumentTitle="Report",
    MIMETypeOfEncapsulatedDocument="application/pdf",
    EncapsulatedDocument=pdf.read_bytes(),
)
report.save(pdf_path)

model = EncapsulatedSTL(
    PatientName="Doe^Jane",
    PatientID="42",
    StudyInstanceUID=study,
    SeriesInstanceUID=new_uid(),
    SeriesNumber=2,
    InstanceNumber=1,
    Modality="M3D",
    FrameOfReferenceUID=new_uid(),
    BurnedInAnnotation="NO",
    DocumentTitle="Model",
    MIMETypeOfEncapsulatedDocument="model/stl",
    EncapsulatedDocument=stl.read_bytes(),
    MeasurementUnitsCodeSequence=[CID7063.Millimeter],
    Manufacturer="dicomwright",
    ManufacturerModelName="examples/documents.py",
    DeviceSerialNumber="1",
    SoftwareVersions=["0.1.0"],
)
model.save(stl_path)
print(EncapsulatedPDF.read(pdf_path).EncapsulatedDocument == pdf.read_bytes())
