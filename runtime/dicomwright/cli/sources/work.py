"""Work on files, whatever it is: who has files worked on knows this, and nothing else of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from dicomwright.cli.sources.found import Found

_R_co = TypeVar("_R_co", covariant=True)


class Work(Protocol[_R_co]):
    """What is done to each file, in whatever process; it goes there as a copy."""

    @property
    def preloads(self) -> str:
        """The module that has loaded all that each file needs."""
        ...

    @property
    def few(self) -> int:
        """As many files are done sooner than processes are started."""
        ...

    def do(self, found: Found) -> _R_co:
        """Return what comes of a file, whatever the file is."""
        ...

    def lost(self, found: Found, message: str) -> _R_co:
        """Return what comes of a file that ended its process."""
        ...
