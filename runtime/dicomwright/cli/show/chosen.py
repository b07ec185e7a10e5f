"""The edition that is shown: the one of the runtime, until the command line names another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.cli.outcomes import UsageError
from dicomwright.runtime.vocabulary import registry

if TYPE_CHECKING:
    from dicomwright.runtime.vocabulary.registry import Edition

_chosen: Final[list[Edition]] = []


def choose(name: str | None) -> None:
    """Show this edition. Raises `UsageError` when it is not installed."""
    try:
        _chosen[:] = [registry.edition_named(name)]
    except ValueError as error:
        raise UsageError(str(error)) from None


def edition() -> Edition:
    """Return the edition that is shown."""
    return _chosen[0] if _chosen else registry.edition()
