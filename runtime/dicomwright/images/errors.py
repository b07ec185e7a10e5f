"""Errors of images in space."""

from dicomwright.runtime import DicomwrightError


class NoVolume(DicomwrightError, ValueError):  # noqa: N818 - as the runtime names what it refuses
    """Images that are not the parallel, evenly spaced planes of one volume; the message says which is not, and why."""
