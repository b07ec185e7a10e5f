"""Snapshots of editions, found in a folder: that of a checkout, or one that is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import SnapshotError
from dicomwright.generator.snapshot import HEAD, read_snapshot

if TYPE_CHECKING:
    from dicomwright.generator.facts import Edition

FOLDER: Final = "spec_cache"


class MissingSnapshotError(Exception):
    """There is no snapshot of an edition; the message says how to make one."""


def find(name: str, folder: Path | None) -> Edition:
    """Read the snapshot of an edition. Raises `MissingSnapshotError`."""
    place = folder if folder is not None else folder_of_checkout()
    if not (place / name / HEAD).is_file():
        raise MissingSnapshotError(_missing(name, place))
    try:
        return read_snapshot(place / name)
    except SnapshotError as fault:
        raise MissingSnapshotError(str(fault)) from None


def comparable(old: Edition, new: Edition) -> tuple[Edition, Edition]:
    """Return two editions with what either is known of: one whose source had no PS3.15 says nothing of the profile."""
    if old.protected_attributes and new.protected_attributes:
        return old, new
    return _without_profile(old), _without_profile(new)


def _without_profile(edition: Edition) -> Edition:
    return replace(
        edition,
        action_codes=(),
        protected_attributes=(),
        protected_content_items=(),
        safe_private_attributes=(),
    )


def folder_of_checkout() -> Path:
    """Return the snapshots of the checkout around this folder, else of the one that this file is in."""
    starts = (Path.cwd(), Path(__file__).resolve().parent)
    folders = (parent / FOLDER for start in starts for parent in (start, *start.parents))
    return next((folder for folder in folders if folder.is_dir()), Path(FOLDER))


def _missing(name: str, place: Path) -> str:
    known = sorted(path.parent.name for path in place.glob(f"*/{HEAD}"))
    there = f"there are {', '.join(known)}" if known else "there is none at all"
    return (
        f"there is no snapshot of edition {name!r} in {str(place)!r} ({there}). Make it in a checkout with "
        f"'nox -s generate -- --edition {name}' and keep spec_cache/{name}, or name another folder with --snapshots"
    )
