"""Errors of maps."""

from __future__ import annotations

from dicomwright.runtime.errors import DicomwrightError


class FaultyMap(DicomwrightError, ValueError):  # noqa: N818 - as UnreadableFile and the like
    """A map that cannot be read: it is none, it was altered, or the key is another."""
