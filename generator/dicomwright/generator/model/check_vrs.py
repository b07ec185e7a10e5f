"""Check: every VR of the edition is one that the runtime can read and write; a new one is an error with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.facts import Edition

# Those of `dicomwright.runtime.values`, which the generator cannot import: a test compares them with pydicom's.
KNOWN: Final = frozenset(
    {
        *(
            "AE",
            "AS",
            "AT",
            "CS",
            "DA",
            "DS",
            "DT",
            "FD",
            "FL",
            "IS",
            "LO",
            "LT",
            "OB",
            "OD",
            "OF",
            "OL",
            "OV",
        ),
        *(
            "OW",
            "PN",
            "SH",
            "SL",
            "SQ",
            "SS",
            "ST",
            "SV",
            "TM",
            "UC",
            "UI",
            "UL",
            "UN",
            "UR",
            "US",
            "UT",
            "UV",
        ),
    }
)


def check_vrs(edition: Edition) -> None:
    """Refuse a VR that nobody knows how to encode: what is in it cannot be guessed.

    Raises:
        ModelError: names the VR, where it stands, and what must be done.

    """
    faults = list(_faults(edition))
    if faults:
        raise ModelError("\n  ".join(("the runtime has no such value representation:", *faults, _MEND)))


def _faults(edition: Edition) -> Iterator[str]:
    for vr in edition.vrs:
        if vr.code not in KNOWN:
            yield f"{vr.code} ({vr.name or 'no name'}): part 5, table 6.2-1"
    for element in edition.data_elements:
        new = set(element.vr) - KNOWN
        if new:
            yield f"{' or '.join(sorted(new))}: part 6, table {element.table}, {element.tag} {element.name}"


_MEND: Final = (
    "Say how it is encoded and what its values are in runtime/dicomwright/runtime/values, which Python types it has in "
    "generator/dicomwright/generator/render/annotations.py, and add it to KNOWN in model/check_vrs.py."
)
