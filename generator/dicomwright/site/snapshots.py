"""The snapshots that a site is made of: those that are named, or all of a folder; the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwright.diff.snapshots import MissingSnapshotError, find, folder_of_checkout
from dicomwright.generator.snapshot import HEAD

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dicomwright.generator.facts import Edition

__all__ = ["MissingSnapshotError", "names", "read"]


def read(editions: Sequence[str], folder: Path | None) -> list[Edition]:
    """Return editions, the newest first; all of the folder when none is named. Raises `MissingSnapshotError`."""
    wanted = sorted(set(editions or names(folder)), reverse=True)
    if not wanted:
        find("", folder)  # which says what is missing
    return [find(name, folder) for name in wanted]


def names(folder: Path | None) -> list[str]:
    """Return the names of the editions that have a snapshot in a folder, or in that of the checkout."""
    place = folder if folder is not None else folder_of_checkout()
    return sorted(path.parent.name for path in place.glob(f"*/{HEAD}"))
