"""Errors: a value, a file or a codec is not what it must be; `InvalidInstance` stands beside its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class DicomwrightError(Exception):
    """Base of every error that dicomwright raises on purpose."""


class InvalidValue(DicomwrightError, ValueError):  # noqa: N818 - the name says what is wrong, as DESIGN fixes it
    """A value that cannot be encoded as its attribute demands.

    The message names class, attribute, VR and the rule, and never the value: it may be patient data. Of several values
    that a constructor refuses it has a line each, and `errors` has an error each.
    """

    errors: tuple[InvalidValue, ...] = ()

    @classmethod
    def of(cls, name: str, errors: Sequence[InvalidValue]) -> InvalidValue:
        """Return the one error, or one that has them all: of values for an object of the class of that name."""
        if len(errors) == 1:
            return errors[0]
        lines = "\n".join(f"  {error}" for error in errors)
        found = cls(f"{name} has {len(errors)} values that it cannot have:\n{lines}")
        found.errors = tuple(errors)
        return found


class WrongSOPClass(DicomwrightError, ValueError):  # noqa: N818
    """A data set whose SOP Class UID is not one of the IOD it is read as."""


class UnreadableFile(DicomwrightError, ValueError):  # noqa: N818
    """A file of which nothing can be read, or no longer: no DICOM file, say."""


class MissingPackage(DicomwrightError, ImportError):  # noqa: N818
    """A package that is not installed, without which a URL cannot be opened: the message says which."""


class CodecError(DicomwrightError, RuntimeError):
    """Pixels that cannot be compressed or decompressed: the message says which package to install, or what failed."""


class Refused(Exception):  # noqa: N818 - never seen by users
    """A rule that a value breaks, before it is known of which attribute; the text never holds the value."""


class RefusedItems(Refused):
    """Items that cannot be built of what was given for them; each fault says where below the sequence: ``[0].Rows``."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Keep each fault with its place."""
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)
