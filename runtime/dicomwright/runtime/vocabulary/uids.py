"""UIDs: new ones, at random or always the same for the same sources, below 2.25 or a registered root (PS3.5 B)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4, uuid5

from dicomwright.runtime.vocabulary.registry import editions

if TYPE_CHECKING:
    from pydicom.uid import UID

EXPLICIT: Final = "1.2.840.10008.1.2.1"
"""Explicit VR Little Endian: what is written when nothing else is asked for (PS3.5 A.2)."""

_SOURCES: Final = UUID("d8b6f9b1-1f0e-5a55-9c0b-2f6f6f0f7c11")
"""The namespace of UUIDs that are made of sources."""


def fresh_uid(*sources: str) -> str:
    """Return what `new_uid` makes without a root, as text."""
    found = uuid5(_SOURCES, "\0".join(sources)) if sources else uuid4()
    return f"2.25.{found.int}"


def new_uid(*sources: str, root: str = "") -> UID:
    """Return a UID that nobody has yet; with `sources`, the same for the same ones, in their order.

    Without a `root`, a UUID below 2.25 (PS3.5 B.2); else what `pydicom.uid.generate_uid` makes below that root, which
    its owner has registered: "1.2.826.0.1.3680043.10.543", say. Raises ValueError for a root that is none.
    """
    from pydicom.uid import UID, generate_uid  # noqa: PLC0415 - heavy

    if root:
        return generate_uid(prefix=root.rstrip(".") + ".", entropy_srcs=list(sources) or None)
    return UID(fresh_uid(*sources))


def uid_name(value: str) -> str:
    """Return the name of a UID, or the UID itself when it has none."""
    found = next((each.uids[value] for each in editions() if value in each.uids), None)
    return found.name if found else value
