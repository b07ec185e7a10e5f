"""Work on files, whatever it is: who has files worked on knows this, and nothing else of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from dicomwright.cli.sources.found import Found

_T_co = TypeVar("_T_co", covariant=True)


class Work(Protocol[_T_co]):
    """What is done with each file; it goes to other processes, and its outcomes come from there."""

    def outcome_of(self, found: Found) -> _T_co | None:
        """Work on a file; None when it is skipped. Raises nothing."""
        ...

    def failed(self, found: Found, message: str) -> _T_co:
        """Return the outcome of a file that nobody can work on."""
        ...
