"""What `read` gives by the classes that are asked for, and what `isinstance` makes of it."""

from typing import assert_type

from dicomwright.iods import CTImage, MRImage
from dicomwright.runtime import IOD, read


def files(path: str) -> None:
    assert_type(read(path), IOD)
    assert_type(read(path, edition="2024e"), IOD)
    assert_type(read(path, CTImage), CTImage)


def narrowed(path: str) -> float | str | None:
    image = read(path, CTImage | MRImage, stop_before_pixels=True)
    assert_type(image, CTImage | MRImage)
    assert_type(image.PatientID, str | None)
    if isinstance(image, CTImage):
        assert_type(image, CTImage)
        return image.RescaleSlope
    assert_type(image, MRImage)
    return image.MRAcquisitionType


def anything(path: str) -> None:
    found = read(path)
    if isinstance(found, CTImage):
        assert_type(found, CTImage)
