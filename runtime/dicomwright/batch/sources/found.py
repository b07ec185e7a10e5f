"""A file that was found, as it goes from who lists to who works on it, in whatever process that is."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.sources.urls import is_url, shown

if TYPE_CHECKING:
    from dicomwright.runtime.reports.findings import Severity

_DIGITS: Final = 16


class Member(NamedTuple):
    """Where a member of an archive is: its number in a zip, or, if that is -1, its place in a tar and its length."""

    number: int
    offset: int = 0
    size: int = 0


class Found(NamedTuple):
    """A file: whether it was named, not found in a folder; what is wrong with it; what a stream held; its archive."""

    path: str
    named: bool = False
    fault: str = ""
    content: bytes | None = None
    severity: Severity = "error"
    """How bad the fault is."""
    member: Member | None = None
    """What it is of the archive at `path`."""
    label: str = ""

    @property
    def name(self) -> str:
        """What reports call it: no secret of a URL is in it."""
        return self.label or shown(self.path)

    @property
    def key(self) -> str:
        """What tells it from all other files, in a journal: no secret of a URL is in it."""
        if not is_url(self.path):
            return self.name
        return f"{self.name}#{sha256(self.path.encode()).hexdigest()[:_DIGITS]}"
