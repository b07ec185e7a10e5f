"""What `read` gives by the classes that are asked for, and what `isinstance` makes of it."""

from typing import Any, assert_type

from dicomwright.iods import CTImage, MRImage
from dicomwright.runtime import IOD, read

assert_type(read("a.dcm"), IOD)
assert_type(read("a.dcm", edition="2024e"), IOD)
assert_type(read("a.dcm", CTImage), CTImage)
image = read("a.dcm", CTImage | MRImage, stop_before_pixels=True)
assert_type(image, CTImage | MRImage)
assert_type(image.PatientID, str | None)
if isinstance(image, CTImage):
    assert_type(image, CTImage)
    slope: float | None = image.RescaleSlope
else:
    assert_type(image, MRImage)
    sequence: Any = image.ScanningSequence

anything = read("a.dcm")
if isinstance(anything, CTImage):
    assert_type(anything, CTImage)
