"""`dicomwright diff`: two snapshots in, one document out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dicomwright.diff import differences
from dicomwright.diff.changes import KINDS
from dicomwright.diff.filters import kind_named, only
from dicomwright.diff.formats import FORMATS
from dicomwright.diff.snapshots import MissingSnapshotError, comparable, find

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from dicomwright.generator.facts import Edition


class DiffError(Exception):
    """What was asked for cannot be done; the message says why."""


def document(arguments: Namespace) -> tuple[str, bool]:
    """Return the document that was asked for, and whether the editions differ in it. Raises `DiffError`."""
    folder = Path(arguments.snapshots) if arguments.snapshots else None
    kinds = _kinds(arguments.only or ())
    try:
        old, new = comparable(find(arguments.old, folder), find(arguments.new, folder))
    except MissingSnapshotError as fault:
        raise DiffError(str(fault)) from None
    iod = _iod(arguments.iod, old, new) if arguments.iod else ""
    found = only(differences(old, new), kinds=kinds, iod=iod, breaking=arguments.breaking)
    return FORMATS[arguments.format](found), bool(found.changes)


def _kinds(names: Sequence[str]) -> frozenset[str]:
    found = {name: kind_named(name) for name in names}
    for name, kind in found.items():
        if kind is None:
            raise DiffError(f"there are no changes of kind {name!r}; there are {', '.join(KINDS)}")
    return frozenset(filter(None, found.values()))


def _iod(name: str, old: Edition, new: Edition) -> str:
    """Return the name of the IOD that is meant, of either edition."""
    known = {_folded(iod.name): iod.name for edition in (old, new) for iod in edition.iods}
    found = known.get(_folded(name), known.get(_folded(name).removesuffix("iod")))
    if found is None:
        raise DiffError(f"there is no IOD {name!r} in {old.name} or {new.name}")
    return found


def _folded(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()
