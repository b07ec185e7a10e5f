"""File meta information beside its data set: both say of which SOP instance they are (PS3.10 7.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.declarations.meta import FileMetaInformation
from dicomwright.runtime.validation.findings import found_at
from dicomwright.runtime.values.elements import values_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import DataSet

_SAME: Final = {0x00020002: (0x00080016, "SOP Class UID"), 0x00020003: (0x00080018, "SOP Instance UID")}
"""Tags of file meta information, and of what the data set has the same of; a directory has neither."""


def meta_findings(meta: DataSet, data: DataSet, *, known: bool) -> Iterator[Finding]:
    """Yield what file meta information says otherwise than the data set; what this lacks, its IOD says if `known`."""
    for tag, (other, name) in _SAME.items():
        if meta.elements.get(tag) == data.elements.get(other):  # as in nearly all files
            continue
        one, two = _uid(meta, tag), _uid(data, other)
        if one and two and one != two:
            yield found_at("file-meta", tag, FileMetaInformation, f"is not the {name} of the data set")
        elif one and not two and not known:
            yield found_at("file-meta", tag, FileMetaInformation, f"the data set has no {name}")


def _uid(data: DataSet, tag: int) -> str:
    _, value = data.elements.get(tag, ("UI", b""))
    found = values_of("UI", value) if isinstance(value, bytes | str) else ()
    return str(found[0]) if found else ""
