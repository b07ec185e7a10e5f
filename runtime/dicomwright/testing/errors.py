"""Errors."""

from __future__ import annotations

from dicomwright.runtime.errors import DicomwrightError


class Unmakeable(DicomwrightError):  # noqa: N818 - nothing is wrong with what was given
    """What was asked for cannot be made: the declarations demand something that is not known here."""
