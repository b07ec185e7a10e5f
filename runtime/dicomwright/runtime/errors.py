"""Errors: either a value cannot be encoded, or an instance breaks the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from dicomwright.runtime.report import Report


class DicomwrightError(Exception):
    """Base of every error that dicomwright raises on purpose."""


class InvalidValue(DicomwrightError, ValueError):  # noqa: N818 - the name says what is wrong, as DESIGN fixes it
    """A value that cannot be encoded as its attribute demands.

    The message names class, attribute, VR and the rule, and never the value: it may be patient data.
    """


class WrongSOPClass(DicomwrightError, ValueError):  # noqa: N818
    """A data set whose SOP Class UID is not one of the IOD it is read as."""


class Refused(Exception):  # noqa: N818 - never seen by users
    """A rule that a value breaks, before it is known of which attribute; the text never holds the value."""


class Fault(NamedTuple):
    """One thing that an instance lacks: where it is, and what kind of fault."""

    path: str
    tag: int
    module: str
    kind: Literal["missing", "empty"]

    def __str__(self) -> str:
        """Give one line for a message, for example ``PatientID (0010,0020): missing (Patient)``."""
        return f"{self.path} ({self.tag >> 16:04X},{self.tag & 0xFFFF:04X}): {self.kind} ({self.module})"


class InvalidInstance(DicomwrightError):  # noqa: N818
    """An instance that breaks the standard: `report` has everything that was found."""

    def __init__(self, name: str, faults: tuple[Fault, ...] = (), *, report: Report | None = None) -> None:
        """Keep what was found in an instance of the class with that name."""
        super().__init__(name, faults)
        self.name = name
        self.faults = faults
        self.report = report

    def __str__(self) -> str:
        """List all the errors, one to a line."""
        found = self.faults if self.report is None else self.report.errors
        lines = "\n".join(f"  {each}" for each in found)
        return f"{self.name} breaks the standard in {counted(len(found), 'place')}:\n{lines}"
